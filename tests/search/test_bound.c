/* SPDX-License-Identifier: Apache-2.0 */
/* The bound on all plans: closed forms, rules that it must follow, and plans that must not beat it.
 */
#include "planning.h"

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

/* Two hypotheses that drift apart, two objects, three units of which two come late or leave early.
 */
static void busy_world(world *w, cw_detection_law law) {
    enum { TIMES = 37 };
    cw_tracks *t = scene_tracks(12000, TIMES, 600.0);
    for (size_t i = 0; i < t->particles; i++) {
        double z[4], u[4];
        scene_normal(8, i, z);
        scene_uniform(9, i, u);
        bool far = u[0] < 0.3;
        t->hypothesis[i] = far;
        for (size_t k = 0; k < TIMES; k++) {
            double s = 600.0 * (double)k, turn = 3000.0 * sin(s / 7000.0);
            t->x_m[k * t->particles + i] =
                (float)((far ? 14000 : 0) + 2500 * z[0] + s * 0.1 * z[2] + turn);
            t->y_m[k * t->particles + i] =
                (float)((far ? -6000 : 0) + 1800 * z[1] + s * 0.1 * z[3] + 0.4 * turn);
            t->object[k * t->particles + i] = u[1] < 0.8;
        }
    }
    world_make(w, t, 2.0, law);
    w->units[0] = scene_helicopter(w->plane);
    w->units[1] = scene_lifeboat(w->plane);
    w->units[2] = scene_lifeboat(w->plane);
    w->units[2].at = w->units[2].turn_round = cw_plane_inverse(w->plane, (cw_xy){9000, 9000});
    w->units[2].available_from = SCENE_START + CW_HOUR_MS;
    w->units[2].endurance_s = 1.2 * 3600.0;
    w->problem.unit_count = 3;
}

static const cw_detection_law laws[] = {CW_RANDOM, CW_INVERSE_CUBE, CW_EXPONENTIAL, CW_DEFINITE};

/* No plan of the optimiser or of the worksheet beats the bound of its law, and the bound says
 * something: it is below certainty. */
/* Each area more is a track more, whose two ends see beyond it; under the definite range, where the
 * bound counts them dearest, three areas a unit leave nothing to say in this small sea. */
static void no_plan_beats_it(void **state) {
    (void)state;
    for (int k = 0; k < 8; k++) {
        world w;
        cw_error err = {0};
        cw_detection_law law = laws[k % 4];
        busy_world(&w, law);
        w.problem.most_areas = k < 4 ? 1 : 3;
        cw_plan *plan = cw_plan_optimise(&w.problem, &err);
        assert_non_null(plan);
        cw_plan *sheet = cw_plan_worksheet(&w.problem, NULL, &err);
        assert_non_null(sheet);
        cw_bound b = bound_of(&w.problem, NULL);
        print_message("%-20s plan %.4f, worksheet %.4f, bound %.4f (reached %.4f, %zu sweeps), "
                      "%.0f %% of it\n",
                      cw_detection_law_name(law), plan->pos, sheet->pos, b.upper, b.lower, b.sweeps,
                      100 * plan->pos / b.upper);
        assert_true(plan->pos <= b.upper);
        assert_true(sheet->pos <= b.upper);
        assert_true(b.upper < 0.98 || (k >= 4 && law == CW_DEFINITE));
        cw_plan_destroy(plan);
        cw_plan_destroy(sheet);
        world_free(&w);
    }
}

/* Random problems: units that come late, cannot stay, cannot search by night, may not cross or only
 * after asking, an island, all laws. No plan beats the bound beyond sampling error: both are taken
 * on the same particles, so what is left is clumps smaller than cells. */
static void no_random_plan_beats_it(void **state) {
    (void)state;
    double closest = 1.0, least = 1.0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        planning *m = planning_make(seed, 3000);
        cw_error err = {0};
        cw_plan *plan = cw_plan_optimise(&m->problem, &err);
        cw_plan *sheet = cw_plan_worksheet(&m->problem, NULL, &err);
        assert_non_null(plan);
        assert_non_null(sheet);
        cw_bound b = bound_of(&m->problem, &(cw_bound_options){.gap = 0.01, .sweeps = 20});
        bool free_sea = m->problem.agreement == NULL; /* the worksheet asks nobody */
        if (plan->pos > b.upper || (free_sea && sheet->pos > b.upper))
            fail_msg("seed %d, %s: plan %.4f, worksheet %.4f, bound %.4f", (int)seed,
                     cw_detection_law_name(b.law), plan->pos, sheet->pos, b.upper);
        if (plan->pos > 0.01) {
            closest = fmin(closest, b.upper - plan->pos);
            least = fmin(least, plan->pos / b.upper);
        }
        cw_plan_destroy(plan);
        cw_plan_destroy(sheet);
        planning_drop(m);
    }
    print_message("closest %.4f, least share %.3f\n", closest, least);
}

static void same_for_any_threads(void **state) {
    (void)state;
    for (int l = 0; l < 2; l++) {
        world w;
        busy_world(&w, laws[l]);
        cw_bound first = {0};
        const int threads[] = {1, 2, 7};
        for (int k = 0; k < 3; k++) {
            w.problem.threads = threads[k];
            cw_bound b = bound_of(&w.problem, &(cw_bound_options){.sweeps = 6, .particles = 5000});
            if (k == 0) first = b;
            assert_memory_equal(&b, &first, sizeof b);
        }
        world_free(&w);
    }
}

/* ---- more closed forms ------------------------------------------------------------------------
 */

/* Koopman's optimum for Z / sigma^2 = 16 again, but: four units share the effort; one unit that
 * could stay for three times as long but for its endurance; and a cloud that drifts at 1.5 m/s. */
static void same_optimum(void **state) {
    (void)state;
    enum { TIMES = 37, FEW = 20000 };
    double h = sqrt(16.0 / CW_PI), best = 1 - (1 + h) * exp(-h);
    for (int variant = 0; variant < 3; variant++) {
        world w;
        world_make(&w, scene_tracks(FEW, TIMES, 600.0), variant == 1 ? 6.0 : 2.0, CW_RANDOM);
        double sigma = sqrt(effort_of(&w, &w.units[0], 0, 2.0) / 16.0);
        for (size_t i = 0; i < FEW; i++) {
            double z[4];
            scene_normal(3, i, z);
            for (size_t t = 0; t < TIMES; t++) {
                double moved = variant == 2 ? 900.0 * (double)t : 0.0;
                w.tracks->x_m[t * FEW + i] = (float)(sigma * z[0] + moved);
                w.tracks->y_m[t * FEW + i] = (float)(sigma * z[1]);
            }
        }
        if (variant == 0) {
            w.problem.unit_count = 4;
            for (int k = 0; k < 4; k++) {
                w.units[k] = present(w.plane);
                w.units[k].available_from = SCENE_START + k * 30 * CW_MINUTE_MS;
                w.units[k].available_to = SCENE_START + (k + 1) * 30 * CW_MINUTE_MS;
            }
        }
        if (variant == 1) w.units[0].endurance_s = 2 * 3600.0;
        cw_bound b = bound_of(&w.problem, NULL);
        print_message("variant %d: best %.4f, bound %.4f, reached %.4f, %zu sweeps\n", variant,
                      best, b.upper, b.lower, b.sweeps);
        assert_true(b.upper > best - 3 * b.std_error);
        /* A drifting cloud meets cells' edges elsewhere in each period: its clumps count for more.
         */
        assert_true(b.upper < best + 3 * b.std_error + 0.015);
        assert_true(b.upper - b.lower < 0.005);
        world_free(&w);
    }
}

/* Washburn 1995: two units, two cells far apart, one with a raft and one with a person. The best
 * split of both is found by trying. */
static void two_units_two_cells(void **state) {
    (void)state;
    enum { FEW = 4000, STEPS = 1000 };
    world w;
    world_make(&w, scene_tracks(FEW, 2, 600.0), 1.0 / 6.0, CW_RANDOM);
    w.problem.unit_count = 2;
    w.units[1] = present(w.plane);
    w.units[1].kind = CW_UNIT_LIFEBOAT;
    w.units[1].platform = CW_PLATFORM_BOAT;
    w.units[1].search_height_m = 14 * CW_FOOT_M;
    w.units[1].search_speed_mps = 12.0;
    double side = 2500.0, share = 0.35, rate[2][2];
    for (int j = 0; j < 2; j++) {
        for (size_t o = 0; o < 2; o++)
            rate[j][o] = effort_of(&w, &w.units[j], o, 1.0 / 6.0) / (side * side);
    }
    for (size_t i = 0; i < FEW; i++) {
        double u[4];
        scene_uniform(6, i, u);
        bool raft = (double)i < share * FEW;
        for (size_t t = 0; t < 2; t++) {
            w.tracks->x_m[t * FEW + i] = (float)(0.98 * side * u[0] + (raft ? 0.0 : 20.01 * side));
            w.tracks->y_m[t * FEW + i] = (float)(0.98 * side * u[1]);
            w.tracks->object[t * FEW + i] = !raft;
        }
    }
    double best = 0.0;
    for (int a = 0; a <= STEPS; a++) {
        for (int b = 0; b <= STEPS; b++) {
            double ta = (double)a / STEPS, tb = (double)b / STEPS;
            double found = share * -expm1(-rate[0][0] * ta - rate[1][0] * tb)
                           + (1 - share) * -expm1(-rate[0][1] * (1 - ta) - rate[1][1] * (1 - tb));
            best = fmax(best, found);
        }
    }
    cw_bound b = bound_of(&w.problem, &(cw_bound_options){.cell_m = side, .gap = 1e-5});
    print_message("two cells: best %.5f, bound %.5f\n", best, b.upper);
    assert_close(b.upper, best, 2e-5); /* the gap, and a grid of 1 / 1000 */
    world_free(&w);
}

/* A unit that cannot search by night adds nothing in the dark, one that may not cross a border
 * finds nobody beyond it; each adds something when it may. */
static void darkness_and_borders(void **state) {
    (void)state;
    world w;
    busy_world(&w, CW_INVERSE_CUBE);
    cw_agreement_rule rules[1] = {{.nation = "A", .zone = 0, .allowed = false}};
    cw_zone *zone = planning_zone(w.plane, "all", -90000, -90000, 90000, 90000);
    cw_agreement agreement = {
        .name = "test", .rule_count = 1, .rules = rules, .zone_count = 1, .zones = &zone};
    w.problem.unit_count = 1; /* the helicopter, of nation A */
    double day = bound_of(&w.problem, NULL).upper;
    w.problem.agreement = &agreement;
    assert_close(bound_of(&w.problem, NULL).upper, 0.0, 1e-9);
    agreement.rules[0].allowed = agreement.rules[0].on_request = true;
    agreement.rules[0].delay_s = 3600.0;
    double asked = bound_of(&w.problem, NULL).upper;
    assert_true(asked < day - 0.02 && asked > 0.05);
    w.problem.agreement = NULL;
    cw_time night = cw_time_from_civil(2021, 11, 24, 1, 0, 0.0), noon = night + 11 * CW_HOUR_MS;
    for (int k = 0; k < 2; k++) {
        w.tracks->first = w.problem.from = k == 0 ? night : noon;
        w.problem.to = w.problem.from + 3 * CW_HOUR_MS;
        w.units[0].available_from = w.problem.from;
        w.units[0].available_to = w.problem.to + 9 * CW_HOUR_MS;
        w.units[0].night_factor = 0.0;
        double upper = bound_of(&w.problem, NULL).upper;
        if (k == 0) assert_close(upper, 0.0, 1e-9);
        if (k == 1) assert_true(upper > 0.2);
    }
    cw_zone_destroy(zone);
    world_free(&w);
}

/* What a unit loses, the bound loses; what is added, it gains. */
static void it_follows_the_units(void **state) {
    (void)state;
    world w;
    busy_world(&w, CW_RANDOM);
    double all = bound_of(&w.problem, NULL).upper;
    w.problem.unit_count = 2;
    double two = bound_of(&w.problem, NULL).upper;
    assert_true(two < all - 0.005);
    w.units[0].endurance_s *= 0.4;
    double shorter = bound_of(&w.problem, NULL).upper;
    assert_true(shorter < two - 0.005);
    w.units[0].readiness_s = 3600.0;
    double later = bound_of(&w.problem, NULL).upper;
    assert_true(later <= shorter + 1e-3);
    w.units[0].available_from = w.problem.to; /* never */
    w.units[1].night_factor = 0.0;            /* a long day: no matter */
    double one = bound_of(&w.problem, NULL).upper;
    assert_true(one < later - 0.01);
    w.units[1].available_from = w.problem.to;
    cw_bound none = bound_of(&w.problem, NULL);
    assert_close(none.upper, 0.0, 1e-9);
    world_free(&w);
}

/* Even effort over a uniform density gives 1 - exp(-Z / A), and nothing beats it. */
static void uniform_density(void **state) {
    (void)state;
    world w;
    world_make(&w, scene_tracks(PARTICLES, 7, 600.0), 1.0, CW_RANDOM);
    double z_m2 = effort_of(&w, &w.units[0], 0, 1.0), side = sqrt(z_m2 / 0.7);
    for (size_t i = 0; i < PARTICLES; i++) {
        double u[4];
        scene_uniform(4, i, u);
        for (size_t t = 0; t < 7; t++) {
            w.tracks->x_m[t * PARTICLES + i] = (float)(side * u[0]);
            w.tracks->y_m[t * PARTICLES + i] = (float)(side * u[1]);
        }
    }
    /* Cells that cut the square exactly: a cell half outside would look half as likely. */
    cw_bound b = bound_of(&w.problem, &(cw_bound_options){.cell_m = side / 12.0001});
    double best = 1 - exp(-0.7);
    /* Clumps of n = 278 particles a cell are worth about var / 2 = 1 / (2 n) of log density, once.
     */
    assert_close(b.upper, best, 0.006);
    assert_true(b.upper > best - 1e-6);
    world_free(&w);
}

static void refusals(void **state) {
    (void)state;
    world w;
    cw_error err = {0};
    cw_bound b;
    busy_world(&w, CW_RANDOM);
    for (size_t i = 0; i < w.tracks->particles; i++) w.tracks->weight[i] = 0.0f;
    assert_false(cw_plan_bound(&w.problem, NULL, &b, &err));
    assert_mentions(err.message, "weights");
    world_free(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(circular_normal),
        cmocka_unit_test(no_plan_beats_it),
        cmocka_unit_test(no_random_plan_beats_it),
        cmocka_unit_test(same_for_any_threads),
        cmocka_unit_test(same_optimum),
        cmocka_unit_test(two_units_two_cells),
        cmocka_unit_test(darkness_and_borders),
        cmocka_unit_test(it_follows_the_units),
        cmocka_unit_test(uniform_density),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
