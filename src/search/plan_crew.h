/* SPDX-License-Identifier: Apache-2.0 */
/* Inside search/: several ranks at one island (plan_crew.c), and the steps of one trial that they
 * share (plan_trial.c). A planner without a crew is a rank alone. */
#ifndef CROSSWATCH_SEARCH_PLAN_CREW_H
#define CROSSWATCH_SEARCH_PLAN_CREW_H

#include "search/planner.h"

enum {
    MOST_LANES = 32, /* ranks at one island: beyond, nothing is gained (docs/scaling.md) */
    LOOK_PARTS = 3, /* of the sample (sample_blocks.h), an eighth of it: what a rank scores alone */
};

/* ---- one trial, step by step ---------------------------------------------------------------- */

/* Lays p->tried. False only when out of memory. */
bool trial_lay(planner *p, const asset *a, const candidate *next);
void planner_count(planner *p, size_t unit, refusal refused, cw_binding binding);
/* Makes p->sweeper ready for a trial's patterns. */
bool trial_ready(planner *p, const asset *a, const trial *t);
/* What p->sweeper misses of some particles, into their places in a column. */
void planner_score(planner *p, size_t first, size_t count, float *missed);
/* Whether p->tried keeps up with what the unit has over the first parts of the sample: given up
 * when it trails by more than the sampling error of the difference allows. `scored`:
 * p->trial_missed is known already. */
bool trial_keeps_up(planner *p, size_t unit, size_t parts, bool scored);
/* With all of p->trial_missed: whether the plan gains. */
bool trial_wins(planner *p, size_t unit);
/* p->tried takes the place of what the unit has. */
void trial_take(planner *p, size_t unit);

/* One link of a chain: its trial, which has one number of the draws; and what came of it. */
bool chain_draw(planner *p, const chain *c, size_t done, candidate *next);
void chain_learn(planner *p, const chain *c, bool better);

/* ---- together ------------------------------------------------------------------------------- */

/* True when all of the crew say `good`; once it was false it stays so (cw_ranks_agree). Whoever
 * fails says so here, or returns to where it is said at the end of the stage. */
bool crew_agree(planner *p, bool good);
/* What the crew's first rank says, or that the crew has ended. */
bool crew_is_late(planner *p, bool late);
/* What each rank has found, to all; values has room for MOST_LANES. */
bool crew_compare(planner *p, double own, double *values);
/* What a trial misses, each rank a share of the particles. */
bool crew_score(planner *p, const asset *a, const trial *t, float *missed);
/* chain_run, looking ahead. */
bool crew_chain(planner *p, const chain *c);

#endif
