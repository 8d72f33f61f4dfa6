/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: lanes as they are kept. */
#ifndef CROSSWATCH_TRAFFIC_LANES_H
#define CROSSWATCH_TRAFFIC_LANES_H

#include <crosswatch/traffic.h>

typedef struct lane {
    cw_zone *zone;
    cw_position *corners; /* the first is not said again */
    size_t corner_count;
    bool separation;
    double direction_deg; /* NaN: a separation zone that does not say */
} lane;

struct cw_lanes {
    lane *items;
    size_t count, capacity;
};

#endif
