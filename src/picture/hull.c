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

/* Medians of the vessels that gave their size in a sample of NOAA's MarineCadastre, 11 January
 * 2023; the number of them is behind each line. */
static const usual usuals[] = {
    {30, 30, 32.0, 8.0},   /* fishing: 7 */
    {31, 32, 24.0, 8.0},   /* towing: 30 */
    {33, 34, 69.0, 12.0},  /* dredging, diving: 3 */
    {36, 37, 39.0, 8.0},   /* sailing and pleasure, class A: 7 */
    {40, 49, 32.0, 9.0},   /* high-speed craft: none there; as passenger vessels */
    {50, 51, 16.0, 5.0},   /* pilots, search and rescue: 10 */
    {52, 52, 24.0, 8.0},   /* tugs: with towing */
    {60, 69, 32.0, 9.0},   /* passenger: 28 */
    {70, 79, 204.0, 30.0}, /* cargo: 18 */
    {80, 89, 183.0, 32.0}, /* tankers: 18 */
};
/* Class B, whatever its type: the lower median of 4. No type: as the most frequent. */
static const usual class_b = {0, 0, 15.0, 5.0}, unknown = {0, 0, 24.0, 8.0};

static usual usual_of(const cw_vessel *vessel) {
    int type = vessel->said.ship_type;
    if (vessel->sender == CW_AIS_CLASS_B) return class_b;
    for (size_t i = 0; i < sizeof usuals / sizeof usuals[0]; i++) {
        if (type >= usuals[i].first && type <= usuals[i].last) return usuals[i];
    }
    return unknown;
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
