/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a situation: finding incidents, who holds them, and the phase at a time. */
#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cw_time SILENCE_MS = 30 * CW_MINUTE_MS; /* one step of the phase for each */

size_t cw_situation_find(const cw_situation *s, const char *name, cw_error *err) {
    size_t found = CW_NONE, aliases = 0;
    for (size_t i = 0; i < s->incident_count; i++) {
        if (s->incidents[i].hidden) continue;
        if (strcmp(s->incidents[i].id, name) == 0) return i;
        for (size_t k = 0; k < s->incidents[i].alias_count; k++) {
            if (strcmp(s->incidents[i].aliases[k], name) != 0) continue;
            found = i;
            aliases++;
        }
    }
    if (aliases > 1) {
        cw_fail(err, CW_ERR_INPUT,
                "\"%.64s\" is another name of %zu incidents; give the identifier", name, aliases);
        return CW_NONE;
    }
    if (found == CW_NONE)
        cw_fail(err, CW_ERR_INPUT, "there is no incident \"%.64s\" in this record", name);
    return found;
}

bool cw_situation_same(const cw_situation *s, size_t incident, size_t of) {
    if (incident == CW_NONE || of == CW_NONE) return false;
    return s->incidents[incident].group == s->incidents[of].group;
}

size_t cw_situation_holders(const cw_situation *s, size_t incident, const char **holders,
                            size_t most) {
    size_t count = 0;
    const char *last = "";
    while (true) { /* the next one in order, until there is none */
        const char *next = NULL;
        for (size_t i = 0; i < s->custody_count; i++) {
            const cw_custody *c = &s->custody[i];
            if (!c->live || !cw_situation_same(s, c->incident, incident)
                || strcmp(c->holder, last) <= 0)
                continue;
            if (next == NULL || strcmp(c->holder, next) < 0) next = c->holder;
        }
        if (next == NULL) return count;
        if (count < most) holders[count] = next;
        count++;
        last = next;
    }
}

/* ---- phase --------------------------------------------------------------------------------- */

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
