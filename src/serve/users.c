/* SPDX-License-Identifier: Apache-2.0 */
/* Users and their passwords. */
#include "keep_inside.h"

#include <sodium.h>
#include <string.h>

static bool name_will_do(const char *name, cw_error *err) {
    size_t length = strlen(name);
    if (length == 0 || length > MOST_USER_NAME)
        return cw_fail(err, CW_ERR_INPUT, "a user's name has 1 to %d bytes", MOST_USER_NAME);
    for (size_t at = 0; at < length;) {
        uint32_t sign;
        size_t taken = cw_utf8_sign(name + at, length - at, &sign);
        if (taken == 0 || sign < 0x20 || sign == '/' || (sign >= 0x7f && sign < 0xa0))
            return cw_fail(err, CW_ERR_INPUT,
                           "a user's name is UTF-8 without control signs and without \"/\"");
        at += taken;
    }
    return true;
}

static bool hash_password(const char *password, char hash[crypto_pwhash_STRBYTES], cw_error *err) {
    size_t length = strlen(password);
    if (length < LEAST_PASSWORD || length > MOST_PASSWORD)
        return cw_fail(err, CW_ERR_INPUT, "a password has %d to %d bytes", LEAST_PASSWORD,
                       MOST_PASSWORD);
    return crypto_pwhash_str(hash, password, length, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE)
               == 0
           || cw_fail_memory(err);
}

/* ---- counting ---------------------------------------------------------------------------------
 */

static bool count(keep *k, const char *sql, const char *name, size_t *number, cw_error *err) {
    sqlite3_stmt *s = keep_prepare(k, sql, err);
    if (s == NULL) return false;
    if (name != NULL) keep_bind_text(s, 1, name);
    bool done = sqlite3_step(s) == SQLITE_ROW;
    *number = done ? (size_t)sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return done || cw_fail(err, CW_ERR_MACHINE, "the room's users cannot be counted");
}

bool keep_count_users(keep *k, size_t *number, cw_error *err) {
    pthread_mutex_lock(&k->lock);
    bool done = count(k, "SELECT count(*) FROM users", NULL, number, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

/* Somebody must be left who can let others in. */
static bool others_can_administer(keep *k, const char *name, cw_error *err) {
    size_t others = 0;
    if (!count(k,
               "SELECT count(*) FROM users WHERE role = 5 AND password IS NOT NULL AND name <> ?1",
               name, &others, err))
        return false;
    return others > 0 || cw_fail(err, CW_NO, "the last administrator cannot be taken away");
}

/* ---- changing ---------------------------------------------------------------------------------
 */

static bool insert(keep *k, const char *name, role which, cw_language language, const char *hash,
                   cw_error *err) {
    int changed = 0;
    sqlite3_stmt *s =
        keep_prepare(k, "INSERT INTO users VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING", err);
    if (s == NULL) return false;
    keep_bind_text(s, 1, name);
    sqlite3_bind_int(s, 2, (int)which);
    sqlite3_bind_int(s, 3, (int)language);
    if (hash != NULL) keep_bind_text(s, 4, hash);
    return keep_run(k, s, &changed, err)
           && (changed == 1 || cw_fail(err, CW_NO, "there is a user of this name"));
}

bool keep_add_user(keep *k, const char *name, role which, cw_language language,
                   const char *password, cw_error *err) {
    char hash[crypto_pwhash_STRBYTES];
    if (!name_will_do(name, err) || !hash_password(password, hash, err)) return false;
    pthread_mutex_lock(&k->lock);
    bool done = insert(k, name, which, language, hash, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

static bool end_sessions(keep *k, const char *name, cw_error *err) {
    sqlite3_stmt *s = keep_prepare(k, "DELETE FROM sessions WHERE user = ?1", err);
    if (s == NULL) return false;
    keep_bind_text(s, 1, name);
    return keep_run(k, s, NULL, err);
}

static bool change(keep *k, const char *name, const role *which, const cw_language *language,
                   const char *hash, cw_error *err) {
    int changed = 0;
    if (which != NULL && *which != ROLE_ADMINISTRATOR && !others_can_administer(k, name, err))
        return false;
    sqlite3_stmt *s = keep_prepare(k,
                                   "UPDATE users SET role = coalesce(?2, role), language = "
                                   "coalesce(?3, language), password = coalesce(?4, password) "
                                   "WHERE name = ?1",
                                   err);
    if (s == NULL) return false;
    keep_bind_text(s, 1, name);
    if (which != NULL) sqlite3_bind_int(s, 2, (int)*which);
    if (language != NULL) sqlite3_bind_int(s, 3, (int)*language);
    if (hash != NULL) keep_bind_text(s, 4, hash);
    if (!keep_run(k, s, &changed, err)) return false;
    if (changed == 0) return cw_fail(err, CW_NO, "there is no user of this name");
    return (which == NULL && hash == NULL) || end_sessions(k, name, err);
}

bool keep_change_user(keep *k, const char *name, const role *which, const cw_language *language,
                      const char *password, cw_error *err) {
    char hash[crypto_pwhash_STRBYTES];
    if (password != NULL && !hash_password(password, hash, err)) return false;
    pthread_mutex_lock(&k->lock);
    bool done = change(k, name, which, language, password != NULL ? hash : NULL, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

static bool erase(keep *k, const char *name, cw_error *err) {
    int changed = 0;
    if (!others_can_administer(k, name, err)) return false;
    sqlite3_stmt *s = keep_prepare(k, "DELETE FROM users WHERE name = ?1", err);
    if (s == NULL) return false;
    keep_bind_text(s, 1, name);
    return keep_run(k, s, &changed, err)
           && (changed == 1 || cw_fail(err, CW_NO, "there is no user of this name"));
}

bool keep_remove_user(keep *k, const char *name, cw_error *err) {
    pthread_mutex_lock(&k->lock);
    bool done = erase(k, name, err);
    pthread_mutex_unlock(&k->lock);
    return done;
}

/* ---- looking ------------------------------------------------------------------------------- */

bool keep_each_user(keep *k, keep_user_sink sink, void *context, cw_error *err) {
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s = keep_prepare(k, "SELECT name, role, language FROM users ORDER BY name", err);
    bool done = s != NULL;
    while (done && sqlite3_step(s) == SQLITE_ROW)
        sink(context, (const char *)sqlite3_column_text(s, 0), (role)sqlite3_column_int(s, 1),
             (cw_language)sqlite3_column_int(s, 2));
    sqlite3_finalize(s);
    pthread_mutex_unlock(&k->lock);
    return done;
}

/* The user and the hash of his password. */
static bool look_up(keep *k, const char *name, who *user, char hash[crypto_pwhash_STRBYTES]) {
    pthread_mutex_lock(&k->lock);
    sqlite3_stmt *s =
        keep_prepare(k, "SELECT name, role, language, password FROM users WHERE name = ?1", NULL);
    if (s != NULL) keep_bind_text(s, 1, name);
    bool found = s != NULL && sqlite3_step(s) == SQLITE_ROW
                 && sqlite3_column_type(s, 3) == SQLITE_TEXT
                 && sqlite3_column_bytes(s, 3) < (int)crypto_pwhash_STRBYTES;
    if (found) {
        strcpy(user->name, (const char *)sqlite3_column_text(s, 0));
        user->role = (role)sqlite3_column_int(s, 1);
        user->language = (cw_language)sqlite3_column_int(s, 2);
        strcpy(hash, (const char *)sqlite3_column_text(s, 3));
    }
    sqlite3_finalize(s);
    pthread_mutex_unlock(&k->lock);
    return found;
}

bool keep_check_password(keep *k, const char *name, const char *password, who *user) {
    /* One derivation of the key for a name that there is not, so that the time tells nothing. */
    char hash[crypto_pwhash_STRBYTES];
    uint8_t key[32];
    static const uint8_t salt[crypto_pwhash_SALTBYTES] = {0};
    if (look_up(k, name, user, hash))
        return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    (void)!crypto_pwhash(key, sizeof key, password, strlen(password), salt,
                         crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                         crypto_pwhash_ALG_DEFAULT);
    return false;
}

/* ---- tokens' owners ---------------------------------------------------------------------------
 */

bool keep_make_token(keep *k, const char *name, role which, char secret[SECRET_TEXT],
                     cw_error *err) {
    uint8_t bytes[SECRET_BYTES], hash[crypto_generichash_BYTES];
    if (!name_will_do(name, err)) return false;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(secret, SECRET_TEXT, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    crypto_generichash(hash, sizeof hash, bytes, sizeof bytes, NULL, 0);
    pthread_mutex_lock(&k->lock);
    bool done = insert(k, name, which, CW_ENGLISH, NULL, err);
    sqlite3_stmt *s = done ? keep_prepare(k, "INSERT INTO tokens VALUES(?1, ?2)", err) : NULL;
    if (s != NULL) {
        sqlite3_bind_blob(s, 1, hash, sizeof hash, SQLITE_TRANSIENT);
        keep_bind_text(s, 2, name);
    }
    done = done && keep_run(k, s, NULL, err);
    pthread_mutex_unlock(&k->lock);
    sodium_memzero(bytes, sizeof bytes);
    return done;
}
