/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patrol: where should we have been waiting? Units of two nations, the risk in space and time, and
 * what an agreement between them lets them do. For the safety of life at sea: being near in time.
 */
#ifndef CROSSWATCH_PATROL_H
#define CROSSWATCH_PATROL_H

#include "search.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ==== solvers ================================================================================ */

/* ---- siting: which of the places to wait at -------------------------------------------------- */

/* Demands are served by the nearest of `open` sites. What "near" costs is the caller's: minutes,
 * or minutes times the risk there. */
typedef struct cw_siting {
    size_t demands, sites;
    const double *cost; /* [site * demands + demand]: finite, at least 0 */
    size_t open;        /* how many sites: 1 to `sites` */
    double grain;       /* every cost is a whole multiple of it; 0: of nothing */
} cw_siting;

typedef struct cw_siting_options {
    uint64_t seed;
    double time_limit_s; /* 0: none. Reached, the answer is what was found so far, with its bound,
                            and depends on the machine */
    size_t most_nodes;   /* of the branch and bound; 0: no limit */
} cw_siting_options;

typedef struct cw_siting_answer {
    size_t *sites; /* ascending; cw_siting_answer_free */
    size_t count;
    double value; /* of these sites */
    double bound; /* no choice is better than this; equal to `value` when proven */
    bool proven;
    size_t nodes; /* of the branch and bound, the root among them */
} cw_siting_answer;

/* The p-median problem: the choice of sites with the least sum over the demands of the cost of the
 * nearest. Lagrangian relaxation of "each demand is served once", local search by interchange,
 * and branch and bound (docs/patrol-solvers.md). Fails on bad input and when memory runs out. */
bool cw_median_solve(const cw_siting *problem, const cw_siting_options *options,
                     cw_siting_answer *answer, cw_error *err);
void cw_siting_answer_free(cw_siting_answer *answer); /* NULL-safe */

/* The maximal covering problem (Church and ReVelle 1974): the choice of `open` sites that covers
 * the most weight. It is the p-median problem in which a demand costs its weight where no open site
 * covers it, and is solved as that; `value` is what is covered, `bound` at least as much. */
typedef struct cw_covering {
    size_t demands, sites;
    const double *weight; /* [demand]: finite, at least 0 */
    const bool *covers;   /* [site * demands + demand] */
    size_t open;
    double grain; /* every weight is a whole multiple of it; 0: of nothing */
} cw_covering;
bool cw_cover_solve(const cw_covering *problem, const cw_siting_options *options,
                    cw_siting_answer *answer, cw_error *err);

/* ---- team orienteering: which places to pass on the way ---------------------------------------
 */

/* `routes` ways from the first node to the last, none longer than `longest`; a node's score counts
 * once. */
typedef struct cw_orienteering {
    size_t nodes;           /* at least 2, at most CW_MOST_STOPS */
    const double *distance; /* [node * nodes + node]: symmetric, finite, at least 0 */
    const double *score;    /* [node]: of the first and last not counted */
    size_t routes;          /* 1 to CW_MOST_ROUTES */
    double longest;
} cw_orienteering;
enum { CW_MOST_STOPS = 2000, CW_MOST_ROUTES = 64 };

typedef struct cw_orienteering_options {
    uint64_t seed;
    size_t islands;      /* searches side by side, whose best is taken; 0: 2 */
    size_t iterations;   /* of each; 0: until the time is over */
    double time_limit_s; /* 0: none, then `iterations` must be given. Reached, the answer depends on
                            the machine */
    int threads;         /* 0: all */
} cw_orienteering_options;

typedef struct cw_orienteering_answer {
    size_t *stops;  /* nodes of route after route, without start and end */
    size_t *first;  /* [routes + 1]: where in `stops` each begins */
    double *length; /* [routes] */
    double score;
    size_t iterations; /* of all islands */
} cw_orienteering_answer;

/* Large neighbourhood search under simulated annealing (docs/patrol-solvers.md); a heuristic,
 * without a bound. Same seed, islands and iterations: same answer, for any number of threads. */
bool cw_orienteering_solve(const cw_orienteering *problem, const cw_orienteering_options *options,
                           cw_orienteering_answer *answer, cw_error *err);
void cw_orienteering_answer_free(cw_orienteering_answer *answer); /* NULL-safe */

/* ---- the schedule: who waits where, hour by hour -----------------------------------------------
 */

enum {
    CW_MOST_SCHEDULE_UNITS = 64,
    CW_MOST_SCHEDULE_HOURS = 168,
    CW_MOST_POSTS = 1024,
    CW_MOST_HELPERS = 4
};
#define CW_NO_RESPONSE SIZE_MAX

/* A unit on a sea graph unrolled in time. In each hour it is on standby at its base, away at a
 * post, or at rest. It leaves at a change of watch, is back before its endurance ends and at the
 * end of the horizon, then rests. */
typedef struct cw_schedule_unit {
    size_t base;         /* a post */
    const double *way_m; /* [post * posts + post]: by sea for a vessel, straight for an aircraft;
                            INFINITY: no way. From one hour to the next it gets as far as one
                            hour of its speed */
    const double *speed_mps; /* [hour]; 0: it does not go in that weather and must be at base */
    const size_t *response;  /* [hour]: which matrix of `responses` holds; CW_NO_RESPONSE: cannot be
                                sent in that hour */
    const bool *may_stand;   /* [hour * posts + post]; NULL: anywhere. Base is always allowed */
    size_t endurance_h;      /* away in one sortie; 0: never leaves */
    size_t crew_h;           /* away over the horizon */
    size_t rest_h;           /* from the hour it comes in, which is the least: not to be sent */
    size_t watch_h;          /* leaves in hours that are multiples of it; 0 and 1: any hour */
} cw_schedule_unit;

/* What is maximised: over hours and cells, the risk times the chance that help is there in time,
 *
 *   sum_t sum_c risk(t, c) * sum_k (1 - busy) busy^(k-1) * p_(k)(t, c)
 *
 * with p_(k) the k-th largest of the units' chances: the k-th best comes when those before it are
 * taken (with the same chance `busy` each, whatever the others do: Daskin 1983); less `move_cost`
 * for each change of post within a sortie and `sortie_cost` for each sortie, which keep the roster
 * one that a person can read. */
typedef struct cw_schedule_problem {
    size_t posts, cells, hours;
    const double *risk;             /* [hour * cells + cell], expected incidents, at least 0 */
    const double *const *responses; /* each [post * cells + cell]: chances, 0 to 1 */
    size_t response_count;
    const cw_schedule_unit *units;
    size_t unit_count;
    double busy;    /* 0 to below 1 */
    size_t helpers; /* how many of the best count: 1 to CW_MOST_HELPERS; with busy = 0: 1 */
    double move_cost, sortie_cost; /* expected incidents reached in time, at least 0 */
} cw_schedule_problem;

typedef struct cw_schedule_options {
    uint64_t seed;
    size_t steps;        /* of the bound; 0: 300 */
    size_t rounds;       /* of the search; 0: 100 */
    double time_limit_s; /* 0: none. Reached, the answer depends on the machine */
    double enough;       /* stops at a gap of this share; 0: goes on */
    int threads;         /* 0: all */
    /* A schedule to begin from, as in the answer, checked; the answer is no worse. NULL: none. The
     * one under a narrower agreement or with fewer units keeps a comparison in order. */
    const uint16_t *from_post;
    const uint8_t *from_state;
} cw_schedule_options;

typedef enum cw_duty_state { CW_STANDBY, CW_AWAY, CW_RESTING } cw_duty_state;

typedef struct cw_schedule_answer {
    uint16_t *post; /* [unit * hours + hour]; the base when not away */
    uint8_t *state; /* [unit * hours + hour], cw_duty_state */
    double covered; /* expected incidents reached in time, the sum above without the costs */
    double value;   /* with the costs: what is maximised */
    double bound;   /* no schedule has a higher value */
    double risk;    /* expected incidents, all */
    size_t steps, rounds;
} cw_schedule_answer;

/* Lagrangian relaxation with one longest path a unit for the bound, exact best responses of unit
 * after unit for the schedule (docs/patrol-solvers.md). Same seed, steps and rounds: the same
 * answer for any number of threads. */
bool cw_schedule_solve(const cw_schedule_problem *problem, const cw_schedule_options *options,
                       cw_schedule_answer *answer, cw_error *err);
void cw_schedule_answer_free(cw_schedule_answer *answer); /* NULL-safe */
/* What any schedule is worth; fails, naming unit, hour and reason, where it cannot be done. */
bool cw_schedule_evaluate(const cw_schedule_problem *problem, const uint16_t *post,
                          const uint8_t *state, double *covered, double *value, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
