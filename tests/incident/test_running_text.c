/* SPDX-License-Identifier: Apache-2.0 */
/* Notes of calls in English and French: people, conditions, engine, language, clocks, numbers. */
#include "reading.h"

typedef struct heads {
    const char *text;
    cw_people_kind kind;
    int low, high;
    bool about;
} heads;

static void counts_people(void **state) {
    (void)state;
    static const heads samples[] = {
        {"33 people on board", CW_PEOPLE_ABOARD, 33, 33, false},
        {"POB: there are about 33 persons", CW_PEOPLE_ABOARD, 33, 33, true},
        {"33 POB", CW_PEOPLE_ABOARD, 33, 33, false},
        {"environ trente personnes \xC3\xA0 bord", CW_PEOPLE_ABOARD, 30, 30, true},
        {"trente-trois personnes", CW_PEOPLE_ABOARD, 33, 33, false},
        {"trente et une personnes", CW_PEOPLE_ABOARD, 31, 31, false},
        {"soixante-dix-sept personnes", CW_PEOPLE_ABOARD, 77, 77, false},
        {"thirty-three people", CW_PEOPLE_ABOARD, 33, 33, false},
        {"une trentaine de personnes", CW_PEOPLE_ABOARD, 30, 30, true},
        {"entre 30 et 33 personnes", CW_PEOPLE_ABOARD, 30, 33, true},
        {"30 to 33 people", CW_PEOPLE_ABOARD, 30, 33, true},
        {"30-33 migrants", CW_PEOPLE_ABOARD, 30, 33, true},
        {"27 bodies", CW_PEOPLE_DEAD, 27, 27, false},
        {"27 people dead", CW_PEOPLE_DEAD, 27, 27, false},
        {"27 personnes d\xC3\xA9"
         "c\xC3\xA9"
         "d\xC3\xA9"
         "es",
         CW_PEOPLE_DEAD, 27, 27, false},
        {"4 missing", CW_PEOPLE_MISSING, 4, 4, false},
        {"quatre personnes disparues", CW_PEOPLE_MISSING, 4, 4, false},
        {"2 people recovered alive", CW_PEOPLE_RECOVERED, 2, 2, false},
        {"15 personnes secourues", CW_PEOPLE_RECOVERED, 15, 15, false},
        {"3 people in the water", CW_PEOPLE_IN_WATER, 3, 3, false},
        {"trois personnes \xC3\xA0 l\xE2\x80\x99"
         "eau",
         CW_PEOPLE_IN_WATER, 3, 3, false},
        {"5 children", CW_PEOPLE_CHILDREN, 5, 5, false},
        {"dont une femme", CW_PEOPLE_WOMEN, 1, 1, false}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const heads *s = &samples[i];
        cw_report r = read_text(s->text);
        if (r.count_count != 1) fail_msg("\"%s\": %zu counts", s->text, r.count_count);
        const cw_head_count *c = &r.counts[0];
        if (c->kind != s->kind || c->low != s->low || c->high != s->high || c->about != s->about)
            fail_msg("\"%s\": %s %d to %d, about %d", s->text, cw_people_kind_name(c->kind), c->low,
                     c->high, c->about);
    }
}

static void several_counts_in_one_note(void **state) {
    (void)state;
    cw_report r =
        read_text("Two alive, 27 dead, 4 missing. They say 33 were aboard with 3 children.");
    static const struct {
        cw_people_kind kind;
        int count;
    } want[] = {{CW_PEOPLE_RECOVERED, 2},
                {CW_PEOPLE_DEAD, 27},
                {CW_PEOPLE_MISSING, 4},
                {CW_PEOPLE_ABOARD, 33},
                {CW_PEOPLE_CHILDREN, 3}};
    assert_int_equal(r.count_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(r.counts[i].kind, want[i].kind);
        assert_int_equal(r.counts[i].low, want[i].count);
    }
}

static void other_numbers_are_no_people(void **state) {
    (void)state;
    static const char *const texts[] = {"called 15 times", "15 minutes away",
                                        "channel 16",      "5.3 knots",
                                        "at 03:12",        "+33 6 12 34 56 78 people"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_report r = read_text(texts[i]);
        if (r.count_count != 0) fail_msg("\"%s\" counts %d people", texts[i], r.counts[0].low);
    }
}

typedef struct said {
    const char *text;
    unsigned conditions;
} said;

static void hears_what_is_happening(void **state) {
    (void)state;
    static const said samples[] = {
        {"they are in the water", CW_CONDITION_IN_WATER},
        {"On est dans l'eau, tout est fini", CW_CONDITION_IN_WATER},
        {"ils sont \xC3\xA0 l\xE2\x80\x99"
         "eau",
         CW_CONDITION_IN_WATER},
        {"personne \xC3\xA0 l'eau", CW_CONDITION_IN_WATER}, /* somebody, or nobody: the worse */
        {"the boat is sinking", CW_CONDITION_SWAMPED},
        {"le bateau coule", CW_CONDITION_SWAMPED},
        {"l'embarcation se d\xC3\xA9gonfle", CW_CONDITION_SWAMPED},
        {"taking on water", CW_CONDITION_TAKING_WATER},
        {"on prend l'eau", CW_CONDITION_TAKING_WATER},
        {"moteur en panne", CW_CONDITION_ADRIFT},
        {"MAYDAY MAYDAY MAYDAY", CW_CONDITION_DISTRESS},
        {"a woman is unconscious", CW_CONDITION_MEDICAL},
        {"all quiet", 0}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        cw_report r = read_text(samples[i].text);
        if (r.conditions != samples[i].conditions)
            fail_msg("\"%s\" gives %x", samples[i].text, r.conditions);
    }
    cw_report r = read_text("Engine stopped, out of fuel");
    assert_int_equal(r.engine, CW_ENGINE_STOPPED);
    r = read_text("le moteur fonctionne");
    assert_int_equal(r.engine, CW_ENGINE_RUNNING);
}

/* A "not" sets nothing, and is named: it never argues a danger away in silence. */
static void a_denial_is_named(void **state) {
    (void)state;
    static const char *const texts[] = {"not in the water yet", "no one in the water",
                                        "the boat is not sinking", "le bateau ne coule pas",
                                        "pas encore a l'eau"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_report r = read_text(texts[i]);
        if (r.conditions != 0) fail_msg("\"%s\" gives %x", texts[i], r.conditions);
        expect_note(&r, "taken as not said");
    }
    cw_report r = read_text("The boat is not sinking. People are in the water.");
    assert_int_equal(r.conditions, CW_CONDITION_IN_WATER);
}

static void languages(void **state) {
    (void)state;
    assert_string_equal(read_text("caller speaks Kurdish").language, "kurdish");
    assert_string_equal(read_text("Langue : arabe").language, "arabic");
    assert_string_equal(read_text("French patrol ship in sight").language, "");
}

typedef struct stamp {
    const char *text, *as_given, *utc;
    int zone_minutes;
} stamp;

/* Received at 03:30 UTC on 24 November 2021. French clocks without a zone are an hour ahead. */
static void clocks_as_given_and_in_utc(void **state) {
    (void)state;
    static const stamp samples[] = {
        {"call at 03:12", "03:12", "2021-11-24T03:12:00Z", 0},
        {"appel \xC3\xA0 04h12", "04h12", "2021-11-24T03:12:00Z", 60},
        {"appel \xC3\xA0 4 h 12", "4 h 12", "2021-11-24T03:12:00Z", 60},
        {"at 0312Z", "0312Z", "2021-11-24T03:12:00Z", 60},
        {"04:12 UTC+1", "04:12 UTC+1", "2021-11-24T03:12:00Z", 0},
        {"last heard 23:50", "23:50", "2021-11-23T23:50:00Z", 0},
        {"00h05", "00h05", "2021-11-23T23:05:00Z", 60},
        {"2021-11-24T01:05Z shared", "2021-11-24T01:05Z", "2021-11-24T01:05:00Z", 60},
        {"until 03:45", "03:45", "2021-11-24T03:45:00Z", 0}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        cw_report r = read_as(samples[i].text, CW_REPORT_PHONE, samples[i].zone_minutes);
        if (r.clock_count != 1) fail_msg("\"%s\": %zu clocks", samples[i].text, r.clock_count);
        assert_string_equal(r.clocks[0].text, samples[i].as_given);
        expect_utc(r.clocks[0].time, samples[i].utc);
        assert_true(r.reported_known);
    }
    assert_int_equal(read_text("33 people 290 degrees 16:9 screen 5h").clock_count, 0);
}

static void telephone_numbers(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"+33 6 12 34 56 78", "+33612345678"},    {"0033 6 12 34 56 78", "+33612345678"},
        {"06 12 34 56 78", "+33612345678"},       {"06.12.34.56.78", "+33612345678"},
        {"+33 (0)6 12 34 56 78", "+33612345678"}, {"07700 900123", "+447700900123"},
        {"+44 (0)7700 900123", "+447700900123"},  {"+84 912 345 678", "+84912345678"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char number[24], text[100];
        assert_true(cw_number_normalise(pairs[i][0], strlen(pairs[i][0]), number));
        assert_string_equal(number, pairs[i][1]);
        snprintf(text, sizeof text, "Call from %s, 33 people", pairs[i][0]);
        cw_report r = read_text(text);
        assert_string_equal(r.number, pairs[i][1]);
        assert_int_equal(r.count_count, 1);
    }
    char number[24];
    assert_false(cw_number_normalise("12", 2, number));
    assert_false(cw_number_normalise("call me", 7, number));
    assert_string_equal(read_text("33 people, 290 degrees, 156.800 MHz").number, "");
}

/* What the switchboard shows is the caller; the number in the text is kept as a note. */
static void the_switchboard_knows_the_caller(void **state) {
    (void)state;
    cw_report r;
    const char *text = "his friend on 06 12 34 56 78 is aboard";
    cw_report_context context = {.received = reading_now(), .caller = "07700 900123"};
    cw_report_read(text, strlen(text), &context, &r);
    assert_string_equal(r.number, "+447700900123");
    expect_note(&r, "another number"); /* its digits stay in the source alone */
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_people),
                                       cmocka_unit_test(several_counts_in_one_note),
                                       cmocka_unit_test(other_numbers_are_no_people),
                                       cmocka_unit_test(hears_what_is_happening),
                                       cmocka_unit_test(a_denial_is_named),
                                       cmocka_unit_test(languages),
                                       cmocka_unit_test(clocks_as_given_and_in_utc),
                                       cmocka_unit_test(telephone_numbers),
                                       cmocka_unit_test(the_switchboard_knows_the_caller)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
