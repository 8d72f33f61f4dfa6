/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of a queue in either database: identity, order, leases, tries, results, files. */
#ifndef CROSSWATCH_TEST_QUEUE_QUEUE_CASES_H
#define CROSSWATCH_TEST_QUEUE_QUEUE_CASES_H

#include "queues.h"

static void test_made_once(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_queue_close(fresh_queue(where));
    assert_null(cw_queue_create(where, &err));
    assert_int_equal(err.code, CW_NO);
    err = (cw_error){0};
    assert_null(cw_queue_open(place_make(where), &err)); /* nothing was made there */
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "queue");
}

/* The same again is the job that is there, more urgent if that was asked for. */
static void test_same_again(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_job_order live = {.priority = CW_JOB_LIVE}, late = {.priority = 77};
    cw_job_id id, again;
    assert_int_equal(put_job(q, 1, NULL, &id), CW_JOB_NEW);
    assert_int_equal(put_job(q, 1, &late, &again), CW_JOB_THERE);
    assert_memory_equal(&id, &again, sizeof id);
    assert_int_equal(find_job(q, &id).priority, CW_JOB_INQUIRY);
    assert_int_equal(put_job(q, 1, &live, &again), CW_JOB_THERE);
    assert_int_equal(find_job(q, &id).priority, CW_JOB_LIVE);
    assert_int_equal(put_job(q, 2, NULL, &again), CW_JOB_NEW);
    assert_int_equal(counts_of(q).jobs[CW_JOB_WAITING], 2);
    claim c;
    must_take(q, "a", &c, "case 1");
    assert_true(finish_with(q, &c, "x"));
    assert_int_equal(put_job(q, 1, NULL, &again), CW_JOB_THERE); /* and its result stays */
    assert_int_equal(counts_of(q).jobs[CW_JOB_DONE], 1);
    claim_free(&c);
    cw_queue_close(q);
}

static void test_bad_orders(void **state) {
    (void)state;
    char where[1200], text[] = "t";
    cw_queue *q = fresh_queue(where);
    static const cw_job_order bad[] = {
        {.priority = -1}, {.priority = CW_JOB_LOWEST + 1}, {.most_tries = CW_JOB_MOST_TRIES + 1},
        {.incident = ""}, {.incident = "mig\n7"},          {.incident = "\xff\xfe"}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        cw_job_id id;
        cw_job_added added;
        job_content content = {.name = "n", .text = text, .length = 1};
        assert_false(queue_put(q, &content, &bad[i], &id, &added, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
    }
    assert_int_equal(ask(q, "SELECT count(*) FROM job"), 0);
    cw_queue_close(q);
}

/* Live incidents first; among equals, who came first. */
static void test_order(void **state) {
    (void)state;
    static const int priorities[] = {50, 10, 30, 50, 10};
    static const char *const order[] = {"case 1", "case 4", "case 2", "case 0", "case 3"};
    char where[1200];
    cw_queue *q = fresh_queue(where);
    for (int i = 0; i < 5; i++) put_job(q, i, &(cw_job_order){.priority = priorities[i]}, NULL);
    for (int i = 0; i < 5; i++) {
        claim c;
        must_take(q, "a", &c, order[i]);
        assert_int_equal(c.text.length, strlen("job 0"));
        claim_free(&c);
    }
    claim none;
    assert_false(take_next(q, "a", &none));
    cw_queue_close(q);
}

/* One job, two workers: one has it. Two jobs: each has one, though neither has ended. */
static void test_two_workers(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where), *other = must_open(where);
    claim a, b;
    put_job(q, 1, NULL, NULL);
    must_take(q, "a", &a, "case 1");
    assert_false(take_next(other, "b", &b));
    put_job(q, 2, NULL, NULL);
    must_take(other, "b", &b, "case 2");
    assert_true(is_held(q, &a));
    assert_true(is_held(other, &b));
    claim_free(&a);
    claim_free(&b);
    cw_queue_close(other);
    cw_queue_close(q);
}

/* A worker thought dead comes back after another has taken its job up. */
static void test_lease_lost(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where), *other = must_open(where);
    cw_error err = {0};
    const cw_error late = {.code = CW_ERR_MACHINE, .message = "late", .french = "tard"};
    cw_job_id id;
    claim a, b;
    put_job(q, 1, NULL, &id);
    must_take(q, "a", &a, "case 1");
    raw(q, "UPDATE job SET due = 0"); /* the lease has ended */
    must_take(other, "b", &b, "case 1");
    assert_false(is_held(q, &a));
    assert_false(finish_with(q, &a, "late"));
    assert_true(claim_fail(q, &a, &late, false, &err)); /* and that says nothing either */
    assert_true(claim_release(q, &a, &err));
    assert_int_equal(find_job(q, &id).state, CW_JOB_RUNNING);
    assert_true(finish_with(other, &b, "good"));
    assert_false(finish_with(q, &a, "late"));
    assert_true(finish_with(q, &a, "good")); /* the same: it is there */
    assert_int_equal(ask(q, "SELECT count(*) FROM result"), 1);
    cw_job_result result;
    assert_true(cw_queue_result(q, &id, &result, &err));
    assert_string_equal(result.page[CW_ENGLISH].data, "the page: good");
    cw_job_result_free(&result);
    claim_free(&a);
    claim_free(&b);
    cw_queue_close(other);
    cw_queue_close(q);
}

/* A lease that has ended, and nobody took the job: the result counts. */
static void test_late_but_alone(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    claim a;
    put_job(q, 1, NULL, NULL);
    must_take(q, "a", &a, "case 1");
    raw(q, "UPDATE job SET due = 0 WHERE number > 0");
    assert_true(finish_with(q, &a, "good"));
    claim_free(&a);
    cw_queue_close(q);
}

/* What may pass is tried again, later each time, up to the limit; bad input is not. */
static void test_tries(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    const cw_error full = {CW_ERR_MACHINE, "no \xff memory", "plus de \xff mémoire"};
    const cw_error wrong = {CW_ERR_INPUT, "no such field", "pas de tel champ"};
    cw_job_id id, bad;
    claim c;
    int64_t wait_ms;
    put_job(q, 1, &(cw_job_order){.most_tries = 3}, &id);
    for (int tries = 1; tries <= 3; tries++) {
        int64_t before = ask(q, "SELECT now_ms()");
        must_take(q, "a", &c, "case 1");
        assert_true(claim_fail(q, &c, &full, true, &err));
        claim_free(&c);
        cw_job job = find_job(q, &id);
        assert_int_equal(job.tries, tries);
        assert_int_equal(job.state, tries < 3 ? CW_JOB_WAITING : CW_JOB_FAILED);
        assert_string_equal(job.trouble.message, "no ? memory");
        assert_string_equal(job.trouble.french, "plus de ? mémoire");
        if (tries == 3) break;
        assert_true(job.due >= before + (1000 << (tries - 1)));
        raw(q, "UPDATE job SET due = due + 3600000 WHERE state = 'waiting'");
        assert_false(take_next(q, "a", &c)); /* not before its time */
        raw(q, "UPDATE job SET due = 0 WHERE state = 'waiting'");
    }
    assert_true(queue_next_due(q, &wait_ms, &err));
    assert_true(wait_ms == INT64_MAX);
    put_job(q, 2, NULL, &bad);
    must_take(q, "a", &c, "case 2");
    assert_true(claim_fail(q, &c, &wrong, false, &err));
    claim_free(&c);
    assert_int_equal(find_job(q, &bad).state, CW_JOB_FAILED);
    assert_int_equal(find_job(q, &bad).tries, 1);
    cw_queue_close(q);
}

/* A job that kills whoever takes it is given up; who asks for it again gets it tried anew. */
static void test_poison(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_job_id id;
    claim c;
    put_job(q, 1, NULL, &id);
    for (int tries = 0; tries < CW_JOB_TRIES; tries++) {
        must_take(q, "a", &c, "case 1"); /* and dies */
        claim_free(&c);
        raw(q, "UPDATE job SET due = 0 WHERE state = 'running'");
    }
    assert_true(take_next(q, "a", &c));
    assert_true(c.given_up);
    claim_free(&c);
    assert_int_equal(find_job(q, &id).state, CW_JOB_FAILED);
    assert_mentions(find_job(q, &id).trouble.message, "after 3 tries");
    assert_mentions(find_job(q, &id).trouble.french, "après 3 essais");
    assert_false(take_next(q, "a", &c));
    assert_int_equal(put_job(q, 1, NULL, NULL), CW_JOB_AGAIN);
    assert_int_equal(find_job(q, &id).tries, 0);
    must_take(q, "a", &c, "case 1");
    claim_free(&c);
    cw_queue_close(q);
}

static void test_cancel(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    cw_job_id ids[2];
    claim c;
    for (int i = 0; i < 2; i++) put_job(q, i, NULL, &ids[i]);
    must_take(q, "a", &c, "case 0");
    assert_true(cw_queue_cancel(q, &ids[0], &err));
    assert_false(is_held(q, &c));
    assert_false(finish_with(q, &c, "late"));
    claim_free(&c);
    assert_true(cw_queue_cancel(q, &ids[1], &err));
    assert_false(take_next(q, "a", &c));
    assert_int_equal(counts_of(q).jobs[CW_JOB_CANCELLED], 2);
    assert_false(cw_queue_cancel(q, &ids[1], &err));
    assert_int_equal(err.code, CW_NO);
    assert_int_equal(put_job(q, 1, NULL, NULL), CW_JOB_AGAIN);
    must_take(q, "a", &c, "case 1");
    claim_free(&c);
    cw_queue_close(q);
}

/* A worker that is told to end costs its job no try. */
static void test_release(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    cw_job_id id;
    claim c, again;
    put_job(q, 1, NULL, &id);
    must_take(q, "a", &c, "case 1");
    assert_true(claim_release(q, &c, &err));
    assert_int_equal(find_job(q, &id).tries, 0);
    must_take(q, "b", &again, "case 1");
    assert_false(is_held(q, &c));
    assert_int_equal(find_job(q, &id).tries, 1);
    claim_free(&c);
    claim_free(&again);
    cw_queue_close(q);
}

/* A job is worked by the version that it was made for. */
static void test_other_version(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    int64_t wait_ms;
    claim c;
    put_job(q, 1, NULL, NULL);
    raw(q, "UPDATE job SET version = '99.0.0'");
    assert_false(take_next(q, "a", &c));
    assert_true(queue_next_due(q, &wait_ms, &err));
    assert_true(wait_ms == INT64_MAX); /* nor does anybody wait for it */
    assert_int_equal(counts_of(q).other_version, 1);
    cw_queue_close(q);
}

static void test_results(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    cw_job_id id;
    cw_job_result result;
    claim c;
    put_job(q, 1, NULL, &id);
    assert_false(cw_queue_result(q, &id, &result, &err));
    assert_int_equal(err.code, CW_NO);
    must_take(q, "a", &c, "case 1");
    assert_true(finish_with(q, &c, "word"));
    claim_free(&c);
    err = (cw_error){0};
    assert_true(cw_queue_result(q, &id, &result, &err));
    assert_string_equal(result.plan.data, "{\"plan\": \"word\"}");
    assert_string_equal(result.page[CW_FRENCH].data, "la page : word");
    cw_job_result_free(&result);
    /* a byte changed by hand is found */
    raw(q, "UPDATE result SET page_en = page_fr");
    assert_false(cw_queue_result(q, &id, &result, &err));
    assert_mentions(err.message, "damaged");
    cw_queue_close(q);
}

static bool count_job(void *context, const cw_job *job, cw_error *err) {
    (void)job, (void)err;
    ++*(int *)context;
    return true;
}

static void test_finding(void **state) {
    (void)state;
    char where[1200], digits[CW_ID_TEXT];
    cw_queue *q = fresh_queue(where);
    cw_job_id id;
    cw_job job;
    cw_error err = {0};
    int count = 0;
    for (int i = 0; i < 20; i++) put_job(q, i, NULL, &id);
    assert_true(cw_queue_each(q, count_job, &count, &err));
    assert_int_equal(count, 20);
    cw_event_id_format(&id, digits);
    digits[8] = '\0';
    assert_true(cw_queue_find(q, digits, &job, &err));
    assert_memory_equal(&job.id, &id, sizeof id);
    static const char *const wrong[] = {"", "abc", "xyzw", "12345\xc3", "0000000000000000"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        err = (cw_error){0};
        assert_false(cw_queue_find(q, wrong[i], &job, &err));
        assert_int_equal(err.code, i < 4 ? CW_ERR_INPUT : CW_NO);
    }
    cw_queue_close(q);
}

/* ---- files ------------------------------------------------------------------------------------
 */

enum { BIG = (9 << 20) + 7 }; /* over two whole pieces */

static void make_file(const char *path, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < length; i++) fputc((int)(i * 2654435761U >> 13 & 0xff), file);
    assert_int_equal(fclose(file), 0);
}

static bool same_files(const char *a, const char *b) {
    char command[2600];
    snprintf(command, sizeof command, "cmp -s '%s' '%s'", a, b);
    return system(command) == 0;
}

static bool count_pauses(void *context, cw_error *err) {
    (void)err;
    ++*(int *)context;
    return true;
}

static void test_files(void **state) {
    (void)state;
    char where[1200], path[1100], out[FILE_PATH];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    cw_hash hash, again;
    int pauses = 0;
    snprintf(path, sizeof path, "%s/forcing.nc", work);
    make_file(path, BIG);
    if (!file_put(q, path, &hash, &err)) fail_msg("%s", err.message);
    assert_true(file_put(q, path, &again, &err));
    assert_memory_equal(&hash, &again, sizeof hash);
    assert_int_equal(ask(q, "SELECT count(*) FROM piece"), 3);
    if (!file_fetch(q, &hash, work, out, count_pauses, &pauses, &err)) fail_msg("%s", err.message);
    assert_int_equal(pauses, 3);
    assert_true(same_files(path, out));
    assert_string_equal(out + strlen(out) - 3, ".nc");
    assert_true(file_fetch(q, &hash, work, out, count_pauses, &pauses, &err));
    assert_int_equal(pauses, 3); /* it was here */
    unlink(out);
    cw_queue_close(q);
}

/* What a database hands out is checked: pieces changed or gone, a name that leads elsewhere. */
static void test_damaged_files(void **state) {
    (void)state;
    static const char *const damages[] = {
        "UPDATE file SET ending = '/../x'", "UPDATE file SET ending = '.nc', length = length + 1",
        "UPDATE piece SET number = 1", "DELETE FROM piece", "DELETE FROM file"};
    char where[1200], path[1100], out[FILE_PATH];
    cw_queue *q = fresh_queue(where);
    cw_error err = {0};
    cw_hash hash;
    snprintf(path, sizeof path, "%s/small.nc", work);
    make_file(path, 1000);
    assert_true(file_put(q, path, &hash, &err));
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        raw(q, damages[i]);
        err = (cw_error){0};
        assert_false(file_fetch(q, &hash, work, out, NULL, NULL, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        if (i > 0) assert_int_not_equal(access(out, F_OK), 0);
    }
    cw_queue_close(q);
}

static void test_what_is_no_file(void **state) {
    (void)state;
    static const char *const wrong[] = {"/nowhere/x.nc", "/dev/zero", "/tmp",
                                        "https://example.org/x.nc", "/nowhere/coast.shp"};
    char where[1200];
    cw_queue *q = fresh_queue(where);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cw_error err = {0};
        cw_hash hash;
        assert_false(file_put(q, wrong[i], &hash, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, wrong[i]);
    }
    assert_int_equal(ask(q, "SELECT count(*) FROM file"), 0);
    cw_queue_close(q);
}

/* ---- the record --------------------------------------------------------------------------------
 */

static bool check_event(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    (void)entry, (void)err;
    assert_string_equal(event->kind, "result");
    assert_int_equal(event->incident_count, 1);
    assert_string_equal(event->incidents[0], "mig-07");
    const cw_event_part *page = cw_event_part_find(event, "page");
    assert_non_null(page);
    assert_string_equal((const char *)page->bytes, "the page: word");
    assert_non_null(cw_event_part_find(event, "case"));
    ++*(int *)context;
    return true;
}

/* A worker killed between the record and the queue: the next delivers the same event. */
static void test_delivered_once(void **state) {
    (void)state;
    char where[1200], path[1200];
    cw_queue *q = fresh_queue(where);
    cw_store *store = fresh_record(path);
    cw_error err = {0};
    claim c;
    int events = 0;
    put_job(q, 1, &(cw_job_order){.incident = "mig-07", .centre = "dover"}, NULL);
    put_job(q, 2, &(cw_job_order){.incident = "mig-07", .centre = "gris-nez"}, NULL);
    put_job(q, 3, &(cw_job_order){.incident = "mig-07"}, NULL);
    while (take_next(q, "a", &c)) {
        assert_true(finish_with(q, &c, "word"));
        claim_free(&c);
    }
    assert_int_equal(counts_of(q).owed, 2); /* the third is for no record */
    for (int i = 0; i < 3; i++) {
        if (!deliver_owed(q, store, NULL, NULL, &err)) fail_msg("%s", err.message);
        assert_int_equal(counts_of(q).owed, 1); /* the other centre's */
        raw(q, "UPDATE result SET owed = 1 WHERE centre = 'dover'");
    }
    assert_true(cw_store_each(store, 0, check_event, &events, &err));
    assert_int_equal(events, 1);
    cw_store_close(store);
    cw_queue_close(q);
}

static cw_pruned prune(cw_queue *q, cw_time before, bool with_results) {
    cw_pruned pruned;
    cw_error err = {0};
    if (!cw_queue_prune(q, before, with_results, &pruned, &err)) fail_msg("%s", err.message);
    return pruned;
}

static void finish_for(cw_queue *q, const char *name, const char *centre, cw_job_result *result) {
    cw_error err = {0};
    bool held = false;
    claim c;
    must_take(q, "a", &c, name);
    assert_true(claim_finish(q, &c, result, centre, &held, &err) && held);
    claim_free(&c);
    cw_job_result_free(result);
}

/* Jobs 1 to 6: in no record; owed to one; in one; in one but for a page that is too long; failed;
 * and one that waits. All ended at the same time, by the clock of the test. */
static void make_old_jobs(cw_queue *q) {
    cw_error err = {0};
    claim c;
    cw_job_result results[4];
    for (int n = 1; n <= 6; n++) put_job(q, n, NULL, NULL);
    for (size_t i = 0; i < 4; i++) results[i] = made_result("word");
    for (int i = 0; i <= CW_MOST_PART_BYTES; i++)
        cw_text_add_bytes(&results[3].page[CW_FRENCH], "x", 1);
    finish_for(q, "case 1", "", &results[0]);
    finish_for(q, "case 2", "gris-nez", &results[1]);
    finish_for(q, "case 3", "dover", &results[2]);
    finish_for(q, "case 4", "dover", &results[3]);
    raw(q, "UPDATE result SET owed = 0 WHERE centre = 'dover'");
    must_take(q, "a", &c, "case 5");
    cw_error bad = {0};
    cw_fail(&bad, CW_ERR_INPUT, "bad");
    assert_true(claim_fail(q, &c, &bad, false, &err));
    claim_free(&c);
    raw(q, "UPDATE job SET ended = 1000 WHERE ended > 0");
}

/* What is nowhere else stays, until it is said that it may go. */
static void test_prune(void **state) {
    (void)state;
    char where[1200];
    cw_queue *q = fresh_queue(where);
    make_old_jobs(q);
    cw_pruned p = prune(q, 1000, true); /* not before its own time */
    assert_int_equal(p.jobs + p.kept, 0);
    p = prune(q, 1001, false);
    assert_int_equal(p.jobs, 2); /* in a record, and failed */
    assert_int_equal(p.kept, 3);
    assert_int_equal(ask(q, "SELECT count(*) FROM job WHERE name IN ('case 3', 'case 5')"), 0);
    assert_int_equal(ask(q, "SELECT count(*) FROM result"), 3);
    assert_int_equal(put_job(q, 3, NULL, NULL), CW_JOB_NEW); /* it may be asked for again */
    p = prune(q, 1001, true);
    assert_int_equal(p.jobs, 3);
    assert_int_equal(p.kept, 0);
    assert_int_equal(ask(q, "SELECT count(*) FROM result"), 0);
    assert_int_equal(ask(q, "SELECT count(*) FROM job WHERE state = 'waiting'"), 2);
    cw_queue_close(q);
}

/* A file goes with the last job that refers to it. */
static void test_prune_files(void **state) {
    (void)state;
    char where[1200], path[1200];
    cw_error err = {0};
    cw_queue *q = fresh_queue(where);
    cw_hash shared, own;
    snprintf(path, sizeof path, "%.1000s/shared.nc", work);
    make_file(path, 5000);
    if (!file_put(q, path, &shared, &err)) fail_msg("%s", err.message);
    make_file(path, 300);
    if (!file_put(q, path, &own, &err)) fail_msg("%s", err.message);
    for (int n = 0; n < 2; n++) {
        char text[] = "job 0";
        text[4] = (char)('0' + n);
        cw_job_order order = {0};
        cw_job_id id;
        cw_job_added added;
        job_content content = {.name = "n", .text = text, .length = 5, .file_count = 2};
        content.files[0] = shared;
        content.files[1] = n == 0 ? own : shared;
        assert_true(queue_put(q, &content, &order, &id, &added, &err));
    }
    raw(q, "UPDATE job SET state = 'failed', ended = 1000 WHERE number = 1");
    cw_pruned p = prune(q, 2000, false);
    assert_int_equal(p.jobs, 1);
    assert_int_equal(p.files, 1);
    assert_int_equal(p.bytes, 300);
    assert_int_equal(ask(q, "SELECT count(*) FROM file"), 1);
    assert_int_equal(ask(q, "SELECT count(*) FROM piece"), 1);
    /* a job whose file was cleared out before it was put is not put */
    char text[] = "job 0";
    cw_job_order order = {0};
    cw_job_id id;
    cw_job_added added;
    job_content content = {.name = "n", .text = text, .length = 5, .file_count = 1};
    content.files[0] = own;
    assert_false(queue_put(q, &content, &order, &id, &added, &err));
    assert_mentions(err.message, "add it again");
    assert_int_equal(ask(q, "SELECT count(*) FROM job"), 1);
    cw_queue_close(q);
}

#define QUEUE_CASES                                                                    \
    cmocka_unit_test(test_made_once), cmocka_unit_test(test_same_again),               \
        cmocka_unit_test(test_bad_orders), cmocka_unit_test(test_order),               \
        cmocka_unit_test(test_two_workers), cmocka_unit_test(test_lease_lost),         \
        cmocka_unit_test(test_late_but_alone), cmocka_unit_test(test_tries),           \
        cmocka_unit_test(test_poison), cmocka_unit_test(test_cancel),                  \
        cmocka_unit_test(test_release), cmocka_unit_test(test_other_version),          \
        cmocka_unit_test(test_results), cmocka_unit_test(test_finding),                \
        cmocka_unit_test(test_files), cmocka_unit_test(test_damaged_files),            \
        cmocka_unit_test(test_what_is_no_file), cmocka_unit_test(test_delivered_once), \
        cmocka_unit_test(test_prune), cmocka_unit_test(test_prune_files)

#endif
