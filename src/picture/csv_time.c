/* SPDX-License-Identifier: Apache-2.0 */
/* The time in a row: archives write it as ISO 8601 without a zone (UTC), with the day first, or as
 * seconds or milliseconds since 1970. Each row says by its digits which. */
#include "csv_table.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MINUTE_STD_S = 17.3; /* 60 / sqrt(12): seconds are cut off */
static const double SECOND_STD_S = 1.0;  /* of reception, as in a log of sentences */

/* One to `most` digits; -1: none. */
static int digits(const char **at, size_t most) {
    size_t n = strspn(*at, "0123456789");
    if (n == 0 || n > most) return -1;
    int value = 0;
    for (size_t i = 0; i < n; i++) value = 10 * value + (*at)[i] - '0';
    *at += n;
    return value;
}

static bool skip(const char **at, const char *any) {
    if (**at == '\0' || strchr(any, **at) == NULL) return false;
    (*at)++;
    return true;
}

static bool since_1970(const char *text, cw_time *time) {
    static const double LAST_SECOND = 7258118400.0; /* the year 2200 */
    char *end;
    size_t whole = strspn(text, "0123456789");
    if (whole < 9 || whole > 14) return false;
    double value = strtod(text, &end), seconds = whole >= 12 ? value / 1000.0 : value;
    if (*end != '\0' || seconds > LAST_SECOND) return false;
    *time = (cw_time)llround(seconds * 1000.0);
    return true;
}

typedef struct civil {
    int year, month, day, hour, minute;
    double second;
} civil;

static bool read_date(const char **at, bool month_first, civil *c) {
    size_t first_digits = strspn(*at, "0123456789");
    int a = digits(at, 4), b, d;
    if (a < 0 || !skip(at, "-/.")) return false;
    b = digits(at, 2);
    if (b < 0 || !skip(at, "-/.")) return false;
    d = digits(at, first_digits == 4 ? 2 : 4);
    if (first_digits == 4)
        *c = (civil){.year = a, .month = b, .day = d};
    else
        *c = (civil){.year = d, .month = month_first ? a : b, .day = month_first ? b : a};
    return d >= 0;
}

/* "02:27", "02:27:59", "02:27:59.5", each with Z or not. */
static bool read_clock(const char **at, civil *c, double *std_s) {
    *std_s = MINUTE_STD_S;
    c->hour = digits(at, 2);
    if (c->hour < 0 || !skip(at, ":")) return false;
    c->minute = digits(at, 2);
    if (c->minute < 0) return false;
    if (skip(at, ":")) {
        char *end;
        if (!isdigit((unsigned char)**at)) return false;
        c->second = strtod(*at, &end);
        *at = end;
        *std_s = SECOND_STD_S;
    }
    skip(at, "zZ");
    return true;
}

static bool is_real(const civil *c, cw_time time) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    return year == c->year && month == c->month && day == c->day; /* no 31 November */
}

bool csv_time(const char *text, bool month_first, cw_time *time, double *std_s) {
    civil c;
    const char *at = text;
    *std_s = SECOND_STD_S;
    if (since_1970(text, time)) return true;
    if (!read_date(&at, month_first, &c) || !skip(&at, "T ") || !read_clock(&at, &c, std_s))
        return cw_time_parse(text, time, NULL); /* with an offset */
    if (*at != '\0') return cw_time_parse(text, time, NULL);
    if (c.year < 1970 || c.year > 2200 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31
        || c.hour > 23 || c.minute > 59 || !(c.second < 60.0))
        return false;
    *time = cw_time_from_civil(c.year, c.month, c.day, c.hour, c.minute, c.second);
    return is_real(&c, *time);
}
