/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs to tracks and back, over the command alone: a made table of two ships, one of whose numbers
 * a second hull sends; where a ship on a meridian was half-way between two fixes; what is refused.
 */
#include "running.h"

#include <stdarg.h>

/* One ship north along 1.5 E at 10 kn (10' an hour), one at anchor, and a hull 60 nm away that has
 * the anchored one's number at the same time. */
static void write_log(void) {
    char path[1200];
    FILE *file = fopen(work_path("log.csv", path), "w");
    assert_non_null(file);
    fputs("mmsi,time,lat,lon,sog,cog\n", file);
    for (int minute = 0; minute < 60; minute += 2) {
        fprintf(file, "227000001,2021-11-24T02:%02d:00Z,%.6f,1.5,10.0,0.0\n", minute,
                51.0 + minute / 360.0);
        fprintf(file, "232000002,2021-11-24T02:%02d:00Z,51.1,1.3,0.0,0.0\n", minute);
        if (minute >= 20)
            fprintf(file, "232000002,2021-11-24T02:%02d:30Z,50.1,1.3,0.0,0.0\n", minute);
    }
    fputs("232000003,2021-11-24T02:05:00Z,north,1.3,0.0,0.0\n", file);
    fclose(file);
}

static json_t *first_row(void) {
    json_t *row = json_loads(printed, JSON_DISABLE_EOF_CHECK, NULL);
    if (row == NULL) fail_msg("no row of JSON: %s", printed);
    return row;
}

static void test_tracks_and_show(void **state) {
    (void)state;
    char db[1200], log[1200];
    write_log();
    work_path("tracks.db", db);
    work_path("log.csv", log);
    done(run("ais tracks -o '%s' '%s'", db, log));
    assert_mentions(printed, "3 tracks");
    assert_mentions(printed, "232000002 is sent by two hulls at once");
    assert_mentions(err, "line 82"); /* the head, 30 + 30 + 20 rows, and the damaged one */
    const char *sources[] = {db, log};
    for (int i = 0; i < 2; i++) { /* a log answers as the file made of it */
        done(run("ais show -q --json --mmsi 227000001 --at 2021-11-24T02:31:00Z '%s'", sources[i]));
        json_t *row = first_row(), *at = json_object_get(row, "at");
        /* Half-way: 31 minutes at 10 kn, to the hundredth of a second of arc that columns hold. */
        assert_close(json_number_value(json_object_get(at, "lat_deg")), 51.0 + 31.0 / 360.0, 3e-6);
        assert_close(json_number_value(json_object_get(at, "lon_deg")), 1.5, 1e-6);
        assert_close(json_number_value(json_object_get(at, "speed_knots")), 10.0, 0.05);
        assert_true(json_is_false(json_object_get(at, "gap")));
        json_decref(row);
    }
}

static void test_place_and_time(void **state) {
    (void)state;
    char db[1200];
    work_path("tracks.db", db);
    done(run("ais show --box 51.05,1.2,51.15,1.6 '%s'", db));
    assert_mentions(printed, "227000001");
    assert_mentions(printed, "232000002");
    done(run("ais show --json --box 50.0,1.2,50.2,1.6 '%s'", db));
    json_t *row = first_row();
    assert_int_equal(json_integer_value(json_object_get(row, "body")), 1);
    json_decref(row);
    done(run("ais show --at 2021-11-24T01:00Z '%s'", db));
    assert_mentions(printed, "no vessel there then");
    done(run("ais show --lang fr --at 2021-11-24T01:00Z '%s'", db));
    assert_mentions(printed, "aucun navire");
}

static void refuse(const char *arguments, const char *part) {
    assert_int_equal(run("ais %s", arguments), 2);
    assert_mentions(err, part);
    assert_string_equal(printed, "");
}

static void test_refused(void **state) {
    (void)state;
    refuse("tracks log.csv", "-o FILE");
    refuse("show", "needs a log");
    refuse("show --mmsi 12x log.csv", "nine digits");
    refuse("show --box 1,2,3 log.csv", "south,west,north,east");
    refuse("show --box 51,1,50,2 log.csv", "south,west,north,east");
    refuse("show --at noon log.csv", "--at");
    refuse("show --at 2021-11-24T01:00Z --to 2021-11-24T02:00Z log.csv", "one time");
    refuse("show --from 2021-11-24T02:00Z --to 2021-11-24T01:00Z log.csv", "before --from");
    refuse("show /nonexistent.db", "No such file");
    refuse("shew log.csv", "it knows decode, tracks, show and encounters");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tracks_and_show),
                                       cmocka_unit_test(test_place_and_time),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
