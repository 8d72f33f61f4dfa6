/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who gives way, by the sectors of the collision regulations (COLREG 1972, part B).
 *
 * Rule 13 goes before all others: whoever comes up from more than 22.5 degrees abaft the beam keeps
 * clear, whatever she is. Then rule 18, where the navigational status says what a vessel is. Then
 * rule 14 (reciprocal, each ahead of the other) and 15 (the other on her own starboard side). Rule
 * 12 between sailing vessels needs the wind, which AIS does not tell.
 */
#include "fleet.h"

#include <math.h>

enum {
    ANCHORED = 1,
    NOT_UNDER_COMMAND = 2,
    RESTRICTED = 3,
    MOORED = 5,
    AGROUND = 6,
    FISHING = 7,
    SAILING = 8
};

/* Rule 18: the higher one is given way to. Not under command and restricted stand equal. */
static int privilege(const cw_ship *ship) {
    switch (ship->status) {
    case NOT_UNDER_COMMAND:
    case RESTRICTED:
        return 3;
    case FISHING:
        return 2;
    case SAILING:
        return 1;
    default:
        return 0;
    }
}

static bool lies_still(const cw_ship *ship) {
    return !(ship->speed_mps >= CW_MAKING_WAY_MPS);
}

static cw_rules duties(cw_meeting situation, int rule, bool a_gives, bool b_gives) {
    static const cw_duty other[] = {CW_DUTY_STAND_ON, CW_DUTY_GIVE_WAY};
    cw_rules rules = {.situation = situation, .rule = rule};
    if (!a_gives && !b_gives) return rules;
    rules.a = other[a_gives];
    rules.b = other[b_gives];
    return rules;
}

/* `mine`: bearing of b off a's bow, `its`: of a off b's bow; -180 to 180, starboard positive. */
static cw_meeting sectors(double mine, double its, double apart_deg) {
    if (fabs(apart_deg) >= 180.0 - CW_HEAD_ON_DEG && fabs(mine) <= CW_HEAD_ON_DEG
        && fabs(its) <= CW_HEAD_ON_DEG)
        return CW_HEAD_ON;
    return (mine > 0.0) != (its > 0.0) ? CW_CROSSING : CW_PASSING;
}

static cw_rules meeting(const cw_ship *a, const cw_ship *b, double mine, double its,
                        double apart_deg) {
    cw_meeting situation = sectors(mine, its, apart_deg);
    int rank_a = privilege(a), rank_b = privilege(b);
    if (situation == CW_PASSING) return duties(situation, 0, false, false);
    if (rank_a != rank_b) return duties(situation, 18, rank_a < rank_b, rank_b < rank_a);
    if (rank_a != 0) return duties(situation, 0, false, false); /* 12, or none: see the top */
    if (situation == CW_HEAD_ON) return duties(situation, 14, true, true);
    return duties(situation, 15, mine > 0.0, its > 0.0);
}

cw_rules cw_rules_of(const cw_ship *a, const cw_ship *b, double bearing_a_deg) {
    double heading_a = ship_heading_deg(a), heading_b = ship_heading_deg(b);
    bool still_a = lies_still(a), still_b = lies_still(b);
    if (still_a || still_b)
        return duties(CW_ONE_LIES_STILL, 0, !still_a && still_b, !still_b && still_a);
    double mine = turn_deg(heading_a, bearing_a_deg);
    double its = turn_deg(heading_b, bearing_a_deg + 180.0);
    /* Astern of one and not of the other: coming up. Astern of both: they part. */
    bool b_astern = fabs(mine) > CW_OVERTAKING_DEG, a_astern = fabs(its) > CW_OVERTAKING_DEG;
    if (a_astern != b_astern) return duties(CW_OVERTAKING, 13, a_astern, b_astern);
    if (a_astern) return duties(CW_PASSING, 0, false, false);
    return meeting(a, b, mine, its, turn_deg(heading_a, heading_b));
}
