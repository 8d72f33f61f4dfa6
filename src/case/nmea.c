/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixes in an NMEA 0183 log. Only RMC is read: the one common sentence that has date, time and
 * place together,
 *   $--RMC,hhmmss.ss,A,llll.ll,a,yyyyy.yy,a,knots,course,ddmmyy,...*hh
 * with the checksum the exclusive or of all between $ and *. A sentence that is damaged or says
 * that its fix is void is passed over, like a second in which nothing was logged.
 */
#include "nmea.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 24, MOST_LENGTH = 120 }; /* the standard has 82 characters */

static bool checksum_holds(const char *body, const char *star) {
    unsigned sum = 0;
    for (const char *c = body; c < star; c++) sum ^= (unsigned char)*c;
    if (!isxdigit((unsigned char)star[1]) || !isxdigit((unsigned char)star[2])) return false;
    char digits[3] = {star[1], star[2], '\0'};
    return strtoul(digits, NULL, 16) == sum;
}

/* `digits` decimal digits at the beginning. */
static bool number_of(const char *text, size_t digits, int *value) {
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (!isdigit((unsigned char)text[i])) return false;
        *value = 10 * *value + (text[i] - '0');
    }
    return true;
}

/* "4807.038" and "N": degrees, then minutes with as many decimals as there are. */
static bool angle(const char *text, size_t degree_digits, const char *half, const char *halves,
                  double *deg) {
    int whole, minutes;
    if (!number_of(text, degree_digits, &whole) || !number_of(text + degree_digits, 2, &minutes))
        return false;
    const char *rest = text + degree_digits + 2;
    double fraction = 0.0, unit = 0.1;
    if (*rest == '.') rest++;
    for (; isdigit((unsigned char)*rest); rest++, unit *= 0.1) fraction += unit * (*rest - '0');
    if (*rest != '\0' || minutes > 59 || half[0] == '\0' || half[1] != '\0') return false;
    const char *side = strchr(halves, half[0]);
    if (side == NULL) return false;
    *deg = (whole + (minutes + fraction) / 60.0) * (side == halves ? 1.0 : -1.0);
    return true;
}

/* Two digits of the year: GPS began in 1980. */
static bool clock_of(const char *time, const char *date, cw_time *to) {
    int hour, minute, second, day, month, year;
    if (!number_of(time, 2, &hour) || !number_of(time + 2, 2, &minute)
        || !number_of(time + 4, 2, &second) || !number_of(date, 2, &day)
        || !number_of(date + 2, 2, &month) || !number_of(date + 4, 2, &year) || date[6] != '\0')
        return false;
    bool holds = hour < 24 && minute < 60 && second < 60 && day >= 1 && day <= 31 && month >= 1
                 && month <= 12 && (time[6] == '\0' || time[6] == '.');
    double fraction = 0.0, unit = 0.1;
    const char *rest = time[6] == '.' ? time + 7 : time + 6;
    for (; holds && isdigit((unsigned char)*rest); rest++, unit *= 0.1)
        fraction += unit * (*rest - '0');
    if (!holds || *rest != '\0') return false;
    *to = cw_time_from_civil(year < 80 ? 2000 + year : 1900 + year, month, day, hour, minute,
                             second + fraction);
    return true;
}

bool nmea_fix(const char *line, cw_timed_position *to) {
    char copy[MOST_LENGTH], *fields[MOST_FIELDS];
    const char *dollar = strrchr(line, '$');
    const char *star = dollar != NULL ? strchr(dollar, '*') : NULL;
    if (star == NULL || (size_t)(star - dollar) > sizeof copy || !checksum_holds(dollar + 1, star))
        return false;
    size_t length = (size_t)(star - dollar) - 1, count = 0;
    memcpy(copy, dollar + 1, length);
    copy[length] = '\0';
    for (char *at = copy; at != NULL && count < MOST_FIELDS; count++) {
        fields[count] = at;
        at = strchr(at, ',');
        if (at != NULL) *at++ = '\0';
    }
    if (count < 10 || strlen(fields[0]) != 5 || strcmp(fields[0] + 2, "RMC") != 0
        || strcmp(fields[2], "A") != 0)
        return false;
    return clock_of(fields[1], fields[9], &to->time)
           && angle(fields[3], 2, fields[4], "NS", &to->at.lat_deg)
           && angle(fields[5], 3, fields[6], "EW", &to->at.lon_deg) && fabs(to->at.lat_deg) <= 90.0
           && fabs(to->at.lon_deg) <= 180.0;
}
