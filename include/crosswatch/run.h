/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: one case worked through, from the file to the finished plan. The order of the work stands
 * here once, for the command and for whoever else has to run a case (a server, a queue).
 */
#ifndef CROSSWATCH_RUN_H
#define CROSSWATCH_RUN_H

#include "report.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cw_run_options {
    const char *cache_dir;              /* for the decoded coast; NULL: none */
    int threads;                        /* 0: all */
    size_t particles;                   /* a hypothesis; 0: the case's */
    double time_limit_s;                /* for the optimiser; 0: the case's */
    bool plan;                          /* false: stop at "where" */
    const cw_result_file *const *files; /* what was searched so far; NULL: nothing yet */
    size_t file_count;
    cw_progress progress; /* may be NULL */
    void *context;
} cw_run_options;

/* Everything a worked case consists of; owned, except for the case. */
typedef struct cw_run {
    const cw_case *source; /* with results: `after` */
    cw_case after; /* the case as it stands after the searches: window, units, report times */
    cw_unit *after_units;
    cw_update *update; /* what the results changed; NULL without results */
    cw_plan_problem update_problem;
    cw_scene *scene;
    cw_tracks *tracks; /* what the plan is optimised on, and the maps are made of */
    cw_tracks *fresh;  /* what it is scored on: the same case, other draws; NULL without plan */
    cw_where *where;
    size_t where_count;
    cw_plan *plan, *worksheet; /* NULL without plan */
    cw_worksheet sheet;
} cw_run;

/* Works the case through. NULL with *err on failure. `c` must outlive the run. With results, the
 * weights of the tracks are the posterior, the ensemble is enlarged where it has to be, and the
 * plan is made from the end of the last result on, if that leaves time; else there is none. */
cw_run *cw_run_create(const cw_case *c, const cw_run_options *options, cw_error *err);
void cw_run_destroy(cw_run *run);
/* The run as the report writers take it; borrows from the run. */
cw_result cw_run_result(const cw_run *run, cw_language language);
/* Writes every file of a plan (or of "where") to `directory`, all or nothing. `names`, when not
 * NULL, gets one line a file: path, tab, what it is. */
bool cw_run_write(const cw_run *run, const char *directory, cw_language language, cw_text *names,
                  cw_error *err);

/* Only the drift, streamed to a CF NetCDF file: memory does not grow with the length of the run.
 * `every` keeps every n-th particle (1: all). */
bool cw_run_drift(const cw_case *c, const cw_run_options *options, const char *path, size_t every,
                  cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
