/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One vessel's track against closed forms: straight ways, steady acceleration, circles; and the
 * standard deviations against ten thousand made ships whose acceleration is white noise.
 */
#include "support.h"

#include <crosswatch/picture.h>

#include <math.h>
#include <stdlib.h>

static const cw_vessel SHIP = {.mmsi = 227006760, .sender = CW_AIS_CLASS_A};
static const cw_position DOVER = {51.05, 1.45};

enum { SECOND = 1000 };

static cw_track_fix fix_of(cw_time time, cw_position at, double speed_mps, double course_deg) {
    return (cw_track_fix){.time = time,
                          .at = at,
                          .error_m = 0.0F,
                          .speed_mps = (float)speed_mps,
                          .course_deg = (float)course_deg,
                          .heading_deg = NAN,
                          .turn_deg_per_min = NAN,
                          .status = 15};
}

static cw_position moved(cw_position from, double east_m, double north_m) {
    double azimuth = cw_degrees(atan2(east_m, north_m));
    return cw_geodesic_direct(from, azimuth, hypot(east_m, north_m));
}

static double apart_m(cw_position a, cw_position b) {
    double distance;
    cw_geodesic_inverse(a, b, &distance, NULL);
    return distance;
}

static cw_track *made(const cw_track_fix *fixes, size_t count) {
    cw_error err = {0};
    cw_track *track = cw_track_create(&SHIP, fixes, count, &err);
    if (track == NULL) fail_msg("%s", err.message);
    return track;
}

static cw_track_state state_at(const cw_track *track, cw_time time) {
    cw_track_state state;
    assert_true(cw_track_at(track, time, &state));
    assert_int_equal(state.time, time);
    return state;
}

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

/* ---- how well it is known ---------------------------------------------------------------------
 */

static double normal(uint32_t ship, uint32_t step) {
    double z[4];
    cw_random_normal((cw_draw){.seed = 4, .particle = ship, .step = step, .purpose = CW_DRAW_TEST},
                     z);
    return z[0];
}

/* The spectral density that a track states, out of its growth after the last fix. */
static double stated_density(const cw_track *track, cw_time last, bool across,
                             double *velocity_std) {
    cw_track_state one = state_at(track, last + 60 * SECOND),
                   two = state_at(track, last + 120 * SECOND);
    double v1 = pow(across ? one.std_across_m : one.std_along_m, 2.0);
    double v2 = pow(across ? two.std_across_m : two.std_along_m, 2.0);
    /* v = a t^2 + q t^3 / 3 at two times */
    double q = 3.0 * (v2 / (120.0 * 120.0) - v1 / (60.0 * 60.0)) / 60.0;
    *velocity_std = sqrt(v1 / (60.0 * 60.0) - q * 60.0 / 3.0);
    return q;
}

typedef struct sample {
    double y0, y1, middle, v0, v1;
    double third, v_third; /* place and velocity after a third of the leg */
} sample;

/* A ship that goes north at 8 m/s with white noise of density q in its acceleration, in steps of a
 * second; its velocity is told with an error. */
static sample sail(uint32_t ship, double q, double velocity_std, int seconds) {
    sample s = {.v0 = 8.0};
    double y = 0.0, v = 8.0;
    for (int i = 0; i < seconds; i++) {
        double w = sqrt(q) * normal(ship, (uint32_t)i);
        y += v + w / 2.0;
        v += w;
        if (i == seconds / 2 - 1) s.middle = y;
        if (i == seconds / 3 - 1) s.third = y, s.v_third = v;
    }
    s.y1 = y;
    s.v0 += velocity_std * normal(ship, 100000);
    s.v1 = v + velocity_std * normal(ship, 100001);
    return s;
}

/* In the middle of a leg, errors of many ships have the standard deviation that the track states;
 * 3000 ships give that to 1.3 %, and each states its own (its speed differs by a little). */
static void test_stated_errors(void **state) {
    (void)state;
    enum { SHIPS = 3000 };
    static const int LEGS_S[] = {30, 180, 360};
    for (size_t k = 0; k < 3; k++) {
        int leg = LEGS_S[k];
        double squares = 0.0, stated = 0.0, q = 0.0, velocity_std = 0.0;
        for (uint32_t i = 0; i <= SHIPS; i++) { /* the first tells the density */
            sample s = sail(i, q, velocity_std, leg);
            cw_track_fix fixes[2] = {fix_of(0, DOVER, s.v0, 0.0),
                                     fix_of(leg * SECOND, moved(DOVER, 0.0, s.y1), s.v1, 0.0)};
            cw_track *track = made(fixes, 2);
            cw_track_state m = state_at(track, leg * SECOND / 2);
            if (i == 0) q = stated_density(track, leg * SECOND, false, &velocity_std);
            double error = apart_m(m.at, moved(DOVER, 0.0, s.middle));
            if (i > 0) squares += error * error / SHIPS;
            if (i > 0) stated += m.std_along_m * m.std_along_m / SHIPS;
            cw_track_destroy(track);
        }
        assert_true(q > 0.0 && velocity_std > 0.0);
        assert_close(sqrt(squares) / sqrt(stated), 1.0, 0.06);
    }
}

/* The same of the velocity after a third of a leg, and of what its error shares with that of the
 * place. Speeds are kept in tenths of a knot: 0.015 m/s beside 0.15. A correlation of 3000 pairs is
 * known to 0.02. */
static void test_stated_velocity(void **state) {
    (void)state;
    enum { SHIPS = 3000 };
    static const int LEGS_S[] = {30, 180, 360};
    for (size_t k = 0; k < 3; k++) {
        int leg = LEGS_S[k];
        double place = 0.0, speed = 0.0, both = 0.0, stated = 0.0, correlation = 0.0, q = 0.0,
               velocity_std = 0.0;
        for (uint32_t i = 0; i <= SHIPS; i++) { /* the first tells the density */
            sample s = sail(i, q, velocity_std, leg);
            cw_track_fix fixes[2] = {fix_of(0, DOVER, s.v0, 0.0),
                                     fix_of(leg * SECOND, moved(DOVER, 0.0, s.y1), s.v1, 0.0)};
            cw_track *track = made(fixes, 2);
            cw_track_state m = state_at(track, leg * SECOND / 3);
            if (i == 0) q = stated_density(track, leg * SECOND, false, &velocity_std);
            double off_m = (m.at.lat_deg - moved(DOVER, 0.0, s.third).lat_deg) * 111.24e3,
                   off_mps = m.speed_mps - s.v_third;
            if (i > 0) {
                place += off_m * off_m / SHIPS;
                speed += off_mps * off_mps / SHIPS;
                both += off_m * off_mps / SHIPS;
                stated += pow(m.velocity_along.std_mps, 2.0) / SHIPS;
                correlation += m.velocity_along.correlation / SHIPS;
            }
            cw_track_destroy(track);
        }
        assert_close(sqrt(speed) / sqrt(stated), 1.0, 0.06);
        assert_close(both / sqrt(place * speed), correlation, 0.08);
    }
}

/* After the last fix nothing holds it: by the process's own equations the variance of the place
 * grows by twice what it shares with the velocity, and that by the variance of the velocity.
 * Differences over two seconds leave out a sixth of the third derivative, 2 q: 5e-4 after 30 s. */
static void test_velocity_after_the_last(void **state) {
    (void)state;
    cw_track_fix fix = fix_of(0, DOVER, 8.0, 30.0);
    fix.error_m = 12.0F;
    cw_track *track = made(&fix, 1);
    for (int t = 30; t < 350; t += 17) {
        double place[3], both[3], velocity = 0.0;
        for (int k = -1; k <= 1; k++) {
            cw_track_state s = state_at(track, (t + k) * SECOND);
            place[k + 1] = s.std_across_m * s.std_across_m;
            both[k + 1] =
                s.velocity_across.correlation * s.velocity_across.std_mps * s.std_across_m;
            if (k == 0) velocity = pow(s.velocity_across.std_mps, 2.0);
        }
        assert_close((place[2] - place[0]) / 2.0 / (2.0 * both[1]), 1.0, 1e-3);
        assert_close((both[2] - both[0]) / 2.0 / velocity, 1.0, 1e-3);
    }
    cw_track_destroy(track);
}

/* The further from a fix, the less is known; a fix's own error is what is left at it. */
static void test_grows(void **state) {
    (void)state;
    cw_track_fix fixes[2] = {fix_of(0, DOVER, 8.0, 0.0),
                             fix_of(300 * SECOND, moved(DOVER, 0.0, 2400.0), 8.0, 0.0)};
    fixes[0].error_m = fixes[1].error_m = 7.0F;
    cw_track *track = made(fixes, 2);
    for (int end = 0; end <= 300; end += 300) {
        assert_close(state_at(track, end * SECOND).std_along_m, 7.0, 1e-3);
        assert_close(state_at(track, end * SECOND).std_across_m, 7.0, 1e-3);
    }
    for (int t = 20; t < 150; t += 10) {
        cw_track_state here = state_at(track, t * SECOND), on = state_at(track, (t + 10) * SECOND);
        cw_track_state mirrored = state_at(track, (300 - t) * SECOND);
        assert_true(on.std_along_m > here.std_along_m && on.std_across_m > here.std_across_m);
        assert_close(mirrored.std_along_m, here.std_along_m, 1e-3);
    }
    for (int t = 300; t < 650; t += 10) {
        cw_track_state here = state_at(track, t * SECOND), on = state_at(track, (t + 10) * SECOND);
        assert_true(on.std_along_m > here.std_along_m && on.std_across_m > here.std_across_m);
    }
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
        cmocka_unit_test(test_date_line),
        cmocka_unit_test(test_heading_over_north),
        cmocka_unit_test(test_stated_errors),
        cmocka_unit_test(test_stated_velocity),
        cmocka_unit_test(test_velocity_after_the_last),
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_hull),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
