/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where can they be: particles counted into square cells, smoothed with a Gaussian kernel so that
 * the picture does not depend on which particles were drawn, and the smallest sets of cells that
 * hold 50, 90 and 99 % of the probability (highest density first).
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdlib.h>

static const size_t most_cells = 16u * 1000u * 1000u;
static const double containment[3] = {0.50, 0.90, 0.99};
/* A cell chosen by itself: fine enough for the 90 % circle to hold a few thousand cells. */
static const double cells_in_radius90 = 30.0;
static const double kernel_reach = 4.0; /* in standard deviations; beyond it 6e-5 of the weight */

typedef struct extent {
    double x0, y0, x1, y1;
    size_t count;
} extent;

static bool on_map(const cw_cloud *cloud, size_t i) {
    return isfinite(cloud->x_m[i]) && isfinite(cloud->y_m[i]) && cloud->weight[i] > 0.0f;
}

static extent cloud_extent(const cw_cloud *cloud) {
    extent e = {INFINITY, INFINITY, -INFINITY, -INFINITY, 0};
    for (size_t i = 0; i < cloud->count; i++) {
        if (!on_map(cloud, i)) continue;
        e.x0 = fmin(e.x0, (double)cloud->x_m[i]);
        e.x1 = fmax(e.x1, (double)cloud->x_m[i]);
        e.y0 = fmin(e.y0, (double)cloud->y_m[i]);
        e.y1 = fmax(e.y1, (double)cloud->y_m[i]);
        e.count++;
    }
    return e;
}

static double chosen_cell(const cw_cloud *cloud, const extent *e, cw_error *err) {
    cw_datum datum;
    if (!cw_datum_compute(cloud, &datum, err)) return 0.0;
    double cell = fmax(10.0, datum.radius90_m / cells_in_radius90);
    double needed = (e->x1 - e->x0) / cell * ((e->y1 - e->y0) / cell);
    if (needed > 0.1 * (double)most_cells) cell *= sqrt(needed / (0.1 * (double)most_cells));
    return cell;
}

/* Cells lie on multiples of the cell size, so that maps of several times can be laid over another.
 */
static bool place_grid(cw_probability_map *map, const extent *e, double smooth_m, cw_error *err) {
    double cell = map->cell_m, margin = kernel_reach * smooth_m + cell;
    double first_i = floor((e->x0 - margin) / cell), first_j = floor((e->y0 - margin) / cell);
    double nx = floor((e->x1 + margin) / cell) - first_i + 1.0;
    double ny = floor((e->y1 + margin) / cell) - first_j + 1.0;
    if (!(nx * ny <= (double)most_cells))
        return cw_fail(err, CW_ERR_INPUT,
                       "a map cell of %.1f m would need %.0f cells: choose a "
                       "larger cell",
                       cell, nx * ny);
    map->x0_m = first_i * cell;
    map->y0_m = first_j * cell;
    map->nx = (size_t)nx;
    map->ny = (size_t)ny;
    return true;
}

static void count_cells(cw_probability_map *map, const cw_cloud *cloud) {
    for (size_t i = 0; i < cloud->count; i++) {
        double weight = (double)cloud->weight[i];
        unsigned state = cloud->state ? cloud->state[i] & 3u : CW_ADRIFT;
        if (state == CW_STRANDED)
            map->stranded += weight;
        else if (state == CW_LOST)
            map->lost += weight;
        else if (state == CW_WAITING)
            map->waiting += weight;
        if (!on_map(cloud, i)) continue;
        size_t x = (size_t)(((double)cloud->x_m[i] - map->x0_m) / map->cell_m);
        size_t y = (size_t)(((double)cloud->y_m[i] - map->y0_m) / map->cell_m);
        x = x < map->nx ? x : map->nx - 1;
        y = y < map->ny ? y : map->ny - 1;
        map->probability[y * map->nx + x] += cloud->weight[i];
        map->total += weight;
    }
}

/* One pass of the separable kernel along lines of `count` cells `stride` apart. */
static void smooth_line(float *cells, size_t count, size_t stride, const double *kernel,
                        size_t reach, double *line) {
    for (size_t i = 0; i < count; i++) {
        double value = (double)cells[i * stride];
        if (value == 0.0) continue;
        size_t first = i > reach ? i - reach : 0, last = i + reach < count ? i + reach : count - 1;
        for (size_t k = first; k <= last; k++) line[k] += value * kernel[k > i ? k - i : i - k];
    }
    for (size_t i = 0; i < count; i++) {
        cells[i * stride] = (float)line[i];
        line[i] = 0.0;
    }
}

/* The kernel is normalised over the cells it reaches; the grid's margin holds all of it. */
static bool smooth(cw_probability_map *map, double smooth_m, cw_error *err) {
    size_t reach = (size_t)ceil(kernel_reach * smooth_m / map->cell_m);
    size_t longest = map->nx > map->ny ? map->nx : map->ny;
    double *kernel = cw_alloc_array(reach + 1, sizeof *kernel);
    double *line = cw_alloc_array(longest, sizeof *line);
    bool ok = kernel != NULL && line != NULL;
    double sum = 0.0;
    for (size_t k = 0; ok && k <= reach; k++) {
        double z = (double)k * map->cell_m / smooth_m;
        kernel[k] = exp(-0.5 * z * z);
        sum += k == 0 ? kernel[k] : 2.0 * kernel[k];
    }
    for (size_t k = 0; ok && k <= reach; k++) kernel[k] /= sum;
    for (size_t j = 0; ok && j < map->ny; j++)
        smooth_line(map->probability + j * map->nx, map->nx, 1, kernel, reach, line);
    for (size_t i = 0; ok && i < map->nx; i++)
        smooth_line(map->probability + i, map->ny, map->nx, kernel, reach, line);
    free(kernel);
    free(line);
    return ok || cw_fail_memory(err);
}

static int descending(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x < y) - (x > y);
}

static bool find_thresholds(cw_probability_map *map, cw_error *err) {
    size_t cells = map->nx * map->ny, count = 0;
    float *sorted = cw_alloc_array(cells, sizeof *sorted);
    if (sorted == NULL) return cw_fail_memory(err);
    double sum = 0.0, held = 0.0;
    for (size_t i = 0; i < cells; i++) {
        if (map->probability[i] > 0.0f) sorted[count++] = map->probability[i];
        sum += (double)map->probability[i];
    }
    qsort(sorted, count, sizeof *sorted, descending);
    size_t level = 0;
    for (size_t i = 0; i < count && level < 3; i++) {
        held += (double)sorted[i];
        bool tie = i + 1 < count && sorted[i + 1] == sorted[i];
        while (level < 3 && !tie && (held >= containment[level] * sum || i + 1 == count)) {
            map->threshold[level] = (double)sorted[i];
            map->area_m2[level++] = (double)(i + 1) * map->cell_m * map->cell_m;
        }
    }
    free(sorted);
    return true;
}

static bool fill_map(cw_probability_map *map, const cw_cloud *cloud, double smooth_m,
                     cw_error *err) {
    extent e = cloud_extent(cloud);
    if (e.count == 0) {
        char text[CW_TIME_TEXT];
        return cw_fail(err, CW_NO, "no particle with a weight above zero has a place at %s",
                       cw_time_format(cloud->time, text));
    }
    if (map->cell_m == 0.0) map->cell_m = chosen_cell(cloud, &e, err);
    if (map->cell_m == 0.0 || !place_grid(map, &e, smooth_m, err)) return false;
    map->probability = cw_alloc_array(map->nx * map->ny, sizeof *map->probability);
    if (map->probability == NULL) return cw_fail_memory(err);
    count_cells(map, cloud);
    if (smooth_m > 0.0 && !smooth(map, smooth_m, err)) return false;
    return find_thresholds(map, err);
}

cw_probability_map *cw_probability_map_create(const cw_cloud *cloud, double cell_m, double smooth_m,
                                              cw_error *err) {
    if (!(cell_m >= 0.0) || !(smooth_m >= 0.0) || !isfinite(cell_m) || !isfinite(smooth_m)) {
        cw_fail(err, CW_ERR_INPUT, "the map's cell and smoothing length must not be negative");
        return NULL;
    }
    cw_probability_map *map = calloc(1, sizeof *map);
    if (map == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    map->time = cloud->time;
    map->cell_m = cell_m;
    if (!fill_map(map, cloud, smooth_m, err)) {
        cw_probability_map_destroy(map);
        return NULL;
    }
    return map;
}

void cw_probability_map_destroy(cw_probability_map *map) {
    if (map == NULL) return;
    free(map->probability);
    free(map);
}
