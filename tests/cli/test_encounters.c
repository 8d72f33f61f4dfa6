/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch ais encounters over the command alone: a made table of two ships that meet on a
 * meridian and a third across their way; a lane of which one of them sails the wrong way; what is
 * refused.
 */
#include "running.h"

#include <crosswatch/base.h>

#include <math.h>

/* North and south along 1.5 E at 10 kn, six miles apart at the hour; 12 kn east 40 minutes of arc
 * south of both. Every 20 s for 25 minutes. */
static void write_log(const char *name, int until_s) {
    char path[1200];
    FILE *file = fopen(work_path(name, path), "w");
    assert_non_null(file);
    fputs("mmsi,time,lat,lon,sog,cog\n", file);
    for (int s = 0; s < until_s; s += 20) {
        double way = 10.0 * s / 3600.0 / 60.0;
        fprintf(file, "227000001,2021-11-24T02:%02d:%02dZ,%.6f,1.5,10.0,0.0\n", s / 60, s % 60,
                51.0 + way);
        fprintf(file, "232000002,2021-11-24T02:%02d:%02dZ,%.6f,1.5,10.0,180.0\n", s / 60, s % 60,
                51.1 - way);
        fprintf(file, "232000003,2021-11-24T02:%02d:%02dZ,50.4,%.6f,12.0,90.0\n", s / 60, s % 60,
                1.4 + 1.2 * way / cos(cw_radians(50.4)));
    }
    fclose(file);
}

static void write_files(void) {
    char path[1200];
    write_log("log.csv", 1500);
    write_log("short.csv", 600);
    FILE *file = fopen(work_path("lanes.geojson", path), "w");
    assert_non_null(file);
    fputs("{\"type\":\"Feature\",\"properties\":{\"kind\":\"lane\",\"name\":\"made\","
          "\"direction_deg\":0},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
          "[[[1.48,50.9],[1.52,50.9],[1.52,51.2],[1.48,51.2],[1.48,50.9]]]}}",
          file);
    fclose(file);
}

static size_t lines(void) {
    size_t count = 0;
    for (const char *at = printed; *at != '\0'; at++) count += *at == '\n';
    return count;
}

static void test_at_one_time(void **state) {
    (void)state;
    char log[1200];
    write_files();
    done(run("ais encounters -q --json --at 2021-11-24T02:03:00Z '%s'", work_path("log.csv", log)));
    assert_int_equal(lines(), 1); /* the third is 36 miles away */
    json_t *row = json_loads(printed, JSON_DISABLE_EOF_CHECK, NULL);
    assert_non_null(row);
    /* 6 minutes of latitude less three minutes at 20 kn; a minute has 1,854.4 m at 51 degrees, so
     * the ships of the table sail 0.13 % faster than they say: 10 m of the range. */
    assert_close(json_number_value(json_object_get(row, "range_m")), 5.0 * 1854.4, 15.0);
    assert_close(json_number_value(json_object_get(row, "tcpa_s")), 900.0,
                 5.0); /* knots in tenths */
    assert_close(json_number_value(json_object_get(row, "cpa_m")), 0.0, 5.0);
    assert_string_equal(json_string_value(json_object_get(row, "situation")), "head_on");
    assert_int_equal(json_integer_value(json_object_get(row, "rule")), 14);
    /* Both move at 0.15 m/s of what they tell, each across her course, for 15 minutes: 191 m; the
     * rest is of their places. */
    assert_close(json_number_value(json_object_get(row, "cpa_std_m")), 195.0, 10.0);
    json_t *parts = json_object_get(row, "cpa_m_10_50_90");
    assert_int_equal(json_array_size(parts), 3);
    static const double HALF_NORMAL[3] = {0.12566, 0.67449, 1.64485};
    double std_m = json_number_value(json_object_get(row, "cpa_std_m"));
    for (size_t i = 0; i < 3; i++)
        assert_close(json_number_value(json_array_get(parts, i)), HALF_NORMAL[i] * std_m, 5.0);
    assert_true(json_is_false(json_object_get(row, "guess_a")));
    json_decref(row);
    done(run("ais encounters -q --at 2021-11-24T02:03:00Z --tcpa 10 '%s'", log));
    assert_mentions(printed, "3 ships, 0 rows");
    done(run("ais encounters -q --lang fr --at 2021-11-24T02:03:00Z '%s'", log));
    assert_mentions(printed, "routes opposées, les deux s'écartent (règle 14)");
    assert_mentions(printed, "5,01   0,00 (0,01-0,17)"); /* a decimal comma */
    assert_mentions(printed, "3 navires, 1 ligne\n");
}

/* After the log's last fixes: where they are is a guess, said so, and worth no alarm. */
static void test_guesses(void **state) {
    (void)state;
    char log[1200];
    work_path("short.csv", log);
    done(run("ais encounters -q --at 2021-11-24T02:12:00Z '%s'", log));
    assert_mentions(printed, "227000001 ?");
    assert_mentions(printed, "232000002 ?");
    /* The third's latitude has one decimal, and so an error of 3 km: as a guess it is too rough. */
    assert_mentions(printed, "2 ships, 1 row\n?: not heard then");
    done(run("ais encounters -q --json --at 2021-11-24T02:12:00Z '%s'", log));
    assert_mentions(printed, "\"guess_a\":true");
    assert_mentions(printed, "\"guess_b\":true");
    /* 20 minutes after the last fixes nothing is known. */
    done(run("ais encounters -q --at 2021-11-24T02:30:00Z '%s'", log));
    assert_mentions(printed, "0 ships, 0 rows\n");
}

static void test_played_through(void **state) {
    (void)state;
    char log[1200], lanes[1200];
    work_path("log.csv", log);
    work_path("lanes.geojson", lanes);
    done(run("ais encounters -q --lanes '%s' '%s'", lanes, log));
    assert_int_equal(lines(), 4); /* wrong way, caution, danger, cleared */
    assert_mentions(printed,
                    "2021-11-24T02:02:00Z raised   232000002: against the lane made, 180°");
    assert_mentions(printed, "227000001 / 232000002: caution, hulls to 0 m");
    assert_mentions(printed, "227000001 / 232000002: DANGER");
    assert_mentions(printed, "cleared  227000001 / 232000002");
    done(run("ais encounters -q --to 2021-11-24T02:03:00Z '%s'", log));
    assert_mentions(printed, "nothing to tell of");
}

static void refuse(const char *arguments, const char *part) {
    char log[1200];
    assert_int_equal(run("ais encounters %s '%s'", arguments, work_path("log.csv", log)), 2);
    assert_mentions(err, part);
    assert_string_equal(printed, "");
}

static void test_refused(void **state) {
    (void)state;
    refuse("--within 0", "--within takes a number above zero");
    refuse("--tcpa ten", "not \"ten\"");
    refuse("--every 0", "--every");
    refuse("--mmsi 227000001", "takes no --mmsi");
    refuse("--at 2021-11-24T02:03:00Z --every 5", "it goes without --every");
    refuse("--at 2021-11-24T02:03:00Z --to 2021-11-24T02:05:00Z", "it goes without --every");
    refuse("--at yesterday", "--at: ");
    refuse("-o meetings.png", "is of one time: give --at");
    refuse("--lanes /nonexistent.geojson", "cannot be read as GeoJSON");
    refuse("--from 2021-11-24T02:00Z --to 2121-11-24T02:00Z", "more than 1000000 looks");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_one_time), cmocka_unit_test(test_guesses),
        cmocka_unit_test(test_played_through), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
