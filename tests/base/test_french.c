/* SPDX-License-Identifier: Apache-2.0 */
/* Errors in French: the catalogue is whole, in order and says something else than the English; its
 * sentences are made with the arguments in the right places; what is not in it stays English. */
#include "base/french.h"
#include "support.h"

#include <crosswatch/base.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the catalogue -------------------------------------------------------------------------- */

static void catalogue_is_in_order(void **state) {
    (void)state;
    assert_true(french_count > 1000);
    for (size_t i = 0; i < french_count; i++) {
        const french_entry *e = &french_entries[i];
        if (i > 0) assert_true(strcmp(french_entries[i - 1].english, e->english) < 0);
        assert_ptr_equal(cw_french(e->english), e->french);
    }
}

/* Places, options and fields of files are the same in both languages, and so are some words. */
static bool may_be_the_same(const char *english) {
    static const char *const same[] = {"%s",
                                       "--before",
                                       "%.*s",
                                       "%.300s",
                                       "%s, environment",
                                       "%s, environment.temperature",
                                       "%s, coast",
                                       "%s, report_times",
                                       "%.300s, plan.tasks[%zu]",
                                       "%s, incidents[%zu].risk",
                                       "--at",
                                       "--time",
                                       "--cell",
                                       "--from",
                                       "--to",
                                       "now=",
                                       "clock=",
                                       "body",
                                       "latitude",
                                       "longitude",
                                       "amplitude (m/s)",
                                       "incident",
                                       "incidents",
                                       "centres"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(same[i], english) == 0) return true;
    return false;
}

static void french_is_not_english(void **state) {
    (void)state;
    for (size_t i = 0; i < french_count; i++) {
        const french_entry *e = &french_entries[i];
        if (strcmp(e->english, e->french) == 0 && !may_be_the_same(e->english))
            fail_msg("\"%s\" has no French of its own", e->english);
    }
}

/* What a tool prints; its exit status. */
static int run_tool(const char *command, char *said, size_t room) {
    FILE *tool = popen(command, "r");
    assert_non_null(tool);
    said[fread(said, 1, room - 1, tool)] = '\0';
    return pclose(tool);
}

static void every_sentence_of_the_sources_has_french(void **state) {
    (void)state;
    static char said[1 << 16];
    char command[1024];
    const char *source = getenv("CROSSWATCH_SOURCE");
    assert_non_null(source);
    snprintf(command, sizeof command, "'%s/tools/po-missing'", source);
    if (run_tool(command, said, sizeof said) != 0) fail_msg("po/fr.po lacks\n%s", said);
    snprintf(command, sizeof command, "'%s/tools/po-missing' --unused", source);
    assert_int_equal(run_tool(command, said, sizeof said), 0);
    assert_string_equal(said, "");
}

/* The tool that builds the table refuses what would print rubbish. */
static void conversions_must_agree(void **state) {
    (void)state;
    static const char *const wrong[] = {"%d fois", "deux fois", "%s et %s fois", "%2$s fois"};
    static const char *const right[] = {"%s fois", "%1$s fois", "%#s fois"};
    char path[] = "/tmp/french-XXXXXX", command[1024], said[1024];
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *po = fdopen(descriptor, "w");
    assert_non_null(po);
    for (size_t i = 0; i < 7; i++) {
        bool good = i >= 4;
        rewind(po);
        fprintf(po,
                "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
                "#, c-format\nmsgid \"%%s times\"\nmsgstr \"%s\"\n%20s\n",
                good ? right[i - 4] : wrong[i], "");
        fflush(po);
        snprintf(command, sizeof command, "'%s/tools/french.py' %s /dev/null 2>&1",
                 getenv("CROSSWATCH_SOURCE"), path);
        assert_int_equal(run_tool(command, said, sizeof said) == 0, good);
    }
    fclose(po);
    unlink(path);
}

/* ---- sentences ------------------------------------------------------------------------------ */

static void prefix_and_sentence_in_both_languages(void **state) {
    (void)state;
    cw_error err = {0};
    cw_fail(&err, CW_ERR_INPUT, "must lie north of `south`");
    cw_error_prefix(&err, "%s, line %zu", "dover.yaml", (size_t)12);
    assert_string_equal(cw_error_text(&err, CW_ENGLISH),
                        "dover.yaml, line 12: must lie north of `south`");
    assert_string_equal(cw_error_text(&err, CW_FRENCH),
                        "dover.yaml, ligne 12 : doit être au nord de `south`");
    cw_error handed_on = {0};
    assert_false(cw_error_pass(&handed_on, &err));
    cw_fail(&handed_on, CW_ERR_MACHINE, "out of memory"); /* the first stands */
    assert_int_equal(handed_on.code, CW_ERR_INPUT);
    assert_string_equal(handed_on.message, err.message);
    assert_string_equal(handed_on.french, err.french);
}

static void assert_french(const cw_error *err, const char *french) {
    assert_string_equal(err->french, french);
}

/* The French are those of po/fr.po; every kind of argument that the sources use stands here. */
static void arguments_stand_where_french_wants_them(void **state) {
    (void)state;
    cw_error err = {0};
    cw_fail(&err, CW_ERR_INPUT, "MMSI %09u: fix %zu has no place or time", 1234567U, (size_t)3);
    assert_french(&err, "MMSI 001234567 : la position 3 n'a pas de lieu ou d'heure");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT, "a message has no valid time (%ld %04ld)", 20211124L, 30L);
    assert_french(&err, "un message n'a pas d'heure de validité (20211124 0030)");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT, "%.300s: is of format %lld; this program knows %d", "a.db", -2LL,
            1);
    assert_french(&err, "a.db : est du format -2 ; ce programme connaît 1");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT, "cannot reach the database: %.*s", 4, "lost and more");
    assert_french(&err, "base de données injoignable : lost");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT,
            "the error of the %s, %g m/s correlated over %g s, must not be negative", "wind", -0.5,
            3600.0); /* in another order, and the word too */
    assert_french(&err, "l'erreur, -0.5 m/s corrélée sur 3600 s, ne doit pas être négative : vent");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT, "\"%.64s\" is not a probability such as 0.5 or 50 %%", "half");
    assert_french(&err, "« half » n'est pas une probabilité telle que 0.5 ou 50 %");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT,
            "the bundle begins at entry %llu of the log of %s, and the first %llu are here: ask "
            "for one from entry %llu on",
            9ULL, "dover", 5ULL, 5ULL);
    assert_french(&err, "le paquet commence à l'entrée 9 du journal de dover, dont les 5 premières "
                        "sont ici : demandez-en un à partir de l'entrée 5");
}

/* A name is as it was given, even when it is a word of ours; a word without French stays. */
static void names_stay_as_they_are(void **state) {
    (void)state;
    cw_error err = {0};
    cw_fail(&err, CW_ERR_INPUT, "there is no case \"%s\"", "wind");
    assert_french(&err, "il n'y a pas de cas « wind »");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT, "%s: cannot be opened (%s)", "wind", "Is a directory");
    assert_french(&err, "wind : ouverture impossible (Is a directory)");
    err = (cw_error){0};
    cw_fail(&err, CW_ERR_INPUT, "%s: cannot be opened (%s)", "wind", "it is a folder");
    assert_french(&err, "wind : ouverture impossible (c'est un dossier)");
}

static void unknown_sentence_stays_english(void **state) {
    (void)state;
    cw_error err = {0};
    cw_fail(&err, CW_NO, "%d of %s, %.1f", 3, "these", 0.25);
    assert_french(&err, "3 of these, 0.2");
    assert_string_equal(cw_french("a word of nobody's"), "a word of nobody's");
}

/* Cut at the end of its room, between signs: what follows must still be UTF-8. */
static void long_sentence_is_cut_between_signs(void **state) {
    (void)state;
    char name[3000];
    for (size_t shift = 0; shift < 4; shift++) {
        cw_error err = {0};
        memset(name, 'x', shift);
        for (size_t i = shift; i + 3 < sizeof name; i += 3) memcpy(name + i, "\xe2\x82\xac", 4);
        cw_fail(&err, CW_ERR_INPUT, "there is no case \"%s\"", name);
        for (size_t k = 0; k < 2; k++) {
            const char *text = cw_error_text(&err, k == 0 ? CW_ENGLISH : CW_FRENCH);
            size_t length = strlen(text), at = 0, sign;
            uint32_t code;
            assert_in_range(length, sizeof err.message - 4, sizeof err.message - 1);
            while (at < length) {
                sign = cw_utf8_sign(text + at, length - at, &code);
                assert_true(sign > 0);
                at += sign;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalogue_is_in_order),
        cmocka_unit_test(french_is_not_english),
        cmocka_unit_test(every_sentence_of_the_sources_has_french),
        cmocka_unit_test(conversions_must_agree),
        cmocka_unit_test(prefix_and_sentence_in_both_languages),
        cmocka_unit_test(arguments_stand_where_french_wants_them),
        cmocka_unit_test(names_stay_as_they_are),
        cmocka_unit_test(unknown_sentence_stays_english),
        cmocka_unit_test(long_sentence_is_cut_between_signs),
    };
    return cmocka_run_group_tests_name("base/french", tests, NULL, NULL);
}
