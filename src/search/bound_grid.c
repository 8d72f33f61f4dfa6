/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ground that the bound stands on: periods, cells, and what each unit can reach.
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

static const double CELLS_IN_90 = 120.0;  /* that hold 90 % of the probability, mid window */
static const double LEAST_IN_CELL = 50.0; /* particles, in the mean of these */
static const double REACH_WIDTHS = 4.0;   /* how far a law with a lateral range sees */
static const double MOST_CELLS_ALONG = 30000.0;

/* ---- cells ---------------------------------------------------------------------------------- */

static size_t output_before(const cw_tracks *t, cw_time time) {
    if (time <= t->first || t->times < 2) return 0;
    size_t k = (size_t)((time - t->first) / t->step_ms);
    return k < t->times - 1 ? k : t->times - 2;
}

/* A 120th of the area that holds 90 % in the middle of the window; larger where the particles are
 * too few for so many cells, because effort then follows their chance clumps. */
static bool choose_cell(bound_grid *g, const cw_plan_problem *problem, cw_error *err) {
    cw_cloud cloud;
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    size_t k = output_before(g->tracks, middle);
    cw_time at = g->tracks->first + (int64_t)k * g->tracks->step_ms;
    if (!cw_tracks_cloud(g->tracks, at, &cloud, err)) return false;
    cw_probability_map *map = cw_probability_map_create(&cloud, 0.0, 0.0, err);
    if (map == NULL) return false;
    double cells = fmin(CELLS_IN_90, 0.9 * (double)g->tracks->particles / LEAST_IN_CELL);
    g->cell_m = fmax(sqrt(map->area_m2[1] / fmax(cells, 1.0)), 1.0);
    cw_probability_map_destroy(map);
    return true;
}

/* The particle in the middle of an interval; not a number when it has no place at either end. */
static cw_xy middle_of(const cw_tracks *t, size_t output, size_t particle) {
    size_t a = output * t->particles + particle;
    size_t b = output + 1 < t->times ? a + t->particles : a;
    return (cw_xy){0.5 * ((double)t->x_m[a] + (double)t->x_m[b]),
                   0.5 * ((double)t->y_m[a] + (double)t->y_m[b])};
}

static bool find_extent(bound_grid *g, cw_error *err) {
    const cw_tracks *t = g->tracks;
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (size_t p = 0; p < g->period_count; p++) {
        for (size_t i = 0; i < t->particles; i++) {
            cw_xy at = middle_of(t, g->periods[p].output, i);
            if (!isfinite(at.x_m) || !isfinite(at.y_m)) continue;
            x0 = fmin(x0, at.x_m), x1 = fmax(x1, at.x_m);
            y0 = fmin(y0, at.y_m), y1 = fmax(y1, at.y_m);
        }
    }
    if (!(x0 <= x1)) {
        return cw_fail(err, CW_ERR_INPUT, "no particle has a place within the search window");
    }
    g->cell_m = fmax(g->cell_m, fmax(x1 - x0, y1 - y0) / MOST_CELLS_ALONG);
    g->x0_m = x0;
    g->y0_m = y0;
    g->columns = (size_t)((x1 - x0) / g->cell_m) + 1;
    return true;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int32_t find_cell(const bound_period *p, uint32_t cell) {
    size_t low = 0, high = p->cell_count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (p->cells[mid] < cell)
            low = mid + 1;
        else
            high = mid;
    }
    return (int32_t)low;
}

/* Counting sort of the particles by cell. */
static bool order_cells(bound_period *p, size_t particles, cw_error *err) {
    p->order = cw_alloc_array(particles + 1, sizeof *p->order);
    p->begin = cw_alloc_array(p->cell_count + 2, sizeof *p->begin);
    if (p->order == NULL || p->begin == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < particles; i++) {
        if (p->cell_of[i] >= 0) p->begin[p->cell_of[i] + 2]++;
    }
    for (size_t c = 0; c < p->cell_count; c++) p->begin[c + 2] += p->begin[c + 1];
    for (size_t i = 0; i < particles; i++) {
        if (p->cell_of[i] >= 0) p->order[p->begin[p->cell_of[i] + 1]++] = (uint32_t)i;
    }
    return true;
}

/* Numbers the cells that hold a particle, and says which each particle is in. */
static bool fill_period(bound_grid *g, bound_period *p, size_t objects, bool speeds,
                        cw_error *err) {
    const cw_tracks *t = g->tracks;
    size_t n = 0;
    uint32_t *where = cw_alloc_array(t->particles, sizeof *where);
    p->cells = cw_alloc_array(t->particles, sizeof *p->cells);
    p->cell_of = cw_alloc_array(t->particles, sizeof *p->cell_of);
    p->object = cw_alloc_array(t->particles, 1);
    p->speed_mps = speeds ? cw_alloc_array(t->particles, sizeof *p->speed_mps) : NULL;
    if (where == NULL || p->cells == NULL || p->cell_of == NULL || p->object == NULL
        || (speeds && p->speed_mps == NULL)) {
        free(where);
        return cw_fail_memory(err);
    }
    double step_s = (double)t->step_ms / 1000.0;
    for (size_t i = 0; i < t->particles; i++) {
        cw_xy at = middle_of(t, p->output, i);
        p->cell_of[i] = -1;
        if (!isfinite(at.x_m) || !isfinite(at.y_m)) continue;
        size_t a = p->output * t->particles + i;
        p->object[i] = t->object && objects > 1 ? t->object[a] : 0;
        if (p->object[i] >= objects) continue; /* nothing that is looked for */
        size_t column = (size_t)((at.x_m - g->x0_m) / g->cell_m);
        size_t row = (size_t)((at.y_m - g->y0_m) / g->cell_m);
        p->cells[n++] = where[i] = (uint32_t)(row * g->columns + column);
        p->cell_of[i] = 0;
        if (!speeds) continue;
        p->speed_mps[i] =
            (float)(2.0 * hypot(at.x_m - (double)t->x_m[a], at.y_m - (double)t->y_m[a]) / step_s);
    }
    if (n > 0) qsort(p->cells, n, sizeof *p->cells, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || p->cells[i] != p->cells[i - 1]) p->cells[p->cell_count++] = p->cells[i];
    }
    for (size_t i = 0; i < t->particles; i++) {
        if (p->cell_of[i] == 0) p->cell_of[i] = find_cell(p, where[i]);
    }
    free(where);
    return order_cells(p, t->particles, err);
}

static bool make_periods(bound_grid *g, const cw_plan_problem *problem, cw_error *err) {
    const cw_tracks *t = g->tracks;
    size_t first = output_before(t, problem->from), last = output_before(t, problem->to - 1);
    g->periods = calloc(last - first + 1, sizeof *g->periods);
    if (g->periods == NULL) return cw_fail_memory(err);
    for (size_t k = first; k <= last; k++) {
        cw_time from = t->first + (int64_t)k * t->step_ms, to = from + t->step_ms;
        if (from < problem->from) from = problem->from;
        if (to > problem->to) to = problem->to;
        if (to <= from) continue;
        g->periods[g->period_count++] = (bound_period){.from = from, .to = to, .output = k};
    }
    return g->period_count > 0
           || cw_fail(err, CW_ERR_INPUT, "the drift does not cover the search window");
}

bool bound_grid_make(bound_grid *g, const cw_plan_problem *problem, const cw_tracks *tracks,
                     double cell_m, cw_error *err) {
    *g = (bound_grid){.tracks = tracks, .cell_m = cell_m};
    if (tracks->times < 2) {
        return cw_fail(err, CW_ERR_INPUT, "a bound needs tracks with two times at least");
    }
    if (!(cell_m > 0.0) && !choose_cell(g, problem, err)) return false;
    if (!make_periods(g, problem, err) || !find_extent(g, err)) return false;
    bool speeds = problem->law != CW_RANDOM;
    for (size_t p = 0; p < g->period_count; p++) {
        if (!fill_period(g, &g->periods[p], problem->object_count, speeds, err)) return false;
    }
    return true;
}

void bound_grid_free(bound_grid *g) {
    for (size_t p = 0; g->periods != NULL && p < g->period_count; p++) {
        free(g->periods[p].cells);
        free(g->periods[p].cell_of);
        free(g->periods[p].speed_mps);
        free(g->periods[p].object);
        free(g->periods[p].order);
        free(g->periods[p].begin);
    }
    free(g->periods);
    *g = (bound_grid){0};
}

/* ---- units ---------------------------------------------------------------------------------- */

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
    bound_period all = {.cells = m->cells, .cell_count = m->count};
    return &m->access[find_cell(&all, cell)];
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
    /* Where the widths change the track ends as far as the narrower goes: half as much again. */
    double tracks = 1.0 + 0.5 * (double)(u->asset.widths.rows - 1);
    u->ends_s = tracks * ends_of(problem->law) * widest / u->asset.unit->search_speed_mps;
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
    u->budget_s = fmax(u->asset.unit->endurance_s - least_ways_s, 0.0);
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
