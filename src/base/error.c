/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The error value. One sentence travels from where something failed to the person who can mend it;
 * rooms in between may put a prefix (which file, which field) before it, never replace it. It is
 * made in both languages at once, since nobody knows here who will read it.
 */
#include "french.h"

#include <crosswatch/base.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef cw_fail /* the analyzer's (base.h) */
#undef cw_fail_list
#undef cw_fail_said
#undef cw_error_pass
#undef cw_error_prefix
#undef cw_fail_memory

/* The length of the sign of UTF-8 that is cut off at the end of a text; 0: none is. */
static size_t cut_sign(const char *text, size_t length) {
    uint32_t sign;
    size_t back = 1;
    while (back < 4 && back < length && ((unsigned char)text[length - back] & 0xC0u) == 0x80u)
        back++;
    if (length == 0 || (unsigned char)text[length - back] < 0xC0u) return 0;
    return cw_utf8_sign(text + length - back, back, &sign) == 0 ? back : 0;
}

/* Libraries' texts end in newlines, file names may hold anything, and a long sentence is cut where
 * its room ends: keep it one line, and whole signs. */
static void one_line(char *text) {
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' ')) {
        text[--length] = '\0';
    }
    text[length - cut_sign(text, length)] = '\0';
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) *c = ' ';
    }
}

bool cw_fail_list(cw_error *err, cw_error_code code, const char *format, va_list arguments) {
    if (err == NULL || err->code != CW_OK) return false;
    va_list again;
    va_copy(again, arguments);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    french_format(err->french, sizeof err->french, format, again);
    va_end(again);
    one_line(err->message);
    one_line(err->french);
    err->code = code;
    return false;
}

bool cw_fail(cw_error *err, cw_error_code code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    cw_fail_list(err, code, format, arguments);
    va_end(arguments);
    return false;
}

bool cw_fail_said(cw_error *err, cw_error_code code, const char *english, const char *french) {
    if (err == NULL || err->code != CW_OK) return false;
    snprintf(err->message, sizeof err->message, "%s", english);
    snprintf(err->french, sizeof err->french, "%s", french);
    one_line(err->message);
    one_line(err->french);
    err->code = code;
    return false;
}

bool cw_error_pass(cw_error *err, const cw_error *from) {
    if (err != NULL && err->code == CW_OK) *err = *from;
    return false;
}

/* French sets its colon off with a space. */
static void put_before(char *text, size_t room, char *prefix, const char *colon) {
    char whole[2 * sizeof((cw_error *)NULL)->message];
    one_line(prefix);
    snprintf(whole, sizeof whole, "%s%s%s", prefix, colon, text);
    snprintf(text, room, "%.*s", (int)room - 1, whole);
    one_line(text);
}

bool cw_error_prefix(cw_error *err, const char *format, ...) {
    if (err == NULL || err->code == CW_OK) return false;
    char english[sizeof err->message / 2], french[sizeof err->french / 2];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    vsnprintf(english, sizeof english, format, arguments);
    french_format(french, sizeof french, format, again);
    va_end(again);
    va_end(arguments);
    put_before(err->message, sizeof err->message, english, ": ");
    put_before(err->french, sizeof err->french, french, " : ");
    return false;
}

const char *cw_error_text(const cw_error *err, cw_language language) {
    return language == CW_FRENCH ? err->french : err->message;
}

bool cw_fail_memory(cw_error *err) {
    return cw_fail(err, CW_ERR_MACHINE, "out of memory");
}
