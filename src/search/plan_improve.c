/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks for the best area of one unit while the others' stand. First areas drawn where the
 * probability still is: centred on particles as they are at mid search, along or across the main
 * axis of the cloud or anyhow, with spacings about the sweep width. Then a local search about the
 * best of them: batches of moved, turned, stretched, respaced and turned-over areas; the step grows
 * with success and shrinks without.
 *
 * A batch is drawn by one thread from numbered draws and scored by all, so that the plan is the
 * same for any number of threads. Only the unit that is moved is scored again: what the others miss
 * is a product kept for each particle.
 */
#include "search/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_SMALLER = 3 }; /* an area too near a neighbour's is tried again at half the size */
static const double seed_share = 0.4; /* of the budget, when the unit has no area yet */
static const double reseed_share = 0.15;
static const double first_step = 0.5, least_step = 0.01;

double planner_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- draws -------------------------------------------------------------------------------- */

typedef struct dice {
    double u[4], more[4], z[4], z_more[4];
} dice;

static dice throw_dice(planner *p, size_t unit) {
    dice d;
    cw_draw draw = {.seed = p->problem->seed,
                    .hypothesis = (uint32_t)unit,
                    .particle = p->draws++,
                    .purpose = CW_DRAW_PLANNER};
    cw_random_uniform(draw, d.u);
    draw.step = 1;
    cw_random_uniform(draw, d.more);
    draw.step = 2;
    cw_random_normal(draw, d.z);
    draw.step = 3;
    cw_random_normal(draw, d.z_more);
    return d;
}

/* ---- what is left to find ------------------------------------------------------------------ */

typedef struct remainder_cloud {
    size_t output; /* of the sample's times, mid search */
    double total;
    cw_xy mean;
    double axis_deg;        /* main axis */
    double long_m, short_m; /* standard deviations along and across it */
} remainder_cloud;

static size_t mid_output(const planner *p, const asset *a) {
    const cw_tracks *s = p->sample;
    cw_time from =
        p->problem->from > a->unit->available_from ? p->problem->from : a->unit->available_from;
    cw_time middle = from + (p->problem->to - from) / 2;
    if (s->step_ms <= 0 || middle <= s->first) return 0;
    size_t output = (size_t)((middle - s->first + s->step_ms / 2) / s->step_ms);
    return output < s->times ? output : s->times - 1;
}

static void update_residual(planner *p, size_t unit) {
    for (size_t i = 0; i < p->particles; i++) {
        float left = p->sample->weight[i];
        for (size_t k = 0; k < p->problem->unit_count; k++) {
            if (k != unit && p->chosen[k].pattern.count > 0)
                left *= p->missed[k * p->particles + i];
        }
        p->residual[i] = left;
    }
}

static void main_axis(remainder_cloud *c, double xx, double xy, double yy) {
    double half = 0.5 * (xx - yy), root = hypot(half, xy), mean = 0.5 * (xx + yy);
    c->long_m = sqrt(fmax(0.0, mean + root));
    c->short_m = sqrt(fmax(0.0, mean - root));
    c->axis_deg = cw_degrees(0.5 * atan2(2.0 * xy, yy - xx)); /* bearing from north */
}

static remainder_cloud look_at_rest(planner *p, const asset *a) {
    remainder_cloud c = {.output = mid_output(p, a)};
    const float *x = p->sample->x_m + c.output * p->particles;
    const float *y = p->sample->y_m + c.output * p->particles;
    double sx = 0.0, sy = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
    for (size_t i = 0; i < p->particles; i++) {
        bool placed = !isnan(x[i]) && !isnan(y[i]);
        double w = placed ? (double)p->residual[i] : 0.0;
        c.total += w;
        p->cumulative[i] = c.total;
        sx += placed ? w * (double)x[i] : 0.0;
        sy += placed ? w * (double)y[i] : 0.0;
    }
    if (!(c.total > 0.0)) return c;
    c.mean = (cw_xy){sx / c.total, sy / c.total};
    for (size_t i = 0; i < p->particles; i++) {
        if (isnan(x[i]) || isnan(y[i])) continue;
        double w = (double)p->residual[i] / c.total;
        double dx = (double)x[i] - c.mean.x_m, dy = (double)y[i] - c.mean.y_m;
        xx += w * dx * dx;
        xy += w * dx * dy;
        yy += w * dy * dy;
    }
    main_axis(&c, xx, xy, yy);
    return c;
}

static cw_xy draw_place(const planner *p, const remainder_cloud *c, double u) {
    double wanted = u * c->total;
    size_t low = 0, high = p->particles - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->cumulative[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    size_t at = c->output * p->particles + low;
    return (cw_xy){(double)p->sample->x_m[at], (double)p->sample->y_m[at]};
}

/* ---- where to begin ------------------------------------------------------------------------ */

/* Ladders mostly; one in eight an expanding square, one in sixteen a sector or a track line. */
static cw_pattern_kind draw_kind(double u) {
    if (u < 1.0 / 8.0) return CW_EXPANDING_SQUARE;
    if (u < 3.0 / 16.0) return CW_SECTOR;
    if (u < 4.0 / 16.0) return CW_TRACK_LINE;
    return CW_PARALLEL_SWEEP;
}

static genes draw_genes(planner *p, const asset *a, const remainder_cloud *c) {
    dice d = throw_dice(p, a->index);
    cw_xy place = draw_place(p, c, d.u[0]);
    double pull = d.u[1]; /* between a particle and the mean of what is left */
    genes g = {.kind = draw_kind(d.u[2]), .corner = (int)(4.0 * d.u[3]), .fill = 1.0};
    g.centre.x_m = c->mean.x_m + pull * (place.x_m - c->mean.x_m);
    g.centre.y_m = c->mean.y_m + pull * (place.y_m - c->mean.y_m);
    g.axis_deg = c->axis_deg;
    if (d.more[0] > 0.4) g.axis_deg += d.more[0] > 0.7 ? 360.0 * d.more[1] : 90.0;
    g.spacing_m = a->main_width_m * 0.5 * pow(10.0, d.more[2]); /* W / 2 to 5 W */
    g.aspect = exp(0.7 * d.z[0]);
    /* Filling the time may make too large an area beside a neighbour. */
    if (d.more[3] > 0.7) g.fill = 0.2 + 0.8 * (d.more[3] - 0.7) / 0.3;
    return g;
}

static genes move_genes(planner *p, const asset *a, const trial *best, double step) {
    dice d = throw_dice(p, a->index);
    genes g = best->genes;
    double east = best->area.east, north = best->area.north;
    double along = step * best->area.half_length_m * d.z[0];
    double across = step * best->area.half_width_m * d.z[1];
    bool few = d.u[0] < 0.5; /* half of the moves change a thing or two, half all at once */
    if (!few || d.u[1] < 0.5) {
        g.centre.x_m += along * east + across * north;
        g.centre.y_m += along * north - across * east;
    }
    if (!few || d.u[2] < 0.3) g.axis_deg += 45.0 * step * d.z[2];
    if (!few || d.u[3] < 0.4) g.spacing_m *= exp(0.5 * step * d.z[3]);
    if (!few || d.more[0] < 0.4) g.aspect *= exp(step * d.z_more[0]);
    if (d.more[1] < 0.15) g.corner = (int)(4.0 * d.more[2]);
    if (d.more[3] < 0.2)
        g.fill = fmin(1.0, fmax(0.1, g.fill * exp(0.5 * step * d.z_more[1])));
    else if (d.more[3] < 0.3)
        g.fill = 1.0;
    g.aspect = fmin(50.0, fmax(0.02, g.aspect));
    return g;
}

/* ---- scoring a batch ----------------------------------------------------------------------- */

static double gain_on_sample(const planner *p, const float *missed) {
    double gain = 0.0;
    for (size_t i = 0; i < p->particles; i++)
        gain += (double)p->residual[i] * (1.0 - (double)missed[i]);
    return gain;
}

static void score_batch(void *context, size_t first, size_t last) {
    planner *p = context;
    for (size_t b = first; b < last; b++) {
        trial *t = &p->batch[b];
        if (t->refused != FITS) continue;
        float *missed = p->batch_missed + b * p->particles;
        sweeper_missed(&p->sweepers[b], p->sample, 0, p->particles, missed);
        t->gain = gain_on_sample(p, missed);
    }
}

bool planner_is_apart(const planner *p, const asset *a, const trial *t) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (k == a->index || p->chosen[k].pattern.count == 0) continue;
        if (!rules_apart(p->problem, a, t, &p->assets[k], &p->chosen[k])) return false;
    }
    return true;
}

static bool prepare_trial(planner *p, const asset *a, size_t slot, const genes *g) {
    trial *t = &p->batch[slot];
    genes tried = *g;
    for (int smaller = 0; smaller < MOST_SMALLER; smaller++) {
        if (!trial_fit(t, a, p->problem, &p->darkness, &tried)) return cw_fail_memory(p->err);
        if (t->refused == FITS && !planner_is_apart(p, a, t)) t->refused = REFUSED_NEIGHBOUR;
        if (t->refused != REFUSED_NEIGHBOUR) break;
        tried.fill *= 0.5;
    }
    p->refusals[t->refused]++;
    if (t->refused == REFUSED_TIME) p->last_limit = t->binding;
    if (t->refused != FITS) return true;
    cw_task task = {.unit = a->index, .assigned = true, .pattern = t->pattern};
    memcpy(task.sweep_width_m, a->width_m, sizeof task.sweep_width_m);
    return sweeper_prepare(&p->sweepers[slot], p->problem, &p->darkness, &task, p->sample, p->err);
}

static void swap_trials(trial *a, trial *b) {
    trial keep = *a;
    *a = *b;
    *b = keep;
}

/* Scores the batch; the best of it takes the place of `best` when it is better. */
static bool take_best(planner *p, size_t count, trial *best) {
    cw_parallel_for(count, 1, p->problem->threads, score_batch, p);
    p->evaluations += count;
    size_t winner = BATCH;
    for (size_t b = 0; b < count; b++) {
        bool fits = p->batch[b].refused == FITS;
        if (fits && (winner == BATCH || p->batch[b].gain > p->batch[winner].gain)) winner = b;
    }
    bool better =
        winner < BATCH && (best->pattern.count == 0 || p->batch[winner].gain > best->gain + 1e-9);
    if (better) swap_trials(best, &p->batch[winner]);
    return better;
}

/* ---- the search ---------------------------------------------------------------------------- */

static bool out_of_time(double deadline_s) {
    return deadline_s > 0.0 && planner_clock() >= deadline_s;
}

static bool seed_areas(planner *p, const asset *a, size_t budget, double deadline_s, trial *best) {
    remainder_cloud cloud = look_at_rest(p, a);
    if (!(cloud.total > 0.0)) return true;
    for (size_t done = 0; done < budget && !out_of_time(deadline_s); done += BATCH) {
        for (size_t b = 0; b < BATCH; b++) {
            genes g = draw_genes(p, a, &cloud);
            if (!prepare_trial(p, a, b, &g)) return false;
        }
        take_best(p, BATCH, best);
    }
    return true;
}

static bool climb(planner *p, const asset *a, size_t budget, double deadline_s, trial *best) {
    double step = first_step;
    for (size_t done = 0; done < budget && !out_of_time(deadline_s); done += BATCH) {
        for (size_t b = 0; b < BATCH; b++) {
            genes g = move_genes(p, a, best, step);
            if (!prepare_trial(p, a, b, &g)) return false;
        }
        step *= take_best(p, BATCH, best) ? 1.3 : 0.8;
        step = step < least_step ? first_step : fmin(step, 1.0);
    }
    return true;
}

void planner_update_missed(planner *p, size_t unit) {
    cw_task task = {.unit = unit, .assigned = true, .pattern = p->chosen[unit].pattern};
    memcpy(task.sweep_width_m, p->assets[unit].width_m, sizeof task.sweep_width_m);
    if (sweeper_prepare(&p->sweepers[0], p->problem, &p->darkness, &task, p->sample, p->err))
        sweeper_missed(&p->sweepers[0], p->sample, 0, p->particles,
                       p->missed + unit * p->particles);
}

bool planner_polish(planner *p, size_t unit, size_t budget, double deadline_s) {
    trial *best = &p->chosen[unit];
    update_residual(p, unit);
    best->gain = gain_on_sample(p, p->missed + unit * p->particles);
    if (!climb(p, &p->assets[unit], budget, deadline_s, best)) return false;
    planner_update_missed(p, unit);
    return true;
}

bool planner_improve(planner *p, size_t unit, size_t budget, double deadline_s) {
    const asset *a = &p->assets[unit];
    trial *best = &p->chosen[unit];
    bool known = best->pattern.count > 0;
    update_residual(p, unit);
    if (known) best->gain = gain_on_sample(p, p->missed + unit * p->particles);
    double share = known ? reseed_share : seed_share;
    double now = planner_clock();
    double seed_deadline = deadline_s > 0.0 ? now + share * (deadline_s - now) : 0.0;
    size_t seeds = deadline_s > 0.0 ? SIZE_MAX / 2 : (size_t)(share * (double)budget);
    if (!seed_areas(p, a, seeds, seed_deadline, best)) return false;
    if (best->pattern.count == 0) return true;
    size_t rest = deadline_s > 0.0 ? SIZE_MAX / 2 : budget - seeds;
    if (!climb(p, a, rest, deadline_s, best)) return false;
    planner_update_missed(p, unit);
    return true;
}

double planner_success(const planner *p) {
    double found = 0.0, total = 0.0;
    for (size_t i = 0; i < p->particles; i++) {
        double missed = 1.0;
        for (size_t k = 0; k < p->problem->unit_count; k++) {
            if (p->chosen[k].pattern.count > 0) missed *= (double)p->missed[k * p->particles + i];
        }
        found += (double)p->sample->weight[i] * (1.0 - missed);
        total += (double)p->sample->weight[i];
    }
    return total > 0.0 ? found / total : 0.0;
}
