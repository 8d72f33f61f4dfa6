/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where and when a sentence was received, in the notations of real logs:
 *   \s:2573345,c:1577762601*04\   tag block: source, time (seconds or milliseconds), and for the
 *   \g:1-2-1234,s:r1,c:..*hh\     parts of one message a group (part-parts-number); 1G2:1234 too
 *   1330000000 !AIVDM...          a time column before the sentence, or ISO 8601
 *   ...*hh,b003669970,1272412824  the receiver and the time behind it (US Coast Guard)
 * A tag block with a wrong checksum is not used at all; one without a checksum neither.
 */
#include "sentence.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_sign(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'
           || c == '.';
}

bool sentence_epoch(const char *text, size_t length, cw_time *time) {
    enum { SECONDS = 10, MILLISECONDS = 13 }; /* digits, from September 2001 on */
    int64_t value = 0, fraction = 0, unit = 100;
    size_t n = 0;
    for (; n < length && n <= MILLISECONDS && is_digit(text[n]); n++)
        value = 10 * value + (text[n] - '0');
    if (n != SECONDS && n != MILLISECONDS) return false;
    if (n < length && text[n] == '.' && n == SECONDS) {
        for (n++; n < length && is_digit(text[n]); n++, unit /= 10)
            fraction += unit * (text[n] - '0');
    }
    if (n != length) return false;
    *time = length >= MILLISECONDS && memchr(text, '.', length) == NULL ? value
                                                                        : value * 1000 + fraction;
    return true;
}

static void take_station(const char *text, size_t length, sentence_tag *to) {
    size_t n = 0;
    for (; n < length && n + 1 < sizeof to->station && is_sign(text[n]); n++)
        to->station[n] = text[n];
    to->station[n] = '\0';
}

static const char *take_number(const char *at, const char *end, uint32_t *value) {
    *value = 0;
    for (; at < end && is_digit(*at) && *value < 100000000; at++)
        *value = 10 * *value + (uint32_t)(*at - '0');
    return at;
}

/* "1-2-1234", or with `mark` 'G' and then ':' "1G2:1234". */
static void take_group(const char *at, const char *end, char first, char second, sentence_tag *to) {
    uint32_t part, parts, group;
    const char *next = take_number(at, end, &part);
    if (next == at || next >= end || *next != first) return;
    at = take_number(next + 1, end, &parts);
    if (at == next + 1 || at >= end || *at != second) return;
    next = take_number(at + 1, end, &group);
    if (next != end || group == 0 || part < 1 || part > parts || parts > 9) return;
    to->group = group;
    to->group_part = (uint8_t)part;
    to->group_parts = (uint8_t)parts;
}

static void take_field(const char *at, const char *end, sentence_tag *to) {
    if (end - at < 3) return;
    if (at[1] == ':') {
        size_t length = (size_t)(end - at - 2);
        if (at[0] == 's') take_station(at + 2, length, to);
        if (at[0] == 'c') (void)sentence_epoch(at + 2, length, &to->time);
        if (at[0] == 'g') take_group(at + 2, end, '-', '-', to);
    } else if (is_digit(at[0]) && at[1] == 'G') {
        take_group(at, end, 'G', ':', to);
    }
}

static int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

void sentence_tag_read(const char *text, size_t length, sentence_tag *to) {
    const char *at = text + 1, *star = text + length - 4; /* "*hh\" */
    unsigned sum = 0;
    bool right = length >= 6 && *star == '*' && hex_digit(star[1]) >= 0 && hex_digit(star[2]) >= 0;
    for (const char *c = at; right && c < star; c++) sum ^= (unsigned char)*c;
    if (!right || sum != (unsigned)(16 * hex_digit(star[1]) + hex_digit(star[2]))) {
        to->damaged = true;
        return;
    }
    while (at < star) {
        const char *comma = memchr(at, ',', (size_t)(star - at));
        const char *end = comma != NULL ? comma : star;
        take_field(at, end, to);
        at = end + 1;
    }
}

/* "2012-02-23T12:26:40.5Z", a space for the T, no zone: UTC; `length` may be more than the time. */
static bool take_iso(const char *text, size_t length, cw_time *time) {
    enum { DATE_TIME = 19 };
    char copy[48];
    size_t n = DATE_TIME;
    if (length < DATE_TIME || text[4] != '-' || text[7] != '-' || text[13] != ':') return false;
    if (n < length && text[n] == '.') {
        for (n++; n < length && n < DATE_TIME + 10 && is_digit(text[n]); n++) {
        }
    }
    size_t zone = n;
    if (n < length && text[n] == 'Z') n++;
    if (n == zone && n + 6 <= length && (text[n] == '+' || text[n] == '-') && text[n + 3] == ':')
        n += 6;
    memcpy(copy, text, n);
    if (n == zone) copy[n++] = 'Z';
    copy[n] = '\0';
    return cw_time_parse(copy, time, NULL);
}

/* "03:12:40", "03:12:40.5" */
static int32_t time_of_day(const char *text, size_t length) {
    enum { CLOCK = 8 };
    int32_t value[3], ms = 0, unit = 100;
    if (length < CLOCK || text[2] != ':' || text[5] != ':') return -1;
    for (size_t i = 0; i < 3; i++) {
        if (!is_digit(text[3 * i]) || !is_digit(text[3 * i + 1])) return -1;
        value[i] = 10 * (text[3 * i] - '0') + (text[3 * i + 1] - '0');
    }
    if (value[0] > 23 || value[1] > 59 || value[2] > 59) return -1;
    if (length > CLOCK && text[CLOCK] == '.') {
        for (size_t i = CLOCK + 1; i < length && is_digit(text[i]) && unit > 0; i++, unit /= 10)
            ms += unit * (text[i] - '0');
    }
    return ((value[0] * 60 + value[1]) * 60 + value[2]) * 1000 + ms;
}

void sentence_prefix_read(const char *text, size_t length, sentence_tag *to) {
    while (length > 0 && !is_digit(*text)) {
        text++;
        length--;
    }
    size_t n = 0;
    while (n < length && (is_digit(text[n]) || text[n] == '.')) n++;
    cw_time time;
    if (sentence_epoch(text, n, &time) || take_iso(text, length, &time))
        to->time = time;
    else
        to->time_of_day = time_of_day(text, length);
}

void sentence_suffix_read(const char *text, size_t length, sentence_tag *to) {
    const char *end = text + length;
    while (text < end) {
        const char *comma = memchr(text, ',', (size_t)(end - text));
        const char *stop = comma != NULL ? comma : end;
        size_t n = (size_t)(stop - text);
        while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\r' || text[n - 1] == '\t')) n--;
        cw_time time;
        if (n > 3 && (*text == 'b' || *text == 'r') && to->station[0] == '\0')
            take_station(text, n, to);
        if (comma == NULL && to->time == CW_AIS_NO_TIME && sentence_epoch(text, n, &time))
            to->time = time;
        text = stop + 1;
    }
}
