/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch incident, the words that record something. Each is one event; the table says which
 * kind, what its body holds and what is filled in: the reports that its author knows ("covers"),
 * the hold that this centre has. A report's text is kept as it came; what was read of it stands
 * beside it.
 */
#include "incident.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum value_type {
    VALUE_TEXT,
    VALUE_NUMBER,
    VALUE_ID,
    VALUE_LIST,
    VALUE_IDS,
    VALUE_BOOL
} value_type;

typedef struct field {
    const char *key;
    value_type type;
    bool needed;
} field;

typedef struct word {
    const char *name, *kind;
    field fields[10];
    bool no_incident, covers, custody;
} word;

static const word words[] = {
    {"open", "open", {{NULL}}, false, false, false},
    {"alias", "alias", {{"alias", VALUE_TEXT, true}}, false, false, false},
    {"attach",
     "attach",
     {{"report", VALUE_ID, true}, {"reason", VALUE_TEXT, true}},
     false,
     false,
     false},
    {"people",
     "people",
     {{"kind", VALUE_TEXT, true},
      {"count", VALUE_NUMBER, false},
      {"low", VALUE_NUMBER, false},
      {"high", VALUE_NUMBER, false},
      {"source", VALUE_TEXT, true},
      {"reason", VALUE_TEXT, false}},
     false,
     false,
     false},
    {"recovery",
     "recovery",
     {{"alive", VALUE_NUMBER, true},
      {"dead", VALUE_NUMBER, false},
      {"unit", VALUE_TEXT, true},
      {"numbers", VALUE_LIST, false}},
     false,
     false,
     false},
    {"missed", "call-missed", {{"number", VALUE_TEXT, false}}, true, false, false},
    {"returned", "call-returned", {{"number", VALUE_TEXT, true}}, true, false, false},
    {"account",
     "account",
     {{"number", VALUE_TEXT, true}, {"recovery", VALUE_ID, false}, {"how", VALUE_TEXT, false}},
     false,
     false,
     false},
    {"raise",
     "phase",
     {{"phase", VALUE_TEXT, true}, {"reason", VALUE_TEXT, false}},
     false,
     false,
     false},
    {"lower",
     "phase",
     {{"phase", VALUE_TEXT, true}, {"reason", VALUE_TEXT, true}},
     false,
     true,
     false},
    {"offer",
     "custody-offer",
     {{"to", VALUE_TEXT, true}, {"minutes", VALUE_NUMBER, false}},
     false,
     false,
     true},
    {"accept", "custody-accept", {{"offer", VALUE_ID, true}}, false, false, false},
    {"refuse",
     "custody-refuse",
     {{"offer", VALUE_ID, true}, {"reason", VALUE_TEXT, true}},
     false,
     false,
     false},
    {"message",
     "message",
     {{"what", VALUE_TEXT, true},
      {"to", VALUE_LIST, true},
      {"minutes", VALUE_NUMBER, false},
      {"channels", VALUE_LIST, false}},
     false,
     false,
     false},
    {"task",
     "brief",
     {{"unit", VALUE_TEXT, true},
      {"nation", VALUE_TEXT, true},
      {"centre_nation", VALUE_TEXT, true},
      {"objects", VALUE_LIST, true},
      {"request", VALUE_ID, false},
      {"minutes", VALUE_NUMBER, false}},
     false,
     false,
     false},
    {"request",
     "entry-request",
     {{"unit", VALUE_TEXT, true},
      {"nation", VALUE_TEXT, true},
      {"to", VALUE_TEXT, true},
      {"minutes", VALUE_NUMBER, false}},
     false,
     false,
     false},
    {"ack",
     "ack",
     {{"message", VALUE_ID, true},
      {"who", VALUE_TEXT, true},
      {"objects", VALUE_LIST, false},
      {"granted", VALUE_BOOL, false}},
     false,
     false,
     false},
    {"merge",
     "merge",
     {{"into", VALUE_TEXT, false},
      {"from", VALUE_TEXT, false},
      {"undo", VALUE_ID, false},
      {"reason", VALUE_TEXT, true}},
     true,
     false,
     false},
    {"split",
     "split",
     {{"from", VALUE_TEXT, false},
      {"new", VALUE_TEXT, false},
      {"reports", VALUE_IDS, false},
      {"undo", VALUE_ID, false},
      {"reason", VALUE_TEXT, true}},
     true,
     false,
     false},
    {"reopen",
     "reopen",
     {{"close", VALUE_ID, true}, {"reason", VALUE_TEXT, true}},
     false,
     false,
     false},
    {"close", "close", {{"reason", VALUE_TEXT, true}}, false, true, false}};

/* ---- values -------------------------------------------------------------------------------- */

static json_t *id_json(const incident_call *c, const char *text, cw_error *err) {
    cw_event_id id;
    char whole[CW_ID_TEXT];
    if (!cw_store_find_id(c->store, text, &id, err)) return NULL;
    return json_string(cw_event_id_format(&id, whole));
}

/* Parts between ";". */
static json_t *list_json(const incident_call *c, const char *text, bool ids, cw_error *err) {
    json_t *list = json_array();
    char *copy = cw_arena_strdup(c->arena, text), *rest = copy;
    while (rest != NULL && copy != NULL) {
        const char *piece = strsep(&rest, ";");
        json_t *item = ids ? id_json(c, piece, err) : json_string(piece);
        if (item == NULL) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, item);
    }
    return list;
}

static bool set_field(const incident_call *c, const field *f, json_t *body, cw_error *err) {
    const char *text = incident_value(c, f->key);
    if (text == NULL)
        return !f->needed
               || cw_fail(err, CW_ERR_INPUT, "incident %s needs %s=...", c->word, f->key);
    json_t *value = NULL;
    char *end;
    switch (f->type) {
    case VALUE_TEXT:
        value = json_string(text);
        break;
    case VALUE_NUMBER: {
        double number = strtod(text, &end);
        if (end != text && *end == '\0') value = json_real(number);
        break;
    }
    case VALUE_ID:
        value = id_json(c, text, err);
        break;
    case VALUE_LIST:
    case VALUE_IDS:
        value = list_json(c, text, f->type == VALUE_IDS, err);
        break;
    case VALUE_BOOL:
        value = json_boolean(strcmp(text, "yes") == 0);
        break;
    }
    if (value == NULL)
        return cw_fail(err, CW_ERR_INPUT, "%s=%.60s is not what incident %s takes there", f->key,
                       text, c->word);
    json_object_set_new(body, f->key, value);
    return true;
}

/* ---- what is filled in -------------------------------------------------------------------------
 */

static void add_covers(const incident_call *c, size_t incident, json_t *body) {
    json_t *list = json_array();
    char id[CW_ID_TEXT];
    const cw_situation *s = c->situation;
    for (size_t i = 0; i < s->report_count; i++) {
        if (cw_situation_same(s, s->reports[i].incident, incident))
            json_array_append_new(list,
                                  json_string(cw_event_id_format(&s->reports[i].event->id, id)));
    }
    for (size_t i = 0; i < s->phase_count; i++) {
        if (cw_situation_same(s, s->phases[i].incident, incident))
            json_array_append_new(list,
                                  json_string(cw_event_id_format(&s->phases[i].event->id, id)));
    }
    json_object_set_new(body, "covers", list);
}

static bool add_custody(const incident_call *c, size_t incident, json_t *body, cw_error *err) {
    char id[CW_ID_TEXT];
    const char *own = cw_store_own_key(c->store)->centre;
    for (size_t i = 0; i < c->situation->custody_count; i++) {
        const cw_custody *hold = &c->situation->custody[i];
        if (!hold->live || hold->incident != incident || strcmp(hold->holder, own) != 0) continue;
        json_object_set_new(body, "custody", json_string(cw_event_id_format(&hold->event->id, id)));
        return true;
    }
    return cw_fail(err, CW_NO, "%s does not have this incident, so it cannot offer it", own);
}

static void add_exception(const incident_call *c, json_t *body, cw_error *err) {
    const char *officer = incident_value(c, "officer"), *why = incident_value(c, "exception"),
               *people = incident_value(c, "unaccounted"), *calls = incident_value(c, "calls");
    if (officer == NULL && why == NULL) return;
    json_t *e = json_pack("{s:s,s:s,s:i}", "officer", officer != NULL ? officer : "", "reason",
                          why != NULL ? why : "", "people",
                          people != NULL ? (int)strtol(people, NULL, 10) : 0);
    json_object_set_new(e, "calls", calls != NULL ? list_json(c, calls, false, err) : json_array());
    json_object_set_new(body, "exception", e);
}

static void add_key(const incident_call *c, json_t *body) {
    static const char *const keys[][2] = {{"phone", "phone"}, {"heads", "heads"}, {"name", "name"}};
    for (size_t i = 0; i < 3; i++) {
        const char *text = incident_value(c, keys[i][0]);
        if (text != NULL)
            json_object_set_new(body, "key",
                                json_pack("{s:s,s:s}", "kind", keys[i][1], "text", text));
    }
}

/* ---- the event ------------------------------------------------------------------------------ */

bool incident_append(incident_call *c, const incident_content *t, cw_time observed, cw_error *err) {
    const char *share = incident_value(c, "share"), *person = incident_value(c, "person"),
               *revises = incident_value(c, "revises");
    cw_event_id earlier;
    if (revises != NULL && !cw_store_find_id(c->store, revises, &earlier, err)) return false;
    cw_event_draft draft = {.centre = cw_store_own_key(c->store)->centre,
                            .person = person,
                            .observed = observed,
                            .received = c->now,
                            .recorded = c->now,
                            .kind = t->kind,
                            .incidents = t->names,
                            .incident_count = t->name_count,
                            .supersedes = &earlier,
                            .superseded_count = revises != NULL,
                            .shared_with = &share,
                            .shared_count = share != NULL,
                            .parts = t->parts,
                            .part_count = t->part_count};
    const cw_event *event = cw_event_seal(&draft, c->arena, err);
    char id[CW_ID_TEXT];
    if (event == NULL || !cw_store_append(c->store, &event, 1, NULL, err)) return false;
    printf("%s\n", cw_event_id_format(&event->id, id));
    return true;
}

static bool names_of(const incident_call *c, const word *w, incident_content *t, cw_error *err) {
    static const char *const keys[] = {"into", "from", "new"};
    const char *name = incident_value(c, "incident");
    if (w->no_incident) {
        for (size_t i = 0; i < 3; i++) {
            const char *other = incident_value(c, keys[i]);
            if (other != NULL) t->names[t->name_count++] = other;
        }
        return true;
    }
    if (name == NULL) return cw_fail(err, CW_ERR_INPUT, "incident %s needs incident=...", c->word);
    size_t index =
        strcmp(w->name, "open") == 0 ? CW_NONE : cw_situation_find(c->situation, name, err);
    if (index == CW_NONE && strcmp(w->name, "open") != 0) return false;
    t->names[t->name_count++] = index != CW_NONE ? c->situation->incidents[index].id : name;
    return true;
}

static bool fill(const incident_call *c, const word *w, const incident_content *t, json_t *body,
                 cw_error *err) {
    size_t incident =
        t->name_count > 0 ? cw_situation_find(c->situation, t->names[0], NULL) : CW_NONE;
    for (const field *f = w->fields; f->key != NULL; f++) {
        if (!set_field(c, f, body, err)) return false;
    }
    if (w->covers && incident != CW_NONE) add_covers(c, incident, body);
    if (w->custody && !add_custody(c, incident, body, err)) return false;
    if (strcmp(w->name, "close") == 0) add_exception(c, body, err);
    if (strcmp(w->name, "recovery") == 0) add_key(c, body);
    return true;
}

/* Closing is recorded only when it would hold: refused, it says why, and nothing is written. */
static bool may_close(const incident_call *c, const incident_content *t, cw_error *err) {
    enum { MOST_HOLDERS = 8 };
    const char *holders[MOST_HOLDERS], *own = cw_store_own_key(c->store)->centre;
    cw_text why = {0};
    size_t incident = cw_situation_find(c->situation, t->names[0], err);
    if (incident == CW_NONE
        || !cw_situation_why_open(c->situation, incident, c->options->language, &why, err))
        return false;
    bool lifted = incident_value(c, "officer") != NULL && incident_value(c, "exception") != NULL,
         has = false;
    if (why.length > 0) fputs(why.data, lifted ? stderr : stdout);
    bool may = why.length == 0 || lifted;
    cw_text_free(&why);
    size_t count = cw_situation_holders(c->situation, incident, holders, MOST_HOLDERS);
    for (size_t i = 0; i < count && i < MOST_HOLDERS; i++)
        has = has || strcmp(holders[i], own) == 0;
    if (!has)
        return cw_fail(err, CW_NO, "%s does not have this incident, so it cannot close it", own);
    return may
           || cw_fail(err, CW_NO, "the incident stays open: people or calls are unaccounted for");
}

/* Whether what was recorded holds: an exception may lift less than is unaccounted for, and where
 * two centres have the incident both have to close it. */
static bool holds_now(const incident_call *c, const incident_content *t, cw_error *err) {
    cw_event_log *log = cw_event_log_create(err);
    cw_situation *s =
        log != NULL && cw_store_load(c->store, 0, log, err) ? cw_situation_fold(log, err) : NULL;
    bool closed =
        s != NULL && cw_situation_is_closed(s, cw_situation_find(s, t->names[0], NULL), NULL);
    cw_situation_destroy(s);
    cw_event_log_destroy(log);
    return closed
           || cw_fail(err, CW_NO,
                      "recorded, but the incident stays open: the closing does not cover all that "
                      "is unaccounted for, or another centre has the incident too");
}

static bool record_word(incident_call *c, const word *w, cw_error *err) {
    incident_content t = {.kind = w->kind};
    json_t *body = json_object();
    bool done = names_of(c, w, &t, err) && (strcmp(w->name, "close") != 0 || may_close(c, &t, err))
                && fill(c, w, &t, body, err);
    char *text =
        done ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(body);
    if (!done) return false;
    if (text == NULL) return cw_fail_memory(err);
    t.parts[t.part_count++] = (cw_part_draft){"body", text, strlen(text), true};
    done = incident_append(c, &t, c->now, err);
    free(text);
    return done && (strcmp(w->name, "close") != 0 || holds_now(c, &t, err));
}

bool incident_write(incident_call *c, bool *done, cw_error *err) {
    *done = true;
    if (strcmp(c->word, "report") == 0)
        return incident_check_keys(c, "file text caller kind zone release", err)
               && incident_report(c, err);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].name, c->word) != 0) continue;
        char known[400] = "officer exception unaccounted calls phone heads name";
        for (const field *f = words[i].fields; f->key != NULL; f++) {
            strncat(known, " ", sizeof known - strlen(known) - 1);
            strncat(known, f->key, sizeof known - strlen(known) - 1);
        }
        return incident_check_keys(c, known, err) && record_word(c, &words[i], err);
    }
    *done = false;
    return true;
}
