/* SPDX-License-Identifier: Apache-2.0 */
/* The fold: people, recoveries and their keys, closing, phases, merging and splitting, calls,
 * messages with their timers. Each test states a requirement of the record of that night. */
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
        cmocka_unit_test(silence_raises_the_phase),
        cmocka_unit_test(merge_then_split_restores_every_byte),
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
