/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a store: its events one by one or all at once, the leaves of its logs, its copy. */
#include "store.h"

#include "codec.h"

#include <stdlib.h>

/* ---- sizes ---------------------------------------------------------------------------------- */

bool cw_store_size(cw_store *store, const char *centre, uint64_t *size, cw_error *err) {
    cw_frontier head;
    if (!store_head(store, centre != NULL ? centre : JOURNAL, &head, err)) return false;
    *size = head.size;
    return true;
}

/* ---- events --------------------------------------------------------------------------------- */

typedef struct each {
    cw_event_sink sink;
    void *context;
} each;

static bool damaged(uint64_t entry, cw_error *err) {
    if (err != NULL) *err = (cw_error){0};
    return cw_fail(err, CW_NO,
                   "entry %llu of the record is damaged; crosswatch record verify tells more",
                   (unsigned long long)entry);
}

static bool take_event(void *context, const value *row, cw_error *err) {
    const each *e = context;
    cw_event_id id;
    uint64_t entry = (uint64_t)row[0].integer;
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return cw_fail_memory(err);
    bool good = value_hash(&row[1], &id) && row[2].kind == VALUE_BYTES;
    const cw_event *event = good ? cw_event_decode(row[2].bytes, row[2].length, arena, NULL) : NULL;
    good = event != NULL && cw_event_id_compare(&event->id, &id) == 0;
    bool going = good ? e->sink(e->context, entry, event, err) : damaged(entry, err);
    cw_arena_destroy(arena);
    return going;
}

bool cw_store_each(cw_store *store, uint64_t from, cw_event_sink sink, void *context,
                   cw_error *err) {
    each e = {sink, context};
    cw_error own = {0};
    const value in = integer_value(from);
    bool done = store_query(store, "SELECT seq, id, bytes FROM event WHERE seq >= $1 ORDER BY seq",
                            &in, 1, "ibb", take_event, &e, &own);
    if (!done && own.code != CW_OK) return cw_error_pass(err, &own);
    return true; /* to the end, or as far as the sink wanted */
}

static bool into_log(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    (void)entry;
    return cw_event_log_append(context, event, NULL, err);
}

bool cw_store_load(cw_store *store, uint64_t from, cw_event_log *log, cw_error *err) {
    return cw_store_each(store, from, into_log, log, err);
}

typedef struct finding {
    cw_arena *arena;
    cw_event *event;
} finding;

static bool take_found(void *context, const value *row, cw_error *err) {
    finding *f = context;
    if (row[0].kind == VALUE_BYTES)
        f->event = cw_event_decode(row[0].bytes, row[0].length, f->arena, err);
    return f->event != NULL;
}

cw_event *cw_store_find(cw_store *store, const cw_event_id *id, cw_arena *arena, cw_error *err) {
    finding f = {.arena = arena};
    char text[CW_ID_TEXT];
    const value in = hash_value(id);
    bool done = store_query(store, "SELECT bytes FROM event WHERE id = $1", &in, 1, "b", take_found,
                            &f, err);
    if (done && f.event == NULL)
        cw_fail(err, CW_NO, "the record has no event %.12s", cw_event_id_format(id, text));
    if (f.event != NULL && cw_event_id_compare(&f.event->id, id) != 0) {
        cw_fail(err, CW_NO, "event %.12s is damaged; crosswatch record verify tells more",
                cw_event_id_format(id, text));
        f.event = NULL;
    }
    return f.event;
}

typedef struct prefix {
    cw_event_id id;
    size_t count;
} prefix;

static bool take_id(void *context, const value *row, cw_error *err) {
    prefix *p = context;
    p->count++;
    return value_hash(&row[0], &p->id) || cw_fail(err, CW_NO, "an identifier is damaged");
}

bool cw_store_find_id(cw_store *store, const char *text, cw_event_id *id, cw_error *err) {
    char low[CW_ID_TEXT], high[CW_ID_TEXT];
    size_t length = strlen(text);
    cw_event_id from, to;
    if (length < 4 || length >= CW_ID_TEXT)
        return cw_fail(err, CW_ERR_INPUT, "\"%.80s\" is not an identifier: 4 to 64 digits", text);
    for (size_t i = 0; i + 1 < CW_ID_TEXT; i++) {
        low[i] = i < length ? text[i] : '0';
        high[i] = i < length ? text[i] : 'f';
    }
    low[CW_ID_TEXT - 1] = high[CW_ID_TEXT - 1] = '\0';
    if (!cw_event_id_parse(low, &from, err) || !cw_event_id_parse(high, &to, err)) return false;
    prefix p = {.count = 0};
    const value in[] = {hash_value(&from), hash_value(&to)};
    if (!store_query(store, "SELECT id FROM event WHERE id >= $1 AND id <= $2 LIMIT 2", in, 2, "b",
                     take_id, &p, err))
        return false;
    *id = p.id;
    return p.count == 1
           || cw_fail(err, CW_NO, "%s in the record begins with %s",
                      p.count == 0 ? CW_SAID("no event") : CW_SAID("more than one event"), text);
}

/* ---- leaves --------------------------------------------------------------------------------- */

typedef struct gathering {
    cw_hash *leaves;
    size_t count, capacity;
} gathering;

static bool take_leaf(void *context, const value *row, cw_error *err) {
    gathering *g = context;
    cw_event_id id;
    if (!value_hash(&row[1], &id) || row[0].integer != (int64_t)g->count)
        return cw_fail(err, CW_NO, "leaf %zu of a log in the record is damaged or missing",
                       g->count);
    if (!cw_grow(&g->leaves, &g->capacity, g->count + 1)) return cw_fail_memory(err);
    g->leaves[g->count++] = cw_merkle_leaf(id.bytes, sizeof id.bytes);
    return true;
}

static const char LEAVES[] = "SELECT position, id FROM leaf WHERE centre = $1 AND position < $2"
                             " ORDER BY position";
static const char ENTRIES[] = "SELECT seq, id FROM event WHERE seq < $1 ORDER BY seq";

bool store_leaves(cw_store *store, const char *log, uint64_t most, cw_hash **leaves, size_t *count,
                  cw_error *err) {
    gathering g = {0};
    const value in[] = {text_value(log), integer_value(most)};
    bool journal = strcmp(log, JOURNAL) == 0;
    bool done = store_query(store, journal ? ENTRIES : LEAVES, journal ? in + 1 : in,
                            journal ? 1 : 2, "ib", take_leaf, &g, err);
    if (!done) {
        free(g.leaves);
        g = (gathering){0};
    }
    *leaves = g.leaves;
    *count = g.count;
    return done;
}

bool store_root_at(cw_store *store, const char *log, uint64_t size, cw_hash *root, bool *known,
                   cw_error *err) {
    cw_hash *leaves = NULL;
    size_t count = 0;
    *known = false;
    if (size > INT64_MAX || !store_leaves(store, log, size, &leaves, &count, err)) return false;
    *known = count == size;
    if (*known) *root = cw_merkle_root(leaves, count);
    free(leaves);
    return true;
}

bool cw_store_prove(cw_store *store, uint64_t old_size, uint64_t size, cw_proof *proof,
                    cw_error *err) {
    cw_hash *leaves = NULL;
    size_t count = 0;
    if (old_size > size || size > INT64_MAX)
        return cw_fail(err, CW_ERR_INPUT, "a proof goes from a smaller size to a larger one");
    if (!store_leaves(store, store->own.centre, size, &leaves, &count, err)) return false;
    bool known = count == size || cw_fail(err, CW_NO, "the log has %zu entries only", count);
    if (known) cw_merkle_prove_consistency(leaves, (size_t)old_size, (size_t)size, proof);
    free(leaves);
    return known;
}

bool cw_store_copy(cw_store *store, const char *path, cw_error *err) {
    return store->driver->copy(store->db, path, err);
}
