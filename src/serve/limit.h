/* SPDX-License-Identifier: Apache-2.0 */
/* Inside serve/: how often something may be done, by whom. Token buckets in a table of fixed size:
 * whoever asks from a million addresses costs no more memory. Any thread. */
#ifndef CROSSWATCH_SERVE_LIMIT_H
#define CROSSWATCH_SERVE_LIMIT_H

#include <crosswatch/base.h>

typedef struct limits limits;
limits *limits_create(cw_error *err);
void limits_destroy(limits *l); /* NULL-safe */

typedef struct allowance {
    const char *what; /* "sign-in" ... */
    double per_second, burst;
} allowance;
/* Takes one of what `by` is allowed; false: none is left now. `now_s`: a clock that only rises. */
bool limits_take(limits *l, allowance a, const char *by, double now_s);

double clock_s(void); /* such a clock */

#endif
