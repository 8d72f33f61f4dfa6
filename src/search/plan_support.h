/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: what the planner and the worksheet both need of a problem. */
#ifndef CROSSWATCH_SEARCH_PLAN_SUPPORT_H
#define CROSSWATCH_SEARCH_PLAN_SUPPORT_H

#include "crosswatch/search.h"

/* Particles with weights that are numbers; *total is their sum, above zero. */
bool plan_tracks_hold(const cw_tracks *tracks, double *total, cw_error *err);
bool plan_problem_holds(const cw_plan_problem *problem, cw_error *err);
/* Share of each object at the middle of the window. */
void plan_object_shares(const cw_plan_problem *problem, const cw_tracks *tracks,
                        double shares[CW_MOST_OBJECTS]);
/* Moments of the cloud at the output at or before `time` (or the nearest with a particle that has a
 * place); *at is that output's time. */
bool plan_datum(const cw_tracks *tracks, cw_time time, cw_datum *datum, cw_time *at, cw_error *err);
/* A plan with one unassigned task a unit. */
cw_plan *plan_create(const cw_plan_problem *problem, cw_error *err);

#endif
