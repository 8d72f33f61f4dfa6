/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times in running text, kept as given and turned into UTC: "03:12", "0312Z", "03h12", "3 h 12",
 * "03:12 UTC+1", "04:12 heure locale", "2021-11-24T03:12Z". A night's log of two countries holds
 * clocks that differ by an hour, so the words are kept beside the instant. A clock without a zone
 * is of the context's zone; without a date it is the last such time before the report came in (or
 * up to half an hour after: clocks differ, and "until 03:30" is said ahead).
 */
#include "plain.h"

#include <stdio.h>
#include <string.h>

static const cw_time DAY_MS = 24 * CW_HOUR_MS, AHEAD_MS = 30 * CW_MINUTE_MS;

cw_time clock_before(int hour, int minute, int zone_minutes, cw_time received) {
    cw_time local = received + zone_minutes * CW_MINUTE_MS;
    cw_time midnight = local - (local % DAY_MS + DAY_MS) % DAY_MS;
    cw_time at = midnight + hour * CW_HOUR_MS + minute * CW_MINUTE_MS;
    while (at > local + AHEAD_MS) at -= DAY_MS;
    while (at + DAY_MS <= local + AHEAD_MS) at += DAY_MS;
    return at - zone_minutes * CW_MINUTE_MS;
}

/* The zone after a clock: minutes ahead of UTC. Returns its length, 0: none. */
static size_t zone_at(const plain_text *p, size_t at, int *minutes) {
    static const struct zone {
        const char *word;
        int minutes;
    } zones[] = {{"utc", 0},  {"gmt", 0},  {"z", 0},      {"zulu", 0},  {"tu", 0},
                 {"bst", 60}, {"cet", 60}, {"cest", 120}, {"alpha", 60}};
    size_t start = at;
    while (p->text[at] == ' ') at++;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        size_t n = strlen(zones[i].word), digits;
        long hours;
        if (strncmp(p->text + at, zones[i].word, n) != 0 || plain_letter(p->text[at + n])) continue;
        *minutes = zones[i].minutes;
        at += n;
        bool sign = p->text[at] == '+' || p->text[at] == '-';
        if (i < 2 && sign && plain_number(p, at + 1, &digits, &hours) && digits <= 2
            && hours <= 14) {
            *minutes = (int)hours * (p->text[at] == '-' ? -60 : 60);
            at += 1 + digits;
        }
        return at - start;
    }
    return 0;
}

/* "03:12", "3h12", "03 h 12", "0312" when a zone or "at" makes it a clock. */
static size_t clock_at(const plain_text *p, size_t at, int *hour, int *minute) {
    size_t n, m;
    long h, min;
    if (!plain_number(p, at, &n, &h)) return 0;
    size_t i = at + n;
    if (n == 4) {
        int zone;
        char after = p->text[i];
        if (h / 100 > 23 || h % 100 > 59 || plain_digit(after)) return 0;
        bool marked =
            zone_at(p, i, &zone) > 0 || (at >= 3 && strncmp(p->text + at - 3, "at ", 3) == 0);
        *hour = (int)h / 100;
        *minute = (int)h % 100;
        return marked && after != '.' ? n : 0;
    }
    if (n > 2 || h > 23) return 0;
    while (p->text[i] == ' ' && p->text[i + 1] == 'h') i++;
    if (p->text[i] != ':' && p->text[i] != 'h') return 0;
    i++;
    while (p->text[i] == ' ' && p->text[i - 1] == 'h') i++;
    if (!plain_number(p, i, &m, &min) || m != 2 || min > 59) return 0;
    i += m;
    if (p->text[i] == ':' && plain_digit(p->text[i + 1]) && plain_digit(p->text[i + 2])) i += 3;
    if (plain_letter(p->text[i]) && p->text[i] != 'z' && p->text[i] != 'u') return 0;
    *hour = (int)h;
    *minute = (int)min;
    return i - at;
}

/* "2021-11-24t03:12[:ss]z" or with an offset. */
static size_t iso_at(const char *text, const plain_text *p, size_t at, cw_time *time) {
    size_t n = 0;
    char copy[40];
    if (at + 16 > p->length || p->text[at + 4] != '-' || p->text[at + 7] != '-') return 0;
    while (n < sizeof copy - 1
           && (plain_digit(p->text[at + n]) || strchr("-:.+tz ", p->text[at + n]) != NULL)
           && p->text[at + n] != '\0')
        n++;
    for (; n >= 16; n--) {
        cw_span span = plain_span(p, at, n);
        report_copy(copy, sizeof copy, text + span.first, span.length);
        if (cw_time_parse(copy, time, NULL)) return n;
    }
    return 0;
}

static void add(const char *text, const plain_text *p, size_t at, size_t length,
                cw_clock_reading clock, cw_report *r) {
    clock.span = plain_span(p, at, length);
    report_copy(clock.text, sizeof clock.text, text + clock.span.first, clock.span.length);
    if (r->clock_count == CW_REPORT_MOST_CLOCKS)
        report_note(r, clock.span, false, "a time more than %d", CW_REPORT_MOST_CLOCKS);
    else
        r->clocks[r->clock_count++] = clock;
}

void read_clocks(const char *text, const plain_text *plain, const cw_report_context *context,
                 cw_report *report) {
    for (size_t at = 0; at < plain->length; at++) {
        char before = plain_before(plain, at);
        if (!plain_digit(plain->text[at]) || plain_digit(before) || plain_letter(before)
            || strchr(".:+-", before) != NULL)
            continue;
        cw_clock_reading clock = {.date_given = true, .zone_given = true};
        size_t n = iso_at(text, plain, at, &clock.time);
        int hour, minute, zone = context->zone_minutes;
        if (n == 0 && (n = clock_at(plain, at, &hour, &minute)) > 0) {
            size_t more = zone_at(plain, at + n, &zone);
            clock.zone_given = more > 0;
            clock.date_given = false;
            clock.time = clock_before(hour, minute, zone, context->received);
            n += more;
        }
        if (n == 0) continue;
        add(text, plain, at, n, clock, report);
        at += n - 1;
    }
    if (report->reported_known || report->clock_count == 0) return;
    report->reported_known = true;
    report->reported = report->clocks[0].time;
    snprintf(report->reported_text, sizeof report->reported_text, "%s", report->clocks[0].text);
}
