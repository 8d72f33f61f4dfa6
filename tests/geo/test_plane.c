/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <crosswatch/geo.h>

#include <math.h>

static const cw_position dover = {51.0, 1.5};

static cw_plane *plane_at(cw_position centre) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create(centre, &err);
    if (plane == NULL) fail_msg("%s", err.message);
    return plane;
}

static void there_and_back(void **state) {
    (void)state;
    static const cw_position centres[] = {{51.0, 1.5}, {0.0, 0.0}, {-52.0, 179.9}, {80.0, -30.0}};
    for (size_t c = 0; c < 4; c++) {
        cw_plane *plane = plane_at(centres[c]);
        for (int i = 0; i < 36; i++) {
            cw_position p = cw_geodesic_direct(centres[c], i * 10.0, 3000.0 + 8000.0 * i);
            cw_position q = cw_plane_inverse(plane, cw_plane_forward(plane, p));
            double distance;
            cw_geodesic_inverse(p, q, &distance, NULL);
            assert_close(distance, 0.0, 1e-4); /* PROJ's iteration stops well below a millimetre */
        }
        cw_plane_destroy(plane);
    }
}

/* The scale grows as r^2/4R^2: 5.55e-4 at 300 km with R = 6371 km; the ellipsoid adds a hundredth.
 */
static void error_is_stated_and_bounded(void **state) {
    (void)state;
    cw_plane *plane = plane_at(dover);
    assert_close(cw_plane_error(plane, 300e3), 5.55e-4, 0.1e-4);
    assert_close(cw_plane_error(plane, 100e3), 6.2e-5, 0.1e-5);
    /* Distances anywhere within 300 km keep to the bound, against Karney's geodesic. */
    for (uint32_t n = 0; n < 500; n++) {
        double u[4], distance;
        cw_random_uniform((cw_draw){.seed = 3, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_position a = cw_geodesic_direct(dover, u[0] * 360.0, u[1] * 300e3);
        cw_position b = cw_geodesic_direct(a, u[2] * 360.0, 5e3);
        cw_xy p = cw_plane_forward(plane, a), q = cw_plane_forward(plane, b);
        cw_geodesic_inverse(a, b, &distance, NULL);
        double error = fabs(hypot(q.x_m - p.x_m, q.y_m - p.y_m) / distance - 1.0);
        assert_true(error <= cw_plane_error(plane, 305e3));
    }
    cw_plane_destroy(plane);
}

/* Scale and convergence against a step of 100 m along a true bearing on the ellipsoid. */
static void factors_turn_vectors_rightly(void **state) {
    (void)state;
    cw_plane *plane = plane_at(dover);
    for (uint32_t n = 0; n < 200; n++) {
        double u[4], scale, convergence;
        cw_random_uniform((cw_draw){.seed = 4, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_position a = cw_geodesic_direct(dover, u[0] * 360.0, u[1] * 300e3);
        double bearing = u[2] * 360.0;
        cw_position b = cw_geodesic_direct(a, bearing, 100.0);
        cw_plane_factors(plane, a, &scale, &convergence);
        cw_xy p = cw_plane_forward(plane, a), q = cw_plane_forward(plane, b);
        double grid = cw_radians(bearing + convergence);
        assert_close(q.x_m - p.x_m, 100.0 * scale * sin(grid), 2e-3); /* 20 ppm: curvature */
        assert_close(q.y_m - p.y_m, 100.0 * scale * cos(grid), 2e-3);
    }
    cw_plane_destroy(plane);
}

static void nowhere_is_nan(void **state) {
    (void)state;
    cw_plane *plane = plane_at(dover);
    assert_true(isnan(cw_plane_forward(plane, (cw_position){NAN, 0.0}).x_m));
    assert_true(isnan(cw_plane_forward(plane, (cw_position){91.0, 0.0}).x_m));
    assert_true(isnan(cw_plane_inverse(plane, (cw_xy){INFINITY, 0.0}).lat_deg));
    cw_plane_destroy(plane);
    cw_error err = {0};
    assert_null(cw_plane_create((cw_position){NAN, 0.0}, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
}

/* Karney (2013), table 2: an example of the inverse problem, JFK to Singapore's antipodal sort is
 * too far for us; this is his solution A: 40N, alpha 30 degrees, 10,000 km. */
static void geodesic_of_the_paper(void **state) {
    (void)state;
    cw_position to = cw_geodesic_direct((cw_position){40.0, 0.0}, 30.0, 10000000.0);
    assert_close(to.lat_deg, 41.79331020506, 1e-10); /* printed digits */
    assert_close(to.lon_deg, 137.84490004377, 1e-10);
    double distance, azimuth;
    cw_geodesic_inverse((cw_position){40.0, 0.0}, to, &distance, &azimuth);
    assert_close(distance, 1e7, 1e-5);
    assert_close(azimuth, 30.0, 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(error_is_stated_and_bounded),
        cmocka_unit_test(factors_turn_vectors_rightly),
        cmocka_unit_test(nowhere_is_nan),
        cmocka_unit_test(geodesic_of_the_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
