/* SPDX-License-Identifier: Apache-2.0 */
/* What every store promises; included by one program a kind of database. */
#ifndef CROSSWATCH_TEST_RECORD_STORE_CASES_H
#define CROSSWATCH_TEST_RECORD_STORE_CASES_H

#include "stores.h"

static void place_unguard(cw_store *store);

typedef struct walked {
    size_t count;
    const cw_event *const *want;
} walked;

static bool walk(void *context, uint64_t entry, const cw_event *event, cw_error *err) {
    walked *w = context;
    (void)err;
    assert_int_equal(entry, w->count);
    assert_int_equal(cw_event_id_compare(&event->id, &w->want[w->count]->id), 0);
    for (size_t i = 0; i < event->part_count; i++) {
        const cw_event_part *a = &event->parts[i], *b = &w->want[w->count]->parts[i];
        assert_true(a->present);
        assert_int_equal(a->length, b->length);
        assert_memory_equal(a->bytes, b->bytes, a->length);
    }
    w->count++;
    return true;
}

static void test_append_and_read(void **state) {
    (void)state;
    enum { COUNT = 40 };
    char where[1200];
    cw_error err = {0};
    const cw_event *events[COUNT];
    cw_store *store = must_create(DOVER, where);
    for (size_t n = 0; n < COUNT; n++)
        events[n] = made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
    size_t added = 0;
    assert_true(cw_store_append(store, events, 10, &added, &err));
    assert_int_equal(added, 10);
    assert_true(cw_store_append(store, events + 5, COUNT - 5, &added, &err)); /* five are there */
    assert_int_equal(added, COUNT - 10);
    for (int opened = 0; opened < 2; opened++) {
        walked w = {0, events};
        uint64_t size = 0;
        assert_true(cw_store_each(store, 0, walk, &w, &err));
        assert_int_equal(w.count, COUNT);
        assert_true(cw_store_size(store, NULL, &size, &err));
        assert_int_equal(size, COUNT);
        assert_true(cw_store_size(store, "dover", &size, &err));
        assert_int_equal(size, COUNT - COUNT / 3);
        assert_true(cw_store_size(store, "gris-nez", &size, &err));
        assert_int_equal(size, 0);
        expect_sound(store);
        cw_store_close(store);
        store = cw_store_open(where, &err);
        assert_non_null(store);
        assert_string_equal(cw_store_own_key(store)->centre, "dover");
    }
    cw_store_close(store);
}

static void test_find(void **state) {
    (void)state;
    cw_store *store = fresh_store(DOVER);
    char text[CW_ID_TEXT];
    cw_error err = {0};
    cw_event_id id;
    append_some(store, DOVER, 0, 20);
    const cw_event *want = made_event("dover", "gris-nez", 7, arena);
    cw_event_id_format(&want->id, text);
    text[12] = '\0';
    assert_true(cw_store_find_id(store, text, &id, &err));
    assert_int_equal(cw_event_id_compare(&id, &want->id), 0);
    const cw_event *found = cw_store_find(store, &id, arena, &err);
    assert_non_null(found);
    assert_string_equal((const char *)cw_event_part_find(found, "caller")->bytes, MADE_CALLER);
    id.bytes[31] ^= 1;
    assert_null(cw_store_find(store, &id, arena, &err));
    assert_int_equal(err.code, CW_NO);
    err = (cw_error){0};
    assert_false(cw_store_find_id(store, "abc", &id, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    cw_store_close(store);
}

static void test_refused_events(void **state) {
    (void)state;
    cw_store *store = fresh_store(DOVER);
    cw_error err = {0};
    const cw_event *stranger = made_event("gris-nez", "dover", 1, arena);
    assert_false(cw_store_append(store, &stranger, 1, NULL, &err));
    assert_mentions(err.message, "comes in by import");
    cw_event changed = *made_event("dover", NULL, 1, arena);
    changed.person = "somebody else";
    const cw_event *batch[] = {made_event("dover", NULL, 2, arena), &changed};
    err = (cw_error){0};
    assert_false(cw_store_append(store, batch, 2, NULL, &err));
    assert_mentions(err.message, "changed");
    uint64_t size = 1;
    assert_true(cw_store_size(store, NULL, &size, NULL)); /* all of a batch or nothing */
    assert_int_equal(size, 0);
    expect_sound(store);
    cw_store_close(store);
}

/* The other handle appends between: nothing is lost and nothing collides. */
static void test_two_programs(void **state) {
    (void)state;
    char where[1200];
    cw_error err = {0};
    cw_store *one = must_create(DOVER, where), *two = cw_store_open(where, &err);
    assert_non_null(two);
    for (size_t n = 0; n < 20; n++)
        must_append(n % 2 ? one : two, made_event("dover", n % 3 ? "gris-nez" : NULL, n, arena));
    uint64_t size = 0;
    assert_true(cw_store_size(one, NULL, &size, NULL));
    assert_int_equal(size, 20);
    expect_sound(one);
    expect_sound(two);
    cw_store_close(one);
    cw_store_close(two);
}

static void test_rows_are_never_changed(void **state) {
    (void)state;
    static const char *const attempts[] = {
        "UPDATE event SET bytes = id",
        "DELETE FROM event WHERE seq = 3",
        "UPDATE event SET seq = 99 WHERE seq = 3",
        "DELETE FROM leaf",
        "UPDATE leaf SET position = position + 100",
        "DELETE FROM head",
        "UPDATE head SET size = size + 1",
        "DELETE FROM checkpoint",
        "UPDATE checkpoint SET size = 0",
        "DELETE FROM centre_key",
        "UPDATE centre_key SET key = 'x'",
        "UPDATE meta SET value = 'x'",
        "DELETE FROM meta",
        "INSERT INTO event (seq, id, bytes) SELECT 3, bytes, bytes FROM event WHERE seq = 3",
        "INSERT INTO event (seq, id, bytes) SELECT 999, bytes, bytes FROM event WHERE seq = 3",
        "INSERT INTO leaf (centre, position, id) SELECT centre, position + 100, id FROM leaf WHERE "
        "position = 0",
        "INSERT INTO head (log, size, peaks) SELECT log, 1, peaks FROM head WHERE log = ''"};
    cw_store *store = fresh_store(DOVER);
    append_some(store, DOVER, 0, 9);
    cw_text note = checkpoint_of(store, DOVER, made_time(20));
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        cw_error err = {0};
        assert_true(store_begin(store, true, &err));
        bool done = store_end(store, store_execute(store, attempts[i], NULL, 0, &err), &err);
        if (done) fail_msg("%s went through", attempts[i]);
    }
    expect_sound(store);
    append_some(store, DOVER, 9, 12);
    expect_sound(store);
    cw_text_free(&note);
    cw_store_close(store);
}

static cw_redaction redaction_of(const cw_event *event, const char *const *parts, size_t count) {
    return (cw_redaction){.event = event->id,
                          .parts = parts,
                          .part_count = count,
                          .person = "data officer",
                          .reason = "the incident is closed",
                          .now = made_time(900)};
}

static void test_redaction(void **state) {
    (void)state;
    static const char *const caller[] = {"caller"}, *const nothing[] = {"number"};
    cw_store *store = fresh_store(DOVER);
    cw_error err = {0};
    append_some(store, DOVER, 0, 8);
    cw_text note = checkpoint_of(store, DOVER, made_time(20));
    const cw_event *event = made_event("dover", "gris-nez", 4, arena);
    cw_redaction r = redaction_of(event, caller, 1);
    assert_true(cw_store_redact(store, &r, &err));
    const cw_event *less = cw_store_find(store, &event->id, arena, &err);
    assert_non_null(less);
    assert_false(cw_event_part_find(less, "caller")->present);
    assert_true(cw_event_part_find(less, "source")->present);
    cw_verdict verdict = verdict_of(store);
    assert_int_equal(verdict.fault_count,
                     0); /* heads, leaves and the signed checkpoint still hold */
    assert_int_equal(verdict.redacted, 1);
    assert_int_equal(verdict.entries, 9); /* the event that says why */
    assert_false(cw_store_redact(store, &r, &err));
    assert_int_equal(err.code, CW_NO);
    r.parts = nothing;
    err = (cw_error){0};
    assert_false(cw_store_redact(store, &r, &err));
    assert_mentions(err.message, "no part \"number\"");
    r = redaction_of(event, caller, 1);
    r.reason = "";
    err = (cw_error){0};
    assert_false(cw_store_redact(store, &r, &err));
    assert_mentions(err.message, "reason");
    cw_text_free(&note);
    cw_store_close(store);
}

/* ---- the witness ---------------------------------------------------------------------------- */

static void test_countersigning(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_text countersigned = {0};
    cw_error err = {0};
    append_some(dover, DOVER, 0, 10);
    cw_text note = checkpoint_of(dover, DOVER, made_time(20));
    assert_false(cw_store_countersign(gris_nez, keys[GRIS_NEZ], note.data, note.length, NULL,
                                      &countersigned, &err));
    assert_mentions(err.message, "import a bundle first");
    cw_text bundle = bundle_from(dover, DOVER, 0);
    must_import(gris_nez, &bundle);
    err = (cw_error){0};
    if (!cw_store_countersign(gris_nez, keys[GRIS_NEZ], note.data, note.length, NULL,
                              &countersigned, &err))
        fail_msg("%s", err.message);
    assert_true(cw_store_accept(dover, countersigned.data, countersigned.length, &err));
    cw_verdict verdict = verdict_of(dover);
    assert_int_equal(verdict.fault_count, 0);
    assert_int_equal(verdict.witnessed, 7);
    assert_int_equal(verdict.witnessed_entries, 10);
    expect_sound(gris_nez);
    assert_false(cw_store_accept(dover, note.data, note.length, &err)); /* not countersigned */
    err = (cw_error){0};
    assert_false(cw_store_countersign(gris_nez, keys[DOVER], note.data, note.length, NULL,
                                      &countersigned, &err));
    assert_mentions(err.message, "not that of this record");
    cw_text_free(&note);
    cw_text_free(&bundle);
    cw_text_free(&countersigned);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

static bool count_evidence(void *context, const char *centre, const char *earlier,
                           const char *later) {
    assert_string_equal(centre, "dover");
    assert_true(cw_note_is_signed(earlier, strlen(earlier), cw_secret_key_public(keys[DOVER])));
    assert_true(cw_note_is_signed(later, strlen(later), cw_secret_key_public(keys[DOVER])));
    ++*(int *)context;
    return true;
}

/* A centre that rewrites its record with its own key: refused, and both notes kept. */
static void test_two_faces(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *other = fresh_store(DOVER),
             *gris_nez = fresh_store(GRIS_NEZ);
    cw_text signed_note = {0};
    cw_error err = {0};
    append_some(dover, DOVER, 0, 10);
    append_some(other, DOVER, 0, 4); /* the same night, but one report is left out */
    append_some(other, DOVER, 5, 11);
    cw_text bundle = bundle_from(dover, DOVER, 0);
    must_import(gris_nez, &bundle);
    cw_text note = checkpoint_of(dover, DOVER, made_time(20)),
            face = checkpoint_of(other, DOVER, made_time(21));
    assert_true(cw_store_countersign(gris_nez, keys[GRIS_NEZ], note.data, note.length, NULL,
                                     &signed_note, &err));
    size_t length = signed_note.length;
    assert_false(cw_store_countersign(gris_nez, keys[GRIS_NEZ], face.data, face.length, NULL,
                                      &signed_note, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "evidence");
    assert_int_equal(signed_note.length, length);
    int found = 0;
    assert_true(cw_store_evidence(gris_nez, count_evidence, &found, &err));
    assert_int_equal(found, 1);
    expect_fault(gris_nez, CW_FAULT_TWO_FACES);
    err = (cw_error){0}; /* and the bundle that goes with the other face does not come in */
    cw_text lie = bundle_from(other, DOVER, 0);
    assert_false(cw_bundle_import(gris_nez, lie.data, lie.length, NULL, &err));
    assert_int_equal(err.code, CW_NO);
    cw_text_free(&note);
    cw_text_free(&face);
    cw_text_free(&bundle);
    cw_text_free(&lie);
    cw_text_free(&signed_note);
    cw_store_close(dover);
    cw_store_close(other);
    cw_store_close(gris_nez);
}

/* Without the leaves, a consistency proof from the last signed checkpoint does; a shorter log, or a
 * proof of something else, does not. */
static void test_countersigning_by_proof(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_text out = {0};
    cw_error err = {0};
    cw_proof proof;
    append_some(dover, DOVER, 0, 6);
    cw_text first = checkpoint_of(dover, DOVER, made_time(20)),
            bundle = bundle_from(dover, DOVER, 0);
    must_import(gris_nez, &bundle);
    append_some(dover, DOVER, 6, 30);
    cw_text second = checkpoint_of(dover, DOVER, made_time(40));
    assert_true(
        cw_store_countersign(gris_nez, keys[GRIS_NEZ], first.data, first.length, NULL, &out, &err));
    assert_true(cw_store_prove(dover, 4, 20, &proof, &err));
    proof.nodes[0].bytes[3] ^= 4;
    assert_false(cw_store_countersign(gris_nez, keys[GRIS_NEZ], second.data, second.length, &proof,
                                      &out, &err));
    proof.nodes[0].bytes[3] ^= 4;
    err = (cw_error){0};
    if (!cw_store_countersign(gris_nez, keys[GRIS_NEZ], second.data, second.length, &proof, &out,
                              &err))
        fail_msg("%s", err.message);
    assert_false(
        cw_store_countersign(gris_nez, keys[GRIS_NEZ], first.data, first.length, NULL, &out, &err));
    assert_mentions(err.message, "cut short");
    cw_text_free(&first);
    cw_text_free(&second);
    cw_text_free(&bundle);
    cw_text_free(&out);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

/* ---- what verification finds ---------------------------------------------------------------- */

typedef struct tampering {
    const char *sql[3];
    cw_fault_kind kind;
} tampering;

static const tampering tamperings[] = {
    {{"DELETE FROM event WHERE seq = 4"}, CW_FAULT_ENTRY_MISSING},
    {{"DELETE FROM event WHERE seq = 11"}, CW_FAULT_TAIL_MISSING},
    {{"DELETE FROM event WHERE seq >= 6"}, CW_FAULT_TAIL_MISSING},
    {{"DELETE FROM event WHERE seq = 0"}, CW_FAULT_ENTRY_MISSING},
    {{"DELETE FROM event"}, CW_FAULT_TAIL_MISSING},
    {{"DELETE FROM event WHERE seq = 11", "DELETE FROM head WHERE log = '' AND size = 12"},
     CW_FAULT_CHECKPOINT_DIFFERS},
    {{"UPDATE event SET bytes = (SELECT bytes FROM event AS o WHERE o.seq = 3) WHERE seq = 4"},
     CW_FAULT_ENTRY_DAMAGED},
    {{"UPDATE event SET seq = 100 WHERE seq = 3", "UPDATE event SET seq = 3 WHERE seq = 4",
      "UPDATE event SET seq = 4 WHERE seq = 100"},
     CW_FAULT_HEAD_DIFFERS},
    {{"UPDATE event SET seq = 12 WHERE seq = 5"}, CW_FAULT_ENTRY_MISSING},
    {{"UPDATE event SET seq = seq + 100 WHERE seq >= 5",
      "UPDATE event SET seq = seq - 101 WHERE seq > 105"},
     CW_FAULT_ENTRY_MISSING},
    {{"DELETE FROM leaf WHERE position = 2"}, CW_FAULT_LEAF},
    {{"DELETE FROM leaf WHERE position = 7"}, CW_FAULT_TAIL_MISSING},
    {{"UPDATE leaf SET position = 100 WHERE position = 2",
      "UPDATE leaf SET position = 2 WHERE position = 3",
      "UPDATE leaf SET position = 3 WHERE position = 100"},
     CW_FAULT_NOT_RELEASED},
    {{"DELETE FROM head WHERE size = 12"}, CW_FAULT_HEAD_MISSING},
    {{"UPDATE head SET size = 13 WHERE size = 12"}, CW_FAULT_HEAD_DIFFERS},
    {{"DELETE FROM checkpoint WHERE number = 0"}, CW_FAULT_CHECKPOINT_FORGED},
    {{"UPDATE checkpoint SET size = 5 WHERE number = 0"}, CW_FAULT_CHECKPOINT_FORGED},
    {{"UPDATE checkpoint SET note = replace(note, 'time 2021', 'time 2022') WHERE number = 0"},
     CW_FAULT_CHECKPOINT_FORGED},
    {{"INSERT INTO redaction (seq, part, by_event) SELECT 3, 'caller', id FROM event WHERE seq = "
      "4"},
     CW_FAULT_REDACTION},
    {{"UPDATE centre_key SET key = replace(key, '+A', '+B') WHERE centre = 'dover'"},
     CW_FAULT_CHECKPOINT_FORGED}};

static void test_every_tampering_is_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        cw_store *store = fresh_store(DOVER);
        append_some(store, DOVER, 0, 8);
        cw_text a = checkpoint_of(store, DOVER, made_time(20));
        append_some(store, DOVER, 8, 12);
        cw_text b = checkpoint_of(store, DOVER, made_time(30));
        expect_sound(store);
        place_unguard(store);
        expect_sound(store);
        for (size_t k = 0; k < 3 && tamperings[i].sql[k] != NULL; k++)
            raw(store, tamperings[i].sql[k]);
        cw_verdict verdict = verdict_of(store);
        if (!has_fault(&verdict, tamperings[i].kind))
            fail_msg("%s: fault %d is not among %zu", tamperings[i].sql[0], tamperings[i].kind,
                     verdict.fault_count);
        cw_text_free(&a);
        cw_text_free(&b);
        cw_store_close(store);
    }
}

static void set_bytes(cw_store *store, uint64_t seq, const void *bytes, size_t length) {
    const value in[] = {bytes_value(bytes, length), integer_value(seq)};
    cw_error err = {0};
    assert_true(store_begin(store, true, &err));
    if (!store_end(store,
                   store_execute(store, "UPDATE event SET bytes = $1 WHERE seq = $2", in, 2, &err),
                   &err))
        fail_msg("%s", err.message);
}

/* What is there already, or twice in one batch, is stored once, wherever in the batch it stands. */
static void test_a_batch_with_doubles(void **state) {
    (void)state;
    enum { HALF = 75 };
    cw_error err = {0};
    size_t added = 0;
    uint64_t size = 0;
    const cw_event *events[4 * HALF];
    cw_store *store = fresh_store(DOVER);
    append_some(store, DOVER, 10, 20); /* these are there */
    for (size_t n = 0; n < HALF; n++)  /* side by side, and far apart */
        events[2 * n] = events[2 * n + 1] = events[2 * HALF + n] = events[3 * HALF + n] =
            made_event("dover", n % 3 == 2 ? NULL : "gris-nez", n, arena);
    if (!cw_store_append(store, events, 4 * HALF, &added, &err)) fail_msg("%s", err.message);
    assert_int_equal(added, HALF - 10);
    assert_true(cw_store_size(store, NULL, &size, &err));
    assert_int_equal(size, HALF);
    assert_true(cw_store_size(store, "dover", &size, &err));
    assert_int_equal(size, HALF - HALF / 3);
    expect_sound(store);
    cw_store_close(store);
}

/* Every byte of every stored event, changed, cut off and doubled. */
static void test_every_byte_counts(void **state) {
    (void)state;
    enum { COUNT = 4 };
    cw_store *store = fresh_store(DOVER);
    append_some(store, DOVER, 0, COUNT);
    place_unguard(store);
    for (uint64_t seq = 0; seq < COUNT; seq++) {
        cw_text bytes = {0};
        cw_error err = {0};
        assert_true(cw_event_encode(
            made_event("dover", seq % 3 == 2 ? NULL : "gris-nez", seq, arena), &bytes, &err));
        for (size_t i = 0; i < bytes.length; i++) {
            bytes.data[i] = (char)(bytes.data[i] ^ (1 << (i + seq) % 8));
            set_bytes(store, seq, bytes.data, bytes.length);
            expect_fault(store, CW_FAULT_ENTRY_DAMAGED);
            bytes.data[i] = (char)(bytes.data[i] ^ (1 << (i + seq) % 8));
            if (i % 16 != 0) continue;
            set_bytes(store, seq, bytes.data, i);
            expect_fault(store, CW_FAULT_ENTRY_DAMAGED);
        }
        cw_text_add_bytes(&bytes, "", 1);
        set_bytes(store, seq, bytes.data, bytes.length);
        expect_fault(store, CW_FAULT_ENTRY_DAMAGED);
        set_bytes(store, seq, bytes.data, bytes.length - 1);
        expect_sound(store);
        cw_text_free(&bytes);
    }
    cw_store_close(store);
}

static bool none(void *context, const cw_event *event, const cw_event_part *part) {
    (void)context, (void)event, (void)part;
    return false;
}

/* Content removed behind the record's back. */
static void test_silent_removal_is_found(void **state) {
    (void)state;
    cw_store *store = fresh_store(DOVER);
    cw_text bytes = {0};
    append_some(store, DOVER, 0, 4);
    place_unguard(store);
    const cw_event *event = made_event("dover", "gris-nez", 1, arena);
    assert_true(cw_event_encode(cw_event_keep_parts(event, none, NULL, arena, NULL), &bytes, NULL));
    set_bytes(store, 1, bytes.data, bytes.length);
    expect_fault(store, CW_FAULT_PART_MISSING);
    cw_text_free(&bytes);
    cw_store_close(store);
}

/* A record rebuilt from the start without one report, even a private one, with sound heads and
 * fresh checkpoints by its own key: its own verification is content, the countersigned checkpoint
 * is not. */
static void test_a_rewritten_record_is_found(void **state) {
    (void)state;
    cw_store *dover = fresh_store(DOVER), *gris_nez = fresh_store(GRIS_NEZ);
    cw_text countersigned = {0};
    cw_error err = {0};
    append_some(dover, DOVER, 0, 12);
    cw_text bundle = bundle_from(dover, DOVER, 0),
            note = checkpoint_of(dover, DOVER, made_time(20));
    must_import(gris_nez, &bundle);
    assert_true(cw_store_countersign(gris_nez, keys[GRIS_NEZ], note.data, note.length, NULL,
                                     &countersigned, &err));
    for (size_t left_out = 4; left_out < 6; left_out++) { /* 5 is private */
        cw_store *rewritten = fresh_store(DOVER);
        append_some(rewritten, DOVER, 0, left_out);
        append_some(rewritten, DOVER, left_out + 1, 14);
        expect_sound(rewritten);
        err = (cw_error){0};
        assert_false(cw_store_accept(rewritten, countersigned.data, countersigned.length, &err));
        assert_mentions(err.message, "not the one");
        cw_store_close(rewritten);
    }
    assert_true(cw_store_accept(dover, countersigned.data, countersigned.length, &err));
    cw_text_free(&bundle);
    cw_text_free(&note);
    cw_text_free(&countersigned);
    cw_store_close(dover);
    cw_store_close(gris_nez);
}

static void test_keys_are_pinned(void **state) {
    (void)state;
    cw_store *store = fresh_store(DOVER);
    cw_error err = {0};
    cw_public_key other = *cw_secret_key_public(keys[GRIS_NEZ]);
    assert_true(cw_store_trust(store, &other, &err));
    other.bytes[0] ^= 1;
    assert_false(cw_store_trust(store, &other, &err));
    assert_int_equal(err.code, CW_NO);
    cw_store_close(store);
}

#define STORE_CASES                                                                                \
    cmocka_unit_test(test_a_batch_with_doubles), cmocka_unit_test(test_append_and_read),           \
        cmocka_unit_test(test_find), cmocka_unit_test(test_refused_events),                        \
        cmocka_unit_test(test_two_programs), cmocka_unit_test(test_rows_are_never_changed),        \
        cmocka_unit_test(test_redaction), cmocka_unit_test(test_countersigning),                   \
        cmocka_unit_test(test_two_faces), cmocka_unit_test(test_countersigning_by_proof),          \
        cmocka_unit_test(test_every_tampering_is_found), cmocka_unit_test(test_every_byte_counts), \
        cmocka_unit_test(test_silent_removal_is_found),                                            \
        cmocka_unit_test(test_a_rewritten_record_is_found), cmocka_unit_test(test_keys_are_pinned)

#endif
