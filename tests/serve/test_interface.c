/* SPDX-License-Identifier: Apache-2.0 */
/* The interface is what its description says: the same routes and roles, answers of the schemas
 * that it gives, and no request made from it, sound or broken, that hurts the server. */
#include "room.h"
#include "schema.h"

#include <serve/room.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *description(void) {
    char path[1200];
    json_error_t err;
    json_t *d = json_load_file(support_source("src/serve/openapi.json", path), 0, &err);
    if (d == NULL) fail_msg("openapi.json, line %d: %s", err.line, err.text);
    return d;
}

static json_t *operation(json_t *d, const char *method, const char *path) {
    char lower[16];
    size_t n = strlen(method);
    for (size_t i = 0; i <= n; i++) lower[i] = (char)(method[i] != '\0' ? method[i] | 0x20 : 0);
    return json_object_get(json_object_get(json_object_get(d, "paths"), path), lower);
}

/* ---- the same routes ---------------------------------------------------------------------------
 */

struct comparing {
    json_t *d;
    size_t routes;
};

static void compare(void *context, const route *r) {
    struct comparing *c = context;
    json_t *o = operation(c->d, r->method, r->path);
    if (o == NULL) fail_msg("openapi.json has no %s %s", r->method, r->path);
    assert_string_equal(json_string_value(json_object_get(o, "x-role")), role_name(r->least));
    assert_int_equal(json_object_get(o, "requestBody") != NULL, r->body);
    assert_non_null(json_object_get(o, "summary"));
    c->routes++;
}

static void the_routes_are_those_described(void **state) {
    (void)state;
    struct comparing c = {description(), 0};
    const char *path;
    json_t *methods;
    size_t described = 0;
    route_each(compare, &c);
    json_object_foreach(json_object_get(c.d, "paths"), path, methods) described +=
        json_object_size(methods);
    assert_int_equal(described, c.routes);
    json_decref(c.d);
}

/* ---- paths with values ----------------------------------------------------------------------- */

/* A value for each "{name}" of the path. */
static void fill_path(const char *path, const char *event, uint64_t seed, char out[1024]) {
    static const char *const words[] = {"people", "close",    "alias",   "sitrep",
                                        "open",   "merge",    "account", "summary",
                                        "poem",   "recovery", "offer",   "brief"};
    size_t n = 0;
    for (const char *at = path; *at != '\0' && n < 900;) {
        if (*at != '{') {
            out[n++] = *at++;
            continue;
        }
        size_t length = strcspn(at, "}") + 1;
        const char *value = strncmp(at, "{id", 3) == 0      ? "GN-7"
                            : strncmp(at, "{event", 6) == 0 ? event
                            : strncmp(at, "{word", 5) == 0  ? words[seed % 12]
                            : strncmp(at, "{job", 4) == 0   ? "1"
                            : strncmp(at, "{alarm", 6) == 0 ? "encounter-1-2"
                            : strncmp(at, "{user", 5) == 0  ? "nobody"
                                                            : "plan.json";
        n += (size_t)snprintf(out + n, 100, "%s", value);
        at += length;
    }
    out[n] = '\0';
}

/* ---- each role what it may ---------------------------------------------------------------------
 */

struct climbing {
    open_room *t;
    size_t asked;
};

/* With no body, or an empty one: refused for who it is, or for what it lacks, but never both. */
static void climb(void *context, const route *r) {
    struct climbing *c = context;
    char path[1024];
    bool changes_session = strstr(r->path, "/session") != NULL;
    if (strstr(r->path, "/stream") != NULL || changes_session) return;
    fill_path(r->path, "00000000", 0, path);
    for (role which = ROLE_NOBODY; which <= ROLE_ADMINISTRATOR; which++) {
        reply got = ask(c->t, &c->t->callers[which], r->method, path, r->body ? "{}" : NULL);
        bool refused = got.status == 401 || got.status == 403;
        if (refused != (which < r->least) || got.status == 0 || got.status >= 500)
            fail_msg("%s %s as %s: %u %s", r->method, path, role_name(which), got.status, got.body);
        reply_free(&got);
        c->asked++;
    }
}

static void each_role_may_what_is_said(void **state) {
    (void)state;
    open_room t;
    room_begin(&t, NULL);
    struct climbing c = {&t, 0};
    route_each(climb, &c);
    assert_true(c.asked > 100);
    room_end(&t);
}

/* ---- answers as described
 * ------------------------------------------------------------------------
 */

struct checking {
    open_room *t;
    json_t *d;
    const char *event;
    size_t checked;
};

static json_t *schema_of_answer(json_t *o) {
    static const char *const codes[] = {"200", "202"};
    for (size_t i = 0; i < 2; i++) {
        json_t *content =
            json_object_get(json_object_get(json_object_get(o, "responses"), codes[i]), "content");
        json_t *json = json_object_get(content, "application/json");
        if (json != NULL) return json_object_get(json, "schema");
    }
    return NULL;
}

static void check(void *context, const route *r) {
    struct checking *c = context;
    char path[1024];
    json_t *schema = schema_of_answer(operation(c->d, r->method, r->path));
    if (schema == NULL || strcmp(r->method, "GET") != 0) return;
    fill_path(r->path, c->event, 0, path);
    reply got = ask(c->t, &c->t->callers[ROLE_ADMINISTRATOR], "GET", path, NULL);
    cw_text why = {0};
    if (got.status == 200 && !schema_holds(c->d, schema, got.json, &why))
        fail_msg("%s:%s", path, why.data);
    c->checked += got.status == 200;
    cw_text_free(&why);
    reply_free(&got);
}

/* A night with something of everything, so that no list of the answers is empty. */
static json_t *fill_night(open_room *t) {
    static const char *const said[][2] = {
        {"people", "{\"kind\":\"aboard\",\"count\":33,\"source\":\"caller\"}"},
        {"alias", "{\"alias\":\"Charlie\"}"},
        {"recovery", "{\"alive\":2,\"unit\":\"trawler\",\"heads\":\"2\"}"},
        {"offer", "{\"to\":\"Dover\",\"minutes\":10}"},
        {"message",
         "{\"what\":\"relay\",\"to\":[\"all stations\"],\"minutes\":5,\"channels\":[\"VHF "
         "16\"]}"},
        {"request", "{\"unit\":\"cutter\",\"nation\":\"UK\",\"to\":\"Gris-Nez\"}"},
        {"missed", "{\"number\":\"+33687654321\"}"}};
    char path[200];
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        snprintf(path, sizeof path, "/api/1/incidents/GN-7/events/%s", said[i][0]);
        json_decref(expect(t, &t->callers[ROLE_OFFICER], "POST", path, said[i][1], 200));
    }
    json_decref(
        expect(t, &t->callers[ROLE_COORDINATOR], "POST", "/api/1/incidents/GN-7/events/close",
               "{\"reason\":\"x\",\"officer\":\"B\",\"exception\":\"y\",\"unaccounted\":1}", 409));
    json_decref(expect(t, &t->callers[ROLE_OFFICER], "POST", "/api/1/reports",
                       "{\"text\":\"33 people, engine stopped, 51 09.45N 001 50.95E\","
                       "\"caller\":\"0612345678\",\"incident\":\"GN-7\"}",
                       200));
    return expect(t, &t->callers[ROLE_OFFICER], "POST", "/api/1/reports",
                  "{\"text\":\"we are 20, in the water\",\"caller\":\"0712345678\"}", 200);
}

static void answers_are_of_their_schemas(void **state) {
    (void)state;
    open_room t;
    char cases[1200];
    cw_text why = {0};
    support_source("cases", cases);
    room_begin(&t, cases);
    json_t *made = fill_night(&t);
    struct checking c = {&t, description(), json_string_value(json_object_get(made, "event")), 0};
    json_t *posted = schema_of_answer(operation(c.d, "POST", "/api/1/reports"));
    if (!schema_holds(c.d, posted, made, &why)) fail_msg("a report:%s", why.data);
    route_each(check, &c);
    assert_true(c.checked >= 9);
    json_decref(made);
    json_decref(c.d);
    room_end(&t);
}

/* ---- the interface under fire ------------------------------------------------------------------
 */

enum { GUNS = 12 };
struct firing {
    open_room *t;
    json_t *d;
    char tokens[GUNS][64]; /* of as many machines: one alone would soon be asked to wait */
    uint64_t round;
    size_t sent, taken;
};

/* No route that would take away the session with which it is fired at. */
static bool is_aimed_at(const route *r) {
    return r->body && strstr(r->path, "/session") == NULL && strstr(r->path, "/clock") == NULL
           && strstr(r->path, "/users") == NULL;
}

static void fire(void *context, const route *r) {
    struct firing *f = context;
    char path[1024];
    if (!is_aimed_at(r)) return;
    uint64_t seed = f->round * 1000 + f->sent;
    json_t *body = json_object_get(operation(f->d, r->method, r->path), "requestBody");
    json_t *schema = json_object_get(
        json_object_get(json_object_get(body, "content"), "application/json"), "schema");
    json_t *made = schema_make(f->d, schema, seed, f->round % 2 == 1);
    char *text = json_dumps(made, JSON_COMPACT | JSON_ENCODE_ANY);
    fill_path(r->path, "0f", seed, path);
    const caller by = {.bearer = f->tokens[f->sent % GUNS]};
    reply got = ask(f->t, &by, r->method, path, text != NULL ? text : "{}");
    bool answered = got.status >= 200 && got.status < 500 && got.json != NULL;
    if (!answered) fail_msg("%s %s %s: %u %s", r->method, path, text, got.status, got.body);
    if (got.status >= 400) {
        assert_non_null(json_object_get(got.json, "error"));
        assert_non_null(json_object_get(got.json, "error_fr"));
    }
    f->taken += got.status < 300;
    assert_int_not_equal(got.status, 429);
    f->sent++;
    reply_free(&got);
    json_decref(made);
    free(text);
}

static void load(const open_room *t, int number, char token[64]) {
    char body[100];
    snprintf(body, sizeof body, "{\"name\":\"gun %d\",\"role\":\"coordinator\"}", number);
    json_t *made = expect(t, &t->callers[ROLE_ADMINISTRATOR], "POST", "/api/1/tokens", body, 200);
    snprintf(token, 64, "%s", json_string_value(json_object_get(made, "token")));
    json_decref(made);
}

static void nothing_made_from_it_hurts(void **state) {
    (void)state;
    enum { ROUNDS = 120 };
    open_room t;
    room_begin(&t, NULL);
    struct firing f = {.t = &t, .d = description()};
    for (int i = 0; i < GUNS; i++) load(&t, i, f.tokens[i]);
    for (f.round = 0; f.round < ROUNDS; f.round++) route_each(fire, &f);
    assert_true(f.sent >= 5 * ROUNDS);
    assert_true(f.taken > f.sent / 20); /* it reached what is behind the refusals */
    reply after = ask(&t, &t.callers[ROLE_OFFICER], "GET", "/api/1/situation", NULL);
    cw_text why = {0};
    json_t *schema = schema_of_answer(operation(f.d, "GET", "/api/1/situation"));
    if (!schema_holds(f.d, schema, after.json, &why)) fail_msg("afterwards:%s", why.data);
    reply_free(&after);
    cw_store *store = cw_store_open(t.record, NULL);
    cw_verdict verdict;
    assert_true(cw_store_verify(store, &verdict, NULL));
    assert_int_equal(verdict.fault_count, 0);
    cw_store_close(store);
    json_decref(f.d);
    room_end(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_routes_are_those_described),
                                       cmocka_unit_test(each_role_may_what_is_said),
                                       cmocka_unit_test(answers_are_of_their_schemas),
                                       cmocka_unit_test(nothing_made_from_it_hurts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
