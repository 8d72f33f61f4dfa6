/* SPDX-License-Identifier: Apache-2.0 */
/* What every word needs: its fields, the incident that it names, and an event at the end of the
 * record. */
#include "desk.h"

#include <stdio.h>
#include <string.h>

const char *cw_desk_value(const cw_desk *d, const char *key) {
    for (size_t i = 0; i < d->field_count; i++) {
        if (strcmp(d->fields[i].key, key) == 0) return d->fields[i].value;
    }
    return NULL;
}

/* Whether `key` is one of the words of `list`. */
static bool stands_in(const char *list, const char *key) {
    size_t length = strlen(key);
    for (const char *at = list; length > 0 && (at = strstr(at, key)) != NULL; at += length) {
        bool begins = at == list || at[-1] == ' ', ends = at[length] == ' ' || at[length] == '\0';
        if (begins && ends) return true;
    }
    return false;
}

bool cw_desk_check(const cw_desk *d, const char *known, cw_error *err) {
    static const char always[] = "incident person share revises now";
    for (size_t i = 0; i < d->field_count; i++) {
        const char *key = d->fields[i].key;
        if (!stands_in(known, key) && !stands_in(always, key))
            return cw_fail(err, CW_ERR_INPUT, "incident %.40s does not know %.40s=", d->word, key);
    }
    return true;
}

bool cw_desk_incident(const cw_desk *d, size_t *incident, cw_error *err) {
    const char *name = cw_desk_value(d, "incident");
    if (name == NULL) return cw_fail(err, CW_ERR_INPUT, "incident %s needs incident=...", d->word);
    *incident = cw_situation_find(d->situation, name, err);
    return *incident != CW_NONE;
}

bool desk_append(const cw_desk *d, const desk_content *t, cw_time observed, cw_event_id *made,
                 cw_error *err) {
    const char *share = cw_desk_value(d, "share"), *revises = cw_desk_value(d, "revises");
    cw_event_id earlier;
    if (revises != NULL && !cw_store_find_id(d->store, revises, &earlier, err)) return false;
    cw_event_draft draft = {.centre = cw_store_own_key(d->store)->centre,
                            .person = cw_desk_value(d, "person"),
                            .observed = observed,
                            .received = d->now,
                            .recorded = d->now,
                            .kind = t->kind,
                            .incidents = t->names,
                            .incident_count = t->name_count,
                            .supersedes = &earlier,
                            .superseded_count = revises != NULL,
                            .shared_with = &share,
                            .shared_count = share != NULL,
                            .parts = t->parts,
                            .part_count = t->part_count};
    const cw_event *event = cw_event_seal(&draft, d->arena, err);
    if (event == NULL || !cw_store_append(d->store, &event, 1, NULL, err)) return false;
    if (made != NULL) *made = event->id;
    return true;
}

void desk_tell(const cw_desk *d, const char *english, const char *french, const char *what) {
    const char *line = d->language == CW_FRENCH ? french : english, *gap = strstr(line, "%s");
    cw_text_add(d->told, "%.*s%s%s\n", (int)(gap - line), line, what, gap + 2);
}
