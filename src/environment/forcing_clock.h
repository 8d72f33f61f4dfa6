/* SPDX-License-Identifier: Apache-2.0 */
/* Inside environment/: the times of a forcing, chosen from those of its sources. */
#ifndef CROSSWATCH_ENVIRONMENT_FORCING_CLOCK_H
#define CROSSWATCH_ENVIRONMENT_FORCING_CLOCK_H

#include <crosswatch/environment.h>

typedef struct forcing_clock {
    cw_time t0;
    int64_t dt_ms;
    size_t nt;
} forcing_clock;

/* One of the sources of a forcing, as the case asked for it. */
typedef struct forcing_ask {
    cw_source *source;
    cw_quantity quantity;
    cw_beyond beyond;
    cw_coverage coverage;
} forcing_ask;

/* True for a source that says the same everywhere and always. */
bool forcing_is_constant(const forcing_ask *ask);

/* Times from `from` or just before to `to` or just after. Fails when a source whose rule is
 * CW_BEYOND_ERROR does not cover all of [from, to], or has a hole in it. */
bool forcing_clock_choose(const forcing_ask *asks, size_t count, cw_time from, cw_time to,
                          forcing_clock *clock, cw_error *err);

#endif
