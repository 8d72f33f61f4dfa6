/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: a plan against particles, task by task, so that one task can be scored
 * again without the others. */
#ifndef CROSSWATCH_SEARCH_SCORE_H
#define CROSSWATCH_SEARCH_SCORE_H

#include "search/sweeper.h"

typedef struct scoring {
    const cw_plan_problem *problem;
    const cw_tracks *tracks;
    cw_plan *plan;
    sweeper *sweepers; /* owned, one a task; unassigned: no legs */
    float *missed;     /* owned, [task * particles + particle] */
    double total;      /* weight */
    size_t middle;     /* output at the middle of the window: tells the objects */
} scoring;

/* Makes room for the plan's tasks; problem, tracks and plan are borrowed. */
bool scoring_create(scoring *s, const cw_plan_problem *problem, const cw_tracks *tracks,
                    cw_plan *plan, cw_error *err);
void scoring_free(scoring *s);
/* Scores tasks [first, last) on the particles. */
bool scoring_take(scoring *s, const light *darkness, size_t first, size_t last, cw_error *err);
/* Sums the columns up into the plan. */
bool scoring_sum(scoring *s, cw_error *err);

#endif
