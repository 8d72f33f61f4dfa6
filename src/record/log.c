/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log in memory: events in order of arrival, each once, found by id through a table with open
 * addressing (the id is a hash already, so its first bytes are the slot). The log owns copies.
 */
#include <crosswatch/record.h>

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

struct cw_event_log {
    cw_arena *arena;
    const cw_event **events; /* in order of arrival */
    size_t count, capacity;
    size_t *slots;     /* index + 1 into events; 0: free */
    size_t slot_count; /* a power of two, at least twice the count */
};

cw_event_log *cw_event_log_create(cw_error *err) {
    cw_event_log *log = calloc(1, sizeof *log);
    if (log != NULL) {
        log->arena = cw_arena_create();
        log->slots = calloc(FIRST_SLOTS, sizeof *log->slots);
        log->slot_count = FIRST_SLOTS;
    }
    if (log == NULL || log->arena == NULL || log->slots == NULL) {
        cw_event_log_destroy(log);
        cw_fail_memory(err);
        return NULL;
    }
    return log;
}

void cw_event_log_destroy(cw_event_log *log) {
    if (log == NULL) return;
    cw_arena_destroy(log->arena);
    free(log->events);
    free(log->slots);
    free(log);
}

/* The slot that holds the id, or the free one where it would go. */
static size_t *slot_of(const cw_event_log *log, const cw_event_id *id) {
    size_t at;
    memcpy(&at, id->bytes, sizeof at);
    for (at &= log->slot_count - 1;; at = (at + 1) & (log->slot_count - 1)) {
        size_t *slot = &log->slots[at];
        if (*slot == 0 || cw_event_id_compare(&log->events[*slot - 1]->id, id) == 0) return slot;
    }
}

static bool make_room(cw_event_log *log) {
    if (!cw_grow(&log->events, &log->capacity, log->count + 1)) return false;
    if (2 * (log->count + 1) <= log->slot_count) return true;
    size_t *slots = calloc(2 * log->slot_count, sizeof *slots);
    if (slots == NULL) return false;
    free(log->slots);
    log->slots = slots;
    log->slot_count *= 2;
    for (size_t i = 0; i < log->count; i++) *slot_of(log, &log->events[i]->id) = i + 1;
    return true;
}

static bool keep_all(void *context, const cw_event *event, const cw_event_part *part) {
    (void)context, (void)event, (void)part;
    return true;
}

/* Whether `b` has a part that `a` lacks. */
static bool adds_to(const cw_event *a, const cw_event *b) {
    for (size_t i = 0; i < a->part_count; i++) {
        if (!a->parts[i].present && b->parts[i].present) return true;
    }
    return false;
}

bool cw_event_log_append(cw_event_log *log, const cw_event *event, bool *added, cw_error *err) {
    if (added != NULL) *added = false;
    if (!make_room(log)) return cw_fail_memory(err);
    size_t *slot = slot_of(log, &event->id);
    if (*slot != 0) {
        const cw_event **here = &log->events[*slot - 1];
        if (!adds_to(*here, event)) return true;
        const cw_event *joined = cw_event_join(*here, event, log->arena, err);
        if (joined != NULL) *here = joined;
        return joined != NULL;
    }
    const cw_event *copy = cw_event_keep_parts(event, keep_all, NULL, log->arena, err);
    if (copy == NULL) return false;
    if (cw_event_id_compare(&copy->id, &event->id) != 0)
        return cw_fail(err, CW_ERR_INPUT, "an event was changed after it was sealed");
    log->events[log->count] = copy;
    *slot = ++log->count;
    if (added != NULL) *added = true;
    return true;
}

size_t cw_event_log_count(const cw_event_log *log) {
    return log->count;
}

const cw_event *cw_event_log_at(const cw_event_log *log, size_t index) {
    return index < log->count ? log->events[index] : NULL;
}

const cw_event *cw_event_log_find(const cw_event_log *log, const cw_event_id *id) {
    size_t slot = *slot_of(log, id);
    return slot != 0 ? log->events[slot - 1] : NULL;
}
