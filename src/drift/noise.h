/* SPDX-License-Identifier: Apache-2.0 */
/* Inside drift/: normal draws for blocks of particles, and the errors that they drive. */
#ifndef CROSSWATCH_DRIFT_NOISE_H
#define CROSSWATCH_DRIFT_NOISE_H

#include "drift/coefficients.h"

enum { NOISE_BLOCK = 256 };

/* The bits of cw_random_bits for `count` <= NOISE_BLOCK particles, four words each. */
void noise_bits(uint64_t seed, cw_purpose purpose, uint32_t step, const uint16_t *hypothesis,
                const uint32_t *number, size_t count, uint32_t (*bits)[NOISE_BLOCK]);
/* Standard normals of the same draws (single precision, |z| < 5.9). */
void noise_normals(uint64_t seed, cw_purpose purpose, uint32_t step, const uint16_t *hypothesis,
                   const uint32_t *number, size_t count, float (*z)[NOISE_BLOCK]);

/* One step of a first-order autoregressive error: e = keep e + fresh z, where
 * keep = exp(-elapsed / tau) and fresh = sqrt(1 - keep^2). */
typedef struct noise_step {
    float keep, fresh;
} noise_step;
noise_step noise_step_of(double elapsed_s, double tau_s);

/* Which errors move at a time, and by how much; `step` names the time in the draws. */
typedef struct noise_update {
    bool fields, leeway; /* errors of current and wind; errors of leeway */
    noise_step current, wind, drift;
    uint32_t step;
} noise_update;

/* Moves the errors of particles [first, first + count), any count. */
void noise_advance(cw_ensemble *e, const leeway_columns *columns, const noise_update *update,
                   size_t first, size_t count);
/* The first errors of current and wind of one particle. */
void noise_begin(cw_ensemble *e, size_t index);

#endif
