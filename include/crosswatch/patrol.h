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

#ifdef __cplusplus
}
#endif
#endif
