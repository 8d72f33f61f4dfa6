/* SPDX-License-Identifier: Apache-2.0 */
/* Why a child failed, from a line of its standard error: in both languages when it says both, as it
 * came otherwise; what is no such line, and what anybody might write, leaves what was heard before.
 */
#include "serve/child_told.h"
#include "support.h"

#include <string.h>

static bool hear(const char *line, cw_error *said) {
    return child_told_error(line, strlen(line), said);
}

static void both_languages_are_heard(void **state) {
    (void)state;
    cw_error said = {0};
    assert_true(hear("{\"error\":\"no unit\",\"error_fr\":\"pas de moyen\"}", &said));
    assert_int_equal(said.code, CW_ERR_MACHINE);
    assert_string_equal(said.message, "no unit");
    assert_string_equal(said.french, "pas de moyen");
    assert_true(hear("{\"error\":\"later\"}", &said)); /* the last one counts */
    assert_string_equal(said.message, "later");
    assert_string_equal(said.french, "later");
}

static void a_plain_line_stands_for_both(void **state) {
    (void)state;
    cw_error said = {0};
    assert_true(hear("crosswatch: error while loading shared libraries", &said));
    assert_string_equal(said.message, "error while loading shared libraries");
    assert_string_equal(said.french, "error while loading shared libraries");
}

static void other_lines_are_passed_over(void **state) {
    (void)state;
    static const char *const lines[] = {"",
                                        "{",
                                        "{}",
                                        "[\"error\"]",
                                        "{\"stage\": \"reading\", \"share\": 0.5}",
                                        "{\"error\": 3}",
                                        "{\"error\": \"\xff\"}",
                                        "{\"error\": \"a\\u0000b\"}",
                                        "{\"error\": \"one\", \"error\": \"two\"}",
                                        "crosswatch: ",
                                        "Warning 1: crosswatch: no"};
    cw_error said = {.code = CW_ERR_INPUT, .message = "before", .french = "avant"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (hear(lines[i], &said)) fail_msg("\"%s\" was taken for an error", lines[i]);
        assert_string_equal(said.message, "before");
        assert_string_equal(said.french, "avant");
    }
}

static void a_long_line_is_cut(void **state) {
    (void)state;
    char line[5000] = "crosswatch: ";
    cw_error said = {0};
    memset(line + strlen(line), 'x', sizeof line - 13);
    assert_true(child_told_error(line, sizeof line - 1, &said));
    assert_int_equal(strlen(said.message), sizeof said.message - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_languages_are_heard),
        cmocka_unit_test(a_plain_line_stands_for_both),
        cmocka_unit_test(other_lines_are_passed_over),
        cmocka_unit_test(a_long_line_is_cut),
    };
    return cmocka_run_group_tests_name("serve/told", tests, NULL, NULL);
}
