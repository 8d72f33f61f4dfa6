/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well the closest point of approach of two ships is known, from how well their places and
 * velocities are.
 *
 * Let n be the unit vector across the relative velocity, d and v place and velocity of one ship
 * from the other, t the TCPA. The CPA with its side is c = n.d; to first order in the errors
 *     dc = n.(dd + t dv)
 * (n turns with v by just what carries the error dv on for the time t). Errors of each ship are
 * normal along and across her course, so dc is normal with
 *     s^2 = sum over both ships of  cos^2(b) A(along) + sin^2(b) A(across),
 *     A = p^2 + 2 t r p w + t^2 w^2
 * where b is the angle from her course to n, p and w are the standard deviations of place and
 * velocity in that direction and r their correlation. What is asked for is |c|: a folded normal.
 * Both ships keep their courses and speeds; docs/encounters.md has the limits of this.
 */
#include "cpa_spread.h"

#include <math.h>

static double carried(double place_m, cw_velocity_error velocity, double seconds) {
    double way_m = velocity.std_mps * seconds;
    return place_m * place_m + 2.0 * velocity.correlation * place_m * way_m + way_m * way_m;
}

/* Of ship i towards the true bearing, after so many seconds; her velocity's alone with `places`
 * false, after one. */
static double variance(const cw_ship *ship, double bearing_rad, double seconds, bool places) {
    double course = isfinite(ship->course_deg) ? cw_radians(ship->course_deg) : 0.0;
    double along = cos(bearing_rad - course), across = sin(bearing_rad - course);
    return along * along * carried(places ? ship->std_along_m : 0.0, ship->velocity_along, seconds)
           + across * across
                 * carried(places ? ship->std_across_m : 0.0, ship->velocity_across, seconds);
}

/* The share of |c| below a limit, for c normal. */
static double below(double limit_m, double mean_m, double std_m) {
    double scale = std_m * sqrt(2.0);
    return 0.5 * (erf((limit_m - mean_m) / scale) + erf((limit_m + mean_m) / scale));
}

static double part_of(double share, double mean_m, double std_m) {
    enum { HALVINGS = 36 };          /* of a kilometre: 0.01 mm */
    static const double WIDE = 10.0; /* standard deviations: all of it */
    double low = 0.0, high = mean_m + WIDE * std_m;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if (below(middle, mean_m, std_m) < share)
            low = middle;
        else
            high = middle;
    }
    return high;
}

cpa_spread cpa_spread_of(const cw_fleet *f, const cw_pair *pair) {
    static const double SHARES[3] = {0.1, 0.5, 0.9};
    const cw_ship *a = &f->ships[pair->a], *b = &f->ships[pair->b];
    double scale = 0.5 * (f->scale[pair->a] + f->scale[pair->b]);
    double ux = (f->vx_mps[pair->b] - f->vx_mps[pair->a]) / scale,
           uy = (f->vy_mps[pair->b] - f->vy_mps[pair->a]) / scale;
    double ahead = atan2(ux, uy) - cw_radians(f->convergence_deg[pair->a]);
    double across = ahead + CW_PI / 2.0;
    double slip = sqrt(variance(a, across, 1.0, false) + variance(b, across, 1.0, false));
    cpa_spread s = {NAN, {NAN, NAN, NAN}};
    if (!(hypot(ux, uy) >= CW_SPREAD_LEAST * slip)) return s;
    s.std_m =
        sqrt(variance(a, across, pair->tcpa_s, true) + variance(b, across, pair->tcpa_s, true));
    for (int i = 0; i < 3; i++)
        s.part[i] = s.std_m > 0.0 ? part_of(SHARES[i], pair->cpa_m, s.std_m) : pair->cpa_m;
    return s;
}
