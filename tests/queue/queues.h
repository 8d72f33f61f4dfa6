/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of the queue stand on: jobs made of a number instead of a case, and a fresh queue
 * in whichever database the including program names. The same cases run on both (queue_cases.h,
 * worker_cases.h); a program defines place_make, which gives the address of a fresh place.
 */
#ifndef CROSSWATCH_TEST_QUEUE_QUEUES_H
#define CROSSWATCH_TEST_QUEUE_QUEUES_H

#include "support.h"

#include "queue/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char work[1024];
static int place_count;

static inline int work_set_up(void **state) {
    (void)state;
    support_directory(work);
    return 0;
}

static inline int work_tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

static const char *place_make(char where[1200]);

enum { LEASE_MS = 60000 };

/* A fresh queue; `where` takes its address. */
static inline cw_queue *fresh_queue(char where[1200]) {
    cw_error err = {0};
    cw_queue *q = cw_queue_create(place_make(where), &err);
    if (q == NULL) fail_msg("%s", err.message);
    return q;
}

static inline cw_queue *must_open(const char *where) {
    cw_error err = {0};
    cw_queue *q = cw_queue_open(where, &err);
    if (q == NULL) fail_msg("%s", err.message);
    return q;
}

/* Raw SQL, a literal each time. */
static inline void raw(cw_queue *q, const char *sql) {
    cw_error err = {0};
    if (!queue_begin(q, &err) || !queue_end(q, queue_execute(q, sql, NULL, 0, &err), &err))
        fail_msg("%s: %s", sql, err.message);
}

static inline int64_t ask(cw_queue *q, const char *sql) {
    cw_error err = {0};
    int64_t number = -1;
    if (!queue_query(q, sql, NULL, 0, "i", queue_take_integer, &number, &err))
        fail_msg("%s: %s", sql, err.message);
    return number;
}

/* Job number n of the tests; its text says which it is. */
static inline cw_job_added put_job(cw_queue *q, int n, const cw_job_order *order, cw_job_id *id) {
    char text[32];
    cw_error err = {0};
    cw_job_id own;
    cw_job_added added;
    cw_job_order none = {0};
    job_content content = {.text = text, .options = {.plan = true}};
    snprintf(content.name, sizeof content.name, "case %d", n);
    content.length = (size_t)snprintf(text, sizeof text, "job %d", n);
    if (!queue_put(q, &content, order != NULL ? order : &none, id != NULL ? id : &own, &added,
                   &err))
        fail_msg("%s", err.message);
    return added;
}

/* True when a job was taken, or ended as given up. */
static inline bool take_next(cw_queue *q, const char *worker, claim *c) {
    cw_error err = {0};
    bool got = false;
    if (!claim_next(q, worker, LEASE_MS, c, &got, &err)) fail_msg("%s", err.message);
    return got;
}

static inline void must_take(cw_queue *q, const char *worker, claim *c, const char *name) {
    assert_true(take_next(q, worker, c));
    assert_false(c->given_up);
    assert_string_equal(c->name, name);
}

static inline bool is_held(cw_queue *q, const claim *c) {
    cw_error err = {0};
    bool held = false;
    if (!claim_beat(q, c, LEASE_MS, &held, &err)) fail_msg("%s", err.message);
    return held;
}

/* A result that says `word`. */
static inline cw_job_result made_result(const char *word) {
    cw_job_result result = {0};
    cw_text_add(&result.plan, "{\"plan\": \"%s\"}", word);
    cw_text_add(&result.page[CW_ENGLISH], "the page: %s", word);
    cw_text_add(&result.page[CW_FRENCH], "la page : %s", word);
    return result;
}

static inline bool finish_with(cw_queue *q, const claim *c, const char *word) {
    cw_error err = {0};
    bool held = false;
    cw_job_result result = made_result(word);
    if (!claim_finish(q, c, &result, NULL, &held, &err)) fail_msg("%s", err.message);
    cw_job_result_free(&result);
    return held;
}

static inline cw_job find_job(cw_queue *q, const cw_job_id *id) {
    char digits[CW_ID_TEXT];
    cw_job job;
    cw_error err = {0};
    if (!cw_queue_find(q, cw_event_id_format(id, digits), &job, &err)) fail_msg("%s", err.message);
    return job;
}

static inline cw_queue_counts counts_of(cw_queue *q) {
    cw_queue_counts counts;
    cw_error err = {0};
    if (!cw_queue_count(q, &counts, &err)) fail_msg("%s", err.message);
    return counts;
}

/* A fresh record of the centre "dover". */
static inline cw_store *fresh_record(char path[1200]) {
    static int made;
    char key[1200];
    cw_public_key own;
    cw_error err = {0};
    snprintf(path, 1200, "%.1000s/record%d", work, made);
    snprintf(key, sizeof key, "%.1000s/key%d", work, made++);
    cw_store *store = NULL;
    if (cw_secret_key_create(key, "dover", &own, &err)) store = cw_store_create(path, &own, &err);
    if (store == NULL) fail_msg("%s", err.message);
    return store;
}

#endif
