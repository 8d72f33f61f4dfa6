/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strikes planted in real traffic, for the test and the benchmark. A vessel of a log and a time are
 * drawn; a boat adrift is put under its hull then, its people drift on and are found, both with
 * errors. The ensemble knows only a call from about where the drift began and the find, is drawn
 * apart, and weighed by the find. Without a strike the boat is put where a vessel of the log was
 * at quite another time.
 */
#ifndef CROSSWATCH_TEST_PLANTED_H
#define CROSSWATCH_TEST_PLANTED_H

#include <crosswatch/crosswatch.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct planted_sea {
    cw_vessels *vessels;
    cw_track **dense; /* owned */
    const cw_track *const *tracks;
    size_t count;
    cw_plane *plane;
    cw_time from, to;
} planted_sea;

static inline bool planted_ship(cw_ais_sender sender) {
    return sender == CW_AIS_CLASS_A || sender == CW_AIS_CLASS_B || sender == CW_AIS_SENDER_UNKNOWN;
}

/* Legs of up to three hours walked at an even speed, a fix every two minutes: for logs whose fixes
 * are an hour apart. What is planted is planted in these ways. */
static inline cw_track *planted_dense(const cw_track *track) {
    enum { EVERY_MS = 120000, LONGEST_MS = 10800000 };
    size_t count = cw_track_count(track), n = 0, most = 1;
    for (size_t i = 0; i + 1 < count; i++)
        most += (size_t)((cw_track_fix_at(track, i + 1).time - cw_track_fix_at(track, i).time)
                         / EVERY_MS)
                + 2;
    cw_track_fix *fixes = calloc(most, sizeof *fixes);
    for (size_t i = 0; i < count; i++) {
        cw_track_fix a = cw_track_fix_at(track, i), b = a;
        if (i + 1 < count) b = cw_track_fix_at(track, i + 1);
        double way = 0.0, course = 0.0, seconds = (double)(b.time - a.time) / 1000.0;
        if (i + 1 < count) cw_geodesic_inverse(a.at, b.at, &way, &course);
        bool walked = i + 1 < count && b.time - a.time <= LONGEST_MS;
        for (cw_time t = a.time; t == a.time || (walked && t < b.time); t += EVERY_MS) {
            double part = walked ? (double)(t - a.time) / 1000.0 / seconds : 0.0;
            if (n > 0 && fixes[n - 1].time >= t) continue;
            fixes[n++] = (cw_track_fix){.time = t,
                                        .at = cw_geodesic_direct(a.at, course, part * way),
                                        .error_m = 10.0F,
                                        .speed_mps = walked ? (float)(way / seconds) : NAN,
                                        .course_deg = walked ? (float)course : NAN,
                                        .heading_deg = walked ? (float)course : NAN,
                                        .turn_deg_per_min = NAN,
                                        .status = 15};
        }
    }
    cw_track *dense = cw_track_create(cw_track_vessel(track), fixes, n, NULL);
    free(fixes);
    return dense;
}

static inline bool planted_load(const char *path, const char *columns, planted_sea *sea,
                                cw_error *err) {
    cw_vessels_reading reading = {.columns = columns};
    *sea = (planted_sea){.from = INT64_MAX, .to = INT64_MIN};
    sea->vessels = cw_vessels_load(&path, 1, NULL, &reading, err);
    if (sea->vessels == NULL) return false;
    sea->tracks = cw_vessels_tracks(sea->vessels, &sea->count, err);
    if (columns != NULL) {
        sea->dense = calloc(sea->count, sizeof *sea->dense);
        for (size_t i = 0; i < sea->count; i++) sea->dense[i] = planted_dense(sea->tracks[i]);
        sea->tracks = (const cw_track *const *)sea->dense;
    }
    cw_position middle = {0.0, 0.0};
    double n = 0.0;
    for (size_t i = 0; i < sea->count; i++) {
        cw_ais_sender sender = cw_track_vessel(sea->tracks[i])->sender;
        if (!planted_ship(sender)) continue;
        cw_track_fix first = cw_track_fix_at(sea->tracks[i], 0),
                     last = cw_track_fix_at(sea->tracks[i], cw_track_count(sea->tracks[i]) - 1);
        sea->from = first.time < sea->from ? first.time : sea->from;
        sea->to = last.time > sea->to ? last.time : sea->to;
        middle.lat_deg += first.at.lat_deg;
        middle.lon_deg += first.at.lon_deg;
        n += 1.0;
    }
    middle = (cw_position){middle.lat_deg / n, middle.lon_deg / n};
    sea->plane = cw_plane_create(middle, err);
    return sea->plane != NULL;
}

static inline void planted_free(planted_sea *sea) {
    for (size_t i = 0; sea->dense != NULL && i < sea->count; i++) cw_track_destroy(sea->dense[i]);
    free(sea->dense);
    cw_vessels_destroy(sea->vessels);
    cw_plane_destroy(sea->plane);
}

/* ---- one case ---------------------------------------------------------------------------------
 */

enum { PLANTED_PARTICLES = 20000, PLANTED_ROWS = 19, PLANTED_ROW_MS = 120000 };

typedef struct planted_case {
    size_t vessel; /* that struck; SIZE_MAX: none */
    cw_time adrift, strike;
    cw_xy start, velocity; /* of the boat */
    bool apart;            /* no other vessel under way within 1000 m of the boat in the window */
    cw_tracks *tracks;
    cw_struck_problem problem;
} planted_case;

static const double PLANTED_CALL_M = 500.0, PLANTED_VELOCITY_MPS = 0.15, PLANTED_FIND_M = 150.0;
static const double PLANTED_MEAN_MPS = 0.3, PLANTED_CHANGE_MPS = 0.03, PLANTED_APART_M = 1000.0;
static const int64_t PLANTED_WINDOW_MS = 30 * CW_MINUTE_MS;

static inline cw_draw planted_draw(uint64_t seed, uint32_t number, uint32_t particle) {
    return (cw_draw){
        .seed = seed, .hypothesis = number, .particle = particle, .purpose = CW_DRAW_TEST};
}

/* A vessel under way, heard, and a time at which it is; its place then. */
static inline void planted_pick(const planted_sea *sea, uint64_t seed, uint32_t number,
                                size_t *vessel, cw_time *time, cw_track_state *state) {
    double u[4], span = (double)(sea->to - sea->from) - 4.0 * (double)PLANTED_WINDOW_MS;
    for (uint32_t k = 0;; k++) {
        cw_random_uniform(planted_draw(seed, number, k), u);
        *vessel = (size_t)(u[0] * (double)sea->count);
        *time = sea->from + 2 * PLANTED_WINDOW_MS + (cw_time)(u[1] * span);
        cw_ais_sender sender = cw_track_vessel(sea->tracks[*vessel])->sender;
        if (planted_ship(sender) && cw_track_at(sea->tracks[*vessel], *time, state) && !state->gap
            && state->speed_mps > 1.5)
            return;
    }
}

/* Somewhere under the hull, whose place is as uncertain as the track says. */
static inline cw_xy planted_under(const planted_sea *sea, const planted_case *c,
                                  const cw_track_state *at, uint64_t seed, uint32_t number) {
    double u[4], z[4], scale, convergence;
    cw_hull hull = cw_vessel_hull(cw_track_vessel(sea->tracks[c->vessel]));
    cw_random_uniform(planted_draw(seed, number, 1u << 20), u);
    cw_random_normal(planted_draw(seed, number, 2u << 20), z);
    cw_plane_factors(sea->plane, at->at, &scale, &convergence);
    double h = cw_radians(at->heading_deg + convergence);
    double ahead = -hull.to_stern_m + u[0] * (hull.to_stern_m + hull.to_bow_m);
    double right = -hull.to_port_m + u[1] * (hull.to_port_m + hull.to_starboard_m);
    ahead += z[0] * at->std_along_m;
    right += z[1] * at->std_across_m;
    cw_xy p = cw_plane_forward(sea->plane, at->at);
    return (cw_xy){p.x_m + scale * (ahead * sin(h) + right * cos(h)),
                   p.y_m + scale * (ahead * cos(h) - right * sin(h))};
}

static inline bool planted_is_apart(const planted_sea *sea, const planted_case *c) {
    for (size_t v = 0; v < sea->count; v++) {
        if (v == c->vessel) continue;
        for (cw_time t = c->adrift; t <= c->adrift + PLANTED_WINDOW_MS; t += 10000) {
            cw_track_state s;
            double seconds = (double)(t - c->adrift) / 1000.0;
            if (!cw_track_at(sea->tracks[v], t, &s) || s.gap || s.speed_mps < 0.5) continue;
            cw_xy p = cw_plane_forward(sea->plane, s.at);
            if (hypot(p.x_m - c->start.x_m - c->velocity.x_m * seconds,
                      p.y_m - c->start.y_m - c->velocity.y_m * seconds)
                < PLANTED_APART_M)
                return false;
        }
    }
    return true;
}

/* Particles from the call, weighed by the find. */
static inline cw_tracks *planted_ensemble(const planted_case *c, cw_xy call, cw_xy find,
                                          double found_s, uint64_t seed, uint32_t number) {
    enum { N = PLANTED_PARTICLES };
    cw_tracks *t = calloc(1, sizeof *t);
    *t = (cw_tracks){.particles = N, .times = PLANTED_ROWS, .first = c->adrift};
    t->step_ms = PLANTED_ROW_MS;
    t->x_m = cw_alloc_array((size_t)N * PLANTED_ROWS, sizeof(float));
    t->y_m = cw_alloc_array((size_t)N * PLANTED_ROWS, sizeof(float));
    t->state = cw_alloc_array((size_t)N * PLANTED_ROWS, 1);
    t->object = cw_alloc_array((size_t)N * PLANTED_ROWS, 1);
    t->weight = cw_alloc_array(N, sizeof(float));
    t->hypothesis = cw_alloc_array(N, sizeof(uint16_t));
    double sigma = hypot(PLANTED_FIND_M, PLANTED_CHANGE_MPS * found_s);
    for (uint32_t i = 0; i < N; i++) {
        double z[4];
        cw_random_normal(planted_draw(seed + 1, number, i), z);
        cw_xy at = {call.x_m + PLANTED_CALL_M * z[0], call.y_m + PLANTED_CALL_M * z[1]},
              v = {PLANTED_MEAN_MPS + PLANTED_VELOCITY_MPS * z[2], PLANTED_VELOCITY_MPS * z[3]};
        double off =
            hypot(at.x_m + v.x_m * found_s - find.x_m, at.y_m + v.y_m * found_s - find.y_m);
        t->weight[i] = (float)exp(-0.5 * off * off / (sigma * sigma));
        for (size_t k = 0; k < PLANTED_ROWS; k++) {
            double s = (double)k * PLANTED_ROW_MS / 1000.0;
            t->x_m[k * N + i] = (float)(at.x_m + v.x_m * s);
            t->y_m[k * N + i] = (float)(at.y_m + v.y_m * s);
            t->state[k * N + i] = CW_ADRIFT;
        }
    }
    return t;
}

/* Where the boat was when: with a strike under a hull, without one where a vessel was at a time
 * that has nothing to do with this one. */
static inline void planted_place(const planted_sea *sea, bool strike, uint64_t seed,
                                 uint32_t number, planted_case *c) {
    double z[4], u[4];
    cw_track_state at;
    cw_time time;
    *c = (planted_case){.vessel = SIZE_MAX};
    planted_pick(sea, seed, number, &c->vessel, &time, &at);
    cw_random_normal(planted_draw(seed, number, 3u << 20), z);
    cw_random_uniform(planted_draw(seed, number, 4u << 20), u);
    c->velocity =
        (cw_xy){PLANTED_MEAN_MPS + PLANTED_VELOCITY_MPS * z[0], PLANTED_VELOCITY_MPS * z[1]};
    cw_xy place = planted_under(sea, c, &at, seed, number);
    if (!strike) {
        double span = (double)(sea->to - sea->from) - 4.0 * (double)PLANTED_WINDOW_MS;
        time = sea->from + 2 * PLANTED_WINDOW_MS + (cw_time)(u[2] * span);
        c->vessel = SIZE_MAX;
    }
    double before_s = u[0] * (double)PLANTED_WINDOW_MS / 1000.0;
    c->strike = time;
    c->adrift = time - (cw_time)(before_s * 1000.0);
    c->start =
        (cw_xy){place.x_m - c->velocity.x_m * before_s, place.y_m - c->velocity.y_m * before_s};
}

static inline void planted_make(const planted_sea *sea, bool strike, uint64_t seed, uint32_t number,
                                planted_case *c) {
    double z[4], w[4], u[4];
    planted_place(sea, strike, seed, number, c);
    cw_random_normal(planted_draw(seed, number, 5u << 20), z);
    cw_random_normal(planted_draw(seed, number, 6u << 20), w);
    cw_random_uniform(planted_draw(seed, number, 7u << 20), u);
    double after_s = 1800.0 + 3600.0 * u[0], struck_s = (double)(c->strike - c->adrift) / 1000.0;
    double found_s = struck_s + after_s;
    /* The people drift a little otherwise than their boat did. */
    cw_xy find = {c->start.x_m + c->velocity.x_m * found_s + PLANTED_CHANGE_MPS * z[2] * after_s
                      + PLANTED_FIND_M * w[0],
                  c->start.y_m + c->velocity.y_m * found_s + PLANTED_CHANGE_MPS * z[3] * after_s
                      + PLANTED_FIND_M * w[1]};
    cw_xy call = {c->start.x_m + PLANTED_CALL_M * z[0], c->start.y_m + PLANTED_CALL_M * z[1]};
    double told_s = found_s + 60.0 * w[2]; /* the time of the find is a minute off */
    c->apart = planted_is_apart(sea, c);
    c->tracks = planted_ensemble(c, call, find, told_s, seed, number);
    c->problem = (cw_struck_problem){.plane = sea->plane,
                                     .tracks = c->tracks,
                                     .from = c->adrift,
                                     .to = c->adrift + PLANTED_WINDOW_MS,
                                     .object_radius_m = 4.0,
                                     .particles = 1000,
                                     .seed = seed + 2};
}

/* ---- many -------------------------------------------------------------------------------------
 */

typedef struct planted_score {
    size_t cases, first, apart, apart_first, named_right, named_wrong;
    size_t calm, calm_named; /* without a strike */
} planted_score;

static inline bool planted_strike(const planted_sea *sea, uint64_t seed, uint32_t number,
                                  planted_score *score) {
    planted_case c;
    planted_make(sea, true, seed, number, &c);
    cw_struck *s = cw_struck_find(&c.problem, sea->tracks, sea->count, NULL);
    if (s != NULL) {
        bool first = s->count > 0 && s->suspects[0].vessel == c.vessel;
        score->cases++;
        score->first += first;
        score->apart += c.apart;
        score->apart_first += c.apart && first;
        score->named_right += s->named == 0 && first;
        score->named_wrong += s->named == 0 && !first;
    }
    bool done = s != NULL;
    cw_struck_destroy(s);
    cw_tracks_destroy(c.tracks);
    return done;
}

static inline bool planted_calm(const planted_sea *sea, uint64_t seed, uint32_t number,
                                planted_score *score) {
    planted_case c;
    planted_make(sea, false, seed, number, &c);
    cw_struck *s = cw_struck_find(&c.problem, sea->tracks, sea->count, NULL);
    if (s != NULL) {
        score->calm++;
        score->calm_named += s->named != SIZE_MAX;
    }
    bool done = s != NULL;
    cw_struck_destroy(s);
    cw_tracks_destroy(c.tracks);
    return done;
}

#endif
