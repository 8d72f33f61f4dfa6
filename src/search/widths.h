/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: sweep widths that change with visibility, wind and sea. */
#ifndef CROSSWATCH_SEARCH_WIDTHS_H
#define CROSSWATCH_SEARCH_WIDTHS_H

#include "search/sweeper.h"

/* ---- of a task ------------------------------------------------------------------------------ */

/* How many of its changes have come by a time, and the widths by object after that many. */
size_t widths_row(const cw_task *task, cw_time time);
const double *widths_of(const cw_task *task, size_t row);

/* ---- of a unit over the search window ------------------------------------------------------- */

typedef struct width_table {
    cw_time from[CW_MOST_CHANGES + 1]; /* [0]: the window's start; rows that see alike are one */
    double width_m[CW_MOST_CHANGES + 1][CW_MOST_OBJECTS]; /* by day */
    double share[CW_MOST_CHANGES + 1]; /* of main_width_m that the row's mean over objects is */
    size_t rows;
    cw_sweep_width sweep[CW_MOST_OBJECTS]; /* how the first row came about */
    double main_width_m;                   /* mean over the objects' shares, in the best row */
} width_table;

/* Whether the changes of the conditions are few enough and in the order of time. */
bool widths_hold(const cw_plan_problem *problem, cw_error *err);
/* `shares` are the objects', for the mean. */
bool widths_prepare(width_table *table, const cw_plan_problem *problem, const cw_unit *unit,
                    const double *shares, cw_error *err);
void widths_to_task(const width_table *table, cw_task *task);
double widths_main_at(const width_table *table, cw_time time);
/* The largest between two times, against one object. */
double widths_most(const width_table *table, size_t object, cw_time from, cw_time to);
/* Mean over a time of what is left of main_width_m by the conditions and the light, minute by
 * minute. */
double widths_mean(const width_table *table, const light *darkness, cw_time from, cw_time to,
                   double night_factor);

#endif
