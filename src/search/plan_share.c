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

/* An area of a unit. */
typedef struct plot {
    size_t unit, at;
} plot;

/* The largest area among those of the units that must keep clear of this one. */
static plot partner_of(const planner *p, size_t unit) {
    plot best = {SIZE_MAX, 0};
    double largest = 0.0;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (k == unit || p->assets[k].kept
            || !rules_may_meet(p->problem, p->assets[unit].unit, p->assets[k].unit))
            continue;
        for (size_t i = 0; i < p->chosen[k].count; i++) {
            const rectangle *r = &p->chosen[k].visits[i].bounds;
            double area = r->half_length_m * r->half_width_m;
            if (area <= largest) continue;
            largest = area;
            best = (plot){k, i};
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

/* Time that a unit has for its area `at` when those before take their shares. */
static double time_for(const planner *p, const asset *a, const programme *w, size_t at,
                       cw_xy place) {
    time_slot slot;
    departure from = asset_first(a, p->problem);
    if (!asset_slot(a, p->problem, p->sea.darkness, &from, 0.0, place, place, &slot)) return 1.0;
    double time_s = (double)(slot.end - slot.start) / 1000.0;
    for (size_t k = 0; k < at; k++) time_s *= 1.0 - w->of[k].fill;
    return time_s * w->of[at].fill;
}

/* Genes that fill the rectangle: the spacing that the unit's time gives, or the least and less
 * time. Legs of length l across a width b at spacing S, with two turns of c metres lost a leg, fill
 * a track of b / S (l + c) - S - c metres (plan_shape.c), l counted to the edges. */
static genes genes_for(const planner *p, const asset *a, const programme *w, size_t at,
                       const rectangle *r, double shrink) {
    genes g = w->of[at];
    g.kind = CW_PARALLEL_SWEEP;
    g.centre = r->centre;
    g.axis_deg = cw_degrees(atan2(r->east, r->north));
    g.aspect = r->half_length_m / r->half_width_m;
    double lost_m = 2.0 * a->unit->turn_s * a->unit->search_speed_mps;
    double track_m = a->unit->search_speed_mps * time_for(p, a, w, at, r->centre);
    double filled_m2 = 2.0 * r->half_width_m * (2.0 * r->half_length_m + lost_m) * shrink;
    double most_spacing = fmin(r->half_length_m, r->half_width_m);
    double all_m = track_m + lost_m;
    double spacing = 0.5 * (sqrt(all_m * all_m + 4.0 * filled_m2) - all_m);
    g.spacing_m = fmax(a->unit->least_spacing_m, fmin(spacing, most_spacing));
    double share = (filled_m2 / g.spacing_m - g.spacing_m - lost_m) / track_m;
    g.fill *= fmax(0.05, fmin(1.0, share));
    return g;
}

bool planner_settle(planner *p, size_t unit, const programme *around, size_t at,
                    const rectangle *r) {
    const asset *a = &p->assets[unit];
    trial *t = &p->chosen[unit];
    for (double shrink = 1.0; shrink > 0.3; shrink *= 0.75) {
        programme w = *around;
        w.of[at] = genes_for(p, a, around, at, r, shrink);
        bool laid = trial_fit(t, a, &p->sea, &w);
        if (!laid) planner_lost(p);
        if (laid && t->refused == FITS && planner_is_apart(p, a, t))
            return planner_update_missed(p, unit);
    }
    trial_free(t);
    return false;
}

/* Two units, one area between them. */
typedef struct deal {
    size_t unit;
    plot other;
    programme mine, theirs;
    rectangle whole;
} deal;

static bool settle_both(planner *p, const deal *d, int way) {
    double effort = p->assets[d->unit].effort_m2, rest = p->assets[d->other.unit].effort_m2;
    double share = effort + rest > 0.0 ? effort / (effort + rest) : 0.5;
    share = fmin(0.8, fmax(0.2, share));
    bool lengthwise = way % 2 == 1, first = way < 2;
    double gap = p->problem->separation_m * 1.1 + 50.0, cut = first ? share : 1.0 - share;
    rectangle low = rectangle_part(&d->whole, lengthwise, 0.0, cut, gap);
    rectangle high = rectangle_part(&d->whole, lengthwise, cut, 1.0, gap);
    trial_free(&p->chosen[d->unit]);
    trial_free(&p->chosen[d->other.unit]);
    return planner_settle(p, d->other.unit, &d->theirs, d->other.at, first ? &high : &low)
           && planner_settle(p, d->unit, &d->mine, 0, first ? &low : &high);
}

static int best_way(planner *p, const deal *d) {
    int best = -1;
    double most = -1.0;
    for (int way = 0; way < WAYS; way++) {
        if (!settle_both(p, d, way)) continue;
        double value = planner_value(p);
        p->evaluations += 2;
        if (value > most) {
            most = value;
            best = way;
        }
    }
    return best;
}

/* Two rounds of polish for both, while they are near each other. */
static bool polish_both(planner *p, const deal *d, size_t budget, double deadline_s) {
    for (int turn = 0; turn < 4; turn++) {
        size_t unit = turn % 2 == 0 ? d->other.unit : d->unit;
        if (!planner_polish(p, unit, budget / 4, deadline_s)) return false;
    }
    return true;
}

static deal offer(const planner *p, size_t unit, plot other) {
    const visit *v = &p->chosen[other.unit].visits[other.at];
    cw_xy shift = cw_pattern_shift(&v->pattern, visit_middle(v));
    deal d = {.unit = unit,
              .other = other,
              .mine = {.count = 1, .of = {{.fill = 1.0}}},
              .theirs = p->chosen[other.unit].wanted,
              .whole = v->bounds};
    d.whole.centre = (cw_xy){d.whole.centre.x_m + shift.x_m, d.whole.centre.y_m + shift.y_m};
    d.mine.of[0].frame = d.theirs.of[other.at].frame;
    return d;
}

/* ---- two units at once ---------------------------------------------------------------------- */

/* What two units had, while something else is tried; their areas are empty then. */
typedef struct held {
    size_t a, b;
    trial trial_a, trial_b;
    double value;
} held;

static held hold(planner *p, size_t a, size_t b) {
    size_t column = planner_column(p);
    held h = {a, b, p->chosen[a], p->chosen[b], planner_value(p)};
    memcpy(p->kept_missed, planner_missed(p, a), column * sizeof(float));
    memcpy(p->kept_missed + column, planner_missed(p, b), column * sizeof(float));
    p->chosen[a] = p->chosen[b] = (trial){0};
    return h;
}

/* Keeps what is there now when the plan has gained, else puts back what was held. */
static void settle_for_better(planner *p, held *h, bool complete) {
    size_t column = planner_column(p);
    if (complete && planner_value(p) > h->value + 1e-6) {
        trial_free(&h->trial_a);
        trial_free(&h->trial_b);
        return;
    }
    trial_free(&p->chosen[h->a]);
    trial_free(&p->chosen[h->b]);
    p->chosen[h->a] = h->trial_a;
    p->chosen[h->b] = h->trial_b;
    memcpy(planner_missed(p, h->a), p->kept_missed, column * sizeof(float));
    memcpy(planner_missed(p, h->b), p->kept_missed + column, column * sizeof(float));
}

bool planner_share(planner *p, size_t unit, size_t budget, double deadline_s) {
    plot other = partner_of(p, unit);
    if (other.unit == SIZE_MAX || !asset_is_free(&p->assets[unit])) return true;
    deal d = offer(p, unit, other);
    held h = hold(p, unit, other.unit);
    int way = best_way(p, &d);
    bool placed = way >= 0 && settle_both(p, &d, way);
    bool ok = !placed || polish_both(p, &d, budget, deadline_s);
    settle_for_better(p, &h, ok && placed);
    return ok;
}

/* The nearest unit that has to keep clear of this one; SIZE_MAX: none. */
static size_t nearest_to(const planner *p, size_t unit) {
    size_t best = SIZE_MAX;
    double least = INFINITY;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        const trial *a = &p->chosen[unit], *b = &p->chosen[k];
        if (k == unit || a->count == 0 || b->count == 0
            || !rules_may_meet(p->problem, p->assets[unit].unit, p->assets[k].unit))
            continue;
        double distance = rules_distance(&a->visits[0].bounds, &b->visits[0].bounds);
        if (distance >= least) continue;
        least = distance;
        best = k;
    }
    return best;
}

bool planner_kick(planner *p, size_t budget, double deadline_s) {
    size_t units = p->problem->unit_count;
    size_t a = (size_t)(draw_share_of(p, 0) * (double)units) % units;
    size_t b = nearest_to(p, a);
    if (b == SIZE_MAX) b = (a + 1 + (size_t)(draw_share_of(p, a) * (double)(units - 1))) % units;
    if (a == b || !asset_is_free(&p->assets[a]) || !asset_is_free(&p->assets[b])) return true;
    bool smaller_first = p->assets[a].effort_m2 < p->assets[b].effort_m2;
    held h = hold(p, a, b);
    size_t turns[4] = {smaller_first ? a : b, smaller_first ? b : a};
    turns[2] = turns[0];
    turns[3] = turns[1];
    bool ok = true;
    for (int i = 0; ok && i < 4; i++) ok = planner_improve(p, turns[i], budget / 4, deadline_s);
    settle_for_better(p, &h, ok);
    return ok;
}
