/* SPDX-License-Identifier: Apache-2.0 */
/* Making events for the tests of the fold: sealed with stated salts and times, so that every run
 * makes the same ones. */
#ifndef CROSSWATCH_TEST_INCIDENT_MAKING_H
#define CROSSWATCH_TEST_INCIDENT_MAKING_H

#include "support.h"

#include <crosswatch/incident.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct making {
    cw_arena *arena;
    cw_event_log *log;
    cw_time clock; /* recorded; goes on by a second with each event */
    const char *centre, *person;
    uint8_t salt[32];
} making;

static inline void making_begin(making *m) {
    *m = (making){.arena = cw_arena_create(),
                  .log = cw_event_log_create(NULL),
                  .centre = "Gris-Nez",
                  .person = "watch officer"};
    m->clock = cw_time_from_civil(2021, 11, 24, 0, 48, 0.0);
    assert_non_null(m->arena);
    assert_non_null(m->log);
}

static inline void making_end(making *m) {
    cw_event_log_destroy(m->log);
    cw_arena_destroy(m->arena);
}

/* Seals an event without putting it into the log. */
static inline const cw_event *make_sealed(making *m, const char *kind, const char *incident,
                                          const char *body, const cw_event_id *supersedes) {
    const char *concerned[8];
    size_t count = 0;
    char list[256];
    if (incident != NULL) { /* several, parted by commas */
        snprintf(list, sizeof list, "%s", incident);
        for (char *name = strtok(list, ","); name != NULL && count < 8; name = strtok(NULL, ","))
            concerned[count++] = name;
    }
    cw_part_draft part = {.name = "body", .bytes = body, .length = strlen(body), .released = true};
    cw_event_draft draft = {.centre = m->centre,
                            .person = m->person,
                            .observed = m->clock,
                            .received = m->clock,
                            .recorded = m->clock,
                            .kind = kind,
                            .incidents = concerned,
                            .incident_count = count,
                            .supersedes = supersedes,
                            .superseded_count = supersedes != NULL,
                            .parts = &part,
                            .part_count = 1,
                            .salt_seed = m->salt};
    cw_error err = {0};
    const cw_event *event = cw_event_seal(&draft, m->arena, &err);
    if (event == NULL) fail_msg("%s: %s", kind, err.message);
    m->clock += CW_SECOND_MS;
    for (int i = 0; i < 32 && ++m->salt[i] == 0; i++) {
    }
    return event;
}

static inline const cw_event *make(making *m, const char *kind, const char *incident,
                                   const char *body) {
    const cw_event *event = make_sealed(m, kind, incident, body, NULL);
    assert_true(cw_event_log_append(m->log, event, NULL, NULL));
    return event;
}

static inline const cw_event *make_revision(making *m, const char *kind, const char *incident,
                                            const char *body, const cw_event *of) {
    const cw_event *event = make_sealed(m, kind, incident, body, &of->id);
    assert_true(cw_event_log_append(m->log, event, NULL, NULL));
    return event;
}

/* "text" with % replaced by the event's id. */
static inline const char *with_id(making *m, const char *text, const cw_event *event) {
    char id[CW_ID_TEXT];
    const char *at = strchr(text, '%');
    assert_non_null(at);
    return cw_arena_printf(m->arena, "%.*s%s%s", (int)(at - text), text,
                           cw_event_id_format(&event->id, id), at + 1);
}

/* A report as the reader makes it of a text, filed with an incident (or NULL). */
static inline const cw_event *make_report(making *m, const char *incident, const char *text) {
    cw_report report;
    cw_report_context context = {.received = m->clock};
    cw_text json = {0};
    cw_report_read(text, strlen(text), &context, &report);
    assert_true(cw_report_to_json(&report, &json, NULL));
    const cw_event *event = make(m, "report", incident, json.data);
    cw_text_free(&json);
    return event;
}

static inline cw_situation *fold_log(const cw_event_log *log) {
    cw_error err = {0};
    cw_situation *s = cw_situation_fold(log, &err);
    if (s == NULL) fail_msg("%s", err.message);
    return s;
}

static inline char *json_of_log(const cw_event_log *log) {
    cw_situation *s = fold_log(log);
    cw_text json = {0};
    assert_true(cw_situation_json(s, &json, NULL));
    cw_situation_destroy(s);
    return json.data;
}

/* The same events in another order of arrival, drawn by `seed`. */
static inline cw_event_log *shuffled(const cw_event_log *log, uint64_t seed) {
    size_t n = cw_event_log_count(log), *order = calloc(n + 1, sizeof *order);
    cw_event_log *other = cw_event_log_create(NULL);
    assert_non_null(order);
    for (size_t i = 0; i < n; i++) order[i] = i;
    for (size_t i = n; i > 1; i--) {
        uint32_t bits[4];
        cw_random_bits((cw_draw){.seed = seed, .particle = (uint32_t)i, .purpose = CW_DRAW_TEST},
                       bits);
        size_t k = bits[0] % i, swap = order[i - 1];
        order[i - 1] = order[k];
        order[k] = swap;
    }
    for (size_t i = 0; i < n; i++)
        assert_true(cw_event_log_append(other, cw_event_log_at(log, order[i]), NULL, NULL));
    free(order);
    return other;
}

static inline bool has_irregular(const cw_situation *s, const char *part) {
    for (size_t i = 0; i < s->irregular_count; i++) {
        if (strstr(s->irregular[i].why, part) != NULL) return true;
    }
    return false;
}

static inline size_t incident_of(const cw_situation *s, const char *name) {
    size_t index = cw_situation_find(s, name, NULL);
    assert_true(index != CW_NONE);
    return index;
}

/* {"reason": ..., "covers": every report of the log [, exception]}. */
static inline const char *closing_body(making *m, const char *exception) {
    const char *list = "";
    char id[CW_ID_TEXT];
    for (size_t i = 0; i < cw_event_log_count(m->log); i++) {
        const cw_event *e = cw_event_log_at(m->log, i);
        if (strcmp(e->kind, "report") != 0) continue;
        list = cw_arena_printf(m->arena, "%s%s\"%s\"", list, list[0] != '\0' ? "," : "",
                               cw_event_id_format(&e->id, id));
    }
    return cw_arena_printf(m->arena, "{\"reason\":\"all are ashore\",\"covers\":[%s]%s%s}", list,
                           exception != NULL ? ",\"exception\":" : "",
                           exception != NULL ? exception : "");
}

#endif
