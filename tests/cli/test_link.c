/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two centres whose records are files, sharing over a link: each has a PostgreSQL server with its
 * exchange in it. What one shares reaches the other by the command alone, the signature comes back,
 * and what is asked wrongly is refused.
 */
#include "running.h"

#include "../record/postgres_server.h"

enum { DOVER, GRIS_NEZ, CENTRES, LONGEST_WAIT_MS = 60000, PAUSE_MS = 20 };
static const char *const names[CENTRES] = {"dover", "gris-nez"};
static postgres_server servers[CENTRES];
static char exchanges[CENTRES][1200];

static char *public_key(void) { /* of the record that was just made */
    char *line = strchr(printed, '\n') + 1;
    *strchr(line, '\n') = '\0';
    return strdup(line);
}

static int set_up(void **state) {
    static const char *const settings[] = {"wal_level=logical", "shared_buffers=16MB",
                                           "max_connections=20", NULL};
    char *keys[CENTRES];
    command_set_up(state);
    for (int c = 0; c < CENTRES; c++) {
        postgres_make(&servers[c], settings);
        postgres_do(&servers[c], "postgres", "CREATE DATABASE exchange");
        server_address(&servers[c], "exchange", exchanges[c]);
        done(run("record init %s/%s.db centre=%s key=%s/%s.key", work, names[c], names[c], work,
                 names[c]));
        keys[c] = public_key();
    }
    for (int c = 0; c < CENTRES; c++) {
        done(run("record trust %s/%s.db 'public=%s'", work, names[c], keys[!c]));
        done(run("record exchange %s/%s.db 'exchange=%s'", work, names[c], exchanges[c]));
        done(run("record offer %s/%s.db 'exchange=%s' to=%s", work, names[c], exchanges[c],
                 names[!c]));
    }
    for (int c = 0; c < CENTRES; c++) {
        done(run("record subscribe %s/%s.db 'exchange=%s' from=%s whole=yes"
                 " 'address=host=%s user=owner dbname=exchange'",
                 work, names[c], exchanges[c], names[!c], servers[!c].folder));
        free(keys[c]);
    }
    return 0;
}

static int tear_down(void **state) {
    for (int c = 0; c < CENTRES; c++) postgres_remove(&servers[c]);
    return command_tear_down(state);
}

/* Takes until the answer mentions it. */
static void take_until(int c, const char *key, const char *mentions) {
    for (int waited = 0;; waited += PAUSE_MS) {
        done(run("record take %s/%s.db 'exchange=%s' from=%s %s", work, names[c], exchanges[c],
                 names[!c], key));
        if (strstr(printed, mentions) != NULL) return;
        if (waited > LONGEST_WAIT_MS) fail_msg("never \"%s\": %s", mentions, printed);
        poll(NULL, 0, PAUSE_MS);
    }
}

static void test_what_is_shared_arrives(void **state) {
    (void)state;
    char key[1200];
    done(run("incident open %s/dover.db incident=D-1 person=anna share=gris-nez", work));
    done(run("incident report %s/dover.db incident=D-1 person=anna 'text=a private note'", work));
    done(run("record publish %s/dover.db 'exchange=%s' key=%s/dover.key to=gris-nez", work,
             exchanges[DOVER], work));
    assert_mentions(printed, "1 positions for gris-nez");
    snprintf(key, sizeof key, "key=%.1000s/gris-nez.key", work);
    take_until(GRIS_NEZ, key, "From dover: 1 new");
    done(run("record list %s/gris-nez.db", work));
    assert_mentions(printed, "D-1");
    assert_null(strstr(printed, "report"));
    take_until(DOVER, "", "1 of our checkpoints countersigned");
    done(run("record verify %s/dover.db", work));
    assert_mentions(printed, "up to 1 of the released log");
    done(run("record link %s/dover.db 'exchange=%s' to=gris-nez", work, exchanges[DOVER]));
    assert_mentions(printed, "gris-nez is reading");
    done(run("record purge %s/dover.db 'exchange=%s'", work, exchanges[DOVER]));
}

static void test_a_row_that_is_made_up(void **state) {
    (void)state;
    postgres_do(&servers[GRIS_NEZ], "exchange",
                "INSERT INTO crosswatch_exchange.released VALUES ('dover', 'gris-nez', 0, 9, 'x')");
    assert_int_equal(
        run("record take %s/gris-nez.db 'exchange=%s' from=dover", work, exchanges[GRIS_NEZ]), 1);
    assert_mentions(printed, "Refused, and kept in the table crosswatch_exchange.refused: 1");
    done(run("record take --lang fr %s/gris-nez.db 'exchange=%s' from=dover", work,
             exchanges[GRIS_NEZ]));
    assert_mentions(printed, "De dover : 0 nouveaux");
}

static void test_refused(void **state) {
    (void)state;
    assert_int_equal(run("record take %s/dover.db from=gris-nez", work), 2);
    assert_mentions(err, "needs exchange=");
    assert_int_equal(
        run("record take %s/dover.db 'exchange=%s' from=gris-nez", work, exchanges[GRIS_NEZ]), 2);
    assert_mentions(err, "the exchange is that of gris-nez");
    assert_int_equal(run("record exchange %s/dover.db 'exchange=%s'", work, exchanges[DOVER]), 1);
    assert_int_equal(
        run("record offer %s/dover.db 'exchange=%s' to=lorient", work, exchanges[DOVER]), 2);
    assert_mentions(err, "no partner");
    assert_int_equal(
        run("record offer %s/dover.db exchange=postgresql://a:hush@b@c/d to=gris-nez", work), 2);
    assert_null(strstr(err, "hush"));
}

/* tools/setup installs it; where it is absent this is told, not hidden. */
static void test_without_postgres(void **state) {
    (void)state;
    print_message("skipped: %s is absent\n", POSTGRES_BIN);
    skip();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_shared_arrives),
                                       cmocka_unit_test(test_a_row_that_is_made_up),
                                       cmocka_unit_test(test_refused)};
    const struct CMUnitTest absent[] = {cmocka_unit_test(test_without_postgres)};
    if (!postgres_is_installed()) return cmocka_run_group_tests(absent, NULL, NULL);
    int failed = cmocka_run_group_tests(tests, set_up, tear_down);
    free(printed);
    free(err);
    return failed;
}
