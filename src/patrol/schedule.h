/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: the parts of the schedule solver. */
#ifndef CROSSWATCH_PATROL_SCHEDULE_H
#define CROSSWATCH_PATROL_SCHEDULE_H

#include <crosswatch/patrol.h>

/* The most helpers that count with this `busy`, and the weight of each: (1 - busy) busy^k. */
size_t schedule_weights(const cw_schedule_problem *problem, double weight[CW_MOST_HELPERS]);

/* What a unit does: post and state of each hour. */
typedef struct schedule_way {
    uint16_t *post; /* [hours] */
    uint8_t *state;
} schedule_way;

/* One a unit; all on standby at post 0. */
schedule_way *schedule_ways_create(const cw_schedule_problem *problem, cw_arena *arena);
void schedule_copy(const cw_schedule_problem *problem, const schedule_way *from, schedule_way *to);

/* From an answer's layout: [unit * hours + hour]. */
void schedule_ways_from(const cw_schedule_problem *problem, const uint16_t *post,
                        const uint8_t *state, schedule_way *ways);
bool schedule_check_problem(const cw_schedule_problem *problem, cw_error *err);
/* Whether each unit could do its way; schedule_check.c. */
bool schedule_check(const cw_schedule_problem *problem, const schedule_way *ways, cw_error *err);

/* ---- one unit's best way (schedule_way.c) -------------------------------------------------------
 */

/* Memory for looking for the way of one unit; of one thread at a time. */
typedef struct schedule_finder {
    const cw_schedule_problem *problem;
    double *reward; /* [hour * posts + post]: filled by the caller before each search */
    double *reach;  /* [length * posts + post]: best sum of a sortie that is here in its hour */
    double *sortie; /* [leave * hours + length - 1]: best of each sortie; -INFINITY: none */
    double *onward; /* [hour * (hours + 1) + crew hours left]: best from there on */
} schedule_finder;

schedule_finder *schedule_finder_create(const cw_schedule_problem *problem, cw_arena *arena);
/* Whether the unit could stand at the post in that hour, as far as weather and leave go. */
bool schedule_may_stand(const cw_schedule_problem *problem, size_t unit, size_t hour, size_t post);
/* The way with the greatest sum of rewards less costs: a longest path on the graph unrolled in
 * time, with hours in the sortie and crew hours as resources. Exact. `way` may be NULL. */
double schedule_find(schedule_finder *finder, size_t unit, const schedule_way *way);
/* Costs of the changes of post and sorties in it. */
double schedule_costs(const cw_schedule_problem *problem, const schedule_way *way);

/* ---- the bound (schedule_bound.c) ---------------------------------------------------------------
 */

typedef struct schedule_bound {
    const cw_schedule_problem *problem;
    size_t helpers;
    double weight[CW_MOST_HELPERS];
    double *price;      /* [(hour * helpers + helper) * cells + cell] */
    double *best_price; /* that gave `bound` */
    double *slope;
    double *value;            /* [unit]: of its best way at the last prices */
    schedule_way *ways;       /* [unit]: those ways */
    schedule_finder **finder; /* [unit] */
    double bound, step;
    size_t since;
} schedule_bound;

schedule_bound *schedule_bound_create(const cw_schedule_problem *problem, cw_arena *arena);
/* Prices from a schedule: between what a helper is worth and what the next would be. */
void schedule_bound_start(schedule_bound *bound, const schedule_way *ways);
/* One step; `best` is the value of the best schedule known. False: steps have become too short. */
bool schedule_bound_step(schedule_bound *bound, double best, int threads);

/* ---- the search (schedule_search.c) -------------------------------------------------------------
 */

typedef struct schedule_plan {
    const cw_schedule_problem *problem;
    size_t helpers;
    double weight[CW_MOST_HELPERS];
    schedule_way *ways; /* [unit] */
    double *chance;     /* [(hour * helpers + helper) * cells + cell]: the best of the others */
    double value;
    schedule_finder *finder;
} schedule_plan;

schedule_plan *schedule_plan_create(const cw_schedule_problem *problem, cw_arena *arena);
void schedule_plan_take(schedule_plan *plan, const schedule_way *ways); /* and its value */
/* Gives unit after unit, in this order, its best way with the others as they are, until none gains;
 * the first `removed` of the order are taken out before and come back by rewards blurred by draws
 * of their own (particle and step are set). */
void schedule_improve(schedule_plan *plan, const size_t *order, size_t removed, cw_draw draw);

#endif
