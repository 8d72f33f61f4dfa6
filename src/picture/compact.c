/* SPDX-License-Identifier: Apache-2.0 */
/* A fix into its 24 bytes and out of them. */
#include "compact.h"

static const double PER_DEGREE = 9e6;                             /* of latitude, longitude */
static const double PER_MPS = 60.0 * 3600.0 / CW_NAUTICAL_MILE_M; /* sixtieths of a knot */
static const double PER_COURSE_DEGREE = 100.0, PER_TURN = 40.0, PER_METRE = 10.0;
static const int64_t STATUS_UNIT = 1 << 16, LOW = 0xffff, STATUSES = 16;

/* `value` in whole units from 0 to one below COMPACT_NONE; NaN: COMPACT_NONE. */
static uint16_t units(double value, double per) {
    if (isnan(value)) return COMPACT_NONE;
    double n = nearbyint(value * per);
    return (uint16_t)fmin(fmax(n, 0.0), COMPACT_NONE - 1);
}

static uint16_t direction(double degrees) {
    enum { ALL_ROUND = 36000 };
    double once = degrees - 360.0 * floor(degrees / 360.0);
    uint16_t n = units(once, PER_COURSE_DEGREE);
    return n == ALL_ROUND ? 0 : n;
}

static int16_t turn_units(double deg_per_min) {
    if (isnan(deg_per_min)) return COMPACT_NO_TURN;
    return (int16_t)fmin(fmax(nearbyint(deg_per_min * PER_TURN), -INT16_MAX), INT16_MAX);
}

compact_fix compact_of(const cw_track_fix *fix) {
    double error = isnan(fix->error_m) ? 0.0 : ceil((double)fix->error_m * PER_METRE - 1e-3);
    int64_t low =
        (int64_t)fmin(fmax(error, 0.0), (double)LOW) + (fix->status % STATUSES) * STATUS_UNIT;
    return (compact_fix){.key = fix->time * COMPACT_STEP + low,
                         .lat = (int32_t)nearbyint(fix->at.lat_deg * PER_DEGREE),
                         .lon = (int32_t)nearbyint(fix->at.lon_deg * PER_DEGREE),
                         .speed = units((double)fix->speed_mps, PER_MPS),
                         .course = direction((double)fix->course_deg),
                         .heading = direction((double)fix->heading_deg),
                         .turn = turn_units((double)fix->turn_deg_per_min)};
}

static float value(uint16_t n, double per) {
    return n == COMPACT_NONE ? NAN : (float)(n / per);
}

cw_track_fix compact_to(const compact_fix *fix) {
    cw_time time = compact_time(fix);
    int64_t low = fix->key - time * COMPACT_STEP;
    return (cw_track_fix){.time = time,
                          .at = {(double)fix->lat / PER_DEGREE, (double)fix->lon / PER_DEGREE},
                          .error_m = (float)((double)(low & LOW) / PER_METRE),
                          .speed_mps = value(fix->speed, PER_MPS),
                          .course_deg = value(fix->course, PER_COURSE_DEGREE),
                          .heading_deg = value(fix->heading, PER_COURSE_DEGREE),
                          .turn_deg_per_min =
                              fix->turn == COMPACT_NO_TURN ? NAN : (float)(fix->turn / PER_TURN),
                          .status = (uint8_t)(low / STATUS_UNIT)};
}
