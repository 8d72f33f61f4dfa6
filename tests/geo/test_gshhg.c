/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decoding of GSHHG against what was not decoded here: the areas that its makers stored beside
 * each polygon (which the decoder does not read), another decoding of the same bins, and places
 * whose wetness anyone can check on a chart.
 */
#include "support.h"

#include <crosswatch/geo.h>

#include <geodesic.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cw_box strait = {50.0, 0.0, 52.0, 3.0};

static cw_coast *coast_or_skip(cw_box box) {
    cw_error err = {0};
    cw_coast *coast = cw_coast_load(NULL, box, NULL, &err);
    if (coast == NULL) {
        print_message("skipped: %s\n", err.message);
        skip();
    }
    return coast;
}

/* ---- places -------------------------------------------------------------------------------- */

typedef struct place {
    const char *name;
    cw_position at;
    bool land;
} place;

/* Positions from charts and gazetteers, none nearer than 100 m to a vertex of the file's shore (its
 * sides there are 150 m long in the median); the mask's cells are 25 m. */
static const place places[] = {
    {"South Foreland lighthouse", {51.1404, 1.3706}, true},
    {"North Foreland lighthouse", {51.3750, 1.4449}, true},
    {"Dover castle", {51.1295, 1.3215}, true},
    {"Dungeness old lighthouse", {50.9134, 0.9757}, true},
    {"Beachy Head, on the cliff", {50.7375, 0.2475}, true},
    {"Cap Gris-Nez lighthouse", {50.8697, 1.5834}, true},
    {"Cap Blanc-Nez obelisk", {50.9247, 1.7095}, true},
    {"Calais town hall", {50.9525, 1.8535}, true},
    {"Selsey", {50.7350, -0.7900}, true},
    {"Isle of Wight", {50.67, -1.30}, true},
    {"Maidstone", {51.27, 0.52}, true},
    {"Dover outer harbour", {51.1175, 1.3280}, false},
    {"Beachy Head lighthouse, in the sea", {50.7280, 0.2475}, false},
    {"off Cap Gris-Nez", {50.8697, 1.5670}, false},
    {"off Dungeness", {50.9050, 0.9850}, false},
    {"Boulogne, within the Carnot mole", {50.7380, 1.5750}, false},
    {"Solent", {50.77, -1.25}, false},
    {"Varne lightvessel", {51.0214, 1.3983}, false},
    {"Sandettie lightvessel", {51.1030, 1.8000}, false},
    {"Goodwin Sands, which dry but are no land", {51.27, 1.52}, false},
    {"Colbart bank", {50.95, 1.35}, false},
    {"middle of the strait", {51.00, 1.45}, false},
    {"Bassurelle buoy", {50.5467, 0.9633}, false},
};

static void land_and_sea_are_where_they_are(void **state) {
    (void)state;
    cw_coast *coast = coast_or_skip((cw_box){49.5, -2.0, 52.0, 3.0});
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.0}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -200e3, -120e3, 120e3, 100e3, 25.0, 500.0, NULL);
    assert_non_null(mask);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        bool land = cw_landmask_is_land(mask, cw_plane_forward(plane, places[i].at));
        if (land != places[i].land) fail_msg("%s is %s", places[i].name, land ? "land" : "sea");
    }
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
}

/* The lines between the 1-degree bins are gone: no ring point but the box's own edge lies on a run
 * of two along a whole degree. */
static void bins_are_joined(void **state) {
    (void)state;
    cw_coast *coast = coast_or_skip(strait);
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

/* ---- areas --------------------------------------------------------------------------------- */

/* A ring's area on the ellipsoid (Karney 2013, section 6, as PROJ has it). */
static double ring_km2(const cw_coast *coast, size_t r) {
    struct geod_geodesic g;
    struct geod_polygon polygon;
    double area, perimeter;
    geod_init(&g, 6378137.0, 1.0 / 298.257223563);
    geod_polygon_init(&polygon, 0);
    for (size_t i = 0; i + 1 < coast->rings[r].count; i++) {
        cw_position p = coast->points[coast->rings[r].first + i];
        geod_polygon_addpoint(&g, &polygon, p.lat_deg, p.lon_deg);
    }
    geod_polygon_compute(&g, &polygon, 0, 1, &area, &perimeter);
    return fabs(area) / 1e6;
}

typedef struct stated_area {
    const char *name;
    cw_box box;
    bool hole;
    double km2;
} stated_area;

/* As the file states them itself (The_km_squared_area_of_polygons of GSHHG 2.3.7), computed by its
 * makers from the polygons before these were cut into bins. Gazetteers draw their coasts elsewhere
 * (the Isle of Man with its Calf has 572 km^2 there and 583 here), so they are no measure of the
 * decoding. The points of a bin are rounded to 1/65535 degree, at most 0.85 m off: over the shore
 * of the smallest, 7 km of 2.8 km^2, a thousandth if all erred alike, far less as they do not. */
static const stated_area stated[] = {
    {"Isle of Man", {53.9, -5.0, 54.6, -4.1}, false, 580.618},
    {"Calf of Man", {53.9, -5.0, 54.6, -4.1}, false, 2.84205},
    {"Taveuni, on the date line", {-17.2, 179.5, -16.0, -179.5}, false, 483.494},
    {"Rabi, on the date line", {-17.2, 179.5, -16.0, -179.5}, false, 81.371},
    {"Qamea", {-17.2, 179.5, -16.0, -179.5}, false, 37.6312},
    {"Lough Neagh, a lake", {54.2, -7.0, 55.0, -6.0}, true, 385.684},
    {"Lake Ladoga, in eight bins", {59.5, 29.5, 62.0, 33.5}, true, 17867.9},
    {"Valaam, an island in that lake, in two bins", {59.5, 29.5, 62.0, 33.5}, false, 27.8268},
};

static void areas_are_those_the_file_states(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof stated / sizeof stated[0]; i++) {
        const stated_area *s = &stated[i];
        cw_coast *coast = coast_or_skip(s->box);
        double nearest = INFINITY;
        for (size_t r = 0; r < coast->ring_count; r++) {
            double km2 = ring_km2(coast, r);
            if (coast->rings[r].hole == s->hole && fabs(km2 - s->km2) < fabs(nearest - s->km2))
                nearest = km2;
        }
        if (fabs(nearest - s->km2) > 3e-4 * s->km2)
            fail_msg("%s: %.4f km2 instead of %.4f", s->name, nearest, s->km2);
        cw_coast_destroy(coast);
    }
}

/* The mask's land is the rings' land: cells of 50 m along 150 km of shore are in or out by their
 * centres, some 6,000 errors of 0.29 cell each, 0.06 km^2 in all; three of these. */
static void mask_holds_the_area_of_man(void **state) {
    (void)state;
    cw_coast *coast = coast_or_skip((cw_box){53.9, -5.0, 54.6, -4.1});
    cw_plane *plane = cw_plane_create((cw_position){54.23, -4.53}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -30e3, -36e3, 30e3, 36e3, 50.0, 500.0, NULL);
    assert_non_null(mask);
    double cells = 0.0, rings = 0.0;
    for (size_t i = 0; i < mask->rows * mask->words_per_row; i++)
        cells += __builtin_popcount(mask->bits[i]);
    for (size_t r = 0; r < coast->ring_count; r++)
        rings += coast->rings[r].hole ? -ring_km2(coast, r) : ring_km2(coast, r);
    assert_close(cells * 50.0 * 50.0 / 1e6, rings, 0.18);
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
}

/* ---- the date line, lakes ------------------------------------------------------------------ */

static void assert_land(const cw_landmask *mask, const cw_plane *plane, const char *name,
                        cw_position at, bool land) {
    if (cw_landmask_is_land(mask, cw_plane_forward(plane, at)) != land)
        fail_msg("%s is not %s", name, land ? "land" : "water");
}

/* Taveuni in Fiji lies on the date line, in one piece, whichever way the box is written. */
static void date_line_does_not_tear(void **state) {
    (void)state;
    static const cw_box boxes[] = {{-17.2, 179.5, -16.0, -179.5},
                                   {-17.2, 179.5, -16.0, 180.5},
                                   {-17.2, -180.5, -16.0, -179.5}};
    for (size_t i = 0; i < 3; i++) {
        cw_coast *coast = coast_or_skip(boxes[i]);
        cw_plane *plane = cw_plane_create((cw_position){-16.6, 180.0}, NULL);
        cw_landmask *mask =
            cw_landmask_create(coast, plane, -50e3, -60e3, 50e3, 60e3, 100.0, 500.0, NULL);
        assert_non_null(mask);
        assert_land(mask, plane, "Taveuni, west", (cw_position){-16.82, 179.99}, true);
        assert_land(mask, plane, "Taveuni, east", (cw_position){-16.82, -179.97}, true);
        assert_land(mask, plane, "Rabi", (cw_position){-16.50, -179.95}, true);
        assert_land(mask, plane, "Natewa peninsula", (cw_position){-16.62, 179.79}, true);
        assert_land(mask, plane, "Natewa Bay", (cw_position){-16.46, 179.80}, false);
        assert_land(mask, plane, "Somosomo Strait", (cw_position){-16.80, 179.90}, false);
        assert_land(mask, plane, "south of Taveuni, on the line", (cw_position){-17.1, 180.0},
                    false);
        cw_landmask_destroy(mask);
        cw_plane_destroy(plane);
        cw_coast_destroy(coast);
    }
}

static void lakes_are_water_and_their_islands_land(void **state) {
    (void)state;
    cw_coast *coast = coast_or_skip((cw_box){59.5, 29.5, 62.0, 33.5});
    cw_plane *plane = cw_plane_create((cw_position){60.8, 31.5}, NULL);
    cw_landmask *mask =
        cw_landmask_create(coast, plane, -100e3, -120e3, 100e3, 120e3, 200.0, 500.0, NULL);
    assert_non_null(mask);
    assert_land(mask, plane, "the middle of Ladoga", (cw_position){60.8, 31.5}, false);
    assert_land(mask, plane, "Ladoga where four bins meet", (cw_position){61.0, 31.0}, false);
    assert_land(mask, plane, "Valaam", (cw_position){61.38, 30.95}, true);
    assert_land(mask, plane, "the neck of land to the west", (cw_position){60.6, 30.0}, true);
    cw_landmask_destroy(mask);
    cw_plane_destroy(plane);
    cw_coast_destroy(coast);
}

/* ---- another decoding ---------------------------------------------------------------------- */

static int by_lat_then_lon(const void *a, const void *b) {
    const cw_position *p = a, *q = b;
    if (p->lat_deg != q->lat_deg) return p->lat_deg < q->lat_deg ? -1 : 1;
    return (p->lon_deg > q->lon_deg) - (p->lon_deg < q->lon_deg);
}

/* Whether a point of the sorted list lies within `most_deg` of p in both directions. */
static bool present(const cw_position *sorted, size_t count, cw_position p, double most_deg) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle].lat_deg < p.lat_deg - most_deg)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && sorted[low].lat_deg <= p.lat_deg + most_deg; low++)
        if (fabs(sorted[low].lon_deg - p.lon_deg) <= most_deg) return true;
    return false;
}

static bool on_bin_edge(cw_position p) {
    return fabs(p.lat_deg - round(p.lat_deg)) < 2e-5 || fabs(p.lon_deg - round(p.lon_deg)) < 2e-5;
}

static size_t points_of(const char *path, cw_box box, cw_position **points) {
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error), *feature, *pair;
    if (root == NULL) fail_msg("%s: %s", path, error.text);
    size_t count = 0, capacity = 0, f, i;
    json_array_foreach(json_object_get(root, "features"), f, feature) {
        json_t *line = json_object_get(json_object_get(feature, "geometry"), "coordinates");
        json_array_foreach(line, i, pair) {
            cw_position p = {json_number_value(json_array_get(pair, 1)),
                             json_number_value(json_array_get(pair, 0))};
            if (p.lat_deg <= box.south_deg || p.lat_deg >= box.north_deg
                || p.lon_deg <= box.west_deg || p.lon_deg >= box.east_deg || on_bin_edge(p))
                continue;
            assert_true(cw_grow(points, &capacity, count + 1));
            (*points)[count++] = p;
        }
    }
    json_decref(root);
    return count;
}

/* Every vertex within a bin of either decoding is one of the other: 5 decimals in the other's. */
static void the_same_vertices_as_another_decoding(void **state) {
    (void)state;
    char path[1024];
    cw_position *theirs = NULL;
    support_shared("data/coastline/gshhg_full_segments_49-52N_2W-3E.geojson", path);
    cw_box box = {50.0, -1.0, 52.0, 3.0};
    cw_coast *coast = coast_or_skip(box);
    size_t count = points_of(path, box, &theirs), missing = 0, foreign = 0;
    assert_true(count > 4000);
    qsort(theirs, count, sizeof *theirs, by_lat_then_lon);
    for (size_t i = 0; i < coast->point_count; i++) {
        if (on_bin_edge(coast->points[i])) continue;
        foreign += !present(theirs, count, coast->points[i], 0.6e-5);
    }
    qsort(coast->points, coast->point_count, sizeof *coast->points, by_lat_then_lon);
    for (size_t i = 0; i < count; i++)
        missing += !present(coast->points, coast->point_count, theirs[i], 0.6e-5);
    assert_int_equal(foreign, 0);
    assert_int_equal(missing, 0);
    free(theirs);
    cw_coast_destroy(coast);
}

/* ---- a file drawn by hand ------------------------------------------------------------------ */

/* Area of the rings in square degrees, lakes taken off. */
static double square_degrees(const cw_coast *coast) {
    double sum = 0.0;
    for (size_t r = 0; r < coast->ring_count; r++) {
        const cw_position *p = coast->points + coast->rings[r].first;
        double twice = 0.0;
        for (size_t i = 0; i + 1 < coast->rings[r].count; i++)
            twice += p[i].lon_deg * p[i + 1].lat_deg - p[i + 1].lon_deg * p[i].lat_deg;
        sum += (coast->rings[r].hole ? -0.5 : 0.5) * fabs(twice);
    }
    return sum;
}

/* The fuzzer's corpus (fuzz/make_gshhg.py) in bins of 90 degrees, d being 7281/65535 of one: a
 * square of 3 d with a lake of d, a square of 2 d over the corner of four bins, and a bin without
 * coast whose corners say that it is land. Closed forms, in degrees. */
static void a_file_drawn_by_hand(void **state) {
    (void)state;
    char path[1024];
    support_source("fuzz/corpus_gshhg/island.nc", path);
    const double d = 90.0 * 7281.0 / 65535.0;
    static const struct {
        cw_box box;
        size_t rings;
        double squares, whole;
    } want[] = {{{5.0, 5.0, 85.0, 75.0}, 2, 8.0, 0.0},
                {{-40.0, 75.0, 15.0, 120.0}, 1, 4.0, 0.0},
                {{-60.0, -60.0, -20.0, -30.0}, 1, 0.0, 40.0 * 30.0},
                {{-60.0, 280.0, -20.0, 300.0}, 1, 0.0, 40.0 * 20.0},
                {{-80.0, 130.0, -10.0, 170.0}, 0, 0.0, 0.0}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        cw_error err = {0};
        cw_coast *coast = cw_coast_load(path, want[i].box, NULL, &err);
        if (coast == NULL) {
            fail_msg("%s", err.message);
            return;
        }
        assert_int_equal(coast->ring_count, want[i].rings);
        assert_close(square_degrees(coast), want[i].squares * d * d + want[i].whole, 1e-9);
        cw_coast_destroy(coast);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(land_and_sea_are_where_they_are),
        cmocka_unit_test(bins_are_joined),
        cmocka_unit_test(areas_are_those_the_file_states),
        cmocka_unit_test(mask_holds_the_area_of_man),
        cmocka_unit_test(date_line_does_not_tear),
        cmocka_unit_test(lakes_are_water_and_their_islands_land),
        cmocka_unit_test(the_same_vertices_as_another_decoding),
        cmocka_unit_test(a_file_drawn_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
