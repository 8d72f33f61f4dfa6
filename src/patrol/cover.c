/* SPDX-License-Identifier: Apache-2.0 */
/* Maximal covering as a p-median problem: an uncovered demand costs its weight. */
#include <crosswatch/patrol.h>

#include <math.h>
#include <stdlib.h>

bool cw_cover_solve(const cw_covering *problem, const cw_siting_options *options,
                    cw_siting_answer *answer, cw_error *err) {
    size_t n = problem->demands, count = problem->sites * n;
    double total = 0.0;
    *answer = (cw_siting_answer){.sites = NULL};
    for (size_t i = 0; i < n; i++) {
        if (!(problem->weight[i] >= 0.0 && isfinite(problem->weight[i])))
            return cw_fail(err, CW_ERR_INPUT,
                           "covering: the weight of demand %zu is %g, not a number of at least 0",
                           i, problem->weight[i]);
        total += problem->weight[i];
    }
    double *cost = cw_alloc_array(count > 0 ? count : 1, sizeof *cost);
    if (cost == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < count; k++) cost[k] = problem->covers[k] ? 0.0 : problem->weight[k % n];
    cw_siting siting = {.demands = n,
                        .sites = problem->sites,
                        .cost = cost,
                        .open = problem->open,
                        .grain = problem->grain};
    bool good = cw_median_solve(&siting, options, answer, err);
    free(cost);
    answer->value = total - answer->value;
    answer->bound = total - answer->bound;
    return good;
}
