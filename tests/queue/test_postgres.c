/* SPDX-License-Identifier: Apache-2.0 */
/* The queue in PostgreSQL: a server of the test's own. */
#include "../record/postgres_server.h"
#include "queue_cases.h"
#include "worker_cases.h"

#include <poll.h>

static postgres_server server;

static const char *place_make(char where[1200]) {
    char name[32], command[64];
    snprintf(name, sizeof name, "queue%d", place_count++);
    snprintf(command, sizeof command, "CREATE DATABASE %s", name);
    postgres_do(&server, "postgres", command);
    return server_address(&server, name, where);
}

/* The two may live in one database. */
static void test_beside_a_record(void **state) {
    (void)state;
    char where[1200], key[1100];
    cw_error err = {0};
    cw_public_key own;
    cw_queue *q = fresh_queue(where);
    snprintf(key, sizeof key, "%s/beside.key", work);
    assert_true(cw_secret_key_create(key, "dover", &own, &err));
    cw_store *store = cw_store_create(where, &own, &err);
    if (store == NULL) fail_msg("%s", err.message);
    cw_store_close(store);
    put_job(q, 1, NULL, NULL);
    told t = work_all(where, &(cw_worker_options){.work = do_well, .record = where}, (told){0});
    assert_int_equal(t.events[CW_WORKER_RECORDED], 1);
    cw_queue_close(q);
}

/* What another adds or cancels is heard on the connection, and nothing else is. */
static void test_hearing(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_job_id id;
    cw_queue *q = fresh_queue(where), *other = must_open(where);
    assert_true(q->engine->listen(q->db, &q->ear, &err));
    struct pollfd ear = {.fd = q->ear, .events = POLLIN};
    assert_int_equal(poll(&ear, 1, 0), 0);
    for (int round = 0; round < 2; round++) {
        heard what = {0};
        if (round == 0)
            put_job(other, 1, NULL, &id);
        else
            assert_true(cw_queue_cancel(other, &id, &err));
        assert_int_equal(poll(&ear, 1, 60000), 1); /* the word was sent: it comes */
        assert_true(q->engine->hear(q->db, q->ear, &what, &err));
        assert_int_equal(what.jobs, round == 0);
        assert_int_equal(what.cancelled, round == 1);
    }
    put_job(other, 2, NULL, NULL);
    assert_int_equal(poll(&ear, 1, 60000), 1);
    cw_queue_close(other);
    cw_queue_close(q);
}

/* SKIP LOCKED: the row that another is just taking is passed over. */
static void test_two_take_while_one_is_slow(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_queue *q = fresh_queue(where), *other = must_open(where);
    claim c;
    put_job(q, 1, NULL, NULL);
    put_job(q, 2, NULL, NULL);
    /* a worker whose transaction holds the first row keeps nobody waiting */
    assert_true(queue_begin(q, &err));
    assert_int_equal(ask(q, "SELECT number FROM job WHERE name = 'case 1' FOR UPDATE"), 1);
    must_take(other, "b", &c, "case 2");
    claim_free(&c);
    assert_true(queue_end(q, true, &err));
    must_take(other, "b", &c, "case 1");
    claim_free(&c);
    cw_queue_close(other);
    cw_queue_close(q);
}

static int set_up(void **state) {
    static const char *const settings[] = {"shared_buffers=16MB", NULL};
    postgres_make(&server, settings);
    return work_set_up(state);
}

static int tear_down(void **state) {
    postgres_remove(&server);
    return work_tear_down(state);
}

/* tools/setup installs it; where it is absent this is told, not hidden. */
static void test_without_postgres(void **state) {
    (void)state;
    print_message("skipped: %s is absent\n", POSTGRES_BIN);
    skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        QUEUE_CASES, WORKER_CASES, cmocka_unit_test(test_beside_a_record),
        cmocka_unit_test(test_hearing), cmocka_unit_test(test_two_take_while_one_is_slow)};
    const struct CMUnitTest absent[] = {cmocka_unit_test(test_without_postgres)};
    if (!postgres_is_installed()) return cmocka_run_group_tests(absent, NULL, NULL);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
