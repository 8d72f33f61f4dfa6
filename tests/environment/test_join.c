/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several sources as one, in order of preference and in order of time; and the constant source, of
 * which the simplest of them are made.
 */
#include "made_netcdf.h"

#include <stdio.h>

static char directory[1024];

static int set_up(void **state) {
    (void)state;
    support_directory(directory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    return 0;
}

static cw_time hour(double hours) {
    return cw_time_from_civil(2021, 11, 24, 0, 0, 0.0) + (cw_time)llround(hours * 3600e3);
}

/* ---- parts -------------------------------------------------------------------------------------
 */

static cw_source *constant(cw_quantity quantity, double east, double north) {
    cw_error err = {0};
    cw_source *s = cw_source_constant(quantity, (cw_vector){east, north}, &err);
    assert_non_null(s);
    return s;
}

/* The hour itself, to the east; the latitude above 50, to the north. */
static cw_vector clock_field(double lat, double lon, double h) {
    (void)lon;
    return (cw_vector){0.1 * h, lat - 50.0};
}

static cw_vector fine_field(double lat, double lon, double h) {
    (void)h;
    if (lat < 50.5 && lon < 1.5) return (cw_vector){NAN, NAN}; /* its land */
    return (cw_vector){-1.0, -1.0};
}

static cw_source *file_source(const char *name, double south, size_t rows, double first,
                              double step, size_t count, made_field *field) {
    char path[1100];
    double hours[64];
    cw_error err = {0};
    for (size_t k = 0; k < count; k++) hours[k] = first + step * (double)k;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    made_grid g = {.south = south,
                   .west = 1.0,
                   .step = 0.25,
                   .rows = rows,
                   .columns = 9,
                   .hours = hours,
                   .count = count,
                   .east = "eastward_sea_water_velocity",
                   .north = "northward_sea_water_velocity"};
    made_netcdf(path, &g, field);
    cw_source *s = cw_source_file(CW_CURRENT, path, NULL, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    return s;
}

static cw_source *join(size_t count, cw_source **parts) {
    cw_error err = {0};
    cw_source *s = cw_source_join(parts, count, &err);
    if (s == NULL) print_error("%s\n", err.message);
    assert_non_null(s);
    return s;
}

static cw_vector sample(cw_source *s, cw_time time, double lat, double lon) {
    cw_error err = {0};
    cw_vector v;
    cw_position at = {lat, lon};
    bool good = cw_source_sample(s, time, &at, 1, &v, &err);
    if (!good) print_error("%s\n", err.message);
    assert_true(good);
    return v;
}

static void assert_vector(cw_vector v, double east, double north) {
    assert_close(v.east, east, 1e-6); /* frames are kept in single precision */
    assert_close(v.north, north, 1e-6);
}

/* ---- the constant ------------------------------------------------------------------------------
 */

static void constant_everywhere_and_always(void **state) {
    (void)state;
    cw_source *s = constant(CW_WIND, -7.0, 3.5);
    const cw_position at[] = {{51, 1.5}, {-89, 179}, {0, 0}};
    const cw_time times[] = {INT64_MIN, 0, INT64_MAX};
    cw_vector v[3];
    cw_coverage c;
    for (int k = 0; k < 3; k++) {
        assert_true(cw_source_sample(s, times[k], at, 3, v, NULL));
        for (int i = 0; i < 3; i++) assert_vector(v[i], -7.0, 3.5);
    }
    cw_source_coverage(s, &c);
    assert_true(c.first == INT64_MIN && c.last == INT64_MAX);
    assert_int_equal(c.time_count, 0);
    assert_close(c.box.north_deg - c.box.south_deg, 180.0, 0.0);
    assert_string_equal(c.kind, "constant");
    assert_mentions(c.variables, "east -7, north 3.5 m/s");
    assert_string_equal(cw_source_name(s), "constant");
    assert_int_equal(cw_source_times(s, INT64_MIN, INT64_MAX, NULL, 0), 0);
    cw_source_destroy(s);
    cw_source_destroy(NULL);
}

/* Knots typed as metres a second, a temperature in kelvin, nothing at all. */
static void impossible_constants_are_refused(void **state) {
    static const struct {
        cw_quantity quantity;
        cw_vector value;
    } list[] = {{CW_CURRENT, {30.0, 0.0}}, {CW_WIND, {100.0, 100.0}},
                {CW_STOKES, {0.0, -6.0}},  {CW_WATER_TEMPERATURE, {285.0, 0.0}},
                {CW_WIND, {NAN, 0.0}},     {CW_CURRENT, {0.0, INFINITY}}};
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        cw_error err = {0};
        assert_null(cw_source_constant(list[i].quantity, list[i].value, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, cw_quantity_name(list[i].quantity));
    }
}

/* ---- in order of preference --------------------------------------------------------------------
 */

/* A fine model over 50 to 51 N with land in its corner and hours 0 to 6; below it a coarse one over
 * 49 to 52 N; below that a constant. */
static void each_value_from_the_first_that_has_one(void **state) {
    (void)state;
    cw_source *parts[] = {file_source("fine.nc", 50.0, 5, 0, 1, 7, fine_field),
                          file_source("coarse.nc", 49.0, 13, 0, 3, 9, clock_field),
                          constant(CW_CURRENT, 9.0, 9.0)};
    cw_source *s = join(3, parts);
    assert_vector(sample(s, hour(2.0), 50.8, 2.2), -1.0, -1.0);
    assert_vector(sample(s, hour(2.0), 50.1, 1.1), 0.2, 0.1);  /* the fine model's land */
    assert_vector(sample(s, hour(2.0), 51.5, 2.2), 0.2, 1.5);  /* beyond its box */
    assert_vector(sample(s, hour(7.5), 50.8, 2.2), 0.75, 0.8); /* after its last hour */
    assert_vector(sample(s, hour(2.0), 55.0, 2.2), 9.0, 9.0);
    assert_vector(sample(s, hour(-1.0), 50.8, 2.2), 9.0, 9.0);
    assert_vector(sample(s, hour(900.0), 50.8, 2.2), 9.0, 9.0);
    const cw_position at[] = {{50.8, 2.2}, {50.1, 1.1}, {51.5, 2.2}, {55.0, 2.2}};
    cw_vector v[4];
    cw_error err = {0};
    assert_true(cw_source_sample(s, hour(2.0), at, 4, v, &err)); /* all in one call */
    assert_vector(v[0], -1.0, -1.0);
    assert_vector(v[1], 0.2, 0.1);
    assert_vector(v[2], 0.2, 1.5);
    assert_vector(v[3], 9.0, 9.0);
    cw_coverage c;
    cw_source_coverage(s, &c);
    assert_true(c.first == INT64_MIN && c.last == INT64_MAX);
    assert_string_equal(c.kind, "3 sources");
    cw_source_destroy(s);
}

/* ---- in order of time --------------------------------------------------------------------------
 */

/* One file a day, hourly, 23 h of the first and 0 h of the second an hour apart: the hour between
 * is bridged linearly, also when the files are listed backwards. */
static void days_are_bridged(void **state) {
    (void)state;
    for (int backward = 0; backward < 2; backward++) {
        cw_source *one = file_source("one.nc", 50.0, 5, 0, 1, 24, clock_field);
        cw_source *two = file_source("two.nc", 50.0, 5, 24, 1, 24, clock_field);
        cw_source *parts[] = {backward ? two : one, backward ? one : two};
        cw_source *s = join(2, parts);
        for (double h = 22.0; h <= 26.0; h += 0.125) {
            assert_vector(sample(s, hour(h), 50.6, 2.2), 0.1 * h, 0.6);
        }
        cw_coverage c;
        cw_time times[64];
        cw_source_coverage(s, &c);
        assert_true(c.first == hour(0) && c.last == hour(47));
        assert_int_equal(c.time_count, 48);
        assert_close(c.step_s, 3600.0, 0.0);
        /* 0.25 degrees: 17.7 km along the parallel, 27.8 along the meridian */
        assert_true(c.spacing_m > 17.6e3 && c.spacing_m < 27.9e3);
        assert_int_equal(cw_source_times(s, hour(22.5), hour(25), times, 64), 3);
        assert_true(times[0] == hour(23) && times[2] == hour(25));
        assert_int_equal(cw_source_times(s, hour(22.5), hour(25), times, 1), 3);
        cw_source_destroy(s);
    }
}

/* Three hours between hourly files: more than two steps, so there is no value, and it is said. */
static void a_day_missing_is_not_bridged(void **state) {
    (void)state;
    cw_source *parts[] = {file_source("one.nc", 50.0, 5, 0, 1, 24, clock_field),
                          file_source("two.nc", 50.0, 5, 26.5, 1, 12, clock_field)};
    cw_source *s = join(2, parts);
    cw_error err = {0};
    cw_position at = {50.6, 2.2};
    cw_vector v;
    assert_vector(sample(s, hour(23.0), 50.6, 2.2), 2.3, 0.6);
    assert_vector(sample(s, hour(27.0), 50.6, 2.2), 2.7, 0.6);
    assert_false(cw_source_sample(s, hour(25.0), &at, 1, &v, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "2021-11-25T01:00:00Z");
    assert_mentions(err.message, "one.nc (2021-11-24T00:00:00Z/2021-11-24T23:00:00Z)");
    assert_mentions(err.message, "two.nc (2021-11-25T02:30:00Z/");
    cw_source_destroy(s);
}

/* Frames missing within the first file are taken from the second. */
static void a_hole_is_filled_by_the_next(void **state) {
    (void)state;
    const double hours[] = {0, 1, 2, 8, 9, 10};
    char path[1100];
    cw_error err = {0};
    snprintf(path, sizeof path, "%s/hole.nc", directory);
    made_grid g = {.south = 50.0,
                   .west = 1.0,
                   .step = 0.25,
                   .rows = 5,
                   .columns = 9,
                   .hours = hours,
                   .count = 6,
                   .east = "eastward_sea_water_velocity",
                   .north = "northward_sea_water_velocity"};
    made_netcdf(path, &g, clock_field);
    cw_source *parts[] = {cw_source_file(CW_CURRENT, path, NULL, &err),
                          constant(CW_CURRENT, 0.5, -0.5)};
    assert_non_null(parts[0]);
    cw_source *s = join(2, parts);
    assert_vector(sample(s, hour(1.5), 50.6, 2.2), 0.15, 0.6);
    assert_vector(sample(s, hour(5.0), 50.6, 2.2), 0.5, -0.5);
    assert_vector(sample(s, hour(8.5), 50.6, 2.2), 0.85, 0.6);
    cw_source_destroy(s);
}

/* Two runs of a forecast: where they overlap the first named is taken. */
static void overlapping_runs(void **state) {
    (void)state;
    cw_source *parts[] = {file_source("new.nc", 50.0, 5, 6, 1, 6, fine_field),
                          file_source("old.nc", 50.0, 5, 0, 1, 12, clock_field)};
    cw_source *s = join(2, parts);
    assert_vector(sample(s, hour(5.0), 50.8, 2.2), 0.5, 0.8);
    assert_vector(sample(s, hour(6.0), 50.8, 2.2), -1.0, -1.0);
    assert_vector(sample(s, hour(11.0), 50.8, 2.2), -1.0, -1.0);
    cw_source_destroy(s);
}

/* ---- lists that are wrong ----------------------------------------------------------------------
 */

static void lists_that_are_refused(void **state) {
    (void)state;
    cw_error none = {0}, mixed = {0};
    assert_null(cw_source_join(NULL, 0, &none));
    assert_mentions(none.message, "1 to");
    cw_source *parts[] = {constant(CW_CURRENT, 1, 0), constant(CW_WIND, 1, 0)};
    assert_null(cw_source_join(parts, 2, &mixed)); /* and frees both */
    assert_int_equal(mixed.code, CW_ERR_INPUT);
    assert_mentions(mixed.message, "wind");
    assert_mentions(mixed.message, "current");
    cw_source *single = constant(CW_CURRENT, 1, 0);
    assert_ptr_equal(join(1, &single), single);
    cw_source_destroy(single);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(constant_everywhere_and_always),
                                       cmocka_unit_test(impossible_constants_are_refused),
                                       cmocka_unit_test(each_value_from_the_first_that_has_one),
                                       cmocka_unit_test(days_are_bridged),
                                       cmocka_unit_test(a_day_missing_is_not_bridged),
                                       cmocka_unit_test(a_hole_is_filled_by_the_next),
                                       cmocka_unit_test(overlapping_runs),
                                       cmocka_unit_test(lists_that_are_refused)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
