/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside serve/: plans that are open on somebody's screen. Each is a child (`crosswatch edit`) that
 * answers a changed area within some milliseconds; it is started at the first question, asked one
 * question at a time, and ended when nobody has asked for a while, or when others need its place.
 * A child that dies, hangs or talks too much ends its session; the next question opens it anew.
 */
#ifndef CROSSWATCH_SERVE_EDIT_H
#define CROSSWATCH_SERVE_EDIT_H

#include "base/child.h"

typedef struct edit_settings {
    const char *program; /* NULL: this one */
    size_t most_open;
    int threads;     /* of each child; 0: all processors */
    double idle_s;   /* ended after so long without a question */
    double open_s;   /* a plan that is not open after so long is given up */
    double answer_s; /* a question that is not answered after so long ends the session */
    child_limits limits;
} edit_settings;
/* 4 plans, ended after 15 min; 120 s to open, 10 s to answer; 4 GiB, an hour of processor time. */
edit_settings edit_settings_default(void);

typedef struct edit_pool edit_pool; /* opaque; any thread may call */
edit_pool *edit_pool_create(const edit_settings *settings, cw_error *err);
/* Ends all sessions; nobody may be asking. NULL-safe. */
void edit_pool_destroy(edit_pool *pool);

typedef struct edit_plan { /* paths, borrowed */
    const char *case_file, *plan;
    const char *units; /* a file of units that the case does not have; NULL: none. A plan has the
                          same each time that it is asked about */
} edit_plan;

/* One question: a JSON object as `crosswatch edit` takes it; the answer is its line, without the
 * line feed. Waits at most `wait_s` for a plan that is being opened, or for others' questions to
 * it. False: CW_NO: it is not open yet, or all places are taken: ask again; CW_ERR_INPUT: the
 * question is no JSON object, or the case or the plan will not do; CW_ERR_MACHINE: the child
 * failed. A question that the plan refuses is an answer (it has "error"). */
bool edit_ask(edit_pool *pool, const edit_plan *of, const char *question, size_t length,
              double wait_s, cw_text *answer, cw_error *err);
size_t edit_open_count(edit_pool *pool);

#endif
