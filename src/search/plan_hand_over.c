/* SPDX-License-Identifier: Apache-2.0 */
/* Hands the areas of the best island over to the plan, and says why a unit has none. */
#include "search/plan_ground.h"

#include <stdio.h>
#include <stdlib.h>

static const char *limit_words(cw_binding binding) {
    switch (binding) {
    case CW_BOUND_AVAILABILITY:
        return CW_SAID("is not available long enough to search and be back");
    case CW_BOUND_ENDURANCE:
        return CW_SAID("its endurance does not last there and back");
    case CW_BOUND_DARKNESS:
        return CW_SAID("cannot search in darkness, and there is no daylight left in the window");
    case CW_BOUND_AGREEMENT:
        return CW_SAID("the entry request takes longer than the window leaves");
    default:
        return CW_SAID("cannot arrive before the search window ends");
    }
}

static void explain(const asset *a, const refusal_count *count, cw_task *task) {
    const size_t *by = count->by;
    const char *words = a->reason;
    task->binding = a->binding;
    if (a->binding != CW_BOUND_NOTHING) {
        snprintf(task->reason, sizeof task->reason, "%s", words);
        return;
    }
    if (by[REFUSED_AGREEMENT] > 0 && by[REFUSED_AGREEMENT] >= by[REFUSED_TIME]) {
        task->binding = CW_BOUND_AGREEMENT;
        words = CW_SAID("the agreement does not let it search where the people can be");
    } else if (by[REFUSED_TIME] > 0 && by[REFUSED_TIME] >= by[REFUSED_NEIGHBOUR]) {
        task->binding = count->limit == CW_BOUND_NOTHING ? CW_BOUND_TRANSIT : count->limit;
        words = limit_words(task->binding);
    } else if (by[REFUSED_LAND] + by[REFUSED_NEIGHBOUR] + by[REFUSED_SHAPE] == 0) {
        words = CW_SAID("nothing is left to find where and when it could search");
    } else if (by[REFUSED_LAND] > by[REFUSED_NEIGHBOUR]) {
        words = CW_SAID("no area of open water was found for it");
    } else {
        words = CW_SAID("no area clear of the other units was found for it");
    }
    snprintf(task->reason, sizeof task->reason, "%s", words);
}

bool island_hand_over(const ground *g, planner *best, cw_plan *plan, cw_error *err) {
    size_t count = 0, next = 0, units = g->problem->unit_count;
    for (size_t k = 0; k < units; k++)
        count += best->chosen[k].count > 0 ? best->chosen[k].count : 1;
    cw_task *tasks = calloc(count, sizeof *tasks);
    if (tasks == NULL) return cw_fail_memory(err);
    plan->pos_optimised = planner_success(best);
    for (size_t k = 0; k < units; k++) {
        trial *t = &best->chosen[k];
        size_t areas = t->count;
        for (size_t i = 0; i < (areas > 0 ? areas : 1); i++) {
            cw_task *task = &tasks[next++];
            *task = (cw_task){.unit = k, .area = i, .areas = areas};
            if (areas > 0)
                visit_to_task(&t->visits[i], &g->assets[k], task);
            else
                explain(&g->assets[k], &best->refusals[k], task);
            widths_to_task(&g->assets[k].widths, task);
        }
    }
    free(plan->tasks);
    plan->tasks = tasks;
    plan->task_count = count;
    return true;
}
