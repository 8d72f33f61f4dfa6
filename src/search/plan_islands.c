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
 * runs in parallel; each is the same whatever the number of threads and of ranks. Over more ranks
 * than islands several work at one (plan_crew.c), and go to those that are left at each stage.
 */
#include "search/plan_crew.h"
#include "search/plan_ranks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const size_t default_evaluations = 400;
enum { FINALISTS = 2, ROUNDS = 3 };     /* rounds over all units after the first */
static const size_t most_a_round = 200; /* trials a unit; annealing has the rest */
static const double begin_share = 0.3;  /* of a time limit */
static const double rounds_share = 0.2; /* of the time to go on; the same */
static const double go_on_share = 0.5, polish_step = 0.1;

/* ---- rounds -------------------------------------------------------------------------------- */

/* What one island does: the first areas of all units, or the rounds after. */
typedef struct stage {
    ground *g;
    size_t list[ISLANDS], count;    /* islands that take part, of all ranks */
    size_t own[ISLANDS], own_count; /* those that this rank works at */
    cw_ranks *crew;                 /* that works at this rank's island with it; NULL: it alone */
    size_t homes[ISLANDS];          /* by number: the first rank that has it as it now is */
    bool has[ISLANDS];              /* by number: whether this rank has */
    island_worth worth[ISLANDS];    /* by number */
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
    if (!island_prepare(p, g, island) || !island_take_kept(p)) return false;
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

/* How many trials are left, by the pace so far when time counts; the first rank's word. */
static bool trials_left(planner *p, const stage *s, size_t spent, double start_s, double end_s,
                        double *left) {
    double all[MOST_LANES], gone_s = planner_clock() - start_s;
    *left = (double)(s->evaluations * p->problem->unit_count) - (double)spent;
    if (end_s > 0.0)
        *left = (double)spent / fmax(1e-3, gone_s) * fmax(0.0, end_s - planner_clock());
    if (!crew_compare(p, *left, all)) return false;
    *left = all[0];
    return true;
}

/* By area, on the fine sample: a few rounds over the units, and with the trials or the time that
 * are left all units together. */
static bool go_on(const ground *g, planner *p, size_t island, const stage *s) {
    (void)island;
    size_t budget = s->evaluations / ROUNDS < most_a_round ? s->evaluations / ROUNDS : most_a_round;
    size_t before = p->evaluations;
    double start_s = planner_clock(), end_s = deadline_of(s), rounds_end_s = 0.0, left;
    if (end_s > 0.0) rounds_end_s = start_s + rounds_share * s->limit_s;
    if (!planner_change_sample(p, &g->fine, true)) return false;
    for (size_t round = 0; round < ROUNDS && !planner_out_of_time(p, rounds_end_s); round++) {
        if (!take_round(g, p, round, budget, rounds_end_s)) return false;
    }
    if (!trials_left(p, s, p->evaluations - before, start_s, end_s, &left)) return false;
    return left < 1.0 || planner_anneal(p, (size_t)left, end_s);
}

/* The last touch, leg by leg. */
static bool polish(const ground *g, planner *p, size_t island, const stage *s) {
    (void)island;
    size_t units = g->problem->unit_count, budget = s->evaluations / 2;
    double end_s = deadline_of(s);
    if (!planner_change_sample(p, &g->legs, false)) return false;
    for (size_t k = 0; k < units; k++) p->step[k] = polish_step;
    for (size_t round = 0; end_s > 0.0 ? !planner_out_of_time(p, end_s) : round < 2; round++) {
        for (size_t turn = 0; turn < units; turn++) {
            if (!asset_is_free(&p->assets[g->order[turn]])) continue;
            if (!planner_polish(p, g->order[turn], budget, end_s)) return false;
        }
    }
    return true;
}

static void run_range(void *context, size_t first, size_t last) {
    stage *s = context;
    for (size_t i = first; i < last; i++) {
        planner *p = &s->g->islands[s->own[i]];
        p->crew = s->crew;
        parcel_free(&p->arrived); /* the same on all of the crew */
        s->done[i] = crew_agree(p, s->run(s->g, p, s->own[i], s));
        p->crew = NULL;
    }
}

static bool all_done(const stage *s, cw_error *err) {
    for (size_t i = 0; i < s->own_count; i++) {
        const cw_error *why = &s->g->errors[s->own[i]];
        if (!s->done[i]) return cw_error_pass(err, why);
    }
    return true;
}

/* Islands go to the ranks that work at them now; at the first stage they are made there. */
static bool take_places(stage *s, bool first, cw_error *err) {
    cw_ranks *ranks = s->g->problem->ranks;
    bool here[ISLANDS] = {false};
    s->own_count = 0;
    for (size_t i = 0; i < s->count; i++) {
        size_t island = s->list[i];
        here[island] = island_is_here(ranks, s->count, i);
        if (here[island]) s->own[s->own_count++] = island;
        if (!first && cw_ranks_count(ranks) > 1
            && !island_move(s->g, island, s->homes[island], here[island] && !s->has[island], err))
            return false;
        s->homes[island] = island_first_rank(ranks, s->count, i);
    }
    memcpy(s->has, here, sizeof here);
    return islands_crew(ranks, s->count, &s->crew, err);
}

/* An island that waits for a thread must not lose its time: each has an equal part. */
static bool run_stage(stage *s, double limit_s, cw_error *err) {
    const cw_plan_problem *problem = s->g->problem;
    size_t threads = (size_t)cw_thread_count(problem->threads);
    size_t waves = (s->own_count + threads - 1) / threads;
    s->limit_s = limit_s / (double)(waves > 0 ? waves : 1);
    cw_parallel_for(s->own_count, 1, (int)threads, run_range, s);
    cw_ranks_close(s->crew);
    s->crew = NULL;
    if (!cw_ranks_agree(problem->ranks, all_done(s, err), err)) return false;
    for (size_t i = 0; i < s->own_count; i++) {
        planner *p = &s->g->islands[s->own[i]];
        s->worth[s->own[i]] = (island_worth){planner_value(p), p->evaluations};
    }
    islands_compare(problem->ranks, s->homes, s->worth);
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

/* The best island's plan, to all ranks. */
static bool finish(const stage *s, cw_plan *plan, cw_error *err) {
    ground *g = s->g;
    size_t best = s->list[0], home = s->homes[best];
    cw_ranks *ranks = g->problem->ranks;
    bool here = home == cw_ranks_number(ranks);
    bool done = !here || island_hand_over(g, &g->islands[best], plan, err);
    if (!cw_ranks_agree(ranks, done, err)) return false;
    for (size_t i = 0; i < ISLANDS; i++) plan->evaluations += s->worth[i].evaluations;
    for (size_t i = 0; i < ISLANDS; i++) plan->looks += g->islands[i].looks;
    plan->seconds = planner_clock() - g->start_s;
    return island_tell_plan(ranks, home, plan, err);
}

/* ---- the planner --------------------------------------------------------------------------- */

/* With a time limit a stage has what is left of the time up to a share of the whole. */
static bool next_stage(stage *s, size_t count, double until_share, size_t evaluations,
                       bool (*run)(const ground *, planner *, size_t, const stage *),
                       cw_error *err) {
    const ground *g = s->g;
    s->count = count;
    if (!take_places(s, s->run == NULL, err)) return false;
    double limit_s = g->problem->time_limit_s, gone_s = planner_clock() - g->start_s;
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
