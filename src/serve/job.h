/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: plans in the background. A job is a child process of this same program, so that a
 * crash, a full disk or a case that eats all memory ends the job and not the watch's server. At
 * most so many run at a time, the others wait in the order in which they came. What a job leaves
 * lies in HOME/jobs/N: job.json says what it was, files/ holds what it made, all of it or nothing.
 */
#ifndef CROSSWATCH_SERVE_JOB_H
#define CROSSWATCH_SERVE_JOB_H

#include "base/child.h"

#include <crosswatch/base.h>

typedef enum job_what {
    JOB_PLAN,
    JOB_WHERE,
    JOB_DRIFT,
    JOB_UPDATE,
    JOB_OUTLOOK,
    JOB_NEAR,
    JOB_WARN,
    JOB_STRUCK,
    JOB_PATROL,
    JOB_OPTIONS,
    JOB_RISK,
    JOB_FORCING,
    JOB_ENCOUNTERS,
    JOB_SHOW,
    JOB_TRACKS
} job_what;
typedef enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED } job_state;
const char *job_what_word(job_what what); /* "plan", "where", ... */
const char *job_state_word(job_state state);
bool job_what_read(const char *word, job_what *what); /* false: none of them */

enum {
    JOB_NAME = 128,
    JOB_UNIT = 64,
    JOB_MOST_UNITS = 64,
    JOB_MOST_FILES = 16,
    JOB_FILE = 48,
    JOB_MOST_EARLIER = 31,
    JOB_MOST_AGREEMENTS = 8,
    JOB_COLUMNS = 256
};

/* What becomes of the roster of a plan of patrols. Unsaid: a patrol plans one, options take the
 * plan's. */
typedef enum job_roster {
    JOB_ROSTER_UNSAID,
    JOB_ROSTER_PLANNED,
    JOB_ROSTER_GIVEN,
    JOB_ROSTER_IMPROVED
} job_roster;

/* What the kinds after the outlook take besides (job_kind.h). NULL or 0: the command's own. */
typedef struct job_more {
    const char *log;     /* a file of the folder of logs, by its name */
    const char *columns; /* which are what, of a log that is a table: "time=t,lat=y" */
    const char *vessels; /* ... or ships as a table, as the picture has them now */
    bool traffic;        /* of a risk: the log is AIS, and no table of incidents */
    cw_time at, from, to;
    const char *const *agreements; /* files of the folder of cases, without their .yaml */
    size_t agreement_count;
    int weeks;
    job_roster roster;
} job_more;

/* What is asked for. Texts are borrowed and come from outside: each is looked at. */
typedef struct job_request {
    job_what what;
    const char *case_name; /* a file of the folder of cases, without its .yaml; NULL: of no case */
    const char *incident, *person; /* for whom, by whom; may be NULL */
    double time_s;                 /* for the planner; 0: a fixed effort */
    const char *const *excluded;   /* units */
    size_t excluded_count;
    const char *const *kept; /* units that keep what they have in the plan of job `from` */
    size_t kept_count;
    unsigned from; /* the plan that is kept from, or that was searched; 0: none. Of people near
                    * ships: an update, whose searches are heeded */
    /* Of an update: a result file (docs/update.md) that says what was done of plan `from`. When
     * that is itself the plan of an update, its results are given too: it is always the case that
     * is updated. */
    const char *results;
    /* Of a plan: units that the case does not have, a file of `units` (docs/case.md); NULL: none,
     * or those of plan `from`. */
    const char *units;
    int hours; /* of an outlook and of ships to warn; 0: the command's own */
    job_more more;
    cw_language language;
} job_request;

#define JOB_VESSELS "vessels.csv"

typedef struct job { /* a copy: as it was when it was asked for */
    unsigned number; /* from 1 */
    job_what what;
    job_state state;
    char case_name[JOB_NAME], incident[JOB_NAME], person[JOB_NAME]; /* "" not given */
    char log[JOB_NAME]; /* that ships or incidents are of; "": none */
    bool live;          /* ships are of the live picture, as it was: JOB_VESSELS among the files */
    char stage[64];     /* as the library names it; cw_run_stage has it in French */
    double share;       /* 0 to 1 */
    cw_time submitted, started, ended; /* 0: not yet */
    cw_error error;                    /* of a failed job; CW_OK: none */
    char files[JOB_MOST_FILES][JOB_FILE];
    size_t file_count; /* of a job that is done */
} job;

typedef struct job_settings {
    const char *program; /* NULL: this one */
    const char *home, *cases;
    const char *logs;  /* folder of AIS logs and tables of incidents; NULL: none */
    const char *lanes; /* of encounters; NULL: none */
    size_t most_running, most_waiting;
    int threads;     /* of each job; 0: all processors */
    double cancel_s; /* from the request to end to the kill */
    child_limits limits;
    /* Jobs that have ended go when they are older, or the oldest when all hold more (job_keep.c);
     * 0: never. */
    double keep_days;
    uint64_t keep_bytes;
    /* From the pool's own thread, without a lock: jobs went by this rule. May be NULL. */
    void (*removed)(void *context);
    /* Called for each job that changed, from the pool's own thread, which holds no lock then. May
     * be NULL. */
    void (*changed)(void *context, const job *changed);
    void *context;
} job_settings;
/* Two at a time, 100 waiting, 2 s to end, 8 GiB, 2 h of processor time, files of 4 GiB; kept for 30
 * days and up to 2000 MB. */
job_settings job_settings_default(const char *home, const char *cases);

typedef struct job_pool job_pool; /* opaque; any thread may call */
/* Makes HOME/jobs and reads what is there: jobs that ran or waited when the server died are told as
 * failed, and what they left is removed. */
job_pool *job_pool_create(const job_settings *settings, cw_error *err);
/* Ends what runs, as a cancel does; waits for it. NULL-safe. */
void job_pool_destroy(job_pool *pool);

/* The number of the new job; 0: refused, *err says why (CW_NO: too many wait). */
unsigned job_submit(job_pool *pool, const job_request *request, cw_error *err);
bool job_get(job_pool *pool, unsigned number, job *to, cw_error *err);
/* The newest first, at most `most`; free() *list. */
bool job_list(job_pool *pool, size_t most, job **list, size_t *count, cw_error *err);
/* A waiting job is cancelled at once; one that runs is asked to end, and cancelled when it has.
 * One that was done before the request reached it is done. CW_NO: it has ended. */
bool job_cancel(job_pool *pool, unsigned number, cw_error *err);

/* Takes away a job that has ended, and all it left. CW_NO: it is still needed, *err says for what.
 */
bool job_remove(job_pool *pool, unsigned number, cw_error *err);
/* The record of the job's incident holds its result now: the job may go when it is old. */
void job_held(job_pool *pool, unsigned number);

enum { JOB_PATH = 4096 };
/* The file of units that the job's case was given besides its own; false: it was given none. */
bool job_units_path(job_pool *pool, unsigned number, char path[JOB_PATH]);
/* Where a file of a finished job lies; false: it has none of that name. */
bool job_file_path(job_pool *pool, unsigned number, const char *name, char path[JOB_PATH],
                   cw_error *err);
/* The case file of a name; false: it is no name. The file need not be there. */
bool job_case_path(const job_pool *pool, const char *name, char path[JOB_PATH], cw_error *err);
/* A log by its name; false: it is no name, or there is none. */
bool job_log_path(const job_pool *pool, const char *name, char path[JOB_PATH], cw_error *err);

#endif
