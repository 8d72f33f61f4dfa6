/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: the bundle's format, shared by export and import. */
#ifndef CROSSWATCH_RECORD_BUNDLE_H
#define CROSSWATCH_RECORD_BUNDLE_H

#include "store.h"

enum { BUNDLE_BARE = 0, BUNDLE_EVENT = 1 };
extern const char bundle_magic[4];
/* What the signature is over: a tag and the hash of all bytes before it. */
enum { BUNDLE_SIGNED_BYTES = 20 + 32 };
void bundle_digest(const void *bytes, size_t length, uint8_t out[BUNDLE_SIGNED_BYTES]);

/* Reads a bundle without believing it: everything but signatures and the store. */
bool bundle_read(const void *bytes, size_t length, cw_bundle *about, cw_error *err);
/* The same of its beginning alone: from whom, to whom, what positions. */
bool bundle_look(const void *bytes, size_t length, cw_bundle *about, cw_error *err);

/* What a centre may send of an event: its parts, filtered; NULL with no error: its id alone. */
typedef struct release {
    const char *to;
    const cw_release_rule *rules;
    size_t count;
} release;
bool release_allows(const release *r, const cw_event *event);
bool release_keeps(void *release, const cw_event *event, const cw_event_part *part);

/* witness.c */
bool store_checkpoint_within(cw_store *store, const cw_secret_key *key, cw_time now, cw_text *note,
                             cw_error *err);
/* Keeps a note of a centre's log, unless it is there already. */
bool store_keep_note(cw_store *store, const cw_checkpoint *checkpoint, const char *note,
                     size_t length, cw_error *err);
/* Keeps two notes that contradict each other; the earlier is the newest that is held. */
bool store_keep_evidence(cw_store *store, const char *centre, const char *later, size_t length,
                         cw_error *err);

#endif
