/* SPDX-License-Identifier: Apache-2.0 */
/* Visibility, wind and sea that change during the search: what the scorer, the planner, the
 * worksheet and the bound make of it, by hand and by comparison. */
#include "planning.h"
#include "one_unit.h"
#include "sea.h"

#include <string.h>

static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE, CW_RANDOM};

static void change_width(cw_task *task, cw_time from, double width_m) {
    cw_width_change *change = &task->changes[task->change_count++];
    change->from = from;
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) change->sweep_width_m[o] = width_m;
}

static cw_tracks *still_targets(const cw_xy *at, size_t count) {
    cw_tracks *t = scene_tracks(count, 25, 3600.0);
    for (size_t k = 0; k < 25; k++) {
        for (size_t i = 0; i < count; i++) {
            t->x_m[k * count + i] = (float)at[i].x_m;
            t->y_m[k * count + i] = (float)at[i].y_m;
        }
    }
    return t;
}

/* ---- one leg by hand ------------------------------------------------------------------------ */

/* A leg of 36 km along north at 10 m/s, an hour; after half of it the width falls from 1600 to
 * 400 m. */
static cw_task two_width_leg(cw_xy points[2]) {
    cw_task task = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 37000.0, .width_m = 1000.0, .spacing_m = 1000.0},
        SCENE_START, 10.0, 1600.0);
    assert_int_equal(task.pattern.count, 2);
    points[0] = task.pattern.points[0].at;
    points[1] = task.pattern.points[1].at;
    change_width(&task, SCENE_START + CW_HOUR_MS / 2, 400.0);
    return task;
}

static void each_half_of_a_leg_sees_by_its_own_width(void **state) {
    (void)state;
    cw_xy points[2];
    cw_task task = two_width_leg(points);
    double sign = points[1].y_m > points[0].y_m ? 1.0 : -1.0;
    cw_xy turn = {0.5 * (points[0].x_m + points[1].x_m), 0.5 * (points[0].y_m + points[1].y_m)};
    /* 500 m abeam in the wide half, in the narrow half, and at the change. */
    cw_xy at[3] = {{turn.x_m + 500.0, turn.y_m - sign * 9000.0},
                   {turn.x_m + 500.0, turn.y_m + sign * 9000.0},
                   {turn.x_m + 500.0, turn.y_m}};
    cw_tracks *t = still_targets(at, 3);
    cw_plan_problem definite = one_unit_problem(plane, CW_DEFINITE, t);
    assert_close(cw_pattern_detects(&definite, &task, t, 0), 1.0, 0.0);
    assert_close(cw_pattern_detects(&definite, &task, t, 1), 0.0, 0.0);
    cw_plan_problem cube = one_unit_problem(plane, CW_INVERSE_CUBE, t);
    for (size_t i = 0; i < 3; i++) {
        /* Koopman's rate k / r^3 with k = W^2 / 8 pi, integrated by brute force on either side.
         * The eye's height takes 1 / d^2 = 4e-6 of the hazard. */
        double hazard = (1600.0 * 1600.0 * scene_pass(points[0], turn, at[i], 20000)
                         + 400.0 * 400.0 * scene_pass(turn, points[1], at[i], 20000))
                        / (8.0 * CW_PI);
        assert_close(cw_pattern_detects(&cube, &task, t, i), 1.0 - exp(-hazard), 1e-5);
    }
    cw_pattern_free(&task.pattern);
    scene_tracks_free(t);
}

/* The same of the light: a leg across dusk sees by day until then and by night from then on, and
 * not all of it by the light of its middle. */
static void a_leg_across_dusk_sees_by_both_lights(void **state) {
    (void)state;
    cw_time dusk = SCENE_START;
    while (cw_sun_is_daylight(cw_plane_centre(plane), dusk)) dusk += CW_MINUTE_MS;
    assert_true(dusk > SCENE_START + 2 * CW_HOUR_MS && dusk < SCENE_START + 24 * CW_HOUR_MS);
    cw_task task = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 37000.0, .width_m = 1000.0, .spacing_m = 1000.0},
        dusk - 45 * CW_MINUTE_MS, 10.0, 1600.0); /* an hour; a quarter of it in the dark */
    cw_xy from = task.pattern.points[0].at, to = task.pattern.points[1].at;
    cw_xy turn = {from.x_m + 0.75 * (to.x_m - from.x_m), from.y_m + 0.75 * (to.y_m - from.y_m)};
    double north = to.y_m > from.y_m ? 1.0 : -1.0;
    cw_xy at[3] = {{turn.x_m + 500.0, turn.y_m - north * 9000.0},
                   {turn.x_m + 500.0, turn.y_m + north * 4500.0},
                   {turn.x_m + 500.0, turn.y_m}};
    cw_tracks *t = still_targets(at, 3);
    cw_plan_problem definite = one_unit_problem(plane, CW_DEFINITE, t);
    one_unit.night_factor = 0.25; /* 400 m */
    assert_close(cw_pattern_detects(&definite, &task, t, 0), 1.0, 0.0);
    assert_close(cw_pattern_detects(&definite, &task, t, 1), 0.0, 0.0);
    cw_plan_problem cube = one_unit_problem(plane, CW_INVERSE_CUBE, t);
    one_unit.night_factor = 0.25;
    for (size_t i = 0; i < 3; i++) { /* as above */
        double hazard = (1600.0 * 1600.0 * scene_pass(from, turn, at[i], 20000)
                         + 400.0 * 400.0 * scene_pass(turn, to, at[i], 20000))
                        / (8.0 * CW_PI);
        assert_close(cw_pattern_detects(&cube, &task, t, i), 1.0 - exp(-hazard), 1e-5);
    }
    cw_pattern_free(&task.pattern);
    scene_tracks_free(t);
}

/* Random search: coverage is (W1 L1 + W2 L2) / A, and so is the task's own. */
static void coverage_adds_up_over_the_widths(void **state) {
    (void)state;
    cw_xy centre = {0, 0};
    cw_tracks *t = still_targets(&centre, 1);
    cw_plan_problem problem = one_unit_problem(plane, CW_RANDOM, t);
    cw_task task = scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                .length_m = 20000.0,
                                                .width_m = 20000.0,
                                                .spacing_m = 1000.0},
                              SCENE_START, 20.0, 900.0);
    /* 20 m/s: an hour is 72 km of track, wherever its corners are. */
    change_width(&task, SCENE_START + CW_HOUR_MS, 0.0);
    change_width(&task, SCENE_START + 2 * CW_HOUR_MS, 300.0);
    double covered =
        (900.0 * 72000.0 + 300.0 * (task.pattern.length_m - 144000.0)) / (20000.0 * 20000.0);
    assert_close(cw_pattern_detects(&problem, &task, t, 0), 1.0 - exp(-covered), 2e-5); /* floats */
    cw_plan plan = {.tasks = &task, .task_count = 1};
    assert_true(cw_plan_score(&problem, t, &plan, NULL));
    assert_close(task.coverage, covered, 1e-6);
    free(plan.pos_by_hypothesis);
    free(plan.share_by_hypothesis);
    cw_pattern_free(&task.pattern);
    scene_tracks_free(t);
}

/* ---- one plan in different conditions ------------------------------------------------------- */

/* Sweep widths of all tasks as the problem's conditions make them, by the public call; one change
 * at most. */
static void set_widths(const cw_plan_problem *p, cw_plan *plan) {
    for (size_t k = 0; k < plan->task_count; k++) {
        cw_task *task = &plan->tasks[k];
        task->change_count = p->change_count;
        for (size_t c = 0; c <= p->change_count; c++) {
            const cw_conditions *sea = c == 0 ? &p->conditions : &p->changes[c - 1].conditions;
            double *width_m = c == 0 ? task->sweep_width_m : task->changes[c - 1].sweep_width_m;
            if (c > 0) task->changes[c - 1].from = p->changes[c - 1].from;
            for (size_t o = 0; o < p->object_count; o++) {
                cw_sweep_width w;
                assert_true(
                    cw_unit_sweep(p->table, &p->units[task->unit], &p->objects[o], sea, &w, NULL));
                width_m[o] = w.corrected_m;
            }
        }
    }
}

/* In one visibility for half of the window, another for the rest. The change cuts legs also where
 * it changes nothing, which the exponential law can tell: a leg's closest approach is then that of
 * its part. So all are compared with the cut one. */
static double pos_in(const cw_plan_problem *problem, cw_plan *plan, double first_nm,
                     double then_nm) {
    cw_error err = {0};
    cw_plan_problem p = *problem;
    cw_conditions_change change = {p.from + (p.to - p.from) / 2, p.conditions};
    p.conditions.visibility_m = cw_nm_to_m(first_nm);
    change.conditions.visibility_m = cw_nm_to_m(then_nm);
    p.changes = &change;
    p.change_count = 1;
    set_widths(&p, plan);
    if (!cw_plan_score(&p, p.fresh_tracks, plan, &err)) fail_msg("%s", err.message);
    return plan->pos;
}

static cw_plan *optimise(const cw_plan_problem *p) {
    cw_error err = {0};
    cw_plan *plan = cw_plan_optimise(p, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return plan;
}

/* Better visibility in either half never lowers the success of the same plan; and a plan in fog
 * that lifts lies between fog and clear air. */
static void seeing_farther_never_finds_less(void **state) {
    (void)state;
    size_t risen = 0;
    for (uint64_t seed = 1; seed <= 16; seed++) {
        planning *m = planning_make(seed, 1500);
        cw_plan_problem *p = &m->problem;
        p->law = laws[seed % 4];
        p->conditions.visibility_m = cw_nm_to_m(2.0);
        cw_plan *plan = optimise(p);
        double fog = pos_in(p, plan, 2.0, 2.0), later = pos_in(p, plan, 2.0, 10.0);
        double sooner = pos_in(p, plan, 10.0, 2.0), clear = pos_in(p, plan, 10.0, 10.0);
        assert_true(later >= fog && sooner >= fog && clear >= later && clear >= sooner);
        risen += later > fog + 1e-6 && sooner > fog + 1e-6;
        cw_plan_destroy(plan);
        planning_drop(m);
    }
    assert_true(risen >= 4); /* the changes come while units are on scene */
}

/* A plan searched in two windows, one each side of the change, each with the one set of conditions:
 * the chances to miss multiply. */
static cw_plan one_side(const cw_plan *plan, cw_time from, cw_time to) {
    cw_plan part = {.task_count = plan->task_count};
    part.tasks = calloc(plan->task_count, sizeof *part.tasks);
    for (size_t k = 0; k < plan->task_count; k++) {
        const cw_pattern *whole = &plan->tasks[k].pattern;
        part.tasks[k] = plan->tasks[k];
        cw_pattern *p = &part.tasks[k].pattern;
        p->count = 0;
        p->points = cw_alloc_array(whole->count + 2, sizeof *p->points);
        p->drift = cw_alloc_array(whole->drift_count + 1, sizeof *p->drift);
        for (size_t i = 0; i < whole->drift_count; i++) p->drift[i] = whole->drift[i];
        for (size_t i = 0; i + 1 < whole->count; i++) {
            cw_waypoint a = whole->points[i], b = whole->points[i + 1];
            cw_time begin = a.time > from ? a.time : from, end = b.time < to ? b.time : to;
            if (end <= begin) continue;
            double all = (double)(b.time - a.time), f = (double)(begin - a.time) / all,
                   g = (double)(end - a.time) / all;
            if (p->count == 0) {
                p->points[p->count++] = (cw_waypoint){
                    {a.at.x_m + f * (b.at.x_m - a.at.x_m), a.at.y_m + f * (b.at.y_m - a.at.y_m)},
                    begin};
            }
            p->points[p->count++] = (cw_waypoint){
                {a.at.x_m + g * (b.at.x_m - a.at.x_m), a.at.y_m + g * (b.at.y_m - a.at.y_m)}, end};
        }
    }
    return part;
}

static void missed_by(const cw_plan_problem *p, cw_plan *plan, float *missed) {
    cw_error err = {0};
    set_widths(p, plan);
    if (!cw_plan_missed(p, p->fresh_tracks, plan, missed, &err)) fail_msg("%s", err.message);
}

static void a_window_cut_at_the_change_is_the_same_search(void **state) {
    (void)state;
    enum { N = 1200 };
    static float whole[N], first[N], second[N];
    size_t cut = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        planning *m = planning_make(seed, N);
        cw_plan_problem *p = &m->problem;
        p->law = laws[seed % 4];
        for (int k = 0; k < PLANNING_UNITS; k++) {
            m->units[k].turn_s = 0.0;       /* a cut must not hide a turn */
            m->units[k].night_factor = 1.0; /* nor a leg across dusk get two lights for one */
        }
        cw_plan *plan = optimise(p);
        const cw_conditions clear = {cw_nm_to_m(10.0), 3.0, 0.2}, fog = {cw_nm_to_m(1.0), 3.0, 0.2};
        cw_time change = p->from + (p->to - p->from) / 2;
        cw_conditions_change turn = {change, fog};
        p->conditions = clear;
        p->changes = &turn;
        p->change_count = 1;
        missed_by(p, plan, whole);
        cw_plan_problem before = *p, after = *p;
        before.change_count = after.change_count = 0;
        before.to = after.from = change;
        after.conditions = fog;
        cw_plan a = one_side(plan, p->from, change), b = one_side(plan, change, p->to);
        missed_by(&before, &a, first);
        missed_by(&after, &b, second);
        for (size_t i = 0; i < N; i++) {
            /* Hazards in floats, whose sum is taken in another order. */
            assert_close((double)whole[i], (double)first[i] * (double)second[i], 2e-5);
            cut += first[i] < 0.99f && second[i] < 0.99f;
        }
        for (size_t k = 0; k < plan->task_count; k++) {
            cw_pattern_free(&a.tasks[k].pattern);
            cw_pattern_free(&b.tasks[k].pattern);
        }
        free(a.tasks);
        free(b.tasks);
        cw_plan_destroy(plan);
        planning_drop(m);
    }
    assert_true(cut > 100); /* some are looked for on both sides */
}

/* ---- equal entries -------------------------------------------------------------------------- */

static void same_plan(const cw_plan *a, const cw_plan *b) {
    assert_memory_equal(&a->pos, &b->pos, sizeof a->pos);
    assert_memory_equal(&a->pos_optimised, &b->pos_optimised, sizeof a->pos);
    assert_int_equal(a->evaluations, b->evaluations);
    for (size_t k = 0; k < a->task_count; k++) {
        const cw_task *x = &a->tasks[k], *y = &b->tasks[k];
        assert_int_equal(x->assigned, y->assigned);
        assert_int_equal(y->change_count, 0);
        assert_memory_equal(x->sweep, y->sweep, sizeof x->sweep);
        assert_memory_equal(&x->coverage, &y->coverage, sizeof x->coverage);
        assert_int_equal(x->pattern.count, y->pattern.count);
        if (x->pattern.count > 0)
            assert_memory_equal(x->pattern.points, y->pattern.points,
                                x->pattern.count * sizeof *x->pattern.points);
    }
}

/* The series that says the same again and again gives the same bits as saying it once; so does one
 * in which the wind rises within the same column of the table. */
static void equal_entries_change_nothing(void **state) {
    (void)state;
    for (uint64_t seed = 3; seed <= 6; seed++) {
        planning *m = planning_make(seed, 1500);
        cw_plan_problem *p = &m->problem;
        p->conditions.wind_mps = cw_knots_to_mps(3.0);
        cw_conditions_change same[CW_MOST_CHANGES];
        for (int k = 0; k < CW_MOST_CHANGES; k++) {
            same[k] = (cw_conditions_change){p->from + (k - 2) * 7 * CW_MINUTE_MS, p->conditions};
            if (k > 9) same[k].conditions.wind_mps = cw_knots_to_mps(11.0);
        }
        cw_plan *once = optimise(p);
        cw_plan *sheet = cw_plan_worksheet(p, NULL, NULL);
        cw_bound bound, bound_again;
        const cw_bound_options few = {.sweeps = 5};
        assert_true(cw_plan_bound(p, &few, &bound, NULL));
        p->changes = same;
        p->change_count = CW_MOST_CHANGES;
        cw_plan *again = optimise(p), *sheet_again = cw_plan_worksheet(p, NULL, NULL);
        assert_true(cw_plan_bound(p, &few, &bound_again, NULL));
        same_plan(once, again);
        same_plan(sheet, sheet_again);
        assert_memory_equal(&bound.upper, &bound_again.upper, sizeof bound.upper);
        assert_memory_equal(&bound.lower, &bound_again.lower, sizeof bound.lower);
        cw_plan_destroy(once);
        cw_plan_destroy(again);
        cw_plan_destroy(sheet);
        cw_plan_destroy(sheet_again);
        planning_drop(m);
    }
}

/* ---- bad input ------------------------------------------------------------------------------ */

static void refused(const cw_plan_problem *p, const char *words) {
    cw_error err = {0};
    assert_null(cw_plan_optimise(p, &err));
    assert_non_null(strstr(err.message, words));
    cw_bound bound;
    err = (cw_error){0};
    assert_false(cw_plan_bound(p, NULL, &bound, &err));
    assert_non_null(strstr(err.message, words));
    err = (cw_error){0};
    assert_null(cw_plan_worksheet(p, NULL, &err));
    assert_non_null(strstr(err.message, words));
}

static void what_cannot_be_is_refused(void **state) {
    (void)state;
    planning *m = planning_make(4, 300);
    cw_plan_problem *p = &m->problem;
    cw_conditions_change list[CW_MOST_CHANGES + 1];
    for (int k = 0; k <= CW_MOST_CHANGES; k++)
        list[k] = (cw_conditions_change){p->from + k * CW_MINUTE_MS, p->conditions};
    p->changes = list;
    p->change_count = CW_MOST_CHANGES + 1;
    refused(p, "at most 31");
    p->change_count = 5;
    list[3].from = list[2].from;
    refused(p, "order of time: number 4");
    list[3].from = list[2].from - 1;
    refused(p, "order of time: number 4");
    list[3].from = list[2].from + 1;
    /* cppcheck-suppress unreadVariable ; the problem points to it */
    list[4].conditions.visibility_m = -1.0;
    refused(p, "visibility");
    planning_drop(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_half_of_a_leg_sees_by_its_own_width),
        cmocka_unit_test(a_leg_across_dusk_sees_by_both_lights),
        cmocka_unit_test(coverage_adds_up_over_the_widths),
        cmocka_unit_test(seeing_farther_never_finds_less),
        cmocka_unit_test(a_window_cut_at_the_change_is_the_same_search),
        cmocka_unit_test(equal_entries_change_nothing),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, sea_set_up, sea_tear_down);
}
