/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traffic: vessels against one another and against the people of an incident.
 */
#ifndef CROSSWATCH_TRAFFIC_H
#define CROSSWATCH_TRAFFIC_H

#include "case.h"
#include "picture.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ==== vessels and an incident's ensemble ==== */

/* ---- who is near (docs/near.md) ---------------------------------------------------------------
 */

typedef enum cw_helper_kind {
    CW_HELPER_PATROL,    /* military, law enforcement */
    CW_HELPER_LIFEBOAT,  /* search and rescue vessel */
    CW_HELPER_AIRCRAFT,  /* helicopter, aeroplane */
    CW_HELPER_FISHING,   /* fishing vessel */
    CW_HELPER_WORKBOAT,  /* pilot, tug, tender, dredger */
    CW_HELPER_FAST,      /* high speed craft */
    CW_HELPER_PASSENGER, /* passenger ship, ferry */
    CW_HELPER_CARGO,     /* cargo ship */
    CW_HELPER_TANKER,
    CW_HELPER_PLEASURE, /* sailing and pleasure craft */
    CW_HELPER_OTHER,
    CW_HELPER_KINDS
} cw_helper_kind;

/* What is assumed of a kind where nothing better is known, and what it can do. The table and its
 * sources: docs/near.md. */
typedef struct cw_helper_ability {
    double speed_mps; /* that it can make in a calm sea */
    double alert_s;   /* from the call to being on the way */
    bool of_a_state;  /* enters foreign waters on a task only when that is allowed */
    bool flies;
    const char *english, *french, *can_english, *can_french;
} cw_helper_ability;
const cw_helper_ability *cw_helper_ability_of(cw_helper_kind kind);

/* The state whose flag the first three digits of an MMSI (MID) stand for, as ITU assigns them:
 * "France", "UK" ...; of aircraft (111MIDxxx) too; "" when this table does not have it. */
const char *cw_mmsi_nation(uint32_t mmsi);

typedef struct cw_helper {
    char name[64], nation[32]; /* "" not known */
    uint32_t mmsi;             /* 0: a unit of the case */
    cw_helper_kind kind;
    cw_position at;
    cw_time from;  /* it is there then, or later when it is not available before */
    cw_time until; /* 0: not limited */
    double ready_s, speed_mps;
    double endurance_s; /* 0: not limited */
    double length_m;    /* 0: not known */
    double age_s;       /* its place is so old (AIS) */
} cw_helper;
cw_helper cw_helper_of_unit(const cw_unit *unit, cw_time now);
/* False: it is no vessel or aircraft, or was not heard within the hour before `now`. */
bool cw_helper_of_track(const cw_track *track, cw_time now, cw_helper *to);

typedef enum cw_entry { /* what its coming needs where most of the probability lies */
                        CW_ENTRY_FREE, /* no unit of a state, or its own region, or allowed by the
                                          agreement */
                        CW_ENTRY_ASK,  /* allowed after an entry request, which costs ask_minutes */
                        CW_ENTRY_NO_RULE /* no rule allows it: the region's centre decides */
} cw_entry;

enum { CW_NEAR_QUANTILES = 3 }; /* 10, 50, 90 % of the particles */

typedef struct cw_near {
    size_t helper;
    double distance_m, bearing_deg; /* from it to the datum at `now` */
    /* Minutes from `now` within which it could have been at the side of so much of the probability,
     * were it to steer for each particle where it will be; INFINITY: that part is never reached. */
    double minutes[CW_NEAR_QUANTILES];
    double mean_minutes;   /* over the particles that it reaches */
    double region_minutes; /* to the region that holds half of the probability */
    double reached;        /* share of the probability that it reaches at all */
    double margin_minutes; /* after the first; the first: before the second; by minutes[1] */
    bool round_land;       /* part of its ways goes round land */
    cw_entry entry;
    size_t zone; /* of the agreement, in which most of the probability lies; SIZE_MAX: none */
    double ask_minutes;
} cw_near;

typedef struct cw_near_problem {
    const cw_plane *plane;
    const cw_landmask *mask; /* NULL: open sea */
    const cw_tracks *tracks;
    const cw_agreement *agreement; /* NULL: none */
    const char *const *nations;    /* of the agreement's zones, for whose own region it is */
    cw_time now;
    size_t particles; /* sampled; 0: 2000 */
} cw_near_problem;
/* Ranks by minutes[1], then by minutes[0]; `ranked` has room for `count`. Those that reach nobody
 * within the drift's time come last. False: nobody is adrift at or after `now`, or no memory. */
bool cw_near_rank(const cw_near_problem *problem, const cw_helper *helpers, size_t count,
                  cw_near *ranked, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
