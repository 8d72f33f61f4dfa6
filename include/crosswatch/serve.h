/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve: the operations room. A centre's record, its jobs and the picture of the sea lane over
 * HTTP, with a page for a browser (docs/room.md; the interface is src/serve/openapi.json).
 */
#ifndef CROSSWATCH_SERVE_H
#define CROSSWATCH_SERVE_H

#include "run.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cw_room_options {
    const char *record;     /* of one centre: a file, or postgresql:... */
    const char *home;       /* folder of the room's own: users, sessions, results of jobs; made when
                               it is missing, readable by its owner alone */
    const char *listen;     /* "ADDRESS:PORT"; NULL: "127.0.0.1:8440". Port 0: any that is free.
                               Beyond the loopback only with TLS */
    const char *cert, *key; /* PEM files; NULL: no TLS */
    const char *host;       /* further name that browsers may call it by; NULL: none */
    const char *cases;      /* folder of case files; NULL: none */
    const char *logs;       /* folder of AIS logs and tables of past incidents; NULL: none */
    const char *queue;      /* of cases (cw_queue_open), to look at; NULL: none */
    const char *cache_dir;  /* for decoded coasts; NULL: none */
    const char *program;    /* the command itself, which jobs run; NULL: no jobs */
    const char *ais;        /* source of AIS as cw_input takes it; NULL: none */
    const char *lanes;      /* GeoJSON of traffic lanes (cw_lanes_load); NULL: none */
    double speed;           /* of a log that is replayed and of a rehearsal's clock; 0: 1 */
    double keep_days, keep_mb; /* how long results of jobs stay, and how much of them; 0: 30 days,
                                  2000 MB (docs/jobs.md) */
    bool rehearsal;            /* the clock is not the real one: it can be set by a coordinator */
    cw_time clock;             /* at which a rehearsal begins */
} cw_room_options;

/* Running, with threads of its own. Opaque. */
typedef struct cw_room cw_room;

/* Opens the record, the home and the port, and serves. NULL: *err says why; CW_NO when the home has
 * no user yet (cw_room_add_administrator). */
cw_room *cw_room_open(const cw_room_options *options, cw_error *err);
/* Ends every connection and job. NULL-safe. */
void cw_room_close(cw_room *room);
/* Where it answers, "http://127.0.0.1:8440". */
const char *cw_room_address(const cw_room *room);

/* The first user of a home. CW_NO when it has users; refuses passwords of less than 12 bytes. */
bool cw_room_add_administrator(const char *home, const char *name, const char *password,
                               cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
