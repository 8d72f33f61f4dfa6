/* SPDX-License-Identifier: Apache-2.0 */
/* The answer to "where" on made-up clouds whose moments and shares are known beforehand. */
#include "worked.h"

enum { SIDE = 40, COUNT = SIDE * SIDE };

/* A square grid of equally likely particles about the plane's origin, `step_m` apart, that moves
 * east by 1 km an output; the first half of the rows is still waiting at the first output. */
static cw_tracks *grid_tracks(double step_m) {
    enum { TIMES = 3 };
    cw_tracks *t = calloc(1, sizeof *t);
    *t = (cw_tracks){.particles = COUNT,
                     .times = TIMES,
                     .first = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0),
                     .step_ms = CW_HOUR_MS};
    t->x_m = cw_alloc_array(COUNT * TIMES, sizeof(float));
    t->y_m = cw_alloc_array(COUNT * TIMES, sizeof(float));
    t->state = cw_alloc_array(COUNT * TIMES, 1);
    t->object = cw_alloc_array(COUNT * TIMES, 1);
    t->weight = cw_alloc_array(COUNT, sizeof(float));
    t->hypothesis = cw_alloc_array(COUNT, sizeof(uint16_t));
    for (size_t i = 0; i < COUNT; i++) {
        t->weight[i] = 1.0f / COUNT;
        for (size_t k = 0; k < TIMES; k++) {
            size_t to = k * COUNT + i;
            bool waiting = k == 0 && i < COUNT / 2;
            double x = ((double)(i % SIDE) - 0.5 * (SIDE - 1)) * step_m + 1000.0 * (double)k;
            double y = ((double)(i / SIDE) - 0.5 * (SIDE - 1)) * step_m;
            t->x_m[to] = waiting ? NAN : (float)x;
            t->y_m[to] = waiting ? NAN : (float)y;
            t->state[to] = waiting ? CW_WAITING : CW_ADRIFT;
        }
    }
    return t;
}

static void tracks_free(cw_tracks *t) {
    free(t->x_m);
    free(t->y_m);
    free(t->state);
    free(t->object);
    free(t->weight);
    free(t->hypothesis);
    free(t);
}

typedef struct made { /* a scene with two regions that meet at x = border_m in the plane */
    cw_case source;
    cw_region regions[2];
    cw_position rings[2][4];
    cw_zone *zones[2];
    cw_scene scene;
} made;

static void make(made *m, double border_m) {
    static const double far = 60000.0;
    cw_error err = {0};
    memset(m, 0, sizeof *m);
    m->scene.datum = (cw_position){50.0, -1.0};
    m->scene.plane = cw_plane_create(m->scene.datum, &err);
    const double x[2][2] = {{-far, border_m}, {border_m, far}};
    for (int r = 0; r < 2; r++) {
        cw_xy corners[4] = {{x[r][0], -far}, {x[r][1], -far}, {x[r][1], far}, {x[r][0], far}};
        for (int k = 0; k < 4; k++) m->rings[r][k] = cw_plane_inverse(m->scene.plane, corners[k]);
        m->regions[r] = (cw_region){.ring = m->rings[r], .ring_count = 4};
        m->zones[r] =
            cw_zone_create(r == 0 ? "West" : "East", m->rings[r], 4, m->scene.plane, &err);
        if (m->zones[r] == NULL) fail_msg("%s", err.message);
    }
    m->source = (cw_case){.regions = m->regions, .region_count = 2};
    m->scene.source = &m->source;
    m->scene.zones = m->zones;
    m->scene.zone_count = 2;
}

static void unmake(made *m) {
    cw_zone_destroy(m->zones[0]);
    cw_zone_destroy(m->zones[1]);
    cw_plane_destroy(m->scene.plane);
}

static cw_where *computed(const made *m, const cw_tracks *t, size_t count) {
    cw_error err = {0};
    cw_time times[3] = {t->first, t->first + CW_HOUR_MS, t->first + 2 * CW_HOUR_MS};
    cw_where *where = cw_where_compute(&m->scene, t, times, count, &err);
    if (where == NULL) fail_msg("%s", err.message);
    return where;
}

/* 40 columns 100 m apart, centred: the border at x = 1010 m has 30 columns to the west at the first
 * output, 20 at the second (moved by 1 km), 10 at the third. */
static void test_shares_are_counted_and_add_up(void **state) {
    (void)state;
    static const double west[3] = {30.0 / 40, 20.0 / 40, 10.0 / 40};
    made m;
    make(&m, 1010.0);
    cw_tracks *t = grid_tracks(100.0);
    cw_where *where = computed(&m, t, 3);
    for (int k = 0; k < 3; k++) {
        assert_close(where[k].zone_share[0], west[k], 1e-6); /* sums of float32 weights */
        assert_close(where[k].zone_share[0] + where[k].zone_share[1], 1.0, 1e-6);
    }
    cw_where_free(where, 3);
    tracks_free(t);
    unmake(&m);
}

/* Columns at x = -1950 + 100 i: those within 926 m of the border at 1010 m run from 150 to 1850 m,
 * that is 18 of 40. The outer edges of the regions are 60 km off. */
static void test_share_near_the_border(void **state) {
    (void)state;
    made m;
    make(&m, 1010.0);
    cw_tracks *t = grid_tracks(100.0);
    cw_where *where = computed(&m, t, 1);
    assert_close(where[0].border_share, 18.0 / 40, 1e-6);
    cw_where_free(where, 1);
    tracks_free(t);
    unmake(&m);
}

/* Uniform grid of n by n: mean at the centre, variance (n^2 - 1) / 12 steps^2 each way. The half
 * that waits at the first output leaves the rows of the other half. */
static void test_datum(void **state) {
    (void)state;
    made m;
    make(&m, 1010.0);
    cw_tracks *t = grid_tracks(100.0);
    cw_where *where = computed(&m, t, 3);
    double variance = (SIDE * SIDE - 1.0) / 12.0 * 1e4;
    assert_close(where[0].datum.mean.y_m, 0.25 * SIDE * 100.0, 0.01); /* float32 at 2 km: 1e-4 m */
    assert_close(where[2].datum.mean.x_m, 2000.0, 0.01);
    assert_close(where[2].datum.mean.y_m, 0.0, 0.01);
    assert_close(where[2].datum.covariance[0] / variance, 1.0, 1e-5);
    assert_close(where[2].datum.covariance[2] / variance, 1.0, 1e-5);
    assert_close(where[2].datum.covariance[1] / variance, 0.0, 1e-5);
    assert_close(where[0].map->waiting, 0.5, 1e-6);
    assert_close(where[0].map->total, 0.5, 1e-6);
    cw_where_free(where, 3);
    tracks_free(t);
    unmake(&m);
}

static bool is_125(double cell) {
    double lead = cell / pow(10.0, floor(log10(cell) + 1e-9));
    return fabs(lead - 1.0) < 1e-6 || fabs(lead - 2.0) < 1e-6 || fabs(lead - 5.0) < 1e-6;
}

/* One cell size for all times, round, on a common lattice: maps can be laid over one another. */
static void test_maps_share_a_lattice(void **state) {
    (void)state;
    static const double steps_m[] = {1.0, 30.0, 100.0, 900.0};
    for (size_t s = 0; s < 4; s++) {
        made m;
        make(&m, 1010.0);
        cw_tracks *t = grid_tracks(steps_m[s]);
        cw_where *where = computed(&m, t, 3);
        for (int k = 0; k < 3; k++) {
            const cw_probability_map *map = where[k].map;
            double sum = 0.0, i0 = map->x0_m / map->cell_m, j0 = map->y0_m / map->cell_m;
            assert_true(is_125(map->cell_m));
            assert_close(map->cell_m, where[0].map->cell_m, 0.0);
            assert_close(i0, round(i0), 1e-6);
            assert_close(j0, round(j0), 1e-6);
            for (size_t i = 0; i < map->nx * map->ny; i++) sum += (double)map->probability[i];
            assert_close(sum, map->total, 1e-5);
        }
        cw_where_free(where, 3);
        tracks_free(t);
        unmake(&m);
    }
}

static void test_refusals(void **state) {
    (void)state;
    made m;
    cw_error err = {0};
    make(&m, 1010.0);
    cw_tracks *t = grid_tracks(100.0);
    cw_time between = t->first + CW_HOUR_MS / 2;
    assert_null(cw_where_compute(&m.scene, t, &between, 1, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    err = (cw_error){0};
    assert_null(cw_where_compute(&m.scene, t, &between, 0, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    err = (cw_error){0};
    for (size_t i = 0; i < COUNT; i++) t->x_m[i] = t->y_m[i] = NAN; /* nobody is adrift yet */
    assert_null(cw_where_compute(&m.scene, t, &t->first, 1, &err));
    assert_int_equal(err.code, CW_NO);
    cw_where_free(NULL, 3);
    tracks_free(t);
    unmake(&m);
}

/* The real regions of the strait leave no gap and do not overlap. */
static void test_regions_of_the_strait(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 500, false);
    for (size_t k = 0; k < w.run->where_count; k++) {
        const cw_where *where = &w.run->where[k];
        assert_close(where->zone_share[0] + where->zone_share[1], 1.0, 1e-6);
        assert_true(where->border_share > 0.02 && where->border_share < 0.5);
    }
    worked_free(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shares_are_counted_and_add_up),
                                       cmocka_unit_test(test_share_near_the_border),
                                       cmocka_unit_test(test_datum),
                                       cmocka_unit_test(test_maps_share_a_lattice),
                                       cmocka_unit_test(test_refusals),
                                       cmocka_unit_test(test_regions_of_the_strait)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
