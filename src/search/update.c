/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has come back from the sea changes what is believed, by Bayes' rule: a particle's weight is
 * its prior times the likelihood of each result, normalised over the particles of all hypotheses
 * and objects together. Nothing else is needed for hypotheses and objects to be weighed anew: they
 * are sums of particles (Kratzke, Stone and Frost 2010 do the same in SAROPS).
 *
 * The prior and the products of the likelihoods are kept apart, in double: so updates commute to
 * rounding, a refused result leaves nothing behind, and the success of all searches together,
 *   POS = 1 - sum_i w_i s_i m_i / sum_i w_i s_i   (s sightings, m missed),
 * does not depend on the order. Particles are never drawn again with repetition: where the weights
 * have gone to few of them, more are drawn from the case itself and given the same likelihoods
 * (cw_update_growth says how many; docs/update.md says why).
 */
#include "search/update.h"
#include "search/plan_support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is left after results that exclude one another is the tail of a tail: below this the
 * numbers say more about the tails of the laws than about the sea. */
static const double LEAST_LEFT = 1e-12;
/* A certain sighting further than this from every particle contradicts the case: one in 65 million
 * reports with such errors would be. */
static const double MOST_SIGMAS = 6.0;
/* The posterior shall rest on as many effective particles as this share of the case's would give,
 * and each hypothesis that still counts on at least so many of its own. */
static const double LEAST_SHARE = 0.25, LEAST_OF_HYPOTHESIS = 200.0, RARE = 1e-3;

/* ---- shares ------------------------------------------------------------------------------------
 */

static size_t output_at(const cw_tracks *t, cw_time time) {
    if (t->step_ms <= 0 || time <= t->first) return 0;
    size_t k = (size_t)((time - t->first + t->step_ms / 2) / t->step_ms);
    return k < t->times ? k : t->times - 1;
}

/* Sums over one particle, for a hypothesis or an object. */
static void add_particle(cw_belief *b, double before, double seen, double after) {
    b->before += before;
    b->pos += seen; /* not yet a share: what sightings leave, before the searches */
    b->after += after;
    b->effective += after * after;
}

static void finish_belief(cw_belief *b, double after_total) {
    double seen = b->pos;
    b->pos = seen > 0.0 ? 1.0 - b->after / seen : 0.0;
    b->effective = b->effective > 0.0 ? b->after * b->after / b->effective : 0.0;
    b->after /= after_total;
}

static void clear_beliefs(cw_update *u) {
    memset(u->hypotheses, 0, u->hypothesis_count * sizeof *u->hypotheses);
    memset(u->objects, 0, sizeof u->objects);
}

/* Success of all searches together and its sampling error: a ratio of weighted means. */
static void sum_success(cw_update *u, double seen_total, double after_total) {
    double variance = 0.0, squares = 0.0;
    u->pos = 1.0 - after_total / seen_total;
    for (size_t i = 0; i < u->tracks->particles; i++) {
        double w = u->prior[i] * u->sighted[i] / seen_total;
        double off = 1.0 - u->missed[i] - u->pos,
               after = u->prior[i] * u->sighted[i] * u->missed[i];
        variance += w * w * off * off;
        squares += after * after;
    }
    u->pos_std_error = sqrt(variance);
    u->effective = squares > 0.0 ? after_total * after_total / squares : 0.0;
}

/* Everything that follows from prior, sighted and missed; also the weights of the tracks. */
static void refresh(cw_update *u) {
    const cw_tracks *t = u->tracks;
    double seen_total = 0.0, after_total = 0.0;
    size_t row = output_at(t, u->to) * t->particles;
    clear_beliefs(u);
    for (size_t i = 0; i < t->particles; i++) {
        double seen = u->prior[i] * u->sighted[i], after = seen * u->missed[i];
        size_t object = t->object != NULL ? t->object[row + i] % CW_MOST_OBJECTS : 0;
        seen_total += seen;
        after_total += after;
        add_particle(&u->hypotheses[t->hypothesis ? t->hypothesis[i] : 0], u->prior[i], seen,
                     after);
        add_particle(&u->objects[object], u->prior[i], seen, after);
    }
    for (size_t h = 0; h < u->hypothesis_count; h++) finish_belief(&u->hypotheses[h], after_total);
    for (size_t o = 0; o < CW_MOST_OBJECTS; o++) finish_belief(&u->objects[o], after_total);
    sum_success(u, seen_total, after_total);
    for (size_t i = 0; i < t->particles; i++)
        t->weight[i] = (float)(u->prior[i] * u->sighted[i] * u->missed[i] / after_total);
}

/* ---- creation ----------------------------------------------------------------------------------
 */

static bool take_prior(cw_update *u, cw_error *err) {
    const cw_tracks *t = u->tracks;
    double total;
    if (!plan_tracks_hold(t, &total, err)) return false;
    u->prior = cw_alloc_array(t->particles, sizeof(double));
    u->sighted = cw_alloc_array(t->particles, sizeof(double));
    u->missed = cw_alloc_array(t->particles, sizeof(double));
    u->hypothesis_count = 1;
    for (size_t i = 0; t->hypothesis != NULL && i < t->particles; i++) {
        size_t h = t->hypothesis[i];
        if (h >= u->hypothesis_count) u->hypothesis_count = h + 1;
    }
    u->hypotheses = calloc(u->hypothesis_count, sizeof *u->hypotheses);
    if (u->prior == NULL || u->sighted == NULL || u->missed == NULL || u->hypotheses == NULL)
        return cw_fail_memory(err);
    for (size_t i = 0; i < t->particles; i++) {
        u->prior[i] = (double)t->weight[i] / total;
        u->sighted[i] = u->missed[i] = 1.0;
    }
    return true;
}

cw_update *cw_update_create(const cw_plan_problem *problem, cw_tracks *tracks, cw_error *err) {
    cw_update *u = calloc(1, sizeof *u);
    if (u == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    u->problem = problem;
    u->tracks = tracks;
    if (take_prior(u, err)) {
        u->to = tracks->first;
        refresh(u);
        return u;
    }
    cw_update_destroy(u);
    return NULL;
}

void cw_update_destroy(cw_update *update) {
    if (update == NULL) return;
    free(update->prior);
    free(update->sighted);
    free(update->missed);
    free(update->steps);
    free(update->hypotheses);
    free(update);
}

/* ---- what is refused ---------------------------------------------------------------------------
 */

static bool is_new(const cw_update *u, const cw_search_result *r, const cw_update_step *step,
                   cw_error *err) {
    for (size_t k = 0; k < u->step_count; k++) {
        const cw_update_step *s = &u->steps[k];
        if (strcmp(s->id, r->id) == 0)
            return cw_fail(err, CW_ERR_INPUT, "result \"%s\" has been applied already", r->id);
        if (r->content != 0 && s->content == r->content)
            return cw_fail(err, CW_ERR_INPUT,
                           "result \"%s\" says the same as \"%s\", which has been applied already",
                           r->id, s->id);
        bool same_unit = r->kind == CW_RESULT_NOTHING_FOUND && s->kind == r->kind
                         && strcmp(s->unit, r->unit.name) == 0;
        if (!same_unit || step->from >= s->to || s->from >= step->to) continue;
        return cw_fail(
            err, CW_ERR_INPUT,
            "result \"%s\": \"%s\" was searching at that time by result \"%s\": the same "
            "search must not count twice",
            r->id, r->unit.name, s->id);
    }
    return true;
}

/* The drift knows the particles from its first output to its last. */
static bool within_drift(const cw_update *u, const cw_search_result *r, cw_time from, cw_time to,
                         cw_error *err) {
    const cw_tracks *t = u->tracks;
    cw_time last = t->first + (int64_t)(t->times - 1) * t->step_ms;
    char a[CW_TIME_TEXT], b[CW_TIME_TEXT];
    if (to > last)
        return cw_fail(err, CW_ERR_INPUT,
                       "result \"%s\" goes on until %s, after the end of the drift at %s: let the "
                       "case's search end later",
                       r->id, cw_time_format(to, a), cw_time_format(last, b));
    if (to > t->first || (from == to && to == t->first)) return true;
    return cw_fail(err, CW_ERR_INPUT,
                   "result \"%s\" ends at %s, before anyone was adrift (%s): it says nothing",
                   r->id, cw_time_format(to, a), cw_time_format(t->first, b));
}

/* ---- likelihoods -------------------------------------------------------------------------------
 */

static double weight_now(const cw_update *u, size_t i) {
    return u->prior[i] * u->sighted[i] * u->missed[i];
}

static bool nothing_left(const cw_search_result *r, cw_error *err) {
    return cw_fail(err, CW_ERR_INPUT,
                   "result \"%s\" contradicts the case and the results before it: after it nothing "
                   "is left of any hypothesis",
                   r->id);
}

static bool weigh_search(cw_update *u, const cw_search_result *r, cw_update_step *step,
                         double *likelihood, cw_error *err) {
    double before = 0.0, after = 0.0;
    if (r->until <= r->from)
        return cw_fail(err, CW_ERR_INPUT, "result \"%s\" ends before it begins", r->id);
    if (!update_search(u->problem, u->tracks, r, step, likelihood, err)) return false;
    if (step->to <= step->from)
        return cw_fail(err, CW_ERR_INPUT, "result \"%s\": nothing was searched between its times",
                       r->id);
    if (!within_drift(u, r, step->from, step->to, err) || !is_new(u, r, step, err)) return false;
    for (size_t i = 0; i < u->tracks->particles; i++) {
        before += weight_now(u, i);
        after += weight_now(u, i) * likelihood[i];
    }
    step->pos = 1.0 - after / before;
    return after > LEAST_LEFT * before || nothing_left(r, err);
}

/* In: densities; out: likelihoods relative to the background or, with none, to the peak. */
static bool weigh_sighting(cw_update *u, const cw_search_result *r, cw_update_step *step,
                           double *likelihood, cw_error *err) {
    step->from = step->to = r->time;
    step->at = r->at;
    step->related_before = r->related;
    if (!within_drift(u, r, r->time, r->time, err) || !is_new(u, r, step, err)) return false;
    if (!update_sighting(u->problem, u->tracks, r, likelihood, err)) return false;
    double log_fail = log1p(-r->confidence);
    double peak = -2.0 * log_fail / (2.0 * CW_PI * r->radius_m * r->radius_m), nearest = 0.0;
    double weight = 0.0, density = 0.0;
    for (size_t i = 0; i < u->tracks->particles; i++) {
        weight += weight_now(u, i);
        density += weight_now(u, i) * likelihood[i];
        if (weight_now(u, i) > 0.0) nearest = fmax(nearest, likelihood[i] / peak);
    }
    double background = r->related < 1.0 ? (1.0 - r->related) / r->background_m2 : 0.0;
    if (background == 0.0 && nearest < exp(-0.5 * MOST_SIGMAS * MOST_SIGMAS))
        return cw_fail(err, CW_ERR_INPUT,
                       "result \"%s\" has probability zero: it is said to belong to the case for "
                       "certain, and no particle lies near it at that time",
                       r->id);
    if (background == 0.0 && density < LEAST_LEFT * peak * weight) return nothing_left(r, err);
    double evidence = r->related * density / weight;
    step->related = evidence / (evidence + background);
    double unit = background > 0.0 ? background : peak;
    for (size_t i = 0; i < u->tracks->particles; i++)
        likelihood[i] = (r->related * likelihood[i] + background) / unit;
    return true;
}

static bool add_step(cw_update *u, const cw_update_step *step, cw_error *err) {
    if (!cw_grow(&u->steps, &u->step_capacity, u->step_count + 1)) return cw_fail_memory(err);
    u->steps[u->step_count++] = *step;
    if (step->to > u->to) u->to = step->to;
    return true;
}

bool cw_update_apply(cw_update *update, const cw_search_result *result, cw_error *err) {
    cw_update_step step = {.kind = result->kind, .content = result->content};
    bool search = result->kind == CW_RESULT_NOTHING_FOUND;
    snprintf(step.id, sizeof step.id, "%s", result->id);
    if (search) snprintf(step.unit, sizeof step.unit, "%s", result->unit.name);
    double *likelihood = cw_alloc_array(update->tracks->particles, sizeof *likelihood);
    if (likelihood == NULL) return cw_fail_memory(err);
    bool good = (search ? weigh_search : weigh_sighting)(update, result, &step, likelihood, err)
                && add_step(update, &step, err);
    double *product = search ? update->missed : update->sighted;
    for (size_t i = 0; good && i < update->tracks->particles; i++) product[i] *= likelihood[i];
    free(likelihood);
    if (good) refresh(update);
    return good;
}

/* ---- is the ensemble still enough? -------------------------------------------------------------
 */

/* With n_h particles of equal weight a hypothesis, posterior shares p_h would rest on
 * 1 / sum(p_h^2 / n_h) effective ones. */
static double ideal(const cw_update *u) {
    double sum = 0.0;
    for (size_t h = 0; h < u->hypothesis_count; h++) {
        size_t n = 0;
        for (size_t i = 0; i < u->tracks->particles; i++)
            n += (u->tracks->hypothesis ? u->tracks->hypothesis[i] : 0) == h;
        double share = u->hypotheses[h].after;
        if (n > 0) sum += share * share / (double)n;
    }
    return sum > 0.0 ? 1.0 / sum : 1.0;
}

double cw_update_growth(const cw_update *update, double baseline) {
    double wanted = LEAST_SHARE * baseline * ideal(update);
    double growth = update->effective > 0.0 ? wanted / update->effective : 1.0;
    double per_hypothesis =
        baseline * (double)update->tracks->particles / (double)update->hypothesis_count;
    double least = fmin(LEAST_OF_HYPOTHESIS, LEAST_SHARE * per_hypothesis);
    for (size_t h = 0; h < update->hypothesis_count; h++) {
        const cw_belief *b = &update->hypotheses[h];
        if (b->after >= RARE && b->effective > 0.0) growth = fmax(growth, least / b->effective);
    }
    return fmax(growth, 1.0);
}
