/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of tracks: what was written comes back, a query finds what a look at every track finds, and
 * a file that is damaged or another's is refused in one sentence.
 */
#include "afloat.h"
#include "picture/fix_blob.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[1024];

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

static const char *in_folder(const char *name, char to[1100]) {
    snprintf(to, 1100, "%s/%s", folder, name);
    return to;
}

static double draw(uint32_t ship, uint32_t what) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = 5, .particle = ship, .step = what, .purpose = CW_DRAW_TEST},
                      u);
    return u[0];
}

enum { SHIPS = 60, HOURS = 6, EVERY_S = 20 };

/* Ships on great circles through the strait for six hours, one in ten with a gap of an hour, and
 * one number that two hulls use. */
static cw_vessels *traffic(void) {
    cw_vessels *v = cw_vessels_create(NULL);
    assert_non_null(v);
    for (uint32_t ship = 0; ship < SHIPS; ship++) {
        cw_position from = {50.5 + draw(ship, 0), 0.5 + 2.0 * draw(ship, 1)};
        double knots = 20.0 * draw(ship, 2), course = 359.0 * draw(ship, 3);
        for (int t = 0; t < HOURS * 3600; t += EVERY_S) {
            if (ship % 10 == 3 && t > 7200 && t < 10800) continue;
            cw_position p = cw_geodesic_direct(from, course, cw_knots_to_mps(knots) * t);
            afloat a = {ship == 1 ? 227000000 : 227000000 + ship,
                        AFLOAT_NOON + t * CW_SECOND_MS,
                        p.lat_deg,
                        p.lon_deg,
                        knots,
                        course,
                        0};
            sent s = afloat_report(&a);
            cw_ais_message m = afloat_message(&s, a.time);
            assert_true(cw_vessels_take(v, &m, NULL));
        }
    }
    static const int ANTENNA[4] = {150, 30, 10, 18};
    sent s = afloat_voyage(227000005, "MARIE GALANTE", 9123456, 70, ANTENNA);
    cw_ais_message m = afloat_message(&s, AFLOAT_NOON);
    assert_true(cw_vessels_take(v, &m, NULL));
    return v;
}

static cw_vessels *load(const char *path, const cw_vessels_query *query) {
    cw_error err = {0};
    cw_vessels *v = cw_vessels_load(&path, 1, query, NULL, &err);
    if (v == NULL) fail_msg("%s", err.message);
    return v;
}

static void save(cw_vessels *v, const char *path) {
    cw_error err = {0};
    if (!cw_vessels_save(v, path, &err)) fail_msg("%s", err.message);
}

static void assert_same_track(const cw_track *a, const cw_track *b) {
    const cw_vessel *one = cw_track_vessel(a), *two = cw_track_vessel(b);
    assert_int_equal(one->mmsi, two->mmsi);
    assert_int_equal(one->body, two->body);
    assert_int_equal(one->sender, two->sender);
    assert_string_equal(one->said.name, two->said.name);
    assert_int_equal(one->said.to_bow_m, two->said.to_bow_m);
    assert_int_equal(cw_track_count(a), cw_track_count(b));
    for (size_t i = 0; i < cw_track_count(a); i++) {
        cw_track_fix x = cw_track_fix_at(a, i), y = cw_track_fix_at(b, i);
        assert_memory_equal(&x.at, &y.at, sizeof x.at);
        assert_true(x.time == y.time && x.error_m == y.error_m && x.speed_mps == y.speed_mps
                    && x.course_deg == y.course_deg && x.status == y.status);
    }
}

static void test_round(void **state) {
    (void)state;
    char path[1100];
    cw_vessels *v = traffic();
    sent s = sent_head(14, 970000001);
    sent_put(&s, 2, 0);
    sent_text(&s, "SART ACTIVE", 11);
    cw_ais_message m = afloat_message(&s, CW_AIS_NO_TIME);
    assert_true(cw_vessels_take(v, &m, NULL));
    save(v, in_folder("round.db", path));
    save(v, path); /* replaces it */
    cw_vessels *back = load(path, NULL);
    size_t count, other;
    const cw_track *const *one = cw_vessels_tracks(v, &count, NULL);
    const cw_track *const *two = cw_vessels_tracks(back, &other, NULL);
    assert_int_equal(count, other);
    for (size_t i = 0; i < count; i++) assert_same_track(one[i], two[i]);
    assert_int_equal(cw_vessels_told(back).splits, cw_vessels_told(v).splits);
    assert_true(cw_vessels_told(v).splits >= 1);
    assert_int_equal(cw_vessels_split(back, 0).reason, CW_SPLIT_TWO_HULLS);
    assert_int_equal(cw_vessels_split(back, 0).to_time, cw_vessels_split(v, 0).to_time);
    assert_int_equal(cw_vessels_told(back).beacons, 1);
    cw_beacon beacon = cw_vessels_beacon(back, 0);
    assert_int_equal(beacon.state, CW_AIS_BEACON_ACTIVE);
    assert_true(beacon.last_heard == CW_AIS_NO_TIME && !beacon.placed && beacon.messages == 1);
    cw_vessels_destroy(v);
    cw_vessels_destroy(back);
}

/* Fixes of the time and six minutes around it, and the nearest before and after these. */
static size_t asked_for(const cw_track *whole, const cw_vessels_query *query) {
    size_t within = 0, before = 0, after = 0;
    for (size_t k = 0; k < cw_track_count(whole); k++) {
        cw_time time = cw_track_fix_at(whole, k).time;
        if (query->in_time && time <= query->from - CW_TRACK_GAP_MS)
            before = 1;
        else if (query->in_time && time > query->to + CW_TRACK_GAP_MS)
            after = 1;
        else
            within++;
    }
    return before + within + after;
}

/* Boxes and times at random: the file gives the tracks that meet them. */
static void test_query(void **state) {
    (void)state;
    enum { QUERIES = 60 };
    char path[1100];
    cw_vessels *v = traffic();
    size_t count, found_in_all = 0;
    const cw_track *const *tracks = cw_vessels_tracks(v, &count, NULL);
    save(v, in_folder("query.db", path));
    for (uint32_t q = 0; q < QUERIES; q++) {
        double south = 50.3 + 1.2 * draw(q, 10), west = 0.2 + 2.5 * draw(q, 11);
        cw_time from = AFLOAT_NOON + (cw_time)(draw(q, 12) * HOURS * 3600e3);
        cw_vessels_query query = {.in_box = q % 3 != 0,
                                  .in_time = q % 3 != 1,
                                  .of_mmsi = q % 7 == 0,
                                  .box = {south, west, south + 0.2, west + 0.3},
                                  .from = from,
                                  .to = from + 30 * CW_MINUTE_MS,
                                  .mmsi = 227000000 + q / 2};
        cw_vessels *part = load(path, &query);
        size_t met = 0, got;
        for (size_t i = 0; i < count; i++) met += cw_track_meets(tracks[i], &query);
        const cw_track *const *parts = cw_vessels_tracks(part, &got, NULL);
        assert_int_equal(got, met);
        for (size_t i = 0; i < got; i++) {
            const cw_vessel *vessel = cw_track_vessel(parts[i]);
            const cw_track *whole = cw_vessels_find(v, vessel->mmsi, vessel->body);
            assert_true(cw_track_meets(whole, &query));
            assert_int_equal(cw_track_count(parts[i]), asked_for(whole, &query));
        }
        found_in_all += got;
        cw_vessels_destroy(part);
    }
    assert_true(found_in_all > QUERIES); /* the draws did ask for something */
    cw_vessels_destroy(v);
}

/* A leg that crosses a box with no fix in it counts, also over the date line. */
static void test_meets(void **state) {
    (void)state;
    cw_vessel vessel = {.mmsi = 1};
    cw_track_fix fixes[2] = {{.time = 0, .at = {-17.0, 179.9}, .speed_mps = NAN, .course_deg = NAN},
                             {.time = 600000, .at = {-17.2, -179.9}, .speed_mps = NAN}};
    cw_track *track = cw_track_create(&vessel, fixes, 2, NULL);
    cw_vessels_query over = {.in_box = true, .box = {-17.15, 179.95, -17.05, -179.95}};
    cw_vessels_query west = {.in_box = true, .box = {-17.15, 179.92, -17.05, 179.99}};
    cw_vessels_query away = {.in_box = true, .box = {-17.15, 170.0, -17.05, 179.0}};
    assert_true(cw_track_meets(track, &over) && cw_track_meets(track, &west));
    assert_false(cw_track_meets(track, &away));
    cw_vessels_query within = {.in_time = true, .from = 200000, .to = 300000};
    cw_vessels_query after = {.in_time = true, .from = 600001, .to = 700000};
    cw_vessels_query before = {.in_time = true, .from = -5000, .to = -1};
    assert_true(cw_track_meets(track, &within));
    assert_false(cw_track_meets(track, &after) || cw_track_meets(track, &before));
    cw_track_destroy(track);
}

/* A file and a log that tell of the same hours: one track each, what was heard twice once. */
static void test_joined(void **state) {
    (void)state;
    char path[1100], log_path[1100];
    cw_text log = {0};
    cw_error err = {0};
    cw_vessels *v = cw_vessels_create(NULL);
    for (int t = 0; t < 600; t += 10) {
        afloat a = {227006760, AFLOAT_NOON + t * CW_SECOND_MS, 51.0 + t * 5e-5, 1.5, 10.8, 0.0, 0};
        sent s = afloat_report(&a);
        cw_ais_message m = afloat_message(&s, a.time);
        if (t < 400) assert_true(cw_vessels_take(v, &m, NULL));
        if (t >= 200) afloat_line(&log, &s, a.time);
    }
    save(v, in_folder("joined.db", path));
    FILE *file = fopen(in_folder("joined.nmea", log_path), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(log.data, 1, log.length, file), log.length);
    fclose(file);
    const char *paths[2][2] = {{path, log_path}, {log_path, path}};
    for (int i = 0; i < 2; i++) {
        cw_vessels *both = cw_vessels_load(paths[i], 2, NULL, NULL, &err);
        if (both == NULL) fail_msg("%s", err.message);
        assert_int_equal(cw_vessels_told(both).tracks, 1);
        assert_int_equal(cw_vessels_told(both).fixes, 60);
        assert_int_equal(cw_vessels_told(both).repeated, 20);
        cw_vessels_destroy(both);
    }
    cw_text_free(&log);
    cw_vessels_destroy(v);
}

/* ---- blobs ------------------------------------------------------------------------------------
 */

static void test_blob(void **state) {
    (void)state;
    compact_fix fixes[FIX_BLOB_MOST], back[FIX_BLOB_MOST];
    uint8_t packed[FIX_BLOB_ROOM];
    for (uint32_t i = 0; i < FIX_BLOB_MOST; i++) { /* all over the earth: as bad as it gets */
        cw_track_fix fix = {.time = (cw_time)i * 1000000007 - 50000000000,
                            .at = {180.0 * draw(i, 1) - 90.0, 360.0 * draw(i, 2) - 180.0},
                            .error_m = (float)(6000.0 * draw(i, 3)),
                            .speed_mps = i % 5 == 0 ? NAN : (float)(500.0 * draw(i, 4)),
                            .course_deg = (float)(360.0 * draw(i, 5)),
                            .heading_deg = i % 3 == 0 ? NAN : (float)(360.0 * draw(i, 6)),
                            .turn_deg_per_min = (float)(1400.0 * draw(i, 7) - 700.0),
                            .status = (uint8_t)(i % 16)};
        fixes[i] = compact_of(&fix);
    }
    for (size_t count = 1; count <= FIX_BLOB_MOST; count += 51) {
        size_t length = fix_blob_pack(fixes, count, packed);
        assert_true(length > 0);
        assert_true(fix_blob_unpack(packed, length, back, count));
        assert_memory_equal(back, fixes, count * sizeof *fixes);
        assert_false(fix_blob_unpack(packed, length, back, count - 1));
        assert_false(fix_blob_unpack(packed, length - 1, back, count));
        if (count < FIX_BLOB_MOST) assert_false(fix_blob_unpack(packed, length, back, count + 1));
    }
}

/* ---- other files ------------------------------------------------------------------------------
 */

static void refused(const char *path, const char *part) {
    cw_error err = {0};
    cw_vessels *v = cw_vessels_load(&path, 1, NULL, NULL, &err);
    if (v != NULL) fail_msg("%s: not refused", path);
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, path);
    assert_mentions(err.message, part);
    assert_null(strchr(err.message, '\n'));
}

static void change(const char *path, const char *sql) {
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void test_not_ours(void **state) {
    (void)state;
    char path[1100], apart[1100];
    assert_int_equal(mkdir(in_folder("apart", apart), 0700), 0);
    change(in_folder("apart/other.db", path), "CREATE TABLE t(x);");
    refused(path, "not of tracks");
    refused("/nonexistent/tracks.db", "No such file");
    refused(apart, "holds no AIS"); /* a folder of databases is no folder of logs */
}

/* One number in a row is wrong at a time. */
static void test_wrong_rows(void **state) {
    (void)state;
    static const char *const changes[] = {
        "PRAGMA user_version = 9",
        "UPDATE vessel SET mmsi = -1 WHERE id = 3",
        "UPDATE vessel SET body = 1000 WHERE id = 3",
        "UPDATE vessel SET sender = 77 WHERE id = 3",
        "UPDATE vessel SET name = 'a name that is far too long for any ship of this world'",
        "UPDATE vessel SET name = x'00' WHERE id = 3",
        "UPDATE vessel SET to_bow_m = 'far' WHERE id = 3",
        "UPDATE vessel SET draught_m = -3 WHERE id = 3",
        "UPDATE chunk SET fixes = 257 WHERE vessel = 3",
        "UPDATE chunk SET fixes = fixes - 1 WHERE vessel = 3",
        "UPDATE chunk SET packed = x'00' WHERE vessel = 3",
        "UPDATE chunk SET packed = NULL WHERE 0; UPDATE chunk SET packed = '' WHERE vessel = 3",
        "UPDATE chunk SET vessel = 3 WHERE vessel = 4",
        "INSERT INTO split VALUES(227000000, 99, 0, 0, 0, 0, 0, 0)",
        "INSERT INTO split VALUES(227000000, 1, 0, 0, 95, 0, 0, 0)",
        "INSERT INTO beacon VALUES(970000001, 5, 12, 0, 0, 0, 0, 1, 0, 0, 0)",
        "INSERT INTO beacon VALUES(970000001, 5, 3, 0, 0, 0, 0, 1, 'x', 200, 0)",
        "CREATE VIEW more AS SELECT 1",
        "DROP TABLE beacon",
        "DROP TABLE place",
    };
    char good[1100], bad[1100], command[2300];
    cw_vessels *v = traffic();
    save(v, in_folder("good.db", good));
    in_folder("bad.db", bad);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        snprintf(command, sizeof command, "cp '%s' '%s'", good, bad);
        assert_int_equal(system(command), 0);
        change(bad, changes[i]);
        refused(bad, i == 0 ? "format" : "damaged");
    }
    cw_vessels_destroy(v);
}

/* Bytes of the file changed, and the file cut: read with what is left, or refused; no crash. */
static void test_damaged_bytes(void **state) {
    (void)state;
    enum { TRIES = 150 };
    char path[1100];
    cw_vessels *v = traffic();
    save(v, in_folder("bytes.db", path));
    cw_vessels_destroy(v);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size_t length = (size_t)ftell(file), refusals = 0;
    rewind(file);
    char *bytes = malloc(length), *changed = malloc(length);
    assert_int_equal(fread(bytes, 1, length, file), length);
    fclose(file);
    for (uint32_t i = 0; i < TRIES; i++) {
        memcpy(changed, bytes, length);
        size_t kept = i % 5 == 0 ? (size_t)(draw(i, 0) * (double)length) : length;
        for (uint32_t k = 0; k < 20; k++)
            changed[(size_t)(draw(i, 2 * k) * (double)length)] ^=
                (char)(1 + 254.0 * draw(i, 2 * k + 1));
        file = fopen(path, "wb");
        assert_int_equal(fwrite(changed, 1, kept, file), kept);
        fclose(file);
        cw_error err = {0};
        const char *name = path;
        cw_vessels *read = cw_vessels_load(&name, 1, NULL, NULL, &err);
        if (read == NULL) assert_true(err.code != CW_OK && err.message[0] != '\0');
        refusals += read == NULL;
        cw_vessels_destroy(read);
    }
    assert_true(refusals > TRIES / 2);
    free(bytes);
    free(changed);
}

/* Nothing is left behind where the file cannot be written. */
static void test_not_writable(void **state) {
    (void)state;
    char path[1200];
    cw_error err = {0};
    cw_vessels *v = traffic();
    snprintf(path, sizeof path, "%s/nowhere/tracks.db", folder);
    assert_false(cw_vessels_save(v, path, &err));
    assert_int_equal(err.code, CW_ERR_MACHINE);
    assert_mentions(err.message, path);
    cw_vessels_destroy(v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),        cmocka_unit_test(test_query),
        cmocka_unit_test(test_meets),        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_blob),         cmocka_unit_test(test_not_ours),
        cmocka_unit_test(test_wrong_rows),   cmocka_unit_test(test_damaged_bytes),
        cmocka_unit_test(test_not_writable),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
