/* SPDX-License-Identifier: Apache-2.0 */
/* What finding each particle at one time is worth in living people: against the scorer, and by
 * hand. */
#include "living.h"

#include "search/alive.h"

#include <string.h>

/* Half the particles are a boat that sinks between outputs 7 and 8, the others people in the water
 * who come ashore at output 15; some go adrift late. */
static fixture mixed(size_t particles) {
    fixture f = make(particles);
    f.exposures[0] = (cw_exposure){.people = 3, .immersion = CW_IMMERSION_PART};
    f.exposures[1] = (cw_exposure){.people = 5, .immersion = CW_IMMERSION_FULL};
    for (size_t k = 0; k < STEPS; k++) {
        for (size_t i = 0; i < particles; i++) {
            size_t at = k * particles + i;
            f.tracks->object[at] = i % 2 == 0 || k >= 8;
            if (i % 2 == 0 && k >= 15) f.tracks->state[at] = CW_STRANDED;
            if (i % 3 == 0 && k < 4) f.tracks->state[at] = CW_WAITING;
        }
    }
    return f;
}

/* Each particle's weight times what it is worth. */
static void weights_at(const fixture *f, cw_time time, float *weight) {
    cw_error err = {0};
    if (!alive_worth(&f->problem, f->tracks, f->survival, f->exposures, time, weight, &err))
        fail_msg("%s", err.message);
    for (size_t i = 0; i < f->tracks->particles; i++) weight[i] *= f->tracks->weight[i];
}

/* With nobody found their sum is how many are alive, at every output and beyond the last. */
static void test_worth_add_up_to_the_living(void **state) {
    (void)state;
    enum { N = 600 };
    static float weight[N];
    fixture f = mixed(N);
    f.problem.to += 12 * 600 * CW_SECOND_MS;
    cw_alive *alive = score(&f, NULL);
    assert_int_equal(alive->step_count, STEPS + 12);
    for (size_t k = 0; k < alive->step_count; k++) {
        static const int64_t off_ms[] = {0, 299999, -300000};
        for (int o = 0; o < 3; o++) {
            double sum = 0.0;
            weights_at(&f, alive->steps[k].time + off_ms[o], weight);
            for (size_t i = 0; i < N; i++) sum += (double)weight[i];
            assert_close(sum, alive->steps[k].alive_not_found[CW_BAND_MIDDLE], 5 * float_share);
        }
    }
    cw_alive_destroy(alive);
    drop(&f);
}

/* By hand: full immersion from the middle of the interval in which it begins; the part immersed
 * before counts by half. */
static void test_worth_by_hand(void **state) {
    (void)state;
    enum { N = 6 };
    float weight[N];
    double want[CW_BANDS];
    fixture f = mixed(N);
    weights_at(&f, SCENE_START + 12 * 600 * CW_SECOND_MS, weight);
    /* particle 1: a swamped boat for 7.5 intervals, in the water for 4.5 */
    cw_survival_alive(&f.survival[1], (0.5 * 7.5 + 4.5) * step_s, want);
    assert_close(weight[1], 5.0 / N * want[CW_BAND_MIDDLE], float_share);
    /* particle 2: in the water for all of it; particle 0: from 3.5 on */
    cw_survival_alive(&f.survival[1], 12.0 * step_s, want);
    assert_close(weight[2], 5.0 / N * want[CW_BAND_MIDDLE], float_share);
    cw_survival_alive(&f.survival[1], 8.5 * step_s, want);
    assert_close(weight[0], 5.0 / N * want[CW_BAND_MIDDLE], float_share);
    weights_at(&f, SCENE_START - CW_HOUR_MS, weight); /* before the first: as at the first */
    assert_close(weight[1], 3.0 / N, float_share);
    assert_close(weight[2], 5.0 / N, float_share);
    f.exposures[1].people = -1; /* not known: shares */
    weights_at(&f, SCENE_START, weight);
    assert_close(weight[1], 1.0 / N, float_share);
    cw_error err = {0};
    assert_false(
        alive_worth(&f.problem, f.tracks, f.survival, f.exposures, INT64_MAX / 2, weight, &err));
    assert_non_null(strstr(err.message, "too many"));
    drop(&f);
}

/* A search of one leg finds at one output: what it finds alive is the weight of what it finds. */
static void test_worth_are_what_the_score_counts(void **state) {
    (void)state;
    enum { N = 600 };
    static float weight[N];
    fixture f = mixed(N);
    for (int hour = 0; hour < 4; hour++) {
        cw_pattern_spec spec = {
            .kind = CW_PARALLEL_SWEEP, .length_m = 9000.0, .width_m = 800.0, .spacing_m = 800.0};
        cw_task task = scene_task(spec, SCENE_START + hour * CW_HOUR_MS, 8.0, 1500.0);
        assert_int_equal(task.pattern.count, 2);
        cw_plan plan = {.tasks = &task, .task_count = 1};
        cw_alive *alive = score(&f, &plan);
        cw_time middle = task.pattern.points[0].time
                         + (task.pattern.points[1].time - task.pattern.points[0].time) / 2;
        double found = 0.0;
        weights_at(&f, middle, weight);
        for (size_t i = 0; i < N; i++)
            found += (double)weight[i] * cw_pattern_detects(&f.problem, &task, f.tracks, i);
        assert_true(found > 0.01);
        assert_close(alive->steps[STEPS - 1].found_alive[CW_BAND_MIDDLE], found, 5 * float_share);
        cw_alive_destroy(alive);
        drop_plan(&plan);
    }
    drop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worth_add_up_to_the_living),
        cmocka_unit_test(test_worth_by_hand),
        cmocka_unit_test(test_worth_are_what_the_score_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
