/* SPDX-License-Identifier: Apache-2.0 */
/* Maps and datum of a circular normal cloud against its closed forms, and conservation. */
#include "scene.h"

enum { COUNT = 400000 };
static cw_tracks *normal; /* sigma 2 km */
static const double sigma = 2000.0;
static cw_plane *plane;

static cw_cloud cloud_of(const cw_tracks *t) {
    cw_cloud cloud;
    cw_error err = {0};
    if (!cw_tracks_cloud(t, t->first, &cloud, &err)) fail_msg("%s", err.message);
    return cloud;
}

static cw_probability_map *map_of(const cw_cloud *cloud, double cell_m, double smooth_m) {
    cw_error err = {0};
    cw_probability_map *map = cw_probability_map_create(cloud, cell_m, smooth_m, &err);
    if (map == NULL) fail_msg("%s", err.message);
    return map;
}

static double sum_of(const cw_probability_map *map) {
    double sum = 0.0;
    for (size_t i = 0; i < map->nx * map->ny; i++) sum += (double)map->probability[i];
    return sum;
}

/* The smallest area that holds p of a circular normal: 2 pi sigma^2 ln(1 / (1 - p)). Smoothing by s
 * makes sigma^2 into sigma^2 + s^2. */
static void containment_areas(void **state) {
    (void)state;
    static const double p[3] = {0.5, 0.9, 0.99};
    cw_cloud cloud = cloud_of(normal);
    cw_probability_map *map = map_of(&cloud, 200.0, 400.0);
    double wide2 = sigma * sigma + 400.0 * 400.0;
    for (size_t k = 0; k < 3; k++) {
        double want = 2.0 * CW_PI * wide2 * log(1.0 / (1.0 - p[k]));
        /* 400,000 particles: counts in cells scatter and highest density first picks the lucky
         * ones, an optimism of some tenths of a per cent after smoothing over 50 cells; at 99 % the
         * rim holds few particles a cell. */
        assert_close(map->area_m2[k], want, (k == 2 ? 0.02 : 0.01) * want);
        /* Density at the rim: (1 - p) / (2 pi sigma^2). */
        double rim = (1.0 - p[k]) / (2.0 * CW_PI * wide2) * 200.0 * 200.0;
        assert_close(map->threshold[k], rim, 0.1 * rim);
    }
    cw_probability_map_destroy(map);
}

/* By count, without closed forms: the cells at or above the threshold hold at least p, and would
 * hold less without those at the threshold. */
static void thresholds_hold_what_they_say(void **state) {
    (void)state;
    static const double p[3] = {0.5, 0.9, 0.99};
    cw_cloud cloud = cloud_of(normal);
    cloud.count = 5000;
    cw_probability_map *map = map_of(&cloud, 0.0, 0.0);
    for (size_t k = 0; k < 3; k++) {
        double at = 0.0, above = 0.0, cells = 0.0, total = sum_of(map);
        for (size_t i = 0; i < map->nx * map->ny; i++) {
            double v = (double)map->probability[i];
            if (v >= map->threshold[k]) at += v, cells += 1.0;
            if (v > map->threshold[k]) above += v;
        }
        assert_true(at >= p[k] * total * (1.0 - 1e-9) && above < p[k] * total);
        assert_close(cells * map->cell_m * map->cell_m, map->area_m2[k], 1e-3);
    }
    cw_probability_map_destroy(map);
}

static void smoothing_moves_no_mass(void **state) {
    (void)state;
    cw_tracks *t = scene_tracks(3, 1, 600.0);
    t->x_m[0] = -5000.0f;
    t->x_m[1] = 3000.0f;
    t->y_m[1] = 7000.0f;
    t->weight[0] = 0.7f;
    t->weight[1] = 0.2f;
    t->weight[2] = 0.1f;
    cw_cloud cloud = cloud_of(t);
    static const double lengths[] = {0.0, 1.0, 130.0, 1000.0, 5000.0};
    for (size_t k = 0; k < 5; k++) {
        cw_probability_map *map = map_of(&cloud, 250.0, lengths[k]);
        double x = 0.0, y = 0.0;
        assert_close(sum_of(map), 1.0, 1e-5); /* floats */
        assert_close(map->total, 1.0, 1e-6);
        for (size_t i = 0; i < map->nx * map->ny; i++) {
            double v = (double)map->probability[i];
            x += v * (map->x0_m + ((double)(i % map->nx) + 0.5) * map->cell_m);
            y += v * (map->y0_m + ((double)(i / map->nx) + 0.5) * map->cell_m);
        }
        /* The mean stays; cells round places by up to half a cell, and these lie on edges. */
        assert_close(x, -5000.0 * 0.7 + 3000.0 * 0.2, 125.01);
        assert_close(y, 7000.0 * 0.2, 125.01);
        cw_probability_map_destroy(map);
    }
    scene_tracks_free(t);
}

static void weights_and_states_are_kept_apart(void **state) {
    (void)state;
    cw_tracks *t = scene_tracks(5, 1, 600.0);
    static const float weight[] = {0.4f, 0.3f, 0.15f, 0.1f, 0.05f};
    for (size_t i = 0; i < 5; i++) t->weight[i] = weight[i];
    t->x_m[1] = 1000.0f;
    t->state[1] = CW_STRANDED;
    t->x_m[2] = t->y_m[2] = NAN;
    t->state[2] = CW_WAITING;
    t->x_m[3] = t->y_m[3] = NAN;
    t->state[3] = CW_LOST;
    t->x_m[4] = -1000.0f;
    t->state[4] = CW_ADRIFT | 4; /* on the left tack */
    cw_cloud cloud = cloud_of(t);
    cw_probability_map *map = map_of(&cloud, 100.0, 0.0);
    assert_close(map->total, 0.75, 1e-6);
    assert_close(sum_of(map), 0.75, 1e-6);
    assert_close(map->stranded, 0.3, 1e-6);
    assert_close(map->waiting, 0.15, 1e-6);
    assert_close(map->lost, 0.1, 1e-6);
    assert_close(map->area_m2[0], 100.0 * 100.0, 0.0); /* the heaviest alone is 53 % of 0.75 */
    cw_probability_map_destroy(map);
    cw_datum datum;
    assert_true(cw_datum_compute(&cloud, &datum, NULL));
    assert_close(datum.mean.x_m, (0.3 * 1000.0 - 0.05 * 1000.0) / 0.75, 1e-3);
    scene_tracks_free(t);
}

/* Cells lie on multiples of the cell, so that maps can be laid over one another. */
static void cells_are_where_they_say(void **state) {
    (void)state;
    cw_tracks *t = scene_tracks(2, 1, 600.0);
    t->x_m[0] = -1234.0f;
    t->y_m[0] = 777.0f;
    t->x_m[1] = 4321.0f;
    t->y_m[1] = -99.0f;
    cw_cloud cloud = cloud_of(t);
    cw_probability_map *map = map_of(&cloud, 100.0, 0.0);
    assert_close(fmod(map->x0_m, 100.0), 0.0, 0.0);
    assert_close(fmod(map->y0_m, 100.0), 0.0, 0.0);
    size_t i = (size_t)((-1300.0 - map->x0_m) / 100.0), j = (size_t)((700.0 - map->y0_m) / 100.0);
    assert_close(map->probability[j * map->nx + i], 0.5, 0.0);
    i = (size_t)((4300.0 - map->x0_m) / 100.0);
    j = (size_t)((-100.0 - map->y0_m) / 100.0);
    assert_close(map->probability[j * map->nx + i], 0.5, 0.0);
    cw_probability_map_destroy(map);
    scene_tracks_free(t);
}

static void map_refuses(void **state) {
    (void)state;
    cw_cloud cloud = cloud_of(normal);
    cw_error err = {0};
    assert_null(cw_probability_map_create(&cloud, -1.0, 0.0, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    err = (cw_error){0};
    assert_null(cw_probability_map_create(&cloud, 0.1, 0.0, &err));
    assert_mentions(err.message, "larger cell");
    err = (cw_error){0};
    assert_null(cw_probability_map_create(&cloud, 100.0, NAN, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    cw_tracks *t = scene_tracks(1, 1, 600.0);
    t->x_m[0] = NAN;
    cloud = cloud_of(t);
    err = (cw_error){0};
    assert_null(cw_probability_map_create(&cloud, 100.0, 0.0, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "2021-06-21T08:00:00Z");
    cw_datum datum;
    err = (cw_error){0};
    assert_false(cw_datum_compute(&cloud, &datum, &err));
    assert_int_equal(err.code, CW_NO);
    scene_tracks_free(t);
}

/* E = sigma sqrt(2 ln 2), the 90 % radius sigma sqrt(2 ln 10). */
static void datum_of_a_circular_normal(void **state) {
    (void)state;
    cw_cloud cloud = cloud_of(normal);
    cw_datum datum;
    assert_true(cw_datum_compute(&cloud, &datum, NULL));
    double error = sigma / sqrt((double)COUNT);
    assert_close(datum.mean.x_m, 0.0, 3.5 * error);
    assert_close(datum.mean.y_m, 0.0, 3.5 * error);
    /* Standard error of a variance: sigma^2 sqrt(2 / n). */
    double variance_error = sigma * sigma * sqrt(2.0 / (double)COUNT);
    assert_close(datum.covariance[0], sigma * sigma, 3.5 * variance_error);
    assert_close(datum.covariance[2], sigma * sigma, 3.5 * variance_error);
    assert_close(datum.covariance[1], 0.0, 3.5 * variance_error);
    /* Standard error of a quantile sqrt(p q / n) / f: f(E) = E / sigma^2 / 2, f(R90) = R90 /
     * sigma^2 / 10: 2.7 m and 4.4 m. */
    assert_close(datum.probable_error_m, sigma * sqrt(2.0 * log(2.0)), 3.5 * 2.7);
    assert_close(datum.radius90_m, sigma * sqrt(2.0 * log(10.0)), 3.5 * 4.4);
}

static void clouds_are_at_outputs(void **state) {
    (void)state;
    cw_tracks *t = scene_normal_cloud(10, 4, 600.0, 500.0, 1.0, 0.0, 0.0, 1);
    cw_cloud cloud;
    cw_error err = {0};
    assert_true(cw_tracks_cloud(t, SCENE_START + 1200 * CW_SECOND_MS, &cloud, &err));
    assert_ptr_equal(cloud.x_m, t->x_m + 20);
    assert_false(cw_tracks_cloud(t, SCENE_START + 1201 * CW_SECOND_MS, &cloud, &err));
    assert_mentions(err.message, "2021-06-21T08:20:01Z");
    assert_false(cw_tracks_cloud(t, SCENE_START - 600 * CW_SECOND_MS, &cloud, NULL));
    assert_false(cw_tracks_cloud(t, SCENE_START + 2400 * CW_SECOND_MS, &cloud, NULL));
    scene_tracks_free(t);
}

/* A zone west of the middle holds half, a quadrant a quarter; weights count, not particles. */
static void share_of_a_zone(void **state) {
    (void)state;
    cw_position west[4], quadrant[4];
    static const double corner[4][2] = {{-50000, -50000}, {0, -50000}, {0, 50000}, {-50000, 50000}};
    for (int i = 0; i < 4; i++) {
        west[i] = cw_plane_inverse(plane, (cw_xy){corner[i][0], corner[i][1]});
        quadrant[i] = cw_plane_inverse(plane, (cw_xy){corner[i][0], fmin(0.0, corner[i][1])});
    }
    cw_cloud cloud = cloud_of(normal);
    cloud.count = 100000;
    cw_zone *half = cw_zone_create("west", west, 4, plane, NULL);
    cw_zone *quarter = cw_zone_create("south-west", quadrant, 4, plane, NULL);
    assert_true(half != NULL && quarter != NULL);
    assert_close(cw_zone_share(&cloud, half), 0.5, 3.5 * sqrt(0.25 / 1e5));
    assert_close(cw_zone_share(&cloud, quarter), 0.25, 3.5 * sqrt(0.1875 / 1e5));
    cw_tracks *t = scene_tracks(3, 1, 600.0);
    t->x_m[0] = -100.0f;
    t->x_m[1] = 100.0f;
    t->x_m[2] = NAN;
    t->weight[0] = 0.2f;
    t->weight[1] = 0.6f;
    t->weight[2] = 0.2f;
    cw_cloud few = cloud_of(t);
    assert_close(cw_zone_share(&few, half), 0.25, 1e-6); /* of those that have a place */
    scene_tracks_free(t);
    cw_zone_destroy(half);
    cw_zone_destroy(quarter);
}

static int set_up(void **state) {
    (void)state;
    normal = scene_normal_cloud(COUNT, 1, 600.0, sigma, 0, 0, 0, 12);
    plane = cw_plane_create((cw_position){51.0, 1.5}, NULL);
    return normal == NULL || plane == NULL;
}

static int tear_down(void **state) {
    (void)state;
    scene_tracks_free(normal);
    cw_plane_destroy(plane);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containment_areas),
        cmocka_unit_test(thresholds_hold_what_they_say),
        cmocka_unit_test(smoothing_moves_no_mass),
        cmocka_unit_test(weights_and_states_are_kept_apart),
        cmocka_unit_test(cells_are_where_they_say),
        cmocka_unit_test(map_refuses),
        cmocka_unit_test(datum_of_a_circular_normal),
        cmocka_unit_test(clouds_are_at_outputs),
        cmocka_unit_test(share_of_a_zone),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
