/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is near: not to the datum, but to where the people can be, and will be when help comes.
 *
 * For each particle and helper: the earliest time t at which the way from the helper to the
 * particle's place x(t) is no longer than what it runs by then, |way(x(t))| <= v (t - t0), t0 being
 * when it is under way. The slower of the two drifts, so the difference grows with time and its
 * sign changes once (for a helper that is faster than the drift). The way is the straight line, or
 * for vessels, where that meets land, the shortest way by water (passage.c).
 * A helper is ranked by the median over the particles: half of the probability it could have been
 * beside by then. docs/near.md has the definitions.
 */
#include "near.h"
#include "passage.h"

#include <math.h>
#include <stdlib.h>

enum { PARTICLES = 2000, BISECTIONS = 24, CORE_CELLS = 24 };

typedef struct work {
    const cw_near_problem *problem;
    crowd crowd;
    double *minutes, *sorted; /* one a particle */
    uint8_t *core;            /* [output * particles]: in the region that holds half */
    cw_xy datum;
    double scale; /* plane metres per true metre at the datum */
} work;

typedef struct approach { /* one helper */
    const cw_helper *helper;
    cw_xy at;
    cw_time leaves;
    double berth_m; /* from its berth to the water */
    passage round;  /* way_m NULL: straight lines */
} approach;

/* ---- the way -------------------------------------------------------------------------------- */

static bool meets_land(const work *w, const approach *a, cw_xy to) {
    cw_xy shore;
    return cw_landmask_crossing(w->problem->mask, a->at, to, &shore);
}

/* Plane metres to a particle. */
static double way_to(const work *w, const approach *a, cw_xy to) {
    double straight = hypot(to.x_m - a->at.x_m, to.y_m - a->at.y_m);
    if (a->round.way_m == NULL || !meets_land(w, a, to)) return straight;
    return fmax(straight, passage_to(&a->round, to));
}

/* By how much its run exceeds the way at a time; NaN: the particle has no place then. */
static double lead_m(const work *w, const approach *a, size_t i, cw_time time) {
    cw_xy at;
    if (!crowd_at(&w->crowd, i, time, &at)) return (double)NAN;
    double run = a->helper->speed_mps * w->scale * (double)(time - a->leaves) / 1000.0;
    return run - a->berth_m - way_to(w, a, at);
}

/* Between a time before and one at which it is there. */
static cw_time narrow(const work *w, const approach *a, size_t i, cw_time from, cw_time to) {
    for (int k = 0; k < BISECTIONS && to - from > CW_SECOND_MS; k++) {
        cw_time middle = from + (to - from) / 2;
        double lead = lead_m(w, a, i, middle);
        if (lead >= 0.0)
            to = middle;
        else
            from = middle; /* NaN too: not yet adrift */
    }
    return to;
}

/* Minutes from now; INFINITY: never in the drift's time, its endurance or its availability. */
static double meets(const work *w, const approach *a, size_t i) {
    const cw_tracks *t = w->crowd.tracks;
    cw_time before = a->leaves, last = crowd_last(&w->crowd);
    if (a->helper->until > 0 && a->helper->until < last) last = a->helper->until;
    if (a->helper->endurance_s > 0.0) {
        cw_time spent = a->leaves + (cw_time)(a->helper->endurance_s * 1000.0);
        if (spent < last) last = spent;
    }
    for (cw_time at = a->leaves; at <= last;) {
        if (lead_m(w, a, i, at) >= 0.0) {
            cw_time met = narrow(w, a, i, before, at);
            return (double)(met - w->problem->now) / (double)CW_MINUTE_MS;
        }
        if (at == last) break;
        before = at;
        at += t->step_ms;
        if (at > last) at = last;
    }
    return (double)INFINITY;
}

/* ---- the region that holds half ------------------------------------------------------------- */

typedef struct cell_order {
    size_t cell, count;
} cell_order;

static int by_count(const void *x, const void *y) {
    const cell_order *a = x, *b = y;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static size_t cell_of(cw_xy at, cw_xy low, double size_m) {
    size_t c = (size_t)fmin((at.x_m - low.x_m) / size_m, CORE_CELLS - 1),
           r = (size_t)fmin((at.y_m - low.y_m) / size_m, CORE_CELLS - 1);
    return r * CORE_CELLS + c;
}

static bool span(const crowd *c, cw_time time, cw_xy *low, double *size_m) {
    cw_xy high = {-INFINITY, -INFINITY};
    *low = (cw_xy){INFINITY, INFINITY};
    for (size_t i = 0; i < c->count; i++) {
        cw_xy at;
        if (!crowd_at(c, i, time, &at)) continue;
        *low = (cw_xy){fmin(low->x_m, at.x_m), fmin(low->y_m, at.y_m)};
        high = (cw_xy){fmax(high.x_m, at.x_m), fmax(high.y_m, at.y_m)};
    }
    *size_m = fmax(fmax(high.x_m - low->x_m, high.y_m - low->y_m), 1.0) / CORE_CELLS;
    return isfinite(low->x_m);
}

/* The fewest squares that hold half of those adrift: the densest first. */
static void mark_core(work *w, size_t k) {
    const crowd *c = &w->crowd;
    cw_time time = c->tracks->first + (int64_t)k * c->tracks->step_ms;
    cell_order cells[CORE_CELLS * CORE_CELLS] = {0};
    bool chosen[CORE_CELLS * CORE_CELLS] = {0};
    cw_xy low, at;
    double size_m;
    size_t adrift = 0, held = 0;
    if (!span(c, time, &low, &size_m)) return;
    for (size_t n = 0; n < CORE_CELLS * CORE_CELLS; n++) cells[n].cell = n;
    for (size_t i = 0; i < c->count; i++) {
        if (!crowd_at(c, i, time, &at)) continue;
        cells[cell_of(at, low, size_m)].count++;
        adrift++;
    }
    qsort(cells, CORE_CELLS * CORE_CELLS, sizeof *cells, by_count);
    for (size_t n = 0; 2 * held < adrift; held += cells[n++].count) chosen[cells[n].cell] = true;
    for (size_t i = 0; i < c->count; i++)
        w->core[k * c->count + i] = crowd_at(c, i, time, &at) && chosen[cell_of(at, low, size_m)];
}

static bool in_core(const work *w, size_t i, double minutes) {
    const cw_tracks *t = w->crowd.tracks;
    double at = (double)(w->problem->now - t->first) + minutes * (double)CW_MINUTE_MS;
    size_t k = at > 0.0 && t->step_ms > 0 ? (size_t)(at / (double)t->step_ms) : 0;
    return w->core[(k < t->times ? k : t->times - 1) * w->crowd.count + i];
}

/* ---- one helper ----------------------------------------------------------------------------- */

static int ascending(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void summarise(work *w, cw_near *row) {
    static const double SHARES[CW_NEAR_QUANTILES] = {0.1, 0.5, 0.9};
    size_t n = w->crowd.count, met = 0;
    double sum = 0.0;
    row->region_minutes = (double)INFINITY;
    for (size_t i = 0; i < n; i++) {
        double m = w->sorted[i] = w->minutes[i];
        if (!isfinite(m)) continue;
        met++;
        sum += m;
        if (m < row->region_minutes && in_core(w, i, m)) row->region_minutes = m;
    }
    qsort(w->sorted, n, sizeof *w->sorted, ascending);
    for (int q = 0; q < CW_NEAR_QUANTILES; q++)
        row->minutes[q] = w->sorted[(size_t)(SHARES[q] * (double)(n - 1))];
    row->mean_minutes = met > 0 ? sum / (double)met : (double)NAN;
    row->reached = (double)met / (double)n;
}

/* The mask has quays and basins for land: a ship there starts from the nearest water. */
static void leave_berth(const work *w, approach *a) {
    enum { RINGS = 30, SIDES = 16 };
    const cw_landmask *mask = w->problem->mask;
    cw_xy berth = a->at;
    for (int ring = 1; ring <= RINGS && cw_landmask_is_land(mask, a->at); ring++) {
        a->berth_m = ring * mask->cell_m;
        for (int side = 0; side < SIDES; side++) {
            double angle = 2.0 * CW_PI * side / SIDES;
            cw_xy at = {berth.x_m + a->berth_m * sin(angle), berth.y_m + a->berth_m * cos(angle)};
            if (cw_landmask_is_land(mask, at)) continue;
            a->at = at;
            break;
        }
    }
}

/* Where a particle is at a time, or is first after it. */
static bool first_place(const work *w, size_t i, cw_time time, cw_xy *at) {
    int64_t step_ms = w->crowd.tracks->step_ms > 0 ? w->crowd.tracks->step_ms : CW_MINUTE_MS;
    for (; time <= crowd_last(&w->crowd); time += step_ms) {
        if (crowd_at(&w->crowd, i, time, at)) return true;
    }
    return false;
}

/* Straight lines do unless one of some dozens, to all sides of the crowd, meets land. */
static bool find_round(const work *w, approach *a, cw_near *row, cw_error *err) {
    enum { TRIED = 64 };
    bool flies = cw_helper_ability_of(a->helper->kind)->flies;
    if (w->problem->mask == NULL || flies) return true;
    leave_berth(w, a);
    for (size_t k = 0; k < TRIED && !row->round_land; k++) {
        cw_xy at;
        size_t i = k * w->crowd.count / TRIED;
        row->round_land = first_place(w, i, a->leaves, &at) && meets_land(w, a, at);
    }
    return !row->round_land || passage_create(w->problem->mask, a->at, &a->round, err);
}

static bool rank_one(work *w, const cw_helper *helper, cw_near *row, cw_error *err) {
    cw_time from = helper->from > w->problem->now ? helper->from : w->problem->now;
    approach a = {.helper = helper,
                  .at = cw_plane_forward(w->problem->plane, helper->at),
                  .leaves = from + (cw_time)llround(helper->ready_s * 1000.0)};
    cw_geodesic_inverse(helper->at, cw_plane_inverse(w->problem->plane, w->datum), &row->distance_m,
                        &row->bearing_deg);
    if (!find_round(w, &a, row, err)) return false;
    for (size_t i = 0; i < w->crowd.count; i++)
        w->minutes[i] = helper->speed_mps > 0.0 ? meets(w, &a, i) : (double)INFINITY;
    passage_free(&a.round);
    summarise(w, row);
    double when = isfinite(row->minutes[1]) ? row->minutes[1] : 0.0;
    cw_time there = w->problem->now + (cw_time)(when * (double)CW_MINUTE_MS);
    near_entry(w->problem, &w->crowd, there, helper, row);
    return true;
}

/* ---- all ------------------------------------------------------------------------------------ */

static int by_median(const void *x, const void *y) {
    const cw_near *a = x, *b = y;
    for (int q = 1; q >= 0; q--) {
        if (a->minutes[q] != b->minutes[q]) return a->minutes[q] < b->minutes[q] ? -1 : 1;
    }
    return (a->helper > b->helper) - (a->helper < b->helper);
}

static bool prepare(const cw_near_problem *problem, work *w, cw_error *err) {
    double convergence;
    size_t n = problem->particles > 0 ? problem->particles : PARTICLES;
    w->problem = problem;
    if (!crowd_create(problem->tracks, n, &w->crowd, err)) return false;
    w->minutes = cw_alloc_array(n, sizeof *w->minutes);
    w->sorted = cw_alloc_array(n, sizeof *w->sorted);
    w->core = cw_alloc_array(n * problem->tracks->times, 1);
    if (w->minutes == NULL || w->sorted == NULL || w->core == NULL) return cw_fail_memory(err);
    cw_time at = problem->now, first = problem->tracks->first;
    if (at < first - 24 * CW_HOUR_MS) { /* minutes from a call so early would say nothing */
        char call[CW_TIME_TEXT], begin[CW_TIME_TEXT];
        return cw_fail(err, CW_ERR_INPUT,
                       "the call at %s is more than a day before the drift begins, at %s",
                       cw_time_format(at, call), cw_time_format(first, begin));
    }
    while (at <= crowd_last(&w->crowd) && !crowd_datum(&w->crowd, at, &w->datum))
        at += problem->tracks->step_ms > 0 ? problem->tracks->step_ms : CW_MINUTE_MS;
    if (at > crowd_last(&w->crowd)) {
        char text[CW_TIME_TEXT];
        return cw_fail(err, CW_ERR_INPUT, "nobody is adrift in this case at %s or later",
                       cw_time_format(problem->now, text));
    }
    cw_plane_factors(problem->plane, cw_plane_inverse(problem->plane, w->datum), &w->scale,
                     &convergence);
    for (size_t k = 0; k < problem->tracks->times; k++) mark_core(w, k);
    return true;
}

static void set_margins(cw_near *ranked, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t other = i > 0 ? 0 : 1;
        ranked[i].margin_minutes =
            other < count ? fabs(ranked[i].minutes[1] - ranked[other].minutes[1]) : (double)NAN;
    }
}

bool cw_near_rank(const cw_near_problem *problem, const cw_helper *helpers, size_t count,
                  cw_near *ranked, cw_error *err) {
    work w = {0};
    bool good = prepare(problem, &w, err);
    for (size_t i = 0; good && i < count; i++) {
        ranked[i] = (cw_near){.helper = i};
        good = rank_one(&w, &helpers[i], &ranked[i], err);
    }
    if (good) {
        qsort(ranked, count, sizeof *ranked, by_median);
        set_margins(ranked, count);
    }
    crowd_free(&w.crowd);
    free(w.minutes);
    free(w.sorted);
    free(w.core);
    return good;
}
