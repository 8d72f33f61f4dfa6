/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of sudden ends stand on: a centre's program that appends events and tells of each
 * batch that is on the disk, over a pipe, as a network would be told; the record that it begins
 * with; and a look at what it left. The events are 0, 1, 2, ... of made.h, every third private.
 */
#ifndef CROSSWATCH_TEST_RECORD_CRASH_H
#define CROSSWATCH_TEST_RECORD_CRASH_H

#include "disk.h"
#include "made.h"

#include <sys/stat.h>
#include <sys/wait.h>

enum { REFUSED = 3, REFUSED_OTHERWISE = 4 }; /* how a program exits that was told "no" */

static char work[1024], template_db[1200]; /* which may have a log beside it */

static inline const cw_event *nth_event(size_t n, cw_arena *arena) {
    return made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
}

/* ---- files ----------------------------------------------------------------------------------- */

static inline void wal_of(const char *path, char wal[1300]) {
    snprintf(wal, 1300, "%s-wal", path);
}

static inline void put_file(const char *path, const void *bytes, size_t length) {
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
}

/* free() it; NULL when there is no such file. */
static inline char *get_file(const char *path, size_t *length) {
    struct stat about;
    FILE *in = fopen(path, "rb");
    *length = 0;
    if (in == NULL) return NULL;
    assert_int_equal(stat(path, &about), 0);
    char *bytes = malloc((size_t)about.st_size + 1);
    assert_non_null(bytes);
    *length = fread(bytes, 1, (size_t)about.st_size, in);
    assert_int_equal(*length, (size_t)about.st_size);
    fclose(in);
    return bytes;
}

/* A database with its write-ahead log, as a stroke of lightning would leave them. */
static inline void copy_record(const char *from, const char *to) {
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char source[1300], target[1300];
        size_t length;
        snprintf(source, sizeof source, "%s%s", from, endings[i]);
        snprintf(target, sizeof target, "%s%s", to, endings[i]);
        unlink(target);
        char *bytes = i < 2 ? get_file(source, &length) : NULL;
        if (bytes != NULL) put_file(target, bytes, length);
        free(bytes);
    }
}

static inline void fresh(const char *name, char path[1200]) {
    snprintf(path, 1200, "%s/%s", work, name);
    copy_record(template_db, path);
}

/* ---- the centre's program -------------------------------------------------------------------- */

typedef struct task {
    const char *path;
    size_t first, last, batch;                    /* events; so many in one append */
    bool (*deed)(cw_store *store, cw_error *err); /* NULL: appends them */
    bool closes;                                  /* cleanly, or it just ends */
    long left;                                    /* operations of the disk; below 0: no end */
    disk_end how;
    uint64_t chance; /* of what a loss of power leaves */
} task;

static inline bool append_batch(cw_store *store, size_t first, size_t count, cw_error *err) {
    const cw_event *events[64];
    cw_arena *arena = cw_arena_create();
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++) events[i] = nth_event(first + i, arena);
    bool done = cw_store_append(store, events, count, NULL, err);
    cw_arena_destroy(arena);
    return done;
}

/* Never returns. */
static inline void write_down(const task *t, int tell) {
    cw_error err = {0};
    disk_end_after(t->left, t->how, t->chance);
    cw_store *store = cw_store_open(t->path, &err);
    bool going = store != NULL;
    if (t->deed != NULL) going = going && t->deed(store, &err) && write(tell, "+", 1) == 1;
    for (size_t n = t->first; going && n < t->last; n += t->batch)
        going = append_batch(store, n, t->batch, &err) && write(tell, "+", 1) == 1;
    if (t->closes) cw_store_close(store);
    const char *word = t->how == DISK_FULL ? "is full" : "cannot be written to";
    _exit(going ? 0 : strstr(err.message, word) != NULL ? REFUSED : REFUSED_OTHERWISE);
}

/* How many batches (or its one deed) were acknowledged. *status: how it exited. */
static inline size_t run_task(task t, int *status) {
    int ends[2];
    char told;
    size_t count = 0;
    fflush(NULL);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_down(&t, ends[1]);
    }
    assert_true(child > 0);
    close(ends[1]);
    while (read(ends[0], &told, 1) == 1) count++;
    close(ends[0]);
    assert_int_equal(waitpid(child, status, 0), child);
    assert_true(WIFEXITED(*status));
    *status = WEXITSTATUS(*status);
    return count;
}

/* Sealed once: it is asked for at every end. */
static inline const cw_event_id *nth_id(size_t n) {
    static cw_event_id ids[256];
    static size_t count;
    cw_arena *arena = cw_arena_create();
    assert_true(n < sizeof ids / sizeof ids[0]);
    for (; count <= n; count++) ids[count] = nth_event(count, arena)->id;
    cw_arena_destroy(arena);
    return &ids[n];
}

/* ---- what is there --------------------------------------------------------------------------- */

/* The first events in their order, all of them whole; and nothing is wrong. How many. */
static inline size_t look(const char *path) {
    static cw_verdict verdict;
    cw_error err = {0};
    cw_store *store = cw_store_open(path, &err);
    if (store == NULL) fail_msg("%s", err.message);
    if (!cw_store_verify(store, &verdict, &err)) fail_msg("%s", err.message);
    if (verdict.fault_count > 0)
        fail_msg("fault %d: %s", verdict.faults[0].kind, verdict.faults[0].detail);
    cw_event_log *log = cw_event_log_create(&err);
    assert_true(cw_store_load(store, 0, log, &err));
    size_t count = cw_event_log_count(log);
    for (size_t n = 0; n < count; n++) {
        const cw_event *there = cw_event_log_at(log, n);
        assert_int_equal(cw_event_id_compare(&there->id, nth_id(n)), 0);
        for (size_t i = 0; i < there->part_count; i++) assert_true(there->parts[i].present);
    }
    assert_int_equal(verdict.entries, count);
    cw_event_log_destroy(log);
    cw_store_close(store);
    return count;
}

/* Events `first` to `last` - 1 into the record that the trials begin with, and closed. */
static inline void grow_template(size_t first, size_t last) {
    cw_error err = {0};
    cw_store *store = cw_store_open(template_db, &err);
    if (store == NULL) fail_msg("%s", err.message);
    for (size_t n = first; n < last; n++) {
        if (!append_batch(store, n, 1, &err)) fail_msg("%s", err.message);
    }
    cw_store_close(store);
}

/* A record without events, on the disk of disk.h. */
static inline int crash_set_up(void **state) {
    (void)state;
    cw_error err = {0};
    char path[1200];
    cw_public_key own;
    disk_install();
    support_directory(work);
    snprintf(path, sizeof path, "%s/key", work);
    snprintf(template_db, sizeof template_db, "%s/template.db", work);
    if (!cw_secret_key_create(path, "dover", &own, &err)) fail_msg("%s", err.message);
    cw_store *store = cw_store_create(template_db, &own, &err);
    if (store == NULL) fail_msg("%s", err.message);
    cw_store_close(store);
    return 0;
}

static inline int crash_tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

#endif
