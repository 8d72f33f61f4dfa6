/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that verifies, and what it has found (inspection.h). */
#include "inspection.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct inspection {
    char *record;
    void (*changed)(void *context);
    void *context;
    pthread_t thread;
    pthread_mutex_t lock; /* of all below */
    bool joinable, stopping;
    inspection_told told;
    double told_s; /* when `changed` was last called while it runs */
};

static double monotonic_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cw_time wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (cw_time)t.tv_sec * CW_SECOND_MS + t.tv_nsec / 1000000;
}

/* ---- the thread ----------------------------------------------------------------------------- */

static bool on_entries(void *context, uint64_t entries) {
    static const double TELL_S = 0.5;
    inspection *i = context;
    double now_s = monotonic_s();
    pthread_mutex_lock(&i->lock);
    i->told.read = entries;
    bool tells = now_s - i->told_s >= TELL_S, goes_on = !i->stopping;
    if (tells) i->told_s = now_s;
    pthread_mutex_unlock(&i->lock);
    if (tells && goes_on) i->changed(i->context);
    return goes_on;
}

static bool inspect(inspection *i, cw_verdict *verdict, cw_error *err) {
    uint64_t entries = 0;
    cw_store *store = cw_store_open(i->record, err);
    bool done = store != NULL && cw_store_size(store, NULL, &entries, err);
    pthread_mutex_lock(&i->lock);
    i->told.entries = entries;
    pthread_mutex_unlock(&i->lock);
    done = done && cw_store_verify_watched(store, on_entries, i, verdict, err);
    cw_store_close(store);
    return done;
}

static void *run(void *context) {
    inspection *i = context;
    cw_error err = {0};
    cw_verdict *verdict = calloc(1, sizeof *verdict);
    bool done = verdict != NULL ? inspect(i, verdict, &err) : cw_fail_memory(&err);
    pthread_mutex_lock(&i->lock);
    i->told.state = done ? INSPECTION_DONE : INSPECTION_FAILED;
    i->told.error = err;
    i->told.ended = wall_clock();
    if (done) {
        i->told.verdict = *verdict;
        i->told.read = verdict->entries;
    }
    bool tells = !i->stopping;
    pthread_mutex_unlock(&i->lock);
    free(verdict);
    if (tells) i->changed(i->context);
    return NULL;
}

/* ---- from outside --------------------------------------------------------------------------- */

inspection *inspection_create(const char *record, void (*changed)(void *context), void *context,
                              cw_error *err) {
    inspection *i = calloc(1, sizeof *i);
    if (i != NULL) i->record = strdup(record);
    if (i == NULL || i->record == NULL) {
        free(i);
        cw_fail_memory(err);
        return NULL;
    }
    i->changed = changed;
    i->context = context;
    pthread_mutex_init(&i->lock, NULL);
    return i;
}

void inspection_destroy(inspection *i) {
    if (i == NULL) return;
    pthread_mutex_lock(&i->lock);
    i->stopping = true;
    pthread_mutex_unlock(&i->lock);
    if (i->joinable) pthread_join(i->thread, NULL);
    pthread_mutex_destroy(&i->lock);
    free(i->record);
    free(i);
}

/* With the lock; the thread of the one before has ended, or is about to. */
static bool start(inspection *i, cw_error *err) {
    if (i->joinable) pthread_join(i->thread, NULL);
    i->told = (inspection_told){.state = INSPECTION_RUNNING, .started = wall_clock()};
    i->joinable = pthread_create(&i->thread, NULL, run, i) == 0;
    if (!i->joinable) i->told.state = INSPECTION_NONE;
    return i->joinable || cw_fail(err, CW_ERR_MACHINE, "no thread can be started");
}

bool inspection_start(inspection *i, cw_error *err) {
    pthread_mutex_lock(&i->lock);
    bool good = i->told.state == INSPECTION_RUNNING || start(i, err);
    pthread_mutex_unlock(&i->lock);
    return good;
}

void inspection_look(inspection *i, inspection_told *told) {
    pthread_mutex_lock(&i->lock);
    *told = i->told;
    pthread_mutex_unlock(&i->lock);
}
