/* SPDX-License-Identifier: Apache-2.0 */
/* Who can be there first (R5): every unit of both fleets by time, not by flag. A unit that would
 * enter the other region is marked: it is asked for through its centre, with a timer, and never
 * ordered; that costs an answer, not a place in the list. */
#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_time(const void *x, const void *y) {
    const cw_arrival *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

size_t cw_arrivals_rank(const cw_unit *units, size_t count, cw_position target,
                        const char *nation_there, cw_time order, cw_arrival *ranked) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const cw_unit *u = &units[i];
        double distance, azimuth;
        cw_geodesic_inverse(u->at, target, &distance, &azimuth);
        cw_time from = u->available_from > order ? u->available_from : order;
        double way_s = u->transit_speed_mps > 0.0 ? distance / u->transit_speed_mps : INFINITY;
        if (!isfinite(way_s) || (u->endurance_s > 0.0 && way_s > u->endurance_s)) continue;
        cw_time at = from + (cw_time)llround((u->readiness_s + way_s) * 1000.0);
        if (u->available_to > 0 && at > u->available_to) continue;
        ranked[n++] = (cw_arrival){.unit = i,
                                   .at = at,
                                   .distance_m = distance,
                                   .minutes = (double)(at - order) / (double)CW_MINUTE_MS,
                                   .entry_request = nation_there != NULL
                                                    && strcmp(u->nation, nation_there) != 0};
    }
    qsort(ranked, n, sizeof *ranked, by_time);
    for (size_t i = 0; i < n; i++) {
        size_t other = i > 0 ? 0 : 1;
        ranked[i].margin_minutes =
            other < n ? fabs(ranked[i].minutes - ranked[other].minutes) : NAN;
    }
    return n;
}
