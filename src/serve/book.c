/* SPDX-License-Identifier: Apache-2.0 */
/* The record behind a lock for many readers. The log in memory grows by what is new in the store,
 * and the situation is folded anew from it: some milliseconds for the thousands of events of a
 * night (docs/incident.md). */
#include "book.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct book {
    pthread_rwlock_t lock;
    cw_store *store;
    cw_event_log *log;
    cw_situation *situation;
    uint64_t entries; /* of the store that are folded ... */
    size_t folded;    /* ... and of the log */
};

/* Whether the log tells, from an entry on, of parts that were taken out of earlier ones. */
static bool tells_of_redaction(const cw_event_log *log, size_t from) {
    for (size_t i = from; i < cw_event_log_count(log); i++) {
        if (strcmp(cw_event_log_at(log, i)->kind, "redaction") == 0) return true;
    }
    return false;
}

/* The store's log from its beginning: what was redacted leaves memory too. */
static cw_event_log *whole_log(book *b, cw_error *err) {
    cw_event_log *log = cw_event_log_create(err);
    if (log != NULL && cw_store_load(b->store, 0, log, err)) return log;
    cw_event_log_destroy(log);
    return NULL;
}

/* What is folded now, and the log that it points into. */
static bool fold_log(book *b, cw_event_log *log, cw_error *err) {
    cw_situation *situation = cw_situation_fold(log, err);
    if (situation == NULL) return false;
    cw_situation_destroy(b->situation);
    b->situation = situation;
    if (log != b->log) cw_event_log_destroy(b->log);
    b->log = log;
    return true;
}

/* Folds what the store holds beyond what is folded. A fold that fails leaves the old one. */
static bool catch_up(book *b, bool *more, cw_error *err) {
    uint64_t size = 0;
    if (!cw_store_size(b->store, NULL, &size, err)) return false;
    if (more != NULL) *more = size > b->entries;
    if (size <= b->entries && b->situation != NULL) return true;
    if (!cw_store_load(b->store, b->entries, b->log, err)) return false;
    bool anew = b->folded > 0 && tells_of_redaction(b->log, b->folded);
    cw_event_log *log = anew ? whole_log(b, err) : b->log;
    if (log == NULL || !fold_log(b, log, err)) {
        if (log != b->log) cw_event_log_destroy(log);
        return false;
    }
    b->entries = size;
    b->folded = cw_event_log_count(b->log);
    return true;
}

book *book_open(const char *record, cw_error *err) {
    book *b = calloc(1, sizeof *b);
    if (b == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    pthread_rwlock_init(&b->lock, NULL);
    b->store = cw_store_open(record, err);
    b->log = b->store != NULL ? cw_event_log_create(err) : NULL;
    if (b->log != NULL && catch_up(b, NULL, err)) return b;
    book_close(b);
    return NULL;
}

void book_close(book *b) {
    if (b == NULL) return;
    cw_situation_destroy(b->situation);
    cw_event_log_destroy(b->log);
    cw_store_close(b->store);
    pthread_rwlock_destroy(&b->lock);
    free(b);
}

const cw_situation *book_look(book *b) {
    pthread_rwlock_rdlock(&b->lock);
    return b->situation;
}

void book_done(book *b) {
    pthread_rwlock_unlock(&b->lock);
}

const cw_event_log *book_log(const book *b) {
    return b->log;
}

uint64_t book_entries(book *b) {
    pthread_rwlock_rdlock(&b->lock);
    uint64_t entries = b->entries;
    pthread_rwlock_unlock(&b->lock);
    return entries;
}

const char *book_centre(const book *b) {
    return cw_store_own_key(b->store)->centre;
}

/* What was recorded is on the disk also when the fold that follows fails: that is told by the next
 * poll, and costs the officer nothing. */
bool book_say(book *b, cw_desk *desk, cw_event_id *made, cw_error *err) {
    pthread_rwlock_wrlock(&b->lock);
    bool done = catch_up(b, NULL, err);
    if (done) {
        desk->store = b->store;
        desk->situation = b->situation;
        done = cw_desk_record(desk, made, err);
        catch_up(b, NULL, NULL);
    }
    pthread_rwlock_unlock(&b->lock);
    return done;
}

bool book_report(book *b, cw_desk *desk, const char *source, size_t length, cw_event_id *made,
                 cw_report *report, cw_error *err) {
    pthread_rwlock_wrlock(&b->lock);
    bool done = catch_up(b, NULL, err);
    if (done) {
        desk->store = b->store;
        desk->situation = b->situation;
        done = cw_desk_report(desk, source, length, made, report, err);
        catch_up(b, NULL, NULL);
    }
    pthread_rwlock_unlock(&b->lock);
    return done;
}

bool book_message(book *b, cw_desk *desk, cw_text *text, cw_error *err) {
    pthread_rwlock_rdlock(&b->lock);
    desk->store = b->store; /* for its name alone: nothing is read from it */
    desk->situation = b->situation;
    bool done = cw_desk_message(desk, text, err);
    pthread_rwlock_unlock(&b->lock);
    return done;
}

bool book_append(book *b, const cw_event_draft *draft, cw_event_id *made, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return cw_fail_memory(err);
    cw_event_draft own = *draft;
    own.centre = book_centre(b);
    const cw_event *event = cw_event_seal(&own, arena, err);
    pthread_rwlock_wrlock(&b->lock);
    bool done = event != NULL && cw_store_append(b->store, &event, 1, NULL, err);
    if (done) catch_up(b, NULL, NULL);
    pthread_rwlock_unlock(&b->lock);
    if (done && made != NULL) *made = event->id;
    cw_arena_destroy(arena);
    return done;
}

bool book_keep(book *b, book_act act, void *context, cw_error *err) {
    pthread_rwlock_wrlock(&b->lock);
    bool done = act(b->store, context, err);
    if (done) catch_up(b, NULL, NULL);
    pthread_rwlock_unlock(&b->lock);
    return done;
}

bool book_find_id(book *b, const char *text, cw_event_id *id, cw_error *err) {
    pthread_rwlock_wrlock(&b->lock); /* the store is for one thread at a time */
    bool found = cw_store_find_id(b->store, text, id, err);
    pthread_rwlock_unlock(&b->lock);
    return found;
}

bool book_poll(book *b, bool *more, cw_error *err) {
    pthread_rwlock_wrlock(&b->lock);
    bool done = catch_up(b, more, err);
    pthread_rwlock_unlock(&b->lock);
    return done;
}
