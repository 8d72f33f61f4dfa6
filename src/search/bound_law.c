/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What coverage can be worth at most, for each detection law. A concave b with: whatever the legs,
 * a particle about which only the cells it was in are known is found with probability at most
 * b(C), C the sum of W L / A over cells. Derivations in docs/bound.md.
 *
 * Random: 1 - exp(-C), the law's own. Definite range: min(1, C), the union bound; close to its
 * corner stands a parabola that lies at most a quarter of its corner below, which the bound adds;
 * the first sweeps take a wide corner, which they can go round faster.
 *
 * Inverse cube and exponential: legs have hazards h that add up, and found is phi(H) = 1 - exp(-H).
 * For any level l, and psi(h) = exp(-l) h below l, phi(h) - phi(l) + exp(-l) l above,
 *
 *   phi(sum h_k) <= phi(l) - exp(-l) l + sum psi(h_k):
 *
 * the tangent at l when all h_k are below; and when one is above, further ones add no more than
 * their psi. The mean of psi(h_k) over a place uniform in the cell is C_k G(l), so that
 *
 *   b(C) = min over l of 1 - exp(-l) (1 + l) + C G(l),    slope b'(C) = G at the best l.
 *
 * Inverse cube: G(l) = 2 exp(-l) sqrt(l / pi) + erfc(sqrt l), best at l = 4 C^2 / pi. Exponential:
 * with q = exp(-l), G = q (pi^2 / 6 - Li2(q)) + (1 - q) ln(1 - q) + q, best where
 * l = C (pi^2 / 6 - Li2(q)). Slopes are tabulated and b is their integral.
 */
#include "search/bound.h"

#include <math.h>
#include <stdlib.h>

const double bound_corner = 0.04;
static const double ZETA2 = CW_PI * CW_PI / 6.0;
static const double LARGEST = 8.0; /* coverage: the laws are flat from here on */
enum { LEVEL_STEPS = 60, SERIES = 60 };

/* The dilogarithm on [0, 1]. */
static double dilogarithm(double x) {
    if (x <= 0.0) return 0.0;
    if (x >= 1.0) return ZETA2;
    if (x > 0.5) return ZETA2 - log(x) * log1p(-x) - dilogarithm(1.0 - x);
    double sum = 0.0, power = 1.0;
    for (int n = 1; n <= SERIES; n++) {
        power *= x;
        sum += power / ((double)n * (double)n);
    }
    return sum;
}

static double cube_slope(double c) {
    double root = 2.0 * c / sqrt(CW_PI); /* of the level */
    return 4.0 * c / CW_PI * exp(-root * root) + erfc(root);
}

static double exponential_slope(double c) {
    double low = 1e-15, high = 100.0; /* the level */
    for (int k = 0; k < LEVEL_STEPS; k++) {
        double level = sqrt(low * high);
        if (level > c * (ZETA2 - dilogarithm(exp(-level))))
            high = level;
        else
            low = level;
    }
    double q = exp(-low), rest = -expm1(-low);
    return q * (ZETA2 - dilogarithm(q)) + rest * log(rest) + q;
}

static double definite_slope(double c, double corner) {
    return fmin(1.0, fmax(0.0, 1.0 - (c - 1.0 + corner) / (2.0 * corner)));
}

static double slope_of(cw_detection_law law, double c, double corner) {
    switch (law) {
    case CW_INVERSE_CUBE:
        return cube_slope(c);
    case CW_EXPONENTIAL:
        return exponential_slope(c);
    case CW_DEFINITE:
        return definite_slope(c, corner);
    case CW_RANDOM:
        break;
    }
    return exp(-c);
}

void bound_law_fill(bound_law *b, cw_detection_law law, double corner) {
    b->step = LARGEST / BOUND_NODES;
    b->per_step = 1.0 / b->step;
    for (size_t k = 0; k < BOUND_NODES; k++)
        b->slope[k] = slope_of(law, b->step * (double)k, corner);
    b->slope[BOUND_NODES] = b->value[0] = 0.0;
    for (size_t k = 0; k < BOUND_NODES; k++)
        b->value[k + 1] = b->value[k] + 0.5 * b->step * (b->slope[k] + b->slope[k + 1]);
}

bound_law *bound_law_create(cw_detection_law law) {
    bound_law *b = calloc(1, sizeof *b);
    if (b != NULL) bound_law_fill(b, law, bound_corner);
    return b;
}
