/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: who may do what. Users, sessions and the tokens of machines in one SQLite file
 * that its owner alone may read. Passwords are kept as Argon2id hashes, secrets of sessions and
 * tokens as BLAKE2b hashes: whoever reads the file cannot sign in with it. Any thread. */
#ifndef CROSSWATCH_SERVE_KEEP_H
#define CROSSWATCH_SERVE_KEEP_H

#include "feed.h"

/* Each may do what those before it may. */
typedef enum role {
    ROLE_NOBODY,
    ROLE_VIEWER,
    ROLE_PARTNER, /* the partner centre: reads, but no raw texts and numbers of callers */
    ROLE_OFFICER,
    ROLE_COORDINATOR, /* lifts what stands in the way of a closing, by name */
    ROLE_ADMINISTRATOR
} role;
const char *role_name(role which); /* "viewer" ... */
bool role_find(const char *name, role *which);

enum { MOST_USER_NAME = 64, LEAST_PASSWORD = 12, MOST_PASSWORD = 256, SECRET_BYTES = 32 };
#define SECRET_TEXT 44 /* base64 without padding, for URLs, and the NUL */

typedef struct who {
    char name[MOST_USER_NAME + 1];
    role role;
    cw_language language;
    char guard[SECRET_TEXT]; /* what a request that changes something must show besides the cookie;
                                empty for a machine's token */
} who;

typedef struct keep keep;
keep *keep_open(const char *home, cw_error *err); /* HOME/room.db, made when it is missing */
void keep_close(keep *k);                         /* NULL-safe */

bool keep_count_users(keep *k, size_t *count, cw_error *err);
/* CW_ERR_INPUT: a name or password that will not do; CW_NO: there is such a user. */
bool keep_add_user(keep *k, const char *name, role which, cw_language language,
                   const char *password, cw_error *err);
/* Changes what is not NULL; a new role or password ends the user's sessions. CW_NO: no such user,
 * or the last administrator would be gone. */
bool keep_change_user(keep *k, const char *name, const role *which, const cw_language *language,
                      const char *password, cw_error *err);
bool keep_remove_user(keep *k, const char *name, cw_error *err);
typedef void (*keep_user_sink)(void *context, const char *name, role which, cw_language language);
bool keep_each_user(keep *k, keep_user_sink sink, void *context, cw_error *err);
/* Whether the password is that of the user. As slow for a user that there is not. */
bool keep_check_password(keep *k, const char *name, const char *password, who *user);

/* A session is over after a watch's length, whatever happens. */
enum { SESSION_HOURS = 13 };
bool keep_begin_session(keep *k, who *user, cw_time now, char secret[SECRET_TEXT], cw_error *err);
bool keep_find_session(keep *k, const char *secret, cw_time now, who *user);
void keep_end_session(keep *k, const char *secret);
/* A token for a machine; it stands until its user is removed. */
bool keep_make_token(keep *k, const char *name, role which, char secret[SECRET_TEXT],
                     cw_error *err);
bool keep_find_token(keep *k, const char *secret, who *machine);

/* Alarms that were acknowledged; one that ended is forgotten. free() *acks. */
bool keep_acknowledge(keep *k, const feed_ack *ack, cw_error *err);
bool keep_forget_ack(keep *k, const feed_ack *ack, cw_error *err);
bool keep_acks(keep *k, feed_ack **acks, size_t *count, cw_error *err);

#endif
