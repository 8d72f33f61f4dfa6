/* SPDX-License-Identifier: Apache-2.0 */
/* Who could have struck them: contact against closed forms, no ship as the answer, gaps, and
 * strikes planted in a real log (bench_struck has the large counts). */
#include "planted.h"

#include "clouds.h"
#include "support.h"

static cw_struck_problem problem_of(const cw_plane *plane, const cw_tracks *tracks) {
    return (cw_struck_problem){.plane = plane,
                               .tracks = tracks,
                               .from = CLOUD_NOON + 10 * CW_MINUTE_MS,
                               .to = CLOUD_NOON + 40 * CW_MINUTE_MS,
                               .object_radius_m = 4.0,
                               .particles = 4000,
                               .shifts = 99,
                               .seed = 3};
}

/* A hull of 16 m and twice 4 m sweeps a strip of 24 m through a normal cloud of 300 m, at 150 m
 * from its middle: the normal law gives the share, for a cloud at rest and one that drifts along.
 * The same ship at its other hours is elsewhere, so that it can be named. */
static void contact_is_the_share_of_the_strip(void **state) {
    (void)state;
    static const double STD_M = 300.0, OFF_M = 150.0;
    cw_plane *plane = cw_plane_create(CLOUD_MIDDLE, NULL);
    /* 90 %: it runs north at x = 150 m, and is in the cloud's middle at 12:25 */
    cw_xy at_noon = {OFF_M, -8.0 * 1500.0};
    cw_track *ships[1] = {cloud_vessel(plane, 244000001, at_noon, 0.0, 8.0, -43200, 43200)};
    cw_tracks *cloud = cloud_tracks(20000, 10, 10 * CW_MINUTE_MS, STD_M, (cw_xy){0.0, 0.3}, 9);
    cw_struck_problem problem = problem_of(plane, cloud);
    problem.particles = 20000;
    cw_struck *s = cw_struck_find(&problem, (const cw_track *const *)ships, 1, NULL);
    assert_non_null(s);
    assert_int_equal(s->count, 1);
    double low = (OFF_M - 12.0) / STD_M, high = (OFF_M + 12.0) / STD_M;
    double expected = 0.5 * (erf(high / sqrt(2.0)) - erf(low / sqrt(2.0)));
    /* 2.8 % of 20000: a standard error of 0.12 %, four of them; the place's 10 m blur nothing */
    assert_close(s->suspects[0].contact, expected, 0.0048);
    assert_close((double)(s->suspects[0].window[1] - CLOUD_NOON) / 60000.0, 25.0 * 8.0 / 7.7, 1.5);
    /* Its hull's side passes OFF_M +- 12 from x = 0: the median particle is so far */
    assert_true(s->suspects[0].least_m[1] > 60.0 && s->suspects[0].least_m[1] < 300.0);
    assert_true(s->suspects[0].p_family <= 0.05);
    assert_true(s->suspects[0].ratio > 10.0);
    assert_int_equal(s->named, 0);
    assert_int_equal(s->looked_at, 1);
    assert_int_equal(s->unheard_count, 0);
    cw_struck_destroy(s);
    cw_track_destroy(ships[0]);
    cw_tracks_destroy(cloud);
    cw_plane_destroy(plane);
}

/* Ships in a lane that pass every twenty minutes: one of them will have passed whatever the hour,
 * and none can be named. One that lies still strikes nobody. */
static void a_busy_lane_names_nobody(void **state) {
    (void)state;
    enum { SHIPS = 37 };
    cw_plane *plane = cw_plane_create(CLOUD_MIDDLE, NULL);
    cw_track *ships[SHIPS];
    for (int i = 0; i < SHIPS - 1; i++)
        ships[i] = cloud_vessel(plane, 244000001 + (uint32_t)i,
                                (cw_xy){20.0, -8.0 * 1200.0 * (i - 18)}, 0.0, 8.0, -21600, 21600);
    ships[SHIPS - 1] = cloud_vessel(plane, 244000099, (cw_xy){0.0, 0.0}, 0.0, 0.0, -21600, 21600);
    cw_tracks *cloud = cloud_tracks(4000, 10, 10 * CW_MINUTE_MS, 300.0, (cw_xy){0.0, 0.0}, 9);
    cw_struck_problem problem = problem_of(plane, cloud);
    cw_struck *s = cw_struck_find(&problem, (const cw_track *const *)ships, SHIPS, NULL);
    assert_non_null(s);
    assert_true(s->count >= 1);
    assert_true(s->named == SIZE_MAX);
    assert_true(s->suspects[0].p_family > 0.5);
    assert_true(s->by_chance > 0.03);
    for (size_t i = 0; i < s->count; i++) assert_true(s->suspects[i].vessel != SHIPS - 1);
    cw_struck_destroy(s);
    for (int i = 0; i < SHIPS; i++) cw_track_destroy(ships[i]);
    cw_tracks_destroy(cloud);
    cw_plane_destroy(plane);
}

/* One that was not heard while it could have gone there is told apart; one that could not is not.
 * Neither counts as a contact. */
static void a_gap_is_unknown(void **state) {
    (void)state;
    cw_plane *plane = cw_plane_create(CLOUD_MIDDLE, NULL);
    cw_track_fix fixes[4];
    cw_xy places[4] = {{-12000.0, 0.0}, {-6000.0, 0.0}, {6000.0, 0.0}, {12000.0, 0.0}};
    int minutes[4] = {-60, 10, 40, 70};
    cw_track *ships[2];
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < 4; i++)
            fixes[i] = (cw_track_fix){
                .time = CLOUD_NOON + minutes[i] * CW_MINUTE_MS,
                .at = cw_plane_inverse(plane, (cw_xy){places[i].x_m, places[i].y_m + 40000.0 * k}),
                .error_m = 10.0F,
                .speed_mps = 6.7F,
                .course_deg = 90.0F,
                .heading_deg = 90.0F,
                .turn_deg_per_min = 0.0F};
        cw_vessel vessel = {.mmsi = 235000001 + (uint32_t)k, .sender = CW_AIS_CLASS_A};
        ships[k] = cw_track_create(&vessel, fixes, 4, NULL);
    }
    cw_tracks *cloud = cloud_tracks(4000, 10, 10 * CW_MINUTE_MS, 300.0, (cw_xy){0.0, 0.0}, 9);
    cw_struck_problem problem = problem_of(plane, cloud);
    cw_struck *s = cw_struck_find(&problem, (const cw_track *const *)ships, 2, NULL);
    assert_non_null(s);
    assert_int_equal(s->count, 0);
    assert_true(s->named == SIZE_MAX);
    assert_int_equal(s->unheard_count, 1);
    assert_int_equal(s->unheard[0].vessel, 0);
    assert_true(s->unheard[0].reachable == 1.0);
    assert_true(s->unheard[0].from == fixes[1].time && s->unheard[0].to == fixes[2].time);
    cw_struck_destroy(s);
    for (int i = 0; i < 2; i++) cw_track_destroy(ships[i]);
    cw_tracks_destroy(cloud);
    cw_plane_destroy(plane);
}

static void what_cannot_be_answered(void **state) {
    (void)state;
    cw_plane *plane = cw_plane_create(CLOUD_MIDDLE, NULL);
    cw_track *ships[1] = {cloud_vessel(plane, 244000001, (cw_xy){0.0, 0.0}, 0.0, 8.0, -3600, 600)};
    cw_tracks *cloud = cloud_tracks(100, 10, 10 * CW_MINUTE_MS, 300.0, (cw_xy){0.0, 0.0}, 9);
    cw_struck_problem problem = problem_of(plane, cloud);
    cw_error err = {0};
    assert_null(cw_struck_find(&problem, (const cw_track *const *)ships, 1, &err));
    assert_mentions(err.message, "does not reach over the window");
    err = (cw_error){0};
    assert_null(cw_struck_find(&problem, NULL, 0, &err));
    assert_mentions(err.message, "holds no vessel");
    err = (cw_error){0};
    problem.to = problem.from;
    assert_null(cw_struck_find(&problem, (const cw_track *const *)ships, 1, &err));
    assert_mentions(err.message, "ten seconds");
    err = (cw_error){0};
    problem.from += 48 * CW_HOUR_MS;
    problem.to = problem.from + CW_HOUR_MS;
    assert_null(cw_struck_find(&problem, (const cw_track *const *)ships, 1, &err));
    assert_mentions(err.message, "nobody is adrift");
    cw_track_destroy(ships[0]);
    cw_tracks_destroy(cloud);
    cw_plane_destroy(plane);
}

/* A few of the cases of bench_struck. In Cagliari's log the true ship comes first where no other
 * was near; two hours of log are too few to name anybody, and nobody is. */
static void planted_in_a_real_log(void **state) {
    (void)state;
    enum { CASES = 6 };
    char path[1024];
    planted_sea sea;
    planted_score score = {0};
    support_shared("data/ais/gweatherrouting_cagliari_20260323.nmea", path);
    assert_true(planted_load(path, NULL, &sea, NULL));
    for (uint32_t i = 0; i < CASES; i++) {
        assert_true(planted_strike(&sea, 20211124, i, &score));
        assert_true(planted_calm(&sea, 17, i, &score));
    }
    assert_true(score.apart >= CASES / 2);
    assert_true(10 * score.apart_first >= 9 * score.apart);
    assert_int_equal(score.calm_named, 0);
    planted_free(&sea);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contact_is_the_share_of_the_strip),
        cmocka_unit_test(a_busy_lane_names_nobody), cmocka_unit_test(a_gap_is_unknown),
        cmocka_unit_test(what_cannot_be_answered), cmocka_unit_test(planted_in_a_real_log)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
