/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long does the planner take, and how good is its plan? Two scenes of 40,000 particles with
 * outputs every ten minutes over six hours and five units.
 *
 * strait: a night like that of the bundled case: four hypotheses, three kinds of object (most of
 *         them people in the water, hard to see), a tidal stream that turns in the middle.
 * open:   two hypotheses by day, easily seen; the plan saturates.
 *
 * Prints one line a case: name, size, value, unit. Probabilities are on fresh particles, the mean
 * over seeds of the planner.
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PARTICLES = 40000, TIMES = 37, UNITS = 5, SEEDS = 5 };

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- particles ----------------------------------------------------------------------------- */

typedef struct hypothesis {
    double weight, x_m, y_m, along_m, across_m, axis_deg;
} hypothesis;

typedef struct scene {
    const char *name;
    cw_time start;
    size_t hypothesis_count;
    hypothesis hypotheses[4];
    double stream_mps, stream_deg, drift_mps, spread_mps; /* stream: turns after 2.5 h */
    double object_share[3];
    const char *objects[3];
    cw_conditions conditions;
    double separation_m;
} scene;

static const scene strait = {
    .name = "strait",
    .hypothesis_count = 4,
    .hypotheses = {{0.40, 0, 0, 3100, 3100, 0},
                   {0.25, -4000, 2000, 4000, 1800, 345},
                   {0.20, 4000, -2500, 9000, 1500, 285},
                   {0.15, -1500, 500, 7000, 4000, 45}},
    .stream_mps = 1.0,
    .stream_deg = 35,
    .drift_mps = 0.12,
    .spread_mps = 0.15,
    .object_share = {0.25, 0.35, 0.40},
    .objects = {"Raft 25 person", "Power Boat <= 15ft", "Person in Water"},
    .conditions = {5.0 * CW_NAUTICAL_MILE_M, 4.1, 0.4},
    .separation_m = 926.0,
};

static const scene open_sea = {
    .name = "open",
    .hypothesis_count = 2,
    .hypotheses = {{0.67, 0, 0, 3000, 2000, 90}, {0.33, 9000, 4000, 3000, 2000, 90}},
    .drift_mps = 0.4,
    .spread_mps = 0.15,
    .object_share = {0.75, 0.25, 0.0},
    .objects = {"Raft 4 person", "Person in Water", "Raft 4 person"},
    .conditions = {5.0 * CW_NAUTICAL_MILE_M, 6.0, 0.5},
    .separation_m = 1852.0,
};

static cw_tracks *allocate(void) {
    cw_tracks *t = calloc(1, sizeof *t);
    size_t all = (size_t)PARTICLES * TIMES;
    if (t == NULL) return NULL;
    *t = (cw_tracks){.particles = PARTICLES, .times = TIMES, .step_ms = 600000};
    t->x_m = cw_alloc_array(all, sizeof(float));
    t->y_m = cw_alloc_array(all, sizeof(float));
    t->state = cw_alloc_array(all, 1);
    t->object = cw_alloc_array(all, 1);
    t->weight = cw_alloc_array(PARTICLES, sizeof(float));
    t->hypothesis = cw_alloc_array(PARTICLES, sizeof(uint16_t));
    return t->x_m && t->y_m && t->state && t->object && t->weight && t->hypothesis ? t : NULL;
}

static void release(cw_tracks *t) {
    free(t->x_m);
    free(t->y_m);
    free(t->state);
    free(t->object);
    free(t->weight);
    free(t->hypothesis);
    free(t);
}

/* Way of the stream since the start: a cosine that is slack after 2.5 hours. */
static double stream_way(const scene *s, double time_s) {
    double rate = 2.0 * CW_PI / (12.42 * 3600.0), slack_s = 2.5 * 3600.0;
    return s->stream_mps / rate * (cos(rate * (time_s - slack_s)) - cos(rate * slack_s));
}

static uint8_t draw_object(const scene *s, double u) {
    uint8_t object = 0;
    while (object < 2 && u > s->object_share[object]) u -= s->object_share[object++];
    return object;
}

static void make_particle(const scene *s, cw_tracks *t, uint64_t seed, uint32_t i) {
    size_t h = i % s->hypothesis_count;
    const hypothesis *from = &s->hypotheses[h];
    double z[4], u[4], east = sin(cw_radians(from->axis_deg)),
                       north = cos(cw_radians(from->axis_deg));
    cw_random_normal((cw_draw){.seed = seed, .particle = i, .purpose = CW_DRAW_TEST}, z);
    cw_random_uniform((cw_draw){.seed = seed, .particle = i, .step = 1, .purpose = CW_DRAW_TEST},
                      u);
    t->weight[i] = (float)(from->weight * (double)s->hypothesis_count / PARTICLES);
    t->hypothesis[i] = (uint16_t)h;
    double x = from->x_m + from->along_m * z[0] * east + from->across_m * z[1] * north;
    double y = from->y_m + from->along_m * z[0] * north - from->across_m * z[1] * east;
    uint8_t object = draw_object(s, u[0]);
    for (size_t k = 0; k < TIMES; k++) {
        double time_s = 600.0 * (double)k, way = -stream_way(s, time_s);
        size_t at = k * PARTICLES + i;
        t->x_m[at] = (float)(x + way * sin(cw_radians(s->stream_deg))
                             + time_s * (s->drift_mps + s->spread_mps * z[2]));
        t->y_m[at] = (float)(y + way * cos(cw_radians(s->stream_deg))
                             + time_s * (-0.5 * s->drift_mps + s->spread_mps * z[3]));
        t->state[at] = CW_ADRIFT;
        t->object[at] = object;
    }
}

static cw_tracks *make_tracks(const scene *s, cw_time start, uint64_t seed) {
    cw_tracks *t = allocate();
    if (t == NULL) return NULL;
    t->first = start;
    for (uint32_t i = 0; i < PARTICLES; i++) make_particle(s, t, seed, i);
    return t;
}

/* ---- units --------------------------------------------------------------------------------- */

static void make_units(cw_unit *units, const cw_plane *plane, cw_time start) {
    static const struct {
        cw_unit_kind kind;
        cw_platform platform;
        double transit_kn, search_kn, height_m, endurance_h, night;
        cw_xy at, home;
    } list[UNITS] = {
        {CW_UNIT_LIFEBOAT,
         CW_PLATFORM_BOAT,
         25,
         15,
         4.3,
         10,
         0.4,
         {-33000, -5000},
         {-33000, -5000}},
        {CW_UNIT_LIFEBOAT, CW_PLATFORM_BOAT, 20, 13, 3.7, 9, 0.4, {5000, -20000}, {5000, -20000}},
        {CW_UNIT_VESSEL, CW_PLATFORM_BOAT, 18, 12, 6.1, 24, 0.4, {-2000, -6000}, {-15000, -48000}},
        {CW_UNIT_HELICOPTER,
         CW_PLATFORM_HELICOPTER,
         145,
         70,
         91.4,
         4,
         0.7,
         {-60000, -22000},
         {-60000, -22000}},
        {CW_UNIT_VESSEL, CW_PLATFORM_BOAT, 20, 12, 6.1, 20, 0.4, {-7000, -1000}, {-33000, -5000}},
    };
    for (int k = 0; k < UNITS; k++) {
        units[k] = (cw_unit){.nation = "A",
                             .kind = list[k].kind,
                             .platform = list[k].platform,
                             .transit_speed_mps = cw_knots_to_mps(list[k].transit_kn),
                             .search_speed_mps = cw_knots_to_mps(list[k].search_kn),
                             .search_height_m = list[k].height_m,
                             .endurance_s = 3600.0 * list[k].endurance_h,
                             .turn_s = 20.0,
                             .least_spacing_m = 185.2,
                             .other_factor = 1.0,
                             .night_factor = list[k].night,
                             .available_from = start,
                             .readiness_s = 900.0,
                             .available_to = start + 24 * CW_HOUR_MS,
                             .at = cw_plane_inverse(plane, list[k].at),
                             .turn_round = cw_plane_inverse(plane, list[k].home)};
        snprintf(units[k].name, sizeof units[k].name, "unit %d", k + 1);
    }
}

/* ---- runs ---------------------------------------------------------------------------------- */

static bool run_optimiser(const scene *s, cw_plan_problem *problem, size_t evaluations, int threads,
                          cw_error *err) {
    double seconds = 0.0, pos = 0.0, own = 0.0, least = 1.0;
    problem->evaluations = evaluations;
    problem->threads = threads;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        problem->seed = seed;
        double begin = now_s();
        cw_plan *plan = cw_plan_optimise(problem, err);
        if (plan == NULL) return false;
        seconds += (now_s() - begin) / SEEDS;
        pos += plan->pos / SEEDS;
        own += plan->pos_optimised / SEEDS;
        least = fmin(least, plan->pos);
        cw_plan_destroy(plan);
    }
    printf("plan_%s_%zu_threads_%d_time %d %.3f s\n", s->name, evaluations, threads, PARTICLES,
           seconds);
    if (threads != 1) return true;
    printf("plan_%s_%zu_pos %d %.4f probability\n", s->name, evaluations, PARTICLES, pos);
    printf("plan_%s_%zu_pos_least %d %.4f probability\n", s->name, evaluations, PARTICLES, least);
    printf("plan_%s_%zu_pos_on_own_sample %d %.4f probability\n", s->name, evaluations, PARTICLES,
           own);
    return true;
}

static bool run_worksheet(const scene *s, cw_plan_problem *problem, cw_error *err) {
    double begin = now_s();
    cw_plan *sheet = cw_plan_worksheet(problem, NULL, err);
    if (sheet == NULL) return false;
    printf("plan_%s_worksheet_time %d %.3f s\n", s->name, PARTICLES, now_s() - begin);
    printf("plan_%s_worksheet_pos %d %.4f probability\n", s->name, PARTICLES, sheet->pos);
    begin = now_s();
    bool ok = cw_plan_score(problem, problem->fresh_tracks, sheet, err);
    printf("plan_%s_score_time %d %.4f s\n", s->name, PARTICLES, now_s() - begin);
    cw_plan_destroy(sheet);
    return ok;
}

static bool run_scene(const scene *s, cw_time start, const cw_plane *plane,
                      const cw_sweep_table *table, cw_error *err) {
    cw_unit units[UNITS];
    cw_search_object objects[3] = {{.name = "a"}, {.name = "b"}, {.name = "c", .lifejacket = true}};
    for (int o = 0; o < 3; o++)
        objects[o].sweep_object = cw_sweep_object_find(table, s->objects[o], err);
    cw_tracks *tracks = make_tracks(s, start, 1), *fresh = make_tracks(s, start, 2);
    if (tracks == NULL || fresh == NULL) return cw_fail_memory(err);
    make_units(units, plane, start);
    cw_plan_problem problem = {.plane = plane,
                               .tracks = tracks,
                               .fresh_tracks = fresh,
                               .units = units,
                               .unit_count = UNITS,
                               .objects = objects,
                               .object_count = 3,
                               .table = table,
                               .conditions = s->conditions,
                               .law = CW_INVERSE_CUBE,
                               .from = start,
                               .to = start + 6 * CW_HOUR_MS,
                               .separation_m = s->separation_m,
                               .height_separation_m = 150.0};
    static const size_t evaluations[] = {200, 400, 800};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof evaluations / sizeof *evaluations; i++)
        ok = run_optimiser(s, &problem, evaluations[i], 1, err);
    ok = ok && run_optimiser(s, &problem, 400, 2, err) && run_worksheet(s, &problem, err);
    release(tracks);
    release(fresh);
    return ok;
}

int main(void) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.15, 1.8}, &err);
    cw_sweep_table *table = cw_sweep_table_create(&err);
    bool ok =
        plane != NULL && table != NULL
        && run_scene(&strait, cw_time_from_civil(2021, 11, 24, 3, 30, 0.0), plane, table, &err)
        && run_scene(&open_sea, cw_time_from_civil(2021, 6, 21, 8, 0, 0.0), plane, table, &err);
    if (!ok) fprintf(stderr, "%s\n", err.message);
    cw_sweep_table_destroy(table);
    cw_plane_destroy(plane);
    return ok ? 0 : 3;
}
