/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: many places of one sea put into the plane quickly. */
#ifndef CROSSWATCH_TRAFFIC_FRAME_H
#define CROSSWATCH_TRAFFIC_FRAME_H

#include <crosswatch/geo.h>

enum { FRAME_VALUES = 4 };

typedef struct frame_place { /* NaN: not known, or the projection has no answer */
    double x_m, y_m;
    double scale, convergence_deg; /* as cw_plane_factors */
} frame_place;

/* Zero: frame_locate asks PROJ for every place. */
typedef struct frame {
    const cw_plane *plane;
    double south_deg, west_deg; /* of the first node; longitudes from the plane's centre */
    size_t rows, columns;
    double *nodes; /* [row][column][FRAME_VALUES]; frame_free */
} frame;

/* For `count` places that lie anywhere in the box (longitudes from the plane's centre). A box with
 * more nodes than places is not worth a grid, one beyond 75 degrees of latitude cannot have it
 * (convergence turns with longitude there): then, and for places outside the box, PROJ answers. */
bool frame_create(const cw_plane *plane, cw_box box, size_t count, frame *f, cw_error *err);
void frame_free(frame *f);
frame_place frame_locate(const frame *f, cw_position at);
/* Degrees east of the plane's centre, -180 to 180. */
double frame_east_deg(const cw_plane *plane, cw_position at);

/* cw_geodesic_direct, quicker where the way is short: up to FRAME_SHORT_M within 5 mm below 75
 * degrees of latitude; anything else goes to the geodesic. */
#define FRAME_SHORT_M 4000.0
cw_position frame_way(cw_position from, double azimuth_deg, double distance_m);

#endif
