/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collision candidates: known answers worked out by others, and counts of hulls that touch in made
 * traffic, where nothing of the formula is used: Poisson streams, rectangles, small steps in time.
 */
#include "made.h"

static cw_flow ship(double speed_mps, double length_m, double beam_m) {
    return (cw_flow){0.0, speed_mps, length_m, beam_m};
}

/* The four of the project's requirements, given to a hundredth of a second. */
static void test_known_windows(void **state) {
    (void)state;
    assert_close(cw_contact_window_s(ship(5, 100, 20), ship(5, 100, 20), 90.0), 48.00, 0.005);
    assert_close(cw_contact_window_s(ship(5, 100, 20), ship(5, 100, 20), 30.0), 42.14, 0.005);
    assert_close(cw_contact_window_s(ship(9, 200, 30), ship(7, 100, 18), 60.0), 40.36, 0.005);
    assert_close(cw_contact_window_s(ship(10, 300, 45), ship(1.5, 10, 3), 80.0), 66.38, 0.005);
}

/* At a right angle and equal speeds each hull is seen at 45 degrees: (L + B) / sqrt 2 of each. */
static void test_diameter(void **state) {
    (void)state;
    cw_flow a = ship(5, 100, 20);
    assert_close(cw_collision_diameter_m(a, a, 90.0), 2.0 * 120.0 / sqrt(2.0), 1e-9);
    assert_close(cw_collision_diameter_m(a, a, 180.0), 40.0, 1e-9); /* head on: both beams */
    assert_close(cw_collision_diameter_m(a, ship(8, 50, 10), 0.0), 30.0, 1e-9);
    assert_close(cw_collision_diameter_m(a, ship(8, 50, 10), 70.0),
                 cw_collision_diameter_m(ship(8, 50, 10), a, 290.0), 1e-9);
    assert_true(isnan(cw_collision_diameter_m(a, a, 0.0)));
    assert_true(isnan(cw_contact_window_s(a, ship(8, 50, 10), 180.0)));
}

/* ---- crossing lanes, simulated -------------------------------------------------------------- */

typedef struct hull {
    double x, y, ahead_x, ahead_y, half_length, half_beam;
} hull;

static bool apart_along(const hull *a, const hull *b, double ux, double uy) {
    double gap = fabs((b->x - a->x) * ux + (b->y - a->y) * uy);
    const hull *both[] = {a, b};
    for (int i = 0; i < 2; i++) {
        const hull *h = both[i];
        gap -= h->half_length * fabs(h->ahead_x * ux + h->ahead_y * uy)
               + h->half_beam * fabs(h->ahead_y * ux - h->ahead_x * uy);
    }
    return gap > 0.0;
}

static bool touch(const hull *a, const hull *b) {
    return !apart_along(a, b, a->ahead_x, a->ahead_y) && !apart_along(a, b, a->ahead_y, -a->ahead_x)
           && !apart_along(a, b, b->ahead_x, b->ahead_y)
           && !apart_along(a, b, b->ahead_y, -b->ahead_x);
}

/* Both pass the crossing at time 0 and `later` seconds after. */
static bool pair_touches(cw_flow i, cw_flow j, double angle_deg, double later) {
    static const double STEP_S = 0.2, LOOK_S = 150.0;
    double s = sin(cw_radians(angle_deg)), c = cos(cw_radians(angle_deg));
    for (double t = -LOOK_S; t < LOOK_S; t += STEP_S) {
        double way_i = i.speed_mps * t, way_j = j.speed_mps * (t - later);
        hull a = {0.0, way_i, 0.0, 1.0, i.length_m / 2.0, i.beam_m / 2.0};
        hull b = {way_j * s, way_j * c, s, c, j.length_m / 2.0, j.beam_m / 2.0};
        if (touch(&a, &b)) return true;
    }
    return false;
}

/* Times of a Poisson stream: `count` of them. */
static double *stream(uint32_t seed, size_t count, double rate) {
    double *times = calloc(count, sizeof *times), now = 0.0;
    assert_non_null(times);
    for (size_t k = 0; k < count; k++) {
        now -= log(made_between(seed, (uint32_t)k, 0.0, 1.0)) / rate;
        times[k] = now;
    }
    return times;
}

static void test_crossing_simulated(void **state) {
    (void)state;
    static const double ANGLES[] = {90.0, 40.0, 140.0};
    enum { SHIPS = 20000 };
    for (uint32_t n = 0; n < 3; n++) {
        cw_flow i = {1.0 / 300.0, 9.0, 200.0, 30.0}, j = {1.0 / 300.0, 7.0, 100.0, 18.0};
        double *at_i = stream(2 * n, SHIPS, i.ships_per_s);
        double *at_j = stream(2 * n + 1, SHIPS, j.ships_per_s);
        double end = fmin(at_i[SHIPS - 1], at_j[SHIPS - 1]);
        size_t found = 0, from = 0;
        for (size_t k = 0; k < SHIPS && at_i[k] < end; k++) {
            while (from < SHIPS && at_j[from] < at_i[k] - 100.0) from++;
            for (size_t m = from; m < SHIPS && at_j[m] < at_i[k] + 100.0; m++)
                found += pair_touches(i, j, ANGLES[n], at_j[m] - at_i[k]);
        }
        double expected = cw_candidates_crossing(i, j, ANGLES[n]) * end;
        /* Four standard deviations of a count; and the steps of 0.2 s miss touches of corners
         * shallower than two metres, under a hundredth. */
        assert_close(found, expected, 4.0 * sqrt(expected) + 0.01 * expected);
        free(at_i);
        free(at_j);
    }
}

/* ---- parallel lanes, simulated -------------------------------------------------------------- */

static double lateral(uint32_t seed, size_t k, cw_lateral at) {
    double z[4];
    cw_random_normal(
        (cw_draw){.seed = 6, .particle = seed, .step = (uint32_t)k, .purpose = CW_DRAW_TEST}, z);
    return at.mean_m + at.std_m * z[0];
}

/* Pairs that come abreast in the lane with hulls that overlap across it. `along`: +1 both the same
 * way, -1 j comes from the other end. */
static size_t count_abreast(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j, int along,
                            double length_m, size_t ships, double *end) {
    double *times_i = stream(11, ships, i.ships_per_s), *times_j = stream(12, ships, j.ships_per_s);
    double around_s = length_m / i.speed_mps + length_m / j.speed_mps;
    size_t found = 0, from = 0;
    *end = fmin(times_i[ships - 1], times_j[ships - 1]);
    for (size_t k = 0; k < ships && times_i[k] < *end; k++) {
        while (from < ships && times_j[from] < times_i[k] - around_s) from++;
        for (size_t m = from; m < ships && times_j[m] < times_i[k] + around_s; m++) {
            /* x_i = V_i (t - t_i); x_j = start + along V_j (t - t_j); equal at t. */
            double start = along > 0 ? 0.0 : length_m, vj = along * j.speed_mps;
            double t = (start - vj * times_j[m] + i.speed_mps * times_i[k]) / (i.speed_mps - vj);
            double x = i.speed_mps * (t - times_i[k]);
            double apart = fabs(lateral(13, k, at_i) - lateral(14, m, at_j));
            found += x >= 0.0 && x <= length_m && apart < (i.beam_m + j.beam_m) / 2.0;
        }
    }
    free(times_i);
    free(times_j);
    return found;
}

static void test_parallel_simulated(void **state) {
    (void)state;
    cw_flow i = {1.0 / 600.0, 9.0, 200.0, 30.0}, j = {1.0 / 400.0, 6.0, 120.0, 20.0};
    cw_lateral at_i = {0.0, 300.0}, at_j = {500.0, 200.0};
    double end, length_m = 20e3;
    enum { SHIPS = 40000 };
    size_t met = count_abreast(i, at_i, j, at_j, -1, length_m, SHIPS, &end);
    double expected = cw_candidates_head_on(i, at_i, j, at_j, length_m) * end;
    assert_close(met, expected, 4.0 * sqrt(expected)); /* a count */
    size_t passed = count_abreast(i, at_i, j, at_j, 1, length_m, SHIPS, &end);
    expected = cw_candidates_overtaking(i, at_i, j, at_j, length_m) * end;
    assert_close(passed, expected, 4.0 * sqrt(expected));
}

/* A year of 400 ships a day against 40 across; worked by hand from the first known window. */
static void test_year(void **state) {
    (void)state;
    cw_flow lane = {400.0 / 86400.0, 5, 100, 20}, ferries = {40.0 / 86400.0, 5, 100, 20};
    double a_year = 400.0 * 40.0 * 48.0 / 86400.0 * 365.25;
    double candidates = cw_candidates_crossing(lane, ferries, 90.0);
    assert_close(cw_collisions_per_year(candidates, 1.0), a_year, 1e-9 * a_year);
    assert_close(cw_collisions_per_year(candidates, CW_CAUSATION_CROSSING), 1.3e-4 * a_year,
                 1e-9 * a_year);
    assert_close(cw_candidates_bend(lane, ferries, 90.0, 0.01), 0.01 * candidates, 1e-15);
    cw_lateral line = {0.0, 0.0}, aside = {50.0, 0.0}; /* no spread: they meet surely, or never */
    assert_close(cw_candidates_head_on(lane, line, ferries, line, 1000.0),
                 1000.0 * lane.ships_per_s * ferries.ships_per_s * 10.0 / 25.0, 1e-12);
    assert_close(cw_candidates_head_on(lane, line, ferries, aside, 1000.0), 0.0, 0.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_windows),
        cmocka_unit_test(test_diameter),
        cmocka_unit_test(test_crossing_simulated),
        cmocka_unit_test(test_parallel_simulated),
        cmocka_unit_test(test_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
