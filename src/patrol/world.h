/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: the steps in which a world is made. Those that return false have set the error.
 */
#ifndef CROSSWATCH_PATROL_WORLD_H
#define CROSSWATCH_PATROL_WORLD_H

#include <crosswatch/patrol.h>

/* A new world with plane, coast and cells of sea; NULL on failure. */
cw_patrol_world *world_water(const cw_patrol_plan *plan, const char *cache_dir, cw_error *err);
bool world_risk(cw_patrol_world *world, cw_error *err);  /* after sea and night */
bool world_units(cw_patrol_world *world, cw_error *err); /* after sea and stream */
/* The cell of the sea nearest to a position, SIZE_MAX when none lies within two cells. */
size_t world_sea_near(const cw_patrol_world *world, cw_position at);
/* Whether a straight way between the centres of two cells stays at sea. */
bool world_clear(const cw_patrol_world *world, size_t a, size_t b);
/* Ways by sea from a cell to all cells, round closed water ([cell]; NULL: none); INFINITY where
 * there is none. */
bool world_ways(const cw_patrol_world *world, size_t from, const bool *closed, float *way_m,
                cw_error *err);

#endif
