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

/* ---- shares of the hours away (schedule_share.c) ------------------------------------------------
 */

typedef struct schedule_limits { /* of one unit's hours away */
    size_t least, most;
} schedule_limits;
#define SCHEDULE_NO_LIMITS ((schedule_limits){0, SIZE_MAX})

/* Whether no nation may carry more than a share. */
bool schedule_has_share(const cw_schedule_problem *problem);
/* Sum of all, and of each nation. */
double schedule_hours_away(const cw_schedule_problem *problem, const schedule_way *ways,
                           double by_nation[CW_MOST_NATIONS]);
/* Hours that a nation may have beyond its share of those away, for the hours besides; can be less
 * than nothing. */
double schedule_share_slack(const cw_schedule_problem *problem, size_t nation);
/* A nation that carries more than its share; CW_MOST_NATIONS: none. */
size_t schedule_over_share(const cw_schedule_problem *problem, const schedule_way *ways);
/* What the share leaves a unit with all others as they are. */
schedule_limits schedule_limits_of(const cw_schedule_problem *problem, const schedule_way *ways,
                                   size_t unit);

/* ---- what is given (schedule_input.c, schedule_check.c) -----------------------------------------
 */

bool schedule_check_problem(const cw_schedule_problem *problem, cw_error *err);
/* Whether each unit could do its way, and no nation carries more than its share. */
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
/* The way with the greatest sum of rewards less costs within limits of its hours away: a longest
 * path on the graph unrolled in time, with hours in the sortie and crew hours as resources. Exact;
 * -INFINITY when no way has so many hours. `way` may be NULL. */
double schedule_find(schedule_finder *finder, size_t unit, schedule_limits limits,
                     const schedule_way *way);
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
    /* Of an hour away of each nation, for its share. */
    double share_price[CW_MOST_NATIONS], best_share_price[CW_MOST_NATIONS];
    double share_slope[CW_MOST_NATIONS];
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
 * of their own (particle and step are set). A nation that carries more than its share then gives up
 * hours; from there on all keep it. */
void schedule_improve(schedule_plan *plan, const size_t *order, size_t removed, cw_draw draw);

#endif
