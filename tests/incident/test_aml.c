/* SPDX-License-Identifier: Apache-2.0 */
/* Advanced Mobile Location against messages published by others: the ETSI form as an open decoder's
 * tests hold it, Google's own examples (with and without a position), and packed data. */
#include "reading.h"

/* Published by developers.google.com (ELS, SMS specification). */
static const char with_position[] =
    "A\"ML=1;lt=+51.53321;lg=-0.12601;rd=14;top=20220131171748;lc=68;pm=W;si=234159000000000;"
    "ei=123456789012345;mcc=234;mnc=15;ml=126";
static const char without_position[] =
    "A\"ML=1;lt=+00.00000;lg=+000.00000;rd=N;top=20220131173734;lc=0;pm=N;si=234159000000000;"
    "ei=123456789012345;mcc=234;mnc=15;ml=127";

static void reads_a_position(void **state) {
    (void)state;
    cw_report r = read_text(with_position);
    assert_int_equal(r.kind, CW_REPORT_AML);
    assert_int_equal(r.fix_count, 1);
    assert_close(r.fixes[0].at.lat_deg, 51.53321, 1e-12); /* one conversion of a decimal number */
    assert_close(r.fixes[0].at.lon_deg, -0.12601, 1e-12);
    assert_close(r.fixes[0].radius_m, 14.0, 0.0);
    assert_close(r.fixes[0].confidence, 0.68, 1e-15);
    assert_int_equal(r.fixes[0].source, CW_FIX_AML_WIFI);
    assert_true(r.fixes[0].radius_given && r.fixes[0].timed);
    expect_utc(r.fixes[0].time, "2022-01-31T17:17:48Z");
    assert_string_equal(r.device, "123456789012345");
    assert_string_equal(r.number, ""); /* neither IMSI nor IMEI is the number to call back */
    /* the published example counts itself one short */
    expect_note(&r, "says 126 signs, has 127; accepted");
    assert_int_equal(r.unread_count, 1);
}

/* Zeros, rd=N, pm=N: the phone has no position. Nobody is at 0 N 0 E. */
static void no_position_is_not_the_gulf_of_guinea(void **state) {
    (void)state;
    cw_report r = read_text(without_position);
    assert_int_equal(r.kind, CW_REPORT_AML);
    assert_int_equal(r.fix_count, 0);
    expect_note(&r, "found no position");
    expect_utc(r.reported, "2022-01-31T17:37:34Z");
}

/* The length field is wrong as often as not; the message counts all the same. */
static void length_is_noted_not_believed(void **state) {
    (void)state;
    cw_report r = read_text("A\"ML=1;lt=48.82639;lg=-2.36619;rd=52;top=20191112112928;lc=68;pm=G;"
                            "si=208201771948415;ei=353472104343540;mcc=208;mnc=20;ml=128");
    assert_int_equal(r.fix_count, 1);
    assert_close(r.fixes[0].at.lon_deg, -2.36619, 1e-12);
    assert_int_equal(r.fixes[0].source, CW_FIX_AML_GNSS);
    expect_note(&r, "says 128 signs, has 126; accepted");
    assert_int_equal(r.unread_count, 1);
    assert_true(r.unread[0].doubt);
}

/* An open sender's documented message, whose length is right. */
static void a_right_length_is_no_matter(void **state) {
    (void)state;
    cw_report r =
        read_text("A\"ML=1;lt=+48.902963;lg=+2.516582;rd=1964;top=20220210134654;lc=95;pm=G;"
                  "si=234302543446355;ei=357365093474415;mcc=208;mnc=01;ml=131");
    assert_int_equal(r.unread_count, 0);
    assert_close(r.fixes[0].radius_m, 1964.0, 0.0);
}

static void what_phones_and_mail_do_to_it(void **state) {
    (void)state;
    static const char forwarded[] = "fwd from 112:\r\nA\"ML=1; lt=+51.15750; lg=+1.84920; rd=25; "
                                    "top=20211124031105; lc=90; pm=G\r\nok?";
    static const char *const texts[] = {
        "A\xE2\x80\x9DML=1;lt=+51.15750;lg=+1.84920;rd=25;top=20211124031105;lc=90;pm=G",
        "A&quot;ML=1;lt=+51.15750;lg=+1.84920;rd=25;top=20211124031105;lc=90;pm=G",
        "AML=1;lt=+51.15750;lg=+1.84920;rd=25;top=20211124031105;lc=90;pm=G", forwarded,
        "A\"ML=1;lt=+51,15750;lg=+1,84920;rd=25,0;top=20211124031105;lc=90;pm=G"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_report r = read_text(texts[i]);
        assert_int_equal(r.fix_count, 1);
        assert_close(r.fixes[0].at.lat_deg, 51.1575, 1e-12);
        assert_close(r.fixes[0].at.lon_deg, 1.8492, 1e-12);
        assert_close(r.fixes[0].radius_m, 25.0, 0.0);
        assert_close(r.fixes[0].confidence, 0.9, 1e-15);
        expect_utc(r.fixes[0].time, "2021-11-24T03:11:05Z");
    }
}

/* Version 2, from an open decoder's tests. */
static void reads_version_two(void **state) {
    (void)state;
    cw_report r =
        read_text("A\"ML=2;en=+15555555555;et=1593187189;lo=-37.42175,-122.08461,2000.1;lt=-9999;"
                  "lc=68;lz=-100.1,100.1;ls=G;ei=358239059042542;nc=310260;hc=310260;lg=en-US");
    assert_int_equal(r.fix_count, 1);
    assert_close(r.fixes[0].at.lat_deg, -37.42175, 1e-12);
    assert_close(r.fixes[0].at.lon_deg, -122.08461, 1e-12);
    assert_close(r.fixes[0].radius_m, 2000.1, 1e-9);
    assert_true(r.fixes[0].timed);
    assert_int_equal(r.fixes[0].time, (INT64_C(1593187189) - 9999) * 1000);
    assert_string_equal(r.language, "en-US");
    assert_int_equal(r.unread_count, 0);
}

/* A fix as long after the call as the sun is old (found by fuzzing): no time, and said so. */
static void a_fix_is_not_ages_after_the_call(void **state) {
    (void)state;
    cw_report r = read_text("A\"ML=2;en=+15555555555;et=1593187189;lo=-37.42175,-122.08461,2000.1;"
                            "lt=-99358239059042542;nc=310260;hc=310260;lg=en-US");
    assert_int_equal(r.fix_count, 1);
    assert_false(r.fixes[0].timed);
    assert_true(r.reported_known);
    assert_int_equal(r.reported, INT64_C(1593187189) * 1000);
    expect_note(&r, "not the seconds from call to fix");
}

/* Seven-bit data as Google documents it; an open decoder expects latitude 37.42175 of it. */
static void reads_packed_data(void **state) {
    (void)state;
    cw_report r = read_text("415193D98BEDD8F4DEECE6A2C962B7DA8E7DEEB56232990B86A3D9623B39B92783EDE8"
                            "6F784F068BD560B6D80C1683E568"
                            "B81D7BDCB3E176F076EFB89BA77B39DCCD56A3C966B15D39DD9BD570B2590E56CBC168"
                            "B21A4DB66B8FC7BD590CB66BBBC7"
                            "3D990DB66BB37B31D90C");
    assert_int_equal(r.kind, CW_REPORT_AML);
    assert_int_equal(r.fix_count, 1);
    assert_close(r.fixes[0].at.lat_deg, 37.42175, 1e-12);
    assert_close(r.fixes[0].at.lon_deg, -122.08461, 1e-12);
}

static void names_what_it_cannot_use(void **state) {
    (void)state;
    cw_report r = read_text(
        "A\"ML=1;lt=+91.0;lg=+1.8;rd=x;top=20211324031105;lc=140;pm=G;zz=7;junk;lt=+51.0");
    assert_int_equal(r.kind, CW_REPORT_AML);
    assert_int_equal(r.fix_count, 0);
    expect_note(&r, "out of range");
    expect_note(&r, "not a radius");
    expect_note(&r, "not a time");
    expect_note(&r, "confidence");
    expect_note(&r, "unknown key zz");
    expect_note(&r, "not a pair");
    expect_note(&r, "lt stands twice");
    assert_false(r.reported_known);
}

/* Without a radius a position by cell is as wide as a cell can be, and says that this is assumed.
 */
static void no_radius_is_never_a_point(void **state) {
    (void)state;
    cw_report r = read_text("A\"ML=1;lt=+51.0;lg=+1.8;top=20211124031105;lc=68;pm=C");
    assert_int_equal(r.fix_count, 1);
    assert_false(r.fixes[0].radius_given);
    assert_true(r.fixes[0].radius_m >= 10000.0);
}

/* A radius wider than the Earth (found by fuzzing) is said, and the report still reads back from
 * what the record keeps of it. */
static void a_radius_ends_at_the_antipode(void **state) {
    (void)state;
    cw_report r = read_text("A\"ML=1;lt=+51.0;lg=+1.8;rd=173173734;top=20211124031105;lc=68;pm=C"),
              back;
    assert_int_equal(r.fix_count, 1);
    assert_true(r.fixes[0].radius_m >= 20003931.5); /* half a meridian, WGS 84 */
    expect_note(&r, "beyond the size of the Earth");
    cw_text json = {0};
    assert_true(cw_report_to_json(&r, &json, NULL));
    assert_true(cw_report_from_json(json.data, json.length, &back, NULL));
    cw_text_free(&json);
}

/* The same message twice, as gateways send it, is found; the next fix of the same phone is not one.
 */
static void finds_duplicates(void **state) {
    (void)state;
    cw_report a = read_text(with_position), b = a;
    assert_true(cw_report_is_duplicate(&a, &b));
    b.fixes[0].time += 20000;
    assert_false(cw_report_is_duplicate(&a, &b));
    b = a;
    strcpy(b.device, "999999999999999");
    assert_false(cw_report_is_duplicate(&a, &b));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_a_position),
                                       cmocka_unit_test(no_position_is_not_the_gulf_of_guinea),
                                       cmocka_unit_test(length_is_noted_not_believed),
                                       cmocka_unit_test(a_right_length_is_no_matter),
                                       cmocka_unit_test(what_phones_and_mail_do_to_it),
                                       cmocka_unit_test(reads_version_two),
                                       cmocka_unit_test(a_fix_is_not_ages_after_the_call),
                                       cmocka_unit_test(reads_packed_data),
                                       cmocka_unit_test(names_what_it_cannot_use),
                                       cmocka_unit_test(no_radius_is_never_a_point),
                                       cmocka_unit_test(a_radius_ends_at_the_antipode),
                                       cmocka_unit_test(finds_duplicates)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
