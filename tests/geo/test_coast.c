/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <crosswatch/geo.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cw_box strait = {50.0, 0.0, 52.0, 3.0};

static cw_coast *coast_or_skip(const char *cache) {
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(NULL, strait, cache, &err);
    if (coast == NULL) {
        print_message("skipped: %s\n", err.message);
        skip();
    }
    return coast;
}

static cw_landmask *mask_of(const cw_coast *coast, const cw_plane *plane, double cell_m) {
    cw_error err = {0};
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -90e3, -90e3, 90e3, 90e3, cell_m, 1000.0, &err);
    if (mask == NULL) fail_msg("%s", err.message);
    return mask;
}

/* Places whose wetness anyone can check on a chart; none nearer than 1 km to the shore. */
static void land_and_sea_are_where_they_are(void **state) {
    (void)state;
    static const cw_position land[] = {{51.13, 1.26}, {50.93, 1.87}, {50.70, 1.70}, {51.25, 1.25},
                                       {51.30, 0.50}, {51.02, 2.40}, {50.87, 0.60}, {51.99, 1.00}};
    static const cw_position sea[] = {{51.00, 1.50}, {50.60, 1.00}, {51.40, 2.20}, {51.05, 1.40},
                                      {51.48, 1.60}, {50.70, 0.40}, {51.20, 2.50}, {50.30, 0.90}};
    cw_coast *coast = coast_or_skip(NULL);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -120e3, -120e3, 120e3, 120e3, 100.0, 1000.0, NULL);
    assert_non_null(mask);
    for (size_t i = 0; i < 8; i++) {
        if (!cw_landmask_is_land(mask, cw_plane_forward(plane, land[i])))
            fail_msg("land %zu is wet", i);
        if (cw_landmask_is_land(mask, cw_plane_forward(plane, sea[i])))
            fail_msg("sea %zu is dry", i);
    }
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
}

/* The lines between the 1-degree bins are gone: no ring point but the box's own edge lies on a run
 * of two along a whole degree. */
static void bins_are_joined(void **state) {
    (void)state;
    cw_coast *coast = coast_or_skip(NULL);
    for (size_t r = 0; r < coast->ring_count; r++) {
        const cw_position *p = coast->points + coast->rings[r].first;
        assert_true(p[0].lat_deg == p[coast->rings[r].count - 1].lat_deg);
        for (size_t i = 1; i < coast->rings[r].count; i++) {
            bool along_51 = p[i].lat_deg == 51.0 && p[i - 1].lat_deg == 51.0;
            bool along_1 = p[i].lon_deg == 1.0 && p[i - 1].lon_deg == 1.0;
            assert_false(along_51 || along_1);
        }
    }
    cw_coast_destroy(coast);
}

static void cache_gives_the_same_and_survives_damage(void **state) {
    (void)state;
    char folder[1024], command[2200];
    support_directory(folder);
    cw_coast *fresh = coast_or_skip(folder), *again = coast_or_skip(folder);
    assert_int_equal(fresh->point_count, again->point_count);
    assert_memory_equal(fresh->points, again->points, fresh->point_count * sizeof *fresh->points);
    assert_int_equal(fresh->ring_count, again->ring_count);
    cw_coast_destroy(again);
    snprintf(command, sizeof command,
             "for f in %s/coast-*.bin; do printf x | dd of=$f bs=1 seek=5000 conv=notrunc "
             "2>/dev/null; done",
             folder);
    assert_int_equal(system(command), 0);
    again = coast_or_skip(folder);
    assert_int_equal(fresh->point_count, again->point_count);
    assert_memory_equal(fresh->points, again->points, fresh->point_count * sizeof *fresh->points);
    cw_coast_destroy(again);
    cw_coast_destroy(fresh);
    support_remove(folder);
}

/* The Isle of Man: 572 km^2 in the gazetteers. The same from the mask, within a cell's width around
 * a tenth of its 160 km shore (errors of single cells cancel). */
static void area_of_man(void **state) {
    (void)state;
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(NULL, (cw_box){53.9, -5.0, 54.6, -4.1}, NULL, &err);
    if (coast == NULL) {
        print_message("skipped: %s\n", err.message);
        skip();
    }
    cw_plane *plane = cw_plane_create((cw_position){54.23, -4.53}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -30e3, -36e3, 30e3, 36e3, 50.0, 500.0, &err);
    assert_non_null(mask);
    double cells = 0.0;
    for (size_t i = 0; i < mask->rows * mask->words_per_row; i++) {
        cells += __builtin_popcount(mask->bits[i]);
    }
    assert_close(cells * 50.0 * 50.0 / 1e6, 572.0, 2.0);
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
}

/* Across the date line: Taveuni in Fiji lies on it, in one piece. */
static void date_line_does_not_tear(void **state) {
    (void)state;
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(NULL, (cw_box){-17.2, 179.5, -16.5, -179.5}, NULL, &err);
    if (coast == NULL) {
        print_message("skipped: %s\n", err.message);
        skip();
    }
    cw_plane *plane = cw_plane_create((cw_position){-16.85, 180.0}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -40e3, -30e3, 40e3, 30e3, 100.0, 500.0, &err);
    assert_non_null(mask);
    assert_true(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){-16.82, 179.99})));
    assert_true(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){-16.82, -179.97})));
    assert_false(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){-16.6, 179.8})));
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
}

static void vector_file_instead(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/land.geojson", folder);
    FILE *file = fopen(path, "wb");
    fputs("{\"type\":\"Polygon\",\"coordinates\":[[[1,51],[1.3,51],[1.3,51.3],[1,51.3],[1,51]]]}",
          file);
    fclose(file);
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(path, strait, NULL, &err);
    if (coast == NULL) fail_msg("%s", err.message);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    cw_landmask *mask = mask_of(coast, plane, 200.0);
    assert_true(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){51.13, 1.26})));
    assert_false(cw_landmask_is_land(mask, cw_plane_forward(plane, (cw_position){51.0, 1.5})));
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
    support_remove(folder);
}

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
        differ += walked != sampled;
    }
    assert_true(differ <= 4); /* samples 3 m apart miss a corner cut shorter than that */
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
}

static void refuses_bad_files(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/coast.nc", folder);
    cw_error err = {0};
    assert_null(cw_coast_load(path, strait, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "coast.nc");
    FILE *file = fopen(path, "wb");
    fputs("CDF\001 and then nothing", file);
    fclose(file);
    err = (cw_error){0};
    assert_null(cw_coast_load(path, strait, NULL, &err));
    assert_mentions(err.message, "coast.nc");
    err = (cw_error){0};
    assert_null(cw_coast_load(NULL, (cw_box){52.0, 0.0, 50.0, 3.0}, NULL, &err));
    support_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(land_and_sea_are_where_they_are),
        cmocka_unit_test(bins_are_joined),
        cmocka_unit_test(cache_gives_the_same_and_survives_damage),
        cmocka_unit_test(area_of_man),
        cmocka_unit_test(date_line_does_not_tear),
        cmocka_unit_test(vector_file_instead),
        cmocka_unit_test(mask_of_an_island_with_a_lake),
        cmocka_unit_test(walk_agrees_with_sampling),
        cmocka_unit_test(refuses_bad_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
