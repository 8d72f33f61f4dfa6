/* SPDX-License-Identifier: Apache-2.0 */
/* Tiny worlds for the schedule solver, and all that their units could do: every sequence of posts
 * that the rules in patrol.h allow, found by trying, with code of its own. */
#ifndef CROSSWATCH_TEST_PATROL_SCHEDULE_WORLD_H
#define CROSSWATCH_TEST_PATROL_SCHEDULE_WORLD_H

#include "draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POSTS = 4, HOURS = 5, CELLS = 6, UNITS = 2, MOST_WAYS = 4000 };

typedef struct tiny_world {
    double risk[HOURS * CELLS], chance[2][POSTS * CELLS], way_m[POSTS * POSTS];
    const double *responses[2];
    double speed_mps[UNITS][HOURS];
    size_t response[UNITS][HOURS];
    bool may_stand[UNITS][HOURS * POSTS];
    cw_schedule_unit units[UNITS];
    cw_schedule_problem problem;
} tiny_world;

/* Posts 0 and 1 are the bases; an hour at 1 m/s is 3600 m. */
static inline void tiny_world_make(uint64_t seed, tiny_world *w) {
    size_t k = 0;
    *w = (tiny_world){.responses = {w->chance[0], w->chance[1]}};
    for (size_t i = 0; i < HOURS * CELLS; i++) w->risk[i] = drawn(seed, k++);
    for (size_t i = 0; i < POSTS * CELLS; i++) {
        w->chance[0][i] = drawn(seed, k++);
        w->chance[1][i] = 0.5 * drawn(seed, k++);
    }
    for (size_t i = 0; i < POSTS; i++) {
        for (size_t j = 0; j < i; j++)
            w->way_m[i * POSTS + j] = w->way_m[j * POSTS + i] = 5400.0 * drawn(seed, k++);
    }
    for (size_t u = 0; u < UNITS; u++) {
        for (size_t hour = 0; hour < HOURS; hour++) {
            w->speed_mps[u][hour] = drawn(seed, k++) < 0.15 ? 0.0 : 1.0;
            w->response[u][hour] = drawn(seed, k++) < 0.1 ? CW_NO_RESPONSE : u;
            for (size_t post = 0; post < POSTS; post++)
                w->may_stand[u][hour * POSTS + post] = drawn(seed, k++) < 0.85;
        }
        w->units[u] = (cw_schedule_unit){.base = u,
                                         .way_m = w->way_m,
                                         .speed_mps = w->speed_mps[u],
                                         .response = w->response[u],
                                         .may_stand = w->may_stand[u],
                                         .endurance_h = 1 + (seed + u) % 4,
                                         .crew_h = 2 + (seed + u) % 3,
                                         .rest_h = (seed / 2 + u) % 3,
                                         .watch_h = (seed + u) % 3};
    }
    w->problem = (cw_schedule_problem){.posts = POSTS,
                                       .cells = CELLS,
                                       .hours = HOURS,
                                       .risk = w->risk,
                                       .responses = w->responses,
                                       .response_count = 2,
                                       .units = w->units,
                                       .unit_count = UNITS,
                                       .busy = seed % 2 == 0 ? 0.3 : 0.0,
                                       .helpers = 2,
                                       .move_cost = 0.02,
                                       .sortie_cost = 0.05};
}

/* One thing that a unit could do. Away: the post; at base: -1; at rest: -2. */
typedef struct tiny_way {
    int at[HOURS];
} tiny_way;

typedef struct tiny_ways {
    tiny_way way[MOST_WAYS];
    size_t count;
} tiny_ways;

static inline bool tiny_goes(const cw_schedule_problem *p, size_t u, size_t from, size_t to,
                             size_t hour) {
    double speed = p->units[u].speed_mps[hour == HOURS ? HOURS - 1 : hour];
    return speed > 0.0 && p->units[u].way_m[from * POSTS + to] <= 3600.0 * speed;
}

/* All ways on from `hour`, after `out` hours in this sortie, `crew` in all, `rest` still to go. */
static inline void tiny_try(const cw_schedule_problem *p, size_t u, tiny_way *way, size_t hour,
                            size_t out, size_t crew, size_t rest, tiny_ways *all) {
    const cw_schedule_unit *unit = &p->units[u];
    size_t from = out > 0 ? (size_t)way->at[hour - 1] : unit->base;
    bool home = out == 0 || tiny_goes(p, u, from, unit->base, hour);
    if (hour == HOURS) {
        if (home && all->count < MOST_WAYS) all->way[all->count++] = *way;
        return;
    }
    if (out > 0) rest = unit->rest_h > 0 ? unit->rest_h : 1;
    if (home) {
        way->at[hour] = rest > 0 ? -2 : -1;
        tiny_try(p, u, way, hour + 1, 0, crew, rest > 0 ? rest - 1 : 0, all);
    }
    if (out == 0 && (rest > 0 || (unit->watch_h > 0 && hour % unit->watch_h != 0))) return;
    if (out == unit->endurance_h || crew == unit->crew_h) return;
    for (size_t post = 0; post < POSTS; post++) {
        if (post == unit->base || !tiny_goes(p, u, from, post, hour)
            || (unit->may_stand != NULL && !unit->may_stand[hour * POSTS + post]))
            continue;
        way->at[hour] = (int)post;
        tiny_try(p, u, way, hour + 1, out + 1, crew + 1, 0, all);
    }
}

static inline tiny_ways *tiny_all(const cw_schedule_problem *p, size_t u) {
    tiny_ways *all = calloc(1, sizeof *all);
    tiny_way way;
    if (all != NULL) tiny_try(p, u, &way, 0, 0, 0, 0, all);
    return all;
}

static inline double tiny_cost(const cw_schedule_problem *p, const tiny_way *way) {
    double cost = 0.0;
    for (size_t hour = 0; hour < HOURS; hour++) {
        if (way->at[hour] < 0) continue;
        if (hour == 0 || way->at[hour - 1] < 0)
            cost += p->sortie_cost;
        else if (way->at[hour] != way->at[hour - 1])
            cost += p->move_cost;
    }
    return cost;
}

static inline double tiny_chance(const cw_schedule_problem *p, size_t u, const tiny_way *way,
                                 size_t hour, size_t cell) {
    size_t response = p->units[u].response[hour];
    if (way->at[hour] == -2 || response == CW_NO_RESPONSE) return 0.0;
    size_t post = way->at[hour] == -1 ? p->units[u].base : (size_t)way->at[hour];
    return p->responses[response][post * CELLS + cell];
}

/* What two units' ways are worth together, straight from the definition. */
static inline double tiny_value(const cw_schedule_problem *p, const tiny_way *a,
                                const tiny_way *b) {
    double sum = -tiny_cost(p, a) - (b != NULL ? tiny_cost(p, b) : 0.0);
    for (size_t hour = 0; hour < HOURS; hour++) {
        for (size_t cell = 0; cell < CELLS; cell++) {
            double one = tiny_chance(p, 0, a, hour, cell);
            double two = b != NULL ? tiny_chance(p, 1, b, hour, cell) : 0.0;
            double first = (1.0 - p->busy) * fmax(one, two);
            double second = (1.0 - p->busy) * p->busy * fmin(one, two);
            sum += p->risk[hour * CELLS + cell] * (first + second);
        }
    }
    return sum;
}

static inline int tiny_hours(const tiny_way *way) {
    int hours = 0;
    for (size_t hour = 0; hour < HOURS; hour++) hours += way->at[hour] >= 0;
    return hours;
}

/* Whether a unit with so many hours beside the other's keeps the share, to the hour. */
static inline bool tiny_is_fair(const cw_schedule_problem *p, int own, int other) {
    bool limited = p->most_share > 0.0 && p->most_share < 1.0;
    return !limited || own == 0 || own <= p->most_share * (own + other) + 1.0 + 1e-9;
}

static inline double tiny_best(const cw_schedule_problem *p) {
    tiny_ways *a = tiny_all(p, 0), *b = p->unit_count > 1 ? tiny_all(p, 1) : NULL;
    double best = -INFINITY;
    for (size_t i = 0; i < a->count; i++) {
        if (b == NULL) best = fmax(best, tiny_value(p, &a->way[i], NULL));
        for (size_t j = 0; b != NULL && j < b->count; j++) {
            int one = tiny_hours(&a->way[i]), two = tiny_hours(&b->way[j]);
            if (tiny_is_fair(p, one, two) && tiny_is_fair(p, two, one))
                best = fmax(best, tiny_value(p, &a->way[i], &b->way[j]));
        }
    }
    if (a->count == MOST_WAYS || (b != NULL && b->count == MOST_WAYS)) best = NAN;
    free(a);
    free(b);
    return best;
}

#endif
