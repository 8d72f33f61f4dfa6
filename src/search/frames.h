/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: what patterns may move with. */
#ifndef CROSSWATCH_SEARCH_FRAMES_H
#define CROSSWATCH_SEARCH_FRAMES_H

#include "search/pattern.h"

/* Displacements since the first output of the tracks. Frame 0 is the ground (no displacement);
 * frame 1 the mean drift of all people; the others that of one end or the middle of one hypothesis'
 * cloud. */
typedef struct frames {
    size_t count, times;
    cw_time first;
    int64_t step_ms;
    cw_xy *shift; /* owned, [frame * times + output] */
    cw_xy *mean;  /* owned, the same: where the people are who make the frame; NaN: nowhere */
} frames;

/* `over_ground`: frame 0 alone. */
bool frames_create(frames *f, const cw_tracks *tracks, bool over_ground, cw_error *err);
void frames_free(frames *f);
/* Displacement between two times; held before the first and after the last output. */
cw_xy frames_between(const frames *f, size_t frame, cw_time from, cw_time to);
/* The frame other than 0 whose people are nearest to a place; 0 when there is none. */
size_t frames_nearest(const frames *f, cw_xy at, cw_time time);
/* Lets a pattern move with a frame: laid as at `from`, displaced until `to`. Replaces what drift it
 * had; the points are left alone. */
bool frames_carry(const frames *f, size_t frame, cw_time from, cw_time to, cw_pattern *pattern);
/* Speed of a thing with this velocity relative to the frame in which it is fastest. */
double frames_fastest(const frames *f, size_t interval, cw_xy velocity_mps);
/* Velocity of a frame during an output interval, m/s. */
cw_xy frames_velocity(const frames *f, size_t frame, size_t interval);

#endif
