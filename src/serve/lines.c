/* SPDX-License-Identifier: Apache-2.0 */
/* Lines from a pipe that does not block: bounded in length, and in what one turn takes. */
#include "lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool lines_create(lines *l, size_t most) {
    *l = (lines){.bytes = malloc(most + 1), .room = most};
    return l->bytes != NULL;
}

void lines_free(lines *l) {
    free(l->bytes);
    *l = (lines){0};
}

static void end_line(lines *l, lines_sink sink, void *context) {
    l->bytes[l->length] = '\0';
    sink(context, l->bytes, l->length, l->too_long);
    l->length = 0;
    l->too_long = false;
}

static void take(lines *l, const char *bytes, size_t count, lines_sink sink, void *context) {
    while (count > 0) {
        const char *end = memchr(bytes, '\n', count);
        size_t piece = end != NULL ? (size_t)(end - bytes) : count;
        size_t fits = piece < l->room - l->length ? piece : l->room - l->length;
        memcpy(l->bytes + l->length, bytes, fits);
        l->length += fits;
        l->too_long = l->too_long || fits < piece;
        if (end != NULL) end_line(l, sink, context);
        piece += end != NULL;
        bytes += piece;
        count -= piece;
    }
}

lines_outcome lines_read(lines *l, int fd, size_t budget, lines_sink sink, void *context) {
    char buffer[16384];
    for (size_t taken = 0; taken < budget;) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return LINES_WAIT;
        if (got <= 0) {
            if (l->length > 0 || l->too_long) end_line(l, sink, context);
            return LINES_ENDED;
        }
        take(l, buffer, (size_t)got, sink, context);
        taken += (size_t)got;
    }
    return LINES_SPENT;
}
