/* SPDX-License-Identifier: Apache-2.0 */
/* A generator of the tests' own: truths must not come from the library's Philox. */
#ifndef CROSSWATCH_TEST_SEARCH_OWN_DRAWS_H
#define CROSSWATCH_TEST_SEARCH_OWN_DRAWS_H

#include "crosswatch/base.h"

#include <math.h>
#include <stdint.h>

static uint64_t splitmix; /* Steele, Lea and Flood 2014 */

static double next_uniform(void) {
    uint64_t z = splitmix += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return ((double)(z >> 11) + 0.5) / 9007199254740992.0;
}

static double next_normal(void) {
    double u = next_uniform(), v = next_uniform();
    return sqrt(-2.0 * log(u)) * cos(2.0 * CW_PI * v);
}

#endif
