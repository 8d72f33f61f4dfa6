/* SPDX-License-Identifier: Apache-2.0 */
/* Who is near: against closed forms of interception, the two ships of the night of 24 November
 * 2021, land in the way, flags and the agreement. */
#include "clouds.h"
#include "support.h"

#include <string.h>

typedef struct scene {
    cw_plane *plane;
    cw_tracks *tracks;
    cw_near_problem problem;
} scene;

static scene scene_of(double std_m, cw_xy drift) {
    scene s = {.plane = cw_plane_create(CLOUD_MIDDLE, NULL),
               .tracks = cloud_tracks(4000, 25, 10 * CW_MINUTE_MS, std_m, drift, 5)};
    s.problem = (cw_near_problem){.plane = s.plane, .tracks = s.tracks, .now = CLOUD_NOON};
    return s;
}

static void scene_end(scene *s) {
    cw_tracks_destroy(s->tracks);
    cw_plane_destroy(s->plane);
}

static cw_helper helper_at(const scene *s, double x_m, double y_m, double speed_mps) {
    return (cw_helper){.kind = CW_HELPER_PATROL,
                       .nation = "France",
                       .at = cw_plane_inverse(s->plane, (cw_xy){x_m, y_m}),
                       .from = CLOUD_NOON,
                       .speed_mps = speed_mps};
}

/* A target that flees at u before a chaser at v, d behind: d / (v - u); one that comes: d / (v +
 * u). All particles at one place, so that every quantile is that. */
static void meets_a_moving_target(void **state) {
    (void)state;
    scene s = scene_of(0.0, (cw_xy){1.0, 0.0});
    cw_helper helpers[2] = {helper_at(&s, -9000.0, 0.0, 10.0), helper_at(&s, 11000.0, 0.0, 10.0)};
    cw_near ranked[2];
    assert_true(cw_near_rank(&s.problem, helpers, 2, ranked, NULL));
    /* 1 s of the bisection, and 0.5e-4 of the plane's scale at the middle */
    for (int q = 0; q < CW_NEAR_QUANTILES; q++) {
        assert_true(fabs(ranked[0].minutes[q] - 9000.0 / 9.0 / 60.0) < 0.03);
        assert_true(fabs(ranked[1].minutes[q] - 1000.0 / 60.0) < 0.03);
    }
    assert_true(fabs(ranked[0].distance_m - 9000.0) < 10.0
                || fabs(ranked[0].distance_m - 11000.0) < 10.0);
    scene_end(&s);
}

/* From the middle of a circular normal cloud at rest: distance is Rayleigh, its median 1.1774 std,
 * its mean 1.2533 std. */
static void median_and_mean_of_a_cloud(void **state) {
    (void)state;
    scene s = scene_of(3000.0, (cw_xy){0.0, 0.0});
    cw_helper helper = helper_at(&s, 0.0, 0.0, 5.0);
    helper.ready_s = 600.0;
    cw_near row;
    assert_true(cw_near_rank(&s.problem, &helper, 1, &row, NULL));
    double unit = 3000.0 / 5.0 / 60.0;
    /* 2000 samples of 4000: median +-1.25 * 0.655 / sqrt(4000) std = 1.3 %; three times that */
    assert_true(fabs(row.minutes[1] - 10.0 - 1.1774 * unit) < 0.04 * 1.1774 * unit);
    assert_true(fabs(row.mean_minutes - 10.0 - 1.2533 * unit) < 0.04 * 1.2533 * unit);
    assert_true(row.region_minutes < 10.6); /* it lies in the region already: under way, there */
    assert_true(row.reached == 1.0);
    scene_end(&s);
}

/* The patrol ship a quarter of an hour away comes before the cutter an hour away, whatever its
 * flag, with the margin said; the region is British, and it has to be asked for. */
static void near_patrol_ship_before_far_cutter(void **state) {
    (void)state;
    scene s = scene_of(1500.0, (cw_xy){0.5, 0.2});
    cw_position ring[4] = {{50.0, 0.0}, {52.0, 0.0}, {52.0, 3.0}, {50.0, 3.0}};
    cw_zone *zone = cw_zone_create("Dover", ring, 4, s.plane, NULL);
    cw_agreement_rule rule = {
        .nation = "France", .zone = 0, .allowed = true, .on_request = true, .delay_s = 600.0};
    cw_agreement agreement = {.rule_count = 1, .rules = &rule, .zone_count = 1, .zones = &zone};
    const char *nations[] = {"UK"};
    s.problem.agreement = &agreement;
    s.problem.nations = nations;
    double speed = cw_knots_to_mps(18.0);
    cw_helper helpers[2] = {helper_at(&s, -3600.0 * speed, 0.0, speed),
                            helper_at(&s, 900.0 * speed, 0.0, speed)};
    strcpy(helpers[0].nation, "UK");
    cw_near ranked[2];
    assert_true(cw_near_rank(&s.problem, helpers, 2, ranked, NULL));
    assert_int_equal(ranked[0].helper, 1);
    assert_true(fabs(ranked[0].minutes[1] - 15.0) < 3.0);
    assert_true(ranked[0].margin_minutes > 40.0 && ranked[0].margin_minutes < 55.0);
    assert_int_equal(ranked[0].entry, CW_ENTRY_ASK);
    assert_true(ranked[0].ask_minutes == 10.0);
    assert_int_equal(ranked[1].entry, CW_ENTRY_FREE); /* its own region */
    helpers[1].kind = CW_HELPER_FISHING;              /* nobody's leave is needed */
    assert_true(cw_near_rank(&s.problem, helpers, 2, ranked, NULL));
    assert_int_equal(ranked[0].entry, CW_ENTRY_FREE);
    cw_zone_destroy(zone);
    scene_end(&s);
}

static cw_landmask *wall(void) { /* a wall of land, 1 km thick, 20 km long, across the way */
    cw_landmask *m = calloc(1, sizeof *m);
    *m = (cw_landmask){.x0_m = -20000.0,
                       .y0_m = -20000.0,
                       .cell_m = 250.0,
                       .columns = 160,
                       .rows = 160,
                       .words_per_row = 5};
    m->bits = cw_alloc_array(m->rows * m->words_per_row, sizeof *m->bits);
    for (size_t r = 40; r < 120; r++) {
        for (size_t c = 58; c < 62; c++) m->bits[r * 5 + c / 32] |= 1U << (c % 32);
    }
    return m;
}

static void goes_round_land(void **state) {
    (void)state;
    scene s = scene_of(0.0, (cw_xy){0.0, 0.0});
    cw_landmask *mask = wall();
    s.problem.mask = mask;
    cw_helper helpers[2] = {helper_at(&s, -10000.0, 0.0, 10.0), helper_at(&s, -10000.0, 0.0, 10.0)};
    helpers[1].kind = CW_HELPER_AIRCRAFT;
    cw_near ranked[2];
    assert_true(cw_near_rank(&s.problem, helpers, 2, ranked, NULL));
    assert_int_equal(ranked[0].helper, 1); /* it flies over */
    assert_false(ranked[0].round_land);
    assert_true(fabs(ranked[0].minutes[1] - 1000.0 / 60.0) < 0.05);
    assert_true(ranked[1].round_land);
    /* The wall spans x -5.5 to -4.5 km, y -10 to 10 km: round a corner it is */
    double round = hypot(4500.0, 10000.0) + 1000.0 + hypot(4500.0, 10000.0);
    double found = ranked[1].minutes[1] * 60.0 * 10.0;
    /* 2.8 % of 16 directions, and a cell at both ends and both corners */
    assert_true(found > round - 500.0 && found < 1.028 * round + 1000.0);
    cw_landmask_destroy(mask);
    scene_end(&s);
}

/* Too slow for what drifts away, out of endurance, or gone before: told as never. */
static void some_never_come(void **state) {
    (void)state;
    scene s = scene_of(0.0, (cw_xy){1.0, 0.0});
    cw_helper helpers[3] = {helper_at(&s, -9000.0, 0.0, 0.9), helper_at(&s, -9000.0, 0.0, 10.0),
                            helper_at(&s, -9000.0, 0.0, 10.0)};
    helpers[1].endurance_s = 900.0;
    helpers[2].until = CLOUD_NOON + 15 * CW_MINUTE_MS;
    cw_near ranked[3];
    assert_true(cw_near_rank(&s.problem, helpers, 3, ranked, NULL));
    for (int i = 0; i < 3; i++) {
        assert_true(isinf(ranked[i].minutes[1]));
        assert_true(ranked[i].reached == 0.0);
    }
    s.problem.now = CLOUD_NOON + 48 * CW_HOUR_MS;
    cw_error err = {0};
    assert_false(cw_near_rank(&s.problem, helpers, 3, ranked, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    scene_end(&s);
}

static void flags_and_vessels(void **state) {
    (void)state;
    char text[CW_NATION_TEXT];
    assert_string_equal(cw_mmsi_nation(227000001, text), "France");
    assert_string_equal(cw_mmsi_nation(235000001, text), "UK");
    assert_string_equal(cw_mmsi_nation(111232501, text), "UK");     /* a helicopter */
    assert_string_equal(cw_mmsi_nation(982270001, text), "France"); /* a ship's boat */
    assert_string_equal(cw_mmsi_nation(2320001, text), "UK");       /* a coast station */
    assert_string_equal(cw_mmsi_nation(992351000, text), "UK");     /* an aid to navigation */
    assert_string_equal(cw_mmsi_nation(538000001, text), "Marshall Islands");
    assert_string_equal(cw_mmsi_nation(201000001, text), "Albania"); /* the table's first, last */
    assert_string_equal(cw_mmsi_nation(775999999, text), "Venezuela");
    assert_string_equal(cw_mmsi_nation(217000001, text), ""); /* not assigned */
    assert_string_equal(cw_mmsi_nation(970011234, text), ""); /* a beacon */
    assert_string_equal(cw_mmsi_nation(0, text), "");
    assert_string_equal(cw_nation_in(CW_FRENCH, "Marshall Islands", text), "Îles Marshall");
    assert_string_equal(cw_nation_in(CW_FRENCH, "uk", text), "Royaume-Uni");
    assert_string_equal(cw_nation_in(CW_ENGLISH, "UK", text), "UK");
    assert_string_equal(cw_nation_in(CW_FRENCH, "Atlantis", text), "Atlantis");
    size_t assigned = 0; /* as many as ITU's table has */
    for (uint32_t mid = 200; mid < 800; mid++)
        assigned += cw_mmsi_nation(mid * 1000000, text)[0] != '\0';
    assert_int_equal(assigned, 292);
    assert_string_equal(cw_mmsi_nation(999999999, text), "");
    cw_plane *plane = cw_plane_create(CLOUD_MIDDLE, NULL);
    cw_track *track = cloud_vessel(plane, 244000001, (cw_xy){0.0, 0.0}, 90.0, 8.0, -600, 0);
    cw_helper h;
    assert_true(cw_helper_of_track(track, CLOUD_NOON, &h));
    assert_int_equal(h.kind, CW_HELPER_CARGO);
    assert_string_equal(h.nation, "Netherlands");
    assert_true(fabs(h.speed_mps - 8.0) < 0.1); /* faster than the table's 12 knots */
    assert_true(cw_helper_of_track(track, CLOUD_NOON + 30 * CW_MINUTE_MS, &h));
    assert_true(fabs(h.age_s - 1800.0) < 0.5);
    assert_false(cw_helper_of_track(track, CLOUD_NOON + 2 * CW_HOUR_MS, &h));
    assert_false(cw_helper_of_track(track, CLOUD_NOON - CW_HOUR_MS, &h));
    cw_track_destroy(track);
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(meets_a_moving_target),
                                       cmocka_unit_test(median_and_mean_of_a_cloud),
                                       cmocka_unit_test(near_patrol_ship_before_far_cutter),
                                       cmocka_unit_test(goes_round_land),
                                       cmocka_unit_test(some_never_come),
                                       cmocka_unit_test(flags_and_vessels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
