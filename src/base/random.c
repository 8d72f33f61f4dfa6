/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random numbers as a function of what they are for: Philox 4x32-10 of the Random123 library
 * (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3. SC11, 2011).
 * The key is the seed; the counter is (particle, step, purpose, hypothesis).
 */
#include <crosswatch/base.h>

#include <math.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#include <Random123/philox.h>
#pragma GCC diagnostic pop

void cw_random_bits(cw_draw draw, uint32_t bits[4]) {
    philox4x32_key_t key = {{(uint32_t)draw.seed, (uint32_t)(draw.seed >> 32)}};
    philox4x32_ctr_t counter = {
        {draw.particle, draw.step, (uint32_t)draw.purpose, draw.hypothesis}};
    philox4x32_ctr_t out = philox4x32_R(10, counter, key);
    for (int i = 0; i < 4; i++) bits[i] = out.v[i];
}

/* The middle of each of 2^32 equal parts of (0, 1). */
static double open_unit(uint32_t bits) {
    return ((double)bits + 0.5) * 0x1p-32;
}

void cw_random_uniform(cw_draw draw, double u[4]) {
    uint32_t bits[4];
    cw_random_bits(draw, bits);
    for (int i = 0; i < 4; i++) u[i] = open_unit(bits[i]);
}

void cw_random_normal(cw_draw draw, double z[4]) {
    double u[4];
    cw_random_uniform(draw, u);
    for (int i = 0; i < 4; i += 2) {
        double radius = sqrt(-2.0 * log(u[i])), angle = 2.0 * CW_PI * u[i + 1];
        z[i] = radius * cos(angle);
        z[i + 1] = radius * sin(angle);
    }
}
