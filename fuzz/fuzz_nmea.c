/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the lines of an NMEA 0183 log: fixes on the earth and in time, or none. */
#include "case/nmea.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const cw_time first = cw_time_from_civil(1980, 1, 1, 0, 0, 0.0);
    const cw_time last = cw_time_from_civil(2080, 2, 1, 0, 0, 0.0);
    char line[512];
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        while (at < size && data[at] != '\n' && length + 1 < sizeof line)
            line[length++] = (char)data[at++];
        if (length == 0 || (at < size && data[at] == '\n')) at++;
        line[length] = '\0';
        cw_timed_position fix = {{NAN, NAN}, INT64_MIN};
        if (!nmea_fix(line, &fix)) continue;
        bool holds = fabs(fix.at.lat_deg) <= 90.0 && fabs(fix.at.lon_deg) <= 180.0
                     && fix.time >= first && fix.time < last;
        if (!holds) abort();
    }
    return 0;
}
