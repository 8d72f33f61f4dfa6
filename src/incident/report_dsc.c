/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digital selective calling as a receiver hands it on: the NMEA 0183 sentences DSC and DSE of an
 * ITU-R M.493 call,
 *
 *   $CDDSC,12,3380400790,12,06,00,1423108312,2019,,,S,E*6A
 *          |  |          |  |  |  |          |
 *          |  |          |  |  |  |          clock, UTC, 8888: not known
 *          |  |          |  |  |  quadrant (0 NE, 1 NW, 2 SE, 3 SW), ddmm, dddmm; 9999999999 none
 *          |  |          |  nature of distress
 *          |  MMSI and a nought         category: 12 distress
 *          format: 12 distress, 16 all ships, 02 area, 20 individual
 *
 *   $CDDSE,1,1,A,3380400790,00,45894494*1B     four more digits of each minute
 *
 * A position in whole minutes is cut, not rounded (M.493), so it lies half a minute further out in
 * the middle; the sentence of expansion makes it exact. In a relayed distress call (fields 8 and 9)
 * the ship in distress is not the one that sends. Text printed by a receiver goes through the
 * readers of running text instead.
 */
#include "plain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SENTENCE = 120, FIELDS = 12 };

/* What distresses there are (M.493, table 3), by their last two digits. */
static const struct nature {
    const char *code, *name;
    unsigned conditions;
} natures[] = {{"00", "fire or explosion", CW_CONDITION_CRAFT},
               {"01", "flooding", CW_CONDITION_TAKING_WATER},
               {"02", "collision", CW_CONDITION_CRAFT},
               {"03", "grounding", CW_CONDITION_CRAFT},
               {"04", "listing, in danger of capsizing", CW_CONDITION_TAKING_WATER},
               {"05", "sinking", CW_CONDITION_SWAMPED},
               {"06", "disabled and adrift", CW_CONDITION_ADRIFT},
               {"07", "undesignated distress", 0},
               {"08", "abandoning ship", CW_CONDITION_SWAMPED},
               {"09", "piracy", CW_CONDITION_CRAFT},
               {"10", "man overboard", CW_CONDITION_IN_WATER},
               {"12", "EPIRB emission", 0}};

typedef struct sentence {
    char copy[MOST_SENTENCE];
    char *field[FIELDS];
    size_t fields, first, length;
} sentence;

/* A sentence whose address ends in `type` from `from` on; the checksum, when there is one, must be
 * right or is noted. */
static bool find_sentence(const char *text, size_t length, size_t from, const char *type,
                          sentence *s) {
    for (size_t i = from; i + 7 < length; i++) {
        if (text[i] != '$' || memcmp(text + i + 3, type, 3) != 0 || text[i + 6] != ',') continue;
        size_t n = 0;
        while (i + n < length && n < MOST_SENTENCE - 1 && text[i + n] >= ' ' && text[i + n] <= '~')
            n++;
        memcpy(s->copy, text + i, n);
        s->copy[n] = '\0';
        s->first = i;
        s->length = n;
        return true;
    }
    return false;
}

static void split(sentence *s, cw_report *r) {
    char *star = strrchr(s->copy, '*');
    unsigned sum = 0, given;
    for (const char *c = s->copy + 1; *c != '\0' && c != star; c++) sum ^= (unsigned char)*c;
    if (star == NULL || sscanf(star + 1, "%2x", &given) != 1)
        report_note(r, (cw_span){s->first, s->length}, true, "DSC: no checksum");
    else if (given != sum)
        report_note(r, (cw_span){s->first, s->length}, true,
                    "DSC: wrong checksum; look at its digits");
    if (star != NULL) *star = '\0';
    char *rest = s->copy;
    for (s->fields = 0; s->fields < FIELDS && rest != NULL; s->fields++)
        s->field[s->fields] = strsep(&rest, ",");
}

static bool all_digits(const char *text, size_t count) {
    return strlen(text) == count && strspn(text, "0123456789") == count;
}

static int two(const char *digits) {
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

/* The four digits of a minute that the expansion gives for this MMSI; false: there is none. */
static bool expansion(const char *text, size_t length, const char *mmsi, double extra[2],
                      cw_report *r) {
    sentence s;
    for (size_t from = 0; find_sentence(text, length, from, "DSE", &s); from = s.first + 1) {
        split(&s, r);
        if (s.fields < 7 || strcmp(s.field[4], mmsi) != 0 || strcmp(s.field[5], "00") != 0)
            continue;
        if (!all_digits(s.field[6], 8)) continue;
        for (int i = 0; i < 2; i++) {
            const char *d = s.field[6] + 4 * i;
            extra[i] = (two(d) * 100 + two(d + 2)) / 10000.0;
        }
        return true;
    }
    return false;
}

static void read_place(const char *text, size_t length, const sentence *s, cw_report *r) {
    const char *p = s->field[6];
    double extra[2] = {0.5, 0.5}; /* the middle of the minute */
    cw_span span = {s->first, s->length};
    if (strcmp(p, "9999999999") == 0 || p[0] == '\0') {
        report_note(r, span, true, "DSC: the caller's position is not known to its set");
        return;
    }
    if (!all_digits(p, 10) || p[0] > '3') {
        report_note(r, span, false, "DSC: not a position");
        return;
    }
    int lat = two(p + 1), lat_min = two(p + 3), lon = (p[5] - '0') * 100 + two(p + 6),
        lon_min = two(p + 8);
    if (lat > 89 || lon > 179 || lat_min > 59 || lon_min > 59) {
        report_note(r, span, false, "DSC: a position out of range");
        return;
    }
    bool fine = expansion(text, length, s->field[2], extra, r);
    cw_fix fix = {.source = CW_FIX_DSC, .span = span, .probability = 1.0, .confidence = 0.95};
    fix.at.lat_deg =
        (lat + (lat_min + extra[0]) / 60.0) * (p[0] == '2' || p[0] == '3' ? -1.0 : 1.0);
    fix.at.lon_deg =
        (lon + (lon_min + extra[1]) / 60.0) * (p[0] == '1' || p[0] == '3' ? -1.0 : 1.0);
    fix.radius_m = fine ? 100.0 : 0.5 * CW_NAUTICAL_MILE_M * sqrt(2.0);
    fix.timed = r->reported_known;
    fix.time = r->reported;
    report_add_fix(r, fix);
}

static void read_clock(const sentence *s, const cw_report_context *context, cw_report *r) {
    const char *p = s->field[7];
    if (p[0] == '\0' || strcmp(p, "8888") == 0) return;
    if (!all_digits(p, 4) || two(p) > 23 || two(p + 2) > 59) {
        report_note(r, (cw_span){s->first, s->length}, false, "DSC: not a time");
        return;
    }
    r->reported = clock_before(two(p), two(p + 2), 0, context->received);
    r->reported_known = true;
    snprintf(r->reported_text, sizeof r->reported_text, "%.2s:%.2s UTC", p, p + 2);
}

static void read_call(const char *text, size_t length, const cw_report_context *context,
                      sentence *s, cw_report *r) {
    split(s, r);
    if (s->fields < 8) {
        report_note(r, (cw_span){s->first, s->length}, false, "DSC: a sentence cut short");
        return;
    }
    bool distress = strcmp(s->field[1], "12") == 0 || strcmp(s->field[3], "12") == 0;
    bool relayed = s->fields > 9 && all_digits(s->field[8], 10);
    const char *mmsi = relayed ? s->field[8] : s->field[2];
    const char *nature = relayed ? s->field[9] : strcmp(s->field[1], "12") == 0 ? s->field[4] : "";
    if (all_digits(mmsi, 10) || all_digits(mmsi, 9))
        report_copy(r->mmsi, sizeof r->mmsi, mmsi, 9);
    else
        report_note(r, (cw_span){s->first, s->length}, false,
                    "DSC: no MMSI of the ship in distress");
    if (relayed)
        report_note(r, (cw_span){s->first, s->length}, true, "DSC: relayed by %.9s", s->field[2]);
    if (distress) r->conditions |= CW_CONDITION_DISTRESS;
    for (size_t i = 0; i < sizeof natures / sizeof natures[0]; i++) {
        if (strcmp(natures[i].code, nature) != 0) continue;
        r->conditions |= natures[i].conditions;
        report_copy(r->name, sizeof r->name, natures[i].name, strlen(natures[i].name));
    }
    read_clock(s, context, r);
    read_place(text, length, s, r);
    r->kind = CW_REPORT_DSC;
}

bool cw_report_read_dsc(const char *text, size_t length, const cw_report_context *context,
                        cw_report *report) {
    sentence s;
    bool any = false;
    for (size_t from = 0; find_sentence(text, length, from, "DSC", &s); from = s.first + 1) {
        if (any && report->mmsi[0] != '\0') {
            report_note(report, (cw_span){s.first, s.length}, true,
                        "DSC: a further call in the text");
            break;
        }
        read_call(text, length, context, &s, report);
        any = true;
    }
    return any;
}
