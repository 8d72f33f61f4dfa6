/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: base64 and raw signatures. */
#ifndef CROSSWATCH_RECORD_NOTE_H
#define CROSSWATCH_RECORD_NOTE_H

#include <crosswatch/record.h>

enum { SIGNATURE_BYTES = 64, BASE64_HASH = 45 };

void base64_add(cw_text *out, const void *bytes, size_t length);
/* Strict: `text` is the one base64 of exactly `size` bytes. */
bool base64_read(const char *text, size_t length, void *bytes, size_t size);

void key_sign(const cw_secret_key *key, const void *bytes, size_t length,
              uint8_t signature[SIGNATURE_BYTES]);
bool key_verify(const cw_public_key *key, const void *bytes, size_t length,
                const uint8_t signature[SIGNATURE_BYTES]);
/* The first four bytes of SHA-256(name, newline, 0x01, key): what a note calls a key by. */
void key_hash(const cw_public_key *key, uint8_t hash[4]);

#endif
