/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The best way of one unit, exactly. What each post and hour is worth is given; the way is a
 * longest path on the sea graph unrolled in time, taken apart where the unit is at base. Inside a
 * sortie, for each hour of leaving s and each length d,
 *
 *   reach(d + 1, m) = reward(s + d, m) + max over n with a way n -> m of an hour of
 *                     reach(d, n) - move_cost [n != m]
 *
 * and between sorties, with c crew hours left,
 *
 *   onward(t, c) = max( reward(t, base) + onward(t + 1, c),
 *                       max over d of sortie(t, d) + onward(t + d + rest, c - d) ),
 *
 * which at the end is 0, or out of the question while hours are left that had to be used.
 */
#include "schedule.h"

#include "../base/widest.h"

#include <math.h>
#include <string.h>

static const double HOUR_S = 3600.0;

schedule_way *schedule_ways_create(const cw_schedule_problem *problem, cw_arena *arena) {
    schedule_way *ways = cw_arena_alloc(arena, problem->unit_count * sizeof *ways);
    for (size_t u = 0; ways != NULL && u < problem->unit_count; u++) {
        ways[u] = (schedule_way){cw_arena_alloc(arena, problem->hours * sizeof(uint16_t)),
                                 cw_arena_alloc(arena, problem->hours)};
        if (ways[u].post == NULL || ways[u].state == NULL) return NULL;
    }
    return ways;
}

void schedule_copy(const cw_schedule_problem *problem, const schedule_way *from, schedule_way *to) {
    for (size_t u = 0; u < problem->unit_count; u++) {
        memcpy(to[u].post, from[u].post, problem->hours * sizeof *to[u].post);
        memcpy(to[u].state, from[u].state, problem->hours);
    }
}

void schedule_ways_from(const cw_schedule_problem *problem, const uint16_t *post,
                        const uint8_t *state, schedule_way *ways) {
    for (size_t u = 0; u < problem->unit_count; u++) {
        memcpy(ways[u].post, post + u * problem->hours, problem->hours * sizeof *post);
        memcpy(ways[u].state, state + u * problem->hours, problem->hours);
    }
}

schedule_finder *schedule_finder_create(const cw_schedule_problem *problem, cw_arena *arena) {
    schedule_finder *f = cw_arena_alloc(arena, sizeof *f);
    size_t hours = problem->hours, posts = problem->posts;
    if (f == NULL) return NULL;
    *f = (schedule_finder){.problem = problem,
                           .reward = cw_arena_alloc(arena, hours * posts * sizeof(double)),
                           .reach = cw_arena_alloc(arena, (hours + 1) * posts * sizeof(double)),
                           .sortie = cw_arena_alloc(arena, hours * hours * sizeof(double)),
                           .onward =
                               cw_arena_alloc(arena, (hours + 1) * (hours + 1) * sizeof(double))};
    return f->reward && f->reach && f->sortie && f->onward ? f : NULL;
}

bool schedule_may_stand(const cw_schedule_problem *problem, size_t unit, size_t hour, size_t post) {
    const cw_schedule_unit *u = &problem->units[unit];
    if (post == u->base) return true;
    return u->speed_mps[hour] > 0.0
           && (u->may_stand == NULL || u->may_stand[hour * problem->posts + post]);
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* ---- inside a sortie ------------------------------------------------------------------------- */

/* How far it gets in this hour; negative: it does not go. The hour after the last is as the last.
 */
static double limit_m(const cw_schedule_problem *p, const cw_schedule_unit *u, size_t hour) {
    double speed = u->speed_mps[hour < p->hours ? hour : p->hours - 1];
    return speed > 0.0 ? speed * HOUR_S : -1.0;
}

/* From one post to all others. */
CW_WIDEST
static void go_from(double reach, const double *restrict way, double limit, size_t posts,
                    double *restrict next) {
    for (size_t m = 0; m < posts; m++) {
        double there = way[m] <= limit ? reach : -INFINITY;
        next[m] = there > next[m] ? there : next[m];
    }
}

static void leave(const schedule_finder *f, const cw_schedule_unit *u, size_t hour) {
    const cw_schedule_problem *p = f->problem;
    for (size_t m = 0; m < p->posts; m++) f->reach[m] = -INFINITY;
    go_from(0.0, u->way_m + u->base * p->posts, limit_m(p, u, hour), p->posts, f->reach);
    for (size_t m = 0; m < p->posts; m++) f->reach[m] += f->reward[hour * p->posts + m];
    f->reach[u->base] = -INFINITY;
}

/* One hour longer: the layer after `from`. */
static void go_on(const schedule_finder *f, const cw_schedule_unit *u, size_t hour, double *from) {
    const cw_schedule_problem *p = f->problem;
    double limit = limit_m(p, u, hour), *next = from + p->posts;
    for (size_t m = 0; m < p->posts; m++) next[m] = limit >= 0.0 ? from[m] : -INFINITY;
    for (size_t n = 0; n < p->posts && limit >= 0.0; n++) {
        if (from[n] > -INFINITY)
            go_from(from[n] - p->move_cost, u->way_m + n * p->posts, limit, p->posts, next);
    }
    for (size_t m = 0; m < p->posts; m++) next[m] += f->reward[hour * p->posts + m];
    next[u->base] = -INFINITY;
}

/* The post from which it goes home in `hour`, and the sum until then. */
static size_t best_last(const schedule_finder *f, const cw_schedule_unit *u, size_t hour,
                        const double *reach, double *sum) {
    const cw_schedule_problem *p = f->problem;
    double limit = limit_m(p, u, hour);
    size_t last = u->base;
    *sum = -INFINITY;
    for (size_t n = 0; n < p->posts; n++) {
        if (reach[n] > *sum && u->way_m[n * p->posts + u->base] <= limit) {
            *sum = reach[n];
            last = n;
        }
    }
    return last;
}

/* All sorties that leave in this hour. */
static void look_at_sorties(const schedule_finder *f, const cw_schedule_unit *u, size_t hour,
                            size_t longest) {
    const cw_schedule_problem *p = f->problem;
    double *sortie = f->sortie + hour * p->hours;
    longest = least(longest, p->hours - hour);
    for (size_t d = 1; d <= longest; d++) {
        double *layer = f->reach + (d - 1) * p->posts;
        if (d == 1)
            leave(f, u, hour);
        else
            go_on(f, u, hour + d - 1, layer - p->posts);
        best_last(f, u, hour + d, layer, &sortie[d - 1]);
        sortie[d - 1] -= p->sortie_cost;
    }
}

/* ---- between sorties ------------------------------------------------------------------------- */

static size_t longest_sortie(const cw_schedule_problem *p, const cw_schedule_unit *u) {
    return least(u->endurance_h, least(u->crew_h, p->hours));
}

/* The hour in which it comes in is never one on call. */
static size_t rest_h(const cw_schedule_unit *u) {
    return u->rest_h > 1 ? u->rest_h : 1;
}

static bool is_watch(const cw_schedule_unit *u, size_t hour) {
    return u->watch_h <= 1 || hour % u->watch_h == 0;
}

/* The best from an hour on with so many crew hours left; `length` of the sortie that begins then,
 * 0: it stays. */
static double best_onward(const schedule_finder *f, const cw_schedule_unit *u, size_t hour,
                          size_t left, size_t *length) {
    size_t hours = f->problem->hours, row = hours + 1;
    double best =
        f->reward[hour * f->problem->posts + u->base] + f->onward[(hour + 1) * row + left];
    *length = 0;
    if (!is_watch(u, hour)) return best;
    size_t longest = least(longest_sortie(f->problem, u), least(left, hours - hour));
    for (size_t d = 1; d <= longest; d++) {
        size_t then = least(hours, hour + d + rest_h(u));
        double sum = f->sortie[hour * hours + d - 1] + f->onward[then * row + left - d];
        if (sum > best) {
            best = sum;
            *length = d;
        }
    }
    return best;
}

/* Hours that may be used, and of them those that must be. */
static schedule_limits hours_of(const schedule_finder *f, const cw_schedule_unit *u,
                                schedule_limits limits) {
    limits.most = least(limits.most, least(u->crew_h, f->problem->hours));
    return limits;
}

static double look_onward(const schedule_finder *f, const cw_schedule_unit *u,
                          schedule_limits limits) {
    size_t hours = f->problem->hours, row = hours + 1, crew = limits.most, length;
    for (size_t left = 0; left <= crew; left++)
        f->onward[hours * row + left] = left + limits.least <= crew ? 0.0 : -INFINITY;
    for (size_t hour = hours; hour-- > 0;) {
        for (size_t left = 0; left <= crew; left++)
            f->onward[hour * row + left] = best_onward(f, u, hour, left, &length);
    }
    return f->onward[crew];
}

/* ---- the way itself -------------------------------------------------------------------------- */

/* The post an hour before, on the best way to m in the layer after `from`. */
static size_t post_before(const schedule_finder *f, const cw_schedule_unit *u, size_t hour,
                          const double *from, size_t m) {
    const cw_schedule_problem *p = f->problem;
    size_t best = m;
    double most = from[m], limit = limit_m(p, u, hour);
    for (size_t n = 0; n < p->posts; n++) {
        if (u->way_m[n * p->posts + m] <= limit && from[n] - p->move_cost > most) {
            most = from[n] - p->move_cost;
            best = n;
        }
    }
    return best;
}

static void trace_sortie(const schedule_finder *f, const cw_schedule_unit *u, size_t hour,
                         size_t length, const schedule_way *way) {
    size_t posts = f->problem->posts;
    double sum;
    leave(f, u, hour);
    for (size_t d = 1; d < length; d++) go_on(f, u, hour + d, f->reach + (d - 1) * posts);
    size_t post = best_last(f, u, hour + length, f->reach + (length - 1) * posts, &sum);
    for (size_t d = length; d-- > 0;) {
        way->post[hour + d] = (uint16_t)post;
        way->state[hour + d] = CW_AWAY;
        if (d > 0) post = post_before(f, u, hour + d, f->reach + (d - 1) * posts, post);
    }
}

static void trace(const schedule_finder *f, const cw_schedule_unit *u, size_t left,
                  const schedule_way *way) {
    size_t hours = f->problem->hours, length;
    for (size_t hour = 0; hour < hours;) {
        best_onward(f, u, hour, left, &length);
        if (length == 0) {
            way->post[hour] = (uint16_t)u->base;
            way->state[hour++] = CW_STANDBY;
            continue;
        }
        trace_sortie(f, u, hour, length, way);
        left -= length;
        hour += length;
        size_t ready = least(hours, hour + rest_h(u));
        for (; hour < ready; hour++) {
            way->post[hour] = (uint16_t)u->base;
            way->state[hour] = CW_RESTING;
        }
    }
}

double schedule_find(schedule_finder *f, size_t unit, schedule_limits limits,
                     const schedule_way *way) {
    const cw_schedule_unit *u = &f->problem->units[unit];
    limits = hours_of(f, u, limits);
    size_t longest = longest_sortie(f->problem, u);
    for (size_t hour = 0; hour < f->problem->hours && longest > 0; hour++) {
        if (is_watch(u, hour)) look_at_sorties(f, u, hour, longest);
    }
    double value = look_onward(f, u, limits);
    if (way != NULL) trace(f, u, limits.most, way);
    return value;
}

double schedule_costs(const cw_schedule_problem *problem, const schedule_way *way) {
    double costs = 0.0;
    for (size_t hour = 0; hour < problem->hours; hour++) {
        if (way->state[hour] != CW_AWAY) continue;
        if (hour == 0 || way->state[hour - 1] != CW_AWAY)
            costs += problem->sortie_cost;
        else if (way->post[hour] != way->post[hour - 1])
            costs += problem->move_cost;
    }
    return costs;
}
