/* SPDX-License-Identifier: Apache-2.0 */
/* Polygons of any vector file that OGR reads (GeoJSON, Shapefile, GeoPackage ...), brought to WGS84
 * degrees. Lines and points in the file are passed over; a file without polygons is refused. */
#include "rings.h"

#include <gdal.h>
#include <cpl_error.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <pthread.h>

static pthread_once_t registered = PTHREAD_ONCE_INIT;

static bool ring_in(OGRGeometryH ring, bool hole, ring_list *list, cw_error *err) {
    int count = OGR_G_GetPointCount(ring);
    if (!rings_begin(list, hole, err)) return false;
    for (int i = 0; i < count; i++) {
        cw_position p = {OGR_G_GetY(ring, i), OGR_G_GetX(ring, i)};
        if (!(fabs(p.lat_deg) <= 90.0) || !(fabs(p.lon_deg) <= 360.0)) {
            return cw_fail(err, CW_ERR_INPUT,
                           "it holds a point (%g, %g) that is not a latitude and longitude",
                           p.lat_deg, p.lon_deg);
        }
        if (!rings_add(list, p, err)) return false;
    }
    return rings_end(list, err);
}

static bool polygon_in(OGRGeometryH polygon, ring_list *list, cw_error *err) {
    int rings = OGR_G_GetGeometryCount(polygon);
    for (int i = 0; i < rings; i++) {
        if (!ring_in(OGR_G_GetGeometryRef(polygon, i), i > 0, list, err)) return false;
    }
    return true;
}

/* One level of nesting is all a multipolygon has; deeper collections are not followed. */
static bool geometry_in(OGRGeometryH geometry, ring_list *list, cw_error *err) {
    OGRwkbGeometryType type = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (type == wkbPolygon) return polygon_in(geometry, list, err);
    if (type != wkbMultiPolygon && type != wkbGeometryCollection) return true;
    int parts = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < parts; i++) {
        OGRGeometryH part = OGR_G_GetGeometryRef(geometry, i);
        if (wkbFlatten(OGR_G_GetGeometryType(part)) != wkbPolygon) continue;
        if (!polygon_in(part, list, err)) return false;
    }
    return true;
}

/* NULL when the layer's coordinates are longitude and latitude already or of unknown system. */
static OGRCoordinateTransformationH to_degrees(OGRLayerH layer) {
    OGRSpatialReferenceH theirs = OGR_L_GetSpatialRef(layer);
    if (theirs == NULL) return NULL;
    OGRSpatialReferenceH ours = OSRNewSpatialReference(NULL);
    OGRCoordinateTransformationH transformation = NULL;
    if (OSRImportFromEPSG(ours, 4326) == OGRERR_NONE) {
        OSRSetAxisMappingStrategy(ours, OAMS_TRADITIONAL_GIS_ORDER);
        OGRSpatialReferenceH copy = OSRClone(theirs);
        OSRSetAxisMappingStrategy(copy, OAMS_TRADITIONAL_GIS_ORDER);
        transformation = OCTNewCoordinateTransformation(copy, ours);
        OSRDestroySpatialReference(copy);
    }
    OSRDestroySpatialReference(ours);
    return transformation;
}

static bool layer_in(OGRLayerH layer, ring_list *list, cw_error *err) {
    OGRCoordinateTransformationH transformation = to_degrees(layer);
    OGRFeatureH feature;
    bool done = true;
    OGR_L_ResetReading(layer);
    while (done && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        if (geometry != NULL && transformation != NULL
            && OGR_G_Transform(geometry, transformation) != OGRERR_NONE) {
            done = cw_fail(err, CW_ERR_INPUT, "its coordinates cannot be brought to WGS84");
        }
        done = done && (geometry == NULL || geometry_in(geometry, list, err));
        OGR_F_Destroy(feature);
    }
    if (transformation != NULL) OCTDestroyCoordinateTransformation(transformation);
    return done;
}

static bool dataset_in(GDALDatasetH dataset, ring_list *list, cw_error *err) {
    int layers = GDALDatasetGetLayerCount(dataset);
    for (int i = 0; i < layers; i++) {
        if (!layer_in(GDALDatasetGetLayer(dataset, i), list, err)) return false;
    }
    return list->coast.ring_count > 0 || cw_fail(err, CW_ERR_INPUT, "it holds no polygon");
}

bool polygons_read(const char *path, ring_list *list, cw_error *err) {
    pthread_once(&registered, GDALAllRegister);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    bool done = false;
    if (dataset == NULL) {
        cw_fail(err, CW_ERR_INPUT, "%s: cannot be read as a vector file", path);
    } else {
        done = dataset_in(dataset, list, err) || cw_error_prefix(err, "%s", path);
        GDALClose(dataset);
    }
    CPLPopErrorHandler();
    return done;
}
