/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One area more for a unit. One rectangle covers its water evenly, where the best effort is denser
 * in the middle than at the rim; and people may be in several places. So the unit's longest area
 * is given a part of its time, and another area, drawn where people are still missed, has the rest;
 * or the unit goes to base and out again. A new area seldom gains before it is polished: the
 * candidates grow up on their own, and the best is kept only when the plan gains by it.
 */
#include "search/planner.h"

#include <string.h>

static const double draw_share = 0.3; /* of the budget */
static const size_t default_most = 3;
static const double grow_step = 0.3;
/* An order that a crew has to read, repeat and follow must be worth a fifth of a point. */
static const double worth_an_area = 0.002;

size_t problem_areas(const cw_plan_problem *problem) {
    size_t most = problem->most_areas > 0 ? problem->most_areas : default_most;
    return most < MOST_AREAS ? most : MOST_AREAS;
}

static size_t longest(const trial *t) {
    size_t best = 0;
    for (size_t k = 1; k < t->count; k++) {
        const visit *v = &t->visits[k], *b = &t->visits[best];
        if (v->off_scene - v->on_scene > b->off_scene - b->on_scene) best = k;
    }
    return best;
}

/* Puts `g` behind area `at`, which keeps `share` of its time. */
static programme insert_after(const programme *w, size_t at, double share, genes g) {
    programme more = *w;
    for (size_t k = more.count; k > at + 1; k--) more.of[k] = more.of[k - 1];
    double whole = w->of[at].fill;
    more.of[at].fill = whole * share;
    g.fill = at + 1 == w->count ? 1.0 : whole * (1.0 - share) / (1.0 - whole * share);
    more.of[at + 1] = g;
    more.count++;
    return more;
}

/* A second sortie is tried by every other draw where endurance ends the first. */
static bool may_sortie(const asset *a, const trial *t, size_t draw) {
    return draw % 2 == 1 && a->unit->turnaround_s > 0.0
           && t->visits[t->count - 1].binding == CW_BOUND_ENDURANCE;
}

/* Part of the time of area `at` of what the unit had for another, or another sortie. */
static bool draw_one_more(planner *p, const chain *c, size_t done, candidate *next) {
    static const double shares[] = {0.5, 0.3, 0.7};
    const trial *kept = c->from;
    const visit *v = &kept->visits[c->at];
    bool sortie = may_sortie(c->asset, kept, done);
    double share = shares[done % 3];
    double late = sortie ? 1.0 : 0.5 * (1.0 + share);
    cw_time time = v->on_scene + (cw_time)(late * (double)(v->off_scene - v->on_scene));
    remainder_cloud cloud = planner_look(p, time, p->kept_missed);
    if (!(cloud.total > 0.0)) return false;
    genes g = draw_genes(p, c->asset, &cloud);
    next->wanted = sortie ? insert_after(&kept->wanted, kept->count - 1, 1.0, g)
                          : insert_after(&kept->wanted, c->at, share, g);
    next->changed = sortie ? kept->count : c->at + 1;
    return true;
}

static bool draw_more(planner *p, const asset *a, const trial *kept, size_t budget,
                      double deadline_s) {
    chain c = {.asset = a,
               .budget = budget,
               .deadline_s = deadline_s,
               .from = kept,
               .at = longest(kept),
               .draw = draw_one_more};
    return chain_run(p, &c);
}

bool planner_grow(planner *p, size_t unit, size_t budget, double deadline_s) {
    trial *best = &p->chosen[unit];
    float *known = planner_missed(p, unit);
    size_t column = planner_column(p) * sizeof *known;
    if (best->count == 0 || best->count >= problem_areas(p->problem)) return true;
    size_t draws = (size_t)(draw_share * (double)budget);
    double before = planner_value(p), kept_step = p->step[unit];
    trial kept = *best;
    memcpy(p->kept_missed, known, column);
    *best = (trial){0};
    planner_residual(p, unit);
    bool ok = draw_more(p, &p->assets[unit], &kept, draws, deadline_s);
    p->step[unit] = grow_step;
    if (ok) ok = planner_polish(p, unit, budget - draws, deadline_s);
    if (ok && best->count > 0 && planner_value(p) > before + worth_an_area) {
        trial_free(&kept);
        return true;
    }
    trial_free(best);
    *best = kept;
    p->step[unit] = kept_step;
    memcpy(known, p->kept_missed, column);
    return ok;
}
