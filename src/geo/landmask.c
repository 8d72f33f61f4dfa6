/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Land as bits. Polygons are filled row by row with the even-odd rule at the cells' centres: the
 * crossings of a row's middle line with all ring sides, sorted, are where land begins and ends. A
 * coarse grid beside it says where land is near; see cw_landmask in geo.h.
 */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdlib.h>

/* 2^31 cells are 256 MiB of bits: a whole sea at 50 m. */
static const double MOST_CELLS = 2147483648.0;

typedef struct crossing {
    uint32_t row;
    double x;
} crossing;

typedef struct crossings {
    crossing *list;
    size_t count, capacity;
} crossings;

static bool add_crossing(crossings *c, size_t row, double x, cw_error *err) {
    void *list = c->list;
    if (!cw_grow(&list, &c->capacity, sizeof *c->list, c->count + 1)) return cw_fail_memory(err);
    c->list = list;
    c->list[c->count++] = (crossing){(uint32_t)row, x};
    return true;
}

/* A side meets a row's middle line when its ends lie on different sides of it; the half-open rule
 * counts a shared end once. */
static bool add_side(const cw_landmask *m, cw_xy a, cw_xy b, crossings *c, cw_error *err) {
    if (!(isfinite(a.x_m) && isfinite(a.y_m) && isfinite(b.x_m) && isfinite(b.y_m))) return true;
    if (a.y_m > b.y_m) {
        cw_xy swap = a;
        a = b;
        b = swap;
    }
    double first = ceil((a.y_m - m->y0_m) / m->cell_m - 0.5);
    double last = ceil((b.y_m - m->y0_m) / m->cell_m - 0.5);
    if (last <= 0.0 || first >= (double)m->rows) return true;
    size_t row = first < 0.0 ? 0 : (size_t)first;
    size_t end = last > (double)m->rows ? m->rows : (size_t)last;
    for (; row < end; row++) {
        double y = m->y0_m + ((double)row + 0.5) * m->cell_m;
        double x = a.x_m + (b.x_m - a.x_m) * (y - a.y_m) / (b.y_m - a.y_m);
        if (!add_crossing(c, row, x, err)) return false;
    }
    return true;
}

static int by_row_and_x(const void *a, const void *b) {
    const crossing *p = a, *q = b;
    if (p->row != q->row) return p->row < q->row ? -1 : 1;
    return (p->x > q->x) - (p->x < q->x);
}

static bool collect(const cw_landmask *m, const cw_coast *coast, const cw_plane *plane,
                    crossings *c, cw_error *err) {
    for (size_t r = 0; r < coast->ring_count; r++) {
        const cw_coast_ring *ring = &coast->rings[r];
        const cw_position *p = coast->points + ring->first;
        if (ring->count == 0) continue;
        cw_xy before = cw_plane_forward(plane, p[0]);
        for (size_t i = 1; i < ring->count; i++) {
            cw_xy here = cw_plane_forward(plane, p[i]);
            if (!add_side(m, before, here, c, err)) return false;
            before = here;
        }
    }
    return true;
}

static void set_land(cw_landmask *m, size_t row, size_t column) {
    m->bits[row * m->words_per_row + column / 32] |= UINT32_C(1) << (column % 32);
}

/* Cells whose centre lies in [x0, x1). */
static void fill_span(cw_landmask *m, size_t row, double x0, double x1) {
    double first = ceil((x0 - m->x0_m) / m->cell_m - 0.5);
    double last = ceil((x1 - m->x0_m) / m->cell_m - 0.5);
    if (first < 0.0) first = 0.0;
    if (last > (double)m->columns) last = (double)m->columns;
    for (double i = first; i < last; i += 1.0) set_land(m, row, (size_t)i);
}

static void fill(cw_landmask *m, const crossings *c) {
    for (size_t i = 0; i + 1 < c->count; i += 2) {
        if (c->list[i].row != c->list[i + 1].row) {
            i--; /* a torn polygon left an odd crossing; take up again in the next row */
            continue;
        }
        fill_span(m, c->list[i].row, c->list[i].x, c->list[i + 1].x);
    }
}

/* A coarse square is near land when a square of its 3 x 3 neighbourhood holds land; squares are at
 * least near_m wide, so land outside the neighbourhood is farther than near_m. */
static bool mark_near(cw_landmask *m, double near_m, cw_error *err) {
    double per = ceil(near_m / m->cell_m);
    size_t cells = per < 1.0 ? 1 : (size_t)per;
    m->near_m = near_m;
    m->near_cell_m = (double)cells * m->cell_m;
    m->near_columns = (m->columns + cells - 1) / cells;
    m->near_rows = (m->rows + cells - 1) / cells;
    m->near = cw_alloc_array(m->near_columns * m->near_rows, 1);
    if (m->near == NULL) return cw_fail_memory(err);
    for (size_t row = 0; row < m->rows; row++) {
        for (size_t word = 0; word < m->words_per_row; word++) {
            uint32_t bits = m->bits[row * m->words_per_row + word];
            for (; bits != 0; bits &= bits - 1) {
                size_t i = (word * 32 + (size_t)__builtin_ctz(bits)) / cells, j = row / cells;
                size_t left = i > 0 ? i - 1 : 0, below = j > 0 ? j - 1 : 0;
                for (size_t y = below; y <= j + 1 && y < m->near_rows; y++) {
                    for (size_t x = left; x <= i + 1 && x < m->near_columns; x++) {
                        m->near[y * m->near_columns + x] = 1;
                    }
                }
            }
        }
    }
    return true;
}

static cw_landmask *empty_mask(double x0_m, double y0_m, double x1_m, double y1_m, double cell_m,
                               cw_error *err) {
    double columns = ceil((x1_m - x0_m) / cell_m), rows = ceil((y1_m - y0_m) / cell_m);
    if (!(cell_m > 0.0) || !(columns >= 1.0) || !(rows >= 1.0) || columns * rows > MOST_CELLS) {
        cw_fail(err, CW_ERR_INPUT, "a land mask of %g x %g m with cells of %g m cannot be made",
                x1_m - x0_m, y1_m - y0_m, cell_m);
        return NULL;
    }
    cw_landmask *m = calloc(1, sizeof *m);
    if (m == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    m->x0_m = x0_m;
    m->y0_m = y0_m;
    m->cell_m = cell_m;
    m->columns = (size_t)columns;
    m->rows = (size_t)rows;
    m->words_per_row = (m->columns + 31) / 32;
    m->bits = cw_alloc_array(m->rows * m->words_per_row, sizeof *m->bits);
    if (m->bits != NULL) return m;
    cw_fail_memory(err);
    cw_landmask_destroy(m);
    return NULL;
}

cw_landmask *cw_landmask_create(const cw_coast *coast, const cw_plane *plane, double x0_m,
                                double y0_m, double x1_m, double y1_m, double cell_m, double near_m,
                                cw_error *err) {
    cw_landmask *m = empty_mask(x0_m, y0_m, x1_m, y1_m, cell_m, err);
    if (m == NULL) return NULL;
    crossings c = {0};
    bool done = collect(m, coast, plane, &c, err);
    if (done) {
        if (c.count > 0) qsort(c.list, c.count, sizeof *c.list, by_row_and_x);
        fill(m, &c);
        done = mark_near(m, near_m, err);
    }
    free(c.list);
    if (done) return m;
    cw_landmask_destroy(m);
    return NULL;
}

void cw_landmask_destroy(cw_landmask *mask) {
    if (mask == NULL) return;
    free(mask->bits);
    free(mask->near);
    free(mask);
}

static bool land_cell(const cw_landmask *m, int64_t column, int64_t row) {
    bool inside = column >= 0 && row >= 0 && column < (int64_t)m->columns && row < (int64_t)m->rows;
    if (!inside) return false;
    uint32_t word = m->bits[(size_t)row * m->words_per_row + (size_t)column / 32];
    return (word >> ((size_t)column % 32) & 1) != 0;
}

/* Beyond any mask; keeps the cast to a whole number defined. */
static int64_t cell_of(double offset_m, double cell_m) {
    double c = floor(offset_m / cell_m);
    return c > -1e15 && c < 1e15 ? (int64_t)c : INT64_C(-1000000000000000);
}

bool cw_landmask_is_land(const cw_landmask *mask, cw_xy point) {
    return land_cell(mask, cell_of(point.x_m - mask->x0_m, mask->cell_m),
                     cell_of(point.y_m - mask->y0_m, mask->cell_m));
}

/* One axis of the walk: the next border is met at `next` (0 at a, 1 at b), then every `step`. */
typedef struct axis {
    int64_t cell, move;
    double next, step;
} axis;

static axis axis_of(double from_m, double to_m, double cell_m) {
    axis a = {.cell = cell_of(from_m, cell_m), .next = INFINITY, .step = INFINITY};
    double length = to_m - from_m;
    if (length == 0.0) return a;
    a.move = length > 0.0 ? 1 : -1;
    double border = ((double)a.cell + (length > 0.0 ? 1.0 : 0.0)) * cell_m;
    a.next = (border - from_m) / length;
    a.step = cell_m / fabs(length);
    return a;
}

bool cw_landmask_crossing(const cw_landmask *mask, cw_xy a, cw_xy b, cw_xy *shore) {
    *shore = a;
    if (cw_landmask_is_land(mask, a)) return true;
    if (!isfinite(b.x_m) || !isfinite(b.y_m)) return false;
    axis x = axis_of(a.x_m - mask->x0_m, b.x_m - mask->x0_m, mask->cell_m);
    axis y = axis_of(a.y_m - mask->y0_m, b.y_m - mask->y0_m, mask->cell_m);
    for (;;) {
        axis *nearer = x.next <= y.next ? &x : &y;
        double at = nearer->next;
        if (at > 1.0) return false;
        nearer->cell += nearer->move;
        nearer->next += nearer->step;
        if (!land_cell(mask, x.cell, y.cell)) continue;
        /* Stop a thousandth of a cell short of the border, so that rounding leaves it at sea. */
        double length = hypot(b.x_m - a.x_m, b.y_m - a.y_m);
        double stop = at - 1e-3 * mask->cell_m / length;
        if (stop < 0.0) stop = 0.0;
        shore->x_m = a.x_m + (b.x_m - a.x_m) * stop;
        shore->y_m = a.y_m + (b.y_m - a.y_m) * stop;
        return true;
    }
}
