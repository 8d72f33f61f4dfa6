/* SPDX-License-Identifier: Apache-2.0 */
/* GRIB sources: spot values of real files (grib_get_data, latitude longitude value beside each),
 * then messages made here, whole and spoilt. */
#include <crosswatch/environment.h>

#include "support.h"

#include "made_grib.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static cw_source *open_shared(const char *relative, cw_quantity quantity, const char *east,
                              const char *north) {
    char path[1024];
    cw_error err = {0};
    cw_file_options options = {.east_variable = east, .north_variable = north};
    cw_source *s = cw_source_file(quantity, support_shared(relative, path),
                                  east != NULL ? &options : NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    return s;
}

static cw_vector sample(cw_source *source, cw_time time, double lat, double lon) {
    cw_error err = {0};
    cw_vector value = {0, 0};
    cw_position at = {lat, lon};
    bool good = cw_source_sample(source, time, &at, 1, &value, &err);
    if (!good) print_error("%s\n", err.message);
    assert_true(good);
    return value;
}

static cw_time first_time(cw_source *source) {
    cw_coverage c;
    cw_source_coverage(source, &c);
    return c.first;
}

/* ecCodes loses some of its own memory when it gives up on a damaged message. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libeccodes\n";
}

/* ---- real files --------------------------------------------------------------------------------
 */

/* Complex packing with spatial differencing, u and v in one message. 10u: 50 0 8.20, 50 357.5 9.02;
 * 10v: 12.71, 13.40; half-way between lies their mean. Valid 120 h after 2011-01-10 12Z. */
static void gfs_global_wind(void **state) {
    (void)state;
    cw_source *s = open_shared("data/grib/pg_gfs.t12z.pgrbf120.2p5deg.grib2", CW_WIND, NULL, NULL);
    cw_time time = first_time(s);
    assert_true(time == cw_time_from_civil(2011, 1, 15, 12, 0, 0.0));
    cw_vector v = sample(s, time, 50.0, 0.0);
    assert_close(v.east, 8.20, 1e-6);
    assert_close(v.north, 12.71, 1e-6);
    v = sample(s, time, 50.0, -1.25); /* across the seam of 0 to 360 */
    assert_close(v.east, 0.5 * (8.20 + 9.02), 1e-5);
    assert_close(v.north, 0.5 * (12.71 + 13.40), 1e-5);
    cw_source_destroy(s);
}

/* JPEG 2000, rows from the south, land missing. u, v at 37.5 237: 3.34, -6.55. */
static void wave_model_wind(void **state) {
    (void)state;
    cw_source *s =
        open_shared("data/grib/gdaswave.t00z.wcoast.0p16.f000.grib2", CW_WIND, NULL, NULL);
    cw_vector v = sample(s, first_time(s), 37.5, -123.0);
    assert_close(v.east, 3.34, 1e-3); /* the node lies at 37.49998 */
    assert_close(v.north, -6.55, 1e-3);
    assert_true(isnan(sample(s, first_time(s), 40.0, -112.0).east));
    cw_source_destroy(s);
}

/* Rotated pole, simple packing: temperature of the air, here only for its grid. 49.61246400
 * -11.99604900 285.125 K; 66.53929600 -57.57109200 273.125 K; 40.26923600 -43.05067600 284.25 K. */
static void rotated_pole(void **state) {
    (void)state;
    cw_source *s =
        open_shared("data/grib/iris_rotated_nae_t.grib2", CW_WATER_TEMPERATURE, "t", NULL);
    cw_coverage c;
    cw_source_coverage(s, &c);
    assert_string_equal(c.kind, "rotated pole");
    cw_time time = first_time(s);
    /* the increment is rounded to a millionth of a degree: at most 6e-4 degrees over 600 columns */
    assert_close(sample(s, time, 49.612464, -11.996049).east, 285.125 - 273.15, 0.02);
    assert_close(sample(s, time, 66.539296, -57.571092).east, 273.125 - 273.15, 0.02);
    assert_close(sample(s, time, 40.269236, -43.050676).east, 284.25 - 273.15, 0.02);
    cw_source_destroy(s);
}

/* Polar stereographic, JPEG 2000, 3.9 million nodes. 56.38693824 258.24071547 20945.8; 73.15640492
 * 329.96898239 20720.0; 63.47416591 39.57155704 20753.6. */
static void polar_stereographic(void **state) {
    (void)state;
    cw_source *s = open_shared("data/grib/od_CMC_ps.grib2", CW_WATER_TEMPERATURE, "gh", NULL);
    cw_coverage c;
    cw_source_coverage(s, &c);
    assert_string_equal(c.kind, "projected (stere)");
    cw_time time = first_time(s);
    /* single precision of 2e4 is 2e-3; a node's position is off by the rounded first point */
    assert_close(sample(s, time, 56.38693824, 258.24071547 - 360.0).east, 20945.8, 0.05);
    assert_close(sample(s, time, 73.15640492, 329.96898239 - 360.0).east, 20720.0, 0.05);
    assert_close(sample(s, time, 63.47416591, 39.57155704).east, 20753.6, 0.05);
    cw_source_destroy(s);
}

/* Edition 1, pressure levels: no wind at 10 m, so only on demand (1000 hPa, the lowest); two valid
 * times pair up. u, v at 50 0: -1.8853607178, 2.1829833984, then -2.6004333496, 1.7461700439. */
static void edition_1_on_demand(void **state) {
    (void)state;
    char path[1024];
    cw_error err = {0};
    support_shared("data/grib/cf_uv_on_different_levels.grib", path);
    assert_null(cw_source_file(CW_WIND, path, NULL, &err));
    assert_mentions(err.message, "no wind at 10 m");
    cw_source *s = open_shared("data/grib/cf_uv_on_different_levels.grib", CW_WIND, "u", "v");
    cw_coverage c;
    cw_source_coverage(s, &c);
    assert_int_equal(c.time_count, 2);
    assert_true(c.first == cw_time_from_civil(2017, 10, 18, 18, 0, 0.0));
    cw_vector a = sample(s, c.first, 50.0, 0.0), b = sample(s, c.last, 50.0, 0.0);
    assert_close(a.east, -1.8853607178, 1e-6); /* frames are kept in single precision */
    assert_close(a.north, 2.1829833984, 1e-6);
    assert_close(b.east, -2.6004333496, 1e-6);
    assert_close(b.north, 1.7461700439, 1e-6);
    a = sample(s, c.first, 50.0, -2.5); /* 355 E: 2.1146392822, 2.1829833984 */
    assert_close(a.east, 0.5 * (2.1146392822 - 1.8853607178), 1e-6);
    a = sample(s, c.first + 3 * CW_HOUR_MS, -35.0, 180.0);
    assert_close(a.east, 0.5 * (-1.8853607178 - 2.6004333496), 1e-6);
    assert_close(a.north, 0.5 * (14.182983398 + 13.746170044), 1e-5);
    cw_source_destroy(s);
}

/* CCSDS packing; what it holds is no forcing, and is read on demand. Soil temperature: 50 20
 * 276.60412598, 48.8 2.4 281.29162598, -23.6 -46.8 296.26037598 K. Rate of rain, 0.25 degrees: 74
 * 13.5 0.0022919178009, 71.25 -112.5 0.0020658969879. */
static void ccsds_packing(void **state) {
    (void)state;
    char path[1024];
    cw_error err = {0};
    support_shared("data/grib/ecmwf_opendata_20240101_first10.grib2", path);
    assert_null(cw_source_file(CW_WIND, path, NULL, &err));
    assert_mentions(err.message, "no wind");
    cw_source *s = open_shared("data/grib/ecmwf_opendata_20240101_first10.grib2",
                               CW_WATER_TEMPERATURE, "st", NULL);
    cw_time time = first_time(s);
    /* frames are kept in single precision: 3e-5 of 300 */
    assert_close(sample(s, time, 50.0, 20.0).east, 276.60412598 - 273.15, 5e-5);
    assert_close(sample(s, time, 48.8, 2.4).east, 281.29162598 - 273.15, 5e-5);
    assert_close(sample(s, time, -23.6, -46.8).east, 296.26037598 - 273.15, 5e-5);
    cw_source_destroy(s);
    s = open_shared("data/grib/ecmwf_opendata_20250912_msg89.grib2", CW_WATER_TEMPERATURE, "tprate",
                    NULL);
    assert_close(sample(s, first_time(s), 74.0, 13.5).east, 0.0022919178009, 1e-9);
    assert_close(sample(s, first_time(s), 71.25, -112.5).east, 0.0020658969879, 1e-9);
    cw_source_destroy(s);
}

/* ---- messages made here ------------------------------------------------------------------------
 */

static char directory[1024], made[1100];

static int set_up(void **state) {
    (void)state;
    support_directory(directory);
    snprintf(made, sizeof made, "%s/made.grib2", directory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    return 0;
}

enum { nx = 6, ny = 5, nodes = nx * ny };

/* u = longitude + hour, v = latitude on 1 to 6 E, 54 to 50 N; (52 N, 3 E) missing in u. */
static void write_hour(FILE *file, codes_handle *h, long hour, bool east, bool north) {
    double u[nodes], v[nodes];
    for (int k = 0; k < nodes; k++) {
        u[k] = 1.0 + k % nx + (double)hour;
        v[k] = 54.0 - k / nx;
    }
    u[2 * nx + 2] = NAN;
    if (east) made_grib_write(file, h, 165, hour, u, nodes);
    if (north) made_grib_write(file, h, 166, hour, v, nodes);
}

static size_t write_made(const long *hours, size_t count, bool lonely_end) {
    codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
    made_grib_axes(h, nx, ny, 54.0, 1.0, 1.0);
    FILE *file = fopen(made, "wb");
    assert_non_null(file);
    for (size_t k = 0; k < count; k++) {
        write_hour(file, h, hours[k], true, !(lonely_end && k + 1 == count));
    }
    long size = ftell(file);
    fclose(file);
    codes_handle_delete(h);
    return (size_t)size;
}

static void times_fill_and_seam(void **state) {
    (void)state;
    const long hours[] = {0, 3, 6};
    cw_error err = {0};
    write_made(hours, 3, false);
    cw_source *s = cw_source_file(CW_WIND, made, NULL, &err);
    assert_non_null(s);
    cw_time start = cw_time_from_civil(2021, 11, 24, 0, 0, 0.0);
    /* 24 bits over a range of 10: 6e-7 */
    cw_vector v = sample(s, start + 90 * CW_MINUTE_MS, 53.5, 4.5);
    assert_close(v.east, 4.5 + 1.5, 1e-5);
    assert_close(v.north, 53.5, 1e-5);
    assert_true(isnan(sample(s, start, 52.2, 3.2).east)); /* beside the missing value */
    assert_true(isnan(sample(s, start, 49.0, 3.2).east));
    cw_position at = {52, 5};
    assert_false(cw_source_sample(s, start - 1, &at, 1, &v, &err));
    assert_mentions(err.message, "from 2021-11-24T00:00:00Z to 2021-11-24T06:00:00Z");
    cw_source_destroy(s);
}

static void order_of_messages_does_not_matter(void **state) {
    (void)state;
    const long hours[] = {6, 0, 3};
    cw_error err = {0};
    write_made(hours, 3, false);
    cw_source *s = cw_source_file(CW_WIND, made, NULL, &err);
    assert_non_null(s);
    cw_time start = cw_time_from_civil(2021, 11, 24, 0, 0, 0.0);
    assert_close(sample(s, start + 4 * CW_HOUR_MS, 53.0, 5.0).east, 9.0, 1e-5);
    cw_source_destroy(s);
}

static void refused(const char *word) {
    cw_error err = {0};
    assert_null(cw_source_file(CW_WIND, made, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
    assert_mentions(err.message, "made.grib2");
}

static void doubled_and_lonely_messages_are_refused(void **state) {
    (void)state;
    const long twice[] = {0, 3, 3}, hours[] = {0, 3};
    write_made(twice, 3, false);
    refused("twice");
    write_made(hours, 2, true);
    refused("without the other component");
}

static void cut_files_are_refused(void **state) {
    (void)state;
    const long hours[] = {0, 3};
    size_t size = write_made(hours, 2, false);
    /* not size / 2: that is the border of two whole messages */
    const size_t lengths[] = {
        size - 1, size - 4, size * 7 / 8, size / 2 - 1, size / 3, size / 8, 60, 20, 6};
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        assert_int_equal(truncate(made, (off_t)lengths[k]), 0);
        refused("");
    }
}

/* Any byte of the headers overwritten: an error or a source, never the end of the process. */
static void damaged_bytes_do_no_harm(void **state) {
    (void)state;
    const long hours[] = {0};
    size_t size = write_made(hours, 1, false);
    char *whole = malloc(size);
    FILE *file = fopen(made, "rb");
    assert_int_equal(fread(whole, 1, size, file), size);
    fclose(file);
    for (size_t k = 0; k < size && k < 250; k++) {
        cw_error err = {0};
        cw_position at = {52.5, 3.5};
        cw_vector v;
        file = fopen(made, "wb");
        fwrite(whole, 1, size, file);
        fseek(file, (long)k, SEEK_SET);
        fputc(0xff, file);
        fclose(file);
        cw_source *s = cw_source_grib(CW_WIND, made, NULL, &err);
        if (s == NULL)
            assert_int_not_equal(err.code, CW_OK);
        else
            cw_source_sample(s, first_time(s), &at, 1, &v, &err);
        cw_source_destroy(s);
    }
    free(whole);
}

/* A reduced Gaussian grid (N32, rows of 20 to 128 points): u = 10 cos(lat) cos(lon), v = 10
 * sin(lat). Linear in cells of at most 2.8 degrees (18 near the poles): h^2/8 of the second
 * derivative, 10 (0.049)^2 / 8 * 2 = 6e-3; asked below 60 degrees. */
static void reduced_gaussian(void **state) {
    (void)state;
    codes_handle *h = made_grib_new("reduced_gg_pl_32_grib2");
    made_grib_long(h, "typeOfFirstFixedSurface", 103);
    size_t n = 0, got;
    assert_int_equal(codes_get_size(h, "values", &n), CODES_SUCCESS);
    double *lat = calloc(n, sizeof *lat), *lon = calloc(n, sizeof *lon);
    double *u = calloc(n, sizeof *u), *v = calloc(n, sizeof *v);
    got = n;
    assert_int_equal(codes_get_double_array(h, "latitudes", lat, &got), CODES_SUCCESS);
    got = n;
    assert_int_equal(codes_get_double_array(h, "longitudes", lon, &got), CODES_SUCCESS);
    for (size_t k = 0; k < n; k++) {
        u[k] = 10 * cos(cw_radians(lat[k])) * cos(cw_radians(lon[k]));
        v[k] = 10 * sin(cw_radians(lat[k]));
    }
    FILE *file = fopen(made, "wb");
    made_grib_write(file, h, 165, 0, u, n);
    made_grib_write(file, h, 166, 0, v, n);
    fclose(file);
    codes_handle_delete(h);
    cw_error err = {0};
    cw_source *s = cw_source_grib(CW_WIND, made, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    for (int k = 0; k < 200; k++) {
        double at = -60.0 + 0.6 * k, along = -180.0 + 1.8 * k;
        cw_vector w = sample(s, first_time(s), at, along);
        assert_close(w.east, 10 * cos(cw_radians(at)) * cos(cw_radians(along)), 6e-3);
        assert_close(w.north, 10 * sin(cw_radians(at)), 6e-3);
    }
    cw_source_destroy(s);
    free(lat);
    free(lon);
    free(u);
    free(v);
}

/* A regular Gaussian grid (N32: 64 parallels of 128), the same field. Cells of 2.8 degrees: as
 * above on both axes. */
static void regular_gaussian(void **state) {
    (void)state;
    codes_handle *h = made_grib_new("regular_gg_sfc_grib2");
    enum { parallels = 64, meridians = 128, all = parallels * meridians };
    static double lat[all], lon[all], u[all], v[all];
    size_t got = all;
    assert_int_equal(codes_get_double_array(h, "latitudes", lat, &got), CODES_SUCCESS);
    got = all;
    assert_int_equal(codes_get_double_array(h, "longitudes", lon, &got), CODES_SUCCESS);
    for (size_t k = 0; k < all; k++) {
        u[k] = 10 * cos(cw_radians(lat[k])) * cos(cw_radians(lon[k]));
        v[k] = 10 * sin(cw_radians(lat[k]));
    }
    FILE *file = fopen(made, "wb");
    made_grib_write(file, h, 165, 0, u, all);
    made_grib_write(file, h, 166, 0, v, all);
    fclose(file);
    codes_handle_delete(h);
    cw_error err = {0};
    cw_source *s = cw_source_grib(CW_WIND, made, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    for (int k = 0; k < 200; k++) {
        double at = -80.0 + 0.8 * k, along = -180.0 + 1.8 * k;
        cw_vector w = sample(s, first_time(s), at, along);
        assert_close(w.east, 10 * cos(cw_radians(at)) * cos(cw_radians(along)), 6e-3);
        assert_close(w.north, 10 * sin(cw_radians(at)), 6e-3);
    }
    cw_source_destroy(s);
}

/* WMO code table 3.4: rows from the north or the south, from the west or the east, by rows or by
 * columns. The field is its own position: u = longitude, v = latitude. */
static void scanning_modes(void **state) {
    (void)state;
    for (int mode = 0; mode < 8; mode++) {
        bool from_east = (mode & 1) != 0, from_south = (mode & 2) != 0, columns = (mode & 4) != 0;
        double u[nodes], v[nodes];
        codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
        made_grib_axes(h, nx, ny, 54.0, 1.0, 1.0);
        made_grib_long(h, "iScansNegatively", from_east);
        made_grib_long(h, "jScansPositively", from_south);
        made_grib_long(h, "jPointsAreConsecutive", columns);
        made_grib_double(h, "latitudeOfFirstGridPointInDegrees", from_south ? 50.0 : 54.0);
        made_grib_double(h, "latitudeOfLastGridPointInDegrees", from_south ? 54.0 : 50.0);
        made_grib_double(h, "longitudeOfFirstGridPointInDegrees", from_east ? 6.0 : 1.0);
        made_grib_double(h, "longitudeOfLastGridPointInDegrees", from_east ? 1.0 : 6.0);
        for (int k = 0; k < nodes; k++) {
            int i = columns ? k / ny : k % nx, j = columns ? k % ny : k / nx;
            u[k] = from_east ? 6.0 - i : 1.0 + i;
            v[k] = from_south ? 50.0 + j : 54.0 - j;
        }
        FILE *file = fopen(made, "wb");
        made_grib_write(file, h, 165, 0, u, nodes);
        made_grib_write(file, h, 166, 0, v, nodes);
        fclose(file);
        codes_handle_delete(h);
        cw_error err = {0};
        cw_source *s = cw_source_grib(CW_WIND, made, NULL, &err);
        if (s == NULL) print_error("mode %d: %s\n", mode, err.message);
        assert_non_null(s);
        cw_vector w = sample(s, first_time(s), 51.3, 2.7);
        assert_close(w.east, 2.7, 1e-5);
        assert_close(w.north, 51.3, 1e-5);
        cw_source_destroy(s);
    }
}

/* Steps of a quarter of an hour, as models of the shore have them. */
static void steps_in_minutes(void **state) {
    (void)state;
    FILE *file = fopen(made, "wb");
    for (long minutes = 0; minutes <= 90; minutes += 15) {
        double u[nodes], v[nodes];
        const void *bytes;
        size_t size;
        codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
        made_grib_axes(h, nx, ny, 54.0, 1.0, 1.0);
        made_grib_long(h, "dataDate", 20211124);
        made_grib_long(h, "dataTime", 2330); /* over midnight */
        made_grib_long(h, "indicatorOfUnitOfTimeRange", 0);
        made_grib_long(h, "forecastTime", minutes);
        made_grib_long(h, "bitsPerValue", 24);
        for (int k = 0; k < nodes; k++) u[k] = (double)minutes + 0.001 * k, v[k] = 0.001 * k;
        for (int c = 0; c < 2; c++) {
            made_grib_long(h, "paramId", 165 + c);
            codes_set_double_array(h, "values", c == 0 ? u : v, nodes);
            assert_int_equal(codes_get_message(h, &bytes, &size), CODES_SUCCESS);
            fwrite(bytes, 1, size, file);
        }
        codes_handle_delete(h);
    }
    fclose(file);
    cw_error err = {0};
    cw_coverage c;
    cw_source *s = cw_source_file(CW_WIND, made, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    cw_source_coverage(s, &c);
    assert_int_equal(c.time_count, 7);
    assert_close(c.step_s, 900.0, 0.0);
    cw_time start = cw_time_from_civil(2021, 11, 24, 23, 30, 0.0);
    assert_true(c.first == start && c.last == start + 90 * CW_MINUTE_MS);
    assert_close(sample(s, start + 40 * CW_MINUTE_MS, 54.0, 1.0).east, 40.0, 1e-4);
    cw_source_destroy(s);
}

/* One message of a field whose nodes all hold `value`, with a parameter of edition 2 (WMO code
 * table 4.2) on a level of type 1 (surface), 103 (above ground), 160 (below the sea). */
typedef struct message {
    long discipline, category, number, level_type, level;
    double value;
} message;

static void write_messages(const message *list, size_t count) {
    FILE *file = fopen(made, "wb");
    for (size_t m = 0; m < count; m++) {
        double values[nodes];
        const void *bytes;
        size_t size;
        codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
        made_grib_axes(h, nx, ny, 54.0, 1.0, 1.0);
        made_grib_long(h, "dataDate", 20211124);
        made_grib_long(h, "dataTime", 0);
        made_grib_long(h, "discipline", list[m].discipline);
        made_grib_long(h, "parameterCategory", list[m].category);
        made_grib_long(h, "parameterNumber", list[m].number);
        made_grib_long(h, "typeOfFirstFixedSurface", list[m].level_type);
        made_grib_long(h, "scaleFactorOfFirstFixedSurface", 0);
        made_grib_long(h, "scaledValueOfFirstFixedSurface", list[m].level);
        made_grib_long(h, "bitsPerValue", 24);
        for (int k = 0; k < nodes; k++) values[k] = list[m].value + 1e-3 * (k % 2);
        assert_int_equal(codes_set_double_array(h, "values", values, nodes), CODES_SUCCESS);
        assert_int_equal(codes_get_message(h, &bytes, &size), CODES_SUCCESS);
        fwrite(bytes, 1, size, file);
        codes_handle_delete(h);
    }
    fclose(file);
}

static void assert_reads(cw_quantity quantity, double east, double north) {
    cw_error err = {0};
    cw_source *s = cw_source_file(quantity, made, NULL, &err);
    if (s == NULL) print_error("%s: %s\n", cw_quantity_name(quantity), err.message);
    assert_non_null(s);
    cw_vector v = sample(s, first_time(s), 52.0, 3.0); /* an even node */
    assert_close(v.east, east, 1e-5);
    assert_close(v.north, north, 1e-5);
    cw_source_destroy(s);
}

/* Everything in one file, each quantity at several levels or kinds: the right one is taken. */
static void each_quantity_from_one_file(void **state) {
    static const message all[] = {
        {0, 2, 2, 103, 100, 20.0}, {0, 2, 3, 103, 100, 21.0}, /* wind at 100 m */
        {0, 2, 2, 103, 10, 11.0},  {0, 2, 3, 103, 10, 12.0},  /* and at 10 m */
        {10, 1, 2, 160, 50, 0.5},  {10, 1, 3, 160, 50, 0.6},  /* current at 50 m */
        {10, 1, 2, 160, 0, 0.7},   {10, 1, 3, 160, 0, 0.8},   /* and at the surface */
        {10, 0, 21, 1, 0, 0.11},   {10, 0, 22, 1, 0, 0.12},   /* Stokes drift */
        {10, 3, 0, 1, 0, 285.15}};                            /* water temperature */
    (void)state;
    write_messages(all, sizeof all / sizeof *all);
    assert_reads(CW_WIND, 11.0, 12.0);
    assert_reads(CW_CURRENT, 0.7, 0.8);
    assert_reads(CW_STOKES, 0.11, 0.12);
    assert_reads(CW_WATER_TEMPERATURE, 12.0, 0.0);
}

/* A wind at 100 m alone is none at 10 m. */
static void wind_at_another_height_is_refused(void **state) {
    static const message high[] = {{0, 2, 2, 103, 100, 20.0}, {0, 2, 3, 103, 100, 21.0}};
    (void)state;
    write_messages(high, 2);
    refused("10 m");
}

/* Half of the world's edge: a grid from 350 to 10 E, and one that begins at the date line. */
static void longitudes_across_the_seams(void **state) {
    (void)state;
    static const double wests[] = {357.0, 177.0, -3.0};
    for (size_t n = 0; n < 3; n++) {
        double u[nodes], v[nodes];
        codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
        made_grib_axes(h, nx, ny, 54.0, 1.0, 1.0);
        double west = fmod(wests[n] + 360.0, 360.0);
        made_grib_double(h, "longitudeOfFirstGridPointInDegrees", west);
        made_grib_double(h, "longitudeOfLastGridPointInDegrees", fmod(west + nx - 1, 360.0));
        for (int k = 0; k < nodes; k++) {
            u[k] = k % nx; /* degrees east of the first meridian */
            v[k] = 54.0 - k / nx;
        }
        FILE *file = fopen(made, "wb");
        made_grib_write(file, h, 165, 0, u, nodes);
        made_grib_write(file, h, 166, 0, v, nodes);
        fclose(file);
        codes_handle_delete(h);
        cw_error err = {0};
        cw_source *s = cw_source_grib(CW_WIND, made, NULL, &err);
        if (s == NULL) print_error("%g: %s\n", west, err.message);
        assert_non_null(s);
        for (double d = 0.25; d < 5.0; d += 0.5) {
            double lon = remainder(west + d, 360.0);
            assert_close(sample(s, first_time(s), 51.3, lon).east, d, 1e-5);
            assert_close(sample(s, first_time(s), 51.3, lon + 360.0).east, d, 1e-5);
        }
        assert_true(isnan(sample(s, first_time(s), 51.3, remainder(west + 5.5, 360.0)).east));
        assert_true(isnan(sample(s, first_time(s), 51.3, remainder(west - 0.5, 360.0)).east));
        cw_source_destroy(s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(gfs_global_wind),
                                       cmocka_unit_test(wave_model_wind),
                                       cmocka_unit_test(rotated_pole),
                                       cmocka_unit_test(polar_stereographic),
                                       cmocka_unit_test(edition_1_on_demand),
                                       cmocka_unit_test(ccsds_packing),
                                       cmocka_unit_test(times_fill_and_seam),
                                       cmocka_unit_test(order_of_messages_does_not_matter),
                                       cmocka_unit_test(doubled_and_lonely_messages_are_refused),
                                       cmocka_unit_test(cut_files_are_refused),
                                       cmocka_unit_test(damaged_bytes_do_no_harm),
                                       cmocka_unit_test(reduced_gaussian),
                                       cmocka_unit_test(regular_gaussian),
                                       cmocka_unit_test(scanning_modes),
                                       cmocka_unit_test(steps_in_minutes),
                                       cmocka_unit_test(each_quantity_from_one_file),
                                       cmocka_unit_test(wind_at_another_height_is_refused),
                                       cmocka_unit_test(longitudes_across_the_seams)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
