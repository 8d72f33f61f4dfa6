/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second objective: how many does a plan find alive? Success does not ask when somebody is
 * found; the cold does. Each particle's chance of being found grows leg by leg, its chance of being
 * alive falls with its time in the water, and
 *
 *   found alive     = sum over times of P(found in this interval) S(time in the water),
 *   alive, not found = P(not found by now) S(time in the water),
 *
 * both weighted by the particle and by how many people its object holds then. With S = 1 the two
 * add up to everybody.
 *
 * The clock. A boat that becomes people in the water starts it when it does, others at their
 * release. Tracks tell the object at outputs only; so half an output interval counts for either of
 * its ends, which starts the clock in the middle of the interval in which the water was entered:
 * half an interval off at most, and right on average. With part immersion the clock runs at full
 * speed for the lower band, half for the middle, not at all for the upper; hence all clocks are
 * whole quarters of an interval, and survival is looked up in a table of those.
 *
 * Particles are followed in chunks whose number does not depend on the threads; sums are taken in
 * the order of the chunks.
 */
#include "search/alive.h"
#include "search/plan_support.h"
#include "search/sweeper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CHUNKS = 64 };

typedef struct sums {
    double pos, in_water;
    double found[CW_BANDS], left[CW_BANDS], alive[CW_BANDS];
    double people, entered, entered_at; /* entered_at in steps after the first output */
} sums;

typedef struct scoring {
    const cw_plan_problem *problem;
    const cw_tracks *tracks;
    const cw_exposure *exposures;
    size_t tasks, steps, chunks, chunk;
    sweeper *sweepers; /* one a task */
    float *table;      /* [object][band][quarter]: chance to be alive */
    size_t quarters;   /* in the table */
    sums *sums;        /* [chunk * steps + step] */
    bool counted;
    double total; /* weight */
} scoring;

/* One block of particles on its way through the steps. */
typedef struct walk {
    size_t first, count;
    float found[SWEEP_BLOCK];
    uint32_t clock[SWEEP_BLOCK][CW_BANDS];
    uint8_t immersion[SWEEP_BLOCK]; /* at the step before */
    bool entered[SWEEP_BLOCK];
    sweep_state *states; /* one a task */
    size_t *legs;        /* taken so far, one a task */
} walk;

static void advance_clock(const scoring *s, walk *w, size_t step, size_t i, cw_immersion now,
                          sums *sum) {
    double weight = (double)s->tracks->weight[w->first + i];
    for (int b = 0; step > 0 && b < CW_BANDS; b++)
        w->clock[i][b] += alive_clock_rate[w->immersion[i]][b] + alive_clock_rate[now][b];
    w->immersion[i] = (uint8_t)now;
    if (now == CW_IMMERSION_NONE || w->entered[i]) return;
    w->entered[i] = true;
    sum->entered += weight;
    sum->entered_at += weight * (step > 0 ? (double)step - 0.5 : 0.0);
}

/* Found by the legs up to this step: the chance that each particle was. */
static void search_on(const scoring *s, walk *w, size_t step, float *found) {
    float missed[SWEEP_BLOCK];
    for (size_t i = 0; i < w->count; i++) missed[i] = 1.0f;
    for (size_t t = 0; t < s->tasks; t++) {
        const sweeper *one = &s->sweepers[t];
        size_t end = w->legs[t];
        while (end < one->leg_count && one->legs[end].output <= step) end++;
        sweeper_advance(one, s->tracks, w->first, w->count, w->legs[t], end, &w->states[t]);
        w->legs[t] = end;
        sweeper_state_missed(&w->states[t], w->count, missed);
    }
    for (size_t i = 0; i < w->count; i++) found[i] = 1.0f - missed[i];
}

static void add_particle(const scoring *s, walk *w, size_t row, size_t i, double found, sums *sum) {
    size_t object = alive_object(s->tracks, row, w->first + i);
    double weight = (double)s->tracks->weight[w->first + i];
    double people = weight * (s->counted ? (double)s->exposures[object].people : 1.0);
    bool wet = w->immersion[i] != CW_IMMERSION_NONE;
    sum->pos += weight * found;
    sum->people += people;
    sum->in_water += wet ? weight : 0.0;
    for (size_t b = 0; b < CW_BANDS; b++) {
        const float *table = s->table + (object * CW_BANDS + b) * s->quarters;
        double alive = (double)table[w->clock[i][b]];
        sum->found[b] += people * (found - (double)w->found[i]) * alive;
        sum->left[b] += people * (1.0 - found) * alive;
        sum->alive[b] += wet ? weight * alive : 0.0;
    }
    w->found[i] = (float)found;
}

static void take_step(const scoring *s, walk *w, size_t step, sums *sum) {
    float found[SWEEP_BLOCK] = {0};
    size_t row = step < s->tracks->times ? step : s->tracks->times - 1;
    search_on(s, w, step, found);
    for (size_t i = 0; i < w->count; i++) {
        advance_clock(s, w, step, i, alive_immersion(s->tracks, s->exposures, row, w->first + i),
                      sum);
        add_particle(s, w, row, i, (double)found[i], sum);
    }
}

static void follow(const scoring *s, walk *w, sums *sum) {
    memset(w->found, 0, sizeof w->found);
    memset(w->clock, 0, sizeof w->clock);
    memset(w->immersion, 0, sizeof w->immersion);
    memset(w->entered, 0, sizeof w->entered);
    for (size_t t = 0; t < s->tasks; t++) {
        sweeper_state_begin(&w->states[t]);
        w->legs[t] = 0;
    }
    for (size_t step = 0; step < s->steps; step++) take_step(s, w, step, &sum[step]);
}

/* Marks its chunk by people < 0 when memory ran out. */
static void follow_chunks(void *context, size_t from, size_t to) {
    const scoring *s = context;
    size_t tasks = s->tasks > 0 ? s->tasks : 1;
    walk w = {.states = malloc(tasks * sizeof *w.states), .legs = calloc(tasks, sizeof *w.legs)};
    bool good = w.states != NULL && w.legs != NULL;
    for (size_t c = from; c < to; c++) {
        sums *sum = s->sums + c * s->steps;
        size_t end =
            (c + 1) * s->chunk < s->tracks->particles ? (c + 1) * s->chunk : s->tracks->particles;
        if (!good) sum->people = -1.0;
        for (w.first = c * s->chunk; good && w.first < end; w.first += SWEEP_BLOCK) {
            w.count = end - w.first < SWEEP_BLOCK ? end - w.first : SWEEP_BLOCK;
            follow(s, &w, sum);
        }
    }
    free(w.states);
    free(w.legs);
}

/* ---- making ready -------------------------------------------------------------------------- */

static bool prepare_sweepers(scoring *s, const cw_plan *plan, cw_error *err) {
    light darkness;
    if (plan == NULL) return true;
    s->sweepers = calloc(plan->task_count > 0 ? plan->task_count : 1, sizeof *s->sweepers);
    if (s->sweepers == NULL) return cw_fail_memory(err);
    s->tasks = plan->task_count;
    if (!light_create(&darkness, s->problem->plane, s->problem->from, s->problem->to, err))
        return false;
    bool good = true;
    for (size_t t = 0; good && t < plan->task_count; t++) {
        const cw_task *task = &plan->tasks[t];
        if (!task->assigned || task->pattern.count < 2) continue;
        good = sweeper_prepare(&s->sweepers[t], s->problem, &darkness, task, s->tracks, err);
    }
    light_free(&darkness);
    return good;
}

static bool prepare_table(scoring *s, const cw_survival *survival, size_t objects, cw_error *err) {
    s->quarters = ALIVE_QUARTERS * s->steps + 1;
    s->table = alive_table(s->tracks, survival, objects, s->quarters);
    return s->table != NULL || cw_fail_memory(err);
}

static bool prepare_steps(scoring *s, cw_time until, cw_error *err) {
    const cw_tracks *t = s->tracks;
    s->steps = t->times;
    cw_time last = t->first + (int64_t)(t->times - 1) * t->step_ms;
    if (until > last && t->step_ms > 0) s->steps += (size_t)((until - last - 1) / t->step_ms) + 1;
    if (s->steps > ALIVE_MOST_STEPS)
        return cw_fail(err, CW_ERR_INPUT, "%zu steps of survival are too many", s->steps);
    size_t blocks = (t->particles + SWEEP_BLOCK - 1) / SWEEP_BLOCK;
    s->chunk = (blocks + MOST_CHUNKS - 1) / MOST_CHUNKS * SWEEP_BLOCK;
    s->chunks = (t->particles + s->chunk - 1) / s->chunk;
    s->sums = cw_alloc_array(s->chunks * s->steps, sizeof *s->sums);
    return s->sums != NULL || cw_fail_memory(err);
}

/* ---- results ------------------------------------------------------------------------------- */

static sums sum_step(const scoring *s, size_t step) {
    sums all = {0};
    for (size_t c = 0; c < s->chunks; c++) {
        const sums *one = &s->sums[c * s->steps + step];
        all.pos += one->pos;
        all.in_water += one->in_water;
        all.people += one->people;
        all.entered += one->entered;
        all.entered_at += one->entered_at;
        for (int b = 0; b < CW_BANDS; b++) {
            all.found[b] += one->found[b];
            all.left[b] += one->left[b];
            all.alive[b] += one->alive[b];
        }
    }
    return all;
}

static void fill_steps(const scoring *s, cw_alive *alive) {
    double entered = 0.0, entered_at = 0.0, found[CW_BANDS] = {0};
    for (size_t k = 0; k < s->steps; k++) {
        sums sum = sum_step(s, k);
        cw_alive_step *step = &alive->steps[k];
        step->time = s->tracks->first + (int64_t)k * s->tracks->step_ms;
        step->pos = sum.pos / s->total;
        step->in_water = sum.in_water / s->total;
        for (int b = 0; b < CW_BANDS; b++) {
            found[b] += sum.found[b] / s->total;
            step->found_alive[b] = found[b];
            step->alive_not_found[b] = sum.left[b] / s->total;
            step->alive_in_water[b] = sum.in_water > 0.0 ? sum.alive[b] / sum.in_water : 1.0;
        }
        alive->people = sum.people / s->total;
        entered += sum.entered;
        entered_at += sum.entered_at;
    }
    alive->counted = s->counted;
    alive->immersed_from = INT64_MAX;
    if (entered > 0.0)
        alive->immersed_from =
            s->tracks->first + llround(entered_at / entered * (double)s->tracks->step_ms);
}

static cw_alive *score(scoring *s, cw_error *err) {
    cw_parallel_for(s->chunks, 1, s->problem->threads, follow_chunks, s);
    for (size_t c = 0; c < s->chunks; c++) {
        if (s->sums[c * s->steps].people >= 0.0) continue;
        cw_fail_memory(err);
        return NULL;
    }
    cw_alive *alive = calloc(1, sizeof *alive);
    if (alive != NULL) alive->steps = cw_alloc_array(s->steps, sizeof *alive->steps);
    if (alive == NULL || alive->steps == NULL) {
        cw_alive_destroy(alive);
        cw_fail_memory(err);
        return NULL;
    }
    alive->step_count = s->steps;
    fill_steps(s, alive);
    return alive;
}

cw_alive *cw_alive_score(const cw_plan_problem *problem, const cw_tracks *tracks,
                         const cw_plan *plan, const cw_survival *survival,
                         const cw_exposure *exposures, cw_time until, cw_error *err) {
    scoring s = {.problem = problem, .tracks = tracks, .exposures = exposures};
    size_t objects = problem->object_count > 0 ? problem->object_count : 1;
    cw_alive *alive = NULL;
    if (!plan_tracks_hold(tracks, &s.total, err)) return NULL;
    s.counted = alive_counted(exposures, objects);
    if (prepare_steps(&s, until, err) && prepare_table(&s, survival, objects, err)
        && prepare_sweepers(&s, plan, err)) {
        alive = score(&s, err);
    }
    for (size_t t = 0; s.sweepers != NULL && t < s.tasks; t++) sweeper_free(&s.sweepers[t]);
    free(s.sweepers);
    free(s.table);
    free(s.sums);
    return alive;
}

void cw_alive_destroy(cw_alive *alive) {
    if (alive == NULL) return;
    free(alive->steps);
    free(alive);
}

static double mix(double a, double b, double part) {
    return a + part * (b - a);
}

cw_alive_step cw_alive_at(const cw_alive *alive, cw_time time) {
    size_t k = 0;
    while (k + 1 < alive->step_count && alive->steps[k + 1].time <= time) k++;
    const cw_alive_step *a = &alive->steps[k], *b = a;
    if (k + 1 >= alive->step_count || time <= a->time) return *a;
    b++;
    double part = (double)(time - a->time) / (double)(b->time - a->time);
    cw_alive_step at = {.time = time,
                        .pos = mix(a->pos, b->pos, part),
                        .in_water = mix(a->in_water, b->in_water, part)};
    for (int i = 0; i < CW_BANDS; i++) {
        at.found_alive[i] = mix(a->found_alive[i], b->found_alive[i], part);
        at.alive_not_found[i] = mix(a->alive_not_found[i], b->alive_not_found[i], part);
        at.alive_in_water[i] = mix(a->alive_in_water[i], b->alive_in_water[i], part);
    }
    return at;
}
