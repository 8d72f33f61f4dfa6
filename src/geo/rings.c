/* SPDX-License-Identifier: Apache-2.0 */
/* Rings that grow point by point. */
#include "rings.h"

#include <stdlib.h>
#include <string.h>

bool rings_begin(ring_list *list, bool hole, cw_error *err) {
    cw_coast *c = &list->coast;
    if (!cw_grow(&c->rings, &list->ring_capacity, c->ring_count + 1)) return cw_fail_memory(err);
    c->rings[c->ring_count++] = (cw_coast_ring){.first = c->point_count, .hole = hole};
    return true;
}

bool rings_add(ring_list *list, cw_position point, cw_error *err) {
    cw_coast *c = &list->coast;
    if (c->point_count >= RINGS_MOST_POINTS) {
        return cw_fail(err, CW_ERR_INPUT, "the polygons have more than %d points",
                       RINGS_MOST_POINTS);
    }
    if (!cw_grow(&c->points, &list->point_capacity, c->point_count + 1)) return cw_fail_memory(err);
    c->points[c->point_count++] = point;
    c->rings[c->ring_count - 1].count++;
    return true;
}

bool rings_end(ring_list *list, cw_error *err) {
    cw_coast *c = &list->coast;
    cw_coast_ring *ring = &c->rings[c->ring_count - 1];
    if (ring->count < 3) {
        c->point_count = ring->first;
        c->ring_count--;
        return true;
    }
    cw_position first = c->points[ring->first], last = c->points[c->point_count - 1];
    bool closed = first.lat_deg == last.lat_deg && first.lon_deg == last.lon_deg;
    return closed || rings_add(list, first, err);
}

void rings_free(ring_list *list) {
    free(list->coast.points);
    free(list->coast.rings);
    memset(list, 0, sizeof *list);
}
