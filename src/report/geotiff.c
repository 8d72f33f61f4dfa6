/* SPDX-License-Identifier: Apache-2.0 */
/*
 * where.tif: the probability maps as a GeoTIFF in the case plane, one band a time, on the grid that
 * holds all of them. A pixel's value is the probability that the people are in it; a band adds up
 * to the probability that has a place (adrift or ashore) at that time. Row 0 is the northernmost.
 */
#include "bytes.h"
#include "vector.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct frame { /* in cells of `cell_m`, counted from the plane's origin */
    double cell_m;
    long i0, j0, i1, j1; /* [i0, i1) x [j0, j1) */
} frame;

static long cell_of(double place_m, double cell_m) {
    return lround(place_m / cell_m); /* maps lie on multiples of their cell */
}

static bool frame_of(const cw_result *result, frame *f, cw_error *err) {
    static const double MOST_PIXELS = 64e6;
    *f = (frame){0};
    for (size_t k = 0; k < result->where_count; k++) {
        const cw_probability_map *map = result->where[k].map;
        long i = cell_of(map->x0_m, map->cell_m), j = cell_of(map->y0_m, map->cell_m);
        if (k == 0) *f = (frame){map->cell_m, i, j, i, j};
        if (map->cell_m != f->cell_m)
            return cw_fail(err, CW_ERR_MACHINE, "the maps of one answer have different cells");
        f->i0 = i < f->i0 ? i : f->i0;
        f->j0 = j < f->j0 ? j : f->j0;
        f->i1 = i + (long)map->nx > f->i1 ? i + (long)map->nx : f->i1;
        f->j1 = j + (long)map->ny > f->j1 ? j + (long)map->ny : f->j1;
    }
    double pixels = (double)(f->i1 - f->i0) * (double)(f->j1 - f->j0);
    return (result->where_count > 0 && pixels <= MOST_PIXELS)
           || cw_fail(err, CW_ERR_INPUT, "the probability maps do not fit in one picture");
}

static bool write_band(GDALDatasetH dataset, int band, const frame *f, const cw_where *where) {
    const cw_probability_map *map = where->map;
    GDALRasterBandH raster = GDALGetRasterBand(dataset, band);
    char text[CW_TIME_TEXT];
    int column = (int)(cell_of(map->x0_m, map->cell_m) - f->i0);
    for (size_t j = 0; j < map->ny; j++) {
        long row = f->j1 - 1 - (cell_of(map->y0_m, map->cell_m) + (long)j);
        if (GDALRasterIO(raster, GF_Write, column, (int)row, (int)map->nx, 1,
                         map->probability + j * map->nx, (int)map->nx, 1, GDT_Float32, 0, 0)
            != CE_None)
            return false;
    }
    cw_time_format(where->time, text);
    GDALSetDescription(raster, text);
    return GDALSetMetadataItem(raster, "TIME", text, NULL) == CE_None;
}

static bool set_georeference(GDALDatasetH dataset, const cw_plane *plane, const frame *f) {
    double transform[6] = {(double)f->i0 * f->cell_m, f->cell_m, 0.0,
                           (double)f->j1 * f->cell_m, 0.0,       -f->cell_m};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    bool good = OSRImportFromProj4(srs, cw_plane_definition(plane)) == OGRERR_NONE
                && GDALSetSpatialRef(dataset, srs) == CE_None
                && GDALSetGeoTransform(dataset, transform) == CE_None
                && GDALSetMetadataItem(dataset, "AREA_OR_POINT", "Area", NULL) == CE_None;
    OSRRelease(srs);
    return good;
}

static bool fill(GDALDatasetH dataset, const cw_result *result, const frame *f) {
    bool good = set_georeference(dataset, result->scene->plane, f);
    for (size_t k = 0; k < result->where_count && good; k++)
        good = write_band(dataset, (int)k + 1, f, &result->where[k]);
    return good;
}

static void quiet(CPLErr kind, CPLErrorNum number, const char *message) {
    (void)kind, (void)number, (void)message;
}

/* In memory, then to disk in one piece; see vector.c. */
bool cw_report_geotiff(const cw_result *result, const char *path, cw_error *err) {
    const char *options[] = {"COMPRESS=DEFLATE", "ZLEVEL=6", "PREDICTOR=3", "INTERLEAVE=BAND",
                             NULL};
    frame f;
    GDALDriverH driver;
    char memory[64];
    vsi_l_offset length = 0;
    if (!frame_of(result, &f, err) || !vector_driver("GTiff", &driver, err)) return false;
    snprintf(memory, sizeof memory, "/vsimem/crosswatch-%p.tif", (void *)&f);
    CPLPushErrorHandler(quiet);
    CPLErrorReset();
    GDALDatasetH dataset = GDALCreate(driver, memory, (int)(f.i1 - f.i0), (int)(f.j1 - f.j0),
                                      (int)result->where_count, GDT_Float32, (char **)options);
    bool done = dataset != NULL && fill(dataset, result, &f);
    if (dataset != NULL) GDALClose(dataset);
    if (CPLGetLastErrorType() >= CE_Failure) done = false;
    if (!done) cw_fail(err, CW_ERR_MACHINE, "GDAL cannot write %s: %s", path, CPLGetLastErrorMsg());
    CPLPopErrorHandler();
    GByte *bytes = VSIGetMemFileBuffer(memory, &length, FALSE);
    if (done && bytes == NULL)
        done = cw_fail(err, CW_ERR_MACHINE, "GDAL wrote nothing to %s", path);
    done = done && bytes_write(path, bytes, (size_t)length, err);
    VSIUnlink(memory);
    return done;
}
