/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: the routes of one team orienteering search, and what each node would lengthen
 * them by. */
#ifndef CROSSWATCH_PATROL_ORIENT_H
#define CROSSWATCH_PATROL_ORIENT_H

#include <crosswatch/patrol.h>

/* A way with the start and the end in it. */
typedef struct orient_route {
    uint16_t *stop; /* [nodes] */
    size_t count;   /* at least 2 */
    double length;
    double *longer;  /* [node]: by how much its cheapest insertion lengthens the route */
    uint16_t *place; /* [node]: before which stop that is */
    bool stale;      /* stops were taken out since these were known */
} orient_route;

typedef struct orient_state {
    const cw_orienteering *problem;
    orient_route *routes; /* [problem->routes] */
    int16_t *on;          /* [node]: its route; -1: none */
    double score, length; /* of all routes */
} orient_state;

orient_state *orient_state_create(const cw_orienteering *problem, cw_arena *arena);
/* Routes from start to end without a stop. False: even that is too long. */
bool orient_clear(orient_state *state);
void orient_copy(orient_state *to, const orient_state *from);
/* Whether the node could still be put on the route. */
bool orient_fits(const orient_state *state, size_t route, size_t node);
void orient_insert(orient_state *state, size_t route, size_t node); /* in its cheapest place */
void orient_remove(orient_state *state, size_t node); /* lengths hold after orient_settle */
void orient_settle(orient_state *state);
/* Shortens the route by turning stretches of it round and by moving stops, until neither helps;
 * true when it became shorter. */
bool orient_shorten(orient_state *state, size_t route);

#endif
