/* SPDX-License-Identifier: Apache-2.0 */
/* crosswatch incident: KEY=VALUE words as the fields of an event's body. */
#include "incident_body.h"

#include <stdlib.h>
#include <string.h>

static json_t *id_json(const incident_call *c, const char *text, cw_error *err) {
    cw_event_id id;
    char whole[CW_ID_TEXT];
    if (!cw_store_find_id(c->store, text, &id, err)) return NULL;
    return json_string(cw_event_id_format(&id, whole));
}

/* Parts between ";". */
json_t *incident_json_list(const incident_call *c, const char *text, bool ids, cw_error *err) {
    json_t *list = json_array();
    char *copy = cw_arena_strdup(c->arena, text), *rest = copy;
    while (rest != NULL && copy != NULL) {
        const char *piece = strsep(&rest, ";");
        json_t *item = ids ? id_json(c, piece, err) : json_string(piece);
        if (item == NULL) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, item);
    }
    return list;
}

bool incident_field_set(const incident_call *c, const incident_field *f, json_t *body,
                        cw_error *err) {
    const char *text = incident_value(c, f->key);
    if (text == NULL)
        return !f->needed
               || cw_fail(err, CW_ERR_INPUT, "incident %s needs %s=...", c->word, f->key);
    json_t *value = NULL;
    char *end;
    switch (f->type) {
    case VALUE_TEXT:
        value = json_string(text);
        break;
    case VALUE_NUMBER: {
        double number = strtod(text, &end);
        if (end != text && *end == '\0') value = json_real(number);
        break;
    }
    case VALUE_ID:
        value = id_json(c, text, err);
        break;
    case VALUE_LIST:
    case VALUE_IDS:
        value = incident_json_list(c, text, f->type == VALUE_IDS, err);
        break;
    case VALUE_BOOL:
        value = json_boolean(strcmp(text, "yes") == 0);
        break;
    }
    if (value == NULL)
        return cw_fail(err, CW_ERR_INPUT, "%s=%.60s is not what incident %s takes there", f->key,
                       text, c->word);
    json_object_set_new(body, f->key, value);
    return true;
}
