/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the NetCDF reader: an open file, its variables, and reading with packing undone. Every
 * error names the file and the variable. */
#ifndef CROSSWATCH_ENVIRONMENT_NETCDF_FILE_H
#define CROSSWATCH_ENVIRONMENT_NETCDF_FILE_H

#include "grid.h"
#include "source.h"

enum { nc_dims_most = 8, nc_name_size = 257, nc_text_size = 4096 };

typedef struct nc_variable {
    int id, type, dims;
    int dim[nc_dims_most];
    size_t length[nc_dims_most];
    char name[nc_name_size];
} nc_variable;

typedef struct nc_file {
    int id;
    char path[nc_text_size];
    nc_variable *variables; /* owned; those with more than nc_dims_most dimensions are left out */
    size_t variable_count;
} nc_file;

/* NULL with *err set when it cannot be opened or is cut short. */
nc_file *nc_file_open(const char *path, cw_error *err);
void nc_file_close(nc_file *file);

const nc_variable *nc_find(const nc_file *file, const char *name); /* NULL: none */
void nc_dimension_name(const nc_file *file, int dim, char name[nc_name_size]);

/* An attribute as text, "" when absent; lower-case when `lower`. True when it is there. */
bool nc_text(const nc_file *file, const nc_variable *variable, const char *name, bool lower,
             char text[nc_text_size]);
/* The first `most` numbers of an attribute; also from text such as "6378137.0". Returns how many.
 */
size_t nc_numbers(const nc_file *file, const nc_variable *variable, const char *name,
                  double *numbers, size_t most);

/* Reads `count` values from `start`; scale and offset undone, NaN for fill, missing and out of the
 * valid range. `strict` false (coordinates, masks): NaN only for the named fill value. */
bool nc_read(const nc_file *file, const nc_variable *variable, const size_t *start,
             const size_t *count, bool strict, double *values, cw_error *err);
/* The whole variable, malloc; *total values. */
double *nc_read_all(const nc_file *file, const nc_variable *variable, size_t *total, cw_error *err);
size_t nc_total(const nc_variable *variable); /* SIZE_MAX on overflow */

/* ---- times (netcdf_time.c) ------------------------------------------------------------------- */

/* The times along dimension `dim` (-1: of a scalar time coordinate); malloc. */
cw_time *nc_times(const nc_file *file, int dim, const nc_variable *values, size_t *count,
                  char *notes, size_t notes_size, cw_error *err);
/* "hours since 1970-01-01 00:00" with a calendar: milliseconds of one unit and the origin. */
bool nc_time_units(const char *units, const char *calendar, double *unit_ms, cw_time *origin,
                   cw_error *err);

/* ---- CF grid_mapping to PROJ (netcdf_projection.c) ------------------------------------------- */

/* Writes PROJ definitions that the mapping variable gives, best first; returns how many (0..2). The
 * axes in metres, or degrees for a rotated pole. `axis_m`: metres of the axes' unit, by which false
 * eastings are scaled. */
enum { nc_projection_size = 1024 };
size_t nc_projections(const nc_file *file, const nc_variable *mapping, double axis_m,
                      char proj[2][nc_projection_size]);

#endif
