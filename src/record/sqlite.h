/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/, and for the queue, which keeps its jobs over the same drivers: an SQLite file
 * with the settings of the record. What begins with "sqlite_" and takes `db` takes such a file. */
#ifndef CROSSWATCH_RECORD_SQLITE_H
#define CROSSWATCH_RECORD_SQLITE_H

#include "store.h"

#include <sqlite3.h>

enum { SQLITE_STATEMENTS = 64 };

typedef struct sqlite_statement {
    const char *sql; /* the literal: compared by address first */
    sqlite3_stmt *prepared;
} sqlite_statement;

typedef struct sqlite {
    sqlite3 *db;
    char *path;
    sqlite_statement statements[SQLITE_STATEMENTS];
    size_t statement_count;
} sqlite;

/* What a file is. */
typedef struct sqlite_kind {
    int application, format; /* application_id and user_version of the file */
    const char *name;        /* in messages: "record" */
    const char *schema;
} sqlite_kind;

/* A fresh file of that kind with mode 0600, or one that is there. */
void *sqlite_create_kind(const char *path, const char *vfs, const sqlite_kind *kind, cw_error *err);
void *sqlite_open_kind(const char *path, const char *vfs, const sqlite_kind *kind, cw_error *err);

#endif
