/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is wrong with the input, the command says one sentence, ends with status 2, and leaves
 * the output directory as it was: not there, or with the files of an earlier run. */
#include "command.h"

#include <sys/stat.h>

/* Runs `verb` on a case of the working directory with a fresh output and with one that holds an
 * older file. */
static void expect_refused(const char *verb, const char *name, const char *part) {
    char arguments[4096], path[1200], *err = NULL, *out = NULL;
    snprintf(arguments, sizeof arguments, "%s '%s/%s' -o '%s/fresh/deep'", verb, work, name, work);
    int status = support_command(arguments, &out, &err);
    if (status != 2) fail_msg("%s of %s: status %d, %s", verb, name, status, err);
    expect_one_sentence(err);
    assert_mentions(err, part);
    assert_string_equal(out, "");
    assert_false(is_there("fresh"));
    free(err);
    free(out);
    support_remove(
        strcat(strcpy(path, work), "/kept")); /* removing what is not there is no fault */
    snprintf(arguments, sizeof arguments, "mkdir '%s'", path);
    assert_int_equal(system(arguments), 0);
    spill(work_path("kept/plan.txt", path), "old", 3);
    snprintf(arguments, sizeof arguments, "%s '%s/%s' -o '%s/kept'", verb, work, name, work);
    assert_int_equal(support_command(arguments, NULL, NULL), 2);
    char *old = slurp(path, NULL);
    assert_string_equal(old, "old");
    free(old);
    assert_int_equal(entries(work_path("kept", path)), 1);
}

static void refuse_everywhere(const char *name, const char *part) {
    expect_refused("plan", name, part);
    expect_refused("where", name, part);
    expect_refused("drift", name, part);
}

/* ---- the case ---- */

static void test_no_such_case(void **state) {
    (void)state;
    refuse_everywhere("absent.yaml", "absent.yaml");
}

static void test_empty_hypothesis_list(void **state) {
    (void)state;
    char *text = bundled("constant.yaml"), *from = strstr(text, "hypotheses:");
    char *to = strstr(text, "objects:");
    memset(from, ' ', (size_t)(to - from));
    memcpy(from, "hypotheses: []\n", 15);
    to[-1] = '\n';
    write_case("case.yaml", text);
    refuse_everywhere("case.yaml", "hypothes");
}

static void test_hypothesis_that_says_nothing(void **state) {
    (void)state;
    char *text = replaced(bundled("constant.yaml"),
                          "    point:\n      position: 48°30.0'N 008°00.0'W\n      radius: 1 nm\n"
                          "      confidence: 50 %\n",
                          "");
    write_case("case.yaml", text);
    refuse_everywhere("case.yaml", "hypotheses[0]");
}

static void test_weights_of_zero(void **state) {
    (void)state;
    char *text = replaced(bundled("constant.yaml"), "weight: 3", "weight: 0");
    write_case("case.yaml", replaced(text, "weight: 1", "weight: 0"));
    refuse_everywhere("case.yaml", "weight");
}

static void test_numbers_that_are_none(void **state) {
    (void)state;
    static const char *const bad[] = {"weight: nan", "weight: inf", "weight: -1", "weight: 1e999",
                                      "weight: 3,5"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_case("case.yaml", replaced(bundled("constant.yaml"), "weight: 3", bad[i]));
        expect_refused("plan", "case.yaml", "weight");
    }
}

static void test_doubtful_positions(void **state) {
    (void)state;
    static const char *const bad[] = {"48°30.0'N 008°00.0'N", "98°30.0'N 008°00.0'W",
                                      "48°60.0'N 008°00.0'W", "48,5 8,0", "48.5"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_case("case.yaml", replaced(bundled("constant.yaml"), "48°30.0'N 008°00.0'W", bad[i]));
        expect_refused("plan", "case.yaml", "position");
    }
}

static void test_bombs(void **state) {
    (void)state;
    static const char *const names[] = {"bomb.yaml", "deep.yaml"};
    for (size_t i = 0; i < 2; i++) {
        char relative[256], source[1024], path[1200];
        size_t length;
        snprintf(relative, sizeof relative, "fuzz/corpus_case/%s", names[i]);
        char *bytes = slurp(support_source(relative, source), &length);
        spill(work_path("case.yaml", path), bytes, length);
        free(bytes);
        refuse_everywhere("case.yaml", "case.yaml");
    }
}

static void test_position_on_land(void **state) {
    (void)state;
    char *text = replaced(bundled("dover-2021-11-24.yaml"), "51°09.0'N 001°48.0'E",
                          "51°12.0'N 001°10.0'E"); /* a hill in Kent */
    text = replaced(text, "radius: 2 nm", "radius: 0.1 nm");
    write_case("case.yaml", text);
    refuse_everywhere("case.yaml", "land");
}

/* ---- forcing ---- */

static void test_absent_file(void **state) {
    (void)state;
    write_case("case.yaml", case_with_file("absent.nc"));
    refuse_everywhere("case.yaml", "absent.nc");
}

static void test_truncated_netcdf(void **state) {
    (void)state;
    static const size_t lengths[] = {3, 60, 900, 40000};
    char path[1200];
    size_t length;
    make_file("whole.nc", &(made_file){0});
    char *bytes = slurp(work_path("whole.nc", path), &length);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_true(lengths[i] < length);
        spill(work_path("cut.nc", path), bytes, lengths[i]);
        write_case("case.yaml", case_with_file("cut.nc"));
        expect_refused("plan", "case.yaml", "cut.nc");
    }
    free(bytes);
}

static void test_truncated_grib(void **state) {
    (void)state;
    char path[1200], source[1024];
    size_t length;
    char *bytes =
        slurp(support_source("fuzz/corpus_grib/regular_ll_sfc_grib2.grib", source), &length);
    for (size_t cut = 10; cut < length; cut += length / 3) {
        spill(work_path("cut.grib", path), bytes, cut);
        write_case("case.yaml", case_with_file("cut.grib"));
        expect_refused("plan", "case.yaml", "cut.grib");
    }
    free(bytes);
}

static void test_nothing_but_nan_or_fill(void **state) {
    (void)state;
    make_file("current.nc", &(made_file){.all_nan = true});
    write_case("case.yaml", case_with_file("current.nc"));
    refuse_everywhere("case.yaml", "current");
    make_file("current.nc", &(made_file){.all_fill = true});
    refuse_everywhere("case.yaml", "current");
}

static void test_missing_units(void **state) {
    (void)state;
    make_file("current.nc", &(made_file){.no_units = true});
    write_case("case.yaml", case_with_file("current.nc"));
    refuse_everywhere("case.yaml", "unit");
}

/* The drift runs from 10:00 to 16:00. */
static void test_times_not_covered(void **state) {
    (void)state;
    make_file("current.nc", &(made_file){.last_hour = 14});
    write_case("case.yaml", case_with_file("current.nc"));
    refuse_everywhere("case.yaml", "2024-06-01T14:00");
    make_file("current.nc", &(made_file){.first_hour = 11});
    refuse_everywhere("case.yaml", "2024-06-01T11:00");
}

static void test_gap_in_time(void **state) {
    (void)state;
    make_file("current.nc", &(made_file){.hole_from = 9, .hole_to = 15});
    write_case("case.yaml", case_with_file("current.nc"));
    refuse_everywhere("case.yaml", "2024-06-01T09:00:00Z and 2024-06-01T15:00:00Z");
}

static void test_place_not_covered(void **state) {
    (void)state;
    make_file("current.nc", &(made_file){.middle_lon = -20.0});
    write_case("case.yaml", case_with_file("current.nc"));
    refuse_everywhere("case.yaml", "current");
}

static void test_not_a_forcing_file(void **state) {
    (void)state;
    char path[1200];
    spill(work_path("current.nc", path), "hello\n", 6);
    write_case("case.yaml", case_with_file("current.nc"));
    refuse_everywhere("case.yaml", "current.nc");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_such_case),
                                       cmocka_unit_test(test_empty_hypothesis_list),
                                       cmocka_unit_test(test_hypothesis_that_says_nothing),
                                       cmocka_unit_test(test_weights_of_zero),
                                       cmocka_unit_test(test_numbers_that_are_none),
                                       cmocka_unit_test(test_doubtful_positions),
                                       cmocka_unit_test(test_bombs),
                                       cmocka_unit_test(test_position_on_land),
                                       cmocka_unit_test(test_absent_file),
                                       cmocka_unit_test(test_truncated_netcdf),
                                       cmocka_unit_test(test_truncated_grib),
                                       cmocka_unit_test(test_nothing_but_nan_or_fill),
                                       cmocka_unit_test(test_missing_units),
                                       cmocka_unit_test(test_times_not_covered),
                                       cmocka_unit_test(test_gap_in_time),
                                       cmocka_unit_test(test_place_not_covered),
                                       cmocka_unit_test(test_not_a_forcing_file)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
