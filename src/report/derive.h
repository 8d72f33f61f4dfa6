/* SPDX-License-Identifier: Apache-2.0 */
/* Inside report/: what several writers say about a plan, worked out once from its values. */
#ifndef CROSSWATCH_REPORT_DERIVE_H
#define CROSSWATCH_REPORT_DERIVE_H

#include <crosswatch/report.h>

/* ---- a task as it is told to a unit ---- */

typedef struct task_area {     /* on the ground: true metres and bearings, not the plane's */
    cw_position centre, start; /* start: commence search point */
    cw_position corners[4];    /* clockwise seen from above; for VS the circle's box */
    double length_m, width_m, axis_deg, spacing_m, track_m;
    size_t legs;
    bool round; /* VS: length and width are the circle's diameter */
} task_area;
/* `task` must be assigned. */
task_area derive_area(const cw_result *result, const cw_task *task);

/* How much of its time on scene a unit works in the dark. A task's coverage has the light of each
 * leg in it, its sweep widths are those of the day. */
typedef struct task_light {
    double dark_share;
    bool dark_at_start;
    cw_time changes; /* first change of light while on scene; `off_scene`: none */
    double pod;      /* of one who stays in the area, by the law and the coverage */
} task_light;
task_light derive_light(const cw_result *result, const cw_task *task);

/* How a task's sweep width against an object came about: by day, in the conditions at a time. */
cw_sweep_width derive_sweep(const cw_result *result, const cw_task *task, size_t object,
                            cw_time time);
/* What the light then leaves of it. */
double derive_light_factor(const cw_result *result, const cw_task *task, cw_time time);
/* From when the unit searches: on scene; without a task the beginning of the search. */
cw_time derive_begin(const cw_result *result, const cw_task *task);
/* The unit's number, and a letter when it has several areas: "4", "4a". */
enum { TASK_LABEL = 24 };
const char *derive_label(const cw_task *task, char text[TASK_LABEL]);
/* The rules that an assigned task of result->plan breaks (cw_rule bits); *other, when not NULL: a
 * task that it comes too near to. */
unsigned derive_broken(const cw_result *result, const cw_task *task, const cw_task **other);
/* How a task's pattern moves with the water: set and drift over its first hour (or its whole time),
 * true axes. */
typedef struct task_drift {
    bool moves;
    double speed_mps, towards_deg;
    cw_position corners[4]; /* of the area at its end */
} task_drift;
task_drift derive_drift(const cw_result *result, const cw_task *task);
/* Units ordered by when they are first on scene, each with its areas in their order; unassigned
 * last; `order` holds task_count. */
void derive_order(const cw_plan *plan, size_t *order);

/* A unit's earliest arrival at the datum, line or no line: readiness and transit from the order. */
typedef struct arrival {
    size_t unit;
    cw_time at;
    double distance_m;
} arrival;
/* Nearest in time first, of those whose endurance and hours let them come; returns how many (at
 * most `most`). */
size_t derive_arrivals(const cw_result *result, arrival *list, size_t most);

/* ---- the stream ---- */

enum { MOST_TURNS = 8 };
typedef struct stream { /* the current at the datum over the case's window, true axes */
    bool known;
    cw_time from, to;
    double from_mps, from_deg, to_mps, to_deg; /* towards */
    size_t turns;
    cw_time turn[MOST_TURNS];
} stream;
stream derive_stream(const cw_result *result);

/* ---- small things ---- */

cw_position derive_position(const cw_result *result, cw_xy at);
/* True bearing of a grid bearing at a place, 0 to 360. */
double derive_true_deg(const cw_result *result, cw_position at, double grid_deg);
/* The number of the where whose time is nearest to `time`. */
size_t derive_where_at(const cw_result *result, cw_time time);
/* A person in the water by its row in the sweep table or by its leeway class. */
bool derive_is_person(const cw_case_object *object);
/* Is anyone in the water among the objects that are looked for? */
bool derive_has_person(const cw_case *source);

#endif
