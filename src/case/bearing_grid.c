/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sights on bearings. Where several observers saw or heard something, the density of the place is
 *
 *   p(x) ~ product over sights of exp(-d_i(x)^2 / 2 e_i^2)   within every sight's range limits
 *
 * with d_i the angle between the sight's bearing and the direction of x from its observer, e_i its
 * standard deviation. Draws come from a grid in polar coordinates about the sharpest sight: a cell
 * by its probability, a place within the cell evenly by area. The grid narrows onto the part that
 * holds the probability until its cells are fine against it.
 *
 * In the conformal plane a sight is a straight line turned by the convergence at its observer; over
 * 100 km a geodesic leaves that line by less than 1e-4 radians, far below any bearing error.
 */
#include "bearing_grid.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 256, CELLS = SIDE * SIDE, MOST_PASSES = 8 };
static const double MOST_SIGMAS = 5.0;
static const double NEGLIGIBLE = 1e-8;  /* of the best cell */
static const double MOST_MISFIT = 25.0; /* a sight: five standard deviations, squared */

typedef struct sight {
    cw_xy at;
    double scale;       /* plane metres per true metre at the observer */
    double bearing;     /* grid, radians */
    double error;       /* radians */
    double least, most; /* plane metres */
} sight;

typedef struct window {
    double r0, r1, a0, a1;
} window;

struct bearing_grid {
    sight *sights;
    size_t count;
    const sight *origin; /* the sharpest */
    window w;
    double *cumulative; /* CELLS */
    double least_misfit;
};

static sight make_sight(const cw_bearing *b, const cw_plane *plane) {
    double scale, convergence;
    cw_plane_factors(plane, b->observer, &scale, &convergence);
    return (sight){.at = cw_plane_forward(plane, b->observer),
                   .scale = scale,
                   .bearing = cw_radians(b->bearing_deg + convergence),
                   .error = cw_radians(b->error_deg),
                   .least = b->least_range_m * scale,
                   .most = b->most_range_m * scale};
}

/* Sum of squared errors in standard deviations; infinite outside a sight's range. */
static double misfit(const bearing_grid *g, cw_xy p) {
    double sum = 0.0;
    for (size_t i = 0; i < g->count; i++) {
        const sight *s = &g->sights[i];
        double dx = p.x_m - s->at.x_m, dy = p.y_m - s->at.y_m, range = hypot(dx, dy);
        if (range < s->least || range > s->most) return INFINITY;
        double off = remainder(atan2(dx, dy) - s->bearing, 2.0 * CW_PI) / s->error;
        sum += off * off;
    }
    return sum;
}

static cw_xy place(const bearing_grid *g, double r, double a) {
    return (cw_xy){g->origin->at.x_m + r * sin(a), g->origin->at.y_m + r * cos(a)};
}

static double cell_r(const window *w, double i) {
    return w->r0 + (w->r1 - w->r0) * i / SIDE;
}

static double cell_a(const window *w, double j) {
    return w->a0 + (w->a1 - w->a0) * j / SIDE;
}

/* Misfits of all cells into g->cumulative; false when no cell lies within all ranges. */
static bool look(bearing_grid *g) {
    g->least_misfit = INFINITY;
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            double m = misfit(g, place(g, cell_r(&g->w, i + 0.5), cell_a(&g->w, j + 0.5)));
            g->cumulative[i * SIDE + j] = m;
            g->least_misfit = fmin(g->least_misfit, m);
        }
    }
    return isfinite(g->least_misfit);
}

/* From misfits to probabilities; returns the largest. */
static double weigh(bearing_grid *g) {
    double largest = 0.0;
    for (int i = 0; i < SIDE; i++) {
        double r = cell_r(&g->w, i + 0.5);
        for (int j = 0; j < SIDE; j++) {
            double *cell = &g->cumulative[i * SIDE + j];
            *cell = r * exp(-0.5 * (*cell - g->least_misfit));
            largest = fmax(largest, *cell);
        }
    }
    return largest;
}

/* The part of the window whose cells count, with a cell around; true when it is much smaller. */
static bool narrow(bearing_grid *g, double largest) {
    int i0 = SIDE, i1 = -1, j0 = SIDE, j1 = -1;
    for (int k = 0; k < CELLS; k++) {
        if (g->cumulative[k] < NEGLIGIBLE * largest) continue;
        int i = k / SIDE, j = k % SIDE;
        if (i < i0) i0 = i;
        if (i > i1) i1 = i;
        if (j < j0) j0 = j;
        if (j > j1) j1 = j;
    }
    i0 = i0 > 0 ? i0 - 1 : 0;
    j0 = j0 > 0 ? j0 - 1 : 0;
    i1 = i1 < SIDE - 1 ? i1 + 2 : SIDE;
    j1 = j1 < SIDE - 1 ? j1 + 2 : SIDE;
    window w = {cell_r(&g->w, i0), cell_r(&g->w, i1), cell_a(&g->w, j0), cell_a(&g->w, j1)};
    if ((i1 - i0) * (j1 - j0) > CELLS / 2) return false;
    g->w = w;
    return true;
}

static bool fill(bearing_grid *g, const cw_hypothesis *h, cw_error *err) {
    for (int pass = 0;; pass++) {
        if (!look(g)) {
            return cw_fail(err, CW_ERR_INPUT,
                           "hypothesis \"%s\": no place lies within the ranges "
                           "of all its bearings",
                           h->name);
        }
        double largest = weigh(g);
        if (pass == MOST_PASSES || !narrow(g, largest)) break;
    }
    if (g->least_misfit > MOST_MISFIT * (double)g->count) {
        return cw_fail(err, CW_ERR_INPUT,
                       "hypothesis \"%s\": its bearings do not meet; the best "
                       "place is %.0f standard deviations off",
                       h->name, sqrt(g->least_misfit));
    }
    for (int k = 1; k < CELLS; k++) g->cumulative[k] += g->cumulative[k - 1];
    return true;
}

/* The sharpest sight is the narrowest across at its far end. */
static const sight *sharpest(const bearing_grid *g) {
    const sight *best = &g->sights[0];
    for (size_t i = 1; i < g->count; i++) {
        const sight *s = &g->sights[i];
        if (s->error * s->most < best->error * best->most) best = s;
    }
    return best;
}

bearing_grid *bearing_grid_create(const cw_hypothesis *h, const cw_plane *plane, cw_error *err) {
    bearing_grid *g = calloc(1, sizeof *g);
    if (g != NULL) {
        g->sights = calloc(h->bearing_count, sizeof *g->sights);
        g->cumulative = calloc(CELLS, sizeof *g->cumulative);
    }
    if (g == NULL || g->sights == NULL || g->cumulative == NULL) {
        bearing_grid_destroy(g);
        cw_fail_memory(err);
        return NULL;
    }
    g->count = h->bearing_count;
    for (size_t i = 0; i < g->count; i++) g->sights[i] = make_sight(&h->bearings[i], plane);
    g->origin = sharpest(g);
    double half = fmin(MOST_SIGMAS * g->origin->error, CW_PI);
    g->w = (window){g->origin->least, g->origin->most, g->origin->bearing - half,
                    g->origin->bearing + half};
    if (fill(g, h, err)) return g;
    bearing_grid_destroy(g);
    return NULL;
}

void bearing_grid_destroy(bearing_grid *grid) {
    if (grid == NULL) return;
    free(grid->sights);
    free(grid->cumulative);
    free(grid);
}

/* The first cell whose cumulative probability exceeds u. */
static int find_cell(const bearing_grid *g, double u) {
    double wanted = u * g->cumulative[CELLS - 1];
    int low = 0, high = CELLS - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (g->cumulative[middle] > wanted) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

cw_xy bearing_grid_draw(const bearing_grid *grid, const double u[3]) {
    int cell = find_cell(grid, u[0]);
    double i = cell / SIDE, j = cell % SIDE;
    double r0 = cell_r(&grid->w, i), r1 = cell_r(&grid->w, i + 1.0);
    double r = sqrt(r0 * r0 + u[1] * (r1 * r1 - r0 * r0));
    return place(grid, r, cell_a(&grid->w, j + u[2]));
}
