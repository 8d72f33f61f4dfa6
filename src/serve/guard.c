/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is let in. In this order: one length for a body and no doubt about it; the name that the
 * browser called (a page elsewhere that points its own name at this address is refused); where a
 * changing request comes from; how often; who it is, and whether the route is for that role.
 */
#include "guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char *header(const request *q, const char *name) {
    return MHD_lookup_connection_value(q->connection, MHD_HEADER_KIND, name);
}

void guard_address(struct MHD_Connection *connection, char text[64]) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    strcpy(text, "?");
    if (info == NULL) return;
    if (info->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr,
                  text, 64);
    else if (info->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6,
                  &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr, text,
                  64);
}

/* ---- the shape ------------------------------------------------------------------------------ */

struct twice {
    const char *name;
    int count;
};

static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
    struct twice *t = context;
    (void)kind, (void)value;
    t->count += strcasecmp(name, t->name) == 0;
    return MHD_YES;
}

static int times(const request *q, const char *name) {
    struct twice t = {name, 0};
    MHD_get_connection_values(q->connection, MHD_HEADER_KIND, count_header, &t);
    return t.count;
}

/* Two lengths, or a length and chunks, are how one request is smuggled behind another. */
static bool shape_is_clear(request *q, answer *a, cw_error *err) {
    int lengths = times(q, "Content-Length"), chunked = times(q, "Transfer-Encoding");
    if (lengths + chunked > 1 || times(q, "Host") != 1)
        return request_refuse(a, MHD_HTTP_BAD_REQUEST, err,
                              "the request has more than one length or more than one host");
    const char *length = header(q, "Content-Length");
    if (length != NULL && strtoull(length, NULL, 10) > MOST_BODY_BYTES)
        return request_refuse(a, MHD_HTTP_CONTENT_TOO_LARGE, err,
                              "the request is longer than a megabyte");
    return true;
}

/* ---- where it comes from --------------------------------------------------------------------- */

/* "name" or "name:port" with the port that is served; a proxy's name may come without. */
static bool is_host(const cw_room *room, const char *text) {
    const char *const names[] = {room->host, "localhost", "127.0.0.1", "[::1]", room->options.host};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = names[i] != NULL ? strlen(names[i]) : 0;
        if (length == 0 || strncasecmp(text, names[i], length) != 0) continue;
        const char *rest = text + length;
        if (*rest == '\0' || (*rest == ':' && strcmp(rest + 1, room->port) == 0)) return true;
    }
    return false;
}

static bool comes_from_here(request *q, answer *a, cw_error *err) {
    const char *host = header(q, "Host"), *origin = header(q, "Origin"),
               *site = header(q, "Sec-Fetch-Site");
    if (host == NULL || !is_host(q->room, host))
        return request_refuse(a, MHD_HTTP_MISDIRECTED_REQUEST, err,
                              "this room has another name; serve host=NAME allows one more");
    if (strcmp(q->route->method, "GET") == 0) return true;
    const char *rest = origin != NULL ? strstr(origin, "://") : NULL;
    if ((origin != NULL && (rest == NULL || strcasecmp(rest + 3, host) != 0))
        || (site != NULL && strcmp(site, "same-origin") != 0))
        return request_refuse(a, MHD_HTTP_FORBIDDEN, err,
                              "the request comes from another site's page");
    return true;
}

/* ---- who it is --------------------------------------------------------------------------------
 */

const char *const guard_cookies[2] = {"cw_session", "__Host-cw_session"};

bool guard_knows(cw_room *room, const char *session, const char *bearer, who *user) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    bool known = bearer != NULL
                     ? keep_find_token(room->users, bearer, user)
                     : session != NULL
                           && keep_find_session(room->users, session,
                                                (cw_time)now.tv_sec * CW_SECOND_MS, user);
    if (!known) *user = (who){.role = ROLE_NOBODY};
    return known;
}

/* A machine's token stands before a cookie. */
static void identify(request *q) {
    static const char bearer[] = "Bearer ";
    const char *authorization = header(q, "Authorization");
    if (authorization != NULL && strncasecmp(authorization, bearer, sizeof bearer - 1) == 0)
        q->bearer = authorization + sizeof bearer - 1;
    else
        q->session = MHD_lookup_connection_value(q->connection, MHD_COOKIE_KIND,
                                                 guard_cookies[q->room->cert != NULL]);
    guard_knows(q->room, q->session, q->bearer, &q->user);
}

/* A page elsewhere can make a browser send the cookie, but cannot read the guard. */
static bool shows_guard(const request *q) {
    const char *shown = header(q, "X-Crosswatch-Token");
    return q->user.guard[0] == '\0'
           || (shown != NULL && strlen(shown) == SECRET_TEXT - 1
               && sodium_memcmp(shown, q->user.guard, SECRET_TEXT - 1) == 0);
}

static void choose_language(request *q) {
    const char *accepts = header(q, "Accept-Language"), *asked = request_query(q, "lang");
    q->language = q->user.role != ROLE_NOBODY                             ? q->user.language
                  : accepts != NULL && strncasecmp(accepts, "fr", 2) == 0 ? CW_FRENCH
                                                                          : CW_ENGLISH;
    if (asked != NULL && strcmp(asked, "fr") == 0) q->language = CW_FRENCH;
    if (asked != NULL && strcmp(asked, "en") == 0) q->language = CW_ENGLISH;
}

static bool often_enough(request *q, answer *a, cw_error *err) {
    static const allowance of_user = {"request", 50.0, 200.0},
                           of_stranger = {"stranger", 20.0, 200.0};
    char address[64];
    guard_address(q->connection, address);
    bool known = q->user.role != ROLE_NOBODY;
    const char *by = known && q->session != NULL ? q->session : known ? q->user.name : address;
    return limits_take(q->room->limits, known ? of_user : of_stranger, by, clock_s())
           || request_refuse(a, MHD_HTTP_TOO_MANY_REQUESTS, err,
                             "too many requests; wait a moment");
}

static bool is_let_in(request *q, answer *a, cw_error *err) {
    if (q->route->least == ROLE_NOBODY) return true;
    if (q->user.role == ROLE_NOBODY)
        return request_refuse(a, MHD_HTTP_UNAUTHORIZED, err, "sign in first");
    if (q->user.role < q->route->least)
        return request_refuse(a, MHD_HTTP_FORBIDDEN, err, "your role does not allow this");
    if (strcmp(q->route->method, "GET") != 0 && !shows_guard(q))
        return request_refuse(a, MHD_HTTP_FORBIDDEN, err,
                              "the header X-Crosswatch-Token does not show the session's token");
    return true;
}

bool guard_admit(request *q, answer *a, cw_error *err) {
    identify(q);
    choose_language(q);
    return shape_is_clear(q, a, err) && comes_from_here(q, a, err) && often_enough(q, a, err)
           && is_let_in(q, a, err);
}
