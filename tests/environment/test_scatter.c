/* SPDX-License-Identifier: Apache-2.0 */
/* Interpolation between scattered points: exact for linear fields, continuous everywhere within
 * reach, and nothing beyond it. */
#include "environment/scatter.h"

#include "support.h"

#include <math.h>

enum { POINTS = 60, PROBES = 4000 };

static const double METRES_PER_DEGREE = 6371008.8 * CW_PI / 180.0;

typedef double field(cw_position at);

static double linear(cw_position at) {
    return 3.0 + 2.0 * (at.lat_deg - 51.0) - 0.7 * (at.lon_deg - 1.5);
}

static double bent(cw_position at) {
    return sin(9.0 * at.lat_deg) + cos(7.0 * at.lon_deg);
}

static cw_position random_place(uint32_t n, double lat0, double lon0, double size) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = 11, .particle = n, .purpose = CW_DRAW_TEST}, u);
    return (cw_position){lat0 + size * u[0], lon0 + size * u[1]};
}

static void make_points(cw_position *points) {
    for (uint32_t i = 0; i < POINTS; i++) points[i] = random_place(i, 50.5, 1.0, 1.0);
}

static bool any(scatter_weights w) {
    return w.weight[0] != 0.0 || w.weight[1] != 0.0 || w.weight[2] != 0.0;
}

static double value(const scatter *s, const cw_position *points, cw_position at, field *f) {
    int hint = 0;
    scatter_weights w = scatter_locate(s, at, &hint);
    double sum = 0.0;
    for (int k = 0; k < 3; k++) sum += w.weight[k] * f(points[w.point[k]]);
    return any(w) ? sum : NAN;
}

static scatter *create(const cw_position *points, size_t count, double reach_m) {
    cw_error err = {0};
    scatter *s = scatter_create(points, count, reach_m, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    return s;
}

/* Inside the points' hull with no reach at all: a field linear in latitude and longitude comes back
 * to rounding, weights are not negative and sum to 1. The path of the hint does not matter. */
static void linear_fields_are_exact(void **state) {
    (void)state;
    cw_position points[POINTS];
    make_points(points);
    scatter *s = create(points, POINTS, 0.0);
    int hint = 0, inside = 0;
    for (uint32_t n = 0; n < PROBES; n++) {
        cw_position at = random_place(1000 + n, 50.5, 1.0, 1.0);
        scatter_weights w = scatter_locate(s, at, &hint);
        if (!any(w)) continue;
        inside++;
        double sum = 0.0, total = 0.0;
        for (int k = 0; k < 3; k++) {
            assert_true(w.weight[k] >= -1e-9 && w.weight[k] <= 1.0 + 1e-9);
            sum += w.weight[k] * linear(points[w.point[k]]);
            total += w.weight[k];
        }
        assert_close(total, 1.0, 1e-12);
        assert_close(sum, linear(at), 1e-9);
        assert_close(value(s, points, at, linear), linear(at), 1e-9); /* with a fresh hint */
    }
    assert_true(inside > PROBES * 3 / 4); /* the hull of 60 random points covers most of a square */
    scatter_destroy(s);
}

static void points_have_their_own_value(void **state) {
    (void)state;
    cw_position points[POINTS];
    make_points(points);
    scatter *s = create(points, POINTS, 1.0);
    for (int i = 0; i < POINTS; i++) {
        assert_close(value(s, points, points[i], bent), bent(points[i]), 1e-7);
    }
    scatter_destroy(s);
}

/* Along lines that cross many triangles, the rim and the ground beyond it: no step. The steepest
 * triangle is at most as steep as the field between two neighbours of a thin triangle; a jump
 * would be of the size of the values, a step of 2 m moves them by 1e-3 at most. */
static void no_step_over_edges_or_the_rim(void **state) {
    (void)state;
    cw_position points[POINTS];
    make_points(points);
    scatter *s = create(points, POINTS, 200e3);
    for (uint32_t line = 0; line < 20; line++) {
        cw_position a = random_place(9000 + 2 * line, 50.2, 0.7, 1.6);
        cw_position b = random_place(9001 + 2 * line, 50.2, 0.7, 1.6);
        double before = NAN;
        const int steps = 50000;
        for (int k = 0; k <= steps; k++) {
            double f = (double)k / steps;
            cw_position at = {a.lat_deg + f * (b.lat_deg - a.lat_deg),
                              a.lon_deg + f * (b.lon_deg - a.lon_deg)};
            double now = value(s, points, at, bent);
            assert_true(isfinite(now));
            if (k > 0) assert_close(now, before, 0.01);
            before = now;
        }
    }
    scatter_destroy(s);
}

/* A square of one degree: east of its rim the value is that of the rim at the same latitude, beyond
 * a corner that of the corner, and past the reach there is none. */
static void the_rim_reaches_so_far(void **state) {
    (void)state;
    const cw_position points[] = {{50, 1}, {50, 2}, {51, 1}, {51, 2}};
    scatter *s = create(points, 4, 10e3);
    double metres = METRES_PER_DEGREE * cos(cw_radians(50.5)); /* of a degree of longitude */
    cw_position near_ = {50.25, 2.0 + 9.9e3 / metres}, far_ = {50.25, 2.0 + 10.1e3 / metres};
    assert_close(value(s, points, near_, linear), linear((cw_position){50.25, 2.0}), 1e-9);
    assert_true(isnan(value(s, points, far_, linear)));
    cw_position corner = {51.0 + 7e3 / METRES_PER_DEGREE, 2.0 + 7e3 / metres};
    assert_close(value(s, points, corner, linear), linear(points[3]), 1e-9);
    corner.lat_deg += 0.3e3 / METRES_PER_DEGREE; /* 10.1 km by Pythagoras */
    assert_true(isnan(value(s, points, corner, linear)));
    assert_true(isnan(value(s, points, (cw_position){NAN, 1.5}, linear)));
    cw_box box = scatter_box(s);
    assert_close(box.south_deg, 50.0 - 10e3 / METRES_PER_DEGREE, 1e-9);
    assert_close(box.east_deg, 2.0 + 10e3 / metres, 1e-9);
    scatter_destroy(s);
}

/* One point, two points, points on a line: no triangle, so the nearest, up to the reach. */
static void too_few_for_a_triangle(void **state) {
    (void)state;
    const cw_position points[] = {{50, 1}, {50.5, 1}, {51, 1}, {51.5, 1}};
    for (size_t count = 1; count <= 4; count++) {
        scatter *s = create(points, count, 30e3);
        assert_close(value(s, points, (cw_position){50.1, 1.1}, linear), linear(points[0]), 1e-12);
        assert_true(isnan(value(s, points, (cw_position){49.7, 1.0}, linear)));
        double last = points[count - 1].lat_deg + 0.1;
        assert_close(value(s, points, (cw_position){last, 1.0}, linear), linear(points[count - 1]),
                     1e-12);
        scatter_destroy(s);
    }
}

static void across_the_date_line(void **state) {
    (void)state;
    const cw_position points[] = {{10, 179.5}, {10, -179.5}, {11, 179.5}, {11, -179.5}};
    scatter *s = create(points, 4, 0.0);
    int hint = 0;
    scatter_weights w = scatter_locate(s, (cw_position){10.5, 180.0}, &hint);
    double east = 0.0;
    for (int k = 0; k < 3; k++) east += points[w.point[k]].lon_deg < 0.0 ? w.weight[k] : 0.0;
    assert_close(east, 0.5, 1e-9);
    cw_box box = scatter_box(s);
    assert_close(box.west_deg, 179.5, 1e-9);
    assert_close(box.east_deg, -179.5, 1e-9);
    scatter_destroy(s);
}

static void spacing_is_that_of_the_edges(void **state) {
    (void)state;
    cw_position points[100]; /* 0.1 degrees apart at the equator: edges 0.1, 0.1, 0.1 sqrt 2 */
    for (int i = 0; i < 100; i++) points[i] = (cw_position){0.1 * (i / 10) - 0.45, 0.1 * (i % 10)};
    scatter *s = create(points, 100, 0.0);
    assert_close(scatter_spacing_m(s), 0.1 * METRES_PER_DEGREE, 1.0);
    scatter_destroy(s);
}

static void half_the_globe_is_refused(void **state) {
    (void)state;
    const cw_position points[] = {{0, 0}, {10, 0}, {0, 100}};
    cw_error err = {0};
    assert_null(scatter_create(points, 3, 1.0, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "span");
    scatter_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(linear_fields_are_exact),
                                       cmocka_unit_test(points_have_their_own_value),
                                       cmocka_unit_test(no_step_over_edges_or_the_rim),
                                       cmocka_unit_test(the_rim_reaches_so_far),
                                       cmocka_unit_test(too_few_for_a_triangle),
                                       cmocka_unit_test(across_the_date_line),
                                       cmocka_unit_test(spacing_is_that_of_the_edges),
                                       cmocka_unit_test(half_the_globe_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
