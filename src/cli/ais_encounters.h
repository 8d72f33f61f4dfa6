/* SPDX-License-Identifier: Apache-2.0 */
/* Inside cli/: what crosswatch ais encounters prints (ais_encounters_text.c). */
#ifndef CROSSWATCH_CLI_AIS_ENCOUNTERS_H
#define CROSSWATCH_CLI_AIS_ENCOUNTERS_H

#include "cli.h"

typedef struct encounter_text {
    const cli_options *options;
    const cw_vessels *vessels; /* for names */
    const cw_lanes *lanes;     /* or NULL */
    cw_text *text;
    size_t rows;
    bool guesses; /* a ship in a gap of its track was among them */
} encounter_text;

/* A meeting, in a table whose head comes before the first. */
void encounter_text_meeting(encounter_text *t, const cw_fleet *fleet, const cw_encounter *e);
/* How many ships and rows there were, and what the marks mean. */
void encounter_text_foot(const encounter_text *t, size_t ships);
/* What was raised, got worse or was cleared, with its time. */
void encounter_text_alarm(encounter_text *t, cw_time time, const cw_alarm *alarm);
void encounter_text_lane(encounter_text *t, cw_time time, cw_alarm_event event, uint32_t mmsi,
                         unsigned body, const cw_lane_finding *finding);

#endif
