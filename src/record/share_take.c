/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing while the link is up, the receiving side. Each row that has come in is looked at once and
 * leaves the table: into the record when all checks hold, else, with the reason, into the table
 * "refused". So nothing that anybody may have put among the rows can hold up those behind it, and
 * nothing is lost. Only rows beyond the end of the partner's log that is here stay: what comes
 * before them may still arrive.
 */
#include "bundle.h"
#include "codec.h"
#include "note.h"
#include "share.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct arrival {
    char place[64]; /* of the row in the table */
    uint64_t first, entries;
    cw_text bytes;
    bool found;
} arrival;

static bool take_row(void *context, const value *row, cw_error *err) {
    arrival *a = context;
    if (row[0].kind != VALUE_TEXT || row[1].kind != VALUE_INTEGER || row[2].kind != VALUE_INTEGER
        || row[3].kind != VALUE_BYTES)
        return cw_fail(err, CW_NO, "the table released is damaged");
    snprintf(a->place, sizeof a->place, "%s", (const char *)row[0].bytes);
    a->first = (uint64_t)row[1].integer;
    a->entries = (uint64_t)row[2].integer;
    a->bytes.length = 0;
    cw_text_add_bytes(&a->bytes, row[3].bytes, row[3].length);
    a->found = true;
    return !a->bytes.failed || cw_fail_memory(err);
}

/* The next row that does not begin beyond entry `here`; countersigned checkpoints, of this centre's
 * log, among them. */
static bool next_row(cw_exchange *x, const char *from, uint64_t here, arrival *a, cw_error *err) {
    const value in[] = {text_value(from), text_value(x->store->own.centre), integer_value(here)};
    a->found = false;
    return postgres_query(x->db,
                          "SELECT ctid::text, first_position, entries, bytes FROM released"
                          " WHERE origin = $1 AND recipient = $2"
                          " AND (first_position <= $3 OR entries = 0)"
                          " ORDER BY first_position, entries DESC LIMIT 1",
                          in, 3, "tiib", take_row, a, err);
}

static bool remove_row(cw_exchange *x, const arrival *a, cw_error *err) {
    const value in = text_value(a->place);
    return postgres_begin(x->db, true, err)
           && exchange_end(x,
                           postgres_execute(x->db,
                                            "DELETE FROM released WHERE ctid = $1::text::tid", &in,
                                            1, NULL, err),
                           err);
}

static bool refuse_row(cw_exchange *x, const arrival *a, const char *why, cw_error *err) {
    const value in[] = {text_value(a->place), text_value(why)};
    return postgres_begin(x->db, true, err)
           && exchange_end(x,
                           postgres_execute(x->db,
                                            "WITH gone AS (DELETE FROM released"
                                            " WHERE ctid = $1::text::tid RETURNING *)"
                                            " INSERT INTO refused SELECT gone.*, $2 FROM gone",
                                            in, 2, NULL, err),
                           err);
}

/* ---- one row -------------------------------------------------------------------------------- */

/* A row must be what it says of itself, or it might come before its time and be refused for that.
 */
static bool is_as_labelled(const arrival *a, const char *from, cw_error *err) {
    cw_bundle about;
    if (!bundle_look(a->bytes.data, a->bytes.length, &about, err)) return false;
    return (strcmp(about.from, from) == 0 && about.first == a->first && about.count == a->entries)
           || cw_fail(err, CW_ERR_INPUT, "the row is not labelled as the bundle in it");
}

static bool accept_row(cw_exchange *x, const char *from, const arrival *a, cw_taken *taken,
                       cw_error *err) {
    cw_bundle about = {.from = {0}};
    if (a->entries == 0) {
        if (!cw_store_accept(x->store, a->bytes.data, a->bytes.length, err)) return false;
        taken->countersigns++;
        return true;
    }
    if (!is_as_labelled(a, from, err)
        || !cw_bundle_import(x->store, a->bytes.data, a->bytes.length, &about, err))
        return false;
    taken->added += about.added;
    return true;
}

/* A reason may quote the row, that is, anything; the database wants text. */
static void make_plain(char *text) {
    for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20 || *c >= 0x7f) *c = '?';
    }
}

/* False only when the machine failed; the row stays then. A row without bytes was emptied by its
 * sender after a redaction, or went as a file. */
static bool look_at(cw_exchange *x, const char *from, const arrival *a, cw_taken *taken,
                    cw_error *err) {
    cw_error why = {0};
    if (a->bytes.length == 0 || accept_row(x, from, a, taken, &why)) return remove_row(x, a, err);
    if (why.code == CW_ERR_MACHINE) return cw_error_pass(err, &why);
    make_plain(why.message);
    make_plain(why.french);
    if (taken->refused++ == 0) taken->why = why;
    return refuse_row(x, a, why.message, err);
}

/* ---- what is signed for the partner --------------------------------------------------------- */

static bool take_note(void *context, const value *row, cw_error *err) {
    cw_text_add_bytes(context, row[0].bytes, row[0].length);
    return row[0].kind == VALUE_TEXT || cw_fail(err, CW_NO, "a checkpoint is damaged");
}

/* The newest checkpoint of the partner that came, with this centre's signature, unless it has that
 * already. */
static bool countersign(cw_exchange *x, const char *from, const cw_secret_key *key, cw_error *err) {
    cw_text note = {0}, signed_note = {0};
    cw_checkpoint checkpoint;
    const value in = text_value(from);
    bool done = store_query(x->store,
                            "SELECT note FROM checkpoint WHERE centre = $1"
                            " ORDER BY size DESC, number DESC LIMIT 1",
                            &in, 1, "t", take_note, &note, err)
                && (!note.failed || cw_fail_memory(err));
    if (done && note.length > 0 && !cw_note_is_signed(note.data, note.length, &x->store->own)) {
        done =
            cw_checkpoint_read(note.data, note.length, &checkpoint, err)
            && cw_store_countersign(x->store, key, note.data, note.length, NULL, &signed_note, err);
        cw_bundle about = {.first = done ? checkpoint.size : 0};
        snprintf(about.from, sizeof about.from, "%s", x->store->own.centre);
        snprintf(about.to, sizeof about.to, "%s", from);
        done = done && exchange_put(x, &about, &signed_note, err);
    }
    cw_text_free(&note);
    cw_text_free(&signed_note);
    return done;
}

/* ---- the whole ------------------------------------------------------------------------------ */

/* Rows keep coming: what begins beyond `here` is a gap only when, in the same look, nothing waits
 * that begins before it. */
static bool check_gap(cw_exchange *x, const char *from, uint64_t here, const cw_taken *taken,
                      cw_error *err) {
    uint64_t beyond = 0;
    const value in[] = {text_value(from), text_value(x->store->own.centre), integer_value(here)};
    if (!postgres_query(x->db,
                        "SELECT CASE WHEN min(first_position) > $3 THEN count(*) ELSE 0 END"
                        " FROM released WHERE origin = $1 AND recipient = $2 AND entries > 0",
                        in, 3, "i", exchange_count, &beyond, err))
        return false;
    if (beyond == 0) return true;
    if (taken->refused == 0)
        return cw_fail(err, CW_NO,
                       "entries of %s from %llu on are missing, and later ones are here: ask for a "
                       "bundle from entry %llu on",
                       from, (unsigned long long)here, (unsigned long long)here);
    cw_error why = taken->why;
    why.code = CW_NO;
    cw_error_prefix(&why,
                    "entries of %s from %llu on are missing, and later ones are here: ask for a "
                    "bundle from entry %llu on; and rows were refused",
                    from, (unsigned long long)here, (unsigned long long)here);
    return cw_error_pass(err, &why);
}

bool cw_share_take(cw_exchange *exchange, const char *from, const cw_secret_key *key,
                   cw_taken *taken, cw_error *err) {
    arrival a = {.found = true};
    uint64_t here = 0;
    *taken = (cw_taken){0};
    bool done = exchange_knows(exchange, from, err);
    while (done && a.found) {
        done = cw_store_size(exchange->store, from, &here, err)
               && next_row(exchange, from, here, &a, err)
               && (!a.found || look_at(exchange, from, &a, taken, err));
    }
    cw_text_free(&a.bytes);
    return done && (key == NULL || countersign(exchange, from, key, err))
           && check_gap(exchange, from, here, taken, err);
}
