/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rectangle of a vessel's hull: as it says itself, by the four distances from its antenna, or
 * as long and wide as is usual for what it is. docs/tracks.md has where the usual sizes come from.
 */
#include <crosswatch/picture.h>

typedef struct usual {
    int first, last; /* ship types, ITU-R M.1371-5 table 53 */
    double length_m, beam_m;
} usual;

/* Medians of the vessels that gave their size in a day of United States traffic (docs/tracks.md);
 * sailing and pleasure craft as class B. */
static const usual usuals[] = {
    {30, 30, 28.0, 8.0},   /* fishing */
    {31, 34, 24.0, 9.0},   /* towing, dredging, diving */
    {36, 37, 12.0, 4.0},   /* sailing, pleasure */
    {40, 49, 34.0, 9.0},   /* high-speed craft: as small passenger vessels */
    {50, 51, 15.0, 5.0},   /* pilot, search and rescue */
    {52, 52, 28.0, 10.0},  /* tugs */
    {53, 59, 15.0, 5.0},   /* tenders and other small craft of service */
    {60, 69, 49.0, 9.0},   /* passenger */
    {70, 79, 208.0, 32.0}, /* cargo */
    {80, 89, 183.0, 32.0}, /* tankers */
};
static const usual class_b = {0, 0, 12.0, 4.0}, unknown = {0, 0, 24.0, 9.0};

static usual usual_of(const cw_vessel *vessel) {
    int type = vessel->said.ship_type;
    for (size_t i = 0; i < sizeof usuals / sizeof usuals[0]; i++) {
        if (type >= usuals[i].first && type <= usuals[i].last) return usuals[i];
    }
    return vessel->sender == CW_AIS_CLASS_B ? class_b : unknown;
}

cw_hull cw_vessel_hull(const cw_vessel *vessel) {
    const cw_ais_static *s = &vessel->said;
    usual u = usual_of(vessel);
    cw_hull hull = {u.length_m / 2.0, u.length_m / 2.0, u.beam_m / 2.0, u.beam_m / 2.0, false};
    int length = s->to_bow_m + s->to_stern_m, beam = s->to_port_m + s->to_starboard_m;
    if (length == 0 || beam == 0) return hull;
    hull.given = true;
    hull.to_bow_m = s->to_bow_m;
    hull.to_stern_m = s->to_stern_m;
    hull.to_port_m = s->to_port_m;
    hull.to_starboard_m = s->to_starboard_m;
    /* No place of the antenna: bow and port are sent as 0, and stern and starboard hold the length
     * and the beam (M.1371-5, figure 42). */
    if (s->to_bow_m == 0 && s->to_port_m == 0) {
        hull.to_bow_m = hull.to_stern_m = length / 2.0;
        hull.to_port_m = hull.to_starboard_m = beam / 2.0;
    }
    return hull;
}
