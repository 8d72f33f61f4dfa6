/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long does a coordinator wait after dragging an area? 40,000 particles, five units, six
 * hours, inverse cube law: the area of one unit is laid somewhere else, timed, held against the
 * rules and the whole plan scored again. Prints milliseconds: minimum, median, maximum.
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PARTICLES = 40000, TIMES = 37, UNITS = 5, EDITS = 101 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cw_tracks *make_tracks(cw_time start, uint64_t seed) {
    cw_tracks *t = calloc(1, sizeof *t);
    if (t == NULL) return NULL;
    *t = (cw_tracks){
        .particles = PARTICLES, .times = TIMES, .step_ms = 10 * CW_MINUTE_MS, .first = start};
    t->x_m = cw_alloc_array((size_t)PARTICLES * TIMES, sizeof(float));
    t->y_m = cw_alloc_array((size_t)PARTICLES * TIMES, sizeof(float));
    t->state = calloc((size_t)PARTICLES * TIMES, 1);
    t->object = calloc((size_t)PARTICLES * TIMES, 1);
    t->weight = cw_alloc_array(PARTICLES, sizeof(float));
    t->hypothesis = calloc(PARTICLES, sizeof(uint16_t));
    if (!(t->x_m && t->y_m && t->state && t->object && t->weight && t->hypothesis)) return NULL;
    for (uint32_t i = 0; i < PARTICLES; i++) {
        double z[4];
        cw_random_normal((cw_draw){.seed = seed, .particle = i, .purpose = CW_DRAW_TEST}, z);
        t->weight[i] = 1.0f;
        for (size_t k = 0; k < TIMES; k++) {
            double s = 600.0 * (double)k;
            t->x_m[k * PARTICLES + i] = (float)(5000.0 * z[0] + s * (0.8 + 0.1 * z[2]));
            t->y_m[k * PARTICLES + i] = (float)(4000.0 * z[1] + s * (0.3 + 0.1 * z[3]));
            t->state[k * PARTICLES + i] = CW_ADRIFT;
        }
    }
    return t;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool drag(cw_plan_session *session, const cw_plan *plan, double *ms, cw_error *err) {
    for (size_t i = 0; i < EDITS; i++) {
        const cw_task *task = &plan->tasks[i % plan->task_count];
        cw_edit e = {.task = i % plan->task_count,
                     .spec = task->pattern.spec,
                     .moves = task->pattern.drift_count > 0};
        unsigned broken;
        e.spec.centre.x_m += i % 2 ? 900.0 : -900.0;
        e.spec.axis_deg += 3.0;
        double begin = now_s();
        if (!cw_plan_session_edit(session, &e, &broken, err)) return false;
        ms[i] = 1000.0 * (now_s() - begin);
    }
    return true;
}

int main(void) {
    cw_error err = {0};
    double ms[EDITS];
    cw_time start = cw_time_from_civil(2021, 6, 21, 8, 0, 0.0);
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, &err);
    cw_sweep_table *table = cw_sweep_table_create(&err);
    cw_search_object object = {"raft", cw_sweep_object_find(table, "Raft 4 person", &err), false};
    cw_unit units[UNITS];
    for (int k = 0; k < UNITS; k++) {
        bool air = k == 0;
        units[k] = (cw_unit){.nation = "A",
                             .kind = air ? CW_UNIT_HELICOPTER : CW_UNIT_LIFEBOAT,
                             .platform = air ? CW_PLATFORM_HELICOPTER : CW_PLATFORM_BOAT,
                             .transit_speed_mps = air ? 70.0 : 13.0,
                             .search_speed_mps = air ? 46.0 : 6.5,
                             .search_height_m = air ? 90.0 : 4.3,
                             .endurance_s = air ? 4 * 3600.0 : 12 * 3600.0,
                             .turn_s = 20.0,
                             .least_spacing_m = 185.2,
                             .other_factor = 1.0,
                             .night_factor = 0.5,
                             .available_from = start,
                             .available_to = start + 48 * CW_HOUR_MS};
        units[k].at = units[k].turn_round =
            cw_plane_inverse(plane, (cw_xy){-20000.0, 6000.0 * (k - 2)});
    }
    cw_plan_problem problem = {.plane = plane,
                               .tracks = make_tracks(start, 1),
                               .fresh_tracks = make_tracks(start, 2),
                               .units = units,
                               .unit_count = UNITS,
                               .objects = &object,
                               .object_count = 1,
                               .table = table,
                               .conditions = {9260.0, 5.0, 0.5},
                               .law = CW_INVERSE_CUBE,
                               .from = start,
                               .to = start + 6 * CW_HOUR_MS,
                               .separation_m = 1000.0,
                               .height_separation_m = 150.0,
                               .seed = 1};
    cw_plan *plan = cw_plan_optimise(&problem, &err);
    cw_plan_session *session = plan ? cw_plan_session_create(&problem, plan, &err) : NULL;
    bool done = session != NULL && drag(session, plan, ms, &err);
    if (done) {
        qsort(ms, EDITS, sizeof *ms, by_size);
        printf("edit_and_score %d particles, %zu areas: %.2f %.2f %.2f ms\n", PARTICLES,
               plan->task_count, ms[0], ms[EDITS / 2], ms[EDITS - 1]);
    } else {
        fprintf(stderr, "%s\n", err.message);
    }
    cw_plan_session_destroy(session);
    cw_plan_destroy(plan);
    cw_sweep_table_destroy(table);
    cw_plane_destroy(plane);
    return done ? 0 : 3;
}
