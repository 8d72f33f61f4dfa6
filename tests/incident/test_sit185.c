/* SPDX-License-Identifier: Apache-2.0 */
/* SIT 185 alerts as public decoders of three countries' messages hold them. */
#include "reading.h"

static const char confirmed[] =
    "/00042 00000/5030/17 304 1918\n1.  DISTRESS COSPAS-SARSAT ALERT\n2.  MSG NO 00042  AUMCC REF "
    "NO 00890\n"
    "3.  DETECTED AT 28 JUL 2016 2338 UTC BY GOES 15\n4.  DETECTION FREQUENCY  406.0399 MHZ\n"
    "5.  COUNTRY OF BEACON REGISTRATION  512/NEWZEALAND\n6.  USER CLASS  STANDARD LOCATION - PLB\n"
    "    SERIAL NO: 4350\n7.  EMERGENCY CODE  NIL\n8.  POSITIONS\n        CONFIRMED - 36 36.20S  "
    "174 43.00E\n"
    "        DOPPLER A - NIL\n        DOPPLER B - NIL\n"
    "        DOA       - 05 10.2 S 178 01.2 E EXPECTED ACCURACY 03 NMS\n                    "
    "ALTITUDE 45 METRES\n"
    "        ENCODED   - NIL\n        TIME OF UPDATE UNKNOWN\n9.  ENCODED POSITION PROVIDED BY "
    "INTERNAL DEVICE\n"
    "10. NEXT PASS TIMES\n        CONFIRMED - UNKNOWN\n11. HEX ID  400E77A1FCFFBFF    HOMING "
    "SIGNAL  121.5\n"
    "12. ACTIVATION TYPE  UNKNOWN\n13. BEACON NUMBER ON AIRCRAFT OR VESSEL NO  NIL\n14. OTHER "
    "ENCODED INFORMATION\n"
    "    A.  ENCODED POSITION UNCERTAINTY PLUS-MINUS 2 SECONDS OF\n        LATITUDE AND LONGITUDE\n"
    "15. OPERATIONAL INFORMATION  NIL\n16. REMARKS  NIL\nEND OF MESSAGE\n";

static const char doppler[] =
    "1. DISTRESS COSPAS-SARSAT POSITION CONFLICT ALERT\n2. MSG NO 02698 AUMCC REF C1ADE28809C0185\n"
    "3. DETECTED AT 06 APR 07 1440 UTC BY SARSAT S11\n4. DETECTION FREQUENCY 406.0246 MHz\n"
    "5. COUNTRY OF BEACON REGISTRATION 525/ INDONESIA\n6. USER CLASS SERIAL USER-LOCATION - ELT\n"
    "AIRCRAFT 24-BIT ADDRESS 8A2027\n7. EMERGENCY CODE NIL\n8. POSITIONS\nCONFIRMED - NIL\n"
    "DOPPLER A - 07 00.1 S 098 42.2 E PROB 50 PERCENT\nDOPPLER B - 05 42.1 S 107 20.2 E PROB 50 "
    "PERCENT\n"
    "DOA/ALTITUDE - NIL\nENCODED - NIL\nUPDATE TIME WITHIN 4 HOURS OF DETECTION TIME\n"
    "9. ENCODED POSITION PROVIDED BY INTERNAL DEVICE\n10. NEXT PASS/EXPECTED DATA TIMES CONFIRMED "
    "- NIL\n"
    "11. HEX ID C1ADE28809C0185 HOMING SIGNAL 121.5 MHZ\n12. ACTIVATION TYPE NIL\n16. REMARKS\nEND "
    "OF MESSAGE\n";

static const char encoded[] =
    "DATE: 02 JUL 15 1111Z FROM: MCC RUSSIA \nTO  : RCC RUSSIA \n1.  DISTRESS COSPAS-SARSAT "
    "INITIAL (ENCODED) ALERT \n"
    "2.  MSG NO: 51479  CMC REF: 222E60801EFFBFF \n3.  DETECTED AT: 02 JUL 15  1104 UTC  BY MSG-3 "
    "\n"
    "5.  COUNTRY OF BEACON REGISTRATION:  273/ RUSSIA \n6.  USER CLASS: STANDARD LOCATION    PLB - "
    "SERIAL NO: 0193 \n"
    "8.  POSITIONS: \n          RESOLVED  -                   NIL \n          DOPPLER A -          "
    "         NIL \n"
    "          DOPPLER B -                   NIL \n          ENCODED   - 55 45.00 N \n"
    "                    - 037 45.00 E \n          ENCODED   - UPDATE TIME UNKNOWN \n"
    "9.  ENCODED POSITION PROVIDED BY INTERNAL DEVICE \n11. 30-HEX MSG: "
    "911730400F37C4BE478E37FFFFFFFF \n"
    "14. OTHER ENCODED INFORMATION:  \n\t\tENCODED POSITION UNCERTAINTY    PLUS-MINUS 30 MINUTES "
    "OF LATITUDE AND LONGITUDE \n"
    "16. REMARKS:                             NIL \nEND OF MESSAGE \n";

static void reads_a_confirmed_position(void **state) {
    (void)state;
    cw_report r = read_text(confirmed);
    assert_int_equal(r.kind, CW_REPORT_SIT185);
    assert_int_equal(r.fix_count, 2);
    /* the position by time of arrival gives 3 nm, 5.6 km; the confirmed one 5 km: it stands first
     */
    assert_int_equal(r.fixes[0].source, CW_FIX_BEACON_CONFIRMED);
    assert_close(r.fixes[0].at.lat_deg, -(36.0 + 36.20 / 60.0), 1e-12);
    assert_close(r.fixes[0].at.lon_deg, 174.0 + 43.0 / 60.0, 1e-12);
    assert_int_equal(r.fixes[1].source, CW_FIX_BEACON_DOA);
    assert_close(r.fixes[1].at.lat_deg, -(5.0 + 10.2 / 60.0), 1e-12);
    assert_close(r.fixes[1].radius_m, 3.0 * 1852.0, 1e-9);
    expect_utc(r.reported, "2016-07-28T23:38:00Z");
    assert_string_equal(r.reported_text, "28 JUL 2016 2338 UTC");
    assert_string_equal(r.device, "400E77A1FCFFBFF");
    assert_mentions(r.name, "STANDARD LOCATION - PLB");
    assert_true(r.conditions & CW_CONDITION_DISTRESS);
}

/* One of two is an image: both are kept, half and half. */
static void keeps_both_sides_of_a_doppler_position(void **state) {
    (void)state;
    cw_report r = read_text(doppler);
    assert_int_equal(r.fix_count, 2);
    assert_int_equal(r.fixes[0].source, CW_FIX_BEACON_DOPPLER_A);
    assert_int_equal(r.fixes[1].source, CW_FIX_BEACON_DOPPLER_B);
    assert_close(r.fixes[0].probability + r.fixes[1].probability, 1.0, 1e-12);
    assert_close(r.fixes[1].at.lon_deg, 107.0 + 20.2 / 60.0, 1e-12);
    expect_utc(r.reported, "2007-04-06T14:40:00Z");
}

static void reads_an_encoded_position_over_two_lines(void **state) {
    (void)state;
    cw_report r = read_text(encoded);
    assert_int_equal(r.fix_count, 1);
    assert_int_equal(r.fixes[0].source, CW_FIX_BEACON_ENCODED);
    assert_close(r.fixes[0].at.lat_deg, 55.75, 1e-12);
    assert_close(r.fixes[0].at.lon_deg, 37.75, 1e-12);
    /* plus or minus thirty minutes: a box of 60 miles, its corner 42 miles off */
    assert_close(r.fixes[0].radius_m, 30.0 * 1852.0 * 1.41421356, 1.0);
    assert_string_equal(r.device, "911730400F37C4BE478E37F"); /* as much as there is room for */
}

/* Cut anywhere, the alert is still an alert or running text; never a crash, never a wrong sign. */
static void stands_being_cut(void **state) {
    (void)state;
    cw_report_context context = {.received = reading_now()};
    for (size_t n = 0; n < sizeof confirmed; n++) {
        cw_report r;
        cw_report_read(confirmed, n, &context, &r);
        for (size_t i = 0; i < r.fix_count; i++) {
            if (r.fixes[i].source == CW_FIX_BEACON_CONFIRMED)
                assert_true(r.fixes[i].at.lat_deg < -36.0);
        }
    }
}

static void names_a_damaged_position(void **state) {
    (void)state;
    char copy[sizeof confirmed];
    memcpy(copy, confirmed, sizeof confirmed);
    memcpy(strstr(copy, "36 36.20S"), "36 7X.20S", 9);
    cw_report r = read_text(copy);
    expect_note(&r, "confirmed position that cannot be read");
    assert_int_equal(r.fix_count, 1);
}

static void a_test_says_so(void **state) {
    (void)state;
    cw_report r = read_text("1. TEST COSPAS-SARSAT ALERT\n2. MSG NO 1\n3. DETECTED AT 06 APR 07 "
                            "1440 UTC BY S11\n8. POSITIONS\nCONFIRMED - NIL\n");
    expect_note(&r, "test");
    expect_note(&r, "without a position");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_a_confirmed_position),
                                       cmocka_unit_test(keeps_both_sides_of_a_doppler_position),
                                       cmocka_unit_test(reads_an_encoded_position_over_two_lines),
                                       cmocka_unit_test(stands_being_cut),
                                       cmocka_unit_test(names_a_damaged_position),
                                       cmocka_unit_test(a_test_says_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
