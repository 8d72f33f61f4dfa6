/* SPDX-License-Identifier: Apache-2.0 */
/* What a vessel is, in a word that a watch officer uses: by its sender, and for ships by the type
 * that it sends (ITU-R M.1371-5, table 53). */
#include "cli.h"

typedef struct word {
    int first, last;
    const char *english, *french;
} word;

static const word types[] = {{20, 29, "wing-in-ground craft", "navion"},
                             {30, 30, "fishing vessel", "navire de pêche"},
                             {31, 32, "towing", "remorquage"},
                             {33, 33, "dredger", "drague"},
                             {34, 34, "diving", "plongée"},
                             {35, 35, "military", "navire militaire"},
                             {36, 36, "sailing vessel", "voilier"},
                             {37, 37, "pleasure craft", "plaisance"},
                             {40, 49, "high-speed craft", "engin à grande vitesse"},
                             {50, 50, "pilot", "pilote"},
                             {51, 51, "search and rescue", "sauvetage"},
                             {52, 52, "tug", "remorqueur"},
                             {53, 53, "port tender", "navette portuaire"},
                             {54, 54, "pollution control", "antipollution"},
                             {55, 55, "law enforcement", "garde-côtes, police"},
                             {58, 58, "medical transport", "transport sanitaire"},
                             {60, 69, "passenger ship", "navire à passagers"},
                             {70, 79, "cargo ship", "cargo"},
                             {80, 89, "tanker", "navire-citerne"},
                             {90, 99, "other ship", "autre navire"}};

static const word senders[] = {
    {CW_AIS_AIRCRAFT, CW_AIS_AIRCRAFT, "rescue aircraft", "aéronef de sauvetage"},
    {CW_AIS_BASE, CW_AIS_BASE, "base station", "station de base"},
    {CW_AIS_AID, CW_AIS_AID, "aid to navigation", "aide à la navigation"},
    {CW_AIS_SART, CW_AIS_SART, "SART", "SART"},
    {CW_AIS_MOB, CW_AIS_MOB, "man overboard device", "balise homme à la mer"},
    {CW_AIS_EPIRB, CW_AIS_EPIRB, "EPIRB", "RLS"}};

static const word *find(const word *list, size_t count, int value) {
    for (size_t i = 0; i < count; i++) {
        if (value >= list[i].first && value <= list[i].last) return &list[i];
    }
    return NULL;
}

const char *cli_vessel_word(const cli_options *options, const cw_vessel *vessel) {
    const word *w = find(senders, sizeof senders / sizeof senders[0], (int)vessel->sender);
    if (w == NULL) w = find(types, sizeof types / sizeof types[0], vessel->said.ship_type);
    if (w != NULL) return cli_say(options, w->english, w->french);
    return vessel->sender == CW_AIS_CLASS_B ? cli_say(options, "class B", "classe B")
                                            : cli_say(options, "ship", "navire");
}
