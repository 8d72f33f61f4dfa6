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
        cw_limit limits[3] = {{closed, SIZE_MAX, false}, {home, 0, true}, {wreck, SIZE_MAX, false}};
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_kept),
        cmocka_unit_test(an_excluded_unit_has_no_task),
        cmocka_unit_test(drawn_water_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
