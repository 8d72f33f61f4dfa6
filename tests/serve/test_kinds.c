/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Jobs that ask of ships, patrols and forcing: each leaves what the command itself prints when it
 * is typed by hand, and what a kind does not take is refused before anything runs.
 */
#include "jobs.h"

#include "serve/snapshot.h"

#include <jansson.h>
#include <math.h>

static char logs[1200];

/* Three ships about the case's place, at the time of its search; one lies still. */
static const char LOG[] = "mmsi,time,lat,lon,sog,cog,heading,type,class,name\n"
                          "227000001,2024-06-01T11:50:00Z,48.70,-8.00,12.0,180,180,70,A,NORTH\n"
                          "227000001,2024-06-01T12:00:00Z,48.6667,-8.00,12.0,180,180,70,A,NORTH\n"
                          "232000002,2024-06-01T11:50:00Z,48.53,-7.60,9.0,270,270,30,B,EAST\n"
                          "232000002,2024-06-01T12:00:00Z,48.53,-7.6378,9.0,270,270,30,B,EAST\n"
                          "244000003,2024-06-01T12:00:00Z,48.20,-8.20,0.0,0,0,80,A,STILL\n";

static job_pool *pool_with_logs(void) {
    job_settings settings = settings_of(command());
    settings.logs = logs;
    return pool_of(&settings);
}

static job done_job(job_pool *pool, const job_request *r) {
    cw_error err = {0};
    unsigned number = job_submit(pool, r, &err);
    if (number == 0) fail_msg("%s", err.message);
    job ended = job_once(number, has_ended);
    if (ended.state != JOB_DONE) fail_msg("%s", ended.error.message);
    return ended;
}

static char *answer_of(job_pool *pool, const job *j, const char *name) {
    char path[JOB_PATH];
    cw_error err = {0};
    if (!job_file_path(pool, j->number, name, path, &err)) fail_msg("%s", err.message);
    return read_text(path);
}

/* What the command prints, whatever its status. */
static char *printed(const char *words) {
    enum { MOST = 1 << 20 };
    char line[8192];
    snprintf(line, sizeof line, "'%s' %s 2>/dev/null", command(), words);
    FILE *from = popen(line, "r");
    char *text = calloc(1, MOST);
    assert_non_null(from);
    assert_non_null(text);
    (void)!fread(text, 1, MOST - 1, from);
    (void)pclose(from);
    return text;
}

static void expect_same(job_pool *pool, const job *j, const char *name, const char *words) {
    char *got = answer_of(pool, j, name), *wanted = printed(words);
    assert_true(strlen(wanted) > 0);
    assert_string_equal(got, wanted);
    free(got);
    free(wanted);
}

static bool has_file(const job *j, const char *name) {
    for (size_t i = 0; i < j->file_count; i++) {
        if (strcmp(j->files[i], name) == 0) return true;
    }
    return false;
}

/* ---- ships ------------------------------------------------------------------------------------
 */

static void ships_of_a_log(void **state) {
    (void)state;
    char words[4096];
    cw_time at = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0);
    job_pool *pool = pool_with_logs();
    job_request near = {.what = JOB_NEAR,
                        .case_name = "constant",
                        .incident = "GN-7",
                        .more = {.log = "sea.csv", .at = at}};
    job done = done_job(pool, &near);
    assert_string_equal(done.log, "sea.csv");
    assert_false(done.live);
    assert_true(has_file(&done, "near.png"));
    snprintf(words, sizeof words,
             "near --json --threads 1 --ais %s/sea.csv --at 2024-06-01T12:00:00Z %s/constant.yaml",
             logs, cases);
    expect_same(pool, &done, "near.json", words);
    job_request warn = {.what = JOB_WARN,
                        .case_name = "constant",
                        .hours = 2,
                        .more = {.log = "sea.csv", .at = at}};
    done = done_job(pool, &warn);
    snprintf(words, sizeof words,
             "warn --json --threads 1 --ais %s/sea.csv --hours 2 --at 2024-06-01T12:00:00Z "
             "%s/constant.yaml",
             logs, cases);
    expect_same(pool, &done, "warn.json", words);
    job_pool_destroy(pool);
    pool = pool_with_logs(); /* a server that comes up again knows what it was asked of */
    assert_true(job_get(pool, 1, &done, NULL));
    assert_int_equal(done.what, JOB_NEAR);
    assert_string_equal(done.log, "sea.csv");
    job_pool_destroy(pool);
}

/* "No ship can be named" ends the command with status 1, and is an answer. */
static void no_ship_is_an_answer(void **state) {
    (void)state;
    char words[4096];
    job_pool *pool = pool_with_logs();
    job_request r = {.what = JOB_STRUCK,
                     .case_name = "constant",
                     .more = {.log = "sea.csv",
                              .from = cw_time_from_civil(2024, 6, 1, 11, 50, 0.0),
                              .to = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0)}};
    job done = done_job(pool, &r);
    assert_true(has_file(&done, "struck.png"));
    snprintf(words, sizeof words,
             "struck --json --threads 1 --ais %s/sea.csv --from 2024-06-01T11:50:00Z --to "
             "2024-06-01T12:00:00Z %s/constant.yaml",
             logs, cases);
    expect_same(pool, &done, "struck.json", words);
    char *text = answer_of(pool, &done, "struck.json");
    json_t *answer = json_loads(text, 0, NULL);
    assert_true(json_is_null(json_object_get(answer, "could_have")));
    json_decref(answer);
    free(text);
    job_pool_destroy(pool);
}

/* What fails says why, and leaves neither an answer nor the ships that it was given. */
static void a_failure_leaves_nothing(void **state) {
    (void)state;
    char left[64];
    job_pool *pool = pool_with_logs();
    job_request r = {.what = JOB_WARN,
                     .case_name = "constant",
                     .more = {.vessels = LOG, .at = cw_time_from_civil(2031, 1, 1, 0, 0, 0.0)}};
    unsigned number = job_submit(pool, &r, NULL);
    job failed = job_once(number, has_ended);
    assert_int_equal(failed.state, JOB_FAILED);
    assert_true(strlen(failed.error.message) > 20);
    snprintf(left, sizeof left, "jobs/%u/files", number);
    assert_false(is_there(left));
    job_pool_destroy(pool);
}

/* ---- the live picture -------------------------------------------------------------------------
 */

/* Written down and read back by the reader of tables: the same ships, as fine as AIS has them. */
static void the_picture_is_written_down(void **state) {
    (void)state;
    const double degree = 0.5e-5, knot = 0.05 * 1852.0 / 3600.0; /* half of the last digit */
    cw_time now = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0);
    feed_vessel ships[] = {{.mmsi = 227000001,
                            .sender = CW_AIS_CLASS_A,
                            .time = now - 30000,
                            .at = {48.666667, -8.000004},
                            .speed_mps = 6.2,
                            .course_deg = 359.96, /* never written as 360 */
                            .heading_deg = 181.0,
                            .ship_type = 70,
                            .length_m = 140.0,
                            .name = "TWO, \"QUOTED\"\nNAME"},
                           {.mmsi = 232000002,
                            .sender = CW_AIS_CLASS_B,
                            .time = now,
                            .at = {-0.000004, 179.99999},
                            .speed_mps = NAN,
                            .course_deg = NAN,
                            .heading_deg = NAN,
                            .status = 15}};
    feed_picture picture = {.time = now, .vessels = ships, .count = 2};
    cw_text table = {0};
    char path[1300];
    const char *paths[] = {path};
    cw_error err = {0};
    size_t count;
    assert_true(snapshot_write(&picture, &table));
    snprintf(path, sizeof path, "%s/picture.csv", home);
    write_text(path, table.data, 0644);
    cw_vessels_reading reading = {0};
    cw_vessels *vessels = cw_vessels_load(paths, 1, NULL, &reading, &err);
    if (vessels == NULL) fail_msg("%s", err.message);
    assert_int_equal(cw_vessels_told(vessels).lines_damaged, 0);
    const cw_track *const *tracks = cw_vessels_tracks(vessels, &count, &err);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        cw_track_fix fix = cw_track_fix_at(tracks[i], 0);
        assert_int_equal(cw_track_vessel(tracks[i])->mmsi, ships[i].mmsi);
        assert_int_equal(fix.time, ships[i].time);
        assert_close(fix.at.lat_deg, ships[i].at.lat_deg, degree);
        assert_close(fix.at.lon_deg, ships[i].at.lon_deg, degree);
    }
    cw_track_fix first = cw_track_fix_at(tracks[0], 0);
    assert_close((double)first.speed_mps, 6.2, knot);
    assert_true(isfinite(first.course_deg) && first.course_deg < 360.0F);
    assert_true(isnan(cw_track_fix_at(tracks[1], 0).speed_mps));
    assert_string_equal(cw_track_vessel(tracks[0])->said.name, "TWO, \"QUOTED\" NAME");
    assert_int_equal(cw_track_vessel(tracks[0])->said.ship_type, 70);
    assert_int_equal(cw_track_vessel(tracks[1])->sender, CW_AIS_CLASS_B);
    cw_vessels_destroy(vessels);
    cw_text_free(&table);
}

/* The table stays with the job: what it was told, and who is named in the answer. */
static void ships_as_they_are_now(void **state) {
    (void)state;
    job_pool *pool = pool_with_logs();
    job_request r = {.what = JOB_NEAR,
                     .case_name = "constant",
                     .more = {.vessels = LOG, .at = cw_time_from_civil(2024, 6, 1, 12, 0, 0.0)}};
    job done = done_job(pool, &r);
    assert_true(done.live);
    char *kept = answer_of(pool, &done, JOB_VESSELS), *near = answer_of(pool, &done, "near.json");
    assert_string_equal(kept, LOG);
    for (size_t i = 0; i < 3; i++) {
        static const char *const names[] = {"\"NORTH\"", "\"EAST\"", "\"Lifeboat\""};
        assert_non_null(strstr(near, names[i]));
    }
    free(kept);
    free(near);
    job_pool_destroy(pool);
}

/* ---- patrols, risk, forcing -------------------------------------------------------------------
 */

static void patrols_and_options(void **state) {
    (void)state;
    static const char *const agreements[] = {"apart", "joint"};
    job_pool *pool = pool_with_logs();
    job_request r = {.what = JOB_PATROL,
                     .case_name = "patrol",
                     .more = {.agreements = &agreements[1],
                              .agreement_count = 1,
                              .weeks = 5,
                              .roster = JOB_ROSTER_GIVEN}};
    job done = done_job(pool, &r);
    assert_true(has_file(&done, "patrol.json") && has_file(&done, "roster.csv")
                && has_file(&done, "roster.gpx") && has_file(&done, "roster.png"));
    char words[4096];
    snprintf(words, sizeof words,
             "patrol --json --as-given --weeks 5 --agreement %s/joint.yaml %s/patrol.yaml", cases,
             cases);
    expect_same(pool, &done, "patrol.json", words);
    r.what = JOB_OPTIONS;
    r.more = (job_more){.agreements = agreements, .agreement_count = 2, .weeks = 5};
    done = done_job(pool, &r);
    assert_true(has_file(&done, "options.json") && has_file(&done, "options.png"));
    job_pool_destroy(pool);
}

static void risk_and_encounters_of_a_log(void **state) {
    (void)state;
    char words[4096];
    job_pool *pool = pool_with_logs();
    job_request r = {.what = JOB_RISK, .more = {.log = "sea.csv", .traffic = true}};
    unsigned number = job_submit(pool, &r, NULL);
    job ended = job_once(number, has_ended); /* ten minutes of three ships are too few */
    assert_int_equal(ended.state, JOB_FAILED);
    r.more = (job_more){.log = "incidents.csv",
                        .columns = "time=time,latitude=latitude,longitude=longitude,id=id"};
    ended = done_job(pool, &r);
    assert_true(has_file(&ended, "risk.json") && has_file(&ended, "risk.png"));
    r = (job_request){.what = JOB_ENCOUNTERS, .more = {.log = "meeting.csv"}};
    ended = done_job(pool, &r);
    snprintf(words, sizeof words, "ais --json -- encounters %s/meeting.csv", logs);
    expect_same(pool, &ended, "encounters.jsonl", words);
    cw_time at = cw_time_from_civil(2024, 6, 1, 12, 5, 0.0);
    r = (job_request){.what = JOB_SHOW, .more = {.log = "meeting.csv", .at = at}};
    ended = done_job(pool, &r);
    snprintf(words, sizeof words, "ais --json --at 2024-06-01T12:05:00Z -- show %s/meeting.csv",
             logs);
    expect_same(pool, &ended, "show.jsonl", words);
    r = (job_request){.what = JOB_TRACKS, .more = {.log = "meeting.csv"}};
    ended = done_job(pool, &r);
    char tracks[JOB_PATH], longer[JOB_PATH + 64];
    assert_true(job_file_path(pool, ended.number, "tracks.db", tracks, NULL));
    char *of_tracks, *of_log;
    snprintf(longer, sizeof longer, "ais --json -- show %s", tracks); /* the file holds the log */
    of_tracks = printed(longer);
    snprintf(words, sizeof words, "ais --json -- show %s/meeting.csv", logs);
    of_log = printed(words);
    assert_string_equal(of_tracks, of_log);
    free(of_tracks);
    free(of_log);
    job_pool_destroy(pool);
}

static void the_forcing_of_a_case(void **state) {
    (void)state;
    char words[4096];
    job_pool *pool = pool_with_logs();
    job_request r = {.what = JOB_FORCING, .case_name = "constant"};
    job done = done_job(pool, &r);
    snprintf(words, sizeof words, "forcing --json %s/constant.yaml", cases);
    expect_same(pool, &done, "forcing.json", words);
    job_pool_destroy(pool);
}

/* ---- refused ----------------------------------------------------------------------------------
 */

static void what_a_kind_does_not_take(void **state) {
    (void)state;
    static const char *const two[] = {"apart", "joint"}, *const none[] = {"nothere"},
                             *const up[] = {"../patrol"};
    const struct {
        job_request r;
        const char *part;
    } bad[] = {
        {{.what = JOB_NEAR}, "needs a case"},
        {{.what = JOB_RISK, .case_name = "constant", .more = {.log = "sea.csv"}}, "takes no case"},
        {{.what = JOB_RISK}, "needs a log"},
        {{.what = JOB_WARN, .case_name = "constant"}, "a log or the live picture"},
        {{.what = JOB_STRUCK, .case_name = "constant", .more = {.vessels = LOG}}, "over time"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.vessels = LOG, .log = "sea.csv"}},
         "from a log or"},
        {{.what = JOB_PLAN, .case_name = "constant", .more = {.log = "sea.csv"}}, "takes no log"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.log = "../home"}}, "no name"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.log = "/etc/passwd"}}, "no name"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.log = ".hidden"}}, "no name"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.log = "nothere"}}, "\"nothere\""},
        {{.what = JOB_NEAR, .case_name = "constant", .from = 1}, "no job 1"},
        {{.what = JOB_NEAR, .case_name = "constant", .time_s = 3.0}, "only what plans"},
        {{.what = JOB_NEAR, .case_name = "constant", .hours = 3}, "hours"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.from = 1}}, "begin and end"},
        {{.what = JOB_PLAN, .case_name = "constant", .more = {.at = 1}}, "no time of its own"},
        {{.what = JOB_STRUCK,
          .case_name = "constant",
          .more = {.log = "sea.csv", .from = 2, .to = 1}},
         "not after"},
        {{.what = JOB_OPTIONS, .case_name = "patrol"}, "two or more"},
        {{.what = JOB_OPTIONS,
          .case_name = "patrol",
          .more = {.agreements = two, .agreement_count = 1}},
         "two or more"},
        {{.what = JOB_PATROL,
          .case_name = "patrol",
          .more = {.agreements = two, .agreement_count = 2}},
         "one agreement"},
        {{.what = JOB_PATROL,
          .case_name = "patrol",
          .more = {.agreements = none, .agreement_count = 1}},
         "\"nothere\""},
        {{.what = JOB_PATROL,
          .case_name = "patrol",
          .more = {.agreements = up, .agreement_count = 1}},
         "no agreement's name"},
        {{.what = JOB_PLAN, .case_name = "constant", .more = {.weeks = 3}}, "weeks"},
        {{.what = JOB_PLAN, .case_name = "constant", .more = {.roster = JOB_ROSTER_GIVEN}},
         "roster"},
        {{.what = JOB_PATROL,
          .case_name = "patrol",
          .time_s = 5.0,
          .more = {.roster = JOB_ROSTER_GIVEN}},
         "for planning"},
        {{.what = JOB_PATROL, .case_name = "patrol", .incident = "GN-7"}, "of no incident"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.traffic = true}}, "only a risk"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.columns = "time=t"}}, "of a log"},
        {{.what = JOB_NEAR, .case_name = "constant", .more = {.log = "sea.csv", .columns = "a\nb"}},
         "no plain text"},
    };
    job_pool *pool = pool_with_logs();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        if (job_submit(pool, &bad[i].r, &err) != 0) fail_msg("taken: %s", bad[i].part);
        assert_mentions(err.message, bad[i].part);
        assert_null(strstr(err.message, logs)); /* nothing of where the folders lie */
    }
    assert_false(is_there("jobs/1")); /* nothing of it was begun */
    job_pool_destroy(pool);
    job_settings settings = settings_of(command());
    pool = pool_of(&settings);
    cw_error err = {0};
    job_request r = {.what = JOB_NEAR, .case_name = "constant", .more = {.log = "sea.csv"}};
    assert_int_equal(job_submit(pool, &r, &err), 0);
    assert_mentions(err.message, "without a folder of logs");
    job_pool_destroy(pool);
}

/* ---- a home for each --------------------------------------------------------------------------
 */

static void add_log(const char *name, const char *text) {
    char path[1300];
    snprintf(path, sizeof path, "%s/%s", logs, name);
    write_text(path, text, 0644);
}

/* Two ships end on for ten minutes: a reporting interval of theirs a line. */
static void add_meeting(void) {
    cw_text text = {0};
    cw_text_add(&text, "mmsi,time,lat,lon,sog,cog,heading,type,class,length\n");
    for (int i = 0; i <= 60; i++) {
        int second = 10 * i;
        double gone_deg = 12.0 * second / 3600.0 / 60.0; /* 12 kn along the meridian */
        cw_text_add(&text, "227000001,2024-06-01T12:%02d:%02dZ,%.6f,1.5,12,0,0,70,A,100\n",
                    second / 60, second % 60, 51.0 + gone_deg);
        cw_text_add(&text, "232000002,2024-06-01T12:%02d:%02dZ,%.6f,1.5,12,180,180,70,A,100\n",
                    second / 60, second % 60, 51.05 - gone_deg);
    }
    add_log("meeting.csv", text.data);
    cw_text_free(&text);
}

/* Calls of two years, one a week, about two places: enough for a rate. */
static void add_incidents(void) {
    cw_text text = {0};
    cw_text_add(&text, "id,time,latitude,longitude\n");
    for (int i = 0; i < 104; i++) {
        char when[CW_TIME_TEXT];
        cw_time time = cw_time_from_civil(2020, 1, 1, i % 24, 0, 0.0) + i * 7 * 24 * CW_HOUR_MS;
        cw_text_add(&text, "%d,%s,%.3f,%.3f\n", i, cw_time_format(time, when),
                    50.9 + 0.01 * (i % 7), 1.4 + 0.3 * (i % 2));
    }
    add_log("incidents.csv", text.data);
    cw_text_free(&text);
}

static int set_up(void **state) {
    jobs_set_up(state);
    snprintf(logs, sizeof logs, "%s/logs", home);
    assert_int_equal(mkdir(logs, 0755), 0);
    add_log("sea.csv", LOG);
    add_meeting();
    add_incidents();
    add_case("patrol", "dover-patrol.yaml");
    add_case("agreement-apart", "agreement-apart.yaml");
    add_case("apart", "agreement-apart.yaml");
    add_case("joint", "agreement-joint.yaml");
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ships_of_a_log, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(no_ship_is_an_answer, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(a_failure_leaves_nothing, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(the_picture_is_written_down, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(ships_as_they_are_now, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(patrols_and_options, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(risk_and_encounters_of_a_log, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(the_forcing_of_a_case, set_up, jobs_tear_down),
        cmocka_unit_test_setup_teardown(what_a_kind_does_not_take, set_up, jobs_tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
