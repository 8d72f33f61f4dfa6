/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a centre does to its record beside appending, ended at every operation on the disk by a kill
 * or a loss of power: a bundle taken in, a part removed, a checkpoint signed. It was done or it was
 * not, done if it was acknowledged, and verification has nothing to say.
 */
#include "crash.h"

enum { OWN = 8, PARTNERS = 40, REDACTED = 4 };

static cw_secret_key *dover_key, *gris_nez_key;
static cw_text bundle; /* of the partner's events */

/* ---- the deeds, in the program that is ended --------------------------------------------------
 */

static bool import_bundle(cw_store *store, cw_error *err) {
    return cw_bundle_import(store, bundle.data, bundle.length, NULL, err);
}

static bool redact(cw_store *store, cw_error *err) {
    static const char *const caller[] = {"caller"};
    const cw_redaction r = {.event = *nth_id(REDACTED),
                            .parts = caller,
                            .part_count = 1,
                            .person = "data officer",
                            .reason = "the incident is closed",
                            .now = made_time(900)};
    return cw_store_redact(store, &r, err);
}

static bool sign_checkpoint(cw_store *store, cw_error *err) {
    cw_text note = {0};
    bool done = cw_store_checkpoint(store, dover_key, made_time(20), &note, err);
    cw_text_free(&note);
    return done;
}

/* ---- whether it was done ----------------------------------------------------------------------
 */

static bool was_imported(cw_store *store, const cw_verdict *v) {
    (void)store;
    if (v->received == 0) return false;
    assert_int_equal(v->received, PARTNERS);
    assert_int_equal(v->checkpoints, 1); /* the one in the bundle */
    return true;
}

static bool was_redacted(cw_store *store, const cw_verdict *v) {
    cw_error err = {0};
    cw_arena *arena = cw_arena_create();
    const cw_event *event = cw_store_find(store, nth_id(REDACTED), arena, &err);
    assert_non_null(event);
    bool gone = !cw_event_part_find(event, "caller")->present;
    cw_arena_destroy(arena);
    assert_int_equal(v->redacted, gone);
    assert_int_equal(v->entries, OWN + gone); /* and the event that says why */
    return gone;
}

static bool was_signed(cw_store *store, const cw_verdict *v) {
    (void)store;
    assert_in_range(v->checkpoints, 0, 1);
    return v->checkpoints == 1;
}

typedef bool (*question)(cw_store *store, const cw_verdict *verdict);

static bool ask(const char *path, question was_done) {
    static cw_verdict verdict;
    cw_error err = {0};
    cw_store *store = cw_store_open(path, &err);
    if (store == NULL || !cw_store_verify(store, &verdict, &err)) fail_msg("%s", err.message);
    assert_int_equal(verdict.fault_count, 0);
    assert_int_equal(verdict.own, OWN + verdict.redacted);
    bool done = was_done(store, &verdict);
    cw_store_close(store);
    return done;
}

/* ---- trials -----------------------------------------------------------------------------------
 */

typedef struct tally {
    size_t ends, on_database, done, undone;
} tally;

/* Whether the program got to its own end. */
static bool end_once(task t, question was_done, tally *sum) {
    char path[1200];
    int status;
    fresh("ended.db", path);
    t.path = path;
    bool told = run_task(t, &status) == 1, done = ask(path, was_done);
    if (told && !done) fail_msg("ended at operation %ld: acknowledged, and not there", t.left);
    sum->done += done;
    sum->undone += !done;
    if (status == 0) return true;
    assert_in_range(status, DISK_STATUS, DISK_STATUS + DISK_PARTS - 1);
    sum->ends++;
    sum->on_database += status == DISK_STATUS + DISK_MAIN;
    return false;
}

static void end_everywhere(const char *what, bool (*deed)(cw_store *, cw_error *),
                           question was_done) {
    tally sum = {.ends = 0};
    for (disk_end how = DISK_KILLED; how <= DISK_POWER_LOST; how++) {
        task t = {.deed = deed, .closes = true, .how = how};
        bool finished = false;
        for (t.left = 0; !finished; t.left += is_slow() ? 3 : 1, t.chance++)
            finished = end_once(t, was_done, &sum);
    }
    print_message("%s: ended at %zu operations, %zu of them on the database; %zu times done, "
                  "%zu times not\n",
                  what, sum.ends, sum.on_database, sum.done, sum.undone);
    assert_true(sum.on_database > 0 && sum.done > 2 && sum.undone > 2);
}

static void a_bundle_comes_in_whole_or_not(void **state) {
    (void)state;
    end_everywhere("a bundle taken in", import_bundle, was_imported);
}

static void a_part_is_removed_with_its_reason_or_not(void **state) {
    (void)state;
    end_everywhere("a part removed", redact, was_redacted);
}

static void a_checkpoint_is_signed_and_kept_or_not(void **state) {
    (void)state;
    end_everywhere("a checkpoint signed", sign_checkpoint, was_signed);
}

/* ---- */

static cw_secret_key *make_key(const char *centre) {
    char path[1200];
    cw_error err = {0};
    cw_public_key ignored;
    snprintf(path, sizeof path, "%s/%s.key", work, centre);
    if (!cw_secret_key_create(path, centre, &ignored, &err)) fail_msg("%s", err.message);
    cw_secret_key *key = cw_secret_key_load(path, &err);
    assert_non_null(key);
    return key;
}

/* Trusts the other centre, and has events 0 to `count` - 1 of its own. */
static cw_store *make_store(const char *path, const cw_secret_key *own, const cw_secret_key *other,
                            size_t count) {
    cw_error err = {0};
    cw_arena *arena = cw_arena_create();
    const cw_event *events[64];
    assert_true(count <= 64);
    for (size_t n = 0; n < count; n++)
        events[n] = made_event(cw_secret_key_public(own)->centre,
                               cw_secret_key_public(other)->centre, n, arena);
    cw_store *store = cw_store_create(path, cw_secret_key_public(own), &err);
    if (store == NULL || !cw_store_trust(store, cw_secret_key_public(other), &err)
        || !cw_store_append(store, events, count, NULL, &err))
        fail_msg("%s", err.message);
    cw_arena_destroy(arena);
    return store;
}

static int set_up(void **state) {
    static const cw_release_rule all[] = {{NULL, NULL, NULL}};
    char path[1200];
    cw_error err = {0};
    if (crash_set_up(state) != 0) return 1;
    dover_key = make_key("dover");
    gris_nez_key = make_key("gris-nez");
    snprintf(template_db, sizeof template_db, "%s/dover.db", work);
    cw_store_close(make_store(template_db, dover_key, gris_nez_key, OWN));
    snprintf(path, sizeof path, "%s/gris-nez.db", work);
    cw_store *partner = make_store(path, gris_nez_key, dover_key, PARTNERS);
    if (!cw_bundle_export(partner, gris_nez_key, "dover", 0, all, 1, made_time(500), &bundle, NULL,
                          &err))
        fail_msg("%s", err.message);
    cw_store_close(partner);
    return 0;
}

static int tear_down(void **state) {
    cw_text_free(&bundle);
    cw_secret_key_destroy(dover_key);
    cw_secret_key_destroy(gris_nez_key);
    return crash_tear_down(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bundle_comes_in_whole_or_not),
        cmocka_unit_test(a_part_is_removed_with_its_reason_or_not),
        cmocka_unit_test(a_checkpoint_is_signed_and_kept_or_not),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
