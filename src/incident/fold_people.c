/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People in the fold. A figure is a statement with a source; another figure stands beside it, and
 * only one that supersedes it by name and with a reason takes it out of the reckoning (31 dead,
 * later 27: both can be read for ever). What has been recovered counts for an incident only when a
 * positive key ties it: a telephone of the incident that was answered aboard, a number of heads
 * that fits a statement, or a name (R1).
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PEOPLE = 9999 };

void fold_add_people(fold *f, cw_statement_of_people statement, size_t report) {
    cw_statement_of_people *p =
        fold_add(f, &f->s->people, &f->s->people_count, &f->room.people, sizeof *p);
    size_t *from = fold_add(f, &f->people_reports, &f->people_report_count, &f->room.people_reports,
                            sizeof *from);
    if (p == NULL || from == NULL) return;
    *p = statement;
    *from = report;
}

/* {"kind": "aboard", "low": 33, "high": 33, "source": text, "reason": text} */
void fold_people(fold *f, const cw_event *event, const json_t *body) {
    cw_statement_of_people s = {
        .event = event, .incident = event_incident(f, event), .current = true};
    s.low = body_int(body, "low", 0, MOST_PEOPLE, body_int(body, "count", 0, MOST_PEOPLE, -1));
    s.high = body_int(body, "high", 0, MOST_PEOPLE, s.low);
    s.source = body_text(f, body, "source");
    s.reason = body_text(f, body, "reason");
    s.about = json_is_true(json_object_get(body, "about"));
    if (!cw_people_kind_find(json_string_value(json_object_get(body, "kind")), &s.kind, NULL)
        || s.low < 0 || s.high < s.low || s.source[0] == '\0' || s.incident == CW_NONE) {
        fold_irregular(f, event,
                       "a statement of people needs an incident, kind, number and source");
        return;
    }
    if (event->superseded_count > 0 && s.reason[0] == '\0')
        fold_irregular(f, event, "a revision without a reason: the earlier figure stands too");
    size_t index = f->s->people_count;
    fold_add_people(f, s, CW_NONE);
    table_put_id(f, &event->id, ENTRY_PEOPLE, index);
    if (s.kind == CW_PEOPLE_IN_WATER && s.high > 0)
        fold_add_phase(
            f,
            (cw_phase_item){
                .event = event, .incident = s.incident, .phase = CW_PHASE_DISTRESS, .reason = ""},
            CW_NONE);
}

/* {"alive": 2, "dead": 0, "unit": text, "numbers": [...],
 *  "key": {"kind": "phone" | "heads" | "name", "text": text}} */
void fold_recovery(fold *f, const cw_event *event, const json_t *body) {
    static const char *const keys[] = {"none", "phone", "heads", "name"};
    cw_recovery r = {.event = event, .incident = event_incident(f, event), .current = true};
    const json_t *key = json_object_get(body, "key");
    const char *kind = json_string_value(json_object_get(key, "kind"));
    r.alive = body_int(body, "alive", 0, MOST_PEOPLE, -1);
    r.dead = body_int(body, "dead", 0, MOST_PEOPLE, 0);
    r.unit = body_text(f, body, "unit");
    r.numbers = body_texts(f, json_object_get(body, "numbers"), &r.number_count);
    r.key_text = body_text(f, key, "text");
    for (int k = 1; kind != NULL && k < 4; k++) {
        if (strcmp(kind, keys[k]) == 0) r.key = (cw_key)k;
    }
    if (r.alive < 0) {
        fold_irregular(f, event, "a recovery needs the number of people alive");
        return;
    }
    cw_recovery *kept =
        fold_add(f, &f->s->recoveries, &f->s->recovery_count, &f->room.recoveries, sizeof *kept);
    if (kept == NULL) return;
    *kept = r;
    table_put_id(f, &event->id, ENTRY_RECOVERY, f->s->recovery_count - 1);
}

/* ---- resolving ----------------------------------------------------------------------------- */

/* A statement out of the reckoning: one made by itself, or those of that kind that a report held.
 */
static void supersede(fold *f, const cw_statement_of_people *by, const cw_event_id *id) {
    size_t index = table_find_id(f, id, ENTRY_PEOPLE), report = table_find_id(f, id, ENTRY_REPORT);
    if (index != CW_NONE) f->s->people[index].current = false;
    for (size_t i = 0; report != CW_NONE && i < f->s->people_count; i++) {
        if (f->people_reports[i] == report && f->s->people[i].kind == by->kind)
            f->s->people[i].current = false;
    }
}

static bool known_number(const fold *f, size_t incident, const char *number) {
    for (size_t i = 0; i < f->s->report_count; i++) {
        const cw_filed_report *r = &f->s->reports[i];
        if (r->incident == incident && r->reading.number[0] != '\0'
            && strcmp(r->reading.number, number) == 0)
            return true;
    }
    return false;
}

static bool fits(const fold *f, size_t incident, int heads) {
    for (size_t i = 0; i < f->s->people_count; i++) {
        const cw_statement_of_people *p = &f->s->people[i];
        if (p->kind == CW_PEOPLE_ABOARD && p->current
            && cw_situation_same(f->s, p->incident, incident) && heads >= p->low
            && heads <= p->high)
            return true;
    }
    return false;
}

static bool key_holds(const fold *f, const cw_recovery *r) {
    char number[24];
    switch (r->key) {
    case CW_KEY_PHONE:
        if (!cw_number_normalise(r->key_text, strlen(r->key_text), number)) return false;
        for (size_t i = 0; i < f->s->incident_count; i++) {
            if (cw_situation_same(f->s, i, r->incident) && known_number(f, i, number)) return true;
        }
        return false;
    case CW_KEY_HEADS:
        return fits(f, r->incident, r->alive + r->dead);
    case CW_KEY_NAME:
        return r->key_text[0] != '\0';
    default:
        return false;
    }
}

void resolve_people(fold *f) {
    for (size_t i = 0; i < f->s->people_count; i++) {
        const cw_statement_of_people by = f->s->people[i];
        if (f->people_reports[i] != CW_NONE || by.reason[0] == '\0') continue;
        for (size_t k = 0; k < by.event->superseded_count; k++)
            supersede(f, &by, &by.event->supersedes[k]);
    }
    for (size_t i = 0; i < f->s->recovery_count; i++) {
        const cw_event *event = f->s->recoveries[i].event;
        for (size_t k = 0; k < event->superseded_count; k++) {
            size_t earlier = table_find_id(f, &event->supersedes[k], ENTRY_RECOVERY);
            if (earlier != CW_NONE) f->s->recoveries[earlier].current = false;
        }
    }
    for (size_t i = 0; i < f->s->recovery_count; i++) {
        cw_recovery *r = &f->s->recoveries[i];
        if (r->incident == CW_NONE || !r->current) continue;
        r->tied = key_holds(f, r);
        if (!r->tied)
            fold_irregular(
                f, r->event,
                "a recovery without a positive key that holds: it is not tied to the incident");
    }
}
