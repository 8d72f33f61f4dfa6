/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: bytes written and read in network order, and hashes of several pieces. */
#ifndef CROSSWATCH_RECORD_CODEC_H
#define CROSSWATCH_RECORD_CODEC_H

#include <crosswatch/record.h>

/* ---- writing ---- */
void put_u8(cw_text *out, unsigned value);
void put_u32(cw_text *out, uint32_t value);
void put_u64(cw_text *out, uint64_t value);
void put_bytes(cw_text *out, const void *bytes, size_t length);
void put_short_text(cw_text *out, const char *text); /* one byte of length, then the text */

/* ---- reading: after a failure everything else reads as zero, and `failed` stays set ---- */
typedef struct reader {
    const uint8_t *at, *end;
    bool failed;
} reader;
reader reader_of(const void *bytes, size_t length);
size_t reader_left(const reader *in);
unsigned get_u8(reader *in);
uint32_t get_u32(reader *in);
uint64_t get_u64(reader *in);
const uint8_t *get_bytes(reader *in, size_t length); /* NULL when there are fewer */
/* NULL when cut, out of memory, or with a NUL within, which would hide what follows it. */
char *get_short_text(reader *in, cw_arena *arena);

/* ---- hashing ---- */
typedef struct piece {
    const void *bytes;
    size_t length;
} piece;
cw_hash hash_pieces(const piece *pieces, size_t count);

/* Readies libsodium; false when it cannot be. */
bool crypto_ready(cw_error *err);

#endif
