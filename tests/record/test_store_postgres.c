/* SPDX-License-Identifier: Apache-2.0 */
/* The store in PostgreSQL: what every store promises, on a server of the test's own; and what is a
 * server's alone: struck down at work, it comes back with all that was acknowledged. */
#include "store_cases.h"

#include "postgres_server.h"
#include "record/postgres.h"

static postgres_server server;

static const char *place_make(char where[1200]) {
    char name[32], sql[64];
    snprintf(name, sizeof name, "record%d", place_count++);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    postgres_do(&server, "postgres", sql);
    return server_address(&server, name, where);
}

static void place_unguard(cw_store *store) {
    raw(store, "ALTER TABLE event DISABLE TRIGGER USER");
    raw(store, "ALTER TABLE leaf DISABLE TRIGGER USER");
    raw(store, "ALTER TABLE head DISABLE TRIGGER USER");
    raw(store, "ALTER TABLE checkpoint DISABLE TRIGGER USER");
    raw(store, "ALTER TABLE centre_key DISABLE TRIGGER USER");
}

static int set_up(void **state) {
    static const char *const settings[] = {"max_connections=20", "shared_buffers=16MB", NULL};
    postgres_make(&server, settings);
    return stores_set_up(state);
}

static int tear_down(void **state) {
    postgres_remove(&server);
    return stores_tear_down(state);
}

static void test_addresses(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_store_close(must_create(DOVER, where));
    assert_null(
        cw_store_create(where, cw_secret_key_public(keys[DOVER]), &err)); /* never replaced */
    assert_int_equal(err.code, CW_NO);
    err = (cw_error){0};
    assert_null(cw_store_open(place_make(where), &err)); /* an empty database */
    assert_mentions(err.message, "no record");
    err = (cw_error){0};
    assert_null(cw_store_open("postgresql:///x?host=/nowhere", &err));
    assert_int_equal(err.code, CW_ERR_MACHINE);
    assert_mentions(err.message, "cannot reach");
}

/* Whatever is wrong with an address, the password in it is not repeated. */
static void test_no_password_is_told(void **state) {
    (void)state;
    static const char *const wrong[] = {"postgresql://owner:hush-4711@/record?host=/nowhere",
                                        "postgresql://owner:x@hush-4711@localhost:1/record",
                                        "postgresql://owner:hush-4711@localhost:port/record",
                                        "postgresql://owner@localhost:1/record?passwort=hush-4711",
                                        "postgresql://owner:hush-4711@[::1/record"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cw_error err = {0};
        assert_null(cw_store_open(wrong[i], &err));
        assert_int_not_equal(strlen(err.message), 0);
        assert_null(strstr(err.message, "hush-4711"));
        assert_null(strchr(err.message, '\n'));
    }
}

/* A transaction that failed takes nothing with it that later ones need. */
static void test_after_a_failure_it_goes_on(void **state) {
    (void)state;
    cw_error err = {0};
    cw_store *store = fresh_store(DOVER);
    assert_true(store_begin(store, true, &err));
    bool refused =
        !store_execute(store, "INSERT INTO event (seq, id, bytes) VALUES (7, '', '')", NULL, 0,
                       &err)
        || !store_end(store, store_execute(store, "DELETE FROM pg_temp.none", NULL, 0, &err), &err);
    assert_true(refused);
    append_some(store, DOVER, 0, 6);
    static const char twice[] = "SELECT count(*) FROM event WHERE seq < 0";
    for (int i = 0; i < 2; i++) {
        assert_true(store_begin(store, true, &err));
        bool good = store_execute(store, "INSERT INTO event (seq, id, bytes) VALUES (7, '', '')",
                                  NULL, 0, &err)
                    && store_execute(store, twice, NULL, 0, &err);
        assert_false(store_end(store, good, &err));
    }
    assert_true(store_begin(store, true, &err));
    assert_true(store_end(store, store_execute(store, twice, NULL, 0, &err), &err));
    append_some(store, DOVER, 6, 12);
    expect_sound(store);
    cw_store_close(store);
}

/* The server's own upkeep of the tables does not keep a writer waiting, nor a writer it. */
static void test_appends_beside_a_vacuum(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_store *store = must_create(DOVER, where);
    append_some(store, DOVER, 0, 3);
    cw_store *other = cw_store_open(where, &err); /* a lock as VACUUM and ANALYZE take it */
    assert_non_null(other);
    assert_true(postgres_run(
        other->db, "BEGIN; LOCK TABLE event, leaf, head IN SHARE UPDATE EXCLUSIVE MODE", &err));
    raw(store, "SET lock_timeout = '1ms'");
    append_some(store, DOVER, 3, 6);
    assert_true(postgres_run(other->db, "COMMIT", &err));
    cw_store_close(other);
    cw_store_close(store);
}

/* An index that no longer agrees with its table: reading does not see it, amcheck does. */
static void test_a_damaged_index_is_found(void **state) {
    (void)state;
    cw_error err = {0};
    cw_store *store = fresh_store(DOVER);
    append_some(store, DOVER, 0, 20);
    if (!postgres_run(store->db, "CREATE EXTENSION amcheck WITH SCHEMA public", &err))
        fail_msg("%s", err.message);
    expect_sound(store);
    /* a row of the table that its index does not have */
    raw(store, "ALTER TABLE event DISABLE TRIGGER USER");
    if (!postgres_run(store->db,
                      "UPDATE pg_index SET indisready = false, indisvalid = false"
                      " WHERE indrelid = 'event'::regclass",
                      &err))
        fail_msg("%s", err.message);
    append_some(store, DOVER, 20, 21);
    if (!postgres_run(store->db,
                      "UPDATE pg_index SET indisready = true, indisvalid = true"
                      " WHERE indrelid = 'event'::regclass",
                      &err))
        fail_msg("%s", err.message);
    expect_fault(store, CW_FAULT_FILE);
    cw_store_close(store);
}

/* A committed append is durable whatever the server's default says. */
static void test_synchronous_commit(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_store *store = must_create(DOVER, where);
    raw(store, "ALTER ROLE owner SET synchronous_commit = off");
    cw_store_close(store);
    store = cw_store_open(where, &err);
    assert_non_null(store);
    raw(store, "ALTER ROLE owner RESET synchronous_commit");
    assert_true(store_begin(store, true, &err));
    bool on = store_execute(store,
                            "DO $$ BEGIN IF current_setting('synchronous_commit') <> 'on' THEN "
                            "RAISE 'off'; END IF; END $$",
                            NULL, 0, &err);
    assert_true(store_end(store, on, &err));
    cw_store_close(store);
}

static void test_copy_names_the_tool(void **state) {
    (void)state;
    cw_store *store = fresh_store(DOVER);
    cw_error err = {0};
    assert_false(cw_store_copy(store, "/tmp/x", &err));
    assert_mentions(err.message, "pg_dump");
    cw_store_close(store);
}

/* In a child: appends one by one and writes each number to the pipe once it is acknowledged. */
static void append_and_tell(const char *where, int pipe_end) {
    cw_error err = {0};
    cw_arena *own = cw_arena_create();
    cw_store *store = cw_store_open(where, &err);
    for (uint32_t n = 0; store != NULL; n++) {
        const cw_event *event = made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, own);
        if (!cw_store_append(store, &event, 1, NULL, &err)) break;
        if (write(pipe_end, &n, sizeof n) != sizeof n) break;
    }
    _exit(0);
}

/* Struck in the middle of appends, ten times, in two ways. */
static void test_a_server_that_is_struck_down(void **state) {
    (void)state;
    for (int round = 0; round < 10; round++) {
        char where[1200];
        int ends[2], status;
        uint32_t n = 0, acknowledged = 0, wanted = 5 + 7 * (uint32_t)round;
        cw_store_close(must_create(DOVER, where));
        assert_int_equal(pipe(ends), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) append_and_tell(where, ends[1]);
        close(ends[1]);
        while (read(ends[0], &n, sizeof n) == sizeof n) {
            acknowledged = n + 1;
            if (acknowledged == wanted) postgres_end(&server, round % 2 ? SIGKILL : SIGQUIT);
        }
        close(ends[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(acknowledged >= wanted);
        postgres_start(&server);
        cw_error err = {0};
        cw_store *store = cw_store_open(where, &err);
        if (store == NULL) fail_msg("%s", err.message);
        uint64_t size = 0;
        assert_true(cw_store_size(store, NULL, &size, &err));
        assert_true(size == acknowledged || size == acknowledged + 1); /* one may be in doubt */
        for (uint32_t i = 0; i < acknowledged; i++) {
            const cw_event *event = made_event("dover", i % 3 == 2 ? NULL : "gris-nez", i, arena);
            assert_non_null(cw_store_find(store, &event->id, arena, &err));
        }
        expect_sound(store);
        const cw_event *again =
            made_event("dover", acknowledged % 3 == 2 ? NULL : "gris-nez", acknowledged, arena);
        assert_true(
            cw_store_append(store, &again, 1, NULL, &err)); /* what was in doubt, once more */
        assert_true(cw_store_size(store, NULL, &size, &err));
        assert_int_equal(size, acknowledged + 1);
        expect_sound(store);
        cw_store_close(store);
    }
}

/* The number is in no file of the table; what the server's own log still holds, its recycling ends
 * (docs/record.md). */
static void test_redacted_content_leaves_the_table(void **state) {
    (void)state;
    static const char *const caller[] = {"caller"};
    char where[1200], command[2400], name[32], answer[256];
    cw_error err = {0};
    cw_store *store = must_create(DOVER, where);
    snprintf(name, sizeof name, "record%d", place_count - 1);
    append_some(store, DOVER, 0, 30);
    for (size_t n = 0; n < 30; n++) {
        const cw_event *event = made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
        cw_redaction r = redaction_of(event, caller, 1);
        assert_true(cw_store_redact(store, &r, &err));
    }
    expect_sound(store);
    postgres_do(&server, name, "CHECKPOINT");
    postgres_ask(&server, name,
                 "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()",
                 answer);
    snprintf(command, sizeof command, "grep -rqaF '7700 900461' '%s/data/%s'", server.folder,
             answer);
    assert_int_not_equal(system(command), 0);
    snprintf(command, sizeof command, "grep -rqaF 'the boat is taking water' '%s/data/%s'",
             server.folder, answer);
    assert_int_equal(system(command), 0); /* so the search above would have found it */
    cw_store_close(store);
}

/* tools/setup installs it; where it is absent this is told, not hidden. */
static void test_without_postgres(void **state) {
    (void)state;
    print_message("skipped: %s is absent\n", POSTGRES_BIN);
    skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {STORE_CASES,
                                       cmocka_unit_test(test_addresses),
                                       cmocka_unit_test(test_no_password_is_told),
                                       cmocka_unit_test(test_after_a_failure_it_goes_on),
                                       cmocka_unit_test(test_appends_beside_a_vacuum),
                                       cmocka_unit_test(test_a_damaged_index_is_found),
                                       cmocka_unit_test(test_synchronous_commit),
                                       cmocka_unit_test(test_copy_names_the_tool),
                                       cmocka_unit_test(test_redacted_content_leaves_the_table),
                                       cmocka_unit_test(test_a_server_that_is_struck_down)};
    const struct CMUnitTest absent[] = {cmocka_unit_test(test_without_postgres)};
    if (!postgres_is_installed()) return cmocka_run_group_tests(absent, NULL, NULL);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
