/* SPDX-License-Identifier: Apache-2.0 */
/* Lateral range curves and POD against integrals and closed forms. */
#include "scene.h"

#include <stdio.h>

static const cw_detection_law with_range[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};

/* The sweep width is the area under the lateral range curve, whatever the law. */
static void lateral_range_integrates_to_the_sweep_width(void **state) {
    (void)state;
    static const double widths[] = {1.0, 185.2, 3000.0};
    for (size_t l = 0; l < 3; l++) {
        for (size_t k = 0; k < 3; k++) {
            double w = widths[k], sum = 0.0, far = 200.0 * w;
            const int steps = 2000000;
            for (int i = 0; i < steps; i++) {
                double x = ((double)i + 0.5) / steps * far;
                sum += 2.0 * cw_lateral_range(with_range[l], w, x) * far / steps;
            }
            /* Inverse cube: beyond 200 W lies 2 W^2 / (4 pi 200 W) = 8e-4 W, which is added; the
             * rest is the midpoint rule at the definite law's edge, one step of 1e-4 W. */
            if (with_range[l] == CW_INVERSE_CUBE) sum += 2.0 * w * w / (4.0 * CW_PI * far);
            assert_close(sum, w, 2e-4 * w);
        }
    }
}

static void lateral_range_is_a_probability_that_falls(void **state) {
    (void)state;
    for (size_t l = 0; l < 3; l++) {
        double before = 1.0;
        for (double x = 0.0; x < 5000.0; x += 7.0) {
            double p = cw_lateral_range(with_range[l], 800.0, x);
            assert_true(p >= 0.0 && p <= before);
            assert_close(cw_lateral_range(with_range[l], 800.0, -x), p, 0.0);
            before = p;
        }
        assert_close(cw_lateral_range(with_range[l], 800.0, 0.0), 1.0, 0.0);
        assert_close(cw_lateral_range(with_range[l], 0.0, 0.0), 0.0, 0.0);
        assert_close(cw_lateral_range(with_range[l], 800.0, NAN), 0.0, 0.0);
    }
}

/* ../shared/figures/sar/pod_curves.csv, computed elsewhere from the closed forms, 9 digits. */
static void pod_follows_the_published_curves(void **state) {
    (void)state;
    static const double rows[][4] = {
        {0.25, .221199217, .245968926, 0.25}, {0.5, .393469340, .469115949, 0.5},
        {0.75, .527633447, .652775054, 0.75}, {1.0, .632120559, .789908595, 1.0},
        {1.25, .713495203, .882801762, 1.0},  {1.5, .776869840, .939887998, 1.0},
        {2.0, .864664717, .987811118, 1.0},   {3.0, .950212932, .999830048, 1.0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_close(cw_pod_coverage(CW_RANDOM, rows[i][0]), rows[i][1], 6e-10);
        assert_close(cw_pod_coverage(CW_INVERSE_CUBE, rows[i][0]), rows[i][2], 6e-10);
        assert_close(cw_pod_coverage(CW_DEFINITE, rows[i][0]), rows[i][3], 0.0);
    }
    char path[1024], line[256];
    FILE *file = fopen(support_shared("figures/sar/pod_curves.csv", path), "r");
    assert_non_null(file);
    size_t read = 0;
    while (fgets(line, sizeof line, file)) {
        double c, random, cube, definite;
        if (sscanf(line, "%lf,%lf,%lf,%lf", &c, &random, &cube, &definite) != 4) continue;
        assert_close(cw_pod_coverage(CW_RANDOM, c), random, 6e-10);
        assert_close(cw_pod_coverage(CW_INVERSE_CUBE, c), cube, 6e-10);
        assert_close(cw_pod_coverage(CW_DEFINITE, c), definite, 1e-12);
        read++;
    }
    fclose(file);
    assert_int_equal(read, 61);
}

/* Equally spaced endless tracks, the target anywhere between two: mean over the offset of one minus
 * the product of the misses, added up track by track. This is what each closed form stands for. */
static double pod_by_tracks(cw_detection_law law, double coverage) {
    const int offsets = 4000, tracks = 4000;
    double missed = 0.0;
    for (int i = 0; i < offsets; i++) {
        double u = ((double)i + 0.5) / offsets, hazard = 0.0; /* spacing 1, W = C */
        for (int k = -tracks; k <= tracks; k++) {
            double p = cw_lateral_range(law, coverage, u - k);
            if (p < 1e-18) continue;
            hazard -= log1p(-fmin(p, 1.0 - 1e-16));
        }
        missed += exp(-hazard) / offsets;
    }
    return 1.0 - missed;
}

static void pod_is_the_mean_over_parallel_tracks(void **state) {
    (void)state;
    static const double coverage[] = {0.05, 0.3, 0.7, 1.0, 1.6, 2.5, 4.0};
    for (size_t i = 0; i < sizeof coverage / sizeof *coverage; i++) {
        double c = coverage[i];
        /* Exponential: the midpoint rule over 4,000 offsets. */
        assert_close(pod_by_tracks(CW_EXPONENTIAL, c), cw_pod_coverage(CW_EXPONENTIAL, c), 2e-6);
        /* Inverse cube: tracks beyond 4,000 hold a hazard of C^2 / (2 pi 4000). */
        assert_close(pod_by_tracks(CW_INVERSE_CUBE, c), cw_pod_coverage(CW_INVERSE_CUBE, c),
                     2e-6 + c * c / (2.0 * CW_PI * 4000.0));
    }
}

static void pod_limits(void **state) {
    (void)state;
    static const cw_detection_law laws[] = {CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE,
                                            CW_RANDOM};
    for (size_t l = 0; l < 4; l++) {
        double before = 0.0;
        assert_close(cw_pod_coverage(laws[l], 0.0), 0.0, 0.0);
        assert_close(cw_pod_coverage(laws[l], -1.0), 0.0, 0.0);
        assert_close(cw_pod_coverage(laws[l], NAN), 0.0, 0.0);
        assert_close(cw_pod_coverage(laws[l], 1e-3), 1e-3, 1e-6); /* all laws: P = C at first */
        for (double c = 0.01; c < 20.0; c *= 1.05) {
            double pod = cw_pod_coverage(laws[l], c);
            /* Rises with coverage, and no law beats sweeping without overlap. */
            assert_true(pod >= before - 1e-12 && pod <= fmin(1.0, c) + 1e-12);
            before = pod;
        }
        assert_true(before > 1.0 - 1e-8);
    }
}

static void laws_have_names(void **state) {
    (void)state;
    assert_string_equal(cw_detection_law_name(CW_INVERSE_CUBE), "inverse cube");
    assert_string_equal(cw_detection_law_name(CW_RANDOM), "random");
    assert_string_equal(cw_detection_law_name((cw_detection_law)99), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lateral_range_integrates_to_the_sweep_width),
        cmocka_unit_test(lateral_range_is_a_probability_that_falls),
        cmocka_unit_test(pod_is_the_mean_over_parallel_tracks),
        cmocka_unit_test(pod_limits),
        cmocka_unit_test(laws_have_names),
        cmocka_unit_test(pod_follows_the_published_curves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
