/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A message as a line of JSON, with gpsd's names, order and scaling. The rows of fields.h say what
 * a value is called; its key lies there ready to be copied. Numbers are written by number.h.
 * Behind gpsd's fields stand ours (json_beside.c).
 */
#include "bits.h"
#include "decode.h"
#include "number.h"
#include "put.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    NAMES = 1024, /* of parts A that wait for their part B */
    NAME_LENGTH = 21,
    MOST_HEAD = 1024,
    TURN_NONE = -128,
    TURN_FAST = 127
};

typedef struct name_a {
    uint32_t mmsi;
    char name[NAME_LENGTH];
} name_a;

struct cw_ais_json {
    bool scaled;
    size_t head_length;
    char head[MOST_HEAD]; /* {"class":"AIS","device":"...","type": */
    int16_t turns[256];   /* deg/min of each rate of turn */
    day_text day;         /* of the last time of reception */
    name_a names[NAMES];
    item items[MOST_ITEMS];
};

/* ---- text ----------------------------------------------------------------------------------- */

static char *put_string(char *to, const cw_ais_message *m, unsigned start, unsigned length) {
    char text[CW_AIS_MOST_BITS / 6 + 1];
    decode_text(m, start, length, text);
    *to++ = '"';
    to = put_text(to, text);
    *to++ = '"';
    return to;
}

/* 20 letters, and those of the extension behind the fixed fields when all 20 are used. */
static char *put_aid_name(char *to, const cw_ais_message *m) {
    cw_ais_static aid;
    cw_ais_static_read(m, &aid);
    *to++ = '"';
    to = put_text(to, aid.name);
    *to++ = '"';
    return to;
}

/* "bits:hexadecimal", the last byte filled up with zeros. */
static char *put_data(char *to, const cw_ais_message *m, unsigned start, unsigned length) {
    static const char digits[] = "0123456789abcdef";
    *to++ = '"';
    to = number_unsigned(to, length);
    *to++ = ':';
    for (unsigned at = 0; at < length; at += 8) {
        unsigned width = length - at < 8 ? length - at : 8;
        unsigned byte = (unsigned)(bits_unsigned(m->words, start + at, width) << (8 - width));
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
    *to++ = '"';
    return to;
}

/* ---- numbers -------------------------------------------------------------------------------- */

/* Degrees from minutes times `parts`, to a millionth. */
CW_INLINE char *put_degrees(char *to, int64_t value, int64_t parts) {
    return number_decimal(to, number_divide(value * 50000, 3 * parts), 6);
}

static char *put_speed(char *to, int64_t value, bool tenths) {
    if (value == 1023) return PUT(to, "\"nan\"");
    if (value == 1022) return PUT(to, "\"fast\"");
    return tenths ? number_decimal(to, value, 1) : number_unsigned(to, (uint64_t)value);
}

static char *put_turn(char *to, int64_t value, const int16_t *turns) {
    if (value == TURN_NONE) return PUT(to, "\"nan\"");
    if (value == -TURN_FAST) return PUT(to, "\"fastleft\"");
    if (value == TURN_FAST) return PUT(to, "\"fastright\"");
    return number_signed(to, turns[value & 0xff]);
}

static char *put_altitude(char *to, int64_t value) {
    if (value == 4095) return PUT(to, "\"nan\"");
    if (value == 4094) return PUT(to, "\"high\"");
    return number_unsigned(to, (uint64_t)value);
}

static char *put_clock(char *to, int64_t value) { /* hour 5, minute 6: "14:00" */
    to = number_pair(to, (unsigned)(value >> 6 & 31));
    *to++ = ':';
    return number_pair(to, (unsigned)(value & 63));
}

static char *put_month_time(char *to, int64_t value, unsigned month, unsigned day, bool zone) {
    *to++ = '"';
    to = number_pair(to, month);
    *to++ = '-';
    to = number_pair(to, day);
    *to++ = 'T';
    to = put_clock(to, value);
    return zone ? PUT(to, "Z\"") : PUT(to, "\"");
}

static char *put_year(char *to, uint64_t year) {
    if (year >= 10000) return number_unsigned(to, year);
    to = number_pair(to, (unsigned)(year / 100));
    return number_pair(to, (unsigned)(year % 100));
}

/* year 14, month 4, day 5, hour 5, minute 6, second 6 */
static char *put_date_time(char *to, int64_t value) {
    *to++ = '"';
    to = put_year(to, (uint64_t)value >> 26);
    *to++ = '-';
    to = number_pair(to, (unsigned)(value >> 22 & 15));
    *to++ = '-';
    to = number_pair(to, (unsigned)(value >> 17 & 31));
    *to++ = 'T';
    to = put_clock(to, value >> 6);
    *to++ = ':';
    to = number_pair(to, (unsigned)(value & 63));
    return PUT(to, "Z\"");
}

static char *put_short_date(char *to, int64_t value) {
    *to++ = '"';
    to = put_year(to, 2000 + ((uint64_t)value >> 20));
    *to++ = '-';
    to = number_pair(to, (unsigned)(value >> 16 & 15));
    *to++ = '-';
    to = number_pair(to, (unsigned)(value >> 11 & 31));
    *to++ = 'T';
    to = put_clock(to, value);
    *to++ = '"';
    return to;
}

static char *put_day_time(char *to, int64_t value) { /* day 5, hour 5, minute 6 */
    *to++ = '"';
    to = number_pair(to, (unsigned)(value >> 11 & 31));
    *to++ = 'T';
    to = put_clock(to, value);
    return PUT(to, "Z\"");
}

/* ---- fields --------------------------------------------------------------------------------- */

CW_INLINE char *put_key(char *to, const field *f) {
    memcpy(to, f->key, sizeof f->key);
    return to + f->key_length;
}

static char *put_meaning(char *to, const field *f, int64_t value) {
    size_t length;
    const char *text = legend_text((field_legend)f->legend, (uint64_t)value, &length);
    *to++ = '"';
    to = put(to, text, length);
    *to++ = '"';
    return to;
}

/* "status":0,"status_text":"Under way using engine" */
static char *put_code(char *to, const field *f, int64_t value) {
    to = put_key(to, f);
    to = number_unsigned(to, (uint64_t)value);
    to = put_key(to, f) - 2; /* without ": */
    to = PUT(to, "_text\":");
    return put_meaning(to, f, value);
}

/* What is written alike scaled or not. NULL: it is not such a field. */
static char *put_same(char *to, const cw_ais_message *m, const field *f, int64_t value) {
    unsigned start = (unsigned)(value & 0xffff), length = (unsigned)(value >> 16);
    switch (f->kind) {
    case FIELD_BOOL:
        return value != 0 ? PUT(to, "true") : PUT(to, "false");
    case FIELD_DATE_TIME:
        return put_date_time(to, value);
    case FIELD_MONTH_TIME:
        return put_month_time(to, value, (unsigned)(value >> 16 & 15), (unsigned)(value >> 11 & 31),
                              true);
    case FIELD_DAY_MONTH_TIME:
        return put_month_time(to, value, (unsigned)(value >> 11 & 15), (unsigned)(value >> 15 & 31),
                              false);
    case FIELD_DAY_TIME:
        return put_day_time(to, value);
    case FIELD_SHORT_DATE:
        return put_short_date(to, value);
    case FIELD_TAIL:
        return number_unsigned(to, (uint64_t)value);
    case FIELD_NUMBER_IN_QUOTES:
        *to++ = '"';
        to = number_unsigned(to, (uint64_t)value);
        *to++ = '"';
        return to;
    case FIELD_TEXT:
    case FIELD_REST:
        return put_string(to, m, start, length);
    case FIELD_AID_NAME:
        return put_aid_name(to, m);
    case FIELD_DATA:
        return put_data(to, m, start, length);
    default:
        return NULL;
    }
}

static char *put_scaled(char *to, const field *f, int64_t value, const int16_t *turns) {
    switch (f->kind) {
    case FIELD_UNSIGNED:
    case FIELD_SIGNED:
        value = value * f->times + f->offset;
        return f->decimals != 0 ? number_decimal(to, value, f->decimals) : number_signed(to, value);
    case FIELD_TENTHOUSANDTHS:
        return put_degrees(to, value, 10000);
    case FIELD_THOUSANDTHS:
        return put_degrees(to, value, 1000);
    case FIELD_TENTHS:
        return put_degrees(to, value, 10);
    case FIELD_TENTHS_IN_QUOTES:
        *to++ = '"';
        to = put_degrees(to, value, 10);
        *to++ = '"';
        return to;
    case FIELD_TURN:
        return put_turn(to, value, turns);
    case FIELD_SPEED:
        return put_speed(to, value, true);
    case FIELD_AIR_SPEED:
        return put_speed(to, value, false);
    case FIELD_ALTITUDE:
        return put_altitude(to, value);
    case FIELD_VOLTS:
        return value != 0 ? number_decimal(to, 5 * value, 2) : PUT(to, "0");
    default: /* FIELD_WORD */
        return put_meaning(to, f, value);
    }
}

/* Brackets of lists; the comma of the first field of an element is taken back. */
static char *put_bracket(char *to, unsigned kind) {
    switch (kind) {
    case FIELD_OPEN:
        *to++ = '[';
        return to;
    case FIELD_ELEMENT:
        if (to[-1] == '}') *to++ = ',';
        *to++ = '{';
        return to;
    case FIELD_ELEMENT_END:
        *to++ = '}';
        return to;
    default:
        *to++ = ']';
        return to;
    }
}

static char *put_items(const cw_ais_json *json, const cw_ais_message *m, size_t count, char *to) {
    for (size_t i = 0; i < count; i++) {
        const field *f = json->items[i].field;
        int64_t value = json->items[i].value;
        if (f->kind >= FIELD_OPEN) {
            to = put_bracket(to, f->kind);
            continue;
        }
        char *begin = to;
        bool first = to[-1] == '{';
        if (f->kind == FIELD_CODE) {
            to = put_code(to, f, value);
        } else if (f->kind == FIELD_LIST) {
            to = put_key(to, f);
        } else {
            to = put_key(to, f);
            char *same = put_same(to, m, f, value);
            if (same != NULL)
                to = same;
            else if (json->scaled)
                to = put_scaled(to, f, value, json->turns);
            else
                to = number_signed(to, value);
        }
        if (first) {
            memmove(begin, begin + 1, (size_t)(to - begin - 1));
            to--;
        }
    }
    return to;
}

/* ---- type 24 -------------------------------------------------------------------------------- */

/* Part A is kept under its MMSI (the newest of those that share a place); part B takes its name. */
static char *put_part(cw_ais_json *json, char *to, const cw_ais_message *m) {
    name_a *kept = &json->names[m->mmsi * 2654435761u >> 22];
    if (bits_unsigned(m->words, 38, 2) == 0) {
        kept->mmsi = m->mmsi;
        decode_text(m, 40, 120, kept->name);
        return PUT(to, ",\"part\":\"A\"");
    }
    if (kept->mmsi != m->mmsi || m->mmsi == 0) return PUT(to, ",\"part\":\"B\"");
    to = PUT(to, ",\"shipname\":\"");
    to = put_text(to, kept->name);
    *to++ = '"';
    kept->mmsi = 0; /* not for a repeated part B */
    return to;
}

/* ---- lines ---------------------------------------------------------------------------------- */

cw_ais_json *cw_ais_json_create(const char *device, bool scaled, cw_error *err) {
    static const double ROOT = 4.733; /* M.1371-5: turn = 4.733 sqrt(deg/min) */
    cw_ais_json *json = calloc(1, sizeof *json);
    if (json == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    json->scaled = scaled;
    json->day.number = INT64_MIN;
    for (int turn = -126; turn <= 126; turn++) {
        double rate = pow(turn / ROOT, 2.0);
        json->turns[turn & 0xff] = (int16_t)lrint(turn < 0 ? -rate : rate);
    }
    cw_ais_json_device(json, device);
    return json;
}

void cw_ais_json_destroy(cw_ais_json *json) {
    free(json);
}

void cw_ais_json_device(cw_ais_json *json, const char *device) {
    enum { TAIL = 64, ESCAPED = 6 };
    char *to = PUT(json->head, "{\"class\":\"AIS\",\"device\":\"");
    size_t left = strlen(device), bytes;
    for (; left > 0 && to < json->head + MOST_HEAD - TAIL; device += bytes, left -= bytes) {
        uint32_t sign;
        bytes = cw_utf8_sign(device, left, &sign);
        if (bytes == 0) { /* a name of a file in another code: the line must stay JSON */
            *to++ = '?';
            bytes = 1;
        } else if (sign < ' ') {
            to += snprintf(to, ESCAPED + 1, "\\u%04x", (unsigned)sign);
        } else if (bytes == 1) {
            to = put_text(to, (char[2]){*device, '\0'});
        } else {
            to = put(to, device, bytes);
        }
    }
    to = PUT(to, "\",\"type\":");
    json->head_length = (size_t)(to - json->head);
}

size_t cw_ais_json_line(cw_ais_json *json, const cw_ais_message *m, char to[CW_AIS_JSON_ROOM]) {
    char *at = put(to, json->head, json->head_length);
    at = number_unsigned(at, m->type);
    at = PUT(at, ",\"repeat\":");
    at = number_unsigned(at, m->repeat);
    at = PUT(at, ",\"mmsi\":");
    at = number_unsigned(at, m->mmsi);
    at = json->scaled ? PUT(at, ",\"scaled\":true") : PUT(at, ",\"scaled\":false");
    if (m->type == 24) at = put_part(json, at, m);
    at = put_items(json, m, decode(m, json->items), at);
    at = put_beside(at, m, &json->day);
    at = PUT(at, "}\n");
    return (size_t)(at - to);
}
