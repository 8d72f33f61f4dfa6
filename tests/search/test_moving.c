/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns that move with the water, and several areas and sorties of one unit. What moves with the
 * people must find them as a still pattern finds still people, whatever the law (Galileo's
 * invariance: nothing here is computed by the code under test twice in the same way); and the
 * planner must use a second area, a second sortie or a later start where these plainly pay.
 */
#include "planning.h"
#include "scene.h"

#include "search/frames.h"

static const cw_xy stream = {1.1, -0.7}; /* m/s */

/* ---- patterns ------------------------------------------------------------------------------ */

static cw_pattern_spec box(void) {
    return (cw_pattern_spec){.kind = CW_PARALLEL_SWEEP,
                             .centre = {500.0, -800.0},
                             .length_m = 9000.0,
                             .width_m = 5000.0,
                             .axis_deg = 25.0,
                             .spacing_m = 900.0,
                             .repeats = 1};
}

static cw_waypoint *even_drift(cw_time from, cw_time to) {
    cw_waypoint *d = calloc(2, sizeof *d);
    double s = (double)(to - from) / 1000.0;
    d[0] = (cw_waypoint){{0.0, 0.0}, from};
    d[1] = (cw_waypoint){{stream.x_m * s, stream.y_m * s}, to};
    return d;
}

static void a_pattern_is_where_the_water_has_taken_it(void **state) {
    (void)state;
    cw_pattern_spec spec = box();
    cw_pattern still, moving;
    cw_error err = {0};
    cw_time start = SCENE_START + CW_HOUR_MS, far = start + 6 * CW_HOUR_MS;
    assert_true(cw_pattern_create(&spec, &still, &err) && cw_pattern_create(&spec, &moving, &err));
    moving.drift = even_drift(start, far);
    moving.drift_count = 2;
    cw_pattern_time(&still, start, far, 7.0, 25.0);
    for (int again = 0; again < 3; again++) /* timing is not a displacement each time */
        cw_pattern_time(&moving, start, far, 7.0, 25.0);
    assert_int_equal(still.count, moving.count);
    assert_close(moving.length_m, still.length_m, 1e-6 * still.length_m);
    for (size_t i = 0; i < still.count; i++) {
        double s = (double)(moving.points[i].time - start) / 1000.0;
        assert_int_equal(moving.points[i].time, still.points[i].time);
        assert_close(moving.points[i].at.x_m, still.points[i].at.x_m + stream.x_m * s, 1e-6);
        assert_close(moving.points[i].at.y_m, still.points[i].at.y_m + stream.y_m * s, 1e-6);
    }
    cw_xy before = cw_pattern_shift(&moving, start - CW_HOUR_MS);
    cw_xy after = cw_pattern_shift(&moving, far + CW_HOUR_MS);
    assert_close(before.x_m, 0.0, 0.0);
    assert_close(after.x_m, stream.x_m * 6 * 3600.0, 1e-6);
    cw_pattern_free(&still);
    cw_pattern_free(&moving);
}

/* People at rest and a still pattern; the same people, carried off by the stream, and the pattern
 * with them. */
static void what_moves_along_finds_the_same(void **state) {
    (void)state;
    enum { N = 3000 };
    static float still[N], moving[N];
    planning *m = planning_make(3, 10);
    cw_tracks *rest = scene_normal_cloud(N, 25, 600.0, 4000.0, 0, 0, 0, 5);
    cw_tracks *flow = scene_normal_cloud(N, 25, 600.0, 4000.0, stream.x_m, stream.y_m, 0, 5);
    cw_time start = SCENE_START + 17 * CW_MINUTE_MS;
    cw_task task = scene_task(box(), start, 7.0, 1400.0);
    cw_plan plan = {.tasks = &task, .task_count = 1};
    for (int law = 0; law < 4; law++) {
        cw_error err = {0};
        cw_plan_problem p = {.plane = m->plane,
                             .law = (cw_detection_law)law,
                             .from = SCENE_START,
                             .to = SCENE_START + 4 * CW_HOUR_MS};
        assert_true(cw_plan_missed(&p, rest, &plan, still, &err));
        /* Laid where the water that it lies on was at the start of the tracks. */
        cw_task drifting = scene_task(box(), start, 7.0, 1400.0);
        drifting.pattern.drift = even_drift(SCENE_START, SCENE_START + 9 * CW_HOUR_MS);
        drifting.pattern.drift_count = 2;
        pattern_displace(&drifting.pattern, 1.0);
        cw_plan carried = {.tasks = &drifting, .task_count = 1};
        assert_true(cw_plan_missed(&p, flow, &carried, moving, &err));
        double apart = 0.0, found = 0.0;
        for (size_t i = 0; i < N; i++) {
            apart += fabs((double)still[i] - (double)moving[i]);
            found += 1.0 - (double)still[i];
        }
        /* Places are floats in the plane, decimetres off at 20 km: the definite range turns such a
         * particle over now and then, and the others change by that much of a width. */
        assert_true(apart / N < (law == CW_DEFINITE ? 2e-3 : 2e-4));
        assert_true(found / N > 0.2 && found / N < 0.95);
        cw_pattern_free(&drifting.pattern);
    }
    cw_pattern_free(&task.pattern);
    scene_tracks_free(rest);
    scene_tracks_free(flow);
    planning_drop(m);
}

/* ---- frames -------------------------------------------------------------------------------- */

/* Two hypotheses in two streams, a third of the people each 20 minutes late into the water. */
static void frames_follow_the_people(void **state) {
    (void)state;
    enum { N = 2000, T = 19 };
    cw_tracks *t = scene_normal_cloud(N, T, 600.0, 900.0, 0, 0, 0, 8);
    for (size_t i = 0; i < N; i++) {
        t->hypothesis[i] = i % 2;
        for (size_t k = 0; k < T; k++) {
            double s = 600.0 * (double)k;
            t->x_m[k * N + i] += (float)(i % 2 ? 30000.0 - 0.5 * s : 0.9 * s);
            t->y_m[k * N + i] += (float)(i % 2 ? 0.2 * s : 0.0);
            if (i % 3 == 0 && k < 3) {
                t->x_m[k * N + i] = t->y_m[k * N + i] = NAN;
                t->state[k * N + i] = CW_WAITING;
            }
        }
    }
    frames f;
    cw_error err = {0};
    cw_time to = SCENE_START + 3 * CW_HOUR_MS, half = SCENE_START + 90 * CW_MINUTE_MS;
    assert_true(frames_create(&f, t, false, &err));
    assert_int_equal(f.count, 2 + 3 * 2);
    cw_xy ground = frames_between(&f, 0, SCENE_START, to);
    assert_close(hypot(ground.x_m, ground.y_m), 0.0, 0.0);
    cw_xy all = frames_between(&f, 1, SCENE_START, to);
    assert_close(all.x_m, 0.5 * (0.9 - 0.5) * 10800.0, 2.0); /* floats at 30 km, summed 18 times */
    assert_close(all.y_m, 0.5 * 0.2 * 10800.0, 2.0);
    for (size_t k = 2; k < f.count; k++) {
        bool second = k >= 5; /* as likely as the first: in the order of their numbers */
        cw_xy way = frames_between(&f, k, half, to);
        assert_close(way.x_m, (second ? -0.5 : 0.9) * 5400.0, 2.0);
        assert_close(way.y_m, (second ? 0.2 : 0.0) * 5400.0, 2.0);
    }
    size_t near = frames_nearest(&f, (cw_xy){30000.0 - 0.5 * 5400.0, 1080.0}, half);
    assert_true(near >= 5);
    cw_pattern p = {0};
    assert_true(frames_carry(&f, near, half, to, &p));
    cw_xy shift = cw_pattern_shift(&p, half + 40 * CW_MINUTE_MS);
    assert_close(shift.x_m, -0.5 * 2400.0, 2.0);
    assert_true(frames_carry(&f, 0, half, to, &p));
    assert_null(p.drift);
    frames_free(&f);
    assert_true(frames_create(&f, t, true, &err));
    assert_int_equal(f.count, 1);
    frames_free(&f);
    scene_tracks_free(t);
}

/* ---- what the planner makes of it ----------------------------------------------------------- */

typedef struct trial_run {
    planning *m;
    cw_tracks *tracks, *fresh;
    cw_unit unit;
    cw_plan_problem problem;
} trial_run;

static trial_run one_unit(double sigma_m, double hours) {
    trial_run r = {.m = planning_make(1, 10)};
    size_t times = 1 + (size_t)(hours * 6.0);
    r.tracks = scene_normal_cloud(6000, times, 600.0, sigma_m, 0, 0, 0, 21);
    r.fresh = scene_normal_cloud(6000, times, 600.0, sigma_m, 0, 0, 0, 22);
    r.unit = scene_helicopter(r.m->plane);
    r.problem = (cw_plan_problem){.plane = r.m->plane,
                                  .tracks = r.tracks,
                                  .fresh_tracks = r.fresh,
                                  .unit_count = 1,
                                  .objects = r.m->objects,
                                  .object_count = 1,
                                  .table = r.m->table,
                                  .conditions = {cw_nm_to_m(5.0), 5.0, 0.5},
                                  .law = CW_RANDOM,
                                  .from = SCENE_START,
                                  .to = SCENE_START + llround(hours * 3600e3),
                                  .seed = 4,
                                  .threads = 2};
    return r;
}

static cw_plan *run(trial_run *r) {
    cw_error err = {0};
    r->problem.units = &r->unit;
    cw_plan *plan = cw_plan_optimise(&r->problem, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return plan;
}

static void drop(trial_run *r) {
    scene_tracks_free(r->tracks);
    scene_tracks_free(r->fresh);
    planning_drop(r->m);
}

/* Two tight clouds, too far apart for one area: the helicopter searches one, then the other. */
static void two_clouds_have_an_area_each(void **state) {
    (void)state;
    trial_run r = one_unit(2500.0, 4.0);
    cw_tracks *both[2] = {r.tracks, r.fresh};
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < both[k]->particles * both[k]->times; i++)
            both[k]->x_m[i] += i % both[k]->particles % 2 ? 22000.0f : -22000.0f;
    }
    r.problem.evaluations = 8000; /* enough to be annealed */
    r.problem.most_areas = 1;
    cw_plan *single = run(&r);
    r.problem.most_areas = 0;
    cw_plan *several = run(&r);
    bool east = false, west = false;
    for (size_t k = 0; k < several->task_count; k++) {
        double x = several->tasks[k].pattern.spec.centre.x_m;
        double half =
            0.5
            * fmax(several->tasks[k].pattern.spec.length_m, several->tasks[k].pattern.spec.width_m);
        east = east || fabs(x - 22000.0) < half;
        west = west || fabs(x + 22000.0) < half;
    }
    assert_true(several->task_count >= 2);
    assert_true(east && west);
    print_message("one area %.4f, several %.4f\n", single->pos, several->pos);
    assert_true(several->pos > single->pos + 0.03);
    cw_plan_destroy(single);
    cw_plan_destroy(several);
    drop(&r);
}

/* Endurance for an hour and a half in a day of nine hours. */
static void a_unit_that_can_refuel_goes_out_again(void **state) {
    (void)state;
    trial_run r = one_unit(9000.0, 9.0);
    r.unit.endurance_s = 1.5 * 3600.0;
    cw_plan *once = run(&r);
    r.unit.turnaround_s = 1800.0;
    cw_plan *again = run(&r);
    const cw_task *last = &again->tasks[again->task_count - 1];
    assert_int_equal(once->tasks[once->task_count - 1].sortie, 0);
    assert_true(last->sortie >= 1);
    for (size_t k = 1; k < again->task_count; k++) {
        const cw_task *before = &again->tasks[k - 1], *task = &again->tasks[k];
        if (task->sortie > before->sortie)
            assert_true(task->under_way >= before->back + 1800 * CW_SECOND_MS - 2);
    }
    assert_true(again->pos > once->pos + 0.05);
    cw_plan_destroy(once);
    cw_plan_destroy(again);
    drop(&r);
}

/* The window begins in the dark, in which it sees a tenth; an hour and a half are all it has. */
static void a_unit_waits_for_the_light(void **state) {
    (void)state;
    trial_run r = one_unit(9000.0, 8.0);
    cw_time dusk_to_day = cw_time_from_civil(2021, 6, 20, 22, 30, 0.0);
    r.tracks->first = r.fresh->first = r.problem.from = dusk_to_day;
    r.problem.to = dusk_to_day + 8 * CW_HOUR_MS;
    r.unit.available_from = dusk_to_day;
    r.unit.endurance_s = 1.5 * 3600.0;
    r.unit.night_factor = 0.1;
    cw_plan *plan = run(&r);
    const cw_task *task = &plan->tasks[0];
    assert_true(cw_sun_is_daylight(cw_plane_centre(r.m->plane), task->on_scene + CW_HOUR_MS));
    assert_true(task->under_way > dusk_to_day + 2 * CW_HOUR_MS);
    cw_plan_destroy(plan);
    drop(&r);
}

/* An edit of the first area breaks no rule there, but the one after it comes into water that has
 * closed by then: that is told too. */
static void an_edit_tells_of_what_comes_after(void **state) {
    (void)state;
    trial_run r = one_unit(9000.0, 9.0);
    r.unit.endurance_s = 1.5 * 3600.0;
    r.unit.turnaround_s = 1800.0;
    cw_plan *plan = run(&r);
    assert_true(plan->task_count >= 2);
    cw_task *first = &plan->tasks[0], *later = &plan->tasks[1];
    cw_zone *sea = planning_zone(r.m->plane, "sea", -80000, -80000, 80000, 80000);
    cw_limit limit = {.zone = sea,
                      .unit = SIZE_MAX,
                      .from = plan->tasks[plan->task_count - 1].off_scene + CW_MINUTE_MS,
                      .to = r.problem.to + 24 * CW_HOUR_MS};
    r.problem.limits = &limit;
    r.problem.limit_count = 1;
    cw_plan_session *s = cw_plan_session_create(&r.problem, plan, NULL);
    cw_error err = {0};
    unsigned broken, own;
    size_t other;
    cw_edit e = {.task = 0, .spec = first->pattern.spec, .start = first->on_scene};
    if (!cw_plan_session_edit(s, &e, &broken, &err)) fail_msg("%s", err.message);
    assert_int_equal(broken, 0);
    limit.from = later->off_scene - CW_MINUTE_MS; /* it closes a little earlier */
    assert_true(limit.from > first->off_scene);
    if (!cw_plan_session_edit(s, &e, &broken, &err)) fail_msg("%s", err.message);
    assert_int_equal(broken, CW_RULE_AGREEMENT);
    assert_true(cw_plan_check(&r.problem, plan, 0, &own, &other, NULL));
    assert_int_equal(own, 0);
    cw_plan_session_destroy(s);
    cw_plan_destroy(plan);
    cw_zone_destroy(sea);
    drop(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_is_where_the_water_has_taken_it),
        cmocka_unit_test(what_moves_along_finds_the_same),
        cmocka_unit_test(frames_follow_the_people),
        cmocka_unit_test(two_clouds_have_an_area_each),
        cmocka_unit_test(a_unit_that_can_refuel_goes_out_again),
        cmocka_unit_test(an_edit_tells_of_what_comes_after),
        cmocka_unit_test(a_unit_waits_for_the_light),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
