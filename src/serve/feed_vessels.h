/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the feed: the newest state of each vessel, in the order in which they last changed. The
 * caller holds the feed's lock. */
#ifndef CROSSWATCH_SERVE_FEED_VESSELS_H
#define CROSSWATCH_SERVE_FEED_VESSELS_H

#include "feed.h"

typedef struct slot {
    feed_vessel vessel;
    cw_ais_static said;
    bool placed;
    cw_track_fix fix, before; /* of `vessel.at`, and the one before it, when `fixes` are two */
    int fixes;                /* 0, 1, 2: and more */
    uint64_t changed;         /* the sequence of its last change */
    uint32_t newer, older;    /* neighbours in the order of change; NOBODY: none */
} slot;

enum { NOBODY = UINT32_MAX };

typedef struct gone_one {
    uint32_t mmsi;
    uint64_t sequence;
} gone_one;

typedef struct vessel_set {
    slot *slots;     /* most */
    uint32_t *table; /* slots by MMSI: open addressing, a power of two, NOBODY: free */
    uint32_t *spare; /* slots that are free, a stack */
    size_t most, count, spare_count, mask;
    uint32_t newest, oldest;
    uint64_t sequence;
    gone_one *gone; /* a ring */
    uint64_t gone_total;
    uint64_t evicted, aged_out;
} vessel_set;

bool vessel_set_create(vessel_set *s, size_t most, cw_error *err);
void vessel_set_free(vessel_set *s);
/* NULL: not known. */
slot *vessel_set_find(const vessel_set *s, uint32_t mmsi);
/* Known or new; the one that has been silent for longest makes room. */
slot *vessel_set_take(vessel_set *s, uint32_t mmsi);
/* Where it is, from what it said last, and how well that is known; a report may be a little ahead
 * of the clock: then of its own time. False: it never said, or too long ago. */
bool vessel_state(const slot *s, cw_time now, cw_track_state *state);
/* It is the newest now. */
void vessel_set_changed(vessel_set *s, slot *changed);
/* Takes away those that were last heard before `time`. */
void vessel_set_age(vessel_set *s, cw_time time);
/* Fills vessels, gone, whole and sequence. */
bool vessel_set_since(const vessel_set *s, uint64_t since, feed_picture *to, cw_error *err);

#endif
