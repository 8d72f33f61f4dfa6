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

/* How an area may be cut in two. The parts are sized by their time and spacing: with `time` of it
 * and spacing times `wider`, a part is time x wider of the whole; `aside`, in half sides of the
 * whole, along and across. */
typedef struct cut_part {
    double time, wider, along, across;
} cut_part;
typedef struct cut {
    cut_part first, second;
} cut;

static const cut cuts[] = {
    {{0.67, 2.0, 0.0, 0.0}, {0.33, 2.0, 0.0, 0.0}}, /* a thin wide one, another within */
    {{0.33, 2.0, 0.0, 0.0}, {0.67, 2.0, 0.0, 0.0}}, /* the other way round */
    {{0.5, 1.0, -0.5, 0.0}, {0.5, 1.0, 0.5, 0.0}},  /* end to end */
    {{0.5, 1.0, 0.0, -0.5}, {0.5, 1.0, 0.0, 0.5}},  /* side by side */
    {{0.75, 1.2, 0.0, 0.0}, {0.25, 1.0, 0.0, 0.0}}, /* most, and a core */
};
enum { CUTS = sizeof cuts / sizeof *cuts };

/* Where a part goes: aside in the whole, and moved as the people have between the whole's middle
 * and its own (an area that drifts goes there by itself, but others may be left by then). */
static void place_part(planner *p, const float *missed, const visit *v, const cut_part *c,
                       cw_time own_middle, const remainder_cloud *then, genes *g) {
    const rectangle *r = &v->bounds;
    double along = c->along * r->half_length_m, across = c->across * r->half_width_m;
    remainder_cloud now = planner_look(p, own_middle, missed);
    bool known = now.total > 0.0 && then->total > 0.0;
    g->centre.x_m += along * r->east + across * r->north;
    g->centre.y_m += along * r->north - across * r->east;
    if (known) g->centre.x_m += now.mean.x_m - then->mean.x_m;
    if (known) g->centre.y_m += now.mean.y_m - then->mean.y_m;
    g->spacing_m *= c->wider;
}

/* The unit's longest area cut in two. */
static programme cut_area(planner *p, const trial *kept, size_t at, size_t number,
                          const float *missed) {
    const cut *c = &cuts[number % CUTS];
    const visit *v = &kept->visits[at];
    genes first = kept->wanted.of[at], second = first;
    double time = (double)(v->off_scene - v->on_scene);
    remainder_cloud then = planner_look(p, visit_middle(v), missed);
    place_part(p, missed, v, &c->first, v->on_scene + (cw_time)(0.5 * c->first.time * time), &then,
               &first);
    place_part(p, missed, v, &c->second, v->off_scene - (cw_time)(0.5 * c->second.time * time),
               &then, &second);
    second.refuel = false;
    second.wait = 0.0;
    programme w = kept->wanted;
    w.of[at] = first;
    return insert_after(&w, at, c->first.time, second);
}

programme draw_cut(planner *p, const asset *a, const trial *has, size_t *changed) {
    size_t at = longest(has);
    *changed = at + 1;
    return cut_area(p, has, at, (size_t)(draw_share_of(p, a->index) * CUTS) % CUTS, NULL);
}

static bool draw_more(planner *p, const asset *a, const trial *kept, size_t budget,
                      double deadline_s) {
    static const double shares[] = {0.5, 0.3, 0.7};
    size_t at = longest(kept);
    for (size_t draw = 0; draw < budget && !planner_out_of_time(deadline_s); draw++) {
        const visit *v = &kept->visits[at];
        bool better;
        if (draw < CUTS) {
            programme parts = cut_area(p, kept, at, draw, p->kept_missed);
            if (!planner_attempt(p, a, &parts, at + 1, &better)) return false;
            continue;
        }
        bool sortie = may_sortie(a, kept, draw);
        double share = shares[draw % 3];
        double late = sortie ? 1.0 : 0.5 * (1.0 + share);
        cw_time time = v->on_scene + (cw_time)(late * (double)(v->off_scene - v->on_scene));
        remainder_cloud cloud = planner_look(p, time, p->kept_missed);
        if (!(cloud.total > 0.0)) return true;
        genes g = draw_genes(p, a, &cloud);
        g.refuel = sortie;
        programme w = sortie ? insert_after(&kept->wanted, kept->count - 1, 1.0, g)
                             : insert_after(&kept->wanted, at, share, g);
        size_t changed = sortie ? kept->count : at + 1;
        if (!planner_attempt(p, a, &w, changed, &better)) return false;
    }
    return true;
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
    if (ok && best->count > 0 && planner_value(p) > before + planner_area_cost) {
        trial_free(&kept);
        return true;
    }
    trial_free(best);
    *best = kept;
    p->step[unit] = kept_step;
    memcpy(known, p->kept_missed, column);
    return ok;
}
