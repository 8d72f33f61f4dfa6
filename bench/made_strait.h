/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A made strait, for measuring the schedule solver: a band of water of 100 km by 75 km between two
 * coasts, two nations with six units each, a week with a storm, small craft at night and ships all
 * day. No place and no figure in it is of any real sea.
 */
#ifndef CROSSWATCH_BENCH_MADE_STRAIT_H
#define CROSSWATCH_BENCH_MADE_STRAIT_H

#include "crosswatch/patrol.h"

typedef struct made_strait {
    cw_arena *arena; /* owns all */
    cw_schedule_problem problem;
} made_strait;

/* joint: units may wait anywhere; otherwise on their own half only. Hours: 1 to 168. */
bool made_strait_create(size_t hours, bool joint, double busy, made_strait *strait);
void made_strait_destroy(made_strait *strait);

#endif
