/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Team orienteering by large neighbourhood search (Shaw 1998; Pisinger and Ropke 2007) under
 * simulated annealing: some stops are taken out, by chance, in a stretch of a route or about a
 * place; then the nodes that bring most for the length they add come in while they fit, routes are
 * shortened, and more come in. What is worse is kept with the chance of Metropolis at a temperature
 * that falls and rises again. Islands search side by side from draws of their own.
 */
#include "orient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CYCLE = 20000, LOOK_AT_CLOCK = 64, MOST_REMOVED = 24 };
static const double HOT = 0.05, COLD = 0.002; /* of the best score */
static const double NOISE = 0.95;             /* of what a node seems to bring */

typedef struct island {
    const cw_orienteering *problem;
    const cw_orienteering_options *options;
    cw_arena *arena;
    orient_state *now, *next, *best;
    uint64_t seed;
    uint32_t number, draws;
    double uniform[4];
    size_t left, iterations;
    double ends_at;
    bool failed, hopeless;
} island;

static double clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double draw(island *s) {
    if (s->left == 0) {
        cw_random_uniform((cw_draw){.seed = s->seed,
                                    .hypothesis = s->number,
                                    .particle = s->draws++,
                                    .purpose = CW_DRAW_PATROL},
                          s->uniform);
        s->left = 4;
    }
    return s->uniform[--s->left];
}

static size_t draw_below(island *s, size_t count) {
    size_t k = (size_t)(draw(s) * (double)count);
    return k < count ? k : count - 1;
}

/* ---- taking out ------------------------------------------------------------------------------ */

static size_t routed(const orient_state *state) {
    size_t count = 0;
    for (size_t r = 0; r < state->problem->routes; r++) count += state->routes[r].count - 2;
    return count;
}

static void remove_by_chance(island *s, orient_state *state, size_t count) {
    for (size_t k = 0; k < count && routed(state) > 0; k++) {
        size_t which = draw_below(s, routed(state)), r = 0;
        while (which >= state->routes[r].count - 2) which -= state->routes[r++].count - 2;
        orient_remove(state, state->routes[r].stop[1 + which]);
    }
}

static void remove_stretch(island *s, orient_state *state, size_t count) {
    size_t r = draw_below(s, state->problem->routes), there = state->routes[r].count - 2;
    if (there == 0) return;
    if (count > there) count = there;
    size_t first = 1 + draw_below(s, there - count + 1);
    for (size_t k = 0; k < count; k++) orient_remove(state, state->routes[r].stop[first]);
}

/* The routed nodes nearest to a node drawn. */
static void remove_about(island *s, orient_state *state, size_t count) {
    const cw_orienteering *p = state->problem;
    size_t centre = draw_below(s, p->nodes);
    for (size_t k = 0; k < count; k++) {
        size_t nearest = SIZE_MAX;
        for (size_t i = 0; i < p->nodes; i++) {
            if (state->on[i] < 0) continue;
            if (nearest == SIZE_MAX
                || p->distance[centre * p->nodes + i] < p->distance[centre * p->nodes + nearest])
                nearest = i;
        }
        if (nearest == SIZE_MAX) return;
        orient_remove(state, nearest);
    }
}

/* ---- putting in ------------------------------------------------------------------------------ */

/* The node and route that bring most for what they add (score, or its root, over length); false:
 * nothing fits. */
static bool insert_one(island *s, orient_state *state, bool root) {
    const cw_orienteering *p = state->problem;
    size_t node = 0, route = 0;
    double most = -1.0;
    for (size_t i = 1; i + 1 < p->nodes; i++) {
        if (state->on[i] >= 0 || p->score[i] <= 0.0) continue;
        double noise = -1.0, worth = p->score[i];
        for (size_t r = 0; r < p->routes; r++) {
            if (!orient_fits(state, r, i)) continue;
            if (noise < 0.0) {
                noise = 1.0 + NOISE * (2.0 * draw(s) - 1.0);
                if (root) worth = sqrt(worth);
            }
            double brings = noise * worth / (state->routes[r].longer[i] + 1e-6 * p->longest);
            if (brings <= most) continue;
            most = brings;
            node = i;
            route = r;
        }
    }
    if (most < 0.0) return false;
    orient_insert(state, route, node);
    return true;
}

static void fill(island *s, orient_state *state) {
    bool root = draw(s) < 0.5;
    bool shorter = true;
    while (shorter) {
        bool more = true;
        while (more) more = insert_one(s, state, root);
        shorter = false;
        for (size_t r = 0; r < state->problem->routes; r++)
            shorter = orient_shorten(state, r) || shorter;
    }
}

/* ---- the search ------------------------------------------------------------------------------ */

static void change(island *s, orient_state *state) {
    size_t most = routed(state) / 2 < MOST_REMOVED ? routed(state) / 2 : MOST_REMOVED;
    size_t count = 1 + draw_below(s, most > 0 ? most : 1);
    double way = draw(s);
    if (way < 0.4)
        remove_by_chance(s, state, count);
    else if (way < 0.7)
        remove_stretch(s, state, count);
    else
        remove_about(s, state, count);
    orient_settle(state);
    fill(s, state);
}

/* More score, or the same on shorter routes, which leave room. */
static bool is_better(const orient_state *a, const orient_state *b) {
    return a->score > b->score || (a->score == b->score && a->length < b->length);
}

static bool accept(island *s, double temperature) {
    double gain = s->next->score - s->now->score;
    return gain >= 0.0 || draw(s) < exp(gain / temperature);
}

static bool is_over(const island *s) {
    if (s->options->iterations > 0 && s->iterations >= s->options->iterations) return true;
    return s->ends_at > 0.0 && s->iterations % LOOK_AT_CLOCK == 0 && clock_s() > s->ends_at;
}

static void search(island *s) {
    s->hopeless = !orient_clear(s->now);
    orient_copy(s->best, s->now);
    if (s->hopeless) return;
    fill(s, s->now);
    orient_copy(s->best, s->now);
    for (; !is_over(s); s->iterations++) {
        double into = (double)(s->iterations % CYCLE) / CYCLE;
        double temperature = s->best->score * HOT * pow(COLD / HOT, into) + 1e-12;
        if (s->iterations % CYCLE == 0) orient_copy(s->now, s->best);
        orient_copy(s->next, s->now);
        change(s, s->next);
        if (!accept(s, temperature)) continue;
        orient_state *swap = s->now;
        s->now = s->next;
        s->next = swap;
        if (is_better(s->now, s->best)) orient_copy(s->best, s->now);
    }
}

static void run_islands(void *context, size_t first, size_t last) {
    island *islands = context;
    for (size_t k = first; k < last; k++) {
        island *s = &islands[k];
        s->arena = cw_arena_create();
        s->now = s->arena != NULL ? orient_state_create(s->problem, s->arena) : NULL;
        s->next = s->now != NULL ? orient_state_create(s->problem, s->arena) : NULL;
        s->best = s->next != NULL ? orient_state_create(s->problem, s->arena) : NULL;
        s->failed = s->best == NULL;
        if (!s->failed) search(s);
    }
}

/* ---- in and out ------------------------------------------------------------------------------ */

static bool check(const cw_orienteering *p, const cw_orienteering_options *o, cw_error *err) {
    size_t n = p->nodes;
    if (n < 2 || n > CW_MOST_STOPS)
        return cw_fail(err, CW_ERR_INPUT, "orienteering: %zu nodes are not 2 to %d", n,
                       CW_MOST_STOPS);
    if (p->routes < 1 || p->routes > CW_MOST_ROUTES)
        return cw_fail(err, CW_ERR_INPUT, "orienteering: %zu routes are not 1 to %d", p->routes,
                       CW_MOST_ROUTES);
    if (o->iterations == 0 && !(o->time_limit_s > 0.0))
        return cw_fail(err, CW_ERR_INPUT, "orienteering: neither iterations nor a time limit");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(p->score[i]))
            return cw_fail(err, CW_ERR_INPUT, "orienteering: the score of node %zu is no number",
                           i);
        for (size_t j = 0; j < n; j++) {
            double d = p->distance[i * n + j];
            if (!(d >= 0.0 && isfinite(d)) || d != p->distance[j * n + i])
                return cw_fail(err, CW_ERR_INPUT,
                               "orienteering: the distance of nodes %zu and %zu is %g, not one "
                               "number of at least 0 both ways",
                               i, j, d);
        }
    }
    return true;
}

static bool answer_with(const orient_state *best, cw_orienteering_answer *a) {
    size_t routes = best->problem->routes, count = 0;
    a->stops = malloc((routed(best) + 1) * sizeof *a->stops);
    a->first = malloc((routes + 1) * sizeof *a->first);
    a->length = malloc(routes * sizeof *a->length);
    if (a->stops == NULL || a->first == NULL || a->length == NULL) return false;
    for (size_t r = 0; r < routes; r++) {
        const orient_route *route = &best->routes[r];
        a->first[r] = count;
        a->length[r] = route->length;
        for (size_t k = 1; k + 1 < route->count; k++) a->stops[count++] = route->stop[k];
    }
    a->first[routes] = count;
    a->score = best->score;
    return true;
}

static bool gather(island *islands, size_t count, cw_orienteering_answer *answer, cw_error *err) {
    const island *best = &islands[0];
    size_t iterations = 0;
    for (size_t k = 0; k < count; k++) {
        if (islands[k].failed) return cw_fail_memory(err);
        iterations += islands[k].iterations;
        if (is_better(islands[k].best, best->best)) best = &islands[k];
    }
    if (best->hopeless)
        return cw_fail(err, CW_NO, "orienteering: the way from start to end is longer than %g",
                       best->problem->longest);
    answer->iterations = iterations;
    return answer_with(best->best, answer) || cw_fail_memory(err);
}

bool cw_orienteering_solve(const cw_orienteering *problem, const cw_orienteering_options *options,
                           cw_orienteering_answer *answer, cw_error *err) {
    size_t count = options->islands > 0 ? options->islands : 2;
    *answer = (cw_orienteering_answer){.stops = NULL};
    if (!check(problem, options, err)) return false;
    island *islands = calloc(count, sizeof *islands);
    if (islands == NULL) return cw_fail_memory(err);
    for (size_t k = 0; k < count; k++)
        islands[k] = (island){
            .problem = problem,
            .options = options,
            .seed = options->seed,
            .number = (uint32_t)k,
            .ends_at = options->time_limit_s > 0.0 ? clock_s() + options->time_limit_s : 0.0};
    cw_parallel_for(count, 1, options->threads, run_islands, islands);
    bool good = gather(islands, count, answer, err);
    for (size_t k = 0; k < count; k++) cw_arena_destroy(islands[k].arena);
    free(islands);
    if (!good) cw_orienteering_answer_free(answer);
    return good;
}

void cw_orienteering_answer_free(cw_orienteering_answer *answer) {
    if (answer == NULL) return;
    free(answer->stops);
    free(answer->first);
    free(answer->length);
    *answer = (cw_orienteering_answer){.stops = NULL};
}
