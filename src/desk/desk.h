/* SPDX-License-Identifier: Apache-2.0 */
/* Inside desk/: a word's fields as the body of its event, and the event at the end of the record.
 */
#ifndef CROSSWATCH_DESK_INSIDE_H
#define CROSSWATCH_DESK_INSIDE_H

#include <crosswatch/desk.h>

#include <jansson.h>

typedef enum value_type {
    VALUE_TEXT,
    VALUE_NUMBER,
    VALUE_ID,
    VALUE_LIST,
    VALUE_IDS,
    VALUE_BOOL
} value_type;

typedef struct desk_field {
    const char *key;
    value_type type;
    bool needed;
} desk_field;

/* What an event to be recorded is made of. */
typedef struct desk_content {
    const char *kind, *names[4];
    size_t name_count;
    cw_part_draft parts[3];
    size_t part_count;
} desk_content;

/* Puts the field into the body when it is given; false: needed and not given, or no such value. */
bool desk_field_set(const cw_desk *desk, const desk_field *field, json_t *body, cw_error *err);
/* A list of the parts between ";", `ids` completed to whole identifiers; NULL with *err. */
json_t *desk_json_list(const cw_desk *desk, const char *text, bool ids, cw_error *err);
/* Puts an exception into the body of a closing when the fields officer or exception are given. */
bool desk_exception(const cw_desk *desk, json_t *body, cw_error *err);

/* Seals and appends the event. */
bool desk_append(const cw_desk *desk, const desk_content *content, cw_time observed,
                 cw_event_id *made, cw_error *err);
/* A line to whoever speaks, in English and in French; `what` stands for the one "%s" of each. */
void desk_tell(const cw_desk *desk, const char *english, const char *french, const char *what);

/* Whether a closing would hold; refused, the reasons are told. */
bool desk_may_close(const cw_desk *desk, const desk_content *content, cw_error *err);
/* Whether the incident is closed by all that is recorded now. */
bool desk_closed_now(const cw_desk *desk, const desk_content *content, cw_error *err);

#endif
