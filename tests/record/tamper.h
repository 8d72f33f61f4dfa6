/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hands that know SQL, for the tests of verification: a record's file is opened past the store,
 * its triggers are dropped and its tables made anew without any constraint, so that whatever can
 * be written can also be doubled, moved and left out.
 */
#ifndef CROSSWATCH_TEST_RECORD_TAMPER_H
#define CROSSWATCH_TEST_RECORD_TAMPER_H

#include "disk.h"
#include "stores.h"

#include <stdio.h>

static inline const char *place_make(char where[1200]) {
    snprintf(where, 1200, "%s/%d.record", work, place_count++);
    return where;
}

static inline int tamper_set_up(void **state) {
    disk_install(); /* which does not sync */
    return stores_set_up(state);
}

/* Statements in which ?1 and ?2 stand for the two numbers. */
static inline void change(sqlite3 *db, const char *statements, uint64_t a, uint64_t b) {
    while (*statements != '\0') {
        sqlite3_stmt *one = NULL;
        if (sqlite3_prepare_v2(db, statements, -1, &one, &statements) != SQLITE_OK)
            fail_msg("%s", sqlite3_errmsg(db));
        for (int i = 0; i < sqlite3_bind_parameter_count(one); i++)
            sqlite3_bind_int64(one, i + 1, (sqlite3_int64)(i == 0 ? a : b));
        if (sqlite3_step(one) != SQLITE_DONE) fail_msg("%s", sqlite3_errmsg(db));
        sqlite3_finalize(one);
    }
}

static inline sqlite3 *open_past_the_store(const char *path) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

/* Tables without triggers, keys and types; a row's rowid is its place, counted from 1. */
static inline void loosen(sqlite3 *db) {
    static const char *const tables[][2] = {{"event", "seq"},
                                            {"leaf", "centre, position"},
                                            {"head", "log, size"},
                                            {"checkpoint", "number"},
                                            {"redaction", "seq, part"}};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char text[256];
        const char *name = tables[i][0];
        snprintf(text, sizeof text,
                 "CREATE TABLE loose AS SELECT * FROM %s ORDER BY %s; DROP TABLE %s;"
                 "ALTER TABLE loose RENAME TO %s;",
                 name, tables[i][1], name, name);
        change(db, text, 0, 0);
    }
}

static inline void copy_closed(const char *from, const char *to) {
    char buffer[1 << 16];
    size_t n;
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in != NULL && out != NULL);
    while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
        assert_int_equal(fwrite(buffer, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
    fclose(in);
}

static inline cw_verdict verdict_at(const char *path) {
    cw_error err = {0};
    cw_store *store = cw_store_open(path, &err);
    if (store == NULL) fail_msg("%s", err.message);
    cw_verdict verdict = verdict_of(store);
    cw_store_close(store);
    return verdict;
}

/* Among the faults that are listed. */
static inline bool lists_fault(const cw_verdict *verdict, cw_fault_kind kind, const char *log,
                               uint64_t number) {
    for (size_t i = 0; i < verdict->fault_count && i < CW_MOST_FAULTS; i++) {
        const cw_fault *f = &verdict->faults[i];
        if (f->kind == kind && strcmp(f->log, log) == 0 && f->number == number) return true;
    }
    return false;
}

static inline void expect_listed(const cw_verdict *verdict, cw_fault_kind kind, const char *log,
                                 uint64_t number, const char *what) {
    if (lists_fault(verdict, kind, log, number)) return;
    for (size_t i = 0; i < verdict->fault_count && i < 8; i++)
        print_error("found: fault %d, log \"%s\", number %llu %s\n", verdict->faults[i].kind,
                    verdict->faults[i].log, (unsigned long long)verdict->faults[i].number,
                    verdict->faults[i].detail);
    fail_msg("%s: fault %d, log \"%s\", number %llu is not among %zu", what, kind, log,
             (unsigned long long)number, verdict->fault_count);
}

#endif
