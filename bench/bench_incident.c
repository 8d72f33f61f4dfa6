/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long does the fold of a big record take? 100,000 events as a bad year would leave them: two
 * hundred incidents, mostly reports as the reader makes them, and statements, missed calls,
 * recoveries, offers and acceptances among them. Also: reading texts, and asking whether all of the
 * incidents may be closed.
 *
 * Prints one line a case: name, size, value, unit; of five runs least, median, greatest.
 */
#include "crosswatch/incident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EVENTS = 100000, INCIDENTS = 200, RUNS = 5 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void tell(const char *name, size_t size, double *s, const char *unit) {
    qsort(s, RUNS, sizeof *s, by_value);
    printf("%s %zu %.4f %.4f %.4f %s\n", name, size, s[0], s[RUNS / 2], s[RUNS - 1], unit);
}

typedef struct maker {
    cw_arena *arena;
    cw_event_log *log;
    uint8_t salt[32];
    cw_event_id opening[INCIDENTS], offer[INCIDENTS];
} maker;

static cw_event_id add(maker *m, size_t i, const char *centre, const char *kind, size_t incident,
                       const char *body) {
    char name[24];
    const char *names[1] = {name};
    cw_part_draft part = {"body", body, strlen(body), true};
    cw_time time = INT64_C(1637712000000) + (cw_time)i * CW_SECOND_MS;
    snprintf(name, sizeof name, "GN-%zu", incident);
    memcpy(m->salt, &i, sizeof i);
    cw_event_draft draft = {.centre = centre,
                            .person = "watch",
                            .observed = time,
                            .received = time,
                            .recorded = time,
                            .kind = kind,
                            .incidents = names,
                            .incident_count = 1,
                            .parts = &part,
                            .part_count = 1,
                            .salt_seed = m->salt};
    cw_event *event = cw_event_seal(&draft, m->arena, NULL);
    if (event == NULL || !cw_event_log_append(m->log, event, NULL, NULL)) exit(1);
    return event->id;
}

static void add_report(maker *m, size_t i, size_t incident) {
    char text[200];
    cw_report report;
    cw_text json = {0};
    cw_report_context context = {.received = INT64_C(1637712000000) + (cw_time)i * CW_SECOND_MS};
    snprintf(text, sizeof text,
             "call from +336%08zu: %zu people aboard, taking on water, 51 %05.2fN 001 %05.2fE",
             i % 3000 * 7, incident % 40 + 8, (double)(i % 6000) / 100.0,
             (double)(i % 5900) / 100.0);
    cw_report_read(text, strlen(text), &context, &report);
    if (!cw_report_to_json(&report, &json, NULL)) exit(1);
    add(m, i, "Gris-Nez", "report", incident, json.data);
    cw_text_free(&json);
}

static void make_events(maker *m) {
    char body[200], id[CW_ID_TEXT];
    for (size_t i = 0; i < EVENTS; i++) {
        size_t k = i % INCIDENTS, turn = i / INCIDENTS;
        if (turn == 0) {
            m->opening[k] = add(m, i, "Gris-Nez", "open", k, "{}");
        } else if (turn == 1) {
            snprintf(body, sizeof body, "{\"custody\":\"%s\",\"to\":\"Dover\"}",
                     cw_event_id_format(&m->opening[k], id));
            m->offer[k] = add(m, i, "Gris-Nez", "custody-offer", k, body);
        } else if (turn == 2) {
            snprintf(body, sizeof body, "{\"offer\":\"%s\"}", cw_event_id_format(&m->offer[k], id));
            add(m, i, "Dover", "custody-accept", k, body);
        } else if (turn % 10 == 3) {
            add(m, i, "Dover", "people", k,
                "{\"kind\":\"aboard\",\"count\":33,\"source\":\"relay\"}");
        } else if (turn % 10 == 4) {
            snprintf(body, sizeof body, "{\"number\":\"+336%08zu\"}", i % 3000);
            add(m, i, "Dover", "call-missed", k, body);
        } else if (turn % 50 == 5) {
            add(m, i, "Dover", "recovery", k,
                "{\"alive\":3,\"unit\":\"lifeboat\",\"key\":{\"kind\":\"name\",\"text\":\"x\"}}");
        } else {
            add_report(m, i, k);
        }
    }
}

static void bench_reading(void) {
    static const char text[] = "At 03:12 caller on +33 6 12 34 56 78 speaks Kurdish: 33 people, in "
                               "the water, 51 09.45N 001 50.95E, engine stopped";
    enum { TEXTS = 5000 };
    double s[RUNS];
    cw_report report;
    cw_report_context context = {.received = INT64_C(1637724600000)};
    for (int r = 0; r < RUNS; r++) {
        double begin = now_s();
        for (int i = 0; i < TEXTS; i++) cw_report_read(text, sizeof text - 1, &context, &report);
        s[r] = (now_s() - begin) / TEXTS * 1e6;
    }
    tell("report_read", sizeof text - 1, s, "us");
}

int main(void) {
    maker m = {.arena = cw_arena_create(), .log = cw_event_log_create(NULL)};
    double fold[RUNS], ask[RUNS];
    size_t closed = 0;
    make_events(&m);
    for (int r = 0; r < RUNS; r++) {
        double begin = now_s();
        cw_situation *s = cw_situation_fold(m.log, NULL);
        if (s == NULL) return 1;
        fold[r] = now_s() - begin;
        begin = now_s();
        for (size_t i = 0; i < s->incident_count; i++) closed += cw_situation_is_closed(s, i, NULL);
        ask[r] = now_s() - begin;
        cw_situation_destroy(s);
    }
    tell("fold", EVENTS, fold, "s");
    tell("closed", INCIDENTS, ask, "s");
    bench_reading();
    cw_event_log_destroy(m.log);
    cw_arena_destroy(m.arena);
    return closed > 0;
}
