/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a track says of its own errors, of place and velocity, against thousands of made ships whose
 * acceleration is white noise.
 */
#include "single.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stated_errors), cmocka_unit_test(test_stated_velocity),
        cmocka_unit_test(test_velocity_after_the_last), cmocka_unit_test(test_grows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
