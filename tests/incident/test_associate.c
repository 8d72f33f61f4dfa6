/* SPDX-License-Identifier: Apache-2.0 */
/* Association, regions and arrivals against closed forms: a Gaussian cloud, the error function,
 * distances by geodesics. */
#include "making.h"

#include <math.h>

enum { PARTICLES = 4000 };

/* A cloud of standard deviation `sigma` about (x, y) that does not move, for ten hours. */
static cw_tracks *cloud(double x, double y, double sigma, cw_time first, double drift_mps) {
    cw_tracks *t = calloc(1, sizeof *t);
    t->particles = PARTICLES;
    t->times = 11;
    t->first = first;
    t->step_ms = CW_HOUR_MS;
    t->x_m = calloc(PARTICLES * t->times, sizeof *t->x_m);
    t->y_m = calloc(PARTICLES * t->times, sizeof *t->y_m);
    t->state = calloc(PARTICLES * t->times, 1);
    t->object = calloc(PARTICLES * t->times, 1);
    t->weight = calloc(PARTICLES, sizeof *t->weight);
    t->hypothesis = calloc(PARTICLES, sizeof *t->hypothesis);
    for (uint32_t i = 0; i < PARTICLES; i++) {
        double z[4];
        cw_random_normal((cw_draw){.seed = 3, .particle = i, .purpose = CW_DRAW_TEST}, z);
        t->weight[i] = 1.0f / PARTICLES;
        for (size_t k = 0; k < t->times; k++) {
            t->x_m[k * PARTICLES + i] = (float)(x + sigma * z[0] + drift_mps * 3600.0 * (double)k);
            t->y_m[k * PARTICLES + i] = (float)(y + sigma * z[1]);
            t->state[k * PARTICLES + i] = 1; /* afloat */
        }
    }
    return t;
}

typedef struct scene {
    making m;
    cw_plane *plane;
    cw_tracks *near, *far;
    cw_time time;
} scene;

static void begin(scene *s) {
    making_begin(&s->m);
    s->time = s->m.clock;
    s->plane = cw_plane_create((cw_position){51.1, 1.7}, NULL);
    s->near = cloud(0.0, 0.0, 2000.0, s->time, 0.0);
    s->far = cloud(15000.0, 0.0, 2000.0, s->time, 0.0);
    make(&s->m, "open", "A", "{}");
    make(&s->m, "open", "B", "{}");
    make_report(&s->m, "A", "33 people aboard, +33 6 12 34 56 78, speaks Kurdish");
    make_report(&s->m, "B", "12 people aboard, +44 7700 900123, speaks Vietnamese");
}

static void end(scene *s) {
    cw_tracks_destroy(s->near);
    cw_tracks_destroy(s->far);
    cw_plane_destroy(s->plane);
    making_end(&s->m);
}

static size_t rank(scene *s, const cw_situation *situation, const cw_evidence *e,
                   cw_association out[4]) {
    cw_drift_of drifts[2] = {{incident_of(situation, "A"), s->near, s->plane},
                             {incident_of(situation, "B"), s->far, s->plane}};
    cw_background b = cw_background_default();
    return cw_associate(situation, e, drifts, 2, &b, out, 4);
}

static cw_fix fix_at(const scene *s, double x, double y, double radius) {
    return (cw_fix){.at = cw_plane_inverse(s->plane, (cw_xy){x, y}),
                    .radius_m = radius,
                    .confidence = 0.5,
                    .probability = 1.0};
}

static const cw_association *of(const cw_association *list, size_t n, size_t incident) {
    for (size_t i = 0; i < n; i++) {
        if (list[i].incident == incident) return &list[i];
    }
    fail_msg("not in the list");
    return NULL;
}

/* The density in the middle of a Gaussian cloud seen with error s: 1 / (2 pi (sigma^2 + s^2 +
 * h^2)). Tolerance: the sampling error of 4,000 particles in the middle of the cloud, 2 percent,
 * and a kernel whose h is 0.5 sigma n^-1/6 = 0.126 sigma, known exactly. */
static void place_is_a_gaussian_integral(void **state) {
    (void)state;
    scene s;
    begin(&s);
    cw_situation *situation = fold_log(s.m.log);
    cw_association out[4];
    cw_background b = cw_background_default();
    for (int i = 0; i < 3; i++) {
        double d = 1500.0 * i, radius = 1000.0, sigma2 = pow(radius, 2) / (2.0 * log(2.0));
        cw_fix fix = fix_at(&s, 0.0, d, radius);
        cw_evidence e = {.time = s.time, .fixes = &fix, .fix_count = 1, .low = -1, .high = -1};
        size_t n = rank(&s, situation, &e, out);
        double h2 = pow(0.5 * 2000.0 * pow(PARTICLES, -1.0 / 6.0), 2),
               v = 2000.0 * 2000.0 + sigma2 + h2;
        assert_close(of(out, n, incident_of(situation, "A"))->place,
                     log(b.area_m2 * exp(-0.5 * d * d / v) / (2.0 * CW_PI * v)), 0.06);
    }
    cw_situation_destroy(situation);
    end(&s);
}

static void ranks_by_place_and_says_why(void **state) {
    (void)state;
    scene s;
    begin(&s);
    cw_situation *situation = fold_log(s.m.log);
    cw_association out[4];
    cw_fix fix = fix_at(&s, 500.0, 0.0, 300.0);
    cw_evidence e = {.time = s.time, .fixes = &fix, .fix_count = 1, .low = -1, .high = -1};
    size_t n = rank(&s, situation, &e, out);
    double sum = 0.0;
    assert_int_equal(n, 3); /* two incidents and none yet */
    for (size_t i = 0; i < n; i++) sum += out[i].probability;
    assert_close(sum, 1.0, 1e-12);
    assert_int_equal(out[0].incident, incident_of(situation, "A"));
    assert_mentions(out[0].reasons[0][0], "place fits");
    assert_mentions(out[0].reasons[0][1], "le lieu convient");
    /* between the two and far from both: a boat that is not known yet */
    fix = fix_at(&s, 0.0, 30000.0, 300.0);
    rank(&s, situation, &e, out);
    assert_int_equal(out[0].incident, CW_NONE);
    cw_situation_destroy(situation);
    end(&s);
}

static void a_telephone_outweighs_a_rough_position(void **state) {
    (void)state;
    scene s;
    begin(&s);
    cw_situation *situation = fold_log(s.m.log);
    cw_association out[4];
    const char *number = "+447700900123";
    cw_fix fix = fix_at(&s, 7500.0, 0.0, 5000.0); /* in the middle between the two */
    cw_evidence e = {.time = s.time,
                     .fixes = &fix,
                     .fix_count = 1,
                     .low = -1,
                     .high = -1,
                     .numbers = &number,
                     .number_count = 1};
    rank(&s, situation, &e, out);
    assert_int_equal(out[0].incident, incident_of(situation, "B"));
    assert_true(out[0].positive_key);
    cw_situation_destroy(situation);
    end(&s);
}

/* R1: a boat found where they could be, with another number of heads and another phone. */
static void another_boat_in_the_same_water(void **state) {
    (void)state;
    scene s;
    begin(&s);
    cw_situation *situation = fold_log(s.m.log);
    cw_association out[4];
    cw_fix fix = fix_at(&s, 0.0, 0.0, 200.0);
    cw_evidence e = {.time = s.time + CW_HOUR_MS,
                     .fixes = &fix,
                     .fix_count = 1,
                     .low = 40,
                     .high = 40,
                     .recovery = true};
    size_t n = rank(&s, situation, &e, out);
    const cw_association *a = of(out, n, incident_of(situation, "A"));
    bool said = false;
    for (size_t i = 0; i < a->reason_count; i++)
        said = said || strstr(a->reasons[i][0], "no positive key") != NULL;
    assert_true(said);
    assert_false(a->positive_key);
    e.low = e.high = 33;
    n = rank(&s, situation, &e, out);
    assert_true(of(out, n, incident_of(situation, "A"))->positive_key);
    assert_int_equal(out[0].incident, incident_of(situation, "A"));
    cw_situation_destroy(situation);
    end(&s);
}

static void without_a_place_the_evidence_decides(void **state) {
    (void)state;
    scene s;
    begin(&s);
    cw_situation *situation = fold_log(s.m.log);
    cw_association out[4];
    cw_evidence e = {.time = s.time + CW_HOUR_MS, .low = 30, .high = 34, .language = "kurdish"};
    rank(&s, situation, &e, out);
    assert_int_equal(out[0].incident, incident_of(situation, "A"));
    assert_false(out[0].placed);
    cw_situation_destroy(situation);
    end(&s);
}

/* ---- regions -------------------------------------------------------------------------------- */

/* A point 0.7 nm from the line: Phi(0.7 / 0.5) = 0.919243 (table of the normal distribution). */
static void near_the_line_the_answer_is_split(void **state) {
    (void)state;
    cw_plane *plane = cw_plane_create((cw_position){51.1, 1.7}, NULL);
    cw_boundary b;
    assert_true(cw_boundary_dover_strait(plane, &b, NULL));
    cw_xy p = {0.5 * (b.points[4].x_m + b.points[5].x_m),
               0.5 * (b.points[4].y_m + b.points[5].y_m)};
    double dx = b.points[5].x_m - b.points[4].x_m, dy = b.points[5].y_m - b.points[4].y_m,
           length = hypot(dx, dy);
    for (int side = -1; side <= 1; side += 2) {
        cw_xy at = {p.x_m - side * 0.7 * 1852.0 * dy / length,
                    p.y_m + side * 0.7 * 1852.0 * dx / length};
        assert_close(cw_boundary_distance_m(&b, at), side * 0.7 * 1852.0, 1e-6);
        cw_fix fix = {.at = cw_plane_inverse(plane, at), .radius_m = 1.0, .confidence = 0.95};
        cw_region_answer a = cw_region_of_fix(&b, plane, &fix);
        assert_close(side > 0 ? a.share_a : 1.0 - a.share_a, 0.919243, 1e-5);
        assert_true(a.split && a.known);
    }
    /* Dover's harbour and Calais's are not in doubt */
    cw_fix dover = {.at = {51.12, 1.33}, .radius_m = 100.0, .confidence = 0.68},
           calais = {.at = {50.97, 1.85}, .radius_m = 100.0, .confidence = 0.68};
    assert_true(cw_region_of_fix(&b, plane, &dover).share_a > 0.9999);
    assert_true(cw_region_of_fix(&b, plane, &calais).share_a < 1e-4);
    assert_false(cw_region_of_fix(&b, plane, &dover).split);
    cw_plane_destroy(plane);
}

/* A cloud that drifts across the line: from one side to "split" to the other. */
static void the_answer_moves_with_the_drift(void **state) {
    (void)state;
    cw_plane *plane = cw_plane_create((cw_position){51.1, 1.7}, NULL);
    cw_boundary b = {
        .points = {{0.0, -1e5}, {0.0, 1e5}}, .count = 2, .error_m = 926.0}; /* west is A */
    cw_time time = cw_time_from_civil(2021, 11, 24, 1, 0, 0.0);
    cw_tracks *t = cloud(-3600.0, 0.0, 800.0, time, 1.0);
    for (int hour = 0; hour <= 3; hour++) {
        double sigma = hypot(926.0, 800.0), x = -3600.0 + 3600.0 * hour;
        cw_region_answer a = cw_region_of_tracks(&b, t, time + hour * CW_HOUR_MS);
        assert_close(a.share_a, 0.5 * erfc(x / sigma / sqrt(2.0)), 0.015); /* sampling of 4,000 */
        assert_int_equal(a.split, hour == 1);
    }
    assert_false(cw_region_of_tracks(&b, t, time + 20 * CW_HOUR_MS).known);
    cw_tracks_destroy(t);
    cw_plane_destroy(plane);
}

/* 14 December 2022: position at 02:53, 290 degrees at 5.3 kn, reported 03:11; the French centre put
 * the crossing at 03:36. The position was not published; so for places all along the strait's line
 * the one that lies 43 minutes before it is taken (by the geodesic), and the crossing is looked for
 * (in the plane, by bisection). */
static void the_crossing_of_14_december_2022(void **state) {
    (void)state;
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.6}, NULL);
    cw_boundary b;
    assert_true(cw_boundary_dover_strait(plane, &b, NULL));
    cw_time at_0253 = cw_time_from_civil(2022, 12, 14, 1, 53, 0.0), crossing[3];
    double run_m = cw_knots_to_mps(5.3) * 43.0 * 60.0;
    for (size_t i = 2; i < 8; i++) {
        cw_xy middle = {0.5 * (b.points[i].x_m + b.points[i + 1].x_m),
                        0.5 * (b.points[i].y_m + b.points[i + 1].y_m)};
        cw_fix fix = {.at = cw_geodesic_direct(cw_plane_inverse(plane, middle), 110.0, run_m),
                      .radius_m = 100.0,
                      .confidence = 0.95};
        assert_true(cw_region_of_fix(&b, plane, &fix).share_a < 0.5); /* in French waters */
        assert_true(cw_boundary_crossing(&b, plane, &fix, at_0253, 290.0, cw_knots_to_mps(5.3),
                                         crossing, NULL));
        /* within a minute: the course back from the middle differs from 290 by the convergence */
        assert_close((double)(crossing[1] - at_0253) / 60000.0, 43.0, 1.0);
        assert_true(crossing[0] < crossing[1] && crossing[1] < crossing[2]);
        /* half a mile of the line at 5.3 kn are six minutes; two of them each way, more if the line
         * is met at an angle */
        assert_true(crossing[2] - crossing[0] > 20 * CW_MINUTE_MS);
    }
    cw_fix away = {.at = {50.9, 1.6}, .radius_m = 100.0, .confidence = 0.95};
    cw_error err = {0};
    assert_false(cw_boundary_crossing(&b, plane, &away, at_0253, 110.0, 0.0, crossing, &err));
    assert_int_equal(err.code, CW_NO);
    cw_plane_destroy(plane);
}

/* ---- arrivals (R5) ----------------------------------------------------------------------------
 */

static cw_unit unit(const char *name, const char *nation, cw_position at, double knots,
                    double ready_min) {
    cw_unit u = {.at = at,
                 .transit_speed_mps = cw_knots_to_mps(knots),
                 .readiness_s = ready_min * 60.0,
                 .endurance_s = 36000.0};
    snprintf(u.name, sizeof u.name, "%s", name);
    snprintf(u.nation, sizeof u.nation, "%s", nation);
    return u;
}

/* 24 November 2021: a cutter an hour away was tasked, a foreign patrol ship fifteen minutes away
 * was not. */
static void the_near_foreign_ship_comes_first(void **state) {
    (void)state;
    cw_position casualty = {51.15, 1.80};
    cw_unit units[3] = {
        unit("cutter", "UK", cw_geodesic_direct(casualty, 270.0, cw_nm_to_m(20.0)), 20.0, 0.0),
        unit("patrol ship", "France", cw_geodesic_direct(casualty, 160.0, cw_nm_to_m(4.5)), 18.0,
             0.0),
        unit("moored", "UK", casualty, 0.0, 0.0)};
    cw_arrival ranked[3];
    cw_time order = cw_time_from_civil(2021, 11, 24, 2, 27, 0.0);
    assert_int_equal(cw_arrivals_rank(units, 3, casualty, "UK", order, ranked), 2);
    assert_int_equal(ranked[0].unit, 1);
    assert_close(ranked[0].minutes, 15.0, 0.01); /* to the milliseconds of the clock */
    assert_close(ranked[1].minutes, 60.0, 0.01);
    assert_close(ranked[0].margin_minutes, 45.0, 0.01);
    assert_true(ranked[0].entry_request);
    assert_false(ranked[1].entry_request);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(place_is_a_gaussian_integral),
                                       cmocka_unit_test(ranks_by_place_and_says_why),
                                       cmocka_unit_test(a_telephone_outweighs_a_rough_position),
                                       cmocka_unit_test(another_boat_in_the_same_water),
                                       cmocka_unit_test(without_a_place_the_evidence_decides),
                                       cmocka_unit_test(near_the_line_the_answer_is_split),
                                       cmocka_unit_test(the_answer_moves_with_the_drift),
                                       cmocka_unit_test(the_crossing_of_14_december_2022),
                                       cmocka_unit_test(the_near_foreign_ship_comes_first)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
