/* SPDX-License-Identifier: Apache-2.0 */
/* Inside record/: what verification has gathered before it judges. */
#ifndef CROSSWATCH_RECORD_VERIFY_H
#define CROSSWATCH_RECORD_VERIFY_H

#include "store.h"

/* What a log must have been at a size. */
typedef struct mark {
    uint64_t size;
    cw_hash root;
    bool is_checkpoint;
} mark;

typedef struct leaf_log {
    char name[CW_MOST_CENTRE + 1]; /* empty: the journal */
    cw_event_id *ids;              /* at each position; of the journal: as computed */
    size_t count, capacity;
    uint64_t next_position; /* that the next leaf should have */
    mark *marks;
    size_t mark_count, mark_capacity;
} leaf_log;

typedef struct redacted {
    uint64_t seq;
    char part[CW_MOST_PART_NAME + 1];
    cw_event_id by;
} redacted;

/* An event as far as the logs ask for it. */
typedef struct seen {
    cw_event_id id;
    uint64_t seq;
    char centre[CW_MOST_CENTRE + 1];
    bool shared, is_redaction;
} seen;

typedef struct verification {
    cw_store *store;
    cw_verdict *verdict;
    leaf_log *logs; /* [0]: the journal, [1]: the own released log, then others */
    size_t log_count, log_capacity;
    cw_public_key *keys;
    size_t key_count, key_capacity;
    redacted *redactions; /* by (seq, part) */
    size_t redaction_count, redaction_capacity;
    seen *events;
    size_t event_count, event_capacity;
    uint64_t next_seq, next_checkpoint;
    cw_verify_watch watch; /* NULL: nobody watches */
    void *watch_context;
} verification;

void fault(verification *v, cw_fault_kind kind, const char *log, uint64_t number,
           const char *detail);
leaf_log *log_named(verification *v, const char *name); /* NULL: out of memory */
bool log_add_leaf(leaf_log *log, const cw_event_id *id);
bool log_add_mark(leaf_log *log, mark m);
const cw_public_key *key_of(const verification *v, const char *centre);

/* Heads, checkpoints, leaves, keys, redactions: read before the events. */
bool verify_gather(verification *v, cw_error *err);
/* Once the events are read: each log against its marks, and against the events. */
bool verify_logs(verification *v, cw_error *err);

#endif
