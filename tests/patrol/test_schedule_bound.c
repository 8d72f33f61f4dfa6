/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bound against the linear programme that it should reach, written out over all ways of tiny
 * worlds and solved by CLP (Forrest), which we did not write:
 *
 *   maximise  sum risk weight_k p z(t, c, k, u, r) - sum cost_w y(u, w)
 *   sum_w y(u, w) = 1                                        each unit has a mixture of ways
 *   sum_k z(t, c, k, u, r) <= sum of y(u, w) with w at r     it helps from where it is, once
 *   sum_{u, r} z(t, c, k, u, r) <= 1                         one k-th helper
 */
#include "schedule_world.h"

#include <coin/Clp_C_Interface.h>

enum { WORLDS = 10, HELPERS = 2, PLACES = POSTS };
enum {
    UNIT_ROWS = UNITS,
    HELP_ROWS = HOURS * CELLS * HELPERS,
    FROM_ROWS = HOURS * CELLS * UNITS * PLACES,
    ROWS = UNIT_ROWS + HELP_ROWS + FROM_ROWS,
    MOST_COLUMNS = UNITS * MOST_WAYS + FROM_ROWS * HELPERS,
    MOST_ENTRIES = UNITS * MOST_WAYS * (1 + HOURS * CELLS) + 2 * FROM_ROWS * HELPERS
};

typedef struct programme { /* by columns */
    double objective[MOST_COLUMNS], entry[MOST_ENTRIES];
    int row[MOST_ENTRIES];
    CoinBigIndex start[MOST_COLUMNS + 1];
    int columns;
    CoinBigIndex entries;
} programme;

static void add_entry(programme *lp, size_t row, double value) {
    lp->row[lp->entries] = (int)row;
    lp->entry[lp->entries++] = value;
}

static void end_column(programme *lp, double objective) {
    lp->objective[lp->columns++] = objective;
    lp->start[lp->columns] = lp->entries;
}

static size_t help_row(size_t hour, size_t cell, size_t k) {
    return UNIT_ROWS + (hour * CELLS + cell) * HELPERS + k;
}

static size_t from_row(size_t hour, size_t cell, size_t unit, size_t place) {
    return UNIT_ROWS + HELP_ROWS + ((hour * CELLS + cell) * UNITS + unit) * PLACES + place;
}

static void add_ways(programme *lp, const cw_schedule_problem *p, size_t u) {
    tiny_ways *all = tiny_all(p, u);
    assert_non_null(all);
    assert_true(all->count < MOST_WAYS);
    for (size_t w = 0; w < all->count; w++) {
        add_entry(lp, u, 1.0);
        for (size_t hour = 0; hour < HOURS; hour++) {
            int at = all->way[w].at[hour];
            for (size_t cell = 0; cell < CELLS && at != -2; cell++)
                add_entry(lp, from_row(hour, cell, u, at < 0 ? p->units[u].base : (size_t)at),
                          -1.0);
        }
        end_column(lp, -tiny_cost(p, &all->way[w]));
    }
    free(all);
}

static void add_help(programme *lp, const cw_schedule_problem *p, size_t row) {
    size_t place = row % PLACES, u = row / PLACES % UNITS;
    size_t cell = row / PLACES / UNITS % CELLS, hour = row / PLACES / UNITS / CELLS;
    tiny_way there = {{0}};
    there.at[hour] = (int)place; /* at the base as well: the same row of chances */
    double chance = tiny_chance(p, u, &there, hour, cell), weight = 1.0 - p->busy;
    for (size_t k = 0; k < HELPERS; k++, weight *= p->busy) {
        add_entry(lp, help_row(hour, cell, k), 1.0);
        add_entry(lp, from_row(hour, cell, u, place), 1.0);
        end_column(lp, p->risk[hour * CELLS + cell] * weight * chance);
    }
}

static double solve(const programme *lp) {
    double lower[ROWS], upper[ROWS];
    for (size_t r = 0; r < ROWS; r++) {
        lower[r] = r < UNIT_ROWS ? 1.0 : -1e30; /* CLP's infinity begins at 1e27 */
        upper[r] = r < UNIT_ROWS + HELP_ROWS ? 1.0 : 0.0;
    }
    Clp_Simplex *model = Clp_newModel();
    Clp_setLogLevel(model, 0);
    Clp_loadProblem(model, lp->columns, ROWS, lp->start, lp->row, lp->entry, NULL, NULL,
                    lp->objective, lower, upper);
    Clp_setObjSense(model, -1.0);
    Clp_dual(model, 0);
    assert_true(Clp_isProvenOptimal(model));
    double value = Clp_getObjValue(model);
    Clp_deleteModel(model);
    return value;
}

/* CLP's tolerance is 1e-7 a row of 302; the prices stop within 0.1 % of where they go. */
static void the_bound_is_the_linear_programme(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        tiny_world w;
        cw_schedule_answer a;
        cw_error err = {0};
        programme *lp = calloc(1, sizeof *lp);
        assert_non_null(lp);
        tiny_world_make(seed, &w);
        for (size_t u = 0; u < UNITS; u++) add_ways(lp, &w.problem, u);
        for (size_t row = 0; row < FROM_ROWS; row++) add_help(lp, &w.problem, row);
        double value = solve(lp);
        assert_true(tiny_best(&w.problem) <= value + 1e-4);
        assert_true(cw_schedule_solve(&w.problem, &(cw_schedule_options){.seed = 1, .rounds = 5},
                                      &a, &err));
        assert_true(a.bound >= value - 1e-4);
        assert_close(a.bound, value, 0.001 * value);
        cw_schedule_answer_free(&a);
        free(lp);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_bound_is_the_linear_programme)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
