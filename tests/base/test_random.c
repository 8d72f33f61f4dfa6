/* SPDX-License-Identifier: Apache-2.0 */
/* Counter-based random numbers: the generator's published vectors, moments, independence. */
#include "support.h"

#include <crosswatch/base.h>
#include <math.h>

/* Random123's known-answer file (kat_vectors): philox 4x32 10 rounds. The draw's fields are the
 * counter words (particle, step, purpose, hypothesis) and the key words (seed low, seed high). */
static void published_vectors(void **state) {
    (void)state;
    uint32_t bits[4];
    cw_draw zero = {0};
    cw_random_bits(zero, bits);
    assert_int_equal(bits[0], 0x6627e8d5);
    assert_int_equal(bits[1], 0xe169c58d);
    assert_int_equal(bits[2], 0xbc57ac4c);
    assert_int_equal(bits[3], 0x9b00dbd8);
    cw_draw digits = {.seed = 0x299f31d0a4093822u,
                      .particle = 0x243f6a88u,
                      .step = 0x85a308d3u,
                      .purpose = (cw_purpose)0x13198a2e,
                      .hypothesis = 0x03707344u};
    cw_random_bits(digits, bits);
    assert_int_equal(bits[0], 0xd16cfe09);
    assert_int_equal(bits[1], 0x94fdcceb);
    assert_int_equal(bits[2], 0x5001e420);
    assert_int_equal(bits[3], 0x24126ea1);
}

static void moments_of_normals(void **state) {
    (void)state;
    enum { DRAWS = 100000 };
    double sum = 0, squares = 0, fourth = 0, cross = 0;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double z[4];
        cw_random_normal((cw_draw){.seed = 5, .particle = i, .purpose = CW_DRAW_TEST}, z);
        for (int k = 0; k < 4; k++) {
            sum += z[k];
            squares += z[k] * z[k];
            fourth += pow(z[k], 4);
        }
        cross += z[0] * z[1] + z[2] * z[3];
    }
    double n = 4.0 * DRAWS;
    /* Five standard errors of each estimate. */
    assert_close(sum / n, 0, 5 / sqrt(n));
    assert_close(squares / n, 1, 5 * sqrt(2 / n));
    assert_close(fourth / n, 3, 5 * sqrt(96 / n));
    assert_close(cross / (n / 2), 0, 5 / sqrt(n / 2));
}

static void uniforms_never_touch_the_ends(void **state) {
    (void)state;
    double least = 1, most = 0;
    for (uint32_t i = 0; i < 200000; i++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = 1, .particle = i, .purpose = CW_DRAW_TEST}, u);
        for (int k = 0; k < 4; k++) {
            least = fmin(least, u[k]);
            most = fmax(most, u[k]);
        }
    }
    assert_true(least > 0 && most < 1);
}

static void each_field_changes_the_draw(void **state) {
    (void)state;
    cw_draw draws[] = {{.seed = 1},
                       {.seed = UINT64_C(1) << 32},
                       {.hypothesis = 1},
                       {.particle = 1},
                       {.step = 1},
                       {.purpose = CW_DRAW_POSITION},
                       {0}};
    uint32_t first[7][4];
    for (size_t i = 0; i < 7; i++) {
        cw_random_bits(draws[i], first[i]);
        for (size_t j = 0; j < i; j++)
            assert_true(first[i][0] != first[j][0] || first[i][1] != first[j][1]);
    }
}

typedef struct marks {
    int seen[10007];
} marks;

static void mark(void *context, size_t first, size_t last) {
    marks *m = context;
    for (size_t i = first; i < last; i++) m->seen[i]++;
}

static void parallel_for_visits_each_item_once(void **state) {
    (void)state;
    for (int threads = 1; threads <= 7; threads += 3) {
        marks m = {{0}};
        cw_parallel_for(10007, 64, threads, mark, &m);
        for (size_t i = 0; i < 10007; i++) assert_int_equal(m.seen[i], 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(moments_of_normals),
        cmocka_unit_test(uniforms_never_touch_the_ends),
        cmocka_unit_test(each_field_changes_the_draw),
        cmocka_unit_test(parallel_for_visits_each_item_once),
    };
    return cmocka_run_group_tests_name("base/random", tests, NULL, NULL);
}
