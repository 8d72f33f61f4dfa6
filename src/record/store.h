/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside record/: a store is SQL that both databases understand, and a driver that runs it. What an
 * append, a verification, an import is stands once, above the driver; a driver knows only how to
 * run a statement and what a transaction is. Placeholders are $1, $2, ... in order of appearance.
 */
#ifndef CROSSWATCH_RECORD_STORE_H
#define CROSSWATCH_RECORD_STORE_H

#include <crosswatch/record.h>

#include <string.h>

typedef enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT, VALUE_BYTES } value_kind;
typedef struct value {
    value_kind kind;
    int64_t integer;
    const void *bytes; /* of texts too; a text from a row has a NUL after its end */
    size_t length;
} value;

static inline value integer_value(uint64_t n) {
    return (value){.kind = VALUE_INTEGER, .integer = (int64_t)n};
}
static inline value text_value(const char *text) {
    return (value){.kind = VALUE_TEXT, .bytes = text, .length = strlen(text)};
}
static inline value bytes_value(const void *bytes, size_t length) {
    return (value){.kind = VALUE_BYTES, .bytes = bytes, .length = length};
}
static inline value hash_value(const cw_hash *hash) {
    return bytes_value(hash->bytes, sizeof hash->bytes);
}
/* Copies 32 bytes; false when the value is something else. */
bool value_hash(const value *v, cw_hash *hash);

/* Takes one row; false (with *err, or without, to stop) ends the query. */
typedef bool (*row_sink)(void *context, const value *row, cw_error *err);

typedef struct driver {
    /* `writing`: no other writer until it ends; else a snapshot that no writer disturbs */
    bool (*begin)(void *db, bool writing, cw_error *err);
    bool (*commit)(void *db, cw_error *err); /* true: it is on the disk */
    void (*roll_back)(void *db);
    /* A statement without rows; *changed (may be NULL) takes how many rows it made or changed. */
    bool (*execute)(void *db, const char *sql, const value *in, size_t count, int64_t *changed,
                    cw_error *err);
    /* `columns`: a letter for each, "i" integer, "t" text, "b" bytes; the row is valid during the
     * call. *stopped (may be NULL) is set when the sink ended it. */
    bool (*query)(void *db, const char *sql, const value *in, size_t count, const char *columns,
                  row_sink sink, void *context, cw_error *err);
    /* What the database itself finds wrong with its files; CW_NO in *err. */
    bool (*inspect)(void *db, cw_error *err);
    bool (*copy)(void *db, const char *path, cw_error *err);
    /* Overwrites what deleted content may have left behind. */
    bool (*scrub)(void *db, cw_error *err);
    void (*close)(void *db);
} driver;

struct cw_store {
    const driver *driver;
    void *db;
    cw_public_key own;
};

enum { RECORD_FORMAT = 1 };
#define JOURNAL "" /* the name of the log of all entries, beside those of the centres */

/* ---- statements ---- */
bool store_begin(cw_store *store, bool writing, cw_error *err);
/* Commits when `good`, else rolls back; what `good` becomes. */
bool store_end(cw_store *store, bool good, cw_error *err);
bool store_execute(cw_store *store, const char *sql, const value *in, size_t count, cw_error *err);
bool store_query(cw_store *store, const char *sql, const value *in, size_t count,
                 const char *columns, row_sink sink, void *context, cw_error *err);

/* ---- within a transaction ---- */
/* The newest head of a log; empty when there is none. */
bool store_head(cw_store *store, const char *log, cw_frontier *head, cw_error *err);
bool store_put_head(cw_store *store, const char *log, const cw_frontier *head, cw_error *err);
bool head_from_row(uint64_t size, const value *peaks, cw_frontier *head);
bool store_has_event(cw_store *store, const cw_event_id *id, bool *has, uint64_t *seq,
                     cw_error *err);
/* Puts an event at the end of the journal and grows its head (which the caller writes). `encoded`
 * must decode to the event. */
bool store_put_event(cw_store *store, const cw_event_id *id, const void *encoded, size_t length,
                     cw_frontier *journal, cw_error *err);
bool store_put_leaf(cw_store *store, const char *centre, const cw_event_id *id, cw_frontier *log,
                    cw_error *err);
bool store_append_within(cw_store *store, const cw_event *const *events, size_t count,
                         size_t *added, cw_error *err);
/* Leaf hashes of a log (owned by the caller), at most `most` of them. */
bool store_leaves(cw_store *store, const char *log, uint64_t most, cw_hash **leaves, size_t *count,
                  cw_error *err);
/* Its root at `size`; *known is false when it has fewer leaves. */
bool store_root_at(cw_store *store, const char *log, uint64_t size, cw_hash *root, bool *known,
                   cw_error *err);
/* The pinned key of a centre; *known is false when there is none. */
bool store_key(cw_store *store, const char *centre, cw_public_key *key, bool *known, cw_error *err);

/* ---- drivers ---- */
extern const driver sqlite_driver, postgres_driver;
/* A fresh database with the tables of the record, or one that is there. `vfs`: NULL, or the layer
 * below SQLite that a test puts in. */
void *sqlite_create(const char *path, const char *vfs, cw_error *err);
void *sqlite_open(const char *path, const char *vfs, cw_error *err);
void *postgres_create(const char *where, cw_error *err);
void *postgres_open(const char *where, cw_error *err);
extern const char sqlite_schema[], postgres_schema[], exchange_schema[];

/* The store over a database that a driver opened; takes it over, also when it fails. */
cw_store *store_start(const driver *d, void *db, const cw_public_key *own, cw_error *err);
cw_store *store_join(const driver *d, void *db, cw_error *err);

#endif
