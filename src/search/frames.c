/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frames that patterns are laid in. The relative speed of a searcher and a particle decides how
 * much water its legs cover, and is at most the search speed plus the particle's own speed in the
 * frame of the pattern: the bound takes the frame in which that is the highest. There is the
 * ground, which stands still.
 */
#include "search/frames.h"

#include <math.h>
#include <stdlib.h>

bool frames_create(frames *f, const cw_plan_problem *problem, const cw_tracks *tracks,
                   cw_error *err) {
    (void)problem;
    *f = (frames){.count = 1, .intervals = tracks->times > 1 ? tracks->times - 1 : 1};
    f->velocity_mps = calloc(f->count * f->intervals, sizeof *f->velocity_mps);
    return f->velocity_mps != NULL || cw_fail_memory(err);
}

void frames_free(frames *f) {
    free(f->velocity_mps);
    *f = (frames){0};
}

double frames_fastest(const frames *f, size_t interval, cw_xy velocity_mps) {
    double fastest = 0.0;
    for (size_t k = 0; k < f->count; k++) {
        cw_xy u = f->velocity_mps[k * f->intervals + interval];
        fastest = fmax(fastest, hypot(velocity_mps.x_m - u.x_m, velocity_mps.y_m - u.y_m));
    }
    return fastest;
}
