/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sun's height, for daylight. Low-precision solar coordinates of Meeus, "Astronomical
 * Algorithms" (2nd ed. 1998), chapters 12, 13 and 25: 0.01 degrees, far better than a horizon is
 * known at sea.
 */
#include <crosswatch/geo.h>

#include <math.h>

static const double CIVIL_TWILIGHT_DEG = -6.0;
static const double HORIZON_DEG = -0.833; /* upper limb with mean refraction, Meeus chapter 15 */

double cw_sun_altitude_deg(cw_position position, cw_time time) {
    double days = (double)time / 86400000.0 - 10957.5; /* since J2000.0 = 2000-01-01T12:00Z */
    double t = days / 36525.0;
    double mean_longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    double anomaly = cw_radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t);
    double centre = (1.914602 - 0.004817 * t) * sin(anomaly)
                    + (0.019993 - 0.000101 * t) * sin(2.0 * anomaly)
                    + 0.000289 * sin(3.0 * anomaly);
    double node = cw_radians(125.04 - 1934.136 * t);
    double longitude = cw_radians(mean_longitude + centre - 0.00569 - 0.00478 * sin(node));
    double obliquity = cw_radians(23.439291 - 0.0130042 * t + 0.00256 * cos(node));
    double declination = asin(sin(obliquity) * sin(longitude));
    double right_ascension = atan2(cos(obliquity) * sin(longitude), cos(longitude));
    double sidereal_deg = 280.46061837 + 360.98564736629 * days + 0.000387933 * t * t;
    double hour_angle = cw_radians(sidereal_deg + position.lon_deg) - right_ascension;
    double lat = cw_radians(position.lat_deg);
    return cw_degrees(
        asin(sin(lat) * sin(declination) + cos(lat) * cos(declination) * cos(hour_angle)));
}

bool cw_sun_is_daylight(cw_position position, cw_time time) {
    return cw_sun_altitude_deg(position, time) > CIVIL_TWILIGHT_DEG;
}

/* Looks for the first crossing in ten-minute steps, then halves it to a second. */
static bool next_crossing(cw_position position, cw_time from, bool rising, cw_time *found) {
    const cw_time step = 10 * CW_MINUTE_MS;
    for (cw_time a = from; a < from + 24 * CW_HOUR_MS; a += step) {
        bool below = cw_sun_altitude_deg(position, a) < HORIZON_DEG;
        bool below_after = cw_sun_altitude_deg(position, a + step) < HORIZON_DEG;
        if (below != rising || below_after == below) continue;
        cw_time low = a, high = a + step;
        while (high - low > CW_SECOND_MS) {
            cw_time middle = low + (high - low) / 2;
            bool before = (cw_sun_altitude_deg(position, middle) < HORIZON_DEG) == rising;
            if (before)
                low = middle;
            else
                high = middle;
        }
        *found = high;
        return true;
    }
    return false;
}

bool cw_sun_next_rise(cw_position position, cw_time from, cw_time *rise) {
    return next_crossing(position, from, true, rise);
}

bool cw_sun_next_set(cw_position position, cw_time from, cw_time *set) {
    return next_crossing(position, from, false, set);
}
