/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Routes of a team orienteering search. For each route stands what inserting each node would cost,
 * kept up to date by one pass over the route's edges, all nodes side by side: the search looks at
 * nothing else when it repairs a route.
 */
#include "orient.h"

#include "../base/widest.h"

#include <math.h>
#include <string.h>

static const double LEAST_GAIN = 1e-9;

orient_state *orient_state_create(const cw_orienteering *problem, cw_arena *arena) {
    orient_state *s = cw_arena_alloc(arena, sizeof *s);
    size_t n = problem->nodes;
    if (s == NULL) return NULL;
    *s = (orient_state){.problem = problem,
                        .routes = cw_arena_alloc(arena, problem->routes * sizeof *s->routes),
                        .on = cw_arena_alloc(arena, n * sizeof *s->on)};
    if (s->routes == NULL || s->on == NULL) return NULL;
    for (size_t r = 0; r < problem->routes; r++) {
        orient_route *route = &s->routes[r];
        *route = (orient_route){.stop = cw_arena_alloc(arena, n * sizeof *route->stop),
                                .longer = cw_arena_alloc(arena, n * sizeof *route->longer),
                                .place = cw_arena_alloc(arena, n * sizeof *route->place)};
        if (!route->stop || !route->longer || !route->place) return NULL;
    }
    return s;
}

static const double *from(const orient_state *s, size_t node) {
    return s->problem->distance + node * s->problem->nodes;
}

CW_WIDEST
static void try_edge(const double *restrict a, const double *restrict b, double edge,
                     uint16_t place, size_t n, double *restrict longer, uint16_t *restrict where) {
    for (size_t i = 0; i < n; i++) {
        double more = a[i] + b[i] - edge;
        where[i] = more < longer[i] ? place : where[i];
        longer[i] = more < longer[i] ? more : longer[i];
    }
}

/* What each node would add, after the route has changed. */
static void look_at_insertions(const orient_state *s, orient_route *r) {
    size_t n = s->problem->nodes;
    for (size_t i = 0; i < n; i++) r->longer[i] = INFINITY;
    for (size_t k = 1; k < r->count; k++) {
        const double *a = from(s, r->stop[k - 1]);
        try_edge(a, from(s, r->stop[k]), a[r->stop[k]], (uint16_t)k, n, r->longer, r->place);
    }
}

static void measure(orient_state *s, orient_route *r) {
    double length = 0.0;
    for (size_t k = 1; k < r->count; k++) length += from(s, r->stop[k - 1])[r->stop[k]];
    s->length += length - r->length;
    r->length = length;
    r->stale = false;
    look_at_insertions(s, r);
}

bool orient_clear(orient_state *s) {
    const cw_orienteering *p = s->problem;
    s->score = s->length = 0.0;
    for (size_t i = 0; i < p->nodes; i++) s->on[i] = -1;
    for (size_t k = 0; k < p->routes; k++) {
        orient_route *r = &s->routes[k];
        r->stop[0] = 0;
        r->stop[1] = (uint16_t)(p->nodes - 1);
        r->count = 2;
        r->length = 0.0;
        measure(s, r);
    }
    return s->routes[0].length <= p->longest;
}

void orient_copy(orient_state *to, const orient_state *from_state) {
    size_t n = from_state->problem->nodes;
    to->score = from_state->score;
    to->length = from_state->length;
    memcpy(to->on, from_state->on, n * sizeof *to->on);
    for (size_t k = 0; k < from_state->problem->routes; k++) {
        const orient_route *a = &from_state->routes[k];
        orient_route *b = &to->routes[k];
        b->count = a->count;
        b->length = a->length;
        memcpy(b->stop, a->stop, a->count * sizeof *b->stop);
        memcpy(b->longer, a->longer, n * sizeof *b->longer);
        memcpy(b->place, a->place, n * sizeof *b->place);
    }
}

bool orient_fits(const orient_state *s, size_t route, size_t node) {
    const orient_route *r = &s->routes[route];
    return r->length + r->longer[node] <= s->problem->longest;
}

void orient_insert(orient_state *s, size_t route, size_t node) {
    orient_route *r = &s->routes[route];
    size_t place = r->place[node];
    memmove(r->stop + place + 1, r->stop + place, (r->count - place) * sizeof *r->stop);
    r->stop[place] = (uint16_t)node;
    r->count++;
    s->on[node] = (int16_t)route;
    s->score += s->problem->score[node];
    measure(s, r);
}

void orient_remove(orient_state *s, size_t node) {
    orient_route *r = &s->routes[s->on[node]];
    size_t place = 1;
    while (r->stop[place] != node) place++;
    memmove(r->stop + place, r->stop + place + 1, (r->count - place - 1) * sizeof *r->stop);
    r->count--;
    s->on[node] = -1;
    s->score -= s->problem->score[node];
    r->stale = true;
}

void orient_settle(orient_state *s) {
    for (size_t k = 0; k < s->problem->routes; k++) {
        if (s->routes[k].stale) measure(s, &s->routes[k]);
    }
}

/* ---- shorter ------------------------------------------------------------------------------- */

static void turn_round(uint16_t *stop, size_t first, size_t last) {
    while (first < last) {
        uint16_t swap = stop[first];
        stop[first++] = stop[last];
        stop[last--] = swap;
    }
}

/* 2-opt: the first stretch found whose turning makes the route shorter. */
static bool turn_one(orient_state *s, orient_route *r) {
    for (size_t i = 1; i + 2 < r->count; i++) {
        const double *before = from(s, r->stop[i - 1]), *first = from(s, r->stop[i]);
        for (size_t j = i + 1; j + 1 < r->count; j++) {
            double now = before[r->stop[i]] + from(s, r->stop[j])[r->stop[j + 1]],
                   then = before[r->stop[j]] + first[r->stop[j + 1]];
            if (then + LEAST_GAIN >= now) continue;
            turn_round(r->stop, i, j);
            return true;
        }
    }
    return false;
}

/* Or-opt with one stop: the first one found that is nearer to its neighbours elsewhere. */
static bool move_one(orient_state *s, orient_route *r) {
    for (size_t i = 1; i + 1 < r->count; i++) {
        uint16_t node = r->stop[i];
        const double *d = from(s, node);
        double saved =
            d[r->stop[i - 1]] + d[r->stop[i + 1]] - from(s, r->stop[i - 1])[r->stop[i + 1]];
        for (size_t j = 1; j < r->count; j++) {
            if (j == i || j == i + 1) continue;
            double added = d[r->stop[j - 1]] + d[r->stop[j]] - from(s, r->stop[j - 1])[r->stop[j]];
            if (added + LEAST_GAIN >= saved) continue;
            size_t to = j > i ? j - 1 : j;
            memmove(r->stop + i, r->stop + i + 1, (r->count - i - 1) * sizeof *r->stop);
            memmove(r->stop + to + 1, r->stop + to, (r->count - 1 - to) * sizeof *r->stop);
            r->stop[to] = node;
            return true;
        }
    }
    return false;
}

bool orient_shorten(orient_state *s, size_t route) {
    orient_route *r = &s->routes[route];
    bool shorter = false;
    while (turn_one(s, r) || move_one(s, r)) shorter = true;
    if (shorter) measure(s, r);
    return shorter;
}
