/* SPDX-License-Identifier: Apache-2.0 */
/* Inside geo/: rings to GEOS geometries and back. GEOS is used through its reentrant calls, one
 * context a user, its messages kept and never printed. */
#ifndef CROSSWATCH_GEO_GEOMETRY_H
#define CROSSWATCH_GEO_GEOMETRY_H

#include "rings.h"

#include <geos_c.h>

typedef struct geometry_context {
    GEOSContextHandle_t geos;
    char message[256]; /* the last error GEOS reported */
} geometry_context;

/* In place: GEOS keeps a pointer to *context, which must not move. */
bool geometry_begin(geometry_context *context, cw_error *err);
void geometry_end(geometry_context *context);

/* The rings as one polygon or multipolygon, nested by the even-odd rule, in degrees (x longitude)
 * or, with a plane, in its metres. NULL on failure. */
GEOSGeometry *geometry_from_rings(geometry_context *context, const cw_coast *rings,
                                  const cw_plane *plane, cw_error *err);
/* Rings that are outer rings, each followed by its holes, as the union of these polygons. */
GEOSGeometry *geometry_from_polygons(geometry_context *context, const cw_coast *rings,
                                     const cw_plane *plane, cw_error *err);
/* The union of areas, which are consumed (the array is not). NULL on failure. */
GEOSGeometry *geometry_join(geometry_context *context, GEOSGeometry **areas, size_t count,
                            cw_error *err);
/* Polygons of a geometry (in degrees) appended to the list. */
bool geometry_to_rings(geometry_context *context, const GEOSGeometry *geometry, ring_list *list,
                       cw_error *err);

#endif
