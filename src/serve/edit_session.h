/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the edits: one child that holds a plan open. One thread at a time. */
#ifndef CROSSWATCH_SERVE_EDIT_SESSION_H
#define CROSSWATCH_SERVE_EDIT_SESSION_H

#include "edit.h"
#include "lines.h"

typedef struct session {
    child child;
    lines out, err;
    bool answered;    /* `answer` is the line that came last */
    cw_text answer;   /* owned */
    bool out_of_hand; /* it said a line that was too long, or that nobody asked for */
    cw_error said;    /* the last error that it told */
} session;

/* Starts the child; it says its first line when the plan is open. */
bool session_start(session *s, const edit_settings *settings, const char *program,
                   const edit_plan *of, cw_error *err);
/* Waits for a line until the monotonic clock says `until_s`. False with CW_NO: none came; else the
 * child is at its end, *err says why. */
bool session_listen(session *s, double until_s, cw_error *err);
/* Gives it a line. */
bool session_say(session *s, const char *line, size_t length, double until_s, cw_error *err);
void session_end(session *s); /* harmless when it has ended */
double session_now_s(void);   /* the monotonic clock */

#endif
