/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out. A session's secret is new at each sign-in, whatever cookie came with it, and
 * stands in a cookie that scripts cannot read. */
#include "guard.h"
#include "values.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void set_cookie(const request *q, const char *secret, int seconds, answer *a) {
    bool tls = q->room->cert != NULL;
    snprintf(a->cookie, sizeof a->cookie, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
             guard_cookies[tls], secret, seconds, tls ? "; Secure" : "");
}

static bool show(request *q, answer *a) {
    a->json = json_pack("{s:s,s:s,s:s,s:s,s:s,s:o,s:b,s:s}", "user", q->user.name, "role",
                        role_name(q->user.role), "language",
                        q->user.language == CW_FRENCH ? "fr" : "en", "token", q->user.guard,
                        "centre", book_centre(q->room->book), "now", value_time(room_now(q->room)),
                        "rehearsal", q->room->options.rehearsal, "version", CW_VERSION);
    return true;
}

static bool look(request *q, answer *a, cw_error *err) {
    if (q->user.role == ROLE_NOBODY)
        return request_refuse(a, MHD_HTTP_UNAUTHORIZED, err, "sign in first");
    return show(q, a);
}

/* Few tries an address and few a name: neither one guesser nor many can go through a list. */
static bool may_try(const request *q, const char *name) {
    static const allowance of_address = {"sign-in from", 0.2, 20.0},
                           of_name = {"sign-in of", 0.1, 10.0};
    char address[64];
    guard_address(q->connection, address);
    double now = clock_s();
    return limits_take(q->room->limits, of_address, address, now)
           && limits_take(q->room->limits, of_name, name, now);
}

static bool sign_in(request *q, answer *a, cw_error *err) {
    const char *name = request_text(q, "user"), *password = request_text(q, "password");
    char secret[SECRET_TEXT];
    if (name == NULL || password == NULL || strlen(password) > MOST_PASSWORD)
        return cw_fail(err, CW_ERR_INPUT, "a user and a password are needed");
    if (!may_try(q, name))
        return request_refuse(a, MHD_HTTP_TOO_MANY_REQUESTS, err,
                              "too many tries; wait some seconds");
    if (!keep_check_password(q->room->users, name, password, &q->user)) {
        q->user = (who){.role = ROLE_NOBODY};
        return request_refuse(a, MHD_HTTP_UNAUTHORIZED, err,
                              "there is no such user with this password");
    }
    if (q->session != NULL) keep_end_session(q->room->users, q->session);
    cw_time now = (cw_time)time(NULL) * CW_SECOND_MS;
    if (!keep_begin_session(q->room->users, &q->user, now, secret, err)) return false;
    set_cookie(q, secret, SESSION_HOURS * 3600, a);
    sodium_memzero(secret, sizeof secret);
    return show(q, a);
}

static bool sign_out(request *q, answer *a, cw_error *err) {
    (void)err;
    if (q->session != NULL) keep_end_session(q->room->users, q->session);
    set_cookie(q, "", 0, a);
    a->json = json_object();
    return true;
}

static bool change_own(request *q, answer *a, cw_error *err) {
    const char *language = request_text(q, "language"), *password = request_text(q, "password"),
               *old = request_text(q, "old");
    who again;
    if (language == NULL && password == NULL)
        return cw_fail(err, CW_ERR_INPUT, "language or password is needed");
    if (language != NULL && strcmp(language, "en") != 0 && strcmp(language, "fr") != 0)
        return cw_fail(err, CW_ERR_INPUT, "language is en or fr");
    if (password != NULL
        && (old == NULL || !may_try(q, q->user.name)
            || !keep_check_password(q->room->users, q->user.name, old, &again)))
        return request_refuse(a, MHD_HTTP_FORBIDDEN, err, "the old password is not right");
    if (language != NULL) q->user.language = strcmp(language, "fr") == 0 ? CW_FRENCH : CW_ENGLISH;
    return keep_change_user(q->room->users, q->user.name, NULL,
                            language != NULL ? &q->user.language : NULL, password, err)
           && show(q, a);
}

const route routes_session[] = {{"GET", "/api/1/session", ROLE_NOBODY, false, look},
                                {"POST", "/api/1/session", ROLE_NOBODY, true, sign_in},
                                {"PATCH", "/api/1/session", ROLE_VIEWER, true, change_own},
                                {"DELETE", "/api/1/session", ROLE_VIEWER, false, sign_out},
                                {0}};
