/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The p-median problem solved: a good choice by local search, a bound by the Lagrangian relaxation,
 * sites fixed where the two leave no doubt, and branch and bound over the rest: depth first, the
 * site that the relaxation holds worth most open or out.
 */
#include "median.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROOT_STEPS = 1500, NODE_STEPS = 60, SHAKES = 40, MOST_SHAKEN = 8, DESCEND_EVERY = 50 };

typedef struct leaf { /* a node that waits */
    median_node node;
    double bound;  /* its parent's */
    double *price; /* its parent's */
} leaf;

typedef struct solving {
    const cw_siting *problem;
    const cw_siting_options *options;
    median_choice *choice;
    median_lagrange *lagrange;
    size_t *best; /* sites */
    double value;
    leaf *stack;
    size_t waiting, room, nodes;
    uint32_t seen; /* choices that the relaxation made */
    double ends_at;
} solving;

static double clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool out_of_time(const solving *s) {
    return (s->ends_at > 0.0 && clock_s() > s->ends_at)
           || (s->options->most_nodes > 0 && s->nodes >= s->options->most_nodes);
}

/* ---- what is known ------------------------------------------------------------------------- */

static void keep_best(solving *s) {
    if (s->choice->value >= s->value) return;
    s->value = s->choice->value;
    memcpy(s->best, s->choice->open, s->problem->open * sizeof *s->best);
}

/* Each choice of the relaxation is a choice of sites: the better ones, and at the root some of the
 * others, are places to descend from. */
static double found(void *context, const size_t *chosen) {
    solving *s = context;
    median_choose(s->choice, chosen);
    bool try_all = s->nodes == 1 && s->seen++ % DESCEND_EVERY == 0;
    if (s->choice->value < s->value || try_all) {
        median_descend(s->choice);
        keep_best(s);
    }
    return s->value;
}

static void search_nearby(solving *s) {
    uint32_t draw = 0;
    for (size_t tries = 0; tries < SHAKES && !out_of_time(s); tries++) {
        double before = s->value;
        median_choose(s->choice, s->best);
        median_shake(s->choice, 1 + tries % MOST_SHAKEN, s->options->seed, draw++);
        median_descend(s->choice);
        keep_best(s);
        if (s->value < before) tries = 0;
    }
}

/* ---- branch and bound ------------------------------------------------------------------------ */

static void *copy_of(const void *items, size_t count, size_t size) {
    void *copy = malloc(count * size + 1);
    if (copy != NULL) memcpy(copy, items, count * size);
    return copy;
}

static void leaf_free(leaf *l) {
    free(l->node.fixed);
    free(l->node.free);
    free(l->price);
}

/* Both lists have room for all sites. */
static bool push(solving *s, const median_node *node) {
    leaf l = {.bound = s->lagrange->bound};
    size_t sites = s->problem->sites;
    if (!cw_grow(&s->stack, &s->room, s->waiting + 1)) return false;
    l.node = (median_node){.fixed = malloc(sites * sizeof(size_t)),
                           .fixed_count = node->fixed_count,
                           .free = malloc(sites * sizeof(size_t)),
                           .free_count = node->free_count};
    l.price = copy_of(s->lagrange->best_price, s->problem->demands, sizeof(double));
    if (l.node.fixed == NULL || l.node.free == NULL || l.price == NULL) {
        leaf_free(&l);
        return false;
    }
    memcpy(l.node.fixed, node->fixed, node->fixed_count * sizeof(size_t));
    memcpy(l.node.free, node->free, node->free_count * sizeof(size_t));
    s->stack[s->waiting++] = l;
    return true;
}

/* The free site that the relaxation holds worth most, taken out of the list. */
static size_t take_branch(const solving *s, median_node *node) {
    size_t place = 0;
    const double *worth = s->lagrange->best_worth;
    for (size_t k = 1; k < node->free_count; k++) {
        if (worth[node->free[k]] < worth[node->free[place]]) place = k;
    }
    size_t site = node->free[place];
    memmove(node->free + place, node->free + place + 1,
            (node->free_count - place - 1) * sizeof *node->free);
    node->free_count--;
    return site;
}

/* Two nodes of one: the site out, and (looked at first) the site open. */
static bool branch(solving *s, median_node *node) {
    size_t site = take_branch(s, node);
    if (!push(s, node)) return false;
    node->fixed[node->fixed_count++] = site;
    return push(s, node);
}

/* False: nothing in it can be better than what is known, or all of it has been looked at. */
static bool is_open(solving *s, median_node *node) {
    const cw_siting *p = s->problem;
    if (s->lagrange->bound > median_enough(p, s->value)) return false;
    median_fix(s->lagrange, node, s->value);
    if (node->fixed_count + node->free_count < p->open) return false;
    if (node->fixed_count < p->open && node->fixed_count + node->free_count > p->open) return true;
    if (node->fixed_count < p->open) /* all that are free are needed */
        memcpy(node->fixed + node->fixed_count, node->free, node->free_count * sizeof *node->free);
    median_choose(s->choice, node->fixed);
    keep_best(s);
    return false;
}

static bool look_at_all(solving *s) {
    while (s->waiting > 0 && !out_of_time(s)) {
        leaf l = s->stack[--s->waiting];
        bool good = true;
        if (l.bound <= median_enough(s->problem, s->value)) {
            s->nodes++;
            memcpy(s->lagrange->price, l.price, s->problem->demands * sizeof *l.price);
            median_raise(s->lagrange, &l.node, s->nodes == 1 ? ROOT_STEPS : NODE_STEPS, found, s);
            if (s->nodes == 1 && s->lagrange->bound <= median_enough(s->problem, s->value))
                search_nearby(s);
            if (is_open(s, &l.node)) {
                s->lagrange->bound = fmax(s->lagrange->bound, l.bound);
                good = branch(s, &l.node);
            }
        }
        leaf_free(&l);
        if (!good) return false;
    }
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool check(const cw_siting *p, cw_error *err) {
    if (p->demands == 0 || p->sites == 0)
        return cw_fail(err, CW_ERR_INPUT, "siting: there are no demands or no sites");
    if (p->open < 1 || p->open > p->sites)
        return cw_fail(err, CW_ERR_INPUT, "siting: %zu sites cannot be opened of %zu", p->open,
                       p->sites);
    for (size_t k = 0; k < p->demands * p->sites; k++) {
        if (!(p->cost[k] >= 0.0 && isfinite(p->cost[k])))
            return cw_fail(err, CW_ERR_INPUT,
                           "siting: the cost of demand %zu at site %zu is %g, not a number of at "
                           "least 0",
                           k % p->demands, k / p->demands, p->cost[k]);
    }
    return true;
}

static bool start(solving *s, cw_arena *arena) {
    const cw_siting *p = s->problem;
    s->choice = median_choice_create(p, arena);
    s->lagrange = median_lagrange_create(p, arena);
    s->best = cw_arena_alloc(arena, p->open * sizeof *s->best);
    median_node root = {.fixed = cw_arena_alloc(arena, sizeof(size_t)),
                        .free = cw_arena_alloc(arena, p->sites * sizeof(size_t)),
                        .free_count = p->sites};
    if (!s->choice || !s->lagrange || !s->best || !root.fixed || !root.free) return false;
    for (size_t k = 0; k < p->sites; k++) root.free[k] = k;
    s->value = INFINITY;
    median_greedy(s->choice);
    median_descend(s->choice);
    keep_best(s);
    for (size_t i = 0; i < p->demands; i++) { /* a demand pays between its nearest and its next */
        double first = s->choice->first[i], second = s->choice->second[i];
        s->lagrange->best_price[i] = isfinite(second) ? 0.5 * (first + second) : first;
    }
    return push(s, &root);
}

static int by_number(const void *a, const void *b) {
    size_t one = *(const size_t *)a, two = *(const size_t *)b;
    return (one > two) - (one < two);
}

static bool answer_with(const solving *s, cw_siting_answer *a) {
    *a = (cw_siting_answer){.sites = copy_of(s->best, s->problem->open, sizeof *s->best),
                            .count = s->problem->open,
                            .value = s->value,
                            .bound = s->value,
                            .nodes = s->nodes};
    if (a->sites == NULL) return false;
    qsort(a->sites, a->count, sizeof *a->sites, by_number);
    for (size_t k = 0; k < s->waiting; k++) {
        if (s->stack[k].bound < a->bound) a->bound = s->stack[k].bound;
    }
    a->proven = s->waiting == 0;
    if (a->bound < 0.0) a->bound = 0.0; /* costs are not negative */
    return true;
}

bool cw_median_solve(const cw_siting *problem, const cw_siting_options *options,
                     cw_siting_answer *answer, cw_error *err) {
    cw_arena *arena = cw_arena_create();
    solving s = {.problem = problem, .options = options};
    *answer = (cw_siting_answer){.sites = NULL};
    if (options->time_limit_s > 0.0) s.ends_at = clock_s() + options->time_limit_s;
    bool good =
        check(problem, err)
        && ((arena != NULL && start(&s, arena) && look_at_all(&s) && answer_with(&s, answer))
            || cw_fail_memory(err));
    while (s.waiting > 0) leaf_free(&s.stack[--s.waiting]);
    free(s.stack);
    cw_arena_destroy(arena);
    return good;
}

void cw_siting_answer_free(cw_siting_answer *answer) {
    if (answer == NULL) return;
    free(answer->sites);
    *answer = (cw_siting_answer){.sites = NULL};
}
