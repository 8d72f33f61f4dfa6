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

/* Areas about, within, across and beside a zone; the zone a C, open to the east. */
static void meets_and_covers_areas(void **state) {
    (void)state;
    cw_plane *plane = plane_here();
    static const double c[8][2] = {{-9, -9}, {9, -9}, {9, -3}, {-3, -3},
                                   {-3, 3},  {9, 3},  {9, 9},  {-9, 9}}; /* km */
    cw_position ring[8];
    for (int i = 0; i < 8; i++)
        ring[i] = cw_plane_inverse(plane, (cw_xy){1000.0 * c[i][0], 1000.0 * c[i][1]});
    cw_zone *zone = cw_zone_create("C", ring, 8, plane, NULL);
    assert_non_null(zone);
    static const struct {
        double x0, y0, x1, y1; /* km */
        bool meets, covered;
    } boxes[] = {
        {-20, -20, 20, 20, true, false}, /* all of it inside the area */
        {-8, -8, -4, 8, true, true},     /* within the back of the C */
        {-8, -8, 8, 8, true, false},     /* across the gap */
        {-2, -2, 8, 2, false, false},    /* in the gap */
        {12, -5, 20, 5, false, false},   /* beside it */
        {-8, 4, 8, 8, true, true},       /* within an arm */
        {-8, -8, -2, 8, true, false},    /* a little into the gap: all corners are inside */
    };
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        const double x0 = 1e3 * boxes[i].x0, y0 = 1e3 * boxes[i].y0, x1 = 1e3 * boxes[i].x1,
                     y1 = 1e3 * boxes[i].y1;
        const cw_xy way[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}},
                    back[4] = {{x0, y1}, {x1, y1}, {x1, y0}, {x0, y0}};
        assert_int_equal(cw_zone_meets(zone, way, 4), boxes[i].meets);
        assert_int_equal(cw_zone_meets(zone, back, 4), boxes[i].meets);
        assert_int_equal(cw_zone_covers(zone, way, 4), boxes[i].covered);
        assert_int_equal(cw_zone_covers(zone, back, 4), boxes[i].covered);
    }
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

/* Two search regions in one file that overlap: where both lie is inside. */
static void overlapping_polygons_add_up(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/two.geojson", folder);
    write_file(
        path,
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[1,50],[2,50],[2,51.5],[1,51.5],[1,50]]],"
        "[[[1.5,51],[1.5,52],[3,52],[3,51],[1.5,51]]]]}");
    cw_plane *plane = plane_here();
    cw_error err = {0};
    cw_zone *zone = cw_zone_load("two", path, plane, &err);
    if (zone == NULL) fail_msg("%s", err.message);
    static const cw_position in[] = {{51.25, 1.75}, {50.5, 1.2}, {51.8, 2.8}},
                             out[] = {{51.8, 1.2}, {50.5, 2.5}};
    for (size_t i = 0; i < 3; i++)
        assert_true(cw_zone_contains(zone, cw_plane_forward(plane, in[i])));
    for (size_t i = 0; i < 2; i++)
        assert_false(cw_zone_contains(zone, cw_plane_forward(plane, out[i])));
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
    support_remove(folder);
}

/* A star of 24 rays, drawn by its radius at each bearing: points are inside when nearer than the
 * side at their bearing, and a segment touches when sampling it finds the inside. */
static void agrees_with_a_star(void **state) {
    (void)state;
    enum { RAYS = 24 };
    cw_plane *plane = plane_here();
    cw_position ring[RAYS];
    cw_xy corner[RAYS];
    for (int i = 0; i < RAYS; i++) {
        double angle = 2.0 * CW_PI * i / RAYS, radius = i % 2 ? 3e3 : 9e3;
        corner[i] = (cw_xy){radius * cos(angle), radius * sin(angle)};
        ring[i] = cw_plane_inverse(plane, corner[i]);
    }
    cw_zone *zone = cw_zone_create("star", ring, RAYS, plane, NULL);
    assert_non_null(zone);
    for (uint32_t n = 0; n < 20000; n++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = 6, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_xy p = {(u[0] - 0.5) * 20e3, (u[1] - 0.5) * 20e3},
              q = {(u[2] - 0.5) * 20e3, (u[3] - 0.5) * 20e3};
        double angle = atan2(p.y_m, p.x_m);
        int k =
            (int)floor((angle < 0.0 ? angle + 2.0 * CW_PI : angle) / (2.0 * CW_PI) * RAYS) % RAYS;
        cw_xy a = corner[k], b = corner[(k + 1) % RAYS];
        double left = (b.x_m - a.x_m) * (p.y_m - a.y_m) - (b.y_m - a.y_m) * (p.x_m - a.x_m);
        assert_true(fabs(left) < 1e2 || cw_zone_contains(zone, p) == (left > 0.0)); /* 2 cm */
        if (n >= 2000) continue;
        bool sampled = false;
        for (int i = 0; i <= 1000 && !sampled; i++) {
            double s = i / 1000.0;
            sampled = cw_zone_contains(
                zone, (cw_xy){p.x_m + s * (q.x_m - p.x_m), p.y_m + s * (q.y_m - p.y_m)});
        }
        assert_true(cw_zone_touches(zone, p, q) || !sampled);
        bool clear =
            hypot(p.x_m, p.y_m) > 9.1e3 && hypot(q.x_m, q.y_m) > 9.1e3
            && fabs(p.x_m * q.y_m - p.y_m * q.x_m) > 9.1e3 * hypot(q.x_m - p.x_m, q.y_m - p.y_m);
        assert_false(clear && cw_zone_touches(zone, p, q)); /* the line passes the star by */
    }
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
}

/* Fiji's waters straddle the date line. */
static void date_line_is_no_border(void **state) {
    (void)state;
    const cw_position ring[] = {{-18.0, 179.0}, {-16.0, 179.0}, {-16.0, -179.0}, {-18.0, -179.0}};
    cw_plane *plane = cw_plane_create((cw_position){-17.0, 180.0}, NULL);
    cw_zone *zone = cw_zone_create("Fiji", ring, 4, plane, NULL);
    assert_non_null(zone);
    assert_true(cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){-17.0, 179.5})));
    assert_true(cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){-17.0, -179.5})));
    assert_false(cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){-17.0, 178.5})));
    assert_false(cw_zone_contains(zone, cw_plane_forward(plane, (cw_position){-17.0, -178.5})));
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_its_inside),
        cmocka_unit_test(meets_and_covers_areas),
        cmocka_unit_test(refuses_bad_rings),
        cmocka_unit_test(loads_polygons_with_holes),
        cmocka_unit_test(overlapping_polygons_add_up),
        cmocka_unit_test(agrees_with_a_star),
        cmocka_unit_test(date_line_is_no_border),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
