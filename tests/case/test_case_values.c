/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What good cases say is what the values are: every kind of field once, the stated defaults, and
 * the two cases that come with the project.
 */
#include <crosswatch/case.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"

static cw_case *parse(const char *text) {
    cw_error err = {0};
    cw_case *c = cw_case_parse(text, strlen(text), "text.yaml", "/folder", &err);
    if (c == NULL) print_error("%s\n", err.message);
    assert_non_null(c);
    return c;
}

static cw_time at(const char *text) {
    cw_time time = 0;
    assert_true(cw_time_parse(text, &time, NULL));
    return time;
}

#define OBJECTS "objects:\n  - {name: person, leeway: PIW-1, sweep: Person in Water}\n"
#define WEATHER                                                        \
    "environment:\n"                                                   \
    "  current: {sources: [{constant: {toward: 90, speed: 1 m/s}}]}\n" \
    "  wind: {sources: [{constant: {from: 270 deg, speed: 10 m/s}}]}\n"
#define SEARCH "search: {from: 2024-06-01T12:00Z, to: 2024-06-01T14:00+01:00}\n"
#define ADRIFT "    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01 10:30Z}\n"

static void what_is_left_out_is_a_stated_default(void **state) {
    (void)state;
    cw_case *c =
        parse("case: Least\nhypotheses:\n  - name: A\n"
              "    adrift: {from: 2024-06-01T10:00Z}\n"
              "    point: {position: \"48.5, -8\", radius: 1 nm}\n" OBJECTS WEATHER SEARCH);
    cw_drift_options drift = cw_drift_options_default();
    assert_int_equal(c->seed, 1);
    assert_int_equal(c->particles, 10000);
    assert_close(c->hypotheses[0].weight, 1.0, 0.0);
    assert_close(c->hypotheses[0].confidence, 0.5, 0.0);
    assert_int_equal(c->hypotheses[0].adrift_to, c->hypotheses[0].adrift_from);
    assert_close(c->objects[0].share, 1.0, 0.0);
    assert_int_equal(c->objects[0].people, -1);
    assert_int_equal(c->objects[0].becomes, -1);
    assert_false(c->objects[0].lifejacket);
    assert_int_equal(c->current.beyond, CW_BEYOND_ERROR);
    assert_close(c->current.std_mps, 0.0, 0.0);
    assert_close(c->current.tau_s, 3.0 * 3600.0, 0.0);
    assert_null(c->coast_path);
    assert_false(c->open_sea);
    assert_false(c->box_given);
    assert_close(c->mask_cell_m, 100.0, 0.0);
    assert_close(c->drift.step_s, drift.step_s, 0.0);
    assert_close(c->drift.output_s, drift.output_s, 0.0);
    assert_int_equal(c->drift.from, at("2024-06-01T10:00Z"));
    assert_int_equal(c->drift.to, at("2024-06-01T13:00Z"));
    assert_int_equal(c->law, CW_INVERSE_CUBE);
    assert_int_equal(c->objective, CW_SUCCESS);
    assert_close(c->separation_m, 926.0, 1e-9);
    assert_close(c->height_separation_m, 152.4, 1e-9);
    assert_close(c->time_limit_s, 0.0, 0.0);
    assert_int_equal(c->unit_count, 0);
    assert_int_equal(c->rule_count, 0);
    assert_int_equal(c->report_time_count, 0);
    assert_true(isnan(c->conditions.visibility_m));
    assert_close(c->conditions.wind_mps, 10.0, 1e-12);
    cw_case_destroy(c);
}

static void directions_are_seamens_directions(void **state) {
    (void)state;
    cw_case *c =
        parse("case: Vectors\nhypotheses:\n  - name: A\n" ADRIFT
              "    point: {position: \"48.5, -8\", radius: 1 nm}\n" OBJECTS WEATHER SEARCH);
    /* a current towards the east; a wind from the west blows towards the east too */
    assert_close(c->current.sources[0].value.east, 1.0, 1e-12);
    assert_close(c->current.sources[0].value.north, 0.0, 1e-12);
    assert_close(c->wind.sources[0].value.east, 10.0, 1e-12);
    assert_close(c->wind.sources[0].value.north, 0.0, 1e-12);
    cw_case_destroy(c);
}

static void french_west_is_ouest(void **state) {
    (void)state;
    cw_case *c =
        parse("case: Ouest\nhypotheses:\n  - name: A\n" ADRIFT
              "    point: {position: 48°30.0'N 008°00.0'O, radius: 1 nm}\n" OBJECTS WEATHER SEARCH);
    assert_close(c->hypotheses[0].at.lat_deg, 48.5, 1e-9);
    assert_close(c->hypotheses[0].at.lon_deg, -8.0, 1e-9);
    cw_case_destroy(c);
}

static void all_kinds_of_hypothesis(void **state) {
    (void)state;
    cw_case *c = parse(
        "case: Kinds\nhypotheses:\n"
        "  - name: area\n" ADRIFT "    area:\n      corners:\n        - 48.0 -8.0\n"
        "        - 48.1 -8.0\n        - 48.1 -7.9\n"
        "  - name: voyage\n" ADRIFT
        "    voyage: {from: {position: \"48, -8\", time: 2024-06-01T09:00Z}, to: {position: \"49, "
        "-8\", time: 2024-06-01T19:00Z}, radius: 500 m, confidence: 90 %}\n"
        "  - name: bearings\n" ADRIFT
        "    bearings:\n      - {observer: \"48, -8\", bearing: 45°, error: 2 deg, most_range: 9 "
        "km}\n      - {observer: \"48.1, -8\", bearing: 135, error: 3, least_range: 1 km, "
        "most_range: 9 km}\n"
        "  - name: run\n" ADRIFT "    dead_reckoning: {fix: \"48, -8\", time: 2024-06-01T09:00Z, "
        "course: 290 deg, speed: 5.3 "
        "kn, course_error: 5, speed_error: 0.5 kn, radius: 200 m, confidence: 0.95}\n" OBJECTS
            WEATHER SEARCH);
    assert_int_equal(c->hypothesis_count, 4);
    const cw_hypothesis *h = c->hypotheses;
    assert_int_equal(h[0].kind, CW_HYPOTHESIS_AREA);
    assert_int_equal(h[0].ring_count, 3);
    assert_close(h[0].ring[2].lon_deg, -7.9, 1e-12);
    assert_int_equal(h[1].kind, CW_HYPOTHESIS_VOYAGE);
    assert_int_equal(h[1].arrive - h[1].depart, 10 * CW_HOUR_MS);
    assert_close(h[1].confidence, 0.9, 1e-12);
    assert_int_equal(h[2].kind, CW_HYPOTHESIS_BEARINGS);
    assert_int_equal(h[2].bearing_count, 2);
    assert_close(h[2].bearings[0].bearing_deg, 45.0, 0.0);
    assert_close(h[2].bearings[1].least_range_m, 1000.0, 1e-9);
    assert_int_equal(h[3].kind, CW_HYPOTHESIS_DEAD_RECKONING);
    assert_close(h[3].course_deg, 290.0, 0.0);
    assert_close(h[3].speed_mps, 5.3 * 1852.0 / 3600.0, 1e-12);
    assert_int_equal(h[3].depart, at("2024-06-01T09:00Z"));
    cw_case_destroy(c);
}

static void sources_and_paths(void **state) {
    (void)state;
    cw_case *c = parse(
        "case: Files\nhypotheses:\n  - name: A\n" ADRIFT
        "    point: {position: \"48.5, -8\", radius: 1 nm}\n" OBJECTS "environment:\n"
        "  current:\n    beyond: hold\n    std: 0.2 kn\n    correlation: 90 min\n    sources:\n"
        "      - {file: now.nc, east: uo, north: vo, grid: grid.nc}\n"
        "      - {file: /data/later.nc}\n"
        "      - {file: \"https://example.org/dap/x.nc\"}\n"
        "      - {tide: bundled, reach: 5 nm}\n"
        "      - {tide: own.csv}\n"
        "  wind: {sources: [{file: wind.grib}], beyond: zero}\n"
        "  temperature: {sources: [{file: sst.nc, variable: thetao}, {constant: -1.5 °C}]}\n"
        "coast: shore/land.geojson\n"
        "area: {south: -18, west: 178, north: -16, east: -179}\n" SEARCH);
    const cw_source_spec *s = c->current.sources;
    assert_int_equal(c->current.source_count, 5);
    assert_string_equal(s[0].path, "/folder/now.nc");
    assert_string_equal(s[0].options.east_variable, "uo");
    assert_string_equal(s[0].options.grid_path, "/folder/grid.nc");
    assert_string_equal(s[1].path, "/data/later.nc");
    assert_null(s[1].options.east_variable);
    assert_string_equal(s[2].path, "https://example.org/dap/x.nc");
    assert_int_equal(s[3].kind, CW_SOURCE_TIDE);
    assert_null(s[3].path);
    assert_close(s[3].reach_m, 5.0 * 1852.0, 1e-9);
    assert_string_equal(s[4].path, "/folder/own.csv");
    assert_int_equal(c->current.beyond, CW_BEYOND_HOLD);
    assert_close(c->current.tau_s, 5400.0, 0.0);
    assert_int_equal(c->wind.beyond, CW_BEYOND_ZERO);
    assert_true(isnan(c->conditions.wind_mps));
    assert_string_equal(c->temperature.sources[0].options.east_variable, "thetao");
    assert_close(c->temperature.sources[1].value.east, -1.5, 0.0);
    assert_string_equal(c->coast_path, "/folder/shore/land.geojson");
    assert_true(c->box_given);
    assert_close(c->box.west_deg, 178.0, 0.0);
    cw_case_destroy(c);
}

static void the_folder_is_that_of_the_file(void **state) {
    (void)state;
    char folder[1024], path[1100], wanted[1100];
    support_directory(folder);
    snprintf(path, sizeof path, "%s/own.yaml", folder);
    snprintf(wanted, sizeof wanted, "%s/land.shp", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("case: Folder\nhypotheses:\n  - name: A\n" ADRIFT
          "    point: {position: \"48.5, -8\", radius: 1 nm}\n" OBJECTS WEATHER SEARCH
          "coast: land.shp\n",
          file);
    fclose(file);
    cw_error err = {0};
    cw_case *c = cw_case_load(path, &err);
    assert_non_null(c);
    assert_string_equal(c->coast_path, wanted);
    assert_string_equal(c->path, path);
    cw_case_destroy(c);
    support_remove(folder);
}

/* ---- the cases that come with the project -----------------------------------------------------
 */

static cw_case *load(const char *name) {
    char path[1024];
    cw_error err = {0};
    cw_case *c = cw_case_load(support_source(name, path), &err);
    if (c == NULL) print_error("%s\n", err.message);
    assert_non_null(c);
    return c;
}

static void the_dover_case(void **state) {
    (void)state;
    cw_case *c = load("cases/dover-2021-11-24.yaml");
    assert_int_equal(c->hypothesis_count, 4);
    assert_int_equal(c->object_count, 3);
    assert_int_equal(c->unit_count, 5);
    assert_int_equal(c->region_count, 2);
    assert_int_equal(c->rule_count, 4);
    assert_int_equal(c->particles, 10000);
    double weight = 0.0, share = 0.0;
    for (size_t i = 0; i < c->hypothesis_count; i++) weight += c->hypotheses[i].weight;
    for (size_t i = 0; i < c->object_count; i++) share += c->objects[i].share;
    assert_close(weight, 1.0, 1e-12);
    assert_close(share, 1.0, 1e-12);
    assert_int_equal(c->search_from, at("2021-11-24T03:30Z"));
    assert_int_equal(c->search_to, at("2021-11-24T09:30Z"));
    assert_int_equal(c->drift.from, at("2021-11-24T01:05Z"));
    assert_int_equal(c->objects[0].becomes, 2);
    assert_int_equal(c->current.sources[0].kind, CW_SOURCE_TIDE);
    size_t facts = 0, nations[2] = {0};
    for (size_t i = 0; i < c->statement_count; i++) facts += c->statements[i].fact ? 1 : 0;
    assert_true(facts >= 5 && c->statement_count - facts >= 5);
    for (size_t i = 0; i < c->unit_count; i++) {
        nations[strcmp(c->units[i].nation, "UK") == 0 ? 0 : 1]++;
    }
    assert_int_equal(nations[0], 3);
    assert_int_equal(nations[1], 2);
    assert_true(c->rules[1].on_request && c->rules[1].allowed);
    assert_close(c->rules[1].delay_s, 600.0, 0.0);
    assert_false(c->rules[0].on_request);
    cw_case_destroy(c);
}

/* Sea area Dover: both ports on their own side; the point of requirement R4, and one just across.
 */
static void the_boundary_divides_the_strait(void **state) {
    (void)state;
    cw_case *c = load("cases/dover-2021-11-24.yaml");
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.1, 1.7}, &err);
    assert_non_null(plane);
    cw_zone *zones[2];
    for (size_t i = 0; i < 2; i++) {
        const cw_region *r = &c->regions[i];
        zones[i] = cw_zone_create(r->name, r->ring, r->ring_count, plane, &err);
        assert_non_null(zones[i]);
    }
    static const struct {
        cw_position at;
        int side;
    } places[] = {
        {{51.12, 1.33}, 0}, /* Dover */
        {{50.97, 1.84}, 1}, /* Calais */
        {{51.33, 1.42}, 0}, /* Ramsgate */
        {{51.04, 2.37}, 1}, /* Dunkerque */
        {{50.73, 1.58}, 1}, /* Boulogne */
        {{50.91, 0.98}, 0}, /* Dungeness */
        {{51.16, 1.80}, 0}, /* a mile north-west of the line, which runs from 51.10 N 1.73 E */
        {{51.14, 1.82}, 1}, /* to 51.20 N 1.89 E; and a mile south-east */
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        cw_xy p = cw_plane_forward(plane, places[i].at);
        assert_true(cw_zone_contains(zones[places[i].side], p));
        assert_false(cw_zone_contains(zones[1 - places[i].side], p));
    }
    cw_zone_destroy(zones[0]);
    cw_zone_destroy(zones[1]);
    cw_plane_destroy(plane);
    cw_case_destroy(c);
}

static void the_constant_case(void **state) {
    (void)state;
    cw_case *c = load("cases/constant.yaml");
    assert_int_equal(c->particles, 1000);
    assert_int_equal(c->unit_count, 2);
    assert_int_equal(c->object_count, 2);
    assert_true(c->open_sea);
    assert_close(c->units[0].search_height_m, 14.0 * 0.3048, 1e-12);
    assert_int_equal(c->units[0].platform, CW_PLATFORM_BOAT);
    assert_int_equal(c->units[1].platform, CW_PLATFORM_HELICOPTER);
    assert_int_equal(c->units[0].available_from, c->search_from);
    assert_int_equal(c->units[0].available_to, c->search_to + 10 * CW_HOUR_MS);
    assert_close(c->units[0].turn_round.lat_deg, c->units[0].at.lat_deg, 0.0);
    assert_close(c->units[0].night_factor, 0.0, 0.0);
    assert_close(c->units[1].readiness_s, 900.0, 0.0);
    assert_int_equal(c->report_time_count, 3);
    cw_case_destroy(c);
}

static void expect_exposure(const char *object, cw_immersion immersion, cw_clothing clothing,
                            cw_flotation flotation) {
    char text[2048];
    snprintf(text, sizeof text,
             "case: A\nhypotheses:\n  - name: A\n    adrift: {from: 2024-06-01T10:00Z}\n"
             "    point: {position: \"48.5, -8\", radius: 1 nm}\n"
             "objects:\n  - {name: A, %s}\n" WEATHER SEARCH,
             object);
    cw_case *c = parse(text);
    const cw_exposure *e = &c->objects[0].exposure;
    assert_int_equal(e->immersion, immersion);
    assert_int_equal(e->clothing, clothing);
    assert_int_equal(e->flotation, flotation);
    assert_int_equal(e->people, c->objects[0].people);
    cw_case_destroy(c);
}

/* Persons in the water by class or by their row in the sweep table; what the class itself says of
 * flotation and suit; and the case's own word over all of it. */
static void how_people_meet_the_water(void **state) {
    (void)state;
    const cw_immersion none = CW_IMMERSION_NONE, full = CW_IMMERSION_FULL;
    const cw_clothing plain = CW_CLOTHING_ORDINARY, suit = CW_CLOTHING_IMMERSION_SUIT;
    const cw_flotation unknown = CW_FLOTATION_UNKNOWN, yes = CW_FLOTATION_YES;
    expect_exposure("leeway: PIW-1, people: 3", full, plain, unknown);
    expect_exposure("leeway: piw-1", full, plain, unknown);
    expect_exposure("leeway: PIW-2", full, plain, yes);
    expect_exposure("leeway: PIW-3", full, plain, yes);
    expect_exposure("leeway: PIW-4", full, suit, unknown);
    expect_exposure("leeway: PIW-1, lifejacket: yes", full, plain, yes);
    expect_exposure("leeway: SKIFF-1", none, plain, unknown);
    expect_exposure("leeway: OIL-DRUM, sweep: Person in Water", full, plain, unknown);
    expect_exposure("leeway: SKIFF-1, immersion: part", CW_IMMERSION_PART, plain, unknown);
    expect_exposure("leeway: PIW-1, immersion: none", none, plain, unknown);
    expect_exposure("leeway: PIW-1, clothing: immersion_suit", full, suit, unknown);
    expect_exposure("leeway: PIW-4, clothing: ordinary", full, plain, unknown);
    expect_exposure("leeway: PIW-1, flotation: no", full, plain, CW_FLOTATION_NO);
    expect_exposure("leeway: PIW-2, flotation: unknown", full, plain, unknown);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_is_a_stated_default),
        cmocka_unit_test(directions_are_seamens_directions),
        cmocka_unit_test(french_west_is_ouest),
        cmocka_unit_test(all_kinds_of_hypothesis),
        cmocka_unit_test(sources_and_paths),
        cmocka_unit_test(the_folder_is_that_of_the_file),
        cmocka_unit_test(the_dover_case),
        cmocka_unit_test(the_boundary_divides_the_strait),
        cmocka_unit_test(the_constant_case),
        cmocka_unit_test(how_people_meet_the_water),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
