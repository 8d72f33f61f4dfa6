/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is the chance that a lookout who passes at a distance sees the object? Lateral range curves
 * p(x), each with integral W (the sweep width), and the probability of detection (POD) that equally
 * spaced parallel tracks of coverage C = W / S give for a target anywhere between them
 * (Koopman 1946, Stone 1975; formulas in docs/search.md).
 */
#include "crosswatch/search.h"

#include <math.h>

const char *cw_detection_law_name(cw_detection_law law) {
    static const char *const names[] = {"inverse cube", "exponential", "definite range", "random"};
    return (unsigned)law < 4 ? names[law] : "unknown";
}

double cw_lateral_range(cw_detection_law law, double sweep_width_m, double distance_m) {
    double w = sweep_width_m, x = fabs(distance_m);
    if (!(w > 0.0) || isnan(x)) return 0.0;
    switch (law) {
    case CW_DEFINITE:
        return x <= 0.5 * w ? 1.0 : 0.0;
    case CW_EXPONENTIAL:
        return exp(-2.0 * x / w);
    case CW_INVERSE_CUBE:
    case CW_RANDOM:
        break;
    }
    return x > 0.0 ? -expm1(-w * w / (4.0 * CW_PI * x * x)) : 1.0;
}

/*
 * Exponential lateral range, parallel tracks: with a = 2 S / W = 2 / C, q = exp(-a) and the target
 * a share u of the spacing off a track, the chance to be missed by all tracks is
 *   prod_{k>=0} (1 - z q^k)(1 - q^(k+1) / z),  z = exp(-a u),
 * which by Jacobi's triple product equals
 *   (1 / prod_{k>=1} (1 - q^k)) * sum_n (-1)^n z^n q^(n(n-1)/2).
 * Each term can be averaged over u in [0, 1], and n and -n give the same, so that
 *   1 - POD = [1 + (2 / a) sum_{n>=1} (-1)^n q^(n(n-1)/2) (1 - q^n) / n] / prod (1 - q^k).
 * Beyond C = 12 the chance to be missed is below exp(-pi^2 C / 6) < 3e-9, and the series cancels.
 */
static double exponential_pod(double coverage) {
    static const double saturated = 12.0;
    if (coverage >= saturated) return 1.0;
    double a = 2.0 / coverage, sum = 1.0, product = 1.0;
    for (int n = 1; n < 400; n++) {
        double qn = exp(-a * n);
        double term = 2.0 / (a * n) * exp(-0.5 * a * n * (n - 1)) * -expm1(-a * n);
        sum += n % 2 == 1 ? -term : term;
        product *= 1.0 - qn;
        if (qn < 1e-17 && term < 1e-17) break;
    }
    return fmin(1.0, fmax(0.0, 1.0 - sum / product));
}

double cw_pod_coverage(cw_detection_law law, double coverage) {
    if (!(coverage > 0.0)) return 0.0;
    switch (law) {
    case CW_RANDOM:
        return -expm1(-coverage);
    case CW_DEFINITE:
        return fmin(1.0, coverage);
    case CW_EXPONENTIAL:
        return exponential_pod(coverage);
    case CW_INVERSE_CUBE:
        break;
    }
    return erf(0.5 * sqrt(CW_PI) * coverage);
}
