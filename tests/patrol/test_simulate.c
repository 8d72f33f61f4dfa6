/* SPDX-License-Identifier: Apache-2.0 */
/* Simulated weeks on made seas: times that can be worked out by hand, draws that do not depend on
 * who answers, and what a wider agreement must not do. */
#include "sea.h"

static const char area[] = "{south: 50.0, west: -8.5, north: 51.0, east: -7.5}";
static const char regions[] =
    "regions:\n"
    "  - {name: North, nation: A, corners: [\"50.5, -9\", \"50.5, -7\", \"52, -7\", \"52, -9\"]}\n"
    "  - {name: South, nation: B, corners: [\"50.5, -9\", \"50.5, -7\", \"49, -7\", \"49, -9\"]}\n";
static const char apart[] = "agreement: apart\nrules: [{nation: A, area: North}, {nation: B, area: "
                            "South}]\n";
static const char request[] =
    "agreement: request\nrules: [{nation: A, area: North}, {nation: B, area: South}, {nation: A, "
    "area: South, request_delay: 10 min}, {nation: B, area: North, request_delay: 10 min}]\n";
static const char joint[] = "agreement: joint\nrules: [{nation: A, area: any}, {nation: B, area: "
                            "any}]\n";

static sea open_two_nations(const char *per_week, int units) {
    cw_text rest = {0};
    cw_text_add(&rest,
                "%sincidents:\n  - {name: boat, per_week: %s, people: {least: 5, most: 40}, "
                "in_water: 0.3, holds_out: 2 h, position_error: 1 nm, drift_error: 0.2 kn, places: "
                "[{corners: [\"50.05, -8.45\", \"50.05, -7.55\", \"50.95, -7.55\", \"50.95, "
                "-8.45\"]}]}\nunits:\n",
                regions, per_week);
    sea_unit(&rest, "a1", "A", "50.52, -8.3", "");
    sea_unit(&rest, "b1", "B", "50.1, -7.7", "");
    if (units > 2) sea_unit(&rest, "a2", "A", "50.7, -7.6", ", fuel_per_hour: 100");
    sea s = sea_open(sea_plan(area, "2 nm", rest.data));
    cw_text_free(&rest);
    return s;
}

/* A way of known length: call 0, readiness 10 min, then distance over speed. */
static void test_arrival_by_hand(void **state) {
    (void)state;
    cw_text rest = {0};
    cw_text_add(&rest,
                "incidents:\n  - {name: boat, per_week: 5, people: {least: 1, most: 1}, in_water: "
                "0, holds_out: 1000 h, places: [{corners: [\"50.48, -8.04\", \"50.48, -7.96\", "
                "\"50.53, -7.96\", \"50.53, -8.04\"]}]}\nunits:\n");
    cw_text_add(&rest,
                "  - {name: u, nation: A, base: b, kind: lifeboat, at: \"50.1, -8.0\", speed: 20 "
                "kn, endurance: 100 h, ready_day: 10 min, most_wave: 5 m, most_wind: 40 kn, "
                "capacity: 9, sweep_width: 1 nm}\n");
    sea s = sea_open(sea_plan(area, "2 nm", rest.data));
    cw_simulation_options options = {.weeks = 50, .stress = CW_NO_STRESS};
    cw_simulation *run = sea_run(&s, NULL, &options);
    size_t alone = 0;
    for (size_t k = 0; k < run->weeks; k++) {
        if (run->week[k].incidents == 0) continue;
        double distance_m, azimuth;
        cw_geodesic_inverse((cw_position){50.1, -8.0}, (cw_position){50.505, -8.0}, &distance_m,
                            &azimuth);
        double by_hand = 600.0 + distance_m / cw_knots_to_mps(20.0);
        /* Cells of 2 nm at both ends, places of 3 by 3 nm: within 3 nm of the middle of both. */
        assert_close(run->arrival_s[run->first[k]], by_hand, 3.0 * 1852.0 / cw_knots_to_mps(20.0));
        alone++;
    }
    assert_true(alone > 40);
    cw_text_free(&rest);
    cw_simulation_destroy(run);
    sea_close(&s);
}

/* Calls in the South, nation B's, answered by one unit: each is a sortie into the other's region if
 * the unit is A's, whether B has units or not; none is if the unit is B's. */
static void test_sorties_into_a_region(void **state) {
    (void)state;
    static const char *const nations[] = {"A", "B"};
    for (int i = 0; i < 2; i++) {
        cw_text rest = {0};
        cw_text_add(&rest,
                    "%sincidents:\n  - {name: boat, per_week: 5, people: {least: 1, most: 1}, "
                    "in_water: 0, holds_out: 1000 h, places: [{corners: [\"50.1, -8.2\", \"50.1, "
                    "-7.8\", \"50.4, -7.8\", \"50.4, -8.2\"]}]}\nunits:\n",
                    regions);
        sea_unit(&rest, "u", nations[i], "50.6, -8.0", "");
        sea s = sea_open(sea_plan(area, "2 nm", rest.data));
        cw_simulation_options options = {.weeks = 30, .stress = CW_NO_STRESS};
        cw_simulation *run = sea_run(&s, NULL, &options);
        double sorties = 0.0, reached = 0.0;
        for (size_t k = 0; k < run->weeks; k++) {
            sorties += run->week[k].crossings;
            reached += (double)run->week[k].reached;
        }
        assert_true(reached > 50.0);
        assert_true(sorties == (i == 0 ? reached : 0.0));
        cw_text_free(&rest);
        cw_simulation_destroy(run);
        sea_close(&s);
    }
}

/* Few weeks of rare calls: the interval of a mean reaches from -0.2 to 1.2 (chance of help). */
static void test_intervals_are_possible(void **state) {
    (void)state;
    sea s = open_two_nations("0.1", 2);
    cw_simulation_options options = {.weeks = 30, .stress = CW_NO_STRESS};
    options.stress.without = 1;
    cw_patrol_agreement *agreement = sea_agreement(&s, apart);
    cw_simulation *run = sea_run(&s, agreement, &options);
    for (int kind = 0; kind < CW_FIGURES; kind++) {
        cw_figure f = cw_figure_of(run, (cw_figure_kind)kind);
        assert_true(f.low >= 0.0 && f.low <= f.value && f.value <= f.high);
    }
    assert_true(cw_figure_of(run, CW_FIGURE_IN_TIME).high <= 1.0);
    assert_true(cw_figure_of(run, CW_FIGURE_NOT_REACHED).high <= 1.0);
    cw_patrol_agreement_destroy(agreement);
    cw_simulation_destroy(run);
    sea_close(&s);
}

static void test_same_for_any_threads(void **state) {
    (void)state;
    sea s = open_two_nations("60", 3);
    cw_simulation_options one = {.weeks = 60, .threads = 1, .stress = CW_NO_STRESS}, three = one;
    three.threads = 3;
    cw_simulation *a = sea_run(&s, NULL, &one), *b = sea_run(&s, NULL, &three);
    assert_int_equal(a->arrivals, b->arrivals);
    assert_memory_equal(a->arrival_s, b->arrival_s, a->arrivals * sizeof *a->arrival_s);
    for (size_t k = 0; k < a->weeks; k++)
        assert_memory_equal(&a->week[k], &b->week[k], sizeof a->week[k]);
    cw_simulation_destroy(a);
    cw_simulation_destroy(b);
    sea_close(&s);
}

/* Weeks with a single incident have no busy units: then more leave to enter, or less delay, can
 * only bring help sooner, incident by incident. */
static void test_wider_is_never_later(void **state) {
    (void)state;
    sea s = open_two_nations("1", 3);
    cw_patrol_agreement *list[3] = {sea_agreement(&s, apart), sea_agreement(&s, request),
                                    sea_agreement(&s, joint)};
    size_t sooner[2] = {0}, single = 0;
    for (uint64_t seed = 0; seed < 5; seed++) {
        cw_simulation_options options = {.weeks = 200, .offset = seed, .stress = CW_NO_STRESS};
        cw_simulation *run[3];
        for (int i = 0; i < 3; i++) run[i] = sea_run(&s, list[i], &options);
        for (size_t k = 0; k < 200; k++) {
            if (run[0]->week[k].incidents != 1) continue;
            single++;
            for (int i = 0; i < 2; i++) {
                float before = run[i]->arrival_s[run[i]->first[k]],
                      after = run[i + 1]->arrival_s[run[i + 1]->first[k]];
                assert_true(after <= before);
                sooner[i] += after < before;
            }
        }
        for (int i = 0; i < 3; i++) cw_simulation_destroy(run[i]);
    }
    assert_true(single > 100 && sooner[0] > 10 && sooner[1] > 10); /* else it shows nothing */
    for (int i = 0; i < 3; i++) cw_patrol_agreement_destroy(list[i]);
    sea_close(&s);
}

static void test_one_more_unit_is_never_later(void **state) {
    (void)state;
    sea two = open_two_nations("1", 2), three = open_two_nations("1", 3);
    cw_simulation_options options = {.weeks = 500, .stress = CW_NO_STRESS};
    cw_simulation *a = sea_run(&two, NULL, &options), *b = sea_run(&three, NULL, &options);
    size_t sooner = 0;
    for (size_t k = 0; k < 500; k++) {
        if (a->week[k].incidents != 1) continue;
        assert_true(b->arrival_s[b->first[k]] <= a->arrival_s[a->first[k]]);
        sooner += b->arrival_s[b->first[k]] < a->arrival_s[a->first[k]];
    }
    assert_true(sooner > 20);
    cw_simulation_destroy(a);
    cw_simulation_destroy(b);
    sea_close(&two);
    sea_close(&three);
}

/* The same incidents whatever the agreement: their number and their people. */
static void test_common_random_numbers(void **state) {
    (void)state;
    sea s = open_two_nations("40", 3);
    cw_patrol_agreement *narrow = sea_agreement(&s, apart);
    cw_simulation_options options = {.weeks = 80, .stress = CW_NO_STRESS};
    cw_simulation *a = sea_run(&s, narrow, &options), *b = sea_run(&s, NULL, &options);
    for (size_t k = 0; k < 80; k++) {
        assert_int_equal(a->week[k].incidents, b->week[k].incidents);
        assert_close(a->week[k].people, b->week[k].people, 0.0);
    }
    cw_figure same = cw_figure_difference(b, b, CW_FIGURE_ARRIVAL);
    assert_false(cw_figure_shown(same)); /* nothing differs from itself */
    cw_figure sooner = cw_figure_difference(a, b, CW_FIGURE_ARRIVAL);
    assert_true(cw_figure_shown(sooner) && sooner.value < 0.0);
    cw_figure of_a = cw_figure_of(a, CW_FIGURE_ARRIVAL), of_b = cw_figure_of(b, CW_FIGURE_ARRIVAL);
    /* A difference of the means is the mean of the differences: rounding alone. */
    assert_close(sooner.value, of_b.value - of_a.value, 1e-6 * of_a.value);
    cw_simulation_destroy(a);
    cw_simulation_destroy(b);
    cw_patrol_agreement_destroy(narrow);
    sea_close(&s);
}

/* A difference is told when its interval is narrower than itself. */
static void test_what_is_shown(void **state) {
    (void)state;
    assert_true(cw_figure_shown((cw_figure){1.0, 0.55, 1.45}));
    assert_true(cw_figure_shown((cw_figure){-1.0, -1.45, -0.55}));
    assert_false(cw_figure_shown((cw_figure){1.0, 0.45, 1.55})); /* not zero, but as wide */
    assert_false(cw_figure_shown((cw_figure){0.0, 0.0, 0.0}));
    assert_false(cw_figure_shown((cw_figure){1.0, -INFINITY, INFINITY}));
    assert_false(cw_figure_shown((cw_figure){NAN, -INFINITY, INFINITY}));
}

/* People are either alive when lifted or lost; nobody is lifted twice. */
static void test_people_are_conserved(void **state) {
    (void)state;
    sea s = open_two_nations("120", 3);
    cw_simulation_options options = {.weeks = 60, .stress = CW_NO_STRESS};
    cw_simulation *run = sea_run(&s, NULL, &options);
    for (size_t k = 0; k < run->weeks; k++) {
        const cw_week *w = &run->week[k];
        double lifted = 0.0;
        for (size_t n = 0; n < CW_MOST_NATIONS; n++) lifted += w->lifted[n];
        assert_true(lifted <= w->people);
        if (w->reached == w->incidents) assert_close(lifted, w->people, 0.0);
        assert_true(w->alive[CW_BAND_LOW] <= w->alive[CW_BAND_MIDDLE] + 1e-9);
        assert_true(w->alive[CW_BAND_MIDDLE] <= w->alive[CW_BAND_HIGH] + 1e-9);
        assert_true(w->alive[CW_BAND_HIGH] <= lifted + 1e-9);
        assert_true(w->no_reserve_s >= 0.0 && w->no_reserve_s <= 7.0 * 86400.0);
    }
    cw_simulation_destroy(run);
    sea_close(&s);
}

static void test_stress(void **state) {
    (void)state;
    sea s = open_two_nations("20", 3);
    cw_simulation_options plain = {.weeks = 100, .stress = CW_NO_STRESS}, failed = plain,
                          many = plain;
    failed.stress.without = 2;
    many.stress.extra = 20;
    many.stress.extra_hour = 22;
    cw_simulation *a = sea_run(&s, NULL, &plain), *b = sea_run(&s, NULL, &failed),
                  *c = sea_run(&s, NULL, &many);
    assert_true(cw_figure_difference(a, b, CW_FIGURE_ARRIVAL).low > 0.0);
    assert_true(cw_figure_difference(a, c, CW_FIGURE_ARRIVAL).low > 0.0);
    for (size_t k = 0; k < 100; k++)
        assert_int_equal(c->week[k].incidents, a->week[k].incidents + 20);
    cw_simulation_destroy(a);
    cw_simulation_destroy(b);
    cw_simulation_destroy(c);
    sea_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arrival_by_hand),
                                       cmocka_unit_test(test_sorties_into_a_region),
                                       cmocka_unit_test(test_intervals_are_possible),
                                       cmocka_unit_test(test_same_for_any_threads),
                                       cmocka_unit_test(test_wider_is_never_later),
                                       cmocka_unit_test(test_one_more_unit_is_never_later),
                                       cmocka_unit_test(test_common_random_numbers),
                                       cmocka_unit_test(test_what_is_shown),
                                       cmocka_unit_test(test_people_are_conserved),
                                       cmocka_unit_test(test_stress)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
