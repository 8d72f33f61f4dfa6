/* SPDX-License-Identifier: Apache-2.0 */
/* Positions in running text and in links: each notation means the place that it means, and numbers
 * that are no position are left alone. */
#include "reading.h"

#include <math.h>

static const double LAT = 51.1575, LON = 1.0 + 50.95 / 60.0;
#define DEG "\xC2\xB0"

typedef struct sample {
    const char *text;
    double lat_deg, lon_deg, tolerance_deg;
} sample;

static void expect_place(const sample *s, cw_fix_source source) {
    cw_report r = read_text(s->text);
    if (r.fix_count == 0) fail_msg("no position in \"%s\"", s->text);
    if (fabs(r.fixes[0].at.lat_deg - s->lat_deg) > s->tolerance_deg
        || fabs(r.fixes[0].at.lon_deg - s->lon_deg) > s->tolerance_deg)
        fail_msg("\"%s\" is %.6f %.6f", s->text, r.fixes[0].at.lat_deg, r.fixes[0].at.lon_deg);
    assert_int_equal(r.fixes[0].source, source);
    assert_int_equal(r.fix_count, 1);
}

/* Tolerance: nothing is rounded but the decimal text itself. */
static void every_notation_in_a_sentence(void **state) {
    (void)state;
    const sample samples[] = {
        {"we are at 51.1575, 1.849167 please come", LAT, LON, 1e-6},
        {"we are at 51.1575,1.849167.", LAT, LON, 1e-6},
        {"position 51,1575 1,849167", LAT, LON, 1e-6},
        {"nous sommes a 51,1575 ; 1,849167 vite", LAT, LON, 1e-6},
        {"51,1575, 1,849167", LAT, LON, 1e-6},
        {"51,1575,1,849167", LAT, LON, 1e-6},
        {"33 POB 51" DEG "09.45'N 001" DEG "50.95'E engine stopped", LAT, LON, 1e-12},
        {"51" DEG "09,45'N 001" DEG "50,95'E", LAT, LON, 1e-12},
        {"N 51" DEG "09.45' E 001" DEG "50.95'", LAT, LON, 1e-12},
        {"51" DEG "09'27\"N 1" DEG "50'57\"E", LAT, LON, 1e-12},
        {"51" DEG "09\xE2\x80\xB2"
         "27\xE2\x80\xB3 N, 1" DEG "50\xE2\x80\xB2"
         "57\xE2\x80\xB3 E",
         LAT, LON, 1e-12},
        {"51" DEG "9'27,0\"N 1" DEG "50'57,0\"E", LAT, LON, 1e-12},
        {"at 03:12 51 09.45N 001 50.95E 33 people", LAT, LON, 1e-12},
        {"51 09.45 Nord, 1 50.95 Est", LAT, LON, 1e-12},
        {"51 degrees 09.45 minutes north 1 degree 50.95 minutes east", LAT, LON, 1e-12},
        {"51 degr\xC3\xA9s 09,45 minutes Nord 1 degr\xC3\xA9 50,95 minutes Est", LAT, LON, 1e-12},
        {"51-09.45N 001-50.95E", LAT, LON, 1e-12},
        {"5109.45N 00150.95E", LAT, LON, 1e-12},
        {"510927N 0015057E", LAT, LON, 1e-12},
        {"lat 51.1575 lon 1.849167", LAT, LON, 1e-6},
        {"Latitude: 51.1575\nLongitude: 1.849167", LAT, LON, 1e-6},
        {"lon 1.849167 lat 51.1575", LAT, LON, 1e-6},
        {"Lon=1.849167, Lat=51.1575", LAT, LON, 1e-6},
        {"lat -33.5000 lon -70.2500", -33.5, -70.25, 1e-12},
        {"51 09.45 N 1 50.95 O", LAT, -LON, 1e-12},
        {"51 09.45 Nord 1 50.95 Ouest", LAT, -LON, 1e-12},
        {"50 22.5 N 005 50.25 W", 50.375, -5.8375, 1e-12},
        {"54-37 N 008-18 E", 54.0 + 37.0 / 60, 8.3, 1e-12},
        {"(51.157500, -1.849167)", LAT, -LON, 1e-6}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        expect_place(&samples[i], CW_FIX_TEXT);
}

static void links_that_phones_share(void **state) {
    (void)state;
    const sample pins[] = {
        {"https://maps.google.com/?q=51.1575,1.849167", LAT, LON, 1e-6},
        {"https://maps.google.com/maps?q=51.1575%2C1.849167&z=17&hl=fr", LAT, LON, 1e-6},
        {"Position partag\xC3\xA9"
         "e: https://www.google.com/maps/search/?api=1&query=51.1575,1.849167",
         LAT, LON, 1e-6},
        {"https://www.google.com/maps/place/51%C2%B009'27.0%22N+1%C2%B050'57.0%22E/@51.16,1.84,17z",
         LAT, LON, 1e-12},
        {"https://www.google.com/maps/place/X/@51.3,1.2,17z/data=!3m1!4b1!8m2!3d51.1575!4d1.849167",
         LAT, LON, 1e-6},
        {"geo:51.1575,1.849167;u=35", LAT, LON, 1e-6},
        {"geo:0,0?q=51.1575,1.849167(Marqueur)", LAT, LON, 1e-6},
        {"https://maps.apple.com/?ll=51.1575,1.849167&q=Marked%20Location", LAT, LON, 1e-6},
        {"https://www.openstreetmap.org/?mlat=51.1575&mlon=1.849167#map=15/51.3/1.2", LAT, LON,
         1e-6},
        {"(http://maps.google.com/maps?q=loc:51.1575,1.849167)", LAT, LON, 1e-6},
        {"https://www.google.com/maps?q=51.1575,+1.849167", LAT, LON, 1e-6}};
    for (size_t i = 0; i < sizeof pins / sizeof pins[0]; i++) expect_place(&pins[i], CW_FIX_LINK);
    cw_report r = read_text("geo:51.1575,1.849167;u=35");
    assert_close(r.fixes[0].radius_m, 35.0, 0.0);
    assert_true(r.fixes[0].radius_given);
}

/* The middle of a map on the screen is not where somebody is. */
static void a_view_is_not_a_pin(void **state) {
    (void)state;
    const sample views[] = {
        {"https://www.google.com/maps/@51.1575,1.849167,12z", LAT, LON, 1e-6},
        {"https://www.openstreetmap.org/#map=12/51.1575/1.849167", LAT, LON, 1e-6}};
    for (size_t i = 0; i < 2; i++) {
        expect_place(&views[i], CW_FIX_MAP_VIEW);
        cw_report r = read_text(views[i].text);
        expect_note(&r, "no pin");
        assert_true(r.fixes[0].radius_m >= 1000.0);
    }
}

static void names_links_without_a_position(void **state) {
    (void)state;
    cw_report r = read_text("on est la https://maps.app.goo.gl/AbCdEf123 vite");
    assert_int_equal(r.fix_count, 0);
    expect_note(&r, "short");
    r = read_text("///filled.count.soap");
    assert_int_equal(r.fix_count, 0);
    expect_note(&r, "three-word");
    r = read_text("geo:0,0?q=Calais");
    assert_int_equal(r.fix_count, 0);
}

static void numbers_that_are_no_position(void **state) {
    (void)state;
    static const char *const texts[] = {"33 people, 5 children, called at 03:12 and 03:25",
                                        "+33 6 12 34 56 78",
                                        "we paid 2.500 and 3.10",
                                        "course 290 speed 5.3",
                                        "at 3.15 we were 33",
                                        "24.11.2021 03.12",
                                        "channel 16 and 67, 156.800 MHz",
                                        "MMSI 235032528 IMO 9074729",
                                        "15 nm north of Calais, 3 miles east",
                                        ""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_report r = read_text(texts[i]);
        if (r.fix_count > 0) fail_msg("\"%s\" is no position", texts[i]);
    }
}

/* What is refused is named, with the bytes that it stands in. */
static void names_positions_that_it_refuses(void **state) {
    (void)state;
    static const char *const texts[] = {"we are 51" DEG "75.20'N 001" DEG "50.95'E",
                                        "51.1575N 1.8492N", "lon 1.8492, 51.1575",
                                        "51 09.45 N 1.8492 E", "51.15,1.84"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_report r = read_text(texts[i]);
        if (r.fix_count > 0)
            fail_msg("\"%s\" was read as %f %f", texts[i], r.fixes[0].at.lat_deg,
                     r.fixes[0].at.lon_deg);
        expect_note(&r, "perhaps a position");
        assert_true(r.unread[0].span.length > 5);
    }
}

static void several_positions_are_kept_apart(void **state) {
    (void)state;
    cw_report r =
        read_text("At 02:10 they were at 51.0501, 1.7402. Now 51" DEG "09.45'N 001" DEG "50.95'E");
    assert_int_equal(r.fix_count, 2);
    assert_true(r.fixes[0].span.first != r.fixes[1].span.first);
    char many[4000] = "";
    for (int i = 0; i < 40; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "51.%04d, 1.5000\n\nand ",
                 i + 1000);
    r = read_text(many);
    assert_int_equal(r.fix_count, CW_REPORT_MOST_FIXES);
    expect_note(&r, "a position more than");
}

/* Digits tell how far a position can be meant: whole minutes about a mile, never less than what a
 * phone can know. */
static void digits_tell_the_radius(void **state) {
    (void)state;
    cw_report minutes = read_text("51 09 N 001 50 E"),
              hundredths = read_text("51 09.45 N 001 50.95 E"),
              degrees = read_text("51.1575, 1.8492"),
              seconds = read_text("51" DEG "09'27\"N 1" DEG "50'57\"E");
    assert_close(minutes.fixes[0].radius_m, 1852.0, 1e-6);
    assert_close(hundredths.fixes[0].radius_m, 100.0, 1e-6); /* 18.5 m: less than the floor */
    assert_close(degrees.fixes[0].radius_m, 100.0, 1e-6);
    assert_close(seconds.fixes[0].radius_m, 100.0, 1e-6);
    assert_false(minutes.fixes[0].radius_given);
}

/* Whatever cw_position_format prints for the radio is found again inside a sentence. */
static void finds_what_it_prints(void **state) {
    (void)state;
    for (uint32_t n = 0; n < 3000; n++) {
        double u[4];
        char printed[CW_POSITION_TEXT], text[160];
        cw_random_uniform((cw_draw){.seed = 5, .particle = n, .purpose = CW_DRAW_TEST}, u);
        cw_position at = {u[0] * 178.0 - 89.0, u[1] * 358.0 - 179.0};
        snprintf(text, sizeof text, "Vu a %s, %d personnes", cw_position_format(at, printed),
                 1 + (int)(u[2] * 60));
        cw_report r = read_text(text);
        assert_int_equal(r.fix_count, 1);
        assert_close(r.fixes[0].at.lat_deg, at.lat_deg,
                     0.00501 / 60.0); /* half of the last digit */
        assert_close(r.fixes[0].at.lon_deg, at.lon_deg, 0.00501 / 60.0);
        assert_int_equal(r.count_count, 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_notation_in_a_sentence),
                                       cmocka_unit_test(links_that_phones_share),
                                       cmocka_unit_test(a_view_is_not_a_pin),
                                       cmocka_unit_test(names_links_without_a_position),
                                       cmocka_unit_test(numbers_that_are_no_position),
                                       cmocka_unit_test(names_positions_that_it_refuses),
                                       cmocka_unit_test(several_positions_are_kept_apart),
                                       cmocka_unit_test(digits_tell_the_radius),
                                       cmocka_unit_test(finds_what_it_prints)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
