/* SPDX-License-Identifier: Apache-2.0 */
/* The phase of an incident at a time: evidence raises it, and so does the silence of those aboard,
 * by one step each half hour, until all are accounted for. */
#include "fold.h"

#include <math.h>

static const cw_time SILENCE_MS = 30 * CW_MINUTE_MS; /* one step of the phase for each */

static cw_phase by_evidence(const cw_situation *s, size_t incident) {
    cw_phase phase = CW_PHASE_UNCERTAINTY;
    for (size_t i = 0; i < s->phase_count; i++) {
        const cw_phase_item *p = &s->phases[i];
        if (!p->discounted && cw_situation_same(s, p->incident, incident) && p->phase > phase)
            phase = p->phase;
    }
    return phase;
}

/* When somebody aboard was last heard; INT64_MIN: never. */
static cw_time last_heard(const cw_situation *s, size_t incident) {
    cw_time last = INT64_MIN;
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        if (cw_situation_same(s, r->incident, incident) && report_from_aboard(r) && r->at > last)
            last = r->at;
    }
    return last;
}

cw_phase cw_situation_phase(const cw_situation *s, size_t incident, cw_time now, double *silent_s) {
    cw_phase phase = by_evidence(s, incident);
    cw_time last = last_heard(s, incident);
    cw_arena *arena = cw_arena_create();
    cw_accounting accounting = {0};
    bool known = arena != NULL && cw_situation_account(s, incident, arena, &accounting, NULL);
    bool all_accounted = known && accounting.aboard_known && accounting.unaccounted == 0
                         && accounting.call_count == 0;
    cw_arena_destroy(arena);
    if (silent_s != NULL) *silent_s = NAN;
    if (last == INT64_MIN || all_accounted) return phase;
    cw_time silent = now > last ? now - last : 0;
    if (silent_s != NULL) *silent_s = (double)silent / (double)CW_SECOND_MS;
    cw_time steps = silent / SILENCE_MS;
    int raised = (int)phase + (int)(steps < 2 ? steps : 2);
    return raised < CW_PHASE_DISTRESS ? (cw_phase)raised : CW_PHASE_DISTRESS;
}
