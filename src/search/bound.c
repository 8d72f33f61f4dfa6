/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much could any plan find? Effort x[unit, period, cell] in seconds on scene is made as good as
 * it can be without asking for tracks. With a_i the rate at which a unit covers particle i (W v / A
 * of the cell) the coverage of a particle is H_i = sum a_i x over where it is from period to
 * period, and success f = sum w_i b(H_i): b(H) = 1 - exp(-H) for the random law, min(1, H) for laws
 * with a lateral range. f is concave in x and what a unit may do is a polytope, so at any x
 *
 *   best <= f(x) + max over feasible s of f'(x) (s - x)       (Frank and Wolfe 1956; Washburn 1998)
 *
 * and the maximum splits by unit: the best cell of each period, then the best periods up to the
 * endurance. So there is a true bound after every sweep, and sweeps are made until it is tight:
 * each unit's effort in each period is laid anew while all else stands (Brown 1980, bound_fill.c),
 * and a unit that cannot stay for the whole window shifts time between periods by an exact line
 * search towards the vertex. f never falls.
 *
 * min(1, H) has a corner; close to it stands a parabola that lies at most a quarter of bound_corner
 * below, which is added to the bound.
 */
#include "search/bound.h"

#include "search/plan_support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t DEFAULT_SWEEPS = 60;
static const double DEFAULT_GAP = 0.002;
static const double LEAST_SECONDS = 1e-3; /* an atom below is dropped */
enum { GRAIN = 1024, LINE_STEPS = 24 };

typedef struct atom {
    uint32_t cell;
    double seconds;
} atom;

typedef struct support { /* of one unit in one period */
    atom *atoms;
    size_t count, capacity;
} support;

typedef struct solver {
    const cw_plan_problem *problem;
    bound_grid grid;
    bound_unit *units;
    support **effort; /* [unit][period] */
    size_t particles;
    double *weight;           /* sums to 1 */
    double *covered;          /* H */
    double *own;              /* [unit * particles + i]: the unit's part of H */
    double *slope;            /* w b'(H) */
    double *target;           /* coverage of the vertex */
    double *rate;             /* of the unit in a period */
    struct fill_terms *terms; /* scratch, one a cell */
    uint32_t *vertex;         /* [period]: best cell */
    double *vertex_worth, *vertex_s;
    double **dense; /* [period][cell] scratch */
    size_t unit;    /* being worked on */
    bool failed;
} solver;

static bool exponential(const solver *s) {
    return s->problem->law == CW_RANDOM;
}

static double success(const solver *s) {
    double sum = 0.0;
    for (size_t i = 0; i < s->particles; i++) {
        sum += s->weight[i] * bound_gained(exponential(s), s->covered[i]);
    }
    return sum;
}

/* ---- rates ---------------------------------------------------------------------------------- */

/* Coverage a second of the unit at the particle in this period. Laws with a lateral range see with
 * the relative speed, which is at most the sum of the two. */
static double rate_of(const solver *s, size_t period, size_t i) {
    const bound_period *p = &s->grid.periods[period];
    const bound_unit *u = &s->units[s->unit];
    const cw_tracks *t = s->grid.tracks;
    size_t object = t->object ? t->object[p->output * t->particles + i] % CW_MOST_OBJECTS : 0;
    double speed = u->asset.unit->search_speed_mps;
    if (p->speed_mps != NULL) speed += (double)p->speed_mps[i];
    return u->asset.width_m[object] * u->light[period] * speed / (s->grid.cell_m * s->grid.cell_m);
}

/* What a second of the unit is worth in each cell of the periods [first, last). */
static void worth_of_periods(void *context, size_t first, size_t last) {
    solver *s = context;
    const bound_unit *u = &s->units[s->unit];
    for (size_t p = first; p < last; p++) {
        const bound_period *period = &s->grid.periods[p];
        double *worth = s->dense[p];
        memset(worth, 0, period->cell_count * sizeof *worth);
        s->vertex_worth[p] = 0.0;
        if (!(u->capacity_s[p] > 0.0) || !(u->light[p] > 0.0)) continue;
        for (size_t i = 0; i < s->particles; i++) {
            if (period->cell_of[i] < 0) continue;
            worth[period->cell_of[i]] += s->slope[i] * rate_of(s, p, i);
        }
        for (size_t c = 0; c < period->cell_count; c++) {
            if (!u->reaches[p][c] || !(worth[c] > s->vertex_worth[p])) continue;
            s->vertex_worth[p] = worth[c];
            s->vertex[p] = (uint32_t)c;
        }
    }
}

static void slopes(void *context, size_t first, size_t last) {
    solver *s = context;
    for (size_t i = first; i < last; i++) {
        s->slope[i] = s->weight[i] * bound_slope(exponential(s), s->covered[i]);
    }
}

static void find_worth(solver *s) {
    cw_parallel_for(s->particles, GRAIN, s->problem->threads, slopes, s);
    cw_parallel_for(s->grid.period_count, 1, s->problem->threads, worth_of_periods, s);
}

/* The best periods up to the endurance: vertex_s[p] seconds in vertex[p]. Returns its worth. */
static double find_vertex(solver *s) {
    const bound_unit *u = &s->units[s->unit];
    double left = u->budget_s, worth = 0.0;
    size_t periods = s->grid.period_count;
    memset(s->vertex_s, 0, periods * sizeof *s->vertex_s);
    for (;;) {
        size_t best = periods;
        for (size_t p = 0; p < periods; p++) {
            if (s->vertex_s[p] > 0.0 || !(s->vertex_worth[p] > 0.0)) continue;
            if (best == periods || s->vertex_worth[p] > s->vertex_worth[best]) best = p;
        }
        if (best == periods || !(left > 0.0)) return worth;
        double seconds = fmin(u->capacity_s[best], left);
        s->vertex_s[best] = seconds;
        left -= seconds;
        worth += seconds * s->vertex_worth[best];
    }
}

/* ---- directions ----------------------------------------------------------------------------- */

/* Coverage of particles [first, last) by the seconds in s->dense. */
static void cover_range(void *context, size_t first, size_t last) {
    solver *s = context;
    for (size_t i = first; i < last; i++) s->target[i] = 0.0;
    for (size_t p = 0; p < s->grid.period_count; p++) {
        const bound_period *period = &s->grid.periods[p];
        for (size_t i = first; i < last; i++) {
            if (period->cell_of[i] < 0) continue;
            double seconds = s->dense[p][period->cell_of[i]];
            if (seconds > 0.0) s->target[i] += seconds * rate_of(s, p, i);
        }
    }
}

static void spread_vertex(solver *s) {
    for (size_t p = 0; p < s->grid.period_count; p++) {
        memset(s->dense[p], 0, s->grid.periods[p].cell_count * sizeof *s->dense[p]);
        if (s->vertex_s[p] > 0.0) s->dense[p][s->vertex[p]] = s->vertex_s[p];
    }
}

/* Slope of the success along the direction at `step`. */
static double slope_along(const solver *s, const double *own, double step) {
    double sum = 0.0;
    for (size_t i = 0; i < s->particles; i++) {
        double way = s->target[i] - own[i];
        if (way != 0.0)
            sum += s->weight[i] * way * bound_slope(exponential(s), s->covered[i] + step * way);
    }
    return sum;
}

/* The success is concave along the direction: halving finds its top. */
static double best_step(const solver *s, const double *own, double most) {
    double low = 0.0, high = most;
    if (!(slope_along(s, own, 0.0) > 0.0)) return 0.0;
    if (slope_along(s, own, most) >= 0.0) return most;
    for (int n = 0; n < LINE_STEPS; n++) {
        double middle = 0.5 * (low + high);
        if (slope_along(s, own, middle) > 0.0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool add_atom(support *e, uint32_t cell, double seconds) {
    for (size_t k = 0; k < e->count; k++) {
        if (e->atoms[k].cell != cell) continue;
        e->atoms[k].seconds += seconds;
        return true;
    }
    void *atoms = e->atoms;
    if (!cw_grow(&atoms, &e->capacity, sizeof *e->atoms, e->count + 1)) return false;
    e->atoms = atoms;
    e->atoms[e->count++] = (atom){.cell = cell, .seconds = seconds};
    return true;
}

/* The unit's effort moves by `step` towards the vertex. */
static void take_step(solver *s, double step) {
    double *own = s->own + s->unit * s->particles;
    for (size_t i = 0; i < s->particles; i++) {
        double way = step * (s->target[i] - own[i]);
        own[i] += way;
        s->covered[i] += way;
    }
    for (size_t p = 0; p < s->grid.period_count; p++) {
        support *e = &s->effort[s->unit][p];
        for (size_t k = 0; k < e->count; k++) e->atoms[k].seconds *= 1.0 - step;
        if (s->vertex_s[p] > 0.0 && !add_atom(e, s->vertex[p], step * s->vertex_s[p])) {
            s->failed = true;
        }
    }
}

/* ---- water levels --------------------------------------------------------------------------- */

static double seconds_of(const support *e) {
    double sum = 0.0;
    for (size_t k = 0; k < e->count; k++) sum += e->atoms[k].seconds;
    return sum;
}

/* Puts the unit's coverage in one period on the particles, or (sign -1) takes it off. */
static void put(solver *s, size_t period, const double *seconds, double sign) {
    const bound_period *p = &s->grid.periods[period];
    double *own = s->own + s->unit * s->particles;
    for (size_t c = 0; c < p->cell_count; c++) {
        if (!(seconds[c] > 0.0)) continue;
        for (uint32_t k = p->begin[c]; k < p->begin[c + 1]; k++) {
            uint32_t i = p->order[k];
            double add = sign * seconds[c] * s->rate[i];
            own[i] += add;
            s->covered[i] += add;
        }
    }
}

/* The unit's effort in one period is laid anew, as well as can be while all else stands. */
static void refill(solver *s, size_t period, double seconds) {
    const bound_period *p = &s->grid.periods[period];
    support *e = &s->effort[s->unit][period];
    double *level = s->dense[period];
    memset(level, 0, p->cell_count * sizeof *level);
    for (size_t k = 0; k < e->count; k++) level[e->atoms[k].cell] = e->atoms[k].seconds;
    for (size_t i = 0; i < s->particles; i++) {
        s->rate[i] = p->cell_of[i] >= 0 ? rate_of(s, period, i) : 0.0;
    }
    put(s, period, level, -1.0);
    bound_fill(&(fill_problem){p, s->units[s->unit].reaches[period], s->weight, s->covered, s->rate,
                               exponential(s), seconds, s->terms},
               level);
    put(s, period, level, 1.0);
    e->count = 0;
    for (size_t c = 0; c < p->cell_count; c++) {
        if (level[c] > LEAST_SECONDS && !add_atom(e, (uint32_t)c, level[c])) s->failed = true;
    }
}

/* Dropped atoms leave a little coverage behind: taken anew from the effort. */
static void recount(solver *s) {
    memset(s->covered, 0, s->particles * sizeof *s->covered);
    for (s->unit = 0; s->unit < s->problem->unit_count; s->unit++) {
        double *own = s->own + s->unit * s->particles;
        for (size_t p = 0; p < s->grid.period_count; p++) {
            const support *e = &s->effort[s->unit][p];
            memset(s->dense[p], 0, s->grid.periods[p].cell_count * sizeof *s->dense[p]);
            for (size_t k = 0; k < e->count; k++)
                s->dense[p][e->atoms[k].cell] = e->atoms[k].seconds;
        }
        cw_parallel_for(s->particles, GRAIN, s->problem->threads, cover_range, s);
        memcpy(own, s->target, s->particles * sizeof *own);
        for (size_t i = 0; i < s->particles; i++) s->covered[i] += own[i];
    }
}

/* ---- sweeps --------------------------------------------------------------------------------- */

/* What the unit's best vertex would add over what it does now, to first order. */
static double gap_of_unit(solver *s) {
    const double *own = s->own + s->unit * s->particles;
    double now = 0.0;
    find_worth(s);
    double best = find_vertex(s);
    for (size_t i = 0; i < s->particles; i++) now += s->slope[i] * own[i];
    return fmax(best - now, 0.0);
}

/* Whether the unit could be on scene for longer than its endurance lets it. */
static bool must_choose(const solver *s) {
    const bound_unit *u = &s->units[s->unit];
    double sum = 0.0;
    for (size_t p = 0; p < s->grid.period_count; p++) sum += u->capacity_s[p];
    return sum > u->budget_s;
}

static void improve_unit(solver *s) {
    const bound_unit *u = &s->units[s->unit];
    bool choose = must_choose(s);
    if (choose) {
        gap_of_unit(s);
        spread_vertex(s);
        cw_parallel_for(s->particles, GRAIN, s->problem->threads, cover_range, s);
        take_step(s, best_step(s, s->own + s->unit * s->particles, 1.0));
    }
    for (size_t p = 0; p < s->grid.period_count; p++) {
        double seconds = choose ? seconds_of(&s->effort[s->unit][p]) : u->capacity_s[p];
        if (seconds > 0.0 && u->light[p] > 0.0) refill(s, p, seconds);
    }
}

static void work_out(solver *s, size_t sweeps, double wanted, cw_bound *bound) {
    double corner = s->problem->law == CW_RANDOM ? 0.0 : 0.25 * bound_corner;
    bound->upper = 1.0;
    for (bound->sweeps = 0; bound->sweeps < sweeps && !s->failed;) {
        for (s->unit = 0; s->unit < s->problem->unit_count; s->unit++) improve_unit(s);
        recount(s);
        double gap = 0.0;
        for (s->unit = 0; s->unit < s->problem->unit_count; s->unit++) gap += gap_of_unit(s);
        bound->lower = success(s);
        bound->upper = fmin(bound->upper, bound->lower + gap + corner);
        bound->sweeps++;
        if (bound->upper - bound->lower <= wanted + corner) break;
    }
}

/* ---- making ready --------------------------------------------------------------------------- */

static bool allocate(solver *s, cw_error *err) {
    size_t n = s->particles, units = s->problem->unit_count, periods = s->grid.period_count;
    s->weight = cw_alloc_array(n, sizeof *s->weight);
    s->covered = cw_alloc_array(n, sizeof *s->covered);
    s->slope = cw_alloc_array(n, sizeof *s->slope);
    s->target = cw_alloc_array(n, sizeof *s->target);
    s->rate = cw_alloc_array(n, sizeof *s->rate);
    s->own = cw_alloc_array(n * units, sizeof *s->own);
    s->vertex = cw_alloc_array(periods, sizeof *s->vertex);
    s->vertex_worth = cw_alloc_array(periods, sizeof *s->vertex_worth);
    s->vertex_s = cw_alloc_array(periods, sizeof *s->vertex_s);
    s->dense = calloc(periods, sizeof *s->dense);
    s->effort = calloc(units, sizeof *s->effort);
    s->units = calloc(units, sizeof *s->units);
    bool done = s->weight && s->covered && s->slope && s->target && s->rate && s->own && s->vertex
                && s->vertex_worth && s->vertex_s && s->dense && s->effort && s->units;
    size_t most = 0;
    for (size_t p = 0; done && p < periods; p++) {
        if (s->grid.periods[p].cell_count > most) most = s->grid.periods[p].cell_count;
        s->dense[p] = cw_alloc_array(s->grid.periods[p].cell_count + 1, sizeof *s->dense[p]);
        done = s->dense[p] != NULL;
    }
    for (size_t u = 0; done && u < units; u++) {
        s->effort[u] = calloc(periods, sizeof *s->effort[u]);
        done = s->effort[u] != NULL;
    }
    s->terms = done ? cw_alloc_array(most + 1, fill_terms_size()) : NULL;
    return s->terms != NULL || cw_fail_memory(err);
}

static void solver_free(solver *s) {
    size_t units = s->problem->unit_count;
    for (size_t u = 0; s->units != NULL && u < units; u++) bound_unit_free(&s->units[u], &s->grid);
    for (size_t u = 0; s->effort != NULL && u < units; u++) {
        for (size_t p = 0; s->effort[u] != NULL && p < s->grid.period_count; p++) {
            free(s->effort[u][p].atoms);
        }
        free(s->effort[u]);
    }
    for (size_t p = 0; s->dense != NULL && p < s->grid.period_count; p++) free(s->dense[p]);
    void *const rest[] = {s->weight, s->covered,      s->slope,    s->target, s->own,
                          s->vertex, s->vertex_worth, s->vertex_s, s->dense,  s->effort,
                          s->units,  s->rate,         s->terms};
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) free(rest[i]);
    bound_grid_free(&s->grid);
}

static bool make_units(solver *s, cw_error *err) {
    light darkness;
    if (!light_create(&darkness, s->problem->plane, s->problem->from, s->problem->to, err)) {
        return false;
    }
    bool done = true;
    for (size_t u = 0; done && u < s->problem->unit_count; u++) {
        done = bound_unit_make(&s->units[u], &s->grid, s->problem, u, &darkness, err);
    }
    light_free(&darkness);
    return done;
}

static void describe(const solver *s, cw_bound *bound) {
    size_t cells = 0, placed = 0;
    for (size_t p = 0; p < s->grid.period_count; p++) {
        const bound_period *period = &s->grid.periods[p];
        cells += period->cell_count;
        for (size_t i = 0; i < s->particles; i++) placed += period->cell_of[i] >= 0;
        bound->period_s = fmax(bound->period_s, (double)(period->to - period->from) / 1000.0);
    }
    bound->cell_m = s->grid.cell_m;
    bound->particles_a_cell = cells > 0 ? (double)placed / (double)cells : 0.0;
    for (size_t u = 0; u < s->problem->unit_count; u++) {
        const asset *a = &s->units[u].asset;
        double look = a->main_width_m * a->unit->search_speed_mps * bound->period_s
                      / (bound->cell_m * bound->cell_m);
        bound->coverage_a_look = fmax(bound->coverage_a_look, look);
    }
}

static bool solve(solver *s, const cw_bound_options *o, cw_bound *bound, cw_error *err) {
    const cw_tracks *t = s->grid.tracks;
    double total = 0.0, variance = 0.0;
    if (!allocate(s, err) || !make_units(s, err)) return false;
    for (size_t i = 0; i < s->particles; i++) total += (double)t->weight[i];
    for (size_t i = 0; i < s->particles; i++) s->weight[i] = (double)t->weight[i] / total;
    describe(s, bound);
    work_out(s, o->sweeps > 0 ? o->sweeps : DEFAULT_SWEEPS, o->gap > 0.0 ? o->gap : DEFAULT_GAP,
             bound);
    for (size_t i = 0; i < s->particles; i++) {
        double off = s->weight[i] * (bound_gained(exponential(s), s->covered[i]) - bound->lower);
        variance += off * off;
    }
    bound->std_error = sqrt(variance);
    return !s->failed || cw_fail_memory(err);
}

bool cw_plan_bound(const cw_plan_problem *problem, const cw_bound_options *options, cw_bound *bound,
                   cw_error *err) {
    cw_bound_options defaults = {0};
    const cw_bound_options *o = options != NULL ? options : &defaults;
    const cw_tracks *tracks = problem->fresh_tracks ? problem->fresh_tracks : problem->tracks;
    cw_tracks *sample = NULL;
    *bound = (cw_bound){0};
    if (!plan_problem_holds(problem, err)) return false;
    if (o->particles > 0 && o->particles < tracks->particles) {
        sample = sample_tracks(tracks, o->particles, problem->seed, err);
        if (sample == NULL) return false;
        tracks = sample;
    }
    solver s = {.problem = problem, .particles = tracks->particles};
    bool done =
        bound_grid_make(&s.grid, problem, tracks, o->cell_m, err) && solve(&s, o, bound, err);
    solver_free(&s);
    sample_destroy(sample);
    return done;
}
