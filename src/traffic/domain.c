/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ship domain of Fujii and Tanaka ("Traffic capacity", Journal of Navigation 24, 1971): the
 * ellipse that other ships keep out of. In coordinates along and across the heading, each divided
 * by its half axis, the border is a circle of radius 1 and the other ship a point on a straight
 * line.
 */
#include "domain.h"

#include <math.h>

const cw_domain CW_DOMAIN_OPEN = {4.0, 1.6};
const cw_domain CW_DOMAIN_NARROW = {3.0, 0.8};

domain_way domain_approach(double half_length_m, double half_width_m, double heading_rad,
                           cw_xy from, cw_xy velocity, double within_s) {
    double s = sin(heading_rad), c = cos(heading_rad);
    double x = (from.x_m * s + from.y_m * c) / half_length_m;
    double y = (from.x_m * c - from.y_m * s) / half_width_m;
    double u = (velocity.x_m * s + velocity.y_m * c) / half_length_m;
    double w = (velocity.x_m * c - velocity.y_m * s) / half_width_m;
    double speed2 = u * u + w * w, toward = -(x * u + y * w), start2 = x * x + y * y;
    double nearest_s = speed2 > 0.0 ? fmin(fmax(toward / speed2, 0.0), within_s) : 0.0;
    domain_way way = {hypot(x + u * nearest_s, y + w * nearest_s), INFINITY};
    if (start2 <= 1.0)
        way.enters_s = 0.0;
    else if (way.depth < 1.0) /* the earlier root of |p + v t| = 1 */
        way.enters_s =
            (toward - sqrt(fmax(0.0, toward * toward - speed2 * (start2 - 1.0)))) / speed2;
    return way;
}
