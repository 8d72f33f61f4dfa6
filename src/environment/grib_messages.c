/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walking through the messages of a GRIB file with ecCodes. GRIB 2 allows several fields in one
 * message (NCEP writes u and v so): each is visited as a field of its own.
 *
 * ecCodes ends the process when one of its assertions fails, which damaged files can bring about.
 * Its hook is set so that it jumps back here instead; what it had allocated is then lost, and the
 * file refused. The jump target is the one piece of state kept outside of arguments, and belongs to
 * the thread.
 */
#include "grib.h"

#include "grid_kind.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local jmp_buf *guard;

static void on_assertion(const char *message) {
    (void)message;
    if (guard != NULL) longjmp(*guard, 1);
    abort();
}

static void discard_log(const codes_context *context, int level, const char *message) {
    (void)context;
    (void)level;
    (void)message;
}

static bool set_up(cw_error *err) {
    codes_context *context = codes_context_get_default();
    if (context == NULL) return cw_fail(err, CW_ERR_MACHINE, "ecCodes cannot start");
    codes_context_set_logging_proc(context, discard_log);
    codes_set_codes_assertion_failed_proc(on_assertion);
    return true;
}

/* ---- keys -------------------------------------------------------------------------------------
 */

long grib_long(codes_handle *handle, const char *key, long otherwise) {
    long value;
    if (codes_get_long(handle, key, &value) != CODES_SUCCESS || value == CODES_MISSING_LONG) {
        return otherwise;
    }
    return value;
}

double grib_double(codes_handle *handle, const char *key, double otherwise) {
    double value;
    if (codes_is_missing(handle, key, &(int){0}) != 0) return otherwise;
    if (codes_get_double(handle, key, &value) != CODES_SUCCESS || !isfinite(value))
        return otherwise;
    return value == CODES_MISSING_DOUBLE ? otherwise : value;
}

void grib_text(codes_handle *handle, const char *key, char text[64]) {
    size_t length = 64;
    if (codes_get_string(handle, key, text, &length) != CODES_SUCCESS) text[0] = '\0';
    text[63] = '\0';
}

/* The sizes a message states, before ecCodes allocates by them: rows times columns are the points.
 */
static bool sane_size(codes_handle *handle) {
    static const char *const keys[2][2] = {{"Ni", "Nj"}, {"Nx", "Ny"}};
    long points = grib_long(handle, "numberOfPoints", 0);
    if (points <= 0 || (size_t)points > GRID_NODES_MOST) return false;
    if (grib_long(handle, "numberOfValues", 0) > points) return false;
    if (grib_long(handle, "numberOfCodedValues", 0) > points) return false;
    for (int k = 0; k < 2; k++) {
        long columns = grib_long(handle, keys[k][0], 0), rows = grib_long(handle, keys[k][1], 0);
        if (columns < 0 || rows < 0 || columns > points || rows > points) return false;
        if (columns > 0 && rows > 0 && (columns > points / rows || columns * rows != points))
            return false;
    }
    return true;
}

double *grib_array(codes_handle *handle, const char *key, size_t *count, cw_error *err) {
    if (!sane_size(handle) || codes_get_size(handle, key, count) != CODES_SUCCESS || *count == 0
        || *count > GRID_NODES_MOST) {
        cw_fail(err, CW_ERR_INPUT, "a message has no %s, or more than a grid can have", key);
        return NULL;
    }
    double *values = cw_alloc_array(*count, sizeof *values);
    if (values == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    size_t room = *count;
    int status = codes_get_double_array(handle, key, values, count);
    if (status == CODES_SUCCESS && *count <= room) return values;
    free(values);
    cw_fail(err, CW_ERR_INPUT, "the %s of a message cannot be decoded (%s)", key,
            codes_get_error_message(status));
    return NULL;
}

/* ---- fields of a message -----------------------------------------------------------------------
 */

typedef struct walk {
    const char *path;
    FILE *file;
    grib_visitor visitor;
    void *context;
    int only; /* part wanted, -1: all */
    off_t size;
    size_t messages;
} walk;

static bool visit_part(walk *w, codes_handle *handle, off_t offset, int part, cw_error *err) {
    if (w->only >= 0 && part != w->only) return true;
    return w->visitor(w->context, handle, (grib_place){offset, part}, err)
           || cw_error_prefix(err, "%s", w->path);
}

/* ---- several fields in one message ------------------------------------------------------------
 */

typedef struct section {
    const unsigned char *data;
    size_t length;
} section;

/* The sections in force at one field of an edition 2 message, by number (WMO FM 92: 1 to 7). */
typedef struct sections {
    const unsigned char *message;
    size_t length, at;
    section of[8];
    const unsigned char *bitmap; /* the last section 6 that holds one */
    size_t bitmap_length;
} sections;

static uint32_t get32(const unsigned char *b) {
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Goes on to the next field (the next section 7); false at the end. Never past the message. */
static bool next_field(sections *s) {
    while (s->at + 5 <= s->length && memcmp(s->message + s->at, "7777", 4) != 0) {
        const unsigned char *data = s->message + s->at;
        size_t length = get32(data);
        int number = data[4];
        if (length < 5 || length > s->length - s->at || number < 1 || number > 7) return false;
        s->at += length;
        s->of[number] = (section){data, length};
        if (number == 6 && length >= 6 && data[5] != 254) {
            s->bitmap = data;
            s->bitmap_length = length;
        }
        if (number == 7) return true;
    }
    return false;
}

static size_t put(unsigned char *to, size_t at, const void *bytes, size_t length) {
    memcpy(to + at, bytes, length);
    return at + length;
}

/* A message of its own for the field in force; a bitmap named "as before" (254) is put in. */
static unsigned char *single_message(const sections *s, size_t *length) {
    size_t at = 16;
    unsigned char *out = malloc(s->length + s->bitmap_length + 20);
    if (out == NULL) return NULL;
    memcpy(out, s->message, 16);
    for (int number = 1; number <= 7; number++) {
        section one = s->of[number];
        if (number == 6 && one.length >= 6 && one.data[5] == 254 && s->bitmap != NULL) {
            one = (section){s->bitmap, s->bitmap_length};
        }
        if (one.data != NULL) at = put(out, at, one.data, one.length);
    }
    at = put(out, at, "7777", 4);
    for (size_t k = 0; k < 8; k++) out[8 + k] = (unsigned char)((uint64_t)at >> (56 - 8 * k));
    *length = at;
    return out;
}

static sections sections_of(const unsigned char *message, size_t length) {
    return (sections){.message = message, .length = length, .at = 16};
}

/* Do the sections fill the message exactly, in order? ecCodes trusts their lengths. */
static bool sound_edition_2(const unsigned char *message, size_t length) {
    size_t at = 16;
    int before = 0;
    while (at + 5 <= length - 4) {
        size_t size = get32(message + at);
        int number = message[at + 4];
        bool repeats = before == 7 && number >= 2 && number <= 4;           /* the next field */
        if (size < 5 || size > length - 4 - at || number > 7) return false; /* 5: constant */
        if (!repeats && number <= before) return false;
        before = number;
        at += size;
    }
    return at == length - 4 && before == 7;
}

/* Edition 1: a product section that says whether a grid and a bitmap section follow, then data.
 * Messages above 8 MB count their length otherwise (ECMWF); only their first sections are looked
 * at. */
static bool sound_edition_1(const unsigned char *message, size_t length) {
    size_t at = 8;
    bool large = (message[4] & 0x80) != 0;
    unsigned flags = length > 8 + 28 ? message[8 + 7] : 0;
    const bool there[4] = {true, (flags & 0x80) != 0, (flags & 0x40) != 0, true};
    static const size_t least[4] = {28, 28, 6, 11};
    for (int k = 0; k < 4; k++) {
        if (!there[k]) continue;
        if (at + 11 > length - 4) return false;
        size_t size = (size_t)message[at] << 16 | (size_t)message[at + 1] << 8 | message[at + 2];
        if (large && k == 3) return true;
        if (size < least[k] || size > length - 4 - at) return false;
        at += size;
    }
    return at == length - 4 || (at < length - 4 && length - 4 - at < 16); /* padding */
}

static bool sound(const unsigned char *message, size_t length) {
    if (length < 40 || memcmp(message, "GRIB", 4) != 0) return false;
    return message[7] == 2 ? sound_edition_2(message, length) : sound_edition_1(message, length);
}

uint64_t grib_grid_hash(codes_handle *handle) {
    const void *bytes;
    size_t length, at = 16;
    uint64_t hash = UINT64_C(14695981039346656037);
    if (codes_get_message(handle, &bytes, &length) != CODES_SUCCESS) return 0;
    const unsigned char *message = bytes;
    size_t size = 0;
    if (message[7] == 2) {
        while (at + 5 < length && message[at + 4] < 3) at += get32(message + at);
        if (at + 5 < length) size = get32(message + at);
    } else {
        at = 8 + ((size_t)message[8] << 16 | (size_t)message[9] << 8 | message[10]);
        if (at + 3 < length) {
            size = (size_t)message[at] << 16 | (size_t)message[at + 1] << 8 | message[at + 2];
        }
    }
    for (size_t k = at; k < at + size && k < length; k++) {
        hash = (hash ^ message[k]) * UINT64_C(1099511628211);
    }
    return hash;
}

static bool has_several(const unsigned char *message, size_t length) {
    if (length < 16 || message[7] != 2) return false;
    sections s = sections_of(message, length);
    bool first = next_field(&s);
    return first && next_field(&s);
}

static bool visit_several(walk *w, const unsigned char *message, size_t length, off_t offset,
                          cw_error *err) {
    sections s = sections_of(message, length);
    for (int part = 0; next_field(&s); part++) {
        size_t size;
        if (w->only >= 0 && part != w->only) continue;
        unsigned char *one = single_message(&s, &size);
        if (one == NULL) return cw_fail_memory(err);
        codes_handle *handle = codes_handle_new_from_message_copy(NULL, one, size);
        free(one);
        if (handle == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: a field is damaged", w->path);
        bool good = visit_part(w, handle, offset, part, err);
        codes_handle_delete(handle);
        if (!good) return false;
    }
    return true;
}

static bool visit_message(walk *w, codes_handle *handle, cw_error *err) {
    const void *message;
    size_t length;
    off_t offset = 0;
    if (codes_get_message(handle, &message, &length) != CODES_SUCCESS
        || codes_get_message_offset(handle, &offset) != CODES_SUCCESS) {
        return cw_fail(err, CW_ERR_INPUT, "%s: a message cannot be read", w->path);
    }
    if (!sound(message, length)) {
        return cw_fail(err, CW_ERR_INPUT, "%s: message %zu is damaged", w->path, w->messages);
    }
    if (!has_several(message, length)) return visit_part(w, handle, offset, 0, err);
    return visit_several(w, message, length, offset, err);
}

/* Places the file at the next "GRIB"; false when there is none. */
static bool find_message(FILE *file) {
    static const char word[] = "GRIB";
    int matched = 0;
    for (int c = getc(file); c != EOF; c = getc(file)) {
        matched = c == word[matched] ? matched + 1 : c == 'G' ? 1 : 0;
        if (matched == 4) return fseeko(file, -4, SEEK_CUR) == 0;
    }
    return false;
}

/* Edition 2 states its length in 8 bytes, which ecCodes believes and allocates: it must lie within
 * the file. (Edition 1 cannot state more than 1 GB.) */
static bool message_fits(const walk *w) {
    unsigned char head[16];
    off_t here = ftello(w->file);
    bool fits = fread(head, 1, 16, w->file) == 16 && (head[7] == 1 || head[7] == 2);
    if (fits && head[7] == 2) {
        uint64_t length = 0;
        for (size_t k = 8; k < 16; k++) length = length << 8 | head[k];
        fits = length >= 20 && length <= (uint64_t)(w->size - here);
    }
    return fseeko(w->file, here, SEEK_SET) == 0 && fits;
}

static bool walk_messages(walk *w, cw_error *err) {
    while (find_message(w->file)) {
        int status = CODES_SUCCESS;
        if (!message_fits(w)) {
            return cw_fail(err, CW_ERR_INPUT, "%s is damaged or cut short after message %zu",
                           w->path, w->messages);
        }
        codes_handle *handle = codes_handle_new_from_file(NULL, w->file, PRODUCT_GRIB, &status);
        if (handle == NULL || status != CODES_SUCCESS) {
            if (handle != NULL) codes_handle_delete(handle);
            return cw_fail(err, CW_ERR_INPUT, "%s is damaged or cut short after message %zu (%s)",
                           w->path, w->messages, codes_get_error_message(status));
        }
        w->messages++;
        bool good = visit_message(w, handle, err);
        codes_handle_delete(handle);
        if (!good) return false;
        if (w->only >= 0) return true;
    }
    return true;
}

/* Runs the walk with ecCodes' assertions caught. */
static bool guarded(walk *w, cw_error *err) {
    jmp_buf here, *before = guard;
    volatile bool good = false;
    if (setjmp(here) == 0) {
        guard = &here;
        good = walk_messages(w, err);
    } else {
        cw_fail(err, CW_ERR_INPUT, "%s is damaged: ecCodes cannot make sense of message %zu",
                w->path, w->messages);
    }
    guard = before;
    return good;
}

static bool run(walk *w, off_t offset, cw_error *err) {
    if (!set_up(err)) return false;
    w->file = fopen(w->path, "rb");
    if (w->file == NULL) return cw_fail(err, CW_ERR_INPUT, "%s cannot be opened", w->path);
    bool good = fseeko(w->file, 0, SEEK_END) == 0 && (w->size = ftello(w->file)) >= 0
                && fseeko(w->file, offset, SEEK_SET) == 0;
    if (!good)
        cw_fail(err, CW_ERR_INPUT, "%s cannot be read", w->path);
    else
        good = guarded(w, err);
    fclose(w->file);
    return good;
}

bool grib_walk(const char *path, grib_visitor visitor, void *context, cw_error *err) {
    walk w = {.path = path, .visitor = visitor, .context = context, .only = -1};
    if (!run(&w, 0, err)) return false;
    if (w.messages > 0) return true;
    return cw_fail(err, CW_ERR_INPUT, "%s holds no GRIB message", path);
}

bool grib_visit(const char *path, grib_place place, grib_visitor visitor, void *context,
                cw_error *err) {
    walk w = {.path = path, .visitor = visitor, .context = context, .only = place.part};
    return run(&w, place.offset, err);
}
