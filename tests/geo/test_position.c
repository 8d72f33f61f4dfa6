/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <crosswatch/geo.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct good_position {
    const char *text;
    double lat_deg, lon_deg;
} good_position;

static void reads_every_notation(void **state) {
    (void)state;
    static const good_position good[] = {
        {"51.1575, 1.8492", 51.1575, 1.8492},
        {"51.1575,1.8492", 51.1575, 1.8492},
        {"51.1575 1.8492", 51.1575, 1.8492},
        {"-33.5 -70.25", -33.5, -70.25},
        {"51.1575N 1.8492E", 51.1575, 1.8492},
        {"N51.1575 W1.8492", 51.1575, -1.8492},
        {"1.8492E 51.1575N", 51.1575, 1.8492},
        {"51\xC2\xB0"
         "09.45'N 001\xC2\xB0"
         "50.95'E",
         51.1575, 1.0 + 50.95 / 60.0},
        {"51 09.45 N 1 50.95 E", 51.1575, 1.0 + 50.95 / 60.0},
        {"51 09.45 N, 1 50.95 O", 51.1575, -1.0 - 50.95 / 60.0},
        {"51\xC2\xB0"
         "09'27\"N 1\xC2\xB0"
         "50'57\"E",
         51.1575, 1.0 + 50.95 / 60.0},
        {"51\xC2\xB0"
         "09\xE2\x80\xB2"
         "27\xE2\x80\xB3 N 1\xC2\xB0"
         "50\xE2\x80\xB2"
         "57\xE2\x80\xB3 W",
         51.1575, -1.0 - 50.95 / 60.0},
        {"51\xC2\xB0"
         "09.45' 1\xC2\xB0"
         "50.95'",
         51.1575, 1.0 + 50.95 / 60.0},
        {"-0\xC2\xB0"
         "30.0' 10\xC2\xB0"
         "00.0'",
         -0.5, 10.0},
        {"50\xC2\xB0"
         "58'N 1\xC2\xB0"
         "51'o",
         50.0 + 58.0 / 60.0, -1.85},
        {"90 180", 90.0, 180.0},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        cw_position p;
        cw_error err = {0};
        if (!cw_position_parse(good[i].text, &p, &err)) fail_msg("%s", err.message);
        assert_close(p.lat_deg, good[i].lat_deg, 1e-12); /* a handful of roundings */
        assert_close(p.lon_deg, good[i].lon_deg, 1e-12);
    }
}

static void refuses_what_is_doubtful(void **state) {
    (void)state;
    static const char *const bad[][2] = {
        {"", "told apart"},
        {"51.1575", "told apart"},
        {"51,1575 1,8492", "comma"},
        {"51,15", "comma"},
        {"51\xC2\xB0"
         "09,45'N 1\xC2\xB0"
         "50,95'E",
         "comma"},
        {"51 09.45 1 50.95", "told apart"},
        {"51.5N 1.5N", "one of N, S"},
        {"51.5E 1.5W", "one of N, S"},
        {"51.5N 1.5", "told apart"},
        {"-51.5N 1.5E", "sign and a letter"},
        {"91 0", "90 degrees"},
        {"0 181", "180 degrees"},
        {"51 60 N 1 0 E", "60"},
        {"51\xC2\xB0"
         "09'60\"N 1\xC2\xB0"
         "50'57\"E",
         "60"},
        {"51.5 30 N 1 30 E", "decimals"},
        {"51 09.45 N 1.8492 E", "notation"},
        {"51\xC2\xB0 30", "notation"}, /* 51 N 30 E, or 51 degrees 30 minutes of latitude? */
        {"51\xC2\xB0"
         "09.45'N 1 50.95 E",
         "notation"},
        {"51'30 N 1'30 E", "mark"},
        {"51.5 1.5 x", "sign in it"},
        {"51.5 1.5 2.5", "told apart"},
        {"51.5, 1.5, 3", "comma"},
        {"5e1 1.5", "letter"},
        {"0x33 1", "sign in it"},
        {"- 51 1", "sign stands alone"},
        {"51 - 1", "sign stands alone"},
        {"nan nan", "sign in it"},
        {"51.5 1.5 -", "sign stands alone"},
        {"123456789012345678901234567890 1", "digits"},
        {"N N51 E1 E", ""},
        {"51 30 20 10 N 1 30 20 10 E", "three numbers"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_position p;
        cw_error err = {0};
        if (cw_position_parse(bad[i][0], &p, &err)) fail_msg("accepted \"%s\"", bad[i][0]);
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, "is not a position");
        if (strcmp(bad[i][0], "5e1 1.5") != 0) assert_mentions(err.message, bad[i][1]);
    }
}

/* Whatever bytes come in: no crash, and what is accepted is in range. */
static void stands_any_bytes(void **state) {
    (void)state;
    static const char alphabet[] = "0123456789.,;NSEWO'\"+- \xC2\xB0\xE2\x80\xB2xd";
    for (uint32_t n = 0; n < 200000; n++) {
        char text[24];
        uint32_t bits[4], length = n % 20;
        for (uint32_t i = 0; i < length; i++) {
            if (i % 4 == 0) {
                cw_random_bits(
                    (cw_draw){.seed = 1, .particle = n, .step = i, .purpose = CW_DRAW_TEST}, bits);
            }
            text[i] = alphabet[bits[i % 4] % (sizeof alphabet - 1)];
        }
        text[length] = '\0';
        cw_position p;
        if (!cw_position_parse(text, &p, NULL)) continue;
        assert_true(p.lat_deg >= -90.0 && p.lat_deg <= 90.0);
        assert_true(p.lon_deg >= -180.0 && p.lon_deg <= 180.0);
    }
}

static void prints_for_the_radio(void **state) {
    (void)state;
    char text[CW_POSITION_TEXT];
    assert_string_equal(cw_position_format((cw_position){51.1575, 1.849167}, text),
                        "51\xC2\xB0"
                        "09.45'N 001\xC2\xB0"
                        "50.95'E");
    assert_string_equal(cw_position_format((cw_position){-0.0000001, -1.9999999}, text),
                        "00\xC2\xB0"
                        "00.00'N 002\xC2\xB0"
                        "00.00'W");
}

/* What is printed reads back to within half of the last digit, 0.005 minutes. */
static void reads_what_it_prints(void **state) {
    (void)state;
    for (uint32_t n = 0; n < 2000; n++) {
        double u[4];
        char text[CW_POSITION_TEXT];
        cw_random_uniform((cw_draw){.seed = 2, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_position p = {u[0] * 180.0 - 90.0, u[1] * 360.0 - 180.0}, q;
        assert_true(cw_position_parse(cw_position_format(p, text), &q, NULL));
        assert_close(q.lat_deg, p.lat_deg, 0.00501 / 60.0);
        assert_close(q.lon_deg, p.lon_deg, 0.00501 / 60.0);
    }
}

/* The same position written in every notation, letters before or after, either half first: each
 * reads back to within the last digit printed, and the two orders to the very same bits. */
static void every_notation_of_the_same_position(void **state) {
    (void)state;
    for (uint32_t n = 0; n < 5000; n++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = 7, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_position p = {u[0] * 179.9 - 89.95, u[1] * 359.9 - 179.95}, q, r;
        char half[2][64], text[140], turned[140];
        for (int i = 0; i < 2; i++) {
            double value = i == 0 ? p.lat_deg : p.lon_deg, size = fabs(value);
            char letter = "NSEW"[2 * i + (value < 0.0)];
            if (letter == 'W' && n % 3 == 0) letter = 'O';
            int degrees = (int)size, minutes = (int)((size - degrees) * 60.0);
            double seconds = ((size - degrees) * 60.0 - minutes) * 60.0;
            if (seconds > 59.99) seconds = 59.99;
            if (n % 5 == 4)
                snprintf(half[i], sizeof half[i], "%d\xC2\xB0%02d'%05.2f\"%c", degrees, minutes,
                         seconds, letter);
            else if (n % 4 == 0 || n % 4 == 2)
                snprintf(half[i], sizeof half[i], n % 4 == 0 ? "%c%.6f" : "%c %.6f", letter, size);
            else
                snprintf(half[i], sizeof half[i], n % 4 == 1 ? "%.6f%c" : "%.6f %c", size, letter);
        }
        snprintf(text, sizeof text, "%s%s%s", half[0], n % 2 ? ", " : " ", half[1]);
        snprintf(turned, sizeof turned, "%s %s", half[1], half[0]);
        cw_error err = {0};
        if (!cw_position_parse(text, &q, &err)) fail_msg("%s", err.message);
        if (!cw_position_parse(turned, &r, &err)) fail_msg("%s", err.message);
        double last = n % 5 == 4 ? 0.011 / 3600.0 : 0.51e-6;
        assert_close(q.lat_deg, p.lat_deg, last);
        assert_close(q.lon_deg, p.lon_deg, last);
        assert_true(q.lat_deg == r.lat_deg && q.lon_deg == r.lon_deg);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_notation),
        cmocka_unit_test(refuses_what_is_doubtful),
        cmocka_unit_test(stands_any_bytes),
        cmocka_unit_test(prints_for_the_radio),
        cmocka_unit_test(reads_what_it_prints),
        cmocka_unit_test(every_notation_of_the_same_position),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
