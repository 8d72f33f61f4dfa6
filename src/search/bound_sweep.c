/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One sweep: each period's effort is laid anew, unit by unit, while all else stands (Brown 1980).
 *
 * Under the random law a cell needs no more than the sum of the weights not yet found, by object: a
 * unit's effort multiplies these sums by exp(-rate x), so that all units take turns on the sums of
 * a period and the particles are told once, at the end. Under the other laws each unit looks at the
 * particles' coverage anew.
 */
#include "search/bound_solver.h"

#include <math.h>
#include <string.h>

static const double PRICE_STEP = 1.0; /* at most, in the logarithm of a unit's price */
static const double DAMPED = 0.5;     /* of what a period would take, once a price has swung */
enum { ROUNDS = 2, EVEN_SWEEPS = 2 };

double bound_rate(const bound_solver *s, size_t unit, size_t period, size_t object) {
    const bound_unit *u = &s->units[unit];
    const bound_period *p = &s->grid.periods[period];
    return widths_most(&u->asset.widths, object, p->from, p->to) * u->light[period]
           * u->asset.unit->search_speed_mps / (s->grid.cell_m * s->grid.cell_m);
}

static bool works(const bound_solver *s, size_t u, size_t p) {
    return s->units[u].capacity_s[p] > 0.0 && s->units[u].light[p] > 0.0;
}

static double *column(bound_solver *s, size_t k) {
    return s->scratch + k * s->most_cells;
}

/* Room for a value a cell and object, behind the four columns. */
static double *wide_column(bound_solver *s, size_t k) {
    return s->scratch + (4 + k * s->objects) * s->most_cells;
}

/* ---- how much of a period a unit takes ------------------------------------------------------ */

/* At the price of a unit that must choose its periods, or all the time there is; or in the first
 * sweeps an even share of its endurance. */
static void split(bound_solver *s, size_t u, size_t p, const fill_problem *f, bool even,
                  double *seconds) {
    const bound_unit *unit = &s->units[u];
    double *price = &s->price[u * s->grid.period_count + p], fall = 0.0, all = 0.0;
    if (s->unit_price[u] > 0.0) {
        double before = 0.0;
        for (size_t c = 0; c < f->cell_count; c++) before += seconds[c];
        double sum = bound_fill_price(f, s->unit_price[u], seconds, &fall);
        double wanted = fmin(sum, unit->capacity_s[p]);
        if (s->step[u] < 1.0) wanted = before + DAMPED * (wanted - before);
        *price = s->unit_price[u];
        s->total_s[u] += wanted;
        if (sum <= unit->capacity_s[p]) s->fall[u] += fall;
        if (wanted != sum) *price = bound_fill(f, wanted, *price, seconds);
        return;
    }
    for (size_t k = 0; even && k < s->grid.period_count; k++) all += unit->capacity_s[k];
    double share = even && all > unit->budget_s ? unit->budget_s / all : 1.0;
    *price = bound_fill(f, share * unit->capacity_s[p], *price, seconds);
}

/* ---- the random law -------------------------------------------------------------------------- */

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
    double rate[CW_MOST_OBJECTS], *worth = column(s, 0);
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
    split(s, u, p, &f, even, seconds);
    shift_sums(s, &f, seconds, -1.0, sum);
}

static void random_period(bound_solver *s, size_t p, bool even) {
    const bound_period *period = &s->grid.periods[p];
    size_t size = period->cell_count * s->objects, units = s->problem->unit_count;
    double *sum = wide_column(s, 0), *old = wide_column(s, 1);
    memset(sum, 0, size * sizeof *sum);
    for (size_t c = 0; c < period->cell_count; c++) {
        for (uint32_t k = period->begin[c]; k < period->begin[c + 1]; k++) {
            uint32_t i = period->order[k];
            sum[c * s->objects + period->object[i]] += s->slope[i];
        }
    }
    memcpy(old, sum, size * sizeof *old);
    for (int round = 0; round < (units > 1 ? ROUNDS : 1); round++) {
        for (size_t u = 0; u < units; u++) {
            if (!works(s, u, p) || (round > 0 && s->unit_price[u] > 0.0)) continue;
            random_unit(s, u, p, even, sum);
        }
    }
    for (size_t k = 0; k < size; k++) sum[k] = old[k] > 0.0 ? sum[k] / old[k] : 1.0;
    for (size_t c = 0; c < period->cell_count; c++) {
        for (uint32_t k = period->begin[c]; k < period->begin[c + 1]; k++) {
            uint32_t i = period->order[k];
            s->slope[i] *= sum[c * s->objects + period->object[i]];
        }
    }
}

/* ---- laws with a lateral range ----------------------------------------------------------------
 */

/* A particle's coverage for a second of the unit; `slowness` is 1 over its search speed. */
static inline double rate_at(const bound_period *period, const double *rate, double slowness,
                             uint32_t i) {
    return rate[period->object[i]] * (1.0 + (double)period->speed_mps[i] * slowness);
}

/* Worth of a further second in each cell, and how it falls. */
static void look_at_cells(const bound_solver *s, const bound_period *period, const double *rate,
                          double slowness, double *worth, double *bend) {
    for (size_t c = 0; c < period->cell_count; c++) {
        worth[c] = bend[c] = 0.0;
        for (uint32_t k = period->begin[c]; k < period->begin[c + 1]; k++) {
            uint32_t i = period->order[k];
            double own = rate_at(period, rate, slowness, i), part = s->weight[i] * own, bends;
            worth[c] += part * bound_slope(s->law, s->covered[i], &bends);
            bend[c] += part * own * bends;
        }
    }
}

static void ranged_unit(bound_solver *s, size_t u, size_t p, bool even) {
    const bound_period *period = &s->grid.periods[p];
    double rate[CW_MOST_OBJECTS], slowness = 1.0 / s->units[u].asset.unit->search_speed_mps;
    double *worth = column(s, 0), *bend = column(s, 1), *present = column(s, 2);
    double *seconds = s->effort + u * s->cells + s->first[p];
    fill_problem f = {.cell_count = period->cell_count,
                      .objects = s->objects,
                      .reaches = s->units[u].reaches[p],
                      .worth = worth,
                      .present = present,
                      .bend = bend};
    for (size_t o = 0; o < s->objects; o++) {
        rate[o] = bound_rate(s, u, p, o);
        f.steepest = fmax(f.steepest, rate[o]);
    }
    memcpy(present, seconds, period->cell_count * sizeof *present);
    look_at_cells(s, period, rate, slowness, worth, bend);
    split(s, u, p, &f, even, seconds);
    for (size_t c = 0; c < period->cell_count; c++) {
        double more = seconds[c] - present[c];
        for (uint32_t k = period->begin[c]; more != 0.0 && k < period->begin[c + 1]; k++) {
            uint32_t i = period->order[k];
            double covered = s->covered[i] + more * rate_at(period, rate, slowness, i);
            s->covered[i] = covered > 0.0 ? covered : 0.0;
        }
    }
}

/* ---- the sweep ------------------------------------------------------------------------------ */

/* The price of a unit that must choose: begun at the mean of its periods', once these have seen
 * each other, then moved so that its endurance is used up. */
static void set_unit_price(bound_solver *s, size_t u, bool even) {
    const bound_unit *unit = &s->units[u];
    double all = 0.0, priced = 0.0;
    for (size_t p = 0; p < s->grid.period_count; p++) {
        all += unit->capacity_s[p];
        priced += unit->capacity_s[p] * s->price[u * s->grid.period_count + p];
    }
    if (even || all <= unit->budget_s || !(unit->budget_s > 0.0)) return;
    if (!(s->unit_price[u] > 0.0)) {
        s->unit_price[u] = priced / all;
        s->step[u] = 1.0;
        return;
    }
    double over = s->total_s[u] - unit->budget_s, step = s->step[u];
    bool turned = over * s->over[u] < 0.0;
    s->step[u] = turned ? 0.5 * step : fmin(1.0, 1.2 * step);
    s->over[u] = over;
    double way = s->fall[u] > 0.0 ? over / s->fall[u] : over > 0.0 ? PRICE_STEP : -PRICE_STEP;
    way = fmin(PRICE_STEP, fmax(-PRICE_STEP, way));
    s->unit_price[u] *= exp(s->step[u] * way * fmin(1.0, fabs(over) / (0.1 * unit->budget_s)));
}

void bound_sweep(bound_solver *s, size_t number) {
    bool even = number < EVEN_SWEEPS;
    size_t units = s->problem->unit_count;
    for (size_t u = 0; u < units; u++) s->total_s[u] = s->fall[u] = 0.0;
    for (size_t p = 0; p < s->grid.period_count; p++) {
        if (s->random) random_period(s, p, even);
        for (size_t u = 0; !s->random && u < units; u++) {
            if (works(s, u, p)) ranged_unit(s, u, p, even);
        }
    }
    for (size_t u = 0; u < units; u++) set_unit_price(s, u, number + 1 < EVEN_SWEEPS);
}

double bound_success(const bound_solver *s) {
    double sum = 0.0;
    for (size_t i = 0; i < s->particles; i++)
        sum += s->random ? s->weight[i] - s->slope[i]
                         : s->weight[i] * bound_gained(s->law, s->covered[i]);
    return sum;
}
