/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disks that refuse: full at the n-th write, for every n; read-only, as a layer below SQLite says
 * and as the system does to a program without rights. Each is refused in words, nothing that was
 * acknowledged is lost, and writing goes on when it can.
 */
#include "crash.h"

#include <grp.h>

enum { EVENTS = 24, NOBODY = 65534 };

/* ---- as the layer below SQLite says -----------------------------------------------------------
 */

static void full_at(long left, size_t batch, size_t *refused) {
    char path[1200];
    int status;
    fresh("full.db", path);
    task t = {.path = path,
              .last = EVENTS,
              .batch = batch,
              .closes = true, /* which carries the log over, as far as there is room */
              .left = left,
              .how = DISK_FULL};
    size_t told = run_task(t, &status);
    assert_int_equal(status, told * batch == EVENTS ? 0 : REFUSED);
    assert_int_equal(look(path), told * batch);
    *refused += status == REFUSED;
    t.left = -1;
    assert_int_equal(run_task(t, &status), EVENTS / batch); /* what is there is passed over */
    assert_int_equal(status, 0);
    assert_int_equal(look(path), EVENTS);
}

static void a_full_disk_refuses(void **state) {
    (void)state;
    size_t refused = 0, complete = 0; /* full at the close, or never */
    for (long n = 0; n < 420; n += is_slow() ? 37 : 7) {
        size_t before = refused;
        full_at(n, 1, &refused);
        complete += refused == before;
    }
    for (long n = 0; n < 60; n += is_slow() ? 11 : 2) full_at(n, 8, &refused);
    print_message("refused for want of room %zu times\n", refused);
    assert_true(refused > (is_slow() ? 5 : 40) && complete > 0);
}

static void a_read_only_disk_refuses(void **state) {
    (void)state;
    char path[1200];
    int status;
    fresh("still.db", path);
    const task t = {
        .path = path, .last = EVENTS, .batch = 1, .closes = true, .how = DISK_READ_ONLY};
    assert_int_equal(run_task(t, &status), 0);
    assert_int_equal(status, REFUSED);
    assert_int_equal(look(path), 0);
}

/* ---- as the system does -----------------------------------------------------------------------
 */

typedef struct answer { /* of the program without rights */
    bool has_no_rights, opened, read, wrote;
    uint64_t size;
    cw_error err; /* of what was refused first */
} answer;

typedef void (*deed)(const char *folder, const char *path, answer *a);

/* Root is bound by no permissions: gives that up for good. */
static bool becomes_nobody(void) {
    if (geteuid() != 0) return true;
    return setgroups(0, NULL) == 0 && setresgid(NOBODY, NOBODY, NOBODY) == 0
           && setresuid(NOBODY, NOBODY, NOBODY) == 0;
}

/* In a process of its own, since rights that were given up do not come back. */
static answer without_rights(deed d, const char *folder, const char *path) {
    answer a = {.has_no_rights = false};
    int ends[2], status;
    fflush(NULL);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        a.has_no_rights = becomes_nobody();
        if (a.has_no_rights) d(folder, path, &a);
        _exit(write(ends[1], &a, sizeof a) == (ssize_t)sizeof a ? 0 : 1);
    }
    assert_true(child > 0);
    close(ends[1]);
    assert_int_equal(read(ends[0], &a, sizeof a), sizeof a);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    return a;
}

static void give_to_nobody(const char *path, mode_t mode) {
    if (geteuid() == 0) assert_int_equal(chown(path, NOBODY, NOBODY), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void append_and_read(const char *folder, const char *path, answer *a) {
    (void)folder;
    cw_store *store = cw_store_open(path, &a->err);
    a->opened = store != NULL;
    a->read = a->opened && cw_store_size(store, NULL, &a->size, &a->err);
    a->wrote = a->read && append_batch(store, EVENTS, 1, &a->err);
    cw_store_close(store);
}

static void make_a_record(const char *folder, const char *path, answer *a) {
    char fresh_path[1300];
    cw_public_key own = {.centre = "dover"};
    (void)path;
    snprintf(fresh_path, sizeof fresh_path, "%s/new.db", folder);
    cw_store *store = cw_store_create(fresh_path, &own, &a->err);
    a->wrote = store != NULL;
    cw_store_close(store);
}

static void copy_into(const char *folder, const char *path, answer *a) {
    char copy[1300];
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    cw_store *store = cw_store_open(path, &a->err);
    a->opened = store != NULL;
    a->wrote = a->opened && cw_store_copy(store, copy, &a->err);
    cw_store_close(store);
}

/* A folder of its own with a record of EVENTS events, closed. */
static void a_record_in(const char *name, char folder[1100], char path[1200]) {
    char beside[1200];
    int status;
    snprintf(folder, 1100, "%s/%s", work, name);
    snprintf(path, 1200, "%s/a.db", folder);
    snprintf(beside, sizeof beside, "%s/made.db", work);
    copy_record(template_db, beside);
    const task t = {.path = beside, .last = EVENTS, .batch = 8, .closes = true, .left = -1};
    assert_int_equal(run_task(t, &status), EVENTS / 8);
    assert_int_equal(mkdir(folder, 0755), 0);
    copy_record(beside, path);
}

static void expect_refusal(const char *what, const answer *a, const char *word) {
    print_message("%s: %s\n", what, a->err.message);
    assert_false(a->wrote);
    assert_int_equal(a->err.code, CW_ERR_MACHINE);
    assert_mentions(a->err.message, word);
}

static void what_cannot_be_written_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *name;
        mode_t folder, file;
        bool reads; /* what is there can be read all the same */
    } rows[] = {{"a file that may only be read", 0755, 0444, true},
                {"a folder that may only be read", 0555, 0644, false},
                {"both", 0555, 0444, false}};
    char folder[1100], path[1200];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        a_record_in(rows[i].name, folder, path);
        give_to_nobody(path, rows[i].file);
        give_to_nobody(folder, rows[i].folder);
        answer a = without_rights(append_and_read, folder, path);
        assert_int_equal(chmod(folder, 0755), 0);
        assert_int_equal(chmod(path, 0644), 0);
        if (!a.has_no_rights) {
            print_message("skipped: root's rights cannot be given up here\n");
            skip();
        }
        expect_refusal(rows[i].name, &a, "cannot be written to");
        if (rows[i].reads) assert_true(a.read && a.size == EVENTS);
        assert_int_equal(look(path), EVENTS);
    }
}

static void nothing_is_made_where_nothing_can_be(void **state) {
    (void)state;
    static const struct {
        const char *name;
        deed d;
    } rows[] = {{"a new record", make_a_record}, {"a copy", copy_into}};
    char folder[1100], still[1200], path[1200];
    a_record_in("whole", folder, path);
    give_to_nobody(path, 0644);
    give_to_nobody(folder, 0755);
    snprintf(still, sizeof still, "%s/still", work);
    assert_int_equal(mkdir(still, 0555), 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        answer a = without_rights(rows[i].d, still, path);
        if (!a.has_no_rights) {
            print_message("skipped: root's rights cannot be given up here\n");
            skip();
        }
        expect_refusal(rows[i].name, &a, "cannot be made: Permission denied");
        assert_int_equal(rmdir(still), 0); /* which it is only when empty */
        assert_int_equal(mkdir(still, 0555), 0);
    }
    assert_int_equal(look(path), EVENTS);
}

static int set_up(void **state) {
    if (crash_set_up(state) != 0) return 1;
    return chmod(work, 0711); /* nobody goes through it */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_refuses),
        cmocka_unit_test(a_read_only_disk_refuses),
        cmocka_unit_test(what_cannot_be_written_is_refused),
        cmocka_unit_test(nothing_is_made_where_nothing_can_be),
    };
    return cmocka_run_group_tests(tests, set_up, crash_tear_down);
}
