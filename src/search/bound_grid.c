/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ground that the bound stands on: periods, cells, and which particles are in each. Particles
 * are put in the order of their cells, in each cell those first that the first sweeps go by.
 */
#include "search/bound.h"

#include "search/frames.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double CELLS_IN_90 = 120.0;  /* that hold 90 % of the probability, mid window */
static const double LEAST_IN_CELL = 50.0; /* particles, in the mean of these */
static const double MOST_CELLS_ALONG = 30000.0;
enum { FIRST_PARTICLES = 4000 }; /* that the first sweeps go by */

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

int32_t bound_find_cell(const uint32_t *cells, size_t count, uint32_t cell) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (cells[mid] < cell)
            low = mid + 1;
        else
            high = mid;
    }
    return (int32_t)low;
}

/* Counting sort of the particles by cell; every `stride`th one first. */
static bool order_cells(bound_period *p, size_t particles, size_t stride, cw_error *err) {
    p->order = cw_alloc_array(particles + 1, sizeof *p->order);
    p->begin = cw_alloc_array(p->cell_count + 2, sizeof *p->begin);
    p->some = cw_alloc_array(p->cell_count + 1, sizeof *p->some);
    if (p->order == NULL || p->begin == NULL || p->some == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < particles; i++) {
        if (p->cell_of[i] >= 0) p->begin[p->cell_of[i] + 2]++;
    }
    for (size_t c = 0; c < p->cell_count; c++) p->begin[c + 2] += p->begin[c + 1];
    for (size_t i = 0; i < particles; i += stride) {
        if (p->cell_of[i] >= 0) p->order[p->begin[p->cell_of[i] + 1]++] = (uint32_t)i;
    }
    for (size_t c = 0; c < p->cell_count; c++) p->some[c] = p->begin[c + 1];
    for (size_t i = 0; stride > 1 && i < particles; i++) {
        if (i % stride != 0 && p->cell_of[i] >= 0)
            p->order[p->begin[p->cell_of[i] + 1]++] = (uint32_t)i;
    }
    return true;
}

/* Numbers the cells that hold a particle, and says which each particle is in. */
static bool fill_period(bound_grid *g, bound_period *p, size_t objects, const frames *speeds,
                        cw_error *err) {
    const cw_tracks *t = g->tracks;
    size_t n = 0;
    uint32_t *where = cw_alloc_array(t->particles, sizeof *where);
    p->cells = cw_alloc_array(t->particles, sizeof *p->cells);
    p->cell_of = cw_alloc_array(t->particles, sizeof *p->cell_of);
    p->object = cw_alloc_array(t->particles, 1);
    p->speed_mps = speeds != NULL ? cw_alloc_array(t->particles, sizeof *p->speed_mps) : NULL;
    if (where == NULL || p->cells == NULL || p->cell_of == NULL || p->object == NULL
        || (speeds != NULL && p->speed_mps == NULL)) {
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
        if (speeds == NULL) continue;
        cw_xy moved = {2.0 * (at.x_m - (double)t->x_m[a]) / step_s,
                       2.0 * (at.y_m - (double)t->y_m[a]) / step_s};
        p->speed_mps[i] = (float)frames_fastest(speeds, p->output, moved);
    }
    if (n > 0) qsort(p->cells, n, sizeof *p->cells, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || p->cells[i] != p->cells[i - 1]) p->cells[p->cell_count++] = p->cells[i];
    }
    for (size_t i = 0; i < t->particles; i++) {
        if (p->cell_of[i] == 0) p->cell_of[i] = bound_find_cell(p->cells, p->cell_count, where[i]);
    }
    free(where);
    return order_cells(p, t->particles, g->stride, err);
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
    size_t stride = tracks->particles / FIRST_PARTICLES;
    *g = (bound_grid){.tracks = tracks, .cell_m = cell_m, .stride = stride > 0 ? stride : 1};
    if (tracks->times < 2) {
        return cw_fail(err, CW_ERR_INPUT, "a bound needs tracks with two times at least");
    }
    if (!(cell_m > 0.0) && !choose_cell(g, problem, err)) return false;
    if (!make_periods(g, problem, err) || !find_extent(g, err)) return false;
    frames speeds;
    if (!frames_create(&speeds, problem->tracks, problem->over_ground, err)) return false;
    bool done = true;
    for (size_t p = 0; done && p < g->period_count; p++)
        done = fill_period(g, &g->periods[p], problem->object_count,
                           problem->law != CW_RANDOM ? &speeds : NULL, err);
    frames_free(&speeds);
    return done;
}

void bound_grid_free(bound_grid *g) {
    for (size_t p = 0; g->periods != NULL && p < g->period_count; p++) {
        free(g->periods[p].cells);
        free(g->periods[p].cell_of);
        free(g->periods[p].speed_mps);
        free(g->periods[p].object);
        free(g->periods[p].order);
        free(g->periods[p].begin);
        free(g->periods[p].some);
    }
    free(g->periods);
    *g = (bound_grid){0};
}
