/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the NetCDF reader: which variables hold a quantity, how a variable is laid out, and the
 * native grid it lies on. */
#ifndef CROSSWATCH_ENVIRONMENT_NETCDF_LAYOUT_H
#define CROSSWATCH_ENVIRONMENT_NETCDF_LAYOUT_H

#include "netcdf_file.h"

/* ---- which variables (netcdf_names.c) -------------------------------------------------------- */

typedef struct nc_pair {
    const nc_variable *east, *north; /* north NULL for a scalar */
    bool relative;                   /* components along the grid's axes */
    bool named;                      /* found by a common name, not by a standard name */
    double factor, offset;           /* file unit to m/s or degrees Celsius */
} nc_pair;

/* False with *absent set (and no error) when the file has nothing of that quantity. */
bool nc_choose(const nc_file *file, cw_quantity quantity, const cw_file_options *options,
               nc_pair *pair, bool *absent, cw_error *err);

/* The factor and offset of the pair, from the units of both; an error when they differ or are not
 * known (netcdf_units.c). */
bool nc_read_units(const nc_file *file, cw_quantity quantity, nc_pair *pair, cw_error *err);

/* ---- how a variable is laid out (netcdf_layout.c) -------------------------------------------- */

typedef struct nc_layout {      /* indices into the variable's dimensions, -1 for none */
    int time, y, x;             /* a mesh variable has x only */
    size_t fixed[nc_dims_most]; /* the entry taken of every other dimension */
    char level[96];             /* "at depth 0.494 m", "" */
} nc_layout;

bool nc_is_latitude(const nc_file *file, const nc_variable *v);
bool nc_is_longitude(const nc_file *file, const nc_variable *v);
bool nc_is_time_dimension(const nc_file *file, int dim);
/* Time and the surface (or 10 m) level of a variable whose horizontal dimensions are known. */
bool nc_levels(const nc_file *file, cw_quantity quantity, const nc_variable *v, nc_layout *layout,
               cw_error *err);

/* ---- the grid (netcdf_grid.c, netcdf_rho.c, netcdf_mesh.c) ------------------------------------
 */

typedef struct nc_ground {
    native_grid *grid;       /* owned until taken */
    size_t ny, nx;           /* of the grid; a mesh has ny 1 */
    bool staggered;          /* u and v at the sides of rho cells (ROMS, CROCO) */
    bool axes;               /* latitude and longitude axes: grid-relative is true */
    double *angle_deg;       /* owned, NULL: ask the grid; x axis from east, counter-clockwise */
    unsigned char *sea;      /* owned, NULL: no mask */
    uint32_t *triangle_face; /* owned, NULL: one triangle a face */
    char notes[128];
} nc_ground;
void nc_ground_free(nc_ground *ground);

bool nc_ground_create(const nc_file *file, const nc_file *grid_file, const nc_pair *pair,
                      nc_layout *east, nc_layout *north, nc_ground *ground, cw_error *err);

/* A field of ny x nx (its last two dimensions; the first entry of a leading one), malloc. */
double *nc_read_field(const nc_file *file, const nc_variable *v, size_t ny, size_t nx,
                      cw_error *err);

/* ROMS and CROCO, by the names of the dimensions: between rho points, or on them. */
bool nc_is_staggered(const nc_file *file, const nc_variable *v);
bool nc_is_on_rho(const nc_file *file, const nc_variable *v);
bool nc_staggered_ground(const nc_file *file, const nc_file *grid_file, const nc_pair *pair,
                         const nc_layout *east, const nc_layout *north, nc_ground *ground,
                         cw_error *err);
bool nc_rho_ground(const nc_file *file, const nc_file *grid_file, const nc_variable *v,
                   const nc_layout *layout, nc_ground *ground, cw_error *err);

/* Meshes: UGRID 1.0 topology or FVCOM's nv. False without error when the variable lies on none. */
bool nc_mesh_find(const nc_file *file, const nc_variable *v, nc_layout *layout, nc_ground *ground,
                  cw_error *err);

/* ---- opening ----------------------------------------------------------------------------------
 */

/* As cw_source_netcdf; *absent (and no error) when the file has nothing of that quantity. */
cw_source *nc_source(cw_quantity quantity, const char *path, const cw_file_options *options,
                     bool *absent, cw_error *err);

#endif
