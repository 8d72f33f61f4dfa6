/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closed forms: the schemes against flows whose paths are known. Fields that are linear in space
 * are exact on a grid, so what is seen is the scheme alone, down to single precision: a place of 10
 * km is known to 1 mm, and rounding adds up like a random walk, to some centimetres in a run.
 */
#include "fields.h"

static const double ROUNDING_M = 0.05;
static const double TURN = 2.0 * CW_PI / (6.0 * 3600.0); /* once in six hours */

static void rotation(double x, double y, double t, double v[4]) {
    (void)t;
    v[0] = -TURN * y;
    v[1] = TURN * x;
}

/* Shear and rotation: u = -w y, v = w x / 4 goes round an ellipse twice as wide as high, with the
 * angular speed w / 2. */
static void sheared(double x, double y, double t, double v[4]) {
    (void)t;
    v[0] = -2.0 * TURN * y;
    v[1] = 0.5 * TURN * x;
}

/* Uniform in space, growing with time: x = a t^2 / 2. */
static void growing(double x, double y, double t, double v[4]) {
    (void)x;
    (void)y;
    v[0] = 1e-4 * t;
    v[1] = -0.5e-4 * t;
}

static double error_after(field_formula field, double x0, double y0, double hours, double want_x,
                          double want_y, cw_scheme scheme, double step_s) {
    cw_forcing *f = field_make(field, 81, 500.0, 13, 3600.0);
    cw_ensemble *e = ensemble_make(1, false);
    ensemble_put(e, 0, x0, y0);
    cw_drift_options o = options_plain(hours, step_s, scheme);
    run_or_fail(e, f, NULL, &o);
    double error = hypot((double)e->x_m[0] - want_x, (double)e->y_m[0] - want_y);
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
    return error;
}

/* Halving the step divides the error by 2^order: between steps that are coarse enough for the
 * error to stand far above rounding. The next term of the error allows 15 % of the order. */
static void check_order(field_formula field, double x0, double y0, double hours, double x, double y,
                        cw_scheme scheme, double step_s, double order) {
    double coarse = error_after(field, x0, y0, hours, x, y, scheme, step_s);
    double fine = error_after(field, x0, y0, hours, x, y, scheme, 0.5 * step_s);
    assert_true(fine > 20.0 * ROUNDING_M);
    assert_close(log2(coarse / fine), order, 0.15 * order);
}

static void orders_of_the_schemes(void **state) {
    (void)state;
    /* A quarter turn takes (8 km, 0) to (0, 8 km). */
    check_order(rotation, 8000, 0, 1.5, 0, 8000, CW_EULER, 150, 1);
    check_order(rotation, 8000, 0, 1.5, 0, 8000, CW_RK2, 600, 2);
    check_order(rotation, 8000, 0, 6.0, 8000, 0, CW_RK4, 1800, 4);
    /* A whole round of the ellipse. */
    check_order(sheared, 8000, 0, 6.0, 8000, 0, CW_EULER, 15, 1);
    check_order(sheared, 8000, 0, 6.0, 8000, 0, CW_RK2, 300, 2);
    check_order(sheared, 8000, 0, 6.0, 8000, 0, CW_RK4, 1800, 4);
}

static void fine_steps_follow_the_orbit(void **state) {
    (void)state;
    assert_close(error_after(rotation, 8000, 0, 12.0, 8000, 0, CW_RK4, 120), 0, ROUNDING_M);
    /* A quarter of the round: from the far end of the ellipse to its near side. */
    assert_close(error_after(sheared, 8000, 0, 1.5, 0, 4000, CW_RK4, 120), 0, ROUNDING_M);
    /* Order 2 and 4 are exact for a speed that grows evenly; order 1 is late by half a step. */
    double t = 3 * 3600.0, x = 0.5e-4 * t * t, y = -0.25e-4 * t * t;
    assert_close(error_after(growing, 0, 0, 3.0, x, y, CW_RK2, 600), 0, ROUNDING_M);
    assert_close(error_after(growing, 0, 0, 3.0, x, y, CW_RK4, 600), 0, ROUNDING_M);
    assert_close(error_after(growing, 0, 0, 3.0, x, y, CW_EULER, 600),
                 hypot(1e-4, 0.5e-4) * t * 300.0, ROUNDING_M);
}

/* Forward, then backward with the same scheme: the places come back to the scheme's own error,
 * which for order 4 with steps of 2 minutes is rounding. */
static void backward_returns(void **state) {
    (void)state;
    cw_forcing *f = field_make(sheared, 81, 500.0, 13, 3600.0);
    cw_ensemble *e = ensemble_make(100, false);
    for (size_t i = 0; i < e->count; i++) {
        ensemble_put(e, i, 80.0 * (double)i - 4000.0, 3000.0 - 50.0 * (double)i);
    }
    cw_drift_options there = options_plain(5.3, 120, CW_RK4), back = there;
    back.from = there.to;
    back.to = there.from;
    run_or_fail(e, f, NULL, &there);
    assert_true(fabs((double)e->x_m[0] + 4000.0) > 1000.0);
    run_or_fail(e, f, NULL, &back);
    for (size_t i = 0; i < e->count; i++) {
        assert_close(e->x_m[i], 80.0 * (double)i - 4000.0, ROUNDING_M);
        assert_close(e->y_m[i], 3000.0 - 50.0 * (double)i, ROUNDING_M);
    }
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
}

/* The schemes really differ where the current is sheared, by more than a boat's length. */
static void schemes_differ_in_shear(void **state) {
    (void)state;
    double euler = error_after(rotation, 8000, 0, 3.0, -8000, 0, CW_EULER, 600);
    double rk2 = error_after(rotation, 8000, 0, 3.0, -8000, 0, CW_RK2, 600);
    double rk4 = error_after(rotation, 8000, 0, 3.0, -8000, 0, CW_RK4, 600);
    assert_true(euler > 1500.0);
    assert_true(rk2 < 200.0 && rk2 > 20.0);
    assert_true(rk4 < 1.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_of_the_schemes),
        cmocka_unit_test(fine_steps_follow_the_orbit),
        cmocka_unit_test(backward_returns),
        cmocka_unit_test(schemes_differ_in_shear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
