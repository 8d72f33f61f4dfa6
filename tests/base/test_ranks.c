/* SPDX-License-Identifier: Apache-2.0 */
/* Shares of a company of ranks, as far as one rank alone can tell; what several do together is
 * tested through the command (tests/cli/test_ranks.c). */
#include "support.h"

#include <crosswatch/ranks.h>

static void test_one_rank_has_all(void **state) {
    (void)state;
    cw_share share = cw_ranks_share(NULL, 0, 1000, 256);
    assert_int_equal(share.first, 0);
    assert_int_equal(share.count, 1000);
    assert_int_equal(share.total, 1000);
    assert_int_equal(cw_ranks_count(NULL), 1);
    assert_true(cw_ranks_first(NULL));
}

static void test_one_rank_agrees_with_itself(void **state) {
    (void)state;
    cw_error err = {0};
    assert_true(cw_ranks_agree(NULL, true, &err));
    assert_int_equal(err.code, CW_OK);
    cw_fail(&err, CW_ERR_INPUT, "no such file");
    assert_false(cw_ranks_agree(NULL, false, &err));
    assert_string_equal(err.message, "no such file");
}

/* A part of one rank is that rank alone; what it tells it hears. */
static void test_one_rank_meets_itself(void **state) {
    (void)state;
    struct {
        bool failed;
        int value;
    } own = {.value = 7}, all[1] = {{0}};
    cw_error err = {0};
    cw_ranks *part = (cw_ranks *)&err;
    assert_true(cw_ranks_part(NULL, 3, &part, &err));
    assert_null(part);
    assert_true(cw_ranks_meet(NULL, true, &own, all, sizeof own, &err));
    assert_int_equal(all[0].value, 7);
    assert_false(all[0].failed);
    assert_false(cw_ranks_meet(NULL, false, &own, all, sizeof own, &err));
    assert_true(all[0].failed);
}

/* 1e16 + 1 - 1e16 is 0 from left to right and 1 in another order. */
static void test_sum_is_in_order(void **state) {
    (void)state;
    double sums[3] = {1e16, 1.0, -1e16};
    assert_true(cw_ranks_sum(NULL, sums, 3) == 0.0);
}

static void test_a_company_without_launcher_is_one(void **state) {
    (void)state;
    cw_error err = {0};
    cw_ranks *ranks = cw_ranks_open(&err);
    assert_non_null(ranks);
    assert_int_equal(cw_ranks_count(ranks), 1);
    cw_ranks_tell(ranks, 0, &err, sizeof err);
    assert_int_equal(cw_ranks_traffic(ranks).messages, 0);
    cw_ranks_close(ranks);
    cw_ranks_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_rank_has_all), cmocka_unit_test(test_one_rank_agrees_with_itself),
        cmocka_unit_test(test_one_rank_meets_itself), cmocka_unit_test(test_sum_is_in_order),
        cmocka_unit_test(test_a_company_without_launcher_is_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
