/* SPDX-License-Identifier: Apache-2.0 */
/*
 * geo: positions, the case plane, zones, the coast and the land mask, and the sun.
 *
 * One plane per case: a double stereographic projection (PROJ, conformal, ellipsoid) centred on
 * the case. In a conformal plane a direction turns by one angle (convergence) and a length by one
 * factor (scale), so that forcing turned and scaled once at load makes the drift in the plane
 * exact, whatever the plane's scale error is.
 */
#ifndef CROSSWATCH_GEO_H
#define CROSSWATCH_GEO_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- positions ---------------------------------------------------------------------------- */

typedef struct cw_position { /* WGS84, degrees */
    double lat_deg;          /* -90 to 90, north positive */
    double lon_deg;          /* -180 to 180, east positive */
} cw_position;

typedef struct cw_xy { /* metres in the case plane: x to grid east, y to grid north */
    double x_m, y_m;
} cw_xy;

/* Reads a position: latitude then longitude, in decimal degrees ("51.1575, 1.8492"), degrees and
 * decimal minutes ("51°09.45'N 001°50.95'E"; "51 09.45 N 1 50.95 E") or degrees, minutes, seconds
 * ("51°09'27\"N 1°50'57\"E"). Hemisphere letters N S E W and French O (ouest: West) may lead or
 * follow; with letters either order is accepted. Refused, never guessed: numbers out of range,
 * minutes or seconds of 60 or more, a decimal comma, letters that contradict a sign, two
 * latitudes, mixed notations, anything left over. */
bool cw_position_parse(const char *text, cw_position *position, cw_error *err);
/* "51°09.45'N 001°50.95'E" (degrees and decimal minutes, for voice and radio). */
#define CW_POSITION_TEXT 64
const char *cw_position_format(cw_position position, char text[CW_POSITION_TEXT]);

/* Geodesic on WGS84 (Karney 2013, PROJ's geodesic.h). Azimuths in degrees clockwise from north. */
void cw_geodesic_inverse(cw_position from, cw_position to, double *distance_m, double *azimuth_deg);
cw_position cw_geodesic_direct(cw_position from, double azimuth_deg, double distance_m);

/* ---- the plane ---------------------------------------------------------------------------- */

typedef struct cw_plane cw_plane; /* opaque; one thread at a time, clone for others */
cw_plane *cw_plane_create(cw_position centre, cw_error *err);
cw_plane *cw_plane_clone(const cw_plane *plane, cw_error *err);
void cw_plane_destroy(cw_plane *plane);
cw_position cw_plane_centre(const cw_plane *plane);
const char *cw_plane_definition(const cw_plane *plane); /* PROJ string, for outputs */

/* Both return NaNs where the projection has no answer (the antipode, NaN input). */
cw_xy cw_plane_forward(const cw_plane *plane, cw_position position);
cw_position cw_plane_inverse(const cw_plane *plane, cw_xy point);
/* Scale (plane metres per true metre) and convergence: the angle by which true north lies
 * clockwise of grid north, degrees. A true bearing b is the grid bearing b + convergence. */
void cw_plane_factors(const cw_plane *plane, cw_position position, double *scale,
                      double *convergence_deg);
/* The largest |scale - 1| within radius_m of the centre: bounds the relative error of any
 * distance measured in the plane there. About r^2/4R^2: 5.6e-4 at 300 km. */
double cw_plane_error(const cw_plane *plane, double radius_m);

/* ---- zones -------------------------------------------------------------------------------- */

/* A named region of the sea (polygons with holes; where two overlap is inside), kept for tests in
 * the plane. Any number of threads may ask one zone. */
typedef struct cw_zone cw_zone;
/* ring: count >= 3 positions, closed or not; refuses a ring that crosses itself. */
cw_zone *cw_zone_create(const char *name, const cw_position *ring, size_t count,
                        const cw_plane *plane, cw_error *err);
/* All polygons of an OGR file (GeoJSON, Shapefile, GeoPackage ...). */
cw_zone *cw_zone_load(const char *name, const char *path, const cw_plane *plane, cw_error *err);
void cw_zone_destroy(cw_zone *zone);
const char *cw_zone_name(const cw_zone *zone);
bool cw_zone_contains(const cw_zone *zone, cw_xy point); /* border counts as inside */
/* True when the segment a-b touches the zone. */
bool cw_zone_touches(const cw_zone *zone, cw_xy a, cw_xy b);

/* An area: the corners of a convex polygon, in their order. Whether zone and area have a point in
 * common; whether the area lies wholly in the zone (borders count as inside). */
bool cw_zone_meets(const cw_zone *zone, const cw_xy *corners, size_t count);
bool cw_zone_covers(const cw_zone *zone, const cw_xy *corners, size_t count);

/* ---- the coast ---------------------------------------------------------------------------- */

/* Closed land polygons (lakes and ponds as holes) cut to a box; positions in degrees. */
typedef struct cw_coast_ring {
    size_t first, count; /* points[first .. first+count-1]; the last equals the first */
    bool hole;           /* a lake inside land */
} cw_coast_ring;

typedef struct cw_coast {
    cw_position *points; /* owned */
    size_t point_count;
    cw_coast_ring *rings; /* owned */
    size_t ring_count;
    char source[128]; /* what it was read from, for the record */
} cw_coast;

typedef struct cw_box { /* degrees; west may exceed east across the date line */
    double south_deg, west_deg, north_deg, east_deg;
} cw_box;

/* Reads the coast within `box` from GSHHG's binned netCDF (path NULL: where Debian's
 * gmt-gshhg-full, -high or -low puts it, best first) or, when path ends otherwise than .nc, from an
 * OGR polygon file. `cache_dir` (NULL: none) keeps the decoded box for the next time. */
cw_coast *cw_coast_load(const char *path, cw_box box, const char *cache_dir, cw_error *err);
void cw_coast_destroy(cw_coast *coast);

/* ---- the land mask ------------------------------------------------------------------------ */

/* Land as bits on a regular grid in the plane. Bit i of word w of row r is the cell of column
 * 32 w + i: [x0 + column cell, x0 + (column + 1) cell). Outside the grid there is no land.
 * A second, coarse grid tells which squares lie within `near_m` of land, so that the drift kernel
 * tests one byte for most particles and walks the fine grid only near the shore. */
typedef struct cw_landmask {
    double x0_m, y0_m, cell_m;
    size_t columns, rows, words_per_row;
    uint32_t *bits; /* owned, rows * words_per_row */
    double near_cell_m, near_m;
    size_t near_columns, near_rows;
    uint8_t *near; /* owned, near_rows * near_columns; same origin as bits; 1: land within near_m */
} cw_landmask;

/* Fills land polygons into a mask that covers [x0, x1] x [y0, y1]; a cell is land when its centre
 * is. A case with no land gets a mask with no bit set. */
cw_landmask *cw_landmask_create(const cw_coast *coast, const cw_plane *plane, double x0_m,
                                double y0_m, double x1_m, double y1_m, double cell_m, double near_m,
                                cw_error *err);
void cw_landmask_destroy(cw_landmask *mask);
bool cw_landmask_is_land(const cw_landmask *mask, cw_xy point);
/* Walks the cells from a to b (Amanatides and Woo 1987). When land is met, returns true and the
 * last point at sea before it in *shore. When a itself is land returns true with *shore = a. */
bool cw_landmask_crossing(const cw_landmask *mask, cw_xy a, cw_xy b, cw_xy *shore);

/* ---- the sun ------------------------------------------------------------------------------ */

/* Height of the sun's centre above the horizon, degrees, no refraction (Meeus, low precision:
 * 0.01 degrees from 1950 to 2050). */
double cw_sun_altitude_deg(cw_position position, cw_time time);
/* Civil daylight: sun above -6 degrees, when unlit objects can be seen without aids. */
bool cw_sun_is_daylight(cw_position position, cw_time time);
/* First sunrise (upper limb, 34' refraction: -0.833 degrees) at or after `from` within 24 h. */
bool cw_sun_next_rise(cw_position position, cw_time from, cw_time *rise);
bool cw_sun_next_set(cw_position position, cw_time from, cw_time *set);

#ifdef __cplusplus
}
#endif
#endif
