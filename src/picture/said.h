/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one report says, whatever form it came in: a sentence, a line of JSON, a row of a table. The
 * readers of logs make these; fixes of one vessel and tracks of all are made of them.
 */
#ifndef CROSSWATCH_PICTURE_SAID_H
#define CROSSWATCH_PICTURE_SAID_H

#include <crosswatch/picture.h>

typedef struct ais_said {
    uint32_t mmsi;
    int type; /* of the message, 1 to 27; 0: a row of a table */
    cw_ais_sender sender;
    cw_ais_beacon beacon;
    cw_time received;  /* or CW_AIS_NO_TIME */
    cw_time base_time; /* the clock of a base station whose report has no time of reception */
    double time_std_s; /* of `received`, where that is also when it was measured (no second) */
    bool has_position, has_static;
    cw_ais_position position;
    cw_ais_static fixed;
} ais_said;

typedef bool (*said_sink)(void *context, const ais_said *said); /* false: no more, please */

ais_said said_of_message(const cw_ais_message *message);

/* One line of JSON: this program's, gpsd's or AIS-catcher's; or of another class of gpsd's. */
typedef enum json_outcome { JSON_IS_AIS, JSON_IS_OTHER, JSON_IS_DAMAGED } json_outcome;
json_outcome said_of_json(const char *line, size_t length, ais_said *said);

#endif
