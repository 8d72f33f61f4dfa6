/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture of logs: a real one played back against what its messages say, and made ships whose
 * meeting, beacons, lanes and silence are known.
 */
#include "feeding.h"

#include <time.h>

static const double MPS = CW_NAUTICAL_MILE_M / 3600.0;

/* ---- a real log ----------------------------------------------------------------------------- */

/* The newest place of each number, in the order of the log. */
typedef struct newest {
    uint32_t mmsi[512];
    cw_position at[512];
    size_t count;
} newest;

static void take_newest(void *context, const cw_ais_message *message) {
    newest *n = context;
    cw_ais_position p;
    size_t i = 0;
    if (!cw_ais_position_read(message, &p) || isnan(p.at.lat_deg)) return;
    while (i < n->count && n->mmsi[i] != message->mmsi) i++;
    assert_true(i < sizeof n->mmsi / sizeof n->mmsi[0]);
    n->mmsi[i] = message->mmsi;
    n->at[i] = p.at;
    if (i == n->count) n->count++;
}

static newest newest_of(const char *path) {
    newest n = {.count = 0};
    cw_ais_chunk chunk;
    cw_ais_reader *reader = cw_ais_reader_create(take_newest, &n, NULL);
    cw_ais_input *input = cw_ais_input_open(path, NULL);
    assert_true(reader != NULL && input != NULL);
    while (cw_ais_input_next(input, &chunk, NULL) && chunk.length > 0)
        assert_true(cw_ais_reader_feed(reader, 0, chunk.bytes, chunk.length, NULL));
    cw_ais_reader_finish(reader);
    cw_ais_input_close(input);
    cw_ais_reader_destroy(reader);
    return n;
}

/* Two hours of it, a thousand times as fast: it takes no less time than it should, every byte has a
 * fate, and at its end each vessel is where its last report has it. */
static void test_real_log(void **state) {
    (void)state;
    char path[1024];
    ending e;
    feed_settings settings = feed_settings_default(
        support_shared("data/ais/gweatherrouting_cagliari_20260323.nmea", path));
    settings.speed = 1000.0;
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    feed *f = played(settings, &e);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double took_s =
        (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
    assert_true(took_s >= 7550.0 / 1000.0 - 0.1); /* first to last base station: 7550 s */
    feed_counters told = feed_told(f);
    assert_int_equal(told.sentences.messages, 4044); /* as `crosswatch ais decode` has it */
    assert_int_equal(told.sentences.bytes_in, 210358);
    heard_books_balance(&told.sentences);
    assert_true(told.over && !told.connected);
    feed_picture p = picture_of(f, 0);
    newest n = newest_of(path);
    size_t same = 0;
    assert_true(p.count > 30);
    assert_true(p.count <= n.count);
    for (size_t i = 0; i < p.count; i++) {
        size_t k = 0;
        while (k < n.count && n.mmsi[k] != p.vessels[i].mmsi) k++;
        assert_true(k < n.count);
        same += fabs(p.vessels[i].at.lat_deg - n.at[k].lat_deg) < 1e-9
                && fabs(p.vessels[i].at.lon_deg - n.at[k].lon_deg) < 1e-9;
    }
    assert_true(p.count - same <= told.late); /* a late report is the last one of some */
    feed_picture_free(&p);
    feed_destroy(f);
}

/* ---- made ships ----------------------------------------------------------------------------- */

/* Where a ship is that was at the latitude at noon and sails along a meridian. */
static void report(cw_text *log, uint32_t mmsi, double noon_lat_deg, double lon_deg, double course,
                   double seconds) {
    double way_deg = 15.0 * MPS * seconds / 111195.0; /* a degree of a sphere of 6371 km */
    afloat a = {.mmsi = mmsi,
                .time = AFLOAT_NOON + (cw_time)(seconds * 1000.0),
                .lat_deg = noon_lat_deg + (course > 90.0 ? -way_deg : way_deg),
                .lon_deg = lon_deg,
                .speed_knots = 15.0,
                .course_deg = course};
    sent s = afloat_report(&a);
    afloat_line(log, &s, a.time + 1000);
}

/* Two ships meet end on at 12:10, 15 knots each, 5 nautical miles apart at noon. */
static void add_meeting(cw_text *log, int until_s) {
    static const int antenna[4] = {100, 80, 14, 14};
    sent name = afloat_voyage(NORTHBOUND, "NORTHBOUND", 0, 70, antenna);
    afloat_line(log, &name, AFLOAT_NOON);
    for (int s = 0; s <= until_s; s += 10) {
        report(log, NORTHBOUND, 51.0, 1.5, 0.0, s);
        report(log, SOUTHBOUND, 51.0 + 5.0 / 60.0, 1.5, 180.0, s);
    }
}

static feed_alarm *alarms_of(feed *f, size_t *count) {
    feed_alarm *list;
    assert_true(feed_alarms(f, &list, count, NULL));
    return list;
}

/* The folded normal of an encounter end on, ships of which the last fix is fresh: each place within
 * its error, each velocity within 0.15 m/s and what a ship can do unseen (docs/tracks.md), carried
 * on to the meeting 300 s away. Its parts are those of |c| for c about nought: 0.126, 0.674 and
 * 1.645 standard deviations (any table of the normal distribution). */
static void check_known(const feed_alarm *alarm) {
    /* A report each 10 s, received a second later. */
    assert_true(alarm->heard_s >= 0.0 && alarm->heard_s <= 11.0);
    /* 10 m at 95 % in two dimensions is 4.1 m. Eleven seconds of 0.15 m/s, the last digit and the
     * second that is cut off add under 4 m. */
    assert_true(alarm->place_std_m > 4.1 && alarm->place_std_m < 8.1);
    double std_m = alarm->cpa_m[3] / 1.645;
    assert_close(alarm->cpa_m[2], 0.674 * std_m, 0.002 * std_m); /* three decimals of a table */
    assert_close(alarm->cpa_m[1], 0.126 * std_m, 0.002 * std_m);
    assert_true(std_m > sqrt(2.0) * 0.15 * 280.0 && std_m < 1.5 * sqrt(2.0) * 0.15 * 320.0);
    assert_close(alarm->cpa_m[0], 0.0, 1.0); /* on one meridian */
    assert_mentions(alarm->english, "s ago, place ± 6 m; CPA 0.00 nm");
    assert_mentions(alarm->english, "in 8 of 10 cases");
    assert_mentions(alarm->french, "mille");
    assert_mentions(alarm->french, "dans 8 cas sur 10");
}

static void test_encounter(void **state) {
    (void)state;
    ending e;
    size_t count;
    cw_text log = {0};
    add_meeting(&log, 300);
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_alarm *list = alarms_of(f, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].id, "encounter-227000001-232000002");
    assert_int_equal(list[0].level, CW_ALARM_DANGER); /* end on, five minutes away */
    assert_mentions(list[0].english, "NORTHBOUND (227000001) and MMSI 232000002");
    assert_mentions(list[0].english, "both give way (rule 14)");
    assert_mentions(list[0].french, "règle 14");
    assert_close(list[0].at.lon_deg, 1.5, 1e-5);
    check_known(&list[0]);
    free(list);
    feed_destroy(f);
    /* Ten minutes after they met nothing stands, and both were told: raised and cleared. */
    add_meeting(&log, 1200);
    settings.source = spilled(&log);
    f = played(settings, &e);
    free(alarms_of(f, &count));
    assert_int_equal(count, 0);
    assert_int_equal(e.most_alarms, 1);
    assert_true(e.alarm_news >= 2);
    feed_destroy(f);
    cw_text_free(&log);
}

/* One of them falls silent: the alarm stands, and says for how long, and how far she may be from
 * where she is thought to be: e^2 + (v t)^2 + q t^3 / 3 of docs/tracks.md, 2 (e 4.1 m and the last
 * digit, v 0.15 m/s, q 0.004 m^2/s^3 along her course). */
static void test_silent_ship(void **state) {
    (void)state;
    ending e;
    size_t count;
    cw_text log = {0};
    add_meeting(&log, 100);
    for (int s = 110; s <= 190; s += 10) report(&log, NORTHBOUND, 51.0, 1.5, 0.0, s);
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_alarm *list = alarms_of(f, &count);
    assert_int_equal(count, 1);
    double t = list[0].heard_s;
    assert_true(t >= 80.0 && t <= 91.0); /* a look each 10 s, the last by 12:03:11 */
    double least = sqrt(4.1 * 4.1 + pow(0.15 * t, 2.0) + 0.004 * pow(t, 3.0) / 3.0);
    /* The last digit and the second that is cut off: 3 m at most, of 30. */
    assert_true(list[0].place_std_m >= least && list[0].place_std_m < hypot(least, 3.0));
    assert_mentions(list[0].english, "place ± 3");
    free(list);
    feed_destroy(f);
    cw_text_free(&log);
}

/* A message of a distress beacon: type 1 with status 14 (active) or 15 (test or not set). */
static void add_beacon(cw_text *log, uint32_t mmsi, int status, double seconds) {
    afloat a = {.mmsi = mmsi,
                .time = AFLOAT_NOON + (cw_time)(seconds * 1000.0),
                .lat_deg = 51.1,
                .lon_deg = 1.6,
                .status = status};
    sent s = afloat_report(&a);
    afloat_line(log, &s, a.time);
}

static void test_beacons(void **state) {
    (void)state;
    ending e;
    size_t count;
    cw_text log = {0};
    report(&log, NORTHBOUND, 51.0, 1.5, 0.0, 10.0);
    add_beacon(&log, 972123456, 15, 20.0); /* a test raises nothing */
    add_beacon(&log, 970000001, 14, 30.0);
    add_beacon(&log, 974000002, 14, 40.0);
    add_beacon(&log, 974000002, 15, 50.0);          /* what was active is not hidden by a test */
    report(&log, NORTHBOUND, 51.0, 1.5, 0.0, 60.0); /* the clock goes on */
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_alarm *list = alarms_of(f, &count);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].id, "beacon-970000001");
    assert_string_equal(list[1].id, "beacon-974000002");
    assert_mentions(list[0].english, "SART");
    assert_mentions(list[0].french, "est actif");
    assert_mentions(list[1].french, "est active");
    assert_int_equal(list[0].level, CW_ALARM_DANGER);
    assert_close(list[0].at.lat_deg, 51.1, 1e-5);
    free(list);
    feed_destroy(f);
    cw_text_free(&log);
}

/* A lane for southbound ships, about the meridian of the two. The northbound one is told after two
 * minutes in it, the other never is. */
static void test_lane(void **state) {
    (void)state;
    ending e;
    size_t count;
    char lanes[1200];
    cw_text log = {0};
    snprintf(lanes, sizeof lanes, "%s/lanes.geojson", work);
    FILE *file = fopen(lanes, "wb");
    assert_non_null(file);
    assert_true(
        fputs("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
              "{\"kind\":\"lane\",\"name\":\"South lane\",\"direction_deg\":180},\"geometry\":"
              "{\"type\":\"Polygon\",\"coordinates\":[[[1.4,50.9],[1.6,50.9],[1.6,51.4],"
              "[1.4,51.4],[1.4,50.9]]]}}]}",
              file)
        >= 0);
    assert_int_equal(fclose(file), 0);
    for (int s = 0; s <= 200; s += 10) {
        report(&log, NORTHBOUND, 51.0, 1.48, 0.0, s);
        report(&log, SOUTHBOUND, 51.3, 1.52, 180.0, s);
    }
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    settings.lanes = lanes;
    feed *f = played(settings, &e);
    feed_alarm *list = alarms_of(f, &count);
    assert_int_equal(count, 1);
    assert_string_equal(list[0].id, "lane-227000001");
    assert_int_equal(list[0].kind, FEED_LANE);
    assert_mentions(list[0].english, "against the direction of South lane");
    assert_mentions(list[0].french, "à contresens dans South lane");
    free(list);
    feed_destroy(f);
    cw_text_free(&log);
}

/* Ships that fall silent go after the time that is set, and are told as gone; a report that comes
 * late does not move a ship back. */
static void test_silence(void **state) {
    (void)state;
    ending e;
    cw_text log = {0};
    report(&log, SOUTHBOUND, 52.0, 1.5, 180.0, 0.0);
    for (int s = 0; s <= 700; s += 10) report(&log, NORTHBOUND, 51.0, 1.5, 0.0, s);
    report(&log, NORTHBOUND, 51.0, 1.5, 0.0, 650.0); /* by another receiver */
    sent none = sent_head(1, NORTHBOUND);            /* no place: 181 and 91 degrees */
    sent_put(&none, 23, 0);
    sent_put(&none, 28, 181 * 600000);
    sent_put(&none, 27, 91 * 600000);
    sent_put(&none, 168 - none.bits, 0);
    afloat_line(&log, &none, AFLOAT_NOON + 702000);
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_picture p = picture_of(f, 1); /* 1: the first change, the southbound ship's */
    assert_int_equal(p.count, 1);
    assert_int_equal(p.gone_count, 1);
    assert_int_equal(p.gone[0], SOUTHBOUND);
    assert_false(p.whole);
    const feed_vessel *v = vessel_in(&p, NORTHBOUND);
    assert_non_null(v);
    assert_int_equal(v->time, AFLOAT_NOON + 700000);
    assert_close(v->at.lat_deg, 51.0 + 15.0 * MPS * 700.0 / 111195.0, 1e-5);
    assert_close(v->speed_mps, 15.0 * MPS, 0.05 * MPS); /* tenths of a knot are sent */
    uint64_t sequence = p.sequence;
    feed_picture_free(&p);
    p = picture_of(f, sequence);
    assert_true(p.count == 0 && p.gone_count == 0 && !p.whole);
    feed_picture_free(&p);
    feed_counters told = feed_told(f);
    assert_int_equal(told.late, 1);
    assert_int_equal(told.without_place, 1);
    assert_int_equal(told.aged_out, 1);
    assert_int_equal(told.reports, 74);
    feed_destroy(f);
    cw_text_free(&log);
}

/* A log without times: those of base stations, one of which has a wrong clock. */
static void test_base_stations(void **state) {
    (void)state;
    ending e;
    cw_text log = {0};
    afloat a = {.mmsi = NORTHBOUND, .lat_deg = 51.0, .lon_deg = 1.5, .speed_knots = 10.0};
    a.time = AFLOAT_NOON;
    sent before = afloat_report(&a);
    afloat_line(&log, &before, CW_AIS_NO_TIME); /* no time is known yet: not used */
    for (int k = 0; k < 10; k++) {
        sent base = afloat_base(2320001, AFLOAT_NOON + k * 10000);
        sent wrong = afloat_base(2320002, AFLOAT_NOON + 40 * CW_HOUR_MS + k * 100000);
        afloat_line(&log, &base, CW_AIS_NO_TIME);
        afloat_line(&log, &wrong, CW_AIS_NO_TIME);
        a.time = AFLOAT_NOON + k * 10000 + 2000;
        sent s = afloat_report(&a);
        afloat_line(&log, &s, CW_AIS_NO_TIME);
    }
    feed_settings settings = feed_settings_default(spilled(&log));
    settings.speed = 0.0;
    feed *f = played(settings, &e);
    feed_picture p = picture_of(f, 0);
    assert_int_equal(p.time, AFLOAT_NOON + 90000);
    const feed_vessel *v = vessel_in(&p, NORTHBOUND);
    assert_non_null(v);
    assert_int_equal(v->time, AFLOAT_NOON + 92000);
    feed_picture_free(&p);
    assert_int_equal(feed_told(f).without_time, 1);
    feed_destroy(f);
    cw_text_free(&log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_log),      cmocka_unit_test(test_encounter),
        cmocka_unit_test(test_silent_ship),   cmocka_unit_test(test_beacons),
        cmocka_unit_test(test_lane),          cmocka_unit_test(test_silence),
        cmocka_unit_test(test_base_stations),
    };
    return cmocka_run_group_tests(tests, feeding_set_up, feeding_tear_down);
}
