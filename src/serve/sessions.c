/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of browsers and tokens of machines: secrets of 256 random bits of which only a hash is
 * kept. The guard of a session, which a page has to show besides the cookie, is another hash of its
 * secret, so that it need not be kept at all. */
#include "keep_inside.h"

#include <sodium.h>
#include <string.h>

static bool secret_read(const char *text, uint8_t bytes[SECRET_BYTES]) {
    size_t length = 0;
    return text != NULL && strlen(text) == SECRET_TEXT - 1
           && sodium_base642bin(bytes, SECRET_BYTES, text, SECRET_TEXT - 1, NULL, &length, NULL,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING)
                  == 0
           && length == SECRET_BYTES;
}

static void secret_write(const uint8_t bytes[SECRET_BYTES], char text[SECRET_TEXT]) {
    sodium_bin2base64(text, SECRET_TEXT, bytes, SECRET_BYTES,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void guard_of(const uint8_t secret[SECRET_BYTES], char guard[SECRET_TEXT]) {
    static const uint8_t purpose[] = "crosswatch guard of a session";
    uint8_t hash[SECRET_BYTES];
    crypto_generichash(hash, sizeof hash, purpose, sizeof purpose, secret, SECRET_BYTES);
    secret_write(hash, guard);
}

bool keep_begin_session(keep *k, who *user, cw_time now, char secret[SECRET_TEXT], cw_error *err) {
    uint8_t bytes[SECRET_BYTES], hash[crypto_generichash_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    crypto_generichash(hash, sizeof hash, bytes, sizeof bytes, NULL, 0);
    secret_write(bytes, secret);
    guard_of(bytes, user->guard);
    sodium_memzero(bytes, sizeof bytes);
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *old = keep_prepare(k, "DELETE FROM sessions WHERE until <= ?1", err);
    if (old != NULL) sqlite3_bind_int64(old, 1, now);
    bool done = keep_run(k, old, NULL, err);
    sqlite3_stmt *s = done ? keep_prepare(k, "INSERT INTO sessions VALUES(?1, ?2, ?3)", err) : NULL;
    if (s != NULL) {
        sqlite3_bind_blob(s, 1, hash, sizeof hash, SQLITE_TRANSIENT);
        keep_bind_text(s, 2, user->name);
        sqlite3_bind_int64(s, 3, now + SESSION_HOURS * CW_HOUR_MS);
    }
    done = done && keep_run(k, s, NULL, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

/* The user of a secret by a statement whose first place is its hash and whose second the time. */
static bool user_of(keep *k, const char *sql, const uint8_t secret[SECRET_BYTES], cw_time now,
                    who *user) {
    uint8_t hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof hash, secret, SECRET_BYTES, NULL, 0);
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s = keep_prepare(k, sql, NULL);
    if (s != NULL) {
        sqlite3_bind_blob(s, 1, hash, sizeof hash, SQLITE_TRANSIENT);
        sqlite3_bind_int64(s, 2, now);
    }
    bool found = s != NULL && sqlite3_step(s) == SQLITE_ROW;
    if (found) {
        strcpy(user->name, (const char *)sqlite3_column_text(s, 0));
        user->role = (role)sqlite3_column_int(s, 1);
        user->language = (cw_language)sqlite3_column_int(s, 2);
    }
    sqlite3_finalize(s);
    pthread_mutex_unlock(&k->lock);
    return found;
}

bool keep_find_session(keep *k, const char *secret, cw_time now, who *user) {
    uint8_t bytes[SECRET_BYTES];
    if (!secret_read(secret, bytes)
        || !user_of(k,
                    "SELECT u.name, u.role, u.language FROM sessions s JOIN users u ON u.name = "
                    "s.user WHERE s.hash = ?1 AND s.until > ?2",
                    bytes, now, user))
        return false;
    guard_of(bytes, user->guard);
    return true;
}

bool keep_find_token(keep *k, const char *secret, who *machine) {
    uint8_t bytes[SECRET_BYTES];
    machine->guard[0] = '\0';
    return secret_read(secret, bytes)
           && user_of(k,
                      "SELECT u.name, u.role, u.language FROM tokens t JOIN users u ON u.name = "
                      "t.user WHERE t.hash = ?1",
                      bytes, 0, machine);
}

void keep_end_session(keep *k, const char *secret) {
    uint8_t bytes[SECRET_BYTES], hash[crypto_generichash_BYTES];
    if (!secret_read(secret, bytes)) return;
    crypto_generichash(hash, sizeof hash, bytes, sizeof bytes, NULL, 0);
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s = keep_prepare(k, "DELETE FROM sessions WHERE hash = ?1", NULL);
    if (s != NULL) sqlite3_bind_blob(s, 1, hash, sizeof hash, SQLITE_TRANSIENT);
    keep_run(k, s, NULL, NULL);
    pthread_mutex_unlock(&k->lock);
}
