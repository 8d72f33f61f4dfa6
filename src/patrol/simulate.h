/* SPDX-License-Identifier: Apache-2.0 */
/* Inside patrol/: one simulated week, from the incidents drawn to the figures counted. */
#ifndef CROSSWATCH_PATROL_SIMULATE_H
#define CROSSWATCH_PATROL_SIMULATE_H

#include <crosswatch/patrol.h>

enum { DRIFT_HOURS = 25, SLOTS_AN_HOUR = 12, MOST_SLOTS = CW_MOST_HORIZON_H * SLOTS_AN_HOUR };

typedef struct incident {  /* all times in seconds from the beginning of the horizon */
    double alert_s, wet_s; /* wet: when its people are in the water */
    double search;         /* unit exponential: how lucky the search is */
    size_t kind, cell, people;
} incident;

typedef struct draw_spec { /* what the draws of a week depend on */
    const cw_patrol_world *world;
    uint64_t seed;
    cw_stress stress;
} draw_spec;

typedef struct incidents {
    incident *items;
    size_t count, capacity;
} incidents;

/* The incidents of a week in the order of their alerts. False when memory ran out. */
bool draw_week(const draw_spec *spec, size_t week, incidents *list);

/* Where it has drifted to by each whole hour after the alert; filled as far as asked for. */
typedef struct drifted {
    const cw_patrol_world *world;
    const incident *what;
    size_t cells[DRIFT_HOURS], known;
    cw_xy at;
} drifted;
size_t drifted_cell(drifted *d, double elapsed_s);

/* The state of the fleet in a week. */
typedef struct fleet {
    const cw_patrol_world *world;
    const cw_permit *permit;
    const cw_roster *roster;
    cw_stress stress;
    cw_unit_load *load;                  /* [unit], of this week */
    double free_s[CW_MOST_PATROL_UNITS]; /* at base and ready again */
    double crew_s[CW_MOST_PATROL_UNITS]; /* left, by crew */
    uint8_t taken[MOST_SLOTS];           /* units that cannot be sent, by slots of five minutes */
} fleet;

typedef struct sortie { /* what sending a unit would mean */
    size_t unit;
    double leave_s, arrive_s; /* INFINITY: it cannot come */
    double back_way_s;        /* from the scene to its base */
    double rate;              /* at which it finds, per second */
} sortie;

void fleet_begin(fleet *f, cw_week *week);
/* The sorties that an incident may be given, the earliest first; how many can come. */
size_t fleet_offers(const fleet *f, const incident *in, sortie *offers);
/* Sends what the incident needs, counts what comes of it; the arrival, at most CW_TOO_LATE_S. */
double fleet_answer(fleet *f, const incident *in, cw_week *week);
/* Share of the time without anyone to send. */
double fleet_no_reserve_s(const fleet *f);

#endif
