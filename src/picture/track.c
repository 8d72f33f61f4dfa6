/* SPDX-License-Identifier: Apache-2.0 */
/* The fixes of one vessel in the order of time. Where it is between them: track_at.c. */
#include "track.h"

#include <stdlib.h>

static bool is_place(cw_position at) {
    return fabs(at.lat_deg) <= 90.0 && fabs(at.lon_deg) <= 180.0; /* not NaN */
}

static bool check(uint32_t mmsi, const cw_track_fix *fixes, size_t count, cw_error *err) {
    if (count == 0) return cw_fail(err, CW_ERR_INPUT, "MMSI %09u: a track needs a fix", mmsi);
    for (size_t i = 0; i < count; i++) {
        if (!is_place(fixes[i].at) || llabs(fixes[i].time) > COMPACT_MOST_TIME)
            return cw_fail(err, CW_ERR_INPUT, "MMSI %09u: fix %zu has no place or time", mmsi,
                           i + 1);
        if (i > 0 && fixes[i].time <= fixes[i - 1].time)
            return cw_fail(err, CW_ERR_INPUT, "MMSI %09u: fix %zu is not later than the one before",
                           mmsi, i + 1);
    }
    return true;
}

cw_track *cw_track_create(const cw_vessel *vessel, const cw_track_fix *fixes, size_t count,
                          cw_error *err) {
    if (!check(vessel->mmsi, fixes, count, err)) return NULL;
    cw_track *track = calloc(1, sizeof *track);
    if (track == NULL || !cw_grow(&track->fixes, &track->capacity, count)) {
        cw_track_destroy(track);
        cw_fail_memory(err);
        return NULL;
    }
    track->vessel = *vessel;
    track->count = count;
    for (size_t i = 0; i < count; i++) track->fixes[i] = compact_of(&fixes[i]);
    return track;
}

void cw_track_destroy(cw_track *track) {
    if (track == NULL) return;
    free(track->fixes);
    free(track);
}

const cw_vessel *cw_track_vessel(const cw_track *track) {
    return &track->vessel;
}

size_t cw_track_count(const cw_track *track) {
    return track->count;
}

cw_track_fix cw_track_fix_at(const cw_track *track, size_t index) {
    return compact_to(&track->fixes[index]);
}

size_t cw_track_before(const cw_track *track, cw_time time) {
    return compact_before(track->fixes, track->count, time);
}
