/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an event: refused with a sentence, or an event whose one encoding they are, with an
 * identifier that stays when every part is left out. */
#include <crosswatch/record.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool none(void *context, const cw_event *event, const cw_event_part *part) {
    (void)context, (void)event, (void)part;
    return false;
}

static void check(const cw_event *event, cw_arena *arena, const uint8_t *data, size_t size) {
    cw_text again = {0};
    cw_error err = {0};
    if (!cw_event_encode(event, &again, &err) || again.length != size
        || memcmp(again.data, data, size) != 0)
        abort();
    const cw_event *bare = cw_event_keep_parts(event, none, NULL, arena, &err);
    if (bare == NULL || cw_event_id_compare(&bare->id, &event->id) != 0) abort();
    const cw_event *whole = cw_event_join(bare, event, arena, &err);
    if (whole == NULL || cw_event_id_compare(&whole->id, &event->id) != 0) abort();
    cw_text_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    cw_arena *arena = cw_arena_create();
    cw_error err = {0};
    const cw_event *event = cw_event_decode(data, size, arena, &err);
    if (event != NULL)
        check(event, arena, data, size);
    else if (err.code == CW_OK || err.message[0] == '\0')
        abort();
    cw_arena_destroy(arena);
    return 0;
}
