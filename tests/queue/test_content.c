/* SPDX-License-Identifier: Apache-2.0 */
/* What a job is known by, and what its process says. */
#include "queues.h"

#include <stdlib.h>

static const char *place_make(char where[1200]) {
    snprintf(where, 1200, "%.1000s/queue%d.db", work, place_count++);
    return where;
}

/* ---- the identifier ----------------------------------------------------------------------------
 */

/* Computed with Python's hashlib over the bytes that docs/queue.md tells: the case "case: x\n", one
 * file of the bytes "abc", version 0.1.0, options "plan particles=0 objective=case". */
static void test_identifier_is_as_documented(void **state) {
    (void)state;
    static const char want[] = "145feba417cc699f63f2ef2c630935e306545a0aafbb3ce112986df0a20a913f";
    static const uint8_t abc[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                    0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
                                    0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    char digits[CW_ID_TEXT];
    job_content content = {
        .text = "case: x\n", .length = 8, .options = {.plan = true}, .file_count = 1};
    memcpy(content.files[0].bytes, abc, sizeof abc);
    cw_job_id id = content_id(&content, "0.1.0");
    assert_string_equal(cw_event_id_format(&id, digits), want);
}

/* Whatever the answer depends on makes another job. */
static void test_identifier_differs(void **state) {
    (void)state;
    cw_job_id ids[8];
    const job_content base = {.name = "n", .text = "case: x\n", .length = 8};
    job_content contents[8];
    for (size_t i = 0; i < 8; i++) contents[i] = base;
    contents[1].text = "case: y\n";
    contents[2].length = 7;
    contents[3].options.plan = true;
    contents[4].options.particles = 100;
    contents[5].options.objective_given = true;
    contents[6].file_count = 1;
    for (size_t i = 0; i < 8; i++) ids[i] = content_id(&contents[i], i == 7 ? "0.2.0" : "0.1.0");
    for (size_t i = 0; i < 8; i++) {
        for (size_t k = 0; k < i; k++) assert_memory_not_equal(&ids[i], &ids[k], sizeof ids[0]);
    }
    contents[0].name[0] = 'm'; /* what it is called is no part of it */
    cw_job_id again = content_id(&contents[0], "0.1.0");
    assert_memory_equal(&again, &ids[0], sizeof again);
}

static void test_options_there_and_back(void **state) {
    (void)state;
    static const char *const bad[] = {"",
                                      "plan",
                                      "plan particles=-1 objective=case",
                                      "plan particles=1 objective=case ",
                                      "plan particles=99999999999999999999 objective=case",
                                      "plan particles=1 objective=else",
                                      "walk particles=1"};
    cw_error err = {0};
    char text[OPTIONS_TEXT], again[OPTIONS_TEXT];
    for (int i = 0; i < 12; i++) {
        cw_job_options options = {.plan = i % 2,
                                  .particles = i % 3 == 0 ? 0 : SIZE_MAX / (size_t)i,
                                  .objective_given = i > 3,
                                  .objective = i > 7 ? CW_ALIVE : CW_SUCCESS};
        cw_job_options read;
        options_format(&options, text);
        if (!options_parse(text, &read, &err)) fail_msg("%s", err.message);
        assert_string_equal(options_format(&read, again), text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_job_options read;
        assert_false(options_parse(bad[i], &read, &err));
    }
}

/* ---- files of a case ---------------------------------------------------------------------------
 */

static bool list_path(void *context, size_t place, const char *path, char **instead,
                      cw_error *err) {
    static char other[] = "other.nc";
    cw_text *list = context;
    (void)err;
    cw_text_add(list, "%zu:%s ", place, path);
    *instead = place == 1 ? other : NULL;
    return true;
}

static void test_paths_of_a_case(void **state) {
    (void)state;
    static const char text[] =
        "case: files\nparticles: 10\ncoast: shore.geojson\nstatements: []\n"
        "hypotheses:\n  - {name: a, weight: 1, adrift: {from: \"2024-06-01T10:00Z\", to: "
        "\"2024-06-01T10:30Z\"}, point: {position: 48°30.0'N 008°00.0'W, radius: 1 nm, confidence: "
        "50 %}}\n"
        "objects:\n  - {name: tender, leeway: SKIFF-1, sweep: Power Boat <= 15ft, share: 1}\n"
        "environment:\n  current: {sources: [{file: c.nc, grid: g.nc}, {tide: t.csv}]}\n"
        "  wind: {sources: [{file: w.grb}]}\n  visibility: 10 nm\n  wave_height: 0.5 m\n"
        "search: {from: \"2024-06-01T12:00Z\", to: \"2024-06-01T16:00Z\"}\n";
    cw_text list = {0};
    cw_error err = {0};
    cw_case *c = cw_case_parse(text, strlen(text), "made", "/f", &err);
    if (c == NULL) fail_msg("%s", err.message);
    assert_true(case_visit_paths(c, list_path, &list, &err));
    assert_string_equal(list.data, "0:/f/c.nc 1:/f/g.nc 2:/f/t.csv 3:/f/w.grb 4:/f/shore.geojson ");
    assert_string_equal(c->current.sources[0].options.grid_path, "other.nc");
    assert_string_equal(c->current.sources[0].path, "/f/c.nc");
    cw_text_free(&list);
    cw_case_destroy(c);
}

static void test_too_many_particles(void **state) {
    (void)state;
    cw_error err = {0};
    static char made[] = "made";
    cw_case c = {.path = made, .hypothesis_count = 2, .particles = 10000000};
    cw_job_options options = {0};
    assert_true(case_is_bearable(&c, &options, &err));
    options.particles = 10000001;
    assert_false(case_is_bearable(&c, &options, &err));
    options.particles = SIZE_MAX; /* no product overflows */
    assert_false(case_is_bearable(&c, &options, &err));
    assert_mentions(err.message, "made");
}

/* ---- what a process says -----------------------------------------------------------------------
 */

static void test_message_there_and_back(void **state) {
    (void)state;
    cw_job_result result = made_result("x"), read = {0};
    cw_error none = {0}, err = {0}, said = {0};
    cw_text bytes = {0};
    message_put(&result, true, &none, &bytes);
    assert_true(message_read(bytes.data, bytes.length, &read, &err));
    cw_hash a = result_hash(&result), b = result_hash(&read);
    assert_memory_equal(&a, &b, sizeof a);
    bytes.length = 0;
    cw_fail(&said, CW_ERR_INPUT, "job %u has ended already", 7U);
    message_put(&result, false, &said, &bytes);
    assert_false(message_read(bytes.data, bytes.length, &read, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_string_equal(err.message, "job 7 has ended already");
    assert_string_equal(err.french, "la tâche 7 est déjà finie");
    cw_job_result_free(&result);
    cw_job_result_free(&read);
    cw_text_free(&bytes);
}

/* Cut anywhere, or with any byte of its head changed, it is no whole result. */
static void test_message_damaged(void **state) {
    (void)state;
    cw_job_result result = made_result("a longer word");
    cw_error none = {0};
    cw_text bytes = {0};
    message_put(&result, true, &none, &bytes);
    for (size_t i = 0; i < bytes.length; i++) {
        cw_job_result read = {0};
        cw_error err = {0};
        assert_false(message_read(bytes.data, i, &read, &err));
        assert_int_equal(err.code, CW_ERR_MACHINE);
        cw_job_result_free(&read);
    }
    for (size_t i = 0; i < 13; i++) { /* mark, code, first length */
        cw_job_result read = {0};
        cw_error err = {0};
        char was = bytes.data[i];
        bytes.data[i] = (char)(was ^ 0x41);
        assert_false(message_read(bytes.data, bytes.length, &read, &err));
        bytes.data[i] = was;
        cw_job_result_free(&read);
    }
    cw_text_add_bytes(&bytes, "x", 1);
    cw_job_result read = {0};
    cw_error err = {0};
    assert_false(message_read(bytes.data, bytes.length, &read, &err));
    cw_job_result_free(&read);
    cw_job_result_free(&result);
    cw_text_free(&bytes);
}

static void test_clean_text(void **state) {
    (void)state;
    char clean[8];
    queue_clean_text("a\xff\xc3\xa9z", clean, sizeof clean);
    assert_string_equal(clean, "a?éz");
    queue_clean_text("abcdef\xc3\xa9", clean, sizeof clean); /* no half of a sign */
    assert_string_equal(clean, "abcdef");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_identifier_is_as_documented),
                                       cmocka_unit_test(test_identifier_differs),
                                       cmocka_unit_test(test_options_there_and_back),
                                       cmocka_unit_test(test_paths_of_a_case),
                                       cmocka_unit_test(test_too_many_particles),
                                       cmocka_unit_test(test_message_there_and_back),
                                       cmocka_unit_test(test_message_damaged),
                                       cmocka_unit_test(test_clean_text)};
    return cmocka_run_group_tests(tests, work_set_up, work_tear_down);
}
