/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing while the link is up: PostgreSQL's logical replication carries one insert-only table,
 * "released", each way. A row is a signed bundle of what is new, so that whatever happens on the
 * way (a cut, a server that dies, rows that come twice) the receiver holds it against signature and
 * root before a byte of it counts, as it does with a bundle from a stick. Each centre keeps its own
 * database: no row of the record itself is replicated, no conflict can arise, and nothing needs to
 * be filtered by what it says.
 *
 * The publisher keeps its log for a subscriber that is away, up to max_slot_wal_keep_size; beyond
 * that the slot is lost. cw_share_look tells so; a bundle closes the gap and the subscription is
 * renewed (PostgreSQL 15 manual, chapter 31 and section 20.6).
 */
#include "codec.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINK_NAME = 32 };

/* The publication, subscription and slot of one direction; slots have no other letters than these.
 */
static void link_name(const char *from, const char *to, char name[LINK_NAME]) {
    char hex[CW_ID_TEXT];
    const piece pieces[] = {{from, strlen(from) + 1}, {to, strlen(to) + 1}};
    cw_hash hash = hash_pieces(pieces, 2);
    snprintf(name, LINK_NAME, "crosswatch_%.16s", cw_event_id_format(&hash, hex));
}

static bool is_shareable(const cw_store *store, cw_error *err) {
    return store->driver == &postgres_driver
           || cw_fail(err, CW_ERR_INPUT,
                      "replication needs a record in PostgreSQL; from this one export a bundle");
}

static bool is_partner(cw_store *store, const char *centre, cw_error *err) {
    cw_public_key key;
    bool known = false;
    if (!is_shareable(store, err) || !store_key(store, centre, &key, &known, err)) return false;
    return (known && strcmp(centre, store->own.centre) != 0)
           || cw_fail(err, CW_ERR_INPUT,
                      "\"%.64s\" is no partner of this record: trust its key first", centre);
}

/* ---- the link ------------------------------------------------------------------------------- */

bool cw_share_offer(cw_store *store, const char *to, cw_error *err) {
    char name[LINK_NAME];
    cw_text sql = {0};
    if (!is_partner(store, to, err)) return false;
    char *own = postgres_literal(store->db, store->own.centre, err);
    char *partner = own != NULL ? postgres_literal(store->db, to, err) : NULL;
    link_name(store->own.centre, to, name);
    if (partner != NULL)
        cw_text_add(&sql,
                    "CREATE PUBLICATION %s FOR TABLE released"
                    " WHERE (origin = %s AND recipient = %s) WITH (publish = 'insert')",
                    name, own, partner);
    bool done = partner != NULL && (!sql.failed || cw_fail_memory(err))
                && postgres_run(store->db, sql.data, err);
    free(own);
    free(partner);
    cw_text_free(&sql);
    return done;
}

/* Takes a subscription away; where its publisher cannot be asked, or its slot is gone, without it.
 */
static bool unsubscribe(cw_store *store, const char *name, cw_error *err) {
    char drop[96], detach[240];
    snprintf(drop, sizeof drop, "DROP SUBSCRIPTION IF EXISTS %s", name);
    if (postgres_run(store->db, drop, NULL)) return true;
    snprintf(detach, sizeof detach, "ALTER SUBSCRIPTION %s DISABLE", name);
    if (!postgres_run(store->db, detach, err)) return false;
    snprintf(detach, sizeof detach, "ALTER SUBSCRIPTION %s SET (slot_name = NONE)", name);
    return postgres_run(store->db, detach, err) && postgres_run(store->db, drop, err);
}

bool cw_share_subscribe(cw_store *store, const char *from, const char *address, bool whole,
                        cw_error *err) {
    char name[LINK_NAME];
    cw_text sql = {0};
    if (!is_partner(store, from, err)) return false;
    link_name(from, store->own.centre, name);
    char *quoted = postgres_literal(store->db, address, err);
    if (quoted == NULL || !unsubscribe(store, name, err)) {
        free(quoted);
        return false;
    }
    cw_text_add(&sql, "CREATE SUBSCRIPTION %s CONNECTION %s PUBLICATION %s WITH (copy_data = %s)",
                name, quoted, name, whole ? "true" : "false");
    bool done = (!sql.failed || cw_fail_memory(err)) && postgres_run(store->db, sql.data, err);
    free(quoted);
    cw_text_free(&sql);
    return done;
}

static bool take_state(void *context, const value *row, cw_error *err) {
    cw_share_state *state = context;
    (void)err;
    if (row[0].kind == VALUE_TEXT && strcmp(row[0].bytes, "lost") == 0)
        *state = CW_SHARE_LOST;
    else
        *state = row[1].integer != 0 ? CW_SHARE_CONNECTED : CW_SHARE_CUT;
    return true;
}

bool cw_share_look(cw_store *store, const char *to, cw_share_state *state, cw_error *err) {
    char name[LINK_NAME];
    *state = CW_SHARE_NONE;
    if (!is_partner(store, to, err)) return false;
    link_name(store->own.centre, to, name);
    const value in = text_value(name);
    return store_query(store,
                       "SELECT wal_status, active::int::bigint FROM pg_replication_slots"
                       " WHERE slot_name = $1",
                       &in, 1, "ti", take_state, state, err);
}

/* ---- sending -------------------------------------------------------------------------------- */

static bool take_count(void *context, const value *row, cw_error *err) {
    *(uint64_t *)context = (uint64_t)row[0].integer;
    return row[0].kind == VALUE_INTEGER || cw_fail(err, CW_NO, "the table released is damaged");
}

static bool put_bundle(cw_store *store, const cw_bundle *about, const cw_text *bytes,
                       cw_error *err) {
    const value in[] = {text_value(about->from), text_value(about->to), integer_value(about->first),
                        integer_value(about->count), bytes_value(bytes->data, bytes->length)};
    return store_execute(store,
                         "INSERT INTO released (origin, recipient, first_position, entries, bytes)"
                         " VALUES ($1, $2, $3, $4, $5)",
                         in, 5, err);
}

bool cw_share_publish(cw_store *store, const cw_secret_key *key, const char *to,
                      const cw_release_rule *rules, size_t rule_count, cw_time now,
                      cw_bundle *about, cw_error *err) {
    uint64_t published = 0, size = 0;
    cw_text bytes = {0};
    *about = (cw_bundle){.from = {0}};
    if (!is_partner(store, to, err)) return false;
    const value in[] = {text_value(store->own.centre), text_value(to)};
    if (!store_query(store,
                     "SELECT coalesce(max(first_position + entries), 0) FROM released"
                     " WHERE origin = $1 AND recipient = $2",
                     in, 2, "i", take_count, &published, err)
        || !cw_store_size(store, store->own.centre, &size, err))
        return false;
    if (published == size) return true;
    bool done =
        cw_bundle_export(store, key, to, published, rules, rule_count, now, &bytes, about, err)
        && store_begin(store, true, err)
        && store_end(store, put_bundle(store, about, &bytes, err), err);
    cw_text_free(&bytes);
    return done;
}

/* ---- receiving ------------------------------------------------------------------------------ */

static bool take_bytes(void *context, const value *row, cw_error *err) {
    cw_text *bytes = context;
    bytes->length = 0;
    cw_text_add_bytes(bytes, row[0].bytes, row[0].length);
    return !bytes->failed || cw_fail_memory(err);
}

/* The candidates that go on from entry `here`, the longest first. */
static bool next_bundle(cw_store *store, const char *from, uint64_t here, uint64_t skip,
                        cw_text *bytes, cw_error *err) {
    const value in[] = {text_value(from), text_value(store->own.centre), integer_value(here),
                        integer_value(skip)};
    bytes->length = 0;
    return store_query(store,
                       "SELECT bytes FROM released WHERE origin = $1 AND recipient = $2"
                       " AND first_position <= $3 AND first_position + entries > $3"
                       " AND length(bytes) > 0"
                       " ORDER BY first_position + entries DESC, first_position OFFSET $4 LIMIT 1",
                       in, 4, "b", take_bytes, bytes, err);
}

/* Imports the first candidate that is good: one that is damaged must not stop the others. False:
 * none; *err is set when one was refused or something failed. */
static bool take_next(cw_store *store, const char *from, uint64_t here, cw_bundle *about,
                      cw_error *err) {
    cw_text bytes = {0};
    bool taken = false, more = true;
    for (uint64_t skip = 0; more && !taken; skip++) {
        cw_error refused = {0};
        more = next_bundle(store, from, here, skip, &bytes, err) && bytes.length > 0;
        if (more) taken = cw_bundle_import(store, bytes.data, bytes.length, about, &refused);
        if (more && !taken) cw_fail(err, refused.code, "%s", refused.message);
        if (refused.code == CW_ERR_MACHINE) more = false;
    }
    cw_text_free(&bytes);
    return taken;
}

static bool check_gap(cw_store *store, const char *from, uint64_t here, cw_error *err) {
    uint64_t beyond = 0;
    const value in[] = {text_value(from), text_value(store->own.centre), integer_value(here)};
    if (!store_query(store,
                     "SELECT count(*) FROM released"
                     " WHERE origin = $1 AND recipient = $2 AND first_position > $3",
                     in, 3, "i", take_count, &beyond, err))
        return false;
    return beyond == 0
           || cw_fail(err, CW_NO,
                      "entries of %s from %llu on are missing, and later ones are here: ask for a "
                      "bundle from entry %llu on",
                      from, (unsigned long long)here, (unsigned long long)here);
}

bool cw_share_take(cw_store *store, const char *from, uint64_t *added, cw_error *err) {
    *added = 0;
    if (!is_partner(store, from, err)) return false;
    for (;;) {
        uint64_t here = 0;
        cw_bundle about = {.from = {0}};
        cw_error refused = {0};
        if (!cw_store_size(store, from, &here, err)) return false;
        if (!take_next(store, from, here, &about, &refused)) {
            if (refused.code != CW_OK) return cw_fail(err, refused.code, "%s", refused.message);
            return check_gap(store, from, here, err);
        }
        *added += about.added;
    }
}
