/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PostgreSQL under the store: the tables stand in a schema of their own, "crosswatch". A writer
 * locks the journal against other writers, not against readers; an append is acknowledged when the
 * server has its commit on the disk (synchronous_commit is never left below "on").
 *
 * Statements that yield no rows are sent without waiting for each (libpq's pipeline mode) and
 * answered for at the next query or at the commit, which fails if one of them did: a batch costs
 * few round trips. Rows are read one at a time, so that a record of any size can be verified.
 */
#include "store.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_STATEMENTS = 64, MOST_PARAMETERS = 8, MOST_QUEUED = 128 };
enum { TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_TEXT = 25 }; /* pg_type.dat */

typedef struct postgres {
    PGconn *connection;
    const char *prepared[MOST_STATEMENTS]; /* literals; the n-th is statement "sN" */
    size_t prepared_count;
    size_t queued; /* results that are still to come */
    bool in_doubt; /* a commit was sent and its answer has not come */
} postgres;

/* ---- errors --------------------------------------------------------------------------------- */

static bool starts(const char *text, const char *with) {
    return text != NULL && strncmp(text, with, strlen(with)) == 0;
}

static bool fail_state(const postgres *p, const char *state, const char *text, cw_error *err) {
    if (PQstatus(p->connection) == CONNECTION_BAD)
        return cw_fail(err, CW_ERR_MACHINE, "the connection to the database was lost%s",
                       p->in_doubt ? " while an append was being stored: append it again (what is "
                                     "there already is passed over)"
                                   : ": nothing was stored");
    if (starts(state, "XX001") || starts(state, "XX002"))
        return cw_fail(err, CW_NO, "the database is damaged: %s", text);
    if (starts(state, "53100"))
        return cw_fail(err, CW_ERR_MACHINE, "the database's disk is full: nothing was stored");
    if (starts(state, "25006") || starts(state, "42501"))
        return cw_fail(err, CW_ERR_MACHINE,
                       "the database cannot be written to: nothing was stored");
    if (starts(state, "55P03"))
        return cw_fail(err, CW_ERR_MACHINE,
                       "the database was kept busy by another program: nothing was stored");
    return cw_fail(err, CW_ERR_MACHINE, "the database says: %s", text);
}

static bool fail(const postgres *p, const PGresult *result, cw_error *err) {
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary =
        result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    return fail_state(p, state, primary != NULL ? primary : PQerrorMessage(p->connection), err);
}

/* One command, or several, without parameters. */
static bool run(postgres *p, const char *sql, cw_error *err) {
    PGresult *result = PQexec(p->connection, sql);
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || fail(p, result, err);
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
        if (status == PGRES_FATAL_ERROR && done) done = fail(p, result, err);
        if (status == PGRES_PIPELINE_ABORTED) done = false;
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) break;
    }
    p->queued = 0;
    if (PQexitPipelineMode(p->connection) != 1 || PQstatus(p->connection) != CONNECTION_OK)
        done = fail(p, NULL, err);
    return done || cw_fail(err, CW_ERR_MACHINE, "the database refused: nothing was stored");
}

static void statement_name(size_t n, char name[16]) {
    snprintf(name, 16, "s%zu", n);
}

/* The prepared statement for a literal: its number, or -1. `queue`: without waiting. */
static int prepare(postgres *p, const char *sql, const value *in, size_t count, bool queue,
                   cw_error *err) {
    Oid types[MOST_PARAMETERS] = {0};
    char name[16];
    for (size_t i = 0; i < p->prepared_count; i++) {
        if (p->prepared[i] == sql) return (int)i;
    }
    if (p->prepared_count == MOST_STATEMENTS || count > MOST_PARAMETERS) {
        cw_fail(err, CW_ERR_MACHINE, "too many kinds of statements");
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        types[i] = in[i].kind == VALUE_INTEGER ? TYPE_INT8
                   : in[i].kind == VALUE_TEXT  ? TYPE_TEXT
                                               : TYPE_BYTEA;
    statement_name(p->prepared_count, name);
    bool done;
    if (queue) {
        done =
            PQsendPrepare(p->connection, name, sql, (int)count, types) == 1 || fail(p, NULL, err);
        p->queued++;
    } else {
        PGresult *result = PQprepare(p->connection, name, sql, (int)count, types);
        done = PQresultStatus(result) == PGRES_COMMAND_OK || fail(p, result, err);
        PQclear(result);
    }
    if (!done) return -1;
    p->prepared[p->prepared_count] = sql;
    return (int)p->prepared_count++;
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
    int number = prepare(p, sql, in, count, queue, err);
    if (number < 0) return false;
    statement_name((size_t)number, name);
    fill(&with, in, count);
    return PQsendQueryPrepared(p->connection, name, (int)count, with.values, with.lengths,
                               with.formats, 1)
               == 1
           || fail(p, NULL, err);
}

static bool postgres_execute(void *db, const char *sql, const value *in, size_t count,
                             int64_t *changed, cw_error *err) {
    postgres *p = db;
    (void)changed;
    if (p->queued >= MOST_QUEUED && !drain(p, err)) return false;
    if (PQpipelineStatus(p->connection) == PQ_PIPELINE_OFF
        && PQenterPipelineMode(p->connection) != 1)
        return fail(p, NULL, err);
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

static bool postgres_query(void *db, const char *sql, const value *in, size_t count,
                           const char *columns, row_sink sink, void *context, cw_error *err) {
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
            failed = !fail(p, result, err);
        }
    }
    return going && !failed;
}

/* ---- transactions --------------------------------------------------------------------------- */

static bool postgres_begin(void *db, bool writing, cw_error *err) {
    postgres *p = db;
    p->in_doubt = false;
    return drain(p, err)
           && run(p,
                  writing ? "BEGIN; LOCK TABLE event IN EXCLUSIVE MODE"
                          : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                  err);
}

/* "COMMIT" of a transaction in which something failed answers ROLLBACK. */
static bool postgres_commit(void *db, cw_error *err) {
    postgres *p = db;
    if (!drain(p, err)) return false;
    p->in_doubt = true;
    PGresult *result = PQexec(p->connection, "COMMIT");
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK || fail(p, result, err);
    if (done && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        done =
            cw_fail(err, CW_ERR_MACHINE, "the database took the append back: nothing was stored");
    PQclear(result);
    p->in_doubt = false;
    return done;
}

static void postgres_roll_back(void *db) {
    postgres *p = db;
    drain(p, NULL);
    if (PQtransactionStatus(p->connection) != PQTRANS_IDLE) run(p, "ROLLBACK", NULL);
}

/* ---- the rest ------------------------------------------------------------------------------- */

/* The server checks its own pages as they are read (initdb --data-checksums), and a verification
 * reads every row of every table. */
static bool postgres_inspect(void *db, cw_error *err) {
    return run(db, "SELECT 1", err);
}

static bool postgres_copy(void *db, const char *path, cw_error *err) {
    (void)db;
    return cw_fail(err, CW_ERR_INPUT,
                   "a record in PostgreSQL is copied by its own tools: pg_dump -n crosswatch -f %s",
                   path);
}

/* Bundles for the partner, or from it, that may hold a copy are emptied; old versions of rows go
 * with the old files of the tables. */
static bool postgres_scrub(void *db, cw_error *err) {
    return drain(db, err)
           && run(db,
                  "UPDATE released r SET bytes = '' FROM leaf l, event e, redaction x"
                  " WHERE x.seq = e.seq AND e.id = l.id AND l.centre = r.origin"
                  " AND l.position >= r.first_position"
                  " AND l.position < r.first_position + r.entries AND length(r.bytes) > 0",
                  err)
           && run(db, "VACUUM FULL event", err) && run(db, "VACUUM FULL released", err);
}

bool postgres_run(void *db, const char *sql, cw_error *err) {
    return drain(db, err) && run(db, sql, err);
}

char *postgres_literal(void *db, const char *text, cw_error *err) {
    postgres *p = db;
    char *quoted = PQescapeLiteral(p->connection, text, strlen(text));
    char *copy = quoted != NULL ? strdup(quoted) : NULL;
    if (quoted == NULL)
        fail(p, NULL, err);
    else if (copy == NULL)
        cw_fail_memory(err);
    PQfreemem(quoted);
    return copy;
}

static void postgres_close(void *db) {
    postgres *p = db;
    if (p == NULL) return;
    PQfinish(p->connection);
    free(p);
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

/* ---- opening -------------------------------------------------------------------------------- */

/* A library prints nothing; what matters comes back as an error. */
static void say_nothing(void *context, const char *message) {
    (void)context, (void)message;
}

static postgres *connect_to(const char *where, cw_error *err) {
    postgres *p = calloc(1, sizeof *p);
    if (p != NULL) p->connection = PQconnectdb(where);
    if (p == NULL || p->connection == NULL) {
        free(p);
        cw_fail_memory(err);
        return NULL;
    }
    PQsetNoticeProcessor(p->connection, say_nothing, NULL);
    bool done = PQstatus(p->connection) == CONNECTION_OK
                || cw_fail(err, CW_ERR_MACHINE, "cannot reach the database: %s",
                           PQerrorMessage(p->connection));
    done = done
           && run(p,
                  "SET client_min_messages = warning; SET search_path = crosswatch;"
                  "SET lock_timeout = '10s'; SET client_encoding = 'UTF8';"
                  "SELECT set_config('synchronous_commit', 'on', false)"
                  " WHERE current_setting('synchronous_commit') IN ('off', 'local')",
                  err);
    if (done) return p;
    postgres_close(p);
    return NULL;
}

static bool take_count(void *context, const value *row, cw_error *err) {
    (void)err;
    *(int64_t *)context = row[0].integer;
    return true;
}

static bool has_record(postgres *p, bool *has, cw_error *err) {
    int64_t count = 0;
    bool done = postgres_query(p,
                               "SELECT count(*) FROM pg_catalog.pg_namespace"
                               " WHERE nspname = 'crosswatch'",
                               NULL, 0, "i", take_count, &count, err);
    *has = count > 0;
    return done;
}

static bool take_format(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_TEXT) snprintf(context, 16, "%.15s", (const char *)row[0].bytes);
    return true;
}

static bool is_known_format(postgres *p, cw_error *err) {
    char format[16] = "", known[16];
    snprintf(known, sizeof known, "%d", RECORD_FORMAT);
    return postgres_query(p, "SELECT value FROM meta WHERE name = 'format'", NULL, 0, "t",
                          take_format, format, err)
           && (strcmp(format, known) == 0
               || cw_fail(err, CW_ERR_INPUT,
                          "the database has a record of format %s; this program knows %s", format,
                          known));
}

void *postgres_open(const char *where, cw_error *err) {
    bool has = false;
    postgres *p = connect_to(where, err);
    bool done = p != NULL && has_record(p, &has, err);
    if (done && !has) done = cw_fail(err, CW_ERR_INPUT, "the database has no record of Crosswatch");
    if (done && is_known_format(p, err)) return p;
    postgres_close(p);
    return NULL;
}

void *postgres_create(const char *where, cw_error *err) {
    bool has = false;
    postgres *p = connect_to(where, err);
    bool done = p != NULL && has_record(p, &has, err);
    if (done && has) done = cw_fail(err, CW_NO, "the database has a record of Crosswatch already");
    if (done && run(p, postgres_schema, err)) return p;
    postgres_close(p);
    return NULL;
}
