/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many simulated incidents a second? The bundled week of the Dover Strait, 11 units of two
 * nations, on one thread and on all; then the world itself, made from the plan. Prints minimum,
 * median, maximum of several runs.
 */
#include "crosswatch/patrol.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 11, WEEKS = 1000 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void tell(const char *name, double size, double *values, const char *unit) {
    qsort(values, RUNS, sizeof *values, by_size);
    printf("%s %.0f %.4g %.4g %.4g %s\n", name, size, values[0], values[RUNS / 2], values[RUNS - 1],
           unit);
}

static bool simulate(const cw_patrol_world *world, const cw_permit *permit, const cw_roster *roster,
                     int threads, const char *name, cw_error *err) {
    double rate[RUNS], incidents = 0.0;
    cw_simulation_options options = {.weeks = WEEKS, .threads = threads, .stress = CW_NO_STRESS};
    for (int k = 0; k < RUNS; k++) {
        double begin = now_s();
        cw_simulation *s = cw_patrol_simulate(world, permit, roster, &options, err);
        if (s == NULL) return false;
        incidents = (double)s->arrivals;
        rate[k] = incidents / (now_s() - begin);
        cw_simulation_destroy(s);
    }
    tell(name, incidents, rate, "incidents/s");
    return true;
}

static bool make_worlds(const cw_patrol_plan *plan, cw_error *err) {
    double took[RUNS];
    for (int k = 0; k < RUNS; k++) {
        double begin = now_s();
        cw_patrol_world *world = cw_patrol_world_create(plan, NULL, err);
        if (world == NULL) return false;
        took[k] = 1000.0 * (now_s() - begin);
        cw_patrol_world_destroy(world);
    }
    tell("patrol_world", (double)plan->unit_count, took, "ms");
    return true;
}

int main(void) {
    cw_error err = {0};
    cw_patrol_plan *plan = cw_patrol_plan_load(CROSSWATCH_SOURCE "/cases/dover-patrol.yaml", &err);
    cw_patrol_world *world = plan != NULL ? cw_patrol_world_create(plan, NULL, &err) : NULL;
    cw_roster *roster = world != NULL ? cw_roster_create(world, &err) : NULL;
    cw_permit *permit = roster != NULL ? cw_permit_create(world, NULL, &err) : NULL;
    bool good =
        permit != NULL && simulate(world, permit, roster, 1, "patrol_simulate_one_thread", &err)
        && simulate(world, permit, roster, 0, "patrol_simulate", &err) && make_worlds(plan, &err);
    if (!good) fprintf(stderr, "%s\n", err.message);
    cw_permit_destroy(permit);
    cw_roster_destroy(roster);
    cw_patrol_world_destroy(world);
    cw_patrol_plan_destroy(plan);
    return good ? 0 : 1;
}
