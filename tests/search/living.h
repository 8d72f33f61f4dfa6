/* SPDX-License-Identifier: Apache-2.0 */
/* A cloud of people in water of 10 degrees, for the tests of people found alive. */
#ifndef CROSSWATCH_TEST_SEARCH_LIVING_H
#define CROSSWATCH_TEST_SEARCH_LIVING_H

#include "scene.h"

enum { PEOPLE = 12, STEPS = 25 };
static const double step_s = 600.0;

/* The table of survival is kept in floats, and detection too: six digits. */
static const double float_share = 2e-6;

typedef struct fixture {
    cw_plane *plane;
    cw_tracks *tracks;
    cw_survival survival[2];
    cw_exposure exposures[2];
    cw_plan_problem problem;
} fixture;

static inline fixture make(size_t particles) {
    fixture f = {.plane = cw_plane_create((cw_position){51.0, 1.5}, NULL),
                 .tracks = scene_normal_cloud(particles, STEPS, step_s, 1500.0, 0.3, 0.1, 0.05, 3)};
    for (int o = 0; o < 2; o++) {
        assert_true(cw_survival_compute(10.0, CW_CLOTHING_ORDINARY, CW_FLOTATION_YES,
                                        &f.survival[o], NULL));
        f.exposures[o] = (cw_exposure){.people = PEOPLE, .immersion = CW_IMMERSION_FULL};
    }
    f.problem = (cw_plan_problem){.plane = f.plane,
                                  .object_count = 2,
                                  .from = SCENE_START,
                                  .to = SCENE_START + (STEPS - 1) * 600 * CW_SECOND_MS,
                                  .threads = 1};
    return f;
}

static inline void drop(fixture *f) {
    scene_tracks_free(f->tracks);
    cw_plane_destroy(f->plane);
}

static inline cw_alive *score(fixture *f, const cw_plan *plan) {
    cw_error err = {0};
    cw_alive *alive = cw_alive_score(&f->problem, f->tracks, plan, f->survival, f->exposures,
                                     f->problem.to, &err);
    if (alive == NULL) fail_msg("%s", err.message);
    return alive;
}

static inline void drop_plan(cw_plan *plan) {
    for (size_t t = 0; t < plan->task_count; t++) cw_pattern_free(&plan->tasks[t].pattern);
    free(plan->pos_by_hypothesis);
    free(plan->share_by_hypothesis);
}

#endif
