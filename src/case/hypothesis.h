/* SPDX-License-Identifier: Apache-2.0 */
/* What hypotheses mean in numbers: shared by the scene (how far to look) and the seeding. */
#ifndef CROSSWATCH_CASE_HYPOTHESIS_H
#define CROSSWATCH_CASE_HYPOTHESIS_H

#include <crosswatch/case.h>

/* Standard deviation that belongs to "within radius_m with probability confidence": along each
 * axis of a circular normal error (point, dead reckoning), or across the track (voyage). */
double hypothesis_sigma(const cw_hypothesis *h);

/* Where a voyage is at a time, on the geodesic at even speed; *azimuth_deg its course there. */
cw_position hypothesis_on_voyage(const cw_hypothesis *h, cw_time time, double *azimuth_deg);

/* The middle of the hypothesis: the datum's first guess. */
cw_position hypothesis_centre(const cw_hypothesis *h);

/* The weighted mean of all centres, on the sphere. */
cw_position hypotheses_mean(const cw_case *c);

typedef struct area {
    double x0_m, y0_m, x1_m, y1_m; /* in the plane */
} area;
area area_nothing(void);
void area_add(area *a, cw_xy point, double margin_m);

/* Box in the plane that holds all but a thousandth of the hypothesis' probability. */
area hypothesis_extent(const cw_hypothesis *h, const cw_plane *plane);

#endif
