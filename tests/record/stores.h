/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of a store stand on: two centres with keys and fresh stores, in whichever database
 * the including program names. The same cases run on every kind of store (store_cases.h): a program
 * defines place_make (a fresh address) and, for them, place_unguard (takes the triggers away).
 */
#ifndef CROSSWATCH_TEST_RECORD_STORES_H
#define CROSSWATCH_TEST_RECORD_STORES_H

#include "made.h"

#include "record/store.h"

#include <stdlib.h>
#include <unistd.h>

enum { DOVER, GRIS_NEZ, CENTRES };
static const char *const centre_names[CENTRES] = {"dover", "gris-nez"};

static char work[1024];
static cw_arena *arena;
static cw_secret_key *keys[CENTRES];
static int place_count;

static const char *place_make(char where[1200]);

static inline cw_store *must_create(int centre, char where[1200]) {
    cw_error err = {0};
    cw_store *store = cw_store_create(place_make(where), cw_secret_key_public(keys[centre]), &err);
    if (store == NULL) fail_msg("%s", err.message);
    if (!cw_store_trust(store, cw_secret_key_public(keys[!centre]), &err))
        fail_msg("%s", err.message);
    return store;
}

static inline cw_store *fresh_store(int centre) {
    char where[1200];
    return must_create(centre, where);
}

static inline void must_append(cw_store *store, const cw_event *event) {
    cw_error err = {0};
    size_t added = 0;
    if (!cw_store_append(store, &event, 1, &added, &err)) fail_msg("%s", err.message);
    assert_int_equal(added, 1);
}

/* Events `from` to `to` - 1; every third is private. */
static inline void append_some(cw_store *store, int centre, size_t from, size_t to) {
    for (size_t n = from; n < to; n++)
        must_append(store, made_event(centre_names[centre],
                                      n % 3 == 2 ? NULL : centre_names[!centre], n, arena));
}

static inline cw_verdict verdict_of(cw_store *store) {
    static cw_verdict verdict;
    cw_error err = {0};
    if (!cw_store_verify(store, &verdict, &err)) fail_msg("%s", err.message);
    return verdict;
}

static inline void expect_sound(cw_store *store) {
    cw_verdict verdict = verdict_of(store);
    if (verdict.fault_count > 0)
        fail_msg("fault %d, log \"%s\", number %llu, %s", verdict.faults[0].kind,
                 verdict.faults[0].log, (unsigned long long)verdict.faults[0].number,
                 verdict.faults[0].detail);
}

static inline bool has_fault(const cw_verdict *verdict, cw_fault_kind kind) {
    for (size_t i = 0; i < verdict->fault_count && i < CW_MOST_FAULTS; i++) {
        if (verdict->faults[i].kind == kind) return true;
    }
    return false;
}

static inline void expect_fault(cw_store *store, cw_fault_kind kind) {
    cw_verdict verdict = verdict_of(store);
    if (!has_fault(&verdict, kind))
        fail_msg("no fault of kind %d among %zu", kind, verdict.fault_count);
}

/* Raw SQL, a literal each time. */
static inline void raw(cw_store *store, const char *sql) {
    cw_error err = {0};
    if (!store_begin(store, true, &err)
        || !store_end(store, store_execute(store, sql, NULL, 0, &err), &err))
        fail_msg("%s: %s", sql, err.message);
}

static inline cw_text checkpoint_of(cw_store *store, int centre, cw_time now) {
    cw_text note = {0};
    cw_error err = {0};
    if (!cw_store_checkpoint(store, keys[centre], now, &note, &err)) fail_msg("%s", err.message);
    return note;
}

static inline cw_text bundle_from(cw_store *store, int centre, uint64_t first) {
    static const cw_release_rule all[] = {{NULL, NULL, NULL}};
    cw_text bytes = {0};
    cw_error err = {0};
    if (!cw_bundle_export(store, keys[centre], centre_names[!centre], first, all, 1, made_time(500),
                          &bytes, NULL, &err))
        fail_msg("%s", err.message);
    return bytes;
}

static inline void must_import(cw_store *store, const cw_text *bundle) {
    cw_error err = {0};
    cw_bundle about;
    if (!cw_bundle_import(store, bundle->data, bundle->length, &about, &err))
        fail_msg("%s", err.message);
}

static inline int stores_set_up(void **state) {
    (void)state;
    cw_error err = {0};
    char path[1200];
    cw_public_key key;
    support_directory(work);
    arena = cw_arena_create();
    for (int i = 0; i < CENTRES; i++) {
        snprintf(path, sizeof path, "%s/%s.key", work, centre_names[i]);
        assert_true(cw_secret_key_create(path, centre_names[i], &key, &err));
        keys[i] = cw_secret_key_load(path, &err);
        assert_non_null(keys[i]);
    }
    return 0;
}

static inline int stores_tear_down(void **state) {
    (void)state;
    for (int i = 0; i < CENTRES; i++) cw_secret_key_destroy(keys[i]);
    cw_arena_destroy(arena);
    support_remove(work);
    return 0;
}

#endif
