/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pasted text made plain. Phones, mail programs and people write the same words with capitals,
 * accents, curly quotes, non-breaking spaces and degree signs of several kinds; the readers of
 * reports shall see one form of each, and still be able to say from which bytes they read. So each
 * sign of the plain text keeps the place of the bytes that it came from.
 *
 * Bytes that are not UTF-8 become '?', one each; nothing here trusts the text to be whole.
 */
#include "plain.h"

#include <stdlib.h>
#include <string.h>

/* ---- one sign ------------------------------------------------------------------------------ */

/* Decodes one UTF-8 sign of at most `room` bytes; 0xFFFD and one byte for what is none (RFC 3629:
 * overlong forms, surrogates and what lies beyond U+10FFFF are none). */
static uint32_t sign_at(const unsigned char *p, size_t room, size_t *length) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80   ? 1
               : p[0] < 0xC2 ? 0
               : p[0] < 0xE0 ? 2
               : p[0] < 0xF0 ? 3
               : p[0] < 0xF5 ? 4
                             : 0;
    *length = 1;
    if (n == 1) return p[0];
    if (n == 0 || n > room) return 0xFFFD;
    uint32_t sign = p[0] & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) return 0xFFFD;
        sign = sign << 6 | (p[i] & 0x3FU);
    }
    if (sign < least[n] || sign > 0x10FFFF || (sign >= 0xD800 && sign < 0xE000)) return 0xFFFD;
    *length = n;
    return sign;
}

/* Latin-1 capitals and small letters with accents, from U+00C0; '?' for none. */
static const char latin1[] = "aaaaaaaceeeeiiiidnooooo?ouuuuy?saaaaaaaceeeeiiiidnooooo?ouuuuy?y";

static char plain_sign(uint32_t sign) {
    if (sign == '\n' || sign == '\r') return '\n';
    if (sign < 0x20 || sign == 0x7F) return ' ';
    if (sign >= 'A' && sign <= 'Z') return (char)(sign + ('a' - 'A'));
    if (sign == '`') return '\'';
    if (sign < 0x80) return (char)sign;
    if (sign >= 0xC0 && sign <= 0xFF) return latin1[sign - 0xC0];
    switch (sign) {
    case 0xA0:
    case 0x2002:
    case 0x2003:
    case 0x2007:
    case 0x2009:
    case 0x200A:
    case 0x202F:
    case 0xFEFF:
    case 0x200B:
    case 0x200E:
    case 0x200F:
    case 0x202A:
    case 0x202C: /* marks of direction, too */
        return ' ';
    case 0xB0:
    case 0xBA:
    case 0x2DA:
    case 0x25E6:
        return PLAIN_DEGREE;
    case 0xB4:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0x2BC:
        return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201F:
    case 0x2033:
    case 0xAB:
    case 0xBB:
        return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return '-';
    case 0x152:
    case 0x153: /* the ligature in "coeur" */
        return 'o';
    default:
        return '?';
    }
}

bool plain_make(const char *text, size_t length, plain_text *plain) {
    *plain = (plain_text){malloc(length + 1), calloc(length + 1, sizeof *plain->from), 0};
    if (plain->text == NULL || plain->from == NULL) {
        plain_free(plain);
        return false;
    }
    for (size_t i = 0, step; i < length; i += step) {
        uint32_t sign = sign_at((const unsigned char *)text + i, length - i, &step);
        plain->from[plain->length] = i;
        plain->text[plain->length++] = plain_sign(sign);
    }
    plain->text[plain->length] = '\0';
    plain->from[plain->length] = length;
    return true;
}

void plain_free(plain_text *plain) {
    free(plain->text);
    free(plain->from);
    *plain = (plain_text){0};
}

cw_span plain_span(const plain_text *plain, size_t first, size_t length) {
    size_t end = first + length <= plain->length ? first + length : plain->length;
    if (first > end) first = end;
    return (cw_span){plain->from[first], plain->from[end] - plain->from[first]};
}

/* ---- looking at it ------------------------------------------------------------------------- */

bool plain_digit(char c) {
    return c >= '0' && c <= '9';
}

char plain_before(const plain_text *plain, size_t at) {
    if (at == 0) return ' ';
    return plain->text[at - 1];
}

bool plain_letter(char c) {
    return c >= 'a' && c <= 'z';
}

static bool gap(char c) {
    return c == ' ' || c == '-' || c == '\n';
}

size_t plain_word_at(const plain_text *plain, size_t at, const char *word) {
    size_t i = at;
    char before = plain_before(plain, at);
    if (plain_letter(before) || plain_digit(before)) return 0;
    for (; *word != '\0'; word++) {
        if (*word == ' ') {
            if (!gap(plain->text[i])) return 0;
            while (gap(plain->text[i])) i++;
        } else if (plain->text[i++] != *word) {
            return 0; /* the text's own NUL ends here too: no word holds one */
        }
    }
    return plain_letter(plain->text[i]) || plain_digit(plain->text[i]) ? 0 : i - at;
}

size_t plain_find(const plain_text *plain, size_t at, const char *word, size_t *matched) {
    for (; at < plain->length; at++) {
        if (plain->text[at] != word[0]) continue;
        size_t length = plain_word_at(plain, at, word);
        if (length == 0) continue;
        if (matched != NULL) *matched = length;
        return at;
    }
    return plain->length + 1;
}

bool plain_number(const plain_text *plain, size_t at, size_t *length, long *value) {
    size_t n = 0;
    *value = 0;
    while (plain_digit(plain->text[at + n])) {
        if (n == 9) return false;
        *value = *value * 10 + (plain->text[at + n++] - '0');
    }
    *length = n;
    return n > 0;
}
