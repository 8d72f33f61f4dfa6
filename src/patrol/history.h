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

#endif
