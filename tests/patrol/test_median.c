/* SPDX-License-Identifier: Apache-2.0 */
/* The p-median problem against all choices of small problems, and against the optima that the
 * OR-Library publishes. */
#include "draws.h"
#include "plain_formats.h"

#include <math.h>
#include <stdlib.h>

enum { SITES = 12, DEMANDS = 15, PROBLEMS = 25 };

static double cost_of(const cw_siting *p, const size_t *sites) {
    double sum = 0.0;
    for (size_t i = 0; i < p->demands; i++) {
        double nearest = INFINITY;
        for (size_t k = 0; k < p->open; k++)
            nearest = fmin(nearest, p->cost[sites[k] * p->demands + i]);
        sum += nearest;
    }
    return sum;
}

static double best_of_all(const cw_siting *p) {
    size_t choice[SITES];
    double best = INFINITY;
    for (size_t k = 0; k < p->open; k++) choice[k] = k;
    do best = fmin(best, cost_of(p, choice));
    while (next_choice(choice, p->open, p->sites));
    return best;
}

/* Costs with a grain are whole: equal. Without: the same sums in another order, 15 terms below 1.
 */
static void solves_small_problems(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        double cost[SITES * DEMANDS];
        bool whole = seed % 2 == 0;
        for (size_t k = 0; k < SITES * DEMANDS; k++)
            cost[k] = whole ? floor(20.0 * drawn(seed, k)) : drawn(seed, k);
        cw_siting p = {.demands = DEMANDS,
                       .sites = SITES,
                       .cost = cost,
                       .open = 1 + seed % SITES,
                       .grain = whole ? 1.0 : 0.0};
        cw_siting_options options = {.seed = seed};
        cw_siting_answer a;
        cw_error err = {0};
        assert_true(cw_median_solve(&p, &options, &a, &err));
        assert_true(a.proven);
        assert_int_equal(a.count, p.open);
        assert_close(a.value, best_of_all(&p), 1e-12);
        assert_close(a.value, cost_of(&p, a.sites), 1e-12);
        assert_true(a.bound <= a.value);
        for (size_t k = 1; k < a.count; k++) assert_true(a.sites[k - 1] < a.sites[k]);
        cw_siting_answer_free(&a);
    }
}

static void solves_published_problems(void **state) {
    (void)state;
    static const struct {
        const char *file;
        double optimum; /* OR-Library, pmedopt.txt */
    } known[] = {{"data/patrol/pmed1.txt", 5819.0},
                 {"data/patrol/pmed6.txt", 7824.0},
                 {"data/patrol/pmed20.txt", 1789.0}};
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        char path[1024];
        median_graph g;
        cw_error err = {0};
        assert_true(median_graph_read(support_shared(known[k].file, path), &g, &err));
        cw_siting p = {
            .demands = g.nodes, .sites = g.nodes, .cost = g.distance, .open = g.open, .grain = 1.0};
        cw_siting_answer a;
        assert_true(cw_median_solve(&p, &(cw_siting_options){.seed = 1}, &a, &err));
        assert_true(a.proven);
        assert_close(a.value, known[k].optimum, 0.0); /* whole lengths */
        cw_siting_answer_free(&a);
        free(g.distance);
    }
}

/* Stopped early the bound still holds. */
static void stopped_early_says_so(void **state) {
    (void)state;
    median_graph g;
    cw_error err = {0};
    assert_true(median_graph_make(200, 800, 5, 7, &g, &err));
    cw_siting p = {
        .demands = g.nodes, .sites = g.nodes, .cost = g.distance, .open = g.open, .grain = 1.0};
    cw_siting_answer early, whole;
    assert_true(
        cw_median_solve(&p, &(cw_siting_options){.seed = 1, .most_nodes = 1}, &early, &err));
    assert_true(cw_median_solve(&p, &(cw_siting_options){.seed = 1}, &whole, &err));
    assert_true(whole.proven);
    assert_true(early.bound <= whole.value);
    assert_true(early.value >= whole.value);
    assert_true(early.nodes == 1);
    cw_siting_answer_free(&early);
    cw_siting_answer_free(&whole);
    free(g.distance);
}

static void refuses_bad_input(void **state) {
    (void)state;
    double cost[4] = {1.0, 2.0, 3.0, 4.0};
    cw_siting p = {.demands = 2, .sites = 2, .cost = cost, .open = 3};
    cw_siting_options options = {.seed = 1};
    cw_siting_answer a;
    cw_error err = {0};
    assert_false(cw_median_solve(&p, &options, &a, &err));
    assert_mentions(err.message, "3 sites cannot be opened of 2");
    p.open = 1;
    /* cppcheck-suppress unreadVariable ; the problem points to it */
    cost[3] = NAN;
    err = (cw_error){0};
    assert_false(cw_median_solve(&p, &options, &a, &err));
    assert_mentions(err.message, "demand 1 at site 1");
    /* cppcheck-suppress [redundantAssignment, unreadVariable] ; the problem points to it */
    cost[3] = -1.0;
    err = (cw_error){0};
    assert_false(cw_median_solve(&p, &options, &a, &err));
    assert_int_equal(err.code, CW_ERR_INPUT);
    p.sites = 0;
    err = (cw_error){0};
    assert_false(cw_median_solve(&p, &options, &a, &err));
    cw_siting_answer_free(&a); /* of a failure: nothing to free */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solves_small_problems), cmocka_unit_test(solves_published_problems),
        cmocka_unit_test(stopped_early_says_so), cmocka_unit_test(refuses_bad_input)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
