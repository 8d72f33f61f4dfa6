/* SPDX-License-Identifier: Apache-2.0 */
/* What a unit cannot do is refused with unit, hour and reason, and so is input that makes no sense.
 */
#include "schedule_world.h"

/* Two units in open water; each post 3600 m from the next, in a row: 0 (base of unit 0), 2, 3, 1.
 */
static void row_world(tiny_world *w) {
    static const double x[POSTS] = {0.0, 3.0, 1.0, 2.0};
    tiny_world_make(1, w);
    for (size_t k = 0; k < POSTS * POSTS; k++)
        w->way_m[k] = 3600.0 * fabs(x[k / POSTS] - x[k % POSTS]);
    for (size_t u = 0; u < UNITS; u++) {
        for (size_t hour = 0; hour < HOURS; hour++) w->speed_mps[u][hour] = 1.0;
        w->units[u].may_stand = NULL;
        w->units[u].endurance_h = 3;
        w->units[u].crew_h = 3;
        w->units[u].rest_h = 2;
        w->units[u].watch_h = 1;
    }
}

/* A roster as text, one letter an hour: "b" at base, "r" at rest, a digit for the post. */
static bool evaluate(const tiny_world *w, const char *unit0, cw_error *err) {
    uint16_t post[UNITS * HOURS];
    uint8_t duty[UNITS * HOURS];
    double covered, value;
    for (size_t k = 0; k < UNITS * HOURS; k++) {
        char letter = 'b';
        if (k < HOURS) letter = unit0[k];
        duty[k] = letter == 'b' ? CW_STANDBY : letter == 'r' ? CW_RESTING : CW_AWAY;
        post[k] = duty[k] == CW_AWAY ? (uint16_t)(letter - '0') : k < HOURS ? 0 : 1;
    }
    *err = (cw_error){0};
    return cw_schedule_evaluate(&w->problem, post, duty, &covered, &value, err);
}

static void refuses(const tiny_world *w, const char *unit0, const char *hour, const char *what) {
    cw_error err;
    assert_false(evaluate(w, unit0, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, hour);
    assert_mentions(err.message, what);
}

static void what_cannot_be_done_is_named(void **state) {
    (void)state;
    tiny_world w;
    cw_error err;
    row_world(&w);
    assert_true(evaluate(&w, "bbbbb", &err));
    assert_true(evaluate(&w, "232rr", &err));
    assert_true(evaluate(&w, "bb232", &err)); /* back in the hour after the last */
    refuses(&w, "3bbbb", "unit 0, hour 0", "cannot get there");
    refuses(&w, "23rrb", "hour 2", "cannot be back");
    refuses(&w, "bbb23", "hour 5", "cannot be back");
    refuses(&w, "2222r", "hour 3", "endurance");
    refuses(&w, "22rbb", "hour 3", "at rest");
    refuses(&w, "0bbbb", "hour 0", "at its base");
    refuses(&w, "9bbbb", "hour 0", "no such post");
    w.units[0].crew_h = 2;
    refuses(&w, "222rr", "hour 2", "no hours left");
    w.units[0].watch_h = 2;
    refuses(&w, "b2rrb", "hour 1", "between changes of watch");
    assert_true(evaluate(&w, "bb2rr", &err));
    w.units[1].nation = 1; /* which has no hours: unit 0 may have one, to the hour */
    w.problem.most_share = 0.4;
    assert_true(evaluate(&w, "bb2rr", &err));
    w.units[0].watch_h = 1;
    refuses(&w, "b22rr", "nation 0", "more than 0.4");
    w.speed_mps[0][2] = 0.0;
    refuses(&w, "bb2rr", "hour 2", "weather");
}

/* Two sure helpers of one incident, each busy a fifth of the time: 0.8 + 0.2 * 0.8. */
static void the_second_helper_counts_when_the_first_is_busy(void **state) {
    (void)state;
    double risk = 1.0, chance = 1.0, way = 0.0, speed = 0.0;
    const double *responses[1] = {&chance};
    size_t response = 0;
    cw_schedule_unit unit = {.way_m = &way, .speed_mps = &speed, .response = &response};
    cw_schedule_unit units[2] = {unit, unit};
    cw_schedule_problem p = {.posts = 1,
                             .cells = 1,
                             .hours = 1,
                             .risk = &risk,
                             .responses = responses,
                             .response_count = 1,
                             .units = units,
                             .unit_count = 2,
                             .busy = 0.2,
                             .helpers = 2};
    cw_schedule_answer a;
    cw_error err = {0};
    assert_true(cw_schedule_solve(&p, &(cw_schedule_options){.seed = 1}, &a, &err));
    assert_close(a.value, 0.96, 1e-12);
    assert_close(a.bound, 0.96, 1e-3); /* steps towards it */
    cw_schedule_answer_free(&a);
}

static void refuses_problem(const tiny_world *w, const char *what) {
    cw_schedule_answer a;
    cw_error err = {0};
    assert_false(cw_schedule_solve(&w->problem, &(cw_schedule_options){.seed = 1}, &a, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    assert_mentions(err.message, what);
    cw_schedule_answer_free(&a);
}

static void refuses_bad_input(void **state) {
    (void)state;
    tiny_world w;
    row_world(&w);
    w.risk[7] = NAN;
    refuses_problem(&w, "cell 1 in hour 1");
    row_world(&w);
    w.chance[1][CELLS + 2] = 1.5;
    refuses_problem(&w, "response 1 from post 1 to cell 2");
    row_world(&w);
    w.units[1].base = POSTS;
    refuses_problem(&w, "base of unit 1");
    row_world(&w);
    w.speed_mps[0][3] = -1.0;
    refuses_problem(&w, "speed of unit 0 in hour 3");
    row_world(&w);
    w.way_m[3] = NAN;
    refuses_problem(&w, "from post 0 to 3");
    row_world(&w);
    w.response[0][0] = 2;
    refuses_problem(&w, "response 2 of 2");
    row_world(&w);
    w.problem.busy = 1.0;
    refuses_problem(&w, "busy");
    row_world(&w);
    w.problem.hours = CW_MOST_SCHEDULE_HOURS + 1;
    refuses_problem(&w, "hours");
    row_world(&w);
    w.problem.unit_count = 0;
    refuses_problem(&w, "units");
    row_world(&w);
    w.problem.most_share = -0.1;
    refuses_problem(&w, "share");
    row_world(&w);
    w.units[1].nation = CW_MOST_NATIONS;
    refuses_problem(&w, "nation of unit 1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_done_is_named),
        cmocka_unit_test(the_second_helper_counts_when_the_first_is_busy),
        cmocka_unit_test(refuses_bad_input)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
