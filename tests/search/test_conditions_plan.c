/* SPDX-License-Identifier: Apache-2.0 */
/* Plans, worksheets and bounds in conditions that change: effort by hand, Koopman's optimum, and no
 * plan above its bound. */
#include "planning.h"
#include "sea.h"

enum { PARTICLES = 20000, TIMES = 13 };

static cw_plan_problem problem_of(const cw_tracks *t, const cw_unit *units, size_t count,
                                  const cw_search_object *object) {
    return (cw_plan_problem){.plane = plane,
                             .tracks = t,
                             .units = units,
                             .unit_count = count,
                             .objects = object,
                             .object_count = 1,
                             .table = table,
                             .conditions = {cw_nm_to_m(10.0), 5.0, 0.5},
                             .law = CW_RANDOM,
                             .from = SCENE_START,
                             .to = SCENE_START + 2 * CW_HOUR_MS,
                             .seed = 5,
                             .threads = 2};
}

static cw_search_object raft(void) {
    return (cw_search_object){"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false};
}

/* On scene at once, and to the end. */
static cw_unit present(void) {
    cw_unit u = scene_helicopter(plane);
    u.at = u.turn_round = cw_plane_inverse(plane, (cw_xy){0, 0});
    u.transit_speed_mps = 1e7;
    u.endurance_s = 48 * 3600.0;
    return u;
}

/* The table has the raft at 2.2 nm from a helicopter at 300 ft in 10 nm of visibility, and at
 * 0.5 nm in 1 nm; at 4.0 and 1.0 nm from a boat with eyes at 14 ft. */
static void effort_by_hand(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(4000, TIMES, 600.0, 3000.0, 0, 0, 0, 21);
    cw_search_object object = raft();
    cw_unit units[2] = {present(), scene_lifeboat(plane)};
    units[1].at = units[1].turn_round = units[0].at;
    units[1].transit_speed_mps = 1e7;
    units[1].available_from = SCENE_START + 75 * CW_MINUTE_MS;
    cw_plan_problem problem = problem_of(t, units, 2, &object);
    /* Fog from 08:30 to 09:30; half a mile from 09:50: the width falls in proportion. */
    const cw_conditions_change changes[] = {
        {SCENE_START - CW_HOUR_MS, {cw_nm_to_m(20.0), 5.0, 0.5}},
        {SCENE_START, {cw_nm_to_m(10.0), 5.0, 0.5}},
        {SCENE_START + 30 * CW_MINUTE_MS, {cw_nm_to_m(1.0), 5.0, 0.5}},
        {SCENE_START + 90 * CW_MINUTE_MS, {cw_nm_to_m(10.0), 5.0, 0.5}},
        {SCENE_START + 110 * CW_MINUTE_MS, {cw_nm_to_m(0.5), 5.0, 0.5}},
        {SCENE_START + 3 * CW_HOUR_MS, {cw_nm_to_m(20.0), 5.0, 0.5}}};
    problem.changes = changes;
    problem.change_count = 6;
    cw_worksheet sheet;
    cw_plan *plan = cw_plan_worksheet(&problem, &sheet, NULL);
    assert_non_null(plan);
    double air = 2.2 * 50 + 0.5 * 60 + 0.25 * 10; /* nm min */
    double sea = 1.0 * 15 + 4.0 * 20 + 0.5 * 10;
    double want = 1852.0 * 60.0 * (air * cw_knots_to_mps(90.0) + sea * cw_knots_to_mps(12.0));
    assert_close(sheet.effort_m2, want, 1e-6 * want);
    for (int k = 0; k < 2; k++) {
        const cw_task *task = &plan->tasks[k];
        static const double width_nm[2][4] = {{2.2, 0.5, 2.2, 0.25}, {4.0, 1.0, 4.0, 0.5}};
        static const int minute[] = {0, 30, 90, 110};
        assert_int_equal(task->change_count, 3);
        for (int c = 0; c < 4; c++) {
            cw_time at = SCENE_START + minute[c] * CW_MINUTE_MS;
            assert_close(cw_task_width_m(task, 0, at), 1852.0 * width_nm[k][c], 1e-6);
            if (c > 0)
                assert_close(cw_task_width_m(task, 0, at - 1), 1852.0 * width_nm[k][c - 1], 1e-6);
        }
        assert_close(task->sweep[0].corrected_m, task->sweep_width_m[0], 0.0);
    }
    cw_plan_destroy(plan);
    scene_tracks_free(t);
}

static cw_bound bound_of(const cw_plan_problem *problem) {
    cw_bound b;
    cw_error err = {0};
    if (!cw_plan_bound(problem, NULL, &b, &err)) fail_msg("%s", err.message);
    return b;
}

/* A target that keeps still does not ask when it is searched for: the best of Koopman (1946),
 * 1 - (1 + H) exp(-H), H = sqrt(Z / pi sigma^2), with Z = V (W1 T1 + W2 T2). The change comes
 * between two periods, and in the middle of one, where the bound takes the larger width for all of
 * it: five minutes of 2.2 nm instead of 0.5. */
static void koopman_in_two_widths(void **state) {
    (void)state;
    cw_search_object object = raft();
    cw_unit one = present();
    const double sigma = 9000.0;
    cw_tracks *t = scene_normal_cloud(PARTICLES, TIMES, 600.0, sigma, 0, 0, 0, 3);
    cw_plan_problem problem = problem_of(t, &one, 1, &object);
    double upper[2];
    for (int k = 0; k < 2; k++) {
        double minutes = 40.0 + 5.0 * k;
        cw_conditions_change fog = {SCENE_START + llround(minutes * 60e3),
                                    {cw_nm_to_m(1.0), 5.0, 0.5}};
        problem.changes = &fog;
        problem.change_count = 1;
        double wide = 10.0 * ceil(minutes / 10.0); /* minutes, as the bound counts them */
        double z = 1852.0 * 60.0 * cw_knots_to_mps(90.0) * (2.2 * wide + 0.5 * (120.0 - wide));
        double h = sqrt(z / (CW_PI * sigma * sigma)), best = 1.0 - (1.0 + h) * exp(-h);
        cw_bound b = bound_of(&problem);
        print_message("%.0f min: %.4f, bound %.4f\n", minutes, best, b.upper);
        assert_true(b.upper > best - 3.0 * b.std_error);
        /* Loose by the particles' own clumps and by the gap at which it stops. */
        assert_true(b.upper < best + 3.0 * b.std_error + 0.012);
        upper[k] = b.upper;
        cw_plan *plan = cw_plan_optimise(&problem, NULL);
        assert_non_null(plan);
        assert_true(plan->pos < b.upper && plan->pos > 0.75 * b.upper);
        cw_plan_destroy(plan);
    }
    assert_true(upper[1] > upper[0]);
    scene_tracks_free(t);
}

/* Random problems in random weather, all laws: no plan beats the bound, and clear air all the time
 * bounds them all. */
static void no_plan_beats_it(void **state) {
    (void)state;
    for (uint64_t seed = 101; seed <= 124; seed++) {
        planning *m = planning_make(seed, 2000);
        cw_plan_problem *p = &m->problem;
        cw_conditions_change list[6];
        roller r = {seed, 900};
        p->law = (cw_detection_law)(seed % 4);
        cw_time at = p->from;
        for (int k = 0; k < 6; k++) {
            at += llround(roll(&r, 5, 60) * 60e3);
            list[k].from = at;
            list[k].conditions.visibility_m = cw_nm_to_m(roll(&r, 0.2, 10));
            list[k].conditions.wind_mps = roll(&r, 0, 14);
            list[k].conditions.wave_height_m = roll(&r, 0, 2);
        }
        p->changes = list;
        p->change_count = 6;
        cw_error err = {0};
        cw_plan *plan = cw_plan_optimise(p, &err), *sheet = cw_plan_worksheet(p, NULL, &err);
        assert_non_null(plan);
        assert_non_null(sheet);
        cw_bound b = bound_of(p);
        bool free_sea = p->agreement == NULL; /* the worksheet asks nobody */
        if (plan->pos > b.upper || (free_sea && sheet->pos > b.upper))
            fail_msg("seed %d, %s: plan %.4f, worksheet %.4f, bound %.4f", (int)seed,
                     cw_detection_law_name(b.law), plan->pos, sheet->pos, b.upper);
        p->most_areas = 1;
        b = bound_of(p);
        p->change_count = 0;
        p->conditions = (cw_conditions){cw_nm_to_m(10.0), 0.0, 0.0};
        cw_bound clear = bound_of(p);
        /* Both stop within 0.002 of their own optimum; and where widths change each track counts as
         * having more ends, of which three areas have many: one area is compared with one. */
        assert_true(b.lower <= clear.upper + 1e-9 && b.upper <= clear.upper + 0.01);
        cw_plan_destroy(plan);
        cw_plan_destroy(sheet);
        planning_drop(m);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effort_by_hand),
        cmocka_unit_test(koopman_in_two_widths),
        cmocka_unit_test(no_plan_beats_it),
    };
    return cmocka_run_group_tests(tests, sea_set_up, sea_tear_down);
}
