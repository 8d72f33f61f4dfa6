/* SPDX-License-Identifier: Apache-2.0 */
/* What an attacker tries: other sites, other lengths, other paths, other names, other roles. */
#include "room.h"

#include <serve/hub.h>
#include <serve/limit.h>
#include <serve/patience.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define OFFICER   (&t.callers[ROLE_OFFICER])
#define SITUATION "/api/1/situation"
#define REPORTS   "/api/1/reports"
#define A_REPORT  "{\"text\":\"33 people\"}"

/* ---- who it is ------------------------------------------------------------------------------ */

static void a_stranger_sees_nothing(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    const caller nobody = {0},
                 made_up = {.cookie = "cw_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
                 broken = {.cookie = "cw_session=%00;cw_session=\xff"}, machine = {.bearer = "x"};
    json_decref(expect(&t, &nobody, "GET", SITUATION, NULL, 401));
    json_decref(expect(&t, &made_up, "GET", SITUATION, NULL, 401));
    json_decref(expect(&t, &broken, "GET", SITUATION, NULL, 401));
    json_decref(expect(&t, &machine, "GET", SITUATION, NULL, 401));
    json_decref(expect(&t, &nobody, "POST", "/api/1/session",
                       "{\"user\":\"officer\",\"password\":\"not the one\"}", 401));
    json_decref(expect(&t, &nobody, "POST", "/api/1/session",
                       "{\"user\":\"nobody at all\",\"password\":\"" PASSWORD "\"}", 401));
    room_end(&t);
}

/* Guessing: after the first tries of a name no password is looked at, the right one neither. */
static void guessing_is_slow(void **state) {
    (void)state;
    open_room t;
    const caller nobody = {0};
    unsigned refused = 0;
    room_begin(&t, NULL);
    for (int i = 0; i < 12; i++) {
        reply r = ask(&t, &nobody, "POST", "/api/1/session",
                      "{\"user\":\"officer\",\"password\":\"guess\"}");
        refused += r.status == 429;
        reply_free(&r);
    }
    assert_in_range(refused, 1, 4);
    json_decref(expect(&t, &nobody, "POST", "/api/1/session",
                       "{\"user\":\"officer\",\"password\":\"" PASSWORD "\"}", 429));
    room_end(&t);
}

/* A cookie that was there before signing in is worth nothing after it. */
static void a_session_is_not_fixed_beforehand(void **state) {
    (void)state;
    open_room t;
    char cookie[128], guard[64];
    room_begin(&t, NULL);
    const caller before = t.callers[ROLE_OFFICER];
    const caller planted = {.cookie = before.cookie};
    json_decref(expect(&t, &planted, "POST", "/api/1/session",
                       "{\"user\":\"viewer\",\"password\":\"" PASSWORD "\"}", 200));
    json_decref(expect(&t, &before, "GET", SITUATION, NULL, 401));
    room_sign_in(&t, "officer", cookie, guard);
    assert_string_not_equal(cookie, t.cookies[ROLE_OFFICER]);
    const caller again = {.cookie = cookie, .guard = guard};
    json_decref(expect(&t, &again, "DELETE", "/api/1/session", NULL, 200));
    json_decref(expect(&t, &again, "GET", SITUATION, NULL, 401));
    room_end(&t);
}

static void a_changed_role_ends_its_sessions(void **state) {
    (void)state;
    open_room t;
    const caller *chief = &t.callers[ROLE_ADMINISTRATOR];
    room_begin(&t, NULL);
    json_decref(
        expect(&t, OFFICER, "PATCH", "/api/1/users/officer", "{\"role\":\"administrator\"}", 403));
    json_decref(expect(&t, OFFICER, "GET", "/api/1/users", NULL, 403));
    json_decref(expect(&t, chief, "PATCH", "/api/1/users/officer", "{\"role\":\"viewer\"}", 200));
    json_decref(expect(&t, OFFICER, "GET", SITUATION, NULL, 401));
    json_decref(expect(&t, chief, "DELETE", "/api/1/users/administrator", NULL, 200));
    json_decref(expect(&t, chief, "GET", SITUATION, NULL, 401));
    room_end(&t);
}

static void somebody_is_left_who_can_let_others_in(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    const caller *chief = &t.callers[ROLE_ADMINISTRATOR];
    json_decref(expect(&t, chief, "DELETE", "/api/1/users/" ADMINISTRATOR, NULL, 200));
    json_decref(expect(&t, chief, "DELETE", "/api/1/users/administrator", NULL, 409));
    json_decref(
        expect(&t, chief, "PATCH", "/api/1/users/administrator", "{\"role\":\"viewer\"}", 409));
    room_end(&t);
}

static void a_machine_has_a_token_and_no_cookie(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    json_t *made = expect(&t, &t.callers[ROLE_ADMINISTRATOR], "POST", "/api/1/tokens",
                          "{\"name\":\"radio log\",\"role\":\"officer\"}", 200);
    const caller machine = {.bearer = json_string_value(json_object_get(made, "token"))};
    json_decref(expect(&t, &machine, "POST", REPORTS, A_REPORT, 200));
    json_decref(expect(&t, &machine, "GET", "/api/1/users", NULL, 403));
    json_decref(expect(&t, &t.callers[ROLE_ADMINISTRATOR], "POST", "/api/1/tokens",
                       "{\"name\":\"root\",\"role\":\"administrator\"}", 400));
    json_decref(expect(&t, &t.callers[ROLE_ADMINISTRATOR], "DELETE", "/api/1/users/radio%20log",
                       NULL, 200));
    json_decref(expect(&t, &machine, "GET", SITUATION, NULL, 401));
    json_decref(made);
    room_end(&t);
}

/* The file of users is its owner's, and holds neither passwords nor secrets that could be used. */
static void what_is_kept_lets_nobody_in(void **state) {
    (void)state;
    open_room t;
    char path[1200];
    struct stat is;
    room_begin(&t, NULL);
    const char *secret = strchr(t.cookies[ROLE_OFFICER], '=') + 1;
    cw_room_close(t.room); /* so that all of it is in the file */
    t.room = NULL;
    snprintf(path, sizeof path, "%s/room.db", t.home);
    assert_int_equal(stat(path, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    static char bytes[1 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_true(length > 4096);
    assert_null(memmem(bytes, length, PASSWORD, strlen(PASSWORD)));
    assert_null(memmem(bytes, length, secret, strlen(secret)));
    assert_non_null(memmem(bytes, length, "$argon2id$", 10));
    room_end(&t);
}

/* ---- where it comes from -----------------------------------------------------------------------
 */

static void another_sites_page_can_do_nothing(void **state) {
    (void)state;
    open_room t;
    char own[200];
    room_begin(&t, NULL);
    caller c = *OFFICER;
    c.guard = NULL; /* the browser sends the cookie, but the page cannot read the guard */
    json_decref(expect(&t, &c, "POST", REPORTS, A_REPORT, 403));
    c.guard = t.callers[ROLE_COORDINATOR].guard;
    json_decref(expect(&t, &c, "POST", REPORTS, A_REPORT, 403));
    c = *OFFICER;
    c.more = "Origin: https://evil.example\r\n";
    json_decref(expect(&t, &c, "POST", REPORTS, A_REPORT, 403));
    c.more = "Origin: null\r\n";
    json_decref(expect(&t, &c, "POST", REPORTS, A_REPORT, 403));
    c.more = "Sec-Fetch-Site: cross-site\r\n";
    json_decref(expect(&t, &c, "POST", REPORTS, A_REPORT, 403));
    snprintf(own, sizeof own, "Origin: http://%s\r\nSec-Fetch-Site: same-origin\r\n", t.host);
    c.more = own;
    json_decref(expect(&t, &c, "POST", REPORTS, A_REPORT, 200));
    c.more = "Content-Type: text/plain\r\n"; /* what a form can send */
    reply r = ask(&t, &c, "POST", REPORTS, NULL);
    assert_int_equal(r.status, 415);
    reply_free(&r);
    room_end(&t);
}

/* A page elsewhere that points its own name at this address. */
static void another_name_is_refused(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    static const char bytes[] = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    static const char two[] =
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: x\r\nConnection: close\r\n\r\n";
    reply r = ask_raw(&t, bytes, strlen(bytes));
    assert_int_equal(r.status, 421);
    reply_free(&r);
    r = ask_raw(&t, two, strlen(two));
    assert_int_equal(r.status, 400);
    reply_free(&r);
    cw_room_options options = room_options(&t);
    options.host = "evil.example";
    room_again(&t, &options);
    r = ask_raw(&t, bytes, strlen(bytes));
    assert_int_equal(r.status, 200);
    reply_free(&r);
    room_end(&t);
}

static void every_answer_keeps_the_browser_in(void **state) {
    (void)state;
    open_room t;
    static const char *const paths[] = {"/", SITUATION, "/nothing", "/api/1/openapi.json"};
    room_begin(&t, NULL);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        reply r = ask(&t, OFFICER, "GET", paths[i], NULL);
        assert_mentions(r.head, "content-security-policy: default-src 'none'; script-src 'self'");
        assert_mentions(r.head, "frame-ancestors 'none'");
        assert_mentions(r.head, "x-content-type-options: nosniff");
        assert_null(strstr(r.head, "access-control-allow"));
        reply_free(&r);
    }
    room_end(&t);
}

/* ---- the shape ------------------------------------------------------------------------------ */

static void expect_raw(const open_room *t, const char *head, const char *body, unsigned status) {
    cw_text q = {0};
    cw_text_add(&q,
                "%s\r\nHost: %s\r\nConnection: close\r\nCookie: %s\r\nX-Crosswatch-Token: %s\r\n%s",
                head, t->host, t->cookies[ROLE_OFFICER], t->guards[ROLE_OFFICER], body);
    reply r = ask_raw(t, q.data, q.length);
    if (r.status != status) fail_msg("%u instead of %u for:\n%s", r.status, status, q.data);
    reply_free(&r);
    cw_text_free(&q);
}

static size_t reports_in(const open_room *t) {
    json_t *s = expect(t, &t->callers[ROLE_OFFICER], "GET", SITUATION, NULL, 200);
    size_t count = json_array_size(json_object_get(s, "loose"));
    json_decref(s);
    return count;
}

/* Whatever stands behind a request with two lengths is never taken for a request. */
static void no_request_is_smuggled(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    expect_raw(&t, "POST " REPORTS " HTTP/1.1",
               "Content-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: "
               "chunked\r\n\r\n14\r\n" A_REPORT "\r\n0\r\n\r\n",
               400);
    expect_raw(&t, "POST " REPORTS " HTTP/1.1",
               "Content-Type: application/json\r\nContent-Length: 20\r\nContent-Length: "
               "4\r\n\r\n" A_REPORT,
               400);
    expect_raw(&t, "POST " REPORTS " HTTP/1.1",
               "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
               "identity\r\n\r\n14\r\n" A_REPORT "\r\n0\r\n\r\n",
               400);
    assert_int_equal(reports_in(&t), 0);
    expect_raw(&t, "POST " REPORTS " HTTP/1.1",
               "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n" A_REPORT
               "\r\n0\r\n\r\n",
               200);
    assert_int_equal(reports_in(&t), 1);
    room_end(&t);
}

static void no_path_leads_out(void **state) {
    (void)state;
    open_room t;
    char path[1200];
    static const char *const tries[] = {"/app/../room.db",
                                        "/app/%2e%2e/room.db",
                                        "/app/..%2froom.db",
                                        "/../../etc/passwd",
                                        "/app/%2fetc/passwd",
                                        "/app//etc/passwd",
                                        "/api/1/jobs/1/files/..%2f..%2froom.db",
                                        "/api/1/jobs/1/files/%2e%2e",
                                        "/app/index.html%00.js",
                                        "/app/%",
                                        "/app/%zz",
                                        "/app/%2"};
    support_source("cases", path);
    room_begin(&t, path);
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        reply r = ask(&t, OFFICER, "GET", tries[i], NULL);
        if (r.status != 404 && r.status != 400) fail_msg("%s: %u", tries[i], r.status);
        reply_free(&r);
    }
    json_decref(expect(&t, OFFICER, "POST", "/api/1/jobs",
                       "{\"what\":\"plan\",\"case\":\"../night\"}", 400));
    json_decref(expect(&t, OFFICER, "POST", "/api/1/jobs",
                       "{\"what\":\"plan\",\"case\":\"-o/tmp/x\"}", 400));
    room_end(&t);
}

static void too_much_is_refused(void **state) {
    (void)state;
    open_room t;
    cw_text q = {0};
    room_begin(&t, NULL);
    cw_text_add(&q, "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", (1 << 20) + 1);
    expect_raw(&t, "POST " REPORTS " HTTP/1.1", q.data, 413); /* before a byte of it is sent */
    cw_text_free(&q);
    cw_text_add(&q, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 40; i++) {
        cw_text_add(&q, "8000\r\n");
        for (int k = 0; k < 0x8000; k++) cw_text_add_bytes(&q, "a", 1);
        cw_text_add(&q, "\r\n");
    }
    cw_text_add(&q, "0\r\n\r\n");
    expect_raw(&t, "POST " REPORTS " HTTP/1.1", q.data, 0); /* without a length: cut */
    cw_text_free(&q);
    for (int k = 0; k < 20000; k++) cw_text_add_bytes(&q, "a", 1);
    cw_text long_header = {0};
    cw_text_add(&long_header, "X-Long: %s\r\n\r\n", q.data);
    expect_raw(&t, "GET / HTTP/1.1", long_header.data, 431);
    cw_text_free(&long_header);
    cw_text_free(&q);
    for (int k = 0; k < 5000; k++) cw_text_add_bytes(&q, "[", 1);
    reply r = ask(&t, OFFICER, "POST", REPORTS, q.data);
    assert_int_equal(r.status, 400);
    reply_free(&r);
    cw_text_free(&q);
    assert_int_equal(reports_in(&t), 0);
    room_end(&t);
}

/* ---- the parts ------------------------------------------------------------------------------ */

/* A byte of a header now and then is not silence, but it is not a request. */
static void who_only_keeps_a_place_is_cut(void **state) {
    (void)state;
    cw_error err = {0};
    int ends[2][2];
    char byte;
    patience *w = patience_create(&err);
    assert_non_null(w);
    for (int i = 0; i < 2; i++) assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends[i]), 0);
    awaited *slow = patience_begin(w, ends[0][0], 100.0),
            *good = patience_begin(w, ends[1][0], 100.0);
    patience_served(good);
    assert_int_equal(patience_cut(w, 100.0 + MOST_REQUEST_SECONDS - 1.0), 0);
    assert_int_equal(patience_cut(w, 100.0 + MOST_REQUEST_SECONDS), 1);
    assert_int_equal(read(ends[0][1], &byte, 1), 0); /* its end sees the end */
    patience_waiting(good, 200.0);
    assert_int_equal(patience_cut(w, 200.0 + MOST_REQUEST_SECONDS + 1.0), 1);
    patience_end(slow);
    patience_end(good);
    patience_destroy(w);
    for (int i = 0; i < 2; i++) close(ends[i][0]), close(ends[i][1]);
}

static void a_bucket_fills_again(void **state) {
    (void)state;
    cw_error err = {0};
    limits *l = limits_create(&err);
    const allowance a = {"try", 0.5, 3.0};
    char name[32];
    for (int i = 0; i < 3; i++) assert_true(limits_take(l, a, "A", 10.0));
    assert_false(limits_take(l, a, "A", 10.0));
    assert_true(limits_take(l, a, "B", 10.0));
    assert_false(limits_take(l, a, "A", 11.9));
    assert_true(limits_take(l, a, "A", 12.1));
    assert_false(limits_take(l, a, "A", 5.0)); /* a clock that falls gives nothing */
    /* a hundred thousand others do not free who is limited: the fullest make room */
    for (int i = 0; i < 3; i++) limits_take(l, a, "C", 20.0);
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof name, "other %d", i);
        limits_take(l, a, name, 20.0);
    }
    assert_false(limits_take(l, a, "C", 20.0));
    limits_destroy(l);
}

static void never(void *sleeper) {
    (void)sleeper;
    fail_msg("nobody sleeps here");
}
static int woken;
static void count_waking(void *sleeper) {
    woken += *(int *)sleeper;
}

/* Who falls behind gets one summary and goes on; a frame that he was in the middle of stays whole.
 */
static void a_slow_reader_gets_a_summary(void **state) {
    (void)state;
    cw_error err = {0};
    char piece[4096], expected[64];
    int one = 1;
    hub *h = hub_create(never, &err);
    hub_reader *slow = hub_join(h, NULL);
    hub_tell(h, "situation", "{\"sequence\":1}");
    assert_int_equal(hub_read(slow, piece, 10), 10);
    for (int i = 2; i <= 1000; i++) {
        snprintf(expected, sizeof expected, "{\"sequence\":%d}", i);
        hub_tell(h, "situation", expected);
    }
    size_t n = hub_read(slow, piece + 10, sizeof piece - 11);
    piece[10 + n] = '\0';
    assert_string_equal(piece, "event: situation\ndata: {\"sequence\":1}\n\n"
                               "event: summary\ndata: {}\n\n");
    assert_int_equal(hub_summaries(h), 1);
    hub_leave(slow);
    hub_destroy(h);
    h = hub_create(count_waking, &err);
    hub_reader *quick = hub_join(h, &one);
    assert_int_equal(hub_read(quick, piece, sizeof piece), 0); /* sleeps */
    hub_tell(h, "job", "{}");
    hub_tell(h, "job", "{}");
    assert_int_equal(woken, 1);
    assert_int_equal(hub_read(quick, piece, sizeof piece), 2 * strlen("event: job\ndata: {}\n\n"));
    hub_leave(quick);
    assert_int_equal(hub_readers(h), 0);
    hub_destroy(h);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_stranger_sees_nothing),
                                       cmocka_unit_test(guessing_is_slow),
                                       cmocka_unit_test(a_session_is_not_fixed_beforehand),
                                       cmocka_unit_test(a_changed_role_ends_its_sessions),
                                       cmocka_unit_test(somebody_is_left_who_can_let_others_in),
                                       cmocka_unit_test(a_machine_has_a_token_and_no_cookie),
                                       cmocka_unit_test(what_is_kept_lets_nobody_in),
                                       cmocka_unit_test(another_sites_page_can_do_nothing),
                                       cmocka_unit_test(another_name_is_refused),
                                       cmocka_unit_test(every_answer_keeps_the_browser_in),
                                       cmocka_unit_test(no_request_is_smuggled),
                                       cmocka_unit_test(no_path_leads_out),
                                       cmocka_unit_test(too_much_is_refused),
                                       cmocka_unit_test(who_only_keeps_a_place_is_cut),
                                       cmocka_unit_test(a_bucket_fills_again),
                                       cmocka_unit_test(a_slow_reader_gets_a_summary)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
