/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the planner is after. For the probability of success it is all one when somebody is found,
 * and a particle is worth its weight. For people found alive a particle is worth what lives of it
 * then (alive_worth.c), and time is cut into spells: A_b is what finding it in spell b is worth,
 * M_b the chance that all units have missed it until the end of that spell, and
 *
 *   found alive = sum over spells of A_b (M_(b-1) - M_b).
 *
 * One unit's part m_b is a factor of M_b. With the others' M held, the plan gains by the unit
 *
 *   sum over spells of R_b (m_(b-1) - m_b),
 *   R_b = M_b A_b - sum over later spells s of A_s (M_(s-1) - M_s):
 *
 * what is worth finding then, less what the others would have found of it later anyway. Within a
 * spell the others count as first. With one spell all this is the probability of success.
 *
 * Spells are the approximation: alive.c counts at every output of the tracks. It measures what the
 * plan is worth in the end, on fresh particles.
 */
#include "search/alive.h"
#include "search/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what particles are worth -------------------------------------------------------------- */

static size_t output_before(const cw_tracks *t, cw_time time) {
    if (t->step_ms <= 0 || time <= t->first) return 0;
    size_t output = (size_t)((time - t->first) / t->step_ms);
    return output < t->times ? output : t->times - 1;
}

/* The outputs of the search window in equal parts. */
static void cut_window(worth_table *w, const cw_plan_problem *problem, const cw_tracks *t,
                       cw_time middle[WORTH_SPELLS]) {
    size_t first = output_before(t, problem->from), last = output_before(t, problem->to);
    size_t outputs = last - first + 1;
    w->spells = outputs < WORTH_SPELLS ? outputs : WORTH_SPELLS;
    for (size_t b = 0; b < w->spells; b++) {
        size_t begin = first + b * outputs / w->spells, end = first + (b + 1) * outputs / w->spells;
        w->ends[b] = (uint32_t)end;
        middle[b] = t->first + (int64_t)(begin + end - 1) * t->step_ms / 2;
    }
    w->ends[w->spells - 1] = UINT32_MAX;
}

static float greatest(const float *values, size_t count) {
    float most = 0.0f;
    for (size_t i = 0; i < count; i++) most = values[i] > most ? values[i] : most;
    return most;
}

/* Whether finding any particle is worth the same in all spells. */
static bool is_constant(const worth_table *w, size_t particles) {
    for (size_t b = 1; b < w->spells; b++) {
        if (memcmp(w->value, w->value + b * particles, particles * sizeof *w->value) != 0)
            return false;
    }
    return true;
}

/* As shares of the most that any particle is worth, times its weight. Where nobody is alive by the
 * models there is nothing to choose by, and success is what is left. */
static void weigh(worth_table *w, const cw_tracks *t) {
    float most = greatest(w->value, w->spells * t->particles);
    for (size_t b = 0; b < w->spells; b++) {
        float *value = w->value + b * t->particles;
        for (size_t i = 0; i < t->particles; i++)
            value[i] = t->weight[i] * (most > 0.0f ? value[i] / most : 1.0f);
    }
    if (is_constant(w, t->particles)) {
        w->spells = 1;
        w->ends[0] = UINT32_MAX;
    }
}

bool worth_create(worth_table *w, const cw_plan_problem *problem, const cw_tracks *sample,
                  cw_error *err) {
    cw_time middle[WORTH_SPELLS];
    size_t n = sample->particles;
    *w = (worth_table){.spells = 1, .ends = {UINT32_MAX}};
    if (problem->objective == CW_ALIVE) cut_window(w, problem, sample, middle);
    w->value = cw_alloc_array(w->spells * n, sizeof *w->value);
    if (w->value == NULL) return cw_fail_memory(err);
    if (problem->objective != CW_ALIVE) {
        memcpy(w->value, sample->weight, n * sizeof *w->value);
        return true;
    }
    for (size_t b = 0; b < w->spells; b++) {
        if (!alive_worth(problem, sample, problem->survival, problem->exposures, middle[b],
                         w->value + b * n, err))
            return false;
    }
    weigh(w, sample);
    return true;
}

void worth_free(worth_table *w) {
    free(w->value);
    *w = (worth_table){0};
}

/* ---- what plans are worth ------------------------------------------------------------------ */

/* Of what all units but one leave: the chance that they miss a particle, spell by spell. */
static void missed_by_all_but(const planner *p, size_t except, float *missed) {
    size_t column = planner_column(p);
    for (size_t j = 0; j < column; j++) missed[j] = 1.0f;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        const float *own = planner_missed(p, k);
        if (k == except || p->chosen[k].count == 0) continue;
        for (size_t j = 0; j < column; j++) missed[j] *= own[j];
    }
}

void planner_residual(planner *p, size_t except) {
    size_t n = p->particles, spells = p->worth->spells;
    missed_by_all_but(p, except, p->residual);
    p->looked.total = 0.0;
    for (size_t i = 0; i < n; i++) {
        double later = 0.0;
        for (size_t b = spells; b-- > 0;) {
            float *left = &p->residual[b * n + i]; /* M_b until here, then R_b */
            double missed = (double)*left, value = (double)p->worth->value[b * n + i];
            *left = (float)(missed * value - later);
            if (b > 0) later += value * ((double)p->residual[(b - 1) * n + i] - missed);
        }
    }
}

double planner_gain(const planner *p, const float *missed) {
    size_t n = p->particles;
    double gain = 0.0;
    for (size_t b = 0; b < p->worth->spells; b++) {
        const float *left = p->residual + b * n, *now = missed + b * n, *before = now - n;
        for (size_t i = 0; i < n; i++)
            gain += (double)left[i] * ((b > 0 ? (double)before[i] : 1.0) - (double)now[i]);
    }
    return gain;
}

static double weight_of_all(const cw_tracks *sample) {
    double total = 0.0;
    for (size_t i = 0; i < sample->particles; i++) total += (double)sample->weight[i];
    return total;
}

static double missed_by_plan(const planner *p, size_t at) {
    double missed = 1.0;
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (p->chosen[k].count > 0) missed *= (double)planner_missed(p, k)[at];
    }
    return missed;
}

double planner_value(const planner *p) {
    double found = 0.0, total = weight_of_all(p->sample);
    for (size_t i = 0; i < p->particles; i++) {
        double before = 1.0;
        for (size_t b = 0; b < p->worth->spells; b++) {
            double missed = missed_by_plan(p, b * p->particles + i);
            found += (double)p->worth->value[b * p->particles + i] * (before - missed);
            before = missed;
        }
    }
    return total > 0.0 ? found / total : 0.0;
}

double planner_success(const planner *p) {
    double found = 0.0, total = weight_of_all(p->sample);
    size_t last = (p->worth->spells - 1) * p->particles;
    for (size_t i = 0; i < p->particles; i++)
        found += (double)p->sample->weight[i] * (1.0 - missed_by_plan(p, last + i));
    return total > 0.0 ? found / total : 0.0;
}
