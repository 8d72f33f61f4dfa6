/* SPDX-License-Identifier: Apache-2.0 */
/* Values out of the bodies of events. They may come from the other centre, so every one is checked
 * and copied; what is not as it should be is as if it were not there. */
#include "fold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LIST = 4096 };

static const char *keep(fold *f, const char *text) {
    const char *copy = text[0] != '\0' ? cw_arena_strdup(f->s->arena, text) : "";
    f->failed = f->failed || copy == NULL;
    return copy != NULL ? copy : "";
}

const char *body_text(fold *f, const json_t *body, const char *key) {
    const char *text = json_string_value(json_object_get(body, key));
    return text != NULL ? keep(f, text) : "";
}

double body_number(const json_t *body, const char *key, double least, double most,
                   double otherwise) {
    const json_t *value = json_object_get(body, key);
    double number = json_number_value(value);
    return json_is_number(value) && number >= least && number <= most ? number : otherwise;
}

int body_int(const json_t *body, const char *key, int least, int most, int otherwise) {
    double number = body_number(body, key, least, most, NAN);
    return isnan(number) || floor(number) != number ? otherwise : (int)number;
}

bool body_id(const json_t *body, const char *key, cw_event_id *id) {
    const char *text = json_string_value(json_object_get(body, key));
    return text != NULL && cw_event_id_parse(text, id, NULL);
}

const char *const *body_texts(fold *f, const json_t *list, size_t *count) {
    size_t n = json_array_size(list);
    *count = 0;
    if (n == 0) return NULL;
    if (n > MOST_LIST) n = MOST_LIST;
    const char **texts = cw_arena_alloc(f->s->arena, n * sizeof *texts);
    if (texts == NULL) {
        f->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_object(item)) item = json_object_get(item, "name");
        if (json_is_string(item)) texts[(*count)++] = keep(f, json_string_value(item));
    }
    return texts;
}

static int by_id(const void *a, const void *b) {
    return cw_event_id_compare(a, b);
}

const cw_event_id *body_ids(fold *f, const json_t *body, const char *key, size_t *count) {
    const json_t *list = json_object_get(body, key);
    size_t n = json_array_size(list);
    *count = 0;
    if (n == 0) return NULL;
    cw_event_id *ids = cw_arena_alloc(f->s->arena, n * sizeof *ids);
    if (ids == NULL) {
        f->failed = true;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text != NULL && cw_event_id_parse(text, &ids[*count], NULL)) (*count)++;
    }
    qsort(ids, *count, sizeof *ids, by_id);
    return ids;
}

bool covers(const cw_event_id *ids, size_t count, const cw_event_id *id) {
    return count > 0 && bsearch(id, ids, count, sizeof *ids, by_id) != NULL;
}

size_t event_incident(const fold *f, const cw_event *event) {
    return event->incident_count > 0 ? table_find_name(&f->names, event->incidents[0]) : CW_NONE;
}

cw_time event_at(const cw_event *event) {
    return event->observed != CW_TIME_UNKNOWN   ? event->observed
           : event->received != CW_TIME_UNKNOWN ? event->received
                                                : event->recorded;
}
