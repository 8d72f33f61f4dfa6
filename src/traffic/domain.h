/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: how deep a point that moves straight comes into a ship's domain. */
#ifndef CROSSWATCH_TRAFFIC_DOMAIN_H
#define CROSSWATCH_TRAFFIC_DOMAIN_H

#include <crosswatch/traffic.h>

typedef struct domain_way {
    double depth;    /* 0 middle, 1 border */
    double enters_s; /* INFINITY: never */
} domain_way;

/* `from` and `velocity` of the other ship as seen from the domain's; the heading from y to x. */
domain_way domain_approach(double half_length_m, double half_width_m, double heading_rad,
                           cw_xy from, cw_xy velocity, double within_s);

#endif
