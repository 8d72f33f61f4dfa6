/* SPDX-License-Identifier: Apache-2.0 */
/* What binds a unit, in cases made by hand so that one limit alone can be the cause. */
#include "planning.h"

#include <string.h>

static planning *plot;
static cw_unit unit;

/* One lifeboat 18 km off, a still cloud of people, a long day, nothing in the way. */
static int set_up(void **state) {
    (void)state;
    plot = planning_make(1, 600);
    scene_tracks_free(plot->tracks);
    plot->tracks = scene_normal_cloud(600, 37, 600.0, 2500.0, 0, 0, 0, 30);
    unit = scene_lifeboat(plot->plane);
    unit.night_factor = 0.0;
    plot->problem.tracks = plot->problem.fresh_tracks = plot->tracks;
    plot->problem.units = &unit;
    plot->problem.unit_count = 1;
    plot->problem.agreement = NULL;
    plot->problem.mask = NULL;
    plot->problem.law = CW_INVERSE_CUBE;
    plot->problem.conditions = (cw_conditions){cw_nm_to_m(3.0), 5.0, 0.5};
    plot->problem.from = SCENE_START;
    plot->problem.to = SCENE_START + 4 * CW_HOUR_MS;
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    planning_drop(plot);
    return 0;
}

/* Plans and returns the only unit's last task; the caller frees the plan. */
static const cw_task *task_of(cw_plan **plan) {
    cw_error err = {0};
    *plan = cw_plan_optimise(&plot->problem, &err);
    if (*plan == NULL) fail_msg("%s", err.message);
    return &(*plan)->tasks[(*plan)->task_count - 1]; /* the last of its areas */
}

static void assert_unable(cw_binding binding, const char *words) {
    cw_plan *plan;
    const cw_task *task = task_of(&plan);
    assert_false(task->assigned);
    assert_int_equal(task->binding, binding);
    assert_mentions(task->reason, words);
    assert_int_equal(task->pattern.count, 0);
    assert_close(plan->pos, 0.0, 0.0);
    cw_plan_destroy(plan);
}

static void assert_able(cw_binding binding) {
    cw_plan *plan;
    const cw_task *task = task_of(&plan);
    assert_true(task->assigned);
    assert_int_equal(task->binding, binding);
    assert_string_equal(task->reason, "");
    assert_true(plan->pos > 0.05);
    cw_plan_destroy(plan);
}

static void window(void **state) {
    (void)state;
    assert_able(CW_BOUND_WINDOW);
}

static void cannot_arrive(void **state) {
    (void)state;
    unit.at = cw_plane_inverse(plot->plane, (cw_xy){200000.0, 0.0}); /* 4.3 h at 25 kn */
    unit.endurance_s = 24 * 3600.0;
    assert_unable(CW_BOUND_TRANSIT, "cannot arrive");
    unit.at = cw_plane_centre(plot->plane);
    unit.readiness_s = 4 * 3600.0;
    assert_unable(CW_BOUND_TRANSIT, "cannot arrive");
}

static void endurance(void **state) {
    (void)state;
    unit.endurance_s = 2 * 3600.0;
    assert_able(CW_BOUND_ENDURANCE);
    unit.endurance_s = 20 * 60.0; /* 7.7 km out and back; the nearest people are 9 km off */
    assert_unable(CW_BOUND_ENDURANCE, "endurance");
}

static void availability(void **state) {
    (void)state;
    unit.available_to = SCENE_START + 2 * CW_HOUR_MS;
    assert_able(CW_BOUND_AVAILABILITY);
    unit.available_to = SCENE_START + 20 * CW_MINUTE_MS; /* the same in time */
    assert_unable(CW_BOUND_AVAILABILITY, "not available long enough");
    unit.available_from = plot->problem.to + CW_HOUR_MS;
    unit.available_to = plot->problem.to + 20 * CW_HOUR_MS;
    assert_unable(CW_BOUND_AVAILABILITY, "not available long enough");
}

/* 21 June at 51 N: civil daylight ends at about 20:55 UTC, and comes back at about 03:05. */
static void darkness(void **state) {
    (void)state;
    plot->tracks->first = plot->problem.from = cw_time_from_civil(2021, 6, 21, 18, 0, 0.0);
    plot->problem.to = plot->problem.from + 5 * CW_HOUR_MS;
    assert_able(CW_BOUND_DARKNESS);
    plot->tracks->first = plot->problem.from = cw_time_from_civil(2021, 6, 21, 21, 30, 0.0);
    plot->problem.to = plot->problem.from + 5 * CW_HOUR_MS;
    assert_unable(CW_BOUND_DARKNESS, "darkness");
    unit.night_factor = 0.5; /* with a searchlight */
    assert_able(CW_BOUND_WINDOW);
    /* Or it waits for the day. */
    unit.night_factor = 0.0;
    plot->tracks->first = plot->problem.from = cw_time_from_civil(2021, 6, 22, 1, 0, 0.0);
    plot->problem.to = plot->problem.from + 5 * CW_HOUR_MS;
    cw_plan *plan;
    const cw_task *task = task_of(&plan);
    assert_true(task->assigned);
    assert_true(task->on_scene >= cw_time_from_civil(2021, 6, 22, 2, 50, 0.0));
    assert_true(task->on_scene <= cw_time_from_civil(2021, 6, 22, 3, 20, 0.0));
    cw_plan_destroy(plan);
}

static void sweep_width(void **state) {
    (void)state;
    unit = scene_helicopter(plot->plane);
    unit.search_height_m = 3000.0 * CW_FOOT_M; /* no person is seen from there */
    plot->problem.objects = &plot->objects[1];
    plot->problem.object_count = 1;
    assert_unable(CW_BOUND_SWEEP_WIDTH, "sweep width");
}

static void agreement(void **state) {
    (void)state;
    cw_zone *everywhere = planning_zone(plot->plane, "all", -90000, -90000, 90000, 90000);
    cw_zone *zones[2] = {everywhere, NULL};
    cw_agreement_rule rule = {.nation = "B", .zone = 0, .allowed = false};
    cw_agreement a = {.rule_count = 1, .rules = &rule, .zone_count = 1, .zones = zones};
    plot->problem.agreement = &a;
    assert_unable(CW_BOUND_AGREEMENT, "agreement");
    a.rule_count = 0; /* without a rule that allows it, it may not */
    assert_unable(CW_BOUND_AGREEMENT, "agreement");
    a.rule_count = 1;
    rule.allowed = true;
    assert_able(CW_BOUND_WINDOW);
    rule.on_request = true;
    rule.delay_s = 1800.0;
    cw_plan *plan;
    const cw_task *task = task_of(&plan);
    assert_true(task->assigned);
    assert_close(task->entry_delay_s, 1800.0, 0.0);
    assert_int_equal(plan->tasks[0].under_way, SCENE_START + 1800 * CW_SECOND_MS);
    cw_plan_destroy(plan);
    /* cppcheck-suppress redundantAssignment ; the problem points to it */
    rule.delay_s = 4 * 3600.0; /* longer than the window */
    assert_unable(CW_BOUND_AGREEMENT, "entry request");
    plot->problem.agreement = NULL;
    cw_zone_destroy(everywhere);
}

/* A border through the middle of the people: the unit searches its own side of it. */
static void a_border_through_the_cloud(void **state) {
    (void)state;
    plot->problem.agreement = &plot->agreement; /* A in the west, B in the east */
    plot->rules[2].allowed = plot->rules[3].allowed = false;
    cw_plan *plan;
    const cw_task *task = task_of(&plan);
    assert_true(task->assigned);
    for (size_t i = 0; i < task->pattern.count; i++)
        assert_true(task->pattern.points[i].at.x_m > -1.0);
    assert_true(plan->pos > 0.25); /* half the people are there */
    cw_plan_destroy(plan);
}

/* An island in the middle of the people: round it, or on one side, but not across. */
static void land_in_the_middle(void **state) {
    (void)state;
    cw_landmask_destroy(plot->mask);
    plot->mask = planning_island(plot->plane, -1500.0, -2500.0);
    plot->problem.mask = plot->mask;
    cw_plan *plan;
    const cw_task *task = task_of(&plan);
    assert_true(task->assigned);
    planning_check_places(plot, task);
    cw_plan_destroy(plan);
    unit = scene_helicopter(plot->plane); /* flies over it */
    plot->problem.conditions.visibility_m = cw_nm_to_m(1.0);
    task = task_of(&plan);
    assert_true(task->assigned && task->poc > 0.3);
    cw_plan_destroy(plan);
}

/* Nobody adrift while the unit could search: said so. */
static void nobody_to_find(void **state) {
    (void)state;
    for (size_t i = 0; i < 600 * 37; i++) plot->tracks->x_m[i] = plot->tracks->y_m[i] = NAN;
    assert_unable(CW_BOUND_NOTHING, "nothing is left to find");
}

/* A boat beside another that keeps the area it has, all the time and with all the room. */
static void neighbours(void **state) {
    (void)state;
    cw_unit units[2] = {unit, unit};
    cw_plan *first;
    assert_true(task_of(&first)->assigned);
    plot->problem.units = units;
    plot->problem.unit_count = 2;
    plot->problem.separation_m = 40000.0;
    plot->problem.kept = first->tasks;
    plot->problem.kept_count = first->task_count;
    cw_plan *plan;
    const cw_task *idle = task_of(&plan);
    assert_int_equal(idle->unit, 1);
    assert_false(idle->assigned);
    assert_int_equal(idle->binding, CW_BOUND_NOTHING);
    assert_mentions(idle->reason, "clear of the other units");
    cw_plan_destroy(plan);
    cw_plan_destroy(first);
}

int main(void) {
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(window),
        CASE(cannot_arrive),
        CASE(endurance),
        CASE(availability),
        CASE(darkness),
        CASE(sweep_width),
        CASE(agreement),
        CASE(a_border_through_the_cloud),
        CASE(land_in_the_middle),
        CASE(nobody_to_find),
        CASE(neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
