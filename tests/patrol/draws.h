/* SPDX-License-Identifier: Apache-2.0 */
/* Random numbers for made problems, and going through all choices of a few things. */
#ifndef CROSSWATCH_TEST_PATROL_DRAWS_H
#define CROSSWATCH_TEST_PATROL_DRAWS_H

#include "support.h"

#include <crosswatch/patrol.h>

/* The k-th number of a seed, in (0, 1). */
static inline double drawn(uint64_t seed, size_t k) {
    double u[4];
    cw_random_uniform(
        (cw_draw){.seed = seed, .particle = (uint32_t)(k / 4), .purpose = CW_DRAW_TEST}, u);
    return u[k % 4];
}

/* The choice after this one of `count` of `of` in ascending order; false: it was the last. */
static inline bool next_choice(size_t *choice, size_t count, size_t of) {
    size_t k = count;
    while (k > 0 && choice[k - 1] == of - count + k - 1) k--;
    if (k == 0) return false;
    choice[k - 1]++;
    for (; k < count; k++) choice[k] = choice[k - 1] + 1;
    return true;
}

#endif
