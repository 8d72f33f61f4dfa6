/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The planner scores a hundred thousand areas on one sample, and most areas cover a small part of
 * it. So the sample's particles are put in an order in which neighbours lie near each other (along
 * a curve that goes from quarter to quarter, Morton 1966), and each block of them knows how far it
 * reaches in each output interval: blocks that an area cannot touch are passed over. The order is
 * kept within parts, because a part has to be a sample of all people by itself.
 *
 * Over a long window the planner also looks at every second or third output only: people drift
 * nearly straight for half an hour.
 */
#include "search/sample_blocks.h"

#include "search/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t sample_part_end(size_t particles, size_t part) {
    if (part + 1 >= SAMPLE_PARTS) return particles;
    size_t end = particles >> (SAMPLE_PARTS - 1 - part);
    end = (end + SAMPLE_BLOCK - 1) / SAMPLE_BLOCK * SAMPLE_BLOCK;
    return end < particles ? end : particles;
}

/* ---- order --------------------------------------------------------------------------------- */

typedef struct placed {
    uint32_t key, particle;
} placed;

/* Bits of x and y in turn. */
static uint32_t interleave(uint32_t x, uint32_t y) {
    uint32_t key = 0;
    for (int bit = 0; bit < 16; bit++)
        key |= (x >> bit & 1u) << (2 * bit) | (y >> bit & 1u) << (2 * bit + 1);
    return key;
}

static int by_key(const void *a, const void *b) {
    const placed *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->particle > y->particle) - (x->particle < y->particle);
}

static block_box reach_of(const float *x, const float *y, size_t count) {
    block_box b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < count; i++) {
        if (isnan(x[i]) || isnan(y[i])) continue;
        b.x0_m = fminf(b.x0_m, x[i]);
        b.x1_m = fmaxf(b.x1_m, x[i]);
        b.y0_m = fminf(b.y0_m, y[i]);
        b.y1_m = fmaxf(b.y1_m, y[i]);
    }
    return b;
}

/* Particles without a place come last. */
static void set_keys(const cw_tracks *s, placed *list) {
    const float *x = s->x_m + s->times / 2 * s->particles;
    const float *y = s->y_m + s->times / 2 * s->particles;
    block_box all = reach_of(x, y, s->particles);
    float side = fmaxf(fmaxf(all.x1_m - all.x0_m, all.y1_m - all.y0_m), 1.0f);
    for (size_t i = 0; i < s->particles; i++) {
        list[i] = (placed){UINT32_MAX, (uint32_t)i};
        if (isnan(x[i]) || isnan(y[i])) continue;
        list[i].key = interleave((uint32_t)(65535.0f * ((x[i] - all.x0_m) / side)),
                                 (uint32_t)(65535.0f * ((y[i] - all.y0_m) / side)));
    }
}

static void permute(void *column, size_t size, const placed *list, size_t count, void *room) {
    const char *from = memcpy(room, column, count * size);
    for (size_t i = 0; i < count; i++)
        memcpy((char *)column + i * size, from + list[i].particle * size, size);
}

static void permute_all(cw_tracks *s, const placed *list, void *room) {
    size_t n = s->particles;
    permute(s->weight, sizeof *s->weight, list, n, room);
    permute(s->hypothesis, sizeof *s->hypothesis, list, n, room);
    for (size_t t = 0; t < s->times; t++) {
        permute(s->x_m + t * n, sizeof *s->x_m, list, n, room);
        permute(s->y_m + t * n, sizeof *s->y_m, list, n, room);
        permute(s->state + t * n, 1, list, n, room);
        permute(s->object + t * n, 1, list, n, room);
    }
}

bool sample_arrange(cw_tracks *sample, cw_error *err) {
    placed *list = cw_alloc_array(sample->particles, sizeof *list);
    float *room = cw_alloc_array(sample->particles, sizeof *room);
    bool ok = (list != NULL && room != NULL) || cw_fail_memory(err);
    if (ok) {
        size_t first = 0;
        set_keys(sample, list);
        for (size_t part = 0; part < SAMPLE_PARTS; part++) {
            size_t end = sample_part_end(sample->particles, part);
            if (end > first) qsort(list + first, end - first, sizeof *list, by_key);
            first = end;
        }
        permute_all(sample, list, room);
    }
    free(list);
    free(room);
    return ok;
}

/* ---- fewer outputs -------------------------------------------------------------------------- */

/* Output `k` of the thinner tracks, `step` of the others apart. */
static void thin_output(const cw_tracks *from, size_t step, size_t k, cw_tracks *to) {
    size_t n = from->particles, last = from->times - 1, output = k * step;
    size_t at = output < last ? output : last, before = k > 0 ? (k - 1) * step : 0;
    /* Beyond the end, straight on: the chord from the output before through the last. */
    float on = output > last ? (float)step / (float)(last - before) : 1.0f;
    for (size_t i = 0; i < n; i++) {
        float x = from->x_m[at * n + i], y = from->y_m[at * n + i];
        if (output > last) {
            float x0 = from->x_m[before * n + i], y0 = from->y_m[before * n + i];
            x = x0 + on * (x - x0);
            y = y0 + on * (y - y0);
        }
        to->x_m[k * n + i] = x;
        to->y_m[k * n + i] = y;
    }
    memcpy(to->state + k * n, from->state + at * n, n);
    memcpy(to->object + k * n, from->object + at * n, n);
}

cw_tracks *sample_thin(const cw_tracks *sample, size_t most, cw_error *err) {
    size_t intervals = sample->times > 1 ? sample->times - 1 : 0;
    size_t step = intervals > most ? (intervals + most - 1) / most : 1;
    size_t times = 1 + (intervals + step - 1) / step;
    cw_tracks *s = sample_create(sample->particles, times);
    if (s == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    s->first = sample->first;
    s->step_ms = sample->step_ms * (int64_t)step;
    memcpy(s->weight, sample->weight, s->particles * sizeof *s->weight);
    memcpy(s->hypothesis, sample->hypothesis, s->particles * sizeof *s->hypothesis);
    for (size_t k = 0; k < times; k++) thin_output(sample, step, k, s);
    return s;
}

/* ---- boxes ---------------------------------------------------------------------------------- */

static block_box join(block_box a, block_box b) {
    return (block_box){fminf(a.x0_m, b.x0_m), fminf(a.y0_m, b.y0_m), fmaxf(a.x1_m, b.x1_m),
                       fmaxf(a.y1_m, b.y1_m)};
}

bool sample_boxes_create(sample_boxes *b, const cw_tracks *sample, cw_error *err) {
    size_t n = sample->particles;
    *b = (sample_boxes){.blocks = (n + SAMPLE_BLOCK - 1) / SAMPLE_BLOCK};
    b->box = cw_alloc_array(b->blocks * sample->times, sizeof *b->box);
    if (b->box == NULL) return cw_fail_memory(err);
    for (size_t t = 0; t < sample->times; t++) {
        for (size_t k = 0; k < b->blocks; k++) {
            size_t first = k * SAMPLE_BLOCK, left = n - first;
            size_t count = left < SAMPLE_BLOCK ? left : SAMPLE_BLOCK;
            b->box[t * b->blocks + k] =
                reach_of(sample->x_m + t * n + first, sample->y_m + t * n + first, count);
        }
    }
    for (size_t t = 0; t + 1 < sample->times; t++) { /* of the way from one output to the next */
        block_box *here = b->box + t * b->blocks;
        for (size_t k = 0; k < b->blocks; k++) here[k] = join(here[k], here[b->blocks + k]);
    }
    return true;
}

void sample_boxes_free(sample_boxes *b) {
    free(b->box);
    *b = (sample_boxes){0};
}
