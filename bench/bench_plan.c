/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long does the planner take, and how good is its plan? Five units, a drifting and spreading
 * cloud of 40,000 particles in two hypotheses, a window of six hours with outputs every ten
 * minutes. Prints one line a case: name, size, value, unit.
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PARTICLES = 40000, TIMES = 37, UNITS = 5 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cw_tracks *make_tracks(uint64_t seed) {
    cw_tracks *t = calloc(1, sizeof *t);
    if (t == NULL) return NULL;
    *t = (cw_tracks){.particles = PARTICLES,
                     .times = TIMES,
                     .first = cw_time_from_civil(2021, 6, 21, 8, 0, 0.0),
                     .step_ms = 600000};
    size_t all = (size_t)PARTICLES * TIMES;
    t->x_m = cw_alloc_array(all, sizeof(float));
    t->y_m = cw_alloc_array(all, sizeof(float));
    t->state = cw_alloc_array(all, 1);
    t->object = cw_alloc_array(all, 1);
    t->weight = cw_alloc_array(PARTICLES, sizeof(float));
    t->hypothesis = cw_alloc_array(PARTICLES, sizeof(uint16_t));
    for (uint32_t i = 0; i < PARTICLES; i++) {
        double z[4];
        cw_random_normal((cw_draw){.seed = seed, .particle = i, .purpose = CW_DRAW_TEST}, z);
        bool second = i % 3 == 0;
        t->weight[i] = 1.0f / PARTICLES;
        t->hypothesis[i] = second;
        for (size_t k = 0; k < TIMES; k++) {
            double s = 600.0 * (double)k;
            size_t at = k * PARTICLES + i;
            t->x_m[at] = (float)((second ? 9000.0 : 0.0) + 3000.0 * z[0] + s * (0.4 + 0.15 * z[2]));
            t->y_m[at] = (float)((second ? 4000.0 : 0.0) + 2000.0 * z[1] + s * (0.2 + 0.15 * z[3]));
            t->state[at] = CW_ADRIFT;
            t->object[at] = i % 4 == 1;
        }
    }
    return t;
}

static void make_units(cw_unit *units, const cw_plane *plane, cw_time start) {
    for (int k = 0; k < UNITS; k++) {
        bool air = k < 2;
        units[k] = (cw_unit){.nation = "A",
                             .kind = air ? CW_UNIT_HELICOPTER : CW_UNIT_LIFEBOAT,
                             .platform = air ? CW_PLATFORM_HELICOPTER : CW_PLATFORM_BOAT,
                             .transit_speed_mps = air ? 70.0 : 12.0,
                             .search_speed_mps = air ? 45.0 : 6.0,
                             .search_height_m = air ? 91.44 + 200.0 * k : 4.3,
                             .endurance_s = air ? 14400 : 36000,
                             .turn_s = air ? 30.0 : 10.0,
                             .least_spacing_m = 185.2,
                             .other_factor = 1.0,
                             .night_factor = 0.5,
                             .available_from = start,
                             .readiness_s = 900.0,
                             .available_to = start + 24 * CW_HOUR_MS};
        snprintf(units[k].name, sizeof units[k].name, "unit %d", k + 1);
        units[k].at = units[k].turn_round =
            cw_plane_inverse(plane, (cw_xy){-25000.0 + 9000.0 * k, -18000.0});
    }
}

static void report(const char *name, const cw_plan *plan, double seconds) {
    printf("%s_time %d %.3f s\n", name, PARTICLES, seconds);
    printf("%s_pos %d %.4f probability\n", name, PARTICLES, plan->pos);
    printf("%s_pos_on_its_own_sample %d %.4f probability\n", name, PARTICLES, plan->pos_optimised);
    printf("%s_evaluations %d %zu trials\n", name, PARTICLES, plan->evaluations);
}

static int run(cw_plan_problem *problem) {
    cw_error err = {0};
    static const size_t evaluations[] = {200, 400, 800, 1600, 3200};
    for (size_t i = 0; i < sizeof evaluations / sizeof *evaluations; i++) {
        char name[64];
        problem->evaluations = evaluations[i];
        double begin = now_s();
        cw_plan *plan = cw_plan_optimise(problem, &err);
        if (plan == NULL) {
            fprintf(stderr, "%s\n", err.message);
            return 1;
        }
        snprintf(name, sizeof name, "plan_optimise_%zu", evaluations[i]);
        report(name, plan, now_s() - begin);
        cw_plan_destroy(plan);
    }
    double begin = now_s();
    cw_plan *sheet = cw_plan_worksheet(problem, NULL, &err);
    if (sheet == NULL) return 1;
    report("plan_worksheet", sheet, now_s() - begin);
    cw_plan_destroy(sheet);
    return 0;
}

int main(void) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, &err);
    cw_sweep_table *table = cw_sweep_table_create(&err);
    cw_tracks *tracks = make_tracks(1), *fresh = make_tracks(2);
    if (plane == NULL || table == NULL || tracks == NULL || fresh == NULL) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    cw_unit units[UNITS];
    make_units(units, plane, tracks->first);
    cw_search_object objects[2] = {
        {"raft", cw_sweep_object_find(table, "Raft 4 person", &err), false},
        {"person", cw_sweep_object_find(table, "Person in Water", &err), true}};
    cw_plan_problem problem = {.plane = plane,
                               .tracks = tracks,
                               .fresh_tracks = fresh,
                               .units = units,
                               .unit_count = UNITS,
                               .objects = objects,
                               .object_count = 2,
                               .table = table,
                               .conditions = {cw_nm_to_m(5.0), 6.0, 0.5},
                               .law = CW_INVERSE_CUBE,
                               .from = tracks->first,
                               .to = tracks->first + 6 * CW_HOUR_MS,
                               .separation_m = 1852.0,
                               .height_separation_m = 150.0,
                               .seed = 42};
    return run(&problem); /* the operating system takes the memory back */
}
