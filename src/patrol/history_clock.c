/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Local clocks of the two coasts. Since 1996 both change together, at 01:00 UTC on the last Sunday
 * of March and of October (directives 94/21/EC and 2000/84/EC; the British clock by The Summer Time
 * Order 1997 and 2002): London UTC and UTC+1, Paris UTC+1 and UTC+2. Before 1996 the two differed
 * and times by the wall clock are read by the same rule, up to an hour wrong in September and
 * October. The system's zone tables are not used: they depend on the machine, and the C library
 * reads them through global state.
 */
#include <crosswatch/patrol.h>

enum { MARCH = 3, OCTOBER = 10, DAYS = 31, A_WEEK = 7 };

/* 01:00 UTC on the last Sunday of a month of 31 days. 1970-01-01 was a Thursday. */
static cw_time last_sunday(int year, int month) {
    cw_time last = cw_time_from_civil(year, month, DAYS, 1, 0, 0.0);
    int64_t day = last / (24 * CW_HOUR_MS);
    int64_t weekday = ((day + 4) % A_WEEK + A_WEEK) % A_WEEK; /* Sunday 0 */
    return last - weekday * 24 * CW_HOUR_MS;
}

static bool is_summer(cw_time utc) {
    int year, month, day, hour, minute;
    double second;
    cw_time_to_civil(utc, &year, &month, &day, &hour, &minute, &second);
    return utc >= last_sunday(year, MARCH) && utc < last_sunday(year, OCTOBER);
}

bool cw_clock_to_utc(cw_clock clock, cw_time local, cw_time *utc, bool *doubtful) {
    *doubtful = false;
    *utc = local;
    if (clock == CW_CLOCK_UTC) return true;
    cw_time offset = clock == CW_CLOCK_PARIS ? CW_HOUR_MS : 0;
    cw_time summer = local - offset - CW_HOUR_MS, winter = local - offset;
    bool as_summer = is_summer(summer), as_winter = !is_summer(winter);
    *doubtful = as_summer && as_winter;
    *utc = as_summer ? summer : winter;
    return as_summer || as_winter;
}
