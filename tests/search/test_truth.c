/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is the predicted probability of success true? A plan is made, then played through for thousands
 * of truths: each drawn by a generator of the tests' own from the same distribution as the
 * particles, moved by formula, and looked for with this file's own arithmetic, which shares nothing
 * with the scorer's. Predicted and found must agree within three standard errors of both.
 */
#include "own_draws.h"
#include "scene.h"
#include "sea.h"

#include <stdio.h>

enum { PARTICLES = 40000, TIMES = 37, TRUTHS = 36000, UNITS = 3 };
static const double step_s = 600.0;

/* ---- the distribution ------------------------------------------------------------------------ */

/* A cloud of two hypotheses that moves, spreads, and turns with the stream; two objects. */
typedef struct truth {
    double x0, y0, u, v, stream;
    uint8_t object;
} truth;

static truth make_truth(const double z[4], double which, double object) {
    bool second = which < 0.35;
    return (truth){.x0 = (second ? 9000.0 : 0.0) + 6000.0 * z[0],
                   .y0 = (second ? 3000.0 : -1000.0) + 4000.0 * z[1],
                   .u = 0.25 + 0.1 * z[2],
                   .v = -0.1 + 0.1 * z[3],
                   .stream = 0.8,
                   .object = object < 0.4};
}

static cw_xy truth_at(const truth *t, double s) {
    double rate = 2.0 * CW_PI / (12.42 * 3600.0);
    double way = t->stream / rate * sin(rate * s);
    return (cw_xy){t->x0 + t->u * s + 0.6 * way, t->y0 + t->v * s + 0.8 * way};
}

static cw_tracks *make_tracks(cw_time start, uint64_t seed) {
    cw_tracks *t = scene_tracks(PARTICLES, TIMES, step_s);
    t->first = start;
    for (size_t i = 0; i < PARTICLES; i++) {
        double z[4], u[4];
        scene_normal(seed, i, z);
        scene_uniform(seed, i, u);
        truth one = make_truth(z, u[0], u[1]);
        for (size_t k = 0; k < TIMES; k++) {
            cw_xy at = truth_at(&one, step_s * (double)k);
            t->x_m[k * PARTICLES + i] = (float)at.x_m;
            t->y_m[k * PARTICLES + i] = (float)at.y_m;
            t->object[k * PARTICLES + i] = one.object;
        }
    }
    return t;
}

/* ---- looking, step by step --------------------------------------------------------------------
 */

typedef struct leg {
    cw_xy from, to;
    double leave_s, arrive_s; /* after the start of the tracks */
    double width_m;           /* by the light */
} leg;

static cw_xy searcher_at(const leg *l, double s) {
    double f = (s - l->leave_s) / (l->arrive_s - l->leave_s);
    return (cw_xy){l->from.x_m + f * (l->to.x_m - l->from.x_m),
                   l->from.y_m + f * (l->to.y_m - l->from.y_m)};
}

/* Length of a leg by the unit's own speed, over what the pattern moves with: what is left of the
 * time at its start is the turn. */
static leg make_leg(const cw_plan_problem *problem, const cw_task *task, size_t i, uint8_t object) {
    const cw_unit *unit = &problem->units[task->unit];
    const cw_waypoint *a = &task->pattern.points[i], *b = a + 1;
    leg l = {.from = a->at, .to = b->at};
    cw_xy sa = cw_pattern_shift(&task->pattern, a->time),
          sb = cw_pattern_shift(&task->pattern, b->time);
    double length =
        hypot(b->at.x_m - a->at.x_m - (sb.x_m - sa.x_m), b->at.y_m - a->at.y_m - (sb.y_m - sa.y_m));
    l.arrive_s = (double)(b->time - problem->tracks->first) / 1000.0;
    l.leave_s = l.arrive_s - length / unit->search_speed_mps;
    cw_time middle = problem->tracks->first + (int64_t)(500.0 * (l.leave_s + l.arrive_s));
    bool day = cw_sun_is_daylight(cw_plane_centre(problem->plane), middle);
    l.width_m = task->sweep_width_m[object] * (day ? 1.0 : unit->night_factor);
    return l;
}

/* Walks along a leg in steps that are short against the distance. Sums the rate of detection of the
 * inverse cube law, and finds the closest approach. */
static void walk(const leg *l, const truth *t, double *rate, double *closest) {
    double s = l->leave_s;
    *rate = 0.0;
    *closest = INFINITY;
    while (s < l->arrive_s) {
        cw_xy a = searcher_at(l, s), p = truth_at(t, s);
        double r = hypot(a.x_m - p.x_m, a.y_m - p.y_m);
        double speed =
            hypot(l->to.x_m - l->from.x_m, l->to.y_m - l->from.y_m) / (l->arrive_s - l->leave_s);
        double dt = fmin(l->arrive_s - s, fmax(0.1, 0.1 * r / speed));
        a = searcher_at(l, s + 0.5 * dt);
        p = truth_at(t, s + 0.5 * dt);
        r = hypot(a.x_m - p.x_m, a.y_m - p.y_m);
        cw_xy a0 = searcher_at(l, s), a1 = searcher_at(l, s + dt);
        cw_xy p0 = truth_at(t, s), p1 = truth_at(t, s + dt);
        double way = hypot(a1.x_m - p1.x_m - a0.x_m + p0.x_m, a1.y_m - p1.y_m - a0.y_m + p0.y_m);
        *rate += l->width_m * l->width_m / (8.0 * CW_PI) * way / (r * r * r);
        *closest = fmin(*closest, r);
        s += dt;
    }
}

/* Does the unit find this truth? */
static bool finds(const cw_plan_problem *problem, const cw_task *task, const truth *t) {
    for (size_t i = 0; task->assigned && i + 1 < task->pattern.count; i++) {
        leg l = make_leg(problem, task, i, t->object);
        double rate, closest, p;
        if (!(l.width_m > 0.0)) continue;
        walk(&l, t, &rate, &closest);
        double share = rate * 8.0 * CW_PI / (l.width_m * l.width_m) * closest * closest / 2.0;
        if (problem->law == CW_INVERSE_CUBE)
            p = 1.0 - exp(-rate);
        else if (problem->law == CW_DEFINITE)
            p = closest <= 0.5 * l.width_m ? 1.0 : 0.0;
        else
            p = 1.0 - pow(1.0 - exp(-2.0 * closest / l.width_m), fmin(1.0, share));
        if (next_uniform() < p) return true;
    }
    return false;
}

/* ---- the trial ------------------------------------------------------------------------------- */

static void play(cw_detection_law law, cw_time start) {
    cw_tracks *tracks = make_tracks(start, 41), *fresh = make_tracks(start, 42);
    cw_unit units[UNITS] = {scene_helicopter(plane), scene_lifeboat(plane), scene_lifeboat(plane)};
    units[0].night_factor = 0.7;
    units[2].at = units[2].turn_round = cw_plane_inverse(plane, (cw_xy){-6000.0, 12000.0});
    for (int k = 0; k < UNITS; k++) {
        units[k].available_from = start;
        units[k].available_to = start + 30 * CW_HOUR_MS;
        units[k].turn_s = 25.0;
    }
    cw_search_object objects[2] = {
        {"raft", cw_sweep_object_find(table, "Raft 4 person", NULL), false},
        {"person", cw_sweep_object_find(table, "Person in Water", NULL), true}};
    cw_plan_problem problem = {.plane = plane,
                               .tracks = tracks,
                               .fresh_tracks = fresh,
                               .units = units,
                               .unit_count = UNITS,
                               .objects = objects,
                               .object_count = 2,
                               .table = table,
                               .conditions = {cw_nm_to_m(3.0), 9.0, 1.0},
                               .law = law,
                               .from = start,
                               .to = start + 6 * CW_HOUR_MS,
                               .separation_m = 926.0,
                               .height_separation_m = 150.0,
                               .seed = 3,
                               .evaluations = 100,
                               .threads = 1};
    cw_error err = {0};
    cw_plan *plan = cw_plan_optimise(&problem, &err);
    if (plan == NULL) fail_msg("%s", err.message);
    size_t found = 0;
    splitmix = 2021;
    for (size_t i = 0; i < TRUTHS; i++) {
        double z[4] = {next_normal(), next_normal(), next_normal(), next_normal()};
        double which = next_uniform(), object = next_uniform();
        truth t = make_truth(z, which, object);
        bool seen = false;
        for (size_t k = 0; k < plan->task_count; k++)
            seen = seen || finds(&problem, &plan->tasks[k], &t);
        found += seen;
    }
    double share = (double)found / TRUTHS, error = sqrt(share * (1.0 - share) / TRUTHS);
    print_message("%s: predicted %.4f, found %.4f +- %.4f\n", cw_detection_law_name(law), plan->pos,
                  share, error);
    assert_close(plan->pos, share, 3.0 * hypot(error, plan->pos_std_error));
    assert_true(plan->pos > 0.2 && plan->pos < 0.8); /* a trial that can fail on either side */
    cw_plan_destroy(plan);
    scene_tracks_free(tracks);
    scene_tracks_free(fresh);
}

static void inverse_cube_by_day(void **state) {
    (void)state;
    play(CW_INVERSE_CUBE, SCENE_START);
}

static void inverse_cube_into_the_night(void **state) {
    (void)state;
    play(CW_INVERSE_CUBE, cw_time_from_civil(2021, 6, 21, 18, 0, 0.0));
}

static void exponential_by_day(void **state) {
    (void)state;
    play(CW_EXPONENTIAL, SCENE_START);
}

static void definite_range_by_day(void **state) {
    (void)state;
    play(CW_DEFINITE, SCENE_START);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inverse_cube_by_day),
        cmocka_unit_test(inverse_cube_into_the_night),
        cmocka_unit_test(exponential_by_day),
        cmocka_unit_test(definite_range_by_day),
    };
    return cmocka_run_group_tests(tests, sea_set_up, sea_tear_down);
}
