/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plans on somebody's screen: a real plan in a real child, its answers against `crosswatch score`
 * of the same plan, which knows nothing of edits; and children that die, hang, and talk too much.
 */
#include "support.h"

#include "serve/edit.h"

#include <jansson.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char work[1024], plan_path[1200], case_path[1024];

static edit_settings settings_of(const char *program) {
    edit_settings s = edit_settings_default();
    s.program = program;
    s.threads = 1;
    s.limits = (child_limits){0}; /* a child under AddressSanitizer maps terabytes */
    return s;
}

static edit_pool *pool_of(const edit_settings *settings) {
    cw_error err = {0};
    edit_pool *pool = edit_pool_create(settings, &err);
    if (pool == NULL) fail_msg("%s", err.message);
    return pool;
}

/* The answer; frees the question. */
static json_t *answer_to(edit_pool *pool, json_t *question) {
    static const double PATIENCE_S = 120.0;
    cw_error err = {0};
    cw_text answer = {0};
    char *text = json_dumps(question, JSON_INDENT(2)); /* more than one line */
    json_decref(question);
    if (!edit_ask(pool, &(edit_plan){.case_file = case_path, .plan = plan_path}, text, strlen(text),
                  PATIENCE_S, &answer, &err))
        fail_msg("%s", err.message);
    json_t *root = json_loadb(answer.data, answer.length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    free(text);
    cw_text_free(&answer);
    return root;
}

static json_t *nothing(void) {
    return json_pack("{s:[]}", "tasks");
}

static double number_at(const json_t *in, const char *key) {
    const json_t *value = json_object_get(in, key);
    if (!json_is_number(value)) fail_msg("\"%s\" is no number", key);
    return json_number_value(value);
}

/* A copy of the answer's task, to be changed. */
static json_t *task_of(const json_t *answer, size_t index) {
    json_t *task = json_array_get(json_object_get(answer, "tasks"), index);
    assert_non_null(task);
    return json_deep_copy(task);
}

static json_t *one_task(json_t *task) {
    return json_pack("{s:[o]}", "tasks", task);
}

static void move_north(json_t *task, double degrees) {
    json_t *centre = json_object_get(json_object_get(task, "area"), "centre");
    json_object_set_new(centre, "lat_deg", json_real(number_at(centre, "lat_deg") + degrees));
}

/* What the command says of a plan with these tasks: it scores points and times as they stand. */
static double scored(const json_t *tasks) {
    char path[1300], arguments[4096], *out;
    json_t *plan = json_load_file(plan_path, 0, NULL);
    json_object_set(json_object_get(plan, "plan"), "tasks", (json_t *)tasks);
    snprintf(path, sizeof path, "%s/changed.json", work);
    assert_int_equal(json_dump_file(plan, path, JSON_REAL_PRECISION(17)), 0);
    json_decref(plan);
    snprintf(arguments, sizeof arguments, "score --json --threads 1 '%s' '%s'", case_path, path);
    assert_int_equal(support_command(arguments, &out, NULL), 0);
    json_t *root = json_loads(out, 0, NULL);
    double pos = number_at(json_object_get(root, "plan"), "pos");
    json_decref(root);
    free(out);
    return pos;
}

/* ---- changes -------------------------------------------------------------------------------- */

/* An answer's points have 12 digits: a tenth of a millimetre. What that moves of POS is far below
 * a millionth. */
static const double SAME = 1e-7;

static void test_drag(void **state) {
    (void)state;
    edit_settings settings = settings_of(getenv("CROSSWATCH_COMMAND"));
    edit_pool *pool = pool_of(&settings);
    json_t *first = answer_to(pool, nothing());
    double before = number_at(first, "pos");
    assert_close(before, scored(json_object_get(first, "tasks")), SAME);

    json_t *task = task_of(first, 0);
    double lat = number_at(json_object_get(task, "commence_search_point"), "lat_deg");
    double lon = number_at(json_object_get(task, "commence_search_point"), "lon_deg");
    move_north(task, 0.01);
    json_t *after = answer_to(pool, one_task(task));
    assert_null(json_object_get(after, "error"));
    assert_close(number_at(after, "pos"), scored(json_object_get(after, "tasks")), SAME);
    assert_true(fabs(number_at(after, "pos") - before) > 1e-4); /* a nautical mile is not nothing */
    const json_t *moved = json_array_get(json_object_get(after, "tasks"), 0);
    /* It begins at the same corner. The plane's north turns by under 1e-4 of the way. */
    assert_close(number_at(json_object_get(moved, "commence_search_point"), "lat_deg"), lat + 0.01,
                 1e-5);
    assert_close(number_at(json_object_get(moved, "commence_search_point"), "lon_deg"), lon, 1e-4);

    json_t *again = answer_to(pool, json_pack("{s:O}", "tasks", json_object_get(after, "tasks")));
    assert_close(number_at(again, "pos"), number_at(after, "pos"), 0.0); /* nothing is changed */
    json_t *undone = answer_to(pool, json_pack("{s:b, s:i}", "undo", 1, "id", 17));
    assert_close(number_at(undone, "pos"), before, 0.0);
    assert_close(number_at(undone, "id"), 17.0, 0.0);
    json_t *more = answer_to(pool, json_pack("{s:b}", "undo", 1));
    assert_mentions(json_string_value(json_object_get(more, "error")), "no single change");
    json_decref(more);
    json_decref(undone);
    json_decref(again);
    json_decref(after);
    json_decref(first);
    edit_pool_destroy(pool);
}

static cw_time time_at(const json_t *task, const char *key) {
    cw_time time;
    const char *text = json_string_value(json_object_get(task, key));
    if (text == NULL || !cw_time_parse(text, &time, NULL)) fail_msg("\"%s\" is no time", key);
    return time;
}

/* A start that was asked for is kept when the area is drawn anew, and given up on demand. */
static void test_start(void **state) {
    (void)state;
    char later[CW_TIME_TEXT];
    edit_settings settings = settings_of(getenv("CROSSWATCH_COMMAND"));
    edit_pool *pool = pool_of(&settings);
    json_t *first = answer_to(pool, nothing()), *task = task_of(first, 0);
    cw_time soon = time_at(task, "on_scene");
    json_object_set_new(task, "on_scene",
                        json_string(cw_time_format(soon + 30 * CW_MINUTE_MS, later)));
    json_t *waits = answer_to(pool, one_task(task));
    task = task_of(waits, 0);
    assert_true(time_at(task, "on_scene") >= soon + 30 * CW_MINUTE_MS);
    move_north(task, 0.002);
    json_t *moved = answer_to(pool, one_task(task));
    task = task_of(moved, 0);
    assert_true(time_at(task, "on_scene") >= soon + 30 * CW_MINUTE_MS);
    json_object_set_new(task, "start", json_null());
    json_t *at_once = answer_to(pool, one_task(task));
    task = task_of(at_once, 0);
    assert_true(time_at(task, "on_scene") < soon + 5 * CW_MINUTE_MS);
    json_decref(task);
    json_decref(at_once);
    json_decref(moved);
    json_decref(waits);
    json_decref(first);
    edit_pool_destroy(pool);
}

/* A unit without its area is worth what the plan without it is; with another area, drawn by hand,
 * what the command says of that plan; and undo gives back what was there. */
static void test_out_and_in(void **state) {
    (void)state;
    edit_settings settings = settings_of(getenv("CROSSWATCH_COMMAND"));
    edit_pool *pool = pool_of(&settings);
    json_t *first = answer_to(pool, nothing()), *kept = task_of(first, 0);
    json_t *out = answer_to(
        pool,
        one_task(json_pack("{s:O,s:b}", "unit", json_object_get(kept, "unit"), "assigned", 0)));
    assert_null(json_object_get(out, "error"));
    assert_true(number_at(out, "pos") < number_at(first, "pos"));
    assert_close(number_at(out, "pos"), scored(json_object_get(out, "tasks")), SAME);
    json_t *again = answer_to(pool, json_pack("{s:O}", "tasks", json_object_get(out, "tasks")));
    assert_close(number_at(again, "pos"), number_at(out, "pos"), 0.0);
    move_north(kept, 0.01);
    json_t *in = answer_to(
        pool, one_task(json_pack("{s:O,s:b,s:s,s:O,s:f}", "unit", json_object_get(kept, "unit"),
                                 "assigned", 1, "pattern", "PS", "area",
                                 json_object_get(kept, "area"), "track_spacing_nm", 0.5)));
    assert_null(json_object_get(in, "error"));
    assert_true(number_at(in, "pos") > number_at(out, "pos"));
    assert_close(number_at(in, "pos"), scored(json_object_get(in, "tasks")), SAME);
    json_t *undone = answer_to(pool, json_pack("{s:b}", "undo", 1));
    assert_close(number_at(undone, "pos"), number_at(out, "pos"), 0.0);
    json_decref(undone);
    json_decref(in);
    json_decref(again);
    json_decref(out);
    json_decref(kept);
    json_decref(first);
    edit_pool_destroy(pool);
}

static void expect_refused(edit_pool *pool, json_t *question, double pos, const char *part) {
    json_t *answer = answer_to(pool, question);
    const char *error = json_string_value(json_object_get(answer, "error"));
    if (error == NULL) fail_msg("is taken: expected \"%s\"", part);
    assert_mentions(error, part);
    assert_string_not_equal(json_string_value(json_object_get(answer, "error_fr")), error);
    assert_close(number_at(answer, "pos"), pos, 0.0); /* and the plan is as it was */
    json_decref(answer);
}

static void test_refused(void **state) {
    (void)state;
    edit_settings settings = settings_of(getenv("CROSSWATCH_COMMAND"));
    edit_pool *pool = pool_of(&settings);
    json_t *first = answer_to(pool, nothing());
    double pos = number_at(first, "pos");
    expect_refused(pool, json_pack("{s:s}", "tasks", "none"), pos, "no list of `tasks`");
    expect_refused(pool, json_pack("{s:[{s:s}]}", "tasks", "unit", "Nobody"), pos, "no task");
    json_t *task = task_of(first, 0);
    move_north(task, 0.01);
    expect_refused(pool, json_pack("{s:[O, o]}", "tasks", task, task), pos, "is there twice");
    task = task_of(first, 0);
    json_object_set_new(task, "track_spacing_nm", json_real(-1.0));
    expect_refused(pool, one_task(task), pos, "track_spacing_nm");
    task = task_of(first, 0); /* further than it can be and come back */
    move_north(task, 8.0);
    expect_refused(pool, one_task(task), pos, "no time");
    cw_error err = {0};
    cw_text answer = {0};
    assert_false(edit_ask(pool, &(edit_plan){.case_file = case_path, .plan = plan_path}, "[1]", 3,
                          60.0, &answer, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    err = (cw_error){0};
    assert_false(edit_ask(pool, &(edit_plan){.case_file = case_path, .plan = plan_path}, "{\n", 2,
                          60.0, &answer, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_int_equal(edit_open_count(pool), 1); /* and the plan is still open */
    err = (cw_error){0};
    assert_false(edit_ask(pool,
                          &(edit_plan){.case_file = case_path, .plan = "/nonexistent/plan.json"},
                          "{}", 2, 60.0, &answer, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "/nonexistent/plan.json");
    assert_int_equal(edit_open_count(pool), 1);
    json_decref(first);
    edit_pool_destroy(pool);
}

/* ---- children that fail --------------------------------------------------------------------- */

/* Says its first line, and does at each question what the name of its plan tells. */
static const char SCRIPT[] = "#!/bin/sh\n"
                             "for plan in \"$@\"; do :; done\n"
                             "case \"$plan\" in\n"
                             "*/slow) sleep 1000;;\n"
                             "*/silent) exec >&- 2>&-; sleep 1000;;\n"
                             "esac\n"
                             "echo '{\"ready\":true}'\n"
                             "read line\n"
                             "case \"$plan\" in\n"
                             "*/dies) kill -9 $$;;\n"
                             "*/fails) echo 'crosswatch: no memory' >&2; exit 3;;\n"
                             "*/hangs) sleep 1000;;\n"
                             "*/floods) head -c 20000000 /dev/zero | tr '\\0' 'x'; echo;;\n"
                             "*/twice) printf '{}\\n{}\\n';; # in one piece\n"
                             "*/noisy) head -c 1000000 /dev/zero | tr '\\0' 'x' >&2;;\n"
                             "esac\n"
                             "echo \"$line\"\n"
                             "while read line; do echo \"$line\"; done\n";

static bool ask_script(edit_pool *pool, const char *plan, cw_error *err) {
    cw_text answer = {0};
    *err = (cw_error){0};
    bool good = edit_ask(pool, &(edit_plan){.case_file = "/case", .plan = plan}, "{ \"n\": 1 }", 10,
                         60.0, &answer, err);
    if (good) assert_string_equal(answer.data, "{\"n\":1}");
    cw_text_free(&answer);
    return good;
}

static void test_children(void **state) {
    (void)state;
    char script[1200];
    cw_error err;
    cw_text answer = {0};
    snprintf(script, sizeof script, "%s/script", work);
    FILE *file = fopen(script, "wb");
    assert_non_null(file);
    assert_true(fputs(SCRIPT, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(script, 0755), 0);
    edit_settings settings = settings_of(script);
    settings.most_open = 2;
    settings.answer_s = 1.0;
    edit_pool *pool = pool_of(&settings);
    for (int again = 0; again < 2; again++) { /* it is opened anew */
        assert_false(ask_script(pool, "/dies", &err));
        assert_int_equal(err.code, CW_ERR_MACHINE);
        assert_mentions(err.message, "signal 9");
        assert_int_equal(edit_open_count(pool), 0);
    }
    assert_false(ask_script(pool, "/fails", &err));
    assert_mentions(err.message, "no memory");
    assert_false(ask_script(pool, "/hangs", &err));
    assert_mentions(err.message, "not answered in time");
    assert_false(ask_script(pool, "/floods", &err));
    assert_mentions(err.message, "more than one line");
    assert_false(ask_script(pool, "/twice", &err));
    assert_mentions(err.message, "more than one line");
    assert_false(ask_script(pool, "/silent", &err));
    assert_int_equal(err.code, CW_ERR_MACHINE);
    assert_true(ask_script(pool, "/noisy", &err));
    assert_true(ask_script(pool, "/noisy", &err)); /* the same child, as it has read a line */
    assert_int_equal(edit_open_count(pool), 1);
    err = (cw_error){0}; /* one that takes its time to open is not given up */
    assert_false(edit_ask(pool, &(edit_plan){.case_file = "/case", .plan = "/slow"}, "{}", 2, 0.01,
                          &answer, &err));
    assert_int_equal(err.code, CW_NO);
    assert_int_equal(edit_open_count(pool), 2);
    assert_true(ask_script(pool, "/third", &err)); /* takes the place of the longest idle */
    assert_int_equal(edit_open_count(pool), 2);
    edit_pool_destroy(pool);
    settings.idle_s = 0.05;
    settings.open_s = 0.05;
    pool = pool_of(&settings);
    assert_false(ask_script(pool, "/slow", &err));
    assert_mentions(err.message, "in time");
    assert_true(ask_script(pool, "/third", &err));
    time_t until = time(NULL) + 60;
    while (edit_open_count(pool) > 0 && time(NULL) < until) sched_yield();
    assert_int_equal(edit_open_count(pool), 0); /* nobody asks */
    edit_pool_destroy(pool);
    settings.program = "/nonexistent/crosswatch";
    pool = pool_of(&settings);
    assert_false(ask_script(pool, "/third", &err));
    assert_mentions(err.message, "/nonexistent/crosswatch");
    edit_pool_destroy(pool);
}

static int set_up(void **state) {
    char arguments[4096];
    (void)state;
    support_directory(work);
    setenv("XDG_CACHE_HOME", work, 1);
    support_source("cases/constant.yaml", case_path);
    snprintf(plan_path, sizeof plan_path, "%s/plan/plan.json", work);
    snprintf(arguments, sizeof arguments, "plan --threads 1 '%s' -o '%s/plan'", case_path, work);
    return support_command(arguments, NULL, NULL);
}

static int tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drag),       cmocka_unit_test(test_start),
        cmocka_unit_test(test_out_and_in), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_children),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
