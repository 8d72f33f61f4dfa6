/* SPDX-License-Identifier: Apache-2.0 */
/* Ensembles made by hand: normal clouds that move evenly, and vessels on straight courses. */
#ifndef CROSSWATCH_TEST_CLOUDS_H
#define CROSSWATCH_TEST_CLOUDS_H

#include <crosswatch/crosswatch.h>

#include <stdlib.h>

#include <math.h>

static const cw_position CLOUD_MIDDLE = {51.1, 1.7};
static const cw_time CLOUD_NOON = INT64_C(1637755200000); /* 2021-11-24T12:00:00Z */

/* `count` particles, normal about (0, 0) with `std_m`, that move with `drift`; outputs a step. */
static inline cw_tracks *cloud_tracks(size_t count, size_t times, int64_t step_ms, double std_m,
                                      cw_xy drift, uint64_t seed) {
    cw_tracks *t = calloc(1, sizeof *t);
    *t = (cw_tracks){.particles = count, .times = times, .first = CLOUD_NOON, .step_ms = step_ms};
    t->x_m = cw_alloc_array(count * times, sizeof(float));
    t->y_m = cw_alloc_array(count * times, sizeof(float));
    t->state = cw_alloc_array(count * times, 1);
    t->object = cw_alloc_array(count * times, 1);
    t->weight = cw_alloc_array(count, sizeof(float));
    t->hypothesis = cw_alloc_array(count, sizeof(uint16_t));
    for (size_t i = 0; i < count; i++) {
        double z[4];
        cw_random_normal((cw_draw){.seed = seed, .particle = (uint32_t)i, .purpose = CW_DRAW_TEST},
                         z);
        t->weight[i] = 1.0F / (float)count;
        for (size_t k = 0; k < times; k++) {
            double s = (double)k * (double)step_ms / 1000.0;
            t->x_m[k * count + i] = (float)(std_m * z[0] + drift.x_m * s);
            t->y_m[k * count + i] = (float)(std_m * z[1] + drift.y_m * s);
            t->state[k * count + i] = CW_ADRIFT;
        }
    }
    return t;
}

/* A vessel that is at `at` at noon (plane metres) and holds course and speed; a fix every 30 s from
 * `from_s` to `to_s` after noon. 100 m by 16 m, antenna in the middle. */
static inline cw_track *cloud_vessel(const cw_plane *plane, uint32_t mmsi, cw_xy at,
                                     double course_deg, double speed_mps, int from_s, int to_s) {
    enum { EVERY_S = 30 };
    size_t count = (size_t)((to_s - from_s) / EVERY_S) + 1;
    cw_track_fix *fixes = calloc(count, sizeof *fixes);
    for (size_t i = 0; i < count; i++) {
        double s = from_s + (double)i * EVERY_S, c = cw_radians(course_deg);
        cw_xy place = {at.x_m + speed_mps * s * sin(c), at.y_m + speed_mps * s * cos(c)};
        fixes[i] = (cw_track_fix){.time = CLOUD_NOON + (cw_time)(s * 1000.0),
                                  .at = cw_plane_inverse(plane, place),
                                  .error_m = 5.0F,
                                  .speed_mps = (float)speed_mps,
                                  .course_deg = (float)course_deg,
                                  .heading_deg = (float)course_deg,
                                  .turn_deg_per_min = 0.0F,
                                  .status = 0};
    }
    cw_vessel vessel = {.mmsi = mmsi,
                        .sender = CW_AIS_CLASS_A,
                        .said = {.mmsi = mmsi,
                                 .ship_type = 70,
                                 .to_bow_m = 50,
                                 .to_stern_m = 50,
                                 .to_port_m = 8,
                                 .to_starboard_m = 8}};
    cw_track *track = cw_track_create(&vessel, fixes, count, NULL);
    free(fixes);
    return track;
}

#endif
