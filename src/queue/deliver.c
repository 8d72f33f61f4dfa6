/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results on their way to a record. Queue and record are two databases that no transaction spans,
 * so a result is stored as owed first, with everything that its event is made of, the salts' seed
 * and the time included. Whoever delivers it makes the same event to the last bit, and the record
 * passes over an event that it has: a worker killed between the record and the queue, or two that
 * deliver at once, leave one event.
 */
#include "queue.h"

#include <jansson.h>
#include <stdlib.h>

typedef struct debt {
    bool got;
    cw_job_id id;
    cw_hash hash;
    cw_time ended;
    uint8_t seed[32];
    char incident[CW_MOST_INCIDENT + 1], name[128], version[32], options[OPTIONS_TEXT];
    cw_text plan, page[2], text;
} debt;

static void debt_free(debt *d) {
    cw_text_free(&d->plan);
    cw_text_free(&d->page[0]);
    cw_text_free(&d->page[1]);
    cw_text_free(&d->text);
}

static bool take_debt(void *context, const value *row, cw_error *err) {
    debt *d = context;
    cw_text *const texts[] = {&d->plan, &d->page[0], &d->page[1], &d->text};
    if (!value_hash(&row[0], &d->id) || !value_hash(&row[1], &d->hash) || row[3].kind != VALUE_BYTES
        || row[3].length != sizeof d->seed)
        return cw_fail(err, CW_NO, "a result in the queue is damaged");
    d->ended = row[2].integer;
    memcpy(d->seed, row[3].bytes, sizeof d->seed);
    queue_copy_text(&row[4], d->incident, sizeof d->incident);
    queue_copy_text(&row[5], d->name, sizeof d->name);
    queue_copy_text(&row[6], d->version, sizeof d->version);
    queue_copy_text(&row[7], d->options, sizeof d->options);
    for (size_t i = 0; i < 4; i++) {
        if (row[8 + i].kind == VALUE_BYTES)
            cw_text_add_bytes(texts[i], row[8 + i].bytes, row[8 + i].length);
        if (texts[i]->failed) return cw_fail_memory(err);
    }
    d->got = true;
    return true;
}

static bool next_debt(cw_queue *q, const char *centre, debt *d, cw_error *err) {
    const value in = text_value(centre);
    *d = (debt){0};
    return queue_query(q,
                       "SELECT r.job, r.hash, r.ended, r.seed, j.incident, j.name, j.version,"
                       " j.options, r.plan, r.page_en, r.page_fr, j.text"
                       " FROM result r JOIN job j ON j.id = r.job"
                       " WHERE r.owed = 1 AND r.centre = $1 ORDER BY r.ended, r.job LIMIT 1",
                       &in, 1, "bbibttttbbbb", take_debt, d, err);
}

/* ---- the event ------------------------------------------------------------------------------- */

static char *body_of(const debt *d) {
    char job[CW_ID_TEXT], hash[CW_ID_TEXT];
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "job", cw_event_id_format(&d->id, job),
                             "case", d->name, "program", d->version, "options", d->options,
                             "result", cw_event_id_format(&d->hash, hash));
    char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    return text;
}

/* A text that no part of an event can hold stays in the queue; its hash is in the body. */
static void add_part(cw_part_draft *parts, size_t *count, const char *name, const cw_text *text) {
    if (text->length == 0 || text->length > CW_MOST_PART_BYTES) return;
    parts[(*count)++] = (cw_part_draft){.name = name, .bytes = text->data, .length = text->length};
}

static const cw_event *event_of(const debt *d, const char *centre, const char *body,
                                cw_arena *arena, cw_error *err) {
    const char *incident = d->incident;
    cw_part_draft parts[5] = {{.name = "body", .bytes = body, .length = strlen(body)}};
    size_t count = 1;
    add_part(parts, &count, "case", &d->text);
    add_part(parts, &count, "page", &d->page[CW_ENGLISH]);
    add_part(parts, &count, "page-fr", &d->page[CW_FRENCH]);
    add_part(parts, &count, "plan", &d->plan);
    cw_event_draft draft = {.centre = centre,
                            .observed = d->ended,
                            .received = CW_TIME_UNKNOWN,
                            .recorded = d->ended,
                            .kind = "result",
                            .incidents = &incident,
                            .incident_count = incident[0] != '\0',
                            .parts = parts,
                            .part_count = count,
                            .salt_seed = d->seed};
    return cw_event_seal(&draft, arena, err);
}

static bool append(cw_store *store, const debt *d, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    char *body = body_of(d);
    const cw_event *event = NULL;
    if (arena == NULL || body == NULL)
        cw_fail_memory(err);
    else
        event = event_of(d, cw_store_own_key(store)->centre, body, arena, err);
    bool done = event != NULL && cw_store_append(store, &event, 1, NULL, err);
    free(body);
    cw_arena_destroy(arena);
    return done;
}

static bool settle(cw_queue *q, const cw_job_id *id, cw_error *err) {
    int64_t owed = 0;
    const value in = hash_value(id);
    return queue_query(q, "UPDATE result SET owed = 0 WHERE job = $1 RETURNING owed", &in, 1, "i",
                       queue_take_integer, &owed, err);
}

bool deliver_owed(cw_queue *q, cw_store *store, deliver_teller told, void *context, cw_error *err) {
    debt d = {0};
    bool done = true;
    do {
        debt_free(&d);
        done = next_debt(q, cw_store_own_key(store)->centre, &d, err);
        if (!done || !d.got) break;
        done = append(store, &d, err) && settle(q, &d.id, err);
        if (done && told != NULL) told(context, &d.id);
    } while (done);
    debt_free(&d);
    return done;
}
