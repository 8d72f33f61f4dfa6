/* SPDX-License-Identifier: Apache-2.0 */
/* Inside search/: what the planner's islands stand on, and what they come to. */
#ifndef CROSSWATCH_SEARCH_PLAN_GROUND_H
#define CROSSWATCH_SEARCH_PLAN_GROUND_H

#include "search/planner.h"

enum { ISLANDS = 4 };

/* What all islands read. */
typedef struct ground {
    const cw_plan_problem *problem;
    planner_sample sample, fine, legs; /* to begin on, to go on, and leg by leg */
    light darkness;
    frames frames;
    asset *assets;
    size_t *order; /* units by effort */
    pthread_mutex_t zones;
    planner islands[ISLANDS];
    cw_error errors[ISLANDS];
    double start_s; /* clock */
} ground;

/* plan_ground.c. False: as err says; ground_free all the same. */
bool ground_prepare(ground *g, cw_error *err);
void ground_free(ground *g);
/* An island on the first sample, with what stands already. */
bool island_prepare(planner *p, const ground *g, size_t island);
bool island_take_kept(planner *p);

/* plan_hand_over.c. One task for each area, and one with the reason for a unit without. The
 * island's patterns go to the plan. */
bool island_hand_over(const ground *g, planner *best, cw_plan *plan, cw_error *err);

#endif
