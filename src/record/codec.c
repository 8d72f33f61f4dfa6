/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes in network order, written to a growing buffer and read from one that is not trusted: a
 * reader that ran past its end stays failed and yields zeros, so that a decoder may read on and ask
 * once. Hashing is libsodium's SHA-256.
 */
#include "codec.h"

#include <sodium.h>
#include <string.h>

void put_u8(cw_text *out, unsigned value) {
    char byte = (char)(value & 0xffU);
    cw_text_add_bytes(out, &byte, 1);
}

static void put_big_endian(cw_text *out, uint64_t value, size_t size) {
    char bytes[8];
    for (size_t i = 0; i < size; i++) bytes[i] = (char)(value >> (8 * (size - 1 - i)) & 0xffU);
    cw_text_add_bytes(out, bytes, size);
}

void put_u32(cw_text *out, uint32_t value) {
    put_big_endian(out, value, 4);
}

void put_u64(cw_text *out, uint64_t value) {
    put_big_endian(out, value, 8);
}

void put_bytes(cw_text *out, const void *bytes, size_t length) {
    if (length > 0) cw_text_add_bytes(out, bytes, length);
}

void put_short_text(cw_text *out, const char *text) {
    size_t length = strlen(text);
    if (length > UINT8_MAX) {
        out->failed = true;
        return;
    }
    put_u8(out, (unsigned)length);
    put_bytes(out, text, length);
}

reader reader_of(const void *bytes, size_t length) {
    return (reader){.at = bytes, .end = (const uint8_t *)bytes + length};
}

size_t reader_left(const reader *in) {
    return in->failed ? 0 : (size_t)(in->end - in->at);
}

const uint8_t *get_bytes(reader *in, size_t length) {
    if (reader_left(in) < length) {
        in->failed = true;
        return NULL;
    }
    const uint8_t *bytes = in->at;
    in->at += length;
    return bytes;
}

static uint64_t get_big_endian(reader *in, size_t size) {
    const uint8_t *bytes = get_bytes(in, size);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < size; i++) value = value << 8 | bytes[i];
    return value;
}

unsigned get_u8(reader *in) {
    return (unsigned)get_big_endian(in, 1);
}

uint32_t get_u32(reader *in) {
    return (uint32_t)get_big_endian(in, 4);
}

uint64_t get_u64(reader *in) {
    return get_big_endian(in, 8);
}

char *get_short_text(reader *in, cw_arena *arena) {
    size_t length = get_u8(in);
    const uint8_t *bytes = get_bytes(in, length);
    bool whole = !in->failed && memchr(bytes, '\0', length) == NULL;
    char *text = whole ? cw_arena_alloc(arena, length + 1) : NULL;
    if (text == NULL)
        in->failed = true;
    else
        memcpy(text, bytes, length);
    return text;
}

cw_hash hash_pieces(const piece *pieces, size_t count) {
    cw_hash hash;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].length > 0)
            crypto_hash_sha256_update(&state, pieces[i].bytes, pieces[i].length);
    }
    crypto_hash_sha256_final(&state, hash.bytes);
    return hash;
}

bool crypto_ready(cw_error *err) {
    if (sodium_init() >= 0) return true;
    return cw_fail(err, CW_ERR_MACHINE, "libsodium cannot be readied (no source of randomness?)");
}
