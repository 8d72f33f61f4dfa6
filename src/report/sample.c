/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A browser cannot draw a hundred thousand particles, and does not need to: a part of them, evenly
 * over the ensemble, shows the same cloud. Each hypothesis keeps its share of the probability: the
 * weights of its particles that were taken are scaled to the sum of all of its particles.
 */
#include "sample.h"

#include <math.h>
#include <stdlib.h>

enum { HYPOTHESES = UINT16_MAX + 1 };

static void take_weights(sample *s, const cw_tracks *tracks, double *all, double *taken) {
    for (size_t i = 0; i < tracks->particles; i++)
        all[tracks->hypothesis[i]] += (double)tracks->weight[i];
    for (size_t i = 0; i < s->count; i++) {
        size_t p = s->particle[i];
        taken[tracks->hypothesis[p]] += (double)tracks->weight[p];
    }
    for (size_t i = 0; i < s->count; i++) {
        size_t p = s->particle[i], h = tracks->hypothesis[p];
        s->weight[i] =
            taken[h] > 0.0 ? (float)((double)tracks->weight[p] * all[h] / taken[h]) : 0.0f;
    }
}

bool sample_take(sample *s, const cw_tracks *tracks, size_t most, cw_error *err) {
    size_t count = tracks->particles < most ? tracks->particles : most;
    *s = (sample){.count = count,
                  .particle = calloc(count + 1, sizeof *s->particle),
                  .weight = calloc(count + 1, sizeof *s->weight)};
    double *sums = calloc((size_t)2 * HYPOTHESES, sizeof *sums);
    bool good = s->particle != NULL && s->weight != NULL && sums != NULL;
    if (good) {
        double step = (double)tracks->particles / (double)(count > 0 ? count : 1);
        for (size_t i = 0; i < count; i++) s->particle[i] = (size_t)floor((double)i * step);
        take_weights(s, tracks, sums, sums + HYPOTHESES);
    }
    free(sums);
    return good || cw_fail_memory(err);
}

void sample_free(sample *s) {
    free(s->particle);
    free(s->weight);
    *s = (sample){0};
}

cw_position sample_place(const cw_result *result, size_t time, size_t particle,
                         double near_lon_deg) {
    const cw_tracks *t = result->tracks;
    size_t k = time * t->particles + particle;
    if (!isfinite(t->x_m[k]) || !isfinite(t->y_m[k])) return (cw_position){NAN, NAN};
    cw_position at =
        cw_plane_inverse(result->scene->plane, (cw_xy){(double)t->x_m[k], (double)t->y_m[k]});
    at.lon_deg += 360.0 * round((near_lon_deg - at.lon_deg) / 360.0);
    return at;
}
