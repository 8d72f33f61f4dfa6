/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTC time as milliseconds. The civil calendar follows the days-from-civil arithmetic of the
 * proleptic Gregorian calendar (years that begin in March, 400-year eras of 146,097 days), so that
 * no time zone database and no C library state is asked.
 */
#include <crosswatch/base.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DAYS_AN_ERA = 146097, DAYS_TO_1970 = 719468, MS_A_DAY = 86400000 };

static int64_t days_from_civil(int year, int month, int day) {
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_AN_ERA + day_of_era - DAYS_TO_1970;
}

cw_time cw_time_from_civil(int year, int month, int day, int hour, int minute, double second) {
    return days_from_civil(year, month, day) * MS_A_DAY + hour * CW_HOUR_MS + minute * CW_MINUTE_MS
           + (int64_t)llround(second * 1000.0);
}

void cw_time_to_civil(cw_time time, int *year, int *month, int *day, int *hour, int *minute,
                      double *second) {
    int64_t days = time / MS_A_DAY, ms = time % MS_A_DAY;
    if (ms < 0) {
        ms += MS_A_DAY;
        days--;
    }
    int64_t z = days + DAYS_TO_1970;
    int64_t era = (z >= 0 ? z : z - (DAYS_AN_ERA - 1)) / DAYS_AN_ERA;
    int64_t doe = z - era * DAYS_AN_ERA;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
    *hour = (int)(ms / CW_HOUR_MS);
    *minute = (int)(ms / CW_MINUTE_MS % 60);
    *second = (double)(ms % CW_MINUTE_MS) / 1000.0;
}

static int days_in_month(int year, int month) {
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Reads exactly `digits` decimal digits and moves on. */
static bool read_digits(const char **at, int digits, int *value) {
    *value = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*at)[i];
        if (c < '0' || c > '9') return false;
        *value = *value * 10 + (c - '0');
    }
    *at += digits;
    return true;
}

static bool read_char(const char **at, const char *any) {
    if (**at == '\0' || strchr(any, **at) == NULL) return false;
    (*at)++;
    return true;
}

/* ":SS" and ":SS.fff", both optional. */
static bool read_seconds(const char **at, double *second) {
    int whole = 0;
    *second = 0.0;
    if (**at != ':') return true;
    (*at)++;
    if (!read_digits(at, 2, &whole) || whole > 59) return false;
    *second = whole;
    if (**at != '.') return true;
    (*at)++;
    double unit = 0.1;
    if (**at < '0' || **at > '9') return false;
    while (**at >= '0' && **at <= '9') {
        *second += (**at - '0') * unit;
        unit /= 10.0;
        (*at)++;
    }
    return true;
}

/* "Z", "+HH:MM", "+HHMM", "+HH". */
static bool read_zone(const char **at, int *offset_minutes) {
    *offset_minutes = 0;
    if (read_char(at, "Zz")) return true;
    char sign = **at;
    int hours = 0, minutes = 0;
    if (!read_char(at, "+-") || !read_digits(at, 2, &hours)) return false;
    if (**at == ':') (*at)++;
    if (**at != '\0' && !read_digits(at, 2, &minutes)) return false;
    if (hours > 14 || minutes > 59) return false;
    *offset_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool cw_time_parse(const char *text, cw_time *time, cw_error *err) {
    int year, month, day, hour, minute, offset;
    double second;
    const char *at = text;
    while (*at == ' ') at++;
    if (!read_digits(&at, 4, &year) || !read_char(&at, "-") || !read_digits(&at, 2, &month)
        || !read_char(&at, "-") || !read_digits(&at, 2, &day) || !read_char(&at, "Tt ")
        || !read_digits(&at, 2, &hour) || !read_char(&at, ":") || !read_digits(&at, 2, &minute)
        || !read_seconds(&at, &second)) {
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.64s\" is not a time such as 2021-11-24T02:27Z (ISO 8601)", text);
    }
    if (*at == ' ') at++;
    if (*at == '\0') {
        return cw_fail(err, CW_ERR_INPUT,
                       "the time \"%.64s\" has no zone: end it with Z (UTC) or an offset such as "
                       "+01:00",
                       text);
    }
    if (!read_zone(&at, &offset) || *at != '\0') {
        return cw_fail(err, CW_ERR_INPUT, "the time \"%.64s\" does not end in Z or an offset",
                       text);
    }
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1
        || day > days_in_month(year, month) || hour > 23 || minute > 59) {
        return cw_fail(err, CW_ERR_INPUT, "\"%.64s\" is not a time of the calendar", text);
    }
    *time = cw_time_from_civil(year, month, day, hour, minute, second) - offset * CW_MINUTE_MS;
    return true;
}

const char *cw_time_format(cw_time time, char text[CW_TIME_TEXT]) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    int ms = (int)lround(second * 1000.0);
    int n = snprintf(text, CW_TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", year % 10000, month, day,
                     hour, minute, ms / 1000);
    if (ms % 1000 != 0) n += snprintf(text + n, CW_TIME_TEXT - (size_t)n, ".%03d", ms % 1000);
    snprintf(text + n, CW_TIME_TEXT - (size_t)n, "Z");
    return text;
}

const char *cw_time_format_short(cw_time time, char text[CW_TIME_TEXT]) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(time + CW_MINUTE_MS / 2, &year, &month, &day, &hour, &minute, &second);
    snprintf(text, CW_TIME_TEXT, "%02d %02d%02dZ", day, hour, minute);
    return text;
}
