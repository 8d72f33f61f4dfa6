/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sentences in French. The English format of an error is the key under which po/fr.po keeps its
 * French, as with gettext; but libintl speaks one language a process, chosen by its environment,
 * and an error here is read by an officer in Dover and by one at Gris-Nez at the same time. So the
 * catalogue is a table that is built in, and both sentences are made where the error happens.
 *
 * French asks for its words in another order, so a translation may number its arguments ("%2$s"),
 * and they have to be taken from the call in the order of the English first. A conversion "%#s"
 * says that the argument is itself a word or a sentence of ours, whose French is looked up; a plain
 * "%s" is a name, a file, or what a library says, and stays as it is. Numbers keep their decimal
 * point: what an error quotes is what has to be written in a file.
 */
#include "french.h"

#include <crosswatch/base.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 16, SPEC_ROOM = 48 };

/* ---- the catalogue -------------------------------------------------------------------------- */

static int by_english(const void *key, const void *entry) {
    return strcmp(key, ((const french_entry *)entry)->english);
}

const char *cw_french(const char *english) {
    const french_entry *found =
        bsearch(english, french_entries, french_count, sizeof *french_entries, by_english);
    return found != NULL ? found->french : english;
}

/* ---- one conversion ------------------------------------------------------------------------- */

typedef struct conversion { /* of C17 7.21.6.1, with the position of POSIX */
    size_t argument;        /* counted from 1; 0: the next */
    size_t star_argument;   /* likewise, of a precision "*" */
    bool star, word;
    char flags[6];
    int width, precision; /* -1: none */
    char length[3];
    char kind;       /* '%': the sign itself; '\0': none of these */
    const char *end; /* behind it */
} conversion;

static int number_at(const char **p) {
    int number = 0;
    while (**p >= '0' && **p <= '9' && number < 10000) number = number * 10 + (*(*p)++ - '0');
    return number;
}

/* "3$", if that stands here. */
static size_t position_at(const char **p) {
    const char *q = *p;
    int number = number_at(&q);
    if (number == 0 || *q != '$') return 0;
    *p = q + 1;
    return (size_t)number;
}

static void read_precision(conversion *c, const char **p) {
    if (**p != '.') return;
    (*p)++;
    c->star = **p == '*';
    if (!c->star) {
        c->precision = number_at(p);
        return;
    }
    (*p)++;
    c->star_argument = position_at(p);
}

/* The conversion whose "%" is at `p`. */
static conversion read_conversion(const char *p) {
    conversion c = {.width = -1, .precision = -1};
    size_t flags = 0, letters = 0;
    p++;
    c.argument = position_at(&p);
    for (; *p != '\0' && strchr("#-+ 0", *p) != NULL; p++) {
        c.word = c.word || *p == '#';
        if (flags + 1 < sizeof c.flags) c.flags[flags++] = *p;
    }
    if (*p >= '1' && *p <= '9') c.width = number_at(&p);
    read_precision(&c, &p);
    while (letters + 1 < sizeof c.length && *p != '\0' && strchr("hlzjt", *p) != NULL)
        c.length[letters++] = *p++;
    c.kind = *p;
    c.word = c.word && c.kind == 's';
    c.end = *p != '\0' ? p + 1 : p;
    return c;
}

/* ---- arguments ------------------------------------------------------------------------------ */

typedef struct argument {
    enum { WHOLE, NATURAL, REAL, TEXT } type;
    intmax_t whole;
    uintmax_t natural;
    double real;
    const char *text;
} argument;

typedef struct arguments {
    argument at[MOST_ARGUMENTS];
    size_t count;
    bool good; /* all conversions of the format are known here */
} arguments;

static bool is_unsigned(char kind) {
    return kind == 'u' || kind == 'x' || kind == 'X' || kind == 'o';
}

/* Takes from `list` what the English format says, in its order: a macro's work, since va_arg needs
 * the type, and one function's, since a va_list cannot portably be handed on by address. */
static arguments take(const char *format, va_list list) {
    arguments all = {.good = true};
    for (const char *p = strchr(format, '%'); p != NULL && all.good; p = strchr(p, '%')) {
        conversion c = read_conversion(p);
        p = c.end;
        if (c.kind == '%') continue;
        all.good = all.count + 2 <= MOST_ARGUMENTS;
        if (!all.good) break;
        if (c.star) all.at[all.count++] = (argument){.type = WHOLE, .whole = va_arg(list, int)};
        argument *a = &all.at[all.count++];
        if (c.kind == 's') {
            *a = (argument){.type = TEXT, .text = va_arg(list, const char *)};
        } else if (strchr("gfeGE", c.kind) != NULL && c.kind != '\0') {
            *a = (argument){.type = REAL, .real = va_arg(list, double)};
        } else if (c.kind == 'c' || ((c.kind == 'd' || c.kind == 'i') && c.length[0] == '\0')) {
            *a = (argument){.type = WHOLE, .whole = va_arg(list, int)};
        } else if (c.kind == 'd' || c.kind == 'i') {
            bool twice = c.length[1] == 'l' || c.length[0] == 'j';
            *a = (argument){.type = WHOLE};
            a->whole = twice ? va_arg(list, long long) : va_arg(list, long);
        } else if (is_unsigned(c.kind) && c.length[0] == '\0') {
            *a = (argument){.type = NATURAL, .natural = va_arg(list, unsigned)};
        } else if (is_unsigned(c.kind)) {
            bool twice = c.length[1] == 'l' || c.length[0] == 'j';
            *a = (argument){.type = NATURAL};
            a->natural = twice ? va_arg(list, unsigned long long) : va_arg(list, size_t);
        } else {
            all.good = false;
        }
    }
    return all;
}

/* ---- the sentence --------------------------------------------------------------------------- */

typedef struct writing {
    char *to;
    size_t room, length; /* what would not fit is counted no further: length < room */
} writing;

static void wrote(writing *w, int length) {
    if (length <= 0) return;
    w->length += (size_t)length;
    if (w->length >= w->room) w->length = w->room - 1;
}

/* Flags, width and precision as snprintf takes them; the letters of the kind are the caller's. */
static void make_spec(const conversion *c, const char *letters, char spec[SPEC_ROOM]) {
    char width[16] = "", precision[16] = "";
    if (c->width >= 0) snprintf(width, sizeof width, "%d", c->width);
    if (c->precision >= 0) snprintf(precision, sizeof precision, ".%d", c->precision);
    snprintf(spec, SPEC_ROOM, "%%%s%s%s%s", c->flags, width, precision, letters);
}

static void write_argument(writing *w, const conversion *c, const argument *a) {
    char *to = w->to + w->length, spec[SPEC_ROOM], letters[3] = {c->kind, '\0', '\0'};
    size_t room = w->room - w->length;
    if (a->type == TEXT) {
        const char *text = a->text == NULL ? "(null)" : c->word ? cw_french(a->text) : a->text;
        make_spec(c, c->word ? "" : "s", spec);
        wrote(w, c->word ? snprintf(to, room, "%s", text) : snprintf(to, room, spec, text));
    } else if (a->type == REAL) {
        make_spec(c, letters, spec);
        wrote(w, snprintf(to, room, spec, a->real));
    } else if (c->kind == 'c') {
        wrote(w, snprintf(to, room, "%c", (int)a->whole));
    } else {
        letters[0] = 'j';
        letters[1] = c->kind;
        make_spec(c, letters, spec);
        wrote(w, a->type == WHOLE ? snprintf(to, room, spec, a->whole)
                                  : snprintf(to, room, spec, a->natural));
    }
}

/* False: the format asks for an argument that is not there. */
static bool write_conversion(writing *w, conversion c, const arguments *all, size_t *next) {
    if (c.star) {
        size_t star = c.star_argument > 0 ? c.star_argument : ++*next;
        if (star > all->count || all->at[star - 1].type != WHOLE) return false;
        c.precision = (int)all->at[star - 1].whole;
    }
    size_t number = c.argument > 0 ? c.argument : ++*next;
    if (number > all->count) return false;
    const argument *a = &all->at[number - 1];
    if ((a->type == TEXT) != (c.kind == 's')) return false;
    write_argument(w, &c, a);
    return true;
}

static bool write_sentence(writing *w, const char *format, const arguments *all) {
    size_t next = 0;
    for (const char *p = format; *p != '\0';) {
        conversion c = *p == '%' ? read_conversion(p) : (conversion){.kind = '%', .end = p + 1};
        if (c.kind != '%') {
            if (!write_conversion(w, c, all, &next)) return false;
        } else if (w->length + 1 < w->room) {
            w->to[w->length++] = *p;
        }
        p = c.end;
    }
    w->to[w->length] = '\0';
    return true;
}

void french_format(char *to, size_t room, const char *format, va_list list) {
    const char *french = cw_french(format);
    va_list again;
    va_copy(again, list);
    arguments all = take(format, list);
    writing w = {.to = to, .room = room};
    if (french == format || !all.good || !write_sentence(&w, french, &all))
        vsnprintf(to, room, format, again);
    va_end(again);
}
