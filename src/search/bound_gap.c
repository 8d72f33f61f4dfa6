/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gap of Frank and Wolfe: what the best vertex of all that the units may do would add to the
 * present effort, to first order. Slopes are summed once over the cells of each period, for all
 * units; a unit's worth of a cell is then a product with its sweep widths.
 */
#include "search/bound_solver.h"

#include <math.h>
#include <string.h>

enum { GRAIN = 1024 };

static void sum_period(bound_solver *s, size_t p) {
    const bound_period *period = &s->grid.periods[p];
    double *sum = s->sum + s->first[p] * s->objects, *moving = s->moving + s->first[p] * s->objects;
    memset(sum, 0, period->cell_count * s->objects * sizeof *sum);
    memset(moving, 0, period->cell_count * s->objects * sizeof *moving);
    for (size_t c = 0; c < period->cell_count; c++) {
        for (uint32_t k = period->begin[c]; k < period->begin[c + 1]; k++) {
            uint32_t i = period->order[k];
            size_t at = c * s->objects + period->object[i];
            sum[at] += s->slope[i];
            if (!s->random) moving[at] += s->slope[i] * (double)period->speed_mps[i];
        }
    }
}

static void sum_periods(void *context, size_t first, size_t last) {
    for (size_t p = first; p < last; p++) sum_period(context, p);
}

static void find_slopes(void *context, size_t first, size_t last) {
    bound_solver *s = context;
    for (size_t i = first; i < last; i++) {
        double bend;
        s->slope[i] = s->weight[i] * bound_slope(s->law, s->covered[i], &bend);
    }
}

/* What a second of the unit is worth in its best cell of the period; *now adds up what the present
 * effort is worth. */
static double worth_of_period(const bound_solver *s, size_t u, size_t p, double *now) {
    const bound_unit *unit = &s->units[u];
    const double *sum = s->sum + s->first[p] * s->objects;
    const double *moving = s->moving + s->first[p] * s->objects;
    const double *effort = s->effort + u * s->cells + s->first[p];
    double rate[CW_MOST_OBJECTS], best = 0.0, speed = unit->asset.unit->search_speed_mps;
    if (!(unit->capacity_s[p] > 0.0)) return 0.0;
    for (size_t o = 0; o < s->objects; o++) rate[o] = bound_rate(s, u, p, o);
    for (size_t c = 0; c < s->grid.periods[p].cell_count; c++) {
        double worth = 0.0;
        if (!unit->reaches[p][c]) continue;
        for (size_t o = 0; o < s->objects; o++) {
            size_t at = c * s->objects + o;
            worth += rate[o] * (sum[at] + moving[at] / speed);
        }
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

double bound_gap(bound_solver *s) {
    size_t periods = s->grid.period_count;
    double gap = 0.0;
    if (!s->random) cw_parallel_for(s->particles, GRAIN, s->problem->threads, find_slopes, s);
    cw_parallel_for(periods, 2, s->problem->threads, sum_periods, s);
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        double now = 0.0, highest = 0.0;
        for (size_t p = 0; p < periods; p++) {
            s->worth[p] = worth_of_period(s, u, p, &now);
            highest = fmax(highest, s->worth[p]);
        }
        gap += fmax(0.0, best_vertex(&s->units[u], s->worth, periods) + highest * s->units[u].ends_s
                             - now);
    }
    return gap;
}

double bound_feasible_share(const bound_solver *s) {
    double share = 1.0;
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        const bound_unit *unit = &s->units[u];
        double total = 0.0;
        for (size_t p = 0; p < s->grid.period_count; p++) {
            const double *effort = s->effort + u * s->cells + s->first[p];
            double sum = 0.0;
            for (size_t c = 0; c < s->grid.periods[p].cell_count; c++) sum += effort[c];
            if (sum > unit->capacity_s[p]) share = fmin(share, unit->capacity_s[p] / sum);
            total += sum;
        }
        if (total > unit->budget_s) share = fmin(share, unit->budget_s / total);
    }
    return share;
}
