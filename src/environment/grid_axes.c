/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grids with two axes: latitude and longitude, or the x and y of a projection or a rotated pole.
 * Finding a cell is one division on an even axis and a binary search on a stretched one.
 *
 * Longitudes come in any convention: the axis is unwrapped once (no step larger than 180 degrees),
 * and what is asked for is moved by whole turns to it. PROJ does the projections; a projection on a
 * sphere takes geographic latitude as it is, as the weather services do.
 */
#include "grid_kind.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double snap = 1e-6; /* of a cell: rounding of axis values, centimetres at most */

/* ---- one axis -------------------------------------------------------------------------------- */

static bool check_axis(grid_axis *axis, const char *what, cw_error *err) {
    axis->sign = axis->value[1] > axis->value[0] ? 1.0 : -1.0;
    for (size_t i = 1; i < axis->count; i++) {
        double step = (axis->value[i] - axis->value[i - 1]) * axis->sign;
        if (step > 0.0) continue;
        return cw_fail(err, CW_ERR_INPUT, "the %s %s at entry %zu (%.9g after %.9g)", what,
                       step == 0.0 ? CW_SAID("repeats a value") : CW_SAID("turns back"), i + 1,
                       axis->value[i], axis->value[i - 1]);
    }
    return true;
}

static void unwrap(grid_axis *axis) {
    for (size_t i = 1; i < axis->count; i++) {
        double turns = round((axis->value[i] - axis->value[i - 1]) / 360.0);
        if (fabs(axis->value[i] - axis->value[i - 1]) > 180.0) axis->value[i] -= 360.0 * turns;
    }
}

static void measure(grid_axis *axis) {
    size_t last = axis->count - 1;
    axis->step = (axis->value[last] - axis->value[0]) / (double)last;
    double off = 0.0;
    for (size_t i = 0; i <= last; i++) {
        off = fmax(off, fabs(axis->value[i] - axis->value[0] - axis->step * (double)i));
    }
    axis->uniform = off <= 1e-9 * fabs(axis->step);
    axis->even = off <= 1e-3 * fabs(axis->step);
    double span = fabs(axis->value[last] - axis->value[0]);
    axis->wraps = axis->periodic && span < 360.0 && 360.0 - span <= 1.01 * fabs(axis->step);
}

bool grid_axis_create(grid_axis *axis, const double *value, size_t count, bool periodic,
                      const char *what, cw_error *err) {
    memset(axis, 0, sizeof *axis);
    if (count < 2) return cw_fail(err, CW_ERR_INPUT, "the %s has fewer than 2 values", what);
    if (count > GRID_NODES_MOST) return cw_fail(err, CW_ERR_INPUT, "the %s is too long", what);
    for (size_t i = 0; i < count; i++) {
        if (isfinite(value[i]) && fabs(value[i]) < 1e12) continue;
        return cw_fail(err, CW_ERR_INPUT, "the %s holds no number at entry %zu", what, i + 1);
    }
    axis->value = cw_alloc_array(count, sizeof *axis->value);
    if (axis->value == NULL) return cw_fail_memory(err);
    memcpy(axis->value, value, count * sizeof *value);
    axis->count = count;
    axis->periodic = periodic;
    if (periodic) unwrap(axis);
    if (!check_axis(axis, what, err)) return false;
    measure(axis);
    double span = fabs(axis->value[count - 1] - axis->value[0]);
    if (periodic && span > 360.0 + 1e-3 * fabs(axis->step)) {
        return cw_fail(err, CW_ERR_INPUT, "the %s goes round more than once", what);
    }
    return true;
}

void grid_axis_free(grid_axis *axis) {
    free(axis->value);
    axis->value = NULL;
}

/* Index of the cell below `at` by halving; the caller has made sure it lies inside. */
static size_t search_cell(const grid_axis *axis, double at) {
    size_t low = 0, high = axis->count - 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if ((axis->value[middle] - at) * axis->sign <= 0.0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static double snapped(double fraction) {
    if (fraction < snap) return 0.0;
    return fraction > 1.0 - snap ? 1.0 : fraction;
}

/* Moves a longitude by whole turns to the axis' first value or just after it (along the axis). */
static double to_axis(const grid_axis *axis, double at) {
    double first = axis->value[0], slack = snap * fabs(axis->step);
    double beyond = fmod((at - first) * axis->sign, 360.0);
    if (beyond < 0.0) beyond += 360.0;
    if (beyond > 360.0 - slack) beyond -= 360.0;
    return first + beyond * axis->sign;
}

bool grid_axis_find(const grid_axis *axis, double at, size_t *index, size_t *next,
                    double *fraction) {
    size_t last = axis->count - 1;
    double slack = snap * fabs(axis->step);
    if (axis->periodic) at = to_axis(axis, at);
    double before = (axis->value[0] - at) * axis->sign;
    double after = (at - axis->value[last]) * axis->sign;
    if (!(before <= slack)) return false;
    if (after > slack) {
        if (!axis->wraps) return false;
        double gap = 360.0 - fabs(axis->value[last] - axis->value[0]);
        *index = last;
        *next = 0;
        *fraction = snapped(after / gap);
        return true;
    }
    size_t i;
    if (axis->uniform) {
        double cell = floor((at - axis->value[0]) / axis->step);
        i = cell < 0.0 ? 0 : cell >= (double)last ? last - 1 : (size_t)cell;
    } else {
        i = search_cell(axis, at);
    }
    *index = i;
    *next = i + 1;
    *fraction = snapped((at - axis->value[i]) / (axis->value[i + 1] - axis->value[i]));
    return true;
}

void grid_weights_bilinear(grid_weights *weights, const size_t node[4], double s, double t) {
    const double weight[4] = {(1.0 - s) * (1.0 - t), s * (1.0 - t), (1.0 - s) * t, s * t};
    int count = 0;
    for (int k = 0; k < 4; k++) {
        if (weight[k] <= 0.0) continue;
        weights->node[count] = node[k];
        weights->weight[count++] = (float)weight[k];
    }
    weights->count = count;
}

/* ---- grids with two axes --------------------------------------------------------------------- */

typedef struct axes_grid {
    native_grid base;
    grid_axis x, y;
    PJ_CONTEXT *context; /* NULL: latitude and longitude */
    PJ *projection;
    bool degrees; /* the axes of a rotated pole */
    double e2;    /* of the projection's ellipsoid, for true directions */
    char kind[64];
} axes_grid;

static void destroy(native_grid *grid) {
    axes_grid *axes = (axes_grid *)grid;
    grid_axis_free(&axes->x);
    grid_axis_free(&axes->y);
    proj_destroy(axes->projection);
    if (axes->context != NULL) proj_context_destroy(axes->context);
    free(axes);
}

static bool to_plane(const axes_grid *axes, cw_position at, double *x, double *y) {
    if (axes->projection == NULL) {
        *x = at.lon_deg;
        *y = at.lat_deg;
        return true;
    }
    PJ_COORD c = proj_coord(cw_radians(at.lon_deg), cw_radians(at.lat_deg), 0.0, 0.0);
    c = proj_trans(axes->projection, PJ_FWD, c);
    if (!isfinite(c.xy.x) || !isfinite(c.xy.y)) return false;
    *x = axes->degrees ? cw_degrees(c.xy.x) : c.xy.x;
    *y = axes->degrees ? cw_degrees(c.xy.y) : c.xy.y;
    return true;
}

static cw_position from_plane(const axes_grid *axes, double x, double y) {
    if (axes->projection == NULL) return (cw_position){y, grid_longitude(x)};
    PJ_COORD c = axes->degrees ? proj_coord(cw_radians(x), cw_radians(y), 0.0, 0.0)
                               : proj_coord(x, y, 0.0, 0.0);
    c = proj_trans(axes->projection, PJ_INV, c);
    if (!isfinite(c.lp.lam) || !isfinite(c.lp.phi)) return (cw_position){NAN, NAN};
    return (cw_position){cw_degrees(c.lp.phi), grid_longitude(cw_degrees(c.lp.lam))};
}

static void locate(const native_grid *grid, cw_position at, grid_weights *weights) {
    const axes_grid *axes = (const axes_grid *)grid;
    double x, y, s, t;
    size_t i0, i1, j0, j1;
    if (!to_plane(axes, at, &x, &y)) return;
    if (!grid_axis_find(&axes->x, x, &i0, &i1, &s)) return;
    if (!grid_axis_find(&axes->y, y, &j0, &j1, &t)) return;
    size_t nx = axes->x.count;
    const size_t node[4] = {j0 * nx + i0, j0 * nx + i1, j1 * nx + i0, j1 * nx + i1};
    grid_weights_bilinear(weights, node, s, t);
}

static cw_position node_position(const native_grid *grid, size_t node) {
    const axes_grid *axes = (const axes_grid *)grid;
    return from_plane(axes, axes->x.value[node % axes->x.count],
                      axes->y.value[node / axes->x.count]);
}

static double angle_deg(const native_grid *grid, size_t node) {
    const axes_grid *axes = (const axes_grid *)grid;
    if (axes->projection == NULL) return 0.0;
    double x = axes->x.value[node % axes->x.count], y = axes->y.value[node / axes->x.count];
    double half = 0.01 * fabs(axes->x.step);
    cw_position at = from_plane(axes, x, y);
    cw_position a = from_plane(axes, x - half, y), b = from_plane(axes, x + half, y);
    return grid_direction_deg(at, a, b, axes->e2);
}

static double spacing(const axes_grid *axes) {
    size_t i = axes->x.count / 2, j = axes->y.count / 2;
    i -= i > 0;
    j -= j > 0;
    cw_position at = from_plane(axes, axes->x.value[i], axes->y.value[j]);
    cw_position right = from_plane(axes, axes->x.value[i + 1], axes->y.value[j]);
    cw_position up = from_plane(axes, axes->x.value[i], axes->y.value[j + 1]);
    return 0.5 * (grid_distance_m(at, right) + grid_distance_m(at, up));
}

enum { inner_picks = 10000 };

/* The four borders, then nodes spread over the inside: enough for the bounds of a projection. */
static size_t pick_node(const native_grid *grid, size_t k) {
    const axes_grid *axes = (const axes_grid *)grid;
    size_t nx = axes->x.count, ny = axes->y.count;
    if (k < nx) return k;
    if (k < 2 * nx) return (ny - 1) * nx + k - nx;
    k -= 2 * nx;
    if (k < ny) return k * nx;
    if (k < 2 * ny) return (k - ny) * nx + nx - 1;
    return (size_t)((double)(nx * ny - 1) * (double)(k - 2 * ny) / (double)inner_picks);
}

static void projected_bounds(const axes_grid *axes, cw_box *box) {
    grid_weights weights = {.count = 0};
    size_t border = 2 * (axes->x.count + axes->y.count);
    grid_bounds(&axes->base, border + inner_picks, pick_node, box);
    for (double pole = -90.0; pole <= 90.0; pole += 180.0) {
        weights.count = 0;
        locate(&axes->base, (cw_position){pole, 0.0}, &weights);
        if (weights.count == 0) continue;
        box->west_deg = -180.0;
        box->east_deg = 180.0;
        if (pole < 0.0)
            box->south_deg = pole;
        else
            box->north_deg = pole;
    }
}

static void describe(const native_grid *grid, cw_box *box, double *spacing_m, char kind[64]) {
    const axes_grid *axes = (const axes_grid *)grid;
    snprintf(kind, 64, "%s", axes->kind);
    *spacing_m = spacing(axes);
    if (axes->projection != NULL) {
        projected_bounds(axes, box);
        return;
    }
    double y0 = axes->y.value[0], y1 = axes->y.value[axes->y.count - 1];
    double x0 = axes->x.value[0], x1 = axes->x.value[axes->x.count - 1];
    box->south_deg = fmin(y0, y1);
    box->north_deg = fmax(y0, y1);
    bool round_earth = axes->x.wraps || fabs(x1 - x0) >= 360.0 - 1e-9;
    box->west_deg = round_earth ? -180.0 : grid_longitude(fmin(x0, x1));
    box->east_deg = round_earth ? 180.0 : grid_longitude(fmax(x0, x1));
}

static const grid_operations axes_operations = {destroy, locate, node_position, angle_deg,
                                                describe};

static axes_grid *allocate(size_t nx, size_t ny, cw_error *err) {
    if (ny == 0 || nx > GRID_NODES_MOST / ny) {
        cw_fail(err, CW_ERR_INPUT, "the grid has %zu x %zu nodes; the most is %zu", nx, ny,
                GRID_NODES_MOST);
        return NULL;
    }
    axes_grid *axes = calloc(1, sizeof *axes);
    if (axes == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    axes->base.operations = &axes_operations;
    axes->base.node_count = nx * ny;
    return axes;
}

static native_grid *refuse(axes_grid *axes) {
    destroy(&axes->base);
    return NULL;
}

native_grid *native_grid_axes(const double *lat_deg, size_t ny, const double *lon_deg, size_t nx,
                              cw_error *err) {
    axes_grid *axes = allocate(nx, ny, err);
    if (axes == NULL) return NULL;
    if (!grid_axis_create(&axes->y, lat_deg, ny, false, CW_SAID("latitude axis"), err)
        || !grid_axis_create(&axes->x, lon_deg, nx, true, CW_SAID("longitude axis"), err)) {
        return refuse(axes);
    }
    for (size_t j = 0; j < ny; j++) {
        if (fabs(lat_deg[j]) <= 90.001) continue;
        cw_fail(err, CW_ERR_INPUT, "the latitude axis holds %.9g, beyond 90 degrees", lat_deg[j]);
        return refuse(axes);
    }
    bool even = axes->x.even && axes->y.even;
    snprintf(axes->kind, sizeof axes->kind, "%s latitude/longitude",
             even ? "regular" : "stretched");
    return &axes->base;
}

/* ---- projections ----------------------------------------------------------------------------- */

static void discard_log(void *data, int level, const char *message) {
    (void)data;
    (void)level;
    (void)message;
}

static bool has_token(const char *text, const char *token) {
    const char *at = strstr(text, token);
    return at != NULL;
}

/* Squared eccentricity: 0 where the definition gives a sphere, else that of WGS84. */
static double eccentricity2(const char *proj) {
    const char *a = strstr(proj, "+a="), *b = strstr(proj, "+b=");
    if (has_token(proj, "+R=") || has_token(proj, "+ellps=sphere")) return 0.0;
    if (a != NULL && b != NULL) {
        double ratio = strtod(b + 3, NULL) / strtod(a + 3, NULL);
        double e2 = 1.0 - ratio * ratio;
        if (e2 >= 0.0 && e2 < 0.1) return e2;
    }
    return 0.0066943799901413165;
}

static bool open_projection(axes_grid *axes, const char *proj, cw_error *err) {
    axes->context = proj_context_create();
    if (axes->context == NULL) return cw_fail_memory(err);
    proj_log_func(axes->context, NULL, discard_log);
    axes->projection = proj_create(axes->context, proj);
    if (axes->projection == NULL) {
        return cw_fail(err, CW_ERR_INPUT, "PROJ does not understand the projection \"%.200s\"",
                       proj);
    }
    PJ_PROJ_INFO info = proj_pj_info(axes->projection);
    if (!info.has_inverse) {
        return cw_fail(err, CW_ERR_INPUT, "the projection \"%.200s\" has no inverse", proj);
    }
    axes->degrees = has_token(proj, "+proj=ob_tran");
    axes->e2 = eccentricity2(proj);
    char name[32] = "";
    const char *at = strstr(proj, "+proj=");
    if (at != NULL) sscanf(at + 6, "%31[a-z_0-9]", name);
    if (axes->degrees)
        snprintf(axes->kind, sizeof axes->kind, "rotated pole");
    else
        snprintf(axes->kind, sizeof axes->kind, "projected (%s)", name);
    return true;
}

native_grid *native_grid_projected(const char *proj, const double *x, size_t nx, const double *y,
                                   size_t ny, cw_error *err) {
    axes_grid *axes = allocate(nx, ny, err);
    if (axes == NULL) return NULL;
    if (!open_projection(axes, proj, err)) return refuse(axes);
    if (!grid_axis_create(&axes->x, x, nx, axes->degrees, CW_SAID("x axis"), err)
        || !grid_axis_create(&axes->y, y, ny, false, CW_SAID("y axis"), err)) {
        return refuse(axes);
    }
    return &axes->base;
}
