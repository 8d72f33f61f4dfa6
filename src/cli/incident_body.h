/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: KEY=VALUE words as the fields of an event's body. */
#ifndef CROSSWATCH_CLI_INCIDENT_BODY_H
#define CROSSWATCH_CLI_INCIDENT_BODY_H

#include "incident.h"

#include <jansson.h>

typedef enum value_type {
    VALUE_TEXT,
    VALUE_NUMBER,
    VALUE_ID,
    VALUE_LIST,
    VALUE_IDS,
    VALUE_BOOL
} value_type;

typedef struct incident_field {
    const char *key;
    value_type type;
    bool needed;
} incident_field;

/* Puts the field into the body when its KEY is given; false: needed and not given, or no such
 * value. */
bool incident_field_set(const incident_call *call, const incident_field *field, json_t *body,
                        cw_error *err);
/* A list of the parts between ";", `ids` completed to whole identifiers; NULL with *err. */
json_t *incident_json_list(const incident_call *call, const char *text, bool ids, cw_error *err);

/* Puts an exception into the body of a closing when officer= or exception= is given. */
bool incident_exception(const incident_call *call, json_t *body, cw_error *err);

#endif
