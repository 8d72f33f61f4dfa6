/* SPDX-License-Identifier: Apache-2.0 */
/* The fold: merging and splitting (R12), the queue of calls (R7), messages and their timers (R5,
 * R6, R9), and bodies of any shape. */
#include "making.h"

static cw_phase phase_at(making *m, const char *name, cw_time now) {
    cw_situation *s = fold_log(m->log);
    cw_phase phase = cw_situation_phase(s, incident_of(s, name), now, NULL);
    cw_situation_destroy(s);
    return phase;
}

/* ---- merging and splitting (R12) ------------------------------------------------------------- */

static void merge_then_split_restores_every_byte(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    m.centre = "Dover";
    make(&m, "open", "DV-3", "{}");
    make(&m, "alias", "DV-3", "{\"alias\":\"Charlie\"}");
    make_report(&m, "DV-3", "in the water, +44 7700 900123");
    char *before = json_of_log(m.log);
    const cw_event *merge = make(
        &m, "merge", "GN-7,DV-3",
        "{\"into\":\"DV-3\",\"from\":\"GN-7\",\"reason\":\"same number of people, same drift\"}");
    char *merged = json_of_log(m.log);
    assert_string_not_equal(before, merged);
    cw_situation *s = fold_log(m.log);
    assert_true(cw_situation_same(s, incident_of(s, "GN-7"), incident_of(s, "Charlie")));
    assert_int_equal(cw_situation_phase(s, incident_of(s, "GN-7"), m.clock, NULL),
                     CW_PHASE_DISTRESS);
    const char *holders[4];
    assert_int_equal(cw_situation_holders(s, incident_of(s, "GN-7"), holders, 4), 2);
    cw_situation_destroy(s);
    make(&m, "split", "GN-7,DV-3",
         with_id(&m, "{\"undo\":\"%\",\"reason\":\"two phones answered on two boats\"}", merge));
    char *after = json_of_log(m.log);
    assert_string_equal(before, after);
    free(before);
    free(merged);
    free(after);
    making_end(&m);
}

static void split_then_merge_restores_every_byte(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make_report(&m, "GN-7", "33 people aboard, +33 6 12 34 56 78");
    const cw_event *other = make_report(&m, "GN-7", "in the water, +44 7700 900123");
    char *before = json_of_log(m.log);
    const cw_event *cut = make(&m, "split", "GN-7,GN-8",
                               with_id(&m,
                                       "{\"from\":\"GN-7\",\"new\":\"GN-8\",\"reports\":[\"%\"],"
                                       "\"reason\":\"another number\"}",
                                       other));
    cw_situation *s = fold_log(m.log);
    assert_int_equal(s->reports[1].incident, incident_of(s, "GN-8"));
    assert_int_equal(cw_situation_phase(s, incident_of(s, "GN-7"), m.clock, NULL),
                     CW_PHASE_UNCERTAINTY);
    assert_int_equal(cw_situation_phase(s, incident_of(s, "GN-8"), m.clock, NULL),
                     CW_PHASE_DISTRESS);
    const char *holder[1];
    assert_int_equal(cw_situation_holders(s, incident_of(s, "GN-8"), holder, 1), 1);
    assert_string_equal(holder[0], "Gris-Nez");
    cw_situation_destroy(s);
    make(&m, "merge", "GN-7,GN-8",
         with_id(&m, "{\"undo\":\"%\",\"reason\":\"the same boat after all\"}", cut));
    char *after = json_of_log(m.log);
    assert_string_equal(before, after);
    free(before);
    free(after);
    making_end(&m);
}

/* What was said of the new incident is not lost when its splitting is undone. */
static void an_undone_split_loses_nothing(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    const cw_event *other = make_report(&m, "GN-7", "10 people aboard, +44 7700 900123");
    const cw_event *cut = make(
        &m, "split", "GN-7,GN-8",
        with_id(&m, "{\"from\":\"GN-7\",\"new\":\"GN-8\",\"reports\":[\"%\"],\"reason\":\"x\"}",
                other));
    make_report(&m, "GN-8", "they are in the water");
    make(&m, "merge", "GN-7,GN-8", with_id(&m, "{\"undo\":\"%\",\"reason\":\"y\"}", cut));
    assert_int_equal(phase_at(&m, "GN-7", m.clock), CW_PHASE_DISTRESS);
    cw_situation *s = fold_log(m.log);
    const char *holder[2];
    assert_int_equal(cw_situation_holders(s, incident_of(s, "GN-8"), holder, 2), 1);
    cw_situation_destroy(s);
    making_end(&m);
}

static void merges_need_reasons(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "A", "{}");
    make(&m, "open", "B", "{}");
    make(&m, "merge", "A,B", "{\"into\":\"A\",\"from\":\"B\",\"reason\":\"\"}");
    cw_situation *s = fold_log(m.log);
    assert_false(cw_situation_same(s, 0, 1));
    assert_true(has_irregular(s, "merge needs"));
    cw_situation_destroy(s);
    making_end(&m);
}

/* ---- calls (R7) ---------------------------------------------------------------------------- */

static void missed_calls_are_a_queue_by_number(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    make(&m, "call-missed", NULL, "{\"number\":\"06 12 34 56 78\"}");
    make(&m, "call-missed", NULL, "{\"number\":\"+33612345678\"}");
    make(&m, "call-missed", NULL, "{\"number\":\"07700 900123\"}");
    make(&m, "call-missed", NULL, "{\"number\":\"\"}");
    make(&m, "call-missed", NULL, "{}");
    cw_situation *s = fold_log(m.log);
    assert_int_equal(s->call_count, 4); /* two withheld ones are never one */
    size_t open = 0, french = CW_NONE;
    for (size_t i = 0; i < s->call_count; i++) {
        open += s->calls[i].open;
        if (strcmp(s->calls[i].number, "+33612345678") == 0) french = i;
    }
    assert_int_equal(open, 4);
    assert_int_equal(s->calls[french].count, 2);
    cw_due due[8];
    assert_int_equal(cw_situation_due(s, m.clock, due, 8), 4);
    cw_situation_destroy(s);
    make_report(&m, "GN-7", "called back +33 6 12 34 56 78: 33 people aboard");
    make(&m, "call-returned", NULL, "{\"number\":\"+447700900123\"}");
    s = fold_log(m.log);
    open = 0;
    for (size_t i = 0; i < s->call_count; i++) open += s->calls[i].open;
    assert_int_equal(open, 2);
    cw_situation_destroy(s);
    make(&m, "call-missed", NULL, "{\"number\":\"06 12 34 56 78\"}");
    s = fold_log(m.log);
    for (size_t i = 0; i < s->call_count; i++) {
        if (strcmp(s->calls[i].number, "+33612345678") != 0) continue;
        assert_true(s->calls[i].open && s->calls[i].count == 1);
        assert_true(cw_situation_same(s, s->calls[i].incident, incident_of(s, "GN-7")));
    }
    cw_situation_destroy(s);
    making_end(&m);
}

static void duplicates_are_linked_not_dropped(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    static const char text[] =
        "A\"ML=1;lt=+51.15750;lg=+1.84920;rd=25;top=20211124031105;lc=90;pm=G;ei=123456789012345";
    make_report(&m, NULL, text);
    make_report(&m, NULL, text);
    make_report(
        &m, NULL,
        "A\"ML=1;lt=+51.15750;lg=+1.84920;rd=25;top=20211124031125;lc=90;pm=G;ei=123456789012345");
    cw_situation *s = fold_log(m.log);
    assert_int_equal(s->report_count, 3);
    assert_int_equal(s->reports[0].duplicate_of, CW_NONE);
    assert_int_equal(s->reports[1].duplicate_of, 0);
    assert_int_equal(s->reports[2].duplicate_of, CW_NONE);
    cw_situation_destroy(s);
    making_end(&m);
}

/* ---- messages (R5, R6, R9) --------------------------------------------------------------------
 */

static void a_relay_escalates_until_answered(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    const cw_event *relay =
        make(&m, "message", "GN-7",
             "{\"what\":\"mayday-relay\",\"to\":[\"Flamant\",\"Valiant\"],\"minutes\":5,"
             "\"channels\":[\"VHF 16\",\"telephone\",\"MF 2182\"]}");
    cw_time sent = relay->recorded;
    make(&m, "ack", "GN-7", with_id(&m, "{\"message\":\"%\",\"who\":\"Valiant\"}", relay));
    cw_situation *s = fold_log(m.log);
    cw_due due[4];
    assert_int_equal(cw_situation_due(s, sent + 4 * CW_MINUTE_MS, due, 4), 0);
    assert_int_equal(cw_situation_due(s, sent + 5 * CW_MINUTE_MS, due, 4), 1);
    assert_string_equal(due[0].who, "Flamant");
    assert_string_equal(due[0].channel, "telephone");
    cw_situation_due(s, sent + 11 * CW_MINUTE_MS, due, 4);
    assert_string_equal(due[0].channel, "MF 2182");
    cw_situation_due(s, sent + 60 * CW_MINUTE_MS, due, 4);
    assert_string_equal(due[0].channel, "MF 2182"); /* the last one, for ever: never given up */
    cw_situation_destroy(s);
    making_end(&m);
}

static void a_brief_wants_every_object_read_back(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    const cw_event *brief = make(&m, "brief", "GN-7",
                                 "{\"unit\":\"RNLI "
                                 "Dover\",\"nation\":\"UK\",\"centre_nation\":\"UK\",\"objects\":[{"
                                 "\"name\":\"boat\"},{\"name\":\"person in the water\"}]}");
    make(&m, "ack", "GN-7",
         with_id(&m, "{\"message\":\"%\",\"who\":\"RNLI Dover\",\"objects\":[\"boat\"]}", brief));
    cw_due due[4];
    cw_situation *s = fold_log(m.log);
    assert_int_equal(cw_situation_due(s, m.clock + 6 * CW_MINUTE_MS, due, 4), 1);
    assert_int_equal(due[0].kind, CW_DUE_READ_BACK);
    cw_situation_destroy(s);
    make(&m, "ack", "GN-7",
         with_id(&m,
                 "{\"message\":\"%\",\"who\":\"RNLI Dover\",\"objects\":[\"person in the "
                 "water\",\"boat\"]}",
                 brief));
    s = fold_log(m.log);
    assert_int_equal(cw_situation_due(s, m.clock + 6 * CW_MINUTE_MS, due, 4), 0);
    cw_situation_destroy(s);
    making_end(&m);
}

/* R5: a foreign unit is asked for, never commanded. */
static void a_foreign_unit_needs_a_granted_request(void **state) {
    (void)state;
    making m;
    making_begin(&m);
    m.centre = "Dover";
    make(&m, "open", "DV-3", "{}");
    make(&m, "brief", "DV-3",
         "{\"unit\":\"Flamant\",\"nation\":\"France\",\"centre_nation\":\"UK\",\"objects\":[{"
         "\"name\":\"boat\"}]}");
    cw_situation *s = fold_log(m.log);
    assert_true(s->messages[0].irregular);
    assert_true(has_irregular(s, "nobody may command it"));
    cw_situation_destroy(s);
    const cw_event *request =
        make(&m, "entry-request", "DV-3",
             "{\"unit\":\"Flamant\",\"nation\":\"France\",\"to\":\"Gris-Nez\",\"minutes\":5}");
    make(&m, "brief", "DV-3",
         with_id(&m,
                 "{\"unit\":\"Flamant\",\"nation\":\"France\",\"centre_nation\":\"UK\",\"request\":"
                 "\"%\",\"objects\":[{\"name\":\"boat\"}]}",
                 request));
    cw_due due[8];
    s = fold_log(m.log);
    assert_true(s->messages[2].irregular);
    bool asked = false;
    size_t count = cw_situation_due(s, m.clock + 6 * CW_MINUTE_MS, due, 8);
    for (size_t i = 0; i < count; i++) asked = asked || strcmp(due[i].who, "Gris-Nez") == 0;
    assert_true(asked);
    cw_situation_destroy(s);
    m.centre = "Gris-Nez";
    make(&m, "ack", "DV-3",
         with_id(&m, "{\"message\":\"%\",\"who\":\"Gris-Nez\",\"granted\":true}", request));
    s = fold_log(m.log);
    assert_false(s->messages[2].irregular);
    cw_situation_destroy(s);
    making_end(&m);
}

/* Bodies of any shape: nothing is lost without a word. */
static void nonsense_is_irregular(void **state) {
    (void)state;
    static const char *const kinds[] = {
        "people",         "recovery",       "attach",  "account", "phase",          "custody-offer",
        "custody-accept", "custody-refuse", "message", "brief",   "entry-request",  "ack",
        "merge",          "split",          "close",   "reopen",  "report-reading", "alias"};
    static const char *const bodies[] = {
        "{}", "{\"kind\":7,\"low\":-3,\"reason\":[],\"to\":{},\"offer\":\"zz\",\"report\":null,"
              "\"covers\":\"x\",\"phase\":\"asleep\"}"};
    making m;
    making_begin(&m);
    make(&m, "open", "GN-7", "{}");
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (size_t b = 0; b < 2; b++) make(&m, kinds[k], "GN-7", bodies[b]);
    }
    cw_situation *s = fold_log(m.log);
    assert_int_equal(s->irregular_count, 2 * sizeof kinds / sizeof kinds[0]);
    assert_false(cw_situation_is_closed(s, 0, NULL));
    cw_situation_destroy(s);
    making_end(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(merge_then_split_restores_every_byte),
                                       cmocka_unit_test(split_then_merge_restores_every_byte),
                                       cmocka_unit_test(an_undone_split_loses_nothing),
                                       cmocka_unit_test(merges_need_reasons),
                                       cmocka_unit_test(missed_calls_are_a_queue_by_number),
                                       cmocka_unit_test(duplicates_are_linked_not_dropped),
                                       cmocka_unit_test(a_relay_escalates_until_answered),
                                       cmocka_unit_test(a_brief_wants_every_object_read_back),
                                       cmocka_unit_test(a_foreign_unit_needs_a_granted_request),
                                       cmocka_unit_test(nonsense_is_irregular)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
