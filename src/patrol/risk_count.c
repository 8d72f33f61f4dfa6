/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Incidents and hours by the levels that they share. Exposure is counted, never assumed: an hour of
 * the year that has more darkness, or a sea that is seldom rough, has fewer hours in which
 * something could happen. Where the sea is a factor, hours without a known sea are left out on both
 * sides.
 */
#include "risk_fit.h"

#include <math.h>
#include <stdlib.h>

enum { HOURS_A_DAY = 24 };
static const double LONGEST_PERIOD_H = 60.0 * 366.0 * 24.0;

typedef struct levels {
    uint8_t of[CW_FACTORS];
    bool known;
} levels;

static levels levels_at(const risk_fit *fit, const cw_risk *risk, cw_time time) {
    levels l = {{(uint8_t)level_of_hour(time), (uint8_t)level_of_season(time),
                 (uint8_t)tide_clock_sixth(&fit->tide, time), 0},
                true};
    if (fit->wave_m == NULL) return l;
    size_t hour = (size_t)((time - risk->from) / CW_HOUR_MS);
    double wave_m = hour < fit->hours ? fit->wave_m[hour] : NAN;
    l.known = isfinite(wave_m);
    if (l.known) l.of[CW_FACTOR_SEA] = (uint8_t)level_of_sea(wave_m);
    return l;
}

static size_t group_of(levels l) {
    size_t group = 0;
    for (size_t f = 0; f < CW_FACTORS; f++) group = group * cw_factor_levels[f] + l.of[f];
    return group;
}

static void name_groups(risk_fit *fit) {
    fit->groups = FIT_GROUPS;
    for (size_t g = 0; g < FIT_GROUPS; g++) {
        size_t rest = g;
        for (size_t f = CW_FACTORS; f-- > 0;) {
            fit->level[g][f] = (uint8_t)(rest % cw_factor_levels[f]);
            rest /= cw_factor_levels[f];
        }
    }
    fit->terms = 1;
    for (size_t f = 0; f < CW_FACTORS; f++) {
        fit->offset[f] = fit->terms;
        if (fit->used[f]) fit->terms += cw_factor_levels[f];
    }
}

static void add_up(risk_fit *fit, const risk_data *data, cw_risk *risk) {
    for (size_t h = 0; h < fit->hours; h++) {
        levels l = levels_at(fit, risk, risk->from + (cw_time)h * CW_HOUR_MS + CW_HOUR_MS / 2);
        if (l.known) fit->exposure_h[group_of(l)] += 1.0;
    }
    for (size_t i = 0; i < data->count; i++) {
        levels l = levels_at(fit, risk, data->incidents[i].time);
        if (l.known) fit->count[group_of(l)] += 1.0;
    }
    for (size_t g = 0; g < fit->groups; g++) {
        for (size_t f = 0; f < CW_FACTORS; f++) {
            cw_risk_level *level = &risk->factors[f].levels[fit->level[g][f]];
            level->count += fit->count[g];
            level->exposure_h += fit->exposure_h[g];
        }
    }
}

static bool make_room(risk_fit *fit, cw_error *err) {
    fit->b = gsl_vector_calloc(fit->terms);
    fit->covariance = gsl_matrix_calloc(fit->terms, fit->terms);
    fit->days = (fit->hours + HOURS_A_DAY - 1) / HOURS_A_DAY;
    fit->day_count = cw_alloc_array(fit->days, sizeof *fit->day_count);
    fit->day_expected = cw_alloc_array(fit->days, sizeof *fit->day_expected);
    return (fit->b != NULL && fit->covariance != NULL && fit->day_count != NULL
            && fit->day_expected != NULL)
           || cw_fail_memory(err);
}

bool risk_fit_count(risk_fit *fit, const risk_data *data, const cw_risk_options *options,
                    cw_risk *risk, cw_error *err) {
    double hours = ceil((double)(risk->to - risk->from) / (double)CW_HOUR_MS);
    if (!(hours >= 1.0 && hours <= LONGEST_PERIOD_H))
        return cw_fail(err, CW_ERR_INPUT,
                       "the period of the history is not one of 1 h to 60 years");
    fit->hours = (size_t)hours;
    if (options->sea != NULL
        && !risk_read_sea(options->sea, risk->from, fit->hours, &fit->wave_m, err))
        return false;
    for (size_t f = 0; f < CW_FACTORS; f++)
        risk->factors[f].fitted = fit->used[f] = f != CW_FACTOR_SEA || fit->wave_m != NULL;
    name_groups(fit);
    if (!make_room(fit, err) || !tide_clock_create(risk->from, risk->to, &fit->tide, err))
        return false;
    add_up(fit, data, risk);
    return true;
}

void risk_fit_days(risk_fit *fit, const risk_data *data, const cw_risk *risk) {
    for (size_t h = 0; h < fit->hours; h++) {
        levels l = levels_at(fit, risk, risk->from + (cw_time)h * CW_HOUR_MS + CW_HOUR_MS / 2);
        double eta = gsl_vector_get(fit->b, 0);
        for (size_t f = 0; f < CW_FACTORS; f++)
            if (fit->used[f]) eta += gsl_vector_get(fit->b, fit->offset[f] + l.of[f]);
        if (l.known) fit->day_expected[h / HOURS_A_DAY] += exp(eta);
    }
    for (size_t i = 0; i < data->count; i++) {
        cw_time time = data->incidents[i].time;
        size_t hour = (size_t)((time - risk->from) / CW_HOUR_MS);
        if (levels_at(fit, risk, time).known) fit->day_count[hour / HOURS_A_DAY] += 1.0;
    }
}

void risk_fit_free(risk_fit *fit) {
    if (fit->b != NULL) gsl_vector_free(fit->b);
    if (fit->covariance != NULL) gsl_matrix_free(fit->covariance);
    free(fit->wave_m);
    free(fit->day_count);
    free(fit->day_expected);
    tide_clock_free(&fit->tide);
}
