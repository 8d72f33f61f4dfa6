/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: the house's values as JSON of the interface (openapi.json has the shapes). */
#ifndef CROSSWATCH_SERVE_VALUES_H
#define CROSSWATCH_SERVE_VALUES_H

#include "room.h"

json_t *value_time(cw_time time); /* null: not known */
/* Text from outside: what is no UTF-8 in it is replaced by U+FFFD, so that nothing is left out. */
json_t *value_text(const char *text, size_t length);
json_t *value_texts(const char *const *texts, size_t count);
json_t *value_lines(const cw_text *text); /* one text a line */
json_t *value_id(const cw_event_id *id);
json_t *value_incident_name(const cw_situation *s, size_t incident); /* null: none */
json_t *value_conditions(unsigned bits);
json_t *value_fixes(const cw_fix *fixes, size_t count);
json_t *value_counts(const cw_head_count *counts, size_t count);
const char *value_engine(cw_engine engine);

/* Hides, in every text of the value, what may be a telephone number: six digits or more that are no
 * part of a word. For those who are not on watch. */
void value_mask(json_t *value);

/* INCIDENT and REPORT of the interface. */
json_t *value_incident(const cw_situation *s, size_t incident, cw_time now, cw_arena *arena);
json_t *value_report(const cw_situation *s, const cw_filed_report *report, bool with_private);
json_t *value_due(const cw_situation *s, cw_time now, cw_arena *arena);

#endif
