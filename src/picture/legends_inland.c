/* SPDX-License-Identifier: Apache-2.0 */
/* Inland ships: the ERI type codes, and the AIS types beside them, in gpsd's words. */
#include "legends.h"

static const struct {
    uint16_t eri, ais;
    meaning what;
} inland_ships[] = {{8000, 99, T("Vessel, type unknown")},
                    {8010, 79, T("Motor freighter")},
                    {8020, 89, T("Motor tanker")},
                    {8021, 80, T("Motor tanker, liquid cargo, type N")},
                    {8022, 80, T("Motor tanker, liquid cargo, type C")},
                    {8023, 89, T("Motor tanker, dry cargo as if liquid (e.g. cement)")},
                    {8030, 79, T("Container vessel")},
                    {8040, 80, T("Gas tanker")},
                    {8050, 79, T("Motor freighter, tug")},
                    {8060, 89, T("Motor tanker, tug")},
                    {8070, 79, T("Motor freighter with one or more ships alongside")},
                    {8080, 89, T("Motor freighter with tanker")},
                    {8090, 79, T("Motor freighter pushing one or more freighters")},
                    {8100, 89, T("Motor freighter pushing at least one tank-ship")},
                    {8110, 79, T("Tug, freighter")},
                    {8120, 89, T("Tug, tanker")},
                    {8130, 31, T("Tug freighter, coupled")},
                    {8140, 31, T("Tug, freighter/tanker, coupled")},
                    {8150, 99, T("Freightbarge")},
                    {8160, 99, T("Tankbarge")},
                    {8161, 90, T("Tankbarge, liquid cargo, type N")},
                    {8162, 90, T("Tankbarge, liquid cargo, type C")},
                    {8163, 99, T("Tankbarge, dry cargo as if liquid (e.g. cement)")},
                    {8170, 99, T("Freightbarge with containers")},
                    {8180, 90, T("Tankbarge, gas")},
                    {8210, 79, T("Pushtow, one cargo barge")},
                    {8220, 79, T("Pushtow, two cargo barges")},
                    {8230, 79, T("Pushtow, three cargo barges")},
                    {8240, 79, T("Pushtow, four cargo barges")},
                    {8250, 79, T("Pushtow, five cargo barges")},
                    {8260, 79, T("Pushtow, six cargo barges")},
                    {8270, 79, T("Pushtow, seven cargo barges")},
                    {8280, 79, T("Pushtow, eight cargo barges")},
                    {8290, 79, T("Pushtow, nine or more barges")},
                    {8310, 80, T("Pushtow, one tank/gas barge")},
                    {8320, 80, T("Pushtow, two barges at least one tanker or gas barge")},
                    {8330, 80, T("Pushtow, three barges at least one tanker or gas barge")},
                    {8340, 80, T("Pushtow, four barges at least one tanker or gas barge")},
                    {8350, 80, T("Pushtow, five barges at least one tanker or gas barge")},
                    {8360, 80, T("Pushtow, six barges at least one tanker or gas barge")},
                    {8370, 80, T("Pushtow, seven barges at least one tanker or gas barge")}};

meaning legend_inland_ship(uint64_t code) {
    static const meaning none = T("Illegal ship type value.");
    for (size_t i = 0; i < sizeof inland_ships / sizeof inland_ships[0]; i++) {
        if (inland_ships[i].eri == code || inland_ships[i].ais == code) return inland_ships[i].what;
    }
    return none;
}
