/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words that record something. Each is one event; the table says which kind, what its body
 * holds and what is filled in: the reports that its author knows ("covers"), the hold that this
 * centre has.
 */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

typedef struct word {
    const char *name, *kind;
    desk_field fields[8]; /* into the body, up to the first without a key */
    const char *also;     /* keys that are looked at elsewhere */
    bool names_others;    /* its incidents are into=, from= and new=, not incident= */
    bool covers;          /* the body lists what its author knows */
    bool custody;         /* the body names the hold that this centre has */
} word;

#define NEEDS(key, type) \
    { key, type, true }
#define TAKES(key, type) \
    { key, type, false }
static const word words[] = {
    {.name = "open", .kind = "open"},
    {.name = "alias", .kind = "alias", .fields = {NEEDS("alias", VALUE_TEXT)}},
    {.name = "attach",
     .kind = "attach",
     .fields = {NEEDS("report", VALUE_ID), NEEDS("reason", VALUE_TEXT)}},
    {.name = "people",
     .kind = "people",
     .fields = {NEEDS("kind", VALUE_TEXT), TAKES("count", VALUE_NUMBER), TAKES("low", VALUE_NUMBER),
                TAKES("high", VALUE_NUMBER), NEEDS("source", VALUE_TEXT),
                TAKES("reason", VALUE_TEXT)}},
    {.name = "recovery",
     .kind = "recovery",
     .fields = {NEEDS("alive", VALUE_NUMBER), TAKES("dead", VALUE_NUMBER),
                NEEDS("unit", VALUE_TEXT), TAKES("numbers", VALUE_LIST)},
     .also = "phone heads name"},
    {.name = "missed",
     .kind = "call-missed",
     .fields = {TAKES("number", VALUE_TEXT)},
     .names_others = true},
    {.name = "returned",
     .kind = "call-returned",
     .fields = {NEEDS("number", VALUE_TEXT)},
     .names_others = true},
    {.name = "account",
     .kind = "account",
     .fields = {NEEDS("number", VALUE_TEXT), TAKES("recovery", VALUE_ID),
                TAKES("how", VALUE_TEXT)}},
    {.name = "raise",
     .kind = "phase",
     .fields = {NEEDS("phase", VALUE_TEXT), TAKES("reason", VALUE_TEXT)}},
    {.name = "lower",
     .kind = "phase",
     .fields = {NEEDS("phase", VALUE_TEXT), NEEDS("reason", VALUE_TEXT)},
     .covers = true},
    {.name = "offer",
     .kind = "custody-offer",
     .fields = {NEEDS("to", VALUE_TEXT), TAKES("minutes", VALUE_NUMBER)},
     .custody = true},
    {.name = "accept", .kind = "custody-accept", .fields = {NEEDS("offer", VALUE_ID)}},
    {.name = "refuse",
     .kind = "custody-refuse",
     .fields = {NEEDS("offer", VALUE_ID), NEEDS("reason", VALUE_TEXT)}},
    {.name = "message",
     .kind = "message",
     .fields = {NEEDS("what", VALUE_TEXT), NEEDS("to", VALUE_LIST), TAKES("minutes", VALUE_NUMBER),
                TAKES("channels", VALUE_LIST)}},
    {.name = "task",
     .kind = "brief",
     .fields = {NEEDS("unit", VALUE_TEXT), NEEDS("nation", VALUE_TEXT),
                NEEDS("centre_nation", VALUE_TEXT), NEEDS("objects", VALUE_LIST),
                TAKES("request", VALUE_ID), TAKES("minutes", VALUE_NUMBER)}},
    {.name = "request",
     .kind = "entry-request",
     .fields = {NEEDS("unit", VALUE_TEXT), NEEDS("nation", VALUE_TEXT), NEEDS("to", VALUE_TEXT),
                TAKES("minutes", VALUE_NUMBER)}},
    {.name = "ack",
     .kind = "ack",
     .fields = {NEEDS("message", VALUE_ID), NEEDS("who", VALUE_TEXT), TAKES("objects", VALUE_LIST),
                TAKES("granted", VALUE_BOOL)}},
    {.name = "merge",
     .kind = "merge",
     .fields = {TAKES("into", VALUE_TEXT), TAKES("from", VALUE_TEXT), TAKES("undo", VALUE_ID),
                NEEDS("reason", VALUE_TEXT)},
     .names_others = true},
    {.name = "split",
     .kind = "split",
     .fields = {TAKES("from", VALUE_TEXT), TAKES("new", VALUE_TEXT), TAKES("reports", VALUE_IDS),
                TAKES("undo", VALUE_ID), NEEDS("reason", VALUE_TEXT)},
     .names_others = true},
    {.name = "reopen",
     .kind = "reopen",
     .fields = {NEEDS("close", VALUE_ID), NEEDS("reason", VALUE_TEXT)}},
    {.name = "close",
     .kind = "close",
     .fields = {NEEDS("reason", VALUE_TEXT)},
     .also = "officer exception unaccounted calls",
     .covers = true}};

static bool is(const word *w, const char *name) {
    return strcmp(w->name, name) == 0;
}

/* ---- what is filled in -------------------------------------------------------------------------
 */

static void add_covers(const cw_desk *d, size_t incident, json_t *body) {
    json_t *list = json_array();
    char id[CW_ID_TEXT];
    const cw_situation *s = d->situation;
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

static bool add_custody(const cw_desk *d, size_t incident, json_t *body, cw_error *err) {
    char id[CW_ID_TEXT];
    const char *own = cw_store_own_key(d->store)->centre;
    for (size_t i = 0; i < d->situation->custody_count; i++) {
        const cw_custody *hold = &d->situation->custody[i];
        if (!hold->live || hold->incident != incident || strcmp(hold->holder, own) != 0) continue;
        json_object_set_new(body, "custody", json_string(cw_event_id_format(&hold->event->id, id)));
        return true;
    }
    return cw_fail(err, CW_NO, "%s does not have this incident, so it cannot offer it", own);
}

static void add_key(const cw_desk *d, json_t *body) {
    static const char *const keys[][2] = {{"phone", "phone"}, {"heads", "heads"}, {"name", "name"}};
    for (size_t i = 0; i < 3; i++) {
        const char *text = cw_desk_value(d, keys[i][0]);
        if (text != NULL)
            json_object_set_new(body, "key",
                                json_pack("{s:s,s:s}", "kind", keys[i][1], "text", text));
    }
}

/* ---- the event ------------------------------------------------------------------------------ */

static bool names_of(const cw_desk *d, const word *w, desk_content *t, cw_error *err) {
    static const char *const keys[] = {"into", "from", "new"};
    size_t index = CW_NONE;
    for (size_t i = 0; w->names_others && i < sizeof keys / sizeof keys[0]; i++) {
        const char *other = cw_desk_value(d, keys[i]);
        if (other != NULL) t->names[t->name_count++] = other;
    }
    if (w->names_others) return true;
    if (is(w, "open")) {
        t->names[t->name_count++] = cw_desk_value(d, "incident");
        return t->names[0] != NULL
               || cw_fail(err, CW_ERR_INPUT, "incident open needs incident=...");
    }
    if (!cw_desk_incident(d, &index, err)) return false;
    t->names[t->name_count++] = d->situation->incidents[index].id;
    return true;
}

static bool fill(const cw_desk *d, const word *w, const desk_content *t, json_t *body,
                 cw_error *err) {
    size_t incident =
        t->name_count > 0 ? cw_situation_find(d->situation, t->names[0], NULL) : CW_NONE;
    for (const desk_field *f = w->fields; f->key != NULL; f++) {
        if (!desk_field_set(d, f, body, err)) return false;
    }
    if (w->covers && incident != CW_NONE) add_covers(d, incident, body);
    if (w->custody && !add_custody(d, incident, body, err)) return false;
    if (is(w, "recovery")) add_key(d, body);
    return !is(w, "close") || desk_exception(d, body, err);
}

static bool record_word(const cw_desk *d, const word *w, cw_event_id *made, cw_error *err) {
    desk_content t = {.kind = w->kind};
    json_t *body = json_object();
    bool done = names_of(d, w, &t, err) && (!is(w, "close") || desk_may_close(d, &t, err))
                && fill(d, w, &t, body, err);
    char *text =
        done ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(12)) : NULL;
    json_decref(body);
    if (!done) return false;
    if (text == NULL) return cw_fail_memory(err);
    t.parts[t.part_count++] = (cw_part_draft){"body", text, strlen(text), true};
    done = desk_append(d, &t, d->now, made, err);
    free(text);
    return done && (!is(w, "close") || desk_closed_now(d, &t, err));
}

/* ---- the table looked at ----------------------------------------------------------------------
 */

static const word *find(const char *name) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is(&words[i], name)) return &words[i];
    }
    return NULL;
}

const char *cw_desk_word(size_t index) {
    return index < sizeof words / sizeof words[0] ? words[index].name : NULL;
}

const char *cw_desk_fields_of(const char *said, cw_arena *arena) {
    const word *w = find(said);
    cw_text known = {0};
    if (w == NULL) return NULL;
    cw_text_add(&known, "%s%s", w->also != NULL ? w->also : "",
                w->names_others ? " into from new" : "");
    for (const desk_field *f = w->fields; f->key != NULL; f++) cw_text_add(&known, " %s", f->key);
    char *list = known.failed ? NULL : cw_arena_strdup(arena, known.data);
    cw_text_free(&known);
    return list;
}

bool cw_desk_record(const cw_desk *d, cw_event_id *made, cw_error *err) {
    const word *w = find(d->word);
    if (w == NULL)
        return cw_fail(err, CW_ERR_INPUT, "\"%.40s\" is no word of an incident", d->word);
    const char *known = cw_desk_fields_of(d->word, d->arena);
    if (known == NULL) return cw_fail_memory(err);
    return cw_desk_check(d, known, err) && record_word(d, w, made, err);
}
