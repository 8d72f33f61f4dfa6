/* SPDX-License-Identifier: Apache-2.0 */
/* Which language is spoken: --lang first, then LC_ALL, LC_MESSAGES, LANG as POSIX orders them. */
#include "worked.h"

static void clear(void) {
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    unsetenv("LANG");
}

static void test_asked_wins(void **state) {
    (void)state;
    clear();
    setenv("LC_ALL", "fr_FR.UTF-8", 1);
    assert_int_equal(cw_language_pick("en"), CW_ENGLISH);
    setenv("LC_ALL", "en_GB.UTF-8", 1);
    assert_int_equal(cw_language_pick("fr"), CW_FRENCH);
}

static void test_order_of_variables(void **state) {
    (void)state;
    clear();
    assert_int_equal(cw_language_pick(NULL), CW_ENGLISH);
    setenv("LANG", "fr_FR.UTF-8", 1);
    assert_int_equal(cw_language_pick(NULL), CW_FRENCH);
    setenv("LC_MESSAGES", "en_GB.UTF-8", 1);
    assert_int_equal(cw_language_pick(NULL), CW_ENGLISH);
    setenv("LC_ALL", "fr_BE", 1);
    assert_int_equal(cw_language_pick(NULL), CW_FRENCH);
    setenv("LC_ALL", "", 1); /* set but empty counts as not set */
    assert_int_equal(cw_language_pick(NULL), CW_ENGLISH);
    clear();
}

static void test_names(void **state) {
    (void)state;
    static const char *const french[] = {"fr",     "FR", "fr_FR", "fr-CA", "fr_CH.ISO-8859-1",
                                         "fr@euro"};
    static const char *const others[] = {"en", "C", "POSIX", "fry_NL", "frr_DE", "", "f", "de_DE"};
    for (size_t i = 0; i < sizeof french / sizeof french[0]; i++)
        assert_int_equal(cw_language_pick(french[i]), CW_FRENCH);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(cw_language_pick(others[i]), CW_ENGLISH);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_asked_wins),
                                       cmocka_unit_test(test_order_of_variables),
                                       cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
