/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks for the best area of one unit while the others' stand. First areas drawn where the
 * probability still is: centred on particles as they are at mid search, along or across the main
 * axis of the cloud or anyhow, with spacings about the sweep width. Then a local search about the
 * best of them: moved, turned, stretched, respaced and turned-over areas; the step grows
 * with success and shrinks without.
 *
 * Draws are numbered, so that the plan depends on the seed alone. Only the unit that is moved is
 * scored again: what the others miss is a product kept for each particle.
 */
#include "search/planner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* An area that touches what it must not (a neighbour, a border, land) is tried again smaller. */
enum { MOST_SMALLER = 4, ALLOWED_TRIES = 12 };
static const double smaller = 0.4;
static const size_t parts = 8;        /* of the sample: most poor trials are seen by the first */
static const double patience = 1.0;   /* standard errors */
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
    dice d = {0};
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

static size_t mid_output(const planner *p, const asset *a) {
    const cw_tracks *s = p->sample;
    if (s->step_ms <= 0 || a->middle <= s->first) return 0;
    size_t output = (size_t)((a->middle - s->first + s->step_ms / 2) / s->step_ms);
    return output < s->times ? output : s->times - 1;
}

void planner_residual(planner *p, size_t except) {
    for (size_t i = 0; i < p->particles; i++) {
        float left = p->sample->weight[i];
        for (size_t k = 0; k < p->problem->unit_count; k++) {
            if (k != except && p->chosen[k].pattern.count > 0)
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

remainder_cloud planner_look(planner *p, const asset *a) {
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

static bool may_be_at(const planner *p, const asset *a, cw_xy at) {
    double delay_s;
    rectangle point = {.centre = at, .east = 1.0, .half_length_m = 1.0, .half_width_m = 1.0};
    return asset_agrees(a, p->problem, &point, &delay_s);
}

/* A unit that may not search where most of the people are: the place of one that it may search for,
 * and the smaller an area about it. */
static void draw_allowed(planner *p, const asset *a, const remainder_cloud *c, double u, genes *g) {
    static const double golden = 0.6180339887498949;
    if (p->problem->agreement == NULL || may_be_at(p, a, g->centre)) return;
    for (int tries = 0; tries < ALLOWED_TRIES; tries++) {
        u += golden;
        u -= floor(u);
        cw_xy place = draw_place(p, c, u);
        if (!may_be_at(p, a, place)) continue;
        g->centre = place;
        g->fill *= 0.1 + 0.9 * u;
        return;
    }
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
    double width_m = widths_main_at(&a->widths, a->middle);
    if (!(width_m > 0.0)) width_m = a->main_width_m;
    g.spacing_m = width_m * 0.5 * pow(10.0, d.more[2]); /* W / 2 to 5 W */
    g.aspect = exp(0.7 * d.z[0]);
    /* Filling the time may make too large an area beside a neighbour. */
    if (d.more[3] > 0.7) g.fill = 0.2 + 0.8 * (d.more[3] - 0.7) / 0.3;
    draw_allowed(p, a, c, d.u[0], &g);
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
    if (d.u[1] > 0.95) g.kind = draw_kind(d.u[2]);
    if (d.more[1] < 0.15) g.corner = (int)(4.0 * d.more[2]);
    if (d.more[3] < 0.2)
        g.fill = fmin(1.0, fmax(0.1, g.fill * exp(0.5 * step * d.z_more[1])));
    else if (d.more[3] < 0.3)
        g.fill = 1.0;
    g.aspect = fmin(50.0, fmax(0.02, g.aspect));
    return g;
}

/* ---- trials -------------------------------------------------------------------------------- */

static double gain_on_sample(const planner *p, const float *missed) {
    double gain = 0.0;
    for (size_t i = 0; i < p->particles; i++)
        gain += (double)p->residual[i] * (1.0 - (double)missed[i]);
    return gain;
}

bool planner_is_apart(const planner *p, const asset *a, const trial *t) {
    for (size_t k = 0; k < p->problem->unit_count; k++) {
        if (k == a->index || p->chosen[k].pattern.count == 0) continue;
        if (!rules_apart(p->problem, a, t, &p->assets[k], &p->chosen[k])) return false;
    }
    return true;
}

static bool fit(planner *p, const asset *a, const genes *g) {
    trial *t = &p->tried;
    genes wanted = *g;
    for (int tries = 0; tries < MOST_SMALLER; tries++) {
        if (!trial_fit(t, a, p->problem, p->darkness, &wanted)) return cw_fail_memory(p->err);
        if (t->refused == FITS && !planner_is_apart(p, a, t)) t->refused = REFUSED_NEIGHBOUR;
        bool touches = t->refused == REFUSED_NEIGHBOUR || t->refused == REFUSED_AGREEMENT
                       || t->refused == REFUSED_LAND;
        if (!touches) break;
        wanted.fill *= smaller;
    }
    p->evaluations++;
    p->refusals[a->index].by[t->refused]++;
    if (t->refused == REFUSED_TIME) p->refusals[a->index].limit = t->binding;
    return true;
}

static bool ready_sweeper(planner *p, const asset *a, const cw_pattern *pattern) {
    cw_task task = {.unit = a->index, .assigned = true, .pattern = *pattern};
    widths_to_task(&a->widths, &task);
    return sweeper_prepare(&p->sweeper, p->problem, p->darkness, &task, p->sample, p->err);
}

/* Scores the trial part by part of the sample, and gives it up when it trails what the unit has, by
 * more than the sampling error of the difference allows. */
static bool is_worth_it(planner *p, const trial *best, const float *known) {
    size_t part = p->particles / parts + 1;
    double sum = 0.0, squares = 0.0;
    for (size_t first = 0; first < p->particles; first += part) {
        size_t end = first + part < p->particles ? first + part : p->particles;
        sweeper_missed(&p->sweeper, p->sample, first, end - first, p->trial_missed + first);
        for (size_t i = first; i < end; i++) {
            double ahead = (double)p->residual[i] * ((double)known[i] - (double)p->trial_missed[i]);
            sum += ahead;
            squares += ahead * ahead;
        }
        double variance = fmax(0.0, squares - sum * sum / (double)end);
        if (best->pattern.count > 0 && sum + patience * sqrt(variance) <= 0.0) return false;
    }
    p->tried.gain = gain_on_sample(p, p->trial_missed);
    return best->pattern.count == 0 || p->tried.gain > best->gain + 1e-9;
}

/* Tries an area; when it is better than what the unit has it takes its place. False only on
 * failure. */
static bool attempt(planner *p, const asset *a, const genes *g, bool *better) {
    trial *best = &p->chosen[a->index];
    float *known = p->missed + a->index * p->particles;
    *better = false;
    if (!fit(p, a, g)) return false;
    if (p->tried.refused != FITS) return true;
    if (!ready_sweeper(p, a, &p->tried.pattern)) return false;
    *better = is_worth_it(p, best, known);
    if (!*better) return true;
    trial keep = *best;
    *best = p->tried;
    p->tried = keep;
    memcpy(known, p->trial_missed, p->particles * sizeof *known);
    return true;
}

/* ---- the search ---------------------------------------------------------------------------- */

static bool out_of_time(double deadline_s) {
    return deadline_s > 0.0 && planner_clock() >= deadline_s;
}

static bool seed_areas(planner *p, const asset *a, size_t budget, double deadline_s) {
    remainder_cloud cloud = planner_look(p, a);
    bool better;
    if (!(cloud.total > 0.0)) return true;
    for (size_t done = 0; done < budget && !out_of_time(deadline_s); done++) {
        genes g = draw_genes(p, a, &cloud);
        if (!attempt(p, a, &g, &better)) return false;
    }
    return true;
}

/* The step keeps about one trial in six successful (Rechenberg's rule is one in five). */
static bool climb(planner *p, const asset *a, size_t budget, double deadline_s) {
    double *step = &p->step[a->index]; /* goes on where the last search of this unit ended */
    bool better;
    if (!(*step > 0.0)) *step = first_step;
    for (size_t done = 0; done < budget && !out_of_time(deadline_s); done++) {
        genes g = move_genes(p, a, &p->chosen[a->index], *step);
        if (!attempt(p, a, &g, &better)) return false;
        *step *= better ? 1.25 : 0.96;
        *step = *step < least_step ? first_step : fmin(*step, 1.0);
    }
    return true;
}

bool planner_update_missed(planner *p, size_t unit) {
    if (!ready_sweeper(p, &p->assets[unit], &p->chosen[unit].pattern)) return false;
    sweeper_missed(&p->sweeper, p->sample, 0, p->particles, p->missed + unit * p->particles);
    return true;
}

bool planner_polish(planner *p, size_t unit, size_t budget, double deadline_s) {
    planner_residual(p, unit);
    p->chosen[unit].gain = gain_on_sample(p, p->missed + unit * p->particles);
    return climb(p, &p->assets[unit], budget, deadline_s);
}

bool planner_improve(planner *p, size_t unit, size_t budget, double deadline_s) {
    const asset *a = &p->assets[unit];
    trial *best = &p->chosen[unit];
    bool known = best->pattern.count > 0;
    planner_residual(p, unit);
    if (known) best->gain = gain_on_sample(p, p->missed + unit * p->particles);
    double share = known ? reseed_share : seed_share;
    double now = planner_clock();
    double seed_deadline = deadline_s > 0.0 ? now + share * (deadline_s - now) : 0.0;
    size_t seeds = deadline_s > 0.0 ? SIZE_MAX / 2 : (size_t)(share * (double)budget);
    if (!seed_areas(p, a, seeds, seed_deadline)) return false;
    if (best->pattern.count == 0) return true;
    return climb(p, a, deadline_s > 0.0 ? SIZE_MAX / 2 : budget - seeds, deadline_s);
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
