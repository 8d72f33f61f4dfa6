/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Risk against closed forms (the Poisson estimate of one factor is a ratio of counts, its error the
 * root of 1/n + 1/m) and against histories drawn from known rates: intervals must hold the truth as
 * often as they say.
 */
#include "sea.h"

#include "patrol/risk_fit.h"

static void one_factor(risk_fit *fit, size_t factor, double prior_sd) {
    *fit = (risk_fit){.prior_sd = prior_sd, .groups = cw_factor_levels[factor]};
    fit->used[factor] = true;
    fit->offset[factor] = 1;
    fit->terms = 1 + cw_factor_levels[factor];
    for (size_t g = 0; g < fit->groups; g++) fit->level[g][factor] = (uint8_t)g;
    fit->b = gsl_vector_calloc(fit->terms);
    fit->covariance = gsl_matrix_calloc(fit->terms, fit->terms);
}

static double difference_variance(const risk_fit *fit, size_t i, size_t j) {
    return gsl_matrix_get(fit->covariance, i, i) + gsl_matrix_get(fit->covariance, j, j)
           - 2.0 * gsl_matrix_get(fit->covariance, i, j);
}

static void test_ratio_of_counts(void **state) {
    (void)state;
    static const double counts[4] = {12, 48, 30, 7}, hours[4] = {1000, 2000, 500, 700};
    risk_fit fit;
    cw_error err = {0};
    one_factor(&fit, CW_FACTOR_SEASON, 1000.0); /* a prior that says nothing */
    memcpy(fit.count, counts, sizeof counts);
    memcpy(fit.exposure_h, hours, sizeof hours);
    if (!risk_fit_solve(&fit, 97.0 / 4200.0, &err)) fail_msg("%s", err.message);
    for (size_t i = 1; i < 4; i++) {
        double got = exp(gsl_vector_get(fit.b, 1 + i) - gsl_vector_get(fit.b, 1));
        double want = counts[i] / hours[i] / (counts[0] / hours[0]);
        /* The climb ends within 1e-2 incidents of each level's count, at least 7 of them. */
        assert_close(got, want, 3e-3 * want);
        assert_close(difference_variance(&fit, 1 + i, 1), 1.0 / counts[i] + 1.0 / counts[0],
                     3e-3 * (1.0 / counts[i] + 1.0 / counts[0]));
    }
    risk_fit_free(&fit);
}

static size_t poisson(double mean, uint32_t particle, uint32_t step) {
    double u[4];
    cw_random_uniform(
        (cw_draw){.seed = 5, .particle = particle, .step = step, .purpose = CW_DRAW_TEST}, u);
    double p = exp(-mean), sum = p;
    size_t n = 0;
    while (u[0] > sum && n < 1000) p *= mean / (double)++n, sum += p;
    return n;
}

/* 400 histories of about 160 incidents with a rate that varies by a factor of four over the day. */
static void test_intervals_of_factors_cover(void **state) {
    (void)state;
    static const double truth[8] = {1.6, 1.6, 1.2, 0.8, 0.4, 0.4, 0.8, 1.2};
    size_t held = 0, asked = 0;
    for (uint32_t k = 0; k < 400; k++) {
        risk_fit fit;
        cw_error err = {0};
        one_factor(&fit, CW_FACTOR_HOUR, 2.0);
        double total = 0.0;
        for (uint32_t g = 0; g < 8; g++) {
            fit.exposure_h[g] = 1000.0;
            fit.count[g] = (double)poisson(20.0 * truth[g], k, g);
            total += fit.count[g];
        }
        if (!risk_fit_solve(&fit, total / 8000.0, &err)) fail_msg("%s", err.message);
        for (size_t g = 1; g < 8; g++) {
            double got = gsl_vector_get(fit.b, 1 + g) - gsl_vector_get(fit.b, 1);
            double want = log(truth[g] / truth[0]);
            held += fabs(got - want) <= 1.96 * sqrt(difference_variance(&fit, 1 + g, 1));
            asked++;
        }
        risk_fit_free(&fit);
    }
    /* 95 %; 2800 trials that hang together by level 0, so three standard errors of 400: 3 %. */
    assert_close((double)held / (double)asked, 0.95, 0.03);
}

/* Wider than the area: its cells are on a grid that reaches beyond it. */
static const double SPREAD_DEG = 1.4;

static cw_history draw_history(uint32_t number, size_t count, bool middle) {
    cw_history history = {0};
    cw_time from = cw_time_from_civil(2020, 1, 1, 0, 0, 0.0);
    history.incidents = calloc(count, sizeof *history.incidents);
    history.count = history.capacity = count;
    for (size_t i = 0; i < count; i++) {
        double u[4];
        cw_random_uniform(
            (cw_draw){.seed = 11, .particle = number, .step = (uint32_t)i, .purpose = CW_DRAW_TEST},
            u);
        double width = middle ? 0.2 : SPREAD_DEG;
        history.incidents[i].at =
            (cw_position){50.5 + width * (u[0] - 0.5), -8.0 + width * (u[1] - 0.5)};
        history.incidents[i].time = from + (cw_time)(u[2] * 730.0 * 24.0) * CW_HOUR_MS;
    }
    return history;
}

static cw_risk_options open_sea(void) {
    return (cw_risk_options){.box = {50.0, -8.5, 51.0, -7.5},
                             .cell_m = 5000.0,
                             .open_sea = true,
                             .from = cw_time_from_civil(2020, 1, 1, 0, 0, 0.0),
                             .to = cw_time_from_civil(2021, 12, 31, 0, 0, 0.0)};
}

static cw_risk *make_risk(const cw_history *history, const cw_risk_options *options) {
    cw_error err = {0};
    cw_risk *risk = cw_risk_create(history, options, NULL, &err);
    if (risk == NULL) fail_msg("%s", err.message);
    return risk;
}

/* An even sea: the interval of each cell holds the true density nine times in ten or more (the
 * bandwidth is chosen from the same data, and the edge leans a little). */
static void test_intervals_of_cells_cover(void **state) {
    (void)state;
    size_t held = 0, asked = 0;
    for (uint32_t k = 0; k < 12; k++) {
        cw_history history = draw_history(k, 400, false);
        cw_risk_options options = open_sea();
        cw_risk *risk = make_risk(&history, &options);
        double years = (double)(risk->to - risk->from) / 3.6e6 / (365.25 * 24.0);
        for (size_t c = 0; c < risk->nx * risk->ny; c++) {
            cw_xy at = {risk->x0_m + ((double)(c % risk->nx) + 0.5) * risk->cell_m,
                        risk->y0_m + ((double)(c / risk->nx) + 0.5) * risk->cell_m};
            cw_position p = cw_plane_inverse(risk->plane, at);
            if (fabs(p.lat_deg - 50.5) > 0.45 || fabs(p.lon_deg + 8.0) > 0.45) continue;
            /* Even in latitude and longitude: a cell's share is its angle's. */
            double share =
                risk->cell_m / 111250.0 * (risk->cell_m / (111320.0 * cos(cw_radians(p.lat_deg))));
            double truth = 400.0 / (SPREAD_DEG * SPREAD_DEG) * share / years;
            held += truth >= risk->cells[c].low && truth <= risk->cells[c].high;
            asked++;
        }
        cw_risk_destroy(risk);
        cw_history_free(&history);
    }
    assert_true(asked > 2000);
    assert_true((double)held >= 0.90 * (double)asked);
}

static void test_shares_and_sparse_cells(void **state) {
    (void)state;
    cw_history history = draw_history(99, 150, true);
    cw_risk_options options = open_sea();
    cw_risk *risk = make_risk(&history, &options);
    double sum = 0.0, sum_rates = 0.0, per_hour[24 * 7];
    cw_error err = {0};
    for (size_t c = 0; c < risk->nx * risk->ny; c++) sum += risk->cells[c].share;
    assert_close(sum, 1.0, 1e-9); /* rounding */
    size_t corner = 0, middle = cw_risk_share_at(risk, (cw_position){50.5, -8.0}) > 0.0;
    assert_int_equal(middle, 1);
    assert_true(cw_risk_share_at(risk, (cw_position){50.5, -8.0})
                > 20.0 * cw_risk_share_at(risk, (cw_position){50.05, -8.45}));
    /* Nothing was seen in the corner: it rests on nothing, yet is not called safe. */
    assert_true(risk->cells[corner].effective < 1.0);
    assert_true(risk->cells[corner].share > 0.0 && risk->cells[corner].high > 0.0);
    /* The mean rate of the fitted model is that of the history: over a year, near enough. */
    for (int month = 1; month <= 12; month++) {
        assert_true(cw_risk_rates(risk, cw_time_from_civil(2020, month, 3, 0, 0, 0.0), 24 * 7, NULL,
                                  per_hour, &err));
        for (size_t h = 0; h < 24 * 7; h++) sum_rates += per_hour[h] / (12.0 * 24.0 * 7.0);
    }
    /* Twelve weeks stand for the year, and the tide's sixths are not spread evenly in them. */
    assert_close(sum_rates, risk->per_hour, 0.1 * risk->per_hour);
    cw_risk_destroy(risk);
    cw_history_free(&history);
}

static void test_empty_history(void **state) {
    (void)state;
    cw_history history = {0};
    cw_risk_options options = open_sea();
    cw_error err = {0};
    assert_null(cw_risk_create(&history, &options, NULL, &err));
    assert_int_equal(err.code, CW_NO);
    assert_mentions(err.message, "no incident");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio_of_counts), cmocka_unit_test(test_intervals_of_factors_cover),
        cmocka_unit_test(test_intervals_of_cells_cover),
        cmocka_unit_test(test_shares_and_sparse_cells), cmocka_unit_test(test_empty_history)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
