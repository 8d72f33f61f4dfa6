/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who searches where. Units take their areas in turn, the one with the most effort (sweep width
 * times speed times time on scene) first, each where it adds most to what the units before it
 * leave; then all are gone over again, each with the others held, until the budget is spent.
 * Success is monotone and submodular in the set of areas, so that a turn that chose perfectly would
 * end at no less than half of the best plan (Fisher, Nemhauser and Wolsey 1978); separation and
 * imperfect turns take this guarantee away, and the rounds after the first are there to mend it.
 *
 * Such a search ends on one of many hills. It is therefore begun several times, on islands that
 * know nothing of each other: one half begins in turn, the other side by side (plan_start.c). The
 * better half goes on with the rounds, and the best on the sample is the plan. Islands are what
 * runs in parallel; each is the same whatever the number of threads. Over several ranks each has
 * its islands, which stay where they began; all learn what each is worth (plan_ranks.c).
 */
#include "search/planner.h"
#include "search/plan_ranks.h"
#include "search/plan_support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t sample_size = 6000, fine_size = 20000;
static const size_t most_intervals = 32; /* of the tracks, by area */
static const size_t default_evaluations = 400;
enum { FINALISTS = 2, ROUNDS = 3 };     /* rounds over all units after the first */
static const size_t most_a_round = 200; /* trials a unit; annealing has the rest */
static const double begin_share = 0.3;  /* of a time limit */
static const double rounds_share = 0.2; /* of the time to go on; the same */
static const double go_on_share = 0.5, polish_step = 0.1;

/* What all islands read. */
typedef struct ground {
    const cw_plan_problem *problem;
    planner_sample sample, fine, legs; /* to begin on, to go on, and leg by leg */
    light darkness;
    frames frames;
    asset *assets;
    size_t *order; /* units by effort */
    pthread_mutex_t zones;
    planner islands[ISLANDS];
    cw_error errors[ISLANDS];
    double start_s; /* clock */
} ground;

/* ---- preparation --------------------------------------------------------------------------- */

/* Effort with the area at the datum, to order the units by: a rough measure is enough. */
static bool prepare_assets(ground *g, cw_error *err) {
    cw_datum datum;
    cw_time at;
    double shares[CW_MOST_OBJECTS];
    const cw_plan_problem *problem = g->problem;
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    plan_object_shares(problem, g->sample.tracks, shares);
    bool placed = plan_datum(g->sample.tracks, middle, &datum, &at, NULL);
    for (size_t k = 0; k < problem->unit_count; k++) {
        asset *a = &g->assets[k];
        time_slot slot;
        if (!asset_prepare(a, problem, k, shares, err)) return false;
        departure from = asset_first(a, problem);
        for (size_t i = 0; i < problem->kept_count; i++)
            a->kept = a->kept || problem->kept[i].unit == k;
        a->zones = &g->zones;
        a->middle = middle;
        if (!placed
            || !asset_slot(a, problem, &g->darkness, &from, 0.0, datum.mean, datum.mean, &slot))
            continue;
        a->middle = slot.start + (slot.end - slot.start) / 2;
        a->effort_m2 =
            a->main_width_m * a->unit->search_speed_mps
            * widths_mean(&a->widths, &g->darkness, slot.start, slot.end, a->unit->night_factor)
            * (double)(slot.end - slot.start) / 1000.0;
    }
    return true;
}

static void order_by_effort(const ground *g) {
    for (size_t k = 0; k < g->problem->unit_count; k++) {
        size_t place = k;
        for (; place > 0 && g->assets[g->order[place - 1]].effort_m2 < g->assets[k].effort_m2;
             place--)
            g->order[place] = g->order[place - 1];
        g->order[place] = k;
    }
}

/* `thin`: with few outputs, for scoring by area. */
static bool sample_prepare(planner_sample *s, const cw_plan_problem *problem, size_t size,
                           bool thin, cw_error *err) {
    s->tracks = sample_tracks(problem->tracks, size, problem->seed, err);
    if (s->tracks == NULL || !sample_arrange(s->tracks, err)) return false;
    if (thin) {
        cw_tracks *whole = s->tracks;
        s->tracks = sample_thin(whole, most_intervals, err);
        sample_destroy(whole);
    }
    return s->tracks != NULL && sample_boxes_create(&s->boxes, s->tracks, err)
           && worth_create(&s->worth, problem, s->tracks, err);
}

static void sample_release(planner_sample *s) {
    sample_destroy(s->tracks);
    sample_boxes_free(&s->boxes);
    worth_free(&s->worth);
}

static bool ground_prepare(ground *g, cw_error *err) {
    size_t units = g->problem->unit_count;
    g->assets = calloc(units, sizeof *g->assets);
    g->order = calloc(units, sizeof *g->order);
    if (g->assets == NULL || g->order == NULL) return cw_fail_memory(err);
    bool by_legs = g->problem->law != CW_RANDOM;
    if (!sample_prepare(&g->sample, g->problem, sample_size, true, err)
        || !sample_prepare(&g->fine, g->problem, fine_size, true, err)
        || (by_legs && !sample_prepare(&g->legs, g->problem, fine_size, false, err))
        || !light_create(&g->darkness, g->problem->plane, g->problem->from, g->problem->to, err)
        || !frames_create(&g->frames, g->problem->tracks, g->problem->over_ground, err)
        || !prepare_assets(g, err))
        return false;
    order_by_effort(g);
    return true;
}

/* Room for one unit's figures on any sample. */
static size_t column_of(const ground *g) {
    const planner_sample *all[] = {&g->sample, &g->fine, &g->legs};
    size_t most = 0;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        size_t column = all[k]->tracks ? all[k]->worth.spells * all[k]->tracks->particles : 0;
        most = column > most ? column : most;
    }
    return most;
}

static bool island_prepare(planner *p, const ground *g, size_t island, cw_error *err) {
    size_t units = g->problem->unit_count, particles = g->fine.tracks->particles,
           column = column_of(g);
    p->own = *g->problem;
    p->own.plane = p->plane = cw_plane_clone(g->problem->plane, err);
    p->own.threads = 1;
    p->problem = &p->own;
    p->sea = (sea){&p->own, &g->darkness, &g->frames};
    p->assets = g->assets;
    p->draws = (uint32_t)island << 26;
    if (p->plane == NULL) return false;
    p->chosen = calloc(units, sizeof *p->chosen);
    p->missed = cw_alloc_array(units * column, sizeof *p->missed);
    p->residual = cw_alloc_array(column, sizeof *p->residual);
    p->cumulative = cw_alloc_array(particles, sizeof *p->cumulative);
    p->trial_missed = cw_alloc_array(column, sizeof *p->trial_missed);
    p->kept_missed = cw_alloc_array(2 * column, sizeof *p->kept_missed);
    p->refusals = calloc(units, sizeof *p->refusals);
    p->step = calloc(units, sizeof *p->step);
    if (!(p->chosen && p->missed && p->residual && p->cumulative && p->trial_missed
          && p->kept_missed && p->refusals && p->step))
        return cw_fail_memory(err);
    return planner_change_sample(p, &g->sample, true);
}

/* What stands already. */
static bool take_kept(planner *p) {
    const cw_plan_problem *problem = p->problem;
    for (size_t i = 0; i < problem->kept_count; i++) {
        const cw_task *task = &problem->kept[i];
        if (!task->assigned || task->pattern.count < 2 || task->unit >= problem->unit_count)
            continue;
        trial *t = &p->chosen[task->unit];
        if (t->count >= MOST_AREAS)
            return cw_fail(p->err, CW_ERR_INPUT, "unit \"%s\": more than %d areas are kept",
                           problem->units[task->unit].name, MOST_AREAS);
        visit *v = &t->visits[t->count];
        *v = visit_of_task(task);
        v->pattern = (cw_pattern){0};
        if (!pattern_copy(&task->pattern, &v->pattern)) return cw_fail_memory(p->err);
        t->count++;
    }
    for (size_t k = 0; k < problem->unit_count; k++) {
        if (p->chosen[k].count > 0 && !planner_update_missed(p, k)) return false;
    }
    return true;
}

static void island_free(planner *p, size_t units) {
    for (size_t k = 0; p->chosen != NULL && k < units; k++) trial_free(&p->chosen[k]);
    trial_free(&p->tried);
    sweeper_free(&p->sweeper);
    cw_plane_destroy(p->plane);
    free(p->chosen);
    free(p->missed);
    free(p->residual);
    free(p->cumulative);
    free(p->trial_missed);
    free(p->kept_missed);
    free(p->refusals);
    free(p->step);
}

static void ground_free(ground *g) {
    for (size_t i = 0; i < ISLANDS; i++) island_free(&g->islands[i], g->problem->unit_count);
    light_free(&g->darkness);
    frames_free(&g->frames);
    sample_release(&g->sample);
    sample_release(&g->fine);
    sample_release(&g->legs);
    free(g->assets);
    free(g->order);
}

/* ---- rounds -------------------------------------------------------------------------------- */

/* What one island does: the first areas of all units, or the rounds after. */
typedef struct stage {
    ground *g;
    size_t list[ISLANDS], count; /* islands that take part, of all ranks */
    size_t own[ISLANDS], own_count;
    island_worth worth[ISLANDS]; /* by number */
    bool (*run)(const ground *g, planner *p, size_t island, const struct stage *stage);
    size_t evaluations; /* a unit */
    double limit_s;     /* of each island; 0: evaluations count */
    bool done[ISLANDS];
} stage;

static double deadline_of(const stage *s) {
    return s->limit_s > 0.0 ? planner_clock() + s->limit_s : 0.0;
}

static bool begin(const ground *g, planner *p, size_t island, const stage *s) {
    double end_s = deadline_of(s);
    if (!island_prepare(p, g, island, p->err) || !take_kept(p)) return false;
    if (island > 0)
        return planner_start_divided(p, g->order, island % 2 == 0, s->evaluations, end_s);
    for (size_t turn = 0; turn < g->problem->unit_count; turn++) {
        size_t unit = g->order[turn];
        if (asset_is_free(&p->assets[unit]) && !planner_improve(p, unit, s->evaluations, end_s))
            return false;
    }
    return true;
}

/* Room for a unit without or one area more, and the local search. */
static bool take_turn(planner *p, size_t unit, size_t round, size_t budget, double end_s) {
    size_t before = p->evaluations;
    bool ok = round % ROUNDS == 0 ? planner_share(p, unit, budget / 2, end_s)
                                  : planner_grow(p, unit, 2 * budget / 3, end_s);
    size_t spent = p->evaluations - before;
    return ok && planner_improve(p, unit, budget > spent ? budget - spent : budget / 4, end_s);
}

static bool take_round(const ground *g, planner *p, size_t round, size_t budget, double end_s) {
    size_t units = g->problem->unit_count;
    for (size_t turn = 0; turn < units; turn++) {
        size_t unit = g->order[turn];
        if (!asset_is_free(&p->assets[unit])) continue;
        if (!take_turn(p, unit, round, budget, end_s)) return false;
    }
    return units < 2 || planner_kick(p, 4 * budget, end_s);
}

/* By area, on the fine sample: rounds over the units, the first with the default's trials, and with
 * what is left of the trials or the time all of them together. */
static bool go_on(const ground *g, planner *p, size_t island, const stage *s) {
    (void)island;
    size_t units = g->problem->unit_count, all = s->evaluations * units;
    size_t budget = s->evaluations / ROUNDS < most_a_round ? s->evaluations / ROUNDS : most_a_round;
    double start_s = planner_clock(), end_s = deadline_of(s), rounds_end_s = 0.0;
    size_t before = p->evaluations;
    if (end_s > 0.0) rounds_end_s = start_s + rounds_share * s->limit_s;
    if (!planner_change_sample(p, &g->fine, true)) return false;
    for (size_t round = 0; round < ROUNDS && !planner_out_of_time(rounds_end_s); round++) {
        if (!take_round(g, p, round, budget, rounds_end_s)) return false;
    }
    size_t spent = p->evaluations - before;
    double pace = (double)spent / fmax(1e-3, planner_clock() - start_s);
    if (end_s > 0.0) all = spent + (size_t)(pace * fmax(0.0, end_s - planner_clock()));
    return spent >= all || planner_anneal(p, all - spent, end_s);
}

/* The last touch, leg by leg. */
static bool polish(const ground *g, planner *p, size_t island, const stage *s) {
    (void)island;
    size_t units = g->problem->unit_count, budget = s->evaluations / 2;
    double end_s = deadline_of(s);
    if (!planner_change_sample(p, &g->legs, false)) return false;
    for (size_t k = 0; k < units; k++) p->step[k] = polish_step;
    for (size_t round = 0; end_s > 0.0 ? !planner_out_of_time(end_s) : round < 2; round++) {
        for (size_t turn = 0; turn < units; turn++) {
            if (!asset_is_free(&p->assets[g->order[turn]])) continue;
            if (!planner_polish(p, g->order[turn], budget, end_s)) return false;
        }
    }
    return true;
}

static void run_range(void *context, size_t first, size_t last) {
    stage *s = context;
    for (size_t i = first; i < last; i++)
        s->done[i] = s->run(s->g, &s->g->islands[s->own[i]], s->own[i], s);
}

static bool all_done(const stage *s, cw_error *err) {
    for (size_t i = 0; i < s->own_count; i++) {
        const cw_error *why = &s->g->errors[s->own[i]];
        if (!s->done[i]) return cw_fail(err, why->code, "%s", why->message);
    }
    return true;
}

static void pick_own(stage *s) {
    s->own_count = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (island_is_here(s->g->problem->ranks, s->list[i])) s->own[s->own_count++] = s->list[i];
    }
}

/* An island that waits for a thread must not lose its time: each has an equal part. */
static bool run_stage(stage *s, double limit_s, cw_error *err) {
    const cw_plan_problem *problem = s->g->problem;
    size_t threads = (size_t)cw_thread_count(problem->threads);
    pick_own(s);
    size_t waves = (s->own_count + threads - 1) / threads;
    s->limit_s = limit_s / (double)(waves > 0 ? waves : 1);
    cw_parallel_for(s->own_count, 1, (int)threads, run_range, s);
    if (!cw_ranks_agree(problem->ranks, all_done(s, err), err)) return false;
    for (size_t i = 0; i < s->own_count; i++) {
        planner *p = &s->g->islands[s->own[i]];
        s->worth[s->own[i]] = (island_worth){planner_value(p), p->evaluations};
    }
    islands_compare(problem->ranks, s->worth);
    return true;
}

/* Best first; the order of equals is that of their numbers. */
static void sort_islands(stage *s) {
    for (size_t i = 1; i < s->count; i++) {
        size_t island = s->list[i], place = i;
        double value = s->worth[island].value;
        for (; place > 0; place--) {
            if (s->worth[s->list[place - 1]].value >= value) break;
            s->list[place] = s->list[place - 1];
        }
        s->list[place] = island;
    }
}

/* ---- why not ------------------------------------------------------------------------------- */

static const char *limit_words(cw_binding binding) {
    switch (binding) {
    case CW_BOUND_AVAILABILITY:
        return "is not available long enough to search and be back";
    case CW_BOUND_ENDURANCE:
        return "its endurance does not last there and back";
    case CW_BOUND_DARKNESS:
        return "cannot search in darkness, and there is no daylight left in the window";
    case CW_BOUND_AGREEMENT:
        return "the entry request takes longer than the window leaves";
    default:
        return "cannot arrive before the search window ends";
    }
}

static void explain(const asset *a, const refusal_count *count, cw_task *task) {
    const size_t *by = count->by;
    const char *words = a->reason;
    task->binding = a->binding;
    if (a->binding != CW_BOUND_NOTHING) {
        snprintf(task->reason, sizeof task->reason, "%s", words);
        return;
    }
    if (by[REFUSED_AGREEMENT] > 0 && by[REFUSED_AGREEMENT] >= by[REFUSED_TIME]) {
        task->binding = CW_BOUND_AGREEMENT;
        words = "the agreement does not let it search where the people can be";
    } else if (by[REFUSED_TIME] > 0 && by[REFUSED_TIME] >= by[REFUSED_NEIGHBOUR]) {
        task->binding = count->limit == CW_BOUND_NOTHING ? CW_BOUND_TRANSIT : count->limit;
        words = limit_words(task->binding);
    } else if (by[REFUSED_LAND] + by[REFUSED_NEIGHBOUR] + by[REFUSED_SHAPE] == 0) {
        words = "nothing is left to find where and when it could search";
    } else if (by[REFUSED_LAND] > by[REFUSED_NEIGHBOUR]) {
        words = "no area of open water was found for it";
    } else {
        words = "no area clear of the other units was found for it";
    }
    snprintf(task->reason, sizeof task->reason, "%s", words);
}

/* One task for each area; one for a unit without. */
static bool hand_over(const ground *g, planner *best, cw_plan *plan, cw_error *err) {
    size_t count = 0, next = 0, units = g->problem->unit_count;
    for (size_t k = 0; k < units; k++)
        count += best->chosen[k].count > 0 ? best->chosen[k].count : 1;
    cw_task *tasks = calloc(count, sizeof *tasks);
    if (tasks == NULL) return cw_fail_memory(err);
    plan->pos_optimised = planner_success(best);
    for (size_t k = 0; k < units; k++) {
        trial *t = &best->chosen[k];
        size_t areas = t->count;
        for (size_t i = 0; i < (areas > 0 ? areas : 1); i++) {
            cw_task *task = &tasks[next++];
            *task = (cw_task){.unit = k, .area = i, .areas = areas};
            if (areas > 0)
                visit_to_task(&t->visits[i], &g->assets[k], task);
            else
                explain(&g->assets[k], &best->refusals[k], task);
            widths_to_task(&g->assets[k].widths, task);
        }
    }
    free(plan->tasks);
    plan->tasks = tasks;
    plan->task_count = count;
    return true;
}

/* The best island's plan, to all ranks. */
static bool finish(const stage *s, cw_plan *plan, cw_error *err) {
    ground *g = s->g;
    size_t best = s->list[0];
    cw_ranks *ranks = g->problem->ranks;
    bool done = !island_is_here(ranks, best) || hand_over(g, &g->islands[best], plan, err);
    if (!cw_ranks_agree(ranks, done, err)) return false;
    for (size_t i = 0; i < ISLANDS; i++) plan->evaluations += s->worth[i].evaluations;
    plan->seconds = planner_clock() - g->start_s;
    return island_tell_plan(ranks, best, plan, err);
}

/* ---- the planner --------------------------------------------------------------------------- */

/* With a time limit a stage has what is left of the time up to a share of the whole. */
static bool next_stage(stage *s, size_t count, double until_share, size_t evaluations,
                       bool (*run)(const ground *, planner *, size_t, const stage *),
                       cw_error *err) {
    const ground *g = s->g;
    double limit_s = g->problem->time_limit_s, gone_s = planner_clock() - g->start_s;
    s->count = count;
    s->run = run;
    s->evaluations = evaluations + 1;
    if (!run_stage(s, limit_s > 0.0 ? fmax(until_share * limit_s - gone_s, 1e-3) : 0.0, err))
        return false;
    sort_islands(s);
    return true;
}

static bool run(ground *g, cw_plan *plan, cw_error *err) {
    const cw_plan_problem *problem = g->problem;
    size_t evaluations = problem->evaluations > 0 ? problem->evaluations : default_evaluations;
    bool by_area = problem->law == CW_RANDOM;
    stage s = {.g = g};
    if (!ground_prepare(g, err)) return false;
    for (size_t i = 0; i < ISLANDS; i++) {
        s.list[i] = i;
        g->islands[i].err = &g->errors[i];
    }
    return next_stage(&s, ISLANDS, begin_share, evaluations / 4, begin, err)
           && next_stage(&s, FINALISTS, by_area ? 1.0 : go_on_share, evaluations / 2, go_on, err)
           && (by_area || next_stage(&s, FINALISTS, 1.0, evaluations / 4, polish, err))
           && finish(&s, plan, err);
}

bool planner_run(const cw_plan_problem *problem, cw_plan *plan, cw_error *err) {
    ground *g = calloc(1, sizeof *g);
    if (g == NULL) return cw_fail_memory(err);
    g->problem = problem;
    g->start_s = planner_clock();
    pthread_mutex_init(&g->zones, NULL);
    bool ok = run(g, plan, err);
    ground_free(g);
    pthread_mutex_destroy(&g->zones);
    free(g);
    return ok;
}
