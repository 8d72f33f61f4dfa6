/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: what patterns are laid relative to. */
#ifndef CROSSWATCH_SEARCH_FRAMES_H
#define CROSSWATCH_SEARCH_FRAMES_H

#include "crosswatch/search.h"

/* Frames that drift: a searcher moves at its search speed relative to the one that its pattern is
 * laid in. The planner may use no other, or the bound would not hold for its plans. */
typedef struct frames {
    size_t count, intervals; /* intervals: between the outputs of the tracks */
    cw_xy *velocity_mps;     /* owned, [frame * intervals + interval] */
} frames;

bool frames_create(frames *f, const cw_plan_problem *problem, const cw_tracks *tracks,
                   cw_error *err);
void frames_free(frames *f);
/* Speed of a thing relative to the frame in which it is fastest. */
double frames_fastest(const frames *f, size_t interval, cw_xy velocity_mps);

#endif
