/* SPDX-License-Identifier: Apache-2.0 */
/* The fold: people, recoveries and their keys, closing, phases. Each test states a requirement that
 * comes from the record of that night. */
#include "making.h"

#include <math.h>

static bool closed(making *m, const char *name) {
    cw_situation *s = fold_log(m->log);
    bool is = cw_situation_is_closed(s, incident_of(s, name), NULL);
    cw_situation_destroy(s);
    return is;
}

static char *why_open(making *m, const char *name, cw_language language) {
    cw_situation *s = fold_log(m->log);
    cw_text text = {0};
    assert_true(cw_situation_why_open(s, incident_of(s, name), language, &text, NULL));
    cw_situation_destroy(s);
    return text.data;
}

static cw_phase phase_at(making *m, const char *name, cw_time now) {
    cw_situation *s = fold_log(m->log);
    cw_phase phase = cw_situation_phase(s, incident_of(s, name), now, NULL);
    cw_situation_destroy(s);
    return phase;
}

/* 31 dead, later 27: the first figure stays readable, the second is in the reckoning. */
static void figures_are_revised_never_overwritten(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    const cw_event *first =
        make(&m, "people", "GN-7", "{\"kind\":\"dead\",\"count\":31,\"source\":\"ministry\"}");
    make_revision(
        &m, "people", "GN-7",
        "{\"kind\":\"dead\",\"count\":27,\"source\":\"prosecutor\",\"reason\":\"counted again\"}",
        first);
    cw_situation *s = fold_log(m.log);
    assert_int_equal(s->people_count, 2);
    assert_int_equal(s->people[0].low, 31);
    assert_false(s->people[0].current);
    assert_int_equal(s->people[1].low, 27);
    assert_true(s->people[1].current);
    cw_situation_destroy(s);
    making_end(&m);
}

/* R8: without a reason the higher figure stays in the reckoning. */
static void a_lower_figure_needs_a_reason(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    const cw_event *said = make_report(&m, "GN-7", "33 people aboard, call from +33 6 12 34 56 78");
    make_revision(&m, "people", "GN-7",
                  "{\"kind\":\"aboard\",\"count\":20,\"source\":\"they always exaggerate\"}", said);
    cw_situation *s = fold_log(m.log);
    cw_accounting a;
    assert_true(cw_situation_account(s, 0, s->arena, &a, NULL));
    assert_int_equal(a.unaccounted, 33);
    assert_true(has_irregular(s, "revision without a reason"));
    cw_situation_destroy(s);
    make_revision(&m, "people", "GN-7",
                  "{\"kind\":\"aboard\",\"count\":30,\"source\":\"survivor\",\"reason\":\"counted "
                  "at the quay\"}",
                  said);
    s = fold_log(m.log);
    assert_true(cw_situation_account(s, 0, s->arena, &a, NULL));
    assert_int_equal(a.unaccounted, 30);
    cw_situation_destroy(s);
    making_end(&m);
}

/* R1: three other boats are found; 33 in the water stay open. */
static void another_boat_is_not_this_one(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people in the water, +33 6 12 34 56 78");
    make(&m, "recovery", "GN-7", "{\"alive\":40,\"unit\":\"cutter\"}");
    make(&m, "recovery", "GN-7",
         "{\"alive\":25,\"unit\":\"lifeboat\",\"key\":{\"kind\":\"heads\",\"text\":\"25\"}}");
    make(&m, "recovery", "GN-7",
         "{\"alive\":33,\"unit\":\"cutter\",\"key\":{\"kind\":\"phone\",\"text\":\"+33 6 99 99 99 "
         "99\"}}");
    make(&m, "close", "GN-7", closing_body(&m, NULL));
    assert_false(closed(&m, "GN-7"));
    cw_situation *s = fold_log(m.log);
    for (size_t i = 0; i < s->recovery_count; i++) assert_false(s->recoveries[i].tied);
    assert_true(has_irregular(s, "without a positive key"));
    cw_situation_destroy(s);
    char *why = why_open(&m, "GN-7", CW_ENGLISH);
    assert_mentions(why, "33 people are unaccounted for");
    assert_mentions(why, "Calls from +33612345678 are tied to no recovered boat");
    free(why);
    why = why_open(&m, "GN-7", CW_FRENCH);
    assert_mentions(why, "33 personnes manquent");
    free(why);
    making_end(&m);
}

static void closes_when_all_are_accounted_for(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    make(&m, "recovery", "GN-7",
         "{\"alive\":33,\"unit\":\"lifeboat\",\"key\":{\"kind\":\"phone\",\"text\":\"06 12 34 56 "
         "78\"}}");
    assert_false(closed(&m, "GN-7"));
    make(&m, "close", "GN-7", closing_body(&m, NULL));
    assert_true(closed(&m, "GN-7"));
    /* one more report, whoever sends it and whenever it was recorded, opens it again */
    m.clock -= CW_HOUR_MS;
    make_report(&m, "GN-7", "friend says they were 36 people aboard");
    assert_false(closed(&m, "GN-7"));
    making_end(&m);
}

static void a_recovery_of_too_many_is_doubted(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    make(&m, "recovery", "GN-7",
         "{\"alive\":40,\"unit\":\"x\",\"key\":{\"kind\":\"phone\",\"text\":\"06 12 34 56 78\"}}");
    make(&m, "close", "GN-7", closing_body(&m, NULL));
    assert_false(closed(&m, "GN-7"));
    char *why = why_open(&m, "GN-7", CW_ENGLISH);
    assert_mentions(why, "7 more were recovered than were reported");
    free(why);
    making_end(&m);
}

static void an_exception_lifts_what_it_names_and_no_more(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    make(&m, "close", "GN-7",
         closing_body(
             &m, "{\"officer\":\"\",\"reason\":\"x\",\"people\":33,\"calls\":[\"+33612345678\"]}"));
    assert_false(closed(&m, "GN-7")); /* no name */
    make(&m, "close", "GN-7",
         closing_body(&m,
                      "{\"officer\":\"Lt M.\",\"reason\":\"survival time passed\",\"people\":33}"));
    assert_false(closed(&m, "GN-7")); /* the caller is not named */
    make(&m, "close", "GN-7",
         closing_body(&m, "{\"officer\":\"Lt M.\",\"reason\":\"survival time "
                          "passed\",\"people\":33,\"calls\":[\"+33612345678\"]}"));
    assert_true(closed(&m, "GN-7"));
    char *json = json_of_log(m.log);
    assert_mentions(json, "\"officer\":\"Lt M.\"");
    free(json);
    make(&m, "people", "GN-7", "{\"kind\":\"aboard\",\"count\":34,\"source\":\"family\"}");
    assert_false(closed(&m, "GN-7"));
    making_end(&m);
}

static void unknown_numbers_do_not_close(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "boat seen by fishing vessel at 51 09.45N 001 50.95E");
    make(&m, "close", "GN-7", closing_body(&m, NULL));
    assert_false(closed(&m, "GN-7"));
    char *why = why_open(&m, "GN-7", CW_ENGLISH);
    assert_mentions(why, "not known how many");
    free(why);
    making_end(&m);
}

static void only_who_has_it_can_close_it(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    const cw_event *open = make(&m, "open", "GN-7", "{}");
    make(&m, "people", "GN-7", "{\"kind\":\"aboard\",\"count\":0,\"source\":\"empty boat found\"}");
    m.centre = "Dover";
    make(&m, "close", "GN-7", closing_body(&m, NULL));
    assert_false(closed(&m, "GN-7"));
    m.centre = "Gris-Nez";
    make(&m, "close", "GN-7", closing_body(&m, NULL));
    assert_true(closed(&m, "GN-7"));
    make(&m, "custody-offer", "GN-7", with_id(&m, "{\"custody\":\"%\",\"to\":\"Dover\"}", open));
    assert_false(closed(&m, "GN-7")); /* an offer hangs in the air */
    making_end(&m);
}

/* ---- phases -------------------------------------------------------------------------------- */

static void phases_rise_by_rule_and_fall_by_reason(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_UNCERTAINTY);
    make_report(&m, "GN-7", "engine stopped, +33 6 12 34 56 78");
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_ALERT);
    const cw_event *water = make_report(&m, "GN-7", "in the water, +33 6 12 34 56 78");
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_DISTRESS);
    make(&m, "phase", "GN-7",
         with_id(&m, "{\"phase\":\"alert\",\"reason\":\"\",\"covers\":[\"%\"]}", water));
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_DISTRESS); /* no reason, no fall */
    make(&m, "phase", "GN-7",
         with_id(&m,
                 "{\"phase\":\"alert\",\"reason\":\"caller corrects: nobody in the "
                 "water\",\"covers\":[\"%\"]}",
                 water));
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_ALERT);
    make_report(&m, "GN-7", "the boat is sinking");
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_DISTRESS); /* new evidence */
    making_end(&m);
}

/* A fall cannot cover what its author did not know, even when that is older. */
static void what_was_not_known_raises_again(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    const cw_event *known = make_report(&m, "GN-7", "taking on water, +33 6 12 34 56 78");
    make(&m, "phase", "GN-7",
         with_id(&m, "{\"phase\":\"uncertainty\",\"reason\":\"bailed out\",\"covers\":[\"%\"]}",
                 known));
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_UNCERTAINTY);
    m.clock -= 10 * CW_SECOND_MS; /* the other centre had heard it before */
    make_report(&m, "GN-7", "they are in the water, +33 6 12 34 56 78");
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_DISTRESS);
    making_end(&m);
}

/* R2: silence is never good news. */
static void silence_raises_the_phase(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    assert_int_equal(phase_at(&m, "GN-7", m.clock + 29 * CW_MINUTE_MS), CW_PHASE_UNCERTAINTY);
    assert_int_equal(phase_at(&m, "GN-7", m.clock + 31 * CW_MINUTE_MS), CW_PHASE_ALERT);
    assert_int_equal(phase_at(&m, "GN-7", m.clock + 61 * CW_MINUTE_MS), CW_PHASE_DISTRESS);
    cw_situation *s = fold_log(m.log);
    cw_due due[4];
    assert_int_equal(cw_situation_due(s, m.clock + 31 * CW_MINUTE_MS, due, 4), 1);
    assert_int_equal(due[0].kind, CW_DUE_SILENCE);
    cw_situation_destroy(s);
    make(&m, "recovery", "GN-7",
         "{\"alive\":33,\"unit\":\"x\",\"key\":{\"kind\":\"phone\",\"text\":\"06 12 34 56 78\"}}");
    assert_int_equal(phase_at(&m, "GN-7", m.clock + 600 * CW_MINUTE_MS), CW_PHASE_UNCERTAINTY);
    making_end(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_revised_never_overwritten),
        cmocka_unit_test(a_lower_figure_needs_a_reason),
        cmocka_unit_test(another_boat_is_not_this_one),
        cmocka_unit_test(closes_when_all_are_accounted_for),
        cmocka_unit_test(a_recovery_of_too_many_is_doubted),
        cmocka_unit_test(an_exception_lifts_what_it_names_and_no_more),
        cmocka_unit_test(unknown_numbers_do_not_close),
        cmocka_unit_test(only_who_has_it_can_close_it),
        cmocka_unit_test(phases_rise_by_rule_and_fall_by_reason),
        cmocka_unit_test(what_was_not_known_raises_again),
        cmocka_unit_test(silence_raises_the_phase)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
