/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: effort in cells and periods, for the bound on all plans. */
#ifndef CROSSWATCH_SEARCH_BOUND_H
#define CROSSWATCH_SEARCH_BOUND_H

#include "search/planner.h"

/* One period: an output interval of the tracks, or the part of it within the search window. */
typedef struct bound_period {
    cw_time from, to;
    size_t output;     /* the interval's first */
    size_t cell_count; /* cells that hold a particle */
    uint32_t *cells;   /* owned: their places, row * columns + column */
    int32_t *cell_of;  /* owned, one a particle: index into `cells`; -1: no place */
    uint32_t *order;   /* owned: particles with a place, cell by cell */
    uint32_t *begin;   /* owned: where in `order` each cell begins; cell_count + 1 */
    float *speed_mps;  /* owned, one a particle: its own speed; NULL: not needed */
} bound_period;

/* Where the particles are, cut into cells. */
typedef struct bound_grid {
    const cw_tracks *tracks;
    double x0_m, y0_m, cell_m;
    size_t columns;
    bound_period *periods; /* owned */
    size_t period_count;
} bound_grid;

/* What a unit may do: none of it depends on a plan. */
typedef struct bound_unit {
    asset asset;
    double budget_s;    /* on scene in all */
    double *capacity_s; /* owned, one a period: on scene in it */
    double *light;      /* owned, one a period: factor to the sweep width */
    uint8_t **reaches;  /* owned, [period][cell]: 1 where it may search then */
} bound_unit;

/* The best split of some seconds among the cells of one period (bound_fill.c). In a cell x seconds
 * gain the sum over its particles of weight * b(H + rate x). */
typedef struct fill_problem {
    const bound_period *period;
    const uint8_t *reaches;                /* one a cell */
    const double *weight, *covered, *rate; /* one a particle; covered without this effort */
    bool exponential; /* b(H) = 1 - exp(-H); else min(1, H) with its corner rounded */
    double seconds;
    struct fill_terms *terms; /* scratch, one a cell; see fill_terms_size */
} fill_problem;
size_t fill_terms_size(void);
/* Slope of the law at a coverage, and what it gains. */
double bound_slope(bool exponential, double covered);
double bound_gained(bool exponential, double covered);
extern const double bound_corner; /* the rounded law lies at most a quarter of it below min(1, H) */
/* Writes the seconds of each cell (the values there are first guesses). */
void bound_fill(const fill_problem *f, double *seconds);

bool bound_grid_make(bound_grid *g, const cw_plan_problem *problem, const cw_tracks *tracks,
                     double cell_m, cw_error *err);
void bound_grid_free(bound_grid *g);
bool bound_unit_make(bound_unit *u, const bound_grid *g, const cw_plan_problem *problem,
                     size_t index, const light *darkness, cw_error *err);
void bound_unit_free(bound_unit *u, const bound_grid *g);

#endif
