/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How good is a plan? Each particle is missed by a unit with the product over the unit's legs of
 * 1 - p(closest approach), and by the plan with the product over its units; success is the weighted
 * mean of 1 - missed. Waiting and lost particles have no place and cannot be found; they stay in
 * the mean, because they may be the truth.
 *
 * Particles are scored in blocks on all threads into one column a unit; sums are then taken in the
 * order of the particles, so that the result does not depend on the threads.
 */
#include "crosswatch/search.h"
#include "search/plan_support.h"
#include "search/score.h"

#include <math.h>
#include <stdlib.h>

enum { GRAIN = 1024 };

bool plan_tracks_hold(const cw_tracks *tracks, double *total, cw_error *err) {
    *total = 0.0;
    if (tracks == NULL || tracks->particles == 0 || tracks->times == 0)
        return cw_fail(err, CW_ERR_INPUT, "there are no particles to plan the search on");
    for (size_t i = 0; i < tracks->particles; i++) {
        if (!(tracks->weight[i] >= 0.0f) || isinf(tracks->weight[i]))
            return cw_fail(err, CW_ERR_INPUT,
                           "particle %zu has a weight that is not a number of zero or more", i);
        *total += (double)tracks->weight[i];
    }
    if (*total > 0.0) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "the weights of all particles are zero: there is nothing to search for");
}

static bool prepare_sweeper(scoring *s, const light *darkness, size_t t, cw_error *err) {
    const cw_task *task = &s->plan->tasks[t];
    sweeper_begin(&s->sweepers[t], s->problem, task, false);
    if (!task->assigned || task->pattern.count < 2) return true;
    if (s->problem->units != NULL && task->unit >= s->problem->unit_count)
        return cw_fail(err, CW_ERR_INPUT, "task %zu names unit %zu of %zu", t, task->unit,
                       s->problem->unit_count);
    return sweeper_prepare(&s->sweepers[t], s->problem, darkness, task, s->tracks, err);
}

typedef struct stretch { /* of the tasks */
    const scoring *s;
    size_t first, last;
} stretch;

static void score_range(void *context, size_t first, size_t last) {
    const stretch *tasks = context;
    const scoring *s = tasks->s;
    for (size_t t = tasks->first; t < tasks->last; t++)
        sweeper_missed(&s->sweepers[t], s->tracks, first, last - first,
                       s->missed + t * s->tracks->particles + first);
}

bool scoring_take(scoring *s, const light *darkness, size_t first, size_t last, cw_error *err) {
    for (size_t t = first; t < last; t++) {
        if (!prepare_sweeper(s, darkness, t, err)) return false;
    }
    stretch tasks = {s, first, last};
    cw_parallel_for(s->tracks->particles, GRAIN, s->problem->threads, score_range, &tasks);
    return true;
}

/* ---- sums --------------------------------------------------------------------------------- */

static double missed_by_others(const scoring *s, size_t particle, size_t except) {
    double missed = 1.0;
    for (size_t t = 0; t < s->plan->task_count; t++) {
        if (t != except) missed *= (double)s->missed[t * s->tracks->particles + particle];
    }
    return missed;
}

static void sum_plan(scoring *s) {
    double found = 0.0, variance = 0.0;
    for (size_t i = 0; i < s->tracks->particles; i++)
        found += (double)s->tracks->weight[i] * (1.0 - missed_by_others(s, i, SIZE_MAX));
    s->plan->pos = found / s->total;
    for (size_t i = 0; i < s->tracks->particles; i++) {
        double off = 1.0 - missed_by_others(s, i, SIZE_MAX) - s->plan->pos;
        double w = (double)s->tracks->weight[i] / s->total;
        variance += w * w * off * off;
    }
    s->plan->pos_std_error = sqrt(variance);
}

static size_t object_of(const scoring *s, size_t particle) {
    const cw_tracks *t = s->tracks;
    return t->object ? t->object[s->middle * t->particles + particle] % CW_MOST_OBJECTS : 0;
}

static void sum_objects(scoring *s) {
    double found[CW_MOST_OBJECTS] = {0}, share[CW_MOST_OBJECTS] = {0};
    for (size_t i = 0; i < s->tracks->particles; i++) {
        double w = (double)s->tracks->weight[i];
        size_t object = object_of(s, i);
        share[object] += w;
        found[object] += w * (1.0 - missed_by_others(s, i, SIZE_MAX));
    }
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) {
        s->plan->pos_by_object[o] = share[o] > 0.0 ? found[o] / share[o] : 0.0;
        s->plan->share_by_object[o] = share[o] / s->total;
    }
}

static bool sum_hypotheses(scoring *s, cw_error *err) {
    const cw_tracks *tracks = s->tracks;
    size_t count = 1;
    for (size_t i = 0; tracks->hypothesis && i < tracks->particles; i++) {
        if (tracks->hypothesis[i] >= count) count = (size_t)tracks->hypothesis[i] + 1;
    }
    double *found = calloc(count, sizeof *found), *share = calloc(count, sizeof *share);
    if (found == NULL || share == NULL) {
        free(found);
        free(share);
        return cw_fail_memory(err);
    }
    for (size_t i = 0; i < tracks->particles; i++) {
        size_t h = tracks->hypothesis ? tracks->hypothesis[i] : 0;
        share[h] += (double)tracks->weight[i];
        found[h] += (double)tracks->weight[i] * (1.0 - missed_by_others(s, i, SIZE_MAX));
    }
    for (size_t h = 0; h < count; h++) {
        found[h] = share[h] > 0.0 ? found[h] / share[h] : 0.0;
        share[h] /= s->total;
    }
    free(s->plan->pos_by_hypothesis);
    free(s->plan->share_by_hypothesis);
    s->plan->pos_by_hypothesis = found;
    s->plan->share_by_hypothesis = share;
    s->plan->hypothesis_count = count;
    return true;
}

/* ---- one task ----------------------------------------------------------------------------- */

static cw_time middle_of(const cw_task *task) {
    cw_time begin = task->pattern.points[0].time;
    return begin + (task->pattern.points[task->pattern.count - 1].time - begin) / 2;
}

/* Share of the probability inside the area at the middle of the task's time. */
static double share_inside(const scoring *s, const cw_task *task, const rectangle *area) {
    const cw_tracks *t = s->tracks;
    cw_time middle = middle_of(task);
    double inside = 0.0;
    double place = t->step_ms > 0 ? (double)(middle - t->first) / (double)t->step_ms : 0.0;
    place = fmin(fmax(place, 0.0), (double)(t->times - 1));
    size_t k = (size_t)place, next = k + 1 < t->times ? k + 1 : k;
    float f = (float)(place - (double)k);
    for (size_t i = 0; i < t->particles; i++) {
        float x0 = t->x_m[k * t->particles + i], y0 = t->y_m[k * t->particles + i];
        float x = x0 + f * (t->x_m[next * t->particles + i] - x0);
        float y = y0 + f * (t->y_m[next * t->particles + i] - y0);
        if (rectangle_contains(area, (double)x, (double)y)) inside += (double)t->weight[i];
    }
    return inside / s->total;
}

static size_t commonest_object(const cw_plan *plan) {
    size_t best = 0;
    for (size_t o = 1; o < CW_MOST_OBJECTS; o++) {
        if (plan->share_by_object[o] > plan->share_by_object[best]) best = o;
    }
    return best;
}

static void sum_task(scoring *s, size_t index) {
    cw_task *task = &s->plan->tasks[index];
    task->coverage = task->poc = task->pos_alone = task->pos_gain = 0.0;
    if (!task->assigned || task->pattern.count < 2) return;
    rectangle area = pattern_rectangle_at(&task->pattern, middle_of(task));
    task->coverage = sweeper_effort(&s->sweepers[index], task, commonest_object(s->plan))
                     / (4.0 * area.half_length_m * area.half_width_m);
    task->poc = share_inside(s, task, &area);
    for (size_t i = 0; i < s->tracks->particles; i++) {
        double seen = 1.0 - (double)s->missed[index * s->tracks->particles + i];
        double w = (double)s->tracks->weight[i] / s->total;
        task->pos_alone += w * seen;
        task->pos_gain += w * seen * missed_by_others(s, i, index);
    }
}

static size_t middle_output(const cw_plan_problem *problem, const cw_tracks *tracks) {
    cw_time middle = problem->from + (problem->to - problem->from) / 2;
    if (tracks->step_ms <= 0 || middle <= tracks->first) return 0;
    size_t output = (size_t)((middle - tracks->first) / tracks->step_ms);
    return output < tracks->times ? output : tracks->times - 1;
}

bool scoring_sum(scoring *s, cw_error *err) {
    s->middle = middle_output(s->problem, s->tracks);
    sum_plan(s);
    sum_objects(s);
    for (size_t t = 0; t < s->plan->task_count; t++) sum_task(s, t);
    return sum_hypotheses(s, err);
}

bool scoring_create(scoring *s, const cw_plan_problem *problem, const cw_tracks *tracks,
                    cw_plan *plan, cw_error *err) {
    *s = (scoring){.problem = problem, .tracks = tracks, .plan = plan};
    if (!plan_tracks_hold(tracks, &s->total, err)) return false;
    size_t tasks = plan->task_count > 0 ? plan->task_count : 1;
    s->sweepers = calloc(tasks, sizeof *s->sweepers);
    s->missed = cw_alloc_array(tasks * tracks->particles, sizeof *s->missed);
    return (s->sweepers != NULL && s->missed != NULL) || cw_fail_memory(err);
}

void scoring_free(scoring *s) {
    size_t tasks = s->plan != NULL && s->plan->task_count > 0 ? s->plan->task_count : 1;
    for (size_t t = 0; s->sweepers != NULL && t < tasks; t++) sweeper_free(&s->sweepers[t]);
    free(s->sweepers);
    free(s->missed);
    *s = (scoring){0};
}

bool cw_plan_score(const cw_plan_problem *problem, const cw_tracks *tracks, cw_plan *plan,
                   cw_error *err) {
    scoring s;
    light darkness = {0};
    bool ok = scoring_create(&s, problem, tracks, plan, err)
              && light_create(&darkness, problem->plane, problem->from, problem->to, err)
              && scoring_take(&s, &darkness, 0, plan->task_count, err) && scoring_sum(&s, err);
    light_free(&darkness);
    scoring_free(&s);
    return ok;
}

bool cw_plan_missed(const cw_plan_problem *problem, const cw_tracks *tracks, const cw_plan *plan,
                    float *missed, cw_error *err) {
    light darkness;
    float *one = cw_alloc_array(tracks->particles, sizeof *one);
    if (one == NULL) return cw_fail_memory(err);
    bool good = light_create(&darkness, problem->plane, problem->from, problem->to, err);
    for (size_t i = 0; i < tracks->particles; i++) missed[i] = 1.0f;
    for (size_t t = 0; good && t < plan->task_count; t++) {
        sweeper s = {0};
        if (!plan->tasks[t].assigned || plan->tasks[t].pattern.count < 2) continue;
        good = sweeper_prepare(&s, problem, &darkness, &plan->tasks[t], tracks, err);
        if (good) sweeper_missed(&s, tracks, 0, tracks->particles, one);
        for (size_t i = 0; good && i < tracks->particles; i++) missed[i] *= one[i];
        sweeper_free(&s);
    }
    light_free(&darkness);
    free(one);
    return good;
}

double cw_pattern_detects(const cw_plan_problem *problem, const cw_task *task,
                          const cw_tracks *tracks, size_t particle) {
    sweeper s = {0};
    light darkness = {.at = cw_plane_centre(problem->plane)};
    float missed = 1.0f;
    if (sweeper_prepare(&s, problem, &darkness, task, tracks, NULL))
        sweeper_missed(&s, tracks, particle, 1, &missed);
    sweeper_free(&s);
    return 1.0 - (double)missed;
}

void cw_plan_destroy(cw_plan *plan) {
    if (plan == NULL) return;
    for (size_t t = 0; t < plan->task_count; t++) cw_pattern_free(&plan->tasks[t].pattern);
    free(plan->tasks);
    free(plan->pos_by_hypothesis);
    free(plan->share_by_hypothesis);
    free(plan);
}
