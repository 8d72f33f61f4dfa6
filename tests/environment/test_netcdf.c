/* SPDX-License-Identifier: Apache-2.0 */
/* NetCDF sources: spot values of real files (read with ncdump, index beside each), then files made
 * here that are wrong in one way each. */
#include <crosswatch/environment.h>

#include "support.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- real files --------------------------------------------------------------------------------
 */

static cw_source *open_shared(const char *relative, cw_quantity quantity,
                              const cw_file_options *options) {
    char path[1024];
    cw_error err = {0};
    cw_source *source = cw_source_netcdf(quantity, support_shared(relative, path), options, &err);
    if (source == NULL) print_error("%s\n", err.message);
    assert_non_null(source);
    return source;
}

static cw_vector sample(cw_source *source, const char *when, double lat, double lon) {
    cw_error err = {0};
    cw_time time;
    cw_vector value = {0, 0};
    cw_position at = {lat, lon};
    assert_true(cw_time_parse(when, &time, &err));
    bool good = cw_source_sample(source, time, &at, 1, &value, &err);
    if (!good) print_error("%s\n", err.message);
    assert_true(good);
    return value;
}

static void assert_sample(cw_source *source, const char *when, double lat, double lon, double east,
                          double north, double tolerance) {
    cw_vector value = sample(source, when, lat, lon);
    assert_close(value.east, east, tolerance);
    assert_close(value.north, north, tolerance);
}

/* Lambert conformal, one standard parallel 63 N, 15 E: the x axis stands n (15 - lon) counter-
 * clockwise of east, n = sin 63. x_wind_10m(1,70,60), y_wind_10m(1,70,60), latitude and longitude
 * (70,60). Axis values are single precision (0.06 m of 2.5 km): 1e-4 m/s. */
static void arome_lambert(void **state) {
    (void)state;
    cw_source *s =
        open_shared("data/forcing/AROME_MetCoOp_00_DEF_20160114_subset.nc", CW_WIND, NULL);
    double lat = 62.105977338048916, lon = 4.4302879628376628, u = -4.10890198, v = 5.23445129;
    double a = sin(cw_radians(63.0)) * cw_radians(15.0 - lon);
    assert_sample(s, "2016-01-14T01:00Z", lat, lon, u * cos(a) - v * sin(a),
                  u * sin(a) + v * cos(a), 1e-3);
    cw_coverage c;
    cw_source_coverage(s, &c);
    assert_int_equal(c.time_count, 3);
    assert_close(c.step_s, 3600.0, 0.0);
    assert_close(c.spacing_m, 2500.0, 30.0); /* the scale of the projection, 1.0 at 63 N */
    cw_source_destroy(s);
}

/* Polar stereographic on a sphere, axes in km, packed. u, v(2,0,20,40) = 163, 612 packed; the
 * node's position from X(40) = -1171, Y(20) = -1357 by the closed form. */
static void arctic_polar_stereographic(void **state) {
    (void)state;
    cw_source *s = open_shared("data/forcing/Arctic20_1to5Feb_2016.nc", CW_CURRENT, NULL);
    double x = -1171e3, y = -1357e3, packed = 0.0003052223;
    double lon = 58.0 + cw_degrees(atan2(x, -y)), a = cw_radians(58.0 - lon);
    double lat = 90.0 - 2.0 * cw_degrees(atan(hypot(x, y) / (6371e3 * (1.0 + sin(CW_PI / 3.0)))));
    double u = 163 * packed, v = 612 * packed;
    assert_sample(s, "2016-02-03T12:00Z", lat, lon, u * cos(a) - v * sin(a),
                  u * sin(a) + v * cos(a), 1e-5);
    cw_source_destroy(s);
    s = open_shared("data/forcing/Arctic20_1to5Feb_2016.nc", CW_WATER_TEMPERATURE, NULL);
    assert_sample(s, "2016-02-03T12:00Z", lat, lon, -20510 * 0.0007325336 + 21.0, 0.0, 1e-4);
    cw_source_destroy(s);
}

/* ROMS, packed, s_rho(34) at the surface. u(1,34,10,14..15), v(1,34,9..10,15), angle(10,15) = 1203
 * packed. */
static void nordic_roms(void **state) {
    (void)state;
    cw_source *s = open_shared("data/forcing/Nordic_subset.nc", CW_CURRENT, NULL);
    double lat = 14222 * -9.21654656119219e-05 + 68.6641273498535;
    double lon = -1203 * -0.000253385780917516 + 13.7168829441071;
    double a = 1203 * -4.42241597130484e-06 + 0.77288618683815;
    double u = 0.5 * (11587 + 8810) * -2.378769e-05 + 0.3410598;
    double v = 0.5 * (6700 + 6972) * -2.352055e-05 + 0.1586902;
    assert_sample(s, "2016-02-03T12:00Z", lat, lon, u * cos(a) - v * sin(a),
                  u * sin(a) + v * cos(a), 1e-5);
    cw_source_destroy(s);
    s = open_shared("data/forcing/Nordic_subset.nc", CW_WATER_TEMPERATURE, NULL);
    assert_sample(s, "2016-02-03T12:00Z", lat, lon, -17499 * -0.0001446465 + 3.502546, 0.0, 1e-4);
    cw_source_destroy(s);
}

static void copy_file(const char *from, const char *to, size_t most) {
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    for (size_t n = 0; n < most; n++) {
        int c = getc(in);
        if (c == EOF) break;
        putc(c, out);
    }
    fclose(in);
    fclose(out);
}

/* CROCO writes its time in seconds since nothing: refused as it is; with an origin written in, the
 * staggered field opens. u(1,2,20,19..20), v(1,2,19..20,20), angle(20,20) in radians; beside land
 * (13,33): u(1,2,13,32) and no flow through the coast. */
static void croco_staggered(void **state) {
    (void)state;
    char path[1024], grid[1024], folder[1024], copy[1100];
    cw_error err = {0};
    support_shared("data/forcing/croco_his.nc", path);
    cw_file_options options = {.grid_path = support_shared("data/forcing/croco_grd.nc", grid)};
    assert_null(cw_source_netcdf(CW_CURRENT, path, &options, &err));
    assert_mentions(err.message, "origin");
    support_directory(folder);
    snprintf(copy, sizeof copy, "%s/croco.nc", folder);
    copy_file(path, copy, SIZE_MAX);
    int file, time;
    assert_int_equal(nc_open(copy, NC_WRITE, &file), NC_NOERR);
    assert_int_equal(nc_inq_varid(file, "time", &time), NC_NOERR);
    nc_redef(file); /* a longer attribute needs define mode in classic files */
    assert_int_equal(nc_put_att_text(file, time, "units", 25, "seconds since 2000-01-01Z"),
                     NC_NOERR);
    assert_int_equal(nc_close(file), NC_NOERR);
    memset(&err, 0, sizeof err);
    cw_source *s = cw_source_netcdf(CW_CURRENT, copy, &options, &err);
    assert_non_null(s);
    double a = -0.0015659972228350139, u = 0.5 * (0.0169923417 + 0.0283219758);
    double v = 0.5 * (-0.0425896198 - 0.0343079343);
    assert_sample(s, "2000-01-04T00:00Z", -32.57132630497442, 14.666666666666666,
                  u * cos(a) - v * sin(a), u * sin(a) + v * cos(a), 1e-6);
    cw_vector coast = sample(s, "2000-01-04T00:00Z", -34.512817, 19.0);
    assert_close(hypot(coast.east, coast.north), hypot(0.5 * 0.02681233, 0.5 * -0.07990761), 2e-4);
    assert_true(isnan(sample(s, "2000-01-04T00:00Z", -34.238, 19.333).east)); /* mask_rho(14,34) */
    cw_source_destroy(s);
    support_remove(folder);
}

/* HF radar: u, v(0,0,80,60) = -3, 3 and (0,0,100,100) = -11, -10 packed by 0.01; (80,100) is fill.
 */
static void radar_totals(void **state) {
    (void)state;
    cw_source *s =
        open_shared("data/forcing/hfr_rtv_midatl_6km_20220221_1200.nc", CW_CURRENT, NULL);
    assert_sample(s, "2022-02-21T12:00Z", 38.1337204, -74.4214706, -0.03, 0.03, 1e-6);
    assert_sample(s, "2022-02-21T12:00Z", 39.2125206, -72.0984573, -0.11, -0.10, 1e-6);
    assert_true(isnan(sample(s, "2022-02-21T12:00Z", 38.1337204, -72.0984573).east));
    cw_source_destroy(s);
}

/* RTOFS: water_u(3..4,30,5); half-way in time is the mean. */
static void regular_current_in_time(void **state) {
    (void)state;
    cw_source *s = open_shared("data/forcing/pg_gridded_current.nc", CW_CURRENT, NULL);
    double lat = 48.2000008, lon = -125.52002;
    assert_sample(s, "2023-03-02T21:00Z", lat, lon, 0.055, -0.079, 1e-6);
    assert_sample(s, "2023-03-02T22:30Z", lat, lon, 0.0635, -0.049, 1e-6);
    cw_error err = {0};
    cw_position at = {lat, lon};
    cw_vector value;
    cw_time late;
    assert_true(cw_time_parse("2023-03-05T00:00Z", &late, &err));
    assert_false(cw_source_sample(s, late, &at, 1, &value, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "2023-03-04T12:00:00Z");
    assert_mentions(err.message, "pg_gridded_current.nc");
    cw_source_destroy(s);
}

/* Levels before time: utotal(0,4,8,3), thetao(0,4,9,4), wind component (4,0,5,6) at 10 m. */
static void current_and_wind_in_one_file(void **state) {
    (void)state;
    const char *file = "data/forcing/wrt_reduced_testdata_weather.nc";
    cw_source *s = open_shared(file, CW_CURRENT, NULL);
    assert_sample(s, "2023-07-20T22:00Z", 54.743, 13.328, 0.12802399512939844,
                  -0.010497118035493013, 1e-7);
    cw_source_destroy(s);
    s = open_shared(file, CW_WIND, NULL);
    assert_sample(s, "2023-07-20T22:00Z", 54.494, 13.577, 7.4240702030841952, -2.0594012817741629,
                  1e-6);
    cw_source_destroy(s);
    s = open_shared(file, CW_WATER_TEMPERATURE, NULL);
    assert_sample(s, "2023-07-20T22:00Z", 54.826, 13.411, 18.122968824894752, 0.0, 1e-5);
    cw_source_destroy(s);
}

/* FVCOM: u, v(3,0,400) on triangle 400 at lonc, latc; temp(3,0,250) at a node; times as text. */
static void fvcom_mesh(void **state) {
    (void)state;
    const char *file = "data/forcing/xs_SFBOFS_subset1.nc";
    cw_source *s = open_shared(file, CW_CURRENT, NULL);
    assert_sample(s, "2024-05-23T03:00Z", 37.8730431, 237.507614 - 360.0, -0.0450196676,
                  0.050470788, 1e-7);
    cw_source_destroy(s);
    s = open_shared(file, CW_WIND, NULL);
    assert_sample(s, "2024-05-23T03:00Z", 37.8730431, 237.507614 - 360.0, 0.244033217, -0.817888439,
                  1e-6);
    cw_source_destroy(s);
    s = open_shared(file, CW_WATER_TEMPERATURE, NULL);
    /* the position is rounded to 1e-6 degrees, 0.1 m of 185 m */
    assert_sample(s, "2024-05-23T03:00Z", 37.8801079, 237.519318 - 360.0, 15.5098038, 0.0, 1e-3);
    cw_source_destroy(s);
}

/* ---- files made here ---------------------------------------------------------------------------
 */

typedef struct recipe { /* what to write, and what to spoil */
    double lon[5], lat[4], time[4];
    const char *time_units, *calendar, *units, *east_name, *east_standard, *north_standard;
    int format;
    bool packed;
} recipe;

static recipe plain(void) {
    return (recipe){.lon = {1, 1.5, 2, 2.5, 3},
                    .lat = {50, 50.5, 51, 51.5},
                    .time = {0, 1, 2, 3},
                    .time_units = "hours since 2021-11-24 00:00:00",
                    .units = "m s-1",
                    .east_name = "uo",
                    .east_standard = "eastward_sea_water_velocity",
                    .north_standard = "northward_sea_water_velocity",
                    .format = NC_CLASSIC_MODEL};
}

static void text_attribute(int file, int variable, const char *name, const char *text) {
    if (text != NULL)
        assert_int_equal(nc_put_att_text(file, variable, name, strlen(text), text), NC_NOERR);
}

/* u = lon + time, v = -lat, one value of u missing at time 0, (0, 0). */
static void write_values(int file, int u, int v, const recipe *r) {
    float uv[2][4][4][5];
    for (int t = 0; t < 4; t++) {
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 5; i++) {
                uv[0][t][j][i] = (float)(r->lon[i] / 100.0 + t);
                uv[1][t][j][i] = (float)(-r->lat[j] / 100.0);
            }
        }
    }
    uv[0][0][0][0] = -9999.0F;
    assert_int_equal(nc_put_var_float(file, u, &uv[0][0][0][0]), NC_NOERR);
    assert_int_equal(nc_put_var_float(file, v, &uv[1][0][0][0]), NC_NOERR);
}

static void write_file(const char *path, const recipe *r) {
    int file, dim[3], lat, lon, time, u, v;
    const float fill = -9999.0F;
    assert_int_equal(nc_create(path, NC_CLOBBER | r->format, &file), NC_NOERR);
    nc_def_dim(file, "time", NC_UNLIMITED, &dim[0]);
    nc_def_dim(file, "lat", 4, &dim[1]);
    nc_def_dim(file, "lon", 5, &dim[2]);
    nc_def_var(file, "time", NC_DOUBLE, 1, &dim[0], &time);
    nc_def_var(file, "lat", NC_DOUBLE, 1, &dim[1], &lat);
    nc_def_var(file, "lon", NC_DOUBLE, 1, &dim[2], &lon);
    nc_def_var(file, r->east_name, NC_FLOAT, 3, dim, &u);
    nc_def_var(file, "vo", NC_FLOAT, 3, dim, &v);
    text_attribute(file, time, "units", r->time_units);
    text_attribute(file, time, "calendar", r->calendar);
    text_attribute(file, u, "units", r->units);
    text_attribute(file, v, "units", r->units);
    text_attribute(file, u, "standard_name", r->east_standard);
    text_attribute(file, v, "standard_name", r->north_standard);
    nc_put_att_float(file, u, "_FillValue", NC_FLOAT, 1, &fill);
    nc_enddef(file);
    const size_t start = 0, count = 4;
    assert_int_equal(nc_put_vara_double(file, time, &start, &count, r->time), NC_NOERR);
    nc_put_var_double(file, lat, r->lat);
    nc_put_var_double(file, lon, r->lon);
    write_values(file, u, v, r);
    assert_int_equal(nc_close(file), NC_NOERR);
}

static char directory[1024], made[1100];

static int set_up(void **state) {
    (void)state;
    support_directory(directory);
    snprintf(made, sizeof made, "%s/made.nc", directory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    return 0;
}

static cw_source *open_made(const recipe *r) {
    cw_error err = {0};
    write_file(made, r);
    cw_source *s = cw_source_file(CW_CURRENT, made, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    return s;
}

static void refused(const recipe *r, const char *word) {
    cw_error err = {0};
    write_file(made, r);
    assert_null(cw_source_file(CW_CURRENT, made, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
    assert_mentions(err.message, "made.nc");
}

static void plain_file_and_fill(void **state) {
    (void)state;
    recipe r = plain();
    cw_source *s = open_made(&r);
    assert_sample(s, "2021-11-24T01:30Z", 50.25, 1.75, 1.5 + 0.0175, -0.5025, 1e-6);
    assert_true(isnan(sample(s, "2021-11-24T00:00Z", 50.2, 1.2).east)); /* beside the fill value */
    assert_true(isnan(sample(s, "2021-11-24T00:30Z", 50.2, 1.2).north));
    assert_sample(s, "2021-11-24T00:00Z", 50.0, 1.5, 0.015, -0.5, 1e-6); /* its neighbour node */
    assert_true(isnan(sample(s, "2021-11-24T01:00Z", 49.9, 2.0).east));
    cw_source_destroy(s);
}

static void latitudes_may_descend(void **state) {
    (void)state;
    recipe r = plain();
    for (int j = 0; j < 4; j++) r.lat[j] = 51.5 - 0.5 * j;
    cw_source *s = open_made(&r);
    assert_sample(s, "2021-11-24T02:00Z", 50.25, 1.75, 2.0175, -0.5025, 1e-6);
    cw_source_destroy(s);
}

static void longitudes_0_to_360_and_date_line(void **state) {
    (void)state;
    recipe r = plain();
    const double west[] = {357, 358, 359, 0, 1}, line[] = {178, 179, 180, -179, -178};
    memcpy(r.lon, west, sizeof west);
    cw_source *s = open_made(&r);
    assert_sample(s, "2021-11-24T01:00Z", 50.5, -2.0, 1 + 3.58, -0.505, 1e-6);
    assert_sample(s, "2021-11-24T01:00Z", 50.5, -0.5, 1 + 0.5 * 3.59, -0.505, 1e-6);
    cw_source_destroy(s);
    memcpy(r.lon, line, sizeof line);
    s = open_made(&r);
    assert_sample(s, "2021-11-24T01:00Z", 50.5, -179.5, 1 + 0.5 * (1.80 - 1.79), -0.505, 1e-6);
    cw_source_destroy(s);
}

static void units_are_converted(void **state) {
    (void)state;
    recipe r = plain();
    r.units = "knots";
    cw_source *s = open_made(&r);
    assert_sample(s, "2021-11-24T01:00Z", 50.5, 2.0, cw_knots_to_mps(1.02), cw_knots_to_mps(-0.505),
                  1e-6);
    cw_source_destroy(s);
}

static void missing_words_are_refused(void **state) {
    (void)state;
    recipe r = plain();
    r.units = NULL;
    refused(&r, "uo has no units");
    r.units = "furlongs/fortnight";
    refused(&r, "furlongs");
    r = plain();
    r.time_units = NULL;
    refused(&r, "time has no units");
    r.time_units = "months since 2021-01-01";
    refused(&r, "months");
    r.time_units = "hours since yesterday";
    refused(&r, "no date");
    r = plain();
    r.calendar = "360_day";
    refused(&r, "360_day");
    r = plain();
    r.east_name = "something";
    r.east_standard = NULL;
    refused(&r, "holds no current");
}

static void bad_coordinates_are_refused(void **state) {
    (void)state;
    recipe r = plain();
    r.lat[2] = NAN;
    refused(&r, "latitude axis");
    r = plain();
    r.lon[2] = r.lon[1];
    refused(&r, "repeats");
    r = plain();
    r.time[2] = 1.0;
    refused(&r, "twice");
    r.time[2] = 0.5;
    refused(&r, "turn back");
    r.time[2] = NAN;
    refused(&r, "no date");
    r.time[2] = 1e12;
    refused(&r, "no date");
}

/* Hours 0, 1, 5, 6: nothing is made up between 1 and 5. */
static void a_hole_in_time_is_no_value(void **state) {
    (void)state;
    recipe r = plain();
    r.time[2] = 5;
    r.time[3] = 6;
    cw_source *s = open_made(&r);
    cw_error err = {0};
    cw_position at = {50.5, 2.0};
    cw_vector value;
    cw_coverage c;
    cw_time time = cw_time_from_civil(2021, 11, 24, 3, 0, 0.0);
    assert_false(cw_source_sample(s, time, &at, 1, &value, &err));
    assert_mentions(err.message, "times are missing");
    assert_mentions(err.message, "2021-11-24T05:00:00Z");
    assert_sample(s, "2021-11-24T05:30Z", 50.5, 2.0, 2.52, -0.505, 1e-6);
    cw_source_coverage(s, &c);
    assert_close(c.step_s, 4 * 3600.0, 0.0);
    assert_mentions(c.notes, "missing in 1 place");
    cw_source_destroy(s);
}

/* Cut at every 8th of its length and just before its end: refused, or (never) wrong. */
static void cut_files_are_refused(void **state) {
    (void)state;
    static const int formats[] = {0, NC_64BIT_OFFSET, NC_64BIT_DATA, NC_NETCDF4};
    char cut[1100];
    snprintf(cut, sizeof cut, "%s/cut.nc", directory);
    for (size_t f = 0; f < 4; f++) {
        recipe r = plain();
        r.format = formats[f];
        write_file(made, &r);
        FILE *whole = fopen(made, "rb");
        fseek(whole, 0, SEEK_END);
        size_t size = (size_t)ftell(whole);
        fclose(whole);
        const size_t lengths[] = {0,        3,       8, 100, size / 4, size / 2, size * 7 / 8,
                                  size - 4, size - 1};
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            cw_error err = {0};
            copy_file(made, cut, lengths[k]);
            assert_null(cw_source_file(CW_CURRENT, cut, NULL, &err));
            assert_int_equal(err.code, CW_ERR_INPUT);
            assert_mentions(err.message, "cut.nc");
        }
    }
}

static void options_name_variables(void **state) {
    (void)state;
    recipe r = plain();
    r.east_name = "speed_to_the_east";
    r.east_standard = NULL;
    write_file(made, &r);
    cw_error err = {0};
    cw_file_options options = {.east_variable = "speed_to_the_east", .north_variable = "vo"};
    cw_source *s = cw_source_file(CW_CURRENT, made, &options, &err);
    assert_non_null(s);
    assert_sample(s, "2021-11-24T01:00Z", 50.5, 2.0, 1.02, -0.505, 1e-6);
    cw_source_destroy(s);
    options.north_variable = "nothing";
    assert_null(cw_source_file(CW_CURRENT, made, &options, &err));
    assert_mentions(err.message, "no variable nothing");
}

static void other_files_are_refused(void **state) {
    (void)state;
    char path[1100];
    cw_error err = {0}, absent = {0};
    snprintf(path, sizeof path, "%s/page.nc", directory);
    FILE *file = fopen(path, "w");
    fputs("<html>404 not found</html>", file);
    fclose(file);
    assert_null(cw_source_file(CW_CURRENT, path, NULL, &err));
    assert_mentions(err.message, "neither NetCDF nor GRIB");
    snprintf(path, sizeof path, "%s/nowhere.nc", directory);
    assert_null(cw_source_file(CW_CURRENT, path, NULL, &absent));
    assert_mentions(absent.message, "cannot be opened");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(arome_lambert),
                                       cmocka_unit_test(arctic_polar_stereographic),
                                       cmocka_unit_test(nordic_roms),
                                       cmocka_unit_test(croco_staggered),
                                       cmocka_unit_test(radar_totals),
                                       cmocka_unit_test(regular_current_in_time),
                                       cmocka_unit_test(current_and_wind_in_one_file),
                                       cmocka_unit_test(fvcom_mesh),
                                       cmocka_unit_test(plain_file_and_fill),
                                       cmocka_unit_test(latitudes_may_descend),
                                       cmocka_unit_test(longitudes_0_to_360_and_date_line),
                                       cmocka_unit_test(units_are_converted),
                                       cmocka_unit_test(missing_words_are_refused),
                                       cmocka_unit_test(bad_coordinates_are_refused),
                                       cmocka_unit_test(a_hole_in_time_is_no_value),
                                       cmocka_unit_test(cut_files_are_refused),
                                       cmocka_unit_test(options_name_variables),
                                       cmocka_unit_test(other_files_are_refused)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
