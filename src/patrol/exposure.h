/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: collision exposure, from passages of ships to candidates by cell. */
#ifndef CROSSWATCH_PATROL_EXPOSURE_H
#define CROSSWATCH_PATROL_EXPOSURE_H

#include "risk.h"
#include "world.h"

#include <crosswatch/traffic.h>

typedef struct exposure_passage { /* a ship through a cell */
    size_t cell;
    uint32_t mmsi;
    double stay_s, speed_mps, course_deg; /* speed and course as made good */
    double length_m, beam_m;
} exposure_passage;

typedef struct exposure_passages {
    exposure_passage *items;
    size_t count, capacity;
    size_t ships; /* that have any */
} exposure_passages;

/* Sorts the passages by cell; fills cells, rate and exposure of `risk`, whose period is known.
 * Fails with CW_NO when no two ships pass through one cell. */
bool exposure_meet(exposure_passages *passages, const cw_patrol_world *water, cw_risk *risk,
                   cw_error *err);

#endif
