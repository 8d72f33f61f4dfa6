/* SPDX-License-Identifier: Apache-2.0 */
/* The record as the room tells of it, against the record itself: opened here, changed behind the
 * room's back, and copied. */
#include "room.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COORDINATOR (&t.callers[ROLE_COORDINATOR])

static json_t *field(json_t *o, const char *key) {
    json_t *value = json_object_get(o, key);
    if (value == NULL) fail_msg("no field %s", key);
    return value;
}

static json_t *verdict(open_room *t) {
    return expect(t, &t->callers[ROLE_COORDINATOR], "POST", "/api/1/record/verify", "{}", 200);
}

static void change(const open_room *t, const char *sql) {
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(t->record, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s", why);
    sqlite3_close(db);
}

static void its_length_and_its_last_checkpoint(void **state) {
    (void)state;
    open_room t;
    char key[1100];
    room_begin(&t, NULL);
    json_t *told = expect(&t, COORDINATOR, "GET", "/api/1/record", NULL, 200);
    assert_string_equal(json_string_value(field(told, "centre")), "Gris-Nez");
    assert_int_equal(json_integer_value(field(told, "entries")), 1);
    assert_true(json_is_null(field(told, "checkpoint")));
    json_decref(told);
    json_decref(expect(&t, &t.callers[ROLE_OFFICER], "POST", "/api/1/incidents/GN-7/events/alias",
                       "{\"alias\":\"Charlie\",\"share\":\"Dover\"}", 200));
    snprintf(key, sizeof key, "%s/key", t.folder);
    cw_error err = {0};
    cw_secret_key *secret = cw_secret_key_load(key, &err);
    cw_store *store = cw_store_open(t.record, &err);
    cw_text note = {0};
    assert_non_null(secret);
    assert_true(cw_store_checkpoint(store, secret, cw_time_from_civil(2021, 11, 24, 2, 0, 0.0),
                                    &note, &err));
    cw_text_free(&note);
    cw_store_close(store);
    cw_secret_key_destroy(secret);
    told = expect(&t, COORDINATOR, "GET", "/api/1/record", NULL, 200);
    json_t *last = field(told, "checkpoint");
    assert_int_equal(json_integer_value(field(last, "entries")), 2);
    assert_int_equal(json_integer_value(field(last, "released")), 1);
    assert_memory_equal(json_string_value(field(last, "time")), "2021-11-24T02:00", 16);
    json_decref(told);
    room_end(&t);
}

static void what_is_wrong_is_told(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    json_t *told = verdict(&t);
    assert_true(json_is_true(field(told, "good")));
    assert_int_equal(json_integer_value(field(told, "own")), 1);
    json_decref(told);
    json_decref(expect(&t, &t.callers[ROLE_OFFICER], "POST", "/api/1/incidents/GN-7/events/alias",
                       "{\"alias\":\"Charlie\"}", 200));
    change(&t, "DROP TRIGGER event_no_DELETE; DELETE FROM event WHERE seq = 1");
    told = verdict(&t);
    assert_true(json_is_false(field(told, "good")));
    json_t *faults = field(told, "faults");
    assert_true(json_array_size(faults) > 0);
    assert_true(strlen(json_string_value(field(json_array_get(faults, 0), "what"))) > 0);
    json_decref(told);
    room_end(&t);
}

static void a_copy_is_the_record(void **state) {
    (void)state;
    open_room t;
    char path[1200];
    cw_error err = {0};
    uint64_t size;
    room_begin(&t, NULL);
    json_decref(expect(&t, &t.callers[ROLE_OFFICER], "GET", "/api/1/record/copy", NULL, 403));
    reply r = ask(&t, COORDINATOR, "GET", "/api/1/record/copy", NULL);
    assert_int_equal(r.status, 200);
    snprintf(path, sizeof path, "%s/taken.db", t.folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(r.body, 1, r.length, file), r.length);
    assert_int_equal(fclose(file), 0);
    reply_free(&r);
    cw_store *store = cw_store_open(path, &err);
    if (store == NULL) fail_msg("%s", err.message);
    assert_true(cw_store_size(store, NULL, &size, &err));
    assert_int_equal(size, 1);
    cw_verdict found;
    assert_true(cw_store_verify(store, &found, &err));
    assert_int_equal(found.fault_count, 0);
    cw_store_close(store);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(its_length_and_its_last_checkpoint),
                                       cmocka_unit_test(what_is_wrong_is_told),
                                       cmocka_unit_test(a_copy_is_the_record)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
