/* SPDX-License-Identifier: Apache-2.0 */
/* Rings to GEOS and back (geometry.h). Nesting is left to GEOS's BuildArea: outer rings, holes and
 * islands in holes follow from the linework by the even-odd rule, whatever their direction. Of
 * several polygons each is built by itself and they are joined, so that where two overlap there is
 * area, not a hole. */
#include "geometry.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void keep_message(const char *message, void *user) {
    geometry_context *context = user;
    snprintf(context->message, sizeof context->message, "%s", message);
}

static void drop_message(const char *message, void *user) {
    (void)message, (void)user;
}

bool geometry_begin(geometry_context *context, cw_error *err) {
    memset(context, 0, sizeof *context);
    context->geos = GEOS_init_r();
    if (context->geos == NULL) return cw_fail(err, CW_ERR_MACHINE, "GEOS does not start");
    GEOSContext_setErrorMessageHandler_r(context->geos, keep_message, context);
    GEOSContext_setNoticeMessageHandler_r(context->geos, drop_message, context);
    return true;
}

void geometry_end(geometry_context *context) {
    if (context->geos != NULL) GEOS_finish_r(context->geos);
    context->geos = NULL;
}

static GEOSGeometry *line_of(geometry_context *context, const cw_position *points, size_t count,
                             const cw_plane *plane) {
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(context->geos, (unsigned)count, 2);
    if (sequence == NULL) return NULL;
    for (size_t i = 0; i < count; i++) {
        double x = points[i].lon_deg, y = points[i].lat_deg;
        if (plane != NULL) {
            cw_xy at = cw_plane_forward(plane, points[i]);
            x = at.x_m;
            y = at.y_m;
        }
        if (!isfinite(x) || !isfinite(y)) {
            GEOSCoordSeq_destroy_r(context->geos, sequence);
            keep_message("a point has no place in the projection", context);
            return NULL;
        }
        GEOSCoordSeq_setXY_r(context->geos, sequence, (unsigned)i, x, y);
    }
    return GEOSGeom_createLineString_r(context->geos, sequence);
}

static void destroy_all(geometry_context *context, GEOSGeometry **parts, size_t count) {
    for (size_t i = 0; i < count; i++) GEOSGeom_destroy_r(context->geos, parts[i]);
    free(parts);
}

/* The area of rings first .. last-1 by the even-odd rule. */
static GEOSGeometry *build_area(geometry_context *context, const cw_coast *rings, size_t first,
                                size_t last, const cw_plane *plane, cw_error *err) {
    GEOSGeometry **lines = calloc(last - first + 1, sizeof *lines);
    if (lines == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    for (size_t i = first; i < last; i++) {
        const cw_coast_ring *r = &rings->rings[i];
        lines[i - first] = line_of(context, rings->points + r->first, r->count, plane);
        if (lines[i - first] != NULL) continue;
        cw_fail(err, CW_ERR_INPUT, "polygon ring %zu: %s", i + 1, context->message);
        destroy_all(context, lines, i - first);
        return NULL;
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(context->geos, GEOS_MULTILINESTRING, lines,
                                                    (unsigned)(last - first));
    free(lines);
    /* Rings may touch or share pieces: noding makes one linework of them. */
    GEOSGeometry *noded = all != NULL ? GEOSUnaryUnion_r(context->geos, all) : NULL;
    GEOSGeometry *area = noded != NULL ? GEOSBuildArea_r(context->geos, noded) : NULL;
    GEOSGeom_destroy_r(context->geos, all);
    GEOSGeom_destroy_r(context->geos, noded);
    if (area == NULL)
        cw_fail(err, CW_ERR_INPUT, "the polygons cannot be used: %s", context->message);
    return area;
}

GEOSGeometry *geometry_from_rings(geometry_context *context, const cw_coast *rings,
                                  const cw_plane *plane, cw_error *err) {
    return build_area(context, rings, 0, rings->ring_count, plane, err);
}

GEOSGeometry *geometry_join(geometry_context *context, GEOSGeometry **areas, size_t count,
                            cw_error *err) {
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(context->geos, GEOS_GEOMETRYCOLLECTION, areas, (unsigned)count);
    GEOSGeometry *joined = all != NULL ? GEOSUnaryUnion_r(context->geos, all) : NULL;
    GEOSGeom_destroy_r(context->geos, all);
    if (joined == NULL)
        cw_fail(err, CW_ERR_INPUT, "the polygons do not join: %s", context->message);
    return joined;
}

GEOSGeometry *geometry_from_polygons(geometry_context *context, const cw_coast *rings,
                                     const cw_plane *plane, cw_error *err) {
    GEOSGeometry **areas = calloc(rings->ring_count + 1, sizeof *areas), *joined = NULL;
    size_t count = 0;
    bool done = true;
    if (areas == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    for (size_t first = 0, last; done && first < rings->ring_count; first = last) {
        for (last = first + 1; last < rings->ring_count && rings->rings[last].hole;) last++;
        areas[count] = build_area(context, rings, first, last, plane, err);
        done = areas[count] != NULL;
        if (done) count++;
    }
    if (done) {
        joined = geometry_join(context, areas, count, err);
        free(areas);
    } else {
        destroy_all(context, areas, count);
    }
    return joined;
}

static bool ring_out(geometry_context *context, const GEOSGeometry *ring, bool hole,
                     ring_list *list, cw_error *err) {
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(context->geos, ring);
    unsigned count = 0;
    if (sequence == NULL || GEOSCoordSeq_getSize_r(context->geos, sequence, &count) == 0) {
        return cw_fail(err, CW_ERR_MACHINE, "GEOS: %s", context->message);
    }
    if (!rings_begin(list, hole, err)) return false;
    for (unsigned i = 0; i < count; i++) {
        double x = 0.0, y = 0.0;
        GEOSCoordSeq_getXY_r(context->geos, sequence, i, &x, &y);
        if (!rings_add(list, (cw_position){y, x}, err)) return false;
    }
    return rings_end(list, err);
}

static bool polygon_out(geometry_context *context, const GEOSGeometry *polygon, ring_list *list,
                        cw_error *err) {
    if (GEOSisEmpty_r(context->geos, polygon) != 0) return true;
    const GEOSGeometry *outer = GEOSGetExteriorRing_r(context->geos, polygon);
    if (!ring_out(context, outer, false, list, err)) return false;
    int holes = GEOSGetNumInteriorRings_r(context->geos, polygon);
    for (int i = 0; i < holes; i++) {
        const GEOSGeometry *hole = GEOSGetInteriorRingN_r(context->geos, polygon, i);
        if (!ring_out(context, hole, true, list, err)) return false;
    }
    return true;
}

bool geometry_to_rings(geometry_context *context, const GEOSGeometry *geometry, ring_list *list,
                       cw_error *err) {
    int parts = GEOSGetNumGeometries_r(context->geos, geometry);
    for (int i = 0; i < parts; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(context->geos, geometry, i);
        if (GEOSGeomTypeId_r(context->geos, part) != GEOS_POLYGON) continue;
        if (!polygon_out(context, part, list, err)) return false;
    }
    return true;
}
