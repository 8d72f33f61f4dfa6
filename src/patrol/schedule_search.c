/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A schedule made better: with all other units as they are, what one unit adds in each hour and
 * post is known, and its best way is found exactly. Unit after unit takes its best way until none
 * gains by it. Units that were taken out come back by rewards that are blurred by chance, so that
 * the plan does not come back with them. Shares of the hours (schedule_share.c) limit each unit's.
 */
#include "schedule.h"

#include "../base/widest.h"

#include <math.h>
#include <string.h>

enum { LANES = 8, STRETCH_H = 8 };
static const double LEAST_GAIN = 1e-9; /* of the value */
static const double BLUR = 0.4;        /* of a reward */

schedule_plan *schedule_plan_create(const cw_schedule_problem *problem, cw_arena *arena) {
    schedule_plan *plan = cw_arena_alloc(arena, sizeof *plan);
    if (plan == NULL) return NULL;
    *plan = (schedule_plan){.problem = problem,
                            .ways = schedule_ways_create(problem, arena),
                            .finder = schedule_finder_create(problem, arena)};
    plan->helpers = schedule_weights(problem, plan->weight);
    plan->chance = cw_arena_alloc(arena, problem->hours * plan->helpers * problem->cells
                                             * sizeof *plan->chance);
    return plan->ways && plan->finder && plan->chance ? plan : NULL;
}

/* ---- what all but one unit reach ------------------------------------------------------------- */

/* Puts one unit's chances among the best so far. */
CW_WIDEST
static void merge(const double *restrict chance, size_t cells, size_t helpers,
                  double *restrict best) {
    for (size_t k = helpers; k-- > 0;) {
        double *here = best + k * cells;
        const double *above = k > 0 ? here - cells : NULL;
        for (size_t c = 0; c < cells; c++) {
            double comes = chance[c];
            if (above != NULL) comes = comes < above[c] ? comes : above[c];
            here[c] = comes > here[c] ? comes : here[c];
        }
    }
}

/* The best chances of all units but one (SIZE_MAX: of all) and but those that do not count yet. */
static void look_at_others(schedule_plan *plan, size_t without, const bool *counts) {
    const cw_schedule_problem *p = plan->problem;
    size_t layer = plan->helpers * p->cells;
    memset(plan->chance, 0, p->hours * layer * sizeof *plan->chance);
    for (size_t u = 0; u < p->unit_count; u++) {
        if (u == without || (counts != NULL && !counts[u])) continue;
        for (size_t hour = 0; hour < p->hours; hour++) {
            size_t response = p->units[u].response[hour];
            if (plan->ways[u].state[hour] == CW_RESTING || response == CW_NO_RESPONSE) continue;
            merge(p->responses[response] + plan->ways[u].post[hour] * p->cells, p->cells,
                  plan->helpers, plan->chance + hour * layer);
        }
    }
}

static double reached(const schedule_plan *plan) {
    const cw_schedule_problem *p = plan->problem;
    double sum = 0.0;
    for (size_t hour = 0; hour < p->hours; hour++) {
        for (size_t k = 0; k < plan->helpers; k++) {
            const double *best = plan->chance + (hour * plan->helpers + k) * p->cells;
            for (size_t c = 0; c < p->cells; c++)
                sum += p->risk[hour * p->cells + c] * plan->weight[k] * best[c];
        }
    }
    return sum;
}

static double value_of(schedule_plan *plan) {
    look_at_others(plan, SIZE_MAX, NULL);
    double value = reached(plan);
    for (size_t u = 0; u < plan->problem->unit_count; u++)
        value -= schedule_costs(plan->problem, &plan->ways[u]);
    return value;
}

/* ---- what one unit adds ---------------------------------------------------------------------- */

/* Eight cells side by side: the same order of additions for every width of vector. */
CW_INLINE void add_gain(const schedule_plan *plan, const double *risk, const double *best,
                        const double *chance, size_t first, size_t lanes, double *restrict sum) {
    size_t cells = plan->problem->cells;
    double comes[LANES] = {0.0}, gain[LANES] = {0.0};
    for (size_t i = 0; i < lanes; i++) comes[i] = chance[first + i];
    for (size_t k = 0; k < plan->helpers; k++) {
        const double *here = best + k * cells + first;
        for (size_t i = 0; i < lanes; i++) {
            double better = comes[i] > here[i] ? comes[i] : here[i];
            comes[i] = comes[i] < here[i] ? comes[i] : here[i];
            gain[i] += plan->weight[k] * (better - here[i]);
        }
    }
    for (size_t i = 0; i < lanes; i++) sum[i] += risk[first + i] * gain[i];
}

CW_WIDEST
static double gain_of(const schedule_plan *plan, size_t hour, const double *chance) {
    size_t cells = plan->problem->cells, first = 0;
    const double *risk = plan->problem->risk + hour * cells;
    const double *best = plan->chance + hour * plan->helpers * cells;
    double sum[LANES] = {0.0}, total = 0.0;
    for (; first + LANES <= cells; first += LANES)
        add_gain(plan, risk, best, chance, first, LANES, sum);
    add_gain(plan, risk, best, chance, first, cells - first, sum);
    for (size_t i = 0; i < LANES; i++) total += sum[i];
    return total;
}

/* Rewards of a stretch of hours at a post seem more or less than they are. */
static void blur(schedule_plan *plan, cw_draw draw) {
    const cw_schedule_problem *p = plan->problem;
    for (size_t stretch = 0; stretch * STRETCH_H < p->hours; stretch++) {
        for (size_t post = 0; post < p->posts; post++) {
            double u[4];
            draw.step = (uint32_t)(stretch * p->posts + post);
            cw_random_uniform(draw, u);
            for (size_t hour = stretch * STRETCH_H;
                 hour < p->hours && hour < (stretch + 1) * STRETCH_H; hour++)
                plan->finder->reward[hour * p->posts + post] *= 1.0 + BLUR * (2.0 * u[0] - 1.0);
        }
    }
}

/* `blurred` NULL: exactly. */
static void find_best_way(schedule_plan *plan, size_t unit, schedule_limits limits,
                          const cw_draw *blurred) {
    const cw_schedule_problem *p = plan->problem;
    for (size_t hour = 0; hour < p->hours; hour++) {
        size_t response = p->units[unit].response[hour];
        for (size_t post = 0; post < p->posts; post++) {
            double *r = &plan->finder->reward[hour * p->posts + post];
            if (!schedule_may_stand(p, unit, hour, post))
                *r = -INFINITY;
            else if (response == CW_NO_RESPONSE)
                *r = 0.0;
            else
                *r = gain_of(plan, hour, p->responses[response] + post * p->cells);
        }
    }
    if (blurred != NULL) blur(plan, *blurred);
    schedule_find(plan->finder, unit, limits, &plan->ways[unit]);
}

/* ---- the whole ------------------------------------------------------------------------------- */

void schedule_plan_take(schedule_plan *plan, const schedule_way *ways) {
    schedule_copy(plan->problem, ways, plan->ways);
    plan->value = value_of(plan);
}

/* Nations that carry more than their share give up hours, unit after unit, each by its best way
 * with fewer. Hours only fall, so that this ends. */
static void keep_shares(schedule_plan *plan, const size_t *order) {
    const cw_schedule_problem *p = plan->problem;
    size_t over = schedule_over_share(p, plan->ways);
    for (; over < CW_MOST_NATIONS; over = schedule_over_share(p, plan->ways)) {
        for (size_t k = 0; k < p->unit_count; k++) {
            size_t unit = order[k];
            if (p->units[unit].nation != over) continue;
            schedule_limits limits = {0, schedule_limits_of(p, plan->ways, unit).most};
            look_at_others(plan, unit, NULL);
            find_best_way(plan, unit, limits, NULL);
            if (schedule_over_share(p, plan->ways) != over) break;
        }
    }
}

void schedule_improve(schedule_plan *plan, const size_t *order, size_t removed, cw_draw draw) {
    size_t units = plan->problem->unit_count;
    bool counts[CW_MOST_SCHEDULE_UNITS];
    for (size_t k = 0; k < units; k++) counts[order[k]] = k >= removed;
    for (size_t k = 0; k < removed; k++) {
        draw.particle = (uint32_t)k;
        look_at_others(plan, order[k], counts);
        find_best_way(plan, order[k], SCHEDULE_NO_LIMITS, &draw);
        counts[order[k]] = true;
    }
    keep_shares(plan, order);
    plan->value = value_of(plan);
    for (size_t since = 0, k = 0; since < units; k = (k + 1) % units) {
        double before = plan->value;
        look_at_others(plan, order[k], NULL);
        find_best_way(plan, order[k], schedule_limits_of(plan->problem, plan->ways, order[k]),
                      NULL);
        plan->value = value_of(plan);
        since = plan->value > before + LEAST_GAIN * fabs(before) ? 1 : since + 1;
    }
}
