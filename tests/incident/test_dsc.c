/* SPDX-License-Identifier: Apache-2.0 */
/* DSC sentences that other decoders are tested with, and AIS beacons. */
#include "reading.h"

/* gpsd's documentation: 42 31 N 083 12 W, sent at 20:19. */
static void reads_a_distress_call(void **state) {
    (void)state;
    cw_report r = read_text("$CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A");
    assert_int_equal(r.kind, CW_REPORT_DSC);
    assert_string_equal(r.mmsi, "338040079");
    assert_string_equal(r.name, "disabled and adrift");
    assert_true((r.conditions & CW_CONDITION_DISTRESS) && (r.conditions & CW_CONDITION_ADRIFT));
    assert_int_equal(r.fix_count, 1);
    /* cut to whole minutes: the place is half a minute further out, within 0.5 nm times root two */
    assert_close(r.fixes[0].at.lat_deg, 42.0 + 31.5 / 60.0, 1e-12);
    assert_close(r.fixes[0].at.lon_deg, -(83.0 + 12.5 / 60.0), 1e-12);
    assert_close(r.fixes[0].radius_m, 926.0 * 1.41421356, 0.01);
    expect_utc(r.reported, "2021-11-23T20:19:00Z"); /* the last 20:19 before 03:30 */
    assert_int_equal(r.unread_count, 0);
}

/* With the sentence of expansion: minutes 31.4589 and 12.4494. */
static void the_expansion_makes_it_exact(void **state) {
    (void)state;
    cw_report r = read_text("$CDDSC,12,3380400790,12,05,00,1423108312,2019,,,S,E*69\r\n$CDDSE,1,1,"
                            "A,3380400790,00,45894494*1B\r\n");
    assert_close(r.fixes[0].at.lat_deg, 42.0 + 31.4589 / 60.0, 1e-12);
    assert_close(r.fixes[0].at.lon_deg, -(83.0 + 12.4494 / 60.0), 1e-12);
    assert_true(r.conditions & CW_CONDITION_SWAMPED);
    assert_close(r.fixes[0].radius_m, 100.0, 0.0);
}

static void unknown_fields_are_not_places(void **state) {
    (void)state;
    cw_report r = read_text("$CDDSC,12,2320010001,12,10,00,9999999999,8888,,,S,*00");
    assert_int_equal(r.fix_count, 0);
    assert_false(r.reported_known);
    expect_note(&r, "not known to its set");
    expect_note(&r, "wrong checksum");
    assert_true(r.conditions & CW_CONDITION_IN_WATER);
}

static void a_relay_names_the_ship_in_distress(void **state) {
    (void)state;
    cw_report r = read_text("$CDDSC,16,2270010000,12,12,00,0510900150,0312,2350325280,05,R,*00");
    assert_string_equal(r.mmsi, "235032528");
    expect_note(&r, "relayed by 227001000");
    assert_true(r.conditions & CW_CONDITION_SWAMPED);
    assert_close(r.fixes[0].at.lat_deg, 51.0 + 9.5 / 60.0, 1e-12);
    assert_close(r.fixes[0].at.lon_deg, 1.0 + 50.5 / 60.0, 1e-12);
}

/* A set's printout is running text. */
static void reads_a_printout(void **state) {
    (void)state;
    cw_report r = read_text("DSC DISTRESS ALERT\nMMSI 235032528\nNATURE: SINKING\nPOS 51\xC2\xB0"
                            "09'N 001\xC2\xB0"
                            "50'E\nAT 03:12 UTC");
    assert_int_equal(r.kind, CW_REPORT_DSC);
    assert_string_equal(r.mmsi, "235032528");
    assert_int_equal(r.fix_count, 1);
    assert_true((r.conditions & CW_CONDITION_SWAMPED) && (r.conditions & CW_CONDITION_DISTRESS));
    expect_utc(r.reported, "2021-11-24T03:12:00Z");
}

static void ais_beacons(void **state) {
    (void)state;
    cw_report r;
    cw_beacon_signal mob = {.mmsi = 972123456,
                            .at = {51.15, 1.84},
                            .positioned = true,
                            .timed = true,
                            .time = reading_now()};
    cw_report_from_ais(&mob, &r);
    assert_int_equal(r.kind, CW_REPORT_AIS);
    assert_true((r.conditions & CW_CONDITION_DISTRESS) && (r.conditions & CW_CONDITION_IN_WATER));
    assert_int_equal(r.fix_count, 1);
    mob.test = true;
    cw_report_from_ais(&mob, &r);
    assert_int_equal(r.conditions, 0);
    expect_note(&r, "TEST");
    mob.at.lat_deg = 91.0; /* AIS for "not available" */
    cw_report_from_ais(&mob, &r);
    assert_int_equal(r.fix_count, 0);
    r = read_text("AIS-SART ACTIVE 970123456 51 09.45N 001 50.95E");
    assert_int_equal(r.kind, CW_REPORT_AIS);
    assert_string_equal(r.mmsi, "970123456");
    assert_int_equal(r.fix_count, 1);
    r = read_text("!AIVDM,1,1,,A,1>O5`4wP01:F>mBKBPdHSwvn0000,0*7A");
    expect_note(&r, "AIS decoder");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_a_distress_call),
                                       cmocka_unit_test(the_expansion_makes_it_exact),
                                       cmocka_unit_test(unknown_fields_are_not_places),
                                       cmocka_unit_test(a_relay_names_the_ship_in_distress),
                                       cmocka_unit_test(reads_a_printout),
                                       cmocka_unit_test(ais_beacons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
