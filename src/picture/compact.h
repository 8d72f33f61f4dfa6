/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fix in 24 bytes, so that a day of a busy strait (five million fixes) is 120 MB. The units are
 * chosen so that what AIS sends comes back to the last digit: places in nine-millionths of a degree
 * (15 of them are AIS's ten-thousandth of a minute, 9 are a millionth of a degree), speeds in
 * sixtieths of a knot (6 are AIS's tenth), courses and headings in hundredths of a degree. What has
 * more digits than that is rounded: 6 mm, 0.004 m/s, 0.005 degrees, turns 0.0125 degrees a minute.
 */
#ifndef CROSSWATCH_PICTURE_COMPACT_H
#define CROSSWATCH_PICTURE_COMPACT_H

#include <crosswatch/picture.h>

#include <assert.h>
#include <math.h>

typedef struct compact_fix {
    int64_t key;      /* time in ms * 2^20 + status * 2^16 + error in decimetres */
    int32_t lat, lon; /* nine-millionths of a degree */
    uint16_t speed, course, heading;
    int16_t turn; /* fortieths of a degree a minute */
} compact_fix;

static_assert(sizeof(compact_fix) == 24, "a fix is kept in 24 bytes");

enum { COMPACT_NONE = UINT16_MAX, COMPACT_NO_TURN = INT16_MIN };

#define COMPACT_STEP      (INT64_C(1) << 20) /* of the key from one millisecond to the next */
#define COMPACT_MOST_TIME (INT64_MAX / COMPACT_STEP - 1) /* the year 2248 */

/* Rounds down also before 1970. */
static inline cw_time compact_time(const compact_fix *fix) {
    int64_t rest = fix->key % COMPACT_STEP;
    return (fix->key - (rest < 0 ? rest + COMPACT_STEP : rest)) / COMPACT_STEP;
}

static inline bool compact_holds_time(cw_time time) {
    return time >= -COMPACT_MOST_TIME && time <= COMPACT_MOST_TIME;
}

compact_fix compact_of(const cw_track_fix *fix);
cw_track_fix compact_to(const compact_fix *fix);

#endif
