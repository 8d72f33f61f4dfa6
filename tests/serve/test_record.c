/* SPDX-License-Identifier: Apache-2.0 */
/* The record as the room tells of it, against the record itself: opened here, changed behind the
 * room's back, and copied. */
#include "room.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COORDINATOR (&t.callers[ROLE_COORDINATOR])

static json_t *field(json_t *o, const char *key) {
    json_t *value = json_object_get(o, key);
    if (value == NULL) fail_msg("no field %s", key);
    return value;
}

static const char VERIFY[] = "/api/1/record/verify";

/* Once it is done; asked for in between, and a minute is the end of patience. */
static json_t *verdict(open_room *t) {
    caller *by = &t->callers[ROLE_COORDINATOR];
    json_decref(expect(t, by, "POST", VERIFY, "{}", 202));
    for (time_t until = time(NULL) + 60; time(NULL) < until;) {
        reply r = ask(t, by, "GET", VERIFY, NULL); /* 429: asked to wait a moment */
        json_t *state = json_object_get(r.json, "state");
        if (r.status == 200 && strcmp(json_string_value(state), "running") != 0) {
            assert_string_equal(json_string_value(state), "done");
            json_t *found = json_incref(field(r.json, "verdict"));
            assert_int_equal(json_integer_value(field(r.json, "read")),
                             json_integer_value(field(found, "entries")));
            reply_free(&r);
            return found;
        }
        reply_free(&r);
    }
    fail_msg("the verification does not end");
    return NULL;
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

/* ---- kept ------------------------------------------------------------------------------------ */

static json_t *entry_of_kind(const open_room *t, const char *kind) {
    json_t *list =
        expect(t, &t->callers[ROLE_OFFICER], "GET", "/api/1/incidents/GN-7/timeline", NULL, 200);
    json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(list) && found == NULL; i++) {
        json_t *one = json_array_get(list, i);
        if (strcmp(json_string_value(field(one, "kind")), kind) == 0) found = json_incref(one);
    }
    json_decref(list);
    if (found == NULL) fail_msg("no event of kind %s", kind);
    return found;
}

static bool has_part(const open_room *t, const char *kind, const char *part) {
    json_t *entry = entry_of_kind(t, kind), *parts = field(entry, "parts");
    bool has = false;
    for (size_t i = 0; i < json_array_size(parts); i++)
        has = has || strcmp(json_string_value(json_array_get(parts, i)), part) == 0;
    json_decref(entry);
    return has;
}

/* The number is gone from the record, from what the room remembers and from what it shows; who
 * took it out and why stays; and the record is sound. */
static void a_part_is_redacted(void **state) {
    (void)state;
    open_room t;
    char body[300];
    room_begin(&t, NULL);
    json_t *made = expect(&t, &t.callers[ROLE_OFFICER], "POST", "/api/1/reports",
                          "{\"text\":\"33 people, 51 09.45N 001 50.95E\","
                          "\"caller\":\"0612345678\",\"incident\":\"GN-7\"}",
                          200);
    const char *event = json_string_value(field(made, "event"));
    assert_true(has_part(&t, "report", "caller"));
    snprintf(body, sizeof body, "{\"event\":\"%s\",\"part\":\"caller\",\"reason\":\"\"}", event);
    json_decref(expect(&t, COORDINATOR, "POST", "/api/1/record/redactions", body, 400));
    snprintf(body, sizeof body,
             "{\"event\":\"%s\",\"part\":\"caller\",\"reason\":\"a year has passed\"}", event);
    json_decref(
        expect(&t, &t.callers[ROLE_OFFICER], "POST", "/api/1/record/redactions", body, 403));
    json_decref(expect(&t, COORDINATOR, "POST", "/api/1/record/redactions", body, 200));
    json_decref(expect(&t, COORDINATOR, "POST", "/api/1/record/redactions", body, 409));
    assert_false(has_part(&t, "report", "caller"));
    json_t *why = entry_of_kind(&t, "redaction");
    assert_string_equal(json_string_value(field(why, "person")), "coordinator");
    assert_string_equal(json_string_value(field(field(why, "body"), "reason")),
                        "a year has passed");
    reply shown = ask(&t, &t.callers[ROLE_OFFICER], "GET", "/api/1/incidents/GN-7", NULL);
    assert_null(strstr(shown.body, "612345678"));
    assert_non_null(strstr(shown.body, "33 people"));
    reply_free(&shown);
    json_t *told = verdict(&t);
    assert_true(json_is_true(field(told, "good")));
    assert_int_equal(json_integer_value(field(told, "redacted")), 1);
    json_decref(told);
    json_decref(why);
    json_decref(made);
    room_end(&t);
}

/* Dover's record, which trusts Gris-Nez and shares one event with it; its keys. */
static cw_store *make_partner(const open_room *t, cw_secret_key **key, cw_public_key *own) {
    char path[1200];
    cw_error err = {0};
    snprintf(path, sizeof path, "%s/dover.key", t->folder);
    assert_true(cw_secret_key_create(path, "Dover", own, &err));
    *key = cw_secret_key_load(path, &err);
    snprintf(path, sizeof path, "%s/dover.db", t->folder);
    cw_store *store = cw_store_create(path, own, &err);
    assert_non_null(store);
    const char *names[] = {"DV-3"}, *to[] = {"Gris-Nez"};
    const cw_part_draft part = {"body", "{}", 2, true};
    cw_arena *arena = cw_arena_create();
    cw_time now = cw_time_from_civil(2021, 11, 24, 1, 20, 0.0);
    const cw_event_draft draft = {.centre = "Dover",
                                  .person = "D. Officer",
                                  .observed = now,
                                  .received = now,
                                  .recorded = now,
                                  .kind = "open",
                                  .incidents = names,
                                  .incident_count = 1,
                                  .shared_with = to,
                                  .shared_count = 1,
                                  .parts = &part,
                                  .part_count = 1};
    const cw_event *event = cw_event_seal(&draft, arena, &err);
    assert_non_null(event);
    assert_true(cw_store_append(store, &event, 1, NULL, &err));
    cw_arena_destroy(arena);
    snprintf(path, sizeof path, "%s/key", t->folder);
    cw_secret_key *partner = cw_secret_key_load(path, &err);
    assert_true(cw_store_trust(store, cw_secret_key_public(partner), &err));
    cw_secret_key_destroy(partner);
    return store;
}

static void trust(const open_room *t, const cw_public_key *partner) {
    cw_error err = {0};
    cw_store *store = cw_store_open(t->record, &err);
    assert_true(cw_store_trust(store, partner, &err));
    cw_store_close(store);
}

static char *in_base64(const cw_text *bytes) {
    size_t room = sodium_base64_ENCODED_LEN(bytes->length, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room + 32);
    assert_non_null(text);
    int n = snprintf(text, 16, "{\"bundle\":\"");
    sodium_bin2base64(text + n, room, (const uint8_t *)bytes->data, bytes->length,
                      sodium_base64_VARIANT_ORIGINAL);
    strcat(text, "\"}");
    return text;
}

/* A bundle of a stranger, a damaged one, a sound one, and the same again. */
static void a_partners_bundle_is_taken_in(void **state) {
    (void)state;
    open_room t;
    cw_error err = {0};
    cw_secret_key *key;
    cw_public_key own;
    cw_text bundle = {0};
    room_begin(&t, NULL);
    cw_store *dover = make_partner(&t, &key, &own);
    const cw_release_rule all = {.to = "Gris-Nez"};
    if (!cw_bundle_export(dover, key, "Gris-Nez", 0, &all, 1,
                          cw_time_from_civil(2021, 11, 24, 1, 30, 0.0), &bundle, NULL, &err))
        fail_msg("%s", err.message);
    char *body = in_base64(&bundle);
    reply stranger = ask(&t, COORDINATOR, "POST", "/api/1/record/import", body);
    assert_true(stranger.status == 400 || stranger.status == 409);
    reply_free(&stranger);
    trust(&t, &own);
    bundle.data[bundle.length / 2] ^= 1;
    char *damaged = in_base64(&bundle);
    json_decref(expect(&t, COORDINATOR, "POST", "/api/1/record/import", damaged, 409));
    json_decref(
        expect(&t, COORDINATOR, "POST", "/api/1/record/import", "{\"bundle\":\"%%\"}", 400));
    json_decref(expect(&t, &t.callers[ROLE_OFFICER], "POST", "/api/1/record/import", body, 403));
    for (int again = 0; again < 2; again++) {
        json_t *told = expect(&t, COORDINATOR, "POST", "/api/1/record/import", body, 200);
        assert_string_equal(json_string_value(field(told, "from")), "Dover");
        assert_int_equal(json_integer_value(field(told, "added")), again == 0);
        json_decref(told);
    }
    json_decref(expect(&t, &t.callers[ROLE_OFFICER], "GET", "/api/1/incidents/DV-3", NULL, 200));
    free(body);
    free(damaged);
    cw_text_free(&bundle);
    cw_store_close(dover);
    cw_secret_key_destroy(key);
    room_end(&t);
}

/* A checkpoint of this record, signed by the partner too, is kept; one that nobody countersigned is
 * not. */
static void a_countersigned_note_is_kept(void **state) {
    (void)state;
    open_room t;
    char path[1200];
    cw_error err = {0};
    cw_secret_key *key;
    cw_public_key own;
    cw_text note = {0}, both = {0};
    room_begin(&t, NULL);
    cw_store *dover = make_partner(&t, &key, &own);
    trust(&t, &own);
    snprintf(path, sizeof path, "%s/key", t.folder);
    cw_secret_key *secret = cw_secret_key_load(path, &err);
    cw_store *store = cw_store_open(t.record, &err);
    assert_true(cw_store_checkpoint(store, secret, cw_time_from_civil(2021, 11, 24, 2, 0, 0.0),
                                    &note, &err));
    cw_store_close(store);
    json_t *alone = json_pack("{s:s%}", "note", note.data, note.length);
    char *text = json_dumps(alone, 0);
    reply refused = ask(&t, COORDINATOR, "POST", "/api/1/record/notes", text);
    assert_true(refused.status == 400 || refused.status == 409);
    reply_free(&refused);
    free(text);
    json_decref(alone);
    assert_true(cw_note_countersign(note.data, note.length, key, &both, &err));
    json_t *signed_twice = json_pack("{s:s%}", "note", both.data, both.length);
    text = json_dumps(signed_twice, 0);
    json_decref(expect(&t, COORDINATOR, "POST", "/api/1/record/notes", text, 200));
    free(text);
    json_decref(signed_twice);
    json_t *told = verdict(&t);
    assert_true(json_is_true(field(told, "good")));
    /* of the note as it was made, and both of the note as it came back */
    assert_int_equal(json_integer_value(field(told, "signatures")), 3);
    json_decref(told);
    cw_text_free(&note);
    cw_text_free(&both);
    cw_secret_key_destroy(secret);
    cw_secret_key_destroy(key);
    cw_store_close(dover);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(its_length_and_its_last_checkpoint),
                                       cmocka_unit_test(what_is_wrong_is_told),
                                       cmocka_unit_test(a_copy_is_the_record),
                                       cmocka_unit_test(a_part_is_redacted),
                                       cmocka_unit_test(a_partners_bundle_is_taken_in),
                                       cmocka_unit_test(a_countersigned_note_is_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
