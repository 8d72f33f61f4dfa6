/* SPDX-License-Identifier: Apache-2.0 */
/* Where the sights of several observers cross: a distribution to draw places from. */
#ifndef CROSSWATCH_CASE_BEARING_GRID_H
#define CROSSWATCH_CASE_BEARING_GRID_H

#include <crosswatch/case.h>

typedef struct bearing_grid bearing_grid;

/* Fails when no place lies within all ranges, or when the bearings contradict each other. */
bearing_grid *bearing_grid_create(const cw_hypothesis *h, const cw_plane *plane, cw_error *err);
void bearing_grid_destroy(bearing_grid *grid);
/* One place for three independent uniform numbers. */
cw_xy bearing_grid_draw(const bearing_grid *grid, const double u[3]);

#endif
