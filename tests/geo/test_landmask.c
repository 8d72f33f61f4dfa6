/* SPDX-License-Identifier: Apache-2.0 */
/* The land mask from polygons drawn here, whose areas and shores are known beforehand. */
#include "support.h"

#include <crosswatch/geo.h>

#include <math.h>

/* A square island with a lake, drawn in the plane's middle. */
static cw_coast island(cw_position points[10], cw_coast_ring rings[2]) {
    static const double outer[5][2] = {
        {-0.02, -0.02}, {0.02, -0.02}, {0.02, 0.02}, {-0.02, 0.02}, {-0.02, -0.02}};
    for (int i = 0; i < 5; i++) {
        points[i] = (cw_position){51.0 + outer[i][1], 1.5 + outer[i][0]};
        points[5 + i] = (cw_position){51.0 + outer[i][1] / 4.0, 1.5 + outer[i][0] / 4.0};
    }
    rings[0] = (cw_coast_ring){0, 5, false};
    rings[1] = (cw_coast_ring){5, 5, true};
    return (cw_coast){.points = points, .point_count = 10, .rings = rings, .ring_count = 2};
}

static void mask_of_an_island_with_a_lake(void **state) {
    (void)state;
    cw_position points[10];
    cw_coast_ring rings[2];
    cw_coast coast = island(points, rings);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_landmask *mask =
        cw_landmask_create(&coast, plane, -20e3, -20e3, 20e3, 20e3, 50.0, 500.0, NULL);
    assert_non_null(mask);
    assert_false(cw_landmask_is_land(mask, (cw_xy){0.0, 0.0})); /* the lake */
    assert_true(cw_landmask_is_land(mask, (cw_xy){1000.0, 0.0}));
    assert_false(cw_landmask_is_land(mask, (cw_xy){3000.0, 0.0}));
    assert_false(cw_landmask_is_land(mask, (cw_xy){1e9, NAN}));

    /* A way through the island ends at its western shore, at sea, within a cell of it. */
    cw_xy shore;
    assert_true(cw_landmask_crossing(mask, (cw_xy){-5000.0, 10.0}, (cw_xy){5000.0, 30.0}, &shore));
    assert_false(cw_landmask_is_land(mask, shore));
    assert_close(shore.x_m, -0.02 * 111320.0 * cos(cw_radians(51.0)), 60.0);
    assert_false(
        cw_landmask_crossing(mask, (cw_xy){-5000.0, 5000.0}, (cw_xy){5000.0, 5000.0}, &shore));

    /* Where `near` is not set there is no land within near_m. */
    for (size_t j = 0; j < mask->near_rows; j++) {
        for (size_t i = 0; i < mask->near_columns; i++) {
            if (mask->near[j * mask->near_columns + i]) continue;
            cw_xy middle = {mask->x0_m + ((double)i + 0.5) * mask->near_cell_m,
                            mask->y0_m + ((double)j + 0.5) * mask->near_cell_m};
            for (int k = 0; k < 16; k++) {
                cw_xy p = {middle.x_m + 500.0 * cos(k * 0.4), middle.y_m + 500.0 * sin(k * 0.4)};
                assert_false(cw_landmask_is_land(mask, p));
            }
        }
    }
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
}

/* Random ways: the walk finds land exactly when fine sampling does (grazes of a corner apart). */
static void walk_agrees_with_sampling(void **state) {
    (void)state;
    cw_position points[10];
    cw_coast_ring rings[2];
    cw_coast coast = island(points, rings);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_landmask *mask =
        cw_landmask_create(&coast, plane, -20e3, -20e3, 20e3, 20e3, 50.0, 500.0, NULL);
    int differ = 0;
    for (uint32_t n = 0; n < 2000; n++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = 5, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_xy a = {(u[0] - 0.5) * 12e3, (u[1] - 0.5) * 12e3},
              b = {(u[2] - 0.5) * 12e3, (u[3] - 0.5) * 12e3}, shore;
        bool sampled = false;
        for (int k = 0; k <= 4000 && !sampled; k++) {
            double s = k / 4000.0;
            sampled = cw_landmask_is_land(
                mask, (cw_xy){a.x_m + s * (b.x_m - a.x_m), a.y_m + s * (b.y_m - a.y_m)});
        }
        bool walked = cw_landmask_crossing(mask, a, b, &shore);
        assert_true(walked || !sampled);
        assert_true(cw_landmask_is_land(mask, a) || !walked || !cw_landmask_is_land(mask, shore));
        differ += walked != sampled;
    }
    assert_true(differ <= 4); /* samples 3 m apart miss a corner cut shorter than that */
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
}

/* Ends far outside the mask, on its rim, or nowhere: the walk ends, and finds the island when the
 * way leads over it. */
static void walk_ends_for_any_ends(void **state) {
    (void)state;
    cw_position points[10];
    cw_coast_ring rings[2];
    cw_coast coast = island(points, rings);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_landmask *mask =
        cw_landmask_create(&coast, plane, -20e3, -20e3, 20e3, 20e3, 50.0, 500.0, NULL);
    assert_non_null(mask);
    static const double odd[] = {-1e300, -1e12, -1e6, -20e3, 0.0, 1000.0, 20e3, 1e6, 1e12, 1e300};
    enum { ODD = sizeof odd / sizeof odd[0] };
    cw_xy shore, nowhere = {NAN, NAN};
    for (size_t n = 0; n < ODD * ODD * ODD * ODD; n++) {
        cw_xy a = {odd[n % ODD], odd[n / ODD % ODD]};
        cw_xy b = {odd[n / (ODD * ODD) % ODD], odd[n / (ODD * ODD * ODD)]};
        if (!cw_landmask_crossing(mask, a, b, &shore)) continue;
        assert_true(isfinite(shore.x_m) && isfinite(shore.y_m));
    }
    assert_true(cw_landmask_crossing(mask, (cw_xy){-1e6, 1000.0}, (cw_xy){1e6, 1000.0}, &shore));
    assert_close(shore.x_m, -0.02 * 111320.0 * cos(cw_radians(51.0)), 60.0); /* a cell and a bit */
    assert_true(cw_landmask_crossing(mask, (cw_xy){1000.0, 1e6}, (cw_xy){1000.0, -1e6}, &shore));
    assert_close(shore.y_m, 0.02 * 111251.0, 60.0); /* a degree of latitude at 51 N: 111,251 m */
    assert_false(cw_landmask_crossing(mask, nowhere, (cw_xy){0.0, 1000.0}, &shore));
    assert_false(cw_landmask_crossing(mask, (cw_xy){-5e3, 0.0}, nowhere, &shore));
    assert_false(cw_landmask_crossing(mask, (cw_xy){INFINITY, 0.0}, (cw_xy){0.0, 0.0}, &shore));
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
}

static double land_km2(const cw_landmask *mask) {
    double cells = 0.0;
    for (size_t i = 0; i < mask->rows * mask->words_per_row; i++) {
        cells += __builtin_popcount(mask->bits[i]);
    }
    return cells * mask->cell_m * mask->cell_m / 1e6;
}

/* Two squares of 2 km that share a quarter, as neighbours in a vector file may: 7 km^2 of land and
 * no sea where both lie. Each ring runs the other way round. */
static void overlapping_polygons_add_up(void **state) {
    (void)state;
    static const double corner[2][5][2] = {
        {{0, 0}, {2e3, 0}, {2e3, 2e3}, {0, 2e3}, {0, 0}},
        {{1e3, 1e3}, {1e3, 3e3}, {3e3, 3e3}, {3e3, 1e3}, {1e3, 1e3}}};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_position points[10];
    for (int i = 0; i < 10; i++) {
        const double *at = corner[i / 5][i % 5];
        points[i] = cw_plane_inverse(plane, (cw_xy){at[0], at[1]});
    }
    cw_coast_ring rings[2] = {{0, 5, false}, {5, 5, false}};
    cw_coast coast = {.points = points, .point_count = 10, .rings = rings, .ring_count = 2};
    cw_landmask *mask = cw_landmask_create(&coast, plane, -5e3, -5e3, 5e3, 5e3, 40.0, 100.0, NULL);
    assert_non_null(mask);
    assert_true(cw_landmask_is_land(mask, (cw_xy){1500.0, 1500.0}));
    assert_close(land_km2(mask), 7.0, 1e-9); /* sides lie between cell centres: exact */
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
}

static void refuses_masks_that_cannot_be(void **state) {
    (void)state;
    cw_coast none = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    static const double bad[][5] = {{0, 0, 1e3, 1e3, 0},   {0, 0, 1e3, 1e3, -5},
                                    {0, 0, 1e3, 1e3, NAN}, {0, 0, -1e3, 1e3, 50},
                                    {0, 0, NAN, 1e3, 50},  {0, 0, 1e9, 1e9, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        const double *b = bad[i];
        assert_null(cw_landmask_create(&none, plane, b[0], b[1], b[2], b[3], b[4], 100.0, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
    }
    cw_landmask *open_sea = cw_landmask_create(&none, plane, 0, 0, 1e3, 1e3, 50.0, 100.0, NULL);
    assert_non_null(open_sea);
    assert_close(land_km2(open_sea), 0.0, 0.0);
    cw_landmask_destroy(open_sea);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mask_of_an_island_with_a_lake),
        cmocka_unit_test(walk_agrees_with_sampling),
        cmocka_unit_test(walk_ends_for_any_ends),
        cmocka_unit_test(overlapping_polygons_add_up),
        cmocka_unit_test(refuses_masks_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
