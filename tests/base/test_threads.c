/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <crosswatch/base.h>

#include <math.h>
#include <stdlib.h>

typedef struct tally {
    size_t count, grain;
    unsigned char *visits;
    double *values;
} tally;

/* Marks each item; a wrong piece marks beyond what is looked at below. */
static void mark(void *context, size_t first, size_t last) {
    tally *t = context;
    if (first >= last || last > t->count || last - first > t->grain) abort();
    for (size_t i = first; i < last; i++) {
        t->visits[i]++;
        t->values[i] = sin((double)i) / 3.0;
    }
}

/* Every item once, whatever the count, the grain and the number of threads. */
static void every_item_once(void **state) {
    (void)state;
    static const size_t counts[] = {1, 2, 7, 100, 1001, 20000};
    static const size_t grains[] = {0, 1, 3, 64, 50000, SIZE_MAX};
    static const int threads[] = {0, 1, 2, 7, 64, 100000};
    for (size_t n = 0; n < 6 * 6 * 6; n++) {
        size_t count = counts[n % 6], grain = grains[n / 6 % 6];
        tally t = {count, grain == 0 ? 1 : grain, calloc(count, 1), calloc(count, sizeof(double))};
        assert_true(t.visits != NULL && t.values != NULL);
        if (threads[n / 36] > 64 && count > 1001) count = t.count = 1001;
        cw_parallel_for(count, grain, threads[n / 36], mark, &t);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(t.visits[i], 1);
            assert_true(t.values[i] == sin((double)i) / 3.0);
        }
        free(t.visits);
        free(t.values);
    }
}

static void never(void *context, size_t first, size_t last) {
    (void)first, (void)last;
    *(bool *)context = true;
}

static void nothing_to_do_is_nothing_done(void **state) {
    (void)state;
    bool called = false;
    cw_parallel_for(0, 10, 4, never, &called);
    assert_false(called);
}

/* A body may start a loop of its own. */
static void inner(void *context, size_t first, size_t last) {
    tally *t = context;
    for (size_t i = first; i < last; i++) {
        tally part = {100, 10, t->visits + 100 * i, t->values + 100 * i};
        cw_parallel_for(100, 10, 3, mark, &part);
    }
}

static void loops_nest(void **state) {
    (void)state;
    tally t = {1000, 1, calloc(1000, 1), calloc(1000, sizeof(double))};
    assert_true(t.visits != NULL && t.values != NULL);
    cw_parallel_for(10, 1, 4, inner, &t);
    for (size_t i = 0; i < 1000; i++) assert_int_equal(t.visits[i], 1);
    free(t.visits);
    free(t.values);
}

static void counts_threads(void **state) {
    (void)state;
    assert_true(cw_thread_count(0) >= 1);
    assert_true(cw_thread_count(-3) >= 1);
    assert_int_equal(cw_thread_count(7), 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_once),
        cmocka_unit_test(nothing_to_do_is_nothing_done),
        cmocka_unit_test(loops_nest),
        cmocka_unit_test(counts_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
