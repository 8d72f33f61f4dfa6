/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where help is wanted: the cells of each kind of incident that have any risk, gathered into blocks
 * of cells until there are few enough of them. What is counted is people: the expected number in
 * distress in a block and hour.
 */
#include "week.h"

#include <string.h>

enum { MOST_DEMANDS = 400 };

typedef struct blocks {
    size_t size, across, count; /* of so many cells each way */
    double *share, *most;       /* [block], of one kind */
    size_t *cell;
} blocks;

static void gather(const cw_patrol_world *world, size_t kind, blocks *b) {
    memset(b->share, 0, b->count * sizeof *b->share);
    memset(b->most, 0, b->count * sizeof *b->most);
    for (size_t c = 0; c < world->cells; c++) {
        double share = world->layers[kind].share[c];
        size_t k = c / world->nx / b->size * b->across + c % world->nx / b->size;
        b->share[k] += share;
        if (!(share > b->most[k])) continue;
        b->most[k] = share;
        b->cell[k] = c;
    }
}

/* All blocks with risk; how many. `to` NULL: only counted. */
static size_t list(const cw_patrol_world *world, blocks *b, week_demand *to) {
    size_t count = 0;
    for (size_t kind = 0; kind < world->plan->kind_count; kind++) {
        gather(world, kind, b);
        for (size_t k = 0; k < b->count; k++) {
            if (!(b->share[k] > 0.0)) continue;
            if (to != NULL) to[count] = (week_demand){kind, b->cell[k], b->share[k]};
            count++;
        }
    }
    return count;
}

static bool make_demands(week *w) {
    const cw_patrol_world *world = w->world;
    blocks b = {.share = cw_arena_alloc(w->arena, world->cells * sizeof *b.share),
                .most = cw_arena_alloc(w->arena, world->cells * sizeof *b.most),
                .cell = cw_arena_alloc(w->arena, world->cells * sizeof *b.cell)};
    if (b.share == NULL || b.most == NULL || b.cell == NULL) return false;
    do {
        b.size++;
        b.across = (world->nx + b.size - 1) / b.size;
        b.count = b.across * ((world->ny + b.size - 1) / b.size);
        w->demands = list(world, &b, NULL);
    } while (w->demands > MOST_DEMANDS && b.count > 1);
    w->demand = cw_arena_alloc(w->arena, w->demands * sizeof *w->demand);
    if (w->demand == NULL) return false;
    list(world, &b, w->demand);
    return true;
}

bool week_demands(week *w, cw_error *err) {
    const cw_patrol_world *world = w->world;
    if (!make_demands(w)) return cw_fail_memory(err);
    double *people = cw_arena_alloc(w->arena, world->hours * w->demands * sizeof *people);
    if (people == NULL) return cw_fail_memory(err);
    for (size_t hour = 0; hour < world->hours; hour++) {
        for (size_t d = 0; d < w->demands; d++) {
            const cw_incident_kind *kind = &world->plan->kinds[w->demand[d].kind];
            people[hour * w->demands + d] = world->layers[w->demand[d].kind].per_hour[hour]
                                            * w->demand[d].share * 0.5
                                            * (double)(kind->people_least + kind->people_most);
        }
    }
    w->problem.risk = people;
    return true;
}
