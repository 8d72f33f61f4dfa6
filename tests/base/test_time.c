/* SPDX-License-Identifier: Apache-2.0 */
/* UTC times and durations: known instants, round trips over four centuries, refusals. */
#include "support.h"

#include <crosswatch/base.h>
#include <string.h>

static cw_time parsed(const char *text) {
    cw_time time = 0;
    cw_error err = {0};
    if (!cw_time_parse(text, &time, &err)) fail_msg("%s: %s", text, err.message);
    return time;
}

static void known_instants(void **state) {
    (void)state;
    assert_int_equal(parsed("1970-01-01T00:00:00Z"), 0);
    /* 2^31 - 1 seconds: the last instant of a 32-bit clock. */
    assert_int_equal(parsed("2038-01-19T03:14:07Z"), INT64_C(2147483647000));
    assert_int_equal(parsed("2001-09-09T01:46:40Z"), INT64_C(1000000000000));
    assert_int_equal(parsed("2021-11-24T03:27+01:00"), parsed("2021-11-24 02:27:00Z"));
    assert_int_equal(parsed("2021-11-24T02:27:00.250Z") % 1000, 250);
    assert_int_equal(parsed("2000-02-29T00:00Z") + 86400000, parsed("2000-03-01T00:00Z"));
}

static void format_and_parse_agree(void **state) {
    (void)state;
    char text[CW_TIME_TEXT];
    for (cw_time t = parsed("1900-01-01T00:00Z"); t < parsed("2200-12-31T00:00Z");
         t += INT64_C(86400000) * 13 + 12345678) {
        assert_int_equal(parsed(cw_time_format(t, text)), t);
    }
    assert_string_equal(cw_time_format(parsed("2021-11-24T02:27:00Z"), text),
                        "2021-11-24T02:27:00Z");
    assert_string_equal(cw_time_format_short(parsed("2021-11-24T02:27:40Z"), text), "24 0228Z");
}

static void bad_times_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *words;
    } bad[] = {
        {"", "is not a time such as"},
        {"2021-11-24T02:27", "has no zone"},
        {"2021-11-24", "is not a time such as"},
        {"24/11/2021 02:27Z", "is not a time such as"},
        {"2021-13-24T02:27Z", "not a time of the calendar"},
        {"2021-02-29T02:27Z", "not a time of the calendar"},
        {"2021-11-24T24:27Z", "not a time of the calendar"},
        {"2021-11-24T02:60Z", "not a time of the calendar"},
        {"1899-11-24T02:00Z", "not a time of the calendar"},
        {"2021-11-24T02:27Zulu", "does not end in Z"},
        {"2021-11-24T02:27+25:00", "does not end in Z"},
        {"2021-11-24T02:27 CET", "does not end in Z"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_time time;
        cw_error err = {0};
        assert_false(cw_time_parse(bad[i].text, &time, &err));
        assert_mentions(err.message, bad[i].words);
        assert_int_equal(err.code, CW_ERR_INPUT);
    }
}

static void durations_and_quantities(void **state) {
    (void)state;
    double value;
    assert_true(cw_duration_parse("1 h 30 min", &value, NULL));
    assert_close(value, 5400, 0);
    assert_true(cw_duration_parse("90s", &value, NULL));
    assert_close(value, 90, 0);
    assert_true(cw_length_parse("2.5 nm", &value, NULL));
    assert_close(value, 4630, 1e-9);
    assert_true(cw_length_parse("500 ft", &value, NULL));
    assert_close(value, 152.4, 1e-9);
    assert_true(cw_speed_parse("12 kn", &value, NULL));
    assert_close(value, 12 * 1852.0 / 3600, 1e-12);
    static const char *const bad[] = {"",       "10",     "ten kn",         "0x10 kn",
                                      "inf kn", "nan kn", "5 knots an hour"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        assert_false(cw_speed_parse(bad[i], &value, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        err = (cw_error){0};
        assert_false(cw_duration_parse(bad[i], &value, &err));
    }
    cw_error err = {0};
    assert_false(cw_speed_parse("10", &value, &err));
    assert_mentions(err.message, "has no unit");
    assert_false(cw_duration_parse("-5 min", &value, NULL));
    assert_false(cw_duration_parse("1e308 d", &value, NULL)); /* beyond the largest double */
    assert_false(cw_length_parse("1e308 km", &value, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_instants),
        cmocka_unit_test(format_and_parse_agree),
        cmocka_unit_test(bad_times_are_refused),
        cmocka_unit_test(durations_and_quantities),
    };
    return cmocka_run_group_tests_name("base/time", tests, NULL, NULL);
}
