/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closest points of approach: closed forms, the least of geodesic distances found by search, and
 * for the index every pair one by one.
 */
#include "made.h"

static cw_pair pair_of(const cw_fleet *fleet, size_t a, size_t b) {
    cw_pair pair;
    assert_true(cw_pair_of(fleet, a, b, &pair));
    return pair;
}

/* The angle between the meridians of two places so far apart east and west, at 51 degrees north:
 * the radius of curvature across the meridian is 6,391 km there. */
static double meridians_turn(double east_m) {
    return east_m / 6.391e6 * tan(cw_radians(51.0));
}

/* Towards each other on parallel lines 1 km apart, 10 km, 5 and 7 m/s. The lengths of the making
 * are geodesic, the plane's scale is divided out: centimetres remain. */
static void test_head_on(void **state) {
    (void)state;
    cw_ship ships[] = {made_ship(1, 0.0, -5e3, 5.0, 0.0), made_ship(2, 1e3, 5e3, 7.0, 180.0)};
    cw_plane *plane = made_plane();
    cw_fleet *fleet = made_fleet(ships, 2, plane, 0);
    cw_pair pair = pair_of(fleet, 0, 1);
    assert_close(pair.range_m, hypot(1e3, 10e3), 0.05);
    assert_close(pair.tcpa_s, 10e3 / 12.0, 0.05);
    /* "180 degrees" 1 km east of the other's meridian leads away from it. */
    assert_close(pair.cpa_m, 1e3 + 7.0 * pair.tcpa_s * meridians_turn(1e3), 0.02);
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
}

/* A report that is 100 s old: the ship is where she has sailed to since. */
static void test_one_time(void **state) {
    (void)state;
    cw_ship now = made_ship(1, 0.0, 0.0, 10.0, 90.0), other = made_ship(2, 5e3, -5e3, 10.0, 0.0);
    cw_ship old = now;
    old.at = cw_geodesic_direct(now.at, 270.0, 1000.0);
    old.time = -100 * CW_SECOND_MS;
    cw_ship fresh[] = {now, other}, late[] = {old, other};
    cw_plane *plane = made_plane();
    cw_fleet *a = made_fleet(fresh, 2, plane, 0), *b = made_fleet(late, 2, plane, 0);
    /* 5 km each to the crossing at 10 m/s: they meet, but that north is not parallel to north 5 km
     * away. 1 km on the geodesic west and back east: the course at its end differs from 90 by 0.011
     * degrees, half of it over a kilometre: 0.1 m. */
    assert_close(pair_of(a, 0, 1).cpa_m, 5e3 * meridians_turn(5e3) / sqrt(2.0), 0.05);
    assert_close(pair_of(b, 0, 1).cpa_m, pair_of(a, 0, 1).cpa_m, 0.2);
    assert_close(pair_of(a, 0, 1).tcpa_s, 500.0, 0.3); /* those 3.4 m at 14 m/s */
    assert_close(pair_of(b, 0, 1).tcpa_s, pair_of(a, 0, 1).tcpa_s, 0.05);
    assert_int_equal(cw_fleet_ship(b, 0)->time, 0);
    cw_fleet_destroy(a);
    cw_fleet_destroy(b);
    cw_plane_destroy(plane);
}

static double apart_m(const cw_ship *a, const cw_ship *b, double t) {
    double distance;
    cw_geodesic_inverse(cw_geodesic_direct(a->at, a->course_deg, a->speed_mps * t),
                        cw_geodesic_direct(b->at, b->course_deg, b->speed_mps * t), &distance,
                        NULL);
    return distance;
}

/* Golden section on geodesic distances, 200 km from the centre of the plane, where its scale is off
 * by 2.5e-4: CPA and TCPA are those of the ellipsoid. Over half an hour the geodesic bends from the
 * plane's straight line by s^2/8 D/(2 R^2), 0.1 m; the scale changes along the way by 1e-5 of some
 * 20 km, 0.3 m. */
static void test_ellipsoid(void **state) {
    (void)state;
    cw_plane *plane = made_plane();
    for (uint32_t n = 0; n < 50; n++) {
        double x = made_between(n, 1, -140e3, 140e3), y = made_between(n, 2, -140e3, 140e3);
        double turn = made_between(n, 3, 0.0, 360.0);
        cw_ship ships[] = {made_ship(1, x, y, made_between(n, 4, 3.0, 11.0), turn),
                           made_ship(2, x + made_between(n, 5, -12e3, 12e3),
                                     y + made_between(n, 6, -12e3, 12e3),
                                     made_between(n, 7, 3.0, 11.0), turn + 90.0 + n)};
        cw_fleet *fleet = made_fleet(ships, 2, plane, 0);
        cw_pair pair = pair_of(fleet, 0, 1);
        double low = pair.tcpa_s - 300.0, high = pair.tcpa_s + 300.0, golden = (sqrt(5.0) - 1) / 2;
        while (high - low > 1e-3) {
            double p = high - golden * (high - low), q = low + golden * (high - low);
            if (apart_m(&ships[0], &ships[1], p) < apart_m(&ships[0], &ships[1], q))
                high = q;
            else
                low = p;
        }
        assert_close(pair.cpa_m, apart_m(&ships[0], &ships[1], (low + high) / 2.0), 1.5);
        assert_close(pair.range_m, apart_m(&ships[0], &ships[1], 0.0), 0.3);
        cw_fleet_destroy(fleet);
    }
    cw_plane_destroy(plane);
}

/* The antenna 80 m behind the bow of a ship of 300 m: the middle is 70 m further aft. */
static void test_middle_of_hull(void **state) {
    (void)state;
    cw_ship ships[] = {made_ship(1, 0.0, 0.0, 0.0, 0.0), made_ship(2, 0.0, 10e3, 5.0, 180.0)};
    ships[0].hull = (cw_hull){80.0, 220.0, 20.0, 20.0, true};
    cw_plane *plane = made_plane();
    cw_fleet *fleet = made_fleet(ships, 2, plane, 0);
    assert_close(pair_of(fleet, 0, 1).range_m, 10070.0, 0.05);
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
}

/* ---- the index against every pair ----------------------------------------------------------- */

static cw_ship *sea(size_t count, double size_m, uint32_t seed) {
    cw_ship *ships = calloc(count, sizeof *ships);
    assert_non_null(ships);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t s = seed * 100;
        bool still = made_between(i, s + 5, 0.0, 1.0) < 0.3;
        ships[i] = made_ship(
            i, made_between(i, s + 1, -size_m, size_m), made_between(i, s + 2, -size_m, size_m),
            still ? 0.0 : made_between(i, s + 3, 0.5, 12.0), made_between(i, s + 4, 0.0, 360.0));
        if (i % 50 == 7) ships[i].speed_mps = NAN;
        if (i % 50 == 8) ships[i].course_deg = NAN; /* known to lie still, or not known */
        if (i % 50 == 9) ships[i].at.lat_deg = NAN;
        if (i % 50 == 10) ships[i].at = (cw_position){-51.0, -178.5}; /* beyond the plane */
        if (i % 50 == 11 && i > 11) ships[i].at = ships[i - 11].at;
    }
    return ships;
}

static bool fits(cw_limits limits, const cw_pair *p) {
    return p->range_m <= limits.range_m && p->tcpa_s >= 0.0 && p->tcpa_s <= limits.tcpa_s
           && p->cpa_m <= limits.cpa_m;
}

static void compare(const cw_fleet *fleet, cw_limits limits, cw_pairs *found) {
    size_t count = cw_fleet_count(fleet), expected = 0;
    cw_error err = {0};
    assert_true(cw_pairs_find(fleet, limits, found, &err));
    uint8_t *seen = calloc(count * count, 1);
    assert_non_null(seen);
    for (size_t k = 0; k < found->count; k++) {
        const cw_pair *p = &found->items[k];
        assert_true(p->a < p->b && p->b < count);
        assert_int_equal(seen[p->a * count + p->b]++, 0);
    }
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++) {
            cw_pair p;
            bool wanted = cw_pair_of(fleet, a, b, &p) && fits(limits, &p);
            assert_int_equal(seen[a * count + b], wanted);
            expected += wanted;
        }
    }
    assert_int_equal(found->count, expected);
    free(seen);
}

static void test_every_pair(void **state) {
    (void)state;
    static const cw_limits LIMITS[] = {{37040.0, 1800.0, INFINITY},
                                       {37040.0, 1800.0, 1852.0},
                                       {500.0, 60.0, 100.0},
                                       {400e3, 1e5, 1e4}};
    cw_plane *plane = made_plane();
    cw_pairs pairs = {0};
    for (uint32_t n = 0; n < 4; n++) {
        cw_ship *ships = sea(700, n % 2 == 0 ? 100e3 : 20e3, n + 1);
        cw_fleet *fleet = made_fleet(ships, 700, plane, 0);
        for (int k = 0; k < 4; k++) compare(fleet, LIMITS[k], &pairs);
        cw_fleet_destroy(fleet);
        free(ships);
    }
    cw_pairs_free(&pairs);
    cw_plane_destroy(plane);
}

static void test_few_and_wrong(void **state) {
    (void)state;
    cw_plane *plane = made_plane();
    cw_pairs pairs = {0};
    cw_error err = {0};
    cw_ship one = made_ship(1, 0.0, 0.0, 5.0, 0.0);
    for (size_t count = 0; count < 2; count++) {
        cw_fleet *fleet = made_fleet(&one, count, plane, 0);
        assert_true(cw_pairs_find(fleet, (cw_limits){1e4, 600.0, 1e3}, &pairs, &err));
        assert_int_equal(pairs.count, 0);
        assert_false(cw_pairs_find(fleet, (cw_limits){NAN, 600.0, 1e3}, &pairs, &err));
        assert_false(cw_pairs_find(fleet, (cw_limits){1e4, -1.0, 1e3}, &pairs, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        cw_fleet_destroy(fleet);
    }
    cw_ship together[] = {one, one};
    cw_fleet *fleet = made_fleet(together, 2, plane, 0);
    cw_pair pair;
    assert_false(cw_pair_of(fleet, 0, 1, &pair)); /* no relative speed: no closest point */
    cw_fleet_destroy(fleet);
    cw_pairs_free(&pairs);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head_on),    cmocka_unit_test(test_one_time),
        cmocka_unit_test(test_ellipsoid),  cmocka_unit_test(test_middle_of_hull),
        cmocka_unit_test(test_every_pair), cmocka_unit_test(test_few_and_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
