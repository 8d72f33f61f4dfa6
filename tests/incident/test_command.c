/* SPDX-License-Identifier: Apache-2.0 */
/* The verb over a record in SQLite, as a watch officer uses it. */
#include "support.h"

#include <crosswatch/crosswatch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char work[1024], record[1100];

static int set_up(void **state) {
    (void)state;
    char key[1100];
    cw_public_key public;
    cw_error err = {0};
    setenv("LC_ALL", "C", 1);
    support_directory(work);
    snprintf(key, sizeof key, "%s/key", work);
    snprintf(record, sizeof record, "%s/night.db", work);
    bool made = cw_secret_key_create(key, "Gris-Nez", &public, &err);
    cw_store *store = made ? cw_store_create(record, &public, &err) : NULL;
    if (store == NULL) fail_msg("%s", err.message);
    cw_store_close(store);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

/* Runs "incident WORD record ARGUMENTS"; the exit status must be `status`. Returns what it printed
 * on standard output (caller frees), the id of an event without its line end. */
static char *run(int status, const char *word, const char *arguments) {
    char command[3000], *out, *err;
    snprintf(command, sizeof command, "incident %s '%s' %s", word, record, arguments);
    int got = support_command(command, &out, &err);
    if (got != status) fail_msg("%s gave %d: %s%s", command, got, out, err);
    free(err);
    size_t n = strlen(out);
    if (n > 0 && out[n - 1] == '\n') out[n - 1] = '\0';
    return out;
}

static void a_night_by_command(void **state) {
    (void)state;
    free(run(0, "open", "incident=GN-7 person='Lt M.' now=2021-11-24T00:48Z"));
    free(run(0, "report",
             "incident=GN-7 now=2021-11-24T00:48Z caller=+33612345678 text='33 people aboard, "
             "engine stopped'"));
    free(run(0, "report",
             "incident=GN-7 now=2021-11-24T03:12Z caller=+33612345678 text='in the water 51 09.45N "
             "001 50.95E'"));
    char *out = run(0, "list", "now=2021-11-24T03:13Z");
    assert_mentions(
        out,
        "GN-7             distress    open       33 aboard   33 unaccounted   1 calls  Gris-Nez");
    free(out);
    out = run(1, "close",
              "incident=GN-7 person='Lt M.' reason='French waters, closed pending further "
              "information' now=2021-11-24T03:34Z");
    assert_mentions(out, "33 people are unaccounted for");
    assert_mentions(out, "Calls from +33612345678");
    free(out);
    out = run(0, "sitrep", "incident=GN-7 to=Dover short=yes now=2021-11-24T03:20Z --lang fr");
    assert_mentions(out, "phase détresse");
    free(out);
    out = run(0, "brief",
              "incident=GN-7 unit='RNLI Dover' objects='boat afloat;person in the water' "
              "now=2021-11-24T03:20Z");
    assert_mentions(out, "2) person in the water");
    free(out);
    char
        *relay = run(
            0, "message",
            "incident=GN-7 what=mayday-relay to='Flamant;Valiant' minutes=5 now=2021-11-24T02:27Z"),
        ack[200];
    snprintf(ack, sizeof ack, "incident=GN-7 message=%.16s who=Valiant now=2021-11-24T02:28Z",
             relay);
    free(relay);
    free(run(0, "ack", ack));
    out = run(0, "due", "now=2021-11-24T02:40Z");
    assert_mentions(out, "not acknowledged: Flamant");
    assert_null(strstr(out, "Valiant"));
    free(out);
    free(run(0, "offer", "incident=GN-7 to=Dover now=2021-11-24T03:00Z"));
    out = run(0, "list", "--json");
    assert_mentions(out, "\"state\":\"pending\"");
    free(out);
}

/* A short exception is recorded and told; a sufficient one closes and stays in sight. */
static void an_exception_stays_in_sight(void **state) {
    (void)state;
    free(run(0, "open", "incident=GN-8"));
    free(run(0, "report", "incident=GN-8 caller=0612345678 text='12 people aboard'"));
    free(run(1, "close",
             "incident=GN-8 reason=r person=x officer='Lt M.' exception='survival time' "
             "unaccounted=11 calls=+33612345678"));
    char *out = run(0, "list", "");
    assert_mentions(out, " open ");
    free(out);
    free(run(0, "close",
             "incident=GN-8 reason=r person=x officer='Lt M.' exception='survival time' "
             "unaccounted=12 calls=+33612345678"));
    out = run(0, "list", "");
    assert_mentions(out, "closed");
    assert_mentions(out, "EXCEPTION: Lt M.");
    free(out);
}

/* R14: a slip in the name of the incident must not cost the text. */
static void a_report_is_kept_whatever_it_is_filed_under(void **state) {
    (void)state;
    free(run(0, "report", "incident=GN-99 caller=0612345678 text='12 people aboard'"));
    char *out = run(0, "list", "");
    assert_mentions(out, "1 reports belong to none yet");
    free(out);
    free(run(0, "open", "incident=GN-98"));
    free(run(0, "report", "incident=GN-98 kind=pigeon text='9 people aboard'"));
    free(run(0, "report", "incident=GN-98 zone=paris text='we are sinking'"));
    free(run(0, "report", "incident=GN-98 release=all text='help'"));
    out = run(0, "list", "");
    assert_mentions(out, "GN-98            distress    open        9 aboard");
    free(out);
}

static void refuses_bad_use(void **state) {
    (void)state;
    free(run(2, "nonsense", ""));
    free(run(2, "people", "incident=GN-9 kind=aboard count=3 source=x"));
    free(run(2, "open", "incident=GN-7 colour=red"));
    free(run(2, "show", "GN-7"));
    free(run(2, "close", "incident=GN-7"));
    free(run(2, "close", "incident=GN-7 reason=r officer='Lt M.' exception=e unaccounted=twelve"));
    char *out, *err;
    assert_int_equal(support_command("incident list /nowhere/night.db", &out, &err) != 0, 1);
    free(out);
    free(err);
}

static void closes_with_a_key_and_not_without(void **state) {
    (void)state;
    free(run(0, "open", "incident=GN-8"));
    free(run(0, "report", "incident=GN-8 caller=0612345678 text='12 people aboard'"));
    free(run(0, "recovery", "incident=GN-8 alive=12 unit='SNSM Calais'"));
    free(run(1, "close", "incident=GN-8 reason=done person=x"));
    free(run(0, "recovery", "incident=GN-8 alive=12 unit='SNSM Calais' phone=0612345678"));
    free(run(0, "close", "incident=GN-8 reason='all ashore' person=x"));
    char *out = run(0, "list", "");
    assert_mentions(out, "closed");
    free(out);
    out = run(0, "summary", "incident=GN-8");
    assert_mentions(out, "recovered: 12 alive, 0 dead (SNSM Calais)");
    assert_null(strstr(out, "612345678"));
    free(out);
}

/* The number stands in a part of its own, which is private: the shared body does not hold it. */
static void the_callers_number_is_private(void **state) {
    (void)state;
    free(run(0, "open", "incident=GN-7 share=Dover"));
    free(run(0, "report", "incident=GN-7 share=Dover caller=0612345678 text='12 people aboard'"));
    free(run(0, "report",
             "incident=GN-7 share=Dover release=caller text='call from 07700 900123: 12 people'"));
    cw_store *store = cw_store_open(record, NULL);
    cw_event_log *log = cw_event_log_create(NULL);
    assert_true(cw_store_load(store, 0, log, NULL));
    for (size_t i = 1; i < 3; i++) {
        const cw_event_part *body = cw_event_part_find(cw_event_log_at(log, i), "body"),
                            *caller = cw_event_part_find(cw_event_log_at(log, i), "caller");
        assert_null(strstr((const char *)body->bytes, i == 1 ? "612345678" : "7700900123"));
        assert_true(body->released);
        assert_int_equal(caller->released, i == 2);
        assert_false(cw_event_part_find(cw_event_log_at(log, i), "source")->released);
    }
    cw_event_log_destroy(log);
    cw_store_close(store);
    char *out = run(0, "show", "incident=GN-7"); /* here the number is known all the same */
    assert_mentions(out, "+33612345678");
    assert_mentions(out, "+447700900123");
    free(out);
}

/* With the bundled case: whose region now and later, who is near, which incident. */
static void asks_the_case(void **state) {
    (void)state;
    char path[1024], arguments[1400], *id, *out;
    support_source("cases/dover-2021-11-24.yaml", path);
    free(run(0, "open", "incident=GN-7"));
    free(run(0, "open", "incident=GN-9"));
    free(run(0, "report", "incident=GN-9 text='12 people aboard'"));
    id = run(0, "report",
             "incident=GN-7 now=2021-11-24T03:12Z text='33 people aboard, in the water 51 09.00N "
             "001 48.00E'");
    out = run(0, "region", "incident=GN-7 now=2021-11-24T03:30Z");
    assert_mentions(out, "last fix");
    assert_mentions(out, "SPLIT"); /* 0.7 nm from the published line */
    free(out);
    snprintf(arguments, sizeof arguments, "incident=GN-7 case='%s' now=2021-11-24T03:30Z", path);
    out = run(0, "arrivals", arguments); /* both fleets by time; the other one is asked for */
    assert_mentions(out, "French Navy patrol ship (France), 1 min after the first  ENTRY REQUEST");
    assert_mentions(out, "Border Force cutter (UK), first by 1 min\n");
    free(out);
    snprintf(arguments, sizeof arguments, "report=%.16s incident=GN-7 case='%s'", id, path);
    char command[3000], *complaint;
    snprintf(command, sizeof command, "incident associate '%s' %s --quiet", record, arguments);
    int status = support_command(command, &out, &complaint);
    if (status == 0) { /* the coast is on this machine */
        assert_mentions(out, "GN-7\n         the place fits");
        assert_true(strstr(out, "GN-7") < strstr(out, "GN-9"));
    } else {
        assert_mentions(complaint, "coast");
    }
    free(out);
    free(complaint);
    free(id);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_night_by_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(asks_the_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_report_is_kept_whatever_it_is_filed_under, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_exception_stays_in_sight, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_callers_number_is_private, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_bad_use, set_up, tear_down),
        cmocka_unit_test_setup_teardown(closes_with_a_key_and_not_without, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
