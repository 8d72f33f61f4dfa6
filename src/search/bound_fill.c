/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One period's effort, split as well as can be: Charnes and Cooper's water level (1958; Stone
 * 1975), the inner step of Brown's method for moving targets (1980). Effort goes into each cell
 * until a further second is worth the same everywhere, the price; cells worth less at once get
 * none. The price at which the seconds add up is found by halving, and within a cell so are the
 * seconds.
 */
#include "search/bound.h"

#include <math.h>

const double bound_corner = 0.04;
static const double ACCURACY = 1e-4; /* of the seconds */
enum { PRICE_STEPS = 40, NEWTON_STEPS = 4, HALVINGS = 14 };

double bound_gained(bool exponential, double h) {
    if (exponential) return -expm1(-h);
    if (h <= 1.0 - bound_corner) return h;
    if (h >= 1.0 + bound_corner) return 1.0;
    double over = h - 1.0 + bound_corner;
    return h - over * over / (4.0 * bound_corner);
}

double bound_slope(bool exponential, double h) {
    if (exponential) return exp(-h);
    if (h <= 1.0 - bound_corner) return 1.0;
    if (h >= 1.0 + bound_corner) return 0.0;
    return 1.0 - (h - 1.0 + bound_corner) / (2.0 * bound_corner);
}

/* A cell: what a first second is worth, and for the exponential law, where particles of one rate
 * add up to one term, weight * rate * exp(-rate x). */
typedef struct fill_terms {
    double worth; /* of the first second */
    double rate[CW_MOST_OBJECTS], weight[CW_MOST_OBJECTS];
    size_t count;
} fill_terms;

size_t fill_terms_size(void) {
    return sizeof(fill_terms);
}

static void collect(const fill_problem *f, size_t cell) {
    const bound_period *p = f->period;
    fill_terms *t = &f->terms[cell];
    *t = (fill_terms){0};
    for (uint32_t k = p->begin[cell]; k < p->begin[cell + 1]; k++) {
        uint32_t i = p->order[k];
        double slope = f->weight[i] * bound_slope(f->exponential, f->covered[i]);
        t->worth += slope * f->rate[i];
        if (!f->exponential) continue;
        size_t n = 0;
        while (n < t->count && t->rate[n] != f->rate[i]) n++;
        if (n == t->count) t->rate[t->count++] = f->rate[i];
        t->weight[n] += slope;
    }
}

/* Seconds until a further one is worth only `price`. With one term in closed form; with several by
 * Newton's method from below, which a sum of falling exponentials does not let overshoot. */
static double exponential_seconds(const fill_terms *t, double price) {
    double x = 0.0;
    for (size_t n = 0; n < t->count; n++) {
        if (!(t->rate[n] > 0.0) || !(t->weight[n] > 0.0)) continue;
        x = fmax(x, log(t->weight[n] * t->rate[n] / price) / t->rate[n]);
    }
    if (t->count < 2) return x;
    for (int step = 0; step < NEWTON_STEPS; step++) {
        double worth = 0.0, fall = 0.0;
        for (size_t n = 0; n < t->count; n++) {
            double part = t->weight[n] * t->rate[n] * exp(-t->rate[n] * x);
            worth += part;
            fall += part * t->rate[n];
        }
        if (!(fall > 0.0)) break;
        x += (worth - price) / fall;
    }
    return fmax(x, 0.0);
}

static double worth_at(const fill_problem *f, size_t cell, double seconds) {
    const bound_period *p = f->period;
    double sum = 0.0;
    for (uint32_t k = p->begin[cell]; k < p->begin[cell + 1]; k++) {
        uint32_t i = p->order[k];
        sum += f->weight[i] * f->rate[i] * bound_slope(false, f->covered[i] + f->rate[i] * seconds);
    }
    return sum;
}

static double halved_seconds(const fill_problem *f, size_t cell, double price) {
    double low = 0.0, high = f->seconds;
    if (worth_at(f, cell, high) >= price) return high;
    for (int step = 0; step < HALVINGS; step++) {
        double middle = 0.5 * (low + high);
        if (worth_at(f, cell, middle) > price)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

static double fill_at(const fill_problem *f, double price, double *seconds) {
    double sum = 0.0;
    for (size_t c = 0; c < f->period->cell_count; c++) {
        const fill_terms *t = &f->terms[c];
        seconds[c] = 0.0;
        if (!f->reaches[c] || t->worth <= price) continue;
        seconds[c] = f->exponential ? exponential_seconds(t, price) : halved_seconds(f, c, price);
        sum += seconds[c];
    }
    return sum;
}

void bound_fill(const fill_problem *f, double *seconds) {
    double high = 0.0, sum = 0.0;
    for (size_t c = 0; c < f->period->cell_count; c++) {
        collect(f, c);
        seconds[c] = 0.0;
        if (f->reaches[c]) high = fmax(high, f->terms[c].worth);
    }
    if (!(high > 0.0) || !(f->seconds > 0.0)) return;
    double low = high * 1e-9;
    /* Halving in the logarithm: prices fall exponentially with the seconds. */
    for (int step = 0; step < PRICE_STEPS; step++) {
        double price = sqrt(low * high);
        sum = fill_at(f, price, seconds);
        if (fabs(sum - f->seconds) <= ACCURACY * f->seconds) break;
        if (sum > f->seconds)
            low = price;
        else
            high = price;
    }
    if (!(sum > 0.0)) return;
    double scale = f->seconds / sum; /* what is over at so low a price is worth next to nothing */
    for (size_t c = 0; c < f->period->cell_count; c++) seconds[c] *= scale;
}
