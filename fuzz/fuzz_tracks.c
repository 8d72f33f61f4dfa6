/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file that vessels are loaded from: a table of positions, lines of JSON, sentences,
 * or a file of tracks (SQLite). What comes out are tracks in the order of time, on the earth, whose
 * states have errors that are numbers; or an error in one sentence.
 */
#include <crosswatch/picture.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool on_earth(cw_position at) {
    return fabs(at.lat_deg) <= 90.0 && fabs(at.lon_deg) <= 180.0;
}

static void check_state(const cw_track *track, cw_time time) {
    cw_track_state s;
    if (!cw_track_at(track, time, &s)) return;
    if (!on_earth(s.at) || !(s.std_along_m >= 0.0) || !(s.std_across_m >= 0.0)
        || !(s.velocity_along.std_mps >= 0.0) || !(fabs(s.velocity_along.correlation) <= 1.0 + 1e-9)
        || !(s.velocity_across.std_mps >= 0.0)
        || !(fabs(s.velocity_across.correlation) <= 1.0 + 1e-9))
        abort();
}

static void check_track(const cw_track *track) {
    cw_hull hull = cw_vessel_hull(cw_track_vessel(track));
    if (!(hull.to_bow_m >= 0.0) || !(hull.to_port_m >= 0.0)) abort();
    for (size_t i = 0; i < cw_track_count(track); i++) {
        cw_track_fix fix = cw_track_fix_at(track, i);
        if (!on_earth(fix.at)) abort();
        if (i > 0 && cw_track_fix_at(track, i - 1).time >= fix.time) abort();
        check_state(track, fix.time);
        check_state(track, fix.time + 7 * CW_SECOND_MS);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    int fd = memfd_create("fuzz", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const char *const paths[] = {path};
    cw_error err = {0};
    cw_vessels *vessels = cw_vessels_load(paths, 1, NULL, NULL, &err);
    if (vessels == NULL && err.message[0] == '\0') abort();
    size_t count = 0;
    const cw_track *const *tracks =
        vessels != NULL ? cw_vessels_tracks(vessels, &count, &err) : NULL;
    for (size_t i = 0; tracks != NULL && i < count; i++) check_track(tracks[i]);
    cw_vessels_destroy(vessels);
    close(fd);
    return 0;
}
