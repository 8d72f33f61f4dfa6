/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Application messages to one station (type 6): IMO SN.1/Circ.289 and the older SN/Circ.236 (DAC
 * 1), inland waterways (DAC 200), the lighthouse authorities of the United Kingdom and Ireland (DAC
 * 235 and 250). Names are gpsd's; messages that gpsd shows as bits (area notice, 23) have the names
 * of its protocol description. A message whose length is not that of its kind is shown as bits:
 * the same identifiers are used for other things by some.
 */
#include "area_notice.h"
#include "fields.h"

#define PLACE(lon_at, lat_at) \
    FIELD("lon", lon_at, 25, FIELD_THOUSANDTHS), FIELD("lat", lat_at, 24, FIELD_THOUSANDTHS)

static const field dangerous_236[] = {
    TEXT("lastport", 88, 5),    FIELD("departure", 118, 20, FIELD_MONTH_TIME),
    TEXT("nextport", 138, 5),   FIELD("eta", 168, 20, FIELD_MONTH_TIME),
    TEXT("dangerous", 188, 20), TEXT("imdcat", 308, 4),
    UNSIGNED("unid", 332, 13),  UNSIGNED("amount", 345, 10),
    UNSIGNED("unit", 355, 2)};
static const field tide_236[] = {FIELD("lat", 0, 27, FIELD_TENTHOUSANDTHS),
                                 FIELD("lon", 27, 28, FIELD_TENTHOUSANDTHS),
                                 UNSIGNED("from_hour", 55, 5),
                                 UNSIGNED("from_min", 60, 6),
                                 UNSIGNED("to_hour", 66, 5),
                                 UNSIGNED("to_min", 71, 6),
                                 UNSIGNED("cdir", 77, 9),
                                 DECIMAL("cspeed", 86, 7, 1)};
static const field tide_289[] = {PLACE(0, 25),
                                 UNSIGNED("from_hour", 49, 5),
                                 UNSIGNED("from_min", 54, 6),
                                 UNSIGNED("to_hour", 60, 5),
                                 UNSIGNED("to_min", 65, 6),
                                 UNSIGNED("cdir", 71, 9),
                                 DECIMAL("cspeed", 80, 8, 1)};
static const layout tidal_236 = LAYOUT(tide_236, 93), tidal_289 = LAYOUT(tide_289, 88);
#define TIDES(of) UNSIGNED("month", 88, 4), UNSIGNED("day", 92, 5), LIST("tidals", 97, 3, of)
static const field tides_236[] = {TIDES(&tidal_236)};
static const field tides_289[] = {TIDES(&tidal_289)};
static const field persons[] = {UNSIGNED("persons", 88, 13)};
static const field air_draught[] = {UNSIGNED("airdraught", 88, 11)};
static const field clearance[] = {
    UNSIGNED("linkage", 88, 10), FIELD("arrival", 98, 20, FIELD_MONTH_TIME),
    TEXT("portname", 118, 20), TEXT("destination", 238, 5), PLACE(268, 293)};
static const field berth[] = {UNSIGNED("linkage", 88, 10),
                              UNSIGNED("berth_length", 98, 9),
                              CODE("position", 115, 3, LEGEND_BERTH),
                              FIELD("arrival", 118, 20, FIELD_MONTH_TIME),
                              UNSIGNED("availability", 138, 1),
                              UNSIGNED("agent", 139, 2),
                              UNSIGNED("fuel", 141, 2),
                              UNSIGNED("chandler", 143, 2),
                              UNSIGNED("stevedore", 145, 2),
                              UNSIGNED("electrical", 147, 2),
                              UNSIGNED("water", 149, 2),
                              UNSIGNED("customs", 151, 2),
                              UNSIGNED("cartage", 153, 2),
                              UNSIGNED("crane", 155, 2),
                              UNSIGNED("lift", 157, 2),
                              UNSIGNED("medical", 159, 2),
                              UNSIGNED("navrepair", 161, 2),
                              UNSIGNED("provisions", 163, 2),
                              UNSIGNED("shiprepair", 165, 2),
                              UNSIGNED("surveyor", 167, 2),
                              UNSIGNED("steam", 169, 2),
                              UNSIGNED("tugs", 171, 2),
                              UNSIGNED("solidwaste", 173, 2),
                              UNSIGNED("liquidwaste", 175, 2),
                              UNSIGNED("hazardouswaste", 177, 2),
                              UNSIGNED("ballast", 179, 2),
                              UNSIGNED("additional", 181, 2),
                              UNSIGNED("regional1", 183, 2),
                              UNSIGNED("regional2", 185, 2),
                              UNSIGNED("future1", 187, 2),
                              UNSIGNED("future2", 189, 2),
                              TEXT("berth_name", 191, 20),
                              FIELD("berth_lon", 311, 25, FIELD_THOUSANDTHS),
                              FIELD("berth_lat", 336, 24, FIELD_THOUSANDTHS),
                              DECIMAL("berth_depth", 107, 8, 1)};
static const field cargo[] = {UNSIGNED("code", 0, 4), UNSIGNED("subtype", 4, 13)};
static const layout cargos = LAYOUT(cargo, 17);
static const field dangerous_289[] = {UNSIGNED("unit", 88, 2), UNSIGNED("amount", 90, 10),
                                      LIST("cargos", 100, 28, &cargos)};
static const field waypoint[] = {FIELD("lon", 0, 28, FIELD_TENTHOUSANDTHS),
                                 FIELD("lat", 28, 27, FIELD_TENTHOUSANDTHS)};
static const layout waypoints = {
    .fields = waypoint, .count = 2, .bits = 55, .counter = 144, .counter_width = 5};
static const field route[] = {
    UNSIGNED("linkage", 88, 10),         UNSIGNED("sender", 98, 3),
    CODE("rtype", 101, 5, LEGEND_ROUTE), FIELD("start", 106, 20, FIELD_MONTH_TIME),
    UNSIGNED("duration", 126, 18),       LIST("waypoints", 149, 16, &waypoints)};
static const field text[] = {UNSIGNED("linkage", 88, 10), REST("text", 98)};
static const field notice[] = {UNSIGNED("linkage", 88, 10), CODE("notice", 98, 7, LEGEND_NOTICE),
                               FIELD("start", 105, 20, FIELD_MONTH_TIME),
                               UNSIGNED("duration", 125, 18),
                               LIST("areas", 143, 10, &area_notice_areas)};
#define INLAND_PLACE                                                         \
    TEXT("country", 88, 2), TEXT("locode", 100, 3), TEXT("section", 118, 5), \
        TEXT("terminal", 148, 5), TEXT("hectometre", 178, 5),                \
        FIELD("eta", 208, 20, FIELD_MONTH_TIME)
static const field eta[] = {INLAND_PLACE, UNSIGNED("tugs", 228, 3),
                            UNSIGNED("airdraught", 231, 12)};
static const field rta[] = {INLAND_PLACE, CODE("status", 228, 2, LEGEND_RTA)};
static const field aboard[] = {UNSIGNED("crew", 88, 8), UNSIGNED("passengers", 96, 13),
                               UNSIGNED("personnel", 109, 8)};
static const field monitor[] = {FLAG("off_pos", 131),
                                FLAG("alarm", 122),
                                UNSIGNED("stat_ext", 123, 8),
                                FIELD("ana_int", 88, 10, FIELD_VOLTS),
                                FIELD("ana_ext1", 98, 10, FIELD_VOLTS),
                                FIELD("ana_ext2", 108, 10, FIELD_VOLTS),
                                CODE("racon", 118, 2, LEGEND_RACON),
                                CODE("light", 120, 2, LEGEND_LIGHT)};

static const struct {
    uint16_t dac, fid, least, most; /* bits */
    layout rows;
} known[] = {
    {1, 12, 360, 360, LAYOUT(dangerous_236, 357)}, {1, 14, 190, 376, LAYOUT(tides_236, 97)},
    {1, 15, 99, 112, LAYOUT(air_draught, 99)},     {1, 16, 101, 136, LAYOUT(persons, 101)},
    {1, 18, 317, 360, LAYOUT(clearance, 317)},     {1, 20, 360, 360, LAYOUT(berth, 360)},
    {1, 23, 230, 1280, LAYOUT(notice, 143)},       {1, 25, 117, 584, LAYOUT(dangerous_289, 100)},
    {1, 28, 149, 1280, LAYOUT(route, 149)},        {1, 30, 98, 1280, LAYOUT(text, 98)},
    {1, 32, 185, 368, LAYOUT(tides_289, 97)},      {200, 21, 248, 248, LAYOUT(eta, 243)},
    {200, 22, 232, 232, LAYOUT(rta, 230)},         {200, 55, 168, 168, LAYOUT(aboard, 117)},
    {235, 10, 136, 136, LAYOUT(monitor, 132)},     {250, 10, 136, 136, LAYOUT(monitor, 132)},
};

const layout *layout_of_addressed(const cw_ais_message *m, unsigned dac, unsigned fid) {
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].dac == dac && known[i].fid == fid)
            return m->bits >= known[i].least && m->bits <= known[i].most ? &known[i].rows : NULL;
    }
    return NULL;
}
