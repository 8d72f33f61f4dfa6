/* SPDX-License-Identifier: Apache-2.0 */
/* Native grids: cells and weights against closed forms, on every kind of grid, and across the
 * places where longitudes jump. */
#include "environment/grid.h"

#include "support.h"

#include <math.h>
#include <string.h>

/* What the weights make of a field that is linear in latitude and longitude. */
static double weighted(const native_grid *grid, cw_position at, double (*field)(cw_position)) {
    grid_weights w = {.count = 0};
    double sum = 0.0, weight = 0.0;
    native_grid_locate(grid, at, &w);
    if (w.count == 0) return NAN;
    for (int k = 0; k < w.count; k++) {
        sum += (double)w.weight[k] * field(native_grid_node(grid, w.node[k]));
        weight += (double)w.weight[k];
    }
    assert_close(weight, 1.0, 1e-6); /* four single precision weights */
    return sum;
}

static double latitude(cw_position p) {
    return p.lat_deg;
}

static double longitude(cw_position p) {
    return p.lon_deg;
}

static void axes_ascending_and_descending(void **state) {
    (void)state;
    const double up[] = {48, 49, 50, 52}, down[] = {52, 50, 49, 48}, lon[] = {-2, -1, 0, 1, 2};
    cw_error err = {0};
    native_grid *a = native_grid_axes(up, 4, lon, 5, &err),
                *b = native_grid_axes(down, 4, lon, 5, &err);
    assert_non_null(a);
    assert_non_null(b);
    cw_position at = {51.3, 0.7};
    assert_close(weighted(a, at, latitude), 51.3,
                 1e-5); /* single precision weights of 50 degrees */
    assert_close(weighted(b, at, latitude), 51.3, 1e-5);
    assert_close(weighted(b, at, longitude), 0.7, 1e-5);
    assert_true(isnan(weighted(a, (cw_position){47.9, 0}, latitude)));
    assert_true(isnan(weighted(a, (cw_position){50, 2.1}, latitude)));
    assert_close(native_grid_angle_deg(a, 3), 0.0, 0.0);
    grid_weights w = {.count = 0};
    native_grid_locate(b, (cw_position){52, -2}, &w); /* exactly a node: that node alone */
    assert_int_equal(w.count, 1);
    assert_int_equal(w.node[0], 0);
    native_grid_destroy(a);
    native_grid_destroy(b);
}

static void longitudes_of_any_convention(void **state) {
    (void)state;
    cw_error err = {0};
    double lat[] = {-10, 0, 10}, globe[36], pacific[] = {170, 175, 180, -175, -170};
    for (int i = 0; i < 36; i++) globe[i] = 10.0 * i;
    native_grid *g = native_grid_axes(lat, 3, globe, 36, &err);
    native_grid *p = native_grid_axes(lat, 3, pacific, 5, &err);
    assert_non_null(g);
    assert_non_null(p);
    grid_weights w = {.count = 0};
    native_grid_locate(g, (cw_position){0, -5}, &w); /* between 350 and 0 */
    assert_int_equal(w.count, 2);
    assert_int_equal(w.node[0], 36 + 35);
    assert_int_equal(w.node[1], 36);
    assert_close(w.weight[0], 0.5, 1e-6);
    native_grid_locate(p, (cw_position){0, -177.5}, &w);
    assert_int_equal(w.count, 2);
    assert_int_equal(w.node[0], 5 + 2);
    assert_int_equal(w.node[1], 5 + 3);
    native_grid_locate(p, (cw_position){0, 182.5}, &w);
    assert_int_equal(w.node[1], 5 + 3);
    native_grid_locate(p, (cw_position){0, 165}, &w);
    assert_int_equal(w.count, 0);
    cw_box box;
    double spacing;
    char kind[64];
    native_grid_describe(p, &box, &spacing, kind);
    assert_close(box.west_deg, 170, 1e-9);
    assert_close(box.east_deg, -170, 1e-9);
    native_grid_destroy(g);
    native_grid_destroy(p);
}

static void bad_axes_are_refused(void **state) {
    (void)state;
    const double good[] = {1, 2, 3}, twice[] = {1, 2, 2}, back[] = {1, 3, 2}, hole[] = {1, NAN, 3};
    const double endless[] = {1, 2, INFINITY}, high[] = {80, 90, 100};
    struct {
        const double *lat, *lon;
        const char *word;
    } cases[] = {{twice, good, "repeats"},
                 {good, back, "turns back"},
                 {good, hole, "no number"},
                 {endless, good, "no number"},
                 {high, good, "beyond 90"}};
    for (size_t k = 0; k < 5; k++) {
        cw_error err = {0};
        assert_null(native_grid_axes(cases[k].lat, 3, cases[k].lon, 3, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, cases[k].word);
    }
    cw_error err = {0};
    assert_null(native_grid_projected("+proj=nonsense", good, 3, good, 3, &err));
    assert_mentions(err.message, "nonsense");
}

enum { side = 41 };

static native_grid *polar(double x[side], double y[side]) {
    cw_error err = {0};
    for (int i = 0; i < side; i++) {
        x[i] = -400e3 + 20e3 * i;
        y[i] = -2400e3 + 20e3 * i;
    }
    native_grid *grid = native_grid_projected(
        "+proj=stere +lat_0=90 +lat_ts=60 +lon_0=10 +R=6371000", x, side, y, side, &err);
    assert_non_null(grid);
    return grid;
}

/* On a polar stereographic plane the x axis stands lon_0 - lon counter-clockwise of east. */
static void polar_stereographic_closed_form(void **state) {
    (void)state;
    double x[side], y[side];
    native_grid *grid = polar(x, y);
    for (size_t node = 0; node < (size_t)side * side; node += 97) {
        double px = x[node % side], py = y[node / side];
        double lon = 10.0 + cw_degrees(atan2(px, -py));
        double lat =
            90.0 - 2.0 * cw_degrees(atan(hypot(px, py) / (6371000.0 * (1 + sin(CW_PI / 3)))));
        cw_position at = native_grid_node(grid, node);
        assert_close(at.lon_deg, lon, 1e-9);
        assert_close(at.lat_deg, lat, 1e-9);
        assert_close(native_grid_angle_deg(grid, node), 10.0 - lon,
                     1e-4); /* a central difference */
        grid_weights w = {.count = 0};
        native_grid_locate(grid, at, &w);
        assert_int_equal(w.count, 1);
        assert_int_equal(w.node[0], node);
    }
    native_grid_destroy(grid);
}

/* A pole at 37.5 N, 177.5 E puts the rotated origin at 52.5 N, 2.5 W (COSMO, UM North Sea). */
static void rotated_pole_known_origin(void **state) {
    (void)state;
    cw_error err = {0};
    double axis[21];
    for (int i = 0; i < 21; i++) axis[i] = -1.0 + 0.1 * i;
    native_grid *grid = native_grid_projected(
        "+proj=ob_tran +o_proj=longlat +o_lat_p=37.5 +o_lon_p=0 +lon_0=357.5 +R=6371229", axis, 21,
        axis, 21, &err);
    assert_non_null(grid);
    cw_position centre = native_grid_node(grid, 10 * 21 + 10),
                north = native_grid_node(grid, 20 * 21 + 10);
    assert_close(centre.lat_deg, 52.5, 1e-9);
    assert_close(centre.lon_deg, -2.5, 1e-9);
    assert_close(north.lat_deg, 53.5, 1e-9); /* one degree along the central meridian */
    assert_close(native_grid_angle_deg(grid, 10 * 21 + 10), 0.0, 1e-6);
    assert_true(native_grid_angle_deg(grid, 10 * 21 + 20) < 0.0); /* east of it the axis sinks */
    native_grid_destroy(grid);
}

/* The same nodes as a projected grid and as a curvilinear one give the same weights: the inverse of
 * the bilinear map in the tangent plane against the exact one differs by the square of the cell
 * over the Earth's radius, (20/6371)^2 = 1e-5. */
static void curvilinear_meets_projected(void **state) {
    (void)state;
    static double lat[side * side], lon[side * side];
    double x[side], y[side];
    cw_error err = {0};
    native_grid *plane = polar(x, y);
    for (size_t k = 0; k < (size_t)side * side; k++) {
        lat[k] = native_grid_node(plane, k).lat_deg;
        lon[k] = native_grid_node(plane, k).lon_deg;
    }
    native_grid *curved = native_grid_curvilinear(lat, lon, side, side, &err);
    assert_non_null(curved);
    for (int k = 0; k < 200; k++) {
        cw_position at = {70.0 + 0.031 * k, 2.0 + 0.07 * k};
        double a = weighted(plane, at, latitude), b = weighted(curved, at, latitude);
        assert_int_equal(isnan(a), isnan(b));
        if (isnan(a)) continue;
        assert_close(b, a, 5e-4); /* degrees: 1e-3 of the cell of 0.18 degrees and curvature */
        assert_close(native_grid_angle_deg(curved, 41 * 20 + 7),
                     native_grid_angle_deg(plane, 41 * 20 + 7), 0.05); /* neighbours 40 km apart */
    }
    native_grid_destroy(plane);
    native_grid_destroy(curved);
}

/* A curvilinear grid right over the pole and across the date line. */
static void curvilinear_over_the_pole(void **state) {
    (void)state;
    static double lat[side * side], lon[side * side];
    cw_error err = {0};
    for (int k = 0; k < side * side; k++) {
        double x = -390e3 + 20e3 * (k % side), y = -390e3 + 20e3 * (k / side);
        lon[k] = cw_degrees(atan2(x, -y));
        lat[k] = 90.0 - cw_degrees(hypot(x, y) / 6371e3);
    }
    native_grid *grid = native_grid_curvilinear(lat, lon, side, side, &err);
    assert_non_null(grid);
    for (double around = -180.0; around <= 180.0; around += 7.5) {
        for (double from = 0.0; from <= 3.3; from += 0.3) {
            /* latitude is a cone there: its tip is cut off at the corners, 10 sqrt 2 km away */
            assert_close(weighted(grid, (cw_position){90.0 - from, around}, latitude), 90.0 - from,
                         0.128);
        }
    }
    native_grid_destroy(grid);
}

static void nodes_without_position_make_no_cell(void **state) {
    (void)state;
    double lat[16], lon[16];
    cw_error err = {0};
    for (int k = 0; k < 16; k++) {
        lat[k] = 50 + k / 4;
        lon[k] = 1 + k % 4;
    }
    lat[0] = lon[0] = NAN;
    lat[15] = lon[15] = 0.0; /* land cut out, twice */
    lat[14] = lon[14] = 0.0;
    native_grid *grid = native_grid_curvilinear(lat, lon, 4, 4, &err);
    assert_non_null(grid);
    assert_true(isnan(weighted(grid, (cw_position){50.2, 1.2}, latitude)));
    assert_true(isnan(weighted(grid, (cw_position){52.8, 3.8}, latitude)));
    assert_close(weighted(grid, (cw_position){51.5, 2.5}, longitude), 2.5, 1e-3);
    assert_true(isnan(native_grid_node(grid, 15).lat_deg));
    native_grid_destroy(grid);
}

/* Positions without sense make cells as large as the globe: the index stays small and answers. */
static void senseless_positions_do_no_harm(void **state) {
    (void)state;
    enum { edge = 150 };
    static double lat[edge * edge], lon[edge * edge];
    cw_error err = {0};
    grid_weights w = {.count = 0};
    for (uint32_t k = 0; k < edge * edge; k++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = 3, .particle = k, .purpose = CW_DRAW_TEST}, u);
        lat[k] = 180.0 * u[0] - 90.0;
        lon[k] = 360.0 * u[1] - 180.0;
    }
    native_grid *grid = native_grid_curvilinear(lat, lon, edge, edge, &err);
    assert_non_null(grid);
    native_grid_locate(grid, (cw_position){10, 10}, &w);
    assert_true(w.count >= 0 && w.count <= 4);
    native_grid_destroy(grid);
}

static void mesh_is_linear(void **state) {
    (void)state;
    const double lat[] = {51.0, 51.0, 51.1, 51.1}, lon[] = {359.9, 0.1, 0.1, 359.9};
    const uint32_t node[] = {0, 1, 2, 0, 2, 3}, wrong[] = {0, 1, 4};
    cw_error err = {0};
    native_grid *nodes = native_grid_mesh(lat, lon, 4, node, 2, &err);
    native_grid *faces = native_grid_mesh_faces(lat, lon, 4, node, 2, &err);
    assert_non_null(nodes);
    assert_non_null(faces);
    /* linear in the plane: 0.1 degree of arc bends by 1e-4 of itself */
    assert_close(weighted(nodes, (cw_position){51.03, 0.05}, latitude), 51.03, 2e-4);
    assert_close(weighted(nodes, (cw_position){51.03, 0.05}, longitude), 0.05, 2e-4);
    grid_weights w = {.count = 0};
    native_grid_locate(faces, (cw_position){51.09, -0.05}, &w);
    assert_int_equal(w.count, 1);
    assert_int_equal(w.node[0], 1);
    assert_int_equal(native_grid_node_count(faces), 2);
    native_grid_locate(faces, (cw_position){51.2, 0.0}, &w);
    assert_int_equal(w.count, 0);
    native_grid_destroy(nodes);
    native_grid_destroy(faces);
    assert_null(native_grid_mesh(lat, lon, 4, wrong, 1, &err));
    assert_mentions(err.message, "node 5");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(axes_ascending_and_descending),
                                       cmocka_unit_test(longitudes_of_any_convention),
                                       cmocka_unit_test(bad_axes_are_refused),
                                       cmocka_unit_test(polar_stereographic_closed_form),
                                       cmocka_unit_test(rotated_pole_known_origin),
                                       cmocka_unit_test(curvilinear_meets_projected),
                                       cmocka_unit_test(curvilinear_over_the_pole),
                                       cmocka_unit_test(nodes_without_position_make_no_cell),
                                       cmocka_unit_test(senseless_positions_do_no_harm),
                                       cmocka_unit_test(mesh_is_linear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
