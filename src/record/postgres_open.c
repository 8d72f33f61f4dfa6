/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a PostgreSQL database, and what it can say of its own files. An address may hold a
 * password: it is read with libpq's own reader first, and what the server or libpq says of a failed
 * connection is passed on only when no part of a password can be in it.
 */
#include "postgres.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the address ---------------------------------------------------------------------------- */

static const char *option(const PQconninfoOption *options, const char *keyword) {
    for (; options->keyword != NULL; options++) {
        if (strcmp(options->keyword, keyword) == 0) return options->val;
    }
    return NULL;
}

/* libpq's own sentences quote what they could not read, so none of them is passed on. */
static bool check_address(const PQconninfoOption *options, cw_error *err) {
    const char *host = options != NULL ? option(options, "host") : NULL;
    if (options == NULL)
        return cw_fail(err, CW_ERR_INPUT,
                       "the database's address cannot be read; "
                       "postgresql://user@host:port/database is one");
    return host == NULL || host[0] == '/' || strchr(host, '@') == NULL
           || cw_fail(err, CW_ERR_INPUT,
                      "the host in the database's address has \"@\" in it; in a password it is "
                      "written %%40");
}

bool postgres_address_is_good(const char *where, cw_error *err) {
    PQconninfoOption *options = PQconninfoParse(where, NULL);
    bool good = check_address(options, err);
    PQconninfoFree(options);
    return good;
}

/* Why the connection failed: the server's sentence, without its place, which may be long. */
static bool cannot_reach(const postgres *p, cw_error *err) {
    const char *text = PQerrorMessage(p->connection), *password = PQpass(p->connection);
    if (password != NULL && password[0] != '\0' && strstr(text, password) != NULL) text = "";
    return cw_fail(err, CW_ERR_MACHINE, "cannot reach the database: %.*s", (int)strcspn(text, "\n"),
                   text);
}

/* ---- connecting ----------------------------------------------------------------------------- */

/* A library prints nothing; what matters comes back as an error. */
static void say_nothing(void *context, const char *message) {
    (void)context, (void)message;
}

postgres *postgres_connect(const char *where, const char *schema, cw_error *err) {
    char set[400];
    if (!postgres_address_is_good(where, err)) return NULL;
    postgres *p = calloc(1, sizeof *p);
    if (p != NULL) p->connection = PQconnectdb(where);
    if (p == NULL || p->connection == NULL) {
        free(p);
        cw_fail_memory(err);
        return NULL;
    }
    PQsetNoticeProcessor(p->connection, say_nothing, NULL);
    snprintf(set, sizeof set,
             "SET client_min_messages = warning; SET search_path = %s;"
             "SET lock_timeout = '10s'; SET client_encoding = 'UTF8';"
             "SELECT set_config('synchronous_commit', 'on', false)"
             " WHERE current_setting('synchronous_commit') IN ('off', 'local')",
             schema);
    bool done = PQstatus(p->connection) == CONNECTION_OK || cannot_reach(p, err);
    if (done && postgres_run(p, set, err)) return p;
    postgres_close(p);
    return NULL;
}

void postgres_close(void *db) {
    postgres *p = db;
    if (p == NULL) return;
    PQfinish(p->connection);
    free(p);
}

/* ---- the record in it ----------------------------------------------------------------------- */

static bool take_count(void *context, const value *row, cw_error *err) {
    (void)err;
    *(int64_t *)context = row[0].integer;
    return true;
}

bool postgres_has_schema(postgres *p, const char *schema, bool *has, cw_error *err) {
    const value in = text_value(schema);
    int64_t count = 0;
    bool done = postgres_query(p,
                               "SELECT count(*) FROM pg_catalog.pg_namespace"
                               " WHERE nspname::text = $1",
                               &in, 1, "i", take_count, &count, err);
    *has = count > 0;
    return done;
}

static bool take_format(void *context, const value *row, cw_error *err) {
    (void)err;
    if (row[0].kind == VALUE_TEXT) snprintf(context, 16, "%.15s", (const char *)row[0].bytes);
    return true;
}

static bool is_known_format(postgres *p, cw_error *err) {
    char format[16] = "", known[16];
    snprintf(known, sizeof known, "%d", RECORD_FORMAT);
    return postgres_query(p, "SELECT value FROM meta WHERE name = 'format'", NULL, 0, "t",
                          take_format, format, err)
           && (strcmp(format, known) == 0
               || cw_fail(err, CW_ERR_INPUT,
                          "the database has a record of format %s; this program knows %s", format,
                          known));
}

void *postgres_open(const char *where, cw_error *err) {
    bool has = false;
    postgres *p = postgres_connect(where, "crosswatch", err);
    bool done = p != NULL && postgres_has_schema(p, "crosswatch", &has, err);
    if (done && !has) done = cw_fail(err, CW_ERR_INPUT, "the database has no record of Crosswatch");
    if (done && is_known_format(p, err)) return p;
    postgres_close(p);
    return NULL;
}

void *postgres_create(const char *where, cw_error *err) {
    bool has = false;
    postgres *p = postgres_connect(where, "crosswatch", err);
    bool done = p != NULL && postgres_has_schema(p, "crosswatch", &has, err);
    if (done && has) done = cw_fail(err, CW_NO, "the database has a record of Crosswatch already");
    if (done && postgres_run(p, postgres_schema, err)) return p;
    postgres_close(p);
    return NULL;
}

/* ---- its files ------------------------------------------------------------------------------ */

static bool take_damage(void *context, const value *row, cw_error *err) {
    (void)context;
    return cw_fail(err, CW_NO, "the database's file of %.60s is damaged: %.100s",
                   row[0].kind == VALUE_TEXT ? (const char *)row[0].bytes : "?",
                   row[1].kind == VALUE_TEXT ? (const char *)row[1].bytes : "?");
}

/* A verification reads every row, and the server checks the pages as it reads them where the
 * cluster was made with checksums. Indexes, and rows that no reading reaches, need the extension
 * amcheck: where the administrator has put it into the database, it is asked
 * (PostgreSQL 15 manual, F.2). */
bool postgres_inspect(void *db, cw_error *err) {
    int64_t there = 0;
    if (!postgres_query(db,
                        "SELECT count(*) FROM pg_catalog.pg_extension WHERE extname = 'amcheck'",
                        NULL, 0, "i", take_count, &there, err))
        return false;
    if (there == 0) return true;
    return postgres_run(
               db,
               "DO $$ DECLARE place text; i regclass; BEGIN"
               " SELECT quote_ident(n.nspname) INTO place FROM pg_extension x"
               " JOIN pg_namespace n ON n.oid = x.extnamespace"
               " WHERE x.extname = 'amcheck';"
               " FOR i IN SELECT c.oid FROM pg_class c"
               " JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'"
               " WHERE c.relkind = 'i' AND c.relnamespace = 'crosswatch'::regnamespace"
               " LOOP EXECUTE format('SELECT %s.bt_index_check($1, true)', place) USING i;"
               " END LOOP;"
               " CREATE TEMPORARY TABLE IF NOT EXISTS crosswatch_damage (t text, m text);"
               " TRUNCATE pg_temp.crosswatch_damage;"
               " FOR i IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'r'"
               " AND c.relnamespace = 'crosswatch'::regnamespace"
               " LOOP EXECUTE format('INSERT INTO pg_temp.crosswatch_damage SELECT $1::text,"
               " msg FROM %s.verify_heapam($1) LIMIT 1', place) USING i;"
               " END LOOP; END $$",
               err)
           && postgres_query(db, "SELECT t, m FROM pg_temp.crosswatch_damage LIMIT 1", NULL, 0,
                             "tt", take_damage, NULL, err);
}
