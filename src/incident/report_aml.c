/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Advanced Mobile Location: the text message that a phone sends by itself during an emergency call
 * (ETSI TR 103 393, TS 103 625; Google's Emergency Location Service sends the same, and as version
 * 2 a shorter one). Pairs key=value between semicolons:
 *
 *   A"ML=1;lt=+48.82639;lg=-2.36619;rd=52;top=20191112112928;lc=68;pm=G;si=...;ei=...;mcc=208;...
 *   A"ML=2;et=1593187189;lo=48.82639,-2.36619,52.0;lt=-5;lc=68;ls=G;ei=...
 *
 * What phones really send decides: `ml`, the length, is often wrong, and is noted, not believed;
 * the quote sign may have been "improved" on the way; a phone that found no position says so with
 * zeros, rd=N and pm=N, and that is no position at 0 N 0 E. A message as data arrives as seven-bit
 * signs packed into bytes (3GPP TS 23.038, 6.1.2.1) and is pasted as hexadecimal digits.
 */
#include "plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PAIRS = 32, MOST_VALUE = 63, MOST_PACKED = 280 };

typedef struct pair {
    char key[8], value[MOST_VALUE + 1];
    cw_span span;
} pair;

typedef struct message {
    pair pairs[MOST_PAIRS];
    size_t count;
    int version;
    size_t first, length; /* of the whole message in the text */
} message;

/* ---- finding it ---------------------------------------------------------------------------- */

/* "A"ML=", with the quote as ASCII, curly, an HTML entity, or lost. Returns what follows "=". */
static const char *head_at(const char *p, const char *end) {
    static const char *const heads[] = {
        "A\"ML=", "A\xE2\x80\x9DML=", "A\xE2\x80\x9CML=", "A&quot;ML=",
        "A''ML=", "A\\\"ML=",         "A\xC2\xBBML=",     "AML="};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        size_t n = strlen(heads[i]);
        if ((size_t)(end - p) > n && memcmp(p, heads[i], n) == 0) return p + n;
    }
    return NULL;
}

static bool space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One "key=value" in [p, end); spaces about it do not count. */
static bool split_pair(const char *text, const char *p, const char *end, pair *out) {
    while (p < end && space(*p)) p++;
    while (end > p && space(end[-1])) end--;
    const char *equals = memchr(p, '=', (size_t)(end - p));
    *out = (pair){.span = {(size_t)(p - text), (size_t)(end - p)}};
    if (equals == NULL || equals == p || (size_t)(equals - p) >= sizeof out->key) return false;
    if ((size_t)(end - equals - 1) > MOST_VALUE) return false;
    memcpy(out->key, p, (size_t)(equals - p));
    memcpy(out->value, equals + 1, (size_t)(end - equals - 1));
    return strlen(out->value) == (size_t)(end - equals - 1); /* no NUL inside */
}

static const char *value_of(const message *m, const char *key) {
    for (size_t i = 0; i < m->count; i++) {
        if (strcmp(m->pairs[i].key, key) == 0) return m->pairs[i].value;
    }
    return NULL;
}

static cw_span span_of(const message *m, const char *key) {
    for (size_t i = 0; i < m->count; i++) {
        if (strcmp(m->pairs[i].key, key) == 0) return m->pairs[i].span;
    }
    return (cw_span){m->first, m->length};
}

/* A message ends at a line end or where no pair follows. Pairs are gathered, twins named. */
static void gather(const char *text, const char *p, const char *end, message *m, cw_report *r) {
    while (p < end && m->count < MOST_PAIRS) {
        const char *stop = p;
        while (stop < end && *stop != ';' && *stop != '\n' && *stop != '\r') stop++;
        pair *next = &m->pairs[m->count];
        if (split_pair(text, p, stop, next)) {
            const char *twin = value_of(m, next->key);
            if (twin != NULL && strcmp(twin, next->value) != 0)
                report_note(r, next->span, false, "AML: %s stands twice with two values",
                            next->key);
            m->count++;
        } else if (next->span.length > 0) {
            report_note(r, next->span, false, "AML: not a pair of key and value");
        }
        m->length = (size_t)(stop - text) - m->first;
        if (stop >= end || *stop != ';') return;
        p = stop + 1;
    }
    if (p < end)
        report_note(r, (cw_span){(size_t)(p - text), (size_t)(end - p)}, false,
                    "AML: more than %d pairs", MOST_PAIRS);
}

/* ---- values -------------------------------------------------------------------------------- */

/* A whole decimal number, sign allowed; a decimal comma where `comma` says so. */
static bool number(const char *text, bool comma, double *value) {
    char copy[MOST_VALUE + 1];
    size_t n = strspn(text, "+-0123456789.,");
    if (n == 0 || text[n] != '\0' || strpbrk(text, "0123456789") == NULL) return false;
    strcpy(copy, text);
    for (char *c = copy; *c != '\0'; c++) {
        if (*c == ',' && comma) *c = '.';
    }
    char *end;
    *value = strtod(copy, &end);
    return *end == '\0' && isfinite(*value);
}

/* yyyyMMddHHmmss in UTC. */
static bool stamp(const char *text, cw_time *time) {
    int part[6];
    static const int digits[6] = {4, 2, 2, 2, 2, 2};
    if (strlen(text) != 14 || strspn(text, "0123456789") != 14) return false;
    for (int i = 0; i < 6; i++) {
        part[i] = 0;
        for (int d = 0; d < digits[i]; d++) part[i] = part[i] * 10 + (*text++ - '0');
    }
    char iso[32];
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02dZ", part[0], part[1], part[2], part[3],
             part[4], part[5]);
    return cw_time_parse(iso, time, NULL);
}

static cw_fix_source method(const char *value) {
    char c = '?';
    if (value != NULL && strlen(value) == 1) c = value[0];
    return c == 'G'   ? CW_FIX_AML_GNSS
           : c == 'W' ? CW_FIX_AML_WIFI
           : c == 'C' ? CW_FIX_AML_CELL
                      : CW_FIX_AML_OTHER;
}

/* Where the phone gives no radius: a cell may be 35 km wide (GSM timing advance), Wi-Fi and
 * satellites some hundred metres. */
static double assumed_radius_m(cw_fix_source source) {
    return source == CW_FIX_AML_GNSS ? 100.0 : source == CW_FIX_AML_WIFI ? 500.0 : 35000.0;
}

static void add_fix(const message *m, double lat, double lon, double radius, cw_fix fix,
                    cw_report *r) {
    bool zero = lat == 0.0 && lon == 0.0;
    const char *how = value_of(m, m->version == 2 ? "ls" : "pm");
    if (zero && (!(radius > 0.0) || (how != NULL && strcmp(how, "N") == 0))) {
        report_note(r, fix.span, true, "AML: the phone found no position");
        return;
    }
    if (!(fabs(lat) <= 90.0) || !(fabs(lon) <= 180.0)) {
        report_note(r, fix.span, false, "AML: latitude or longitude out of range");
        return;
    }
    fix.at = (cw_position){lat, lon};
    fix.source = method(how);
    fix.radius_given = radius > 0.0;
    fix.radius_m = fix.radius_given ? radius : assumed_radius_m(fix.source);
    fix.probability = 1.0;
    report_add_fix(r, fix);
}

static double confidence(const message *m, cw_report *r) {
    double value;
    const char *lc = value_of(m, "lc");
    if (lc != NULL && number(lc, true, &value) && value > 0.0 && value <= 100.0)
        return fmin(value / 100.0, 0.999);
    if (lc != NULL && strcmp(lc, "0") != 0)
        report_note(r, span_of(m, "lc"), false, "AML: confidence not from 0 to 100");
    return 0.68; /* what phones mean when they say nothing: one standard error */
}

static void read_version1(const message *m, cw_report *r) {
    double lat, lon, radius = NAN;
    const char *lt = value_of(m, "lt"), *lg = value_of(m, "lg"), *rd = value_of(m, "rd"),
               *top = value_of(m, "top");
    cw_fix fix = {.span = span_of(m, "lt"), .confidence = confidence(m, r)};
    if (top != NULL) {
        fix.timed = stamp(top, &fix.time);
        if (!fix.timed)
            report_note(r, span_of(m, "top"), false, "AML: not a time (yyyymmddhhmmss)");
    }
    if (rd != NULL && strcmp(rd, "N") != 0 && (!number(rd, true, &radius) || radius < 0.0)) {
        radius = NAN;
        report_note(r, span_of(m, "rd"), false, "AML: not a radius in metres");
    }
    if (lt == NULL || lg == NULL || !number(lt, true, &lat) || !number(lg, true, &lon)) {
        report_note(r, fix.span, false, "AML: no latitude and longitude that can be read");
    } else {
        add_fix(m, lat, lon, radius, fix, r);
    }
    if (fix.timed) {
        r->reported_known = true;
        r->reported = fix.time;
        report_copy(r->reported_text, sizeof r->reported_text, top, strlen(top));
    }
}

/* Version 2: lo=lat,lon,accuracy; et = seconds since 1970 of the call, lt = of the fix after it. */
static void read_version2(const message *m, cw_report *r) {
    double part[3] = {NAN, NAN, NAN}, et, lt = 0.0;
    const char *lo = value_of(m, "lo"), *call = value_of(m, "et"), *later = value_of(m, "lt");
    cw_fix fix = {.span = span_of(m, "lo"), .confidence = confidence(m, r)};
    char copy[MOST_VALUE + 1] = "";
    if (lo != NULL) strcpy(copy, lo);
    char *rest = copy;
    for (int i = 0; i < 3 && rest != NULL; i++) {
        char *piece = strsep(&rest, ",");
        if (!number(piece, false, &part[i])) part[i] = NAN;
    }
    if (call != NULL && number(call, false, &et) && fabs(et) < 4e9) {
        fix.timed = later == NULL || (number(later, false, &lt) && fabs(lt) < 1e6);
        if (fix.timed)
            fix.time = ((cw_time)et + (cw_time)lt) * CW_SECOND_MS;
        else
            report_note(r, span_of(m, "lt"), false, "AML: not the seconds from call to fix");
        r->reported_known = true;
        r->reported = (cw_time)et * CW_SECOND_MS;
        report_copy(r->reported_text, sizeof r->reported_text, call, strlen(call));
    }
    if (isnan(part[0]) || isnan(part[1]))
        report_note(r, fix.span, false, "AML: no latitude and longitude that can be read");
    else
        add_fix(m, part[0], part[1], part[2], fix, r);
}

static bool known_key(const message *m, const char *key) {
    static const char *const one[] = {"lt", "lg", "rd",  "top", "lc", "pm",
                                      "si", "ei", "mcc", "mnc", "ml"};
    static const char *const two[] = {"en", "et", "lo", "lt", "lc", "lz",
                                      "ls", "ei", "nc", "hc", "lg"};
    const char *const *known = m->version == 2 ? two : one;
    for (size_t i = 0; i < 11; i++) {
        if (strcmp(known[i], key) == 0) return true;
    }
    return false;
}

static void read_rest(const message *m, cw_report *r) {
    const char *ei = value_of(m, "ei"), *ml = value_of(m, "ml"), *lg = value_of(m, "lg");
    double length;
    if (ei != NULL) report_copy(r->device, sizeof r->device, ei, strlen(ei));
    if (m->version == 2 && lg != NULL) report_copy(r->language, sizeof r->language, lg, strlen(lg));
    if (ml != NULL && (!number(ml, false, &length) || length != (double)m->length))
        report_note(r, span_of(m, "ml"), true, "AML: says %s signs, has %zu; accepted", ml,
                    m->length);
    for (size_t i = 0; i < m->count; i++) {
        if (!known_key(m, m->pairs[i].key))
            report_note(r, m->pairs[i].span, false, "AML: unknown key %s", m->pairs[i].key);
    }
    r->kind = CW_REPORT_AML;
}

/* ---- seven-bit data ------------------------------------------------------------------------ */

static int hex_digit(char c) {
    return plain_digit(c)         ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Unpacks hexadecimal septets when the whole text is nothing else; the signs AML uses are the same
 * in the GSM alphabet and in ASCII. Returns the number of signs, 0: not that. */
static size_t unpack(const char *text, size_t length, char *out, size_t room) {
    unsigned bits = 0, held = 0;
    size_t count = 0, digits = 0;
    int high = -1;
    for (size_t i = 0; i < length; i++) {
        if (space(text[i])) continue;
        int digit = hex_digit(text[i]);
        if (digit < 0 || ++digits > MOST_PACKED * 2) return 0;
        if (high < 0) {
            high = digit;
            continue;
        }
        bits |= (unsigned)(high * 16 + digit) << held;
        high = -1;
        for (held += 8; held >= 7; held -= 7, bits >>= 7) {
            if (count + 1 >= room) return 0;
            out[count++] = (char)(bits & 0x7F);
        }
    }
    while (count > 0 && (out[count - 1] == '\0' || out[count - 1] == '\r')) count--; /* padding */
    out[count] = '\0';
    return high < 0 ? count : 0;
}

/* ---- the reader ---------------------------------------------------------------------------- */

static bool read_text(const char *text, size_t length, cw_report *r) {
    const char *end = text + length;
    for (const char *p = text; p < end; p++) {
        const char *value = *p == 'A' ? head_at(p, end) : NULL;
        if (value == NULL || (*value != '1' && *value != '2')) continue;
        message m = {.version = *value - '0', .first = (size_t)(p - text)};
        if (value + 1 >= end || value[1] != ';') continue;
        if (memcmp(p, "A\"ML", 4) != 0)
            report_note(r, (cw_span){m.first, (size_t)(value - p)}, true,
                        "AML: its head was changed on the way");
        gather(text, value + 2, end, &m, r);
        if (m.version == 1)
            read_version1(&m, r);
        else
            read_version2(&m, r);
        read_rest(&m, r);
        return true;
    }
    return false;
}

bool cw_report_read_aml(const char *text, size_t length, cw_report *report) {
    char signs[MOST_PACKED * 2];
    if (read_text(text, length, report)) return true;
    size_t count = unpack(text, length, signs, sizeof signs);
    cw_report packed = *report;
    if (count == 0 || !read_text(signs, count, &packed)) return false;
    /* spans count signs of the unpacked text; the bytes are the whole of the digits */
    for (size_t i = report->unread_count; i < packed.unread_count; i++)
        packed.unread[i].span = (cw_span){0, length};
    for (size_t i = report->fix_count; i < packed.fix_count; i++)
        packed.fixes[i].span = (cw_span){0, length};
    *report = packed;
    return true;
}
