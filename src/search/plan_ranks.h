/* SPDX-License-Identifier: Apache-2.0 */
/* Inside search/: the planner's islands on several ranks. */
#ifndef CROSSWATCH_SEARCH_PLAN_RANKS_H
#define CROSSWATCH_SEARCH_PLAN_RANKS_H

#include <crosswatch/search.h>

enum { ISLANDS = 4 };

typedef struct island_worth {
    double value;
    size_t evaluations;
} island_worth;

bool island_is_here(const cw_ranks *ranks, size_t island);
/* Each rank has the worth of its own islands right; now all have that of all. */
void islands_compare(cw_ranks *ranks, island_worth worth[ISLANDS]);
/* The tasks and the worth on the sample of the plan, from the island's rank to all. */
bool island_tell_plan(cw_ranks *ranks, size_t island, cw_plan *plan, cw_error *err);

#endif
