/* SPDX-License-Identifier: Apache-2.0 */
/* The file of users, sessions and tokens: opened, its tables, one statement at a time. */
#include "keep_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;"
    "CREATE TABLE IF NOT EXISTS users(name TEXT PRIMARY KEY, role INTEGER NOT NULL,"
    " language INTEGER NOT NULL, password TEXT) STRICT;"
    "CREATE TABLE IF NOT EXISTS sessions(hash BLOB PRIMARY KEY,"
    " user TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE, until INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS tokens(hash BLOB PRIMARY KEY,"
    " user TEXT NOT NULL REFERENCES users(name) ON DELETE CASCADE) STRICT;"
    "CREATE TABLE IF NOT EXISTS acknowledged(alarm TEXT PRIMARY KEY, level INTEGER NOT NULL,"
    " person TEXT NOT NULL, at INTEGER NOT NULL) STRICT;";

static const char *const role_names[] = {"nobody",  "viewer",      "partner",
                                         "officer", "coordinator", "administrator"};

const char *role_name(role which) {
    return role_names[which];
}

bool role_find(const char *name, role *which) {
    for (size_t i = ROLE_VIEWER; i <= ROLE_ADMINISTRATOR; i++) {
        if (strcmp(role_names[i], name) != 0) continue;
        *which = (role)i;
        return true;
    }
    return false;
}

sqlite3_stmt *keep_prepare(keep *k, const char *sql, cw_error *err) {
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(k->db, sql, -1, &s, NULL) != SQLITE_OK)
        cw_fail(err, CW_ERR_MACHINE, "the room's users: %s", sqlite3_errmsg(k->db));
    return s;
}

void keep_bind_text(sqlite3_stmt *s, int index, const char *text) {
    sqlite3_bind_text(s, index, text, -1, SQLITE_TRANSIENT);
}

bool keep_run(keep *k, sqlite3_stmt *s, int *changed, cw_error *err) {
    if (s == NULL) return false;
    int status = sqlite3_step(s);
    if (changed != NULL) *changed = sqlite3_changes(k->db);
    sqlite3_finalize(s);
    return status == SQLITE_DONE || status == SQLITE_ROW
           || cw_fail(err, CW_ERR_MACHINE, "the room's users: %s", sqlite3_errmsg(k->db));
}

static bool open_file(keep *k, const char *path, cw_error *err) {
    mode_t before = umask(0077);
    int status = sqlite3_open(path, &k->db);
    umask(before);
    sqlite3_busy_timeout(k->db, 5000);
    if (status == SQLITE_OK) status = sqlite3_exec(k->db, schema, NULL, NULL, NULL);
    return status == SQLITE_OK
           || cw_fail(err, CW_ERR_MACHINE, "%s: %s", path, sqlite3_errmsg(k->db));
}

keep *keep_open(const char *home, cw_error *err) {
    char path[1100];
    keep *k = calloc(1, sizeof *k);
    if (k == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    pthread_mutex_init(&k->lock, NULL);
    snprintf(path, sizeof path, "%s/room.db", home);
    if (open_file(k, path, err)) return k;
    keep_close(k);
    return NULL;
}

void keep_close(keep *k) {
    if (k == NULL) return;
    sqlite3_close(k->db);
    pthread_mutex_destroy(&k->lock);
    free(k);
}
