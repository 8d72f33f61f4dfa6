/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row of a table as what it says. Speeds are knots, turns degrees a minute, sizes metres, as in
 * all archives seen. What AIS sends for "not available" (91 and 181 degrees, 102.3 knots, 360 and
 * 511 degrees) is that here too. Status and type may be numbers or the Danish archive's words.
 */
#include "csv_table.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct word {
    const char *text;
    int value;
} word;

static const word statuses[] = {{"Under way using engine", 0},
                                {"At anchor", 1},
                                {"Not under command", 2},
                                {"Restricted maneuverability", 3},
                                {"Constrained by her draught", 4},
                                {"Moored", 5},
                                {"Aground", 6},
                                {"Engaged in fishing", 7},
                                {"Under way sailing", 8},
                                {"AIS-SART", 14},
                                {NULL, 15}};

static const word types[] = {{"Fishing", 30},
                             {"Towing", 31},
                             {"Towing long/wide", 32},
                             {"Dredging", 33},
                             {"Diving", 34},
                             {"Military", 35},
                             {"Sailing", 36},
                             {"Pleasure", 37},
                             {"HSC", 40},
                             {"Pilot", 50},
                             {"SAR", 51},
                             {"Tug", 52},
                             {"Port tender", 53},
                             {"Anti-pollution", 54},
                             {"Law enforcement", 55},
                             {"Medical", 58},
                             {"Passenger", 60},
                             {"Cargo", 70},
                             {"Tanker", 80},
                             {"Other", 90},
                             {"WIG", 20},
                             {NULL, 0}};

static const word classes[] = {{"A", CW_AIS_CLASS_A},
                               {"B", CW_AIS_CLASS_B},
                               {"Class A", CW_AIS_CLASS_A},
                               {"Class B", CW_AIS_CLASS_B},
                               {"Base Station", CW_AIS_BASE},
                               {"AtoN", CW_AIS_AID},
                               {"SAR Airborne", CW_AIS_AIRCRAFT},
                               {"Search and Rescue Transponder", CW_AIS_SART},
                               {"Man Overboard Device", CW_AIS_MOB},
                               {NULL, CW_AIS_SENDER_UNKNOWN}};

static int word_value(const word *words, const char *text) {
    while (words->text != NULL && strcasecmp(words->text, text) != 0) words++;
    return words->value;
}

/* "" for a column that is not there, and for words that stand for nothing. */
static const char *field(const csv_table *t, csv_field f) {
    const char *text = t->column[f] >= 0 ? t->row.fields[t->column[f]] : "";
    bool none = strcasecmp(text, "null") == 0 || strcasecmp(text, "none") == 0
                || strcasecmp(text, "nan") == 0 || strcasecmp(text, "unknown") == 0
                || strcasecmp(text, "undefined") == 0;
    return none ? "" : text;
}

/* False: something, but not a number. Nothing: NaN. */
static bool number(const csv_table *t, csv_field f, double *value) {
    const char *text = field(t, f);
    char *end;
    *value = NAN;
    if (text[0] == '\0') return true;
    bool decimal = isdigit((unsigned char)text[0]) || text[0] == '-' || text[0] == '+'
                   || text[0] == '.'; /* no "inf", no "0x" */
    *value = strtod(text, &end);
    return decimal && *end == '\0' && isfinite(*value) && strpbrk(text, "xX") == NULL;
}

static double within(double value, double from, double below) {
    return value >= from && value < below ? value : NAN;
}

/* Half of the last digit, in metres of latitude, as a place on both axes. */
static double error_of(const char *decimal) {
    static const double METRE_A_DEGREE = 60.0 * CW_NAUTICAL_MILE_M;
    const char *point = strchr(decimal, '.');
    size_t digits = point != NULL ? strspn(point + 1, "0123456789") : 0;
    return 0.5 * METRE_A_DEGREE * pow(10.0, -(double)(digits < 9 ? digits : 9)) * sqrt(2.0);
}

/* ---- the parts of a row ------------------------------------------------------------------------
 */

static bool read_mmsi(const csv_table *t, uint32_t *mmsi) {
    const char *text = field(t, CSV_MMSI);
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 10 || text[digits + strspn(text + digits, ".0")] != '\0')
        return false; /* some archives write 227006760.0 */
    unsigned long long value = strtoull(text, NULL, 10);
    *mmsi = (uint32_t)value;
    return value < 1U << 30;
}

static const char *read_place(const csv_table *t, cw_ais_position *p) {
    double lat, lon;
    if (!number(t, CSV_LAT, &lat) || !number(t, CSV_LON, &lon))
        return CW_SAID("its position is no number");
    bool there = fabs(lat) <= 90.0 && fabs(lon) <= 180.0;
    p->at = there ? (cw_position){lat, lon} : (cw_position){NAN, NAN};
    p->error_m = error_of(field(t, CSV_LAT));
    return NULL;
}

static const char *read_motion(const csv_table *t, cw_ais_position *p) {
    double speed, course, heading, turn, status = 15.0;
    if (!number(t, CSV_SPEED, &speed)) return CW_SAID("its speed is no number");
    if (!number(t, CSV_COURSE, &course)) return CW_SAID("its course is no number");
    if (!number(t, CSV_HEADING, &heading)) return CW_SAID("its heading is no number");
    if (!number(t, CSV_TURN, &turn)) return CW_SAID("its turn is no number");
    if (!number(t, CSV_STATUS, &status)) status = word_value(statuses, field(t, CSV_STATUS));
    p->speed_mps = cw_knots_to_mps(within(speed, 0.0, 102.25));
    p->course_deg = within(course, 0.0, 360.0);
    p->heading_deg = within(heading, 0.0, 360.0);
    p->turn_deg_per_min = within(turn, -709.0, 709.0);
    p->altitude_m = NAN;
    p->second = -1;
    p->status = status >= 0.0 && status <= 15.0 ? (int)status : 15;
    return NULL;
}

static void copy_text(const csv_table *t, csv_field f, char *to, size_t room) {
    snprintf(to, room, "%s", field(t, f));
}

static int size_m(double value, double most) {
    return value > 0.0 && value <= most ? (int)lround(value) : 0;
}

/* The antenna's place where the table has it, else length and beam alone, as AIS sends those. */
static bool read_size(const csv_table *t, cw_ais_static *s) {
    double length, beam, bow, stern, port, starboard;
    if (!number(t, CSV_LENGTH, &length) || !number(t, CSV_BEAM, &beam) || !number(t, CSV_BOW, &bow)
        || !number(t, CSV_STERN, &stern) || !number(t, CSV_PORT, &port)
        || !number(t, CSV_STARBOARD, &starboard))
        return false;
    s->to_bow_m = size_m(bow, 511.0);
    s->to_stern_m = size_m(stern, 511.0);
    s->to_port_m = size_m(port, 63.0);
    s->to_starboard_m = size_m(starboard, 63.0);
    if (s->to_bow_m + s->to_stern_m == 0) s->to_stern_m = size_m(length, 511.0);
    if (s->to_port_m + s->to_starboard_m == 0) s->to_starboard_m = size_m(beam, 126.0);
    return true;
}

static const char *read_static(const csv_table *t, cw_ais_static *s) {
    double draught, type;
    const char *imo = field(t, CSV_IMO);
    if (!read_size(t, s)) return CW_SAID("its size is no number");
    if (!number(t, CSV_DRAUGHT, &draught)) return CW_SAID("its draught is no number");
    if (!number(t, CSV_TYPE, &type)) type = word_value(types, field(t, CSV_TYPE));
    s->ship_type = type >= 0.0 && type < 256.0 ? (int)type : 0;
    s->draught_m = draught > 0.0 && draught < 25.6 ? draught : 0.0;
    if (strncasecmp(imo, "IMO", 3) == 0) imo += 3;
    unsigned long number_of = strtoul(imo, NULL, 10);
    s->imo = number_of < 1UL << 30 ? (uint32_t)number_of : 0;
    copy_text(t, CSV_NAME, s->name, sizeof s->name);
    copy_text(t, CSV_CALLSIGN, s->callsign, sizeof s->callsign);
    copy_text(t, CSV_DESTINATION, s->destination, sizeof s->destination);
    return NULL;
}

static cw_ais_sender sender_of(const csv_table *t, uint32_t mmsi) {
    cw_ais_message head = {.mmsi = mmsi};
    cw_ais_sender by_number = cw_ais_sender_of(&head); /* beacons have numbers of their own */
    if (by_number != CW_AIS_SENDER_UNKNOWN) return by_number;
    return (cw_ais_sender)word_value(classes, field(t, CSV_CLASS));
}

const char *csv_table_row(csv_table *t, const char *line, size_t length, ais_said *said) {
    enum { ACTIVE = 14 };
    *said = (ais_said){.base_time = CW_AIS_NO_TIME, .has_position = true, .has_static = true};
    if (!csv_split(&t->row, t->delimiter, line, length))
        return CW_SAID("its quotes are not closed");
    if (t->row.count != t->columns) return CW_SAID("it has not as many columns as the first line");
    if (!read_mmsi(t, &said->mmsi)) return CW_SAID("its MMSI is no number of nine digits");
    if (!csv_time(field(t, CSV_TIME), t->month_first, &said->received, &said->time_std_s))
        return CW_SAID("its time is not one");
    said->sender = sender_of(t, said->mmsi);
    const char *wrong = read_place(t, &said->position);
    if (wrong == NULL) wrong = read_motion(t, &said->position);
    if (wrong == NULL) wrong = read_static(t, &said->fixed);
    if (wrong != NULL) return wrong;
    bool is_beacon = said->sender >= CW_AIS_SART && said->sender <= CW_AIS_EPIRB;
    said->beacon = said->position.status == ACTIVE ? CW_AIS_BEACON_ACTIVE
                   : is_beacon                     ? CW_AIS_BEACON_SILENT
                                                   : CW_AIS_NO_BEACON;
    said->position.mmsi = said->fixed.mmsi = said->mmsi;
    said->position.sender = said->sender;
    said->position.beacon = said->beacon;
    said->position.received = said->received;
    return NULL;
}
