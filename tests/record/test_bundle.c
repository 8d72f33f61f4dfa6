/* SPDX-License-Identifier: Apache-2.0 */
/* Bundles between two centres: only what was agreed goes, only what is whole comes in, and however
 * they arrive (doubled, late, in any order) both centres end with the same. */
#include "tamper.h"

#include "record/bundle.h"
#include "record/note.h"

static void place_unguard(cw_store *store) {
    raw(store, "DROP TRIGGER leaf_no_UPDATE");
}

static uint64_t size_of(cw_store *store, const char *log) {
    uint64_t size = 0;
    assert_true(cw_store_size(store, log, &size, NULL));
    return size;
}

static bool try_import(cw_store *store, const cw_text *bundle, cw_bundle *about, cw_error *err) {
    *err = (cw_error){0};
    return cw_bundle_import(store, bundle->data, bundle->length, about, err);
}

static void test_what_goes(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_error err = {0};
    cw_bundle about;
    append_some(dover, DOVER, 0, 12);
    cw_text bundle = bundle_from(dover, DOVER, 0);
    assert_null(memmem(bundle.data, bundle.length, MADE_CALLER, strlen(MADE_CALLER)));
    assert_true(try_import(gris_nez, &bundle, &about, &err));
    assert_string_equal(about.from, "dover");
    assert_int_equal(about.count, 8);
    assert_int_equal(about.events, 8);
    assert_int_equal(about.added, 8);
    const cw_event *sent = made_event("dover", "gris-nez", 3, arena);
    const cw_event *got = cw_store_find(gris_nez, &sent->id, arena, &err);
    assert_non_null(got);
    assert_true(cw_event_part_find(got, "source")->present);
    assert_false(cw_event_part_find(got, "caller")->present); /* private: not even its salt */
    assert_null(cw_store_find(gris_nez, &made_event("dover", NULL, 2, arena)->id, arena, &err));
    cw_verdict verdict = verdict_of(gris_nez);
    assert_int_equal(verdict.fault_count, 0);
    assert_int_equal(verdict.received, 8);
    assert_int_equal(verdict.withheld, 8);
    cw_text_free(&bundle);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* No rule, no content; a rule for one kind and one part lets that through and nothing else. The
 * log's root holds in each case. */
static void test_the_agreement_decides(void **state) {
    (void)state;
    static const cw_release_rule body_only[] = {{"gris-nez", "report", "body"},
                                                {"lorient", NULL, NULL}};
    static const cw_release_rule other_kind[] = {{"gris-nez", "custody", NULL}};
    static const struct {
        const cw_release_rule *rules;
        size_t count;
        uint64_t events;
    } rows[] = {{NULL, 0, 0}, {other_kind, 1, 0}, {body_only, 2, 6}};
    for (size_t i = 0; i < 3; i++) {
        cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
        cw_error err = {0};
        cw_text bundle = {0};
        cw_bundle about;
        append_some(dover, DOVER, 0, 9);
        assert_true(cw_bundle_export(dover, keys[DOVER], "gris-nez", 0, rows[i].rules,
                                     rows[i].count, made_time(20), &bundle, &about, &err));
        assert_int_equal(about.events, rows[i].events);
        if (!try_import(gris_nez, &bundle, &about, &err)) fail_msg("%s", err.message);
        assert_int_equal(about.added, rows[i].events);
        assert_int_equal(size_of(gris_nez, "dover"), 6);
        assert_null(memmem(bundle.data, bundle.length, "taking water", 12)); /* the source text */
        cw_verdict verdict = verdict_of(gris_nez);
        assert_int_equal(verdict.fault_count, 0);
        assert_int_equal(verdict.bare, 6 - rows[i].events);
        if (rows[i].events > 0) {
            const cw_event *got = cw_store_find(
                gris_nez, &made_event("dover", "gris-nez", 1, arena)->id, arena, &err);
            assert_true(cw_event_part_find(got, "body")->present);
            assert_false(cw_event_part_find(got, "source")->present);
        }
        cw_text all =
            bundle_from(dover, DOVER, 0); /* agreed later: what was withheld whole comes */
        assert_true(try_import(gris_nez, &all, &about, &err));
        assert_int_equal(about.added, 6 - rows[i].events);
        expect_sound(gris_nez);
        cw_text_free(&all);
        cw_text_free(&bundle);
        cw_store_close(dover);
        cw_store_close(gris_nez);
    }
}

static void test_any_order(void **state) {
    (void)state;
    static const size_t ends[] = {6, 12, 21, 30};
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_text bundles[4];
    cw_bundle about;
    cw_error err;
    for (size_t i = 0; i < 4; i++) {
        append_some(dover, DOVER, i > 0 ? ends[i - 1] : 0, ends[i]);
        bundles[i] = bundle_from(dover, DOVER, i > 1 ? ends[i - 2] / 3 * 2 : 0); /* they overlap */
    }
    assert_false(try_import(gris_nez, &bundles[3], &about, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "from entry 0 on");
    assert_int_equal(size_of(gris_nez, "dover"), 0);
    assert_true(try_import(gris_nez, &bundles[1], &about, &err));
    assert_true(try_import(gris_nez, &bundles[0], &about, &err)); /* older, and within */
    assert_int_equal(about.added, 0);
    assert_true(try_import(gris_nez, &bundles[2], &about, &err));
    assert_true(try_import(gris_nez, &bundles[3], &about, &err));
    for (size_t i = 0; i < 4; i++) { /* all again */
        assert_true(try_import(gris_nez, &bundles[i], &about, &err));
        assert_int_equal(about.added, 0);
        cw_text_free(&bundles[i]);
    }
    assert_int_equal(size_of(gris_nez, "dover"), 20);
    assert_int_equal(size_of(gris_nez, NULL), 20);
    expect_sound(gris_nez);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* Every byte changed, every cut: nothing comes in, and nothing is left behind. */
static void test_damaged_bundles(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_bundle about;
    cw_error err;
    append_some(dover, DOVER, 0, 4);
    cw_text bundle = bundle_from(dover, DOVER, 0);
    for (size_t i = 0; i < bundle.length; i++) {
        bundle.data[i] = (char)(bundle.data[i] ^ (1 << i % 8));
        assert_false(try_import(gris_nez, &bundle, &about, &err));
        assert_true(err.code == CW_NO || err.code == CW_ERR_INPUT);
        bundle.data[i] = (char)(bundle.data[i] ^ (1 << i % 8));
        const cw_text cut = {.data = bundle.data, .length = i};
        assert_false(try_import(gris_nez, &cut, &about, &err));
    }
    assert_int_equal(size_of(gris_nez, "dover"), 0);
    assert_int_equal(size_of(gris_nez, NULL), 0);
    expect_sound(gris_nez);
    assert_true(try_import(gris_nez, &bundle, &about, &err));
    cw_text_free(&bundle);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* ---- bundles with a good signature over bad content ------------------------------------------ */

/* Signs the bytes before the last 64 anew, as the sender could. */
static void sign_again(cw_text *bundle, int centre) {
    uint8_t digest[BUNDLE_SIGNED_BYTES];
    bundle_digest(bundle->data, bundle->length - SIGNATURE_BYTES, digest);
    key_sign(keys[centre], digest, sizeof digest,
             (uint8_t *)bundle->data + bundle->length - SIGNATURE_BYTES);
}

static void test_bad_content_well_signed(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_bundle about;
    cw_error err;
    append_some(dover, DOVER, 0, 4);
    cw_text bundle = bundle_from(dover, DOVER, 0);
    size_t refused = 0;
    for (size_t i = 0; i + SIGNATURE_BYTES < bundle.length; i++) {
        bundle.data[i] = (char)(bundle.data[i] ^ (1 << i % 8));
        sign_again(&bundle, DOVER);
        refused += !try_import(gris_nez, &bundle, &about, &err);
        bundle.data[i] = (char)(bundle.data[i] ^ (1 << i % 8));
    }
    assert_int_equal(refused, bundle.length - SIGNATURE_BYTES); /* the signed root covers it all */
    assert_int_equal(size_of(gris_nez, "dover"), 0);
    assert_int_equal(size_of(gris_nez, NULL), 0);
    sign_again(&bundle, GRIS_NEZ); /* by another key */
    assert_false(try_import(gris_nez, &bundle, &about, &err));
    assert_mentions(err.message, "trusted key");
    cw_text_free(&bundle);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* An event put in whole although its caller is private: the receiver will not have it. */
static void test_private_content_is_refused(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_bundle about;
    cw_error err = {0};
    cw_text bundle = {0}, whole = {0};
    append_some(dover, DOVER, 0, 1);
    assert_true(cw_bundle_export(dover, keys[DOVER], "gris-nez", 0, NULL, 0, made_time(9), &bundle,
                                 NULL, &err));
    assert_true(cw_event_encode(made_event("dover", "gris-nez", 0, arena), &whole, &err));
    bundle.length -= SIGNATURE_BYTES + 33; /* the one entry, by identifier, and the signature */
    const char head[5] = {BUNDLE_EVENT, (char)(whole.length >> 24), (char)(whole.length >> 16),
                          (char)(whole.length >> 8), (char)whole.length};
    cw_text_add_bytes(&bundle, head, sizeof head);
    cw_text_add_bytes(&bundle, whole.data, whole.length);
    for (int i = 0; i < SIGNATURE_BYTES; i++) cw_text_add_bytes(&bundle, "", 1);
    sign_again(&bundle, DOVER);
    assert_false(try_import(gris_nez, &bundle, &about, &err));
    assert_mentions(err.message, "\"caller\"");
    assert_int_equal(size_of(gris_nez, NULL), 0);
    cw_text_free(&bundle);
    cw_text_free(&whole);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

static void test_addressees(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_bundle about;
    cw_error err;
    cw_text out = {0};
    append_some(dover, DOVER, 0, 3);
    cw_text bundle = bundle_from(dover, DOVER, 0);
    assert_false(try_import(dover, &bundle, &about, &err)); /* for another */
    assert_mentions(err.message, "for gris-nez");
    err = (cw_error){0};
    assert_false(cw_bundle_export(dover, keys[DOVER], "lorient", 0, NULL, 0, made_time(9), &out,
                                  NULL, &err));
    assert_mentions(err.message, "no partner");
    err = (cw_error){0};
    assert_false(cw_bundle_export(dover, keys[GRIS_NEZ], "gris-nez", 0, NULL, 0, made_time(9), &out,
                                  NULL, &err));
    err = (cw_error){0};
    assert_false(cw_bundle_export(dover, keys[DOVER], "gris-nez", 99, NULL, 0, made_time(9), &out,
                                  NULL, &err));
    assert_int_equal(err.code, CW_NO);
    cw_text_free(&bundle);
    cw_text_free(&out);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* A file that is there already, of which one place was changed here: the next bundle shows it. */
static void test_contradiction_with_what_is_here(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_bundle about;
    cw_error err;
    append_some(dover, DOVER, 0, 6);
    cw_text bundle = bundle_from(dover, DOVER, 0);
    assert_true(try_import(gris_nez, &bundle, &about, &err));
    place_unguard(gris_nez);
    raw(gris_nez,
        "UPDATE leaf SET id = x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff' "
        "WHERE position = 2");
    assert_false(try_import(gris_nez, &bundle, &about, &err));
    assert_mentions(err.message, "contradicts");
    expect_fault(gris_nez, CW_FAULT_TWO_FACES);
    expect_fault(gris_nez, CW_FAULT_HEAD_DIFFERS);
    cw_text_free(&bundle);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* Both ways, several times: both hold the same shared events. */
static void test_both_ways(void **state) {
    (void)state;
    cw_store *stores[CENTRES] = {fresh_store(DOVER), fresh_store(GRIS_NEZ)};
    cw_event_log *logs[CENTRES];
    cw_error err = {0};
    for (size_t round = 0; round < 4; round++) {
        for (int c = 0; c < CENTRES; c++) {
            append_some(stores[c], c, 99 * (size_t)c + 3 * round, 99 * (size_t)c + 3 * round + 2);
            cw_text bundle = bundle_from(stores[c], c, size_of(stores[!c], centre_names[c]));
            must_import(stores[!c], &bundle);
            cw_text_free(&bundle);
        }
    }
    for (int c = 0; c < CENTRES; c++) {
        logs[c] = cw_event_log_create(&err);
        assert_true(cw_store_load(stores[c], 0, logs[c], &err));
        expect_sound(stores[c]);
    }
    size_t count = cw_event_log_count(logs[0]);
    const cw_event *orders[CENTRES][64];
    assert_int_equal(count, cw_event_log_count(logs[1]));
    for (int c = 0; c < CENTRES; c++) assert_true(cw_event_log_order(logs[c], orders[c], &err));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(cw_event_id_compare(&orders[0][i]->id, &orders[1][i]->id), 0);
    for (int c = 0; c < CENTRES; c++) {
        cw_event_log_destroy(logs[c]);
        cw_store_close(stores[c]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_goes),
                                       cmocka_unit_test(test_the_agreement_decides),
                                       cmocka_unit_test(test_any_order),
                                       cmocka_unit_test(test_damaged_bundles),
                                       cmocka_unit_test(test_bad_content_well_signed),
                                       cmocka_unit_test(test_private_content_is_refused),
                                       cmocka_unit_test(test_addressees),
                                       cmocka_unit_test(test_contradiction_with_what_is_here),
                                       cmocka_unit_test(test_both_ways)};
    return cmocka_run_group_tests(tests, tamper_set_up, stores_tear_down);
}
