/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One sweep: each period's effort is laid anew, unit by unit, while all else stands (Brown 1980).
 * How a period is laid is the law's matter (bound_random.c, bound_ranged.c); here is how much of it
 * a unit takes. The first sweeps go by some of the particles only: effort then is near enough to
 * its place that a few sweeps over all of them do for the rest.
 */
#include "search/bound_solver.h"

#include <math.h>
#include <string.h>

static const double PRICE_STEP = 1.0; /* at most, in the logarithm of a unit's price */
static const double DAMPED = 0.5;     /* of what a period would take, once a price has swung */
enum { EVEN_SWEEPS = 2 };

double bound_rate(const bound_solver *s, size_t unit, size_t period, size_t object) {
    const bound_unit *u = &s->units[unit];
    const bound_period *p = &s->grid.periods[period];
    return widths_most(&u->asset.widths, object, p->from, p->to) * u->light[period]
           * u->asset.unit->search_speed_mps / (s->grid.cell_m * s->grid.cell_m);
}

bool bound_works(const bound_solver *s, size_t u, size_t p) {
    return s->units[u].capacity_s[p] > 0.0 && s->units[u].light[p] > 0.0;
}

double *bound_column(bound_solver *s, size_t k) {
    return s->scratch + k * s->most_cells;
}

double *bound_wide_column(bound_solver *s, size_t k) {
    return s->scratch + (4 + k * s->objects) * s->most_cells;
}

/* ---- how much of a period a unit takes ------------------------------------------------------ */

void bound_split(bound_solver *s, size_t u, size_t p, const fill_problem *f, bool even,
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
        if (s->random)
            bound_random_period(s, p, even);
        else
            bound_ranged_period(s, p, even);
    }
    for (size_t u = 0; u < units; u++) set_unit_price(s, u, number + 1 < EVEN_SWEEPS);
}

/* Prices were of the weight of some. */
void bound_go_by_all(bound_solver *s) {
    double some = 0.0, all = 0.0;
    for (size_t i = 0; i < s->particles; i++) {
        all += s->weight[i];
        if (i % s->grid.stride == 0) some += s->weight[i];
    }
    double grows = some > 0.0 ? all / some : 1.0;
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        s->unit_price[u] *= grows;
        for (size_t p = 0; p < s->grid.period_count; p++)
            s->price[u * s->grid.period_count + p] *= grows;
    }
    s->some = false;
    bound_tell(s);
}

void bound_tell(bound_solver *s) {
    if (s->random)
        bound_random_tell(s);
    else
        bound_ranged_tell(s);
}

double bound_success(const bound_solver *s) {
    double sum = 0.0;
    for (size_t i = 0; i < s->particles; i++)
        sum += s->random ? s->weight[i] - s->slope[i]
                         : s->weight[i] * bound_gained(s->law, s->covered[i]);
    return sum;
}
