/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside traffic/: what keeps an alarm from flapping. A latch goes up when the condition to raise
 * has held without a break for so long, and down when the condition to clear has. Between the two
 * conditions there is room in which it stays as it is.
 */
#ifndef CROSSWATCH_TRAFFIC_LATCH_H
#define CROSSWATCH_TRAFFIC_LATCH_H

#include <crosswatch/traffic.h>

typedef struct latch { /* zero-initialised: down */
    bool up, pending;
    cw_time pending_since;
} latch;

static inline cw_alarm_event latch_step(latch *l, bool raise, bool clear, cw_time now,
                                        double raise_s, double clear_s) {
    bool wanted = l->up ? clear : raise;
    if (!wanted) {
        l->pending = false;
        return CW_ALARM_QUIET;
    }
    if (!l->pending) l->pending_since = now;
    l->pending = true;
    double held_s = (double)(now - l->pending_since) / (double)CW_SECOND_MS;
    if (held_s < (l->up ? clear_s : raise_s)) return CW_ALARM_QUIET;
    l->up = !l->up;
    l->pending = false;
    return l->up ? CW_ALARM_RAISED : CW_ALARM_CLEARED;
}

#endif
