/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: the state of the search for the best effort density. */
#ifndef CROSSWATCH_SEARCH_BOUND_SOLVER_H
#define CROSSWATCH_SEARCH_BOUND_SOLVER_H

#include "search/bound.h"

typedef struct bound_solver {
    const cw_plan_problem *problem;
    bound_grid grid;
    bound_unit *units; /* owned, as all below */
    bound_law *law;
    bool random;
    size_t particles, objects;
    size_t *first;                 /* [period]: where its cells begin in the columns of all cells */
    size_t cells;                  /* of all periods */
    double *weight;                /* [particle], sums to 1 */
    double *covered;               /* [particle]: H; laws with a lateral range only */
    double *slope;                 /* [particle]: w b'(H) */
    double *mean_slope, mean_rest; /* of the planes of the sweeps so far */
    const double *summed;          /* slopes that are being summed */
    double *effort;                /* [unit * cells + first + cell]: seconds */
    double *sum;                   /* [(first + cell) * objects + object]: of the slopes */
    double *moving;                /* the same, of slope times the particle's own speed */
    double *price;                 /* [unit * periods + period]: of a second, as last filled */
    double *worth;                 /* [period], scratch */
    double *scratch;               /* (4 + 2 objects) columns of most_cells */
    size_t most_cells;
    /* Units that cannot stay for the whole window: one price for all periods; 0: not such a unit,
     * or not yet known. What they took at it, and how that falls with its logarithm. */
    double *unit_price, *total_s, *fall;
    double *step, *over; /* of the price; what was taken too much a sweep ago */
} bound_solver;

/* Lays all effort anew, period by period (bound_sweep.c). */
void bound_sweep(bound_solver *s, size_t number);
double bound_success(const bound_solver *s);
/* What no effort exceeds, from the slopes at the present one, at which `reached` (no less than its
 * success) is gained (bound_gap.c). */
double bound_upper(bound_solver *s, double reached, size_t sweep);
/* By which all effort has to be multiplied to be within what the units may do; at most 1. */
double bound_feasible_share(const bound_solver *s);

/* Coverage a second of a unit at a particle of this object that does not move; one that moves is
 * seen with the relative speed, at most the sum of the two: factor (1 + its speed / search speed).
 */
double bound_rate(const bound_solver *s, size_t unit, size_t period, size_t object);

#endif
