/* SPDX-License-Identifier: Apache-2.0 */
/* The filling of nodes without a value against a search of every node for every node. */
#include "environment/forcing_fill.h"

#include "support.h"

#include <math.h>

enum { MOST = 40 * 40 };

static double uniform(uint32_t n) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = 17, .particle = n, .purpose = CW_DRAW_TEST}, u);
    return u[0];
}

/* Values that tell their node; NaN where there is none, in either component. */
static size_t make_values(cw_vector *values, size_t nodes, double share, uint32_t seed) {
    size_t valid = 0;
    for (size_t i = 0; i < nodes; i++) {
        bool has = uniform(seed + (uint32_t)i) < share;
        values[i] = has ? (cw_vector){(double)i, -(double)i} : (cw_vector){NAN, 1.0};
        if (!has && i % 2 == 0) values[i] = (cw_vector){2.0, NAN};
        valid += has;
    }
    return valid;
}

static double square_between(size_t nx, size_t a, size_t b) {
    double dx = (double)(a % nx) - (double)(b % nx), dy = (double)(a / nx) - (double)(b / nx);
    return dx * dx + dy * dy;
}

static double least_square(const forcing_fill *fill, size_t node) {
    double least = INFINITY;
    for (size_t k = 0; k < fill->nx * fill->ny; k++) {
        if (fill->valid[k]) least = fmin(least, square_between(fill->nx, node, k));
    }
    return least;
}

/* Shapes from one row to one column, from one value to nearly all. Ties may go either way: the
 * distance must be the least one, and the node named must lie at it. */
static void nearest_is_nearest(void **state) {
    static const size_t shapes[][2] = {{40, 40}, {1, 30}, {30, 1}, {7, 33}, {2, 2}};
    static const double shares[] = {0.002, 0.05, 0.5, 0.97};
    static cw_vector values[MOST];
    (void)state;
    for (size_t s = 0; s < 5; s++) {
        forcing_fill fill;
        assert_true(forcing_fill_create(&fill, shapes[s][0], shapes[s][1], NULL));
        size_t nodes = fill.nx * fill.ny;
        for (uint32_t k = 0; k < 4; k++) {
            size_t valid = make_values(values, nodes, shares[k], 10000 * k + 100000 * (uint32_t)s);
            forcing_fill_learn(&fill, values);
            assert_int_equal(fill.valid_count, valid);
            if (valid == 0 || valid == nodes) continue;
            for (size_t i = 0; i < nodes; i++) {
                assert_close(fill.square[i], least_square(&fill, i), 0.0);
                assert_true(fill.valid[fill.nearest[i]]);
                assert_close(square_between(fill.nx, i, fill.nearest[i]), fill.square[i], 0.0);
            }
        }
        forcing_fill_destroy(&fill);
    }
}

/* One value in the corner of a row of ten: within reach its value, beyond as the rule says. */
static void reach_and_rules(void **state) {
    static const struct {
        cw_beyond beyond;
        double far_value;
    } rules[] = {{CW_BEYOND_ERROR, NAN}, {CW_BEYOND_HOLD, 7.0}, {CW_BEYOND_ZERO, 0.0}};
    (void)state;
    for (size_t r = 0; r < 3; r++) {
        cw_vector values[10];
        forcing_fill fill;
        assert_true(forcing_fill_create(&fill, 10, 1, NULL));
        for (int i = 0; i < 10; i++) values[i] = (cw_vector){NAN, NAN};
        values[0] = (cw_vector){7.0, -3.0};
        forcing_fill_learn(&fill, values);
        forcing_fill_apply(&fill, 3.0, rules[r].beyond, values);
        for (int i = 0; i <= 3; i++) assert_close(values[i].east, 7.0, 0.0);
        assert_close(values[3].north, -3.0, 0.0);
        for (int i = 4; i < 10; i++) {
            if (isnan(rules[r].far_value))
                assert_true(isnan(values[i].east) && isnan(values[i].north));
            else
                assert_close(values[i].east, rules[r].far_value, 0.0);
        }
        forcing_fill_destroy(&fill);
    }
}

/* Nothing anywhere: hold has nothing to hold, zero is zero. Everything: nothing is touched. */
static void none_and_all(void **state) {
    (void)state;
    cw_vector values[6];
    forcing_fill fill;
    assert_true(forcing_fill_create(&fill, 3, 2, NULL));
    for (int i = 0; i < 6; i++) values[i] = (cw_vector){NAN, NAN};
    forcing_fill_learn(&fill, values);
    forcing_fill_apply(&fill, 100.0, CW_BEYOND_HOLD, values);
    assert_true(isnan(values[5].east));
    forcing_fill_apply(&fill, 100.0, CW_BEYOND_ZERO, values);
    assert_close(values[5].east, 0.0, 0.0);
    for (int i = 0; i < 6; i++) values[i] = (cw_vector){i, i};
    forcing_fill_learn(&fill, values);
    forcing_fill_apply(&fill, 100.0, CW_BEYOND_ZERO, values);
    for (int i = 0; i < 6; i++) assert_close(values[i].east, i, 0.0);
    forcing_fill_destroy(&fill);
}

/* The mask of one time must not stand for that of another. */
static void the_mask_may_change(void **state) {
    (void)state;
    cw_vector values[3] = {{1, 1}, {NAN, NAN}, {NAN, NAN}};
    forcing_fill fill;
    assert_true(forcing_fill_create(&fill, 3, 1, NULL));
    forcing_fill_learn(&fill, values);
    forcing_fill_apply(&fill, 5.0, CW_BEYOND_ERROR, values);
    assert_close(values[1].east, 1.0, 0.0);
    values[0] = values[1] = (cw_vector){NAN, NAN};
    values[2] = (cw_vector){9, 9};
    forcing_fill_learn(&fill, values);
    forcing_fill_apply(&fill, 5.0, CW_BEYOND_ERROR, values);
    assert_close(values[0].east, 9.0, 0.0);
    forcing_fill_destroy(&fill);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_is_nearest), cmocka_unit_test(reach_and_rules),
        cmocka_unit_test(none_and_all), cmocka_unit_test(the_mask_may_change)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
