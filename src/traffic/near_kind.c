/* SPDX-License-Identifier: Apache-2.0 */
/* What kinds of helpers there are and what they can do. The kinds are those of AIS ship types
 * (ITU-R M.1371-5, table 53). Speeds and alert times are assumptions of this program, stated in
 * docs/near.md; a vessel that is seen to go faster is taken at that speed. */
#include "crowd.h"

#include <math.h>
#include <stdio.h>

#define KNOTS(n) ((n)*CW_NAUTICAL_MILE_M / 3600.0)

static const cw_helper_ability abilities[CW_HELPER_KINDS] = {
    [CW_HELPER_PATROL] = {KNOTS(18.0), 180.0, true, false, "patrol ship", "patrouilleur",
                          "boats of her own, searchlight, can lead on scene",
                          "embarcations, projecteur, peut coordonner sur place"},
    [CW_HELPER_LIFEBOAT] = {KNOTS(22.0), 120.0, true, false, "lifeboat", "canot de sauvetage",
                            "takes people from the water over a low side",
                            "recueille à bord, franc-bord bas"},
    [CW_HELPER_AIRCRAFT] = {KNOTS(110.0), 120.0, true, true, "aircraft", "aéronef",
                            "searches; a helicopter hoists a few",
                            "recherche ; un hélicoptère treuille quelques personnes"},
    [CW_HELPER_FISHING] = {KNOTS(9.0), 300.0, false, false, "fishing vessel", "navire de pêche",
                           "low side, deck lights, crew used to hauling",
                           "franc-bord bas, pont éclairé, équipage habitué à hisser"},
    [CW_HELPER_WORKBOAT] = {KNOTS(12.0), 300.0, false, false, "work boat", "navire de service",
                            "low side aft, turns on the spot", "plage arrière basse, manœuvrant"},
    [CW_HELPER_FAST] = {KNOTS(28.0), 300.0, false, false, "high speed craft",
                        "navire à grande vitesse", "soon there, high sides: rescue boat",
                        "vite sur place, bords hauts : canot de secours"},
    [CW_HELPER_PASSENGER] = {KNOTS(17.0), 600.0, false, false, "passenger ship",
                             "navire à passagers", "rescue boats, side doors, shelter for many",
                             "canots de secours, portes de bordé, abri pour beaucoup"},
    [CW_HELPER_CARGO] = {KNOTS(12.0), 600.0, false, false, "cargo ship", "cargo",
                         "lookout, lights, lee; high side: nets, ladders, rescue boat",
                         "veille, feux, abri du vent ; bord haut : filets, échelles, canot"},
    [CW_HELPER_TANKER] = {KNOTS(12.0), 600.0, false, false, "tanker", "navire-citerne",
                          "lookout, lights, lee; lower amidships when laden; ladders, rescue boat",
                          "veille, feux, abri du vent ; plus bas en charge ; échelles, canot"},
    [CW_HELPER_PLEASURE] = {KNOTS(6.0), 300.0, false, false, "pleasure craft", "plaisance",
                            "small crew, low side: a few people", "petit équipage : peu de monde"},
    [CW_HELPER_OTHER] = {KNOTS(10.0), 600.0, false, false, "vessel", "navire", "not known",
                         "non connu"}};

const cw_helper_ability *cw_helper_ability_of(cw_helper_kind kind) {
    return &abilities[kind < CW_HELPER_KINDS ? kind : CW_HELPER_OTHER];
}

/* ---- helpers -------------------------------------------------------------------------------- */

static cw_helper_kind kind_of_unit(const cw_unit *unit) {
    switch (unit->kind) {
    case CW_UNIT_HELICOPTER:
    case CW_UNIT_AEROPLANE:
    case CW_UNIT_DRONE:
        return CW_HELPER_AIRCRAFT;
    case CW_UNIT_LIFEBOAT:
        return CW_HELPER_LIFEBOAT;
    default:
        return CW_HELPER_PATROL;
    }
}

cw_helper cw_helper_of_unit(const cw_unit *unit, cw_time now) {
    cw_helper h = {.kind = kind_of_unit(unit),
                   .at = unit->at,
                   .from = unit->available_from > now ? unit->available_from : now,
                   .until = unit->available_to,
                   .ready_s = unit->readiness_s,
                   .speed_mps = unit->transit_speed_mps,
                   .endurance_s = unit->endurance_s};
    snprintf(h.name, sizeof h.name, "%s", unit->name);
    snprintf(h.nation, sizeof h.nation, "%s", unit->nation);
    return h;
}

static cw_helper_kind kind_of_type(int type) {
    static const cw_helper_kind tens[10] = {
        CW_HELPER_OTHER, CW_HELPER_OTHER,     CW_HELPER_OTHER, CW_HELPER_OTHER,  CW_HELPER_FAST,
        CW_HELPER_OTHER, CW_HELPER_PASSENGER, CW_HELPER_CARGO, CW_HELPER_TANKER, CW_HELPER_OTHER};
    switch (type) {
    case 30:
        return CW_HELPER_FISHING;
    case 35:
    case 55:
        return CW_HELPER_PATROL;
    case 51:
        return CW_HELPER_LIFEBOAT;
    case 36:
    case 37:
        return CW_HELPER_PLEASURE;
    case 31:
    case 32:
    case 33:
    case 34:
    case 50:
    case 52:
    case 53:
        return CW_HELPER_WORKBOAT;
    default:
        return type >= 0 && type < 100 ? tens[type / 10] : CW_HELPER_OTHER;
    }
}

static bool can_help(cw_ais_sender sender) {
    return is_ship(sender) || sender == CW_AIS_AIRCRAFT;
}

/* Where it was last known to be: carried on for six minutes, then its last place as it is. */
static bool last_known(const cw_track *track, cw_time now, cw_position *at, double *speed_mps,
                       double *age_s) {
    static const int64_t OLDEST_MS = CW_HOUR_MS;
    cw_track_state state;
    size_t i = cw_track_before(track, now);
    if (i == SIZE_MAX) return false;
    cw_track_fix fix = cw_track_fix_at(track, i);
    if (now - fix.time > OLDEST_MS) return false;
    *age_s = (double)(now - fix.time) / 1000.0;
    *at = fix.at;
    *speed_mps = (double)fix.speed_mps;
    if (!cw_track_at(track, now, &state)) return true;
    *at = state.at;
    *speed_mps = state.speed_mps;
    return true;
}

bool cw_helper_of_track(const cw_track *track, cw_time now, cw_helper *to) {
    const cw_vessel *v = cw_track_vessel(track);
    double seen_mps, age_s;
    *to = (cw_helper){.mmsi = v->mmsi, .from = now};
    if (!can_help(v->sender) || !last_known(track, now, &to->at, &seen_mps, &age_s)) return false;
    cw_hull hull = cw_vessel_hull(v);
    to->kind = v->sender == CW_AIS_AIRCRAFT ? CW_HELPER_AIRCRAFT : kind_of_type(v->said.ship_type);
    const cw_helper_ability *ability = cw_helper_ability_of(to->kind);
    to->speed_mps = seen_mps > ability->speed_mps ? seen_mps : ability->speed_mps; /* NaN: no */
    to->ready_s = ability->alert_s;
    to->length_m = hull.given ? hull.to_bow_m + hull.to_stern_m : 0.0;
    to->age_s = age_s;
    snprintf(to->name, sizeof to->name, "%s", v->said.name);
    cw_mmsi_nation(v->mmsi, to->nation);
    return true;
}
