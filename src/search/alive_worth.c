/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What finding a particle at one time is worth in living people: how many it stands for then, times
 * their chance of being alive by the middle band. The clock is that of alive.c: half an
 * interval for each of its ends that is in the water, so that a particle's count at an output needs
 * no more than the states and objects of the outputs before.
 */
#include "search/alive.h"
#include "search/plan_support.h"

#include <stdlib.h>

const uint32_t alive_clock_rate[][CW_BANDS] = {[CW_IMMERSION_NONE] = {0, 0, 0},
                                               [CW_IMMERSION_PART] = {2, 1, 0},
                                               [CW_IMMERSION_FULL] = {2, 2, 2}};

bool alive_counted(const cw_exposure *exposures, size_t objects) {
    for (size_t o = 0; o < objects; o++) {
        if (exposures[o].people < 0) return false;
    }
    return true;
}

float *alive_table(const cw_tracks *tracks, const cw_survival *survival, size_t objects,
                   size_t quarters) {
    float *table = cw_alloc_array(CW_MOST_OBJECTS * CW_BANDS * quarters, sizeof *table);
    double quarter_s = (double)tracks->step_ms / 1000.0 / ALIVE_QUARTERS;
    for (size_t o = 0; table != NULL && o < objects; o++) {
        for (size_t q = 0; q < quarters; q++) {
            double alive[CW_BANDS];
            cw_survival_alive(&survival[o], (double)q * quarter_s, alive);
            for (size_t b = 0; b < CW_BANDS; b++)
                table[(o * CW_BANDS + b) * quarters + q] = (float)alive[b];
        }
    }
    return table;
}

/* Of all particles, at an output: ends of intervals between the first and it count half, the inner
 * outputs twice. */
static uint32_t clock_at(const cw_tracks *t, const cw_exposure *exposures, size_t step,
                         size_t particle) {
    uint32_t quarters = 0;
    for (size_t k = 0; k <= step; k++) {
        size_t row = k < t->times ? k : t->times - 1;
        uint32_t rate =
            alive_clock_rate[alive_immersion(t, exposures, row, particle)][CW_BAND_MIDDLE];
        quarters += k == 0 || k == step ? rate : 2 * rate;
    }
    return step > 0 ? quarters : 0;
}

static bool nearest_step(const cw_tracks *t, cw_time time, size_t *step, cw_error *err) {
    *step = 0;
    if (t->step_ms <= 0 || time <= t->first) return true;
    int64_t steps = (time - t->first) / t->step_ms;
    if ((time - t->first) % t->step_ms >= t->step_ms - t->step_ms / 2) steps++;
    if (steps >= ALIVE_MOST_STEPS)
        return cw_fail(err, CW_ERR_INPUT, "%lld steps of survival are too many", (long long)steps);
    *step = (size_t)steps;
    return true;
}

bool alive_worth(const cw_plan_problem *problem, const cw_tracks *tracks,
                 const cw_survival *survival, const cw_exposure *exposures, cw_time time,
                 float *worth, cw_error *err) {
    double total;
    size_t step, objects = problem->object_count > 0 ? problem->object_count : 1;
    if (!plan_tracks_hold(tracks, &total, err) || !nearest_step(tracks, time, &step, err))
        return false;
    size_t quarters = ALIVE_QUARTERS * (step + 1) + 1;
    float *table = alive_table(tracks, survival, objects, quarters);
    if (table == NULL) return cw_fail_memory(err);
    bool counted = alive_counted(exposures, objects);
    size_t row = step < tracks->times ? step : tracks->times - 1;
    for (size_t i = 0; i < tracks->particles; i++) {
        size_t object = alive_object(tracks, row, i);
        double people = counted ? (double)exposures[object].people : 1.0;
        float alive = table[(object * CW_BANDS + CW_BAND_MIDDLE) * quarters
                            + clock_at(tracks, exposures, step, i)];
        worth[i] = (float)(people * (double)alive);
    }
    free(table);
    return true;
}
