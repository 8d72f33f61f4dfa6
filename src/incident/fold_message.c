/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages that somebody has to answer: a Mayday Relay (R6), a tasking brief with its read-back
 * (R9), a request that a unit may enter the other region (R5). A brief is an order and goes only to
 * units of one's own nation; for another's there has to be a request that was granted.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static const char *const default_channels[] = {
    "VHF 16", "telephone", "telephone of the watch officer", "MF 2182 kHz and satellite"};
enum { DEFAULT_CHANNELS = 4 };

static bool list_answers(fold *f, cw_message *m, const json_t *to, const char *single) {
    size_t count;
    const char *const *names = body_texts(f, to, &count);
    if (count == 0 && single[0] == '\0') return false;
    m->answer_count = count > 0 ? count : 1;
    m->answers = cw_arena_alloc(f->s->arena, m->answer_count * sizeof *m->answers);
    if (m->answers == NULL) {
        f->failed = true;
        return false;
    }
    for (size_t i = 0; i < m->answer_count; i++)
        m->answers[i] = (cw_answer){.who = count > 0 ? names[i] : single};
    return true;
}

/* {"what": text, "to": [who, ...], "minutes": 5, "channels": [...]}; a brief {"unit", "nation",
 * "centre_nation", "objects": [{"name", ...}], "request": id}; a request {"unit", "nation", "to"}
 */
void fold_message(fold *f, const cw_event *event, const json_t *body) {
    static const double MINUTES = 5.0;
    cw_message m = {.event = event, .incident = event_incident(f, event), .kind = CW_MESSAGE_OTHER};
    const char *to = body_text(f, body, "to");
    m.what = body_text(f, body, "what");
    m.unit = body_text(f, body, "unit");
    m.nation = body_text(f, body, "nation");
    m.minutes = body_number(body, "minutes", 0.1, 1440.0, MINUTES);
    m.channels = body_texts(f, json_object_get(body, "channels"), &m.channel_count);
    m.objects = body_texts(f, json_object_get(body, "objects"), &m.object_count);
    if (m.channel_count == 0) m.channels = default_channels, m.channel_count = DEFAULT_CHANNELS;
    if (strcmp(event->kind, "brief") == 0) m.kind = CW_MESSAGE_BRIEF;
    if (strcmp(event->kind, "entry-request") == 0) m.kind = CW_MESSAGE_ENTRY;
    if (strcmp(m.what, "mayday-relay") == 0) m.kind = CW_MESSAGE_RELAY;
    bool brief = m.kind == CW_MESSAGE_BRIEF;
    const char *own = json_string_value(json_object_get(body, "centre_nation"));
    cw_event_id ignored;
    m.irregular =
        brief && own != NULL && strcmp(own, m.nation) != 0 && !body_id(body, "request", &ignored);
    bool sound = list_answers(f, &m, json_object_get(body, "to"), brief ? m.unit : to);
    if (!sound || (brief && m.object_count == 0)
        || ((brief || m.kind == CW_MESSAGE_ENTRY) && m.unit[0] == '\0')) {
        if (brief)
            fold_irregular(f, event, "a brief needs a unit and its search objects");
        else
            fold_irregular(f, event, "a message needs to whom it goes");
        return;
    }
    cw_message *kept =
        fold_add(f, &f->s->messages, &f->s->message_count, &f->room.messages, sizeof *kept);
    if (kept == NULL) return;
    *kept = m;
    table_put_id(f, &event->id, ENTRY_MESSAGE, f->s->message_count - 1);
}

/* ---- resolving ----------------------------------------------------------------------------- */

static bool holds(const char *const *list, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], text) == 0) return true;
    }
    return false;
}

static void answer(fold *f, const pending *p) {
    size_t index = table_find_id(f, &p->target, ENTRY_MESSAGE);
    cw_message *m = index != CW_NONE ? &f->s->messages[index] : NULL;
    for (size_t i = 0; m != NULL && i < m->answer_count; i++) {
        cw_answer *a = &m->answers[i];
        if (strcmp(a->who, p->who) != 0) continue;
        bool complete = true;
        for (size_t k = 0; k < m->object_count; k++)
            complete = complete && holds(p->objects, p->object_count, m->objects[k]);
        if (a->event != NULL && a->complete) return; /* the first complete answer stands */
        *a = (cw_answer){a->who, p->event, p->granted, complete};
        return;
    }
    if (m == NULL)
        fold_irregular(f, p->event, "an answer to a message that is not here");
    else
        fold_irregular(f, p->event, "an answer by somebody who was not asked");
}

/* A brief for another nation's unit: its request must be here and granted. */
static void check_request(fold *f, cw_message *m) {
    const cw_event_part *part = cw_event_part_find(m->event, "body");
    json_t *body = part != NULL && part->present
                       ? json_loadb((const char *)part->bytes, part->length, 0, NULL)
                       : NULL;
    cw_event_id id;
    bool asked = body_id(body, "request", &id);
    json_decref(body);
    if (!asked) return;
    size_t request = table_find_id(f, &id, ENTRY_MESSAGE);
    bool granted = false;
    for (size_t i = 0; request != CW_NONE && i < f->s->messages[request].answer_count; i++)
        granted = granted || f->s->messages[request].answers[i].granted;
    m->irregular = !granted || strcmp(f->s->messages[request].unit, m->unit) != 0;
}

void resolve_messages(fold *f) {
    for (size_t i = 0; i < f->pending_count; i++) {
        if (f->pending[i].kind == PENDING_ACK) answer(f, &f->pending[i]);
    }
    for (size_t i = 0; i < f->s->message_count; i++) {
        cw_message *m = &f->s->messages[i];
        if (m->kind == CW_MESSAGE_BRIEF) check_request(f, m);
        if (m->irregular)
            fold_irregular(
                f, m->event,
                "a brief for another nation's unit needs a granted request: nobody may command it");
    }
}
