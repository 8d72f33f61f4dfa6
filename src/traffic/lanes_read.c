/* SPDX-License-Identifier: Apache-2.0 */
/* Traffic lanes out of a GeoJSON file (RFC 7946: WGS84, longitude first), read by OGR: one polygon
 * a feature, and what it is in its properties. Anything unclear is refused with the feature's
 * number: a lane read the wrong way round would accuse every ship in it. */
#include "lanes.h"

#include <cpl_error.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LANES = 1000, MOST_CORNERS = 100000 };

static pthread_once_t registered = PTHREAD_ONCE_INIT;

/* ---- the polygon ---------------------------------------------------------------------------- */

static bool ring_positions(OGRGeometryH ring, cw_position *to, int count, cw_error *err) {
    for (int i = 0; i < count; i++) {
        to[i] = (cw_position){OGR_G_GetY(ring, i), OGR_G_GetX(ring, i)};
        if (!(fabs(to[i].lat_deg) <= 90.0) || !(fabs(to[i].lon_deg) <= 180.0))
            return cw_fail(err, CW_ERR_INPUT, "point %d is not a longitude and latitude", i + 1);
    }
    return true;
}

/* A ring of GeoJSON says its first point again at its end. */
static bool polygon_in(OGRGeometryH geometry, const char *name, const cw_plane *plane, lane *to,
                       cw_error *err) {
    if (geometry == NULL || wkbFlatten(OGR_G_GetGeometryType(geometry)) != wkbPolygon
        || OGR_G_GetGeometryCount(geometry) != 1)
        return cw_fail(err, CW_ERR_INPUT, "it is not one polygon without holes");
    OGRGeometryH ring = OGR_G_GetGeometryRef(geometry, 0);
    int count = OGR_G_GetPointCount(ring);
    if (count < 4 || count > MOST_CORNERS)
        return cw_fail(err, CW_ERR_INPUT, "its ring has %d points; it takes 4 to %d", count,
                       MOST_CORNERS);
    to->corners = cw_alloc_array((size_t)count, sizeof *to->corners);
    if (to->corners == NULL) return cw_fail_memory(err);
    to->corner_count = (size_t)count - 1;
    if (!ring_positions(ring, to->corners, count, err)) return false;
    to->zone = cw_zone_create(name, to->corners, (size_t)count, plane, err);
    return to->zone != NULL;
}

/* ---- its properties ------------------------------------------------------------------------- */

static const char *text_of(OGRFeatureH feature, const char *field) {
    int index = OGR_F_GetFieldIndex(feature, field);
    return index >= 0 && OGR_F_IsFieldSetAndNotNull(feature, index)
               ? OGR_F_GetFieldAsString(feature, index)
               : "";
}

static bool direction_of(OGRFeatureH feature, double *direction_deg, cw_error *err) {
    const char *text = text_of(feature, "direction_deg");
    char *end;
    *direction_deg = strtod(text, &end);
    if (end != text && *end == '\0' && *direction_deg >= 0.0 && *direction_deg < 360.0) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "\"direction_deg\" takes a true direction from 0 to below 360, not \"%.40s\"",
                   text);
}

static bool fill_lane(OGRFeatureH feature, const cw_plane *plane, lane *to, cw_error *err) {
    char name[64];
    const char *kind = text_of(feature, "kind");
    to->separation = strcmp(kind, "zone") == 0;
    to->direction_deg = NAN;
    if (!to->separation && strcmp(kind, "lane") != 0)
        return cw_fail(err, CW_ERR_INPUT, "\"kind\" takes lane or zone, not \"%.40s\"", kind);
    bool says = text_of(feature, "direction_deg")[0] != '\0';
    if ((!to->separation || says) && !direction_of(feature, &to->direction_deg, err)) return false;
    snprintf(name, sizeof name, "%.60s", text_of(feature, "name"));
    return polygon_in(OGR_F_GetGeometryRef(feature), name, plane, to, err);
}

/* ---- the file ------------------------------------------------------------------------------- */

static bool feature_in(OGRFeatureH feature, const cw_plane *plane, cw_lanes *to, cw_error *err) {
    lane next = {0};
    if (to->count >= MOST_LANES)
        return cw_fail(err, CW_ERR_INPUT, "it holds more than %d lanes", MOST_LANES);
    if (!cw_grow(&to->items, &to->capacity, to->count + 1)) return cw_fail_memory(err);
    if (!fill_lane(feature, plane, &next, err)) {
        free(next.corners);
        return cw_error_prefix(err, "feature %zu", to->count + 1);
    }
    to->items[to->count++] = next;
    return true;
}

static bool layer_in(OGRLayerH layer, const cw_plane *plane, cw_lanes *to, cw_error *err) {
    OGRFeatureH feature;
    bool done = true;
    OGR_L_ResetReading(layer);
    while (done && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        done = feature_in(feature, plane, to, err);
        OGR_F_Destroy(feature);
    }
    return done;
}

static bool file_in(const char *path, const cw_plane *plane, cw_lanes *to, cw_error *err) {
    static const char *const drivers[] = {"GeoJSON", NULL};
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    if (dataset == NULL) return cw_fail(err, CW_ERR_INPUT, "%s: cannot be read as GeoJSON", path);
    bool done = true;
    for (int i = 0; done && i < GDALDatasetGetLayerCount(dataset); i++)
        done = layer_in(GDALDatasetGetLayer(dataset, i), plane, to, err);
    if (done && to->count == 0) done = cw_fail(err, CW_ERR_INPUT, "it holds no lane");
    GDALClose(dataset);
    return done || cw_error_prefix(err, "%s", path);
}

cw_lanes *cw_lanes_load(const char *path, const cw_plane *plane, cw_error *err) {
    cw_lanes *lanes = calloc(1, sizeof *lanes);
    if (lanes == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    pthread_once(&registered, GDALAllRegister);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool done = file_in(path, plane, lanes, err);
    CPLPopErrorHandler();
    if (done) return lanes;
    cw_lanes_destroy(lanes);
    return NULL;
}

void cw_lanes_destroy(cw_lanes *lanes) {
    if (lanes == NULL) return;
    for (size_t i = 0; i < lanes->count; i++) {
        cw_zone_destroy(lanes->items[i].zone);
        free(lanes->items[i].corners);
    }
    free(lanes->items);
    free(lanes);
}
