/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crosswatch update as people use it: a plan is made, its patterns are done in part, and the next
 * plan follows from what that leaves. Numbers are read from the JSON; the plan's own points tell
 * where the effort goes.
 */
#include "running.h"

static const json_t *in(const json_t *root, const char *a, const char *b) {
    const json_t *value = json_object_get(json_object_get(root, a), b);
    if (value == NULL) fail_msg("no %s.%s", a, b);
    return value;
}

static double number(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (!json_is_number(value)) fail_msg("no number %s", name);
    return json_number_value(value);
}

/* The entry of a list whose `key` is `name`. */
static const json_t *entry(const json_t *list, const char *key, const char *name) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(one, key)), name) == 0) return one;
    }
    fail_msg("no %s \"%s\"", key, name);
    return NULL;
}

static void write_results(const char *name, const char *text) {
    char path[1200];
    spill(work_path(name, path), text, strlen(text));
}

#define CONDITIONS "    conditions: {visibility: 10 nm, wind: 10 kn, wave_height: 0.5 m}\n"

static const char both_until_14[] =
    "results:\n"
    "  - id: A-1\n"
    "    unit: Lifeboat\n" CONDITIONS "    pattern: {plan: first/plan.json, until: "
    "\"2024-06-01T14:00Z\"}\n"
    "  - id: A-2\n"
    "    unit: Helicopter\n" CONDITIONS "    pattern: {plan: first/plan.json, until: "
    "\"2024-06-01T14:00Z\"}\n";

static void first_plan(void) {
    if (is_there("first/plan.json")) return;
    done(run("plan -q %s -o %s/first", constant(), work));
    write_results("results.yaml", both_until_14);
}

/* ---- plan, update, next plan -------------------------------------------------------------------
 */

static void test_next_plan(void **state) {
    (void)state;
    first_plan();
    done(run("update -q %s %s/results.yaml -o %s/next", constant(), work, work));
    static const char *const files[] = {"map.png",      "plan.txt",  "plan.gpx", "plan.kml",
                                        "plan.geojson", "where.tif", "drift.nc", "plan.json"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char name[64];
        snprintf(name, sizeof name, "next/%s", files[i]);
        if (!is_there(name)) fail_msg("no %s", name);
    }
    assert_mentions(printed, "NEXT SEARCH PLAN");
    assert_mentions(printed, "SEARCHED SO FAR");
    json_t *first = load("first/plan.json"), *next = load("next/plan.json");
    double whole = json_number_value(in(first, "plan", "pos"));
    double part = json_number_value(in(next, "update", "pos"));
    assert_true(part > 0.1 && part < whole); /* half of it was done */
    assert_string_equal(json_string_value(in(next, "update", "until")), "2024-06-01T14:00:00Z");
    assert_string_equal(json_string_value(in(next, "case", "search_from")), "2024-06-01T14:00:00Z");
    const json_t *objects = in(next, "update", "objects");
    const json_t *tender = entry(objects, "object", "tender");
    assert_close(number(tender, "before"), 0.6, 0.03); /* drawn: 2000 particles, 3 of 0.011 */
    assert_true(number(tender, "after") < number(tender, "before") - 0.1);
    double sum =
        number(tender, "after") + number(entry(objects, "object", "person in the water"), "after");
    assert_close(sum, 1.0, 1e-9);
    json_decref(first);
    json_decref(next);
}

/* A unit is where it was last and has been under way since, unless it went home. The next plan is
 * scored on other draws with the same results applied: its shares are the posterior's. */
static void test_units_go_on_from_where_they_are(void **state) {
    (void)state;
    first_plan();
    char text[2048];
    done(run("update -q --json %s %s/results.yaml", constant(), work));
    json_t *next = json_loads(printed, 0, NULL);
    assert_non_null(next);
    const json_t *boat = entry(in(next, "case", "units"), "name", "Lifeboat");
    double spent = 10.0 * 3600.0 - number(boat, "endurance_s");
    assert_true(spent > 1.5 * 3600.0 && spent < 2.5 * 3600.0); /* out from about 12:00 to 14:00 */
    assert_close(number(boat, "readiness_s"), 0.0, 0.0);
    double lat = number(json_object_get(boat, "at"), "lat_deg");
    assert_true(fabs(lat - (48.0 + 40.0 / 60.0)) > 0.02); /* no longer at its base */
    double share = number(entry(in(next, "plan", "pos_by_object"), "object", "tender"), "share");
    assert_close(share, number(entry(in(next, "update", "objects"), "object", "tender"), "after"),
                 0.05); /* scored on other draws */
    json_decref(next);
    snprintf(text, sizeof text, "%s", both_until_14);
    char *home = replaced(strdup(text), "unit: Lifeboat\n", "unit: Lifeboat\n    returned: yes\n");
    write_results("home.yaml", home);
    free(home);
    done(run("update -q --json %s %s/home.yaml", constant(), work));
    next = json_loads(printed, 0, NULL);
    boat = entry(in(next, "case", "units"), "name", "Lifeboat");
    assert_close(number(boat, "endurance_s"), 36000.0, 0.0);
    assert_close(number(json_object_get(boat, "at"), "lat_deg"), 48.0 + 40.0 / 60.0, 1e-9);
    json_decref(next);
}

/* Mean of a unit's points in a plan: where its effort is. */
static void mean_point(const json_t *root, const char *unit, double at[2]) {
    const json_t *points =
        json_object_get(entry(in(root, "plan", "tasks"), "unit", unit), "points");
    size_t count = json_array_size(points);
    at[0] = at[1] = 0.0;
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++) {
        at[0] += number(json_array_get(points, i), "lat_deg") / (double)count;
        at[1] += number(json_array_get(points, i), "lon_deg") / (double)count;
    }
}

/* Two places 27 miles apart, one unit. The first plan takes the likelier; when half of it has been
 * searched in vain, the other has become the likelier, and the next plan goes there. */
static void test_effort_goes_elsewhere(void **state) {
    (void)state;
    static const char two_places[] =
        "case: Two places\nseed: 3\nparticles: 1500\n"
        "hypotheses:\n"
        "  - {name: West, weight: 1.2, adrift: {from: \"2024-06-01T10:00Z\", to: "
        "\"2024-06-01T10:00Z\"}, point: {position: 48°30.0'N 008°30.0'W, radius: 1 nm}}\n"
        "  - {name: East, weight: 1, adrift: {from: \"2024-06-01T10:00Z\", to: "
        "\"2024-06-01T10:00Z\"}, point: {position: 48°30.0'N 007°50.0'W, radius: 1 nm}}\n"
        "objects: [{name: person, leeway: PIW-1, sweep: Person in Water}]\n"
        "environment:\n"
        "  current: {sources: [{constant: {toward: 0 deg, speed: 0.1 kn}}]}\n"
        "  wind: {sources: [{constant: {from: 0 deg, speed: 2 kn}}]}\n"
        "  visibility: 10 nm\n  wave_height: 0.2 m\n"
        "coast: none\n"
        "drift: {step: 5 min, output: 10 min}\n"
        "search: {from: \"2024-06-01T11:00Z\", to: \"2024-06-01T17:00Z\", evaluations: 200}\n"
        "units:\n"
        "  - {name: Lifeboat, nation: UK, kind: lifeboat, at: 48°30.0'N 008°10.0'W, "
        "transit_speed: 30 kn, search_speed: 15 kn, search_height: 14 ft, endurance: 20 h}\n";
    char *text = strdup(two_places);
    write_case("two.yaml", text);
    done(run("plan -q %s/two.yaml -o %s/two", work, work));
    write_results("west.yaml",
                  "results:\n"
                  "  - id: W\n"
                  "    unit: Lifeboat\n"
                  "    conditions: {visibility: 10 nm, wind: 2 kn, wave_height: 0.2 m}\n"
                  "    pattern: {plan: two/plan.json, until: \"2024-06-01T14:00Z\"}\n");
    done(run("update -q %s/two.yaml %s/west.yaml -o %s/then", work, work, work));
    json_t *first = load("two/plan.json"), *next = load("then/plan.json");
    double a[2], b[2];
    mean_point(first, "Lifeboat", a);
    mean_point(next, "Lifeboat", b);
    assert_close(a[1], -8.5, 0.1); /* the likelier of the two */
    assert_close(b[1], -7.0 - 50.0 / 60.0, 0.1);
    const json_t *list = in(next, "update", "hypotheses");
    assert_close(number(entry(list, "hypothesis", "West"), "before"), 1.2 / 2.2, 1e-6);
    assert_true(number(entry(list, "hypothesis", "West"), "after") < 0.45);
    json_decref(first);
    json_decref(next);
}

/* ---- without a next plan -----------------------------------------------------------------------
 */

static void test_window_over(void **state) {
    (void)state;
    first_plan();
    char *text = replaced(strdup(both_until_14), "2024-06-01T14:00Z", "2024-06-01T15:10Z");
    write_results("late.yaml", text);
    free(text);
    /* The case with its window cut where the plan's own patterns end: at the outputs around. */
    text = replaced(bundled("constant.yaml"), "  to: \"2024-06-01T16:00Z\"\n  eval",
                    "  to: \"2024-06-01T15:12Z\"\n  eval");
    write_case("short.yaml", replaced(text, "2024-06-01T16:00Z\"]", "2024-06-01T15:10Z\"]"));
    done(run("update -q --lang fr %s/short.yaml %s/late.yaml -o %s/late", work, work, work));
    assert_mentions(printed, "CE QUI RESTE");
    assert_mentions(printed, "DÉJÀ CHERCHÉ");
    assert_true(is_there("late/where.json") && !is_there("late/plan.json"));
    json_t *root = load("late/where.json");
    assert_true(json_number_value(in(root, "update", "pos")) > 0.3);
    json_decref(root);
}

/* ---- the same for any number of threads and order of files --------------------------------------
 */

static void test_same_bits(void **state) {
    (void)state;
    first_plan();
    write_results("one.yaml", "results:\n  - id: A-1\n    unit: Lifeboat\n" CONDITIONS
                              "    pattern: {plan: first/plan.json, until: "
                              "\"2024-06-01T14:00Z\"}\n");
    write_results("two.yaml.part", "results:\n  - id: A-2\n    unit: Helicopter\n" CONDITIONS
                                   "    pattern: {plan: first/plan.json, until: "
                                   "\"2024-06-01T14:00Z\"}\n");
    done(run("update -q --json --threads 1 %s %s/results.yaml", constant(), work));
    char *together = strdup(printed);
    done(run("update -q --json --threads 3 %s %s/two.yaml.part %s/one.yaml", constant(), work,
             work));
    assert_string_equal(printed, together);
    free(together);
}

/* ---- refused -----------------------------------------------------------------------------------
 */

static void refused(const char *files, const char *word) {
    char arguments[3000] = "";
    snprintf(arguments, sizeof arguments, "update -q %s %s -o %s/refused", constant(), files, work);
    int status = run("%s", arguments);
    if (status != 2) fail_msg("%s: exit status %d", files, status);
    assert_string_equal(printed, "");
    expect_one_sentence(err);
    assert_mentions(err, word);
    assert_false(is_there("refused"));
}

static void test_refused(void **state) {
    (void)state;
    char files[4096], path[1200];
    first_plan();
    work_path("results.yaml", path);
    snprintf(files, sizeof files, "%s %s", path, path);
    refused(files, "has been applied already");
    write_results("again.yaml", "results:\n  - id: other\n    unit: Lifeboat\n" CONDITIONS
                                "    pattern: {plan: first/plan.json, until: "
                                "\"2024-06-01T14:00Z\"}\n");
    snprintf(files, sizeof files, "%s %s/again.yaml", path, work);
    refused(files, "says the same");
    write_results("overlap.yaml", "results:\n  - id: other\n    unit: Lifeboat\n" CONDITIONS
                                  "    pattern: {plan: first/plan.json, until: "
                                  "\"2024-06-01T13:00Z\"}\n");
    snprintf(files, sizeof files, "%s %s/overlap.yaml", path, work);
    refused(files, "must not count twice");
    write_results("far.yaml", "results:\n  - id: far\n    sighting: {what: a raft, position: "
                              "\"45.0, -8.0\", radius: 1 nm, time: \"2024-06-01T13:00Z\", "
                              "related: 1}\n");
    snprintf(files, sizeof files, "%s/far.yaml", work);
    refused(files, "probability zero");
    snprintf(files, sizeof files, "%s/none.yaml", work);
    refused(files, "none.yaml");
    run("update %s", constant());
    assert_mentions(err, "a case file and a result file");
}

/* The bundled results work as their first lines say. */
static void test_bundled_example(void **state) {
    (void)state;
    char a[1024], b[1024];
    support_source("cases/dover-2021-11-24.yaml", a);
    support_source("cases/dover-2021-11-24-first-search.yaml", b);
    done(run("update -q --json --particles 500 %s %s", a, b));
    json_t *root = json_loads(printed, 0, NULL);
    assert_non_null(root);
    assert_int_equal(json_array_size(in(root, "update", "results")), 5);
    double pos = json_number_value(in(root, "update", "pos"));
    assert_true(pos > 0.3 && pos < 0.8);
    /* Left Lydd at 03:40 with four hours: also a wait for entry does not let it stay longer. */
    const json_t *task = entry(in(root, "plan", "tasks"), "unit", "Coastguard helicopter Lydd");
    const char *back = json_string_value(json_object_get(task, "back"));
    assert_non_null(back);
    assert_true(strcmp(back, "2021-11-24T07:41") < 0 && strcmp(back, "2021-11-24T07:30") > 0);
    json_decref(root);
}

/* ---- the page ----------------------------------------------------------------------------------
 */

/* No line of what stands between two titles is longer than the page's 96 characters. */
static void expect_page(const char *text, const char *from, const char *to) {
    int columns = 0;
    const char *begin = strstr(text, from), *end = strstr(text, to);
    assert_true(begin != NULL && end != NULL && begin < end);
    for (const char *c = begin; c < end; c++) {
        if (*c == '\n') {
            if (columns > 96) fail_msg("a line of %d columns before: %.40s", columns, c + 1);
            columns = 0;
        } else if (((unsigned char)*c & 0xC0) != 0x80) {
            columns++;
        }
    }
}

static void test_page(void **state) {
    (void)state;
    char a[1024], b[1024];
    support_source("cases/dover-2021-11-24.yaml", a);
    support_source("cases/dover-2021-11-24-first-search.yaml", b);
    done(run("update -q --particles 300 %s %s", a, b));
    assert_mentions(printed, "seen at 51°13.20'N 001°52.50'E at 05:40: belongs to the case 30 %");
    expect_page(printed, "SEARCHED SO FAR", "\nWHERE\n");
    done(run("update -q --lang fr --particles 300 %s %s", a, b));
    assert_mentions(printed, "vu en 51°13.20'N 001°52.50'E à 05:40");
    assert_mentions(printed, "CE QUE CELA CHANGE");
    expect_page(printed, "DÉJÀ CHERCHÉ", "\nOÙ\n");
}

/* ---- an ensemble that has to grow ---------------------------------------------------------------
 */

/* A certain and sharp sighting leaves few of 2000 particles. More are drawn, to a quarter of what
 * there were; and the hypotheses are weighed as by ten times the particles from the start, within
 * three standard errors of both. */
static void test_growth(void **state) {
    (void)state;
    double share[2], effective[2];
    write_results("sharp.yaml", "results:\n  - id: S\n    sighting: {what: a hull, position: "
                                "48°31.0'N 007°58.5'W, radius: 0.15 nm, confidence: 0.5, time: "
                                "\"2024-06-01T12:00Z\", related: 1}\n");
    static const int particles[2] = {1000, 10000};
    for (int k = 0; k < 2; k++) {
        done(run("update -q --json --particles %d %s %s/sharp.yaml", particles[k], constant(),
                 work));
        json_t *root = json_loads(printed, 0, NULL);
        assert_non_null(root);
        const json_t *update = json_object_get(root, "update");
        share[k] = number(entry(json_object_get(update, "hypotheses"), "hypothesis", "On passage"),
                          "after");
        effective[k] = number(update, "effective_particles");
        if (k == 0) assert_true(number(update, "particles") > 4000.0);
        assert_true(number(update, "particles") <= 16.0 * 2.0 * particles[k]);
        json_decref(root);
    }
    assert_true(effective[0] > 0.2 * 2000.0 && effective[0] < 2000.0);
    double p = share[1], error = sqrt(p * (1.0 - p) * (1.0 / effective[0] + 1.0 / effective[1]));
    assert_true(p > 0.01 && p < 0.99);
    assert_close(share[0], p, 3.0 * error);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next_plan),
        cmocka_unit_test(test_units_go_on_from_where_they_are),
        cmocka_unit_test(test_effort_goes_elsewhere),
        cmocka_unit_test(test_window_over),
        cmocka_unit_test(test_same_bits),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_bundled_example),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_growth),
    };
    int failed = cmocka_run_group_tests(tests, command_set_up, command_tear_down);
    free(printed);
    free(err);
    return failed;
}
