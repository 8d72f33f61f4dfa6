/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way round the land: shortest paths (Dijkstra 1959) over a coarse grid whose cells are sea
 * when their centre or one of four points about it is, with steps to 16 neighbours, so that a way
 * in open water comes out at most 2.8 % too long. A berth on land cells is put to sea in the
 * nearest cell that is. Depths and lanes are not known here: it is a least way, not a route.
 */
#include "passage.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_ACROSS = 320, NEIGHBOURS = 16 };

static const int STEP[NEIGHBOURS][2] = {{1, 0},   {0, 1},   {-1, 0}, {0, -1}, {1, 1},  {-1, 1},
                                        {1, -1},  {-1, -1}, {2, 1},  {1, 2},  {-1, 2}, {-2, 1},
                                        {-2, -1}, {-1, -2}, {1, -2}, {2, -1}};

typedef struct entry {
    float way_m;
    uint32_t cell;
} entry;

typedef struct heap {
    entry *items; /* smallest first */
    size_t count, capacity;
} heap;

static bool heap_put(heap *h, entry e) {
    if (!cw_grow(&h->items, &h->capacity, h->count + 1)) return false;
    size_t i = h->count++;
    while (i > 0 && h->items[(i - 1) / 2].way_m > e.way_m) {
        h->items[i] = h->items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    h->items[i] = e;
    return true;
}

static entry heap_take(heap *h) {
    entry first = h->items[0], last = h->items[--h->count];
    size_t i = 0;
    for (size_t child = 1; child < h->count; child = 2 * i + 1) {
        if (child + 1 < h->count && h->items[child + 1].way_m < h->items[child].way_m) child++;
        if (h->items[child].way_m >= last.way_m) break;
        h->items[i] = h->items[child];
        i = child;
    }
    if (h->count > 0) h->items[i] = last;
    return first;
}

static cw_xy middle_of(const passage *p, size_t column, size_t row) {
    return (cw_xy){p->x0_m + ((double)column + 0.5) * p->cell_m,
                   p->y0_m + ((double)row + 0.5) * p->cell_m};
}

/* A narrow channel is not closed by the coarse cell that it crosses. */
static bool is_sea(const passage *p, const cw_landmask *mask, size_t column, size_t row) {
    cw_xy m = middle_of(p, column, row);
    double q = p->cell_m / 3.0;
    return !cw_landmask_is_land(mask, m) || !cw_landmask_is_land(mask, (cw_xy){m.x_m + q, m.y_m})
           || !cw_landmask_is_land(mask, (cw_xy){m.x_m - q, m.y_m})
           || !cw_landmask_is_land(mask, (cw_xy){m.x_m, m.y_m + q})
           || !cw_landmask_is_land(mask, (cw_xy){m.x_m, m.y_m - q});
}

static size_t cell_near(const passage *p, double offset_m, size_t count) {
    double place = floor(offset_m / p->cell_m);
    return place <= 0.0 ? 0 : place >= (double)(count - 1) ? count - 1 : (size_t)place;
}

/* The sea cell nearest to the place, and how far it is; the cells' ways hold -1 for sea and -2 for
 * land here. INFINITY: there is no sea at all. */
static double start_cell(const passage *p, cw_xy from, uint32_t *cell) {
    double best = INFINITY;
    for (size_t r = 0; r < p->rows; r++) {
        for (size_t c = 0; c < p->columns; c++) {
            cw_xy m = middle_of(p, c, r);
            double d = hypot(m.x_m - from.x_m, m.y_m - from.y_m);
            if (p->way_m[r * p->columns + c] < -1.5F || d >= best) continue;
            best = d;
            *cell = (uint32_t)(r * p->columns + c);
        }
    }
    return best;
}

static bool relax(passage *p, heap *h, entry at) {
    int column = (int)(at.cell % p->columns), row = (int)(at.cell / p->columns);
    for (int n = 0; n < NEIGHBOURS; n++) {
        int c = column + STEP[n][0], r = row + STEP[n][1];
        if (c < 0 || r < 0 || c >= (int)p->columns || r >= (int)p->rows) continue;
        uint32_t next = (uint32_t)((size_t)r * p->columns + (size_t)c);
        if (p->way_m[next] < -1.5F) continue; /* land */
        float way = at.way_m + (float)(p->cell_m * hypot(STEP[n][0], STEP[n][1]));
        if (p->way_m[next] >= 0.0F && p->way_m[next] <= way) continue;
        p->way_m[next] = way;
        if (!heap_put(h, (entry){way, next})) return false;
    }
    return true;
}

static bool spread(passage *p, cw_xy from) {
    uint32_t start = 0;
    heap h = {0};
    double way_m = start_cell(p, from, &start);
    if (!isfinite(way_m)) return true;
    p->way_m[start] = (float)way_m;
    bool good = heap_put(&h, (entry){p->way_m[start], start});
    while (good && h.count > 0) {
        entry at = heap_take(&h);
        if (at.way_m <= p->way_m[at.cell]) good = relax(p, &h, at);
    }
    free(h.items);
    return good;
}

static void lay_grid(const cw_landmask *mask, cw_xy from, passage *p) {
    double x1 = mask->x0_m + (double)mask->columns * mask->cell_m,
           y1 = mask->y0_m + (double)mask->rows * mask->cell_m;
    p->x0_m = fmin(mask->x0_m, from.x_m - mask->cell_m);
    p->y0_m = fmin(mask->y0_m, from.y_m - mask->cell_m);
    x1 = fmax(x1, from.x_m + mask->cell_m);
    y1 = fmax(y1, from.y_m + mask->cell_m);
    p->cell_m = fmax(mask->cell_m, fmax(x1 - p->x0_m, y1 - p->y0_m) / MOST_ACROSS);
    p->columns = (size_t)ceil((x1 - p->x0_m) / p->cell_m) + 1;
    p->rows = (size_t)ceil((y1 - p->y0_m) / p->cell_m) + 1;
}

bool passage_create(const cw_landmask *mask, cw_xy from, passage *to, cw_error *err) {
    *to = (passage){0};
    lay_grid(mask, from, to);
    to->way_m = cw_alloc_array(to->columns * to->rows, sizeof *to->way_m);
    if (to->way_m == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < to->columns * to->rows; i++)
        to->way_m[i] = is_sea(to, mask, i % to->columns, i / to->columns) ? -1.0F : -2.0F;
    bool good = spread(to, from);
    for (size_t i = 0; i < to->columns * to->rows; i++)
        if (to->way_m[i] < 0.0F) to->way_m[i] = INFINITY;
    if (good) return true;
    passage_free(to);
    return cw_fail_memory(err);
}

void passage_free(passage *p) {
    free(p->way_m);
    *p = (passage){0};
}

double passage_to(const passage *p, cw_xy at) {
    if (at.x_m < p->x0_m || at.y_m < p->y0_m) return (double)INFINITY;
    size_t column = cell_near(p, at.x_m - p->x0_m, p->columns),
           row = cell_near(p, at.y_m - p->y0_m, p->rows);
    return (double)p->way_m[row * p->columns + column];
}
