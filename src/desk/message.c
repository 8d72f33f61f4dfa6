/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of an incident, with the facts that whoever sends them adds. */
#include "desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cw_message_facts facts_of(const cw_desk *d) {
    const char *serial = cw_desk_value(d, "serial");
    return (cw_message_facts){.from = cw_desk_value(d, "from") != NULL
                                          ? cw_desk_value(d, "from")
                                          : cw_store_own_key(d->store)->centre,
                              .to = cw_desk_value(d, "to"),
                              .serial = serial != NULL ? (int)strtol(serial, NULL, 10) : 1,
                              .now = d->now,
                              .identity = cw_desk_value(d, "identity"),
                              .nature = cw_desk_value(d, "nature"),
                              .assistance = cw_desk_value(d, "assistance"),
                              .weather = cw_desk_value(d, "weather"),
                              .actions = cw_desk_value(d, "actions"),
                              .search_area = cw_desk_value(d, "area"),
                              .coordination = cw_desk_value(d, "coordination"),
                              .plans = cw_desk_value(d, "plans"),
                              .additional = cw_desk_value(d, "additional"),
                              .pattern_lines = cw_desk_value(d, "patterns"),
                              .communications = cw_desk_value(d, "communications"),
                              .reports = cw_desk_value(d, "reports"),
                              .unit = cw_desk_value(d, "unit")};
}

/* Search objects of the last brief recorded for the unit, or objects=A;B. */
static bool brief_objects(const cw_desk *d, cw_message_facts *f, cw_error *err) {
    const char *given = cw_desk_value(d, "objects");
    if (given == NULL) return cw_fail(err, CW_ERR_INPUT, "incident brief needs objects=A;B;...");
    cw_search_object *objects = cw_arena_alloc(d->arena, CW_MOST_OBJECTS * sizeof *objects);
    char *rest = cw_arena_strdup(d->arena, given);
    if (objects == NULL || rest == NULL) return cw_fail_memory(err);
    while (rest != NULL && f->object_count < CW_MOST_OBJECTS)
        snprintf(objects[f->object_count++].name, sizeof objects[0].name, "%s", strsep(&rest, ";"));
    f->objects = objects;
    return true;
}

const char cw_desk_message_fields[] =
    "from to serial identity nature assistance weather actions area coordination plans additional "
    "patterns communications reports unit objects short";

static bool write_summary(const cw_desk *d, size_t incident, cw_message_facts *f, cw_text *t,
                          cw_error *err) {
    return cw_write_summary(d->situation, incident, f, d->language, t, err);
}
static bool write_sitrep(const cw_desk *d, size_t incident, cw_message_facts *f, cw_text *t,
                         cw_error *err) {
    bool full = cw_desk_value(d, "short") == NULL;
    return cw_write_sitrep(d->situation, incident, f, full, d->language, t, err);
}
static bool write_relay(const cw_desk *d, size_t incident, cw_message_facts *f, cw_text *t,
                        cw_error *err) {
    return cw_write_mayday_relay(d->situation, incident, f, d->language, t, err);
}
static bool write_action(const cw_desk *d, size_t incident, cw_message_facts *f, cw_text *t,
                         cw_error *err) {
    return cw_write_search_action(d->situation, incident, f, d->language, t, err);
}
static bool write_brief(const cw_desk *d, size_t incident, cw_message_facts *f, cw_text *t,
                        cw_error *err) {
    return brief_objects(d, f, err)
           && cw_write_brief(d->situation, incident, f, d->language, t, err);
}

typedef bool (*message_writer)(const cw_desk *d, size_t incident, cw_message_facts *facts,
                               cw_text *text, cw_error *err);
static const struct {
    const char *word;
    message_writer write;
} messages[] = {{"sitrep", write_sitrep},
                {"relay", write_relay},
                {"action", write_action},
                {"brief", write_brief},
                {"summary", write_summary}};

static message_writer writer_of(const char *word) {
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        if (strcmp(messages[i].word, word) == 0) return messages[i].write;
    }
    return NULL;
}

bool cw_desk_is_message(const char *word) {
    return writer_of(word) != NULL;
}

bool cw_desk_message(const cw_desk *d, cw_text *t, cw_error *err) {
    size_t incident = CW_NONE;
    message_writer write = writer_of(d->word);
    if (write == NULL)
        return cw_fail(err, CW_ERR_INPUT, "\"%.40s\" is no message of an incident", d->word);
    if (!cw_desk_check(d, cw_desk_message_fields, err) || !cw_desk_incident(d, &incident, err))
        return false;
    cw_message_facts facts = facts_of(d);
    return write(d, incident, &facts, t, err);
}
