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

/* ---- who must be warned (docs/near.md) --------------------------------------------------------
 */

typedef struct cw_warning {
    size_t vessel;                  /* index into the tracks given */
    double probability, std_error;  /* that it passes within radius_m of the people */
    cw_time first[3];               /* when it comes so near: 10, 50, 90 % of the passes */
    double least_m[3];              /* closest approach over all draws: 10, 50, 90 % */
    double distance_m, bearing_deg; /* from it to the datum now */
    double age_s;                   /* its last fix is so old */
} cw_warning;

typedef struct cw_warn_problem {
    const cw_plane *plane;
    const cw_landmask *mask; /* NULL: open sea; a draw that runs ashore ends there */
    const cw_tracks *tracks;
    cw_time now, until;
    double radius_m;
    size_t particles; /* sampled; 0: 1000 */
    uint64_t seed;
} cw_warn_problem;
/* Every vessel under way that was heard within the half hour before `now`, carried on from there
 * with an uncertainty that grows, against every particle's own drift. Fills `warnings` (room for
 * `count`) with those of a probability above zero, the likeliest first, then the earliest; returns
 * how many in *warned. False: nobody adrift between the times, or no memory. */
bool cw_warn_rank(const cw_warn_problem *problem, const cw_track *const *vessels, size_t count,
                  cw_warning *warnings, size_t *warned, cw_error *err);

/* ---- who could have struck it (docs/struck.md) ------------------------------------------------
 */

typedef struct cw_struck_problem {
    const cw_plane *plane;
    const cw_tracks *tracks; /* weights: posterior, after what was found */
    cw_time from, to;        /* a strike is thought possible between */
    double object_radius_m;  /* of what was struck: 4 m for a boat of 8 m */
    size_t particles;        /* sampled; 0: 2000 */
    size_t shifts;           /* of the null distribution; 0: 199 */
    double error_rate;       /* 0: 0.05 */
    uint64_t seed;
    int threads;
} cw_struck_problem;

typedef struct cw_suspect {
    size_t vessel;     /* index into the tracks given */
    double contact;    /* probability that its hull passed over the people's place */
    double chance;     /* mean of the same over its track shifted in time */
    double ratio;      /* contact / chance; INFINITY where no shifted track meets them */
    double p_own;      /* share of its own shifts that do as well, itself counted */
    double p_family;   /* share of the shifts in which any vessel does as well */
    cw_time window[3]; /* of the contacts: 10, 50, 90 % */
    double least_m[3]; /* closest approach of its hull (0: contact): 10, 50, 90 % */
} cw_suspect;

typedef struct cw_unheard { /* a vessel with a gap: it can not be excluded */
    size_t vessel;
    double reachable; /* share of the probability that it could have reached unheard */
    cw_time from, to; /* of the longest such gap */
} cw_unheard;

typedef struct cw_struck {
    cw_suspect *suspects; /* of a contact above zero, likeliest first */
    size_t count;
    cw_unheard *unheard; /* largest share first */
    size_t unheard_count;
    size_t looked_at; /* vessels with a place in the window: all count for p_family */
    size_t shifts;    /* that were made */
    double by_chance; /* vessels expected to meet the ensemble by chance alone */
    double adrift;    /* share of the probability that is adrift in the window */
    size_t named;     /* index into suspects; SIZE_MAX: no ship */
    const char *why_english, *why_french; /* why none is named, or what the naming rests on */
} cw_struck;

/* NULL: nobody adrift in the window, the log does not reach over it, or no memory. */
cw_struck *cw_struck_find(const cw_struck_problem *problem, const cw_track *const *vessels,
                          size_t count, cw_error *err);
void cw_struck_destroy(cw_struck *struck);

#ifdef __cplusplus
}
#endif
#endif
