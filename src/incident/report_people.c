/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many people, as notes of calls say it in English and French: "33 people aboard", "environ
 * trente personnes dont 5 enfants", "entre 30 et 33", "2 alive, 27 dead", "33 POB". A number counts
 * when a word for people follows it within two words; what has become of them is told by the words
 * up to the next number or the end of the clause. These are readings for a person to confirm: they
 * become statements with a source, never facts.
 */
#include "plain.h"

#include <string.h>

/* ---- numbers ------------------------------------------------------------------------------- */

static const struct worded {
    const char *word;
    int value;
} worded[] = {{"no one", 0},
              {"nobody", 0},
              {"one", 1},
              {"une", 1},
              {"two", 2},
              {"deux", 2},
              {"three", 3},
              {"trois", 3},
              {"four", 4},
              {"quatre", 4},
              {"five", 5},
              {"cinq", 5},
              {"six", 6},
              {"seven", 7},
              {"sept", 7},
              {"eight", 8},
              {"huit", 8},
              {"nine", 9},
              {"neuf", 9},
              {"ten", 10},
              {"dix", 10},
              {"eleven", 11},
              {"onze", 11},
              {"twelve", 12},
              {"douze", 12},
              {"thirteen", 13},
              {"treize", 13},
              {"fourteen", 14},
              {"quatorze", 14},
              {"fifteen", 15},
              {"quinze", 15},
              {"sixteen", 16},
              {"seize", 16},
              {"seventeen", 17},
              {"dix sept", 17},
              {"eighteen", 18},
              {"dix huit", 18},
              {"nineteen", 19},
              {"dix neuf", 19},
              {"twenty", 20},
              {"vingt", 20},
              {"thirty", 30},
              {"trente", 30},
              {"forty", 40},
              {"quarante", 40},
              {"fifty", 50},
              {"cinquante", 50},
              {"sixty", 60},
              {"soixante", 60},
              {"seventy", 70},
              {"eighty", 80},
              {"quatre vingt", 80},
              {"quatre vingts", 80},
              {"ninety", 90},
              {"une vingtaine de", 20},
              {"une trentaine de", 30},
              {"une quarantaine de", 40},
              {"une cinquantaine de", 50},
              {"une dizaine de", 10},
              {"une quinzaine de", 15},
              {"une vingtaine", 20},
              {"une trentaine", 30},
              {"une dizaine", 10},
              {"dozens of", 24}};
enum { WORDED = sizeof worded / sizeof worded[0] };

static size_t longest_word(const plain_text *p, size_t at, int *value) {
    size_t best = 0;
    for (size_t i = 0; i < WORDED; i++) {
        size_t n = worded[i].word[0] == p->text[at] ? plain_word_at(p, at, worded[i].word) : 0;
        if (n <= best) continue;
        best = n;
        *value = worded[i].value;
    }
    return best;
}

/* "thirty-three", "trente et un", "soixante-dix-sept": tens and what is added to them. */
static size_t worded_number(const plain_text *p, size_t at, int *value) {
    int added = 0;
    size_t n = longest_word(p, at, value), gap, more;
    if (n == 0 || *value < 20 || *value % 10 != 0) return n;
    gap = n;
    while (p->text[at + gap] == ' ' || p->text[at + gap] == '-') gap++;
    if (plain_word_at(p, at + gap, "et") > 0) gap += 3;
    if (gap == n) return n;
    more = longest_word(p, at + gap, &added);
    int most = *value == 60 || *value == 80 ? 19 : 9;
    if (more == 0 || added < 1 || added > most) return n;
    *value += added;
    return gap + more;
}

/* A number at `at`, in digits (at most four, not a part of something else) or in words. */
static size_t number_at(const plain_text *p, size_t at, int *value) {
    char before = plain_before(p, at);
    if (!plain_digit(p->text[at]))
        return plain_letter(p->text[at]) ? worded_number(p, at, value) : 0;
    if (plain_digit(before) || plain_letter(before) || strchr(".:/+", before) != NULL) return 0;
    size_t n;
    long number;
    if (!plain_number(p, at, &n, &number) || n > 4) return 0;
    char next = p->text[at + n];
    if (plain_letter(next) || next == ':' || next == PLAIN_DEGREE || next == '\'') return 0;
    if ((next == '.' || next == ',') && plain_digit(p->text[at + n + 1])) return 0;
    *value = (int)number;
    return n;
}

/* ---- what they are ------------------------------------------------------------------------- */

typedef struct noun {
    const char *word;
    int kind; /* cw_people_kind, or -1: people, told by what follows */
} noun;
static const noun nouns[] = {{"people", -1},
                             {"persons", -1},
                             {"person", -1},
                             {"personnes", -1},
                             {"personne", -1},
                             {"pob", CW_PEOPLE_ABOARD},
                             {"migrants", -1},
                             {"souls", -1},
                             {"passengers", -1},
                             {"passagers", -1},
                             {"occupants", -1},
                             {"men", -1},
                             {"hommes", -1},
                             {"adults", -1},
                             {"adultes", -1},
                             {"survivors", CW_PEOPLE_RECOVERED},
                             {"survivants", CW_PEOPLE_RECOVERED},
                             {"rescapes", CW_PEOPLE_RECOVERED},
                             {"children", CW_PEOPLE_CHILDREN},
                             {"child", CW_PEOPLE_CHILDREN},
                             {"enfants", CW_PEOPLE_CHILDREN},
                             {"enfant", CW_PEOPLE_CHILDREN},
                             {"babies", CW_PEOPLE_CHILDREN},
                             {"bebes", CW_PEOPLE_CHILDREN},
                             {"women", CW_PEOPLE_WOMEN},
                             {"woman", CW_PEOPLE_WOMEN},
                             {"femmes", CW_PEOPLE_WOMEN},
                             {"femme", CW_PEOPLE_WOMEN},
                             {"bodies", CW_PEOPLE_DEAD},
                             {"body", CW_PEOPLE_DEAD},
                             {"corps", CW_PEOPLE_DEAD},
                             {"dead", CW_PEOPLE_DEAD},
                             {"morts", CW_PEOPLE_DEAD},
                             {"mort", CW_PEOPLE_DEAD},
                             {"deaths", CW_PEOPLE_DEAD},
                             {"deceased", CW_PEOPLE_DEAD},
                             {"decedes", CW_PEOPLE_DEAD},
                             {"decedees", CW_PEOPLE_DEAD},
                             {"missing", CW_PEOPLE_MISSING},
                             {"disparus", CW_PEOPLE_MISSING},
                             {"disparues", CW_PEOPLE_MISSING},
                             {"rescued", CW_PEOPLE_RECOVERED},
                             {"recovered", CW_PEOPLE_RECOVERED},
                             {"alive", CW_PEOPLE_RECOVERED},
                             {"vivants", CW_PEOPLE_RECOVERED},
                             {"vivantes", CW_PEOPLE_RECOVERED},
                             {"secourus", CW_PEOPLE_RECOVERED},
                             {"secourues", CW_PEOPLE_RECOVERED},
                             {"aboard", CW_PEOPLE_ABOARD},
                             {"on board", CW_PEOPLE_ABOARD},
                             {"a bord", CW_PEOPLE_ABOARD},
                             {"in the water", CW_PEOPLE_IN_WATER},
                             {"a l'eau", CW_PEOPLE_IN_WATER},
                             {"dans l'eau", CW_PEOPLE_IN_WATER}};

/* What has become of "people", in the order in which it counts. */
static const noun fates[] = {{"dead", CW_PEOPLE_DEAD},
                             {"deceased", CW_PEOPLE_DEAD},
                             {"drowned", CW_PEOPLE_DEAD},
                             {"decedes", CW_PEOPLE_DEAD},
                             {"decedees", CW_PEOPLE_DEAD},
                             {"mortes", CW_PEOPLE_DEAD},
                             {"morts", CW_PEOPLE_DEAD},
                             {"noyees", CW_PEOPLE_DEAD},
                             {"missing", CW_PEOPLE_MISSING},
                             {"disparues", CW_PEOPLE_MISSING},
                             {"disparus", CW_PEOPLE_MISSING},
                             {"recovered", CW_PEOPLE_RECOVERED},
                             {"rescued", CW_PEOPLE_RECOVERED},
                             {"picked up", CW_PEOPLE_RECOVERED},
                             {"saved", CW_PEOPLE_RECOVERED},
                             {"alive", CW_PEOPLE_RECOVERED},
                             {"secourues", CW_PEOPLE_RECOVERED},
                             {"secourus", CW_PEOPLE_RECOVERED},
                             {"recuperees", CW_PEOPLE_RECOVERED},
                             {"recuperes", CW_PEOPLE_RECOVERED},
                             {"sauvees", CW_PEOPLE_RECOVERED},
                             {"vivantes", CW_PEOPLE_RECOVERED},
                             {"saines et sauves", CW_PEOPLE_RECOVERED},
                             {"in the water", CW_PEOPLE_IN_WATER},
                             {"in water", CW_PEOPLE_IN_WATER},
                             {"overboard", CW_PEOPLE_IN_WATER},
                             {"a l'eau", CW_PEOPLE_IN_WATER},
                             {"dans l'eau", CW_PEOPLE_IN_WATER},
                             {"a la mer", CW_PEOPLE_IN_WATER}};

static bool noun_at(const plain_text *p, size_t at, int *kind, size_t *end) {
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        size_t n = nouns[i].word[0] == p->text[at] ? plain_word_at(p, at, nouns[i].word) : 0;
        if (n == 0) continue;
        *kind = nouns[i].kind;
        *end = at + n;
        return true;
    }
    return false;
}

static bool ends_clause(const plain_text *p, size_t at) {
    return at >= p->length || strchr(".;\n", p->text[at]) != NULL;
}

/* The noun within two further words of `at`. */
static bool noun_after(const plain_text *p, size_t at, int *kind, size_t *end) {
    for (int words = 0; words < 3; words++) {
        while (p->text[at] == ' ' || p->text[at] == '-') at++;
        if (noun_at(p, at, kind, end)) return true;
        if (!plain_letter(p->text[at])) return false;
        while (plain_letter(p->text[at]) || p->text[at] == '\'') at++;
    }
    return false;
}

static cw_people_kind fate_after(const plain_text *p, size_t at, size_t *end) {
    int ignored;
    for (size_t i = at; !ends_clause(p, i) && i < at + 80; i++) {
        if (i > at && number_at(p, i, &ignored) > 0) break;
        for (size_t f = 0; f < sizeof fates / sizeof fates[0]; f++) {
            size_t n = fates[f].word[0] == p->text[i] ? plain_word_at(p, i, fates[f].word) : 0;
            if (n == 0) continue;
            *end = i + n;
            return (cw_people_kind)fates[f].kind;
        }
    }
    return CW_PEOPLE_ABOARD;
}

/* ---- ranges -------------------------------------------------------------------------------- */

static bool approximate(const plain_text *p, size_t at) {
    static const char *const about[] = {"about",   "around",   "approximately", "approx",
                                        "some",    "environ",  "a peu pres",    "more than",
                                        "plus de", "at least", "au moins"};
    for (size_t k = at > 14 ? at - 14 : 0; k <= at; k++) {
        for (size_t i = 0; i < sizeof about / sizeof about[0]; i++) {
            size_t n = plain_word_at(p, k, about[i]);
            if (n > 0 && (k == at || k + n + 1 >= at)) return k < at;
        }
    }
    return false;
}

/* "30 to 33", "30-33", "30 a 33", "entre 30 et 33": the second number; where it ends. */
static size_t range_after(const plain_text *p, size_t at, int low, int *high) {
    static const char *const joints[] = {"to", "a", "et", "and", "or", "ou"};
    size_t i = at, n;
    while (p->text[i] == ' ') i++;
    if (p->text[i] == '-' || p->text[i] == '/') {
        i++;
    } else {
        size_t joint = 0;
        for (size_t k = 0; k < 6 && joint == 0; k++) joint = plain_word_at(p, i, joints[k]);
        if (joint == 0) return at;
        i += joint;
    }
    while (p->text[i] == ' ') i++;
    if (!plain_digit(p->text[i])) return at;
    long value;
    if (!plain_number(p, i, &n, &value) || n > 4 || value < low || value > low + 100) return at;
    *high = (int)value;
    return i + n;
}

static size_t read_count(const plain_text *p, size_t at, cw_report *r) {
    int low, high, kind;
    size_t n = number_at(p, at, &low), end;
    if (n == 0) return at + 1;
    high = low;
    size_t next = range_after(p, at + n, low, &high);
    if (!noun_after(p, next, &kind, &end)) {
        if (next == at + n) return at + n;
        high = low; /* not a range: its second number is looked at by itself */
        return at + n;
    }
    cw_head_count count = {.low = low,
                           .high = high,
                           .about = approximate(p, at) || low != high
                                    || (low >= 10 && plain_word_at(p, at, "une") > 0)};
    count.kind = kind >= 0 ? (cw_people_kind)kind : fate_after(p, end, &end);
    count.span = plain_span(p, at, end - at);
    report_add_count(r, count);
    return end;
}

void read_people(const plain_text *plain, cw_report *report) {
    for (size_t at = 0; at < plain->length;) at = read_count(plain, at, report);
}
