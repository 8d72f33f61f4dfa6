/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers with units as people write them: "10 kn", "3.5 nm", "1 h 30 min". A bare number is
 * refused, since a wrong guess of the unit searches the wrong water.
 */
#include <crosswatch/base.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct unit_word {
    const char *word;
    double factor;
} unit_word;

static const unit_word length_words[] = {{"m", 1.0},
                                         {"km", 1000.0},
                                         {"nm", CW_NAUTICAL_MILE_M},
                                         {"NM", CW_NAUTICAL_MILE_M},
                                         {"M", CW_NAUTICAL_MILE_M},
                                         {"nmi", CW_NAUTICAL_MILE_M},
                                         {"ft", CW_FOOT_M},
                                         {NULL, 0.0}};
static const unit_word speed_words[] = {{"m/s", 1.0},
                                        {"kn", CW_NAUTICAL_MILE_M / 3600.0},
                                        {"kt", CW_NAUTICAL_MILE_M / 3600.0},
                                        {"kts", CW_NAUTICAL_MILE_M / 3600.0},
                                        {"km/h", 1000.0 / 3600.0},
                                        {"cm/s", 0.01},
                                        {NULL, 0.0}};
static const unit_word duration_words[] = {
    {"s", 1.0}, {"min", 60.0}, {"h", 3600.0}, {"d", 86400.0}, {NULL, 0.0}};

/* A plain decimal number (no hexadecimal, no inf, no nan), then spaces. */
static bool read_number(const char **at, double *value) {
    const char *start = *at;
    if (*start == '+' || *start == '-') start++;
    if (!isdigit((unsigned char)*start) && *start != '.') return false;
    if (start[0] == '0' && (start[1] == 'x' || start[1] == 'X')) return false;
    char *end;
    *value = strtod(*at, &end);
    if (end == *at || !isfinite(*value)) return false;
    while (*end == ' ') end++;
    *at = end;
    return true;
}

/* A word up to a space or the end, from the list. */
static bool read_unit(const char **at, const unit_word *words, double *factor) {
    size_t length = strcspn(*at, " ");
    for (; words->word != NULL; words++) {
        if (strlen(words->word) != length || strncmp(words->word, *at, length) != 0) continue;
        *factor = words->factor;
        *at += length;
        while (**at == ' ') (*at)++;
        return true;
    }
    return false;
}

static bool parse(const char *text, const unit_word *words, const char *what, const char *example,
                  double *value, cw_error *err) {
    const char *at = text;
    double number, factor;
    while (*at == ' ') at++;
    if (!read_number(&at, &number)) {
        return cw_fail(err, CW_ERR_INPUT, "\"%.64s\" is not a %s such as %s", text, what, example);
    }
    if (*at == '\0') {
        return cw_fail(err, CW_ERR_INPUT, "the %s \"%.64s\" has no unit: write it such as %s", what,
                       text, example);
    }
    if (!read_unit(&at, words, &factor) || *at != '\0') {
        return cw_fail(err, CW_ERR_INPUT,
                       "the %s \"%.64s\" has a unit that is not known; write it "
                       "such as %s",
                       what, text, example);
    }
    *value = number * factor;
    return isfinite(*value)
           || cw_fail(err, CW_ERR_INPUT, "the %s \"%.64s\" is too large", what, text);
}

bool cw_length_parse(const char *text, double *metres, cw_error *err) {
    return parse(text, length_words, CW_SAID("length"), "\"500 m\" or \"2.5 nm\"", metres, err);
}

bool cw_speed_parse(const char *text, double *mps, cw_error *err) {
    return parse(text, speed_words, CW_SAID("speed"), "\"12 kn\" or \"6 m/s\"", mps, err);
}

bool cw_duration_parse(const char *text, double *seconds, cw_error *err) {
    const char *at = text;
    double total = 0.0, number, factor;
    while (*at == ' ') at++;
    const char *first = at;
    while (*at != '\0') {
        if (!read_number(&at, &number) || !read_unit(&at, duration_words, &factor)
            || number < 0.0) {
            first = NULL;
            break;
        }
        total += number * factor;
    }
    if (first == NULL || *first == '\0' || !isfinite(total)) {
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.64s\" is not a duration such as \"90 s\", \"30 min\" or \"1 h 30 min\"",
                       text);
    }
    *seconds = total;
    return true;
}
