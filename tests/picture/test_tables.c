/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of positions in the layouts of national archives, and what becomes of damaged rows. */
#include "picture/csv_table.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[1024], path[1100];

static int set_up(void **state) {
    (void)state;
    support_directory(folder);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(folder);
    return 0;
}

static const char *written(const char *text, size_t length) {
    snprintf(path, sizeof path, "%s/table.csv", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
    return path;
}

static cw_vessels *load(const char *text, cw_vessels_reading *reading) {
    cw_error err = {0};
    const char *paths[1] = {written(text, strlen(text))};
    cw_vessels *v = cw_vessels_load(paths, 1, NULL, reading, &err);
    if (v == NULL) fail_msg("%s", err.message);
    return v;
}

static void refused(const char *text, const char *columns, const char *part) {
    cw_error err = {0};
    cw_vessels_reading reading = {.columns = columns};
    const char *paths[1] = {written(text, strlen(text))};
    assert_null(cw_vessels_load(paths, 1, NULL, &reading, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, part);
}

static cw_time at(const char *iso) {
    cw_time time;
    assert_true(cw_time_parse(iso, &time, NULL));
    return time;
}

/* ---- layouts ----------------------------------------------------------------------------------
 */

/* A row of NOAA's archive, as it is published. */
static void test_marinecadastre(void **state) {
    (void)state;
    cw_vessels *v = load(
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,"
        "Length,Width,Draft,Cargo,TransceiverClass\n"
        "636021061,2023-01-11T00:00:00,26.09241,-80.04806,8.8,272.7,270.0,MSC NAISHA III,"
        "IMO9307839,5LCB4,70,8.0,208.0,30.0,8.0,70.0,A\n"
        "338228393,2023-01-11T00:00:13,34.40572,-119.68983,102.3,360.0,511.0,GITANA,,,37,,,,,,B\n",
        NULL);
    const cw_track *t = cw_vessels_find(v, 636021061, 0);
    const cw_vessel *ship = cw_track_vessel(t);
    cw_track_fix fix = cw_track_fix_at(t, 0);
    assert_int_equal(fix.time, at("2023-01-11T00:00:00Z"));
    assert_true(fix.at.lat_deg == 26.09241 && fix.at.lon_deg == -80.04806);
    assert_close(fix.speed_mps, cw_knots_to_mps(8.8), 1e-6);
    assert_close(fix.course_deg, 272.7, 2e-5);
    assert_int_equal(fix.status, 8);
    assert_string_equal(ship->said.name, "MSC NAISHA III");
    assert_string_equal(ship->said.callsign, "5LCB4");
    assert_int_equal(ship->said.imo, 9307839);
    assert_int_equal(ship->said.ship_type, 70);
    assert_int_equal(ship->sender, CW_AIS_CLASS_A);
    cw_hull hull = cw_vessel_hull(ship); /* length and beam, but not where the antenna is */
    assert_true(hull.given && hull.to_bow_m == 104.0 && hull.to_starboard_m == 15.0);
    t = cw_vessels_find(v, 338228393, 0);
    fix = cw_track_fix_at(t, 0); /* 102.3 kn, 360 and 511 degrees stand for nothing */
    assert_true(isnan(fix.speed_mps) && isnan(fix.course_deg) && isnan(fix.heading_deg));
    assert_int_equal(fix.status, 15);
    assert_int_equal(cw_track_vessel(t)->sender, CW_AIS_CLASS_B);
    cw_vessels_destroy(v);
}

static const char DANISH[] =
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,"
    "IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,"
    "Destination,ETA,Data source type,A,B,C,D\r\n";

static void test_danish(void **state) {
    (void)state;
    cw_text text = {0};
    cw_text_add(&text, "%s", DANISH);
    cw_text_add(&text,
                "24/11/2021 00:00:07,Class A,219000001,55.123456,11.500000,Moored,-5.3,0.1,"
                "12.5,183,9123456,OXYZ2,\"NORD, SYD\",Tanker,,20,140,GPS,7.2,\"AARHUS\",,AIS,"
                "120,20,8,12\r\n"
                "24/11/2021 00:00:08,Base Station,2190047,56.0,11.0,Unknown value,,,,,Unknown,"
                "Unknown,,Undefined,,,,Surveyed,,,,AIS,,,,\r\n"
                "24/11/2021 00:00:09,Class A,219000002,91.000000,0.0,Under way using engine,,,"
                ",,,,,Undefined,,,,,,,,AIS,,,,\r\n");
    cw_vessels *v = load(text.data, NULL);
    cw_text_free(&text);
    const cw_track *t = cw_vessels_find(v, 219000001, 0);
    const cw_vessel *ship = cw_track_vessel(t);
    cw_track_fix fix = cw_track_fix_at(t, 0);
    assert_int_equal(fix.time, at("2021-11-24T00:00:07Z")); /* the day first */
    assert_true(fix.at.lat_deg == 55.123456);
    assert_int_equal(fix.status, 5);
    assert_close(fix.turn_deg_per_min, -5.3, 0.0126); /* kept in fortieths */
    assert_string_equal(ship->said.name, "NORD, SYD");
    assert_int_equal(ship->said.ship_type, 80);
    cw_hull hull = cw_vessel_hull(ship);
    assert_true(hull.to_bow_m == 120.0 && hull.to_starboard_m == 12.0);
    assert_int_equal(cw_track_vessel(cw_vessels_find(v, 2190047, 0))->sender, CW_AIS_BASE);
    cw_vessels_counts counts = cw_vessels_told(v);
    assert_int_equal(counts.without_place, 1);
    assert_int_equal(counts.lines, 3);
    assert_int_equal(counts.lines_damaged, 0);
    cw_vessels_destroy(v);
}

/* A byte order mark, semicolons, minutes only; and the real file behind it. */
static void test_movingpandas(void **state) {
    (void)state;
    cw_vessels *v = load("\xef\xbb\xbfID;time;lon;lat\n"
                         "7;20/03/2021 00:22;32.32925;31.4386\n"
                         "7;20/03/2021 01:25;32.3986;31.40955\n",
                         NULL);
    const cw_track *t = cw_vessels_find(v, 7, 0);
    assert_int_equal(cw_track_count(t), 2);
    cw_track_fix fix = cw_track_fix_at(t, 0);
    assert_int_equal(fix.time, at("2021-03-20T00:22:00Z"));
    assert_close(fix.error_m, 17.3 * 5.0, 1.0); /* a minute cut off, at 10 knots: docs/tracks.md */
    cw_vessels_destroy(v);
}

static void test_real_table(void **state) {
    (void)state;
    char file[1024];
    cw_error err = {0};
    const char *paths[1] = {
        support_shared("data/ais/movingpandas_suez_boat-positions_2021-03.csv", file)};
    cw_vessels *v = cw_vessels_load(paths, 1, NULL, NULL, &err);
    if (v == NULL) fail_msg("%s", err.message);
    cw_vessels_counts counts = cw_vessels_told(v);
    size_t numbers = 0, count;
    const cw_track *const *tracks = cw_vessels_tracks(v, &count, NULL);
    for (size_t i = 0; i < count; i++) numbers += cw_track_vessel(tracks[i])->body == 0;
    assert_int_equal(counts.lines, 22287); /* as its README has it */
    assert_int_equal(numbers, 256);
    assert_int_equal(counts.lines_damaged, 0);
    assert_int_equal(counts.fixes + counts.repeated, 22287);
    cw_vessels_destroy(v);
}

/* ---- a map ------------------------------------------------------------------------------------
 */

static void test_map(void **state) {
    (void)state;
    cw_vessels_reading reading = {.columns =
                                      "mmsi=who,time=when,lat=b,lon=a,sog=v,dates=month-first"};
    cw_vessels *v =
        load("when|who|a|b|v|lat\n11/24/2021 02:27:59|227006760|1.5|51.0|10|77\n", &reading);
    cw_track_fix fix = cw_track_fix_at(cw_vessels_find(v, 227006760, 0), 0);
    assert_int_equal(fix.time, at("2021-11-24T02:27:59Z"));
    assert_true(fix.at.lat_deg == 51.0 && fix.at.lon_deg == 1.5);
    assert_close(fix.speed_mps, cw_knots_to_mps(10.0), 1e-6);
    cw_vessels_destroy(v);

    static const char TABLE[] = "mmsi,time,lat,lon\n227006760,1637720879,51,1.5\n";
    refused(TABLE, "mmsi=mmsi,time=time,lat=lat", "lon=");
    refused(TABLE, "mmsi=mmsi,time=time,lat=lat,lon=east", "no column \"east\"");
    refused(TABLE, "colour=red", "colour");
    refused(TABLE, "mmsi", "FIELD=COLUMN");
    refused(TABLE, "mmsi=mmsi,time=time,lat=lat,lon=lon,dates=soon", "month-first");
    refused("time,place\n1,2\n", NULL, "table.csv"); /* no table that is known */
    refused("", NULL, "holds no AIS");
}

/* ---- times ------------------------------------------------------------------------------------
 */

static void test_times(void **state) {
    (void)state;
    static const struct {
        const char *text, *iso;
        bool month_first;
        double std_s;
    } good[] = {{"2021-11-24T02:27:59", "2021-11-24T02:27:59Z", false, 1.0},
                {"2021-11-24 02:27:59.250", "2021-11-24T02:27:59.25Z", false, 1.0},
                {"2021-11-24T02:27", "2021-11-24T02:27Z", false, 17.3},
                {"2021-11-24T03:27:59+01:00", "2021-11-24T02:27:59Z", false, 1.0},
                {"2021-11-24T02:27:59Z", "2021-11-24T02:27:59Z", false, 1.0},
                {"24/11/2021 02:27", "2021-11-24T02:27Z", false, 17.3},
                {"05.06.2021 02:27:00", "2021-06-05T02:27Z", false, 1.0},
                {"05/06/2021 02:27:00", "2021-05-06T02:27Z", true, 1.0},
                {"1637720879", "2021-11-24T02:27:59Z", false, 1.0},
                {"1637720879500", "2021-11-24T02:27:59.5Z", false, 1.0},
                {"29/02/2024 00:00", "2024-02-29T00:00Z", false, 17.3}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        cw_time time;
        double std_s;
        if (!csv_time(good[i].text, good[i].month_first, &time, &std_s))
            fail_msg("%s", good[i].text);
        if (time != at(good[i].iso)) fail_msg("%s", good[i].text);
        assert_close(std_s, good[i].std_s, 1e-12);
    }
    static const char *const bad[] = {"",
                                      "24/11/2021",
                                      "11/24/2021 02:27",
                                      "2021-02-30T00:00:00",
                                      "29/02/2021 00:00",
                                      "24/11/2021 24:00",
                                      "24/11/2021 02:60",
                                      "24/11/2021 02:27:60",
                                      "24/11/2021 02:27 pm",
                                      "noon",
                                      "12345",
                                      "99999999999999999",
                                      "24-11/2021T02",
                                      "1969-01-01T00:00:00",
                                      "24/11/2021 02:27:nan"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_time time;
        double std_s;
        if (csv_time(bad[i], false, &time, &std_s)) fail_msg("%s", bad[i]);
    }
}

/* ---- damage -----------------------------------------------------------------------------------
 */

/* Each bad row is told with its number and why, and spoils no other. */
static void test_damage(void **state) {
    (void)state;
    static const char *const rows[][2] = {{"22700676x,1637720879,51,1.5,3", "MMSI"},
                                          {"4294967296,1637720879,51,1.5,3", "MMSI"},
                                          {",1637720879,51,1.5,3", "MMSI"},
                                          {"227006760,yesterday,51,1.5,3", "time"},
                                          {"227006760,1637720879,51N,1.5,3", "position"},
                                          {"227006760,1637720879,inf,1.5,3", "position"},
                                          {"227006760,1637720879,0x33,1.5,3", "position"},
                                          {"227006760,1637720879,51,1.5,fast", "speed"},
                                          {"227006760,1637720879,51,1.5", "columns"},
                                          {"227006760,1637720879,51,1.5,3,4", "columns"},
                                          {"\"227006760,1637720879,51,1.5,3", "quotes"},
                                          {"2270\"06760,1637720879,51,1.5,3", "quotes"}};
    enum { ROWS = sizeof rows / sizeof rows[0] };
    cw_text text = {0};
    cw_text_add(&text, "mmsi,time,lat,lon,sog\n");
    for (int i = 0; i < ROWS; i++)
        cw_text_add(&text, "%s\n\n227006760,%d,51,1.5,0\n", rows[i][0], 1637720000 + 60 * i);
    cw_vessels_reading reading = {.columns = NULL};
    cw_vessels *v = load(text.data, &reading);
    cw_text_free(&text);
    cw_vessels_counts counts = cw_vessels_told(v);
    assert_int_equal(counts.lines, 2 * ROWS);
    assert_int_equal(counts.lines_damaged, ROWS);
    assert_int_equal(counts.fixes, ROWS);
    assert_int_equal(reading.damage_count, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(reading.damage[i].line, 2 + 3 * i); /* empty lines are counted too */
        assert_mentions(reading.damage[i].why, rows[i][1]);
        assert_mentions(reading.damage[i].file, "table.csv");
    }
    cw_vessels_destroy(v);
}

/* A line of a megabyte, and one with NULs in it. */
static void test_monsters(void **state) {
    (void)state;
    enum { MEGABYTE = 1 << 20 };
    static const char GOOD[] = "227006760,1637720879,51,1.5\n", NULS[] = "2270\0\0\0\n";
    cw_text text = {0};
    cw_error err = {0};
    cw_text_add(&text, "mmsi,time,lat,lon\n");
    for (int i = 0; i < MEGABYTE / 8; i++) cw_text_add_bytes(&text, "12345678", 8);
    cw_text_add(&text, "\n");
    cw_text_add_bytes(&text, NULS, sizeof NULS - 1);
    cw_text_add(&text, "%s", GOOD);
    const char *paths[1] = {written(text.data, text.length)};
    cw_vessels_reading reading = {.columns = NULL};
    cw_vessels *v = cw_vessels_load(paths, 1, NULL, &reading, &err);
    cw_text_free(&text);
    assert_non_null(v);
    assert_int_equal(cw_vessels_told(v).lines_damaged, 2);
    assert_mentions(reading.damage[0].why, "long");
    assert_int_equal(reading.damage[1].line, 3);
    assert_int_equal(cw_vessels_told(v).fixes, 1);
    cw_vessels_destroy(v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marinecadastre),
        cmocka_unit_test(test_danish),
        cmocka_unit_test(test_movingpandas),
        cmocka_unit_test(test_real_table),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_monsters),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
