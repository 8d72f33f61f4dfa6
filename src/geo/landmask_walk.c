/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking the land mask: one point, or the way between two. The way is first cut to the mask's
 * rectangle, then walked cell by cell (Amanatides and Woo, "A fast voxel traversal algorithm for
 * ray tracing", Eurographics 1987), so that the work is bounded by the mask's size whatever the
 * ends are.
 */
#include <crosswatch/geo.h>

#include <math.h>

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
    int64_t cell, count, move;
    double next, step;
} axis;

/* Cuts [*in, *out] to the part of the way from..to that lies within [0, size]. */
static bool cut(double from_m, double to_m, double size_m, double *in, double *out) {
    double length = to_m - from_m;
    if (length == 0.0) return from_m >= 0.0 && from_m <= size_m;
    double low = -from_m / length, high = (size_m - from_m) / length;
    *in = fmax(*in, fmin(low, high));
    *out = fmin(*out, fmax(low, high));
    return *in <= *out;
}

static axis axis_of(double from_m, double to_m, double cell_m, size_t count, double in) {
    double length = to_m - from_m;
    axis a = {.count = (int64_t)count, .next = INFINITY, .step = INFINITY};
    a.cell = cell_of(from_m + in * length, cell_m);
    if (in > 0.0) { /* rounding at the mask's rim must not lose the way in */
        if (a.cell < -1) a.cell = -1;
        if (a.cell > a.count) a.cell = a.count;
    }
    if (length == 0.0) return a;
    a.move = length > 0.0 ? 1 : -1;
    double border = ((double)a.cell + (length > 0.0 ? 1.0 : 0.0)) * cell_m;
    a.next = (border - from_m) / length;
    a.step = cell_m / fabs(length);
    return a;
}

/* The part of the way, 0 to 1, at which land begins; 2 when it meets none. */
static double way_to_land(const cw_landmask *m, cw_xy a, cw_xy b) {
    double ax = a.x_m - m->x0_m, bx = b.x_m - m->x0_m, ay = a.y_m - m->y0_m, by = b.y_m - m->y0_m;
    double at = 0.0, end = 1.0, none = 2.0;
    if (!cut(ax, bx, (double)m->columns * m->cell_m, &at, &end)) return none;
    if (!cut(ay, by, (double)m->rows * m->cell_m, &at, &end)) return none;
    axis x = axis_of(ax, bx, m->cell_m, m->columns, at);
    axis y = axis_of(ay, by, m->cell_m, m->rows, at);
    while (!land_cell(m, x.cell, y.cell)) {
        axis *nearer = x.next <= y.next ? &x : &y;
        bool beyond = nearer->move > 0 ? nearer->cell >= nearer->count : nearer->cell < 0;
        if (nearer->next > end || beyond) return none;
        at = fmax(at, nearer->next);
        nearer->cell += nearer->move;
        nearer->next += nearer->step;
    }
    return at;
}

bool cw_landmask_crossing(const cw_landmask *mask, cw_xy a, cw_xy b, cw_xy *shore) {
    *shore = a;
    if (cw_landmask_is_land(mask, a)) return true;
    double length_m = hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    if (!isfinite(length_m) || length_m == 0.0) return false;
    double at = way_to_land(mask, a, b);
    if (at > 1.0) return false;
    /* Stop a thousandth of a cell short of the border, so that rounding leaves it at sea. */
    double stop = fmax(0.0, at - 1e-3 * mask->cell_m / length_m);
    shore->x_m = a.x_m + (b.x_m - a.x_m) * stop;
    shore->y_m = a.y_m + (b.y_m - a.y_m) * stop;
    return true;
}
