/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One trial of new areas for one unit: laid, held against the other units, scored, and taken when
 * it is better. Only the unit that is moved is scored again: what the others miss is a product kept
 * for each particle.
 *
 * Most trials are poor, and most of those are seen by the first part of the sample.
 */
#include "search/plan_crew.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* An area that touches what it must not (a neighbour, a border, land) is tried again: first smaller
 * by a denser search of it, which costs no time, then with less of the time. */
enum { MOST_SMALLER = 5, DENSER = 2 };
static const double denser = 0.8, smaller = 0.4;
static const double patience = 1.0; /* standard errors */

double planner_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bool planner_out_of_time(planner *p, double deadline_s) {
    return deadline_s > 0.0 && crew_is_late(p, planner_clock() >= deadline_s);
}

/* ---- laid ---------------------------------------------------------------------------------- */

bool planner_is_apart(const planner *p, const asset *a, const trial *t) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (k == a->index || p->chosen[k].count == 0) continue;
        if (!rules_apart(p->problem, a, t, &p->assets[k], &p->chosen[k])) return false;
    }
    return true;
}

bool trial_lay(planner *p, const asset *a, const candidate *next) {
    trial *t = &p->tried;
    programme w = next->wanted;
    p->looks++;
    for (int tries = 0; tries < MOST_SMALLER; tries++) {
        if (!trial_fit(t, a, &p->sea, &w)) return cw_fail_memory(p->err);
        if (t->refused == FITS && !planner_is_apart(p, a, t)) t->refused = REFUSED_NEIGHBOUR;
        bool touches = t->refused == REFUSED_NEIGHBOUR || t->refused == REFUSED_AGREEMENT
                       || t->refused == REFUSED_LAND;
        if (!touches || (t->refused != REFUSED_NEIGHBOUR && t->at != next->changed)) break;
        genes *g = &w.of[next->changed];
        if (tries < DENSER)
            g->spacing_m *= denser;
        else
            g->fill *= smaller;
    }
    t->slack = next->slack;
    return true;
}

void planner_count(planner *p, size_t unit, refusal refused, cw_binding binding) {
    p->evaluations++;
    p->refusals[unit].by[refused]++;
    if (refused == REFUSED_TIME) p->refusals[unit].limit = binding;
}

/* ---- scored -------------------------------------------------------------------------------- */

bool trial_ready(planner *p, const asset *a, const trial *t) {
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

void planner_score(planner *p, size_t first, size_t count, float *missed) {
    sweeper_missed_in(&p->sweeper, p->sample, first, count, p->worth->ends, p->worth->spells,
                      p->particles, missed + first);
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

bool trial_keeps_up(planner *p, size_t unit, size_t parts, bool scored) {
    const float *known = planner_missed(p, unit);
    size_t n = p->particles, first = 0;
    double sum = 0.0, squares = 0.0;
    for (size_t part = 0; part < parts; part++) {
        size_t end = sample_part_end(n, part);
        if (!scored) planner_score(p, first, end - first, p->trial_missed);
        for (size_t i = first; i < end; i++) {
            double ahead = lead_on(p, known, i);
            sum += ahead;
            squares += ahead * ahead;
        }
        double variance = fmax(0.0, squares - sum * sum / (double)end);
        double slack = p->tried.slack * (double)end / (double)n;
        if (p->chosen[unit].count > 0 && sum + slack + patience * sqrt(variance) <= 0.0)
            return false;
        first = end;
    }
    return true;
}

bool trial_wins(planner *p, size_t unit) {
    const trial *best = &p->chosen[unit];
    p->tried.gain = planner_gain(p, p->trial_missed);
    return best->count == 0 || p->tried.gain + p->tried.slack > best->gain + 1e-9;
}

void trial_take(planner *p, size_t unit) {
    trial keep = p->chosen[unit];
    p->chosen[unit] = p->tried;
    p->tried = keep;
    memcpy(planner_missed(p, unit), p->trial_missed, planner_column(p) * sizeof *p->missed);
}

bool planner_attempt(planner *p, const asset *a, const candidate *next, bool *better) {
    *better = false;
    if (!trial_lay(p, a, next)) return false;
    planner_count(p, a->index, p->tried.refused, p->tried.binding);
    if (p->tried.refused != FITS) return true;
    if (!trial_ready(p, a, &p->tried)) return false;
    *better = trial_keeps_up(p, a->index, SAMPLE_PARTS, false) && trial_wins(p, a->index);
    if (*better) trial_take(p, a->index);
    return true;
}

/* ---- what stands --------------------------------------------------------------------------- */

bool planner_update_missed(planner *p, size_t unit) {
    return crew_score(p, &p->assets[unit], &p->chosen[unit], planner_missed(p, unit));
}

bool planner_change_sample(planner *p, const planner_sample *sample, bool smooth) {
    p->smooth = smooth;
    p->sample = sample->tracks;
    p->worth = &sample->worth;
    p->particles = sample->tracks->particles;
    p->sweeper.boxes = &sample->boxes;
    p->looked.total = 0.0;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (p->chosen[k].count > 0 && !planner_update_missed(p, k)) return false;
    }
    return true;
}
