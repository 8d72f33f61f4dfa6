/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite under the store: one file, a write-ahead log, and an fsync before an append is
 * acknowledged (journal_mode WAL, synchronous FULL: sqlite.org/wal.html, pragma synchronous).
 * Deleted content is overwritten (secure_delete). The file is made with mode 0600.
 */
#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { APPLICATION = 0x43575231 /* "CWR1" */, BUSY_MS = 10000 };

/* ---- errors --------------------------------------------------------------------------------- */

static bool fail(sqlite *s, cw_error *err) {
    int code = sqlite3_errcode(s->db);
    const char *text = sqlite3_errmsg(s->db);
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return cw_fail(err, CW_NO, "%s is damaged: %s", s->path, text);
    case SQLITE_FULL:
        return cw_fail(err, CW_ERR_MACHINE, "the disk of %s is full: nothing was stored", s->path);
    case SQLITE_READONLY:
        return cw_fail(err, CW_ERR_MACHINE, "%s cannot be written to: nothing was stored", s->path);
    case SQLITE_BUSY:
        return cw_fail(err, CW_ERR_MACHINE, "%s was kept busy by another program for over %d s",
                       s->path, BUSY_MS / 1000);
    default:
        return cw_fail(err, CW_ERR_MACHINE, "%s: %s", s->path, text);
    }
}

static bool run(sqlite *s, const char *sql, cw_error *err) {
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(s, err);
}

/* ---- statements ----------------------------------------------------------------------------- */

static sqlite3_stmt *prepare(sqlite *s, const char *sql, cw_error *err) {
    for (size_t i = 0; i < s->statement_count; i++) {
        if (s->statements[i].sql == sql) return s->statements[i].prepared;
    }
    sqlite3_stmt *prepared = NULL;
    if (s->statement_count == SQLITE_STATEMENTS) {
        cw_fail(err, CW_ERR_MACHINE, "too many kinds of statements");
    } else if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, NULL)
               != SQLITE_OK) {
        fail(s, err);
        prepared = NULL;
    } else {
        s->statements[s->statement_count++] = (sqlite_statement){sql, prepared};
    }
    return prepared;
}

static int bind_one(sqlite3_stmt *prepared, int at, const value *v) {
    switch (v->kind) {
    case VALUE_INTEGER:
        return sqlite3_bind_int64(prepared, at, v->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text64(prepared, at, v->bytes, v->length, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
        return sqlite3_bind_blob64(prepared, at, v->length > 0 ? v->bytes : "", v->length,
                                   SQLITE_STATIC);
    default:
        return sqlite3_bind_null(prepared, at);
    }
}

static sqlite3_stmt *ready(sqlite *s, const char *sql, const value *in, size_t count,
                           cw_error *err) {
    sqlite3_stmt *prepared = prepare(s, sql, err);
    for (size_t i = 0; prepared != NULL && i < count; i++) {
        if (bind_one(prepared, (int)i + 1, &in[i]) == SQLITE_OK) continue;
        fail(s, err);
        return NULL;
    }
    return prepared;
}

static bool sqlite_execute(void *db, const char *sql, const value *in, size_t count,
                           int64_t *changed, cw_error *err) {
    sqlite *s = db;
    sqlite3_stmt *prepared = ready(s, sql, in, count, err);
    if (prepared == NULL) return false;
    bool done = sqlite3_step(prepared) == SQLITE_DONE || fail(s, err);
    if (done && changed != NULL) *changed = sqlite3_changes64(s->db);
    sqlite3_reset(prepared);
    return done;
}

/* A column as the kind asked for; anything else is VALUE_NULL, for the reader to refuse. */
static value column(sqlite3_stmt *prepared, int at, char letter) {
    int type = sqlite3_column_type(prepared, at);
    if (letter == 'i' && type == SQLITE_INTEGER)
        return (value){.kind = VALUE_INTEGER, .integer = sqlite3_column_int64(prepared, at)};
    value v = {.kind = VALUE_NULL};
    if (letter == 't' && type == SQLITE_TEXT) {
        v.kind = VALUE_TEXT;
        v.bytes = sqlite3_column_text(prepared, at);
    } else if (letter == 'b' && type == SQLITE_BLOB) {
        v.kind = VALUE_BYTES;
        v.bytes = sqlite3_column_blob(prepared, at);
    } else {
        return v;
    }
    v.length = (size_t)sqlite3_column_bytes(prepared, at);
    if (v.bytes == NULL) v.bytes = "";
    return v;
}

static bool sqlite_query(void *db, const char *sql, const value *in, size_t count,
                         const char *columns, row_sink sink, void *context, cw_error *err) {
    sqlite *s = db;
    value row[16];
    sqlite3_stmt *prepared = ready(s, sql, in, count, err);
    if (prepared == NULL) return false;
    int code = SQLITE_ROW;
    bool going = true;
    while (going && (code = sqlite3_step(prepared)) == SQLITE_ROW) {
        for (int i = 0; columns[i] != '\0'; i++) row[i] = column(prepared, i, columns[i]);
        going = sink(context, row, err);
    }
    if (going && code != SQLITE_DONE) fail(s, err);
    sqlite3_reset(prepared);
    return going && code == SQLITE_DONE;
}

/* ---- transactions --------------------------------------------------------------------------- */

static bool sqlite_begin(void *db, bool writing, cw_error *err) {
    return sqlite_execute(db, writing ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, NULL, err);
}

static bool sqlite_commit(void *db, cw_error *err) {
    return sqlite_execute(db, "COMMIT", NULL, 0, NULL, err);
}

static void sqlite_roll_back(void *db) {
    sqlite *s = db;
    if (!sqlite3_get_autocommit(s->db)) sqlite_execute(db, "ROLLBACK", NULL, 0, NULL, NULL);
}

/* ---- the file ------------------------------------------------------------------------------- */

static bool take_finding(void *context, const value *row, cw_error *err) {
    const sqlite *s = context;
    if (row[0].kind == VALUE_TEXT && strcmp(row[0].bytes, "ok") == 0) return true;
    return cw_fail(err, CW_NO, "%s is damaged: %s", s->path,
                   row[0].kind == VALUE_TEXT ? (const char *)row[0].bytes : "?");
}

static bool sqlite_inspect(void *db, cw_error *err) {
    return sqlite_query(db, "PRAGMA integrity_check(1)", NULL, 0, "t", take_finding, db, err);
}

static bool take_busy(void *context, const value *row, cw_error *err) {
    const sqlite *s = context;
    if (row[0].kind == VALUE_INTEGER && row[0].integer == 0) return true;
    return cw_fail(err, CW_ERR_MACHINE,
                   "removed, but %s still has a trace of it in its write-ahead log, since another "
                   "program is reading: it goes when the last program has closed the record",
                   s->path);
}

/* Pages are overwritten (secure_delete) once the write-ahead log is carried over and emptied. */
static bool sqlite_scrub(void *db, cw_error *err) {
    return sqlite_query(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, 0, "iii", take_busy, db, err);
}

static bool sync_path(const char *path, cw_error *err) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool done = file >= 0 && fsync(file) == 0;
    int why = errno;
    if (file >= 0) close(file);
    return done
           || cw_fail(err, CW_ERR_MACHINE, "%s cannot be written to the disk: %s", path,
                      strerror(why));
}

static bool sync_folder_of(const char *path, cw_error *err) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) return sync_path(".", err);
    char *folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
    bool done = folder != NULL ? sync_path(folder, err) : cw_fail_memory(err);
    free(folder);
    return done;
}

/* A copy as of one moment (VACUUM INTO reads one snapshot), on the disk before it has its name. */
static bool sqlite_copy(void *db, const char *path, cw_error *err) {
    sqlite *s = db;
    cw_text part = {0};
    cw_text_add(&part, "%s.part", path);
    if (part.failed) return cw_fail_memory(err);
    if (access(path, F_OK) == 0) {
        cw_text_free(&part);
        return cw_fail(err, CW_NO, "%s is there already: a copy does not replace a file", path);
    }
    unlink(part.data);
    int file = open(part.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done =
        file >= 0
        || cw_fail(err, CW_ERR_MACHINE, "%s cannot be made: %s", part.data, strerror(errno));
    if (file >= 0) close(file);
    value where = text_value(part.data);
    done = done && sqlite_execute(s, "VACUUM INTO $1", &where, 1, NULL, err)
           && sync_path(part.data, err);
    if (done && rename(part.data, path) != 0)
        done = cw_fail(err, CW_ERR_MACHINE, "%s cannot be made: %s", path, strerror(errno));
    if (!done && file >= 0) unlink(part.data);
    done = done && sync_folder_of(path, err);
    cw_text_free(&part);
    return done;
}

static void sqlite_close(void *db) {
    sqlite *s = db;
    if (s == NULL) return;
    for (size_t i = 0; i < s->statement_count; i++) sqlite3_finalize(s->statements[i].prepared);
    sqlite3_close(s->db);
    free(s->path);
    free(s);
}

const driver sqlite_driver = {.begin = sqlite_begin,
                              .commit = sqlite_commit,
                              .roll_back = sqlite_roll_back,
                              .execute = sqlite_execute,
                              .query = sqlite_query,
                              .inspect = sqlite_inspect,
                              .copy = sqlite_copy,
                              .scrub = sqlite_scrub,
                              .close = sqlite_close};

/* ---- opening -------------------------------------------------------------------------------- */

static sqlite *connect_to(const char *path, const char *vfs, cw_error *err) {
    sqlite *s = calloc(1, sizeof *s);
    if (s != NULL) s->path = strdup(path);
    if (s == NULL || s->path == NULL) {
        sqlite_close(s);
        cw_fail_memory(err);
        return NULL;
    }
    bool done = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, vfs)
                    == SQLITE_OK
                || fail(s, err);
    if (done) sqlite3_busy_timeout(s->db, BUSY_MS);
    done =
        done
        && run(
            s,
            "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
            "PRAGMA cache_size = -65536; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
            "PRAGMA recursive_triggers = ON;",
            err);
    if (done) return s;
    sqlite_close(s);
    return NULL;
}

static bool take_integer(void *context, const value *row, cw_error *err) {
    (void)err;
    *(int64_t *)context = row[0].kind == VALUE_INTEGER ? row[0].integer : -1;
    return true;
}

static bool is_of_kind(sqlite *s, const sqlite_kind *kind, cw_error *err) {
    int64_t application = 0, format = 0;
    if (!sqlite_query(s, "PRAGMA application_id", NULL, 0, "i", take_integer, &application, err)
        || !sqlite_query(s, "PRAGMA user_version", NULL, 0, "i", take_integer, &format, err))
        return false;
    if (application != kind->application)
        return cw_fail(err, CW_ERR_INPUT, "%s is not a %s of Crosswatch", s->path, kind->name);
    return format == kind->format
           || cw_fail(err, CW_ERR_INPUT, "%s is a %s of format %lld; this program knows %d",
                      s->path, kind->name, (long long)format, kind->format);
}

void *sqlite_open_kind(const char *path, const char *vfs, const sqlite_kind *kind, cw_error *err) {
    if (access(path, R_OK) != 0) {
        cw_fail(err, CW_ERR_INPUT, "the %s %s cannot be read: %s", kind->name, path,
                strerror(errno));
        return NULL;
    }
    sqlite *s = connect_to(path, vfs, err);
    if (s != NULL && is_of_kind(s, kind, err)) return s;
    sqlite_close(s);
    return NULL;
}

void *sqlite_create_kind(const char *path, const char *vfs, const sqlite_kind *kind,
                         cw_error *err) {
    char settings[160];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        cw_fail(err, errno == EEXIST ? CW_NO : CW_ERR_MACHINE, "the %s %s cannot be made: %s",
                kind->name, path, strerror(errno));
        return NULL;
    }
    close(file);
    snprintf(settings, sizeof settings, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             kind->application, kind->format);
    sqlite *s = connect_to(path, vfs, err);
    bool done = s != NULL && run(s, "PRAGMA journal_mode = WAL;", err)
                && run(s, "BEGIN IMMEDIATE", err) && run(s, settings, err)
                && run(s, kind->schema, err) && run(s, "COMMIT", err) && sync_folder_of(path, err);
    if (done) return s;
    sqlite_close(s);
    unlink(path);
    return NULL;
}

static const sqlite_kind record_kind = {APPLICATION, RECORD_FORMAT, CW_SAID("record"),
                                        sqlite_schema};

void *sqlite_open(const char *path, const char *vfs, cw_error *err) {
    return sqlite_open_kind(path, vfs, &record_kind, err);
}

void *sqlite_create(const char *path, const char *vfs, cw_error *err) {
    return sqlite_create_kind(path, vfs, &record_kind, err);
}
