/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Retention. A caller's number is evidence of one incident; when it is no longer needed, its part
 * is removed and the salt with it. The event's identifier, which is over commitments, stays what it
 * was, and with it every leaf, proof and signature. That something was removed is itself an event,
 * with a name and a reason, so that nothing disappears in silence.
 */
#include "store.h"

#include <jansson.h>
#include <stdlib.h>

static bool is_named(const cw_redaction *r, const char *name) {
    for (size_t i = 0; i < r->part_count; i++) {
        if (strcmp(r->parts[i], name) == 0) return true;
    }
    return false;
}

static bool keep_unnamed(void *context, const cw_event *event, const cw_event_part *part) {
    (void)event;
    return !is_named(context, part->name);
}

static bool check_names(const cw_redaction *r, const cw_event *event, cw_error *err) {
    if (r->part_count == 0 || r->person == NULL || r->person[0] == '\0' || r->reason == NULL
        || r->reason[0] == '\0')
        return cw_fail(err, CW_ERR_INPUT,
                       "a redaction needs the name of a part, the name of a person and a reason");
    for (size_t i = 0; i < r->part_count; i++) {
        const cw_event_part *part = cw_event_part_find(event, r->parts[i]);
        if (part == NULL)
            return cw_fail(err, CW_ERR_INPUT, "the event has no part \"%.32s\"", r->parts[i]);
        if (!part->present)
            return cw_fail(err, CW_NO, "the part \"%s\" is not here any more", part->name);
    }
    return true;
}

/* {"event": id, "parts": [...], "reason": ...} */
static char *body_of(const cw_redaction *r) {
    char id[CW_ID_TEXT];
    json_t *parts = json_array();
    for (size_t i = 0; i < r->part_count; i++)
        json_array_append_new(parts, json_string(r->parts[i]));
    json_t *body = json_pack("{s:s, s:o, s:s}", "event", cw_event_id_format(&r->event, id), "parts",
                             parts, "reason", r->reason);
    char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    return text;
}

/* The event that says what was removed goes to those who know of the event that it is about. */
static cw_event *explanation(const cw_store *store, const cw_redaction *r, const cw_event *event,
                             cw_arena *arena, cw_error *err) {
    char *body = body_of(r);
    if (body == NULL) {
        cw_fail(err, CW_ERR_INPUT, "the reason of the redaction is not text in UTF-8");
        return NULL;
    }
    bool own = strcmp(event->centre, store->own.centre) == 0;
    cw_part_draft part = {"body", body, strlen(body), true};
    cw_event_draft draft = {.centre = store->own.centre,
                            .person = r->person,
                            .observed = r->now,
                            .received = r->now,
                            .recorded = r->now,
                            .kind = "redaction",
                            .incidents = event->incidents,
                            .incident_count = event->incident_count,
                            .shared_with = event->shared_with,
                            .shared_count = own ? event->shared_count : 0,
                            .parts = &part,
                            .part_count = 1};
    cw_event *sealed = cw_event_seal(&draft, arena, err);
    free(body);
    return sealed;
}

static bool put_redactions(cw_store *store, const cw_redaction *r, uint64_t seq,
                           const cw_event_id *by, cw_error *err) {
    for (size_t i = 0; i < r->part_count; i++) {
        const value in[] = {integer_value(seq), text_value(r->parts[i]), hash_value(by)};
        if (!store_execute(store, "INSERT INTO redaction (seq, part, by_event) VALUES ($1, $2, $3)",
                           in, 3, err))
            return false;
    }
    return true;
}

static bool replace_bytes(cw_store *store, const cw_event *less, uint64_t seq, cw_error *err) {
    cw_text bytes = {0};
    bool done = cw_event_encode(less, &bytes, err);
    const value in[] = {bytes_value(bytes.data, bytes.length), integer_value(seq)};
    done = done && store_execute(store, "UPDATE event SET bytes = $1 WHERE seq = $2", in, 2, err);
    cw_text_free(&bytes);
    return done;
}

static bool redact_within(cw_store *store, const cw_redaction *r, cw_arena *arena, cw_error *err) {
    bool has = false;
    uint64_t seq = 0;
    const cw_event *event = cw_store_find(store, &r->event, arena, err);
    if (event == NULL || !store_has_event(store, &r->event, &has, &seq, err)
        || !check_names(r, event, err))
        return false;
    cw_redaction copy = *r;
    const cw_event *less = cw_event_keep_parts(event, keep_unnamed, &copy, arena, err);
    const cw_event *why = less != NULL ? explanation(store, r, event, arena, err) : NULL;
    return why != NULL && store_append_within(store, &why, 1, NULL, err)
           && put_redactions(store, r, seq, &why->id, err) && replace_bytes(store, less, seq, err);
}

bool cw_store_redact(cw_store *store, const cw_redaction *redaction, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    bool done = arena != NULL || cw_fail_memory(err);
    done = done && store_begin(store, true, err)
           && store_end(store, redact_within(store, redaction, arena, err), err)
           && store->driver->scrub(store->db, err);
    cw_arena_destroy(arena);
    return done;
}
