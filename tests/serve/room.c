/* SPDX-License-Identifier: Apache-2.0 */
/* The open room of the tests, and its client. */
#include "room.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- the client -------------------------------------------------------------------------------
 */

void reply_free(reply *r) {
    free(r->head);
    free(r->body);
    json_decref(r->json);
    *r = (reply){0};
}

int room_connect(const open_room *t) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(t->port)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(s >= 0);
    assert_int_equal(connect(s, (struct sockaddr *)&to, sizeof to), 0);
    return s;
}

/* What answers and closes is waited for, however busy the machine is; of what may leave the
 * connection open, until nothing more comes. */
enum { PATIENCE_MS = 2000, LONG_PATIENCE_MS = 60000 };

static void read_all(int s, int patience_ms, cw_text *bytes) {
    char block[65536];
    struct pollfd ready = {.fd = s, .events = POLLIN};
    while (poll(&ready, 1, patience_ms) > 0) {
        ssize_t n = recv(s, block, sizeof block, 0);
        if (n <= 0) break;
        cw_text_add_bytes(bytes, block, (size_t)n);
    }
}

static reply read_reply(const cw_text *bytes) {
    reply r = {0};
    const char *gap = bytes->data != NULL ? strstr(bytes->data, "\r\n\r\n") : NULL;
    if (gap == NULL || sscanf(bytes->data, "HTTP/1.1 %u", &r.status) != 1) return r;
    size_t head = (size_t)(gap - bytes->data) + 2;
    r.head = strndup(bytes->data, head);
    for (char *c = r.head; *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    r.length = bytes->length - head - 2;
    r.body = calloc(1, r.length + 1);
    memcpy(r.body, gap + 4, r.length);
    r.json = json_loadb(r.body, r.length, 0, NULL);
    return r;
}

static reply exchange(const open_room *t, const char *bytes, size_t length, int patience_ms) {
    cw_text got = {0};
    int s = room_connect(t);
    for (size_t at = 0; at < length;) {
        ssize_t n = send(s, bytes + at, length - at, MSG_NOSIGNAL);
        if (n <= 0) break; /* refused while it was being sent: the answer may be there */
        at += (size_t)n;
    }
    read_all(s, patience_ms, &got);
    close(s);
    reply r = read_reply(&got);
    cw_text_free(&got);
    return r;
}

reply ask_raw(const open_room *t, const char *bytes, size_t length) {
    return exchange(t, bytes, length, PATIENCE_MS);
}

reply ask(const open_room *t, const caller *by, const char *method, const char *path,
          const char *body) {
    cw_text q = {0};
    cw_text_add(&q, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, path, t->host);
    if (by->cookie != NULL) cw_text_add(&q, "Cookie: %s\r\n", by->cookie);
    if (by->guard != NULL) cw_text_add(&q, "X-Crosswatch-Token: %s\r\n", by->guard);
    if (by->bearer != NULL) cw_text_add(&q, "Authorization: Bearer %s\r\n", by->bearer);
    if (by->more != NULL) cw_text_add(&q, "%s", by->more);
    if (body != NULL)
        cw_text_add(&q, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body));
    cw_text_add(&q, "\r\n%s", body != NULL ? body : "");
    reply r = exchange(t, q.data, q.length, LONG_PATIENCE_MS);
    cw_text_free(&q);
    return r;
}

json_t *expect(const open_room *t, const caller *by, const char *method, const char *path,
               const char *body, unsigned status) {
    reply r = ask(t, by, method, path, body);
    if (r.status != status)
        fail_msg("%s %s: %u instead of %u: %s", method, path, r.status, status,
                 r.body != NULL ? r.body : "no answer");
    json_t *json = json_incref(r.json);
    reply_free(&r);
    return json;
}

/* ---- the room ---------------------------------------------------------------------------------
 */

void room_sign_in(const open_room *t, const char *user, char cookie[128], char guard[64]) {
    char body[200];
    snprintf(body, sizeof body, "{\"user\":\"%s\",\"password\":\"%s\"}", user, PASSWORD);
    cw_text q = {0}, got = {0};
    cw_text_add(&q,
                "POST /api/1/session HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Type: "
                "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                t->host, strlen(body), body);
    int s = room_connect(t);
    assert_int_equal(send(s, q.data, q.length, 0), q.length);
    read_all(s, LONG_PATIENCE_MS, &got);
    close(s);
    assert_non_null(got.data);
    const char *set = strstr(got.data, "Set-Cookie: "), *token = strstr(got.data, "\"token\":\"");
    assert_non_null(set);
    assert_non_null(token);
    snprintf(cookie, 128, "%.*s", (int)strcspn(set + 12, ";"), set + 12);
    snprintf(guard, 64, "%.*s", (int)strcspn(token + 9, "\""), token + 9);
    cw_text_free(&q);
    cw_text_free(&got);
}

static void make_record(open_room *t) {
    cw_error err = {0};
    char key[1100];
    cw_public_key own;
    snprintf(key, sizeof key, "%s/key", t->folder);
    assert_true(cw_secret_key_create(key, "Gris-Nez", &own, &err));
    cw_store *store = cw_store_create(t->record, &own, &err);
    assert_non_null(store);
    const char *names[] = {"GN-7"};
    const cw_part_draft body = {"body", "{}", 2, true};
    cw_arena *arena = cw_arena_create();
    cw_time now = cw_time_from_civil(2021, 11, 24, 0, 48, 0.0);
    const cw_event_draft draft = {.centre = "Gris-Nez",
                                  .person = "A. Officer",
                                  .observed = now,
                                  .received = now,
                                  .recorded = now,
                                  .kind = "open",
                                  .incidents = names,
                                  .incident_count = 1,
                                  .parts = &body,
                                  .part_count = 1};
    const cw_event *event = cw_event_seal(&draft, arena, &err);
    assert_non_null(event);
    assert_true(cw_store_append(store, &event, 1, NULL, &err));
    cw_arena_destroy(arena);
    cw_store_close(store);
}

cw_room_options room_options(const open_room *t) {
    return (cw_room_options){.record = t->record,
                             .home = t->home,
                             .listen = "127.0.0.1:0",
                             .program = getenv("CROSSWATCH_COMMAND")};
}

static void start(open_room *t, const cw_room_options *options) {
    cw_error err = {0};
    t->room = cw_room_open(options, &err);
    if (t->room == NULL) fail_msg("the room does not open: %s", err.message);
    const char *address = cw_room_address(t->room);
    snprintf(t->host, sizeof t->host, "%s", strstr(address, "//") + 2);
    t->port = (unsigned short)strtoul(strrchr(address, ':') + 1, NULL, 10);
}

void room_again(open_room *t, const cw_room_options *options) {
    cw_room_close(t->room);
    start(t, options);
}

/* A user of each role, with a session. */
static void make_users(open_room *t) {
    cw_error err = {0};
    keep *users = keep_open(t->home, &err);
    assert_non_null(users);
    for (role which = ROLE_VIEWER; which <= ROLE_ADMINISTRATOR; which++) {
        const char *name = role_name(which);
        if (!keep_add_user(users, name, which, CW_ENGLISH, PASSWORD, &err))
            fail_msg("%s", err.message);
    }
    keep_close(users);
    for (role which = ROLE_VIEWER; which <= ROLE_ADMINISTRATOR; which++) {
        room_sign_in(t, role_name(which), t->cookies[which], t->guards[which]);
        t->callers[which] = (caller){.cookie = t->cookies[which], .guard = t->guards[which]};
    }
}

void room_begin(open_room *t, const char *cases) {
    cw_error err = {0};
    *t = (open_room){0};
    support_directory(t->folder);
    snprintf(t->record, sizeof t->record, "%s/night.db", t->folder);
    snprintf(t->home, sizeof t->home, "%s/home", t->folder);
    make_record(t);
    assert_true(cw_room_add_administrator(t->home, ADMINISTRATOR, PASSWORD, &err));
    cw_room_options options = room_options(t);
    options.cases = cases;
    options.rehearsal = true;
    options.clock = cw_time_from_civil(2021, 11, 24, 1, 0, 0.0);
    start(t, &options);
    make_users(t);
}

void room_end(open_room *t) {
    cw_room_close(t->room);
    support_remove(t->folder);
}
