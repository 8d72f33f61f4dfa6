/* SPDX-License-Identifier: Apache-2.0 */
/* The made strait (made_strait.h). Cells of 5 km; posts at every second cell both ways, then six
 * bases on the coasts. The water is convex, so that straight ways stay in it. */
#include "made_strait.h"

#include <math.h>

enum { NX = 20, NY = 15, CELLS = NX * NY, STATIONS = (NX / 2) * (NY / 2 + 1), BASES = 6 };
enum { POSTS = STATIONS + BASES, UNITS = 12, KINDS = 4, WEATHERS = 4 };
static const double CELL_KM = 5.0, HOUR_S = 3600.0;

typedef struct kind {
    double knots, ready_h, holds_m; /* its speed in a wave of height h: less by (h / holds_m)^2 */
    size_t endurance_h, crew_h, rest_h, watch_h;
} kind;
static const kind KIND[KINDS] = {{18.0, 0.50, 5.0, 24, 72, 12, 6}, /* cutter */
                                 {25.0, 0.25, 6.0, 8, 40, 8, 2},   /* lifeboat */
                                 {30.0, 0.40, 3.0, 12, 60, 10, 4}, /* fast craft */
                                 {120.0, 0.50, 9.0, 3, 20, 3, 1}}; /* helicopter */
static const size_t KIND_OF[UNITS] = {0, 1, 1, 2, 3, 0, 0, 1, 1, 2, 3, 2};
static const double WAVE_M[WEATHERS] = {0.5, 1.5, 2.5, 4.0};
static const double BASE_KM[BASES][2] = {{15, 75}, {45, 75}, {80, 75}, {20, 0}, {55, 0}, {90, 0}};

static void post_at(size_t post, double km[2]) {
    if (post >= STATIONS) {
        km[0] = BASE_KM[post - STATIONS][0];
        km[1] = BASE_KM[post - STATIONS][1];
        return;
    }
    km[0] = (2.0 * (double)(post % (NX / 2)) + 1.0) * CELL_KM;
    km[1] = (2.0 * (double)(post / (NX / 2)) + 0.5) * CELL_KM;
}

static void cell_at(size_t cell, double km[2]) {
    km[0] = ((double)(cell % NX) + 0.5) * CELL_KM;
    km[1] = ((double)(cell / NX) + 0.5) * CELL_KM;
}

static double apart_km(const double a[2], const double b[2]) {
    return hypot(a[0] - b[0], a[1] - b[1]);
}

static size_t weather_of(size_t hour) {
    static const size_t days[7] = {0, 1, 2, 3, 2, 1, 0};
    return days[hour / 24 % 7];
}

static double speed_mps(const kind *k, double wave_m) {
    double slower = 1.0 - wave_m / k->holds_m * (wave_m / k->holds_m);
    return slower > 0.2 ? cw_knots_to_mps(k->knots * slower) : 0.0;
}

/* Small craft by night along two ways across, fewer in high seas; ships in two lanes. */
static double risk_of(size_t hour, const double km[2]) {
    static const double crafts[WEATHERS] = {1.0, 0.6, 0.15, 0.02};
    double night = 0.5 + 0.5 * cos(2.0 * CW_PI * ((double)(hour % 24) - 3.0) / 24.0);
    double one = (km[0] - 25.0 - 0.3 * km[1]) / 6.0, two = (km[0] - 60.0 - 0.1 * km[1]) / 9.0;
    double lane = fmin(fabs(km[1] - 28.0), fabs(km[1] - 47.0)) / 4.0;
    return 4e-4 * crafts[weather_of(hour)] * night * night
               * (exp(-0.5 * one * one) + 0.6 * exp(-0.5 * two * two))
           + 2e-5 * exp(-0.5 * lane * lane);
}

/* Chances fall as exp(-(t / 45 min)^1.5): a cold sea. */
static void fill_response(const kind *k, double wave_m, double *chance) {
    double speed = speed_mps(k, wave_m);
    for (size_t post = 0; post < POSTS; post++) {
        double from[2], to[2];
        post_at(post, from);
        for (size_t cell = 0; cell < CELLS; cell++) {
            cell_at(cell, to);
            double ready_h = post >= STATIONS ? k->ready_h : 0.05;
            double t = ready_h + 1000.0 * apart_km(from, to) / (speed * HOUR_S);
            chance[post * CELLS + cell] = speed > 0.0 ? exp(-pow(t / 0.75, 1.5)) : 0.0;
        }
    }
}

static bool fill_unit(made_strait *s, size_t number, bool joint, const double *way_m,
                      cw_schedule_unit *u) {
    const kind *k = &KIND[KIND_OF[number]];
    size_t hours = s->problem.hours;
    double *speed = cw_arena_alloc(s->arena, hours * sizeof *speed);
    size_t *response = cw_arena_alloc(s->arena, hours * sizeof *response);
    bool *may = cw_arena_alloc(s->arena, hours * POSTS);
    if (speed == NULL || response == NULL || may == NULL) return false;
    bool north = number < UNITS / 2;
    for (size_t hour = 0; hour < hours; hour++) {
        speed[hour] = speed_mps(k, WAVE_M[weather_of(hour)]);
        response[hour] =
            speed[hour] > 0.0 ? KIND_OF[number] * WEATHERS + weather_of(hour) : CW_NO_RESPONSE;
        for (size_t post = 0; post < POSTS; post++) {
            double at[2];
            post_at(post, at);
            may[hour * POSTS + post] = post < STATIONS && (joint || (at[1] > 37.5) == north);
        }
    }
    *u = (cw_schedule_unit){.base = STATIONS + (north ? number % 3 : 3 + number % 3),
                            .way_m = way_m,
                            .speed_mps = speed,
                            .response = response,
                            .may_stand = may,
                            .endurance_h = k->endurance_h,
                            .crew_h = k->crew_h,
                            .rest_h = k->rest_h,
                            .watch_h = k->watch_h};
    return true;
}

static bool fill(made_strait *s, bool joint) {
    cw_schedule_problem *p = &s->problem;
    double *risk = cw_arena_alloc(s->arena, p->hours * CELLS * sizeof *risk);
    double *way = cw_arena_alloc(s->arena, (size_t)POSTS * POSTS * sizeof *way);
    const double **responses = cw_arena_alloc(s->arena, KINDS * WEATHERS * sizeof *responses);
    cw_schedule_unit *units = cw_arena_alloc(s->arena, UNITS * sizeof *units);
    if (risk == NULL || way == NULL || responses == NULL || units == NULL) return false;
    for (size_t k = 0; k < p->hours * CELLS; k++) {
        double at[2];
        cell_at(k % CELLS, at);
        risk[k] = risk_of(k / CELLS, at);
    }
    for (size_t k = 0; k < (size_t)POSTS * POSTS; k++) {
        double from[2], to[2];
        post_at(k / POSTS, from);
        post_at(k % POSTS, to);
        way[k] = 1000.0 * apart_km(from, to);
    }
    for (size_t k = 0; k < KINDS * WEATHERS; k++) {
        double *chance = cw_arena_alloc(s->arena, (size_t)POSTS * CELLS * sizeof *chance);
        if (chance == NULL) return false;
        fill_response(&KIND[k / WEATHERS], WAVE_M[k % WEATHERS], chance);
        responses[k] = chance;
    }
    for (size_t k = 0; k < UNITS; k++) {
        if (!fill_unit(s, k, joint, way, &units[k])) return false;
    }
    p->risk = risk;
    p->responses = responses;
    p->units = units;
    return true;
}

bool made_strait_create(size_t hours, bool joint, double busy, made_strait *strait) {
    *strait = (made_strait){.arena = cw_arena_create(),
                            .problem = {.posts = POSTS,
                                        .cells = CELLS,
                                        .hours = hours,
                                        .response_count = KINDS * WEATHERS,
                                        .unit_count = UNITS,
                                        .busy = busy,
                                        .helpers = busy > 0.0 ? 3 : 1,
                                        .move_cost = 1e-4,
                                        .sortie_cost = 1e-3}};
    return strait->arena != NULL && fill(strait, joint);
}

void made_strait_destroy(made_strait *strait) {
    cw_arena_destroy(strait->arena);
    *strait = (made_strait){.arena = NULL};
}
