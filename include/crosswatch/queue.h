/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queue: cases as jobs that many machines work through. A job is a case file with everything that
 * it refers to, kept in PostgreSQL (or in an SQLite file, for one machine), so that a worker needs
 * to reach nothing but the database. A worker holds a job by a lease; one that dies gives it back
 * when the lease ends. The same case with the same options is one job, and has one result, however
 * often it was asked for or begun. The method: docs/queue.md.
 */
#ifndef CROSSWATCH_QUEUE_H
#define CROSSWATCH_QUEUE_H

#include "run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opaque; one thread at a time. `where` is the path of an SQLite file, or a PostgreSQL address that
 * begins with "postgresql:"; a record may live in the same PostgreSQL database. */
typedef struct cw_queue cw_queue;
/* CW_NO when there is one already. */
cw_queue *cw_queue_create(const char *where, cw_error *err);
cw_queue *cw_queue_open(const char *where, cw_error *err);
void cw_queue_close(cw_queue *queue); /* NULL-safe */

/* ---- jobs ------------------------------------------------------------------------------------ */

/* SHA-256 of what the answer depends on: the program's version, the options, the case file and each
 * file that it refers to. */
typedef cw_hash cw_job_id;

enum {
    CW_JOB_LIVE = 10,    /* priority of a live incident; lower goes first */
    CW_JOB_INQUIRY = 50, /* of all that can wait */
    CW_JOB_LOWEST = 99,
    CW_JOB_TRIES = 3,        /* unless told otherwise */
    CW_JOB_MOST_TRIES = 100, /* that can be told */
    CW_JOB_MOST_FILES = 64   /* that one case refers to */
};
#define CW_JOB_MOST_FILE_BYTES (UINT64_C(4) << 30)
/* Hypotheses times particles: 63 bytes each, so some 1.2 GiB. */
#define CW_JOB_MOST_PARTICLES 20000000

typedef struct cw_job_options { /* what is done with the case */
    bool plan;                  /* false: stop at "where" */
    size_t particles;           /* a hypothesis; 0: the case's */
    bool objective_given;       /* false: the case's */
    cw_objective objective;
} cw_job_options;

typedef struct cw_job_order {
    cw_job_options options;
    int priority;         /* 0: CW_JOB_INQUIRY; to CW_JOB_LOWEST */
    const char *incident; /* that it is worked for; NULL: none */
    const char *centre;   /* into whose record the result goes; NULL: that of the worker who works
                             it, if it has one */
    int most_tries;       /* 0: CW_JOB_TRIES */
} cw_job_order;

typedef enum cw_job_added {
    CW_JOB_NEW,
    CW_JOB_THERE, /* the same job is there, waiting, running or done; a higher priority is taken */
    CW_JOB_AGAIN  /* it had failed or was cancelled, and waits again */
} cw_job_added;

/* Reads and checks the case at `path`, and puts it into the queue with the files it refers to. */
bool cw_queue_add(cw_queue *queue, const char *path, const cw_job_order *order, cw_job_id *id,
                  cw_job_added *added, cw_error *err);

typedef enum cw_job_state {
    CW_JOB_WAITING,
    CW_JOB_RUNNING,
    CW_JOB_DONE,
    CW_JOB_FAILED,
    CW_JOB_CANCELLED
} cw_job_state;

typedef struct cw_job {
    cw_job_id id;
    uint64_t number; /* in the order in which they came */
    cw_job_state state;
    int priority, tries, most_tries;
    cw_time added;
    cw_time due;       /* waiting: not before; running: the lease ends */
    cw_time ended;     /* done, failed or cancelled; else 0 */
    char name[128];    /* of the case */
    char version[32];  /* of the program that works it */
    char incident[65]; /* empty: none */
    char worker[128];  /* the last that took it */
    cw_error trouble;  /* why it failed, or why it is tried again; CW_OK: nothing */
    cw_job_options options;
} cw_job;

/* Calls for each job in the order in which they would be taken, those that have ended last. */
typedef bool (*cw_job_sink)(void *context, const cw_job *job, cw_error *err);
bool cw_queue_each(cw_queue *queue, cw_job_sink sink, void *context, cw_error *err);
/* The job whose identifier begins with `digits` (at least 4); CW_NO when none or several do. */
bool cw_queue_find(cw_queue *queue, const char *digits, cw_job *job, cw_error *err);
/* Ends a job that waits or runs (its worker stops within a moment); CW_NO when it has ended. */
bool cw_queue_cancel(cw_queue *queue, const cw_job_id *id, cw_error *err);

typedef struct cw_queue_counts {
    uint64_t jobs[CW_JOB_CANCELLED + 1]; /* by state */
    uint64_t other_version;              /* waiting for workers of another version */
    uint64_t owed;                       /* results that have yet to reach a record */
    cw_time oldest;                      /* when the longest waiting job came; 0: none waits */
} cw_queue_counts;
bool cw_queue_count(cw_queue *queue, cw_queue_counts *counts, cw_error *err);

/* What a job made. */
typedef struct cw_job_result {
    cw_hash hash; /* of the three texts */
    cw_time ended;
    cw_text plan;    /* plan.json or where.json */
    cw_text page[2]; /* by language */
} cw_job_result;
/* CW_NO when the job has none. */
bool cw_queue_result(cw_queue *queue, const cw_job_id *id, cw_job_result *result, cw_error *err);
void cw_job_result_free(cw_job_result *result);

/* What was cleared out, and what stayed. */
typedef struct cw_pruned {
    uint64_t jobs;  /* removed, with their results */
    uint64_t kept;  /* as old, but their result is nowhere else */
    uint64_t files; /* that no job refers to any more */
    uint64_t bytes; /* of these files */
} cw_pruned;
/* Removes jobs that ended before a time. One whose result is nowhere else (docs/queue.md) stays,
 * unless `with_results`. */
bool cw_queue_prune(cw_queue *queue, cw_time before, bool with_results, cw_pruned *pruned,
                    cw_error *err);

/* ---- working --------------------------------------------------------------------------------- */

/* A job as a worker takes it. */
typedef struct cw_job_task {
    cw_job_id id;
    char name[128];
    cw_job_options options;
    const char *text; /* of the case */
    size_t length;
    const char *const *files; /* local copies of what it refers to, in the order of the case */
    size_t file_count;
    const char *cache_dir; /* for the decoded coast; may be NULL */
    int threads;
} cw_job_task;

/* Works the case through, up to `result->plan` and both pages. */
bool cw_job_work(const cw_job_task *task, cw_job_result *result, cw_error *err);

typedef enum cw_worker_event {
    CW_WORKER_TOOK,     /* a job */
    CW_WORKER_DONE,     /* its result is in the queue */
    CW_WORKER_FAILED,   /* it failed; `trouble` says why, and the queue whether it is tried again */
    CW_WORKER_LOST,     /* it is no longer this worker's: cancelled, or its lease ran out */
    CW_WORKER_RECORDED, /* its result is in the record */
    CW_WORKER_TROUBLE   /* the database cannot be reached or refuses: tried again, `trouble` */
} cw_worker_event;
typedef void (*cw_worker_teller)(
    void *context, cw_worker_event event, const cw_job_task *task,
    const cw_error *trouble); /* NULL: none; task NULL with CW_WORKER_TROUBLE */

typedef struct cw_worker_options {
    const char *where;
    const char *record;    /* of the centre into which results go; NULL: none */
    size_t slots;          /* jobs at a time, each in a process of its own; 0: 1 */
    int64_t lease_ms;      /* 0: one minute. Renewed three times before it ends */
    int64_t most_ms;       /* that one job may take; 0: one hour */
    uint64_t memory_bytes; /* that one job may take (RLIMIT_DATA); 0: no limit */
    const char *cache_dir; /* for the coast and for fetched files; NULL: a folder that goes again */
    int threads;           /* of each job; 0: the processors divided by the slots */
    bool drain;            /* end when no job waits or runs any more, here or elsewhere */
    int stop_fd; /* when it can be read, jobs are given back and the work ends; -1: none */
    bool (*work)(const cw_job_task *task, cw_job_result *result, cw_error *err); /* NULL:
                                                                                    cw_job_work */
    cw_worker_teller tell;                                                       /* may be NULL */
    void *context;
} cw_worker_options;

/* Takes jobs and works them until it is stopped, or drained. A database that goes away is waited
 * for; one that cannot be opened at the start is an error. */
bool cw_queue_work(const cw_worker_options *options, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
