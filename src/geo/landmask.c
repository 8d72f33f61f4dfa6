/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Land as bits. Polygons are filled row by row at the cells' centres. Each ring on its own follows
 * the even-odd rule: its crossings with a row's middle line, sorted, are in turn where it begins
 * and ends. Rings are then counted together, a land ring as +1 and a lake as -1, and a cell is land
 * where the count is above 0: polygons that overlap, as those of a vector file may, add up to land
 * and never cancel to sea. A coarse grid beside it says where land is near; see cw_landmask in
 * geo.h. How the mask is asked stands in landmask_walk.c.
 */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 2^31 cells are 256 MiB of bits: a whole sea at 50 m. */
static const double MOST_CELLS = 2147483648.0;

typedef struct crossing {
    uint32_t row;
    int change; /* of the count of land rings, eastward */
    double x;
} crossing;

typedef struct crossings {
    crossing *list;
    size_t count, capacity;
} crossings;

static bool add_crossing(crossings *c, size_t row, double x, cw_error *err) {
    if (!cw_grow(&c->list, &c->capacity, c->count + 1)) return cw_fail_memory(err);
    c->list[c->count++] = (crossing){.row = (uint32_t)row, .x = x};
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

/* The ring's crossings, from `first` on, become beginnings and ends in turn. One without a partner
 * (a point of the ring had no place in the plane) is dropped. */
static void pair_up(crossings *c, size_t first, bool hole) {
    crossing *list = c->list;
    size_t kept = first;
    for (size_t i = first; i < c->count; i++) {
        if (i + 1 == c->count || list[i].row != list[i + 1].row) continue;
        crossing begin = list[i], end = list[i + 1];
        begin.change = hole ? -1 : 1;
        end.change = -begin.change;
        list[kept++] = begin;
        list[kept++] = end;
        i++;
    }
    c->count = kept;
}

static bool add_ring(const cw_landmask *m, const cw_position *p, size_t count, bool hole,
                     const cw_plane *plane, crossings *c, cw_error *err) {
    size_t first = c->count;
    if (count == 0) return true;
    cw_xy before = cw_plane_forward(plane, p[0]);
    for (size_t i = 1; i < count; i++) {
        cw_xy here = cw_plane_forward(plane, p[i]);
        if (!add_side(m, before, here, c, err)) return false;
        before = here;
    }
    if (c->count > first) {
        qsort(c->list + first, c->count - first, sizeof *c->list, by_row_and_x);
        pair_up(c, first, hole);
    }
    return true;
}

static bool collect(const cw_landmask *m, const cw_coast *coast, const cw_plane *plane,
                    crossings *c, cw_error *err) {
    for (size_t r = 0; r < coast->ring_count; r++) {
        const cw_coast_ring *ring = &coast->rings[r];
        if (!add_ring(m, coast->points + ring->first, ring->count, ring->hole, plane, c, err))
            return false;
    }
    if (c->count > 0) qsort(c->list, c->count, sizeof *c->list, by_row_and_x);
    return true;
}

/* Sets bits first .. last-1 of a row. */
static void set_bits(uint32_t *row, size_t first, size_t last) {
    if (first >= last) return;
    size_t word = first / 32, end = (last - 1) / 32;
    uint32_t from = UINT32_MAX << (first % 32), to = UINT32_MAX >> (31 - (last - 1) % 32);
    if (word == end) {
        row[word] |= from & to;
        return;
    }
    row[word] |= from;
    for (word++; word < end; word++) row[word] = UINT32_MAX;
    row[end] |= to;
}

/* Cells whose centre lies in [x0, x1). */
static void fill_span(cw_landmask *m, size_t row, double x0, double x1) {
    double first = ceil((x0 - m->x0_m) / m->cell_m - 0.5);
    double last = ceil((x1 - m->x0_m) / m->cell_m - 0.5);
    if (first < 0.0) first = 0.0;
    if (last > (double)m->columns) last = (double)m->columns;
    if (!(first < last)) return;
    set_bits(m->bits + row * m->words_per_row, (size_t)first, (size_t)last);
}

static void fill(cw_landmask *m, const crossings *c) {
    int depth = 0; /* ends at 0 in each row, since crossings come in pairs */
    double begin = 0.0;
    for (size_t i = 0; i < c->count; i++) {
        const crossing *here = &c->list[i];
        int before = depth;
        depth += here->change;
        if (before <= 0 && depth > 0) begin = here->x;
        if (before > 0 && depth <= 0) fill_span(m, here->row, begin, here->x);
    }
}

/* Which coarse squares hold land. */
static void mark_held(const cw_landmask *m, size_t cells, uint8_t *held) {
    for (size_t row = 0; row < m->rows; row++) {
        uint8_t *line = held + row / cells * m->near_columns;
        for (size_t word = 0; word < m->words_per_row; word++) {
            uint32_t bits = m->bits[row * m->words_per_row + word];
            while (bits != 0) {
                size_t column = word * 32 + (size_t)__builtin_ctz(bits), square = column / cells;
                size_t next = (square + 1) * cells - word * 32; /* the next square's first bit */
                line[square] = 1;
                bits = next < 32 ? bits & (UINT32_MAX << next) : 0;
            }
        }
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
    size_t columns = m->near_columns, rows = m->near_rows;
    uint8_t *held = cw_alloc_array(columns * rows, 1);
    m->near = cw_alloc_array(columns * rows, 1);
    if (held == NULL || m->near == NULL) {
        free(held);
        return cw_fail_memory(err);
    }
    mark_held(m, cells, held);
    for (size_t j = 0; j < rows; j++) {
        for (size_t i = 0; i < columns; i++) {
            if (held[j * columns + i] == 0) continue;
            size_t left = i > 0 ? i - 1 : 0, right = i + 1 < columns ? i + 1 : i;
            size_t low = j > 0 ? j - 1 : 0, high = j + 1 < rows ? j + 1 : j;
            for (size_t y = low; y <= high; y++)
                memset(m->near + y * columns + left, 1, right - left + 1);
        }
    }
    free(held);
    return true;
}

static cw_landmask *empty_mask(double x0_m, double y0_m, double x1_m, double y1_m, double cell_m,
                               cw_error *err) {
    double columns = ceil((x1_m - x0_m) / cell_m), rows = ceil((y1_m - y0_m) / cell_m);
    if (!(cell_m > 0.0) || !(columns >= 1.0) || !(rows >= 1.0) || !(columns * rows <= MOST_CELLS)) {
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
