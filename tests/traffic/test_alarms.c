/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alarms: noisy tracks at the very threshold must not flap (and do where hysteresis is taken away,
 * so that the test can fail); what is acknowledged comes back once when it worsens; who needs no
 * alarm gets none; the worst stands first; silence is not safety.
 */
#include "made.h"

enum { EVERY_S = 10 };

typedef struct watch {
    cw_plane *plane;
    cw_alarms *alarms;
    int raised, cleared; /* events so far */
} watch;

static watch begin(cw_alarm_settings settings) {
    cw_error err = {0};
    watch w = {.plane = made_plane(), .alarms = cw_alarms_create(settings, &err)};
    if (w.alarms == NULL) fail_msg("%s", err.message);
    return w;
}

static void end(watch *w) {
    cw_alarms_destroy(w->alarms);
    cw_plane_destroy(w->plane);
}

static const cw_alarm *look(watch *w, const cw_ship *ships, size_t count, int second,
                            size_t *standing) {
    cw_error err = {0};
    size_t listed;
    cw_fleet *fleet = made_fleet(ships, count, w->plane, second * CW_SECOND_MS);
    if (!cw_alarms_update(w->alarms, fleet, &err)) fail_msg("%s", err.message);
    cw_fleet_destroy(fleet);
    const cw_alarm *list = cw_alarms_list(w->alarms, &listed);
    *standing = 0;
    for (size_t i = 0; i < listed; i++) {
        w->raised += list[i].event == CW_ALARM_RAISED;
        w->cleared += list[i].event == CW_ALARM_CLEARED;
        *standing += list[i].level != CW_ALARM_NONE;
    }
    return list;
}

/* Head on, 5 m/s each, hulls `gap_m` apart when abreast (beams of 30 m), middles `range_m` now. */
static void opposed(double gap_m, double range_m, int second, cw_ship ships[2]) {
    double way = 5.0 * second;
    ships[0] = made_ship(1, 0.0, way, 5.0, 0.0);
    ships[1] = made_ship(2, gap_m + 30.0, range_m - way, 5.0, 180.0);
    ships[0].time = ships[1].time = second * CW_SECOND_MS;
}

/* What receivers and sensors add: 10 m in place, 0.1 m/s, 2 degrees in course. */
static void disturb(cw_ship *ship, uint32_t seed, int second) {
    double z[4], w[4];
    cw_draw draw = {
        .seed = seed, .particle = ship->mmsi, .step = (uint32_t)second, .purpose = CW_DRAW_TEST};
    cw_random_normal(draw, z);
    draw.hypothesis = 1;
    cw_random_normal(draw, w);
    ship->at = cw_geodesic_direct(ship->at, 0.0, 10.0 * z[0]);
    ship->at = cw_geodesic_direct(ship->at, 90.0, 10.0 * z[1]);
    ship->speed_mps += 0.1 * z[2];
    ship->course_deg += 2.0 * z[3];
    ship->heading_deg += 1.0 * w[0];
}

/* Meetings at 500 m, the threshold itself, from 7 km: those that were told of twice or more. */
static int flapping(cw_alarm_settings settings, uint32_t meetings, int *raised) {
    int flaps = 0;
    *raised = 0;
    for (uint32_t n = 0; n < meetings; n++) {
        watch w = begin(settings);
        for (int t = 0; t < 900; t += EVERY_S) {
            cw_ship ships[2];
            size_t standing;
            opposed(500.0, 7000.0, t, ships);
            disturb(&ships[0], n, t);
            disturb(&ships[1], n, t);
            look(&w, ships, 2, t, &standing);
        }
        *raised += w.raised;
        flaps += w.raised > 1 ? w.raised - 1 : 0;
        end(&w);
    }
    return flaps;
}

static void test_no_flapping(void **state) {
    (void)state;
    enum { MEETINGS = 60 };
    cw_alarm_settings bare = CW_ALARM_SETTINGS;
    bare.clear_factor = 1.0;
    bare.raise_s = bare.clear_s = bare.remember_s = 0.0;
    int raised, raised_bare;
    int flaps = flapping(CW_ALARM_SETTINGS, MEETINGS, &raised);
    int flaps_bare = flapping(bare, MEETINGS, &raised_bare);
    assert_int_equal(flaps, 0);
    assert_true(raised > MEETINGS / 2); /* at the threshold most are told of, once */
    assert_true(flaps_bare > MEETINGS); /* the same tracks without it: more than one a meeting */
}

/* 5 km, straight at each other: caution at once, danger from 3.6 km (6 min at 10 m/s). */
static void test_acknowledged_comes_back_once(void **state) {
    (void)state;
    watch w = begin(CW_ALARM_SETTINGS);
    cw_ship ships[2];
    size_t standing;
    const cw_alarm *list = NULL;
    int t = 0;
    for (; t < 60; t += EVERY_S) {
        opposed(0.0, 5000.0, t, ships);
        list = look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(w.raised, 1);
    assert_int_equal(standing, 1);
    assert_int_equal(list[0].level, CW_ALARM_CAUTION);
    assert_int_equal(list[0].encounter.rules.situation, CW_HEAD_ON);
    assert_true(cw_alarms_acknowledge(w.alarms, 2, 1)); /* in any order */
    assert_false(cw_alarms_acknowledge(w.alarms, 1, 3));
    assert_true(cw_alarms_list(w.alarms, &standing)[0].acknowledged);
    for (; t < 300; t += EVERY_S) {
        opposed(0.0, 5000.0, t, ships);
        list = look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(w.raised, 2);
    assert_int_equal(list[0].level, CW_ALARM_DANGER);
    assert_false(list[0].acknowledged);
    assert_true(cw_alarms_acknowledge(w.alarms, 1, 2));
    for (; t < 900; t += EVERY_S) { /* they pass through each other, and sail away */
        opposed(0.0, 5000.0, t, ships);
        look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(w.raised, 2);
    assert_int_equal(w.cleared, 1);
    assert_int_equal(standing, 0);
    /* Another meeting of the same two within ten minutes: a caution is listed, not told again; a
     * danger is told. */
    for (; t < 960; t += EVERY_S) {
        opposed(0.0, 5000.0, t - 900, ships);
        ships[0].time = ships[1].time = t * CW_SECOND_MS;
        look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(standing, 1);
    assert_int_equal(w.raised, 2);
    for (; t < 1900; t += EVERY_S) {
        opposed(0.0, 5000.0, t - 900, ships);
        ships[0].time = ships[1].time = t * CW_SECOND_MS;
        look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(w.raised, 3);
    assert_int_equal(w.cleared, 2);
    for (; t < 2500; t += EVERY_S) { /* and after ten minutes it is new again */
        opposed(0.0, 5000.0, 2000, ships);
        ships[0].time = ships[1].time = t * CW_SECOND_MS;
        look(&w, ships, 2, t, &standing);
    }
    for (; t < 2560; t += EVERY_S) {
        opposed(0.0, 5000.0, t - 2500, ships);
        ships[0].time = ships[1].time = t * CW_SECOND_MS;
        look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(w.raised, 4);
    end(&w);
}

typedef struct needless_case {
    const char *what;
    uint8_t status, ship_type;
    double speed_mps, course_deg;
    size_t alarms;
} needless_case;

/* The second ship, 400 m ahead of one at 5 m/s. */
static const needless_case NEEDLESS[] = {
    {"a ship on the other course", 0, 70, 5.0, 180.0, 1},
    {"one that drifts", 0, 70, 0.2, 0.0, 1}, /* the other sails at ten knots */
    {"anchored", 1, 70, 0.2, 0.0, 0},
    {"moored", 5, 70, 0.0, 0.0, 0},
    {"says anchored, but sails", 1, 70, 5.0, 180.0, 1},
    {"pilot boat", 0, 50, 5.0, 180.0, 0},
    {"tug beside", 0, 52, 4.0, 5.0, 0},
    {"tug on the other course", 0, 52, 5.0, 180.0, 1},
};

static void test_needless(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof NEEDLESS / sizeof NEEDLESS[0]; i++) {
        const needless_case *c = &NEEDLESS[i];
        watch w = begin(CW_ALARM_SETTINGS);
        size_t standing = 0;
        for (int t = 0; t <= 20; t += EVERY_S) {
            cw_ship ships[] = {made_ship(1, 0, 5.0 * t, 5.0, 0.0),
                               made_ship(2, 0, 400.0, c->speed_mps, c->course_deg)};
            ships[0].time = ships[1].time = t * CW_SECOND_MS;
            ships[1].status = c->status;
            ships[1].ship_type = c->ship_type;
            look(&w, ships, 2, t, &standing);
        }
        if (standing != c->alarms) fail_msg("%s: %zu alarms", c->what, standing);
        end(&w);
    }
}

/* Three pairs, 40 km from each other: one touches soon, one later, one passes at 400 m. */
static void test_worst_first(void **state) {
    (void)state;
    watch w = begin(CW_ALARM_SETTINGS);
    size_t standing;
    const cw_alarm *list = NULL;
    for (int t = 0; t <= 20; t += EVERY_S) {
        static const double GAPS[] = {400.0, 0.0, 0.0}, RANGES[] = {2000.0, 3000.0, 1500.0};
        cw_ship ships[6];
        for (uint32_t k = 0; k < 3; k++) {
            ships[2 * k] = made_ship(10 * k + 1, 40e3 * k, 5.0 * t, 5.0, 0.0);
            ships[2 * k + 1] =
                made_ship(10 * k + 2, 40e3 * k + 30.0 + GAPS[k], RANGES[k] - 5.0 * t, 5.0, 180.0);
            ships[2 * k].time = ships[2 * k + 1].time = t * CW_SECOND_MS;
        }
        list = look(&w, ships, 6, t, &standing);
    }
    assert_int_equal(standing, 3);
    assert_int_equal(list[0].mmsi_a, 21);
    assert_int_equal(list[1].mmsi_a, 11);
    assert_int_equal(list[2].mmsi_a, 1);
    assert_true(list[0].urgency > list[1].urgency);
    assert_int_equal(list[2].level, CW_ALARM_CAUTION);
    end(&w);
}

/* One falls silent: the alarm stands for three minutes, then goes, told. */
static void test_silence(void **state) {
    (void)state;
    watch w = begin(CW_ALARM_SETTINGS);
    cw_ship ships[2];
    size_t standing;
    int t = 0;
    for (; t <= 30; t += EVERY_S) {
        opposed(0.0, 5000.0, t, ships);
        look(&w, ships, 2, t, &standing);
    }
    for (; t <= 200; t += EVERY_S) {
        opposed(0.0, 5000.0, t, ships);
        look(&w, ships, 1, t, &standing);
        assert_int_equal(standing, 1);
    }
    for (; t <= 260; t += EVERY_S) {
        opposed(0.0, 5000.0, t, ships);
        look(&w, ships, 1, t, &standing);
    }
    assert_int_equal(standing, 0);
    assert_int_equal(w.cleared, 1);
    for (; t <= 400; t += EVERY_S) { /* heard again, far apart by now: nothing is cleared twice */
        opposed(0.0, 5000.0, t + 300, ships);
        ships[0].time = ships[1].time = t * CW_SECOND_MS;
        look(&w, ships, 2, t, &standing);
    }
    assert_int_equal(w.cleared, 1);
    assert_int_equal(w.raised, 1);
    end(&w);
}

static void test_wrong_settings(void **state) {
    (void)state;
    cw_error err = {0};
    cw_alarm_settings settings = CW_ALARM_SETTINGS;
    settings.clear_factor = 0.9;
    assert_null(cw_alarms_create(settings, &err));
    assert_mentions(err.message, "at least 1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_flapping), cmocka_unit_test(test_acknowledged_comes_back_once),
        cmocka_unit_test(test_needless),    cmocka_unit_test(test_worst_first),
        cmocka_unit_test(test_silence),     cmocka_unit_test(test_wrong_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
