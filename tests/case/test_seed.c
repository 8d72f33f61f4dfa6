/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Are the draws distributed as the hypotheses say? Every kind against its closed form. Sampling
 * tolerances are four standard errors: with a fixed seed the tests are deterministic, and a right
 * program would have passed with 999 of 1000 seeds a comparison.
 */
#include <crosswatch/case.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

enum { N = 20000 };

typedef struct world {
    cw_case *c;
    cw_scene *scene;
    cw_ensemble *e;
} world;

static const char objects_one[] = "objects:\n  - {name: person, leeway: PIW-1}\n";
static const char window[] = "    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01T11:00Z}\n";

/* A case of these hypotheses and objects on an open sea. */
static char *case_text(const char *hypotheses, const char *objects, const char *coast) {
    cw_text text = {0};
    cw_text_add(&text,
                "case: Seeds\nseed: 11\nhypotheses:\n%s%s"
                "environment:\n"
                "  current: {sources: [{constant: {toward: 90, speed: 1 kn}}]}\n"
                "  wind: {sources: [{constant: {from: 270, speed: 10 kn}}]}\n"
                "coast: %s\n"
                "search: {from: 2024-06-01T12:00Z, to: 2024-06-01T14:00Z}\n",
                hypotheses, objects, coast);
    assert_false(text.failed);
    return text.data;
}

static bool try_world(world *w, const char *hypotheses, const char *objects, const char *coast,
                      cw_error *err) {
    char *text = case_text(hypotheses, objects, coast);
    *w = (world){0};
    w->c = cw_case_parse(text, strlen(text), "seeds.yaml", "", err);
    free(text);
    if (w->c != NULL) w->scene = cw_scene_create(w->c, NULL, 1, NULL, NULL, err);
    if (w->scene != NULL) w->e = cw_case_seed(w->scene, N, 0, err);
    return w->e != NULL;
}

static void free_world(world *w) {
    cw_ensemble_destroy(w->e);
    cw_scene_destroy(w->scene);
    cw_case_destroy(w->c);
}

static world make_world(const char *hypotheses, const char *objects) {
    world w;
    cw_error err = {0};
    bool good = try_world(&w, hypotheses, objects, "none", &err);
    if (!good) print_error("%s\n", err.message);
    assert_true(good);
    assert_int_equal(w.e->count, N * w.c->hypothesis_count);
    return w;
}

/* ---- moments --------------------------------------------------------------------------------- */

typedef struct moments {
    double mean, std;
} moments;

/* Of values computed for each of N particles from `first` on. */
static moments moments_of(const double *values) {
    moments m = {0};
    for (int i = 0; i < N; i++) m.mean += values[i] / N;
    for (int i = 0; i < N; i++) m.std += (values[i] - m.mean) * (values[i] - m.mean) / (N - 1);
    m.std = sqrt(m.std);
    return m;
}

/* Four standard errors of a mean, and of a normal's standard deviation. */
static double mean_error(double std) {
    return 4.0 * std / sqrt(N);
}
static double std_error(double std) {
    return 4.0 * std / sqrt(2.0 * N);
}
static double share_error(double p) {
    return 4.0 * sqrt(p * (1.0 - p) / N);
}

static double values[N];

static double x(const world *w, int i) {
    return (double)w->e->x_m[i];
}
static double y(const world *w, int i) {
    return (double)w->e->y_m[i];
}

static void assert_moments(double mean, double std, const char *what) {
    moments m = moments_of(values);
    if (fabs(m.mean - mean) > mean_error(std) || fabs(m.std - std) > std_error(std)) {
        print_error("%s: mean %g (wanted %g), std %g (wanted %g)\n", what, m.mean, mean, m.std,
                    std);
    }
    assert_close(m.mean, mean, mean_error(std));
    assert_close(m.std, std, std_error(std));
}

static void assert_even(double from, double to, const char *what) {
    assert_moments(0.5 * (from + to), (to - from) / sqrt(12.0), what);
    for (int i = 0; i < N; i++) assert_true(values[i] >= from - 1e-3 && values[i] <= to + 1e-3);
}

/* ---- point ----------------------------------------------------------------------------------- */

static void a_point_is_circular_normal(void **state) {
    (void)state;
    char text[512];
    snprintf(text, sizeof text,
             "  - name: A\n%s    point: {position: \"48, -8\", radius: 2 nm, confidence: 0.9}\n",
             window);
    world w = make_world(text, objects_one);
    double radius = 2.0 * CW_NAUTICAL_MILE_M, sigma = radius / sqrt(-2.0 * log(0.1)), inside = 0.0;
    cw_xy centre = cw_plane_forward(w.scene->plane, (cw_position){48.0, -8.0});
    for (int i = 0; i < N; i++) {
        values[i] = x(&w, i) - centre.x_m;
        inside += hypot(values[i], y(&w, i) - centre.y_m) <= radius ? 1.0 : 0.0;
    }
    assert_moments(0.0, sigma, "east");
    assert_close(inside / N, 0.9, share_error(0.9));
    for (int i = 0; i < N; i++) values[i] = y(&w, i) - centre.y_m;
    assert_moments(0.0, sigma, "north");
    for (int i = 0; i < N; i++) values[i] = (double)w.e->event_s[i];
    assert_even(0.0, 3600.0, "release");
    free_world(&w);
}

/* A radius of nothing, from a fixed time: all at one place (float metres). */
static void a_point_without_error_is_a_point(void **state) {
    (void)state;
    world w = make_world("  - name: A\n    adrift: {from: 2024-06-01T10:00Z}\n"
                         "    point: {position: \"48, -8\", radius: 0 m}\n",
                         objects_one);
    for (int i = 0; i < N; i++) {
        assert_close(x(&w, i), 0.0, 1e-3);
        assert_close(y(&w, i), 0.0, 1e-3);
        assert_close(w.e->event_s[i], 0.0, 0.0);
    }
    free_world(&w);
}

/* ---- area ------------------------------------------------------------------------------------ */

static void an_area_is_even(void **state) {
    (void)state;
    char text[512];
    snprintf(text, sizeof text,
             "  - name: A\n%s    area: {corners: [\"48, -8\", \"48, -7.8\", \"48.1, -7.8\", "
             "\"48.1, -7.9\", \"48.05, -7.9\", \"48.05, -8\"]}\n",
             window);
    world w = make_world(text, objects_one); /* an L: three quarters of a box */
    double lower = 0.0, east = 0.0;
    for (int i = 0; i < N; i++) {
        cw_position p = cw_plane_inverse(w.scene->plane, (cw_xy){x(&w, i), y(&w, i)});
        assert_true(p.lat_deg > 47.9999 && p.lat_deg < 48.1001);
        assert_true(p.lon_deg > -8.0001 && p.lon_deg < -7.7999);
        assert_false(p.lat_deg > 48.0502 && p.lon_deg < -7.9002);
        lower += p.lat_deg < 48.05 ? 1.0 : 0.0;
        east += p.lon_deg > -7.9 ? 1.0 : 0.0;
    }
    /* cos(latitude) makes the upper half smaller by 1 part in 1000, within the sampling error */
    assert_close(lower / N, 2.0 / 3.0, share_error(2.0 / 3.0) + 1e-3);
    assert_close(east / N, 2.0 / 3.0, share_error(2.0 / 3.0) + 1e-3);
    free_world(&w);
}

/* ---- voyage ---------------------------------------------------------------------------------- */

static void a_voyage_is_where_its_time_says(void **state) {
    (void)state;
    char text[512];
    snprintf(
        text, sizeof text,
        "  - name: A\n%s    voyage:\n      from: {position: \"48, -8\", time: 2024-06-01T09:00Z}\n"
        "      to: {position: \"48.4, -7.5\", time: 2024-06-01T13:00Z}\n      radius: 1 km\n",
        window);
    world w = make_world(text, objects_one);
    cw_position from = {48.0, -8.0}, to = {48.4, -7.5};
    double distance, azimuth, along_worst = 0.0;
    cw_geodesic_inverse(from, to, &distance, &azimuth);
    for (int i = 0; i < N; i++) {
        cw_position p = cw_plane_inverse(w.scene->plane, (cw_xy){x(&w, i), y(&w, i)});
        double done = ((double)w.e->event_s[i] + 3600.0) / (4.0 * 3600.0), off, direction, back;
        cw_position track = cw_geodesic_direct(from, azimuth, done * distance);
        double course;
        cw_geodesic_inverse(track, to, &back, &course);
        cw_geodesic_inverse(track, p, &off, &direction);
        double angle = cw_radians(direction - course);
        values[i] = off * sin(angle);
        along_worst = fmax(along_worst, fabs(off * cos(angle)));
    }
    assert_moments(0.0, 1000.0, "across");
    /* event_s is a float of whole milliseconds at most 1e-3 s off at 4 m/s; the pieces of the
     * track are straight; particles keep float metres: within 2 m in all */
    assert_true(along_worst < 2.0);
    for (int i = 0; i < N; i++) values[i] = (double)w.e->event_s[i];
    assert_even(0.0, 3600.0, "release");
    free_world(&w);
}

/* ---- bearings -------------------------------------------------------------------------------- */

static void one_bearing_is_a_sector(void **state) {
    (void)state;
    char text[512];
    snprintf(
        text, sizeof text,
        "  - name: A\n%s    bearings:\n      - {observer: \"48, -8\", bearing: 30 deg, error: 3 "
        "deg, least_range: 2 km, most_range: 10 km}\n",
        window);
    world w = make_world(text, objects_one);
    cw_position observer = {48.0, -8.0};
    static double ranges[N];
    for (int i = 0; i < N; i++) {
        double azimuth;
        cw_position p = cw_plane_inverse(w.scene->plane, (cw_xy){x(&w, i), y(&w, i)});
        cw_geodesic_inverse(observer, p, &ranges[i], &azimuth);
        values[i] = remainder(azimuth - 30.0, 360.0);
    }
    assert_moments(0.0, 3.0, "angle");
    /* even by area: the square of the range is even between the squares of the limits */
    for (int i = 0; i < N; i++) values[i] = ranges[i] * ranges[i] / 1e6;
    moments m = moments_of(values);
    assert_close(m.mean, 52.0, mean_error(96.0 / sqrt(12.0)));
    for (int i = 0; i < N; i++) assert_true(ranges[i] > 1999.0 && ranges[i] < 10001.0);
    free_world(&w);
}

/* Two sights at right angles from 20 km: normal in both directions, each error times its range. */
static void two_bearings_cross(void **state) {
    (void)state;
    char text[1024];
    cw_position target = {48.0, -8.0};
    cw_position south = cw_geodesic_direct(target, 180.0, 20e3);
    cw_position west = cw_geodesic_direct(target, 270.0, 20e3);
    double distance, east_bearing;
    cw_geodesic_inverse(west, target, &distance, &east_bearing);
    snprintf(text, sizeof text,
             "  - name: A\n%s    bearings:\n"
             "      - {observer: \"%.7f, %.7f\", bearing: 0, error: 1, most_range: 40 km}\n"
             "      - {observer: \"%.7f, %.7f\", bearing: %.5f, error: 0.5, most_range: 40 km}\n",
             window, south.lat_deg, south.lon_deg, west.lat_deg, west.lon_deg, east_bearing);
    world w = make_world(text, objects_one);
    cw_xy centre = cw_plane_forward(w.scene->plane, target);
    double across = 20e3 * cw_radians(1.0), along = 20e3 * cw_radians(0.5);
    for (int i = 0; i < N; i++) values[i] = x(&w, i) - centre.x_m;
    moments m = moments_of(values);
    /* the errors are small angles: the shape departs from the normal by the ratio of the spreads to
     * the range, 350 m in 20 km: 2 % of a standard deviation beyond the sampling error */
    assert_close(m.mean, 0.0, mean_error(across) + 0.02 * across);
    assert_close(m.std, across, std_error(across) + 0.02 * across);
    for (int i = 0; i < N; i++) values[i] = y(&w, i) - centre.y_m;
    m = moments_of(values);
    assert_close(m.mean, 0.0, mean_error(along) + 0.02 * along);
    assert_close(m.std, along, std_error(along) + 0.02 * along);
    free_world(&w);
}

static void bearings_that_do_not_meet_fail(void **state) {
    (void)state;
    char text[1024];
    world w;
    cw_error err = {0};
    snprintf(text, sizeof text,
             "  - name: Lights\n%s    bearings:\n"
             "      - {observer: \"48, -8\", bearing: 0, error: 1, most_range: 20 km}\n"
             "      - {observer: \"48, -7.9\", bearing: 90, error: 1, most_range: 20 km}\n",
             window);
    assert_false(try_world(&w, text, objects_one, "none", &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "\"Lights\": its bearings do not meet");
    free_world(&w);
    err = (cw_error){0};
    snprintf(text, sizeof text,
             "  - name: Lights\n%s    bearings:\n"
             "      - {observer: \"48, -8\", bearing: 0, error: 1, most_range: 2 km}\n"
             "      - {observer: \"48, -7\", bearing: 270, error: 1, most_range: 2 km}\n",
             window);
    assert_false(try_world(&w, text, objects_one, "none", &err));
    assert_mentions(err.message, "\"Lights\": no place lies within the ranges");
    free_world(&w);
}

/* ---- dead reckoning -------------------------------------------------------------------------- */

static void dead_reckoning_spreads_with_time(void **state) {
    (void)state;
    world w =
        make_world("  - name: A\n    adrift: {from: 2024-06-01T10:00Z}\n"
                   "    dead_reckoning: {fix: \"48, -8\", time: 2024-06-01T09:00Z, course: 0, "
                   "speed: 5 m/s, course_error: 4 deg, speed_error: 0.5 m/s, radius: 600 m, "
                   "confidence: 0.5}\n",
                   objects_one);
    double run = 18000.0, fix = 600.0 / sqrt(2.0 * log(2.0)), turn = cw_radians(4.0);
    cw_xy start = cw_plane_forward(w.scene->plane, (cw_position){48.0, -8.0});
    /* east = fix error + run sin(c), c normal: E = 0, E[run^2 sin^2 c] with run's own spread */
    double run2 = run * run + 1800.0 * 1800.0, sin2 = 0.5 * (1.0 - exp(-2.0 * turn * turn));
    for (int i = 0; i < N; i++) values[i] = x(&w, i) - start.x_m;
    assert_moments(0.0, sqrt(fix * fix + run2 * sin2), "across");
    /* north: mean run exp(-turn^2 / 2); variance run2 E[cos^2] - mean^2 */
    double mean = run * exp(-0.5 * turn * turn), cos2 = 1.0 - sin2;
    for (int i = 0; i < N; i++) values[i] = y(&w, i) - start.y_m;
    assert_moments(mean, sqrt(fix * fix + run2 * cos2 - mean * mean), "along");
    free_world(&w);
}

/* ---- weights, objects, seeds ----------------------------------------------------------------- */

#define TWO                                                                                      \
    "  - name: A\n    weight: 3\n    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01T11:00Z}\n" \
    "    point: {position: \"48, -8\", radius: 1 nm}\n"                                          \
    "  - name: B\n    weight: 1\n    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01T11:00Z}\n" \
    "    point: {position: \"48.1, -8\", radius: 1 nm}\n"

static void weights_sum_to_one(void **state) {
    (void)state;
    world w = make_world(TWO, objects_one);
    double sum[2] = {0};
    for (size_t i = 0; i < w.e->count; i++) sum[w.e->hypothesis[i]] += (double)w.e->weight[i];
    assert_close(sum[0], 0.75, 1e-5); /* float weights */
    assert_close(sum[1], 0.25, 1e-5);
    free_world(&w);
}

static void objects_follow_their_shares(void **state) {
    (void)state;
    world w = make_world(TWO, "objects:\n"
                              "  - {name: boat, leeway: SKIFF-1, share: 3, becomes: person, "
                              "becomes_between: [2024-06-01T10:30Z, 2024-06-01T11:30Z]}\n"
                              "  - {name: person, leeway: PIW-1, share: 1}\n"
                              "  - {name: raft, leeway: PIW-2, share: 0}\n");
    double boats = 0.0, changed = 0.0;
    for (int i = 0; i < N; i++) {
        bool boat = w.e->object[i] == 0;
        assert_true(w.e->object[i] <= 1);
        boats += boat ? 1.0 : 0.0;
        if (!boat) {
            assert_true(isinf(w.e->change_s[i]));
            continue;
        }
        assert_int_equal(w.e->change_object[i], 1);
        assert_true(w.e->change_s[i] > w.e->event_s[i]);
        assert_true(w.e->change_s[i] >= 1800.0f && w.e->change_s[i] <= 5400.0f);
        changed += 1.0;
    }
    /* a boat that changes before its release starts as a person: times t and r even in [30, 90] and
     * [0, 60] minutes: P(t < r) = (30/60)^2 / 2 = 1/8 */
    assert_close(boats / N, 0.75 * 7.0 / 8.0, share_error(0.65));
    assert_close(changed, boats, 0.0);
    free_world(&w);
}

static void draws_are_named_not_counted(void **state) {
    (void)state;
    world w = make_world(TWO, objects_one);
    cw_error err = {0};
    cw_ensemble *few = cw_case_seed(w.scene, 100, 0, &err);
    cw_ensemble *fresh = cw_case_seed(w.scene, 100, 1, &err);
    assert_non_null(few);
    assert_non_null(fresh);
    int same = 0;
    for (int i = 0; i < 100; i++) {
        assert_true(few->x_m[i] == w.e->x_m[i] && few->y_m[i] == w.e->y_m[i]);
        assert_true(few->x_m[100 + i] == w.e->x_m[N + i]);
        same += fresh->x_m[i] == few->x_m[i] ? 1 : 0;
    }
    assert_int_equal(same, 0);
    assert_int_equal(fresh->seed, few->seed + 1);
    cw_ensemble_destroy(few);
    cw_ensemble_destroy(fresh);
    free_world(&w);
}

/* ---- land ------------------------------------------------------------------------------------ */

/* A square island of 0.2 degrees, west side at `west`. */
static void write_island(const char *path, double west) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
            "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%.4f,47.9],[%.4f,47.9],"
            "[%.4f,48.1],[%.4f,48.1],[%.4f,47.9]]]}}]}\n",
            west, west + 0.2, west + 0.2, west, west);
    assert_int_equal(fclose(file), 0);
}

static void land_is_not_drawn(void **state) {
    (void)state;
    char folder[1024], path[1100], text[512];
    world w;
    cw_error err = {0};
    support_directory(folder);
    snprintf(path, sizeof path, "%s/island.geojson", folder);
    snprintf(text, sizeof text,
             "  - name: Ashore\n%s    point: {position: \"48, -8\", radius: 1 nm}\n", window);
    write_island(path, -8.0); /* its west coast runs through the position */
    bool good = try_world(&w, text, objects_one, path, &err);
    if (!good) print_error("%s\n", err.message);
    assert_true(good);
    cw_xy shore = cw_plane_forward(w.scene->plane, (cw_position){48.0, -8.0});
    for (int i = 0; i < N; i++) {
        assert_false(cw_landmask_is_land(w.scene->mask, (cw_xy){x(&w, i), y(&w, i)}));
        values[i] = shore.x_m - x(&w, i);
    }
    /* half of a normal: mean s sqrt(2 / pi); the mask's cells of 100 m blur the shore */
    double sigma = CW_NAUTICAL_MILE_M / sqrt(2.0 * log(2.0));
    moments m = moments_of(values);
    assert_close(m.mean, sigma * sqrt(2.0 / CW_PI), mean_error(sigma) + 50.0);
    free_world(&w);
    write_island(path, -8.1); /* in the middle of the island, 4 nm and more from the sea */
    err = (cw_error){0};
    assert_false(try_world(&w, text, objects_one, path, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message,
                    "seeds.yaml, hypotheses[0]: the position of \"Ashore\" is on land");
    free_world(&w);
    support_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_is_circular_normal),
        cmocka_unit_test(a_point_without_error_is_a_point),
        cmocka_unit_test(an_area_is_even),
        cmocka_unit_test(a_voyage_is_where_its_time_says),
        cmocka_unit_test(one_bearing_is_a_sector),
        cmocka_unit_test(two_bearings_cross),
        cmocka_unit_test(bearings_that_do_not_meet_fail),
        cmocka_unit_test(dead_reckoning_spreads_with_time),
        cmocka_unit_test(weights_sum_to_one),
        cmocka_unit_test(objects_follow_their_shares),
        cmocka_unit_test(draws_are_named_not_counted),
        cmocka_unit_test(land_is_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
