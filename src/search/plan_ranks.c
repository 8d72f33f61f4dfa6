/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planner's islands on several ranks: who works at which, an island's state on its way to ranks
 * that come to it, what each is worth, and the plan of the best. Up to one rank an island, islands
 * are dealt out; beyond, the ranks are cut into as many runs as there are islands, in their order,
 * so that those of one machine are together.
 */
#include "search/plan_ranks.h"
#include "search/plan_crew.h"

#include <stdlib.h>

size_t island_first_rank(const cw_ranks *ranks, size_t count, size_t place) {
    size_t company = cw_ranks_count(ranks);
    return company <= count ? place % company : (place * company + count - 1) / count;
}

/* Ranks beyond the most that an island has room for work at none. */
bool island_is_here(const cw_ranks *ranks, size_t count, size_t place) {
    size_t company = cw_ranks_count(ranks), number = cw_ranks_number(ranks);
    if (company <= count) return place % company == number;
    return number * count / company == place
           && number - island_first_rank(ranks, count, place) < MOST_LANES;
}

bool islands_crew(cw_ranks *ranks, size_t count, cw_ranks **crew, cw_error *err) {
    size_t place = 0;
    *crew = NULL;
    if (cw_ranks_count(ranks) <= count) return true;
    while (place < count && !island_is_here(ranks, count, place)) place++;
    return cw_ranks_part(ranks, place, crew, err);
}

void islands_compare(cw_ranks *ranks, const size_t homes[ISLANDS], island_worth worth[ISLANDS]) {
    for (size_t i = 0; i < ISLANDS; i++) cw_ranks_tell(ranks, homes[i], &worth[i], sizeof worth[i]);
}

/* ---- an island on its way -------------------------------------------------------------------- */

/* What its units miss is not sent: a stage begins with scoring them on its own sample. */
static bool put_island(parcel *to, const planner *p) {
    size_t units = p->problem->unit_count;
    bool good = parcel_put(to, &p->draws, sizeof p->draws)
                && parcel_put(to, &p->evaluations, sizeof p->evaluations)
                && parcel_put(to, p->step, units * sizeof *p->step)
                && parcel_put(to, p->refusals, units * sizeof *p->refusals);
    for (size_t k = 0; good && k < units; k++) good = parcel_put_trial(to, &p->chosen[k]);
    return good;
}

static bool take_island(parcel *from, planner *p) {
    size_t units = p->problem->unit_count;
    bool good = true;
    parcel_take(from, &p->draws, sizeof p->draws);
    parcel_take(from, &p->evaluations, sizeof p->evaluations);
    parcel_take(from, p->step, units * sizeof *p->step);
    parcel_take(from, p->refusals, units * sizeof *p->refusals);
    for (size_t k = 0; good && k < units; k++) good = parcel_take_trial(from, &p->chosen[k]);
    return good;
}

static bool arrive(const ground *g, planner *p, size_t island, parcel *box) {
    if (p->chosen == NULL && !island_prepare(p, g, island)) return false;
    return take_island(box, p) || cw_fail_memory(p->err);
}

bool island_move(ground *g, size_t island, size_t from, bool want, cw_error *err) {
    planner *p = &g->islands[island];
    cw_ranks *ranks = g->problem->ranks;
    parcel box = {0};
    bool good = from != cw_ranks_number(ranks) || put_island(&box, p);
    size_t length = box.length;
    if (!cw_ranks_agree(ranks, good || cw_fail_memory(err), err)) {
        parcel_free(&box);
        return false;
    }
    cw_ranks_tell(ranks, from, &length, sizeof length);
    good = parcel_begin(&box, length) || cw_fail_memory(err);
    if (cw_ranks_agree(ranks, good, err)) {
        parcel_tell(&box, ranks, from, length);
        good = !want || arrive(g, p, island, &box);
        if (!good) cw_error_pass(err, p->err);
        good = cw_ranks_agree(ranks, good, err);
    }
    parcel_free(&box);
    return good;
}

/* ---- the plan -------------------------------------------------------------------------------- */

static bool put_plan(parcel *to, const cw_plan *plan) {
    bool good = parcel_put(to, plan->tasks, plan->task_count * sizeof *plan->tasks);
    for (size_t t = 0; good && t < plan->task_count; t++)
        good = parcel_put_pattern(to, &plan->tasks[t].pattern);
    return good;
}

/* Tasks that a plan was made with have no points. */
static bool take_plan(parcel *from, size_t count, cw_plan *plan) {
    bool good = true;
    cw_task *tasks = calloc(count, sizeof *tasks);
    if (tasks == NULL) return false;
    parcel_take(from, tasks, count * sizeof *tasks);
    for (size_t t = 0; t < count; t++) tasks[t].pattern = (cw_pattern){0};
    for (size_t t = 0; good && t < count; t++) good = parcel_take_pattern(from, &tasks[t].pattern);
    free(plan->tasks);
    plan->tasks = tasks;
    plan->task_count = count;
    return good;
}

typedef struct plan_head {
    size_t tasks, bytes;
    double pos_optimised;
} plan_head;

bool island_tell_plan(cw_ranks *ranks, size_t from, cw_plan *plan, cw_error *err) {
    parcel box = {0};
    bool here = from == cw_ranks_number(ranks);
    if (cw_ranks_count(ranks) == 1) return true;
    bool good = !here || put_plan(&box, plan) || cw_fail_memory(err);
    plan_head head = {plan->task_count, box.length, plan->pos_optimised};
    good = cw_ranks_agree(ranks, good, err);
    if (good) {
        cw_ranks_tell(ranks, from, &head, sizeof head);
        plan->pos_optimised = head.pos_optimised;
        good = cw_ranks_agree(ranks, parcel_begin(&box, head.bytes) || cw_fail_memory(err), err);
    }
    if (good) {
        parcel_tell(&box, ranks, from, head.bytes);
        good = here || take_plan(&box, head.tasks, plan) || cw_fail_memory(err);
    }
    parcel_free(&box);
    return good;
}
