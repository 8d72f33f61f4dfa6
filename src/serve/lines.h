/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: lines out of a child's pipe, of a length that it does not choose. */
#ifndef CROSSWATCH_SERVE_LINES_H
#define CROSSWATCH_SERVE_LINES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct lines {
    char *bytes; /* owned; the line that is being read */
    size_t room, length;
    bool too_long; /* its rest is passed over */
} lines;

typedef enum lines_outcome {
    LINES_WAIT,  /* nothing more is there now */
    LINES_ENDED, /* the other side has closed */
    LINES_SPENT  /* enough for one turn: others want theirs */
} lines_outcome;

/* Called for each whole line, NUL-terminated, without its line feed; `cut`: it was longer. */
typedef void (*lines_sink)(void *context, char *line, size_t length, bool cut);

bool lines_create(lines *l, size_t most); /* false: out of memory */
void lines_free(lines *l);
/* Reads what is there, at most `budget` bytes; a last line without its line feed is a line when the
 * other side has closed. */
lines_outcome lines_read(lines *l, int fd, size_t budget, lines_sink sink, void *context);

#endif
