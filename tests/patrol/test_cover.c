/* SPDX-License-Identifier: Apache-2.0 */
/* Maximal covering against all choices of small problems. */
#include "draws.h"

#include <math.h>

enum { SITES = 11, DEMANDS = 20, PROBLEMS = 20 };

static double covered_by(const cw_covering *p, const size_t *sites) {
    double sum = 0.0;
    for (size_t i = 0; i < p->demands; i++) {
        bool covered = false;
        for (size_t k = 0; k < p->open; k++)
            covered = covered || p->covers[sites[k] * p->demands + i];
        if (covered) sum += p->weight[i];
    }
    return sum;
}

static double best_of_all(const cw_covering *p) {
    size_t choice[SITES];
    double best = 0.0;
    for (size_t k = 0; k < p->open; k++) choice[k] = k;
    do best = fmax(best, covered_by(p, choice));
    while (next_choice(choice, p->open, p->sites));
    return best;
}

static void solves_small_problems(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= PROBLEMS; seed++) {
        double weight[DEMANDS];
        bool covers[SITES * DEMANDS];
        for (size_t i = 0; i < DEMANDS; i++) weight[i] = floor(10.0 * drawn(seed, i));
        for (size_t k = 0; k < SITES * DEMANDS; k++) covers[k] = drawn(seed, DEMANDS + k) < 0.2;
        cw_covering p = {.demands = DEMANDS,
                         .sites = SITES,
                         .weight = weight,
                         .covers = covers,
                         .open = 1 + seed % 6,
                         .grain = 1.0};
        cw_siting_answer a;
        cw_error err = {0};
        assert_true(cw_cover_solve(&p, &(cw_siting_options){.seed = seed}, &a, &err));
        assert_true(a.proven);
        assert_close(a.value, best_of_all(&p), 1e-9); /* whole weights, less a total */
        assert_close(a.value, covered_by(&p, a.sites), 1e-9);
        assert_true(a.bound >= a.value - 1e-9);
        cw_siting_answer_free(&a);
    }
}

static void refuses_bad_input(void **state) {
    (void)state;
    double weight[2] = {1.0, INFINITY};
    bool covers[2] = {true, true};
    cw_covering p = {.demands = 2, .sites = 1, .weight = weight, .covers = covers, .open = 1};
    cw_siting_answer a;
    cw_error err = {0};
    assert_false(cw_cover_solve(&p, &(cw_siting_options){.seed = 1}, &a, &err));
    assert_mentions(err.message, "weight of demand 1");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(solves_small_problems),
                                       cmocka_unit_test(refuses_bad_input)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
