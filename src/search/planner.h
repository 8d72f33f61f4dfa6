/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: what the files of the planner share. */
#ifndef CROSSWATCH_SEARCH_PLANNER_H
#define CROSSWATCH_SEARCH_PLANNER_H

#include "search/frames.h"
#include "search/plan_parcel.h"
#include "search/sweeper.h"
#include "search/widths.h"

#include <pthread.h>

/* ---- one unit (plan_asset.c) --------------------------------------------------------------- */

/* What a unit brings, whatever its areas. */
typedef struct asset {
    size_t index;
    const cw_unit *unit;
    width_table widths;
    cw_xy base;          /* where it comes from, in the plane */
    cw_time middle;      /* of its time on scene, with the area at the datum */
    double main_width_m; /* mean over the particles' objects, in the best conditions */
    double effort_m2;    /* W V T by day and night, with the area at the datum; 0: no time there */
    cw_binding binding;  /* with effort 0 */
    bool kept;           /* its areas stand as the problem gives them */
    char reason[160];
    pthread_mutex_t *zones; /* held while zones are asked; NULL: no other thread does */
} asset;

/* Where and when a unit sets out for an area. */
typedef struct departure {
    cw_position at;
    cw_time ready;    /* may set out */
    cw_time launched; /* began the sortie; unused at base */
    bool at_base;
    size_t sortie;
} departure;

/* Limits that hold for a unit that begins at one place and ends at another. */
typedef struct time_slot {
    cw_time under_way, start, end;
    double transit_m, return_m;
    cw_binding binding; /* which limit sets `end` */
} time_slot;

bool asset_prepare(asset *a, const cw_plan_problem *problem, size_t index, const double *shares,
                   cw_error *err);
/* Whether the planner looks for areas for it. */
static inline bool asset_is_free(const asset *a) {
    return a->binding == CW_BOUND_NOTHING && !a->kept;
}
/* At base, when the order has come. */
departure asset_first(const asset *a, const cw_plan_problem *problem);
/* False when there is no time to search; slot->binding then says why. */
bool asset_slot(const asset *a, const cw_plan_problem *problem, const light *darkness,
                const departure *from, double entry_delay_s, cw_xy begin, cw_xy finish,
                time_slot *slot);

/* ---- the areas of one unit (plan_shape.c, plan_fit.c) --------------------------------------- */

/* Why areas were refused. */
typedef enum refusal {
    FITS,
    REFUSED_TIME, /* `binding` says which limit */
    REFUSED_AGREEMENT,
    REFUSED_LAND,
    REFUSED_NEIGHBOUR,
    REFUSED_SHAPE
} refusal;

/* What the optimiser varies of one area. Sizes follow from the time that the unit has. */
typedef struct genes {
    cw_pattern_kind kind; /* ladder (drawn as PS or CS by its aspect), SS, VS or TS */
    cw_xy centre;         /* in the middle of its time */
    double axis_deg, spacing_m;
    double aspect; /* length of a leg to width across the legs (ladder) */
    double fill;   /* share of the time left to the unit that is used */
    int corner;
    size_t frame; /* what it moves with */
    bool refuel;  /* goes to base and sets out again before it */
    double wait;  /* at base before it, as a share of what is left of the window: for light, or for
                     others to have gone */
} genes;

/* All areas of one unit, in the order of time. */
typedef struct programme {
    size_t count;
    genes of[MOST_AREAS];
} programme;

/* One area with its timed pattern. */
typedef struct visit {
    cw_pattern pattern; /* owned */
    rectangle bounds;   /* as laid; it moves with the pattern */
    cw_time under_way, on_scene, off_scene, back;
    double transit_m, return_m, entry_delay_s;
    size_t sortie;
    cw_binding binding;
} visit;

/* A programme made good. */
struct trial {
    programme wanted;
    size_t count; /* 0: none yet */
    visit visits[MOST_AREAS];
    refusal refused;
    size_t at;          /* which area was refused */
    cw_binding binding; /* with REFUSED_TIME */
    double gain;        /* expected success added on the sample; set by the evaluator */
    double slack;       /* how much less than what the unit has it may gain, and still take its
                           place */
};

/* What planning needs to know wherever an area is laid; read by all threads. */
typedef struct sea {
    const cw_plan_problem *problem;
    const light *darkness;
    const frames *frames;
} sea;

/* The pattern that the genes stand for in a time; false: there is none. */
bool shape_pattern(const genes *g, const cw_unit *u, double time_s, cw_pattern_spec *spec);
/* Lays and times the patterns of a programme. trial->refused tells the outcome; false only when out
 * of memory. */
bool trial_fit(trial *t, const asset *a, const sea *s, const programme *wanted);
/* Puts times on one visit's pattern, and cuts it where the unit has to leave to be back in time.
 * Returns the outcome: FITS or REFUSED_TIME. */
refusal visit_time(visit *v, const asset *a, const sea *s, const departure *from);
void trial_free(trial *t);
void visit_to_task(visit *v, const asset *a, cw_task *task);
/* The other way round; the pattern is lent. */
visit visit_of_task(const cw_task *task);
/* A pattern of its own. */
bool pattern_copy(const cw_pattern *from, cw_pattern *to);

/* The most areas of one unit. */
size_t problem_areas(const cw_plan_problem *problem);

/* ---- rules (plan_rules.c) ----------------------------------------------------------------- */

/* Whether the agreement lets the unit into every zone that the area touches, and after what delay.
 */
bool rules_agree(const cw_plan_problem *problem, const cw_unit *unit, const rectangle *area,
                 double *delay_s);
/* Where a visit's area lies at a time, and when its drift next changes after `time` (`end` at the
 * latest). */
rectangle rules_bounds_at(const visit *v, cw_time time);
cw_time rules_next_change(const cw_pattern *p, cw_time time, cw_time end);
/* The same wherever a visit's area drifts to, all the way; zones are asked by one thread at a time.
 */
bool rules_visit_agrees(const cw_plan_problem *problem, const asset *a, visit *v);
/* Each leg by itself. */
bool rules_legs_agree(const cw_plan_problem *problem, const asset *a, const cw_pattern *p);
bool rules_point_agrees(const cw_plan_problem *problem, const asset *a, cw_xy at, cw_time time);
bool rules_open_water(const cw_plan_problem *problem, const cw_unit *unit,
                      const cw_pattern *pattern);
/* plan_apart.c. Distance between two areas, metres; below zero when they overlap. */
double rules_distance(const rectangle *a, const rectangle *b);
/* Whether all areas of two units keep clear of each other while both units are in them. */
bool rules_apart(const cw_plan_problem *problem, const asset *a, const trial *ta, const asset *b,
                 const trial *tb);
/* The same for two areas; patterns are looked at only. */
bool rules_visits_apart(const visit *a, const visit *b, double least_m);
bool rules_is_airborne(cw_unit_kind kind);
/* Units that need separation when they are on scene at the same time. */
bool rules_may_meet(const cw_plan_problem *problem, const cw_unit *a, const cw_unit *b);

/* ---- the search (plan_islands.c, plan_start.c, plan_draw.c, plan_improve.c,
 * plan_chain.c, plan_share.c, plan_grow.c, plan_worth.c)
 * -------------------------------------------------------------------------------- */

/* Why trials of one unit were refused. */
typedef struct refusal_count {
    size_t by[REFUSED_SHAPE + 1];
    cw_binding limit; /* of the last that had no time */
} refusal_count;

enum { WORTH_SPELLS = 12 };

/* What finding each particle of a sample is worth, by when it is found (plan_worth.c). */
typedef struct worth_table {
    size_t spells;               /* 1: when is all one */
    uint32_t ends[WORTH_SPELLS]; /* a spell holds the outputs before its end */
    float *value;                /* owned, [spell * particles + particle] */
} worth_table;
bool worth_create(worth_table *w, const cw_plan_problem *problem, const cw_tracks *sample,
                  cw_error *err);
void worth_free(worth_table *w);

/* The particles that trials are scored on, laid out for it (sample_blocks.c). */
typedef struct planner_sample {
    cw_tracks *tracks; /* owned */
    sample_boxes boxes;
    worth_table worth;
} planner_sample;

/* What is left to find, where it is when a unit searches. */
typedef struct remainder_cloud {
    size_t output; /* of the sample's times */
    double total;
    cw_xy mean;
    double axis_deg;        /* main axis */
    double long_m, short_m; /* standard deviations along and across it */
} remainder_cloud;

/* One run of the search for a plan; nothing in it is shared with other threads but what is const.
 */
typedef struct planner {
    const cw_plan_problem *problem; /* the caller's with a plane of this planner's own */
    cw_plan_problem own;
    cw_plane *plane; /* owned */
    sea sea;
    const cw_tracks *sample;  /* the particles that trials are scored on */
    size_t particles;         /* of the sample */
    const worth_table *worth; /* of the sample */
    const asset *assets;      /* one a unit */
    trial *chosen;            /* owned, one a unit */
    float *missed;      /* owned, [(unit * spells + spell) * particles + particle]: by the end of
                           the spell */
    float *residual;    /* owned, [spell * particles + particle]: worth finding then, when the
                           other units have done their part */
    double *cumulative; /* owned: running sum of what is looked at where a place is known */
    remainder_cloud looked; /* the last look since the residual was filled; total 0: none */
    const float *looked_missed;
    trial tried;
    sweeper sweeper;
    bool smooth;             /* trials are scored by area, not leg by leg */
    float *trial_missed;     /* owned: of `tried` */
    float *kept_missed;      /* owned: of two units, while their areas are tried */
    refusal_count *refusals; /* owned, one a unit */
    double *step;            /* owned, one a unit: of the local search */
    uint32_t draws;          /* counter of random draws */
    size_t evaluations;
    cw_ranks *crew;       /* that work at this together, all in the same state; NULL: one alone */
    parcel sent, arrived; /* owned: trials between them */
    size_t looks;         /* trials laid by this rank */
    cw_error *err;
} planner;

/* An order that a crew has to read, repeat and follow must be worth a thousandth. */
static const double planner_area_cost = 0.001;

/* How many figures one unit has in p->missed, and its first. */
static inline size_t planner_column(const planner *p) {
    return p->worth->spells * p->particles;
}
static inline float *planner_missed(const planner *p, size_t unit) {
    return p->missed + unit * planner_column(p);
}

/* Fills p->residual with what all units but one leave (SIZE_MAX: all units). */
void planner_residual(planner *p, size_t except);
/* What the plan gains by a unit that misses so, with p->residual of the others. */
double planner_gain(const planner *p, const float *missed);
/* Moments of the residual at a time; also fills p->cumulative. `missed`, a unit's column: times
 * this too (NULL: 1). */
remainder_cloud planner_look(planner *p, cw_time time, const float *missed);
/* An area drawn where the people still are (plan_draw.c), with the whole of the time left. */
genes draw_genes(planner *p, const asset *a, const remainder_cloud *c);
/* A programme near the one that the unit has; *changed is the area that was changed. */
programme draw_move(planner *p, const asset *a, const trial *best, double step, size_t *changed);
/* Numbers from 0 to 1 that belong to the next draw, beside those that it throws itself. */
void draw_chances(const planner *p, size_t unit, double u[4]);
cw_time visit_middle(const visit *v);

/* ---- chains of trials (plan_chain.c) -------------------------------------------------------- */

/*
 * A search for one unit is a chain: a trial is drawn from what there is, scored, and takes the
 * place of what the unit has or is refused; the next is drawn from what came out of it. Most are
 * refused, so ranks that share an island look ahead: each draws the next trials as if all before
 * were refused, and scores one of them; all go on from the first that was better, as if the ones
 * behind it had never been drawn (plan_crew.c). The plan is that of one rank, bit for bit, when
 * every search keeps to this:
 *
 * - `draw` makes its trial of the planner's state, of `done` and of one number of p->draws, and of
 *   nothing else: no clock, no address, nothing that an earlier trial left behind (p->tried,
 *   p->sweeper, p->trial_missed, p->cumulative count as left behind; p->looked is what a look would
 *   say again).
 * - It changes nothing but what is left behind, and p->draws by throwing its dice once (further
 *   random numbers come from further steps of that draw). So a rank can draw the seventh trial
 *   without the six before it.
 * - `learn` is told what came out, and changes nothing but p->step of the unit.
 * - A trial that is better changes the unit's p->chosen and its column of p->missed, one that is
 *   refused changes neither. Counts (p->evaluations, p->refusals) are kept by the chain.
 * - The clock is asked only by planner_out_of_time, at places where all ranks of an island pass.
 *
 * What is not a chain (layouts, deals between two units) is done by all ranks of an island alike;
 * they share the scoring of each trial by planner_update_missed.
 */
typedef struct candidate {
    programme wanted;
    size_t changed; /* the area that may be made smaller where it touches what it must not */
    double slack;   /* how much less than what the unit has it may gain; mostly 0 */
} candidate;

typedef struct chain {
    const asset *asset;
    size_t budget;      /* trials */
    double deadline_s;  /* 0: none */
    const trial *from;  /* what is varied; may be the unit's own, which changes on the way */
    size_t at;          /* the area in question; for `draw` */
    double temperature; /* the same (plan_anneal.c) */
    /* The trial after `done` others. False: there is nothing left to look for. */
    bool (*draw)(planner *p, const struct chain *c, size_t done, candidate *next);
    void (*learn)(planner *p, const struct chain *c, bool better); /* NULL: nothing is learned */
} chain;

/* False only on failure. */
bool chain_run(planner *p, const chain *c);

/* All searches below end after `budget` trials or at `deadline_s` (monotonic clock; 0: none). */

/* Places the units side by side (plan_start.c), those that must keep clear of one another or all
 * together; the budget is a unit's. */
bool planner_start_divided(planner *p, const size_t *order, bool together, size_t budget,
                           double deadline_s);
/* Gives the unit's area `at` the place `r`, a little smaller where it must be; the unit's other
 * areas stand. False: no room. */
bool planner_settle(planner *p, size_t unit, const programme *around, size_t at,
                    const rectangle *r);
rectangle rectangle_part(const rectangle *whole, bool lengthwise, double from, double to,
                         double gap_m);
/* Looks for better areas for one unit, the others' held. */
bool planner_improve(planner *p, size_t unit, size_t budget, double deadline_s);
/* Tries to make room for a unit in the area of another that it must keep clear of (plan_share.c);
 * keeps the result only when the plan as a whole gains. */
bool planner_share(planner *p, size_t unit, size_t budget, double deadline_s);
/* Tries one area more for a unit (plan_grow.c); keeps it only when the plan gains. */
bool planner_grow(planner *p, size_t unit, size_t budget, double deadline_s);
/* Takes two units out, one drawn and one near it, and puts them in anew the other way round
 * (plan_share.c); keeps the result only when the plan as a whole gains. */
bool planner_kick(planner *p, size_t budget, double deadline_s);
/* All units' areas together, by simulated annealing (plan_anneal.c). */
bool planner_anneal(planner *p, size_t budget, double deadline_s);
/* Learns the step of the local search. */
void chain_adapt_step(planner *p, const chain *c, bool better);
/* The unit's longest area cut in two, by a share from 0 to 1 in one way or another
 * (plan_grow.c). */
programme draw_cut(planner *p, const trial *has, double way, size_t *changed);
/* The local search alone, from the areas that the unit has. */
bool planner_polish(planner *p, size_t unit, size_t budget, double deadline_s);
/* Tries a programme; where the area `changed` touches what it must not it is tried again smaller.
 * *better: it took the place of what the unit has. False only on failure. */
bool planner_attempt(planner *p, const asset *a, const candidate *next, bool *better);
/* Out of memory where no caller asks: told at the end of the stage. */
void planner_lost(planner *p);
bool planner_is_apart(const planner *p, const asset *a, const trial *t);
bool planner_update_missed(planner *p, size_t unit);
/* A number from 0 to 1 for choices between units. */
double draw_share_of(planner *p, size_t unit);
/* Goes on with other particles, no more than there was room made for; by area or leg by leg. */
bool planner_change_sample(planner *p, const planner_sample *sample, bool smooth);
/* What the planner is after, on the sample: success, or people found alive as a share of the most
 * that could be. */
double planner_value(const planner *p);
double planner_success(const planner *p);
double planner_clock(void);
/* Asked by all ranks of an island at the same places. */
bool planner_out_of_time(planner *p, double deadline_s);

/* Looks for the units' areas and hands the best found over to the plan's tasks. */
bool planner_run(const cw_plan_problem *problem, cw_plan *plan, cw_error *err);

/* A stratified sample of at most `most` particles, each then of equal weight (sample.c). */
cw_tracks *sample_tracks(const cw_tracks *tracks, size_t most, uint64_t seed, cw_error *err);
/* Room for one, with nothing in it. */
cw_tracks *sample_create(size_t particles, size_t times);
void sample_destroy(cw_tracks *sample);

#endif
