/* SPDX-License-Identifier: Apache-2.0 */
/* What was searched, from the words of a request to the plan that follows: the file that is written
 * is read by the command itself, and what it counted is held against the plan's own times. */
#include "jobs.h"
#include "serve/searched.h"

#include <jansson.h>

enum { TURN_MS = 30 * CW_SECOND_MS }; /* of a helicopter (docs/case.md) */

static json_t *plan_of(job_pool *pool, unsigned number) {
    char path[JOB_PATH];
    cw_error err = {0};
    if (!job_file_path(pool, number, "plan.json", path, &err)) fail_msg("%s", err.message);
    json_t *plan = json_load_file(path, 0, NULL);
    assert_non_null(plan);
    return plan;
}

/* A plan, done. */
static unsigned planned(job_pool *pool) {
    job done = job_once(submit(pool, JOB_PLAN, "constant", 0.0), has_ended);
    if (done.state != JOB_DONE) fail_msg("%s", done.error.message);
    return done.number;
}

/* Of the unit's time on its tracks, one area after the other, when a share of it is over, and in
 * which area that is. */
static cw_time share_over(const json_t *plan, const char *unit, double share, size_t *area) {
    enum { MOST = 8 };
    const json_t *tasks = json_object_get(json_object_get(plan, "plan"), "tasks"), *task;
    cw_time from[MOST], until[MOST];
    size_t i, count = 0;
    double left = 0.0;
    json_array_foreach(tasks, i, task) {
        if (strcmp(json_string_value(json_object_get(task, "unit")), unit) != 0) continue;
        const json_t *points = json_object_get(task, "points");
        const json_t *last = json_array_get(points, json_array_size(points) - 1);
        const char *a = json_string_value(json_object_get(json_array_get(points, 0), "time"));
        const char *b = json_string_value(json_object_get(last, "time"));
        assert_true(count < MOST && cw_time_parse(a, &from[count], NULL)
                    && cw_time_parse(b, &until[count], NULL));
        left += share * (double)(until[count] - from[count]);
        count++;
    }
    for (*area = 0; *area < count; ++*area) {
        double whole = (double)(until[*area] - from[*area]);
        if (left <= whole) return from[*area] + (cw_time)left;
        left -= whole;
    }
    fail_msg("no %s in the plan", unit);
    return 0;
}

static cw_time end_of(const json_t *result) {
    cw_time end;
    assert_true(cw_time_parse(json_string_value(json_object_get(result, "until")), &end, NULL));
    return end;
}

static const char *file_of(job_pool *pool, unsigned plan, const char *body, cw_arena *arena,
                           cw_error *err) {
    json_t *o = json_loads(body, 0, NULL);
    assert_non_null(o);
    const char *text = searched_file(pool, plan, o, arena, err);
    json_decref(o);
    return text;
}

/* The update after plan `from`, done; its plan.json. */
static json_t *updated(job_pool *pool, unsigned from, const char *body, unsigned *number) {
    cw_error err = {0};
    cw_arena *arena = cw_arena_create();
    job_request r = {.what = JOB_UPDATE, .case_name = "constant", .person = "A. Watch"};
    r.from = from;
    r.results = file_of(pool, from, body, arena, &err);
    if (r.results == NULL) fail_msg("%s", err.message);
    *number = job_submit(pool, &r, &err);
    if (*number == 0) fail_msg("%s", err.message);
    cw_arena_destroy(arena);
    job done = job_once(*number, has_ended);
    if (done.state != JOB_DONE) fail_msg("%s", done.error.message);
    return plan_of(pool, *number);
}

static const json_t *result(const json_t *plan, size_t index, const char *id) {
    const json_t *update = json_object_get(plan, "update");
    const json_t *one = json_array_get(json_object_get(update, "results"), index);
    assert_string_equal(json_string_value(json_object_get(one, "id")), id);
    return one;
}

static double pos_of(const json_t *plan) {
    return json_real_value(json_object_get(json_object_get(plan, "update"), "pos"));
}

#define MET "\"conditions\":{\"visibility_m\":10000,\"wind_mps\":5,\"wave_height_m\":0.5}"

/* Half of the lifeboat's pattern; then, after what is left, a quarter of the helicopter's next: the
 * second update counts the first search too, for it is always the case that is updated. */
static void test_half_and_on(void **state) {
    (void)state;
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    unsigned plan = planned(pool), next, third;
    json_t *first = plan_of(pool, plan);
    json_t *second =
        updated(pool, plan,
                "{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":0.5,\"seen\":\"nothing\"},"
                "{\"unit\":\"Helicopter\",\"share\":0}]}",
                &next);
    size_t area, more;
    char id[32];
    cw_time half = share_over(first, "Lifeboat", 0.5, &area);
    snprintf(id, sizeof id, "P1-%zu", area + 1);
    cw_time ended = end_of(result(second, area, id));
    assert_true(llabs(ended - half) <= 1); /* a millisecond of rounding */
    assert_int_equal(json_array_size(json_object_get(json_object_get(second, "update"), "results")),
                     area + 1); /* who did nothing of it searched nothing */
    assert_true(pos_of(second) > 0.0);
    json_t *last = updated(
        pool, next, "{" MET ",\"searched\":[{\"unit\":\"Helicopter\",\"share\":0.25}]}", &third);
    cw_time quarter = share_over(second, "Helicopter", 0.25, &more);
    result(last, 0, "P1-1");
    snprintf(id, sizeof id, "P2-%zu", more + 1);
    cw_time early = quarter - end_of(result(last, area + 1 + more, id));
    assert_true(early >= -1 && early <= TURN_MS); /* what is over in a turn ended before it */
    assert_true(pos_of(last) > pos_of(second));
    json_decref(first);
    json_decref(second);
    json_decref(last);
    job_pool_destroy(pool);
}

/* Words that would be anything but a word in a file that is not written with care. */
static void test_words_stay_words(void **state) {
    (void)state;
    static const char *const words[] = {"a jacket: {red}", "\\\" - x",  "*alias &anchor !!tag",
                                        "# no comment",    "%TAG",      "gilet jaune où ?",
                                        "' \\\\ \\\\n",    "- id: P9-9"};
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    unsigned plan = planned(pool);
    cw_text body = {0};
    cw_text_add(&body, "{\"sightings\":[");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        cw_text_add(&body,
                    "%s{\"what\":\"%s\",\"lat\":48.54,\"lon\":-7.92,\"radius_m\":2000,"
                    "\"time\":\"2024-06-01T12:%02zu:00Z\",\"related\":0.6,\"background_m\":27780}",
                    i > 0 ? "," : "", words[i], 10 + i);
    cw_text_add(&body, "]}");
    unsigned number;
    json_t *next = updated(pool, plan, body.data, &number);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char id[32];
        snprintf(id, sizeof id, "P%u-%zu", plan, i + 1);
        const json_t *one = result(next, i, id);
        assert_string_equal(json_string_value(json_object_get(one, "kind")), "sighting");
    }
    cw_text_free(&body);
    json_decref(next);
    job_pool_destroy(pool);
}

/* Fog for one, clear air for the other: each result has the weather that its unit met, and where
 * each says its own nothing has to be said for all. */
static void test_weather_of_each(void **state) {
    (void)state;
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    cw_arena *arena = cw_arena_create();
    cw_error err = {0};
    unsigned plan = planned(pool);
    const char *text =
        file_of(pool, plan,
                "{\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1,\"conditions\":"
                "{\"visibility_m\":300,\"wind_mps\":2,\"wave_height_m\":0.25}},"
                "{\"unit\":\"Helicopter\",\"share\":1,\"conditions\":{\"visibility_m\":9000,"
                "\"wind_mps\":8,\"wave_height_m\":1.5}}]}",
                arena, &err);
    if (text == NULL) fail_msg("%s", err.message);
    const char *boat = strstr(text, "Lifeboat"), *fog = strstr(text, "300.000000 m"),
               *helicopter = strstr(text, "Helicopter"), *clear = strstr(text, "9000.000000 m");
    assert_true(boat != NULL && fog > boat && helicopter > fog && clear > helicopter);
    text = file_of(pool, plan,
                   "{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1,\"conditions\":"
                   "{\"visibility_m\":300,\"wind_mps\":2,\"wave_height_m\":0.25}},"
                   "{\"unit\":\"Helicopter\",\"share\":1}]}",
                   arena, &err);
    assert_true(text != NULL && strstr(text, "300.000000 m") < strstr(text, "10000.000000 m"));
    cw_arena_destroy(arena);
    job_pool_destroy(pool);
}

static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *body, *part;
    } bad[] = {
        {"{}", "nothing was searched"},
        {"{\"searched\":[],\"sightings\":[]}", "nothing was searched"},
        {"{\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1}]}", "conditions"},
        {"{\"conditions\":{\"visibility_m\":0},\"searched\":[{\"unit\":\"Lifeboat\","
         "\"share\":1}]}",
         "visibility_m"},
        {"{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1,\"conditions\":7}]}",
         "conditions"},
        {"{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1.1}]}", "share"},
        {"{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":\"all\"}]}", "share"},
        {"{" MET ",\"searched\":[{\"unit\":\"Fulmar\",\"share\":1}]}", "gives Fulmar nothing"},
        {"{" MET ",\"searched\":[{\"unit\":\"a\\nb\",\"share\":1}]}", "unit"},
        {"{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1,\"seen\":\"a man\"}]}", "seen"},
        {"{" MET ",\"searched\":[{\"unit\":\"Lifeboat\",\"share\":1},{\"unit\":\"Lifeboat\","
         "\"share\":1}]}",
         "twice"},
        {"{" MET ",\"searched\":{\"unit\":\"Lifeboat\"}}", "list"},
        {"{\"sightings\":[7]}", "what"},
        {"{\"sightings\":[{\"what\":\"x\",\"time\":\"soon\"}]}", "soon"},
        {"{\"sightings\":[{\"what\":\"x\",\"time\":\"2024-06-01T12:00Z\",\"lat\":91,\"lon\":0}]}",
         "lat"},
        {"{\"sightings\":[{\"what\":\"x\",\"time\":\"2024-06-01T12:00Z\",\"lat\":48,\"lon\":0,"
         "\"radius_m\":10,\"related\":0.5}]}",
         "background_m"}};
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    cw_arena *arena = cw_arena_create();
    unsigned plan = planned(pool);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        assert_null(file_of(pool, plan, bad[i].body, arena, &err));
        assert_mentions(err.message, bad[i].part);
    }
    cw_error err = {0};
    assert_null(file_of(pool, 59, "{}", arena, &err)); /* there is no such job */
    assert_mentions(err.message, "59");
    err = (cw_error){0};
    job_request r = {.what = JOB_UPDATE, .case_name = "constant", .from = plan};
    assert_int_equal(job_submit(pool, &r, &err), 0);
    assert_mentions(err.message, "what was searched");
    err = (cw_error){0};
    r = (job_request){.what = JOB_PLAN, .case_name = "constant", .hours = 3};
    assert_int_equal(job_submit(pool, &r, &err), 0);
    assert_mentions(err.message, "hours");
    cw_arena_destroy(arena);
    job_pool_destroy(pool);
}

static void test_outlook(void **state) {
    (void)state;
    char path[JOB_PATH];
    cw_error err = {0};
    job_settings settings = settings_of(command());
    job_pool *pool = pool_of(&settings);
    job_request r = {.what = JOB_OUTLOOK, .case_name = "constant", .hours = 3};
    unsigned number = job_submit(pool, &r, &err);
    if (number == 0) fail_msg("%s", err.message);
    job done = job_once(number, has_ended);
    if (done.state != JOB_DONE) fail_msg("%s", done.error.message);
    assert_true(job_file_path(pool, number, "outlook.png", path, &err));
    assert_true(job_file_path(pool, number, "outlook.json", path, &err));
    json_t *outlook = json_load_file(path, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(outlook, "hours")), 4); /* now and 3 hours */
    json_decref(outlook);
    job_pool_destroy(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_and_on),     cmocka_unit_test(test_words_stay_words),
        cmocka_unit_test(test_weather_of_each), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_outlook),
    };
    return cmocka_run_group_tests(tests, jobs_set_up, jobs_tear_down);
}
