/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payload of a sentence is six bits a character: '0' to 'W' are 0 to 39, '`' to 'w' 40 to 63
 * (IEC 61162-1). Eight characters are unpacked at a time in one 64-bit word: each byte is tested
 * and mapped on its own (no carry crosses a byte), then pairs are closed up three times, 8 x 6 to
 * 4 x 12 to 2 x 24 to 48 bits.
 */
#include "bits.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t load_big_endian(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Bytes that are all below 0x80: the high bit of each byte of (x + (0x80 - n)) says x >= n. */
static inline uint64_t at_least(uint64_t x, unsigned n) {
    return (x + EACH(0x80 - n)) & EACH(0x80);
}

static inline bool map_eight(uint64_t x, uint64_t *values) {
    if ((x & EACH(0x80)) != 0) return false;
    uint64_t lower = at_least(x, '`');
    uint64_t wrong =
        (at_least(x, '0') ^ EACH(0x80)) | (at_least(x, 'X') & ~lower) | at_least(x, 'x');
    *values = x - EACH('0') - (lower >> 4); /* 0x80 >> 4 is the gap of 8 between the two ranges */
    return wrong == 0;
}

static inline uint64_t close_up(uint64_t v) {
    v = ((v & UINT64_C(0x3f003f003f003f00)) >> 2) | (v & UINT64_C(0x003f003f003f003f));
    v = ((v & UINT64_C(0x0fff00000fff0000)) >> 4) | (v & UINT64_C(0x00000fff00000fff));
    return ((v & UINT64_C(0x00ffffff00000000)) >> 8) | (v & UINT64_C(0x0000000000ffffff));
}

/* Appends the `width` (1 to 63) low bits of `value`; the words behind `at` are zero. */
static inline void append(uint64_t *words, unsigned at, uint64_t value, unsigned width) {
    uint64_t top = value << (64 - width);
    words[at >> 6] |= top >> (at & 63);
    words[(at >> 6) + 1] = (top << 1) << (63 - (at & 63));
}

bool bits_unpack(uint64_t *words, unsigned *bits, const char *payload, size_t count) {
    unsigned at = *bits;
    uint64_t values;
    if (count > (CW_AIS_MOST_BITS - at) / 6) return false;
    for (; count >= 8; count -= 8, payload += 8, at += 48) {
        if (!map_eight(load_big_endian(payload), &values)) return false;
        append(words, at, close_up(values), 48);
    }
    if (count > 0) {
        char last[8] = "00000000";
        memcpy(last, payload, count);
        if (!map_eight(load_big_endian(last), &values)) return false;
        unsigned width = 6 * (unsigned)count;
        append(words, at, close_up(values) >> (48 - width), width);
        at += width;
    }
    words[(at >> 6) + 1] = 0;
    *bits = at;
    return true;
}

void bits_trim(uint64_t *words, unsigned *bits, unsigned fill) {
    unsigned at = *bits -= fill;
    words[at >> 6] &= ~(~UINT64_C(0) >> (at & 63));
    words[(at >> 6) + 1] = 0;
}
