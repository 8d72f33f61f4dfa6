/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys. A public key's text is the one that signed notes use (c2sp.org/signed-note):
 * NAME+HASH+BASE64(0x01 key), so that a tool made for such logs can check ours. The secret key's
 * file is PRIVATE+KEY+NAME+HASH+BASE64(0x01 seed), mode 0600. No function prints a secret key, and
 * no message quotes the file.
 */
#include "codec.h"
#include "event.h"
#include "note.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ED25519 = 1, SEED_BYTES = crypto_sign_SEEDBYTES, MOST_KEY_FILE = 512 };
static const char PRIVATE[] = "PRIVATE+KEY+";

struct cw_secret_key {
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    cw_public_key key;
};

/* ---- base64 and signatures ------------------------------------------------------------------ */

void base64_add(cw_text *out, const void *bytes, size_t length) {
    char text[256];
    if (sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL) > sizeof text) {
        out->failed = true;
        return;
    }
    sodium_bin2base64(text, sizeof text, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    cw_text_add(out, "%s", text);
    sodium_memzero(text, sizeof text);
}

/* What was read is written again and compared: libsodium 1.0.18 takes some bytes above 127 for
 * letters. */
bool base64_read(const char *text, size_t length, void *bytes, size_t size) {
    char again[256];
    size_t read = 0;
    size_t whole = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
    if (whole > sizeof again || length != whole - 1) return false;
    if (sodium_base642bin(bytes, size, text, length, NULL, &read, NULL,
                          sodium_base64_VARIANT_ORIGINAL)
            != 0
        || read != size)
        return false;
    sodium_bin2base64(again, sizeof again, bytes, size, sodium_base64_VARIANT_ORIGINAL);
    bool same = memcmp(again, text, length) == 0;
    sodium_memzero(again, sizeof again);
    return same;
}

void key_sign(const cw_secret_key *key, const void *bytes, size_t length,
              uint8_t signature[SIGNATURE_BYTES]) {
    crypto_sign_detached(signature, NULL, bytes, length, key->secret);
}

bool key_verify(const cw_public_key *key, const void *bytes, size_t length,
                const uint8_t signature[SIGNATURE_BYTES]) {
    return crypto_sign_verify_detached(signature, bytes, length, key->bytes) == 0;
}

void key_hash(const cw_public_key *key, uint8_t hash[4]) {
    const piece pieces[] = {
        {key->centre, strlen(key->centre)}, {"\n\1", 2}, {key->bytes, sizeof key->bytes}};
    cw_hash whole = hash_pieces(pieces, 3);
    memcpy(hash, whole.bytes, 4);
}

/* ---- texts ---------------------------------------------------------------------------------- */

static void add_key(cw_text *out, const char *prefix, const cw_public_key *key,
                    const uint8_t bytes[32]) {
    uint8_t hash[4], typed[33] = {ED25519};
    memcpy(typed + 1, bytes, 32);
    key_hash(key, hash);
    cw_text_add(out, "%s%s+%02x%02x%02x%02x+", prefix, key->centre, hash[0], hash[1], hash[2],
                hash[3]);
    base64_add(out, typed, sizeof typed);
    sodium_memzero(typed, sizeof typed);
}

const char *cw_public_key_format(const cw_public_key *key, char text[CW_KEY_TEXT]) {
    cw_text out = {0};
    add_key(&out, "", key, key->bytes);
    snprintf(text, CW_KEY_TEXT, "%s", out.data != NULL ? out.data : "");
    cw_text_free(&out);
    return text;
}

/* NAME+HASH+BASE64: the name and the 32 bytes; whether the hash fits is the caller's to see. */
static bool read_key(const char *text, char centre[CW_MOST_CENTRE + 1], char hash[9],
                     uint8_t bytes[32]) {
    uint8_t typed[33];
    const char *plus = strchr(text, '+');
    if (plus == NULL || plus - text > CW_MOST_CENTRE || strlen(plus) != 1 + 8 + 1 + 44
        || plus[9] != '+')
        return false;
    snprintf(centre, CW_MOST_CENTRE + 1, "%.*s", (int)(plus - text), text);
    snprintf(hash, 9, "%.8s", plus + 1);
    bool good = event_is_centre(centre) && base64_read(plus + 10, 44, typed, sizeof typed)
                && typed[0] == ED25519;
    memcpy(bytes, typed + 1, 32);
    sodium_memzero(typed, sizeof typed);
    return good;
}

static bool hash_fits(const cw_public_key *key, const char *text) {
    uint8_t hash[4];
    char own[9];
    key_hash(key, hash);
    snprintf(own, sizeof own, "%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3]);
    return strcmp(own, text) == 0;
}

bool cw_public_key_parse(const char *text, cw_public_key *key, cw_error *err) {
    char hash[9], line[CW_KEY_TEXT];
    *key = (cw_public_key){{0}, {0}};
    size_t length = strcspn(text, "\n");
    if (length < sizeof line && text[length + (text[length] == '\n')] == '\0') {
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        if (read_key(line, key->centre, hash, key->bytes) && hash_fits(key, hash)) return true;
    }
    return cw_fail(err, CW_ERR_INPUT,
                   "not a public key: one line such as dover+1a2b3c4d+AR... (a secret key does "
                   "not belong here)");
}

/* ---- secret keys ---------------------------------------------------------------------------- */

static cw_secret_key *from_seed(const char *centre, const uint8_t seed[SEED_BYTES], cw_error *err) {
    if (!crypto_ready(err)) return NULL;
    cw_secret_key *key = sodium_malloc(sizeof *key);
    if (key == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    memset(key, 0, sizeof *key);
    snprintf(key->key.centre, sizeof key->key.centre, "%s", centre);
    crypto_sign_seed_keypair(key->key.bytes, key->secret, seed);
    return key;
}

void cw_secret_key_destroy(cw_secret_key *key) {
    sodium_free(key); /* wipes */
}

const cw_public_key *cw_secret_key_public(const cw_secret_key *key) {
    return &key->key;
}

static bool write_new(const char *path, const char *bytes, size_t length, cw_error *err) {
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return cw_fail(err, errno == EEXIST ? CW_NO : CW_ERR_MACHINE,
                       "the key file %s cannot be made: %s", path, strerror(errno));
    bool done = fchmod(file, 0600) == 0 && write(file, bytes, length) == (ssize_t)length
                && fsync(file) == 0;
    int why = errno;
    done = close(file) == 0 && done;
    if (done) return true;
    unlink(path);
    return cw_fail(err, CW_ERR_MACHINE, "the key file %s cannot be written: %s", path,
                   strerror(why));
}

bool cw_secret_key_create(const char *path, const char *centre, cw_public_key *key, cw_error *err) {
    uint8_t seed[SEED_BYTES];
    if (!event_is_centre(centre))
        return cw_fail(err, CW_ERR_INPUT,
                       "\"%.64s\" is not a centre's name: 1 to %d bytes of UTF-8 without spaces "
                       "or \"+\"",
                       centre, CW_MOST_CENTRE);
    if (!crypto_ready(err)) return false;
    randombytes_buf(seed, sizeof seed);
    cw_secret_key *secret = from_seed(centre, seed, err);
    cw_text out = {0};
    if (secret != NULL) add_key(&out, PRIVATE, &secret->key, seed);
    cw_text_add(&out, "\n");
    bool done = secret != NULL && (!out.failed || cw_fail_memory(err))
                && write_new(path, out.data, out.length, err);
    if (done) *key = secret->key;
    sodium_memzero(seed, sizeof seed);
    if (out.data != NULL) sodium_memzero(out.data, out.length);
    cw_text_free(&out);
    cw_secret_key_destroy(secret);
    return done;
}

/* The file's only line; refuses what others may read. */
static bool read_file(const char *path, char text[MOST_KEY_FILE], cw_error *err) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        int why = errno;
        if (file >= 0) close(file);
        return cw_fail(err, CW_ERR_INPUT, "the key file %s cannot be read: %s", path,
                       strerror(why));
    }
    ssize_t length = 0;
    bool open_to_others = (status.st_mode & 077) != 0;
    if (!open_to_others) length = read(file, text, MOST_KEY_FILE - 1);
    close(file);
    if (open_to_others)
        return cw_fail(err, CW_ERR_INPUT,
                       "the key file %s may be read by others than its owner: chmod 600, or make "
                       "a new key",
                       path);
    text[length > 0 ? length : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return true;
}

cw_secret_key *cw_secret_key_load(const char *path, cw_error *err) {
    char text[MOST_KEY_FILE], centre[CW_MOST_CENTRE + 1], hash[9];
    uint8_t seed[SEED_BYTES];
    if (!read_file(path, text, err)) return NULL;
    cw_secret_key *key = NULL;
    size_t prefix = sizeof PRIVATE - 1;
    if (strncmp(text, PRIVATE, prefix) == 0 && read_key(text + prefix, centre, hash, seed))
        key = from_seed(centre, seed, err);
    if (key == NULL || !hash_fits(&key->key, hash)) {
        cw_secret_key_destroy(key);
        key = NULL;
        cw_fail(err, CW_ERR_INPUT, "the file %s does not hold a secret key", path);
    }
    sodium_memzero(text, sizeof text);
    sodium_memzero(seed, sizeof seed);
    return key;
}
