/* SPDX-License-Identifier: Apache-2.0 */
/* The bound on all plans: closed forms, rules that it must follow, and plans that must not beat it.
 */
#include "scene.h"

enum { PARTICLES = 40000 };

typedef struct world {
    cw_plane *plane;
    cw_sweep_table *table;
    cw_tracks *tracks;
    cw_unit units[8];
    cw_search_object objects[2];
    cw_plan_problem problem;
} world;

/* A unit that is on scene at once and for good: what it covers is W v T, by day. */
static cw_unit present(const cw_plane *plane) {
    cw_unit u = scene_helicopter(plane);
    u.at = u.turn_round = cw_plane_inverse(plane, (cw_xy){0, 0});
    u.transit_speed_mps = 1e7;
    u.available_from = SCENE_START;
    u.endurance_s = 48 * 3600.0;
    u.turn_s = 0.0;
    return u;
}

static void world_make(world *w, cw_tracks *tracks, double hours, cw_detection_law law) {
    cw_error err = {0};
    *w = (world){.tracks = tracks, .plane = cw_plane_create((cw_position){51.0, 1.5}, &err)};
    w->table = cw_sweep_table_create(&err);
    assert_non_null(w->plane);
    assert_non_null(w->table);
    w->units[0] = present(w->plane);
    w->objects[0].sweep_object = cw_sweep_object_find(w->table, "Raft 4 person", &err);
    w->objects[1].sweep_object = cw_sweep_object_find(w->table, "Person in Water", &err);
    assert_true(w->objects[0].sweep_object >= 0 && w->objects[1].sweep_object >= 0);
    w->problem = (cw_plan_problem){.plane = w->plane,
                                   .tracks = tracks,
                                   .units = w->units,
                                   .unit_count = 1,
                                   .objects = w->objects,
                                   .object_count = 2,
                                   .table = w->table,
                                   .conditions = {5 * CW_NAUTICAL_MILE_M, 4.0, 0.3},
                                   .law = law,
                                   .from = SCENE_START,
                                   .to = SCENE_START + llround(hours * 3.6e6),
                                   .seed = 5,
                                   .threads = 2};
}

static void world_free(world *w) {
    cw_plane_destroy(w->plane);
    cw_sweep_table_destroy(w->table);
    scene_tracks_free(w->tracks);
}

static cw_bound bound_of(const cw_plan_problem *problem, const cw_bound_options *options) {
    cw_bound b;
    cw_error err = {0};
    if (!cw_plan_bound(problem, options, &b, &err)) fail_msg("%s", err.message);
    assert_true(b.lower <= b.upper + 1e-9);
    return b;
}

/* Effort of a unit in the window, m^2: its sweep width is found by asking the table. */
static double effort_of(const world *w, const cw_unit *u, size_t object, double hours) {
    cw_sweep_conditions c = {.platform = u->platform,
                             .height_m = u->search_height_m,
                             .visibility_m = w->problem.conditions.visibility_m,
                             .wind_mps = w->problem.conditions.wind_mps,
                             .wave_height_m = w->problem.conditions.wave_height_m,
                             .search_speed_mps = u->search_speed_mps,
                             .other_factor = u->other_factor};
    cw_sweep_width width;
    assert_true(
        cw_sweep_width_compute(w->table, w->objects[object].sweep_object, &c, &width, NULL));
    return width.corrected_m * u->search_speed_mps * hours * 3600.0;
}

/* Koopman 1946: circular normal target, H = sqrt(Z / pi sigma^2), best 1 - (1 + H) exp(-H). */
static void circular_normal(void **state) {
    (void)state;
    const double wanted[] = {4, 8, 16, 32};
    for (int k = 0; k < 4; k++) {
        world w;
        double hours = 2.0;
        world_make(&w, scene_tracks(PARTICLES, 13, 600.0), hours, CW_RANDOM);
        double z_m2 = effort_of(&w, &w.units[0], 0, hours), sigma = sqrt(z_m2 / wanted[k]);
        for (size_t i = 0; i < PARTICLES; i++) {
            double z[4];
            scene_normal(3, i, z);
            for (size_t t = 0; t < 13; t++) {
                w.tracks->x_m[t * PARTICLES + i] = (float)(sigma * z[0]);
                w.tracks->y_m[t * PARTICLES + i] = (float)(sigma * z[1]);
            }
        }
        double h = sqrt(wanted[k] / CW_PI), best = 1 - (1 + h) * exp(-h);
        cw_bound b = bound_of(&w.problem, NULL);
        print_message("Z/s2 %2.0f: best %.4f, bound %.4f, reached %.4f, %zu sweeps, cell %.2f s, "
                      "%.0f a cell\n",
                      wanted[k], best, b.upper, b.lower, b.sweeps, b.cell_m / sigma,
                      b.particles_a_cell);
        assert_true(b.upper > best - 3 * b.std_error);
        /* Loose by the particles' own clumps and by the gap at which it stops. */
        assert_true(b.upper < best + 3 * b.std_error + 0.012);
        world_free(&w);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(circular_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
