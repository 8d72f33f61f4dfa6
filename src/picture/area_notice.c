/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IMO SN.1/Circ.289: the shapes of an area notice (section 11) and the sensors of an environmental
 * message (section 9). Distances of a shape are in metres times 10^scale; a polyline or polygon
 * begins at the point before it, its bearings are in half degrees, a distance of 0 ends it.
 */
#include "area_notice.h"

#include "bits.h"

#define SHAPE CODE("shape", 0, 3, LEGEND_SHAPE)
#define CENTRE                                                       \
    UNSIGNED("scale", 3, 2), FIELD("lon", 5, 25, FIELD_THOUSANDTHS), \
        FIELD("lat", 30, 24, FIELD_THOUSANDTHS), UNSIGNED("precision", 54, 3)
static const field circle[] = {SHAPE, CENTRE, UNSIGNED("radius", 57, 12)};
static const field rectangle[] = {SHAPE, CENTRE, UNSIGNED("east", 57, 8), UNSIGNED("north", 65, 8),
                                  UNSIGNED("orientation", 73, 9)};
static const field sector[] = {SHAPE, CENTRE, UNSIGNED("radius", 57, 12), UNSIGNED("left", 69, 9),
                               UNSIGNED("right", 78, 9)};
static const field corner[] = {SCALED("bearing", 0, 10, FIELD_UNSIGNED, 5, 0, 1),
                               UNSIGNED("distance", 10, 10)};
static const layout corners = {.fields = corner, .count = 2, .bits = 20, .stop = 2};
static const field line[] = {SHAPE, UNSIGNED("scale", 3, 2), LIST("waypoints", 5, 4, &corners)};
static const field polygon[] = {SHAPE, UNSIGNED("scale", 3, 2), LIST("vertices", 5, 4, &corners)};
static const field words[] = {SHAPE, TEXT("text", 3, 14)};
static const field other[] = {SHAPE};

enum { AREA = 87, REPORT = 112, SHAPES = 8, SENSORS = 16 };

const layout area_notice_areas = LAYOUT(other, AREA);

static const layout shapes[SHAPES] = {
    LAYOUT(circle, AREA),  LAYOUT(rectangle, AREA), LAYOUT(sector, AREA), LAYOUT(line, AREA),
    LAYOUT(polygon, AREA), LAYOUT(words, AREA),     LAYOUT(other, AREA),  LAYOUT(other, AREA)};

/* ---- environmental ------------------------------------------------------------------------- */

#define SENSOR                                                                      \
    CODE("sensor", 0, 4, LEGEND_SENSOR), FIELD("timestamp", 4, 16, FIELD_DAY_TIME), \
        UNSIGNED("site", 20, 7)
#define FORECAST(at) FIELD("forecast", at, 16, FIELD_DAY_TIME), UNSIGNED("duration", (at) + 16, 8)
static const field site[] = {SENSOR,
                             FIELD("lon", 27, 28, FIELD_TENTHOUSANDTHS),
                             FIELD("lat", 55, 27, FIELD_TENTHOUSANDTHS),
                             DECIMAL("alt", 82, 11, 1),
                             UNSIGNED("owner", 93, 4),
                             UNSIGNED("timeout", 97, 3)};
static const field station[] = {SENSOR, TEXT("name", 27, 14)};
static const field wind[] = {SENSOR,
                             UNSIGNED("wspeed", 27, 7),
                             UNSIGNED("wgust", 34, 7),
                             UNSIGNED("wdir", 41, 9),
                             UNSIGNED("wgustdir", 50, 9),
                             UNSIGNED("sensortype", 59, 3),
                             UNSIGNED("fwspeed", 62, 7),
                             UNSIGNED("fwgust", 69, 7),
                             UNSIGNED("fwdir", 76, 9),
                             FORECAST(85)};
static const field level[] = {SENSOR,
                              FLAG("absolute", 27),
                              SCALED("level", 28, 16, FIELD_SIGNED, 1, 0, 2),
                              UNSIGNED("leveltrend", 44, 2),
                              UNSIGNED("datum", 46, 5),
                              UNSIGNED("sensortype", 51, 3),
                              FLAG("fabsolute", 54),
                              SCALED("flevel", 55, 16, FIELD_SIGNED, 1, 0, 2),
                              FORECAST(71)};
#define STREAM(n, at)                                               \
    DECIMAL("cspeed" n, at, 8, 1), UNSIGNED("cdir" n, (at) + 8, 9), \
        UNSIGNED("cdepth" n, (at) + 17, 9)
static const field current[] = {SENSOR, STREAM("1", 27), STREAM("2", 53), STREAM("3", 79),
                                UNSIGNED("sensortype", 105, 3)};
static const field unknown[] = {SENSOR};

const layout environmental_reports = LAYOUT(unknown, REPORT);

/* Three-dimensional flow, horizontal flow, sea state, salinity, weather, air gap: not laid out. */
static const layout sensors[SENSORS] = {
    LAYOUT(site, REPORT),    LAYOUT(station, REPORT), LAYOUT(wind, REPORT),
    LAYOUT(level, REPORT),   LAYOUT(current, REPORT), LAYOUT(unknown, REPORT),
    LAYOUT(unknown, REPORT), LAYOUT(unknown, REPORT), LAYOUT(unknown, REPORT),
    LAYOUT(unknown, REPORT), LAYOUT(unknown, REPORT), LAYOUT(unknown, REPORT),
    LAYOUT(unknown, REPORT), LAYOUT(unknown, REPORT), LAYOUT(unknown, REPORT),
    LAYOUT(unknown, REPORT)};

const layout *layout_of_element(const layout *elements, const cw_ais_message *m, unsigned start) {
    if (elements == &area_notice_areas) return &shapes[bits_unsigned(m->words, start, 3)];
    if (elements == &environmental_reports) return &sensors[bits_unsigned(m->words, start, 4)];
    if (elements == &broadcast_targets)
        return &broadcast_target_kinds[bits_unsigned(m->words, start, 2)];
    return elements;
}
