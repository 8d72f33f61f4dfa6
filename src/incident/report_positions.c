/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Positions in running text, in the notations that people type, dictate and paste:
 *
 *   51.1575, 1.8492      51,1575 1,8492 (comma decimals)     N 51°09.45' E 001°50.95'
 *   51°09'27"N 1°50'57"E    51 09,45 Nord 1 50,95 Ouest      5109.45N 00150.95E
 *   51-09.45N 001-50.95E    510927N 0015057E                 lat 51.1575 lon 1.8492
 *
 * A candidate is a run of signs that a position may consist of. It is written anew in the one form
 * that cw_position_parse reads (which guesses nothing), and the longest part of it that is a
 * position is taken. Numbers that merely stand side by side ("at 3.15 we were 33") are no position:
 * there must be letters of hemispheres, degree signs, or three decimals on both numbers. What looks
 * like a position and is refused is named, because somebody has to look at it.
 */
#include "plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PIECES = 48, MOST_WRITTEN = 200, MOST_CANDIDATES = 400, LONGEST_PIECE = 24 };

/* ---- pieces -------------------------------------------------------------------------------- */

/* A candidate cut into pieces: numbers as written, marks, hemispheres. */
typedef struct piece {
    /* '0' number, 'd' degree, '\'' '"' marks, 'N' 'S' 'E' 'W', ',' separator, '-' '+', 'A' latitude
     * and 'O' longitude by name; ' ' says nothing */
    char kind;
    size_t first, length;
    size_t whole, decimals; /* digits of a number before and after its point */
    char point;             /* '.', ',' or 0 */
    bool tight;             /* a sign or comma with a digit right after and right before it */
} piece;

typedef struct pieces {
    piece list[MOST_PIECES];
    size_t count;
    size_t end; /* where the candidate stops in the text */
} pieces;

static const struct word {
    const char *text;
    char kind;
} words[] = {{"north", 'N'},    {"nord", 'N'},     {"south", 'S'},     {"sud", 'S'},
             {"east", 'E'},     {"est", 'E'},      {"west", 'W'},      {"ouest", 'W'},
             {"degrees", 'd'},  {"degree", 'd'},   {"degres", 'd'},    {"degre", 'd'},
             {"deg", 'd'},      {"minutes", '\''}, {"minute", '\''},   {"min", '\''},
             {"seconds", '"'},  {"second", '"'},   {"secondes", '"'},  {"seconde", '"'},
             {"latitude", 'A'}, {"lat", 'A'},      {"longitude", 'O'}, {"lon", 'O'},
             {"long", 'O'},     {"lng", 'O'},      {"n", 'N'},         {"s", 'S'},
             {"e", 'E'},        {"w", 'W'},        {"o", 'W'}};

/* A word at `at` that belongs in a position; letters may touch digits ("51.15n", "n51.15"). */
static const struct word *position_word(const plain_text *p, size_t at, size_t *length) {
    size_t n = 0;
    if (at > 0 && plain_letter(p->text[at - 1])) return NULL;
    while (plain_letter(p->text[at + n])) n++;
    for (size_t i = 0; n > 0 && i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i].text) == n && memcmp(words[i].text, p->text + at, n) == 0) {
            *length = n;
            return &words[i];
        }
    }
    return NULL;
}

static bool number_piece(const plain_text *p, size_t at, piece *out) {
    const char *t = p->text;
    *out = (piece){.kind = '0', .first = at};
    while (plain_digit(t[at + out->whole])) out->whole++;
    size_t i = at + out->whole;
    if ((t[i] == '.' || t[i] == ',') && plain_digit(t[i + 1])) {
        out->point = t[i++];
        while (plain_digit(t[i])) i++, out->decimals++;
    }
    out->length = i - at;
    return out->length <= LONGEST_PIECE;
}

/* One piece at `at`; returns its length in the text, 0: the candidate ends here. */
static size_t next_piece(const plain_text *p, size_t at, piece *out) {
    char c = p->text[at];
    size_t length = 1;
    *out = (piece){.kind = ' ', .first = at, .length = 1};
    if (plain_digit(c)) return number_piece(p, at, out) ? out->length : 0;
    if (c == ' ' || c == ':' || c == '=' || c == '(' || c == ')' || c == '|') return 1;
    if (c == '\n') return 1;
    if (c == PLAIN_DEGREE || c == '*')
        out->kind = 'd';
    else if (c == '\'' && p->text[at + 1] == '\'')
        out->kind = '"', out->length = length = 2;
    else if (c == '\'' || c == '"')
        out->kind = c;
    else if (c == ',' || c == ';' || c == '/')
        out->kind = ',';
    else if (c == '-' || c == '+') {
        out->kind = c;
        out->tight = at > 0 && plain_digit(p->text[at - 1]) && plain_digit(p->text[at + 1]);
    } else {
        const struct word *word = position_word(p, at, &length);
        if (word == NULL) return 0;
        out->kind = word->kind;
        out->length = length;
    }
    return length;
}

static void cut(const plain_text *p, size_t at, const bool *taken, pieces *out) {
    out->count = 0;
    out->end = at;
    while (out->end < p->length && out->count < MOST_PIECES && !taken[out->end]) {
        piece next;
        size_t length = next_piece(p, out->end, &next);
        if (length == 0) break;
        if (next.kind != ' ') out->list[out->count++] = next;
        out->end += length;
    }
}

/* ---- written anew -------------------------------------------------------------------------- */

typedef struct written {
    char text[MOST_WRITTEN];
    size_t length;
    int numbers, degrees, letters;
} written;

static bool put(written *w, const char *text, size_t length) {
    if (w->length + length + 1 >= MOST_WRITTEN) return false;
    memcpy(w->text + w->length, text, length);
    w->length += length;
    w->text[w->length] = '\0';
    return true;
}

/* "5109.45" is 51 09.45, "0015057" is 1 50 57: packed degrees and minutes, told by their length.
 * Only with a hemisphere's letter beside it. */
static bool put_packed(written *w, const char *t, const piece *n) {
    size_t degrees = n->whole == 4 || n->whole == 6 ? 2 : n->whole == 5 || n->whole == 7 ? 3 : 0;
    if (degrees == 0) return false;
    bool seconds = n->whole >= 6;
    bool done =
        put(w, t + n->first, degrees) && put(w, " ", 1) && put(w, t + n->first + degrees, 2);
    if (done && seconds) done = put(w, " ", 1) && put(w, t + n->first + degrees + 2, 2);
    if (done && n->decimals > 0)
        done = put(w, ".", 1) && put(w, t + n->first + n->whole + 1, n->decimals);
    return done && put(w, " ", 1);
}

static bool put_number(written *w, const char *t, const piece *n, bool commas) {
    bool decimal = n->point == '.' || (n->point == ',' && commas);
    if (n->point == ',' && !commas) { /* two numbers and a comma that parts them */
        return put(w, t + n->first, n->whole) && put(w, ", ", 2)
               && put(w, t + n->first + n->whole + 1, n->decimals);
    }
    return put(w, t + n->first, n->whole)
           && (!decimal || (put(w, ".", 1) && put(w, t + n->first + n->whole + 1, n->decimals)))
           && put(w, " ", 1);
}

static bool is_hemisphere(char kind) {
    return kind == 'N' || kind == 'S' || kind == 'E' || kind == 'W';
}

/* `commas`: they are decimal; `letters`: there are letters of hemispheres. */
static bool put_piece(written *w, const char *t, const piece *list, size_t i, size_t count,
                      bool commas, bool letters) {
    const piece *p = &list[i];
    char sign[2] = {p->kind, ' '};
    switch (p->kind) {
    case '0':
        w->numbers++;
        if (letters && p->whole >= 4) return put_packed(w, t, p);
        return put_number(w, t, p, commas);
    case 'A':
    case 'O':
        return true;
    case 'd':
        w->degrees++;
        return put(w, "\xC2\xB0", 2);
    case '-':
    case '+': /* "51-09.45N": between digits it parts degrees from minutes, elsewhere it is a sign
               */
        if (p->tight && !letters) return false;
        if (p->tight || i + 1 >= count || list[i + 1].kind != '0') return put(w, " ", 1);
        return put(w, sign, 1);
    case ',':
        return i == 0 || i + 1 == count || put(w, ", ", 2);
    default:
        w->letters += is_hemisphere(p->kind);
        return put(w, sign, p->kind == '\'' || p->kind == '"' ? 1 : 2);
    }
}

/* Commas are decimal when no number has a point and at least two have a comma. */
static bool decimal_commas(const piece *list, size_t count) {
    size_t points = 0, commas = 0;
    for (size_t i = 0; i < count; i++) {
        points += list[i].kind == '0' && list[i].point == '.';
        commas += list[i].kind == '0' && list[i].point == ',';
    }
    return points == 0 && commas >= 2;
}

/* How far the last digit of the coarser half reaches, in degrees. */
static double digit_reach(const piece *list, size_t count) {
    double reach = 0.0, half = 0.0;
    int index = 0; /* of the number within its half: degrees, minutes, seconds */
    for (size_t i = 0; i < count; i++) {
        const piece *p = &list[i];
        if (p->kind == '0') {
            int depth = p->whole >= 6 ? 2 : p->whole >= 4 ? 1 : index;
            half = pow(60.0, -fmin(depth, 2)) * pow(10.0, -(double)p->decimals);
            index++;
        }
        if (p->kind == ',' || is_hemisphere(p->kind) || p->decimals > 0 || i + 1 == count) {
            reach = fmax(reach, half);
            half = 0.0;
            index = 0;
        }
    }
    return reach;
}

/* Two decimals and no more could be prices or clocks; three are a hundred metres, a position. */
static bool plausible(const written *w, const piece *list, size_t count, bool named) {
    if (w->letters == 2 || w->degrees == 2) return true;
    if (w->letters != 0 || w->degrees != 0 || w->numbers != 2) return false;
    size_t enough = named ? 2 : 3;
    for (size_t i = 0; i < count; i++) {
        if (list[i].kind == '0' && list[i].decimals < enough) return false;
    }
    return true;
}

/* ---- trying -------------------------------------------------------------------------------- */

/* Which half is named first decides: "lon 1.8492 lat 51.1575" is turned round. Returns where the
 * latitude begins when it comes second, 0 when it comes first, SIZE_MAX when that is not told. */
static size_t turned_at(const piece *list, size_t count) {
    size_t lat = SIZE_MAX, lon = SIZE_MAX;
    for (size_t i = count; i-- > 0;) {
        if (list[i].kind == 'A') lat = i;
        if (list[i].kind == 'O') lon = i;
    }
    if (lat == SIZE_MAX) return lon == 0 ? SIZE_MAX : 0;
    return lat == 0 || (lon != SIZE_MAX && lat < lon) ? 0 : lat;
}

static bool write_anew(const plain_text *p, const piece *list, size_t count, written *w) {
    bool letters = false, commas = decimal_commas(list, count), done = true;
    size_t turn = turned_at(list, count);
    *w = (written){.length = 0};
    for (size_t i = 0; i < count; i++) letters = letters || is_hemisphere(list[i].kind);
    if (letters && turn == SIZE_MAX) turn = 0; /* then they tell */
    if (turn == SIZE_MAX) return false;
    for (size_t i = turn; i < count && done; i++)
        done = put_piece(w, p->text, list, i, count, commas, letters);
    if (turn > 0) done = done && put(w, ", ", 2);
    size_t end = turn > 0 && list[turn - 1].kind == ',' ? turn - 1 : turn;
    for (size_t i = 0; i < end && done; i++)
        done = put_piece(w, p->text, list, i, end, commas, letters);
    return done && w->numbers >= 2;
}

/* The longest beginning of list that is a position; returns how many pieces, 0: none. */
static size_t longest(const plain_text *p, const piece *list, size_t count, bool named,
                      cw_fix *fix) {
    static const size_t most = 20; /* N 51 ° 09 ' 27 " and as much again, a comma, signs */
    for (size_t n = count < most ? count : most; n >= 2; n--) {
        written w;
        char kind = list[n - 1].kind;
        if (kind == ',' || kind == '-' || kind == '+' || kind == 'A' || kind == 'O') continue;
        if (!write_anew(p, list, n, &w) || !plausible(&w, list, n, named)) continue;
        if (!cw_position_parse(w.text, &fix->at, NULL)) continue;
        double reach = digit_reach(list, n) * 60.0 * CW_NAUTICAL_MILE_M;
        fix->radius_m = fmax(100.0, reach);
        return n;
    }
    return 0;
}

/* Two numbers with letters of both axes, or degrees: somebody meant a position. */
static bool looks_like_one(const pieces *c) {
    bool ns = false, ew = false;
    size_t degrees = 0, numbers = 0;
    for (size_t i = 0; i < c->count; i++) {
        ns = ns || c->list[i].kind == 'N' || c->list[i].kind == 'S';
        ew = ew || c->list[i].kind == 'E' || c->list[i].kind == 'W';
        degrees += c->list[i].kind == 'd';
        numbers += c->list[i].kind == '0' && c->list[i].decimals >= 2;
    }
    return (ns && ew && c->count >= 4) || degrees >= 1 || numbers >= 2;
}

static bool may_begin(const plain_text *p, size_t at) {
    char c = p->text[at];
    size_t length;
    if (plain_digit(c))
        return at == 0
               || !(plain_digit(p->text[at - 1]) || plain_letter(p->text[at - 1])
                    || p->text[at - 1] == '.');
    if (c == '-' || c == '+')
        return plain_digit(p->text[at + 1]) && (at == 0 || !plain_digit(p->text[at - 1]));
    const struct word *word = plain_letter(c) ? position_word(p, at, &length) : NULL;
    return word != NULL && (is_hemisphere(word->kind) || word->kind == 'A' || word->kind == 'O');
}

/* "lat", "position" or the like stands shortly before. */
static bool announced(const plain_text *p, size_t at) {
    static const char *const words_before[] = {"lat", "latitude",    "position",   "pos",
                                               "gps", "coordinates", "coordonnees"};
    for (size_t k = at > 24 ? at - 24 : 0; k < at; k++) {
        for (size_t i = 0; i < sizeof words_before / sizeof words_before[0]; i++) {
            if (plain_word_at(p, k, words_before[i]) > 0) return true;
        }
    }
    return p->text[at] == 'l'; /* a label itself */
}

static size_t piece_end(const pieces *c, size_t n) {
    return c->list[n - 1].first + c->list[n - 1].length;
}

/* "51 09.45 N 1.8492 E": begun at 09.45 it would be a position, 42 degrees off. A number right
 * before, that is no clock and could be the degrees of a first half of one number, forbids it. */
static bool beheaded(const plain_text *p, size_t at, const pieces *c) {
    size_t i = at, digits = 0, numbers = 0;
    while (i > 0 && strchr(" \n'\"", p->text[i - 1]) != NULL) i--;
    if (i > 0 && p->text[i - 1] == PLAIN_DEGREE) i--;
    while (i > 0 && plain_digit(p->text[i - 1])) i--, digits++;
    if (digits == 0 || digits > 3 || (i > 0 && strchr(":h", p->text[i - 1]) != NULL)) return false;
    for (size_t k = 0; k < c->count && c->list[k].kind != ',' && !is_hemisphere(c->list[k].kind);
         k++)
        numbers += c->list[k].kind == '0';
    return numbers <= 1 || c->list[0].decimals > 0;
}

static size_t try_at(const plain_text *p, size_t at, const bool *taken, cw_report *r,
                     size_t *found) {
    pieces c;
    cw_fix fix = {.source = CW_FIX_TEXT, .confidence = 0.68, .probability = 1.0};
    cut(p, at, taken, &c);
    size_t n = c.count >= 2 && !beheaded(p, at, &c)
                   ? longest(p, c.list, c.count, announced(p, at), &fix)
                   : 0;
    if (n > 0) {
        fix.span = plain_span(p, at, piece_end(&c, n) - at);
        if (report_add_fix(r, fix) != NULL) (*found)++;
        return piece_end(&c, n);
    }
    return at;
}

size_t read_positions(const plain_text *plain, bool *taken, cw_report *report) {
    size_t found = 0, tried = 0, doubtful = 0;
    for (size_t at = 0; at < plain->length;) {
        if (taken[at] || !may_begin(plain, at)) {
            at++;
            continue;
        }
        if (++tried > MOST_CANDIDATES) {
            report_note(report, plain_span(plain, at, plain->length - at), false,
                        "too many numbers to look for positions among");
            break;
        }
        size_t end = try_at(plain, at, taken, report, &found);
        pieces c;
        cut(plain, at, taken, &c);
        if (end == at && at >= doubtful && looks_like_one(&c)) {
            report_note(report, plain_span(plain, at, c.end - at), false,
                        "perhaps a position, in no notation that is known");
            doubtful = c.end;
            if (c.count > 0 && c.list[0].kind == 'O')
                end = c.end; /* which of its numbers is which is not told */
        }
        for (size_t i = at; i < end; i++) taken[i] = true;
        at = end > at ? end : at + 1;
    }
    return found;
}

size_t cw_report_read_positions(const char *text, size_t length, cw_report *report) {
    plain_text plain;
    if (!plain_make(text, length, &plain)) return 0;
    bool *taken = calloc(length + 1, sizeof *taken);
    size_t found = 0;
    if (taken != NULL)
        found = read_links(text, &plain, taken, report) + read_positions(&plain, taken, report);
    free(taken);
    plain_free(&plain);
    return found;
}
