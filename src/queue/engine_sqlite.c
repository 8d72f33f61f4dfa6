/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite under the queue, for one machine. One program writes at a time, so a claim needs no lock
 * on its row. What others do is heard from the kernel (inotify): every commit writes to the
 * write-ahead log, which is there as long as anybody has the queue open. That wakes a worker also
 * for what does not concern it, and it looks once; nothing is looked at by the clock.
 */
#include "queue.h"

#include "claim_sql.h"
#include "record/sqlite.h"

#include <errno.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

enum { APPLICATION = 0x43575131 /* "CWQ1" */ };
static const sqlite_kind kind = {APPLICATION, QUEUE_FORMAT, CW_SAID("queue"), queue_schema_sqlite};

static void now_ms(sqlite3_context *context, int count, sqlite3_value **in) {
    struct timespec t;
    (void)count, (void)in;
    clock_gettime(CLOCK_REALTIME, &t);
    sqlite3_result_int64(context, (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

static void *with_clock(void *db, cw_error *err) {
    sqlite *s = db;
    if (s == NULL
        || sqlite3_create_function_v2(s->db, "now_ms", 0, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
                                      now_ms, NULL, NULL, NULL)
               == SQLITE_OK)
        return s;
    cw_fail(err, CW_ERR_MACHINE, "%s: %s", s->path, sqlite3_errmsg(s->db));
    sqlite_driver.close(s);
    return NULL;
}

static void *create_queue(const char *where, cw_error *err) {
    return with_clock(sqlite_create_kind(where, NULL, &kind, err), err);
}

static void *open_queue(const char *where, cw_error *err) {
    return with_clock(sqlite_open_kind(where, NULL, &kind, err), err);
}

static bool begin(void *db, cw_error *err) {
    return sqlite_driver.begin(db, true, err);
}

static bool listen_to(void *db, int *ear, cw_error *err) {
    sqlite *s = db;
    cw_text log = {0};
    cw_text_add(&log, "%s-wal", s->path);
    *ear = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    bool done = *ear >= 0 && !log.failed && inotify_add_watch(*ear, log.data, IN_MODIFY) >= 0;
    if (!done) {
        cw_fail(err, CW_ERR_MACHINE, "%s cannot be watched: %s", s->path, strerror(errno));
        if (*ear >= 0) close(*ear);
        *ear = -1;
    }
    cw_text_free(&log);
    return done;
}

static bool hear(void *db, int ear, heard *what, cw_error *err) {
    char events[4096];
    (void)db, (void)err;
    while (read(ear, events, sizeof events) > 0) *what = (heard){.jobs = true, .cancelled = true};
    return true;
}

/* The write itself is the call. */
static bool call(void *db, const char *what, cw_error *err) {
    (void)db, (void)what, (void)err;
    return true;
}

static void deafen(int ear) {
    close(ear);
}

const engine queue_sqlite = {.driver = &sqlite_driver,
                             .create = create_queue,
                             .open = open_queue,
                             .begin = begin,
                             .claim = CLAIM_SQL(""),
                             .listen = listen_to,
                             .hear = hear,
                             .call = call,
                             .deafen = deafen};
