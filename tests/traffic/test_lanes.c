/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lanes that were made up for the test (no real scheme): two lanes, south and north,
 * with a separation zone between them; ships in all directions; files that are wrong.
 */
#include "made.h"

#include <stdio.h>
#include <string.h>

#define FEATURE(properties, ring)                                                               \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"Polygon\"," \
    "\"coordinates\":[[" ring "]]}}"
#define FILE_OF(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

/* Boxes of 0.1 by 0.1 degree, side by side from west to east. */
#define WEST   "[1.3,51.0],[1.4,51.0],[1.4,51.1],[1.3,51.1],[1.3,51.0]"
#define MIDDLE "[1.4,51.0],[1.45,51.0],[1.45,51.1],[1.4,51.1],[1.4,51.0]"
#define EAST   "[1.45,51.0],[1.55,51.0],[1.55,51.1],[1.45,51.1],[1.45,51.0]"

#define SOUTHBOUND FEATURE("\"kind\":\"lane\",\"name\":\"south\",\"direction_deg\":180", WEST)
#define BETWEEN    FEATURE("\"kind\":\"zone\",\"name\":\"middle\",\"direction_deg\":0", MIDDLE)
#define NORTHBOUND FEATURE("\"kind\":\"lane\",\"name\":\"north\",\"direction_deg\":0", EAST)

static const char SCHEME[] = FILE_OF(SOUTHBOUND "," BETWEEN "," NORTHBOUND);

static cw_lanes *load(const char *text, const cw_plane *plane, cw_error *err) {
    char directory[1024], path[1100];
    support_directory(directory);
    snprintf(path, sizeof path, "%s/lanes.geojson", directory);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    cw_lanes *lanes = cw_lanes_load(path, plane, err);
    support_remove(directory);
    return lanes;
}

static cw_ship at(double lon_deg, double course_deg) {
    cw_ship ship = made_ship(1, 0, 0, 6.0, course_deg);
    ship.at = (cw_position){51.05, lon_deg};
    return ship;
}

static const double NORTH = 1.5, ZONE = 1.42, OUTSIDE = 1.6;

typedef struct look_case {
    double lon_deg, course_deg;
    cw_lane_breach breach;
    int lane; /* -1: none */
} look_case;

static const look_case LOOKS[] = {
    {1.5, 0, CW_LANE_NONE, 2},        {1.5, 29, CW_LANE_NONE, 2},
    {1.5, 335, CW_LANE_NONE, 2},      {1.5, 45, CW_LANE_OBLIQUE, 2},
    {1.5, 75, CW_LANE_NONE, 2},       {1.5, 270, CW_LANE_NONE, 2},
    {1.5, 115, CW_LANE_OBLIQUE, 2},   {1.5, 125, CW_LANE_WRONG_WAY, 2},
    {1.5, 180, CW_LANE_WRONG_WAY, 2}, {1.35, 180, CW_LANE_NONE, 0},
    {1.35, 0, CW_LANE_WRONG_WAY, 0},  {1.42, 10, CW_LANE_IN_ZONE, 1},
    {1.42, 95, CW_LANE_NONE, 1},      {1.6, 180, CW_LANE_NONE, -1},
};

static void test_looks(void **state) {
    (void)state;
    cw_plane *plane = made_plane();
    cw_error err = {0};
    cw_lanes *lanes = load(SCHEME, plane, &err);
    if (lanes == NULL) fail_msg("%s", err.message);
    assert_int_equal(cw_lanes_count(lanes), 3);
    assert_string_equal(cw_lanes_name(lanes, 2), "north");
    for (size_t i = 0; i < sizeof LOOKS / sizeof LOOKS[0]; i++) {
        const look_case *c = &LOOKS[i];
        cw_ship ship = at(c->lon_deg, c->course_deg);
        cw_lane_finding f = cw_lanes_look(lanes, plane, &ship, CW_LANE_LIMITS);
        size_t lane = c->lane < 0 ? SIZE_MAX : (size_t)c->lane;
        if (f.breach != c->breach || f.lane != lane)
            fail_msg("%.2f, course %.0f: breach %d in lane %zd", c->lon_deg, c->course_deg,
                     (int)f.breach, (ssize_t)f.lane);
    }
    cw_lanes_destroy(lanes);
    cw_plane_destroy(plane);
}

static void test_exempt(void **state) {
    (void)state;
    cw_plane *plane = made_plane();
    cw_error err = {0};
    cw_lanes *lanes = load(SCHEME, plane, &err);
    assert_non_null(lanes);
    cw_ship slow = at(NORTH, 180), cable = at(NORTH, 180), fishing = at(ZONE, 0);
    slow.speed_mps = 0.9;
    cable.status = 3;
    fishing.status = 7;
    assert_int_equal(cw_lanes_look(lanes, plane, &slow, CW_LANE_LIMITS).breach, CW_LANE_NONE);
    assert_int_equal(cw_lanes_look(lanes, plane, &cable, CW_LANE_LIMITS).breach, CW_LANE_NONE);
    assert_int_equal(cw_lanes_look(lanes, plane, &fishing, CW_LANE_LIMITS).breach, CW_LANE_NONE);
    fishing.at.lon_deg = NORTH;
    fishing.course_deg = 180; /* allowed in the zone, not against the lane */
    assert_int_equal(cw_lanes_look(lanes, plane, &fishing, CW_LANE_LIMITS).breach,
                     CW_LANE_WRONG_WAY);
    cw_lanes_destroy(lanes);
    cw_plane_destroy(plane);
}

/* ---- over time ------------------------------------------------------------------------------ */

typedef struct watching {
    cw_plane *plane;
    cw_lanes *lanes;
    cw_lane_watch *watch;
} watching;

/* One look at one ship; the event of its notice, quiet when there is none. */
static cw_alarm_event step(const watching *w, cw_ship ship, int second) {
    cw_error err = {0};
    size_t count;
    ship.time = second * CW_SECOND_MS;
    cw_fleet *fleet = made_fleet(&ship, 1, w->plane, ship.time);
    assert_true(cw_lane_watch_update(w->watch, w->lanes, w->plane, fleet, &err));
    const cw_lane_notice *list = cw_lane_watch_list(w->watch, &count);
    cw_alarm_event event = count > 0 ? list[0].event : CW_ALARM_QUIET;
    assert_true(count <= 1);
    cw_fleet_destroy(fleet);
    return event;
}

static void test_over_time(void **state) {
    (void)state;
    cw_error err = {0};
    watching w = {.plane = made_plane()};
    w.lanes = load(SCHEME, w.plane, &err);
    w.watch = cw_lane_watch_create(CW_LANE_LIMITS, 120.0, 60.0, &err);
    assert_non_null(w.lanes);
    assert_non_null(w.watch);
    cw_ship wrong = at(NORTH, 180), right = at(NORTH, 0), outside = at(OUTSIDE, 180);
    int raised = 0, cleared = 0;
    for (int t = 0; t < 110; t += 10) raised += step(&w, wrong, t) == CW_ALARM_RAISED;
    assert_int_equal(raised, 0);
    step(&w, right, 110); /* she turns for a moment: the time begins again */
    for (int t = 120; t < 240; t += 10) raised += step(&w, wrong, t) == CW_ALARM_RAISED;
    assert_int_equal(raised, 0);
    assert_int_equal(step(&w, wrong, 240), CW_ALARM_RAISED);
    for (int t = 250; t < 500; t += 10) /* in and out at the border: it stands, and is told once */
        raised += step(&w, t / 10 % 4 == 0 ? outside : wrong, t) != CW_ALARM_QUIET;
    assert_int_equal(raised, 0);
    for (int t = 500; t < 700; t += 10) cleared += step(&w, right, t) == CW_ALARM_CLEARED;
    assert_int_equal(cleared, 1);
    cw_lane_watch_destroy(w.watch);
    cw_lanes_destroy(w.lanes);
    cw_plane_destroy(w.plane);
}

/* ---- files that are wrong ------------------------------------------------------------------- */

static const struct {
    const char *text, *says;
} BAD[] = {
    {"", "GeoJSON"},
    {"{\"type\":\"FeatureCollection\",\"features\":[]}", "holds no lane"},
    {FILE_OF(FEATURE("\"name\":\"x\"", WEST)), "\"kind\" takes lane or zone"},
    {FILE_OF(FEATURE("\"kind\":\"line\"", WEST)), "not \"line\""},
    {FILE_OF(FEATURE("\"kind\":\"lane\"", WEST)), "direction_deg"},
    {FILE_OF(FEATURE("\"kind\":\"lane\",\"direction_deg\":360", WEST)), "not \"360\""},
    {FILE_OF(FEATURE("\"kind\":\"lane\",\"direction_deg\":\"north\"", WEST)), "not \"north\""},
    {FILE_OF(FEATURE("\"kind\":\"lane\",\"direction_deg\":1", "[1,51],[1,52],[1,51]")), "points"},
    {FILE_OF(
         FEATURE("\"kind\":\"lane\",\"direction_deg\":1", "[1,51],[2,52],[2,51],[1,52],[1,51]")),
     "crosses"},
    {FILE_OF(FEATURE("\"kind\":\"lane\",\"direction_deg\":1", "[1,91],[2,91],[2,95],[1,91]")),
     "longitude and latitude"},
    {FILE_OF("{\"type\":\"Feature\",\"properties\":{\"kind\":\"lane\",\"direction_deg\":1},"
             "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,51]}}"),
     "polygon"},
};

static void test_bad_files(void **state) {
    (void)state;
    cw_plane *plane = made_plane();
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        cw_error err = {0};
        assert_null(load(BAD[i].text, plane, &err));
        assert_int_equal(err.code, CW_ERR_INPUT);
        assert_mentions(err.message, BAD[i].says);
        assert_mentions(err.message, "lanes.geojson");
    }
    cw_plane_destroy(plane);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_exempt),
        cmocka_unit_test(test_over_time),
        cmocka_unit_test(test_bad_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
