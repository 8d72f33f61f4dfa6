/* SPDX-License-Identifier: Apache-2.0 */
/* Tracks made of a few fixes, for the tests of one vessel's track. */
#ifndef CROSSWATCH_TEST_PICTURE_SINGLE_H
#define CROSSWATCH_TEST_PICTURE_SINGLE_H

#include "support.h"

#include <crosswatch/picture.h>

#include <math.h>
#include <stdlib.h>

static const cw_vessel SHIP = {.mmsi = 227006760, .sender = CW_AIS_CLASS_A};
static const cw_position DOVER = {51.05, 1.45};

enum { SECOND = 1000 };

static inline cw_track_fix fix_of(cw_time time, cw_position at, double speed_mps,
                                  double course_deg) {
    return (cw_track_fix){.time = time,
                          .at = at,
                          .error_m = 0.0F,
                          .speed_mps = (float)speed_mps,
                          .course_deg = (float)course_deg,
                          .heading_deg = NAN,
                          .turn_deg_per_min = NAN,
                          .status = 15};
}

static inline cw_position moved(cw_position from, double east_m, double north_m) {
    double azimuth = cw_degrees(atan2(east_m, north_m));
    return cw_geodesic_direct(from, azimuth, hypot(east_m, north_m));
}

static inline double apart_m(cw_position a, cw_position b) {
    double distance;
    cw_geodesic_inverse(a, b, &distance, NULL);
    return distance;
}

static inline cw_track *made(const cw_track_fix *fixes, size_t count) {
    cw_error err = {0};
    cw_track *track = cw_track_create(&SHIP, fixes, count, &err);
    if (track == NULL) fail_msg("%s", err.message);
    return track;
}

static inline cw_track_state state_at(const cw_track *track, cw_time time) {
    cw_track_state state;
    assert_true(cw_track_at(track, time, &state));
    assert_int_equal(state.time, time);
    return state;
}

#endif
