/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traffic: what ships do to each other. Who comes near whom, when and how (encounters), who gives
 * way, who sails against a lane, which of it is worth a watch officer's eyes (alarms), and how many
 * collisions a year lanes like these would see (candidates). And what ships are to the people of an
 * incident: who is near enough to help, who must be warned, who could have struck them.
 *
 * States of ships come from tracks (picture.h) or from anywhere else: the numbers need no tracks.
 * docs/encounters.md has the formulas, their sources and their limits.
 */
#ifndef CROSSWATCH_TRAFFIC_H
#define CROSSWATCH_TRAFFIC_H

#include "case.h"
#include "picture.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ==== encounters ============================================================================= */

/* ---- ships ---------------------------------------------------------------------------------- */

/* A ship as it was last known. NaN: not known. Without speed or course it is in no encounter; a
 * ship that lies still (speed 0) needs no course. */
typedef struct cw_ship {
    uint32_t mmsi;
    unsigned body;  /* as cw_vessel */
    cw_time time;   /* of the state below */
    cw_position at; /* of the antenna */
    double speed_mps, course_deg, heading_deg;
    cw_hull hull;
    uint8_t status;    /* AIS navigational status, 15: not set */
    uint8_t ship_type; /* AIS ship type, 0: not given */
    /* Of place and velocity, along and across the course; 0: exact. */
    double std_along_m, std_across_m;
    cw_velocity_error velocity_along, velocity_across;
    bool guess; /* in a gap of its track, or after the last fix */
} cw_ship;

/* What a track says of its ship at a time. False: the track says nothing of that time, or the
 * sender is no ship. */
bool cw_ship_of_track(const cw_track *track, cw_time time, cw_ship *ship);

/* Ships moved to one common time, as columns in the plane. CPA of positions that are seconds apart
 * is wrong by the way sailed in between: 60 m for ten seconds at 12 knots. */
typedef struct cw_fleet cw_fleet; /* opaque */
/* Moves each ship along its course to `time` (dead reckoning; the errors grow with it), and from
 * the antenna to the middle of the hull. Ships whose position is not known, or lies further than
 * CW_FLEET_MOST_M from the plane's centre, are kept but meet nobody. NULL: out of memory. */
cw_fleet *cw_fleet_create(const cw_ship *ships, size_t count, const cw_plane *plane, cw_time time,
                          cw_error *err);
void cw_fleet_destroy(cw_fleet *fleet); /* NULL-safe */
#define CW_FLEET_MOST_M 1.0e6
/* `ships[i]` as it was given, but at the fleet's time. */
const cw_ship *cw_fleet_ship(const cw_fleet *fleet, size_t index);
size_t cw_fleet_count(const cw_fleet *fleet);

/* ---- closest point of approach -------------------------------------------------------------- */

/* Ships that keep their places to each other have no closest point of approach. */
#define CW_LEAST_RELATIVE_MPS 0.05

typedef struct cw_limits {
    double range_m; /* apart now, at most */
    double tcpa_s;  /* from now to the closest point of approach, 0 to this */
    double cpa_m;   /* apart then, at most; INFINITY: any */
} cw_limits;

typedef struct cw_pair { /* true metres, between the middles of the hulls */
    uint32_t a, b;       /* indices in the fleet, a < b */
    double range_m, tcpa_s, cpa_m;
} cw_pair;

typedef struct cw_pairs { /* zero-initialise; may be used again and again */
    cw_pair *items;       /* cw_pairs_free */
    size_t count, capacity;
} cw_pairs;

/* All pairs within the limits, found exactly: through strips sorted by place, then every pair that
 * is near enough. The order is the same for the same fleet, and not stated. */
bool cw_pairs_find(const cw_fleet *fleet, cw_limits limits, cw_pairs *to, cw_error *err);
void cw_pairs_free(cw_pairs *pairs);
/* The two of them, whatever the limits. False: they have no closest point of approach. The TCPA is
 * below zero when they have passed it. */
bool cw_pair_of(const cw_fleet *fleet, size_t a, size_t b, cw_pair *pair);

/* ---- situation: who gives way --------------------------------------------------------------- */

/* COLREG 1972, rules 13 to 15 and 18, by sectors. */
typedef enum cw_meeting {
    CW_PASSING,    /* no rule of these applies: both to port or both to starboard of each other */
    CW_HEAD_ON,    /* rule 14 */
    CW_CROSSING,   /* rule 15 */
    CW_OVERTAKING, /* rule 13 */
    CW_ONE_LIES_STILL /* one of them makes no way */
} cw_meeting;

typedef enum cw_duty {
    CW_DUTY_NONE, /* no rule says, or it needs what AIS does not tell (wind, rule 12) */
    CW_DUTY_STAND_ON,
    CW_DUTY_GIVE_WAY
} cw_duty;

#define CW_HEAD_ON_DEG    6.0   /* of reciprocal courses and of the bow, each side */
#define CW_OVERTAKING_DEG 112.5 /* 22.5 degrees abaft the beam */
#define CW_MAKING_WAY_MPS 0.5

typedef struct cw_rules {
    cw_meeting situation;
    cw_duty a, b;
    int rule; /* that gives the duties: 13, 14, 15, 18; 0: none */
} cw_rules;
/* `bearing_a_deg`: true bearing of b from a. Headings stand for aspects where they are known. */
cw_rules cw_rules_of(const cw_ship *a, const cw_ship *b, double bearing_a_deg);

/* ---- an encounter in full ------------------------------------------------------------------- */

/* Fujii and Tanaka 1971: around a ship under way others keep out of an ellipse of 8 lengths by 3.2
 * lengths, along her heading, about her middle; in narrow waters of 6 by 1.6. */
typedef struct cw_domain {
    double half_length, half_width; /* in lengths of the ship */
} cw_domain;
extern const cw_domain CW_DOMAIN_OPEN, CW_DOMAIN_NARROW;

typedef struct cw_encounter {
    cw_pair pair;
    double bearing_a_deg, bearing_b_deg; /* true: of b from a, of a from b */
    cw_rules rules;
    double hull_m; /* the least distance between the hulls from now to `within_s` */
    /* How deep b comes into a's domain and a into b's, within the same time: 0 is the middle, 1 its
     * border, above 1 it stays outside; and when it comes in (INFINITY: never). */
    double domain_a, domain_b;
    double domain_a_s, domain_b_s;
    /* How well the CPA is known: the error across the relative velocity at the TCPA, and the CPA
     * that 10, 50 and 90 % of what the ships' places and velocities may be stay under. NaN: the
     * relative velocity is less than CW_SPREAD_LEAST of its own errors, and nothing is known. */
    double cpa_std_m, cpa_m[3];
} cw_encounter;
#define CW_SPREAD_LEAST 3.0
/* Courses and speeds kept, looked at for `within_s` seconds. */
cw_encounter cw_encounter_of(const cw_fleet *fleet, cw_pair pair, cw_domain domain,
                             double within_s);

/* ---- lanes ---------------------------------------------------------------------------------- */

typedef struct cw_lanes cw_lanes; /* opaque */
/* A GeoJSON file, one polygon a feature. Each has the property "kind": "lane" (with
 * "direction_deg", the true direction of its traffic) or "zone" (a separation zone or line; with a
 * direction, crossing it at right angles is no breach), and may have "name". Another kind is
 * refused, so that a mistyped one is not lost. */
cw_lanes *cw_lanes_load(const char *path, const cw_plane *plane, cw_error *err);
void cw_lanes_destroy(cw_lanes *lanes); /* NULL-safe */
size_t cw_lanes_count(const cw_lanes *lanes);
const char *cw_lanes_name(const cw_lanes *lanes, size_t index);
/* Its corners, in order; the first is not said again. */
const cw_position *cw_lanes_ring(const cw_lanes *lanes, size_t index, size_t *count);
/* True direction of its traffic; NaN: a separation zone that does not say. */
double cw_lanes_direction_deg(const cw_lanes *lanes, size_t index);
bool cw_lanes_is_zone(const cw_lanes *lanes, size_t index); /* of separation */

typedef enum cw_lane_breach { /* rule 10 */
                              CW_LANE_NONE,
                              CW_LANE_WRONG_WAY, /* 10b(i): against the general direction */
                              CW_LANE_OBLIQUE,   /* 10c: crosses far from a right angle */
                              CW_LANE_IN_ZONE /* 10e: in a separation zone, neither crossing it nor
                                                 fishing */
} cw_lane_breach;

typedef struct cw_lane_limits {
    double along_deg;   /* within this of the direction: follows the lane */
    double cross_deg;   /* within this of a right angle to it: crosses */
    double against_deg; /* within this of the opposite: wrong way */
    double least_mps;   /* slower ones make no way worth a word */
} cw_lane_limits;
extern const cw_lane_limits CW_LANE_LIMITS; /* 30, 20, 60 degrees; 1 m/s */

typedef struct cw_lane_finding {
    cw_lane_breach breach;
    size_t lane;    /* SIZE_MAX: in none */
    double off_deg; /* of its course from the lane's direction, -180 to 180 */
} cw_lane_finding;
/* A ship at one time. Where lanes overlap the one that fits its course best counts. */
cw_lane_finding cw_lanes_look(const cw_lanes *lanes, const cw_plane *plane, const cw_ship *ship,
                              cw_lane_limits limits);

/* ---- what stands, and what is new ----------------------------------------------------------- */

typedef enum cw_alarm_event {
    CW_ALARM_QUIET,  /* nothing new */
    CW_ALARM_RAISED, /* new, or worse than it was told before */
    CW_ALARM_CLEARED
} cw_alarm_event;

/* Breaches of lanes that last: raised when one is seen for `raise_s` without a break, cleared when
 * none is seen for `clear_s`. */
typedef struct cw_lane_notice {
    uint32_t mmsi;
    unsigned body;
    cw_lane_finding finding; /* the newest that was a breach */
    cw_alarm_event event;    /* of the last update */
    cw_time since;           /* when it was first seen */
} cw_lane_notice;
typedef struct cw_lane_watch cw_lane_watch; /* opaque */
cw_lane_watch *cw_lane_watch_create(cw_lane_limits limits, double raise_s, double clear_s,
                                    cw_error *err);
void cw_lane_watch_destroy(cw_lane_watch *watch); /* NULL-safe */
/* Times must not go back. */
bool cw_lane_watch_update(cw_lane_watch *watch, const cw_lanes *lanes, const cw_plane *plane,
                          const cw_fleet *fleet, cw_error *err);
/* Those that stand and those that the last update cleared, by MMSI; until the next update. */
const cw_lane_notice *cw_lane_watch_list(const cw_lane_watch *watch, size_t *count);

/* ---- alarms --------------------------------------------------------------------------------- */

typedef enum cw_alarm_level { CW_ALARM_NONE, CW_ALARM_CAUTION, CW_ALARM_DANGER } cw_alarm_level;

typedef struct cw_alarm_step { /* both of: hulls come nearer than, and sooner than */
    double hull_m, tcpa_s;
} cw_alarm_step;

typedef struct cw_alarm_settings {
    cw_alarm_step caution, danger;
    double clear_factor;     /* over 1: it clears when the measures exceed the step by this */
    double raise_s, clear_s; /* for so long without a break */
    double forget_s;         /* an alarm of a ship not heard for so long is taken away */
    double
        remember_s; /* a caution that comes back so soon after it was cleared is not told again */
} cw_alarm_settings;
extern const cw_alarm_settings CW_ALARM_SETTINGS; /* docs/encounters.md has the numbers */

typedef struct cw_alarm {
    uint32_t mmsi_a, mmsi_b;
    unsigned body_a, body_b;
    cw_alarm_level level;
    cw_alarm_event event; /* of the last update */
    bool acknowledged;
    cw_time since;
    double urgency;         /* 0 to 1, for ranking */
    cw_encounter encounter; /* the newest */
} cw_alarm;

typedef struct cw_alarms cw_alarms; /* opaque */
cw_alarms *cw_alarms_create(cw_alarm_settings settings, cw_error *err);
void cw_alarms_destroy(cw_alarms *alarms); /* NULL-safe */
/* One look at the sea; times must not go back. Pairs that need no alarm are left out:
 * cw_alarm_needless. */
bool cw_alarms_update(cw_alarms *alarms, const cw_fleet *fleet, cw_error *err);
/* The alarms that stand, the worst first, and behind them those that the last update cleared. Valid
 * until the next update. */
const cw_alarm *cw_alarms_list(const cw_alarms *alarms, size_t *count);
/* False: no such alarm stands. */
bool cw_alarms_acknowledge(cw_alarms *alarms, uint32_t mmsi_a, uint32_t mmsi_b);
/* Pairs that come near each other by trade: both are under 3 knots; one is moored, anchored or
 * aground; a pilot boat; a tug or a tow and what sails with it. */
bool cw_alarm_needless(const cw_ship *a, const cw_ship *b, const cw_pair *pair);

/* ---- collision candidates in lanes ---------------------------------------------------------- */

typedef struct cw_flow { /* one class of ships in a lane */
    double ships_per_s, speed_mps, length_m, beam_m;
} cw_flow;

/* Pedersen 1995: the geometric collision diameter of two ships on courses that differ by
 * `angle_deg` (0: the same course), metres across their relative velocity. NaN: no relative speed.
 */
double cw_collision_diameter_m(cw_flow i, cw_flow j, double angle_deg);
/* Crossing lanes: the interval of the difference of their times at the crossing for which their
 * hulls touch, seconds. NaN for parallel lanes. */
double cw_contact_window_s(cw_flow i, cw_flow j, double angle_deg);
/* Pairs that would touch if nobody did anything, per second. */
double cw_candidates_crossing(cw_flow i, cw_flow j, double angle_deg);

typedef struct cw_lateral { /* normal, across the lane, metres from one common line */
    double mean_m, std_m;
} cw_lateral;
double cw_candidates_head_on(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j,
                             double length_m);
double cw_candidates_overtaking(cw_flow i, cw_lateral at_i, cw_flow j, cw_lateral at_j,
                                double length_m);
/* Lanes that bend by `angle_deg`: ships of i that miss the turn (one in 1 / missing) cross j's way.
 */
double cw_candidates_bend(cw_flow i, cw_flow j, double angle_deg, double missing);

/* The defaults of IALA's IWRAP Mk2, after Fujii and Mizuki 1998: the share of candidates that
 * collide. */
#define CW_CAUSATION_CROSSING   1.3e-4
#define CW_CAUSATION_HEAD_ON    0.5e-4
#define CW_CAUSATION_OVERTAKING 1.1e-4
#define CW_CAUSATION_BEND       1.3e-4
/* Candidates per second to collisions a year of 365.25 days. */
double cw_collisions_per_year(double candidates_per_s, double causation);

/* ==== vessels and an incident's ensemble ===================================================== */

/* ---- who is near (docs/near.md) ------------------------------------------------------------- */

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

/* The state or territory whose flag the first three digits of an MMSI (MID) stand for, as ITU
 * assigns them (data/mid.csv), in English: "France", "UK" ...; of aircraft (111MIDxxx), coast
 * stations and craft of a mother ship too; "" for digits that are not assigned. */
#define CW_NATION_TEXT 48
const char *cw_mmsi_nation(uint32_t mmsi, char text[CW_NATION_TEXT]);
/* Its name in a language, from that in English; a name that the table does not have as it is. */
const char *cw_nation_in(cw_language language, const char *english, char text[CW_NATION_TEXT]);

typedef struct cw_helper {
    char name[64], nation[CW_NATION_TEXT]; /* "" not known */
    uint32_t mmsi;                         /* 0: a unit of the case */
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

/* ---- who must be warned (docs/near.md) ------------------------------------------------------ */

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

/* ---- who could have struck it (docs/struck.md) ---------------------------------------------- */

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
