/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bundle of a thousand events, tampered with at random places (seeded) by somebody on the way,
 * and by the sender, who can sign it anew: a byte flipped, an entry dropped, exchanged, doubled,
 * put in another's place, truncated, the file cut off. Each is refused, and nothing is kept. That
 * every byte of a small bundle counts stands in test_bundle.c.
 */
#include "tamper.h"

#include "record/bundle.h"
#include "record/codec.h"
#include "record/note.h"

typedef struct slice {
    const char *at;
    size_t length;
} slice;

typedef struct parts { /* of a bundle; the bytes are the bundle's */
    slice header;      /* all before the first entry */
    size_t count_at;   /* where the header says how many there are */
    slice *entries;
    size_t count;
} parts;

static size_t events, trials; /* fewer under sanitizers */
static cw_store *receiver;    /* holds what `bundle` continues */
static cw_text bundle;
static parts whole;

/* ---- the bundle -------------------------------------------------------------------------------
 */

static parts take_apart(const cw_text *bytes) {
    reader in = reader_of(bytes->data, bytes->length - SIGNATURE_BYTES);
    parts p = {.header = {bytes->data, 0}};
    get_bytes(&in, sizeof bundle_magic);
    for (int i = 0; i < 2; i++) get_bytes(&in, get_u8(&in)); /* from, to */
    get_u64(&in);                                            /* first */
    p.count_at = (size_t)((const char *)in.at - bytes->data);
    p.count = get_u64(&in);
    get_bytes(&in, get_u32(&in)); /* the checkpoint */
    p.header.length = (size_t)((const char *)in.at - bytes->data);
    p.entries = cw_alloc_array(p.count, sizeof *p.entries);
    assert_non_null(p.entries);
    for (size_t i = 0; i < p.count; i++) {
        const char *at = (const char *)in.at;
        assert_int_equal(get_u8(&in), BUNDLE_EVENT);
        get_bytes(&in, get_u32(&in));
        p.entries[i] = (slice){at, (size_t)((const char *)in.at - at)};
    }
    assert_false(in.failed);
    assert_int_equal(reader_left(&in), 0);
    return p;
}

static void add_slice(cw_text *out, slice s) {
    cw_text_add_bytes(out, s.at, s.length);
}

static void add_entries(cw_text *out, size_t from, size_t to) {
    for (size_t i = from; i < to; i++) add_slice(out, whole.entries[i]);
}

static void say_count(cw_text *out, size_t count) {
    cw_text field = {0};
    put_u64(&field, count);
    memcpy(out->data + whole.count_at, field.data, field.length);
    cw_text_free(&field);
}

/* Signs as the sender could; or leaves the signature that the bundle came with. */
static void add_signature(cw_text *out, bool anew) {
    uint8_t digest[BUNDLE_SIGNED_BYTES], made[SIGNATURE_BYTES];
    bundle_digest(out->data, out->length, digest);
    key_sign(keys[DOVER], digest, sizeof digest, made);
    const char *old = bundle.data + bundle.length - SIGNATURE_BYTES;
    cw_text_add_bytes(out, anew ? (const char *)made : old, SIGNATURE_BYTES);
    assert_false(out->failed);
}

static void append_shared(cw_store *store, size_t first, size_t last) {
    enum { BATCH = 100 };
    const cw_event *batch[BATCH];
    cw_error err = {0};
    for (size_t n = first; n < last; n += BATCH) {
        cw_arena *own = cw_arena_create();
        for (size_t i = 0; i < BATCH; i++) batch[i] = made_event("dover", "gris-nez", n + i, own);
        if (!cw_store_append(store, batch, BATCH, NULL, &err)) fail_msg("%s", err.message);
        cw_arena_destroy(own);
    }
}

static int set_up(void **state) {
    if (tamper_set_up(state) != 0) return 1;
    events = is_slow() ? 400 : 2000;
    trials = is_slow() ? 2 : 8;
    cw_store *dover = fresh_store(DOVER);
    receiver = fresh_store(GRIS_NEZ);
    append_shared(dover, 0, events / 2);
    cw_text before = bundle_from(dover, DOVER, 0);
    must_import(receiver, &before);
    append_shared(dover, events / 2, events);
    bundle = bundle_from(dover, DOVER, events / 2);
    whole = take_apart(&bundle);
    assert_int_equal(whole.count, events / 2);
    cw_text_free(&before);
    cw_store_close(dover);
    return 0;
}

static int tear_down(void **state) {
    cw_store_close(receiver);
    cw_text_free(&bundle);
    free(whole.entries);
    return stores_tear_down(state);
}

/* ---- what is done to it: the bytes before the signature ----------------------------------------
 */

typedef void (*tampering)(cw_text *out, uint64_t *random);

static size_t below(uint64_t *random, size_t limit) {
    return (size_t)(disk_random(random) % limit);
}

/* Two entries, the first before the second. */
static void draw_two(uint64_t *random, size_t *a, size_t *b) {
    *a = below(random, whole.count - 1);
    *b = *a + 1 + below(random, whole.count - *a - 1);
}

static void flipped(cw_text *out, uint64_t *random) {
    add_slice(out, whole.header);
    add_entries(out, 0, whole.count);
    size_t at = below(random, out->length);
    out->data[at] = (char)(out->data[at] ^ 1 << below(random, 8));
}

static void cut_off(cw_text *out, uint64_t *random) {
    add_slice(out, whole.header);
    add_entries(out, 0, whole.count);
    out->length = below(random, out->length);
}

static void dropped(cw_text *out, uint64_t *random) {
    size_t i = below(random, whole.count);
    add_slice(out, whole.header);
    add_entries(out, 0, i);
    add_entries(out, i + 1, whole.count);
    if (below(random, 2) == 0) say_count(out, whole.count - 1);
}

static void exchanged(cw_text *out, uint64_t *random) {
    size_t a, b;
    draw_two(random, &a, &b);
    add_slice(out, whole.header);
    add_entries(out, 0, a);
    add_slice(out, whole.entries[b]);
    add_entries(out, a + 1, b);
    add_slice(out, whole.entries[a]);
    add_entries(out, b + 1, whole.count);
}

static void doubled(cw_text *out, uint64_t *random) {
    size_t i = below(random, whole.count);
    add_slice(out, whole.header);
    add_entries(out, 0, i + 1);
    add_entries(out, i, whole.count);
    if (below(random, 2) == 0) say_count(out, whole.count + 1);
}

static void in_the_place_of_another(cw_text *out, uint64_t *random) {
    size_t a, b;
    draw_two(random, &a, &b);
    add_slice(out, whole.header);
    add_entries(out, 0, b);
    add_slice(out, whole.entries[a]);
    add_entries(out, b + 1, whole.count);
}

static void truncated(cw_text *out, uint64_t *random) {
    enum { KIND_AND_LENGTH = 1 + 4 };
    size_t i = below(random, whole.count);
    size_t left = below(random, whole.entries[i].length - KIND_AND_LENGTH);
    add_slice(out, whole.header);
    add_entries(out, 0, i);
    put_u8(out, BUNDLE_EVENT);
    put_u32(out, (uint32_t)left);
    add_slice(out, (slice){whole.entries[i].at + KIND_AND_LENGTH, left});
    add_entries(out, i + 1, whole.count);
}

/* An entry by identifier alone, and that of nothing. */
static void hidden(cw_text *out, uint64_t *random) {
    size_t i = below(random, whole.count);
    add_slice(out, whole.header);
    add_entries(out, 0, i);
    put_u8(out, BUNDLE_BARE);
    for (size_t k = 0; k < sizeof(cw_event_id); k++) put_u8(out, (unsigned)below(random, 256));
    add_entries(out, i + 1, whole.count);
}

static const struct {
    const char *name;
    tampering act;
} tamperings[] = {
    {"a flipped byte", flipped},      {"cut off", cut_off},
    {"a dropped entry", dropped},     {"two entries exchanged", exchanged},
    {"an entry doubled", doubled},    {"an entry in the place of another", in_the_place_of_another},
    {"a truncated entry", truncated}, {"a hidden entry", hidden},
};

/* ---- */

static void expect_sizes(uint64_t want, const char *what) {
    uint64_t journal = 0, log = 0;
    assert_true(cw_store_size(receiver, NULL, &journal, NULL));
    assert_true(cw_store_size(receiver, "dover", &log, NULL));
    if (journal != want || log != want)
        fail_msg("%s: %llu entries and %llu leaves are there, wanted %llu", what,
                 (unsigned long long)journal, (unsigned long long)log, (unsigned long long)want);
}

static void expect_refusal(const cw_text *bytes, const char *what) {
    cw_error err = {0};
    if (cw_bundle_import(receiver, bytes->data, bytes->length, NULL, &err))
        fail_msg("%s: came in", what);
    assert_true(err.code == CW_NO || err.code == CW_ERR_INPUT);
    assert_true(err.message[0] != '\0');
    expect_sizes(events / 2, what);
}

static void try_all(bool signs_anew, uint64_t seed) {
    for (size_t i = 0; i < sizeof tamperings / sizeof tamperings[0]; i++) {
        for (size_t trial = 0; trial < trials; trial++) {
            cw_text out = {0};
            tamperings[i].act(&out, &seed);
            add_signature(&out, signs_anew);
            expect_refusal(&out, tamperings[i].name);
            cw_text_free(&out);
        }
    }
}

static void what_was_changed_on_the_way_is_refused(void **state) {
    (void)state;
    try_all(false, 20221214);
    expect_sound(receiver);
}

/* The checkpoint in it has the sender's signature too: against it, what was signed shows. Its note
 * may be kept as evidence, and nothing else. */
static void what_the_sender_signed_anew_is_refused(void **state) {
    (void)state;
    try_all(true, 20221215);
    cw_verdict verdict = verdict_of(receiver);
    for (size_t i = 0; i < verdict.fault_count; i++)
        assert_int_equal(verdict.faults[i].kind, CW_FAULT_TWO_FACES);
    assert_int_equal(verdict.entries, events / 2);
}

/* And the bundle itself, taken apart and put together again, comes in. */
static void the_bundle_itself_comes_in(void **state) {
    (void)state;
    cw_text out = {0};
    add_slice(&out, whole.header);
    add_entries(&out, 0, whole.count);
    add_signature(&out, false);
    must_import(receiver, &out);
    expect_sizes(events, "the bundle itself");
    cw_text_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_changed_on_the_way_is_refused),
        cmocka_unit_test(what_the_sender_signed_anew_is_refused),
        cmocka_unit_test(the_bundle_itself_comes_in),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
