/* SPDX-License-Identifier: Apache-2.0 */
/* Synthetic scenes for the tests of the search room: tracks made by formula, a unit, a problem. */
#ifndef CROSSWATCH_TEST_SEARCH_SCENE_H
#define CROSSWATCH_TEST_SEARCH_SCENE_H

#include "support.h"

#include "crosswatch/search.h"

#include <math.h>
#include <stdlib.h>

#define SCENE_START cw_time_from_civil(2021, 6, 21, 8, 0, 0.0) /* a long day */

static inline cw_tracks *scene_tracks(size_t particles, size_t times, double step_s) {
    cw_tracks *t = calloc(1, sizeof *t);
    *t = (cw_tracks){.particles = particles,
                     .times = times,
                     .first = SCENE_START,
                     .step_ms = (int64_t)(step_s * 1000.0)};
    t->x_m = cw_alloc_array(particles * times, sizeof(float));
    t->y_m = cw_alloc_array(particles * times, sizeof(float));
    t->state = cw_alloc_array(particles * times, 1);
    t->object = cw_alloc_array(particles * times, 1);
    t->weight = cw_alloc_array(particles, sizeof(float));
    t->hypothesis = cw_alloc_array(particles, sizeof(uint16_t));
    for (size_t i = 0; i < particles; i++) t->weight[i] = (float)(1.0 / (double)particles);
    for (size_t i = 0; i < particles * times; i++) t->state[i] = CW_ADRIFT;
    return t;
}

static inline void scene_tracks_free(cw_tracks *t) {
    if (t == NULL) return;
    free(t->x_m);
    free(t->y_m);
    free(t->state);
    free(t->object);
    free(t->weight);
    free(t->hypothesis);
    free(t);
}

static inline void scene_uniform(uint64_t seed, size_t particle, double u[4]) {
    cw_random_uniform(
        (cw_draw){.seed = seed, .particle = (uint32_t)particle, .purpose = CW_DRAW_TEST}, u);
}

static inline void scene_normal(uint64_t seed, size_t particle, double z[4]) {
    cw_random_normal(
        (cw_draw){.seed = seed, .particle = (uint32_t)particle, .step = 7, .purpose = CW_DRAW_TEST},
        z);
}

/* A circular normal cloud about (0, 0) that moves with (u, v) m/s and spreads at `growth` m/s. */
static inline cw_tracks *scene_normal_cloud(size_t particles, size_t times, double step_s,
                                            double sigma_m, double u_mps, double v_mps,
                                            double growth_mps, uint64_t seed) {
    cw_tracks *t = scene_tracks(particles, times, step_s);
    for (size_t i = 0; i < particles; i++) {
        double z[4];
        scene_normal(seed, i, z);
        for (size_t k = 0; k < times; k++) {
            double s = (double)k * step_s;
            double x = (sigma_m * z[0] + s * (u_mps + growth_mps * z[2]));
            double y = (sigma_m * z[1] + s * (v_mps + growth_mps * z[3]));
            t->x_m[k * particles + i] = (float)x;
            t->y_m[k * particles + i] = (float)y;
        }
    }
    return t;
}

static inline cw_unit scene_helicopter(const cw_plane *plane) {
    cw_unit u = {.name = "Rescue 1",
                 .nation = "A",
                 .kind = CW_UNIT_HELICOPTER,
                 .platform = CW_PLATFORM_HELICOPTER,
                 .transit_speed_mps = 70.0,
                 .search_speed_mps = cw_knots_to_mps(90.0),
                 .search_height_m = 91.44,
                 .endurance_s = 4.0 * 3600.0,
                 .least_spacing_m = 185.2,
                 .other_factor = 1.0,
                 .night_factor = 0.0,
                 .available_from = SCENE_START,
                 .available_to = SCENE_START + 48 * CW_HOUR_MS};
    u.at = u.turn_round = cw_plane_inverse(plane, (cw_xy){-20000.0, -20000.0});
    return u;
}

static inline cw_unit scene_lifeboat(const cw_plane *plane) {
    cw_unit u = {.name = "Lifeboat 1",
                 .nation = "B",
                 .kind = CW_UNIT_LIFEBOAT,
                 .platform = CW_PLATFORM_BOAT,
                 .transit_speed_mps = cw_knots_to_mps(25.0),
                 .search_speed_mps = cw_knots_to_mps(12.0),
                 .search_height_m = 14 * CW_FOOT_M,
                 .endurance_s = 10.0 * 3600.0,
                 .least_spacing_m = 185.2,
                 .other_factor = 1.0,
                 .night_factor = 0.5,
                 .available_from = SCENE_START,
                 .available_to = SCENE_START + 48 * CW_HOUR_MS};
    u.at = u.turn_round = cw_plane_inverse(plane, (cw_xy){15000.0, -10000.0});
    return u;
}

/* I = integral of ds / r^3 along the segment a-b seen from a still point, by brute force: midpoint
 * rule in `steps` pieces. */
static inline double scene_pass(cw_xy a, cw_xy b, cw_xy from, size_t steps) {
    double sum = 0.0, length = hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    for (size_t i = 0; i < steps; i++) {
        double f = ((double)i + 0.5) / (double)steps;
        double r =
            hypot(a.x_m + f * (b.x_m - a.x_m) - from.x_m, a.y_m + f * (b.y_m - a.y_m) - from.y_m);
        sum += length / (double)steps / (r * r * r);
    }
    return sum;
}

/* Distance of a point from a segment. */
static inline double scene_distance(cw_xy a, cw_xy b, cw_xy p) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m;
    double s = ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / fmax(1e-12, dx * dx + dy * dy);
    s = fmin(1.0, fmax(0.0, s));
    return hypot(a.x_m + s * dx - p.x_m, a.y_m + s * dy - p.y_m);
}

/* What docs/search.md promises for one leg past a still target. */
static inline double scene_leg(cw_detection_law law, double width_m, cw_xy a, cw_xy b, cw_xy p) {
    double d = scene_distance(a, b, p), whole = scene_pass(a, b, p, 20000);
    if (law == CW_INVERSE_CUBE) return 1.0 - exp(-width_m * width_m / (8.0 * CW_PI) * whole);
    if (law == CW_DEFINITE) return d <= 0.5 * width_m ? 1.0 : 0.0;
    return 1.0 - pow(1.0 - exp(-2.0 * d / width_m), 0.5 * d * d * whole);
}

/* One timed task by hand, beginning at `start`. */
static inline cw_task scene_task(cw_pattern_spec spec, cw_time start, double speed_mps,
                                 double width_m) {
    cw_task task = {.assigned = true};
    cw_error err = {0};
    if (!cw_pattern_create(&spec, &task.pattern, &err)) fail_msg("%s", err.message);
    cw_pattern_time(&task.pattern, start, INT64_MAX / 4, speed_mps, 0.0);
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) task.sweep_width_m[o] = width_m;
    return task;
}

#endif
