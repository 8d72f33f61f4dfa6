/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native grid of a GRIB message.
 *
 * Regular latitude/longitude and Gaussian grids are two axes. Rotated and projected grids are axes
 * in their own plane, from the keys of the grid section; the result must meet the positions that
 * ecCodes computes itself within half a cell, else those are taken as a curvilinear grid. Reduced
 * Gaussian rows are widened to the longest row, linearly along the parallel.
 *
 * Values run in the order that the scanning mode says (WMO code table 3.4): west to east or back,
 * by rows or by columns, every other row backward. Nodes always run eastward in rows.
 */
#include "grib.h"

#include "grid_kind.h"

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void grib_ground_free(grib_ground *ground) {
    native_grid_destroy(ground->grid);
    free(ground->row_length);
    free(ground->longitude);
    free(ground->column);
    memset(ground, 0, sizeof *ground);
}

/* Where the value of row j, column i stands in the message. */
static size_t value_at(const grib_ground *g, size_t j, size_t i) {
    if (g->from_east) i = g->nx - 1 - i;
    if (g->by_column) return i * g->ny + (g->zigzag && i % 2 == 1 ? g->ny - 1 - j : j);
    return j * g->nx + (g->zigzag && j % 2 == 1 ? g->nx - 1 - i : i);
}

/* ---- reduced rows ------------------------------------------------------------------------------
 */

/* Linear along one row of `n` values at longitudes `lon`; closes the circle when the row does. */
static double along_row(const double *lon, const double *value, size_t n, double at) {
    if (n < 2) return n == 1 ? value[0] : NAN;
    double step = (lon[n - 1] - lon[0]) / (double)(n - 1);
    if (!(step > 0.0)) return NAN;
    double cell = fmod(at - lon[0], 360.0);
    if (cell < -1e-6 * step) cell += 360.0;
    if (cell > 360.0 - 1e-6 * step) cell -= 360.0;
    cell = fmax(0.0, cell / step);
    bool around = 360.0 / step - (double)n < 0.5;
    if (cell > (double)(n - 1) + 1e-6 && !around) return NAN;
    size_t i = (size_t)cell;
    double f = cell - (double)i;
    if (i >= n) i = n - 1;
    size_t next = i + 1 < n ? i + 1 : around ? 0 : i;
    if (f < 1e-6) return value[i];
    if (f > 1.0 - 1e-6) return value[next];
    return value[i] + f * (value[next] - value[i]);
}

static void widen(const grib_ground *g, const double *values, float *nodes) {
    size_t first = 0;
    for (size_t j = 0; j < g->ny; j++) {
        size_t n = (size_t)g->row_length[j];
        for (size_t i = 0; i < g->nx; i++) {
            nodes[j * g->nx + i] =
                (float)along_row(g->longitude + first, values + first, n, g->column[i]);
        }
        first += n;
    }
}

void grib_place_values(const grib_ground *ground, const double *values, float *nodes) {
    if (ground->row_length != NULL) {
        widen(ground, values, nodes);
        return;
    }
    for (size_t j = 0; j < ground->ny; j++) {
        for (size_t i = 0; i < ground->nx; i++) {
            nodes[j * ground->nx + i] = (float)values[value_at(ground, j, i)];
        }
    }
}

/* ---- positions ---------------------------------------------------------------------------------
 */

typedef struct positions {
    double *lat, *lon; /* owned; in the order of the message */
    size_t count;
} positions;

static bool read_positions(codes_handle *h, positions *p, cw_error *err) {
    size_t other = 0;
    p->lat = grib_array(h, "latitudes", &p->count, err);
    p->lon = p->lat != NULL ? grib_array(h, "longitudes", &other, err) : NULL;
    return p->lon != NULL && other == p->count;
}

static void free_positions(positions *p) {
    free(p->lat);
    free(p->lon);
    memset(p, 0, sizeof *p);
}

/* To the order of nodes. */
static bool reorder(const grib_ground *g, positions *p, cw_error *err) {
    double *lat = cw_alloc_array(p->count, sizeof *lat),
           *lon = cw_alloc_array(p->count, sizeof *lon);
    if (lat == NULL || lon == NULL) {
        free(lat);
        free(lon);
        return cw_fail_memory(err);
    }
    for (size_t j = 0; j < g->ny; j++) {
        for (size_t i = 0; i < g->nx; i++) {
            lat[j * g->nx + i] = p->lat[value_at(g, j, i)];
            lon[j * g->nx + i] = p->lon[value_at(g, j, i)];
        }
    }
    free(p->lat);
    free(p->lon);
    p->lat = lat;
    p->lon = lon;
    return true;
}

/* ---- kinds -------------------------------------------------------------------------------------
 */

static bool regular(grib_ground *g, const positions *p, cw_error *err) {
    double *lat = cw_alloc_array(g->ny, sizeof *lat);
    if (lat == NULL) return cw_fail_memory(err);
    for (size_t j = 0; j < g->ny; j++) lat[j] = p->lat[j * g->nx];
    g->grid = native_grid_axes(lat, g->ny, p->lon, g->nx, err);
    free(lat);
    return g->grid != NULL;
}

/* Even axis from `first` with `step`; malloc. */
static double *even_axis(double first, double step, size_t count) {
    double *axis = cw_alloc_array(count, sizeof *axis);
    for (size_t i = 0; i < count && axis != NULL; i++) axis[i] = first + step * (double)i;
    return axis;
}

static native_grid *even_grid(const grib_ground *g, const char *proj, double x0, double dx,
                              double y0, double dy, cw_error *err) {
    double *x = even_axis(x0, dx, g->nx), *y = even_axis(y0, dy, g->ny);
    native_grid *grid = NULL;
    if (x == NULL || y == NULL)
        cw_fail_memory(err);
    else
        grid = native_grid_projected(proj, x, g->nx, y, g->ny, err);
    free(x);
    free(y);
    return grid;
}

static native_grid *rotated(codes_handle *h, const grib_ground *g, cw_error *err) {
    char proj[256];
    double lat0 = grib_double(h, "latitudeOfFirstGridPointInDegrees", NAN);
    double lat1 = grib_double(h, "latitudeOfLastGridPointInDegrees", NAN);
    double lon0 = grib_double(h, "longitudeOfFirstGridPointInDegrees", NAN);
    double lon1 = grib_double(h, "longitudeOfLastGridPointInDegrees", NAN);
    if (g->from_east) {
        double swap = lon0;
        lon0 = lon1;
        lon1 = swap;
    }
    while (lon1 < lon0) lon1 += 360.0;
    if (!(fabs(lat0) <= 90.0) || !(fabs(lat1) <= 90.0) || !(fabs(lon1) <= 1080.0)) return NULL;
    /* the pole is given by the southern one; the grid's zero meridian passes through it */
    snprintf(proj, sizeof proj,
             "+proj=ob_tran +o_proj=longlat +o_lat_p=%.9g +o_lon_p=%.9g +lon_0=%.9g +R=6371229",
             -grib_double(h, "latitudeOfSouthernPoleInDegrees", -90.0),
             grib_double(h, "angleOfRotationInDegrees", 0.0),
             grib_double(h, "longitudeOfSouthernPoleInDegrees", 0.0));
    return even_grid(g, proj, lon0, (lon1 - lon0) / (double)(g->nx - 1), lat0,
                     (lat1 - lat0) / (double)(g->ny - 1), err);
}

static void earth_words(codes_handle *h, char words[96]) {
    double a = grib_double(h, "earthMajorAxisInMetres", 0.0);
    double b = grib_double(h, "earthMinorAxisInMetres", 0.0);
    double radius = grib_double(h, "radius", 0.0);
    if (grib_long(h, "earthIsOblate", 0) != 0 && a > 6e6 && b > 6e6 && b <= a) {
        snprintf(words, 96, "+a=%.9g +b=%.9g", a, b);
    } else {
        snprintf(words, 96, "+R=%.9g", radius > 6e6 && radius < 7e6 ? radius : 6371229.0);
    }
}

/* The projection's definition, "" when the kind is another. */
static void projection_words(codes_handle *h, const char *type, double middle_lon, char proj[256]) {
    char earth[96];
    earth_words(h, earth);
    double lad = grib_double(h, "LaDInDegrees", 60.0);
    double latin1 = grib_double(h, "Latin1InDegrees", lad);
    double latin2 = grib_double(h, "Latin2InDegrees", latin1);
    double lov = grib_double(h, "LoVInDegrees", 0.0);
    bool south = (grib_long(h, "projectionCentreFlag", 0) & 128) != 0;
    proj[0] = '\0';
    if (strcmp(type, "polar_stereographic") == 0) {
        snprintf(proj, 256, "+proj=stere +lat_0=%d +lat_ts=%.9g +lon_0=%.9g %s", south ? -90 : 90,
                 south ? -fabs(lad) : fabs(lad),
                 grib_double(h, "orientationOfTheGridInDegrees", lov), earth);
    } else if (strcmp(type, "lambert") == 0 || strcmp(type, "lambert_lam") == 0) {
        snprintf(proj, 256, "+proj=lcc +lat_1=%.9g +lat_2=%.9g +lat_0=%.9g +lon_0=%.9g %s", latin1,
                 latin2, latin1, lov, earth);
    } else if (strcmp(type, "mercator") == 0) {
        snprintf(proj, 256, "+proj=merc +lat_ts=%.9g +lon_0=%.9g %s", lad, middle_lon, earth);
    } else if (strcmp(type, "lambert_azimuthal_equal_area") == 0) {
        snprintf(proj, 256, "+proj=laea +lat_0=%.9g +lon_0=%.9g %s",
                 grib_double(h, "standardParallelInDegrees", 0.0),
                 grib_double(h, "centralLongitudeInDegrees", 0.0), earth);
    }
}

/* Plane coordinates of a position. */
static bool plane_of(const char *proj, cw_position at, double *x, double *y) {
    PJ_CONTEXT *context = proj_context_create();
    PJ *p = context != NULL ? proj_create(context, proj) : NULL;
    PJ_COORD c = proj_coord(cw_radians(at.lon_deg), cw_radians(at.lat_deg), 0.0, 0.0);
    if (p != NULL) c = proj_trans(p, PJ_FWD, c);
    bool good = p != NULL && isfinite(c.xy.x) && isfinite(c.xy.y);
    *x = c.xy.x;
    *y = c.xy.y;
    proj_destroy(p);
    if (context != NULL) proj_context_destroy(context);
    return good;
}

static native_grid *projected(codes_handle *h, const grib_ground *g, const char *type,
                              const positions *p, cw_error *err) {
    char proj[256];
    double x0, y0;
    projection_words(h, type, p->lon[g->nx / 2], proj);
    if (proj[0] == '\0' || !plane_of(proj, (cw_position){p->lat[0], p->lon[0]}, &x0, &y0))
        return NULL;
    double dx = grib_double(h, "DxInMetres", grib_double(h, "DiInMetres", 0.0));
    double dy = grib_double(h, "DyInMetres", grib_double(h, "DjInMetres", 0.0));
    if (!(dx > 0.0) || !(dy > 0.0)) return NULL;
    bool up = grib_long(h, "jScansPositively", 0) != 0;
    return even_grid(g, proj, x0, dx, y0, up ? dy : -dy, err);
}

static bool projected_or_curved(codes_handle *h, grib_ground *g, const char *type,
                                const positions *p, cw_error *err) {
    cw_error refused = {0};
    g->grid = strcmp(type, "rotated_ll") == 0 ? rotated(h, g, &refused)
                                              : projected(h, g, type, p, &refused);
    if (g->grid != NULL
        && grid_mismatch_m(g->grid, p->lat, p->lon, g->ny, g->nx) > 0.5 * grid_spacing_m(g->grid)) {
        native_grid_destroy(g->grid);
        g->grid = NULL;
    }
    if (g->grid == NULL) g->grid = native_grid_curvilinear(p->lat, p->lon, g->ny, g->nx, err);
    return g->grid != NULL;
}

/* ---- reduced Gaussian --------------------------------------------------------------------------
 */

static bool read_rows(codes_handle *h, grib_ground *g, const positions *p, cw_error *err) {
    size_t rows = 0, total = 0, longest = 0, first = 0;
    if (codes_get_size(h, "pl", &rows) != CODES_SUCCESS || rows < 2 || rows > 100000) {
        return cw_fail(err, CW_ERR_INPUT, "a reduced grid does not list its rows");
    }
    g->row_length = cw_alloc_array(rows, sizeof *g->row_length);
    if (g->row_length == NULL) return cw_fail_memory(err);
    size_t got = rows;
    if (codes_get_long_array(h, "pl", g->row_length, &got) != CODES_SUCCESS || got != rows) {
        return cw_fail(err, CW_ERR_INPUT, "the rows of a reduced grid cannot be read");
    }
    for (size_t j = 0; j < rows; j++) {
        long n = g->row_length[j];
        if (n < 1 || n > 1000000)
            return cw_fail(err, CW_ERR_INPUT, "a reduced grid has an empty row");
        if ((size_t)n > longest) {
            longest = (size_t)n;
            first = total;
        }
        total += (size_t)n;
    }
    if (total != p->count || longest > GRID_NODES_MOST / rows) {
        return cw_fail(err, CW_ERR_INPUT,
                       "the rows of a reduced grid hold %zu points and the field "
                       "%zu",
                       total, p->count);
    }
    g->ny = rows;
    g->nx = longest;
    g->column = cw_alloc_array(longest, sizeof *g->column);
    if (g->column == NULL) return cw_fail_memory(err);
    memcpy(g->column, p->lon + first, longest * sizeof *g->column);
    return true;
}

static bool reduced(codes_handle *h, grib_ground *g, positions *p, cw_error *err) {
    if (!read_rows(h, g, p, err)) return false;
    double *lat = cw_alloc_array(g->ny, sizeof *lat);
    if (lat == NULL) return cw_fail_memory(err);
    size_t first = 0;
    for (size_t j = 0; j < g->ny; j++) {
        lat[j] = p->lat[first];
        first += (size_t)g->row_length[j];
    }
    g->grid = native_grid_axes(lat, g->ny, g->column, g->nx, err);
    free(lat);
    g->longitude = p->lon;
    p->lon = NULL;
    return g->grid != NULL;
}

/* ---- the choice --------------------------------------------------------------------------------
 */

static void scanning(codes_handle *h, grib_ground *g) {
    g->by_column = grib_long(h, "jPointsAreConsecutive", 0) != 0;
    g->zigzag = grib_long(h, "alternativeRowScanning", 0) != 0;
    g->from_east = grib_long(h, "iScansNegatively", 0) != 0;
}

static bool size_of(codes_handle *h, grib_ground *g, size_t points, cw_error *err) {
    long nx = grib_long(h, "Ni", grib_long(h, "Nx", 0)),
         ny = grib_long(h, "Nj", grib_long(h, "Ny", 0));
    if (nx >= 2 && ny >= 2 && (size_t)nx <= points && (size_t)ny <= points
        && (size_t)nx * (size_t)ny == points) {
        g->nx = (size_t)nx;
        g->ny = (size_t)ny;
        return true;
    }
    return cw_fail(err, CW_ERR_INPUT, "a message says %ld x %ld nodes and holds %zu", nx, ny,
                   points);
}

/* Components along the grid's axes: the fifth bit (value 8) of flag table 3.3. ecCodes has a name
 * for it in most grid templates, but not in edition 2's polar stereographic and Lambert azimuthal.
 */
static bool along_grid(codes_handle *h) {
    const long component_bit = 8;
    long named = grib_long(h, "uvRelativeToGrid", -1);
    if (named >= 0) return named != 0;
    return (grib_long(h, "resolutionAndComponentFlags", 0) & component_bit) != 0;
}

static bool create(codes_handle *h, grib_ground *g, positions *p, cw_error *err) {
    char type[64];
    grib_text(h, "gridType", type);
    if (!read_positions(h, p, err)) {
        return cw_fail(err, CW_ERR_INPUT, "the positions of a grid of type %s are not known", type);
    }
    g->values = p->count;
    g->relative = along_grid(h);
    if (strcmp(type, "reduced_gg") == 0 || strcmp(type, "reduced_ll") == 0) {
        return reduced(h, g, p, err);
    }
    scanning(h, g);
    if (!size_of(h, g, p->count, err) || !reorder(g, p, err)) return false;
    if (strcmp(type, "regular_ll") == 0 || strcmp(type, "regular_gg") == 0)
        return regular(g, p, err);
    return projected_or_curved(h, g, type, p, err);
}

bool grib_ground_create(codes_handle *handle, grib_ground *ground, cw_error *err) {
    positions p = {0};
    memset(ground, 0, sizeof *ground);
    bool good = create(handle, ground, &p, err);
    free_positions(&p);
    return good;
}
