/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are cut, damaged or lie about their size: each is refused with one sentence that names
 * it, or read rightly; none ends the process (run under sanitizers too).
 */
#include "made_netcdf.h"

#include "made_grib.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[1024], made[1100], cut[1100];

static int set_up(void **state) {
    (void)state;
    support_directory(directory);
    snprintf(made, sizeof made, "%s/made", directory);
    snprintf(cut, sizeof cut, "%s/cut", directory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(directory);
    return 0;
}

/* ecCodes loses some of its own memory when it gives up on a damaged message. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libeccodes\n";
}

/* ---- helpers -----------------------------------------------------------------------------------
 */

typedef struct bytes {
    unsigned char *data; /* owned */
    size_t size;
} bytes;

static bytes read_bytes(const char *path) {
    bytes b = {0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    b.size = (size_t)ftell(file);
    rewind(file);
    b.data = malloc(b.size + 1);
    assert_int_equal(fread(b.data, 1, b.size, file), b.size);
    fclose(file);
    return b;
}

static void write_bytes(const char *path, const unsigned char *data, size_t size) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    fclose(file);
}

/* One sentence: it names the file, ends without a newline, and has a code of bad input. */
static void assert_sentence(const cw_error *err, const char *name) {
    assert_int_equal(err->code, CW_ERR_INPUT);
    assert_mentions(err->message, name);
    assert_null(strchr(err->message, '\n'));
}

/* Opens and samples; returns false with a proper sentence where it is refused. */
static bool try(cw_quantity quantity, const char *path, cw_position at, cw_vector *value) {
    cw_error err = {0};
    cw_coverage c;
    cw_source *s = cw_source_file(quantity, path, NULL, &err);
    bool good = s != NULL;
    if (good) {
        cw_source_coverage(s, &c);
        good = cw_source_sample(s, c.first, &at, 1, value, &err);
    }
    cw_source_destroy(s);
    if (!good) assert_sentence(&err, strrchr(path, '/') + 1);
    return good;
}

/* ---- NetCDF ------------------------------------------------------------------------------------
 */

static cw_vector plain_field(double lat, double lon, double h) {
    return (cw_vector){0.01 * lon + 0.1 * h, 0.01 * lat};
}

static const double hours[] = {0, 1, 2};

static made_grid plain_grid(void) {
    return (made_grid){.south = 50.0,
                       .west = 1.0,
                       .step = 0.25,
                       .rows = 5,
                       .columns = 7,
                       .hours = hours,
                       .count = 3,
                       .east = "eastward_sea_water_velocity",
                       .north = "northward_sea_water_velocity"};
}

static const cw_position inside = {50.6, 1.6};

static void assert_plain(cw_vector v) {
    assert_close(v.east, 0.016, 1e-6);
    assert_close(v.north, 0.506, 1e-6);
}

/* The same file in another of netCDF's formats. */
static void copy_as(int format, const char *from, const char *to) {
    int in, out, dims, variables, dim_map[8];
    assert_int_equal(nc_open(from, NC_NOWRITE, &in), NC_NOERR);
    assert_int_equal(nc_create(to, NC_CLOBBER | format, &out), NC_NOERR);
    nc_inq(in, &dims, &variables, NULL, NULL);
    for (int d = 0; d < dims; d++) {
        char name[NC_MAX_NAME + 1];
        size_t length;
        nc_inq_dim(in, d, name, &length);
        assert_int_equal(nc_def_dim(out, name, length, &dim_map[d]), NC_NOERR);
    }
    nc_enddef(out);
    for (int v = 0; v < variables; v++) {
        assert_int_equal(nc_copy_var(in, v, out), NC_NOERR);
    }
    nc_close(in);
    assert_int_equal(nc_close(out), NC_NOERR);
}

static void netcdf_cut_anywhere(void **state) {
    static const int formats[] = {0, NC_64BIT_OFFSET, NC_64BIT_DATA, NC_NETCDF4};
    (void)state;
    char first[1200];
    made_grid g = plain_grid();
    snprintf(first, sizeof first, "%s/first", directory);
    made_netcdf(first, &g, plain_field);
    for (size_t f = 0; f < 4; f++) {
        cw_vector v;
        copy_as(formats[f], first, made);
        assert_true(try(CW_CURRENT, made, inside, &v));
        assert_plain(v);
        bytes b = read_bytes(made);
        size_t step = f == 3 ? 53 : 7;
        for (size_t size = 0; size < b.size; size += step) {
            write_bytes(cut, b.data, size);
            if (try(CW_CURRENT, cut, inside, &v)) assert_plain(v);
        }
        write_bytes(cut, b.data, b.size - 1);
        assert_false(try(CW_CURRENT, cut, inside, &v));
        free(b.data);
    }
}

/* Every byte of the header, and some of the rest, set to other values: whatever comes, a sentence
 * or a source. */
static void netcdf_with_wrong_bytes(void **state) {
    static const unsigned char values[] = {0x00, 0x7f, 0xff};
    (void)state;
    made_grid g = plain_grid();
    made_netcdf(made, &g, plain_field);
    bytes b = read_bytes(made);
    for (size_t at = 0; at < b.size && at < 1200; at++) {
        unsigned char whole = b.data[at];
        for (size_t k = 0; k < 4; k++) {
            cw_vector v;
            b.data[at] = k < 3 ? values[k] : (unsigned char)(whole + 1);
            write_bytes(cut, b.data, b.size);
            try(CW_CURRENT, cut, inside, &v);
        }
        b.data[at] = whole;
    }
    free(b.data);
}

/* A chunked NetCDF-4 file of a few kB may claim any size: 10^10 nodes, 10^9 times. */
static void claim(size_t count, size_t rows, size_t columns) {
    int file, dim[3], id[5];
    const size_t chunk[] = {1, rows < 64 ? rows : 64, columns < 64 ? columns : 64}, times = 1 << 16;
    assert_int_equal(nc_create(made, NC_CLOBBER | NC_NETCDF4, &file), NC_NOERR);
    nc_def_dim(file, "time", count, &dim[0]);
    nc_def_dim(file, "lat", rows, &dim[1]);
    nc_def_dim(file, "lon", columns, &dim[2]);
    nc_def_var(file, "time", NC_DOUBLE, 1, &dim[0], &id[0]);
    nc_def_var(file, "lat", NC_DOUBLE, 1, &dim[1], &id[1]);
    nc_def_var(file, "lon", NC_DOUBLE, 1, &dim[2], &id[2]);
    for (int i = 0; i < 3; i++)
        nc_def_var_chunking(file, id[i], NC_CHUNKED, i == 0 ? &times : &chunk[i]);
    nc_def_var(file, "u", NC_FLOAT, 3, dim, &id[3]);
    nc_def_var(file, "v", NC_FLOAT, 3, dim, &id[4]);
    made_text(file, id[0], "units", "hours since 2021-11-24 00:00:00");
    made_text(file, id[1], "units", "degrees_north");
    made_text(file, id[2], "units", "degrees_east");
    for (int i = 3; i < 5; i++) {
        nc_def_var_chunking(file, id[i], NC_CHUNKED, chunk);
        made_text(file, id[i], "units", "m s-1");
        made_text(file, id[i], "standard_name",
                  i == 3 ? "eastward_sea_water_velocity" : "northward_sea_water_velocity");
    }
    assert_int_equal(nc_close(file), NC_NOERR);
}

static void netcdf_that_claims_too_much(void **state) {
    (void)state;
    cw_vector v;
    struct stat info;
    claim(1, 100000, 100000);
    assert_int_equal(stat(made, &info), 0);
    assert_true(info.st_size < 1000000);
    assert_false(try(CW_CURRENT, made, inside, &v));
    claim(1000000000, 10, 10);
    assert_false(try(CW_CURRENT, made, inside, &v));
    claim(2, 10, 10); /* and nothing written: axes of fill */
    assert_false(try(CW_CURRENT, made, inside, &v));
}

/* No times at all: an unlimited dimension that nothing was written to. */
static void netcdf_without_a_time(void **state) {
    (void)state;
    cw_vector v;
    int file, dim[3], id[5];
    assert_int_equal(nc_create(made, NC_CLOBBER, &file), NC_NOERR);
    nc_def_dim(file, "time", NC_UNLIMITED, &dim[0]);
    nc_def_dim(file, "lat", 2, &dim[1]);
    nc_def_dim(file, "lon", 2, &dim[2]);
    nc_def_var(file, "time", NC_DOUBLE, 1, &dim[0], &id[0]);
    nc_def_var(file, "lat", NC_DOUBLE, 1, &dim[1], &id[1]);
    nc_def_var(file, "lon", NC_DOUBLE, 1, &dim[2], &id[2]);
    nc_def_var(file, "uo", NC_DOUBLE, 3, dim, &id[3]);
    nc_def_var(file, "vo", NC_DOUBLE, 3, dim, &id[4]);
    made_text(file, id[0], "units", "hours since 2021-11-24 00:00:00");
    for (int i = 3; i < 5; i++) made_text(file, id[i], "units", "m s-1");
    nc_enddef(file);
    made_netcdf_axis(file, id[1], 50.0, 1.0, 2);
    made_netcdf_axis(file, id[2], 1.0, 1.0, 2);
    assert_int_equal(nc_close(file), NC_NOERR);
    assert_false(try(CW_CURRENT, made, inside, &v));
}

/* ---- words and numbers in a whole file ----------------------------------------------------------
 */

typedef void spoil(int file, int time, int lat, int u);

static void made_spoilt(spoil *how) {
    made_grid g = plain_grid();
    int file, time, lat, u;
    made_netcdf(made, &g, plain_field);
    assert_int_equal(nc_open(made, NC_WRITE, &file), NC_NOERR);
    assert_int_equal(nc_redef(file), NC_NOERR);
    nc_inq_varid(file, "time", &time);
    nc_inq_varid(file, "lat", &lat);
    nc_inq_varid(file, "u", &u);
    how(file, time, lat, u);
    assert_int_equal(nc_close(file), NC_NOERR);
}

static void refused_for(spoil *how, const char *word) {
    cw_error err = {0};
    made_spoilt(how);
    cw_source *s = cw_source_file(CW_CURRENT, made, NULL, &err);
    cw_vector v;
    bool good = s != NULL && cw_source_sample(s, 0, &inside, 1, &v, &err);
    assert_false(good);
    cw_source_destroy(s);
    assert_sentence(&err, "made");
    assert_mentions(err.message, word);
}

static void noleap(int file, int time, int lat, int u) {
    (void)lat, (void)u;
    made_text(file, time, "calendar", "noleap");
}

static void days_360(int file, int time, int lat, int u) {
    (void)lat, (void)u;
    made_text(file, time, "calendar", "360_day");
}

static void latitudes_of_100(int file, int time, int lat, int u) {
    (void)time, (void)u;
    nc_enddef(file);
    made_netcdf_axis(file, lat, 100.0, 1.0, 5);
}

static void unit_of_mass(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    made_text(file, u, "units", "kg m-2");
}

static void time_in_fortnights(int file, int time, int lat, int u) {
    (void)lat, (void)u;
    made_text(file, time, "units", "fortnights since 2021-11-24 00:00:00");
}

static void month_13(int file, int time, int lat, int u) {
    (void)lat, (void)u;
    made_text(file, time, "units", "hours since 2021-13-24 00:00:00");
}

static void words_that_are_refused(void **state) {
    (void)state;
    refused_for(noleap, "noleap");
    refused_for(days_360, "360_day");
    refused_for(latitudes_of_100, "latitude");
    refused_for(unit_of_mass, "kg m-2");
    refused_for(time_in_fortnights, "fortnights");
    refused_for(month_13, "date");
}

static cw_vector value_spoilt(spoil *how) {
    cw_vector v = {0, 0};
    made_spoilt(how);
    assert_true(try(CW_CURRENT, made, inside, &v));
    return v;
}

static void centimetres(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    made_text(file, u, "units", "cm/s");
    made_text(file, u + 1, "units", "cm/s"); /* v was defined next */
}

static void two_units(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    made_text(file, u, "units", "cm/s");
}

static void not_a_number_inside(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    const size_t at[] = {0, 2, 2};
    const double nan_value = NAN;
    nc_enddef(file);
    assert_int_equal(nc_put_var1_double(file, u, at, &nan_value), NC_NOERR);
}

static void infinite_inside(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    const size_t at[] = {0, 2, 2};
    const double infinite = INFINITY;
    nc_enddef(file);
    assert_int_equal(nc_put_var1_double(file, u, at, &infinite), NC_NOERR);
}

static void valid_to_01(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    const double most = 0.0155; /* the values around `inside` are 0.015 and 0.0175 */
    nc_put_att_double(file, u, "valid_max", NC_DOUBLE, 1, &most);
}

static void second_missing_value(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    const double missing = 0.015;
    nc_put_att_double(file, u, "missing_value", NC_DOUBLE, 1, &missing);
}

static void scale_of_nan(int file, int time, int lat, int u) {
    (void)time, (void)lat;
    const double scale = NAN;
    nc_put_att_double(file, u, "scale_factor", NC_DOUBLE, 1, &scale);
}

static void values_that_are_none(void **state) {
    (void)state;
    assert_close(value_spoilt(centimetres).east, 0.00016, 1e-8);
    assert_close(value_spoilt(centimetres).north, 0.00506, 1e-8);
    refused_for(two_units, "different units");
    assert_true(isnan(value_spoilt(not_a_number_inside).east));
    assert_true(isnan(value_spoilt(infinite_inside).east));
    assert_true(isnan(value_spoilt(valid_to_01).east));
    assert_true(isnan(value_spoilt(second_missing_value).east));
    made_spoilt(scale_of_nan);
    cw_vector v = {NAN, NAN};
    if (try(CW_CURRENT, made, inside, &v)) assert_true(isnan(v.east));
}

/* ---- GRIB --------------------------------------------------------------------------------------
 */

/* A real file, cut at fractions of its length and just around them. What still opens must say what
 * the whole file says. */
static void cut_real_grib(const char *relative, double lat, double lon) {
    char path[1024];
    const cw_position at = {lat, lon};
    cw_vector whole, v;
    support_shared(relative, path);
    assert_true(try(CW_WIND, path, at, &whole));
    bytes b = read_bytes(path);
    for (size_t k = 0; k < 40; k++) {
        size_t size = b.size * k / 40 + (k % 3);
        write_bytes(cut, b.data, size);
        if (!try(CW_WIND, cut, at, &v)) continue;
        assert_close(v.east, whole.east, 0.0);
        assert_close(v.north, whole.north, 0.0);
    }
    write_bytes(cut, b.data, b.size - 1);
    assert_false(try(CW_WIND, cut, at, &v));
    free(b.data);
}

static void real_grib_cut_anywhere(void **state) {
    (void)state;
    cut_real_grib("data/grib/gdaswave.t00z.wcoast.0p16.f000.grib2", 37.5, -123.0);
    cut_real_grib("data/grib/pg_gfs.t12z.pgrbf120.2p5deg.grib2", 50.0, 0.0);
}

/* Real NetCDF: packed classic, NetCDF-4. */
static void real_netcdf_cut_anywhere(void **state) {
    static const struct {
        const char *file;
        double lat, lon;
    } list[] = {{"data/forcing/wrt_reduced_testdata_weather.nc", 54.743, 13.328},
                {"data/forcing/pg_gridded_current.nc", 48.2, -125.52},
                {"data/forcing/hfr_rtv_midatl_6km_20220221_1200.nc", 38.1337204, -74.4214706}};
    (void)state;
    for (size_t f = 0; f < 3; f++) {
        char path[1024];
        const cw_position at = {list[f].lat, list[f].lon};
        cw_vector whole, v;
        support_shared(list[f].file, path);
        assert_true(try(CW_CURRENT, path, at, &whole));
        bytes b = read_bytes(path);
        for (size_t k = 0; k < 60; k++) {
            write_bytes(cut, b.data, b.size * k / 60 + k % 5);
            if (!try(CW_CURRENT, cut, at, &v)) continue;
            assert_close(v.east, whole.east, 0.0);
            assert_close(v.north, whole.north, 0.0);
        }
        write_bytes(cut, b.data, b.size - 1);
        assert_false(try(CW_CURRENT, cut, at, &v));
        free(b.data);
    }
}

/* A field of one value needs no bits: 200 bytes may claim 10^8 nodes. */
static void grib_that_claims_too_much(void **state) {
    (void)state;
    cw_vector v;
    double values[12] = {0};
    codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
    made_grib_axes(h, 4, 3, 52.0, 1.0, 0.5);
    FILE *file = fopen(made, "wb");
    made_grib_write(file, h, 165, 0, values, 12);
    made_grib_write(file, h, 166, 0, values, 12);
    fclose(file);
    codes_handle_delete(h);
    assert_true(try(CW_WIND, made, (cw_position){51.5, 1.5}, &v));
    bytes b = read_bytes(made);
    assert_true(b.size < 500);
    for (size_t at = 0; at + 9 < b.size; at++) { /* numberOfDataPoints, Ni, Nj, coded values */
        static const unsigned char twelve[] = {0, 0, 0, 12}, four[] = {0, 0, 0, 4, 0, 0, 0, 3};
        static const unsigned char many[] = {5, 0xf5, 0xe1, 0}, wide[] = {0, 0, 39, 16};
        if (memcmp(b.data + at, twelve, 4) == 0) memcpy(b.data + at, many, 4);
        if (memcmp(b.data + at, four, 8) != 0) continue;
        memcpy(b.data + at, wide, 4);
        memcpy(b.data + at + 4, wide, 4);
    }
    write_bytes(cut, b.data, b.size);
    assert_false(try(CW_WIND, cut, (cw_position){51.5, 1.5}, &v));
    free(b.data);
}

/* ---- what is no file ---------------------------------------------------------------------------
 */

static void no_file_at_all(void **state) {
    (void)state;
    cw_error empty = {0}, folder = {0}, server = {0};
    write_bytes(cut, (const unsigned char *)"", 0);
    assert_null(cw_source_file(CW_CURRENT, cut, NULL, &empty));
    assert_sentence(&empty, "cut");
    assert_null(cw_source_file(CW_CURRENT, directory, NULL, &folder));
    assert_sentence(&folder, directory);
    /* port 1 of this machine: nobody answers */
    const char *address = "http://127.0.0.1:1/thredds/dodsC/strait.nc";
    assert_null(cw_source_file(CW_CURRENT, address, NULL, &server));
    assert_int_not_equal(server.code, CW_OK);
    assert_mentions(server.message, address);
    assert_null(strchr(server.message, '\n'));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netcdf_cut_anywhere),         cmocka_unit_test(netcdf_with_wrong_bytes),
        cmocka_unit_test(netcdf_that_claims_too_much), cmocka_unit_test(netcdf_without_a_time),
        cmocka_unit_test(words_that_are_refused),      cmocka_unit_test(values_that_are_none),
        cmocka_unit_test(grib_that_claims_too_much),   cmocka_unit_test(real_grib_cut_anywhere),
        cmocka_unit_test(real_netcdf_cut_anywhere),    cmocka_unit_test(no_file_at_all)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
