/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: values at scattered points, between points. */
#ifndef CROSSWATCH_ENVIRONMENT_SCATTER_H
#define CROSSWATCH_ENVIRONMENT_SCATTER_H

#include <crosswatch/geo.h>

typedef struct scatter scatter;

typedef struct scatter_weights {
    uint32_t point[3]; /* a point with weight 0 may be any */
    double weight[3];  /* sum to 1; all 0: too far from every point */
} scatter_weights;

/* Points (at least one, all different) and how far a value reaches beyond them. */
scatter *scatter_create(const cw_position *points, size_t count, double reach_m, cw_error *err);
void scatter_destroy(scatter *s);
/* *hint (start with 0) makes positions that follow one another quick to find. */
scatter_weights scatter_locate(const scatter *s, cw_position at, int *hint);
double scatter_spacing_m(const scatter *s); /* median length of the triangles' edges; 0: none */
cw_box scatter_box(const scatter *s);       /* of the points, widened by the reach */

#endif
