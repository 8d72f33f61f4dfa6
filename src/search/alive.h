/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: how a particle's time in the water is counted, and what it leaves. */
#ifndef CROSSWATCH_SEARCH_ALIVE_H
#define CROSSWATCH_SEARCH_ALIVE_H

#include "crosswatch/search.h"

enum { ALIVE_QUARTERS = 4, ALIVE_MOST_STEPS = 1 << 20 };

/* Quarters of an interval that one of its ends, half of it, adds to each band's clock. */
extern const uint32_t alive_clock_rate[][CW_BANDS];

static inline size_t alive_object(const cw_tracks *t, size_t row, size_t particle) {
    return t->object ? t->object[row * t->particles + particle] % CW_MOST_OBJECTS : 0;
}

/* Waiting: not yet at sea. Stranded: out of the water. Lost to the forcing is still in it. */
static inline cw_immersion alive_immersion(const cw_tracks *t, const cw_exposure *exposures,
                                           size_t row, size_t particle) {
    cw_particle_state state = cw_particle_state_of(t->state[row * t->particles + particle]);
    if (state == CW_WAITING || state == CW_STRANDED) return CW_IMMERSION_NONE;
    return exposures[alive_object(t, row, particle)].immersion;
}

/* Chance to be alive after each whole number of quarters of an interval of the tracks:
 * [(object * CW_BANDS + band) * quarters + quarter]. free() releases it; NULL: no memory. */
float *alive_table(const cw_tracks *tracks, const cw_survival *survival, size_t objects,
                   size_t quarters);
/* Whether every object says how many people it holds. */
bool alive_counted(const cw_exposure *exposures, size_t objects);

/* worth[i]: the people (or, where an object does not say how many they are, 1) that particle i
 * stands for at a time, times their chance of being alive by the middle band: what cw_alive_score
 * gives, per unit of its weight, for finding it then. As there, the time is that of the nearest
 * output; after the last it goes on in their steps. */
bool alive_worth(const cw_plan_problem *problem, const cw_tracks *tracks,
                 const cw_survival *survival, const cw_exposure *exposures, cw_time time,
                 float *worth, cw_error *err);

#endif
