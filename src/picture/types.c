/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The 27 messages of ITU-R M.1371-5, annex 8, with the names that gpsd gives their fields. Binary
 * messages (6 and 8) hold messages of their own: applications.c and broadcasts.c.
 */
#include "bits.h"
#include "fields.h"

#define POSITION(lon_at, lat_at) \
    FIELD("lon", lon_at, 28, FIELD_TENTHOUSANDTHS), FIELD("lat", lat_at, 27, FIELD_TENTHOUSANDTHS)
#define HULL(at)                                                  \
    UNSIGNED("to_bow", at, 9), UNSIGNED("to_stern", (at) + 9, 9), \
        UNSIGNED("to_port", (at) + 18, 6), UNSIGNED("to_starboard", (at) + 24, 6)

static const field class_a[] = {CODE("status", 38, 4, LEGEND_STATUS),
                                FIELD("turn", 42, 8, FIELD_TURN),
                                FIELD("speed", 50, 10, FIELD_SPEED),
                                FLAG("accuracy", 60),
                                POSITION(61, 89),
                                DECIMAL("course", 116, 12, 1),
                                UNSIGNED("heading", 128, 9),
                                UNSIGNED("second", 137, 6),
                                UNSIGNED("maneuver", 143, 2),
                                FLAG("raim", 148),
                                UNSIGNED("radio", 149, 19)};
static const field base_station[] = {
    FIELD("timestamp", 38, 40, FIELD_DATE_TIME), FLAG("accuracy", 78), POSITION(79, 107),
    CODE("epfd", 134, 4, LEGEND_EPFD),           FLAG("raim", 148),    UNSIGNED("radio", 149, 19)};
static const field voyage[] = {UNSIGNED("imo", 40, 30),
                               UNSIGNED("ais_version", 38, 2),
                               TEXT("callsign", 70, 7),
                               TEXT("shipname", 112, 20),
                               CODE("shiptype", 232, 8, LEGEND_SHIP),
                               HULL(240),
                               CODE("epfd", 270, 4, LEGEND_EPFD),
                               FIELD("eta", 274, 20, FIELD_MONTH_TIME),
                               DECIMAL("draught", 294, 8, 1),
                               TEXT("destination", 302, 20),
                               UNSIGNED("dte", 422, 1)};
static const field addressed[] = {UNSIGNED("seqno", 38, 2), UNSIGNED("dest_mmsi", 40, 30),
                                  FLAG("retransmit", 70),   UNSIGNED("dac", 72, 10),
                                  UNSIGNED("fid", 82, 6),   DATA(88)};
static const field acknowledge[] = {UNSIGNED("mmsi1", 40, 30), UNSIGNED("mmsi2", 72, 30),
                                    UNSIGNED("mmsi3", 104, 30), UNSIGNED("mmsi4", 136, 30)};
static const field broadcast[] = {UNSIGNED("dac", 40, 10), UNSIGNED("fid", 50, 6), DATA(56)};
static const field aircraft[] = {FIELD("alt", 38, 12, FIELD_ALTITUDE),
                                 FIELD("speed", 50, 10, FIELD_AIR_SPEED),
                                 FLAG("accuracy", 60),
                                 POSITION(61, 89),
                                 DECIMAL("course", 116, 12, 1),
                                 UNSIGNED("second", 128, 6),
                                 UNSIGNED("regional", 134, 8),
                                 UNSIGNED("dte", 142, 1),
                                 FLAG("raim", 147),
                                 UNSIGNED("radio", 148, 20)};
static const field inquiry[] = {UNSIGNED("dest_mmsi", 40, 30)};
static const field safety[] = {UNSIGNED("seqno", 38, 2), UNSIGNED("dest_mmsi", 40, 30),
                               FLAG("retransmit", 70), REST("text", 72)};
static const field safety_broadcast[] = {REST("text", 40)};
static const field interrogation[] = {
    UNSIGNED("mmsi1", 40, 30),   UNSIGNED("type1_1", 70, 6),    UNSIGNED("offset1_1", 76, 12),
    UNSIGNED("type1_2", 90, 6),  UNSIGNED("offset1_2", 96, 12), UNSIGNED("mmsi2", 110, 30),
    UNSIGNED("type2_1", 140, 6), UNSIGNED("offset2_1", 146, 12)};
static const field assignment[] = {UNSIGNED("mmsi1", 40, 30),      UNSIGNED("offset1", 70, 12),
                                   UNSIGNED("increment1", 82, 10), UNSIGNED("mmsi2", 92, 30),
                                   UNSIGNED("offset2", 122, 12),   UNSIGNED("increment2", 134, 10)};
static const field corrections[] = {FIELD("lon", 40, 18, FIELD_TENTHS),
                                    FIELD("lat", 58, 17, FIELD_TENTHS), DATA(80)};
static const field class_b[] = {UNSIGNED("reserved", 38, 8),
                                DECIMAL("speed", 46, 10, 1),
                                FLAG("accuracy", 56),
                                POSITION(57, 85),
                                DECIMAL("course", 112, 12, 1),
                                UNSIGNED("heading", 124, 9),
                                UNSIGNED("second", 133, 6),
                                UNSIGNED("regional", 139, 2),
                                FLAG("cs", 141),
                                FLAG("display", 142),
                                FLAG("dsc", 143),
                                FLAG("band", 144),
                                FLAG("msg22", 145),
                                FLAG("raim", 147),
                                UNSIGNED("radio", 148, 20)};
static const field class_b_extended[] = {UNSIGNED("reserved", 38, 8),
                                         DECIMAL("speed", 46, 10, 1),
                                         FLAG("accuracy", 56),
                                         POSITION(57, 85),
                                         DECIMAL("course", 112, 12, 1),
                                         UNSIGNED("heading", 124, 9),
                                         UNSIGNED("second", 133, 6),
                                         UNSIGNED("regional", 139, 4),
                                         TEXT("shipname", 143, 20),
                                         CODE("shiptype", 263, 8, LEGEND_SHIP),
                                         HULL(271),
                                         CODE("epfd", 301, 4, LEGEND_EPFD),
                                         FLAG("raim", 305),
                                         UNSIGNED("dte", 306, 1),
                                         FLAG("assigned", 307)};
#define SLOTS_ROW(n, at)                                              \
    UNSIGNED("offset" n, at, 12), UNSIGNED("number" n, (at) + 12, 4), \
        UNSIGNED("timeout" n, (at) + 16, 3), UNSIGNED("increment" n, (at) + 19, 11)
static const field link_management[] = {SLOTS_ROW("1", 40), SLOTS_ROW("2", 70), SLOTS_ROW("3", 100),
                                        SLOTS_ROW("4", 130)};
static const field aid[] = {CODE("aid_type", 38, 5, LEGEND_AID),
                            FIELD("name", 43, 120, FIELD_AID_NAME),
                            POSITION(164, 192),
                            FLAG("accuracy", 163),
                            HULL(219),
                            CODE("epfd", 249, 4, LEGEND_EPFD),
                            UNSIGNED("second", 253, 6),
                            UNSIGNED("regional", 260, 8),
                            FLAG("off_position", 259),
                            FLAG("raim", 268),
                            FLAG("virtual_aid", 269)};
#define CHANNELS                                                                           \
    UNSIGNED("channel_a", 40, 12), UNSIGNED("channel_b", 52, 12), UNSIGNED("txrx", 64, 4), \
        FLAG("power", 68)
#define CHANNELS_END \
    FLAG("addressed", 139), FLAG("band_a", 140), FLAG("band_b", 141), UNSIGNED("zonesize", 142, 3)
#define CORNERS(at)                                             \
    FIELD("ne_lon", at, 18, FIELD_TENTHS_IN_QUOTES),            \
        FIELD("ne_lat", (at) + 18, 17, FIELD_TENTHS_IN_QUOTES), \
        FIELD("sw_lon", (at) + 35, 18, FIELD_TENTHS_IN_QUOTES), \
        FIELD("sw_lat", (at) + 53, 17, FIELD_TENTHS_IN_QUOTES)
static const field channels[] = {CHANNELS, CORNERS(69), CHANNELS_END};
static const field channels_addressed[] = {CHANNELS, UNSIGNED("dest1", 69, 30),
                                           UNSIGNED("dest2", 104, 30), CHANNELS_END};
static const field group_assignment[] = {CORNERS(40),
                                         CODE("stationtype", 110, 4, LEGEND_STATION),
                                         CODE("shiptype", 114, 8, LEGEND_SHIP),
                                         UNSIGNED("txrx", 144, 2),
                                         UNSIGNED("interval", 146, 4),
                                         UNSIGNED("quiet", 150, 4)};
static const field static_a[] = {TEXT("shipname", 40, 20)};
#define STATIC_B                                                                             \
    CODE("shiptype", 40, 8, LEGEND_SHIP), TEXT("vendorid", 48, 7), UNSIGNED("model", 66, 4), \
        UNSIGNED("serial", 70, 20), TEXT("callsign", 90, 7)
static const field static_b[] = {STATIC_B, HULL(132)};
static const field static_b_tender[] = {STATIC_B, UNSIGNED("mothership_mmsi", 132, 30)};
/* Types 25 and 26 by what their two flags say: broadcast or addressed, plain or with an
 * application identifier. What is not there is 0, as with gpsd. */
#define FLAGS            FLAG("addressed", 38), FLAG("structured", 39)
#define NOWHERE          2000 /* beyond any message: 0 */
#define NO_MMSI          UNSIGNED("dest_mmsi", NOWHERE, 1)
#define NO_APP           UNSIGNED("app_id", NOWHERE, 1)
#define WITH_MMSI        UNSIGNED("dest_mmsi", 40, 30)
#define RADIO_BITS       20
#define DATA_SHORT(from) FIELD("data", from, RADIO_BITS, FIELD_DATA)
#define RADIO            FIELD("radio", 0, RADIO_BITS, FIELD_TAIL)
static const field binary_25[4][5] = {{FLAGS, NO_MMSI, NO_APP, DATA(40)},
                                      {FLAGS, NO_MMSI, UNSIGNED("app_id", 40, 16), DATA(56)},
                                      {FLAGS, WITH_MMSI, NO_APP, DATA(70)},
                                      {FLAGS, WITH_MMSI, UNSIGNED("app_id", 70, 16), DATA(86)}};
static const field binary_26[4][6] = {
    {FLAGS, NO_MMSI, NO_APP, DATA_SHORT(40), RADIO},
    {FLAGS, NO_MMSI, UNSIGNED("app_id", 40, 16), DATA_SHORT(56), RADIO},
    {FLAGS, WITH_MMSI, NO_APP, DATA_SHORT(70), RADIO},
    {FLAGS, WITH_MMSI, UNSIGNED("app_id", 70, 16), DATA_SHORT(86), RADIO}};
static const field long_range[] = {WORD("status", 40, 4, LEGEND_STATUS),
                                   FLAG("accuracy", 38),
                                   FIELD("lon", 44, 18, FIELD_TENTHS),
                                   FIELD("lat", 62, 17, FIELD_TENTHS),
                                   UNSIGNED("speed", 79, 6),
                                   UNSIGNED("course", 85, 9),
                                   FLAG("raim", 39),
                                   FLAG("gnss", 94)};

static const layout types[28] = {[1] = LAYOUT(class_a, 168),
                                 [2] = LAYOUT(class_a, 168),
                                 [3] = LAYOUT(class_a, 168),
                                 [4] = LAYOUT(base_station, 168),
                                 [5] = LAYOUT(voyage, 423),
                                 [6] = LAYOUT(addressed, 88),
                                 [7] = LAYOUT(acknowledge, 166),
                                 [8] = LAYOUT(broadcast, 56),
                                 [9] = LAYOUT(aircraft, 168),
                                 [10] = LAYOUT(inquiry, 70),
                                 [11] = LAYOUT(base_station, 168),
                                 [12] = LAYOUT(safety, 72),
                                 [13] = LAYOUT(acknowledge, 166),
                                 [14] = LAYOUT(safety_broadcast, 40),
                                 [15] = LAYOUT(interrogation, 158),
                                 [16] = LAYOUT(assignment, 144),
                                 [17] = LAYOUT(corrections, 80),
                                 [18] = LAYOUT(class_b, 168),
                                 [19] = LAYOUT(class_b_extended, 308),
                                 [20] = LAYOUT(link_management, 160),
                                 [21] = LAYOUT(aid, 270),
                                 [22] = LAYOUT(channels, 145),
                                 [23] = LAYOUT(group_assignment, 154),
                                 [24] = LAYOUT(static_a, 160),
                                 [27] = LAYOUT(long_range, 95)};
static const layout with_addresses = LAYOUT(channels_addressed, 145);
static const layout part_b = LAYOUT(static_b, 162), part_b_tender = LAYOUT(static_b_tender, 162);
static const layout single_slot[4] = {LAYOUT(binary_25[0], NOWHERE), LAYOUT(binary_25[1], NOWHERE),
                                      LAYOUT(binary_25[2], NOWHERE), LAYOUT(binary_25[3], NOWHERE)};
static const layout multiple_slot[4] = {
    LAYOUT(binary_26[0], NOWHERE), LAYOUT(binary_26[1], NOWHERE), LAYOUT(binary_26[2], NOWHERE),
    LAYOUT(binary_26[3], NOWHERE)};

/* MMSI 98MIDxxxx: a craft that belongs to a mother ship. */
static bool is_tender(uint32_t mmsi) {
    return mmsi / 10000000 == 98;
}

const layout *layout_of(const cw_ais_message *m) {
    switch (m->type) {
    case 22:
        return bits_unsigned(m->words, 139, 1) != 0 ? &with_addresses : &types[22];
    case 24:
        if (bits_unsigned(m->words, 38, 2) == 0) return &types[24];
        return is_tender(m->mmsi) ? &part_b_tender : &part_b;
    case 25:
        return &single_slot[bits_unsigned(m->words, 38, 2)];
    case 26:
        return &multiple_slot[bits_unsigned(m->words, 38, 2)];
    default:
        return &types[m->type];
    }
}

const layout *layout_of_application(const cw_ais_message *m) {
    if (m->type == 6)
        return layout_of_addressed(m, (unsigned)bits_unsigned(m->words, 72, 10),
                                   (unsigned)bits_unsigned(m->words, 82, 6));
    if (m->type == 8)
        return layout_of_broadcast(m, (unsigned)bits_unsigned(m->words, 40, 10),
                                   (unsigned)bits_unsigned(m->words, 50, 6));
    return NULL;
}
