/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A source made of a native grid and frames in time. Two frames stay in memory, so that asking in
 * the order of time reads each frame once; between them values change linearly.
 *
 * The forcing asks for the same positions again and again, one time after the other: the weights of
 * the last positions are kept and used again when the positions are the same byte for byte.
 *
 * Nothing is made up: a value is NaN as soon as one node with a weight has none, a time before the
 * first or after the last frame fails, and so does a time inside a hole of the series (a step well
 * above both its neighbours, where frames are missing).
 */
#include "gridded.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct frame {
    size_t index; /* SIZE_MAX: empty */
    float *east, *north;
} frame;

typedef struct located { /* grid_weights in half the room */
    uint32_t node[4];
    float weight[4];
} located;

typedef struct gridded_source {
    cw_source base;
    native_grid *grid;
    cw_time *times;
    size_t time_count;
    gridded_reader reader;
    frame frames[2];
    cw_position *at; /* positions the weights belong to */
    located *weights;
    size_t at_count;
} gridded_source;

/* ---- time ------------------------------------------------------------------------------------ */

/* A step inside the series is a hole when it is well above both neighbours (forecasts go from
 * hourly to three-hourly steps for good: that is none); at an end it has one neighbour only, and
 * must exceed it more. */
static bool is_hole(const gridded_source *source, size_t k) {
    const cw_time *t = source->times;
    double step = (double)(t[k + 1] - t[k]);
    bool before = k > 0, after = k + 2 < source->time_count;
    if (!before && !after) return false;
    if (before && after) {
        return step > 1.5 * (double)(t[k] - t[k - 1]) && step > 1.5 * (double)(t[k + 2] - t[k + 1]);
    }
    return step > 3.5 * (double)(before ? t[k] - t[k - 1] : t[k + 2] - t[k + 1]);
}

static bool fail_outside(const gridded_source *source, cw_time time, cw_error *err) {
    char asked[CW_TIME_TEXT], first[CW_TIME_TEXT], last[CW_TIME_TEXT];
    cw_time_format(time, asked);
    cw_time_format(source->times[0], first);
    cw_time_format(source->times[source->time_count - 1], last);
    return cw_fail(err, CW_ERR_INPUT, "%s holds the %s from %s to %s and was asked for %s",
                   source->base.name, cw_quantity_name(source->base.quantity), first, last, asked);
}

/* Frames *k and *k + 1 around the time (or *k alone with fraction 0). */
static bool find_time(const gridded_source *source, cw_time time, size_t *k, double *fraction,
                      cw_error *err) {
    size_t low = 0, high = source->time_count - 1;
    if (time < source->times[low] || time > source->times[high]) {
        return fail_outside(source, time, err);
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->times[middle] <= time)
            low = middle;
        else
            high = middle;
    }
    *k = time == source->times[high] ? high : low;
    *fraction = 0.0;
    if (time == source->times[*k]) return true;
    if (is_hole(source, low)) {
        char from[CW_TIME_TEXT], to[CW_TIME_TEXT];
        return cw_fail(err, CW_ERR_INPUT, "%s has no %s between %s and %s: times are missing there",
                       source->base.name, cw_quantity_name(source->base.quantity),
                       cw_time_format(source->times[low], from),
                       cw_time_format(source->times[high], to));
    }
    *fraction =
        (double)(time - source->times[low]) / (double)(source->times[high] - source->times[low]);
    return true;
}

static size_t times_between(const cw_source *base, cw_time from, cw_time to, cw_time *times,
                            size_t most) {
    const gridded_source *source = (const gridded_source *)base;
    size_t count = 0;
    for (size_t k = 0; k < source->time_count; k++) {
        if (source->times[k] < from || source->times[k] > to) continue;
        if (count < most) times[count] = source->times[k];
        count++;
    }
    return count;
}

/* ---- frames ---------------------------------------------------------------------------------- */

static bool allocate_frame(gridded_source *source, frame *slot, cw_error *err) {
    size_t nodes = native_grid_node_count(source->grid);
    if (slot->east == NULL) slot->east = cw_alloc_array(nodes, sizeof *slot->east);
    if (slot->north == NULL) slot->north = cw_alloc_array(nodes, sizeof *slot->north);
    return (slot->east != NULL && slot->north != NULL) || cw_fail_memory(err);
}

/* The frame of that index, from memory or the file; `keep` is not thrown out. */
static frame *fetch(gridded_source *source, size_t index, size_t keep, cw_error *err) {
    for (int i = 0; i < 2; i++) {
        if (source->frames[i].index == index) return &source->frames[i];
    }
    frame *slot = &source->frames[source->frames[0].index == keep ? 1 : 0];
    slot->index = SIZE_MAX;
    if (!allocate_frame(source, slot, err)) return NULL;
    if (!source->reader.load(source->reader.context, index, slot->east, slot->north, err)) {
        return NULL;
    }
    slot->index = index;
    return slot;
}

/* ---- space ----------------------------------------------------------------------------------- */

static bool same_positions(const gridded_source *source, const cw_position *at, size_t count) {
    return source->at_count == count && count > 0
           && memcmp(source->at, at, count * sizeof *at) == 0;
}

static void locate_one(const native_grid *grid, cw_position at, located *to) {
    grid_weights weights = {.count = 0};
    native_grid_locate(grid, at, &weights);
    for (int k = 0; k < 4; k++) {
        bool used = k < weights.count;
        to->node[k] = used ? (uint32_t)weights.node[k] : 0;
        to->weight[k] = used ? weights.weight[k] : 0.0F;
    }
}

static bool locate_all(gridded_source *source, const cw_position *at, size_t count, cw_error *err) {
    if (same_positions(source, at, count)) return true;
    source->at_count = 0;
    free(source->at);
    free(source->weights);
    source->at = cw_alloc_array(count, sizeof *source->at);
    source->weights = cw_alloc_array(count, sizeof *source->weights);
    if (source->at == NULL || source->weights == NULL) return cw_fail_memory(err);
    memcpy(source->at, at, count * sizeof *at);
    for (size_t i = 0; i < count; i++) locate_one(source->grid, at[i], &source->weights[i]);
    source->at_count = count;
    return true;
}

/* Weighted mean; NaN outside and where a node that counts has no value. */
static cw_vector mean(const frame *values, const located *where) {
    cw_vector sum = {0.0, 0.0};
    bool any = false;
    for (int k = 0; k < 4; k++) {
        if (where->weight[k] <= 0.0F) continue;
        any = true;
        sum.east += (double)where->weight[k] * (double)values->east[where->node[k]];
        sum.north += (double)where->weight[k] * (double)values->north[where->node[k]];
    }
    if (!any || !isfinite(sum.east) || !isfinite(sum.north)) return (cw_vector){NAN, NAN};
    return sum;
}

static bool sample(cw_source *base, cw_time time, const cw_position *at, size_t count,
                   cw_vector *values, cw_error *err) {
    gridded_source *source = (gridded_source *)base;
    size_t k = 0;
    double fraction;
    if (!find_time(source, time, &k, &fraction, err)) return false;
    if (count == 0) return true;
    size_t other = fraction > 0.0 ? k + 1 : k;
    frame *first = fetch(source, k, other, err);
    if (first == NULL) return false;
    frame *second = fetch(source, other, k, err);
    if (second == NULL || !locate_all(source, at, count, err)) return false;
    for (size_t i = 0; i < count; i++) {
        cw_vector a = mean(first, &source->weights[i]);
        if (fraction > 0.0) {
            cw_vector b = mean(second, &source->weights[i]);
            a.east += fraction * (b.east - a.east);
            a.north += fraction * (b.north - a.north);
        }
        values[i] = a;
    }
    return true;
}

/* ---- the source ------------------------------------------------------------------------------ */

static void coverage(const cw_source *base, cw_coverage *coverage_out) {
    const gridded_source *source = (const gridded_source *)base;
    cw_coverage *c = coverage_out;
    size_t holes = 0;
    memset(c, 0, sizeof *c);
    c->first = source->times[0];
    c->last = source->times[source->time_count - 1];
    c->time_count = source->time_count;
    for (size_t k = 0; k + 1 < source->time_count; k++) {
        double step = (double)(source->times[k + 1] - source->times[k]) / 1000.0;
        if (step > c->step_s) c->step_s = step;
        holes += is_hole(source, k);
    }
    native_grid_describe(source->grid, &c->box, &c->spacing_m, c->kind);
    c->node_count = native_grid_node_count(source->grid);
    snprintf(c->variables, sizeof c->variables, "%s", source->reader.variables);
    snprintf(c->notes, sizeof c->notes, "%s", source->reader.notes);
    if (holes == 0) return;
    size_t used = strlen(c->notes);
    snprintf(c->notes + used, sizeof c->notes - used, "%stimes are missing in %zu place%s",
             used > 0 ? "; " : "", holes, holes > 1 ? "s" : "");
}

static void destroy(cw_source *base) {
    gridded_source *source = (gridded_source *)base;
    if (source->reader.close != NULL) source->reader.close(source->reader.context);
    native_grid_destroy(source->grid);
    free(source->times);
    for (int i = 0; i < 2; i++) {
        free(source->frames[i].east);
        free(source->frames[i].north);
    }
    free(source->at);
    free(source->weights);
    free(source);
}

static const source_operations gridded_operations = {coverage, times_between, sample, destroy};

/* Ascending and distinct: frames that overlap would make the answer depend on chance. */
static bool check_times(const char *name, const cw_time *times, size_t count, cw_error *err) {
    char before[CW_TIME_TEXT], after[CW_TIME_TEXT];
    if (count == 0) return cw_fail(err, CW_ERR_INPUT, "%s has no time step", name);
    for (size_t k = 1; k < count; k++) {
        if (times[k] > times[k - 1]) continue;
        cw_time_format(times[k - 1], before);
        cw_time_format(times[k], after);
        if (times[k] == times[k - 1]) {
            return cw_fail(err, CW_ERR_INPUT, "%s has the time %s twice", name, after);
        }
        return cw_fail(err, CW_ERR_INPUT, "%s has times that turn back: %s stands after %s", name,
                       after, before);
    }
    return true;
}

cw_source *gridded_create(cw_quantity quantity, const char *name, native_grid *grid, cw_time *times,
                          size_t time_count, gridded_reader reader, cw_error *err) {
    gridded_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        cw_fail_memory(err);
        if (reader.close != NULL) reader.close(reader.context);
        native_grid_destroy(grid);
        free(times);
        return NULL;
    }
    source->base.operations = &gridded_operations;
    source->base.quantity = quantity;
    snprintf(source->base.name, sizeof source->base.name, "%s", name);
    source->grid = grid;
    source->times = times;
    source->time_count = time_count;
    source->reader = reader;
    source->frames[0].index = source->frames[1].index = SIZE_MAX;
    if (!check_times(name, times, time_count, err)) {
        destroy(&source->base);
        return NULL;
    }
    return &source->base;
}
