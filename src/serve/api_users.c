/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator does: users, tokens for machines. */
#include "values.h"

#include <sodium.h>
#include <string.h>

static void list_one(void *context, const char *name, role which, cw_language language) {
    json_array_append_new(context,
                          json_pack("{s:s,s:s,s:s}", "user", name, "role", role_name(which),
                                    "language", language == CW_FRENCH ? "fr" : "en"));
}

static bool list(request *q, answer *a, cw_error *err) {
    a->json = json_array();
    return keep_each_user(q->room->users, list_one, a->json, err);
}

/* The role of the body, which is needed or, with `may_lack`, may be left out. */
static bool read_role(request *q, bool may_lack, role *which, bool *given, cw_error *err) {
    const char *text = request_text(q, "role");
    *given = text != NULL;
    if (text == NULL && may_lack) return true;
    return (text != NULL && role_find(text, which))
           || cw_fail(err, CW_ERR_INPUT,
                      "role is viewer, partner, officer, coordinator or administrator");
}

static bool read_language(request *q, cw_language *language, bool *given, cw_error *err) {
    const char *text = request_text(q, "language");
    *given = text != NULL;
    if (text == NULL) return true;
    *language = strcmp(text, "fr") == 0 ? CW_FRENCH : CW_ENGLISH;
    return strcmp(text, "fr") == 0 || strcmp(text, "en") == 0
           || cw_fail(err, CW_ERR_INPUT, "language is en or fr");
}

static bool add(request *q, answer *a, cw_error *err) {
    const char *name = request_text(q, "user"), *password = request_text(q, "password");
    role which = ROLE_NOBODY;
    cw_language language = CW_ENGLISH;
    bool given;
    if (name == NULL || password == NULL)
        return cw_fail(err, CW_ERR_INPUT, "user and password are needed");
    a->json = json_object();
    return read_role(q, false, &which, &given, err) && read_language(q, &language, &given, err)
           && keep_add_user(q->room->users, name, which, language, password, err);
}

static bool change(request *q, answer *a, cw_error *err) {
    role which = ROLE_NOBODY;
    cw_language language = CW_ENGLISH;
    bool has_role, has_language;
    if (!read_role(q, true, &which, &has_role, err)
        || !read_language(q, &language, &has_language, err))
        return false;
    a->json = json_object();
    return keep_change_user(q->room->users, q->values[0], has_role ? &which : NULL,
                            has_language ? &language : NULL, request_text(q, "password"), err);
}

static bool erase(request *q, answer *a, cw_error *err) {
    a->json = json_object();
    return keep_remove_user(q->room->users, q->values[0], err);
}

static bool make_token(request *q, answer *a, cw_error *err) {
    char secret[SECRET_TEXT];
    role which = ROLE_NOBODY;
    bool given;
    const char *name = request_text(q, "name");
    if (name == NULL) return cw_fail(err, CW_ERR_INPUT, "name is needed");
    if (!read_role(q, false, &which, &given, err)) return false;
    if (which == ROLE_ADMINISTRATOR)
        return cw_fail(err, CW_ERR_INPUT, "a machine is no administrator");
    if (!keep_make_token(q->room->users, name, which, secret, err)) return false;
    a->json = json_pack("{s:s,s:s}", "name", name, "token", secret);
    sodium_memzero(secret, sizeof secret);
    return true;
}

const route routes_users[] = {{"GET", "/api/1/users", ROLE_ADMINISTRATOR, false, list},
                              {"POST", "/api/1/users", ROLE_ADMINISTRATOR, true, add},
                              {"PATCH", "/api/1/users/{user}", ROLE_ADMINISTRATOR, true, change},
                              {"DELETE", "/api/1/users/{user}", ROLE_ADMINISTRATOR, false, erase},
                              {"POST", "/api/1/tokens", ROLE_ADMINISTRATOR, true, make_token},
                              {0}};
