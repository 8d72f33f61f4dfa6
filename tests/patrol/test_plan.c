/* SPDX-License-Identifier: Apache-2.0 */
/* Plans and agreements that are wrong in one way each: one sentence that names file, line and
 * field. Made from the bundled example by replacing a piece of text. */
#include "sea.h"

static char *slurp(const char *relative) {
    char path[1024];
    FILE *file = fopen(support_source(relative, path), "rb");
    if (file == NULL) fail_msg("cannot open %s", path);
    char *text = calloc(1 << 20, 1);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    fclose(file);
    return text;
}

/* The example with the first `from` put as `to`. */
static char *changed(const char *from, const char *to) {
    char *text = slurp("cases/dover-patrol.yaml"), *hit = strstr(text, from), *result;
    if (hit == NULL) fail_msg("the example has no \"%s\"", from);
    assert_true(asprintf(&result, "%.*s%s%s", (int)(hit - text), text, to, hit + strlen(from)) > 0);
    free(text);
    return result;
}

static cw_patrol_plan *parse(char *text, cw_error *err) {
    char path[1024];
    cw_patrol_plan *plan =
        cw_patrol_plan_parse(text, strlen(text), "plan.yaml", support_source("cases", path), err);
    free(text);
    return plan;
}

static void refuse(const char *from, const char *to, const char *part, const char *other) {
    cw_error err = {0};
    cw_patrol_plan *plan = parse(changed(from, to), &err);
    cw_patrol_world *world = plan != NULL ? cw_patrol_world_create(plan, NULL, &err) : NULL;
    cw_roster *roster = world != NULL ? cw_roster_create(world, &err) : NULL;
    if (roster != NULL) fail_msg("\"%s\" was accepted", to);
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "plan.yaml, ");
    assert_mentions(err.message, part);
    assert_mentions(err.message, other);
    cw_patrol_world_destroy(world);
    cw_patrol_plan_destroy(plan);
}

static void test_the_example_loads(void **state) {
    (void)state;
    cw_error err = {0};
    cw_patrol_plan *plan = parse(slurp("cases/dover-patrol.yaml"), &err);
    if (plan == NULL) fail_msg("%s", err.message);
    assert_int_equal(plan->unit_count, 11);
    assert_int_equal(plan->kind_count, 2);
    assert_close(plan->units[0].speed_mps, 25.0 * 1852.0 / 3600.0, 1e-12);
    assert_close(plan->most_share, 0.65, 1e-12);
    assert_string_equal(plan->agreement->name, "apart");
    static const char *const files[] = {"apart", "request", "common-zone", "mixed-crews", "joint"};
    for (int i = 0; i < 5; i++) {
        char path[1024], relative[128];
        snprintf(relative, sizeof relative, "cases/agreement-%s.yaml", files[i]);
        cw_patrol_agreement *a =
            cw_patrol_agreement_load(support_source(relative, path), plan, &err);
        if (a == NULL) fail_msg("%s", err.message);
        cw_patrol_agreement_destroy(a);
    }
    cw_patrol_plan_destroy(plan);
}

static void test_fields(void **state) {
    (void)state;
    refuse("capacity: 60", "capacity: none", "units[0].capacity", "none");
    refuse("speed: 25 kn", "speed: 25", "units[0].speed", "unit");
    refuse("    kind: lifeboat", "    kind: drone", "units[0].kind", "drone");
    refuse("per_week: 11.6", "per_week: -1", "incidents[0].per_week", "-1");
    refuse("people: {least: 20, most: 60}", "people: {least: 20, most: 6}",
           "incidents[0].people.most", "less");
    refuse("holds_out: 5 h", "holds_out: 5", "incidents[0].holds_out", "duration");
    refuse("stream: tide", "stream: strong", "environment.stream", "strong");
    refuse("to: \"2026-09-14T00:00Z\"", "to: \"2026-09-15T00:00Z\"", "horizon.to", "week");
    refuse("name: Ramsgate lifeboat", "name: Dover lifeboat", "units[1].name", "another");
    refuse("sweep_width: 0.8 nm", "sweep_with: 0.8 nm", "sweep_with", "no field");
}

static void test_water(void **state) {
    (void)state;
    /* A base in the Weald: no sea within two cells. */
    refuse("at: 51°07.05'N 001°19.17'E", "at: 51°05.0'N 000°45.0'E", "Dover lifeboat",
           "land-locked");
    /* The streams of the strait exceed 1.5 kn. */
    refuse("speed: 25 kn", "speed: 1.5 kn", "Dover lifeboat", "strongest stream");
}

static void test_nothing_expected(void **state) {
    (void)state;
    cw_error err = {0};
    char *text = changed("per_week: 11.6", "per_week: 0"), *hit = strstr(text, "per_week: 8");
    memcpy(hit, "per_week: 0", 11);
    cw_patrol_plan *plan = parse(text, &err);
    assert_non_null(plan);
    assert_null(cw_patrol_world_create(plan, NULL, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "nothing to judge a plan by");
    cw_patrol_plan_destroy(plan);
}

static void test_shifts(void **state) {
    (void)state;
    const char *watch = "roster:\n  - {unit: Dover lifeboat, post: station, at: \"51.05, 1.5\", "
                        "from: \"2026-09-07T00:00Z\", until: \"2026-09-07T%s:00Z\"}\n%s";
    char text[1024];
    snprintf(text, sizeof text, watch, "12", "");
    refuse("roster: []", text, "roster[0].until", "endurance");
    snprintf(text, sizeof text, watch, "06",
             "  - {unit: Dover lifeboat, post: \"off\", from: \"2026-09-07T05:00Z\", until: "
             "\"2026-09-08T00:00Z\"}\n");
    refuse("roster: []", text, "roster[1].from", "another post");
    snprintf(text, sizeof text, watch, "06", "");
    char *inland = strstr(text, "51.05, 1.5");
    memcpy(inland, "51.05, 0.8", 10);
    refuse("roster: []", text, "roster[0]", "outside");
    refuse("roster: []",
           "roster:\n  - {unit: Nobody, post: base, from: \"2026-09-07T00:00Z\", until: "
           "\"2026-09-08T00:00Z\"}\n",
           "roster[0].unit", "Nobody");
}

static void test_agreements(void **state) {
    (void)state;
    static const struct {
        const char *text, *field, *what;
    } bad[] = {
        {"agreement: x\nrules: [{nation: Spain, area: Dover}]", "rules[0].nation", "no unit"},
        {"agreement: x\nrules: [{nation: UK, area: Dovre}]", "rules[0].area", "Dovre"},
        {"agreement: x\nrules: []", "rules", "empty"},
        {"agreement: x\nfairness: {most_share: 120 %}\nrules: [{nation: UK, area: any}]",
         "fairness.most_share", "between 0 and 1"},
        {"agreement: x\nmixed_crews: [Titanic]\nrules: [{nation: UK, area: any}]", "mixed_crews",
         "Titanic"}};
    cw_error err = {0};
    cw_patrol_plan *plan = parse(slurp("cases/dover-patrol.yaml"), &err);
    assert_non_null(plan);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error why = {0};
        assert_null(
            cw_patrol_agreement_parse(bad[i].text, strlen(bad[i].text), "a.yaml", plan, &why));
        assert_int_equal(why.code, CW_ERR_INPUT);
        assert_mentions(why.message, "a.yaml, line ");
        assert_mentions(why.message, bad[i].field);
        assert_mentions(why.message, bad[i].what);
    }
    cw_patrol_plan_destroy(plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_example_loads),
                                       cmocka_unit_test(test_fields),
                                       cmocka_unit_test(test_water),
                                       cmocka_unit_test(test_nothing_expected),
                                       cmocka_unit_test(test_shifts),
                                       cmocka_unit_test(test_agreements)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
