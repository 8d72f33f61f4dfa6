/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: a connection to PostgreSQL, for the store and for the exchange between centres.
 * What begins with "postgres_" and takes `db` takes such a connection. */
#ifndef CROSSWATCH_RECORD_POSTGRES_H
#define CROSSWATCH_RECORD_POSTGRES_H

#include "store.h"

#include <libpq-fe.h>

enum { MOST_STATEMENTS = 64, MOST_PARAMETERS = 32 };

typedef struct statement {
    const char *sql; /* a literal, known by where it stands */
    unsigned serial; /* "sN" on the server; never used twice */
} statement;

typedef struct postgres {
    PGconn *connection;
    statement prepared[MOST_STATEMENTS];
    size_t prepared_count;
    size_t settled; /* of these, how many the server has answered for */
    unsigned serial;
    size_t queued; /* results that are still to come */
    bool in_doubt; /* a commit was sent and its answer has not come */
} postgres;

/* Connects; tables are looked for in that schema. Errors never have the password in them. */
postgres *postgres_connect(const char *where, const char *schema, cw_error *err);
/* Whether an address can be read at all. */
bool postgres_address_is_good(const char *where, cw_error *err);
bool postgres_has_schema(postgres *p, const char *schema, bool *has, cw_error *err);
void postgres_close(void *db); /* NULL-safe */

/* As a driver has them (store.h). */
bool postgres_begin(void *db, bool writing, cw_error *err);
bool postgres_commit(void *db, cw_error *err);
void postgres_roll_back(void *db);
bool postgres_execute(void *db, const char *sql, const value *in, size_t count, int64_t *changed,
                      cw_error *err);
bool postgres_query(void *db, const char *sql, const value *in, size_t count, const char *columns,
                    row_sink sink, void *context, cw_error *err);
bool postgres_inspect(void *db, cw_error *err);

/* The failure of a result (NULL: of the connection) in one sentence; false. */
bool postgres_fail(const postgres *p, const PGresult *result, cw_error *err);
/* Commands outside a transaction, without parameters. */
bool postgres_run(void *db, const char *sql, cw_error *err);
/* A text as a literal; free with free(). */
char *postgres_literal(void *db, const char *text, cw_error *err);

#endif
