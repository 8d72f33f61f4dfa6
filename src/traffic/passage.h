/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: how far it is by water. */
#ifndef CROSSWATCH_TRAFFIC_PASSAGE_H
#define CROSSWATCH_TRAFFIC_PASSAGE_H

#include <crosswatch/geo.h>

typedef struct passage { /* ways by water from one place to every cell of a coarse grid */
    double x0_m, y0_m, cell_m;
    size_t columns, rows;
    float *way_m; /* INFINITY: no way */
} passage;

/* The grid covers the mask and, where it lies outside, the place. False: no memory. */
bool passage_create(const cw_landmask *mask, cw_xy from, passage *to, cw_error *err);
void passage_free(passage *p);
/* INFINITY: no way, or outside the grid. */
double passage_to(const passage *p, cw_xy at);

#endif
