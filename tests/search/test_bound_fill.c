/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the bound: exact allocations of one period, and what coverage is worth at most. */
#include "scene.h"

#include "search/bound.h"

/* ---- allocations ----------------------------------------------------------------------------- */

/* Cells that each hold one object of its own, so that each has its own rate, as in Charnes and
 * Cooper: maximise sum p (1 - exp(-w t)) with sum t given. */
static void fill_cells(size_t count, const double *p, const double *w, double total, double guess,
                       double *t) {
    double sum[16] = {0}, worth[4];
    uint8_t reaches[4] = {1, 1, 1, 1};
    for (size_t c = 0; c < count; c++) {
        sum[c * count + c] = p[c];
        worth[c] = p[c] * w[c];
    }
    fill_problem f = {.cell_count = count,
                      .objects = count,
                      .reaches = reaches,
                      .worth = worth,
                      .sum = sum,
                      .rate = w};
    double price = bound_fill(&f, total, guess, t), spent = 0.0;
    for (size_t c = 0; c < count; c++) {
        spent += t[c];
        if (t[c] > 0.0) assert_close(worth[c] * exp(-w[c] * t[c]) / price, 1.0, 1e-4);
        if (!(t[c] > 0.0)) assert_true(worth[c] <= price * (1 + 1e-9));
    }
    assert_close(spent, total, 1e-12 + 1e-9 * total);
}

/* Worked allocations of the SORAL library (search-theory notes, section 5). */
static void exact_allocations(void **state) {
    (void)state;
    const double guesses[] = {0.0, 1e-6, 1.0, 1e6};
    for (int g = 0; g < 4; g++) {
        double t[4];
        const double p[] = {8, 4, 1, 2}, w[] = {1, 4, 12, 8};
        const double wanted[] = {0, .0333333333, 0, .0166666667};
        fill_cells(4, p, w, 0.05, guesses[g], t);
        double pos = 0.0;
        for (int c = 0; c < 4; c++) {
            assert_close(t[c], wanted[c], 1e-6); /* seconds are found to 1e-5 of 0.05 */
            pos += p[c] * -expm1(-w[c] * t[c]) / 15.0;
        }
        assert_close(pos, 0.049930672, 1e-8);
        const double p2[] = {2, 4, 2}, w2[] = {9, 3, 6};
        const double wanted2[] = {.07322410073711, .08451726617526, .04225863308763};
        fill_cells(3, p2, w2, 0.2, guesses[g], t);
        for (int c = 0; c < 3; c++) assert_close(t[c], wanted2[c], 3e-6);
    }
}

/* Two objects of unlike rates in every cell: the worth of a further second is the same wherever
 * there is effort, and no more where there is none. */
static void mixed_cells(void **state) {
    (void)state;
    enum { CELLS = 60 };
    for (uint64_t seed = 0; seed < 40; seed++) {
        double sum[2 * CELLS], worth[CELLS], t[CELLS], rate[2] = {0.003, 0.0004};
        uint8_t reaches[CELLS];
        for (size_t c = 0; c < CELLS; c++) {
            double u[4];
            scene_uniform(seed, c, u);
            sum[2 * c] = u[0] * u[0];
            sum[2 * c + 1] = 6.0 * u[1] * u[1];
            reaches[c] = u[2] > 0.2;
            worth[c] = sum[2 * c] * rate[0] + sum[2 * c + 1] * rate[1];
        }
        fill_problem f = {CELLS, 2, reaches, worth, sum, rate, NULL, NULL, 0.0};
        double seconds = 50.0 * (double)(1 + seed * seed), spent = 0.0;
        double price = bound_fill(&f, seconds, 0.0, t);
        for (size_t c = 0; c < CELLS; c++) {
            double left = sum[2 * c] * rate[0] * exp(-rate[0] * t[c])
                          + sum[2 * c + 1] * rate[1] * exp(-rate[1] * t[c]);
            spent += t[c];
            if (!reaches[c]) assert_true(t[c] == 0.0);
            if (t[c] > 0.0) assert_close(left / price, 1.0, 1e-3);
            if (reaches[c] && !(t[c] > 0.0)) assert_true(left <= price * 1.0001);
        }
        assert_close(spent / seconds, 1.0, 1e-9);
    }
}

/* ---- laws ------------------------------------------------------------------------------------ */

static double missed_by(cw_detection_law law, double width, double d) {
    return 1.0 - cw_lateral_range(law, width, d);
}

/* Mean chance of being found by endless parallel lines at these places of a strip of width 1 that
 * goes on beside itself, by the midpoint rule. */
static double found_between(cw_detection_law law, double width, const double *lines, size_t count) {
    enum { STEPS = 4000, STRIPS = 12 };
    double sum = 0.0;
    for (int i = 0; i < STEPS; i++) {
        double x = (i + 0.5) / STEPS, missed = 1.0;
        for (size_t k = 0; k < count; k++) {
            for (int strip = -STRIPS; strip <= STRIPS; strip++)
                missed *= missed_by(law, width, fabs(x - lines[k] + strip));
        }
        sum += 1.0 - missed;
    }
    return sum / STEPS;
}

/* No lines, evenly spaced or anyhow, find more than the law says that their coverage is worth. */
static void no_lines_beat_it(void **state) {
    (void)state;
    const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};
    for (int l = 0; l < 3; l++) {
        bound_law *b = bound_law_create(laws[l]);
        assert_non_null(b);
        double closest = 1.0;
        for (uint64_t seed = 0; seed < 60; seed++) {
            double u[4], lines[6];
            scene_uniform(20 + seed, 0, u);
            size_t count = 1 + (size_t)(u[0] * 6.0);
            double width = (0.1 + 2.4 * u[1]) / (double)count;
            for (size_t k = 0; k < count; k++) {
                scene_uniform(20 + seed, 1 + k, u);
                lines[k] = seed % 2 ? u[0] : ((double)k + 0.5) / (double)count;
            }
            double found = found_between(laws[l], width, lines, count);
            double most = bound_gained(b, width * (double)count);
            if (laws[l] == CW_DEFINITE) most += 0.25 * bound_corner;
            assert_true(found <= most + 2e-4); /* strips cut off, steps of 1 / 4000 */
            closest = fmin(closest, most - found);
        }
        print_message("%-15s closest %.4f\n", cw_detection_law_name(laws[l]), closest);
        assert_true(closest < 0.03); /* and it is worth having */
        free(b);
    }
}

/* Concave, no more than min(1, C), no less than parallel sweeps; and the closed form. */
static void shape_of_the_laws(void **state) {
    (void)state;
    const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};
    for (int l = 0; l < 3; l++) {
        bound_law *b = bound_law_create(laws[l]);
        double last = 1.0 + 1e-9;
        for (int i = 0; i < 900; i++) {
            double c = 0.01 * i, bend, slope = bound_slope(b, c, &bend);
            assert_true(slope <= last + 1e-12 && slope >= 0.0 && bend >= -1e-9);
            last = slope;
            double gained = bound_gained(b, c);
            assert_true(gained <= fmin(1.0, c) + 1e-6);
            double corner = laws[l] == CW_DEFINITE ? 0.25 * bound_corner : 0.0;
            assert_true(gained + corner >= cw_pod_coverage(laws[l], c) - 1e-5); /* its steps */
        }
        free(b);
    }
    bound_law *cube = bound_law_create(CW_INVERSE_CUBE);
    for (double c = 0.1; c < 3.0; c += 0.1) {
        double wanted = 1 - exp(-4 * c * c / CW_PI) + c * erfc(2 * c / sqrt(CW_PI));
        assert_close(bound_gained(cube, c), wanted,
                     1e-6); /* steps of 1/512: the third derivative */
    }
    free(cube);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_allocations),
        cmocka_unit_test(mixed_cells),
        cmocka_unit_test(no_lines_beat_it),
        cmocka_unit_test(shape_of_the_laws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
