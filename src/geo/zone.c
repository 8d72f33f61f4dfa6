/* SPDX-License-Identifier: Apache-2.0 */
/* Zones: GEOS polygons in the case plane, prepared for many point tests. The sides of a zone are
 * straight lines in the plane; over 100 km these lie within some tens of metres of the geodesic,
 * while published boundaries are rounded to hundreds. */
#include "geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cw_zone {
    char name[64];
    geometry_context context;
    GEOSGeometry *area;
    const GEOSPreparedGeometry *prepared;
    double x0, y0, x1, y1; /* envelope: most points are settled by it */
};

static cw_zone *begin(const char *name, cw_error *err) {
    cw_zone *zone = calloc(1, sizeof *zone);
    if (zone == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    snprintf(zone->name, sizeof zone->name, "%s", name);
    if (geometry_begin(&zone->context, err)) return zone;
    free(zone);
    return NULL;
}

static cw_zone *finish(cw_zone *zone, const cw_coast *rings, const cw_plane *plane, cw_error *err) {
    GEOSContextHandle_t geos = zone->context.geos;
    zone->area = geometry_from_rings(&zone->context, rings, plane, err);
    if (zone->area != NULL && GEOSisEmpty_r(geos, zone->area) != 0) {
        cw_fail(err, CW_ERR_INPUT, "the zone \"%s\" holds no area", zone->name);
    } else if (zone->area != NULL) {
        GEOSGeom_getXMin_r(geos, zone->area, &zone->x0);
        GEOSGeom_getYMin_r(geos, zone->area, &zone->y0);
        GEOSGeom_getXMax_r(geos, zone->area, &zone->x1);
        GEOSGeom_getYMax_r(geos, zone->area, &zone->y1);
        zone->prepared = GEOSPrepare_r(geos, zone->area);
        if (zone->prepared == NULL) cw_fail_memory(err);
    }
    if (zone->prepared != NULL) return zone;
    cw_zone_destroy(zone);
    return NULL;
}

/* A ring that crosses itself has two readings; even-odd would quietly take one. */
static bool check_simple(geometry_context *context, const cw_coast *rings, const char *name,
                         cw_error *err) {
    for (size_t r = 0; r < rings->ring_count; r++) {
        const cw_coast_ring *ring = &rings->rings[r];
        GEOSCoordSequence *sequence =
            GEOSCoordSeq_create_r(context->geos, (unsigned)ring->count, 2);
        if (sequence == NULL) return cw_fail_memory(err);
        for (size_t i = 0; i < ring->count; i++) {
            cw_position p = rings->points[ring->first + i];
            GEOSCoordSeq_setXY_r(context->geos, sequence, (unsigned)i, p.lon_deg, p.lat_deg);
        }
        GEOSGeometry *line = GEOSGeom_createLinearRing_r(context->geos, sequence);
        bool simple = line != NULL && GEOSisSimple_r(context->geos, line) == 1;
        GEOSGeom_destroy_r(context->geos, line);
        if (!simple) {
            return cw_fail(err, CW_ERR_INPUT, "the border of \"%s\" crosses or touches itself",
                           name);
        }
    }
    return true;
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
    cw_zone *zone = begin(name, err);
    if (zone != NULL) {
        if (fill_ring(&list, name, ring, count, err)
            && check_simple(&zone->context, &list.coast, name, err)) {
            zone = finish(zone, &list.coast, plane, err);
        } else {
            cw_zone_destroy(zone);
            zone = NULL;
        }
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
    if (zone->context.geos != NULL) {
        if (zone->prepared != NULL) GEOSPreparedGeom_destroy_r(zone->context.geos, zone->prepared);
        if (zone->area != NULL) GEOSGeom_destroy_r(zone->context.geos, zone->area);
    }
    geometry_end(&zone->context);
    free(zone);
}

const char *cw_zone_name(const cw_zone *zone) {
    return zone->name;
}

bool cw_zone_contains(const cw_zone *zone, cw_xy p) {
    bool near = p.x_m >= zone->x0 && p.x_m <= zone->x1 && p.y_m >= zone->y0 && p.y_m <= zone->y1;
    if (!near) return false; /* NaN ends here too */
    GEOSContextHandle_t geos = zone->context.geos;
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geos, p.x_m, p.y_m);
    if (point == NULL) return false;
    bool inside = GEOSPreparedIntersects_r(geos, zone->prepared, point) == 1;
    GEOSGeom_destroy_r(geos, point);
    return inside;
}

bool cw_zone_touches(const cw_zone *zone, cw_xy a, cw_xy b) {
    bool apart = fmax(a.x_m, b.x_m) < zone->x0 || fmin(a.x_m, b.x_m) > zone->x1
                 || fmax(a.y_m, b.y_m) < zone->y0 || fmin(a.y_m, b.y_m) > zone->y1;
    bool real = isfinite(a.x_m) && isfinite(a.y_m) && isfinite(b.x_m) && isfinite(b.y_m);
    if (apart || !real) return false;
    GEOSContextHandle_t geos = zone->context.geos;
    GEOSCoordSequence *ends = GEOSCoordSeq_create_r(geos, 2, 2);
    if (ends == NULL) return false;
    GEOSCoordSeq_setXY_r(geos, ends, 0, a.x_m, a.y_m);
    GEOSCoordSeq_setXY_r(geos, ends, 1, b.x_m, b.y_m);
    GEOSGeometry *line = GEOSGeom_createLineString_r(geos, ends);
    bool touches = line != NULL && GEOSPreparedIntersects_r(geos, zone->prepared, line) == 1;
    if (line != NULL) GEOSGeom_destroy_r(geos, line);
    return touches;
}
