/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a coordinator has decided already: a plan scored as it is, units that keep what they have or
 * take no part, and plans changed by hand, well or badly.
 */
#include "running.h"

static json_t *in(const json_t *root, const char *a, const char *b) {
    json_t *value = json_object_get(json_object_get(root, a), b);
    if (value == NULL) fail_msg("no %s.%s", a, b);
    return value;
}

static double number(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (!json_is_number(value)) fail_msg("no number %s", name);
    return json_number_value(value);
}

static double pos_of(const json_t *root) {
    return number(json_object_get(root, "plan"), "pos");
}

static void first_plan(void) {
    if (!is_there("first/plan.json"))
        done(run("plan -q --particles 2000 %s -o %s/first", constant(), work));
}

/* Writes a changed plan under a name of its own. */
static void save(const json_t *root, const char *name) {
    char path[1200];
    assert_int_equal(json_dump_file(root, work_path(name, path), 0), 0);
}

/* The points of all a unit's areas, as text. */
static char *points_of(const json_t *root, const char *unit) {
    const json_t *tasks = in(root, "plan", "tasks");
    json_t *all = json_array();
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        const json_t *task = json_array_get(tasks, i);
        if (strcmp(json_string_value(json_object_get(task, "unit")), unit) == 0)
            json_array_append(all, json_object_get(task, "points"));
    }
    char *text = json_dumps(all, JSON_REAL_PRECISION(9)); /* degrees to 0.1 mm */
    json_decref(all);
    return text;
}

static void refused(int status, const char *words) {
    assert_int_equal(status, 2);
    assert_mentions(err, words);
}

/* ---- scored as it is ------------------------------------------------------------------------ */

static void test_score_is_the_plans(void **state) {
    (void)state;
    first_plan();
    json_t *plan = load("first/plan.json");
    done(run("score -q --json --particles 2000 %s %s/first/plan.json", constant(), work));
    json_t *scored = json_loads(printed, 0, NULL);
    assert_non_null(scored);
    /* Places went through degrees of nine decimals. */
    assert_close(pos_of(scored), pos_of(plan), 1e-6);
    const json_t *tasks = in(scored, "plan", "tasks");
    for (size_t i = 0; i < json_array_size(tasks); i++)
        assert_int_equal(json_array_size(json_object_get(json_array_get(tasks, i), "rules_broken")),
                         0);
    json_decref(scored);
    json_decref(plan);
}

static void test_changed_by_hand(void **state) {
    (void)state;
    first_plan();
    json_t *plan = load("first/plan.json");
    json_t *task = json_array_get(in(plan, "plan", "tasks"), 0);
    /* Back two days after it has to be: the rule is told, and the plan scored all the same. */
    json_object_set_new(task, "back", json_string("2024-06-03T23:00:00Z"));
    save(plan, "late.json");
    done(run("score -q --json --particles 2000 %s %s/late.json", constant(), work));
    json_t *scored = json_loads(printed, 0, NULL);
    const json_t *broken =
        json_object_get(json_array_get(in(scored, "plan", "tasks"), 0), "rules_broken");
    assert_int_equal(json_array_size(broken), 1);
    assert_string_equal(json_string_value(json_array_get(broken, 0)), "time");
    json_decref(scored);
    done(run("score -q --particles 2000 %s %s/late.json", constant(), work));
    assert_mentions(printed, "BREAKS A RULE: its times or speeds");
    done(run("score -q --lang fr --particles 2000 %s %s/late.json", constant(), work));
    assert_mentions(printed, "ENFREINT UNE RÈGLE");
    json_decref(plan);
    /* On scene the moment that it leaves. */
    plan = load("first/plan.json");
    task = json_array_get(in(plan, "plan", "tasks"), 0);
    json_t *points = json_object_get(task, "points");
    json_t *first = json_array_get(points, 0);
    json_object_set(task, "under_way", json_object_get(first, "time")); /* and there at once */
    save(plan, "fast.json");
    done(run("score -q --json --particles 2000 %s %s/fast.json", constant(), work));
    scored = json_loads(printed, 0, NULL);
    broken = json_object_get(json_array_get(in(scored, "plan", "tasks"), 0), "rules_broken");
    assert_int_equal(json_array_size(broken), 1);
    json_decref(scored);
    done(run("score -q --particles 2000 %s %s/fast.json", constant(), work));
    assert_mentions(printed, "this one breaks some");
    json_decref(plan);
    refused(run("plan -q --keep Lifeboat --exclude Lifeboat --from %s/first/plan.json %s", work,
                constant()),
            "cannot be both");
}

/* ---- kept and left out ---------------------------------------------------------------------- */

static void test_keep_and_exclude(void **state) {
    (void)state;
    first_plan();
    done(run("plan -q --particles 2000 --keep Lifeboat --from %s/first/plan.json %s -o %s/kept",
             work, constant(), work));
    json_t *first = load("first/plan.json"), *kept = load("kept/plan.json");
    char *before = points_of(first, "Lifeboat"), *after = points_of(kept, "Lifeboat");
    assert_string_equal(before, after);
    done(run("plan -q --particles 2000 --exclude Helicopter %s -o %s/without", constant(), work));
    json_t *without = load("without/plan.json");
    const json_t *tasks = in(without, "plan", "tasks");
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        const json_t *task = json_array_get(tasks, i);
        bool helicopter =
            strcmp(json_string_value(json_object_get(task, "unit")), "Helicopter") == 0;
        if (!helicopter) continue;
        assert_true(json_is_false(json_object_get(task, "assigned")));
        assert_string_equal(json_string_value(json_object_get(task, "bound_by")), "excluded");
    }
    assert_true(pos_of(without) < pos_of(first));
    free(before);
    free(after);
    json_decref(first);
    json_decref(kept);
    json_decref(without);
}

/* ---- refused -------------------------------------------------------------------------------- */

static void test_refused(void **state) {
    (void)state;
    first_plan();
    refused(run("plan -q --keep Lifeboat %s", constant()), "--from");
    refused(run("plan -q --from %s/first/plan.json %s", work, constant()), "--keep");
    refused(run("plan -q --keep Nobody --from %s/first/plan.json %s", work, constant()),
            "no unit \"Nobody\"");
    refused(run("plan -q --exclude Nobody %s", constant()), "no unit \"Nobody\"");
    refused(run("score -q %s %s/none.json", constant(), work), "cannot be opened");
    static const struct {
        const char *key, *value, *words;
    } wrong[] = {{"pattern", "XX", "PS, CS, SS, VS, TS"},
                 {"under_way", "noon", "under_way"},
                 {"track_spacing_nm", "wide", "track_spacing_nm"},
                 {"points", "none", "points"},
                 {"area", "large", "latitude"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        json_t *plan = load("first/plan.json");
        json_t *task = json_array_get(in(plan, "plan", "tasks"), 0);
        json_object_set_new(task, wrong[i].key, json_string(wrong[i].value));
        save(plan, "wrong.json");
        refused(run("score -q %s %s/wrong.json", constant(), work), wrong[i].words);
        assert_mentions(err, "plan.tasks[0]");
        json_decref(plan);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_score_is_the_plans), cmocka_unit_test(test_changed_by_hand),
        cmocka_unit_test(test_keep_and_exclude), cmocka_unit_test(test_refused)};
    int failed = cmocka_run_group_tests(tests, command_set_up, command_tear_down);
    free(printed);
    free(err);
    return failed;
}
