/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A random problem planned over the ranks that mpirun has started, for test_ranks.c, which reads
 * what it prints: a line for each rank, with the trials that this rank laid itself and a hash of
 * the plan as it has it; or the sentence with which the rank ended.
 *   plan_over_ranks SEED EVALUATIONS OBJECTIVE LAW SECONDS [FAILING]
 * OBJECTIVE and LAW: numbers of cw_objective and cw_detection_law. SECONDS 0: no time limit. Rank
 * FAILING is given a problem of which it finds out only in the middle of the work that it cannot be
 * planned.
 */
#include "../search/planning.h"

#include <crosswatch/ranks.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PARTICLES = 2500, TOO_MANY = 9 };

typedef struct line {
    size_t looks, evaluations;
    uint64_t plan;
} line;

static uint64_t mix(uint64_t hash, const void *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t mix_points(uint64_t hash, const cw_waypoint *points, size_t count) {
    for (size_t i = 0; i < count; i++) {
        hash = mix(hash, &points[i].at.x_m, sizeof points[i].at.x_m);
        hash = mix(hash, &points[i].at.y_m, sizeof points[i].at.y_m);
        hash = mix(hash, &points[i].time, sizeof points[i].time);
    }
    return hash;
}

/* All that the planner decides. */
static uint64_t hash_of(const cw_plan *plan) {
    uint64_t hash = mix(UINT64_C(14695981039346656037), &plan->pos_optimised, sizeof(double));
    for (size_t t = 0; t < plan->task_count; t++) {
        const cw_task *task = &plan->tasks[t];
        hash = mix(hash, &task->unit, sizeof task->unit);
        hash = mix(hash, &task->under_way, sizeof task->under_way);
        hash = mix(hash, &task->back, sizeof task->back);
        hash = mix(hash, &task->binding, sizeof task->binding);
        hash = mix(hash, task->reason, strlen(task->reason));
        hash = mix_points(hash, task->pattern.points, task->pattern.count);
        hash = mix_points(hash, task->pattern.drift, task->pattern.drift_count);
    }
    return hash;
}

/* The raft's people are safe, the others grow cold. */
static void set_survival(planning *m, cw_survival survival[2], cw_exposure exposures[2]) {
    for (int o = 0; o < 2; o++)
        assert_true(
            cw_survival_compute(8.0, CW_CLOTHING_ORDINARY, CW_FLOTATION_YES, &survival[o], NULL));
    exposures[0] = (cw_exposure){.people = 3, .immersion = CW_IMMERSION_NONE};
    exposures[1] = (cw_exposure){.people = 3, .immersion = CW_IMMERSION_FULL};
    m->problem.survival = survival;
    m->problem.exposures = exposures;
}

/* More areas kept than a unit may have. */
static void spoil(planning *m, cw_task tasks[TOO_MANY], cw_waypoint points[2]) {
    for (size_t i = 0; i < TOO_MANY; i++)
        tasks[i] = (cw_task){.assigned = true, .pattern = {.points = points, .count = 2}};
    m->problem.kept = tasks;
    m->problem.kept_count = TOO_MANY;
}

static void tell(cw_ranks *ranks, const cw_plan *plan) {
    line all[64] = {0};
    size_t count = cw_ranks_count(ranks), own = cw_ranks_number(ranks);
    assert_true(count <= 64);
    all[own] = (line){plan->looks, plan->evaluations, hash_of(plan)};
    cw_ranks_join(ranks, all, sizeof *all, count, 1);
    for (size_t k = 0; cw_ranks_first(ranks) && k < count; k++)
        printf("rank %zu looks %zu evaluations %zu plan %016" PRIx64 "\n", k, all[k].looks,
               all[k].evaluations, all[k].plan);
}

int main(int argc, char **argv) {
    cw_error err = {0};
    cw_survival survival[2];
    cw_exposure exposures[2];
    cw_task kept[TOO_MANY];
    cw_waypoint points[2] = {{.at = {0.0, 0.0}}, {.at = {100.0, 0.0}}};
    if (argc < 6) return 2;
    cw_ranks *ranks = cw_ranks_open(&err);
    if (ranks == NULL) return 2;
    planning *m = planning_make(strtoul(argv[1], NULL, 10), PARTICLES);
    m->problem.ranks = ranks;
    m->problem.evaluations = strtoul(argv[2], NULL, 10);
    m->problem.objective = (cw_objective)strtol(argv[3], NULL, 10);
    m->problem.law = (cw_detection_law)strtol(argv[4], NULL, 10);
    m->problem.time_limit_s = strtod(argv[5], NULL);
    set_survival(m, survival, exposures);
    if (argc > 6 && strtoul(argv[6], NULL, 10) == cw_ranks_number(ranks)) spoil(m, kept, points);
    cw_plan *plan = cw_plan_optimise(&m->problem, &err);
    if (cw_ranks_agree(ranks, plan != NULL, &err))
        tell(ranks, plan);
    else
        printf("rank %zu ended: %s\n", cw_ranks_number(ranks), err.message);
    cw_plan_destroy(plan);
    planning_drop(m);
    cw_ranks_close(ranks);
    return 0;
}
