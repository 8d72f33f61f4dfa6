/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two centres, each with its own PostgreSQL server and record, sharing by logical replication: the
 * link is cut while traffic goes on, servers are struck down and come back, the slot of one that
 * was away too long is lost. Nothing that was acknowledged goes missing, nothing counts that was
 * not checked, and both end with the same.
 */
#include "stores.h"

#include "postgres_server.h"
#include "record/share.h"

enum { MINUTES = 60, LONGEST_WAIT_MS = 60000, PAUSE_MS = 10 };

static const cw_release_rule everything[] = {{NULL, NULL, NULL}};

static struct centre {
    postgres_server server;
    cw_store *store;
    cw_exchange *exchange;
    char where[1200], exchange_where[1200];
    char door[1100]; /* through which the partner reaches this server's socket */
    size_t next;     /* event */
} centres[CENTRES];

static const char *place_make(char where[1200]) {
    place_count++;
    return where;
}

/* ---- the two servers ------------------------------------------------------------------------ */

/* The partner goes through a link in the file system, which can be taken away. */
static void open_door(int c) {
    assert_int_equal(symlink(centres[c].server.folder, centres[c].door), 0);
}

/* Cut: no new connection, and those that are there end. */
static void shut_door(int c) {
    assert_int_equal(unlink(centres[c].door), 0);
    postgres_do(&centres[c].server, "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
}

static void open_store(int c) {
    cw_error err = {0};
    centres[c].store = cw_store_open(centres[c].where, &err);
    if (centres[c].store == NULL) fail_msg("%s", err.message);
    centres[c].exchange = cw_exchange_open(centres[c].exchange_where, centres[c].store, &err);
    if (centres[c].exchange == NULL) fail_msg("%s", err.message);
}

static void close_store(int c) {
    cw_exchange_close(centres[c].exchange);
    cw_store_close(centres[c].store);
    centres[c].exchange = NULL;
    centres[c].store = NULL;
}

static void subscribe(int c, bool whole) {
    char address[1300];
    cw_error err = {0};
    snprintf(address, sizeof address, "host=%.1000s user=owner dbname=exchange", centres[!c].door);
    if (!cw_share_subscribe(centres[c].exchange, centre_names[!c], address, whole, &err))
        fail_msg("%s", err.message);
}

static int set_up(void **state) {
    static const char *const settings[] = {"wal_level=logical",
                                           "max_slot_wal_keep_size=2MB",
                                           "shared_buffers=16MB",
                                           "max_connections=20",
                                           "wal_retrieve_retry_interval=50ms",
                                           "min_wal_size=2MB",
                                           "max_wal_size=4MB",
                                           NULL};
    stores_set_up(state);
    assert_int_equal(chmod(work, 0711), 0); /* the servers' user must find the doors */
    for (int c = 0; c < CENTRES; c++) {
        struct centre *centre = &centres[c];
        cw_error err = {0};
        postgres_make(&centre->server, settings);
        postgres_do(&centre->server, "postgres", "CREATE DATABASE record");
        server_address(&centre->server, "record", centre->where);
        postgres_do(&centre->server, "postgres", "CREATE DATABASE exchange");
        server_address(&centre->server, "exchange", centre->exchange_where);
        cw_store *store = cw_store_create(centre->where, cw_secret_key_public(keys[c]), &err);
        assert_non_null(store);
        assert_true(cw_store_trust(store, cw_secret_key_public(keys[!c]), &err));
        cw_exchange_close(cw_exchange_create(centre->exchange_where, store, &err));
        cw_store_close(store);
        open_store(c);
        for (int twice = 0; twice < 2; twice++)
            assert_true(cw_share_offer(centre->exchange, centre_names[!c], &err));
        snprintf(centre->door, sizeof centre->door, "%.1000s/%s", work, centre_names[c]);
        open_door(c);
        centre->next = 1000 * (size_t)c;
    }
    for (int c = 0; c < CENTRES; c++) subscribe(c, true);
    return 0;
}

static int tear_down(void **state) {
    for (int c = 0; c < CENTRES; c++) {
        close_store(c);
        postgres_remove(&centres[c].server);
    }
    return stores_tear_down(state);
}

/* ---- traffic -------------------------------------------------------------------------------- */

/* A minute of one centre's night: `count` events, of which every third is private, then published.
 */
static void a_minute(int c, size_t count) {
    struct centre *centre = &centres[c];
    cw_error err = {0};
    cw_bundle about;
    for (size_t i = 0; i < count; i++, centre->next++)
        must_append(centre->store,
                    made_event(centre_names[c], centre->next % 3 == 2 ? NULL : centre_names[!c],
                               centre->next, arena));
    if (!cw_share_publish(centre->exchange, keys[c], centre_names[!c], everything, 1,
                          made_time(centre->next), &about, &err))
        fail_msg("%s", err.message);
}

static uint64_t log_size(int c, int whose) {
    uint64_t size = 0;
    cw_error err = {0};
    if (!cw_store_size(centres[c].store, centre_names[whose], &size, &err))
        fail_msg("%s", err.message);
    return size;
}

/* Takes in what comes until this centre has all that the partner released. */
static void wait_for_all(int c) {
    uint64_t want = log_size(!c, !c);
    for (int waited = 0; log_size(c, !c) < want; waited += PAUSE_MS) {
        cw_taken taken;
        cw_error err = {0};
        if (!cw_share_take(centres[c].exchange, centre_names[!c], NULL, &taken, &err))
            fail_msg("%s", err.message);
        if (taken.refused > 0) fail_msg("%s", taken.why.message);
        if (waited > LONGEST_WAIT_MS)
            fail_msg("%s has %llu of %llu entries", centre_names[c],
                     (unsigned long long)log_size(c, !c), (unsigned long long)want);
        poll(NULL, 0, PAUSE_MS);
    }
}

/* Every shared event at both, in the same order of the fold; both records sound. */
static void expect_converged(void) {
    const cw_event **orders[CENTRES];
    size_t counts[CENTRES] = {0};
    for (int c = 0; c < CENTRES; c++) wait_for_all(c);
    for (int c = 0; c < CENTRES; c++) {
        cw_error err = {0};
        cw_event_log *log = cw_event_log_create(&err);
        assert_true(cw_store_load(centres[c].store, 0, log, &err));
        size_t count = cw_event_log_count(log);
        orders[c] = cw_arena_alloc(arena, (count + 1) * sizeof *orders[c]);
        const cw_event **all = cw_arena_alloc(arena, (count + 1) * sizeof *all);
        assert_true(cw_event_log_order(log, all, &err));
        for (size_t i = 0; i < count; i++) {
            cw_event *copy = cw_arena_alloc(arena, sizeof *copy);
            copy->id = all[i]->id;
            if (all[i]->shared_count > 0) orders[c][counts[c]++] = copy;
        }
        cw_event_log_destroy(log);
        expect_sound(centres[c].store);
    }
    assert_int_equal(counts[0], counts[1]);
    assert_int_equal(counts[0], log_size(0, 0) + log_size(1, 1));
    for (size_t i = 0; i < counts[0]; i++)
        assert_int_equal(cw_event_id_compare(&orders[0][i]->id, &orders[1][i]->id), 0);
}

static cw_share_state state_of(int c) {
    cw_share_state state;
    cw_error err = {0};
    if (!cw_share_look(centres[c].exchange, centre_names[!c], &state, &err))
        fail_msg("%s", err.message);
    return state;
}

static void wait_for_state(int c, cw_share_state want) {
    for (int waited = 0; state_of(c) != want; waited += PAUSE_MS) {
        if (waited > LONGEST_WAIT_MS)
            fail_msg("the link of %s is in state %d, not %d", centre_names[c], state_of(c), want);
        poll(NULL, 0, PAUSE_MS);
    }
}

/* ---- the tests ------------------------------------------------------------------------------ */

static void test_both_ways(void **state) {
    (void)state;
    for (int c = 0; c < CENTRES; c++) wait_for_state(c, CW_SHARE_CONNECTED);
    for (int minute = 0; minute < 5; minute++) {
        for (int c = 0; c < CENTRES; c++) a_minute(c, 3);
    }
    expect_converged();
    cw_error err = {0}; /* what is private stayed at home */
    assert_null(cw_store_find(centres[GRIS_NEZ].store, &made_event("dover", NULL, 2, arena)->id,
                              arena, &err));
    const cw_event *got = cw_store_find(
        centres[GRIS_NEZ].store, &made_event("dover", "gris-nez", 1, arena)->id, arena, NULL);
    assert_non_null(got);
    assert_false(cw_event_part_find(got, "caller")->present);
}

/* An hour without a link, both at work; then it is there again. */
static void test_the_link_is_cut_for_an_hour(void **state) {
    (void)state;
    uint64_t before[CENTRES];
    for (int c = 0; c < CENTRES; c++) before[c] = log_size(c, !c);
    for (int c = 0; c < CENTRES; c++) shut_door(c);
    for (int c = 0; c < CENTRES; c++) wait_for_state(c, CW_SHARE_CUT);
    for (int minute = 0; minute < MINUTES; minute++) {
        for (int c = 0; c < CENTRES; c++) a_minute(c, 2);
    }
    for (int c = 0; c < CENTRES; c++) {
        cw_taken taken;
        assert_true(cw_share_take(centres[c].exchange, centre_names[!c], NULL, &taken, NULL));
        assert_int_equal(log_size(c, !c), before[c]); /* so it was cut */
    }
    for (int c = 0; c < CENTRES; c++) open_door(c);
    expect_converged();
}

static void strike(int c, int signal_number) {
    close_store(c);
    postgres_end(&centres[c].server, signal_number);
}

static void revive(int c) {
    postgres_start(&centres[c].server);
    open_store(c);
}

/* Each server, in each way, while the other works on. */
static void test_a_server_is_struck_down(void **state) {
    (void)state;
    static const int ways[] = {SIGQUIT, SIGKILL};
    for (int round = 0; round < 4; round++) {
        int down = round % 2;
        for (int c = 0; c < CENTRES; c++) a_minute(c, 4);
        strike(down, ways[round / 2]);
        for (int minute = 0; minute < 10; minute++) a_minute(!down, 3);
        revive(down);
        a_minute(down, 4);
        expect_converged();
    }
}

/* The subscriber is away while the publisher's log outgrows what it keeps for it. */
static void test_a_lost_slot_is_healed_by_a_bundle(void **state) {
    (void)state;
    cw_error err = {0};
    cw_taken taken;
    shut_door(DOVER);
    wait_for_state(DOVER, CW_SHARE_CUT);
    a_minute(DOVER, 20);
    for (int i = 0; i < 40 && state_of(DOVER) != CW_SHARE_LOST; i++) {
        postgres_do(&centres[DOVER].server, "exchange",
                    "CREATE TABLE public.ballast AS SELECT repeat(md5(n::text), 40) AS t FROM "
                    "generate_series(1, 2000) n;"
                    "DROP TABLE public.ballast; CHECKPOINT");
    }
    assert_int_equal(state_of(DOVER), CW_SHARE_LOST);
    open_door(DOVER);
    a_minute(DOVER, 6);
    cw_text bundle =
        bundle_from(centres[DOVER].store, DOVER, log_size(GRIS_NEZ, DOVER)); /* by stick */
    must_import(centres[GRIS_NEZ].store, &bundle);
    assert_int_equal(log_size(GRIS_NEZ, DOVER), log_size(DOVER, DOVER));
    a_minute(DOVER, 3); /* published before the subscription is renewed: a gap */
    subscribe(GRIS_NEZ, false);
    wait_for_state(DOVER, CW_SHARE_CONNECTED);
    a_minute(DOVER, 3);
    bool told = false;
    for (int waited = 0; !told && waited < LONGEST_WAIT_MS; waited += PAUSE_MS) {
        err = (cw_error){0};
        told = !cw_share_take(centres[GRIS_NEZ].exchange, centre_names[DOVER], NULL, &taken, &err);
        poll(NULL, 0, PAUSE_MS);
    }
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "ask for a bundle from entry");
    cw_text second = bundle_from(centres[DOVER].store, DOVER, log_size(GRIS_NEZ, DOVER));
    must_import(centres[GRIS_NEZ].store, &second);
    for (int minute = 0; minute < 5; minute++) {
        for (int c = 0; c < CENTRES; c++) a_minute(c, 2);
    }
    expect_converged();
    subscribe(GRIS_NEZ, true); /* all of it once more: doubles change nothing */
    a_minute(DOVER, 3);
    expect_converged();
    cw_text_free(&bundle);
    cw_text_free(&second);
}

/* ---- what is not to be believed ------------------------------------------------------------- */

static uint64_t refused_at(int c) {
    char answer[256];
    return strtoull(postgres_ask(&centres[c].server, "exchange",
                                 "SELECT count(*) FROM crosswatch_exchange.refused", answer),
                    NULL, 10);
}

/* Rows that somebody put into the table, damaged or made up, do not count and stop nothing; they
 * are told once, and kept apart. */
static void test_nothing_counts_unchecked(void **state) {
    (void)state;
    cw_error err = {0};
    cw_taken taken;
    char sql[400];
    uint64_t here = log_size(GRIS_NEZ, DOVER), before = refused_at(GRIS_NEZ);
    snprintf(sql, sizeof sql,
             "INSERT INTO crosswatch_exchange.released VALUES"
             " ('dover', 'gris-nez', %llu, 100, 'CWB1 made up'),"
             " ('dover', 'gris-nez', 0, 9223372036854775807, 'no bundle at all'),"
             " ('dover', 'gris-nez', -5, -5, 'nor this'),"
             " ('dover', 'gris-nez', 5, 0, 'no checkpoint')",
             (unsigned long long)here);
    postgres_do(&centres[GRIS_NEZ].server, "exchange", sql);
    assert_true(cw_share_take(centres[GRIS_NEZ].exchange, "dover", NULL, &taken, &err));
    assert_int_equal(taken.refused, 4);
    assert_int_not_equal(strlen(taken.why.message), 0);
    assert_int_equal(log_size(GRIS_NEZ, DOVER), here);
    assert_int_equal(refused_at(GRIS_NEZ), before + 4);
    assert_true(cw_share_take(centres[GRIS_NEZ].exchange, "dover", NULL, &taken, &err));
    assert_int_equal(taken.refused, 0); /* told once */
    a_minute(DOVER, 3);
    wait_for_all(GRIS_NEZ);
    expect_sound(centres[GRIS_NEZ].store);
}

/* Whatever a row makes a sentence quote, the sentence can be kept, and the row is out of the way.
 */
static void test_a_reason_that_is_no_text(void **state) {
    (void)state;
    cw_error err = {0};
    cw_taken taken;
    char bytes[4 + 6 + 3 + 8 + 8 + 4 + 64] = "CWB1\5dover\2\xff\xfe";
    const cw_text row = {.data = bytes, .length = sizeof bytes};
    cw_bundle about = {.from = "dover", .to = "gris-nez", .count = UINT64_C(1) << 56};
    bytes[4 + 6 + 3 + 8] = 1;
    assert_true(exchange_put(centres[GRIS_NEZ].exchange, &about, &row, &err));
    if (!cw_share_take(centres[GRIS_NEZ].exchange, "dover", NULL, &taken, &err))
        fail_msg("%s", err.message);
    assert_int_equal(taken.refused, 1);
    assert_mentions(taken.why.message, "the bundle is for ??");
}

/* A good bundle under columns that promise more than it has: taking ends, and it is put apart. */
static void test_a_row_that_promises_more(void **state) {
    (void)state;
    cw_error err = {0};
    cw_taken taken;
    cw_text bundle = bundle_from(centres[DOVER].store, DOVER, 0);
    const cw_bundle about = {.from = "dover", .to = "gris-nez", .first = 0, .count = 1000000};
    assert_true(exchange_put(centres[GRIS_NEZ].exchange, &about, &bundle, &err));
    assert_true(cw_share_take(centres[GRIS_NEZ].exchange, "dover", NULL, &taken, &err));
    assert_int_equal(taken.refused, 1);
    assert_mentions(taken.why.message, "labelled");
    cw_text_free(&bundle);
}

/* The partner's server sends a row that claims to be this centre's own: it is put apart on arrival,
 * or this centre would think that it has published what it has not. */
static void test_a_row_of_ones_own_from_elsewhere(void **state) {
    (void)state;
    uint64_t before = refused_at(GRIS_NEZ);
    postgres_do(&centres[DOVER].server, "exchange",
                "ALTER TABLE crosswatch_exchange.released DISABLE TRIGGER USER;"
                "DO $$ DECLARE p text; BEGIN SELECT pubname INTO p FROM pg_publication;"
                " EXECUTE format('ALTER PUBLICATION %I SET TABLE crosswatch_exchange.released', p);"
                " END $$;"
                "INSERT INTO crosswatch_exchange.released VALUES"
                " ('gris-nez', 'dover', 0, 1000000, 'x')");
    for (int waited = 0; refused_at(GRIS_NEZ) == before; waited += PAUSE_MS) {
        assert_true(waited < LONGEST_WAIT_MS);
        poll(NULL, 0, PAUSE_MS);
    }
    postgres_do(&centres[DOVER].server, "exchange",
                "DELETE FROM crosswatch_exchange.released WHERE bytes = 'x';"
                "ALTER TABLE crosswatch_exchange.released ENABLE TRIGGER USER;"
                "DO $$ DECLARE p text; BEGIN SELECT pubname INTO p FROM pg_publication;"
                " EXECUTE format('ALTER PUBLICATION %I SET TABLE crosswatch_exchange.released"
                " WHERE (origin = ''dover'' AND recipient = ''gris-nez'')', p); END $$;"
                "ALTER TABLE crosswatch_exchange.released ENABLE ALWAYS TRIGGER arrived;"
                "ALTER TABLE crosswatch_exchange.released ENABLE ALWAYS TRIGGER kept;"
                "ALTER TABLE crosswatch_exchange.released ENABLE ALWAYS TRIGGER kept_whole;");
    for (int c = 0; c < CENTRES; c++) a_minute(c, 3);
    expect_converged();
}

static void test_rows_of_the_table_stay(void **state) {
    (void)state;
    static const char *const attempts[] = {"UPDATE released SET bytes = 'x'",
                                           "UPDATE released SET entries = entries + 1, bytes = ''",
                                           "DELETE FROM released", "TRUNCATE released"};
    for (size_t i = 0; i < 4; i++) {
        cw_error err = {0};
        cw_exchange *x = centres[DOVER].exchange;
        assert_true(postgres_begin(x->db, true, &err));
        if (exchange_end(x, postgres_execute(x->db, attempts[i], NULL, 0, NULL, &err), &err))
            fail_msg("%s went through", attempts[i]);
    }
}

/* ---- the rest ------------------------------------------------------------------------------- */

/* Who has a key signs what it takes, and the signature comes back over the same link. */
static void test_checkpoints_are_countersigned(void **state) {
    (void)state;
    cw_error err = {0};
    cw_taken taken;
    a_minute(DOVER, 3);
    wait_for_all(GRIS_NEZ);
    for (int twice = 0; twice < 2; twice++)
        if (!cw_share_take(centres[GRIS_NEZ].exchange, "dover", keys[GRIS_NEZ], &taken, &err))
            fail_msg("%s", err.message);
    uint64_t countersigns = 0;
    for (int waited = 0; countersigns == 0; waited += PAUSE_MS) {
        if (!cw_share_take(centres[DOVER].exchange, "gris-nez", NULL, &taken, &err))
            fail_msg("%s", err.message);
        if (taken.refused > 0) fail_msg("%s", taken.why.message);
        countersigns += taken.countersigns;
        assert_true(waited < LONGEST_WAIT_MS);
        poll(NULL, 0, PAUSE_MS);
    }
    assert_int_equal(countersigns, 1); /* once, though it was asked for twice */
    cw_verdict verdict = verdict_of(centres[DOVER].store);
    assert_int_equal(verdict.fault_count, 0);
    assert_int_equal(verdict.witnessed, log_size(DOVER, DOVER));
}

/* More than a row may hold goes as a bundle; what follows goes over the link again. */
static void test_too_much_for_a_row(void **state) {
    (void)state;
    enum { PIECES = 66 };
    cw_error err = {0};
    cw_bundle about;
    const char *with = "gris-nez";
    char *bytes = calloc(1, CW_MOST_PART_BYTES);
    assert_non_null(bytes);
    uint64_t before = log_size(DOVER, DOVER);
    for (int i = 0; i < PIECES; i++) {
        cw_arena *own = cw_arena_create();
        const cw_part_draft part = {"source", bytes, CW_MOST_PART_BYTES, true};
        const cw_event_draft draft = {.centre = "dover",
                                      .recorded = made_time(5000) + i,
                                      .kind = "report",
                                      .shared_with = &with,
                                      .shared_count = 1,
                                      .parts = &part,
                                      .part_count = 1};
        must_append(centres[DOVER].store, cw_event_seal(&draft, own, &err));
        cw_arena_destroy(own);
    }
    free(bytes);
    assert_false(cw_share_publish(centres[DOVER].exchange, keys[DOVER], with, everything, 1,
                                  made_time(5100), &about, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "hand over a bundle from entry");
    cw_text bundle = bundle_from(centres[DOVER].store, DOVER, before);
    must_import(centres[GRIS_NEZ].store, &bundle);
    cw_text_free(&bundle);
    a_minute(DOVER, 3);
    expect_converged();
}

/* A part that was shared is redacted: the bundles that hold it are emptied too. */
static void test_redaction_reaches_the_table(void **state) {
    (void)state;
    static const char *const source[] = {"source"};
    char answer[256];
    cw_error err = {0};
    const cw_event *event = made_event("dover", "gris-nez", 0, arena);
    static const char ask[] = "SELECT count(*) FROM crosswatch_exchange.released WHERE"
                              " position('call 0: the boat' IN encode(bytes, 'escape')) > 0";
    assert_string_not_equal(postgres_ask(&centres[DOVER].server, "exchange", ask, answer), "0");
    cw_redaction r = {.event = event->id,
                      .parts = source,
                      .part_count = 1,
                      .person = "data officer",
                      .reason = "closed",
                      .now = made_time(9999)};
    if (!cw_store_redact(centres[DOVER].store, &r, &err)) fail_msg("%s", err.message);
    if (!cw_share_purge(centres[DOVER].exchange, &err)) fail_msg("%s", err.message);
    assert_string_equal(postgres_ask(&centres[DOVER].server, "exchange", ask, answer), "0");
    a_minute(DOVER, 1);
    wait_for_all(GRIS_NEZ);
    expect_sound(centres[DOVER].store);
}

/* The record may be a file; the exchange may not, is made once, and knows whose it is. */
static void test_whose_exchange_it_is(void **state) {
    (void)state;
    char path[1200], log[1300], command[2700];
    cw_error err = {0};
    snprintf(path, sizeof path, "%s/file.record", work);
    cw_store *store = cw_store_create(path, cw_secret_key_public(keys[DOVER]), &err);
    assert_null(cw_exchange_open(centres[GRIS_NEZ].exchange_where, store, &err));
    assert_mentions(err.message, "that of gris-nez");
    err = (cw_error){0};
    assert_null(cw_exchange_open(centres[DOVER].where, store, &err));
    assert_mentions(err.message, "no exchange");
    err = (cw_error){0};
    assert_null(cw_exchange_create(centres[DOVER].exchange_where, store, &err));
    assert_int_equal(err.code, CW_NO);
    cw_exchange *exchange = cw_exchange_open(centres[DOVER].exchange_where, store, &err);
    assert_non_null(exchange);
    err = (cw_error){0};
    assert_false(cw_share_offer(exchange, "lorient", &err));
    assert_mentions(err.message, "no partner");
    err = (cw_error){0}; /* a password stands in no error and in no log of the server */
    assert_true(cw_store_trust(store, cw_secret_key_public(keys[GRIS_NEZ]), &err));
    assert_false(cw_share_subscribe(exchange, "gris-nez",
                                    "host=/nowhere user=owner password=hush-4711", true, &err));
    assert_null(strstr(err.message, "hush-4711"));
    err = (cw_error){0};
    assert_false(cw_share_subscribe(exchange, "gris-nez", "host=/nowhere hush-4711", true, &err));
    assert_null(strstr(err.message, "hush-4711"));
    snprintf(log, sizeof log, "%s/log", centres[DOVER].server.folder);
    snprintf(command, sizeof command, "grep -q hush-4711 '%s'", log);
    assert_int_not_equal(system(command), 0);
    snprintf(command, sizeof command, "grep -q 'database system is ready' '%s'", log);
    assert_int_equal(system(command), 0); /* so it is the log */
    cw_exchange_close(exchange);
    cw_store_close(store);
    subscribe(DOVER, false);
}

static void test_without_postgres(void **state) {
    (void)state;
    print_message("skipped: %s is absent\n", POSTGRES_BIN);
    skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_both_ways),
                                       cmocka_unit_test(test_the_link_is_cut_for_an_hour),
                                       cmocka_unit_test(test_a_server_is_struck_down),
                                       cmocka_unit_test(test_a_lost_slot_is_healed_by_a_bundle),
                                       cmocka_unit_test(test_rows_of_the_table_stay),
                                       cmocka_unit_test(test_redaction_reaches_the_table),
                                       cmocka_unit_test(test_nothing_counts_unchecked),
                                       cmocka_unit_test(test_a_row_that_promises_more),
                                       cmocka_unit_test(test_a_reason_that_is_no_text),
                                       cmocka_unit_test(test_a_row_of_ones_own_from_elsewhere),
                                       cmocka_unit_test(test_checkpoints_are_countersigned),
                                       cmocka_unit_test(test_too_much_for_a_row),
                                       cmocka_unit_test(test_whose_exchange_it_is)};
    const struct CMUnitTest absent[] = {cmocka_unit_test(test_without_postgres)};
    if (!postgres_is_installed()) return cmocka_run_group_tests(absent, NULL, NULL);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
