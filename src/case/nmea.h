/* SPDX-License-Identifier: Apache-2.0 */
/* One sentence of an NMEA 0183 log. */
#ifndef CROSSWATCH_CASE_NMEA_H
#define CROSSWATCH_CASE_NMEA_H

#include <crosswatch/search.h>

/* True when the line holds a valid fix with its date (RMC of any talker, checksum right, status A);
 * whatever stands before the dollar sign is passed over. */
bool nmea_fix(const char *line, cw_timed_position *to);

#endif
