/* SPDX-License-Identifier: Apache-2.0 */
/* Search and rescue regions on either side of a boundary that is built into the library. */
#ifndef CROSSWATCH_CASE_BOUNDARY_H
#define CROSSWATCH_CASE_BOUNDARY_H

#include <crosswatch/case.h>

typedef enum boundary_side {
    BOUNDARY_NORTH, /* north-west of the line: British */
    BOUNDARY_SOUTH  /* south-east of the line: French */
} boundary_side;

/* The ring of one side of "dover_strait", in the arena. */
bool boundary_ring(const char *name, boundary_side side, cw_arena *arena, cw_position **ring,
                   size_t *count, cw_error *err);

#endif
