/* SPDX-License-Identifier: Apache-2.0 */
/* What the words of "crosswatch record" share: values of KEY=VALUE, files, keys, events. */
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *record_value(const record_call *c, const char *key) {
    size_t n = strlen(key);
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i];
        if (strncmp(a, key, n) == 0 && a[n] == '=') return a + n + 1;
    }
    return NULL;
}

bool record_needs(const record_call *c, const char *key, const char **value, cw_error *err) {
    *value = record_value(c, key);
    return *value != NULL || cw_fail(err, CW_ERR_INPUT, "record %s needs %s=...", c->word, key);
}

/* `known` parted and surrounded by spaces. */
bool record_check_keys(const record_call *c, const char *known, cw_error *err) {
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i], *equals = strchr(a, '=');
        char key[40];
        if (equals == NULL || equals - a > 30)
            return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not KEY=VALUE", a);
        snprintf(key, sizeof key, " %.*s ", (int)(equals - a), a);
        if (strstr(known, key) == NULL)
            return cw_fail(err, CW_ERR_INPUT, "record %s does not know %.*s=", c->word,
                           (int)(equals - a), a);
    }
    return true;
}

bool record_read_file(const char *path, cw_text *to, cw_error *err) {
    enum { PIECE = 65536, MOST = 1 << 30 };
    FILE *file = fopen(path, "rb");
    char *piece = malloc(PIECE);
    bool good = file != NULL && piece != NULL;
    if (file == NULL) cw_fail(err, CW_ERR_INPUT, "%.400s: %s", path, strerror(errno));
    for (size_t n = 1; good && n > 0;) {
        n = fread(piece, 1, PIECE, file);
        cw_text_add_bytes(to, piece, n);
        good = !ferror(file) && !to->failed && to->length <= MOST;
        if (!good) cw_fail(err, CW_ERR_INPUT, "%.400s: cannot be read", path);
    }
    free(piece);
    if (file != NULL) fclose(file);
    return good;
}

/* A new file; refuses to replace one. */
bool record_write_file(const char *path, const cw_text *bytes, cw_error *err) {
    FILE *file = fopen(path, "wbx");
    if (file == NULL) return cw_fail(err, CW_ERR_INPUT, "%.400s: %s", path, strerror(errno));
    bool good = fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
    good = fclose(file) == 0 && good;
    if (good) return true;
    remove(path);
    return cw_fail(err, CW_ERR_MACHINE, "%.400s: cannot be written", path);
}

bool record_load_key(record_call *c, cw_error *err) {
    const char *path;
    if (!record_needs(c, "key", &path, err)) return false;
    c->key = cw_secret_key_load(path, err);
    return c->key != NULL;
}

bool record_find_event(const record_call *c, cw_event_id *id, cw_error *err) {
    const char *text;
    return record_needs(c, "event", &text, err) && cw_store_find_id(c->store, text, id, err);
}
