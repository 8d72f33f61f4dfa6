/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which node with a value is nearest to each node without one: models end a cell or two before the
 * shore, where people drift too. An exact Euclidean distance transform in time proportional to the
 * nodes: first the nearest in each row, then, column by column, the lower envelope of the parabolas
 * (row - r)^2 + (distance in row r)^2 (Felzenszwalb and Huttenlocher, Distance Transforms of
 * Sampled Functions, Theory of Computing 8, 2012). The mask of land is mostly the same at all
 * times, so the answer is kept until the mask changes.
 */
#include "forcing_fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t NOWHERE = UINT32_MAX;

bool forcing_fill_create(forcing_fill *fill, size_t nx, size_t ny, cw_error *err) {
    size_t nodes = nx * ny;
    *fill = (forcing_fill){.nx = nx, .ny = ny};
    fill->valid = cw_alloc_array(nodes, sizeof *fill->valid);
    fill->nearest = cw_alloc_array(nodes, sizeof *fill->nearest);
    fill->square = cw_alloc_array(nodes, sizeof *fill->square);
    fill->row_nearest = cw_alloc_array(nodes, sizeof *fill->row_nearest);
    fill->seat = cw_alloc_array(ny + 1, sizeof *fill->seat);
    fill->border = cw_alloc_array(ny + 1, sizeof *fill->border);
    if (fill->valid != NULL && fill->nearest != NULL && fill->square != NULL
        && fill->row_nearest != NULL && fill->seat != NULL && fill->border != NULL) {
        return true;
    }
    forcing_fill_destroy(fill);
    return cw_fail_memory(err);
}

void forcing_fill_destroy(forcing_fill *fill) {
    free(fill->valid);
    free(fill->nearest);
    free(fill->square);
    free(fill->row_nearest);
    free(fill->seat);
    free(fill->border);
    *fill = (forcing_fill){0};
}

/* ---- the transform --------------------------------------------------------------------------- */

/* Nearest column with a value in one row, from the left and then from the right. */
static void search_row(forcing_fill *fill, size_t row) {
    const uint8_t *valid = &fill->valid[row * fill->nx];
    uint32_t *nearest = &fill->row_nearest[row * fill->nx];
    uint32_t last = NOWHERE;
    for (size_t i = 0; i < fill->nx; i++) {
        if (valid[i]) last = (uint32_t)i;
        nearest[i] = last;
    }
    last = NOWHERE;
    for (size_t i = fill->nx; i-- > 0;) {
        if (valid[i]) last = (uint32_t)i;
        if (last == NOWHERE) continue;
        if (nearest[i] == NOWHERE || last - i < i - nearest[i]) nearest[i] = last;
    }
}

static double row_square(const forcing_fill *fill, size_t column, size_t row) {
    double d = (double)column - (double)fill->row_nearest[row * fill->nx + column];
    return d * d;
}

/* Where the parabola of row b takes over from that of row a < b. */
static double crossing(const forcing_fill *fill, size_t column, size_t a, size_t b) {
    double ra = (double)a, rb = (double)b;
    return ((row_square(fill, column, b) + rb * rb) - (row_square(fill, column, a) + ra * ra))
           / (2.0 * (rb - ra));
}

/* The rows whose parabolas make up the lower envelope of a column; returns how many. */
static size_t envelope(forcing_fill *fill, size_t column) {
    size_t count = 0;
    for (size_t row = 0; row < fill->ny; row++) {
        if (fill->row_nearest[row * fill->nx + column] == NOWHERE) continue;
        double from = -INFINITY;
        while (count > 0) {
            from = crossing(fill, column, fill->seat[count - 1], row);
            if (from > fill->border[count - 1]) break;
            count--;
        }
        fill->seat[count] = row;
        fill->border[count] = count > 0 ? from : -INFINITY;
        count++;
    }
    return count;
}

static void search_column(forcing_fill *fill, size_t column) {
    size_t count = envelope(fill, column), k = 0;
    for (size_t row = 0; row < fill->ny && count > 0; row++) {
        while (k + 1 < count && fill->border[k + 1] < (double)row) k++;
        size_t from = fill->seat[k], node = row * fill->nx + column;
        double rows = (double)row - (double)from;
        fill->nearest[node] =
            (uint32_t)(from * fill->nx) + fill->row_nearest[from * fill->nx + column];
        fill->square[node] = rows * rows + row_square(fill, column, from);
    }
}

/* ---- use ------------------------------------------------------------------------------------- */

void forcing_fill_learn(forcing_fill *fill, const cw_vector *values) {
    size_t nodes = fill->nx * fill->ny, count = 0;
    bool same = fill->known;
    for (size_t i = 0; i < nodes; i++) {
        uint8_t valid = isfinite(values[i].east) && isfinite(values[i].north);
        if (valid != fill->valid[i]) same = false;
        fill->valid[i] = valid;
        count += valid;
    }
    if (same) return;
    fill->known = true;
    fill->valid_count = count;
    if (count == nodes || count == 0) return;
    for (size_t row = 0; row < fill->ny; row++) search_row(fill, row);
    for (size_t column = 0; column < fill->nx; column++) search_column(fill, column);
}

static cw_vector stand_in(const forcing_fill *fill, size_t node, double reach_square,
                          cw_beyond beyond, const cw_vector *values) {
    bool any = fill->valid_count > 0;
    bool near = any && fill->square[node] <= reach_square;
    if (near || (any && beyond == CW_BEYOND_HOLD)) return values[fill->nearest[node]];
    if (beyond == CW_BEYOND_ZERO) return (cw_vector){0.0, 0.0};
    return (cw_vector){NAN, NAN};
}

void forcing_fill_apply(const forcing_fill *fill, double reach_cells, cw_beyond beyond,
                        cw_vector *values) {
    size_t nodes = fill->nx * fill->ny;
    double reach_square = reach_cells * reach_cells;
    if (fill->valid_count == nodes) return;
    for (size_t i = 0; i < nodes; i++) {
        if (!fill->valid[i]) values[i] = stand_in(fill, i, reach_square, beyond, values);
    }
}
