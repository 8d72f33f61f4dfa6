/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When does the next thing happen to a particle? Jibes and refloats are Poisson processes
 * (exponential waiting times), which forget the past: the next one may be drawn anew whenever
 * something else happens. A change of object has its time from the case.
 */
#include "drift/kernel.h"

#include <math.h>

static double wait_s(double uniform, double per_hour) {
    return per_hour > 0.0 ? -log(uniform) * 3600.0 / per_hour : INFINITY;
}

void event_schedule(const kernel *k, size_t index, double now_s) {
    cw_ensemble *e = k->ensemble;
    cw_particle_state state = cw_particle_state_of(e->state[index]);
    double wait = INFINITY, u[4];
    cw_draw draw = {e->seed, e->hypothesis[index], e->number[index], e->events[index]++,
                    CW_DRAW_JIBE};
    cw_random_uniform(draw, u);
    if (state == CW_ADRIFT) wait = wait_s(u[0], k->options->jibe_per_hour);
    if (state == CW_STRANDED && k->options->shore == CW_SHORE_REFLOAT) {
        wait = wait_s(u[1], k->options->refloat_per_hour);
    }
    double change_wait = k->direction * ((double)e->change_s[index] - now_s);
    bool may_change = state == CW_ADRIFT || state == CW_STRANDED;
    if (may_change && change_wait >= 0.0 && change_wait <= wait) {
        e->event_s[index] = e->change_s[index];
        return;
    }
    e->event_s[index] = (float)(now_s + k->direction * wait);
}
