/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What decoded lines say: this program's (`received`), gpsd's (no time of reception: base
 * stations), AIS-catcher's (`rxuxtime`, seconds since 1970). "scaled":false are the numbers as
 * sent: ten-thousandths of a minute, tenths of a knot and of a degree.
 */
#include "said.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { STATUS_BEACON = 14, STATUS_NOT_SET = 15, LONG_RANGE = 27, AIRCRAFT = 9 };

static int64_t whole(const json_t *o, const char *key, int64_t otherwise) {
    const json_t *value = json_object_get(o, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static double number(const json_t *o, const char *key) {
    const json_t *value = json_object_get(o, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static void text(const json_t *o, const char *key, char *to, size_t room) {
    const char *value = json_string_value(json_object_get(o, key));
    size_t length = value != NULL ? strlen(value) : 0;
    if (length == 0) return;
    if (length >= room) length = room - 1;
    while (length > 0 && ((unsigned char)value[length] & 0xc0) == 0x80)
        length--; /* whole letters */
    memcpy(to, value, length);
    to[length] = '\0';
}

static cw_time time_of(const json_t *o, const char *key) {
    const json_t *value = json_object_get(o, key);
    cw_time time;
    return json_is_string(value) && cw_time_parse(json_string_value(value), &time, NULL)
               ? time
               : CW_AIS_NO_TIME;
}

static cw_time received(const json_t *o) {
    static const double MOST_S = 7258118400.0; /* the year 2200 */
    cw_time time = time_of(o, "received");
    double seconds = number(o, "rxuxtime");
    if (time == CW_AIS_NO_TIME && seconds > 0.0 && seconds < MOST_S)
        time = (cw_time)llround(seconds * 1000.0);
    return time;
}

/* ---- who --------------------------------------------------------------------------------------
 */

static cw_ais_message head_of(const json_t *o) {
    return (cw_ais_message){.type = (uint8_t)whole(o, "type", 0),
                            .mmsi = (uint32_t)whole(o, "mmsi", 0)};
}

static cw_ais_beacon beacon_of(const json_t *o, const cw_ais_message *head) {
    const char *says = json_string_value(json_object_get(o, "text"));
    cw_ais_sender sender = cw_ais_sender_of(head);
    bool is_beacon = sender == CW_AIS_SART || sender == CW_AIS_MOB || sender == CW_AIS_EPIRB;
    bool reports = head->type <= 3 || head->type == LONG_RANGE;
    if (reports && whole(o, "status", -1) == STATUS_BEACON) return CW_AIS_BEACON_ACTIVE;
    if (!is_beacon || head->type != 14 || says == NULL)
        return is_beacon ? CW_AIS_BEACON_SILENT : CW_AIS_NO_BEACON;
    if (strstr(says, "ACTIVE") != NULL) return CW_AIS_BEACON_ACTIVE;
    return strstr(says, "TEST") != NULL ? CW_AIS_BEACON_TEST : CW_AIS_BEACON_SILENT;
}

/* ---- where ------------------------------------------------------------------------------------
 */

static bool is_position(int type) {
    return (type >= 1 && type <= 4) || type == AIRCRAFT || type == 11 || type == 18 || type == 19
           || type == 21 || type == LONG_RANGE;
}

static bool in_range(double value, double from, double below) {
    return value >= from && value < below;
}

/* The rate that a ship's indicator gives, out of its code (M.1371-5, table 48) or as it is. */
static double turn_of(const json_t *o, bool scaled) {
    static const double ROOT = 4.733, MOST_CODE = 126.5, MOST = 709.0;
    double turn = number(o, "turn"); /* words stand where only the direction is known */
    if (scaled) return fabs(turn) <= MOST ? turn : NAN;
    return fabs(turn) < MOST_CODE ? copysign(pow(turn / ROOT, 2.0), turn) : NAN;
}

static void place(const json_t *o, bool scaled, bool coarse, cw_ais_position *to) {
    static const double TENTHOUSANDTHS = 600000.0, TENTHS = 600.0; /* of a minute in a degree */
    double per_degree = coarse ? TENTHS : TENTHOUSANDTHS, unit = scaled ? 1.0 : per_degree;
    double lat = number(o, "lat") / unit, lon = number(o, "lon") / unit;
    bool there = fabs(lat) <= 90.0 && fabs(lon) <= 180.0;
    to->at = there ? (cw_position){lat, lon} : (cw_position){NAN, NAN};
    to->error_m = 0.5 * 60.0 * CW_NAUTICAL_MILE_M / per_degree * sqrt(2.0);
}

static cw_ais_position position_of(const json_t *o, const ais_said *said) {
    static const double FASTEST_KNOTS = 1022.5;
    bool scaled = !json_is_false(json_object_get(o, "scaled")), coarse = said->type == LONG_RANGE;
    bool knots = scaled || coarse || said->type == AIRCRAFT;
    double speed = number(o, "speed") * (knots ? 1.0 : 0.1);
    double most = said->type == AIRCRAFT ? FASTEST_KNOTS : coarse ? 62.5 : 102.25;
    double course = number(o, "course") * (scaled || coarse ? 1.0 : 0.1);
    double heading = number(o, "heading");
    int64_t second = whole(o, "second", -1), status = whole(o, "status", STATUS_NOT_SET);
    cw_ais_position p = {.mmsi = said->mmsi,
                         .sender = said->sender,
                         .beacon = said->beacon,
                         .speed_mps = in_range(speed, 0.0, most) ? cw_knots_to_mps(speed) : NAN,
                         .course_deg = in_range(course, 0.0, 360.0) ? course : NAN,
                         .heading_deg = in_range(heading, 0.0, 360.0) ? heading : NAN,
                         .turn_deg_per_min = turn_of(o, scaled),
                         .altitude_m = said->type == AIRCRAFT ? number(o, "alt") : NAN,
                         .second = second >= 0 && second < 60 ? (int)second : -1,
                         .status =
                             status >= 0 && status <= STATUS_NOT_SET ? (int)status : STATUS_NOT_SET,
                         .accurate = json_is_true(json_object_get(o, "accuracy")),
                         .received = said->received};
    place(o, scaled, coarse, &p);
    return p;
}

/* ---- what -------------------------------------------------------------------------------------
 */

static int metres(const json_t *o, const char *key) {
    int64_t value = whole(o, key, 0);
    return value >= 0 && value <= 511 ? (int)value : 0;
}

static uint32_t identity(const json_t *o, const char *key) {
    int64_t value = whole(o, key, 0);
    return value > 0 && value < (1 << 30) ? (uint32_t)value : 0;
}

static cw_ais_static static_of(const json_t *o, const ais_said *said) {
    bool scaled = !json_is_false(json_object_get(o, "scaled"));
    double draught = number(o, "draught") * (scaled ? 1.0 : 0.1);
    int64_t type = whole(o, "shiptype", 0);
    cw_ais_static s = {.mmsi = said->mmsi,
                       .imo = identity(o, "imo"),
                       .mothership_mmsi = identity(o, "mothership_mmsi"),
                       .ship_type = type > 0 && type < 256 ? (int)type : 0,
                       .to_bow_m = metres(o, "to_bow"),
                       .to_stern_m = metres(o, "to_stern"),
                       .to_port_m = metres(o, "to_port"),
                       .to_starboard_m = metres(o, "to_starboard"),
                       .draught_m = in_range(draught, 0.0, 25.55) ? draught : 0.0};
    text(o, said->type == 21 ? "name" : "shipname", s.name, sizeof s.name);
    text(o, "callsign", s.callsign, sizeof s.callsign);
    text(o, "destination", s.destination, sizeof s.destination);
    return s;
}

static bool take(const json_t *o, ais_said *said) {
    const char *class = json_string_value(json_object_get(o, "class"));
    int64_t type = whole(o, "type", 0), mmsi = whole(o, "mmsi", -1);
    if (class == NULL || strcmp(class, "AIS") != 0 || type < 1 || type > CW_AIS_TYPES || mmsi < 0
        || mmsi >= 1 << 30)
        return false;
    cw_ais_message head = head_of(o);
    *said = (ais_said){.mmsi = head.mmsi,
                       .type = (int)type,
                       .sender = cw_ais_sender_of(&head),
                       .beacon = beacon_of(o, &head),
                       .received = received(o),
                       .base_time = CW_AIS_NO_TIME,
                       .time_std_s = 1.0};
    if (type == 4 && said->received == CW_AIS_NO_TIME) said->base_time = time_of(o, "timestamp");
    said->has_position = is_position((int)type);
    if (said->has_position) said->position = position_of(o, said);
    said->has_static = type == 5 || type == 19 || type == 21 || type == 24;
    if (said->has_static) said->fixed = static_of(o, said);
    return true;
}

json_outcome said_of_json(const char *line, size_t length, ais_said *said) {
    json_t *root = json_loadb(line, length, 0, NULL);
    json_outcome outcome = !json_is_object(root) ? JSON_IS_DAMAGED
                           : take(root, said)    ? JSON_IS_AIS
                                                 : JSON_IS_OTHER;
    json_decref(root);
    return outcome;
}
