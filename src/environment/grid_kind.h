/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the native grids: what a kind of grid provides, and the tools the kinds share (one axis, a
 * bin index over cells, directions on the sphere). Each kind puts `struct native_grid` first in a
 * struct of its own. */
#ifndef CROSSWATCH_ENVIRONMENT_GRID_KIND_H
#define CROSSWATCH_ENVIRONMENT_GRID_KIND_H

#include "grid.h"

/* Twice the global grid of 0.05 degrees; stops a damaged header from asking for all memory
 * (positions and two frames of a GRIB grid of that size take 2.4 GB). */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define GRID_NODES_MOST ((size_t)200000)
#else
#define GRID_NODES_MOST ((size_t)50000000)
#endif

typedef struct grid_operations {
    void (*destroy)(native_grid *grid);
    void (*locate)(const native_grid *grid, cw_position at, grid_weights *weights);
    cw_position (*node)(const native_grid *grid, size_t node);
    double (*angle_deg)(const native_grid *grid, size_t node);
    void (*describe)(const native_grid *grid, cw_box *box, double *spacing_m, char kind[64]);
} grid_operations;

struct native_grid {
    const grid_operations *operations;
    size_t node_count;
};

/* ---- one axis (grid_axes.c) ------------------------------------------------------------------ */

typedef struct grid_axis {
    double *value; /* owned; strictly monotone, unwrapped when periodic */
    size_t count;
    double sign;   /* 1 ascending, -1 descending */
    bool periodic; /* degrees of longitude */
    bool wraps;    /* the last cell closes the circle */
    bool uniform;  /* value[i] = value[0] + i step within rounding */
    bool even;     /* the same within a thousandth of a step (single precision) */
    double step;   /* mean, signed */
} grid_axis;

/* Copies and checks; `what` names the axis in errors ("latitude axis"). */
bool grid_axis_create(grid_axis *axis, const double *value, size_t count, bool periodic,
                      const char *what, cw_error *err);
void grid_axis_free(grid_axis *axis);
/* Cell [*index, *next] and the fraction in it; false outside. */
bool grid_axis_find(const grid_axis *axis, double at, size_t *index, size_t *next,
                    double *fraction);
/* Bilinear weights from two cells; row-major nodes of `columns`. Weights of zero are left out. */
void grid_weights_bilinear(grid_weights *weights, const size_t node[4], double s, double t);

/* ---- bins over cells (grid_bins.c) ----------------------------------------------------------- */

/* Which cells (quadrilaterals or triangles) may hold a position: a regular raster in longitude and
 * latitude; each bin lists the cells whose bounds touch it. Handles the date line and the poles. */
typedef struct grid_bins {
    double south, west, row_deg, column_deg;
    size_t rows, columns;
    bool around;    /* columns close the circle */
    size_t *start;  /* owned, rows * columns + 1 */
    uint32_t *cell; /* owned */
} grid_bins;

/* Corner nodes of a cell: writes at most 4 node indices and returns how many (0: no such cell). */
typedef int (*grid_corners)(const void *context, size_t cell, size_t node[4]);

bool grid_bins_create(grid_bins *bins, const double *lat_deg, const double *lon_deg, size_t nodes,
                      size_t cells, grid_corners corners, const void *context, cw_error *err);
void grid_bins_free(grid_bins *bins);
size_t grid_bins_at(const grid_bins *bins, cw_position at, const uint32_t **cells);

/* ---- on the sphere (grid.c) ------------------------------------------------------------------ */

/* Where `to` lies seen from `from`: east and north components of the orthographic projection, in
 * Earth radii. Exact enough inside one cell, and free of the pole and the date line. */
void grid_local(cw_position from, cw_position to, double *east, double *north);
double grid_distance_m(cw_position a, cw_position b);
/* Longitude moved to [-180, 180). */
double grid_longitude(double lon_deg);
/* Bounds of the positions of nodes pick(grid, 0 .. count-1) (pick NULL: the node itself); `west` to
 * `east` is the shortest arc that holds all. */
typedef size_t (*grid_pick)(const native_grid *grid, size_t k);
void grid_bounds(const native_grid *grid, size_t count, grid_pick pick, cw_box *box);
/* The largest distance of a grid's corners and middle from these ny x nx positions. */
double grid_mismatch_m(const native_grid *grid, const double *lat, const double *lon, size_t ny,
                       size_t nx);
double grid_spacing_m(const native_grid *grid);
/* Direction from a to b at `at`, degrees counter-clockwise from east, with the ellipsoid's e^2. */
double grid_direction_deg(cw_position at, cw_position a, cw_position b, double e2);

#endif
