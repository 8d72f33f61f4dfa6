/* SPDX-License-Identifier: Apache-2.0 */
/* Fields given by a formula and small ensembles, for the tests of the drift room. */
#ifndef CROSSWATCH_TEST_DRIFT_FIELDS_H
#define CROSSWATCH_TEST_DRIFT_FIELDS_H

#include "support.h"

#include <crosswatch/drift.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* value[4]: current x, y and wind x, y at a place and a time (seconds after the first). */
typedef void (*field_formula)(double x_m, double y_m, double time_s, double value[4]);

/* A grid of n x n nodes centred on the origin. */
static inline cw_forcing *field_make(field_formula formula, size_t n, double cell_m, size_t times,
                                     double dt_s) {
    cw_forcing *f = calloc(1, sizeof *f);
    assert_non_null(f);
    double half = 0.5 * cell_m * (double)(n - 1);
    *f = (cw_forcing){.x0_m = -half,
                      .y0_m = -half,
                      .cell_m = cell_m,
                      .nx = n,
                      .ny = n,
                      .nt = times,
                      .dt_ms = (int64_t)(dt_s * 1000.0)};
    f->values = cw_alloc_array(n * n * times, 4 * sizeof(float));
    assert_non_null(f->values);
    float *to = f->values;
    for (size_t k = 0; k < times; k++) {
        for (size_t j = 0; j < n; j++) {
            for (size_t i = 0; i < n; i++, to += 4) {
                double value[4] = {0};
                formula(f->x0_m + cell_m * (double)i, f->y0_m + cell_m * (double)j,
                        dt_s * (double)k, value);
                for (int c = 0; c < 4; c++) to[c] = (float)value[c];
            }
        }
    }
    return f;
}

static inline void field_rest(double x_m, double y_m, double time_s, double value[4]) {
    (void)x_m;
    (void)y_m;
    (void)time_s;
    memset(value, 0, 4 * sizeof *value);
}

/* An object that the wind does not move, unless the test fills in more. */
static inline cw_ensemble *ensemble_make(size_t count, bool errors) {
    cw_error err = {0};
    cw_ensemble *e = cw_ensemble_create(count, errors, &err);
    assert_non_null(e);
    e->objects.count = 1;
    e->seed = 7;
    return e;
}

static inline void ensemble_put(cw_ensemble *e, size_t index, double x_m, double y_m) {
    cw_particle_seed seed = {.at = {x_m, y_m},
                             .release = e->epoch,
                             .weight = 1.0 / (double)e->count,
                             .number = (uint32_t)index,
                             .change_time = INT64_MAX};
    cw_ensemble_seed(e, index, &seed, false);
}

/* No jibes, no errors that move, open sea: what a closed form can be compared with. */
static inline cw_drift_options options_plain(double hours, double step_s, cw_scheme scheme) {
    cw_drift_options o = cw_drift_options_default();
    o.from = 0;
    o.to = llround(hours * 3.6e6);
    o.step_s = step_s;
    o.output_s = fabs(hours) * 3600.0;
    o.scheme = scheme;
    o.jibe_per_hour = 0.0;
    o.leeway_error = CW_LEEWAY_CLASSIC;
    o.threads = 1;
    return o;
}

static inline void run_or_fail(cw_ensemble *e, const cw_forcing *f, const cw_landmask *m,
                               const cw_drift_options *o) {
    cw_error err = {0};
    if (!cw_drift_run(e, f, m, o, NULL, NULL, &err)) fail_msg("%s", err.message);
}

#endif
