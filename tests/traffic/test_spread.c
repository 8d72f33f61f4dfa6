/* SPDX-License-Identifier: Apache-2.0 */
/* How well a CPA is known: closed forms, and many draws of what two ships' places and velocities
 * may be, each sailed on. */
#include "made.h"

#include <crosswatch/picture.h>

static const double SHARES[3] = {0.1, 0.5, 0.9};

static cw_encounter meet(const cw_ship ships[2], cw_time time) {
    cw_plane *plane = made_plane();
    cw_fleet *fleet = made_fleet(ships, 2, plane, time);
    cw_pair pair;
    assert_true(cw_pair_of(fleet, 0, 1, &pair));
    cw_encounter e = cw_encounter_of(fleet, pair, CW_DOMAIN_OPEN, 1800.0);
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
    return e;
}

static void test_exact_ships(void **state) {
    (void)state;
    cw_ship ships[] = {made_ship(1, 0.0, 0.0, 5.0, 0.0), made_ship(2, 700.0, 5e3, 5.0, 180.0)};
    cw_encounter e = meet(ships, 0);
    assert_true(e.cpa_std_m == 0.0);
    for (int i = 0; i < 3; i++) assert_true(e.cpa_m[i] == e.pair.cpa_m);
}

/* Head on along one line: errors across alone count, and |c| is a half normal: its 10, 50 and 90 %
 * are 0.12566, 0.67449 and 1.64485 standard deviations (tables of the normal law). */
static void test_head_on(void **state) {
    (void)state;
    cw_ship ships[] = {made_ship(1, 0.0, 0.0, 5.0, 0.0), made_ship(2, 0.0, 6e3, 5.0, 180.0)};
    ships[0].std_along_m = 900.0;
    ships[0].std_across_m = 30.0;
    ships[1].std_across_m = 40.0;
    cw_encounter e = meet(ships, 0);
    assert_close(e.cpa_std_m, 50.0, 0.01);
    assert_close(e.cpa_m[0], 0.12566 * 50.0, 0.01);
    assert_close(e.cpa_m[1], 0.67449 * 50.0, 0.01);
    assert_close(e.cpa_m[2], 1.64485 * 50.0, 0.01);
    /* 0.1 m/s across for the 600 s to the meeting, with the place's error and against it. */
    ships[1].velocity_across = (cw_velocity_error){0.1, 1.0};
    assert_close(meet(ships, 0).cpa_std_m, hypot(30.0, 40.0 + 60.0), 0.05);
    ships[1].velocity_across.correlation = -1.0;
    assert_close(meet(ships, 0).cpa_std_m, hypot(30.0, 40.0 - 60.0), 0.05);
}

/* A report of five minutes ago, or the same ship as it is reckoned to be now: one spread. */
static void test_old_report(void **state) {
    (void)state;
    cw_ship ships[] = {made_ship(1, 0.0, 0.0, 6.0, 45.0), made_ship(2, 4e3, 0.0, 5.0, 315.0)};
    for (int i = 0; i < 2; i++) {
        ships[i].std_along_m = ships[i].std_across_m = 10.0;
        ships[i].velocity_along = ships[i].velocity_across = (cw_velocity_error){0.15, 0.3};
    }
    cw_encounter fresh = meet(ships, 0), late = meet(ships, 200 * CW_SECOND_MS);
    assert_close(late.pair.tcpa_s, fresh.pair.tcpa_s - 200.0, 0.1);
    assert_close(late.cpa_std_m, fresh.cpa_std_m, 0.01 * fresh.cpa_std_m);
    assert_true(late.cpa_std_m > 40.0);
}

/* Side by side at nearly one speed nothing is known of where they come nearest. */
static void test_not_known(void **state) {
    (void)state;
    cw_ship ships[] = {made_ship(1, 0.0, 0.0, 5.0, 0.0), made_ship(2, 500.0, 300.0, 4.8, 0.0)};
    ships[0].velocity_across = ships[1].velocity_across = (cw_velocity_error){0.15, 0.0};
    cw_encounter e = meet(ships, 0);
    assert_true(isnan(e.cpa_std_m) && isnan(e.cpa_m[1]));
    assert_true(isfinite(e.pair.cpa_m));
}

/* ---- many draws ----------------------------------------------------------------------------- */

enum { DRAWS = 4000, MEETINGS = 30 };

static cw_ship ship_with_errors(uint32_t n, uint32_t step, double east_m, double north_m) {
    cw_ship ship = made_ship(n, east_m, north_m, made_between(n, step, 4.0, 11.0),
                             made_between(n, step + 1, 0.0, 360.0));
    ship.std_along_m = made_between(n, step + 2, 5.0, 150.0);
    ship.std_across_m = made_between(n, step + 3, 5.0, 150.0);
    ship.velocity_along = (cw_velocity_error){made_between(n, step + 4, 0.05, 0.3),
                                              made_between(n, step + 5, -0.9, 0.9)};
    ship.velocity_across = (cw_velocity_error){made_between(n, step + 6, 0.05, 0.3),
                                               made_between(n, step + 7, -0.9, 0.9)};
    return ship;
}

/* The ship as it may be: its errors drawn, place and velocity together. */
static cw_ship drawn(const cw_ship *ship, uint32_t meeting, uint32_t n) {
    double z[4];
    cw_random_normal(
        (cw_draw){.seed = 31 + meeting, .particle = n, .step = ship->mmsi, .purpose = CW_DRAW_TEST},
        z);
    double r = ship->velocity_along.correlation, p = ship->velocity_across.correlation;
    double faster = ship->velocity_along.std_mps * (r * z[0] + sqrt(1.0 - r * r) * z[1]);
    double aside = ship->velocity_across.std_mps * (p * z[2] + sqrt(1.0 - p * p) * z[3]);
    cw_ship other = *ship;
    other.at = cw_geodesic_direct(other.at, ship->course_deg, ship->std_along_m * z[0]);
    other.at = cw_geodesic_direct(other.at, ship->course_deg + 90.0, ship->std_across_m * z[2]);
    other.speed_mps = hypot(ship->speed_mps + faster, aside);
    other.course_deg += cw_degrees(atan2(aside, ship->speed_mps + faster));
    return other;
}

static void count_below(const cw_ship ships[2], uint32_t meeting, const double limits_m[3],
                        double shares[3]) {
    cw_ship *all = calloc((size_t)2 * DRAWS, sizeof *all);
    assert_non_null(all);
    for (uint32_t n = 0; n < DRAWS; n++) {
        all[2 * n] = drawn(&ships[0], meeting, n);
        all[2 * n + 1] = drawn(&ships[1], meeting, n);
    }
    cw_plane *plane = made_plane();
    cw_fleet *fleet = made_fleet(all, (size_t)2 * DRAWS, plane, 0);
    for (int i = 0; i < 3; i++) shares[i] = 0.0;
    for (size_t n = 0; n < DRAWS; n++) {
        cw_pair pair;
        assert_true(cw_pair_of(fleet, 2 * n, 2 * n + 1, &pair));
        for (int i = 0; i < 3; i++) shares[i] += (pair.cpa_m < limits_m[i]) / (double)DRAWS;
    }
    cw_fleet_destroy(fleet);
    cw_plane_destroy(plane);
    free(all);
}

/* The share of the draws below each stated part. 4000 draws give a share to four times
 * sqrt(p (1 - p) / 4000), 0.02 and 0.03; a relative speed that its errors change by up to a tenth
 * bends a normal law by a few thousandths more. Over all meetings together chance is five times
 * smaller, and what is left is the bend. */
static void test_against_draws(void **state) {
    (void)state;
    double off[3] = {0};
    uint32_t met = 0;
    for (uint32_t n = 0; met < MEETINGS; n++) {
        cw_ship ships[] = {ship_with_errors(2 * n, 10, 0.0, 0.0),
                           ship_with_errors(2 * n + 1, 30, made_between(n, 50, -6e3, 6e3),
                                            made_between(n, 51, -6e3, 6e3))};
        cw_encounter e = meet(ships, 0);
        double slip = 0.3 * sqrt(2.0),
               speed = sqrt(e.pair.range_m * e.pair.range_m - e.pair.cpa_m * e.pair.cpa_m)
                       / fabs(e.pair.tcpa_s);
        if (e.pair.tcpa_s < 60.0 || e.pair.tcpa_s > 1200.0 || speed < 10.0 * slip) continue;
        double shares[3];
        met++;
        count_below(ships, n, e.cpa_m, shares);
        for (int i = 0; i < 3; i++) {
            double p = SHARES[i];
            assert_close(shares[i], p, 4.0 * sqrt(p * (1.0 - p) / DRAWS) + 0.01);
            off[i] += (shares[i] - p) / MEETINGS;
        }
    }
    for (int i = 0; i < 3; i++) assert_close(off[i], 0.0, 0.01);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_ships), cmocka_unit_test(test_head_on),
        cmocka_unit_test(test_old_report), cmocka_unit_test(test_not_known),
        cmocka_unit_test(test_against_draws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
