/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the readers of logs: when each position was measured. */
#ifndef CROSSWATCH_PICTURE_FIX_CLOCK_H
#define CROSSWATCH_PICTURE_FIX_CLOCK_H

#include "said.h"

/* `measured`: CW_AIS_NO_TIME when nothing tells it. */
typedef void (*fix_dated)(void *context, const ais_said *said, cw_time measured);

/* Reports between two of base stations wait until the second comes; more than so many are not
 * dated. A busy strait sends 250 a second. */
enum { FIX_CLOCK_MOST_WAITING = 16384 };

typedef struct fix_clock {
    fix_dated dated;
    void *context;
    cw_time base; /* the last report of a base station; CW_AIS_NO_TIME: none yet */
    ais_said *waiting;
    size_t count, capacity;
} fix_clock;

fix_clock fix_clock_start(fix_dated dated, void *context);
void fix_clock_stop(fix_clock *clock);                       /* frees; what waits is forgotten */
void fix_clock_take(fix_clock *clock, const ais_said *said); /* any report */
void fix_clock_end(fix_clock *clock); /* the log ended: what waits has no time */

#endif
