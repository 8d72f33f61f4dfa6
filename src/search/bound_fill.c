/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One period's effort of one unit, split as well as can be: Charnes and Cooper's water level (1958;
 * Stone 1975), the inner step of Brown's method for moving targets (1980). Effort goes into each
 * cell until a further second is worth the same everywhere, the price; cells worth less at once get
 * none. The seconds are a convex falling function of the logarithm of the price, so that Newton's
 * method finds the price at which they add up.
 *
 * Under the random law a cell's worth is a sum of one exponential an object, and the water level is
 * exact. Under the other laws it is not known beyond the present effort: worth and how fast it
 * falls there make a parabola, and the step is kept within where that may be trusted.
 */
#include "search/bound.h"

#include <math.h>

enum { PRICE_STEPS = 25, ROOT_STEPS = 12 };
static const double ACCURACY = 1e-5;      /* of the seconds */
static const double ROOT_ACCURACY = 1e-7; /* of the worth */
static const double LONGEST_STEP = 2.0;   /* in the logarithm of the price */
static const double LEAST_FALL = 0.4;     /* of the worth, over a coverage of one */

/* Seconds in a cell at a price, and how they fall with the price's logarithm. */
typedef double (*cell_seconds)(const fill_problem *f, size_t cell, double price, double *fall);

/* Newton's method on the logarithm of the worth, from below, where a sum of falling exponentials
 * does not let it overshoot. */
static double random_seconds(const fill_problem *f, size_t cell, double price, double *fall) {
    const double *sum = f->sum + cell * f->objects;
    double x = 0.0, wanted = log(price), worth = 0.0, bend = 0.0;
    for (size_t o = 0; o < f->objects; o++) {
        if (!(sum[o] * f->rate[o] > price)) continue;
        x = fmax(x, (log(sum[o] * f->rate[o]) - wanted) / f->rate[o]);
    }
    for (int step = 0; step < ROOT_STEPS; step++) {
        worth = bend = 0.0;
        for (size_t o = 0; o < f->objects; o++) {
            if (!(sum[o] > 0.0)) continue;
            double part = sum[o] * f->rate[o] * exp(-f->rate[o] * x);
            worth += part;
            bend += part * f->rate[o];
        }
        if (!(worth > 0.0)) break;
        double over = log(worth) - wanted;
        if (!(over > ROOT_ACCURACY) || !(bend > 0.0)) break;
        x += over * worth / bend;
    }
    *fall = bend > 0.0 ? worth / bend : 0.0;
    return x;
}

static double parabola_seconds(const fill_problem *f, size_t cell, double price, double *fall) {
    if (!(f->worth[cell] > 0.0))
        return 0.5 * f->present[cell]; /* far too much: no slope to go by */
    double bend = fmax(f->bend[cell], LEAST_FALL * f->worth[cell] * f->steepest);
    double x = f->present[cell] + (f->worth[cell] - price) / bend;
    *fall = x > 0.0 ? price / bend : 0.0;
    return fmax(x, 0.0);
}

static double fill_at(const fill_problem *f, double price, double *seconds, double *fall) {
    cell_seconds at = f->sum != NULL ? random_seconds : parabola_seconds;
    double sum = 0.0;
    *fall = 0.0;
    for (size_t c = 0; c < f->cell_count; c++) {
        double falls = 0.0;
        seconds[c] = 0.0;
        if (!f->reaches[c]) continue;
        if (f->worth[c] <= price && (f->sum != NULL || !(f->present[c] > 0.0))) continue;
        seconds[c] = at(f, c, price, &falls);
        sum += seconds[c];
        *fall += falls;
    }
    return sum;
}

static double highest(const fill_problem *f) {
    double high = 0.0;
    for (size_t c = 0; c < f->cell_count; c++) {
        if (f->reaches[c]) high = fmax(high, f->worth[c]);
    }
    return high;
}

double bound_fill_price(const fill_problem *f, double price, double *seconds, double *fall) {
    return fill_at(f, price, seconds, fall);
}

double bound_fill(const fill_problem *f, double wanted, double guess, double *seconds) {
    double high = highest(f), sum = 0.0, fall;
    for (size_t c = 0; c < f->cell_count; c++) seconds[c] = 0.0;
    if (!(high > 0.0) || !(wanted > 0.0)) return 0.0;
    double price = guess > 0.0 && (guess < high || f->sum == NULL) ? guess : 0.9 * high;
    for (int step = 0; step < PRICE_STEPS; step++) {
        sum = fill_at(f, price, seconds, &fall);
        if (fabs(sum - wanted) <= ACCURACY * wanted) break;
        double way = fall > 0.0 ? (sum - wanted) / fall : sum > wanted ? 0.5 : -0.5;
        price *= exp(fmin(LONGEST_STEP, fmax(-LONGEST_STEP, way)));
        if (!(price > 1e-12 * high)) break; /* what is over is worth next to nothing */
    }
    if (!(sum > 0.0)) return price;
    for (size_t c = 0; c < f->cell_count; c++) seconds[c] *= wanted / sum;
    return price;
}
