/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions as people write them, read without guessing.
 *
 * The text becomes tokens (number, mark, letter, comma); the tokens are split into two coordinates
 * (by letters, a comma, degree marks, or because there are just two numbers); each coordinate
 * becomes degrees. Whatever fits none of the stated notations is refused: a wrong position sends
 * units to the wrong water, a refused one only has to be typed again.
 */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef enum token_kind { NUMBER, DEGREE, MINUTE, SECOND, LETTER, COMMA } token_kind;

typedef struct token {
    token_kind kind;
    double value;  /* NUMBER: magnitude */
    char sign;     /* NUMBER: '+', '-' or 0 */
    bool fraction; /* NUMBER: has a decimal point */
    char letter;   /* LETTER: N S E W (O became W) */
    bool tight;    /* COMMA: a digit on both sides */
} token;

enum { MOST_TOKENS = 24, MOST_DIGITS = 18 };

typedef struct tokens {
    token list[MOST_TOKENS];
    size_t count;
} tokens;

/* One coordinate as its tokens say it, before it is known to be a latitude or a longitude. */
typedef struct coordinate {
    double part[3];
    size_t parts;
    char sign, letter; /* 0: none */
    unsigned marks;    /* bit 0 degrees, 1 minutes, 2 seconds: which numbers carried their mark */
} coordinate;

static bool refuse(cw_error *err, const char *text, const char *why) {
    return cw_fail(err, CW_ERR_INPUT, "\"%.80s\" is not a position: %s", text, why);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Signs of several bytes (UTF-8) and what they stand for. */
static const struct {
    const char *bytes;
    char stands_for;
} marks[] = {{"\xC2\xB0", 'd'},      {"\xC2\xBA", 'd'},
             {"\xE2\x80\xB2", '\''}, {"\xE2\x80\x99", '\''},
             {"\xE2\x80\xB3", '"'},  {"\xE2\x80\x9D", '"'},
             {"\xE2\x88\x92", '-'},  {"\xC2\xA0", ' '},
             {"\xE2\x80\xAF", ' '},  {"''", '"'}};

/* The next sign, UTF-8 marks folded to one byte; *length says how many bytes it took. */
static char sign_at(const char *text, size_t *length) {
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        *length = strlen(marks[i].bytes);
        if (strncmp(text, marks[i].bytes, *length) == 0) return marks[i].stands_for;
    }
    *length = 1;
    if (*text == 'd') return '?'; /* a plain d is no degree mark */
    return *text;
}

/* Digits with at most one point, by hand: strtod would take exponents, hex and the locale's comma.
 */
static bool number_at(const char **text, token *t) {
    const char *p = *text;
    double value = 0.0, place = 1.0;
    int digits = 0;
    for (; is_digit(*p) && digits < MOST_DIGITS; p++, digits++) value = value * 10.0 + (*p - '0');
    t->fraction = *p == '.' && is_digit(p[1]);
    if (t->fraction) {
        for (p++; is_digit(*p) && digits < MOST_DIGITS; p++, digits++) {
            value = value * 10.0 + (*p - '0');
            place *= 10.0;
        }
    }
    if (is_digit(*p)) return false;
    t->value = value / place;
    *text = p;
    return true;
}

static char hemisphere(char c) {
    static const char known[] = "NSEWnsewOo", becomes[] = "NSEWNSEWWW";
    const char *found = c != '\0' ? strchr(known, c) : NULL;
    if (found == NULL) return '\0';
    return becomes[found - known];
}

static bool tokenise(const char *text, tokens *out, cw_error *err) {
    const char *p = text;
    char sign = 0;
    while (*p != '\0') {
        size_t length;
        char c = sign_at(p, &length);
        if (c == ' ' || c == '\t') {
            if (sign != 0) return refuse(err, text, "a sign stands alone");
            p += length;
            continue;
        }
        if (out->count == MOST_TOKENS) return refuse(err, text, "it is too long");
        token *t = &out->list[out->count++];
        *t = (token){0};
        if (is_digit(c)) {
            t->kind = NUMBER;
            t->sign = sign;
            sign = 0;
            if (!number_at(&p, t)) return refuse(err, text, "a number has too many digits");
            continue;
        }
        if (sign != 0) return refuse(err, text, "a sign stands alone");
        if (c == '+' || c == '-') {
            sign = c;
            out->count--;
        } else if (c == 'd') {
            t->kind = DEGREE;
        } else if (c == '\'') {
            t->kind = MINUTE;
        } else if (c == '"') {
            t->kind = SECOND;
        } else if (c == ',' || c == ';') {
            t->kind = COMMA;
            t->tight = c == ',' && p > text && is_digit(p[-1]) && is_digit(p[1]);
        } else if (hemisphere(c) != '\0') {
            t->kind = LETTER;
            t->letter = hemisphere(c);
        } else {
            return refuse(err, text, "there is a sign in it that no notation has");
        }
        p += length;
    }
    return sign == 0 || refuse(err, text, "a sign stands alone");
}

static size_t count_kind(const tokens *t, token_kind kind) {
    size_t n = 0;
    for (size_t i = 0; i < t->count; i++) n += t->list[i].kind == kind;
    return n;
}

/* A comma glued between digits is a decimal comma unless the number before it has its own point. */
static bool check_commas(const char *text, const tokens *t, cw_error *err) {
    size_t commas = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (t->list[i].kind != COMMA) continue;
        commas++;
        bool pointed = i > 0 && t->list[i - 1].kind == NUMBER && t->list[i - 1].fraction;
        if (t->list[i].tight && !pointed) {
            return refuse(err, text,
                          "a comma between digits could be a decimal comma; write a point");
        }
    }
    return commas <= 1
           || refuse(err, text, "it has more than one comma; write decimals with a point");
}

/* Where the second coordinate begins; 0: nowhere. */
static size_t split_at(const tokens *t) {
    size_t letters = count_kind(t, LETTER);
    if (letters == 2) {
        bool leading = t->list[0].kind == LETTER;
        for (size_t i = 1; i < t->count; i++) {
            if (t->list[i].kind == LETTER) return leading ? i : i + 1;
        }
    }
    if (letters != 0) return 0;
    for (size_t i = 1; i < t->count; i++) {
        if (t->list[i].kind == COMMA) return i;
    }
    if (count_kind(t, NUMBER) == 2 && t->count > 1) {
        return t->list[1].kind == NUMBER ? 1 : (t->count > 2 && t->list[2].kind == NUMBER ? 2 : 0);
    }
    if (count_kind(t, DEGREE) != 2) return 0;
    for (size_t i = t->count - 1; i > 1; i--) {
        if (t->list[i].kind == DEGREE) return i - 1;
    }
    return 0;
}

static bool add_number(const char *text, coordinate *c, const token *t, cw_error *err) {
    if (c->parts == 3) return refuse(err, text, "a coordinate has more than three numbers");
    if (t->sign != 0 && c->parts > 0) return refuse(err, text, "a sign stands inside a coordinate");
    if (c->parts > 0 && t->value >= 60.0) return refuse(err, text, "minutes or seconds reach 60");
    if (c->parts == 0) c->sign = t->sign;
    c->part[c->parts++] = t->value;
    return true;
}

static bool add_letter(const char *text, coordinate *c, const token *t, bool at_edge,
                       cw_error *err) {
    if (c->letter != 0 || !at_edge) return refuse(err, text, "a letter stands in the wrong place");
    c->letter = t->letter;
    return true;
}

/* Numbers in order, each with its own mark or none, the letter first or last. */
static bool read_coordinate(const char *text, const token *list, size_t count, coordinate *c,
                            cw_error *err) {
    *c = (coordinate){0};
    bool fraction = false;
    for (size_t i = 0; i < count; i++) {
        const token *t = &list[i];
        bool done = true;
        if (t->kind == NUMBER) {
            if (fraction) return refuse(err, text, "only the last number may have decimals");
            fraction = t->fraction;
            done = add_number(text, c, t, err);
        } else if (t->kind == LETTER) {
            done = add_letter(text, c, t, i == 0 || i + 1 == count, err);
        } else {
            bool in_place =
                i > 0 && list[i - 1].kind == NUMBER && c->parts == (size_t)(t->kind - DEGREE) + 1;
            if (!in_place)
                return refuse(err, text, "a mark of degrees, minutes or seconds is out of place");
            c->marks |= 1U << (t->kind - DEGREE);
        }
        if (!done) return false;
    }
    if (c->parts == 0) return refuse(err, text, "a coordinate has no number");
    if (c->sign != 0 && c->letter != 0) return refuse(err, text, "it has both a sign and a letter");
    return true;
}

static double degrees_of(const coordinate *c) {
    double value = c->part[0] + c->part[1] / 60.0 + c->part[2] / 3600.0;
    return c->sign == '-' || c->letter == 'S' || c->letter == 'W' ? -value : value;
}

static bool is_latitude(char letter) {
    return letter == 'N' || letter == 'S';
}

/* Letters say which is which; without letters latitude comes first. */
static bool assemble(const char *text, const coordinate pair[2], cw_position *position,
                     cw_error *err) {
    if (pair[0].parts != pair[1].parts || pair[0].marks != pair[1].marks)
        return refuse(err, text, "its two halves differ in notation");
    if ((pair[0].letter == 0) != (pair[1].letter == 0))
        return refuse(err, text, "only one half has a letter");
    int lat = 0;
    if (pair[0].letter != 0) {
        if (is_latitude(pair[0].letter) == is_latitude(pair[1].letter)) {
            return refuse(err, text, "it needs one of N, S and one of E, W (or O)");
        }
        lat = is_latitude(pair[0].letter) ? 0 : 1;
    }
    double lat_deg = degrees_of(&pair[lat]), lon_deg = degrees_of(&pair[1 - lat]);
    if (fabs(lat_deg) > 90.0) return refuse(err, text, "the latitude is beyond 90 degrees");
    if (fabs(lon_deg) > 180.0) return refuse(err, text, "the longitude is beyond 180 degrees");
    *position = (cw_position){lat_deg, lon_deg};
    return true;
}

bool cw_position_parse(const char *text, cw_position *position, cw_error *err) {
    tokens t = {0};
    const char *shown = text != NULL ? text : "";
    if (text == NULL || strlen(text) > 200) return refuse(err, shown, "it is too long");
    if (!tokenise(text, &t, err) || !check_commas(text, &t, err)) return false;
    size_t split = split_at(&t), second = split;
    if (split == 0) {
        return refuse(err, text,
                      "latitude and longitude cannot be told apart; use letters N S E W");
    }
    /* A comma parts the two and belongs to neither. */
    if (second < t.count && t.list[second].kind == COMMA) second++;
    size_t first_end = t.list[split - 1].kind == COMMA ? split - 1 : split;
    coordinate pair[2];
    return read_coordinate(text, t.list, first_end, &pair[0], err)
           && read_coordinate(text, t.list + second, t.count - second, &pair[1], err)
           && assemble(text, pair, position, err);
}
