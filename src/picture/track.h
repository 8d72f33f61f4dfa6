/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside tracks: one vessel's fixes as they are kept. The array has its free room at the place of
 * the last insertion (a gap buffer), so that logs read in the wrong order, even backward, cost no
 * more than those in the right one.
 */
#ifndef CROSSWATCH_PICTURE_TRACK_H
#define CROSSWATCH_PICTURE_TRACK_H

#include "compact.h"

struct cw_track {
    cw_vessel vessel;
    compact_fix *fixes; /* in the order of time, no two at one time */
    size_t count, capacity;
    size_t gap;     /* so many stand before the free room; the others at the end of the array */
    cw_track *next; /* the next body of the same number */
};

static inline compact_fix *track_fix(const cw_track *track, size_t index) {
    return &track->fixes[index < track->gap ? index : index + track->capacity - track->count];
}

/* Puts a fix in as number `index`; false: out of memory. */
bool track_insert(cw_track *track, size_t index, const compact_fix *fix);
/* Drops all but `count` from number `first` on. */
void track_keep(cw_track *track, size_t first, size_t count);
/* An empty one; NULL: out of memory. */
cw_track *track_begin(const cw_vessel *vessel);

#endif
