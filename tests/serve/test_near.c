/* SPDX-License-Identifier: Apache-2.0 */
/* Whose water, who can be there first, and which ships are near, as the room tells it: against the
 * haversine on a sphere, which is none of the program's own. */
#include "../picture/afloat.h"
#include "room.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define OFFICER (&t.callers[ROLE_OFFICER])

static const cw_position PLACE = {51.0 + 9.45 / 60.0, 1.0 + 50.95 / 60.0};
static const double KNOT_MPS = 1852.0 / 3600.0;

static json_t *field(json_t *o, const char *key) {
    json_t *value = json_object_get(o, key);
    if (value == NULL) fail_msg("no field %s", key);
    return value;
}

static double sphere_m(cw_position a, cw_position b) {
    const double radius_m = 6371008.8, rad = acos(-1.0) / 180.0;
    double north = sin(0.5 * rad * (b.lat_deg - a.lat_deg));
    double east = sin(0.5 * rad * (b.lon_deg - a.lon_deg));
    double h = north * north + cos(rad * a.lat_deg) * cos(rad * b.lat_deg) * east * east;
    return 2.0 * radius_m * asin(sqrt(h));
}

static void give_place(open_room *t) {
    json_decref(expect(t, &t->callers[ROLE_OFFICER], "POST", "/api/1/reports",
                       "{\"text\":\"33 people, 51 09.45N 001 50.95E\",\"caller\":\"0612345678\","
                       "\"incident\":\"GN-7\"}",
                       200));
}

/* ---- units ------------------------------------------------------------------------------------
 */

static json_t *arrival_of(json_t *list, const char *unit) {
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) {
        if (strcmp(json_string_value(field(one, "unit")), unit) == 0) return one;
    }
    fail_msg("no %s among them", unit);
    return NULL;
}

/* The units of the case as they stand there: a distance that differs by the flattening of the
 * Earth, 0.5 % at most. */
static void units_are_ranked_by_their_arrival(void **state) {
    (void)state;
    open_room t;
    char cases[1200];
    double last = 0.0;
    size_t i;
    json_t *one;
    support_source("cases", cases);
    room_begin(&t, cases);
    give_place(&t);
    /* the case's units are ready from the beginning of its search, 03:30, on */
    json_decref(expect(&t, &t.callers[ROLE_COORDINATOR], "POST", "/api/1/clock",
                       "{\"now\":\"2021-11-24T04:00Z\"}", 200));
    json_t *list = expect(&t, OFFICER, "GET",
                          "/api/1/incidents/GN-7/arrivals?case=dover-2021-11-24", NULL, 200);
    assert_int_equal(json_array_size(list), 5); /* every unit of the case */
    json_array_foreach(list, i, one) {
        double minutes = json_number_value(field(one, "minutes"));
        assert_true(minutes >= last);
        last = minutes;
    }
    const cw_position calais = {50.0 + 58.16 / 60.0, 1.0 + 52.06 / 60.0};
    double distance_m = sphere_m(calais, PLACE);
    one = arrival_of(list, "SNSM Calais");
    assert_close(json_number_value(field(one, "distance_m")) / distance_m, 1.0, 0.005);
    assert_close(json_number_value(field(one, "minutes")), /* readiness 20 min, 20 kn */
                 20.0 + distance_m / (20.0 * KNOT_MPS) / 60.0, 0.005 * 60.0);
    bool asked = json_is_true(field(one, "entry_request"));
    bool other = json_is_true(field(arrival_of(list, "RNLI Dover"), "entry_request"));
    json_t *told = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7/region", NULL, 200);
    double dover = json_number_value(field(json_array_get(field(told, "shares"), 0), "share"));
    assert_int_equal(asked, dover > 0.5); /* whoever enters the other's water is asked for */
    assert_int_equal(other, dover <= 0.5);
    json_decref(told);
    json_decref(list);
    room_end(&t);
}

static void the_water_is_shared_out(void **state) {
    (void)state;
    open_room t;
    char cases[1200];
    support_source("cases", cases);
    room_begin(&t, cases);
    json_t *refused = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7/region", NULL, 409);
    assert_mentions(json_string_value(field(refused, "error")), "position");
    json_decref(refused);
    /* Folkestone's beach is England's, Cap Gris-Nez France's: 10 miles from the line. */
    static const char *const texts[] = {"51 04.50N 001 12.00E", "50 52.50N 001 34.50E"};
    for (int french = 0; french < 2; french++) {
        char body[200];
        snprintf(body, sizeof body, "{\"text\":\"20 people, %s\",\"incident\":\"GN-7\"}",
                 texts[french]);
        json_decref(expect(&t, OFFICER, "POST", "/api/1/reports", body, 200));
        json_t *told = expect(&t, OFFICER, "GET",
                              "/api/1/incidents/GN-7/region?case=dover-2021-11-24", NULL, 200);
        json_t *shares = field(told, "shares"), *own = json_array_get(shares, (size_t)french);
        assert_string_equal(json_string_value(field(own, "centre")), french ? "Gris-Nez" : "Dover");
        assert_true(json_number_value(field(own, "share")) > 0.99);
        assert_true(json_is_false(field(told, "split")));
        assert_int_equal(json_array_size(field(told, "nearest")), 2);
        json_decref(told);
    }
    room_end(&t);
}

static void what_is_not_there_is_told(void **state) {
    (void)state;
    open_room t;
    char cases[1200];
    support_source("cases", cases);
    room_begin(&t, cases);
    give_place(&t);
    static const struct {
        const char *path, *part;
        unsigned status;
    } bad[] = {{"/api/1/incidents/GN-7/arrivals", "case is needed", 400},
               {"/api/1/incidents/GN-7/arrivals?case=nothere", "no case \"nothere\"", 400},
               {"/api/1/incidents/GN-7/arrivals?case=..%2Fcases%2Fconstant", "no name", 400},
               {"/api/1/incidents/GN-7/region?case=release-dover-strait", "release", 400},
               {"/api/1/incidents/GN-99/region", "GN-99", 404},
               {"/api/1/incidents/GN-99/ships", "GN-99", 404}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        json_t *told = expect(&t, OFFICER, "GET", bad[i].path, NULL, bad[i].status);
        const char *sentence = json_string_value(field(told, "error"));
        assert_mentions(sentence, bad[i].part);
        assert_null(strstr(sentence, cases)); /* nothing of where the folder lies */
        json_decref(told);
    }
    json_t *none = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7/ships", NULL, 200);
    assert_int_equal(json_array_size(none), 0); /* a room without AIS */
    json_decref(none);
    room_end(&t);
}

/* ---- ships ------------------------------------------------------------------------------------
 */

enum { FAST = 227000001, NEARER = 232000002, LIES_STILL = 244000003 };

static void write_log(const open_room *t, char path[1200]) {
    static const int antenna[4] = {100, 20, 10, 10};
    const afloat ships[] = {
        {FAST, AFLOAT_NOON, PLACE.lat_deg + 0.2, PLACE.lon_deg, 24.0, 180.0, 0},
        {NEARER, AFLOAT_NOON, PLACE.lat_deg, PLACE.lon_deg + 0.2, 6.0, 270.0, 0},
        {LIES_STILL, AFLOAT_NOON, PLACE.lat_deg - 0.01, PLACE.lon_deg, 0.0, 0.0, 1}};
    cw_text log = {0};
    for (size_t i = 0; i < sizeof ships / sizeof ships[0]; i++) {
        sent s = afloat_report(&ships[i]);
        afloat_line(&log, &s, AFLOAT_NOON + 2000);
    }
    sent named = afloat_voyage(FAST, "SWIFT", 0, 70, antenna);
    afloat_line(&log, &named, AFLOAT_NOON + 3000);
    sent base = afloat_base(2320001, AFLOAT_NOON);
    afloat_line(&log, &base, AFLOAT_NOON + 3000);
    snprintf(path, 1200, "%s/log.nmea", t->folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(log.data, 1, log.length, file), log.length);
    assert_int_equal(fclose(file), 0);
    cw_text_free(&log);
}

/* Once the log has been played to its end; a minute is the end of patience. */
static void wait_for_log(const open_room *t) {
    time_t until = time(NULL) + 60;
    for (bool over = false; !over;) {
        json_t *told = expect(t, &t->callers[ROLE_OFFICER], "GET", "/api/1/vessels", NULL, 200);
        over = json_is_true(field(field(told, "counters"), "over"));
        json_decref(told);
        if (!over && time(NULL) > until) fail_msg("the log does not end");
    }
}

/* Two ships by the time that they need, whichever is nearer; the one at anchor behind them though
 * it is the nearest of all. Positions of AIS are 0.2 m coarse, speeds a tenth of a knot. */
static void ships_are_ranked_by_the_time_they_need(void **state) {
    (void)state;
    static const uint32_t order[] = {FAST, NEARER, LIES_STILL};
    static const double bearings[] = {180.0, 270.0, 0.0};
    open_room t;
    char log[1200];
    room_begin(&t, NULL);
    give_place(&t);
    write_log(&t, log);
    cw_room_options options = room_options(&t);
    options.ais = log;
    options.speed = 1000.0;
    room_again(&t, &options);
    wait_for_log(&t);
    json_t *list = expect(&t, OFFICER, "GET", "/api/1/incidents/GN-7/ships", NULL, 200);
    assert_int_equal(json_array_size(list), 3); /* the base station is no ship */
    for (size_t i = 0; i < 3; i++) {
        json_t *one = json_array_get(list, i);
        cw_position at = {json_number_value(field(one, "lat")),
                          json_number_value(field(one, "lon"))};
        double distance_m = sphere_m(at, PLACE);
        assert_int_equal(json_integer_value(field(one, "mmsi")), order[i]);
        assert_close(json_number_value(field(one, "distance_m")) / distance_m, 1.0, 0.005);
        /* a great circle leaves a parallel by half its convergence, 0.08 degrees here */
        assert_close(json_number_value(field(one, "bearing_deg")), bearings[i], 0.1);
        if (order[i] == LIES_STILL) {
            assert_true(json_is_null(field(one, "minutes")));
            continue;
        }
        double speed_mps = (order[i] == FAST ? 24.0 : 6.0) * KNOT_MPS;
        double minutes = distance_m / speed_mps / 60.0;
        assert_close(json_number_value(field(one, "minutes")) / minutes, 1.0, 0.005);
    }
    assert_string_equal(json_string_value(field(json_array_get(list, 0), "name")), "SWIFT");
    json_decref(list);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(units_are_ranked_by_their_arrival),
                                       cmocka_unit_test(the_water_is_shared_out),
                                       cmocka_unit_test(what_is_not_there_is_told),
                                       cmocka_unit_test(ships_are_ranked_by_the_time_they_need)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
