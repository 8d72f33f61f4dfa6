/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an area must obey: the agreement between the nations, open water for vessels, and distance
 * from the areas of units that could meet.
 */
#include "search/planner.h"

#include <math.h>
#include <strings.h>

bool rules_is_airborne(cw_unit_kind kind) {
    return kind == CW_UNIT_HELICOPTER || kind == CW_UNIT_AEROPLANE || kind == CW_UNIT_DRONE;
}

/* ---- agreement ---------------------------------------------------------------------------- */

/* Edges, diagonals and middle lines of the area. A zone so small that it lies between these lines
 * would be overlooked; regions of responsibility are not. */
static bool area_touches(const cw_zone *zone, const rectangle *area) {
    cw_xy c[4], middle[4];
    rectangle_corners(area, 0.0, c);
    for (int i = 0; i < 4; i++) {
        cw_xy a = c[i], b = c[(i + 1) % 4];
        middle[i] = (cw_xy){0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)};
        if (cw_zone_touches(zone, a, b)) return true;
    }
    return cw_zone_touches(zone, c[0], c[2]) || cw_zone_touches(zone, c[1], c[3])
           || cw_zone_touches(zone, middle[0], middle[2])
           || cw_zone_touches(zone, middle[1], middle[3]);
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

bool rules_apart(const cw_plan_problem *problem, const asset *a, const trial *ta, const asset *b,
                 const trial *tb) {
    bool together = ta->on_scene <= tb->off_scene && tb->on_scene <= ta->off_scene;
    if (!together || !rules_may_meet(problem, a->unit, b->unit)) return true;
    return rules_distance(&ta->area, &tb->area) >= fmax(0.0, problem->separation_m);
}
