/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sharing while the link is up, the sending side: PostgreSQL's logical replication carries one
 * table, "released", each way. A row is a signed bundle of what is new, so that whatever happens on
 * the way (a cut, a server that dies, rows that come twice) the receiver holds it against signature
 * and root before a byte of it counts, as it does with a bundle from a stick. Each centre keeps its
 * own database: no row of the record itself is replicated, no conflict can arise, and nothing needs
 * to be filtered by what it says.
 *
 * The table stands in a database of its own, the exchange. Whoever may read a server's replication
 * may read all that is written to the database it is connected to, whatever the publication says
 * (any output plugin will do): what is private must not be in it.
 *
 * The publisher keeps its log for a subscriber that is away, up to max_slot_wal_keep_size; beyond
 * that the slot is lost. cw_share_look tells so; a bundle closes the gap and the subscription is
 * renewed (PostgreSQL 15 manual, chapter 31 and section 20.6).
 */
#include "share.h"

#include "codec.h"

#include <stdio.h>
#include <stdlib.h>

/* A row goes over the link as text, twice its size and in one piece of memory at both ends. */
enum { LINK_NAME = 32, MOST_ROW_BYTES = 64 << 20 };

/* ---- the exchange --------------------------------------------------------------------------- */

static cw_exchange *over(postgres *p, cw_store *store, cw_error *err) {
    cw_exchange *exchange = calloc(1, sizeof *exchange);
    if (exchange == NULL) {
        postgres_close(p);
        cw_fail_memory(err);
        return NULL;
    }
    *exchange = (cw_exchange){p, store};
    return exchange;
}

bool exchange_end(cw_exchange *x, bool good, cw_error *err) {
    if (good && postgres_commit(x->db, err)) return true;
    postgres_roll_back(x->db);
    return false;
}

cw_exchange *cw_exchange_create(const char *where, cw_store *store, cw_error *err) {
    bool has = false;
    postgres *p = postgres_connect(where, "crosswatch_exchange", err);
    bool done = p != NULL && postgres_has_schema(p, "crosswatch_exchange", &has, err);
    if (done && has) done = cw_fail(err, CW_NO, "the database has an exchange already");
    const value in = text_value(store->own.centre);
    done = done && postgres_run(p, "BEGIN", err) && postgres_run(p, exchange_schema, err)
           && postgres_execute(p, "INSERT INTO meta (name, value) VALUES ('centre', $1)", &in, 1,
                               NULL, err)
           && postgres_commit(p, err);
    if (done) return over(p, store, err);
    postgres_close(p);
    return NULL;
}

static bool take_centre(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_TEXT)
        snprintf(context, CW_MOST_CENTRE + 1, "%s", (const char *)row[0].bytes);
    return true;
}

cw_exchange *cw_exchange_open(const char *where, cw_store *store, cw_error *err) {
    bool has = false;
    char centre[CW_MOST_CENTRE + 1] = "";
    postgres *p = postgres_connect(where, "crosswatch_exchange", err);
    bool done = p != NULL && postgres_has_schema(p, "crosswatch_exchange", &has, err);
    if (done && !has) done = cw_fail(err, CW_ERR_INPUT, "the database has no exchange");
    done = done
           && postgres_query(p, "SELECT value FROM meta WHERE name = 'centre'", NULL, 0, "t",
                             take_centre, centre, err);
    if (done && strcmp(centre, store->own.centre) != 0)
        done = cw_fail(err, CW_ERR_INPUT, "the exchange is that of %s; this is the record of %s",
                       centre, store->own.centre);
    if (done) return over(p, store, err);
    postgres_close(p);
    return NULL;
}

void cw_exchange_close(cw_exchange *exchange) {
    if (exchange == NULL) return;
    postgres_close(exchange->db);
    free(exchange);
}

bool exchange_knows(cw_exchange *x, const char *centre, cw_error *err) {
    cw_public_key key;
    bool known = false;
    if (!store_key(x->store, centre, &key, &known, err)) return false;
    return (known && strcmp(centre, x->store->own.centre) != 0)
           || cw_fail(err, CW_ERR_INPUT,
                      "\"%.64s\" is no partner of this record: trust its key first", centre);
}

bool exchange_count(void *context, const value *row, cw_error *err) {
    *(uint64_t *)context = (uint64_t)row[0].integer;
    return row[0].kind == VALUE_INTEGER || cw_fail(err, CW_NO, "the table released is damaged");
}

/* The publication, subscription and slot of one direction; slots have no other letters than these.
 */
static void link_name(const char *from, const char *to, char name[LINK_NAME]) {
    char hex[CW_ID_TEXT];
    const piece pieces[] = {{from, strlen(from) + 1}, {to, strlen(to) + 1}};
    cw_hash hash = hash_pieces(pieces, 2);
    snprintf(name, LINK_NAME, "crosswatch_%.16s", cw_event_id_format(&hash, hex));
}

/* ---- the link ------------------------------------------------------------------------------- */

static bool take_level(void *context, const value *row, cw_error *err) {
    (void)context;
    const char *level = row[0].kind == VALUE_TEXT ? row[0].bytes : "?";
    return strcmp(level, "logical") == 0
           || cw_fail(err, CW_ERR_MACHINE,
                      "the server's wal_level is %.20s: set it to logical and restart the server",
                      level);
}

static bool publish_rows(cw_exchange *x, const char *name, const char *to, cw_error *err) {
    cw_text sql = {0};
    char *own = postgres_literal(x->db, x->store->own.centre, err);
    char *partner = own != NULL ? postgres_literal(x->db, to, err) : NULL;
    if (partner != NULL)
        cw_text_add(&sql,
                    "CREATE PUBLICATION %s FOR TABLE released"
                    " WHERE (origin = %s AND recipient = %s) WITH (publish = 'insert')",
                    name, own, partner);
    bool done = partner != NULL && (!sql.failed || cw_fail_memory(err))
                && postgres_run(x->db, sql.data, err);
    free(own);
    free(partner);
    cw_text_free(&sql);
    return done;
}

/* A publication that is there stays: made anew, it would be unknown to a slot that is behind. */
bool cw_share_offer(cw_exchange *exchange, const char *to, cw_error *err) {
    char name[LINK_NAME];
    uint64_t there = 0;
    if (!exchange_knows(exchange, to, err)) return false;
    link_name(exchange->store->own.centre, to, name);
    const value in = text_value(name);
    return postgres_query(exchange->db, "SELECT current_setting('wal_level')", NULL, 0, "t",
                          take_level, NULL, err)
           && postgres_query(exchange->db,
                             "SELECT count(*) FROM pg_catalog.pg_publication"
                             " WHERE pubname::text = $1",
                             &in, 1, "i", exchange_count, &there, err)
           && (there > 0 || publish_rows(exchange, name, to, err));
}

/* Takes a subscription away; where its publisher cannot be asked, or its slot is gone, without it.
 */
static bool unsubscribe(cw_exchange *x, const char *name, cw_error *err) {
    char drop[96], detach[240];
    snprintf(drop, sizeof drop, "DROP SUBSCRIPTION IF EXISTS %s", name);
    if (postgres_run(x->db, drop, NULL)) return true;
    snprintf(detach, sizeof detach, "ALTER SUBSCRIPTION %s DISABLE", name);
    if (!postgres_run(x->db, detach, err)) return false;
    snprintf(detach, sizeof detach, "ALTER SUBSCRIPTION %s SET (slot_name = NONE)", name);
    return postgres_run(x->db, detach, err) && postgres_run(x->db, drop, err);
}

/* The command holds the partner's address, maybe with a password: a server logs commands that fail,
 * and those it is told to log. Whoever may subscribe may also say that it shall not. */
static const char out_of_the_log[] =
    "SET log_min_error_statement = panic; SET log_statement = none;"
    "SET log_min_duration_statement = -1";
static const char as_before[] = "RESET log_min_error_statement; RESET log_statement;"
                                "RESET log_min_duration_statement";

bool cw_share_subscribe(cw_exchange *exchange, const char *from, const char *address, bool whole,
                        cw_error *err) {
    char name[LINK_NAME];
    cw_text sql = {0};
    if (!exchange_knows(exchange, from, err) || !postgres_address_is_good(address, err))
        return false;
    link_name(from, exchange->store->own.centre, name);
    char *quoted = postgres_literal(exchange->db, address, err);
    if (quoted == NULL || !postgres_run(exchange->db, out_of_the_log, err)
        || !unsubscribe(exchange, name, err)) {
        free(quoted);
        return false;
    }
    cw_text_add(&sql, "CREATE SUBSCRIPTION %s CONNECTION %s PUBLICATION %s WITH (copy_data = %s)",
                name, quoted, name, whole ? "true" : "false");
    bool done = (!sql.failed || cw_fail_memory(err)) && postgres_run(exchange->db, sql.data, err);
    done = postgres_run(exchange->db, as_before, done ? err : NULL) && done;
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

bool cw_share_look(cw_exchange *exchange, const char *to, cw_share_state *state, cw_error *err) {
    char name[LINK_NAME];
    *state = CW_SHARE_NONE;
    if (!exchange_knows(exchange, to, err)) return false;
    link_name(exchange->store->own.centre, to, name);
    const value in = text_value(name);
    return postgres_query(exchange->db,
                          "SELECT wal_status, active::int::bigint FROM pg_replication_slots"
                          " WHERE slot_name = $1",
                          &in, 1, "ti", take_state, state, err);
}

/* ---- sending -------------------------------------------------------------------------------- */

/* ---- sending -------------------------------------------------------------------------------- */

bool exchange_put(cw_exchange *x, const cw_bundle *about, const cw_text *bytes, cw_error *err) {
    const value in[] = {text_value(about->from), text_value(about->to), integer_value(about->first),
                        integer_value(about->count), bytes_value(bytes->data, bytes->length)};
    return postgres_begin(x->db, true, err)
           && exchange_end(x,
                           postgres_execute(x->db,
                                            "INSERT INTO released (origin, recipient,"
                                            " first_position, entries, bytes)"
                                            " VALUES ($1, $2, $3, $4, $5)",
                                            in, 5, NULL, err),
                           err);
}

/* A row without bytes stands for what went another way, so that publishing can go on after it. */
static bool put_or_pass_over(cw_exchange *x, const cw_bundle *about, cw_text *bytes,
                             cw_error *err) {
    if (bytes->length <= MOST_ROW_BYTES) return exchange_put(x, about, bytes, err);
    const cw_text none = {0};
    return exchange_put(x, about, &none, err)
           && cw_fail(err, CW_NO,
                      "what is new is %zu MB, more than goes over the link at once: hand over a "
                      "bundle from entry %llu on; what follows it can be published",
                      bytes->length >> 20, (unsigned long long)about->first);
}

bool cw_share_publish(cw_exchange *exchange, const cw_secret_key *key, const char *to,
                      const cw_release_rule *rules, size_t rule_count, cw_time now,
                      cw_bundle *about, cw_error *err) {
    cw_store *store = exchange->store;
    uint64_t published = 0, size = 0;
    cw_text bytes = {0};
    *about = (cw_bundle){.from = {0}};
    if (!exchange_knows(exchange, to, err)) return false;
    const value in[] = {text_value(store->own.centre), text_value(to)};
    if (!postgres_query(exchange->db,
                        "SELECT coalesce(max(first_position + entries), 0) FROM released"
                        " WHERE origin = $1 AND recipient = $2 AND entries > 0",
                        in, 2, "i", exchange_count, &published, err)
        || !cw_store_size(store, store->own.centre, &size, err))
        return false;
    if (published == size) return true;
    bool done =
        cw_bundle_export(store, key, to, published, rules, rule_count, now, &bytes, about, err)
        && put_or_pass_over(exchange, about, &bytes, err);
    cw_text_free(&bytes);
    return done;
}

/* ---- retention ------------------------------------------------------------------------------ */

static bool empty_row(void *context, const value *row, cw_error *err) {
    cw_exchange *x = context;
    const value in[] = {text_value(x->store->own.centre), row[0]};
    return row[0].kind != VALUE_INTEGER
           || postgres_execute(x->db,
                               "UPDATE released SET bytes = '' WHERE origin = $1"
                               " AND first_position <= $2 AND first_position + entries > $2"
                               " AND length(bytes) > 0",
                               in, 2, NULL, err);
}

bool cw_share_purge(cw_exchange *exchange, cw_error *err) {
    const value own = text_value(exchange->store->own.centre);
    return postgres_begin(exchange->db, true, err)
           && exchange_end(exchange,
                           store_query(exchange->store,
                                       "SELECT l.position FROM leaf l JOIN event e ON e.id = l.id"
                                       " JOIN redaction x ON x.seq = e.seq WHERE l.centre = $1",
                                       &own, 1, "i", empty_row, exchange, err),
                           err)
           && postgres_run(exchange->db, "VACUUM FULL released", err);
}
