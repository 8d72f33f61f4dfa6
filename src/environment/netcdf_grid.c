/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native grid of a NetCDF variable: axes of latitude and longitude; axes of a projection or a
 * rotated pole with its grid mapping; two-dimensional latitude and longitude; the grid of ROMS and
 * CROCO (netcdf_rho.c); or a mesh (netcdf_mesh.c).
 *
 * A grid mapping is believed only as far as it can be checked: where the file also holds latitudes
 * and longitudes, the projected positions must meet them within half a cell. Some files mix up
 * latitudes on a sphere and on the ellipsoid (0.19 degrees at most): the projection is then kept,
 * as the model computed on it, and the note says so. Anything worse: the latitudes are used.
 */
#include "netcdf_layout.h"

#include "grid_kind.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void nc_ground_free(nc_ground *ground) {
    native_grid_destroy(ground->grid);
    free(ground->angle_deg);
    free(ground->sea);
    free(ground->triangle_face);
    memset(ground, 0, sizeof *ground);
}

/* ---- horizontal dimensions ------------------------------------------------------------------- */

typedef enum axis_role { ROLE_NONE, ROLE_LAT, ROLE_LON, ROLE_X, ROLE_Y } axis_role;

static const nc_variable *axis_variable(const nc_file *file, int dim) {
    char name[nc_name_size];
    nc_dimension_name(file, dim, name);
    const nc_variable *v = nc_find(file, name);
    return v != NULL && v->dims == 1 && v->dim[0] == dim ? v : NULL;
}

static axis_role role_of(const nc_file *file, const nc_variable *v) {
    char text[nc_text_size];
    if (v == NULL) return ROLE_NONE;
    nc_text(file, v, "standard_name", true, text);
    if (strcmp(text, "projection_x_coordinate") == 0 || strcmp(text, "grid_longitude") == 0) {
        return ROLE_X;
    }
    if (strcmp(text, "projection_y_coordinate") == 0 || strcmp(text, "grid_latitude") == 0) {
        return ROLE_Y;
    }
    if (nc_is_latitude(file, v)) return ROLE_LAT;
    if (nc_is_longitude(file, v)) return ROLE_LON;
    nc_text(file, v, "axis", true, text);
    if (strcmp(text, "x") == 0) return ROLE_X;
    if (strcmp(text, "y") == 0) return ROLE_Y;
    if (strcasecmp(v->name, "x") == 0 || strcasecmp(v->name, "rlon") == 0) return ROLE_X;
    if (strcasecmp(v->name, "y") == 0 || strcasecmp(v->name, "rlat") == 0) return ROLE_Y;
    return ROLE_NONE;
}

/* Index in v's dimensions of dimension `dim`, -1 when it is not among them. */
static int index_of(const nc_variable *v, int dim) {
    for (int d = 0; d < v->dims; d++) {
        if (v->dim[d] == dim) return d;
    }
    return -1;
}

static bool spans(const nc_variable *coordinate, const nc_variable *v, int *y, int *x) {
    int dims = coordinate->dims;
    if (dims < 2 || dims > 3) return false;
    *y = index_of(v, coordinate->dim[dims - 2]);
    *x = index_of(v, coordinate->dim[dims - 1]);
    return *y >= 0 && *x >= 0 && *y != *x;
}

static bool named_in(const char *list, const char *name) {
    size_t length = strlen(name);
    for (const char *at = strstr(list, name); at != NULL; at = strstr(at + 1, name)) {
        bool begins = at == list || at[-1] == ' ', ends = at[length] == ' ' || at[length] == '\0';
        if (begins && ends) return true;
    }
    return false;
}

/* The two-dimensional latitude (or longitude) of a variable: those it names first. */
static const nc_variable *field_coordinate(const nc_file *file, const nc_variable *v, bool lat) {
    char list[nc_text_size];
    nc_text(file, v, "coordinates", false, list);
    for (int named = 1; named >= 0; named--) {
        for (size_t i = 0; i < file->variable_count; i++) {
            const nc_variable *c = &file->variables[i];
            int y, x;
            if (named == 1 && !named_in(list, c->name)) continue;
            if (!spans(c, v, &y, &x)) continue;
            if (lat ? nc_is_latitude(file, c) : nc_is_longitude(file, c)) return c;
        }
    }
    return NULL;
}

static bool find_dimensions(const nc_file *file, const nc_variable *v, nc_layout *layout) {
    int at[5] = {-1, -1, -1, -1, -1};
    for (int d = 0; d < v->dims; d++) {
        axis_role role = role_of(file, axis_variable(file, v->dim[d]));
        if (role != ROLE_NONE && at[role] < 0) at[role] = d;
    }
    layout->y = at[ROLE_LAT] >= 0 ? at[ROLE_LAT] : at[ROLE_Y];
    layout->x = at[ROLE_LAT] >= 0 ? at[ROLE_LON] : at[ROLE_X];
    if (layout->y >= 0 && layout->x >= 0) return true;
    const nc_variable *lat = field_coordinate(file, v, true);
    if (lat != NULL && spans(lat, v, &layout->y, &layout->x)) return true;
    for (int d = 0; d < v->dims; d++) { /* ROMS names its dimensions */
        char name[nc_name_size];
        nc_dimension_name(file, v->dim[d], name);
        if (strncmp(name, "eta_", 4) == 0) layout->y = d;
        if (strncmp(name, "xi_", 3) == 0) layout->x = d;
    }
    return layout->y >= 0 && layout->x >= 0;
}

/* ---- reading positions ----------------------------------------------------------------------- */

double *nc_read_field(const nc_file *file, const nc_variable *v, size_t ny, size_t nx,
                      cw_error *err) {
    size_t start[nc_dims_most] = {0}, count[nc_dims_most];
    if (v->dims < 2 || v->length[v->dims - 2] != ny || v->length[v->dims - 1] != nx) {
        cw_fail(err, CW_ERR_INPUT, "%s: %s does not have the %zu x %zu nodes of the field",
                file->path, v->name, ny, nx);
        return NULL;
    }
    for (int d = 0; d < v->dims; d++) count[d] = d < v->dims - 2 ? 1 : v->length[d];
    double *values = cw_alloc_array(ny * nx, sizeof *values);
    if (values == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    if (nc_read(file, v, start, count, false, values, err)) return values;
    free(values);
    return NULL;
}

/* Two axes with a reading each; both malloc or both NULL. */
static bool read_two(const nc_file *file, const nc_variable *a, const nc_variable *b, double **av,
                     double **bv, cw_error *err) {
    size_t total;
    *av = nc_read_all(file, a, &total, err);
    *bv = *av != NULL ? nc_read_all(file, b, &total, err) : NULL;
    if (*bv != NULL) return true;
    free(*av);
    *av = NULL;
    return false;
}

/* ---- projections ----------------------------------------------------------------------------- */

/* Metres (or degrees) of an axis' unit; 0 when not known. */
static double axis_unit(const nc_file *file, const nc_variable *v) {
    char text[nc_text_size];
    nc_text(file, v, "units", true, text);
    if (text[0] == '\0') return 0.0;
    if (strcmp(text, "km") == 0 || strncmp(text, "kilomet", 7) == 0) return 1000.0;
    if (strcmp(text, "m") == 0 || strncmp(text, "met", 3) == 0) return 1.0;
    if (strncmp(text, "degree", 6) == 0) return 1.0;
    double factor;
    char *end;
    factor = strtod(text, &end); /* "100 km", as a few files have it */
    while (*end == ' ') end++;
    if (factor > 0.0 && strcmp(end, "km") == 0) return factor * 1000.0;
    if (factor > 0.0 && strcmp(end, "m") == 0) return factor;
    return 0.0;
}

static const nc_variable *find_mapping(const nc_file *file, const nc_variable *v) {
    char text[nc_text_size];
    const nc_variable *only = NULL;
    if (nc_text(file, v, "grid_mapping", false, text)) {
        text[strcspn(text, ": ")] = '\0';
        only = nc_find(file, text);
        if (only != NULL) return only;
    }
    for (size_t i = 0; i < file->variable_count; i++) {
        if (!nc_text(file, &file->variables[i], "grid_mapping_name", false, text)) continue;
        if (only != NULL) return NULL; /* two mappings, none named: no guess */
        only = &file->variables[i];
    }
    return only;
}

static void scale(double *values, size_t count, double factor) {
    for (size_t i = 0; i < count; i++) values[i] *= factor;
}

/* Latitude on the sphere against latitude on the ellipsoid: 0.1924 degrees at 45, in metres. */
static const double earth_shape_m = 21400.0;

/* The grid when it meets the file's own positions well enough, else NULL. */
static native_grid *believed(native_grid *grid, double off_m, char *notes, size_t notes_size) {
    if (grid == NULL || off_m <= 0.5 * grid_spacing_m(grid)) return grid;
    if (off_m <= earth_shape_m) {
        snprintf(notes, notes_size,
                 "its latitudes lie up to %.3g km off its projection, which is taken",
                 off_m / 1000.0);
        return grid;
    }
    native_grid_destroy(grid);
    return NULL;
}

/* A projected grid, or NULL without error when there is no mapping that can be believed. */
static native_grid *projected(const nc_file *file, const nc_variable *v, const nc_layout *layout,
                              const double *lat, const double *lon, char *notes, size_t notes_size,
                              cw_error *err) {
    char proj[2][nc_projection_size];
    const nc_variable *xv = axis_variable(file, v->dim[layout->x]);
    const nc_variable *yv = axis_variable(file, v->dim[layout->y]);
    const nc_variable *mapping = find_mapping(file, v);
    if (xv == NULL || yv == NULL || mapping == NULL) return NULL;
    double unit = axis_unit(file, xv), *x, *y;
    if (unit == 0.0 || axis_unit(file, yv) != unit) return NULL;
    size_t count = nc_projections(file, mapping, unit, proj);
    if (count == 0 || !read_two(file, xv, yv, &x, &y, err)) return NULL;
    size_t nx = xv->length[0], ny = yv->length[0];
    scale(x, nx, unit);
    scale(y, ny, unit);
    cw_error refused = {0};
    native_grid *grid = NULL;
    double off = HUGE_VAL;
    for (size_t k = 0; k < count; k++) {
        native_grid *next = native_grid_projected(proj[k], x, nx, y, ny, &refused);
        double next_off = next == NULL  ? HUGE_VAL
                          : lat != NULL ? grid_mismatch_m(next, lat, lon, ny, nx)
                                        : 0.0;
        bool better = next_off < off;
        native_grid_destroy(better ? grid : next);
        if (better) grid = next;
        if (better) off = next_off;
    }
    grid = believed(grid, off, notes, notes_size);
    if (grid == NULL && lat == NULL && refused.code != CW_OK) {
        cw_error_prefix(&refused, "%s", file->path);
        cw_error_pass(err, &refused);
    }
    free(x);
    free(y);
    return grid;
}

/* ---- kinds of ground ------------------------------------------------------------------------- */

static bool axes_ground(const nc_file *file, const nc_variable *v, const nc_layout *layout,
                        nc_ground *ground, cw_error *err) {
    const nc_variable *lat = axis_variable(file, v->dim[layout->y]);
    const nc_variable *lon = axis_variable(file, v->dim[layout->x]);
    double *latv, *lonv;
    if (!read_two(file, lat, lon, &latv, &lonv, err)) return false;
    ground->axes = true;
    ground->ny = lat->length[0];
    ground->nx = lon->length[0];
    ground->grid = native_grid_axes(latv, ground->ny, lonv, ground->nx, err);
    free(latv);
    free(lonv);
    return ground->grid != NULL || cw_error_prefix(err, "%s", file->path);
}

/* Fields of latitude and longitude from the file, or by their names from the grid file. */
static bool read_fields(const nc_file *file, const nc_variable *v, size_t ny, size_t nx,
                        double **lat, double **lon, cw_error *err) {
    const nc_variable *a = field_coordinate(file, v, true), *b = field_coordinate(file, v, false);
    *lat = *lon = NULL;
    if (a == NULL || b == NULL) return true;
    *lat = nc_read_field(file, a, ny, nx, err);
    *lon = *lat != NULL ? nc_read_field(file, b, ny, nx, err) : NULL;
    if (*lon != NULL) return true;
    free(*lat);
    *lat = NULL;
    return false;
}

static bool field_ground(const nc_file *file, const nc_variable *v, const nc_layout *layout,
                         nc_ground *ground, cw_error *err) {
    double *lat, *lon;
    ground->ny = v->length[layout->y];
    ground->nx = v->length[layout->x];
    if (ground->ny == 0 || ground->nx > GRID_NODES_MOST / ground->ny) {
        return cw_fail(err, CW_ERR_INPUT, "%s: variable %s is empty or too large", file->path,
                       v->name);
    }
    if (!read_fields(file, v, ground->ny, ground->nx, &lat, &lon, err)) return false;
    ground->grid = projected(file, v, layout, lat, lon, ground->notes, sizeof ground->notes, err);
    if (ground->grid == NULL && lat != NULL) {
        ground->grid = native_grid_curvilinear(lat, lon, ground->ny, ground->nx, err);
        if (ground->grid == NULL) cw_error_prefix(err, "%s", file->path);
    }
    free(lat);
    free(lon);
    if (ground->grid != NULL) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "%s: no latitude and longitude (nor a projection) of "
                   "variable %s are found",
                   file->path, v->name);
}

/* ---- the choice ------------------------------------------------------------------------------ */

static bool same_dimensions(const nc_pair *pair, const nc_layout *a, const nc_layout *b) {
    const nc_variable *e = pair->east, *n = pair->north;
    return n == NULL || (e->dim[a->y] == n->dim[b->y] && e->dim[a->x] == n->dim[b->x]);
}

bool nc_ground_create(const nc_file *file, const nc_file *grid_file, const nc_pair *pair,
                      nc_layout *east, nc_layout *north, nc_ground *ground, cw_error *err) {
    cw_error mesh = {0};
    memset(ground, 0, sizeof *ground);
    if (nc_mesh_find(file, pair->east, east, ground, &mesh)) {
        const nc_variable *e = pair->east, *n = pair->north;
        *north = *east;
        if (n == NULL || (n->dims == e->dims && n->dim[east->x] == e->dim[east->x])) return true;
        return cw_fail(err, CW_ERR_INPUT, "%s: %s and %s lie on different parts of the mesh",
                       file->path, e->name, n->name);
    }
    if (mesh.code != CW_OK) return cw_error_pass(err, &mesh);
    if (!find_dimensions(file, pair->east, east)
        || (pair->north != NULL && !find_dimensions(file, pair->north, north))) {
        return cw_fail(err, CW_ERR_INPUT, "%s: no latitude and longitude of variable %s are found",
                       file->path, pair->east->name);
    }
    if (pair->north != NULL && nc_is_staggered(file, pair->east)) {
        return nc_staggered_ground(file, grid_file, pair, east, north, ground, err);
    }
    if (!same_dimensions(pair, east, north)) {
        return cw_fail(err, CW_ERR_INPUT, "%s: %s and %s lie on different grids", file->path,
                       pair->east->name, pair->north->name);
    }
    if (nc_is_on_rho(file, pair->east)) {
        return nc_rho_ground(file, grid_file, pair->east, east, ground, err);
    }
    if (role_of(file, axis_variable(file, pair->east->dim[east->y])) == ROLE_LAT) {
        return axes_ground(file, pair->east, east, ground, err);
    }
    return field_ground(file, pair->east, east, ground, err);
}
