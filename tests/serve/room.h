/* SPDX-License-Identifier: Apache-2.0 */
/* A room that is open, in this process, with a user of each role; and a client that sends what it
 * is told to, byte for byte. */
#ifndef CROSSWATCH_TEST_SERVE_ROOM_H
#define CROSSWATCH_TEST_SERVE_ROOM_H

#include "support.h"

#include <crosswatch/crosswatch.h>
#include <jansson.h>
#include <serve/keep.h>

typedef struct caller {
    const char *cookie, *guard, *bearer; /* NULL: not sent */
    const char *more;                    /* further header lines, each with its end; NULL */
} caller;

typedef struct reply {
    unsigned status; /* 0: the connection was cut without an answer */
    char *head;      /* status line and headers, lower case; owned */
    char *body;      /* owned */
    size_t length;   /* of the body */
    json_t *json;    /* of the body, NULL: it is none; owned */
} reply;
void reply_free(reply *r);

typedef struct open_room {
    char folder[1024], record[1100], home[1100];
    cw_room *room;
    char host[64];
    unsigned short port;
    caller callers[6];                   /* by role; of nobody: no cookie */
    char cookies[6][128], guards[6][64]; /* behind them */
} open_room;

#define ADMINISTRATOR "chief"
#define PASSWORD      "correct horse battery"

/* A record of Gris-Nez with the incident GN-7 open, and users named as their roles. `cases` NULL:
 * no jobs. */
void room_begin(open_room *t, const char *cases);
void room_end(open_room *t);
/* Closes the room and opens it again on the same home and record. */
void room_again(open_room *t, const cw_room_options *options);
cw_room_options room_options(const open_room *t);

/* Signs in; the cookie "name=value" and the guard. */
void room_sign_in(const open_room *t, const char *user, char cookie[128], char guard[64]);
/* A whole request; body NULL: none, else as JSON. */
reply ask(const open_room *t, const caller *by, const char *method, const char *path,
          const char *body);
/* Bytes as they are; the answer until the other side closes or nothing comes for two seconds. */
reply ask_raw(const open_room *t, const char *bytes, size_t length);
int room_connect(const open_room *t);
/* ask() that must be answered with `status`; its JSON, owned by the caller (NULL: none). */
json_t *expect(const open_room *t, const caller *by, const char *method, const char *path,
               const char *body, unsigned status);

#endif
