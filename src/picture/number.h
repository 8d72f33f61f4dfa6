/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers as text, without printf: integers two digits at a time from a table, decimals as scaled
 * integers, so that "51.157500" is exact. All write at `to` and return the end; nothing is closed
 * with a NUL. The caller has NUMBER_ROOM bytes there.
 */
#ifndef CROSSWATCH_PICTURE_NUMBER_H
#define CROSSWATCH_PICTURE_NUMBER_H

#include "base/widest.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { NUMBER_ROOM = 32 };

extern const char number_pairs[200]; /* "00" to "99" */

CW_INLINE char *number_pair(char *to, unsigned below_100) {
    memcpy(to, number_pairs + 2 * below_100, 2);
    return to + 2;
}

CW_INLINE char *number_unsigned(char *to, uint64_t value) {
    if (value < 10) {
        *to = (char)('0' + value);
        return to + 1;
    }
    char digits[20];
    unsigned at = sizeof digits;
    for (; value >= 100; value /= 100) {
        at -= 2;
        memcpy(digits + at, number_pairs + 2 * (value % 100), 2);
    }
    if (value >= 10) {
        at -= 2;
        memcpy(digits + at, number_pairs + 2 * value, 2);
    } else {
        digits[--at] = (char)('0' + value);
    }
    memcpy(to, digits + at, sizeof digits - at);
    return to + sizeof digits - at;
}

CW_INLINE char *number_signed(char *to, int64_t value) {
    if (value < 0) *to++ = '-';
    return number_unsigned(to, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* value / 10^decimals with that many decimals, 1 to 6; "-0.0" is never written. */
CW_INLINE char *number_decimal(char *to, int64_t value, unsigned decimals) {
    static const uint32_t power[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (value < 0) *to++ = '-';
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint32_t rest = (uint32_t)(size % power[decimals]);
    to = number_unsigned(to, size / power[decimals]);
    *to++ = '.';
    if (decimals & 1) {
        *to++ = (char)('0' + rest / power[decimals - 1]);
        rest %= power[decimals - 1];
    }
    switch (decimals >> 1) {
    case 3:
        to = number_pair(to, rest / 10000);
        rest %= 10000; /* fall through */
    case 2:
        to = number_pair(to, rest / 100);
        rest %= 100; /* fall through */
    case 1:
        to = number_pair(to, rest); /* fall through */
    default:
        return to;
    }
}

/* numerator / denominator (above 0) rounded to the nearest, halves away from zero. */
CW_INLINE int64_t number_divide(int64_t numerator, int64_t denominator) {
    int64_t half = denominator / 2;
    return (numerator < 0 ? numerator - half : numerator + half) / denominator;
}

#endif
