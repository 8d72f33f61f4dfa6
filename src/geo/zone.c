/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zones: polygons in the case plane. The sides of a zone are straight lines in the plane; over
 * 100 km these lie within 5 m of the geodesic, while published boundaries are rounded to hundreds
 * (docs/geo.md).
 *
 * GEOS joins the polygons when the zone is made. Asking needs no library then, and no memory of its
 * own, so that any number of threads may ask: the sides are kept in horizontal bands, and a point
 * is tested (even-odd) against those of its band, some one or two.
 */
#include "geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BANDS = 1024 };

typedef struct side {
    cw_xy a, b;
} side;

struct cw_zone {
    char name[64];
    double x0, y0, x1, y1; /* envelope: most points are settled by it */
    side *sides;
    size_t side_count;
    /* Band k holds sides band_sides[band_first[k] .. band_first[k + 1]-1]. */
    size_t bands, *band_first, *band_sides;
};

static cw_zone *begin(const char *name, cw_error *err) {
    cw_zone *zone = calloc(1, sizeof *zone);
    if (zone == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    snprintf(zone->name, sizeof zone->name, "%s", name);
    return zone;
}

static size_t band_of(const cw_zone *zone, double y) {
    double k = (y - zone->y0) / (zone->y1 - zone->y0) * (double)zone->bands;
    if (!(k > 0.0)) return 0;
    return k >= (double)zone->bands ? zone->bands - 1 : (size_t)k;
}

/* Counts, then places: each side in every band it reaches. */
static bool fill_bands(cw_zone *zone, cw_error *err) {
    zone->bands = zone->side_count < MOST_BANDS ? zone->side_count : MOST_BANDS;
    zone->band_first = calloc(zone->bands + 2, sizeof *zone->band_first);
    if (zone->band_first == NULL) return cw_fail_memory(err);
    size_t *next = zone->band_first + 1, total = 0;
    for (size_t i = 0; i < zone->side_count; i++) {
        const side *s = &zone->sides[i];
        size_t last = band_of(zone, fmax(s->a.y_m, s->b.y_m));
        for (size_t k = band_of(zone, fmin(s->a.y_m, s->b.y_m)); k <= last; k++) next[k]++;
    }
    for (size_t k = 0; k < zone->bands; k++) {
        size_t here = next[k];
        next[k] = total;
        total += here;
    }
    zone->band_sides = calloc(total + 1, sizeof *zone->band_sides);
    if (zone->band_sides == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < zone->side_count; i++) {
        const side *s = &zone->sides[i];
        size_t last = band_of(zone, fmax(s->a.y_m, s->b.y_m));
        for (size_t k = band_of(zone, fmin(s->a.y_m, s->b.y_m)); k <= last; k++)
            zone->band_sides[next[k]++] = i;
    }
    return true; /* next[k] now is where band k ends, which is band_first[k + 1] */
}

static bool fill_sides(cw_zone *zone, const cw_coast *area, cw_error *err) {
    if (area->ring_count == 0)
        return cw_fail(err, CW_ERR_INPUT, "the zone \"%s\" holds no area", zone->name);
    zone->sides = calloc(area->point_count, sizeof *zone->sides);
    if (zone->sides == NULL) return cw_fail_memory(err);
    zone->x0 = zone->y0 = INFINITY;
    zone->x1 = zone->y1 = -INFINITY;
    for (size_t r = 0; r < area->ring_count; r++) {
        const cw_position *p = area->points + area->rings[r].first;
        for (size_t i = 0; i + 1 < area->rings[r].count; i++) {
            cw_xy a = {p[i].lon_deg, p[i].lat_deg}, b = {p[i + 1].lon_deg, p[i + 1].lat_deg};
            zone->sides[zone->side_count++] = (side){a, b};
            zone->x0 = fmin(zone->x0, a.x_m);
            zone->x1 = fmax(zone->x1, a.x_m);
            zone->y0 = fmin(zone->y0, a.y_m);
            zone->y1 = fmax(zone->y1, a.y_m);
        }
    }
    return fill_bands(zone, err);
}

/* The polygons joined, in the plane: for once the list's degrees are metres (lon x, lat y). */
static bool joined_rings(const cw_coast *rings, const cw_plane *plane, ring_list *area,
                         cw_error *err) {
    geometry_context context;
    if (!geometry_begin(&context, err)) return false;
    GEOSGeometry *joined = geometry_from_polygons(&context, rings, plane, err);
    bool done = joined != NULL && geometry_to_rings(&context, joined, area, err);
    GEOSGeom_destroy_r(context.geos, joined);
    geometry_end(&context);
    return done;
}

static cw_zone *finish(cw_zone *zone, const cw_coast *rings, const cw_plane *plane, cw_error *err) {
    ring_list area = {0};
    bool done = joined_rings(rings, plane, &area, err) && fill_sides(zone, &area.coast, err);
    rings_free(&area);
    if (done) return zone;
    cw_zone_destroy(zone);
    return NULL;
}

/* A ring that crosses itself has two readings; even-odd would quietly take one. Looked at in the
 * plane, where the date line is no seam. */
static bool check_simple(const cw_coast *rings, const char *name, const cw_plane *plane,
                         cw_error *err) {
    geometry_context context;
    if (!geometry_begin(&context, err)) return false;
    const cw_coast_ring *ring = &rings->rings[0];
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(context.geos, (unsigned)ring->count, 2);
    for (size_t i = 0; sequence != NULL && i < ring->count; i++) {
        cw_xy at = cw_plane_forward(plane, rings->points[ring->first + i]);
        GEOSCoordSeq_setXY_r(context.geos, sequence, (unsigned)i, at.x_m, at.y_m);
    }
    GEOSGeometry *line =
        sequence != NULL ? GEOSGeom_createLinearRing_r(context.geos, sequence) : NULL;
    bool simple = line != NULL && GEOSisSimple_r(context.geos, line) == 1;
    GEOSGeom_destroy_r(context.geos, line);
    geometry_end(&context);
    return simple
           || cw_fail(err, CW_ERR_INPUT, "the border of \"%s\" crosses or touches itself", name);
}

static bool fill_ring(ring_list *list, const char *name, const cw_position *ring, size_t count,
                      cw_error *err) {
    if (!rings_begin(list, false, err)) return false;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(ring[i].lat_deg) || !isfinite(ring[i].lon_deg)) {
            return cw_fail(err, CW_ERR_INPUT, "corner %zu of \"%s\" is not a position", i + 1,
                           name);
        }
        if (!rings_add(list, ring[i], err)) return false;
    }
    if (!rings_end(list, err)) return false;
    return list->coast.ring_count == 1
           || cw_fail(err, CW_ERR_INPUT, "the zone \"%s\" needs at least three corners", name);
}

cw_zone *cw_zone_create(const char *name, const cw_position *ring, size_t count,
                        const cw_plane *plane, cw_error *err) {
    ring_list list = {0};
    cw_zone *zone = NULL;
    if (fill_ring(&list, name, ring, count, err) && check_simple(&list.coast, name, plane, err)) {
        zone = begin(name, err);
        if (zone != NULL) zone = finish(zone, &list.coast, plane, err);
    }
    rings_free(&list);
    return zone;
}

cw_zone *cw_zone_load(const char *name, const char *path, const cw_plane *plane, cw_error *err) {
    ring_list list = {0};
    cw_zone *zone = NULL;
    if (polygons_read(path, &list, err)) {
        zone = begin(name, err);
        if (zone != NULL) zone = finish(zone, &list.coast, plane, err);
        if (zone == NULL) cw_error_prefix(err, "%s", path);
    }
    rings_free(&list);
    return zone;
}

void cw_zone_destroy(cw_zone *zone) {
    if (zone == NULL) return;
    free(zone->sides);
    free(zone->band_first);
    free(zone->band_sides);
    free(zone);
}

const char *cw_zone_name(const cw_zone *zone) {
    return zone->name;
}

/* Twice the area of a, b, c: above 0 when c lies to the left of a to b, 0 when on its line. */
static double turn(cw_xy a, cw_xy b, cw_xy c) {
    return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
}

static bool within(double value, double a, double b) {
    return value >= fmin(a, b) && value <= fmax(a, b);
}

static bool on_side(const side *s, cw_xy p) {
    return within(p.x_m, s->a.x_m, s->b.x_m) && within(p.y_m, s->a.y_m, s->b.y_m)
           && turn(s->a, s->b, p) == 0.0;
}

bool cw_zone_contains(const cw_zone *zone, cw_xy p) {
    bool near = p.x_m >= zone->x0 && p.x_m <= zone->x1 && p.y_m >= zone->y0 && p.y_m <= zone->y1;
    if (!near) return false; /* NaN ends here too */
    bool inside = false;
    size_t band = band_of(zone, p.y_m);
    for (size_t k = zone->band_first[band]; k < zone->band_first[band + 1]; k++) {
        const side *s = &zone->sides[zone->band_sides[k]];
        if (on_side(s, p)) return true;
        bool upward = s->a.y_m <= p.y_m;
        if (upward == (s->b.y_m <= p.y_m)) continue; /* a half-open side: a corner counts once */
        double side_of = turn(s->a, s->b, p);
        if (upward ? side_of > 0.0 : side_of < 0.0) inside = !inside;
    }
    return inside;
}

/* Two segments cross or touch. */
static bool meet(const side *s, cw_xy a, cw_xy b) {
    double ta = turn(s->a, s->b, a), tb = turn(s->a, s->b, b);
    double sa = turn(a, b, s->a), sb = turn(a, b, s->b);
    if (((ta > 0.0 && tb < 0.0) || (ta < 0.0 && tb > 0.0))
        && ((sa > 0.0 && sb < 0.0) || (sa < 0.0 && sb > 0.0)))
        return true;
    const side other = {a, b};
    return on_side(s, a) || on_side(s, b) || on_side(&other, s->a) || on_side(&other, s->b);
}

bool cw_zone_touches(const cw_zone *zone, cw_xy a, cw_xy b) {
    bool apart = fmax(a.x_m, b.x_m) < zone->x0 || fmin(a.x_m, b.x_m) > zone->x1
                 || fmax(a.y_m, b.y_m) < zone->y0 || fmin(a.y_m, b.y_m) > zone->y1;
    bool real = isfinite(a.x_m) && isfinite(a.y_m) && isfinite(b.x_m) && isfinite(b.y_m);
    if (apart || !real) return false;
    if (cw_zone_contains(zone, a) || cw_zone_contains(zone, b)) return true;
    for (size_t i = 0; i < zone->side_count; i++) {
        if (meet(&zone->sides[i], a, b)) return true;
    }
    return false;
}

/* Strictly inside a convex polygon, whichever way round its corners go. */
static bool is_within(const cw_xy *corners, size_t count, cw_xy p) {
    size_t left = 0, right = 0;
    for (size_t i = 0; i < count; i++) {
        double t = turn(corners[i], corners[(i + 1) % count], p);
        left += t > 0.0;
        right += t < 0.0;
    }
    return left == count || right == count;
}

/* A zone that lies between all lines one could draw has its corners inside. */
static bool has_corner_within(const cw_zone *zone, const cw_xy *corners, size_t count) {
    for (size_t i = 0; i < zone->side_count; i++) {
        if (is_within(corners, count, zone->sides[i].a)) return true;
    }
    return false;
}

bool cw_zone_meets(const cw_zone *zone, const cw_xy *corners, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (cw_zone_touches(zone, corners[i], corners[(i + 1) % count])) return true;
    }
    return has_corner_within(zone, corners, count);
}

/* A side of the zone that cuts through the area: it has to cross an edge or to end inside. */
static bool cuts(const side *s, cw_xy a, cw_xy b) {
    double ta = turn(s->a, s->b, a), tb = turn(s->a, s->b, b);
    double sa = turn(a, b, s->a), sb = turn(a, b, s->b);
    return ((ta > 0.0 && tb < 0.0) || (ta < 0.0 && tb > 0.0))
           && ((sa > 0.0 && sb < 0.0) || (sa < 0.0 && sb > 0.0));
}

bool cw_zone_covers(const cw_zone *zone, const cw_xy *corners, size_t count) {
    for (size_t i = 0; i < count; i++) {
        cw_xy a = corners[i], b = corners[(i + 1) % count];
        cw_xy middle = {0.5 * (a.x_m + b.x_m), 0.5 * (a.y_m + b.y_m)};
        if (!cw_zone_contains(zone, a) || !cw_zone_contains(zone, middle)) return false;
        for (size_t k = 0; k < zone->side_count; k++) {
            if (cuts(&zone->sides[k], a, b)) return false;
        }
    }
    return !has_corner_within(zone, corners, count);
}
