/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All units together, a little at a time. A search that takes one unit after the other and only
 * ever goes up ends where no unit can gain alone: a boundary between two areas stays where it was
 * first drawn, and a second area, which seldom gains before both have found their places, is never
 * begun. So units take short turns here, and a trial that is worse by Delta takes the place of what
 * the unit has with probability exp(-Delta / T) (Metropolis and others 1953); T falls as the search
 * goes on (Kirkpatrick, Gelatt and Vecchi 1983) and is nothing in the end. Areas are cut in two,
 * drawn anew or left out in the course of it; one more must be worth its cost to the crew. With
 * many trials this is done several times over, and what stands in the end is the best.
 *
 * What a trial may lose is drawn before it is scored, so that a poor one is still given up early.
 */
#include "search/plan_crew.h"

#include <math.h>
#include <stdlib.h>

enum { TURN = 24 };                         /* trials */
static const double trials_a_unit = 4000.0; /* that one cooling is given */
static const double heat = 0.06;            /* T at first, as a share of what a unit finds... */
static const double cooled = 0.01;          /* ...and of that when T becomes nothing */
static const double quench_from = 0.85;     /* of a cooling */
static const double anew_chance = 0.02, cut_chance = 0.03;

/* One cooling. */
typedef struct cooling {
    double heat;
    size_t done, budget;
    double start_s, deadline_s; /* with a deadline the clock tells how far it is, not the trials */
} cooling;

/* By the clock of the first rank that works at this. */
static bool progress_of(planner *p, const cooling *c, double *gone) {
    double all[MOST_LANES];
    *gone = (double)c->done / (double)c->budget;
    if (!(c->deadline_s > 0.0)) return true;
    *gone = (planner_clock() - c->start_s) / fmax(1e-9, c->deadline_s - c->start_s);
    if (!crew_compare(p, *gone, all)) return false;
    *gone = all[0];
    return true;
}

static double temperature_at(const cooling *c, double progress) {
    if (progress >= quench_from) return 0.0;
    return c->heat * pow(cooled, progress / quench_from);
}

/* What the plan is worth less what its areas cost. */
static double worth_of(const planner *p) {
    double areas = 0.0;
    for (size_t k = 0; k < p->problem->unit_count; k++) areas += (double)p->chosen[k].count;
    return planner_value(p) - planner_area_cost * areas;
}

/* ---- moves --------------------------------------------------------------------------------- */

/* One of the unit's areas drawn anew; its share of the time stays. */
static programme draw_anew(planner *p, const asset *a, const trial *has, size_t at) {
    programme w = has->wanted;
    remainder_cloud cloud = planner_look(p, visit_middle(&has->visits[at]), NULL);
    if (!(cloud.total > 0.0)) return w;
    genes g = draw_genes(p, a, &cloud);
    g.fill = w.of[at].fill;
    g.refuel = w.of[at].refuel;
    w.of[at] = g;
    return w;
}

static bool draw_trial(planner *p, const chain *c, size_t done, candidate *next) {
    (void)done;
    double u[4];
    const asset *a = c->asset;
    const trial *has = &p->chosen[a->index];
    draw_chances(p, a->index, u);
    if (u[0] < cut_chance && has->count < problem_areas(p->problem)) {
        next->wanted = draw_cut(p, has, u[1], &next->changed);
    } else if (u[0] > 1.0 - anew_chance) {
        next->changed = (size_t)(u[1] * (double)has->count) % has->count;
        next->wanted = draw_anew(p, a, has, next->changed);
    } else {
        next->wanted = draw_move(p, a, has, p->step[a->index], &next->changed);
    }
    double more = (double)next->wanted.count - (double)has->count;
    next->slack = -c->temperature * log(fmax(u[2], 1e-12)) - planner_area_cost * more;
    return true;
}

static bool take_turn(planner *p, cooling *c, size_t unit, double temperature) {
    chain turn = {.asset = &p->assets[unit],
                  .budget = TURN,
                  .temperature = temperature,
                  .draw = draw_trial,
                  .learn = chain_adapt_step};
    planner_residual(p, unit);
    p->chosen[unit].gain = planner_gain(p, planner_missed(p, unit));
    c->done += TURN;
    return chain_run(p, &turn);
}

/* ---- the search ---------------------------------------------------------------------------- */

static bool cool(planner *p, cooling *c) {
    size_t units = p->problem->unit_count;
    double gone = 0.0;
    while (gone < 1.0) {
        size_t unit = (size_t)(draw_share_of(p, 0) * (double)units) % units;
        if (!asset_is_free(&p->assets[unit]) || p->chosen[unit].count == 0)
            c->done++; /* so that it comes to an end */
        else if (!take_turn(p, c, unit, temperature_at(c, gone)))
            return false;
        if (!progress_of(p, c, &gone)) return false;
    }
    return true;
}

static void note(const planner *p, programme *wanted) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        wanted[k] = p->chosen[k].wanted;
        if (p->chosen[k].count == 0) wanted[k].count = 0;
    }
}

static bool go_back(planner *p, const programme *wanted) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        const asset *a = &p->assets[k];
        if (!asset_is_free(a) || wanted[k].count == 0) continue;
        if (!trial_fit(&p->chosen[k], a, &p->sea, &wanted[k])) return cw_fail_memory(p->err);
        if (!planner_update_missed(p, k)) return false;
    }
    return true;
}

bool planner_anneal(planner *p, size_t trials, double deadline_s) {
    size_t units = p->problem->unit_count;
    double each = (double)trials / (double)units / trials_a_unit; /* coolings there is room for */
    size_t times = each > 1.0 ? (size_t)each : 1;
    double start_s = planner_clock();
    programme *before = calloc(units, sizeof *before);
    if (before == NULL) return cw_fail_memory(p->err);
    bool ok = true;
    for (size_t n = 0; ok && n < times; n++) {
        double worth = worth_of(p), now_s = planner_clock();
        cooling c = {.heat = heat * fmin(1.0, each) * planner_value(p) / (double)units,
                     .budget = trials / times + 1,
                     .start_s = now_s};
        if (deadline_s > 0.0)
            c.deadline_s = start_s + (deadline_s - start_s) * (double)(n + 1) / (double)times;
        note(p, before);
        ok = cool(p, &c) && (worth_of(p) > worth || go_back(p, before));
    }
    free(before);
    return ok;
}
