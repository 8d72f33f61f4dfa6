/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident sitrep, relay, action, brief, summary: messages of an incident, with the
 * facts that the command line adds. */
#include "incident.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cw_message_facts facts_of(const incident_call *c) {
    const char *serial = incident_value(c, "serial");
    return (cw_message_facts){.from = incident_value(c, "from") != NULL
                                          ? incident_value(c, "from")
                                          : cw_store_own_key(c->store)->centre,
                              .to = incident_value(c, "to"),
                              .serial = serial != NULL ? (int)strtol(serial, NULL, 10) : 1,
                              .now = c->now,
                              .identity = incident_value(c, "identity"),
                              .nature = incident_value(c, "nature"),
                              .assistance = incident_value(c, "assistance"),
                              .weather = incident_value(c, "weather"),
                              .actions = incident_value(c, "actions"),
                              .search_area = incident_value(c, "area"),
                              .coordination = incident_value(c, "coordination"),
                              .plans = incident_value(c, "plans"),
                              .additional = incident_value(c, "additional"),
                              .pattern_lines = incident_value(c, "patterns"),
                              .communications = incident_value(c, "communications"),
                              .reports = incident_value(c, "reports"),
                              .unit = incident_value(c, "unit")};
}

/* Search objects of the last brief recorded for the unit, or objects=A;B. */
static bool brief_objects(const incident_call *c, cw_message_facts *f, cw_error *err) {
    const char *given = incident_value(c, "objects");
    if (given == NULL) return cw_fail(err, CW_ERR_INPUT, "incident brief needs objects=A;B;...");
    cw_search_object *objects = cw_arena_alloc(c->arena, CW_MOST_OBJECTS * sizeof *objects);
    char *rest = cw_arena_strdup(c->arena, given);
    if (objects == NULL || rest == NULL) return cw_fail_memory(err);
    while (rest != NULL && f->object_count < CW_MOST_OBJECTS)
        snprintf(objects[f->object_count++].name, sizeof objects[0].name, "%s", strsep(&rest, ";"));
    f->objects = objects;
    return true;
}

bool incident_message(incident_call *c, cw_text *t, cw_error *err) {
    size_t i = CW_NONE;
    cw_message_facts f = facts_of(c);
    cw_language l = c->options->language;
    if (!incident_named(c, &i, err)) return false;
    if (strcmp(c->word, "sitrep") == 0)
        return cw_write_sitrep(c->situation, i, &f, incident_value(c, "short") == NULL, l, t, err);
    if (strcmp(c->word, "relay") == 0) return cw_write_mayday_relay(c->situation, i, &f, l, t, err);
    if (strcmp(c->word, "action") == 0)
        return cw_write_search_action(c->situation, i, &f, l, t, err);
    if (strcmp(c->word, "summary") == 0) return cw_write_summary(c->situation, i, &f, l, t, err);
    return brief_objects(c, &f, err) && cw_write_brief(c->situation, i, &f, l, t, err);
}
