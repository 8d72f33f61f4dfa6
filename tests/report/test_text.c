/* SPDX-License-Identifier: Apache-2.0 */
/* The coordinator's page: what it must say, in both languages. */
#include "cases.h"
#include "report/words.h"
#include "worked.h"

#include <ctype.h>

static char *page(const worked *w, cw_language language) {
    cw_text text = {0};
    cw_error err = {0};
    cw_result result = cw_run_result(w->run, language);
    if (!cw_report_text(&result, &text, &err)) fail_msg("%s", err.message);
    return text.data; /* free() */
}

/* The part of a page between two headings (to the end when `to` is NULL). */
static char *section(const char *text, const char *from, const char *to) {
    const char *start = strstr(text, from);
    if (start == NULL) fail_msg("the page has no \"%s\":\n%s", from, text);
    const char *end = to != NULL ? strstr(start, to) : start + strlen(start);
    if (end == NULL) fail_msg("the page has no \"%s\"", to);
    return strndup(start, (size_t)(end - start));
}

/* Lines joined, so that a phrase is found where it was wrapped. */
static char *unwrapped(char *text) {
    char *to = text;
    for (char *from = text; *from != '\0'; from++) {
        bool space = *from == '\n' || *from == ' ';
        if (space && to > text && to[-1] == ' ') continue;
        *to++ = (char)(space ? ' ' : *from);
    }
    *to = '\0';
    return text;
}

/* ---- R9: the brief ---- */

static void test_brief_names_every_object(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 300, true);
    char *text = page(&w, CW_ENGLISH);
    char *brief = unwrapped(section(text, "TASKING BRIEF", "SWEEP WIDTH"));
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        char want[512];
        const cw_task *task = &w.run->plan->tasks[i];
        if (!task->assigned || task->area > 0) continue;    /* each unit once, by its first area */
        double night = w.c->units[task->unit].night_factor; /* all begin before dawn */
        snprintf(want, sizeof want,
                 "%zu %s: look for boat afloat (33 people, W %.2f nm), swamped boat (33 people, W "
                 "%.2f nm), PERSONS IN THE WATER (33 people, W %.2f nm). READ BACK.",
                 task->unit + 1, w.c->units[task->unit].name,
                 task->sweep_width_m[0] * night / 1852.0, task->sweep_width_m[1] * night / 1852.0,
                 task->sweep_width_m[2] * night / 1852.0);
        assert_mentions(brief, want);
    }
    free(brief);
    free(text);
    worked_free(&w);
}

static void test_brief_warns_of_people_not_in_the_case(void **state) {
    (void)state;
    worked w = worked_text(boat_case, 200, true);
    char *english = unwrapped(page(&w, CW_ENGLISH)), *french = unwrapped(page(&w, CW_FRENCH));
    assert_mentions(english, "look for rubber boat (W");
    assert_mentions(english, "and PERSONS IN THE WATER, who may be there too. READ BACK.");
    assert_mentions(french, "et PERSONNES À LA MER, qui peuvent aussi s'y trouver. RÉPÉTEZ.");
    free(english);
    free(french);
    worked_free(&w);
}

static void test_unit_without_task_has_a_reason(void **state) {
    (void)state;
    worked w = worked_text(boat_case, 200, true);
    char *english = page(&w, CW_ENGLISH), *french = page(&w, CW_FRENCH);
    assert_false(w.run->plan->tasks[1].assigned);
    assert_int_equal(w.run->plan->tasks[1].binding, CW_BOUND_TRANSIT);
    assert_mentions(english, "2  Far ship (vessel, UK)\n   NO TASK: it cannot arrive in time.");
    assert_mentions(french, "SANS TÂCHE : il ne peut pas arriver à temps.");
    char *brief = section(english, "TASKING BRIEF", "SWEEP WIDTH");
    assert_null(strstr(brief, "Far ship"));
    free(brief);
    free(english);
    free(french);
    worked_free(&w);
}

/* ---- R4, R5: the line ---- */

static void test_report_near_the_line_is_split(void **state) {
    (void)state;
    worked w = worked_text(french_case, 400, true);
    char *english = unwrapped(page(&w, CW_ENGLISH));
    char share[64];
    snprintf(share, sizeof share, "%.0f %% of it lies within 0.5 nm of a border",
             w.run->where[0].border_share * 100.0);
    assert_mentions(english, share);
    assert_mentions(english, "SPLIT between regions");
    /* 7 nm at 20 kn against 35 nm at 15 kn: the unit of the other side comes first. */
    const char *list = strstr(english, "Earliest at the datum");
    assert_non_null(list);
    const char *near = strstr(list, "Bréhat"), *far = strstr(list, "Ouessant");
    assert_true(near != NULL && far != NULL && near < far);
    assert_mentions(english, "ENTRY REQUEST to Ponant (Belgium): answer within 10 min");
    free(english);
    worked_free(&w);
}

/* ---- headline numbers ---- */

static void test_numbers_are_the_plan_s(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 2000, true);
    char *text = page(&w, CW_ENGLISH), line[256], position[CW_POSITION_TEXT];
    snprintf(line, sizeof line, "PROBABILITY OF SUCCESS (POS) %.0f %%", w.run->plan->pos * 100.0);
    assert_mentions(text, line);
    snprintf(line, sizeof line, "(sampling error %.1f points)", w.run->plan->pos_std_error * 100.0);
    assert_mentions(text, line);
    const cw_bound *bound = &w.run->plan->bound;
    assert_true(bound->particles > 0 && bound->upper > w.run->plan->pos);
    snprintf(line, sizeof line,
             "No plan of these units can exceed %.0f %%; this plan reaches %.0f %% of it (inverse "
             "cube law).",
             bound->upper * 100.0, 100.0 * w.run->plan->pos / bound->upper);
    assert_mentions(text, line);
    snprintf(line, sizeof line, "same units and same drift: %.0f %%",
             w.run->worksheet->pos * 100.0);
    assert_mentions(text, line);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        const cw_task *task = &w.run->plan->tasks[i];
        if (!task->assigned) continue;
        /* Of a ladder the long legs only: two points each. */
        cw_pattern_kind kind = task->pattern.spec.kind;
        bool ladder = kind == CW_PARALLEL_SWEEP || kind == CW_CREEPING_LINE;
        size_t legs = ladder ? task->pattern.count / 2 : task->pattern.count - 1;
        snprintf(line, sizeof line, "start (CSP) %s  spacing %.2f nm, %zu legs",
                 cw_position_format(
                     cw_plane_inverse(w.run->scene->plane, task->pattern.points[0].at), position),
                 task->pattern.spec.spacing_m / 1852.0, legs);
        assert_mentions(text, line);
    }
    for (size_t k = 0; k < w.run->where_count; k++) {
        cw_position_format(cw_plane_inverse(w.run->scene->plane, w.run->where[k].datum.mean),
                           position);
        assert_mentions(text, position);
    }
    free(text);
    worked_free(&w);
}

static void test_facts_and_assumptions_are_told_apart(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 100, false);
    char *text = page(&w, CW_ENGLISH);
    char *facts = unwrapped(section(text, "FACTS (as", "ASSUMPTIONS (as"));
    char *assumptions = unwrapped(section(text, "ASSUMPTIONS (as", "METHOD"));
    for (size_t i = 0; i < w.c->statement_count; i++) {
        const cw_statement *s = &w.c->statements[i];
        assert_mentions(s->fact ? facts : assumptions, s->text);
        assert_null(strstr(s->fact ? assumptions : facts, s->text));
        if (s->source != NULL) assert_mentions(s->fact ? facts : assumptions, s->source);
    }
    free(facts);
    free(assumptions);
    free(text);
    worked_free(&w);
}

static void test_tide_sun_and_water(void **state) {
    (void)state;
    worked w = worked_case("dover-2021-11-24.yaml", 100, false);
    char *text = unwrapped(page(&w, CW_ENGLISH));
    assert_mentions(text, "TURNS about 06:");
    assert_mentions(text, "sunrise 07:2"); /* published: 07:26 at Dover */
    assert_mentions(text, "water 12.5 °C");
    free(text);
    worked_free(&w);
}

/* ---- the shape of the page ---- */

static int columns(const char *line, size_t bytes) {
    int count = 0;
    for (size_t i = 0; i < bytes; i++) count += ((unsigned char)line[i] & 0xC0u) != 0x80u;
    return count;
}

static void test_lines_fit(void **state) {
    (void)state;
    static const int most = 100; /* A4 upright in 9 point type holds 108 */
    worked w = worked_case("dover-2021-11-24.yaml", 300, true);
    for (int language = 0; language < 2; language++) {
        char *text = page(&w, (cw_language)language);
        for (const char *line = text; *line != '\0';) {
            size_t bytes = strcspn(line, "\n");
            if (columns(line, bytes) > most) fail_msg("too long: %.*s", (int)bytes, line);
            assert_true(bytes == 0 || line[bytes - 1] != ' ');
            line += bytes + (line[bytes] == '\n');
        }
        assert_null(strstr(text, "\xC2\xA0"));
        free(text);
    }
    worked_free(&w);
}

/* ---- French ---- */

/* No word of the English page that is not French too stands in a French page whose case is French.
 */
static void test_french_is_whole(void **state) {
    (void)state;
    static const char *const english[] = {
        "the",     "of",        "and",       "with",  "to",      "at",       "by",      "is",
        "for",     "from",      "within",    "bound", "search",  "sunrise",  "sunset",  "water",
        "wind",    "waves",     "nm",        "kn",    "people",  "share",    "weight",  "area",
        "legs",    "spacing",   "coverage",  "under", "way",     "back",     "unit",    "look",
        "scene",   "success",   "worksheet", "facts", "method",  "darkness", "first",   "boat",
        "persons", "vessel",    "lifeboat",  "north", "entry",   "answer",   "counted", "alone",
        "without", "it",        "mid",       "time",  "towards", "belgium",  "its",     "sampling",
        "factor",  "detection", "particles", "seed",  "error"};
    worked w = worked_text(french_case, 400, true);
    char *text = page(&w, CW_FRENCH);
    for (const char *at = text; *at != '\0';) {
        char word[64];
        size_t length = 0;
        while (isalpha((unsigned char)at[length]) || (unsigned char)at[length] >= 0x80) length++;
        snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), at);
        for (char *c = word; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
        for (size_t i = 0; i < sizeof english / sizeof english[0]; i++) {
            if (strcmp(word, english[i]) == 0)
                fail_msg("\"%s\" in the French page:\n%s", word, text);
        }
        at += length > 0 ? length : 1;
    }
    free(text);
    worked_free(&w);
}

static void test_french_says_the_same(void **state) {
    (void)state;
    worked w = worked_text(french_case, 400, true);
    char *text = unwrapped(page(&w, CW_FRENCH)), line[256], number[32];
    static const char *const parts[] = {
        "PLAN DE RECHERCHE : Chaloupe dérivante",
        "Recherche du 1 juin 2024, de 10:30 à 13:30",
        "PROBABILITÉ DE SUCCÈS (POS)",
        "Aucun plan de ces moyens ne peut dépasser",
        "PARTAGÉ entre régions",
        "Premiers au datum, de chaque côté",
        "DEMANDE D'ENTRÉE à Ponant (Belgique) : réponse sous 10 min",
        "canot de sauvetage, France",
        "navire, Belgique",
        "PERSONNES À LA MER (marin, 4 personnes",
        "RÉPÉTEZ.",
        "eau 14,5 °C",
        "Vent 5 nd, vagues 0,5 m, visibilité 10 M",
        "ne renverse pas",
        "MÉTHODE",
        "FAITS (tels que le cas les énonce) - Appel reçu à 10 h. [main courante]"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) assert_mentions(text, parts[i]);
    words_number(CW_FRENCH, w.run->plan->pos_std_error * 100.0, 1, number);
    snprintf(line, sizeof line, "(erreur d'échantillonnage %s point)", number);
    assert_mentions(text, line);
    assert_non_null(strchr(number, ','));
    assert_mentions(text, "50°00."); /* positions keep the point, for radio and plotters */
    assert_mentions(text, "'W");
    free(text);
    worked_free(&w);
}

/* ---- words ---- */

static void test_every_binding_has_its_words(void **state) {
    (void)state;
    for (int language = 0; language < 2; language++) {
        for (int assigned = 0; assigned < 2; assigned++) {
            for (int a = CW_BOUND_NOTHING; a <= CW_BOUND_SWEEP_WIDTH; a++) {
                const char *one = words_binding((cw_language)language, (cw_binding)a, assigned);
                assert_true(strlen(one) > 4);
                for (int b = CW_BOUND_NOTHING; b < a; b++)
                    assert_string_not_equal(
                        one, words_binding((cw_language)language, (cw_binding)b, assigned));
            }
        }
    }
    assert_string_equal(words_binding(CW_FRENCH, CW_BOUND_ENDURANCE, true), "son autonomie");
    assert_string_equal(words_nation(CW_FRENCH, "uk"), "Royaume-Uni");
    assert_string_equal(words_nation(CW_FRENCH, "Atlantis"), "Atlantis");
}

static void test_numbers_and_clocks(void **state) {
    (void)state;
    char text[CW_TIME_TEXT];
    cw_time day = cw_time_from_civil(2024, 2, 29, 3, 0, 0);
    assert_string_equal(words_number(CW_ENGLISH, 1234.56, 1, text), "1234.6");
    assert_string_equal(words_number(CW_FRENCH, 0.05, 2, text), "0,05");
    assert_string_equal(words_number(CW_ENGLISH, -0.04, 1, text), "0.0");
    assert_string_equal(words_number(CW_FRENCH, NAN, 1, text), "?");
    assert_string_equal(words_clock(cw_time_from_civil(2024, 2, 29, 9, 29, 59.9), day, text),
                        "09:30");
    assert_string_equal(words_clock(cw_time_from_civil(2024, 2, 29, 23, 59, 40), day, text),
                        "01 00:00"); /* rounded into the next day, which is the first of March */
    assert_string_equal(words_date(CW_FRENCH, day, text), "29 févr. 2024");
}

/* Never "100 %" for what is nearly sure, never "0 %" for what can be. */
static void test_percent(void **state) {
    (void)state;
    char text[32];
    assert_string_equal(words_percent(0.0, text), "0\xC2\xA0%");
    assert_string_equal(words_percent(0.0004, text), "<1\xC2\xA0%");
    assert_string_equal(words_percent(0.126, text), "13\xC2\xA0%");
    assert_string_equal(words_percent(0.9951, text), ">99\xC2\xA0%");
    assert_string_equal(words_percent(1.0, text), "100\xC2\xA0%");
    assert_string_equal(words_percent(NAN, text), "?");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_brief_names_every_object),
                                       cmocka_unit_test(test_brief_warns_of_people_not_in_the_case),
                                       cmocka_unit_test(test_unit_without_task_has_a_reason),
                                       cmocka_unit_test(test_report_near_the_line_is_split),
                                       cmocka_unit_test(test_numbers_are_the_plan_s),
                                       cmocka_unit_test(test_facts_and_assumptions_are_told_apart),
                                       cmocka_unit_test(test_tide_sun_and_water),
                                       cmocka_unit_test(test_lines_fit),
                                       cmocka_unit_test(test_french_is_whole),
                                       cmocka_unit_test(test_french_says_the_same),
                                       cmocka_unit_test(test_every_binding_has_its_words),
                                       cmocka_unit_test(test_numbers_and_clocks),
                                       cmocka_unit_test(test_percent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
