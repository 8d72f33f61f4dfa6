/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When a position was measured. A report says at which second of the minute, and not more; the rest
 * comes from when it was received, or from the base stations in the log, whose reports hold the
 * whole time.
 *
 * Without times of reception a position is dated only when the base-station reports before and
 * after it are less than 55 s apart: then there is one minute only to which its second can belong.
 */
#include "fix_clock.h"

#include <math.h>
#include <stdlib.h>

static const cw_time MOST_BETWEEN_MS = 55 * CW_SECOND_MS;

/* The time with that second of the minute nearest to `near`. */
static cw_time at_second(cw_time near, int second) {
    cw_time into = (near % CW_MINUTE_MS + CW_MINUTE_MS) % CW_MINUTE_MS;
    cw_time time = near - into + second * CW_SECOND_MS;
    if (time - near > CW_MINUTE_MS / 2) return time - CW_MINUTE_MS;
    return near - time > CW_MINUTE_MS / 2 ? time + CW_MINUTE_MS : time;
}

fix_clock fix_clock_start(fix_dated dated, void *context) {
    return (fix_clock){.dated = dated, .context = context, .base = CW_AIS_NO_TIME};
}

void fix_clock_stop(fix_clock *clock) {
    free(clock->waiting);
    clock->waiting = NULL;
    clock->count = clock->capacity = 0;
}

static void take_base(fix_clock *clock, cw_time time) {
    cw_time apart = clock->base != CW_AIS_NO_TIME ? time - clock->base : INT64_MAX;
    bool bracketed = apart >= 0 && apart < MOST_BETWEEN_MS;
    for (size_t i = 0; i < clock->count; i++) {
        const ais_said *said = &clock->waiting[i];
        cw_time measured = CW_AIS_NO_TIME;
        if (bracketed) measured = at_second(clock->base + apart / 2, said->position.second);
        clock->dated(clock->context, said, measured);
    }
    clock->count = 0;
    clock->base = time;
}

static bool keep_waiting(fix_clock *clock, const ais_said *said) {
    if (clock->base == CW_AIS_NO_TIME || said->position.second < 0
        || clock->count >= FIX_CLOCK_MOST_WAITING
        || !cw_grow(&clock->waiting, &clock->capacity, clock->count + 1))
        return false;
    clock->waiting[clock->count++] = *said;
    return true;
}

void fix_clock_take(fix_clock *clock, const ais_said *said) {
    int second = said->position.second;
    if (said->base_time != CW_AIS_NO_TIME) take_base(clock, said->base_time);
    if (!said->has_position) return;
    if (isnan(said->position.at.lat_deg))
        clock->dated(clock->context, said, said->received);
    else if (said->received != CW_AIS_NO_TIME)
        clock->dated(clock->context, said,
                     second >= 0 ? at_second(said->received, second) : said->received);
    else if (!keep_waiting(clock, said))
        clock->dated(clock->context, said, CW_AIS_NO_TIME);
}

void fix_clock_end(fix_clock *clock) {
    for (size_t i = 0; i < clock->count; i++)
        clock->dated(clock->context, &clock->waiting[i], CW_AIS_NO_TIME);
    clock->count = 0;
}
