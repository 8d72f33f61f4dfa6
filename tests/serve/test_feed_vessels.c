/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded set of vessels against a plain model of it: thousands of random hearings. */
#include "support.h"

#include "serve/feed_vessels.h"

#include <string.h>

enum { MODEL = 200, ROOM = 64 };

typedef struct model { /* by number, in plain arrays */
    bool there[MODEL];
    uint64_t changed[MODEL];
    cw_time heard[MODEL];
    size_t count;
} model;

static void model_drop(model *m, size_t i) {
    m->there[i] = false;
    m->count--;
}

static size_t model_oldest(const model *m) {
    size_t oldest = MODEL;
    for (size_t i = 0; i < MODEL; i++) {
        if (m->there[i] && (oldest == MODEL || m->changed[i] < m->changed[oldest])) oldest = i;
    }
    return oldest;
}

static void hear(vessel_set *s, model *m, size_t i, cw_time now) {
    if (!m->there[i] && m->count == ROOM) model_drop(m, model_oldest(m));
    m->count += !m->there[i];
    m->there[i] = true;
    slot *one = vessel_set_take(s, (uint32_t)i + 1);
    one->placed = true;
    one->vessel.heard = m->heard[i] = now;
    vessel_set_changed(s, one);
    m->changed[i] = one->changed;
}

/* What the set says changed since, against the model: the same vessels, the newest first, and those
 * that went. */
static void compare(const vessel_set *s, const model *m, uint64_t since, const bool before[MODEL]) {
    feed_picture p = {0};
    assert_true(vessel_set_since(s, since, &p, NULL));
    bool listed[MODEL] = {false}, gone[MODEL] = {false};
    uint64_t last = UINT64_MAX;
    for (size_t k = 0; k < p.count; k++) {
        size_t i = p.vessels[k].mmsi - 1;
        assert_true(m->there[i] && m->changed[i] > since && m->changed[i] < last);
        last = m->changed[i];
        listed[i] = true;
    }
    for (size_t k = 0; k < p.gone_count; k++) gone[p.gone[k] - 1] = true;
    for (size_t i = 0; i < MODEL; i++) {
        assert_int_equal(listed[i], m->there[i] && m->changed[i] > since);
        assert_int_equal(vessel_set_find(s, (uint32_t)i + 1) != NULL, m->there[i]);
        if (before[i] && !m->there[i] && !p.whole) assert_true(gone[i]);
        if (m->there[i]) assert_false(gone[i]);
    }
    feed_picture_free(&p);
}

/* Thousands of random hearings, with room for a third of those who call, and ageing. */
static void test_set(void **state) {
    (void)state;
    vessel_set s;
    model m = {.count = 0};
    bool before[MODEL] = {false};
    uint64_t since = 0;
    assert_true(vessel_set_create(&s, ROOM, NULL));
    for (uint32_t k = 0; k < 30000; k++) {
        uint32_t bits[4];
        cw_random_bits((cw_draw){.seed = 7, .particle = k, .purpose = CW_DRAW_TEST}, bits);
        hear(&s, &m, bits[0] % MODEL, (cw_time)k);
        if (bits[1] % 50 == 0) { /* who has not been heard for a while goes */
            cw_time cut = (cw_time)k - (cw_time)(bits[2] % 150);
            vessel_set_age(&s, cut);
            for (size_t i = 0; i < MODEL; i++) {
                if (m.there[i] && m.heard[i] < cut) model_drop(&m, i);
            }
        }
        assert_int_equal(s.count, m.count);
        if (bits[1] % 97 == 0) {
            compare(&s, &m, since, before);
            since = s.sequence;
            memcpy(before, m.there, sizeof before);
        }
    }
    assert_true(s.evicted > 1000 && s.aged_out > 1000);
    feed_picture p = {0};
    assert_true(vessel_set_since(&s, 1, &p, NULL)); /* far behind: everything */
    assert_true(p.whole && p.count == m.count);
    feed_picture_free(&p);
    assert_true(vessel_set_since(&s, s.sequence + 5, &p, NULL)); /* of another feed */
    assert_true(p.whole);
    feed_picture_free(&p);
    vessel_set_free(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_set)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
