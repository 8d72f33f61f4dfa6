/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: a fleet's columns. */
#ifndef CROSSWATCH_TRAFFIC_FLEET_H
#define CROSSWATCH_TRAFFIC_FLEET_H

#include <crosswatch/traffic.h>

/* In the plane: x to grid east, y to grid north, of the middle of each hull. NaN: unknown. */
struct cw_fleet {
    size_t count;
    cw_ship *ships;                      /* at `time` */
    double *x_m, *y_m, *vx_mps, *vy_mps; /* plane metres */
    double *scale;                       /* plane metres per true metre */
    double *convergence_deg;
    cw_time time;
};

/* The heading; the course where no heading is known. */
double ship_heading_deg(const cw_ship *ship);
double ship_length_m(const cw_ship *ship);
double ship_beam_m(const cw_ship *ship);
/* -180 to 180. */
double turn_deg(double from_deg, double to_deg);

#endif
