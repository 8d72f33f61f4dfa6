/* SPDX-License-Identifier: Apache-2.0 */
/* The fixes of one vessel in the order of time. Where it is between them: track_at.c. */
#include "track.h"

#include <stdlib.h>
#include <string.h>

static bool is_place(cw_position at) {
    return fabs(at.lat_deg) <= 90.0 && fabs(at.lon_deg) <= 180.0; /* not NaN */
}

static bool check(uint32_t mmsi, const cw_track_fix *fixes, size_t count, cw_error *err) {
    if (count == 0) return cw_fail(err, CW_ERR_INPUT, "MMSI %09u: a track needs a fix", mmsi);
    for (size_t i = 0; i < count; i++) {
        if (!is_place(fixes[i].at) || !compact_holds_time(fixes[i].time))
            return cw_fail(err, CW_ERR_INPUT, "MMSI %09u: fix %zu has no place or time", mmsi,
                           i + 1);
        if (i > 0 && fixes[i].time <= fixes[i - 1].time)
            return cw_fail(err, CW_ERR_INPUT, "MMSI %09u: fix %zu is not later than the one before",
                           mmsi, i + 1);
    }
    return true;
}

cw_track *track_begin(const cw_vessel *vessel) {
    cw_track *track = calloc(1, sizeof *track);
    if (track != NULL) track->vessel = *vessel;
    return track;
}

cw_track *cw_track_create(const cw_vessel *vessel, const cw_track_fix *fixes, size_t count,
                          cw_error *err) {
    if (!check(vessel->mmsi, fixes, count, err)) return NULL;
    cw_track *track = track_begin(vessel);
    bool good = track != NULL;
    for (size_t i = 0; good && i < count; i++) {
        compact_fix fix = compact_of(&fixes[i]);
        good = track_insert(track, i, &fix);
    }
    if (good) return track;
    cw_track_destroy(track);
    cw_fail_memory(err);
    return NULL;
}

void cw_track_destroy(cw_track *track) {
    if (track == NULL) return;
    free(track->fixes);
    free(track);
}

/* ---- the gap ----------------------------------------------------------------------------------
 */

static void move_gap(cw_track *t, size_t to) {
    size_t room = t->capacity - t->count;
    if (to < t->gap)
        memmove(t->fixes + to + room, t->fixes + to, (t->gap - to) * sizeof *t->fixes);
    else
        memmove(t->fixes + t->gap, t->fixes + t->gap + room, (to - t->gap) * sizeof *t->fixes);
    t->gap = to;
}

bool track_insert(cw_track *t, size_t index, const compact_fix *fix) {
    if (t->count == t->capacity) {
        t->gap = t->count; /* no room: it can be said to be at the end */
        if (!cw_grow(&t->fixes, &t->capacity, t->count + 1)) return false;
    }
    if (index != t->gap) move_gap(t, index);
    t->fixes[t->gap++] = *fix;
    t->count++;
    return true;
}

void track_keep(cw_track *t, size_t first, size_t count) {
    move_gap(t, first + count);
    t->count = first + count; /* the room takes in what is behind */
    move_gap(t, 0);
    t->count -= first; /* and what is before */
}

/* ---- what it holds ----------------------------------------------------------------------------
 */

const cw_vessel *cw_track_vessel(const cw_track *track) {
    return &track->vessel;
}

size_t cw_track_count(const cw_track *track) {
    return track->count;
}

cw_track_fix cw_track_fix_at(const cw_track *track, size_t index) {
    return compact_to(track_fix(track, index));
}

size_t cw_track_before(const cw_track *track, cw_time time) {
    size_t from = 0, to = track->count; /* from - 1 is at or before, `to` later */
    if (to > 0 && compact_time(track_fix(track, to - 1)) <= time) return to - 1; /* most often */
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compact_time(track_fix(track, middle)) <= time)
            from = middle + 1;
        else
            to = middle;
    }
    return from > 0 ? from - 1 : SIZE_MAX;
}
