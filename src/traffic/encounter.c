/* SPDX-License-Identifier: Apache-2.0 */
/* One encounter in full: bearings, who gives way, how near the hulls come, and how deep each comes
 * into the other's domain. Worked out for the pairs that matter, not for all. */
#include "cpa_spread.h"
#include "domain.h"
#include "hull_gap.h"

#include <math.h>

/* Grid bearing from one to the other, less the convergence there: the true bearing. */
static double true_bearing_deg(const cw_fleet *f, size_t from, size_t to) {
    double grid = cw_degrees(atan2(f->x_m[to] - f->x_m[from], f->y_m[to] - f->y_m[from]));
    return fmod(grid - f->convergence_deg[from] + 720.0, 360.0);
}

/* A ship that lies still and sends no heading has a hull that may point anywhere: a square of her
 * length is never too small. */
static hull_box box_of(const cw_fleet *f, size_t i, cw_xy middle) {
    const cw_ship *ship = &f->ships[i];
    double heading = ship_heading_deg(ship), length = ship_length_m(ship);
    bool known = isfinite(heading);
    return (hull_box){.middle = middle,
                      .half_length_m = length / 2.0,
                      .half_beam_m = (known ? ship_beam_m(ship) : length) / 2.0,
                      .heading_rad = known ? cw_radians(heading + f->convergence_deg[i]) : 0.0};
}

static domain_way into_domain(const cw_fleet *f, size_t i, cw_xy other, cw_xy velocity,
                              cw_domain domain, double within_s) {
    hull_box box = box_of(f, i, (cw_xy){0.0, 0.0});
    double length = 2.0 * box.half_length_m;
    bool known = isfinite(ship_heading_deg(&f->ships[i]));
    double width = known ? domain.half_width : domain.half_length;
    return domain_approach(domain.half_length * length, width * length, box.heading_rad, other,
                           velocity, within_s);
}

cw_encounter cw_encounter_of(const cw_fleet *f, cw_pair pair, cw_domain domain, double within_s) {
    size_t a = pair.a, b = pair.b;
    double scale = 0.5 * (f->scale[a] + f->scale[b]);
    cw_xy apart = {(f->x_m[b] - f->x_m[a]) / scale, (f->y_m[b] - f->y_m[a]) / scale};
    cw_xy velocity = {(f->vx_mps[b] - f->vx_mps[a]) / scale, (f->vy_mps[b] - f->vy_mps[a]) / scale};
    cw_xy back = {-apart.x_m, -apart.y_m}, against = {-velocity.x_m, -velocity.y_m};
    hull_box box_a = box_of(f, a, (cw_xy){0.0, 0.0}), box_b = box_of(f, b, apart);
    domain_way in_a = into_domain(f, a, apart, velocity, domain, within_s);
    domain_way in_b = into_domain(f, b, back, against, domain, within_s);
    cw_encounter e = {.pair = pair,
                      .bearing_a_deg = true_bearing_deg(f, a, b),
                      .bearing_b_deg = true_bearing_deg(f, b, a),
                      .hull_m = hull_gap_m(&box_a, &box_b, velocity, within_s),
                      .domain_a = in_a.depth,
                      .domain_b = in_b.depth,
                      .domain_a_s = in_a.enters_s,
                      .domain_b_s = in_b.enters_s};
    cpa_spread known = cpa_spread_of(f, &pair);
    e.cpa_std_m = known.std_m;
    for (int i = 0; i < 3; i++) e.cpa_m[i] = known.part[i];
    e.rules = cw_rules_of(&f->ships[a], &f->ships[b], e.bearing_a_deg);
    return e;
}
