/* SPDX-License-Identifier: Apache-2.0 */
/* What may be released to whom, as the command line says it: from the agreement file, by words, or,
 * with neither, what the authors shared and marked. */
#include "record.h"

#include <stdio.h>
#include <string.h>

static bool read_word(const char *value, const char *to, record_rules *rules, cw_error *err) {
    const char *part = strchr(value, '/');
    size_t length = part != NULL ? (size_t)(part - value) : strlen(value), at = rules->count;
    if (at == RECORD_MOST_WORDS || length == 0 || length > CW_MOST_KIND
        || (part != NULL && (part[1] == '\0' || strlen(part + 1) > CW_MOST_KIND)))
        return cw_fail(err, CW_ERR_INPUT, "release=%.60s is not release=KIND or KIND/PART", value);
    snprintf(rules->names[at][0], sizeof rules->names[at][0], "%.*s", (int)length, value);
    snprintf(rules->names[at][1], sizeof rules->names[at][1], "%s", part != NULL ? part + 1 : "");
    rules->words[at] =
        (cw_release_rule){to, rules->names[at][0], part != NULL ? rules->names[at][1] : NULL};
    rules->count++;
    return true;
}

bool record_rules_read(const record_call *c, const char *to, record_rules *rules, cw_error *err) {
    static const char key[] = "release=";
    const char *agreement = record_value(c, "agreement");
    *rules = (record_rules){.list = rules->words};
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i];
        if (strncmp(a, key, sizeof key - 1) != 0) continue;
        if (agreement != NULL)
            return cw_fail(err, CW_ERR_INPUT, "agreement= and release= do not go together");
        if (!read_word(a + sizeof key - 1, to, rules, err)) return false;
    }
    if (agreement != NULL) {
        rules->file = cw_release_file_load(agreement, err);
        if (rules->file == NULL) return false;
        rules->list = rules->file->rules;
        rules->count = rules->file->count;
    } else if (rules->count == 0) {
        rules->words[rules->count++] = (cw_release_rule){to, NULL, NULL};
    }
    return true;
}

void record_rules_free(record_rules *rules) {
    cw_release_file_destroy(rules->file);
}
