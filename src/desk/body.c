/* SPDX-License-Identifier: Apache-2.0 */
/* Fields, which are text, as the values of an event's body. */
#include "desk.h"

#include <stdlib.h>
#include <string.h>

static json_t *id_json(const cw_desk *d, const char *text, cw_error *err) {
    cw_event_id id;
    char whole[CW_ID_TEXT];
    if (!cw_store_find_id(d->store, text, &id, err)) return NULL;
    return json_string(cw_event_id_format(&id, whole));
}

/* Parts between ";". */
json_t *desk_json_list(const cw_desk *d, const char *text, bool ids, cw_error *err) {
    json_t *list = json_array();
    char *copy = cw_arena_strdup(d->arena, text), *rest = copy;
    while (rest != NULL && copy != NULL) {
        const char *piece = strsep(&rest, ";");
        json_t *item = ids ? id_json(d, piece, err) : json_string(piece);
        if (item == NULL) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, item);
    }
    return list;
}

bool desk_field_set(const cw_desk *d, const desk_field *f, json_t *body, cw_error *err) {
    const char *text = cw_desk_value(d, f->key);
    if (text == NULL)
        return !f->needed
               || cw_fail(err, CW_ERR_INPUT, "incident %s needs %s=...", d->word, f->key);
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
        value = id_json(d, text, err);
        break;
    case VALUE_LIST:
    case VALUE_IDS:
        value = desk_json_list(d, text, f->type == VALUE_IDS, err);
        break;
    case VALUE_BOOL:
        value = json_boolean(strcmp(text, "yes") == 0);
        break;
    }
    if (value == NULL)
        return cw_fail(err, CW_ERR_INPUT, "%s=%.60s is not what incident %s takes there", f->key,
                       text, d->word);
    json_object_set_new(body, f->key, value);
    return true;
}
