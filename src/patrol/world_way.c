/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways by sea between cells: straight where no land lies between, else the shortest way over the
 * grid (Dijkstra 1959, steps to 16 neighbours: at most 2.8 % longer than the true way in open
 * water, and straight lines are used there). Kept for the few places where units wait.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>

enum { STEPS = 16 };
static const int step_x[STEPS] = {1, 1, 0, -1, -1, -1, 0, 1, 2, 1, -1, -2, -2, -1, 1, 2};
static const int step_y[STEPS] = {0, 1, 1, 1, 0, -1, -1, -1, 1, 2, 2, 1, -1, -2, -2, -1};

static double straight_m(const cw_patrol_world *w, size_t a, size_t b) {
    cw_xy p = cw_patrol_cell_centre(w, a), q = cw_patrol_cell_centre(w, b);
    return hypot(p.x_m - q.x_m, p.y_m - q.y_m);
}

/* ---- a heap of cells by way ------------------------------------------------------------------ */

typedef struct entry {
    float way_m;
    uint32_t cell;
} entry;

typedef struct heap {
    entry *items;
    size_t count, capacity;
} heap;

static bool push(heap *h, entry e) {
    if (!cw_grow(&h->items, &h->capacity, h->count + 1)) return false;
    size_t i = h->count++;
    for (; i > 0 && h->items[(i - 1) / 2].way_m > e.way_m; i = (i - 1) / 2)
        h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = e;
    return true;
}

static entry pop(heap *h) {
    entry top = h->items[0], last = h->items[--h->count];
    size_t i = 0;
    for (size_t k = 1; k < h->count; k = 2 * i + 1) {
        if (k + 1 < h->count && h->items[k + 1].way_m < h->items[k].way_m) k++;
        if (h->items[k].way_m >= last.way_m) break;
        h->items[i] = h->items[k];
        i = k;
    }
    h->items[i] = last;
    return top;
}

/* ---- ways ------------------------------------------------------------------------------------ */

/* Whether a straight way enters closed water after the cell where it begins; looked at every
 * quarter of a cell. */
static bool is_closed_to(const cw_patrol_world *w, const bool *closed, size_t from, size_t to) {
    if (closed == NULL) return false;
    cw_xy a = cw_patrol_cell_centre(w, from), b = cw_patrol_cell_centre(w, to);
    double steps = ceil(4.0 * straight_m(w, from, to) / w->cell_m);
    for (double k = 1.0; k <= steps; k++) {
        double x = a.x_m + k / steps * (b.x_m - a.x_m), y = a.y_m + k / steps * (b.y_m - a.y_m);
        size_t i = (size_t)((x - w->x0_m) / w->cell_m), j = (size_t)((y - w->y0_m) / w->cell_m);
        if (j * w->nx + i != from && closed[j * w->nx + i]) return true;
    }
    return false;
}

/* The neighbour in one of the directions; SIZE_MAX off the grid, on land, or behind land. */
static size_t neighbour(const cw_patrol_world *w, size_t cell, int k) {
    long i = (long)(cell % w->nx) + step_x[k], j = (long)(cell / w->nx) + step_y[k];
    if (i < 0 || j < 0 || i >= (long)w->nx || j >= (long)w->ny) return SIZE_MAX;
    size_t next = (size_t)j * w->nx + (size_t)i;
    return w->sea[next] && world_clear(w, cell, next) ? next : SIZE_MAX;
}

static bool spread(const cw_patrol_world *w, const bool *closed, heap *h, entry at, float *way_m) {
    for (int k = 0; k < STEPS; k++) {
        size_t next = neighbour(w, at.cell, k);
        if (next == SIZE_MAX || is_closed_to(w, closed, at.cell, next)) continue;
        float way = at.way_m + (float)(w->cell_m * hypot(step_x[k], step_y[k]));
        if (way >= way_m[next]) continue;
        way_m[next] = way;
        if (!push(h, (entry){way, (uint32_t)next})) return false;
    }
    return true;
}

bool world_ways(const cw_patrol_world *w, size_t from, const bool *closed, float *way_m,
                cw_error *err) {
    heap h = {0};
    for (size_t c = 0; c < w->cells; c++) way_m[c] = INFINITY;
    way_m[from] = 0.0f;
    bool good = push(&h, (entry){0.0f, (uint32_t)from});
    while (good && h.count > 0) {
        entry at = pop(&h);
        if (at.way_m <= way_m[at.cell]) good = spread(w, closed, &h, at, way_m);
    }
    free(h.items);
    if (!good) return cw_fail_memory(err);
    for (size_t c = 0; c < w->cells; c++)
        if (isfinite(way_m[c]) && world_clear(w, from, c) && !is_closed_to(w, closed, from, c))
            way_m[c] = (float)straight_m(w, from, c);
    return true;
}

bool cw_patrol_place(cw_patrol_world *w, size_t cell, size_t *place, cw_error *err) {
    for (*place = 0; *place < w->place_count; (*place)++)
        if (w->place_cell[*place] == cell) return true;
    if (w->place_count == w->place_capacity) {
        size_t more = w->place_capacity * 2 + 16;
        size_t *cells = realloc(w->place_cell, more * sizeof *cells);
        if (cells != NULL) w->place_cell = cells;
        float *ways = cells != NULL ? realloc(w->way_m, more * w->cells * sizeof *ways) : NULL;
        if (ways == NULL) return cw_fail_memory(err);
        w->way_m = ways;
        w->place_capacity = more;
    }
    if (!world_ways(w, cell, NULL, w->way_m + *place * w->cells, err)) return false;
    w->place_cell[w->place_count++] = cell;
    return true;
}

double cw_patrol_way_m(const cw_patrol_world *w, size_t place, size_t cell, bool aircraft) {
    if (aircraft) return straight_m(w, w->place_cell[place], cell);
    return (double)w->way_m[place * w->cells + cell];
}
