/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What messages mean: published sentences with the values that their senders or other decoders give
 * (K. Schwehr's noaadata dumps, as printed in gpsd's sample file), application messages packed here
 * after IMO SN.1/Circ.289, and distress beacons.
 */
#include "sending.h"

#include <jansson.h>
#include <math.h>

static heard got;

static const cw_ais_message *only(const char *text) {
    heard_read(text, strlen(text), &got);
    if (got.count != 1) fail_msg("%zu messages from %s", got.count, text);
    return &got.items[0];
}

static cw_ais_position position_of(const char *text) {
    cw_ais_position p;
    assert_true(cw_ais_position_read(only(text), &p));
    return p;
}

static cw_ais_static static_of(const char *text) {
    cw_ais_static s;
    assert_true(cw_ais_static_read(only(text), &s));
    return s;
}

/* Degrees as printed there, to ten digits; the message has 1.7e-6. */
static const double PRINTED = 5e-7;

static void test_published_positions(void **state) {
    (void)state;
    cw_ais_position p = position_of("!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A\n");
    assert_int_equal(p.mmsi, 371798000);
    assert_close(p.at.lon_deg, -123.395383333, PRINTED);
    assert_close(p.at.lat_deg, 48.38163333333, PRINTED);
    assert_close(cw_mps_to_knots(p.speed_mps), 12.3, 1e-9);
    assert_close(p.course_deg, 224.0, 1e-9);
    assert_close(p.heading_deg, 215.0, 0.0);
    assert_int_equal(p.second, 33);
    assert_true(isnan(p.turn_deg_per_min)); /* -127: to the left, faster than can be measured */
    assert_true(p.accurate);
    p = position_of("!AIVDM,1,1,,A,16SteH0P00Jt63hHaa6SagvJ087r,0*42\n");
    assert_close(p.at.lon_deg, -70.7582, PRINTED);
    assert_close(p.at.lat_deg, 43.08015, PRINTED);
    assert_close(p.course_deg, 93.4, 1e-9);
    assert_true(isnan(p.heading_deg));
    p = position_of("!AIVDM,1,1,,A,B52K>;h00Fc>jpUlNV@ikwpUoP06,0*4C\n");
    assert_int_equal(p.sender, CW_AIS_CLASS_B);
    assert_close(p.at.lon_deg, -74.07213166666, PRINTED);
    assert_close(p.at.lat_deg, 40.68454, PRINTED);
    assert_close(p.course_deg, 79.6, 1e-9);
    p = position_of("!AIVDM,1,1,,B,91b55wi;hbOS@OdQAC062Ch2089h,0*30\n");
    assert_int_equal(p.sender, CW_AIS_AIRCRAFT);
    assert_close(p.altitude_m, 303.0, 0.0);
    assert_close(cw_mps_to_knots(p.speed_mps), 42.0, 1e-9);
    assert_close(p.at.lat_deg, 58.144, 5e-4); /* printed to three decimals */
    assert_close(p.course_deg, 154.5, 1e-9);
    p = position_of("!AIVDM,1,1,,B,403OviQuMGCqWrRO9>E6fE700@GO,0*4E\n");
    assert_int_equal(p.sender, CW_AIS_BASE);
    assert_close(p.at.lon_deg, -76.35236166666, PRINTED);
    cw_time time, want;
    assert_true(cw_ais_time_read(&got.items[0], &time));
    assert_true(cw_time_parse("2007-05-14T19:57:39Z", &want, NULL));
    assert_int_equal(time, want);
}

static void test_published_names(void **state) {
    (void)state;
    cw_ais_static s = static_of(
        "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\n"
        "!AIVDM,2,2,1,A,88888888880,2*25\n");
    assert_int_equal(s.mmsi, 351759000);
    assert_int_equal(s.imo, 9134270);
    assert_string_equal(s.callsign, "3FOF8");
    assert_string_equal(s.name, "EVER DIADEM");
    assert_string_equal(s.destination, "NEW YORK");
    assert_int_equal(s.ship_type, 70);
    assert_int_equal(s.to_bow_m, 225);
    assert_int_equal(s.to_stern_m, 70);
    assert_int_equal(s.to_port_m, 1);
    assert_int_equal(s.to_starboard_m, 31);
    assert_close(s.draught_m, 12.2, 1e-9);
    s = static_of("!AIVDM,1,1,,B,C5N3SRgPEnJGEBT>NhWAwwo862PaLELTBJ:V00000000S0D:R220,0*0B\n");
    assert_string_equal(s.name, "CAPT.J.RIMES");
    assert_int_equal(s.to_stern_m, 21);
    s = static_of("!AIVDM,2,1,5,B,E1mg=5J1T4W0h97aRh6ba84<h2d;W:Te=eLvH50```q,0*46\n"
                  "!AIVDM,2,2,5,B,:D44QDlp0C1DU00,2*36\n");
    assert_string_equal(s.name, "CHINA ROSE MURPHY EXPRESS ALERT");
    s = static_of("!AIVDM,1,1,,A,H42O55i18tMET00000000000000,2*6D\n");
    assert_string_equal(s.name, "PROGUY");
    s = static_of("!AIVDM,1,1,,A,H42O55lti4hhhilD3nink000?050,0*40\n");
    assert_string_equal(s.callsign, "TC6163");
    assert_int_equal(s.to_stern_m, 15);
}

/* ---- packed here -----------------------------------------------------------------------------
 */

static const cw_ais_message *sent_over(const sent *s) {
    static cw_text log;
    log.length = 0;
    sent_message(&log, s, 3, 'A');
    return only(log.data);
}

static json_t *json_of(const cw_ais_message *m, bool scaled) {
    static char line[CW_AIS_JSON_ROOM];
    cw_ais_json *json = cw_ais_json_create("test", scaled, NULL);
    size_t length = cw_ais_json_line(json, m, line);
    cw_ais_json_destroy(json);
    json_t *root = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    return root;
}

static double number(const json_t *o, const char *key) {
    const json_t *value = json_object_get(o, key);
    if (!json_is_number(value)) fail_msg("no number %s", key);
    return json_number_value(value);
}

static const char *text(const json_t *o, const char *key) {
    const json_t *value = json_object_get(o, key);
    if (!json_is_string(value)) fail_msg("no text %s", key);
    return json_string_value(value);
}

static const json_t *in(const json_t *o, const char *key, size_t i) {
    const json_t *list = json_object_get(o, key);
    if (i >= json_array_size(list)) fail_msg("no %s[%zu]", key, i);
    return json_array_get(list, i);
}

static sent broadcast(unsigned fid) {
    sent s = sent_head(8, 2320701);
    sent_put(&s, 2, 0);
    sent_put(&s, 10, 1);
    sent_put(&s, 6, fid);
    return s;
}

/* A point, two legs from it, a sector and a word: a search area at 51.0 N 1.5 E. */
static void test_area_notice(void **state) {
    (void)state;
    sent s = broadcast(22);
    sent_put(&s, 10, 77); /* linkage */
    sent_put(&s, 7, 75);  /* SAR area */
    sent_put(&s, 4, 11);
    sent_put(&s, 5, 24);
    sent_put(&s, 5, 3);
    sent_put(&s, 6, 12);
    sent_put(&s, 18, 240); /* minutes */
    sent_put(&s, 3, 0);    /* circle */
    sent_put(&s, 2, 2);
    sent_put(&s, 25, 90000); /* 1.5 degrees in thousandths of a minute */
    sent_put(&s, 24, 3060000);
    sent_put(&s, 3, 4);
    sent_put(&s, 12, 55); /* 5,500 m */
    sent_put(&s, 18, 0);
    sent_put(&s, 3, 3); /* polyline */
    sent_put(&s, 2, 1);
    for (int i = 0; i < 4; i++) {
        sent_put(&s, 10, i < 2 ? 91 + i : 720); /* 45.5, 46 degrees */
        sent_put(&s, 10, i < 2 ? 300 : 0);
    }
    sent_put(&s, 2, 0);
    sent_put(&s, 3, 2); /* sector */
    sent_put(&s, 2, 3);
    sent_put(&s, 25, -90000);
    sent_put(&s, 24, 3060000);
    sent_put(&s, 3, 4);
    sent_put(&s, 12, 9);
    sent_put(&s, 9, 350);
    sent_put(&s, 9, 20);
    sent_put(&s, 3, 5); /* text */
    sent_text(&s, "RAFT", 14);
    json_t *j = json_of(sent_over(&s), true);
    assert_string_equal(text(j, "notice_text"), "Distress Area: SAR area");
    assert_string_equal(text(j, "start"), "11-24T03:12Z");
    assert_close(number(j, "duration"), 240, 0);
    assert_int_equal(json_array_size(json_object_get(j, "areas")), 4);
    assert_close(number(in(j, "areas", 0), "lon"), 1.5, 1e-9);
    assert_close(number(in(j, "areas", 0), "lat"), 51.0, 1e-9);
    assert_close(number(in(j, "areas", 0), "radius"), 55, 0);
    const json_t *line = in(j, "areas", 1);
    assert_string_equal(text(line, "shape_text"), "polyline");
    assert_int_equal(json_array_size(json_object_get(line, "waypoints")), 2);
    assert_close(number(in(line, "waypoints", 0), "bearing"), 45.5, 1e-9);
    assert_close(number(in(line, "waypoints", 1), "distance"), 300, 0);
    assert_close(number(in(j, "areas", 2), "lon"), -1.5, 1e-9);
    assert_close(number(in(j, "areas", 2), "right"), 20, 0);
    assert_string_equal(text(in(j, "areas", 3), "text"), "RAFT");
    json_decref(j);
}

static void test_persons_and_cargo(void **state) {
    (void)state;
    sent s = broadcast(16);
    sent_put(&s, 13, 3314);
    json_t *j = json_of(sent_over(&s), true); /* without the spare bits it is not whole */
    assert_close(number(j, "persons"), 3314, 0);
    json_decref(j);
    s = broadcast(16);
    sent_put(&s, 240, 1); /* many pilots send something else under this identifier */
    j = json_of(sent_over(&s), true);
    assert_null(json_object_get(j, "persons"));
    assert_int_equal(strncmp(text(j, "data"), "240:", 4), 0);
    json_decref(j);
    s = broadcast(24);
    sent_put(&s, 10, 5);
    sent_put(&s, 13, 4150); /* 41.5 m */
    sent_text(&s, "GBDVR", 5);
    sent_text(&s, "FRCQF", 5);
    sent_text(&s, "", 5);
    while (s.bits < 337) sent_put(&s, 1, 0);
    sent_put(&s, 13, 21);
    sent_put(&s, 10, 0);
    j = json_of(sent_over(&s), true);
    assert_close(number(j, "airdraught"), 41.5, 1e-9);
    assert_string_equal(text(j, "nextport"), "FRCQF");
    assert_close(number(j, "persons"), 21, 0);
    json_decref(j);
}

static void test_environment(void **state) {
    (void)state;
    sent s = broadcast(26);
    sent_put(&s, 4, 2); /* wind */
    sent_put(&s, 5, 24);
    sent_put(&s, 5, 3);
    sent_put(&s, 6, 0);
    sent_put(&s, 7, 9);
    sent_put(&s, 7, 22);
    sent_put(&s, 7, 31);
    sent_put(&s, 9, 215);
    sent_put(&s, 62, 0);
    sent_put(&s, 4, 3); /* water level */
    sent_put(&s, 23, 0);
    sent_put(&s, 1, 1);
    sent_put(&s, 16, -123);
    sent_put(&s, 68, 0);
    json_t *j = json_of(sent_over(&s), true);
    assert_int_equal(json_array_size(json_object_get(j, "reports")), 2);
    assert_string_equal(text(in(j, "reports", 0), "timestamp"), "24T03:00Z");
    assert_close(number(in(j, "reports", 0), "wspeed"), 22, 0);
    assert_close(number(in(j, "reports", 0), "wdir"), 215, 0);
    assert_close(number(in(j, "reports", 1), "level"), -1.23, 1e-9);
    json_decref(j);
}

static void test_tidal_window(void **state) {
    (void)state;
    sent s = sent_head(6, 2320701);
    sent_put(&s, 34, 0);
    sent_put(&s, 10, 1);
    sent_put(&s, 6, 32);
    sent_put(&s, 4, 11);
    sent_put(&s, 5, 24);
    for (int i = 0; i < 3; i++) {
        sent_put(&s, 25, 90000 + i);
        sent_put(&s, 24, 3060000);
        sent_put(&s, 22, (1 << 17) | (15 << 11) | (2 << 6) | 45);
        sent_put(&s, 9, 30 + i);
        sent_put(&s, 8, 21);
    }
    json_t *j = json_of(sent_over(&s), true);
    assert_int_equal(json_array_size(json_object_get(j, "tidals")), 3);
    assert_close(number(in(j, "tidals", 2), "cdir"), 32, 0);
    assert_close(number(in(j, "tidals", 2), "cspeed"), 2.1, 1e-9);
    assert_close(number(in(j, "tidals", 2), "from_min"), 15, 0);
    json_decref(j);
}

/* ---- not available, and how exact ------------------------------------------------------------
 */

static sent report(uint32_t mmsi, unsigned status, double lon, double lat) {
    sent s = sent_head(1, mmsi);
    sent_put(&s, 4, status);
    sent_put(&s, 8, -128);
    sent_put(&s, 10, 1023);
    sent_put(&s, 1, 0);
    sent_put(&s, 28, lrint(lon * 600000.0));
    sent_put(&s, 27, lrint(lat * 600000.0));
    sent_put(&s, 12, 3600);
    sent_put(&s, 9, 511);
    sent_put(&s, 6, 60);
    sent_put(&s, 25, 0);
    return s;
}

static void test_not_available(void **state) {
    (void)state;
    sent s = report(235000001, 15, 181.0, 91.0);
    cw_ais_position p;
    assert_true(cw_ais_position_read(sent_over(&s), &p));
    assert_true(isnan(p.at.lat_deg) && isnan(p.at.lon_deg) && isnan(p.speed_mps));
    assert_true(isnan(p.course_deg) && isnan(p.heading_deg) && isnan(p.turn_deg_per_min));
    assert_int_equal(p.second, -1);
    json_t *j = json_of(&got.items[0], true);
    assert_close(number(j, "lat"), 91.0, 0); /* as gpsd */
    assert_close(number(j, "lon"), 181.0, 0);
    assert_string_equal(text(j, "speed"), "nan");
    assert_string_equal(text(j, "turn"), "nan");
    json_decref(j);
}

/* The corners of the earth and both sides of zero, and the sign of a turn. */
static void test_signs(void **state) {
    (void)state;
    static const double lons[] = {-180.0, -1.5, -0.000002, 0.0, 0.000002, 1.8492, 180.0};
    for (size_t i = 0; i < 7; i++) {
        cw_ais_position p;
        double lat = lons[i] / 2.0;
        sent s = report(235000001, 0, lons[i], lat);
        sent_put_at(&s, 42, 8, (int64_t)i * 40 - 120);
        assert_true(cw_ais_position_read(sent_over(&s), &p));
        assert_close(p.at.lon_deg, lons[i], 0.5 / 600000.0 + 1e-12);
        assert_close(p.at.lat_deg, lat, 0.5 / 600000.0 + 1e-12);
        json_t *j = json_of(&got.items[0], true);
        assert_close(number(j, "lon"), p.at.lon_deg, 5.1e-7); /* six decimals */
        double turn = ((double)i * 40.0 - 120.0) / 4.733;
        assert_close(p.turn_deg_per_min, turn * fabs(turn), 1e-9);
        assert_close(number(j, "turn"), turn * fabs(turn), 0.5);
        json_decref(j);
    }
}

static void test_long_range(void **state) {
    (void)state;
    sent s = sent_head(27, 235000001);
    sent_put(&s, 2, 0);
    sent_put(&s, 4, 0);
    sent_put(&s, 18, lrint(-1.25 * 600.0));
    sent_put(&s, 17, lrint(50.75 * 600.0));
    sent_put(&s, 6, 14);
    sent_put(&s, 9, 211);
    sent_put(&s, 2, 0);
    cw_ais_position p;
    assert_true(cw_ais_position_read(sent_over(&s), &p));
    assert_close(p.at.lon_deg, -1.25, 1e-9);
    assert_close(p.at.lat_deg, 50.75, 1e-9);
    assert_close(p.course_deg, 211.0, 0);
    assert_close(p.error_m, 131.0, 1.0); /* half of 0.1 minute, 92.6 m, both ways */
    json_t *j = json_of(&got.items[0], true);
    assert_close(number(j, "lon"), -1.25, 1e-9);
    json_decref(j);
}

/* A search aircraft faster than can be said: 1022 stands for 1022 knots and more. */
static void test_fast_aircraft(void **state) {
    (void)state;
    sent s = sent_head(9, 111232511);
    sent_put(&s, 12, 4094);
    sent_put(&s, 10, 1022);
    while (s.bits < 168) sent_put(&s, 1, 0);
    json_t *j = json_of(sent_over(&s), true);
    assert_string_equal(text(j, "speed"), "fast");
    assert_string_equal(text(j, "alt"), "high");
    json_decref(j);
    sent_put_at(&s, 50, 10, 1001);
    j = json_of(sent_over(&s), true);
    assert_close(number(j, "speed"), 1001, 0); /* knots, not tenths */
    json_decref(j);
}

/* ---- beacons ---------------------------------------------------------------------------------
 */

static cw_ais_beacon status_says(uint32_t mmsi, unsigned status) {
    sent s = report(mmsi, status, 181.0, 91.0);
    return cw_ais_beacon_of(sent_over(&s));
}

static cw_ais_beacon text_says(uint32_t mmsi, const char *words) {
    sent s = sent_head(14, mmsi);
    sent_put(&s, 2, 0);
    sent_text(&s, words, (unsigned)strlen(words));
    return cw_ais_beacon_of(sent_over(&s));
}

/* A test never raises an alarm; an active beacon is never hidden. */
static void test_beacons(void **state) {
    (void)state;
    static const uint32_t beacons[] = {970123456, 972123456, 974123456};
    static const cw_ais_sender senders[] = {CW_AIS_SART, CW_AIS_MOB, CW_AIS_EPIRB};
    static const char *const names[] = {"SART", "MOB", "EPIRB"};
    for (size_t i = 0; i < 3; i++) {
        char words[32];
        assert_int_equal(status_says(beacons[i], 14), CW_AIS_BEACON_ACTIVE); /* no position yet */
        assert_int_equal(cw_ais_sender_of(&got.items[0]), senders[i]);
        assert_int_equal(status_says(beacons[i], 15), CW_AIS_BEACON_SILENT);
        assert_int_equal(status_says(beacons[i], 0), CW_AIS_BEACON_SILENT);
        snprintf(words, sizeof words, "%s ACTIVE", names[i]);
        assert_int_equal(text_says(beacons[i], words), CW_AIS_BEACON_ACTIVE);
        snprintf(words, sizeof words, "%s TEST", names[i]);
        assert_int_equal(text_says(beacons[i], words), CW_AIS_BEACON_TEST);
    }
    assert_int_equal(status_says(235000001, 14), CW_AIS_BEACON_ACTIVE); /* a ship's number in it */
    assert_int_equal(status_says(235000001, 15), CW_AIS_NO_BEACON);
    assert_int_equal(text_says(235000001, "SART ACTIVE AT 51N"),
                     CW_AIS_NO_BEACON); /* speaks of one */
    assert_int_equal(status_says(971123456, 15), CW_AIS_NO_BEACON);
    sent s = report(972000001, 14, 1.8492, 51.1575);
    json_t *j = json_of(sent_over(&s), true);
    assert_string_equal(text(j, "beacon"), "mob");
    assert_string_equal(text(j, "beacon_state"), "active");
    assert_string_equal(text(j, "status_text"), "AIS-SART is active");
    json_decref(j);
}

/* Part B of type 24 takes the name of its part A, whatever comes between. */
static void test_names_meet(void **state) {
    (void)state;
    static char line[CW_AIS_JSON_ROOM];
    cw_ais_json *json = cw_ais_json_create("test", true, NULL);
    char all[4096] = "";
    for (uint32_t i = 0; i < 3; i++) {
        sent s = sent_head(24, 235000001 + i % 2);
        sent_put(&s, 2, i == 2);
        if (i < 2) sent_text(&s, i == 0 ? "WESTWARD" : "EASTWARD", 20);
        while (s.bits < (i == 2 ? 168u : 160u)) sent_put(&s, 1, 0);
        size_t length = cw_ais_json_line(json, sent_over(&s), line);
        strncat(all, line, length);
    }
    cw_ais_json_destroy(json);
    const char *second = strchr(strchr(all, '\n') + 1, '\n') + 1;
    assert_mentions(all, "\"part\":\"A\",\"shipname\":\"WESTWARD\"");
    assert_mentions(second, "\"shipname\":\"WESTWARD\",\"shiptype\":0");
    assert_null(strstr(second, "\"part\""));
}

/* A file whose name is not UTF-8, and holds what moves a terminal: the line is JSON all the same.
 */
static void test_device(void **state) {
    (void)state;
    static char line[CW_AIS_JSON_ROOM];
    const cw_ais_message m = {.type = 10, .mmsi = 235000001, .bits = 72};
    static const struct {
        const char *device, *read;
    } names[] = {{"caf\xe9\x1b.nmea", "caf?\x1b.nmea"},
                 {"caf\xc3\xa9 \"1\"\\", "caf\xc3\xa9 \"1\"\\"},
                 {"\xf0\x9f", "??"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cw_ais_json *json = cw_ais_json_create(names[i].device, true, NULL);
        size_t length = cw_ais_json_line(json, &m, line);
        json_t *root = json_loadb(line, length, 0, NULL);
        assert_non_null(root);
        assert_string_equal(json_string_value(json_object_get(root, "device")), names[i].read);
        json_decref(root);
        cw_ais_json_destroy(json);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_positions),
        cmocka_unit_test(test_published_names),
        cmocka_unit_test(test_area_notice),
        cmocka_unit_test(test_persons_and_cargo),
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_tidal_window),
        cmocka_unit_test(test_not_available),
        cmocka_unit_test(test_signs),
        cmocka_unit_test(test_long_range),
        cmocka_unit_test(test_fast_aircraft),
        cmocka_unit_test(test_beacons),
        cmocka_unit_test(test_names_meet),
        cmocka_unit_test(test_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
