/* SPDX-License-Identifier: Apache-2.0 */
/* What is happening: the board, one incident, its timeline, which incident a report belongs to. */
#include "respond.h"
#include "values.h"

#include <stdlib.h>
#include <string.h>

/* ---- the board --------------------------------------------------------------------------------
 */

static json_t *calls_of(const cw_situation *s, bool with_private) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->call_count; i++) {
        const cw_missed_call *c = &s->calls[i];
        if (!c->open) continue;
        json_array_append_new(
            list, json_pack("{s:s,s:I,s:o,s:o,s:o,s:b}", "number", with_private ? c->number : "",
                            "count", (json_int_t)c->count, "first", value_time(c->first), "last",
                            value_time(c->last), "incident", value_incident_name(s, c->incident),
                            "open", c->open));
    }
    return list;
}

static bool situation(request *q, answer *a, cw_error *err) {
    (void)err;
    cw_time now = room_now(q->room);
    uint64_t entries = book_entries(q->room->book);
    const cw_situation *s = book_look(q->room->book);
    json_t *incidents = json_array(), *loose = json_array();
    for (size_t i = 0; i < s->incident_count; i++) {
        if (!s->incidents[i].hidden)
            json_array_append_new(incidents, value_incident(s, i, now, q->arena));
    }
    for (size_t i = 0; i < s->report_count; i++) {
        if (s->reports[i].incident == CW_NONE)
            json_array_append_new(loose, value_report(s, &s->reports[i], request_sees_private(q)));
    }
    a->json = json_pack("{s:o,s:I,s:o,s:o,s:o,s:o}", "now", value_time(now), "sequence",
                        (json_int_t)entries, "incidents", incidents, "calls",
                        calls_of(s, request_sees_private(q)), "due", value_due(s, now, q->arena),
                        "loose", loose);
    book_done(q->room->book);
    if (!request_sees_private(q)) value_mask(a->json);
    return true;
}

/* ---- one incident -----------------------------------------------------------------------------
 */

/* The incident that the path names, in a situation that is being looked at. */
static bool incident_of(request *q, answer *a, const cw_situation *s, size_t *incident,
                        cw_error *err) {
    *incident = cw_situation_find(s, q->values[0], err);
    if (*incident == CW_NONE) a->status = MHD_HTTP_NOT_FOUND;
    return *incident != CW_NONE;
}

static json_t *statements_of(const cw_situation *s, size_t incident) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->people_count; i++) {
        const cw_statement_of_people *p = &s->people[i];
        if (!cw_situation_same(s, p->incident, incident)) continue;
        json_array_append_new(list, json_pack("{s:o,s:s,s:i,s:i,s:b,s:s?,s:s?,s:b}", "event",
                                              value_id(&p->event->id), "kind",
                                              cw_people_kind_name(p->kind), "low", p->low, "high",
                                              p->high, "about", p->about, "source", p->source,
                                              "reason", p->reason, "current", p->current));
    }
    return list;
}

static json_t *recoveries_of(const cw_situation *s, size_t incident) {
    static const char *const keys[] = {"none", "phone", "heads", "name"};
    json_t *list = json_array();
    for (size_t i = 0; i < s->recovery_count; i++) {
        const cw_recovery *r = &s->recoveries[i];
        if (!cw_situation_same(s, r->incident, incident)) continue;
        json_array_append_new(list, json_pack("{s:o,s:i,s:i,s:s?,s:s,s:b,s:b}", "event",
                                              value_id(&r->event->id), "alive", r->alive, "dead",
                                              r->dead, "unit", r->unit, "key", keys[r->key], "tied",
                                              r->tied, "current", r->current));
    }
    return list;
}

static json_t *answers_of(const cw_message *m) {
    json_t *list = json_array();
    for (size_t i = 0; i < m->answer_count; i++) {
        const cw_answer *said = &m->answers[i];
        json_array_append_new(list, json_pack("{s:s,s:b,s:b,s:b}", "who", said->who, "answered",
                                              said->event != NULL, "granted", said->granted,
                                              "complete", said->complete));
    }
    return list;
}

static json_t *messages_of(const cw_situation *s, size_t incident) {
    static const char *const kinds[] = {"relay", "brief", "entry-request", "message"};
    json_t *list = json_array();
    for (size_t i = 0; i < s->message_count; i++) {
        const cw_message *m = &s->messages[i];
        if (!cw_situation_same(s, m->incident, incident)) continue;
        json_array_append_new(
            list, json_pack("{s:o,s:o,s:s,s:s?,s:f,s:o,s:o,s:s?,s:s?,s:b}", "event",
                            value_id(&m->event->id), "at", value_time(m->event->recorded), "kind",
                            kinds[m->kind], "what", m->what, "minutes", m->minutes, "answers",
                            answers_of(m), "objects", value_texts(m->objects, m->object_count),
                            "unit", m->unit, "nation", m->nation, "irregular", m->irregular));
    }
    return list;
}

static json_t *offers_of(const cw_situation *s, size_t incident) {
    static const char *const states[] = {"pending", "accepted", "refused", "void"};
    json_t *list = json_array();
    for (size_t i = 0; i < s->offer_count; i++) {
        const cw_custody_offer *o = &s->offers[i];
        if (!cw_situation_same(s, o->incident, incident)) continue;
        json_array_append_new(
            list, json_pack("{s:o,s:s,s:s,s:f,s:s,s:o}", "event", value_id(&o->event->id), "from",
                            o->event->centre, "to", o->to, "minutes", o->minutes, "state",
                            states[o->state], "at", value_time(o->event->recorded)));
    }
    return list;
}

static json_t *closes_of(const cw_situation *s, size_t incident) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->close_count; i++) {
        const cw_close *c = &s->closes[i];
        if (!cw_situation_same(s, c->incident, incident)) continue;
        json_array_append_new(
            list, json_pack("{s:o,s:s,s:s?,s:b,s:s?,s:b,s:o}", "event", value_id(&c->event->id),
                            "centre", c->event->centre, "reason", c->reason, "excepted",
                            c->excepted, "officer", c->excepted ? c->exception.officer : NULL,
                            "withdrawn", c->withdrawn, "at", value_time(c->event->recorded)));
    }
    return list;
}

static json_t *filed_of(const cw_situation *s, size_t incident, bool with_private) {
    json_t *list = json_array();
    for (size_t i = 0; i < s->report_count; i++) {
        if (cw_situation_same(s, s->reports[i].incident, incident))
            json_array_append_new(list, value_report(s, &s->reports[i], with_private));
    }
    return list;
}

static bool incident(request *q, answer *a, cw_error *err) {
    size_t i;
    cw_text why = {0};
    const cw_situation *s = book_look(q->room->book);
    bool done =
        incident_of(q, a, s, &i, err) && cw_situation_why_open(s, i, q->language, &why, err);
    if (done) {
        a->json = value_incident(s, i, room_now(q->room), q->arena);
        json_object_set_new(a->json, "why_open", value_lines(&why));
        json_object_set_new(a->json, "filed", filed_of(s, i, request_sees_private(q)));
        json_object_set_new(a->json, "statements", statements_of(s, i));
        json_object_set_new(a->json, "recoveries", recoveries_of(s, i));
        json_object_set_new(a->json, "messages", messages_of(s, i));
        json_object_set_new(a->json, "offers", offers_of(s, i));
        json_object_set_new(a->json, "closes", closes_of(s, i));
        if (!request_sees_private(q)) value_mask(a->json);
    }
    book_done(q->room->book);
    cw_text_free(&why);
    return done;
}

static bool lite(request *q, answer *a, cw_error *err) {
    size_t i;
    const cw_situation *s = book_look(q->room->book);
    bool done = incident_of(q, a, s, &i, err)
                && cw_write_ship_brief(s, i, room_now(q->room), q->language, &a->text, err);
    book_done(q->room->book);
    return done;
}

/* ---- the timeline -----------------------------------------------------------------------------
 */

static bool names(const cw_event *event, const cw_situation *s, size_t incident) {
    for (size_t i = 0; i < event->incident_count; i++) {
        size_t other = cw_situation_find(s, event->incidents[i], NULL);
        if (other != CW_NONE && cw_situation_same(s, other, incident)) return true;
    }
    return false;
}

/* The body of the event, which is its author's words, as JSON; a report's has its own place. */
static json_t *body_of(const cw_event *event) {
    const cw_event_part *body = cw_event_part_find(event, "body");
    json_t *o = body != NULL && body->present
                    ? json_loadb((const char *)body->bytes, body->length, 0, NULL)
                    : NULL;
    return o != NULL ? o : json_null();
}

static json_t *parts_of(const cw_event *e) {
    json_t *list = json_array();
    for (size_t i = 0; i < e->part_count; i++) {
        if (e->parts[i].present) json_array_append_new(list, json_string(e->parts[i].name));
    }
    return list;
}

static json_t *entry_of(const cw_event *e) {
    return json_pack("{s:o,s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "event", value_id(&e->id), "kind",
                     e->kind, "centre", e->centre, "person", e->person, "recorded",
                     value_time(e->recorded), "observed", value_time(e->observed), "shared_with",
                     value_texts(e->shared_with, e->shared_count), "body", body_of(e), "parts",
                     parts_of(e));
}

static json_t *entries_of(const cw_event_log *log, const cw_situation *s, size_t incident,
                          cw_error *err) {
    size_t count = cw_event_log_count(log);
    const cw_event **events = cw_alloc_array(count + 1, sizeof *events);
    json_t *list = json_array();
    bool done = events != NULL ? cw_event_log_order(log, events, err) : cw_fail_memory(err);
    for (size_t i = 0; done && i < count; i++) {
        if (names(events[i], s, incident)) json_array_append_new(list, entry_of(events[i]));
    }
    free(events);
    if (done) return list;
    json_decref(list);
    return NULL;
}

static bool timeline(request *q, answer *a, cw_error *err) {
    size_t i;
    const cw_situation *s = book_look(q->room->book);
    if (incident_of(q, a, s, &i, err)) a->json = entries_of(book_log(q->room->book), s, i, err);
    book_done(q->room->book);
    if (!request_sees_private(q)) value_mask(a->json);
    return a->json != NULL;
}

/* ---- which incident ---------------------------------------------------------------------------
 */

static json_t *association_of(const cw_situation *s, const cw_association *r,
                              cw_language language) {
    json_t *reasons = json_array();
    for (size_t i = 0; i < r->reason_count; i++)
        json_array_append_new(reasons, json_string(r->reasons[i][language == CW_FRENCH]));
    return json_pack("{s:o,s:f,s:b,s:b,s:o}", "incident", value_incident_name(s, r->incident),
                     "probability", r->probability, "placed", r->placed, "positive_key",
                     r->positive_key, "reasons", reasons);
}

static const cw_filed_report *report_of(const cw_situation *s, const cw_event_id *id) {
    for (size_t i = 0; i < s->report_count; i++) {
        if (cw_event_id_compare(&s->reports[i].event->id, id) == 0) return &s->reports[i];
    }
    return NULL;
}

static bool evidence(request *q, answer *a, cw_error *err) {
    cw_event_id id;
    const char *number;
    if (!book_find_id(q->room->book, q->values[0], &id, err)) {
        a->status = MHD_HTTP_NOT_FOUND;
        return false;
    }
    const cw_situation *s = book_look(q->room->book);
    const cw_filed_report *report = report_of(s, &id);
    size_t most = s->incident_count + 1;
    cw_association *ranked = cw_arena_alloc(q->arena, most * sizeof *ranked);
    if (report != NULL && ranked != NULL) {
        cw_background background = cw_background_default();
        cw_evidence said = cw_evidence_of_report(report, &number);
        size_t count = cw_associate(s, &said, NULL, 0, &background, ranked, most);
        a->json = json_array();
        for (size_t i = 0; i < count; i++)
            json_array_append_new(a->json, association_of(s, &ranked[i], q->language));
    }
    book_done(q->room->book);
    return a->json != NULL || request_refuse(a, MHD_HTTP_NOT_FOUND, err, "this event is no report");
}

/* ---- news ----------------------------------------------------------------------------------- */

static bool stream(request *q, answer *a, cw_error *err) {
    (void)err;
    a->stream = true;
    a->session = q->session;
    a->bearer = q->bearer;
    return true;
}

const route routes_situation[] = {
    {"GET", "/api/1/situation", ROLE_VIEWER, false, situation},
    {"GET", "/api/1/incidents/{id}", ROLE_VIEWER, false, incident},
    {"GET", "/api/1/incidents/{id}/timeline", ROLE_PARTNER, false, timeline},
    {"GET", "/api/1/reports/{event}/evidence", ROLE_OFFICER, false, evidence},
    {"GET", "/api/1/stream", ROLE_VIEWER, false, stream},
    {"GET", "/lite/incident/{id}", ROLE_VIEWER, false, lite},
    {0}};
