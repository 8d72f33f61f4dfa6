/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging and splitting (R12). Incidents are never mixed: a merge is laid over them, and whoever
 * looks sees all that belong together; taking it off again leaves each as it was, byte for byte. A
 * split makes a new incident and moves named reports to it; undone, they are back. Both carry
 * reasons. What speaks of an incident that an undone split made goes to the one it came from.
 */
#include "fold.h"

#include <string.h>

/* {"into": id, "from": id, "reason": text}, or {"undo": id of a split, "reason": text} */
void fold_merge(fold *f, const cw_event *event, const json_t *body) {
    pending undo = {.kind = PENDING_UNSPLIT, .event = event, .split = CW_NONE};
    cw_merge m = {.event = event, .reason = body_text(f, body, "reason")};
    if (m.reason[0] != '\0' && body_id(body, "undo", &undo.target)) {
        fold_wait(f, undo);
        return;
    }
    m.into = table_find_name(&f->names, body_text(f, body, "into"));
    m.from = table_find_name(&f->names, body_text(f, body, "from"));
    if (m.into == CW_NONE || m.from == CW_NONE || m.into == m.from || m.reason[0] == '\0') {
        fold_irregular(f, event, "a merge needs two incidents and a reason");
        return;
    }
    cw_merge *kept = fold_add(f, &f->s->merges, &f->s->merge_count, &f->room.merges, sizeof *kept);
    if (kept == NULL) return;
    *kept = m;
    table_put_id(f, &event->id, ENTRY_MERGE, f->s->merge_count - 1);
}

static void move_reports(fold *f, const cw_event *event, const json_t *list, size_t made) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        pending p = {
            .kind = PENDING_ATTACH, .event = event, .incident = made, .split = f->split_count - 1};
        const char *id = json_string_value(json_array_get(list, i));
        if (id != NULL && cw_event_id_parse(id, &p.target, NULL))
            fold_wait(f, p);
        else
            fold_irregular(f, event, "a split names a report that is none");
    }
}

/* {"from": id, "new": id, "reports": [ids], "reason": text}, or {"undo": id of a merge, ...} */
void fold_split(fold *f, const cw_event *event, const json_t *body) {
    pending undo = {.kind = PENDING_UNMERGE, .event = event, .split = CW_NONE};
    bool reason = body_text(f, body, "reason")[0] != '\0';
    if (reason && body_id(body, "undo", &undo.target)) {
        fold_wait(f, undo);
        return;
    }
    size_t from = table_find_name(&f->names, body_text(f, body, "from")),
           made = table_find_name(&f->names, body_text(f, body, "new"));
    if (from == CW_NONE || made == CW_NONE || from == made || !reason) {
        fold_irregular(f, event, "a split needs the incident, the new one and a reason");
        return;
    }
    split *s = fold_add(f, &f->splits, &f->split_count, &f->room.splits, sizeof *s);
    cw_custody *c = fold_add(f, &f->s->custody, &f->s->custody_count, &f->room.custody, sizeof *c);
    if (s == NULL || c == NULL) return;
    *s = (split){event, from, made, f->s->custody_count - 1, false};
    *c = (cw_custody){.event = event, .incident = made, .holder = event->centre, .live = true};
    table_put_id(f, &event->id, ENTRY_SPLIT, f->split_count - 1);
    move_reports(f, event, json_object_get(body, "reports"), made);
}

/* ---- resolving ----------------------------------------------------------------------------- */

static void take_back(fold *f, const pending *p) {
    bool merge = p->kind == PENDING_UNMERGE;
    size_t index = table_find_id(f, &p->target, merge ? ENTRY_MERGE : ENTRY_SPLIT);
    if (index == CW_NONE)
        fold_irregular(f, p->event, "what it undoes is not here");
    else if (merge)
        f->s->merges[index].undone = true;
    else
        f->splits[index].undone = true;
}

static size_t root(const fold *f, size_t incident) {
    while (f->s->incidents[incident].group != incident) incident = f->s->incidents[incident].group;
    return incident;
}

/* The one merged into stands for all. */
static void join(fold *f, size_t into, size_t from) {
    f->s->incidents[root(f, from)].group = root(f, into);
}

void resolve_merges(fold *f) {
    for (size_t i = 0; i < f->pending_count; i++) {
        if (f->pending[i].kind == PENDING_UNMERGE || f->pending[i].kind == PENDING_UNSPLIT)
            take_back(f, &f->pending[i]);
    }
    for (size_t i = 0; i < f->split_count; i++) {
        const split *s = &f->splits[i];
        cw_incident *made = &f->s->incidents[s->made];
        if (s->undone) {
            join(f, s->from, s->made);
            continue;
        }
        if (!made->opened) made->opening = s->event;
        made->opened = true;
    }
    for (size_t i = 0; i < f->s->merge_count; i++) {
        if (!f->s->merges[i].undone) join(f, f->s->merges[i].into, f->s->merges[i].from);
    }
    for (size_t i = 0; i < f->s->incident_count; i++) f->s->incidents[i].group = root(f, i);
}
