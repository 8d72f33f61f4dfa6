/* SPDX-License-Identifier: Apache-2.0 */
/* Server-sent events. A connection with nothing to send sleeps in the library, without a thread,
 * until the hub wakes it. */
#include "guard.h"
#include "respond.h"

#include <stdlib.h>

typedef struct stream {
    cw_room *room;
    struct MHD_Connection *connection;
    hub_reader *reader;
    const char *session, *bearer;
    double known_s; /* when they were last found to be somebody's */
} stream;

void stream_wake(void *connection) {
    MHD_resume_connection(connection);
}

/* Who was signed out or removed is told nothing more, a few seconds later at most. */
static bool is_let_in(stream *s) {
    enum { LOOK_S = 2 };
    who user;
    double now_s = clock_s();
    if (now_s - s->known_s < LOOK_S) return true;
    s->known_s = now_s;
    return guard_knows(s->room, s->session, s->bearer, &user);
}

static ssize_t read_on(void *context, uint64_t at, char *to, size_t room) {
    stream *s = context;
    (void)at;
    if (room_closing(s->room) || !is_let_in(s)) return MHD_CONTENT_READER_END_OF_STREAM;
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
    *s = (stream){.room = room,
                  .connection = connection,
                  .reader = hub_join(room->hub, connection),
                  .session = a->session,
                  .bearer = a->bearer,
                  .known_s = clock_s()};
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
