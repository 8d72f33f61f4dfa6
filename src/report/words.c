/* SPDX-License-Identifier: Apache-2.0 */
/* The fixed words of the page and the map, in both languages; the terms are those of the IAMSAR
 * manual's English and French editions. */
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

typedef struct pair {
    const char *english, *french;
} pair;

static const char *pick(cw_language language, const pair *words, size_t count, unsigned index) {
    if (index >= count) return "?";
    return language == CW_FRENCH ? words[index].french : words[index].english;
}
#define PICK(language, words, index) \
    pick(language, words, sizeof(words) / sizeof((words)[0]), (unsigned)(index))

const char *words_binding(cw_language language, cw_binding binding, bool assigned) {
    static const pair limits[] = {
        [CW_BOUND_NOTHING] = {"nothing: it could do more", "rien : il pourrait faire plus"},
        [CW_BOUND_WINDOW] = {"the end of the search window", "la fin du créneau de recherche"},
        [CW_BOUND_ENDURANCE] = {"its endurance", "son autonomie"},
        [CW_BOUND_DARKNESS] = {"darkness", "la nuit"},
        [CW_BOUND_AVAILABILITY] = {"the end of its availability", "la fin de sa disponibilité"},
        [CW_BOUND_TRANSIT] = {"the way there", "le trajet"},
        [CW_BOUND_AGREEMENT] = {"the agreement", "l'accord"},
        [CW_BOUND_SWEEP_WIDTH] = {"the sweep width", "la largeur de balayage"},
        [CW_BOUND_EXCLUDED] = {"the coordinator", "le coordonnateur"}};
    static const pair reasons[] = {
        [CW_BOUND_NOTHING] = {"no area was found in which it adds to the plan",
                              "aucune zone trouvée où il ajoute au plan"},
        [CW_BOUND_WINDOW] = {"the search window is too short for it",
                             "le créneau de recherche est trop court pour lui"},
        [CW_BOUND_ENDURANCE] = {"its endurance leaves no time to search",
                                "son autonomie ne laisse pas de temps pour chercher"},
        [CW_BOUND_DARKNESS] = {"it cannot search in the dark", "il ne peut pas chercher de nuit"},
        [CW_BOUND_AVAILABILITY] = {"it is not available long enough",
                                   "il n'est pas disponible assez longtemps"},
        [CW_BOUND_TRANSIT] = {"it cannot arrive in time", "il ne peut pas arriver à temps"},
        [CW_BOUND_AGREEMENT] =
            {"the agreement, or water closed to it, leaves no place where the people can be",
             "l'accord, ou des eaux qui lui sont fermées, ne laissent aucun lieu où peuvent être "
             "les personnes"},
        [CW_BOUND_SWEEP_WIDTH] = {"it cannot see the search objects in these conditions",
                                  "il ne peut pas voir les objets recherchés dans ces conditions"},
        [CW_BOUND_EXCLUDED] = {"left out by the coordinator", "écarté par le coordonnateur"}};
    return assigned ? PICK(language, limits, binding) : PICK(language, reasons, binding);
}

const char *words_pattern(cw_language language, cw_pattern_kind kind) {
    static const pair words[] = {[CW_PARALLEL_SWEEP] = {"parallel sweep", "passes parallèles"},
                                 [CW_CREEPING_LINE] = {"creeping line", "passes transversales"},
                                 [CW_EXPANDING_SQUARE] = {"expanding square", "carré croissant"},
                                 [CW_SECTOR] = {"sector", "secteurs"},
                                 [CW_TRACK_LINE] = {"track line", "suivi de route"}};
    return PICK(language, words, kind);
}

const char *words_unit_kind(cw_language language, cw_unit_kind kind) {
    static const pair words[] = {[CW_UNIT_VESSEL] = {"vessel", "navire"},
                                 [CW_UNIT_LIFEBOAT] = {"lifeboat", "canot de sauvetage"},
                                 [CW_UNIT_HELICOPTER] = {"helicopter", "hélicoptère"},
                                 [CW_UNIT_AEROPLANE] = {"aeroplane", "avion"},
                                 [CW_UNIT_DRONE] = {"drone", "drone"}};
    return PICK(language, words, kind);
}

const char *words_law(cw_language language, cw_detection_law law) {
    static const pair words[] = {
        [CW_INVERSE_CUBE] = {"inverse cube law", "loi de l'inverse du cube"},
        [CW_EXPONENTIAL] = {"exponential law", "loi exponentielle"},
        [CW_DEFINITE] = {"definite range law", "loi à portée nette"},
        [CW_RANDOM] = {"random search", "recherche aléatoire"}};
    return PICK(language, words, law);
}

const char *words_nation(cw_language language, const char *nation) {
    static const struct {
        const char *given;
        pair words;
    } known[] = {{"UK", {"UK", "Royaume-Uni"}},
                 {"United Kingdom", {"United Kingdom", "Royaume-Uni"}},
                 {"France", {"France", "France"}},
                 {"Belgium", {"Belgium", "Belgique"}},
                 {"Netherlands", {"Netherlands", "Pays-Bas"}},
                 {"Ireland", {"Ireland", "Irlande"}},
                 {"Germany", {"Germany", "Allemagne"}}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcasecmp(nation, known[i].given) == 0) return pick(language, &known[i].words, 1, 0);
    }
    return nation;
}

const char *words_month(cw_language language, int month) {
    static const pair words[] = {{"Jan", "janv."}, {"Feb", "févr."}, {"Mar", "mars"},
                                 {"Apr", "avril"}, {"May", "mai"},   {"Jun", "juin"},
                                 {"Jul", "juil."}, {"Aug", "août"},  {"Sep", "sept."},
                                 {"Oct", "oct."},  {"Nov", "nov."},  {"Dec", "déc."}};
    return PICK(language, words, month - 1);
}

/* ---- numbers and times --------------------------------------------------------------------- */

static cw_time to_the_minute(cw_time time) {
    cw_time rounded = time + CW_MINUTE_MS / 2;
    cw_time rest = rounded % CW_MINUTE_MS;
    return rounded - (rest < 0 ? rest + CW_MINUTE_MS : rest);
}

const char *words_clock(cw_time time, cw_time day_of, char text[CW_TIME_TEXT]) {
    int year, month, day, hour, minute, other_year, other_month, other_day, ignored;
    double second;
    cw_time_to_civil(day_of, &other_year, &other_month, &other_day, &ignored, &ignored, &second);
    cw_time_to_civil(to_the_minute(time), &year, &month, &day, &hour, &minute, &second);
    if (year == other_year && month == other_month && day == other_day) {
        snprintf(text, CW_TIME_TEXT, "%02d:%02d", hour, minute);
    } else {
        snprintf(text, CW_TIME_TEXT, "%02d %02d:%02d", day, hour, minute);
    }
    return text;
}

const char *words_date(cw_language language, cw_time time, char text[CW_TIME_TEXT]) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(to_the_minute(time), &year, &month, &day, &hour, &minute, &second);
    snprintf(text, CW_TIME_TEXT, "%d %s %d", day, words_month(language, month), year);
    return text;
}

#define NO_BREAK "\xC2\xA0"

const char *words_percent(double share, char text[32]) {
    if (!isfinite(share)) {
        snprintf(text, 32, "?");
    } else if (share > 0.0 && share < 0.005) {
        snprintf(text, 32, "<1" NO_BREAK "%%");
    } else if (share < 1.0 && share >= 0.995) {
        snprintf(text, 32, ">99" NO_BREAK "%%");
    } else {
        snprintf(text, 32, "%.0f" NO_BREAK "%%", share * 100.0);
    }
    return text;
}
