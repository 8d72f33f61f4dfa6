/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record: what each centre knew, and when. Events are sealed (their identifier is the hash of what
 * they say), appended and never changed; a state of affairs is a fold over them. This header has
 * the event and its one encoding, a log in memory for the fold, the Merkle log of what was
 * released, the checkpoints that two centres sign for each other, the stores and the bundles. The
 * method: docs/record.md.
 */
#ifndef CROSSWATCH_RECORD_H
#define CROSSWATCH_RECORD_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the event ------------------------------------------------------------------------------ */

typedef struct cw_hash { /* SHA-256 */
    uint8_t bytes[32];
} cw_hash;
typedef cw_hash cw_event_id;

#define CW_ID_TEXT 65 /* 64 hexadecimal digits, lower case, and the NUL */
const char *cw_event_id_format(const cw_event_id *id, char text[CW_ID_TEXT]);
/* Exactly 64 hexadecimal digits, of either case. */
bool cw_event_id_parse(const char *text, cw_event_id *id, cw_error *err);
/* <0, 0, >0: the order of bytes. */
int cw_event_id_compare(const cw_event_id *a, const cw_event_id *b);

/* Limits; both sealing and decoding hold to them. */
enum {
    CW_MOST_CENTRE = 64,    /* bytes of a centre's name: UTF-8, no spaces, no "+" */
    CW_MOST_PERSON = 128,   /* bytes: UTF-8, no control characters; may be empty (a program) */
    CW_MOST_KIND = 32,      /* bytes: a to z, 0 to 9, "-" and "_", a letter first */
    CW_MOST_INCIDENT = 64,  /* bytes: as of a person, not empty */
    CW_MOST_PART_NAME = 32, /* bytes: as of a kind */
    CW_MOST_INCIDENTS = 64,
    CW_MOST_SUPERSEDED = 64,
    CW_MOST_SHARED_WITH = 16,
    CW_MOST_PARTS = 16,
    CW_MOST_PART_BYTES = 1 << 20,
    CW_MOST_EVENT_BYTES = 4 << 20, /* of an encoding */
    CW_SALT_BYTES = 16
};

#define CW_TIME_UNKNOWN INT64_MIN /* observed or received at a time that nobody knows */

typedef struct cw_event_part {
    const char *name;     /* "source": the text as received, any bytes; "body": a JSON object in
                             canonical form (cw_canonical_json); others such as "caller" */
    bool released;        /* goes to the centres that the event is shared with */
    bool present;         /* false: removed here, or withheld by the centre it came from */
    const uint8_t *bytes; /* NULL when absent; a NUL that is not counted follows */
    size_t length;
    uint8_t salt[CW_SALT_BYTES]; /* zeros when absent */
    cw_hash commitment;          /* H(salt, bytes); holds whether or not the content is here */
} cw_event_part;

/* Sealed and not to be changed. Lists and parts are in ascending order (of bytes), each name once.
 * All memory is the arena's that it was sealed or decoded into. */
typedef struct cw_event {
    cw_event_id id;     /* H(envelope, each part's name, marking and commitment) */
    const char *centre; /* the author */
    const char *person;
    cw_time observed;             /* what it tells of happened; may be CW_TIME_UNKNOWN */
    cw_time received;             /* it reached the centre; may be CW_TIME_UNKNOWN */
    cw_time recorded;             /* it was sealed: always known */
    const char *kind;             /* "report", "people", "custody", ... */
    const char *const *incidents; /* those it concerns; none: not yet known to concern any */
    size_t incident_count;
    const cw_event_id *supersedes; /* events that this one corrects or withdraws */
    size_t superseded_count;
    const char *const *shared_with; /* centres; none: private */
    size_t shared_count;
    const cw_event_part *parts;
    size_t part_count;
} cw_event;

/* What an event is made of, in any order. */
typedef struct cw_part_draft {
    const char *name;
    const void *bytes;
    size_t length;
    bool released;
} cw_part_draft;

typedef struct cw_event_draft {
    const char *centre, *person; /* person NULL: empty */
    cw_time observed, received, recorded;
    const char *kind;
    const char *const *incidents;
    size_t incident_count;
    const cw_event_id *supersedes;
    size_t superseded_count;
    const char *const *shared_with;
    size_t shared_count;
    const cw_part_draft *parts; /* a "body" is brought into canonical form */
    size_t part_count;
    const uint8_t *salt_seed; /* NULL: salts from the system's random numbers. 32 bytes: salts are
                                 made of them, for tests and simulations that must repeat; whoever
                                 knows the seed can guess at removed parts */
} cw_event_draft;

/* Seals a draft: copies it into the arena, sorts, salts, hashes. NULL: *err names the field. */
cw_event *cw_event_seal(const cw_event_draft *draft, cw_arena *arena, cw_error *err);

/* The part of that name, NULL when the event has none; look at `present` before `bytes`. */
const cw_event_part *cw_event_part_find(const cw_event *event, const char *name);
/* Whether the event is shared with that centre (its author apart). */
bool cw_event_is_shared_with(const cw_event *event, const char *centre);

/* A copy in which the parts for which `keep` is false are absent; same id. */
typedef bool (*cw_part_filter)(void *context, const cw_event *event, const cw_event_part *part);
cw_event *cw_event_keep_parts(const cw_event *event, cw_part_filter keep, void *context,
                              cw_arena *arena, cw_error *err);
/* Of two copies of one event, one that has the parts of both; NULL when the ids differ. */
cw_event *cw_event_join(const cw_event *a, const cw_event *b, cw_arena *arena, cw_error *err);

/* The one encoding of an event with the parts that it has: appended to `bytes`. */
bool cw_event_encode(const cw_event *event, cw_text *bytes, cw_error *err);
/* Strict: anything that cw_event_encode would not have written is refused. The id and commitments
 * are computed, never read. Copies into the arena. */
cw_event *cw_event_decode(const void *bytes, size_t length, cw_arena *arena, cw_error *err);

/* A JSON object with sorted keys, no white space, no key twice: the one text that stands for it.
 * Refuses what is not an object. The text lives in the arena. */
bool cw_canonical_json(const char *text, size_t length, cw_arena *arena, const char **canonical,
                       size_t *canonical_length, cw_error *err);

/* ---- a log in memory, and the order of the fold ---------------------------------------------- */

/* Events in order of arrival, each once; owns copies of all. Opaque. */
typedef struct cw_event_log cw_event_log;
cw_event_log *cw_event_log_create(cw_error *err);
void cw_event_log_destroy(cw_event_log *log); /* NULL-safe */
/* Copies the event in. One that is there already is not added again (*added, which may be NULL, is
 * false), but parts that were absent are filled in. */
bool cw_event_log_append(cw_event_log *log, const cw_event *event, bool *added, cw_error *err);
size_t cw_event_log_count(const cw_event_log *log);
/* In order of arrival; index below the count. Valid as long as the log. */
const cw_event *cw_event_log_at(const cw_event_log *log, size_t index);
const cw_event *cw_event_log_find(const cw_event_log *log, const cw_event_id *id); /* or NULL */

/* The order in which a fold takes them, which depends on the set alone and not on its arrival: by
 * time recorded, then id, but never before an event that it supersedes (clocks of two centres
 * differ). `events` takes cw_event_log_count pointers. */
bool cw_event_log_order(const cw_event_log *log, const cw_event **events, cw_error *err);

/* ---- the Merkle log (RFC 6962, section 2.1; checks as RFC 9162, section 2.1) ------------------
 */

/* H(0x00 bytes) and H(0x01 left right): a leaf cannot pass for a node. */
cw_hash cw_merkle_leaf(const void *bytes, size_t length);
cw_hash cw_merkle_node(const cw_hash *left, const cw_hash *right);

/* A log that grows: its size and the roots of its full subtrees, largest first, one for each bit of
 * the size. Zero-initialised: empty. */
enum { CW_MERKLE_HEIGHT = 48 };
typedef struct cw_frontier {
    uint64_t size;
    size_t peak_count;
    cw_hash peaks[CW_MERKLE_HEIGHT];
} cw_frontier;
void cw_frontier_append(cw_frontier *frontier, const cw_hash *leaf); /* a leaf's hash */
cw_hash cw_frontier_root(const cw_frontier *frontier);               /* empty: H() */

typedef struct cw_proof {
    size_t count;
    cw_hash nodes[2 * CW_MERKLE_HEIGHT];
} cw_proof;
cw_hash cw_merkle_root(const cw_hash *leaves, size_t size);
/* That leaf `index` is in the log of `size` leaves (index below size). */
void cw_merkle_prove_inclusion(const cw_hash *leaves, size_t size, size_t index, cw_proof *proof);
/* That the log of `size` leaves begins with that of `old_size` (0 to size). */
void cw_merkle_prove_consistency(const cw_hash *leaves, size_t old_size, size_t size,
                                 cw_proof *proof);
/* Whether the proof shows it; any proof may come in. */
bool cw_merkle_included(const cw_hash *leaf, uint64_t index, uint64_t size, const cw_proof *proof,
                        const cw_hash *root);
bool cw_merkle_consistent(uint64_t old_size, const cw_hash *old_root, uint64_t size,
                          const cw_hash *root, const cw_proof *proof);

/* ---- keys, signed notes, checkpoints ----------------------------------------------------------
 */

typedef struct cw_public_key { /* Ed25519 */
    char centre[CW_MOST_CENTRE + 1];
    uint8_t bytes[32];
} cw_public_key;
/* "dover+c74f20a3+ARpc...": name, hash and key as signed notes have them (c2sp.org/signed-note). */
#define CW_KEY_TEXT (CW_MOST_CENTRE + 64)
const char *cw_public_key_format(const cw_public_key *key, char text[CW_KEY_TEXT]);
bool cw_public_key_parse(const char *text, cw_public_key *key, cw_error *err);

typedef struct cw_secret_key cw_secret_key; /* in locked memory that is wiped; opaque */
/* A fresh key in a new file of mode 0600; refuses to replace a file. */
bool cw_secret_key_create(const char *path, const char *centre, cw_public_key *key, cw_error *err);
/* Refuses a file that others than its owner may read. NULL on failure. */
cw_secret_key *cw_secret_key_load(const char *path, cw_error *err);
void cw_secret_key_destroy(cw_secret_key *key); /* NULL-safe */
const cw_public_key *cw_secret_key_public(const cw_secret_key *key);

/* A note: lines of text, an empty line, then a line of signature for each who signed the text.
 * `text` ends in a newline and has no empty line at its end. Appended to `note`. */
bool cw_note_sign(const char *text, const cw_secret_key *key, cw_text *note, cw_error *err);
/* The same note with one signature more. */
bool cw_note_countersign(const char *note, size_t length, const cw_secret_key *key,
                         cw_text *countersigned, cw_error *err);
/* Whether the note is well-formed and bears a good signature of that key. */
bool cw_note_is_signed(const char *note, size_t length, const cw_public_key *key);

enum { CW_MOST_NOTE_BYTES = 1 << 16 };

/* What a centre's log was at a time. The note's text (c2sp.org/tlog-checkpoint):
 *   crosswatch/CENTRE
 *   SIZE
 *   ROOT in base64
 *   journal SIZE ROOT
 *   time 2021-11-24T03:34:00Z */
typedef struct cw_checkpoint {
    char centre[CW_MOST_CENTRE + 1];
    uint64_t size; /* of the released log */
    cw_hash root;
    uint64_t journal_size; /* of all that the centre holds, the private included: a hash of hashes
                              tells nothing of it, and later shows that nothing was slipped in */
    cw_hash journal_root;
    cw_time time;
} cw_checkpoint;
bool cw_checkpoint_sign(const cw_checkpoint *checkpoint, const cw_secret_key *key, cw_text *note,
                        cw_error *err);
/* Reads the text; who signed it is cw_note_is_signed's to say. */
bool cw_checkpoint_read(const char *note, size_t length, cw_checkpoint *checkpoint, cw_error *err);

/* ---- the store --------------------------------------------------------------------------------
 */

/* A centre's record: what it wrote, and what came from its partner. Opaque; one thread at a time.
 * Several programs may have one store open. `where` is the path of an SQLite file, or a PostgreSQL
 * address that begins with "postgresql:". */
typedef struct cw_store cw_store;
/* A new store of the centre that the key names. CW_NO when there is one already. */
cw_store *cw_store_create(const char *where, const cw_public_key *own, cw_error *err);
cw_store *cw_store_open(const char *where, cw_error *err);
void cw_store_close(cw_store *store); /* NULL-safe */
const cw_public_key *cw_store_own_key(const cw_store *store);
/* Pins the partner's key; CW_NO when another is pinned for that centre. */
bool cw_store_trust(cw_store *store, const cw_public_key *partner, cw_error *err);

/* Appends events that this centre wrote: all of them or none; true means that they are on the disk.
 * Those that are there already are passed over; *added (may be NULL) takes how many were not. Those
 * that are shared also go to the end of the released log. */
bool cw_store_append(cw_store *store, const cw_event *const *events, size_t count, size_t *added,
                     cw_error *err);

/* Entries in the journal (`centre` NULL) or in a centre's released log. */
bool cw_store_size(cw_store *store, const char *centre, uint64_t *size, cw_error *err);
/* Calls for each event from entry `from` of the journal on, in order; a sink that returns false
 * ends it. The event lives during the call. */
typedef bool (*cw_event_sink)(void *context, uint64_t entry, const cw_event *event, cw_error *err);
bool cw_store_each(cw_store *store, uint64_t from, cw_event_sink sink, void *context,
                   cw_error *err);
/* Appends all events from entry `from` on to a log in memory. */
bool cw_store_load(cw_store *store, uint64_t from, cw_event_log *log, cw_error *err);
/* The event, in the arena; NULL with CW_NO when there is none. */
cw_event *cw_store_find(cw_store *store, const cw_event_id *id, cw_arena *arena, cw_error *err);
/* The whole identifier that begins with `text` (at least 4 digits); CW_NO when none or several do.
 */
bool cw_store_find_id(cw_store *store, const char *text, cw_event_id *id, cw_error *err);

/* A copy in a new file, as of one moment, while others write. SQLite only; for PostgreSQL use its
 * own tools. */
bool cw_store_copy(cw_store *store, const char *path, cw_error *err);

/* ---- checkpoints of a store, and the witness ---------------------------------------------------
 */

/* Signs what the store's own log is now; kept in the store, appended to `note`. */
bool cw_store_checkpoint(cw_store *store, const cw_secret_key *key, cw_time now, cw_text *note,
                         cw_error *err);
/* The longest of this centre's own checkpoints; *found is whether there is any. */
bool cw_store_last_checkpoint(cw_store *store, cw_checkpoint *last, bool *found, cw_error *err);
/* Signs the partner's checkpoint if it continues all that is known of the partner's log: every
 * leaf held here, and the newest checkpoint signed before. `proof` (may be NULL) is the consistency
 * proof from that one, needed when not all leaves are here. CW_NO: it was not signed, *err says
 * why; a signed note that contradicts another is kept as evidence. */
bool cw_store_countersign(cw_store *store, const cw_secret_key *key, const char *note,
                          size_t length, const cw_proof *proof, cw_text *countersigned,
                          cw_error *err);
/* Keeps a checkpoint of this centre that the partner has countersigned. */
bool cw_store_accept(cw_store *store, const char *note, size_t length, cw_error *err);
/* Consistency proof of this centre's log between two sizes. */
bool cw_store_prove(cw_store *store, uint64_t old_size, uint64_t size, cw_proof *proof,
                    cw_error *err);
/* Calls for each pair of contradicting notes. */
typedef bool (*cw_evidence_sink)(void *context, const char *centre, const char *earlier,
                                 const char *later);
bool cw_store_evidence(cw_store *store, cw_evidence_sink sink, void *context, cw_error *err);

/* ---- verification ------------------------------------------------------------------------------
 */

typedef enum cw_fault_kind {
    CW_FAULT_FILE,          /* the database finds its own files damaged: `detail` */
    CW_FAULT_ENTRY_MISSING, /* no entry with this number */
    CW_FAULT_ENTRY_DAMAGED, /* entry: its bytes are not an event, or not the one they were */
    CW_FAULT_ENTRY_DOUBLED, /* entry: an event that was there before */
    CW_FAULT_PART_MISSING,  /* entry, detail: a part that nobody redacted */
    CW_FAULT_STRANGER,      /* entry: by a centre, or not shared, so that it has no place here */
    CW_FAULT_TAIL_MISSING,  /* log: ends before the size that it had */
    CW_FAULT_HEAD_MISSING,  /* log: entries after the last head */
    CW_FAULT_HEAD_DIFFERS,  /* log, at this size: entries dropped, exchanged or changed */
    CW_FAULT_LEAF,          /* log, position: missing, or no event of that centre stands for it */
    CW_FAULT_NOT_RELEASED,  /* entry: shared, but not in the released log, or out of order */
    CW_FAULT_CHECKPOINT_FORGED,  /* checkpoint: cut, damaged or not signed by the centre */
    CW_FAULT_CHECKPOINT_DIFFERS, /* checkpoint at this size: the log is not what was signed */
    CW_FAULT_REDACTION,          /* entry, detail: a redaction that no event explains */
    CW_FAULT_TWO_FACES           /* log: its centre signed two notes that contradict each other */
} cw_fault_kind;

typedef struct cw_fault {
    cw_fault_kind kind;
    char log[CW_MOST_CENTRE + 1]; /* empty: the journal */
    uint64_t number;              /* entry, position or size */
    char detail[160];
} cw_fault;

/* What is wrong, in words, without the numbers. */
const char *cw_fault_text(cw_fault_kind kind, cw_language language);

enum { CW_MOST_FAULTS = 100 };
typedef struct cw_verdict {
    uint64_t entries, own, received; /* events; of this centre, of others */
    uint64_t released, bare;         /* own in the released log; of the partner's, by id alone */
    uint64_t heads, checkpoints, signatures;
    uint64_t witnessed;              /* size of the own log at the last countersigned checkpoint */
    uint64_t witnessed_entries;      /* size of the journal then */
    uint64_t redacted, withheld;     /* parts */
    size_t fault_count;              /* all */
    cw_fault faults[CW_MOST_FAULTS]; /* the first of them */
} cw_verdict;

/* Reads all that is stored and checks all that can be. False only when it could not be done;
 * what is wrong stands in the verdict. */
bool cw_store_verify(cw_store *store, cw_verdict *verdict, cw_error *err);
/* The same, and tells every some thousand entries how many are read; false from `watch` ends it:
 * CW_ERR_MACHINE. */
typedef bool (*cw_verify_watch)(void *context, uint64_t entries);
bool cw_store_verify_watched(cw_store *store, cw_verify_watch watch, void *context,
                             cw_verdict *verdict, cw_error *err);

/* ---- retention ----------------------------------------------------------------------------------
 */

/* Removes parts of an event and appends an event of kind "redaction" that says which, who and why.
 * CW_NO when a part is gone already. Identifiers and proofs stay as they are. */
typedef struct cw_redaction {
    cw_event_id event;
    const char *const *parts;
    size_t part_count;
    const char *person, *reason; /* neither may be empty */
    cw_time now;
} cw_redaction;
bool cw_store_redact(cw_store *store, const cw_redaction *redaction, cw_error *err);

/* ---- bundles
 * -------------------------------------------------------------------------------------- */

/* What may be released to whom, as two centres agreed: an event of that kind, and of its parts that
 * one. NULL: any. Nothing goes that no rule names, nor what its author did not share and mark. */
typedef struct cw_release_rule {
    const char *to, *kind, *part;
} cw_release_rule;

typedef struct cw_bundle {
    char from[CW_MOST_CENTRE + 1], to[CW_MOST_CENTRE + 1];
    uint64_t first, count; /* positions of the released log that it covers */
    uint64_t events;       /* of these with their event; the others by identifier alone */
    uint64_t added;        /* by the import */
} cw_bundle;

/* The released log from position `first` on as one signed file, with a checkpoint. *about (may be
 * NULL) says what is in it. */
bool cw_bundle_export(cw_store *store, const cw_secret_key *key, const char *to, uint64_t first,
                      const cw_release_rule *rules, size_t rule_count, cw_time now, cw_text *bytes,
                      cw_bundle *about, cw_error *err);
/* Checks the whole bundle (signature, every event, the log's root, that it continues what is here),
 * then stores all of it, or nothing. The same bundle again adds nothing. CW_NO: a good bundle that
 * leaves a gap (*err says from where on one is needed), or one that contradicts what is here. */
bool cw_bundle_import(cw_store *store, const void *bytes, size_t length, cw_bundle *about,
                      cw_error *err);
bool cw_is_bundle(const void *bytes, size_t length); /* by its first bytes */

/* ---- sharing between two servers
 * ------------------------------------------------------------------ */

/* Over PostgreSQL's logical replication of one table, "released", into which each centre puts
 * signed bundles of what is new and of which nothing of its own is ever changed. The table stands
 * in the exchange, a PostgreSQL database of its own (wal_level=logical), for whoever may read a
 * server's replication can read all of that database; so the record is another one, or an SQLite
 * file. What arrives is no part of the record until it has been taken in, which checks it as any
 * bundle. Opaque. */
typedef struct cw_exchange cw_exchange;
/* In a database that is there, for the store's centre; the store must outlive it. CW_NO when there
 * is one already. */
cw_exchange *cw_exchange_create(const char *where, cw_store *store, cw_error *err);
/* CW_ERR_INPUT when it is another centre's. */
cw_exchange *cw_exchange_open(const char *where, cw_store *store, cw_error *err);
void cw_exchange_close(cw_exchange *exchange); /* NULL-safe */

/* Lets the partner subscribe (a publication of the rows for it); again changes nothing. */
bool cw_share_offer(cw_exchange *exchange, const char *to, cw_error *err);
/* Subscribes to the partner's exchange at `address` (a libpq connection string, which this server
 * keeps), or renews the subscription. `whole`: also what was published before; after a bundle that
 * is not needed. */
bool cw_share_subscribe(cw_exchange *exchange, const char *from, const char *address, bool whole,
                        cw_error *err);
/* Puts what is new in the released log into the table; about->count is 0 when nothing was. CW_NO:
 * it is more than a row may hold and must go as a bundle, *err says from where on; what follows
 * can be published. */
bool cw_share_publish(cw_exchange *exchange, const cw_secret_key *key, const char *to,
                      const cw_release_rule *rules, size_t rule_count, cw_time now,
                      cw_bundle *about, cw_error *err);

typedef struct cw_taken {
    uint64_t added;        /* events */
    uint64_t countersigns; /* of this centre's checkpoints, by the partner */
    uint64_t refused;      /* rows that were not to be believed; kept apart, table "refused" */
    cw_error why;          /* of the first of these */
} cw_taken;
/* Imports what has arrived. What is refused stops nothing else. With `key` (may be NULL) the newest
 * checkpoint that came is countersigned and put into the table for the partner. CW_NO: entries
 * before what arrived are missing, *err says from where on a bundle is needed. *taken is filled
 * also then. */
bool cw_share_take(cw_exchange *exchange, const char *from, const cw_secret_key *key,
                   cw_taken *taken, cw_error *err);
/* After a redaction: empties this centre's bundles in the table that hold a redacted event. */
bool cw_share_purge(cw_exchange *exchange, cw_error *err);

typedef enum cw_share_state {
    CW_SHARE_NONE,      /* the partner has not subscribed */
    CW_SHARE_CONNECTED, /* its server is reading */
    CW_SHARE_CUT,       /* it is not; what is new is kept for it */
    CW_SHARE_LOST       /* it was away for too long (max_slot_wal_keep_size): hand over a bundle,
                           then let it renew the subscription */
} cw_share_state;
/* The partner's subscription as this server, which publishes, sees it. */
bool cw_share_look(cw_exchange *exchange, const char *to, cw_share_state *state, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
