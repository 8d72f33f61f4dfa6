/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People found alive, on tracks whose time in the water is known: the clock against the closed form
 * of the curve, the sums against what must add up, and detection over time against patterns cut
 * short by hand.
 */
#include "living.h"

#include <string.h>

/* Two crossing sweeps over the cloud, an hour each. */
static cw_plan plan_of(cw_task tasks[2]) {
    cw_pattern_spec spec = {
        .kind = CW_PARALLEL_SWEEP, .length_m = 6000.0, .width_m = 4000.0, .spacing_m = 800.0};
    tasks[0] = scene_task(spec, SCENE_START + 10 * CW_MINUTE_MS, 8.0, 500.0);
    spec.axis_deg = 90.0;
    tasks[1] = scene_task(spec, SCENE_START + 65 * CW_MINUTE_MS, 8.0, 700.0);
    return (cw_plan){.tasks = tasks, .task_count = 2};
}

/* ---- the clock ---- */

/* All particles alike: the band at each step is the curve at that time in the water. */
static void expect_clock(fixture *f, const double full_s[STEPS], const double part_s[STEPS]) {
    cw_alive *alive = score(f, NULL);
    static const double part_rate[CW_BANDS] = {1.0, 0.5, 0.0};
    assert_int_equal(alive->step_count, STEPS);
    for (size_t k = 0; k < STEPS; k++) {
        for (int b = 0; b < CW_BANDS; b++) {
            double want[CW_BANDS];
            cw_survival_alive(&f->survival[0], full_s[k] + part_rate[b] * part_s[k], want);
            assert_close(alive->steps[k].alive_not_found[b], PEOPLE * want[b],
                         PEOPLE * float_share);
            assert_close(alive->steps[k].found_alive[b], 0.0, 0.0);
        }
    }
    cw_alive_destroy(alive);
}

static void test_in_the_water_from_the_first(void **state) {
    (void)state;
    fixture f = make(300);
    double full[STEPS], part[STEPS] = {0};
    for (size_t k = 0; k < STEPS; k++) full[k] = (double)k * step_s;
    expect_clock(&f, full, part);
    drop(&f);
}

/* Released between outputs 4 and 5: the clock starts in the middle of that interval. */
static void test_waiting_is_not_immersion(void **state) {
    (void)state;
    fixture f = make(300);
    double full[STEPS], part[STEPS] = {0};
    for (size_t k = 0; k < STEPS; k++) full[k] = k < 5 ? 0.0 : ((double)k - 4.5) * step_s;
    memset(f.tracks->state, CW_WAITING, 5 * f.tracks->particles);
    expect_clock(&f, full, part);
    cw_alive *alive = score(&f, NULL);
    assert_int_equal(alive->immersed_from, SCENE_START + 45 * CW_MINUTE_MS);
    assert_close(alive->steps[4].in_water, 0.0, 0.0);
    assert_close(alive->steps[4].alive_in_water[CW_BAND_LOW], 1.0, 0.0);
    assert_close(alive->steps[5].in_water, 1.0, 1e-6); /* weights are floats */
    cw_alive_destroy(alive);
    drop(&f);
}

static void set_object_from(fixture *f, size_t output, uint8_t object) {
    memset(f->tracks->object + output * f->tracks->particles, object,
           (STEPS - output) * f->tracks->particles);
}

/* A boat afloat is not in the water; it becomes people who are. */
static void test_a_boat_becomes_people(void **state) {
    (void)state;
    fixture f = make(300);
    double full[STEPS], part[STEPS] = {0};
    f.exposures[0].immersion = CW_IMMERSION_NONE;
    for (size_t k = 0; k < STEPS; k++) full[k] = k < 10 ? 0.0 : ((double)k - 9.5) * step_s;
    set_object_from(&f, 10, 1);
    expect_clock(&f, full, part);
    drop(&f);
}

/* A swamped boat is part, and then full. */
static void test_part_then_full(void **state) {
    (void)state;
    fixture f = make(300);
    double full[STEPS], part[STEPS];
    f.exposures[0].immersion = CW_IMMERSION_PART;
    for (size_t k = 0; k < STEPS; k++) {
        part[k] = k < 10 ? (double)k * step_s : 9.5 * step_s;
        full[k] = k < 10 ? 0.0 : ((double)k - 9.5) * step_s;
    }
    set_object_from(&f, 10, 1);
    expect_clock(&f, full, part);
    drop(&f);
}

static void test_ashore_the_clock_stands(void **state) {
    (void)state;
    fixture f = make(300);
    double full[STEPS], part[STEPS] = {0};
    for (size_t k = 0; k < STEPS; k++) full[k] = k < 8 ? (double)k * step_s : 7.5 * step_s;
    memset(f.tracks->state + 8 * f.tracks->particles, CW_STRANDED,
           (STEPS - 8) * f.tracks->particles);
    expect_clock(&f, full, part);
    drop(&f);
}

/* Lost to the forcing is not out of the water. */
static void test_lost_is_still_in_the_water(void **state) {
    (void)state;
    fixture f = make(300);
    double full[STEPS], part[STEPS] = {0};
    for (size_t k = 0; k < STEPS; k++) full[k] = (double)k * step_s;
    memset(f.tracks->state + 8 * f.tracks->particles, CW_LOST, (STEPS - 8) * f.tracks->particles);
    expect_clock(&f, full, part);
    drop(&f);
}

/* ---- what must add up ---- */

static void expect_law(cw_detection_law law) {
    fixture f = make(2000);
    cw_task tasks[2];
    cw_plan plan = plan_of(tasks);
    cw_error err = {0};
    f.problem.law = law;
    assert_true(cw_plan_score(&f.problem, f.tracks, &plan, &err));
    for (int dead = 0; dead < 2; dead++) {
        /* By hand: everybody lives for ever, or dies at once. */
        for (int m = 0; m < CW_SURVIVAL_MODELS; m++)
            f.survival[0].median_s[m] = dead ? 1e-9 : INFINITY;
        cw_alive *alive = score(&f, &plan);
        const cw_alive_step *end = &alive->steps[STEPS - 1];
        assert_true(end->pos > 0.3 && end->pos < 0.999);
        assert_close(end->pos, plan.pos, 1e-5); /* the same hazards, added up in another order */
        for (int b = 0; b < CW_BANDS; b++) {
            double found = dead ? 0.0 : PEOPLE * end->pos;
            assert_close(end->found_alive[b], found, PEOPLE * 1e-6);
            assert_close(end->alive_not_found[b], dead ? 0.0 : PEOPLE - found, PEOPLE * 1e-6);
        }
        cw_alive_destroy(alive);
    }
    drop_plan(&plan);
    drop(&f);
}

static void test_alive_or_dead_adds_up(void **state) {
    (void)state;
    expect_law(CW_INVERSE_CUBE);
    expect_law(CW_EXPONENTIAL);
    expect_law(CW_DEFINITE);
    expect_law(CW_RANDOM);
}

/* Found at one glance: everybody is as alive as at that output. */
static void test_all_found_at_once(void **state) {
    (void)state;
    fixture f = make(500);
    cw_pattern_spec spec = {
        .kind = CW_PARALLEL_SWEEP, .length_m = 900.0, .width_m = 400.0, .spacing_m = 400.0};
    cw_task task = scene_task(spec, SCENE_START + 118 * CW_MINUTE_MS, 5.0, 1e5);
    cw_plan plan = {.tasks = &task, .task_count = 1};
    f.problem.law = CW_DEFINITE;
    cw_alive *alive = score(&f, &plan);
    double want[CW_BANDS];
    cw_survival_alive(&f.survival[0], 7200.0, want); /* the leg's middle is nearest to 120 min */
    assert_close(alive->steps[11].pos, 0.0, 0.0);
    assert_close(alive->steps[12].pos, 1.0, 1e-6);
    for (int b = 0; b < CW_BANDS; b++) {
        assert_close(alive->steps[STEPS - 1].found_alive[b], PEOPLE * want[b],
                     PEOPLE * float_share);
        assert_close(alive->steps[12].alive_not_found[b], 0.0, PEOPLE * 1e-6);
    }
    cw_alive_destroy(alive);
    drop_plan(&plan);
    drop(&f);
}

/* The chance that one pattern has found a particle by an output, by cutting the pattern after its
 * last leg whose middle is nearest to that output or an earlier one. */
static double found_by(const fixture *f, const cw_task *task, size_t particle, size_t output) {
    cw_task cut = *task;
    size_t legs = 0;
    for (size_t i = 0; i + 1 < task->pattern.count; i++) {
        cw_time middle = (task->pattern.points[i].time + task->pattern.points[i + 1].time) / 2;
        if (lround((double)(middle - SCENE_START) / 1000.0 / step_s) <= (long)output) legs = i + 1;
    }
    if (legs == 0) return 0.0;
    cut.pattern.count = legs + 1;
    return cw_pattern_detects(&f->problem, &cut, f->tracks, particle);
}

static void test_against_patterns_cut_short(void **state) {
    (void)state;
    fixture f = make(60);
    cw_task tasks[2];
    cw_plan plan = plan_of(tasks);
    cw_alive *alive = score(&f, &plan);
    double want[CW_BANDS] = {0};
    for (size_t i = 0; i < 60; i++) {
        double before = 0.0;
        for (size_t k = 0; k < STEPS; k++) {
            double found =
                1.0 - (1.0 - found_by(&f, &tasks[0], i, k)) * (1.0 - found_by(&f, &tasks[1], i, k));
            double s[CW_BANDS];
            cw_survival_alive(&f.survival[0], (double)k * step_s, s);
            for (int b = 0; b < CW_BANDS; b++) want[b] += PEOPLE / 60.0 * (found - before) * s[b];
            before = found;
        }
    }
    for (int b = 0; b < CW_BANDS; b++)
        assert_close(alive->steps[STEPS - 1].found_alive[b], want[b], PEOPLE * 1e-5);
    cw_alive_destroy(alive);
    drop_plan(&plan);
    drop(&f);
}

static void test_time_matters(void **state) {
    (void)state;
    fixture f = make(500);
    cw_task tasks[2];
    cw_plan plan = plan_of(tasks);
    cw_alive *early = score(&f, &plan);
    for (int t = 0; t < 2; t++) { /* the same searches, an hour and a half later */
        for (size_t i = 0; i < tasks[t].pattern.count; i++)
            tasks[t].pattern.points[i].time += 90 * CW_MINUTE_MS;
    }
    cw_alive *late = score(&f, &plan);
    for (int b = 0; b < CW_BANDS; b++)
        assert_true(late->steps[STEPS - 1].found_alive[b] < early->steps[STEPS - 1].found_alive[b]);
    cw_alive_destroy(early);
    cw_alive_destroy(late);
    drop_plan(&plan);
    drop(&f);
}

static void test_only_grows_or_falls(void **state) {
    (void)state;
    fixture f = make(1000);
    cw_task tasks[2];
    cw_plan plan = plan_of(tasks);
    cw_alive *alive = score(&f, &plan);
    for (size_t k = 1; k < STEPS; k++) {
        const cw_alive_step *a = &alive->steps[k - 1], *b = &alive->steps[k];
        assert_true(b->pos >= a->pos - 1e-6); /* fast_exp of a hazard that did not change */
        for (int i = 0; i < CW_BANDS; i++) {
            assert_true(b->found_alive[i] >= a->found_alive[i] - 1e-5);
            assert_true(b->alive_not_found[i] <= a->alive_not_found[i] + 1e-5);
            assert_true(i == 0 || b->found_alive[i] >= b->found_alive[i - 1]);
            assert_true(i == 0 || b->alive_not_found[i] >= b->alive_not_found[i - 1]);
        }
    }
    cw_alive_destroy(alive);
    drop_plan(&plan);
    drop(&f);
}

static void test_same_for_any_threads(void **state) {
    (void)state;
    fixture f = make(3000);
    cw_task tasks[2];
    cw_plan plan = plan_of(tasks);
    cw_alive *one = score(&f, &plan);
    f.problem.threads = 3;
    cw_alive *three = score(&f, &plan);
    assert_memory_equal(one->steps, three->steps, STEPS * sizeof *one->steps);
    cw_alive_destroy(one);
    cw_alive_destroy(three);
    drop_plan(&plan);
    drop(&f);
}

/* ---- people, or shares ---- */

static void test_people_not_known(void **state) {
    (void)state;
    fixture f = make(300);
    f.exposures[1].people = -1;
    cw_alive *alive = score(&f, NULL);
    assert_false(alive->counted);
    assert_close(alive->people, 1.0, 1e-6);
    assert_close(alive->steps[0].alive_not_found[CW_BAND_LOW], 1.0, 1e-6);
    cw_alive_destroy(alive);
    drop(&f);
}

static void test_people_by_object(void **state) {
    (void)state;
    fixture f = make(300);
    f.exposures[0].people = 10;
    f.exposures[1].people = 40;
    for (size_t k = 0; k < STEPS; k++) /* a third of the particles */
        memset(f.tracks->object + k * 300, 1, 100);
    cw_alive *alive = score(&f, NULL);
    assert_true(alive->counted);
    assert_close(alive->people, 20.0, 20e-6);
    assert_close(alive->steps[0].alive_not_found[CW_BAND_HIGH], 20.0, 20e-6);
    cw_alive_destroy(alive);
    drop(&f);
}

/* Nobody in the water: nobody dies of it. */
static void test_nobody_in_the_water(void **state) {
    (void)state;
    fixture f = make(300);
    f.exposures[0].immersion = f.exposures[1].immersion = CW_IMMERSION_NONE;
    cw_alive *alive = score(&f, NULL);
    assert_int_equal(alive->immersed_from, INT64_MAX);
    for (size_t k = 0; k < STEPS; k++)
        assert_close(alive->steps[k].alive_not_found[CW_BAND_LOW], PEOPLE, PEOPLE * 1e-6);
    cw_alive_destroy(alive);
    drop(&f);
}

/* ---- beyond the tracks, and between the steps ---- */

static void test_beyond_the_tracks(void **state) {
    (void)state;
    fixture f = make(300);
    f.problem.to += 3 * CW_HOUR_MS + CW_MINUTE_MS;
    cw_alive *alive = score(&f, NULL);
    assert_int_equal(alive->step_count, STEPS + 19); /* the last one reaches `until` */
    double want[CW_BANDS];
    cw_survival_alive(&f.survival[0], (STEPS + 18) * step_s, want);
    for (int b = 0; b < CW_BANDS; b++)
        assert_close(alive->steps[STEPS + 18].alive_not_found[b], PEOPLE * want[b],
                     PEOPLE * float_share);
    cw_alive_destroy(alive);
    drop(&f);
}

static void test_between_steps(void **state) {
    (void)state;
    fixture f = make(300);
    cw_alive *alive = score(&f, NULL);
    const cw_alive_step *a = &alive->steps[3], *b = &alive->steps[4];
    cw_alive_step part = cw_alive_at(alive, a->time + (b->time - a->time) / 4);
    assert_close(part.alive_not_found[CW_BAND_LOW],
                 0.75 * a->alive_not_found[CW_BAND_LOW] + 0.25 * b->alive_not_found[CW_BAND_LOW],
                 1e-12);
    cw_alive_step before = cw_alive_at(alive, 0), after = cw_alive_at(alive, INT64_MAX / 2);
    assert_close(before.alive_in_water[1], alive->steps[0].alive_in_water[1], 0.0);
    assert_close(after.alive_in_water[1], alive->steps[STEPS - 1].alive_in_water[1], 0.0);
    cw_alive_destroy(alive);
    drop(&f);
}

/* The weights that a plan leaves. */
static void test_missed(void **state) {
    (void)state;
    fixture f = make(800);
    cw_task tasks[2];
    cw_plan plan = plan_of(tasks);
    cw_error err = {0};
    float missed[800];
    double pos = 0.0;
    assert_true(cw_plan_score(&f.problem, f.tracks, &plan, &err));
    assert_true(cw_plan_missed(&f.problem, f.tracks, &plan, missed, &err));
    for (size_t i = 0; i < 800; i++) {
        double one = 1.0 - cw_pattern_detects(&f.problem, &tasks[0], f.tracks, i);
        double two = 1.0 - cw_pattern_detects(&f.problem, &tasks[1], f.tracks, i);
        assert_close(missed[i], one * two, 1e-6);
        pos += (1.0 - (double)missed[i]) / 800.0;
    }
    assert_close(pos, plan.pos, 1e-6);
    drop_plan(&plan);
    drop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_in_the_water_from_the_first),
                                       cmocka_unit_test(test_waiting_is_not_immersion),
                                       cmocka_unit_test(test_a_boat_becomes_people),
                                       cmocka_unit_test(test_part_then_full),
                                       cmocka_unit_test(test_ashore_the_clock_stands),
                                       cmocka_unit_test(test_lost_is_still_in_the_water),
                                       cmocka_unit_test(test_alive_or_dead_adds_up),
                                       cmocka_unit_test(test_all_found_at_once),
                                       cmocka_unit_test(test_against_patterns_cut_short),
                                       cmocka_unit_test(test_time_matters),
                                       cmocka_unit_test(test_only_grows_or_falls),
                                       cmocka_unit_test(test_same_for_any_threads),
                                       cmocka_unit_test(test_people_not_known),
                                       cmocka_unit_test(test_people_by_object),
                                       cmocka_unit_test(test_nobody_in_the_water),
                                       cmocka_unit_test(test_beyond_the_tracks),
                                       cmocka_unit_test(test_between_steps),
                                       cmocka_unit_test(test_missed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
