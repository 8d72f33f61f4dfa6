/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: what sealing and decoding share: the rules of the fields and the hashes. */
#ifndef CROSSWATCH_RECORD_EVENT_H
#define CROSSWATCH_RECORD_EVENT_H

#include <crosswatch/record.h>

/* Each field within its limits, lists ascending without doubles; *err names the field. A "body"
 * that is present must be canonical. */
bool event_check(const cw_event *event, cw_error *err);
bool event_is_word(const char *text, size_t most); /* kinds, names of parts */
bool event_is_centre(const char *text);            /* names of centres */

cw_hash event_commitment(const uint8_t salt[CW_SALT_BYTES], const void *bytes, size_t length);
/* The id, from everything else; false only when memory runs out. */
bool event_hash(cw_event *event, cw_error *err);

#define EVENT_MAGIC "CWE1" /* what an encoding begins with, without the NUL */
enum { EVENT_MAGIC_BYTES = 4, PART_RELEASED = 1, PART_PRESENT = 2 /* flags of a part */ };

/* The encoding; with `bare` all parts are left out, which is what the id is the hash of. */
void event_write(const cw_event *event, bool bare, cw_text *out);

#endif
