/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Result files, good and bad. Each row of the table changes one thing in a file that is good, and
 * says which line and which field the one sentence must name; the plan and the GPX track that the
 * file points to are made in a folder of the test's own, and made wrong in turn.
 */
#include <crosswatch/case.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../picture/sending.h"
#include "case/nmea.h"
#include "support.h"

static cw_case *the_case; /* the bundled constant case: units Lifeboat and Helicopter */
static char folder[1024];

static const char plan_json[] =
    "{\"case\": {\"name\": \"Constant current and wind\"},\n"
    " \"plan\": {\"tasks\": [\n"
    "  {\"unit\": \"Helicopter\", \"assigned\": false},\n"
    "  {\"unit\": \"Lifeboat\", \"track_spacing_nm\": 0.5, \"points\": [\n"
    "   {\"lat_deg\": 48.5, \"lon_deg\": -8.0, \"time\": \"2024-06-01T12:30:00Z\"},\n"
    "   {\"lat_deg\": 48.6, \"lon_deg\": -8.0, \"time\": \"2024-06-01T13:00:00Z\"},\n"
    "   {\"lat_deg\": 48.6, \"lon_deg\": -7.98, \"time\": \"2024-06-01T13:05:00Z\"}]}]}}\n";

static const char track_gpx[] =
    "<?xml version=\"1.0\"?>\n"
    "<gpx version=\"1.1\" creator=\"test\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n"
    "<trk><trkseg>\n"
    "<trkpt lat=\"48.50\" lon=\"-8.0\"><time>2024-06-01T12:00:00Z</time></trkpt>\n"
    "<trkpt lat=\"48.51\" lon=\"-8.0\"><time>2024-06-01T12:04:00Z</time></trkpt>\n"
    "<trkpt lat=\"48.51\" lon=\"-8.0\"><time>2024-06-01T12:04:00Z</time></trkpt>\n"
    "<trkpt lat=\"48.52\" lon=\"-8.0\"><time>2024-06-01T14:08:00+02:00</time></trkpt>\n"
    "<trkpt lat=\"48.55\" lon=\"-8.0\"><time>2024-06-01T12:30:00Z</time></trkpt>\n"
    "<trkpt lat=\"48.56\" lon=\"-8.0\"><time>2024-06-01T12:34:00Z</time></trkpt>\n"
    "</trkseg><trkseg>\n"
    "<trkpt lat=\"48.56\" lon=\"-7.9\"><time>2024-06-01T13:00:00Z</time></trkpt>\n"
    "<trkpt lat=\"48.57\" lon=\"-7.9\"><time>2024-06-01T13:04:00Z</time></trkpt>\n"
    "</trkseg></trk></gpx>\n";

static const char good[] =
    "results:\n"                                                          /* 1 */
    "  - id: A-1\n"                                                       /* 2 */
    "    unit: Lifeboat\n"                                                /* 3 */
    "    source: log\n"                                                   /* 4 */
    "    conditions: {visibility: 5 nm, wind: 12 kn, wave_height: 1 m}\n" /* 5 */
    "    track:\n"                                                        /* 6 */
    "      points:\n"                                                     /* 7 */
    "        - {at: 48°30.0'N 008°00.0'W, time: \"2024-06-01T12:00Z\"}\n" /* 8 */
    "        - {at: 48°36.0'N 008°00.0'W, time: \"2024-06-01T12:30Z\"}\n" /* 9 */
    "        - {at: 48°36.0'N 007°58.0'W, time: \"2024-06-01T12:36Z\"}\n" /* 10 */
    "  - id: A-2\n"                                                       /* 11 */
    "    unit: Lifeboat\n"                                                /* 12 */
    "    returned: yes\n"                                                 /* 13 */
    "    conditions: {visibility: 5 nm, wind: 12 kn, wave_height: 1 m}\n" /* 14 */
    "    pattern:\n"                                                      /* 15 */
    "      plan: plan.json\n"                                             /* 16 */
    "      until: \"2024-06-01T12:50Z\"\n"                                /* 17 */
    "  - id: A-3\n"                                                       /* 18 */
    "    described:\n"                                                    /* 19 */
    "      name: Fishing vessel\n"                                        /* 20 */
    "      nation: France\n"                                              /* 21 */
    "      kind: vessel\n"                                                /* 22 */
    "      at: 48°30.0'N 008°00.0'W\n"                                    /* 23 */
    "      transit_speed: 12 kn\n"                                        /* 24 */
    "      search_speed: 8 kn\n"                                          /* 25 */
    "      search_height: 20 ft\n"                                        /* 26 */
    "      endurance: 24 h\n"                                             /* 27 */
    "    conditions: {visibility: 5 nm, wind: 12 kn, wave_height: 1 m}\n" /* 28 */
    "    track:\n"                                                        /* 29 */
    "      file: track.gpx\n"                                             /* 30 */
    "      from: \"2024-06-01T12:02Z\"\n"                                 /* 31 */
    "  - id: S-1\n"                                                       /* 32 */
    "    sighting:\n"                                                     /* 33 */
    "      what: a life jacket\n"                                         /* 34 */
    "      position: 48°31.0'N 007°59.0'W\n"                              /* 35 */
    "      radius: 1 nm\n"                                                /* 36 */
    "      confidence: 90 %\n"                                            /* 37 */
    "      time: \"2024-06-01T12:40Z\"\n"                                 /* 38 */
    "      object: person in the water\n"                                 /* 39 */
    "      related: 60 %\n"                                               /* 40 */
    "      background_radius: 20 nm\n";                                   /* 41 */

typedef struct row {
    const char *find, *put; /* the first `find` in the good file is replaced */
    const char *place;      /* "line 9, results[0].track.points[1].at" */
    const char *word;       /* of the sentence */
} row;

static const row rows[] = {
    {"  - id: A-1\n    unit", "  - unit", "line 2, results[0].id", "missing"},
    {"id: A-2", "id: A-1", "line 11, results[1].id", "another result"},
    {"unit: Lifeboat", "unit: Lifeboot", "line 3, results[0].unit", "Lifeboat, Helicopter"},
    {"    unit: Lifeboat\n", "", "results[0].unit", "missing"},
    {"    unit: Lifeboat\n", "    unit: Lifeboat\n    colour: red\n", "line 4, results[0].colour",
     "no field of this name"},
    {"    described:", "    unit: Lifeboat\n    described:", "results[2].described",
     "one is wanted"},
    {"search_height: 20 ft", "search_height: 20", "line 26, results[2].described.search_height",
     "unit"},
    {"    conditions: {visibility: 5 nm, wind: 12 kn, wave_height: 1 m}\n", "",
     "results[0].conditions", "missing"},
    {"visibility: 5 nm", "visibility: 0 m", "line 5, results[0].conditions.visibility", "between"},
    {"visibility: 5 nm, wind: 12 kn", "wind: 12 kn", "results[0].conditions.visibility", "missing"},
    {"wind: 12 kn", "wind: 12", "line 5, results[0].conditions.wind", "unit"},
    {"wave_height: 1 m", "wave_height: -1 m", "line 5, results[0].conditions.wave_height",
     "between"},
    {"    track:\n      points:", "    sighting: {what: x}\n    track:\n      points:",
     "results[0]", "exactly one"},
    {"    pattern:\n      plan: plan.json\n      until: \"2024-06-01T12:50Z\"\n", "",
     "line 11, results[1]", "exactly one"},
    {"returned: yes", "returned: perhaps", "line 13, results[1].returned", "yes, no"},
    /* the track */
    {"      points:\n", "      file: track.gpx\n      points:\n", "results[0].track",
     "either a `file` or `points`"},
    {"time: \"2024-06-01T12:30Z\"", "time: \"2024-06-01T11:30Z\"",
     "line 9, results[0].track.points[1]", "point 2, at 2024-06-01T11:30:00Z, is not later"},
    {"time: \"2024-06-01T12:30Z\"", "time: \"2024-06-01T12:30\"",
     "line 9, results[0].track.points[1].time", "zone"},
    {"48°36.0'N 008°00.0'W, time", "48°36.0'N 008°00.0'E, time",
     "line 9, results[0].track.points[1]", "more than \"Lifeboat\" makes"},
    {"48°36.0'N 008°00.0'W, time", "48°76.0'N 008°00.0'W, time",
     "line 9, results[0].track.points[1].at", "minutes"},
    {"        - {at: 48°36.0'N 008°00.0'W, time: \"2024-06-01T12:30Z\"}\n"
     "        - {at: 48°36.0'N 007°58.0'W, time: \"2024-06-01T12:36Z\"}\n",
     "", "line 7, results[0].track.points", "two points"},
    {"      points:\n", "      until: \"2024-06-01T12:37Z\"\n      points:\n",
     "line 7, results[0].track.until", "2024-06-01T12:36:00Z"},
    {"      points:\n", "      from: \"2024-06-01T11:59Z\"\n      points:\n",
     "line 7, results[0].track.from", "2024-06-01T12:00:00Z"},
    {"      points:\n",
     "      from: \"2024-06-01T12:20Z\"\n      until: \"2024-06-01T12:20Z\"\n      points:\n",
     "line 8, results[0].track.until", "not after"},
    {"file: track.gpx\n", "file: track.gpx\n      mmsi: \"22700001\"\n", "results[2].track.mmsi",
     "nine digits"},
    {"file: track.gpx\n", "file: track.gpx\n      mmsi: \"227000001\"\n", "results[2].track.file",
     "holds no position of MMSI 227000001"},
    {"      points:\n", "      mmsi: \"227000001\"\n      points:\n", "results[0].track.mmsi",
     "there is none"},
    {"file: track.gpx", "file: none.gpx", "line 30, results[2].track.file", "cannot be opened"},
    {"file: track.gpx", "file: plan.json", "line 30, results[2].track.file", "GPX"},
    /* the pattern */
    {"plan: plan.json", "plan: none.json", "line 16, results[1].pattern.plan", "cannot be opened"},
    {"plan: plan.json", "plan: track.gpx", "line 16, results[1].pattern.plan", "not JSON"},
    {"plan: plan.json", "plan: .", "line 16, results[1].pattern.plan", "cannot be opened"},
    {"plan: plan.json", "plan: plan.json\n      unit: Helicopter", "results[1].pattern.plan",
     "no pattern"},
    {"plan: plan.json", "plan: plan.json\n      unit: Nobody", "results[1].pattern.plan",
     "has no unit \"Nobody\""},
    {"until: \"2024-06-01T12:50Z\"", "until: \"2024-06-01T13:50Z\"",
     "line 17, results[1].pattern.until", "last (2024-06-01T13:05:00Z)"},
    /* the sighting */
    {"      what: a life jacket\n", "", "line 33, results[3].sighting.what", "missing"},
    {"radius: 1 nm\n      confidence", "radius: 0 nm\n      confidence",
     "line 36, results[3].sighting.radius", "between"},
    {"confidence: 90 %", "confidence: 100 %", "line 37, results[3].sighting.confidence",
     "between 0 and 1"},
    {"object: person in the water", "object: yacht", "line 39, results[3].sighting.object",
     "no object \"yacht\""},
    {"related: 60 %", "related: 0", "line 40, results[3].sighting.related", "says nothing"},
    {"related: 60 %", "related: 120 %", "line 40, results[3].sighting.related", "at most 1"},
    {"      related: 60 %\n", "", "results[3].sighting.related", "missing"},
    {"      background_radius: 20 nm\n", "", "results[3].sighting.background_radius", "missing"},
    {"    sighting:", "    unit: Lifeboat\n    sighting:", "line 32, results[3]",
     "a sighting has no"},
};

static void spill(const char *name, const char *text) {
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static char *replaced(const char *whole, const char *find, const char *put) {
    const char *hit = strstr(whole, find);
    if (hit == NULL) fail_msg("there is no \"%s\"", find);
    char *text = calloc(strlen(whole) + strlen(put) + 1, 1);
    sprintf(text, "%.*s%s%s", (int)(hit - whole), whole, put, hit + strlen(find));
    return text;
}

static cw_result_file *parse(const char *text, cw_error *err) {
    return cw_result_file_parse(text, strlen(text), "results.yaml", folder, the_case, err);
}

static cw_result_file *must_parse(const char *text) {
    cw_error err = {0};
    cw_result_file *f = parse(text, &err);
    if (f != NULL) return f;
    fail_msg("%s", err.message);
    abort(); /* not reached */
}

static int set_up(void **state) {
    (void)state;
    char path[1024];
    cw_error err = {0};
    support_directory(folder);
    spill("plan.json", plan_json);
    spill("track.gpx", track_gpx);
    the_case = cw_case_load(support_source("cases/constant.yaml", path), &err);
    if (the_case == NULL) fail_msg("%s", err.message);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    cw_case_destroy(the_case);
    support_remove(folder);
    return 0;
}

static void the_good_file_says_what_it_says(void **state) {
    (void)state;
    cw_result_file *f = must_parse(good);
    assert_int_equal(f->count, 4);
    const cw_search_result *r = f->results;
    assert_string_equal(r[0].id, "A-1");
    assert_int_equal(r[0].kind, CW_RESULT_NOTHING_FOUND);
    assert_string_equal(r[0].unit.name, "Lifeboat");
    assert_close(r[0].unit.search_height_m, 14 * 0.3048, 1e-9);
    assert_close(r[0].conditions.visibility_m, 9260.0, 1e-9);
    assert_close(r[0].conditions.wind_mps, 12 * 1852.0 / 3600.0, 1e-9);
    assert_int_equal(r[0].parts[0].count, 3);
    assert_close(r[0].parts[0].points[1].at.lat_deg, 48.6, 1e-9);
    assert_int_equal(r[0].until - r[0].from, 36 * 60000);
    assert_false(r[0].planned);
    assert_false(r[0].returned);
    assert_true(r[1].planned && r[1].returned);
    assert_close(r[1].parts[0].spacing_m, 926.0, 1e-9);
    assert_int_equal(r[1].parts[0].count, 3);
    assert_int_equal(r[1].until - r[1].from, 20 * 60000);
    assert_string_equal(r[2].unit.name, "Fishing vessel");
    assert_int_equal(r[3].kind, CW_RESULT_SIGHTING);
    assert_close(r[3].radius_m, 1852.0, 1e-9);
    assert_close(r[3].related, 0.6, 1e-12);
    assert_close(r[3].background_m2, acos(-1.0) * 37040.0 * 37040.0, 1.0);
    assert_int_equal(r[3].object, 1);
    for (int i = 0; i < 4; i++) {
        assert_true(r[i].content != 0);
        for (int j = 0; j < i; j++) assert_true(r[i].content != r[j].content);
    }
    cw_result_file_destroy(f);
}

/* Cut where 22 minutes passed without a fix and where the segment ends; a fix that was logged twice
 * counts once; a time with an offset is that time. */
static void gpx_is_cut_where_nobody_knows(void **state) {
    (void)state;
    cw_result_file *f = must_parse(good);
    const cw_search_result *r = &f->results[2];
    assert_int_equal(r->part_count, 3);
    assert_int_equal(r->parts[0].count, 3);
    assert_int_equal(r->parts[1].count, 2);
    assert_int_equal(r->parts[2].count, 2);
    cw_time noon = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0);
    assert_int_equal(r->parts[0].points[2].time, noon + 8 * 60000);
    assert_close(r->parts[0].points[2].at.lat_deg, 48.52, 1e-9);
    assert_close(r->parts[2].points[1].at.lon_deg, -7.9, 1e-9);
    assert_int_equal(r->from, noon + 2 * 60000);
    assert_int_equal(r->until, noon + 64 * 60000);
    cw_result_file_destroy(f);
}

/* The sentence that every text on NMEA 0183 shows, with its published checksum. */
static void nmea_sentence_as_published(void **state) {
    (void)state;
    static const char line[] =
        "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A";
    cw_timed_position fix;
    assert_true(nmea_fix(line, &fix));
    assert_int_equal(fix.time, cw_time_from_civil(1994, 3, 23, 12, 35, 19.0));
    assert_close(fix.at.lat_deg, 48.0 + 7.038 / 60.0, 1e-12);
    assert_close(fix.at.lon_deg, 11.0 + 31.0 / 60.0, 1e-12);
    for (size_t i = 1; i + 1 < sizeof line; i++) { /* one bit wrong anywhere */
        char wrong[sizeof line];
        memcpy(wrong, line, sizeof line);
        wrong[i] ^= 1;
        assert_false(nmea_fix(wrong, &fix));
    }
}

/* The log as sentences: a void fix, a broken checksum, other sentences and a tag block before the
 * dollar sign are what plotters write. */
static void nmea_is_read_like_gpx(void **state) {
    (void)state;
    spill("log.nmea",
          "$GPGGA,120000,4830.000,N,00800.000,W,1,08,0.9,5.4,M,46.9,M,,*5F\r\n"
          "$GPRMC,120000,A,4830.000,N,00800.000,W,008.0,000.0,010624,,*02\r\n"
          "\\s:bridge*01\\$GNRMC,120400.00,A,4830.600,N,00800.000,W,8.0,0.0,010624,,,A*5D\r\n"
          "$GPRMC,120500,V,,,,,,,010624,,*36\r\n"
          "$GPRMC,120600,A,4839.000,N,00800.000,W,008.0,000.0,010624,,*00\r\n"
          "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\r\n"
          "$GPRMC,120800,A,4831.200,N,00800.000,W,008.0,000.0,010624,,*09\r\n"
          "$GPRMC,123519,A,4833.000,N,00800.000,W,008.0,000.0,010624,,*0F\r\n"
          "$GPRMC,123719,A,4833.100,N,00800.000,W,008.0,000.0,010624,,*0C\r\n");
    char *text = replaced(good, "track.gpx", "log.nmea");
    cw_result_file *f = must_parse(text);
    const cw_search_result *r = &f->results[2];
    cw_time noon = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0);
    assert_int_equal(r->part_count, 2);
    assert_int_equal(r->parts[0].count, 3);
    assert_int_equal(r->parts[0].points[1].time, noon + 4 * 60000);
    assert_close(r->parts[0].points[1].at.lat_deg, 48.51, 1e-9);
    assert_close(r->parts[0].points[1].at.lon_deg, -8.0, 1e-9);
    assert_int_equal(r->parts[1].points[0].time, noon + 35 * 60000 + 19000);
    cw_result_file_destroy(f);
    free(text);
}

/* A position of a vessel at a time, received three seconds later by a station that says when. */
static void hear(cw_text *log, uint32_t mmsi, cw_time time, double lat_deg, double lon_deg) {
    sent s = sent_head(1, mmsi);
    char tag[64];
    sent_put(&s, 4 + 8 + 10 + 1, 0);
    sent_put(&s, 28, llround(lon_deg * 600000.0));
    sent_put(&s, 27, llround(lat_deg * 600000.0));
    sent_put(&s, 12 + 9, 0);
    sent_put(&s, 6, time / 1000 % 60);
    sent_put(&s, 2 + 3 + 1 + 19, 0);
    snprintf(tag, sizeof tag, "\\s:coast,c:%lld", (long long)(time / 1000 + 3));
    sent_close(tag);
    cw_text_add(log, "%s\\", tag);
    sent_message(log, &s, 0, 'A');
}

/* What a coast station heard of the unit and of another ship, out of order. */
static void ais_is_read_like_gpx(void **state) {
    (void)state;
    const uint32_t unit = 227000001, other = 235000002;
    cw_time noon = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0);
    cw_text log = {0};
    hear(&log, unit, noon, 48.5, -8.0);
    hear(&log, other, noon + 60000, 48.9, -8.5);
    hear(&log, unit, noon + 8 * 60000, 48.52, -8.0);
    hear(&log, unit, noon + 4 * 60000, 48.51, -8.0);
    hear(&log, unit, noon + 4 * 60000, 48.51, -8.0); /* and by a second station */
    hear(&log, unit, noon + 35 * 60000, 48.55, -8.0);
    hear(&log, unit, noon + 37 * 60000, 48.551, -8.0);
    spill("log.ais", log.data);
    char *text = replaced(good, "track.gpx\n", "log.ais\n      mmsi: \"227000001\"\n");
    cw_result_file *f = must_parse(text);
    const cw_search_result *r = &f->results[2];
    assert_int_equal(r->part_count, 2);
    assert_int_equal(r->parts[0].count, 3);
    assert_int_equal(r->parts[0].points[1].time, noon + 4 * 60000); /* measured, not received */
    assert_close(r->parts[0].points[1].at.lat_deg, 48.51, 1.0 / 600000.0);
    assert_close(r->parts[1].points[1].at.lon_deg, -8.0, 1.0 / 600000.0);
    cw_result_file_destroy(f);
    free(text);
    cw_text_free(&log);
}

/* Another id or source does not make another result; anything else does. */
static void content_is_what_it_says(void **state) {
    (void)state;
    static const struct {
        const char *find, *put;
        bool same;
    } changes[] = {{"id: A-1", "id: Z-9", true},
                   {"source: log", "source: memory", true},
                   {"visibility: 5 nm", "visibility: 6 nm", false},
                   {"unit: Lifeboat", "unit: Helicopter", false},
                   {"007°58.0'W", "007°58.1'W", false},
                   {"T12:36Z", "T12:37Z", false}};
    cw_result_file *f = must_parse(good);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char *text = replaced(good, changes[i].find, changes[i].put);
        cw_result_file *other = must_parse(text);
        assert_int_equal(other->results[0].content == f->results[0].content, changes[i].same);
        cw_result_file_destroy(other);
        free(text);
    }
    cw_result_file_destroy(f);
}

static void refuse(const char *text, const char *place, const char *word) {
    cw_error err = {0};
    cw_result_file *f = parse(text, &err);
    if (f != NULL) print_error("accepted, but wanted: %s: %s\n", place, word);
    assert_null(f);
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "results.yaml");
    assert_mentions(err.message, place);
    assert_mentions(err.message, word);
    assert_null(strchr(err.message, '\n'));
}

static void each_mistake_names_file_line_and_field(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = replaced(good, rows[i].find, rows[i].put);
        refuse(text, rows[i].place, rows[i].word);
        free(text);
    }
    refuse("results: []\n", "line 1, results", "missing");
    refuse("results:\n  -\n", "line 2, results[0]", "fields are wanted");
    refuse("", "results.yaml", "empty");
}

typedef struct file_row {
    const char *find, *put, *word;
} file_row;

/* The files that it points to are believed no more than the file itself. */
static void wrong_plans(void **state) {
    (void)state;
    static const file_row wrong[] = {
        {"Constant current and wind", "Another case", "a plan of the case \"Another case\""},
        {"\"case\"", "\"kase\"", "not a plan of crosswatch"},
        {"{\"name\": \"Constant current and wind\"}", "[1, 2]", "not a plan of crosswatch"},
        {"\"track_spacing_nm\": 0.5", "\"track_spacing_nm\": -0.5", "no pattern"},
        {"\"track_spacing_nm\": 0.5", "\"track_spacing_nm\": \"wide\"", "no pattern"},
        {"\"lat_deg\": 48.6", "\"lat_deg\": 148.6", "point 2"},
        {"\"lat_deg\": 48.6", "\"lat_deg\": null", "point 2"},
        {"T13:00:00Z", "T13:00:00", "point 2"},
        {"T13:00:00Z", "T12:00:00Z", "not later"},
        {"\"lat_deg\": 48.6", "\"lat_deg\": 58.6", "more than \"Lifeboat\" makes"},
        {"}]}]}}", "}]}]}", "not JSON"},
        {"\"tasks\": [", "\"tusks\": [", "has no unit"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *text = replaced(plan_json, wrong[i].find, wrong[i].put);
        spill("plan.json", text);
        refuse(good, "line 16, results[1].pattern.plan", wrong[i].word);
        free(text);
    }
    spill("plan.json", plan_json);
}

/* A plan that gives the lifeboat, the case's first unit, so many areas of twenty minutes. */
static void spill_areas(size_t areas) {
    cw_text text = {0};
    cw_text_add(&text,
                "{\"case\": {\"name\": \"Constant current and wind\"}, \"plan\": {\"tasks\": [");
    for (size_t k = 0; k < areas; k++) {
        size_t minute = 20 * k;
        cw_text_add(
            &text,
            "%s{\"unit\": \"Lifeboat\", \"label\": \"1%c\", \"track_spacing_nm\": 0.5, \"points\": "
            "["
            "{\"lat_deg\": %.3f, \"lon_deg\": -8.0, \"time\": \"2024-06-01T%02zu:%02zu:00Z\"},"
            "{\"lat_deg\": %.3f, \"lon_deg\": -8.0, \"time\": \"2024-06-01T%02zu:%02zu:00Z\"}]}",
            k > 0 ? ", " : "", (char)('a' + (char)k), 48.5 + 0.02 * (double)k, 12 + minute / 60,
            minute % 60, 48.51 + 0.02 * (double)k, 12 + (minute + 15) / 60, (minute + 15) % 60);
    }
    cw_text_add(&text, "]}}");
    assert_false(text.failed);
    spill("plan.json", text.data);
    cw_text_free(&text);
}

static char *with_area(const char *area) {
    char by[64];
    snprintf(by, sizeof by, "plan: plan.json\n      area: %s\n", area);
    return replaced(good, "plan: plan.json\n      until: \"2024-06-01T12:50Z\"\n", by);
}

/* By its number or as the plan labels it; all of them when none is named. */
static void areas_are_named_as_the_plan_does(void **state) {
    (void)state;
    static const char *const names[] = {"2", "1b"};
    spill_areas(3);
    for (size_t i = 0; i < 2; i++) {
        char *text = with_area(names[i]);
        cw_result_file *f = must_parse(text);
        const cw_search_result *r = &f->results[1];
        assert_int_equal(r->part_count, 1);
        assert_close(r->parts[0].points[0].at.lat_deg, 48.52, 1e-9);
        assert_int_equal(r->from, cw_time_from_civil(2024, 6, 1, 12, 20, 0.0));
        assert_int_equal(r->until, cw_time_from_civil(2024, 6, 1, 12, 35, 0.0));
        cw_result_file_destroy(f);
        free(text);
    }
    static const char *const wrong[] = {"4", "1d", "2b", "b", "0", "\"\""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *text = with_area(wrong[i]);
        refuse(text, "line 17, results[1].pattern.area", "1 (1a), 2 (1b), 3 (1c)");
        free(text);
    }
    spill("plan.json", plan_json);
}

/* Up to eight are taken, all of them; none is left out in silence. */
static void no_area_is_dropped(void **state) {
    (void)state;
    char *text = replaced(good, "      until: \"2024-06-01T12:50Z\"\n", "");
    spill_areas(8);
    cw_result_file *f = must_parse(text);
    assert_int_equal(f->results[1].part_count, 8);
    cw_result_file_destroy(f);
    spill_areas(9);
    refuse(text, "line 16, results[1].pattern.plan", "9 areas, more than 8");
    free(text);
    spill("plan.json", plan_json);
}

static void wrong_tracks(void **state) {
    (void)state;
    static const file_row wrong[] = {
        {"<time>2024-06-01T12:00:00Z</time>", "", "point 1 has no place or no time"},
        {"<time>2024-06-01T12:00:00Z</time>", "<time>yesterday</time>", "point 1"},
        {"T12:34:00Z", "T12:29:00Z", "is not later"},
        {"lat=\"48.51\"", "lat=\"49.51\"", "more than \"Fishing vessel\" makes"},
        {"lat=\"48.50\"", "lat=\"148.50\"", "latitude"},
        {"T13:00:00Z</time></trkpt>\n<trkpt lat=\"48.57\" lon=\"-7.9\"><time>2024-06-01T13:04:00Z",
         "T12:01:00Z</time></trkpt>\n<trkpt lat=\"48.57\" lon=\"-7.9\"><time>2024-06-01T12:05:00Z",
         "begins before the one before ends"},
        {"</trkseg></trk></gpx>", "", "track"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *text = replaced(track_gpx, wrong[i].find, wrong[i].put);
        spill("track.gpx", text);
        refuse(good, "line 30, results[2].track.file", wrong[i].word);
        free(text);
    }
    spill("track.gpx", "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"t\"></gpx>");
    refuse(good, "line 30, results[2].track.file", "no track");
    spill("track.gpx", track_gpx);
}

static void cut_anywhere_is_survived(void **state) {
    (void)state;
    for (size_t length = 0; length < strlen(good); length += 7) {
        cw_error err = {0};
        cw_result_file *f =
            cw_result_file_parse(good, length, "results.yaml", folder, the_case, &err);
        if (f == NULL) assert_mentions(err.message, "results.yaml");
        cw_result_file_destroy(f);
    }
    cw_error err = {0};
    assert_null(cw_result_file_load("/nowhere/results.yaml", the_case, &err));
    assert_mentions(err.message, "/nowhere/results.yaml");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_good_file_says_what_it_says),
        cmocka_unit_test(gpx_is_cut_where_nobody_knows),
        cmocka_unit_test(nmea_sentence_as_published),
        cmocka_unit_test(nmea_is_read_like_gpx),
        cmocka_unit_test(ais_is_read_like_gpx),
        cmocka_unit_test(content_is_what_it_says),
        cmocka_unit_test(each_mistake_names_file_line_and_field),
        cmocka_unit_test(wrong_plans),
        cmocka_unit_test(areas_are_named_as_the_plan_does),
        cmocka_unit_test(no_area_is_dropped),
        cmocka_unit_test(wrong_tracks),
        cmocka_unit_test(cut_anywhere_is_survived),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
