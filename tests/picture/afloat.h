/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of made ships, as messages with a time of reception and as lines of a log. */
#ifndef CROSSWATCH_TEST_AFLOAT_H
#define CROSSWATCH_TEST_AFLOAT_H

#include "sending.h"

#include <math.h>

static const cw_time AFLOAT_NOON = INT64_C(1637755200000); /* 2021-11-24T12:00:00Z */

typedef struct afloat { /* what a class A position report says */
    uint32_t mmsi;
    cw_time time; /* measured; received two seconds later */
    double lat_deg, lon_deg, speed_knots, course_deg;
    int status;
} afloat;

static inline sent afloat_report(const afloat *a) {
    sent s = sent_head(1, a->mmsi);
    sent_put(&s, 4, a->status);
    sent_put(&s, 8, -128);
    sent_put(&s, 10, lround(a->speed_knots * 10.0));
    sent_put(&s, 1, 1);
    sent_put(&s, 28, lround(a->lon_deg * 600000.0));
    sent_put(&s, 27, lround(a->lat_deg * 600000.0));
    sent_put(&s, 12, lround(a->course_deg * 10.0));
    sent_put(&s, 9, 511);
    sent_put(&s, 6, a->time / 1000 % 60);
    sent_put(&s, 168 - s.bits, 0);
    return s;
}

static inline sent afloat_base(uint32_t mmsi, cw_time time) {
    int year, month, day, hour, minute;
    double second;
    sent s = sent_head(4, mmsi);
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    sent_put(&s, 14, year);
    sent_put(&s, 4, month);
    sent_put(&s, 5, day);
    sent_put(&s, 5, hour);
    sent_put(&s, 6, minute);
    sent_put(&s, 6, (int64_t)second);
    sent_put(&s, 1, 1);
    sent_put(&s, 28, lround(1.3 * 600000.0));
    sent_put(&s, 27, lround(51.1 * 600000.0));
    sent_put(&s, 168 - s.bits, 0);
    return s;
}

/* Type 5: name, IMO number, type, four distances of the antenna. */
static inline sent afloat_voyage(uint32_t mmsi, const char *name, int imo, int type,
                                 const int antenna[4]) {
    static const int WIDTHS[4] = {9, 9, 6, 6};
    sent s = sent_head(5, mmsi);
    sent_put(&s, 2, 0);
    sent_put(&s, 30, imo);
    sent_text(&s, "FAKE1", 7);
    sent_text(&s, name, 20);
    sent_put(&s, 8, type);
    for (int i = 0; i < 4; i++) sent_put(&s, (unsigned)WIDTHS[i], antenna[i]);
    sent_put(&s, 24, 0);
    sent_put(&s, 8, 75); /* 7.5 m */
    sent_text(&s, "DOVER", 20);
    sent_put(&s, 424 - s.bits, 0);
    return s;
}

static inline cw_ais_message afloat_message(const sent *s, cw_time received) {
    cw_ais_message m = {.received = received, .bits = s->bits, .sentences = 1};
    for (unsigned i = 0; i < s->bits; i++) m.words[i / 64] |= (uint64_t)s->bit[i] << (63 - i % 64);
    m.type = (uint8_t)(m.words[0] >> 58);
    m.mmsi = (uint32_t)(m.words[0] >> 26 & 0x3fffffff);
    return m;
}

/* A line of a log; without a tag block where `received` is CW_AIS_NO_TIME. */
static inline void afloat_line(cw_text *log, const sent *s, cw_time received) {
    char tag[64];
    if (received != CW_AIS_NO_TIME) {
        unsigned sum = 0;
        snprintf(tag, sizeof tag, "c:%lld", (long long)(received / 1000));
        for (const char *c = tag; *c != '\0'; c++) sum ^= (unsigned char)*c;
        cw_text_add(log, "\\%s*%02X\\", tag, sum);
    }
    sent_message(log, s, 1, 'A');
}

#endif
