/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledged alarms: how long one stands, step by step, and through the room with made ships that
 * meet, over restarts. */
#include "feeding.h"
#include "room.h"

#include <serve/feed_acks.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MEETING "encounter-227000001-232000002"

/* ---- step by step --------------------------------------------------------------------------- */

enum { DAY_S = 86400 };

static feed_ack ack_of(const char *id, cw_alarm_level level, const char *person) {
    feed_ack ack = {.level = level, .at = AFLOAT_NOON};
    snprintf(ack.id, sizeof ack.id, "%s", id);
    snprintf(ack.person, sizeof ack.person, "%s", person);
    return ack;
}

/* A look that finds this one alarm, or none; whose the acknowledgement is, "" when it calls. */
static const char *look(ack_set *set, const char *id, cw_alarm_level level, double after_s) {
    static feed_alarm alarm;
    feed_ack *ended = NULL;
    size_t count = 0, before = set->count;
    alarm = (feed_alarm){.level = level};
    snprintf(alarm.id, sizeof alarm.id, "%s", id != NULL ? id : "");
    acks_step(set, &alarm, id != NULL, AFLOAT_NOON + (cw_time)(1000.0 * after_s), DAY_S, &ended,
              &count);
    assert_int_equal(set->count + count, before); /* each that ends is told */
    free(ended);
    return alarm.acknowledged_by;
}

static void an_alarm_that_rises_calls_again(void **state) {
    (void)state;
    ack_set set = {0};
    feed_ack ack = ack_of(MEETING, CW_ALARM_CAUTION, "A. Officer");
    assert_string_equal(look(&set, MEETING, CW_ALARM_CAUTION, 0.0), "");
    assert_true(acks_add(&set, &ack));
    assert_string_equal(look(&set, MEETING, CW_ALARM_CAUTION, 10.0), "A. Officer");
    assert_string_equal(look(&set, MEETING, CW_ALARM_DANGER, 20.0), "");
    /* and does not fall silent by itself when it falls again */
    assert_string_equal(look(&set, MEETING, CW_ALARM_CAUTION, 30.0), "");
    /* acknowledged as a danger, it falls with the alarm, and does not cover the next danger */
    ack = ack_of(MEETING, CW_ALARM_DANGER, "B. Officer");
    assert_true(acks_add(&set, &ack));
    assert_string_equal(look(&set, MEETING, CW_ALARM_DANGER, 40.0), "B. Officer");
    assert_string_equal(look(&set, MEETING, CW_ALARM_CAUTION, 50.0), "B. Officer");
    assert_string_equal(look(&set, MEETING, CW_ALARM_DANGER, 60.0), "");
    acks_free(&set);
}

static void an_alarm_that_comes_again_calls_again(void **state) {
    (void)state;
    ack_set set = {0};
    const feed_ack ack = ack_of(MEETING, CW_ALARM_DANGER, "A. Officer");
    const feed_ack later = ack_of(MEETING, CW_ALARM_DANGER, "B. Officer");
    assert_true(acks_add(&set, &ack) && acks_add(&set, &later));
    assert_string_equal(look(&set, MEETING, CW_ALARM_DANGER, 0.0), "A. Officer"); /* the first */
    assert_string_equal(look(&set, NULL, CW_ALARM_NONE, 10.0), "");
    assert_string_equal(look(&set, MEETING, CW_ALARM_CAUTION, 20.0), "");
    acks_free(&set);
}

/* After a restart the ships have to be heard first: ten minutes; a beacon as long as it would have
 * stood. Another alarm's acknowledgement is none of this one's. */
static void one_that_was_kept_waits_for_its_alarm(void **state) {
    (void)state;
    const feed_ack kept[] = {ack_of(MEETING, CW_ALARM_DANGER, "A. Officer"),
                             ack_of("beacon-970000001", CW_ALARM_DANGER, "B. Officer"),
                             ack_of("lane-227000001", CW_ALARM_CAUTION, "C. Officer")};
    cw_error err = {0};
    ack_set set = {0};
    assert_true(acks_begin(&set, kept, 3, &err));
    assert_string_equal(look(&set, NULL, CW_ALARM_NONE, 0.0), "");
    assert_string_equal(look(&set, "encounter-1-2", CW_ALARM_CAUTION, 300.0), "");
    assert_string_equal(look(&set, MEETING, CW_ALARM_DANGER, 590.0), "A. Officer");
    assert_string_equal(look(&set, "lane-227000001", CW_ALARM_CAUTION, 610.0), "");
    assert_int_equal(set.count, 1); /* the meeting has cleared, the lane was too late */
    assert_string_equal(look(&set, "beacon-970000001", CW_ALARM_DANGER, 7200.0), "B. Officer");
    assert_string_equal(look(&set, NULL, CW_ALARM_NONE, 7300.0), "");
    assert_int_equal(set.count, 0);
    acks_free(&set);
}

/* ---- through the room ------------------------------------------------------------------------ */

static void add_report(cw_text *log, uint32_t mmsi, double lat_deg, double course_deg, int s) {
    afloat a = {.mmsi = mmsi,
                .time = AFLOAT_NOON + s * CW_SECOND_MS,
                .lat_deg = lat_deg,
                .lon_deg = 1.5,
                .speed_knots = 15.0,
                .course_deg = course_deg};
    sent report = afloat_report(&a);
    afloat_line(log, &report, a.time + 1000);
}

/* Two ships end on, 15 knots each, that meet ten minutes after noon; a beacon. */
static void write_meeting(const open_room *t, int from_s, int until_s, char path[1200]) {
    cw_text log = {0};
    snprintf(path, 1200, "%s/until-%d.nmea", t->folder, until_s);
    for (int s = from_s; s <= until_s; s += 10) {
        double way_deg = 15.0 * (1852.0 / 3600.0) * s / 111195.0; /* of a sphere of 6371 km */
        add_report(&log, NORTHBOUND, 51.0 + way_deg, 0.0, s);
        add_report(&log, SOUTHBOUND, 51.0 + 5.0 / 60.0 - way_deg, 180.0, s);
    }
    afloat active = {
        .mmsi = 970000001, .time = AFLOAT_NOON, .lat_deg = 51.2, .lon_deg = 1.6, .status = 14};
    sent beacon = afloat_report(&active);
    afloat_line(&log, &beacon, AFLOAT_NOON + until_s * CW_SECOND_MS);
    add_report(&log, 244000003, 50.0, 0.0, until_s + 20); /* the clock goes on */
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(log.data, 1, log.length, file), log.length);
    assert_int_equal(fclose(file), 0);
    cw_text_free(&log);
}

/* Opens the room again on a log and waits until that is over; a minute is the end of patience. */
static void play(open_room *t, int from_s, int until_s) {
    char path[1200];
    write_meeting(t, from_s, until_s, path);
    cw_room_options options = room_options(t);
    options.ais = path;
    options.speed = 1e6;
    room_again(t, &options);
    time_t until = time(NULL) + 60;
    for (bool over = false; !over;) {
        reply told = ask(t, &t->callers[ROLE_OFFICER], "GET", "/api/1/vessels", NULL);
        over = told.status == 200 /* or asked to wait a moment */
               && json_is_true(json_object_get(json_object_get(told.json, "counters"), "over"));
        reply_free(&told);
        if (!over && time(NULL) > until) fail_msg("the log does not end");
    }
}

/* The person who acknowledged it, "" when it calls; NULL: no such alarm stands. */
static const char *person_of(const open_room *t, const char *id) {
    static char person[100];
    const char *found = NULL;
    json_t *list = expect(t, &t->callers[ROLE_VIEWER], "GET", "/api/1/alarms", NULL, 200);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i), *ack = json_object_get(one, "acknowledged");
        if (strcmp(json_string_value(json_object_get(one, "id")), id) != 0) continue;
        found = person;
        snprintf(person, sizeof person, "%s",
                 json_is_null(ack) ? "" : json_string_value(json_object_get(ack, "person")));
    }
    json_decref(list);
    return found;
}

static void acknowledge(const open_room *t, role which, const char *id, int level,
                        unsigned status) {
    char path[200], body[40];
    snprintf(path, sizeof path, "/api/1/alarms/%s/acknowledge", id);
    snprintf(body, sizeof body, "{\"level\":%d}", level);
    json_decref(expect(t, &t->callers[which], "POST", path, body, status));
}

static void it_stands_over_a_restart_until_the_alarm_clears(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    play(&t, 0, 300);
    assert_string_equal(person_of(&t, MEETING), "");
    acknowledge(&t, ROLE_VIEWER, MEETING, 2, 403);
    acknowledge(&t, ROLE_OFFICER, "encounter-1-2", 2, 409);
    acknowledge(&t, ROLE_OFFICER, MEETING, 1, 409); /* it is a danger: worse than was seen */
    acknowledge(&t, ROLE_OFFICER, MEETING, 3, 400);
    assert_string_equal(person_of(&t, MEETING), "");
    acknowledge(&t, ROLE_OFFICER, MEETING, 2, 200);
    acknowledge(&t, ROLE_COORDINATOR, MEETING, 2, 200); /* the first one stays */
    acknowledge(&t, ROLE_COORDINATOR, "beacon-970000001", 2, 200);
    assert_string_equal(person_of(&t, MEETING), "officer");
    play(&t, 250, 300); /* as a room that is back within minutes hears it */
    assert_string_equal(person_of(&t, MEETING), "officer");
    assert_string_equal(person_of(&t, "beacon-970000001"), "coordinator");
    play(&t, 250, 1200); /* they have met, and it has cleared */
    assert_null(person_of(&t, MEETING));
    assert_string_equal(person_of(&t, "beacon-970000001"), "coordinator");
    play(&t, 0, 300);
    assert_string_equal(person_of(&t, MEETING), "");
    assert_string_equal(person_of(&t, "beacon-970000001"), "coordinator");
    room_end(&t);
}

/* All screens hear of it, and a room without ships says that there is no such alarm. */
static void others_are_told(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    acknowledge(&t, ROLE_OFFICER, MEETING, 2, 404);
    play(&t, 0, 300);
    char q[600], told[8192];
    size_t length = 0;
    int s = room_connect(&t);
    int n = snprintf(q, sizeof q, "GET /api/1/stream HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n",
                     t.host, t.callers[ROLE_VIEWER].cookie);
    assert_int_equal(write(s, q, (size_t)n), n);
    while (length == 0 || strstr(told, "\r\n\r\n") == NULL) { /* it listens */
        ssize_t got = read(s, told + length, sizeof told - 1 - length);
        assert_true(got > 0);
        length += (size_t)got;
        told[length] = '\0';
    }
    acknowledge(&t, ROLE_OFFICER, MEETING, 2, 200);
    while (strstr(told, "event: alarms") == NULL) {
        ssize_t got = read(s, told + length, sizeof told - 1 - length);
        assert_true(got > 0);
        length += (size_t)got;
        told[length] = '\0';
    }
    close(s);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alarm_that_rises_calls_again),
        cmocka_unit_test(an_alarm_that_comes_again_calls_again),
        cmocka_unit_test(one_that_was_kept_waits_for_its_alarm),
        cmocka_unit_test(it_stands_over_a_restart_until_the_alarm_clears),
        cmocka_unit_test(others_are_told),
    };
    return cmocka_run_group_tests(tests, feeding_set_up, feeding_tear_down);
}
