/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs as people use them: what they print, where they write, and how they end. */
#include "command.h"

#include <jansson.h>
#include <sys/wait.h>

static char *out, *err;

static int run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int run(const char *format, ...) {
    char arguments[4096];
    va_list list;
    va_start(list, format);
    vsnprintf(arguments, sizeof arguments, format, list);
    va_end(list);
    free(out);
    free(err);
    return support_command(arguments, &out, &err);
}

static const char *source(const char *relative) {
    static char path[1024];
    return support_source(relative, path);
}

static void expect_use_error(const char *arguments, const char *part) {
    if (run("%s", arguments) != 2) fail_msg("%s: not refused", arguments);
    assert_string_equal(out, "");
    expect_one_sentence(err);
    assert_mentions(err, part);
}

/* ---- use ---- */

static void test_help(void **state) {
    (void)state;
    static const char *const verbs[] = {"plan",   "where",   "update",  "drift",
                                        "tables", "forcing", "outlook", "version"};
    assert_int_equal(run("--help"), 0);
    assert_string_equal(err, "");
    for (size_t i = 0; i < 7; i++) assert_mentions(out, verbs[i]);
    for (size_t i = 0; i < 7; i++) {
        char example[64];
        assert_int_equal(run("%s --help", verbs[i]), 0);
        snprintf(example, sizeof example, "crosswatch %s", verbs[i]);
        assert_mentions(out, "Example");
        assert_mentions(strstr(out, "Example"), example);
        assert_int_equal(run("%s -h --lang fr", verbs[i]), 0);
        assert_mentions(out, "Usage :");
        assert_mentions(out, "Exemple");
    }
    assert_int_equal(run("--lang=fr --help"), 0); /* the language may also come first */
    assert_mentions(out, "Usage :");
    assert_int_equal(run("--lang fr version --help"), 0);
    assert_mentions(out, "Exemple");
    assert_int_equal(run("--lang fr version --help --lang en"), 0);
    assert_mentions(out, "Example");
    assert_int_equal(run("--lang fr"), 2);
    assert_mentions(err, "Usage :");
    assert_int_equal(run("help"), 0);
    assert_int_equal(run("%s", ""), 2);
    assert_mentions(err, "Usage");
    assert_string_equal(out, "");
}

static void test_refused_options(void **state) {
    (void)state;
    expect_use_error("nonsense", "nonsense");
    expect_use_error("plan", "case file");
    expect_use_error("plan a.yaml b.yaml", "b.yaml");
    expect_use_error("plan --nope a.yaml", "--nope");
    expect_use_error("plan -zq a.yaml", "-z");
    expect_use_error("plan --every 3 a.yaml", "every");
    expect_use_error("plan -o", "-o");
    expect_use_error("plan a.yaml --threads", "--threads");
    expect_use_error("plan --json=1 a.yaml", "--json");
    expect_use_error("plan -o '' a.yaml", "--output");
    expect_use_error("plan --lang de a.yaml", "--lang");
    expect_use_error("--lang de plan a.yaml", "--lang");
    expect_use_error("--lang", "--lang");
    expect_use_error("drift a.yaml", "-o");
    expect_use_error("plan --hours 3 a.yaml", "hours");
    expect_use_error("outlook", "case file");
    expect_use_error("outlook --every 3 a.yaml", "every");
    expect_use_error("outlook --hours 0 a.yaml", "--hours");
    expect_use_error("outlook --hours 73 a.yaml", "--hours");
    expect_use_error("outlook --hours 2.5 a.yaml", "--hours");
    expect_use_error("tables", "leeway or sweep");
    expect_use_error("tables tides", "tides");
    expect_use_error("tables leeway NO-SUCH", "NO-SUCH");
    expect_use_error("tables sweep 'No such'", "No such");
    expect_use_error("version now", "now");
    expect_use_error("forcing", "a file");
}

static void test_refused_numbers(void **state) {
    (void)state;
    static const char *const bad[] = {"--threads 0",
                                      "--threads 100000",
                                      "--threads -1",
                                      "--threads 2.5",
                                      "--threads ''",
                                      "--threads 0x2",
                                      "--particles 0",
                                      "--particles -5",
                                      "--particles ' -5'",
                                      "--particles 1e3",
                                      "--particles 99999999999999999999999",
                                      "--time 0s",
                                      "--time -1s",
                                      "--time 10",
                                      "--time 2 d",
                                      "--time nan"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char arguments[256], option[32];
        snprintf(arguments, sizeof arguments, "plan %s '%s'", bad[i],
                 source("cases/constant.yaml"));
        snprintf(option, sizeof option, "%s", bad[i]);
        option[strcspn(option, " ")] = '\0';
        if (strcmp(bad[i], "--time 2 d") == 0) continue; /* two words: "d" is a second file */
        expect_use_error(arguments, option);
    }
    char arguments[2048];
    snprintf(arguments, sizeof arguments, "drift --every 0 '%s' -o '%s/x'",
             source("cases/constant.yaml"), work);
    expect_use_error(arguments, "--every");
}

static void expect_full(const char *arguments) {
    char command[4096], path[1200];
    const char *program = getenv("CROSSWATCH_COMMAND");
    snprintf(command, sizeof command, "'%s' %s >/dev/full 2>'%s'",
             program != NULL ? program : "crosswatch", arguments, work_path("err", path));
    int status = system(command);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    char *said = slurp(path, NULL);
    expect_one_sentence(said);
    free(said);
}

static void test_full_disk_behind_stdout(void **state) {
    (void)state;
    char arguments[2048];
    expect_full("version");
    expect_full("--help");
    expect_full("plan --help");
    expect_full("tables leeway");
    expect_full("tables sweep --json");
    snprintf(arguments, sizeof arguments, "where '%s'", source("cases/constant.yaml"));
    expect_full(arguments);
    snprintf(arguments, sizeof arguments, "plan --json '%s'", source("cases/constant.yaml"));
    expect_full(arguments);
}

/* ---- plan, where, drift ---- */

static void expect_files(const char *directory, const char *const *names, size_t count) {
    char path[1200], name[256];
    assert_int_equal(entries(work_path(directory, path)), count);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%s/%s", directory, names[i]);
        if (!is_there(name)) fail_msg("%s is not there", name);
        assert_mentions(out, names[i]);
    }
}

static void test_plan(void **state) {
    (void)state;
    static const char *const files[] = {"map.png",      "plan.txt",  "plan.gpx", "plan.kml",
                                        "plan.geojson", "where.tif", "drift.nc", "plan.json"};
    assert_int_equal(run("plan '%s' -o '%s/a/b'", source("cases/constant.yaml"), work), 0);
    assert_string_equal(err, ""); /* no progress where stderr is no terminal */
    expect_files("a/b", files, 8);
    const char *list = strstr(out, "Files written:");
    assert_non_null(list);
    for (size_t i = 1; i < 8; i++) assert_true(strstr(list, files[0]) < strstr(list, files[i]));
    char path[1200];
    char *page =
        slurp(work_path("a/b/plan.txt", path), NULL); /* the page printed is the page kept */
    assert_int_equal(strncmp(out, page, strlen(page)), 0);
    free(page);
    /* Again over the old files, in French. */
    assert_int_equal(run("plan --lang fr '%s' -o '%s/a/b/'", source("cases/constant.yaml"), work),
                     0);
    expect_files("a/b", files, 8);
    assert_mentions(out, "PLAN DE RECHERCHE");
    assert_mentions(out, "Fichiers écrits :");
}

static void test_language_from_the_environment(void **state) {
    (void)state;
    setenv("LC_ALL", "fr_FR.UTF-8", 1);
    assert_int_equal(run("where '%s'", source("cases/constant.yaml")), 0);
    assert_mentions(out, "OÙ PEUVENT-ILS ÊTRE ?");
    assert_int_equal(run("where --lang en '%s'", source("cases/constant.yaml")), 0);
    assert_mentions(out, "WHERE CAN THEY BE?");
    setenv("LC_ALL", "C", 1);
}

static void test_where(void **state) {
    (void)state;
    static const char *const files[] = {"map.png",   "where.txt", "where.geojson",
                                        "where.tif", "drift.nc",  "where.json"};
    assert_int_equal(run("where '%s' -o '%s/where'", source("cases/constant.yaml"), work), 0);
    expect_files("where", files, 6);
    assert_null(strstr(out, "TASKING"));
}

/* What a server asks for: the files of its map, and steps that it can read, shares rising. */
static void test_for_programs(void **state) {
    (void)state;
    static const char *const files[] = {"map.png",  "where.txt",  "where.geojson", "where.tif",
                                        "drift.nc", "where.json", "ensemble.bin",  "surface.json"};
    assert_int_equal(run("where --map-data --progress json '%s' -o '%s/programs'",
                         source("cases/constant.yaml"), work),
                     0);
    expect_files("programs", files, 8);
    double before = -1.0;
    int steps = 0;
    for (char *line = strtok(err, "\n"); line != NULL; line = strtok(NULL, "\n"), steps++) {
        json_t *step = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
        if (step == NULL) fail_msg("not JSON: %s", line);
        assert_true(json_is_string(json_object_get(step, "stage")));
        double share = json_number_value(json_object_get(step, "share"));
        assert_true(share >= before && share < 1.0);
        before = share;
        json_decref(step);
    }
    assert_true(steps >= 4);
    assert_int_equal(run("where --progress yes '%s'", source("cases/constant.yaml")), 2);
    expect_one_sentence(err);
}

static void test_json_is_json(void **state) {
    (void)state;
    json_error_t error;
    assert_int_equal(run("plan --json '%s' -o '%s/json'", source("cases/constant.yaml"), work), 0);
    json_t *root = json_loads(out, JSON_REJECT_DUPLICATES, &error); /* and nothing else */
    if (root == NULL) fail_msg("line %d: %s", error.line, error.text);
    char path[1200], *file = slurp(work_path("json/plan.json", path), NULL);
    assert_string_equal(out, file);
    free(file);
    json_decref(root);
}

static void test_outlook(void **state) {
    (void)state;
    static const char *const files[] = {"outlook.txt", "outlook.json", "outlook.png"};
    char path[1200];
    assert_int_equal(
        run("outlook --hours 6 '%s' -o '%s/outlook'", source("cases/constant.yaml"), work), 0);
    assert_string_equal(err, "");
    expect_files("outlook", files, 3);
    char *page = slurp(work_path("outlook/outlook.txt", path), NULL);
    assert_int_equal(strncmp(out, page, strlen(page)), 0);
    assert_mentions(page, "OUTLOOK: Constant current and wind");
    assert_mentions(page, "  18:00 "); /* noon and six hours */
    assert_null(strstr(page, "  19:00 "));
    free(page);
    size_t size = 0;
    char *picture = slurp(work_path("outlook/outlook.png", path), &size);
    assert_true(size > 1000);
    assert_memory_equal(picture, "\x89PNG\r\n\x1a\n", 8);
    free(picture);
    assert_int_equal(run("outlook --lang fr --json --hours 6 '%s' -o '%s/outlook'",
                         source("cases/constant.yaml"), work),
                     0);
    json_t *root = json_loads(out, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_array_size(json_object_get(root, "hours")), 7);
    json_decref(root);
    char *file = slurp(work_path("outlook/outlook.json", path), NULL);
    assert_string_equal(out, file);
    free(file);
    page = slurp(work_path("outlook/outlook.txt", path), NULL);
    assert_mentions(page, "HEURES À VENIR");
    free(page);
}

/* The default is twelve hours; threads change nothing. */
static void test_outlook_is_the_same_for_any_threads(void **state) {
    (void)state;
    assert_int_equal(run("outlook --threads 1 '%s'", source("cases/constant.yaml")), 0);
    char *one = strdup(out);
    assert_mentions(one, "  02 00:00 ");
    assert_int_equal(run("outlook --threads 3 '%s'", source("cases/constant.yaml")), 0);
    assert_string_equal(one, out);
    free(one);
}

/* The current's file ends at 20:00, the search at 16:00: until then going on can be told. */
static void test_outlook_beyond_the_forcing(void **state) {
    (void)state;
    make_file("ends.nc", &(made_file){0});
    write_case("ends.yaml", case_with_file("ends.nc"));
    assert_int_equal(run("outlook --hours 7 '%s/ends.yaml'", work), 0);
    assert_mentions(out, "The same units going on until 19:00");
    assert_int_equal(run("outlook --hours 12 '%s/ends.yaml'", work), 0);
    assert_mentions(out, "What searching on would find is not known");
    assert_null(strstr(out, "going on until"));
    assert_mentions(out, "  02 00:00 "); /* survival is told all the same */
    assert_int_equal(run("outlook --json --hours 12 '%s/ends.yaml'", work), 0);
    json_t *root = json_loads(out, JSON_REJECT_DUPLICATES, NULL);
    const char *why = json_string_value(json_object_get(root, "searching_on_not_known_because"));
    assert_non_null(why);
    assert_mentions(why, "ends.nc");
    json_t *last = json_array_get(json_object_get(root, "hours"), 12);
    assert_true(json_is_null(json_object_get(last, "searching_on")));
    json_decref(root);
}

static void test_outlook_refuses(void **state) {
    (void)state;
    char *text =
        replaced(bundled("constant.yaml"), "      - constant: 14 C", "      - constant: 99 C");
    write_case("hot.yaml", text);
    assert_int_equal(run("outlook '%s/hot.yaml'", work), 2);
    expect_one_sentence(err);
    assert_int_equal(run("outlook '%s'", source("cases/dover-looking-back.yaml")), 2);
    expect_one_sentence(err);
    assert_mentions(err, "looks back");
    assert_string_equal(out, "");
    assert_int_equal(run("outlook '%s' -o /proc/nowhere", source("cases/constant.yaml")), 3);
    expect_one_sentence(err);
}

static void test_drift(void **state) {
    (void)state;
    static const char *const files[] = {"drift.nc"};
    assert_int_equal(run("drift --every 10 --particles 500 '%s' -o '%s/drift'",
                         source("cases/constant.yaml"), work),
                     0);
    expect_files("drift", files, 1);
    int nc, dimension;
    size_t count = 0;
    char path[1200];
    assert_int_equal(nc_open(work_path("drift/drift.nc", path), NC_NOWRITE, &nc), NC_NOERR);
    assert_int_equal(nc_inq_dimid(nc, "trajectory", &dimension), NC_NOERR);
    assert_int_equal(nc_inq_dimlen(nc, dimension, &count), NC_NOERR);
    assert_int_equal(count, 100); /* two hypotheses of 500, every tenth */
    nc_close(nc);
}

static void test_output_that_cannot_be(void **state) {
    (void)state;
    char path[1200];
    spill(work_path("file", path), "x", 1);
    assert_int_equal(run("plan '%s' -o '%s/file'", source("cases/constant.yaml"), work), 2);
    expect_one_sentence(err);
    assert_string_equal(out, "");
    assert_int_equal(run("drift '%s' -o '%s/file/below'", source("cases/constant.yaml"), work), 2);
    expect_one_sentence(err);
    assert_int_equal(run("where '%s' -o /proc/nowhere", source("cases/constant.yaml")), 3);
    expect_one_sentence(err);
}

/* All units are days away: refused in one sentence that says why for each, and nothing is written.
 */
static void test_no_unit_can_arrive(void **state) {
    (void)state;
    char *text = bundled("constant.yaml");
    text = replaced(text, "48°40.0'N 007°40.0'W", "20°00.0'N 040°00.0'W");
    text = replaced(text, "48°17.0'N 004°26.5'W", "20°00.0'N 040°00.0'W");
    write_case("far.yaml", text);
    assert_int_equal(run("plan '%s/far.yaml' -o '%s/far'", work, work), 2);
    expect_one_sentence(err);
    assert_mentions(err, "Lifeboat: cannot arrive before the search window ends");
    assert_mentions(err, "Helicopter: cannot arrive");
    assert_string_equal(out, "");
    char folder[1200];
    snprintf(folder, sizeof folder, "%s/far/plan.txt", work);
    assert_int_not_equal(access(folder, F_OK), 0);
}

/* Files cannot grow beyond 30 KiB, as on a disk that fills up: whatever writer meets it first, the
 * end is one sentence, status 3, and an output directory as it was. */
static void expect_no_room(const char *verb, const char *name) {
    char command[8192], path[1200], told[1200], place[64];
    snprintf(place, sizeof place, "full-%s", verb);
    snprintf(command, sizeof command,
             "trap '' XFSZ; ulimit -f 60; '%s' %s '%s' -o '%s/%s' >/dev/null 2>'%s'",
             getenv("CROSSWATCH_COMMAND"), verb, name, work, place, work_path("told", told));
    int status = system(command);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    char *said = slurp(told, NULL);
    expect_one_sentence(said);
    assert_mentions(said, place);
    free(said);
    assert_int_not_equal(access(work_path(place, path), F_OK), 0);
}

static void test_full_disk(void **state) {
    (void)state;
    if (getenv("CROSSWATCH_COMMAND") == NULL) skip();
    char name[1024];
    snprintf(name, sizeof name, "%s", source("cases/constant.yaml"));
    expect_no_room("drift", name);
    expect_no_room("where", name);
    expect_no_room("plan", name);
    expect_no_room("outlook", name);
}

/* ---- tables, forcing, version ---- */

static void test_tables(void **state) {
    (void)state;
    json_error_t error;
    assert_int_equal(run("tables leeway --json"), 0);
    json_t *rows = json_loads(out, 0, &error);
    assert_int_equal(json_array_size(rows), 85); /* Allen and Plourde's classes */
    json_t *first = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(first, "key")), "PIW-1");
    assert_close(json_number_value(json_object_get(first, "downwind_slope")), 0.0096, 1e-9);
    json_decref(rows);
    assert_int_equal(run("tables leeway piw-1"), 0);
    assert_mentions(out, "PIW-1");
    assert_null(strstr(out, "PIW-2"));
    assert_int_equal(run("tables sweep 'Person in Water'"), 0);
    assert_mentions(out, "Person in Water");
    assert_int_equal(run("tables sweep --json"), 0);
    rows = json_loads(out, 0, &error);
    assert_true(json_array_size(rows) > 100);
    json_decref(rows);
}

static void test_forcing(void **state) {
    (void)state;
    char path[1200];
    make_file("current.nc", &(made_file){0});
    assert_int_equal(run("forcing '%s'", work_path("current.nc", path)), 0);
    assert_mentions(out, "current");
    assert_string_equal(err, "");
    assert_int_equal(run("forcing '%s/absent.nc'", work), 2);
    expect_one_sentence(err);
}

static json_t *current_of(json_t *root) {
    json_t *first = json_array_get(json_object_get(root, "environment"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "quantity")), "current");
    return json_array_get(json_object_get(first, "sources"), 0);
}

/* A whole case: what its file holds, and whether its scene can be made of it. The file ends at
 * 20:00, four hours after the search; in the second case the search goes on until the next day. */
static void test_forcing_of_a_case(void **state) {
    (void)state;
    make_file("ends.nc", &(made_file){0});
    write_case("ends.yaml", case_with_file("ends.nc"));
    assert_int_equal(run("forcing '%s/ends.yaml'", work), 0);
    assert_mentions(out, "ends.nc");
    assert_mentions(out, "2024-06-01T20:00:00Z");
    assert_mentions(out, "10.0 kn from 225");
    assert_mentions(out, "14.0 °C");
    assert_mentions(out, "It will do");
    write_case("late.yaml",
               replaced(case_with_file("ends.nc"), "2024-06-01T16:00Z", "2024-06-02T06:00Z"));
    assert_int_equal(run("forcing '%s/late.yaml'", work), 1);
    expect_one_sentence(err);
    assert_mentions(err, "ends.nc");
    assert_int_equal(run("forcing --json '%s/late.yaml'", work), 1);
    json_t *root = json_loads(out, JSON_REJECT_DUPLICATES, NULL);
    assert_true(json_is_false(json_object_get(root, "will_do")));
    assert_mentions(json_string_value(json_object_get(root, "why")), "ends.nc");
    json_t *holds = json_object_get(current_of(root), "holds");
    assert_string_equal(json_string_value(json_object_get(holds, "last")), "2024-06-01T20:00:00Z");
    json_decref(root);
    write_case("absent.yaml", case_with_file("nothere.nc"));
    assert_int_equal(run("forcing '%s/absent.yaml'", work), 1);
    expect_one_sentence(err);
    assert_mentions(out, "nothere.nc will not do");
    assert_int_equal(run("forcing --json '%s/ends.nc'", work), 2);
    expect_one_sentence(err);
}

static void test_version(void **state) {
    (void)state;
    assert_int_equal(run("version"), 0);
    assert_mentions(out, "crosswatch 0.");
    assert_mentions(out, "PROJ");
    assert_int_equal(run("--version"), 0);
    assert_mentions(out, "crosswatch 0.");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_help),
                                       cmocka_unit_test(test_refused_options),
                                       cmocka_unit_test(test_refused_numbers),
                                       cmocka_unit_test(test_full_disk_behind_stdout),
                                       cmocka_unit_test(test_plan),
                                       cmocka_unit_test(test_language_from_the_environment),
                                       cmocka_unit_test(test_where),
                                       cmocka_unit_test(test_for_programs),
                                       cmocka_unit_test(test_json_is_json),
                                       cmocka_unit_test(test_outlook),
                                       cmocka_unit_test(test_outlook_is_the_same_for_any_threads),
                                       cmocka_unit_test(test_outlook_beyond_the_forcing),
                                       cmocka_unit_test(test_outlook_refuses),
                                       cmocka_unit_test(test_drift),
                                       cmocka_unit_test(test_output_that_cannot_be),
                                       cmocka_unit_test(test_full_disk),
                                       cmocka_unit_test(test_no_unit_can_arrive),
                                       cmocka_unit_test(test_tables),
                                       cmocka_unit_test(test_forcing),
                                       cmocka_unit_test(test_forcing_of_a_case),
                                       cmocka_unit_test(test_version)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
