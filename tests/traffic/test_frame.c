/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grid that stands for the plane, against the plane itself (PROJ), and short ways against
 * geodesics (Karney).
 */
#include "made.h"
#include "traffic/frame.h"

static const cw_position CENTRES[] = {{51.0, 1.5}, {0.0, 0.0}, {-34.0, 179.8}, {70.0, -20.0}};
enum { CENTRES_COUNT = sizeof CENTRES / sizeof CENTRES[0], PLACES = 2000 };

static cw_position place_near(cw_position centre, uint32_t n, double radius_m) {
    double share = made_between(n, 1, 0.0, 1.0);
    return cw_geodesic_direct(centre, made_between(n, 2, 0.0, 360.0), sqrt(share) * radius_m);
}

static cw_box box_about(const cw_plane *plane, double radius_m) {
    cw_position centre = cw_plane_centre(plane);
    double north = radius_m / 110e3, east = north / cos(cw_radians(fabs(centre.lat_deg) + north));
    return (cw_box){centre.lat_deg - north, -east, centre.lat_deg + north, east};
}

/* Over 120 nautical miles about centres at the equator, at the date line and far north. What is
 * asked for is 0.1 m and 1e-7; the remainder of the cubics is 3/128 (0.5 deg)^4 of the fourth
 * derivatives, at most 6 earth radii (of y, 4 * sin * cos..., by latitude and longitude): 5 mm. Of
 * the scale they are below 4, 6e-10, to which PROJ's own differences add their 1e-9; of the
 * convergence, in radians, below 40 at 72 degrees of latitude: 5e-9. */
static void test_against_the_plane(void **state) {
    (void)state;
    const double radius_m = cw_nm_to_m(120.0);
    for (size_t k = 0; k < CENTRES_COUNT; k++) {
        cw_error err = {0};
        cw_plane *plane = cw_plane_create(CENTRES[k], &err);
        assert_non_null(plane);
        frame f;
        double worst_m = 0.0, worst_scale = 0.0, worst_deg = 0.0;
        assert_true(frame_create(plane, box_about(plane, radius_m), 10000, &f, &err));
        assert_non_null(f.nodes);
        for (uint32_t n = 0; n < PLACES; n++) {
            cw_position at = place_near(CENTRES[k], n, radius_m);
            cw_xy xy = cw_plane_forward(plane, at);
            double scale, convergence_deg;
            cw_plane_factors(plane, at, &scale, &convergence_deg);
            frame_place p = frame_locate(&f, at);
            worst_m = fmax(worst_m, hypot(p.x_m - xy.x_m, p.y_m - xy.y_m));
            worst_scale = fmax(worst_scale, fabs(p.scale - scale));
            worst_deg = fmax(worst_deg, fabs(p.convergence_deg - convergence_deg));
        }
        assert_true(worst_m < 0.005);
        assert_true(worst_scale < 1e-8);
        assert_true(cw_radians(worst_deg) < 1e-8);
        frame_free(&f);
        cw_plane_destroy(plane);
    }
}

static void assert_same(frame_place p, const cw_plane *plane, cw_position at) {
    cw_xy xy = cw_plane_forward(plane, at);
    assert_true(p.x_m == xy.x_m && p.y_m == xy.y_m);
}

/* Outside the grid, where there is none, and where a place is none: what PROJ says, bit for bit. */
static void test_without_a_grid(void **state) {
    (void)state;
    cw_error err = {0};
    cw_plane *plane = made_plane();
    cw_position far = {58.0, 9.0}, pole = {89.0, -170.0}, nowhere = {NAN, 2.0};
    cw_box box = {50.0, -1.0, 52.0, 1.0}, polar = {50.0, -1.0, 80.0, 1.0},
           none = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    frame f;
    assert_true(frame_create(plane, box, 1000, &f, &err));
    assert_non_null(f.nodes);
    assert_same(frame_locate(&f, far), plane, far);
    assert_same(frame_locate(&f, pole), plane, pole);
    assert_true(isnan(frame_locate(&f, nowhere).x_m));
    frame_free(&f);
    const struct {
        cw_box box;
        size_t count;
    } asked[] = {{box, 10}, {polar, 10000}, {none, 10000}};
    for (size_t k = 0; k < 3; k++) {
        assert_true(frame_create(plane, asked[k].box, asked[k].count, &f, &err));
        assert_null(f.nodes);
        assert_same(frame_locate(&f, far), plane, far);
    }
    cw_plane_destroy(plane);
}

/* The series leaves out terms of the third order. The largest is the azimuth's in the middle, whose
 * turn d tan / 2 R is itself taken at the start: d / 8 (d tan / R)^2, 4 km at 74 degrees: 2.4 mm,
 * with the smaller ones 4 mm; below 60 degrees 1 mm. */
static void test_short_ways(void **state) {
    (void)state;
    for (uint32_t n = 0; n < PLACES; n++) {
        cw_position from = {made_between(n, 1, -74.0, 74.0), made_between(n, 2, -180.0, 180.0)};
        double azimuth = made_between(n, 3, -360.0, 720.0),
               way_m = made_between(n, 4, -4e3, 4e3) * (n % 10 == 0 ? 20.0 : 1.0), apart_m;
        cw_position there = cw_geodesic_direct(from, azimuth, way_m),
                    got = frame_way(from, azimuth, way_m);
        cw_geodesic_inverse(there, got, &apart_m, NULL);
        assert_true(apart_m < (fabs(from.lat_deg) < 60.0 ? 0.001 : 0.005));
        assert_true(fabs(got.lon_deg) <= 180.0);
    }
    assert_true(isnan(frame_way((cw_position){NAN, 1.0}, 10.0, 100.0).lat_deg));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_against_the_plane),
                                       cmocka_unit_test(test_without_a_grid),
                                       cmocka_unit_test(test_short_ways)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
