/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: a world made into a schedule problem (posts, demands, chances) and back. */
#ifndef CROSSWATCH_PATROL_WEEK_H
#define CROSSWATCH_PATROL_WEEK_H

#include <crosswatch/patrol.h>

typedef struct week_demand { /* the incidents of one kind in a block of cells */
    size_t kind, cell;       /* the cell of the block in which most of them are */
    double share;            /* of the kind's incidents */
} week_demand;

typedef struct week {
    cw_patrol_world *world;
    const cw_permit *permit;
    cw_arena *arena; /* owns all below */
    size_t posts, bases;
    size_t *place; /* [post], of the world: the bases first */
    week_demand *demand;
    size_t demands;
    double *crew_s; /* [unit]: left for waiting when calls are answered */
    double calls_h[CW_MOST_NATIONS];
    bool *off;           /* [unit * hours + hour]: not to be sent */
    const double *way_m; /* [post * posts + post] by sea */
    cw_schedule_problem problem;
} week;

/* Bases, places at sea of the rosters to begin from, and a grid of stations where some vessel may
 * wait. */
bool week_posts(week *w, const cw_roster *given, const cw_week_options *options, cw_error *err);
/* Risk in blocks of cells, as many as a planner can look at; fills the problem's risk, in people.
 */
bool week_demands(week *w, cw_error *err);
/* Each unit's chances in each of its weathers, by day and night; fills `responses` and the units'
 * `response` and `speed_mps`. */
bool week_chances(week *w, cw_schedule_unit *units, cw_error *err);

#endif
