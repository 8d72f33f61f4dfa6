/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch risk, patrol and options as a user runs them: from a history to risk, from risk to a
 * plan, all files or none, both languages, and bad use. */
#include "command.h"

#include "crosswatch/base.h"

#include <jansson.h>

static const char *const agreements =
    "--agreement %s/cases/agreement-apart.yaml --agreement %s/cases/agreement-joint.yaml";

static const char *source(void) {
    const char *root = getenv("CROSSWATCH_SOURCE");
    assert_non_null(root);
    return root;
}

static int run(char **out, char **err, const char *format, ...) CW_PRINTF(3, 4);
static int run(char **out, char **err, const char *format, ...) {
    char arguments[8192];
    va_list list;
    va_start(list, format);
    int length = vsnprintf(arguments, sizeof arguments, format, list);
    va_end(list);
    assert_true(length > 0 && length < (int)sizeof arguments);
    return support_command(arguments, out, err);
}

static void expect(int want, const char *part, const char *arguments) {
    char *err = NULL;
    int status = run(NULL, &err, "%s", arguments);
    if (status != want) fail_msg("%s: status %d: %s", arguments, status, err);
    expect_one_sentence(err);
    assert_mentions(err, part);
    free(err);
}

/* A year of incidents about one place, more by night. */
static void write_history(const char *name) {
    char path[1200];
    FILE *file = fopen(work_path(name, path), "w");
    assert_non_null(file);
    fputs("operation_id,date_heure_reception_alerte,latitude,longitude\n", file);
    for (uint32_t i = 0; i < 400; i++) {
        double z[4], u[4];
        char clock[CW_TIME_TEXT];
        cw_draw draw = {.seed = 3, .particle = i, .purpose = CW_DRAW_TEST};
        cw_random_normal(draw, z);
        draw.step = 1;
        cw_random_uniform(draw, u);
        double hour = 24.0 * floor(365.0 * u[0]) + (u[1] < 0.7 ? 6.0 : 24.0) * u[2];
        cw_time time = cw_time_from_civil(2021, 1, 1, 0, 0, 0.0) + (cw_time)(hour * 3.6e6);
        fprintf(file, "%u,%s,%.4f,%.4f\n", i, cw_time_format(time, clock), 51.0 + 0.08 * z[0],
                1.5 + 0.1 * z[1]);
    }
    fputs("900,never,51,1.5\n", file);
    fclose(file);
}

static void test_from_history_to_options(void **state) {
    (void)state;
    char *out = NULL, *err = NULL, risk[1200], history[1200], plan[1200];
    write_history("history.csv");
    assert_int_equal(run(&out, &err, "risk %s --box 50.3,0.5,51.6,2.6 -o %s/risk",
                         work_path("history.csv", history), work),
                     0);
    assert_mentions(out, "Rows read: 401");
    assert_mentions(out, "row 402: its time cannot be read");
    assert_mentions(out, "too few to say");
    free(out);
    free(err);
    assert_true(is_there("risk/risk.tif") && is_there("risk/risk.fr.txt")
                && is_there("risk/risk.png"));
    char *text = bundled("dover-patrol.yaml"), *hit = strstr(text, "    places:\n      - share: 2");
    char *next = strstr(hit, "  - name: vessel or person");
    memmove(hit, next, strlen(next) + 1);
    text = replaced(text, "night_factor: 2.5", "risk: risk/risk.json");
    text = replaced(text, "agreement: agreement-apart.yaml\n", "");
    write_case("plan.yaml", text);
    snprintf(risk, sizeof risk, agreements, source(), source());
    int status = run(&out, &err, "options %s %s --weeks 60 -o %s/options --lang fr",
                     work_path("plan.yaml", plan), risk, work);
    if (status != 0) fail_msg("%s", err);
    assert_mentions(out, "LA RÉPONSE");
    assert_mentions(out, "part des heures, Royaume-Uni");
    free(out);
    free(err);
    static const char *const files[] = {"options.en.txt", "options.fr.txt", "options.json",
                                        "options.png"};
    for (int i = 0; i < 4; i++) {
        char name[64];
        snprintf(name, sizeof name, "options/%s", files[i]);
        assert_true(is_there(name));
    }
    char directory[1200];
    assert_int_equal(entries(work_path("options", directory)), 4);
}

static void test_no_difference_between_twins(void **state) {
    (void)state;
    char *out = NULL;
    assert_int_equal(run(&out, NULL,
                         "options %s/cases/dover-patrol.yaml --agreement "
                         "%s/cases/agreement-joint.yaml --agreement %s/cases/agreement-joint.yaml "
                         "--weeks 40 --json",
                         source(), source(), source()),
                     0);
    json_t *root = json_loads(out, 0, NULL);
    assert_non_null(root);
    json_t *second = json_array_get(json_object_get(root, "options"), 1), *one;
    json_t *differences = json_object_get(second, "difference_from_first");
    const char *key;
    assert_true(json_object_size(differences) > 8);
    json_object_foreach(differences, key, one)
        assert_false(json_is_true(json_object_get(one, "shown")));
    json_decref(root);
    free(out);
}

static void test_patrol_writes_all(void **state) {
    (void)state;
    char *out = NULL, *err = NULL, directory[1200];
    int status =
        run(&out, &err, "patrol %s/cases/dover-patrol.yaml --as-given --weeks 30 -o %s/patrol",
            source(), work);
    if (status != 0) fail_msg("%s", err);
    assert_mentions(out, "WHAT IT WITHSTANDS");
    assert_mentions(out, "on standby at Dover");
    assert_int_equal(entries(work_path("patrol", directory)), 7);
    free(out);
    free(err);
}

/* What was kept on some weeks must not lose more on others: 46 changes of which each was an
 * improvement on 100 weeks. */
static void test_improved_roster_is_not_worse(void **state) {
    (void)state;
    char *out = NULL;
    assert_int_equal(
        run(&out, NULL, "patrol %s/cases/dover-patrol.yaml --improve --weeks 400 --json", source()),
        0);
    json_t *root = json_loads(out, 0, NULL);
    assert_non_null(root);
    double now = json_number_value(json_object_get(
        json_object_get(json_object_get(root, "figures"), "people_lost_a_week"), "value"));
    double before = json_number_value(
        json_object_get(json_object_get(json_object_get(root, "figures_of_the_roster_as_given"),
                                        "people_lost_a_week"),
                        "value"));
    assert_true(before > 0.0 && now < before);
    json_decref(root);
    free(out);
}

/* Each agreement with a roster of its own, below its own bound. */
static void expect_bounds_of_options(const char *plan) {
    char *out = NULL, given[1200];
    snprintf(given, sizeof given, agreements, source(), source());
    assert_int_equal(run(&out, NULL, "options %s %s --planned --weeks 30 --json", plan, given), 0);
    json_t *root = json_loads(out, 0, NULL), *list = json_object_get(root, "options");
    assert_int_equal(json_array_size(list), 2);
    for (size_t i = 0; i < 2; i++) {
        json_t *planner = json_object_get(json_array_get(list, i), "planner");
        double value = json_number_value(json_object_get(planner, "value")),
               bound = json_number_value(json_object_get(planner, "bound"));
        assert_true(value > 0.0 && bound >= value);
    }
    json_decref(root);
    free(out);
}

/* Half a day of the bundled plan, in coarse cells: planned with a bound, never below standing by,
 * and told as such. */
static void test_planned_roster(void **state) {
    (void)state;
    char *out = NULL, *err = NULL, plan[1200];
    char *text = replaced(bundled("dover-patrol.yaml"), "to: \"2026-09-14T00:00Z\"",
                          "to: \"2026-09-07T12:00Z\"");
    text = replaced(text, "cell: 2 nm", "cell: 4 nm");
    text = replaced(text, "agreement: agreement-apart.yaml\n", "");
    for (char *later = strstr(text, "    - {from: \"2026-09-09"), *line = later;
         line != NULL && strncmp(line, "    - {from", 11) == 0; line = later)
        memmove(later, strchr(line, '\n') + 1, strlen(strchr(line, '\n') + 1) + 1);
    write_case("day.yaml", text);
    int status = run(&out, &err, "patrol %s --weeks 30 --json", work_path("day.yaml", plan));
    if (status != 0) fail_msg("%s", err);
    json_t *root = json_loads(out, 0, NULL), *planner = json_object_get(root, "planner");
    assert_string_equal(json_string_value(json_object_get(root, "roster_is")), "planned");
    double standby = json_number_value(json_object_get(planner, "helped_standing_by")),
           helped = json_number_value(json_object_get(planner, "helped")),
           value = json_number_value(json_object_get(planner, "value")),
           bound = json_number_value(json_object_get(planner, "bound"));
    assert_true(standby > 0.0 && helped >= standby && value <= helped && bound >= value);
    json_decref(root);
    free(out);
    free(err);
    assert_int_equal(run(&out, &err, "patrol %s --weeks 30 --lang fr", plan), 0);
    assert_mentions(out, "recueillies");
    free(out);
    free(err);
    expect_bounds_of_options(plan);
}

/* The record's own incidents: one has a position, one has none and is named. */
static void test_history_of_a_record(void **state) {
    (void)state;
    static const char *const steps[] = {
        "record init %s/own.db centre=dover key=%s/own.key",
        "incident open %s/own.db incident=D-1 person=anna",
        "incident report %s/own.db incident=D-1 person=anna 'text=33 people aboard, 51 09.45N 1 "
        "50.9E'",
        "incident report %s/own.db incident=D-1 person=anna 'text=now 51 10.0N 1 52.0E'",
        "incident open %s/own.db incident=D-2 person=anna",
        "incident report %s/own.db incident=D-2 person=anna 'text=engine failure, position "
        "unknown'"};
    char *out = NULL, *err = NULL, path[1200];
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        char step[4096];
        snprintf(step, sizeof step, steps[k], work, work);
        if (run(NULL, &err, "%s", step) != 0) fail_msg("%s: %s", step, err);
        free(err);
    }
    int status = run(&out, &err, "risk %s --box 50.3,0.5,51.6,2.6", work_path("own.db", path));
    if (status != 0) fail_msg("%s", err);
    assert_mentions(out, "1 incidents in the area");
    assert_mentions(out, "Rows read: 2");
    assert_mentions(out, "no report of the incident gives a position");
    assert_mentions(out, "TOO FEW TO SAY");
    /* The cell with most is its own or one beside it. */
    assert_mentions(out, "51°0");
    free(out);
    free(err);
}

/* Made traffic: its collisions as a layer of risk that a plan takes. */
static void test_exposure_of_traffic(void **state) {
    (void)state;
    char *out = NULL, *err = NULL, path[1200];
    int status = run(&out, &err,
                     "risk --ais %s/cases/dover-made-traffic.csv --box 50.6,0.8,51.5,2.3 -o "
                     "%s/exposure",
                     source(), work);
    if (status != 0) fail_msg("%s", err);
    assert_mentions(out, "25 ships under way");
    assert_mentions(out, "compare places, not years");
    free(out);
    free(err);
    char *text = bundled("dover-patrol.yaml"), *hit = strstr(text, "    places:\n      - share: 2");
    char *next = strstr(hit, "  - name: vessel or person");
    memmove(hit, next, strlen(next) + 1);
    text = replaced(text, "night_factor: 2.5", "risk: exposure/risk.json");
    text = replaced(text, "agreement: agreement-apart.yaml\n", "");
    write_case("layer.yaml", text);
    status = run(&out, &err, "patrol %s --as-given --weeks 30", work_path("layer.yaml", path));
    if (status != 0) fail_msg("%s", err);
    free(out);
    free(err);
    expect(2, "without a history", "risk x.csv --ais y.csv");
    expect(2, "needs a history", "risk");
}

static void test_bad_use(void **state) {
    (void)state;
    char text[4096], path[1200];
    snprintf(text, sizeof text, "options %s/cases/dover-patrol.yaml", source());
    expect(2, "at least twice", text);
    snprintf(text, sizeof text, agreements, source(), source());
    char timed[4096];
    snprintf(timed, sizeof timed, "options x.yaml --time 5s %.2000s", text);
    expect(2, "goes with --planned", timed);
    snprintf(text, sizeof text, "patrol %s", work_path("absent.yaml", path));
    expect(2, "cannot be opened", text);
    snprintf(text, sizeof text, "patrol %s --improve --as-given", path);
    expect(2, "two ways", text);
    snprintf(text, sizeof text, "patrol %s --as-given --time 5s", path);
    expect(2, "nothing is planned", text);
    snprintf(text, sizeof text, "risk %s", work_path("absent.csv", path));
    expect(2, "cannot be opened", text);
    spill(work_path("empty.csv", path),
          "operation_id,date_heure_reception_alerte,latitude,longitude\n", 60);
    snprintf(text, sizeof text, "risk %s", path);
    expect(1, "no incident", text);
    snprintf(text, sizeof text, "risk %s --box 1,2,3", path);
    expect(2, "--box", text);
    snprintf(text, sizeof text, "risk %s --columns when=x", path);
    expect(2, "--columns", text);
    snprintf(text, sizeof text, "risk %s --clock Rome", path);
    expect(2, "--clock", text);
    snprintf(text, sizeof text, "risk %s --from 2020-01-01T00:00Z", path);
    expect(2, "give both", text);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_from_history_to_options),
                                       cmocka_unit_test(test_no_difference_between_twins),
                                       cmocka_unit_test(test_patrol_writes_all),
                                       cmocka_unit_test(test_improved_roster_is_not_worse),
                                       cmocka_unit_test(test_planned_roster),
                                       cmocka_unit_test(test_history_of_a_record),
                                       cmocka_unit_test(test_exposure_of_traffic),
                                       cmocka_unit_test(test_bad_use)};
    return cmocka_run_group_tests(tests, command_set_up, command_tear_down);
}
