/* SPDX-License-Identifier: Apache-2.0 */
/* Past incidents from CSV: the French layout, other columns, local clocks, damage. */
#include "sea.h"

static cw_history parse(const char *text, const cw_history_options *options) {
    cw_history history = {0};
    cw_error err = {0};
    if (!cw_history_parse_csv(&history, text, strlen(text), "h.csv", options, &err))
        fail_msg("%s", err.message);
    return history;
}

static void test_secmar_sample(void **state) {
    (void)state;
    char path[1024];
    cw_history history = {0};
    cw_error err = {0};
    const char *file = support_shared("data/patrol/secmar_operations_sample.csv", path);
    if (!cw_history_read_csv(&history, file, &(cw_history_options){0}, &err))
        fail_msg("%s", err.message);
    /* Counted by eye: ten rows; three of them, of the 1990s, have no position. */
    assert_int_equal(history.rows, 10);
    assert_int_equal(history.count + history.damaged, 10);
    assert_int_equal(history.incidents[0].time, cw_time_from_civil(2019, 7, 11, 15, 13, 0.0));
    assert_close(history.incidents[0].at.lat_deg, 43.0917, 0.0);
    assert_close(history.incidents[0].at.lon_deg, 5.9188, 0.0);
    assert_mentions(history.notes.data, "it has no position");
    cw_history_free(&history);
}

static void test_damage_is_counted_and_named(void **state) {
    (void)state;
    const char *text = "id,when,lat,lon\n"
                       "1,2020-01-01T00:00Z,50.5,1.2\n"
                       "2,yesterday,50.5,1.2\n"
                       "3,2020-01-01T00:00Z,95,1.2\n"
                       "4,2020-01-01T00:00Z,0,0\n"
                       "5,2020-01-01T00:00Z\n"
                       "1,2020-01-01T00:00Z,50.5,1.2\n"
                       "\n"
                       "\"6\",\"2020-01-02T00:00Z\",50.6,\"1.3\"\n";
    cw_history_options columns = {
        .time = "when", .latitude = "lat", .longitude = "lon", .id = "id"};
    cw_history h = parse(text, &columns);
    assert_int_equal(h.rows, 7);
    assert_int_equal(h.count, 2);
    assert_int_equal(h.damaged, 4);
    assert_int_equal(h.twice, 1);
    assert_mentions(h.notes.data, "h.csv, row 3: its time cannot be read");
    assert_mentions(h.notes.data, "h.csv, row 4: its position is none");
    assert_mentions(h.notes.data, "h.csv, row 5: its position is 0, 0");
    assert_mentions(h.notes.data, "h.csv, row 6: it has no position");
    cw_history_free(&h);
}

/* Kinds of operations: those asked for, of two columns, and what is left out is counted. */
static void test_rows_are_chosen(void **state) {
    (void)state;
    static const char text[] =
        "date_heure_reception_alerte,latitude,longitude,operation_id,evenement,zone\n"
        "2020-01-01T00:00Z,51.0,1.5,1,Migrants,territoriale\n"
        "2020-01-02T00:00Z,51.0,1.5,2,migrants,exclusive\n"
        "2020-01-03T00:00Z,51.0,1.5,3,Avarie,territoriale\n"
        "2020-01-04T00:00Z,51.0,1.5,4,Incendie,territoriale\n"
        "2020-01-05T00:00Z,51.0,1.5,5\n"
        "2020-01-06T00:00Z,,,6,Fausse alerte,\n";
    static const char *const kept[] = {"evenement=MIGRANTS", "Evenement=Avarie",
                                       "zone=territoriale"},
                             *const out[] = {"evenement=Fausse alerte", "evenement="},
                             *const bad[] = {"event=x", "evenement", "=x"};
    cw_history both =
        parse(text, &(cw_history_options){.kept = kept, .kept_count = 3}); /* rows 1 and 3 */
    assert_int_equal(both.count, 2);
    assert_int_equal(both.unwanted, 4);
    assert_int_equal(both.damaged, 0); /* a damaged row of another kind is no loss */
    cw_history rest = parse(text, &(cw_history_options){.excluded = out, .excluded_count = 2});
    assert_int_equal(rest.count, 4);
    assert_int_equal(rest.unwanted, 2);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        cw_history none = {0};
        cw_history_options options = {.kept = &bad[i], .kept_count = 1};
        assert_false(cw_history_parse_csv(&none, text, strlen(text), "h.csv", &options, &err));
        assert_mentions(err.message, i == 0 ? "event" : "--keep");
        cw_history_free(&none);
    }
    cw_history_free(&both);
    cw_history_free(&rest);
}

/* A row without a place, or of another kind, does not hide the operation's next one. */
static void test_first_row_that_counts(void **state) {
    (void)state;
    static const char text[] =
        "date_heure_reception_alerte,latitude,longitude,operation_id,evenement\n"
        "2020-01-01T00:00Z,,,1,a\n"
        "2020-01-01T00:00Z,51.0,1.5,1,a\n"
        "2020-01-01T00:00Z,51.0,1.5,1,a\n"
        "2020-01-02T00:00Z,51.0,1.5,2,b\n"
        "2020-01-02T00:00Z,51.0,1.5,2,a\n";
    static const char *const kept[] = {"evenement=a"};
    cw_history h = parse(text, &(cw_history_options){.kept = kept, .kept_count = 1});
    assert_int_equal(h.count, 2);
    assert_int_equal(h.damaged, 1);
    assert_int_equal(h.twice, 1);
    assert_int_equal(h.unwanted, 1);
    assert_int_equal(h.rows, 5);
    cw_history_free(&h);
}

static void test_missing_column(void **state) {
    (void)state;
    cw_history history = {0};
    cw_error err = {0};
    const char *text = "when,lat,lon\n";
    assert_false(cw_history_parse_csv(&history, text, strlen(text), "h.csv",
                                      &(cw_history_options){0}, &err));
    assert_mentions(err.message, "date_heure_reception_alerte");
    cw_history_free(&history);
}

/* Published changes of the clock: 29 March and 25 October 2020. */
static void test_clocks(void **state) {
    (void)state;
    cw_history_options columns = {
        .time = "t", .latitude = "a", .longitude = "o", .clock = CW_CLOCK_PARIS};
    const char *text = "t,a,o\n"
                       "2020-01-15 12:00,50,1\n" /* 11:00Z */
                       "2020-07-15 12:00,50,1\n" /* 10:00Z */
                       "2020-03-29 02:30,50,1\n" /* skipped */
                       "2020-10-25 02:30,50,1\n" /* twice */
                       "2020-07-15T12:00Z,50,1\n" /* names its zone */;
    cw_history h = parse(text, &columns);
    assert_int_equal(h.count, 4);
    assert_int_equal(h.damaged, 1);
    assert_int_equal(h.doubtful, 1);
    assert_int_equal(h.incidents[0].time, cw_time_from_civil(2020, 1, 15, 11, 0, 0.0));
    assert_int_equal(h.incidents[1].time, cw_time_from_civil(2020, 7, 15, 10, 0, 0.0));
    assert_int_equal(h.incidents[2].time, cw_time_from_civil(2020, 10, 25, 0, 30, 0.0));
    assert_int_equal(h.incidents[3].time, cw_time_from_civil(2020, 7, 15, 12, 0, 0.0));
    cw_history_free(&h);
    bool doubtful;
    cw_time utc, noon = cw_time_from_civil(2020, 7, 15, 12, 0, 0.0);
    assert_true(cw_clock_to_utc(CW_CLOCK_LONDON, noon, &utc, &doubtful));
    assert_int_equal(utc, noon - CW_HOUR_MS);
}

static void test_no_clock_no_guess(void **state) {
    (void)state;
    cw_history_options columns = {.time = "t", .latitude = "a", .longitude = "o"};
    cw_history h = parse("t,a,o\n2020-01-15 12:00,50,1\n", &columns);
    assert_int_equal(h.count, 0);
    assert_mentions(h.notes.data, "names no zone");
    cw_history_free(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secmar_sample),    cmocka_unit_test(test_damage_is_counted_and_named),
        cmocka_unit_test(test_rows_are_chosen),  cmocka_unit_test(test_first_row_that_counts),
        cmocka_unit_test(test_missing_column),   cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_no_clock_no_guess)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
