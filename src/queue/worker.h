/* SPDX-License-Identifier: Apache-2.0 */
/* Inside queue/: a worker and its slots, each of which works one job at a time. */
#ifndef CROSSWATCH_QUEUE_WORKER_H
#define CROSSWATCH_QUEUE_WORKER_H

#include "process.h"

typedef enum slot_phase {
    SLOT_FREE,
    SLOT_WORKING,
    SLOT_ENDED /* what came of it is known here, and not yet in the queue */
} slot_phase;

typedef struct slot {
    slot_phase phase;
    claim claim;
    process process;
    cw_arena *arena; /* of the task */
    cw_job_task task;
    int64_t deadline; /* by worker_now */
    bool good;
    cw_job_result result;
    cw_error trouble; /* when it is not good */
} slot;

#define WORKER_NEVER INT64_MAX

typedef struct worker {
    const cw_worker_options *options;
    cw_queue *q;     /* NULL: the database is away */
    cw_store *store; /* NULL: none, or away */
    char centre[CW_MOST_CENTRE + 1];
    char name[128];
    char folder[FILE_PATH / 2]; /* of fetched files */
    bool own_folder;
    int threads;
    int64_t lease_ms, most_ms;
    slot *slots;
    size_t slot_count;
    struct pollfd *watched;
    /* When each is due, by worker_now. */
    int64_t beat_at, look_at, connect_at, deliver_at;
    int64_t pause_ms; /* before the next attempt to reach a database that is away */
} worker;

int64_t worker_now(void); /* ms of the monotonic clock */
void worker_tell(const worker *w, cw_worker_event event, const slot *s, const cw_error *trouble);
/* Renews the leases of all that is held, when that is due. False: the database failed. */
bool worker_beat(worker *w, cw_error *err);

/* Fetches what the claim needs and starts its process; what goes wrong with the job itself ends
 * the slot. False: the database failed. */
bool slot_start(worker *w, slot *s, cw_error *err);
/* Hears the process, and ends the slot when it has ended or takes too long. */
void slot_listen(worker *w, slot *s);
/* Puts what came of it into the queue and frees the slot. False: the database failed. */
bool slot_settle(worker *w, slot *s, cw_error *err);
void slot_free(slot *s); /* kills its process, if there is one */

#endif
