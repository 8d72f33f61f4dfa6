/* SPDX-License-Identifier: Apache-2.0 */
/* The scorer against closed forms: what it says about a stationary target, a moving one, and one
 * that is not there. */
#include "one_unit.h"

static cw_plane *plane;

static double score_one(const cw_plan_problem *problem, const cw_tracks *tracks, cw_task *task,
                        cw_plan *plan) {
    cw_error err = {0};
    *plan = (cw_plan){.tasks = task, .task_count = 1};
    if (!cw_plan_score(problem, tracks, plan, &err)) fail_msg("%s", err.message);
    free(plan->pos_by_hypothesis);
    free(plan->share_by_hypothesis);
    return plan->pos;
}

/* Uniform stationary targets in the middle fifth of a wide ladder: 60 tracks are as good as
 * infinitely many (the inverse cube's tail beyond 24 tracks leaves out
 * W^2 / (4 pi) * 2 sum_{k>24} 1 / (k S)^2 ~ C^2 / (2 pi 24) = 0.7 % of hazard at C = 1). */
static cw_tracks *interior(size_t particles, double spacing_m) {
    cw_tracks *t = scene_tracks(particles, 2, 24 * 3600.0);
    for (size_t i = 0; i < particles; i++) {
        double u[4];
        scene_uniform(5, i, u);
        for (size_t k = 0; k < 2; k++) {
            t->x_m[k * particles + i] = (float)((u[0] - 0.5) * 12.0 * spacing_m);
            t->y_m[k * particles + i] = (float)((u[1] - 0.5) * 10000.0);
        }
    }
    return t;
}

static void parallel_sweeps_give_the_closed_forms(void **state) {
    (void)state;
    static const double coverage[] = {0.25, 0.5, 1.0, 1.5, 2.0};
    static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};
    const double spacing = 1000.0;
    cw_tracks *t = interior(40000, spacing);
    for (size_t l = 0; l < 3; l++) {
        for (size_t c = 0; c < 5; c++) {
            cw_plan plan;
            cw_plan_problem problem = one_unit_problem(plane, laws[l], t);
            cw_task task = scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                        .length_m = 60000.0,
                                                        .width_m = 60.0 * spacing,
                                                        .spacing_m = spacing},
                                      SCENE_START, 100.0, coverage[c] * spacing);
            double pos = score_one(&problem, t, &task, &plan);
            /* Sampling: sqrt(p q / n) <= 0.0013 for the lateral offset of 40,000 targets, three of
             * these; and the tracks that are not there, C^2 / (2 pi 24) * (1 - POD). */
            double pod = cw_pod_coverage(laws[l], coverage[c]);
            double tail = coverage[c] * coverage[c] / 150.0 * (1.0 - pod);
            assert_close(pos, pod, 0.004 + tail);
            assert_close(plan.tasks[0].coverage, coverage[c], 0.02 * coverage[c]);
            cw_pattern_free(&task.pattern);
        }
    }
    scene_tracks_free(t);
}

static void random_search_gives_one_minus_exp(void **state) {
    (void)state;
    cw_tracks *t = interior(2000, 1000.0);
    for (double coverage = 0.5; coverage <= 2.0; coverage += 0.5) {
        cw_plan plan;
        cw_plan_problem problem = one_unit_problem(plane, CW_RANDOM, t);
        cw_task task = scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                    .length_m = 20000.0,
                                                    .width_m = 20000.0,
                                                    .spacing_m = 1000.0},
                                  SCENE_START, 20.0, coverage * 1000.0);
        double pos = score_one(&problem, t, &task, &plan);
        double exact = 1.0 - exp(-coverage * 1000.0 * task.pattern.length_m / 4e8);
        assert_close(pos, exact, 2e-5); /* floats */
        cw_pattern_free(&task.pattern);
    }
    scene_tracks_free(t);
}

/* Circular normal target, uniform random search of the best square: the published optimum. */
static void normal_target_in_the_best_square(void **state) {
    (void)state;
    static const double effort[] = {4, 8, 16, 32}, want[] = {0.2987, 0.4514, 0.6267, 0.7916};
    const double sigma = 2000.0;
    const size_t n = 200000;
    cw_tracks *t = scene_normal_cloud(n, 2, 24 * 3600.0, sigma, 0, 0, 0, 3);
    for (size_t e = 0; e < 4; e++) {
        double best = 0.0;
        for (double half = 0.8; half < 3.0; half += 0.05) {
            cw_plan plan;
            cw_plan_problem problem = one_unit_problem(plane, CW_RANDOM, t);
            double side = 2.0 * half * sigma;
            cw_task task = scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                        .length_m = side,
                                                        .width_m = side,
                                                        .spacing_m = side / 10.0},
                                      SCENE_START, 20.0, 100.0);
            task.sweep_width_m[0] = effort[e] * sigma * sigma / task.pattern.length_m;
            best = fmax(best, score_one(&problem, t, &task, &plan));
            cw_pattern_free(&task.pattern);
        }
        assert_close(best, want[e], 3.0 * sqrt(0.25 / (double)n)); /* three standard errors */
    }
    scene_tracks_free(t);
}

/* A searcher that goes with the drift sees what a still one sees of still water. */
static void only_relative_motion_counts(void **state) {
    (void)state;
    const size_t n = 500, times = 37;
    cw_tracks *still = scene_normal_cloud(n, times, 600.0, 1500.0, 0, 0, 0, 4);
    cw_tracks *moving = scene_normal_cloud(n, times, 600.0, 1500.0, 0.8, -0.6, 0, 4);
    cw_plan_problem problem = one_unit_problem(plane, CW_INVERSE_CUBE, still);
    cw_task a = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 8000.0, .width_m = 6000.0, .spacing_m = 1000.0},
        SCENE_START, 10.0, 500.0);
    cw_task b = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 8000.0, .width_m = 6000.0, .spacing_m = 1000.0},
        SCENE_START, 10.0, 500.0);
    for (size_t i = 0; i < b.pattern.count; i++) {
        double s = (double)(b.pattern.points[i].time - SCENE_START) / 1000.0;
        b.pattern.points[i].at.x_m += 0.8 * s;
        b.pattern.points[i].at.y_m += -0.6 * s;
    }
    for (size_t i = 0; i < n; i++) {
        double p = cw_pattern_detects(&problem, &a, still, i);
        double q = cw_pattern_detects(&problem, &b, moving, i);
        /* Places are floats of 16 km: 1 mm; a hazard of W^2 / (4 pi d^2) then moves by
         * 2 dd / d, below 1e-3 beyond 2 m. */
        assert_close(p, q, 2e-3);
    }
    cw_pattern_free(&a.pattern);
    cw_pattern_free(&b.pattern);
    scene_tracks_free(still);
    scene_tracks_free(moving);
}

/* One leg past one target, at distances computed by hand, split at outputs or not. */
static void one_leg_is_one_opportunity(void **state) {
    (void)state;
    static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};
    for (size_t l = 0; l < 3; l++) {
        cw_tracks *t = scene_tracks(4, 37, 100.0); /* many pieces a leg */
        static const float x[] = {300.0f, 40.0f, 2000.0f, 0.0f}, y[] = {0, 500, -4000, 6000};
        for (size_t k = 0; k < 37 * 4; k++) {
            t->x_m[k] = x[k % 4];
            t->y_m[k] = y[k % 4];
        }
        cw_plan_problem problem = one_unit_problem(plane, laws[l], t);
        cw_task task = scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                    .length_m = 11000.0,
                                                    .width_m = 1000.0,
                                                    .spacing_m = 1000.0},
                                  SCENE_START, 5.0, 800.0);
        assert_int_equal(task.pattern.count, 2);
        /* The last lies past the leg's end. A long leg is nearly a whole pass: 300 m abeam of its
         * middle it lacks (1 - 5000 / hypot(5000, 300)) = 0.2 % of the hazard. */
        for (size_t i = 0; i < 4; i++) {
            cw_xy target = {(double)x[i], (double)y[i]};
            double got = cw_pattern_detects(&problem, &task, t, i);
            /* The eye's height of a metre takes 1 / d^2 of the hazard: 1e-5 at 300 m; at 40 m the
             * hazard is so large that nothing of it is seen. */
            assert_close(got,
                         scene_leg(laws[l], 800.0, task.pattern.points[0].at,
                                   task.pattern.points[1].at, target),
                         1e-5);
        }
        assert_close(cw_pattern_detects(&problem, &task, t, 0),
                     cw_lateral_range(laws[l], 800.0, 300.0), 0.002);
        cw_pattern_free(&task.pattern);
        scene_tracks_free(t);
    }
}

/* All legs of an expanding square, seen from many places: hazards add up to the integral along the
 * whole track, so that the two legs that meet at a corner are one approach. */
static void corners_are_not_counted_twice(void **state) {
    (void)state;
    const size_t n = 60;
    cw_tracks *t = scene_tracks(n, 2, 24 * 3600.0);
    for (size_t i = 0; i < n; i++) {
        double u[4];
        scene_uniform(8, i, u);
        t->x_m[i] = t->x_m[n + i] = (float)(8000.0 * u[0] - 4000.0);
        t->y_m[i] = t->y_m[n + i] = (float)(8000.0 * u[1] - 4000.0);
    }
    cw_plan_problem problem = one_unit_problem(plane, CW_INVERSE_CUBE, t);
    cw_task task = scene_task((cw_pattern_spec){.kind = CW_EXPANDING_SQUARE,
                                                .length_m = 5000.0,
                                                .width_m = 5000.0,
                                                .spacing_m = 1000.0},
                              SCENE_START, 10.0, 600.0);
    for (size_t i = 0; i < n; i++) {
        cw_xy target = {(double)t->x_m[i], (double)t->y_m[i]};
        double missed = 1.0, by_closest = 1.0;
        for (size_t k = 0; k + 1 < task.pattern.count; k++) {
            cw_xy a = task.pattern.points[k].at, b = task.pattern.points[k + 1].at;
            missed *= 1.0 - scene_leg(CW_INVERSE_CUBE, 600.0, a, b, target);
            by_closest *=
                1.0 - cw_lateral_range(CW_INVERSE_CUBE, 600.0, scene_distance(a, b, target));
        }
        double got = cw_pattern_detects(&problem, &task, t, i);
        assert_close(got, 1.0 - missed, 1e-4); /* eye height of 1 m, targets 30 m off and more */
        assert_true(got <= 1.0 - by_closest + 1e-6); /* never more than a whole pass a leg */
    }
    cw_pattern_free(&task.pattern);
    scene_tracks_free(t);
}

/* A straight pass with a waypoint in it, abeam of the target, is the same pass. */
static void a_broken_pass_is_one_pass(void **state) {
    (void)state;
    static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};
    static const double aside[] = {20.0, 150.0, 400.0, 1500.0};
    for (size_t l = 0; l < 3; l++) {
        for (size_t i = 0; i < 4; i++) {
            cw_tracks *t = scene_tracks(1, 2, 24 * 3600.0);
            t->x_m[0] = t->x_m[1] = (float)aside[i];
            cw_plan_problem problem = one_unit_problem(plane, laws[l], t);
            cw_waypoint points[3] = {{{0, -6000}, SCENE_START},
                                     {{0, 0}, SCENE_START + 600 * CW_SECOND_MS},
                                     {{0, 6000}, SCENE_START + 1200 * CW_SECOND_MS}};
            cw_waypoint ends[2] = {points[0], points[2]};
            cw_task broken = {.pattern = {.points = points, .count = 3}, .sweep_width_m = {700.0}};
            cw_task whole = {.pattern = {.points = ends, .count = 2}, .sweep_width_m = {700.0}};
            assert_close(cw_pattern_detects(&problem, &broken, t, 0),
                         cw_pattern_detects(&problem, &whole, t, 0), 2e-6); /* floats */
            scene_tracks_free(t);
        }
    }
}

static void waiting_and_lost_are_not_found_stranded_are(void **state) {
    (void)state;
    static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE,
                                            CW_RANDOM};
    for (size_t l = 0; l < 4; l++) {
        cw_tracks *t = scene_tracks(3, 2, 24 * 3600.0);
        for (size_t k = 0; k < 2; k++) {
            t->x_m[k * 3] = t->y_m[k * 3] = NAN; /* waiting */
            t->state[k * 3] = CW_WAITING;
            t->state[k * 3 + 1] = CW_STRANDED; /* at the origin */
        }
        t->x_m[5] = t->y_m[5] = NAN; /* lost by the second output */
        cw_plan_problem problem = one_unit_problem(plane, laws[l], t);
        cw_task task = scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                    .length_m = 5000.0,
                                                    .width_m = 3000.0,
                                                    .spacing_m = 1000.0},
                                  SCENE_START, 10.0, 800.0);
        assert_close(cw_pattern_detects(&problem, &task, t, 0), 0.0, 0.0);
        assert_true(cw_pattern_detects(&problem, &task, t, 1) > 0.5);
        assert_close(cw_pattern_detects(&problem, &task, t, 2), 0.0, 0.0);
        cw_pattern_free(&task.pattern);
        scene_tracks_free(t);
    }
}

static void night_narrows_or_blinds(void **state) {
    (void)state;
    cw_tracks *t = scene_tracks(1, 2, 24 * 3600.0);
    t->x_m[0] = t->x_m[1] = 300.0f;
    cw_plan_problem problem = one_unit_problem(plane, CW_EXPONENTIAL, t);
    cw_time midnight = cw_time_from_civil(2021, 6, 22, 0, 0, 0.0);
    cw_task task = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 11000.0, .width_m = 1000.0, .spacing_m = 1000.0},
        midnight, 10.0, 800.0);
    one_unit.night_factor = 0.5;
    cw_xy a = task.pattern.points[0].at, b = task.pattern.points[1].at, target = {300.0, 0.0};
    assert_close(cw_pattern_detects(&problem, &task, t, 0),
                 scene_leg(CW_EXPONENTIAL, 400.0, a, b, target), 1e-5);
    cw_plan plan;
    score_one(&problem, t, &task, &plan); /* 400 m by 10 km in 11 km by 1 km */
    assert_close(plan.tasks[0].coverage, 400.0 * 10000.0 / (11000.0 * 1000.0), 1e-6);
    one_unit.night_factor = 0.0;
    assert_close(cw_pattern_detects(&problem, &task, t, 0), 0.0, 0.0);
    cw_pattern_free(&task.pattern);
    scene_tracks_free(t);
}

static void objects_have_their_own_widths(void **state) {
    (void)state;
    cw_tracks *t = scene_tracks(2, 3, 1200.0);
    for (size_t i = 0; i < 6; i++) {
        t->x_m[i] = 300.0f;
        t->object[i] = (uint8_t)(i % 2);
    }
    cw_plan_problem problem = one_unit_problem(plane, CW_INVERSE_CUBE, t);
    cw_search_object objects[2] = {{.name = "boat"}, {.name = "person"}};
    problem.objects = objects;
    problem.object_count = 2;
    problem.to = SCENE_START + CW_HOUR_MS;
    cw_task task = scene_task(
        (cw_pattern_spec){
            .kind = CW_PARALLEL_SWEEP, .length_m = 11000.0, .width_m = 1000.0, .spacing_m = 1000.0},
        SCENE_START, 10.0, 1500.0);
    task.sweep_width_m[1] = 200.0;
    cw_plan plan;
    score_one(&problem, t, &task, &plan);
    cw_xy a = task.pattern.points[0].at, b = task.pattern.points[1].at, target = {300.0, 0.0};
    assert_close(plan.pos_by_object[0], scene_leg(CW_INVERSE_CUBE, 1500.0, a, b, target), 1e-5);
    assert_close(plan.pos_by_object[1], scene_leg(CW_INVERSE_CUBE, 200.0, a, b, target), 1e-5);
    assert_close(plan.share_by_object[1], 0.5, 1e-6);
    cw_pattern_free(&task.pattern);
    scene_tracks_free(t);
}

/* What a unit adds, and what it would find alone. */
static void gains_add_up(void **state) {
    (void)state;
    const size_t n = 20000;
    cw_tracks *t = scene_normal_cloud(n, 25, 600.0, 3000.0, 0.5, 0.2, 0.1, 9);
    cw_plan_problem problem = one_unit_problem(plane, CW_INVERSE_CUBE, t);
    cw_task tasks[2] = {scene_task((cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                                                     .centre = {3000, 0},
                                                     .length_m = 9000,
                                                     .width_m = 6000,
                                                     .axis_deg = 30,
                                                     .spacing_m = 1000},
                                   SCENE_START, 12, 700),
                        scene_task((cw_pattern_spec){.kind = CW_SECTOR,
                                                     .centre = {2000, 500},
                                                     .length_m = 3000,
                                                     .repeats = 2},
                                   SCENE_START, 12, 500)};
    cw_plan plan = {.tasks = tasks, .task_count = 2};
    cw_error err = {0};
    assert_true(cw_plan_score(&problem, t, &plan, &err));
    double mean = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        double p = 1.0
                   - (1.0 - cw_pattern_detects(&problem, &tasks[0], t, i))
                         * (1.0 - cw_pattern_detects(&problem, &tasks[1], t, i));
        mean += p / (double)n;
        squares += p * p / (double)n;
    }
    assert_close(plan.pos, mean, 1e-6);
    assert_close(plan.pos_std_error, sqrt((squares - mean * mean) / (double)n), 1e-6);
    assert_close(tasks[0].pos_alone + tasks[1].pos_gain, plan.pos, 1e-6);
    assert_close(tasks[1].pos_alone + tasks[0].pos_gain, plan.pos, 1e-6);
    assert_true(tasks[0].pos_gain > 0.05 && tasks[0].pos_gain < tasks[0].pos_alone);
    free(plan.pos_by_hypothesis);
    free(plan.share_by_hypothesis);
    cw_pattern_free(&tasks[0].pattern);
    cw_pattern_free(&tasks[1].pattern);
    scene_tracks_free(t);
}

static void weights_of_zero_are_refused(void **state) {
    (void)state;
    cw_tracks *t = scene_tracks(3, 2, 600.0);
    t->weight[0] = t->weight[1] = t->weight[2] = 0.0f;
    cw_plan_problem problem = one_unit_problem(plane, CW_INVERSE_CUBE, t);
    cw_plan plan = {0};
    cw_error err = {0};
    assert_false(cw_plan_score(&problem, t, &plan, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "weights of all particles are zero");
    scene_tracks_free(t);
}

static int make_plane(void **state) {
    (void)state;
    plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    return plane == NULL;
}

static int drop_plane(void **state) {
    (void)state;
    cw_plane_destroy(plane);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parallel_sweeps_give_the_closed_forms),
        cmocka_unit_test(random_search_gives_one_minus_exp),
        cmocka_unit_test(normal_target_in_the_best_square),
        cmocka_unit_test(only_relative_motion_counts),
        cmocka_unit_test(one_leg_is_one_opportunity),
        cmocka_unit_test(corners_are_not_counted_twice),
        cmocka_unit_test(a_broken_pass_is_one_pass),
        cmocka_unit_test(waiting_and_lost_are_not_found_stranded_are),
        cmocka_unit_test(night_narrows_or_blinds),
        cmocka_unit_test(objects_have_their_own_widths),
        cmocka_unit_test(gains_add_up),
        cmocka_unit_test(weights_of_zero_are_refused),
    };
    return cmocka_run_group_tests(tests, make_plane, drop_plane);
}
