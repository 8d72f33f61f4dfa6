/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How near to the best that any plan could do does the planner come? Forty varied cases from one
 * seed: one to three hypotheses, one or two kinds of object, one to eight units of five kinds, 2 to
 * 24 hours, a stream that turns and is sheared. What the units can sweep is drawn between 4 and 40
 * times the square of the hypotheses' spread, so that no case is hopeless or certain.
 *
 * Each case is planned under the random law and under the inverse cube law, scored on fresh
 * particles, and set against the bound of the same law (docs/bound.md) and against the manual's
 * worksheet, scored on the same particles.
 *
 *   bench_bound [--time SECONDS] [--evaluations N] [--seed N] [--cases N] [--first N] [--every N]
 *               [--law random|inverse_cube] [--threads N] [--detail 1] [--apart METRES] [--areas N]
 *               [--turn SECONDS] [--ground 1]
 *
 * SECONDS: limit of the optimiser for each case; without it, its default evaluations. Prints one
 * line a case, then for each law the share of the bound (least, median, most) and what is gained on
 * the worksheet (median).
 */
#include "crosswatch/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PARTICLES = 10000 /* a hypothesis */,
    FRESH = 40000,
    CASES = 40,
    MOST_UNITS = 8,
    MOST_HYPOTHESES = 3
};

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double cpu_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- draws --------------------------------------------------------------------------------- */

typedef struct roller {
    uint64_t seed;
    uint32_t draw;
} roller;

static double roll(roller *r, double low, double high) {
    double u[4];
    cw_random_uniform((cw_draw){.seed = r->seed, .step = r->draw++, .purpose = CW_DRAW_TEST}, u);
    return low + (high - low) * u[0];
}

/* Even in the logarithm. */
static double roll_ratio(roller *r, double low, double high) {
    return low * exp(roll(r, 0.0, log(high / low)));
}

static cw_xy roll_place(roller *r, double least, double most) {
    double way = roll(r, least, most), angle = roll(r, 0.0, 2.0 * CW_PI);
    return (cw_xy){way * cos(angle), way * sin(angle)};
}

/* ---- a case -------------------------------------------------------------------------------- */

typedef struct blob {
    cw_xy at;
    double share, along_m, across_m, axis;
} blob;

typedef struct world {
    double hours, sigma_m;
    size_t blob_count;
    blob blobs[MOST_HYPOTHESES];
    double stream_mps, axis, phase, round, shear_per_s, wind_mps, spread_mps, second_share;
    cw_unit units[MOST_UNITS];
    cw_search_object objects[2];
    cw_tracks *tracks, *fresh;
    cw_plan_problem problem;
    bool detail;
} world;

static void roll_unit(roller *r, const cw_plane *plane, cw_time start, double hours, cw_unit *u) {
    static const struct {
        cw_unit_kind kind;
        cw_platform platform;
        double transit_kn, search_kn, height_m, endurance_h, night;
    } kinds[5] = {{CW_UNIT_LIFEBOAT, CW_PLATFORM_BOAT, 25, 14, 4.3, 10, 0.5},
                  {CW_UNIT_VESSEL, CW_PLATFORM_BOAT, 18, 12, 6.1, 24, 0.5},
                  {CW_UNIT_HELICOPTER, CW_PLATFORM_HELICOPTER, 140, 80, 91.4, 4, 0.6},
                  {CW_UNIT_AEROPLANE, CW_PLATFORM_AIRCRAFT, 220, 150, 152.4, 7, 0.3},
                  {CW_UNIT_LIFEBOAT, CW_PLATFORM_BOAT, 30, 18, 3.0, 4, 0.4}};
    size_t k = (size_t)roll(r, 0.0, 5.0);
    *u = (cw_unit){.nation = "A",
                   .kind = kinds[k].kind,
                   .platform = kinds[k].platform,
                   .transit_speed_mps = cw_knots_to_mps(kinds[k].transit_kn),
                   .search_speed_mps = cw_knots_to_mps(kinds[k].search_kn),
                   .search_height_m = kinds[k].height_m + roll(r, 0.0, 3.0),
                   .endurance_s = 3600.0 * kinds[k].endurance_h,
                   .turn_s = 20.0,
                   .least_spacing_m = 185.2,
                   .other_factor = 1.0,
                   .night_factor = kinds[k].night,
                   .available_from = start + llround(roll(r, 0.0, 0.25 * hours) * 3.6e6),
                   .readiness_s = roll(r, 300.0, 1200.0),
                   .available_to = start + 48 * CW_HOUR_MS};
    bool air = u->platform == CW_PLATFORM_HELICOPTER || u->platform == CW_PLATFORM_AIRCRAFT;
    cw_xy base = roll_place(r, 4000.0, air ? 90000.0 : 25000.0);
    u->at = u->turn_round = cw_plane_inverse(plane, base);
}

/* W v T of all units for an object, by their times on scene. */
static double effort_of(const world *w, const cw_sweep_table *table, size_t object) {
    double sum = 0.0;
    for (size_t k = 0; k < w->problem.unit_count; k++) {
        const cw_unit *u = &w->units[k];
        cw_sweep_conditions c = {.platform = u->platform,
                                 .height_m = u->search_height_m,
                                 .visibility_m = w->problem.conditions.visibility_m,
                                 .wind_mps = w->problem.conditions.wind_mps,
                                 .wave_height_m = w->problem.conditions.wave_height_m,
                                 .search_speed_mps = u->search_speed_mps,
                                 .lifejacket = w->objects[object].lifejacket,
                                 .other_factor = 1.0};
        cw_sweep_width width;
        if (!cw_sweep_width_compute(table, w->objects[object].sweep_object, &c, &width, NULL))
            continue;
        double late_s = (double)(u->available_from - w->problem.from) / 1000.0 + u->readiness_s;
        double there_s = fmin(3600.0 * w->hours - late_s, 0.8 * u->endurance_s);
        sum += width.corrected_m * u->search_speed_mps * fmax(there_s, 0.0);
    }
    return sum;
}

static void roll_blobs(roller *r, world *w) {
    double total = 0.0;
    w->blob_count = 1 + (size_t)roll(r, 0.0, 3.0);
    for (size_t h = 0; h < w->blob_count; h++) {
        blob *b = &w->blobs[h];
        double longer = roll_ratio(r, 1.0, 2.5);
        b->at = h == 0 ? (cw_xy){0.0, 0.0} : roll_place(r, 1.0 * w->sigma_m, 4.0 * w->sigma_m);
        b->share = roll(r, 0.3, 1.0);
        b->along_m = w->sigma_m * sqrt(longer);
        b->across_m = w->sigma_m / sqrt(longer);
        b->axis = roll(r, 0.0, CW_PI);
        total += b->share;
    }
    for (size_t h = 0; h < w->blob_count; h++) w->blobs[h].share /= total;
}

/* ---- particles ------------------------------------------------------------------------------ */

/* A stream that turns with the tide, goes round as well, and is stronger to one side. */
static cw_xy stream_at(const world *w, double x, double y, double time_s) {
    double angle = 2.0 * CW_PI * time_s / (12.42 * 3600.0) + w->phase;
    double aside = y * cos(w->axis) - x * sin(w->axis);
    double along = (w->stream_mps + w->shear_per_s * aside) * cos(angle);
    double across = w->round * w->stream_mps * sin(angle);
    return (cw_xy){along * cos(w->axis) - across * sin(w->axis) + w->wind_mps,
                   along * sin(w->axis) + across * cos(w->axis)};
}

static void drift_particle(const world *w, cw_tracks *t, uint64_t seed, uint32_t i) {
    double z[4], u[4], chance;
    cw_draw draw = {.seed = seed, .particle = i, .purpose = CW_DRAW_TEST};
    cw_random_normal(draw, z);
    draw.step = 1;
    cw_random_uniform(draw, u);
    size_t h = 0;
    for (chance = u[0]; h + 1 < w->blob_count && chance > w->blobs[h].share; h++)
        chance -= w->blobs[h].share;
    const blob *b = &w->blobs[h];
    double a = b->along_m * z[0], c = b->across_m * z[1];
    double x = b->at.x_m + a * cos(b->axis) - c * sin(b->axis);
    double y = b->at.y_m + a * sin(b->axis) + c * cos(b->axis);
    double step_s = (double)t->step_ms / 1000.0;
    t->weight[i] = 1.0f;
    t->hypothesis[i] = (uint16_t)h;
    for (size_t k = 0; k < t->times; k++) {
        size_t at = k * t->particles + i;
        cw_xy s = stream_at(w, x, y, step_s * (double)k);
        t->x_m[at] = (float)x;
        t->y_m[at] = (float)y;
        t->state[at] = CW_ADRIFT;
        t->object[at] = u[1] < w->second_share;
        x += step_s * (s.x_m + w->spread_mps * z[2]);
        y += step_s * (s.y_m + w->spread_mps * z[3]);
    }
}

static void release(cw_tracks *t) {
    if (t == NULL) return;
    free(t->x_m);
    free(t->y_m);
    free(t->state);
    free(t->object);
    free(t->weight);
    free(t->hypothesis);
    free(t);
}

static cw_tracks *make_tracks(const world *w, uint64_t seed, size_t particles) {
    cw_tracks *t = calloc(1, sizeof *t);
    if (t == NULL) return NULL;
    size_t times = 1 + (size_t)ceil(w->hours * 6.0), all = times * particles;
    *t = (cw_tracks){.particles = particles,
                     .times = times,
                     .step_ms = 10 * CW_MINUTE_MS,
                     .first = w->problem.from};
    t->x_m = cw_alloc_array(all, sizeof(float));
    t->y_m = cw_alloc_array(all, sizeof(float));
    t->state = cw_alloc_array(all, 1);
    t->object = cw_alloc_array(all, 1);
    t->weight = cw_alloc_array(particles, sizeof(float));
    t->hypothesis = cw_alloc_array(particles, sizeof(uint16_t));
    if (!(t->x_m && t->y_m && t->state && t->object && t->weight && t->hypothesis)) {
        release(t);
        return NULL;
    }
    for (uint32_t i = 0; i < particles; i++) drift_particle(w, t, seed, i);
    return t;
}

static bool roll_world(world *w, uint64_t number, const cw_plane *plane,
                       const cw_sweep_table *table, cw_error *err) {
    static const char *const names[4] = {"Person in Water", "Raft 4 person", "Power Boat <= 15ft",
                                         "Raft 25 person"};
    roller r = {.seed = 7000 + number};
    cw_time start = cw_time_from_civil(2021, 6, 21, 4, 0, 0.0); /* long days */
    *w = (world){.hours = roll_ratio(&r, 2.0, 24.0)};
    start += llround(roll(&r, 0.0, 12.0)) * CW_HOUR_MS;
    for (size_t o = 0; o < 2; o++) {
        const char *name = names[(size_t)roll(&r, 0.0, 4.0)];
        w->objects[o].sweep_object = cw_sweep_object_find(table, name, err);
        w->objects[o].lifejacket = roll(&r, 0.0, 1.0) < 0.5;
        if (w->objects[o].sweep_object < 0) return false;
    }
    w->second_share = roll(&r, 0.0, 1.0) < 0.5 ? 0.0 : roll(&r, 0.2, 0.8);
    w->problem = (cw_plan_problem){.plane = plane,
                                   .units = w->units,
                                   .unit_count = 1 + (size_t)roll(&r, 0.0, MOST_UNITS),
                                   .objects = w->objects,
                                   .object_count = 2,
                                   .table = table,
                                   .from = start,
                                   .to = start + llround(w->hours * 3.6e6),
                                   .separation_m = roll(&r, 500.0, 2000.0),
                                   .height_separation_m = 150.0,
                                   .seed = number};
    w->problem.conditions = (cw_conditions){cw_nm_to_m(roll_ratio(&r, 3.0, 15.0)),
                                            roll(&r, 1.0, 9.0), roll(&r, 0.2, 1.0)};
    for (size_t k = 0; k < w->problem.unit_count; k++)
        roll_unit(&r, plane, start, w->hours, &w->units[k]);
    double effort_m2 =
        (1.0 - w->second_share) * effort_of(w, table, 0) + w->second_share * effort_of(w, table, 1);
    w->sigma_m = fmin(fmax(sqrt(effort_m2 / roll_ratio(&r, 4.0, 40.0)), 1500.0), 20000.0);
    roll_blobs(&r, w);
    w->stream_mps = roll(&r, 0.2, 1.5);
    w->axis = roll(&r, 0.0, CW_PI);
    w->phase = roll(&r, 0.0, 2.0 * CW_PI);
    w->round = roll(&r, -0.5, 0.5);
    w->shear_per_s = roll(&r, -2e-5, 2e-5);
    w->wind_mps = roll(&r, -0.2, 0.2);
    w->spread_mps = roll(&r, 0.03, 0.2);
    w->problem.tracks = w->tracks = make_tracks(w, 2 * number, PARTICLES * w->blob_count);
    w->problem.fresh_tracks = w->fresh = make_tracks(w, 2 * number + 1, FRESH);
    return (w->tracks != NULL && w->fresh != NULL) || cw_fail_memory(err);
}

/* ---- the table ------------------------------------------------------------------------------ */

typedef struct table {
    size_t count;
    double share[CASES], gain[CASES];
} table;

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double sorted_median(double *values, size_t count) {
    qsort(values, count, sizeof *values, by_size);
    return count % 2 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

static void print_task(const world *w, const cw_task *task) {
    const cw_pattern *p = &task->pattern;
    double on_h = (double)(task->on_scene - w->problem.from) / 3.6e6;
    double off_h = (double)(task->off_scene - w->problem.from) / 3.6e6;
    if (!task->assigned) {
        printf("    unit %zu: %s\n", task->unit, task->reason);
        return;
    }
    printf("    unit %zu area %zu: %s %.1f x %.1f km at %.1f %.1f km, spacing %.0f m (W %.0f m), "
           "%s, %.1f to %.1f h, transit %.0f km, return %.0f km, coverage %.2f, poc %.2f, "
           "alone %.3f, gain %.3f\n",
           task->unit, task->area, cw_pattern_code(p->spec.kind), p->spec.length_m / 1e3,
           p->spec.width_m / 1e3, p->spec.centre.x_m / 1e3, p->spec.centre.y_m / 1e3,
           p->spec.spacing_m, task->sweep_width_m[0], p->drift_count > 0 ? "drifts" : "stands",
           on_h, off_h, task->transit_m / 1e3, task->return_m / 1e3, task->coverage, task->poc,
           task->pos_alone, task->pos_gain);
}

static bool run_law(world *w, size_t number, cw_detection_law law, table *t, cw_error *err) {
    cw_bound b;
    w->problem.law = law;
    double begin = now_s(), worked = cpu_s(), planned, bounded;
    cw_plan *plan = cw_plan_optimise(&w->problem, err);
    planned = now_s();
    worked = cpu_s() - worked;
    cw_plan *sheet = plan != NULL ? cw_plan_worksheet(&w->problem, NULL, err) : NULL;
    bool done =
        sheet != NULL
        && cw_plan_bound(&w->problem, &(cw_bound_options){.gap = 0.001, .sweeps = 100}, &b, err);
    bounded = now_s();
    if (done) {
        double share = b.upper > 0.0 ? plan->pos / b.upper : 1.0;
        double gain = sheet->pos > 0.0 ? plan->pos / sheet->pos - 1.0 : 1.0;
        t->share[t->count] = share;
        t->gain[t->count++] = gain;
        printf("%2zu %-12s %4.1f h %zu units %zu hypotheses  sigma %5.0f m  POS %.4f (%.4f "
               "optimised, %zu trials)  bound %.4f "
               "(reached %.4f)  share %.3f  worksheet %.4f  plan %.2f s (%.2f of processor), bound "
               "%.2f s\n",
               number, cw_detection_law_name(law), w->hours, w->problem.unit_count, w->blob_count,
               w->sigma_m, plan->pos, plan->pos_optimised, plan->evaluations, b.upper, b.lower,
               share, sheet->pos, planned - begin, worked, bounded - planned);
        for (size_t k = 0; w->detail && k < plan->task_count; k++) print_task(w, &plan->tasks[k]);
        fflush(stdout);
    }
    cw_plan_destroy(plan);
    cw_plan_destroy(sheet);
    return done;
}

static void summarise(const char *law, table *t) {
    if (t->count == 0) return;
    double share = sorted_median(t->share, t->count), gain = sorted_median(t->gain, t->count);
    printf("bound_%s_share_least %zu %.4f\n", law, t->count, t->share[0]);
    printf("bound_%s_share_median %zu %.4f\n", law, t->count, share);
    printf("bound_%s_share_most %zu %.4f\n", law, t->count, t->share[t->count - 1]);
    printf("bound_%s_gain_on_worksheet_median %zu %.4f\n", law, t->count, gain);
}

static double option(int count, char **words, const char *name, double otherwise) {
    for (int i = 1; i + 1 < count; i++) {
        if (strcmp(words[i], name) == 0) return atof(words[i + 1]);
    }
    return otherwise;
}

static bool law_is_wanted(int count, char **words, const char *law) {
    for (int i = 1; i + 1 < count; i++) {
        if (strcmp(words[i], "--law") == 0) return strcmp(words[i + 1], law) == 0;
    }
    return true;
}

static void set_options(world *w, int count, char **words) {
    double turn_s = option(count, words, "--turn", -1.0);
    w->detail = option(count, words, "--detail", 0.0) > 0.0;
    w->problem.time_limit_s = option(count, words, "--time", 0.0);
    w->problem.separation_m = option(count, words, "--apart", w->problem.separation_m);
    w->problem.evaluations = (size_t)option(count, words, "--evaluations", 0.0);
    w->problem.seed = (uint64_t)option(count, words, "--seed", (double)w->problem.seed);
    w->problem.most_areas = (size_t)option(count, words, "--areas", 0.0);
    w->problem.over_ground = option(count, words, "--ground", 0.0) > 0.0;
    w->problem.threads = (int)option(count, words, "--threads", 0.0);
    for (size_t k = 0; turn_s >= 0.0 && k < w->problem.unit_count; k++) w->units[k].turn_s = turn_s;
}

int main(int count, char **words) {
    cw_error err = {0};
    cw_plane *plane = cw_plane_create((cw_position){51.0, 1.5}, &err);
    cw_sweep_table *widths = cw_sweep_table_create(&err);
    table random = {0}, cube = {0};
    size_t first = (size_t)option(count, words, "--first", 0.0);
    size_t cases = (size_t)option(count, words, "--cases", CASES);
    bool done = plane != NULL && widths != NULL;
    size_t every = (size_t)fmax(1.0, option(count, words, "--every", 1.0));
    for (size_t k = first; done && k < CASES && k < first + cases; k += every) {
        world w = {0};
        done = roll_world(&w, k, plane, widths, &err);
        set_options(&w, count, words);
        if (law_is_wanted(count, words, "random"))
            done = done && run_law(&w, k, CW_RANDOM, &random, &err);
        if (law_is_wanted(count, words, "inverse_cube"))
            done = done && run_law(&w, k, CW_INVERSE_CUBE, &cube, &err);
        release(w.tracks);
        release(w.fresh);
    }
    summarise("random", &random);
    summarise("inverse_cube", &cube);
    if (!done) fprintf(stderr, "%s\n", err.message);
    cw_sweep_table_destroy(widths);
    cw_plane_destroy(plane);
    return done ? 0 : 3;
}
