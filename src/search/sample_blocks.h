/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: a sample laid out so that an area is scored on few of its particles. */
#ifndef CROSSWATCH_SEARCH_SAMPLE_BLOCKS_H
#define CROSSWATCH_SEARCH_SAMPLE_BLOCKS_H

#include "crosswatch/search.h"

/* A sample is scored part by part, each a smaller sample by itself: the first a 32nd, then so much
 * as there was before. Whole blocks, but for the last. */
enum { SAMPLE_BLOCK = 64, SAMPLE_PARTS = 6 };
/* Where part 0, 1... of `particles` ends. */
size_t sample_part_end(size_t particles, size_t part);

/* How far each block of SAMPLE_BLOCK particles in turn reaches in each output interval. */
typedef struct block_box {
    float x0_m, y0_m, x1_m, y1_m; /* x0 > x1: none of them has a place */
} block_box;
typedef struct sample_boxes {
    size_t blocks;
    block_box *box; /* owned: [interval * blocks + block] */
} sample_boxes;

/* Puts each part's particles in an order in which neighbours are near each other in the middle of
 * the tracks' time. */
bool sample_arrange(cw_tracks *sample, cw_error *err);
/* The same tracks with at most `most` intervals: every second, third... output; the last interval
 * goes on straight beyond the end of the tracks where it must. sample_destroy() frees it. */
cw_tracks *sample_thin(const cw_tracks *sample, size_t most, cw_error *err);
bool sample_boxes_create(sample_boxes *b, const cw_tracks *sample, cw_error *err);
void sample_boxes_free(sample_boxes *b);

#endif
