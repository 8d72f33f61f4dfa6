/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verification: reads all that is stored, as of one moment, and checks all that can be checked.
 * Each event is decoded strictly and its identifier computed anew; the journal and the released
 * logs are grown from these identifiers and held against every head that an append left and every
 * checkpoint that somebody signed. What the two centres signed for each other cannot be redone
 * without both keys; what no signature covers yet is guarded against accident, not against a thief
 * with the whole disk (docs/record.md).
 */
#include "verify.h"

#include <stdlib.h>

/* ---- one event ------------------------------------------------------------------------------ */

static bool is_redacted(const verification *v, uint64_t seq, const char *part) {
    size_t low = 0, high = v->redaction_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (v->redactions[middle].seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < v->redaction_count && v->redactions[low].seq == seq; low++) {
        if (strcmp(v->redactions[low].part, part) == 0) return true;
    }
    return false;
}

/* An absent part was redacted, or withheld by the centre that the event came from. */
static void check_parts(verification *v, uint64_t seq, const cw_event *event, bool own) {
    for (size_t i = 0; i < event->part_count; i++) {
        if (event->parts[i].present) continue;
        if (is_redacted(v, seq, event->parts[i].name))
            v->verdict->redacted++;
        else if (!own)
            v->verdict->withheld++;
        else
            fault(v, CW_FAULT_PART_MISSING, JOURNAL, seq, event->parts[i].name);
    }
}

static bool note_event(verification *v, uint64_t seq, const cw_event *event, cw_error *err) {
    bool own = strcmp(event->centre, v->store->own.centre) == 0;
    if (!cw_grow(&v->events, &v->event_capacity, v->event_count + 1)) return cw_fail_memory(err);
    seen *s = &v->events[v->event_count++];
    *s = (seen){.id = event->id,
                .seq = seq,
                .shared = own ? event->shared_count > 0
                              : cw_event_is_shared_with(event, v->store->own.centre),
                .is_redaction = strcmp(event->kind, "redaction") == 0};
    memcpy(s->centre, event->centre, strlen(event->centre) + 1);
    *(own ? &v->verdict->own : &v->verdict->received) += 1;
    if (!own && !s->shared) fault(v, CW_FAULT_STRANGER, event->centre, seq, "");
    check_parts(v, seq, event, own);
    return true;
}

static bool tell_watch(const verification *v, cw_error *err) {
    enum { ENTRIES_A_TELL = 2048 };
    if (v->watch == NULL || v->verdict->entries % ENTRIES_A_TELL != 0) return true;
    return v->watch(v->watch_context, v->verdict->entries)
           || cw_fail(err, CW_ERR_MACHINE, "the verification was stopped");
}

static bool take_event(void *context, const value *row, cw_error *err) {
    verification *v = context;
    cw_event_id id = {{0}};
    uint64_t seq = (uint64_t)row[0].integer;
    cw_arena *arena = cw_arena_create();
    if (arena == NULL) return cw_fail_memory(err);
    for (; v->next_seq < seq && v->verdict->fault_count < CW_MOST_FAULTS; v->next_seq++)
        fault(v, CW_FAULT_ENTRY_MISSING, JOURNAL, v->next_seq, "");
    v->next_seq = seq + 1;
    v->verdict->entries++;
    bool has_id = value_hash(&row[1], &id);
    const cw_event *event = row[2].kind == VALUE_BYTES
                                ? cw_event_decode(row[2].bytes, row[2].length, arena, NULL)
                                : NULL;
    bool done = true;
    if (!has_id || event == NULL || cw_event_id_compare(&event->id, &id) != 0)
        fault(v, CW_FAULT_ENTRY_DAMAGED, JOURNAL, seq, "");
    if (event != NULL) id = event->id;
    done = log_add_leaf(&v->logs[0], &id) || cw_fail_memory(err);
    if (event != NULL) done = done && note_event(v, seq, event, err);
    cw_arena_destroy(arena);
    return done && tell_watch(v, err);
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool verify_within(verification *v, cw_error *err) {
    return verify_gather(v, err)
           && store_query(v->store, "SELECT seq, id, bytes FROM event ORDER BY seq", NULL, 0, "ibb",
                          take_event, v, err)
           && verify_logs(v, err);
}

static void clear(verification *v) {
    for (size_t i = 0; i < v->log_count; i++) {
        free(v->logs[i].ids);
        free(v->logs[i].marks);
    }
    free(v->logs);
    free(v->keys);
    free(v->redactions);
    free(v->events);
}

/* What the database finds damaged is an answer, not a failure to answer. */
static bool answered(verification *v, bool done, const cw_error *found, cw_error *err) {
    if (done) return true;
    if (found->code != CW_NO) return cw_error_pass(err, found);
    fault(v, CW_FAULT_FILE, JOURNAL, 0, found->message);
    return true;
}

bool cw_store_verify(cw_store *store, cw_verdict *verdict, cw_error *err) {
    return cw_store_verify_watched(store, NULL, NULL, verdict, err);
}

bool cw_store_verify_watched(cw_store *store, cw_verify_watch watch, void *context,
                             cw_verdict *verdict, cw_error *err) {
    *verdict = (cw_verdict){0};
    verification v = {.store = store, .verdict = verdict, .watch = watch, .watch_context = context};
    cw_error found = {0};
    bool inspected = answered(&v, store->driver->inspect(store->db, &found), &found, err);
    found = (cw_error){0};
    bool done = store_begin(store, false, &found) && verify_within(&v, &found);
    store->driver->roll_back(store->db);
    done = answered(&v, done, &found, err);
    clear(&v);
    return inspected && done;
}
