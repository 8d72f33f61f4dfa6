/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each unit can do: when it can be in which cell, and for how long.
 *
 * A mask here may only be too generous, never too strict, or the bound would not hold: a cell
 * counts as reached when its nearest point is, and as allowed when the agreement lets the unit into
 * any of its corners or its middle. Laws with a lateral range see beyond the cell that the unit is
 * in, so for them a cell is widened by the reach of detection. The random law spreads a unit over
 * the whole of its area from its first minute to its last: for it a cell that can be reached at all
 * is open from when the unit can be anywhere to when it must leave the last place.
 */
#include "search/bound.h"

#include "search/plan_support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double REACH_WIDTHS = 4.0; /* how far a law with a lateral range sees */

/* When a unit can be in a cell, and how long the ways there and home are. */
typedef struct cell_access {
    bool allowed;
    cw_time earliest, latest;
    double delay_s, out_s, home_s;
} cell_access;

/* The agreement's word on a cell widened by `reach_m`: allowed if any of nine points is, after the
 * shortest delay. */
static bool agreed(const cw_plan_problem *problem, const cw_unit *unit, cw_xy corner, double cell_m,
                   double reach_m, double *delay_s) {
    bool any = false;
    double half = 0.5 * cell_m + reach_m, delay;
    *delay_s = INFINITY;
    for (int n = 0; n < 9 && *delay_s > 0.0; n++) {
        int place = (n + 4) % 9; /* the middle first: mostly it decides */
        rectangle point = {.centre = {corner.x_m + 0.5 * cell_m + (place % 3 - 1) * half,
                                      corner.y_m + 0.5 * cell_m + (place / 3 - 1) * half},
                           .east = 1.0,
                           .half_length_m = 1.0,
                           .half_width_m = 1.0};
        if (!rules_agree(problem, unit, &point, &delay)) continue;
        any = true;
        *delay_s = fmin(*delay_s, delay);
    }
    return any;
}

static double way_m(const cw_plan_problem *problem, cw_xy from, cw_position to) {
    double metres, azimuth;
    cw_geodesic_inverse(cw_plane_inverse(problem->plane, from), to, &metres, &azimuth);
    return metres;
}

static cw_time after(cw_time time, double seconds) {
    return time + (cw_time)llround(seconds * 1000.0);
}

/* From when to when the unit can be at a place with these ways. */
static void set_times(cell_access *a, const cw_unit *unit, const cw_plan_problem *problem,
                      double out_s, double home_s) {
    cw_time ready = after(problem->from, unit->readiness_s);
    if (ready < unit->available_from) ready = unit->available_from;
    a->earliest = after(ready, a->delay_s + out_s);
    a->latest = after(unit->available_to, -home_s);
    if (a->latest > problem->to) a->latest = problem->to;
}

static cell_access access_of(const bound_unit *u, const bound_grid *g,
                             const cw_plan_problem *problem, uint32_t cell, double reach_m) {
    const cw_unit *unit = u->asset.unit;
    cw_xy corner = {g->x0_m + g->cell_m * (double)(cell % g->columns),
                    g->y0_m + g->cell_m * (double)(cell / g->columns)};
    cw_xy middle = {corner.x_m + 0.5 * g->cell_m, corner.y_m + 0.5 * g->cell_m};
    double slack = sqrt(0.5) * g->cell_m + reach_m;
    cell_access a = {0};
    a.allowed = agreed(problem, unit, corner, g->cell_m, reach_m, &a.delay_s);
    if (!a.allowed) return a;
    a.out_s = fmax(way_m(problem, middle, unit->at) - slack, 0.0) / unit->transit_speed_mps;
    a.home_s =
        fmax(way_m(problem, middle, unit->turn_round) - slack, 0.0) / unit->transit_speed_mps;
    set_times(&a, unit, problem, a.out_s, a.home_s);
    return a;
}

static double overlap_s(cw_time a0, cw_time a1, cw_time b0, cw_time b1) {
    cw_time from = a0 > b0 ? a0 : b0, to = a1 < b1 ? a1 : b1;
    return to > from ? (double)(to - from) / 1000.0 : 0.0;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Cells come back in period after period: each is asked about once. */
typedef struct access_memory {
    uint32_t *cells; /* sorted */
    cell_access *access;
    size_t count;
} access_memory;

static bool remember(access_memory *m, const bound_unit *u, const bound_grid *g,
                     const cw_plan_problem *problem, double reach_m, cw_error *err) {
    size_t all = 0, n = 0;
    for (size_t p = 0; p < g->period_count; p++) all += g->periods[p].cell_count;
    m->cells = cw_alloc_array(all + 1, sizeof *m->cells);
    m->access = cw_alloc_array(all + 1, sizeof *m->access);
    if (m->cells == NULL || m->access == NULL) return cw_fail_memory(err);
    for (size_t p = 0; p < g->period_count; p++) {
        memcpy(m->cells + n, g->periods[p].cells, g->periods[p].cell_count * sizeof *m->cells);
        n += g->periods[p].cell_count;
    }
    if (n > 0) qsort(m->cells, n, sizeof *m->cells, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || m->cells[i] != m->cells[i - 1]) m->cells[m->count++] = m->cells[i];
    }
    for (size_t i = 0; i < m->count; i++) {
        m->access[i] = access_of(u, g, problem, m->cells[i], reach_m);
    }
    return true;
}

/* The random law's: see above. */
static void open_all(access_memory *m, const bound_unit *u, const cw_plan_problem *problem) {
    double out_s = INFINITY, home_s = INFINITY;
    for (size_t i = 0; i < m->count; i++) {
        if (!m->access[i].allowed) continue;
        out_s = fmin(out_s, m->access[i].out_s);
        home_s = fmin(home_s, m->access[i].home_s);
    }
    for (size_t i = 0; i < m->count; i++) {
        cell_access *a = &m->access[i];
        if (a->allowed && a->latest > a->earliest)
            set_times(a, u->asset.unit, problem, out_s, home_s);
    }
}

static const cell_access *recall(const access_memory *m, uint32_t cell) {
    return &m->access[bound_find_cell(m->cells, m->count, cell)];
}

static void mark_period(bound_unit *u, const bound_grid *g, const access_memory *m, size_t p,
                        double *least_ways_s) {
    const bound_period *period = &g->periods[p];
    for (size_t c = 0; c < period->cell_count; c++) {
        const cell_access *a = recall(m, period->cells[c]);
        double s = a->allowed ? overlap_s(period->from, period->to, a->earliest, a->latest) : 0.0;
        u->reaches[p][c] = s > 0.0;
        if (!(s > 0.0)) continue;
        u->capacity_s[p] = fmax(u->capacity_s[p], s);
        *least_ways_s = fmin(*least_ways_s, a->out_s + a->home_s);
    }
}

/* A period with some light counts as seconds of full light: a unit that has not the time for all
 * of it would take the light part. */
static void set_light(bound_unit *u, const bound_grid *g, const light *darkness, size_t p) {
    const bound_period *period = &g->periods[p];
    double length_s = (double)(period->to - period->from) / 1000.0;
    double night = u->asset.unit->night_factor;
    double mean = light_mean(darkness, period->from, period->to, night);
    double lit = light_mean(darkness, period->from, period->to, 0.0); /* share of the time */
    u->light[p] = lit > 0.0 ? fmax(1.0, night) : night;
    double full_s = u->light[p] > 0.0 ? length_s * mean / u->light[p] : 0.0;
    u->capacity_s[p] = fmin(u->capacity_s[p], full_s);
}

/* What the two ends of a track see beyond its length, in squares of the sweep width: half discs of
 * the definite range; for the others the integral of what a leg that ends sees over what it would
 * see of an endless one (docs/bound.md). */
static double ends_of(cw_detection_law law) {
    switch (law) {
    case CW_DEFINITE:
        return 0.25 * CW_PI;
    case CW_INVERSE_CUBE:
        return 0.25;
    case CW_EXPONENTIAL:
        return 0.15;
    case CW_RANDOM:
        break;
    }
    return 0.0;
}

/* How many tracks have two ends: one for each area, and half of one more at each change of the
 * widths, where the track ends as far as the narrower width goes. */
static double tracks_of(const bound_unit *u, const cw_plan_problem *problem) {
    return (double)problem_areas(problem) * (1.0 + 0.5 * (double)(u->asset.widths.rows - 1));
}

/* The most seconds on scene: in each sortie the endurance less the shortest ways; between two
 * sorties these ways and the time at base are lost, but for the first way out and the last home. */
static double time_on_scene(const cw_unit *unit, const cw_plan_problem *problem, double ways_s) {
    double one_s = fmax(unit->endurance_s - ways_s, 0.0), best_s = one_s;
    double window_s = (double)(problem->to - problem->from) / 1000.0;
    size_t most = unit->turnaround_s > 0.0 ? problem_areas(problem) : 1;
    for (size_t n = 2; n <= most; n++) {
        double lost_s = ((double)n - 1.0) * (ways_s + unit->turnaround_s);
        best_s = fmax(best_s, fmin((double)n * one_s, window_s - lost_s));
    }
    return best_s;
}

bool bound_unit_make(bound_unit *u, const bound_grid *g, const cw_plan_problem *problem,
                     size_t index, const light *darkness, cw_error *err) {
    double shares[CW_MOST_OBJECTS], widest = 0.0, least_ways_s = INFINITY;
    access_memory memory = {0};
    plan_object_shares(problem, g->tracks, shares);
    *u = (bound_unit){0};
    if (!asset_prepare(&u->asset, problem, index, shares, err)) return false;
    for (size_t o = 0; o < problem->object_count; o++)
        widest = fmax(widest, widths_most(&u->asset.widths, o, problem->from, problem->to));
    bool random = problem->law == CW_RANDOM;
    double reach_m = random ? 0.0 : REACH_WIDTHS * widest;
    u->ends = tracks_of(u, problem) * ends_of(problem->law);
    u->capacity_s = cw_alloc_array(g->period_count, sizeof *u->capacity_s);
    u->light = cw_alloc_array(g->period_count, sizeof *u->light);
    u->reaches = calloc(g->period_count, sizeof *u->reaches);
    bool done = u->capacity_s != NULL && u->light != NULL && u->reaches != NULL;
    if (!done) cw_fail_memory(err);
    done = done && remember(&memory, u, g, problem, reach_m, err);
    if (done && random) open_all(&memory, u, problem);
    for (size_t p = 0; done && p < g->period_count; p++) {
        u->reaches[p] = calloc(g->periods[p].cell_count + 1, 1);
        done = u->reaches[p] != NULL || cw_fail_memory(err);
        if (!done) break;
        mark_period(u, g, &memory, p, &least_ways_s);
        set_light(u, g, darkness, p);
    }
    bool out = u->asset.binding == CW_BOUND_EXCLUDED;
    for (size_t p = 0; done && out && p < g->period_count; p++) u->capacity_s[p] = 0.0;
    u->budget_s = time_on_scene(u->asset.unit, problem, least_ways_s);
    free(memory.cells);
    free(memory.access);
    return done;
}

void bound_unit_free(bound_unit *u, const bound_grid *g) {
    for (size_t p = 0; u->reaches != NULL && p < g->period_count; p++) free(u->reaches[p]);
    free(u->reaches);
    free(u->capacity_s);
    free(u->light);
    *u = (bound_unit){0};
}
