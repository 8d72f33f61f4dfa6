/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interpolation between scattered points: linear on their Delaunay triangulation (Qhull, through
 * GDAL) in a local plane (x along the middle parallel, y along the meridians). Outside the
 * triangulation the value of the nearest place on its rim, up to a reach: so there is no step at
 * the rim. Points that span no triangle (one, two, all on one line) give the value of the nearest.
 */
#include "scatter.h"

#include <cpl_error.h>
#include <gdal_alg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double METRES_PER_DEGREE = 6371008.8 * CW_PI / 180.0; /* mean Earth radius, IUGG */

typedef struct rim_edge {
    int a, b;
} rim_edge;

struct scatter {
    double lon0_deg, x_scale, reach_m;
    double *x, *y; /* metres */
    size_t count;
    cw_box box;
    double spacing_m;
    GDALTriangulation *mesh; /* NULL: no triangle */
    rim_edge *rim;
    size_t rim_count;
};

/* ---- the plane ------------------------------------------------------------------------------- */

static double wrap(double degrees) {
    return degrees - 360.0 * floor((degrees + 180.0) / 360.0);
}

static double to_x(const scatter *s, double lon_deg) {
    return wrap(lon_deg - s->lon0_deg) * s->x_scale;
}

static double to_y(double lat_deg) {
    return lat_deg * METRES_PER_DEGREE;
}

/* The box of the points and the plane that suits them. */
static bool make_plane(scatter *s, const cw_position *points, cw_error *err) {
    double south = 90.0, north = -90.0, west = 360.0, east = -360.0;
    s->lon0_deg = points[0].lon_deg;
    for (size_t i = 0; i < s->count; i++) {
        double lon = wrap(points[i].lon_deg - s->lon0_deg);
        south = fmin(south, points[i].lat_deg);
        north = fmax(north, points[i].lat_deg);
        west = fmin(west, lon);
        east = fmax(east, lon);
    }
    if (east - west > 90.0 || north - south > 60.0) {
        return cw_fail(err, CW_ERR_INPUT,
                       "the points span %.0f degrees of latitude and %.0f of longitude, more than "
                       "one plane can hold (60 and 90)",
                       north - south, east - west);
    }
    double shrink = fmax(cos(cw_radians(0.5 * (south + north))), 0.01);
    s->x_scale = METRES_PER_DEGREE * shrink;
    double dlat = s->reach_m / METRES_PER_DEGREE, dlon = fmin(s->reach_m / s->x_scale, 44.0);
    s->box = (cw_box){fmax(south - dlat, -90.0), wrap(west - dlon + s->lon0_deg),
                      fmin(north + dlat, 90.0), wrap(east + dlon + s->lon0_deg)};
    for (size_t i = 0; i < s->count; i++) {
        s->x[i] = to_x(s, points[i].lon_deg);
        s->y[i] = to_y(points[i].lat_deg);
    }
    return true;
}

/* ---- the triangles --------------------------------------------------------------------------- */

static double length(const scatter *s, int a, int b) {
    return hypot(s->x[a] - s->x[b], s->y[a] - s->y[b]);
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Edge k of a triangle lies opposite its vertex k, as its neighbour k does. */
static rim_edge edge_of(const GDALTriFacet *t, int k) {
    return (rim_edge){t->anVertexIdx[(k + 1) % 3], t->anVertexIdx[(k + 2) % 3]};
}

static bool measure(scatter *s, cw_error *err) {
    size_t edges = 3 * (size_t)s->mesh->nFacets, rim = 0;
    double *lengths = cw_alloc_array(edges, sizeof *lengths);
    s->rim = cw_alloc_array(edges, sizeof *s->rim);
    if (lengths == NULL || s->rim == NULL) {
        free(lengths);
        return cw_fail_memory(err);
    }
    for (size_t n = 0; n < edges; n++) {
        const GDALTriFacet *t = &s->mesh->pasFacets[n / 3];
        rim_edge e = edge_of(t, (int)(n % 3));
        lengths[n] = length(s, e.a, e.b);
        if (t->anNeighborIdx[n % 3] < 0) s->rim[rim++] = e;
    }
    s->rim_count = rim;
    qsort(lengths, edges, sizeof *lengths, ascending);
    s->spacing_m = lengths[edges / 2];
    free(lengths);
    return true;
}

/* True when all points lie on one line, or nearly: no farther from it than a millionth of the
 * longest distance from the first of them. Qhull would fail, and complain on the terminal. */
static bool on_one_line(const scatter *s) {
    int far = 0;
    double width = 0.0;
    for (int i = 1; i < (int)s->count; i++) {
        if (length(s, 0, i) > length(s, 0, far)) far = i;
    }
    double dx = s->x[far] - s->x[0], dy = s->y[far] - s->y[0], longest = hypot(dx, dy);
    for (size_t i = 0; i < s->count; i++) {
        width = fmax(width, fabs(dx * (s->y[i] - s->y[0]) - dy * (s->x[i] - s->x[0])));
    }
    return width <= 1e-6 * longest * longest;
}

/* Points on one line have no triangle: the nearest point serves. */
static bool make_mesh(scatter *s, cw_error *err) {
    if (s->count == 2) s->spacing_m = length(s, 0, 1);
    if (on_one_line(s)) return true;
    if (!GDALHasTriangulation()) {
        return cw_fail(err, CW_ERR_MACHINE,
                       "GDAL was built without Qhull: scattered points cannot "
                       "be joined to triangles");
    }
    CPLPushErrorHandler(CPLQuietErrorHandler);
    s->mesh = GDALTriangulationCreateDelaunay((int)s->count, s->x, s->y);
    if (s->mesh != NULL
        && (s->mesh->nFacets <= 0
            || !GDALTriangulationComputeBarycentricCoefficients(s->mesh, s->x, s->y))) {
        GDALTriangulationFree(s->mesh);
        s->mesh = NULL;
    }
    CPLPopErrorHandler();
    return s->mesh == NULL || measure(s, err);
}

scatter *scatter_create(const cw_position *points, size_t count, double reach_m, cw_error *err) {
    scatter *s = calloc(1, sizeof *s);
    if (s == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    s->count = count;
    s->reach_m = reach_m;
    s->x = cw_alloc_array(count, sizeof *s->x);
    s->y = cw_alloc_array(count, sizeof *s->y);
    bool done = s->x != NULL && s->y != NULL ? make_plane(s, points, err) && make_mesh(s, err)
                                             : cw_fail_memory(err);
    if (done) return s;
    scatter_destroy(s);
    return NULL;
}

void scatter_destroy(scatter *s) {
    if (s == NULL) return;
    if (s->mesh != NULL) GDALTriangulationFree(s->mesh);
    free(s->rim);
    free(s->x);
    free(s->y);
    free(s);
}

double scatter_spacing_m(const scatter *s) {
    return s->spacing_m;
}

cw_box scatter_box(const scatter *s) {
    return s->box;
}

/* ---- between points -------------------------------------------------------------------------- */

static scatter_weights nearest_point(const scatter *s, double x, double y) {
    scatter_weights w = {{0}, {0.0}};
    double least = INFINITY;
    for (size_t i = 0; i < s->count; i++) {
        double distance = hypot(s->x[i] - x, s->y[i] - y);
        if (distance >= least) continue;
        least = distance;
        w.point[0] = (uint32_t)i;
    }
    if (least <= s->reach_m) w.weight[0] = 1.0;
    return w;
}

/* Where along a-b (0 to 1) the place nearest to (x, y) lies. */
static double along(const scatter *s, rim_edge e, double x, double y) {
    double dx = s->x[e.b] - s->x[e.a], dy = s->y[e.b] - s->y[e.a], square = dx * dx + dy * dy;
    if (square <= 0.0) return 0.0;
    return fmin(fmax(((x - s->x[e.a]) * dx + (y - s->y[e.a]) * dy) / square, 0.0), 1.0);
}

static scatter_weights nearest_rim(const scatter *s, double x, double y) {
    scatter_weights w = {{0}, {0.0}};
    double least = INFINITY, part = 0.0;
    for (size_t i = 0; i < s->rim_count; i++) {
        rim_edge e = s->rim[i];
        double f = along(s, e, x, y);
        double distance = hypot(s->x[e.a] + f * (s->x[e.b] - s->x[e.a]) - x,
                                s->y[e.a] + f * (s->y[e.b] - s->y[e.a]) - y);
        if (distance >= least) continue;
        least = distance;
        part = f;
        w.point[0] = (uint32_t)e.a;
        w.point[1] = (uint32_t)e.b;
    }
    if (least > s->reach_m) return w;
    w.weight[0] = 1.0 - part;
    w.weight[1] = part;
    return w;
}

/* A triangle without area (points of the rim in one line) holds nothing. */
static bool has_area(const GDALTriBarycentricCoefficients *c) {
    return c->dfMul1X != 0.0 || c->dfMul1Y != 0.0 || c->dfMul2X != 0.0 || c->dfMul2Y != 0.0;
}

scatter_weights scatter_locate(const scatter *s, cw_position at, int *hint) {
    scatter_weights w = {{0}, {0.0}};
    if (!isfinite(at.lat_deg) || !isfinite(at.lon_deg)) return w;
    double x = to_x(s, at.lon_deg), y = to_y(at.lat_deg);
    if (s->mesh == NULL) return nearest_point(s, x, y);
    int facet = -1;
    int inside = GDALTriangulationFindFacetDirected(s->mesh, *hint, x, y, &facet);
    if (facet >= 0) *hint = facet;
    if (!inside || facet < 0 || !has_area(&s->mesh->pasFacetCoefficients[facet])) {
        return nearest_rim(s, x, y);
    }
    GDALTriangulationComputeBarycentricCoordinates(s->mesh, facet, x, y, &w.weight[0], &w.weight[1],
                                                   &w.weight[2]);
    for (int k = 0; k < 3; k++) {
        w.point[k] = (uint32_t)s->mesh->pasFacets[facet].anVertexIdx[k];
    }
    return w;
}
