/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ship against the lanes of a traffic separation scheme (COLREG rule 10). By the angle between
 * her course and the lane's direction she follows it, crosses it, sails against it, or does none of
 * these well. Vessels restricted in their ability to manoeuvre that work in the scheme are exempt
 * (10k, l), and fishing is allowed in a separation zone (10e).
 */
#include "lanes.h"
#include "fleet.h"

#include <math.h>

const cw_lane_limits CW_LANE_LIMITS = {
    .along_deg = 30.0, .cross_deg = 20.0, .against_deg = 60.0, .least_mps = 1.0};

size_t cw_lanes_count(const cw_lanes *lanes) {
    return lanes->count;
}

const char *cw_lanes_name(const cw_lanes *lanes, size_t index) {
    return cw_zone_name(lanes->items[index].zone);
}

const cw_position *cw_lanes_ring(const cw_lanes *lanes, size_t index, size_t *count) {
    *count = lanes->items[index].corner_count;
    return lanes->items[index].corners;
}

double cw_lanes_direction_deg(const cw_lanes *lanes, size_t index) {
    return lanes->items[index].direction_deg;
}

bool cw_lanes_is_zone(const cw_lanes *lanes, size_t index) {
    return lanes->items[index].separation;
}

static bool crosses(double off_deg, cw_lane_limits limits) {
    return fabs(fabs(off_deg) - 90.0) <= limits.cross_deg;
}

static cw_lane_breach judge(const lane *l, const cw_ship *ship, double off_deg,
                            cw_lane_limits limits) {
    enum { FISHING = 7 };
    if (l->separation)
        return ship->status == FISHING || crosses(off_deg, limits) ? CW_LANE_NONE : CW_LANE_IN_ZONE;
    if (fabs(off_deg) <= limits.along_deg || crosses(off_deg, limits)) return CW_LANE_NONE;
    return fabs(off_deg) >= 180.0 - limits.against_deg ? CW_LANE_WRONG_WAY : CW_LANE_OBLIQUE;
}

/* Lower fits better: no breach before a breach, then the smaller angle. */
static bool fits_better(cw_lane_finding a, cw_lane_finding b) {
    if (b.lane == SIZE_MAX) return true;
    if ((a.breach == CW_LANE_NONE) != (b.breach == CW_LANE_NONE)) return a.breach == CW_LANE_NONE;
    return fabs(a.off_deg) < fabs(b.off_deg);
}

cw_lane_finding cw_lanes_look(const cw_lanes *lanes, const cw_plane *plane, const cw_ship *ship,
                              cw_lane_limits limits) {
    enum { RESTRICTED = 3 };
    cw_lane_finding best = {CW_LANE_NONE, SIZE_MAX, NAN};
    if (!(ship->speed_mps >= limits.least_mps) || !isfinite(ship->course_deg)
        || ship->status == RESTRICTED)
        return best;
    cw_xy at = cw_plane_forward(plane, ship->at);
    for (size_t i = 0; i < lanes->count; i++) {
        const lane *l = &lanes->items[i];
        if (!cw_zone_contains(l->zone, at)) continue;
        double off = turn_deg(l->direction_deg, ship->course_deg);
        cw_lane_finding here = {judge(l, ship, off, limits), i, off};
        if (fits_better(here, best)) best = here;
    }
    return best;
}
