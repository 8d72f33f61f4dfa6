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
 * Decoding accepts this and nothing else; what it made is held against the same rules as what is
 * sealed here. Nothing that can be computed (the id, the commitment of a part that is present) is
 * in it, so that nothing in it can contradict the rest.
 */
#include "event.h"

#include "codec.h"

#include <string.h>

static const char MAGIC[4] = {'C', 'W', 'E', '1'};
enum { RELEASED = 1, PRESENT = 2 };

/* ---- writing -------------------------------------------------------------------------------- */

static void write_part(const cw_event_part *part, bool bare, cw_text *out) {
    bool present = part->present && !bare;
    put_short_text(out, part->name);
    put_u8(out, (part->released ? RELEASED : 0U) | (present ? PRESENT : 0U));
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
    put_bytes(out, MAGIC, sizeof MAGIC);
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

/* ---- reading -------------------------------------------------------------------------------- */

/* A count that the bytes left could hold (each item has at least `least` bytes) and the limits
 * allow. */
static size_t read_count(reader *in, size_t most, size_t least) {
    size_t count = get_u8(in);
    if (count <= most && count * least <= reader_left(in)) return count;
    in->failed = true;
    return 0;
}

static const char *read_text(reader *in, cw_arena *arena) {
    const char *text = get_short_text(in, arena);
    return text != NULL ? text : "";
}

static const char *const *read_texts(reader *in, size_t most, size_t *count, cw_arena *arena) {
    *count = read_count(in, most, 1);
    const char **texts = cw_arena_alloc(arena, (*count + 1) * sizeof *texts);
    if (texts == NULL) {
        in->failed = true;
        *count = 0;
        return NULL;
    }
    for (size_t i = 0; i < *count; i++) texts[i] = read_text(in, arena);
    return texts;
}

static const cw_event_id *read_ids(reader *in, size_t most, size_t *count, cw_arena *arena) {
    *count = read_count(in, most, sizeof(cw_event_id));
    cw_event_id *ids = cw_arena_alloc(arena, (*count + 1) * sizeof *ids);
    const uint8_t *bytes = get_bytes(in, *count * sizeof *ids);
    if (ids == NULL || bytes == NULL) {
        in->failed = true;
        *count = 0;
        return NULL;
    }
    memcpy(ids, bytes, *count * sizeof *ids);
    return ids;
}

static void read_content(reader *in, cw_event_part *part, cw_arena *arena) {
    const uint8_t *salt = get_bytes(in, CW_SALT_BYTES);
    size_t length = get_u32(in);
    const uint8_t *bytes = length <= CW_MOST_PART_BYTES ? get_bytes(in, length) : NULL;
    uint8_t *copy = bytes != NULL ? cw_arena_alloc(arena, length + 1) : NULL;
    if (salt == NULL || copy == NULL) {
        in->failed = true;
        return;
    }
    memcpy(part->salt, salt, CW_SALT_BYTES);
    memcpy(copy, bytes, length);
    part->bytes = copy;
    part->length = length;
    part->commitment = event_commitment(part->salt, part->bytes, part->length);
}

static void read_part(reader *in, cw_event_part *part, cw_arena *arena) {
    *part = (cw_event_part){.name = read_text(in, arena)};
    unsigned flags = get_u8(in);
    if (flags > (RELEASED | PRESENT)) in->failed = true;
    part->released = (flags & RELEASED) != 0;
    part->present = (flags & PRESENT) != 0;
    if (part->present) {
        read_content(in, part, arena);
        return;
    }
    const uint8_t *commitment = get_bytes(in, sizeof part->commitment.bytes);
    if (commitment != NULL) memcpy(part->commitment.bytes, commitment, sizeof(cw_hash));
}

static void read_parts(reader *in, cw_event *event, cw_arena *arena) {
    /* the least part: a name of one letter, flags, a salt, a length of nothing */
    event->part_count = read_count(in, CW_MOST_PARTS, 2 + 1 + CW_SALT_BYTES + 4);
    cw_event_part *parts = cw_arena_alloc(arena, (event->part_count + 1) * sizeof *parts);
    if (parts == NULL) {
        in->failed = true;
        event->part_count = 0;
        return;
    }
    for (size_t i = 0; i < event->part_count; i++) read_part(in, &parts[i], arena);
    event->parts = parts;
}

cw_event *cw_event_decode(const void *bytes, size_t length, cw_arena *arena, cw_error *err) {
    reader in = reader_of(bytes, length);
    cw_event *event = cw_arena_alloc(arena, sizeof *event);
    if (event == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    const uint8_t *magic = length <= CW_MOST_EVENT_BYTES ? get_bytes(&in, sizeof MAGIC) : NULL;
    if (magic == NULL || memcmp(magic, MAGIC, sizeof MAGIC) != 0) in.failed = true;
    event->centre = read_text(&in, arena);
    event->person = read_text(&in, arena);
    event->kind = read_text(&in, arena);
    event->observed = (cw_time)get_u64(&in);
    event->received = (cw_time)get_u64(&in);
    event->recorded = (cw_time)get_u64(&in);
    event->incidents = read_texts(&in, CW_MOST_INCIDENTS, &event->incident_count, arena);
    event->supersedes = read_ids(&in, CW_MOST_SUPERSEDED, &event->superseded_count, arena);
    event->shared_with = read_texts(&in, CW_MOST_SHARED_WITH, &event->shared_count, arena);
    read_parts(&in, event, arena);
    if (in.failed || reader_left(&in) > 0) {
        cw_fail(err, CW_ERR_INPUT, "these %zu bytes are not an event (cut, damaged or too long)",
                length);
        return NULL;
    }
    return event_check(event, err) && event_hash(event, err) ? event : NULL;
}
