/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a searcher is where on its pattern. It keeps its search speed relative to what the pattern
 * is laid on: the ground, or water that drifts. A drifting pattern is timed as it was laid, at rest
 * in the water, and each point is then displaced by what the water has moved by its time; so legs
 * keep their lengths and spacings for the people who drift along, and over the ground they lie
 * askew. (The rule of the dynamic waypoints that are sent to ships: p(t) = p0 + drift to t.)
 */
#include "search/pattern.h"

#include <math.h>

/* ---- drift -------------------------------------------------------------------------------- */

cw_xy cw_pattern_shift(const cw_pattern *pattern, cw_time time) {
    size_t low = 0, high = pattern->drift_count;
    const cw_waypoint *d = pattern->drift;
    if (high == 0) return (cw_xy){0.0, 0.0};
    if (time <= d[0].time) return d[0].at;
    if (time >= d[high - 1].time) return d[high - 1].at;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (d[middle].time <= time)
            low = middle;
        else
            high = middle;
    }
    double share = (double)(time - d[low].time) / (double)(d[low + 1].time - d[low].time);
    return (cw_xy){d[low].at.x_m + share * (d[low + 1].at.x_m - d[low].at.x_m),
                   d[low].at.y_m + share * (d[low + 1].at.y_m - d[low].at.y_m)};
}

/* Where a point lies relative to the water, as laid. */
static cw_xy laid(const cw_pattern *pattern, size_t point) {
    cw_xy at = pattern->points[point].at;
    if (pattern->drift_count == 0) return at;
    cw_xy shift = cw_pattern_shift(pattern, pattern->points[point].time);
    return (cw_xy){at.x_m - shift.x_m, at.y_m - shift.y_m};
}

void pattern_displace(cw_pattern *pattern, double sign) {
    for (size_t i = 0; pattern->drift_count > 0 && i < pattern->count; i++) {
        cw_xy shift = cw_pattern_shift(pattern, pattern->points[i].time);
        pattern->points[i].at.x_m += sign * shift.x_m;
        pattern->points[i].at.y_m += sign * shift.y_m;
    }
}

/* ---- turns -------------------------------------------------------------------------------- */

static double distance(cw_xy a, cw_xy b) {
    return hypot(b.x_m - a.x_m, b.y_m - a.y_m);
}

/* A point is a turn when the course changes there by more than a degree. */
static bool bends(cw_xy a, cw_xy b, cw_xy c) {
    static const double straight_cosine = 0.99984769515639; /* cos 1 degree */
    double dot = (b.x_m - a.x_m) * (c.x_m - b.x_m) + (b.y_m - a.y_m) * (c.y_m - b.y_m);
    return dot < straight_cosine * distance(a, b) * distance(b, c);
}

bool pattern_turns(const cw_pattern *pattern, size_t point) {
    if (point == 0 || point + 1 >= pattern->count) return false;
    return bends(laid(pattern, point - 1), laid(pattern, point), laid(pattern, point + 1));
}

cw_time pattern_departure(const cw_pattern *pattern, size_t point, double turn_s) {
    double wait_ms = turn_s > 0.0 && pattern_turns(pattern, point) ? turn_s * 1000.0 : 0.0;
    return pattern->points[point].time + (cw_time)llround(wait_ms);
}

/* ---- times -------------------------------------------------------------------------------- */

/* Ends the pattern on the way from `point` to the next, at time `end`. */
static void cut(cw_pattern *pattern, size_t point, cw_time leave, cw_time arrive, cw_time end) {
    cw_waypoint *a = &pattern->points[point], *b = a + 1;
    pattern->count = point + 1;
    if (end <= leave || arrive <= leave) return;
    double share = (double)(end - leave) / (double)(arrive - leave);
    b->at.x_m = a->at.x_m + share * (b->at.x_m - a->at.x_m);
    b->at.y_m = a->at.y_m + share * (b->at.y_m - a->at.y_m);
    b->time = end;
    pattern->count = point + 2;
}

/* Times the points as they are laid. */
static void time_laid(cw_pattern *pattern, cw_time start, cw_time end, double speed_mps,
                      double turn_ms) {
    double clock_ms = 0.0;
    cw_waypoint *p = pattern->points;
    p[0].time = start;
    pattern->length_m = 0.0;
    for (size_t i = 0; i + 1 < pattern->count; i++) {
        bool turns = i > 0 && bends(p[i - 1].at, p[i].at, p[i + 1].at);
        double leg = distance(p[i].at, p[i + 1].at), wait_ms = turns ? turn_ms : 0.0;
        cw_time leave = start + llround(clock_ms + wait_ms);
        clock_ms += wait_ms + 1000.0 * leg / speed_mps;
        cw_time arrive = start + llround(clock_ms);
        if (arrive > end) {
            cut(pattern, i, leave, arrive, end);
            leg = i + 1 < pattern->count ? distance(p[i].at, p[i + 1].at) : 0.0;
        } else {
            p[i + 1].time = arrive;
        }
        pattern->length_m += leg;
    }
}

double cw_pattern_time(cw_pattern *pattern, cw_time start, cw_time end, double speed_mps,
                       double turn_s) {
    if (pattern->count == 0 || !(speed_mps > 0.0) || end < start) return 0.0;
    pattern_displace(pattern, -1.0);
    time_laid(pattern, start, end, speed_mps, turn_s > 0.0 ? turn_s * 1000.0 : 0.0);
    pattern_displace(pattern, 1.0);
    return (double)(pattern->points[pattern->count - 1].time - start) / 1000.0;
}
