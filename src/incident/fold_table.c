/* SPDX-License-Identifier: Apache-2.0 */
/* The fold's tables: events by identifier (a hash already, so its first bytes are the slot) and
 * names (FNV-1a), with open addressing; and its growing lists. */
#include "fold.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void *fold_add(fold *f, void *items, size_t *count, size_t *capacity, size_t size) {
    char *list;
    if (f->failed || !cw_grow_bytes(items, capacity, size, *count + 1)) {
        f->failed = true;
        return NULL;
    }
    memcpy(&list, items, sizeof list); /* `items` points to a pointer of another type */
    void *item = list + *count * size;
    memset(item, 0, size);
    (*count)++;
    return item;
}

void fold_irregular(fold *f, const cw_event *event, const char *format, ...) {
    cw_irregularity *i =
        fold_add(f, &f->s->irregular, &f->s->irregular_count, &f->room.irregular, sizeof *i);
    cw_error why = {0};
    va_list arguments;
    va_start(arguments, format);
    cw_fail_list(&why, CW_NO, format, arguments);
    va_end(arguments);
    if (i == NULL) return;
    *i = (cw_irregularity){event, cw_arena_strdup(f->s->arena, why.message),
                           cw_arena_strdup(f->s->arena, why.french)};
    f->failed = f->failed || i->why == NULL || i->french == NULL;
}

void fold_wait(fold *f, pending waiting) {
    pending *p = fold_add(f, &f->pending, &f->pending_count, &f->room.pending, sizeof *p);
    if (p != NULL) *p = waiting;
}

/* ---- tables -------------------------------------------------------------------------------- */

void table_free(table *t) {
    free(t->slots);
    *t = (table){0};
}

static size_t hash_id(const cw_event_id *id) {
    size_t hash;
    memcpy(&hash, id->bytes, sizeof hash);
    return hash;
}

static size_t hash_name(const char *name) {
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *name != '\0'; name++) hash = (hash ^ (unsigned char)*name) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 29);
}

static id_slot *slot_of_id(const table *t, const cw_event_id *id) {
    id_slot *slots = t->slots;
    for (size_t at = hash_id(id) & (t->size - 1);; at = (at + 1) & (t->size - 1)) {
        if (slots[at].id == NULL || cw_event_id_compare(slots[at].id, id) == 0) return &slots[at];
    }
}

static name_slot *slot_of_name(const table *t, const char *name) {
    name_slot *slots = t->slots;
    for (size_t at = hash_name(name) & (t->size - 1);; at = (at + 1) & (t->size - 1)) {
        if (slots[at].name == NULL || strcmp(slots[at].name, name) == 0) return &slots[at];
    }
}

/* Doubles a table that is half full; entries go to their new slots. */
static bool widen(fold *f, table *t, bool ids) {
    if (2 * (t->count + 1) <= t->size) return true;
    table wider = {.size = t->size > 0 ? 2 * t->size : 64, .count = t->count};
    wider.slots = calloc(wider.size, ids ? sizeof(id_slot) : sizeof(name_slot));
    if (wider.slots == NULL) {
        f->failed = true;
        return false;
    }
    for (size_t i = 0; i < t->size; i++) {
        if (ids) {
            const id_slot *old = (id_slot *)t->slots + i;
            if (old->id != NULL) *slot_of_id(&wider, old->id) = *old;
        } else {
            const name_slot *old = (name_slot *)t->slots + i;
            if (old->name != NULL) *slot_of_name(&wider, old->name) = *old;
        }
    }
    free(t->slots);
    *t = wider;
    return true;
}

bool table_put_id(fold *f, const cw_event_id *id, entry_list list, size_t index) {
    if (!widen(f, &f->ids, true)) return false;
    id_slot *slot = slot_of_id(&f->ids, id);
    f->ids.count += slot->id == NULL;
    *slot = (id_slot){id, list, index};
    return true;
}

size_t table_find_id(const fold *f, const cw_event_id *id, entry_list list) {
    if (f->ids.size == 0) return CW_NONE;
    const id_slot *slot = slot_of_id(&f->ids, id);
    return slot->id != NULL && slot->list == list ? slot->index : CW_NONE;
}

bool table_put_name(fold *f, table *t, const char *name, size_t index) {
    if (!widen(f, t, false)) return false;
    name_slot *slot = slot_of_name(t, name);
    t->count += slot->name == NULL;
    *slot = (name_slot){name, index};
    return true;
}

size_t table_find_name(const table *t, const char *name) {
    if (t->size == 0) return CW_NONE;
    const name_slot *slot = slot_of_name(t, name);
    return slot->name != NULL ? slot->index : CW_NONE;
}
