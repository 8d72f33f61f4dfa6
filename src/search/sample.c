/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A smaller set of particles for the planner to try areas on: stratified sampling in proportion to
 * weight, one drawn from each of equal strata, so that each hypothesis keeps its share to within
 * one particle. (Equal steps would fall in with anything that goes round with the particle's
 * number.) The sample is then shuffled, so that its first part is a smaller sample, fit to tell the
 * worst trials by. The same sample serves all trials: differences between areas then stand out of
 * the sampling noise. The plan is scored on other particles in the end.
 */
#include "search/planner.h"

#include <math.h>
#include <stdlib.h>

void sample_destroy(cw_tracks *sample) {
    if (sample == NULL) return;
    free(sample->x_m);
    free(sample->y_m);
    free(sample->state);
    free(sample->object);
    free(sample->weight);
    free(sample->hypothesis);
    free(sample);
}

cw_tracks *sample_create(size_t count, size_t times) {
    cw_tracks *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    *s = (cw_tracks){.particles = count, .times = times};
    s->x_m = cw_alloc_array(count * s->times, sizeof *s->x_m);
    s->y_m = cw_alloc_array(count * s->times, sizeof *s->y_m);
    s->state = cw_alloc_array(count * s->times, 1);
    s->object = cw_alloc_array(count * s->times, 1);
    s->weight = cw_alloc_array(count, sizeof *s->weight);
    s->hypothesis = cw_alloc_array(count, sizeof *s->hypothesis);
    if (s->x_m && s->y_m && s->state && s->object && s->weight && s->hypothesis) return s;
    sample_destroy(s);
    return NULL;
}

/* Writes which particle each of the sample's is; and its weight. */
static void choose(const cw_tracks *tracks, uint64_t seed, cw_tracks *sample, size_t *which) {
    double total = 0.0, sum = 0.0;
    for (size_t i = 0; i < tracks->particles; i++) total += (double)tracks->weight[i];
    bool all = sample->particles == tracks->particles;
    size_t particle = 0;
    for (size_t k = 0; k < sample->particles; k++) {
        double u[4];
        cw_random_uniform((cw_draw){.seed = seed,
                                    .hypothesis = UINT32_MAX,
                                    .particle = (uint32_t)k,
                                    .purpose = CW_DRAW_PLANNER},
                          u);
        double wanted = total * ((double)k + u[0]) / (double)sample->particles;
        while (!all && particle + 1 < tracks->particles
               && sum + (double)tracks->weight[particle] <= wanted)
            sum += (double)tracks->weight[particle++];
        which[k] = all ? k : particle;
        sample->weight[k] = all ? (float)((double)tracks->weight[k] / total)
                                : (float)(1.0 / (double)sample->particles);
    }
}

static bool are_coprime(size_t a, size_t b) {
    while (b > 0) {
        size_t rest = a % b;
        a = b;
        b = rest;
    }
    return a == 1;
}

/* Golden stride: neighbours end far apart, and any first part holds all strata evenly. */
static void shuffle(cw_tracks *sample, size_t *which, float *weight) {
    static const double golden = 0.6180339887498949;
    size_t n = sample->particles, stride = (size_t)(golden * (double)n);
    while (stride > 1 && !are_coprime(stride, n)) stride--;
    if (stride < 1) return;
    for (size_t k = 0; k < n; k++) weight[k] = sample->weight[k];
    size_t *old = which + n; /* second half of the list */
    for (size_t k = 0; k < n; k++) old[k] = which[k];
    for (size_t k = 0; k < n; k++) {
        size_t from = (size_t)((uint64_t)k * stride % n);
        which[k] = old[from];
        sample->weight[k] = weight[from];
    }
}

static void copy_tracks(const cw_tracks *tracks, const size_t *which, cw_tracks *sample) {
    size_t count = sample->particles;
    for (size_t k = 0; k < count; k++)
        sample->hypothesis[k] = tracks->hypothesis ? tracks->hypothesis[which[k]] : 0;
    for (size_t t = 0; t < tracks->times; t++) {
        size_t from = t * tracks->particles, to = t * count;
        for (size_t k = 0; k < count; k++) {
            sample->x_m[to + k] = tracks->x_m[from + which[k]];
            sample->y_m[to + k] = tracks->y_m[from + which[k]];
            sample->state[to + k] = tracks->state ? tracks->state[from + which[k]] : CW_ADRIFT;
            sample->object[to + k] = tracks->object ? tracks->object[from + which[k]] : 0;
        }
    }
}

cw_tracks *sample_tracks(const cw_tracks *tracks, size_t most, uint64_t seed, cw_error *err) {
    size_t count = tracks->particles < most ? tracks->particles : most;
    cw_tracks *sample = sample_create(count, tracks->times);
    size_t *which = cw_alloc_array(2 * count, sizeof *which);
    float *weight = cw_alloc_array(count, sizeof *weight);
    if (sample == NULL || which == NULL || weight == NULL) {
        sample_destroy(sample);
        sample = NULL;
        cw_fail_memory(err);
    } else {
        sample->first = tracks->first;
        sample->step_ms = tracks->step_ms;
        choose(tracks, seed, sample, which);
        shuffle(sample, which, weight);
        copy_tracks(tracks, which, sample);
    }
    free(which);
    free(weight);
    return sample;
}
