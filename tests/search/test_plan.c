/* SPDX-License-Identifier: Apache-2.0 */
/* Plans obey every rule, on random problems; are the same for a seed, whatever the threads; are
 * scored on fresh particles; and are never worse than the manual's worksheet where that is fair. */
#include "planning.h"

#include <string.h>

static cw_plan *optimise(const cw_plan_problem *problem) {
    cw_error err = {0};
    cw_plan *plan = cw_plan_optimise(problem, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return plan;
}

static void plans_obey_the_rules(void **state) {
    (void)state;
    size_t assigned = 0, bound_by[CW_BOUND_SWEEP_WIDTH + 1] = {0};
    for (uint64_t seed = 1; seed <= 60; seed++) {
        planning *m = planning_make(seed, 800);
        cw_plan *plan = optimise(&m->problem);
        assigned += planning_check(m, plan);
        for (size_t k = 0; k < plan->task_count; k++)
            bound_by[plan->tasks[k].assigned ? 0 : plan->tasks[k].binding]++;
        cw_plan_destroy(plan);
        planning_drop(m);
    }
    /* The problems are neither all easy nor all hopeless. */
    assert_true(assigned > 60);
    assert_true(bound_by[CW_BOUND_ENDURANCE] > 0 && bound_by[CW_BOUND_DARKNESS] > 0);
    assert_true(bound_by[CW_BOUND_AGREEMENT] > 0 && bound_by[CW_BOUND_AVAILABILITY] > 0);
}

static void assert_same_plan(const cw_plan *a, const cw_plan *b) {
    assert_memory_equal(&a->pos, &b->pos, sizeof a->pos);
    assert_memory_equal(&a->pos_optimised, &b->pos_optimised, sizeof a->pos_optimised);
    assert_int_equal(a->evaluations, b->evaluations);
    for (size_t k = 0; k < a->task_count; k++) {
        const cw_task *s = &a->tasks[k], *t = &b->tasks[k];
        assert_int_equal(s->assigned, t->assigned);
        assert_int_equal(s->pattern.count, t->pattern.count);
        for (size_t i = 0; i < s->pattern.count; i++) {
            assert_int_equal(s->pattern.points[i].time, t->pattern.points[i].time);
            assert_memory_equal(&s->pattern.points[i].at, &t->pattern.points[i].at, sizeof(cw_xy));
        }
        assert_memory_equal(&s->pos_gain, &t->pos_gain, sizeof s->pos_gain);
    }
}

static void the_same_for_any_number_of_threads(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 7, 1};
    size_t differ = 0;
    static const uint64_t seeds[] = {5, 10, 12, 14}; /* with agreements, and tasks for some */
    for (size_t s = 0; s < 4; s++) {
        planning *m = planning_make(seeds[s], 4000);
        m->problem.unit_count = PLANNING_UNITS;
        cw_plan *first = optimise(&m->problem);
        for (size_t i = 1; i < 4; i++) {
            m->problem.threads = threads[i];
            cw_plan *again = optimise(&m->problem);
            assert_same_plan(first, again);
            cw_plan_destroy(again);
        }
        m->problem.seed++; /* another seed, another plan: the seed is used */
        cw_plan *other = optimise(&m->problem);
        differ += other->pos_optimised != first->pos_optimised;
        cw_plan_destroy(other);
        cw_plan_destroy(first);
        planning_drop(m);
    }
    assert_int_equal(differ, 4);
}

static void scored_on_fresh_particles(void **state) {
    (void)state;
    planning *m = planning_make(3, 3000);
    m->problem.agreement = NULL;
    cw_plan *plan = optimise(&m->problem);
    double pos = plan->pos;
    cw_error err = {0};
    assert_true(cw_plan_score(&m->problem, m->fresh, plan, &err));
    assert_close(plan->pos, pos, 0.0);
    assert_true(cw_plan_score(&m->problem, m->tracks, plan, &err));
    assert_true(plan->pos != pos);
    cw_plan_destroy(plan);
    planning_drop(m);
}

/* Without agreements, land, separation and darkness, which the worksheet ignores. The planner's
 * budget is that of a real plan. */
static void never_below_the_worksheet(void **state) {
    (void)state;
    double gain = 0.0;
    for (uint64_t seed = 21; seed < 33; seed++) {
        planning *m = planning_make(seed, 3000);
        m->problem.agreement = NULL;
        m->problem.mask = NULL;
        m->problem.separation_m = 0.0;
        m->problem.evaluations = 200;
        m->problem.law = CW_INVERSE_CUBE;
        cw_plan *plan = optimise(&m->problem);
        cw_error err = {0};
        cw_plan *sheet = cw_plan_worksheet(&m->problem, NULL, &err);
        assert_non_null(sheet);
        /* Both are scored on the same particles, so that chance plays a small part; half a
         * standard error of the score is allowed for the sample that the planner saw. */
        assert_true(plan->pos >= sheet->pos - 0.5 * plan->pos_std_error);
        gain += (plan->pos - sheet->pos) / 12.0;
        cw_plan_destroy(sheet);
        cw_plan_destroy(plan);
        planning_drop(m);
    }
    print_message("mean gain over the worksheet %.3f\n", gain);
    assert_true(gain > 0.03);
}

static double square(double half_sigma, double z) {
    double held = erf(half_sigma / sqrt(2.0));
    return held * held * (1.0 - exp(-z / (4.0 * half_sigma * half_sigma)));
}

static double best_square(double z) {
    double best = 0.0;
    for (double h = 0.2; h < 5.0; h += 0.001) best = fmax(best, square(h, z));
    return best;
}

/* Circular normal target, one unit, random search: the planner finds the best square. */
static void finds_the_best_square(void **state) {
    (void)state;
    static const double effort[] = {4, 8, 16, 32}, want[] = {0.2987, 0.4514, 0.6267, 0.7916};
    for (int i = 0; i < 4; i++) {
        assert_close(best_square(effort[i]), want[i], 6e-5); /* the published optimum */
        planning *m = planning_make(1, 10);
        cw_unit unit = scene_helicopter(m->plane);
        unit.at = unit.turn_round = cw_plane_centre(m->plane);
        unit.transit_speed_mps = 10000.0; /* all the time is for searching */
        unit.endurance_s = 4 * 3600.0;
        double width = 2.2 * 1852.0; /* raft, 300 ft, 10 nautical miles */
        double sigma = sqrt(width * unit.search_speed_mps * 4 * 3600.0 / effort[i]);
        cw_tracks *t = scene_normal_cloud(40000, 25, 600.0, sigma, 0, 0, 0, 5);
        cw_tracks *fresh = scene_normal_cloud(40000, 25, 600.0, sigma, 0, 0, 0, 6);
        m->problem = (cw_plan_problem){.plane = m->plane,
                                       .tracks = t,
                                       .fresh_tracks = fresh,
                                       .units = &unit,
                                       .unit_count = 1,
                                       .objects = m->objects,
                                       .object_count = 1,
                                       .table = m->table,
                                       .conditions = {cw_nm_to_m(10.0), 5.0, 0.5},
                                       .law = CW_RANDOM,
                                       .from = SCENE_START,
                                       .to = SCENE_START + 4 * CW_HOUR_MS,
                                       .seed = 1,
                                       .most_areas = 1,
                                       .threads = 1};
        cw_plan *plan = optimise(&m->problem);
        const cw_task *task = &plan->tasks[0];
        double z = width * task->pattern.length_m / (sigma * sigma);
        assert_close(z, effort[i], 0.02 * effort[i]); /* it uses the time it has */
        double optimum = best_square(z);
        /* Three in a hundred: expanding squares come in whole rings, and the best place on a sample
         * of 6,000 lies a tenth of sigma from the best. */
        assert_true(plan->pos >= 0.97 * optimum);
        /* Nothing uniform on a rectangle beats the square, but for the luck of the draw. */
        assert_true(plan->pos <= optimum + 3.0 * sqrt(optimum * (1.0 - optimum) / 40000.0));
        cw_plan_destroy(plan);
        scene_tracks_free(t);
        scene_tracks_free(fresh);
        planning_drop(m);
    }
}

/* ---- sense ---------------------------------------------------------------------------------- */

/* One unit by day on given tracks. */
static cw_plan *plan_on(planning *m, cw_tracks *t, const cw_unit *units, size_t count) {
    m->problem = (cw_plan_problem){.plane = m->plane,
                                   .tracks = t,
                                   .units = units,
                                   .unit_count = count,
                                   .objects = m->objects,
                                   .object_count = 1,
                                   .table = m->table,
                                   .conditions = {cw_nm_to_m(5.0), 5.0, 0.5},
                                   .law = CW_INVERSE_CUBE,
                                   .from = SCENE_START,
                                   .to = SCENE_START + 4 * CW_HOUR_MS,
                                   .separation_m = 1000.0,
                                   .height_separation_m = 150.0,
                                   .seed = 7,
                                   .evaluations = 300,
                                   .threads = 1};
    return optimise(&m->problem);
}

/* A cloud six times as long as it is broad, lying at 030 degrees: so does the area. */
static void areas_lie_along_the_cloud(void **state) {
    (void)state;
    planning *m = planning_make(1, 10);
    cw_tracks *t = scene_normal_cloud(3000, 25, 600.0, 3000.0, 0, 0, 0, 8);
    double s = sin(cw_radians(30.0)), c = cos(cw_radians(30.0));
    for (size_t i = 0; i < 3000 * 25; i++) {
        double along = 4.0 * (double)t->x_m[i], across = (2.0 / 3.0) * (double)t->y_m[i];
        t->x_m[i] = (float)(along * s + across * c);
        t->y_m[i] = (float)(along * c - across * s);
    }
    cw_unit unit = scene_helicopter(m->plane);
    cw_plan *plan = plan_on(m, t, &unit, 1);
    const cw_pattern_spec *spec = &plan->tasks[0].pattern.spec;
    double axis = spec->axis_deg;
    if (spec->width_m > spec->length_m) axis += 90.0;
    assert_true(fabs(remainder(axis - 30.0, 180.0)) < 15.0);
    assert_true(fmax(spec->length_m, spec->width_m) > 1.5 * fmin(spec->length_m, spec->width_m));
    cw_plan_destroy(plan);
    scene_tracks_free(t);
    planning_drop(m);
}

/* The people move 14 km in the window: the area lies where they are when the unit is there. */
static void areas_go_with_the_people(void **state) {
    (void)state;
    planning *m = planning_make(1, 10);
    /* Wide enough that the one helicopter cannot search all of it: its place matters. */
    cw_tracks *t = scene_normal_cloud(3000, 25, 600.0, 5000.0, 0.8, 0.6, 0, 9);
    cw_unit unit = scene_helicopter(m->plane);
    unit.available_from = SCENE_START + 2 * CW_HOUR_MS;
    unit.endurance_s = 1.5 * 3600.0;
    cw_plan *plan = plan_on(m, t, &unit, 1);
    double weight = 0.0, away_x = 0.0, away_y = 0.0;
    for (size_t k = 0; k < plan->task_count; k++) { /* the middle of its areas, by their time */
        const cw_task *task = &plan->tasks[k];
        double middle_s = (double)(task->on_scene + task->off_scene - 2 * SCENE_START) / 2000.0;
        double time_s = (double)(task->off_scene - task->on_scene) / 1000.0;
        cw_xy shift = cw_pattern_shift(&task->pattern, SCENE_START + llround(1000.0 * middle_s));
        cw_xy centre = {task->pattern.spec.centre.x_m + shift.x_m,
                        task->pattern.spec.centre.y_m + shift.y_m};
        away_x += time_s * (centre.x_m - 0.8 * middle_s);
        away_y += time_s * (centre.y_m - 0.6 * middle_s);
        weight += time_s;
        assert_true(hypot(centre.x_m, centre.y_m) > 5000.0);
    }
    assert_true(hypot(away_x, away_y) / weight < 1250.0);
    cw_plan_destroy(plan);
    scene_tracks_free(t);
    planning_drop(m);
}

/* Two clouds, two boats, one for each; and more units never find less. */
static void units_share_the_work(void **state) {
    (void)state;
    planning *m = planning_make(1, 10);
    cw_tracks *t = scene_normal_cloud(3000, 25, 600.0, 5000.0, 0, 0, 0, 10);
    for (size_t i = 0; i < 3000 * 25; i++) t->x_m[i] += i % 3000 < 1500 ? -18000.0f : 18000.0f;
    cw_unit units[3] = {scene_lifeboat(m->plane), scene_lifeboat(m->plane),
                        scene_helicopter(m->plane)};
    double before = 0.0;
    for (size_t count = 1; count <= 3; count++) {
        cw_plan *plan = plan_on(m, t, units, count);
        assert_true(plan->pos > before + 0.02);
        before = plan->pos;
        if (count == 2) {
            double a = plan->tasks[0].pattern.spec.centre.x_m;
            double b = plan->tasks[1].pattern.spec.centre.x_m;
            assert_true(a * b < 0.0);
        }
        for (size_t k = 0; count == 2 && k < count; k++)
            assert_true(plan->tasks[k].pos_gain > 0.8 * plan->tasks[k].pos_alone);
        cw_plan_destroy(plan);
    }
    scene_tracks_free(t);
    planning_drop(m);
}

/* With a limit in time the plan still obeys, and the limit is about what is spent. */
static void a_time_limit_is_kept(void **state) {
    (void)state;
    planning *m = planning_make(5, 2000);
    m->problem.time_limit_s = 0.2;
    cw_plan *plan = optimise(&m->problem);
    planning_check(m, plan);
    assert_true(plan->evaluations > 0);
    cw_plan_destroy(plan);
    planning_drop(m);
}

/* ---- refusals ------------------------------------------------------------------------------- */

static void refused(planning *m, const char *words) {
    cw_error err = {0};
    assert_null(cw_plan_optimise(&m->problem, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, words);
    err = (cw_error){0};
    assert_null(cw_plan_worksheet(&m->problem, NULL, &err));
    assert_mentions(err.message, words);
}

static void bad_problems_are_refused(void **state) {
    (void)state;
    planning *m = planning_make(2, 50);
    const cw_plan_problem good = m->problem;
    for (size_t i = 0; i < 50; i++) m->tracks->weight[i] = 0.0f;
    refused(m, "weights of all particles are zero");
    m->tracks->weight[7] = NAN;
    refused(m, "particle 7");
    for (size_t i = 0; i < 50; i++) m->tracks->weight[i] = 0.02f;
    m->problem.unit_count = 0;
    refused(m, "no units");
    m->problem = good;
    m->problem.to = m->problem.from;
    refused(m, "ends before it begins");
    m->problem.to = m->problem.from + 31 * 24 * CW_HOUR_MS;
    refused(m, "30 days");
    m->problem = good;
    m->problem.object_count = 0;
    refused(m, "search objects");
    m->problem = good;
    m->problem.separation_m = -1.0;
    refused(m, "separations");
    m->problem = good;
    m->problem.from += 100 * CW_HOUR_MS;
    m->problem.to += 100 * CW_HOUR_MS;
    refused(m, "does not cover");
    m->problem = good;
    m->units[0].search_speed_mps = 0.0;
    refused(m, "speed must be above zero");
    m->units[0].search_speed_mps = 10.0;
    m->units[0].least_spacing_m = 1e-9;
    refused(m, "track spacing");
    planning_drop(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_obey_the_rules),
        cmocka_unit_test(the_same_for_any_number_of_threads),
        cmocka_unit_test(scored_on_fresh_particles),
        cmocka_unit_test(never_below_the_worksheet),
        cmocka_unit_test(finds_the_best_square),
        cmocka_unit_test(areas_lie_along_the_cloud),
        cmocka_unit_test(areas_go_with_the_people),
        cmocka_unit_test(units_share_the_work),
        cmocka_unit_test(a_time_limit_is_kept),
        cmocka_unit_test(bad_problems_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
