/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trials and patterns as bytes, for ranks of one kind of machine: values as they lie in memory,
 * then the points that they own. Addresses travel with them and are replaced on arrival.
 */
#include "search/plan_parcel.h"
#include "search/planner.h"

#include <stdlib.h>
#include <string.h>

bool parcel_begin(parcel *p, size_t room) {
    p->length = p->at = 0;
    if (room <= p->room) return true;
    char *bytes = realloc(p->bytes, room);
    if (bytes == NULL) return false;
    p->bytes = bytes;
    p->room = room;
    return true;
}

void parcel_free(parcel *p) {
    free(p->bytes);
    *p = (parcel){0};
}

bool parcel_put(parcel *p, const void *bytes, size_t length) {
    if (length == 0) return true;
    if (p->length + length > p->room) {
        size_t room = 2 * (p->length + length);
        char *more = realloc(p->bytes, room);
        if (more == NULL) return false;
        p->bytes = more;
        p->room = room;
    }
    memcpy(p->bytes + p->length, bytes, length);
    p->length += length;
    return true;
}

void parcel_take(parcel *p, void *bytes, size_t length) {
    if (length > 0) memcpy(bytes, p->bytes + p->at, length);
    p->at += length;
}

void parcel_tell(parcel *p, cw_ranks *ranks, size_t from, size_t length) {
    cw_ranks_tell(ranks, from, p->bytes, length);
    p->length = length;
    p->at = 0;
}

/* ---- patterns ------------------------------------------------------------------------------ */

bool parcel_put_pattern(parcel *p, const cw_pattern *pattern) {
    return parcel_put(p, pattern, sizeof *pattern)
           && parcel_put(p, pattern->points, pattern->count * sizeof *pattern->points)
           && parcel_put(p, pattern->drift, pattern->drift_count * sizeof *pattern->drift);
}

static bool take_points(parcel *p, size_t count, cw_waypoint **points) {
    *points = count > 0 ? cw_alloc_array(count, sizeof **points) : NULL;
    if (*points == NULL) {
        p->at += count * sizeof **points;
        return count == 0;
    }
    parcel_take(p, *points, count * sizeof **points);
    return true;
}

bool parcel_take_pattern(parcel *p, cw_pattern *pattern) {
    cw_pattern_free(pattern);
    parcel_take(p, pattern, sizeof *pattern);
    bool points = take_points(p, pattern->count, &pattern->points);
    bool drift = take_points(p, pattern->drift_count, &pattern->drift);
    if (!points || !drift) cw_pattern_free(pattern);
    return points && drift;
}

/* ---- trials -------------------------------------------------------------------------------- */

bool parcel_put_trial(parcel *p, const trial *t) {
    bool good =
        parcel_put(p, &t->wanted, sizeof t->wanted) && parcel_put(p, &t->count, sizeof t->count)
        && parcel_put(p, &t->gain, sizeof t->gain) && parcel_put(p, &t->slack, sizeof t->slack);
    for (size_t k = 0; good && k < t->count; k++)
        good = parcel_put(p, &t->visits[k], sizeof t->visits[k])
               && parcel_put_pattern(p, &t->visits[k].pattern);
    return good;
}

bool parcel_take_trial(parcel *p, trial *t) {
    bool good = true;
    size_t count;
    trial_free(t);
    parcel_take(p, &t->wanted, sizeof t->wanted);
    parcel_take(p, &count, sizeof count);
    parcel_take(p, &t->gain, sizeof t->gain);
    parcel_take(p, &t->slack, sizeof t->slack);
    for (size_t k = 0; good && k < count; k++) {
        visit *v = &t->visits[k];
        parcel_take(p, v, sizeof *v);
        v->pattern = (cw_pattern){0};
        good = parcel_take_pattern(p, &v->pattern);
    }
    t->count = count;
    if (!good) trial_free(t);
    return good;
}
