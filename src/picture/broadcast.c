/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Application messages to all (type 8): IMO SN.1/Circ.289 and the older SN/Circ.236 (DAC 1), inland
 * waterways (DAC 200). As in addressed.c: gpsd's names, the length must be that of the kind. The
 * warning of the inland waterways has "emma_type": gpsd calls it "type" too, which hides the type
 * of the message.
 *
 * Persons aboard (FID 16) is the circular's 24 bits behind the identifier: 13 of persons and 11
 * spare; longer messages of that identifier are something else and are shown as bits.
 */
#include "area_notice.h"
#include "bits.h"
#include "fields.h"

#define PLACE(lon_at, lat_at) \
    FIELD("lon", lon_at, 25, FIELD_THOUSANDTHS), FIELD("lat", lat_at, 24, FIELD_THOUSANDTHS)
#define PLACE_LAT_FIRST(lat_at, lon_at) \
    FIELD("lat", lat_at, 24, FIELD_THOUSANDTHS), FIELD("lon", lon_at, 25, FIELD_THOUSANDTHS)
/* What the two weather messages have alike, `b` bits later. */
#define WIND(b)                                                                          \
    FIELD("timestamp", 105 + (b), 16, FIELD_DAY_TIME), UNSIGNED("wspeed", 121 + (b), 7), \
        UNSIGNED("wgust", 128 + (b), 7), UNSIGNED("wdir", 135 + (b), 9),                 \
        UNSIGNED("wgustdir", 144 + (b), 9), UNSIGNED("humidity", 164 + (b), 7)
#define SEA(b)                                                                        \
    DECIMAL("cspeed", 211 + (b), 8, 1), UNSIGNED("cdir", 219 + (b), 9),               \
        DECIMAL("cspeed2", 228 + (b), 8, 1), UNSIGNED("cdir2", 236 + (b), 9),         \
        UNSIGNED("cdepth2", 245 + (b), 5), DECIMAL("cspeed3", 250 + (b), 8, 1),       \
        UNSIGNED("cdir3", 258 + (b), 9), UNSIGNED("cdepth3", 267 + (b), 5),           \
        DECIMAL("waveheight", 272 + (b), 8, 1), UNSIGNED("waveperiod", 280 + (b), 6), \
        UNSIGNED("wavedir", 286 + (b), 9), DECIMAL("swellheight", 295 + (b), 8, 1),   \
        UNSIGNED("swellperiod", 303 + (b), 6), UNSIGNED("swelldir", 309 + (b), 9),    \
        UNSIGNED("seastate", 318 + (b), 4)
static const field weather_236[] = {PLACE_LAT_FIRST(56, 80),
                                    WIND(0),
                                    SCALED("airtemp", 153, 11, FIELD_UNSIGNED, 1, -600, 1),
                                    SCALED("dewpoint", 171, 10, FIELD_UNSIGNED, 1, -200, 1),
                                    SCALED("pressure", 181, 9, FIELD_UNSIGNED, 1, 800, 0),
                                    WORD("pressuretend", 190, 2, LEGEND_TREND),
                                    DECIMAL("visibility", 192, 8, 1),
                                    SCALED("waterlevel", 200, 9, FIELD_UNSIGNED, 1, -100, 1),
                                    WORD("leveltrend", 209, 2, LEGEND_TREND),
                                    SEA(0),
                                    SCALED("watertemp", 322, 10, FIELD_UNSIGNED, 1, -100, 1),
                                    CODE("preciptype", 332, 3, LEGEND_PRECIPITATION),
                                    DECIMAL("salinity", 335, 9, 1),
                                    CODE("ice", 344, 2, LEGEND_ICE)};
static const field weather_289[] = {PLACE_LAT_FIRST(81, 56),
                                    FLAG("accuracy", 105),
                                    WIND(1),
                                    SCALED("airtemp", 154, 11, FIELD_SIGNED, 1, 0, 1),
                                    SCALED("dewpoint", 172, 10, FIELD_SIGNED, 1, 0, 1),
                                    SCALED("pressure", 182, 9, FIELD_UNSIGNED, 1, 799, 0),
                                    WORD("pressuretend", 191, 2, LEGEND_TREND),
                                    FLAG("visgreater", 193),
                                    DECIMAL("visibility", 194, 7, 1),
                                    SCALED("waterlevel", 201, 12, FIELD_UNSIGNED, 1, -1000, 2),
                                    WORD("leveltrend", 213, 2, LEGEND_TREND),
                                    SEA(4),
                                    SCALED("watertemp", 326, 10, FIELD_SIGNED, 1, 0, 1),
                                    WORD("preciptype", 336, 3, LEGEND_PRECIPITATION),
                                    DECIMAL("salinity", 339, 9, 1),
                                    WORD("ice", 348, 2, LEGEND_ICE)};
static const field closed[] = {TEXT("reason", 56, 20),
                               TEXT("closefrom", 176, 20),
                               TEXT("closeto", 296, 20),
                               UNSIGNED("radius", 416, 10),
                               UNSIGNED("extunit", 426, 2),
                               FIELD("from", 428, 20, FIELD_DAY_MONTH_TIME),
                               FIELD("to", 448, 20, FIELD_DAY_MONTH_TIME)};
static const field air_draught[] = {UNSIGNED("airdraught", 56, 11)};
static const field persons[] = {UNSIGNED("persons", 56, 13)};
#define TARGET_END                                                                  \
    PLACE_LAT_FIRST(48, 72), UNSIGNED("course", 97, 9), UNSIGNED("second", 106, 6), \
        UNSIGNED("speed", 112, 10)
#define IDENTITY CODE("idtype", 0, 2, LEGEND_TARGET)
static const field target_mmsi[] = {IDENTITY, FIELD("mmsi", 2, 42, FIELD_NUMBER_IN_QUOTES),
                                    TARGET_END};
static const field target_imo[] = {IDENTITY, FIELD("imo", 2, 42, FIELD_NUMBER_IN_QUOTES),
                                   TARGET_END};
static const field target_callsign[] = {IDENTITY, TEXT("callsign", 2, 7), TARGET_END};
static const field target_other[] = {IDENTITY, TEXT("other", 2, 7), TARGET_END};
enum { TARGET = 122 };
const layout broadcast_targets = LAYOUT(target_other, TARGET);
const layout broadcast_target_kinds[4] = {LAYOUT(target_mmsi, TARGET), LAYOUT(target_imo, TARGET),
                                          LAYOUT(target_callsign, TARGET),
                                          LAYOUT(target_other, TARGET)};
static const field targets[] = {LIST("targets", 56, 4, &broadcast_targets)};
static const field traffic_signal[] = {UNSIGNED("linkage", 56, 10),
                                       TEXT("station", 66, 20),
                                       PLACE(186, 211),
                                       UNSIGNED("status", 235, 2),
                                       CODE("signal", 237, 5, LEGEND_SIGNAL),
                                       UNSIGNED("hour", 242, 5),
                                       UNSIGNED("minute", 247, 6),
                                       CODE("nextsignal", 253, 5, LEGEND_SIGNAL)};
static const field ship_weather[] = {FLAG("wmo", 56),
                                     TEXT("location", 57, 20),
                                     PLACE(177, 202),
                                     FIELD("timestamp", 226, 16, FIELD_DAY_TIME),
                                     CODE("weather", 242, 4, LEGEND_WEATHER),
                                     FLAG("vislimit", 246),
                                     DECIMAL("visibility", 247, 7, 1),
                                     UNSIGNED("humidity", 254, 7),
                                     UNSIGNED("wspeed", 261, 7),
                                     UNSIGNED("wdir", 268, 9),
                                     SCALED("pressure", 277, 9, FIELD_UNSIGNED, 1, 799, 0),
                                     UNSIGNED("pressuretend", 286, 4),
                                     SCALED("airtemp", 290, 11, FIELD_SIGNED, 1, 0, 1),
                                     SCALED("watertemp", 301, 10, FIELD_SIGNED, 1, 0, 1),
                                     UNSIGNED("waveperiod", 311, 6),
                                     DECIMAL("waveheight", 317, 8, 1),
                                     UNSIGNED("wavedir", 325, 9),
                                     DECIMAL("swellheight", 334, 8, 1),
                                     UNSIGNED("swelldir", 342, 9),
                                     UNSIGNED("swellperiod", 351, 6)};
static const field notice[] = {UNSIGNED("linkage", 56, 10), CODE("notice", 66, 7, LEGEND_NOTICE),
                               FIELD("start", 73, 20, FIELD_MONTH_TIME),
                               UNSIGNED("duration", 93, 18),
                               LIST("areas", 111, 10, &area_notice_areas)};
#define STATE(name, n) UNSIGNED(name "_state", 169 + 2 * (n), 2)
static const field extended[] = {UNSIGNED("linkage", 56, 10),
                                 DECIMAL("airdraught", 66, 13, 2),
                                 TEXT("lastport", 79, 5),
                                 TEXT("nextport", 109, 5),
                                 TEXT("secondport", 139, 5),
                                 STATE("ais", 0),
                                 STATE("ata", 1),
                                 STATE("bnwas", 2),
                                 STATE("ecdisb", 3),
                                 STATE("chart", 4),
                                 STATE("sounder", 5),
                                 STATE("epaid", 6),
                                 STATE("steer", 7),
                                 STATE("gnss", 8),
                                 STATE("gyro", 9),
                                 STATE("lrit", 10),
                                 STATE("magcomp", 11),
                                 STATE("navtex", 12),
                                 STATE("arpa", 13),
                                 STATE("sband", 14),
                                 STATE("xband", 15),
                                 STATE("hfradio", 16),
                                 STATE("inmarsat", 17),
                                 STATE("mfradio", 18),
                                 STATE("vhfradio", 19),
                                 STATE("grndlog", 20),
                                 STATE("waterlog", 21),
                                 STATE("thd", 22),
                                 STATE("tcs", 23),
                                 STATE("vdr", 24),
                                 UNSIGNED("iceclass", 221, 4),
                                 UNSIGNED("horsepower", 225, 18),
                                 UNSIGNED("vhfchan", 243, 12),
                                 TEXT("lshiptype", 255, 7),
                                 UNSIGNED("tonnage", 297, 18),
                                 UNSIGNED("lading", 315, 2),
                                 UNSIGNED("heavyoil", 317, 2),
                                 UNSIGNED("lightoil", 319, 2),
                                 UNSIGNED("dieseloil", 321, 2),
                                 UNSIGNED("totaloil", 323, 14),
                                 UNSIGNED("persons", 337, 13)};
static const field environment[] = {LIST("reports", 56, 8, &environmental_reports)};
static const field waypoint[] = {FIELD("lon", 0, 28, FIELD_TENTHOUSANDTHS),
                                 FIELD("lat", 28, 27, FIELD_TENTHOUSANDTHS)};
static const layout waypoints = {
    .fields = waypoint, .count = 2, .bits = 55, .counter = 112, .counter_width = 5};
static const field route[] = {
    UNSIGNED("linkage", 56, 10),        UNSIGNED("sender", 66, 3),
    CODE("rtype", 69, 5, LEGEND_ROUTE), FIELD("start", 74, 20, FIELD_MONTH_TIME),
    UNSIGNED("duration", 94, 18),       LIST("waypoints", 117, 16, &waypoints)};
static const field text[] = {UNSIGNED("linkage", 56, 10), REST("text", 66)};
static const field inland_ship[] = {TEXT("vin", 56, 8),
                                    UNSIGNED("length", 104, 13),
                                    UNSIGNED("beam", 117, 10),
                                    CODE("shiptype", 127, 14, LEGEND_INLAND_SHIP),
                                    CODE("hazard", 141, 3, LEGEND_HAZARD),
                                    UNSIGNED("draught", 144, 11),
                                    CODE("loaded", 155, 2, LEGEND_LOADED),
                                    FLAG("speed_q", 157),
                                    FLAG("course_q", 158),
                                    FLAG("heading_q", 159)};
static const field emma[] = {
    {FIELD_KEY("start"), .kind = FIELD_SHORT_DATE, .start = 56, .width = 17, .offset = 90},
    {FIELD_KEY("end"), .kind = FIELD_SHORT_DATE, .start = 73, .width = 17, .offset = 101},
    FIELD("start_lon", 112, 28, FIELD_TENTHOUSANDTHS),
    FIELD("start_lat", 140, 27, FIELD_TENTHOUSANDTHS),
    FIELD("end_lon", 167, 28, FIELD_TENTHOUSANDTHS),
    FIELD("end_lat", 195, 27, FIELD_TENTHOUSANDTHS),
    CODE("emma_type", 222, 4, LEGEND_EMMA),
    SIGNED("min", 226, 9),
    SIGNED("max", 235, 9),
    CODE("emma_class", 244, 2, LEGEND_EMMA_CLASS),
    CODE("wind", 246, 4, LEGEND_EMMA_WIND)};
static const field gauge[] = {UNSIGNED("id", 0, 11), SIGNED("level", 11, 14)};
static const layout gauges = LAYOUT(gauge, 25);
static const field levels[] = {TEXT("country", 56, 2), LIST("gauges", 68, 4, &gauges)};
static const field inland_signal[] = {FIELD("lon", 56, 28, FIELD_TENTHOUSANDTHS),
                                      FIELD("lat", 84, 27, FIELD_TENTHOUSANDTHS),
                                      UNSIGNED("form", 111, 4),
                                      UNSIGNED("facing", 115, 9),
                                      CODE("direction", 124, 3, LEGEND_DIRECTION),
                                      CODE("status", 127, 30, LEGEND_INLAND_SIGNAL)};

static const struct {
    uint16_t dac, fid, least, most; /* bits */
    layout rows;
} known[] = {
    {1, 11, 346, 360, LAYOUT(weather_236, 346)},     {1, 13, 468, 472, LAYOUT(closed, 468)},
    {1, 15, 67, 72, LAYOUT(air_draught, 67)},        {1, 16, 69, 72, LAYOUT(persons, 69)},
    {1, 17, 178, 560, LAYOUT(targets, 56)},          {1, 19, 258, 360, LAYOUT(traffic_signal, 258)},
    {1, 21, 357, 360, LAYOUT(ship_weather, 357)},    {1, 22, 198, 1280, LAYOUT(notice, 111)},
    {1, 24, 350, 360, LAYOUT(extended, 350)},        {1, 26, 168, 1280, LAYOUT(environment, 56)},
    {1, 27, 117, 1280, LAYOUT(route, 117)},          {1, 29, 66, 1280, LAYOUT(text, 66)},
    {1, 31, 350, 360, LAYOUT(weather_289, 350)},     {200, 10, 168, 168, LAYOUT(inland_ship, 160)},
    {200, 23, 256, 256, LAYOUT(emma, 250)},          {200, 24, 168, 168, LAYOUT(levels, 68)},
    {200, 40, 168, 168, LAYOUT(inland_signal, 157)},
};

/* The WMO's own form of the ship's weather is not laid out; a hazard that does not exist betrays
 * other data under the identifier of the inland ship. */
static bool betrays_itself(const cw_ais_message *m, unsigned dac, unsigned fid) {
    enum { MOST_HAZARD = 5 };
    if (dac == 1 && fid == 21) return bits_unsigned(m->words, 56, 1) != 0;
    return dac == 200 && fid == 10 && bits_unsigned(m->words, 141, 3) > MOST_HAZARD;
}

const layout *layout_of_broadcast(const cw_ais_message *m, unsigned dac, unsigned fid) {
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].dac != dac || known[i].fid != fid) continue;
        bool fits = m->bits >= known[i].least && m->bits <= known[i].most;
        return fits && !betrays_itself(m, dac, fid) ? &known[i].rows : NULL;
    }
    return NULL;
}
