/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fixes as few bytes: column by column, each number as the difference from the one before it,
 * zigzag (so that small negative numbers are small) and in groups of seven bits (LEB128), and that
 * packed by zstd. A fix of a real log takes 5 to 10 bytes instead of 24.
 */
#include "fix_blob.h"

#include <stdlib.h>
#include <zstd.h>

enum { COLUMNS = 7, LEVEL = 3 };

static int64_t column_of(const compact_fix *fix, int column) {
    switch (column) {
    case 0:
        return fix->key;
    case 1:
        return fix->lat;
    case 2:
        return fix->lon;
    case 3:
        return fix->speed;
    case 4:
        return fix->course;
    case 5:
        return fix->heading;
    default:
        return fix->turn;
    }
}

/* False: the column cannot hold it. */
static bool set_column(compact_fix *fix, int column, int64_t value) {
    bool small = value >= 0 && value <= UINT16_MAX,
         whole = value >= -INT32_MAX && value <= INT32_MAX;
    switch (column) {
    case 0:
        fix->key = value;
        return true;
    case 1:
        fix->lat = (int32_t)value;
        return whole;
    case 2:
        fix->lon = (int32_t)value;
        return whole;
    case 3:
        fix->speed = (uint16_t)value;
        return small;
    case 4:
        fix->course = (uint16_t)value;
        return small;
    case 5:
        fix->heading = (uint16_t)value;
        return small;
    default:
        fix->turn = (int16_t)value;
        return value >= INT16_MIN && value <= INT16_MAX;
    }
}

/* Differences wrap, as unsigned numbers do: no overflow, whatever the bytes. */
static uint64_t zigzag(uint64_t difference) {
    return difference << 1 ^ (difference >> 63 != 0 ? UINT64_MAX : 0);
}

static uint64_t unzigzag(uint64_t n) {
    return n >> 1 ^ ((n & 1) != 0 ? UINT64_MAX : 0);
}

static uint8_t *put(uint8_t *to, uint64_t n) {
    for (; n >= 0x80; n >>= 7) *to++ = (uint8_t)(n | 0x80);
    *to++ = (uint8_t)n;
    return to;
}

static bool get(const uint8_t **at, const uint8_t *end, uint64_t *n) {
    *n = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        *n |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

size_t fix_blob_pack(const compact_fix *fixes, size_t count, uint8_t to[FIX_BLOB_ROOM]) {
    uint8_t raw[FIX_BLOB_RAW], *at = raw;
    for (int column = 0; column < COLUMNS; column++) {
        uint64_t before = 0;
        for (size_t i = 0; i < count; i++) {
            uint64_t value = (uint64_t)column_of(&fixes[i], column);
            at = put(at, zigzag(value - before));
            before = value;
        }
    }
    size_t length = ZSTD_compress(to, FIX_BLOB_ROOM, raw, (size_t)(at - raw), LEVEL);
    return ZSTD_isError(length) ? 0 : length;
}

static bool sound(const compact_fix *fixes, size_t count) {
    enum { QUARTER = 810000000 }; /* nine-millionths of a degree in 90 */
    for (size_t i = 0; i < count; i++) {
        if (llabs(fixes[i].lat) > QUARTER || llabs(fixes[i].lon) > 2 * (int64_t)QUARTER)
            return false;
        if (!compact_holds_time(compact_time(&fixes[i]))) return false;
        if (i > 0 && compact_time(&fixes[i]) <= compact_time(&fixes[i - 1])) return false;
    }
    return true;
}

bool fix_blob_unpack(const uint8_t *bytes, size_t length, compact_fix *fixes, size_t count) {
    uint8_t raw[FIX_BLOB_RAW];
    size_t raw_length = ZSTD_decompress(raw, sizeof raw, bytes, length);
    if (count > FIX_BLOB_MOST || ZSTD_isError(raw_length)) return false;
    const uint8_t *at = raw, *end = raw + raw_length;
    for (int column = 0; column < COLUMNS; column++) {
        uint64_t value = 0, n;
        for (size_t i = 0; i < count; i++) {
            if (!get(&at, end, &n)) return false;
            value += unzigzag(n);
            if (!set_column(&fixes[i], column, (int64_t)value)) return false;
        }
    }
    return at == end && sound(fixes, count);
}
