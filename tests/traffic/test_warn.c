/* SPDX-License-Identifier: Apache-2.0 */
/* Who must be warned: probabilities against closed forms and against an integral done apart. */
#include "clouds.h"
#include "support.h"

typedef struct scene {
    cw_plane *plane;
    cw_tracks *tracks;
    cw_warn_problem problem;
} scene;

static scene scene_of(double std_m, cw_xy drift) {
    scene s = {.plane = cw_plane_create(CLOUD_MIDDLE, NULL),
               .tracks = cloud_tracks(4000, 25, 10 * CW_MINUTE_MS, std_m, drift, 5)};
    s.problem = (cw_warn_problem){.plane = s.plane,
                                  .tracks = s.tracks,
                                  .now = CLOUD_NOON,
                                  .until = CLOUD_NOON + 2 * CW_HOUR_MS,
                                  .radius_m = 500.0,
                                  .seed = 1};
    return s;
}

static void scene_end(scene *s) {
    cw_tracks_destroy(s->tracks);
    cw_plane_destroy(s->plane);
}

/* A ship that will pass a cloud of 3 km at offset d: its miss distance is normal about d with the
 * cloud's std and its own across, which after t is that of the integral of the process. */
static void passes_a_cloud(void **state) {
    (void)state;
    static const double OFFSET_M = 2000.0, AWAY_M = 9600.0, SPEED = 8.0, STD_M = 3000.0;
    scene s = scene_of(STD_M, (cw_xy){0.0, 0.0});
    s.problem.particles = 4000;
    cw_track *ship =
        cloud_vessel(s.plane, 244000001, (cw_xy){-AWAY_M, OFFSET_M}, 90.0, SPEED, -900, 0);
    const cw_track *ships[1] = {ship};
    cw_warning row;
    size_t warned;
    assert_true(cw_warn_rank(&s.problem, ships, 1, &row, &warned, NULL));
    assert_int_equal(warned, 1);
    /* Var of the integral of an OU velocity from 0 over t: q tau^2 (t - 2 tau (1 - e) + tau/2 (1 -
     * e^2)), e = exp(-t / tau), and of its start's error 0.15 tau (1 - e) */
    double t = AWAY_M / SPEED, tau = 600.0, e = exp(-t / tau);
    double process = 3e-3 * tau * tau * (t - 2.0 * tau * (1.0 - e) + tau / 2.0 * (1.0 - e * e));
    double sigma = sqrt(STD_M * STD_M + process + pow(0.15 * tau * (1.0 - e), 2.0) + 25.0);
    double expected = 0.5
                      * (erf((OFFSET_M + 500.0) / sigma / sqrt(2.0))
                         - erf((OFFSET_M - 500.0) / sigma / sqrt(2.0)));
    /* four standard errors; the radius adds to the along direction only at the end of 2 hours */
    assert_close(row.probability, expected, 4.0 * row.std_error);
    assert_close((double)(row.first[1] - CLOUD_NOON) / 1000.0, t, 0.15 * t);
    assert_close(row.distance_m, hypot(AWAY_M, OFFSET_M), 300.0); /* the cloud's mean */
    assert_close(row.bearing_deg, 90.0 + cw_degrees(atan2(OFFSET_M, AWAY_M)), 2.0);
    cw_track_destroy(ship);
    scene_end(&s);
}

/* Both move evenly, the ship passes between two steps at 300 m for certain: a fast ship is 500 m
 * from step to step. */
static void misses_nothing_between_steps(void **state) {
    (void)state;
    scene s = scene_of(0.0, (cw_xy){0.3, 0.0});
    s.problem.radius_m = 40.0;
    cw_track *ship = cloud_vessel(s.plane, 244000001, (cw_xy){-1020.0, 0.0}, 90.0, 16.0, -900, 0);
    const cw_track *ships[1] = {ship};
    cw_warning row;
    size_t warned;
    assert_true(cw_warn_rank(&s.problem, ships, 1, &row, &warned, NULL));
    /* 65 s ahead: std across about sqrt(25 + 9.7^2 + 3e-3 65^3 / 3) = 19.7 m; 40 m are 2.03 of it:
     * 96 %. Samples at the steps only would find 50 to 80 m of 960: one in twelve. */
    assert_close(row.probability, 0.958, 0.02);
    cw_track_destroy(ship);
    scene_end(&s);
}

static void ranks_and_leaves_out(void **state) {
    (void)state;
    scene s = scene_of(800.0, (cw_xy){0.1, 0.0});
    cw_track *ships[5] = {
        cloud_vessel(s.plane, 1, (cw_xy){-8000.0, 6000.0}, 90.0, 8.0, -900, 0),
        cloud_vessel(s.plane, 2, (cw_xy){-8000.0, 200.0}, 90.0, 8.0, -900, 0),
        cloud_vessel(s.plane, 3, (cw_xy){-400.0, 0.0}, 90.0, 0.05, -900, 0),     /* at anchor */
        cloud_vessel(s.plane, 4, (cw_xy){-8000.0, 0.0}, 270.0, 8.0, -900, 0),    /* leaves */
        cloud_vessel(s.plane, 5, (cw_xy){-8000.0, 0.0}, 90.0, 8.0, -9000, -7200) /* long silent */
    };
    cw_warning rows[5];
    size_t warned;
    assert_true(cw_warn_rank(&s.problem, (const cw_track *const *)ships, 5, rows, &warned, NULL));
    assert_true(warned >= 1 && warned <= 2);
    assert_int_equal(rows[0].vessel, 1);
    assert_true(warned == 1 || (rows[1].vessel == 0 && rows[1].probability < 0.1));
    s.problem.until = s.problem.now;
    cw_error err = {0};
    assert_false(cw_warn_rank(&s.problem, (const cw_track *const *)ships, 5, rows, &warned, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    for (int i = 0; i < 5; i++) cw_track_destroy(ships[i]);
    scene_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(passes_a_cloud),
                                       cmocka_unit_test(misses_nothing_between_steps),
                                       cmocka_unit_test(ranks_and_leaves_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
