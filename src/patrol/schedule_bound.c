/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bound of the schedule. "In each hour and cell there is one k-th best helper" is dropped and
 * paid for: being the k-th helper there costs the price q(t, c, k) >= 0, and each unit takes in
 * each cell the place that pays it most, so that units no longer know of each other:
 *
 *   L(q) = sum of all q + sum over units of the longest path with the rewards
 *          sum_c max(0, max_k risk * weight_k * p - q(t, c, k))              >=  optimum
 *
 * for any prices. A share that no nation may exceed (schedule_share.c) is loosened to
 * A(n) <= x sum A + max(0, slack(n)) and paid for as well: with s(n) >= 0 an hour away costs a unit
 * of nation n  s(n) - x sum of all s,  and L grows by s(n) max(0, slack(n)). The least L is the
 * value of the linear programme in which each unit's way may be a mixture of ways (what column
 * generation would reach); prices go there by subgradient steps: down where a place is not taken,
 * up where it is taken twice (Held, Wolfe and Crowder 1974), the direction mixed with the last one
 * (Camerini, Fratta and Maffioli 1975).
 */
#include "schedule.h"

#include "../base/widest.h"

#include <math.h>
#include <string.h>

enum { LANES = 8, PATIENCE = 8 };
static const double FIRST_STEP = 1.0, SHORTEST_STEP = 1e-4, MIX = 0.7;

schedule_bound *schedule_bound_create(const cw_schedule_problem *problem, cw_arena *arena) {
    schedule_bound *b = cw_arena_alloc(arena, sizeof *b);
    size_t units = problem->unit_count;
    if (b == NULL) return NULL;
    *b = (schedule_bound){.problem = problem, .bound = INFINITY, .step = FIRST_STEP};
    b->helpers = schedule_weights(problem, b->weight);
    size_t bytes = problem->hours * b->helpers * problem->cells * sizeof(double);
    b->price = cw_arena_alloc(arena, bytes);
    b->best_price = cw_arena_alloc(arena, bytes);
    b->slope = cw_arena_alloc(arena, bytes);
    b->value = cw_arena_alloc(arena, units * sizeof *b->value);
    b->ways = schedule_ways_create(problem, arena);
    b->finder = cw_arena_alloc(arena, units * sizeof *b->finder);
    bool whole = b->price && b->best_price && b->slope && b->value && b->ways && b->finder;
    for (size_t u = 0; whole && u < units; u++) {
        b->finder[u] = schedule_finder_create(problem, arena);
        whole = b->finder[u] != NULL;
    }
    return whole ? b : NULL;
}

static size_t prices_of(const schedule_bound *b, size_t hour) {
    return hour * b->helpers * b->problem->cells;
}

/* ---- what a unit is worth -------------------------------------------------------------------- */

typedef struct offer { /* of one hour */
    const double *risk, *price;
    const double *weight;
    size_t helpers, cells;
} offer;

/* Eight cells side by side: the same order of additions for every width of vector. */
CW_INLINE void add_worth(const offer *o, const double *restrict chance, size_t first, size_t lanes,
                         double *restrict sum) {
    double most[LANES] = {0.0};
    for (size_t k = 0; k < o->helpers; k++) {
        const double *risk = o->risk + first, *price = o->price + k * o->cells + first;
        for (size_t i = 0; i < lanes; i++) {
            double pays = risk[i] * o->weight[k] * chance[first + i] - price[i];
            most[i] = pays > most[i] ? pays : most[i];
        }
    }
    for (size_t i = 0; i < lanes; i++) sum[i] += most[i];
}

CW_WIDEST
static double worth_of(const offer *o, const double *restrict chance) {
    double sum[LANES] = {0.0}, total = 0.0;
    size_t first = 0;
    for (; first + LANES <= o->cells; first += LANES) add_worth(o, chance, first, LANES, sum);
    add_worth(o, chance, first, o->cells - first, sum);
    for (size_t i = 0; i < LANES; i++) total += sum[i];
    return total;
}

static offer offer_of(const schedule_bound *b, size_t hour) {
    const cw_schedule_problem *p = b->problem;
    return (offer){.risk = p->risk + hour * p->cells,
                   .price = b->price + prices_of(b, hour),
                   .weight = b->weight,
                   .helpers = b->helpers,
                   .cells = p->cells};
}

/* What an hour away costs a unit of this nation for its share; less than nothing where others
 * carry too much. */
static double share_cost(const schedule_bound *b, size_t nation) {
    double sum = 0.0;
    if (!schedule_has_share(b->problem)) return 0.0;
    for (size_t n = 0; n < CW_MOST_NATIONS; n++) sum += b->share_price[n];
    return b->share_price[nation] - b->problem->most_share * sum;
}

static void find_way(const schedule_bound *b, size_t unit) {
    const cw_schedule_problem *p = b->problem;
    double cost = share_cost(b, p->units[unit].nation);
    double *reward = b->finder[unit]->reward;
    for (size_t hour = 0; hour < p->hours; hour++) {
        offer o = offer_of(b, hour);
        size_t response = p->units[unit].response[hour];
        for (size_t post = 0; post < p->posts; post++) {
            double *r = &reward[hour * p->posts + post];
            if (!schedule_may_stand(p, unit, hour, post))
                *r = -INFINITY;
            else if (response == CW_NO_RESPONSE)
                *r = 0.0;
            else
                *r = worth_of(&o, p->responses[response] + post * p->cells);
            if (post != p->units[unit].base) *r -= cost;
        }
    }
    b->value[unit] = schedule_find(b->finder[unit], unit, SCHEDULE_NO_LIMITS, &b->ways[unit]);
}

static void find_ways(void *context, size_t first, size_t last) {
    for (size_t unit = first; unit < last; unit++) find_way(context, unit);
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* Takes off what the unit takes in each cell of the hour. */
static void take_places(const schedule_bound *b, size_t unit, size_t hour, double *slope) {
    const cw_schedule_problem *p = b->problem;
    const schedule_way *way = &b->ways[unit];
    size_t response = p->units[unit].response[hour];
    if (way->state[hour] == CW_RESTING || response == CW_NO_RESPONSE) return;
    const double *chance = p->responses[response] + way->post[hour] * p->cells;
    offer o = offer_of(b, hour);
    for (size_t c = 0; c < p->cells; c++) {
        double most = 0.0;
        size_t place = b->helpers;
        for (size_t k = 0; k < b->helpers; k++) {
            double pays = o.risk[c] * o.weight[k] * chance[c] - o.price[k * p->cells + c];
            if (pays > most) {
                most = pays;
                place = k;
            }
        }
        if (place < b->helpers) slope[place * p->cells + c] -= 1.0;
    }
}

/* One for each place less how often it is taken, mixed with the last slope; nothing where a price
 * of nothing would fall. Returns the square of its length. */
static double find_slope(schedule_bound *b) {
    const cw_schedule_problem *p = b->problem;
    size_t count = b->helpers * p->cells;
    double length = 0.0;
    for (size_t hour = 0; hour < p->hours; hour++) {
        double *slope = b->slope + prices_of(b, hour), *price = b->price + prices_of(b, hour);
        for (size_t i = 0; i < count; i++) slope[i] = 1.0 + MIX * slope[i];
        for (size_t unit = 0; unit < p->unit_count; unit++) take_places(b, unit, hour, slope);
        for (size_t i = 0; i < count; i++) {
            if (price[i] <= 0.0 && slope[i] > 0.0) slope[i] = 0.0;
            length += slope[i] * slope[i];
        }
    }
    return length;
}

/* The hours that a nation has left to its share, mixed likewise. */
static double find_share_slope(schedule_bound *b) {
    double by_nation[CW_MOST_NATIONS], length = 0.0;
    double all = schedule_hours_away(b->problem, b->ways, by_nation);
    for (size_t n = 0; schedule_has_share(b->problem) && n < CW_MOST_NATIONS; n++) {
        double slack = fmax(0.0, schedule_share_slack(b->problem, n));
        double slope =
            b->problem->most_share * all + slack - by_nation[n] + MIX * b->share_slope[n];
        b->share_slope[n] = b->share_price[n] <= 0.0 && slope > 0.0 ? 0.0 : slope;
        length += b->share_slope[n] * b->share_slope[n];
    }
    return length;
}

static double relax(schedule_bound *b, int threads) {
    const cw_schedule_problem *p = b->problem;
    double sum = 0.0;
    cw_parallel_for(p->unit_count, 1, threads, find_ways, b);
    for (size_t i = 0; i < prices_of(b, p->hours); i++) sum += b->price[i];
    for (size_t unit = 0; unit < p->unit_count; unit++) sum += b->value[unit];
    for (size_t n = 0; n < CW_MOST_NATIONS; n++)
        sum += b->share_price[n] * fmax(0.0, schedule_share_slack(p, n));
    return sum;
}

static void keep_prices(schedule_bound *b, size_t count) {
    memcpy(b->best_price, b->price, count * sizeof(double));
    memcpy(b->best_share_price, b->share_price, sizeof b->share_price);
}

static void back_to_best(schedule_bound *b, size_t count) {
    memcpy(b->price, b->best_price, count * sizeof(double));
    memset(b->slope, 0, count * sizeof(double));
    memcpy(b->share_price, b->best_share_price, sizeof b->share_price);
    memset(b->share_slope, 0, sizeof b->share_slope);
}

bool schedule_bound_step(schedule_bound *b, double best, int threads) {
    size_t count = prices_of(b, b->problem->hours);
    double value = relax(b, threads);
    if (value < b->bound) {
        b->since = 0;
        b->bound = value;
        keep_prices(b, count);
    } else if (++b->since >= PATIENCE) {
        b->since = 0;
        b->step *= 0.5;
        back_to_best(b, count);
        return b->step > SHORTEST_STEP;
    }
    double length = find_slope(b) + find_share_slope(b);
    if (length == 0.0) return false;
    double t = b->step * (1.0 - MIX) * (value - best) / length;
    for (size_t i = 0; i < count; i++) b->price[i] = fmax(0.0, b->price[i] - t * b->slope[i]);
    for (size_t n = 0; n < CW_MOST_NATIONS; n++)
        b->share_price[n] = fmax(0.0, b->share_price[n] - t * b->share_slope[n]);
    return true;
}

/* ---- the start ------------------------------------------------------------------------------- */

/* The best chances in one cell, one more than there are helpers. */
static void best_chances(const schedule_bound *b, const schedule_way *ways, size_t hour, size_t c,
                         double *best) {
    const cw_schedule_problem *p = b->problem;
    memset(best, 0, (CW_MOST_HELPERS + 1) * sizeof *best);
    for (size_t unit = 0; unit < p->unit_count; unit++) {
        size_t response = p->units[unit].response[hour];
        if (ways[unit].state[hour] == CW_RESTING || response == CW_NO_RESPONSE) continue;
        double chance = p->responses[response][ways[unit].post[hour] * p->cells + c];
        for (size_t k = 0; k <= b->helpers; k++) {
            double better = fmax(chance, best[k]);
            chance = fmin(chance, best[k]);
            best[k] = better;
        }
    }
}

void schedule_bound_start(schedule_bound *b, const schedule_way *ways) {
    const cw_schedule_problem *p = b->problem;
    for (size_t hour = 0; hour < p->hours; hour++) {
        for (size_t c = 0; c < p->cells; c++) {
            double best[CW_MOST_HELPERS + 1], risk = p->risk[hour * p->cells + c];
            best_chances(b, ways, hour, c, best);
            for (size_t k = 0; k < b->helpers; k++)
                b->price[prices_of(b, hour) + k * p->cells + c] =
                    0.5 * risk * b->weight[k] * (best[k] + best[k + 1]);
        }
    }
}
