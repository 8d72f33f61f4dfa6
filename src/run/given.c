/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a coordinator has decided already. A plan that is given is scored as it is, on particles
 * that no planner has seen. Or some units keep what they have in it, some take no part, and the
 * planner gives the others areas around them.
 */
#include "work.h"

#include <stdlib.h>
#include <string.h>

static bool is_named(const char *name, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, list[i]) == 0) return true;
    }
    return false;
}

static bool all_known(const cw_case *c, const char *option, const char *const *list, size_t count,
                      cw_error *err) {
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < c->unit_count; k++)
            known = known || strcmp(c->units[k].name, list[i]) == 0;
        if (!known)
            return cw_fail(err, CW_ERR_INPUT, "%s: %s has no unit \"%.64s\"", option, c->path,
                           list[i]);
    }
    return true;
}

static cw_plan *score_given(const cw_scene *scene, const cw_plan_problem *problem, const char *path,
                            cw_error *err) {
    cw_plan *plan = cw_plan_file_read(scene, path, err);
    if (plan == NULL) return NULL;
    if (cw_plan_widths(problem, plan, err)
        && cw_plan_score(problem, problem->fresh_tracks, plan, err))
        return plan;
    cw_plan_destroy(plan);
    return NULL;
}

/* Moves the kept units' tasks to the front, in their order; the rest of the plan is not used. */
static size_t pick_kept(const cw_case *c, const cw_run_options *options, cw_plan *plan) {
    size_t count = 0;
    for (size_t t = 0; t < plan->task_count; t++) {
        cw_task task = plan->tasks[t];
        if (!task.assigned
            || !is_named(c->units[task.unit].name, options->kept, options->kept_count))
            continue;
        plan->tasks[t] = plan->tasks[count];
        plan->tasks[count++] = task;
    }
    return count;
}

static cw_plan *plan_about(const cw_scene *scene, cw_plan_problem *problem,
                           const cw_run_options *options, bool *excluded, cw_error *err) {
    const cw_case *c = scene->source;
    cw_plan *given = NULL;
    for (size_t k = 0; k < options->kept_count; k++) {
        if (!is_named(options->kept[k], options->excluded, options->excluded_count)) continue;
        cw_fail(err, CW_ERR_INPUT, "--keep and --exclude: \"%.64s\" cannot be both",
                options->kept[k]);
        return NULL;
    }
    for (size_t k = 0; k < c->unit_count; k++)
        excluded[k] = is_named(c->units[k].name, options->excluded, options->excluded_count);
    problem->excluded = excluded;
    if (options->kept_count > 0) {
        given = cw_plan_file_read(scene, options->plan_file, err);
        if (given == NULL) return NULL;
        problem->kept_count = pick_kept(c, options, given);
        problem->kept = given->tasks;
    }
    cw_plan *plan = cw_plan_optimise(problem, err);
    cw_plan_destroy(given);
    return plan;
}

cw_plan *work_plan(const cw_scene *scene, const cw_plan_problem *problem,
                   const cw_run_options *options, cw_error *err) {
    const cw_case *c = scene->source;
    cw_plan_problem own = *problem;
    if (options->plan_file != NULL && options->kept_count == 0)
        return score_given(scene, problem, options->plan_file, err);
    if (options->kept_count > 0 && options->plan_file == NULL) {
        cw_fail(err, CW_ERR_INPUT, "--keep needs the plan that the unit has: --from PLAN.json");
        return NULL;
    }
    if (!all_known(c, "--keep", options->kept, options->kept_count, err)
        || !all_known(c, "--exclude", options->excluded, options->excluded_count, err))
        return NULL;
    bool *excluded = calloc(c->unit_count + 1, sizeof *excluded);
    cw_plan *plan = NULL;
    if (excluded == NULL)
        cw_fail_memory(err);
    else
        plan = plan_about(scene, &own, options, excluded, err);
    free(excluded);
    return plan;
}
