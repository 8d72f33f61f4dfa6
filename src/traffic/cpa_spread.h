/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: how well the closest point of approach of two ships is known. */
#ifndef CROSSWATCH_TRAFFIC_CPA_SPREAD_H
#define CROSSWATCH_TRAFFIC_CPA_SPREAD_H

#include "fleet.h"

typedef struct cpa_spread {
    double std_m;   /* across the relative velocity, at the TCPA */
    double part[3]; /* 10, 50, 90 %, metres */
} cpa_spread;

/* NaNs where the relative velocity is hardly known: CW_SPREAD_LEAST. */
cpa_spread cpa_spread_of(const cw_fleet *f, const cw_pair *pair);

#endif
