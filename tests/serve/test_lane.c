/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is near, asked of the room as a watch asks: of the live picture, for an incident, and what
 * the record keeps of the answer. What the keeper's folders hold is listed by name alone.
 */
#include "../picture/afloat.h"
#include "room.h"

#include <crosswatch/queue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define OFFICER (&t.callers[ROLE_OFFICER])

#ifdef __SANITIZE_ADDRESS__
enum {
    CHILDREN_RUN = 0
}; /* under the limits of a room's jobs a sanitizer's own memory is too much */
#else
enum { CHILDREN_RUN = 1 };
#endif

static json_t *field(json_t *o, const char *key) {
    json_t *value = json_object_get(o, key);
    if (value == NULL) fail_msg("no field %s", key);
    return value;
}

/* ---- a room with ships -------------------------------------------------------------------------
 */

static void write_file(const char *path, const char *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* Two ships beside the place of the case "constant". */
static void write_log(const char *path) {
    static const int antenna[4] = {100, 20, 10, 10};
    const afloat ships[] = {{227000001, AFLOAT_NOON, 48.7, -8.0, 12.0, 180.0, 0},
                            {232000002, AFLOAT_NOON, 48.53, -7.6, 9.0, 270.0, 0}};
    cw_text log = {0};
    for (size_t i = 0; i < sizeof ships / sizeof ships[0]; i++) {
        sent s = afloat_report(&ships[i]);
        afloat_line(&log, &s, AFLOAT_NOON + 2000);
    }
    sent named = afloat_voyage(227000001, "NORTH", 0, 70, antenna);
    afloat_line(&log, &named, AFLOAT_NOON + 3000);
    write_file(path, log.data, log.length);
    cw_text_free(&log);
}

static void wait_for_log(const open_room *t) {
    time_t until = time(NULL) + 60;
    for (bool over = false; !over;) {
        json_t *told = expect(t, &t->callers[ROLE_OFFICER], "GET", "/api/1/vessels", NULL, 200);
        over = json_is_true(field(field(told, "counters"), "over"));
        json_decref(told);
        if (!over && time(NULL) > until) fail_msg("the log does not end");
    }
}

/* Cases of the project, a folder of logs, and a log that was played to its end. */
static void begin(open_room *t, char logs[1200], bool with_ships) {
    char log[1300], hidden[1300];
    static char cases[1200];
    support_source("cases", cases);
    room_begin(t, NULL);
    snprintf(logs, 1200, "%s/logs", t->folder);
    assert_int_equal(mkdir(logs, 0755), 0);
    snprintf(log, sizeof log, "%s/sea.nmea", logs);
    snprintf(hidden, sizeof hidden, "%s/.secret", logs);
    write_log(log);
    write_file(hidden, "x", 1);
    cw_room_options options = room_options(t);
    options.cases = cases;
    options.logs = logs;
    options.ais = with_ships ? log : NULL;
    options.speed = 1000.0;
    room_again(t, &options);
    if (with_ships) wait_for_log(t);
}

/* A stream of news, open before the question is asked. */
static int listen_to(const open_room *t) {
    char line[400];
    int s = room_connect(t);
    int n =
        snprintf(line, sizeof line, "GET /api/1/stream HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n",
                 t->host, t->callers[ROLE_OFFICER].cookie);
    assert_int_equal(send(s, line, (size_t)n, 0), n);
    return s;
}

/* Of an incident: what is kept in the record is told after the job. */
static bool has_ended(const char *news) {
    const char *done = news != NULL ? strstr(news, "\"state\":\"done\"") : NULL;
    return (done != NULL && strstr(done, "event: situation") != NULL)
           || (news != NULL && strstr(news, "\"state\":\"failed\"") != NULL);
}

/* The first job, once the news say that it has ended. */
static json_t *ended(const open_room *t, int news) {
    char block[4096];
    cw_text said = {0};
    while (!has_ended(said.data)) {
        ssize_t n = recv(news, block, sizeof block, 0);
        if (n <= 0) fail_msg("the stream ended: %s", said.data);
        cw_text_add_bytes(&said, block, (size_t)n);
    }
    close(news);
    cw_text_free(&said);
    return expect(t, &t->callers[ROLE_OFFICER], "GET", "/api/1/jobs/1", NULL, 200);
}

/* ---- asked ------------------------------------------------------------------------------------
 */

/* The record has the answer, the hash of the case and that the ships were those of the moment. */
static void expect_recorded(const open_room *t) {
    bool found = false;
    json_t *list =
        expect(t, &t->callers[ROLE_OFFICER], "GET", "/api/1/incidents/GN-7/timeline", NULL, 200);
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        if (strcmp(json_string_value(field(one, "kind")), "plan") != 0) continue;
        json_t *body = field(one, "body");
        found = true;
        assert_string_equal(json_string_value(field(body, "what")), "near");
        assert_string_equal(json_string_value(field(body, "log")), "vessels.csv");
        assert_int_equal(strlen(json_string_value(field(body, "case_sha256"))), 64);
    }
    if (!found) fail_msg("the record has no event of the kind plan");
    json_decref(list);
}

static void the_live_picture_is_asked(void **state) {
    (void)state;
    open_room t;
    char logs[1200];
    begin(&t, logs, true);
    int news = listen_to(&t);
    json_t *made = expect(&t, OFFICER, "POST", "/api/1/jobs",
                          "{\"what\":\"near\",\"case\":\"constant\",\"live\":true,\"at\":"
                          "\"2024-06-01T12:00Z\",\"incident\":\"GN-7\"}",
                          202);
    assert_true(json_is_true(field(made, "live")));
    assert_true(json_is_null(field(made, "log")));
    if (CHILDREN_RUN) {
        json_t *job = ended(&t, news);
        /* The log's noon is of another day than the case's: units are near, ships are not. */
        assert_string_equal(json_string_value(field(job, "state")), "done");
        json_t *near =
            expect(&t, &t.callers[ROLE_VIEWER], "GET", "/api/1/jobs/1/files/near.json", NULL, 200);
        assert_int_equal(json_array_size(field(near, "near")), 2);
        reply table =
            ask(&t, &t.callers[ROLE_VIEWER], "GET", "/api/1/jobs/1/files/vessels.csv", NULL);
        assert_mentions(table.head, "text/csv");
        assert_mentions(table.body, "\"NORTH\"");
        assert_mentions(table.body, "227000001,2");
        reply_free(&table);
        expect_recorded(&t);
        json_decref(near);
        json_decref(job);
    }
    json_decref(made);
    room_end(&t);
}

static void what_cannot_be_asked_is_told(void **state) {
    (void)state;
    static const struct {
        const char *body, *part;
        unsigned status;
    } bad[] = {
        {"{\"what\":\"near\",\"case\":\"constant\",\"live\":true}", "without a source of AIS", 409},
        {"{\"what\":\"near\",\"case\":\"constant\",\"live\":1}", "true or false", 400},
        {"{\"what\":\"near\",\"case\":\"constant\",\"at\":\"soon\"}", "at", 400},
        {"{\"what\":\"near\",\"case\":\"constant\",\"log\":\"../night.db\"}", "no name of a log",
         400},
        {"{\"what\":\"near\",\"case\":\"constant\",\"log\":\".secret\"}", "no name of a log", 400},
        {"{\"what\":\"near\",\"case\":\"constant\",\"log\":\"other.nmea\"}", "no log", 400},
        {"{\"what\":\"near\",\"case\":\"constant\",\"log\":\"sea.nmea\",\"columns\":\"a\\nb\"}",
         "plain text", 400},
        {"{\"what\":\"poem\",\"case\":\"constant\"}", "no kind of job", 400},
        {"{\"what\":\"near\"}", "needs a case", 400},
        {"{\"what\":\"patrol\",\"case\":\"dover-patrol\",\"roster\":\"guessed\"}", "roster", 400},
        {"{\"what\":\"patrol\",\"case\":\"dover-patrol\",\"weeks\":0}", "weeks", 400},
        {"{\"what\":\"options\",\"case\":\"dover-patrol\",\"agreements\":[1,2]}", "names", 400},
        {"{\"what\":\"options\",\"case\":\"dover-patrol\",\"agreements\":\"x\"}", "list", 400}};
    open_room t;
    char logs[1200];
    begin(&t, logs, false);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *told = expect(&t, OFFICER, "POST", "/api/1/jobs", bad[i].body, bad[i].status);
        const char *sentence = json_string_value(field(told, "error"));
        assert_mentions(sentence, bad[i].part);
        assert_null(strstr(sentence, t.folder)); /* nothing of where the folders lie */
        json_decref(told);
    }
    json_t *jobs = expect(&t, OFFICER, "GET", "/api/1/jobs", NULL, 200);
    assert_int_equal(json_array_size(jobs), 0);
    json_decref(jobs);
    room_end(&t);
}

/* ---- listed -----------------------------------------------------------------------------------
 */

static json_t *named(json_t *list, const char *name) {
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        if (strcmp(json_string_value(field(one, "name")), name) == 0) return one;
    }
    fail_msg("no %s among them", name);
    return NULL;
}

static void the_folders_are_listed(void **state) {
    (void)state;
    open_room t;
    char logs[1200];
    begin(&t, logs, false);
    json_t *list = expect(&t, OFFICER, "GET", "/api/1/logs", NULL, 200);
    assert_int_equal(json_array_size(list), 1); /* not the hidden one */
    assert_true(json_integer_value(field(named(list, "sea.nmea"), "bytes")) > 100);
    json_decref(list);
    list = expect(&t, OFFICER, "GET", "/api/1/patrol-plans", NULL, 200);
    assert_int_equal(json_array_size(list), 1); /* cases and agreements are none */
    json_t *plan = named(list, "dover-patrol");
    assert_int_equal(json_integer_value(field(plan, "units")), 11); /* the plan's own words */
    assert_int_equal(json_array_size(field(plan, "agreements")), 5);
    json_t *joint = named(field(plan, "agreements"), "agreement-joint");
    assert_string_equal(json_string_value(field(joint, "title")), "joint");
    json_decref(list);
    room_end(&t);
    room_begin(&t, NULL); /* a room without folders has none, and says so of plans */
    list = expect(&t, OFFICER, "GET", "/api/1/logs", NULL, 200);
    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
    json_decref(expect(&t, OFFICER, "GET", "/api/1/patrol-plans", NULL, 409));
    room_end(&t);
}

/* Two cases in a queue of one file; a room without a queue, and one whose queue is away. */
static void the_queue_is_looked_at(void **state) {
    (void)state;
    open_room t;
    char path[1200], text[1200], away[1200];
    cw_error err = {0};
    room_begin(&t, NULL);
    json_t *none = expect(&t, OFFICER, "GET", "/api/1/queue", NULL, 200);
    assert_true(json_is_null(field(none, "counts")));
    json_decref(none);
    snprintf(path, sizeof path, "%s/jobs.db", t.folder);
    cw_queue *made = cw_queue_create(path, &err);
    if (made == NULL) fail_msg("%s", err.message);
    const cw_job_order orders[] = {{.options = {.plan = true}, .priority = CW_JOB_LIVE},
                                   {.options = {.plan = false}, .incident = "GN-7"}};
    for (size_t i = 0; i < 2; i++) {
        cw_job_id id;
        cw_job_added added;
        if (!cw_queue_add(made, support_source("cases/constant.yaml", text), &orders[i], &id,
                          &added, &err))
            fail_msg("%s", err.message);
    }
    cw_queue_close(made);
    cw_room_options options = room_options(&t);
    options.queue = path;
    room_again(&t, &options);
    json_t *told = expect(&t, OFFICER, "GET", "/api/1/queue", NULL, 200);
    assert_int_equal(json_integer_value(field(field(told, "counts"), "waiting")), 2);
    json_t *first = json_array_get(field(told, "jobs"), 0),
           *second = json_array_get(field(told, "jobs"), 1);
    assert_int_equal(json_integer_value(field(first, "priority")), CW_JOB_LIVE);
    assert_string_equal(json_string_value(field(second, "incident")), "GN-7");
    json_decref(told);
    snprintf(away, sizeof away, "%s/nothere.db", t.folder);
    options.queue = away;
    room_again(&t, &options);
    told = expect(&t, OFFICER, "GET", "/api/1/queue", NULL, 503);
    assert_null(strstr(json_string_value(field(told, "error")), t.folder));
    json_decref(told);
    room_end(&t);
}

/* Figures of the tables as they were printed: Allen and Plourde's first class, and a person in the
 * water from a boat in 3 nm (Addendum, table H-19). */
static void the_tables_are_told(void **state) {
    (void)state;
    open_room t;
    size_t i, found = 0;
    json_t *one;
    room_begin(&t, NULL);
    json_t *rows = expect(&t, OFFICER, "GET", "/api/1/tables/leeway", NULL, 200);
    assert_int_equal(json_array_size(rows), 85);
    json_decref(rows);
    rows = expect(&t, OFFICER, "GET", "/api/1/tables/sweep", NULL, 200);
    json_array_foreach(rows, i, one) {
        if (strcmp(json_string_value(field(one, "object")), "Person in Water") != 0
            || strcmp(json_string_value(field(one, "platform")), "boat") != 0
            || json_number_value(field(one, "height_ft")) != 14.0
            || json_number_value(field(one, "visibility_nm")) != 3.0)
            continue;
        found++;
        assert_close(json_number_value(field(one, "uncorrected_sweep_width_nm")), 0.4, 1e-9);
    }
    assert_int_equal(found, 1);
    json_decref(rows);
    json_t *version = expect(&t, OFFICER, "GET", "/api/1/version", NULL, 200);
    assert_string_equal(json_string_value(field(version, "version")), CW_VERSION);
    assert_int_equal(json_array_size(field(version, "libraries")), CW_LIBRARIES);
    json_decref(version);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_live_picture_is_asked), cmocka_unit_test(what_cannot_be_asked_is_told),
        cmocka_unit_test(the_folders_are_listed), cmocka_unit_test(the_queue_is_looked_at),
        cmocka_unit_test(the_tables_are_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
