/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A structured report as one JSON object, for the body of its event, and back. Writing is
 * deterministic (keys sorted, twelve significant digits: a hundredth of a millimetre of a degree);
 * reading trusts nothing, since the other centre's events come from outside.
 */
#include "plain.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[CW_REPORT_KINDS] = {"unknown", "phone",    "position", "aml",
                                                   "sit185",  "dsc",      "ais",      "vhf",
                                                   "email",   "sighting", "relay"};
static const char *const sources[CW_FIX_SOURCES] = {"text",
                                                    "link",
                                                    "map-view",
                                                    "aml-gnss",
                                                    "aml-wifi",
                                                    "aml-cell",
                                                    "aml-other",
                                                    "beacon-confirmed",
                                                    "beacon-doppler-a",
                                                    "beacon-doppler-b",
                                                    "beacon-doa",
                                                    "beacon-encoded",
                                                    "dsc",
                                                    "ais"};
static const char *const peoples[CW_PEOPLE_KINDS] = {"aboard",  "in-water", "recovered", "dead",
                                                     "missing", "children", "women"};
static const char *const conditions[CW_CONDITION_COUNT] = {"afloat",       "under-way", "adrift",
                                                           "taking-water", "swamped",   "in-water",
                                                           "distress",     "medical",   "craft"};
static const char *const engine_names[] = {"unsaid", "running", "stopped"};

static int find(const char *const *names, size_t count, const char *name) {
    for (size_t i = 0; name != NULL && i < count; i++) {
        if (strcmp(names[i], name) == 0) return (int)i;
    }
    return -1;
}

const char *cw_report_kind_name(cw_report_kind kind) {
    return (unsigned)kind < CW_REPORT_KINDS ? kinds[kind] : kinds[0];
}

bool cw_report_kind_find(const char *name, cw_report_kind *kind, cw_error *err) {
    int index = find(kinds, CW_REPORT_KINDS, name);
    if (index < 0) {
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.40s\" is no kind of report: phone, position, aml, sit185, dsc, ais, "
                       "vhf, email, sighting, relay",
                       name != NULL ? name : "");
    }
    *kind = (cw_report_kind)index;
    return true;
}

const char *cw_fix_source_name(cw_fix_source source) {
    return (unsigned)source < CW_FIX_SOURCES ? sources[source] : "?";
}

const char *cw_people_kind_name(cw_people_kind kind) {
    return (unsigned)kind < CW_PEOPLE_KINDS ? peoples[kind] : "?";
}

bool cw_people_kind_find(const char *name, cw_people_kind *kind, cw_error *err) {
    int index = find(peoples, CW_PEOPLE_KINDS, name);
    if (index < 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.40s\" says nothing of people: aboard, in-water, recovered, dead, "
                       "missing, children, women",
                       name != NULL ? name : "");
    *kind = (cw_people_kind)index;
    return true;
}

const char *cw_condition_name(cw_condition one_bit) {
    for (int i = 0; i < CW_CONDITION_COUNT; i++) {
        if ((unsigned)one_bit == 1U << i) return conditions[i];
    }
    return "?";
}

/* ---- writing ------------------------------------------------------------------------------- */

static json_t *clock_json(cw_time time) {
    char text[CW_TIME_TEXT];
    return json_string(cw_time_format(time, text));
}

/* Bytes that are not UTF-8 become '?'. */
static json_t *words(const char *text) {
    json_t *value = json_string(text);
    if (value != NULL) return value;
    char copy[128];
    size_t n = 0;
    for (; n < sizeof copy - 1 && text[n] != '\0'; n++) {
        copy[n] = text[n];
        if ((unsigned char)text[n] >= 0x80) copy[n] = '?';
    }
    copy[n] = '\0';
    return json_string(copy);
}

static json_t *span_json(cw_span span) {
    return json_pack("[I,I]", (json_int_t)span.first, (json_int_t)span.length);
}

static json_t *fix_json(const cw_fix *f) {
    json_t *o = json_pack("{s:f,s:f,s:f,s:f,s:b,s:f,s:s,s:o}", "lat", f->at.lat_deg, "lon",
                          f->at.lon_deg, "radius_m", f->radius_m, "confidence", f->confidence,
                          "radius_given", f->radius_given, "probability", f->probability, "source",
                          cw_fix_source_name(f->source), "span", span_json(f->span));
    if (f->timed) json_object_set_new(o, "time", clock_json(f->time));
    return o;
}

static json_t *count_json(const cw_head_count *c) {
    return json_pack("{s:s,s:i,s:i,s:b,s:o}", "kind", cw_people_kind_name(c->kind), "low", c->low,
                     "high", c->high, "about", c->about, "span", span_json(c->span));
}

static json_t *reading_json(const cw_clock_reading *c) {
    return json_pack("{s:o,s:o,s:b,s:b,s:o}", "text", words(c->text), "time", clock_json(c->time),
                     "zone_given", c->zone_given, "date_given", c->date_given, "span",
                     span_json(c->span));
}

static void set_words(json_t *o, const char *key, const char *text) {
    if (text[0] != '\0') json_object_set_new(o, key, words(text));
}

static json_t *whole(const cw_report *r) {
    json_t *o = json_pack("{s:s}", "kind", cw_report_kind_name(r->kind));
    json_t *fixes = json_array(), *counts = json_array(), *clocks = json_array(),
           *unread = json_array(), *said = json_array();
    for (size_t i = 0; i < r->fix_count; i++) json_array_append_new(fixes, fix_json(&r->fixes[i]));
    for (size_t i = 0; i < r->count_count; i++)
        json_array_append_new(counts, count_json(&r->counts[i]));
    for (size_t i = 0; i < r->clock_count; i++)
        json_array_append_new(clocks, reading_json(&r->clocks[i]));
    for (size_t i = 0; i < r->unread_count; i++)
        json_array_append_new(unread,
                              json_pack("{s:o,s:b,s:o,s:o}", "span", span_json(r->unread[i].span),
                                        "doubt", r->unread[i].doubt, "why", words(r->unread[i].why),
                                        "why_fr", words(r->unread[i].french)));
    for (int i = 0; i < CW_CONDITION_COUNT; i++) {
        if (r->conditions & 1U << i) json_array_append_new(said, json_string(conditions[i]));
    }
    json_object_set_new(o, "fixes", fixes);
    json_object_set_new(o, "people", counts);
    json_object_set_new(o, "clocks", clocks);
    json_object_set_new(o, "unread", unread);
    json_object_set_new(o, "conditions", said);
    if (r->reported_known) {
        json_object_set_new(o, "reported", clock_json(r->reported));
        set_words(o, "reported_text", r->reported_text);
    }
    set_words(o, "number", r->number);
    set_words(o, "device", r->device);
    set_words(o, "mmsi", r->mmsi);
    set_words(o, "language", r->language);
    set_words(o, "name", r->name);
    if (r->engine != CW_ENGINE_UNSAID)
        json_object_set_new(o, "engine", json_string(engine_names[r->engine]));
    return o;
}

bool cw_report_to_json(const cw_report *report, cw_text *json, cw_error *err) {
    json_t *o = whole(report);
    char *text =
        o != NULL ? json_dumps(o, JSON_SORT_KEYS | JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(o);
    if (text == NULL) return cw_fail_memory(err);
    cw_text_add_bytes(json, text, strlen(text));
    free(text);
    return !json->failed || cw_fail_memory(err);
}

/* ---- reading ------------------------------------------------------------------------------- */

static bool bad(cw_error *err, const char *field, const char *why) {
    return cw_fail(err, CW_ERR_INPUT, "report: %s %s", field, why);
}

static bool get_number(const json_t *o, const char *key, double least, double most, double *value,
                       cw_error *err) {
    const json_t *v = json_object_get(o, key);
    *value = json_number_value(v);
    if (!json_is_number(v) || !(*value >= least) || !(*value <= most))
        return bad(err, key, "is not a number in range");
    return true;
}

static bool get_time(const json_t *o, const char *key, cw_time *time, cw_error *err) {
    const char *text = json_string_value(json_object_get(o, key));
    if (text == NULL) return bad(err, key, "is not a time");
    return cw_time_parse(text, time, err) || cw_error_prefix(err, "report: %s", key);
}

static bool get_words(const json_t *o, const char *key, char *to, size_t room, cw_error *err) {
    const json_t *v = json_object_get(o, key);
    if (v == NULL) return true;
    if (!json_is_string(v) || json_string_length(v) >= room
        || strlen(json_string_value(v)) != json_string_length(v))
        return bad(err, key, "is not a text, or too long");
    strcpy(to, json_string_value(v));
    return true;
}

static bool get_span(const json_t *o, cw_span *span, cw_error *err) {
    const json_t *v = json_object_get(o, "span");
    json_int_t first = json_integer_value(json_array_get(v, 0)),
               length = json_integer_value(json_array_get(v, 1));
    if (v == NULL) return true;
    if (json_array_size(v) != 2 || first < 0 || length < 0 || first > INT32_MAX
        || length > INT32_MAX)
        return bad(err, "span", "is not two numbers");
    *span = (cw_span){(size_t)first, (size_t)length};
    return true;
}

static bool get_fix(const json_t *o, cw_fix *f, cw_error *err) {
    int source = find(sources, CW_FIX_SOURCES, json_string_value(json_object_get(o, "source")));
    if (source < 0) return bad(err, "fixes: source", "is not known");
    f->source = (cw_fix_source)source;
    f->radius_given = json_is_true(json_object_get(o, "radius_given"));
    f->timed = json_object_get(o, "time") != NULL;
    return get_number(o, "lat", -90.0, 90.0, &f->at.lat_deg, err)
           && get_number(o, "lon", -180.0, 180.0, &f->at.lon_deg, err)
           && get_number(o, "radius_m", LEAST_RADIUS_M, MOST_RADIUS_M, &f->radius_m, err)
           && get_number(o, "confidence", 0.0, 1.0, &f->confidence, err)
           && get_number(o, "probability", 0.0, 1.0, &f->probability, err)
           && get_span(o, &f->span, err) && (!f->timed || get_time(o, "time", &f->time, err));
}

static bool get_count(const json_t *o, cw_head_count *c, cw_error *err) {
    double low, high;
    if (!cw_people_kind_find(json_string_value(json_object_get(o, "kind")), &c->kind, err))
        return cw_error_prefix(err, "report: people");
    c->about = json_is_true(json_object_get(o, "about"));
    if (!get_number(o, "low", 0.0, 9999.0, &low, err)
        || !get_number(o, "high", low, 9999.0, &high, err))
        return false;
    c->low = (int)low;
    c->high = (int)high;
    return get_span(o, &c->span, err);
}

static bool get_clock(const json_t *o, cw_clock_reading *c, cw_error *err) {
    c->zone_given = json_is_true(json_object_get(o, "zone_given"));
    c->date_given = json_is_true(json_object_get(o, "date_given"));
    return get_words(o, "text", c->text, sizeof c->text, err) && get_time(o, "time", &c->time, err)
           && get_span(o, &c->span, err);
}

static bool get_note(const json_t *o, cw_unread *u, cw_error *err) {
    u->doubt = json_is_true(json_object_get(o, "doubt"));
    if (!get_words(o, "why", u->why, sizeof u->why, err)
        || !get_words(o, "why_fr", u->french, sizeof u->french, err))
        return false;
    if (u->french[0] == '\0') /* recorded before there was any */
        snprintf(u->french, sizeof u->french, "%s", cw_french(u->why));
    return get_span(o, &u->span, err);
}

static bool get_lists(const json_t *o, cw_report *r, cw_error *err) {
    const json_t *fixes = json_object_get(o, "fixes"), *counts = json_object_get(o, "people"),
                 *clocks = json_object_get(o, "clocks"), *unread = json_object_get(o, "unread");
    if (json_array_size(fixes) > CW_REPORT_MOST_FIXES
        || json_array_size(counts) > CW_REPORT_MOST_COUNTS
        || json_array_size(clocks) > CW_REPORT_MOST_CLOCKS
        || json_array_size(unread) > CW_REPORT_MOST_UNREAD)
        return bad(err, "a list", "is too long");
    bool done = true;
    for (; done && r->fix_count < json_array_size(fixes); r->fix_count++)
        done = get_fix(json_array_get(fixes, r->fix_count), &r->fixes[r->fix_count], err);
    for (; done && r->count_count < json_array_size(counts); r->count_count++)
        done = get_count(json_array_get(counts, r->count_count), &r->counts[r->count_count], err);
    for (; done && r->clock_count < json_array_size(clocks); r->clock_count++)
        done = get_clock(json_array_get(clocks, r->clock_count), &r->clocks[r->clock_count], err);
    for (; done && r->unread_count < json_array_size(unread); r->unread_count++)
        done = get_note(json_array_get(unread, r->unread_count), &r->unread[r->unread_count], err);
    return done;
}

static bool get_conditions(const json_t *o, cw_report *r, cw_error *err) {
    const json_t *said = json_object_get(o, "conditions");
    for (size_t i = 0; i < json_array_size(said); i++) {
        int index =
            find(conditions, CW_CONDITION_COUNT, json_string_value(json_array_get(said, i)));
        if (index < 0) return bad(err, "conditions", "holds one that is not known");
        r->conditions |= 1U << index;
    }
    const json_t *engine = json_object_get(o, "engine");
    int index = engine != NULL ? find(engine_names, 3, json_string_value(engine)) : 0;
    if (index < 0) return bad(err, "engine", "is not known");
    r->engine = (cw_engine)index;
    return true;
}

bool cw_report_from_json(const char *json, size_t length, cw_report *report, cw_error *err) {
    json_error_t why;
    *report = (cw_report){.kind = CW_REPORT_UNKNOWN};
    json_t *o = json_loadb(json, length, JSON_REJECT_DUPLICATES, &why);
    bool done = json_is_object(o) || bad(err, "body", "is not a JSON object");
    done =
        done
        && cw_report_kind_find(json_string_value(json_object_get(o, "kind")), &report->kind, err)
        && get_lists(o, report, err) && get_conditions(o, report, err)
        && get_words(o, "number", report->number, sizeof report->number, err)
        && get_words(o, "device", report->device, sizeof report->device, err)
        && get_words(o, "mmsi", report->mmsi, sizeof report->mmsi, err)
        && get_words(o, "language", report->language, sizeof report->language, err)
        && get_words(o, "name", report->name, sizeof report->name, err)
        && get_words(o, "reported_text", report->reported_text, sizeof report->reported_text, err);
    report->reported_known = done && json_object_get(o, "reported") != NULL;
    done = done && (!report->reported_known || get_time(o, "reported", &report->reported, err));
    json_decref(o);
    return done;
}
