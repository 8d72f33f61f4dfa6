/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Lagrangian bound of the p-median problem (Cornuejols, Fisher and Nemhauser 1977; Beasley
 * 1985). "Each demand is served once" is dropped and paid for: demand i offers the price u_i, a
 * site j is worth w_j = sum_i min(0, c_ij - u_i), and the relaxation opens the sites worth most:
 *
 *   L(u) = sum_i u_i + sum of w_j over the fixed sites and the best of the free ones  <=  optimum
 *
 * for any prices. They rise where nobody serves a demand and fall where several do (subgradient),
 * by steps t = a (best - L) / |g|^2 with `a` halved when nothing improves (Held, Wolfe, Crowder
 * 1974). The relaxation has integral corners, so that the best L is the linear programme's value.
 */
#include "median.h"

#include "../base/widest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE = 20 }; /* steps without a better bound before `a` is halved */
static const double FIRST_STEP = 1.5, SHORTEST_STEP = 1e-3;
static const double ROUNDING = 1e-9; /* of a value: sums of some thousand terms */

median_lagrange *median_lagrange_create(const cw_siting *problem, cw_arena *arena) {
    median_lagrange *l = cw_arena_alloc(arena, sizeof *l);
    size_t n = problem->demands, m = problem->sites;
    if (l == NULL) return NULL;
    *l = (median_lagrange){.problem = problem,
                           .price = cw_arena_alloc(arena, n * sizeof(double)),
                           .best_price = cw_arena_alloc(arena, n * sizeof(double)),
                           .slope = cw_arena_alloc(arena, n * sizeof(double)),
                           .worth = cw_arena_alloc(arena, m * sizeof(double)),
                           .best_worth = cw_arena_alloc(arena, m * sizeof(double)),
                           .order = cw_arena_alloc(arena, m * sizeof(size_t)),
                           .chosen = cw_arena_alloc(arena, problem->open * sizeof(size_t)),
                           .bound = -INFINITY};
    bool whole =
        l->price && l->best_price && l->slope && l->worth && l->best_worth && l->order && l->chosen;
    return whole ? l : NULL;
}

/* Eight sums side by side: the same order of additions for every width of vector. */
CW_WIDEST
static double worth_of(const double *restrict cost, const double *restrict price, size_t n) {
    enum { LANES = 8 };
    double sum[LANES] = {0.0}, total = 0.0;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t k = 0; k < LANES; k++) {
            double d = cost[i + k] - price[i + k];
            sum[k] += d < 0.0 ? d : 0.0;
        }
    }
    for (; i < n; i++) {
        double d = cost[i] - price[i];
        total += d < 0.0 ? d : 0.0;
    }
    for (size_t k = 0; k < LANES; k++) total += sum[k];
    return total;
}

/* Ties by number, so that the choice is one. */
static bool before(const median_lagrange *l, size_t a, size_t b) {
    double one = l->worth[a], two = l->worth[b];
    return one < two || (one == two && a < b);
}

/* The sites worth most first. Prices change little from step to step, and the order with them:
 * insertion has little to do. */
static void put_in_order(median_lagrange *l, size_t count) {
    for (size_t i = 1; i < count; i++) {
        size_t site = l->order[i], k = i;
        for (; k > 0 && before(l, site, l->order[k - 1]); k--) l->order[k] = l->order[k - 1];
        l->order[k] = site;
    }
}

/* L(u), and what the relaxation chooses. */
static double relax(median_lagrange *l, const median_node *node) {
    const cw_siting *p = l->problem;
    size_t wanted = p->open - node->fixed_count, count = 0;
    double sum = 0.0;
    for (size_t i = 0; i < p->demands; i++) sum += l->price[i];
    for (size_t k = 0; k < node->fixed_count; k++) {
        size_t site = node->fixed[k];
        l->worth[site] = worth_of(p->cost + site * p->demands, l->price, p->demands);
        sum += l->worth[site];
        l->chosen[count++] = site;
    }
    for (size_t k = 0; k < node->free_count; k++) {
        size_t site = node->free[k];
        l->worth[site] = worth_of(p->cost + site * p->demands, l->price, p->demands);
    }
    put_in_order(l, node->free_count);
    for (size_t k = 0; k < wanted; k++) {
        sum += l->worth[l->order[k]];
        l->chosen[count++] = l->order[k];
    }
    return sum;
}

/* One for each demand, less how many of the chosen serve it; returns the square of its length. */
static double find_slope(median_lagrange *l) {
    const cw_siting *p = l->problem;
    double length = 0.0;
    for (size_t i = 0; i < p->demands; i++) l->slope[i] = 1.0;
    for (size_t k = 0; k < p->open; k++) {
        const double *cost = p->cost + l->chosen[k] * p->demands;
        for (size_t i = 0; i < p->demands; i++) l->slope[i] -= cost[i] < l->price[i] ? 1.0 : 0.0;
    }
    for (size_t i = 0; i < p->demands; i++) length += l->slope[i] * l->slope[i];
    return length;
}

double median_enough(const cw_siting *problem, double best) {
    double rounding = ROUNDING * (best + 1.0);
    return problem->grain > 0.0 ? best - problem->grain + rounding : best - rounding;
}

void median_raise(median_lagrange *l, const median_node *node, size_t steps, median_found found,
                  void *context) {
    const cw_siting *p = l->problem;
    double step = FIRST_STEP;
    size_t since = 0;
    l->bound = -INFINITY;
    memcpy(l->order, node->free, node->free_count * sizeof *l->order);
    for (size_t k = 0; k < steps && step > SHORTEST_STEP; k++) {
        double value = relax(l, node);
        double best = found(context, l->chosen);
        if (value > l->bound) {
            since = 0;
            l->bound = value;
            memcpy(l->best_price, l->price, p->demands * sizeof(double));
            memcpy(l->best_worth, l->worth, p->sites * sizeof(double));
        } else if (++since >= PATIENCE) {
            since = 0;
            step *= 0.5;
            memcpy(l->price, l->best_price, p->demands * sizeof(double));
            continue;
        }
        double length = find_slope(l);
        if (l->bound > median_enough(p, best) || length == 0.0) break;
        double t = step * (best - value) / length;
        for (size_t i = 0; i < p->demands; i++) l->price[i] += t * l->slope[i];
    }
    memcpy(l->price, l->best_price, p->demands * sizeof(double));
}

/* ---- fixing -------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b) {
    double one = *(const double *)a, two = *(const double *)b;
    return (one > two) - (one < two);
}

/* Opening a site that was not chosen costs its worth less that of the last chosen; closing one that
 * was, the next one's worth less its own. */
void median_fix(const median_lagrange *l, median_node *node, double best) {
    size_t wanted = l->problem->open - node->fixed_count, kept = 0;
    double enough = median_enough(l->problem, best);
    double *sorted = malloc((node->free_count + 1) * sizeof *sorted);
    if (sorted == NULL || wanted == 0 || wanted >= node->free_count) {
        free(sorted); /* without it nothing is fixed, which is only slower */
        return;
    }
    for (size_t k = 0; k < node->free_count; k++) sorted[k] = l->best_worth[node->free[k]];
    qsort(sorted, node->free_count, sizeof *sorted, by_value);
    double last = sorted[wanted - 1], next = sorted[wanted];
    free(sorted);
    for (size_t k = 0; k < node->free_count; k++) {
        size_t site = node->free[k];
        double worth = l->best_worth[site];
        if (l->bound + worth - last > enough) continue; /* out */
        if (l->bound + next - worth > enough)
            node->fixed[node->fixed_count++] = site;
        else
            node->free[kept++] = site;
    }
    node->free_count = kept;
}
