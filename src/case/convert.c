/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the texts of a case to values in SI. A text is taken whole or refused: no trailing words, no
 * decimal commas, no numbers without the unit that they need, nothing out of its limits.
 */
#include "reader.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* True when there is a text to convert; *good is what to return when there is none. */
static bool given(reader *r, const char *field, const char *text, wanted w, bool *good) {
    if (text != NULL) return true;
    *good = w == OPTIONAL || reader_missing(r, field);
    return false;
}

bool read_word(reader *r, const char *field, const char *text, wanted w, char *to, size_t size) {
    bool good;
    if (!given(r, field, text, w, &good)) return good;
    if (text[0] == '\0') return reader_fail(r, field, "this field is empty");
    for (const char *c = text; *c != '\0'; c++) {
        if (iscntrl((unsigned char)*c)) {
            return reader_fail(r, field, "must be one line of plain text");
        }
    }
    if (strlen(text) >= size) {
        return reader_fail(r, field, "is longer than %zu characters", size - 1);
    }
    memcpy(to, text, strlen(text) + 1);
    return true;
}

bool read_text(reader *r, const char *field, const char *text, wanted w, char **to) {
    bool good;
    if (!given(r, field, text, w, &good)) return good;
    if (text[0] == '\0') return reader_fail(r, field, "this field is empty");
    *to = cw_arena_strdup(r->arena, text);
    return *to != NULL || cw_fail_memory(r->err);
}

bool read_path(reader *r, const char *field, const char *text, wanted w, char **to) {
    char word[1024] = "";
    bool good;
    if (!given(r, field, text, w, &good)) return good;
    if (!read_word(r, field, text, w, word, sizeof word)) return false;
    bool whole =
        word[0] == '/' || strstr(word, "://") != NULL || r->folder == NULL || r->folder[0] == '\0';
    *to = whole ? cw_arena_strdup(r->arena, word)
                : cw_arena_printf(r->arena, "%s/%s", r->folder, word);
    return *to != NULL || cw_fail_memory(r->err);
}

/* A decimal number at the beginning of the text; *rest is what follows it, spaces skipped. */
static bool leading_number(const char *text, double *value, const char **rest) {
    while (*text == ' ') text++;
    const char *digits = text + (*text == '+' || *text == '-');
    if (!isdigit((unsigned char)*digits) && *digits != '.') return false;
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) return false;
    char *end;
    *value = strtod(text, &end);
    if (end == text || !isfinite(*value)) return false;
    while (*end == ' ') end++;
    *rest = end;
    return true;
}

static bool within(reader *r, const char *field, double value, limits l, const char *unit) {
    if (value >= l.least && value <= l.most) return true;
    return reader_fail(r, field, "must be between %g and %g%s%s, and is %g", l.least, l.most,
                       unit[0] != '\0' ? " " : "", unit, value);
}

bool read_number(reader *r, const char *field, const char *text, wanted w, limits l, double *to) {
    bool good;
    const char *rest;
    double value;
    if (!given(r, field, text, w, &good)) return good;
    if (!leading_number(text, &value, &rest)) {
        return reader_fail(r, field, "\"%.64s\" is not a number", text);
    }
    if (*rest == ',') {
        return reader_fail(r, field, "\"%.64s\" has a decimal comma: write a point", text);
    }
    if (*rest != '\0') {
        return reader_fail(r, field, "\"%.64s\" is not a plain number", text);
    }
    if (!within(r, field, value, l, "")) return false;
    *to = value;
    return true;
}

bool read_count(reader *r, const char *field, const char *text, wanted w, uint64_t least,
                uint64_t most, uint64_t *to) {
    bool good;
    if (!given(r, field, text, w, &good)) return good;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] != '\0' || digits > 19) {
        return reader_fail(r, field, "\"%.64s\" is not a whole number", text);
    }
    uint64_t value = strtoull(text, NULL, 10);
    if (value < least || value > most) {
        return reader_fail(r, field, "must be between %llu and %llu, and is %.32s",
                           (unsigned long long)least, (unsigned long long)most, text);
    }
    *to = value;
    return true;
}

bool read_flag(reader *r, const char *field, const char *text, wanted w, bool *to) {
    static const choice words[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}, {NULL, 0}};
    int value = *to ? 1 : 0;
    if (!read_choice(r, field, text, w, words, &value)) return false;
    *to = value != 0;
    return true;
}

bool read_confidence(reader *r, const char *field, const char *text, double *to) {
    const char *rest;
    double value;
    if (text == NULL) return true;
    if (!leading_number(text, &value, &rest) || (*rest != '\0' && strcmp(rest, "%") != 0)) {
        return reader_fail(r, field, "\"%.64s\" is not a probability such as 0.5 or 50 %%", text);
    }
    if (*rest == '%') value /= 100.0;
    if (!(value > 0.0 && value < 1.0)) {
        return reader_fail(
            r, field, "must lie between 0 and 1 (0 %% and 100 %%), both excluded, and is %.64s",
            text);
    }
    *to = value;
    return true;
}

typedef bool (*unit_parser)(const char *text, double *value, cw_error *err);

static bool read_with_unit(reader *r, const char *field, const char *text, wanted w, limits l,
                           const char *unit, unit_parser parse, double *to) {
    bool good;
    double value;
    cw_error err = {0};
    if (!given(r, field, text, w, &good)) return good;
    if (!parse(text, &value, &err)) return reader_pass(r, field, &err);
    if (!within(r, field, value, l, unit)) return false;
    *to = value;
    return true;
}

bool read_length(reader *r, const char *field, const char *text, wanted w, limits l, double *to) {
    return read_with_unit(r, field, text, w, l, "m", cw_length_parse, to);
}

bool read_speed(reader *r, const char *field, const char *text, wanted w, limits l, double *to) {
    return read_with_unit(r, field, text, w, l, "m/s", cw_speed_parse, to);
}

bool read_duration(reader *r, const char *field, const char *text, wanted w, limits l, double *to) {
    return read_with_unit(r, field, text, w, l, "s", cw_duration_parse, to);
}

bool read_time(reader *r, const char *field, const char *text, wanted w, cw_time *to) {
    bool good;
    cw_error err = {0};
    if (!given(r, field, text, w, &good)) return good;
    return cw_time_parse(text, to, &err) || reader_pass(r, field, &err);
}

bool read_position(reader *r, const char *field, const char *text, wanted w, cw_position *to) {
    bool good;
    cw_error err = {0};
    if (!given(r, field, text, w, &good)) return good;
    return cw_position_parse(text, to, &err) || reader_pass(r, field, &err);
}

bool read_angle(reader *r, const char *field, const char *text, wanted w, limits l, double *to) {
    bool good;
    const char *rest;
    double value;
    if (!given(r, field, text, w, &good)) return good;
    if (!leading_number(text, &value, &rest)
        || (*rest != '\0' && strcmp(rest, "deg") != 0 && strcmp(rest, "°") != 0)) {
        return reader_fail(r, field, "\"%.64s\" is not an angle such as \"225 deg\"", text);
    }
    if (!within(r, field, value, l, "degrees")) return false;
    *to = value;
    return true;
}

bool read_celsius(reader *r, const char *field, const char *text, wanted w, double *to) {
    bool good;
    const char *rest;
    double value;
    if (!given(r, field, text, w, &good)) return good;
    if (!leading_number(text, &value, &rest)
        || (strcmp(rest, "C") != 0 && strcmp(rest, "°C") != 0)) {
        return reader_fail(r, field, "\"%.64s\" is not a temperature such as \"11 C\"", text);
    }
    if (!within(r, field, value, (limits){-3.0, 45.0}, "C")) return false;
    *to = value;
    return true;
}

bool read_choice(reader *r, const char *field, const char *text, wanted w, const choice *list,
                 int *to) {
    bool good;
    char words[256] = "";
    if (!given(r, field, text, w, &good)) return good;
    for (const choice *c = list; c->word != NULL; c++) {
        if (strcmp(c->word, text) == 0) {
            *to = c->value;
            return true;
        }
        size_t length = strlen(words);
        snprintf(words + length, sizeof words - length, "%s%s", length > 0 ? ", " : "", c->word);
    }
    return reader_fail(r, field, "\"%.64s\" is not one of: %s", text, words);
}
