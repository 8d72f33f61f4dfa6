/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL under the store: the tables stand in a schema of their own, "crosswatch". A writer
 * keeps other writers waiting, not readers; an append is acknowledged when the
 * server has its commit on the disk (synchronous_commit is never left below "on").
 *
 * Statements that yield no rows are sent without waiting for each (libpq's pipeline mode) and
 * answered for at the next query or at the commit, which fails if one of them did: a batch costs
 * few round trips. Rows are read one at a time, so that a record of any size can be verified.
 */
#include "postgres.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_QUEUED = 128 };
enum { TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_TEXT = 25 }; /* pg_type.dat */

/* ---- errors --------------------------------------------------------------------------------- */

static bool starts(const char *text, const char *with) {
    return text != NULL && strncmp(text, with, strlen(with)) == 0;
}

static bool fail_state(const postgres *p, const char *state, const char *text, cw_error *err) {
    if (PQstatus(p->connection) == CONNECTION_BAD)
        return p->in_doubt
                   ? cw_fail(err, CW_ERR_MACHINE,
                             "the connection to the database was lost while something was being "
                             "stored: do it again (what is there already is passed over)")
                   : cw_fail(err, CW_ERR_MACHINE,
                             "the connection to the database was lost: nothing was stored");
    if (starts(state, "XX001") || starts(state, "XX002"))
        return cw_fail(err, CW_NO, "the database is damaged: %s", text);
    if (starts(state, "53100"))
        return cw_fail(err, CW_ERR_MACHINE, "the database's disk is full: nothing was stored");
    if (starts(state, "25006"))
        return cw_fail(err, CW_ERR_MACHINE,
                       "the database cannot be written to: nothing was stored");
    if (starts(state, "55P03"))
        return cw_fail(err, CW_ERR_MACHINE,
                       "the database was kept busy by another program: nothing was stored");
    if (starts(state, "22"))
        return cw_fail(err, CW_ERR_INPUT, "the database cannot hold this: %s", text);
    /* one line: libpq adds advice in more */
    return cw_fail(err, CW_ERR_MACHINE, "the database says: %.*s", (int)strcspn(text, "\n"), text);
}

bool postgres_fail(const postgres *p, const PGresult *result, cw_error *err) {
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary =
        result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    return fail_state(p, state, primary != NULL ? primary : PQerrorMessage(p->connection), err);
}

/* One command, or several, without parameters. */
static bool run(postgres *p, const char *sql, cw_error *err) {
    PGresult *result = PQexec(p->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool done =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || postgres_fail(p, result, err);
    PQclear(result);
    return done;
}

/* ---- the queue ------------------------------------------------------------------------------ */

/* Takes the answers to all that was queued; the first failure is told. */
static bool drain(postgres *p, cw_error *err) {
    bool done = true;
    if (PQpipelineStatus(p->connection) == PQ_PIPELINE_OFF) return true;
    bool synced = PQpipelineSync(p->connection) == 1;
    while (synced && PQstatus(p->connection) == CONNECTION_OK) {
        PGresult *result = PQgetResult(p->connection);
        ExecStatusType status = result != NULL ? PQresultStatus(result) : PGRES_COMMAND_OK;
        if (status == PGRES_FATAL_ERROR && done) done = postgres_fail(p, result, err);
        if (status == PGRES_PIPELINE_ABORTED) done = false;
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) break;
    }
    p->queued = 0;
    /* what was to be prepared after a failure was not: it is prepared anew when next needed */
    if (done) p->settled = p->prepared_count;
    p->prepared_count = p->settled;
    if (PQexitPipelineMode(p->connection) != 1 || PQstatus(p->connection) != CONNECTION_OK)
        done = postgres_fail(p, NULL, err);
    return done || cw_fail(err, CW_ERR_MACHINE, "the database refused: nothing was stored");
}

static void statement_name(unsigned serial, char name[16]) {
    snprintf(name, 16, "s%u", serial);
}

static Oid type_of(const value *v) {
    return v->kind == VALUE_INTEGER ? TYPE_INT8 : v->kind == VALUE_TEXT ? TYPE_TEXT : TYPE_BYTEA;
}

/* Asks the server to prepare it. `queue`: without waiting for the answer. */
static bool send_prepare(postgres *p, const char *name, const char *sql, const value *in,
                         size_t count, bool queue, cw_error *err) {
    Oid types[MOST_PARAMETERS] = {0};
    for (size_t i = 0; i < count; i++) types[i] = type_of(&in[i]);
    if (queue) {
        p->queued++;
        return PQsendPrepare(p->connection, name, sql, (int)count, types) == 1
               || postgres_fail(p, NULL, err);
    }
    PGresult *result = PQprepare(p->connection, name, sql, (int)count, types);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK || postgres_fail(p, result, err);
    PQclear(result);
    return done;
}

/* The name of the prepared statement for a literal. */
static bool prepare(postgres *p, const char *sql, const value *in, size_t count, bool queue,
                    char name[16], cw_error *err) {
    for (size_t i = 0; i < p->prepared_count; i++) {
        statement_name(p->prepared[i].serial, name);
        if (p->prepared[i].sql == sql) return true;
    }
    if (p->prepared_count == MOST_STATEMENTS || count > MOST_PARAMETERS)
        return cw_fail(err, CW_ERR_MACHINE, "too many kinds of statements");
    unsigned serial = p->serial++;
    statement_name(serial, name);
    if (!send_prepare(p, name, sql, in, count, queue, err)) return false;
    p->prepared[p->prepared_count++] = (statement){sql, serial};
    if (!queue) p->settled = p->prepared_count;
    return true;
}

typedef struct parameters { /* in network order, as the binary protocol has them */
    const char *values[MOST_PARAMETERS];
    int lengths[MOST_PARAMETERS], formats[MOST_PARAMETERS];
    uint8_t integers[MOST_PARAMETERS][8];
} parameters;

static void fill(parameters *out, const value *in, size_t count) {
    for (size_t i = 0; i < count; i++) {
        out->formats[i] = 1;
        if (in[i].kind == VALUE_INTEGER) {
            for (size_t k = 0; k < 8; k++)
                out->integers[i][k] = (uint8_t)((uint64_t)in[i].integer >> (56 - 8 * k));
            out->values[i] = (const char *)out->integers[i];
            out->lengths[i] = 8;
        } else if (in[i].kind == VALUE_NULL) {
            out->values[i] = NULL;
            out->lengths[i] = 0;
        } else {
            out->values[i] = in[i].length > 0 ? in[i].bytes : "";
            out->lengths[i] = (int)in[i].length;
        }
    }
}

static bool send_statement(postgres *p, const char *sql, const value *in, size_t count, bool queue,
                           cw_error *err) {
    parameters with;
    char name[16];
    if (!prepare(p, sql, in, count, queue, name, err)) return false;
    fill(&with, in, count);
    return PQsendQueryPrepared(p->connection, name, (int)count, with.values, with.lengths,
                               with.formats, 1)
               == 1
           || postgres_fail(p, NULL, err);
}

bool postgres_execute(void *db, const char *sql, const value *in, size_t count, int64_t *changed,
                      cw_error *err) {
    postgres *p = db;
    (void)changed;
    if (p->queued >= MOST_QUEUED && !drain(p, err)) return false;
    if (PQpipelineStatus(p->connection) == PQ_PIPELINE_OFF
        && PQenterPipelineMode(p->connection) != 1)
        return postgres_fail(p, NULL, err);
    if (!send_statement(p, sql, in, count, true, err)) return false;
    p->queued++;
    return true;
}

/* ---- rows ----------------------------------------------------------------------------------- */

static value column(const PGresult *result, int at, char letter) {
    value v = {.kind = VALUE_NULL};
    if (PQgetisnull(result, 0, at)) return v;
    const uint8_t *bytes = (const uint8_t *)PQgetvalue(result, 0, at);
    size_t length = (size_t)PQgetlength(result, 0, at);
    if (letter == 'i' && length == 8 && PQftype(result, at) == TYPE_INT8) {
        uint64_t n = 0;
        for (size_t i = 0; i < 8; i++) n = n << 8 | bytes[i];
        return (value){.kind = VALUE_INTEGER, .integer = (int64_t)n};
    }
    if (letter == 't' && PQftype(result, at) == TYPE_TEXT) v.kind = VALUE_TEXT;
    if (letter == 'b' && PQftype(result, at) == TYPE_BYTEA) v.kind = VALUE_BYTES;
    v.bytes = bytes;
    v.length = length;
    return v;
}

/* Ends a query of which the rest is not wanted. */
static void cancel(postgres *p) {
    char text[256];
    PGcancel *c = PQgetCancel(p->connection);
    if (c != NULL) PQcancel(c, text, sizeof text);
    PQfreeCancel(c);
}

bool postgres_query(void *db, const char *sql, const value *in, size_t count, const char *columns,
                    row_sink sink, void *context, cw_error *err) {
    postgres *p = db;
    value row[16];
    bool going = true, failed = false;
    if (!drain(p, err) || !send_statement(p, sql, in, count, false, err)) return false;
    PQsetSingleRowMode(p->connection);
    for (PGresult *result; (result = PQgetResult(p->connection)) != NULL; PQclear(result)) {
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_SINGLE_TUPLE && going) {
            for (int i = 0; columns[i] != '\0'; i++) row[i] = column(result, i, columns[i]);
            going = sink(context, row, err);
            if (!going) cancel(p);
        } else if (status == PGRES_FATAL_ERROR && going && !failed) {
            failed = !postgres_fail(p, result, err);
        }
    }
    return going && !failed;
}

/* ---- transactions --------------------------------------------------------------------------- */

/* Writers wait for each other at the table "meta", which nothing else is ever done to: a lock on a
 * table that grows would also wait for the server's own vacuum of it, a second at a time. */
bool postgres_begin(void *db, bool writing, cw_error *err) {
    postgres *p = db;
    p->in_doubt = false;
    return drain(p, err)
           && run(p,
                  writing ? "BEGIN; LOCK TABLE meta IN EXCLUSIVE MODE"
                          : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                  err);
}

/* "COMMIT" of a transaction in which something failed answers ROLLBACK. */
bool postgres_commit(void *db, cw_error *err) {
    postgres *p = db;
    if (!drain(p, err)) return false;
    p->in_doubt = true;
    PGresult *result = PQexec(p->connection, "COMMIT");
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK || postgres_fail(p, result, err);
    if (done && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        done = cw_fail(err, CW_ERR_MACHINE, "the database took it back: nothing was stored");
    PQclear(result);
    p->in_doubt = false;
    return done;
}

void postgres_roll_back(void *db) {
    postgres *p = db;
    drain(p, NULL);
    if (PQtransactionStatus(p->connection) != PQTRANS_IDLE) run(p, "ROLLBACK", NULL);
}

/* ---- the rest ------------------------------------------------------------------------------- */

static bool postgres_copy(void *db, const char *path, cw_error *err) {
    (void)db;
    return cw_fail(err, CW_ERR_INPUT,
                   "a record in PostgreSQL is copied by its own tools: pg_dump -n crosswatch -f %s",
                   path);
}

/* Old versions of rows go with the old file of the table. */
static bool postgres_scrub(void *db, cw_error *err) {
    return drain(db, err) && run(db, "VACUUM FULL event", err);
}

bool postgres_run(void *db, const char *sql, cw_error *err) {
    return drain(db, err) && run(db, sql, err);
}

char *postgres_literal(void *db, const char *text, cw_error *err) {
    postgres *p = db;
    char *quoted = PQescapeLiteral(p->connection, text, strlen(text));
    char *copy = quoted != NULL ? strdup(quoted) : NULL;
    if (quoted == NULL)
        postgres_fail(p, NULL, err);
    else if (copy == NULL)
        cw_fail_memory(err);
    PQfreemem(quoted);
    return copy;
}

const driver postgres_driver = {.begin = postgres_begin,
                                .commit = postgres_commit,
                                .roll_back = postgres_roll_back,
                                .execute = postgres_execute,
                                .query = postgres_query,
                                .inspect = postgres_inspect,
                                .copy = postgres_copy,
                                .scrub = postgres_scrub,
                                .close = postgres_close};
