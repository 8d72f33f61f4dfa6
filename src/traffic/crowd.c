/* SPDX-License-Identifier: Apache-2.0 */
/* Systematic sampling: particle j is drawn as often as the points (i + 1/2) / n fall on its stretch
 * of the summed weights, which is its share to within one; nothing is left to chance. */
#include "crowd.h"

#include <stdlib.h>

bool crowd_create(const cw_tracks *tracks, size_t count, crowd *to, cw_error *err) {
    double total = 0.0, behind = 0.0;
    for (size_t j = 0; j < tracks->particles; j++) total += (double)tracks->weight[j];
    if (!(total > 0.0) || count == 0 || tracks->times == 0)
        return cw_fail(err, CW_ERR_INPUT, "the ensemble holds no probability");
    *to = (crowd){.tracks = tracks, .count = count};
    to->pick = cw_alloc_array(count, sizeof *to->pick);
    if (to->pick == NULL) return cw_fail_memory(err);
    size_t i = 0;
    for (size_t j = 0; j < tracks->particles; j++) {
        behind += (double)tracks->weight[j];
        double until = (double)count * behind / total;
        while (i < count && (double)i + 0.5 < until) to->pick[i++] = j;
    }
    while (i < count) to->pick[i++] = tracks->particles - 1; /* the sum's last rounding */
    return true;
}

void crowd_free(crowd *c) {
    free(c->pick);
    *c = (crowd){0};
}

cw_time crowd_last(const crowd *c) {
    return c->tracks->first + (int64_t)(c->tracks->times - 1) * c->tracks->step_ms;
}

bool crowd_datum(const crowd *c, cw_time time, cw_xy *at) {
    double n = 0.0;
    *at = (cw_xy){0.0, 0.0};
    for (size_t i = 0; i < c->count; i++) {
        cw_xy one;
        if (!crowd_at(c, i, time, &one)) continue;
        at->x_m += one.x_m;
        at->y_m += one.y_m;
        n += 1.0;
    }
    at->x_m /= n;
    at->y_m /= n;
    return n > 0.0;
}
