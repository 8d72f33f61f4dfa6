/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All vessels, from made messages: what is one track and what is two, what was heard twice, which
 * time a report has, what a number says of itself, and that no active beacon is ever lost.
 */
#include "afloat.h"

static cw_vessels *begin(void) {
    cw_error err = {0};
    cw_vessels *v = cw_vessels_create(&err);
    assert_non_null(v);
    return v;
}

static void hear(cw_vessels *v, const sent *s, cw_time received) {
    cw_ais_message m = afloat_message(s, received);
    assert_true(cw_vessels_take(v, &m, NULL));
}

static void hear_at(cw_vessels *v, afloat a) {
    sent s = afloat_report(&a);
    hear(v, &s, a.time + 2 * CW_SECOND_MS);
}

/* A ship going east at 12 knots on 51 degrees, `seconds` after noon. */
static afloat eastward(uint32_t mmsi, int seconds) {
    double degrees = 12.0 / 60.0 / 3600.0 * seconds / cos(cw_radians(51.0));
    return (afloat){mmsi, AFLOAT_NOON + seconds * CW_SECOND_MS, 51.0, 1.5 + degrees, 12.0, 90.0, 0};
}

static const cw_track *only(cw_vessels *v) {
    size_t count;
    const cw_track *const *tracks = cw_vessels_tracks(v, &count, NULL);
    assert_int_equal(count, 1);
    return tracks[0];
}

/* Every report and no other fix: each has one fate. */
static void books_balance(const cw_vessels *v, uint64_t fixes) {
    cw_vessels_counts c = cw_vessels_told(v);
    assert_int_equal(c.fixes, fixes);
    assert_int_equal(c.reports,
                     fixes + c.without_place + c.without_time + c.repeated + c.refused + c.outside);
}

/* ---- order and time ---------------------------------------------------------------------------
 */

static void assert_same_tracks(cw_vessels *a, cw_vessels *b) {
    size_t count, other;
    const cw_track *const *one = cw_vessels_tracks(a, &count, NULL);
    const cw_track *const *two = cw_vessels_tracks(b, &other, NULL);
    assert_int_equal(count, other);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(cw_track_vessel(one[i])->mmsi, cw_track_vessel(two[i])->mmsi);
        assert_int_equal(cw_track_vessel(one[i])->body, cw_track_vessel(two[i])->body);
        assert_int_equal(cw_track_count(one[i]), cw_track_count(two[i]));
        for (size_t k = 0; k < cw_track_count(one[i]); k++) {
            cw_track_fix x = cw_track_fix_at(one[i], k), y = cw_track_fix_at(two[i], k);
            assert_int_equal(x.time, y.time);
            assert_true(x.at.lat_deg == y.at.lat_deg && x.at.lon_deg == y.at.lon_deg);
        }
    }
}

/* Three ships in order, backward, and in an order of no order: the same tracks. */
static void test_any_order(void **state) {
    (void)state;
    enum { REPORTS = 600, STRIDE = 7 * 11 * 17 }; /* prime to the count: comes by each once */
    cw_vessels *forward = begin(), *backward = begin(), *mixed = begin();
    for (int i = 0; i < REPORTS; i++) {
        int back = REPORTS - 1 - i, any = i * STRIDE % REPORTS;
        hear_at(forward, eastward(100000001U + (uint32_t)(i % 3), 10 * i));
        hear_at(backward, eastward(100000001U + (uint32_t)(back % 3), 10 * back));
        hear_at(mixed, eastward(100000001U + (uint32_t)(any % 3), 10 * any));
    }
    assert_same_tracks(forward, backward);
    assert_same_tracks(forward, mixed);
    books_balance(forward, REPORTS);
    size_t count;
    const cw_track *const *tracks = cw_vessels_tracks(forward, &count, NULL);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) assert_int_equal(cw_track_count(tracks[i]), REPORTS / 3);
    cw_vessels_destroy(forward);
    cw_vessels_destroy(backward);
    cw_vessels_destroy(mixed);
}

/* The second of the minute decides, not when it was received. */
static void test_measured(void **state) {
    (void)state;
    cw_vessels *v = begin();
    afloat a = eastward(227006760, 58);
    sent s = afloat_report(&a);
    hear(v, &s, AFLOAT_NOON + 63 * CW_SECOND_MS);
    cw_track_fix fix = cw_track_fix_at(only(v), 0);
    assert_int_equal(fix.time, AFLOAT_NOON + 58 * CW_SECOND_MS);
    assert_close(fix.speed_mps, cw_knots_to_mps(12.0), 1e-6);
    /* 10 m (95 %) of a receiver is 4.1 m; 0.29 s at 6.17 m/s is 1.8 m */
    assert_close(fix.error_m, hypot(4.1, 1.8), 0.15); /* kept in decimetres, rounded up */
    cw_vessels_destroy(v);
}

/* No time of reception: base stations less than 55 s apart date what is between them. */
static void test_base_clock(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int t = 0; t <= 40; t += 10) {
        sent base = afloat_base(2275000, AFLOAT_NOON + t * CW_SECOND_MS);
        afloat a = eastward(227006760, t + 5);
        sent s = afloat_report(&a);
        hear(v, &base, CW_AIS_NO_TIME);
        hear(v, &s, CW_AIS_NO_TIME);
    }
    cw_vessels_finish(v);
    const cw_track *ship = cw_vessels_find(v, 227006760, 0);
    assert_int_equal(cw_track_count(ship), 4); /* nothing comes behind the fifth */
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(cw_track_fix_at(ship, i).time,
                         AFLOAT_NOON + (5 + 10 * (cw_time)i) * CW_SECOND_MS);
    assert_int_equal(cw_vessels_told(v).without_time, 2);
    const cw_track *base = cw_vessels_find(v, 2275000, 0);
    assert_int_equal(cw_track_vessel(base)->sender, CW_AIS_BASE);
    assert_int_equal(cw_track_count(base), 2); /* it stays: first and last */
    cw_vessels_destroy(v);
}

/* A clock that jumps a day ahead and back leaves the track whole: what it dated is a stray. */
static void test_clock_jump(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int t = 0; t < 600; t += 10) {
        afloat a = eastward(227006760, t);
        if (t >= 300 && t < 330) a.time += 24 * CW_HOUR_MS;
        hear_at(v, a);
    }
    const cw_track *track = cw_vessels_find(v, 227006760, 0);
    cw_track_state at;
    assert_true(cw_track_at(track, AFLOAT_NOON + 315 * CW_SECOND_MS, &at));
    afloat true_place = eastward(227006760, 315);
    assert_close(at.at.lon_deg, true_place.lon_deg, 2e-5); /* 1.4 m: AIS's last digit */
    assert_false(at.gap);
    books_balance(v, 60);
    cw_vessels_destroy(v);
}

/* ---- twice heard ------------------------------------------------------------------------------
 */

static void test_receivers(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int t = 0; t < 100; t += 10) {
        afloat a = eastward(227006760, t);
        sent s = afloat_report(&a);
        for (int receiver = 0; receiver < 3; receiver++) /* clocks that differ */
            hear(v, &s, a.time + (cw_time)(1 + 5 * receiver) * CW_SECOND_MS);
    }
    assert_int_equal(cw_track_count(only(v)), 10);
    assert_int_equal(cw_vessels_told(v).repeated, 20);
    assert_int_equal(cw_vessels_told(v).splits, 0);
    books_balance(v, 10);
    cw_vessels_destroy(v);
}

/* ---- two hulls, jumps -------------------------------------------------------------------------
 */

/* Two ships with one number, 20 nm apart, in turn: two tracks, each without a jump. */
static void test_two_hulls(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int t = 0; t < 1200; t += 10) {
        afloat a = eastward(227006760, t);
        if (t % 20 != 0) a.lat_deg += 20.0 / 60.0;
        hear_at(v, a);
    }
    assert_int_equal(cw_vessels_told(v).tracks, 2);
    assert_int_equal(cw_vessels_told(v).splits, 1);
    for (unsigned body = 0; body < 2; body++) {
        const cw_track *track = cw_vessels_find(v, 227006760, body);
        assert_int_equal(cw_track_vessel(track)->body, body);
        assert_int_equal(cw_track_count(track), 60);
        for (size_t i = 0; i < 60; i++)
            assert_close(cw_track_fix_at(track, i).at.lat_deg, 51.0 + body * 20.0 / 60.0, 1e-6);
    }
    cw_split split = cw_vessels_split(v, 0);
    assert_int_equal(split.mmsi, 227006760);
    assert_int_equal(split.body, 1);
    assert_int_equal(split.reason, CW_SPLIT_TWO_HULLS);
    assert_int_equal(split.to_time - split.from_time, 10 * CW_SECOND_MS);
    assert_close(split.to.lat_deg - split.from.lat_deg, 20.0 / 60.0, 1e-6);
    assert_null(cw_vessels_find(v, 227006760, 2));
    assert_null(cw_vessels_find(v, 1, 0));
    cw_vessels_destroy(v);
}

/* A receiver that is wrong for two minutes and right again: the track closes over it. */
static void test_jump(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int t = 0; t < 600; t += 10) {
        afloat a = eastward(227006760, t);
        if (t >= 200 && t < 320) a.lat_deg += 0.1;
        hear_at(v, a);
    }
    assert_int_equal(cw_vessels_told(v).splits, 1);
    assert_int_equal(cw_vessels_split(v, 0).reason, CW_SPLIT_JUMP);
    assert_int_equal(cw_track_count(cw_vessels_find(v, 227006760, 0)), 48);
    assert_int_equal(cw_track_count(cw_vessels_find(v, 227006760, 1)), 12);
    books_balance(v, 60);
    cw_vessels_destroy(v);
}

/* A fast craft that reports its speed is no jump; a ship unheard for two hours neither. */
static void test_no_split(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int i = 0; i < 20; i++) {
        afloat fast = {227000001,
                       AFLOAT_NOON + i * 30 * CW_SECOND_MS,
                       51.0 + i * 30.0 * 60.0 / 3600.0 / 60.0,
                       1.5,
                       60.0,
                       0.0,
                       0};
        hear_at(v, fast);
        hear_at(v, eastward(227000002, i * 7200));
    }
    assert_int_equal(cw_vessels_told(v).splits, 0);
    assert_int_equal(cw_vessels_told(v).tracks, 2);
    cw_vessels_destroy(v);
}

/* A number that hundreds use: bodies are bounded, and what is refused is counted. */
static void test_most_bodies(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (int i = 0; i < 100; i++) {
        afloat a = eastward(111111111, i);
        a.lat_deg = -60.0 + i;
        hear_at(v, a);
    }
    assert_int_equal(cw_vessels_told(v).tracks, CW_VESSEL_MOST_BODIES);
    assert_int_equal(cw_vessels_told(v).refused, 100 - CW_VESSEL_MOST_BODIES);
    books_balance(v, CW_VESSEL_MOST_BODIES);
    cw_vessels_destroy(v);
}

/* ---- what it is -------------------------------------------------------------------------------
 */

static void test_static(void **state) {
    (void)state;
    static const int ANTENNA[4] = {150, 30, 10, 18}, NONE[4] = {0, 0, 0, 0};
    cw_vessels *v = begin();
    sent first = afloat_voyage(227006760, "MARIE GALANTE", 9123456, 70, ANTENNA);
    sent newer = afloat_voyage(227006760, "", 0, 79, NONE);
    hear(v, &first, AFLOAT_NOON);
    hear_at(v, eastward(227006760, 0));
    hear(v, &newer, AFLOAT_NOON + CW_MINUTE_MS);
    const cw_vessel *ship = cw_track_vessel(only(v));
    assert_string_equal(ship->said.name, "MARIE GALANTE");
    assert_string_equal(ship->said.destination, "DOVER");
    assert_int_equal(ship->said.imo, 9123456);
    assert_int_equal(ship->said.ship_type, 79);
    assert_int_equal(ship->said.to_bow_m, 150);
    assert_int_equal(ship->said.to_starboard_m, 18);
    assert_close(ship->said.draught_m, 7.5, 1e-9);
    assert_int_equal(ship->sender, CW_AIS_CLASS_A);
    cw_vessels_destroy(v);
}

static sent part_a(uint32_t mmsi, const char *name) {
    sent s = sent_head(24, mmsi);
    sent_put(&s, 2, 0);
    sent_text(&s, name, 20);
    sent_put(&s, 160 - s.bits, 0);
    return s;
}

static sent part_b(uint32_t mmsi, int type, const char *callsign, int64_t last_30) {
    sent s = sent_head(24, mmsi);
    sent_put(&s, 2, 1);
    sent_put(&s, 8, type);
    sent_text(&s, "XYZ", 7);
    sent_text(&s, callsign, 7);
    sent_put(&s, 30, last_30);
    sent_put(&s, 168 - s.bits, 0);
    return s;
}

/* Parts A and B are of one vessel; a mother ship's craft says whose it is instead of its size. */
static void test_class_b(void **state) {
    (void)state;
    cw_vessels *v = begin();
    sent a = part_a(227999999, "PETITE"),
         b = part_b(227999999, 37, "FAB123", 8 << 21 | 4 << 12 | 2 << 6 | 3);
    sent craft = part_b(982270067, 0, "TENDER", 227006760);
    hear(v, &b, AFLOAT_NOON);
    hear(v, &a, AFLOAT_NOON);
    hear(v, &craft, AFLOAT_NOON);
    hear_at(v, eastward(227999999, 0));
    hear_at(v, eastward(982270067, 0));
    const cw_vessel *small = cw_track_vessel(cw_vessels_find(v, 227999999, 0));
    assert_string_equal(small->said.name, "PETITE");
    assert_string_equal(small->said.callsign, "FAB123");
    assert_int_equal(small->said.to_bow_m, 8);
    assert_int_equal(small->said.to_starboard_m, 3);
    const cw_vessel *tender = cw_track_vessel(cw_vessels_find(v, 982270067, 0));
    assert_int_equal(tender->said.mothership_mmsi, 227006760);
    assert_int_equal(tender->said.to_bow_m, 0);
    cw_vessels_destroy(v);
}

/* ---- beacons ----------------------------------------------------------------------------------
 */

static sent safety_text(uint32_t mmsi, const char *text) {
    sent s = sent_head(14, mmsi);
    sent_put(&s, 2, 0);
    sent_text(&s, text, (unsigned)strlen(text));
    return s;
}

static void test_beacons(void **state) {
    (void)state;
    cw_vessels *v = begin();
    sent active = safety_text(970123456, "SART ACTIVE"), test = safety_text(972123456, "MOB TEST");
    hear(v, &active, CW_AIS_NO_TIME); /* no time, no place: still there */
    hear(v, &test, AFLOAT_NOON);
    afloat ship = eastward(227006760, 0), mob = eastward(227006760, 20),
           late = eastward(227006760, 40);
    mob.status = 14; /* a man overboard with a device of the ship's number */
    hear_at(v, ship);
    hear_at(v, mob);
    hear_at(v, late);
    assert_int_equal(cw_vessels_told(v).beacons, 3);
    cw_beacon b = cw_vessels_beacon(v, 0);
    assert_int_equal(b.mmsi, 970123456);
    assert_int_equal(b.state, CW_AIS_BEACON_ACTIVE);
    assert_true(b.last_heard == CW_AIS_NO_TIME && !b.placed);
    assert_int_equal(cw_vessels_beacon(v, 1).state, CW_AIS_BEACON_TEST);
    assert_int_equal(cw_vessels_beacon(v, 1).last_test, AFLOAT_NOON);
    b = cw_vessels_beacon(v, 2);
    assert_int_equal(b.mmsi, 227006760);
    assert_int_equal(b.state, CW_AIS_BEACON_ACTIVE);
    assert_int_equal(b.messages, 1);
    assert_true(b.placed && b.at_time == mob.time); /* not where the ship is by now */
    assert_close(b.at.lon_deg, mob.lon_deg, 1e-6);
    sent hushed = safety_text(970123456, "SART TEST"); /* active once: stays so, with both times */
    hear(v, &hushed, AFLOAT_NOON + CW_HOUR_MS);
    cw_vessels_forget(v, AFLOAT_NOON + 24 * CW_HOUR_MS);
    assert_int_equal(cw_vessels_told(v).tracks, 0);
    assert_int_equal(cw_vessels_told(v).beacons, 3);
    assert_int_equal(cw_vessels_beacon(v, 0).state, CW_AIS_BEACON_ACTIVE);
    assert_int_equal(cw_vessels_beacon(v, 0).last_test, AFLOAT_NOON + CW_HOUR_MS);
    cw_vessels_destroy(v);
}

/* ---- age --------------------------------------------------------------------------------------
 */

static void test_forget(void **state) {
    (void)state;
    cw_vessels *v = begin();
    for (uint32_t ship = 0; ship < 400; ship++) { /* half are heard for an hour, half for two */
        for (int t = 0; t < (ship % 2 == 0 ? 3600 : 7200); t += 360)
            hear_at(v, eastward(227000000 + ship, t));
    }
    cw_vessels_forget(v, AFLOAT_NOON + 3600 * CW_SECOND_MS);
    size_t count;
    const cw_track *const *tracks = cw_vessels_tracks(v, &count, NULL);
    assert_int_equal(count, 200);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(cw_track_vessel(tracks[i])->mmsi % 2, 1);
        assert_int_equal(cw_track_count(tracks[i]), 10);
        assert_int_equal(cw_track_fix_at(tracks[i], 0).time, AFLOAT_NOON + 3600 * CW_SECOND_MS);
    }
    assert_null(cw_vessels_find(v, 227000000, 0));
    hear_at(v, eastward(227000000, 7200)); /* and goes on */
    hear_at(v, eastward(227000001, 7200));
    assert_int_equal(cw_track_count(cw_vessels_find(v, 227000000, 0)), 1);
    assert_int_equal(cw_track_count(cw_vessels_find(v, 227000001, 0)), 11);
    cw_vessels_destroy(v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order),   cmocka_unit_test(test_measured),
        cmocka_unit_test(test_base_clock),  cmocka_unit_test(test_clock_jump),
        cmocka_unit_test(test_receivers),   cmocka_unit_test(test_two_hulls),
        cmocka_unit_test(test_jump),        cmocka_unit_test(test_no_split),
        cmocka_unit_test(test_most_bodies), cmocka_unit_test(test_static),
        cmocka_unit_test(test_class_b),     cmocka_unit_test(test_beacons),
        cmocka_unit_test(test_forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
