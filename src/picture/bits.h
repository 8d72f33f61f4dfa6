/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bits of a message. The payload is unpacked into 64-bit words, the first bit highest, with a zero
 * word behind, so that any field of up to 64 bits is two shifts and an or, without a branch or a
 * loop over bits. Reading beyond the end gives zeros.
 */
#ifndef CROSSWATCH_PICTURE_BITS_H
#define CROSSWATCH_PICTURE_BITS_H

#include "base/widest.h"

#include <crosswatch/picture.h>

#include <string.h>

/* `width` bits (1 to 64) from bit `start`; start + width is at most CW_AIS_MOST_BITS + 64. */
CW_INLINE uint64_t bits_unsigned(const uint64_t *words, unsigned start, unsigned width) {
    unsigned word = start >> 6, shift = start & 63;
    uint64_t high = words[word] << shift, low = (words[word + 1] >> 1) >> (63 - shift);
    return (high | low) >> (64 - width);
}

/* The same in two's complement. */
CW_INLINE int64_t bits_signed(const uint64_t *words, unsigned start, unsigned width) {
    unsigned word = start >> 6, shift = start & 63;
    uint64_t high = words[word] << shift, low = (words[word + 1] >> 1) >> (63 - shift);
    return (int64_t)(high | low) >> (64 - width);
}

/* Unpacks `count` payload characters behind the `*bits` bits that are there. False, nothing
 * promised of the words, when a character is not six-bit or there is no room. With no bits there
 * yet, words[0] is zero. */
bool bits_unpack(uint64_t *words, unsigned *bits, const char *payload, size_t count);
/* Takes the last `fill` (at most *bits) bits away; zeros stand there then. */
void bits_trim(uint64_t *words, unsigned *bits, unsigned fill);

/* The six-bit character set of text fields (M.1371-5, table 47). */
CW_INLINE char bits_character(uint64_t six) {
    return (char)(six < 32 ? six + 64 : six);
}

#endif
