/* SPDX-License-Identifier: Apache-2.0 */
/* What reading and writing files of tracks share: statements and errors. */
#include "tracks_db.h"

#include <stdio.h>
#include <string.h>

bool tracks_db_fail(const tracks_db *t, cw_error *err) {
    const char *text = sqlite3_errmsg(t->db);
    switch (sqlite3_errcode(t->db) & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: /* a table is not there, or not as it was made */
        return cw_fail(err, CW_ERR_INPUT, "%.300s: is damaged: %s", t->path, text);
    case SQLITE_FULL:
        return cw_fail(err, CW_ERR_MACHINE, "%.300s: the disk is full", t->path);
    default:
        return cw_fail(err, CW_ERR_MACHINE, "%.300s: %s", t->path, text);
    }
}

bool tracks_db_run(const tracks_db *t, const char *sql, cw_error *err) {
    return sqlite3_exec(t->db, sql, NULL, NULL, NULL) == SQLITE_OK || tracks_db_fail(t, err);
}

sqlite3_stmt *tracks_db_prepare(const tracks_db *t, const char *sql, cw_error *err) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(t->db, sql, -1, &statement, NULL) == SQLITE_OK) return statement;
    tracks_db_fail(t, err);
    return NULL;
}

bool tracks_db_is(const char *path) {
    static const char MAGIC[16] = "SQLite format 3";
    char head[16] = "";
    FILE *file = strcmp(path, "-") != 0 ? fopen(path, "rb") : NULL;
    if (file == NULL) return false;
    bool is = fread(head, 1, sizeof head, file) == sizeof head && memcmp(head, MAGIC, 16) == 0;
    fclose(file);
    return is;
}
