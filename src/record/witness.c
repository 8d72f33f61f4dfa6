/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkpoints and the witness. A centre signs what its log is; its partner signs the same note, but
 * only if the log continues what the partner has seen before. Then neither can rewrite its record
 * later, nor show one face to the partner and another to an inquiry: the partner holds the proof.
 *
 * What is compared: the root computed from the leaves held here, when they reach that far; else a
 * consistency proof from the newest note signed before. Two notes that one centre signed and that
 * cannot both be true are kept as evidence.
 */
#include "bundle.h"

#include <stdlib.h>

static bool put_note(cw_store *store, const cw_checkpoint *checkpoint, const char *note,
                     size_t length, cw_error *err) {
    const value in[] = {text_value(checkpoint->centre),
                        integer_value(checkpoint->size),
                        {.kind = VALUE_TEXT, .bytes = note, .length = length}};
    return store_execute(store,
                         "INSERT INTO checkpoint (number, centre, size, note)"
                         " SELECT coalesce(max(number) + 1, 0), $1, $2, $3 FROM checkpoint",
                         in, 3, err);
}

static bool take_number(void *context, const value *row, cw_error *err) {
    (void)row, (void)err;
    *(bool *)context = true;
    return true;
}

bool store_keep_note(cw_store *store, const cw_checkpoint *checkpoint, const char *note,
                     size_t length, cw_error *err) {
    bool there = false;
    const value in[] = {text_value(checkpoint->centre),
                        {.kind = VALUE_TEXT, .bytes = note, .length = length}};
    return store_query(store, "SELECT number FROM checkpoint WHERE centre = $1 AND note = $2", in,
                       2, "i", take_number, &there, err)
           && (there || put_note(store, checkpoint, note, length, err));
}

/* ---- one's own ------------------------------------------------------------------------------ */

static bool key_is_own(const cw_store *store, const cw_secret_key *key, cw_error *err) {
    return memcmp(cw_secret_key_public(key), &store->own, sizeof store->own) == 0
           || cw_fail(err, CW_ERR_INPUT, "the key is not that of this record's centre, %s",
                      store->own.centre);
}

bool store_checkpoint_within(cw_store *store, const cw_secret_key *key, cw_time now, cw_text *note,
                             cw_error *err) {
    cw_frontier journal, released;
    if (!store_head(store, JOURNAL, &journal, err)
        || !store_head(store, store->own.centre, &released, err))
        return false;
    cw_checkpoint checkpoint = {.size = released.size,
                                .root = cw_frontier_root(&released),
                                .journal_size = journal.size,
                                .journal_root = cw_frontier_root(&journal),
                                .time = now};
    memcpy(checkpoint.centre, store->own.centre, sizeof checkpoint.centre);
    size_t before = note->length;
    return cw_checkpoint_sign(&checkpoint, key, note, err)
           && put_note(store, &checkpoint, note->data + before, note->length - before, err);
}

bool cw_store_checkpoint(cw_store *store, const cw_secret_key *key, cw_time now, cw_text *note,
                         cw_error *err) {
    return key_is_own(store, key, err) && store_begin(store, true, err)
           && store_end(store, store_checkpoint_within(store, key, now, note, err), err);
}

/* ---- the partner's -------------------------------------------------------------------------- */

typedef struct latest { /* the newest note of a centre that this one has signed */
    const cw_public_key *own;
    cw_text note;
    cw_checkpoint checkpoint;
    bool found;
} latest;

static bool take_note(void *context, const value *row, cw_error *err) {
    latest *l = context;
    cw_checkpoint read;
    (void)err;
    if (row[0].kind != VALUE_TEXT || !cw_note_is_signed(row[0].bytes, row[0].length, l->own)
        || !cw_checkpoint_read(row[0].bytes, row[0].length, &read, NULL))
        return true;
    if (l->found && read.size < l->checkpoint.size) return true;
    l->found = true;
    l->checkpoint = read;
    l->note.length = 0;
    cw_text_add_bytes(&l->note, row[0].bytes, row[0].length);
    return true;
}

static bool find_latest(cw_store *store, const char *centre, latest *l, cw_error *err) {
    const value in = text_value(centre);
    return store_query(store, "SELECT note FROM checkpoint WHERE centre = $1 ORDER BY number", &in,
                       1, "t", take_note, l, err)
           && (!l->note.failed || cw_fail_memory(err));
}

bool cw_store_last_checkpoint(cw_store *store, cw_checkpoint *last, bool *found, cw_error *err) {
    latest l = {.own = &store->own};
    bool done = find_latest(store, store->own.centre, &l, err);
    *found = done && l.found;
    if (*found) *last = l.checkpoint;
    cw_text_free(&l.note);
    return done;
}

/* Unless the same was kept before. */
static bool keep_evidence(cw_store *store, const char *centre, const char *earlier,
                          const char *later, size_t later_length, cw_error *err) {
    const value in[] = {text_value(centre),
                        text_value(earlier),
                        {.kind = VALUE_TEXT, .bytes = later, .length = later_length}};
    bool there = false;
    const value seen[] = {in[0], in[2]};
    if (!store_query(store, "SELECT number FROM evidence WHERE centre = $1 AND later = $2", seen, 2,
                     "i", take_number, &there, err))
        return false;
    return there
           || store_execute(store,
                            "INSERT INTO evidence (number, centre, earlier, later)"
                            " SELECT coalesce(max(number) + 1, 0), $1, $2, $3 FROM evidence",
                            in, 3, err);
}

static bool take_newest(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_TEXT) cw_text_add_bytes(context, row[0].bytes, row[0].length);
    return true;
}

bool store_keep_evidence(cw_store *store, const char *centre, const char *later, size_t length,
                         cw_error *err) {
    cw_text earlier = {0};
    const value in = text_value(centre);
    bool done = store_query(store,
                            "SELECT note FROM checkpoint WHERE centre = $1"
                            " ORDER BY size DESC, number DESC LIMIT 1",
                            &in, 1, "t", take_newest, &earlier, err)
                && keep_evidence(store, centre, earlier.data != NULL ? earlier.data : "", later,
                                 length, err);
    cw_text_free(&earlier);
    return done;
}

static bool same(const cw_hash *a, const cw_hash *b) {
    return cw_event_id_compare(a, b) == 0;
}

typedef enum answer { SIGN, REFUSE, TWO_FACES, FAILED } answer;

/* Against the newest note signed before: sizes must not shrink, equal sizes have equal roots. */
static answer against_latest(const cw_checkpoint *now, const latest *before, cw_error *why) {
    const cw_checkpoint *then = &before->checkpoint;
    if (!before->found) return SIGN;
    if (now->size == then->size && !same(&now->root, &then->root)) {
        cw_fail(why, CW_NO, "%s signed two different logs of %llu entries", now->centre,
                (unsigned long long)now->size);
        return TWO_FACES;
    }
    if (now->journal_size == then->journal_size && !same(&now->journal_root, &then->journal_root)) {
        cw_fail(why, CW_NO, "%s signed two different journals of %llu entries", now->centre,
                (unsigned long long)now->journal_size);
        return TWO_FACES;
    }
    if (now->size >= then->size && now->journal_size >= then->journal_size) return SIGN;
    cw_fail(why, CW_NO,
            "the log of %s was %llu entries long when a checkpoint of it was last signed, and is "
            "%llu in this one (an old checkpoint, or a record cut short)",
            now->centre, (unsigned long long)then->size, (unsigned long long)now->size);
    return REFUSE;
}

/* Against the leaves held here, or the proof. */
static answer against_leaves(cw_store *store, const cw_checkpoint *now, const latest *before,
                             const cw_proof *proof, cw_error *why) {
    cw_hash root;
    bool known = false;
    if (!store_root_at(store, now->centre, now->size, &root, &known, why)) return FAILED;
    if (known && same(&root, &now->root)) return SIGN;
    if (known) {
        cw_fail(why, CW_NO,
                "the log of %s that is held here is not the one that this checkpoint signs",
                now->centre);
        return TWO_FACES;
    }
    if (proof == NULL || !before->found) {
        cw_fail(why, CW_NO,
                "the log of %s is not held here up to entry %llu: import a bundle first",
                now->centre, (unsigned long long)now->size);
        return REFUSE;
    }
    if (cw_merkle_consistent(before->checkpoint.size, &before->checkpoint.root, now->size,
                             &now->root, proof))
        return SIGN;
    cw_fail(why, CW_NO,
            "the proof does not show that the log of %s continues the one signed before",
            now->centre);
    return REFUSE;
}

typedef struct request {
    const char *note;
    size_t length;
    const cw_proof *proof;
    const cw_secret_key *key;
    cw_text *out;
} request;

static bool is_of_partner(cw_store *store, const request *r, cw_checkpoint *checkpoint,
                          cw_error *err) {
    cw_public_key key;
    bool known = false;
    if (!cw_checkpoint_read(r->note, r->length, checkpoint, err)
        || !store_key(store, checkpoint->centre, &key, &known, err))
        return false;
    if (strcmp(checkpoint->centre, store->own.centre) == 0)
        return cw_fail(err, CW_ERR_INPUT, "a centre does not countersign its own checkpoint");
    if (!known)
        return cw_fail(err, CW_NO, "the record trusts no key of %s yet", checkpoint->centre);
    return cw_note_is_signed(r->note, r->length, &key)
           || cw_fail(err, CW_NO, "the checkpoint is not signed by the key of %s that is trusted",
                      checkpoint->centre);
}

/* True: something is to be committed (a signature or evidence); *why says which. */
static bool countersign_within(cw_store *store, const request *r, cw_error *why, cw_error *err) {
    cw_checkpoint now;
    latest before = {.own = &store->own};
    if (!is_of_partner(store, r, &now, err) || !find_latest(store, now.centre, &before, err)) {
        cw_text_free(&before.note);
        return false;
    }
    answer a = against_latest(&now, &before, why);
    if (a == SIGN) a = against_leaves(store, &now, &before, r->proof, why);
    bool done = false;
    size_t start = r->out->length;
    if (a == SIGN)
        done = cw_note_countersign(r->note, r->length, r->key, r->out, err)
               && put_note(store, &now, r->out->data + start, r->out->length - start, err);
    else if (a == TWO_FACES)
        done = keep_evidence(store, now.centre, before.found ? before.note.data : "", r->note,
                             r->length, err);
    else
        cw_error_pass(err, why);
    cw_text_free(&before.note);
    return done;
}

bool cw_store_countersign(cw_store *store, const cw_secret_key *key, const char *note,
                          size_t length, const cw_proof *proof, cw_text *countersigned,
                          cw_error *err) {
    request r = {note, length, proof, key, countersigned};
    cw_error why = {0};
    size_t start = countersigned->length;
    bool done = key_is_own(store, key, err) && store_begin(store, true, err)
                && store_end(store, countersign_within(store, &r, &why, err), err);
    if (done && why.code != CW_OK) {
        cw_error_prefix(&why, "not countersigned, and kept as evidence");
        why.code = CW_NO;
        done = cw_error_pass(err, &why);
    }
    if (!done) countersigned->length = start;
    return done;
}

/* ---- what the partner signed ---------------------------------------------------------------- */

static bool take_key(void *context, const value *row, cw_error *err) {
    const char *(*search)[2] = context; /* note, NULL until found */
    cw_public_key key;
    (void)err;
    if (row[0].kind == VALUE_TEXT && cw_public_key_parse(row[0].bytes, &key, NULL)
        && cw_note_is_signed((*search)[0], strlen((*search)[0]), &key))
        (*search)[1] = "";
    return true;
}

/* Whether the log, as it is here, had that root at that size. */
static bool log_is(cw_store *store, const char *log, uint64_t size, const cw_hash *root,
                   cw_error *err) {
    cw_hash here;
    bool known = false;
    if (!store_root_at(store, log, size, &here, &known, err)) return false;
    return (known && same(&here, root))
           || cw_fail(err, CW_NO, "this record is not the one that the checkpoint signs");
}

/* Signed by this centre and by another that is trusted, and true of both own logs. */
static bool accept_within(cw_store *store, const char *note, size_t length, cw_error *err) {
    cw_checkpoint checkpoint;
    const char *search[2] = {note, NULL};
    const value own = text_value(store->own.centre);
    if (!cw_checkpoint_read(note, length, &checkpoint, err)) return false;
    if (strcmp(checkpoint.centre, store->own.centre) != 0
        || !cw_note_is_signed(note, length, &store->own))
        return cw_fail(err, CW_NO, "not a checkpoint that %s signed", store->own.centre);
    if (!store_query(store, "SELECT key FROM centre_key WHERE centre <> $1", &own, 1, "t", take_key,
                     &search, err))
        return false;
    if (search[1] == NULL)
        return cw_fail(err, CW_NO, "no partner whose key is trusted has countersigned this");
    return log_is(store, store->own.centre, checkpoint.size, &checkpoint.root, err)
           && log_is(store, JOURNAL, checkpoint.journal_size, &checkpoint.journal_root, err)
           && put_note(store, &checkpoint, note, length, err);
}

bool cw_store_accept(cw_store *store, const char *note, size_t length, cw_error *err) {
    cw_text copy = {0};
    cw_text_add_bytes(&copy, note, length);
    bool done = !copy.failed || cw_fail_memory(err);
    done = done && store_begin(store, true, err)
           && store_end(store, accept_within(store, copy.data, copy.length, err), err);
    cw_text_free(&copy);
    return done;
}

/* ---- evidence ------------------------------------------------------------------------------- */

typedef struct showing {
    cw_evidence_sink sink;
    void *context;
} showing;

static bool take_evidence(void *context, const value *row, cw_error *err) {
    const showing *s = context;
    (void)err;
    for (int i = 0; i < 3; i++) {
        if (row[i].kind != VALUE_TEXT) return true;
    }
    s->sink(s->context, row[0].bytes, row[1].bytes, row[2].bytes);
    return true;
}

bool cw_store_evidence(cw_store *store, cw_evidence_sink sink, void *context, cw_error *err) {
    showing s = {sink, context};
    return store_query(store, "SELECT centre, earlier, later FROM evidence ORDER BY number", NULL,
                       0, "ttt", take_evidence, &s, err);
}
