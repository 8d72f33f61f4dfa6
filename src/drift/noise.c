/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors of current, wind and leeway that change with time: first-order autoregressive processes,
 * stepped exactly (Gillespie 1996) whatever the time between steps.
 *
 * The draws are those of cw_random_bits (Philox 4x32-10), written out here so that the compiler
 * makes vectors of them: one particle a lane, ten rounds without a branch. Normals follow by Box
 * and Muller's method in single precision (base/fast_math.h): errors of a few units in the last
 * place, far below what an error of a drift model means.
 *
 * A leeway error must not turn the downwind slope negative (coefficients.c). An autoregressive
 * step that would is reflected at the bound, as a process with a wall is.
 */
#include "drift/noise.h"

#include "base/fast_math.h"

#include <math.h>
#include <string.h>

static const float ERROR_UNIT = 4096.0f; /* steps of the 16-bit errors in a standard deviation */
static const float MOST_ERROR = 7.99f;   /* standard deviations; 16 bits hold 8 */

/* ---- bits ---------------------------------------------------------------------------------- */

typedef struct philox {
    uint32_t c0, c1, c2, c3, k0, k1;
} philox;

CW_INLINE void philox_round(philox *p) {
    uint64_t a = UINT64_C(0xD2511F53) * p->c0, b = UINT64_C(0xCD9E8D57) * p->c2;
    uint32_t c0 = (uint32_t)(b >> 32) ^ p->c1 ^ p->k0, c2 = (uint32_t)(a >> 32) ^ p->c3 ^ p->k1;
    p->c1 = (uint32_t)b;
    p->c3 = (uint32_t)a;
    p->c0 = c0;
    p->c2 = c2;
    p->k0 += UINT32_C(0x9E3779B9);
    p->k1 += UINT32_C(0xBB67AE85);
}

CW_WIDEST void noise_bits(uint64_t seed, cw_purpose purpose, uint32_t step,
                          const uint16_t *hypothesis, const uint32_t *number, size_t count,
                          uint32_t (*bits)[NOISE_BLOCK]) {
    uint32_t *restrict b0 = bits[0], *restrict b1 = bits[1], *restrict b2 = bits[2],
                       *restrict b3 = bits[3];
    for (size_t i = 0; i < count; i++) {
        philox p = {number[i],     step,           (uint32_t)purpose,
                    hypothesis[i], (uint32_t)seed, (uint32_t)(seed >> 32)};
        for (int r = 0; r < 10; r++) philox_round(&p);
        b0[i] = p.c0;
        b1[i] = p.c1;
        b2[i] = p.c2;
        b3[i] = p.c3;
    }
}

/* ---- normals ------------------------------------------------------------------------------- */

/* The middle of each of 2^24 equal parts of (0, 1). */
CW_INLINE float unit_of(uint32_t bits) {
    return ((float)(int32_t)(bits >> 8) + 0.5f) * 0x1p-24f;
}

CW_WIDEST static void pair_of_normals(const uint32_t *bits_u, const uint32_t *bits_v, size_t count,
                                      float *restrict a, float *restrict b) {
    for (size_t i = 0; i < count; i++) {
        float radius = sqrtf(-2.0f * fast_log(unit_of(bits_u[i]))), cosine, sine;
        fast_turn(unit_of(bits_v[i]), &cosine, &sine);
        a[i] = radius * cosine;
        b[i] = radius * sine;
    }
}

void noise_normals(uint64_t seed, cw_purpose purpose, uint32_t step, const uint16_t *hypothesis,
                   const uint32_t *number, size_t count, float (*z)[NOISE_BLOCK]) {
    uint32_t bits[4][NOISE_BLOCK];
    noise_bits(seed, purpose, step, hypothesis, number, count, bits);
    pair_of_normals(bits[0], bits[1], count, z[0], z[1]);
    pair_of_normals(bits[2], bits[3], count, z[2], z[3]);
}

/* ---- errors -------------------------------------------------------------------------------- */

noise_step noise_step_of(double elapsed_s, double tau_s) {
    if (!(tau_s > 0.0)) return (noise_step){0.0f, 1.0f};
    double keep = exp(-elapsed_s / tau_s);
    return (noise_step){(float)keep, (float)sqrt(-expm1(-2.0 * elapsed_s / tau_s))};
}

CW_INLINE int16_t packed(float error) {
    float e = error > MOST_ERROR ? MOST_ERROR : error;
    e = e < -MOST_ERROR ? -MOST_ERROR : e;
    e *= ERROR_UNIT;
    return (int16_t)(int32_t)(e + (e < 0.0f ? -0.5f : 0.5f));
}

CW_WIDEST static void step_packed(noise_step step, const float *z, size_t count,
                                  int16_t *restrict errors) {
    for (size_t i = 0; i < count; i++) {
        errors[i] = packed(step.keep * ((float)errors[i] / ERROR_UNIT) + step.fresh * z[i]);
    }
}

static void step_fields(cw_ensemble *e, const noise_update *update, size_t first, size_t count) {
    float z[4][NOISE_BLOCK];
    noise_normals(e->seed, CW_DRAW_CURRENT_NOISE, update->step, e->hypothesis + first,
                  e->number + first, count, z);
    step_packed(update->current, z[0], count, e->current_error_x + first);
    step_packed(update->current, z[1], count, e->current_error_y + first);
    step_packed(update->wind, z[2], count, e->wind_error_x + first);
    step_packed(update->wind, z[3], count, e->wind_error_y + first);
}

CW_WIDEST static void step_downwind(const leeway_columns *columns, noise_step step, const float *z,
                                    const uint8_t *object, size_t count, float *restrict error) {
    for (size_t i = 0; i < count; i++) {
        float least = columns->least_error[2u * (object[i] % CW_MOST_OBJECTS)];
        float next = step.keep * error[i] + step.fresh * z[i];
        error[i] = next < least ? 2.0f * least - next : next;
    }
}

CW_WIDEST static void step_crosswind(noise_step step, const float *z, size_t count,
                                     float *restrict error) {
    for (size_t i = 0; i < count; i++) error[i] = step.keep * error[i] + step.fresh * z[i];
}

static void step_leeway(cw_ensemble *e, const leeway_columns *columns, const noise_update *update,
                        size_t first, size_t count) {
    float z[4][NOISE_BLOCK];
    noise_normals(e->seed, CW_DRAW_LEEWAY_NOISE, update->step, e->hypothesis + first,
                  e->number + first, count, z);
    step_downwind(columns, update->drift, z[0], e->object + first, count,
                  e->downwind_error + first);
    step_crosswind(update->drift, z[1], count, e->crosswind_error + first);
    leeway_apply(columns, e, first, count);
}

void noise_advance(cw_ensemble *e, const leeway_columns *columns, const noise_update *update,
                   size_t first, size_t count) {
    for (size_t done = 0; done < count; done += NOISE_BLOCK) {
        size_t size = count - done < NOISE_BLOCK ? count - done : NOISE_BLOCK;
        if (update->fields) step_fields(e, update, first + done, size);
        if (update->leeway) step_leeway(e, columns, update, first + done, size);
    }
}

void noise_begin(cw_ensemble *e, size_t index) {
    if (e->current_error_x == NULL) return;
    cw_draw draw = {.seed = e->seed,
                    .hypothesis = e->hypothesis[index],
                    .particle = e->number[index],
                    .purpose = CW_DRAW_WIND_NOISE};
    double z[4];
    cw_random_normal(draw, z);
    e->current_error_x[index] = packed((float)z[0]);
    e->current_error_y[index] = packed((float)z[1]);
    e->wind_error_x[index] = packed((float)z[2]);
    e->wind_error_y[index] = packed((float)z[3]);
}
