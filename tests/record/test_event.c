/* SPDX-License-Identifier: Apache-2.0 */
/* The event: what its identifier binds, that parts can go and it stays, and that it has exactly one
 * encoding. The identifier is held against one computed by python3's hashlib from the description
 * in docs/record.md (made_id.py). */
#include "made.h"

#include <stdlib.h>

static cw_arena *arena;

static int set_up(void **state) {
    (void)state;
    arena = cw_arena_create();
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    cw_arena_destroy(arena);
    return 0;
}

static cw_text encoding_of(const cw_event *event) {
    cw_text bytes = {0};
    cw_error err = {0};
    assert_true(cw_event_encode(event, &bytes, &err));
    return bytes;
}

static bool is_body(void *context, const cw_event *event, const cw_event_part *part) {
    (void)context, (void)event;
    return strcmp(part->name, "body") == 0;
}

/* The identifier and encoding of one event, computed by a program that shares no code. */
static void test_identifier_as_documented(void **state) {
    (void)state;
    char command[2048], script[1024], line[4096];
    const cw_event *event = made_event("dover", "gris-nez", 7, arena);
    cw_text bytes = encoding_of(event);
    cw_text hex = {0};
    for (size_t i = 0; i < bytes.length; i++) cw_text_add(&hex, "%02x", (uint8_t)bytes.data[i]);
    snprintf(command, sizeof command, "python3 '%s' %s",
             support_source("tests/record/made_id.py", script), hex.data);
    FILE *program = popen(command, "r");
    assert_non_null(program);
    assert_non_null(fgets(line, sizeof line, program));
    assert_int_equal(pclose(program), 0);
    line[strcspn(line, "\n")] = '\0';
    char id[CW_ID_TEXT];
    assert_string_equal(cw_event_id_format(&event->id, id), line);
    cw_text_free(&bytes);
    cw_text_free(&hex);
}

static void test_sealed_fields(void **state) {
    (void)state;
    const char *incidents[] = {"b", "a"}, *with[] = {"lorient", "gris-nez"};
    const cw_part_draft parts[] = {{"source", "a\0b", 3, false},
                                   {"body", " { \"b\":1, \"a\" : 2.50 }", 22, true}};
    cw_event_draft draft = {.centre = "dover",
                            .observed = CW_TIME_UNKNOWN,
                            .received = 1,
                            .recorded = 2,
                            .kind = "report",
                            .incidents = incidents,
                            .incident_count = 2,
                            .shared_with = with,
                            .shared_count = 2,
                            .parts = parts,
                            .part_count = 2};
    cw_error err = {0};
    const cw_event *event = cw_event_seal(&draft, arena, &err);
    assert_non_null(event);
    assert_string_equal(event->incidents[0], "a");
    assert_string_equal(event->shared_with[0], "gris-nez");
    assert_string_equal(event->person, "");
    assert_string_equal((const char *)cw_event_part_find(event, "body")->bytes,
                        "{\"a\":2.5,\"b\":1}");
    const cw_event_part *source = cw_event_part_find(event, "source");
    assert_int_equal(source->length, 3);
    assert_memory_equal(source->bytes, "a\0b", 3);
    assert_null(cw_event_part_find(event, "caller"));
    assert_true(cw_event_is_shared_with(event, "lorient"));
    assert_false(cw_event_is_shared_with(event, "dover"));
    /* random salts: the same draft twice is two events */
    const cw_event *again = cw_event_seal(&draft, arena, &err);
    assert_true(cw_event_id_compare(&event->id, &again->id) != 0);
}

static void test_round_trip(void **state) {
    (void)state;
    cw_error err = {0};
    for (size_t n = 0; n < 300; n++) {
        const cw_event *event = made_event("dover", n % 2 ? "gris-nez" : NULL, n, arena);
        cw_text bytes = encoding_of(event);
        const cw_event *read = cw_event_decode(bytes.data, bytes.length, arena, &err);
        assert_non_null(read);
        assert_int_equal(cw_event_id_compare(&event->id, &read->id), 0);
        cw_text again = encoding_of(read);
        assert_int_equal(bytes.length, again.length);
        assert_memory_equal(bytes.data, again.data, bytes.length);
        cw_text_free(&bytes);
        cw_text_free(&again);
    }
}

/* A part that went leaves the id and nothing of its content; joined again, all is there. */
static void test_parts_can_go(void **state) {
    (void)state;
    cw_error err = {0};
    const cw_event *event = made_event("dover", "gris-nez", 1, arena);
    const cw_event *less = cw_event_keep_parts(event, is_body, NULL, arena, &err);
    assert_non_null(less);
    assert_int_equal(cw_event_id_compare(&event->id, &less->id), 0);
    assert_false(cw_event_part_find(less, "caller")->present);
    assert_true(cw_event_part_find(less, "body")->present);
    cw_text bytes = encoding_of(less);
    assert_null(memmem(bytes.data, bytes.length, MADE_CALLER, strlen(MADE_CALLER)));
    const uint8_t *salt = cw_event_part_find(event, "caller")->salt;
    assert_null(memmem(bytes.data, bytes.length, salt, CW_SALT_BYTES));
    const cw_event *read = cw_event_decode(bytes.data, bytes.length, arena, &err);
    assert_non_null(read);
    assert_int_equal(cw_event_id_compare(&event->id, &read->id), 0);
    const cw_event *whole = cw_event_join(read, event, arena, &err);
    assert_string_equal((const char *)cw_event_part_find(whole, "caller")->bytes, MADE_CALLER);
    assert_null(cw_event_join(read, made_event("dover", "gris-nez", 2, arena), arena, &err));
    cw_text_free(&bytes);
}

/* Two events that differ in the salt alone have commitments that tell nothing of each other. */
static void test_salt_hides(void **state) {
    (void)state;
    const cw_event *a = made_event("dover", NULL, 1, arena),
                   *b = made_event("dover", NULL, 2, arena);
    const cw_event_part *x = cw_event_part_find(a, "caller"), *y = cw_event_part_find(b, "caller");
    assert_string_equal((const char *)x->bytes, (const char *)y->bytes);
    assert_memory_not_equal(x->salt, y->salt, CW_SALT_BYTES);
    assert_memory_not_equal(x->commitment.bytes, y->commitment.bytes, 32);
}

/* In a block of its own, so that a sanitizer sees a read past the cut. */
static void refuse_cut(const char *bytes, size_t length) {
    char *cut = malloc(length > 0 ? length : 1);
    assert_non_null(cut);
    memcpy(cut, bytes, length);
    assert_null(cw_event_decode(cut, length, arena, NULL));
    free(cut);
}

/* Every flip of every bit: refused, or another event with an encoding of its own; never the same
 * id. Every cut, and every byte more: refused. */
static void test_every_damage_shows(void **state) {
    (void)state;
    const cw_event *event = made_event("dover", "gris-nez", 3, arena);
    const cw_event *kinds[] = {event, cw_event_keep_parts(event, is_body, NULL, arena, NULL)};
    for (size_t k = 0; k < 2; k++) {
        cw_text bytes = encoding_of(kinds[k]);
        for (size_t bit = 0; bit < 8 * bytes.length; bit++) {
            cw_arena *own = cw_arena_create();
            bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ (1 << bit % 8));
            const cw_event *read = cw_event_decode(bytes.data, bytes.length, own, NULL);
            if (read != NULL) {
                assert_true(cw_event_id_compare(&read->id, &event->id) != 0);
                cw_text again = encoding_of(read);
                assert_int_equal(again.length, bytes.length);
                assert_memory_equal(again.data, bytes.data, bytes.length);
                cw_text_free(&again);
            }
            bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ (1 << bit % 8));
            cw_arena_destroy(own);
        }
        for (size_t length = 0; length < bytes.length; length++) refuse_cut(bytes.data, length);
        cw_text_add_bytes(&bytes, "", 1);
        assert_null(cw_event_decode(bytes.data, bytes.length, arena, NULL));
        cw_text_free(&bytes);
    }
}

static void refuse(const cw_event_draft *draft, const char *mention) {
    cw_error err = {0};
    assert_null(cw_event_seal(draft, arena, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, mention);
}

static void test_bad_drafts(void **state) {
    (void)state;
    const cw_event_draft good = {.centre = "dover", .recorded = 1, .kind = "report"};
    assert_non_null(cw_event_seal(&good, arena, NULL));
    static const char *const centres[] = {"",     "two words", "a+b",         "a\nb",
                                          "\xff", "\xc0\xaf",  "\xed\xa0\x80"};
    for (size_t i = 0; i < sizeof centres / sizeof centres[0]; i++) {
        cw_event_draft draft = good;
        draft.centre = centres[i];
        refuse(&draft, "centre");
    }
    static const char *const kinds[] = {"", "Report", "1report", "re port",
                                        "a234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        cw_event_draft draft = good;
        draft.kind = kinds[i];
        refuse(&draft, "kind");
    }
    cw_event_draft draft = good;
    draft.recorded = CW_TIME_UNKNOWN;
    refuse(&draft, "recorded");
    const char *twice[] = {"a", "a"}, *self[] = {"dover"};
    draft = good;
    draft.incidents = twice;
    draft.incident_count = 2;
    refuse(&draft, "incidents are not all different");
    draft = good;
    draft.shared_with = self;
    draft.shared_count = 1;
    refuse(&draft, "another");
    const cw_part_draft same[] = {{"source", "a", 1, true}, {"source", "b", 1, true}};
    draft = good;
    draft.parts = same;
    draft.part_count = 2;
    refuse(&draft, "parts are not all different");
    static const char *const bodies[] = {"",
                                         "[]",
                                         "1",
                                         "{\"a\":1,\"a\":2}",
                                         "{\"a\":}",
                                         "{} x",
                                         "{\"a\":\"\xff\"}",
                                         "{\"a\":1e999}"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        cw_part_draft body = {"body", bodies[i], strlen(bodies[i]), true};
        draft = good;
        draft.parts = &body;
        draft.part_count = 1;
        refuse(&draft, "body");
    }
}

/* A body that means the same but is written otherwise is refused when decoded. */
static void test_body_has_one_text(void **state) {
    (void)state;
    static const char *const texts[] = {"{\"a\":1,\"b\":2}",  "{\"b\":2,\"a\":1}",
                                        "{\"a\":1, \"b\":2}", "{\"a\":01,\"b\":2}",
                                        "{\"a\":1,\"a\":1}",  "{\"a\":1,\"b\":\"\\u0041\"}"};
    cw_error err = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cw_text bytes = {0};
        cw_text_add_bytes(&bytes, "CWE1\1d\0\1k", 9);
        cw_text_add_bytes(&bytes, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 24);
        cw_text_add_bytes(&bytes, "\0\0\0\1\4body\2", 10);
        cw_text_add_bytes(&bytes, "saltsaltsaltsalt\0\0\0", 19);
        char length = (char)strlen(texts[i]);
        cw_text_add_bytes(&bytes, &length, 1);
        cw_text_add_bytes(&bytes, texts[i], strlen(texts[i]));
        const cw_event *read = cw_event_decode(bytes.data, bytes.length, arena, &err);
        assert_int_equal(read != NULL, i == 0);
        cw_text_free(&bytes);
    }
}

static void test_identifiers_as_text(void **state) {
    (void)state;
    cw_event_id id, read;
    for (size_t i = 0; i < 32; i++) id.bytes[i] = (uint8_t)(i * 8 + 3);
    char text[CW_ID_TEXT];
    assert_true(cw_event_id_parse(cw_event_id_format(&id, text), &read, NULL));
    assert_int_equal(cw_event_id_compare(&id, &read), 0);
    text[5] = 'g';
    assert_false(cw_event_id_parse(text, &read, NULL));
    assert_false(cw_event_id_parse("abc", &read, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_identifier_as_documented),
                                       cmocka_unit_test(test_sealed_fields),
                                       cmocka_unit_test(test_round_trip),
                                       cmocka_unit_test(test_parts_can_go),
                                       cmocka_unit_test(test_salt_hides),
                                       cmocka_unit_test(test_every_damage_shows),
                                       cmocka_unit_test(test_bad_drafts),
                                       cmocka_unit_test(test_body_has_one_text),
                                       cmocka_unit_test(test_identifiers_as_text)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
