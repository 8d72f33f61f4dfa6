/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where incidents happen: a Gaussian kernel about each, and the sum over a cell divided by the part
 * of the kernel about that cell that lies on the area's sea, so that an even risk is told as even
 * up to edges and coasts (Diggle 1985); the whole is scaled back to the number of incidents. The
 * bandwidth is the one under which each incident is best foretold by the others (leave-one-out
 * likelihood; Silverman 1986, 3.4.4). One part in n + 1 is spread evenly over the sea: that nothing
 * was ever reported from a cell does not make it safe.
 *
 * A cell's figure is a sum of weights w of incidents, whose variance is the sum of w^2. It is told
 * as a Poisson mean of n seen, each worth u: u is the larger of (sum of w^2) / (sum of w) and half
 * of the greatest weight that an incident can have there (the first tends to the second where risk
 * is even, and to nothing far from all incidents), n = sum of w / u. The credible interval is the
 * gamma of Jeffreys' prior; u grows by the dispersion of the days.
 */
#include "risk.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { BANDWIDTHS = 24 };
static const double HOURS_A_YEAR = 365.25 * 24.0;

typedef struct field { /* columns of cells */
    const cw_patrol_world *water;
    double *seen, *mass, *density, *square, *work; /* [cell] */
    double *kx, *ky;                               /* kernel along each axis */
    size_t sea;
} field;

static bool make_field(field *f, const risk_data *data, cw_error *err) {
    size_t cells = data->water->cells;
    *f = (field){.water = data->water};
    f->seen = cw_alloc_array(cells, sizeof(double));
    f->mass = cw_alloc_array(cells, sizeof(double));
    f->density = cw_alloc_array(cells, sizeof(double));
    f->square = cw_alloc_array(cells, sizeof(double));
    f->work = cw_alloc_array(cells, sizeof(double));
    f->kx = cw_alloc_array(data->water->nx, sizeof(double));
    f->ky = cw_alloc_array(data->water->ny, sizeof(double));
    if (!(f->seen && f->mass && f->density && f->square && f->work && f->kx && f->ky))
        return cw_fail_memory(err);
    for (size_t i = 0; i < data->count; i++) f->seen[data->cell[i]] += 1.0;
    for (size_t c = 0; c < cells; c++) f->sea += data->water->sea[c];
    return true;
}

static void free_field(field *f) {
    free(f->seen);
    free(f->mass);
    free(f->density);
    free(f->square);
    free(f->work);
    free(f->kx);
    free(f->ky);
}

/* The share of a Gaussian that falls into the cell at each distance. */
static void set_axis(double *k, size_t count, double cell_m, double bandwidth_m) {
    double scale = cell_m / (bandwidth_m * sqrt(2.0));
    for (size_t d = 0; d < count; d++)
        k[d] = 0.5 * (erf(((double)d + 0.5) * scale) - erf(((double)d - 0.5) * scale));
}

static size_t apart(size_t a, size_t b) {
    return a > b ? a - b : b - a;
}

/* to = kernel * from, one axis after the other; both may be the same. */
static void smooth(const field *f, const double *from, double *to) {
    size_t nx = f->water->nx, ny = f->water->ny;
    for (size_t j = 0; j < ny; j++) {
        for (size_t i = 0; i < nx; i++) {
            double sum = 0.0;
            for (size_t k = 0; k < nx; k++) sum += from[j * nx + k] * f->kx[apart(i, k)];
            f->work[j * nx + i] = sum;
        }
    }
    for (size_t i = 0; i < nx; i++) {
        for (size_t j = 0; j < ny; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < ny; k++) sum += f->work[k * nx + i] * f->ky[apart(j, k)];
            to[j * nx + i] = sum;
        }
    }
}

/* The part of each cell's kernel on the sea, and the density. */
static void estimate(field *f, double bandwidth_m) {
    const cw_patrol_world *w = f->water;
    set_axis(f->kx, w->nx, w->cell_m, bandwidth_m);
    set_axis(f->ky, w->ny, w->cell_m, bandwidth_m);
    for (size_t c = 0; c < w->cells; c++) f->mass[c] = w->sea[c] ? 1.0 : 0.0;
    smooth(f, f->mass, f->mass);
    smooth(f, f->seen, f->density);
    for (size_t c = 0; c < w->cells; c++)
        f->density[c] = w->sea[c] ? f->density[c] / f->mass[c] : 0.0;
}

/* Scales the density to the number of incidents, and adds the sum of squared weights. */
static void finish(field *f, size_t count) {
    const cw_patrol_world *w = f->water;
    double sum = 0.0;
    for (size_t c = 0; c < w->cells; c++) sum += f->density[c];
    double scale = (double)count / sum;
    for (size_t d = 0; d < w->nx; d++) f->kx[d] *= f->kx[d];
    for (size_t d = 0; d < w->ny; d++) f->ky[d] *= f->ky[d];
    smooth(f, f->seen, f->square);
    for (size_t c = 0; c < w->cells; c++) {
        f->mass[c] /= scale;
        f->density[c] *= scale;
        f->square[c] = w->sea[c] ? f->square[c] / (f->mass[c] * f->mass[c]) : 0.0;
    }
}

/* Each incident under the kernels of all others. */
static double foretold(const field *f, size_t count) {
    double n = (double)count, even = 1.0 / (n + 1.0), sum = 0.0;
    if (count < 2) return 0.0;
    for (size_t c = 0; c < f->water->cells; c++) {
        if (!(f->seen[c] > 0.0)) continue;
        double own = f->kx[0] * f->ky[0] / f->mass[c];
        double others = fmax(f->density[c] - own, 0.0) / (n - 1.0);
        sum += f->seen[c] * log((1.0 - even) * others + even / (double)f->sea);
    }
    return sum;
}

/* From half a cell to half of the area's longer side, in equal ratios. */
static double choose_bandwidth(field *f, size_t count) {
    const cw_patrol_world *w = f->water;
    double least = 0.5 * w->cell_m, best = least, most = -INFINITY;
    double largest = 0.5 * w->cell_m * (double)(w->nx > w->ny ? w->nx : w->ny);
    for (int k = 0; k < BANDWIDTHS; k++) {
        double h = least * pow(fmax(largest / least, 1.0), (double)k / (BANDWIDTHS - 1));
        estimate(f, h);
        double value = foretold(f, count);
        if (value <= most) continue;
        most = value;
        best = h;
    }
    return count < 2 ? largest : best;
}

static void tell_cell(const field *f, const cw_risk *risk, size_t c, cw_risk_cell *to) {
    double n = (double)risk->incidents, even = 1.0 / (n + 1.0);
    double years = (double)(risk->to - risk->from) / (double)CW_HOUR_MS / HOURS_A_YEAR;
    double greatest = sqrt(f->kx[0] * f->ky[0]) / f->mass[c], density = f->density[c];
    double one = fmax(0.5 * greatest, density > 0.0 ? f->square[c] / density : 0.0);
    double spread = fmax(risk->dispersion, 1.0);
    to->share = (1.0 - even) * density / n + even / (double)f->sea;
    to->per_year = to->share * n / years;
    to->effective = density / one / spread;
    to->low = gsl_cdf_gamma_Pinv(0.025, to->effective + 0.5, one * spread / years);
    to->high = gsl_cdf_gamma_Pinv(0.975, to->effective + 0.5, one * spread / years);
    to->low = fmin(to->low, to->per_year);
    to->high = fmax(to->high, to->per_year);
}

bool risk_places(const risk_data *data, const cw_risk_options *options, cw_risk *risk,
                 cw_error *err) {
    field f = {0};
    bool good = make_field(&f, data, err);
    if (good) {
        risk->bandwidth_m =
            options->bandwidth_m > 0.0 ? options->bandwidth_m : choose_bandwidth(&f, data->count);
        estimate(&f, risk->bandwidth_m);
        finish(&f, data->count);
        for (size_t c = 0; c < data->water->cells; c++)
            if (data->water->sea[c]) tell_cell(&f, risk, c, &risk->cells[c]);
    }
    free_field(&f);
    return good;
}
