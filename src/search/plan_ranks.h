/* SPDX-License-Identifier: Apache-2.0 */
/* Inside search/: the planner's islands on several ranks. An island of a stage is meant by its
 * place among those that take part. */
#ifndef CROSSWATCH_SEARCH_PLAN_RANKS_H
#define CROSSWATCH_SEARCH_PLAN_RANKS_H

#include "search/plan_ground.h"

typedef struct island_worth {
    double value;
    size_t evaluations;
} island_worth;

/* The first of the ranks that work at an island when `count` take part. */
size_t island_first_rank(const cw_ranks *ranks, size_t count, size_t place);
/* Whether this rank works at it, alone or with others. */
bool island_is_here(const cw_ranks *ranks, size_t count, size_t place);
/* The ranks that work at this rank's island with it; NULL where each island has one rank. All call.
 * Closed by the caller. */
bool islands_crew(cw_ranks *ranks, size_t count, cw_ranks **crew, cw_error *err);
/* What has become of an island, from a rank that has it to all that `want` it and have none. */
bool island_move(ground *g, size_t island, size_t from, bool want, cw_error *err);
/* A rank that has an island has its worth right; now all have that of all. */
void islands_compare(cw_ranks *ranks, const size_t homes[ISLANDS], island_worth worth[ISLANDS]);
/* The tasks and the worth on the sample of the plan, from one rank to all. */
bool island_tell_plan(cw_ranks *ranks, size_t from, cw_plan *plan, cw_error *err);

#endif
