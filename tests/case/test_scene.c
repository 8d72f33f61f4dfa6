/* SPDX-License-Identifier: Apache-2.0 */
/* From a case to what the numeric rooms need: plane, area, forcing, mask, zones, conditions. */
#include <crosswatch/case.h>

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static cw_case *load(const char *name) {
    char path[1024];
    cw_error err = {0};
    cw_case *c = cw_case_load(support_source(name, path), &err);
    if (c == NULL) print_error("%s\n", err.message);
    assert_non_null(c);
    return c;
}

static cw_scene *make(const cw_case *c) {
    cw_error err = {0};
    cw_scene *scene = cw_scene_create(c, NULL, 2, NULL, NULL, &err);
    if (scene == NULL) print_error("%s\n", err.message);
    assert_non_null(scene);
    return scene;
}

static void count_steps(void *context, const char *what, double done) {
    int *count = context;
    assert_non_null(what);
    assert_true(done >= 0.0 && done <= 1.0);
    (*count)++;
}

static void the_constant_case_is_made_ready(void **state) {
    (void)state;
    cw_case *c = load("cases/constant.yaml");
    cw_error err = {0};
    int steps = 0;
    cw_scene *s = cw_scene_create(c, NULL, 1, count_steps, &steps, &err);
    assert_non_null(s);
    assert_true(steps >= 3);
    assert_null(s->mask);
    assert_null(s->coast);
    assert_int_equal(s->zone_count, 0);
    assert_int_equal(s->object_count, 2);
    assert_string_equal(cw_sweep_object_name(s->sweep, (size_t)s->objects[1].sweep_object),
                        "Person in Water");
    assert_true(s->objects[1].lifejacket);
    assert_close(s->water_temperature_c, 14.0, 1e-9);
    assert_close(s->conditions.wind_mps, 10.0 * 1852.0 / 3600.0, 1e-9);
    /* 6 h at 1 kn and a tenth of 10 kn: 12 nm beyond the point's own 4 standard deviations */
    double sigma = 1852.0 / sqrt(2.0 * log(2.0));
    cw_xy p = cw_plane_forward(s->plane, c->hypotheses[0].at);
    assert_true(s->x0_m <= p.x_m - 4.0 * sigma - 12.0 * 1852.0);
    assert_true(s->y1_m >= p.y_m + 4.0 * sigma + 12.0 * 1852.0);
    assert_true(s->extent_m < 60e3);
    assert_true(s->plane_error > 0.0 && s->plane_error < 1e-4);
    cw_xy current, wind;
    assert_true(cw_forcing_at(s->forcing, p, c->drift.from, &current, &wind));
    assert_true(cw_forcing_at(s->forcing, p, c->drift.to, &current, &wind));
    /* 1 kn in plane metres: within the plane's error and float rounding */
    assert_close(hypot(current.x_m, current.y_m), 1852.0 / 3600.0, 1e-4);
    cw_plan_problem problem = cw_scene_problem(s, NULL, NULL, 1);
    assert_null(problem.agreement);
    assert_int_equal(problem.unit_count, 2);
    assert_int_equal(problem.evaluations, 200);
    assert_int_equal(problem.most_areas, 3);
    assert_false(problem.over_ground);
    assert_int_equal(problem.from, c->search_from);
    cw_scene_destroy(s);
    cw_case_destroy(c);
}

/* The stream of the strait turns at about 06:00 that night: the forcing must say so. */
static void the_stream_turns_in_the_dover_case(void **state) {
    (void)state;
    cw_case *c = load("cases/dover-2021-11-24.yaml");
    c->open_sea = true; /* the coast has its own tests */
    cw_scene *s = make(c);
    assert_int_equal(s->zone_count, 2);
    cw_plan_problem problem = cw_scene_problem(s, NULL, NULL, 1);
    assert_non_null(problem.agreement);
    assert_int_equal(problem.agreement->rule_count, 4);
    assert_string_equal(problem.agreement->name, "joint");
    assert_close(s->water_temperature_c, 12.5, 1e-9);
    cw_xy p = cw_plane_forward(s->plane, s->datum), early, late, wind;
    assert_true(cw_forcing_at(s->forcing, p, c->search_from, &early, &wind));
    assert_true(cw_forcing_at(s->forcing, p, c->search_to - CW_HOUR_MS, &late, &wind));
    assert_true(early.x_m > 0.0 && early.y_m > 0.0); /* to the north-east at 03:30 */
    assert_true(late.x_m < 0.0 && late.y_m < 0.0);   /* to the south-west at 08:30 */
    assert_true(hypot(early.x_m, early.y_m) > 0.4 && hypot(early.x_m, early.y_m) < 2.5);
    cw_time before = c->search_from, after = c->search_to - CW_HOUR_MS;
    while (after - before > CW_MINUTE_MS) {
        cw_time middle = before + (after - before) / 2;
        cw_xy now;
        assert_true(cw_forcing_at(s->forcing, p, middle, &now, &wind));
        if (now.x_m * early.x_m + now.y_m * early.y_m > 0.0) {
            before = middle;
        } else {
            after = middle;
        }
    }
    /* "about 06:00" in the record; the constants are up to a quarter of an hour late at Dover, and
     * the turn differs by half an hour across the strait */
    cw_time six = cw_time_from_civil(2021, 11, 24, 6, 0, 0.0);
    assert_true(llabs(before - six) <= 45 * CW_MINUTE_MS);
    cw_scene_destroy(s);
    cw_case_destroy(c);
}

static void write_island(const char *path) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
          "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[-8.3,48.5],[-8.2,48.5],"
          "[-8.2,48.6],[-8.3,48.6],[-8.3,48.5]]]}}]}\n",
          file);
    assert_int_equal(fclose(file), 0);
}

static void the_mask_knows_the_longest_step(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/island.geojson", folder);
    write_island(path);
    cw_case *c = load("cases/constant.yaml");
    c->open_sea = false;
    c->coast_path = path;
    c->drift.step_s = 900.0;
    cw_scene *s = make(c);
    assert_non_null(s->mask);
    assert_true(
        cw_landmask_is_land(s->mask, cw_plane_forward(s->plane, (cw_position){48.55, -8.25})));
    assert_false(
        cw_landmask_is_land(s->mask, cw_plane_forward(s->plane, (cw_position){48.55, -8.15})));
    /* 1 kn and 1 % of 10 kn at least */
    assert_true(s->mask->near_m > 900.0 * 1.01 * 1852.0 / 3600.0);
    cw_scene_destroy(s);
    cw_case_destroy(c);
    support_remove(folder);
}

static void a_given_area_is_taken(void **state) {
    (void)state;
    cw_case *c = load("cases/constant.yaml");
    cw_error err = {0};
    c->box_given = true;
    c->box = (cw_box){48.0, -9.0, 49.0, -7.0};
    cw_scene *s = make(c);
    cw_position corner = cw_plane_inverse(s->plane, (cw_xy){s->x0_m, s->y0_m});
    /* the plane's rectangle holds the box: its corners lie a little outside */
    assert_close(corner.lat_deg, 48.0, 0.03);
    assert_close(corner.lon_deg, -9.0, 0.03);
    cw_scene_destroy(s);
    c->box = (cw_box){48.6, -9.0, 49.0, -7.0};
    assert_null(cw_scene_create(c, NULL, 1, NULL, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "hypotheses[0]: \"Reported position\" lies outside");
    cw_case_destroy(c);
}

static void files_at_fault_are_named(void **state) {
    (void)state;
    cw_case *c = load("cases/constant.yaml");
    cw_error err = {0};
    char missing[] = "/nowhere/current.nc";
    c->current.sources[0] = (cw_source_spec){.kind = CW_SOURCE_FILE, .path = missing, .line = 43};
    assert_null(cw_scene_create(c, NULL, 1, NULL, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "cases/constant.yaml, line 43, environment.current.sources[0]");
    assert_mentions(err.message, "/nowhere/current.nc");
    cw_case_destroy(c);
}

static void far_apart_is_refused(void **state) {
    (void)state;
    cw_case *c = load("cases/constant.yaml");
    cw_error err = {0};
    c->hypotheses[0].at = (cw_position){-48.0, 20.0};
    assert_null(cw_scene_create(c, NULL, 1, NULL, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "too far apart");
    cw_case_destroy(c);
}

/* Wind that differs from place to place: 6 m/s in the west, 10 m/s in the east of 8 W; and rises
 * everywhere by so much every three hours from 09:00 on. */
static void write_wind(const char *path, float rise) {
    enum { TIMES = 4 };
    static const double times[TIMES] = {9.0, 12.0, 15.0, 18.0};
    static const double lats[] = {47.0, 50.0}, lons[] = {-10.0, -6.0};
    float east[TIMES * 4], north[TIMES * 4] = {0};
    for (int i = 0; i < TIMES * 4; i++)
        east[i] = (i % 2 == 0 ? 6.0f : 10.0f) + rise * (float)(i / 4);
    int nc, dims[3], vars[5];
    assert_int_equal(nc_create(path, NC_CLOBBER, &nc), NC_NOERR);
    nc_def_dim(nc, "time", TIMES, &dims[0]);
    nc_def_dim(nc, "lat", 2, &dims[1]);
    nc_def_dim(nc, "lon", 2, &dims[2]);
    static const char *const names[] = {"time", "lat", "lon", "u10", "v10"};
    static const char *const units[] = {"hours since 2024-06-01 00:00:00", "degrees_north",
                                        "degrees_east", "m s-1", "m s-1"};
    static const char *const standard[] = {"time", "latitude", "longitude", "eastward_wind",
                                           "northward_wind"};
    for (int i = 0; i < 5; i++) {
        if (i < 3) {
            nc_def_var(nc, names[i], NC_DOUBLE, 1, &dims[i], &vars[i]);
        } else {
            nc_def_var(nc, names[i], NC_FLOAT, 3, dims, &vars[i]);
        }
        nc_put_att_text(nc, vars[i], "units", strlen(units[i]), units[i]);
        nc_put_att_text(nc, vars[i], "standard_name", strlen(standard[i]), standard[i]);
    }
    assert_int_equal(nc_enddef(nc), NC_NOERR);
    nc_put_var_double(nc, vars[0], times);
    nc_put_var_double(nc, vars[1], lats);
    nc_put_var_double(nc, vars[2], lons);
    nc_put_var_float(nc, vars[3], east);
    nc_put_var_float(nc, vars[4], north);
    assert_int_equal(nc_close(nc), NC_NOERR);
}

static void the_wind_over_the_search_comes_from_the_file(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/wind.nc", folder);
    write_wind(path, 0.0f);
    cw_case *c = load("cases/constant.yaml");
    c->wind.sources[0] = (cw_source_spec){.kind = CW_SOURCE_FILE, .path = path};
    c->conditions.wind_mps = NAN;
    cw_scene *s = make(c);
    /* linear between the columns at 10 W and 6 W; resampled to the scene's grid */
    double wanted = 6.0 + (s->datum.lon_deg + 10.0);
    assert_close(s->conditions.wind_mps, wanted, 0.01);
    cw_scene_destroy(s);
    cw_case_destroy(c);
    support_remove(folder);
}

/* cases/constant.yaml with one text put in place of another. */
static cw_case *changed(const char *find, const char *put) {
    char path[1024];
    static char text[1 << 16], made[1 << 16];
    cw_error err = {0};
    FILE *file = fopen(support_source("cases/constant.yaml", path), "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    const char *at = strstr(text, find);
    assert_non_null(at);
    int length =
        snprintf(made, sizeof made, "%.*s%s%s", (int)(at - text), text, put, at + strlen(find));
    cw_case *c = cw_case_parse(made, (size_t)length, "changed.yaml", ".", &err);
    if (c == NULL) fail_msg("%s", err.message);
    return c;
}

static void expect_step(const cw_scene *s, int minutes, double visibility_nm, double wind_mps) {
    cw_time at = cw_time_from_civil(2024, 6, 1, 12, minutes, 0.0);
    cw_conditions here = cw_scene_conditions_at(s, at);
    assert_close(here.visibility_m, 1852.0 * visibility_nm, 1e-6);
    assert_close(here.wind_mps, wind_mps, 0.01); /* resampled in floats to the scene's grid */
}

static const char weather[] = "  visibility: 10 nm\n  wave_height: 0.5 m\n";

/* Entries from before the search to after it, given by hand: those that never hold are left out. */
static void conditions_come_in_steps(void **state) {
    (void)state;
    cw_case *c = changed(weather, "  conditions:\n"
                                  "    - {from: 2024-06-01T09:00Z, visibility: 1 nm, wind: 9 m/s, "
                                  "wave_height: 2 m}\n"
                                  "    - {from: 2024-06-01T11:00Z, visibility: 2 nm, wind: 4 m/s, "
                                  "wave_height: 1 m}\n"
                                  "    - {from: 2024-06-01T13:30Z, visibility: 3 nm, wind: 5 m/s, "
                                  "wave_height: 0 m}\n"
                                  "    - {from: 2024-06-01T16:00Z, visibility: 4 nm, wind: 6 m/s, "
                                  "wave_height: 1 m}\n");
    cw_scene *s = make(c);
    assert_int_equal(s->change_count, 1);
    expect_step(s, -60, 2.0, 4.0);
    expect_step(s, 0, 2.0, 4.0);
    expect_step(s, 89, 2.0, 4.0);
    expect_step(s, 90, 3.0, 5.0);
    expect_step(s, 600, 3.0, 5.0);
    assert_close(cw_scene_conditions_at(s, s->changes[0].from).wave_height_m, 0.0, 0.0);
    cw_plan_problem problem = cw_scene_problem(s, NULL, NULL, 1);
    assert_int_equal(problem.change_count, 1);
    assert_int_equal(problem.changes[0].from, cw_time_from_civil(2024, 6, 1, 13, 30, 0.0));
    assert_close(problem.conditions.visibility_m, 2.0 * 1852.0, 1e-6);
    cw_scene_destroy(s);
    cw_case_destroy(c);
}

/* The wind of the file, linear in time, in the middle of each hour or what an entry has of it. */
static void the_wind_comes_hour_by_hour(void **state) {
    (void)state;
    char folder[1024], path[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/wind.nc", folder);
    write_wind(path, 3.0f);
    for (int k = 0; k < 2; k++) {
        cw_case *c = changed(weather, k == 0 ? "  visibility: 10 nm\n  wave_height: 0.5 m\n"
                                               "  wind_speed: from forcing\n"
                                             : "  conditions:\n"
                                               "    - {from: 2024-06-01T11:00Z, visibility: 10 nm, "
                                               "wind: from forcing, wave_height: 1 m}\n"
                                               "    - {from: 2024-06-01T13:20Z, visibility: 5 nm, "
                                               "wind: 2 m/s, wave_height: 1 m}\n"
                                               "    - {from: 2024-06-01T15:00Z, visibility: 6 nm, "
                                               "wind: from forcing, wave_height: 1 m}\n");
        c->wind.sources[0] = (cw_source_spec){.kind = CW_SOURCE_FILE, .path = path};
        cw_scene *s = make(c);
        double noon = 6.0 + (s->datum.lon_deg + 10.0) + 3.0; /* a metre a second more an hour */
        assert_int_equal(s->change_count, 3);
        expect_step(s, 0, 10.0, noon + 0.5);
        expect_step(s, 59, 10.0, noon + 0.5);
        if (k == 0) {
            for (int hour = 1; hour < 4; hour++) expect_step(s, 60 * hour, 10.0, noon + 0.5 + hour);
        } else {
            expect_step(s, 60, 10.0, noon + 70.0 / 60.0);
            expect_step(s, 80, 5.0, 2.0);
            expect_step(s, 179, 5.0, 2.0);
            expect_step(s, 180, 6.0, noon + 3.5);
        }
        cw_scene_destroy(s);
        cw_case_destroy(c);
    }
    support_remove(folder);
}

/* A search of two days has more hours than there is room for steps: pieces of two hours. */
static void a_long_search_has_longer_steps(void **state) {
    (void)state;
    cw_case *c = changed("  visibility: 10 nm\n", "  visibility: 10 nm\n"
                                                  "  wind_speed: from forcing\n");
    c->search_to = c->drift.to = c->search_from + 48 * CW_HOUR_MS;
    cw_scene *s = make(c);
    assert_int_equal(s->change_count, 23);
    for (size_t k = 0; k < 23; k++) {
        assert_int_equal(s->changes[k].from, c->search_from + (int64_t)(k + 1) * 2 * CW_HOUR_MS);
        assert_close(s->changes[k].conditions.wind_mps, 10.0 * 1852.0 / 3600.0, 1e-4);
    }
    cw_scene_destroy(s);
    cw_case_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_constant_case_is_made_ready),
        cmocka_unit_test(the_stream_turns_in_the_dover_case),
        cmocka_unit_test(the_mask_knows_the_longest_step),
        cmocka_unit_test(a_given_area_is_taken),
        cmocka_unit_test(files_at_fault_are_named),
        cmocka_unit_test(far_apart_is_refused),
        cmocka_unit_test(the_wind_over_the_search_comes_from_the_file),
        cmocka_unit_test(conditions_come_in_steps),
        cmocka_unit_test(the_wind_comes_hour_by_hour),
        cmocka_unit_test(a_long_search_has_longer_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
