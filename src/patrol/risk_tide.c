/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a time is to the factors of risk: hour of the day, quarter of the year, sixth of the tide,
 * sea state. The tide's clock is the bundled stream in mid-strait. It turns to the north-east about
 * two hours before high water Dover (the published atlases, and data/SOURCES.md); a sixth is one
 * sixth of the time between two such turns, a little over two hours.
 */
#include "risk.h"

#include <math.h>
#include <stdlib.h>

static const cw_position MID_STRAIT = {51.0, 1.5};
static const double AXIS_DEG = 45.0, REACH_M = 20e3;
static const cw_time STEP_MS = 30 * CW_MINUTE_MS, MARGIN_MS = 16 * CW_HOUR_MS;

size_t level_of_hour(cw_time time) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    return (size_t)hour / 3;
}

size_t level_of_season(cw_time time) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    return (size_t)(month - 1) / 3;
}

/* Douglas: to slight (0.5 m), moderate (1.25 m is its lower end), rough (2.5 m), and beyond. */
size_t level_of_sea(double wave_height_m) {
    if (wave_height_m < 0.5) return 0;
    if (wave_height_m < 1.25) return 1;
    return wave_height_m < 2.5 ? 2 : 3;
}

static bool along(cw_source *tide, cw_time time, double *value, cw_error *err) {
    cw_vector v;
    if (!cw_source_sample(tide, time, &MID_STRAIT, 1, &v, err)) return false;
    *value = v.east * sin(cw_radians(AXIS_DEG)) + v.north * cos(cw_radians(AXIS_DEG));
    return true;
}

static bool find_turns(cw_source *tide, cw_time from, cw_time to, tide_clock *clock,
                       cw_error *err) {
    double before, after;
    size_t capacity = 0;
    if (!along(tide, from, &before, err)) return false;
    for (cw_time t = from + STEP_MS; t <= to; t += STEP_MS) {
        if (!along(tide, t, &after, err)) return false;
        if (before <= 0.0 && after > 0.0) {
            if (!cw_grow(&clock->turns, &capacity, clock->count + 1)) return cw_fail_memory(err);
            double share = after / (after - before);
            clock->turns[clock->count++] = t - (cw_time)(share * (double)STEP_MS);
        }
        before = after;
    }
    return clock->count >= 2
           || cw_fail(err, CW_ERR_MACHINE, "the bundled stream does not turn in this time");
}

bool tide_clock_create(cw_time from, cw_time to, tide_clock *clock, cw_error *err) {
    *clock = (tide_clock){0};
    cw_source *tide = cw_source_tide(NULL, NULL, REACH_M, err);
    bool good = tide != NULL && find_turns(tide, from - MARGIN_MS, to + MARGIN_MS, clock, err);
    cw_source_destroy(tide);
    if (!good) tide_clock_free(clock);
    return good;
}

void tide_clock_free(tide_clock *clock) {
    free(clock->turns);
    *clock = (tide_clock){0};
}

size_t tide_clock_sixth(const tide_clock *clock, cw_time time) {
    size_t low = 0, high = clock->count - 1; /* turns[low] <= time < turns[high] */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (clock->turns[middle] <= time)
            low = middle;
        else
            high = middle;
    }
    double share =
        (double)(time - clock->turns[low]) / (double)(clock->turns[high] - clock->turns[low]);
    double sixth = floor(6.0 * share);
    return sixth < 0.0 ? 0 : sixth > 5.0 ? 5 : (size_t)sixth;
}
