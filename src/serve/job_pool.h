/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the jobs: the pool, one job with what it is made of, and what is on disk. */
#ifndef CROSSWATCH_SERVE_JOB_POOL_H
#define CROSSWATCH_SERVE_JOB_POOL_H

#include "job.h"
#include "lines.h"

#include <pthread.h>

typedef struct entry {
    job job;
    double time_s;
    unsigned from;
    int hours;
    cw_time at, since, until; /* of ships; 0: not given */
    bool traffic;
    char columns[JOB_COLUMNS]; /* "": as the log names them */
    int weeks;
    job_roster roster;
    char (*agreements)[JOB_NAME]; /* owned */
    size_t agreement_count;
    char *vessels;                      /* owned until it is written with the job */
    char *results;                      /* owned; written with the job */
    char *units;                        /* owned, the same */
    unsigned units_of;                  /* job in whose folder the units lie; 0: none */
    unsigned earlier[JOB_MOST_EARLIER]; /* updates whose results are given too */
    size_t earlier_count;
    cw_language language;
    char (*excluded)[JOB_UNIT], (*kept)[JOB_UNIT]; /* owned */
    size_t excluded_count, kept_count;
    bool changed;   /* not told yet */
    bool held;      /* its incident's record holds the result */
    uint64_t bytes; /* that it has on the disk, once it has ended */
    /* of one that runs */
    child child;
    lines err_lines;
    cw_error said; /* the last error that it told */
    bool cancelled;
    double kill_at_s; /* monotonic; after a cancel */
} entry;

struct job_pool {
    job_settings settings;
    char *program, *home, *cases, *logs, *lanes; /* owned */
    pthread_mutex_t lock;                        /* of all below */
    entry **entries;                             /* owned, by number */
    size_t count, capacity, running, waiting;
    bool stopping;
    double keep_at_s;      /* monotonic; when old jobs are looked for next */
    int wake_fd;           /* an eventfd: something to do for the pool's thread */
    int lock_fd;           /* held as long as the folder is ours */
    struct pollfd *polled; /* owned; room for what runs */
    pthread_t thread;
    bool thread_runs;
};

void entry_destroy(entry *e); /* NULL-safe */
cw_time job_now(void);        /* the wall clock */

/* ---- what runs (job_run.c) ------------------------------------------------------------------ */

void *job_run_all(void *context); /* the pool's thread; context: the pool */

/* ---- how it is started (job_command.c) ------------------------------------------------------ */

bool command_launch(job_pool *pool, entry *e, cw_error *err);

/* ---- on disk (job_store.c) ------------------------------------------------------------------ */

#define STORE_RESULTS "results.yaml"            /* in the folder of an update */
#define STORE_UNITS   "units.yaml"              /* of a plan with units of its own */
bool store_open(job_pool *pool, cw_error *err); /* the folder, and the jobs that are in it */
/* A folder for a new job: its number, job.json in it, and what was searched. */
bool store_add(job_pool *pool, entry *e, cw_error *err);
/* job.json anew, whole or not at all. */
bool store_write(const job_pool *pool, const entry *e, cw_error *err);
void store_path(const job_pool *pool, unsigned number, const char *name, char path[JOB_PATH]);
/* What a job that is not done has left. */
void store_clear(const job_pool *pool, unsigned number);
/* Names of the finished files, by name. */
void store_list_files(const job_pool *pool, job *of);

/* job.json last, so that what is left of a removal that was cut short is still a job. The folder
 * stays, empty. */
void store_remove(const job_pool *pool, unsigned number);

/* ---- how long they stay (job_keep.c) --------------------------------------------------------- */

void keep_measure(const job_pool *pool, entry *e);
bool keep_rule(job_pool *pool); /* with the lock; whether any went */

/* ---- names from outside (job_name.c) -------------------------------------------------------- */

bool name_is_case(const char *name);               /* can be a file's name, and no hidden one */
bool name_is_plain(const char *text, size_t room); /* printable UTF-8 that fits */

#endif
