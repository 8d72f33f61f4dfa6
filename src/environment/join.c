/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several sources as one. Each value comes from the first part that has one there and then: a fine
 * model before a coarse one, a forecast before the tide alone.
 *
 * Series are often cut into files, one a day: between the last time of one file and the first of
 * the next no file covers the time, though both surround it. Such neighbours are bridged: their
 * values at both ends are joined linearly, as within one file, when the gap is no longer than two
 * steps of the coarser one (six hours between files that hold a single time each).
 */
#include "source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARTS = 10000 };
static const double SINGLE_GAP_S = 6.0 * 3600.0;

typedef struct part {
    cw_source *source; /* owned */
    cw_coverage coverage;
    cw_time *times; /* owned */
    double least_step_s;
} part;

typedef struct join_source {
    cw_source base;
    part *parts;
    size_t count;
    cw_vector *values, *more; /* of one part, and of the other end of a bridge */
    size_t room;
} join_source;

/* ---- what is covered ------------------------------------------------------------------------- */

static bool covers(const part *p, cw_time time) {
    return time >= p->coverage.first && time <= p->coverage.last;
}

/* The union of two boxes; boxes may cross the date line. Longitudes are taken relative to a's west.
 */
static cw_box join_boxes(cw_box a, cw_box b) {
    double width_a = a.east_deg - a.west_deg, width_b = b.east_deg - b.west_deg;
    if (width_a < 0.0) width_a += 360.0;
    if (width_b < 0.0) width_b += 360.0;
    double shift = remainder(b.west_deg + 0.5 * width_b - a.west_deg - 0.5 * width_a, 360.0)
                   + 0.5 * (width_a - width_b); /* of b's west edge from a's */
    double west = fmin(0.0, shift), east = fmax(width_a, shift + width_b);
    cw_box box = {fmin(a.south_deg, b.south_deg), -180.0, fmax(a.north_deg, b.north_deg), 180.0};
    if (east - west >= 360.0) return box;
    box.west_deg = remainder(a.west_deg + west, 360.0);
    box.east_deg = remainder(a.west_deg + east, 360.0);
    return box;
}

static double smallest(double a, double b) { /* of those that are not 0 */
    if (a <= 0.0 || b <= 0.0) return fmax(a, b);
    return fmin(a, b);
}

static void coverage(const cw_source *base, cw_coverage *c) {
    const join_source *join = (const join_source *)base;
    bool stepless = false;
    *c = join->parts[0].coverage;
    for (size_t i = 0; i < join->count; i++) {
        const cw_coverage *p = &join->parts[i].coverage;
        stepless = stepless || p->time_count == 0;
        if (p->first < c->first) c->first = p->first;
        if (p->last > c->last) c->last = p->last;
        c->box = join_boxes(c->box, p->box);
        c->spacing_m = smallest(c->spacing_m, p->spacing_m);
        if (i > 0) c->node_count += p->node_count;
    }
    snprintf(c->kind, sizeof c->kind, "%zu sources", join->count);
    c->time_count = base->operations->times(base, c->first, c->last, NULL, 0);
    c->step_s = 0.0;
    if (stepless) c->time_count = 0; /* one of them answers at any time */
    if (c->time_count < 2) return;
    cw_time *all = cw_alloc_array(c->time_count, sizeof *all);
    if (all == NULL) return;
    base->operations->times(base, c->first, c->last, all, c->time_count);
    for (size_t k = 1; k < c->time_count; k++) {
        c->step_s = fmax(c->step_s, (double)(all[k] - all[k - 1]) / 1000.0);
    }
    free(all);
}

static int ascending(const void *a, const void *b) {
    cw_time x = *(const cw_time *)a, y = *(const cw_time *)b;
    return (x > y) - (x < y);
}

/* The union of the parts' times: all are gathered, sorted and freed of doubles. */
static size_t times(const cw_source *base, cw_time from, cw_time to, cw_time *out, size_t most) {
    const join_source *join = (const join_source *)base;
    size_t count = 0, distinct = 0;
    for (size_t i = 0; i < join->count; i++) count += join->parts[i].coverage.time_count;
    cw_time *all = cw_alloc_array(count, sizeof *all);
    if (all == NULL) return 0;
    count = 0;
    for (size_t i = 0; i < join->count; i++) {
        const part *p = &join->parts[i];
        memcpy(all + count, p->times, p->coverage.time_count * sizeof *all);
        count += p->coverage.time_count;
    }
    qsort(all, count, sizeof *all, ascending);
    for (size_t k = 0; k < count; k++) {
        if (all[k] < from || all[k] > to || (k > 0 && all[k] == all[k - 1])) continue;
        if (distinct < most) out[distinct] = all[k];
        distinct++;
    }
    free(all);
    return distinct;
}

/* ---- values ---------------------------------------------------------------------------------- */

/* True when the time lies between two of the part's times that stand wider apart than its step:
 * frames are missing there and the part refuses, as it should; another may have them. */
static bool in_hole(const part *p, cw_time time) {
    for (size_t k = 1; k < p->coverage.time_count; k++) {
        if (time <= p->times[k - 1] || time >= p->times[k]) continue;
        return (double)(p->times[k] - p->times[k - 1]) / 1000.0 > 1.4 * p->least_step_s;
    }
    return false;
}

/* Longest gap between the two that is bridged, seconds. */
static double longest_bridge_s(const part *a, const part *b) {
    double step = fmax(a->coverage.step_s, b->coverage.step_s);
    return step > 0.0 ? 2.0 * step : SINGLE_GAP_S;
}

/* The part whose nearer end lies on the other side of the time from `p`; NULL when none is near. */
static const part *other_side(const join_source *join, const part *p, cw_time time) {
    const part *best = NULL;
    bool after =
        time > p->coverage.last; /* p ends before the time: look for one that begins after */
    for (size_t i = 0; i < join->count; i++) {
        const part *q = &join->parts[i];
        if (q->coverage.time_count == 0) continue;
        double gap = after ? (double)(q->coverage.first - p->coverage.last)
                           : (double)(p->coverage.first - q->coverage.last);
        bool beyond = after ? q->coverage.first >= time : q->coverage.last <= time;
        if (!beyond || gap / 1000.0 > longest_bridge_s(p, q)) continue;
        bool nearer = best == NULL
                      || (after ? q->coverage.first < best->coverage.first
                                : q->coverage.last > best->coverage.last);
        if (nearer) best = q;
    }
    return best;
}

typedef enum outcome { FAILED, ABSENT, ANSWERED } outcome;

static outcome bridge(join_source *join, const part *p, cw_time time, const cw_position *at,
                      size_t count, cw_error *err) {
    if (p->coverage.time_count == 0) return ABSENT;
    const part *q = other_side(join, p, time);
    if (q == NULL) return ABSENT;
    bool after = time > p->coverage.last;
    cw_time here = after ? p->coverage.last : p->coverage.first;
    cw_time there = after ? q->coverage.first : q->coverage.last;
    if (!cw_source_sample(p->source, here, at, count, join->values, err)
        || !cw_source_sample(q->source, there, at, count, join->more, err)) {
        return FAILED;
    }
    double part_of = (double)(time - here) / (double)(there - here);
    for (size_t i = 0; i < count; i++) {
        join->values[i].east += part_of * (join->more[i].east - join->values[i].east);
        join->values[i].north += part_of * (join->more[i].north - join->values[i].north);
    }
    return ANSWERED;
}

/* The values of one part at the time, in join->values. */
static outcome ask(join_source *join, const part *p, cw_time time, const cw_position *at,
                   size_t count, cw_error *err) {
    if (!covers(p, time)) return bridge(join, p, time, at, count, err);
    if (in_hole(p, time)) {
        cw_error refused = {0};
        return cw_source_sample(p->source, time, at, count, join->values, &refused) ? ANSWERED
                                                                                    : ABSENT;
    }
    return cw_source_sample(p->source, time, at, count, join->values, err) ? ANSWERED : FAILED;
}

static bool fail_uncovered(const join_source *join, cw_time time, cw_error *err) {
    char asked[CW_TIME_TEXT], first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    cw_text list = {0};
    for (size_t i = 0; i < join->count && list.length < 700; i++) {
        const part *p = &join->parts[i];
        cw_text_add(&list, "%s%.120s (%s/%s)", i > 0 ? "; " : "", cw_source_name(p->source),
                    cw_time_format(p->coverage.first, first),
                    cw_time_format(p->coverage.last, last));
        if (i + 1 < join->count && list.length >= 700) cw_text_add(&list, "; ...");
    }
    cw_fail(err, CW_ERR_INPUT, "no source of the %s covers %s: %s",
            cw_quantity_name(join->base.quantity), cw_time_format(time, asked),
            list.data != NULL ? list.data : "");
    cw_text_free(&list);
    return false;
}

static bool make_room(join_source *join, size_t count, cw_error *err) {
    if (count <= join->room) return true;
    join->room = 0;
    free(join->values);
    free(join->more);
    join->values = cw_alloc_array(count, sizeof *join->values);
    join->more = cw_alloc_array(count, sizeof *join->more);
    if (join->values == NULL || join->more == NULL) return cw_fail_memory(err);
    join->room = count;
    return true;
}

static size_t fill_missing(const cw_vector *from, size_t count, cw_vector *values) {
    size_t missing = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i].east)) values[i] = from[i];
        if (isnan(values[i].east)) missing++;
    }
    return missing;
}

static bool sample(cw_source *base, cw_time time, const cw_position *at, size_t count,
                   cw_vector *values, cw_error *err) {
    join_source *join = (join_source *)base;
    bool answered = false;
    size_t missing = count;
    if (!make_room(join, count, err)) return false;
    for (size_t i = 0; i < count; i++) values[i] = (cw_vector){NAN, NAN};
    for (size_t i = 0; i < join->count && (missing > 0 || !answered); i++) {
        outcome got = ask(join, &join->parts[i], time, at, count, err);
        if (got == FAILED) return false;
        if (got == ABSENT) continue;
        answered = true;
        missing = fill_missing(join->values, count, values);
    }
    return answered || fail_uncovered(join, time, err);
}

/* ---- the source ------------------------------------------------------------------------------ */

static void destroy(cw_source *base) {
    join_source *join = (join_source *)base;
    for (size_t i = 0; join->parts != NULL && i < join->count; i++) {
        cw_source_destroy(join->parts[i].source);
        free(join->parts[i].times);
    }
    free(join->parts);
    free(join->values);
    free(join->more);
    free(join);
}

static const source_operations join_operations = {coverage, times, sample, destroy};

static bool look_at(part *p, cw_error *err) {
    cw_source_coverage(p->source, &p->coverage);
    size_t count = p->coverage.time_count;
    p->times = cw_alloc_array(count, sizeof *p->times);
    if (p->times == NULL) return cw_fail_memory(err);
    if (count == 0) return true;
    cw_source_times(p->source, p->coverage.first, p->coverage.last, p->times, count);
    p->least_step_s = INFINITY;
    for (size_t k = 1; k < count; k++) {
        p->least_step_s = fmin(p->least_step_s, (double)(p->times[k] - p->times[k - 1]) / 1000.0);
    }
    return true;
}

/* Sources of the same quantity; the join owns them from here on. */
static bool take_parts(join_source *join, cw_source **parts, size_t count, cw_error *err) {
    for (size_t i = 0; i < count; i++) join->parts[i].source = parts[i];
    join->count = count;
    for (size_t i = 0; i < count; i++) {
        if (parts[i]->quantity != parts[0]->quantity) {
            return cw_fail(err, CW_ERR_INPUT,
                           "%s holds the %s and cannot stand in one list with "
                           "%s, which holds the %s",
                           cw_source_name(parts[i]), cw_quantity_name(parts[i]->quantity),
                           cw_source_name(parts[0]), cw_quantity_name(parts[0]->quantity));
        }
        if (!look_at(&join->parts[i], err)) return false;
    }
    join->base.quantity = parts[0]->quantity;
    snprintf(join->base.name, sizeof join->base.name, "%.400s and %zu more",
             cw_source_name(parts[0]), count - 1);
    return true;
}

static cw_source *give_up(cw_source **parts, size_t count) {
    for (size_t i = 0; i < count; i++) cw_source_destroy(parts[i]);
    return NULL;
}

cw_source *cw_source_join(cw_source **parts, size_t count, cw_error *err) {
    if (count == 0 || count > MOST_PARTS) {
        cw_fail(err, CW_ERR_INPUT, "a list of sources holds 1 to %d of them, not %zu", MOST_PARTS,
                count);
        return give_up(parts, count);
    }
    if (count == 1) return parts[0];
    join_source *join = calloc(1, sizeof *join);
    part *room = calloc(count, sizeof *room);
    if (join == NULL || room == NULL) {
        free(join);
        free(room);
        cw_fail_memory(err);
        return give_up(parts, count);
    }
    join->base.operations = &join_operations;
    join->parts = room;
    if (take_parts(join, parts, count, err)) return &join->base;
    destroy(&join->base);
    return NULL;
}
