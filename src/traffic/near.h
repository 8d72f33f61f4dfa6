/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: the parts of the ranking of helpers. */
#ifndef CROSSWATCH_TRAFFIC_NEAR_H
#define CROSSWATCH_TRAFFIC_NEAR_H

#include "crowd.h"

/* Fills entry, zone and ask_minutes of a row: the zone with most of the crowd at `when`. */
void near_entry(const cw_near_problem *problem, const crowd *c, cw_time when,
                const cw_helper *helper, cw_near *row);

#endif
