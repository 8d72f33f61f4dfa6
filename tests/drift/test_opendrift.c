/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against another program: OpenDrift 1.14.10, model Leeway, on stated inputs (../shared/cases,
 * which also says what it does differently). It moves along geodesics, wind first, then current;
 * its two sides are mirrored, so for objects whose tacks mirror each other its final positions are
 * compared as unordered pairs. Its jibe turns only the slope, and keeps the error's sign: for
 * mirrored objects that is the same law; for others (none in these cases) it would not be.
 */
#include "fields.h"

#include <jansson.h>
#include <netcdf.h>
#include <stdio.h>

typedef struct setting {
    cw_plane *plane;
    cw_forcing *forcing;
    cw_leeway_table *table;
} setting;

static setting make_setting(cw_position start, cw_source *current, double east, double north,
                            double extent_m, double cell_m, cw_time from, cw_time to) {
    cw_error err = {0};
    setting s = {.plane = cw_plane_create(start, &err), .table = cw_leeway_table_create(&err)};
    cw_source *wind = cw_source_constant(CW_WIND, (cw_vector){east, north}, &err);
    if (current == NULL || wind == NULL) fail_msg("%s", err.message);
    cw_forcing_spec spec = {.current = current,
                            .wind = wind,
                            .x0_m = -extent_m,
                            .y0_m = -extent_m,
                            .x1_m = extent_m,
                            .y1_m = extent_m,
                            .cell_m = cell_m,
                            .from = from < to ? from : to,
                            .to = from < to ? to : from,
                            .threads = 1};
    s.forcing = cw_forcing_create(&spec, s.plane, &err);
    if (s.forcing == NULL) fail_msg("%s", err.message);
    cw_source_destroy(current);
    cw_source_destroy(wind);
    return s;
}

static void free_setting(setting *s) {
    cw_forcing_destroy(s->forcing);
    cw_plane_destroy(s->plane);
    cw_leeway_table_destroy(s->table);
}

/* `count` particles of an object at the start; two without spread are one of each tack. */
static cw_ensemble *drift(const setting *s, const char *object, size_t count, bool spread,
                          double hours, cw_time start, double jibe_per_hour) {
    cw_error err = {0};
    cw_ensemble *e = ensemble_make(count, false);
    const cw_leeway *l = cw_leeway_find(s->table, object, &err);
    if (l == NULL) fail_msg("%s", err.message);
    e->objects.leeway[0] = *l;
    e->epoch = start;
    size_t done = 0;
    for (uint32_t number = 0; done < count; number++) {
        cw_particle_seed seed = {.release = start,
                                 .weight = 1.0 / (double)count,
                                 .number = number,
                                 .change_time = INT64_MAX};
        cw_ensemble_seed(e, done, &seed, spread);
        bool left = (e->state[done] & CW_LEFT_TACK) != 0;
        if (spread || left == (done == 1)) done++;
    }
    cw_drift_options o = options_plain(hours, 600, CW_EULER);
    o.from = start;
    o.to = start + llround(hours * 3.6e6);
    o.jibe_per_hour = jibe_per_hour;
    o.threads = 2;
    run_or_fail(e, s->forcing, NULL, &o);
    return e;
}

static cw_position place(const setting *s, const cw_ensemble *e, size_t i) {
    return cw_plane_inverse(s->plane, (cw_xy){(double)e->x_m[i], (double)e->y_m[i]});
}

static double apart(cw_position a, cw_position b) {
    double metres, azimuth;
    cw_geodesic_inverse(a, b, &metres, &azimuth);
    return metres;
}

static double number(const json_t *object, const char *name) {
    return json_number_value(json_object_get(object, name));
}

static cw_position theirs(const json_t *one, size_t i) {
    const json_t *p = json_array_get(json_object_get(one, "final"), i);
    return (cw_position){number(p, "lat"), number(p, "lon")};
}

/* The worse of the two ends, in metres, paired as they fit best. */
static double worst_of_pair(const setting *s, const cw_ensemble *e, const json_t *one) {
    cw_position a = place(s, e, 0), b = place(s, e, 1), p = theirs(one, 0), q = theirs(one, 1);
    return fmin(fmax(apart(a, p), apart(b, q)), fmax(apart(a, q), apart(b, p)));
}

static json_t *load(const char *name) {
    char path[1024];
    json_error_t error;
    json_t *root = json_load_file(support_shared(name, path), 0, &error);
    if (root == NULL) fail_msg("%s: %s", path, error.text);
    return root;
}

static const cw_position strait = {51.0, 1.6};
static const double WIND_MPS = 7.0710678; /* each of east and north */

static setting constant_setting(double hours) {
    cw_source *current = cw_source_constant(CW_CURRENT, (cw_vector){0.5, 0.0}, NULL);
    return make_setting(strait, current, WIND_MPS, WIND_MPS, 200e3, 0, 0, llround(hours * 3.6e6));
}

static void check_deterministic(const json_t *list) {
    size_t i;
    const json_t *one;
    assert_true(json_array_size(list) > 0);
    json_array_foreach(list, i, one) {
        double hours = number(one, "hours");
        const char *object = json_string_value(json_object_get(one, "object"));
        setting s = constant_setting(hours);
        cw_ensemble *e = drift(&s, object, 2, false, hours, 0, 0.0);
        double distance = fmin(apart(strait, theirs(one, 0)), apart(strait, theirs(one, 1)));
        double off = worst_of_pair(&s, e, one) / distance;
        print_message("%-16s %4.0f h: off by %.4f %% of %.1f km\n", object, hours, 100 * off,
                      distance / 1000);
        assert_close(off, 0.0, 0.001);
        cw_ensemble_destroy(e);
        free_setting(&s);
    }
}

static void constant_forcing_within_a_thousandth(void **state) {
    (void)state;
    json_t *root = load("cases/opendrift_constant.json");
    check_deterministic(json_object_get(root, "deterministic_no_spread_no_jibe"));
    check_deterministic(json_object_get(root, "backward"));
    json_decref(root);
}

/* The right tack lies to the right of downwind: which of the two it is, from the geometry alone. */
static void the_right_tack_lies_right(void **state) {
    (void)state;
    setting s = constant_setting(6);
    cw_ensemble *e = drift(&s, "SKIFF-1", 2, false, 6, 0, 0.0);
    /* Without the current of 0.5 m/s eastward for 6 h; the wind blows towards north-east. */
    double x[2], y[2];
    for (int i = 0; i < 2; i++) {
        x[i] = (double)e->x_m[i] - 0.5 * 21600;
        y[i] = (double)e->y_m[i];
    }
    assert_false(e->state[0] & CW_LEFT_TACK);
    assert_true(x[0] - y[0] > 100.0); /* to the south-east of the line towards north-east */
    assert_true(x[1] - y[1] < -100.0);
    cw_ensemble_destroy(e);
    free_setting(&s);
}

typedef struct moments {
    double mean[2], cov[3], percentile[3];
} moments;

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* East and north of the start along the geodesic, as the other program's results are given. */
static moments moments_of(const setting *s, const cw_ensemble *e) {
    static const double parts[3] = {0.5, 0.9, 0.99};
    moments m = {0};
    double n = (double)e->count, *distance = calloc(e->count, sizeof *distance);
    assert_non_null(distance);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < e->count; i++) {
            double azimuth;
            cw_geodesic_inverse(strait, place(s, e, i), &distance[i], &azimuth);
            double east = distance[i] * sin(cw_radians(azimuth));
            double north = distance[i] * cos(cw_radians(azimuth));
            if (pass == 0) {
                m.mean[0] += east / n;
                m.mean[1] += north / n;
                continue;
            }
            m.cov[0] += (east - m.mean[0]) * (east - m.mean[0]) / n;
            m.cov[1] += (east - m.mean[0]) * (north - m.mean[1]) / n;
            m.cov[2] += (north - m.mean[1]) * (north - m.mean[1]) / n;
        }
    }
    qsort(distance, e->count, sizeof *distance, ascending);
    for (int k = 0; k < 3; k++) {
        m.percentile[k] = distance[(size_t)(parts[k] * (n - 1))];
    }
    free(distance);
    return m;
}

static double element(const json_t *array, size_t i) {
    return json_number_value(json_array_get(array, i));
}

/* Along and across the wind, for which the two sides' mirror does not matter: rotated by 45 degrees
 * the covariance's axes are (xx + yy) / 2 +- xy. */
static void check_spread(const json_t *one) {
    const char *object = json_string_value(json_object_get(one, "object"));
    double hours = number(one, "hours");
    setting s = constant_setting(hours);
    cw_ensemble *e = drift(&s, object, 20000, true, hours, 0, 0.04);
    moments m = moments_of(&s, e);
    double east = number(one, "mean_east_m"), north = number(one, "mean_north_m");
    double distance = hypot(east, north);
    const json_t *cov = json_object_get(one, "cov"), *p = json_object_get(one, "p50_p90_p99_m");
    double xx = element(json_array_get(cov, 0), 0), yy = element(json_array_get(cov, 1), 1);
    double xy = element(json_array_get(cov, 0), 1);
    double along = sqrt(0.5 * (xx + yy) + xy), across = sqrt(0.5 * (xx + yy) - xy);
    double own_along = sqrt(0.5 * (m.cov[0] + m.cov[2]) + m.cov[1]);
    double own_across = sqrt(0.5 * (m.cov[0] + m.cov[2]) - m.cov[1]);
    print_message("%-16s mean %+.2f %+.2f %%, std along %+.2f %%, across %+.2f %%, "
                  "percentiles %+.2f %+.2f %+.2f %%\n",
                  object, 100 * (m.mean[0] - east) / distance, 100 * (m.mean[1] - north) / distance,
                  100 * (own_along / along - 1), 100 * (own_across / across - 1),
                  100 * (m.percentile[0] / element(p, 0) - 1),
                  100 * (m.percentile[1] / element(p, 1) - 1),
                  100 * (m.percentile[2] / element(p, 2) - 1));
    assert_close(m.mean[0], east, 0.01 * distance);
    assert_close(m.mean[1], north, 0.01 * distance);
    assert_close(own_along / along, 1, 0.03);
    assert_close(own_across / across, 1, 0.03);
    for (size_t k = 0; k < 3; k++) assert_close(m.percentile[k] / element(p, k), 1, 0.03);
    cw_ensemble_destroy(e);
    free_setting(&s);
}

static void spread_within_three_hundredths(void **state) {
    (void)state;
    json_t *root = load("cases/opendrift_constant.json"), *list;
    size_t i;
    const json_t *one;
    list = json_object_get(root, "default_spread");
    assert_true(json_array_size(list) > 0);
    json_array_foreach(list, i, one) check_spread(one);
    json_decref(root);
}

/*
 * The file says three times where it lies: by CF's attributes, which name no earth and so mean
 * WGS84; by a proj4_string, which says a sphere of 6371 km; and by positions, which fit neither
 * quite, the sphere better. Our reader takes the string; the other program takes the attributes,
 * 8 km further north. To compare the drift and not this choice, the rest is taken out of a copy.
 */
static void hide(int nc, const char *name, const char *as) {
    static const char *const attributes[] = {"standard_name", "long_name", "units"};
    int variable;
    assert_int_equal(nc_inq_varid(nc, name, &variable), NC_NOERR);
    assert_int_equal(nc_rename_var(nc, variable, as), NC_NOERR);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(nc_del_att(nc, variable, attributes[i]), NC_NOERR);
    }
}

static void copy_with_attributes_only(const char *from, const char *to) {
    char command[4096];
    int nc, mapping;
    snprintf(command, sizeof command, "cp '%.1000s' '%.1000s' && chmod u+w '%.1000s'", from, to,
             to);
    assert_int_equal(system(command), 0);
    assert_int_equal(nc_open(to, NC_WRITE, &nc), NC_NOERR);
    assert_int_equal(nc_redef(nc), NC_NOERR);
    assert_int_equal(nc_inq_varid(nc, "polar_stereographic", &mapping), NC_NOERR);
    assert_int_equal(nc_del_att(nc, mapping, "proj4_string"), NC_NOERR);
    hide(nc, "latitude", "a");
    hide(nc, "longitude", "b");
    assert_int_equal(nc_close(nc), NC_NOERR);
}

/* Resampled at 1 km, a twentieth of the file's spacing: the slow paths here run along the bend
 * between two of the file's cells, which the cell chosen by default rounds off by up to 2 mm/s.
 * The distance is that of the path's end from its start; where the current has gone round, the way
 * drifted would be more. */
static void check_real(const json_t *one, const char *path) {
    const json_t *start = json_object_get(one, "start");
    const char *object = json_string_value(json_object_get(one, "object"));
    char text[64];
    cw_error err = {0};
    cw_time time;
    cw_position at = {number(start, "lat"), number(start, "lon")};
    double hours = number(one, "hours");
    snprintf(text, sizeof text, "%sZ", json_string_value(json_object_get(start, "time")));
    if (!cw_time_parse(text, &time, &err)) fail_msg("%s", err.message);
    cw_source *current = cw_source_netcdf(CW_CURRENT, path, NULL, &err);
    if (current == NULL) fail_msg("%s", err.message);
    setting s =
        make_setting(at, current, 5.0, 5.0, 150e3, 1000.0, time, time + llround(hours * 3.6e6));
    cw_ensemble *e = drift(&s, object, 2, false, hours, time, 0.0);
    double distance = fmin(apart(at, theirs(one, 0)), apart(at, theirs(one, 1)));
    double off = worst_of_pair(&s, e, one);
    print_message("%-16s %4.0f h: off by %.1f m, %.3f %% of %.1f km\n", object, hours, off,
                  100 * off / distance, distance / 1000);
    assert_close(off / distance, 0.0, 0.005);
    cw_ensemble_destroy(e);
    free_setting(&s);
}

static void real_currents_within_half_a_hundredth(void **state) {
    (void)state;
    char path[1024], folder[1024], copy[1100];
    json_t *root = load("cases/opendrift_arctic20.json"), *list = json_object_get(root, "cases");
    support_shared("data/forcing/Arctic20_1to5Feb_2016.nc", path);
    snprintf(copy, sizeof copy, "%s/arctic.nc", support_directory(folder));
    copy_with_attributes_only(path, copy);
    size_t i;
    const json_t *one;
    assert_true(json_array_size(list) > 0);
    json_array_foreach(list, i, one) check_real(one, copy);
    json_decref(root);
    support_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_forcing_within_a_thousandth),
        cmocka_unit_test(the_right_tack_lies_right),
        cmocka_unit_test(spread_within_three_hundredths),
        cmocka_unit_test(real_currents_within_half_a_hundredth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
