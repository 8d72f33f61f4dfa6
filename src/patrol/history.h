/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: what the readers of history share. */
#ifndef CROSSWATCH_PATROL_HISTORY_H
#define CROSSWATCH_PATROL_HISTORY_H

#include <crosswatch/patrol.h>

bool history_add(cw_history *history, cw_time time, cw_position at); /* false: out of memory */
/* Counts a damaged row and names it. */
void history_note(cw_history *history, const char *name, size_t row, const char *what);
/* The bytes of a file, and a zero after them; free(). */
char *history_read_file(const char *path, size_t *length, cw_error *err);

/* ---- which rows count (history_choice.c) ----------------------------------------------------- */

enum { HISTORY_MOST_CHOICES = 128 };

typedef struct history_wanted {
    size_t column;
    const char *value;
    bool keep; /* rows that say so; else all but those */
} history_wanted;

typedef struct history_choice {
    history_wanted items[HISTORY_MOST_CHOICES];
    size_t count;
} history_choice;

/* Finds the columns that the options name among a file's `fields`; borrows the options' texts. */
bool history_choice_make(const cw_history_options *options, char *const *fields, size_t count,
                         const char *name, history_choice *to, cw_error *err);
bool history_choice_takes(const history_choice *choice, char *const *fields, size_t count);

#endif
