/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a message says of its sender, in SI: where it is, what it is, whether it is a beacon in
 * distress. Places of the fields: ITU-R M.1371-5, annex 8 (types.c has them all; these few are read
 * by hand because tracks and encounters ask for nothing else, for every message).
 */
#include "bits.h"
#include "decode.h"

#include <math.h>
#include <stdlib.h>

enum { STATUS_BEACON = 14, STATUS_NOT_SET = 15, NO_SECOND = -1 };

cw_ais_sender cw_ais_sender_of(const cw_ais_message *m) {
    switch (m->mmsi / 1000000) { /* MMSI 970xxxxxx and so on, ITU-R M.585 */
    case 970:
        return CW_AIS_SART;
    case 972:
        return CW_AIS_MOB;
    case 974:
        return CW_AIS_EPIRB;
    default:
        break;
    }
    switch (m->type) {
    case 1:
    case 2:
    case 3:
    case 5:
        return CW_AIS_CLASS_A;
    case 18:
    case 19:
    case 24:
        return CW_AIS_CLASS_B;
    case 9:
        return CW_AIS_AIRCRAFT;
    case 4:
    case 16:
    case 17:
    case 20:
    case 22:
    case 23:
        return CW_AIS_BASE;
    case 21:
        return CW_AIS_AID;
    default:
        return CW_AIS_SENDER_UNKNOWN;
    }
}

static bool is_beacon(const cw_ais_message *m) {
    uint32_t kind = m->mmsi / 1000000;
    return kind == 970 || kind == 972 || kind == 974;
}

static bool says(const char *text, const char *word) {
    return strstr(text, word) != NULL;
}

/* A text with both words is not taken for a test: what may be distress is shown. */
static cw_ais_beacon beacon_text(const cw_ais_message *m) {
    char text[CW_AIS_MOST_BITS / 6 + 1];
    decode_text(m, 40, m->bits - 40, text);
    if (says(text, "ACTIVE")) return CW_AIS_BEACON_ACTIVE;
    return says(text, "TEST") ? CW_AIS_BEACON_TEST : CW_AIS_BEACON_SILENT;
}

cw_ais_beacon cw_ais_beacon_of(const cw_ais_message *m) {
    bool reports = (m->type >= 1 && m->type <= 3) || m->type == 27;
    unsigned at = m->type == 27 ? 40 : 38;
    if (reports && bits_unsigned(m->words, at, 4) == STATUS_BEACON) return CW_AIS_BEACON_ACTIVE;
    if (!is_beacon(m)) return CW_AIS_NO_BEACON;
    return m->type == 14 ? beacon_text(m) : CW_AIS_BEACON_SILENT;
}

/* ---- positions ------------------------------------------------------------------------------ */

/* Signed minutes times `per_minute`. Out of range (181 and 91 degrees stand for "none"): NaN. */
static void place(const cw_ais_message *m, unsigned lon_at, unsigned lon_bits, double per_minute,
                  cw_ais_position *to) {
    static const double METRES_PER_MINUTE = CW_NAUTICAL_MILE_M;
    double lon = (double)bits_signed(m->words, lon_at, lon_bits) / (60.0 * per_minute);
    double lat =
        (double)bits_signed(m->words, lon_at + lon_bits, lon_bits - 1) / (60.0 * per_minute);
    bool there = fabs(lon) <= 180.0 && fabs(lat) <= 90.0;
    to->at = there ? (cw_position){lat, lon} : (cw_position){NAN, NAN};
    to->error_m = 0.5 * METRES_PER_MINUTE / per_minute * sqrt(2.0);
}

static double course_of(const cw_ais_message *m, unsigned at) {
    double course = (double)bits_unsigned(m->words, at, 12) / 10.0;
    return course < 360.0 ? course : NAN;
}

static double heading_of(const cw_ais_message *m, unsigned at) {
    uint64_t heading = bits_unsigned(m->words, at, 9);
    return heading < 360 ? (double)heading : NAN;
}

static double speed_of(const cw_ais_message *m, unsigned at, double knots) {
    uint64_t speed = bits_unsigned(m->words, at, 10);
    return speed < 1023 ? cw_knots_to_mps((double)speed * knots) : NAN;
}

static int second_of(const cw_ais_message *m, unsigned at) {
    uint64_t second = bits_unsigned(m->words, at, 6);
    return second < 60 ? (int)second : NO_SECOND;
}

static void read_class_a(const cw_ais_message *m, cw_ais_position *to) {
    static const double ROOT = 4.733; /* turn = 4.733 sqrt(deg/min) */
    int64_t turn = bits_signed(m->words, 42, 8);
    place(m, 61, 28, 10000.0, to);
    to->status = (int)bits_unsigned(m->words, 38, 4);
    if (llabs(turn) < 127)
        to->turn_deg_per_min = copysign(pow((double)turn / ROOT, 2.0), (double)turn);
    to->speed_mps = speed_of(m, 50, 0.1);
    to->accurate = bits_unsigned(m->words, 60, 1) != 0;
    to->course_deg = course_of(m, 116);
    to->heading_deg = heading_of(m, 128);
    to->second = second_of(m, 137);
}

static void read_class_b(const cw_ais_message *m, cw_ais_position *to) {
    place(m, 57, 28, 10000.0, to);
    to->speed_mps = speed_of(m, 46, 0.1);
    to->accurate = bits_unsigned(m->words, 56, 1) != 0;
    to->course_deg = course_of(m, 112);
    to->heading_deg = heading_of(m, 124);
    to->second = second_of(m, 133);
}

static void read_aircraft(const cw_ais_message *m, cw_ais_position *to) {
    enum { NO_ALTITUDE = 4095 };
    uint64_t altitude = bits_unsigned(m->words, 38, 12);
    place(m, 61, 28, 10000.0, to);
    if (altitude < NO_ALTITUDE) to->altitude_m = (double)altitude;
    to->speed_mps = speed_of(m, 50, 1.0);
    to->accurate = bits_unsigned(m->words, 60, 1) != 0;
    to->course_deg = course_of(m, 116);
    to->second = second_of(m, 128);
}

static void read_long_range(const cw_ais_message *m, cw_ais_position *to) {
    enum { NO_SPEED = 63 };
    uint64_t speed = bits_unsigned(m->words, 79, 6), course = bits_unsigned(m->words, 85, 9);
    place(m, 44, 18, 10.0, to);
    to->status = (int)bits_unsigned(m->words, 40, 4);
    to->accurate = bits_unsigned(m->words, 38, 1) != 0;
    if (speed < NO_SPEED) to->speed_mps = cw_knots_to_mps((double)speed);
    if (course < 360) to->course_deg = (double)course;
}

bool cw_ais_position_read(const cw_ais_message *m, cw_ais_position *to) {
    *to = (cw_ais_position){.mmsi = m->mmsi,
                            .sender = cw_ais_sender_of(m),
                            .beacon = cw_ais_beacon_of(m),
                            .speed_mps = NAN,
                            .course_deg = NAN,
                            .heading_deg = NAN,
                            .turn_deg_per_min = NAN,
                            .altitude_m = NAN,
                            .second = NO_SECOND,
                            .status = STATUS_NOT_SET,
                            .received = m->received};
    switch (m->type) {
    case 1:
    case 2:
    case 3:
        read_class_a(m, to);
        return true;
    case 4:
    case 11:
        place(m, 79, 28, 10000.0, to);
        to->accurate = bits_unsigned(m->words, 78, 1) != 0;
        to->second = second_of(m, 72);
        return true;
    case 9:
        read_aircraft(m, to);
        return true;
    case 18:
    case 19:
        read_class_b(m, to);
        return true;
    case 21:
        place(m, 164, 28, 10000.0, to);
        to->accurate = bits_unsigned(m->words, 163, 1) != 0;
        to->second = second_of(m, 253);
        return true;
    case 27:
        read_long_range(m, to);
        return true;
    default:
        return false;
    }
}

/* ---- what it is ----------------------------------------------------------------------------- */

static void hull(const cw_ais_message *m, unsigned at, cw_ais_static *to) {
    to->to_bow_m = (int)bits_unsigned(m->words, at, 9);
    to->to_stern_m = (int)bits_unsigned(m->words, at + 9, 9);
    to->to_port_m = (int)bits_unsigned(m->words, at + 18, 6);
    to->to_starboard_m = (int)bits_unsigned(m->words, at + 24, 6);
}

static void read_voyage(const cw_ais_message *m, cw_ais_static *to) {
    enum { DESTINATION = 302, LETTERS = 120 };
    unsigned there = m->bits - DESTINATION; /* 118 bits at the least */
    to->imo = (uint32_t)bits_unsigned(m->words, 40, 30);
    decode_text(m, 70, 42, to->callsign);
    decode_text(m, 112, 120, to->name);
    to->ship_type = (int)bits_unsigned(m->words, 232, 8);
    hull(m, 240, to);
    to->draught_m = (double)bits_unsigned(m->words, 294, 8) / 10.0;
    decode_text(m, DESTINATION, there < LETTERS ? there : LETTERS, to->destination);
}

static void read_aid(const cw_ais_message *m, cw_ais_static *to) {
    enum { LETTERS = 20, MORE = 272, MOST_MORE = 14 };
    size_t n = decode_text(m, 43, 6 * LETTERS, to->name);
    unsigned more = m->bits > MORE ? (m->bits - MORE) / 6 : 0;
    if (n == LETTERS && more > 0)
        decode_text(m, MORE, 6 * (more < MOST_MORE ? more : MOST_MORE), to->name + LETTERS);
    hull(m, 219, to);
}

static void read_static_b(const cw_ais_message *m, cw_ais_static *to) {
    if (bits_unsigned(m->words, 38, 2) == 0) {
        decode_text(m, 40, 120, to->name);
        return;
    }
    to->ship_type = (int)bits_unsigned(m->words, 40, 8);
    decode_text(m, 90, 42, to->callsign);
    if (m->mmsi / 10000000 == 98) /* a mother ship's craft */
        to->mothership_mmsi = (uint32_t)bits_unsigned(m->words, 132, 30);
    else
        hull(m, 132, to);
}

bool cw_ais_static_read(const cw_ais_message *m, cw_ais_static *to) {
    *to = (cw_ais_static){.mmsi = m->mmsi};
    switch (m->type) {
    case 5:
        read_voyage(m, to);
        return true;
    case 19:
        decode_text(m, 143, 120, to->name);
        to->ship_type = (int)bits_unsigned(m->words, 263, 8);
        hull(m, 271, to);
        return true;
    case 21:
        read_aid(m, to);
        return true;
    case 24:
        read_static_b(m, to);
        return true;
    default:
        return false;
    }
}

bool cw_ais_time_read(const cw_ais_message *m, cw_time *to) {
    if (m->type != 4 && m->type != 11) return false;
    int year = (int)bits_unsigned(m->words, 38, 14), month = (int)bits_unsigned(m->words, 52, 4);
    int day = (int)bits_unsigned(m->words, 56, 5), hour = (int)bits_unsigned(m->words, 61, 5);
    int minute = (int)bits_unsigned(m->words, 66, 6), second = (int)bits_unsigned(m->words, 72, 6);
    bool holds = year >= 1990 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31
                 && hour < 24 && minute < 60 && second < 60;
    if (holds) *to = cw_time_from_civil(year, month, day, hour, minute, second);
    return holds;
}
