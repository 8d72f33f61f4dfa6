/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sea about a place as a plane: metres east and north by the ellipsoid's two radii there. Good
 * to a part in a thousand of the distance over 30 km up to 60 degrees of latitude; what comes out
 * of it is only ever a position near places that went in, which come back exactly.
 */
#ifndef CROSSWATCH_PICTURE_FLAT_H
#define CROSSWATCH_PICTURE_FLAT_H

#include <crosswatch/geo.h>

#include <math.h>

typedef struct flat { /* of WGS84 */
    cw_position centre;
    double east_m, north_m; /* in a degree */
} flat;

static inline flat flat_about(cw_position centre) {
    static const double SEMI_MAJOR_M = 6378137.0, ECCENTRICITY_2 = 0.00669437999014;
    double sine = sin(cw_radians(centre.lat_deg)), w2 = 1.0 - ECCENTRICITY_2 * sine * sine;
    double across = SEMI_MAJOR_M / sqrt(w2), along = across * (1.0 - ECCENTRICITY_2) / w2;
    return (flat){centre, cw_radians(across * cos(cw_radians(centre.lat_deg))), cw_radians(along)};
}

static inline double flat_turned(double degrees) { /* to -180 .. 180 */
    return degrees - 360.0 * nearbyint(degrees / 360.0);
}

static inline cw_xy flat_to(const flat *f, cw_position at) { /* x east, y north */
    return (cw_xy){flat_turned(at.lon_deg - f->centre.lon_deg) * f->east_m,
                   (at.lat_deg - f->centre.lat_deg) * f->north_m};
}

static inline cw_position flat_from(const flat *f, cw_xy at) {
    double lat = f->centre.lat_deg + at.y_m / f->north_m;
    double east = f->east_m > 1.0 ? at.x_m / f->east_m : 0.0; /* at a pole all longitudes are one */
    return (cw_position){fmin(fmax(lat, -90.0), 90.0), flat_turned(f->centre.lon_deg + east)};
}

#endif
