/* SPDX-License-Identifier: Apache-2.0 */
/* What an edit of a plan is: what a plan.json leaves out is found again from the points, and of the
 * tasks on a screen only those that differ are edits. */
#include "support.h"

#include <crosswatch/case.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char small_case[] =
    "case: Small\n"
    "hypotheses:\n"
    "  - name: Reported\n"
    "    adrift: {from: 2024-06-01T10:00Z, to: 2024-06-01T10:30Z}\n"
    "    point: {position: 48°30.0'N 008°00.0'W, radius: 1 nm}\n"
    "objects: [{name: person, leeway: PIW-1, sweep: Person in Water}]\n"
    "environment:\n"
    "  current: {sources: [{constant: {toward: 45 deg, speed: 1 kn}}]}\n"
    "  wind: {sources: [{constant: {from: 225 deg, speed: 10 kn}}]}\n"
    "  visibility: 10 nm\n"
    "  wave_height: 0.5 m\n"
    "coast: none\n"
    "search: {from: 2024-06-01T12:00Z, to: 2024-06-01T16:00Z}\n"
    "units:\n"
    "  - {name: First, nation: UK, kind: lifeboat, at: 48°40.0'N 007°40.0'W, transit_speed: 25 "
    "kn,\n"
    "     search_speed: 12 kn, search_height: 14 ft, endurance: 10 h}\n"
    "  - {name: Second, nation: UK, kind: lifeboat, at: 48°40.0'N 007°40.0'W, transit_speed: 25 "
    "kn,\n"
    "     search_speed: 12 kn, search_height: 14 ft, endurance: 10 h}\n";

/* ---- what a plan leaves out ----------------------------------------------------------------- */

static const cw_time NOON = INT64_C(1717243200000); /* 2024-06-01T12:00:00Z */

/* A pattern as it would be read from a file: drawn by `spec`, timed, cut where the time ends,
 * carried along by the water or not, and then without corner and repeats. */
static cw_pattern as_read(cw_pattern_spec spec, bool moves) {
    cw_pattern p;
    cw_error err = {0};
    if (!cw_pattern_create(&spec, &p, &err)) fail_msg("%s", err.message);
    (void)cw_pattern_time(&p, NOON, NOON + CW_HOUR_MS, 6.0, 20.0);
    if (moves) {
        p.drift = cw_alloc_array(2, sizeof *p.drift);
        assert_non_null(p.drift);
        p.drift_count = 2;
        p.drift[0] = (cw_waypoint){{300.0, -200.0}, NOON};
        p.drift[1] = (cw_waypoint){{900.0, -600.0}, NOON + CW_HOUR_MS};
        for (size_t i = 0; i < p.count; i++) {
            cw_xy shift = cw_pattern_shift(&p, p.points[i].time);
            p.points[i].at.x_m += shift.x_m;
            p.points[i].at.y_m += shift.y_m;
        }
    }
    p.spec.start_corner = 0;
    p.spec.repeats = 1;
    return p;
}

static void expect_inferred(cw_pattern_spec spec, bool moves) {
    cw_task task = {.assigned = true, .pattern = as_read(spec, moves)};
    cw_plan one = {.tasks = &task, .task_count = 1};
    cw_plan_infer(&one);
    assert_int_equal(task.pattern.spec.start_corner, spec.start_corner);
    assert_int_equal(task.pattern.spec.repeats, spec.repeats);
    cw_pattern_free(&task.pattern);
}

static void test_infer(void **state) {
    (void)state;
    cw_pattern_spec spec = {.centre = {1000.0, -4000.0},
                            .length_m = 6000.0,
                            .width_m = 4000.0,
                            .axis_deg = 33.0,
                            .spacing_m = 500.0,
                            .repeats = 1};
    for (int moves = 0; moves < 2; moves++) {
        for (spec.start_corner = 0; spec.start_corner < 4; spec.start_corner++) {
            spec.kind = CW_PARALLEL_SWEEP;
            expect_inferred(spec, moves);
            spec.kind = CW_CREEPING_LINE;
            expect_inferred(spec, moves);
        }
        spec.start_corner = 0;
        spec.kind = CW_EXPANDING_SQUARE;
        expect_inferred(spec, moves);
    }
    /* Of a sector search both turns fit into the hour: 18 legs of 500 m at 6 m/s and the turns. */
    spec.kind = CW_SECTOR;
    spec.length_m = spec.width_m = 500.0;
    for (spec.repeats = 1; spec.repeats <= 2; spec.repeats++) expect_inferred(spec, false);
}

/* ---- what is an edit ------------------------------------------------------------------------ */

static cw_case *c;
static cw_scene *scene;
static cw_plan *plan;
static cw_time starts[2];

#define AREA                                                                             \
    "\"area\": {\"centre\": {\"lat_deg\": 48.5, \"lon_deg\": -8.0}, \"length_nm\": 4.0," \
    "\"width_nm\": 2.0, \"axis_deg\": 90.0}"
#define TASK                                                                                     \
    "{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"PS\", " AREA                       \
    ", \"track_spacing_nm\": 0.5, \"on_scene\": \"2024-06-01T12:30:00Z\","                       \
    "\"under_way\": \"2024-06-01T12:00:00Z\", \"back\": \"2024-06-01T16:00:00Z\","               \
    "\"points\": [{\"lat_deg\": 48.49, \"lon_deg\": -8.04, \"time\": \"2024-06-01T12:30:00Z\"}," \
    "{\"lat_deg\": 48.49, \"lon_deg\": -7.96, \"time\": \"2024-06-01T13:00:00Z\"}]}"

static cw_plan_edits parsed(const char *text) {
    cw_plan_edits edits;
    cw_error err = {0};
    if (!cw_plan_edits_parse(scene, plan, starts, text, strlen(text), "the edit", &edits, &err))
        fail_msg("%s", err.message);
    return edits;
}

static void expect_count(const char *task, size_t count) {
    char text[1024];
    snprintf(text, sizeof text, "{\"tasks\": [%s]}", task);
    cw_plan_edits edits = parsed(text);
    assert_int_equal(edits.count, count);
    cw_plan_edits_free(&edits);
}

static void test_differences(void **state) {
    (void)state;
    expect_count(TASK, 0);
    expect_count("{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"PS\", " AREA
                 ", \"track_spacing_nm\": 0.5, \"on_scene\": \"2024-06-01T12:30:00.4Z\"}",
                 0); /* rounded */
    expect_count("{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"CS\", " AREA
                 ", \"track_spacing_nm\": 0.5}",
                 1);
    expect_count("{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"PS\", " AREA
                 ", \"track_spacing_nm\": 0.6}",
                 1);
    expect_count("{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"PS\", " AREA
                 ", \"track_spacing_nm\": 0.5, \"on_scene\": \"2024-06-01T12:35:00Z\"}",
                 1);
    expect_count("{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"PS\", " AREA
                 ", \"track_spacing_nm\": 0.5, \"moves_with_the_water\": true}",
                 1);
    expect_count("{\"unit\": \"First\", \"assigned\": false}", 1); /* taken out */
    /* The unit that has nothing yet: not assigned is no edit, an area is one. */
    expect_count("{\"unit\": \"Second\", \"assigned\": false}", 0);
    expect_count("{\"unit\": \"Second\", \"assigned\": true, \"pattern\": \"VS\", " AREA
                 ", \"track_spacing_nm\": 0.5}",
                 1);
}

static void test_fields(void **state) {
    (void)state;
    cw_plan_edits edits = parsed("{\"undo\": true, \"id\": 12}");
    assert_true(edits.undo && edits.count == 0 && edits.id == 12 && !edits.alive);
    cw_plan_edits_free(&edits);
    edits = parsed("{\"tasks\": [], \"id\": -4, \"alive\": true}");
    assert_true(!edits.undo && edits.id == -1 && edits.alive);
    cw_plan_edits_free(&edits);
    starts[0] = NOON + 10 * CW_MINUTE_MS; /* asked for before */
    edits =
        parsed("{\"tasks\": [{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"CS\", " AREA
               ", \"track_spacing_nm\": 0.5}]}");
    assert_int_equal(edits.edits[0].start, NOON + 10 * CW_MINUTE_MS);
    cw_plan_edits_free(&edits);
    edits =
        parsed("{\"tasks\": [{\"unit\": \"First\", \"assigned\": true, \"pattern\": \"PS\", " AREA
               ", \"track_spacing_nm\": 0.5, \"start\": null}]}");
    assert_int_equal(edits.count, 1); /* nothing else differs */
    assert_int_equal(edits.edits[0].start, 0);
    cw_plan_edits_free(&edits);
    starts[0] = 0;
}

static int set_up(void **state) {
    static const char PLAN[] =
        "{\"case\": {\"name\": \"Small\"}, \"plan\": {\"tasks\": [" TASK "]}}";
    cw_error err = {0};
    (void)state;
    c = cw_case_parse(small_case, sizeof small_case - 1, "case.yaml", "", &err);
    if (c != NULL) scene = cw_scene_create(c, NULL, 1, NULL, NULL, &err);
    if (scene != NULL) plan = cw_plan_file_parse(scene, PLAN, sizeof PLAN - 1, "plan.json", &err);
    if (plan == NULL) fail_msg("%s", err.message);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    cw_plan_destroy(plan);
    cw_scene_destroy(scene);
    cw_case_destroy(c);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_infer),
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
