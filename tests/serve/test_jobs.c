/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs as a watch meets them: plans that are done, that wait, that are cancelled at once and late,
 * that crash, that want too much, and a server that died under them. Every child is a real process.
 */
#include "jobs.h"

#include <jansson.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

/* ---- done ----------------------------------------------------------------------------------- */

static json_t *job_json(unsigned number) {
    char path[1200];
    snprintf(path, sizeof path, "%s/jobs/%u/job.json", home, number);
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL) fail_msg("%s is not there or no JSON", path);
    return root;
}

static void expect_state(unsigned number, const char *state) {
    json_t *root = job_json(number);
    assert_string_equal(json_string_value(json_object_get(root, "state")), state);
    json_decref(root);
}

/* A plan, then one about what a unit has in it: done, with all files, each step told in turn. */
static void test_plan(void **state) {
    (void)state;
    static const char *const wanted[] = {"plan.json", "plan.txt", "ensemble.bin", "surface.json"};
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    unsigned first = submit(pool, JOB_PLAN, "constant", 0.0);
    job done = job_once(first, has_ended);
    if (done.state != JOB_DONE) fail_msg("%s", done.error.message);
    assert_string_equal(done.person, "A. Watch");
    assert_close(heard.share[first], 1.0, 0.0); /* never went back */
    assert_true(done.submitted <= done.started && done.started <= done.ended);
    char path[JOB_PATH];
    cw_error err = {0};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!job_file_path(pool, first, wanted[i], path, &err)) fail_msg("%s", err.message);
        assert_int_equal(access(path, R_OK), 0);
    }
    assert_false(job_file_path(pool, first, "../job.json", path, &err));
    assert_false(job_file_path(pool, first, "", path, &err));
    expect_state(first, "done");

    assert_true(job_file_path(pool, first, "plan.json", path, NULL));
    json_t *plan = json_load_file(path, 0, NULL);
    const json_t *tasks = json_object_get(json_object_get(plan, "plan"), "tasks");
    const char *kept = json_string_value(json_object_get(json_array_get(tasks, 0), "unit"));
    assert_non_null(kept);
    job_request about = {.what = JOB_PLAN,
                         .case_name = "constant",
                         .kept = &kept,
                         .kept_count = 1,
                         .from = first,
                         .language = CW_FRENCH};
    err = (cw_error){0};
    unsigned second = job_submit(pool, &about, &err);
    if (second == 0) fail_msg("%s", err.message);
    done = job_once(second, has_ended);
    if (done.state != JOB_DONE) fail_msg("%s", done.error.message);
    json_decref(plan);
    job_pool_destroy(pool);
}

/* One at a time, in the order in which they came; the list has the newest first. */
static void test_queue(void **state) {
    (void)state;
    job_settings settings = settings_of(command());
    settings.most_running = 1;
    job_pool *pool = pool_of(&settings);
    unsigned numbers[3];
    for (size_t i = 0; i < 3; i++)
        numbers[i] = submit(pool, i == 2 ? JOB_DRIFT : JOB_WHERE, "constant", 0.0);
    job last = job_once(numbers[2], has_ended), before = job_once(numbers[1], has_ended);
    assert_int_equal(last.state, JOB_DONE);
    assert_int_equal(last.file_count, 1);
    assert_string_equal(last.files[0], "drift.nc");
    assert_true(before.ended <= last.started);
    assert_int_equal(heard.most_running, 1);
    job *list;
    size_t count;
    assert_true(job_list(pool, 2, &list, &count, NULL));
    assert_int_equal(count, 2);
    assert_true(list[0].number == numbers[2] && list[1].number == numbers[1]);
    free(list);
    job_pool_destroy(pool);
}

/* ---- cancelled ------------------------------------------------------------------------------ */

static void test_cancel(void **state) {
    (void)state;
    cw_error err = {0};
    char left[64];
    job_settings settings = settings_of(command());
    settings.most_running = 1;
    settings.most_waiting = 2;
    job_pool *pool = pool_of(&settings);
    unsigned long_one = submit(pool, JOB_PLAN, "constant", 3000.0);
    job_once(long_one, has_said); /* it runs, so that the others wait */
    unsigned waits = submit(pool, JOB_WHERE, "constant", 0.0);
    unsigned also = submit(pool, JOB_WHERE, "constant", 0.0);
    job_request more = {.what = JOB_WHERE, .case_name = "constant"};
    assert_int_equal(job_submit(pool, &more, &err), 0); /* too many wait */
    assert_int_equal(err.code, CW_NO);
    assert_true(job_cancel(pool, waits, NULL));
    job gone;
    assert_true(job_get(pool, waits, &gone, NULL));
    assert_int_equal(gone.state, JOB_CANCELLED); /* at once */
    assert_true(gone.started == 0);
    expect_state(waits, "cancelled");

    job_once(long_one, is_planning); /* late: in the middle of its work */
    assert_true(job_cancel(pool, long_one, NULL));
    gone = job_once(long_one, has_ended);
    assert_int_equal(gone.state, JOB_CANCELLED);
    assert_int_equal(gone.file_count, 0);
    snprintf(left, sizeof left, "jobs/%u/files", long_one);
    assert_false(is_there(left));
    assert_int_equal(job_once(also, has_ended).state, JOB_DONE); /* the others go on */
    err = (cw_error){0};
    assert_false(job_cancel(pool, also, &err));
    assert_int_equal(err.code, CW_NO);
    assert_false(job_cancel(pool, 60, &err)); /* there is none */
    job_pool_destroy(pool);
}

/* Asked to end before it has said a word, and one that does not listen: killed. What both left half
 * made is gone. */
static void test_cancel_at_once(void **state) {
    (void)state;
    char left[64];
    job_settings settings = settings_of(script);
    settings.cancel_s = 0.05;
    job_pool *pool = pool_of(&settings);
    unsigned quick = submit(pool, JOB_PLAN, "steps", 0.0);
    assert_true(job_cancel(pool, quick, NULL));
    assert_int_equal(job_once(quick, has_ended).state, JOB_CANCELLED);
    unsigned stubborn = submit(pool, JOB_PLAN, "stubborn", 0.0);
    job_once(stubborn, has_said);
    snprintf(left, sizeof left, "jobs/%u/files/plan.json", stubborn);
    assert_true(is_there(left));
    assert_true(job_cancel(pool, stubborn, NULL));
    assert_int_equal(job_once(stubborn, has_ended).state, JOB_CANCELLED);
    snprintf(left, sizeof left, "jobs/%u/files", stubborn);
    assert_false(is_there(left));
    job_pool_destroy(pool);
}

/* ---- failed --------------------------------------------------------------------------------- */

static job expect_failed(job_pool *pool, const char *name, const char *part) {
    char left[64];
    job failed = job_once(submit(pool, JOB_WHERE, name, 0.0), has_ended);
    assert_int_equal(failed.state, JOB_FAILED);
    assert_mentions(failed.error.message, part);
    assert_int_equal(failed.file_count, 0);
    snprintf(left, sizeof left, "jobs/%u/files", failed.number);
    assert_false(is_there(left));
    expect_state(failed.number, "failed");
    return failed;
}

static void test_crash(void **state) {
    (void)state;
    job_settings settings = settings_of(script);
    job_pool *pool = pool_of(&settings);
    expect_failed(pool, "killed", "signal 9 (Killed)");
    expect_failed(pool, "abort", "signal 6 (Aborted)");
    job talked = expect_failed(pool, "talks", "the reason why");
    assert_string_equal(talked.stage, "drifting the ensemble"); /* what is no plain text is not */
    assert_close(talked.share, 1.0, 0.0);                       /* a share of 7 is the whole */
    /* The half-made file of a program that says it failed is none of its results. */
    expect_failed(pool, "silent", "status 3");
    job fine = job_once(submit(pool, JOB_WHERE, "fine", 0.0), has_ended);
    assert_int_equal(fine.state, JOB_DONE);                   /* and the pool goes on */
    unsigned closed = submit(pool, JOB_WHERE, "closed", 0.0); /* says nothing more, and runs on */
    job_once(closed, has_said);
    assert_true(job_cancel(pool, closed, NULL));
    assert_int_equal(job_once(closed, has_ended).state, JOB_CANCELLED);
    job_pool_destroy(pool);
    settings.program = "/nonexistent/crosswatch";
    pool = pool_of(&settings);
    expect_failed(pool, "fine", "/nonexistent/crosswatch");
    job_pool_destroy(pool);
}

/* Nothing of the server's reaches a job: no secret of its environment, no file that it has
 * open. */
static void test_nothing_passed(void **state) {
    (void)state;
    enum { HIGH = 100 };
    char path[JOB_PATH];
    setenv("PGPASSWORD", "secret", 1);
    assert_true(dup2(STDERR_FILENO, HIGH) == HIGH); /* not close-on-exec */
    job_settings settings = settings_of(script);
    job_pool *pool = pool_of(&settings);
    unsigned number = submit(pool, JOB_WHERE, "looks", 0.0);
    job done = job_once(number, has_ended);
    if (done.state != JOB_DONE) fail_msg("%s", done.error.message);
    assert_true(job_file_path(pool, number, "plan.txt", path, NULL));
    char *seen = read_text(path);
    assert_mentions(seen, "PATH=");
    assert_mentions(seen, "/fd/0");
    assert_null(strstr(seen, "secret"));
    assert_null(strstr(seen, "/fd/100"));
    free(seen);
    job_pool_destroy(pool);
    close(HIGH);
    unsetenv("PGPASSWORD");
}

static void test_limits(void **state) {
    (void)state;
    job_settings settings = settings_of(script);
    settings.limits.cpu_s = 1.0;
    job_pool *pool = pool_of(&settings);
    expect_failed(pool, "busy", "1 s of processor time");
    job_pool_destroy(pool);
    settings = settings_of(command());
    settings.limits.file_bytes = 10000; /* as a disk that is full, for this one */
    pool = pool_of(&settings);
    expect_failed(pool, "constant", "more than 10000 bytes");
    job_pool_destroy(pool);
    settings.limits.file_bytes = 0;
    settings.limits.memory_bytes = 200u << 20; /* its libraries alone map more */
    pool = pool_of(&settings);
    expect_failed(pool, "constant", " ");
    job_pool_destroy(pool);
}

/* ---- homes ---------------------------------------------------------------------------------- */

static void test_bad_home(void **state) {
    (void)state;
    cw_error err = {0};
    char bad[1200], path[1300];
    job_settings settings = settings_of(script);
    snprintf(bad, sizeof bad, "%s/elsewhere", home);
    settings.home = bad;
    assert_null(job_pool_create(&settings, &err)); /* is not there */
    assert_mentions(err.message, "elsewhere");
    assert_int_equal(mkdir(bad, 0755), 0);
    snprintf(path, sizeof path, "%s/jobs", bad);
    write_text(path, "a file", 0644);
    err = (cw_error){0};
    assert_null(job_pool_create(&settings, &err));
    assert_mentions(err.message, "/jobs");
    assert_int_equal(unlink(path), 0);
    job_pool *pool = pool_of(&settings);
    err = (cw_error){0};
    assert_null(job_pool_create(&settings, &err)); /* one server at a time */
    assert_int_equal(err.code, CW_NO);
    support_remove(path); /* the disk goes away under it */
    job_request r = {.what = JOB_WHERE, .case_name = "fine"};
    err = (cw_error){0};
    assert_int_equal(job_submit(pool, &r, &err), 0);
    assert_int_equal(err.code, CW_ERR_MACHINE);
    assert_int_equal(mkdir(path, 0755), 0); /* and comes back */
    assert_int_equal(job_once(submit(pool, JOB_WHERE, "fine", 0.0), has_ended).state, JOB_DONE);
    job_pool_destroy(pool);
}

/* A server that is killed: what ran and what waited is told as failed, what was done is still done,
 * and the numbers go on. This same program is the server, started with the folder's name. */
static int serve_and_die(const char *folder) {
    snprintf(home, sizeof home, "%.1000s/restart", folder);
    snprintf(cases, sizeof cases, "%.1000s/cases", folder);
    snprintf(script, sizeof script, "%.1000s/script", folder);
    job_settings settings = settings_of(script);
    settings.most_running = 1;
    job_pool *pool = pool_of(&settings);
    job_once(submit(pool, JOB_WHERE, "fine", 0.0), has_ended);
    unsigned runs = submit(pool, JOB_WHERE, "steps", 0.0);
    job_once(runs, has_said);
    submit(pool, JOB_WHERE, "fine", 0.0);
    kill(getpid(), SIGKILL);
    return 0;
}

static void test_restart(void **state) {
    (void)state;
    cw_error err = {0};
    job old;
    int status;
    char own[1100], left[64];
    char *before = strdup(home);
    snprintf(own, sizeof own, "%.1000s/restart", before);
    assert_int_equal(mkdir(own, 0755), 0);
    snprintf(home, sizeof home, "%s", own);
    char *const arguments[] = {"test_jobs", before, NULL};
    pid_t server;
    assert_int_equal(posix_spawn(&server, "/proc/self/exe", NULL, NULL, arguments, environ), 0);
    assert_int_equal(waitpid(server, &status, 0), server);
    assert_true(WIFSIGNALED(status));
    job_settings settings = settings_of(script);
    job_pool *pool = pool_of(&settings);
    assert_true(job_get(pool, 1, &old, NULL));
    assert_int_equal(old.state, JOB_DONE);
    assert_string_equal(old.files[0], "plan.json");
    assert_string_equal(old.person, "A. Watch");
    assert_true(job_get(pool, 2, &old, NULL));
    assert_int_equal(old.state, JOB_FAILED);
    assert_mentions(old.error.message, "while the job ran");
    assert_false(is_there("jobs/2/files"));
    assert_true(job_get(pool, 3, &old, NULL));
    assert_int_equal(old.state, JOB_FAILED);
    assert_mentions(old.error.message, "before it began");
    expect_state(2, "failed");
    unsigned next = submit(pool, JOB_WHERE, "fine", 0.0);
    assert_int_equal(next, 4);
    snprintf(left, sizeof left, "jobs/%u/job.json", next);
    assert_true(is_there(left));
    unsigned runs = submit(pool, JOB_WHERE, "steps", 0.0);
    job_once(runs, has_said);
    job_pool_destroy(pool); /* an orderly stop ends what runs, and says so */
    pool = pool_of(&settings);
    assert_true(job_get(pool, runs, &old, &err));
    assert_int_equal(old.state, JOB_FAILED);
    assert_mentions(old.error.message, "the server stopped");
    job_pool_destroy(pool);
    snprintf(home, sizeof home, "%s", before);
    free(before);
}

/* ---- names from outside --------------------------------------------------------------------- */

static void expect_refused(job_pool *pool, job_request r, const char *part) {
    cw_error err = {0};
    assert_int_equal(job_submit(pool, &r, &err), 0);
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, part);
}

static void test_names(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",        ".",          "..",       "../cases/constant", "a/b",          "/etc/passwd",
        ".hidden", "two\nlines", "\xff\xfe", "nothere",           "constant.yaml"};
    char longest[300];
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        expect_refused(pool, (job_request){.case_name = bad[i]}, "case");
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    expect_refused(pool, (job_request){.case_name = longest}, "case");
    expect_refused(pool, (job_request){.case_name = "constant", .incident = longest}, "incident");
    expect_refused(pool, (job_request){.case_name = "constant", .person = "\x1b[2J"}, "name");
    const char *unit = "a\tb";
    job_request r = {.case_name = "constant", .excluded = &unit, .excluded_count = 1};
    expect_refused(pool, r, "unit");
    expect_refused(pool, (job_request){.case_name = "constant", .time_s = -1.0}, "time");
    expect_refused(pool, (job_request){.what = JOB_WHERE, .case_name = "constant", .time_s = 5.0},
                   "only a plan");
    expect_refused(pool, (job_request){.case_name = "constant", .from = 7}, "plan");
    unit = "Fulmar";
    r = (job_request){.case_name = "constant", .kept = &unit, .kept_count = 1, .from = 59};
    expect_refused(pool, r, "no job 59");
    unit = "--lang"; /* stays the value of an option, whatever it looks like */
    r = (job_request){.case_name = "constant", .excluded = &unit, .excluded_count = 1};
    cw_error err = {0};
    unsigned number = job_submit(pool, &r, &err);
    job failed = job_once(number, has_ended);
    assert_int_equal(failed.state, JOB_FAILED);
    assert_mentions(failed.error.message, "no unit \"--lang\"");
    assert_mentions(failed.error.french, "n'a pas de moyen « --lang »");
    job_pool_destroy(pool);
}

int main(int argc, char **argv) {
    if (argc == 2) return serve_and_die(argv[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan),    cmocka_unit_test(test_queue),
        cmocka_unit_test(test_cancel),  cmocka_unit_test(test_cancel_at_once),
        cmocka_unit_test(test_crash),   cmocka_unit_test(test_nothing_passed),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_bad_home),
        cmocka_unit_test(test_restart), cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, jobs_set_up, jobs_tear_down);
}
