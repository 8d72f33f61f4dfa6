/* SPDX-License-Identifier: Apache-2.0 */
/* Inside incident/: what the messages to others share. */
#ifndef CROSSWATCH_INCIDENT_MESSAGES_H
#define CROSSWATCH_INCIDENT_MESSAGES_H

#include <crosswatch/incident.h>

typedef struct writer {
    const cw_situation *s;
    size_t incident;
    const cw_message_facts *facts;
    cw_language language;
    cw_text *text;
    cw_accounting accounting;
    cw_phase phase;
    double silent_s;
    cw_arena *arena;
} writer;

bool writer_begin(writer *w, cw_error *err); /* fills accounting and phase */
bool writer_end(writer *w, cw_error *err);
const char *writer_say(const writer *w, const char *english, const char *french);
/* The newest report of the incident that has a position; NULL: none. */
const cw_filed_report *writer_last_fix(const writer *w);
void writer_position(const writer *w);   /* one line, no line end */
void writer_people(const writer *w);     /* one line, no line end */
void writer_conditions(const writer *w); /* "people in the water, boat swamped" */
bool writer_condition(const writer *w, unsigned bits);
const char *writer_identity(const writer *w);
const char *writer_phase(const writer *w);
const char *writer_kind(const writer *w, cw_people_kind kind); /* "in the water" */

#endif
