/* SPDX-License-Identifier: Apache-2.0 */
/* Which jobs go and which stay: by age, by how much there is, by hand. Their ends are put into the
 * past on the disk, between two pools. */
#include "jobs.h"

#include <jansson.h>

static struct {
    pthread_mutex_t lock;
    pthread_cond_t news;
    unsigned count;
} gone = {.lock = PTHREAD_MUTEX_INITIALIZER, .news = PTHREAD_COND_INITIALIZER};

static void on_removed(void *context) {
    (void)context;
    pthread_mutex_lock(&gone.lock);
    gone.count++;
    pthread_cond_broadcast(&gone.news);
    pthread_mutex_unlock(&gone.lock);
}

/* Once jobs went; a minute is the end of patience. */
static void wait_for_removal(void) {
    struct timespec until;
    int late = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&gone.lock);
    while (gone.count == 0 && late == 0)
        late = pthread_cond_timedwait(&gone.news, &gone.lock, &until);
    gone.count = 0;
    pthread_mutex_unlock(&gone.lock);
    assert_int_equal(late, 0);
}

/* Of the script, which leaves a small plan.json; from: made of that job's plan. */
static unsigned done_job(job_pool *pool, const char *incident, unsigned from) {
    static const char *const kept[] = {"Lifeboat"};
    cw_error err = {0};
    job_request r = {.what = JOB_PLAN, .case_name = "fine", .incident = incident, .from = from};
    r.kept = kept;
    r.kept_count = from != 0;
    unsigned number = job_submit(pool, &r, &err);
    if (number == 0) fail_msg("%s", err.message);
    assert_int_equal(job_once(number, has_ended).state, JOB_DONE);
    return number;
}

static void set_ended(unsigned number, double hours_ago) {
    char path[2200], text[CW_TIME_TEXT];
    struct timespec now;
    snprintf(path, sizeof path, "%s/jobs/%u/job.json", home, number);
    json_t *root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    clock_gettime(CLOCK_REALTIME, &now);
    cw_time ended = (cw_time)now.tv_sec * CW_SECOND_MS - (cw_time)(hours_ago * (double)CW_HOUR_MS);
    json_object_set_new(root, "ended", json_string(cw_time_format(ended, text)));
    assert_int_equal(json_dump_file(root, path, 0), 0);
    json_decref(root);
}

static bool is_listed(job_pool *pool, unsigned number) {
    job found;
    return job_get(pool, number, &found, NULL);
}

static bool has_file(unsigned number, const char *name) {
    char relative[200];
    snprintf(relative, sizeof relative, "jobs/%u%s%s", number, name[0] != '\0' ? "/" : "", name);
    return is_there(relative);
}

static job_settings keeping(double days, uint64_t bytes) {
    job_settings settings = settings_of(script);
    settings.keep_days = days;
    settings.keep_bytes = bytes;
    settings.removed = on_removed;
    return settings;
}

static void old_ones_go_and_what_is_needed_stays(void **state) {
    (void)state;
    job_settings settings = keeping(0.0, 0);
    job_pool *pool = pool_of(&settings);
    unsigned loose = done_job(pool, NULL, 0), referred = done_job(pool, "GN-7", 0),
             held = done_job(pool, "GN-7", 0), root = done_job(pool, NULL, 0),
             later = done_job(pool, NULL, root), young = done_job(pool, NULL, 0);
    job_held(pool, held);
    job_pool_destroy(pool);
    set_ended(loose, 31.0 * 24.0);
    set_ended(referred, 31.0 * 24.0);
    set_ended(held, 31.0 * 24.0);
    set_ended(root, 31.0 * 24.0);
    set_ended(later, 29.0 * 24.0);
    settings = keeping(30.0, 0);
    pool = pool_of(&settings);
    wait_for_removal();
    assert_false(is_listed(pool, loose) || is_listed(pool, held));
    assert_true(is_listed(pool, referred) && is_listed(pool, root) && is_listed(pool, later)
                && is_listed(pool, young));
    assert_true(has_file(loose, "")); /* its number is not given again */
    assert_false(has_file(loose, "files") || has_file(loose, "job.json"));
    assert_true(has_file(root, "files/plan.json"));
    job_pool_destroy(pool);
    set_ended(later, 31.0 * 24.0); /* now both are old, and go together */
    pool = pool_of(&settings);
    wait_for_removal();
    assert_false(is_listed(pool, root) || is_listed(pool, later));
    assert_int_equal(done_job(pool, NULL, 0), young + 1);
    job_pool_destroy(pool);
}

/* The oldest first, until what is left is little enough; not what ended within the hour. */
static void the_oldest_go_when_there_is_too_much(void **state) {
    (void)state;
    job_settings settings = keeping(0.0, 0);
    job_pool *pool = pool_of(&settings);
    unsigned first = done_job(pool, NULL, 0), second = done_job(pool, NULL, 0),
             third = done_job(pool, NULL, 0);
    char path[2200];
    job_pool_destroy(pool);
    static const unsigned KILOBYTES = 100;
    for (unsigned number = first; number <= third; number++) {
        snprintf(path, sizeof path, "%s/jobs/%u/files/plan.json", home, number);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        for (unsigned k = 0; k < KILOBYTES; k++) assert_true(fprintf(file, "%1000d", 7) == 1000);
        assert_int_equal(fclose(file), 0);
    }
    set_ended(first, 3.0);
    set_ended(second, 2.0);
    settings = keeping(0.0, UINT64_C(250000)); /* two of them and their words fit */
    pool = pool_of(&settings);
    wait_for_removal();
    assert_false(is_listed(pool, first));
    assert_true(is_listed(pool, second) && is_listed(pool, third));
    job_pool_destroy(pool);
    settings = keeping(0.0, 1);
    pool = pool_of(&settings);
    wait_for_removal();
    assert_false(is_listed(pool, second));
    assert_true(is_listed(pool, third));
    job_pool_destroy(pool);
}

static void one_goes_by_hand(void **state) {
    (void)state;
    cw_error err = {0};
    job_settings settings = keeping(0.0, 0);
    job_pool *pool = pool_of(&settings);
    unsigned root = done_job(pool, NULL, 0), later = done_job(pool, NULL, root),
             referred = done_job(pool, "GN-7", 0);
    assert_false(job_remove(pool, root, &err));
    assert_mentions(err.message, "was made from");
    err = (cw_error){0};
    assert_false(job_remove(pool, referred, &err));
    assert_mentions(err.message, "record of GN-7 refers");
    job_held(pool, referred);
    assert_true(job_remove(pool, referred, NULL) && job_remove(pool, later, NULL)
                && job_remove(pool, root, NULL));
    assert_false(is_listed(pool, root) || has_file(root, "job.json"));
    err = (cw_error){0};
    assert_false(job_remove(pool, root, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    unsigned runs = submit(pool, JOB_PLAN, "busy", 0.0);
    (void)job_once(runs, has_said);
    err = (cw_error){0};
    assert_false(job_remove(pool, runs, &err));
    assert_mentions(err.message, "has not ended");
    job_pool_destroy(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_ones_go_and_what_is_needed_stays),
        cmocka_unit_test(the_oldest_go_when_there_is_too_much),
        cmocka_unit_test(one_goes_by_hand),
    };
    return cmocka_run_group_tests(tests, jobs_set_up, jobs_tear_down);
}
