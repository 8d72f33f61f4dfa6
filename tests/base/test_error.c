/* SPDX-License-Identifier: Apache-2.0 */
/* The error value: the first failure stands, messages stay one line. */
#include "support.h"

#include <crosswatch/base.h>
#include <string.h>

static void first_error_stands(void **state) {
    (void)state;
    cw_error err = {0};
    assert_false(cw_fail(&err, CW_ERR_INPUT, "line %d", 7));
    assert_false(cw_fail(&err, CW_ERR_MACHINE, "later"));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_string_equal(err.message, "line 7");
}

static void prefix_goes_before(void **state) {
    (void)state;
    cw_error err = {0};
    cw_error_prefix(&err, "nothing yet");
    assert_int_equal(err.code, CW_OK);
    cw_fail(&err, CW_ERR_INPUT, "no unit");
    cw_error_prefix(&err, "case.yaml, line %d", 3);
    assert_string_equal(err.message, "case.yaml, line 3: no unit");
}

static void message_is_one_printable_line(void **state) {
    (void)state;
    cw_error err = {0};
    char text[4000];
    memset(text, 'a', sizeof text);
    memcpy(text, "bad\x1b[2J\nfile", 13);
    text[sizeof text - 1] = '\0';
    cw_fail(&err, CW_ERR_INPUT, "%s", text);
    for (const char *c = err.message; *c != '\0'; c++) assert_true((unsigned char)*c >= 0x20);
    assert_true(strlen(err.message) < sizeof err.message);
}

static void null_error_is_allowed(void **state) {
    (void)state;
    assert_false(cw_fail(NULL, CW_ERR_INPUT, "nobody listens"));
    assert_false(cw_fail_memory(NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_error_stands),
        cmocka_unit_test(prefix_goes_before),
        cmocka_unit_test(message_is_one_printable_line),
        cmocka_unit_test(null_error_is_allowed),
    };
    return cmocka_run_group_tests_name("base/error", tests, NULL, NULL);
}
