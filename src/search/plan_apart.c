/* SPDX-License-Identifier: Apache-2.0 */
/* Distance between the areas of units that could meet, also while the areas move with the water. */
#include "search/planner.h"

#include <math.h>

/* ---- neighbours --------------------------------------------------------------------------- */

static double point_to_segment(cw_xy p, cw_xy a, cw_xy b) {
    double dx = b.x_m - a.x_m, dy = b.y_m - a.y_m, length2 = dx * dx + dy * dy;
    double s = length2 > 0.0 ? ((p.x_m - a.x_m) * dx + (p.y_m - a.y_m) * dy) / length2 : 0.0;
    s = fmin(1.0, fmax(0.0, s));
    return hypot(a.x_m + s * dx - p.x_m, a.y_m + s * dy - p.y_m);
}

/* Largest gap between the two along one axis of `a` (separating axis); below zero: they overlap on
 * both axes of `a`. */
static double axis_gap(const rectangle *a, const rectangle *b) {
    double dx = b->centre.x_m - a->centre.x_m, dy = b->centre.y_m - a->centre.y_m;
    double same = fabs(a->east * b->east + a->north * b->north);
    double across = fabs(a->east * b->north - a->north * b->east);
    double along_gap = fabs(dx * a->east + dy * a->north) - a->half_length_m
                       - (b->half_length_m * same + b->half_width_m * across);
    double across_gap = fabs(dx * a->north - dy * a->east) - a->half_width_m
                        - (b->half_length_m * across + b->half_width_m * same);
    return fmax(along_gap, across_gap);
}

double rules_distance(const rectangle *a, const rectangle *b) {
    double gap = fmax(axis_gap(a, b), axis_gap(b, a));
    if (gap < 0.0) return gap;
    cw_xy ca[4], cb[4];
    double least = INFINITY;
    rectangle_corners(a, 0.0, ca);
    rectangle_corners(b, 0.0, cb);
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 4; k++) {
            least = fmin(least, point_to_segment(ca[i], cb[k], cb[(k + 1) % 4]));
            least = fmin(least, point_to_segment(cb[i], ca[k], ca[(k + 1) % 4]));
        }
    }
    return least;
}

/* Both on the surface, or both in the air at less than the separation in height. */
bool rules_may_meet(const cw_plan_problem *problem, const cw_unit *a, const cw_unit *b) {
    bool airborne = rules_is_airborne(a->kind);
    if (airborne != rules_is_airborne(b->kind)) return false;
    return !airborne
           || fabs(a->search_height_m - b->search_height_m) < problem->height_separation_m;
}

/* ---- areas that move ----------------------------------------------------------------------- */

/* At least as far apart as this while one moves in a straight line past the other: the distance of
 * two convex areas is convex along the way, so that a search by thirds finds its least. */
static bool apart_between(const rectangle *a, const rectangle *b, cw_xy from, cw_xy to,
                          double least_m) {
    enum { THIRDS = 24 }; /* (2/3)^24 of the way: centimetres */
    double low = 0.0, high = 1.0;
    rectangle moved = *b;
    for (int i = 0; i < THIRDS; i++) {
        double at[2] = {low + (high - low) / 3.0, high - (high - low) / 3.0}, d[2];
        for (int k = 0; k < 2; k++) {
            moved.centre = (cw_xy){b->centre.x_m + from.x_m + at[k] * (to.x_m - from.x_m),
                                   b->centre.y_m + from.y_m + at[k] * (to.y_m - from.y_m)};
            d[k] = rules_distance(a, &moved);
            if (d[k] < least_m) return false;
        }
        if (d[0] < d[1])
            high = at[1];
        else
            low = at[0];
    }
    return true;
}

bool rules_visits_apart(const visit *a, const visit *b, double least_m) {
    cw_time at = a->on_scene > b->on_scene ? a->on_scene : b->on_scene;
    cw_time end = a->off_scene < b->off_scene ? a->off_scene : b->off_scene;
    if (at > end) return true;
    rectangle ra = rules_bounds_at(a, at), rb = rules_bounds_at(b, at);
    double here = rules_distance(&ra, &rb);
    while (here >= least_m && at < end && a->pattern.drift_count + b->pattern.drift_count > 0) {
        cw_time next = rules_next_change(&a->pattern, at, rules_next_change(&b->pattern, at, end));
        rectangle na = rules_bounds_at(a, next), nb = rules_bounds_at(b, next);
        cw_xy way = {nb.centre.x_m - rb.centre.x_m - (na.centre.x_m - ra.centre.x_m),
                     nb.centre.y_m - rb.centre.y_m - (na.centre.y_m - ra.centre.y_m)};
        double length = hypot(way.x_m, way.y_m), there = rules_distance(&na, &nb);
        bool far = here + there - length >= 2.0 * least_m; /* nearer on the way by at most that */
        if (there < least_m || (!far && !apart_between(&ra, &rb, (cw_xy){0.0, 0.0}, way, least_m)))
            return false;
        ra = na;
        rb = nb;
        here = there;
        at = next;
    }
    return here >= least_m;
}

bool rules_apart(const cw_plan_problem *problem, const asset *a, const trial *ta, const asset *b,
                 const trial *tb) {
    double least_m = fmax(0.0, problem->separation_m);
    if (!rules_may_meet(problem, a->unit, b->unit)) return true;
    for (size_t i = 0; i < ta->count; i++) {
        for (size_t k = 0; k < tb->count; k++) {
            if (!rules_visits_apart(&ta->visits[i], &tb->visits[k], least_m)) return false;
        }
    }
    return true;
}
