/* SPDX-License-Identifier: Apache-2.0 */
/* Sealing: a draft becomes an event. Lists are sorted and every text is copied, so that one content
 * has one identifier (event_id.c). */
#include "event.h"

#include "codec.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char SALT_TAG[] = "crosswatch salt 1"; /* its NUL is hashed too */

/* ---- lists, copied and sorted --------------------------------------------------------------- */

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_id(const void *a, const void *b) {
    return cw_event_id_compare(a, b);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const cw_event_part *)a)->name, ((const cw_event_part *)b)->name);
}

static const char *const *sorted_texts(const char *const *texts, size_t count, cw_arena *arena,
                                       cw_error *err) {
    const char **copy = cw_arena_alloc(arena, (count + 1) * sizeof *copy);
    for (size_t i = 0; copy != NULL && i < count; i++) {
        copy[i] = cw_arena_strdup(arena, texts[i] != NULL ? texts[i] : "");
        if (copy[i] == NULL) copy = NULL;
    }
    if (copy == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    qsort(copy, count, sizeof *copy, by_text);
    return copy;
}

static const cw_event_id *sorted_ids(const cw_event_id *ids, size_t count, cw_arena *arena,
                                     cw_error *err) {
    cw_event_id *copy = cw_arena_alloc(arena, (count + 1) * sizeof *copy);
    if (copy == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    if (count > 0) memcpy(copy, ids, count * sizeof *copy);
    qsort(copy, count, sizeof *copy, by_id);
    return copy;
}

/* ---- parts ---------------------------------------------------------------------------------- */

static void make_salt(const cw_event_draft *draft, const char *name, uint8_t salt[CW_SALT_BYTES]) {
    if (draft->salt_seed == NULL) {
        randombytes_buf(salt, CW_SALT_BYTES);
        return;
    }
    const piece pieces[] = {
        {SALT_TAG, sizeof SALT_TAG}, {draft->salt_seed, 32}, {name, strlen(name)}};
    cw_hash hash = hash_pieces(pieces, 3);
    memcpy(salt, hash.bytes, CW_SALT_BYTES);
}

static bool make_part(const cw_event_draft *draft, const cw_part_draft *from, cw_arena *arena,
                      cw_event_part *part, cw_error *err) {
    const char *name = from->name != NULL ? from->name : "";
    const void *bytes = from->bytes;
    size_t length = from->length;
    if (length > CW_MOST_PART_BYTES)
        return cw_fail(err, CW_ERR_INPUT, "the part \"%.32s\" of an event is over %d bytes", name,
                       CW_MOST_PART_BYTES);
    if (strcmp(name, "body") == 0) {
        const char *canonical;
        if (!cw_canonical_json(bytes, length, arena, &canonical, &length, err))
            return cw_error_prefix(err, "body");
        bytes = canonical;
    }
    uint8_t *copy = cw_arena_alloc(arena, length + 1);
    *part = (cw_event_part){.name = cw_arena_strdup(arena, name),
                            .released = from->released,
                            .present = true,
                            .bytes = copy,
                            .length = length};
    if (copy == NULL || part->name == NULL) return cw_fail_memory(err);
    if (length > 0) memcpy(copy, bytes, length);
    make_salt(draft, name, part->salt);
    part->commitment = event_commitment(part->salt, part->bytes, part->length);
    return true;
}

static bool make_parts(const cw_event_draft *draft, cw_arena *arena, cw_event *event,
                       cw_error *err) {
    cw_event_part *parts = cw_arena_alloc(arena, (draft->part_count + 1) * sizeof *parts);
    if (parts == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < draft->part_count; i++) {
        if (!make_part(draft, &draft->parts[i], arena, &parts[i], err)) return false;
    }
    qsort(parts, draft->part_count, sizeof *parts, by_name);
    event->parts = parts;
    event->part_count = draft->part_count;
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool counts_fit(const cw_event_draft *draft, cw_error *err) {
    if (draft->incident_count <= CW_MOST_INCIDENTS && draft->superseded_count <= CW_MOST_SUPERSEDED
        && draft->shared_count <= CW_MOST_SHARED_WITH && draft->part_count <= CW_MOST_PARTS)
        return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "an event has at most %d incidents, %d superseded events, %d centres that it "
                   "is shared with and %d parts",
                   CW_MOST_INCIDENTS, CW_MOST_SUPERSEDED, CW_MOST_SHARED_WITH, CW_MOST_PARTS);
}

static char *copy_text(cw_arena *arena, const char *text) {
    return cw_arena_strdup(arena, text != NULL ? text : "");
}

cw_event *cw_event_seal(const cw_event_draft *draft, cw_arena *arena, cw_error *err) {
    if (!crypto_ready(err) || !counts_fit(draft, err)) return NULL;
    cw_event *event = cw_arena_alloc(arena, sizeof *event);
    if (event == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    *event =
        (cw_event){.centre = copy_text(arena, draft->centre),
                   .person = copy_text(arena, draft->person),
                   .observed = draft->observed,
                   .received = draft->received,
                   .recorded = draft->recorded,
                   .kind = copy_text(arena, draft->kind),
                   .incidents = sorted_texts(draft->incidents, draft->incident_count, arena, err),
                   .incident_count = draft->incident_count,
                   .supersedes = sorted_ids(draft->supersedes, draft->superseded_count, arena, err),
                   .superseded_count = draft->superseded_count,
                   .shared_with = sorted_texts(draft->shared_with, draft->shared_count, arena, err),
                   .shared_count = draft->shared_count};
    if (event->centre == NULL || event->person == NULL || event->kind == NULL
        || event->incidents == NULL || event->supersedes == NULL || event->shared_with == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    bool sealed =
        make_parts(draft, arena, event, err) && event_check(event, err) && event_hash(event, err);
    return sealed ? event : NULL;
}

const cw_event_part *cw_event_part_find(const cw_event *event, const char *name) {
    for (size_t i = 0; i < event->part_count; i++) {
        if (strcmp(event->parts[i].name, name) == 0) return &event->parts[i];
    }
    return NULL;
}

bool cw_event_is_shared_with(const cw_event *event, const char *centre) {
    for (size_t i = 0; i < event->shared_count; i++) {
        if (strcmp(event->shared_with[i], centre) == 0) return true;
    }
    return false;
}
