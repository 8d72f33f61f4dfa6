/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: the p-median problem's parts. Sites are numbers below `sites`; a choice is a list
 * of `open` of them. */
#ifndef CROSSWATCH_PATROL_MEDIAN_H
#define CROSSWATCH_PATROL_MEDIAN_H

#include <crosswatch/patrol.h>

/* ---- local search (median_search.c) ------------------------------------------------------------
 */

/* A choice of sites, and for each demand its nearest and second nearest of them. */
typedef struct median_choice {
    const cw_siting *problem;
    size_t *open;           /* [problem->open] */
    bool *is_open;          /* [sites] */
    size_t *nearest;        /* [demands]: place in `open` */
    double *first, *second; /* [demands]: costs of the nearest two; second INFINITY with one site */
    double *loss;           /* [open]: of closing each, while a candidate is looked at */
    double value;
} median_choice;

median_choice *median_choice_create(const cw_siting *problem, cw_arena *arena);
/* Takes the sites on; `sites` must be different. */
void median_choose(median_choice *choice, const size_t *sites);
/* Interchanges one open site for one closed until no interchange is better. */
void median_descend(median_choice *choice);
/* A start: each site opened is the one that lowers the value most. */
void median_greedy(median_choice *choice);
/* Interchanges `count` sites by chance: draw number `number` of the seed. */
void median_shake(median_choice *choice, size_t count, uint64_t seed, uint32_t number);

/* ---- the bound (median_bound.c)
 * ------------------------------------------------------------------
 */

/* The Lagrangian relaxation at one node: some sites are open for certain, some are out. */
typedef struct median_node {
    size_t *fixed; /* open for certain */
    size_t fixed_count;
    size_t *free; /* may be open */
    size_t free_count;
} median_node;

typedef struct median_lagrange {
    const cw_siting *problem;
    double *price;      /* [demands]: the multipliers */
    double *best_price; /* that gave `bound` */
    double *slope;      /* [demands]: the subgradient */
    double *worth;      /* [sites]: what a site brings at the last prices, <= 0 */
    double *best_worth; /* at best_price */
    size_t *order;      /* free sites of the node, those chosen first */
    size_t *chosen;     /* [open]: the sites that the relaxation opens */
    double bound;
} median_lagrange;

median_lagrange *median_lagrange_create(const cw_siting *problem, cw_arena *arena);

/* Called with each choice that the relaxation makes; returns the best value known, so that steps
 * have a length and the search can end when the bound has passed it. */
typedef double (*median_found)(void *context, const size_t *chosen);

/* Raises the bound by at most `steps` steps along the subgradient from the prices there are.
 * Afterwards `bound`, `best_price`, `best_worth` are of the best step. Ends early when the bound
 * is above `enough` (a function of the best value) or the step has become short. */
void median_raise(median_lagrange *l, const median_node *node, size_t steps, median_found found,
                  void *context);
/* The bound above which a node holds nothing better than `best`. */
double median_enough(const cw_siting *problem, double best);
/* Moves sites of the node between free, fixed and out, where the bound with the opposite would be
 * above `best`. */
void median_fix(const median_lagrange *l, median_node *node, double best);

#endif
