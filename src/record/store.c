/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store above its driver: making and opening one, transactions, heads of logs, appending.
 *
 * Every append takes the writer's place, reads the newest head of each log it will grow, puts the
 * events and leaves at the ends, writes the new heads, and commits: one transaction, so that a log
 * and its head cannot part, and what a reader sees is always the state after whole appends.
 */
#include "store.h"

#include "codec.h"
#include "event.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- statements ----------------------------------------------------------------------------- */

bool store_begin(cw_store *store, bool writing, cw_error *err) {
    return store->driver->begin(store->db, writing, err);
}

bool store_end(cw_store *store, bool good, cw_error *err) {
    if (good && store->driver->commit(store->db, err)) return true;
    store->driver->roll_back(store->db);
    return false;
}

bool store_execute(cw_store *store, const char *sql, const value *in, size_t count, cw_error *err) {
    return store->driver->execute(store->db, sql, in, count, NULL, err);
}

bool store_query(cw_store *store, const char *sql, const value *in, size_t count,
                 const char *columns, row_sink sink, void *context, cw_error *err) {
    return store->driver->query(store->db, sql, in, count, columns, sink, context, err);
}

bool value_hash(const value *v, cw_hash *hash) {
    if (v->kind != VALUE_BYTES || v->length != sizeof hash->bytes) return false;
    memcpy(hash->bytes, v->bytes, sizeof hash->bytes);
    return true;
}

/* ---- making and opening --------------------------------------------------------------------- */

static bool is_postgres(const char *where) {
    return strncmp(where, "postgresql:", 11) == 0 || strncmp(where, "postgres:", 9) == 0;
}

static cw_store *over(const driver *d, void *db, cw_error *err) {
    cw_store *store = db != NULL ? calloc(1, sizeof *store) : NULL;
    if (store != NULL) {
        store->driver = d;
        store->db = db;
        return store;
    }
    if (db != NULL) {
        d->close(db);
        cw_fail_memory(err);
    }
    return NULL;
}

static bool put_key(cw_store *store, const cw_public_key *key, cw_error *err) {
    char text[CW_KEY_TEXT];
    const value in[] = {text_value(key->centre), text_value(cw_public_key_format(key, text))};
    return store_execute(store, "INSERT INTO centre_key (centre, key) VALUES ($1, $2)", in, 2, err);
}

static bool put_meta(cw_store *store, const char *name, const char *text, cw_error *err) {
    const value in[] = {text_value(name), text_value(text)};
    return store_execute(store, "INSERT INTO meta (name, value) VALUES ($1, $2)", in, 2, err);
}

cw_store *store_start(const driver *d, void *db, const cw_public_key *own, cw_error *err) {
    cw_store *store = over(d, db, err);
    if (store == NULL) return NULL;
    store->own = *own;
    bool done = store_begin(store, true, err);
    done = done
           && store_end(
               store, put_meta(store, "centre", own->centre, err) && put_key(store, own, err), err);
    if (done) return store;
    cw_store_close(store);
    return NULL;
}

static bool take_text(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_TEXT) cw_text_add(context, "%s", (const char *)row[0].bytes);
    return true;
}

bool store_key(cw_store *store, const char *centre, cw_public_key *key, bool *known,
               cw_error *err) {
    cw_text text = {0};
    const value in = text_value(centre);
    bool done = store_query(store, "SELECT key FROM centre_key WHERE centre = $1", &in, 1, "t",
                            take_text, &text, err);
    *known = done && text.length > 0;
    if (*known) {
        cw_error bad = {0};
        done = cw_public_key_parse(text.data, key, &bad) && strcmp(key->centre, centre) == 0;
        if (!done) cw_fail(err, CW_NO, "the key of %s in the record is damaged", centre);
    }
    cw_text_free(&text);
    return done;
}

static bool read_own(cw_store *store, cw_error *err) {
    cw_text centre = {0};
    bool known = false;
    bool done =
        store_query(store, "SELECT value FROM meta WHERE name = 'centre'", NULL, 0, "t", take_text,
                    &centre, err)
        && store_key(store, centre.data != NULL ? centre.data : "", &store->own, &known, err);
    if (done && !known) done = cw_fail(err, CW_NO, "the record does not say whose it is");
    cw_text_free(&centre);
    return done;
}

cw_store *store_join(const driver *d, void *db, cw_error *err) {
    cw_store *store = over(d, db, err);
    if (store == NULL || read_own(store, err)) return store;
    cw_store_close(store);
    return NULL;
}

cw_store *cw_store_create(const char *where, const cw_public_key *own, cw_error *err) {
    if (!crypto_ready(err)) return NULL;
    if (is_postgres(where))
        return store_start(&postgres_driver, postgres_create(where, err), own, err);
    return store_start(&sqlite_driver, sqlite_create(where, NULL, err), own, err);
}

cw_store *cw_store_open(const char *where, cw_error *err) {
    if (!crypto_ready(err)) return NULL;
    if (is_postgres(where)) return store_join(&postgres_driver, postgres_open(where, err), err);
    return store_join(&sqlite_driver, sqlite_open(where, NULL, err), err);
}

void cw_store_close(cw_store *store) {
    if (store == NULL) return;
    store->driver->close(store->db);
    free(store);
}

const cw_public_key *cw_store_own_key(const cw_store *store) {
    return &store->own;
}

static bool trust(cw_store *store, const cw_public_key *partner, cw_error *err) {
    cw_public_key pinned;
    bool known = false;
    if (!store_key(store, partner->centre, &pinned, &known, err)) return false;
    if (!known) return put_key(store, partner, err);
    return memcmp(&pinned, partner, sizeof pinned) == 0
           || cw_fail(err, CW_NO, "the record already trusts another key of %s", partner->centre);
}

bool cw_store_trust(cw_store *store, const cw_public_key *partner, cw_error *err) {
    return store_begin(store, true, err) && store_end(store, trust(store, partner, err), err);
}

/* ---- heads ---------------------------------------------------------------------------------- */

/* One peak for each bit of the size. */
bool head_from_row(uint64_t size, const value *peaks, cw_frontier *head) {
    *head = (cw_frontier){.size = size};
    for (uint64_t bits = size; bits != 0; bits &= bits - 1) head->peak_count++;
    if (size >= UINT64_C(1) << CW_MERKLE_HEIGHT || peaks->kind != VALUE_BYTES
        || peaks->length != head->peak_count * sizeof(cw_hash))
        return false;
    if (peaks->length > 0) memcpy(head->peaks, peaks->bytes, peaks->length);
    return true;
}

static bool take_head(void *context, const value *row, cw_error *err) {
    if (row[0].kind == VALUE_INTEGER && row[0].integer >= 0
        && head_from_row((uint64_t)row[0].integer, &row[1], context))
        return true;
    return cw_fail(err, CW_NO,
                   "a head of a log in the record is damaged; crosswatch record verify");
}

bool store_head(cw_store *store, const char *log, cw_frontier *head, cw_error *err) {
    const value in = text_value(log);
    *head = (cw_frontier){0};
    return store_query(store,
                       "SELECT size, peaks FROM head WHERE log = $1 ORDER BY size DESC LIMIT 1",
                       &in, 1, "ib", take_head, head, err);
}

bool store_put_head(cw_store *store, const char *log, const cw_frontier *head, cw_error *err) {
    const value in[] = {text_value(log), integer_value(head->size),
                        bytes_value(head->peaks, head->peak_count * sizeof(cw_hash))};
    return store_execute(store, "INSERT INTO head (log, size, peaks) VALUES ($1, $2, $3)", in, 3,
                         err);
}

/* ---- appending ------------------------------------------------------------------------------ */

static bool take_seq(void *context, const value *row, cw_error *err) {
    (void)err;
    *(int64_t *)context = row[0].kind == VALUE_INTEGER ? row[0].integer : -1;
    return true;
}

bool store_has_event(cw_store *store, const cw_event_id *id, bool *has, uint64_t *seq,
                     cw_error *err) {
    const value in = hash_value(id);
    int64_t found = -1;
    if (!store_query(store, "SELECT seq FROM event WHERE id = $1", &in, 1, "i", take_seq, &found,
                     err))
        return false;
    *has = found >= 0;
    if (seq != NULL) *seq = *has ? (uint64_t)found : 0;
    return true;
}

bool store_put_event(cw_store *store, const cw_event_id *id, const void *encoded, size_t length,
                     cw_frontier *journal, cw_error *err) {
    const value in[] = {integer_value(journal->size), hash_value(id), bytes_value(encoded, length)};
    if (!store_execute(store, "INSERT INTO event (seq, id, bytes) VALUES ($1, $2, $3)", in, 3, err))
        return false;
    cw_hash leaf = cw_merkle_leaf(id->bytes, sizeof id->bytes);
    cw_frontier_append(journal, &leaf);
    return true;
}

bool store_put_leaf(cw_store *store, const char *centre, const cw_event_id *id, cw_frontier *log,
                    cw_error *err) {
    const value in[] = {text_value(centre), integer_value(log->size), hash_value(id)};
    if (!store_execute(store, "INSERT INTO leaf (centre, position, id) VALUES ($1, $2, $3)", in, 3,
                       err))
        return false;
    cw_hash leaf = cw_merkle_leaf(id->bytes, sizeof id->bytes);
    cw_frontier_append(log, &leaf);
    return true;
}

/* The encoding, held against the event it is of: one that was changed after sealing is refused. */
static bool encode_checked(const cw_event *event, cw_text *bytes, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    bytes->length = 0;
    bool done = (arena != NULL || cw_fail_memory(err)) && cw_event_encode(event, bytes, err);
    const cw_event *read = done ? cw_event_decode(bytes->data, bytes->length, arena, err) : NULL;
    done = read != NULL;
    if (done && cw_event_id_compare(&read->id, &event->id) != 0)
        done = cw_fail(err, CW_ERR_INPUT, "an event was changed after it was sealed");
    cw_arena_destroy(arena);
    return done;
}

typedef struct appending {
    cw_frontier journal, released;
    uint64_t journal_before, released_before;
    cw_text bytes;
} appending;

/* Which events of a batch are in the record already is asked for many at once: a server is a round
 * trip away. */
#define EIGHT(d)  ",$" #d "1,$" #d "2,$" #d "3,$" #d "4,$" #d "5,$" #d "6,$" #d "7,$" #d "8"
#define IDS_ASKED "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10" EIGHT(1) ",$19,$20" EIGHT(2) ",$29,$30,$31,$32"
enum { MOST_ASKED = 32 };

typedef struct presence {
    const cw_event *const *events;
    size_t count;
    bool has[MOST_ASKED];
} presence;

static bool take_present(void *context, const value *row, cw_error *err) {
    presence *p = context;
    cw_event_id id;
    if (!value_hash(&row[0], &id))
        return cw_fail(err, CW_NO, "an identifier is damaged; crosswatch record verify");
    for (size_t i = 0; i < p->count; i++) {
        if (cw_event_id_compare(&p->events[i]->id, &id) == 0) p->has[i] = true;
    }
    return true;
}

/* In the record, or before in this batch. */
static bool find_present(cw_store *store, presence *p, cw_error *err) {
    value in[MOST_ASKED];
    for (size_t i = 0; i < MOST_ASKED; i++)
        in[i] = hash_value(&p->events[i < p->count ? i : 0]->id);
    if (!store_query(store, "SELECT id FROM event WHERE id IN (" IDS_ASKED ")", in, MOST_ASKED, "b",
                     take_present, p, err))
        return false;
    for (size_t i = 1; i < p->count; i++) {
        for (size_t j = 0; j < i && !p->has[i]; j++)
            p->has[i] = cw_event_id_compare(&p->events[i]->id, &p->events[j]->id) == 0;
    }
    return true;
}

static bool append_one(cw_store *store, const cw_event *event, bool has, appending *a,
                       cw_error *err) {
    if (strcmp(event->centre, store->own.centre) != 0)
        return cw_fail(err, CW_ERR_INPUT,
                       "this is the record of %s: an event of %s comes in by import",
                       store->own.centre, event->centre);
    if (!encode_checked(event, &a->bytes, err)) return false;
    if (has) return true;
    return store_put_event(store, &event->id, a->bytes.data, a->bytes.length, &a->journal, err)
           && (event->shared_count == 0
               || store_put_leaf(store, store->own.centre, &event->id, &a->released, err));
}

static bool append_all(cw_store *store, const cw_event *const *events, size_t count, appending *a,
                       cw_error *err) {
    if (!store_head(store, JOURNAL, &a->journal, err)
        || !store_head(store, store->own.centre, &a->released, err))
        return false;
    a->journal_before = a->journal.size;
    a->released_before = a->released.size;
    for (size_t n = 0; n < count; n += MOST_ASKED) {
        presence p = {.events = events + n,
                      .count = count - n < MOST_ASKED ? count - n : MOST_ASKED};
        if (!find_present(store, &p, err)) return false;
        for (size_t i = 0; i < p.count; i++) {
            if (!append_one(store, p.events[i], p.has[i], a, err)) return false;
        }
    }
    return (a->journal.size == a->journal_before
            || store_put_head(store, JOURNAL, &a->journal, err))
           && (a->released.size == a->released_before
               || store_put_head(store, store->own.centre, &a->released, err));
}

bool store_append_within(cw_store *store, const cw_event *const *events, size_t count,
                         size_t *added, cw_error *err) {
    appending a = {.bytes = {0}};
    bool done = append_all(store, events, count, &a, err);
    if (added != NULL) *added = done ? (size_t)(a.journal.size - a.journal_before) : 0;
    cw_text_free(&a.bytes);
    return done;
}

bool cw_store_append(cw_store *store, const cw_event *const *events, size_t count, size_t *added,
                     cw_error *err) {
    if (added != NULL) *added = 0;
    return store_begin(store, true, err)
           && store_end(store, store_append_within(store, events, count, added, err), err);
}
