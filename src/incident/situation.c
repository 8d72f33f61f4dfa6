/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a situation: finding incidents, who holds them, who speaks from aboard. */
#include "fold.h"

#include <string.h>

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

bool report_from_aboard(const cw_filed_report *report) {
    cw_report_kind kind = report->reading.kind;
    return kind == CW_REPORT_PHONE || kind == CW_REPORT_POSITION || kind == CW_REPORT_AML;
}
