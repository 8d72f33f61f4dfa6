/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the GRIB reader: walking through messages, and the native grid of a message. Error codes
 * of ecCodes are checked at every call, and its assertions (which would end the process) are turned
 * into failures. */
#ifndef CROSSWATCH_ENVIRONMENT_GRIB_H
#define CROSSWATCH_ENVIRONMENT_GRIB_H

#include "grid.h"
#include "source.h"

#include <eccodes.h>
#include <sys/types.h>

/* As cw_source_grib; *absent (and no error) when the file has nothing of that quantity. */
cw_source *grib_source(cw_quantity quantity, const char *path, const cw_file_options *options,
                       bool *absent, cw_error *err);
/* One line a kind of message: short name, level, grid, how many. */
bool grib_list(const char *path, cw_text *text, cw_error *err);

/* ---- messages (grib_messages.c) ---------------------------------------------------------------
 */

typedef struct grib_place { /* where a field lies in its file */
    off_t offset;
    int part; /* of a message with several fields */
} grib_place;

/* Called for each field; returns false to stop with *err set. */
typedef bool (*grib_visitor)(void *context, codes_handle *handle, grib_place place, cw_error *err);
bool grib_walk(const char *path, grib_visitor visitor, void *context, cw_error *err);
/* The one field at a place. */
bool grib_visit(const char *path, grib_place place, grib_visitor visitor, void *context,
                cw_error *err);

/* Keys, with a value instead where the message lacks them. */
long grib_long(codes_handle *handle, const char *key, long otherwise);
double grib_double(codes_handle *handle, const char *key, double otherwise);
void grib_text(codes_handle *handle, const char *key, char text[64]);
/* FNV-1a of the grid section: fields with equal hashes lie on one grid. */
uint64_t grib_grid_hash(codes_handle *handle);
/* An array of numbers, malloc; NULL with *err set when absent or larger than any grid. */
double *grib_array(codes_handle *handle, const char *key, size_t *count, cw_error *err);

/* ---- the grid (grib_grid.c) -------------------------------------------------------------------
 */

typedef struct grib_ground {
    native_grid *grid; /* owned until taken */
    size_t nx, ny;
    size_t values; /* in a message; more or fewer than nx * ny on a reduced grid */
    bool by_column, zigzag, from_east; /* how the values run */
    bool relative;     /* components along the grid's axes, which are not true ones */
    long *row_length;  /* owned, NULL: not reduced */
    double *longitude; /* owned: of every value of a reduced grid */
    double *column;    /* owned: longitudes of the widened rows */
} grib_ground;

bool grib_ground_create(codes_handle *handle, grib_ground *ground, cw_error *err);
void grib_ground_free(grib_ground *ground);
/* Values in the order of the message to nodes of the grid. */
void grib_place_values(const grib_ground *ground, const double *values, float *nodes);

#endif
