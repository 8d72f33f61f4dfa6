/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One vessel's track against closed forms: straight ways, steady acceleration, circles. What it
 * says of its errors: test_track_errors.c.
 */
#include "single.h"

/* ---- what is kept ---------------------------------------------------------------------------- */

/* What AIS sends, and six decimals of a degree, come back to the last bit. */
static void test_kept(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {
        fix_of(-5, (cw_position){-30675123 / 600000.0, 179.999999}, 102.2, 359.9),
        fix_of(1637720820123, (cw_position){51.123457, -1.849201}, 0.0, 0.0)};
    fixes[0].speed_mps = (float)cw_knots_to_mps(12.3);
    fixes[0].heading_deg = 359.0F;
    fixes[0].turn_deg_per_min = -708.0F;
    fixes[0].error_m = 5.3F;
    fixes[1].speed_mps = NAN;
    fixes[1].course_deg = NAN;
    fixes[1].status = 14;
    cw_track *track = made(fixes, 2);
    assert_int_equal(cw_track_count(track), 2);
    assert_int_equal(cw_track_vessel(track)->mmsi, SHIP.mmsi);
    for (size_t i = 0; i < 2; i++) {
        cw_track_fix got = cw_track_fix_at(track, i);
        assert_int_equal(got.time, fixes[i].time);
        assert_true(got.at.lat_deg == fixes[i].at.lat_deg && got.at.lon_deg == fixes[i].at.lon_deg);
        assert_int_equal(got.status, fixes[i].status);
        assert_true(got.error_m == fixes[i].error_m);
    }
    cw_track_fix first = cw_track_fix_at(track, 0), second = cw_track_fix_at(track, 1);
    assert_close(first.speed_mps, cw_knots_to_mps(12.3), 1e-6); /* a float's digits */
    assert_close(first.course_deg, 359.9, 2e-5);                /* a float's digits */
    assert_close(first.turn_deg_per_min, -708.0, 1e-4);
    assert_true(first.heading_deg == 359.0F && isnan(second.heading_deg));
    assert_true(isnan(second.speed_mps) && isnan(second.course_deg));
    assert_true(isnan(second.turn_deg_per_min));
    cw_track_destroy(track);
}

static void test_before(void **state) {
    (void)state;
    cw_track_fix fixes[50];
    for (int i = 0; i < 50; i++) fixes[i] = fix_of(10 * i, DOVER, 0, 0);
    cw_track *track = made(fixes, 50);
    assert_true(cw_track_before(track, -1) == SIZE_MAX);
    for (cw_time t = 0; t < 490; t++) assert_int_equal(cw_track_before(track, t), t / 10);
    assert_int_equal(cw_track_before(track, INT64_MAX), 49);
    cw_track_destroy(track);
}

static void test_refused(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(10, DOVER, 1, 1), fix_of(10, DOVER, 1, 1)};
    cw_error err = {0};
    assert_null(cw_track_create(&SHIP, fixes, 0, &err));
    assert_mentions(err.message, "227006760");
    err = (cw_error){0};
    assert_null(cw_track_create(&SHIP, fixes, 2, &err));
    assert_mentions(err.message, "fix 2");
    fixes[1].time = 20;
    fixes[1].at.lat_deg = NAN;
    assert_null(cw_track_create(&SHIP, fixes, 2, NULL));
    fixes[1] = fix_of(INT64_MAX, DOVER, 1, 1);
    assert_null(cw_track_create(&SHIP, fixes, 2, NULL));
    cw_track_destroy(NULL);
}

/* ---- the way --------------------------------------------------------------------------------- */

/* A geodesic at 10 m/s: after 100 s of 200 it is a kilometre on. Sent speeds are rounded to 0.004
 * m/s, places to 6 mm; the plane bends 2 km by less than a decimetre here. */
static void test_straight(void **state) {
    (void)state;
    static const double COURSES[] = {0.0, 37.0, 90.0, 181.0, 300.0};
    for (size_t i = 0; i < sizeof COURSES / sizeof COURSES[0]; i++) {
        cw_position end = cw_geodesic_direct(DOVER, COURSES[i], 2000.0);
        cw_track_fix fixes[2] = {fix_of(0, DOVER, 10.0, COURSES[i]),
                                 fix_of(200 * SECOND, end, 10.0, COURSES[i])};
        cw_track *track = made(fixes, 2);
        cw_track_state s = state_at(track, 100 * SECOND);
        assert_true(apart_m(s.at, cw_geodesic_direct(DOVER, COURSES[i], 1000.0)) < 0.5);
        assert_close(s.speed_mps, 10.0, 0.02);
        assert_close(remainder(s.course_deg - COURSES[i], 360.0), 0.0, 0.05);
        assert_close(remainder(s.heading_deg - COURSES[i], 360.0), 0.0, 0.05);
        assert_false(s.gap);
        s = state_at(track, 320 * SECOND); /* and reckoned on */
        assert_true(apart_m(s.at, cw_geodesic_direct(DOVER, COURSES[i], 3200.0)) < 1.5);
        assert_true(s.gap);
        cw_track_destroy(track);
    }
}

/* From 2 m/s, 0.02 m/s^2 northward for 120 s: y = 2 t + 0.01 t^2. The cubic holds that exactly. */
static void test_accelerates(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(0, DOVER, 2.0, 0.0),
                             fix_of(120 * SECOND, moved(DOVER, 0.0, 384.0), 4.4, 0.0)};
    cw_track *track = made(fixes, 2);
    for (int t = 0; t <= 120; t += 15) {
        cw_track_state s = state_at(track, t * SECOND);
        double y = 2.0 * t + 0.01 * t * t;
        assert_true(apart_m(s.at, moved(DOVER, 0.0, y)) < 0.15); /* speeds are rounded, see above */
        assert_close(s.speed_mps, 2.0 + 0.02 * t, 0.01);
    }
    cw_track_destroy(track);
}

/* A circle of 60 degrees a minute at 6 m/s (radius 343.8 m). Between two fixes 15 s apart the cubic
 * leaves it by less than r angle^4 / 384 = 4 mm; the last fix is reckoned on along it for a minute.
 */
static cw_position on_circle(double t) {
    double turn = cw_radians(1.0), r = 6.0 / turn; /* a second */
    return moved(DOVER, r * (1.0 - cos(turn * t)), r * sin(turn * t));
}

static void test_turns(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(0, on_circle(0), 6.0, 0.0),
                             fix_of(15 * SECOND, on_circle(15), 6.0, 15.0)};
    fixes[1].turn_deg_per_min = 60.0F;
    fixes[1].heading_deg = 20.0F;
    cw_track *track = made(fixes, 2);
    for (int t = 0; t <= 75; t += 5) {
        cw_track_state s = state_at(track, t * SECOND);
        assert_true(apart_m(s.at, on_circle(t)) < 0.2); /* the speed's rounding over a minute */
        assert_close(s.course_deg, t, 0.2);
    }
    cw_track_state s = state_at(track, 75 * SECOND), later = state_at(track, 135 * SECOND);
    assert_close(s.heading_deg, 80.0, 0.01);
    assert_close(later.course_deg, s.course_deg, 1e-9); /* a turn is not believed for longer */
    assert_true(apart_m(later.at, cw_geodesic_direct(s.at, s.course_deg, 360.0)) < 0.5);
    cw_track_destroy(track);
}

/* Velocities that do not lead from the one place to the other: the way is straight, between them,
 * and less well known. */
static void test_no_overshoot(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(0, DOVER, 15.0, 90.0),
                             fix_of(120 * SECOND, moved(DOVER, 0.0, 200.0), 15.0, 90.0)};
    cw_track *wrong = made(fixes, 2);
    fixes[0].speed_mps = fixes[1].speed_mps = NAN;
    cw_track *unknown = made(fixes, 2);
    for (int t = 0; t < 120; t += 20) {
        cw_track_state s = state_at(wrong, t * SECOND), u = state_at(unknown, t * SECOND);
        assert_true(apart_m(s.at, moved(DOVER, 0.0, t / 0.6)) < 0.1); /* places are rounded */
        assert_true(apart_m(s.at, u.at) < 1e-6);
        assert_close(s.speed_mps, 200.0 / 120.0, 0.01);
        if (t > 0) assert_true(s.std_along_m > 1.5 * u.std_along_m);
    }
    cw_track_destroy(wrong);
    cw_track_destroy(unknown);
}

static void test_ends_and_gaps(void **state) {
    (void)state;
    cw_time gap = CW_TRACK_GAP_MS;
    cw_track_fix fixes[3] = {fix_of(0, DOVER, 0, NAN), fix_of(gap, DOVER, 0, NAN),
                             fix_of(2 * gap + 1, DOVER, 0, NAN)};
    cw_track *track = made(fixes, 3);
    cw_track_state s;
    assert_false(cw_track_at(track, -1, &s));
    assert_false(state_at(track, 0).gap);
    assert_false(state_at(track, gap / 2).gap);
    assert_true(state_at(track, gap + gap / 2).gap);
    assert_false(state_at(track, 2 * gap + 1).gap);
    assert_true(state_at(track, 2 * gap + 2).gap);
    assert_true(cw_track_at(track, 3 * gap + 1, &s));
    assert_false(cw_track_at(track, 3 * gap + 2, &s));
    assert_true(isnan(state_at(track, 5).heading_deg)); /* lies still, and sends none */
    cw_track_destroy(track);
}

/* A course without a speed, as AIS sends where it is not available: the ship is where she was, and
 * how fast she is nobody knows. Once she was carried off to the pole. */
static void test_course_without_speed(void **state) {
    (void)state;
    cw_track_fix fix = fix_of(0, DOVER, NAN, 216.6);
    cw_track *track = made(&fix, 1);
    for (int t = 0; t <= 300; t += 100) {
        cw_track_state s = state_at(track, t * SECOND);
        assert_close(apart_m(s.at, DOVER), 0.0, 0.1); /* as kept: a ten-thousandth of a minute */
        assert_true(isnan(s.speed_mps) && isnan(s.course_deg));
        assert_true(s.std_along_m >= 5.0 * t); /* any way at 10 knots */
    }
    cw_track_destroy(track);
}

static void test_date_line(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(0, (cw_position){-17.0, 179.99}, NAN, NAN),
                             fix_of(60 * SECOND, (cw_position){-17.0, -179.99}, NAN, NAN)};
    cw_track *track = made(fixes, 2);
    assert_close(fabs(state_at(track, 30 * SECOND).at.lon_deg), 180.0, 1e-9);
    assert_close(state_at(track, 45 * SECOND).at.lon_deg, -179.995, 1e-9);
    assert_close(state_at(track, 60 * SECOND).at.lon_deg, -179.99, 1e-9);
    cw_track_destroy(track);
}

static void test_heading_over_north(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(0, DOVER, 0, NAN), fix_of(60 * SECOND, DOVER, 0, NAN)};
    fixes[0].heading_deg = 350.0F;
    fixes[1].heading_deg = 20.0F;
    cw_track *track = made(fixes, 2);
    assert_close(state_at(track, 20 * SECOND).heading_deg, 0.0, 1e-4);
    assert_close(state_at(track, 40 * SECOND).heading_deg, 10.0, 1e-4);
    cw_track_destroy(track);
}

/* ---- the hull ----------------------------------------------------------------------------------
 */

static void test_hull(void **state) {
    (void)state;
    cw_vessel ship = SHIP;
    ship.said.to_bow_m = 100;
    ship.said.to_stern_m = 20;
    ship.said.to_port_m = 7;
    ship.said.to_starboard_m = 11;
    cw_hull hull = cw_vessel_hull(&ship);
    assert_true(hull.given && hull.to_bow_m == 100.0 && hull.to_stern_m == 20.0);
    assert_true(hull.to_port_m == 7.0 && hull.to_starboard_m == 11.0);
    ship.said.to_bow_m = ship.said.to_port_m = 0; /* length and beam alone */
    hull = cw_vessel_hull(&ship);
    assert_true(hull.given && hull.to_bow_m == 10.0 && hull.to_stern_m == 10.0);
    assert_true(hull.to_port_m == 5.5 && hull.to_starboard_m == 5.5);
    ship.said.to_stern_m = 0; /* no length: usual for its type */
    for (int type = 0; type < 100; type++) {
        ship.said.ship_type = type;
        hull = cw_vessel_hull(&ship);
        assert_false(hull.given);
        assert_true(hull.to_bow_m == hull.to_stern_m && hull.to_port_m == hull.to_starboard_m);
        assert_true(hull.to_bow_m > 2.0 * hull.to_port_m && hull.to_port_m >= 1.5);
    }
    ship.said.ship_type = 70;
    double cargo_m = cw_vessel_hull(&ship).to_bow_m;
    ship.said.ship_type = 0;
    ship.sender = CW_AIS_CLASS_B;
    assert_true(cw_vessel_hull(&ship).to_bow_m < 0.2 * cargo_m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept),
        cmocka_unit_test(test_before),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_straight),
        cmocka_unit_test(test_accelerates),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_no_overshoot),
        cmocka_unit_test(test_ends_and_gaps),
        cmocka_unit_test(test_course_without_speed),
        cmocka_unit_test(test_date_line),
        cmocka_unit_test(test_heading_over_north),
        cmocka_unit_test(test_hull),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
