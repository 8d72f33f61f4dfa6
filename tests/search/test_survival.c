/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Survival in cold water against published numbers, and what any such band must obey. Values from
 * ../shared/figures/sar/survival_hayward_1975.csv and survival_points.csv, whose README names their
 * sources; a few stand here so that they are tested where those files are absent.
 */
#include "support.h"

#include "crosswatch/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cw_survival at(double water_c) {
    cw_survival s;
    cw_error err = {0};
    if (!cw_survival_compute(water_c, CW_CLOTHING_ORDINARY, CW_FLOTATION_YES, &s, &err))
        fail_msg("%s", err.message);
    return s;
}

static double hours(double water_c, cw_survival_model model) {
    return at(water_c).time_s[model] / 3600.0;
}

static double hayward_min(double water_c) {
    return at(water_c).time_s[CW_SURVIVAL_HAYWARD] / 60.0;
}

/* ---- the published values ---- */

static void test_hayward_as_published(void **state) {
    (void)state;
    /* Doubles of another program's tests: rounding alone. */
    assert_close(hayward_min(5.0), 132.0731707317073, 1e-10);
    assert_close(hayward_min(10.0), 176.7977528089888, 1e-10);
    assert_close(hayward_min(15.0), 276.8181818181818, 1e-10);
}

static void test_hayward_table(void **state) {
    (void)state;
    char path[1024], line[256];
    FILE *file = fopen(support_shared("figures/sar/survival_hayward_1975.csv", path), "r");
    assert_non_null(file);
    int rows = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        double water, cooling, minutes;
        assert_int_equal(sscanf(line, "%lf,%lf,%lf", &water, &cooling, &minutes), 3);
        assert_close(hayward_min(water), minutes, 1e-6); /* printed with six decimals */
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 21);
}

static void test_golden_points(void **state) {
    (void)state;
    assert_close(hours(5.0, CW_SURVIVAL_GOLDEN), 1.0, 1e-12);
    assert_close(hours(10.0, CW_SURVIVAL_GOLDEN), 2.0, 1e-12);
    assert_close(hours(15.0, CW_SURVIVAL_GOLDEN), 6.0, 1e-12);
    /* Straight in the logarithm: half way is the geometric mean. */
    assert_close(hours(7.5, CW_SURVIVAL_GOLDEN), sqrt(2.0), 1e-12);
    assert_close(hours(12.5, CW_SURVIVAL_GOLDEN), sqrt(12.0), 1e-12);
    /* Carried on beyond the ends at the slope of the nearest piece. */
    assert_close(hours(0.0, CW_SURVIVAL_GOLDEN), 0.5, 1e-12);
    assert_close(hours(20.0, CW_SURVIVAL_GOLDEN), 18.0, 1e-12);
}

static void test_xu_giesbrecht(void **state) {
    (void)state;
    /* Printed with four decimals. */
    assert_close(hours(0.0, CW_SURVIVAL_XU_GIESBRECHT), 1.3604, 5e-5);
    assert_close(hours(5.0, CW_SURVIVAL_XU_GIESBRECHT), 5.2519, 5e-5);
    assert_close(hours(10.0, CW_SURVIVAL_XU_GIESBRECHT), 11.8784, 5e-5);
    assert_close(hours(15.0, CW_SURVIVAL_XU_GIESBRECHT), 21.2399, 5e-5);
}

/* US Coast Pilot volume 2, chapter 3, for 48 °F (8.9 °C): HELP or huddle 4 h, "approximately two
 * times that of a swimmer and one and one-half times that of a person in the passive position".
 * "Approximately": a tenth. */
static void test_coast_pilot(void **state) {
    (void)state;
    cw_survival swimmer;
    double water = (48.0 - 32.0) / 1.8;
    assert_close(hours(water, CW_SURVIVAL_HAYWARD), 4.0 / 1.5, 0.1 * 4.0 / 1.5);
    assert_true(cw_survival_compute(water, CW_CLOTHING_ORDINARY, CW_FLOTATION_NO, &swimmer, NULL));
    assert_close(swimmer.time_s[CW_SURVIVAL_HAYWARD] / 3600.0, 4.0 / 2.0, 0.1 * 2.0);
}

/* ---- the curves ---- */

static void test_log_normal(void **state) {
    (void)state;
    const double one_sigma = 0.8413447460685429; /* of the standard normal distribution */
    cw_survival s = at(12.5);
    for (int m = 0; m < CW_SURVIVAL_MODELS; m++) {
        cw_survival_model model = (cw_survival_model)m;
        double median = s.median_s[m];
        assert_close(cw_survival_model_alive(&s, model, 0.0), 1.0, 0.0);
        assert_close(cw_survival_model_alive(&s, model, median), 0.5, 1e-12);
        assert_close(cw_survival_model_alive(&s, model, 0.5 * median), one_sigma, 1e-12);
        assert_close(cw_survival_model_alive(&s, model, 2.0 * median), 1.0 - one_sigma, 1e-12);
    }
    assert_close(s.median_s[CW_SURVIVAL_GOLDEN], s.time_s[CW_SURVIVAL_GOLDEN], 0.0);
    assert_close(s.median_s[CW_SURVIVAL_HAYWARD], s.time_s[CW_SURVIVAL_HAYWARD], 0.0);
    /* One in twenty reaches the limit. */
    assert_close(
        cw_survival_model_alive(&s, CW_SURVIVAL_XU_GIESBRECHT, s.time_s[CW_SURVIVAL_XU_GIESBRECHT]),
        0.05, 1e-12);
}

static void test_band_is_in_order(void **state) {
    (void)state;
    for (double c = -3.0; c <= 45.0; c += 0.5) {
        cw_survival s = at(c);
        for (double t = 0.0; t < 80.0 * 3600.0; t += 1800.0) {
            double alive[CW_BANDS], least = 1.0, most = 0.0;
            cw_survival_alive(&s, t, alive);
            for (int m = 0; m < CW_SURVIVAL_MODELS; m++) {
                double one = cw_survival_model_alive(&s, (cw_survival_model)m, t);
                least = fmin(least, one);
                most = fmax(most, one);
            }
            assert_close(alive[CW_BAND_LOW], least, 0.0);
            assert_close(alive[CW_BAND_HIGH], most, 0.0);
            assert_true(alive[CW_BAND_LOW] <= alive[CW_BAND_MIDDLE]);
            assert_true(alive[CW_BAND_MIDDLE] <= alive[CW_BAND_HIGH]);
            assert_true(alive[CW_BAND_LOW] >= 0.0 && alive[CW_BAND_HIGH] <= 1.0);
        }
    }
}

static void test_falls_with_time(void **state) {
    (void)state;
    for (double c = -2.0; c <= 30.0; c += 1.0) {
        cw_survival s = at(c);
        double before[CW_BANDS] = {1.0, 1.0, 1.0};
        for (double t = 60.0; t < 48.0 * 3600.0; t *= 1.1) {
            double alive[CW_BANDS];
            cw_survival_alive(&s, t, alive);
            for (int b = 0; b < CW_BANDS; b++) {
                /* Strictly, but where the double is at its end: the normal tail is 1 or 0 there. */
                bool ends = before[b] > 1.0 - 1e-12 || before[b] < 1e-300;
                if (!ends) assert_true(alive[b] < before[b]);
                assert_true(alive[b] <= before[b]);
                before[b] = alive[b];
            }
        }
    }
}

static void test_rises_with_temperature(void **state) {
    (void)state;
    for (double t = 600.0; t < 48.0 * 3600.0; t *= 1.3) {
        double before[CW_BANDS] = {0.0, 0.0, 0.0};
        for (double c = -3.0; c <= 45.0; c += 0.1) {
            double alive[CW_BANDS];
            cw_survival s = at(c);
            cw_survival_alive(&s, t, alive);
            for (int b = 0; b < CW_BANDS; b++) {
                assert_true(alive[b] >= before[b]);
                before[b] = alive[b];
            }
        }
    }
}

static void test_half(void **state) {
    (void)state;
    for (double c = 0.0; c <= 25.0; c += 2.5) {
        cw_survival s = at(c);
        double half[CW_BANDS], alive[CW_BANDS];
        cw_survival_half(&s, half);
        for (int b = 0; b < CW_BANDS; b++) {
            cw_survival_alive(&s, half[b], alive);
            assert_close(alive[b], 0.5, 1e-12);
        }
    }
}

/* ---- ranges ---- */

static void expect_outside(double water_c, bool golden, bool hayward, bool xu) {
    cw_survival s = at(water_c);
    assert_int_equal(s.outside[CW_SURVIVAL_GOLDEN], golden);
    assert_int_equal(s.outside[CW_SURVIVAL_HAYWARD], hayward);
    assert_int_equal(s.outside[CW_SURVIVAL_XU_GIESBRECHT], xu);
}

static void test_outside_is_flagged(void **state) {
    (void)state;
    expect_outside(12.5, false, false, false);
    expect_outside(5.0, false, false, false);
    expect_outside(15.0, false, false, false);
    expect_outside(4.9, true, false, false);
    expect_outside(4.5, true, true, false);
    expect_outside(18.2, true, false, false);
    expect_outside(18.3, true, true, false);
    expect_outside(20.1, true, true, true);
    expect_outside(-1.0, true, true, true);
}

/* Hayward's rate of cooling is zero at 23.1 °C and negative beyond: nothing of that shows. */
static void test_held_beyond(void **state) {
    (void)state;
    for (double c = 20.0; c <= 45.0; c += 0.05) {
        cw_survival s = at(c);
        for (int m = 0; m < CW_SURVIVAL_MODELS; m++)
            assert_close(s.time_s[m], at(20.0).time_s[m], 0.0);
    }
    for (int m = 0; m < CW_SURVIVAL_MODELS; m++)
        assert_close(at(-2.0).time_s[m], at(0.0).time_s[m], 0.0);
}

static void test_no_such_water(void **state) {
    (void)state;
    static const double bad[] = {-3.1, 45.1, 300.0, NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        cw_survival s;
        assert_false(cw_survival_compute(bad[i], CW_CLOTHING_ORDINARY, CW_FLOTATION_YES, &s, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, "temperature");
    }
}

/* ---- clothing and flotation ---- */

static void test_without_flotation(void **state) {
    (void)state;
    for (double c = 0.0; c <= 20.0; c += 1.0) {
        cw_survival with = at(c), unknown, without;
        assert_true(cw_survival_compute(c, CW_CLOTHING_ORDINARY, CW_FLOTATION_NO, &without, NULL));
        assert_true(
            cw_survival_compute(c, CW_CLOTHING_ORDINARY, CW_FLOTATION_UNKNOWN, &unknown, NULL));
        /* 35 % faster cooling, the same delay of 15 minutes before it. */
        double cooling = with.time_s[CW_SURVIVAL_HAYWARD] - 900.0;
        assert_close(without.time_s[CW_SURVIVAL_HAYWARD] - 900.0, cooling / 1.35, 1e-9);
        assert_close(without.time_s[CW_SURVIVAL_GOLDEN], with.time_s[CW_SURVIVAL_GOLDEN], 0.0);
        assert_memory_equal(unknown.time_s, with.time_s, sizeof with.time_s);
    }
}

/* No model holds for an immersion suit: what they say is the least, and nothing limits the most. */
static void test_immersion_suit(void **state) {
    (void)state;
    cw_survival suit, plain = at(12.0);
    assert_true(
        cw_survival_compute(12.0, CW_CLOTHING_IMMERSION_SUIT, CW_FLOTATION_YES, &suit, NULL));
    for (int m = 0; m < CW_SURVIVAL_MODELS; m++) assert_true(suit.outside[m]);
    for (double t = 600.0; t < 1e6; t *= 1.7) {
        double in_suit[CW_BANDS], without[CW_BANDS];
        cw_survival_alive(&suit, t, in_suit);
        cw_survival_alive(&plain, t, without);
        assert_close(in_suit[CW_BAND_HIGH], 1.0, 0.0);
        assert_close(in_suit[CW_BAND_LOW], without[CW_BAND_LOW], 0.0);
        assert_close(in_suit[CW_BAND_MIDDLE], without[CW_BAND_HIGH], 0.0);
    }
    double half[CW_BANDS];
    cw_survival_half(&suit, half);
    assert_true(isinf(half[CW_BAND_HIGH]));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_hayward_as_published),
                                       cmocka_unit_test(test_hayward_table),
                                       cmocka_unit_test(test_golden_points),
                                       cmocka_unit_test(test_xu_giesbrecht),
                                       cmocka_unit_test(test_coast_pilot),
                                       cmocka_unit_test(test_log_normal),
                                       cmocka_unit_test(test_band_is_in_order),
                                       cmocka_unit_test(test_falls_with_time),
                                       cmocka_unit_test(test_rises_with_temperature),
                                       cmocka_unit_test(test_half),
                                       cmocka_unit_test(test_outside_is_flagged),
                                       cmocka_unit_test(test_held_beyond),
                                       cmocka_unit_test(test_no_such_water),
                                       cmocka_unit_test(test_without_flotation),
                                       cmocka_unit_test(test_immersion_suit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
