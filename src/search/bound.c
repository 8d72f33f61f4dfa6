/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much could any plan find? Effort x[unit, period, cell] in seconds on scene is made as good as
 * it can be without asking for tracks. With a_i the rate at which a unit covers particle i (W v / A
 * of the cell) the coverage of a particle is H_i = sum a_i x over where it is from period to
 * period, and success at most f = sum w_i b(H_i) with the law's concave b (bound_law.c). f is
 * concave in x and what a unit may do is a polytope, so at any x
 *
 *   best <= f(x) + max over feasible s of f'(x) (s - x)       (Frank and Wolfe 1956; Washburn 1998)
 *
 * and the maximum splits by unit: the best cell of each period, then the best periods up to the
 * endurance. So there is a true bound after every sweep, and sweeps are made until it is tight:
 * each unit's effort in each period is laid anew while all else stands (Brown 1980, bound_fill.c),
 * period after period, and all units within a period before the particles are told. A unit that
 * cannot stay for the whole window has one price for a second in all periods, and the price is
 * moved from sweep to sweep until its endurance is used up.
 */
#include "search/bound_solver.h"

#include "search/plan_support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t DEFAULT_SWEEPS = 60;
static const double DEFAULT_GAP = 0.002;
static const double IDLE = 0.05; /* of the wanted gap: what a sweep should bring the bound down */
enum { FIRST_SWEEPS = 12, MOST_IDLE = 4 };
static const double WIDE_CORNER = 0.6, CORNER_FALL = 0.8;

/* ---- making ready --------------------------------------------------------------------------- */

static bool allocate_columns(bound_solver *s) {
    size_t n = s->particles;
    s->weight = cw_alloc_array(n, sizeof *s->weight);
    s->covered = cw_alloc_array(n, sizeof *s->covered);
    s->slope = cw_alloc_array(n, sizeof *s->slope);
    s->law = bound_law_create(s->problem->law);
    s->mean_slope = cw_alloc_array(n, sizeof *s->mean_slope);
    return s->weight && s->covered && s->slope && s->mean_slope && s->law;
}

static bool allocate(bound_solver *s, cw_error *err) {
    size_t units = s->problem->unit_count, periods = s->grid.period_count, all = 0, most = 0;
    s->first = cw_alloc_array(periods + 1, sizeof *s->first);
    if (s->first == NULL) return cw_fail_memory(err);
    for (size_t p = 0; p < periods; p++) {
        size_t cells = s->grid.periods[p].cell_count;
        s->first[p] = all;
        all += cells;
        most = cells > most ? cells : most;
    }
    s->first[periods] = s->cells = all;
    s->units = calloc(units, sizeof *s->units);
    s->effort = cw_alloc_array(units * all + 1, sizeof *s->effort);
    s->sum = cw_alloc_array(all * s->objects + 1, sizeof *s->sum);
    s->moving = cw_alloc_array(all * s->objects + 1, sizeof *s->moving);
    s->price = cw_alloc_array(units * periods, sizeof *s->price);
    s->unit_price = cw_alloc_array(units, sizeof *s->unit_price);
    s->worth = cw_alloc_array(periods, sizeof *s->worth);
    s->step = cw_alloc_array(units, sizeof *s->step);
    s->over = cw_alloc_array(units, sizeof *s->over);
    s->total_s = cw_alloc_array(units, sizeof *s->total_s);
    s->fall = cw_alloc_array(units, sizeof *s->fall);
    s->scratch = cw_alloc_array((4 + 2 * s->objects) * (most + 1), sizeof *s->scratch);
    s->most_cells = most + 1;
    s->model = cw_alloc_array((most + 1) * s->objects, sizeof *s->model);
    bool done = allocate_columns(s) && s->units && s->effort && s->sum && s->moving && s->price
                && s->unit_price && s->total_s && s->fall && s->step && s->over && s->scratch
                && s->worth && s->model;
    return done || cw_fail_memory(err);
}

static void solver_free(bound_solver *s) {
    for (size_t u = 0; s->units != NULL && u < s->problem->unit_count; u++)
        bound_unit_free(&s->units[u], &s->grid);
    void *const rest[] = {s->units,      s->weight,  s->covered,    s->slope,  s->law,
                          s->first,      s->effort,  s->sum,        s->moving, s->price,
                          s->fall,       s->scratch, s->unit_price, s->step,   s->over,
                          s->mean_slope, s->total_s, s->worth,      s->model};
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) free(rest[i]);
    bound_grid_free(&s->grid);
}

static bool make_units(bound_solver *s, cw_error *err) {
    light darkness;
    if (!light_create(&darkness, s->problem->plane, s->problem->from, s->problem->to, err)) {
        return false;
    }
    bool done = true;
    for (size_t u = 0; done && u < s->problem->unit_count; u++)
        done = bound_unit_make(&s->units[u], &s->grid, s->problem, u, &darkness, err);
    light_free(&darkness);
    return done;
}

/* Under the random law the slope is the weight not yet found. */
static void weigh(bound_solver *s) {
    const cw_tracks *t = s->grid.tracks;
    double total = 0.0;
    for (size_t i = 0; i < s->particles; i++) total += (double)t->weight[i];
    for (size_t i = 0; i < s->particles; i++)
        s->weight[i] = s->slope[i] = (double)t->weight[i] / total;
}

/* ---- the bound ------------------------------------------------------------------------------ */

/* The corner of the definite range in a sweep; the others have none. */
static double corner_in(const bound_solver *s, size_t sweep) {
    if (s->problem->law != CW_DEFINITE) return 0.0;
    double corner = fmax(bound_corner, WIDE_CORNER * pow(CORNER_FALL, (double)sweep));
    bound_law_fill(s->law, CW_DEFINITE, corner);
    return corner;
}

static void work_out(bound_solver *s, size_t sweeps, double wanted, cw_bound *bound) {
    bool corners = s->problem->law == CW_DEFINITE; /* its bound comes down late and by leaps */
    size_t first = s->grid.stride > 1 && !corners ? FIRST_SWEEPS : 0, idle = 0;
    s->some = first > 0;
    for (size_t k = 0; k < first; k++) bound_sweep(s, k);
    if (first > 0) bound_go_by_all(s);
    bound->upper = 1.0;
    while (bound->sweeps < sweeps && idle < MOST_IDLE) {
        double corner = corner_in(s, bound->sweeps);
        bound_sweep(s, first + bound->sweeps);
        double reached = bound_success(s);
        double upper = bound_upper(s, reached + 0.25 * corner, bound->sweeps);
        idle = corners || upper < bound->upper - IDLE * wanted ? 0 : idle + 1;
        bound->lower = fmax(bound->lower, reached * bound_feasible_share(s));
        bound->upper = fmin(bound->upper, upper);
        bound->sweeps++;
        if (bound->upper - bound->lower <= wanted + 0.25 * fmin(corner, bound_corner)) break;
    }
    bound_make_feasible(s);
    bound_tell(s);
    bound->lower = fmax(bound->lower, bound_success(s));
}

static void describe(const bound_solver *s, cw_bound *bound) {
    size_t placed = 0;
    for (size_t p = 0; p < s->grid.period_count; p++) {
        const bound_period *period = &s->grid.periods[p];
        placed += period->begin[period->cell_count];
        bound->period_s = fmax(bound->period_s, (double)(period->to - period->from) / 1000.0);
    }
    bound->law = s->problem->law;
    bound->particles = s->particles;
    bound->cell_m = s->grid.cell_m;
    bound->particles_a_cell = s->cells > 0 ? (double)placed / (double)s->cells : 0.0;
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        const asset *a = &s->units[u].asset;
        double look = a->main_width_m * a->unit->search_speed_mps * bound->period_s
                      / (bound->cell_m * bound->cell_m);
        bound->coverage_a_look = fmax(bound->coverage_a_look, look);
    }
}

static double sampling_error(const bound_solver *s) {
    double variance = 0.0, mean = bound_success(s);
    for (size_t i = 0; i < s->particles; i++) {
        double gained = s->random ? 1.0 - s->slope[i] / fmax(s->weight[i], 1e-300)
                                  : bound_gained(s->law, s->covered[i]);
        double off = s->weight[i] * (gained - mean);
        variance += off * off;
    }
    return sqrt(variance);
}

static bool solve(bound_solver *s, const cw_bound_options *o, cw_bound *bound, cw_error *err) {
    if (!allocate(s, err) || !make_units(s, err)) return false;
    weigh(s);
    describe(s, bound);
    work_out(s, o->sweeps > 0 ? o->sweeps : DEFAULT_SWEEPS, o->gap > 0.0 ? o->gap : DEFAULT_GAP,
             bound);
    bound->std_error = sampling_error(s);
    return true;
}

bool cw_plan_bound(const cw_plan_problem *problem, const cw_bound_options *options, cw_bound *bound,
                   cw_error *err) {
    cw_bound_options defaults = {0};
    const cw_bound_options *o = options != NULL ? options : &defaults;
    const cw_tracks *tracks = problem->fresh_tracks ? problem->fresh_tracks : problem->tracks;
    cw_tracks *sample = NULL;
    *bound = (cw_bound){0};
    if (!plan_problem_holds(problem, err)) return false;
    double total;
    if (!plan_tracks_hold(tracks, &total, err)) return false;
    if (o->particles > 0 && o->particles < tracks->particles) {
        sample = sample_tracks(tracks, o->particles, problem->seed, err);
        if (sample == NULL) return false;
        tracks = sample;
    }
    bound_solver s = {.problem = problem,
                      .particles = tracks->particles,
                      .objects = problem->object_count,
                      .random = problem->law == CW_RANDOM};
    bool done =
        bound_grid_make(&s.grid, problem, tracks, o->cell_m, err) && solve(&s, o, bound, err);
    solver_free(&s);
    sample_destroy(sample);
    return done;
}
