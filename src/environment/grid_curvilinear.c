/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Curvilinear grids: latitude and longitude at every node, no projection known. A cell is the
 * quadrilateral of four neighbouring nodes; a position inside is found by undoing the bilinear map
 *
 *     p(s, t) = (1-s)(1-t) p00 + s (1-t) p10 + (1-s) t p01 + s t p11
 *
 * in the tangent plane of the position asked for, with Newton's method. Corners without position
 * (NaN, or the 0, 0 that some models write where land was cut out) make no cell.
 */
#include "grid_kind.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct curvilinear_grid {
    native_grid base;
    size_t nx, ny;
    double *lat, *lon; /* owned */
    grid_bins bins;
} curvilinear_grid;

static void destroy(native_grid *grid) {
    curvilinear_grid *curved = (curvilinear_grid *)grid;
    free(curved->lat);
    free(curved->lon);
    grid_bins_free(&curved->bins);
    free(curved);
}

/* Corners in turn round the cell: 00, 10, 11, 01. */
static int corners(const void *context, size_t cell, size_t node[4]) {
    const curvilinear_grid *curved = context;
    size_t j = cell / (curved->nx - 1), i = cell % (curved->nx - 1);
    node[0] = j * curved->nx + i;
    node[1] = node[0] + 1;
    node[2] = node[0] + curved->nx + 1;
    node[3] = node[0] + curved->nx;
    return 4;
}

/* Solves p(s, t) = 0 for corners x[], y[] in turn; true when 0 lies in the cell. */
static bool inside(const double x[4], const double y[4], double *s, double *t) {
    const double slack = 1e-7;
    *s = *t = 0.5;
    for (int step = 0; step < 30; step++) {
        double a = *s, b = *t;
        double px =
            (1 - a) * (1 - b) * x[0] + a * (1 - b) * x[1] + a * b * x[2] + (1 - a) * b * x[3];
        double py =
            (1 - a) * (1 - b) * y[0] + a * (1 - b) * y[1] + a * b * y[2] + (1 - a) * b * y[3];
        double xs = (1 - b) * (x[1] - x[0]) + b * (x[2] - x[3]);
        double ys = (1 - b) * (y[1] - y[0]) + b * (y[2] - y[3]);
        double xt = (1 - a) * (x[3] - x[0]) + a * (x[2] - x[1]);
        double yt = (1 - a) * (y[3] - y[0]) + a * (y[2] - y[1]);
        double det = xs * yt - xt * ys;
        if (!(fabs(det) > 0.0)) return false;
        double ds = (px * yt - xt * py) / det, dt = (xs * py - px * ys) / det;
        *s -= ds;
        *t -= dt;
        if (!(fabs(*s) < 20.0) || !(fabs(*t) < 20.0)) return false;
        if (fabs(ds) + fabs(dt) < 1e-12) break;
    }
    return *s >= -slack && *s <= 1 + slack && *t >= -slack && *t <= 1 + slack;
}

static double snapped(double fraction) {
    if (fraction < 1e-6) return 0.0;
    return fraction > 1.0 - 1e-6 ? 1.0 : fraction;
}

static bool try_cell(const curvilinear_grid *curved, size_t cell, cw_position at,
                     grid_weights *weights) {
    size_t node[4];
    double x[4], y[4], s, t;
    corners(curved, cell, node);
    for (int k = 0; k < 4; k++) {
        cw_position corner = {curved->lat[node[k]], curved->lon[node[k]]};
        grid_local(at, corner, &x[k], &y[k]);
    }
    if (!inside(x, y, &s, &t)) return false;
    const size_t in_rows[4] = {node[0], node[1], node[3], node[2]};
    grid_weights_bilinear(weights, in_rows, snapped(s), snapped(t));
    return true;
}

static void locate(const native_grid *grid, cw_position at, grid_weights *weights) {
    const curvilinear_grid *curved = (const curvilinear_grid *)grid;
    const uint32_t *cells;
    size_t count = grid_bins_at(&curved->bins, at, &cells);
    for (size_t k = 0; k < count; k++) {
        if (try_cell(curved, cells[k], at, weights)) return;
    }
}

static cw_position node_position(const native_grid *grid, size_t node) {
    const curvilinear_grid *curved = (const curvilinear_grid *)grid;
    return (cw_position){curved->lat[node], curved->lon[node]};
}

/* From the neighbour on the left to the one on the right, as far as there are such. */
static double angle_deg(const native_grid *grid, size_t node) {
    const curvilinear_grid *curved = (const curvilinear_grid *)grid;
    size_t i = node % curved->nx;
    cw_position at = node_position(grid, node);
    size_t left = i > 0 && isfinite(curved->lat[node - 1]) ? node - 1 : node;
    size_t right = i + 1 < curved->nx && isfinite(curved->lat[node + 1]) ? node + 1 : node;
    if (left == right) return NAN;
    return grid_direction_deg(at, node_position(grid, left), node_position(grid, right), 0.0);
}

static double spacing(const curvilinear_grid *curved) {
    size_t cells = (curved->nx - 1) * (curved->ny - 1), stride = cells / 1000 + 1, count = 0;
    double sum = 0.0;
    for (size_t cell = 0; cell < cells; cell += stride) {
        size_t node[4];
        corners(curved, cell, node);
        cw_position at = node_position(&curved->base, node[0]);
        double right = grid_distance_m(at, node_position(&curved->base, node[1]));
        double up = grid_distance_m(at, node_position(&curved->base, node[3]));
        if (!isfinite(right) || !isfinite(up)) continue;
        sum += 0.5 * (right + up);
        count++;
    }
    return count > 0 ? sum / (double)count : 0.0;
}

static void describe(const native_grid *grid, cw_box *box, double *spacing_m, char kind[64]) {
    const curvilinear_grid *curved = (const curvilinear_grid *)grid;
    snprintf(kind, 64, "curvilinear");
    grid_bounds(grid, grid->node_count, NULL, box);
    *spacing_m = spacing(curved);
}

static const grid_operations curvilinear_operations = {destroy, locate, node_position, angle_deg,
                                                       describe};

/* NaN for what is no position; several nodes at exactly 0, 0 are land that was cut out. */
static void clean(curvilinear_grid *curved) {
    size_t zeros = 0;
    for (size_t k = 0; k < curved->base.node_count; k++) {
        bool good = isfinite(curved->lat[k]) && isfinite(curved->lon[k])
                    && fabs(curved->lat[k]) <= 90.001 && fabs(curved->lon[k]) <= 720.0;
        if (!good) curved->lat[k] = curved->lon[k] = NAN;
        zeros += curved->lat[k] == 0.0 && curved->lon[k] == 0.0;
    }
    for (size_t k = 0; k < curved->base.node_count && zeros > 1; k++) {
        if (curved->lat[k] == 0.0 && curved->lon[k] == 0.0)
            curved->lat[k] = curved->lon[k] = NAN;
        else if (isfinite(curved->lon[k]))
            curved->lon[k] = grid_longitude(curved->lon[k]);
    }
}

native_grid *native_grid_curvilinear(const double *lat_deg, const double *lon_deg, size_t ny,
                                     size_t nx, cw_error *err) {
    if (nx < 2 || ny < 2 || nx > GRID_NODES_MOST / ny) {
        cw_fail(err, CW_ERR_INPUT, "the grid has %zu x %zu nodes; 2 x 2 to %zu in all are read", nx,
                ny, GRID_NODES_MOST);
        return NULL;
    }
    curvilinear_grid *curved = calloc(1, sizeof *curved);
    if (curved == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    curved->base.operations = &curvilinear_operations;
    curved->base.node_count = nx * ny;
    curved->nx = nx;
    curved->ny = ny;
    curved->lat = cw_alloc_array(nx * ny, sizeof *curved->lat);
    curved->lon = cw_alloc_array(nx * ny, sizeof *curved->lon);
    if (curved->lat == NULL || curved->lon == NULL) {
        cw_fail_memory(err);
        destroy(&curved->base);
        return NULL;
    }
    memcpy(curved->lat, lat_deg, nx * ny * sizeof *lat_deg);
    memcpy(curved->lon, lon_deg, nx * ny * sizeof *lon_deg);
    clean(curved);
    if (!grid_bins_create(&curved->bins, curved->lat, curved->lon, nx * ny, (nx - 1) * (ny - 1),
                          corners, curved, err)) {
        destroy(&curved->base);
        return NULL;
    }
    return &curved->base;
}
