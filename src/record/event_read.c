/* SPDX-License-Identifier: Apache-2.0 */
/* Reads an event's encoding, as event_write.c describes it, and nothing else; what came of it is
 * held against the same rules as what is sealed here. */
#include "event.h"

#include "codec.h"

#include <string.h>

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
    if (flags > (PART_RELEASED | PART_PRESENT)) in->failed = true;
    part->released = (flags & PART_RELEASED) != 0;
    part->present = (flags & PART_PRESENT) != 0;
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
    const uint8_t *magic = length <= CW_MOST_EVENT_BYTES ? get_bytes(&in, EVENT_MAGIC_BYTES) : NULL;
    if (magic == NULL || memcmp(magic, EVENT_MAGIC, EVENT_MAGIC_BYTES) != 0) in.failed = true;
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
