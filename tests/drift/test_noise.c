/* SPDX-License-Identifier: Apache-2.0 */
/* The errors that change with time: the draws behind them, and what they do to a cloud. */
#include "fields.h"

#include "drift/noise.h"

enum { N = NOISE_BLOCK };

static void names(uint16_t *hypothesis, uint32_t *number) {
    for (size_t i = 0; i < N; i++) {
        hypothesis[i] = (uint16_t)(i % 5);
        number[i] = (uint32_t)(i * 7919u);
    }
}

/* The same words as the library's Philox, whose own vectors are tested in base. */
static void bits_are_those_of_the_library(void **state) {
    (void)state;
    uint16_t hypothesis[N];
    uint32_t number[N], bits[4][N], want[4];
    uint64_t seed = UINT64_C(0x0123456789abcdef);
    names(hypothesis, number);
    noise_bits(seed, CW_DRAW_CURRENT_NOISE, 4242, hypothesis, number, N, bits);
    for (size_t i = 0; i < N; i++) {
        cw_random_bits((cw_draw){seed, hypothesis[i], number[i], 4242, CW_DRAW_CURRENT_NOISE},
                       want);
        for (int k = 0; k < 4; k++) assert_int_equal(bits[k][i], want[k]);
    }
}

/* Box and Muller in double precision on the same 24 bits of each word. Single precision leaves 2e-6
 * (a few units in the last place of numbers up to 5.9), and where u is near 1 its rounding by 2^-25
 * moves the radius r = sqrt(-2 ln u) by 2^-25 / r. */
static void normals_are_those_of_the_formula(void **state) {
    (void)state;
    uint16_t hypothesis[N];
    uint32_t number[N], bits[4][N];
    float z[4][N];
    names(hypothesis, number);
    for (uint32_t step = 0; step < 200; step++) {
        noise_normals(11, CW_DRAW_LEEWAY_NOISE, step, hypothesis, number, N, z);
        noise_bits(11, CW_DRAW_LEEWAY_NOISE, step, hypothesis, number, N, bits);
        for (size_t i = 0; i < N; i++) {
            for (int k = 0; k < 4; k += 2) {
                double u = ((bits[k][i] >> 8) + 0.5) / 0x1p24;
                double v = ((bits[k + 1][i] >> 8) + 0.5) / 0x1p24, r = sqrt(-2 * log(u));
                double within = 2e-6 + 0x1p-25 / r;
                assert_close(z[k][i], r * cos(2 * CW_PI * v), within);
                assert_close(z[k + 1][i], r * sin(2 * CW_PI * v), within);
            }
        }
    }
}

/* Mean, variance, skewness and kurtosis over 800,000 draws, within five standard errors. */
static void moments_of_normals(void **state) {
    (void)state;
    enum { STEPS = 800 };
    uint16_t hypothesis[N];
    uint32_t number[N];
    float z[4][N];
    double sum[5] = {0};
    names(hypothesis, number);
    for (uint32_t step = 0; step < STEPS; step++) {
        noise_normals(12, CW_DRAW_CURRENT_NOISE, step, hypothesis, number, N, z);
        for (int k = 0; k < 4; k++) {
            for (size_t i = 0; i < N; i++) {
                for (int p = 1; p <= 4; p++) sum[p] += pow((double)z[k][i], p);
            }
        }
    }
    double n = 4.0 * N * STEPS;
    assert_close(sum[1] / n, 0, 5 / sqrt(n));
    assert_close(sum[2] / n, 1, 5 * sqrt(2 / n));
    assert_close(sum[3] / n, 0, 5 * sqrt(15 / n));
    assert_close(sum[4] / n, 3, 5 * sqrt(96 / n));
}

/* In still water with only an error of the current, the way drifted is the integral of a
 * first-order autoregressive process: variance 2 s^2 tau^2 (T / tau - 1 + exp(-T / tau)) (Taylor
 * 1921). */
static void spread_of_an_autoregressive_current(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    const double std = 0.2, tau = 3 * 3600.0;
    const double hours[] = {1, 6, 24};
    for (int h = 0; h < 3; h++) {
        cw_forcing *f = field_make(field_rest, 41, 5000.0, 2, 86400.0);
        f->current_std_mps = std;
        f->current_tau_s = tau;
        cw_ensemble *e = ensemble_make(COUNT, true);
        for (size_t i = 0; i < COUNT; i++) ensemble_put(e, i, 0, 0);
        cw_drift_options o = options_plain(hours[h], 300, CW_RK2);
        run_or_fail(e, f, NULL, &o);
        double xx = 0, yy = 0, xy = 0, x = 0, y = 0;
        for (size_t i = 0; i < COUNT; i++) {
            double px = (double)e->x_m[i], py = (double)e->y_m[i];
            x += px, y += py, xx += px * px, yy += py * py, xy += px * py;
        }
        double t = hours[h] * 3600.0;
        double want = 2 * std * std * tau * tau * (t / tau - 1 + exp(-t / tau));
        /* five standard errors of a variance, and the 0.5 % that holding the error between its
         * steps of tau / 6 may add */
        double within = want * (5 * sqrt(2.0 / COUNT) + 0.005);
        assert_close(xx / COUNT, want, within);
        assert_close(yy / COUNT, want, within);
        assert_close(xy / COUNT, 0, want * 5 / sqrt(COUNT));
        assert_close(x / COUNT, 0, 5 * sqrt(want / COUNT));
        assert_close(y / COUNT, 0, 5 * sqrt(want / COUNT));
        cw_ensemble_destroy(e);
        cw_forcing_destroy(f);
    }
}

static void steady_wind(double x, double y, double t, double v[4]) {
    (void)x;
    (void)y;
    (void)t;
    v[2] = 10.0;
}

/* Six hours from the west, then six from the east. */
static void turning_wind(double x, double y, double t, double v[4]) {
    steady_wind(x, y, t, v);
    if (t > 6 * 3600.0) v[2] = -10.0;
}

static double std_of_x(const cw_ensemble *e) {
    double sum = 0, squares = 0, n = (double)e->count;
    for (size_t i = 0; i < e->count; i++) {
        sum += (double)e->x_m[i];
        squares += (double)e->x_m[i] * (double)e->x_m[i];
    }
    return sqrt(squares / n - sum / n * (sum / n));
}

static double spread_after(field_formula wind, cw_leeway_error kind, double hours) {
    cw_leeway_table *t = cw_leeway_table_create(NULL);
    cw_forcing *f = field_make(wind, 41, 5000.0, 1441, 60.0);
    cw_ensemble *e = ensemble_make(4000, false);
    e->objects.leeway[0] = *cw_leeway_find(t, "LIFE-RAFT-NB-1", NULL);
    e->objects.leeway[0].downwind_std_mps = 0.05; /* far from the bound on the slope */
    for (size_t i = 0; i < e->count; i++) {
        cw_particle_seed seed = {.weight = 1, .number = (uint32_t)i, .change_time = INT64_MAX};
        cw_ensemble_seed(e, i, &seed, true);
    }
    cw_drift_options o = options_plain(hours, 300, CW_RK2);
    o.leeway_error = kind;
    o.leeway_tau_s = 3 * 3600.0;
    run_or_fail(e, f, NULL, &o);
    double spread = std_of_x(e);
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
    cw_leeway_table_destroy(t);
    return spread;
}

/* The fault of the classic method: with errors that never change, a wind that turns round undoes
 * the spread (here the error works at 0.05 m/s both ways, so the cloud comes back to a point).
 * With errors that fade it keeps growing. */
static void the_cloud_does_not_shrink_again(void **state) {
    (void)state;
    double classic_half = spread_after(turning_wind, CW_LEEWAY_CLASSIC, 6);
    double classic_whole = spread_after(turning_wind, CW_LEEWAY_CLASSIC, 12);
    double fading_half = spread_after(turning_wind, CW_LEEWAY_CORRELATED, 6);
    double fading_whole = spread_after(turning_wind, CW_LEEWAY_CORRELATED, 12);
    assert_close(classic_half, 0.05 * 6 * 3600, 0.05 * 6 * 3600 * 5 / sqrt(2 * 4000.0));
    assert_true(classic_whole < 0.05 * classic_half);
    /* Taylor's formula, for one half; the second adds to it: cov of the halves is
     * s^2 tau^2 (1 - exp(-T / tau))^2, taken off since the wind is turned. */
    double s = 0.05, tau = 3 * 3600.0, h = 6 * 3600.0;
    double half = 2 * s * s * tau * tau * (h / tau - 1 + exp(-h / tau));
    double between = s * s * tau * tau * pow(1 - exp(-h / tau), 2);
    double within = 5 / sqrt(2 * 4000.0) + 0.01;
    assert_close(fading_half, sqrt(half), sqrt(half) * within);
    assert_close(fading_whole, sqrt(2 * half - 2 * between), sqrt(2 * half) * within);
    assert_true(fading_whole > 1.05 * fading_half);
    double steady = spread_after(steady_wind, CW_LEEWAY_CORRELATED, 12);
    assert_close(steady, sqrt(2 * half + 2 * between), sqrt(2 * half + 2 * between) * within);
}

/* The downwind slope never falls below zero, and the error keeps the truncated normal it is seeded
 * with: for PIW-1 the bound is -1.6 standard deviations. */
static void errors_stay_above_their_bound(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    cw_leeway_table *t = cw_leeway_table_create(NULL);
    cw_forcing *f = field_make(field_rest, 3, 5000.0, 2, 86400.0);
    cw_ensemble *e = ensemble_make(COUNT, false);
    e->objects.leeway[0] = *cw_leeway_find(t, "PIW-1", NULL);
    double before = 0, after = 0, squares[2] = {0};
    for (size_t i = 0; i < COUNT; i++) {
        cw_particle_seed seed = {.weight = 1, .number = (uint32_t)i, .change_time = INT64_MAX};
        cw_ensemble_seed(e, i, &seed, true);
        double z = (double)e->downwind_error[i];
        assert_true(e->downwind_slope[i] >= 0.0f);
        before += z / COUNT;
        squares[0] += z * z / COUNT;
    }
    /* Mean of a normal cut off below a: density(a) / (1 - distribution(a)). */
    double a = -1.6, density = exp(-0.5 * a * a) / sqrt(2 * CW_PI);
    double want = density / (0.5 * erfc(a / sqrt(2.0)));
    assert_close(before, want, 5 / sqrt(COUNT));
    cw_drift_options o = options_plain(24, 600, CW_EULER);
    o.leeway_error = CW_LEEWAY_CORRELATED;
    o.leeway_tau_s = 4 * 3600.0;
    run_or_fail(e, f, NULL, &o);
    for (size_t i = 0; i < COUNT; i++) {
        double z = (double)e->downwind_error[i];
        assert_true(e->downwind_slope[i] >= 0.0f);
        after += z / COUNT;
        squares[1] += z * z / COUNT;
    }
    /* Reflecting at the ends of finite steps is not quite the process with a wall: 3 % allowed. */
    assert_close(after, want, 0.03);
    assert_close(squares[1] - after * after, squares[0] - before * before,
                 0.04 * (squares[0] - before * before));
    cw_ensemble_destroy(e);
    cw_forcing_destroy(f);
    cw_leeway_table_destroy(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_are_those_of_the_library),
        cmocka_unit_test(normals_are_those_of_the_formula),
        cmocka_unit_test(moments_of_normals),
        cmocka_unit_test(spread_of_an_autoregressive_current),
        cmocka_unit_test(the_cloud_does_not_shrink_again),
        cmocka_unit_test(errors_stay_above_their_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
