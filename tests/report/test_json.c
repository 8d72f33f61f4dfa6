/* SPDX-License-Identifier: Apache-2.0 */
/* plan.json parsed and laid beside the plan. Numbers have 12 significant digits. */
#include "worked.h"

#include <jansson.h>

static const double PARTS = 1e-11; /* relative: half a unit of the twelfth digit, doubled */

static worked w;
static json_t *root;

static json_t *parse(const cw_result *result) {
    cw_text text = {0};
    cw_error err = {0};
    json_error_t error;
    if (!cw_report_json_text(result, &text, &err)) fail_msg("%s", err.message);
    json_t *parsed = json_loads(text.data, JSON_REJECT_DUPLICATES, &error);
    if (parsed == NULL) fail_msg("line %d: %s", error.line, error.text);
    cw_text_free(&text);
    return parsed;
}

static int set_up(void **state) {
    (void)state;
    w = worked_case("dover-2021-11-24.yaml", 300, true);
    root = parse(&w.result);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    json_decref(root);
    worked_free(&w);
    return 0;
}

/* ---- helpers: a path such as "plan/tasks/0/poc" ---- */

static json_t *at(json_t *from, const char *path) {
    char copy[256], *save = NULL;
    json_t *now = from;
    snprintf(copy, sizeof copy, "%s", path);
    for (char *part = strtok_r(copy, "/", &save); part != NULL; part = strtok_r(NULL, "/", &save)) {
        now = json_is_array(now) ? json_array_get(now, strtoul(part, NULL, 10))
                                 : json_object_get(now, part);
        if (now == NULL) fail_msg("plan.json has no %s", path);
    }
    return now;
}

static void expect_number(json_t *from, const char *path, double want) {
    json_t *value = at(from, path);
    assert_true(json_is_number(value));
    assert_close(json_number_value(value), want, PARTS * fabs(want) + 1e-300);
}

static void expect_time(json_t *from, const char *path, cw_time want) {
    cw_time time = 0;
    cw_error err = {0};
    json_t *value = at(from, path);
    assert_true(json_is_string(value));
    assert_true(cw_time_parse(json_string_value(value), &time, &err));
    assert_int_equal(time, want);
}

static void expect_place(json_t *from, const char *path, cw_xy want) {
    cw_position p = cw_plane_inverse(w.run->scene->plane, want);
    json_t *place = path[0] != '\0' ? at(from, path) : from;
    expect_number(place, "lat_deg", p.lat_deg);
    expect_number(place, "lon_deg", p.lon_deg);
}

/* ---- tests ---- */

static void test_case(void **state) {
    (void)state;
    assert_string_equal(json_string_value(at(root, "crosswatch")), CW_VERSION);
    assert_string_equal(json_string_value(at(root, "case/name")), w.c->name);
    assert_int_equal(json_integer_value(at(root, "case/seed")), w.c->seed);
    expect_time(root, "case/search_from", w.c->search_from);
    assert_int_equal(json_array_size(at(root, "case/statements")), w.c->statement_count);
    assert_int_equal(json_array_size(at(root, "case/units")), w.c->unit_count);
    double weights = 0.0, shares = 0.0;
    for (size_t i = 0; i < w.c->hypothesis_count; i++)
        weights += json_number_value(
            json_object_get(json_array_get(at(root, "case/hypotheses"), i), "weight"));
    for (size_t i = 0; i < w.c->object_count; i++)
        shares += json_number_value(
            json_object_get(json_array_get(at(root, "case/objects"), i), "share"));
    assert_close(weights, 1.0, 1e-9);
    assert_close(shares, 1.0, 1e-9);
    assert_string_equal(json_string_value(at(root, "case/objects/0/becomes")),
                        "persons in the water");
    assert_true(json_is_true(at(root, "case/objects/2/person_in_water")));
    assert_true(json_is_false(at(root, "case/objects/1/person_in_water")));
}

static void test_where(void **state) {
    (void)state;
    assert_int_equal(json_array_size(at(root, "where")), w.run->where_count);
    for (size_t k = 0; k < w.run->where_count; k++) {
        const cw_where *where = &w.run->where[k];
        json_t *one = json_array_get(at(root, "where"), k);
        expect_time(one, "time", where->time);
        expect_place(one, "datum", where->datum.mean);
        expect_number(one, "probable_error_nm", where->datum.probable_error_m / 1852.0);
        expect_number(one, "region_share/Dover", where->zone_share[0]);
        expect_number(one, "region_share/Gris-Nez", where->zone_share[1]);
        expect_number(one, "border_share", where->border_share);
        expect_number(one, "containment/90/area_nm2", where->map->area_m2[1] / 1852.0 / 1852.0);
    }
}

static void expect_task(json_t *one, const cw_task *task) {
    const cw_unit *unit = &w.c->units[task->unit];
    assert_string_equal(json_string_value(at(one, "unit")), unit->name);
    assert_int_equal(json_is_true(at(one, "assigned")), task->assigned);
    expect_number(one, "pos_alone", task->pos_alone);
    expect_number(one, "pos_gain", task->pos_gain);
    for (size_t o = 0; o < w.c->object_count; o++) {
        json_t *width = json_array_get(at(one, "sweep_widths"), o);
        expect_number(width, "sweep_width_nm", task->sweep_width_m[o] / 1852.0);
        expect_number(width, "sweep_width_nm", /* the product of the factors, as printed */
                      json_number_value(at(width, "uncorrected_nm")) * task->sweep[o].weather_factor
                          * task->sweep[o].speed_factor * task->sweep[o].fatigue_factor
                          * task->sweep[o].flotation_factor * task->sweep[o].other_factor);
    }
    if (!task->assigned) return;
    assert_string_equal(json_string_value(at(one, "pattern")),
                        cw_pattern_code(task->pattern.spec.kind));
    expect_time(one, "on_scene", task->on_scene);
    expect_time(one, "off_scene", task->off_scene);
    expect_time(one, "back", task->back);
    expect_number(one, "poc", task->poc);
    assert_int_equal(json_array_size(at(one, "points")), task->pattern.count);
    for (size_t k = 0; k < task->pattern.count; k++) {
        json_t *point = json_array_get(at(one, "points"), k);
        expect_place(point, "", task->pattern.points[k].at);
        expect_time(point, "time", task->pattern.points[k].time);
    }
}

static void test_plan(void **state) {
    (void)state;
    const cw_plan *plan = w.run->plan;
    expect_number(root, "plan/pos", plan->pos);
    expect_number(root, "plan/pos_std_error", plan->pos_std_error);
    expect_number(root, "plan/bound/pos_at_most", plan->bound.upper);
    expect_number(root, "plan/bound/std_error", plan->bound.std_error);
    expect_number(root, "plan/bound/gap", plan->bound.upper - plan->pos);
    expect_number(root, "plan/bound/share_reached", plan->pos / plan->bound.upper);
    assert_string_equal(json_string_value(at(root, "plan/bound/law")),
                        cw_detection_law_name(plan->bound.law));
    assert_true(json_is_null(at(root, "worksheet/plan/bound")));
    assert_int_equal(json_array_size(at(root, "plan/tasks")), plan->task_count);
    for (size_t i = 0; i < plan->task_count; i++)
        expect_task(json_array_get(at(root, "plan/tasks"), i), &plan->tasks[i]);
}

/* Each first point is the commence search point, and the area's corners have its centre. */
static void test_areas_agree_with_points(void **state) {
    (void)state;
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        if (!w.run->plan->tasks[i].assigned) continue;
        json_t *one = json_array_get(at(root, "plan/tasks"), i);
        expect_place(one, "commence_search_point", w.run->plan->tasks[i].pattern.points[0].at);
        expect_place(one, "area/centre", w.run->plan->tasks[i].pattern.spec.centre);
        double lat = 0.0, lon = 0.0;
        for (size_t k = 0; k < 4; k++) {
            json_t *corner = json_array_get(at(one, "area/corners"), k);
            lat += 0.25 * json_number_value(at(corner, "lat_deg"));
            lon += 0.25 * json_number_value(at(corner, "lon_deg"));
        }
        /* The mean of four corners 10 km off differs from the centre by the curvature: 2e-4. */
        assert_close(lat, json_number_value(at(one, "area/centre/lat_deg")), 2e-4);
        assert_close(lon, json_number_value(at(one, "area/centre/lon_deg")), 2e-4);
    }
}

/* The minute in which it dawns there that morning (civil dawn, 06:47 UTC:
 * declination -20.5, equation of time +13.2 min, at 51.2 N 1.6 E the sun stands at -6.0). */
static cw_time dawn_at(cw_position place) {
    cw_time t = cw_time_from_civil(2021, 11, 24, 6, 0, 0);
    while (!cw_sun_is_daylight(place, t)) t += 60 * CW_SECOND_MS;
    return t;
}

/* Darkness lasts until civil dawn: the coverage of a unit that is on scene before and after lies
 * between the night's and the day's. */
static void test_coverage_counts_darkness(void **state) {
    (void)state;
    size_t mixed = 0, told = 0, commonest = 0;
    for (size_t o = 1; o < w.c->object_count; o++) {
        if (w.run->plan->share_by_object[o] > w.run->plan->share_by_object[commonest])
            commonest = o;
    }
    for (size_t i = 0; i < w.run->plan->task_count; i++) {
        const cw_task *task = &w.run->plan->tasks[i];
        cw_time dawn = dawn_at(w.run->scene->datum);
        if (!task->assigned || task->on_scene > dawn || task->off_scene < dawn) continue;
        if (task->pattern.spec.kind == CW_SECTOR) continue; /* its area is a circle's */
        json_t *one = json_array_get(at(root, "plan/tasks"), i);
        double all = (double)(task->off_scene - task->on_scene);
        double got = json_number_value(at(one, "coverage")),
               night = w.c->units[task->unit].night_factor;
        double day = task->sweep_width_m[commonest] / 1852.0
                     * json_number_value(at(one, "track_nm"))
                     / json_number_value(at(one, "area/length_nm"))
                     / json_number_value(at(one, "area/width_nm"));
        double dark = (double)(dawn - task->on_scene) / all;
        /* Two turns, which take time but no track, and the minute of dawn. */
        double off = (2e3 * w.c->units[task->unit].turn_s + 60e3) / all * (1.0 - night);
        assert_close(got / day, 1.0 - dark * (1.0 - night), off);
        double lost = dark * (1.0 - night);
        told += off < lost * (1.0 - lost); /* counted twice would be seen */
        mixed++;
    }
    assert_true(mixed >= 3 && told >= 1);
}

/* Earliest arrival over both fleets, line or no line (R5): by hand from distances. */
static void test_arrivals(void **state) {
    (void)state;
    json_t *list = at(root, "plan/earliest_at_datum");
    assert_int_equal(json_array_size(list), w.c->unit_count);
    cw_position datum = cw_plane_inverse(w.run->scene->plane, w.run->where[0].datum.mean);
    cw_time before = 0;
    for (size_t i = 0; i < w.c->unit_count; i++) {
        json_t *one = json_array_get(list, i);
        size_t u = 0;
        while (strcmp(w.c->units[u].name, json_string_value(at(one, "unit"))) != 0) u++;
        double metres, azimuth;
        cw_geodesic_inverse(w.c->units[u].at, datum, &metres, &azimuth);
        cw_time want =
            w.c->search_from
            + llround(1000.0
                      * (w.c->units[u].readiness_s + metres / w.c->units[u].transit_speed_mps));
        expect_time(one, "at", want);
        assert_true(want >= before);
        before = want;
    }
    /* The French ship near by comes before the British lifeboat at Dover. */
    assert_string_not_equal(json_string_value(at(list, "0/unit")), "RNLI Dover");
}

/* Low water at Dover was at 08:30 and high water at 01:20; published accounts put the turn of the
 * stream at about 06:00. */
static void test_stream_turns(void **state) {
    (void)state;
    json_t *turns = at(root, "surroundings/current_at_datum/turns");
    cw_time time = 0;
    cw_error err = {0};
    assert_int_equal(json_array_size(turns), 1);
    assert_true(cw_time_parse(json_string_value(json_array_get(turns, 0)), &time, &err));
    assert_true(time > cw_time_from_civil(2021, 11, 24, 5, 30, 0));
    assert_true(time < cw_time_from_civil(2021, 11, 24, 6, 40, 0));
    double before =
        json_number_value(at(root, "surroundings/current_at_datum/towards_at_start_deg"));
    double after = json_number_value(at(root, "surroundings/current_at_datum/towards_at_end_deg"));
    assert_close(before, 45.0, 20.0); /* up the strait, to the north-east */
    assert_close(after, 225.0, 20.0);
}

static void test_same_for_each_language_and_call(void **state) {
    (void)state;
    cw_result french = cw_run_result(w.run, CW_FRENCH);
    json_t *again = parse(&french);
    assert_true(json_equal(root, again));
    json_decref(again);
}

static void test_where_alone(void **state) {
    (void)state;
    worked other = worked_case("constant.yaml", 100, false);
    json_t *parsed = parse(&other.result);
    assert_null(json_object_get(parsed, "plan"));
    assert_null(json_object_get(parsed, "worksheet"));
    assert_int_equal(json_array_size(at(parsed, "surroundings/current_at_datum/turns")), 0);
    /* The case's own words: 1 kn towards 45 degrees, everywhere and always. */
    assert_close(
        json_number_value(at(parsed, "surroundings/current_at_datum/speed_at_start_knots")), 1.0,
        1e-3); /* float32 forcing and the plane's scale 70 km off */
    assert_close(json_number_value(at(parsed, "surroundings/current_at_datum/towards_at_end_deg")),
                 45.0, 0.1);
    json_decref(parsed);
    worked_free(&other);
}

/* ---- survival ---- */

static void test_found_alive(void **state) {
    (void)state;
    const cw_alive *alive = w.run->alive;
    const cw_alive_step *end = &alive->steps[alive->step_count - 1];
    assert_string_equal(json_string_value(at(root, "found_alive/unit")), "people");
    expect_number(root, "found_alive/in_all", alive->people);
    expect_number(root, "found_alive/expected_found_alive/low", end->found_alive[CW_BAND_LOW]);
    expect_number(root, "found_alive/expected_found_alive/high", end->found_alive[CW_BAND_HIGH]);
    expect_number(root, "found_alive/expected_alive_not_found/middle",
                  end->alive_not_found[CW_BAND_MIDDLE]);
    expect_time(root, "found_alive/in_water_since_mean", alive->immersed_from);
    /* The swamped boat, in part, and the persons in the water; 12.5 degrees: sqrt(2 h * 6 h). */
    assert_int_equal(json_array_size(at(root, "found_alive/models")), 2);
    assert_string_equal(json_string_value(at(root, "found_alive/models/0/immersion")), "part");
    expect_number(root, "found_alive/models/1/golden/half_alive_h", sqrt(12.0));
    expect_number(root, "found_alive/models/1/hayward/half_alive_h", (15.0 + 7.2 / 0.036) / 60.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_found_alive),
                                       cmocka_unit_test(test_case),
                                       cmocka_unit_test(test_where),
                                       cmocka_unit_test(test_plan),
                                       cmocka_unit_test(test_areas_agree_with_points),
                                       cmocka_unit_test(test_coverage_counts_darkness),
                                       cmocka_unit_test(test_arrivals),
                                       cmocka_unit_test(test_stream_turns),
                                       cmocka_unit_test(test_same_for_each_language_and_call),
                                       cmocka_unit_test(test_where_alone)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
