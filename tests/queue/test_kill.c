/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 500 jobs, four workers in processes of their own with a record beside them, one of them killed
 * at random (by a seed) every so many words that they say, and in PostgreSQL the server struck down
 * in the middle and started again. At the end each job has one result, and the record one event a
 * job. Nothing here goes by the clock: the killer waits for what the workers tell over a pipe.
 */
#include "../record/postgres_server.h"
#include "queues.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#ifdef __SANITIZE_ADDRESS__ /* forking is slow there */
enum { JOBS = 120, KILLS = 8 };
#else
enum { JOBS = 500, KILLS = 30 };
#endif
/* Killed workers leave tries behind: more than any job can meet here. */
enum { WORKERS = 4, LEASE_SHORT_MS = 400, TRIES = 100 };

static postgres_server server;
static bool on_postgres;

static const char *place_make(char where[1200]) {
    char name[32], command[64];
    if (!on_postgres) {
        snprintf(where, 1200, "%.1000s/queue%d.db", work, place_count++);
        return where;
    }
    snprintf(name, sizeof name, "queue%d", place_count++);
    snprintf(command, sizeof command, "CREATE DATABASE %s", name);
    postgres_do(&server, "postgres", command);
    return server_address(&server, name, where);
}

/* ---- a worker's process ------------------------------------------------------------------------
 */

static bool do_it(const cw_job_task *task, cw_job_result *result, cw_error *err) {
    (void)err;
    *result = made_result(task->name);
    return true;
}

/* A letter for each job taken or done, and nothing else. */
static void say(void *context, cw_worker_event event, const cw_job_task *task,
                const cw_error *trouble) {
    const int *to = context;
    (void)task, (void)trouble;
    const char *letter = event == CW_WORKER_TOOK ? "t" : event == CW_WORKER_DONE ? "d" : "";
    if (letter[0] != '\0' && write(*to, letter, 1) != 1) _exit(9);
}

static cw_worker_options options_of(const char *where, const char *record) {
    return (cw_worker_options){.where = where,
                               .record = record,
                               .slots = 2,
                               .lease_ms = LEASE_SHORT_MS,
                               .drain = true,
                               .stop_fd = -1,
                               .work = do_it};
}

static pid_t start_worker(const char *where, const char *record, int to) {
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid > 0) return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    cw_error err = {0};
    cw_worker_options options = options_of(where, record);
    options.tell = say;
    options.context = &to;
    bool done = cw_queue_work(&options, &err);
    while (!done && err.code == CW_ERR_MACHINE) { /* born while the server was down */
        poll(NULL, 0, 50);
        err = (cw_error){0};
        done = cw_queue_work(&options, &err);
    }
    if (!done) fprintf(stderr, "worker: %s\n", err.message);
    _exit(done ? 0 : 3);
}

/* ---- the killer --------------------------------------------------------------------------------
 */

/* The next of a row of numbers below `most`, the same at every run. */
static unsigned chance(unsigned most) {
    static uint64_t state = 20211124;
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % most;
}

typedef struct killing {
    const char *where, *record;
    pid_t workers[WORKERS];
    int ends[2]; /* of the pipe */
    int done;    /* jobs of which it was told */
} killing;

/* Hears `count` letters; false when nobody is left to say one. */
static bool hear_words(killing *k, unsigned count) {
    char letter;
    while (count-- > 0) {
        if (read(k->ends[0], &letter, 1) != 1) return false;
        k->done += letter == 'd';
    }
    return true;
}

static void kill_one(killing *k) {
    int status;
    pid_t *worker = &k->workers[chance(WORKERS)];
    kill(*worker, SIGKILL);
    assert_int_equal(waitpid(*worker, &status, 0), *worker);
    *worker = start_worker(k->where, k->record, k->ends[1]);
}

static void let_them_end(killing *k) {
    close(k->ends[1]);
    while (hear_words(k, 1)) {
    }
    close(k->ends[0]);
    for (int i = 0; i < WORKERS; i++) {
        int status = -1;
        assert_int_equal(waitpid(k->workers[i], &status, 0), k->workers[i]);
        assert_int_equal(status, 0);
    }
}

/* ---- what is left ------------------------------------------------------------------------------
 */

static bool count_events(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    (void)entry, (void)err;
    *(size_t *)context += strcmp(event->kind, "result") == 0;
    return true;
}

static void expect_each_once(cw_queue *q, cw_store *store) {
    static cw_verdict verdict;
    cw_error err = {0};
    size_t events = 0;
    cw_queue_counts counts = counts_of(q);
    assert_int_equal(counts.jobs[CW_JOB_DONE], JOBS);
    assert_int_equal(counts.owed, 0);
    assert_int_equal(ask(q, "SELECT count(*) FROM result"), JOBS);
    assert_int_equal(ask(q, "SELECT count(DISTINCT hash) FROM result"), JOBS);
    assert_int_equal(ask(q, "SELECT count(*) FROM job j JOIN result r ON r.job = j.id"), JOBS);
    assert_true(cw_store_each(store, 0, count_events, &events, &err));
    assert_int_equal(events, JOBS);
    assert_true(cw_store_verify(store, &verdict, &err));
    assert_int_equal(verdict.fault_count, 0);
}

static void run_through(bool restart) {
    char where[1200], record[1200];
    cw_error err = {0};
    killing k = {.where = where, .record = record};
    cw_queue *q = fresh_queue(where);
    cw_store_close(fresh_record(record));
    for (int i = 0; i < JOBS; i++) put_job(q, i, &(cw_job_order){.most_tries = TRIES}, NULL);
    cw_queue_close(q);
    assert_int_equal(pipe2(k.ends, O_CLOEXEC), 0); /* not for the server that is started again */
    for (int i = 0; i < WORKERS; i++) k.workers[i] = start_worker(where, record, k.ends[1]);
    /* two words a job: the last of the kills comes while jobs are left */
    for (int i = 0; i < KILLS; i++) {
        assert_true(hear_words(&k, 1 + chance(2 * JOBS / KILLS - 4)));
        kill_one(&k);
        if (!restart || i != KILLS / 2) continue;
        postgres_end(&server, SIGQUIT); /* as a crash: sessions are cut where they are */
        postgres_start(&server);
    }
    let_them_end(&k);
    /* each that was killed may have ended one job and not told; a late worker whose result is the
     * one that is there tells of it too, so there may be more */
    assert_true(k.done >= JOBS - KILLS);
    /* what a killed worker did not bring to the record, the next one does */
    cw_worker_options options = options_of(where, record);
    if (!cw_queue_work(&options, &err)) fail_msg("%s", err.message);
    q = must_open(where);
    cw_store *store = cw_store_open(record, &err);
    assert_non_null(store);
    expect_each_once(q, store);
    cw_store_close(store);
    cw_queue_close(q);
}

static void test_sqlite(void **state) {
    (void)state;
    on_postgres = false;
    run_through(false);
}

static void test_postgres_struck_down(void **state) {
    (void)state;
    static const char *const settings[] = {"shared_buffers=16MB", NULL};
    if (!postgres_is_installed()) {
        print_message("skipped: %s is absent\n", POSTGRES_BIN);
        skip();
    }
    on_postgres = true;
    postgres_make(&server, settings);
    run_through(true);
    postgres_remove(&server);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite),
                                       cmocka_unit_test(test_postgres_struck_down)};
    return cmocka_run_group_tests(tests, work_set_up, work_tear_down);
}
