/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who waits where, hour by hour: a first schedule unit by unit, prices from it, steps of the bound
 * whose ways are now and then places to improve from, and rounds in which some units are taken out
 * and put back by exact best responses. The gap between value and bound says how much any other
 * schedule could add.
 */
#include "schedule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ISLANDS = 2, STEPS = 300, ROUNDS = 100, IMPROVE_EVERY = 20, MOST_REMOVED = 5 };
static const double SHARE_OF_TIME = 0.6; /* for the bound */

typedef struct solving {
    const cw_schedule_problem *problem;
    const cw_schedule_options *options;
    schedule_bound *bound;
    schedule_plan *island[ISLANDS];
    schedule_way *best;
    double value;
    size_t steps, rounds;
    double began;
} solving;

typedef struct round_of { /* what the islands are to do */
    solving *s;
    const schedule_way *from;
    uint32_t number;
    bool all; /* begin with no unit */
} round_of;

static double clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

size_t schedule_weights(const cw_schedule_problem *problem, double weight[CW_MOST_HELPERS]) {
    size_t helpers = problem->busy > 0.0 ? problem->helpers : 1;
    if (helpers > problem->unit_count) helpers = problem->unit_count;
    double left = 1.0 - problem->busy;
    for (size_t k = 0; k < helpers; k++, left *= problem->busy) weight[k] = left;
    return helpers;
}

static bool is_over(const solving *s, double share) {
    const cw_schedule_options *o = s->options;
    if (o->time_limit_s > 0.0 && clock_s() - s->began > share * o->time_limit_s) return true;
    return o->enough > 0.0 && s->bound->bound - s->value <= o->enough * s->bound->bound;
}

/* ---- rounds ---------------------------------------------------------------------------------- */

static void shuffle(size_t *order, size_t count, uint64_t seed, uint32_t number, uint32_t island) {
    for (size_t k = 0; k < count; k++) order[k] = k;
    for (size_t k = count; k-- > 1;) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = seed,
                                    .hypothesis = island,
                                    .particle = number,
                                    .step = (uint32_t)k,
                                    .purpose = CW_DRAW_PATROL},
                          u);
        size_t other = (size_t)(u[0] * (double)(k + 1)), swap = order[k];
        order[k] = order[other];
        order[other] = swap;
    }
}

static void run_islands(void *context, size_t first, size_t last) {
    const round_of *round = context;
    size_t units = round->s->problem->unit_count, order[CW_MOST_SCHEDULE_UNITS];
    for (size_t i = first; i < last; i++) {
        schedule_plan *plan = round->s->island[i];
        size_t removed = round->all ? units : (round->number + i) % (MOST_REMOVED + 1);
        shuffle(order, units, round->s->options->seed, round->number, (uint32_t)i);
        schedule_plan_take(plan, round->from);
        schedule_improve(plan, order, removed < units ? removed : units);
    }
}

static void keep_best(solving *s) {
    for (size_t i = 0; i < ISLANDS; i++) {
        if (s->island[i]->value <= s->value) continue;
        s->value = s->island[i]->value;
        schedule_copy(s->problem, s->island[i]->ways, s->best);
    }
}

static void improve(solving *s, const schedule_way *from, bool all) {
    round_of round = {.s = s, .from = from, .number = (uint32_t)s->rounds++, .all = all};
    cw_parallel_for(ISLANDS, 1, s->options->threads, run_islands, &round);
    keep_best(s);
}

static void raise_and_lower(solving *s) {
    size_t steps = s->options->steps > 0 ? s->options->steps : STEPS;
    size_t rounds = s->options->rounds > 0 ? s->options->rounds : ROUNDS;
    improve(s, s->best, true);
    schedule_bound_start(s->bound, s->best);
    while (s->steps < steps && (s->steps == 0 || !is_over(s, SHARE_OF_TIME))) {
        bool more = schedule_bound_step(s->bound, s->value, s->options->threads);
        s->steps++;
        if (s->steps % IMPROVE_EVERY == 0) improve(s, s->bound->ways, false);
        if (!more) break;
    }
    while (s->rounds < rounds && !is_over(s, 1.0)) improve(s, s->best, false);
}

/* ---- bad input ------------------------------------------------------------------------------- */

static bool check_sizes(const cw_schedule_problem *p, cw_error *err) {
    if (p->posts < 1 || p->posts > CW_MOST_POSTS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu posts are not 1 to %d", p->posts,
                       CW_MOST_POSTS);
    if (p->hours < 1 || p->hours > CW_MOST_SCHEDULE_HOURS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu hours are not 1 to %d", p->hours,
                       CW_MOST_SCHEDULE_HOURS);
    if (p->unit_count < 1 || p->unit_count > CW_MOST_SCHEDULE_UNITS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu units are not 1 to %d", p->unit_count,
                       CW_MOST_SCHEDULE_UNITS);
    if (p->cells < 1) return cw_fail(err, CW_ERR_INPUT, "schedule: there are no cells");
    if (!(p->busy >= 0.0 && p->busy < 1.0))
        return cw_fail(err, CW_ERR_INPUT, "schedule: busy is %g, not 0 to below 1", p->busy);
    if (p->helpers < 1 || p->helpers > CW_MOST_HELPERS)
        return cw_fail(err, CW_ERR_INPUT, "schedule: %zu helpers are not 1 to %d", p->helpers,
                       CW_MOST_HELPERS);
    if (!(p->move_cost >= 0.0 && p->sortie_cost >= 0.0 && isfinite(p->move_cost + p->sortie_cost)))
        return cw_fail(err, CW_ERR_INPUT, "schedule: the costs %g and %g are not at least 0",
                       p->move_cost, p->sortie_cost);
    return true;
}

static bool check_figures(const cw_schedule_problem *p, cw_error *err) {
    for (size_t k = 0; k < p->hours * p->cells; k++) {
        if (!(p->risk[k] >= 0.0 && isfinite(p->risk[k])))
            return cw_fail(err, CW_ERR_INPUT,
                           "schedule: the risk of cell %zu in hour %zu is %g, not a number of at "
                           "least 0",
                           k % p->cells, k / p->cells, p->risk[k]);
    }
    for (size_t r = 0; r < p->response_count; r++) {
        for (size_t k = 0; k < p->posts * p->cells; k++) {
            if (!(p->responses[r][k] >= 0.0 && p->responses[r][k] <= 1.0))
                return cw_fail(err, CW_ERR_INPUT,
                               "schedule: response %zu from post %zu to cell %zu is %g, not a "
                               "chance",
                               r, k / p->cells, k % p->cells, p->responses[r][k]);
        }
    }
    return true;
}

static bool check_unit(const cw_schedule_problem *p, size_t number, cw_error *err) {
    const cw_schedule_unit *u = &p->units[number];
    if (u->base >= p->posts)
        return cw_fail(err, CW_ERR_INPUT, "schedule: the base of unit %zu is post %zu of %zu",
                       number, u->base, p->posts);
    for (size_t hour = 0; hour < p->hours; hour++) {
        if (!(u->speed_mps[hour] >= 0.0 && isfinite(u->speed_mps[hour])))
            return cw_fail(err, CW_ERR_INPUT, "schedule: the speed of unit %zu in hour %zu is %g",
                           number, hour, u->speed_mps[hour]);
        if (u->response[hour] != CW_NO_RESPONSE && u->response[hour] >= p->response_count)
            return cw_fail(err, CW_ERR_INPUT,
                           "schedule: unit %zu has response %zu of %zu in hour %zu", number,
                           u->response[hour], p->response_count, hour);
    }
    for (size_t k = 0; k < p->posts * p->posts; k++) {
        if (!(u->way_m[k] >= 0.0))
            return cw_fail(err, CW_ERR_INPUT,
                           "schedule: the way of unit %zu from post %zu to %zu is %g", number,
                           k / p->posts, k % p->posts, u->way_m[k]);
    }
    return true;
}

static bool check(const cw_schedule_problem *p, cw_error *err) {
    if (!check_sizes(p, err) || !check_figures(p, err)) return false;
    for (size_t k = 0; k < p->unit_count; k++) {
        if (!check_unit(p, k, err)) return false;
    }
    return true;
}

/* ---- in and out ------------------------------------------------------------------------------ */

static bool start(solving *s, cw_arena *arena) {
    const cw_schedule_problem *p = s->problem;
    s->bound = schedule_bound_create(p, arena);
    s->best = schedule_ways_create(p, arena);
    for (size_t i = 0; i < ISLANDS; i++) s->island[i] = schedule_plan_create(p, arena);
    s->value = -INFINITY;
    s->began = clock_s();
    if (s->bound == NULL || s->best == NULL || s->island[0] == NULL || s->island[1] == NULL)
        return false;
    for (size_t u = 0; u < p->unit_count; u++) {
        for (size_t hour = 0; hour < p->hours; hour++)
            s->best[u].post[hour] = (uint16_t)p->units[u].base;
    }
    return true;
}

static bool answer_with(const solving *s, cw_schedule_answer *a) {
    const cw_schedule_problem *p = s->problem;
    size_t hours = p->hours;
    a->post = malloc(p->unit_count * hours * sizeof *a->post);
    a->state = malloc(p->unit_count * hours);
    if (a->post == NULL || a->state == NULL) return false;
    for (size_t u = 0; u < p->unit_count; u++) {
        memcpy(a->post + u * hours, s->best[u].post, hours * sizeof *a->post);
        memcpy(a->state + u * hours, s->best[u].state, hours);
        a->covered += schedule_costs(p, &s->best[u]);
    }
    for (size_t k = 0; k < hours * p->cells; k++) a->risk += p->risk[k];
    a->covered += s->value;
    a->value = s->value;
    a->bound = fmax(s->bound->bound, s->value); /* they may meet but for rounding */
    a->steps = s->steps;
    a->rounds = s->rounds;
    return true;
}

bool cw_schedule_solve(const cw_schedule_problem *problem, const cw_schedule_options *options,
                       cw_schedule_answer *answer, cw_error *err) {
    solving s = {.problem = problem, .options = options};
    *answer = (cw_schedule_answer){.post = NULL};
    if (!check(problem, err)) return false;
    cw_arena *arena = cw_arena_create();
    bool good = arena != NULL && start(&s, arena);
    if (good) {
        raise_and_lower(&s);
        good = answer_with(&s, answer);
    }
    cw_arena_destroy(arena);
    if (!good) cw_schedule_answer_free(answer);
    return good || cw_fail_memory(err);
}

void cw_schedule_answer_free(cw_schedule_answer *answer) {
    if (answer == NULL) return;
    free(answer->post);
    free(answer->state);
    *answer = (cw_schedule_answer){.post = NULL};
}
