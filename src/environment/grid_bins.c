/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bin index over cells whose corners lie anywhere: curvilinear quadrilaterals and triangles.
 *
 * The raster has about one bin for two cells. Two passes over the cells (count, then fill) make one
 * compact list. Longitudes are counted from the side opposite to the data's mean direction, so that
 * only a grid that really goes round the Earth meets the seam; there the columns close the circle.
 * A cell whose corners turn once round a pole holds the pole, and goes into every column.
 */
#include "grid_kind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct extent {
    double south, north, west, east; /* west within one turn of bins->west, east >= west */
} extent;

static double step_deg(double from, double to) {
    return grid_longitude(to - from + 360.0);
}

/* Bounds of a cell with a margin for great-circle sides; false when it is no cell. */
static bool cell_extent(const double *lat, const double *lon, const size_t *node, int corners,
                        double origin, extent *e) {
    double first = lon[node[0]], at = 0.0, turned = 0.0, low = 0.0, high = 0.0;
    e->south = e->north = lat[node[0]];
    for (int k = 0; k < corners; k++) {
        size_t here = node[k], next = node[(k + 1) % corners];
        if (!isfinite(lat[here]) || !isfinite(lon[here])) return false;
        e->south = fmin(e->south, lat[here]);
        e->north = fmax(e->north, lat[here]);
        double step = step_deg(lon[here], lon[next]);
        turned += step;
        at += step;
        low = fmin(low, at);
        high = fmax(high, at);
    }
    double margin_lat = 0.05 * (e->north - e->south) + 1e-9 + 1e-3 * (high - low);
    double margin_lon = 0.05 * (high - low) + 1e-9;
    if (fabs(turned) > 180.0) {
        e->north = e->north > 0.0 ? 90.0 : e->north + margin_lat;
        e->south = e->south < 0.0 ? -90.0 : e->south - margin_lat;
        e->west = origin;
        e->east = origin + 360.0;
        return true;
    }
    e->south -= margin_lat;
    e->north += margin_lat;
    double west = fmod(first + low - margin_lon - origin, 360.0);
    if (west < 0.0) west += 360.0;
    e->west = origin + west;
    e->east = e->west + (high - low) + 2.0 * margin_lon;
    return e->east - e->west < 180.0;
}

/* The longitude opposite to the mean direction of all nodes. */
static double seam(const double *lat, const double *lon, size_t nodes) {
    double x = 0.0, y = 0.0;
    for (size_t i = 0; i < nodes; i++) {
        if (!isfinite(lat[i]) || !isfinite(lon[i])) continue;
        x += cos(cw_radians(lon[i]));
        y += sin(cw_radians(lon[i]));
    }
    return cw_degrees(atan2(y, x)) - 180.0;
}

typedef struct builder {
    grid_bins *bins;
    const double *lat, *lon;
    double origin;
    grid_corners corners;
    const void *context;
    size_t cells;
} builder;

static bool builder_extent(const builder *b, size_t cell, extent *e) {
    size_t node[4];
    int count = b->corners(b->context, cell, node);
    return count >= 3 && cell_extent(b->lat, b->lon, node, count, b->origin, e);
}

static size_t measure(const builder *b, extent *all) {
    size_t valid = 0;
    *all = (extent){90.0, -90.0, 1e9, -1e9};
    for (size_t cell = 0; cell < b->cells; cell++) {
        extent e;
        if (!builder_extent(b, cell, &e)) continue;
        valid++;
        all->south = fmin(all->south, e.south);
        all->north = fmax(all->north, e.north);
        all->west = fmin(all->west, e.west);
        all->east = fmax(all->east, e.east);
    }
    return valid;
}

/* A raster of about `wanted` bins over everything. */
static void shape(grid_bins *bins, const extent *all, double wanted, double origin) {
    double width = all->east - all->west, height = all->north - all->south;
    bins->around = all->east > origin + 360.0 || width >= 359.0;
    bins->west = bins->around ? origin : all->west;
    if (bins->around) width = 360.0;
    bins->south = all->south;
    double side = sqrt(width * height / fmin(fmax(1.0, wanted), 1e8));
    side = fmax(side, fmax(width, height) / 20000.0);
    bins->columns = (size_t)fmax(1.0, ceil(width / side));
    bins->rows = (size_t)fmax(1.0, ceil(height / side));
    bins->column_deg = width / (double)bins->columns;
    bins->row_deg = height / (double)bins->rows;
}

static size_t clamp_index(double at, size_t count) {
    return at <= 0.0 ? 0 : at >= (double)count ? count - 1 : (size_t)at;
}

typedef struct window { /* bins that a cell touches */
    size_t first_row, last_row, first_column, columns;
} window;

static window window_of(const grid_bins *bins, const extent *e) {
    double c0 = floor((e->west - bins->west) / bins->column_deg);
    double c1 = floor((e->east - bins->west) / bins->column_deg);
    window w;
    w.first_row = clamp_index((e->south - bins->south) / bins->row_deg, bins->rows);
    w.last_row = clamp_index((e->north - bins->south) / bins->row_deg, bins->rows);
    w.first_column = clamp_index(c0, bins->columns);
    w.columns = (size_t)(c1 - c0) + 1;
    if (w.columns > bins->columns) w.columns = bins->columns;
    return w;
}

/* Visits the bins of a cell: counts them, or writes the cell into them. */
static void visit(const builder *b, size_t cell, const extent *e, bool write) {
    grid_bins *bins = b->bins;
    window w = window_of(bins, e);
    for (size_t r = w.first_row; r <= w.last_row; r++) {
        for (size_t k = 0; k < w.columns; k++) {
            size_t c = w.first_column + k;
            if (c >= bins->columns && !bins->around) break;
            /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): k < columns, which is not 0 */
            size_t bin = r * bins->columns + c % bins->columns;
            if (write)
                bins->cell[bins->start[bin + 1]++] = (uint32_t)cell;
            else
                bins->start[bin + 2]++;
        }
    }
}

/* How many entries the lists would have. */
static double entries(const builder *b) {
    double sum = 0.0;
    for (size_t cell = 0; cell < b->cells; cell++) {
        extent e;
        if (!builder_extent(b, cell, &e)) continue;
        window w = window_of(b->bins, &e);
        sum += (double)(w.last_row - w.first_row + 1) * (double)w.columns;
    }
    return sum;
}

/* About one bin for two cells; fewer when cells are so large (or so senseless) that the lists would
 * grow beyond 30 entries a cell. */
static void choose_raster(const builder *b, const extent *all, size_t valid) {
    double wanted = 0.5 * (double)valid;
    shape(b->bins, all, wanted, b->origin);
    while (b->bins->rows * b->bins->columns > 1 && entries(b) > 30.0 * (double)valid + 1000.0) {
        wanted *= 0.1;
        if (wanted < 1.0) {
            b->bins->rows = b->bins->columns = 1;
            b->bins->column_deg = b->bins->around ? 360.0 : all->east - all->west;
            b->bins->row_deg = all->north - all->south;
            return;
        }
        shape(b->bins, all, wanted, b->origin);
    }
}

static void visit_all(const builder *b, bool write) {
    for (size_t cell = 0; cell < b->cells; cell++) {
        extent e;
        if (builder_extent(b, cell, &e)) visit(b, cell, &e, write);
    }
}

bool grid_bins_create(grid_bins *bins, const double *lat_deg, const double *lon_deg, size_t nodes,
                      size_t cells, grid_corners corners, const void *context, cw_error *err) {
    memset(bins, 0, sizeof *bins);
    builder b = {bins, lat_deg, lon_deg, seam(lat_deg, lon_deg, nodes), corners, context, cells};
    extent all;
    size_t valid = measure(&b, &all);
    if (valid == 0) {
        return cw_fail(err, CW_ERR_INPUT, "the grid has no cell with positions at all its corners");
    }
    choose_raster(&b, &all, valid);
    size_t count = bins->rows * bins->columns;
    /* start[] is built two places ahead, so that filling leaves each bin's first entry in place */
    bins->start = cw_alloc_array(count + 2, sizeof *bins->start);
    if (bins->start == NULL) return cw_fail_memory(err);
    visit_all(&b, false);
    for (size_t i = 1; i < count + 2; i++) bins->start[i] += bins->start[i - 1];
    bins->cell = cw_alloc_array(bins->start[count + 1] + 1, sizeof *bins->cell);
    if (bins->cell == NULL) return cw_fail_memory(err);
    visit_all(&b, true);
    return true;
}

void grid_bins_free(grid_bins *bins) {
    free(bins->start);
    free(bins->cell);
    memset(bins, 0, sizeof *bins);
}

size_t grid_bins_at(const grid_bins *bins, cw_position at, const uint32_t **cells) {
    double row = (at.lat_deg - bins->south) / bins->row_deg;
    double east = fmod(at.lon_deg - bins->west, 360.0);
    if (east < 0.0) east += 360.0;
    double column = east / bins->column_deg;
    if (!(row >= 0.0 && row <= (double)bins->rows)) return 0;
    if (!(column >= 0.0 && column <= (double)bins->columns)) return 0;
    size_t bin = clamp_index(row, bins->rows) * bins->columns + clamp_index(column, bins->columns);
    *cells = bins->cell + bins->start[bin];
    return bins->start[bin + 1] - bins->start[bin];
}
