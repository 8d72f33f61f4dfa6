/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What identifies an event: the hash of what it says.
 *
 *   commitment(part) = SHA-256("crosswatch part 1" NUL salt bytes)
 *   id               = SHA-256("crosswatch event 1" NUL encoding with every part left out)
 *
 * An encoding with a part left out holds its name, marking and commitment, so that a part may be
 * removed later (retention), or withheld from a partner, and the id and every proof about it stay
 * valid. The salt is what makes removal real: without it a removed phone number could be found by
 * hashing all numbers there are. docs/record.md tells the rest.
 */
#include "event.h"

#include "codec.h"

/* The NUL that ends each literal is hashed too. */
static const char PART_TAG[] = "crosswatch part 1", EVENT_TAG[] = "crosswatch event 1";

cw_hash event_commitment(const uint8_t salt[CW_SALT_BYTES], const void *bytes, size_t length) {
    const piece pieces[] = {{PART_TAG, sizeof PART_TAG}, {salt, CW_SALT_BYTES}, {bytes, length}};
    return hash_pieces(pieces, 3);
}

bool event_hash(cw_event *event, cw_error *err) {
    cw_text bare = {0};
    event_write(event, true, &bare);
    const piece pieces[] = {{EVENT_TAG, sizeof EVENT_TAG}, {bare.data, bare.length}};
    if (!bare.failed) event->id = hash_pieces(pieces, 2);
    bool done = !bare.failed || cw_fail_memory(err);
    cw_text_free(&bare);
    return done;
}
