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

#ifdef __cplusplus
}
#endif
#endif
