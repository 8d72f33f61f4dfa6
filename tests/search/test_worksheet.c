/* SPDX-License-Identifier: Apache-2.0 */
/* The manual's worksheet: its search factor against values computed elsewhere and the fits in
 * public use, and a whole sheet against the arithmetic of form L-7 done by hand. */
#include "scene.h"
#include "sea.h"

#include "search/worksheet.h"

/* ../shared/figures/sar/iamsar_optimal_factor_computed.csv: maximised by another program. */
static const double factors[][3] = {
    {0.5, 0.6081, 0.5105}, {1, 0.7240, 0.6432},  {2, 0.8623, 0.8104},  {3, 0.9554, 0.9277},
    {5, 1.0874, 1.0999},   {8, 1.2255, 1.2864},  {10, 1.2972, 1.3858}, {15, 1.4388, 1.5863},
    {20, 1.5488, 1.7460},  {30, 1.7188, 1.9986}, {40, 1.8510, 2.1998}};

static void factor_is_the_maximum(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        /* Four printed decimals. */
        assert_close(worksheet_factor(CW_RANDOM, factors[i][0]), factors[i][1], 6e-5);
        assert_close(worksheet_factor(CW_INVERSE_CUBE, factors[i][0]), factors[i][2], 6e-5);
    }
}

/* The graphs N-5 and N-6 as fitted in public use differ by at most 0.008 and 0.004
 * (../shared/design/search-theory.md 2.2). */
static void factor_against_the_fits(void **state) {
    (void)state;
    for (double z = 0.5; z <= 40.0; z *= 1.1) {
        assert_close(worksheet_factor(CW_RANDOM, z), 0.7179 * pow(z, 0.2570), 0.008);
        assert_close(worksheet_factor(CW_INVERSE_CUBE, z), 0.6396 * pow(z, 0.3348), 0.004);
    }
}

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
                             .law = CW_INVERSE_CUBE,
                             .from = SCENE_START,
                             .to = SCENE_START + 4 * CW_HOUR_MS,
                             .threads = 1};
}

static cw_plan *work(const cw_plan_problem *problem, cw_worksheet *sheet) {
    cw_error err = {0};
    cw_plan *plan = cw_plan_worksheet(problem, sheet, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return plan;
}

static void a_sheet_by_hand(void **state) {
    (void)state;
    const double sigma = 6000.0;
    cw_tracks *t = scene_normal_cloud(60000, 25, 600.0, sigma, 0, 0, 0, 21);
    cw_search_object object = {"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false};
    cw_unit units[2] = {scene_helicopter(plane), scene_lifeboat(plane)};
    cw_plan_problem problem = problem_of(t, units, 2, &object);
    cw_worksheet sheet;
    cw_plan *plan = work(&problem, &sheet);
    /* E = sigma sqrt(2 ln 2); its standard error is sqrt(p q / n) E-ish: 20 m. */
    assert_close(sheet.probable_error_m, sigma * 1.17741, 60.0);
    assert_int_equal(sheet.datum_time, SCENE_START + 2 * CW_HOUR_MS);
    /* Helicopter: raft at 300 ft and 10 nm visibility 2.2 nm; lifeboat 14 ft 4.0 nm. On scene from
     * transit on until the window ends (neither endurance of 4 and 10 h is shorter). The datum lies
     * within 3 sigma / sqrt(60000) of the centre of the plane: 80 m of way, 7 s of the lifeboat. */
    double air_s = 4 * 3600.0 - hypot(20000.0, 20000.0) / 70.0;
    double back_s = hypot(20000.0, 20000.0) / 70.0; /* endurance of 4 h includes the return */
    double sea_s = 4 * 3600.0 - hypot(15000.0, 10000.0) / cw_knots_to_mps(25.0);
    double effort = 2.2 * 1852.0 * cw_knots_to_mps(90.0) * (air_s - back_s)
                    + 4.0 * 1852.0 * cw_knots_to_mps(12.0) * sea_s;
    assert_close(sheet.effort_m2, effort, 1e-3 * effort);
    double zr = sheet.effort_m2 / (sheet.probable_error_m * sheet.probable_error_m);
    assert_close(sheet.relative_effort, zr, 1e-9 * zr);
    assert_close(sheet.factor, 0.6396 * pow(zr, 0.3348), 0.006);
    assert_close(sheet.radius_m, sheet.factor * sheet.probable_error_m, 1e-6);
    assert_close(sheet.area_m2, 4.0 * sheet.radius_m * sheet.radius_m, 1.0);
    assert_close(sheet.coverage, sheet.effort_m2 / sheet.area_m2, 1e-9);
    /* Two strips side by side fill the square, in proportion to effort. */
    const cw_pattern_spec *a = &plan->tasks[0].pattern.spec, *b = &plan->tasks[1].pattern.spec;
    assert_true(plan->tasks[0].assigned && plan->tasks[1].assigned);
    assert_close(a->width_m + b->width_m, 2.0 * sheet.radius_m, 1e-6);
    assert_close(a->length_m, 2.0 * sheet.radius_m, 1e-6);
    assert_close(b->centre.x_m - a->centre.x_m, sheet.radius_m, 1e-6);
    /* The manual's own forecast for a circular normal target, erf(..)^2 POD(C), is what the tracks
     * do to within the ends of strips and of legs: a few points. */
    double held = erf(sheet.factor * 1.17741 / sqrt(2.0));
    double forecast = held * held * cw_pod_coverage(CW_INVERSE_CUBE, sheet.coverage);
    assert_close(plan->pos, forecast, 0.05);
    cw_plan_destroy(plan);
    scene_tracks_free(t);
}

/* Darkness halves the sweep width: half the effort, a smaller square. */
static void night_counts(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(20000, 25, 600.0, 3000.0, 0, 0, 0, 22);
    t->first = cw_time_from_civil(2021, 12, 1, 20, 0, 0.0);
    cw_search_object object = {"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false};
    cw_unit unit = scene_lifeboat(plane);
    cw_plan_problem problem = problem_of(t, &unit, 1, &object);
    problem.from = unit.available_from = t->first;
    problem.to = t->first + 4 * CW_HOUR_MS;
    unit.available_to = problem.to + 20 * CW_HOUR_MS;
    cw_worksheet whole, half;
    unit.night_factor = 1.0;
    cw_plan_destroy(work(&problem, &whole));
    /* cppcheck-suppress redundantAssignment ; the problem points to it */
    unit.night_factor = 0.5;
    cw_plan_destroy(work(&problem, &half));
    assert_close(half.effort_m2, 0.5 * whole.effort_m2, 1e-6 * whole.effort_m2);
    assert_true(half.radius_m < whole.radius_m);
    scene_tracks_free(t);
}

/* The baseline, too, is back in time. */
static void the_sheet_obeys_time(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(5000, 25, 600.0, 3000.0, 0, 0, 0, 23);
    cw_search_object object = {"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false};
    cw_unit units[2] = {scene_helicopter(plane), scene_lifeboat(plane)};
    units[0].endurance_s = 1.5 * 3600.0;
    units[1].at = units[1].turn_round = cw_plane_inverse(plane, (cw_xy){200000.0, 0.0});
    cw_plan_problem problem = problem_of(t, units, 2, &object);
    cw_worksheet sheet;
    cw_plan *plan = work(&problem, &sheet);
    const cw_task *task = &plan->tasks[0];
    assert_true(task->assigned && !plan->tasks[1].assigned);
    assert_int_equal(plan->tasks[1].binding, CW_BOUND_TRANSIT);
    assert_int_equal(task->binding, CW_BOUND_ENDURANCE);
    assert_true((double)(task->back - task->under_way) <= 1000.0 * units[0].endurance_s + 1.0);
    double home = 0.0, azimuth;
    cw_geodesic_inverse(cw_plane_inverse(plane, task->pattern.points[task->pattern.count - 1].at),
                        units[0].turn_round, &home, &azimuth);
    assert_close((double)(task->back - task->off_scene) / 1000.0, home / 70.0, 0.01);
    cw_plan_destroy(plan);
    scene_tracks_free(t);
}

/* However the way home grows with where the strip is left, a unit that can search the datum can
 * search its strip for a part of its time. */
static void time_is_found_for_every_strip(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(2000, 49, 600.0, 5000.0, 0, 0, 0, 25);
    cw_search_object object = {"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false};
    for (int k = 0; k < 24; k++) {
        double bearing = cw_radians(15.0 * k), far_m = 90000.0 + 5000.0 * (k % 5);
        cw_unit units[2] = {scene_helicopter(plane), scene_lifeboat(plane)}, *unit = &units[0];
        unit->at = unit->turn_round =
            cw_plane_inverse(plane, (cw_xy){far_m * sin(bearing), far_m * cos(bearing)});
        unit->turn_s = 60.0; /* which the sheet does not know: the strip takes too long */
        unit->endurance_s = (2.0 + 0.1 * (k % 7)) * 3600.0;
        cw_plan_problem problem = problem_of(t, units, 2, &object);
        problem.to = problem.from + 8 * CW_HOUR_MS;
        cw_worksheet sheet;
        cw_plan *plan = work(&problem, &sheet);
        const cw_task *task = &plan->tasks[0];
        assert_true(sheet.effort_m2 > 0.0);
        assert_true(task->assigned);
        assert_true((double)(task->back - task->under_way) <= 1000.0 * unit->endurance_s + 1.0);
        /* Next to nothing of it is left over: the way along the strip twice at most. */
        assert_true((double)(task->back - task->under_way)
                    >= 1000.0
                           * (unit->endurance_s - 4.0 * sheet.radius_m / unit->search_speed_mps));
        cw_plan_destroy(plan);
    }
    scene_tracks_free(t);
}

/* Where nobody has a place at the middle of the window, the nearest output with people serves. */
static void a_datum_is_looked_for(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(500, 25, 600.0, 1000.0, 0, 0, 0, 24);
    for (size_t k = 6; k < 25; k++) {
        for (size_t i = 0; i < 500; i++) t->x_m[k * 500 + i] = t->y_m[k * 500 + i] = NAN;
    }
    cw_search_object object = {"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false};
    cw_unit unit = scene_lifeboat(plane);
    cw_plan_problem problem = problem_of(t, &unit, 1, &object);
    cw_worksheet sheet;
    cw_plan_destroy(work(&problem, &sheet));
    assert_int_equal(sheet.datum_time, SCENE_START + 3000 * CW_SECOND_MS);
    scene_tracks_free(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factor_is_the_maximum), cmocka_unit_test(factor_against_the_fits),
        cmocka_unit_test(a_sheet_by_hand),       cmocka_unit_test(night_counts),
        cmocka_unit_test(the_sheet_obeys_time),  cmocka_unit_test(time_is_found_for_every_strip),
        cmocka_unit_test(a_datum_is_looked_for),
    };
    return cmocka_run_group_tests(tests, sea_set_up, sea_tear_down);
}
