/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: the regression's data, incidents and hours added up by the levels they share. */
#ifndef CROSSWATCH_PATROL_RISK_FIT_H
#define CROSSWATCH_PATROL_RISK_FIT_H

#include "risk.h"

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

enum { FIT_GROUPS = 8 * 4 * 6 * 4 };

typedef struct risk_fit {
    double prior_sd;
    bool used[CW_FACTORS];
    size_t offset[CW_FACTORS], terms; /* of a factor's first term; in all, the constant first */
    size_t groups;
    uint8_t level[FIT_GROUPS][CW_FACTORS];
    double count[FIT_GROUPS], exposure_h[FIT_GROUPS];
    gsl_vector *b;
    gsl_matrix *covariance;
    tide_clock tide;
    double *wave_m; /* [hour of the period]; NaN: not known; NULL: no sea */
    size_t hours, days;
    double *day_count, *day_expected;
} risk_fit;

/* Fills groups and the factors' counts and exposures. */
bool risk_fit_count(risk_fit *fit, const risk_data *data, const cw_risk_options *options,
                    cw_risk *risk, cw_error *err);
/* `mean`: rate an hour, where the climb begins. */
bool risk_fit_solve(risk_fit *fit, double mean, cw_error *err);
/* Counts and expected counts of each day; after the solution. */
void risk_fit_days(risk_fit *fit, const risk_data *data, const cw_risk *risk);
void risk_fit_free(risk_fit *fit);

/* Wave heights by the hour from a CSV of time and wave_height (m); NaN where it says nothing. */
bool risk_read_sea(const char *path, cw_time from, size_t hours, double **wave_m, cw_error *err);

#endif
