/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When incidents happen: Poisson regression. The logarithm of the rate is a constant plus one term
 * for each factor's level; hours of the period are the exposure. Incidents and hours are added up
 * by the levels that they share, the penalised likelihood
 *
 *     sum n eta - e exp(eta)  -  sum b^2 / (2 s^2)          (no penalty on the constant)
 *
 * is climbed by GSL's BFGS, and its curvature there gives the covariance. The penalty is a normal
 * prior on each term (s = 2: a factor of seven either way is nothing unusual) and keeps levels
 * without incidents finite. Ratios are told to the mean rate over the period, which no choice of
 * a reference level changes. Where days vary more than Poisson's law has it, errors grow by the
 * root of the dispersion (quasi-Poisson; McCullagh and Nelder 1989, 6.2.3).
 */
#include "risk_fit.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_STEPS = 500 };
static const double DEFAULT_PRIOR_SD = 2.0, TWO_SIDES = 1.959963984540054, FEW = 5.0;
/* Of the gradient, in incidents: far below the one by which counts differ. */
static const double GRADIENT_ENOUGH = 1e-4;

/* ---- the likelihood ------------------------------------------------------------------------- */

static double eta_of(const risk_fit *fit, size_t group, const gsl_vector *b) {
    double eta = gsl_vector_get(b, 0);
    for (size_t f = 0; f < CW_FACTORS; f++)
        if (fit->used[f]) eta += gsl_vector_get(b, fit->offset[f] + fit->level[group][f]);
    return eta;
}

static double minus_likelihood(const gsl_vector *b, void *context) {
    const risk_fit *fit = context;
    double sum = 0.0;
    for (size_t g = 0; g < fit->groups; g++) {
        double eta = eta_of(fit, g, b);
        sum += fit->exposure_h[g] * exp(eta) - fit->count[g] * eta;
    }
    for (size_t p = 1; p < fit->terms; p++)
        sum += pow(gsl_vector_get(b, p) / fit->prior_sd, 2.0) / 2.0;
    return sum;
}

static void gradient(const gsl_vector *b, void *context, gsl_vector *to) {
    const risk_fit *fit = context;
    gsl_vector_set_zero(to);
    for (size_t g = 0; g < fit->groups; g++) {
        double d = fit->exposure_h[g] * exp(eta_of(fit, g, b)) - fit->count[g];
        *gsl_vector_ptr(to, 0) += d;
        for (size_t f = 0; f < CW_FACTORS; f++)
            if (fit->used[f]) *gsl_vector_ptr(to, fit->offset[f] + fit->level[g][f]) += d;
    }
    for (size_t p = 1; p < fit->terms; p++)
        *gsl_vector_ptr(to, p) += gsl_vector_get(b, p) / (fit->prior_sd * fit->prior_sd);
}

static void both(const gsl_vector *b, void *context, double *value, gsl_vector *to) {
    *value = minus_likelihood(b, context);
    gradient(b, context, to);
}

/* The terms that a group's rate has: the constant and one a factor. */
static size_t terms_of(const risk_fit *fit, size_t group, size_t terms[CW_FACTORS + 1]) {
    size_t count = 0;
    terms[count++] = 0;
    for (size_t f = 0; f < CW_FACTORS; f++)
        if (fit->used[f]) terms[count++] = fit->offset[f] + fit->level[group][f];
    return count;
}

static void curvature(const risk_fit *fit, const gsl_vector *b, gsl_matrix *to) {
    size_t terms[CW_FACTORS + 1];
    gsl_matrix_set_zero(to);
    for (size_t g = 0; g < fit->groups; g++) {
        double mu = fit->exposure_h[g] * exp(eta_of(fit, g, b));
        size_t count = terms_of(fit, g, terms);
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < count; j++) *gsl_matrix_ptr(to, terms[i], terms[j]) += mu;
    }
    for (size_t p = 1; p < fit->terms; p++)
        *gsl_matrix_ptr(to, p, p) += 1.0 / (fit->prior_sd * fit->prior_sd);
}

/* ---- the climb ------------------------------------------------------------------------------- */

static bool climb(risk_fit *fit, gsl_multimin_fdfminimizer *m, double mean, cw_error *err) {
    gsl_multimin_function_fdf function = {minus_likelihood, gradient, both, fit->terms, fit};
    gsl_vector_set_zero(fit->b);
    gsl_vector_set(fit->b, 0, log(mean));
    int status = gsl_multimin_fdfminimizer_set(m, &function, fit->b, 0.1, 0.1);
    for (int step = 0; status == GSL_SUCCESS && step < MOST_STEPS; step++) {
        if (gsl_multimin_test_gradient(m->gradient, GRADIENT_ENOUGH) == GSL_SUCCESS) break;
        status = gsl_multimin_fdfminimizer_iterate(m);
    }
    gsl_vector_memcpy(fit->b, m->x);
    /* Where rounding ends the climb first, the gradient tells whether it is near enough. */
    return gsl_blas_dnrm2(m->gradient) < 0.01
           || cw_fail(err, CW_ERR_MACHINE, "the regression did not settle (%s)",
                      gsl_strerror(status));
}

bool risk_fit_solve(risk_fit *fit, double mean, cw_error *err) {
    gsl_error_handler_t *before = gsl_set_error_handler_off();
    gsl_multimin_fdfminimizer *m =
        gsl_multimin_fdfminimizer_alloc(gsl_multimin_fdfminimizer_vector_bfgs2, fit->terms);
    bool good = m != NULL ? climb(fit, m, mean, err) : cw_fail_memory(err);
    if (m != NULL) gsl_multimin_fdfminimizer_free(m);
    if (good) {
        curvature(fit, fit->b, fit->covariance);
        good = gsl_linalg_cholesky_decomp1(fit->covariance) == GSL_SUCCESS
               && gsl_linalg_cholesky_invert(fit->covariance) == GSL_SUCCESS;
        if (!good) cw_fail(err, CW_ERR_MACHINE, "the regression has no covariance");
    }
    gsl_set_error_handler(before);
    return good;
}

/* ---- what it says ---------------------------------------------------------------------------- */

/* Mean over the period of exp(term), which ratios are told to. */
static double norm_of(const risk_fit *fit, const cw_risk_factor *factor, size_t f) {
    double sum = 0.0, hours = 0.0;
    for (size_t i = 0; i < cw_factor_levels[f]; i++) {
        hours += factor->levels[i].exposure_h;
        sum += factor->levels[i].exposure_h * exp(gsl_vector_get(fit->b, fit->offset[f] + i));
    }
    return hours > 0.0 ? sum / hours : 1.0;
}

/* Variance of log(exp(b_i) / norm): its gradient is 1 at i, less each level's share of the norm. */
static double log_variance(const risk_fit *fit, const cw_risk_factor *factor, size_t f, size_t i,
                           double norm) {
    double g[CW_MOST_LEVELS], hours = 0.0, sum = 0.0;
    for (size_t k = 0; k < cw_factor_levels[f]; k++) hours += factor->levels[k].exposure_h;
    for (size_t k = 0; k < cw_factor_levels[f]; k++)
        g[k] = (k == i ? 1.0 : 0.0)
               - factor->levels[k].exposure_h / hours
                     * exp(gsl_vector_get(fit->b, fit->offset[f] + k)) / norm;
    for (size_t j = 0; j < cw_factor_levels[f]; j++)
        for (size_t k = 0; k < cw_factor_levels[f]; k++)
            sum += g[j] * g[k]
                   * gsl_matrix_get(fit->covariance, fit->offset[f] + j, fit->offset[f] + k);
    return sum;
}

static void tell_factor(const risk_fit *fit, size_t f, double spread, cw_risk *risk) {
    cw_risk_factor *factor = &risk->factors[f];
    double norm = norm_of(fit, factor, f), hours = 0.0;
    risk->base_per_hour *= norm;
    for (size_t i = 0; i < cw_factor_levels[f]; i++) hours += factor->levels[i].exposure_h;
    for (size_t i = 0; i < cw_factor_levels[f]; i++) {
        cw_risk_level *level = &factor->levels[i];
        double sd = spread * sqrt(fmax(log_variance(fit, factor, f, i, norm), 0.0));
        level->ratio = exp(gsl_vector_get(fit->b, fit->offset[f] + i)) / norm;
        level->low = level->ratio * exp(-TWO_SIDES * sd);
        level->high = level->ratio * exp(TWO_SIDES * sd);
        level->few = (double)risk->incidents * level->exposure_h / hours < FEW;
    }
}

/* Pearson's chi-square of the daily counts over its degrees of freedom. */
static double dispersion_of(const risk_fit *fit) {
    double sum = 0.0;
    for (size_t d = 0; d < fit->days; d++)
        if (fit->day_expected[d] > 0.0)
            sum += pow(fit->day_count[d] - fit->day_expected[d], 2.0) / fit->day_expected[d];
    double freedom = (double)fit->days - (double)fit->terms;
    return freedom >= 30.0 ? sum / freedom : 1.0;
}

bool risk_times(const risk_data *data, const cw_risk_options *options, cw_risk *risk,
                cw_error *err) {
    risk_fit fit = {.prior_sd = options->prior_sd > 0.0 ? options->prior_sd : DEFAULT_PRIOR_SD};
    double hours = (double)(risk->to - risk->from) / (double)CW_HOUR_MS;
    risk->per_hour = (double)data->count / hours;
    bool good =
        risk_fit_count(&fit, data, options, risk, err) && risk_fit_solve(&fit, risk->per_hour, err);
    if (good) {
        risk_fit_days(&fit, data, risk);
        risk->dispersion = dispersion_of(&fit);
        risk->base_per_hour = exp(gsl_vector_get(fit.b, 0));
        for (size_t f = 0; f < CW_FACTORS; f++)
            if (fit.used[f]) tell_factor(&fit, f, sqrt(fmax(risk->dispersion, 1.0)), risk);
    }
    risk_fit_free(&fit);
    return good;
}

/* ---- rates of a time to come ----------------------------------------------------------------- */

static double ratio_at(const cw_risk *risk, size_t f, size_t level) {
    return risk->factors[f].fitted ? risk->factors[f].levels[level].ratio : 1.0;
}

bool cw_risk_rates(const cw_risk *risk, cw_time from, size_t hours, const double *wave_height_m,
                   double *per_hour, cw_error *err) {
    tide_clock clock;
    if (!tide_clock_create(from, from + (cw_time)hours * CW_HOUR_MS, &clock, err)) return false;
    for (size_t h = 0; h < hours; h++) {
        cw_time time = from + (cw_time)h * CW_HOUR_MS + CW_HOUR_MS / 2;
        per_hour[h] = risk->base_per_hour * ratio_at(risk, CW_FACTOR_HOUR, level_of_hour(time))
                      * ratio_at(risk, CW_FACTOR_SEASON, level_of_season(time))
                      * ratio_at(risk, CW_FACTOR_TIDE, tide_clock_sixth(&clock, time));
        if (wave_height_m != NULL && isfinite(wave_height_m[h]))
            per_hour[h] *= ratio_at(risk, CW_FACTOR_SEA, level_of_sea(wave_height_m[h]));
    }
    tide_clock_free(&clock);
    return true;
}
