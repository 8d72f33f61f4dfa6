/* SPDX-License-Identifier: Apache-2.0 */
/* A ring of positions, as areas and regions have it: checked here, where its field can be named. */
#include "reader.h"

#include <crosswatch/geo.h>

#include <stdio.h>

/* The plane's centre is the first corner: a ring that crosses itself does so in any plane. */
static bool ring_is_plain(reader *r, const char *field, const cw_position *ring, size_t count) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create(ring[0], &err);
    cw_zone *zone = plane != NULL ? cw_zone_create("corners", ring, count, plane, &err) : NULL;
    bool good = zone != NULL;
    cw_zone_destroy(zone);
    cw_plane_destroy(plane);
    if (good) return true;
    if (err.code == CW_ERR_MACHINE) {
        return cw_error_pass(r->err, &err);
    }
    return reader_pass(r, field, &err);
}

bool read_ring(reader *r, const char *field, char *const *texts, size_t count, cw_position **ring,
               size_t *ring_count) {
    if (count < 3) {
        return reader_fail(r, field, "an area needs at least three corners, and has %zu", count);
    }
    *ring = reader_array(r, count, sizeof **ring);
    if (*ring == NULL) return false;
    for (size_t i = 0; i < count; i++) {
        char entry[96];
        snprintf(entry, sizeof entry, "%.64s[%zu]", field, i);
        if (!read_position(r, entry, texts[i], REQUIRED, &(*ring)[i])) return false;
    }
    *ring_count = count;
    return ring_is_plain(r, field, *ring, count);
}
