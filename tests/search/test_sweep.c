/* SPDX-License-Identifier: Apache-2.0 */
/* Sweep widths against the printed tables and factors. Numbers are typed in here from
 * ../shared/figures (US Coast Guard Addendum COMDTINST M16130.2F; IAMSAR volume III for merchant
 * ships), not read from the tables that are built into the library. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

static cw_sweep_table *table;

static int make_table(void **state) {
    (void)state;
    table = cw_sweep_table_create(NULL);
    return table == NULL;
}

static int drop_table(void **state) {
    (void)state;
    cw_sweep_table_destroy(table);
    return 0;
}

static cw_sweep_conditions calm(cw_platform platform, double height_ft, double visibility_nm) {
    return (cw_sweep_conditions){.platform = platform,
                                 .height_m = height_ft * CW_FOOT_M,
                                 .visibility_m = cw_nm_to_m(visibility_nm),
                                 .wind_mps = cw_knots_to_mps(5.0),
                                 .wave_height_m = 0.3,
                                 .search_speed_mps = platform == CW_PLATFORM_AIRCRAFT
                                                         ? cw_knots_to_mps(180.0)
                                                         : cw_knots_to_mps(90.0),
                                 .other_factor = 1.0};
}

static cw_sweep_width compute(const char *object, const cw_sweep_conditions *c) {
    cw_error err = {0};
    cw_sweep_width w;
    int index = cw_sweep_object_find(table, object, &err);
    if (index < 0 || !cw_sweep_width_compute(table, index, c, &w, &err))
        fail_msg("%s", err.message);
    return w;
}

static double width_nm(const char *object, cw_platform p, double height_ft, double visibility_nm) {
    cw_sweep_conditions c = calm(p, height_ft, visibility_nm);
    return cw_m_to_nm(compute(object, &c).corrected_m);
}

static const double exact = 1e-9;

static void rows_of_the_table(void **state) {
    (void)state;
    static const struct {
        const char *object;
        cw_platform platform;
        double height_ft, visibility_nm, width_nm;
    } rows[] = {
        {"Person in Water", CW_PLATFORM_AIRCRAFT, 300, 1, 0.1},
        {"Person in Water", CW_PLATFORM_AIRCRAFT, 500, 1, 0.0},
        {"Person in Water", CW_PLATFORM_AIRCRAFT, 500, 3, 0.1},
        {"Person in Water", CW_PLATFORM_AIRCRAFT, 1500, 15, 0.0},
        {"Person in Water", CW_PLATFORM_AIRCRAFT, 1500, 20, 0.1},
        {"Person in Water", CW_PLATFORM_AIRCRAFT, 3000, 30, 0.0},
        {"Person in Water", CW_PLATFORM_HELICOPTER, 500, 10, 0.1},
        {"Person in Water", CW_PLATFORM_HELICOPTER, 1500, 5, 0.0},
        {"Person in Water", CW_PLATFORM_HELICOPTER, 2500, 30, 0.1},
        {"Person in Water", CW_PLATFORM_BOAT, 8, 1, 0.2},
        {"Person in Water", CW_PLATFORM_BOAT, 8, 5, 0.3},
        {"Person in Water", CW_PLATFORM_BOAT, 14, 3, 0.4},
        {"Person in Water", CW_PLATFORM_BOAT, 14, 30, 0.5},
        {"Raft 4 person", CW_PLATFORM_AIRCRAFT, 500, 10, 1.8},
        {"Raft 4 person", CW_PLATFORM_AIRCRAFT, 2500, 30, 2.4},
        {"Raft 4 person", CW_PLATFORM_HELICOPTER, 500, 5, 1.6},
        {"Raft 4 person", CW_PLATFORM_HELICOPTER, 750, 20, 2.8},
        {"Raft 4 person", CW_PLATFORM_BOAT, 8, 10, 3.1},
        {"Raft 4 person", CW_PLATFORM_BOAT, 14, 15, 4.6},
        {"Raft 1 person", CW_PLATFORM_BOAT, 14, 20, 3.7},
        /* A row holds up to the next one's visibility, and no row for 30 repeats 20's. */
        {"Raft 1 person", CW_PLATFORM_AIRCRAFT, 300, 30, 1.3},
        /* Merchant ships, IAMSAR volume III; a boat under 17 ft, of 23, 40 and 79 ft. */
        {"Person in Water", CW_PLATFORM_SHIP, 0, 3, 0.4},
        {"Person in Water", CW_PLATFORM_SHIP, 0, 10, 0.6},
        {"Person in Water", CW_PLATFORM_SHIP, 0, 20, 0.7},
        {"Raft 4 person", CW_PLATFORM_SHIP, 0, 5, 3.2},
        {"Raft 6 person", CW_PLATFORM_SHIP, 0, 15, 6.2},
        {"Raft 15 person", CW_PLATFORM_SHIP, 0, 10, 5.1},
        {"Raft 25 person", CW_PLATFORM_SHIP, 0, 20, 7.5},
        {"Power Boat <= 15ft", CW_PLATFORM_SHIP, 0, 3, 1.1},
        {"Power Boat 20ft", CW_PLATFORM_SHIP, 0, 10, 4.3},
        {"Power Boat 33ft", CW_PLATFORM_SHIP, 0, 20, 11.6},
        {"Power Boat 78ft", CW_PLATFORM_SHIP, 0, 15, 14.7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_close(
            width_nm(rows[i].object, rows[i].platform, rows[i].height_ft, rows[i].visibility_nm),
            rows[i].width_nm, exact);
}

static void between_the_rows(void **state) {
    (void)state;
    /* Visibility: 1.7 at 10 and 2.0 at 15 nautical miles; a person at 1500 ft: 0 at 15, 0.1 at 20,
     * so that at 12 there is nothing to see. */
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_AIRCRAFT, 300, 12.5), 1.85, exact);
    assert_close(width_nm("Person in Water", CW_PLATFORM_AIRCRAFT, 1500, 12), 0.0, exact);
    assert_close(width_nm("Person in Water", CW_PLATFORM_AIRCRAFT, 1500, 17.5), 0.05, exact);
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_SHIP, 0, 4), 2.75, exact);
    /* Height: 3.1 from 8 ft and 4.0 from 14 ft at 10 nautical miles. */
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 11, 10), 3.55, exact);
    /* Both: 8 ft 1.7 and 2.2, 14 ft 2.2 and 3.0 at 3 and 5 nautical miles. */
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 11, 4), 2.275, exact);
}

static void outside_the_rows(void **state) {
    (void)state;
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 4, 10), 3.1, exact);
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 60, 10), 4.0, exact);
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_HELICOPTER, 100, 10), 2.2, exact);
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 14, 100), 5.0, exact);
    /* In fog the lane closes: below the first column the width falls with the visibility. */
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 14, 0.5), 0.5, exact);
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_BOAT, 14, 0.1), 0.1, exact);
    assert_close(width_nm("Raft 4 person", CW_PLATFORM_SHIP, 0, 1.5), 1.15, exact);
}

static void sweep_width_never_falls_with_visibility(void **state) {
    (void)state;
    for (size_t o = 0; o < cw_sweep_object_count(table); o++) {
        for (int p = 0; p < 4; p++) {
            double before = 0.0;
            for (double v = 0.2; v < 35.0; v += 0.4) {
                cw_sweep_conditions c = calm((cw_platform)p, 400.0, v);
                cw_sweep_width w;
                if (!cw_sweep_width_compute(table, (int)o, &c, &w, NULL)) continue;
                assert_true(w.corrected_m >= before - 1e-9);
                before = w.corrected_m;
            }
        }
    }
}

/* Addendum table H-10: wind over 15 kn or seas over 3 ft; wind over 25 kn or seas over 5 ft. */
static void weather(void **state) {
    (void)state;
    static const struct {
        double wind_kn, sea_ft, small, large;
    } rows[] = {{15, 3, 1.0, 1.0},    {15.1, 0, 0.5, 0.9}, {0, 3.1, 0.5, 0.9}, {25, 5, 0.5, 0.9},
                {25.1, 0, 0.25, 0.9}, {0, 5.1, 0.25, 0.9}, {40, 20, 0.25, 0.9}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cw_sweep_conditions c = calm(CW_PLATFORM_BOAT, 14, 10);
        c.wind_mps = fmax(0.0, cw_knots_to_mps(rows[i].wind_kn) - 1e-9);
        c.wave_height_m = fmax(0.0, rows[i].sea_ft * CW_FOOT_M - 1e-9);
        assert_close(compute("Person in Water", &c).weather_factor, rows[i].small, 0.0);
        assert_close(compute("Power Boat 20ft", &c).weather_factor, rows[i].small, 0.0);
        assert_close(compute("Sail Boat 25ft", &c).weather_factor, rows[i].small, 0.0);
        assert_close(compute("Power Boat 33ft", &c).weather_factor, rows[i].large, 0.0);
        assert_close(compute("Sail Boat 30ft", &c).weather_factor, rows[i].large, 0.0);
        assert_close(compute("Ship 120ft", &c).weather_factor, rows[i].large, 0.0);
    }
}

static double speed_factor(const char *object, cw_platform platform, double speed_kn) {
    cw_sweep_conditions c = calm(platform, 500, 10);
    c.search_speed_mps = cw_knots_to_mps(speed_kn);
    return compute(object, &c).speed_factor;
}

/* Addendum table H-9. */
static void speed(void **state) {
    (void)state;
    static const struct {
        const char *object;
        double helicopter[4], aircraft[3]; /* at 60, 90, 120, 140 and 150, 180, 210 kn */
    } rows[] = {{"Person in Water", {1.5, 1.0, 0.8, 0.7}, {1.2, 1.0, 0.9}},
                {"Raft 4 person", {1.3, 1.0, 0.9, 0.8}, {1.1, 1.0, 0.9}},
                {"Raft 25 person", {1.2, 1.0, 0.9, 0.8}, {1.1, 1.0, 0.9}},
                {"Power Boat 33ft", {1.1, 1.0, 0.9, 0.9}, {1.1, 1.0, 0.9}},
                {"Power Boat 78ft", {1.1, 1.0, 1.0, 0.9}, {1.1, 1.0, 1.0}},
                {"Sail Boat 70ft", {1.1, 1.0, 1.0, 0.9}, {1.1, 1.0, 1.0}},
                {"Ship 120ft", {1.1, 1.0, 1.0, 0.9}, {1.0, 1.0, 1.0}}};
    static const double helicopter_kn[] = {60, 90, 120, 140}, aircraft_kn[] = {150, 180, 210};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t k = 0; k < 4; k++)
            assert_close(speed_factor(rows[i].object, CW_PLATFORM_HELICOPTER, helicopter_kn[k]),
                         rows[i].helicopter[k], exact);
        for (size_t k = 0; k < 3; k++)
            assert_close(speed_factor(rows[i].object, CW_PLATFORM_AIRCRAFT, aircraft_kn[k]),
                         rows[i].aircraft[k], exact);
    }
    assert_close(speed_factor("Person in Water", CW_PLATFORM_HELICOPTER, 75), 1.25, exact);
    assert_close(speed_factor("Person in Water", CW_PLATFORM_HELICOPTER, 30), 1.5, exact);
    assert_close(speed_factor("Person in Water", CW_PLATFORM_AIRCRAFT, 250), 0.9, exact);
    assert_close(speed_factor("Person in Water", CW_PLATFORM_BOAT, 30), 1.0, exact);
    assert_close(speed_factor("Person in Water", CW_PLATFORM_SHIP, 30), 1.0, exact);
}

/* Fatigue 0.9; people with flotation x 4 for aircraft up to 500 ft, nothing else. */
static void fatigue_flotation_and_the_product(void **state) {
    (void)state;
    cw_sweep_conditions c = calm(CW_PLATFORM_HELICOPTER, 500, 10);
    c.fatigue = c.lifejacket = true;
    c.other_factor = 0.7;
    c.wind_mps = cw_knots_to_mps(20.0);
    c.search_speed_mps = cw_knots_to_mps(60.0);
    cw_sweep_width w = compute("Person in Water", &c);
    assert_close(w.uncorrected_m, 185.2, 1e-9);
    assert_close(w.fatigue_factor, 0.9, 0.0);
    assert_close(w.flotation_factor, 4.0, 0.0);
    assert_close(w.corrected_m, 185.2 * 0.5 * 1.5 * 0.9 * 4.0 * 0.7, 1e-9);
    c.height_m = 501.0 * CW_FOOT_M;
    assert_close(compute("Person in Water", &c).flotation_factor, 1.0, 0.0);
    c.height_m = 300.0 * CW_FOOT_M;
    assert_close(compute("Raft 4 person", &c).flotation_factor, 1.0, 0.0);
    c.platform = CW_PLATFORM_BOAT;
    assert_close(compute("Person in Water", &c).flotation_factor, 1.0, 0.0);
}

static void refused(cw_sweep_conditions c, const char *object, const char *words) {
    cw_sweep_width w;
    cw_error err = {0};
    int index = cw_sweep_object_find(table, object, &err);
    assert_true(index >= 0);
    assert_false(cw_sweep_width_compute(table, index, &c, &w, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, words);
    assert_close(w.corrected_m, 0.0, 0.0);
}

static void what_is_not_known_is_named(void **state) {
    (void)state;
    cw_error err = {0};
    assert_int_equal(cw_sweep_object_find(table, "Rubber duck", &err), -1);
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, "Rubber duck");
    assert_mentions(err.message, "Person in Water, ");
    assert_true(cw_sweep_object_find(table, "person IN water", NULL) >= 0);
    assert_int_equal(cw_sweep_object_count(table), 25);
    assert_null(cw_sweep_object_name(table, 25));
    refused(calm(CW_PLATFORM_SHIP, 0, 10), "Sail Boat 50ft", "Sail Boat 50ft");
    refused(calm(CW_PLATFORM_SHIP, 0, 10), "Sail Boat 50ft", "from a ship");
    cw_sweep_conditions c = calm(CW_PLATFORM_BOAT, 8, 0.0);
    refused(c, "Raft 4 person", "visibility");
    c = calm(CW_PLATFORM_BOAT, 8, 10);
    c.wind_mps = NAN;
    refused(c, "Raft 4 person", "wind");
    c = calm(CW_PLATFORM_BOAT, 8, 10);
    c.other_factor = 0.0;
    refused(c, "Raft 4 person", "other factor");
    c = calm((cw_platform)7, 8, 10);
    refused(c, "Raft 4 person", "platform");
    cw_sweep_width w;
    err = (cw_error){0};
    c = calm(CW_PLATFORM_BOAT, 8, 10);
    assert_false(cw_sweep_width_compute(table, -1, &c, &w, &err));
    assert_mentions(err.message, "-1");
}

/* Each row of the published extract, read from the shared folder. */
static void the_whole_published_table(void **state) {
    (void)state;
    char path[1024], line[256];
    FILE *file = fopen(support_shared("figures/sweep_width.csv", path), "r");
    assert_non_null(file);
    size_t rows = 0;
    while (fgets(line, sizeof line, file)) {
        char name[64], platform[32], *at = strstr(line, "\xE2\x89\xA4"); /* less or equal sign */
        double height, visibility, width;
        char clean[280];
        if (at == NULL) at = strstr(line, "\xE2\x89\xA5");
        if (at != NULL)
            snprintf(clean, sizeof clean, "%.*s%c=%s", (int)(at - line), line,
                     (unsigned char)at[2] == 0xA4 ? '<' : '>', at + 3);
        else
            snprintf(clean, sizeof clean, "%s", line);
        if (sscanf(clean, "%63[^,],%31[^,],%lfft,%lf,%lf", name, platform, &height, &visibility,
                   &width)
            != 5)
            continue;
        cw_platform p = platform[0] == 'B'   ? CW_PLATFORM_BOAT
                        : platform[0] == 'H' ? CW_PLATFORM_HELICOPTER
                                             : CW_PLATFORM_AIRCRAFT;
        assert_close(width_nm(name, p, height, visibility), width, exact);
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 2832);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_table),
        cmocka_unit_test(between_the_rows),
        cmocka_unit_test(outside_the_rows),
        cmocka_unit_test(sweep_width_never_falls_with_visibility),
        cmocka_unit_test(weather),
        cmocka_unit_test(speed),
        cmocka_unit_test(fatigue_flotation_and_the_product),
        cmocka_unit_test(what_is_not_known_is_named),
        cmocka_unit_test(the_whole_published_table),
    };
    return cmocka_run_group_tests(tests, make_table, drop_table);
}
