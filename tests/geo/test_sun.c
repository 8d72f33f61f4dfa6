/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <crosswatch/geo.h>

#include <math.h>
#include <stdlib.h>

/* Meeus, example 25.a: 1992 October 13.0 TD, apparent declination -7.78507 degrees. At the north
 * pole the altitude is the declination. TD - UT of 59 s moves it by 0.0003 degrees. */
static void declination_of_the_book(void **state) {
    (void)state;
    cw_time time = cw_time_from_civil(1992, 10, 13, 0, 0, 0.0);
    assert_close(cw_sun_altitude_deg((cw_position){90.0, 0.0}, time), -7.78507, 0.001);
}

/* The almanac's sunrise at Dover on the training case's morning, 07:26 UTC, to its minute. */
static void sunrise_at_dover(void **state) {
    (void)state;
    cw_position dover = {51.12, 1.32};
    cw_time rise, set, want = cw_time_from_civil(2021, 11, 24, 7, 26, 0.0);
    assert_true(cw_sun_next_rise(dover, cw_time_from_civil(2021, 11, 24, 0, 0, 0.0), &rise));
    assert_true(llabs(rise - want) <= 90 * CW_SECOND_MS);
    assert_true(cw_sun_next_set(dover, rise, &set));
    assert_true(set > rise + 8 * CW_HOUR_MS && set < rise + 9 * CW_HOUR_MS);
    assert_false(cw_sun_is_daylight(dover, rise - 60 * CW_MINUTE_MS));
    assert_true(cw_sun_is_daylight(dover, rise));
}

static void polar_night_has_no_sunrise(void **state) {
    (void)state;
    cw_time rise;
    assert_false(cw_sun_next_rise((cw_position){78.2, 15.6},
                                  cw_time_from_civil(2021, 12, 20, 0, 0, 0.0), &rise));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declination_of_the_book),
        cmocka_unit_test(sunrise_at_dover),
        cmocka_unit_test(polar_night_has_no_sunrise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
