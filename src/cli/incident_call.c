/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident, what every word needs: its KEY=VALUE words, the incident that it names, and
 * an event at the end of the record. */
#include "incident.h"

#include <stdio.h>
#include <string.h>

const char *incident_value(const incident_call *c, const char *key) {
    size_t n = strlen(key);
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i];
        if (strncmp(a, key, n) == 0 && a[n] == '=') return a + n + 1;
    }
    return NULL;
}

bool incident_check_keys(const incident_call *c, const char *known, cw_error *err) {
    static const char always[] = " incident person share revises now ";
    for (size_t i = 2; i < c->options->argument_count; i++) {
        const char *a = c->options->arguments[i], *equals = strchr(a, '=');
        char key[40];
        if (equals == NULL || equals - a > 30)
            return cw_fail(err, CW_ERR_INPUT, "\"%.60s\" is not KEY=VALUE", a);
        snprintf(key, sizeof key, " %.*s ", (int)(equals - a), a);
        char all[600];
        snprintf(all, sizeof all, " %s %s", known, always);
        if (strstr(all, key) == NULL)
            return cw_fail(err, CW_ERR_INPUT, "incident %s does not know %.*s=", c->word,
                           (int)(equals - a), a);
    }
    return true;
}

bool incident_named(const incident_call *c, size_t *incident, cw_error *err) {
    const char *name = incident_value(c, "incident");
    if (name == NULL) return cw_fail(err, CW_ERR_INPUT, "incident %s needs incident=...", c->word);
    *incident = cw_situation_find(c->situation, name, err);
    return *incident != CW_NONE;
}

bool incident_append(incident_call *c, const incident_content *t, cw_time observed, cw_error *err) {
    const char *share = incident_value(c, "share"), *person = incident_value(c, "person"),
               *revises = incident_value(c, "revises");
    cw_event_id earlier;
    if (revises != NULL && !cw_store_find_id(c->store, revises, &earlier, err)) return false;
    cw_event_draft draft = {.centre = cw_store_own_key(c->store)->centre,
                            .person = person,
                            .observed = observed,
                            .received = c->now,
                            .recorded = c->now,
                            .kind = t->kind,
                            .incidents = t->names,
                            .incident_count = t->name_count,
                            .supersedes = &earlier,
                            .superseded_count = revises != NULL,
                            .shared_with = &share,
                            .shared_count = share != NULL,
                            .parts = t->parts,
                            .part_count = t->part_count};
    const cw_event *event = cw_event_seal(&draft, c->arena, err);
    char id[CW_ID_TEXT];
    if (event == NULL || !cw_store_append(c->store, &event, 1, NULL, err)) return false;
    printf("%s\n", cw_event_id_format(&event->id, id));
    return true;
}
