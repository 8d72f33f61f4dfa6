/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an area must obey, wherever it drifts to: the agreement between the nations, open water for
 * vessels, and distance from the areas of units that could meet.
 */
#include "search/planner.h"

#include <math.h>
#include <strings.h>

bool rules_is_airborne(cw_unit_kind kind) {
    return kind == CW_UNIT_HELICOPTER || kind == CW_UNIT_AEROPLANE || kind == CW_UNIT_DRONE;
}

/* ---- agreement ---------------------------------------------------------------------------- */

static bool area_touches(const cw_zone *zone, const rectangle *area) {
    cw_xy c[4];
    rectangle_corners(area, 0.0, c);
    return cw_zone_meets(zone, c, 4);
}

/* A rule that names the zone stands before one for any zone. */
static const cw_agreement_rule *rule_for(const cw_agreement *agreement, const char *nation,
                                         size_t zone) {
    const cw_agreement_rule *general = NULL;
    for (size_t i = 0; i < agreement->rule_count; i++) {
        const cw_agreement_rule *rule = &agreement->rules[i];
        if (strcasecmp(rule->nation, nation) != 0) continue;
        if (rule->zone == zone) return rule;
        if (rule->zone == SIZE_MAX && general == NULL) general = rule;
    }
    return general;
}

bool rules_agree(const cw_plan_problem *problem, const cw_unit *unit, const rectangle *area,
                 double *delay_s) {
    const cw_agreement *agreement = problem->agreement;
    *delay_s = 0.0;
    for (size_t z = 0; agreement != NULL && z < agreement->zone_count; z++) {
        const cw_agreement_rule *rule = rule_for(agreement, unit->nation, z);
        bool free_entry = rule != NULL && rule->allowed && !rule->on_request;
        if (free_entry || !area_touches(agreement->zones[z], area)) continue;
        if (rule == NULL || !rule->allowed) return false;
        *delay_s = fmax(*delay_s, rule->delay_s);
    }
    return true;
}

/* ---- drawn water --------------------------------------------------------------------------- */

static bool lies_inside(const cw_zone *zone, const rectangle *area) {
    cw_xy c[4];
    rectangle_corners(area, 0.0, c);
    return cw_zone_covers(zone, c, 4);
}

static bool holds_between(const cw_limit *limit, cw_time from, cw_time to) {
    bool always = limit->from == 0 && limit->to == 0;
    return always || (limit->from <= to && from < limit->to);
}

/* An area as it lies at any time between two. */
static bool limits_allow(const cw_plan_problem *problem, size_t unit, const rectangle *area,
                         cw_time from, cw_time to) {
    for (size_t i = 0; i < problem->limit_count; i++) {
        const cw_limit *limit = &problem->limits[i];
        if (limit->unit != SIZE_MAX && limit->unit != unit) continue;
        if (!holds_between(limit, from, to)) continue;
        if (limit->confined ? !lies_inside(limit->zone, area) : area_touches(limit->zone, area))
            return false;
    }
    return true;
}

/* ---- water -------------------------------------------------------------------------------- */

bool rules_open_water(const cw_plan_problem *problem, const cw_unit *unit,
                      const cw_pattern *pattern) {
    if (problem->mask == NULL || rules_is_airborne(unit->kind)) return true;
    for (size_t i = 0; i < pattern->count; i++) {
        if (cw_landmask_is_land(problem->mask, pattern->points[i].at)) return false;
    }
    for (size_t i = 0; i + 1 < pattern->count; i++) {
        cw_xy shore;
        if (cw_landmask_crossing(problem->mask, pattern->points[i].at, pattern->points[i + 1].at,
                                 &shore))
            return false;
    }
    return true;
}

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

static rectangle bounds_at(const visit *v, cw_time time) {
    rectangle r = v->bounds;
    cw_xy shift = cw_pattern_shift(&v->pattern, time);
    r.centre = (cw_xy){r.centre.x_m + shift.x_m, r.centre.y_m + shift.y_m};
    return r;
}

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

/* The next time after `time` at which either pattern changes its velocity. */
static cw_time next_change(const cw_pattern *p, cw_time time, cw_time end) {
    for (size_t i = 0; i < p->drift_count; i++) {
        if (p->drift[i].time > time) return p->drift[i].time < end ? p->drift[i].time : end;
    }
    return end;
}

bool rules_visits_apart(const visit *a, const visit *b, double least_m) {
    cw_time at = a->on_scene > b->on_scene ? a->on_scene : b->on_scene;
    cw_time end = a->off_scene < b->off_scene ? a->off_scene : b->off_scene;
    if (at > end) return true;
    rectangle ra = bounds_at(a, at), rb = bounds_at(b, at);
    double here = rules_distance(&ra, &rb);
    while (here >= least_m && at < end && a->pattern.drift_count + b->pattern.drift_count > 0) {
        cw_time next = next_change(&a->pattern, at, next_change(&b->pattern, at, end));
        rectangle na = bounds_at(a, next), nb = bounds_at(b, next);
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

/* How often to look at an area that drifts: before it has gone half of its smaller half side. */
static int64_t look_every(const visit *v) {
    static const int64_t most_ms = 30 * CW_MINUTE_MS, least_ms = CW_MINUTE_MS;
    double fastest = 0.0;
    for (size_t i = 0; i + 1 < v->pattern.drift_count; i++) {
        const cw_waypoint *a = &v->pattern.drift[i], *b = a + 1;
        double way = hypot(b->at.x_m - a->at.x_m, b->at.y_m - a->at.y_m);
        fastest = fmax(fastest, way / fmax(1.0, (double)(b->time - a->time)));
    }
    double step_m = 0.5 * fmin(v->bounds.half_length_m, v->bounds.half_width_m);
    double every = fastest > 0.0 ? step_m / fastest : (double)most_ms;
    return (int64_t)fmin((double)most_ms, fmax((double)least_ms, every));
}

static cw_time within(cw_time time, const visit *v) {
    return time < v->on_scene ? v->on_scene : time > v->off_scene ? v->off_scene : time;
}

/* The longest delay of an entry request counts. An area is looked at where it lies now and then; it
 * lies about there from the look before until the next, and one that does not drift all the time.
 */
bool rules_visit_agrees(const cw_plan_problem *problem, const asset *a, visit *v) {
    bool agreed = true;
    v->entry_delay_s = 0.0;
    if (problem->agreement == NULL && problem->limit_count == 0) return true;
    bool drifts = v->pattern.drift_count > 0;
    int64_t every_ms = drifts ? look_every(v) : v->off_scene - v->on_scene;
    if (a->zones != NULL) pthread_mutex_lock(a->zones);
    for (cw_time at = v->on_scene; agreed; at += every_ms) {
        double delay_s;
        at = at < v->off_scene ? at : v->off_scene;
        rectangle area = bounds_at(v, at);
        agreed = rules_agree(problem, a->unit, &area, &delay_s)
                 && limits_allow(problem, a->index, &area, within(at - every_ms, v),
                                 within(at + every_ms, v));
        v->entry_delay_s = fmax(v->entry_delay_s, delay_s);
        if (at >= v->off_scene || !drifts) break;
    }
    if (a->zones != NULL) pthread_mutex_unlock(a->zones);
    return agreed;
}

/* Every leg, whatever area it is said to lie in: of patterns that were changed by hand. */
bool rules_legs_agree(const cw_plan_problem *problem, const asset *a, const cw_pattern *p) {
    for (size_t i = 0; i + 1 < p->count; i++) {
        cw_xy from = p->points[i].at, to = p->points[i + 1].at;
        rectangle leg = {.centre = {0.5 * (from.x_m + to.x_m), 0.5 * (from.y_m + to.y_m)},
                         .half_length_m =
                             fmax(1.0, 0.5 * hypot(to.x_m - from.x_m, to.y_m - from.y_m)),
                         .half_width_m = 1.0};
        double course = atan2(to.x_m - from.x_m, to.y_m - from.y_m), delay_s;
        leg.east = sin(course);
        leg.north = cos(course);
        if (!rules_agree(problem, a->unit, &leg, &delay_s)
            || !limits_allow(problem, a->index, &leg, p->points[i].time, p->points[i + 1].time))
            return false;
    }
    return true;
}

bool rules_point_agrees(const cw_plan_problem *problem, const asset *a, cw_xy at, cw_time time) {
    double delay_s;
    rectangle point = {.centre = at, .east = 1.0, .half_length_m = 1.0, .half_width_m = 1.0};
    if (a->zones != NULL) pthread_mutex_lock(a->zones);
    bool agreed = rules_agree(problem, a->unit, &point, &delay_s)
                  && limits_allow(problem, a->index, &point, time, time);
    if (a->zones != NULL) pthread_mutex_unlock(a->zones);
    return agreed;
}
