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

/* Sunrise and sunset of Friday 21 December 2018 as a newspaper printed them (i, "Sunrise and sunset
 * times in the UK"). To the minute, and a town is 0.2 degrees wide: 30 s and 48 s. */
static void the_shortest_day_of_four_towns(void **state) {
    (void)state;
    static const struct {
        cw_position at;
        int rise_h, rise_min, set_h, set_min;
    } town[] = {{{51.507, -0.128}, 8, 4, 15, 53},
                {{55.953, -3.189}, 8, 41, 15, 39},
                {{57.478, -4.225}, 8, 57, 15, 32},
                {{54.597, -5.930}, 8, 44, 15, 59}};
    for (size_t i = 0; i < 4; i++) {
        cw_time midnight = cw_time_from_civil(2018, 12, 21, 0, 0, 0.0), rise, set;
        assert_true(cw_sun_next_rise(town[i].at, midnight, &rise));
        assert_true(cw_sun_next_set(town[i].at, midnight, &set));
        assert_close((double)(rise - midnight) / 1e3, town[i].rise_h * 3600 + town[i].rise_min * 60,
                     78);
        assert_close((double)(set - midnight) / 1e3, town[i].set_h * 3600 + town[i].set_min * 60,
                     78);
    }
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
        cmocka_unit_test(the_shortest_day_of_four_towns),
        cmocka_unit_test(polar_night_has_no_sunrise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
