/* SPDX-License-Identifier: Apache-2.0 */
/* Ships made for the tests of traffic/. */
#ifndef CROSSWATCH_TEST_TRAFFIC_MADE_H
#define CROSSWATCH_TEST_TRAFFIC_MADE_H

#include "support.h"

#include <crosswatch/traffic.h>

#include <math.h>
#include <stdlib.h>

static const cw_position CENTRE = {51.0, 1.5};

/* 200 m by 30 m, its antenna in the middle, at time 0. */
static inline cw_ship made_ship(uint32_t mmsi, double east_m, double north_m, double speed_mps,
                                double course_deg) {
    double azimuth_deg = cw_degrees(atan2(east_m, north_m));
    return (cw_ship){.mmsi = mmsi,
                     .at = cw_geodesic_direct(CENTRE, azimuth_deg, hypot(east_m, north_m)),
                     .speed_mps = speed_mps,
                     .course_deg = course_deg,
                     .heading_deg = course_deg,
                     .hull = {100.0, 100.0, 15.0, 15.0, true},
                     .status = 15};
}

static inline cw_plane *made_plane(void) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create(CENTRE, &err);
    if (plane == NULL) fail_msg("%s", err.message);
    return plane;
}

static inline cw_fleet *made_fleet(const cw_ship *ships, size_t count, const cw_plane *plane,
                                   cw_time time) {
    cw_error err = {0};
    cw_fleet *fleet = cw_fleet_create(ships, count, plane, time, &err);
    if (fleet == NULL) fail_msg("%s", err.message);
    return fleet;
}

/* Uniform between, a function of (particle, step). */
static inline double made_between(uint32_t particle, uint32_t step, double from, double to) {
    double u[4];
    cw_random_uniform(
        (cw_draw){.seed = 5, .particle = particle, .step = step, .purpose = CW_DRAW_TEST}, u);
    return from + (to - from) * u[0];
}

#endif
