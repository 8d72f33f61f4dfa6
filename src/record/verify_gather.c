/* SPDX-License-Identifier: Apache-2.0 */
/* Verification, first part: reads all that speaks about the events (heads, signed checkpoints,
 * released logs, redactions), checks it for itself, and keeps what the events will be held
 * against. */
#include "verify.h"

#include <stdio.h>

void fault(verification *v, cw_fault_kind kind, const char *log, uint64_t number,
           const char *detail) {
    size_t n = v->verdict->fault_count++;
    if (n >= CW_MOST_FAULTS) return;
    cw_fault *f = &v->verdict->faults[n];
    *f = (cw_fault){.kind = kind, .number = number};
    snprintf(f->log, sizeof f->log, "%s", log);
    snprintf(f->detail, sizeof f->detail, "%s", detail);
}

leaf_log *log_named(verification *v, const char *name) {
    for (size_t i = 0; i < v->log_count; i++) {
        if (strcmp(v->logs[i].name, name) == 0) return &v->logs[i];
    }
    if (!cw_grow(&v->logs, &v->log_capacity, v->log_count + 1)) return NULL;
    leaf_log *log = &v->logs[v->log_count++];
    *log = (leaf_log){.ids = NULL};
    snprintf(log->name, sizeof log->name, "%s", name);
    return log;
}

bool log_add_leaf(leaf_log *log, const cw_event_id *id) {
    if (!cw_grow(&log->ids, &log->capacity, log->count + 1)) return false;
    log->ids[log->count++] = *id;
    return true;
}

bool log_add_mark(leaf_log *log, mark m) {
    if (!cw_grow(&log->marks, &log->mark_capacity, log->mark_count + 1)) return false;
    log->marks[log->mark_count++] = m;
    return true;
}

const cw_public_key *key_of(const verification *v, const char *centre) {
    for (size_t i = 0; i < v->key_count; i++) {
        if (strcmp(v->keys[i].centre, centre) == 0) return &v->keys[i];
    }
    return NULL;
}

/* ---- keys ----------------------------------------------------------------------------------- */

static bool take_key(void *context, const value *row, cw_error *err) {
    verification *v = context;
    cw_public_key key;
    const char *centre = row[0].kind == VALUE_TEXT ? row[0].bytes : "?";
    if (row[1].kind != VALUE_TEXT || !cw_public_key_parse(row[1].bytes, &key, NULL)
        || strcmp(key.centre, centre) != 0) {
        fault(v, CW_FAULT_CHECKPOINT_FORGED, centre, 0, "key");
        return true;
    }
    if (!cw_grow(&v->keys, &v->key_capacity, v->key_count + 1)) return cw_fail_memory(err);
    v->keys[v->key_count++] = key;
    return true;
}

/* ---- heads ---------------------------------------------------------------------------------- */

static bool take_head(void *context, const value *row, cw_error *err) {
    verification *v = context;
    cw_frontier head;
    const char *name = row[0].kind == VALUE_TEXT ? row[0].bytes : "?";
    uint64_t size = (uint64_t)row[1].integer;
    leaf_log *log = log_named(v, name);
    v->verdict->heads++;
    if (log == NULL) return cw_fail_memory(err);
    if (row[1].kind != VALUE_INTEGER || !head_from_row(size, &row[2], &head)) {
        fault(v, CW_FAULT_HEAD_DIFFERS, name, size, "");
        return true;
    }
    mark m = {.size = size, .root = cw_frontier_root(&head)};
    return log_add_mark(log, m) || cw_fail_memory(err);
}

/* ---- checkpoints ---------------------------------------------------------------------------- */

static void count_witnesses(verification *v, const cw_checkpoint *checkpoint, const value *note) {
    for (size_t i = 0; i < v->key_count; i++) {
        const cw_public_key *key = &v->keys[i];
        if (strcmp(key->centre, checkpoint->centre) == 0
            || !cw_note_is_signed(note->bytes, note->length, key))
            continue;
        v->verdict->signatures++;
        if (strcmp(checkpoint->centre, v->store->own.centre) != 0) continue;
        if (checkpoint->size >= v->verdict->witnessed) v->verdict->witnessed = checkpoint->size;
        if (checkpoint->journal_size >= v->verdict->witnessed_entries)
            v->verdict->witnessed_entries = checkpoint->journal_size;
    }
}

static bool mark_checkpoint(verification *v, const cw_checkpoint *checkpoint, cw_error *err) {
    mark released = {checkpoint->size, checkpoint->root, true};
    mark journal = {checkpoint->journal_size, checkpoint->journal_root, true};
    leaf_log *log = log_named(v, checkpoint->centre);
    if (log == NULL || !log_add_mark(log, released)) return cw_fail_memory(err);
    return strcmp(checkpoint->centre, v->store->own.centre) != 0
           || log_add_mark(&v->logs[0], journal) || cw_fail_memory(err);
}

static bool take_checkpoint(void *context, const value *row, cw_error *err) {
    verification *v = context;
    cw_checkpoint checkpoint;
    const value *note = &row[3];
    uint64_t number = (uint64_t)row[0].integer;
    const char *centre = row[1].kind == VALUE_TEXT ? row[1].bytes : "?";
    v->verdict->checkpoints++;
    if (number != v->next_checkpoint)
        fault(v, CW_FAULT_CHECKPOINT_FORGED, centre, v->next_checkpoint, "missing");
    v->next_checkpoint = number + 1;
    const cw_public_key *key = key_of(v, centre);
    bool good = note->kind == VALUE_TEXT && key != NULL
                && cw_checkpoint_read(note->bytes, note->length, &checkpoint, NULL)
                && strcmp(checkpoint.centre, centre) == 0
                && row[2].integer == (int64_t)checkpoint.size
                && cw_note_is_signed(note->bytes, note->length, key);
    if (!good) {
        fault(v, CW_FAULT_CHECKPOINT_FORGED, centre, number, "");
        return true;
    }
    v->verdict->signatures++;
    count_witnesses(v, &checkpoint, note);
    return mark_checkpoint(v, &checkpoint, err);
}

/* ---- leaves, redactions, evidence ----------------------------------------------------------- */

static bool take_leaf(void *context, const value *row, cw_error *err) {
    verification *v = context;
    cw_event_id id = {{0}};
    const char *centre = row[0].kind == VALUE_TEXT ? row[0].bytes : "?";
    leaf_log *log = log_named(v, centre);
    if (log == NULL) return cw_fail_memory(err);
    uint64_t position = (uint64_t)row[1].integer;
    if (!value_hash(&row[2], &id) || position != log->next_position)
        fault(v, CW_FAULT_LEAF, centre, log->next_position, "");
    log->next_position = position + 1; /* a gap is one fault */
    return log_add_leaf(log, &id) || cw_fail_memory(err);
}

static bool take_redaction(void *context, const value *row, cw_error *err) {
    verification *v = context;
    if (!cw_grow(&v->redactions, &v->redaction_capacity, v->redaction_count + 1))
        return cw_fail_memory(err);
    redacted *r = &v->redactions[v->redaction_count];
    *r = (redacted){.seq = (uint64_t)row[0].integer};
    snprintf(r->part, sizeof r->part, "%s",
             row[1].kind == VALUE_TEXT ? (const char *)row[1].bytes : "");
    if (!value_hash(&row[2], &r->by)) fault(v, CW_FAULT_REDACTION, JOURNAL, r->seq, r->part);
    v->redaction_count++;
    return true;
}

static bool take_evidence(void *context, const value *row, cw_error *err) {
    (void)err;
    fault(context, CW_FAULT_TWO_FACES, row[0].kind == VALUE_TEXT ? row[0].bytes : "?", 0, "");
    return true;
}

bool verify_gather(verification *v, cw_error *err) {
    cw_store *s = v->store;
    if (log_named(v, JOURNAL) == NULL || log_named(v, s->own.centre) == NULL)
        return cw_fail_memory(err);
    return store_query(s, "SELECT centre, key FROM centre_key ORDER BY centre", NULL, 0, "tt",
                       take_key, v, err)
           && store_query(s, "SELECT log, size, peaks FROM head ORDER BY log, size", NULL, 0, "tib",
                          take_head, v, err)
           && store_query(s, "SELECT number, centre, size, note FROM checkpoint ORDER BY number",
                          NULL, 0, "itit", take_checkpoint, v, err)
           && store_query(s, "SELECT centre, position, id FROM leaf ORDER BY centre, position",
                          NULL, 0, "tib", take_leaf, v, err)
           && store_query(s, "SELECT seq, part, by_event FROM redaction ORDER BY seq, part", NULL,
                          0, "itb", take_redaction, v, err)
           && store_query(s, "SELECT centre FROM evidence ORDER BY number", NULL, 0, "t",
                          take_evidence, v, err);
}
