/* SPDX-License-Identifier: Apache-2.0 */
/* How near to the best possible the planner comes where the best is known: a circular normal target
 * that does not move, random search, four equal units that are on scene at once. Koopman 1946: with
 * H = sqrt(Z / pi sigma^2) no division of the effort Z finds more than 1 - (1 + H) exp(-H). */
#include "scene.h"

enum { PARTICLES = 20000, TIMES = 13 };

static void fill_normal(cw_tracks *t, double sigma, uint64_t seed) {
    for (size_t i = 0; i < PARTICLES; i++) {
        double z[4];
        scene_normal(seed, i, z);
        for (size_t k = 0; k < TIMES; k++) {
            t->x_m[k * PARTICLES + i] = (float)(sigma * z[0]);
            t->y_m[k * PARTICLES + i] = (float)(sigma * z[1]);
        }
    }
}

static void four_units_near_the_optimum(void **state) {
    (void)state;
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, &err);
    cw_sweep_table *table = cw_sweep_table_create(&err);
    assert_non_null(plane);
    assert_non_null(table);
    cw_unit units[4];
    for (int k = 0; k < 4; k++) {
        units[k] = scene_helicopter(plane);
        units[k].at = units[k].turn_round = cw_plane_inverse(plane, (cw_xy){0, 0});
        units[k].transit_speed_mps = 1e7;
        units[k].turn_s = 0.0;
        units[k].least_spacing_m = 20.0;
        units[k].search_height_m = 91.44 + 200.0 * k; /* clear of each other */
    }
    cw_search_object object = {.sweep_object = cw_sweep_object_find(table, "Raft 4 person", &err)};
    cw_tracks *tracks = scene_tracks(PARTICLES, TIMES, 600.0);
    cw_tracks *fresh = scene_tracks(PARTICLES, TIMES, 600.0);
    cw_plan_problem problem = {.plane = plane,
                               .tracks = tracks,
                               .fresh_tracks = fresh,
                               .units = units,
                               .unit_count = 4,
                               .objects = &object,
                               .object_count = 1,
                               .table = table,
                               .conditions = {5 * CW_NAUTICAL_MILE_M, 4.0, 0.3},
                               .law = CW_RANDOM,
                               .from = SCENE_START,
                               .to = SCENE_START + 2 * CW_HOUR_MS,
                               .height_separation_m = 150.0,
                               .seed = 3,
                               .threads = 2};
    fill_normal(tracks, 1000.0, 1);
    cw_plan *plan = cw_plan_optimise(&(cw_plan_problem){.plane = plane,
                                                        .tracks = tracks,
                                                        .units = units,
                                                        .unit_count = 4,
                                                        .objects = &object,
                                                        .object_count = 1,
                                                        .table = table,
                                                        .conditions = problem.conditions,
                                                        .law = CW_RANDOM,
                                                        .from = problem.from,
                                                        .to = problem.to,
                                                        .evaluations = 8},
                                     &err);
    if (plan == NULL) fail_msg("%s", err.message);
    double z_m2 = 0.0; /* what the units sweep: from their own widths */
    for (int k = 0; k < 4; k++)
        z_m2 += plan->tasks[k].sweep_width_m[0] * units[k].search_speed_mps * 7200.0;
    cw_plan_destroy(plan);
    const double ratio[] = {4, 8, 16, 32};
    for (int k = 0; k < 4; k++) {
        double sigma = sqrt(z_m2 / ratio[k]), h = sqrt(ratio[k] / CW_PI);
        double best = 1 - (1 + h) * exp(-h);
        fill_normal(tracks, sigma, 1);
        fill_normal(fresh, sigma, 2);
        plan = cw_plan_optimise(&problem, &err);
        if (plan == NULL) fail_msg("%s", err.message);
        print_message("Z/s2 %2.0f: best %.4f, plan %.4f (+- %.4f), %.1f %% of it\n", ratio[k], best,
                      plan->pos, plan->pos_std_error, 100 * plan->pos / best);
        assert_true(plan->pos >= 0.97 * best);
        assert_true(plan->pos <= best + 3 * plan->pos_std_error);
        cw_plan_destroy(plan);
    }
    scene_tracks_free(tracks);
    scene_tracks_free(fresh);
    cw_sweep_table_destroy(table);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(four_units_near_the_optimum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
