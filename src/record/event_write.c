/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one encoding of an event. Numbers are in network order; a text is a byte of length and its
 * bytes.
 *
 *   "CWE1"
 *   centre, person, kind                       texts
 *   observed, received, recorded               8 bytes each
 *   count (1 byte), incidents                  texts, ascending
 *   count, superseded events                   32 bytes each, ascending
 *   count, centres it is shared with           texts, ascending
 *   count, parts in ascending order of name:
 *     name, flags                              text; 1: released, 2: present
 *     present: salt (16), length (4), bytes
 *     absent:  commitment (32)
 *
 * Nothing that can be computed (the id, the commitment of a part that is present) is in it, so that
 * nothing in it can contradict the rest. event_read.c accepts this and nothing else.
 */
#include "event.h"

#include "codec.h"

static void write_part(const cw_event_part *part, bool bare, cw_text *out) {
    bool present = part->present && !bare;
    put_short_text(out, part->name);
    put_u8(out, (part->released ? PART_RELEASED : 0U) | (present ? PART_PRESENT : 0U));
    if (present) {
        put_bytes(out, part->salt, CW_SALT_BYTES);
        put_u32(out, (uint32_t)part->length);
        put_bytes(out, part->bytes, part->length);
    } else {
        put_bytes(out, part->commitment.bytes, sizeof part->commitment.bytes);
    }
}

static void write_texts(const char *const *texts, size_t count, cw_text *out) {
    put_u8(out, (unsigned)count);
    for (size_t i = 0; i < count; i++) put_short_text(out, texts[i]);
}

void event_write(const cw_event *event, bool bare, cw_text *out) {
    put_bytes(out, EVENT_MAGIC, EVENT_MAGIC_BYTES);
    put_short_text(out, event->centre);
    put_short_text(out, event->person);
    put_short_text(out, event->kind);
    put_u64(out, (uint64_t)event->observed);
    put_u64(out, (uint64_t)event->received);
    put_u64(out, (uint64_t)event->recorded);
    write_texts(event->incidents, event->incident_count, out);
    put_u8(out, (unsigned)event->superseded_count);
    for (size_t i = 0; i < event->superseded_count; i++)
        put_bytes(out, event->supersedes[i].bytes, sizeof event->supersedes[i].bytes);
    write_texts(event->shared_with, event->shared_count, out);
    put_u8(out, (unsigned)event->part_count);
    for (size_t i = 0; i < event->part_count; i++) write_part(&event->parts[i], bare, out);
}

bool cw_event_encode(const cw_event *event, cw_text *bytes, cw_error *err) {
    event_write(event, false, bytes);
    return !bytes->failed || cw_fail_memory(err);
}
