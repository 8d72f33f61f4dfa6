/* SPDX-License-Identifier: Apache-2.0 */
/* Positions as they are read out over the radio: degrees and decimal minutes to a hundredth (19 m),
 * two digits of latitude and three of longitude. */
#include <crosswatch/geo.h>

#include <math.h>
#include <stdio.h>

const char *cw_position_format(cw_position position, char text[CW_POSITION_TEXT]) {
    if (!isfinite(position.lat_deg) || !isfinite(position.lon_deg)) {
        snprintf(text, CW_POSITION_TEXT, "?");
        return text;
    }
    /* Hundredths of a minute as whole numbers, so that 59.999' becomes the next degree. */
    long lat = lround(fabs(position.lat_deg) * 6000.0),
         lon = lround(fabs(position.lon_deg) * 6000.0);
    snprintf(text, CW_POSITION_TEXT, "%02ld\xC2\xB0%02ld.%02ld'%c %03ld\xC2\xB0%02ld.%02ld'%c",
             lat / 6000, lat % 6000 / 100, lat % 100, position.lat_deg < 0.0 && lat > 0 ? 'S' : 'N',
             lon / 6000, lon % 6000 / 100, lon % 100,
             position.lon_deg < 0.0 && lon > 0 ? 'W' : 'E');
    return text;
}
