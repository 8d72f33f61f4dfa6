/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the jobs: what each kind of job takes, and where what it finds is left. */
#ifndef CROSSWATCH_SERVE_JOB_KIND_H
#define CROSSWATCH_SERVE_JOB_KIND_H

#include "job_pool.h"

typedef enum job_takes { /* beyond a language; what is not among them is refused */
                         JOB_TAKES_CASE = 1 << 0, /* needed: a case, or a plan of patrols */
                         JOB_TAKES_PLAN = 1 << 1, /* another plan, and units of it */
                         JOB_TAKES_TIME = 1 << 2,
                         JOB_TAKES_HOURS = 1 << 3,
                         JOB_TAKES_MAP = 1 << 4,
                         JOB_TAKES_UPDATE = 1 << 5, /* an update, for what was searched */
                         JOB_TAKES_LOG = 1 << 6,
                         JOB_TAKES_VESSELS = 1 << 7, /* as they are now, instead of a log */
                         JOB_NEEDS_SHIPS = 1 << 8,   /* one of these two */
                         JOB_TAKES_AT = 1 << 9,
                         JOB_TAKES_WINDOW = 1 << 10,
                         JOB_TAKES_AGREEMENT = 1 << 11,  /* one */
                         JOB_NEEDS_AGREEMENTS = 1 << 12, /* two or more */
                         JOB_TAKES_WEEKS = 1 << 13,
                         JOB_TAKES_ROSTER = 1 << 14,
                         JOB_TAKES_THREADS = 1 << 15,
                         JOB_TAKES_HISTORY = 1 << 16, /* the log may be a table of incidents */
                         JOB_TELLS_STEPS = 1 << 17,
                         JOB_TAKES_LANES = 1 << 18,
                         JOB_SERVES_INCIDENT = 1 << 19 /* may be of one; its record keeps it */
} job_takes;

typedef struct job_kind {
    const char *word;
    const char *verb[2]; /* of the command; the second may be NULL */
    unsigned takes;
    /* A verb that prints its answer instead of writing files: the file that takes it, and the
     * file that it is told to write (a chart, tracks), if any. NULL: it writes its files itself. */
    const char *printed, *written;
} job_kind;

const job_kind *job_kind_of(job_what what);
/* Whether what is asked for is what the kind takes; one sentence says what is not. */
bool job_kind_check(const job_request *r, cw_error *err);

#endif
