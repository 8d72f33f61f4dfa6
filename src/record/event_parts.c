/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of an event with fewer or more of its parts: the same event, since the identifier holds
 * each part's commitment whether the part is there or not. */
#include "event.h"

#include <string.h>

/* Sets every pointer of a copy into the arena, by writing and reading the encoding: the id is
 * computed anew, so that a copy cannot differ from what it copies. */
static cw_event *copied(const cw_event *event, cw_arena *arena, cw_error *err) {
    cw_text bytes = {0};
    cw_event *copy = NULL;
    if (cw_event_encode(event, &bytes, err))
        copy = cw_event_decode(bytes.data, bytes.length, arena, err);
    cw_text_free(&bytes);
    return copy;
}

static void leave_out(cw_event_part *part) {
    part->present = false;
    part->bytes = NULL;
    part->length = 0;
    memset(part->salt, 0, sizeof part->salt);
}

cw_event *cw_event_keep_parts(const cw_event *event, cw_part_filter keep, void *context,
                              cw_arena *arena, cw_error *err) {
    cw_event_part parts[CW_MOST_PARTS];
    cw_event fewer = *event;
    for (size_t i = 0; i < event->part_count; i++) {
        parts[i] = event->parts[i];
        if (parts[i].present && !keep(context, event, &event->parts[i])) leave_out(&parts[i]);
    }
    fewer.parts = parts;
    return copied(&fewer, arena, err);
}

cw_event *cw_event_join(const cw_event *a, const cw_event *b, cw_arena *arena, cw_error *err) {
    if (cw_event_id_compare(&a->id, &b->id) != 0) {
        cw_fail(err, CW_ERR_INPUT, "these are two different events");
        return NULL;
    }
    cw_event_part parts[CW_MOST_PARTS];
    cw_event both = *a;
    for (size_t i = 0; i < a->part_count; i++)
        parts[i] = a->parts[i].present ? a->parts[i] : b->parts[i];
    both.parts = parts;
    return copied(&both, arena, err);
}
