/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grid of ROMS and CROCO: u and v lie between rho points, or a field lies on them. Positions,
 * angle and mask stand in the file itself or in a grid file beside it, which is asked first.
 */
#include "netcdf_layout.h"

#include "grid_kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A field at rho points, from the grid file when there is one; NULL without error when absent. */
static double *rho_field(const nc_file *file, const nc_file *grid_file, const char *name, size_t ny,
                         size_t nx, cw_error *err) {
    const nc_file *from = grid_file != NULL && nc_find(grid_file, name) != NULL ? grid_file : file;
    const nc_variable *v = nc_find(from, name);
    return v != NULL ? nc_read_field(from, v, ny, nx, err) : NULL;
}

static bool rho_shape(const nc_file *file, const nc_file *grid_file, nc_ground *ground) {
    const nc_file *from = grid_file != NULL ? grid_file : file;
    const nc_variable *v = nc_find(from, "lon_rho");
    if (v == NULL) v = nc_find(file, "lon_rho");
    if (v == NULL || v->dims < 2) return false;
    ground->ny = v->length[v->dims - 2];
    ground->nx = v->length[v->dims - 1];
    return true;
}

/* u lies between the rho points of a row, v between rows: one fewer, or as many where somebody cut
 * a piece with the same index range. */
static bool fits(const nc_variable *v, const nc_layout *l, size_t ny, size_t nx, bool u) {
    size_t rows = v->length[l->y], columns = v->length[l->x];
    bool y = rows == ny || (!u && rows + 1 == ny), x = columns == nx || (u && columns + 1 == nx);
    return y && x;
}

static double angle_factor(const nc_file *file, const nc_file *grid_file) {
    char text[nc_text_size];
    const nc_variable *v = grid_file != NULL ? nc_find(grid_file, "angle") : NULL;
    const nc_file *from = v != NULL ? grid_file : file;
    if (v == NULL) v = nc_find(file, "angle");
    if (v != NULL && nc_text(from, v, "units", true, text) && strncmp(text, "deg", 3) == 0)
        return 1.0;
    return cw_degrees(1.0);
}

static bool rho_extras(const nc_file *file, const nc_file *grid_file, nc_ground *ground,
                       cw_error *err) {
    size_t nodes = ground->ny * ground->nx;
    ground->angle_deg = rho_field(file, grid_file, "angle", ground->ny, ground->nx, err);
    if (ground->angle_deg != NULL) {
        double factor = angle_factor(file, grid_file);
        for (size_t i = 0; i < nodes; i++) ground->angle_deg[i] *= factor;
    }
    double *mask = rho_field(file, grid_file, "mask_rho", ground->ny, ground->nx, err);
    if (mask == NULL) return err == NULL || err->code == CW_OK;
    ground->sea = cw_alloc_array(nodes, 1);
    for (size_t i = 0; i < nodes && ground->sea != NULL; i++) ground->sea[i] = mask[i] > 0.5;
    free(mask);
    return ground->sea != NULL || cw_fail_memory(err);
}

bool nc_staggered_ground(const nc_file *file, const nc_file *grid_file, const nc_pair *pair,
                         const nc_layout *east, const nc_layout *north, nc_ground *ground,
                         cw_error *err) {
    if (!rho_shape(file, grid_file, ground)) {
        return cw_fail(err, CW_ERR_INPUT,
                       "%s: %s and %s are staggered and lon_rho is found nowhere;"
                       " name the grid file",
                       file->path, pair->east->name, pair->north->name);
    }
    size_t ny = ground->ny, nx = ground->nx;
    if (ny < 2 || nx < 2 || nx > GRID_NODES_MOST / ny || !fits(pair->east, east, ny, nx, true)
        || !fits(pair->north, north, ny, nx, false)) {
        return cw_fail(err, CW_ERR_INPUT, "%s: %s and %s do not fit the %zu x %zu rho points",
                       file->path, pair->east->name, pair->north->name, ny, nx);
    }
    double *lat = rho_field(file, grid_file, "lat_rho", ny, nx, err);
    double *lon = rho_field(file, grid_file, "lon_rho", ny, nx, err);
    if (lat != NULL && lon != NULL) ground->grid = native_grid_curvilinear(lat, lon, ny, nx, err);
    free(lat);
    free(lon);
    if (ground->grid == NULL) {
        cw_fail(err, CW_ERR_INPUT, "lat_rho and lon_rho cannot be read");
        return cw_error_prefix(err, "%s", file->path);
    }
    ground->staggered = true;
    snprintf(ground->notes, sizeof ground->notes, "u and v averaged to rho points");
    return rho_extras(file, grid_file, ground, err);
}

bool nc_is_staggered(const nc_file *file, const nc_variable *v) {
    for (int d = 0; d < v->dims; d++) {
        char name[nc_name_size];
        nc_dimension_name(file, v->dim[d], name);
        if (strcmp(name, "xi_u") == 0 || strcmp(name, "eta_v") == 0) return true;
    }
    return false;
}

bool nc_is_on_rho(const nc_file *file, const nc_variable *v) {
    for (int d = 0; d < v->dims; d++) {
        char name[nc_name_size];
        nc_dimension_name(file, v->dim[d], name);
        if (strcmp(name, "xi_rho") == 0) return true;
    }
    return false;
}

bool nc_rho_ground(const nc_file *file, const nc_file *grid_file, const nc_variable *v,
                   const nc_layout *layout, nc_ground *ground, cw_error *err) {
    size_t ny = ground->ny = v->length[layout->y], nx = ground->nx = v->length[layout->x];
    double *lat = rho_field(file, grid_file, "lat_rho", ny, nx, err);
    double *lon = rho_field(file, grid_file, "lon_rho", ny, nx, err);
    if (lat != NULL && lon != NULL) ground->grid = native_grid_curvilinear(lat, lon, ny, nx, err);
    free(lat);
    free(lon);
    if (ground->grid == NULL) {
        cw_fail(err, CW_ERR_INPUT, "lat_rho and lon_rho are not found; name the grid file");
        return cw_error_prefix(err, "%s", file->path);
    }
    return rho_extras(file, grid_file, ground, err);
}
