/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local search for the p-median problem: the interchange of Teitz and Bart (1968) with the profits
 * of Whitaker (1983) as Hansen and Mladenovic (1997) put them. For one candidate to be opened, one
 * pass over the demands finds what it gains and what closing each open site would then lose, so
 * that all interchanges are looked at in (sites x demands) steps.
 */
#include "median.h"

#include "../base/widest.h"

#include <math.h>
#include <string.h>

static const double LEAST_GAIN = 1e-9; /* of the value: less is rounding */

median_choice *median_choice_create(const cw_siting *problem, cw_arena *arena) {
    median_choice *c = cw_arena_alloc(arena, sizeof *c);
    if (c == NULL) return NULL;
    size_t n = problem->demands;
    *c = (median_choice){.problem = problem,
                         .open = cw_arena_alloc(arena, problem->open * sizeof *c->open),
                         .is_open = cw_arena_alloc(arena, problem->sites * sizeof *c->is_open),
                         .nearest = cw_arena_alloc(arena, n * sizeof *c->nearest),
                         .first = cw_arena_alloc(arena, n * sizeof *c->first),
                         .second = cw_arena_alloc(arena, n * sizeof *c->second),
                         .loss = cw_arena_alloc(arena, problem->open * sizeof *c->loss)};
    bool whole = c->open && c->is_open && c->nearest && c->first && c->second && c->loss;
    return whole ? c : NULL;
}

static const double *costs_of(const cw_siting *p, size_t site) {
    return p->cost + site * p->demands;
}

CW_WIDEST
static void assign_one(const double *restrict cost, size_t n, size_t place,
                       size_t *restrict nearest, double *restrict first, double *restrict second) {
    for (size_t i = 0; i < n; i++) {
        bool nearer = cost[i] < first[i];
        double other = nearer ? first[i] : cost[i];
        second[i] = other < second[i] ? other : second[i];
        nearest[i] = nearer ? place : nearest[i];
        first[i] = nearer ? cost[i] : first[i];
    }
}

/* Nearest and second nearest of all demands, and the value. */
static void assign(median_choice *c) {
    const cw_siting *p = c->problem;
    for (size_t i = 0; i < p->demands; i++) c->first[i] = c->second[i] = INFINITY;
    for (size_t k = 0; k < p->open; k++)
        assign_one(costs_of(p, c->open[k]), p->demands, k, c->nearest, c->first, c->second);
    c->value = 0.0;
    for (size_t i = 0; i < p->demands; i++) c->value += c->first[i];
}

void median_choose(median_choice *c, const size_t *sites) {
    memset(c->is_open, 0, c->problem->sites * sizeof *c->is_open);
    for (size_t k = 0; k < c->problem->open; k++) {
        c->open[k] = sites[k];
        c->is_open[sites[k]] = true;
    }
    assign(c);
}

/* What opening `site` gains; loss[k] what closing open[k] costs once it is open. */
static double look_at(median_choice *c, size_t site) {
    const double *cost = costs_of(c->problem, site);
    double gain = 0.0;
    memset(c->loss, 0, c->problem->open * sizeof *c->loss);
    for (size_t i = 0; i < c->problem->demands; i++) {
        double first = c->first[i], second = c->second[i];
        if (cost[i] < first)
            gain += first - cost[i];
        else
            c->loss[c->nearest[i]] += (cost[i] < second ? cost[i] : second) - first;
    }
    return gain;
}

typedef struct interchange {
    size_t in, out; /* a site; a place in `open` */
    double profit;
} interchange;

static interchange best_interchange(median_choice *c) {
    interchange best = {.profit = 0.0};
    for (size_t site = 0; site < c->problem->sites; site++) {
        if (c->is_open[site]) continue;
        double gain = look_at(c, site);
        if (gain <= best.profit) continue; /* no loss is below nothing */
        for (size_t k = 0; k < c->problem->open; k++) {
            if (gain - c->loss[k] > best.profit) best = (interchange){site, k, gain - c->loss[k]};
        }
    }
    return best;
}

static void exchange(median_choice *c, size_t in, size_t out) {
    c->is_open[c->open[out]] = false;
    c->open[out] = in;
    c->is_open[in] = true;
}

void median_descend(median_choice *c) {
    while (true) {
        interchange best = best_interchange(c);
        if (best.profit <= LEAST_GAIN * c->value) return;
        exchange(c, best.in, best.out);
        assign(c);
    }
}

void median_greedy(median_choice *c) {
    const cw_siting *p = c->problem;
    memset(c->is_open, 0, p->sites * sizeof *c->is_open);
    for (size_t i = 0; i < p->demands; i++) c->first[i] = c->second[i] = INFINITY;
    for (size_t k = 0; k < p->open; k++) {
        size_t best = SIZE_MAX;
        double least = INFINITY;
        for (size_t site = 0; site < p->sites; site++) {
            const double *cost = costs_of(p, site);
            double sum = 0.0;
            for (size_t i = 0; i < p->demands; i++)
                sum += cost[i] < c->first[i] ? cost[i] : c->first[i];
            if (!c->is_open[site] && (best == SIZE_MAX || sum < least)) {
                least = sum;
                best = site;
            }
        }
        c->open[k] = best;
        c->is_open[best] = true;
        assign_one(costs_of(p, best), p->demands, k, c->nearest, c->first, c->second);
    }
    assign(c);
}

void median_shake(median_choice *c, size_t count, uint64_t seed, uint32_t number) {
    size_t sites = c->problem->sites, open = c->problem->open;
    if (open == sites) return;
    for (size_t k = 0; k < count; k++) {
        double u[4];
        cw_random_uniform(
            (cw_draw){
                .seed = seed, .particle = number, .step = (uint32_t)k, .purpose = CW_DRAW_PATROL},
            u);
        size_t out = (size_t)(u[0] * (double)open), in = (size_t)(u[1] * (double)sites);
        while (c->is_open[in]) in = (in + 1) % sites;
        exchange(c, in, out);
    }
    assign(c);
}
