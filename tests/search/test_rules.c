/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drawn water and areas that move: an area may not touch closed water at any time of its stay, nor
 * leave the water that its unit is confined to. The oracle looks at the area as it lies every few
 * seconds; the rule must agree with it, but for what happens between two of its looks.
 */
#include "planning.h"

#include "search/planner.h"

enum { DRAWS = 400, LOOKS = 2000 };

static const cw_time START = 1000 * CW_HOUR_MS;

static double draw(uint32_t what, uint32_t n, double from, double to) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = 31, .particle = what, .step = n, .purpose = CW_DRAW_TEST},
                      u);
    return from + (to - from) * u[0];
}

static rectangle made_area(uint32_t n) {
    double axis = draw(1, n, 0.0, CW_PI);
    return (rectangle){.centre = {draw(2, n, -15e3, 15e3), draw(3, n, -15e3, 15e3)},
                       .east = sin(axis),
                       .north = cos(axis),
                       .half_length_m = draw(4, n, 500.0, 5000.0),
                       .half_width_m = draw(5, n, 300.0, 3000.0)};
}

/* Straight for half of two hours, then another way. */
static void make_visit(uint32_t n, cw_waypoint drift[3], visit *v) {
    *v = (visit){.bounds = made_area(n), .on_scene = START, .off_scene = START + 2 * CW_HOUR_MS};
    drift[0] = (cw_waypoint){{0.0, 0.0}, START};
    drift[1] = (cw_waypoint){{draw(6, n, -9e3, 9e3), draw(7, n, -9e3, 9e3)}, START + CW_HOUR_MS};
    drift[2] = (cw_waypoint){{draw(8, n, -9e3, 9e3), draw(9, n, -9e3, 9e3)}, v->off_scene};
    v->pattern.drift = drift;
    v->pattern.drift_count = 3;
}

/* Whether some look (a little larger or smaller than it is) finds the area touching, or outside. */
static bool seen(const cw_zone *zone, const visit *v, bool confined, double grown_m) {
    for (int k = 0; k <= LOOKS; k++) {
        cw_time at = v->on_scene + (v->off_scene - v->on_scene) * k / LOOKS;
        rectangle area = rules_bounds_at(v, at);
        cw_xy c[4];
        rectangle_corners(&area, grown_m, c);
        if (confined ? !cw_zone_covers(zone, c, 4) : cw_zone_meets(zone, c, 4)) return true;
    }
    return false;
}

static void compare(bool confined) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, &err);
    double half = confined ? 20e3 : 2e3;
    cw_zone *zone = planning_zone(plane, "drawn", -half, -half, half, half);
    cw_unit unit = {.name = "boat", .nation = "A"};
    cw_limit limit = {.zone = zone, .unit = SIZE_MAX, .confined = confined};
    cw_plan_problem problem = {.plane = plane, .limits = &limit, .limit_count = 1};
    asset a = {.unit = &unit};
    size_t broken = 0, kept = 0;
    for (uint32_t n = 0; n < DRAWS; n++) {
        cw_waypoint drift[3];
        visit v;
        make_visit(n, drift, &v);
        bool agrees = rules_visit_agrees(&problem, &a, &v);
        /* Between two looks an area goes at most 2 * 12.8 km / 1000: 26 m. */
        if (seen(zone, &v, confined, 0.0)) assert_false(agrees);
        if (!seen(zone, &v, confined, 26.0)) assert_true(agrees);
        broken += !agrees;
        kept += agrees;
    }
    assert_true(broken > DRAWS / 10 && kept > DRAWS / 10);
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
}

static void closed_water_is_not_touched_on_the_way(void **state) {
    (void)state;
    compare(false);
}

static void confined_areas_stay_inside_on_the_way(void **state) {
    (void)state;
    compare(true);
}

/* 8 by 4 km at 1 m/s: its corner is in a closed square for some minutes between two far places. */
static void a_corner_that_passes_by(void **state) {
    (void)state;
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, &err);
    cw_zone *zone = planning_zone(plane, "drawn", 0.0, 0.0, 400.0, 400.0);
    cw_unit unit = {.name = "boat", .nation = "A"};
    cw_limit limit = {.zone = zone, .unit = SIZE_MAX};
    cw_plan_problem problem = {.plane = plane, .limits = &limit, .limit_count = 1};
    asset a = {.unit = &unit};
    cw_waypoint drift[2] = {{{0.0, 0.0}, START}, {{7200.0, 0.0}, START + 2 * CW_HOUR_MS}};
    visit v = {.on_scene = START, .off_scene = START + 2 * CW_HOUR_MS};
    v.pattern.drift = drift;
    v.pattern.drift_count = 2;
    double diagonal = hypot(4000.0, 2000.0), turn = atan2(2000.0, 4000.0);
    /* A corner points north-east of a centre that moves east, 24 m into the square's south. */
    v.bounds = (rectangle){.centre = {-3600.0, 24.0 - diagonal},
                           .east = sin(turn),
                           .north = cos(turn),
                           .half_length_m = 4000.0,
                           .half_width_m = 2000.0};
    assert_true(seen(zone, &v, false, 0.0));
    assert_false(rules_visit_agrees(&problem, &a, &v));
    v.bounds.centre.y_m -= 48.0; /* and passes 24 m south of it */
    assert_false(seen(zone, &v, false, 0.0));
    assert_true(rules_visit_agrees(&problem, &a, &v));
    limit.from = START + 3 * CW_HOUR_MS; /* closed later */
    limit.to = START + 4 * CW_HOUR_MS;
    v.bounds.centre.y_m += 48.0;
    assert_true(rules_visit_agrees(&problem, &a, &v));
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(closed_water_is_not_touched_on_the_way),
                                       cmocka_unit_test(confined_areas_stay_inside_on_the_way),
                                       cmocka_unit_test(a_corner_that_passes_by)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
