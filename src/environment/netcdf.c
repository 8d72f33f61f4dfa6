/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CF NetCDF as a source. Opening chooses the variables (netcdf_names.c), finds the native grid
 * (netcdf_grid.c, netcdf_mesh.c), the level (netcdf_layout.c) and the times (netcdf_time.c); a
 * frame is then one slab of each component, unpacked, brought to SI and turned to true axes.
 *
 * ROMS and CROCO keep u and v on the sides of the rho cells. Each component is averaged to the rho
 * point from the two sides; a side on land carries no flow, as in the model's own u_eastward (Roms
 * uv_rotate); at the edge of the grid the one side there is stands for both.
 */
#include "netcdf_layout.h"

#include "gridded.h"
#include "grid_kind.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    nc_file *file; /* owned */
    nc_pair pair;
    nc_layout east, north;
    nc_ground ground;     /* its grid is borrowed from the source */
    float *cosine, *sine; /* owned, NULL: nothing to turn */
    size_t nodes;
    double *slab, *other; /* owned scratch */
    size_t slab_size;
} reader;

static void close_reader(void *context) {
    reader *r = context;
    if (r == NULL) return;
    nc_file_close(r->file);
    r->ground.grid = NULL;
    nc_ground_free(&r->ground);
    free(r->cosine);
    free(r->sine);
    free(r->slab);
    free(r->other);
    free(r);
}

/* ---- one component ----------------------------------------------------------------------------
 */

static size_t rows_of(const nc_variable *v, const nc_layout *l) {
    return l->y >= 0 ? v->length[l->y] : 1;
}

/* Row-major values of one component at one time, into `values`; transposes when x comes first. */
static bool read_slab(const reader *r, const nc_variable *v, const nc_layout *l, size_t frame,
                      double *values, cw_error *err) {
    size_t start[nc_dims_most], count[nc_dims_most];
    for (int d = 0; d < v->dims; d++) {
        bool whole = d == l->y || d == l->x;
        start[d] = d == l->time ? frame : whole ? 0 : l->fixed[d];
        count[d] = whole ? v->length[d] : 1;
    }
    if (!nc_read(r->file, v, start, count, true, values, err)) return false;
    if (l->y < 0 || l->y < l->x) return true;
    size_t ny = v->length[l->y], nx = v->length[l->x];
    double *turned = cw_alloc_array(ny * nx, sizeof *turned);
    if (turned == NULL) return cw_fail_memory(err);
    for (size_t i = 0; i < nx; i++) {
        for (size_t j = 0; j < ny; j++) turned[j * nx + i] = values[i * ny + j];
    }
    memcpy(values, turned, ny * nx * sizeof *values);
    free(turned);
    return true;
}

/* ---- ROMS -------------------------------------------------------------------------------------
 */

typedef struct side { /* one side of a rho point */
    bool there;       /* inside the grid */
    double value;     /* NaN: land, no flow */
} side;

/* The value on the side between rho points `k` and `other`: land when either of them is. */
static side side_of(const reader *r, bool there, size_t k, size_t other, size_t size,
                    const double *values, size_t at) {
    if (!there) return (side){false, NAN};
    bool land = r->ground.sea != NULL
                && (r->ground.sea[k] == 0 || (other < size && r->ground.sea[other] == 0));
    return (side){true, land ? NAN : values[at]};
}

/* Mean of two sides; *water counts those that have a value. */
static double side_mean(side a, side b, int *water) {
    double x = isfinite(a.value) ? a.value : 0.0, y = isfinite(b.value) ? b.value : 0.0;
    *water += (a.there && isfinite(a.value)) + (b.there && isfinite(b.value));
    if (!a.there) return y;
    return b.there ? 0.5 * (x + y) : x;
}

static void average_to_rho(const reader *r, const double *u, const double *v, float *east,
                           float *north) {
    size_t ny = r->ground.ny, nx = r->ground.nx, size = ny * nx;
    size_t un = r->pair.east->length[r->east.x], vn = r->pair.north->length[r->north.y];
    for (size_t k = 0; k < size; k++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): k < ny * nx, so that nx is not 0 */
        size_t j = k / nx, i = k % nx, at = j * un + i;
        int water = 0;
        /* the last column of a piece cut with one index range has no rho point beyond it */
        side left = side_of(r, i > 0, k, k - 1, size, u, at - 1);
        side right = side_of(r, i < un, k, i + 1 < nx ? k + 1 : size, size, u, at);
        side below = side_of(r, j > 0, k, k - nx, size, v, k - nx);
        side above = side_of(r, j < vn, k, k + nx, size, v, k);
        double x = side_mean(left, right, &water), y = side_mean(below, above, &water);
        bool sea = water > 0 && (r->ground.sea == NULL || r->ground.sea[k] != 0);
        east[k] = sea ? (float)x : NAN;
        north[k] = sea ? (float)y : NAN;
    }
}

/* ---- a frame ----------------------------------------------------------------------------------
 */

/* File values to the grid's nodes; split faces share theirs. */
static void place(const reader *r, const double *values, float *to) {
    double factor = r->pair.factor, offset = r->pair.offset;
    for (size_t k = 0; k < r->nodes; k++) {
        size_t from = r->ground.triangle_face != NULL ? r->ground.triangle_face[k] : k;
        bool land = r->ground.sea != NULL && r->ground.sea[k] == 0;
        to[k] = land ? NAN : (float)(values[from] * factor + offset);
    }
}

static void turn(const reader *r, float *east, float *north) {
    for (size_t k = 0; k < r->nodes && r->cosine != NULL; k++) {
        float x = east[k], y = north[k];
        east[k] = x * r->cosine[k] - y * r->sine[k];
        north[k] = x * r->sine[k] + y * r->cosine[k];
    }
}

static void scale_all(const reader *r, float *values) {
    for (size_t k = 0; k < r->nodes; k++) values[k] = (float)((double)values[k] * r->pair.factor);
}

static bool load(void *context, size_t frame, float *east, float *north, cw_error *err) {
    reader *r = context;
    if (!read_slab(r, r->pair.east, &r->east, frame, r->slab, err)) return false;
    if (r->pair.north == NULL) {
        place(r, r->slab, east);
        memset(north, 0, r->nodes * sizeof *north);
        return true;
    }
    if (!read_slab(r, r->pair.north, &r->north, frame, r->other, err)) return false;
    if (r->ground.staggered) {
        average_to_rho(r, r->slab, r->other, east, north);
        scale_all(r, east);
        scale_all(r, north);
    } else {
        place(r, r->slab, east);
        place(r, r->other, north);
    }
    turn(r, east, north);
    return true;
}

/* ---- opening ----------------------------------------------------------------------------------
 */

static bool prepare_turning(reader *r, cw_error *err) {
    if (r->pair.north == NULL || !r->pair.relative || r->ground.axes) return true;
    r->cosine = cw_alloc_array(r->nodes, sizeof *r->cosine);
    r->sine = cw_alloc_array(r->nodes, sizeof *r->sine);
    if (r->cosine == NULL || r->sine == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < r->nodes; k++) {
        double angle = r->ground.angle_deg != NULL ? r->ground.angle_deg[k]
                                                   : native_grid_angle_deg(r->ground.grid, k);
        r->cosine[k] = (float)cos(cw_radians(angle));
        r->sine[k] = (float)sin(cw_radians(angle));
    }
    return true;
}

static bool prepare_scratch(reader *r, cw_error *err) {
    size_t a = rows_of(r->pair.east, &r->east) * r->pair.east->length[r->east.x], b = a;
    if (r->pair.north != NULL) {
        b = rows_of(r->pair.north, &r->north) * r->pair.north->length[r->north.x];
    }
    size_t expected = r->ground.ny * r->ground.nx;
    bool whole = r->ground.staggered || (a == expected && b == expected);
    if (!whole || a > GRID_NODES_MOST || b > GRID_NODES_MOST) {
        return cw_fail(err, CW_ERR_INPUT,
                       "%s: %s does not have one value for each of the %zu nodes", r->file->path,
                       r->pair.east->name, expected);
    }
    r->slab_size = a > b ? a : b;
    r->slab = cw_alloc_array(r->slab_size, sizeof *r->slab);
    r->other = cw_alloc_array(r->slab_size, sizeof *r->other);
    return (r->slab != NULL && r->other != NULL) || cw_fail_memory(err);
}

static bool open_ground(reader *r, cw_quantity quantity, const cw_file_options *options,
                        cw_error *err) {
    nc_file *grid_file = NULL;
    if (options != NULL && options->grid_path != NULL) {
        grid_file = nc_file_open(options->grid_path, err);
        if (grid_file == NULL) return false;
    }
    bool good =
        nc_ground_create(r->file, grid_file, &r->pair, &r->east, &r->north, &r->ground, err);
    nc_file_close(grid_file);
    if (!good || !nc_levels(r->file, quantity, r->pair.east, &r->east, err)) return false;
    if (r->pair.north != NULL && !nc_levels(r->file, quantity, r->pair.north, &r->north, err)) {
        return false;
    }
    r->nodes = native_grid_node_count(r->ground.grid);
    return prepare_scratch(r, err) && prepare_turning(r, err);
}

static void append(char *notes, size_t size, const char *text) {
    size_t used = strlen(notes);
    if (text[0] != '\0') snprintf(notes + used, size - used, "%s%s", used > 0 ? "; " : "", text);
}

static void write_notes(const reader *r, gridded_reader *out) {
    double factor;
    append(out->notes, sizeof out->notes, r->east.level);
    append(out->notes, sizeof out->notes, r->ground.notes);
    if (r->cosine != NULL)
        append(out->notes, sizeof out->notes, "turned from the grid's axes to true");
    if (nc_numbers(r->file, r->pair.east, "scale_factor", &factor, 1) == 1) {
        append(out->notes, sizeof out->notes, "packed");
    }
    if (r->pair.named) append(out->notes, sizeof out->notes, "found by name, not by standard name");
    if (r->pair.north == NULL) {
        snprintf(out->variables, sizeof out->variables, "%.120s", r->pair.east->name);
    } else {
        snprintf(out->variables, sizeof out->variables, "%.60s, %.60s", r->pair.east->name,
                 r->pair.north->name);
    }
}

/* Both components have the same times. */
static bool same_times(const reader *r, cw_error *err) {
    const nc_variable *e = r->pair.east, *n = r->pair.north;
    if (n == NULL) return true;
    bool both = (r->east.time < 0) == (r->north.time < 0);
    if (both && (r->east.time < 0 || e->length[r->east.time] == n->length[r->north.time]))
        return true;
    return cw_fail(err, CW_ERR_INPUT, "%s: %s and %s have different times", r->file->path, e->name,
                   n->name);
}

static cw_source *finish(reader *r, cw_quantity quantity, cw_error *err) {
    gridded_reader out = {.load = load, .close = close_reader, .context = r};
    size_t count = 0;
    int dim = r->east.time >= 0 ? r->pair.east->dim[r->east.time] : -1;
    write_notes(r, &out);
    char coarse[96] = "";
    cw_time *times = same_times(r, err)
                         ? nc_times(r->file, dim, r->pair.east, &count, coarse, sizeof coarse, err)
                         : NULL;
    if (times == NULL) {
        native_grid_destroy(r->ground.grid);
        close_reader(r);
        return NULL;
    }
    append(out.notes, sizeof out.notes, coarse);
    return gridded_create(quantity, r->file->path, r->ground.grid, times, count, out, err);
}

cw_source *nc_source(cw_quantity quantity, const char *path, const cw_file_options *options,
                     bool *absent, cw_error *err) {
    *absent = false;
    reader *r = calloc(1, sizeof *r);
    if (r == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    r->file = nc_file_open(path, err);
    if (r->file != NULL && nc_choose(r->file, quantity, options, &r->pair, absent, err)
        && open_ground(r, quantity, options, err)) {
        return finish(r, quantity, err);
    }
    native_grid_destroy(r->ground.grid);
    close_reader(r);
    return NULL;
}

cw_source *cw_source_netcdf(cw_quantity quantity, const char *path, const cw_file_options *options,
                            cw_error *err) {
    bool absent;
    cw_source *source = nc_source(quantity, path, options, &absent, err);
    if (source == NULL && absent) {
        cw_fail(err, CW_ERR_INPUT,
                "%s holds no %s that is known by standard name or common name; "
                "name its variables",
                path, cw_quantity_name(quantity));
    }
    return source;
}
