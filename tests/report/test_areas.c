/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A unit with four areas in three sorties, one of which moves with the water: what plan.json,
 * plan.geojson and the page say of it, laid beside a plan made by hand; and plan.json read back.
 */
#include "worked.h"

#include <gdal.h>
#include <jansson.h>
#include <ogr_api.h>

enum { AREAS = 4 };
static const double drift_mps = 0.5; /* east */
/* Of the plane against the geodesic over some kilometres about its centre: 1e-6; of places kept to
 * seven decimals of a degree: 0.01 m. */
static const double degrees = 2e-7;

static worked w;
static cw_plan plan;
static cw_task tasks[AREAS + 1];
static cw_waypoint drift[2];
static json_t *root;
static char directory[1024];

static cw_time minutes(double after) {
    return w.c->search_from + llround(after * 60e3);
}

/* Lies `east_m` east of the first, and is searched for 20 minutes or more. */
static void lay(size_t area, size_t sortie, double under_way, double on_scene, double back) {
    cw_error err = {0};
    cw_task *task = &tasks[area];
    cw_pattern_spec spec = {.kind = CW_PARALLEL_SWEEP,
                            .centre = {3000.0 * (double)area, 0.0},
                            .length_m = 4000.0,
                            .width_m = 1600.0,
                            .spacing_m = 800.0};
    *task = (cw_task){.area = area, .areas = AREAS, .sortie = sortie, .assigned = true};
    if (!cw_pattern_create(&spec, &task->pattern, &err)) fail_msg("%s", err.message);
    cw_pattern_time(&task->pattern, minutes(on_scene), INT64_MAX / 4, 8.0, 0.0);
    task->under_way = minutes(under_way);
    task->on_scene = task->pattern.points[0].time;
    task->off_scene = task->pattern.points[task->pattern.count - 1].time;
    task->back = back > 0.0 ? minutes(back) : task->off_scene;
}

static void set_moving(cw_task *task) {
    double way_m = drift_mps * (double)(task->off_scene - task->on_scene) / 1000.0;
    drift[0] = (cw_waypoint){{0.0, 0.0}, task->on_scene};
    drift[1] = (cw_waypoint){{way_m, 0.0}, task->off_scene};
    for (size_t k = 0; k < task->pattern.count; k++) {
        cw_waypoint *p = &task->pattern.points[k];
        p->at.x_m += drift_mps * (double)(p->time - task->on_scene) / 1000.0;
    }
    task->pattern.drift = drift;
    task->pattern.drift_count = 2;
}

static json_t *parse(const cw_result *result) {
    cw_text text = {0};
    cw_error err = {0};
    if (!cw_report_json_text(result, &text, &err)) fail_msg("%s", err.message);
    json_t *parsed = json_loads(text.data, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(parsed);
    cw_text_free(&text);
    return parsed;
}

static int set_up(void **state) {
    (void)state;
    cw_error err = {0};
    GDALAllRegister();
    w = worked_case("constant.yaml", 300, true);
    lay(0, 0, 5, 20, 0);
    lay(1, 0, 48, 50, 90);
    lay(2, 1, 120, 130, 170);
    lay(3, 2, 200, 210, 250);
    set_moving(&tasks[0]);
    tasks[AREAS] = (cw_task){.unit = 1, .binding = CW_BOUND_EXCLUDED};
    plan = (cw_plan){.tasks = tasks, .task_count = AREAS + 1};
    cw_plan_problem problem = cw_scene_problem(w.run->scene, w.run->tracks, w.run->fresh, 1);
    if (!cw_plan_widths(&problem, &plan, &err)) fail_msg("%s", err.message);
    w.result.plan = &plan;
    root = parse(&w.result);
    support_directory(directory);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    json_decref(root);
    tasks[0].pattern.drift = NULL;
    for (size_t i = 0; i < AREAS; i++) cw_pattern_free(&tasks[i].pattern);
    support_remove(directory);
    worked_free(&w);
    return 0;
}

/* ---- plan.json ---- */

static const json_t *task_json(size_t i) {
    return json_array_get(json_object_get(json_object_get(root, "plan"), "tasks"), i);
}

static json_int_t whole(const json_t *task, const char *name) {
    const json_t *value = json_object_get(task, name);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static double number(const json_t *task, const char *name) {
    const json_t *value = json_object_get(task, name);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void test_places_among_the_areas(void **state) {
    (void)state;
    static const char *const labels[AREAS] = {"1a", "1b", "1c", "1d"};
    static const int sorties[AREAS] = {1, 1, 2, 3};
    for (size_t i = 0; i < AREAS; i++) {
        const json_t *task = task_json(i);
        assert_string_equal(json_string_value(json_object_get(task, "label")), labels[i]);
        assert_int_equal(whole(task, "number"), 1);
        assert_int_equal(whole(task, "area_number"), i + 1);
        assert_int_equal(whole(task, "areas"), AREAS);
        assert_int_equal(whole(task, "sortie"), sorties[i]);
        assert_true(json_is_boolean(json_object_get(task, "moves_with_the_water")));
        assert_int_equal(json_is_true(json_object_get(task, "moves_with_the_water")), i == 0);
    }
    const json_t *idle = task_json(AREAS);
    assert_true(json_is_false(json_object_get(idle, "assigned")));
    assert_string_equal(json_string_value(json_object_get(idle, "bound_by")), "excluded");
    assert_null(json_object_get(idle, "label"));
}

/* Set and drift against the geodesic between where the area's centre is at first and at last. */
static void test_how_it_moves(void **state) {
    (void)state;
    const json_t *task = task_json(0), *list = json_object_get(task, "drift");
    cw_xy from = tasks[0].pattern.spec.centre, to = {from.x_m + drift[1].at.x_m, from.y_m};
    double distance_m, azimuth_deg;
    cw_geodesic_inverse(cw_plane_inverse(w.run->scene->plane, from),
                        cw_plane_inverse(w.run->scene->plane, to), &distance_m, &azimuth_deg);
    double seconds = (double)(drift[1].time - drift[0].time) / 1000.0;
    assert_close(number(task, "set_deg"), fmod(azimuth_deg + 360.0, 360.0), 0.02);
    assert_close(number(task, "drift_knots"), cw_mps_to_knots(distance_m / seconds), 1e-4);
    assert_int_equal(json_array_size(list), 2);
    for (size_t k = 0; k < 2; k++) {
        const json_t *one = json_array_get(list, k);
        cw_time time = 0;
        assert_true(
            cw_time_parse(json_string_value(json_object_get(one, "time")), &time, &(cw_error){0}));
        assert_int_equal(time, drift[k].time);
        assert_close(number(one, "x_m"), drift[k].at.x_m, 1e-6);
        assert_close(number(one, "y_m"), drift[k].at.y_m, 1e-6);
    }
    for (size_t i = 1; i < AREAS; i++) {
        assert_null(json_object_get(task_json(i), "set_deg"));
        assert_null(json_object_get(task_json(i), "drift_knots"));
        assert_null(json_object_get(task_json(i), "drift"));
    }
}

static bool breaks(const json_t *parsed, size_t task, const char *rule) {
    const json_t *all = json_object_get(json_object_get(parsed, "plan"), "tasks");
    const json_t *list = json_object_get(json_array_get(all, task), "rules_broken");
    assert_true(json_is_array(list));
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(json_string_value(json_array_get(list, i)), rule) == 0) return true;
    }
    return false;
}

/* By name, and on the page; a plan of the planner's own breaks none. */
static void test_rules_broken(void **state) {
    (void)state;
    cw_time back = tasks[3].back;
    tasks[3].back = w.c->units[0].available_to + 24 * CW_HOUR_MS;
    json_t *late = parse(&w.result);
    assert_true(breaks(late, 3, "time"));
    assert_false(breaks(late, 3, "land"));
    tasks[3].back = back;
    cw_result own = w.result;
    own.plan = w.run->plan;
    json_t *planned = parse(&own);
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        static const char *const rules[] = {"time", "agreement", "land", "separation"};
        for (size_t k = 0; k < 4 && w.run->plan->tasks[i].assigned; k++)
            assert_false(breaks(planned, i, rules[k]));
    }
    json_decref(planned);
    json_decref(late);
}

static void test_read_back(void **state) {
    (void)state;
    cw_error err = {0};
    char *text = json_dumps(root, JSON_REAL_PRECISION(12));
    cw_plan *read = cw_plan_file_parse(w.run->scene, text, strlen(text), "plan.json", &err);
    if (read == NULL) fail_msg("%s", err.message);
    assert_int_equal(read->task_count, AREAS + 1);
    for (size_t i = 0; i < AREAS; i++) {
        const cw_task *got = &read->tasks[i], *want = &tasks[i];
        assert_int_equal(got->area, want->area);
        assert_int_equal(got->areas, want->areas);
        assert_int_equal(got->sortie, want->sortie);
        assert_int_equal(got->back, want->back);
        assert_int_equal(got->pattern.drift_count, want->pattern.drift_count);
        assert_int_equal(got->pattern.count, want->pattern.count);
        for (size_t k = 0; k < want->pattern.count; k++)
            assert_close(got->pattern.points[k].at.x_m, want->pattern.points[k].at.x_m, 1e-3);
    }
    cw_plan_destroy(read);
    free(text);
}

/* ---- plan.geojson ---- */

static const char *text_of(OGRFeatureH feature, const char *field) {
    int index = OGR_F_GetFieldIndex(feature, field);
    assert_true(index >= 0);
    return OGR_F_GetFieldAsString(feature, index);
}

static cw_time time_of(OGRFeatureH feature, const char *field) {
    int year, month, day, hour, minute, zone;
    float second;
    int index = OGR_F_GetFieldIndex(feature, field);
    assert_true(OGR_F_GetFieldAsDateTimeEx(feature, index, &year, &month, &day, &hour, &minute,
                                           &second, &zone));
    return cw_time_from_civil(year, month, day, hour, minute, (double)second);
}

/* The corners that the area has at its end, in whatever order the ring has them. */
static void expect_last_place(OGRFeatureH feature) {
    static const double half[4][2] = {{-800, -2000}, {-800, 2000}, {800, 2000}, {800, -2000}};
    OGRGeometryH ring = OGR_G_GetGeometryRef(OGR_F_GetGeometryRef(feature), 0);
    assert_int_equal(OGR_G_GetPointCount(ring), 5);
    for (int c = 0; c < 4; c++) {
        cw_xy at = {half[c][0] + drift[1].at.x_m, half[c][1]};
        cw_position want = cw_plane_inverse(w.run->scene->plane, at);
        double off = 1.0;
        for (int k = 0; k < 4; k++)
            off = fmin(off, fmax(fabs(OGR_G_GetX(ring, k) - want.lon_deg),
                                 fabs(OGR_G_GetY(ring, k) - want.lat_deg)));
        assert_true(off < degrees);
    }
}

static void test_area_at_its_end(void **state) {
    (void)state;
    char path[1200];
    cw_error err = {0};
    size_t areas = 0, ends = 0;
    snprintf(path, sizeof path, "%s/plan.geojson", directory);
    if (!cw_report_geojson(&w.result, path, &err)) fail_msg("%s", err.message);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR, NULL, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    for (OGRFeatureH f; (f = OGR_L_GetNextFeature(layer)) != NULL; OGR_F_Destroy(f)) {
        if (strcmp(text_of(f, "what"), "area") == 0) {
            char label[3] = {'1', (char)('a' + (char)areas++), '\0'};
            assert_string_equal(text_of(f, "label"), label);
        }
        if (strcmp(text_of(f, "what"), "area_at_end") != 0) continue;
        ends++;
        assert_string_equal(text_of(f, "label"), "1a");
        /* OGR holds seconds in single precision. */
        assert_close((double)(time_of(f, "time") - tasks[0].off_scene), 0.0, 1.5);
        expect_last_place(f);
    }
    GDALClose(dataset);
    assert_int_equal(areas, AREAS);
    assert_int_equal(ends, 1);
}

/* ---- the page ---- */

/* When the unit is back in between, and how often: a crew has to be fed and a tank filled. */
static void test_page_says_when_it_is_back(void **state) {
    (void)state;
    char back[2][CW_TIME_TEXT], want[160];
    cw_text text = {0};
    cw_error err = {0};
    assert_true(cw_report_text(&w.result, &text, &err));
    assert_mentions(text.data, "4 areas, one after the other: under way ");
    assert_mentions(text.data, ", with 2 returns to base to refuel\n");
    for (size_t i = 1; i < 3; i++) { /* "HH:MM" of ISO 8601; whole minutes here */
        snprintf(back[0], sizeof back[0], "%.5s", cw_time_format(tasks[i].back, back[1]) + 11);
        char next[CW_TIME_TEXT];
        cw_time_format(tasks[i + 1].under_way, next);
        snprintf(want, sizeof want, "1%c  at base %s, next sortie under way %.5s",
                 (char)('b' + (char)i), back[0], next + 11);
        assert_mentions(text.data, want);
    }
    cw_text_free(&text);
    w.result.language = CW_FRENCH;
    assert_true(cw_report_text(&w.result, &text, &err));
    assert_mentions(text.data, ", avec 2 retours à la base pour le plein\n");
    assert_mentions(text.data, "1c  à la base ");
    w.result.language = CW_ENGLISH;
    cw_text_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_among_the_areas),
        cmocka_unit_test(test_how_it_moves),
        cmocka_unit_test(test_rules_broken),
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_area_at_its_end),
        cmocka_unit_test(test_page_says_when_it_is_back),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
