/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which variable, which level and which unit of a NetCDF file are taken: files made here with one
 * field each, whose values tell which entry was read.
 */
#include "made_netcdf.h"

#include <stdio.h>

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

/* ---- a file with a level -----------------------------------------------------------------------
 */

typedef struct axis { /* the dimension between time and latitude; count 0: none */
    const char *name, *units, *positive;
    double values[5];
    size_t count;
} axis;

typedef struct names {
    const char *east, *north, *east_standard, *north_standard, *long_name, *units;
} names;

static void optional_text(int file, int variable, const char *name, const char *value) {
    if (value != NULL) made_text(file, variable, name, value);
}

/* East is the number of the level, north ten times that. */
static void add_pair(int file, const int *dim, int dims, size_t levels, const names *n) {
    const char *const name[] = {n->east, n->north};
    const char *const standard[] = {n->east_standard, n->north_standard};
    int id;
    nc_redef(file);
    for (int c = 0; c < 2 && name[c] != NULL; c++) {
        assert_int_equal(nc_def_var(file, name[c], NC_DOUBLE, dims, dim, &id), NC_NOERR);
        optional_text(file, id, "units", n->units);
        optional_text(file, id, "standard_name", standard[c]);
        optional_text(file, id, "long_name", n->long_name);
        nc_enddef(file);
        double values[5 * 4];
        for (size_t k = 0; k < levels * 4; k++) values[k] = (double)(k / 4) * (c == 0 ? 1.0 : 10.0);
        assert_int_equal(nc_put_var_double(file, id, values), NC_NOERR);
        nc_redef(file);
    }
    nc_enddef(file);
}

static int create(const axis *a, int dim[4], int *dims) {
    int file, id;
    const double hour = 0.0;
    size_t n = 0;
    assert_int_equal(nc_create(made, NC_CLOBBER, &file), NC_NOERR);
    nc_def_dim(file, "time", 1, &dim[n++]);
    if (a->count > 0) nc_def_dim(file, a->name, a->count, &dim[n++]);
    nc_def_dim(file, "lat", 2, &dim[n++]);
    nc_def_dim(file, "lon", 2, &dim[n++]);
    *dims = (int)n;
    nc_def_var(file, "time", NC_DOUBLE, 1, dim, &id);
    made_text(file, id, "units", "hours since 2021-11-24 00:00:00");
    nc_enddef(file);
    nc_put_var_double(file, id, &hour);
    for (size_t k = 0; k < 2; k++) {
        nc_redef(file);
        nc_def_var(file, k == 0 ? "lat" : "lon", NC_DOUBLE, 1, &dim[n - 2 + k], &id);
        made_text(file, id, "units", k == 0 ? "degrees_north" : "degrees_east");
        nc_enddef(file);
        made_netcdf_axis(file, id, k == 0 ? 50.0 : 1.0, 1.0, 2);
    }
    if (a->count == 0 || a->units == NULL) return file;
    nc_redef(file);
    nc_def_var(file, a->name, NC_DOUBLE, 1, &dim[1], &id);
    made_text(file, id, "units", a->units);
    optional_text(file, id, "positive", a->positive);
    nc_enddef(file);
    assert_int_equal(nc_put_var_double(file, id, a->values), NC_NOERR);
    return file;
}

static cw_source *open_pair(cw_quantity quantity, const axis *a, const names *n, cw_error *err) {
    int dim[4], dims, file = create(a, dim, &dims);
    memset(err, 0, sizeof *err);
    add_pair(file, dim, dims, a->count > 0 ? a->count : 1, n);
    assert_int_equal(nc_close(file), NC_NOERR);
    return cw_source_file(quantity, made, NULL, err);
}

static const cw_time midnight = INT64_C(1637712000000); /* 2021-11-24T00:00Z */

static cw_vector value_of(cw_source *s) {
    cw_error err = {0};
    cw_vector v;
    cw_position at = {50.5, 1.5};
    assert_true(cw_source_sample(s, midnight, &at, 1, &v, &err));
    return v;
}

static const names current = {
    "uo", "vo", "eastward_sea_water_velocity", "northward_sea_water_velocity", NULL, "m s-1"};
static const names wind = {"ua", "va", "eastward_wind", "northward_wind", NULL, "m s-1"};

/* ---- levels ------------------------------------------------------------------------------------
 */

static void assert_level(cw_quantity quantity, const axis *a, const names *n, double level) {
    cw_error err;
    cw_source *s = open_pair(quantity, a, n, &err);
    if (s == NULL) print_error("%s: %s\n", a->name, err.message);
    assert_non_null(s);
    assert_close(value_of(s).east, level, 0.0);
    assert_close(value_of(s).north, 10.0 * level, 0.0);
    cw_source_destroy(s);
}

static void assert_refused(cw_quantity quantity, const axis *a, const names *n, const char *word) {
    cw_error err;
    assert_null(open_pair(quantity, a, n, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
    assert_mentions(err.message, "made.nc");
}

static void the_surface_of_the_water(void **state) {
    static const struct {
        axis a;
        double level;
    } list[] = {{{"depth", "m", "down", {0.5, 5, 50}, 3}, 0},
                {{"depth", "m", "down", {500, 50, 0.5}, 3}, 2},
                {{"depth", "m", "up", {-50, -5, -0.5}, 3}, 2},
                {{"depth", "m", NULL, {-0.5, -5, -50}, 3}, 0},
                {{"depth", "m", NULL, {50, 0.5, 5}, 3}, 1},
                {{"s_rho", "1", NULL, {-0.9, -0.5, -0.1}, 3}, 2},
                {{"s_rho", NULL, NULL, {0}, 4}, 3},
                {{"siglay", "1", "up", {-0.05, -0.5, -0.95}, 3}, 0},
                {{"siglay", NULL, NULL, {0}, 3}, 0},
                {{"height", "m", "up", {-30, -20, -2}, 3}, 2},
                {{"level", "m", "down", {3}, 1}, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        assert_level(CW_CURRENT, &list[i].a, &current, list[i].level);
    }
    const axis unknown = {"layer", NULL, NULL, {0}, 3};
    assert_refused(CW_CURRENT, &unknown, &current, "which is the surface");
}

static void ten_metres_of_the_air(void **state) {
    static const axis good[] = {{"height", "m", "up", {2, 10, 100}, 3},
                                {"height_above_ground", "m", NULL, {80, 10}, 2},
                                {"height", "m", "up", {10}, 1}};
    static const double levels[] = {1, 1, 0};
    static const axis bad[] = {{"height", "m", "up", {2, 100}, 2},
                               {"height", "m", "up", {100}, 1},
                               {"isobaric", "hPa", "down", {1000, 925, 10}, 3},
                               {"pressure", "Pa", NULL, {10}, 1}};
    (void)state;
    for (size_t i = 0; i < 3; i++) assert_level(CW_WIND, &good[i], &wind, levels[i]);
    for (size_t i = 0; i < 4; i++) assert_refused(CW_WIND, &bad[i], &wind, "10 m");
}

static void the_first_member(void **state) {
    static const axis members = {"ensemble", "1", NULL, {7, 8, 9}, 3};
    (void)state;
    assert_level(CW_CURRENT, &members, &current, 0);
    assert_level(CW_WIND, &members, &wind, 0);
}

/* ---- heights in names --------------------------------------------------------------------------
 */

static const axis no_axis = {.count = 0};

/* A wind at 80 or 100 m is a quarter stronger: it does for nothing, whatever its standard name. */
static void heights_that_names_state(void **state) {
    static const names good[] = {
        {"u10", "v10", "eastward_wind", "northward_wind", "10 metre U wind component", "m s-1"},
        {"x", "y", "eastward_wind", "northward_wind", "wind at 10m above ground", "m s-1"},
        {"wnd10m_x", "wnd10m_y", "eastward_wind", "northward_wind", NULL, "m s-1"},
        {"ua", "va", "eastward_wind", "northward_wind", "Wind in 2021 (m/s), model 3", "m s-1"},
        {"U", "V", "eastward_wind", "northward_wind", "wind in 5 m s-1 steps", "m s-1"}};
    static const names bad[] = {
        {"u100", "v100", "eastward_wind", "northward_wind", "100 metre U wind component", "m s-1"},
        {"u100", "v100", "eastward_wind", "northward_wind", NULL, "m s-1"},
        {"x_wind_80m", "y_wind_80m", "eastward_wind", "northward_wind", NULL, "m s-1"},
        {"ux", "uy", "eastward_wind", "northward_wind", "u wind at 100 m above ground", "m s-1"},
        {"ux", "uy", "eastward_wind", "northward_wind", "80-Meter wind", "m s-1"}};
    (void)state;
    for (size_t i = 0; i < 5; i++) assert_level(CW_WIND, &no_axis, &good[i], 0);
    for (size_t i = 0; i < 5; i++) assert_refused(CW_WIND, &no_axis, &bad[i], "not at 10 m");
}

/* ERA5 as it is served: the wind at 100 m has a standard name, that at 10 m has none. */
static void ten_metres_beside_a_hundred(void **state) {
    (void)state;
    cw_error err = {0};
    cw_coverage c;
    int dim[4], dims, file = create(&no_axis, dim, &dims);
    const names high = {
        "u100", "v100", "eastward_wind", "northward_wind", "100 metre U wind component", "m s**-1"};
    const names low = {"u10", "v10", NULL, NULL, "10 metre U wind component", "m s**-1"};
    add_pair(file, dim, dims, 1, &high);
    add_pair(file, dim, dims, 1, &low);
    assert_int_equal(nc_close(file), NC_NOERR);
    cw_source *s = cw_source_file(CW_WIND, made, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    cw_source_coverage(s, &c);
    assert_string_equal(c.variables, "u10, v10");
    cw_source_destroy(s);
}

/* ---- quantities and units ----------------------------------------------------------------------
 */

/* The made field is 0 everywhere at one level; level 1 of two is 1 east, 10 north, in its unit. */
static cw_vector second_entry(cw_quantity quantity, const names *n) {
    cw_error err;
    const axis a = {"depth", "m", "down", {9, 1}, 2};
    cw_source *s = open_pair(quantity, &a, n, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    cw_vector v = value_of(s);
    cw_source_destroy(s);
    return v;
}

static void units_of_speed(void **state) {
    static const struct {
        const char *units;
        double mps;
    } list[] = {{"m/s", 1.0},
                {"m s-1", 1.0},
                {"m s**-1", 1.0},
                {"m.s-1", 1.0},
                {"meter second-1", 1.0},
                {"metres per second", 1.0},
                {"cm/s", 0.01},
                {"cm s-1", 0.01},
                {"mm s-1", 0.001},
                {"km/h", 1.0 / 3.6},
                {"knots", 1852.0 / 3600.0},
                {"kt", 1852.0 / 3600.0}};
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        names n = current;
        n.units = list[i].units;
        cw_vector v = second_entry(CW_CURRENT, &n);
        assert_close(v.east, list[i].mps, 1e-7);
        assert_close(v.north, 10.0 * list[i].mps, 1e-6);
    }
}

static void stokes_drift(void **state) {
    static const names list[] = {{"VSDX", "VSDY", "sea_surface_wave_stokes_drift_x_velocity",
                                  "sea_surface_wave_stokes_drift_y_velocity", NULL, "m s-1"},
                                 {"a", "b", "sea_surface_wave_stokes_drift_eastward_velocity",
                                  "sea_surface_wave_stokes_drift_northward_velocity", NULL,
                                  "m s-1"},
                                 {"uuss", "vuss", NULL, NULL, NULL, "m s-1"}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_close(second_entry(CW_STOKES, &list[i]).north, 10.0, 0.0);
        assert_refused(CW_CURRENT, &no_axis, &list[i], "current");
        assert_refused(CW_WIND, &no_axis, &list[i], "wind");
    }
    assert_refused(CW_STOKES, &no_axis, &current, "stokes");
}

static void temperatures(void **state) {
    names n = {"sst", NULL, "sea_surface_temperature", NULL, NULL, "K"};
    (void)state;
    assert_close(second_entry(CW_WATER_TEMPERATURE, &n).east, 1.0 - 273.15, 1e-4);
    assert_close(second_entry(CW_WATER_TEMPERATURE, &n).north, 0.0, 0.0);
    n.units = "degrees_C";
    assert_close(second_entry(CW_WATER_TEMPERATURE, &n).east, 1.0, 0.0);
    n.units = "celsius";
    assert_close(second_entry(CW_WATER_TEMPERATURE, &n).east, 1.0, 0.0);
    n.units = "m s-1";
    assert_refused(CW_WATER_TEMPERATURE, &no_axis, &n, "m s-1");
    n.units = NULL;
    assert_refused(CW_WATER_TEMPERATURE, &no_axis, &n, "units");
    n = (names){"temp", NULL, "air_temperature", NULL, NULL, "K"};
    assert_refused(CW_WATER_TEMPERATURE, &no_axis, &n, "temperature");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_surface_of_the_water),
                                       cmocka_unit_test(ten_metres_of_the_air),
                                       cmocka_unit_test(the_first_member),
                                       cmocka_unit_test(heights_that_names_state),
                                       cmocka_unit_test(ten_metres_beside_a_hundred),
                                       cmocka_unit_test(units_of_speed),
                                       cmocka_unit_test(stokes_drift),
                                       cmocka_unit_test(temperatures)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
