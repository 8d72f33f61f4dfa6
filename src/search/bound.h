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
    uint32_t *some;    /* owned: where in `order` each cell's part of the first sweeps ends */
    float *speed_mps;  /* owned, one a particle: relative to the frame (bound_frames.c) in which
                          it is fastest; NULL: not needed */
    uint8_t *object;   /* owned, one a particle */
} bound_period;

/* Where the particles are, cut into cells. */
typedef struct bound_grid {
    const cw_tracks *tracks;
    double x0_m, y0_m, cell_m;
    size_t columns;
    bound_period *periods; /* owned */
    size_t period_count;
    size_t stride; /* the first sweeps go by particles 0, stride, 2 stride... */
} bound_grid;

/* What a unit may do: none of it depends on a plan. */
typedef struct bound_unit {
    asset asset;
    double budget_s;    /* on scene in all */
    double *capacity_s; /* owned, one a period: at full light on scene in it */
    double *light;      /* owned, one a period: factor to the sweep width, at its best */
    uint8_t **reaches;  /* owned, [period][cell]: 1 where it may search then */
    double ends; /* what the ends of its tracks see beyond their length, in squares of the sweep
                    width; no lateral range: 0 */
} bound_unit;

/* ---- what coverage is worth (bound_law.c) --------------------------------------------------- */

enum { BOUND_NODES = 4096 };
typedef struct bound_law { /* slopes at even steps of coverage, and their integral */
    double step, per_step;
    double slope[BOUND_NODES + 1], value[BOUND_NODES + 1];
} bound_law;
extern const double bound_corner; /* of the definite range, rounded: see bound_law.c */
bound_law *bound_law_create(cw_detection_law law); /* free() releases it; NULL: no memory */
void bound_law_fill(bound_law *b, cw_detection_law law, double corner); /* with another corner */

/* Which step a coverage (zero or more) is in; *part: how far, from 0 to 1. */
static inline size_t bound_node(const bound_law *b, double coverage, double *part) {
    double place = coverage * b->per_step;
    place = place < BOUND_NODES - 1e-9 ? place : BOUND_NODES - 1e-9;
    size_t k = (size_t)place;
    *part = place - (double)k;
    return k;
}

/* Slope, and how fast it falls. */
static inline double bound_slope(const bound_law *b, double coverage, double *bend) {
    double part, fall;
    size_t k = bound_node(b, coverage, &part);
    fall = b->slope[k] - b->slope[k + 1];
    *bend = fall * b->per_step;
    return b->slope[k] - part * fall;
}

static inline double bound_gained(const bound_law *b, double coverage) {
    double part;
    size_t k = bound_node(b, coverage, &part);
    double more = b->slope[k + 1] - b->slope[k];
    return b->value[k] + b->step * part * (b->slope[k] + 0.5 * part * more);
}

/* ---- one period of one unit (bound_fill.c) --------------------------------------------------- */

/* `sum` is for the random law: in a cell x seconds are worth sum rate exp(-rate x), over objects.
 * NULL: only `worth` at the present seconds and its fall with them, `bend`, are known. */
typedef struct fill_problem {
    size_t cell_count, objects;
    const uint8_t *reaches; /* one a cell */
    const double *worth;    /* of a further second; with `sum`: of the first */
    const double *sum;      /* [cell * objects + object]: weight not yet found by others */
    const double *rate;     /* one an object: coverage a second */
    const double *present, *bend;
    double steepest; /* the highest rate */
} fill_problem;
/* Splits the wanted seconds; returns the price. `guess`: a price to begin from, or 0. */
double bound_fill(const fill_problem *f, double wanted, double guess, double *seconds);
/* Fills up to a price; returns the seconds that takes, and how they fall with its logarithm. */
double bound_fill_price(const fill_problem *f, double price, double *seconds, double *fall);

/* ---- periods, cells (bound_grid.c) and units (bound_unit.c)
 * ---------------------------------------------------- */

bool bound_grid_make(bound_grid *g, const cw_plan_problem *problem, const cw_tracks *tracks,
                     double cell_m, cw_error *err);
void bound_grid_free(bound_grid *g);
bool bound_unit_make(bound_unit *u, const bound_grid *g, const cw_plan_problem *problem,
                     size_t index, const light *darkness, cw_error *err);
/* Which of the cells a place is among; cells are sorted. */
int32_t bound_find_cell(const uint32_t *cells, size_t count, uint32_t cell);
void bound_unit_free(bound_unit *u, const bound_grid *g);

#endif
