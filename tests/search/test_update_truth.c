/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is what is believed after a search true? Thousands of truths are drawn by a generator of
 * the tests' own from the distribution that the particles come from, moved by formula, and looked
 * for with this file's own arithmetic (a rate of detection summed in small steps of time), first by
 * a search that covers a part, then by a second one. Of the truths that the first one missed, the
 * second must find the share that the posterior predicts, and the hypotheses and objects among them
 * must be those of the posterior: within 0.01 and within three standard errors of both.
 *
 * Sightings: reports are made up as the model says they come about, related ones scattered about a
 * truth, others anywhere; of those told to be related with some probability, that share must be.
 */
#include "own_draws.h"
#include "updating.h"

enum { PARTICLES = 100000, TIMES = 37, TRUTHS = 100000, REPORTS = 4000, FEW_PARTICLES = 1500 };
static const double step_s = 600.0, dt_s = 4.0;

static updating kit;

/* ---- the distribution --------------------------------------------------------------------------
 */

/* Two hypotheses (one of three in the second), a raft or a person; a stream that carries all. */
typedef struct truth {
    double x0, y0, vx, vy;
    uint8_t object;
    uint16_t hypothesis;
} truth;

static truth make_truth(const double z[4], double which, double object) {
    bool second = which < 1.0 / 3.0;
    return (truth){.x0 = (second ? 5000.0 : 0.0) + 2500.0 * z[0],
                   .y0 = (second ? 3000.0 : 0.0) + 2000.0 * z[1],
                   .vx = 0.4 + 0.1 * z[2],
                   .vy = -0.2 + 0.1 * z[3],
                   .object = object < 0.5,
                   .hypothesis = second};
}

static truth draw_truth(void) {
    double z[4] = {next_normal(), next_normal(), next_normal(), next_normal()};
    double which = next_uniform(), object = next_uniform();
    return make_truth(z, which, object);
}

/* As a case is seeded: each hypothesis and object has its share of the particles. */
static cw_tracks *draw_tracks(size_t particles, uint64_t seed) {
    cw_tracks *t = scene_tracks(particles, TIMES, step_s);
    for (size_t i = 0; i < particles; i++) {
        double z[4];
        scene_normal(seed, i, z);
        truth one = make_truth(z, i % 3 == 0 ? 0.0 : 1.0, i % 2 == 0 ? 0.0 : 1.0);
        t->hypothesis[i] = one.hypothesis;
        for (size_t k = 0; k < TIMES; k++) {
            double s = (double)k * step_s;
            t->x_m[k * particles + i] = (float)(one.x0 + one.vx * s);
            t->y_m[k * particles + i] = (float)(one.y0 + one.vy * s);
            t->object[k * particles + i] = one.object;
        }
    }
    return t;
}

/* ---- detection by small steps ------------------------------------------------------------------
 */

/* The searcher's places every dt_s seconds, while it is on its legs. */
typedef struct walk {
    cw_xy *at;
    double *s; /* after SCENE_START */
    size_t count;
} walk;

static walk make_walk(const made_search *search) {
    double begin = (double)(search->result.from - SCENE_START) / 1000.0;
    double end = (double)(search->result.until - SCENE_START) / 1000.0;
    walk w = {.count = (size_t)((end - begin) / dt_s)};
    w.at = calloc(w.count, sizeof *w.at);
    w.s = calloc(w.count, sizeof *w.s);
    size_t leg = 0;
    for (size_t k = 0; k < w.count; k++) {
        double s = begin + ((double)k + 0.5) * dt_s;
        cw_time time = SCENE_START + llround(s * 1000.0);
        while (leg + 2 < search->part.count && search->points[leg + 1].time < time) leg++;
        const cw_timed_position *a = &search->points[leg], *b = a + 1;
        cw_xy from = cw_plane_forward(kit.plane, a->at), to = cw_plane_forward(kit.plane, b->at);
        double f = (double)(time - a->time) / (double)(b->time - a->time);
        w.s[k] = s;
        w.at[k] = (cw_xy){from.x_m + f * (to.x_m - from.x_m), from.y_m + f * (to.y_m - from.y_m)};
    }
    return w;
}

static void walk_free(walk *w) {
    free(w->at);
    free(w->s);
}

/* Koopman's inverse cube: hazard W^2 / (8 pi) times the integral of ds / r^3 along the relative
 * path; the eye a metre above the water, as docs/search.md has it. */
static double chance_missed(const walk *w, const truth *t, double width_m) {
    double sum = 0.0;
    for (size_t k = 0; k + 1 < w->count; k++) {
        double s = w->s[k], rx = t->x0 + t->vx * s - w->at[k].x_m;
        double ry = t->y0 + t->vy * s - w->at[k].y_m;
        double nx = t->x0 + t->vx * w->s[k + 1] - w->at[k + 1].x_m;
        double ny = t->y0 + t->vy * w->s[k + 1] - w->at[k + 1].y_m;
        double mx = 0.5 * (rx + nx), my = 0.5 * (ry + ny), r2 = mx * mx + my * my + 1.0;
        sum += hypot(nx - rx, ny - ry) / (r2 * sqrt(r2));
    }
    return exp(-width_m * width_m / (8.0 * CW_PI) * sum);
}

/* ---- searches ----------------------------------------------------------------------------------
 */

/* A ladder about (x, y), timed without turns, so that the walk above is it. */
static made_search *ladder_about(const char *id, double x, double y, double axis_deg,
                                 double start_h) {
    cw_pattern_spec spec = {.kind = CW_PARALLEL_SWEEP,
                            .centre = {x, y},
                            .length_m = 5000.0,
                            .width_m = 5000.0,
                            .axis_deg = axis_deg,
                            .spacing_m = 1000.0};
    cw_pattern p = {0};
    assert_true(cw_pattern_create(&spec, &p, NULL));
    made_search *s = search_begin(&kit, id);
    cw_pattern_time(&p, SCENE_START + llround(start_h * 3600e3), INT64_MAX / 4,
                    s->result.unit.search_speed_mps, 0.0);
    for (size_t i = 0; i < p.count; i++) search_add(&kit, s, p.points[i].at, p.points[i].time);
    s->result.unit.turn_s = 0.0;
    s->result.planned = true;
    s->part.spacing_m = spec.spacing_m;
    cw_pattern_free(&p);
    return s;
}

typedef struct tally { /* of the truths that the first search missed */
    double missed, found, second_hypothesis, persons, all;
} tally;

static tally play(const made_search *first, const made_search *second, const double width[2]) {
    walk a = make_walk(first), b = make_walk(second);
    tally sum = {0};
    for (size_t i = 0; i < TRUTHS; i++) {
        truth t = draw_truth();
        sum.all += 1.0;
        if (next_uniform() >= chance_missed(&a, &t, width[t.object])) continue;
        sum.missed += 1.0;
        sum.second_hypothesis += t.hypothesis;
        sum.persons += t.object;
        sum.found += next_uniform() >= chance_missed(&b, &t, width[t.object]);
    }
    walk_free(&a);
    walk_free(&b);
    return sum;
}

/* Frequency against prediction, which rests on `effective` particles. */
static void agree(double count, double of, double predicted, double effective) {
    double p = count / of, error = sqrt(p * (1.0 - p) * (1.0 / of + 1.0 / effective));
    assert_close(p, predicted, fmin(0.01, 3.0 * error));
}

static void second_search_finds_what_the_posterior_predicts(void **state) {
    (void)state;
    updating_begin(&kit, CW_INVERSE_CUBE);
    splitmix = 20211124;
    cw_tracks *t = draw_tracks(PARTICLES, 11);
    made_search *first = ladder_about("first", 500.0, -500.0, 20.0, 0.2);
    made_search *second = ladder_about("second", 5500.0, 500.0, 70.0, 2.0);
    cw_update *update = updating_start(&kit, t);
    updating_apply(update, &first->result);
    double width[2] = {update->steps[0].sweep_width_m[0], update->steps[0].sweep_width_m[1]};
    double h1 = update->hypotheses[1].after, persons = update->objects[1].after;
    double first_pos = update->pos, effective = update->effective;
    updating_apply(update, &second->result);
    tally sum = play(first, second, width);
    assert_true(sum.missed >= 10000.0);
    agree(sum.all - sum.missed, sum.all, first_pos, PARTICLES);
    agree(sum.found, sum.missed, update->steps[1].pos, effective);
    agree(sum.second_hypothesis, sum.missed, h1, effective);
    agree(sum.persons, sum.missed, persons, effective);
    /* The searches say something: the test would not pass with the prior in their place. */
    assert_true(first_pos > 0.2 && update->steps[1].pos > 0.1);
    assert_true(h1 > 1.0 / 3.0 + 0.05 && persons > 0.55);
    free(first);
    free(second);
    cw_update_destroy(update);
    scene_tracks_free(t);
    updating_end(&kit);
}

/* ---- sightings ---------------------------------------------------------------------------------
 */

/* Reports in three bands of what the update makes of them: in each, the share that is related is
 * the mean of the posterior, within three standard errors. */
static void sightings_are_related_as_often_as_told(void **state) {
    (void)state;
    enum { BANDS = 3 };
    double count[BANDS] = {0}, related[BANDS] = {0}, told[BANDS] = {0};
    const double radius = 20e3, sigma = 800.0, confidence = 0.6, before = 0.3;
    updating_begin(&kit, CW_INVERSE_CUBE);
    splitmix = 77;
    cw_tracks *t = draw_tracks(FEW_PARTICLES, 12);
    for (size_t i = 0; i < REPORTS; i++) {
        truth one = draw_truth();
        bool is_related = next_uniform() < before;
        double r = radius * sqrt(next_uniform()), angle = 2.0 * CW_PI * next_uniform();
        cw_xy at = {r * cos(angle), r * sin(angle)};
        if (is_related) {
            at.x_m = one.x0 + one.vx * 3600.0 + sigma * next_normal();
            at.y_m = one.y0 + one.vy * 3600.0 + sigma * next_normal();
        }
        cw_search_result report = sighting_at(
            &kit, "R", at, sigma * sqrt(-2.0 * log(1.0 - confidence)), confidence, before);
        report.background_m2 = CW_PI * radius * radius;
        for (size_t k = 0; k < FEW_PARTICLES; k++) t->weight[k] = 1.0f / FEW_PARTICLES;
        cw_update *update = updating_start(&kit, t);
        updating_apply(update, &report);
        double chance = update->steps[0].related;
        int band = chance < 0.2 ? 0 : chance < 0.7 ? 1 : 2;
        count[band] += 1.0;
        related[band] += is_related;
        told[band] += chance;
        cw_update_destroy(update);
    }
    for (int k = 0; k < BANDS; k++) {
        assert_true(count[k] > 100.0);
        double p = told[k] / count[k];
        assert_close(related[k] / count[k], p, 3.0 * sqrt(p * (1.0 - p) / count[k]));
    }
    scene_tracks_free(t);
    updating_end(&kit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_search_finds_what_the_posterior_predicts),
        cmocka_unit_test(sightings_are_related_as_often_as_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
