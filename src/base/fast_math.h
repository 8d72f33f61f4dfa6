/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exponential, logarithm and turn in single precision without a branch, for loops that the compiler
 * makes vectors of (widest.h). Polynomials of Cephes (Moshier 1992) on reduced arguments; the same
 * bits on every machine, which the mathematical library does not promise.
 */
#ifndef CROSSWATCH_BASE_FAST_MATH_H
#define CROSSWATCH_BASE_FAST_MATH_H

#include "base/widest.h"

#include <stdint.h>
#include <string.h>

/* exp(-x) for x >= 0, relative error below 3e-7: 2^-i times a polynomial on [-1/2, 1/2]. */
CW_INLINE float fast_exp_minus(float x) {
    x = x < 87.0f ? x : 87.0f;
    float y = x * 1.44269504f;
    int32_t i = (int32_t)(y + 0.5f);
    float z = ((float)i - y) * 0.693147181f, p = 0.00138888889f;
    p = p * z + 0.00833333333f;
    p = p * z + 0.0416666667f;
    p = p * z + 0.166666667f;
    p = p * z + 0.5f;
    p = p * z + 1.0f;
    p = p * z + 1.0f;
    int32_t bits = (127 - i) * 8388608;
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    return p * scale;
}

/* ln x for normal x > 0, absolute error below 2e-7 where x <= 1: x = m 2^e with m in
 * [sqrt(1/2), sqrt(2)), then a polynomial in m - 1. */
CW_INLINE float fast_log(float x) {
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int32_t e = (bits - 0x3f3504f3) >> 23; /* sqrt(1/2) */
    bits -= e * 8388608;
    float m;
    memcpy(&m, &bits, sizeof m);
    float z = m - 1.0f, z2 = z * z, p = 7.0376836292E-2f;
    p = p * z - 1.1514610310E-1f;
    p = p * z + 1.1676998740E-1f;
    p = p * z - 1.2420140846E-1f;
    p = p * z + 1.4249322787E-1f;
    p = p * z - 1.6668057665E-1f;
    p = p * z + 2.0000714765E-1f;
    p = p * z - 2.4999993993E-1f;
    p = p * z + 3.3333331174E-1f;
    return z + (p * z - 0.5f) * z2 + (float)e * 0.693147181f;
}

/* Cosine and sine of a number of turns in [0, 1]: within an eighth of a turn, and which quarter. */
CW_INLINE void fast_turn(float turns, float *cosine, float *sine) {
    int32_t quarter = (int32_t)(turns * 4.0f + 0.5f);
    float a = (turns * 4.0f - (float)quarter) * 1.57079632679f, square = a * a;
    float s = ((-1.9515295891E-4f * square + 8.3321608736E-3f) * square - 1.6666654611E-1f) * square
                  * a
              + a;
    float c = ((2.443315711809948E-5f * square - 1.388731625493765E-3f) * square
               + 4.166664568298827E-2f)
                  * square * square
              - 0.5f * square + 1.0f;
    float x = quarter & 1 ? s : c, y = quarter & 1 ? c : s;
    *cosine = (quarter + 1) & 2 ? -x : x;
    *sine = quarter & 2 ? -y : y;
}

#endif
