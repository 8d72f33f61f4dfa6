/* SPDX-License-Identifier: Apache-2.0 */
/* What `crosswatch forcing` says of files: fit, unfit with the reason, and neither format. */
#include <crosswatch/environment.h>

#include "support.h"

#include "made_grib.h"

#include <stdlib.h>
#include <string.h>

static bool describe(const char *path, cw_text *text, cw_error *err) {
    memset(text, 0, sizeof *text);
    memset(err, 0, sizeof *err);
    return cw_file_describe(path, NULL, CW_ENGLISH, text, err);
}

static void current_wind_and_temperature(void **state) {
    (void)state;
    char path[1024];
    cw_text text;
    cw_error err;
    support_shared("data/forcing/wrt_reduced_testdata_weather.nc", path);
    assert_true(describe(path, &text, &err));
    assert_mentions(text.data, "current: will do");
    assert_mentions(text.data, "utotal, vtotal");
    assert_mentions(text.data, "wind: will do");
    assert_mentions(text.data, ": none found"); /* Stokes drift */
    assert_mentions(text.data, "thetao");
    assert_mentions(text.data, "54.079N 13.079E to 54.992N 13.992E");
    assert_mentions(text.data,
                    "2023-07-20T10:00:00Z to 2023-07-21T13:00:00Z, 10 steps of up to 3 h");
    cw_text_free(&text);
}

static void time_without_origin(void **state) {
    (void)state;
    char path[1024];
    cw_text text;
    cw_error err;
    support_shared("data/forcing/croco_his.nc", path);
    assert_false(describe(path, &text, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(text.data, "current: will not do");
    assert_mentions(text.data, "origin");
    cw_text_free(&text);
}

/* A GRIB file of temperatures aloft: its messages are listed, and the answer is no. */
static void grib_for_nothing(void **state) {
    (void)state;
    char path[1024];
    cw_text text;
    cw_error err;
    support_shared("data/grib/cf_uv_on_different_levels.grib", path);
    assert_false(describe(path, &text, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(text.data, "u (isobaricInhPa 1000, regular_ll) x 2");
    cw_text_free(&text);
}

static void made_grib_is_described(void **state) {
    (void)state;
    char directory[1024], path[1100];
    double values[12] = {0};
    cw_text text;
    cw_error err;
    support_directory(directory);
    snprintf(path, sizeof path, "%s/wind.grib2", directory);
    codes_handle *h = made_grib_new("regular_ll_sfc_grib2");
    made_grib_axes(h, 4, 3, 52.0, 1.0, 0.5);
    FILE *file = fopen(path, "wb");
    made_grib_write(file, h, 165, 0, values, 12);
    made_grib_write(file, h, 166, 0, values, 12);
    fclose(file);
    codes_handle_delete(h);
    assert_true(describe(path, &text, &err));
    assert_mentions(text.data, "wind: will do");
    assert_mentions(text.data, "10u, 10v");
    assert_mentions(text.data, "51.000N 1.000E to 52.000N 2.500E");
    assert_mentions(text.data, "2021-11-24T00:00:00Z only");
    cw_text_free(&text);
    support_remove(directory);
}

static void neither_format(void **state) {
    (void)state;
    char path[1024];
    cw_text text;
    cw_error err;
    support_source("meson.build", path);
    assert_false(describe(path, &text, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "neither NetCDF nor GRIB");
    cw_text_free(&text);
}

/* Every real file: for what it will do, and one fact about it. */
static void every_real_file(void **state) {
    static const struct {
        const char *file, *good, *bad, *fact;
    } list[] = {
        {"forcing/AROME_MetCoOp_00_DEF_20160114_subset.nc", "wind", "current", "projected (lcc)"},
        {"forcing/Arctic20_1to5Feb_2016.nc", "current", "wind", "projected (stere)"},
        {"forcing/Arctic20_1to5Feb_2016.nc", "temperature", "stokes", "5 steps of up to 1 d"},
        {"forcing/Nordic_subset.nc", "current", "wind", "u and v averaged to rho points"},
        {"forcing/Nordic_subset.nc", "temperature", "stokes", "at s_rho -0.01429"},
        {"forcing/hfr_rtv_midatl_6km_20220221_1200.nc", "current", "wind",
         "2022-02-21T12:00:00Z only"},
        {"forcing/pg_gridded_current.nc", "current", "wind", "17 steps of up to 3 h"},
        {"forcing/xs_SFBOFS_subset1.nc", "current", "stokes", "triangles, values at their centres"},
        {"forcing/xs_SFBOFS_subset1.nc", "wind", "stokes", "uwind_speed, vwind_speed"},
        {"forcing/xs_SFBOFS_subset1.nc", "temperature", "stokes", "values at the nodes"},
        {"grib/gdaswave.t00z.wcoast.0p16.f000.grib2", "wind", "current",
         "2021-11-30T00:00:00Z only"},
        {"grib/pg_gfs.t12z.pgrbf120.2p5deg.grib2", "wind", "current", "10u, 10v"}};
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char path[1024], relative[256], line[64];
        cw_text text;
        cw_error err;
        snprintf(relative, sizeof relative, "data/%s", list[i].file);
        assert_true(describe(support_shared(relative, path), &text, &err));
        snprintf(line, sizeof line, "%s: will do\n", list[i].good);
        assert_mentions(text.data, line);
        snprintf(line, sizeof line, "%s: none found\n", list[i].bad);
        assert_mentions(text.data, line);
        assert_mentions(text.data, list[i].fact);
        cw_text_free(&text);
    }
}

/* Real files that hold no forcing: the answer is no, and says what is there instead. */
static void files_for_nothing(void **state) {
    static const char *const list[][2] = {
        {"forcing/croco_grd.nc", "mask_rho"},
        {"grib/ecmwf_opendata_20240101_first10.grib2", "gh (isobaricInhPa 250, regular_ll)"},
        {"grib/ecmwf_opendata_20250912_msg89.grib2", "tprate"},
        {"grib/iris_rotated_nae_t.grib2", "t (isobaricInhPa 1000, rotated_ll)"},
        {"grib/od_CMC_ps.grib2", "gh (isobaricInhPa 50, polar_stereographic)"}};
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        char path[1024], relative[256];
        cw_text text;
        cw_error err;
        snprintf(relative, sizeof relative, "data/%s", list[i][0]);
        assert_false(describe(support_shared(relative, path), &text, &err));
        assert_int_equal(err.code, CW_NO);
        assert_mentions(err.message, "will do neither");
        assert_mentions(text.data, list[i][1]);
        cw_text_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(current_wind_and_temperature),
                                       cmocka_unit_test(time_without_origin),
                                       cmocka_unit_test(grib_for_nothing),
                                       cmocka_unit_test(made_grib_is_described),
                                       cmocka_unit_test(every_real_file),
                                       cmocka_unit_test(files_for_nothing),
                                       cmocka_unit_test(neither_format)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
