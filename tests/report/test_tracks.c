/* SPDX-License-Identifier: Apache-2.0 */
/* drift.nc read back with netCDF-C: the conventions' attributes, places against the recorded
 * tracks, and the streamed file against the recorded one. */
#include "worked.h"

#include <netcdf.h>

static worked w;
static char directory[1024], recorded[1200], streamed[1200];
static const size_t every = 3;

static int set_up(void **state) {
    (void)state;
    cw_error err = {0};
    w = worked_case("dover-2021-11-24.yaml", 200, false);
    support_directory(directory);
    snprintf(recorded, sizeof recorded, "%s/drift.nc", directory);
    snprintf(streamed, sizeof streamed, "%s/streamed.nc", directory);
    if (!cw_report_tracks(&w.result, recorded, every, &err)) fail_msg("%s", err.message);
    cw_run_options options = {.particles = 200};
    if (!cw_run_drift(w.c, &options, streamed, every, &err)) fail_msg("%s", err.message);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    worked_free(&w);
    return 0;
}

static int open_nc(const char *path) {
    int nc;
    if (nc_open(path, NC_NOWRITE, &nc) != NC_NOERR) fail_msg("netCDF-C cannot open %s", path);
    return nc;
}

static int variable(int nc, const char *name) {
    int id = -1;
    if (nc_inq_varid(nc, name, &id) != NC_NOERR) fail_msg("there is no variable %s", name);
    return id;
}

static size_t dimension(int nc, const char *name) {
    int id;
    size_t length = 0;
    assert_int_equal(nc_inq_dimid(nc, name, &id), NC_NOERR);
    assert_int_equal(nc_inq_dimlen(nc, id, &length), NC_NOERR);
    return length;
}

static void expect_text(int nc, int id, const char *name, const char *want) {
    size_t length = 0;
    char text[512] = "";
    if (nc_inq_attlen(nc, id, name, &length) != NC_NOERR) fail_msg("no attribute %s", name);
    assert_true(length < sizeof text);
    assert_int_equal(nc_get_att_text(nc, id, name, text), NC_NOERR);
    text[length] = '\0';
    assert_string_equal(text, want);
}

static void *read_all(int nc, const char *name, size_t size) {
    size_t cells = dimension(nc, "trajectory") * dimension(nc, "time");
    void *data = calloc(cells, size);
    assert_int_equal(nc_get_var(nc, variable(nc, name), data), NC_NOERR);
    return data;
}

static void test_conventions(void **state) {
    (void)state;
    int nc = open_nc(recorded);
    expect_text(nc, NC_GLOBAL, "Conventions", "CF-1.8");
    expect_text(nc, NC_GLOBAL, "featureType", "trajectory");
    expect_text(nc, NC_GLOBAL, "title", w.c->name);
    expect_text(nc, variable(nc, "trajectory"), "cf_role", "trajectory_id");
    expect_text(nc, variable(nc, "lat"), "standard_name", "latitude");
    expect_text(nc, variable(nc, "lat"), "units", "degrees_north");
    expect_text(nc, variable(nc, "lon"), "standard_name", "longitude");
    expect_text(nc, variable(nc, "lon"), "units", "degrees_east");
    expect_text(nc, variable(nc, "time"), "standard_name", "time");
    expect_text(nc, variable(nc, "time"), "units", "seconds since 1970-01-01 00:00:00");
    expect_text(nc, variable(nc, "time"), "calendar", "standard");
    expect_text(nc, variable(nc, "state"), "flag_meanings", "waiting adrift stranded lost");
    expect_text(nc, variable(nc, "object"), "flag_meanings",
                "boat_afloat swamped_boat persons_in_the_water");
    expect_text(nc, variable(nc, "hypothesis"), "flag_meanings",
                "Last_call Phone_position__then_under_way On_passage_from_the_beach "
                "Anywhere_about_the_boundary");
    expect_text(nc, NC_GLOBAL, "seed", "20211124");
    signed char values[4];
    assert_int_equal(nc_get_att_schar(nc, variable(nc, "state"), "flag_values", values), NC_NOERR);
    for (signed char i = 0; i < 4; i++) assert_int_equal(values[i], i);
    nc_close(nc);
}

static void test_no_machine_paths(void **state) {
    (void)state;
    char *bytes, *source = getenv("CROSSWATCH_SOURCE");
    size_t length, needle = source != NULL ? strlen(source) : 0;
    bytes = worked_slurp(recorded, &length);
    for (size_t i = 0; needle > 1 && i + needle < length; i++)
        assert_true(memcmp(bytes + i, source, needle) != 0);
    for (size_t i = 0; i + strlen(directory) < length; i++)
        assert_true(memcmp(bytes + i, directory, strlen(directory)) != 0);
    free(bytes);
}

/* Double precision holds what PROJ returned: no tolerance but the last digits. */
static void test_places(void **state) {
    (void)state;
    const cw_tracks *t = w.run->tracks;
    int nc = open_nc(recorded);
    size_t count = dimension(nc, "trajectory"), times = dimension(nc, "time"), placed = 0,
           waiting = 0;
    assert_int_equal(count, (t->particles + every - 1) / every);
    assert_int_equal(times, t->times);
    double *lat = read_all(nc, "lat", sizeof *lat), *lon = read_all(nc, "lon", sizeof *lon);
    signed char *now = read_all(nc, "state", 1), *object = read_all(nc, "object", 1);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < times; k++) {
            size_t from = k * t->particles + i * every, to = k * count + i;
            assert_int_equal(now[to], t->state[from] & 3);
            assert_int_equal(object[to], t->object[from]);
            bool has_place = now[to] == CW_ADRIFT || now[to] == CW_STRANDED;
            waiting += now[to] == CW_WAITING;
            assert_int_equal(isnan(lat[to]), !has_place);
            assert_int_equal(isnan(lon[to]), !has_place);
            if (!has_place) continue;
            placed++;
            cw_position want = cw_plane_inverse(
                w.run->scene->plane, (cw_xy){(double)t->x_m[from], (double)t->y_m[from]});
            assert_close(lat[to], want.lat_deg, 1e-12);
            assert_close(lon[to], want.lon_deg, 1e-12);
        }
    }
    assert_true(placed > 1000 && waiting > 100);
    free(lat);
    free(lon);
    free(now);
    free(object);
    nc_close(nc);
}

static void test_times_and_weights(void **state) {
    (void)state;
    const cw_tracks *t = w.run->tracks;
    int nc = open_nc(recorded);
    size_t count = dimension(nc, "trajectory"), times = dimension(nc, "time");
    double *seconds = calloc(times, sizeof *seconds);
    float *weight = calloc(count, sizeof *weight);
    int *number = calloc(count, sizeof *number);
    assert_int_equal(nc_get_var_double(nc, variable(nc, "time"), seconds), NC_NOERR);
    assert_int_equal(nc_get_var_float(nc, variable(nc, "weight"), weight), NC_NOERR);
    assert_int_equal(nc_get_var_int(nc, variable(nc, "trajectory"), number), NC_NOERR);
    for (size_t k = 0; k < times; k++)
        assert_close(seconds[k] * 1000.0, (double)t->first + (double)k * (double)t->step_ms, 0.0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(number[i], i * every);
        assert_close(weight[i], t->weight[i * every], 0.0);
    }
    free(seconds);
    free(weight);
    free(number);
    nc_close(nc);
}

static void test_streamed_equals_recorded(void **state) {
    (void)state;
    static const char *const doubles[] = {"lat", "lon"};
    int a = open_nc(recorded), b = open_nc(streamed);
    size_t cells = dimension(a, "trajectory") * dimension(a, "time");
    assert_int_equal(cells, dimension(b, "trajectory") * dimension(b, "time"));
    for (size_t v = 0; v < 2; v++) {
        double *x = read_all(a, doubles[v], sizeof *x), *y = read_all(b, doubles[v], sizeof *y);
        assert_memory_equal(x, y, cells * sizeof *x);
        free(x);
        free(y);
    }
    signed char *x = read_all(a, "state", 1), *y = read_all(b, "state", 1);
    assert_memory_equal(x, y, cells);
    free(x);
    free(y);
    nc_close(a);
    nc_close(b);
}

/* Time is unlimited and outermost (CF 9.3 wants the unlimited dimension there), so that a run of
 * any length is appended to in the memory of one time; and the format is the one that all can read.
 */
static void test_shape(void **state) {
    (void)state;
    int nc = open_nc(recorded), unlimited, dims[NC_MAX_VAR_DIMS], rank, format;
    static const char *const series[] = {"lat", "lon", "state", "object"};
    char name[NC_MAX_NAME + 1];
    assert_int_equal(nc_inq_format(nc, &format), NC_NOERR);
    assert_int_equal(format, NC_FORMAT_64BIT_OFFSET);
    assert_int_equal(nc_inq_unlimdim(nc, &unlimited), NC_NOERR);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(nc_inq_varndims(nc, variable(nc, series[i]), &rank), NC_NOERR);
        assert_int_equal(rank, 2);
        assert_int_equal(nc_inq_vardimid(nc, variable(nc, series[i]), dims), NC_NOERR);
        assert_int_equal(dims[0], unlimited);
        assert_int_equal(nc_inq_dimname(nc, dims[0], name), NC_NOERR);
        assert_string_equal(name, "time");
        assert_int_equal(nc_inq_dimname(nc, dims[1], name), NC_NOERR);
        assert_string_equal(name, "trajectory");
    }
    nc_close(nc);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_conventions),
                                       cmocka_unit_test(test_no_machine_paths),
                                       cmocka_unit_test(test_places),
                                       cmocka_unit_test(test_times_and_weights),
                                       cmocka_unit_test(test_streamed_equals_recorded),
                                       cmocka_unit_test(test_shape)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
