/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bundled week of the Dover Strait planned under each bundled agreement, as `crosswatch patrol
 * --time 60s` does: 11 units of two nations, hour by hour. One line an agreement: units, value
 * (people helped less costs), the same with everyone standing by, bound, gap to the bound as a
 * share of all people and of what a roster could add to standing by, seconds.
 */
#include "crosswatch/patrol.h"

#include <stdio.h>
#include <time.h>

static const double TIME_LIMIT_S = 57.0; /* looked at between steps: done within 60 s */

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool plan_under(cw_patrol_world *world, const char *name, cw_error *err) {
    char path[1024];
    cw_week_plan told;
    cw_week_options options = {.time_limit_s = TIME_LIMIT_S};
    snprintf(path, sizeof path, CROSSWATCH_SOURCE "/cases/agreement-%s.yaml", name);
    cw_patrol_agreement *agreement = cw_patrol_agreement_load(path, world->plan, err);
    cw_permit *permit = agreement != NULL ? cw_permit_create(world, agreement, err) : NULL;
    cw_roster *roster = permit != NULL ? cw_roster_create(world, err) : NULL;
    double begin = now_s();
    bool good = roster != NULL && cw_roster_plan(world, permit, roster, &options, &told, err);
    if (good)
        printf("week %s units %zu value %.3f standby %.3f bound %.3f gap %.3f %% of_gain %.1f %% "
               "steps %zu rounds %zu %.1f s\n",
               name, world->plan->unit_count, told.value, told.standby, told.bound,
               100.0 * (told.bound - told.value) / told.bound,
               100.0 * (told.bound - told.value) / (told.bound - told.standby), told.steps,
               told.rounds, now_s() - begin);
    cw_roster_destroy(roster);
    cw_permit_destroy(permit);
    cw_patrol_agreement_destroy(agreement);
    return good;
}

int main(void) {
    static const char *const names[] = {"apart", "request", "common-zone", "mixed-crews", "joint"};
    cw_error err = {0};
    cw_patrol_plan *plan = cw_patrol_plan_load(CROSSWATCH_SOURCE "/cases/dover-patrol.yaml", &err);
    cw_patrol_world *world = plan != NULL ? cw_patrol_world_create(plan, NULL, &err) : NULL;
    bool good = world != NULL;
    for (size_t k = 0; good && k < sizeof names / sizeof names[0]; k++)
        good = plan_under(world, names[k], &err);
    if (!good) fprintf(stderr, "%s\n", err.message);
    cw_patrol_world_destroy(world);
    cw_patrol_plan_destroy(plan);
    return good ? 0 : 1;
}
