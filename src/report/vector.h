/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: what the OGR writers share. */
#ifndef CROSSWATCH_REPORT_VECTOR_H
#define CROSSWATCH_REPORT_VECTOR_H

#include "derive.h"

#include <gdal.h>
#include <ogr_api.h>

/* Registers GDAL's drivers once; false when `driver` is not among them. */
bool vector_driver(const char *driver, GDALDriverH *found, cw_error *err);

/* A file under way in memory; see vector_begin. */
typedef struct vector_file {
    const cw_result *result;
    const char *path;
    char memory[64]; /* its name in GDAL's memory file system */
    GDALDatasetH dataset;
    OGRLayerH layer; /* the layer that features are added to */
    OGRFeatureH feature;
    bool failed;
} vector_file;

/* Opens a data set of a driver in memory; some drivers go by the extension of its name. */
bool vector_begin(vector_file *file, const cw_result *result, const char *path, const char *driver,
                  const char *extension, cw_error *err);
/* Closes it and writes the bytes to its path; false when anything failed on the way. */
bool vector_end(vector_file *file, cw_error *err);

typedef struct vector_field {
    const char *name;
    OGRFieldType type;
} vector_field;
/* Makes a layer in WGS84 the current one. Fields that the driver has already are not made again. */
void vector_layer(vector_file *file, const char *name, OGRwkbGeometryType type,
                  const vector_field *fields, size_t field_count, const char *const *options);

/* One feature: begin, set fields, give it a geometry (which ends it). */
void vector_feature(vector_file *file);
void vector_text(vector_file *file, const char *field, const char *text);
void vector_real(vector_file *file, const char *field, double value); /* NaN: left out */
void vector_whole(vector_file *file, const char *field, int value);
void vector_time(vector_file *file, const char *field, cw_time time);      /* a date and time */
void vector_time_text(vector_file *file, const char *field, cw_time time); /* ISO 8601 */
void vector_add_point(vector_file *file, cw_position at);
void vector_add_line(vector_file *file, const cw_position *points, size_t count);
void vector_add_polygon(vector_file *file, const cw_position *corners, size_t count);

/* The positions of a pattern's points; free(). NULL when out of memory. */
cw_position *vector_pattern(const cw_result *result, const cw_pattern *pattern);
/* "CSP", "WP 1" ... of the k-th point. */
void vector_point_name(size_t k, char text[32]);

#endif
