/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a watch officer records. The words and their fields are those of the desk, so that the room
 * refuses what the command refuses; who speaks is who signed in, and when is the room's clock.
 */
#include "values.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 24 };

/* ---- fields -----------------------------------------------------------------------------------
 */

/* A list of the desk is parted by ";", so that none may stand within a piece. */
static const char *join(request *q, const json_t *list, cw_error *err) {
    cw_text text = {0};
    size_t i;
    json_t *piece;
    json_array_foreach(list, i, piece) {
        const char *word = json_string_value(piece);
        if (word == NULL || strpbrk(word, ";") != NULL) {
            cw_text_free(&text);
            cw_fail(err, CW_ERR_INPUT, "a list holds texts without \";\"");
            return NULL;
        }
        cw_text_add(&text, "%s%s", i > 0 ? ";" : "", word);
    }
    const char *joined = cw_arena_strdup(q->arena, text.data != NULL ? text.data : "");
    cw_text_free(&text);
    return joined;
}

/* A value of the body as the desk takes it. */
static const char *value_of(request *q, const char *key, const json_t *value, cw_error *err) {
    const char *text = json_string_value(value);
    if (text != NULL && strlen(text) == json_string_length(value)) return text;
    if (json_is_integer(value))
        return cw_arena_printf(q->arena, "%lld", (long long)json_integer_value(value));
    if (json_is_real(value)) return cw_arena_printf(q->arena, "%.12g", json_real_value(value));
    if (json_is_boolean(value)) return json_is_true(value) ? "yes" : "no";
    if (json_is_array(value)) return join(q, value, err);
    cw_fail(err, CW_ERR_INPUT, "%.40s is no text, number, truth or list of texts", key);
    return NULL;
}

/* Fields that the room says itself. */
static bool is_the_rooms(const char *key) {
    return strcmp(key, "person") == 0 || strcmp(key, "now") == 0 || strcmp(key, "incident") == 0;
}

/* `fields` has room for MOST_FIELDS; what is null is not said. */
static bool read_fields(request *q, cw_desk *desk, cw_desk_field *fields, cw_error *err) {
    const char *key;
    json_t *value;
    json_object_foreach(q->body, key, value) {
        if (json_is_null(value)) continue;
        if (is_the_rooms(key))
            return cw_fail(err, CW_ERR_INPUT, "%s is not for the body to say", key);
        if (desk->field_count + 2 >= MOST_FIELDS)
            return cw_fail(err, CW_ERR_INPUT, "the body has more than %d fields", MOST_FIELDS - 2);
        const char *text = value_of(q, key, value, err);
        if (text == NULL) return err->code != CW_OK ? false : cw_fail_memory(err);
        fields[desk->field_count++] = (cw_desk_field){key, text};
    }
    fields[desk->field_count++] = (cw_desk_field){"person", q->user.name};
    return true;
}

static cw_desk desk_of(request *q, const char *word, cw_desk_field *fields, cw_text *told) {
    return (cw_desk){.arena = q->arena,
                     .now = room_now(q->room),
                     .language = q->language,
                     .word = word,
                     .fields = fields,
                     .told = told};
}

/* ---- words ------------------------------------------------------------------------------------
 */

/* An exception lifts people and calls that nobody has found: a coordinator's. */
static bool may_say(request *q, answer *a, cw_error *err) {
    bool lifts = json_object_get(q->body, "officer") != NULL
                 || json_object_get(q->body, "exception") != NULL;
    return !lifts || q->user.role >= ROLE_COORDINATOR
           || request_refuse(a, MHD_HTTP_FORBIDDEN, err,
                             "an exception to closing is a coordinator's to make");
}

static bool is_made(const cw_event_id *id) {
    static const cw_event_id none = {{0}};
    return cw_event_id_compare(id, &none) != 0;
}

static bool say(request *q, answer *a, cw_error *err) {
    cw_desk_field fields[MOST_FIELDS];
    cw_text told = {0};
    cw_event_id made = {{0}};
    cw_desk desk = desk_of(q, q->values[1], fields, &told);
    if (cw_desk_fields_of(desk.word, q->arena) == NULL)
        return request_refuse(a, MHD_HTTP_NOT_FOUND, err, "there is no such word");
    if (!may_say(q, a, err) || !read_fields(q, &desk, fields, err)) return false;
    fields[desk.field_count++] = (cw_desk_field){"incident", q->values[0]};
    bool done = book_say(q->room->book, &desk, &made, err);
    a->json = json_pack("{s:o}", done ? "told" : "missing", value_lines(&told));
    if (is_made(&made)) {
        json_object_set_new(a->json, "event", value_id(&made));
        room_tell_situation(q->room);
    }
    cw_text_free(&told);
    return done;
}

/* ---- reports ----------------------------------------------------------------------------------
 */

static json_t *reading_of(const cw_report *r) {
    json_t *unread = json_array();
    for (size_t i = 0; i < r->unread_count; i++)
        json_array_append_new(unread, json_pack("{s:I,s:I,s:b,s:s,s:s}", "first",
                                                (json_int_t)r->unread[i].span.first, "length",
                                                (json_int_t)r->unread[i].span.length, "doubt",
                                                r->unread[i].doubt, "why", r->unread[i].why,
                                                "why_fr", r->unread[i].french));
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}", "kind",
                     cw_report_kind_name(r->kind), "number", r->number, "language", r->language,
                     "name", r->name, "engine", value_engine(r->engine), "reported",
                     r->reported_known ? value_time(r->reported) : json_null(), "conditions",
                     value_conditions(r->conditions), "fixes", value_fixes(r->fixes, r->fix_count),
                     "counts", value_counts(r->counts, r->count_count), "unread", unread);
}

/* The body's text, which is needed; its other fields are the desk's. */
static const char *take_text(request *q, size_t *length, cw_error *err) {
    json_t *value = json_object_get(q->body, "text");
    if (!json_is_string(value)) {
        cw_fail(err, CW_ERR_INPUT, "text is needed");
        return NULL;
    }
    *length = json_string_length(value);
    char *text = cw_arena_alloc(q->arena, *length + 1);
    if (text == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    memcpy(text, json_string_value(value), *length);
    json_object_del(q->body, "text");
    return text;
}

static bool reading(request *q, answer *a, cw_error *err) {
    cw_desk_field fields[MOST_FIELDS];
    cw_text told = {0};
    cw_report report;
    size_t length;
    cw_desk desk = desk_of(q, "report", fields, &told);
    const char *text = take_text(q, &length, err);
    if (text == NULL || !read_fields(q, &desk, fields, err)) return false;
    cw_desk_read(&desk, text, length, &report);
    a->json = reading_of(&report);
    json_object_set_new(a->json, "told", value_lines(&told));
    cw_text_free(&told);
    return true;
}

static bool report(request *q, answer *a, cw_error *err) {
    cw_desk_field fields[MOST_FIELDS];
    cw_text told = {0};
    cw_report read;
    cw_event_id made = {{0}};
    size_t length;
    cw_desk desk = desk_of(q, "report", fields, &told);
    const char *named = request_text(q, "incident"), *text = take_text(q, &length, err);
    const char *incident = named != NULL ? cw_arena_strdup(q->arena, named) : NULL;
    json_object_del(q->body, "incident");
    if (text == NULL || !read_fields(q, &desk, fields, err)) return false;
    if (incident != NULL) fields[desk.field_count++] = (cw_desk_field){"incident", incident};
    bool done = book_report(q->room->book, &desk, text, length, &made, &read, err);
    if (done) {
        a->json = json_pack("{s:o,s:o,s:o}", "event", value_id(&made), "reading", reading_of(&read),
                            "told", value_lines(&told));
        room_tell_situation(q->room);
    }
    cw_text_free(&told);
    return done;
}

/* ---- messages, and the clock of a rehearsal
 * ------------------------------------------------------
 */

static bool message(request *q, answer *a, cw_error *err) {
    cw_desk_field fields[MOST_FIELDS];
    cw_text text = {0}, told = {0};
    cw_desk desk = desk_of(q, q->values[1], fields, &told);
    if (!cw_desk_is_message(desk.word))
        return request_refuse(a, MHD_HTTP_NOT_FOUND, err, "there is no such message");
    if (!read_fields(q, &desk, fields, err)) return false;
    fields[desk.field_count++] = (cw_desk_field){"incident", q->values[0]};
    bool done = book_message(q->room->book, &desk, &text, err);
    if (done) a->json = json_pack("{s:o}", "text", value_text(text.data, text.length));
    cw_text_free(&text);
    cw_text_free(&told);
    return done;
}

static bool set_clock(request *q, answer *a, cw_error *err) {
    const char *text = request_text(q, "now");
    cw_time now;
    if (text == NULL || !cw_time_parse(text, &now, err))
        return cw_fail(err, CW_ERR_INPUT, "now is a time in UTC");
    if (!room_set_clock(q->room, now))
        return request_refuse(a, MHD_HTTP_CONFLICT, err,
                              "this is no rehearsal: the clock is the real one");
    room_tell_situation(q->room);
    a->json = json_pack("{s:o}", "now", value_time(room_now(q->room)));
    return true;
}

const route routes_events[] = {
    {"POST", "/api/1/reading", ROLE_OFFICER, true, reading},
    {"POST", "/api/1/reports", ROLE_OFFICER, true, report},
    {"POST", "/api/1/incidents/{id}/events/{word}", ROLE_OFFICER, true, say},
    {"POST", "/api/1/incidents/{id}/messages/{word}", ROLE_OFFICER, true, message},
    {"POST", "/api/1/clock", ROLE_COORDINATOR, true, set_clock},
    {0}};
