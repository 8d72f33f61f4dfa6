/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker does with a job that goes well, and with those that do not, in either database. */
#ifndef CROSSWATCH_TEST_QUEUE_WORKER_CASES_H
#define CROSSWATCH_TEST_QUEUE_WORKER_CASES_H

#include "queues.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

/* What a worker in this process told. */
typedef struct told {
    int events[CW_WORKER_TROUBLE + 1];
    char trouble[1024];
    cw_queue *other; /* over which the next job that is taken is cancelled */
    int stop[2];     /* written to when a job is taken */
    bool stops;
} told;

static void take_note(void *context, cw_worker_event event, const cw_job_task *task,
                      const cw_error *trouble) {
    told *t = context;
    cw_error err = {0};
    t->events[event]++;
    if (trouble != NULL) snprintf(t->trouble, sizeof t->trouble, "%s", trouble->message);
    if (event != CW_WORKER_TOOK) return;
    if (t->other != NULL && !cw_queue_cancel(t->other, &task->id, &err))
        fail_msg("%s", err.message);
    if (t->stops) assert_int_equal(write(t->stop[1], "x", 1), 1);
}

static told work_all(const char *where, const cw_worker_options *how, told start) {
    cw_worker_options options = *how;
    cw_error err = {0};
    options.where = where;
    options.drain = !start.stops;
    options.stop_fd = start.stops ? start.stop[0] : -1;
    options.tell = take_note;
    options.context = &start;
    if (!cw_queue_work(&options, &err)) fail_msg("%s", err.message);
    return start;
}

/* ---- works, each in the job's process ----------------------------------------------------------
 */

static bool do_well(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)err;
    *result = made_result(task->name);
    return true;
}

static bool do_crash(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)task, (void)result, (void)err;
    signal(SIGSEGV, SIG_DFL); /* a sanitizer's handler would tell, and exit */
    raise(SIGSEGV);
    return true;
}

static bool do_vanish(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)task, (void)result, (void)err;
    _exit(0);
}

static bool do_nothing_for_ever(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)task, (void)result, (void)err;
    while (pause() != 0) {
    } /* it always is */
    return false;
}

static bool do_refuse(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)result;
    return cw_fail(err, CW_ERR_INPUT, "%s: there is no sea here", task->name);
}

/* Which files it finds open beside the three that every process has and its pipe. */
static bool do_count_files(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    int open = 0;
    (void)task, (void)err;
    for (int i = 4; i < 1024; i++) open += fcntl(i, F_GETFD) != -1 || errno != EBADF;
    char word[32];
    snprintf(word, sizeof word, "%d open", open);
    *result = made_result(word);
    return true;
}

static bool do_limits(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    struct rlimit memory, core;
    char word[64];
    (void)task, (void)err;
    getrlimit(RLIMIT_DATA, &memory);
    getrlimit(RLIMIT_CORE, &core);
    snprintf(word, sizeof word, "%llu %llu", (unsigned long long)memory.rlim_cur,
             (unsigned long long)core.rlim_cur);
    *result = made_result(word);
    return true;
}

/* ---- cases -------------------------------------------------------------------------------------
 */

static void test_works_all(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    for (int i = 0; i < 7; i++) put_job(q, i, NULL, NULL);
    told t = work_all(where, &(cw_worker_options){.work = do_well, .slots = 3}, (told){0});
    assert_int_equal(t.events[CW_WORKER_TOOK], 7);
    assert_int_equal(t.events[CW_WORKER_DONE], 7);
    assert_int_equal(counts_of(q).jobs[CW_JOB_DONE], 7);
    assert_int_equal(ask(q, "SELECT count(DISTINCT hash) FROM result"), 7);
    cw_queue_close(q);
}

static void expect_failure(bool (*work_it)(const cw_job_task *, cw_job_result *, cw_error *),
                           const char *words, const cw_worker_options *limits) {
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_job_id id;
    cw_worker_options options = *limits;
    put_job(q, 1, &(cw_job_order){.most_tries = 1}, &id);
    options.work = work_it;
    told t = work_all(where, &options, (told){0});
    assert_int_equal(t.events[CW_WORKER_FAILED], 1);
    assert_mentions(t.trouble, words);
    assert_int_equal(find_job(q, &id).state, CW_JOB_FAILED);
    assert_mentions(find_job(q, &id).trouble.message, words);
    assert_int_equal(ask(q, "SELECT count(*) FROM result"), 0);
    cw_queue_close(q);
}

static void test_jobs_that_fail(void **state) {
    (void)state;
    expect_failure(do_crash, "signal 11", &(cw_worker_options){0});
    expect_failure(do_vanish, "without a word", &(cw_worker_options){0});
    expect_failure(do_refuse, "case 1: there is no sea here", &(cw_worker_options){0});
    expect_failure(do_nothing_for_ever, "longer than", &(cw_worker_options){.most_ms = 1});
}

/* Bad input would be bad again: the other tries are not used. */
static void test_bad_input_is_not_tried_again(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    put_job(q, 1, NULL, NULL);
    told t = work_all(where, &(cw_worker_options){.work = do_refuse}, (told){0});
    assert_int_equal(t.events[CW_WORKER_TOOK], 1);
    cw_queue_close(q);
}

/* The process of a cancelled job ends at the word, not at the next beat, which is hours away. */
static void test_cancelled_while_working(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    put_job(q, 1, NULL, NULL);
    told t =
        work_all(where, &(cw_worker_options){.work = do_nothing_for_ever, .lease_ms = 36000000},
                 (told){.other = q});
    assert_int_equal(t.events[CW_WORKER_LOST], 1);
    assert_int_equal(counts_of(q).jobs[CW_JOB_CANCELLED], 1);
    cw_queue_close(q);
}

static void test_stopped_gives_back(void **state) {
    (void)state;
    char where[1200];
    told start = {.stops = true};
    cw_queue *q = fresh_queue(where);
    cw_job_id id;
    assert_int_equal(pipe(start.stop), 0);
    put_job(q, 1, NULL, &id);
    told t = work_all(where, &(cw_worker_options){.work = do_nothing_for_ever}, start);
    assert_int_equal(t.events[CW_WORKER_TOOK], 1);
    cw_job job = find_job(q, &id);
    assert_int_equal(job.state, CW_JOB_WAITING);
    assert_int_equal(job.tries, 0);
    close(start.stop[0]);
    close(start.stop[1]);
    cw_queue_close(q);
}

static void expect_word(bool (*work_it)(const cw_job_task *, cw_job_result *, cw_error *),
                        const cw_worker_options *limits, const char *word) {
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    cw_job_id id;
    cw_job_result result;
    cw_worker_options options = *limits;
    options.work = work_it;
    put_job(q, 1, NULL, &id);
    work_all(where, &options, (told){0});
    if (!cw_queue_result(q, &id, &result, &err)) fail_msg("%s", err.message);
    assert_mentions(result.page[CW_ENGLISH].data, word);
    cw_job_result_free(&result);
    cw_queue_close(q);
}

/* A job's process has no hold of the database, nor of any other file of the worker's. */
static void test_jobs_are_apart(void **state) {
    (void)state;
    expect_word(do_count_files, &(cw_worker_options){0}, "0 open");
    expect_word(do_limits, &(cw_worker_options){.memory_bytes = UINT64_C(1) << 45},
                "35184372088832 0");
}

/* A worker with a record: each result is in it when the worker has ended. */
static void test_results_reach_the_record(void **state) {
    (void)state;
    char where[1200], path[1200];
    cw_queue *q = fresh_queue(where);
    cw_store *store = fresh_record(path);
    cw_error err = {0};
    uint64_t size = 0;
    for (int i = 0; i < 3; i++) put_job(q, i, NULL, NULL);
    told t = work_all(where, &(cw_worker_options){.work = do_well, .record = path}, (told){0});
    assert_int_equal(t.events[CW_WORKER_RECORDED], 3);
    assert_true(cw_store_size(store, NULL, &size, &err));
    assert_int_equal(size, 3);
    assert_int_equal(counts_of(q).owed, 0);
    cw_store_close(store);
    cw_queue_close(q);
}

/* The case of a worker that cannot begin. */
static void test_no_queue(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_worker_options options = {.where = place_make(where), .stop_fd = -1, .drain = true};
    assert_false(cw_queue_work(&options, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    cw_queue_close(fresh_queue(where));
    err = (cw_error){0};
    options.where = where;
    options.record = "/nowhere/record.db";
    assert_false(cw_queue_work(&options, &err));
    assert_mentions(err.message, "/nowhere/record.db");
}

#define WORKER_CASES                                                                               \
    cmocka_unit_test(test_works_all), cmocka_unit_test(test_jobs_that_fail),                       \
        cmocka_unit_test(test_bad_input_is_not_tried_again),                                       \
        cmocka_unit_test(test_cancelled_while_working), cmocka_unit_test(test_stopped_gives_back), \
        cmocka_unit_test(test_jobs_are_apart), cmocka_unit_test(test_results_reach_the_record),    \
        cmocka_unit_test(test_no_queue)

#endif
