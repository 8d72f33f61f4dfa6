/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planner's islands on several ranks: who has which, what each is worth, and the plan of the
 * best one as bytes from its rank to the others. An island stays on its rank for all its life, so
 * that only these two small things ever travel. Tasks go as they lie in memory, then their points.
 */
#include "search/plan_ranks.h"

#include <stdlib.h>
#include <string.h>

static size_t owner_of(const cw_ranks *ranks, size_t island) {
    return island % cw_ranks_count(ranks);
}

bool island_is_here(const cw_ranks *ranks, size_t island) {
    return owner_of(ranks, island) == cw_ranks_number(ranks);
}

void islands_compare(cw_ranks *ranks, island_worth worth[ISLANDS]) {
    for (size_t i = 0; i < ISLANDS; i++)
        cw_ranks_tell(ranks, owner_of(ranks, i), &worth[i], sizeof worth[i]);
}

/* ---- a plan as bytes ------------------------------------------------------------------------- */

static size_t points_of(const cw_plan *plan) {
    size_t points = 0;
    for (size_t t = 0; t < plan->task_count; t++)
        points += plan->tasks[t].pattern.count + plan->tasks[t].pattern.drift_count;
    return points;
}

static void flatten(const cw_plan *plan, cw_task *tasks, cw_waypoint *points) {
    memcpy(tasks, plan->tasks, plan->task_count * sizeof *tasks);
    for (size_t t = 0; t < plan->task_count; t++) {
        const cw_pattern *p = &plan->tasks[t].pattern;
        if (p->count > 0) memcpy(points, p->points, p->count * sizeof *points);
        points += p->count;
        if (p->drift_count > 0) memcpy(points, p->drift, p->drift_count * sizeof *points);
        points += p->drift_count;
    }
}

static bool copy_points(const cw_waypoint *from, size_t count, cw_waypoint **to) {
    *to = count > 0 ? cw_alloc_array(count, sizeof **to) : NULL;
    if (*to != NULL) memcpy(*to, from, count * sizeof **to);
    return count == 0 || *to != NULL;
}

/* Gives the tasks points of their own. */
static bool unfold(cw_task *tasks, size_t count, const cw_waypoint *points) {
    bool good = true;
    for (size_t t = 0; t < count; t++) {
        cw_pattern *p = &tasks[t].pattern;
        good = copy_points(points, p->count, &p->points) && good;
        points += p->count;
        good = copy_points(points, p->drift_count, &p->drift) && good;
        points += p->drift_count;
    }
    return good;
}

typedef struct plan_head {
    size_t tasks, points;
    double pos_optimised;
} plan_head;

static bool travel(cw_ranks *ranks, size_t from, const plan_head *head, cw_plan *plan,
                   cw_error *err) {
    bool here = from == cw_ranks_number(ranks);
    cw_task *tasks = calloc(head->tasks + 1, sizeof *tasks);
    cw_waypoint *points = calloc(head->points + 1, sizeof *points);
    bool good = (tasks != NULL && points != NULL) || cw_fail_memory(err);
    good = cw_ranks_agree(ranks, good, err);
    if (good && here) flatten(plan, tasks, points);
    if (good) {
        cw_ranks_tell(ranks, from, tasks, head->tasks * sizeof *tasks);
        cw_ranks_tell(ranks, from, points, head->points * sizeof *points);
    }
    if (good && !here) {
        free(plan->tasks); /* those that it was made with have no points */
        plan->tasks = tasks;
        plan->task_count = head->tasks;
        tasks = NULL;
        good = unfold(plan->tasks, plan->task_count, points) || cw_fail_memory(err);
    }
    free(tasks);
    free(points);
    return good;
}

bool island_tell_plan(cw_ranks *ranks, size_t island, cw_plan *plan, cw_error *err) {
    size_t from = owner_of(ranks, island);
    if (cw_ranks_count(ranks) == 1) return true;
    plan_head head = {plan->task_count, points_of(plan), plan->pos_optimised};
    cw_ranks_tell(ranks, from, &head, sizeof head);
    plan->pos_optimised = head.pos_optimised;
    return travel(ranks, from, &head, plan, err);
}
