/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replays. The night of 24 November 2021 as a script: the incident stays open through every closing
 * and every other boat that was found; somebody always has it; the near foreign ship stands first
 * in the list of arrivals; where the people can be turns with the tide. And ninety calls of which
 * none may be lost.
 */
#include "making.h"

#include <crosswatch/crosswatch.h>

#include <math.h>

enum { MOST_LINE = 600 };

typedef struct script {
    FILE *file;
    char line[MOST_LINE];
    char *field[4];
    size_t fields;
} script;

static void open_script(script *s, const char *name) {
    char path[1024], relative[200];
    snprintf(relative, sizeof relative, "tests/incident/data/%s", name);
    s->file = fopen(support_source(relative, path), "r");
    assert_non_null(s->file);
}

/* The next line that is no comment, cut at its bars; false: the end. */
static bool next_line(script *s) {
    while (fgets(s->line, sizeof s->line, s->file) != NULL) {
        if (s->line[0] == '#') continue;
        s->line[strcspn(s->line, "\n")] = '\0';
        char *rest = s->line;
        for (s->fields = 0; s->fields < 4 && rest != NULL; s->fields++) {
            char *bar = strstr(rest, " |");
            s->field[s->fields] = rest;
            if (bar != NULL) *bar = '\0';
            rest = bar != NULL ? bar + 2 + (bar[2] == ' ') : NULL;
        }
        return true;
    }
    fclose(s->file);
    return false;
}

/* ---- the night ------------------------------------------------------------------------------ */

typedef struct night {
    making m;
    const cw_event *marked[10];
} night;

/* "%1" becomes the identifier of the event marked 1. */
static const char *filled_in(night *n, const char *body) {
    const char *at = strchr(body, '%');
    if (at == NULL || at[1] < '1' || at[1] > '9') return body;
    char id[CW_ID_TEXT];
    return cw_arena_printf(n->m.arena, "%.*s%s%s", (int)(at - body), body,
                           cw_event_id_format(&n->marked[at[1] - '0']->id, id), at + 2);
}

static const cw_event *report_from(making *m, const char *incident, const char *caller,
                                   const char *text) {
    cw_report report;
    cw_report_context context = {.received = m->clock,
                                 .caller = caller,
                                 .zone_minutes = strcmp(m->centre, "Gris-Nez") == 0 ? 60 : 0};
    cw_text json = {0};
    cw_report_read(text, strlen(text), &context, &report);
    assert_true(cw_report_to_json(&report, &json, NULL));
    const cw_event *event = make(m, "report", incident, json.data);
    cw_text_free(&json);
    return event;
}

static const cw_event *play(night *n, char *kind, const char *content) {
    char *mark = strchr(kind, ' ');
    if (mark != NULL) *mark++ = '\0';
    if (strcmp(kind, "report") == 0) return report_from(&n->m, "GN-7", mark, content);
    if (strcmp(kind, "close") == 0) { /* as much as whoever closed could know */
        const char *body = closing_body(&n->m, NULL);
        return make(&n->m, kind, "GN-7", body);
    }
    if (mark != NULL && mark[0] == '^')
        return make_revision(&n->m, kind, "GN-7", content, n->marked[mark[1] - '0']);
    const cw_event *event = make(&n->m, kind, "GN-7", filled_in(n, content));
    if (mark != NULL && mark[0] == '=') n->marked[mark[1] - '0'] = event;
    return event;
}

static void expect_open_and_held(night *n, const char *when) {
    const char *holders[4];
    cw_situation *s = fold_log(n->m.log);
    size_t incident = incident_of(s, "GN-7");
    if (cw_situation_is_closed(s, incident, NULL)) fail_msg("closed at %s", when);
    if (cw_situation_holders(s, incident, holders, 4) == 0) fail_msg("nobody has it at %s", when);
    assert_string_equal(holders[0], "Gris-Nez"); /* offered at 01:08, never accepted */
    cw_situation_destroy(s);
}

static void the_night_of_24_november_2021(void **state) {
    (void)state;
    night n = {0};
    script t;
    cw_accounting a;
    size_t lines = 0;
    making_begin(&n.m);
    open_script(&t, "night-2021-11-24.txt");
    while (next_line(&t)) {
        assert_int_equal(t.fields, 4);
        assert_true(cw_time_parse(t.field[0], &n.m.clock, NULL));
        n.m.centre = strcmp(t.field[1], "Dover") == 0 ? "Dover" : "Gris-Nez";
        char when[40];
        snprintf(when, sizeof when, "%s", t.field[0]);
        play(&n, t.field[2], t.field[3]);
        expect_open_and_held(&n, when);
        lines++;
    }
    assert_int_equal(lines, 20);
    cw_situation *s = fold_log(n.m.log);
    size_t incident = incident_of(s, "GN-7");
    cw_time at_0334 = cw_time_from_civil(2021, 11, 24, 3, 34, 0.0);
    assert_int_equal(cw_situation_phase(s, incident, at_0334, NULL), CW_PHASE_DISTRESS);
    assert_true(cw_situation_account(s, incident, s->arena, &a, NULL));
    assert_int_equal(a.aboard, 33);
    assert_int_equal(a.alive, 2);
    assert_int_equal(a.unaccounted, 31); /* bodies are statements until a recovery ties them */
    assert_int_equal(a.missing, 4);
    /* of four recoveries only the last is tied */
    size_t tied = 0;
    for (size_t i = 0; i < s->recovery_count; i++) tied += s->recoveries[i].tied;
    assert_int_equal(tied, 1);
    /* clock and text as given beside UTC; French 01h48 is 00:48 UTC */
    assert_int_equal(s->reports[0].at, cw_time_from_civil(2021, 11, 24, 0, 48, 0.0));
    /* the relay was never answered, and has climbed through its channels; the missed call waits */
    cw_due due[16];
    size_t count = cw_situation_due(s, cw_time_from_civil(2021, 11, 24, 3, 0, 0.0), due, 16);
    bool relay = false, missed = false;
    for (size_t i = 0; i < count; i++) {
        relay = relay
                || (due[i].kind == CW_DUE_ANSWER && strcmp(due[i].who, "French patrol ship") == 0
                    && due[i].level == 6);
        missed = missed
                 || (due[i].kind == CW_DUE_MISSED_CALL && strcmp(due[i].who, "+33600000002") == 0);
    }
    assert_true(relay && missed);
    cw_situation_destroy(s);
    making_end(&n.m);
}

/* ---- who was near --------------------------------------------------------------------------- */

static void the_near_ship_of_the_bundled_case_comes_first(void **state) {
    (void)state;
    char path[1024];
    cw_error err = {0};
    cw_case *c = cw_case_load(support_source("cases/dover-2021-11-24.yaml", path), &err);
    if (c == NULL) fail_msg("%s", err.message);
    cw_time order = cw_time_from_civil(2021, 11, 24, 2, 27, 0.0);
    cw_arrival ranked[16];
    for (size_t i = 0; i < c->unit_count; i++) {
        c->units[i].available_from = c->units[i].available_to = 0;
        /* as things stood at 02:27: the cutter five minutes out of Dover, no aircraft until 03:20
         */
        if (strcmp(c->units[i].name, "Border Force cutter") == 0)
            c->units[i].at = c->units[i].turn_round;
        if (c->units[i].kind == CW_UNIT_HELICOPTER)
            c->units[i].available_from = cw_time_from_civil(2021, 11, 24, 3, 20, 0.0);
    }
    size_t n = cw_arrivals_rank(c->units, c->unit_count, c->hypotheses[0].at, "UK", order, ranked);
    assert_int_equal(n, c->unit_count);
    assert_string_equal(c->units[ranked[0].unit].name, "French Navy patrol ship");
    assert_true(ranked[0].entry_request);
    assert_true(ranked[0].minutes < 20.0);
    assert_true(ranked[0].margin_minutes > 10.0);
    cw_case_destroy(c);
}

/* ---- the tide -------------------------------------------------------------------------------- */

static cw_xy middle_at(const cw_tracks *t, cw_time time) {
    double w = 0.0, x = 0.0, y = 0.0;
    cw_xy at;
    for (size_t i = 0; i < t->particles; i++) {
        if (!cw_tracks_at(t, i, time, &at)) continue;
        w += (double)t->weight[i];
        x += (double)t->weight[i] * at.x_m;
        y += (double)t->weight[i] * at.y_m;
    }
    assert_true(w > 0.0);
    return (cw_xy){x / w, y / w};
}

/* Where to look follows the stream: towards north-east until about 06:00, then back. */
static void the_search_area_turns_with_the_tide(void **state) {
    (void)state;
    char path[1024];
    cw_error err = {0};
    cw_case *c = cw_case_load(support_source("cases/dover-2021-11-24.yaml", path), &err);
    cw_run_options options = {.particles = 500};
    cw_run *run = c != NULL ? cw_run_create(c, &options, &err) : NULL;
    if (run == NULL) { /* no coast on this machine */
        print_message("skipped: %s\n", err.message);
        cw_case_destroy(c);
        skip();
        return;
    }
    cw_xy a = middle_at(run->tracks, cw_time_from_civil(2021, 11, 24, 3, 30, 0.0)),
          b = middle_at(run->tracks, cw_time_from_civil(2021, 11, 24, 5, 30, 0.0)),
          d = middle_at(run->tracks, cw_time_from_civil(2021, 11, 24, 6, 45, 0.0)),
          e = middle_at(run->tracks, cw_time_from_civil(2021, 11, 24, 9, 30, 0.0));
    double before_x = b.x_m - a.x_m, before_y = b.y_m - a.y_m, after_x = e.x_m - d.x_m,
           after_y = e.y_m - d.y_m;
    assert_true(before_x > 0.0 && before_y > 0.0); /* north-east */
    assert_true(after_x < 0.0 && after_y < 0.0);   /* south-west */
    assert_true(hypot(before_x, before_y) > 1852.0
                && hypot(after_x, after_y) > 1852.0); /* by miles, not by noise */
    cw_run_destroy(run);
    cw_case_destroy(c);
}

/* ---- ninety calls ---------------------------------------------------------------------------- */

static void expect_place(const cw_event_log *log, const char *place) {
    const cw_event *last = cw_event_log_at(log, cw_event_log_count(log) - 1);
    const cw_event_part *body = cw_event_part_find(last, "body");
    cw_report r;
    double lat, lon;
    assert_true(cw_report_from_json((const char *)body->bytes, body->length, &r, NULL));
    if (sscanf(place, "%lf %lf", &lat, &lon) != 2) {
        assert_int_equal(r.fix_count, 0);
        return;
    }
    if (r.fix_count != 1) fail_msg("%zu positions, wanted %s", r.fix_count, place);
    assert_close(r.fixes[0].at.lat_deg, lat, 0.0051 / 60.0); /* half of a hundredth of a minute */
    assert_close(r.fixes[0].at.lon_deg, lon, 0.0051 / 60.0);
}

static void none_of_ninety_calls_is_lost(void **state) {
    (void)state;
    making m;
    script t;
    size_t calls = 0, missed = 0, doubled = 0;
    char last[MOST_LINE] = "";
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    open_script(&t, "ninety-calls.txt");
    while (next_line(&t)) {
        calls++;
        assert_true(cw_time_parse(t.field[0], &m.clock, NULL));
        if (strcmp(t.field[2], "missed") == 0) {
            missed++;
            make(&m, "call-missed", "GN-7",
                 cw_arena_printf(m.arena, "{\"number\":\"%s\"}", t.field[1]));
            continue;
        }
        report_from(&m, "GN-7", t.field[1], t.field[2]);
        expect_place(m.log, t.fields > 3 ? t.field[3] : "");
        doubled += strncmp(t.field[2], "A\"ML", 4) == 0 && strstr(last, t.field[2]) != NULL;
        if (strncmp(t.field[2], "A\"ML", 4) == 0) snprintf(last, sizeof last, "%s", t.field[2]);
    }
    assert_int_equal(calls, 90);
    cw_situation *s = fold_log(m.log);
    assert_int_equal(s->report_count + missed, 90);
    size_t links = 0, waiting = 0;
    for (size_t i = 0; i < s->report_count; i++) links += s->reports[i].duplicate_of != CW_NONE;
    assert_true(links >= doubled && doubled > 0);
    /* who rang in vain and was not heard since stands in the queue, and the telephones of all who
     * were heard stand in the way of closing */
    cw_accounting a;
    assert_true(cw_situation_account(s, 0, s->arena, &a, NULL));
    for (size_t i = 0; i < s->call_count; i++) waiting += s->calls[i].open;
    assert_int_equal(a.call_count, 12);
    assert_int_equal(a.aboard, 33);
    assert_false(cw_situation_is_closed(s, 0, NULL));
    assert_int_equal(cw_situation_phase(s, 0, m.clock, NULL), CW_PHASE_DISTRESS);
    print_message("90 calls: %zu reports (%zu doubled), %zu missed, %zu numbers waiting\n",
                  s->report_count, links, missed, waiting);
    cw_situation_destroy(s);
    making_end(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_night_of_24_november_2021),
        cmocka_unit_test(the_near_ship_of_the_bundled_case_comes_first),
        cmocka_unit_test(the_search_area_turns_with_the_tide),
        cmocka_unit_test(none_of_ninety_calls_is_lost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
