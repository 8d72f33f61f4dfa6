/* SPDX-License-Identifier: Apache-2.0 */
/* where.tif read back with GDAL: sums, times, and a known peak that the file's own georeference
 * (through OGR's transformation, not our plane) puts back at its latitude and longitude. */
#include "worked.h"

#include <gdal.h>
#include <ogr_srs_api.h>

static worked w;
static char directory[1024];
static GDALDatasetH dataset;

static int set_up(void **state) {
    (void)state;
    char path[1200];
    cw_error err = {0};
    GDALAllRegister();
    w = worked_case("dover-2021-11-24.yaml", 1000, false);
    support_directory(directory);
    snprintf(path, sizeof path, "%s/where.tif", directory);
    if (!cw_report_geotiff(&w.result, path, &err)) fail_msg("%s", err.message);
    dataset = GDALOpen(path, GA_ReadOnly);
    return dataset == NULL;
}

static int tear_down(void **state) {
    (void)state;
    GDALClose(dataset);
    support_remove(directory);
    worked_free(&w);
    return 0;
}

static float *read_band(int band) {
    int nx = GDALGetRasterXSize(dataset), ny = GDALGetRasterYSize(dataset);
    float *pixels = calloc((size_t)nx * (size_t)ny, sizeof *pixels);
    assert_int_equal(GDALRasterIO(GDALGetRasterBand(dataset, band), GF_Read, 0, 0, nx, ny, pixels,
                                  nx, ny, GDT_Float32, 0, 0),
                     CE_None);
    return pixels;
}

static size_t pixel_count(void) {
    return (size_t)GDALGetRasterXSize(dataset) * (size_t)GDALGetRasterYSize(dataset);
}

static void test_bands_add_up(void **state) {
    (void)state;
    assert_int_equal(GDALGetRasterCount(dataset), w.run->where_count);
    for (size_t k = 0; k < w.run->where_count; k++) {
        const cw_probability_map *map = w.run->where[k].map;
        float *pixels = read_band((int)k + 1);
        double sum = 0.0, expected = 0.0;
        for (size_t i = 0; i < pixel_count(); i++) sum += (double)pixels[i];
        for (size_t i = 0; i < map->nx * map->ny; i++) expected += (double)map->probability[i];
        assert_close(sum, expected, 1e-12); /* the same floats, only zeros added */
        assert_close(sum, map->total,
                     1e-5); /* float32 cells, smoothed to 6e-5 of a kernel's tail */
        free(pixels);
    }
}

static void test_bands_are_named_by_time(void **state) {
    (void)state;
    for (size_t k = 0; k < w.run->where_count; k++) {
        char text[CW_TIME_TEXT];
        assert_string_equal(GDALGetDescription(GDALGetRasterBand(dataset, (int)k + 1)),
                            cw_time_format(w.run->where[k].time, text));
    }
}

static cw_position transformed(double x, double y) {
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL);
    assert_int_equal(OSRImportFromEPSG(wgs84, 4326), OGRERR_NONE);
    OSRSetAxisMappingStrategy(wgs84, OAMS_TRADITIONAL_GIS_ORDER);
    OGRSpatialReferenceH own = GDALGetSpatialRef(dataset);
    assert_non_null(own);
    OGRCoordinateTransformationH t = OCTNewCoordinateTransformation(own, wgs84);
    assert_non_null(t);
    double z = 0.0;
    assert_true(OCTTransform(t, 1, &x, &y, &z));
    OCTDestroyCoordinateTransformation(t);
    OSRRelease(wgs84);
    return (cw_position){y, x};
}

/* 1e-6 degree is 0.1 m; the file keeps the projection's centre to about nine decimals. */
static void test_the_peak_lies_where_it_is(void **state) {
    (void)state;
    double transform[6];
    assert_int_equal(GDALGetGeoTransform(dataset, transform), CE_None);
    for (size_t k = 0; k < w.run->where_count; k++) {
        const cw_probability_map *map = w.run->where[k].map;
        float *pixels = read_band((int)k + 1);
        size_t peak = 0, want = 0, nx = (size_t)GDALGetRasterXSize(dataset);
        for (size_t i = 0; i < pixel_count(); i++) peak = pixels[i] > pixels[peak] ? i : peak;
        for (size_t i = 0; i < map->nx * map->ny; i++)
            want = map->probability[i] > map->probability[want] ? i : want;
        double column = (double)(peak % nx) + 0.5, row = (double)(peak / nx) + 0.5;
        cw_position got = transformed(transform[0] + column * transform[1] + row * transform[2],
                                      transform[3] + column * transform[4] + row * transform[5]);
        cw_position expected =
            cw_plane_inverse(w.run->scene->plane,
                             (cw_xy){map->x0_m + ((double)(want % map->nx) + 0.5) * map->cell_m,
                                     map->y0_m + ((double)(want / map->nx) + 0.5) * map->cell_m});
        assert_close(got.lat_deg, expected.lat_deg, 1e-6);
        assert_close(got.lon_deg, expected.lon_deg, 1e-6);
        assert_close(got.lat_deg, 51.1, 0.5); /* and that is in the Dover Strait */
        assert_close(got.lon_deg, 1.8, 0.5);
        free(pixels);
    }
}

/* The share of the probability south of the datum's parallel, from pixels and from particles: a
 * file upside down would turn these about. */
static void test_north_is_up(void **state) {
    (void)state;
    double transform[6];
    assert_int_equal(GDALGetGeoTransform(dataset, transform), CE_None);
    assert_true(transform[1] > 0.0 && transform[5] < 0.0);
    const cw_where *where = &w.run->where[0];
    float *pixels = read_band(1);
    double moment = 0.0, sum = 0.0;
    size_t nx = (size_t)GDALGetRasterXSize(dataset);
    for (size_t i = 0; i < pixel_count(); i++) {
        double y = transform[3] + ((double)(i / nx) + 0.5) * transform[5];
        moment += (double)pixels[i] * y;
        sum += (double)pixels[i];
    }
    /* Counting into cells moves a mean by at most half a cell. */
    assert_close(moment / sum, where->datum.mean.y_m, 0.5 * where->map->cell_m);
    free(pixels);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bands_add_up), cmocka_unit_test(test_bands_are_named_by_time),
        cmocka_unit_test(test_the_peak_lies_where_it_is), cmocka_unit_test(test_north_is_up)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
