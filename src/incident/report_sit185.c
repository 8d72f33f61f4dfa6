/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIT 185: the distress alert that a Cospas-Sarsat mission control centre sends to a rescue centre
 * (C/S A.002, annex B; read by people in C/S G.007). Numbered paragraphs of plain text:
 *
 *   1.  DISTRESS COSPAS-SARSAT INITIAL ALERT
 *   3.  DETECTED AT 28 JUL 2016 2338 UTC BY GOES 15
 *   6.  USER CLASS  STANDARD LOCATION - PLB
 *   8.  POSITIONS
 *           CONFIRMED - 36 36.20S  174 43.00E
 *           DOPPLER A - 07 00.1 S 098 42.2 E PROB 50 PERCENT
 *           DOA       - 05 10.2 S 178 01.2 E EXPECTED ACCURACY 03 NMS
 *           ENCODED   - 55 45.00 N
 *                     - 037 45.00 E
 *   11. HEX ID  400E77A1FCFFBFF    HOMING SIGNAL  121.5
 *
 * Centres differ in colons, spacing and line breaks, so a position is whatever stands between its
 * label and the next one. Of Doppler A and B one is an image on the other side of the satellite's
 * track: both are kept, with their probabilities.
 *
 * Radii where the message gives none: Doppler and confirmed 5 km with 95 % (the specified accuracy
 * of Doppler positions, C/S G.007); encoded 4 s of the standard location protocol, or what
 * paragraph 14 says.
 */
#include "plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARAGRAPHS = 24, MOST_LINES = 6 };

typedef struct paragraph {
    int number;
    size_t first, end; /* signs after the number */
} paragraph;

typedef struct alert {
    const char *text; /* the original */
    const plain_text *plain;
    paragraph list[MOST_PARAGRAPHS];
    size_t count;
} alert;

/* ---- paragraphs ---------------------------------------------------------------------------- */

/* "8. " at the beginning of a line, one more than the last number or further on. */
static void find_paragraphs(alert *a) {
    int last = 0;
    const char *t = a->plain->text;
    for (size_t i = 0; i < a->plain->length && a->count < MOST_PARAGRAPHS;) {
        size_t start = i, digits;
        long number;
        while (t[i] == ' ') i++;
        if (plain_number(a->plain, i, &digits, &number) && digits <= 2 && t[i + digits] == '.'
            && number > last && number <= 20
            && (t[i + digits + 1] == ' ' || t[i + digits + 1] == '\n')) {
            if (a->count > 0) a->list[a->count - 1].end = start;
            a->list[a->count++] = (paragraph){(int)number, i + digits + 1, a->plain->length};
            last = (int)number;
        }
        while (i < a->plain->length && t[i] != '\n') i++;
        if (i < a->plain->length) i++;
    }
}

static const paragraph *paragraph_of(const alert *a, int number) {
    for (size_t i = 0; i < a->count; i++) {
        if (a->list[i].number == number) return &a->list[i];
    }
    return NULL;
}

/* Place after `word` inside the paragraph, spaces, colons and dashes skipped; its end: not there.
 */
static size_t after(const alert *a, const paragraph *p, const char *word) {
    size_t length = 0, at = plain_find(a->plain, p->first, word, &length);
    if (at >= p->end) return p->end;
    at += length;
    while (at < p->end && strchr(" :-", a->plain->text[at]) != NULL) at++;
    return at;
}

static void copy_token(const alert *a, size_t at, size_t end, char *to, size_t room) {
    size_t stop = at;
    while (stop < end && a->plain->text[stop] != ' ' && a->plain->text[stop] != '\n') stop++;
    cw_span span = plain_span(a->plain, at, stop - at);
    report_copy(to, room, a->text + span.first, span.length);
}

/* ---- positions ----------------------------------------------------------------------------- */

/* "36 36.20s": degrees, decimal minutes, letter; returns what follows, 0: not that. */
static size_t angle(const plain_text *p, size_t at, size_t end, const char *letters,
                    double *value) {
    size_t n, digits = 0;
    long degrees, whole;
    double minutes, place = 1.0;
    while (at < end && strchr(" \n-", p->text[at]) != NULL) at++;
    if (!plain_number(p, at, &n, &degrees) || n > 3) return 0;
    at += n;
    if (p->text[at] != ' ' && p->text[at] != '-') return 0;
    at++;
    if (!plain_number(p, at, &n, &whole) || n > 2 || whole > 59) return 0;
    at += n;
    minutes = (double)whole;
    if (p->text[at] == '.') {
        for (at++; plain_digit(p->text[at]) && digits < 6; at++, digits++) {
            place /= 10.0;
            minutes += place * (p->text[at] - '0');
        }
    }
    while (p->text[at] == ' ') at++;
    if (at >= end || p->text[at] == '\0' || strchr(letters, p->text[at]) == NULL) return 0;
    *value = ((double)degrees + minutes / 60.0) * (p->text[at] == letters[1] ? -1.0 : 1.0);
    return at + 1;
}

static const struct label {
    const char *word;
    cw_fix_source source;
} labels[] = {{"confirmed", CW_FIX_BEACON_CONFIRMED},
              {"resolved", CW_FIX_BEACON_CONFIRMED},
              {"doppler a", CW_FIX_BEACON_DOPPLER_A},
              {"doppler b", CW_FIX_BEACON_DOPPLER_B},
              {"doa", CW_FIX_BEACON_DOA},
              {"encoded", CW_FIX_BEACON_ENCODED}};
enum { LABELS = sizeof labels / sizeof labels[0] };

/* Where the text of this label ends: at the next label on a line of its own, or the paragraph. */
static size_t label_end(const alert *a, const paragraph *p, size_t from) {
    size_t end = p->end;
    for (size_t i = 0; i < LABELS; i++) {
        size_t at = plain_find(a->plain, from, labels[i].word, NULL);
        if (at < end) end = at;
    }
    return end;
}

/* Paragraph 14: "position uncertainty plus-minus 30 minutes" (or seconds); metres, 0: not said. */
static double encoded_radius_m(const alert *a) {
    const paragraph *p = paragraph_of(a, 14);
    size_t n;
    long value;
    if (p == NULL) return 0.0;
    size_t at = after(a, p, "plus minus");
    if (at >= p->end || !plain_number(a->plain, at, &n, &value) || value <= 0) return 0.0;
    at += n;
    while (a->plain->text[at] == ' ') at++;
    double minutes = plain_word_at(a->plain, at, "minutes") > 0   ? (double)value
                     : plain_word_at(a->plain, at, "seconds") > 0 ? (double)value / 60.0
                                                                  : 0.0;
    return minutes * CW_NAUTICAL_MILE_M * sqrt(2.0); /* a corner of the box */
}

static void fill_radius(const alert *a, const paragraph *part, cw_fix *fix) {
    static const double DOPPLER_M = 5000.0, FOUR_SECONDS_M = 180.0;
    size_t n, at = after(a, part, "expected accuracy");
    long value;
    fix->confidence = 0.95;
    if (fix->source == CW_FIX_BEACON_ENCODED) {
        fix->radius_m = encoded_radius_m(a);
        fix->radius_given = fix->radius_m > 0.0;
        if (!fix->radius_given) fix->radius_m = FOUR_SECONDS_M;
    } else if (at < part->end && plain_number(a->plain, at, &n, &value) && value > 0) {
        fix->radius_m = (double)value * CW_NAUTICAL_MILE_M;
        fix->radius_given = true;
    } else {
        fix->radius_m = DOPPLER_M;
    }
}

static void fill_probability(const alert *a, const paragraph *part, cw_fix *fix) {
    bool side = fix->source == CW_FIX_BEACON_DOPPLER_A || fix->source == CW_FIX_BEACON_DOPPLER_B;
    size_t n, at = after(a, part, "prob");
    long value;
    fix->probability = side ? 0.5 : 1.0;
    if (at < part->end && plain_number(a->plain, at, &n, &value) && value >= 0 && value <= 100)
        fix->probability = (double)value / 100.0;
}

static void read_label(const alert *a, const paragraph *p, size_t at, const struct label *label,
                       cw_report *r) {
    size_t value = at + strlen(label->word);
    while (value < p->end && strchr(" :-/", a->plain->text[value]) != NULL) value++;
    if (plain_word_at(a->plain, value, "altitude") > 0) value += strlen("altitude");
    while (value < p->end && strchr(" :-", a->plain->text[value]) != NULL) value++;
    size_t end = label_end(a, p, value);
    cw_span span = plain_span(a->plain, at, end - at);
    static const char *const nothing[] = {"nil", "unknown", "update time"};
    for (size_t i = 0; i < 3; i++) {
        if (plain_word_at(a->plain, value, nothing[i]) > 0) return;
    }
    cw_fix fix = {
        .source = label->source, .span = span, .timed = r->reported_known, .time = r->reported};
    size_t next = angle(a->plain, value, end, "ns", &fix.at.lat_deg);
    next = next > 0 ? angle(a->plain, next, end, "ew", &fix.at.lon_deg) : 0;
    if (next == 0 || fabs(fix.at.lat_deg) > 90.0 || fabs(fix.at.lon_deg) > 180.0) {
        report_note(r, span, false, "SIT 185: %s position that cannot be read", label->word);
        return;
    }
    paragraph part = {0, next, end};
    fill_radius(a, &part, &fix);
    fill_probability(a, &part, &fix);
    report_add_fix(r, fix);
}

static void read_places(const alert *a, cw_report *r) {
    const paragraph *p = paragraph_of(a, 8);
    if (p == NULL) {
        report_note(r, (cw_span){0, 0}, false, "SIT 185: no paragraph 8 (positions)");
        return;
    }
    for (size_t i = 0; i < LABELS; i++) {
        size_t at = p->first;
        for (int n = 0; n < MOST_LINES; n++) { /* an honest one has two */
            at = plain_find(a->plain, at, labels[i].word, NULL);
            if (at >= p->end) break;
            read_label(a, p, at, &labels[i], r);
            at += strlen(labels[i].word);
        }
    }
}

/* ---- the rest ------------------------------------------------------------------------------ */

/* "28 jul 2016 2338 utc", the year of two or four digits, the clock perhaps "23:38". */
static bool read_date(const alert *a, size_t at, size_t end, cw_report *r) {
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    int day, year, clock;
    char month[4], copy[40];
    cw_span span = plain_span(a->plain, at, end - at);
    size_t n = span.length < sizeof copy - 1 ? span.length : sizeof copy - 1;
    memcpy(copy, a->plain->text + at, end - at < n ? end - at : n);
    copy[end - at < n ? end - at : n] = '\0';
    if (sscanf(copy, "%2d %3[a-z] %4d %4d", &day, month, &year, &clock) != 4) return false;
    const char *found = strlen(month) == 3 ? strstr(months, month) : NULL;
    if (found == NULL || (found - months) % 3 != 0) return false;
    if (year < 100) year += 2000;
    char iso[80];
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02dZ", year, (int)(found - months) / 3 + 1, day,
             clock / 100, clock % 100);
    if (!cw_time_parse(iso, &r->reported, NULL)) return false;
    r->reported_known = true;
    report_copy(r->reported_text, sizeof r->reported_text, a->text + span.first, span.length);
    r->reported_text[strcspn(r->reported_text, "Zz")] = '\0';
    char *by = strstr(r->reported_text, " BY");
    if (by != NULL) *by = '\0';
    return true;
}

static void read_head(const alert *a, cw_report *r) {
    const paragraph *p = paragraph_of(a, 3), *user = paragraph_of(a, 6), *id = paragraph_of(a, 11);
    size_t at = p != NULL ? after(a, p, "detected at") : 0;
    size_t stop = at;
    while (p != NULL && stop < p->end && a->plain->text[stop] != '\n') stop++;
    if (p == NULL || at >= p->end || !read_date(a, at, stop, r))
        report_note(r,
                    p != NULL ? plain_span(a->plain, p->first, p->end - p->first) : (cw_span){0, 0},
                    false, "SIT 185: time of detection that cannot be read");
    at = user != NULL ? after(a, user, "user class") : 0;
    if (user != NULL && at < user->end) {
        cw_span span = plain_span(a->plain, at, user->end - at);
        report_copy(r->name, sizeof r->name, a->text + span.first, span.length);
        for (size_t n = strlen(r->name); n > 0 && r->name[n - 1] == ' '; n--) r->name[n - 1] = '\0';
    }
    at = id != NULL ? after(a, id, "hex id") : 0;
    if (id != NULL && at >= id->end) at = after(a, id, "hex msg"); /* "30-HEX MSG:" */
    if (id != NULL && at < id->end) copy_token(a, at, id->end, r->device, sizeof r->device);
    if (r->device[0] == '\0') report_note(r, (cw_span){0, 0}, false, "SIT 185: no beacon id found");
}

bool cw_report_read_sit185(const char *text, size_t length, cw_report *report) {
    plain_text plain;
    if (!plain_make(text, length, &plain)) {
        report_note(report, (cw_span){0, length}, false, "out of memory");
        return false;
    }
    alert a = {.text = text, .plain = &plain};
    find_paragraphs(&a);
    bool named = plain_find(&plain, 0, "cospas sarsat", NULL) <= plain.length;
    bool is_alert = named && a.count >= 3 && a.list[0].number <= 2;
    if (is_alert) {
        report->kind = CW_REPORT_SIT185;
        report->conditions |= CW_CONDITION_DISTRESS;
        read_head(&a, report);
        read_places(&a, report);
        if (report->fix_count == 0)
            report_note(report, (cw_span){0, 0}, true, "SIT 185: an alert without a position");
        const paragraph *first = &a.list[0];
        if (after(&a, first, "test") < first->end || after(&a, first, "exercise") < first->end)
            report_note(report, plain_span(&plain, first->first, first->end - first->first), true,
                        "SIT 185: says that it is a test");
    }
    plain_free(&plain);
    return is_alert;
}
