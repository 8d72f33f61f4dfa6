/* SPDX-License-Identifier: Apache-2.0 */
/* What is told to a unit, against geodesics on the ground: far from the plane's centre, where the
 * plane's north and scale differ from the true ones by far more than the tolerances. */
#include "report/derive.h"
#include "worked.h"

static const cw_position centre = {51.0, 1.5};

typedef struct made {
    cw_unit units[3];
    cw_case source;
    cw_scene scene;
    cw_result result;
} made;

static void make(made *m) {
    cw_error err = {0};
    memset(m, 0, sizeof *m);
    m->source = (cw_case){.units = m->units, .unit_count = 3, .law = CW_INVERSE_CUBE};
    m->scene.source = &m->source;
    m->scene.plane = cw_plane_create(centre, &err);
    m->result.scene = &m->scene;
}

static cw_task make_task(cw_pattern_kind kind, cw_xy at, double axis_deg, cw_waypoint *points) {
    cw_task task = {.assigned = true};
    task.pattern = (cw_pattern){.spec = {.kind = kind,
                                         .centre = at,
                                         .length_m = 12000.0,
                                         .width_m = 5000.0,
                                         .axis_deg = axis_deg,
                                         .spacing_m = 500.0,
                                         .repeats = 1},
                                .points = points,
                                .count = 2,
                                .length_m = 40000.0};
    points[0].at = at;
    points[1].at = at;
    return task;
}

/* 250 km east and 120 km north of the centre, true north lies 2.8 degrees off the plane's, and
 * lengths are 5e-4 too long there. */
static void test_area_on_the_ground(void **state) {
    (void)state;
    static const double axes[] = {0.0, 35.0, 90.0, 181.0, 359.0};
    made m;
    make(&m);
    for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
        cw_waypoint points[2];
        cw_task task = make_task(CW_PARALLEL_SWEEP, (cw_xy){250e3, 120e3}, axes[i], points);
        task_area area = derive_area(&m.result, &task);
        double turned = remainder(area.axis_deg - axes[i], 360.0), length, width, azimuth, other;
        assert_true(fabs(turned) > 1.5); /* else this place would test nothing */
        /* Corners 0 and 3 are the ends of one long side, 0 and 1 of a short one. Halfway along a
         * side of 12 km the azimuth is the mean of those at its ends. */
        cw_geodesic_inverse(area.corners[0], area.corners[3], &length, &azimuth);
        cw_geodesic_inverse(area.corners[3], area.corners[0], &length, &other);
        double middle = azimuth + 0.5 * remainder(other + 180.0 - azimuth, 360.0);
        assert_close(remainder(middle - area.axis_deg, 360.0), 0.0, 0.03); /* side 2.5 km off */
        cw_geodesic_inverse(area.corners[0], area.corners[1], &width, &azimuth);
        assert_close(length / area.length_m, 1.0, 2e-5); /* scale varies by 5e-4 in 250 km */
        assert_close(width / area.width_m, 1.0, 2e-5);
        assert_close(area.length_m / 12000.0, 1.0, 1e-3);
        assert_true(fabs(area.length_m / 12000.0 - 1.0) > 2e-4); /* and is not the plane's */
        assert_close(area.spacing_m * 24.0, area.length_m, 1e-6);
    }
    cw_plane_destroy(m.scene.plane);
}

/* The axis points along 0 to 3; 0 to 1 is to the right of it. */
static void test_corners_turn_the_right_way(void **state) {
    (void)state;
    made m;
    cw_waypoint points[2];
    double distance_m, azimuth;
    make(&m);
    cw_task task = make_task(CW_PARALLEL_SWEEP, (cw_xy){0, 0}, 30.0, points);
    task_area area = derive_area(&m.result, &task);
    cw_geodesic_inverse(area.corners[0], area.corners[3], &distance_m, &azimuth);
    assert_close(azimuth, 30.0, 0.1);
    cw_geodesic_inverse(area.corners[0], area.corners[1], &distance_m, &azimuth);
    assert_close(azimuth, 120.0, 0.1);
    cw_plane_destroy(m.scene.plane);
}

static void test_shapes(void **state) {
    (void)state;
    made m;
    cw_waypoint points[2];
    make(&m);
    cw_task sector = make_task(CW_SECTOR, (cw_xy){0, 0}, 0.0, points);
    task_area area = derive_area(&m.result, &sector);
    assert_true(area.round);
    assert_close(area.length_m, 24000.0, 0.1); /* the circle's diameter: the leg is its radius */
    cw_task square = make_task(CW_EXPANDING_SQUARE, (cw_xy){0, 0}, 0.0, points);
    area = derive_area(&m.result, &square);
    assert_close(area.width_m, area.length_m, 1e-9);
    cw_plane_destroy(m.scene.plane);
}

/* London, 21 June: almanacs give the beginning of civil twilight as 03:55 or 03:56 summer time. */
static void test_light(void **state) {
    (void)state;
    made m;
    cw_waypoint points[2];
    make(&m);
    cw_plane_destroy(m.scene.plane);
    m.scene.plane = cw_plane_create((cw_position){51.5, -0.12}, NULL);
    m.units[0].night_factor = 0.25;
    cw_task task = make_task(CW_PARALLEL_SWEEP, (cw_xy){0, 0}, 0.0, points);
    task.coverage = 2.0;
    task.on_scene = cw_time_from_civil(2021, 6, 21, 2, 0, 0);
    task.off_scene = cw_time_from_civil(2021, 6, 21, 4, 0, 0);
    task_light light = derive_light(&m.result, &task);
    double dark = (double)(light.changes - task.on_scene) / (double)CW_HOUR_MS / 2.0;
    assert_true(light.dark_at_start);
    assert_close(
        (double)(light.changes - cw_time_from_civil(2021, 6, 21, 2, 55, 30)) / 60000.0, 0.0,
        2.5); /* minutes: whole minutes here and there, and the day's place in its leap year */
    assert_close(light.dark_share, dark, 1e-9);
    assert_close(light.pod, erf(0.5 * sqrt(CW_PI) * 2.0), 1e-9); /* the light is in the 2.0 */
    assert_close(derive_light_factor(&m.result, &task, task.on_scene), 0.25, 0.0);
    task.on_scene = cw_time_from_civil(2021, 6, 21, 10, 0, 0); /* all day */
    task.off_scene = cw_time_from_civil(2021, 6, 21, 12, 0, 0);
    light = derive_light(&m.result, &task);
    assert_false(light.dark_at_start);
    assert_int_equal(light.changes, task.off_scene);
    assert_close(derive_light_factor(&m.result, &task, task.on_scene), 1.0, 0.0);
    cw_plane_destroy(m.scene.plane);
}

static void test_order(void **state) {
    (void)state;
    cw_task tasks[8] = {{.assigned = true, .on_scene = 300},
                        {.unit = 1, .assigned = false},
                        {.unit = 2, .assigned = true, .on_scene = 100, .areas = 2},
                        {.unit = 2, .assigned = true, .on_scene = 400, .area = 1, .areas = 2},
                        {.unit = 3, .assigned = false},
                        {.unit = 4, .assigned = true, .on_scene = 100},
                        {.unit = 5, .assigned = true, .on_scene = 200, .areas = 2},
                        {.unit = 5, .assigned = true, .on_scene = 250, .area = 1, .areas = 2}};
    cw_plan plan = {.tasks = tasks, .task_count = 8};
    /* A unit's areas stay together; ties and idle units in the case's order. */
    static const size_t want[8] = {2, 3, 5, 6, 7, 0, 1, 4};
    size_t order[8];
    char label[TASK_LABEL];
    assert_string_equal(derive_label(&tasks[3], label), "3b");
    assert_string_equal(derive_label(&tasks[5], label), "5");
    derive_order(&plan, order);
    assert_memory_equal(order, want, sizeof want);
}

static void test_persons(void **state) {
    (void)state;
    cw_case_object row = {.sweep = "person in water"}, leeway = {.leeway = "PIW-3"},
                   boat = {.sweep = "Power Boat <= 15ft", .leeway = "SKIFF-1"};
    assert_true(derive_is_person(&row));
    assert_true(derive_is_person(&leeway));
    assert_false(derive_is_person(&boat));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_area_on_the_ground),
                                       cmocka_unit_test(test_corners_turn_the_right_way),
                                       cmocka_unit_test(test_shapes),
                                       cmocka_unit_test(test_light),
                                       cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_persons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
