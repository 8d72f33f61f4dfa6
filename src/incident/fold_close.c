/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Closing, as it is recorded. Whether a closing holds is not a matter of the moment at which it was
 * made: it is asked of all that is known (closing.c). A closing names the reports that its author
 * knew, so that one that he did not know opens the incident again, whenever it arrives.
 */
#include "fold.h"

#include <string.h>

/* {"reason": text, "covers": [ids], "exception": {"officer", "reason", "people", "calls"}} */
void fold_close(fold *f, const cw_event *event, const json_t *body) {
    cw_close c = {.event = event,
                  .incident = event_incident(f, event),
                  .reason = body_text(f, body, "reason")};
    const json_t *exception = json_object_get(body, "exception");
    c.covers = body_ids(f, body, "covers", &c.cover_count);
    c.exception.officer = body_text(f, exception, "officer");
    c.exception.reason = body_text(f, exception, "reason");
    c.exception.people = body_int(exception, "people", -1, 9999, 0);
    c.exception.calls = body_texts(f, json_object_get(exception, "calls"), &c.exception.call_count);
    c.excepted = c.exception.officer[0] != '\0' && c.exception.reason[0] != '\0';
    if (c.incident == CW_NONE || c.reason[0] == '\0') {
        fold_irregular(f, event, "a closing needs an incident and a reason");
        return;
    }
    if (exception != NULL && !c.excepted)
        fold_irregular(f, event,
                       "an exception needs an officer's name and a reason: it does not count");
    cw_close *kept = fold_add(f, &f->s->closes, &f->s->close_count, &f->room.closes, sizeof *kept);
    if (kept == NULL) return;
    *kept = c;
    table_put_id(f, &event->id, ENTRY_CLOSE, f->s->close_count - 1);
}

void resolve_closes(fold *f) {
    for (size_t i = 0; i < f->pending_count; i++) {
        const pending *p = &f->pending[i];
        if (p->kind != PENDING_REOPEN) continue;
        size_t index = table_find_id(f, &p->target, ENTRY_CLOSE);
        if (index == CW_NONE)
            fold_irregular(f, p->event, "a reopening of a closing that is not here");
        else
            f->s->closes[index].withdrawn = true;
    }
}
