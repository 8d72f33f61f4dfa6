/* SPDX-License-Identifier: Apache-2.0 */
/* The leeway table: the 85 classes in SI, found by key. */
#include "support.h"

#include <crosswatch/drift.h>
#include <string.h>

static void the_table_is_in_si(void **state) {
    (void)state;
    cw_error err = {0};
    cw_leeway_table *t = cw_leeway_table_create(&err);
    assert_non_null(t);
    assert_int_equal(t->count, 85);
    /* Allen and Plourde 1999, table 8-1: persons in the water 0.96 %, 12 cm/s; 0.54 %, 9.4 cm/s. */
    const cw_leeway *piw = cw_leeway_find(t, "piw-1", &err);
    assert_non_null(piw);
    assert_int_equal(piw->id, 1);
    assert_close(piw->downwind_slope, 0.0096, 1e-15);
    assert_close(piw->downwind_std_mps, 0.12, 1e-15);
    assert_close(piw->right_slope, 0.0054, 1e-15);
    assert_close(piw->left_slope, -0.0054, 1e-15);
    assert_close(piw->left_std_mps, 0.094, 1e-15);
    /* A class whose tacks do not mirror each other, with offsets. */
    const cw_leeway *suit = cw_leeway_find(t, "PIW-4", &err);
    assert_close(suit->right_offset_mps, -0.033, 1e-15);
    assert_close(suit->left_slope, -0.0013, 1e-15);
    assert_close(suit->left_offset_mps, -0.0265, 1e-15);
    assert_close(suit->left_std_mps, 0.0162, 1e-15);
    cw_leeway_table_destroy(t);
}

static void classes_are_sound(void **state) {
    (void)state;
    cw_leeway_table *t = cw_leeway_table_create(NULL);
    for (size_t i = 0; i < t->count; i++) {
        const cw_leeway *l = &t->rows[i];
        assert_int_equal(l->id, (int)i + 1);
        assert_true(strlen(l->label) > 3);
        assert_true(l->downwind_slope >= 0.0 && l->downwind_slope < 0.08);
        assert_true(l->right_slope >= l->left_slope); /* the right tack goes right */
        assert_true(l->downwind_std_mps >= 0.0 && l->downwind_std_mps <= 0.2);
        assert_ptr_equal(cw_leeway_find(t, l->key, NULL), l); /* keys are unique */
    }
    cw_leeway_table_destroy(t);
}

static void an_unknown_class_names_near_ones(void **state) {
    (void)state;
    cw_leeway_table *t = cw_leeway_table_create(NULL);
    cw_error err = {0};
    assert_null(cw_leeway_find(t, "LIFE-RAFT-NB-77", &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "LIFE-RAFT-NB-77");
    assert_mentions(err.message, "LIFE-RAFT-NB-1");
    cw_error strange = {0};
    assert_null(cw_leeway_find(t, "?", &strange));
    assert_mentions(strange.message, "crosswatch tables leeway");
    cw_leeway_table_destroy(t);
    cw_leeway_table_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_in_si),
        cmocka_unit_test(classes_are_sound),
        cmocka_unit_test(an_unknown_class_names_near_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
