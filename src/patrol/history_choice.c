/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which rows of a history count. A centre's log holds all kinds of operations, and where and when
 * of small boats at night are not those of yachts by day: a risk is made of one kind, by what a
 * column of the file says.
 */
#include "history.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool add_choice(history_choice *to, const char *text, bool keep, char *const *fields,
                       size_t count, const char *name, cw_error *err) {
    const char *value = strchr(text, '='), *option = keep ? "--keep" : "--exclude";
    if (value == NULL || value == text)
        return cw_fail(err, CW_ERR_INPUT, "%s takes COLUMN=TEXT, not \"%.100s\"", option, text);
    size_t length = (size_t)(value - text), column = 0;
    while (column < count
           && (strlen(fields[column]) != length || strncasecmp(fields[column], text, length) != 0))
        column++;
    if (column == count)
        return cw_fail(err, CW_ERR_INPUT, "%s, line 1: there is no column \"%.*s\" (%s)", name,
                       (int)(length < 64 ? length : 64), text, option);
    if (to->count == HISTORY_MOST_CHOICES)
        return cw_fail(err, CW_ERR_INPUT, "%s is given too often", option);
    to->items[to->count++] = (history_wanted){column, value + 1, keep};
    return true;
}

bool history_choice_make(const cw_history_options *options, char *const *fields, size_t count,
                         const char *name, history_choice *to, cw_error *err) {
    to->count = 0;
    for (size_t i = 0; i < options->kept_count; i++)
        if (!add_choice(to, options->kept[i], true, fields, count, name, err)) return false;
    for (size_t i = 0; i < options->excluded_count; i++)
        if (!add_choice(to, options->excluded[i], false, fields, count, name, err)) return false;
    return true;
}

static bool says(const history_wanted *w, char *const *fields, size_t count) {
    return strcasecmp(w->column < count ? fields[w->column] : "", w->value) == 0;
}

/* Of the texts that are to be kept of one column the row must say one. */
static bool kept(const history_choice *choice, size_t column, char *const *fields, size_t count) {
    for (size_t i = 0; i < choice->count; i++) {
        const history_wanted *w = &choice->items[i];
        if (w->keep && w->column == column && says(w, fields, count)) return true;
    }
    return false;
}

bool history_choice_takes(const history_choice *choice, char *const *fields, size_t count) {
    for (size_t i = 0; i < choice->count; i++) {
        const history_wanted *w = &choice->items[i];
        if (w->keep ? !kept(choice, w->column, fields, count) : says(w, fields, count))
            return false;
    }
    return true;
}
