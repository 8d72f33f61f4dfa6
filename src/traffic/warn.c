/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who must be warned: which ships will pass close to people who drift.
 *
 * A vessel is carried on from where it is with the speed and course that it has. What it will do
 * otherwise is an Ornstein-Uhlenbeck process u of its velocity along and across,
 *   du = -u / tau dt + sqrt(q) dW,
 * that starts at the error of what it sends. For short times its place spreads like that of the
 * track (src/picture/track_at.c) with the same q; later like sqrt(t), since ships return to their
 * course (Millefiori, Braca, Bryan and Willett 2016). Each particle is paired with one draw of the
 * vessel, and the closest approach is taken on each step, both moving evenly: nothing that passes
 * between two samples is missed. docs/near.md has the numbers.
 */
#include "crowd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTICLES = 1000 };

static const double STEP_S = 60.0, TAU_S = 600.0;
static const double Q_ALONG = 4e-3, Q_ACROSS = 3e-3; /* m^2/s^3, of docs/tracks.md */
static const double FULL_MPS = 3.0, VELOCITY_STD_MPS = 0.15, UNDER_WAY_MPS = 0.5;
static const int64_t OLDEST_MS = 30 * CW_MINUTE_MS;

typedef struct warn_work {
    const cw_warn_problem *problem;
    crowd crowd;
    size_t steps;
    float *x_m, *y_m; /* [particle * (steps + 1) + step]: NaN not adrift */
    double scale;
    double *first_s, *least_m; /* one a particle; first_s NaN: no pass */
    cw_xy datum;
} warn_work;

typedef struct start { /* of a vessel, in the plane */
    cw_xy at, along;   /* unit vector of its course */
    double speed_mps, std_along_m, std_across_m, age_s;
} start;

/* ---- the vessel ----------------------------------------------------------------------------- */

static bool start_of(const warn_work *w, const cw_track *track, start *s) {
    const cw_warn_problem *p = w->problem;
    cw_track_state state;
    size_t i = cw_track_before(track, p->now);
    cw_ais_sender sender = cw_track_vessel(track)->sender;
    if (!is_ship(sender) || i == SIZE_MAX) return false;
    cw_track_fix fix = cw_track_fix_at(track, i);
    if (p->now - fix.time > OLDEST_MS) return false;
    cw_time known = p->now - fix.time > CW_TRACK_GAP_MS ? fix.time + CW_TRACK_GAP_MS : p->now;
    if (!cw_track_at(track, known, &state) || !(state.speed_mps >= UNDER_WAY_MPS)) return false;
    double scale, convergence, silent_s = (double)(p->now - known) / 1000.0;
    cw_plane_factors(p->plane, state.at, &scale, &convergence);
    double course = cw_radians(state.course_deg + convergence);
    cw_xy at = cw_plane_forward(p->plane, state.at), along = {sin(course), cos(course)};
    double way = state.speed_mps * silent_s * scale;
    double spread = silent_s * sqrt(Q_ALONG * TAU_S); /* as wide as the process can become */
    *s = (start){.at = {at.x_m + way * along.x_m, at.y_m + way * along.y_m},
                 .along = along,
                 .speed_mps = state.speed_mps,
                 .std_along_m = hypot(state.std_along_m, spread),
                 .std_across_m = hypot(state.std_across_m, spread),
                 .age_s = (double)(p->now - fix.time) / 1000.0};
    return true;
}

/* Too far away to come near anyone, by six of the widest standard deviations. */
static bool out_of_reach(const warn_work *w, const start *s) {
    double hours_s = (double)(w->problem->until - w->problem->now) / 1000.0;
    double far = s->speed_mps * hours_s + w->problem->radius_m
                 + 6.0 * (hypot(s->std_along_m, s->std_across_m) + sqrt(Q_ALONG * hours_s) * TAU_S);
    far *= w->scale;
    for (size_t i = 0; i < w->crowd.count * (w->steps + 1); i++) {
        if (fabs((double)w->x_m[i] - s->at.x_m) < far && fabs((double)w->y_m[i] - s->at.y_m) < far)
            return false;
    }
    return true;
}

/* ---- one draw against one particle ---------------------------------------------------------- */

typedef struct motion { /* deviation from the steady course */
    double along_m, across_m, u_mps, v_mps;
} motion;

static cw_xy place_of(const warn_work *w, const start *s, const motion *m, double time_s) {
    double along = (s->speed_mps * time_s + m->along_m) * w->scale, across = m->across_m * w->scale;
    return (cw_xy){s->at.x_m + along * s->along.x_m + across * s->along.y_m,
                   s->at.y_m + along * s->along.y_m - across * s->along.x_m};
}

/* One step of the process, exact: the velocity and the way made on a step are jointly normal. For
 * q = 1, k = exp(-h / tau): var u = tau (1 - k^2) / 2, cov = tau^2 (1 - k)^2 / 2, var x = tau^2 (h
 * - 2 tau (1 - k) + tau (1 - k^2) / 2). */
static void deviate(motion *m, double share, const double z[4]) {
    double k = exp(-STEP_S / TAU_S), std_u = sqrt(TAU_S * (1.0 - k * k) / 2.0);
    double with = TAU_S * TAU_S * (1.0 - k) * (1.0 - k) / 2.0 / std_u;
    double way = TAU_S * TAU_S * (STEP_S - 2.0 * TAU_S * (1.0 - k) + TAU_S * (1.0 - k * k) / 2.0);
    double apart = sqrt(way - with * with), a = sqrt(Q_ALONG * share), c = sqrt(Q_ACROSS * share);
    m->along_m += m->u_mps * TAU_S * (1.0 - k) + a * (with * z[0] + apart * z[2]);
    m->across_m += m->v_mps * TAU_S * (1.0 - k) + c * (with * z[1] + apart * z[3]);
    m->u_mps = m->u_mps * k + a * std_u * z[0];
    m->v_mps = m->v_mps * k + c * std_u * z[1];
}

/* The least distance on a step from a to b (both relative), and when on it: 0 to 1. */
static double closest(cw_xy a, cw_xy b, double *part) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length = dx * dx + dy * dy;
    double s = length > 0.0 ? -(a.x_m * dx + a.y_m * dy) / length : 0.0;
    *part = fmin(fmax(s, 0.0), 1.0);
    return hypot(a.x_m + *part * dx, a.y_m + *part * dy);
}

/* When on a step the distance first falls to `radius`: the smaller root of a quadratic. */
static double enters(cw_xy a, cw_xy b, double radius) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, aa = dx * dx + dy * dy;
    double half = a.x_m * dx + a.y_m * dy, c = a.x_m * a.x_m + a.y_m * a.y_m - radius * radius;
    if (c <= 0.0 || aa <= 0.0) return 0.0;
    return (-half - sqrt(fmax(half * half - aa * c, 0.0))) / aa;
}

static void follow(warn_work *w, const start *s, uint32_t mmsi, size_t i) {
    double z[4], share = fmin(s->speed_mps / FULL_MPS, 1.0),
                 radius = w->problem->radius_m * w->scale;
    const float *x = w->x_m + i * (w->steps + 1), *y = w->y_m + i * (w->steps + 1);
    cw_draw draw = {.seed = w->problem->seed,
                    .hypothesis = mmsi,
                    .particle = (uint32_t)i,
                    .purpose = CW_DRAW_TRAFFIC};
    cw_random_normal(draw, z);
    motion m = {s->std_along_m * z[0], s->std_across_m * z[1], VELOCITY_STD_MPS * z[2],
                VELOCITY_STD_MPS * z[3]};
    w->first_s[i] = (double)NAN;
    w->least_m[i] = (double)INFINITY;
    cw_xy before = place_of(w, s, &m, 0.0), shore;
    for (size_t k = 0; k < w->steps; k++) {
        draw.step = (uint32_t)(k + 1);
        cw_random_normal(draw, z);
        deviate(&m, share, z);
        cw_xy after = place_of(w, s, &m, (double)(k + 1) * STEP_S);
        if (w->problem->mask != NULL
            && cw_landmask_crossing(w->problem->mask, before, after, &shore))
            return;
        cw_xy a = {before.x_m - (double)x[k], before.y_m - (double)y[k]},
              b = {after.x_m - (double)x[k + 1], after.y_m - (double)y[k + 1]};
        before = after;
        if (isnan(a.x_m) || isnan(b.x_m)) continue;
        double part, d = closest(a, b, &part);
        w->least_m[i] = fmin(w->least_m[i], d / w->scale);
        if (d <= radius && isnan(w->first_s[i]))
            w->first_s[i] = ((double)k + enters(a, b, radius)) * STEP_S;
    }
}

/* ---- one vessel ----------------------------------------------------------------------------- */

static int ascending(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void summarise(warn_work *w, cw_warning *row) {
    static const double SHARES[3] = {0.1, 0.5, 0.9};
    size_t n = w->crowd.count, passes = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(w->first_s[i])) w->first_s[passes++] = w->first_s[i];
    }
    row->probability = (double)passes / (double)n;
    row->std_error = sqrt(row->probability * (1.0 - row->probability) / (double)n);
    if (passes == 0) return;
    qsort(w->first_s, passes, sizeof *w->first_s, ascending);
    qsort(w->least_m, n, sizeof *w->least_m, ascending);
    for (int q = 0; q < 3; q++) {
        double first_s = w->first_s[(size_t)(SHARES[q] * (double)(passes - 1))];
        row->first[q] = w->problem->now + (cw_time)llround(first_s * 1000.0);
        row->least_m[q] = w->least_m[(size_t)(SHARES[q] * (double)(n - 1))];
    }
}

static bool warn_one(warn_work *w, const cw_track *track, cw_warning *row) {
    start s;
    if (!start_of(w, track, &s) || out_of_reach(w, &s)) return false;
    for (size_t i = 0; i < w->crowd.count; i++) follow(w, &s, cw_track_vessel(track)->mmsi, i);
    summarise(w, row);
    cw_geodesic_inverse(cw_plane_inverse(w->problem->plane, s.at),
                        cw_plane_inverse(w->problem->plane, w->datum), &row->distance_m,
                        &row->bearing_deg);
    row->age_s = s.age_s;
    return row->probability > 0.0;
}

/* ---- all ------------------------------------------------------------------------------------ */

static int by_probability(const void *x, const void *y) {
    const cw_warning *a = x, *b = y;
    if (a->probability != b->probability) return a->probability > b->probability ? -1 : 1;
    if (a->first[1] != b->first[1]) return a->first[1] < b->first[1] ? -1 : 1;
    return (a->vessel > b->vessel) - (a->vessel < b->vessel);
}

static bool find_datum(warn_work *w, cw_error *err) {
    for (size_t k = 0; k <= w->steps; k++) {
        cw_time time = w->problem->now + (cw_time)k * (cw_time)(STEP_S * 1000.0);
        if (crowd_datum(&w->crowd, time, &w->datum)) return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "nobody is adrift in this case in the hours asked for");
}

static bool prepare(const cw_warn_problem *problem, warn_work *w, cw_error *err) {
    size_t n = problem->particles > 0 ? problem->particles : PARTICLES;
    double convergence, hours_s = (double)(problem->until - problem->now) / 1000.0;
    if (!(hours_s >= STEP_S) || !(problem->radius_m > 0.0))
        return cw_fail(err, CW_ERR_INPUT, "a warning needs a minute ahead and a radius above 0");
    w->problem = problem;
    w->steps = (size_t)(hours_s / STEP_S);
    if (!crowd_create(problem->tracks, n, &w->crowd, err) || !find_datum(w, err)) return false;
    w->x_m = cw_alloc_array(n * (w->steps + 1), sizeof *w->x_m);
    w->y_m = cw_alloc_array(n * (w->steps + 1), sizeof *w->y_m);
    w->first_s = cw_alloc_array(n, sizeof *w->first_s);
    w->least_m = cw_alloc_array(n, sizeof *w->least_m);
    if (w->x_m == NULL || w->y_m == NULL || w->first_s == NULL || w->least_m == NULL)
        return cw_fail_memory(err);
    for (size_t i = 0; i < n * (w->steps + 1); i++) {
        cw_xy at = {(double)NAN, (double)NAN};
        cw_time time = problem->now + (cw_time)(i % (w->steps + 1)) * (cw_time)(STEP_S * 1000.0);
        if (!crowd_at(&w->crowd, i / (w->steps + 1), time, &at)) at = (cw_xy){NAN, NAN};
        w->x_m[i] = (float)at.x_m;
        w->y_m[i] = (float)at.y_m;
    }
    cw_plane_factors(problem->plane, cw_plane_inverse(problem->plane, w->datum), &w->scale,
                     &convergence);
    return true;
}

bool cw_warn_rank(const cw_warn_problem *problem, const cw_track *const *vessels, size_t count,
                  cw_warning *warnings, size_t *warned, cw_error *err) {
    warn_work w = {0};
    bool good = prepare(problem, &w, err);
    *warned = 0;
    for (size_t v = 0; good && v < count; v++) {
        cw_warning row = {.vessel = v};
        if (warn_one(&w, vessels[v], &row)) warnings[(*warned)++] = row;
    }
    qsort(warnings, *warned, sizeof *warnings, by_probability);
    crowd_free(&w.crowd);
    free(w.x_m);
    free(w.y_m);
    free(w.first_s);
    free(w.least_m);
    return good;
}
