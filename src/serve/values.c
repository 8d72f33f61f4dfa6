/* SPDX-License-Identifier: Apache-2.0 */
/* The house's values as JSON. */
#include "values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *value_time(cw_time time) {
    char text[CW_TIME_TEXT];
    return time == CW_TIME_UNKNOWN ? json_null() : json_string(cw_time_format(time, text));
}

json_t *value_text(const char *text, size_t length) {
    json_t *whole = json_stringn(text, length);
    if (whole != NULL) return whole;
    cw_text sound = {0};
    for (size_t at = 0; at < length;) {
        uint32_t sign;
        size_t taken = cw_utf8_sign(text + at, length - at, &sign);
        if (taken > 0)
            cw_text_add_bytes(&sound, text + at, taken);
        else
            cw_text_add_bytes(&sound, "\xEF\xBF\xBD", 3);
        at += taken > 0 ? taken : 1;
    }
    whole = sound.failed ? NULL : json_stringn(sound.data, sound.length);
    cw_text_free(&sound);
    return whole;
}

json_t *value_texts(const char *const *texts, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, value_text(texts[i], strlen(texts[i])));
    return list;
}

json_t *value_lines(const cw_text *text) {
    json_t *list = json_array();
    for (const char *at = text->data; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, "\n");
        if (length > 0) json_array_append_new(list, value_text(at, length));
        at += length + (at[length] == '\n');
    }
    return list;
}

json_t *value_id(const cw_event_id *id) {
    char text[CW_ID_TEXT];
    return json_string(cw_event_id_format(id, text));
}

json_t *value_incident_name(const cw_situation *s, size_t incident) {
    return incident != CW_NONE ? json_string(s->incidents[incident].id) : json_null();
}

json_t *value_conditions(unsigned bits) {
    json_t *list = json_array();
    for (int i = 0; i < CW_CONDITION_COUNT; i++) {
        if ((bits & 1u << i) != 0)
            json_array_append_new(list, json_string(cw_condition_name((cw_condition)(1 << i))));
    }
    return list;
}

json_t *value_fixes(const cw_fix *fixes, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const cw_fix *f = &fixes[i];
        json_array_append_new(list, json_pack("{s:f,s:f,s:f,s:o,s:s,s:f}", "lat", f->at.lat_deg,
                                              "lon", f->at.lon_deg, "radius_m", f->radius_m, "time",
                                              f->timed ? value_time(f->time) : json_null(),
                                              "source", cw_fix_source_name(f->source),
                                              "probability", f->probability));
    }
    return list;
}

json_t *value_counts(const cw_head_count *counts, size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, json_pack("{s:s,s:i,s:i,s:b}", "kind", cw_people_kind_name(counts[i].kind), "low",
                            counts[i].low, "high", counts[i].high, "about", counts[i].about));
    return list;
}

const char *value_engine(cw_engine engine) {
    static const char *const names[] = {"unsaid", "running", "stopped"};
    return names[engine];
}

/* ---- hiding numbers ---------------------------------------------------------------------------
 */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static void mask_text(char *text) {
    enum { LEAST_DIGITS = 6 };
    for (char *at = text; *at != '\0';) {
        char *end = at;
        while (is_digit(*end)) end++;
        bool alone = (at == text || !is_letter(at[-1])) && !is_letter(*end);
        if (end - at >= LEAST_DIGITS && alone) memset(at, '*', (size_t)(end - at));
        at = end > at ? end : at + 1;
    }
}

static void mask_string(json_t *value) {
    char *copy = strdup(json_string_value(value));
    if (copy == NULL) { /* rather nothing than a number */
        json_string_set_nocheck(value, "");
        return;
    }
    mask_text(copy);
    json_string_set_nocheck(value, copy);
    free(copy);
}

/* Values of our own making, a few deep; a body's depth was bounded when it was read. */
void value_mask(json_t *value) {
    const char *key;
    json_t *inner;
    size_t i;
    if (json_is_string(value)) mask_string(value);
    json_object_foreach(value, key, inner) value_mask(inner);
    if (json_is_array(value)) {
        json_array_foreach(value, i, inner) value_mask(inner);
    }
}

/* ---- a report ------------------------------------------------------------------------------- */

/* The text as it came; null where it may not be shown or was removed. */
static json_t *raw_text(const cw_event *event, bool with_private) {
    const cw_event_part *source = cw_event_part_find(event, "source");
    if (!with_private || source == NULL || !source->present) return json_null();
    return value_text((const char *)source->bytes, source->length);
}

json_t *value_report(const cw_situation *s, const cw_filed_report *r, bool with_private) {
    const cw_reading *reading = &r->reading;
    json_t *o = json_pack(
        "{s:o,s:s,s:o,s:o,s:b,s:b,s:s,s:o,s:o,s:o}", "event", value_id(&r->event->id), "centre",
        r->event->centre, "at", value_time(r->at), "incident", value_incident_name(s, r->incident),
        "readable", r->readable, "duplicate", r->duplicate_of != CW_NONE, "kind",
        r->readable ? cw_report_kind_name(reading->kind) : "unknown", "conditions",
        value_conditions(r->readable ? reading->conditions : 0), "fixes",
        value_fixes(reading->fixes, r->readable ? reading->fix_count : 0), "counts",
        value_counts(reading->counts, r->readable ? reading->count_count : 0));
    json_object_set_new(o, "text", raw_text(r->event, with_private));
    if (!r->readable) return o;
    json_object_set_new(o, "engine", json_string(value_engine(reading->engine)));
    json_object_set_new(o, "language", json_string(reading->language));
    json_object_set_new(o, "name", json_string(reading->name));
    json_object_set_new(o, "number", json_string(with_private ? reading->number : ""));
    return o;
}

/* ---- an incident ------------------------------------------------------------------------------
 */

/* The newest report with a place: where, and when that was. */
static json_t *place_of(const cw_situation *s, size_t incident) {
    cw_time time;
    const cw_fix *f = cw_desk_last_fix(s, incident, &time);
    if (f == NULL) return json_null();
    return json_pack("{s:f,s:f,s:f,s:o}", "lat", f->at.lat_deg, "lon", f->at.lon_deg, "radius_m",
                     f->radius_m, "time", value_time(time));
}

static size_t reports_of(const cw_situation *s, size_t incident) {
    size_t count = 0;
    for (size_t i = 0; i < s->report_count; i++)
        count += cw_situation_same(s, s->reports[i].incident, incident);
    return count;
}

static json_t *holders_of(const cw_situation *s, size_t incident) {
    enum { MOST = 8 };
    const char *holders[MOST];
    size_t count = cw_situation_holders(s, incident, holders, MOST);
    return value_texts(holders, count < MOST ? count : MOST);
}

static void put_accounting(json_t *o, const cw_accounting *a) {
    json_object_set_new(o, "aboard", a->aboard_known ? json_integer(a->aboard) : json_null());
    json_object_set_new(o, "alive", json_integer(a->alive));
    json_object_set_new(o, "dead", json_integer(a->dead));
    json_object_set_new(o, "missing", json_integer(a->missing));
    json_object_set_new(o, "unaccounted", json_integer(a->unaccounted));
    json_object_set_new(o, "surplus", json_integer(a->surplus));
    json_object_set_new(o, "calls", value_texts(a->calls, a->call_count));
    json_object_set_new(o, "pending_offers", json_integer((json_int_t)a->pending_offers));
    json_object_set_new(o, "uncovered_reports", json_integer((json_int_t)a->uncovered_reports));
}

json_t *value_incident(const cw_situation *s, size_t incident, cw_time now, cw_arena *arena) {
    const cw_incident *i = &s->incidents[incident];
    double silent_s;
    const cw_close *by = NULL;
    cw_phase phase = cw_situation_phase(s, incident, now, &silent_s);
    bool closed = cw_situation_is_closed(s, incident, &by);
    json_t *o = json_pack("{s:s,s:o,s:s,s:o,s:o,s:o,s:b,s:b,s:o,s:I}", "id", i->id, "aliases",
                          value_texts(i->aliases, i->alias_count), "phase", cw_phase_name(phase),
                          "silent_s", isfinite(silent_s) ? json_real(silent_s) : json_null(),
                          "holders", holders_of(s, incident), "opened",
                          i->opening != NULL ? value_time(i->opening->recorded) : json_null(),
                          "closed", closed, "excepted", closed && by->excepted, "place",
                          place_of(s, incident), "reports", (json_int_t)reports_of(s, incident));
    json_object_set_new(o, "last_contact",
                        isfinite(silent_s) ? value_time(now - (cw_time)(1000.0 * silent_s))
                                           : json_null());
    json_object_set_new(o, "merged_into",
                        i->group != incident ? value_incident_name(s, i->group) : json_null());
    cw_accounting a;
    if (cw_situation_account(s, incident, arena, &a, NULL)) put_accounting(o, &a);
    return o;
}

/* ---- what is due ------------------------------------------------------------------------------
 */

json_t *value_due(const cw_situation *s, cw_time now, cw_arena *arena) {
    enum { MOST = 200 };
    static const char *const kinds[] = {"custody-offer", "answer", "read-back", "missed-call",
                                        "silence"};
    cw_due *due = cw_arena_alloc(arena, MOST * sizeof *due);
    json_t *list = json_array();
    size_t count = due != NULL ? cw_situation_due(s, now, due, MOST) : 0;
    for (size_t i = 0; i < count && i < MOST; i++)
        json_array_append_new(list,
                              json_pack("{s:s,s:o,s:s?,s:s?,s:o,s:i}", "kind", kinds[due[i].kind],
                                        "incident", value_incident_name(s, due[i].incident), "who",
                                        due[i].who, "channel", due[i].channel, "since",
                                        value_time(due[i].since), "level", due[i].level));
    return list;
}
