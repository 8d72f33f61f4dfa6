/* SPDX-License-Identifier: Apache-2.0 */
/* The agreement file of two centres: the bundled one rule by rule, and what is wrong by its line.
 */
#include <crosswatch/case.h>

#include <string.h>

#include "support.h"

static void test_the_bundled_agreement(void **state) {
    (void)state;
    char path[1024];
    cw_error err = {0};
    cw_release_file *file =
        cw_release_file_load(support_source("cases/release-dover-strait.yaml", path), &err);
    if (file == NULL) fail_msg("%s", err.message);
    assert_int_equal(file->count, 6); /* a rule a part */
    assert_string_equal(file->rules[0].to, "gris-nez");
    assert_null(file->rules[0].kind);
    assert_string_equal(file->rules[0].part, "body");
    assert_string_equal(file->rules[1].kind, "report");
    assert_string_equal(file->rules[1].part, "source");
    assert_string_equal(file->rules[5].to, "dover");
    assert_string_equal(file->rules[5].part, "caller");
    cw_release_file_destroy(file);
}

static void test_without_parts(void **state) {
    (void)state;
    static const char text[] = "release:\n  - {to: dover, kind: recovery}\n";
    cw_release_file *file = cw_release_file_parse(text, strlen(text), "a.yaml", NULL);
    assert_non_null(file);
    assert_int_equal(file->count, 1);
    assert_null(file->rules[0].part);
    cw_release_file_destroy(file);
}

static void test_what_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *text, *says[2];
    } bad[] = {
        {"agreement: x\n", {"release", "missing"}},
        {"release:\n  - {kind: report}\n", {"line 2", "to"}},
        {"release:\n  - {to: dover}\n", {"line 2", "kind"}},
        {"release:\n  - {to: dover, kind: any}\n  - {to: dover, kind: reports}\n",
         {"line 3", "\"reports\" is no kind of event"}},
        {"release:\n  - {to: dover, kind: report, parts: [bodi]}\n", {"line 2", "\"bodi\""}},
        {"release:\n  - {to: dover, kind: report, part: body}\n", {"line 2", "part"}},
        {"release: all\n", {"line 1", "release"}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        assert_null(cw_release_file_parse(bad[i].text, strlen(bad[i].text), "a.yaml", &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, "a.yaml");
        for (int k = 0; k < 2; k++) assert_mentions(err.message, bad[i].says[k]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_bundled_agreement),
                                       cmocka_unit_test(test_without_parts),
                                       cmocka_unit_test(test_what_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
