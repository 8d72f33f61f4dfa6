/* SPDX-License-Identifier: Apache-2.0 */
/* Inside traffic/: the parts of the search for who could have struck a boat. */
#ifndef CROSSWATCH_TRAFFIC_STRUCK_H
#define CROSSWATCH_TRAFFIC_STRUCK_H

#include "crowd.h"

static const int64_t STRUCK_STEP_MS = 10 * CW_SECOND_MS;

/* ---- the people in the window --------------------------------------------------------------- */

typedef struct swarm { /* where each particle is at each step of the window */
    size_t count, steps;
    float *x_m, *y_m;  /* [step * count + particle], steps + 1 rows; NaN: not adrift */
    cw_xy *low, *high; /* of each row; low > high: nobody */
    double adrift;     /* share adrift at some time of it */
    cw_time from;
    double scale; /* plane metres per true metre */
} swarm;
bool swarm_create(const cw_struck_problem *problem, swarm *to, cw_error *err);
void swarm_free(swarm *s);

/* ---- a vessel's way over the whole log ------------------------------------------------------ */

typedef struct hull_place { /* at one slot of time */
    float x_m, y_m;         /* of the antenna, in the plane */
    float ahead_x, ahead_y; /* unit vector of the heading in the plane */
    float std_along_m, std_across_m;
    bool known; /* heard, under way: not in a gap */
} hull_place;

typedef struct hull_way {
    hull_place *slots;
    size_t count;
    double bow_m, stern_m, port_m, starboard_m; /* plane metres, what was struck added */
    uint32_t mmsi;
} hull_way;
/* Fills `way` (slots of its own, `count` of them from `from`). */
void hull_way_follow(const cw_struck_problem *problem, const cw_track *track, cw_time from,
                     double scale, hull_way *way);

/* ---- one against the other ------------------------------------------------------------------ */

/* A segment in the hull's frame (x to the right, y ahead of the antenna): whether it meets the
 * rectangle (Liang and Barsky 1984); the distance between them, 0 when it does. */
bool hull_meets(const hull_way *hull, cw_xy a, cw_xy b);
double hull_distance(const hull_way *hull, cw_xy a, cw_xy b);

typedef struct contacts { /* of one vessel, its way shifted by so many slots */
    size_t shift;
    size_t *step;    /* one a particle: of its contact; SIZE_MAX: none */
    double *least_m; /* one a particle; NULL: not asked for */
} contacts;
/* The share of the swarm that the hull meets. */
double swarm_contact(const swarm *s, const hull_way *way, size_t base, uint64_t seed, contacts *c);

/* Vessels with gaps in the window, largest share first, into struck->unheard (allocated). */
bool struck_unheard(const cw_struck_problem *problem, const swarm *s,
                    const cw_track *const *vessels, size_t count, cw_struck *struck, cw_error *err);

#endif
