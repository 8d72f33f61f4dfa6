/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixes from decoded lines: this program's (`received`), gpsd's (no time of reception: base
 * stations), AIS-catcher's (`rxuxtime`, seconds since 1970). "scaled":false are the numbers as
 * sent, in ten-thousandths of a minute. A line that is not such an object is passed over.
 */
#include "fixes.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static int64_t whole(const json_t *o, const char *key, int64_t otherwise) {
    const json_t *value = json_object_get(o, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static double number(const json_t *o, const char *key) {
    const json_t *value = json_object_get(o, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
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

static cw_position place(const json_t *o) {
    static const double TENTHOUSANDTHS = 600000.0; /* of a minute in a degree */
    double unit = json_is_false(json_object_get(o, "scaled")) ? TENTHOUSANDTHS : 1.0;
    double lat = number(o, "lat") / unit, lon = number(o, "lon") / unit;
    bool there = fabs(lat) <= 90.0 && fabs(lon) <= 180.0;
    return there ? (cw_position){lat, lon} : (cw_position){NAN, NAN};
}

static bool is_position(int64_t type) {
    return (type >= 1 && type <= 4) || type == 9 || type == 11 || type == 18 || type == 19
           || type == 21;
}

static void take(fix_finder *f, const json_t *o) {
    const json_t *class = json_object_get(o, "class");
    int64_t type = whole(o, "type", 0), second = whole(o, "second", -1);
    if (!json_is_string(class) || strcmp(json_string_value(class), "AIS") != 0) return;
    cw_time time = received(o);
    f->fixes->messages++;
    if (time == CW_AIS_NO_TIME && type == 4) {
        cw_time base = time_of(o, "timestamp");
        if (base != CW_AIS_NO_TIME) fix_base_time(f, base);
    }
    if (!is_position(type) || whole(o, "mmsi", -1) != f->mmsi) return;
    fix_found(f, place(o), second >= 0 && second < 60 ? (int)second : -1, time);
}

void fix_json_line(fix_finder *f, const char *line, size_t length) {
    json_t *root = json_loadb(line, length, 0, NULL);
    if (json_is_object(root)) take(f, root);
    json_decref(root);
}
