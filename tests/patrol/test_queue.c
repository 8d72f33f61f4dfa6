/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The simulation against queueing theory: units at one place, calls from that place, service times
 * exponential (the random search), so that it is an M/M/c queue. Erlang's C gives the chance to
 * wait, the mean wait and the share of the time in which nobody is free.
 */
#include "sea.h"

static double erlang_c(int servers, double load) {
    double term = 1.0, sum = 0.0;
    for (int k = 0; k < servers; k++) {
        sum += term;
        term *= load / (k + 1);
    }
    double last = term * servers / (servers - load);
    return last / (sum + last);
}

/* One cell holds all bases and all calls: no way to go. Mean service: pi R^2 / (W v). */
static sea open_queue(int servers, double per_week, double mean_service_s) {
    cw_text units = {0};
    char kind[512], name[16];
    double radius_m = sqrt(926.0 * 10.0 * mean_service_s / CW_PI);
    snprintf(kind, sizeof kind,
             "incidents:\n  - {name: call, per_week: %.1f, people: {least: 1, most: 1}, in_water: "
             "0, holds_out: 1000 h, position_error: %.6f m, drift_error: 0 kn, pick_up: 0 s, "
             "places: [{corners: [\"50.1, -7.9\", \"50.1, -7.4\", \"50.5, -7.4\", \"50.5, "
             "-7.9\"]}]}\nunits:\n",
             per_week, radius_m);
    cw_text_add(&units, "%s", kind);
    for (int k = 0; k < servers; k++) {
        snprintf(name, sizeof name, "u%d", k);
        sea_unit(&units, name, "A", "50.06, -7.99", "");
    }
    sea s = sea_open(
        sea_plan("{south: 50.0, west: -8.05, north: 50.1, east: -7.95}", "50 km", units.data));
    cw_text_free(&units);
    assert_close(s.world->layers[0].share[s.world->base_cell[0]], 1.0, 0.0);
    return s;
}

static void check(int servers, double utilisation, size_t weeks) {
    const double mean_s = 1500.0, week_s = 7.0 * 86400.0;
    double load = servers * utilisation, per_week = load / mean_s * week_s;
    sea s = open_queue(servers, per_week, mean_s);
    cw_simulation_options options = {.weeks = weeks, .stress = CW_NO_STRESS};
    cw_simulation *run = sea_run(&s, NULL, &options);
    double c = erlang_c(servers, load), wait_s = c * mean_s / (servers - load);
    size_t waited = 0;
    for (size_t i = 0; i < run->arrivals; i++) waited += run->arrival_s[i] > 0.0f;
    cw_figure mean = cw_figure_of(run, CW_FIGURE_ARRIVAL);
    cw_figure none = cw_figure_of(run, CW_FIGURE_NO_RESERVE);
    /* Weeks begin empty: at most a relaxation time, 1500 s / (sqrt(c) - sqrt(load))^2, of a week is
     * below the steady state; twice the confidence interval for the rest. */
    double bias = mean_s / pow(sqrt(servers) - sqrt(load), 2.0) / week_s;
    assert_close(mean.value, wait_s, bias * wait_s + (mean.high - mean.low));
    assert_close((double)waited / (double)run->arrivals, c, bias * c + 0.02 * c);
    assert_close(none.value, c, bias * c + (none.high - none.low));
    assert_close((double)run->arrivals / (double)weeks, per_week,
                 4.0 * sqrt(per_week / (double)weeks)); /* Poisson: four standard errors */
    cw_simulation_destroy(run);
    sea_close(&s);
}

static void test_one_server(void **state) {
    (void)state;
    check(1, 0.5, 300);
}

static void test_three_servers(void **state) {
    (void)state;
    check(3, 0.6, 300);
}

static void test_many_servers(void **state) {
    (void)state;
    check(6, 0.7, 150);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_server),
                                       cmocka_unit_test(test_three_servers),
                                       cmocka_unit_test(test_many_servers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
