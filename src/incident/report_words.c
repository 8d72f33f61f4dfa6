/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said of boat and people, by the words that callers and watch officers use in English and
 * French. One list; the worst of what is said decides the phase, so the list errs towards danger:
 * French "personne a l'eau" can mean "nobody" as well as "somebody in the water", and is read as
 * the latter. A phrase with a "not" before it sets nothing and is named: someone said the word.
 */
#include "plain.h"

#include <string.h>

static const struct phrase {
    const char *words;
    unsigned conditions;
} phrases[] = {{"in the water", CW_CONDITION_IN_WATER},
               {"in water", CW_CONDITION_IN_WATER},
               {"into the water", CW_CONDITION_IN_WATER},
               {"overboard", CW_CONDITION_IN_WATER},
               {"people swimming", CW_CONDITION_IN_WATER},
               {"drowning", CW_CONDITION_IN_WATER},
               {"a l'eau", CW_CONDITION_IN_WATER},
               {"dans l'eau", CW_CONDITION_IN_WATER},
               {"tombe a la mer", CW_CONDITION_IN_WATER},
               {"tombes a la mer", CW_CONDITION_IN_WATER},
               {"homme a la mer", CW_CONDITION_IN_WATER},
               {"se noient", CW_CONDITION_IN_WATER},
               {"en train de se noyer", CW_CONDITION_IN_WATER},
               {"sinking", CW_CONDITION_SWAMPED},
               {"sunk", CW_CONDITION_SWAMPED},
               {"capsized", CW_CONDITION_SWAMPED},
               {"capsizing", CW_CONDITION_SWAMPED},
               {"overturned", CW_CONDITION_SWAMPED},
               {"swamped", CW_CONDITION_SWAMPED},
               {"deflating", CW_CONDITION_SWAMPED},
               {"deflated", CW_CONDITION_SWAMPED},
               {"going down", CW_CONDITION_SWAMPED},
               {"boat is finished", CW_CONDITION_SWAMPED},
               {"finished", CW_CONDITION_SWAMPED},
               {"coule", CW_CONDITION_SWAMPED},
               {"coulent", CW_CONDITION_SWAMPED},
               {"couler", CW_CONDITION_SWAMPED},
               {"sombre", CW_CONDITION_SWAMPED},
               {"chavire", CW_CONDITION_SWAMPED},
               {"retourne", CW_CONDITION_SWAMPED},
               {"submerge", CW_CONDITION_SWAMPED},
               {"degonfle", CW_CONDITION_SWAMPED},
               {"taking water", CW_CONDITION_TAKING_WATER},
               {"taking on water", CW_CONDITION_TAKING_WATER},
               {"water in the boat", CW_CONDITION_TAKING_WATER},
               {"filling with water", CW_CONDITION_TAKING_WATER},
               {"flooding", CW_CONDITION_TAKING_WATER},
               {"leaking", CW_CONDITION_TAKING_WATER},
               {"prend l'eau", CW_CONDITION_TAKING_WATER},
               {"prennent l'eau", CW_CONDITION_TAKING_WATER},
               {"voie d'eau", CW_CONDITION_TAKING_WATER},
               {"eau dans le bateau", CW_CONDITION_TAKING_WATER},
               {"adrift", CW_CONDITION_ADRIFT},
               {"drifting", CW_CONDITION_ADRIFT},
               {"a la derive", CW_CONDITION_ADRIFT},
               {"derive", CW_CONDITION_ADRIFT},
               {"under way", CW_CONDITION_UNDER_WAY},
               {"underway", CW_CONDITION_UNDER_WAY},
               {"still moving", CW_CONDITION_UNDER_WAY},
               {"fait route", CW_CONDITION_UNDER_WAY},
               {"en route", CW_CONDITION_UNDER_WAY},
               {"avance", CW_CONDITION_UNDER_WAY},
               {"afloat", CW_CONDITION_AFLOAT},
               {"floating", CW_CONDITION_AFLOAT},
               {"a flot", CW_CONDITION_AFLOAT},
               {"mayday", CW_CONDITION_DISTRESS},
               {"distress", CW_CONDITION_DISTRESS},
               {"detresse", CW_CONDITION_DISTRESS},
               {"help us", CW_CONDITION_DISTRESS},
               {"please help", CW_CONDITION_DISTRESS},
               {"aidez nous", CW_CONDITION_DISTRESS},
               {"au secours", CW_CONDITION_DISTRESS},
               {"sos", CW_CONDITION_DISTRESS},
               {"on va mourir", CW_CONDITION_DISTRESS},
               {"we are dying", CW_CONDITION_DISTRESS},
               {"unconscious", CW_CONDITION_MEDICAL},
               {"inconscient", CW_CONDITION_MEDICAL},
               {"inconsciente", CW_CONDITION_MEDICAL},
               {"injured", CW_CONDITION_MEDICAL},
               {"blesse", CW_CONDITION_MEDICAL},
               {"blesses", CW_CONDITION_MEDICAL},
               {"hypothermia", CW_CONDITION_MEDICAL},
               {"hypothermie", CW_CONDITION_MEDICAL},
               {"pregnant", CW_CONDITION_MEDICAL},
               {"enceinte", CW_CONDITION_MEDICAL},
               {"on fire", CW_CONDITION_CRAFT},
               {"en feu", CW_CONDITION_CRAFT},
               {"incendie", CW_CONDITION_CRAFT},
               {"aground", CW_CONDITION_CRAFT},
               {"echoue", CW_CONDITION_CRAFT},
               {"collision", CW_CONDITION_CRAFT},
               {"abordage", CW_CONDITION_CRAFT}};
enum { PHRASES = sizeof phrases / sizeof phrases[0] };

static const struct engine_phrase {
    const char *words;
    cw_engine engine;
} engines[] = {{"engine stopped", CW_ENGINE_STOPPED},
               {"engine has stopped", CW_ENGINE_STOPPED},
               {"engine failed", CW_ENGINE_STOPPED},
               {"engine failure", CW_ENGINE_STOPPED},
               {"engine broken", CW_ENGINE_STOPPED},
               {"engine is broken", CW_ENGINE_STOPPED},
               {"engine not working", CW_ENGINE_STOPPED},
               {"engine dead", CW_ENGINE_STOPPED},
               {"no engine", CW_ENGINE_STOPPED},
               {"out of fuel", CW_ENGINE_STOPPED},
               {"engine off", CW_ENGINE_STOPPED},
               {"engine does not work", CW_ENGINE_STOPPED},
               {"moteur en panne", CW_ENGINE_STOPPED},
               {"panne moteur", CW_ENGINE_STOPPED},
               {"panne de moteur", CW_ENGINE_STOPPED},
               {"moteur arrete", CW_ENGINE_STOPPED},
               {"moteur casse", CW_ENGINE_STOPPED},
               {"plus de moteur", CW_ENGINE_STOPPED},
               {"moteur hors service", CW_ENGINE_STOPPED},
               {"plus d'essence", CW_ENGINE_STOPPED},
               {"panne d'essence", CW_ENGINE_STOPPED},
               {"moteur ne marche pas", CW_ENGINE_STOPPED},
               {"moteur ne fonctionne pas", CW_ENGINE_STOPPED},
               {"moteur ne marche plus", CW_ENGINE_STOPPED},
               {"engine running", CW_ENGINE_RUNNING},
               {"engine is running", CW_ENGINE_RUNNING},
               {"engine working", CW_ENGINE_RUNNING},
               {"engine is working", CW_ENGINE_RUNNING},
               {"engine works", CW_ENGINE_RUNNING},
               {"moteur marche", CW_ENGINE_RUNNING},
               {"moteur fonctionne", CW_ENGINE_RUNNING},
               {"moteur en marche", CW_ENGINE_RUNNING}};

static const struct tongue {
    const char *english, *french;
} tongues[] = {{"kurdish", "kurde"},     {"sorani", "sorani"},
               {"arabic", "arabe"},      {"farsi", "farsi"},
               {"persian", "persan"},    {"pashto", "pachtou"},
               {"dari", "dari"},         {"english", "anglais"},
               {"french", "francais"},   {"vietnamese", "vietnamien"},
               {"albanian", "albanais"}, {"tigrinya", "tigrinya"},
               {"amharic", "amharique"}, {"somali", "somali"},
               {"urdu", "ourdou"},       {"turkish", "turc"},
               {"oromo", "oromo"},       {"dutch", "neerlandais"},
               {"german", "allemand"},   {"spanish", "espagnol"}};

/* A "not" within two words before `at`. */
static bool negated(const plain_text *p, size_t at, size_t *from) {
    static const char *const nots[] = {"not",   "no one", "nobody", "pas", "no",   "never",
                                       "aucun", "aucune", "isn't",  "n't", "sans", "not yet"};
    size_t start = at;
    for (int words = 0; words < 3 && start > 0; words++) {
        size_t i = start;
        while (i > 0 && (p->text[i - 1] == ' ' || p->text[i - 1] == '-')) i--;
        if (i == 0 || !(plain_letter(p->text[i - 1]) || p->text[i - 1] == '\'')) return false;
        while (i > 0 && (plain_letter(p->text[i - 1]) || p->text[i - 1] == '\'')) i--;
        for (size_t k = 0; k < sizeof nots / sizeof nots[0]; k++) {
            if (plain_word_at(p, i, nots[k]) == 0) continue;
            *from = i;
            return true;
        }
        start = i;
    }
    return false;
}

/* "ne coule pas": the verb between the two halves of the French negation. */
static bool enclosed(const plain_text *p, size_t at, size_t length) {
    bool before = at >= 3 && (memcmp(p->text + at - 3, "ne ", 3) == 0);
    size_t end = at + length;
    while (p->text[end] == ' ') end++;
    return before && (plain_word_at(p, end, "pas") > 0 || plain_word_at(p, end, "plus") > 0);
}

void read_conditions(const plain_text *plain, cw_report *report) {
    for (size_t at = 0; at < plain->length; at++) {
        for (size_t i = 0; i < PHRASES; i++) {
            size_t from = at;
            size_t n = phrases[i].words[0] == plain->text[at]
                           ? plain_word_at(plain, at, phrases[i].words)
                           : 0;
            if (n == 0) continue;
            if (negated(plain, at, &from) || enclosed(plain, at, n)) {
                report_note(report, plain_span(plain, from, at + n - from), true,
                            "\"%s\" with a \"not\": taken as not said", phrases[i].words);
            } else {
                report->conditions |= phrases[i].conditions;
            }
        }
        for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
            if (engines[i].words[0] != plain->text[at]
                || plain_word_at(plain, at, engines[i].words) == 0)
                continue;
            if (report->engine != CW_ENGINE_STOPPED) report->engine = engines[i].engine;
        }
    }
    if (report->engine == CW_ENGINE_STOPPED) report->conditions |= CW_CONDITION_ADRIFT;
}

/* "speaks Kurdish", "language: Sorani", "parle arabe": the language must be announced, for
 * "French patrol" is not one. */
void read_language(const plain_text *plain, cw_report *report) {
    static const char *const announcers[] = {"speaks",     "speaking", "speak",   "language",
                                             "langue",     "parle",    "parlant", "interpreter",
                                             "interprete", "in"};
    for (size_t at = 0; at < plain->length; at++) {
        for (size_t i = 0; i < sizeof announcers / sizeof announcers[0]; i++) {
            size_t n =
                announcers[i][0] == plain->text[at] ? plain_word_at(plain, at, announcers[i]) : 0;
            if (n == 0) continue;
            size_t word = at + n;
            while (strchr(" :-", plain->text[word]) != NULL && plain->text[word] != '\0') word++;
            for (size_t t = 0; t < sizeof tongues / sizeof tongues[0]; t++) {
                if (plain_word_at(plain, word, tongues[t].english) == 0
                    && plain_word_at(plain, word, tongues[t].french) == 0)
                    continue;
                report_copy(report->language, sizeof report->language, tongues[t].english,
                            strlen(tongues[t].english));
                return;
            }
        }
    }
}
