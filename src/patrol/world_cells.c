/* SPDX-License-Identifier: Apache-2.0 */
/* One plane, and cells of sea in it: where they are, and which of them join the open water. */
#include "world.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_CELLS = 40000, EDGE_PIECES = 16 };

cw_xy cw_patrol_cell_centre(const cw_patrol_world *w, size_t cell) {
    return (cw_xy){w->x0_m + ((double)(cell % w->nx) + 0.5) * w->cell_m,
                   w->y0_m + ((double)(cell / w->nx) + 0.5) * w->cell_m};
}

size_t cw_patrol_cell_at(const cw_patrol_world *w, cw_position at) {
    cw_xy p = cw_plane_forward(w->plane, at);
    double i = floor((p.x_m - w->x0_m) / w->cell_m), j = floor((p.y_m - w->y0_m) / w->cell_m);
    if (!(i >= 0.0 && j >= 0.0 && i < (double)w->nx && j < (double)w->ny)) return SIZE_MAX;
    return (size_t)j * w->nx + (size_t)i;
}

/* ---- plane and cells ------------------------------------------------------------------------ */

static bool make_plane(cw_patrol_world *w, cw_error *err) {
    const cw_box *box = &w->plan->box;
    cw_position middle = {0.5 * (box->south_deg + box->north_deg),
                          0.5 * (box->west_deg + box->east_deg)};
    w->plane = cw_plane_create(middle, err);
    if (w->plane == NULL) return false;
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int i = 0; i < (EDGE_PIECES + 1) * (EDGE_PIECES + 1); i++) {
        double a = (double)(i % (EDGE_PIECES + 1)) / EDGE_PIECES,
               b = (double)(i / (EDGE_PIECES + 1)) / EDGE_PIECES;
        cw_position p = {box->south_deg + b * (box->north_deg - box->south_deg),
                         box->west_deg + a * (box->east_deg - box->west_deg)};
        cw_xy q = cw_plane_forward(w->plane, p);
        x0 = fmin(x0, q.x_m), x1 = fmax(x1, q.x_m), y0 = fmin(y0, q.y_m), y1 = fmax(y1, q.y_m);
    }
    w->cell_m = w->plan->cell_m;
    /* On whole cells from the plane's origin, as the maps of report/ are. */
    w->x0_m = floor(x0 / w->cell_m) * w->cell_m;
    w->y0_m = floor(y0 / w->cell_m) * w->cell_m;
    double nx = ceil((x1 - w->x0_m) / w->cell_m), ny = ceil((y1 - w->y0_m) / w->cell_m);
    if (!(nx >= 1.0 && ny >= 1.0 && nx * ny <= MOST_CELLS))
        return cw_fail(err, CW_ERR_INPUT,
                       "%s, cell: the area has %.0f cells of this size, at most %d will do",
                       w->plan->path, nx * ny, MOST_CELLS);
    w->nx = (size_t)nx, w->ny = (size_t)ny, w->cells = w->nx * w->ny;
    return true;
}

static bool make_coast(cw_patrol_world *w, const char *cache_dir, cw_error *err) {
    const cw_patrol_plan *plan = w->plan;
    const double margin_deg = 0.2;
    if (plan->open_sea) return true;
    cw_box box = {plan->box.south_deg - margin_deg, plan->box.west_deg - margin_deg,
                  plan->box.north_deg + margin_deg, plan->box.east_deg + margin_deg};
    w->coast = cw_coast_load(plan->coast_path, box, cache_dir, err);
    if (w->coast == NULL) return cw_error_prefix(err, "%s, coast", plan->path);
    w->mask = cw_landmask_create(
        w->coast, w->plane, w->x0_m, w->y0_m, w->x0_m + (double)w->nx * w->cell_m,
        w->y0_m + (double)w->ny * w->cell_m, plan->mask_cell_m, plan->mask_cell_m * 4.0, err);
    return w->mask != NULL || cw_error_prefix(err, "%s, coast", plan->path);
}

bool world_clear(const cw_patrol_world *w, size_t a, size_t b) {
    cw_xy shore;
    return w->mask == NULL
           || !cw_landmask_crossing(w->mask, cw_patrol_cell_centre(w, a),
                                    cw_patrol_cell_centre(w, b), &shore);
}

/* Marks with `mark` all cells of water that join `from`; how many there are. */
static size_t flood(const cw_patrol_world *w, size_t from, uint32_t mark, uint32_t *piece,
                    size_t *stack) {
    size_t depth = 0, count = 0;
    stack[depth++] = from;
    piece[from] = mark;
    while (depth > 0) {
        size_t cell = stack[--depth], i = cell % w->nx, j = cell / w->nx;
        size_t next[4] = {i > 0 ? cell - 1 : cell, i + 1 < w->nx ? cell + 1 : cell,
                          j > 0 ? cell - w->nx : cell, j + 1 < w->ny ? cell + w->nx : cell};
        count++;
        for (int k = 0; k < 4; k++) {
            if (!w->sea[next[k]] || piece[next[k]] != 0 || !world_clear(w, cell, next[k])) continue;
            piece[next[k]] = mark;
            stack[depth++] = next[k];
        }
    }
    return count;
}

/* Water that does not join the largest piece is a lake, a dock or a corner of the grid. */
static bool keep_largest(cw_patrol_world *w, cw_error *err) {
    uint32_t *piece = calloc(w->cells + 1, sizeof *piece), mark = 0, best = 0;
    size_t *stack = cw_alloc_array(w->cells, sizeof *stack), most = 0;
    bool good = piece != NULL && stack != NULL;
    for (size_t c = 0; good && c < w->cells; c++) {
        if (!w->sea[c] || piece[c] != 0) continue;
        size_t count = flood(w, c, ++mark, piece, stack);
        if (count > most) most = count, best = mark;
    }
    for (size_t c = 0; good && c < w->cells; c++) w->sea[c] = w->sea[c] && piece[c] == best;
    free(piece);
    free(stack);
    if (!good) return cw_fail_memory(err);
    return most > 0 || cw_fail(err, CW_ERR_INPUT, "%s, area: there is no sea in it", w->plan->path);
}

static bool make_sea(cw_patrol_world *w, cw_error *err) {
    w->sea = cw_alloc_array(w->cells, sizeof *w->sea);
    if (w->sea == NULL) return cw_fail_memory(err);
    for (size_t c = 0; c < w->cells; c++)
        w->sea[c] = w->mask == NULL || !cw_landmask_is_land(w->mask, cw_patrol_cell_centre(w, c));
    return keep_largest(w, err);
}

size_t world_sea_near(const cw_patrol_world *w, cw_position at) {
    cw_xy p = cw_plane_forward(w->plane, at);
    double least = 2.0 * w->cell_m;
    size_t best = SIZE_MAX;
    for (size_t c = 0; c < w->cells; c++) {
        cw_xy q = cw_patrol_cell_centre(w, c);
        double d = hypot(q.x_m - p.x_m, q.y_m - p.y_m);
        if (!w->sea[c] || d > least) continue;
        least = d;
        best = c;
    }
    return best;
}

cw_patrol_world *world_water(const cw_patrol_plan *plan, const char *cache_dir, cw_error *err) {
    cw_patrol_world *w = calloc(1, sizeof *w);
    if (w == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    w->plan = plan;
    if (make_plane(w, err) && make_coast(w, cache_dir, err) && make_sea(w, err)) return w;
    cw_patrol_world_destroy(w);
    return NULL;
}

void cw_patrol_world_destroy(cw_patrol_world *w) {
    if (w == NULL) return;
    for (size_t i = 0; w->regions != NULL && i < w->plan->region_count; i++)
        cw_zone_destroy(w->regions[i]);
    for (size_t k = 0; w->layers != NULL && k < w->plan->kind_count; k++) {
        free(w->layers[k].share);
        free(w->layers[k].up_to);
        free(w->layers[k].per_hour);
    }
    free(w->regions);
    free(w->layers);
    free(w->sea);
    free(w->closed);
    free(w->night);
    free(w->stream_mps);
    free(w->survival);
    free(w->nations);
    free(w->nation);
    free(w->owner);
    free(w->place_cell);
    free(w->way_m);
    free(w->base_cell);
    free(w->speed_mps);
    cw_landmask_destroy(w->mask);
    cw_coast_destroy(w->coast);
    cw_plane_destroy(w->plane);
    free(w);
}
