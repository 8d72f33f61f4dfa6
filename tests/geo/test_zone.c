/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <crosswatch/geo.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cw_position square[] = {{50.5, 1.0}, {50.5, 2.0}, {51.5, 2.0}, {51.5, 1.0}};

static cw_plane *plane_here(void) {
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    assert_non_null(plane);
    return plane;
}

static void holds_its_inside(void **state) {
    (void)state;
    cw_plane *plane = plane_here();
    cw_error err = {0};
    cw_zone *zone = cw_zone_create("Dover", square, 4, plane, &err);
    if (zone == NULL) fail_msg("%s", err.message);
    assert_string_equal(cw_zone_name(zone), "Dover");
    cw_xy inside = cw_plane_forward(plane, (cw_position){51.0, 1.5});
    cw_xy outside = cw_plane_forward(plane, (cw_position){51.0, 2.5});
    cw_xy far_side = cw_plane_forward(plane, (cw_position){51.0, 0.5});
    cw_xy north = cw_plane_forward(plane, (cw_position){52.0, 2.5});
    assert_true(cw_zone_contains(zone, inside));
    assert_false(cw_zone_contains(zone, outside));
    assert_false(cw_zone_contains(zone, (cw_xy){NAN, 0.0}));
    assert_true(cw_zone_contains(zone, cw_plane_forward(plane, square[0]))); /* border counts */
    assert_true(cw_zone_touches(zone, outside, far_side));                   /* passes through */
    assert_false(cw_zone_touches(zone, outside, north));
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
}

static void refuses_bad_rings(void **state) {
    (void)state;
    cw_plane *plane = plane_here();
    const cw_position bow[] = {{50.5, 1.0}, {51.5, 2.0}, {51.5, 1.0}, {50.5, 2.0}};
    const cw_position line[] = {{50.5, 1.0}, {51.5, 2.0}};
    const cw_position broken[] = {{50.5, 1.0}, {NAN, 2.0}, {51.5, 1.0}};
    cw_error err = {0};
    assert_null(cw_zone_create("bow", bow, 4, plane, &err));
    assert_mentions(err.message, "crosses");
    err = (cw_error){0};
    assert_null(cw_zone_create("line", line, 2, plane, &err));
    assert_mentions(err.message, "three corners");
    err = (cw_error){0};
    assert_null(cw_zone_create("broken", broken, 3, plane, &err));
    assert_mentions(err.message, "corner 2");
    cw_plane_destroy(plane);
}

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void loads_polygons_with_holes(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/zone.geojson", folder);
    write_file(
        path,
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
        "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,50],[2,50],[2,52],[1,52],[1,50]],"
        "[[1.4,50.9],[1.6,50.9],[1.6,51.1],[1.4,51.1],[1.4,50.9]]]}}]}");
    cw_plane *plane = plane_here();
    cw_error err = {0};
    cw_zone *zone = cw_zone_load("ring", path, plane, &err);
    if (zone == NULL) fail_msg("%s", err.message);
    assert_true(cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){51.5, 1.5})));
    assert_false(cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){51.0, 1.5})));
    cw_zone_destroy(zone);

    write_file(path, "{\"type\":\"FeatureCollection\",\"features\":[");
    assert_null(cw_zone_load("broken", path, plane, &err));
    assert_mentions(err.message, "zone.geojson");
    cw_plane_destroy(plane);
    support_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_its_inside),
        cmocka_unit_test(refuses_bad_rings),
        cmocka_unit_test(loads_polygons_with_holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
