/* SPDX-License-Identifier: Apache-2.0 */
/*
 * environment: currents, wind, Stokes drift and water temperature.
 *
 * A *source* answers "what was it at these places at that time" in true axes (east, north) on
 * whatever native grid it has: constant, tide, NetCDF, GRIB, or a list of sources. A *forcing* is
 * what the drift kernel reads: all sources of a case, resampled once onto one regular grid in the
 * case plane with vectors turned to its axes and scaled to plane metres a second.
 */
#ifndef CROSSWATCH_ENVIRONMENT_H
#define CROSSWATCH_ENVIRONMENT_H

#include "geo.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cw_quantity {
    CW_CURRENT,          /* surface current, m/s, direction towards */
    CW_WIND,             /* wind at 10 m, m/s, as a vector towards which it blows */
    CW_STOKES,           /* Stokes drift at the surface, m/s, towards */
    CW_WATER_TEMPERATURE /* degrees Celsius in .east; .north is 0 */
} cw_quantity;
const char *cw_quantity_name(cw_quantity quantity); /* "current", "wind", ... */

typedef struct cw_vector { /* true axes */
    double east, north;
} cw_vector;

/* What a source holds; plain text fields for people, numbers for checks. */
typedef struct cw_coverage {
    cw_time first, last; /* INT64_MIN, INT64_MAX when it has no limits in time */
    size_t time_count;   /* 0 when it has no steps of its own (constant, tide) */
    double step_s;       /* largest gap between neighbouring times; 0 without steps */
    cw_box box;          /* the whole globe when it has no limits in space */
    double spacing_m;    /* typical distance of neighbouring nodes; 0 without a grid */
    size_t node_count;
    char kind[64];       /* "regular latitude/longitude", "rotated pole", "curvilinear" ... */
    char variables[128]; /* "uo, vo" */
    char notes[256];     /* fill values met, levels, packing ... */
} cw_coverage;

typedef struct cw_source cw_source; /* opaque */

/* All creators return NULL with *err set on failure; destroy is NULL-safe. */
cw_source *cw_source_constant(cw_quantity quantity, cw_vector value, cw_error *err);

/* Tidal streams from harmonic constants of u and v at scattered points (CSV in data/'s layout:
 * a comment head, then lat,lon and amplitude (m/s) and Greenwich phase lag (degrees) of each
 * constituent's u and v). `path` NULL takes `text` instead. Between points: linear on the Delaunay
 * triangulation, the nearest place on its rim outside it up to `reach_m`. Nodal factors f, u and
 * the equilibrium argument V0 after Schureman (1940) / Foreman (1977). Both NULL: the bundled table
 * of the Dover Strait. */
cw_source *cw_source_tide(const char *path, const char *text, double reach_m, cw_error *err);

typedef struct cw_file_options {                /* NULL members: found by standard names */
    const char *east_variable, *north_variable; /* or the scalar in east_variable */
    const char *grid_path; /* a second NetCDF that holds the coordinates (ROMS/CROCO grid file) */
} cw_file_options;

/* CF NetCDF: regular, rotated, projected (grid_mapping), curvilinear, ROMS staggered, UGRID/FVCOM
 * meshes. A local path or an OPeNDAP address. The surface level where there are several. */
cw_source *cw_source_netcdf(cw_quantity quantity, const char *path, const cw_file_options *options,
                            cw_error *err);
/* GRIB 1 and 2 through ecCodes. */
cw_source *cw_source_grib(cw_quantity quantity, const char *path, const cw_file_options *options,
                          cw_error *err);
/* Looks at the first bytes and opens as NetCDF or GRIB. */
cw_source *cw_source_file(cw_quantity quantity, const char *path, const cw_file_options *options,
                          cw_error *err);
/* Several sources as one: each value comes from the first that has one there and then. Takes
 * ownership of the parts (also on failure). */
cw_source *cw_source_join(cw_source **parts, size_t count, cw_error *err);
void cw_source_destroy(cw_source *source);

void cw_source_coverage(const cw_source *source, cw_coverage *coverage);
const char *cw_source_name(const cw_source *source); /* path or "constant", "tide" */

/* The source's own times in [from, to], ascending, at most `most`; returns how many there are. */
size_t cw_source_times(const cw_source *source, cw_time from, cw_time to, cw_time *times,
                       size_t most);

/* Values at `count` positions at one time, linear between the source's times. NaN where it has no
 * value (land, fill, outside the grid). Fails when `time` lies outside what it covers. */
bool cw_source_sample(cw_source *source, cw_time time, const cw_position *at, size_t count,
                      cw_vector *values, cw_error *err);

/* Prints to `text` what a file holds and whether it will do for currents, wind, Stokes drift or
 * temperature (verb `forcing`). Returns false with CW_NO when it will do for nothing. */
bool cw_file_describe(const char *path, const cw_file_options *options, cw_language language,
                      cw_text *text, cw_error *err);

/* ---- what the kernel reads ------------------------------------------------------------------ */

typedef enum cw_beyond {                  /* what stands where a source ends, in space or time */
                         CW_BEYOND_ERROR, /* a clear error that says what is covered */
                         CW_BEYOND_HOLD, /* time: the nearest covered time; space: the nearest value
                                          */
                         CW_BEYOND_ZERO  /* no current, no wind */
} cw_beyond;

/* One regular grid in the plane, node (i, j) at (x0 + i cell, y0 + j cell), times t0 + k dt.
 * values[((k * ny + j) * nx + i) * 4 + {0: current x, 1: current y, 2: wind x, 3: wind y}], plane
 * metres a second for the current (Stokes drift added), true m/s turned to plane axes and scaled
 * likewise for the wind. NaN: no value there. */
typedef struct cw_forcing {
    double x0_m, y0_m, cell_m;
    size_t nx, ny, nt; /* each at least 2 */
    cw_time t0;
    int64_t dt_ms;                         /* > 0 */
    float *values;                         /* owned, 64-byte aligned */
    double current_std_mps, current_tau_s; /* first-order autoregressive error a particle */
    double wind_std_mps, wind_tau_s;
} cw_forcing;

typedef struct cw_forcing_spec {
    cw_source *current, *wind, *stokes; /* borrowed; NULL: none (zero) */
    cw_beyond current_beyond, wind_beyond, stokes_beyond;
    double x0_m, y0_m, x1_m, y1_m; /* area in the plane */
    cw_time from, to;              /* in either order */
    double cell_m;                 /* 0: chosen from the sources' spacing and the area */
    double shore_fill_m; /* values within this distance of a valid node are filled from it */
    double current_std_mps, current_tau_s, wind_std_mps, wind_tau_s;
    int threads;
} cw_forcing_spec;

cw_forcing *cw_forcing_create(const cw_forcing_spec *spec, const cw_plane *plane, cw_error *err);
void cw_forcing_destroy(cw_forcing *forcing);
/* The kernel's own interpolation (linear in x, y, t) at one point, in double; false outside. */
bool cw_forcing_at(const cw_forcing *forcing, cw_xy point, cw_time time, cw_xy *current,
                   cw_xy *wind);

#ifdef __cplusplus
}
#endif
#endif
