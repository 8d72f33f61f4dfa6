/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the search room: one timed pattern made ready to be scored against many particles. */
#ifndef CROSSWATCH_SEARCH_SWEEPER_H
#define CROSSWATCH_SEARCH_SWEEPER_H

#include "search/pattern.h"
#include "search/sample_blocks.h"

/* Darkness at the middle of the case, minute by minute over the search window. */
typedef struct light {
    cw_position at;
    cw_time first;
    size_t minutes;
    uint8_t *dark; /* owned; NULL: asked of the sun each time */
} light;
bool light_create(light *table, const cw_plane *plane, cw_time from, cw_time to, cw_error *err);
void light_free(light *table);
bool light_is_dark(const light *table, cw_time time);
/* The whole minute at which the light is first another than at `from`; `to`: none before. */
cw_time light_until(const light *table, cw_time from, cw_time to);
/* Mean over a time of a factor that is 1 by day and `night_factor` in darkness. */
double light_mean(const light *table, cw_time from, cw_time to, double night_factor);

/* A straight run of the searcher between two outputs of the tracks. */
typedef struct sweep_piece {
    float ax, ay, bx, by; /* searcher's place at its start and end; random law: the area's centre */
    float f0, f1;         /* share of the output interval gone at its start and end */
    float length_m;       /* relative to what the pattern moves with */
    uint32_t interval;
} sweep_piece;

typedef struct sweep_leg {
    uint32_t first, count; /* pieces */
    uint32_t output;       /* output that tells which object a particle is */
    uint32_t area;         /* which of the sweeper's areas */
    float light;           /* factor to the sweep width */
    uint32_t widths;       /* row of width_m */
} sweep_leg;

enum { MOST_AREAS = 8 }; /* of one unit */

typedef struct sweeper {
    cw_detection_law law;
    bool by_area;        /* what a unit does is spread evenly over its areas, as random search is */
    sweep_leg *legs;     /* owned */
    sweep_piece *pieces; /* owned */
    size_t leg_count, leg_capacity, piece_count, piece_capacity;
    size_t object_count;
    float width_m[CW_MOST_CHANGES + 1][CW_MOST_OBJECTS]; /* [0]: before the first change */
    rectangle areas[MOST_AREAS];                         /* as laid; random law */
    size_t area_count;
    const sample_boxes *boxes; /* of the tracks; NULL: not known. Areas pass over blocks that they
                                  cannot touch */
} sweeper;

/* Empties the sweeper for the task's unit and sweep widths; its memory is used again. `smooth`:
 * instead of legs, each area counts for its coverage, and the law's POD of even coverage; quick,
 * and without the luck of a leg that passes close by a particle. Approximate, for the planner. */
void sweeper_begin(sweeper *s, const cw_plan_problem *problem, const cw_task *task, bool smooth);
/* Adds a timed pattern of that unit (the task's own pattern plays no part); at most MOST_AREAS. */
bool sweeper_add(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                 const cw_task *task, const cw_pattern *pattern, const cw_tracks *tracks,
                 cw_error *err);
/* Both, for one task. */
bool sweeper_prepare(sweeper *s, const cw_plan_problem *problem, const light *darkness,
                     const cw_task *task, const cw_tracks *tracks, cw_error *err);
void sweeper_free(sweeper *s);
/* Length of the legs within the times of the tracks, each times its factor for the light, m. */
double sweeper_track(const sweeper *s);
/* The same, each leg times the task's sweep width then against an object: W L, m^2. */
double sweeper_effort(const sweeper *s, const cw_task *task, size_t object);

/* missed[i] = probability that particle first + i is missed by the whole pattern. */
void sweeper_missed(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                    float *missed);
/* The same spell by spell: missed[spell * stride + i] = probability that it is missed by the legs
 * that lie before output ends[spell]. */
void sweeper_missed_in(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                       const uint32_t *ends, size_t spells, size_t stride, float *missed);

/* The same by and by: where a block of particles stands after some of the legs. Begin with
 * sweeper_state_begin; legs are taken in their order, which is that of time. */
enum { SWEEP_BLOCK = 256 }; /* a multiple of SAMPLE_BLOCK */
typedef struct sweep_state {
    float hazard[SWEEP_BLOCK], missed[SWEEP_BLOCK];
} sweep_state;
void sweeper_state_begin(sweep_state *state);
/* Takes legs [leg, end) for at most SWEEP_BLOCK particles. */
void sweeper_advance(const sweeper *s, const cw_tracks *tracks, size_t first, size_t count,
                     size_t leg, size_t end, sweep_state *state);
/* missed[i] *= probability that the particle was missed by the legs taken so far. */
void sweeper_state_missed(const sweep_state *state, size_t count, float *missed);

#endif
