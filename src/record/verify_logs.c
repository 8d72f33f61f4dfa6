/* SPDX-License-Identifier: Apache-2.0 */
/* Verification, last part: each log is grown leaf by leaf and held against every head and every
 * signed checkpoint; each leaf and each redaction must have its event. */
#include "verify.h"

#include <stdlib.h>

static int by_size(const void *a, const void *b) {
    const mark *x = a, *y = b;
    if (x->size != y->size) return x->size < y->size ? -1 : 1;
    return (int)y->is_checkpoint - (int)x->is_checkpoint;
}

static int by_id(const void *a, const void *b) {
    const seen *x = a, *y = b;
    int order = cw_event_id_compare(&x->id, &y->id);
    if (order != 0) return order;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

static const seen *find(const verification *v, const cw_event_id *id) {
    size_t low = 0, high = v->event_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cw_event_id_compare(&v->events[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < v->event_count && cw_event_id_compare(&v->events[low].id, id) == 0;
    return found ? &v->events[low] : NULL;
}

/* ---- a log against its marks ---------------------------------------------------------------- */

/* The first mark that does not hold is told; those after it could not hold either. */
static void check_mark(verification *v, const leaf_log *log, const mark *m,
                       const cw_frontier *grown, bool told[2]) {
    bool reached = grown->size == m->size;
    if (told[m->is_checkpoint]) return;
    if (reached) {
        cw_hash root = cw_frontier_root(grown);
        if (cw_event_id_compare(&root, &m->root) == 0) return;
    }
    told[m->is_checkpoint] = true;
    cw_fault_kind kind = m->is_checkpoint ? CW_FAULT_CHECKPOINT_DIFFERS
                         : reached        ? CW_FAULT_HEAD_DIFFERS
                                          : CW_FAULT_TAIL_MISSING;
    fault(v, kind, log->name, m->size, "");
}

static void check_marks(verification *v, leaf_log *log) {
    cw_frontier grown = {0};
    bool told[2] = {false, false}; /* heads, checkpoints */
    uint64_t last_head = 0;
    if (log->mark_count > 0) qsort(log->marks, log->mark_count, sizeof *log->marks, by_size);
    for (size_t i = 0; i < log->mark_count; i++) {
        const mark *m = &log->marks[i];
        for (; grown.size < m->size && grown.size < log->count;) {
            const cw_event_id *id = &log->ids[grown.size];
            cw_hash leaf = cw_merkle_leaf(id->bytes, sizeof id->bytes);
            cw_frontier_append(&grown, &leaf);
        }
        check_mark(v, log, m, &grown, told);
        if (!m->is_checkpoint) last_head = m->size;
    }
    if (log->count > last_head) fault(v, CW_FAULT_HEAD_MISSING, log->name, last_head, "");
}

/* ---- a log against the events --------------------------------------------------------------- */

static void check_leaves(verification *v, const leaf_log *log, bool own) {
    for (size_t i = 0; i < log->count; i++) {
        const seen *event = find(v, &log->ids[i]);
        bool good = event == NULL ? !own : strcmp(event->centre, log->name) == 0 && event->shared;
        if (!good) fault(v, CW_FAULT_LEAF, log->name, i, "");
        if (event == NULL && !own) v->verdict->bare++;
    }
}

/* The released log has this centre's events in the order of the journal. Only where it steps back
 * is told: one entry out of its place must not cast doubt on all that follow. */
static void check_order(verification *v, const leaf_log *own) {
    const seen *before = NULL;
    for (size_t i = 0; i < own->count; i++) {
        const seen *event = find(v, &own->ids[i]);
        if (event == NULL) continue;
        if (before != NULL && event->seq < before->seq)
            fault(v, CW_FAULT_NOT_RELEASED, own->name, event->seq, "");
        before = event;
    }
}

/* Every shared event of a centre stands in that centre's log, once. */
static bool check_present(verification *v, const leaf_log *log, cw_error *err) {
    seen *leaves = cw_alloc_array(log->count, sizeof *leaves);
    if (leaves == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < log->count; i++) leaves[i] = (seen){.id = log->ids[i], .seq = i};
    qsort(leaves, log->count, sizeof *leaves, by_id);
    for (size_t i = 1; i < log->count; i++) {
        if (cw_event_id_compare(&leaves[i - 1].id, &leaves[i].id) == 0)
            fault(v, CW_FAULT_LEAF, log->name, leaves[i].seq, "");
    }
    const verification leaf_set = {.events = leaves, .event_count = log->count};
    for (size_t i = 0; i < v->event_count; i++) {
        const seen *event = &v->events[i];
        if (strcmp(event->centre, log->name) == 0 && event->shared
            && find(&leaf_set, &event->id) == NULL)
            fault(v, CW_FAULT_NOT_RELEASED, log->name, event->seq, "");
    }
    free(leaves);
    return true;
}

/* A foreign event without any log of its centre has no place here. */
static void check_strangers(verification *v) {
    for (size_t i = 0; i < v->event_count; i++) {
        const seen *event = &v->events[i];
        bool has_log = false;
        for (size_t k = 1; k < v->log_count; k++)
            has_log |= strcmp(v->logs[k].name, event->centre) == 0;
        if (!has_log) fault(v, CW_FAULT_STRANGER, event->centre, event->seq, "");
    }
}

static void check_doubles(verification *v) {
    if (v->event_count > 0) qsort(v->events, v->event_count, sizeof *v->events, by_id);
    for (size_t i = 1; i < v->event_count; i++) {
        if (cw_event_id_compare(&v->events[i - 1].id, &v->events[i].id) == 0)
            fault(v, CW_FAULT_ENTRY_DOUBLED, JOURNAL, v->events[i].seq, "");
    }
}

/* Each redaction is explained by an event of kind "redaction" of this centre. */
static void check_redactions(verification *v) {
    for (size_t i = 0; i < v->redaction_count; i++) {
        const redacted *r = &v->redactions[i];
        const seen *by = find(v, &r->by);
        bool good = by != NULL && by->is_redaction && strcmp(by->centre, v->store->own.centre) == 0
                    && r->seq < v->next_seq;
        if (!good) fault(v, CW_FAULT_REDACTION, JOURNAL, r->seq, r->part);
    }
}

bool verify_logs(verification *v, cw_error *err) {
    check_doubles(v);
    check_strangers(v);
    check_redactions(v);
    for (size_t i = 0; i < v->log_count; i++) {
        check_marks(v, &v->logs[i]);
        if (i == 0) continue;
        check_leaves(v, &v->logs[i], i == 1);
        if (!check_present(v, &v->logs[i], err)) return false;
    }
    check_order(v, &v->logs[1]);
    v->verdict->released = v->logs[1].count;
    return true;
}
