/* SPDX-License-Identifier: Apache-2.0 */
/* Any lines "KIND INCIDENT BODY" as events of two centres: folded without a crash, the same bytes
 * backwards, and whoever opened an incident leaves it with a holder. The first lines may name each
 * other: "@3" in a body stands for the identifier of the third event. */
#include <crosswatch/incident.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_EVENTS = 24, MOST_BODY = 600 };

static const char *const kinds[] = {
    "open",           "report",         "people", "recovery",    "custody-offer",
    "custody-accept", "custody-refuse", "merge",  "split",       "close",
    "reopen",         "phase",          "attach", "alias",       "message",
    "brief",          "entry-request",  "ack",    "call-missed", "call-returned",
    "account",        "report-reading"};
static const char *const names[] = {"A", "B", "C"};

/* The line with "@N" replaced; at most MOST_BODY bytes. */
static void expand(const char *line, size_t length, const cw_event *const *events, size_t count,
                   char *out) {
    size_t n = 0;
    for (size_t i = 0; i < length && n + CW_ID_TEXT < MOST_BODY; i++) {
        size_t which = i + 1 < length ? (size_t)(line[i + 1] - 'a') : MOST_EVENTS;
        if (line[i] == '@' && which < count) {
            char id[CW_ID_TEXT];
            memcpy(out + n, cw_event_id_format(&events[which]->id, id), 64);
            n += 64;
            i++;
        } else {
            out[n++] = line[i];
        }
    }
    out[n] = '\0';
}

static const cw_event *make(const char *line, size_t length, const cw_event *const *events,
                            size_t count, cw_arena *arena) {
    char body[MOST_BODY + CW_ID_TEXT];
    uint8_t salt[32] = {(uint8_t)count};
    if (length < 3) return NULL;
    expand(line + 2, length - 2, events, count, body);
    const char *incident = names[(unsigned char)line[1] % 3];
    cw_part_draft part = {"body", body, strlen(body), true};
    cw_event_draft draft = {.centre = line[1] & 0x10 ? "Dover" : "Gris-Nez",
                            .person = "x",
                            .observed = CW_TIME_UNKNOWN,
                            .received = CW_TIME_UNKNOWN,
                            .recorded = (cw_time)((line[1] & 7) * 1000 + (int)count),
                            .kind =
                                kinds[(unsigned char)line[0] % (sizeof kinds / sizeof kinds[0])],
                            .incidents = &incident,
                            .incident_count = 1,
                            .supersedes = count > 0 ? &events[count - 1]->id : NULL,
                            .superseded_count = count > 0 && (line[1] & 0x20),
                            .parts = &part,
                            .part_count = 1,
                            .salt_seed = salt};
    return cw_event_seal(&draft, arena, NULL);
}

static char *bytes_of(const cw_event *const *events, size_t count, bool backwards) {
    cw_event_log *log = cw_event_log_create(NULL);
    cw_text json = {0}, why = {0};
    cw_due due[8];
    for (size_t i = 0; i < count; i++) {
        if (!cw_event_log_append(log, events[backwards ? count - 1 - i : i], NULL, NULL)) abort();
    }
    cw_situation *s = cw_situation_fold(log, NULL);
    if (s == NULL || !cw_situation_json(s, &json, NULL)) abort();
    for (size_t i = 0; i < s->incident_count; i++) {
        const char *holder[1];
        if (s->incidents[i].opened && cw_situation_holders(s, i, holder, 1) == 0) abort();
        if (!cw_situation_why_open(s, i, CW_FRENCH, &why, NULL)) abort();
    }
    (void)cw_situation_due(s, 7200000, due, 8);
    cw_text_free(&why);
    cw_situation_destroy(s);
    cw_event_log_destroy(log);
    return json.data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const cw_event *events[MOST_EVENTS];
    size_t count = 0;
    cw_arena *arena = cw_arena_create();
    const char *p = (const char *)data, *end = p + size;
    while (p < end && count < MOST_EVENTS) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        if (stop == NULL) stop = end;
        const cw_event *event = make(p, (size_t)(stop - p), events, count, arena);
        if (event != NULL) events[count++] = event;
        p = stop + 1;
    }
    char *a = bytes_of(events, count, false), *b = bytes_of(events, count, true);
    if (strcmp(a, b) != 0) abort();
    free(a);
    free(b);
    cw_arena_destroy(arena);
    return 0;
}
