/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the planner tries. Areas are drawn where the probability still is: centred on particles as
 * they are in the middle of the area's time, along or across the main axis of the cloud or anyhow,
 * with spacings about the sweep width, over the ground or moving with the people. From what a unit
 * has, programmes near it are drawn: one area moved, turned, stretched, respaced, given another
 * share of the time or another drift; two areas swapped, or one left out.
 *
 * Draws are numbered, so that the plan depends on the seed alone.
 */
#include "search/planner.h"

#include <math.h>

enum { ALLOWED_TRIES = 12 };
static const double wait_chance = 0.08;

/* ---- draws -------------------------------------------------------------------------------- */

typedef struct dice {
    double u[4], more[4], last[4], z[4], z_more[4];
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
    draw.step = 4;
    cw_random_uniform(draw, d.last);
    return d;
}

void draw_chances(const planner *p, size_t unit, double u[4]) {
    cw_random_uniform((cw_draw){.seed = p->problem->seed,
                                .hypothesis = (uint32_t)unit,
                                .particle = p->draws,
                                .step = 5,
                                .purpose = CW_DRAW_PLANNER},
                      u);
}

double draw_share_of(planner *p, size_t unit) {
    return throw_dice(p, unit).u[0];
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

static cw_time output_time(const cw_tracks *s, size_t output) {
    return s->first + (int64_t)output * s->step_ms;
}

/* ---- where to begin ------------------------------------------------------------------------ */

/* Ladders mostly; one in eight an expanding square, one in sixteen a sector or a track line. */
static cw_pattern_kind draw_kind(double u) {
    if (u < 1.0 / 8.0) return CW_EXPANDING_SQUARE;
    if (u < 3.0 / 16.0) return CW_SECTOR;
    if (u < 4.0 / 16.0) return CW_TRACK_LINE;
    return CW_PARALLEL_SWEEP;
}

/* A unit that may not search where most of the people are: the place of one that it may search for,
 * and the smaller an area about it. */
static void draw_allowed(planner *p, const asset *a, const remainder_cloud *c, double u, genes *g) {
    static const double golden = 0.6180339887498949;
    cw_time time = output_time(p->sample, c->output);
    if ((p->problem->agreement == NULL && p->problem->limit_count == 0)
        || rules_point_agrees(p->problem, a, g->centre, time))
        return;
    for (int tries = 0; tries < ALLOWED_TRIES; tries++) {
        u += golden;
        u -= floor(u);
        cw_xy place = draw_place(p, c, u);
        if (!rules_point_agrees(p->problem, a, place, time)) continue;
        g->centre = place;
        g->fill *= 0.1 + 0.9 * u;
        return;
    }
}

/* Over the ground, with the people about it, with all people, or with any of the frames. */
static size_t draw_frame(const planner *p, cw_xy at, cw_time time, double u) {
    const frames *f = p->sea.frames;
    if (f->count < 2 || u < 0.3) return 0;
    if (u < 0.65) return frames_nearest(f, at, time);
    if (u < 0.85) return 1;
    return 1 + (size_t)((u - 0.85) / 0.15 * (double)(f->count - 1)) % (f->count - 1);
}

genes draw_genes(planner *p, const asset *a, const remainder_cloud *c) {
    dice d = throw_dice(p, a->index);
    cw_xy place = draw_place(p, c, d.u[0]);
    double pull = d.u[1]; /* between a particle and the mean of what is left */
    genes g = {.kind = draw_kind(d.u[2]), .corner = (int)(4.0 * d.u[3]), .fill = 1.0};
    g.centre.x_m = c->mean.x_m + pull * (place.x_m - c->mean.x_m);
    g.centre.y_m = c->mean.y_m + pull * (place.y_m - c->mean.y_m);
    g.axis_deg = c->axis_deg;
    if (d.more[0] > 0.4) g.axis_deg += d.more[0] > 0.7 ? 360.0 * d.more[1] : 90.0;
    double width_m = widths_main_at(&a->widths, output_time(p->sample, c->output));
    if (!(width_m > 0.0)) width_m = a->main_width_m;
    g.spacing_m = width_m * 0.5 * pow(10.0, d.more[2]); /* W / 2 to 5 W */
    g.aspect = exp(0.7 * d.z[0]);
    /* Filling the time may make too large an area beside a neighbour. */
    if (d.more[3] > 0.7) g.fill = 0.2 + 0.8 * (d.more[3] - 0.7) / 0.3;
    g.frame = draw_frame(p, g.centre, output_time(p->sample, c->output), d.last[0]);
    if (d.last[1] < wait_chance) g.wait = 0.8 * d.last[2];
    draw_allowed(p, a, c, d.u[0], &g);
    return g;
}

/* Moves one area: half of the moves change a thing or two, half all at once. */
static void move_area(const planner *p, const visit *v, const dice *d, double step, bool last,
                      genes *g) {
    const rectangle *r = &v->bounds;
    double along = step * r->half_length_m * d->z[0], across = step * r->half_width_m * d->z[1];
    bool few = d->u[0] < 0.5;
    if (!few || d->u[1] < 0.5) {
        g->centre.x_m += along * r->east + across * r->north;
        g->centre.y_m += along * r->north - across * r->east;
    }
    if (!few || d->u[2] < 0.3) g->axis_deg += 45.0 * step * d->z[2];
    if (!few || d->u[3] < 0.4) g->spacing_m *= exp(0.5 * step * d->z[3]);
    if (!few || d->more[0] < 0.4) g->aspect *= exp(step * d->z_more[0]);
    if (d->u[1] > 0.95) g->kind = draw_kind(d->u[2]);
    if (d->more[1] < 0.15) g->corner = (int)(4.0 * d->more[2]);
    if (d->more[3] < (last ? 0.2 : 0.5))
        g->fill = fmin(last ? 1.0 : 0.97, fmax(0.05, g->fill * exp(0.5 * step * d->z_more[1])));
    else if (last && d->more[3] < 0.3)
        g->fill = 1.0;
    if (d->last[1] < 0.1) g->frame = draw_frame(p, g->centre, visit_middle(v), d->last[2]);
    if (d->last[1] > 1.0 - wait_chance) g->wait = d->last[2] < 0.5 ? 0.0 : d->last[2] - 0.5;
    if (g->wait > 0.0 && d->last[1] > 0.5)
        g->wait = fmin(0.9, g->wait * exp(0.5 * step * d->z_more[2]));
    g->aspect = fmin(50.0, fmax(0.02, g->aspect));
}

static void drop_area(programme *w, size_t at) {
    w->count--;
    for (size_t k = at; k < w->count; k++) w->of[k] = w->of[k + 1];
    w->of[0].refuel = false;
    w->of[w->count - 1].fill = 1.0;
}

/* Two neighbours change places; the shares of the time stay with the places. */
static void swap_areas(programme *w, size_t at) {
    genes a = w->of[at], b = w->of[at + 1];
    w->of[at] = b;
    w->of[at + 1] = a;
    w->of[at].fill = a.fill;
    w->of[at + 1].fill = b.fill;
    w->of[at].refuel = a.refuel;
    w->of[at + 1].refuel = b.refuel;
    w->of[at].wait = a.wait;
    w->of[at + 1].wait = b.wait;
}

programme draw_move(planner *p, const asset *a, const trial *best, double step, size_t *changed) {
    dice d = throw_dice(p, a->index);
    programme w = best->wanted;
    size_t at = (size_t)(d.last[3] * (double)w.count) % w.count;
    *changed = at;
    if (w.count > 1 && d.last[0] < 0.02) {
        drop_area(&w, at);
        *changed = at < w.count ? at : w.count - 1;
    } else if (w.count > 1 && d.last[0] < 0.06) {
        swap_areas(&w, at < w.count - 1 ? at : at - 1);
    } else {
        move_area(p, &best->visits[at], &d, step, at + 1 == w.count, &w.of[at]);
        if (at > 0 && d.last[0] > 0.98) w.of[at].refuel = !w.of[at].refuel;
    }
    return w;
}
