/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plan in a coordinator's hands: an edit gives the score that scoring the whole plan gives, to
 * the last bit; undo gives back what was there; the planner's own plans break no rule, and an area
 * laid where it must not be says which.
 */
#include "planning.h"
#include "scene.h"

static cw_plan *optimise(const cw_plan_problem *problem) {
    cw_error err = {0};
    cw_plan *plan = cw_plan_optimise(problem, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return plan;
}

static void own_plans_break_no_rule(void **state) {
    (void)state;
    size_t looked_at = 0;
    for (uint64_t seed = 1; seed <= 25; seed++) {
        planning *m = planning_make(seed, 1500);
        cw_plan *plan = optimise(&m->problem);
        for (size_t k = 0; k < plan->task_count; k++) {
            unsigned broken;
            size_t other;
            assert_true(cw_plan_check(&m->problem, plan, k, &broken, &other, NULL));
            assert_int_equal(broken, 0);
            looked_at += plan->tasks[k].assigned;
        }
        cw_plan_destroy(plan);
        planning_drop(m);
    }
    assert_true(looked_at > 30);
}

/* A quiet scene: a helicopter and two boats. */
typedef struct quiet {
    planning *m;
    cw_unit units[3];
    cw_tracks *fresh, *tracks;
    cw_plan_problem problem;
} quiet;

static quiet quiet_scene(void) {
    quiet q = {.m = planning_make(2, 10)};
    q.tracks = scene_normal_cloud(3000, 37, 600.0, 5000.0, 0.3, 0.2, 0.05, 11);
    q.fresh = scene_normal_cloud(4000, 37, 600.0, 5000.0, 0.3, 0.2, 0.05, 12);
    q.units[0] = scene_helicopter(q.m->plane);
    q.units[1] = scene_lifeboat(q.m->plane);
    q.units[2] = scene_lifeboat(q.m->plane);
    q.units[2].at = q.units[2].turn_round = cw_plane_inverse(q.m->plane, (cw_xy){-9000.0, 8000.0});
    q.problem = (cw_plan_problem){.plane = q.m->plane,
                                  .tracks = q.tracks,
                                  .fresh_tracks = q.fresh,
                                  .unit_count = 3,
                                  .objects = q.m->objects,
                                  .object_count = 2,
                                  .table = q.m->table,
                                  .conditions = {cw_nm_to_m(5.0), 5.0, 0.5},
                                  .law = CW_INVERSE_CUBE,
                                  .from = SCENE_START,
                                  .to = SCENE_START + 5 * CW_HOUR_MS,
                                  .separation_m = 1500.0,
                                  .height_separation_m = 150.0,
                                  .seed = 9,
                                  .evaluations = 150,
                                  .threads = 2};
    return q;
}

static void drop(quiet *q) {
    scene_tracks_free(q->tracks);
    scene_tracks_free(q->fresh);
    planning_drop(q->m);
}

static cw_edit edit_of(const cw_plan *plan, size_t task, double x, double y, bool moves) {
    cw_edit e = {.task = task, .moves = moves};
    (void)plan;
    e.spec = (cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                               .centre = {x, y},
                               .length_m = 7000.0,
                               .width_m = 4000.0,
                               .axis_deg = 40.0,
                               .spacing_m = 800.0,
                               .repeats = 1};
    return e;
}

/* What the session says against the same plan scored as a whole. */
static void assert_same_score(const cw_plan_problem *problem, cw_plan *plan) {
    double pos = plan->pos, first = plan->pos_by_object[0], error = plan->pos_std_error;
    double alone[16], gain[16];
    assert_true(plan->task_count <= 16);
    for (size_t k = 0; k < plan->task_count; k++) {
        alone[k] = plan->tasks[k].pos_alone;
        gain[k] = plan->tasks[k].pos_gain;
    }
    assert_true(cw_plan_score(problem, problem->fresh_tracks, plan, NULL));
    assert_true(pos == plan->pos && first == plan->pos_by_object[0]
                && error == plan->pos_std_error);
    for (size_t k = 0; k < plan->task_count; k++)
        assert_true(alone[k] == plan->tasks[k].pos_alone && gain[k] == plan->tasks[k].pos_gain);
}

static void an_edit_is_scored_as_the_plan_would_be(void **state) {
    (void)state;
    for (int law = 0; law < 4; law++) {
        quiet q = quiet_scene();
        q.problem.units = q.units;
        q.problem.law = (cw_detection_law)law;
        cw_plan *plan = optimise(&q.problem);
        cw_error err = {0};
        cw_plan_session *s = cw_plan_session_create(&q.problem, plan, &err);
        assert_non_null(s);
        double before = plan->pos;
        cw_xy was = plan->tasks[0].pattern.points[0].at;
        unsigned broken;
        cw_edit e = edit_of(plan, 0, 2000.0, 1000.0, law % 2 == 1);
        if (!cw_plan_session_edit(s, &e, &broken, &err)) fail_msg("%s", err.message);
        assert_true(plan->pos != before);
        assert_close(plan->tasks[0].pattern.spec.centre.x_m, 2000.0, 0.0);
        assert_true((plan->tasks[0].pattern.drift_count > 0) == (law % 2 == 1));
        assert_same_score(&q.problem, plan);
        assert_true(cw_plan_session_undo(s, &err));
        assert_true(plan->pos == before);
        assert_close(plan->tasks[0].pattern.points[0].at.x_m, was.x_m, 0.0);
        assert_false(cw_plan_session_undo(s, &err));
        cw_plan_session_destroy(s);
        cw_plan_destroy(plan);
        drop(&q);
    }
}

/* Later on scene, and the areas after it later too, in time all the same. */
static void a_later_start_is_kept(void **state) {
    (void)state;
    quiet q = quiet_scene();
    q.problem.units = q.units;
    cw_plan *plan = optimise(&q.problem);
    cw_plan_session *s = cw_plan_session_create(&q.problem, plan, NULL);
    cw_error err = {0};
    cw_edit e = edit_of(plan, 0, 0.0, 0.0, false);
    unsigned broken;
    e.start = plan->tasks[0].on_scene + 40 * CW_MINUTE_MS;
    if (!cw_plan_session_edit(s, &e, &broken, &err)) fail_msg("%s", err.message);
    assert_true(plan->tasks[0].on_scene >= e.start - CW_SECOND_MS);
    assert_true(plan->tasks[0].on_scene <= e.start + CW_MINUTE_MS);
    assert_int_equal(plan->tasks[0].pattern.points[0].time, plan->tasks[0].on_scene);
    for (size_t k = 1; k < plan->task_count && plan->tasks[k].unit == 0; k++)
        assert_true(plan->tasks[k].on_scene >= plan->tasks[k - 1].off_scene);
    assert_int_equal(broken & CW_RULE_TIME, 0);
    cw_plan_session_destroy(s);
    cw_plan_destroy(plan);
    drop(&q);
}

static double home_m(const cw_plan_problem *problem, const cw_task *task) {
    double metres, azimuth;
    const cw_pattern *p = &task->pattern;
    cw_geodesic_inverse(cw_plane_inverse(problem->plane, p->points[p->count - 1].at),
                        problem->units[task->unit].turn_round, &metres, &azimuth);
    return metres;
}

/* The first task of a unit that searches several areas in one flight; SIZE_MAX: none does. */
static size_t several(const cw_plan *plan) {
    for (size_t k = 0; k + 1 < plan->task_count; k++) {
        const cw_task *t = &plan->tasks[k];
        if (t->assigned && t->area == 0 && t->areas >= 2
            && t[t->areas - 1].sortie == t[t->areas - 2].sortie)
            return k;
    }
    return SIZE_MAX;
}

static void set_edit(cw_plan_session *s, const cw_edit *edit) {
    cw_error err = {0};
    unsigned broken;
    if (!cw_plan_session_edit(s, edit, &broken, &err)) fail_msg("%s", err.message);
}

static void assert_scored(const cw_plan_problem *problem, cw_plan *plan) {
    double pos = plan->pos;
    const cw_tracks *on = problem->fresh_tracks != NULL ? problem->fresh_tracks : problem->tracks;
    assert_true(cw_plan_score(problem, on, plan, NULL));
    assert_true(pos == plan->pos);
}

/* The unit's last area goes: it is scored as the plan without it, the unit goes home from the one
 * before, and it can have the area again. Then all of its areas go, with the first of them. */
static void take_out_and_give_back(const cw_plan_problem *problem, cw_plan *plan, size_t first) {
    cw_plan_session *s = cw_plan_session_create(problem, plan, NULL);
    cw_task *tasks = &plan->tasks[first];
    size_t areas = tasks[0].areas;
    unsigned broken;
    cw_error err = {0};
    const cw_edit again = {.task = first + areas - 1, .spec = tasks[areas - 1].pattern.spec};
    cw_edit out = {.task = first + areas - 1, .out = true};
    set_edit(s, &out);
    assert_false(tasks[areas - 1].assigned);
    assert_int_equal(tasks[areas - 2].areas, areas - 1);
    assert_scored(problem, plan);
    double home_s = (double)(tasks[areas - 2].back - tasks[areas - 2].off_scene) / 1000.0;
    assert_true(home_s * problem->units[tasks[0].unit].transit_speed_mps
                >= home_m(problem, &tasks[areas - 2]) - 1.0);
    set_edit(s, &again);
    assert_int_equal(tasks[areas - 1].areas, areas);
    assert_true(tasks[areas - 1].on_scene >= tasks[areas - 2].off_scene);
    assert_scored(problem, plan);
    out.task = first;
    set_edit(s, &out);
    for (size_t k = 0; k < areas; k++) assert_false(tasks[k].assigned);
    assert_scored(problem, plan);
    assert_false(cw_plan_session_edit(s, &again, &broken, &err)); /* not before the first */
    assert_mentions(err.message, "no area before");
    assert_true(cw_plan_session_undo(s, &err));
    assert_true(tasks[0].assigned && tasks[areas - 1].assigned);
    assert_scored(problem, plan);
    cw_plan_session_destroy(s);
}

static void an_area_is_taken_out_and_given_back(void **state) {
    (void)state;
    enum { LOOKED_AT = 3, MOST_SEEDS = 60 };
    size_t looked_at = 0;
    for (uint64_t seed = 1; seed <= MOST_SEEDS && looked_at < LOOKED_AT; seed++) {
        planning *m = planning_make(seed, 1500);
        cw_plan *plan = optimise(&m->problem);
        size_t first = several(plan);
        if (first != SIZE_MAX) take_out_and_give_back(&m->problem, plan, first);
        looked_at += first != SIZE_MAX;
        cw_plan_destroy(plan);
        planning_drop(m);
    }
    assert_int_equal(looked_at, LOOKED_AT);
}

static void broken_rules_are_told(void **state) {
    (void)state;
    quiet q = quiet_scene();
    q.problem.units = q.units;
    cw_plan *plan = optimise(&q.problem);
    cw_plan_session *s = cw_plan_session_create(&q.problem, plan, NULL);
    cw_error err = {0};
    unsigned broken;
    size_t boat = 0, other = 0;
    while (plan->tasks[boat].unit != 1) boat++;
    while (plan->tasks[other].unit != 2) other++;
    assert_true(plan->tasks[boat].assigned && plan->tasks[other].assigned);
    cw_xy there = plan->tasks[other].pattern.spec.centre;
    cw_edit e = edit_of(plan, boat, there.x_m, there.y_m, false);
    assert_true(cw_plan_session_edit(s, &e, &broken, &err));
    assert_int_equal(broken, CW_RULE_SEPARATION);
    cw_zone *closed = planning_zone(q.m->plane, "closed", -40000, -40000, -20000, 40000);
    cw_zone *zones[1] = {closed};
    cw_agreement_rule rules[2] = {{.nation = "B", .zone = 0, .allowed = false},
                                  {.nation = "A", .zone = 0, .allowed = true}};
    cw_agreement g = {.rule_count = 2, .rules = rules, .zone_count = 1, .zones = zones};
    q.problem.agreement = &g;
    q.problem.mask = planning_island(q.m->plane, -12000.0, 0.0);
    e = edit_of(plan, boat, -22000.0, 0.0, false);
    assert_true(cw_plan_session_edit(s, &e, &broken, &err));
    assert_int_equal(broken & CW_RULE_AGREEMENT, CW_RULE_AGREEMENT);
    e = edit_of(plan, boat, -12000.0, 0.0, false);
    assert_true(cw_plan_session_edit(s, &e, &broken, &err));
    assert_int_equal(broken & CW_RULE_LAND, CW_RULE_LAND);
    /* What cannot be laid, or reached, changes nothing. */
    double pos = plan->pos;
    e.spec.spacing_m = -1.0;
    assert_false(cw_plan_session_edit(s, &e, &broken, &err));
    err = (cw_error){0};
    e = edit_of(plan, boat, 900e3, 0.0, false);
    assert_false(cw_plan_session_edit(s, &e, &broken, &err));
    assert_mentions(err.message, "no time");
    assert_true(plan->pos == pos);
    e.task = 99;
    assert_false(cw_plan_session_edit(s, &e, &broken, &err));
    cw_plan_session_destroy(s);
    cw_plan_destroy(plan);
    cw_landmask_destroy((cw_landmask *)q.problem.mask);
    cw_zone_destroy(closed);
    drop(&q);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_plans_break_no_rule),
        cmocka_unit_test(an_edit_is_scored_as_the_plan_would_be),
        cmocka_unit_test(a_later_start_is_kept),
        cmocka_unit_test(an_area_is_taken_out_and_given_back),
        cmocka_unit_test(broken_rules_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
