/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes room. A unit that chose first may lie across all of the cloud, and the units that must keep
 * clear of it find no place; no move of one unit alone mends that. So the largest such area is cut
 * in two, lengthwise or across, in proportion to the effort of both units, each takes a part (both
 * ways round), both are polished, and the result is kept when the plan as a whole has gained.
 */
#include "search/planner.h"

#include <math.h>
#include <string.h>

enum { WAYS = 4 };

/* The unit with the largest area among those that must keep clear of this one. */
static size_t partner_of(const planner *p, size_t unit) {
    size_t best = SIZE_MAX;
    double largest = 0.0;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        const rectangle *r = &p->chosen[k].area;
        if (k == unit || p->chosen[k].pattern.count == 0
            || !rules_may_meet(p->problem, p->assets[unit].unit, p->assets[k].unit))
            continue;
        if (r->half_length_m * r->half_width_m > largest) {
            largest = r->half_length_m * r->half_width_m;
            best = k;
        }
    }
    return best;
}

/* The piece of `whole` between two shares of its length (or width), `gap_m` between pieces. */
rectangle rectangle_part(const rectangle *whole, bool lengthwise, double from, double to,
                         double gap_m) {
    rectangle part = *whole;
    double *half = lengthwise ? &part.half_width_m : &part.half_length_m;
    double size = 2.0 * *half;
    double low = (from - 0.5) * size + (from > 1e-9 ? 0.5 * gap_m : 0.0);
    double high = (to - 0.5) * size - (to < 1.0 - 1e-9 ? 0.5 * gap_m : 0.0);
    double middle = 0.5 * (low + high);
    *half = fmax(1.0, 0.5 * (high - low));
    part.centre.x_m += middle * (lengthwise ? whole->north : whole->east);
    part.centre.y_m += middle * (lengthwise ? -whole->east : whole->north);
    return part;
}

/* Genes that fill the rectangle: the spacing that the unit's time gives, or the least and less
 * time. Legs of length l across a width b at spacing S, with two turns of c metres lost a leg, fill
 * a track of b / S (l + c) - S - c metres (plan_unit.c), l counted to the edges. */
static genes genes_for(const planner *p, const asset *a, const rectangle *r, double shrink) {
    time_slot slot;
    genes g = {.kind = CW_PARALLEL_SWEEP,
               .centre = r->centre,
               .fill = 1.0,
               .axis_deg = cw_degrees(atan2(r->east, r->north)),
               .aspect = r->half_length_m / r->half_width_m};
    double lost_m = 2.0 * a->unit->turn_s * a->unit->search_speed_mps, track_m = 1.0;
    double filled_m2 = 2.0 * r->half_width_m * (2.0 * r->half_length_m + lost_m) * shrink;
    if (asset_slot(a, p->problem, p->darkness, 0.0, r->centre, r->centre, &slot))
        track_m = a->unit->search_speed_mps * (double)(slot.end - slot.start) / 1000.0;
    double most_spacing = fmin(r->half_length_m, r->half_width_m);
    double all_m = track_m + lost_m;
    double spacing = 0.5 * (sqrt(all_m * all_m + 4.0 * filled_m2) - all_m);
    g.spacing_m = fmax(a->unit->least_spacing_m, fmin(spacing, most_spacing));
    g.fill = fmin(1.0, (filled_m2 / g.spacing_m - g.spacing_m - lost_m) / track_m);
    g.fill = fmax(g.fill, 0.05);
    return g;
}

/* Gives the unit an area like `r`, a little smaller where it must be; false: no room. */
bool planner_settle(planner *p, size_t unit, const rectangle *r) {
    const asset *a = &p->assets[unit];
    trial *t = &p->chosen[unit];
    for (double shrink = 1.0; shrink > 0.3; shrink *= 0.75) {
        genes g = genes_for(p, a, r, shrink);
        bool fits = trial_fit(t, a, p->problem, p->darkness, &g) && t->refused == FITS
                    && planner_is_apart(p, a, t);
        if (fits) return planner_update_missed(p, unit);
    }
    trial_free(t);
    return false;
}

static bool settle_both(planner *p, size_t unit, size_t other, const rectangle *whole, int way) {
    double effort = p->assets[unit].effort_m2, rest = p->assets[other].effort_m2;
    double share = effort + rest > 0.0 ? effort / (effort + rest) : 0.5;
    share = fmin(0.8, fmax(0.2, share));
    bool lengthwise = way % 2 == 1, first = way < 2;
    double gap = p->problem->separation_m * 1.1 + 50.0, cut = first ? share : 1.0 - share;
    rectangle low = rectangle_part(whole, lengthwise, 0.0, cut, gap);
    rectangle high = rectangle_part(whole, lengthwise, cut, 1.0, gap);
    trial_free(&p->chosen[unit]);
    trial_free(&p->chosen[other]);
    return planner_settle(p, other, first ? &high : &low)
           && planner_settle(p, unit, first ? &low : &high);
}

static int best_way(planner *p, size_t unit, size_t other, const rectangle *whole) {
    int best = -1;
    double most = -1.0;
    for (int way = 0; way < WAYS; way++) {
        if (!settle_both(p, unit, other, whole, way)) continue;
        double success = planner_success(p);
        p->evaluations += 2;
        if (success > most) {
            most = success;
            best = way;
        }
    }
    return best;
}

/* Two rounds of polish for both, while they are near each other. */
static bool polish_both(planner *p, size_t unit, size_t other, size_t budget, double deadline_s) {
    double now = planner_clock();
    for (int turn = 0; turn < 4; turn++) {
        double end = deadline_s > 0.0 ? now + (deadline_s - now) * 0.25 * (turn + 1) : 0.0;
        size_t quarter = deadline_s > 0.0 ? SIZE_MAX / 2 : budget / 4;
        if (!planner_polish(p, turn % 2 == 0 ? other : unit, quarter, end)) return false;
    }
    return true;
}

bool planner_share(planner *p, size_t unit, size_t budget, double deadline_s) {
    size_t other = partner_of(p, unit), column = p->particles * sizeof(float);
    if (other == SIZE_MAX || p->assets[unit].binding != CW_BOUND_NOTHING) return true;
    double before = planner_success(p);
    trial kept_unit = p->chosen[unit], kept_other = p->chosen[other];
    rectangle whole = kept_other.area;
    float *mine = p->missed + unit * p->particles, *theirs = p->missed + other * p->particles;
    memcpy(p->kept_missed, mine, column);
    memcpy(p->kept_missed + p->particles, theirs, column);
    p->chosen[unit] = p->chosen[other] = (trial){0};
    int way = best_way(p, unit, other, &whole);
    bool ok = true, placed = way >= 0 && settle_both(p, unit, other, &whole, way);
    if (placed) ok = polish_both(p, unit, other, budget, deadline_s);
    if (ok && placed && planner_success(p) > before + 1e-6) {
        trial_free(&kept_unit);
        trial_free(&kept_other);
        return true;
    }
    trial_free(&p->chosen[unit]);
    trial_free(&p->chosen[other]);
    p->chosen[unit] = kept_unit;
    p->chosen[other] = kept_other;
    memcpy(mine, p->kept_missed, column);
    memcpy(theirs, p->kept_missed + p->particles, column);
    return ok;
}
