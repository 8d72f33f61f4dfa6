/* SPDX-License-Identifier: Apache-2.0 */
/* Golden texts of the messages, and what must never be in them. */
#include "making.h"

#define DEG "\xC2\xB0"

typedef struct night {
    making m;
    cw_situation *s;
    cw_message_facts facts;
    size_t incident;
} night;

static void begin(night *n) {
    making_begin(&n->m);
    n->m.clock = cw_time_from_civil(2021, 11, 24, 3, 12, 0.0);
    make(&n->m, "open", "GN-7", "{}");
    make_report(&n->m, "GN-7", "33 people, in the water, +33 6 12 34 56 78, 51 09.45N 001 50.95E");
    n->s = fold_log(n->m.log);
    n->facts = (cw_message_facts){.from = "CROSS Gris-Nez",
                                  .to = "MRCC Dover",
                                  .serial = 1,
                                  .now = cw_time_from_civil(2021, 11, 24, 3, 20, 0.0),
                                  .assistance = "all available units"};
    n->incident = incident_of(n->s, "GN-7");
}

static void end(night *n) {
    cw_situation_destroy(n->s);
    making_end(&n->m);
}

static void expect(cw_text *text, const char *want) {
    if (strcmp(text->data, want) != 0) fail_msg("got\n%s\nwanted\n%s", text->data, want);
    cw_text_free(text);
}

static void sitrep_short(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    begin(&n);
    assert_true(cw_write_sitrep(n.s, n.incident, &n.facts, false, CW_ENGLISH, &text, NULL));
    expect(&text, "DISTRESS\nDATE-TIME: 2021-11-24T03:20:00Z\nFROM: CROSS Gris-Nez\nTO: MRCC "
                  "Dover\nSAR SITREP 1\n"
                  "A. IDENTITY OF CASUALTY: small boat, name not known, GN-7\n"
                  "B. POSITION: 51" DEG "09.45'N 001" DEG
                  "50.95'E at 24 0312Z, within 0.1 nm (68 %), source text\n"
                  "C. SITUATION: phase distress; people in the water; not heard for 7 min\n"
                  "D. PERSONS AT RISK: 33 reported, 33 unaccounted for\n"
                  "E. ASSISTANCE REQUIRED: all available units\n"
                  "F. CO-ORDINATING RCC: Gris-Nez\n");
    end(&n);
}

static void sitrep_french_and_full(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    begin(&n);
    n.facts.weather = "NW 8 kn";
    assert_true(cw_write_sitrep(n.s, n.incident, &n.facts, true, CW_FRENCH, &text, NULL));
    assert_mentions(text.data, "DÉTRESSE\n");
    assert_mentions(
        text.data,
        "C. SITUATION: phase détresse; personnes à l'eau ; plus rien entendu depuis 7 min\n");
    assert_mentions(text.data, "D. PERSONNES EN DANGER: 33 signalées, 33 non retrouvées\n");
    assert_mentions(
        text.data,
        "H. MÉTÉO SUR ZONE: NW 8 kn\nJ. PREMIÈRES ACTIONS: non connu\nK. ZONE DE RECHERCHE");
    assert_mentions(text.data, "M. INTENTIONS: non connu\nN. ");
    assert_null(strstr(text.data, "\nI. "));
    cw_text_free(&text);
    end(&n);
}

/* Its own texts read back, letter by letter. */
static void reads_what_it_writes(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    cw_sitrep r;
    begin(&n);
    n.facts.plans = "second search at first light";
    assert_true(cw_write_sitrep(n.s, n.incident, &n.facts, true, CW_ENGLISH, &text, NULL));
    assert_true(cw_read_sitrep(text.data, text.length, n.m.arena, &r, NULL));
    assert_false(r.had_i);
    assert_null(r.line[8]);
    assert_string_equal(r.line['F' - 'A'], "CO-ORDINATING RCC: Gris-Nez");
    assert_string_equal(r.line['M' - 'A'], "FUTURE PLANS: second search at first light");
    cw_text_free(&text);
    end(&n);
}

/* The other scheme, as a published slide has it: I to M mean the manual's J to N. */
static void an_i_is_accepted_and_shifted(void **state) {
    (void)state;
    cw_sitrep r;
    cw_arena *arena = cw_arena_create();
    static const char text[] =
        "A. IDENTITY OF CASUALTY X\nB. POSITION Y\nC. SITUATION Z\nD. 33\nE. ALL\nF. DOVER\nG. "
        "RIB\nH. NW 3\n"
        "I. INITIAL ACTIONS TAKEN none\nJ. SEARCH AREA box\nK. COORDINATING INSTRUCTIONS ch 16\nL. "
        "FUTURE PLANS go on\n   until noon\nM. ADDITIONAL INFORMATION none\n";
    assert_true(cw_read_sitrep(text, strlen(text), arena, &r, NULL));
    assert_true(r.had_i);
    assert_string_equal(r.line['J' - 'A'], "INITIAL ACTIONS TAKEN none");
    assert_string_equal(r.line['K' - 'A'], "SEARCH AREA box");
    assert_string_equal(r.line['M' - 'A'], "FUTURE PLANS go on\n   until noon");
    assert_string_equal(r.line['N' - 'A'], "ADDITIONAL INFORMATION none");
    cw_error err = {0};
    assert_false(cw_read_sitrep("hello", 5, arena, &r, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    cw_arena_destroy(arena);
}

static void mayday_relay(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    begin(&n);
    n.facts.assistance = NULL;
    assert_true(cw_write_mayday_relay(n.s, n.incident, &n.facts, CW_ENGLISH, &text, NULL));
    expect(&text,
           "MAYDAY RELAY, MAYDAY RELAY, MAYDAY RELAY\nALL STATIONS, ALL STATIONS, ALL STATIONS\n"
           "THIS IS CROSS Gris-Nez, CROSS Gris-Nez, CROSS Gris-Nez\nMAYDAY\nsmall boat, name not "
           "known, GN-7\n"
           "POSITION: 51" DEG "09.45'N 001" DEG
           "50.95'E at 24 0312Z, within 0.1 nm (68 %), source text\n"
           "people in the water; not heard for 7 min\nPERSONS: 33 reported, 33 unaccounted for\n"
           "Ships in the area: keep a sharp lookout, proceed and assist if able.\n"
           "People may be in the water. Report to this station, and say so if you can NOT "
           "assist.\nOVER\n");
    end(&n);
}

/* R9: each object by name with its sweep width, the read-back, and that one boat found is not the
 * end. */
static void tasking_brief(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    static const cw_search_object objects[3] = {
        {.name = "boat afloat"}, {.name = "swamped boat"}, {.name = "person in the water"}};
    static const double widths[3] = {1.5 * 1852.0, 0.6 * 1852.0, 0.1 * 1852.0};
    begin(&n);
    cw_error err = {0};
    n.facts.unit = "RNLI Dover";
    assert_false(cw_write_brief(n.s, n.incident, &n.facts, CW_ENGLISH, &text,
                                &err)); /* no objects, no brief */
    n.facts.objects = objects;
    n.facts.sweep_width_m = widths;
    n.facts.object_count = 3;
    n.facts.search_area = "1a";
    assert_true(cw_write_brief(n.s, n.incident, &n.facts, CW_ENGLISH, &text, NULL));
    expect(&text, "TASKING BRIEF FOR RNLI Dover\nCasualty: small boat, name not known, GN-7\n"
                  "Position: 51" DEG "09.45'N 001" DEG
                  "50.95'E at 24 0312Z, within 0.1 nm (68 %), source text\n"
                  "Situation: people in the water; not heard for 7 min\nPersons: 33 reported, 33 "
                  "unaccounted for\nLOOK FOR EACH OF:\n"
                  "   1) boat afloat, sweep width 1.50 nm\n   2) swamped boat, sweep width 0.60 "
                  "nm\n   3) person in the water, sweep width 0.10 nm\n"
                  "   Search area: 1a\n"
                  "Finding one boat does not end this task: report what you find, heads and "
                  "telephones aboard; go on until released.\n"
                  "READ BACK all 3 search objects, the area and the position.\n");
    end(&n);
}

static void search_action_in_six_parts(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    begin(&n);
    n.facts.search_area = "1a: 6 x 4 nm";
    assert_true(cw_write_search_action(n.s, n.incident, &n.facts, CW_ENGLISH, &text, NULL));
    static const char *const parts[] = {
        "1. SITUATION\n",      "2. SEARCH AREAS\n   Areas: 1a: 6 x 4 nm\n",
        "3. EXECUTION\n",      "4. CO-ORDINATION\n",
        "5. COMMUNICATIONS\n", "6. REPORTS\n"};
    const char *at = text.data;
    for (size_t i = 0; i < 6; i++) {
        at = strstr(at, parts[i]);
        assert_non_null(at);
    }
    cw_text_free(&text);
    end(&n);
}

/* No caller's number, no position; what callers say is not what is confirmed. */
static void a_ship_gets_the_whole_in_little(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    begin(&n);
    assert_true(cw_write_ship_brief(n.s, n.incident, n.facts.now, CW_ENGLISH, &text, NULL));
    assert_null(strstr(text.data, "33612345678")); /* no caller's number */
    expect(&text,
           "GN-7  distress  OPEN\nAs known at 2021-11-24T03:20:00Z\nCo-ordinating: Gris-Nez\n"
           "Position: 51" DEG "09.45'N 001" DEG
           "50.95'E at 24 0312Z, within 0.1 nm (68 %), source text\n"
           "Persons: 33 reported, 33 unaccounted for\n"
           "State: people in the water; not heard for 7 min\n"
           "Reports, newest first:\n  24 0312Z phone    51" DEG "09.45'N 001" DEG
           "50.95'E +-0.1 nm; in the water 33\n"
           "If you see people or wreckage, or can help: tell the co-ordinating centre on VHF "
           "16 or DSC 70, with your position.\n");
    end(&n);
}

/* However long the night: the newest reports stand in it, the rest are counted. */
static void a_long_night_still_fits_a_thin_link(void **state) {
    (void)state;
    enum { CALLS = 400 };
    night n;
    cw_text text = {0};
    size_t older = 0;
    begin(&n);
    for (int i = 0; i < CALLS; i++) {
        n.m.clock += CW_MINUTE_MS;
        make_report(&n.m, "GN-7", "33 people, in the water, 51 09.45N 001 50.95E");
    }
    cw_situation_destroy(n.s);
    n.s = fold_log(n.m.log);
    n.incident = incident_of(n.s, "GN-7");
    assert_true(cw_write_ship_brief(n.s, n.incident, n.m.clock, CW_FRENCH, &text, NULL));
    assert_in_range(text.length, 5000, CW_MOST_SHIP_BRIEF_BYTES - 1);
    const char *rest = strstr(text.data, "  et ");
    assert_non_null(rest);
    assert_int_equal(sscanf(rest, "  et %zu plus anciens", &older), 1);
    size_t shown = 0;
    for (const char *at = text.data; (at = strstr(at, "+-0.1 nm")) != NULL; at++) shown++;
    assert_int_equal(shown + older, CALLS + 1);
    cw_text_free(&text);
    end(&n);
}

static void the_public_summary_keeps_apart(void **state) {
    (void)state;
    night n;
    cw_text text = {0};
    begin(&n);
    make(&n.m, "people", "GN-7",
         "{\"kind\":\"dead\",\"count\":27,\"source\":\"prosecutor of Lille\"}");
    cw_situation_destroy(n.s);
    n.s = fold_log(n.m.log);
    assert_true(cw_write_summary(n.s, n.incident, &n.facts, CW_ENGLISH, &text, NULL));
    expect(&text,
           "As of 2021-11-24T03:20:00Z. The operation goes on.\nCONFIRMED, and by whom:\n- "
           "dead: 27 (prosecutor of Lille)\n"
           "REPORTED, NOT CONFIRMED:\n- in the water: 33 (a report that has not been verified)\n"
           "The cause is not established unless stated above. Figures may be revised.\n");
    end(&n);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sitrep_short),
                                       cmocka_unit_test(sitrep_french_and_full),
                                       cmocka_unit_test(reads_what_it_writes),
                                       cmocka_unit_test(an_i_is_accepted_and_shifted),
                                       cmocka_unit_test(mayday_relay),
                                       cmocka_unit_test(tasking_brief),
                                       cmocka_unit_test(search_action_in_six_parts),
                                       cmocka_unit_test(the_public_summary_keeps_apart),
                                       cmocka_unit_test(a_ship_gets_the_whole_in_little),
                                       cmocka_unit_test(a_long_night_still_fits_a_thin_link)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
