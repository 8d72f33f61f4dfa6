/* SPDX-License-Identifier: Apache-2.0 */
/* A watch officer's work in the room, and what the room remembers. */
#include "room.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OFFICER (&t.callers[ROLE_OFFICER])

static json_t *field(json_t *o, const char *key) {
    json_t *value = json_object_get(o, key);
    if (value == NULL) fail_msg("no field %s in %s", key, json_dumps(o, JSON_COMPACT));
    return value;
}

static void a_pasted_text_is_kept_and_read(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    json_t *made = expect(&t, OFFICER, "POST", "/api/1/reports",
                          "{\"text\":\"33 people in the water, 51 09.45N 001 50.95E\","
                          "\"caller\":\"06 12 34 56 78\",\"incident\":\"GN-7\"}",
                          200);
    json_t *incident = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7", NULL, 200);
    json_t *report = json_array_get(field(incident, "filed"), 0);
    assert_string_equal(json_string_value(field(report, "event")),
                        json_string_value(field(made, "event")));
    assert_string_equal(json_string_value(field(report, "text")),
                        "33 people in the water, 51 09.45N 001 50.95E");
    assert_string_equal(json_string_value(field(report, "number")), "+33612345678");
    assert_string_equal(json_string_value(field(incident, "phase")), "distress");
    json_t *place = field(incident, "place");
    assert_close(json_real_value(field(place, "lat")), 51.0 + 9.45 / 60.0, 1e-9);
    assert_close(json_real_value(field(place, "lon")), 1.0 + 50.95 / 60.0, 1e-9);
    json_decref(made);
    json_decref(incident);
    room_end(&t);
}

/* R2: the closing form shows what is missing, and an exception is a coordinator's. */
static void closing_shows_what_is_missing(void **state) {
    (void)state;
    open_room t;
    static const char path[] = "/api/1/incidents/GN-7/events/close";
    static const char lifted[] =
        "{\"reason\":\"stood down\",\"officer\":\"B. Chief\",\"exception\":\"see log\","
        "\"unaccounted\":33}";
    room_begin(&t, NULL);
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/events/people",
                       "{\"kind\":\"aboard\",\"count\":33,\"source\":\"caller\"}", 200));
    json_t *refused = expect(&t, OFFICER, "POST", path, "{\"reason\":\"no more calls\"}", 409);
    assert_mentions(json_string_value(json_array_get(field(refused, "missing"), 0)), "33 people");
    assert_null(json_object_get(refused, "event"));
    json_decref(expect(&t, OFFICER, "POST", path, lifted, 403));
    json_decref(expect(&t, &t.callers[ROLE_COORDINATOR], "POST", path, lifted, 200));
    json_t *incident = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7", NULL, 200);
    assert_true(json_is_true(field(incident, "closed")));
    assert_true(json_is_true(field(incident, "excepted")));
    json_decref(refused);
    json_decref(incident);
    room_end(&t);
}

/* Who speaks and when is not for the body to say. */
static void the_author_is_who_signed_in(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/events/alias",
                       "{\"alias\":\"X\",\"person\":\"somebody else\"}", 400));
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/events/alias",
                       "{\"alias\":\"X\",\"now\":\"2021-11-24T00:00Z\"}", 400));
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/events/alias",
                       "{\"alias\":\"Charlie\"}", 200));
    json_t *entries = expect(&t, OFFICER, "GET", "/api/1/incidents/Charlie/timeline", NULL, 200);
    json_t *last = json_array_get(entries, json_array_size(entries) - 1);
    assert_string_equal(json_string_value(field(last, "person")), "officer");
    assert_memory_equal(json_string_value(field(last, "recorded")), "2021-11-24T01:0", 15);
    json_decref(entries);
    room_end(&t);
}

/* Raw texts and numbers of callers are for those on watch. */
static void others_see_no_callers(void **state) {
    (void)state;
    open_room t;
    static const char *const paths[] = {"/api/1/situation", "/api/1/incidents/GN-7",
                                        "/lite/incident/GN-7"};
    room_begin(&t, NULL);
    json_decref(
        expect(&t, OFFICER, "POST", "/api/1/reports",
               "{\"text\":\"engine stopped, my sister is aboard\",\"caller\":\"0612345678\","
               "\"incident\":\"GN-7\"}",
               200));
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/events/missed",
                       "{\"number\":\"+33687654321\"}", 200));
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        for (role which = ROLE_VIEWER; which <= ROLE_PARTNER; which++) {
            reply r = ask(&t, &t.callers[which], "GET", paths[i], NULL);
            assert_int_equal(r.status, 200);
            assert_null(strstr(r.body, "sister"));
            assert_null(strstr(r.body, "612345678"));
            assert_null(strstr(r.body, "687654321"));
            reply_free(&r);
        }
    }
    reply hidden = ask(&t, &t.callers[ROLE_PARTNER], "GET", "/api/1/incidents/GN-7/timeline", NULL);
    assert_mentions(hidden.body, "2021-11-24T01:0");
    assert_null(strstr(hidden.body, "687654321"));
    reply_free(&hidden);
    reply r = ask(&t, OFFICER, "GET", "/api/1/situation", NULL);
    assert_mentions(r.body, "+33687654321");
    reply_free(&r);
    room_end(&t);
}

static void evidence_ranks_with_reasons(void **state) {
    (void)state;
    open_room t;
    char path[200];
    room_begin(&t, NULL);
    json_decref(expect(&t, OFFICER, "POST", "/api/1/reports",
                       "{\"text\":\"33 people aboard, engine stopped\",\"caller\":\"0612345678\","
                       "\"incident\":\"GN-7\"}",
                       200));
    json_t *loose = expect(&t, OFFICER, "POST", "/api/1/reports",
                           "{\"text\":\"we sink\",\"caller\":\"0612345678\"}", 200);
    snprintf(path, sizeof path, "/api/1/reports/%.12s/evidence?lang=fr",
             json_string_value(field(loose, "event")));
    json_t *ranked = expect(&t, OFFICER, "GET", path, NULL, 200);
    json_t *first = json_array_get(ranked, 0);
    assert_string_equal(json_string_value(field(first, "incident")), "GN-7");
    assert_true(json_is_true(field(first, "positive_key")));
    char *reasons = json_dumps(field(first, "reasons"), 0);
    assert_mentions(reasons, "+33612345678");
    free(reasons);
    json_decref(loose);
    json_decref(ranked);
    room_end(&t);
}

static void a_message_is_text_in_the_users_language(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    json_decref(expect(&t, OFFICER, "PATCH", "/api/1/session", "{\"language\":\"fr\"}", 200));
    json_t *said = expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/messages/sitrep",
                          "{\"to\":\"Dover\"}", 200);
    assert_mentions(json_string_value(field(said, "text")), "PERSONNES EN DANGER");
    json_decref(said);
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/messages/poem", "{}", 404));
    json_decref(expect(&t, OFFICER, "POST", "/api/1/incidents/GN-7/messages/brief",
                       "{\"objects\":[\"a;b\"]}", 400));
    room_end(&t);
}

/* ---- news ----------------------------------------------------------------------------------- */

/* Reads from the stream until it has shown `what`. */
static void await(int s, cw_text *news, const char *what) {
    char block[4096];
    while (news->data == NULL || strstr(news->data, what) == NULL) {
        ssize_t n = read(s, block, sizeof block);
        if (n <= 0) fail_msg("the stream ended before \"%s\": %s", what, news->data);
        cw_text_add_bytes(news, block, (size_t)n);
    }
}

static void a_page_is_told_of_what_is_new(void **state) {
    (void)state;
    open_room t;
    cw_text news = {0};
    char request[400];
    room_begin(&t, NULL);
    int s = room_connect(&t);
    snprintf(request, sizeof request,
             "GET /api/1/stream HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", t.host,
             t.callers[ROLE_VIEWER].cookie);
    assert_int_equal(write(s, request, strlen(request)), strlen(request));
    await(s, &news, "text/event-stream");
    json_decref(expect(&t, OFFICER, "POST", "/api/1/reports", "{\"text\":\"help\"}", 200));
    await(s, &news, "event: situation\ndata: {\"sequence\":2}\n\n");
    /* what another program writes into the same record, too */
    cw_error err = {0};
    cw_store *store = cw_store_open(t.record, &err);
    cw_arena *arena = cw_arena_create();
    const cw_part_draft body = {"body", "{\"number\":\"+441304210008\"}", 26, true};
    const cw_event_draft draft = {.centre = "Gris-Nez",
                                  .recorded = 1637716000000,
                                  .observed = CW_TIME_UNKNOWN,
                                  .received = CW_TIME_UNKNOWN,
                                  .kind = "call-missed",
                                  .parts = &body,
                                  .part_count = 1};
    const cw_event *event = cw_event_seal(&draft, arena, &err);
    assert_non_null(event);
    assert_true(cw_store_append(store, &event, 1, NULL, &err));
    await(s, &news, "event: situation\ndata: {\"sequence\":3}\n\n");
    cw_store_close(store);
    cw_arena_destroy(arena);
    room_end(&t); /* with a reader that sleeps */
    close(s);
    cw_text_free(&news);
}

/* A stream that stands open is no way around a sign-out. */
static void who_signs_out_is_told_nothing_more(void **state) {
    (void)state;
    open_room t;
    cw_text news = {0};
    char request[400], block[4096];
    room_begin(&t, NULL);
    int s = room_connect(&t);
    snprintf(request, sizeof request,
             "GET /api/1/stream HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nConnection: close\r\n\r\n",
             t.host, t.callers[ROLE_VIEWER].cookie);
    assert_int_equal(write(s, request, strlen(request)), strlen(request));
    await(s, &news, "text/event-stream");
    json_decref(expect(&t, &t.callers[ROLE_VIEWER], "DELETE", "/api/1/session", NULL, 200));
    struct pollfd ends = {.fd = s, .events = POLLIN};
    bool over = false;
    for (int i = 0; i < 100 && !over; i++) { /* news, until the stream is ended */
        json_decref(expect(&t, OFFICER, "POST", "/api/1/reports", "{\"text\":\"help\"}", 200));
        while (!over && poll(&ends, 1, 100) > 0) over = read(s, block, sizeof block) <= 0;
    }
    assert_true(over);
    close(s);
    cw_text_free(&news);
    room_end(&t);
}

/* ---- what is remembered -------------------------------------------------------------------------
 */

static void a_restart_loses_nothing(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    json_decref(expect(&t, OFFICER, "POST", "/api/1/reports",
                       "{\"text\":\"33 people\",\"incident\":\"GN-7\"}", 200));
    cw_room_options options = room_options(&t);
    room_again(&t, &options);
    json_t *incident = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7", NULL, 200);
    assert_int_equal(json_array_size(field(incident, "filed")), 1);
    json_decref(incident);
    room_end(&t);
}

static void the_clock_is_set_in_a_rehearsal_alone(void **state) {
    (void)state;
    open_room t;
    static const char later[] = "{\"now\":\"2021-11-24T03:34Z\"}";
    room_begin(&t, NULL);
    json_decref(expect(&t, OFFICER, "POST", "/api/1/clock", later, 403));
    json_t *now = expect(&t, &t.callers[ROLE_COORDINATOR], "POST", "/api/1/clock", later, 200);
    assert_memory_equal(json_string_value(field(now, "now")), "2021-11-24T03:34:0", 18);
    json_decref(now);
    cw_room_options options = room_options(&t);
    room_again(&t, &options);
    json_decref(expect(&t, &t.callers[ROLE_COORDINATOR], "POST", "/api/1/clock", later, 409));
    room_end(&t);
}

static void a_room_without_users_does_not_open(void **state) {
    (void)state;
    open_room t;
    cw_error err = {0};
    char home[1200];
    room_begin(&t, NULL);
    cw_room_options options = room_options(&t);
    snprintf(home, sizeof home, "%s/other", t.folder);
    options.home = home;
    assert_null(cw_room_open(&options, &err));
    assert_int_equal(err.code, CW_NO);
    err = (cw_error){0};
    assert_false(cw_room_add_administrator(home, "chief", "short", &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    options = room_options(&t);
    options.listen = "0.0.0.0:0";
    err = (cw_error){0};
    assert_null(cw_room_open(&options, &err));
    assert_mentions(err.message, "in the clear");
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_pasted_text_is_kept_and_read),
                                       cmocka_unit_test(closing_shows_what_is_missing),
                                       cmocka_unit_test(the_author_is_who_signed_in),
                                       cmocka_unit_test(others_see_no_callers),
                                       cmocka_unit_test(evidence_ranks_with_reasons),
                                       cmocka_unit_test(a_message_is_text_in_the_users_language),
                                       cmocka_unit_test(a_page_is_told_of_what_is_new),
                                       cmocka_unit_test(who_signs_out_is_told_nothing_more),
                                       cmocka_unit_test(a_restart_loses_nothing),
                                       cmocka_unit_test(the_clock_is_set_in_a_rehearsal_alone),
                                       cmocka_unit_test(a_room_without_users_does_not_open)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
