/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The case plane: the double stereographic projection (EPSG method 9809, PROJ's sterea: ellipsoid
 * to Gauss's conformal sphere to plane), centred on the case. Stereographic because it is conformal
 * (a turn and one factor carry a vector over exactly) and its scale error grows alike in all
 * directions, as r^2/4R^2. The direct one (Snyder 1987, p. 160; PROJ's stere) was weighed: through
 * the conformal latitude its scale has a slope at the centre, which adds 1.5e-4 at 300 km at 51 N.
 *
 * PROJ's contexts are not shared between threads, so each plane owns one.
 */
#include <crosswatch/geo.h>

#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cw_plane {
    cw_position centre;
    PJ_CONTEXT *context;
    PJ *projection;
    char definition[160];
};

/* Library text never reaches the terminal. */
static void silent(void *context, int level, const char *message) {
    (void)context, (void)level, (void)message;
}

static bool valid(cw_position p) {
    return fabs(p.lat_deg) <= 90.0 && fabs(p.lon_deg) <= 720.0;
}

cw_plane *cw_plane_create(cw_position centre, cw_error *err) {
    if (!valid(centre)) {
        cw_fail(err, CW_ERR_INPUT, "the plane's centre (%g, %g) is not a position", centre.lat_deg,
                centre.lon_deg);
        return NULL;
    }
    cw_plane *plane = calloc(1, sizeof *plane);
    if (plane == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    plane->centre = centre;
    snprintf(
        plane->definition, sizeof plane->definition,
        "+proj=sterea +lat_0=%.9f +lon_0=%.9f +k_0=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs",
        centre.lat_deg, centre.lon_deg);
    plane->context = proj_context_create();
    if (plane->context != NULL) {
        proj_log_func(plane->context, NULL, silent);
        proj_context_set_enable_network(plane->context, 0);
        plane->projection = proj_create(plane->context, plane->definition);
    }
    if (plane->projection == NULL) {
        cw_fail(err, CW_ERR_MACHINE, "PROJ cannot make the projection %s", plane->definition);
        cw_plane_destroy(plane);
        return NULL;
    }
    return plane;
}

cw_plane *cw_plane_clone(const cw_plane *plane, cw_error *err) {
    return cw_plane_create(plane->centre, err);
}

void cw_plane_destroy(cw_plane *plane) {
    if (plane == NULL) return;
    proj_destroy(plane->projection);
    if (plane->context != NULL) proj_context_destroy(plane->context);
    free(plane);
}

cw_position cw_plane_centre(const cw_plane *plane) {
    return plane->centre;
}

const char *cw_plane_definition(const cw_plane *plane) {
    return plane->definition;
}

static bool usable(PJ_COORD c) {
    return isfinite(c.v[0]) && isfinite(c.v[1]);
}

cw_xy cw_plane_forward(const cw_plane *plane, cw_position position) {
    cw_xy nowhere = {NAN, NAN};
    if (!valid(position)) return nowhere;
    PJ_COORD out = proj_trans(
        plane->projection, PJ_FWD,
        proj_coord(cw_radians(position.lon_deg), cw_radians(position.lat_deg), 0.0, 0.0));
    if (!usable(out)) {
        proj_errno_reset(plane->projection);
        return nowhere;
    }
    return (cw_xy){out.v[0], out.v[1]};
}

cw_position cw_plane_inverse(const cw_plane *plane, cw_xy point) {
    cw_position nowhere = {NAN, NAN};
    if (!isfinite(point.x_m) || !isfinite(point.y_m)) return nowhere;
    PJ_COORD out =
        proj_trans(plane->projection, PJ_INV, proj_coord(point.x_m, point.y_m, 0.0, 0.0));
    if (!usable(out)) {
        proj_errno_reset(plane->projection);
        return nowhere;
    }
    double lon_deg = cw_degrees(out.v[0]);
    if (lon_deg > 180.0) lon_deg -= 360.0;
    if (lon_deg < -180.0) lon_deg += 360.0;
    return (cw_position){cw_degrees(out.v[1]), lon_deg};
}

void cw_plane_factors(const cw_plane *plane, cw_position position, double *scale,
                      double *convergence_deg) {
    *scale = *convergence_deg = NAN;
    if (!valid(position)) return;
    PJ_FACTORS f =
        proj_factors(plane->projection, proj_coord(cw_radians(position.lon_deg),
                                                   cw_radians(position.lat_deg), 0.0, 0.0));
    if (proj_errno(plane->projection) != 0) {
        proj_errno_reset(plane->projection);
        return;
    }
    /* Conformal: meridional and parallel scale are one; PROJ's differ by its step of differencing.
     * PROJ counts convergence positive where grid north lies clockwise of true north. */
    *scale = sqrt(fabs(f.areal_scale));
    *convergence_deg = -cw_degrees(f.meridian_convergence);
}

double cw_plane_error(const cw_plane *plane, double radius_m) {
    double worst = 0.0;
    for (int i = 0; i < 32; i++) {
        cw_position p = cw_geodesic_direct(plane->centre, i * 360.0 / 32.0, radius_m);
        double scale, convergence;
        cw_plane_factors(plane, p, &scale, &convergence);
        double error = fabs(scale - 1.0);
        if (!(error <= worst)) worst = error;
    }
    return worst;
}
