/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The times of a forcing: every time of every source within the window is one of them, the window
 * is covered, and absurdly fine steps are not taken. Sources are stand-ins that hold only times.
 */
#include "environment/forcing_clock.h"
#include "environment/source.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

typedef struct stand_in {
    cw_source base;
    cw_time times[512];
    size_t count;
    bool endless;
} stand_in;

static void coverage(const cw_source *base, cw_coverage *c) {
    const stand_in *s = (const stand_in *)base;
    c->first = s->endless ? INT64_MIN : s->times[0];
    c->last = s->endless ? INT64_MAX : s->times[s->count - 1];
    c->time_count = s->count;
    c->node_count = 100;
    for (size_t k = 1; k < s->count; k++) {
        double step = (double)(s->times[k] - s->times[k - 1]) / 1000.0;
        if (step > c->step_s) c->step_s = step;
    }
}

static size_t times(const cw_source *base, cw_time from, cw_time to, cw_time *out, size_t most) {
    const stand_in *s = (const stand_in *)base;
    size_t count = 0;
    for (size_t k = 0; k < s->count; k++) {
        if (s->times[k] < from || s->times[k] > to) continue;
        if (count < most) out[count] = s->times[k];
        count++;
    }
    return count;
}

static const source_operations operations = {coverage, times, NULL, NULL};

static cw_time minute(double minutes) {
    return cw_time_from_civil(2021, 11, 24, 0, 0, 0.0) + (cw_time)(minutes * 60e3);
}

static forcing_ask series(stand_in *s, double first_min, double step_min, size_t count) {
    memset(s, 0, sizeof *s);
    s->base.operations = &operations;
    strcpy(s->base.name, "series");
    s->count = count;
    for (size_t k = 0; k < count; k++) s->times[k] = minute(first_min + step_min * (double)k);
    forcing_ask ask = {.source = &s->base, .quantity = CW_CURRENT};
    coverage(&s->base, &ask.coverage);
    return ask;
}

static forcing_ask tide(stand_in *s) {
    memset(s, 0, sizeof *s);
    s->base.operations = &operations;
    s->endless = true;
    forcing_ask ask = {.source = &s->base, .quantity = CW_CURRENT};
    coverage(&s->base, &ask.coverage);
    return ask;
}

static forcing_clock choose(const forcing_ask *asks, size_t count, double from, double to) {
    forcing_clock clock;
    cw_error err = {0};
    bool good = forcing_clock_choose(asks, count, minute(from), minute(to), &clock, &err);
    if (!good) print_error("%s\n", err.message);
    assert_true(good);
    cw_time end = clock.t0 + (cw_time)(clock.nt - 1) * clock.dt_ms;
    assert_true(clock.nt >= 2 && clock.dt_ms > 0);
    assert_true(clock.t0 <= minute(from) && end >= minute(to));
    assert_true(clock.t0 > minute(from) - clock.dt_ms);
    return clock;
}

static void assert_on_clock(const forcing_clock *c, const stand_in *s, double from, double to) {
    for (size_t k = 0; k < s->count; k++) {
        if (s->times[k] < minute(from) || s->times[k] > minute(to)) continue;
        assert_int_equal((s->times[k] - c->t0) % c->dt_ms, 0);
    }
}

static void own_steps(void **state) {
    static stand_in a, b;
    (void)state;
    forcing_ask asks[2] = {series(&a, 0, 60, 24), series(&b, 30, 180, 8)};
    forcing_clock c = choose(asks, 1, 95, 400);
    assert_int_equal(c.dt_ms, 60 * CW_MINUTE_MS);
    assert_true(c.t0 == minute(60));
    assert_int_equal(c.nt, 7); /* 1 h to 7 h */
    c = choose(asks, 2, 95, 400);
    assert_int_equal(c.dt_ms, 30 * CW_MINUTE_MS); /* 30, 210 ... lie half-way between hours */
    assert_on_clock(&c, &a, 95, 400);
    assert_on_clock(&c, &b, 95, 400);
    asks[1] = series(&b, 25, 60, 24); /* gaps of 25 and 35 minutes in turn */
    c = choose(asks, 2, 95, 400);
    assert_int_equal(c.dt_ms, 5 * CW_MINUTE_MS);
    assert_on_clock(&c, &a, 95, 400);
    assert_on_clock(&c, &b, 95, 400);
}

static void tide_asks_for_ten_minutes(void **state) {
    static stand_in a, b;
    (void)state;
    forcing_ask asks[2] = {tide(&a), series(&b, 0, 60, 24)};
    forcing_clock c = choose(asks, 1, 3, 57);
    assert_int_equal(c.dt_ms, 10 * CW_MINUTE_MS);
    assert_true(c.t0 == minute(0));
    assert_int_equal(c.nt, 7);
    c = choose(asks, 2, 3, 57);
    assert_int_equal(c.dt_ms, 10 * CW_MINUTE_MS);
    forcing_ask quarter[2] = {tide(&a), series(&b, 0, 15, 96)};
    c = choose(quarter, 2, 3, 57);
    assert_int_equal(c.dt_ms, 5 * CW_MINUTE_MS);
    assert_on_clock(&c, &b, 3, 57);
}

/* Hourly to 12 h, then three-hourly: the hour everywhere. */
static void steps_may_grow(void **state) {
    static stand_in a;
    (void)state;
    forcing_ask ask = series(&a, 0, 60, 13);
    for (int k = 1; k <= 8; k++) a.times[a.count++] = minute(720 + 180 * k);
    coverage(&a.base, &ask.coverage);
    forcing_clock c = choose(&ask, 1, 600, 1200);
    assert_int_equal(c.dt_ms, 60 * CW_MINUTE_MS);
    assert_on_clock(&c, &a, 600, 1200);
}

/* Times that jitter by a second: not a step of a second, but a round one below the least gap. */
static void jitter_is_rounded(void **state) {
    static stand_in a;
    (void)state;
    forcing_ask ask = series(&a, 0, 60, 24);
    for (size_t k = 1; k < 24; k += 2) a.times[k] += 1000;
    forcing_clock c = choose(&ask, 1, 60, 600);
    assert_int_equal(c.dt_ms, 30 * CW_MINUTE_MS);
}

static void one_state_for_all_time(void **state) {
    static stand_in a;
    (void)state;
    forcing_clock c = choose(NULL, 0, 10, 250);
    assert_int_equal(c.nt, 2);
    assert_int_equal(c.dt_ms, 240 * CW_MINUTE_MS);
    c = choose(NULL, 0, 10, 10);
    assert_int_equal(c.nt, 2);
    forcing_ask ask = series(&a, 60, 60, 1); /* a single time, asked for exactly */
    c = choose(&ask, 1, 60, 60);
    ask.beyond = CW_BEYOND_HOLD;
    c = choose(&ask, 1, 0, 600);
}

static void refused(const forcing_ask *ask, double from, double to, const char *word) {
    forcing_clock clock;
    cw_error err = {0};
    assert_false(forcing_clock_choose(ask, 1, minute(from), minute(to), &clock, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, word);
    assert_mentions(err.message, "series");
}

static void windows_that_are_not_covered(void **state) {
    static stand_in a;
    (void)state;
    forcing_ask ask = series(&a, 0, 60, 7);
    refused(&ask, -1, 100, "needed from");
    refused(&ask, 100, 361, "covers 2021-11-24T00:00:00Z to 2021-11-24T06:00:00Z");
    choose(&ask, 1, 0, 360);
    ask.beyond = CW_BEYOND_HOLD;
    choose(&ask, 1, -500, 900);
    ask.beyond = CW_BEYOND_ZERO;
    choose(&ask, 1, -500, 900);
}

/* Seven hours between hourly times; once a day for days is no hole, two days missing is one. */
static void holes(void **state) {
    static stand_in a;
    (void)state;
    forcing_ask ask = series(&a, 0, 60, 12);
    for (size_t k = 6; k < 12; k++) a.times[k] += 6 * CW_HOUR_MS;
    coverage(&a.base, &ask.coverage);
    refused(&ask, 60, 900, "7.0 hours");
    choose(&ask, 1, 60, 300);  /* before it */
    choose(&ask, 1, 720, 900); /* behind it */
    ask = series(&a, 0, 1440, 10);
    choose(&ask, 1, 1000, 9000);
    for (size_t k = 5; k < 10; k++) a.times[k] += 24 * CW_HOUR_MS;
    coverage(&a.base, &ask.coverage);
    refused(&ask, 1000, 9000, "48.0 hours");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(own_steps),
                                       cmocka_unit_test(tide_asks_for_ten_minutes),
                                       cmocka_unit_test(steps_may_grow),
                                       cmocka_unit_test(jitter_is_rounded),
                                       cmocka_unit_test(one_state_for_all_time),
                                       cmocka_unit_test(windows_that_are_not_covered),
                                       cmocka_unit_test(holes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
