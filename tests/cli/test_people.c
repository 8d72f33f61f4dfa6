/* SPDX-License-Identifier: Apache-2.0 */
/* near, warn and struck on the bundled case with the made log and the made find: what they answer,
 * in two languages and as JSON, and what they refuse. */
#include "running.h"

static char the_case[1024], the_log[1024], the_find[1024];

static json_t *printed_json(void) {
    json_t *root = json_loads(printed, 0, NULL);
    assert_non_null(root);
    return root;
}

static double number_of(const json_t *row, const char *key) {
    const json_t *value = json_object_get(row, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

/* All flags by time; the French patrol ship before lifeboats of either, and asked for by name. */
static void near_ranks_all_flags(void **state) {
    (void)state;
    done(run("near -q --json --particles 2000 --ais %s --at 2021-11-24T03:30Z %s", the_log,
             the_case));
    json_t *root = printed_json(), *rows = json_object_get(root, "near");
    assert_true(json_array_size(rows) > 8); /* five units, and ships */
    double before = 0.0;
    size_t patrol = 0, lifeboat = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i), *minutes = json_object_get(row, "minutes_10_50_90");
        double median = json_number_value(json_array_get(minutes, 1));
        if (json_is_null(json_array_get(minutes, 1))) median = INFINITY;
        assert_true(median >= before);
        before = median;
        const char *name = json_string_value(json_object_get(row, "name"));
        if (strcmp(name, "RNLI Dover") == 0) lifeboat = i;
        if (strcmp(name, "French Navy patrol ship") != 0) continue;
        patrol = i;
        assert_string_equal(json_string_value(json_object_get(row, "entry")), "ask");
        assert_true(number_of(row, "ask_minutes") == 10.0);
        assert_true(median < 30.0);
    }
    assert_true(patrol < lifeboat);
    json_decref(root);
    done(run("near -q --particles 2000 --lang fr %s", the_case));
    assert_mentions(printed, "Qui est proche : ");
    assert_mentions(printed, "demander l'entrée à Dover (10 min)");
}

/* Copies the case with one text for another, each of which must stand in it once. */
static void write_changed_case(const char *path, const char *const changes[][2], size_t count) {
    static char text[32768], other[32768];
    FILE *file = fopen(the_case, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (size_t i = 0; i < count; i++) {
        char *at = strstr(text, changes[i][0]);
        assert_non_null(at);
        assert_null(strstr(at + 1, changes[i][0]));
        *at = '\0';
        snprintf(other, sizeof other, "%s%s%s", text, changes[i][1], at + strlen(changes[i][0]));
        memcpy(text, other, sizeof text);
    }
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    fclose(file);
}

/* The patrol ship of one side a quarter of an hour away (4.4 nm at 18 kn), the cutter of the other
 * an hour away (20 nm at 20 kn), the helicopter not to be had: the near ship is first, with the
 * margin and whom to ask. */
static void near_ship_before_far_cutter(void **state) {
    (void)state;
    static const char *const changes[][2] = {
        {"at: 51°08.5'N 001°42.0'E", "at: 50°57.0'N 001°25.0'E"},
        {"readiness: 0 min", "readiness: 3 h"}};
    char path[1200];
    write_changed_case(work_path("replay.yaml", path), changes, 2);
    done(run("near -q --json --particles 2000 --at 2021-11-24T03:30Z %s", path));
    json_t *root = printed_json(), *rows = json_object_get(root, "near");
    json_t *first = json_array_get(rows, 0), *cutter = NULL;
    for (size_t i = 1; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, "name")), "Border Force cutter") == 0)
            cutter = row;
    }
    assert_non_null(cutter);
    assert_string_equal(json_string_value(json_object_get(first, "name")),
                        "French Navy patrol ship");
    assert_string_equal(json_string_value(json_object_get(first, "entry")), "ask");
    /* The cloud's standard deviation is some 2.5 nm, which is 8 minutes of either. */
    double ship = json_number_value(json_array_get(json_object_get(first, "minutes_10_50_90"), 1));
    double far = json_number_value(json_array_get(json_object_get(cutter, "minutes_10_50_90"), 1));
    assert_close(ship, 4.4 / 18.0 * 60.0, 8.0);
    assert_close(far, 60.0, 8.0);
    assert_true(number_of(first, "margin_minutes") > 20.0);
    json_decref(root);
    char chart[1200];
    done(run("near -q --particles 500 --at 2021-11-24T03:30Z -o '%s' %s",
             work_path("near.png", chart), path));
    assert_mentions(printed, "First: French Navy patrol ship, ");
    assert_mentions(printed, "ask Dover for entry (10 min)");
}

/* A table in Latin-1, with a sequence for the terminal in a name: the ship beside the people is in
 * every output all the same. */
static void a_name_in_another_code_hides_no_ship(void **state) {
    (void)state;
    char path[1200];
    FILE *file = fopen(work_path("latin.csv", path), "w");
    assert_non_null(file);
    fputs("mmsi,time,lat,lon,name\n", file);
    for (int minute = 20; minute < 30; minute += 4)
        fprintf(file, "227000001,2021-11-24T03:%02d:00Z,51.15,1.80,CAF\xc9 \xe0 \033[2J\n", minute);
    fclose(file);
    done(run("near -q --json --particles 2000 --ais %s --at 2021-11-24T03:30Z %s", path, the_case));
    json_t *root = printed_json(), *rows = json_object_get(root, "near");
    size_t found = 0;
    for (size_t i = 0; i < json_array_size(rows); i++)
        found += number_of(json_array_get(rows, i), "mmsi") == 227000001.0;
    assert_int_equal(found, 1);
    json_decref(root);
    done(run("near -q --particles 2000 --ais %s --at 2021-11-24T03:30Z %s", path, the_case));
    assert_mentions(printed, "CAF? ?");
    assert_null(strchr(printed, '\033'));
    done(run("ais show -q --json --at 2021-11-24T03:24Z %s", path));
    assert_mentions(printed, "\"mmsi\":227000001");
}

static void warn_names_ships_to_call(void **state) {
    (void)state;
    done(run("warn -q --json --particles 2000 --hours 3 --ais %s %s", the_log, the_case));
    json_t *root = printed_json(), *rows = json_object_get(root, "warn");
    assert_true(json_array_size(rows) > 0);
    double before = 1.0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        double p = number_of(json_array_get(rows, i), "probability");
        assert_true(p > 0.0 && p <= before);
        before = p;
    }
    json_decref(root);
    done(run("warn -q --particles 2000 --lang fr --ais %s %s", the_log, the_case));
    assert_mentions(printed, "Navires à avertir");
}

/* The probability that the ship with most of it comes as near as the option asks for. */
static double greatest_warning(const char *option, double *radius_m) {
    done(
        run("warn -q --json --particles 2000 --hours 3 %s --ais %s %s", option, the_log, the_case));
    json_t *root = printed_json(), *rows = json_object_get(root, "warn");
    double p = json_array_size(rows) > 0 ? number_of(json_array_get(rows, 0), "probability") : 0.0;
    *radius_m = number_of(root, "radius_m");
    json_decref(root);
    return p;
}

static void warn_asks_how_near(void **state) {
    (void)state;
    double radius_m[2], usual = greatest_warning("", &radius_m[0]),
                        wide = greatest_warning("--within 1", &radius_m[1]);
    assert_true(fabs(radius_m[0] - 500.0) < 1e-6); /* rounding of 500 m in nautical miles */
    assert_true(fabs(radius_m[1] - 1852.0) < 1e-6);
    assert_true(wide > usual);
}

static void struck_answers_no_ship(void **state) {
    (void)state;
    char chart[1200];
    assert_int_equal(run("struck -q --particles 2000 -o '%s' --ais %s %s %s",
                         work_path("struck.png", chart), the_log, the_case, the_find),
                     1);
    assert_mentions(printed, "No ship can be named");
    assert_mentions(printed, "Not heard for a time, and so not excluded");
    assert_int_equal(run("struck -q --json --particles 2000 --ais %s %s", the_log, the_case), 1);
    json_t *root = printed_json();
    assert_true(json_is_null(json_object_get(root, "could_have")));
    assert_true(number_of(root, "looked_at") > 5.0);
    json_decref(root);
}

/* What near and struck drew on the way. */
static void charts_are_drawn(void **state) {
    (void)state;
    static const char SIGNATURE[] = "\x89PNG\r\n\x1a\n";
    static const char *const names[] = {"near.png", "struck.png"};
    char path[1200], bytes[8];
    for (size_t i = 0; i < 2; i++) {
        FILE *file = fopen(work_path(names[i], path), "rb");
        assert_non_null(file);
        assert_int_equal(fread(bytes, 1, 8, file), 8);
        assert_memory_equal(bytes, SIGNATURE, 8);
        fclose(file);
    }
    assert_int_not_equal(run("near -q --particles 200 -o /nonexistent/near.png %s", the_case), 0);
    assert_mentions(err, "/nonexistent/near.png");
}

static void bad_use_is_refused(void **state) {
    (void)state;
    assert_int_equal(run("warn -q %s", the_case), 2);
    assert_mentions(err, "--ais");
    assert_int_equal(run("struck -q %s", the_case), 2);
    assert_mentions(err, "--ais");
    assert_int_equal(run("near -q --at tomorrow %s", the_case), 2);
    assert_mentions(err, "--at");
    assert_int_equal(run("struck -q --from 2021-11-24T04:00Z --to 2021-11-24T03:00Z --ais %s %s",
                         the_log, the_case),
                     2);
    assert_mentions(err, "--to is not after --from");
    assert_int_equal(run("near -q --ais %s.absent %s", the_log, the_case), 2);
    assert_int_equal(run("near -q --at 2020-01-01T00:00Z %s", the_case), 2);
    assert_mentions(err, "more than a day before the drift begins");
    assert_int_equal(run("warn -q --within 0 --ais %s %s", the_log, the_case), 2);
    assert_mentions(err, "--within");
}

int main(void) {
    support_source("cases/dover-2021-11-24.yaml", the_case);
    support_source("cases/dover-made-traffic.csv", the_log);
    support_source("cases/dover-made-find.yaml", the_find);
    const struct CMUnitTest tests[] = {cmocka_unit_test(near_ranks_all_flags),
                                       cmocka_unit_test(near_ship_before_far_cutter),
                                       cmocka_unit_test(a_name_in_another_code_hides_no_ship),
                                       cmocka_unit_test(warn_names_ships_to_call),
                                       cmocka_unit_test(warn_asks_how_near),
                                       cmocka_unit_test(struck_answers_no_ship),
                                       cmocka_unit_test(charts_are_drawn),
                                       cmocka_unit_test(bad_use_is_refused)};
    int failed = cmocka_run_group_tests(tests, command_set_up, command_tear_down);
    free(printed);
    free(err);
    return failed;
}
