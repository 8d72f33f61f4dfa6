/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The power of the last word: a centre's program is killed at its n-th write, for every n, the
 * write done in half; the disk fills at the n-th; the disk is read-only; and the write-ahead log is
 * cut at every frame and anywhere. What was acknowledged is there, the rest is cleanly absent, and
 * verification has nothing to say.
 *
 * The killer is a VFS of SQLite's that passes everything on to the system's and counts writes,
 * truncations and syncs. Events are acknowledged over a pipe, as a network would be told.
 */
#include "made.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS = 24, A_RUN = 4, LEAST_POINTS = 1000, STEP_UNDER_SANITIZERS = 8 };

static char work[1024], template_db[1200];
static cw_secret_key *key;

/* ---- a disk that ends ------------------------------------------------------------------------ */

typedef enum ending { KILLED, FULL, READ_ONLY } ending;

static struct {
    sqlite3_vfs shim, *below;
    sqlite3_io_methods methods;
    long left; /* operations until the end; below 0: never */
    ending how;
} disk;

typedef struct shim_file { /* the file below lies behind it */
    sqlite3_file base;
} shim_file;

static sqlite3_file *below(sqlite3_file *file) {
    return (sqlite3_file *)((shim_file *)file + 1);
}

/* SQLITE_OK: go on. */
static int count_down(void) {
    if (disk.left < 0 || disk.left-- > 0) return SQLITE_OK;
    if (disk.how == KILLED) _exit(9);
    disk.left = 0; /* so it stays */
    return disk.how == FULL ? SQLITE_FULL : SQLITE_READONLY;
}

static int shim_close(sqlite3_file *f) {
    return below(f)->pMethods->xClose(below(f));
}
static int shim_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) {
    return below(f)->pMethods->xRead(below(f), to, n, at);
}
static int shim_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at) {
    if (disk.left == 0 && disk.how == KILLED) below(f)->pMethods->xWrite(below(f), from, n / 2, at);
    int refused = count_down();
    return refused != SQLITE_OK ? refused : below(f)->pMethods->xWrite(below(f), from, n, at);
}
static int shim_truncate(sqlite3_file *f, sqlite3_int64 size) {
    int refused = disk.how == KILLED ? count_down() : SQLITE_OK; /* a full disk can be cut */
    return refused != SQLITE_OK ? refused : below(f)->pMethods->xTruncate(below(f), size);
}
static int shim_sync(sqlite3_file *f, int flags) {
    int refused = disk.how == KILLED ? count_down() : SQLITE_OK;
    return refused != SQLITE_OK ? refused : below(f)->pMethods->xSync(below(f), flags);
}
static int shim_size(sqlite3_file *f, sqlite3_int64 *size) {
    return below(f)->pMethods->xFileSize(below(f), size);
}
static int shim_lock(sqlite3_file *f, int level) {
    return below(f)->pMethods->xLock(below(f), level);
}
static int shim_unlock(sqlite3_file *f, int level) {
    return below(f)->pMethods->xUnlock(below(f), level);
}
static int shim_reserved(sqlite3_file *f, int *out) {
    return below(f)->pMethods->xCheckReservedLock(below(f), out);
}
static int shim_control(sqlite3_file *f, int op, void *argument) {
    return below(f)->pMethods->xFileControl(below(f), op, argument);
}
static int shim_sector(sqlite3_file *f) {
    return below(f)->pMethods->xSectorSize(below(f));
}
static int shim_device(sqlite3_file *f) {
    return below(f)->pMethods->xDeviceCharacteristics(below(f));
}
static int shim_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **to) {
    return below(f)->pMethods->xShmMap(below(f), page, size, extend, to);
}
static int shim_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return below(f)->pMethods->xShmLock(below(f), offset, n, flags);
}
static void shim_shm_barrier(sqlite3_file *f) {
    below(f)->pMethods->xShmBarrier(below(f));
}
static int shim_shm_unmap(sqlite3_file *f, int remove_it) {
    return below(f)->pMethods->xShmUnmap(below(f), remove_it);
}

static int shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags,
                     int *out) {
    (void)vfs;
    int status = disk.below->xOpen(disk.below, name, below(file), flags, out);
    file->pMethods = below(file)->pMethods != NULL ? &disk.methods : NULL;
    return status;
}

static void install_disk(long left, ending how) {
    disk.below = sqlite3_vfs_find(NULL);
    disk.shim = *disk.below; /* everything but opening is the system's */
    disk.shim.zName = "ending";
    disk.shim.szOsFile = disk.below->szOsFile + (int)sizeof(shim_file);
    disk.shim.xOpen = shim_open;
    disk.methods = (sqlite3_io_methods){.iVersion = 2,
                                        .xClose = shim_close,
                                        .xRead = shim_read,
                                        .xWrite = shim_write,
                                        .xTruncate = shim_truncate,
                                        .xSync = shim_sync,
                                        .xFileSize = shim_size,
                                        .xLock = shim_lock,
                                        .xUnlock = shim_unlock,
                                        .xCheckReservedLock = shim_reserved,
                                        .xFileControl = shim_control,
                                        .xSectorSize = shim_sector,
                                        .xDeviceCharacteristics = shim_device,
                                        .xShmMap = shim_shm_map,
                                        .xShmLock = shim_shm_lock,
                                        .xShmBarrier = shim_shm_barrier,
                                        .xShmUnmap = shim_shm_unmap};
    disk.left = left;
    disk.how = how;
    sqlite3_vfs_register(&disk.shim, 1);
}

/* ---- the centre's program -------------------------------------------------------------------- */

static void copy_file(const char *from, const char *to) {
    static char bytes[1 << 22];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    size_t n = fread(bytes, 1, sizeof bytes, in);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    fclose(in);
    fclose(out);
}

static void fresh(const char *name, char path[1200]) {
    char extra[1300];
    snprintf(path, 1200, "%s/%s", work, name);
    for (int k = 0; k < 2; k++) {
        snprintf(extra, sizeof extra, "%s-%s", path, k == 0 ? "wal" : "shm");
        unlink(extra);
    }
    copy_file(template_db, path);
}

/* Appends until the end, and tells of each event that is on the disk. Never returns. */
static void write_down(const char *path, int tell, size_t first, size_t last, long left,
                       ending how) {
    install_disk(left, how);
    cw_error err = {0};
    cw_store *store = cw_store_open(path, &err);
    cw_arena *arena = cw_arena_create();
    for (size_t n = first; store != NULL && n < last; n++) {
        const cw_event *event = made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
        size_t added;
        if (!cw_store_append(store, &event, 1, &added, &err)) break;
        if (write(tell, "+", 1) != 1) break;
    }
    _exit(store != NULL && err.code == CW_OK ? 0 : 3); /* no clean closing either */
}

/* Runs it for events `first` to `last` - 1; how many were acknowledged. *status: how it ended. */
static size_t run_events(const char *path, size_t first, size_t last, long left, ending how,
                         int *status) {
    int ends[2];
    char told;
    size_t count = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_down(path, ends[1], first, last, left, how);
    }
    assert_true(child > 0);
    close(ends[1]);
    while (read(ends[0], &told, 1) == 1) count++;
    close(ends[0]);
    assert_int_equal(waitpid(child, status, 0), child);
    return count;
}

static size_t run_to_the_end(const char *path, long left, ending how, int *status) {
    return run_events(path, 0, EVENTS, left, how, status);
}

/* What is there: the first events in their order, all of them whole; and nothing is wrong. */
static size_t look(const char *path) {
    static cw_verdict verdict;
    cw_error err = {0};
    cw_store *store = cw_store_open(path, &err);
    if (store == NULL) fail_msg("%s", err.message);
    if (!cw_store_verify(store, &verdict, &err)) fail_msg("%s", err.message);
    assert_int_equal(verdict.fault_count, 0);
    cw_event_log *log = cw_event_log_create(&err);
    cw_arena *arena = cw_arena_create();
    assert_true(cw_store_load(store, 0, log, &err));
    size_t count = cw_event_log_count(log);
    for (size_t n = 0; n < count; n++) {
        const cw_event *want = made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
        assert_int_equal(cw_event_id_compare(&cw_event_log_at(log, n)->id, &want->id), 0);
        assert_true(cw_event_log_at(log, n)->parts[0].present);
    }
    cw_event_log_destroy(log);
    cw_arena_destroy(arena);
    cw_store_close(store);
    return count;
}

/* ---- trials ---------------------------------------------------------------------------------- */

static bool is_slow(void) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return false;
#endif
}

/* Events `first` on into the record that the trials begin with. */
static void grow_template(size_t first) {
    cw_error err = {0};
    cw_store *store = cw_store_open(template_db, &err);
    cw_arena *arena = cw_arena_create();
    for (size_t n = first; n < first + A_RUN; n++) {
        const cw_event *event = made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
        if (store == NULL || !cw_store_append(store, &event, 1, NULL, &err))
            fail_msg("%s", err.message);
    }
    cw_arena_destroy(arena);
    cw_store_close(store);
}

/* A few events upon a record of none, four, eight, ...: every write of it all is an end once. */
static void killed_at_every_write(void **state) {
    (void)state;
    char path[1200];
    size_t points = 0, kept_more = 0, first = 0;
    long step = is_slow() ? STEP_UNDER_SANITIZERS : 1;
    for (; points * (size_t)step < LEAST_POINTS; first += A_RUN) {
        bool finished = false;
        for (long n = (long)(first / A_RUN) % step; !finished; n += step) {
            int status = 0;
            fresh("killed.db", path);
            size_t told = first + run_events(path, first, first + A_RUN, n, KILLED, &status);
            finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
            if (!finished) assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 9);
            size_t there = look(path);
            if (there < told || there > told + 1)
                fail_msg("killed at write %ld: %zu acknowledged, %zu there", n, told, there);
            kept_more += there > told; /* on the disk, but the word of it did not get out */
            points += !finished;
        }
        grow_template(first);
    }
    print_message("%zu points over %zu events, at %zu the last event was there unacknowledged\n",
                  points, first, kept_more);
    assert_true(kept_more > 0);
}

/* Full at the n-th write: refused in words, nothing lost, and writing goes on when there is room.
 */
static void a_full_disk_refuses(void **state) {
    (void)state;
    char path[1200];
    int status;
    for (long n = 0; n < 300; n += is_slow() ? 37 : 7) {
        fresh("full.db", path);
        size_t told = run_to_the_end(path, n, FULL, &status);
        assert_true(WIFEXITED(status) && (WEXITSTATUS(status) == 3 || told == EVENTS));
        size_t there = look(path);
        assert_true(there == told);
        size_t rest = run_to_the_end(path, -1, FULL, &status);
        assert_int_equal(rest, EVENTS); /* those that are there are passed over */
        assert_int_equal(look(path), EVENTS);
    }
}

static void a_read_only_disk_refuses(void **state) {
    (void)state;
    char path[1200];
    int status;
    fresh("still.db", path);
    assert_int_equal(run_to_the_end(path, 0, READ_ONLY, &status), 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    assert_int_equal(look(path), 0);
}

/* The power goes: of the write-ahead log only the beginning has reached the disk. */
static void a_cut_log_is_a_shorter_one(void **state) {
    (void)state;
    char path[1200], wal[1300], cut[1200], cut_wal[1300];
    int status;
    struct stat size;
    fresh("whole.db", path);
    snprintf(wal, sizeof wal, "%s-wal", path);
    assert_int_equal(run_to_the_end(path, -1, FULL, &status), EVENTS);
    assert_int_equal(stat(wal, &size), 0); /* it ended without closing: the log is there */
    size_t before = 0, cuts = 0;
    for (off_t at = 0; at <= size.st_size;
         at += is_slow() ? 16411 : 2053) { /* a prime: all phases */
        fresh("cut.db", cut);
        copy_file(path, cut);
        snprintf(cut_wal, sizeof cut_wal, "%s-wal", cut);
        copy_file(wal, cut_wal);
        assert_int_equal(truncate(cut_wal, at), 0);
        size_t there = look(cut);
        assert_true(there >= before); /* a longer log never holds less */
        before = there;
        cuts++;
    }
    assert_true(cuts > 20);
}

/* ---- */

static int set_up(void **state) {
    (void)state;
    cw_error err = {0};
    char path[1200];
    cw_public_key own;
    support_directory(work);
    snprintf(path, sizeof path, "%s/key", work);
    snprintf(template_db, sizeof template_db, "%s/template.db", work);
    if (!cw_secret_key_create(path, "dover", &own, &err)) fail_msg("%s", err.message);
    key = cw_secret_key_load(path, &err);
    cw_store *store = cw_store_create(template_db, &own, &err);
    if (store == NULL) fail_msg("%s", err.message);
    cw_store_close(store);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    cw_secret_key_destroy(key);
    support_remove(work);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_refuses), cmocka_unit_test(a_read_only_disk_refuses),
        cmocka_unit_test(a_cut_log_is_a_shorter_one),
        cmocka_unit_test(killed_at_every_write), /* last: its record grows */
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
