/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who searches where. Units take their areas in turn, the one with the most effort (sweep width
 * times speed times time on scene) first, each where it adds most to what the units before it
 * leave; then all are gone over again, each with the others held, until the budget is spent. The
 * order is that of greedy maximisation of a submodular function (Nemhauser, Wolsey and Fisher
 * 1978), which cannot fall below 1 - 1/e of the best choice; the rounds after it mend most of the
 * rest.
 *
 * Areas are tried on a sample of the particles; the plan that is handed back is scored on the fresh
 * ones, so that its probability of success is not flattered by the search for it.
 */
#include "search/planner.h"
#include "search/plan_support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const size_t sample_size = 3000;
static const size_t default_evaluations = 400;
enum { ROUNDS = 3 };                   /* over all units after the first */
static const double first_share = 0.5; /* of a unit's budget, for its first area */

/* ---- the problem --------------------------------------------------------------------------- */

static bool tracks_cover(const cw_plan_problem *problem, cw_error *err) {
    const cw_tracks *t = problem->tracks;
    if (t == NULL || t->particles == 0 || t->times == 0)
        return cw_fail(err, CW_ERR_INPUT, "there are no particles to plan the search on");
    double total = 0.0;
    for (size_t i = 0; i < t->particles; i++) {
        if (!(t->weight[i] >= 0.0f) || isinf(t->weight[i]))
            return cw_fail(err, CW_ERR_INPUT,
                           "particle %zu has a weight that is not a number of "
                           "zero or more",
                           i);
        total += (double)t->weight[i];
    }
    if (!(total > 0.0))
        return cw_fail(err, CW_ERR_INPUT,
                       "the weights of all particles are zero: there is nothing "
                       "to search for");
    cw_time last = t->first + (int64_t)(t->times - 1) * t->step_ms;
    if (last <= problem->from || t->first >= problem->to)
        return cw_fail(err, CW_ERR_INPUT, "the drift does not cover the search window");
    return true;
}

bool plan_problem_holds(const cw_plan_problem *problem, cw_error *err) {
    if (problem->plane == NULL || problem->table == NULL)
        return cw_fail(err, CW_ERR_INPUT, "the plan needs a plane and sweep width tables");
    if (problem->units == NULL || problem->unit_count == 0)
        return cw_fail(err, CW_ERR_INPUT, "there are no units to plan for");
    if (problem->objects == NULL || problem->object_count == 0
        || problem->object_count > CW_MOST_OBJECTS)
        return cw_fail(err, CW_ERR_INPUT, "the plan needs 1 to %d search objects, not %zu",
                       CW_MOST_OBJECTS, problem->object_count);
    if (problem->to <= problem->from)
        return cw_fail(err, CW_ERR_INPUT, "the search window ends before it begins");
    if (!(problem->separation_m >= 0.0) || !(problem->height_separation_m >= 0.0)
        || !(problem->time_limit_s >= 0.0))
        return cw_fail(err, CW_ERR_INPUT, "separations and the time limit must not be negative");
    return tracks_cover(problem, err);
}

void plan_object_shares(const cw_plan_problem *problem, const cw_tracks *tracks,
                        double shares[CW_MOST_OBJECTS]) {
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    size_t output = 0;
    if (tracks->step_ms > 0 && middle > tracks->first)
        output = (size_t)((middle - tracks->first) / tracks->step_ms);
    output = output < tracks->times ? output : tracks->times - 1;
    double total = 0.0;
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) shares[o] = 0.0;
    for (size_t i = 0; i < tracks->particles; i++) {
        size_t o = tracks->object ? tracks->object[output * tracks->particles + i] : 0;
        shares[o % CW_MOST_OBJECTS] += (double)tracks->weight[i];
        total += (double)tracks->weight[i];
    }
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) shares[o] /= total;
}

/* Mean of the cloud at the output nearest before a time; the last that has a particle with a place
 * stands when that one has none. */
bool plan_datum(const cw_tracks *tracks, cw_time time, cw_datum *datum, cw_time *at,
                cw_error *err) {
    size_t output = 0;
    if (tracks->step_ms > 0 && time > tracks->first)
        output = (size_t)((time - tracks->first) / tracks->step_ms);
    output = output < tracks->times ? output : tracks->times - 1;
    cw_cloud cloud;
    *at = tracks->first + (int64_t)output * tracks->step_ms;
    return cw_tracks_cloud(tracks, *at, &cloud, err) && cw_datum_compute(&cloud, datum, err);
}

cw_plan *plan_create(const cw_plan_problem *problem, cw_error *err) {
    cw_plan *plan = calloc(1, sizeof *plan);
    cw_task *tasks = calloc(problem->unit_count, sizeof *tasks);
    if (plan == NULL || tasks == NULL) {
        free(plan);
        free(tasks);
        cw_fail_memory(err);
        return NULL;
    }
    for (size_t i = 0; i < problem->unit_count; i++) tasks[i].unit = i;
    plan->tasks = tasks;
    plan->task_count = problem->unit_count;
    return plan;
}

/* ---- the planner --------------------------------------------------------------------------- */

static void planner_free(planner *p) {
    for (size_t k = 0; p->chosen != NULL && k < p->problem->unit_count; k++)
        trial_free(&p->chosen[k]);
    for (size_t b = 0; b < BATCH; b++) {
        trial_free(&p->batch[b]);
        sweeper_free(&p->sweepers[b]);
    }
    light_free(&p->darkness);
    sample_destroy(p->sample);
    free(p->assets);
    free(p->chosen);
    free(p->missed);
    free(p->residual);
    free(p->cumulative);
    free(p->batch_missed);
    free(p->kept_missed);
}

static bool planner_allocate(planner *p, cw_error *err) {
    size_t units = p->problem->unit_count;
    p->sample = sample_tracks(p->problem->tracks, sample_size, p->problem->seed, err);
    if (p->sample == NULL) return false;
    p->particles = p->sample->particles;
    p->assets = calloc(units, sizeof *p->assets);
    p->chosen = calloc(units, sizeof *p->chosen);
    p->missed = cw_alloc_array(units * p->particles, sizeof *p->missed);
    p->residual = cw_alloc_array(p->particles, sizeof *p->residual);
    p->cumulative = cw_alloc_array(p->particles, sizeof *p->cumulative);
    p->batch_missed = cw_alloc_array(BATCH * p->particles, sizeof *p->batch_missed);
    p->kept_missed = cw_alloc_array(2 * p->particles, sizeof *p->kept_missed);
    if (!p->assets || !p->chosen || !p->missed || !p->residual || !p->cumulative || !p->batch_missed
        || !p->kept_missed)
        return cw_fail_memory(err);
    return light_create(&p->darkness, p->problem->plane, p->problem->from, p->problem->to, err);
}

/* Effort with the area at the datum, to order the units by: a rough measure is enough. */
static bool prepare_assets(planner *p, cw_error *err) {
    cw_datum datum;
    cw_time at;
    const cw_plan_problem *problem = p->problem;
    plan_object_shares(problem, p->sample, p->shares);
    bool placed =
        plan_datum(p->sample, problem->from + (problem->to - problem->from) / 2, &datum, &at, NULL);
    for (size_t k = 0; k < problem->unit_count; k++) {
        asset *a = &p->assets[k];
        time_slot slot;
        if (!asset_prepare(a, problem, k, p->shares, err)) return false;
        if (placed && asset_slot(a, problem, &p->darkness, 0.0, datum.mean, datum.mean, &slot))
            a->effort_m2 = a->main_width_m * a->unit->search_speed_mps
                           * (double)(slot.end - slot.start) / 1000.0;
    }
    return true;
}

static void order_by_effort(const planner *p, size_t *order) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        size_t place = k;
        for (; place > 0 && p->assets[order[place - 1]].effort_m2 < p->assets[k].effort_m2; place--)
            order[place] = order[place - 1];
        order[place] = k;
    }
}

/* ---- why not ------------------------------------------------------------------------------- */

static const char *limit_words(cw_binding binding) {
    switch (binding) {
    case CW_BOUND_AVAILABILITY:
        return "cannot be back before it stops being available";
    case CW_BOUND_ENDURANCE:
        return "its endurance does not last there and back";
    case CW_BOUND_DARKNESS:
        return "cannot search in darkness, and there is no daylight left in the window";
    default:
        return "cannot arrive before the search window ends";
    }
}

static void explain(const planner *p, size_t unit, cw_task *task) {
    const asset *a = &p->assets[unit];
    const size_t *refusals = p->refusals;
    const char *words = a->reason;
    task->binding = a->binding;
    if (a->binding == CW_BOUND_NOTHING && refusals[REFUSED_AGREEMENT] > 0
        && refusals[REFUSED_AGREEMENT] >= refusals[REFUSED_TIME]) {
        task->binding = CW_BOUND_AGREEMENT;
        words = "the agreement does not let it search where the people can be";
    } else if (a->binding == CW_BOUND_NOTHING && refusals[REFUSED_TIME] > 0) {
        task->binding = p->last_limit == CW_BOUND_NOTHING ? CW_BOUND_TRANSIT : p->last_limit;
        words = limit_words(task->binding);
    } else if (a->binding == CW_BOUND_NOTHING) {
        words = refusals[REFUSED_LAND] > refusals[REFUSED_NEIGHBOUR]
                    ? "no area of open water was found for it"
                    : "no area clear of the other units was found for it";
    }
    snprintf(task->reason, sizeof task->reason, "%s", words);
}

/* ---- rounds -------------------------------------------------------------------------------- */

typedef struct budget {
    size_t first, again; /* evaluations a unit, in the first round and each later one */
    double start_s, limit_s;
} budget;

static budget make_budget(const cw_plan_problem *problem) {
    size_t evaluations = problem->evaluations > 0 ? problem->evaluations : default_evaluations;
    budget b = {.limit_s = problem->time_limit_s, .start_s = planner_clock()};
    b.first = (size_t)(first_share * (double)evaluations);
    b.again = (evaluations - b.first) / ROUNDS;
    return b;
}

/* With a time limit each turn gets its share of the time, in the same proportions. */
static double deadline(const budget *b, size_t units, size_t round, size_t turn) {
    if (b->limit_s <= 0.0) return 0.0;
    double first = first_share, again = (1.0 - first_share) / ROUNDS;
    double done = round == 0 ? 0.0 : first + again * (double)(round - 1);
    double part = round == 0 ? first : again;
    return b->start_s + b->limit_s * (done + part * (double)(turn + 1) / (double)units);
}

static bool first_round(planner *p, const size_t *order, const budget *b, cw_plan *plan) {
    size_t units = p->problem->unit_count;
    for (size_t turn = 0; turn < units; turn++) {
        size_t unit = order[turn];
        for (size_t r = 0; r <= REFUSED_SHAPE; r++) p->refusals[r] = 0;
        p->last_limit = CW_BOUND_NOTHING;
        if (p->assets[unit].binding == CW_BOUND_NOTHING
            && !planner_improve(p, unit, b->first, deadline(b, units, 0, turn)))
            return false;
        if (p->chosen[unit].pattern.count == 0) explain(p, unit, &plan->tasks[unit]);
    }
    return true;
}

static bool later_rounds(planner *p, const size_t *order, const budget *b) {
    size_t units = p->problem->unit_count;
    for (size_t round = 1; round <= ROUNDS; round++) {
        for (size_t turn = 0; turn < units; turn++) {
            size_t unit = order[turn];
            if (p->assets[unit].binding != CW_BOUND_NOTHING) continue;
            double end = deadline(b, units, round, turn), now = planner_clock();
            double half = end > 0.0 ? now + 0.5 * (end - now) : 0.0;
            if (!planner_share(p, unit, b->again / 2, half)
                || !planner_improve(p, unit, b->again / 2, end))
                return false;
        }
    }
    return true;
}

static bool optimise(planner *p, cw_plan *plan, cw_error *err) {
    budget b = make_budget(p->problem);
    size_t *order = cw_alloc_array(p->problem->unit_count, sizeof *order);
    bool ok = order != NULL || cw_fail_memory(err);
    ok = ok && planner_allocate(p, err) && prepare_assets(p, err);
    if (ok) order_by_effort(p, order);
    ok = ok && first_round(p, order, &b, plan) && later_rounds(p, order, &b);
    free(order);
    if (!ok) return false;
    plan->pos_optimised = planner_success(p);
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (p->chosen[k].pattern.count > 0)
            trial_to_task(&p->chosen[k], &p->assets[k], &plan->tasks[k]);
        for (size_t o = 0; o < CW_MOST_OBJECTS; o++) {
            plan->tasks[k].sweep[o] = p->assets[k].sweep[o];
            plan->tasks[k].sweep_width_m[o] = p->assets[k].width_m[o];
        }
        if (plan->tasks[k].assigned) plan->tasks[k].reason[0] = '\0';
    }
    plan->evaluations = p->evaluations;
    plan->seconds = planner_clock() - b.start_s;
    return true;
}

cw_plan *cw_plan_optimise(const cw_plan_problem *problem, cw_error *err) {
    cw_error own = {0};
    cw_error *report = err != NULL ? err : &own;
    if (!plan_problem_holds(problem, report)) return NULL;
    cw_plan *plan = plan_create(problem, report);
    if (plan == NULL) return NULL;
    planner *p = calloc(1, sizeof *p);
    bool ok = p != NULL || cw_fail_memory(report);
    if (ok) {
        p->problem = problem;
        p->err = report;
        ok = optimise(p, plan, report);
        planner_free(p);
    }
    free(p);
    const cw_tracks *fresh = problem->fresh_tracks ? problem->fresh_tracks : problem->tracks;
    if (ok && cw_plan_score(problem, fresh, plan, report)) return plan;
    cw_plan_destroy(plan);
    return NULL;
}
