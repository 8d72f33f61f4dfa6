/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks for the best areas of one unit while the others' stand: some drawn anew (plan_draw.c), then
 * a local search about the best; the step grows with success and shrinks without.
 *
 * Only the unit that is moved is scored again: what the others miss is a product kept for each
 * particle.
 */
#include "search/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* An area that touches what it must not (a neighbour, a border, land) is tried again smaller. */
enum { MOST_SMALLER = 5, denser_tries = 2 };
static const double denser = 0.8, smaller = 0.4;
static const double patience = 1.0;   /* standard errors */
static const double seed_share = 0.4; /* of the budget, when the unit has no area yet */
static const double reseed_share = 0.15;
static const double first_step = 0.5, least_step = 0.01;

double planner_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool planner_out_of_time(double deadline_s) {
    return deadline_s > 0.0 && planner_clock() >= deadline_s;
}

/* ---- trials -------------------------------------------------------------------------------- */

bool planner_is_apart(const planner *p, const asset *a, const trial *t) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (k == a->index || p->chosen[k].count == 0) continue;
        if (!rules_apart(p->problem, a, t, &p->assets[k], &p->chosen[k])) return false;
    }
    return true;
}

static bool fit(planner *p, const asset *a, const programme *wanted, size_t changed) {
    trial *t = &p->tried;
    programme w = *wanted;
    for (int tries = 0; tries < MOST_SMALLER; tries++) {
        if (!trial_fit(t, a, &p->sea, &w)) return cw_fail_memory(p->err);
        if (t->refused == FITS && !planner_is_apart(p, a, t)) t->refused = REFUSED_NEIGHBOUR;
        bool touches = t->refused == REFUSED_NEIGHBOUR || t->refused == REFUSED_AGREEMENT
                       || t->refused == REFUSED_LAND;
        if (!touches || (t->refused != REFUSED_NEIGHBOUR && t->at != changed)) break;
        if (tries < denser_tries)
            w.of[changed].spacing_m *= denser;
        else
            w.of[changed].fill *= smaller;
    }
    p->evaluations++;
    p->refusals[a->index].by[t->refused]++;
    if (t->refused == REFUSED_TIME) p->refusals[a->index].limit = t->binding;
    return true;
}

static bool ready_sweeper(planner *p, const asset *a, const trial *t) {
    cw_task task = {.unit = a->index};
    widths_to_task(&a->widths, &task);
    sweeper_begin(&p->sweeper, p->problem, &task, p->smooth);
    for (size_t k = 0; k < t->count; k++) {
        if (!sweeper_add(&p->sweeper, p->problem, p->sea.darkness, &task, &t->visits[k].pattern,
                         p->sample, p->err))
            return false;
    }
    return true;
}

/* What the trial gains from one particle over what is known, spell by spell. */
static double lead_on(const planner *p, const float *known, size_t i) {
    double lead = 0.0, before = 0.0;
    for (size_t j = i; j < planner_column(p); j += p->particles) {
        double found = (double)known[j] - (double)p->trial_missed[j];
        lead += (double)p->residual[j] * (found - before);
        before = found;
    }
    return lead;
}

/* Scores the trial part by part of the sample, and gives it up when it trails what the unit has, by
 * more than the sampling error of the difference allows. */
static bool is_worth_it(planner *p, const trial *best, const float *known) {
    size_t n = p->particles, first = 0;
    const worth_table *w = p->worth;
    double sum = 0.0, squares = 0.0;
    for (size_t part = 0; part < SAMPLE_PARTS; part++) {
        size_t end = sample_part_end(n, part);
        sweeper_missed_in(&p->sweeper, p->sample, first, end - first, w->ends, w->spells, n,
                          p->trial_missed + first);
        for (size_t i = first; i < end; i++) {
            double ahead = lead_on(p, known, i);
            sum += ahead;
            squares += ahead * ahead;
        }
        double variance = fmax(0.0, squares - sum * sum / (double)end);
        double slack = p->slack * (double)end / (double)n;
        if (best->count > 0 && sum + slack + patience * sqrt(variance) <= 0.0) return false;
        first = end;
    }
    p->tried.gain = planner_gain(p, p->trial_missed);
    return best->count == 0 || p->tried.gain + p->slack > best->gain + 1e-9;
}

bool planner_attempt(planner *p, const asset *a, const programme *wanted, size_t changed,
                     bool *better) {
    trial *best = &p->chosen[a->index];
    float *known = planner_missed(p, a->index);
    *better = false;
    if (!fit(p, a, wanted, changed)) return false;
    if (p->tried.refused != FITS) return true;
    if (!ready_sweeper(p, a, &p->tried)) return false;
    *better = is_worth_it(p, best, known);
    if (!*better) return true;
    trial keep = *best;
    *best = p->tried;
    p->tried = keep;
    memcpy(known, p->trial_missed, planner_column(p) * sizeof *known);
    return true;
}

/* ---- the search ---------------------------------------------------------------------------- */

/* Areas drawn anew: the unit's only one, or in turn one of those that it has. */
static bool seed_areas(planner *p, const asset *a, size_t budget, double deadline_s) {
    trial *best = &p->chosen[a->index];
    bool better;
    for (size_t done = 0; done < budget && !planner_out_of_time(deadline_s); done++) {
        programme w = best->count > 0 ? best->wanted : (programme){.count = 1};
        size_t at = done % w.count;
        bool alone = w.count == 1;
        cw_time time = alone ? a->middle : visit_middle(&best->visits[at]);
        remainder_cloud cloud = planner_look(p, time, NULL);
        if (!(cloud.total > 0.0)) return true;
        genes g = draw_genes(p, a, &cloud);
        if (!alone) {
            g.fill = w.of[at].fill;
            g.refuel = w.of[at].refuel;
        }
        w.of[at] = g;
        if (!planner_attempt(p, a, &w, at, &better)) return false;
    }
    return true;
}

/* The step keeps about one trial in six successful (Rechenberg's rule is one in five). */
void planner_adapt(double *step, bool better) {
    *step *= better ? 1.25 : 0.96;
    *step = *step < least_step ? first_step : fmin(*step, 1.0);
}

static bool climb(planner *p, const asset *a, size_t budget, double deadline_s) {
    double *step = &p->step[a->index]; /* goes on where the last search of this unit ended */
    bool better;
    if (!(*step > 0.0)) *step = first_step;
    for (size_t done = 0; done < budget && !planner_out_of_time(deadline_s); done++) {
        size_t changed;
        programme w = draw_move(p, a, &p->chosen[a->index], *step, &changed);
        if (!planner_attempt(p, a, &w, changed, &better)) return false;
        planner_adapt(step, better);
    }
    return true;
}

bool planner_update_missed(planner *p, size_t unit) {
    if (!ready_sweeper(p, &p->assets[unit], &p->chosen[unit])) return false;
    sweeper_missed_in(&p->sweeper, p->sample, 0, p->particles, p->worth->ends, p->worth->spells,
                      p->particles, planner_missed(p, unit));
    return true;
}

bool planner_change_sample(planner *p, const planner_sample *sample, bool smooth) {
    p->smooth = smooth;
    p->sample = sample->tracks;
    p->worth = &sample->worth;
    p->particles = sample->tracks->particles;
    p->looked.total = 0.0;
    p->sweeper.boxes = &sample->boxes;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (p->chosen[k].count > 0 && !planner_update_missed(p, k)) return false;
    }
    return true;
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
