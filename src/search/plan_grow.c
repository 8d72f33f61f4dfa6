/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One area more for a unit. One rectangle covers its water evenly, where the best effort is denser
 * in the middle than at the rim; and people may be in several places. So the unit's longest area
 * is given a part of its time, and another area, drawn where people are still missed, has the rest;
 * or the unit goes to base and out again; or the longest area is cut in two. A new area seldom
 * gains before it is polished: the candidates grow up on their own, and the best is kept only when
 * the plan gains by it.
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
 * and spacing times `wider`, a part is time x wider of the whole; `along` and `across`: where its
 * middle lies, in half sides of the whole. For a circular normal cloud the best two nested squares
 * are the first: they find 2 to 2.5 % more than the best one. */
typedef struct cut_part {
    double time, wider, along, across;
} cut_part;
typedef struct cut_way {
    cut_part first, second;
} cut_way;

static const cut_way cuts[] = {
    {{0.67, 2.0, 0.0, 0.0}, {0.33, 2.0, 0.0, 0.0}}, /* a thin wide one, another within */
    {{0.33, 2.0, 0.0, 0.0}, {0.67, 2.0, 0.0, 0.0}}, /* the other way round */
    {{0.5, 1.0, -0.5, 0.0}, {0.5, 1.0, 0.5, 0.0}},  /* end to end */
    {{0.5, 1.0, 0.0, -0.5}, {0.5, 1.0, 0.0, 0.5}},  /* side by side */
    {{0.75, 1.2, 0.0, 0.0}, {0.25, 1.0, 0.0, 0.0}}, /* most, and a core */
};
enum { CUTS = sizeof cuts / sizeof *cuts };

/* Where a part goes: aside in the whole, and moved as the people have between the whole's middle
 * and its own. */
static void place_part(planner *p, const float *missed, const visit *v, const cut_part *c,
                       cw_time own_middle, genes *g) {
    const rectangle *r = &v->bounds;
    double along = c->along * r->half_length_m, across = c->across * r->half_width_m;
    remainder_cloud then = planner_look(p, visit_middle(v), missed);
    remainder_cloud now = planner_look(p, own_middle, missed);
    g->centre.x_m += along * r->east + across * r->north;
    g->centre.y_m += along * r->north - across * r->east;
    g->spacing_m *= c->wider;
    if (!(then.total > 0.0) || !(now.total > 0.0)) return;
    g->centre.x_m += now.mean.x_m - then.mean.x_m;
    g->centre.y_m += now.mean.y_m - then.mean.y_m;
}

/* Area `at` cut in two. */
static programme cut_area(planner *p, const trial *has, size_t at, size_t number,
                          const float *missed) {
    const cut_way *c = &cuts[number % CUTS];
    const visit *v = &has->visits[at];
    programme w = has->wanted;
    genes second = w.of[at];
    double time = (double)(v->off_scene - v->on_scene);
    place_part(p, missed, v, &c->first, v->on_scene + (cw_time)(0.5 * c->first.time * time),
               &w.of[at]);
    place_part(p, missed, v, &c->second, v->off_scene - (cw_time)(0.5 * c->second.time * time),
               &second);
    second.refuel = false;
    second.wait = 0.0;
    return insert_after(&w, at, c->first.time, second);
}

programme draw_cut(planner *p, const trial *has, const float *missed, double way, size_t *changed) {
    size_t at = longest(has);
    *changed = at + 1;
    return cut_area(p, has, at, (size_t)(way * CUTS), missed);
}

programme draw_more(planner *p, const asset *a, const trial *has, const float *missed, size_t draw,
                    size_t *changed) {
    static const double shares[] = {0.5, 0.3, 0.7};
    size_t at = longest(has);
    const visit *v = &has->visits[at];
    bool sortie = may_sortie(a, has, draw);
    double share = shares[draw % 3];
    double late = sortie ? 1.0 : 0.5 * (1.0 + share);
    cw_time time = v->on_scene + (cw_time)(late * (double)(v->off_scene - v->on_scene));
    remainder_cloud cloud = planner_look(p, time, missed);
    if (!(cloud.total > 0.0)) return has->wanted;
    genes g = draw_genes(p, a, &cloud);
    g.refuel = sortie;
    g.refuel = sortie;
    *changed = sortie ? has->count : at + 1;
    return sortie ? insert_after(&has->wanted, has->count - 1, 1.0, g)
                  : insert_after(&has->wanted, at, share, g);
}

/* Part of the time of the longest area for another, or another sortie. */
static bool draw_one_more(planner *p, const chain *c, size_t done, candidate *next) {
    next->wanted = draw_more(p, c->asset, c->from, p->kept_missed, done, &next->changed);
    return next->wanted.count > c->from->count;
}

/* The longest area cut in two in one of the ways. Not in all of them: before they are polished the
 * nested ones look best, even between two clouds that should have an area each. */
static bool draw_one_cut(planner *p, const chain *c, size_t done, candidate *next) {
    (void)done;
    double u[4];
    draw_chances(p, c->asset->index, u);
    next->wanted = draw_cut(p, c->from, p->kept_missed, u[0], &next->changed);
    return true;
}

static bool draw_some(planner *p, const asset *a, const trial *kept, bool cut, size_t budget,
                      double deadline_s) {
    chain c = {.asset = a,
               .budget = cut ? 1 : budget,
               .deadline_s = deadline_s,
               .from = kept,
               .draw = cut ? draw_one_cut : draw_one_more};
    return chain_run(p, &c);
}

bool planner_grow(planner *p, size_t unit, bool cut, size_t budget, double deadline_s) {
    trial *best = &p->chosen[unit];
    float *known = planner_missed(p, unit);
    size_t column = planner_column(p) * sizeof *known;
    if (budget == 0 || best->count == 0 || best->count >= problem_areas(p->problem)) return true;
    size_t draws = cut ? 1 : (size_t)(draw_share * (double)budget);
    double before = planner_value(p), kept_step = p->step[unit];
    trial kept = *best;
    memcpy(p->kept_missed, known, column);
    *best = (trial){0};
    planner_residual(p, unit);
    bool ok = draw_some(p, &p->assets[unit], &kept, cut, draws, deadline_s);
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
