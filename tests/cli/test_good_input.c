/* SPDX-License-Identifier: Apache-2.0 */
/* Forcing that is unusual but right gives the same answer as the same field said plainly; and the
 * answer is the same for any number of threads. */
#include "command.h"

#include <crosswatch/geo.h>
#include <jansson.h>

/* `where --json` of a case of the working directory. */
static json_t *where_of(const char *name) {
    char arguments[2400], *out = NULL, *err = NULL;
    json_error_t error;
    snprintf(arguments, sizeof arguments, "where --json '%s/%s'", work, name);
    int status = support_command(arguments, &out, &err);
    if (status != 0) fail_msg("status %d: %s", status, err);
    assert_string_equal(err, "");
    json_t *root = json_loads(out, 0, &error);
    if (root == NULL) fail_msg("line %d: %s", error.line, error.text);
    free(out);
    free(err);
    return root;
}

static double number(json_t *root, size_t time, const char *group, const char *name) {
    json_t *one = json_array_get(json_object_get(root, "where"), time);
    json_t *value = group != NULL ? json_object_get(json_object_get(one, group), name)
                                  : json_object_get(one, name);
    if (!json_is_number(value)) fail_msg("where has no %s", name);
    return json_number_value(value);
}

/* The same particles in the same constant current: what differs is float32 resampling of the file,
 * 1e-7 of 0.5 m/s over 6 h, some millimetres, on top of 5 mm steps of float32 places: 1e-6 degree
 * (0.1 m) is ample. Probable errors may differ by the rank of one particle: 1 %. */
static void expect_same(json_t *a, json_t *b, double turned_deg) {
    for (size_t k = 0; k < 3; k++) {
        assert_close(number(b, k, "datum", "lat_deg"), number(a, k, "datum", "lat_deg"), 1e-6);
        double lon = number(b, k, "datum", "lon_deg") - number(a, k, "datum", "lon_deg");
        assert_close(remainder(lon - turned_deg, 360.0), 0.0, 1e-6);
        assert_close(number(b, k, NULL, "probable_error_nm")
                         / number(a, k, NULL, "probable_error_nm"),
                     1.0, 0.01);
    }
}

static void test_unusual_axes(void **state) {
    (void)state;
    static const made_file files[] = {
        {0}, {.descending = true}, {.lon360 = true}, {.descending = true, .lon360 = true}};
    write_case("plain.yaml", bundled("constant.yaml"));
    json_t *plain = where_of("plain.yaml");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        make_file("current.nc", &files[i]);
        write_case("case.yaml", case_with_file("current.nc"));
        json_t *other = where_of("case.yaml");
        expect_same(plain, other, 0.0);
        json_decref(other);
    }
    json_decref(plain);
}

/* The same case turned by 172 degrees of longitude, so that it lies across the date line. */
static void test_date_line(void **state) {
    (void)state;
    write_case("plain.yaml", bundled("constant.yaml"));
    char *text = bundled("constant.yaml");
    text = replaced(text, "008°00.0'W", "180°00.0'E");
    text = replaced(text, "008°10.0'W", "179°50.0'E");
    text = replaced(text, "007°50.0'W", "179°50.0'W");
    text = replaced(text, "007°40.0'W", "179°40.0'W");
    text = replaced(text, "004°26.5'W", "176°26.5'W");
    write_case("line.yaml", text);
    json_t *plain = where_of("plain.yaml"), *line = where_of("line.yaml");
    expect_same(plain, line, -172.0);
    json_decref(line);
    make_file("current.nc", &(made_file){.middle_lon = 180.0}); /* 178.5 to 181.5 */
    text = slurp(strcat(strcpy((char[1200]){0}, work), "/line.yaml"), NULL);
    write_case("file.yaml",
               replaced(text, "- constant: {toward: 45 deg, speed: 1 kn}", "- file: current.nc"));
    line = where_of("file.yaml");
    expect_same(plain, line, -172.0);
    json_decref(line);
    json_decref(plain);
}

/* The whole plan, with files, across the date line too: every writer has to cope. */
static void test_plan_across_the_date_line(void **state) {
    (void)state;
    char arguments[2600], *err = NULL, path[1200];
    snprintf(arguments, sizeof arguments, "plan '%s/line.yaml' -o '%s/line'", work, work);
    if (support_command(arguments, NULL, &err) != 0) fail_msg("%s", err);
    assert_string_equal(err, "");
    assert_int_equal(entries(work_path("line", path)), 8);
    free(err);
}

/* ---- threads ---- */

static void expect_equal_files(const char *a, const char *b, const char *name) {
    char path[1200], file[256];
    size_t length_a, length_b;
    snprintf(file, sizeof file, "%s/%s", a, name);
    char *bytes_a = slurp(work_path(file, path), &length_a);
    snprintf(file, sizeof file, "%s/%s", b, name);
    char *bytes_b = slurp(work_path(file, path), &length_b);
    if (length_a != length_b || memcmp(bytes_a, bytes_b, length_a) != 0)
        fail_msg("%s of %s and %s differ", name, a, b);
    free(bytes_a);
    free(bytes_b);
}

static void same_for_any_threads(const char *name, int particles) {
    static const int threads[] = {1, 2, 7};
    char relative[256], path[1024], arguments[4096], directory[64];
    snprintf(relative, sizeof relative, "cases/%s", name);
    for (size_t i = 0; i < 3; i++) {
        char *err = NULL;
        snprintf(directory, sizeof directory, "threads-%d", threads[i]);
        snprintf(arguments, sizeof arguments, "plan --threads %d --particles %d '%s' -o '%s/%s'",
                 threads[i], particles, support_source(relative, path), work, directory);
        if (support_command(arguments, NULL, &err) != 0) fail_msg("%s", err);
        free(err);
        if (i == 0) continue;
        static const char *const files[] = {"plan.json",    "where.tif", "plan.gpx",
                                            "plan.geojson", "plan.kml",  "plan.txt"};
        for (size_t f = 0; f < sizeof files / sizeof files[0]; f++)
            expect_equal_files("threads-1", directory, files[f]);
    }
}

static void test_threads_constant(void **state) {
    (void)state;
    same_for_any_threads("constant.yaml", 1000);
}

/* Several sorties, drawn water, and the other objective. */
static void test_threads_by_turns(void **state) {
    (void)state;
    same_for_any_threads("by-turns.yaml", 1000);
}

static void test_threads_dover(void **state) {
    (void)state;
    same_for_any_threads("dover-2021-11-24.yaml", 1500);
}

/* constant.yaml without search, units and report times; the find at 10:00, drifted back. */
static char *looking_back(const char *to) {
    char *text = bundled("constant.yaml"), line[80];
    *strstr(text, "search:\n  from") = '\0';
    snprintf(line, sizeof line, "output: 10 min\n  backward_to: \"%s\"", to);
    text = replaced(text, "output: 10 min", line);
    text = replaced(text, "to: \"2024-06-01T10:30Z\"}", "to: \"2024-06-01T10:00Z\"}");
    return replaced(text, "to: \"2024-06-01T11:00Z\"}", "to: \"2024-06-01T10:00Z\"}");
}

/* In a constant current and wind, both towards the north-east, what was found has come from the
 * south-west: four hours of 1 kn, and of the leeway of both objects. */
static void test_looking_back(void **state) {
    (void)state;
    write_case("back.yaml", looking_back("2024-06-01T06:00Z"));
    json_t *root = where_of("back.yaml");
    double lat[2], lon[2];
    for (int i = 0; i < 2; i++) {
        lat[i] = number(root, i == 0 ? 0 : 2, "datum", "lat_deg");
        lon[i] = number(root, i == 0 ? 0 : 2, "datum", "lon_deg");
    }
    cw_position then = {lat[0], lon[0]}, found = {lat[1], lon[1]};
    double metres, azimuth;
    cw_geodesic_inverse(then, found, &metres, &azimuth);
    assert_close(azimuth, 45.0, 3.0); /* tacks and errors even out over 2,000 particles */
    /* 4 h at 1 kn, and downwind 10 kn times 3.15 % (60 %: SKIFF-1) and 0.96 % plus the mean of an
     * error cut off at -1.6 standard deviations (PIW-1: 0.117 times 12 cm/s at 10 m/s). */
    double wind = 10 * 1852.0 / 3600, hours = 4 * 3600.0;
    double leeway = 0.6 * 0.0315 * wind + 0.4 * (0.0096 * wind + 0.117 * 0.12 * (wind / 20 + 0.5));
    assert_close(metres, hours * (1852.0 / 3600 + leeway), 0.04 * metres);
    json_decref(root);
}

/* Found one after the other between 10:00 and 11:00: the standard times end when all are in the
 * water on the way back, and so does a search that begins before anybody is adrift on the way
 * forth. */
static void test_standard_times_have_somebody(void **state) {
    (void)state;
    char *text = bundled("constant.yaml");
    *strstr(text, "search:\n  from") = '\0';
    write_case("back.yaml", replaced(text, "output: 10 min",
                                     "output: 10 min\n  backward_to: \"2024-06-01T06:00Z\""));
    json_t *root = where_of("back.yaml"), *last = json_array_get(json_object_get(root, "where"), 2);
    assert_string_equal(json_string_value(json_object_get(last, "time")), "2024-06-01T10:00:00Z");
    json_decref(root);
    text = replaced(bundled("constant.yaml"), "  from: \"2024-06-01T12:00Z\"",
                    "  from: \"2024-06-01T10:00Z\"");
    *strstr(text, "report_times:") = '\0';
    write_case("early.yaml", text);
    root = where_of("early.yaml");
    json_t *first = json_array_get(json_object_get(root, "where"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "time")), "2024-06-01T10:10:00Z");
    json_decref(root);
}

/* Who cannot come is not named among the earliest: too short an endurance, no longer there. */
static void test_earliest_are_those_who_can_come(void **state) {
    (void)state;
    static const char *const units[] = {
        "endurance: 10 h", "endurance: 20 min", /* 14.5 nm at 25 kn: 35 min */
        "endurance: 10 h\n    available: {from: \"2024-06-01T10:00Z\", to: \"2024-06-01T12:30Z\"}"};
    static const size_t named[] = {2, 1, 1};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char arguments[2400], *out = NULL;
        write_case("case.yaml", replaced(bundled("constant.yaml"), "endurance: 10 h", units[i]));
        snprintf(arguments, sizeof arguments, "plan --json '%s/case.yaml'", work);
        assert_int_equal(support_command(arguments, &out, NULL), 0);
        json_t *root = json_loads(out, 0, NULL);
        json_t *list = json_object_get(json_object_get(root, "plan"), "earliest_at_datum");
        assert_int_equal(json_array_size(list), named[i]);
        json_decref(root);
        free(out);
    }
}

static void test_looking_back_has_no_plan(void **state) {
    (void)state;
    static const struct {
        const char *to, *add, *says;
    } rows[] = {{"2024-06-01T10:00Z", "", "lies not before"},
                {"2024-04-01T10:00Z", "", "31 days"},
                {"2024-06-01T06:00Z",
                 "search: {from: \"2024-06-01T12:00Z\", to: "
                 "\"2024-06-01T16:00Z\"}\n",
                 "no `search`"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char arguments[2400], *err = NULL, *text = looking_back(rows[i].to);
        char *longer = calloc(strlen(text) + strlen(rows[i].add) + 1, 1);
        strcat(strcpy(longer, text), rows[i].add);
        free(text);
        write_case("bad.yaml", longer);
        snprintf(arguments, sizeof arguments, "where '%s/bad.yaml'", work);
        assert_int_equal(support_command(arguments, NULL, &err), 2);
        assert_mentions(err, "drift.backward_to");
        assert_mentions(err, rows[i].says);
        free(err);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_unusual_axes),
                                       cmocka_unit_test(test_date_line),
                                       cmocka_unit_test(test_plan_across_the_date_line),
                                       cmocka_unit_test(test_threads_constant),
                                       cmocka_unit_test(test_threads_by_turns),
                                       cmocka_unit_test(test_threads_dover),
                                       cmocka_unit_test(test_looking_back),
                                       cmocka_unit_test(test_standard_times_have_somebody),
                                       cmocka_unit_test(test_earliest_are_those_who_can_come),
                                       cmocka_unit_test(test_looking_back_has_no_plan)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
