/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hours ahead (requirement R10): the whole page from values made up here, so that every figure
 * in it is known; the same of a case worked through; the picture; and the lines on the plan's page.
 */
#include "cases.h"
#include "worked.h"

#include <cairo.h>
#include <ctype.h>
#include <jansson.h>
#include <string.h>

/* Noon to the evening, one man in a lifejacket and one boat that nobody leaves. */
static const char small_case[] =
    "case: Essai\n"
    "seed: 5\n"
    "particles: 50\n"
    "hypotheses:\n"
    "  - name: Appel\n"
    "    adrift: {from: \"2024-06-01T18:00Z\"}\n"
    "    point: {position: 50°00.0'N 005°01.0'W, radius: 0.3 nm, confidence: 50 %}\n"
    "objects:\n"
    "  - {name: bateau, leeway: SKIFF-1, sweep: Power Boat <= 15ft, people: 4}\n"
    "  - {name: marin, leeway: PIW-1, sweep: Person in Water, people: 4, lifejacket: yes}\n"
    "environment:\n"
    "  current: {sources: [{constant: {toward: 0 deg, speed: 0.2 kn}}]}\n"
    "  wind: {sources: [{constant: {from: 180 deg, speed: 5 kn}}]}\n"
    "  temperature: {sources: [{constant: 4 C}]}\n"
    "coast: none\n"
    "search: {from: \"2024-06-01T19:00Z\", to: \"2024-06-01T20:00Z\"}\n";

enum { HOURS = 3 };

typedef struct made {
    worked w;
    cw_alive_step planned_steps[HOURS], continued_steps[HOURS];
    cw_alive planned, continued;
    cw_outlook outlook;
} made;

static cw_alive_step step_of(cw_time time, double pos, double alive, double found, double left) {
    cw_alive_step s = {.time = time, .pos = pos, .in_water = 0.5};
    for (int b = 0; b < CW_BANDS; b++) {
        s.alive_in_water[b] = alive + 0.1 * b;
        s.found_alive[b] = found + 0.2 * b;
        s.alive_not_found[b] = left + 0.3 * b;
    }
    return s;
}

static void make(made *m) {
    memset(m, 0, sizeof *m);
    m->w = worked_text(small_case, 50, false);
    cw_time from = m->w.c->search_from;
    m->planned_steps[0] = step_of(from, 0.0, 0.7, 0.0, 3.0);
    m->planned_steps[1] = step_of(from + CW_HOUR_MS, 0.41, 0.5, 1.4, 1.1);
    m->planned_steps[2] = step_of(from + 2 * CW_HOUR_MS, 0.41, 0.3, 1.4, 0.6);
    memcpy(m->continued_steps, m->planned_steps, sizeof m->continued_steps);
    m->continued_steps[2] = step_of(from + 2 * CW_HOUR_MS, 0.63, 0.3, 1.8, 0.2);
    m->planned = (cw_alive){.counted = true,
                            .people = 4.0,
                            .immersed_from = from - 55 * CW_MINUTE_MS,
                            .step_count = HOURS,
                            .steps = m->planned_steps};
    m->continued = m->planned;
    m->continued.steps = m->continued_steps;
    m->outlook = (cw_outlook){.result = &m->w.result,
                              .planned = &m->planned,
                              .continued = &m->continued,
                              .from = from,
                              .to = from + 2 * CW_HOUR_MS};
}

static char *text_of(made *m, cw_language language) {
    cw_text text = {0};
    cw_error err = {0};
    m->w.result.language = language;
    if (!cw_report_outlook_text(&m->outlook, &text, &err)) fail_msg("%s", err.message);
    return text.data;
}

/* ---- the golden page ---- */

static const char golden_english[] =
    "OUTLOOK: Essai\n"
    "From 1 Jun 2024, 19:00 to 21:00. All times UTC. Water 4.0 °C.\n"
    "In the water since 18:05 on average (the particles' mean).\n"
    "\n"
    "                        in the water, alive    POS of    POS if      people alive, not yet "
    "found\n"
    "  time      light      low   middle    high  the plan    going on        low    middle      "
    "high\n"
    "  19:00     day       70 %     80 %    90 %       0 %         0 %        3.0       3.3       "
    "3.6\n"
    "  20:00     day       50 %     60 %    70 %      41 %        41 %        1.1       1.4       "
    "1.7\n"
    "  21:00     day       30 %     40 %    50 %      41 %        63 %        0.6       0.9       "
    "1.2\n"
    "\n"
    "  Sunrise 02 04:15. Sunset 20:21.\n"
    "\n"
    "IF THE SEARCH ENDS AS PLANNED, AND IF IT GOES ON\n"
    "  Until 20:00 (POS 41 %): 1.4 to 1.8 expected found alive, 1.1 to 1.7 alive and not found.\n"
    "  The same units going on until 21:00 (on scene while their endurance lasts, or again after\n"
    "    their turnaround; POS 63 %): 0.4 more expected found alive.\n"
    "  Alive and not found at 21:00: 0.6 to 1.2 without it, 0.2 to 0.8 with it.\n"
    "\n"
    "THE MODELS, AND WHAT THEY LEAVE OUT\n"
    "  in the water         immersion Golden, 50 % Hayward, 50 %  upper limit  outside its range\n"
    "  marin                full            52 min         2.1 h        4.3 h  Golden, Hayward\n"
    "  The band runs from the darkest to the brightest model at each time; the spread about each "
    "(a\n"
    "  factor of two) is an assumption. Left out: cold shock in the first minutes, swim failure "
    "in\n"
    "  the first half hour, drowning in waves or without flotation, injury, age and build, "
    "huddling,\n"
    "  and what a raft or a hull to hold on to gives. Part immersion: low as if in full, high as "
    "if\n"
    "  not at all. Ashore the clock stands. Some live far longer than any model says\n"
    "  (docs/survival.md).\n";

static void test_golden_page(void **state) {
    (void)state;
    made m;
    make(&m);
    char *text = text_of(&m, CW_ENGLISH);
    assert_string_equal(text, golden_english);
    free(text);
    worked_free(&m.w);
}

/* It puts numbers side by side; it never says what to do with them. */
static void test_never_says_end_it(void **state) {
    (void)state;
    static const char *const never[] = {"suspend", "Suspend", "SUSPEND", "suspens", "abandon",
                                        "should",  "must",    "devez",   "arrêtez", "stop"};
    made m;
    make(&m);
    for (int language = 0; language < 2; language++) {
        char *text = text_of(&m, (cw_language)language);
        for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
            assert_null(strstr(text, never[i]));
        free(text);
    }
    worked_free(&m.w);
}

/* Without knowledge of what going on would find, no success of it is claimed. */
static void test_going_on_not_known(void **state) {
    (void)state;
    made m;
    make(&m);
    m.outlook.continued = NULL;
    const cw_error why_not = {.code = CW_ERR_INPUT, .message = "the wind ends"};
    m.outlook.why_not = &why_not;
    char *text = text_of(&m, CW_ENGLISH);
    assert_mentions(text, "What searching on would find is not known");
    assert_null(strstr(text, "going on until"));
    const char *row = strstr(text, "  21:00");
    assert_non_null(row);
    assert_mentions(row, "41 %           ?");
    free(text);
    worked_free(&m.w);
}

static void test_shares_where_people_are_not_known(void **state) {
    (void)state;
    made m;
    make(&m);
    m.planned.counted = m.continued.counted = false;
    m.planned.people = m.continued.people = 1.0;
    for (int k = 0; k < HOURS; k++) {
        for (int b = 0; b < CW_BANDS; b++) m.planned_steps[k].alive_not_found[b] /= 4.0;
    }
    char *text = text_of(&m, CW_ENGLISH);
    assert_mentions(text, "share alive, not yet found");
    assert_mentions(text, "75 %      82 %      90 %"); /* 3.0, 3.3 and 3.6 of 4 */
    assert_null(strstr(text, "people alive"));
    free(text);
    worked_free(&m.w);
}

/* ---- French ---- */

static void test_french_is_whole(void **state) {
    (void)state;
    static const char *const english[] = {
        "the",     "of",     "and",     "with",      "to",     "at",     "is",     "for",
        "from",    "water",  "alive",   "found",     "not",    "yet",    "people", "share",
        "light",   "dark",   "day",     "low",       "middle", "high",   "plan's", "going",
        "sunrise", "sunset", "models",  "range",     "part",   "search", "full",   "limit",
        "none",    "all",    "outlook", "on",        "in",     "more",   "until",  "same",
        "units",   "scene",  "base's",  "endurance", "band",   "upper",  "outside"};
    made m;
    make(&m);
    m.w.run->scene->exposures[0].immersion = CW_IMMERSION_PART;
    m.w.run->scene->exposures[1].flotation = CW_FLOTATION_UNKNOWN;
    for (int known = 0; known < 2; known++) {
        m.outlook.continued = known ? &m.continued : NULL;
        char *text = text_of(&m, CW_FRENCH);
        for (const char *at = text; *at != '\0';) {
            char word[64];
            size_t length = 0;
            while (isalpha((unsigned char)at[length]) || (unsigned char)at[length] >= 0x80)
                length++;
            snprintf(word, sizeof word, "%.*s", (int)(length < 63 ? length : 63), at);
            for (char *c = word; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
            for (size_t i = 0; i < sizeof english / sizeof english[0]; i++) {
                bool french_too = strcmp(word, "on") == 0; /* "on se refroidit" */
                bool section = strcmp(word, "part") == 0;
                if (!french_too && !section && strcmp(word, english[i]) == 0)
                    fail_msg("\"%s\" in the French page:\n%s", word, text);
            }
            at += length > 0 ? length : 1;
        }
        assert_mentions(text, "HEURES À VENIR : Essai");
        assert_mentions(text, "Eau à 4,0 °C");
        assert_mentions(text, "partielle");
        free(text);
    }
    worked_free(&m.w);
}

/* No line is wider than the page, in either language. */
static void test_fits_the_page(void **state) {
    (void)state;
    made m;
    make(&m);
    m.w.run->scene->exposures[1].flotation = CW_FLOTATION_NO;
    for (int pass = 0; pass < 4; pass++) {
        cw_survival *survival = &m.w.run->scene->survival[1];
        survival->insulated = pass < 2;
        survival->outside[CW_SURVIVAL_XU_GIESBRECHT] = true;
        survival->outside[CW_SURVIVAL_GOLDEN] = false;
        char *text = text_of(&m, (cw_language)(pass % 2));
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            int columns = 0;
            for (const char *c = line; *c != '\0'; c++)
                columns += ((unsigned char)*c & 0xC0) != 0x80;
            if (columns > 96) fail_msg("%d columns: %s", columns, line);
        }
        free(text);
    }
    worked_free(&m.w);
}

/* ---- JSON ---- */

static void test_json(void **state) {
    (void)state;
    made m;
    cw_text text = {0};
    cw_error err = {0};
    make(&m);
    assert_true(cw_report_outlook_json(&m.outlook, &text, &err));
    json_t *root = json_loads(text.data, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    json_t *hours = json_object_get(root, "hours");
    assert_int_equal(json_array_size(hours), HOURS);
    json_t *last = json_array_get(hours, 2);
    assert_string_equal(json_string_value(json_object_get(last, "time")), "2024-06-01T21:00:00Z");
    assert_close(json_number_value(json_object_get(last, "pos_of_the_plan")), 0.41, 1e-12);
    json_t *on = json_object_get(last, "searching_on");
    assert_close(json_number_value(json_object_get(on, "pos")), 0.63, 1e-12);
    json_t *band = json_object_get(on, "alive_not_found");
    assert_close(json_number_value(json_object_get(band, "high")), 0.8, 1e-12);
    json_t *models = json_object_get(root, "models");
    assert_int_equal(json_array_size(models), 1); /* nobody on the boat is in the water */
    json_t *golden = json_object_get(json_array_get(models, 0), "golden");
    assert_true(json_is_true(json_object_get(golden, "outside_its_range")));
    json_decref(root);
    cw_text_free(&text);
    worked_free(&m.w);
}

/* ---- the picture ---- */

static const unsigned char *pixel(cairo_surface_t *surface, int x, int y) {
    return cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface)
           + 4 * x;
}

/* Dark at 22:00, light at 19:00: the ground of the upper panel, near its top, says so. */
static void test_picture(void **state) {
    (void)state;
    char directory[1024], path[1200];
    made m;
    cw_error err = {0};
    make(&m);
    m.outlook.to = m.outlook.from + 3 * CW_HOUR_MS;
    for (int k = 0; k < HOURS; k++) {
        for (int b = 0; b < CW_BANDS; b++) m.planned_steps[k].alive_in_water[b] *= 0.5;
    }
    snprintf(path, sizeof path, "%s/outlook.png", support_directory(directory));
    for (int language = 0; language < 2; language++) {
        m.w.result.language = (cw_language)language;
        if (!cw_report_outlook_picture(&m.outlook, path, &err)) fail_msg("%s", err.message);
    }
    cairo_surface_t *surface = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    int width = cairo_image_surface_get_width(surface);
    const unsigned char *day = pixel(surface, 140, 150), *dark = pixel(surface, width - 90, 150);
    assert_int_equal(day[0], 255);
    assert_int_equal(day[2], 255);
    assert_in_range(dark[2], 150, 235);
    cairo_surface_destroy(surface);
    snprintf(path, sizeof path, "%s/no/outlook.png", directory);
    assert_false(cw_report_outlook_picture(&m.outlook, path, &err));
    assert_int_equal(err.code, CW_ERR_MACHINE);
    support_remove(directory);
    worked_free(&m.w);
}

/* ---- a case worked through ---- */

static cw_outlook_run *outlook_of(cw_case *c, double hours) {
    cw_error err = {0};
    cw_run_options options = {.particles = 400};
    c->evaluations = 100;
    cw_outlook_run *o = cw_outlook_create(c, &options, hours, &err);
    if (o == NULL) fail_msg("%s", err.message);
    return o;
}

static cw_case *case_of(const char *text) {
    cw_error err = {0};
    cw_case *c = cw_case_parse(text, strlen(text), "test.yaml", ".", &err);
    if (c == NULL) fail_msg("%s", err.message);
    return c;
}

/* Going on adds to what the plan does and takes nothing away; and the plan is the plan. */
static void test_going_on_only_adds(void **state) {
    (void)state;
    cw_case *c = case_of(french_case);
    cw_outlook_run *o = outlook_of(c, 8.0);
    assert_non_null(o->continued);
    /* The longer drift is resampled over a larger area: places differ by metres. */
    assert_close(cw_alive_at(o->planned, c->search_to).pos, o->run->plan->pos, 0.01);
    for (size_t k = 0; k < o->planned->step_count; k++) {
        const cw_alive_step *a = &o->planned->steps[k], *b = &o->continued->steps[k];
        if (a->time <= c->search_to) assert_close(a->pos, b->pos, 1e-6);
        assert_true(b->pos >= a->pos - 1e-6);
        for (int i = 0; i < CW_BANDS; i++) {
            assert_true(b->found_alive[i] >= a->found_alive[i] - 1e-5);
            assert_true(b->alive_not_found[i] <= a->alive_not_found[i] + 1e-5);
        }
    }
    double planned = cw_alive_at(o->planned, o->to).pos;
    assert_true(cw_alive_at(o->continued, o->to).pos > planned + 0.1 * (1.0 - planned));
    cw_outlook_destroy(o);
    cw_case_destroy(c);
}

/* Nobody searches twice at once: what follows begins after the task before it has ended. */
static void test_units_are_not_doubled(void **state) {
    (void)state;
    cw_case *c = case_of(french_case);
    cw_outlook_run *o = outlook_of(c, 12.0);
    size_t followed = 0;
    for (size_t t = 0; t < o->next->task_count; t++) {
        const cw_task *next = &o->next->tasks[t];
        for (size_t i = 0; i < o->run->plan->task_count; i++) {
            const cw_task *before = &o->run->plan->tasks[i];
            if (!next->assigned || !before->assigned || before->unit != next->unit) continue;
            assert_true(next->under_way >= before->off_scene);
            assert_true(next->under_way >= c->search_to);
            followed++;
        }
    }
    assert_true(followed > 0);
    cw_outlook_destroy(o);
    cw_case_destroy(c);
}

static void test_within_the_search_nothing_follows(void **state) {
    (void)state;
    cw_case *c = case_of(french_case);
    cw_outlook_run *o = outlook_of(c, 2.0);
    assert_null(o->next);
    assert_null(o->continued);
    assert_int_equal(o->why_not.code, CW_OK);
    cw_outlook view = cw_outlook_view(o, CW_ENGLISH);
    cw_text text = {0};
    assert_true(cw_report_outlook_text(&view, &text, NULL));
    assert_null(strstr(text.data, "not known"));
    cw_text_free(&text);
    cw_outlook_destroy(o);
    cw_case_destroy(c);
}

static char *replaced(const char *text, const char *part, const char *by) {
    const char *at = strstr(text, part);
    assert_non_null(at);
    char *made_text = NULL;
    if (asprintf(&made_text, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part)) < 0) fail();
    return made_text;
}

/* A unit that has to go home sets out again after its turnaround, and not without one. */
static void test_turnaround_is_waited_for(void **state) {
    (void)state;
    static const char short_of_fuel[] = "search_height: 14 ft, endurance: 4 h";
    for (int given = 0; given < 2; given++) {
        char *text = replaced(french_case, "search_height: 14 ft, endurance: 10 h",
                              given ? "search_height: 14 ft, endurance: 4 h, turnaround: 2 h"
                                    : short_of_fuel);
        cw_case *c = case_of(text);
        cw_outlook_run *o = outlook_of(c, 12.0);
        const cw_task *before = &o->run->plan->tasks[0], *next = &o->next->tasks[0];
        const cw_task *last = before + before->areas - 1;
        assert_true(before->assigned && before->unit == 0 && next->unit == 0);
        assert_true(before->under_way + 4 * CW_HOUR_MS < o->to);
        if (given) {
            assert_true(next->assigned);
            assert_true(next->under_way >= last->back + 2 * CW_HOUR_MS);
        } else if (next->assigned) { /* on what is left of its one sortie; a second to round */
            assert_true(next->under_way >= last->off_scene);
            assert_true(next[next->areas - 1].back
                        <= before->under_way + 4 * CW_HOUR_MS + CW_SECOND_MS);
        }
        cw_outlook_destroy(o);
        cw_case_destroy(c);
        free(text);
    }
}

static void expect_refused(char *text, const char *part) {
    cw_case *c = case_of(text);
    cw_error err = {0};
    cw_run_options options = {.particles = 100};
    assert_null(cw_outlook_create(c, &options, 6.0, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, part);
    cw_case_destroy(c);
    free(text);
}

static void test_no_survival_to_tell(void **state) {
    (void)state;
    expect_refused(replaced(french_case, "  temperature: {sources: [{constant: 14.5 C}]}\n", ""),
                   "temperature");
    expect_refused(replaced(french_case, "name: marin,", "name: marin, immersion: none,"),
                   "nobody is in the water");
}

/* ---- the plan's page ---- */

static void test_lines_on_the_plan(void **state) {
    (void)state;
    worked w = worked_text(french_case, 400, true);
    const cw_alive *alive = w.run->alive;
    assert_non_null(alive);
    const cw_alive_step *end = &alive->steps[alive->step_count - 1];
    char want[256];
    cw_text text = {0};
    assert_true(cw_report_text(&w.result, &text, NULL));
    snprintf(want, sizeof want, "EXPECTED TO BE FOUND ALIVE %.1f (band ",
             end->found_alive[CW_BAND_MIDDLE]);
    assert_mentions(text.data, want);
    assert_mentions(text.data, " of 4 people\n");
    assert_null(strstr(text.data, "made for"));
    assert_mentions(text.data, "Alive and not found at 13:30: ");
    assert_mentions(text.data, "water 14.5 °C");
    assert_mentions(text.data, "Survival: people in the water, since 10:0");
    assert_mentions(text.data, "Cold shock");
    cw_text_free(&text);
    w.result.language = CW_FRENCH;
    assert_true(cw_report_text(&w.result, &text, NULL));
    assert_mentions(text.data, "RETROUVÉS VIVANTS, ESPÉRANCE ");
    w.run->plan->objective = CW_ALIVE;
    cw_text_free(&text);
    text = (cw_text){0};
    assert_true(cw_report_text(&w.result, &text, NULL));
    assert_mentions(text.data, "\nCe plan vise les personnes retrouvées vivantes, non le POS.\n");
    assert_mentions(text.data, "Survie : personnes à l'eau, depuis 10:0");
    cw_text_free(&text);
    worked_free(&w);
}

static void test_no_temperature_is_said(void **state) {
    (void)state;
    char *yaml = replaced(french_case, "  temperature: {sources: [{constant: 14.5 C}]}\n", "");
    worked w = worked_text(yaml, 100, true);
    cw_text text = {0};
    assert_null(w.run->alive);
    assert_true(cw_report_text(&w.result, &text, NULL));
    assert_mentions(text.data, "Survival cannot be told: the case gives no water temperature.");
    assert_null(strstr(text.data, "FOUND ALIVE"));
    cw_text_free(&text);
    worked_free(&w);
    free(yaml);
}

static void test_outside_is_said(void **state) {
    (void)state;
    char *yaml = replaced(french_case, "constant: 14.5 C", "constant: 3 C");
    worked w = worked_text(yaml, 100, true);
    cw_text text = {0};
    assert_true(cw_report_text(&w.result, &text, NULL));
    assert_mentions(text.data, "OUTSIDE the range of at least one model.");
    cw_text_free(&text);
    worked_free(&w);
    free(yaml);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden_page),
                                       cmocka_unit_test(test_never_says_end_it),
                                       cmocka_unit_test(test_going_on_not_known),
                                       cmocka_unit_test(test_shares_where_people_are_not_known),
                                       cmocka_unit_test(test_french_is_whole),
                                       cmocka_unit_test(test_fits_the_page),
                                       cmocka_unit_test(test_json),
                                       cmocka_unit_test(test_picture),
                                       cmocka_unit_test(test_going_on_only_adds),
                                       cmocka_unit_test(test_units_are_not_doubled),
                                       cmocka_unit_test(test_turnaround_is_waited_for),
                                       cmocka_unit_test(test_within_the_search_nothing_follows),
                                       cmocka_unit_test(test_no_survival_to_tell),
                                       cmocka_unit_test(test_lines_on_the_plan),
                                       cmocka_unit_test(test_no_temperature_is_said),
                                       cmocka_unit_test(test_outside_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
