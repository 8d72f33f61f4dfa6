/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plane of Frank and Wolfe: at the present effort y all that any effort s gains is at most
 * f(y) - f'(y) y + f'(y) s, and the best s is a vertex of what the units may do. Slopes are summed
 * once over the cells of each period, for all units; a unit's worth of a cell is then a product
 * with its sweep widths.
 *
 * A mean of such planes is such a plane too. Where the slopes jump from sweep to sweep, as at the
 * corner of the definite range, the mean over sweeps bounds far better than each does.
 */
#include "search/bound_solver.h"

#include <math.h>
#include <string.h>

enum { GRAIN = 1024 };
static const double MEMORY = 3.0; /* the mean is over the last third of the sweeps, so to speak */

static void sum_period(bound_solver *s, size_t p, const double *slope) {
    const bound_period *period = &s->grid.periods[p];
    double *sum = s->sum + s->first[p] * s->objects, *moving = s->moving + s->first[p] * s->objects;
    memset(sum, 0, period->cell_count * s->objects * sizeof *sum);
    memset(moving, 0, period->cell_count * s->objects * sizeof *moving);
    for (size_t c = 0; c < period->cell_count; c++) {
        for (uint32_t k = period->begin[c]; k < period->begin[c + 1]; k++) {
            uint32_t i = period->order[k];
            size_t at = c * s->objects + period->object[i];
            sum[at] += slope[i];
            if (!s->random) moving[at] += slope[i] * (double)period->speed_mps[i];
        }
    }
}

static void sum_periods(void *context, size_t first, size_t last) {
    bound_solver *s = context;
    for (size_t p = first; p < last; p++) sum_period(s, p, s->summed);
}

static void find_slopes(void *context, size_t first, size_t last) {
    bound_solver *s = context;
    for (size_t i = first; i < last; i++) {
        double bend;
        s->slope[i] = s->weight[i] * bound_slope(s->law, s->covered[i], &bend);
    }
}

/* What a second of the unit is worth in its best cell of the period; *now adds up what the present
 * effort is worth, *ends is raised to what the ends of its tracks could see in the best cell. */
static double worth_of_period(const bound_solver *s, size_t u, size_t p, double *now,
                              double *ends) {
    const bound_unit *unit = &s->units[u];
    const double *sum = s->sum + s->first[p] * s->objects;
    const double *moving = s->moving + s->first[p] * s->objects;
    const double *effort = s->effort + u * s->cells + s->first[p];
    double rate[CW_MOST_OBJECTS], end[CW_MOST_OBJECTS], best = 0.0;
    double speed = unit->asset.unit->search_speed_mps, area_m2 = s->grid.cell_m * s->grid.cell_m;
    if (!(unit->capacity_s[p] > 0.0)) return 0.0;
    for (size_t o = 0; o < s->objects; o++) {
        rate[o] = bound_rate(s, u, p, o);
        double width_m = rate[o] * area_m2 / speed;
        end[o] = unit->ends * width_m * width_m / area_m2;
    }
    for (size_t c = 0; c < s->grid.periods[p].cell_count; c++) {
        double worth = 0.0, seen = 0.0;
        if (!unit->reaches[p][c]) continue;
        for (size_t o = 0; o < s->objects; o++) {
            size_t at = c * s->objects + o;
            double slope = sum[at] + moving[at] / speed;
            worth += rate[o] * slope;
            seen += end[o] * slope;
        }
        *ends = fmax(*ends, seen);
        *now += worth * effort[c];
        best = fmax(best, worth);
    }
    return best;
}

/* The best periods up to the endurance: `worth` of each is used up. */
static double best_vertex(const bound_unit *u, double *worth, size_t periods) {
    double left = u->budget_s, sum = 0.0;
    while (left > 0.0) {
        size_t best = 0;
        for (size_t p = 1; p < periods; p++) {
            if (worth[p] > worth[best]) best = p;
        }
        if (!(worth[best] > 0.0)) break;
        double seconds = fmin(u->capacity_s[best], left);
        sum += seconds * worth[best];
        left -= seconds;
        worth[best] = 0.0;
    }
    return sum;
}

/* What all units' best vertices are worth at these slopes; *now: what the present effort is. */
static double best_of_all(bound_solver *s, const double *slope, double *now) {
    size_t periods = s->grid.period_count;
    double sum = 0.0;
    *now = 0.0;
    s->summed = slope;
    cw_parallel_for(periods, 2, s->problem->threads, sum_periods, s);
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        double ends = 0.0;
        for (size_t p = 0; p < periods; p++) s->worth[p] = worth_of_period(s, u, p, now, &ends);
        sum += best_vertex(&s->units[u], s->worth, periods) + ends;
    }
    return sum;
}

double bound_upper(bound_solver *s, double reached, size_t sweep) {
    double now, share = MEMORY / (MEMORY + (double)sweep);
    if (!s->random) cw_parallel_for(s->particles, GRAIN, s->problem->threads, find_slopes, s);
    double best = best_of_all(s, s->slope, &now), upper = reached - now + best;
    if (s->random) return upper; /* smooth: it does not need the mean */
    for (size_t i = 0; i < s->particles; i++)
        s->mean_slope[i] += share * (s->slope[i] - s->mean_slope[i]);
    s->mean_rest += share * (reached - now - s->mean_rest);
    return fmin(upper, s->mean_rest + best_of_all(s, s->mean_slope, &now));
}

/* By which a unit's effort has to be multiplied to be within what it may do; at most 1. */
static double feasible_share(const bound_solver *s, size_t u) {
    const bound_unit *unit = &s->units[u];
    double total = 0.0, share = 1.0;
    for (size_t p = 0; p < s->grid.period_count; p++) {
        const double *effort = s->effort + u * s->cells + s->first[p];
        double sum = 0.0;
        for (size_t c = 0; c < s->grid.periods[p].cell_count; c++) sum += effort[c];
        if (sum > unit->capacity_s[p]) share = fmin(share, unit->capacity_s[p] / sum);
        total += sum;
    }
    return total > unit->budget_s ? fmin(share, unit->budget_s / total) : share;
}

double bound_feasible_share(const bound_solver *s) {
    double share = 1.0;
    for (size_t u = 0; u < s->problem->unit_count; u++) share = fmin(share, feasible_share(s, u));
    return share;
}

void bound_make_feasible(bound_solver *s) {
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        double share = feasible_share(s, u);
        double *effort = s->effort + u * s->cells;
        for (size_t k = 0; share < 1.0 && k < s->cells; k++) effort[k] *= share;
    }
}
