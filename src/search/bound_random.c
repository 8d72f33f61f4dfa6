/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A period laid anew under the random law. A cell needs no more than the sum of the weights not yet
 * found, by object: a unit's effort multiplies these sums by exp(-rate x), so that all units take
 * turns on the sums of a period and the particles are told once, at the end.
 */
#include "search/bound_solver.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 2 };

/* Takes the unit's effort off the sums (sign 1) or puts it on (-1). */
static void shift_sums(const bound_solver *s, const fill_problem *f, const double *seconds,
                       double sign, double *sum) {
    for (size_t c = 0; c < f->cell_count; c++) {
        if (!(seconds[c] > 0.0)) continue;
        for (size_t o = 0; o < s->objects; o++) {
            double *at = &sum[c * s->objects + o];
            if (*at > 0.0) *at *= exp(sign * f->rate[o] * seconds[c]);
        }
    }
}

static void random_unit(bound_solver *s, size_t u, size_t p, bool even, double *sum) {
    double rate[CW_MOST_OBJECTS], *worth = bound_column(s, 0);
    double *seconds = s->effort + u * s->cells + s->first[p];
    for (size_t o = 0; o < s->objects; o++) rate[o] = bound_rate(s, u, p, o);
    fill_problem f = {.cell_count = s->grid.periods[p].cell_count,
                      .objects = s->objects,
                      .reaches = s->units[u].reaches[p],
                      .worth = worth,
                      .sum = sum,
                      .rate = rate};
    shift_sums(s, &f, seconds, 1.0, sum);
    for (size_t c = 0; c < f.cell_count; c++) {
        worth[c] = 0.0;
        for (size_t o = 0; o < s->objects; o++) worth[c] += rate[o] * sum[c * s->objects + o];
    }
    bound_split(s, u, p, &f, even, seconds);
    shift_sums(s, &f, seconds, -1.0, sum);
}

static void multiply_slopes(bound_solver *s, const bound_period *period, const double *factor) {
    for (size_t c = 0; c < period->cell_count; c++) {
        uint32_t end = bound_end(s, period, c);
        for (uint32_t k = period->begin[c]; k < end; k++) {
            uint32_t i = period->order[k];
            s->slope[i] *= factor[c * s->objects + period->object[i]];
        }
    }
}

void bound_random_period(bound_solver *s, size_t p, bool even) {
    const bound_period *period = &s->grid.periods[p];
    size_t size = period->cell_count * s->objects, units = s->problem->unit_count;
    double *sum = bound_wide_column(s, 0), *old = bound_wide_column(s, 1);
    memset(sum, 0, size * sizeof *sum);
    for (size_t c = 0; c < period->cell_count; c++) {
        uint32_t end = bound_end(s, period, c);
        for (uint32_t k = period->begin[c]; k < end; k++) {
            uint32_t i = period->order[k];
            sum[c * s->objects + period->object[i]] += s->slope[i];
        }
    }
    memcpy(old, sum, size * sizeof *old);
    for (int round = 0; round < (units > 1 ? ROUNDS : 1); round++) {
        for (size_t u = 0; u < units; u++) {
            if (!bound_works(s, u, p) || (round > 0 && s->unit_price[u] > 0.0)) continue;
            random_unit(s, u, p, even, sum);
        }
    }
    for (size_t k = 0; k < size; k++) sum[k] = old[k] > 0.0 ? sum[k] / old[k] : 1.0;
    multiply_slopes(s, period, sum);
}

void bound_random_tell(bound_solver *s) {
    double *sum = bound_wide_column(s, 0);
    memcpy(s->slope, s->weight, s->particles * sizeof *s->slope);
    for (size_t p = 0; p < s->grid.period_count; p++) {
        const bound_period *period = &s->grid.periods[p];
        for (size_t k = 0; k < period->cell_count * s->objects; k++) sum[k] = 1.0;
        for (size_t u = 0; u < s->problem->unit_count; u++) {
            double rate[CW_MOST_OBJECTS];
            for (size_t o = 0; o < s->objects; o++) rate[o] = bound_rate(s, u, p, o);
            fill_problem f = {.cell_count = period->cell_count, .rate = rate};
            shift_sums(s, &f, s->effort + u * s->cells + s->first[p], -1.0, sum);
        }
        multiply_slopes(s, period, sum);
    }
}
