/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vector files through OGR. OGR writes to its memory file system and the finished bytes go to disk
 * through bytes_write, because its drivers do not tell of a disk that fills up while they close.
 * Any call that fails marks the file; vector_end says so once.
 */
#include "vector.h"
#include "bytes.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_once_t registered = PTHREAD_ONCE_INIT;

static void quiet(CPLErr kind, CPLErrorNum number, const char *message) {
    (void)kind, (void)number, (void)message; /* library text never reaches the terminal */
}

bool vector_driver(const char *driver, GDALDriverH *found, cw_error *err) {
    pthread_once(&registered, GDALAllRegister);
    *found = GDALGetDriverByName(driver);
    if (*found != NULL) return true;
    return cw_fail(err, CW_ERR_MACHINE, "this GDAL has no driver for %s", driver);
}

bool vector_begin(vector_file *file, const cw_result *result, const char *path, const char *driver,
                  const char *extension, cw_error *err) {
    GDALDriverH found;
    *file = (vector_file){.result = result, .path = path};
    if (!vector_driver(driver, &found, err)) return false;
    snprintf(file->memory, sizeof file->memory, "/vsimem/crosswatch-%p.%s", (void *)file,
             extension);
    CPLPushErrorHandler(quiet);
    CPLErrorReset();
    file->dataset = GDALCreate(found, file->memory, 0, 0, 0, GDT_Unknown, NULL);
    if (file->dataset != NULL) return true;
    cw_fail(err, CW_ERR_MACHINE, "GDAL cannot begin %s: %s", path, CPLGetLastErrorMsg());
    CPLPopErrorHandler();
    return false;
}

bool vector_end(vector_file *file, cw_error *err) {
    vsi_l_offset length = 0;
    GDALClose(file->dataset);
    if (CPLGetLastErrorType() >= CE_Failure) file->failed = true;
    bool done = !file->failed;
    if (!done) {
        cw_fail(err, CW_ERR_MACHINE, "GDAL cannot write %s: %s", file->path, CPLGetLastErrorMsg());
    }
    CPLPopErrorHandler();
    GByte *bytes = VSIGetMemFileBuffer(file->memory, &length, FALSE);
    if (done && bytes == NULL)
        done = cw_fail(err, CW_ERR_MACHINE, "GDAL wrote nothing to %s", file->path);
    done = done && bytes_write(file->path, bytes, (size_t)length, err);
    VSIUnlink(file->memory);
    return done;
}

void vector_layer(vector_file *file, const char *name, OGRwkbGeometryType type,
                  const vector_field *fields, size_t field_count, const char *const *options) {
    OGRSpatialReferenceH wgs84 = OSRNewSpatialReference(NULL);
    if (OSRImportFromEPSG(wgs84, 4326) != OGRERR_NONE) file->failed = true;
    OSRSetAxisMappingStrategy(wgs84, OAMS_TRADITIONAL_GIS_ORDER);
    file->layer = GDALDatasetCreateLayer(file->dataset, name, wgs84, type, (char **)options);
    OSRRelease(wgs84);
    if (file->layer == NULL) {
        file->failed = true;
        return;
    }
    for (size_t i = 0; i < field_count; i++) {
        if (OGR_FD_GetFieldIndex(OGR_L_GetLayerDefn(file->layer), fields[i].name) >= 0) continue;
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        if (OGR_L_CreateField(file->layer, field, TRUE) != OGRERR_NONE) file->failed = true;
        OGR_Fld_Destroy(field);
    }
}

/* ---- features ------------------------------------------------------------------------------ */

void vector_feature(vector_file *file) {
    if (file->layer != NULL) file->feature = OGR_F_Create(OGR_L_GetLayerDefn(file->layer));
    if (file->feature == NULL) file->failed = true;
}

static int field_of(vector_file *file, const char *field) {
    if (file->feature == NULL) return -1;
    int index = OGR_F_GetFieldIndex(file->feature, field);
    if (index < 0) file->failed = true;
    return index;
}

void vector_text(vector_file *file, const char *field, const char *text) {
    int index = field_of(file, field);
    if (index >= 0) OGR_F_SetFieldString(file->feature, index, text);
}

void vector_real(vector_file *file, const char *field, double value) {
    int index = field_of(file, field);
    if (index >= 0 && isfinite(value)) OGR_F_SetFieldDouble(file->feature, index, value);
}

void vector_whole(vector_file *file, const char *field, int value) {
    int index = field_of(file, field);
    if (index >= 0) OGR_F_SetFieldInteger(file->feature, index, value);
}

void vector_time(vector_file *file, const char *field, cw_time time) {
    enum { UTC_FLAG = 100 }; /* OGR's time zone flag for UTC */
    int year, month, day, hour, minute, index = field_of(file, field);
    double second;
    cw_time_to_civil(time, &year, &month, &day, &hour, &minute, &second);
    if (index >= 0) {
        OGR_F_SetFieldDateTimeEx(file->feature, index, year, month, day, hour, minute,
                                 (float)second, UTC_FLAG);
    }
}

void vector_time_text(vector_file *file, const char *field, cw_time time) {
    char text[CW_TIME_TEXT];
    vector_text(file, field, cw_time_format(time, text));
}

/* Hands geometry and feature over to the layer. */
static void finish(vector_file *file, OGRGeometryH geometry) {
    if (file->feature != NULL) {
        if (OGR_F_SetGeometryDirectly(file->feature, geometry) != OGRERR_NONE
            || OGR_L_CreateFeature(file->layer, file->feature) != OGRERR_NONE)
            file->failed = true;
        OGR_F_Destroy(file->feature);
    } else {
        OGR_G_DestroyGeometry(geometry);
    }
    file->feature = NULL;
}

static OGRGeometryH line_of(OGRwkbGeometryType type, const cw_position *points, size_t count) {
    OGRGeometryH line = OGR_G_CreateGeometry(type);
    for (size_t i = 0; i < count; i++)
        OGR_G_AddPoint_2D(line, points[i].lon_deg, points[i].lat_deg);
    return line;
}

void vector_add_point(vector_file *file, cw_position at) {
    finish(file, line_of(wkbPoint, &at, 1));
}

void vector_add_line(vector_file *file, const cw_position *points, size_t count) {
    finish(file, line_of(wkbLineString, points, count));
}

void vector_add_polygon(vector_file *file, const cw_position *corners, size_t count) {
    OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
    OGRGeometryH ring = line_of(wkbLinearRing, corners, count);
    OGR_G_CloseRings(ring);
    if (OGR_G_AddGeometryDirectly(polygon, ring) != OGRERR_NONE) file->failed = true;
    finish(file, polygon);
}

cw_position *vector_pattern(const cw_result *result, const cw_pattern *pattern) {
    cw_position *points = calloc(pattern->count + 1, sizeof *points);
    for (size_t k = 0; points != NULL && k < pattern->count; k++)
        points[k] = derive_position(result, pattern->points[k].at);
    return points;
}

void vector_point_name(size_t k, char text[32]) {
    if (k == 0)
        snprintf(text, 32, "CSP");
    else
        snprintf(text, 32, "WP %zu", k);
}
