/* SPDX-License-Identifier: Apache-2.0 */
/* Units that a case does not have, from a file: as they are written there, behind the case's own;
 * what is wrong is named, and leaves the case as it was. */
#include <crosswatch/case.h>

#include <stdio.h>
#include <string.h>

#include "support.h"

static cw_case *the_case; /* the bundled constant case: units Lifeboat and Helicopter */

#define REST                                                                                \
    "    nation: Ireland\n    kind: vessel\n    at: 48.5, -7.9\n    transit_speed: 10 kn\n" \
    "    search_speed: 8 kn\n    search_height: 4 m\n    endurance: 24 h\n"

static bool parsed(const char *text, cw_error *err) {
    return cw_case_parse_units(the_case, text, strlen(text), "more.yaml", err);
}

static void what_is_wrong_is_named(void **state) {
    (void)state;
    static const struct {
        const char *text, *part;
    } bad[] = {
        {"units: []\n", "units"},
        {"boats: []\n", "boats"},
        {"units:\n  - name: Lifeboat\n" REST, "another unit has this name"},
        {"units:\n  - name: A\n" REST "  - name: A\n" REST, "units[1]"},
        {"units:\n  - name: A\n" REST "  - name: B\n    nation: x\n", "units[1]"},
        {"units:\n  - name: A\n" REST "    endurance: 1 m\n", "endurance"},
        {"units:\n  - name: A\n    wings: 2\n" REST, "wings"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cw_error err = {0};
        if (parsed(bad[i].text, &err)) fail_msg("is taken: %s", bad[i].text);
        assert_mentions(err.message, bad[i].part);
        assert_mentions(err.message, "more.yaml");
        assert_int_equal(the_case->unit_count, 2);
    }
    cw_text many = {0};
    cw_text_add(&many, "units:\n");
    for (int i = 0; i < 17; i++) cw_text_add(&many, "  - name: A%d\n" REST, i);
    cw_error err = {0};
    assert_false(parsed(many.data, &err));
    assert_mentions(err.message, "more than 16");
    cw_text_free(&many);
}

static void they_stand_behind_the_cases_own(void **state) {
    (void)state;
    cw_error err = {0};
    if (!parsed("units:\n  - name: Trawler\n" REST, &err)) fail_msg("%s", err.message);
    assert_int_equal(the_case->unit_count, 3);
    assert_string_equal(the_case->units[0].name, "Lifeboat");
    const cw_unit *u = &the_case->units[2];
    assert_string_equal(u->name, "Trawler");
    assert_string_equal(u->nation, "Ireland");
    assert_close(u->transit_speed_mps, 10.0 * 1852.0 / 3600.0, 1e-9);
    assert_close(u->endurance_s, 86400.0, 1e-9);
    assert_close(u->at.lat_deg, 48.5, 1e-12);
    assert_close(u->night_factor, 0.0, 0.0); /* not given: it sees nothing in darkness */
    assert_true(cw_case_load_units(the_case, NULL, &err));
    assert_int_equal(the_case->unit_count, 3);
    assert_false(cw_case_load_units(the_case, "/nonexistent/more.yaml", &err));
    assert_mentions(err.message, "/nonexistent/more.yaml");
}

static int set_up(void **state) {
    char path[1024];
    cw_error err = {0};
    (void)state;
    the_case = cw_case_load(support_source("cases/constant.yaml", path), &err);
    return the_case == NULL;
}

static int tear_down(void **state) {
    (void)state;
    cw_case_destroy(the_case);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_wrong_is_named),
                                       cmocka_unit_test(they_stand_behind_the_cases_own)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
