/* SPDX-License-Identifier: Apache-2.0 */
/* The schedule against all schedules of tiny worlds, and against siting where nothing moves. */
#include "schedule_world.h"

enum { WORLDS = 24, SITES = 10, DEMANDS = 16, SITED = 3 };
static const double ROUNDING = 1e-9; /* sums of some hundred terms below 1 */
static const cw_schedule_options OPTIONS = {.seed = 1, .steps = 150, .rounds = 30};

static void one_unit_is_solved_exactly(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        tiny_world w;
        cw_schedule_answer a;
        cw_error err = {0};
        tiny_world_make(seed, &w);
        w.problem.unit_count = 1;
        w.problem.busy = 0.0;
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &a, &err));
        assert_close(a.value, tiny_best(&w.problem), ROUNDING);
        assert_true(a.bound >= a.value);
        cw_schedule_answer_free(&a);
    }
}

static void two_units_are_solved_and_bounded(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        tiny_world w;
        cw_schedule_answer a;
        cw_error err = {0};
        double covered, value;
        tiny_world_make(seed, &w);
        double best = tiny_best(&w.problem);
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &a, &err));
        assert_close(a.value, best, ROUNDING);
        assert_true(a.bound >= best - ROUNDING);
        assert_true(cw_schedule_evaluate(&w.problem, a.post, a.state, &covered, &value, &err));
        assert_close(value, a.value, ROUNDING);
        assert_close(covered, a.covered, ROUNDING);
        assert_true(a.covered <= a.risk);
        cw_schedule_answer_free(&a);
    }
}

/* Two nations with a unit each, which may carry three tenths and an hour: within the share, below
 * the bound, and nearly always the best there is (two hours cannot be exchanged one at a time). */
static void shares_are_kept_and_bounded(void **state) {
    (void)state;
    size_t best_found = 0, narrowed = 0;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        tiny_world w;
        cw_schedule_answer a;
        cw_error err = {0};
        double covered, value;
        tiny_world_make(seed, &w);
        double free_best = tiny_best(&w.problem);
        w.units[1].nation = 1;
        w.problem.most_share = 0.3;
        double best = tiny_best(&w.problem);
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &a, &err));
        assert_true(a.value <= best + ROUNDING && a.bound >= best - ROUNDING);
        assert_true(cw_schedule_evaluate(&w.problem, a.post, a.state, &covered, &value, &err));
        best_found += a.value >= best - ROUNDING;
        narrowed += best < free_best - ROUNDING;
        cw_schedule_answer_free(&a);
    }
    assert_true(narrowed > WORLDS / 4); /* else the share limits nothing */
    assert_true(best_found >= WORLDS * 3 / 4);
}

/* Leave to wait anywhere, and a second unit: the schedule without is one that can still be done. */
static void more_is_never_worse(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        tiny_world w;
        cw_schedule_answer narrow, wide, alone;
        cw_error err = {0};
        tiny_world_make(seed, &w);
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &narrow, &err));
        cw_schedule_options from = OPTIONS;
        from.rounds = 1;
        from.from_post = narrow.post;
        from.from_state = narrow.state;
        w.problem.unit_count = 1;
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &alone, &err));
        assert_true(alone.value <= narrow.bound + ROUNDING);
        w.problem.unit_count = UNITS;
        w.units[0].may_stand = w.units[1].may_stand = NULL;
        assert_true(cw_schedule_solve(&w.problem, &from, &wide, &err));
        assert_true(wide.value >= narrow.value - ROUNDING);
        assert_true(wide.bound >= narrow.value - ROUNDING);
        cw_schedule_answer_free(&narrow);
        cw_schedule_answer_free(&wide);
        cw_schedule_answer_free(&alone);
    }
}

/* One hour, every post within reach, and a base from which nothing is reached: siting. */
typedef struct still_world {
    double risk[DEMANDS], chance[(SITES + 1) * DEMANDS], way_m[(SITES + 1) * (SITES + 1)], speed;
    const double *responses[1];
    size_t response;
    cw_schedule_unit units[SITED];
    cw_schedule_problem problem;
} still_world;

static void still_world_make(still_world *w) {
    w->speed = 1.0;
    w->responses[0] = w->chance;
    for (size_t u = 0; u < SITED; u++)
        w->units[u] = (cw_schedule_unit){.base = SITES,
                                         .way_m = w->way_m,
                                         .speed_mps = &w->speed,
                                         .response = &w->response,
                                         .endurance_h = 1,
                                         .crew_h = 1};
    w->problem = (cw_schedule_problem){.posts = SITES + 1,
                                       .cells = DEMANDS,
                                       .hours = 1,
                                       .risk = w->risk,
                                       .responses = w->responses,
                                       .response_count = 1,
                                       .units = w->units,
                                       .unit_count = SITED,
                                       .helpers = 1};
}

static void without_movement_it_is_covering(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        still_world w = {.speed = 0.0};
        bool covers[SITES * DEMANDS];
        for (size_t c = 0; c < DEMANDS; c++) w.risk[c] = drawn(seed, c);
        for (size_t k = 0; k < SITES * DEMANDS; k++) {
            covers[k] = drawn(seed, DEMANDS + k) < 0.25;
            w.chance[k] = covers[k] ? 1.0 : 0.0;
        }
        still_world_make(&w);
        cw_covering p = {
            .demands = DEMANDS, .sites = SITES, .weight = w.risk, .covers = covers, .open = SITED};
        cw_siting_answer sites;
        cw_schedule_answer a;
        cw_error err = {0};
        assert_true(cw_cover_solve(&p, &(cw_siting_options){.seed = 1}, &sites, &err));
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &a, &err));
        assert_close(a.value, sites.value, ROUNDING);
        assert_true(a.bound >= sites.value - ROUNDING);
        cw_siting_answer_free(&sites);
        cw_schedule_answer_free(&a);
    }
}

/* A chance that falls evenly with what it costs: the risk reached is all less the p-median. */
static void without_movement_it_is_the_median(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        still_world w = {.speed = 0.0};
        double cost[SITES * DEMANDS], all = 0.0;
        for (size_t c = 0; c < DEMANDS; c++) all += w.risk[c] = drawn(seed, c);
        for (size_t k = 0; k < SITES * DEMANDS; k++) {
            w.chance[k] = drawn(seed, DEMANDS + k);
            cost[k] = w.risk[k % DEMANDS] * (1.0 - w.chance[k]);
        }
        still_world_make(&w);
        cw_siting p = {.demands = DEMANDS, .sites = SITES, .cost = cost, .open = SITED};
        cw_siting_answer sites;
        cw_schedule_answer a;
        cw_error err = {0};
        assert_true(cw_median_solve(&p, &(cw_siting_options){.seed = 1}, &sites, &err));
        assert_true(cw_schedule_solve(&w.problem, &OPTIONS, &a, &err));
        assert_close(a.value, all - sites.value, ROUNDING);
        assert_true(a.bound >= all - sites.value - ROUNDING);
        cw_siting_answer_free(&sites);
        cw_schedule_answer_free(&a);
    }
}

static void any_number_of_threads_gives_the_same(void **state) {
    (void)state;
    tiny_world w;
    cw_schedule_answer one, three;
    cw_schedule_options options = OPTIONS;
    cw_error err = {0};
    tiny_world_make(4, &w);
    options.threads = 1;
    assert_true(cw_schedule_solve(&w.problem, &options, &one, &err));
    options.threads = 3;
    assert_true(cw_schedule_solve(&w.problem, &options, &three, &err));
    assert_memory_equal(one.post, three.post, UNITS * HOURS * sizeof *one.post);
    assert_memory_equal(one.state, three.state, UNITS * HOURS);
    assert_true(one.value == three.value && one.bound == three.bound);
    cw_schedule_answer_free(&one);
    cw_schedule_answer_free(&three);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_unit_is_solved_exactly),
                                       cmocka_unit_test(two_units_are_solved_and_bounded),
                                       cmocka_unit_test(shares_are_kept_and_bounded),
                                       cmocka_unit_test(more_is_never_worse),
                                       cmocka_unit_test(without_movement_it_is_covering),
                                       cmocka_unit_test(without_movement_it_is_the_median),
                                       cmocka_unit_test(any_number_of_threads_gives_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
