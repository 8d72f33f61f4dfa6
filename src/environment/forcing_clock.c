/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The times of a forcing. Every time of every source in the window should be one of them, so that
 * nothing is smoothed away between: the step is the greatest common divisor of the gaps between the
 * sources' times (and of ten minutes when a tide, which has no steps, takes part), and the times
 * stand on the sources' own. Where that would be absurdly fine (times that jitter), the smallest
 * gap is rounded down to a step that divides the hour or the day instead.
 */
#include "forcing_clock.h"

#include <math.h>
#include <stdlib.h>

/* Ten minutes turn the M2 phase by 5 degrees: linear between, the stream is right to 0.1 %. */
static const int64_t TIDE_STEP_MS = 600 * CW_SECOND_MS;
static const int64_t LEAST_STEP_MS = 60 * CW_SECOND_MS;
static const int64_t FINE_STEP_MS = 300 * CW_SECOND_MS;
static const size_t MOST_TIMES = 10000000;
/* A gap in a file: longer than a tidal half-cycle and than twice the file's usual step, or than a
 * day whatever the step. */
static const int64_t LONG_GAP_MS = 6 * CW_HOUR_MS, LONGEST_GAP_MS = 24 * CW_HOUR_MS;

static const int64_t ROUND_STEPS_S[] = {86400, 43200, 21600, 10800, 7200, 3600, 1800, 1200,
                                        900,   600,   300,   240,   180,  120,  60};

typedef struct time_list {
    cw_time *times; /* owned */
    size_t count, room;
} time_list;

bool forcing_is_constant(const forcing_ask *ask) {
    const cw_coverage *c = &ask->coverage;
    return c->first == INT64_MIN && c->time_count == 0 && c->node_count == 0;
}

/* ---- is the window covered? ------------------------------------------------------------------ */

static bool check_window(const forcing_ask *ask, cw_time from, cw_time to, cw_error *err) {
    const cw_coverage *c = &ask->coverage;
    char wanted_from[CW_TIME_TEXT], wanted_to[CW_TIME_TEXT], first[CW_TIME_TEXT],
        last[CW_TIME_TEXT];
    if (ask->beyond != CW_BEYOND_ERROR || (c->first <= from && to <= c->last)) return true;
    return cw_fail(
        err, CW_ERR_INPUT,
        "the %s is needed from %s to %s but %.300s covers %s to %s (latitude %.2f to %.2f, "
        "longitude %.2f to %.2f)",
        cw_quantity_name(ask->quantity), cw_time_format(from, wanted_from),
        cw_time_format(to, wanted_to), cw_source_name(ask->source), cw_time_format(c->first, first),
        cw_time_format(c->last, last), c->box.south_deg, c->box.north_deg, c->box.west_deg,
        c->box.east_deg);
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The median gap between neighbouring times; 0 when there is none. */
static bool usual_gap(const cw_time *times, size_t count, int64_t *gap, cw_error *err) {
    *gap = 0;
    if (count < 2) return true;
    int64_t *gaps = cw_alloc_array(count - 1, sizeof *gaps);
    if (gaps == NULL) return cw_fail_memory(err);
    for (size_t k = 1; k < count; k++) gaps[k - 1] = times[k] - times[k - 1];
    qsort(gaps, count - 1, sizeof *gaps, ascending);
    *gap = gaps[(count - 1) / 2];
    free(gaps);
    return true;
}

static bool check_gaps(const forcing_ask *ask, const cw_time *times, size_t count, cw_time from,
                       cw_time to, cw_error *err) {
    char before[CW_TIME_TEXT], after[CW_TIME_TEXT];
    int64_t usual;
    if (ask->beyond != CW_BEYOND_ERROR || ask->coverage.time_count == 0) return true;
    if (!usual_gap(times, count, &usual, err)) return false;
    for (size_t k = 1; k < count; k++) {
        int64_t gap = times[k] - times[k - 1];
        bool in_window = times[k] > from && times[k - 1] < to;
        bool hole = gap > LONGEST_GAP_MS || (gap > LONG_GAP_MS && gap > 2 * usual);
        if (!in_window || !hole) continue;
        return cw_fail(
            err, CW_ERR_INPUT,
            "%.300s has no %s for %.1f hours, between %s and %s, within the time asked for",
            cw_source_name(ask->source), cw_quantity_name(ask->quantity),
            (double)gap / (double)CW_HOUR_MS, cw_time_format(times[k - 1], before),
            cw_time_format(times[k], after));
    }
    return true;
}

/* ---- the step -------------------------------------------------------------------------------- */

/* Without overflow at the ends of time. */
static cw_time earlier(cw_time time, int64_t by) {
    return time < INT64_MIN + by ? INT64_MIN : time - by;
}

static cw_time later(cw_time time, int64_t by) {
    return time > INT64_MAX - by ? INT64_MAX : time + by;
}

/* Adds the source's times around the window to the list, and checks that they leave no hole. */
static bool gather(const forcing_ask *ask, cw_time from, cw_time to, time_list *list,
                   cw_error *err) {
    int64_t margin = (int64_t)(1000.0 * ask->coverage.step_s);
    cw_time first = earlier(from, margin), last = later(to, margin);
    size_t count = cw_source_times(ask->source, first, last, NULL, 0);
    if (count > MOST_TIMES || !cw_grow(&list->times, &list->room, list->count + count + 1)) {
        return cw_fail_memory(err);
    }
    cw_time *added = list->times + list->count;
    cw_source_times(ask->source, first, last, added, count);
    list->count += count;
    return check_gaps(ask, added, count, from, to, err);
}

static int64_t common_divisor(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static int64_t round_step(int64_t step_ms) {
    for (size_t i = 0; i < sizeof ROUND_STEPS_S / sizeof ROUND_STEPS_S[0]; i++) {
        if (ROUND_STEPS_S[i] * CW_SECOND_MS <= step_ms) return ROUND_STEPS_S[i] * CW_SECOND_MS;
    }
    return LEAST_STEP_MS;
}

/* From all times (sorted here) and the tide's step (0: no tide); 0 when nothing has a step. */
static int64_t choose_step(time_list *list, int64_t tide_step) {
    int64_t divisor = tide_step, least = tide_step;
    if (list->count > 1) qsort(list->times, list->count, sizeof *list->times, ascending);
    for (size_t k = 1; k < list->count; k++) {
        int64_t gap = list->times[k] - list->times[k - 1];
        if (gap == 0) continue;
        divisor = common_divisor(divisor, gap);
        if (least == 0 || gap < least) least = gap;
    }
    bool good = divisor >= LEAST_STEP_MS && (divisor >= FINE_STEP_MS || divisor == least);
    return divisor == 0 || good ? divisor : round_step(least);
}

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

bool forcing_clock_choose(const forcing_ask *asks, size_t count, cw_time from, cw_time to,
                          forcing_clock *clock, cw_error *err) {
    time_list list = {0};
    int64_t tide_step = 0;
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        const forcing_ask *ask = &asks[i];
        if (ask->source == NULL || forcing_is_constant(ask)) continue;
        if (ask->coverage.time_count == 0) tide_step = TIDE_STEP_MS;
        good = check_window(ask, from, to, err) && gather(ask, from, to, &list, err);
    }
    if (good) {
        int64_t step = choose_step(&list, tide_step);
        cw_time origin = list.count > 0 ? list.times[0] : 0;
        if (step == 0) { /* one state for all time: the window's ends will do */
            step = to - from > 0 ? to - from : CW_HOUR_MS;
            origin = from;
        }
        clock->dt_ms = step;
        clock->t0 = origin + floor_divide(from - origin, step) * step;
        clock->nt = (size_t)((to - clock->t0 + step - 1) / step) + 1;
        if (clock->nt < 2) clock->nt = 2;
    }
    free(list.times);
    return good;
}
