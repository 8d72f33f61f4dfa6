/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a plan: checks the problem, lets the planner look for the units' areas (plan_islands.c) on
 * a sample of the particles, and scores what it found on the fresh ones, so that the probability of
 * success is not flattered by the search for it.
 */
#include "search/planner.h"
#include "search/plan_support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t longest_window_ms = 30 * 24 * CW_HOUR_MS;

/* ---- the problem --------------------------------------------------------------------------- */

static bool tracks_cover(const cw_plan_problem *problem, cw_error *err) {
    const cw_tracks *t = problem->tracks;
    double total;
    if (!plan_tracks_hold(t, &total, err)) return false;
    cw_time last = t->first + (int64_t)(t->times - 1) * t->step_ms;
    if (last <= problem->from || t->first >= problem->to)
        return cw_fail(err, CW_ERR_INPUT, "the drift does not cover the search window");
    return true;
}

bool plan_problem_holds(const cw_plan_problem *problem, cw_error *err) {
    if (problem->plane == NULL || problem->table == NULL)
        return cw_fail(err, CW_ERR_INPUT, "the plan needs a plane and sweep width tables");
    if (problem->units == NULL || problem->unit_count == 0)
        return cw_fail(err, CW_ERR_INPUT, "there are no units to plan for");
    if (problem->objects == NULL || problem->object_count == 0
        || problem->object_count > CW_MOST_OBJECTS)
        return cw_fail(err, CW_ERR_INPUT, "the plan needs 1 to %d search objects, not %zu",
                       CW_MOST_OBJECTS, problem->object_count);
    if (problem->to <= problem->from)
        return cw_fail(err, CW_ERR_INPUT, "the search window ends before it begins");
    if (problem->to - problem->from > longest_window_ms)
        return cw_fail(err, CW_ERR_INPUT, "the search window is longer than 30 days");
    if (!(problem->separation_m >= 0.0) || !(problem->height_separation_m >= 0.0)
        || !(problem->time_limit_s >= 0.0))
        return cw_fail(err, CW_ERR_INPUT, "separations and the time limit must not be negative");
    if (problem->objective == CW_ALIVE && (problem->survival == NULL || problem->exposures == NULL))
        return cw_fail(err, CW_ERR_INPUT,
                       "a plan made for people found alive needs the temperature of the water");
    return widths_hold(problem, err) && tracks_cover(problem, err);
}

void plan_object_shares(const cw_plan_problem *problem, const cw_tracks *tracks,
                        double shares[CW_MOST_OBJECTS]) {
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    size_t output = 0;
    if (tracks->step_ms > 0 && middle > tracks->first)
        output = (size_t)((middle - tracks->first) / tracks->step_ms);
    output = output < tracks->times ? output : tracks->times - 1;
    double total = 0.0;
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) shares[o] = 0.0;
    for (size_t i = 0; i < tracks->particles; i++) {
        size_t o = tracks->object ? tracks->object[output * tracks->particles + i] : 0;
        shares[o % CW_MOST_OBJECTS] += (double)tracks->weight[i];
        total += (double)tracks->weight[i];
    }
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) shares[o] /= total;
}

/* The output at or before a time; the nearest one before, or else after, at which any particle has
 * a place when that one has none. */
bool plan_datum(const cw_tracks *tracks, cw_time time, cw_datum *datum, cw_time *at,
                cw_error *err) {
    size_t output = 0;
    cw_error why = {0};
    if (tracks->step_ms > 0 && time > tracks->first)
        output = (size_t)((time - tracks->first) / tracks->step_ms);
    output = output < tracks->times ? output : tracks->times - 1;
    for (size_t k = 0; k < tracks->times; k++) {
        size_t tried = k <= output ? output - k : k;
        cw_cloud cloud;
        why = (cw_error){0};
        *at = tracks->first + (int64_t)tried * tracks->step_ms;
        if (cw_tracks_cloud(tracks, *at, &cloud, &why) && cw_datum_compute(&cloud, datum, &why))
            return true;
        if (why.code == CW_ERR_MACHINE) break;
    }
    return cw_error_pass(err, &why);
}

cw_plan *plan_create(const cw_plan_problem *problem, cw_error *err) {
    cw_plan *plan = calloc(1, sizeof *plan);
    cw_task *tasks = calloc(problem->unit_count, sizeof *tasks);
    if (plan == NULL || tasks == NULL) {
        free(plan);
        free(tasks);
        cw_fail_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < problem->unit_count; i++) tasks[i].unit = i;
    plan->objective = problem->objective;
    plan->tasks = tasks;
    plan->task_count = problem->unit_count;
    return plan;
}

bool cw_plan_widths(const cw_plan_problem *problem, cw_plan *plan, cw_error *err) {
    double shares[CW_MOST_OBJECTS];
    plan_object_shares(problem, problem->tracks, shares);
    for (size_t t = 0; t < plan->task_count; t++) {
        asset a;
        if (!asset_prepare(&a, problem, plan->tasks[t].unit, shares, err)) return false;
        widths_to_task(&a.widths, &plan->tasks[t]);
    }
    return true;
}

/* ---- the plan ------------------------------------------------------------------------------ */

cw_plan *cw_plan_optimise(const cw_plan_problem *problem, cw_error *err) {
    cw_error own = {0};
    cw_error *report = err != NULL ? err : &own;
    if (!plan_problem_holds(problem, report)) return NULL;
    cw_plan *plan = plan_create(problem, report);
    if (plan == NULL) return NULL;
    const cw_tracks *fresh = problem->fresh_tracks ? problem->fresh_tracks : problem->tracks;
    bool first = cw_ranks_first(problem->ranks); /* it alone goes on with the plan */
    if (planner_run(problem, plan, report)
        && (!first || cw_plan_score(problem, fresh, plan, report)))
        return plan;
    cw_plan_destroy(plan);
    return NULL;
}
