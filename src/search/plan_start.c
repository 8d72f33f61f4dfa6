/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another way to begin. Units that take their areas one after the other may leave no room for the
 * last: the first lies across the cloud. So the planner also begins as a coordinator would, with
 * one rectangle about the people, laid along the main axis of the cloud and cut into strips in
 * proportion to effort, one for each of the units that have to keep clear of one another; the unit
 * that comes from one side takes the strip on that side. Several sizes and both ways of cutting are
 * tried, over the ground and moving with the people. Each strip is put where the cloud is in the
 * middle of its unit's own time.
 */
#include "search/planner.h"

#include <math.h>
#include <stdlib.h>

/* Half sides of the rectangle in standard deviations of the cloud. */
static const double sizes[] = {0.8, 1.2, 1.6, 2.0, 2.6};
enum { SIZES = sizeof sizes / sizeof *sizes, CUTS = 2 * SIZES, WAYS = 2 * CUTS };

typedef struct group {
    size_t *members; /* owned; units that have to keep clear of one another */
    size_t count;
    double effort_m2;
    remainder_cloud cloud; /* when the first of them searches */
} group;

/* All units that the first unplaced one may meet, directly or through others. */
static void gather(planner *p, const size_t *order, bool *taken, group *g) {
    size_t units = p->problem->unit_count;
    g->count = 0;
    g->effort_m2 = 0.0;
    for (size_t k = 0; k < units && g->count == 0; k++) {
        if (!taken[order[k]]) g->members[g->count++] = order[k];
    }
    if (g->count > 0) taken[g->members[0]] = true;
    for (size_t next = 0; next < g->count; next++) {
        const asset *a = &p->assets[g->members[next]];
        g->effort_m2 += a->effort_m2;
        for (size_t k = 0; k < units; k++) {
            size_t other = order[k];
            if (taken[other] || !rules_may_meet(p->problem, a->unit, p->assets[other].unit))
                continue;
            taken[other] = true;
            g->members[g->count++] = other;
        }
    }
}

/* Sorts by where the units come from along a direction. */
static void sort_along(const planner *p, group *g, double east, double north) {
    for (size_t i = 1; i < g->count; i++) {
        size_t unit = g->members[i], place = i;
        cw_xy at = p->assets[unit].base;
        double along = at.x_m * east + at.y_m * north;
        for (; place > 0; place--) {
            cw_xy other = p->assets[g->members[place - 1]].base;
            if (other.x_m * east + other.y_m * north <= along) break;
            g->members[place] = g->members[place - 1];
        }
        g->members[place] = unit;
    }
}

static rectangle around(const remainder_cloud *c, double size) {
    return (rectangle){c->mean, sin(cw_radians(c->axis_deg)), cos(cw_radians(c->axis_deg)),
                       fmax(size * c->long_m, 100.0), fmax(size * c->short_m, 100.0)};
}

/* Lays the strips out; units for which there is no room get none. The second half of the ways is
 * the first, moving with the people. */
static void lay_strips(planner *p, group *g, int way) {
    rectangle whole = around(&g->cloud, sizes[way % CUTS / 2]);
    programme plain = {.count = 1, .of = {{.fill = 1.0, .frame = way < CUTS ? 0 : 1}}};
    bool across = way % 2 == 1; /* cut across the long side */
    double east = across ? whole.east : whole.north, north = across ? whole.north : -whole.east;
    double gap = p->problem->separation_m * 1.1 + 50.0, from = 0.0;
    sort_along(p, g, east, north);
    for (size_t i = 0; i < g->count; i++) trial_free(&p->chosen[g->members[i]]);
    for (size_t i = 0; i < g->count; i++) {
        size_t unit = g->members[i];
        double share = g->effort_m2 > 0.0 ? p->assets[unit].effort_m2 / g->effort_m2 : 0.0;
        if (!(share > 0.0)) continue;
        rectangle strip = rectangle_part(&whole, !across, from, from + share, gap);
        remainder_cloud own = planner_look(p, p->assets[unit].middle, NULL);
        strip.centre.x_m += own.mean.x_m - g->cloud.mean.x_m;
        strip.centre.y_m += own.mean.y_m - g->cloud.mean.y_m;
        planner_settle(p, unit, &plain, 0, &strip);
        from += share;
    }
}

static bool improve_members(planner *p, const group *g, size_t budget, double deadline_s) {
    for (size_t i = 0; i < g->count; i++) {
        if (!planner_improve(p, g->members[i], budget, deadline_s)) return false;
    }
    return true;
}

static bool start_group(planner *p, group *g, size_t budget, double deadline_s) {
    if (g->count == 1) return improve_members(p, g, budget, deadline_s);
    int best = 0;
    double most = -1.0;
    planner_residual(p, SIZE_MAX); /* strips are laid for what the groups before leave */
    g->cloud = planner_look(p, p->assets[g->members[0]].middle, NULL);
    if (!(g->cloud.total > 0.0)) return true;
    int ways = p->sea.frames->count > 1 ? WAYS : CUTS;
    for (int way = 0; way < ways; way++) {
        lay_strips(p, g, way);
        double success = planner_success(p);
        if (success > most) {
            most = success;
            best = way;
        }
    }
    p->evaluations += (size_t)ways * g->count;
    lay_strips(p, g, best);
    return improve_members(p, g, budget, deadline_s);
}

bool planner_start_divided(planner *p, const size_t *order, size_t budget, double deadline_s) {
    size_t units = p->problem->unit_count;
    bool *taken = cw_alloc_array(units, sizeof *taken);
    group g = {.members = cw_alloc_array(units, sizeof *g.members)};
    bool ok = (taken != NULL && g.members != NULL) || cw_fail_memory(p->err);
    for (size_t k = 0; ok && k < units; k++) taken[k] = p->assets[k].binding != CW_BOUND_NOTHING;
    while (ok) {
        gather(p, order, taken, &g);
        if (g.count == 0) break;
        ok = start_group(p, &g, budget, deadline_s);
    }
    free(taken);
    free(g.members);
    return ok;
}
