/* SPDX-License-Identifier: Apache-2.0 */
/* Whose water an incident lies in and who can be there first, from the last place that is known of
 * it. The command and the operations room ask the same questions here. */
#include "desk.h"

#include <string.h>

const cw_fix *cw_desk_last_fix(const cw_situation *s, size_t incident, cw_time *time) {
    const cw_filed_report *last = NULL;
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        if (r->readable && r->reading.fix_count > 0 && cw_situation_same(s, r->incident, incident)
            && (last == NULL || r->at >= last->at))
            last = r;
    }
    if (last == NULL) return NULL;
    const cw_fix *fix = &last->reading.fixes[0];
    if (time != NULL) *time = fix->timed ? fix->time : last->at;
    return fix;
}

bool cw_desk_region(const cw_fix *fix, cw_region_answer *answer, cw_error *err) {
    static const cw_position strait = {51.0, 1.6};
    cw_boundary boundary;
    cw_plane *plane = cw_plane_create(strait, err);
    bool done = plane != NULL && cw_boundary_dover_strait(plane, &boundary, err);
    if (done) *answer = cw_region_of_fix(&boundary, plane, fix);
    cw_plane_destroy(plane);
    return done;
}

bool cw_desk_arrivals(const cw_fix *fix, const cw_unit *units, size_t count, cw_time now,
                      cw_arena *arena, cw_arrival **ranked, size_t *ranked_count, cw_error *err) {
    cw_region_answer region;
    if (!cw_desk_region(fix, &region, err)) return false;
    *ranked = cw_arena_alloc(arena, (count + 1) * sizeof **ranked);
    if (*ranked == NULL) return cw_fail_memory(err);
    const char *nation = region.share_a > 0.5 ? "UK" : "France";
    *ranked_count = cw_arrivals_rank(units, count, fix->at, nation, now, *ranked);
    return true;
}

const cw_arrival *cw_desk_first_of(const char *nation, const cw_unit *units,
                                   const cw_arrival *ranked, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(units[ranked[i].unit].nation, nation) == 0) return &ranked[i];
    }
    return NULL;
}
