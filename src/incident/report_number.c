/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telephone numbers and ships' MMSI. A number is the key that ties calls, positions and people to
 * one another (and, answered aboard, a recovery to an incident), so it has one form: "+" and digits
 * (ITU-T E.164) where the country is clear. It is where 00 or + leads; ten digits from 01 are
 * French, eleven from 01, 02, 03, 07 British. Anything else keeps its digits as given.
 */
#include "plain.h"

#include <stdio.h>
#include <string.h>

bool cw_number_normalise(const char *text, size_t length, char number[24]) {
    char digits[20];
    size_t n = 0, i = 0;
    while (i < length && (text[i] == ' ' || text[i] == '(')) i++;
    bool plus = i < length && text[i] == '+';
    if (plus) i++;
    for (; i < length; i++) {
        if (plain_digit(text[i])) {
            if (n == 17) return false; /* E.164: fifteen, after a 00 */
            digits[n++] = text[i];
        } else if (strchr(" .-()/", text[i]) == NULL || text[i] == '\0') {
            return false;
        }
    }
    digits[n] = '\0';
    if (n < 6) return false;
    const char *d = digits;
    if (!plus && strncmp(d, "00", 2) == 0) plus = true, d += 2;
    /* "+33 (0)6 ..." and "+44 (0)7 ...": the nought is not dialled from abroad */
    char country[3] = "";
    if (plus && (strncmp(d, "330", 3) == 0 || strncmp(d, "440", 3) == 0)) {
        memcpy(country, d, 2);
        d += 3;
    } else if (!plus && n == 10 && d[0] == '0' && d[1] >= '1') {
        memcpy(country, "33", 3);
        d += 1;
        plus = true;
    } else if (!plus && n == 11 && d[0] == '0' && strchr("1237", d[1]) != NULL) {
        memcpy(country, "44", 3);
        d += 1;
        plus = true;
    }
    if (strlen(d) + strlen(country) > 15) return false;
    snprintf(number, 24, "%s%s%s", plus ? "+" : "", country, d);
    return strlen(number) >= 6;
}

/* A run of digits with single separators between groups, as long as it goes. */
static size_t run_at(const plain_text *p, size_t at, size_t *digits) {
    size_t i = at + (p->text[at] == '+');
    *digits = 0;
    size_t end = i;
    while (true) {
        if (plain_digit(p->text[i])) {
            (*digits)++;
            end = ++i;
        } else if (i > at && strchr(" .-", p->text[i]) != NULL && p->text[i] != '\0'
                   && (plain_digit(p->text[i + 1])
                       || (p->text[i + 1] == '(' && p->text[i + 2] == '0'))) {
            i++;
        } else if (p->text[i] == '(' && p->text[i + 1] == '0' && p->text[i + 2] == ')') {
            i += 3;
            while (p->text[i] == ' ') i++;
        } else {
            return end - at;
        }
    }
}

static bool announced(const plain_text *p, size_t at, const char *const *words, size_t count) {
    for (size_t k = at > 20 ? at - 20 : 0; k < at; k++) {
        for (size_t i = 0; i < count; i++) {
            if (plain_word_at(p, k, words[i]) > 0) return true;
        }
    }
    return false;
}

static void read_one(plain_text *p, size_t at, size_t length, size_t digits, cw_report *r) {
    static const char *const ship[] = {"mmsi"};
    static const char *const phone[] = {"tel",    "phone",     "number",   "numero", "from",
                                        "caller", "mobile",    "portable", "call",   "appel",
                                        "no",     "telephone", "whatsapp"};
    char number[24], text[40];
    cw_span span = plain_span(p, at, length);
    if (length >= sizeof text) return;
    memcpy(text, p->text + at, length);
    text[length] = '\0';
    if (digits == 9 && length == 9 && (announced(p, at, ship, 1) || strncmp(text, "97", 2) == 0)) {
        if (r->mmsi[0] == '\0') report_copy(r->mmsi, sizeof r->mmsi, text, 9);
        memset(p->text + at, '\x01', length);
        return;
    }
    if (!cw_number_normalise(text, length, number)) return;
    bool clear = number[0] == '+' && digits >= 10;
    if (!clear && !announced(p, at, phone, sizeof phone / sizeof phone[0])) return;
    memset(p->text + at, '\x01', length); /* read: not to be counted as people too */
    if (r->number[0] == '\0')
        snprintf(r->number, sizeof r->number, "%s", number);
    else if (strcmp(r->number, number) != 0)
        report_note(r, span, true, "another number in the text");
}

void read_numbers(plain_text *plain, cw_report *report) {
    for (size_t at = 0; at < plain->length; at++) {
        char c = plain->text[at], before = plain_before(plain, at);
        bool plus = c == '+' && plain_digit(plain->text[at + 1]);
        if ((!plus && !plain_digit(c)) || plain_digit(before) || plain_letter(before)
            || before == '.' || before == '+')
            continue;
        size_t digits, n = run_at(plain, at, &digits);
        if (digits >= 6 && n > 0) read_one(plain, at, n, digits, report);
        at += n > 0 ? n - 1 : 0;
    }
}
