/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The situation as canonical JSON: what two centres compare to see that they know the same, and
 * what programs read. Everything of one incident stands under its identifier. What was merged and
 * taken apart again has left no trace here (it has in the record), so that the two incidents are
 * what they were, byte for byte.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static json_t *words(const char *text) {
    json_t *value = json_string(text);
    return value != NULL ? value : json_string("?");
}

static json_t *id_of(const cw_event *event) {
    char text[CW_ID_TEXT];
    return event != NULL ? json_string(cw_event_id_format(&event->id, text)) : json_null();
}

static json_t *clock_of(cw_time time) {
    char text[CW_TIME_TEXT];
    return json_string(cw_time_format(time, text));
}

static json_t *name_of(const cw_situation *s, size_t incident) {
    return incident != CW_NONE ? words(s->incidents[incident].id) : json_null();
}

static void push(json_t *o, const char *list, json_t *item) {
    json_t *array = json_object_get(o, list);
    if (array == NULL) {
        array = json_array();
        json_object_set_new(o, list, array);
    }
    json_array_append_new(array, item);
}

/* The object of an incident, or that of what belongs to none that is shown. */
static json_t *home(json_t *all, const cw_situation *s, size_t incident) {
    json_t *own = incident != CW_NONE ? json_object_get(json_object_get(all, "incidents"),
                                                        s->incidents[incident].id)
                                      : NULL;
    return own != NULL ? own : json_object_get(all, "unassigned");
}

static void add_reports(const cw_situation *s, json_t *all) {
    for (size_t i = 0; i < s->report_count; i++) {
        const cw_filed_report *r = &s->reports[i];
        json_t *o = json_pack("{s:o,s:s,s:o,s:b,s:i}", "event", id_of(r->event), "kind",
                              cw_report_kind_name(r->reading.kind), "at", clock_of(r->at),
                              "readable", r->readable, "conditions", (int)r->reading.conditions);
        if (r->reading.number[0] != '\0')
            json_object_set_new(o, "number", words(r->reading.number));
        if (r->reading.fix_count > 0) {
            const cw_fix *f = &r->reading.fixes[0];
            json_object_set_new(o, "fix",
                                json_pack("{s:f,s:f,s:f,s:s}", "lat", f->at.lat_deg, "lon",
                                          f->at.lon_deg, "radius_m", f->radius_m, "source",
                                          cw_fix_source_name(f->source)));
        }
        if (r->duplicate_of != CW_NONE)
            json_object_set_new(o, "duplicate_of", id_of(s->reports[r->duplicate_of].event));
        push(home(all, s, r->incident), "reports", o);
    }
}

static void add_people(const cw_situation *s, json_t *all) {
    static const char *const keys[] = {"none", "phone", "heads", "name"};
    for (size_t i = 0; i < s->people_count; i++) {
        const cw_statement_of_people *p = &s->people[i];
        push(home(all, s, p->incident), "people",
             json_pack("{s:o,s:s,s:i,s:i,s:b,s:o,s:o,s:b}", "event", id_of(p->event), "kind",
                       cw_people_kind_name(p->kind), "low", p->low, "high", p->high, "about",
                       p->about, "source", words(p->source), "reason", words(p->reason), "current",
                       p->current));
    }
    for (size_t i = 0; i < s->recovery_count; i++) {
        const cw_recovery *r = &s->recoveries[i];
        push(home(all, s, r->incident), "recoveries",
             json_pack("{s:o,s:i,s:i,s:o,s:s,s:o,s:b,s:b}", "event", id_of(r->event), "alive",
                       r->alive, "dead", r->dead, "unit", words(r->unit), "key", keys[r->key],
                       "key_text", words(r->key_text), "current", r->current, "tied", r->tied));
    }
    for (size_t i = 0; i < s->account_count; i++) {
        const cw_call_account *a = &s->accounts[i];
        push(home(all, s, a->incident), "accounts",
             json_pack("{s:o,s:o,s:o}", "event", id_of(a->event), "number", words(a->number), "how",
                       words(a->how)));
    }
}

static void add_custody(const cw_situation *s, json_t *all) {
    static const char *const states[] = {"pending", "accepted", "refused", "void"};
    for (size_t i = 0; i < s->custody_count; i++) {
        const cw_custody *c = &s->custody[i];
        if (s->incidents[c->incident].hidden) continue;
        push(home(all, s, c->incident), "custody",
             json_pack("{s:o,s:o,s:b}", "event", id_of(c->event), "holder", words(c->holder),
                       "live", c->live));
    }
    for (size_t i = 0; i < s->offer_count; i++) {
        const cw_custody_offer *o = &s->offers[i];
        push(home(all, s, o->incident), "offers",
             json_pack("{s:o,s:o,s:s,s:o}", "event", id_of(o->event), "to", words(o->to), "state",
                       states[o->state], "answer", id_of(o->answer)));
    }
}

static void add_messages(const cw_situation *s, json_t *all) {
    static const char *const kinds[] = {"relay", "brief", "entry", "other"};
    for (size_t i = 0; i < s->message_count; i++) {
        const cw_message *m = &s->messages[i];
        json_t *answers = json_array();
        for (size_t k = 0; k < m->answer_count; k++) {
            const cw_answer *a = &m->answers[k];
            json_array_append_new(answers, json_pack("{s:o,s:o,s:b,s:b}", "who", words(a->who),
                                                     "event", id_of(a->event), "granted",
                                                     a->granted, "complete", a->complete));
        }
        push(home(all, s, m->incident), "messages",
             json_pack("{s:o,s:s,s:o,s:o,s:o,s:b}", "event", id_of(m->event), "kind",
                       kinds[m->kind], "what", words(m->what), "unit", words(m->unit), "answers",
                       answers, "irregular", m->irregular));
    }
}

static json_t *exception_json(const cw_exception *e) {
    json_t *calls = json_array();
    for (size_t i = 0; i < e->call_count; i++) json_array_append_new(calls, words(e->calls[i]));
    return json_pack("{s:o,s:o,s:i,s:o}", "officer", words(e->officer), "reason", words(e->reason),
                     "people", e->people, "calls", calls);
}

static void add_closes(const cw_situation *s, json_t *all) {
    for (size_t i = 0; i < s->close_count; i++) {
        const cw_close *c = &s->closes[i];
        json_t *o = json_pack("{s:o,s:o,s:o,s:i,s:b}", "event", id_of(c->event), "by",
                              words(c->event->person), "reason", words(c->reason), "covers",
                              (int)c->cover_count, "withdrawn", c->withdrawn);
        if (c->excepted) json_object_set_new(o, "exception", exception_json(&c->exception));
        push(home(all, s, c->incident), "closings", o);
    }
    for (size_t i = 0; i < s->phase_count; i++) {
        const cw_phase_item *p = &s->phases[i];
        push(home(all, s, p->incident), "phases",
             json_pack("{s:o,s:s,s:b,s:b,s:o}", "event", id_of(p->event), "phase",
                       cw_phase_name(p->phase), "fall", p->fall, "discounted", p->discounted,
                       "reason", words(p->reason)));
    }
}

static void add_rest(const cw_situation *s, json_t *all) {
    json_t *calls = json_array(), *merges = json_array(), *irregular = json_array();
    for (size_t i = 0; i < s->call_count; i++) {
        const cw_missed_call *c = &s->calls[i];
        if (!c->open) continue;
        json_array_append_new(calls, json_pack("{s:o,s:I,s:o,s:o,s:o}", "number", words(c->number),
                                               "count", (json_int_t)c->count, "first",
                                               clock_of(c->first), "last", clock_of(c->last),
                                               "incident", name_of(s, c->incident)));
    }
    for (size_t i = 0; i < s->merge_count; i++) {
        const cw_merge *m = &s->merges[i];
        if (!m->undone)
            json_array_append_new(merges,
                                  json_pack("{s:o,s:o,s:o,s:o}", "event", id_of(m->event), "into",
                                            name_of(s, m->into), "from", name_of(s, m->from),
                                            "reason", words(m->reason)));
    }
    for (size_t i = 0; i < s->irregular_count; i++)
        json_array_append_new(irregular,
                              json_pack("{s:o,s:o,s:o}", "event", id_of(s->irregular[i].event),
                                        "why", words(s->irregular[i].why), "why_fr",
                                        words(s->irregular[i].french)));
    json_object_set_new(all, "missed_calls", calls);
    json_object_set_new(all, "merges", merges);
    json_object_set_new(all, "irregular", irregular);
}

static json_t *incident_json(const cw_situation *s, size_t index) {
    const cw_incident *i = &s->incidents[index];
    json_t *aliases = json_array();
    for (size_t k = 0; k < i->alias_count; k++)
        json_array_append_new(aliases, words(i->aliases[k]));
    return json_pack("{s:o,s:b,s:o,s:b}", "aliases", aliases, "opened", i->opened, "group",
                     name_of(s, i->group), "closed",
                     i->group == index && cw_situation_is_closed(s, index, NULL));
}

bool cw_situation_json(const cw_situation *s, cw_text *json, cw_error *err) {
    json_t *all = json_object(), *incidents = json_object();
    json_object_set_new(all, "incidents", incidents);
    json_object_set_new(all, "unassigned", json_object());
    for (size_t i = 0; i < s->incident_count; i++) {
        if (!s->incidents[i].hidden)
            json_object_set_new(incidents, s->incidents[i].id, incident_json(s, i));
    }
    add_reports(s, all);
    add_people(s, all);
    add_custody(s, all);
    add_messages(s, all);
    add_closes(s, all);
    add_rest(s, all);
    char *text = json_dumps(all, JSON_SORT_KEYS | JSON_COMPACT | JSON_REAL_PRECISION(12));
    json_decref(all);
    if (text == NULL) return cw_fail_memory(err);
    cw_text_add_bytes(json, text, strlen(text));
    free(text);
    return !json->failed || cw_fail_memory(err);
}
