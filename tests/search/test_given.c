/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a coordinator has decided is kept: tasks that stand are handed back as they were, and no
 * area of the planner's touches closed water or leaves the water that its unit is confined to,
 * wherever it drifts, over random problems with every rule and law.
 */
#include "planning.h"
#include "scene.h"

#include "search/pattern.h"

static cw_plan *optimise(const cw_plan_problem *problem) {
    cw_error err = {0};
    cw_plan *plan = cw_plan_optimise(problem, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return plan;
}

static void what_is_kept_is_kept(void **state) {
    (void)state;
    size_t kept = 0, others = 0;
    for (uint64_t seed = 201; seed <= 216; seed++) {
        planning *m = planning_make(seed, 1500);
        m->problem.unit_count = PLANNING_UNITS;
        cw_plan *first = optimise(&m->problem);
        size_t count = 0;
        while (count < first->task_count && first->tasks[count].unit == first->tasks[0].unit)
            count++;
        m->problem.kept = first->tasks;
        m->problem.kept_count = count;
        m->problem.seed += 1000; /* another plan for the others */
        cw_plan *again = optimise(&m->problem);
        if (first->tasks[0].assigned) {
            kept++;
            for (size_t k = 0; k < count; k++) {
                const cw_pattern *a = &first->tasks[k].pattern, *b = &again->tasks[k].pattern;
                assert_int_equal(again->tasks[k].unit, first->tasks[k].unit);
                assert_int_equal(b->count, a->count);
                assert_memory_equal(b->points, a->points, a->count * sizeof *a->points);
                assert_int_equal(again->tasks[k].under_way, first->tasks[k].under_way);
                assert_int_equal(again->tasks[k].back, first->tasks[k].back);
            }
        }
        planning_check(m, again); /* the others keep clear of it */
        for (size_t k = 0; k < again->task_count; k++)
            others += again->tasks[k].assigned && again->tasks[k].unit != first->tasks[0].unit;
        cw_plan_destroy(first);
        cw_plan_destroy(again);
        planning_drop(m);
    }
    assert_true(kept >= 8 && others >= 16);
}

static void an_excluded_unit_has_no_task(void **state) {
    (void)state;
    planning *m = planning_make(5, 1500);
    m->problem.unit_count = PLANNING_UNITS;
    bool excluded[PLANNING_UNITS] = {true};
    m->problem.excluded = excluded;
    cw_plan *plan = optimise(&m->problem);
    assert_false(plan->tasks[0].assigned);
    assert_int_equal(plan->tasks[0].binding, CW_BOUND_EXCLUDED);
    cw_plan *sheet = cw_plan_worksheet(&m->problem, NULL, NULL);
    assert_false(sheet->tasks[0].assigned);
    cw_plan_destroy(sheet);
    cw_plan_destroy(plan);
    planning_drop(m);
}

/* Places along the legs, with the half spacing that the area has beyond them. */
static void drawn_water_is_kept(void **state) {
    (void)state;
    enum { MOST = 40000 };
    static cw_xy places[MOST];
    size_t confined = 0, open = 0;
    for (uint64_t seed = 301; seed <= 324; seed++) {
        planning *m = planning_make(seed, 1500);
        cw_zone *closed = planning_zone(m->plane, "closed", -4000, -30000, 3000, 30000);
        cw_zone *home = planning_zone(m->plane, "home", 3000, -12000, 40000, 12000);
        /* Small enough to lie between all lines that one could draw in an area. */
        double x = 9000.0 - 1200.0 * (double)(seed % 16), y = -7000.0 + 900.0 * (double)(seed % 15);
        cw_zone *wreck = planning_zone(m->plane, "wreck", x, y, x + 800.0, y + 800.0);
        cw_limit limits[3] = {{.zone = closed, .unit = SIZE_MAX},
                              {.zone = home, .unit = 0, .confined = true},
                              {.zone = wreck, .unit = SIZE_MAX}};
        m->problem.limits = limits;
        m->problem.limit_count = 3;
        cw_plan *plan = optimise(&m->problem);
        for (size_t k = 0; k < plan->task_count; k++) {
            const cw_task *task = &plan->tasks[k];
            if (!task->assigned) continue;
            size_t count = planning_places(&task->pattern, places, MOST);
            for (size_t i = 0; i < count; i++) {
                assert_false(cw_zone_contains(closed, places[i]));
                if (task->unit == 0) assert_true(cw_zone_contains(home, places[i]));
            }
            for (int n = 0; n <= 40; n++) { /* nor is it inside the area, wherever that drifts */
                cw_time at = task->on_scene + (task->off_scene - task->on_scene) * n / 40;
                rectangle area = pattern_rectangle_at(&task->pattern, at);
                bool edge = task->pattern.spec.kind == CW_SECTOR;
                if (!edge) assert_false(rectangle_contains(&area, x + 400.0, y + 400.0));
            }
            confined += task->unit == 0;
            open += task->unit != 0;
        }
        cw_plan_destroy(plan);
        cw_zone_destroy(closed);
        cw_zone_destroy(home);
        cw_zone_destroy(wreck);
        planning_drop(m);
    }
    assert_true(confined >= 3 && open >= 10);
}

/* Where a unit is while it flies a leg; turns only make it later. */
static cw_xy on_leg(const cw_pattern *p, size_t leg, int n, int of) {
    cw_xy a = p->points[leg].at, b = p->points[leg + 1].at;
    double f = (double)n / of;
    return (cw_xy){a.x_m + f * (b.x_m - a.x_m), a.y_m + f * (b.y_m - a.y_m)};
}

/* Whether a task's unit is in the zone between two times; it may lose `turn_s` where it turns. */
static bool is_in(const cw_task *task, const cw_zone *zone, cw_time from, cw_time to,
                  double turn_s) {
    enum { STEPS = 40 };
    const cw_pattern *p = &task->pattern;
    for (size_t i = 0; i + 1 < p->count; i++) {
        for (int n = 0; n <= STEPS; n++) {
            cw_time soonest =
                p->points[i].time + (p->points[i + 1].time - p->points[i].time) * n / STEPS;
            cw_time latest = soonest + (cw_time)(1000.0 * turn_s);
            if (soonest < from || latest >= to) continue;
            if (cw_zone_contains(zone, on_leg(p, i, n, STEPS))) return true;
        }
    }
    return false;
}

/* The middle of the sea is closed for the first or for the second half of the search: nobody is in
 * it then, and some are while it is open. With no times it is closed all the time. */
static void drawn_water_has_its_times(void **state) {
    (void)state;
    size_t open = 0;
    for (uint64_t seed = 401; seed <= 416; seed++) {
        planning *m = planning_make(seed, 1500);
        cw_zone *closed = planning_zone(m->plane, "closed", -4000, -30000, 3000, 30000);
        cw_time middle = m->problem.from + (m->problem.to - m->problem.from) / 2;
        bool early = seed % 2 == 0;
        cw_limit limit = {.zone = closed,
                          .unit = SIZE_MAX,
                          .from = early ? INT64_MIN : middle,
                          .to = early ? middle : INT64_MAX};
        m->problem.limits = &limit;
        m->problem.limit_count = 1;
        cw_plan *plan = optimise(&m->problem);
        for (size_t k = 0; k < plan->task_count; k++) {
            const cw_task *task = &plan->tasks[k];
            if (!task->assigned) continue;
            double turn_s = m->problem.units[task->unit].turn_s;
            assert_false(is_in(task, closed, limit.from, limit.to, turn_s));
            open += is_in(task, closed, INT64_MIN, INT64_MAX, turn_s);
        }
        planning_check(m, plan);
        cw_plan_destroy(plan);
        cw_zone_destroy(closed);
        planning_drop(m);
    }
    assert_true(open >= 5);
}

/* The same area keeps the rule or breaks it by when it is searched. */
static void a_rule_is_broken_in_its_time(void **state) {
    (void)state;
    planning *m = planning_make(7, 1500);
    m->units[0] = scene_helicopter(m->plane);
    m->units[0].available_from = m->problem.from;
    m->units[0].available_to = m->problem.to + 24 * CW_HOUR_MS;
    m->problem.unit_count = 1;
    m->problem.agreement = NULL;
    cw_zone *closed = planning_zone(m->plane, "closed", -9000, -9000, 9000, 9000);
    cw_task task = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 8000.0, .width_m = 4000.0, .spacing_m = 2000.0},
        m->problem.from + CW_HOUR_MS, m->units[0].search_speed_mps, 800.0);
    task.areas = 1;
    task.on_scene = task.pattern.points[0].time;
    task.off_scene = task.pattern.points[task.pattern.count - 1].time;
    cw_plan plan = {.tasks = &task, .task_count = 1};
    const struct {
        cw_time from, to;
        bool broken;
    } times[] = {{0, 0, true},
                 {INT64_MIN, task.on_scene, false},
                 {INT64_MIN, task.on_scene + 1000, true},
                 {task.off_scene + 1, INT64_MAX, false},
                 {task.off_scene - 1000, INT64_MAX, true},
                 {task.on_scene + 60000, task.on_scene + 61000, true}};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        cw_limit limit = {closed, SIZE_MAX, false, times[i].from, times[i].to};
        unsigned broken = 0;
        size_t other;
        cw_error err = {0};
        m->problem.limits = &limit;
        m->problem.limit_count = 1;
        if (!cw_plan_check(&m->problem, &plan, 0, &broken, &other, &err))
            fail_msg("%s", err.message);
        assert_int_equal((broken & CW_RULE_AGREEMENT) != 0, times[i].broken);
    }
    cw_pattern_free(&task.pattern);
    cw_zone_destroy(closed);
    planning_drop(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_kept),
        cmocka_unit_test(an_excluded_unit_has_no_task),
        cmocka_unit_test(drawn_water_is_kept),
        cmocka_unit_test(drawn_water_has_its_times),
        cmocka_unit_test(a_rule_is_broken_in_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
