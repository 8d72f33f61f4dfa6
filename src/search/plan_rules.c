/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an area must obey, wherever it drifts to: the agreement between the nations, water that a
 * coordinator has drawn, and open water for vessels. Its distance from others': plan_apart.c.
 */
#include "search/planner.h"

#include <math.h>
#include <strings.h>

bool rules_is_airborne(cw_unit_kind kind) {
    return kind == CW_UNIT_HELICOPTER || kind == CW_UNIT_AEROPLANE || kind == CW_UNIT_DRONE;
}

/* ---- agreement ---------------------------------------------------------------------------- */

/* An area, or all that it sweeps while it moves straight on: convex. */
typedef struct outline {
    cw_xy at[8];
    size_t count;
} outline;

static outline outline_of(const rectangle *area) {
    outline o = {.count = 4};
    rectangle_corners(area, 0.0, o.at);
    return o;
}

/* The hull of a rectangle at both ends of a way: sides that face along the way are those of its far
 * end, and where facing sides meet others both corners stand. */
static outline swept(const rectangle *area, cw_xy way) {
    cw_xy c[4];
    bool ahead[4]; /* the side from corner k to the next faces along the way */
    outline o = {.count = 0};
    rectangle_corners(area, 0.0, c);
    for (int k = 0; k < 4; k++) {
        cw_xy next = c[(k + 1) % 4];
        cw_xy out = {0.5 * (c[k].x_m + next.x_m) - area->centre.x_m,
                     0.5 * (c[k].y_m + next.y_m) - area->centre.y_m};
        ahead[k] = out.x_m * way.x_m + out.y_m * way.y_m > 0.0;
    }
    for (int k = 0; k < 4; k++) {
        bool before = ahead[(k + 3) % 4], after = ahead[k];
        cw_xy far = {c[k].x_m + way.x_m, c[k].y_m + way.y_m};
        o.at[o.count++] = before ? far : c[k];
        if (before != after) o.at[o.count++] = before ? c[k] : far;
    }
    return o;
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

static bool agreement_allows(const cw_plan_problem *problem, const cw_unit *unit,
                             const outline *area, double *delay_s) {
    const cw_agreement *agreement = problem->agreement;
    *delay_s = 0.0;
    for (size_t z = 0; agreement != NULL && z < agreement->zone_count; z++) {
        const cw_agreement_rule *rule = rule_for(agreement, unit->nation, z);
        bool free_entry = rule != NULL && rule->allowed && !rule->on_request;
        if (free_entry || !cw_zone_meets(agreement->zones[z], area->at, area->count)) continue;
        if (rule == NULL || !rule->allowed) return false;
        *delay_s = fmax(*delay_s, rule->delay_s);
    }
    return true;
}

bool rules_agree(const cw_plan_problem *problem, const cw_unit *unit, const rectangle *area,
                 double *delay_s) {
    outline o = outline_of(area);
    return agreement_allows(problem, unit, &o, delay_s);
}

/* ---- drawn water --------------------------------------------------------------------------- */

static bool holds_between(const cw_limit *limit, cw_time from, cw_time to) {
    bool always = limit->from == 0 && limit->to == 0;
    return always || (limit->from <= to && from < limit->to);
}

/* An area that lies there at some time between two. */
static bool limits_allow(const cw_plan_problem *problem, size_t unit, const outline *area,
                         cw_time from, cw_time to) {
    for (size_t i = 0; i < problem->limit_count; i++) {
        const cw_limit *limit = &problem->limits[i];
        if (limit->unit != SIZE_MAX && limit->unit != unit) continue;
        if (!holds_between(limit, from, to)) continue;
        bool allowed = limit->confined ? cw_zone_covers(limit->zone, area->at, area->count)
                                       : !cw_zone_meets(limit->zone, area->at, area->count);
        if (!allowed) return false;
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

/* ---- areas that move ----------------------------------------------------------------------- */

rectangle rules_bounds_at(const visit *v, cw_time time) {
    rectangle r = v->bounds;
    cw_xy shift = cw_pattern_shift(&v->pattern, time);
    r.centre = (cw_xy){r.centre.x_m + shift.x_m, r.centre.y_m + shift.y_m};
    return r;
}

/* The next time after `time` at which the pattern changes its velocity. */
cw_time rules_next_change(const cw_pattern *p, cw_time time, cw_time end) {
    for (size_t i = 0; i < p->drift_count; i++) {
        if (p->drift[i].time > time) return p->drift[i].time < end ? p->drift[i].time : end;
    }
    return end;
}

/* Whether the area of a visit may lie where it does from one time to another, between which it
 * moves straight on. */
static bool stretch_agrees(const cw_plan_problem *problem, const asset *a, visit *v, cw_time from,
                           cw_time to) {
    double delay_s;
    rectangle area = rules_bounds_at(v, from), there = rules_bounds_at(v, to);
    cw_xy way = {there.centre.x_m - area.centre.x_m, there.centre.y_m - area.centre.y_m};
    bool still = way.x_m == 0.0 && way.y_m == 0.0;
    outline o = still ? outline_of(&area) : swept(&area, way);
    bool agreed = agreement_allows(problem, a->unit, &o, &delay_s)
                  && limits_allow(problem, a->index, &o, from, to);
    v->entry_delay_s = fmax(v->entry_delay_s, delay_s);
    return agreed;
}

/* The longest delay of an entry request counts. */
bool rules_visit_agrees(const cw_plan_problem *problem, const asset *a, visit *v) {
    v->entry_delay_s = 0.0;
    if (problem->agreement == NULL && problem->limit_count == 0) return true;
    if (a->zones != NULL) pthread_mutex_lock(a->zones);
    bool agreed = true;
    cw_time at = v->on_scene;
    do {
        bool drifts = v->pattern.drift_count > 0 && at < v->off_scene;
        cw_time next = drifts ? rules_next_change(&v->pattern, at, v->off_scene) : v->off_scene;
        agreed = stretch_agrees(problem, a, v, at, next);
        at = next;
    } while (agreed && at < v->off_scene);
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
        outline o = outline_of(&leg);
        if (!agreement_allows(problem, a->unit, &o, &delay_s)
            || !limits_allow(problem, a->index, &o, p->points[i].time, p->points[i + 1].time))
            return false;
    }
    return true;
}

bool rules_point_agrees(const cw_plan_problem *problem, const asset *a, cw_xy at, cw_time time) {
    double delay_s;
    rectangle point = {.centre = at, .east = 1.0, .half_length_m = 1.0, .half_width_m = 1.0};
    if (a->zones != NULL) pthread_mutex_lock(a->zones);
    outline o = outline_of(&point);
    bool agreed = agreement_allows(problem, a->unit, &o, &delay_s)
                  && limits_allow(problem, a->index, &o, time, time);
    if (a->zones != NULL) pthread_mutex_unlock(a->zones);
    return agreed;
}
