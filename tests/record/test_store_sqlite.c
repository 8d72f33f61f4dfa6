/* SPDX-License-Identifier: Apache-2.0 */
/* The store in SQLite: what every store promises, and what is a file's alone. */
#include "disk.h"
#include "store_cases.h"

#include <sqlite3.h>
#include <sys/stat.h>

static const char *place_make(char where[1200]) {
    snprintf(where, 1200, "%s/%d.record", work, place_count++);
    return where;
}

static void place_unguard(cw_store *store) {
    static const char *const drops[] = {
        "DROP TRIGGER event_at_the_end",     "DROP TRIGGER leaf_at_the_end",
        "DROP TRIGGER head_at_the_end",      "DROP TRIGGER event_no_UPDATE",
        "DROP TRIGGER event_no_DELETE",      "DROP TRIGGER leaf_no_UPDATE",
        "DROP TRIGGER leaf_no_DELETE",       "DROP TRIGGER head_no_UPDATE",
        "DROP TRIGGER head_no_DELETE",       "DROP TRIGGER checkpoint_no_UPDATE",
        "DROP TRIGGER checkpoint_no_DELETE", "DROP TRIGGER centre_key_no_UPDATE"};
    for (size_t i = 0; i < sizeof drops / sizeof drops[0]; i++) raw(store, drops[i]);
}

static char *slurp(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    *length = 0;
    if (file == NULL) return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = calloc((size_t)size + 1, 1);
    assert_int_equal(fread(data, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    *length = (size_t)size;
    return data;
}

/* Whether the bytes stand anywhere in the store's files. */
static bool is_on_disk(const char *where, const void *bytes, size_t length) {
    static const char *const endings[] = {"", "-wal"};
    bool found = false;
    for (size_t i = 0; i < 2; i++) {
        char path[1300];
        size_t size;
        snprintf(path, sizeof path, "%s%s", where, endings[i]);
        char *data = slurp(path, &size);
        found |= data != NULL && memmem(data, size, bytes, length) != NULL;
        free(data);
    }
    return found;
}

static void test_redacted_content_leaves_the_disk(void **state) {
    (void)state;
    static const char *const caller[] = {"caller"};
    char where[1200];
    cw_store *store = must_create(DOVER, where);
    cw_error err = {0};
    for (size_t n = 0; n < 30; n++) {
        uint8_t *large = cw_arena_alloc(arena, 9000);
        memset(large, 'x', 9000);
        char number[32];
        snprintf(number, sizeof number, "+33 6 %08zu", n * 7919);
        memcpy(large + 8900, number, strlen(number));
        const cw_part_draft part = {"caller", large, 9000, false};
        cw_event_draft draft = {.centre = "dover",
                                .recorded = made_time(n),
                                .kind = "report",
                                .parts = &part,
                                .part_count = 1};
        const cw_event *event = cw_event_seal(&draft, arena, &err);
        must_append(store, event);
        assert_true(is_on_disk(where, number, strlen(number)));
        if (n % 2 == 0) continue;
        cw_redaction r = redaction_of(event, caller, 1);
        if (!cw_store_redact(store, &r, &err)) fail_msg("%s", err.message);
        assert_false(is_on_disk(where, number, strlen(number)));
        assert_false(is_on_disk(where, event->parts[0].salt, CW_SALT_BYTES));
    }
    expect_sound(store);
    cw_store_close(store);
}

static void test_files(void **state) {
    (void)state;
    char where[1200], text[1300];
    struct stat status;
    cw_error err = {0};
    cw_store_close(must_create(DOVER, where));
    assert_int_equal(stat(where, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_null(
        cw_store_create(where, cw_secret_key_public(keys[DOVER]), &err)); /* never replaced */
    assert_int_equal(err.code, CW_NO);
    err = (cw_error){0};
    snprintf(text, sizeof text, "%s/absent", work);
    assert_null(cw_store_open(text, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    err = (cw_error){0};
    snprintf(text, sizeof text, "%s/dover.key", work); /* a file that is something else */
    assert_null(cw_store_open(text, &err));
    assert_true(err.code == CW_NO || err.code == CW_ERR_INPUT);
    err = (cw_error){0};
    sqlite3 *db; /* a database that is something else */
    snprintf(text, sizeof text, "%s/other.db", work);
    assert_int_equal(sqlite3_open(text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE a (b)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_null(cw_store_open(text, &err));
    assert_mentions(err.message, "not a record");
}

/* Settings that the promise rests on, asked of SQLite itself. */
static bool take_first(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_TEXT) snprintf(context, 16, "%.15s", (const char *)row[0].bytes);
    return true;
}
static bool take_number_text(void *context, const value *row, cw_error *err) {
    (void)err;
    snprintf(context, 16, "%lld", (long long)row[0].integer);
    return true;
}

static void test_settings(void **state) {
    (void)state;
    char where[1200], text[16];
    cw_error err = {0};
    cw_store_close(must_create(DOVER, where));
    cw_store *store = cw_store_open(where, &err);
    assert_true(store_query(store, "PRAGMA journal_mode", NULL, 0, "t", take_first, text, &err));
    assert_string_equal(text, "wal");
    assert_true(
        store_query(store, "PRAGMA synchronous", NULL, 0, "i", take_number_text, text, &err));
    assert_string_equal(text, "2"); /* FULL */
    assert_true(
        store_query(store, "PRAGMA secure_delete", NULL, 0, "i", take_number_text, text, &err));
    assert_string_equal(text, "1");
    cw_store_close(store);
}

/* A copy taken while another handle is in the middle of an append holds whole appends only, and can
 * be opened and verified. */
static void test_copy_while_running(void **state) {
    (void)state;
    char where[1200], path[1300];
    cw_error err = {0};
    cw_store *store = must_create(DOVER, where), *writer = cw_store_open(where, &err);
    append_some(store, DOVER, 0, 30);
    cw_text note = checkpoint_of(store, DOVER, made_time(40));
    const cw_event *event = made_event("dover", NULL, 77, arena);
    assert_true(store_begin(writer, true, &err));
    assert_true(store_append_within(writer, &event, 1, NULL, &err));
    snprintf(path, sizeof path, "%s/copy", work);
    if (!cw_store_copy(store, path, &err)) fail_msg("%s", err.message);
    assert_true(store_end(writer, true, &err));
    assert_false(cw_store_copy(store, path, &err)); /* never replaces */
    err = (cw_error){0};
    cw_store *copy = cw_store_open(path, &err);
    assert_non_null(copy);
    uint64_t size = 0;
    assert_true(cw_store_size(copy, NULL, &size, &err));
    assert_int_equal(size, 30);
    expect_sound(copy);
    append_some(copy, DOVER, 31, 33); /* its guards came along */
    cw_error refused = {0};
    assert_true(store_begin(copy, true, &err));
    assert_false(store_end(
        copy, store_execute(copy, "DELETE FROM event WHERE seq = 0", NULL, 0, &refused), &refused));
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    expect_sound(store);
    cw_text_free(&note);
    cw_store_close(copy);
    cw_store_close(store);
    cw_store_close(writer);
}

static bool into(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    (void)entry;
    return cw_event_encode(event, context, err);
}

static cw_text content_of(const char *where, bool *sound) {
    cw_text all = {0};
    cw_error err = {0};
    cw_verdict verdict;
    cw_store *store = cw_store_open(where, &err);
    *sound = store != NULL && cw_store_verify(store, &verdict, &err) && verdict.fault_count == 0;
    if (*sound) *sound = cw_store_each(store, 0, into, &all, &err);
    cw_store_close(store);
    return all;
}

/* Bytes of the file itself, changed one at a time: found, or without any effect on what is read. */
static void test_bytes_of_the_file(void **state) {
    (void)state;
    char where[1200];
    bool sound;
    size_t size, found = 0, tried = 0;
    cw_store *store = must_create(DOVER, where);
    append_some(store, DOVER, 0, 12);
    cw_text note = checkpoint_of(store, DOVER, made_time(40));
    cw_store_close(store);
    char *file = slurp(where, &size);
    cw_text want = content_of(where, &sound);
    assert_true(sound);
    for (size_t at = 0; at < size; at += 23) { /* 23 shares nothing with any field's size */
        FILE *out = fopen(where, "r+b");
        char wrong = (char)(file[at] ^ (1 << at % 8));
        assert_true(fseek(out, (long)at, SEEK_SET) == 0 && fwrite(&wrong, 1, 1, out) == 1);
        assert_int_equal(fclose(out), 0);
        cw_text got = content_of(where, &sound);
        tried++;
        found += !sound;
        if (sound && (got.length != want.length || memcmp(got.data, want.data, want.length) != 0))
            fail_msg("byte %zu of the file was changed, and nobody saw it", at);
        cw_text_free(&got);
        out = fopen(where, "r+b");
        assert_true(fseek(out, (long)at, SEEK_SET) == 0 && fwrite(&file[at], 1, 1, out) == 1);
        assert_int_equal(fclose(out), 0);
    }
    print_message("%zu bytes of the file changed, %zu found, the others without effect\n", tried,
                  found);
    assert_true(found > tried / 8); /* much of a file so small is empty pages */
    free(file);
    cw_text_free(&want);
    cw_text_free(&note);
}

/* Without syncs, which take most of the time; test_crash.c shows what they are good for. */
static int set_up(void **state) {
    disk_install();
    return stores_set_up(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {STORE_CASES,
                                       cmocka_unit_test(test_redacted_content_leaves_the_disk),
                                       cmocka_unit_test(test_files),
                                       cmocka_unit_test(test_settings),
                                       cmocka_unit_test(test_copy_while_running),
                                       cmocka_unit_test(test_bytes_of_the_file)};
    return cmocka_run_group_tests(tests, set_up, stores_tear_down);
}
