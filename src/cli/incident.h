/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: the verb "incident", its words over a record. */
#ifndef CROSSWATCH_CLI_INCIDENT_H
#define CROSSWATCH_CLI_INCIDENT_H

#include "cli.h"

typedef struct incident_call { /* crosswatch incident WORD RECORD [KEY=VALUE ...] */
    const cli_options *options;
    const char *word, *record;
    cw_store *store;
    cw_event_log *log;
    cw_situation *situation;
    cw_arena *arena;
    cw_time now;
} incident_call;

/* The value of KEY, NULL when it is not given. */
const char *incident_value(const incident_call *call, const char *key);
/* The incident that incident=NAME names; false with *err. */
bool incident_named(const incident_call *call, size_t *incident, cw_error *err);
/* Refuses a KEY that the word does not know: `known` parted by spaces. */
bool incident_check_keys(const incident_call *call, const char *known, cw_error *err);
/* Words that record something (incident_write.c): *done is false when the word is none of them. */
bool incident_write(incident_call *call, bool *done, cw_error *err);

/* What an event to be recorded is made of. */
typedef struct incident_content {
    const char *kind, *names[4];
    size_t name_count;
    cw_part_draft parts[3];
    size_t part_count;
} incident_content;
/* Seals and appends it, and prints its identifier. */
bool incident_append(incident_call *call, const incident_content *content, cw_time observed,
                     cw_error *err);
/* The word "report" (incident_report.c). */
bool incident_report(incident_call *call, cw_error *err);
/* Whether a closing would hold: refused, the reasons are printed (incident_close.c). */
bool incident_may_close(const incident_call *call, const incident_content *content, cw_error *err);
/* Whether the incident is closed by all that is recorded now. */
bool incident_closed_now(const incident_call *call, const incident_content *content, cw_error *err);

/* Words that only look (incident_look.c), and messages (incident_message.c). */
bool incident_list(incident_call *call, cw_text *text, cw_error *err);
bool incident_show(incident_call *call, cw_text *text, cw_error *err);
bool incident_due(incident_call *call, cw_text *text, cw_error *err);
bool incident_message(incident_call *call, cw_text *text, cw_error *err);

/* Words that want a case (incident_case.c). */
bool incident_associate(incident_call *call, cw_text *text, cw_error *err);
bool incident_region(incident_call *call, cw_text *text, cw_error *err);
bool incident_arrivals(incident_call *call, cw_text *text, cw_error *err);

#endif
