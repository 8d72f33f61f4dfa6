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

/* A run in which more than this share of the probability leaves what the forcing covers is refused;
 * up to it, the page says how much. */
#define CW_MOST_LOST 0.01

typedef struct cw_run_options {
    const char *cache_dir;         /* for the decoded coast; NULL: none */
    int threads;                   /* 0: all */
    size_t particles;              /* a hypothesis; 0: the case's */
    double time_limit_s;           /* for the optimiser; 0: the case's */
    const cw_objective *objective; /* what the plan is made for; NULL: the case's */
    bool plan;                     /* false: stop at "where" */
    const char *plan_file;         /* a plan.json; NULL: none. Scored as it is ... */
    const char *const *kept;       /* ... or, with names of units here, only their tasks are
                                      taken from it, and the others are planned about them */
    size_t kept_count;
    const char *const *excluded; /* names of units that take no part */
    size_t excluded_count;
    const cw_result_file *const *files; /* what was searched so far; NULL: nothing yet */
    size_t file_count;
    bool map_data;   /* also write what a map in a browser is drawn from */
    cw_ranks *ranks; /* who works together; NULL: one alone. Drift, "where" and plans without
                        results only; all ranks call with the same options, and read plan_file */
    const char *checkpoints; /* the directory for the state of drifts; NULL: none is kept. One that
                                is found there is gone on with. Not with results */
    size_t checkpoint_every; /* so many outputs; 0: none */
    cw_progress progress;    /* may be NULL */
    void *context;
} cw_run_options;

/* A stage as `progress` names it, in the reader's language. */
const char *cw_run_stage(const char *stage, cw_language language);

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
    bool map_data;             /* as the options had it */
    cw_plan *plan, *worksheet; /* NULL without plan */
    cw_worksheet sheet;
    cw_alive *alive; /* people found alive, or without plan alive; NULL: no water temperature, or a
                        case that looks back */
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
 * `every` keeps every n-th particle (1: all). The first rank writes `path`. */
bool cw_run_drift(const cw_case *c, const cw_run_options *options, const char *path, size_t every,
                  cw_error *err);

/* Removes what a run kept in options->checkpoints, once its files are in place. */
void cw_run_clear(const char *checkpoints);

/* ---- outlook -------------------------------------------------------------------------------- */

/* The hours ahead: the plan as it stands, and the same units going on from its end until `to`,
 * planned anew on what the plan would leave. Both are followed on the same particles. All owned. */
typedef struct cw_outlook_run {
    cw_run *run;
    cw_case *longer_case; /* the case with a later end of the search; its contents are borrowed */
    cw_scene *scene; /* of it; NULL: the plan lasts as long, or the case's sources end before */
    cw_tracks *tracks, *fresh;     /* drifted until `to` */
    cw_plan *next;                 /* from the end of the plan until `to` */
    cw_alive *planned, *continued; /* continued NULL without `next` */
    cw_error why_not;              /* why there is no `next` though the plan ends before `to` */
    cw_result result;
    cw_time to;
} cw_outlook_run;

/* Fails for a case that looks back, that has no water temperature, or in which nobody is in the
 * water: there is no survival to tell. `c` must outlive the run. */
cw_outlook_run *cw_outlook_create(const cw_case *c, const cw_run_options *options, double hours,
                                  cw_error *err);
void cw_outlook_destroy(cw_outlook_run *outlook);
cw_outlook cw_outlook_view(cw_outlook_run *outlook, cw_language language);
/* outlook.txt, outlook.json and outlook.png, all or nothing; `names` as for cw_run_write. */
bool cw_outlook_write(cw_outlook_run *outlook, const char *directory, cw_language language,
                      cw_text *names, cw_error *err);

/* ---- a plan being edited -------------------------------------------------------------------- */

/* A plan.json held open on fresh particles of its case: each change is scored at once. */
typedef struct cw_edit_run cw_edit_run; /* opaque; one thread at a time */
/* options->plan_file is the plan. NULL: the case or the plan will not do. `c` must outlive it. */
cw_edit_run *cw_edit_run_create(const cw_case *c, const cw_run_options *options, cw_error *err);
void cw_edit_run_destroy(cw_edit_run *run); /* NULL-safe */
/* The plan as it stands, as one line of JSON with its line feed (docs/search.md). */
bool cw_edit_run_tell(cw_edit_run *run, cw_text *answer, cw_error *err);
/* One line of cw_plan_edits_parse's; the answer is the plan after it. The areas are laid one after
 * the other in the plan's order; one that cannot be (no such pattern, no time for it) ends that, is
 * left as it was, and the answer also has "error". False: the machine failed. */
bool cw_edit_run_answer(cw_edit_run *run, const char *line, size_t length, cw_text *answer,
                        cw_error *err);

/* ---- patrols and options --------------------------------------------------------------------- */

typedef struct cw_patrol_run_options {
    const char *cache_dir;
    cw_progress progress; /* may be NULL */
    void *context;
    int threads;
    size_t weeks;                  /* 0: the plan's */
    const char *const *agreements; /* files; none: the plan's own */
    size_t agreement_count;
    cw_roster_origin roster; /* under the first agreement */
    bool plan_each;          /* a roster for each agreement, instead */
    double time_limit_s;     /* of planning one; 0: none */
} cw_patrol_run_options;

enum { CW_STRESSES = 3 }; /* no aircraft, one unit failed, twenty boats in one night */

/* A plan worked through: simulated under each agreement. All owned. */
typedef struct cw_patrol_run {
    cw_patrol_plan *plan;
    cw_patrol_world *world;
    cw_roster *roster;
    cw_patrol_agreement **agreements; /* NULL entries: the plan's own, or none */
    size_t count;
    cw_option *options;
    cw_simulation *before;                /* of the roster as given; NULL: it is this one */
    cw_simulation *stressed[CW_STRESSES]; /* of the first option, when asked for */
    size_t failed;                        /* the unit that fails: the one whose loss costs most */
    cw_roster_origin how;                 /* the roster came about */
    size_t tried, kept;                   /* changes of the roster, when improved */
    cw_week_plan week;                    /* when planned */
} cw_patrol_run;

cw_patrol_run *cw_patrol_run_create(const char *path, const cw_patrol_run_options *options,
                                    cw_error *err);
void cw_patrol_run_destroy(cw_patrol_run *run); /* NULL-safe */
/* Fills `stressed` and `failed`. */
bool cw_patrol_run_stress(cw_patrol_run *run, const cw_patrol_run_options *options, cw_error *err);
/* options.en.txt, options.fr.txt, options.json and options.png, all or nothing; `names` as for
 * cw_run_write. */
bool cw_options_write(const cw_patrol_run *run, const char *directory, cw_language language,
                      cw_text *names, cw_error *err);
/* The run as the report writers take it; borrows from the run. */
cw_patrol_view cw_patrol_run_view(const cw_patrol_run *run, cw_language language);
/* patrol.en.txt, patrol.fr.txt, patrol.json, roster.csv, roster.gpx, roster.geojson and roster.png,
 * likewise.
 */
bool cw_patrol_write(const cw_patrol_run *run, const char *directory, cw_language language,
                     cw_text *names, cw_error *err);
/* risk.en.txt, risk.fr.txt, risk.json, risk.tif and risk.png, likewise. */
bool cw_risk_write(const cw_risk *risk, const cw_history *history, const char *directory,
                   cw_language language, cw_text *names, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
