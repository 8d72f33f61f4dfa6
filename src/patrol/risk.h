/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: the two halves of risk. */
#ifndef CROSSWATCH_PATROL_RISK_H
#define CROSSWATCH_PATROL_RISK_H

#include <crosswatch/patrol.h>

typedef struct risk_data { /* incidents of the area and period, in the order of time */
    const cw_patrol_world *water;
    cw_past_incident *incidents;
    size_t *cell;
    size_t count;
} risk_data;

/* The grid's water is made as a patrol plan's is; the plan for that, and what the risk takes of it
 * when it is done. */
cw_patrol_plan risk_plan(const cw_risk_options *options);
void risk_take_grid(cw_risk *risk, cw_patrol_world *water);

/* Rate, dispersion and factors of `risk`. */
bool risk_times(const risk_data *data, const cw_risk_options *options, cw_risk *risk,
                cw_error *err);
/* Bandwidth and cells of `risk`; after risk_times. */
bool risk_places(const risk_data *data, const cw_risk_options *options, cw_risk *risk,
                 cw_error *err);

/* Sixths of the tide in mid-strait: turns of the bundled stream to the north-east. */
typedef struct tide_clock {
    cw_time *turns; /* owned, ascending; the first lies before the span asked for */
    size_t count;
} tide_clock;
bool tide_clock_create(cw_time from, cw_time to, tide_clock *clock, cw_error *err);
void tide_clock_free(tide_clock *clock);
size_t tide_clock_sixth(const tide_clock *clock, cw_time time); /* within the span */

size_t level_of_hour(cw_time time);
size_t level_of_season(cw_time time);
size_t level_of_sea(double wave_height_m);

#endif
