/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many pairs of ships would touch if nobody did anything, and from that collisions a year
 * (Pedersen, "Collision and grounding mechanics", WEMT 1995; Friis-Hansen, IWRAP Mk2 theory, 2008).
 *
 * Two hulls as rectangles, each along its course, touch when the middle of one passes the other,
 * across their relative velocity, nearer than half of
 *   D = (L_i V_j + L_j V_i) sin(a) / V_ij + B_j sqrt(1 - (sin(a) V_i / V_ij)^2)
 *       + B_i sqrt(1 - (sin(a) V_j / V_ij)^2)
 * to either side. Two ships that pass the crossing of their lanes t seconds apart miss each other
 * by V_i V_j sin(a) t / V_ij: so they touch in a window of D V_ij / (V_i V_j sin(a)) seconds, and
 * the candidates of two streams that know nothing of each other are Q_i Q_j times that window.
 */
#include <crosswatch/traffic.h>

#include <math.h>

static double relative_mps(cw_flow i, cw_flow j, double angle_deg) {
    double along = i.speed_mps - j.speed_mps * cos(cw_radians(angle_deg));
    return hypot(along, j.speed_mps * sin(cw_radians(angle_deg)));
}

/* The cosine that belongs to a sine which rounding may have put above one. */
static double other_side(double sine) {
    return sqrt(fmax(0.0, 1.0 - sine * sine));
}

double cw_collision_diameter_m(cw_flow i, cw_flow j, double angle_deg) {
    double relative = relative_mps(i, j, angle_deg);
    if (!(relative > 0.0)) return NAN;
    double aspect_i = fabs(sin(cw_radians(angle_deg))) * j.speed_mps / relative;
    double aspect_j = fabs(sin(cw_radians(angle_deg))) * i.speed_mps / relative;
    return i.length_m * aspect_i + j.length_m * aspect_j + j.beam_m * other_side(aspect_j)
           + i.beam_m * other_side(aspect_i);
}

double cw_contact_window_s(cw_flow i, cw_flow j, double angle_deg) {
    double across = i.speed_mps * j.speed_mps * fabs(sin(cw_radians(angle_deg)));
    static const double LEAST_SINE = 1e-9; /* sin(180 degrees) is not zero in binary */
    if (!(across > LEAST_SINE * i.speed_mps * j.speed_mps)) return NAN;
    return cw_collision_diameter_m(i, j, angle_deg) * relative_mps(i, j, angle_deg) / across;
}

double cw_candidates_crossing(cw_flow i, cw_flow j, double angle_deg) {
    return i.ships_per_s * j.ships_per_s * cw_contact_window_s(i, j, angle_deg);
}

/* That two ships, each somewhere across its lane, come nearer than half of both beams. */
static double overlap(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j) {
    double half = (i.beam_m + j.beam_m) / 2.0, mean = at_i.mean_m - at_j.mean_m;
    double root2_std = sqrt(2.0) * hypot(at_i.std_m, at_j.std_m);
    if (!(root2_std > 0.0)) return fabs(mean) < half ? 1.0 : 0.0;
    return 0.5 * (erf((mean + half) / root2_std) - erf((mean - half) / root2_std));
}

/* Q_i / V_i ships of i stand in each metre of the lane; each meets Q_j / V_j V_ij of j a second. */
static double parallel(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j, double length_m,
                       double relative) {
    return length_m * i.ships_per_s * j.ships_per_s * relative / (i.speed_mps * j.speed_mps)
           * overlap(i, at_i, j, at_j);
}

double cw_candidates_head_on(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j,
                             double length_m) {
    return parallel(i, at_i, j, at_j, length_m, i.speed_mps + j.speed_mps);
}

double cw_candidates_overtaking(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j,
                                double length_m) {
    return parallel(i, at_i, j, at_j, length_m, fabs(i.speed_mps - j.speed_mps));
}

double cw_candidates_bend(cw_flow i, cw_flow j, double angle_deg, double missing) {
    return missing * cw_candidates_crossing(i, j, angle_deg);
}

double cw_collisions_per_year(double candidates_per_s, double causation) {
    static const double YEAR_S = 365.25 * 86400.0;
    return candidates_per_s * causation * YEAR_S;
}
