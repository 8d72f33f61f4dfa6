/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables, for both databases; they differ in the names of types only.
 *
 *   meta      format
 *   job       a case to be worked. `due`: a waiting job is not taken before it; a running one is
 *             taken up again after it, for it is the end of its lease. `claims` counts the times
 *             that it was taken: a worker's claim is good while it is the last one
 *   job_file  the files that a job's case refers to, in the order of the case
 *   file      their lengths and endings; by hash, so that many jobs share one forcing
 *   piece     and their bytes, some at a time
 *   result    one a job. `owed`: it has yet to be appended to the record of `centre`, as the event
 *             that these columns determine to the last bit (salted by `seed`)
 */
#include "queue.h"

#define TABLES(SERIAL, INT, BYTES, END)                                                            \
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)" END ";"                       \
    "CREATE TABLE file (hash " BYTES " PRIMARY KEY, length " INT " NOT NULL,"                      \
    " ending TEXT NOT NULL)" END ";"                                                               \
    "CREATE TABLE piece (file " BYTES " NOT NULL, number " INT " NOT NULL,"                        \
    " bytes " BYTES " NOT NULL, PRIMARY KEY (file, number))" END ";"                               \
    "CREATE TABLE job (number " SERIAL ", id " BYTES " NOT NULL UNIQUE,"                           \
    " state TEXT NOT NULL"                                                                         \
    " CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),"                     \
    " priority " INT " NOT NULL, due " INT " NOT NULL, tries " INT " NOT NULL DEFAULT 0,"          \
    " most_tries " INT " NOT NULL, claims " INT " NOT NULL DEFAULT 0,"                             \
    " worker TEXT NOT NULL DEFAULT '', version TEXT NOT NULL, centre TEXT NOT NULL,"               \
    " incident TEXT NOT NULL, name TEXT NOT NULL, options TEXT NOT NULL, text " BYTES " NOT NULL," \
    " added " INT " NOT NULL, ended " INT " NOT NULL DEFAULT 0,"                                   \
    " trouble TEXT NOT NULL DEFAULT '')" END ";"                                                   \
    "CREATE INDEX job_next ON job (priority, number) WHERE state IN ('waiting', 'running');"       \
    "CREATE INDEX job_due ON job (due) WHERE state IN ('waiting', 'running');"                     \
    "CREATE TABLE job_file (job " BYTES " NOT NULL, place " INT " NOT NULL,"                       \
    " file " BYTES " NOT NULL, PRIMARY KEY (job, place))" END ";"                                  \
    "CREATE TABLE result (job " BYTES " PRIMARY KEY, hash " BYTES " NOT NULL,"                     \
    " ended " INT " NOT NULL, seed " BYTES " NOT NULL, centre TEXT NOT NULL,"                      \
    " owed " INT " NOT NULL, plan " BYTES " NOT NULL, page_en " BYTES " NOT NULL,"                 \
    " page_fr " BYTES " NOT NULL)" END ";"                                                         \
    "CREATE INDEX result_owed ON result (centre) WHERE owed = 1;"                                  \
    "INSERT INTO meta (name, value) VALUES ('format', '1');"

/* now_ms() is the database's clock, the one by which leases end on all machines; for SQLite the
 * program defines it. */
const char queue_schema_postgres[] =
    "CREATE SCHEMA crosswatch_queue; SET search_path = crosswatch_queue;"
    "CREATE FUNCTION now_ms() RETURNS BIGINT LANGUAGE sql STABLE AS"
    " $$ SELECT (extract(epoch FROM statement_timestamp()) * 1000)::bigint $$;" TABLES(
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BIGINT", "BYTEA", "");

const char queue_schema_sqlite[] =
    TABLES("INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER", "BLOB", " STRICT");
