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
        schedule_improve(plan, order, removed < units ? removed : units,
                         (cw_draw){.seed = round->s->options->seed,
                                   .hypothesis = ISLANDS * (round->number + 1) + (uint32_t)i,
                                   .purpose = CW_DRAW_PATROL});
    }
}

static void keep_best(solving *s) {
    for (size_t i = 0; i < ISLANDS; i++) {
        if (s->island[i]->value <= s->value) continue;
        s->value = s->island[i]->value;
        schedule_copy(s->problem, s->island[i]->ways, s->best);
    }
}

/* By the work, or by the time where that ends it sooner. */
static void tell(const solving *s, double done) {
    const cw_schedule_options *o = s->options;
    if (o->progress == NULL) return;
    if (o->time_limit_s > 0.0) done = fmax(done, (clock_s() - s->began) / o->time_limit_s);
    o->progress(o->context, "planning the roster", fmin(done, 1.0));
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
        tell(s, SHARE_OF_TIME * (double)++s->steps / (double)steps);
        if (s->steps % IMPROVE_EVERY == 0) improve(s, s->bound->ways, false);
        if (!more) break;
    }
    while (s->rounds < rounds && !is_over(s, 1.0)) {
        improve(s, s->best, false);
        tell(s, SHARE_OF_TIME + (1.0 - SHARE_OF_TIME) * (double)s->rounds / (double)rounds);
    }
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

/* The schedule given is the best known, and one to improve. */
static bool begin_from(solving *s, cw_error *err) {
    schedule_ways_from(s->problem, s->options->from_post, s->options->from_state, s->best);
    if (!schedule_check(s->problem, s->best, err)) return false;
    schedule_plan_take(s->island[0], s->best);
    s->value = s->island[0]->value;
    improve(s, s->best, false);
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
    if (!schedule_check_problem(problem, err)) return false;
    cw_arena *arena = cw_arena_create();
    bool good = (arena != NULL && start(&s, arena)) || cw_fail_memory(err);
    if (good && options->from_post != NULL) good = begin_from(&s, err);
    if (good) {
        raise_and_lower(&s);
        good = answer_with(&s, answer) || cw_fail_memory(err);
    }
    cw_arena_destroy(arena);
    if (!good) cw_schedule_answer_free(answer);
    return good;
}

void cw_schedule_answer_free(cw_schedule_answer *answer) {
    if (answer == NULL) return;
    free(answer->post);
    free(answer->state);
    *answer = (cw_schedule_answer){.post = NULL};
}
