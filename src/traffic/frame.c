/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A grid of control points that stands for the plane. PROJ takes a microsecond to project a place
 * and to give scale and convergence there, which for ten thousand ships is as long as finding all
 * their pairs. Over a few degrees these are smooth functions of latitude and longitude: PROJ
 * answers at nodes half a degree apart, and in between stands the cubic through four nodes each way
 * (Lagrange). Its remainder is 3/128 h^4 f'''' at most; with h = 0.5 degrees and fourth derivatives
 * of x and y of about the earth's radius that is a millimetre (tested against PROJ).
 *
 * The same for the short ways that ships are moved by: the geodesic's series at the middle of the
 * way (Gauss's mid-latitude method, Rapp 1991, section 6.2), whose error is of the third order.
 */
#include "frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ORDER = 4 };

static const double STEP_DEG = 0.5;
static const double MOST_LAT_DEG = 75.0;

/* ---- the grid ------------------------------------------------------------------------------- */

double frame_east_deg(const cw_plane *plane, cw_position at) {
    return remainder(at.lon_deg - cw_plane_centre(plane).lon_deg, 360.0);
}

static frame_place ask(const cw_plane *plane, cw_position at) {
    cw_xy xy = cw_plane_forward(plane, at);
    frame_place place = {.x_m = xy.x_m, .y_m = xy.y_m};
    cw_plane_factors(plane, at, &place.scale, &place.convergence_deg);
    return place;
}

static void fill(frame *f) {
    double centre_deg = cw_plane_centre(f->plane).lon_deg, *node = f->nodes;
    for (size_t r = 0; r < f->rows; r++) {
        for (size_t c = 0; c < f->columns; c++, node += FRAME_VALUES) {
            cw_position at = {f->south_deg + STEP_DEG * (double)r,
                              remainder(centre_deg + f->west_deg + STEP_DEG * (double)c, 360.0)};
            frame_place place = ask(f->plane, at);
            node[0] = place.x_m;
            node[1] = place.y_m;
            node[2] = place.scale;
            node[3] = place.convergence_deg;
        }
    }
}

/* Nodes from one before `low` to two behind `high`, so that each place between has two on every
 * side. */
static size_t span(double low_deg, double high_deg, double *first_deg) {
    double first = floor(low_deg / STEP_DEG) - 1.0, last = floor(high_deg / STEP_DEG) + 2.0;
    *first_deg = STEP_DEG * first;
    return (size_t)(last - first) + 1;
}

bool frame_create(const cw_plane *plane, cw_box box, size_t count, frame *f, cw_error *err) {
    *f = (frame){.plane = plane};
    double margin_deg = 2.0 * STEP_DEG;
    if (!(box.north_deg >= box.south_deg) || !(box.east_deg >= box.west_deg)
        || box.east_deg - box.west_deg > 360.0
        || fmax(fabs(box.south_deg), fabs(box.north_deg)) + margin_deg > MOST_LAT_DEG)
        return true;
    f->rows = span(box.south_deg, box.north_deg, &f->south_deg);
    f->columns = span(box.west_deg, box.east_deg, &f->west_deg);
    if (f->rows * f->columns > count) return true;
    f->nodes = cw_alloc_array(f->rows * f->columns * FRAME_VALUES, sizeof *f->nodes);
    if (f->nodes == NULL) return cw_fail_memory(err);
    fill(f);
    return true;
}

void frame_free(frame *f) {
    free(f->nodes);
    memset(f, 0, sizeof *f);
}

/* ---- a place between the nodes -------------------------------------------------------------- */

/* Lagrange's polynomials through -1, 0, 1, 2 at t of 0 to 1. */
static void weigh(double t, double weights[ORDER]) {
    double before = t + 1.0, after = t - 1.0, beyond = t - 2.0;
    weights[0] = -t * after * beyond / 6.0;
    weights[1] = before * after * beyond / 2.0;
    weights[2] = -before * t * beyond / 2.0;
    weights[3] = before * t * after / 6.0;
}

/* The first of the four nodes about a coordinate; false: the grid does not have them all. */
static bool find(double at_deg, double first_deg, size_t count, size_t *first, double *part) {
    double cell = (at_deg - first_deg) / STEP_DEG, whole = floor(cell);
    if (!(whole >= 1.0) || !(whole + 2.0 < (double)count)) return false; /* NaN too */
    *first = (size_t)whole - 1;
    *part = cell - whole;
    return true;
}

frame_place frame_locate(const frame *f, cw_position at) {
    size_t row, column;
    double part, down[ORDER], across[ORDER], sum[FRAME_VALUES] = {0};
    if (f->nodes == NULL || !find(at.lat_deg, f->south_deg, f->rows, &row, &part))
        return ask(f->plane, at);
    weigh(part, down);
    if (!find(frame_east_deg(f->plane, at), f->west_deg, f->columns, &column, &part))
        return ask(f->plane, at);
    weigh(part, across);
    for (size_t r = 0; r < ORDER; r++) {
        const double *node = f->nodes + ((row + r) * f->columns + column) * FRAME_VALUES;
        for (size_t c = 0; c < ORDER; c++, node += FRAME_VALUES) {
            double weight = down[r] * across[c];
            for (size_t v = 0; v < FRAME_VALUES; v++) sum[v] += weight * node[v];
        }
    }
    return (frame_place){sum[0], sum[1], sum[2], sum[3]};
}

/* ---- short ways ----------------------------------------------------------------------------- */

typedef struct angle { /* by its sine and cosine */
    double sine, cosine;
} angle;

static angle angle_of(double degrees) {
    double radians = cw_radians(degrees);
    return (angle){sin(radians), cos(radians)};
}

/* The angle plus a small one: sine and cosine of the latter by their first terms, whose rest is
 * 1e-14 for a half of the longest short way. */
static angle plus(angle a, double radians) {
    double sine = radians - radians * radians * radians / 6.0;
    double cosine = 1.0 - radians * radians / 2.0;
    return (angle){a.sine * cosine + a.cosine * sine, a.cosine * cosine - a.sine * sine};
}

typedef struct radii { /* of WGS84 at a latitude: along the meridian and across it */
    double along_m, across_m;
} radii;

static radii radii_at(angle latitude) {
    static const double SEMI_MAJOR_M = 6378137.0, ECCENTRICITY_2 = 0.00669437999014;
    double w2 = 1.0 - ECCENTRICITY_2 * latitude.sine * latitude.sine;
    double across_m = SEMI_MAJOR_M / sqrt(w2);
    return (radii){across_m * (1.0 - ECCENTRICITY_2) / w2, across_m};
}

/* Latitude and azimuth in the middle of the way, from those at its start; then the way as if both
 * held for all of it. */
cw_position frame_way(cw_position from, double azimuth_deg, double distance_m) {
    if (!(fabs(distance_m) <= FRAME_SHORT_M) || !(fabs(from.lat_deg) <= MOST_LAT_DEG))
        return cw_geodesic_direct(from, azimuth_deg, distance_m);
    angle start = angle_of(from.lat_deg), azimuth = angle_of(azimuth_deg);
    double half_m = distance_m / 2.0;
    angle middle = plus(start, half_m * azimuth.cosine / radii_at(start).along_m);
    radii r = radii_at(middle);
    double turn = half_m * azimuth.sine * middle.sine / (r.across_m * middle.cosine);
    azimuth = plus(azimuth, turn);
    double north = distance_m * azimuth.cosine / r.along_m;
    double east = distance_m * azimuth.sine / (r.across_m * middle.cosine);
    double lon_deg = from.lon_deg + cw_degrees(east);
    if (fabs(lon_deg) > 180.0) lon_deg = remainder(lon_deg, 360.0);
    return (cw_position){from.lat_deg + cw_degrees(north), lon_deg};
}
