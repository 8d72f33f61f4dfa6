/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL under the queue. The tables stand in a schema of their own, "crosswatch_queue". Rows
 * are claimed with SKIP LOCKED (PostgreSQL 15 manual, SELECT, "The Locking Clause"), so that
 * workers do not wait for each other. Whoever adds a job or cancels one says so with NOTIFY; an
 * idle worker waits for that on the one connection that it has, and sends nothing.
 */
#include "queue.h"

#include "claim_sql.h"
#include "record/postgres.h"

static bool take_format(void *context, const value *row, cw_error *err) {
    (void)err;
    queue_copy_text(&row[0], context, 16);
    return true;
}

static void *open_queue(const char *where, cw_error *err) {
    char format[16] = "";
    bool has = false;
    postgres *p = postgres_connect(where, "crosswatch_queue", err);
    bool done = p != NULL && postgres_has_schema(p, "crosswatch_queue", &has, err);
    if (done && !has) done = cw_fail(err, CW_ERR_INPUT, "the database has no queue of Crosswatch");
    done = done
           && postgres_query(p, "SELECT value FROM meta WHERE name = 'format'", NULL, 0, "t",
                             take_format, format, err);
    if (done && strcmp(format, "1") != 0)
        done = cw_fail(err, CW_ERR_INPUT,
                       "the database has a queue of format %s; this program knows %d", format,
                       QUEUE_FORMAT);
    if (done) return p;
    postgres_close(p);
    return NULL;
}

static void *create_queue(const char *where, cw_error *err) {
    bool has = false;
    postgres *p = postgres_connect(where, "crosswatch_queue", err);
    bool done = p != NULL && postgres_has_schema(p, "crosswatch_queue", &has, err);
    if (done && has) done = cw_fail(err, CW_NO, "the database has a queue of Crosswatch already");
    if (done && postgres_run(p, queue_schema_postgres, err)) return p;
    postgres_close(p);
    return NULL;
}

/* Not the record's, which keeps other writers waiting: here rows are locked, not tables. */
static bool begin(void *db, cw_error *err) {
    postgres *p = db;
    p->in_doubt = false;
    return postgres_run(p, "BEGIN", err);
}

static bool listen_to(void *db, int *ear, cw_error *err) {
    postgres *p = db;
    if (!postgres_run(p, "LISTEN crosswatch_queue", err)) return false;
    *ear = PQsocket(p->connection);
    return true;
}

static bool hear(void *db, int ear, heard *what, cw_error *err) {
    postgres *p = db;
    (void)ear;
    if (PQconsumeInput(p->connection) != 1 || PQstatus(p->connection) != CONNECTION_OK)
        return postgres_fail(p, NULL, err);
    for (PGnotify *n; (n = PQnotifies(p->connection)) != NULL; PQfreemem(n)) {
        what->cancelled = what->cancelled || strcmp(n->extra, "cancel") == 0;
        what->jobs = what->jobs || strcmp(n->extra, "job") == 0;
    }
    return true;
}

static bool take_nothing(void *context, const value *row, cw_error *err) {
    (void)context, (void)row, (void)err;
    return true;
}

static bool call(void *db, const char *what, cw_error *err) {
    const value in = text_value(what);
    return postgres_query(db, "SELECT 1::bigint FROM pg_notify('crosswatch_queue', $1)", &in, 1,
                          "i", take_nothing, NULL, err);
}

static void deafen(int ear) {
    (void)ear; /* it is the connection's */
}

const engine queue_postgres = {.driver = &postgres_driver,
                               .create = create_queue,
                               .open = open_queue,
                               .begin = begin,
                               .claim = CLAIM_SQL(" FOR UPDATE SKIP LOCKED"),
                               .alone = "LOCK TABLE job, result, job_file, file, piece"
                                        " IN SHARE ROW EXCLUSIVE MODE",
                               .listen = listen_to,
                               .hear = hear,
                               .call = call,
                               .deafen = deafen};
