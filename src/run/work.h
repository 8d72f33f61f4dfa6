/* SPDX-License-Identifier: Apache-2.0 */
/* Inside run/: steps of the work that the outlook (outlook.c) takes once more over a longer window,
 * and those that come after a search (after.c). */
#ifndef CROSSWATCH_RUN_WORK_H
#define CROSSWATCH_RUN_WORK_H

#include <crosswatch/run.h>

cw_scene *work_scene(const cw_case *c, const cw_run_options *options, cw_error *err);
/* Output times on the round clock (01:10, 01:20 ...), from before the first release to after the
 * end of the search. */
cw_drift_options work_window(const cw_case *c, int threads);
/* Refuses a drift in which too much left what the forcing covers. All ranks together, each with its
 * share of the `particles`. */
bool work_covered(const cw_scene *scene, const cw_ensemble *after, cw_ranks *ranks,
                  size_t particles, cw_error *err);

/* Ensemble and drift; `particles` a hypothesis, 0: the case's. */
cw_tracks *work_tracks(const cw_scene *scene, const cw_run_options *options, size_t particles,
                       uint64_t seed_offset, cw_error *err);

/* The planner's problem, with what the options say of it. */
cw_plan_problem work_problem(const cw_scene *scene, const cw_tracks *tracks, const cw_tracks *fresh,
                             const cw_run_options *options);

/* The plan: made by the planner, or about tasks that are kept, or read and scored as it is
 * (given.c). */
cw_plan *work_plan(const cw_scene *scene, const cw_plan_problem *problem,
                   const cw_run_options *options, cw_error *err);

/* Makes run->after, the case as it stands after the results, and points run->source at it. *plan
 * becomes false when no time is left to plan for. */
bool work_after(cw_run *run, const cw_run_options *options, bool *plan, cw_error *err);
/* run->tracks and run->update: the posterior, on as many particles as it needs. */
bool work_posterior(cw_run *run, const cw_run_options *options, cw_error *err);
/* run->fresh: other draws, as many, with the same results applied. */
bool work_fresh_posterior(cw_run *run, const cw_run_options *options, cw_error *err);

#endif
