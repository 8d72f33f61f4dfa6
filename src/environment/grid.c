/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Native grids: the front door, and the little geometry that all kinds share. Positions are
 * compared on a sphere: inside one cell the difference from the ellipsoid is a uniform stretch that
 * bilinear and barycentric weights do not feel.
 */
#include "grid_kind.h"

#include <math.h>
#include <stdlib.h>

static const double earth_radius_m = 6371008.8; /* mean radius (2a + b) / 3 of WGS84 */

void native_grid_destroy(native_grid *grid) {
    if (grid != NULL) grid->operations->destroy(grid);
}

void native_grid_locate(const native_grid *grid, cw_position at, grid_weights *weights) {
    weights->count = 0;
    if (!isfinite(at.lat_deg) || !isfinite(at.lon_deg)) return;
    if (fabs(at.lat_deg) > 90.0) return;
    grid->operations->locate(grid, at, weights);
}

cw_position native_grid_node(const native_grid *grid, size_t node) {
    return grid->operations->node(grid, node);
}

size_t native_grid_node_count(const native_grid *grid) {
    return grid->node_count;
}

double native_grid_angle_deg(const native_grid *grid, size_t node) {
    return grid->operations->angle_deg(grid, node);
}

void native_grid_describe(const native_grid *grid, cw_box *box, double *spacing_m, char kind[64]) {
    grid->operations->describe(grid, box, spacing_m, kind);
}

double grid_longitude(double lon_deg) {
    double turned = fmod(lon_deg + 180.0, 360.0);
    if (turned < 0.0) turned += 360.0;
    return turned - 180.0;
}

void grid_local(cw_position from, cw_position to, double *east, double *north) {
    double phi0 = cw_radians(from.lat_deg), phi = cw_radians(to.lat_deg);
    double lambda = cw_radians(to.lon_deg - from.lon_deg), half = sin(0.5 * lambda);
    *east = cos(phi) * sin(lambda);
    /* cos phi0 sin phi - sin phi0 cos phi cos lambda, without the loss of digits when near */
    *north = sin(phi - phi0) + 2.0 * sin(phi0) * cos(phi) * half * half;
}

double grid_distance_m(cw_position a, cw_position b) {
    double dphi = sin(0.5 * cw_radians(b.lat_deg - a.lat_deg));
    double dlambda = sin(0.5 * cw_radians(b.lon_deg - a.lon_deg));
    double h =
        dphi * dphi + cos(cw_radians(a.lat_deg)) * cos(cw_radians(b.lat_deg)) * dlambda * dlambda;
    return 2.0 * earth_radius_m * asin(sqrt(fmin(1.0, h)));
}

double grid_direction_deg(cw_position at, cw_position a, cw_position b, double e2) {
    double ae, an, be, bn, s = sin(cw_radians(at.lat_deg));
    grid_local(at, a, &ae, &an);
    grid_local(at, b, &be, &bn);
    /* radii of curvature: meridian M = N (1 - e^2) / (1 - e^2 sin^2), prime vertical N */
    double ratio = (1.0 - e2) / (1.0 - e2 * s * s);
    return cw_degrees(atan2((bn - an) * ratio, be - ae));
}

double grid_mismatch_m(const native_grid *grid, const double *lat, const double *lon, size_t ny,
                       size_t nx) {
    const size_t node[5] = {0, nx - 1, (ny - 1) * nx, ny * nx - 1, (ny / 2) * nx + nx / 2};
    double worst = 0.0;
    for (int k = 0; k < 5; k++) {
        cw_position want = {lat[node[k]], lon[node[k]]};
        if (!isfinite(want.lat_deg) || !isfinite(want.lon_deg)) continue;
        double off = grid_distance_m(want, native_grid_node(grid, node[k]));
        if (!(off <= worst)) worst = isfinite(off) ? off : HUGE_VAL;
    }
    return worst;
}

double grid_spacing_m(const native_grid *grid) {
    double spacing;
    cw_box box;
    char kind[64];
    native_grid_describe(grid, &box, &spacing, kind);
    return spacing;
}

/* ---- bounds ---------------------------------------------------------------------------------- */

enum { arcs = 3600 }; /* tenths of a degree of longitude */

/* The widest empty run of `taken` (circular); the box starts after it. */
static void widest_gap(const unsigned char taken[arcs], int *start, int *length) {
    int run = 0;
    *start = 0;
    *length = 0;
    for (int i = 0; i < 2 * arcs; i++) {
        run = taken[i % arcs] ? 0 : run + 1;
        if (run > *length && run <= arcs) {
            *length = run;
            *start = (i - run + 1) % arcs;
        }
    }
}

static int arc_of(double lon_deg) {
    int arc = (int)floor((grid_longitude(lon_deg) + 180.0) * (arcs / 360.0));
    return arc < 0 ? 0 : arc >= arcs ? arcs - 1 : arc;
}

static cw_position picked(const native_grid *grid, grid_pick pick, size_t k) {
    return grid->operations->node(grid, pick != NULL ? pick(grid, k) : k);
}

/* Exact west and east once the gap is known: longitudes counted from the middle of the gap. */
static void narrow(const native_grid *grid, size_t count, grid_pick pick, double middle,
                   cw_box *box) {
    double low = 720.0, high = -720.0;
    for (size_t i = 0; i < count; i++) {
        cw_position at = picked(grid, pick, i);
        if (!isfinite(at.lat_deg) || !isfinite(at.lon_deg)) continue;
        double from = grid_longitude(at.lon_deg - middle - 180.0);
        low = fmin(low, from);
        high = fmax(high, from);
    }
    box->west_deg = grid_longitude(low + middle + 180.0);
    box->east_deg = grid_longitude(high + middle + 180.0);
}

void grid_bounds(const native_grid *grid, size_t count, grid_pick pick, cw_box *box) {
    unsigned char taken[arcs] = {0};
    box->south_deg = 90.0;
    box->north_deg = -90.0;
    for (size_t i = 0; i < count; i++) {
        cw_position at = picked(grid, pick, i);
        if (!isfinite(at.lat_deg) || !isfinite(at.lon_deg)) continue;
        box->south_deg = fmin(box->south_deg, at.lat_deg);
        box->north_deg = fmax(box->north_deg, at.lat_deg);
        taken[arc_of(at.lon_deg)] = 1;
    }
    int start, length;
    widest_gap(taken, &start, &length);
    box->west_deg = -180.0;
    box->east_deg = 180.0;
    if (length == 0 || length == arcs) return;
    narrow(grid, count, pick, -180.0 + (start + 0.5 * length) * (360.0 / arcs), box);
}
