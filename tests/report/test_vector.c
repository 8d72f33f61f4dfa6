/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.geojson, plan.gpx and plan.kml read back through OGR (a reader, not the writer's code) and
 * laid beside the plan: positions, order, names, times.
 *
 * 1e-6 degree is 0.11 m: the coarsest file keeps seven decimals of a degree. Times are kept to the
 * millisecond; OGR holds seconds in single precision, so within a minute to 4e-6 s.
 */
#include "worked.h"

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <unistd.h>

static const double DEGREES = 1e-6, SECONDS = 1.5e-3;

static worked w;
static char directory[1024];

static int set_up(void **state) {
    (void)state;
    cw_error err = {0};
    GDALAllRegister();
    w = worked_case("dover-2021-11-24.yaml", 300, true);
    support_directory(directory);
    if (!cw_run_write(w.run, directory, CW_ENGLISH, NULL, &err)) fail_msg("%s", err.message);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    worked_free(&w);
    return 0;
}

/* ---- helpers ---- */

static GDALDatasetH open_file(const char *name) {
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    if (dataset == NULL) fail_msg("OGR cannot open %s", path);
    return dataset;
}

static const char *text_of(OGRFeatureH feature, const char *field) {
    int index = OGR_F_GetFieldIndex(feature, field);
    assert_true(index >= 0);
    return OGR_F_GetFieldAsString(feature, index);
}

static cw_time time_of(OGRFeatureH feature, const char *field) {
    int year, month, day, hour, minute, zone, index = OGR_F_GetFieldIndex(feature, field);
    float second;
    assert_true(index >= 0);
    assert_true(OGR_F_GetFieldAsDateTimeEx(feature, index, &year, &month, &day, &hour, &minute,
                                           &second, &zone));
    assert_int_equal(zone, 100); /* OGR's flag for UTC */
    return cw_time_from_civil(year, month, day, hour, minute, (double)second);
}

static cw_position position_of(cw_xy at) {
    return cw_plane_inverse(w.run->scene->plane, at);
}

static void expect_at(OGRGeometryH geometry, int point, cw_xy at) {
    cw_position want = position_of(at);
    assert_close(OGR_G_GetX(geometry, point), want.lon_deg, DEGREES);
    assert_close(OGR_G_GetY(geometry, point), want.lat_deg, DEGREES);
}

static void expect_time(cw_time got, cw_time want) {
    assert_close((double)(got - want) / 1000.0, 0.0, SECONDS);
}

static const cw_task *task(size_t index) {
    return &w.run->plan->tasks[index];
}

static size_t assigned_units(void) {
    size_t count = 0;
    for (size_t i = 0; i < w.run->plan->task_count; i++) count += task(i)->assigned;
    assert_true(count >= 4); /* else the tests below would say little */
    return count;
}

/* ---- GPX ---- */

static void test_gpx_routes(void **state) {
    (void)state;
    GDALDatasetH dataset = open_file("plan.gpx");
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "route_points");
    OGRLayerH routes = GDALDatasetGetLayerByName(dataset, "routes");
    assert_int_equal(OGR_L_GetFeatureCount(routes, 1), assigned_units());
    OGR_L_ResetReading(layer);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        for (size_t k = 0; task(i)->assigned && k < task(i)->pattern.count; k++) {
            char name[32];
            OGRFeatureH feature = OGR_L_GetNextFeature(layer);
            assert_non_null(feature);
            snprintf(name, sizeof name, k == 0 ? "CSP" : "WP %zu", k);
            assert_string_equal(text_of(feature, "name"), name);
            expect_at(OGR_F_GetGeometryRef(feature), 0, task(i)->pattern.points[k].at);
            expect_time(time_of(feature, "time"), task(i)->pattern.points[k].time);
            char clock[CW_TIME_TEXT];
            assert_string_equal(text_of(feature, "desc"),
                                cw_time_format_short(task(i)->pattern.points[k].time, clock));
            OGR_F_Destroy(feature);
        }
    }
    assert_null(OGR_L_GetNextFeature(layer));
    OGR_L_ResetReading(routes);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        if (!task(i)->assigned) continue;
        OGRFeatureH feature = OGR_L_GetNextFeature(routes);
        assert_mentions(text_of(feature, "name"), w.c->units[task(i)->unit].name);
        assert_int_equal(OGR_G_GetPointCount(OGR_F_GetGeometryRef(feature)),
                         task(i)->pattern.count);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}

/* GPX wants waypoints before routes, and latitude and longitude as attributes: a chart plotter is
 * stricter than OGR. */
static void test_gpx_as_text(void **state) {
    (void)state;
    char path[1200];
    snprintf(path, sizeof path, "%s/plan.gpx", directory);
    char *text = worked_slurp(path, NULL);
    assert_mentions(text, "<gpx version=\"1.1\"");
    char *waypoint = strstr(text, "<wpt "), *route = strstr(text, "<rte>");
    assert_non_null(waypoint);
    assert_non_null(route);
    assert_true(waypoint < route);
    assert_null(strstr(route, "<wpt "));
    const char *first = strstr(route, "<rtept lat=\"");
    assert_non_null(first);
    size_t unit = 0;
    while (!task(unit)->assigned) unit++;
    double lat = strtod(first + strlen("<rtept lat=\""), NULL);
    assert_close(lat, position_of(task(unit)->pattern.points[0].at).lat_deg, DEGREES);
    free(text);
}

static void test_gpx_datums(void **state) {
    (void)state;
    GDALDatasetH dataset = open_file("plan.gpx");
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "waypoints");
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), w.run->where_count);
    OGR_L_ResetReading(layer);
    for (size_t i = 0; i < w.run->where_count; i++) {
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        expect_at(OGR_F_GetGeometryRef(feature), 0, w.run->where[i].datum.mean);
        expect_time(time_of(feature, "time"), w.run->where[i].time);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}

/* ---- GeoJSON ---- */

/* The unit's feature of that kind, of the area of that number. */
static OGRFeatureH find(OGRLayerH layer, const char *what, const cw_task *of) {
    const char *name = w.c->units[of->unit].name;
    size_t area = 0;
    OGR_L_ResetReading(layer);
    for (OGRFeatureH f = OGR_L_GetNextFeature(layer); f != NULL; f = OGR_L_GetNextFeature(layer)) {
        if (strcmp(text_of(f, "what"), what) == 0 && strcmp(text_of(f, "name"), name) == 0
            && area++ == of->area)
            return f;
        OGR_F_Destroy(f);
    }
    fail_msg("there is no %s %zu \"%s\"", what, of->area, name);
    return NULL;
}

static void test_geojson_routes(void **state) {
    (void)state;
    GDALDatasetH dataset = open_file("plan.geojson");
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        const cw_pattern *pattern = &task(i)->pattern;
        if (!task(i)->assigned) continue;
        OGRFeatureH feature = find(layer, "route", task(i));
        OGRGeometryH line = OGR_F_GetGeometryRef(feature);
        assert_int_equal(OGR_G_GetPointCount(line), pattern->count);
        char **times = OGR_F_GetFieldAsStringList(feature, OGR_F_GetFieldIndex(feature, "times"));
        for (size_t k = 0; k < pattern->count; k++) {
            cw_time time = 0;
            cw_error err = {0};
            expect_at(line, (int)k, pattern->points[k].at);
            assert_non_null(times[k]);
            assert_true(cw_time_parse(times[k], &time, &err));
            assert_int_equal(time, pattern->points[k].time);
        }
        assert_string_equal(text_of(feature, "pattern"), cw_pattern_code(pattern->spec.kind));
        assert_close(
            OGR_F_GetFieldAsDouble(feature, OGR_F_GetFieldIndex(feature, "search_speed_knots")),
            w.c->units[task(i)->unit].search_speed_mps * 3600.0 / 1852.0,
            1e-6); /* 10 digits kept */
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}

/* The four corners are the rectangle's: their mean is its centre, and its sides are as long as the
 * plan says (geodesics on the ground against the plane's scale: 1e-3 covers 300 km). */
static void test_geojson_areas(void **state) {
    (void)state;
    GDALDatasetH dataset = open_file("plan.geojson");
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        const cw_pattern_spec *spec = &task(i)->pattern.spec;
        if (!task(i)->assigned
            || (spec->kind != CW_PARALLEL_SWEEP && spec->kind != CW_CREEPING_LINE))
            continue;
        OGRFeatureH feature = find(layer, "area", task(i));
        OGRGeometryH ring = OGR_G_GetGeometryRef(OGR_F_GetGeometryRef(feature), 0);
        assert_int_equal(OGR_G_GetPointCount(ring), 5);
        cw_position corner[5];
        double doubled_area = 0.0, side[2], azimuth;
        for (int k = 0; k < 5; k++)
            corner[k] = (cw_position){OGR_G_GetY(ring, k), OGR_G_GetX(ring, k)};
        for (int k = 0; k < 4; k++)
            doubled_area += corner[k].lon_deg * corner[k + 1].lat_deg
                            - corner[k + 1].lon_deg * corner[k].lat_deg;
        assert_true(doubled_area > 0.0); /* RFC 7946: counterclockwise */
        cw_geodesic_inverse(corner[0], corner[1], &side[0], &azimuth);
        cw_geodesic_inverse(corner[1], corner[2], &side[1], &azimuth);
        double long_side = fmax(spec->length_m, spec->width_m);
        double short_side = fmin(spec->length_m, spec->width_m);
        assert_close(fmax(side[0], side[1]) / long_side, 1.0, 1e-3);
        assert_close(fmin(side[0], side[1]) / short_side, 1.0, 1e-3);
        cw_position centre = position_of(spec->centre);
        assert_close(0.5 * (corner[0].lat_deg + corner[2].lat_deg), centre.lat_deg, 2e-4);
        assert_close(0.5 * (corner[0].lon_deg + corner[2].lon_deg), centre.lon_deg, 2e-4);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
}

static void test_geojson_is_rfc7946(void **state) {
    (void)state;
    char path[1200];
    snprintf(path, sizeof path, "%s/plan.geojson", directory);
    char *text = worked_slurp(path, NULL);
    assert_mentions(text, "\"FeatureCollection\"");
    assert_null(strstr(text, "\"crs\"")); /* WGS84, longitude first, by definition */
    assert_null(strstr(text, "NaN"));
    free(text);
}

static char *swapped(char *text, const char *from, const char *to) {
    assert_int_equal(strlen(from), strlen(to));
    for (char *hit = strstr(text, from); hit != NULL; hit = strstr(hit, from))
        memcpy(hit, to, strlen(to));
    return text;
}

/* Number of steps from one point to the next of more than half the globe. */
static int jumps(OGRGeometryH geometry) {
    int count = 0, parts = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < parts; i++) count += jumps(OGR_G_GetGeometryRef(geometry, i));
    for (int k = 1; parts == 0 && k < OGR_G_GetPointCount(geometry); k++)
        count += fabs(OGR_G_GetX(geometry, k) - OGR_G_GetX(geometry, k - 1)) > 180.0;
    return count;
}

/* RFC 7946, section 3.1.9: what crosses the date line is cut there. */
static void test_geojson_across_the_date_line(void **state) {
    (void)state;
    char path[1024], file[1200];
    cw_error err = {0};
    char *text = worked_slurp(support_source("cases/constant.yaml", path), NULL);
    swapped(text, "008°00.0'W", "179°55.0'E");
    swapped(text, "008°10.0'W", "179°45.0'E");
    swapped(text, "007°50.0'W", "179°55.0'W");
    swapped(text, "007°40.0'W", "179°45.0'W");
    swapped(text, "004°26.5'W", "176°31.5'W");
    swapped(text, "T10:", "T22:"); /* by day there */
    swapped(text, "T11:", "T23:");
    swapped(text, "01T09:", "01T21:");
    swapped(text, "2024-06-01T12:", "2024-06-02T00:");
    swapped(text, "2024-06-01T14:", "2024-06-02T02:");
    swapped(text, "2024-06-01T16:", "2024-06-02T04:");
    worked line = worked_text(text, 300, true);
    snprintf(file, sizeof file, "%s/line.geojson", directory);
    assert_true(cw_report_geojson(&line.result, file, &err));
    GDALDatasetH dataset = open_file("line.geojson");
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    int cut = 0;
    for (OGRFeatureH f = OGR_L_GetNextFeature(layer); f != NULL; f = OGR_L_GetNextFeature(layer)) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(f);
        assert_int_equal(jumps(geometry), 0);
        cut += wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbMultiLineString;
        OGR_F_Destroy(f);
    }
    assert_true(cut > 0); /* else nothing lay across the line */
    GDALClose(dataset);
    unlink(file);
    worked_free(&line);
    free(text);
}

/* ---- KML ---- */

static void test_kml(void **state) {
    (void)state;
    GDALDatasetH dataset = open_file("plan.kml");
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "Routes");
    assert_non_null(layer);
    assert_int_equal(OGR_L_GetFeatureCount(layer, 1), assigned_units());
    OGR_L_ResetReading(layer);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        if (!task(i)->assigned) continue;
        OGRFeatureH feature = OGR_L_GetNextFeature(layer);
        OGRGeometryH line = OGR_F_GetGeometryRef(feature);
        assert_mentions(text_of(feature, "Name"), w.c->units[task(i)->unit].name);
        assert_int_equal(OGR_G_GetPointCount(line), task(i)->pattern.count);
        for (size_t k = 0; k < task(i)->pattern.count; k++)
            expect_at(line, (int)k, task(i)->pattern.points[k].at);
        expect_time(time_of(feature, "begin"), task(i)->on_scene);
        expect_time(time_of(feature, "end"), task(i)->off_scene);
        OGR_F_Destroy(feature);
    }
    OGRLayerH starts = GDALDatasetGetLayerByName(dataset, "Commence search points");
    assert_int_equal(OGR_L_GetFeatureCount(starts, 1), assigned_units());
    GDALClose(dataset);
}

static void test_kml_in_french(void **state) {
    (void)state;
    char path[1200];
    cw_error err = {0};
    cw_result french = cw_run_result(w.run, CW_FRENCH);
    snprintf(path, sizeof path, "%s/french.kml", directory);
    assert_true(cw_report_kml(&french, path, &err));
    char *text = worked_slurp(path, NULL);
    assert_mentions(text, "Points de début de recherche");
    assert_mentions(text, "Royaume-Uni");
    assert_null(strstr(text, "spacing"));
    free(text);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gpx_routes),
                                       cmocka_unit_test(test_gpx_as_text),
                                       cmocka_unit_test(test_gpx_datums),
                                       cmocka_unit_test(test_geojson_routes),
                                       cmocka_unit_test(test_geojson_areas),
                                       cmocka_unit_test(test_geojson_is_rfc7946),
                                       cmocka_unit_test(test_geojson_across_the_date_line),
                                       cmocka_unit_test(test_kml),
                                       cmocka_unit_test(test_kml_in_french)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
