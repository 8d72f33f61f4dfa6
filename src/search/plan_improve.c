/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks for the best areas of one unit while the others' stand: some drawn anew (plan_draw.c), then
 * a local search about the best; the step grows with success and shrinks without.
 */
#include "search/planner.h"

#include <math.h>

static const double seed_share = 0.4; /* of the budget, when the unit has no area yet */
static const double reseed_share = 0.15;
static const double first_step = 0.5, least_step = 0.01;

/* An area drawn anew: the unit's only one, or in turn one of those that it has. */
static bool draw_seed(planner *p, const chain *c, size_t done, candidate *next) {
    const trial *best = c->from;
    programme *w = &next->wanted;
    *w = best->count > 0 ? best->wanted : (programme){.count = 1};
    size_t at = next->changed = done % w->count;
    bool alone = w->count == 1;
    cw_time time = alone ? c->asset->middle : visit_middle(&best->visits[at]);
    remainder_cloud cloud = planner_look(p, time, NULL);
    if (!(cloud.total > 0.0)) return false;
    genes g = draw_genes(p, c->asset, &cloud);
    if (!alone) {
        g.fill = w->of[at].fill;
        g.refuel = w->of[at].refuel;
    }
    w->of[at] = g;
    return true;
}

static bool seed_areas(planner *p, const asset *a, size_t budget, double deadline_s) {
    chain c = {.asset = a,
               .budget = budget,
               .deadline_s = deadline_s,
               .from = &p->chosen[a->index],
               .draw = draw_seed};
    return chain_run(p, &c);
}

static bool draw_near(planner *p, const chain *c, size_t done, candidate *next) {
    (void)done;
    size_t unit = c->asset->index;
    next->wanted = draw_move(p, c->asset, &p->chosen[unit], p->step[unit], &next->changed);
    return true;
}

/* The step keeps about one trial in six successful (Rechenberg's rule is one in five). */
void chain_adapt_step(planner *p, const chain *c, bool better) {
    double *step = &p->step[c->asset->index];
    *step *= better ? 1.25 : 0.96;
    *step = *step < least_step ? first_step : fmin(*step, 1.0);
}

static bool climb(planner *p, const asset *a, size_t budget, double deadline_s) {
    chain c = {.asset = a,
               .budget = budget,
               .deadline_s = deadline_s,
               .draw = draw_near,
               .learn = chain_adapt_step};
    double *step = &p->step[a->index]; /* goes on where the last search of this unit ended */
    if (!(*step > 0.0)) *step = first_step;
    return chain_run(p, &c);
}

bool planner_polish(planner *p, size_t unit, size_t budget, double deadline_s) {
    if (p->chosen[unit].count == 0) return true;
    planner_residual(p, unit);
    p->chosen[unit].gain = planner_gain(p, planner_missed(p, unit));
    return climb(p, &p->assets[unit], budget, deadline_s);
}

bool planner_improve(planner *p, size_t unit, size_t budget, double deadline_s) {
    const asset *a = &p->assets[unit];
    trial *best = &p->chosen[unit];
    bool known = best->count > 0;
    planner_residual(p, unit);
    if (known) best->gain = planner_gain(p, planner_missed(p, unit));
    size_t seeds = (size_t)((known ? reseed_share : seed_share) * (double)budget);
    if (!seed_areas(p, a, seeds, deadline_s)) return false;
    return best->count == 0 || climb(p, a, budget - seeds, deadline_s);
}
