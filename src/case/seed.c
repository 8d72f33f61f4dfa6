/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drawing the ensemble: each hypothesis gets as many particles, each of which weighs its share of
 * the hypothesis' weight. A particle's numbers come from its own counters (seed, hypothesis,
 * particle, try, purpose), so that it starts at the same place whatever else is in the case.
 *
 * People adrift are at sea: a draw that falls on land is made again, place and time together, which
 * is drawing from the hypothesis given that it was at sea. A thousand draws ashore in a row mean
 * that the hypothesis itself is ashore.
 */
#include <crosswatch/case.h>

#include <math.h>
#include <stdlib.h>

#include "bearing_grid.h"
#include "hypothesis.h"

enum { MOST_ASHORE = 1000, MOST_TRIES = 1000000, TRACK_PIECES = 256 };

/* What drawing from one hypothesis needs, made once. */
typedef struct drawer {
    const cw_scene *scene;
    const cw_hypothesis *h;
    uint64_t seed;
    uint32_t number; /* of the hypothesis */
    double sigma_m;  /* in the plane */
    cw_xy centre;    /* point */
    area box;        /* area */
    cw_zone *zone;
    bearing_grid *grid;
    cw_xy *track, *across; /* voyage: places and unit vectors across, at even times of the window */
} drawer;

typedef struct draw_result {
    cw_xy at;
    cw_time time;
} draw_result;

/* ---- one try of each kind -------------------------------------------------------------------- */

static cw_draw name_draw(const drawer *d, uint32_t particle, uint32_t try, cw_purpose purpose) {
    return (cw_draw){d->seed, d->number, particle, try, purpose};
}

static cw_xy try_point(const drawer *d, cw_draw draw) {
    double z[4];
    cw_random_normal(draw, z);
    return (cw_xy){d->centre.x_m + d->sigma_m * z[0], d->centre.y_m + d->sigma_m * z[1]};
}

static bool try_area(const drawer *d, cw_draw draw, cw_xy *at) {
    double u[4];
    cw_random_uniform(draw, u);
    at->x_m = d->box.x0_m + u[0] * (d->box.x1_m - d->box.x0_m);
    at->y_m = d->box.y0_m + u[1] * (d->box.y1_m - d->box.y0_m);
    return cw_zone_contains(d->zone, *at);
}

/* Between the points of the track that was laid out in even times: straight, since 256 pieces of a
 * passage differ from the geodesic by less than a metre. */
static cw_xy try_voyage(const drawer *d, cw_draw draw, double fraction) {
    double z[4], place = fraction * TRACK_PIECES;
    int i = (int)place < TRACK_PIECES ? (int)place : TRACK_PIECES - 1;
    double part = place - i;
    cw_random_normal(draw, z);
    cw_xy a = d->track[i], b = d->track[i + 1], n = d->across[i];
    return (cw_xy){a.x_m + part * (b.x_m - a.x_m) + d->sigma_m * z[0] * n.x_m,
                   a.y_m + part * (b.y_m - a.y_m) + d->sigma_m * z[0] * n.y_m};
}

/* Fix error, then a run with its own course and speed; a speed below zero is drawn again. */
static bool try_dead_reckoning(const drawer *d, cw_draw draw, cw_time time, cw_xy *at) {
    const cw_hypothesis *h = d->h;
    double z[4];
    cw_random_normal(draw, z);
    double speed = h->speed_mps + h->speed_error_mps * z[2];
    if (speed < 0.0) return false;
    double course = h->course_deg + h->course_error_deg * z[3];
    double run = speed * (double)(time - h->depart) / 1000.0;
    *at = cw_plane_forward(d->scene->plane, cw_geodesic_direct(h->at, course, run));
    at->x_m += d->sigma_m * z[0];
    at->y_m += d->sigma_m * z[1];
    return true;
}

static bool try_once(const drawer *d, uint32_t particle, uint32_t try, draw_result *to) {
    cw_draw draw = name_draw(d, particle, try, CW_DRAW_POSITION);
    double u[4], span = (double)(d->h->adrift_to - d->h->adrift_from);
    cw_random_uniform(name_draw(d, particle, try, CW_DRAW_TIME), u);
    to->time = d->h->adrift_from + (cw_time)(u[0] * span);
    switch (d->h->kind) {
    case CW_HYPOTHESIS_AREA:
        return try_area(d, draw, &to->at);
    case CW_HYPOTHESIS_VOYAGE:
        to->at = try_voyage(d, draw, u[0]);
        return true;
    case CW_HYPOTHESIS_DEAD_RECKONING:
        return try_dead_reckoning(d, draw, to->time, &to->at);
    case CW_HYPOTHESIS_BEARINGS:
        cw_random_uniform(draw, u);
        to->at = bearing_grid_draw(d->grid, u);
        return true;
    default:
        to->at = try_point(d, draw);
        return true;
    }
}

static bool fail_ashore(const drawer *d, cw_error *err) {
    char text[CW_POSITION_TEXT];
    cw_position_format(hypothesis_centre(d->h), text);
    return cw_fail(
        err, CW_ERR_INPUT,
        "%s, line %zu, hypotheses[%u]: the position of \"%s\" is on land (%d draws about %s all "
        "fell ashore)",
        d->scene->source->path, d->h->line, d->number, d->h->name, MOST_ASHORE, text);
}

static bool draw_place(const drawer *d, uint32_t particle, draw_result *to, cw_error *err) {
    int ashore = 0;
    for (uint32_t try = 0; try < MOST_TRIES; try++) {
        if (!try_once(d, particle, try, to)) continue;
        if (d->scene->mask == NULL || !cw_landmask_is_land(d->scene->mask, to->at)) return true;
        if (++ashore == MOST_ASHORE) return fail_ashore(d, err);
    }
    return cw_fail(err, CW_ERR_INPUT,
                   "%s, line %zu, hypotheses[%u]: \"%s\" is too thin to draw places from",
                   d->scene->source->path, d->h->line, d->number, d->h->name);
}

/* ---- making ready ---------------------------------------------------------------------------- */

static bool lay_track(drawer *d, cw_error *err) {
    const cw_hypothesis *h = d->h;
    const cw_plane *plane = d->scene->plane;
    d->track = cw_alloc_array(TRACK_PIECES + 1, sizeof *d->track);
    d->across = cw_alloc_array(TRACK_PIECES + 1, sizeof *d->across);
    if (d->track == NULL || d->across == NULL) return cw_fail_memory(err);
    for (int i = 0; i <= TRACK_PIECES; i++) {
        double azimuth, scale, convergence;
        cw_time time = h->adrift_from + (h->adrift_to - h->adrift_from) * i / TRACK_PIECES;
        cw_position at = hypothesis_on_voyage(h, time, &azimuth);
        cw_plane_factors(plane, at, &scale, &convergence);
        double right = cw_radians(azimuth + convergence + 90.0);
        d->track[i] = cw_plane_forward(plane, at);
        d->across[i] = (cw_xy){sin(right), cos(right)};
    }
    return true;
}

static bool prepare(drawer *d, cw_error *err) {
    const cw_hypothesis *h = d->h;
    const cw_plane *plane = d->scene->plane;
    double scale, convergence;
    cw_plane_factors(plane, hypothesis_centre(h), &scale, &convergence);
    d->sigma_m = scale * hypothesis_sigma(h);
    d->centre = cw_plane_forward(plane, h->at);
    switch (h->kind) {
    case CW_HYPOTHESIS_AREA:
        d->box = hypothesis_extent(h, plane);
        d->zone = cw_zone_create(h->name, h->ring, h->ring_count, plane, err);
        return d->zone != NULL;
    case CW_HYPOTHESIS_BEARINGS:
        d->grid = bearing_grid_create(h, plane, err);
        return d->grid != NULL
               || cw_error_prefix(err, "%s, line %zu", d->scene->source->path, h->line);
    case CW_HYPOTHESIS_VOYAGE:
        return lay_track(d, err);
    default:
        return true;
    }
}

static void release(drawer *d) {
    cw_zone_destroy(d->zone);
    bearing_grid_destroy(d->grid);
    free(d->track);
    free(d->across);
}

/* ---- objects --------------------------------------------------------------------------------- */

/* Which object the particle is, and when it turns into another. */
static void draw_object(const drawer *d, uint32_t particle, cw_particle_seed *p) {
    const cw_case *c = d->scene->source;
    double u[4], total = 0.0, sum = 0.0;
    cw_random_uniform(name_draw(d, particle, 0, CW_DRAW_OBJECT), u);
    for (size_t i = 0; i < c->object_count; i++) total += c->objects[i].share;
    size_t object = 0;
    for (size_t i = 0; i < c->object_count; i++) {
        if (c->objects[i].share > 0.0) object = i;
        sum += c->objects[i].share;
        if (u[0] * total < sum) break;
    }
    const cw_case_object *o = &c->objects[object];
    p->object = p->change_object = (uint8_t)object;
    p->change_time = INT64_MAX;
    if (o->becomes < 0) return;
    p->change_object = (uint8_t)o->becomes;
    p->change_time = o->becomes_from + (cw_time)(u[1] * (double)(o->becomes_to - o->becomes_from));
    if (p->change_time > p->release) return;
    p->object = p->change_object; /* it had changed before it was adrift */
    p->change_time = INT64_MAX;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* The particles of one hypothesis that fall into the share. */
static bool seed_hypothesis(drawer *d, cw_ensemble *e, const cw_share *share, size_t particles,
                            double weight, cw_error *err) {
    size_t begin = d->number * particles, end = share->first + share->count;
    if (begin >= end || begin + particles <= share->first) return true;
    if (!prepare(d, err)) return false;
    size_t first = begin < share->first ? share->first - begin : 0;
    for (size_t i = first; i < particles && begin + i < end; i++) {
        draw_result drawn;
        if (!draw_place(d, (uint32_t)i, &drawn, err)) return false;
        cw_particle_seed p = {.at = drawn.at,
                              .release = drawn.time,
                              .weight = weight,
                              .hypothesis = (uint16_t)d->number,
                              .number = (uint32_t)i};
        draw_object(d, p.number, &p);
        cw_ensemble_seed(e, begin + i - share->first, &p, true);
    }
    return true;
}

static bool fill_objects(const cw_scene *s, cw_ensemble *e, cw_error *err) {
    const cw_case *c = s->source;
    e->objects.count = c->object_count;
    for (size_t i = 0; i < c->object_count; i++) {
        const cw_leeway *l = cw_leeway_find(s->leeway, c->objects[i].leeway, err);
        if (l == NULL) return false;
        e->objects.leeway[i] = *l;
    }
    return true;
}

static bool seed_all(const cw_scene *s, cw_ensemble *e, const cw_share *share, size_t particles,
                     cw_error *err) {
    const cw_case *c = s->source;
    double total = 0.0;
    for (size_t i = 0; i < c->hypothesis_count; i++) total += c->hypotheses[i].weight;
    if (!(total > 0.0)) {
        return cw_fail(err, CW_ERR_INPUT, "%s: the weights of all hypotheses are zero", c->path);
    }
    for (size_t i = 0; i < c->hypothesis_count; i++) {
        drawer d = {.scene = s, .h = &c->hypotheses[i], .seed = e->seed, .number = (uint32_t)i};
        double weight = d.h->weight / total / (double)particles;
        bool good = seed_hypothesis(&d, e, share, particles, weight, err);
        release(&d);
        if (!good) return false;
    }
    return true;
}

size_t cw_case_particles(const cw_case *c, size_t particles) {
    return (particles > 0 ? particles : c->particles) * c->hypothesis_count;
}

cw_ensemble *cw_case_seed(const cw_scene *scene, size_t particles, uint64_t seed_offset,
                          cw_error *err) {
    return cw_case_seed_share(scene, particles, seed_offset, NULL, err);
}

cw_ensemble *cw_case_seed_share(const cw_scene *scene, size_t particles, uint64_t seed_offset,
                                const cw_ranks *ranks, cw_error *err) {
    const cw_case *c = scene->source;
    if (particles == 0) particles = c->particles;
    bool errors = c->current.std_mps > 0.0 || c->wind.std_mps > 0.0;
    if (particles > UINT32_MAX || particles > SIZE_MAX / c->hypothesis_count) {
        cw_fail(err, CW_ERR_INPUT, "%zu particles a hypothesis are too many", particles);
        return NULL;
    }
    cw_share share = cw_ranks_share(ranks, cw_ranks_number(ranks), particles * c->hypothesis_count,
                                    CW_PARTICLE_BLOCK);
    cw_ensemble *e = cw_ensemble_create(share.count > 0 ? share.count : 1, errors, err);
    if (e == NULL) return NULL;
    e->count = share.count; /* none, where there are more ranks than blocks */
    e->epoch = c->drift.from;
    e->seed = c->seed + seed_offset;
    if (fill_objects(scene, e, err) && seed_all(scene, e, &share, particles, err)) return e;
    cw_ensemble_destroy(e);
    return NULL;
}
