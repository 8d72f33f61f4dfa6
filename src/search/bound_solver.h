/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: the state of the search for the best effort density. */
#ifndef CROSSWATCH_SEARCH_BOUND_SOLVER_H
#define CROSSWATCH_SEARCH_BOUND_SOLVER_H

#include "search/bound.h"

/* Laws with a lateral range: what the particles of one object in one cell say to all units; v is
 * their own speed (bound_ranged.c). */
typedef struct bound_model {
    double worth, worth_v, bend, bend_v, bend_vv;
    double covered, covered_v; /* laid since the particles were told, by which it grows with v */
} bound_model;

typedef struct bound_solver {
    const cw_plan_problem *problem;
    bound_grid grid;
    bound_unit *units; /* owned, as all below */
    bound_law *law;
    bool random;
    bool some; /* the sweeps go by some of the particles only */
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
    bound_model *model;            /* [cell * objects + object], of one period */
    double *scratch;               /* (4 + 2 objects) columns of most_cells */
    size_t most_cells;
    /* Units that cannot stay for the whole window: one price for all periods; 0: not such a unit,
     * or not yet known. What they took at it, and how that falls with its logarithm. */
    double *unit_price, *total_s, *fall;
    double *step, *over; /* of the price; what was taken too much a sweep ago */
} bound_solver;

/* ---- the sweep (bound_sweep.c) --------------------------------------------------------------- */

/* Lays all effort anew, period by period. */
void bound_sweep(bound_solver *s, size_t number);
/* From now on by all particles; they are told of the effort. */
void bound_go_by_all(bound_solver *s);
/* Tells the particles of the effort afresh. */
void bound_tell(bound_solver *s);
double bound_success(const bound_solver *s);
/* Coverage a second of a unit at a particle of this object that does not move; one that moves is
 * seen with the relative speed, at most the sum of the two: factor (1 + its speed / search speed).
 */
double bound_rate(const bound_solver *s, size_t unit, size_t period, size_t object);
/* Whether the unit does anything in the period. */
bool bound_works(const bound_solver *s, size_t u, size_t p);
/* How much of a period a unit takes: at the price of a unit that must choose its periods, or all
 * the time there is; or in the first sweeps an even share of its endurance. */
void bound_split(bound_solver *s, size_t u, size_t p, const fill_problem *f, bool even,
                 double *seconds);
/* Where the particles of a cell end that the sweeps go by. */
static inline uint32_t bound_end(const bound_solver *s, const bound_period *period, size_t cell) {
    return s->some ? period->some[cell] : period->begin[cell + 1];
}
double *bound_column(bound_solver *s, size_t k);      /* scratch: a value a cell; 4 of them */
double *bound_wide_column(bound_solver *s, size_t k); /* a value a cell and object; 2 of them */

void bound_random_period(bound_solver *s, size_t p, bool even); /* bound_random.c */
void bound_random_tell(bound_solver *s);
void bound_ranged_period(bound_solver *s, size_t p, bool even); /* bound_ranged.c */
void bound_ranged_tell(bound_solver *s);

/* ---- the gap (bound_gap.c) ------------------------------------------------------------------- */

/* What no effort exceeds, from the slopes at the present one, at which `reached` (no less than its
 * success) is gained. */
double bound_upper(bound_solver *s, double reached, size_t sweep);
/* By which all effort has to be multiplied to be within what the units may do; at most 1. */
double bound_feasible_share(const bound_solver *s);
/* Multiplies each unit's effort by what makes it feasible. */
void bound_make_feasible(bound_solver *s);

#endif
