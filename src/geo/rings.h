/* SPDX-License-Identifier: Apache-2.0 */
/* Inside geo/: polygons on their way in. A ring list grows point by point and becomes a cw_coast;
 * geometry.h carries it to GEOS and back, polygons.h reads it from a vector file. */
#ifndef CROSSWATCH_GEO_RINGS_H
#define CROSSWATCH_GEO_RINGS_H

#include <crosswatch/geo.h>

/* More than the full GSHHG of the world holds; a file that claims more is hostile. */
enum { RINGS_MOST_POINTS = 50 * 1000 * 1000 };

typedef struct ring_list {
    cw_coast coast; /* its arrays grow; zero-initialise */
    size_t point_capacity, ring_capacity;
} ring_list;

bool rings_begin(ring_list *list, bool hole, cw_error *err);
bool rings_add(ring_list *list, cw_position point, cw_error *err);
/* Closes the ring if its ends differ; drops it when fewer than three points remain. */
bool rings_end(ring_list *list, cw_error *err);
void rings_free(ring_list *list);

/* All polygons of a vector file (OGR), outer rings followed by their holes, WGS84 degrees. */
bool polygons_read(const char *path, ring_list *list, cw_error *err);
/* The coast of `box` from GSHHG's binned netCDF; longitudes run on beyond 180 where the box does.
 */
bool gshhg_read(const char *path, cw_box box, ring_list *list, cw_error *err);

/* The decoded coast kept on disk. A missing, foreign or damaged file is no error: false. */
bool coast_cache_read(const char *cache_dir, const char *path, cw_box box, ring_list *list);
/* Written aside and renamed; a cache that cannot be written is no error. */
void coast_cache_write(const char *cache_dir, const char *path, cw_box box, const ring_list *list);

#endif
