/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simulated weeks. Each is independent of the others and of the thread that runs it: its incidents
 * are drawn by name, then answered in the order of their alerts. docs/patrol.md has the model and
 * its limits.
 */
#include "simulate.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

typedef struct job {
    const cw_patrol_world *world;
    const cw_permit *permit;
    const cw_roster *roster;
    draw_spec draws;
    cw_week *week;
    cw_unit_load *load;
    float **arrivals; /* [week], owned until they are gathered */
    atomic_bool failed;
} job;

static bool run_week(job *j, size_t week, fleet *f, incidents *list) {
    cw_week *to = &j->week[week];
    if (!draw_week(&j->draws, week, list)) return false;
    j->arrivals[week] = malloc((list->count + 1) * sizeof(float));
    if (j->arrivals[week] == NULL) return false;
    f->load = j->load + week * j->world->plan->unit_count;
    fleet_begin(f, to);
    for (size_t i = 0; i < list->count; i++) {
        double arrival_s = fleet_answer(f, &list->items[i], to);
        j->arrivals[week][i] = (float)arrival_s;
        to->arrival_s += arrival_s;
    }
    to->no_reserve_s = fleet_no_reserve_s(f);
    return true;
}

static void run_weeks(void *context, size_t first, size_t last) {
    job *j = context;
    incidents list = {0};
    fleet f = {
        .world = j->world, .permit = j->permit, .roster = j->roster, .stress = j->draws.stress};
    for (size_t week = first; week < last; week++)
        if (!run_week(j, week, &f, &list)) atomic_store(&j->failed, true);
    free(list.items);
}

static bool gather(const job *j, cw_simulation *s) {
    for (size_t k = 0; k < s->weeks; k++) s->first[k + 1] = s->first[k] + s->week[k].incidents;
    s->arrivals = s->first[s->weeks];
    s->arrival_s = cw_alloc_array(s->arrivals + 1, sizeof *s->arrival_s);
    if (s->arrival_s == NULL) return false;
    for (size_t k = 0; k < s->weeks; k++)
        memcpy(s->arrival_s + s->first[k], j->arrivals[k],
               s->week[k].incidents * sizeof *s->arrival_s);
    return true;
}

static bool simulate(const cw_simulation_options *options, job *j, cw_simulation *s) {
    s->week = cw_alloc_array(s->weeks, sizeof *s->week);
    s->first = cw_alloc_array(s->weeks + 1, sizeof *s->first);
    s->load = cw_alloc_array(s->weeks * s->units, sizeof *s->load);
    j->arrivals = calloc(s->weeks, sizeof *j->arrivals);
    j->week = s->week;
    j->load = s->load;
    bool good = s->week && s->first && s->load && j->arrivals;
    if (good) cw_parallel_for(s->weeks, 4, options->threads, run_weeks, j);
    good = good && !atomic_load(&j->failed) && gather(j, s);
    for (size_t k = 0; j->arrivals != NULL && k < s->weeks; k++) free(j->arrivals[k]);
    free(j->arrivals);
    return good;
}

cw_simulation *cw_patrol_simulate(const cw_patrol_world *world, const cw_permit *permit,
                                  const cw_roster *roster, const cw_simulation_options *options,
                                  cw_error *err) {
    cw_simulation *s = calloc(1, sizeof *s);
    job j = {.world = world,
             .permit = permit,
             .roster = roster,
             .draws = {.world = world,
                       .seed = world->plan->seed + options->offset,
                       .stress = options->stress}};
    if (s != NULL) {
        s->weeks = options->weeks > 0 ? options->weeks : world->plan->weeks;
        s->units = world->plan->unit_count;
        s->horizon_s = 3600.0 * (double)world->hours;
    }
    if (s != NULL && simulate(options, &j, s)) return s;
    cw_simulation_destroy(s);
    cw_fail_memory(err);
    return NULL;
}

void cw_simulation_destroy(cw_simulation *s) {
    if (s == NULL) return;
    free(s->week);
    free(s->arrival_s);
    free(s->first);
    free(s->load);
    free(s);
}
