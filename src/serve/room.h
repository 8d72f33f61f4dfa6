/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: the room, a request to it, and the answer. */
#ifndef CROSSWATCH_SERVE_ROOM_H
#define CROSSWATCH_SERVE_ROOM_H

#include "book.h"
#include "hub.h"
#include "keep.h"
#include "limit.h"

#include <crosswatch/serve.h>
#include <jansson.h>
#include <microhttpd.h>
#include <pthread.h>

enum { MOST_BODY_BYTES = 1 << 20, MOST_PATH_VALUES = 3 };

struct patience;
struct job_pool;
struct edit_pool;
struct feed;
struct inspection;

struct cw_room {
    cw_room_options options; /* texts are the room's */
    cw_arena *arena;
    keep *users;
    limits *limits;
    hub *hub;
    book *book;
    struct patience *patience;
    struct job_pool *jobs; /* NULL: no folder of cases */
    struct edit_pool *edits;
    struct feed *feed; /* NULL: no source of AIS */
    struct inspection *inspection;
    struct MHD_Daemon *daemon;
    char address[128], port[8], host[64];
    char *cert, *key; /* PEM, for as long as the daemon runs */
    pthread_t ticker;
    bool ticking;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    bool closing;
    cw_time rehearsal_at;     /* the rehearsal's clock showed this ... */
    double rehearsal_since_s; /* ... at this time */
};

/* The room's clock: the real one, or a rehearsal's. */
cw_time room_now(cw_room *room);
bool room_set_clock(cw_room *room, cw_time time); /* false: it is the real one */
bool room_closing(cw_room *room);
/* Tells the pages that the record holds more. */
void room_tell_situation(cw_room *room);
/* Tells them one sentence of something that went wrong behind their back. */
void room_tell_fault(cw_room *room, const cw_error *why);

typedef struct route route;
typedef struct request {
    cw_room *room;
    const route *route;
    struct MHD_Connection *connection;
    char *values[MOST_PATH_VALUES]; /* of the path, decoded, in its order */
    const char *session, *bearer;   /* secret of the cookie or of a machine; NULL: none */
    who user;
    cw_language language;
    json_t *body; /* an object; NULL when the route takes none */
    cw_arena *arena;
} request;

typedef struct answer {
    unsigned status; /* 0: 200, or by the error */
    const char *type;
    json_t *json;      /* owned; else ... */
    cw_text text;      /* ... owned; else ... */
    const void *fixed; /* ... bytes that stand for ever; else ... */
    size_t fixed_length;
    int file; /* ... an open file, owned, when not -1; `file_size` bytes */
    uint64_t file_size;
    const char *download;         /* name that the browser saves it under; NULL: it is shown */
    const char *encoding, *tag;   /* of `fixed`: "gzip", and what names its content; NULL */
    char cookie[256];             /* Set-Cookie; empty: none */
    bool stream;                  /* server-sent events, for as long as ... */
    const char *session, *bearer; /* ... these secrets are somebody's; the connection's */
} answer;

/* The value of a query's key, decoded, in the request's arena; NULL: not given. */
const char *request_query(const request *q, const char *key);
/* A refusal with a status of its own, in a sentence that po/fr.po has; false. */
bool request_refuse(answer *a, unsigned status, cw_error *err, const char *sentence);
/* The text of the body's key, NULL when it is not there or no text without NULs. */
const char *request_text(const request *q, const char *key);
/* Whether callers' numbers and raw texts may be shown. */
bool request_sees_private(const request *q);

typedef bool (*handler)(request *q, answer *a, cw_error *err);
struct route {
    const char *method, *path; /* "/api/1/incidents/{id}" */
    role least;                /* ROLE_NOBODY: whoever comes */
    bool body;                 /* takes a JSON object */
    handler handle;
};
/* All of them, parted over files by what they are about; a NULL path ends each. */
extern const route routes_session[], routes_users[], routes_situation[], routes_events[],
    routes_jobs[], routes_near[], routes_record[], routes_sea[], routes_page[], routes_files[],
    routes_about[], routes_alarms[], routes_verify[], routes_queue[];
/* Finds the route; 404 and 405 when *found is NULL by *status. Values are decoded into the arena;
 * `method` HEAD is looked up as GET. */
const route *route_find(const char *method, const char *path, cw_arena *arena,
                        char *values[MOST_PATH_VALUES], unsigned *status);
/* Calls for each. */
void route_each(void (*sink)(void *context, const route *r), void *context);
/* Decodes "%xx" (and "+" in a query) into the arena; NULL: broken, or a control sign in it. */
char *percent_decode(const char *text, size_t length, bool query, cw_arena *arena);

#endif
