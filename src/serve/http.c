/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request from its first header to the end of its answer. It is looked at before its body: what
 * is refused is refused without reading it. Threads of the library, a few for all connections.
 */
#include "http.h"

#include "guard.h"
#include "respond.h"
#include "patience.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- a request --------------------------------------------------------------------------------
 */

typedef struct exchange { /* a request while it comes in */
    request q;
    cw_text bytes; /* of the body */
    double began_s;
    bool answered;
} exchange;

bool request_refuse(answer *a, unsigned status, cw_error *err, const char *sentence) {
    a->status = status;
    return cw_fail_said(err, CW_ERR_INPUT, sentence, cw_french(sentence));
}

const char *request_text(const request *q, const char *key) {
    const json_t *value = json_object_get(q->body, key);
    const char *text = json_string_value(value);
    return text != NULL && strlen(text) == json_string_length(value) ? text : NULL;
}

const char *request_query(const request *q, const char *key) {
    const char *value = MHD_lookup_connection_value(q->connection, MHD_GET_ARGUMENT_KIND, key);
    return value != NULL ? percent_decode(value, strlen(value), true, q->arena) : NULL;
}

bool request_sees_private(const request *q) {
    return q->user.role >= ROLE_OFFICER;
}

static awaited *awaited_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* ---- its answer --------------------------------------------------------------------------------
 */

static enum MHD_Result answer_with(exchange *x, answer *a, bool done, const cw_error *err) {
    if (!done) respond_error(a, err);
    x->answered = true;
    patience_served(awaited_of(x->q.connection));
    enum MHD_Result result = respond(x->q.room, x->q.connection, a);
    answer_free(a);
    return result;
}

static bool has_json_type(const exchange *x) {
    const char *type =
        MHD_lookup_connection_value(x->q.connection, MHD_HEADER_KIND, "Content-Type");
    return type != NULL && strncasecmp(type, "application/json", 16) == 0;
}

static bool read_body(exchange *x, answer *a, cw_error *err) {
    json_error_t wrong;
    if (!x->q.route->body) return true;
    if (!has_json_type(x))
        return request_refuse(a, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, err,
                              "the body must be application/json");
    x->q.body = json_loadb(x->bytes.data != NULL ? x->bytes.data : "", x->bytes.length,
                           JSON_REJECT_DUPLICATES, &wrong);
    if (json_is_object(x->q.body)) return true;
    return cw_fail(err, CW_ERR_INPUT, "the body is not a JSON object: line %d: %s",
                   x->q.body != NULL ? 1 : wrong.line,
                   x->q.body != NULL ? CW_SAID("something else") : wrong.text);
}

static enum MHD_Result handle(exchange *x) {
    cw_error err = {0};
    answer a = {.file = -1};
    bool done = read_body(x, &a, &err) && x->q.route->handle(&x->q, &a, &err);
    return answer_with(x, &a, done, &err);
}

/* ---- its coming in ----------------------------------------------------------------------------
 */

static exchange *begin(cw_room *room, struct MHD_Connection *connection) {
    exchange *x = calloc(1, sizeof *x);
    cw_arena *arena = cw_arena_create();
    if (x == NULL || arena == NULL) {
        free(x);
        cw_arena_destroy(arena);
        return NULL;
    }
    x->q = (request){.room = room, .connection = connection, .arena = arena};
    x->began_s = clock_s();
    return x;
}

/* MHD_YES without an answer: it is let in, and its body may come. */
static enum MHD_Result first_look(exchange *x, const char *method, const char *path) {
    cw_error err = {0};
    answer a = {.file = -1};
    unsigned status;
    x->q.route = route_find(method, path, x->q.arena, x->q.values, &status);
    if (x->q.route == NULL) {
        request_refuse(&a, status, &err, "there is nothing of this name here");
        return answer_with(x, &a, false, &err);
    }
    return guard_admit(&x->q, &a, &err) ? MHD_YES : answer_with(x, &a, false, &err);
}

/* A body that comes too slowly or is too long cuts the connection: nothing can be answered while
 * it is still being sent. */
static enum MHD_Result take_bytes(exchange *x, const char *bytes, size_t *length) {
    if (clock_s() - x->began_s > MOST_REQUEST_SECONDS) return MHD_NO;
    if (x->bytes.length + *length > MOST_BODY_BYTES) return MHD_NO;
    if (x->q.route->body) cw_text_add_bytes(&x->bytes, bytes, *length);
    *length = 0;
    return x->bytes.failed ? MHD_NO : MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *bytes, size_t *length, void **state) {
    exchange *x = *state;
    (void)version;
    if (x == NULL) {
        *state = x = begin(context, connection);
        return x != NULL ? first_look(x, method, path) : MHD_NO;
    }
    if (x->answered) { /* refused at first look; what of the body still comes is let pass */
        *length = 0;
        return MHD_YES;
    }
    return *length > 0 ? take_bytes(x, bytes, length) : handle(x);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode how) {
    exchange *x = *state;
    (void)context, (void)how;
    patience_waiting(awaited_of(connection), clock_s());
    if (x == NULL) return;
    json_decref(x->q.body);
    cw_text_free(&x->bytes);
    cw_arena_destroy(x->q.arena);
    free(x);
    *state = NULL;
}

/* ---- connections and the port -----------------------------------------------------------------
 */

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode what) {
    cw_room *room = context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        patience_end(*state);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != NULL) *state = patience_begin(room->patience, info->connect_fd, clock_s());
}

static size_t as_it_came(void *context, struct MHD_Connection *connection, char *text) {
    (void)context, (void)connection;
    return strlen(text);
}

/* "ADDRESS:PORT", the address in brackets when it is of the sixth version. */
static bool read_address(const char *listen, struct sockaddr_storage *to, socklen_t *length,
                         bool *loopback, cw_error *err) {
    struct sockaddr_in *four = (struct sockaddr_in *)(void *)to;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)to;
    const char *colon = strrchr(listen, ':');
    char host[64], *end = NULL;
    unsigned long port = colon != NULL ? strtoul(colon + 1, &end, 10) : 0;
    if (colon == NULL || end == colon + 1 || *end != '\0' || port > 65535
        || (size_t)(colon - listen) >= sizeof host)
        return cw_fail(err, CW_ERR_INPUT, "listen=%.80s is not ADDRESS:PORT", listen);
    bool bracketed = listen[0] == '[' && colon > listen && colon[-1] == ']';
    snprintf(host, sizeof host, "%.*s", (int)(colon - listen - 2 * bracketed), listen + bracketed);
    *to = (struct sockaddr_storage){0};
    if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        *length = sizeof *four;
        *loopback = ntohl(four->sin_addr.s_addr) >> 24 == 127;
        return true;
    }
    if (inet_pton(AF_INET6, host, &six->sin6_addr) != 1)
        return cw_fail(err, CW_ERR_INPUT, "listen=%.80s: the address is not a numeric one", listen);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    *length = sizeof *six;
    *loopback = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    return true;
}

static int bind_port(const struct sockaddr_storage *to, socklen_t length, const char *listen_text,
                     cw_error *err) {
    int one = 1, s = socket(to->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s >= 0) setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (s >= 0 && bind(s, (const struct sockaddr *)to, length) == 0 && listen(s, 512) == 0)
        return s;
    cw_fail(err, CW_ERR_INPUT, "listen=%.80s: %s", listen_text, strerror(errno));
    if (s >= 0) close(s);
    return -1;
}

static void name_address(cw_room *room, int socket) {
    struct sockaddr_storage at = {0};
    socklen_t length = sizeof at;
    char host[64];
    getsockname(socket, (struct sockaddr *)&at, &length);
    getnameinfo((struct sockaddr *)&at, length, host, sizeof host, room->port, sizeof room->port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(room->host, sizeof room->host, at.ss_family == AF_INET6 ? "[%s]" : "%s", host);
    snprintf(room->address, sizeof room->address, "%s://%s:%s",
             room->cert != NULL ? "https" : "http", room->host, room->port);
}

static struct MHD_Daemon *start(cw_room *room, int socket) {
    enum { THREADS = 4, MOST_CONNECTIONS = 2000, SILENCE_S = 60, HEADER_BYTES = 16384 };
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME
                     | (room->cert != NULL ? MHD_USE_TLS : 0);
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_LISTEN_SOCKET, socket, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, THREADS, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, MOST_CONNECTIONS, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_S, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_BYTES, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_end, room},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, room},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)as_it_came, NULL},
        {room->cert != NULL ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0, room->cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, room->key},
        {MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, room, MHD_OPTION_ARRAY, items,
                            MHD_OPTION_END);
}

bool http_start(cw_room *room, cw_error *err) {
    struct sockaddr_storage at;
    socklen_t length = sizeof at;
    bool loopback = false;
    const char *listen_text = room->options.listen;
    if (!read_address(listen_text, &at, &length, &loopback, err)) return false;
    if (!loopback && room->cert == NULL)
        return cw_fail(err, CW_ERR_INPUT,
                       "listen=%.80s is not the loopback: passwords would cross the network in the "
                       "clear; give cert= and key=",
                       listen_text);
    int socket = bind_port(&at, length, listen_text, err);
    if (socket < 0) return false;
    name_address(room, socket);
    room->daemon = start(room, socket);
    if (room->daemon != NULL) return true;
    close(socket);
    if (room->cert != NULL)
        return cw_fail(err, CW_ERR_INPUT, "TLS cannot be started: look at cert= and key=");
    return cw_fail(err, CW_ERR_INPUT, "the server cannot be started");
}

void http_stop(cw_room *room) {
    if (room->daemon != NULL) MHD_stop_daemon(room->daemon);
    room->daemon = NULL;
}
