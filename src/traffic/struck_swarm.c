/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The people as a swarm, a vessel's hull as a rectangle on its way, and the one swept over the
 * other. On each step of ten seconds hull and particle move evenly, so that in the frame of the
 * hull the particle runs along a segment: contact is a segment that meets a rectangle. The error of
 * the vessel's place is one draw a particle, along and across, held over the pass: contact is then
 * the convolution of the swept hull with both.
 */
#include "struck.h"

#include <math.h>
#include <stdlib.h>

enum { PARTICLES = 2000 };

static const double LOOKED_AT_M = 10000.0; /* closest approaches from further off are not told */

/* ---- the swarm ------------------------------------------------------------------------------ */

void swarm_free(swarm *s) {
    free(s->x_m);
    free(s->y_m);
    free(s->low);
    free(s->high);
    *s = (swarm){0};
}

static void fill_row(const crowd *c, swarm *s, size_t k) {
    cw_time time = s->from + (int64_t)k * STRUCK_STEP_MS;
    s->low[k] = (cw_xy){INFINITY, INFINITY};
    s->high[k] = (cw_xy){-INFINITY, -INFINITY};
    for (size_t i = 0; i < c->count; i++) {
        cw_xy at;
        bool adrift = crowd_at(c, i, time, &at);
        s->x_m[k * s->count + i] = adrift ? (float)at.x_m : NAN;
        s->y_m[k * s->count + i] = adrift ? (float)at.y_m : NAN;
        if (!adrift) continue;
        s->low[k] = (cw_xy){fmin(s->low[k].x_m, at.x_m), fmin(s->low[k].y_m, at.y_m)};
        s->high[k] = (cw_xy){fmax(s->high[k].x_m, at.x_m), fmax(s->high[k].y_m, at.y_m)};
    }
}

static void count_adrift(swarm *s) {
    size_t adrift = 0;
    for (size_t i = 0; i < s->count; i++) {
        bool once = false;
        for (size_t k = 0; k <= s->steps && !once; k++) once = !isnan(s->x_m[k * s->count + i]);
        adrift += once;
    }
    s->adrift = (double)adrift / (double)s->count;
}

static bool find_scale(const cw_struck_problem *problem, swarm *s, cw_error *err) {
    double convergence;
    for (size_t k = 0; k <= s->steps; k++) {
        cw_xy middle = {(s->low[k].x_m + s->high[k].x_m) / 2.0,
                        (s->low[k].y_m + s->high[k].y_m) / 2.0};
        if (s->low[k].x_m > s->high[k].x_m) continue;
        cw_plane_factors(problem->plane, cw_plane_inverse(problem->plane, middle), &s->scale,
                         &convergence);
        return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "nobody is adrift between the times asked for");
}

bool swarm_create(const cw_struck_problem *problem, swarm *to, cw_error *err) {
    crowd c = {0};
    size_t n = problem->particles > 0 ? problem->particles : PARTICLES;
    *to = (swarm){.count = n, .from = problem->from};
    if (problem->to - problem->from < STRUCK_STEP_MS)
        return cw_fail(err, CW_ERR_INPUT, "the window of a strike must be at least ten seconds");
    to->steps = (size_t)((problem->to - problem->from) / STRUCK_STEP_MS);
    to->x_m = cw_alloc_array(n * (to->steps + 1), sizeof *to->x_m);
    to->y_m = cw_alloc_array(n * (to->steps + 1), sizeof *to->y_m);
    to->low = cw_alloc_array(to->steps + 1, sizeof *to->low);
    to->high = cw_alloc_array(to->steps + 1, sizeof *to->high);
    bool good = (to->x_m != NULL && to->y_m != NULL && to->low != NULL && to->high != NULL)
                || cw_fail_memory(err);
    good = good && crowd_create(problem->tracks, n, &c, err);
    for (size_t k = 0; good && k <= to->steps; k++) fill_row(&c, to, k);
    if (good) count_adrift(to);
    good = good && find_scale(problem, to, err);
    crowd_free(&c);
    if (!good) swarm_free(to);
    return good;
}

/* ---- the way of a hull ---------------------------------------------------------------------- */

void hull_way_follow(const cw_struck_problem *problem, const cw_track *track, cw_time from,
                     double scale, hull_way *way) {
    static const double UNDER_WAY_MPS = 0.5; /* what lies still strikes nobody */
    cw_hull hull = cw_vessel_hull(cw_track_vessel(track));
    double convergence, factor, wider = problem->object_radius_m;
    cw_plane_factors(problem->plane, cw_track_fix_at(track, 0).at, &factor, &convergence);
    way->mmsi = cw_track_vessel(track)->mmsi;
    way->bow_m = (hull.to_bow_m + wider) * scale;
    way->stern_m = (hull.to_stern_m + wider) * scale;
    way->port_m = (hull.to_port_m + wider) * scale;
    way->starboard_m = (hull.to_starboard_m + wider) * scale;
    for (size_t k = 0; k < way->count; k++) {
        cw_track_state state;
        hull_place *p = &way->slots[k];
        *p = (hull_place){0};
        if (!cw_track_at(track, from + (int64_t)k * STRUCK_STEP_MS, &state) || state.gap
            || state.speed_mps < UNDER_WAY_MPS)
            continue;
        cw_xy at = cw_plane_forward(problem->plane, state.at);
        double heading = cw_radians(state.heading_deg + convergence);
        *p = (hull_place){(float)at.x_m,
                          (float)at.y_m,
                          (float)sin(heading),
                          (float)cos(heading),
                          (float)(state.std_along_m * scale),
                          (float)(state.std_across_m * scale),
                          true};
    }
}

/* ---- segment and rectangle ------------------------------------------------------------------ */

/* Cuts [t0, t1] of the segment by low <= start + t run <= high. */
static bool clip(double start, double run, double low, double high, double *t0, double *t1) {
    if (run == 0.0) return start >= low && start <= high;
    double a = (low - start) / run, b = (high - start) / run;
    *t0 = fmax(*t0, fmin(a, b));
    *t1 = fmin(*t1, fmax(a, b));
    return *t0 <= *t1;
}

bool hull_meets(const hull_way *h, cw_xy a, cw_xy b) {
    double t0 = 0.0, t1 = 1.0;
    return clip(a.x_m, b.x_m - a.x_m, -h->port_m, h->starboard_m, &t0, &t1)
           && clip(a.y_m, b.y_m - a.y_m, -h->stern_m, h->bow_m, &t0, &t1);
}

static double to_rectangle(const hull_way *h, cw_xy p) {
    double x = fmax(fmax(-h->port_m - p.x_m, p.x_m - h->starboard_m), 0.0),
           y = fmax(fmax(-h->stern_m - p.y_m, p.y_m - h->bow_m), 0.0);
    return hypot(x, y);
}

static double to_segment(cw_xy p, cw_xy a, cw_xy b) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length = dx * dx + dy * dy;
    double t = length > 0.0 ? ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / length : 0.0;
    t = fmin(fmax(t, 0.0), 1.0);
    return hypot(p.x_m - a.x_m - t * dx, p.y_m - a.y_m - t * dy);
}

double hull_distance(const hull_way *h, cw_xy a, cw_xy b) {
    if (hull_meets(h, a, b)) return 0.0;
    double least = fmin(to_rectangle(h, a), to_rectangle(h, b));
    const cw_xy corners[4] = {{-h->port_m, h->bow_m},
                              {h->starboard_m, h->bow_m},
                              {h->starboard_m, -h->stern_m},
                              {-h->port_m, -h->stern_m}};
    for (int i = 0; i < 4; i++) least = fmin(least, to_segment(corners[i], a, b));
    return least;
}

/* ---- the sweep ------------------------------------------------------------------------------ */

/* A particle in the frame of the hull, whose place is off by z standard deviations. */
static cw_xy in_frame(const swarm *s, size_t k, size_t i, const hull_place *h, const double z[2]) {
    double x = (double)s->x_m[k * s->count + i] - (double)h->x_m,
           y = (double)s->y_m[k * s->count + i] - (double)h->y_m;
    double ax = (double)h->ahead_x, ay = (double)h->ahead_y;
    return (cw_xy){x * ay - y * ax - z[1] * (double)h->std_across_m,
                   x * ax + y * ay - z[0] * (double)h->std_along_m};
}

/* Beyond this from the antenna, along x or y, nothing is touched on a step. */
static double reach_of(const hull_way *way, const hull_place *h) {
    static const double SIGMAS = 5.0, STEP_ROOM_M = 300.0; /* 30 m/s on a step */
    return fmax(way->bow_m, way->stern_m) + fmax(way->port_m, way->starboard_m)
           + SIGMAS * (double)(h->std_along_m + h->std_across_m) + STEP_ROOM_M;
}

static bool may_meet(const swarm *s, size_t k, const hull_place *h, double reach_m) {
    return (double)h->x_m > s->low[k].x_m - reach_m && (double)h->x_m < s->high[k].x_m + reach_m
           && (double)h->y_m > s->low[k].y_m - reach_m && (double)h->y_m < s->high[k].y_m + reach_m;
}

/* Also of particles that are not adrift. */
static bool is_beyond(const swarm *s, size_t at, const hull_place *h, float reach_m) {
    return !(fabsf(s->x_m[at] - h->x_m) <= reach_m && fabsf(s->y_m[at] - h->y_m) <= reach_m);
}

static void sweep_step(const swarm *s, const hull_way *way, size_t k, const hull_place *a,
                       double reach_m, const double *z, contacts *c) {
    const hull_place *b = a + 1;
    for (size_t i = 0; i < s->count; i++) {
        if (c->step[i] != SIZE_MAX || is_beyond(s, k * s->count + i, a, (float)reach_m)) continue;
        cw_xy from = in_frame(s, k, i, a, z + 2 * i), to = in_frame(s, k + 1, i, b, z + 2 * i);
        if (isnan(to.x_m)) continue;
        bool met = hull_meets(way, from, to);
        if (met) c->step[i] = k;
        if (c->least_m != NULL)
            c->least_m[i] =
                met ? 0.0 : fmin(c->least_m[i], hull_distance(way, from, to) / s->scale);
    }
}

static double *draw_errors(const swarm *s, uint32_t mmsi, uint64_t seed) {
    double *z = cw_alloc_array(2 * s->count, sizeof *z), four[4];
    for (size_t i = 0; z != NULL && i < s->count; i++) {
        cw_random_normal((cw_draw){.seed = seed,
                                   .hypothesis = mmsi,
                                   .particle = (uint32_t)i,
                                   .purpose = CW_DRAW_TRAFFIC},
                         four);
        z[2 * i] = four[0];
        z[2 * i + 1] = four[1];
    }
    return z;
}

double swarm_contact(const swarm *s, const hull_way *way, size_t base, uint64_t seed, contacts *c) {
    double *z = NULL;
    size_t met = 0;
    for (size_t i = 0; i < s->count; i++) {
        c->step[i] = SIZE_MAX;
        if (c->least_m != NULL) c->least_m[i] = (double)INFINITY;
    }
    for (size_t k = 0; k < s->steps; k++) {
        size_t slot = (base + k + c->shift) % way->count;
        if (slot + 1 >= way->count) continue; /* where the log is closed to a ring */
        const hull_place *a = &way->slots[slot];
        if (!a[0].known || !a[1].known) continue;
        double reach_m = reach_of(way, a) + (c->least_m != NULL ? LOOKED_AT_M : 0.0);
        if (!may_meet(s, k, a, reach_m)) continue;
        if (z == NULL) z = draw_errors(s, way->mmsi, seed);
        if (z == NULL) return (double)NAN; /* no memory */
        sweep_step(s, way, k, a, reach_m, z, c);
    }
    free(z);
    for (size_t i = 0; i < s->count; i++) met += c->step[i] != SIZE_MAX;
    return (double)met / (double)s->count;
}
