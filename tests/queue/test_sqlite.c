/* SPDX-License-Identifier: Apache-2.0 */
/* The queue in an SQLite file. */
#include "queue_cases.h"
#include "worker_cases.h"

static const char *place_make(char where[1200]) {
    snprintf(where, 1200, "%.1000s/queue%d.db", work, place_count++);
    return where;
}

static void test_other_files(void **state) {
    (void)state;
    char path[1200];
    cw_error err = {0};
    cw_store_close(fresh_record(path));
    assert_null(cw_queue_open(path, &err)); /* a record is no queue */
    assert_mentions(err.message, "is not a queue");
    err = (cw_error){0};
    assert_null(cw_queue_create("/nowhere/queue.db", &err));
    assert_int_equal(err.code, CW_ERR_MACHINE);
}

int main(void) {
    const struct CMUnitTest tests[] = {QUEUE_CASES, WORKER_CASES,
                                       cmocka_unit_test(test_other_files)};
    return cmocka_run_group_tests(tests, work_set_up, work_tear_down);
}
