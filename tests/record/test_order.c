/* SPDX-License-Identifier: Apache-2.0 */
/* The log in memory and the order of the fold: the same for every order of arrival, held against a
 * slow and plain statement of the rule. */
#include "made.h"

#include <stdlib.h>

enum { EVENTS = 60, ROUNDS = 200 };

static cw_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = cw_arena_create();
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    cw_arena_destroy(arena);
    return 0;
}

static uint32_t dice(uint32_t round, uint32_t n, uint32_t sides) {
    uint32_t bits[4];
    cw_random_bits((cw_draw){.seed = 5, .particle = n, .step = round, .purpose = CW_DRAW_TEST},
                   bits);
    return bits[0] % sides;
}

/* An event that supersedes some of those before it, recorded at a time that may be before theirs.
 */
static const cw_event *another(const cw_event *const *before, size_t count, uint32_t round) {
    cw_event_id ids[2];
    size_t superseded = 0;
    uint8_t seed[32] = {(uint8_t)count, (uint8_t)round};
    for (uint32_t k = 0; k < 2 && count > 0; k++) {
        size_t which = dice(round, (uint32_t)count * 8 + k, 2 * EVENTS);
        if (which < count && (k == 0 || superseded == 0)) ids[superseded++] = before[which]->id;
    }
    cw_event_draft draft = {.centre =
                                dice(round, (uint32_t)count * 8 + 5, 2) ? "dover" : "gris-nez",
                            .recorded = made_time(dice(round, (uint32_t)count * 8 + 6, 20)),
                            .kind = "people",
                            .supersedes = ids,
                            .superseded_count = superseded,
                            .parts = &(cw_part_draft){"source", &count, sizeof count, true},
                            .part_count = 1,
                            .salt_seed = seed};
    const cw_event *event = cw_event_seal(&draft, arena, NULL);
    assert_non_null(event);
    return event;
}

static cw_event_log *log_of(const cw_event *const *events, size_t count, uint32_t shuffle) {
    const cw_event *order[2 * EVENTS];
    cw_event_log *log = cw_event_log_create(NULL);
    for (size_t i = 0; i < count; i++) order[i] = events[i];
    for (size_t i = count; shuffle > 0 && i > 1; i--) {
        size_t j = dice(shuffle, (uint32_t)i, (uint32_t)i);
        const cw_event *swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
    for (size_t i = 0; i < count; i++) {
        bool added = false;
        assert_true(cw_event_log_append(log, order[i], &added, NULL));
        assert_true(added);
        if (i % 3 == 0) { /* doubles do nothing */
            assert_true(cw_event_log_append(log, order[i / 2], &added, NULL));
            assert_false(added);
        }
    }
    assert_int_equal(cw_event_log_count(log), count);
    return log;
}

static bool earlier(const cw_event *a, const cw_event *b) {
    if (a->recorded != b->recorded) return a->recorded < b->recorded;
    return cw_event_id_compare(&a->id, &b->id) < 0;
}

/* The rule word by word: again and again the earliest of those that wait for nobody. */
static void order_plainly(const cw_event *const *events, size_t count, const cw_event **out) {
    bool done[EVENTS] = {false};
    for (size_t n = 0; n < count; n++) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) {
            bool waits = done[i];
            for (size_t j = 0; j < count; j++) {
                for (size_t k = 0; k < events[i]->superseded_count; k++)
                    waits |= !done[j]
                             && cw_event_id_compare(&events[i]->supersedes[k], &events[j]->id) == 0;
            }
            if (!waits && (best == count || earlier(events[i], events[best]))) best = i;
        }
        done[best] = true;
        out[n] = events[best];
    }
}

static void test_order_is_of_the_set(void **state) {
    (void)state;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        const cw_event *events[EVENTS], *want[EVENTS], *got[EVENTS];
        size_t count = 1 + dice(round, 7777, EVENTS);
        for (size_t i = 0; i < count; i++) events[i] = another(events, i, round);
        order_plainly(events, count, want);
        for (uint32_t shuffle = 0; shuffle < 3; shuffle++) {
            cw_event_log *log = log_of(events, count, shuffle ? 1000 * round + shuffle : 0);
            assert_true(cw_event_log_order(log, got, NULL));
            for (size_t i = 0; i < count; i++)
                assert_int_equal(cw_event_id_compare(&want[i]->id, &got[i]->id), 0);
            cw_event_log_destroy(log);
        }
    }
}

static void test_find_and_grow(void **state) {
    (void)state;
    cw_event_log *log = cw_event_log_create(NULL);
    cw_event_id ids[2000];
    for (size_t n = 0; n < 2000; n++) {
        cw_arena *own = cw_arena_create();
        const cw_event *event = made_event("dover", NULL, n, own);
        ids[n] = event->id;
        if (n % 7 == 0) assert_null(cw_event_log_find(log, &ids[n]));
        assert_true(cw_event_log_append(log, event, NULL, NULL));
        cw_arena_destroy(own); /* the log has copies */
    }
    for (size_t n = 0; n < 2000; n++) {
        assert_ptr_equal(cw_event_log_find(log, &ids[n]), cw_event_log_at(log, n));
        assert_int_equal(cw_event_id_compare(&cw_event_log_at(log, n)->id, &ids[n]), 0);
    }
    assert_null(cw_event_log_at(log, 2000));
    cw_event_log_destroy(log);
}

static bool none(void *context, const cw_event *event, const cw_event_part *part) {
    (void)context, (void)event, (void)part;
    return false;
}

/* First withheld, then whole, or the other way round: the same in the end. */
static void test_parts_are_filled_in(void **state) {
    (void)state;
    const cw_event *whole = made_event("dover", "gris-nez", 1, arena);
    const cw_event *bare = cw_event_keep_parts(whole, none, NULL, arena, NULL);
    for (int first = 0; first < 2; first++) {
        cw_event_log *log = cw_event_log_create(NULL);
        bool added = false;
        assert_true(cw_event_log_append(log, first ? whole : bare, &added, NULL));
        assert_true(added);
        assert_true(cw_event_log_append(log, first ? bare : whole, &added, NULL));
        assert_false(added);
        const cw_event_part *caller = cw_event_part_find(cw_event_log_at(log, 0), "caller");
        assert_true(caller->present);
        assert_string_equal((const char *)caller->bytes, MADE_CALLER);
        cw_event_log_destroy(log);
    }
}

/* A copy whose fields were changed does not pass for the event. */
static void test_changed_after_sealing(void **state) {
    (void)state;
    cw_event changed = *made_event("dover", "gris-nez", 1, arena);
    changed.person = "somebody else";
    cw_event_log *log = cw_event_log_create(NULL);
    cw_error err = {0};
    assert_false(cw_event_log_append(log, &changed, NULL, &err));
    assert_mentions(err.message, "changed");
    assert_int_equal(cw_event_log_count(log), 0);
    cw_event_log_destroy(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_of_the_set), cmocka_unit_test(test_find_and_grow),
        cmocka_unit_test(test_parts_are_filled_in), cmocka_unit_test(test_changed_after_sealing)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
