/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: what the files of the planner share. */
#ifndef CROSSWATCH_SEARCH_PLANNER_H
#define CROSSWATCH_SEARCH_PLANNER_H

#include "search/sweeper.h"
#include "search/widths.h"

#include <pthread.h>

/* ---- one unit (plan_unit.c) --------------------------------------------------------------- */

/* What a unit brings, whatever its area. */
typedef struct asset {
    size_t index;
    const cw_unit *unit;
    width_table widths;
    cw_xy base;          /* where it comes from, in the plane */
    cw_time middle;      /* of its time on scene, with the area at the datum */
    double main_width_m; /* mean over the particles' objects, in the best conditions */
    double effort_m2;    /* W V T by day and night, with the area at the datum; 0: no time there */
    cw_binding binding;  /* with effort 0 */
    char reason[160];
    pthread_mutex_t *zones; /* held while zones are asked; NULL: no other thread does */
} asset;

/* Why a trial area was refused. */
typedef enum refusal {
    FITS,
    REFUSED_TIME, /* `binding` says which limit */
    REFUSED_AGREEMENT,
    REFUSED_LAND,
    REFUSED_NEIGHBOUR,
    REFUSED_SHAPE
} refusal;

/* What the optimiser varies. Sizes follow from the time that the unit has. */
typedef struct genes {
    cw_pattern_kind kind; /* ladder (drawn as PS or CS by its aspect), SS, VS or TS */
    cw_xy centre;
    double axis_deg, spacing_m;
    double aspect; /* length of a leg to width across the legs (ladder) */
    double fill;   /* share of the available time that is used */
    int corner;
} genes;

/* An area with its timed pattern. */
typedef struct trial {
    genes genes;
    refusal refused;
    cw_binding binding;
    cw_pattern pattern; /* owned */
    rectangle area;
    cw_time under_way, on_scene, off_scene, back;
    double transit_m, return_m, entry_delay_s;
    double gain; /* expected success added on the sample; set by the evaluator */
} trial;

/* Limits that hold for a unit that begins at one place and ends at another. */
typedef struct time_slot {
    cw_time under_way, start, end;
    double transit_m, return_m;
    cw_binding binding; /* which limit sets `end` */
} time_slot;

bool asset_prepare(asset *a, const cw_plan_problem *problem, size_t index, const double *shares,
                   cw_error *err);
/* False when there is no time to search; slot->binding then says why. */
bool asset_slot(const asset *a, const cw_plan_problem *problem, const light *darkness,
                double entry_delay_s, cw_xy begin, cw_xy finish, time_slot *slot);
/* Whether the agreement lets the unit into the area, and after what delay. */
bool asset_agrees(const asset *a, const cw_plan_problem *problem, const rectangle *area,
                  double *delay_s);
/* Lays and times the pattern that the genes stand for. trial->refused tells the outcome; false only
 * when out of memory. */
bool trial_fit(trial *t, const asset *a, const cw_plan_problem *problem, const light *darkness,
               const genes *wanted);
/* Puts times on a trial's pattern, and cuts it where the unit has to leave to be back in time.
 * trial->refused tells the outcome. */
void trial_time(trial *t, const asset *a, const cw_plan_problem *problem, const light *darkness);
void trial_free(trial *t);
/* Hands the trial's pattern over to the task. */
void trial_to_task(trial *t, const asset *a, cw_task *task);

/* ---- rules (plan_rules.c) ----------------------------------------------------------------- */

/* Whether the agreement lets the unit into every zone that the area touches, and after what delay.
 */
bool rules_agree(const cw_plan_problem *problem, const cw_unit *unit, const rectangle *area,
                 double *delay_s);
bool rules_open_water(const cw_plan_problem *problem, const cw_unit *unit,
                      const cw_pattern *pattern);
/* Distance between two areas, metres; below zero when they overlap. */
double rules_distance(const rectangle *a, const rectangle *b);
bool rules_apart(const cw_plan_problem *problem, const asset *a, const trial *ta, const asset *b,
                 const trial *tb);
bool rules_is_airborne(cw_unit_kind kind);
/* Units that need separation when they are on scene at the same time. */
bool rules_may_meet(const cw_plan_problem *problem, const cw_unit *a, const cw_unit *b);

/* ---- the search (plan_islands.c, plan_start.c, plan_improve.c, plan_share.c)
 * --------------------------------------------------- */

/* Why trials of one unit were refused. */
typedef struct refusal_count {
    size_t by[REFUSED_SHAPE + 1];
    cw_binding limit; /* of the last that had no time */
} refusal_count;

/* One run of the search for a plan; nothing in it is shared with other threads but what is const.
 */
typedef struct planner {
    const cw_plan_problem *problem; /* the caller's with a plane of this planner's own */
    cw_plan_problem own;
    cw_plane *plane;         /* owned */
    const cw_tracks *sample; /* the particles that trials are scored on */
    size_t particles;        /* of the sample */
    const light *darkness;
    const asset *assets; /* one a unit */
    trial *chosen;       /* owned, one a unit; pattern.count 0: none yet */
    float *missed;       /* owned, [unit * particles + particle] */
    float *residual;     /* owned: weight not yet found by the other units */
    double *cumulative;  /* owned: running sum of `residual` where a place is known */
    trial tried;
    sweeper sweeper;
    float *trial_missed;     /* owned: of `tried` */
    float *kept_missed;      /* owned, [2 * particles]: of two units, while their areas are tried */
    refusal_count *refusals; /* owned, one a unit */
    double *step;            /* owned, one a unit: of the local search */
    uint32_t draws;          /* counter of random draws */
    size_t evaluations;
    cw_error *err;
} planner;

/* What is left to find, where it is when a unit searches. */
typedef struct remainder_cloud {
    size_t output; /* of the sample's times, mid search */
    double total;
    cw_xy mean;
    double axis_deg;        /* main axis */
    double long_m, short_m; /* standard deviations along and across it */
} remainder_cloud;

/* Fills p->residual with what all units but one leave (SIZE_MAX: all units). */
void planner_residual(planner *p, size_t except);
/* Moments of the residual in the middle of a unit's time; also fills p->cumulative. */
remainder_cloud planner_look(planner *p, const asset *a);
/* Places all units side by side (plan_start.c); `budget` trials a unit, or until limit_s after
 * start_s (0: none). */
bool planner_start_divided(planner *p, const size_t *order, size_t budget, double start_s,
                           double limit_s);
/* Gives the unit an area like `r`, a little smaller where it must be; false: no room. */
bool planner_settle(planner *p, size_t unit, const rectangle *r);
rectangle rectangle_part(const rectangle *whole, bool lengthwise, double from, double to,
                         double gap_m);
/* Looks for a better area for one unit, the others' held; `budget` trials or until `deadline_s`
 * (monotonic clock; 0: none). */
bool planner_improve(planner *p, size_t unit, size_t budget, double deadline_s);
/* Tries to make room for a unit in the area of another that it must keep clear of (plan_share.c);
 * keeps the result only when the plan as a whole gains. */
bool planner_share(planner *p, size_t unit, size_t budget, double deadline_s);
/* The local search alone, from the area that the unit has. */
bool planner_polish(planner *p, size_t unit, size_t budget, double deadline_s);
bool planner_is_apart(const planner *p, const asset *a, const trial *t);
bool planner_update_missed(planner *p, size_t unit);
double planner_success(const planner *p);
double planner_clock(void);

/* Looks for the units' areas and hands the best found over to the plan's tasks. */
bool planner_run(const cw_plan_problem *problem, cw_plan *plan, cw_error *err);

/* A stratified sample of at most `most` particles, each then of equal weight (sample.c). */
cw_tracks *sample_tracks(const cw_tracks *tracks, size_t most, uint64_t seed, cw_error *err);
void sample_destroy(cw_tracks *sample);

#endif
