/* SPDX-License-Identifier: Apache-2.0 */
/* Server-sent events. A connection with nothing to send sleeps in the library, without a thread,
 * until the hub wakes it. */
#include "respond.h"

#include <stdlib.h>

typedef struct stream {
    cw_room *room;
    struct MHD_Connection *connection;
    hub_reader *reader;
} stream;

void stream_wake(void *connection) {
    MHD_resume_connection(connection);
}

static ssize_t read_on(void *context, uint64_t at, char *to, size_t room) {
    stream *s = context;
    (void)at;
    if (room_closing(s->room)) return MHD_CONTENT_READER_END_OF_STREAM;
    size_t count = hub_read(s->reader, to, room);
    /* Woken between the two: the library then lets the sleep pass. */
    if (count == 0) MHD_suspend_connection(s->connection);
    return (ssize_t)count;
}

static void end(void *context) {
    stream *s = context;
    hub_leave(s->reader);
    free(s);
}

struct MHD_Response *stream_response(cw_room *room, struct MHD_Connection *connection, answer *a) {
    enum { BLOCK = 4096 };
    stream *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    *s = (stream){room, connection, hub_join(room->hub, connection)};
    struct MHD_Response *r =
        s->reader != NULL
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_on, s, end)
            : NULL;
    if (r == NULL) {
        hub_leave(s->reader);
        free(s);
        return NULL;
    }
    a->type = "text/event-stream";
    return r;
}
