/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, signed notes and checkpoints. The note of the format's own documentation (the key of
 * PeterNeumann, golang.org/x/mod/sumdb/note) comes out byte for byte. */
#include "made.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PUBLISHED_SECRET \
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"
#define PUBLISHED_PUBLIC "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PUBLISHED_TEXT                                           \
    "If you think cryptography is the answer to your problem,\n" \
    "then you don't know what your problem is.\n"
#define PUBLISHED_NOTE                                                                             \
    PUBLISHED_TEXT "\n\xe2\x80\x94 PeterNeumann "                                                  \
                   "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZ" \
                   "b6KE6RyyBwJnAM=\n"

static char work[1024];

static int set_up(void **state) {
    (void)state;
    support_directory(work);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    support_remove(work);
    return 0;
}

static const char *in_work(const char *name, char path[1200]) {
    snprintf(path, 1200, "%s/%s", work, name);
    return path;
}

static void write_file(const char *path, const char *text, mode_t mode) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static cw_secret_key *fresh_key(const char *name) {
    char path[1200];
    cw_public_key key;
    cw_error err = {0};
    if (access(in_work(name, path), F_OK) != 0)
        assert_true(cw_secret_key_create(path, name, &key, &err));
    cw_secret_key *secret = cw_secret_key_load(path, &err);
    assert_non_null(secret);
    return secret;
}

static void test_published_note(void **state) {
    (void)state;
    char path[1200], text[CW_KEY_TEXT];
    cw_error err = {0};
    cw_public_key key;
    write_file(in_work("published", path), PUBLISHED_SECRET, 0600);
    cw_secret_key *secret = cw_secret_key_load(path, &err);
    assert_non_null(secret);
    assert_string_equal(cw_public_key_format(cw_secret_key_public(secret), text), PUBLISHED_PUBLIC);
    assert_true(cw_public_key_parse(PUBLISHED_PUBLIC "\n", &key, &err));
    assert_memory_equal(&key, cw_secret_key_public(secret), sizeof key);
    cw_text note = {0};
    assert_true(cw_note_sign(PUBLISHED_TEXT, secret, &note, &err));
    assert_string_equal(note.data, PUBLISHED_NOTE);
    assert_true(cw_note_is_signed(PUBLISHED_NOTE, strlen(PUBLISHED_NOTE), &key));
    cw_text_free(&note);
    cw_secret_key_destroy(secret);
}

static void test_key_files(void **state) {
    (void)state;
    char path[1200];
    cw_error err = {0};
    cw_public_key key;
    struct stat status;
    assert_true(cw_secret_key_create(in_work("own", path), "dover", &key, &err));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_false(cw_secret_key_create(path, "dover", &key, &err)); /* never replaced */
    assert_int_equal(err.code, CW_NO);
    static const mode_t open_modes[] = {0640, 0604, 0660, 0644, 0620};
    for (size_t i = 0; i < sizeof open_modes / sizeof open_modes[0]; i++) {
        assert_int_equal(chmod(path, open_modes[i]), 0);
        err = (cw_error){0};
        assert_null(cw_secret_key_load(path, &err));
        assert_mentions(err.message, "chmod 600");
    }
    static const char *const bad[] = {
        "", "PRIVATE+KEY+", PUBLISHED_PUBLIC "\n",
        "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n",
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err = (cw_error){0};
        write_file(in_work("bad", path), bad[i], 0600);
        assert_null(cw_secret_key_load(path, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_null(strstr(err.message, "AYEK")); /* no message quotes a key */
    }
    assert_false(cw_public_key_parse(PUBLISHED_SECRET, &key, &err));
    assert_false(cw_secret_key_create(in_work("x", path), "two words", &key, &err));
}

/* Every changed byte of a note loses the signature. */
static void test_every_byte_of_a_note_counts(void **state) {
    (void)state;
    cw_public_key key;
    assert_true(cw_public_key_parse(PUBLISHED_PUBLIC, &key, NULL));
    char note[] = PUBLISHED_NOTE;
    size_t length = strlen(note);
    for (size_t i = 0; i < length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            note[i] = (char)(note[i] ^ (1 << bit));
            if (cw_note_is_signed(note, length, &key)) fail_msg("byte %zu, bit %d", i, bit);
            note[i] = (char)(note[i] ^ (1 << bit));
        }
        assert_false(cw_note_is_signed(note, i, &key));
    }
    assert_true(cw_note_is_signed(note, length, &key));
    key.bytes[0] ^= 1;
    assert_false(cw_note_is_signed(note, length, &key));
}

static cw_checkpoint some_checkpoint(void) {
    cw_checkpoint checkpoint = {
        .centre = "dover", .size = 123, .journal_size = 4567, .time = made_time(5)};
    for (size_t i = 0; i < 32; i++) {
        checkpoint.root.bytes[i] = (uint8_t)i;
        checkpoint.journal_root.bytes[i] = (uint8_t)(255 - i);
    }
    return checkpoint;
}

static void test_countersigning(void **state) {
    (void)state;
    cw_secret_key *dover = fresh_key("dover"), *gris_nez = fresh_key("gris-nez"),
                  *third = fresh_key("lorient");
    cw_checkpoint checkpoint = some_checkpoint(), read;
    cw_text note = {0}, both = {0}, again = {0};
    cw_error err = {0};
    assert_true(cw_checkpoint_sign(&checkpoint, dover, &note, &err));
    assert_true(cw_note_countersign(note.data, note.length, gris_nez, &both, &err));
    assert_true(cw_note_is_signed(both.data, both.length, cw_secret_key_public(dover)));
    assert_true(cw_note_is_signed(both.data, both.length, cw_secret_key_public(gris_nez)));
    assert_false(cw_note_is_signed(both.data, both.length, cw_secret_key_public(third)));
    assert_true(cw_note_countersign(both.data, both.length, gris_nez, &again, &err));
    assert_string_equal(again.data, both.data); /* once is enough */
    assert_true(cw_checkpoint_read(both.data, both.length, &read, &err));
    assert_string_equal(read.centre, "dover");
    assert_int_equal(read.size, 123);
    assert_int_equal(read.journal_size, 4567);
    assert_int_equal(read.time, checkpoint.time);
    assert_memory_equal(read.root.bytes, checkpoint.root.bytes, 32);
    assert_memory_equal(read.journal_root.bytes, checkpoint.journal_root.bytes, 32);
    cw_text_free(&note);
    cw_text_free(&both);
    cw_text_free(&again);
    cw_secret_key_destroy(dover);
    cw_secret_key_destroy(gris_nez);
    cw_secret_key_destroy(third);
}

/* A note of other text, or a checkpoint written in another way, is none. */
static void test_one_text_for_a_checkpoint(void **state) {
    (void)state;
    static const char *const edits[][2] = {
        {"\n123\n", "\n0123\n"},        {"\n123\n", "\n+123\n"},        {"\n123\n", "\n\n"},
        {"journal", "Journal"},         {"\ntime ", "\nmore\ntime "},   {"Z\n", "+00:00\n"},
        {"crosswatch/", "crosswatch "}, {"123\n", "1000000000000000\n"}};
    cw_secret_key *key = fresh_key("dover");
    cw_checkpoint checkpoint = some_checkpoint(), read;
    cw_text note = {0};
    assert_true(cw_checkpoint_sign(&checkpoint, key, &note, NULL));
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        char *hit = strstr(note.data, edits[i][0]);
        assert_non_null(hit);
        cw_text text = {0}, changed = {0};
        cw_text_add(&text, "%.*s%s%s", (int)(hit - note.data), note.data, edits[i][1],
                    hit + strlen(edits[i][0]));
        *(strstr(text.data, "\n\n\xe2") + 1) = '\0';
        if (cw_note_sign(text.data, key, &changed, NULL))
            assert_false(cw_checkpoint_read(changed.data, changed.length, &read, NULL));
        cw_text_free(&text);
        cw_text_free(&changed);
    }
    cw_text_free(&note);
    cw_secret_key_destroy(key);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_note), cmocka_unit_test(test_key_files),
        cmocka_unit_test(test_every_byte_of_a_note_counts), cmocka_unit_test(test_countersigning),
        cmocka_unit_test(test_one_text_for_a_checkpoint)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
