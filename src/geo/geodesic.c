/* SPDX-License-Identifier: Apache-2.0 */
/* Distances and bearings on the WGS84 ellipsoid: Karney (2013), "Algorithms for geodesics", as
 * PROJ's geodesic.h implements it; accurate to nanometres. */
#include <crosswatch/geo.h>

#include <geodesic.h>
#include <math.h>

static struct geod_geodesic wgs84(void) {
    struct geod_geodesic g;
    geod_init(&g, 6378137.0, 1.0 / 298.257223563);
    return g;
}

void cw_geodesic_inverse(cw_position from, cw_position to, double *distance_m,
                         double *azimuth_deg) {
    struct geod_geodesic g = wgs84();
    double distance, azimuth, back;
    geod_inverse(&g, from.lat_deg, from.lon_deg, to.lat_deg, to.lon_deg, &distance, &azimuth,
                 &back);
    if (distance_m != NULL) *distance_m = distance;
    if (azimuth_deg != NULL) *azimuth_deg = azimuth < 0.0 ? azimuth + 360.0 : azimuth;
}

cw_position cw_geodesic_direct(cw_position from, double azimuth_deg, double distance_m) {
    struct geod_geodesic g = wgs84();
    cw_position to;
    geod_direct(&g, from.lat_deg, from.lon_deg, azimuth_deg, distance_m, &to.lat_deg, &to.lon_deg,
                NULL);
    return to;
}
