/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: the least distance between two hulls while they sail on. */
#ifndef CROSSWATCH_TRAFFIC_HULL_GAP_H
#define CROSSWATCH_TRAFFIC_HULL_GAP_H

#include <crosswatch/traffic.h>

typedef struct hull_box { /* a rectangle in the plane, about its middle */
    cw_xy middle;
    double half_length_m, half_beam_m, heading_rad;
} hull_box;

/* b moves with `velocity` as seen from a, from time 0 to within_s, both keeping their headings.
 * 0: they touch. */
double hull_gap_m(const hull_box *a, const hull_box *b, cw_xy velocity, double within_s);

#endif
