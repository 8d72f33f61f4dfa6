/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: the verb "incident", its words over a record. */
#ifndef CROSSWATCH_CLI_INCIDENT_H
#define CROSSWATCH_CLI_INCIDENT_H

#include "cli.h"

typedef struct incident_call { /* crosswatch incident WORD RECORD [KEY=VALUE ...] */
    const cli_options *options;
    cw_store *store;
    cw_event_log *log;
    cw_situation *situation;
    cw_arena *arena;
    cw_text told; /* by the desk */
    cw_desk_field fields[62];
    cw_desk desk; /* of all these */
} incident_call;

/* Words that only look (incident_look.c). */
bool incident_list(incident_call *call, cw_text *text, cw_error *err);
bool incident_show(incident_call *call, cw_text *text, cw_error *err);
bool incident_due(incident_call *call, cw_text *text, cw_error *err);
/* The word "report" (incident_report.c): the text from where it stands, and its identifier. */
bool incident_report(incident_call *call, cw_text *text, cw_error *err);

/* Words that want a case (incident_case.c). */
bool incident_associate(incident_call *call, cw_text *text, cw_error *err);
bool incident_region(incident_call *call, cw_text *text, cw_error *err);
bool incident_arrivals(incident_call *call, cw_text *text, cw_error *err);

#endif
