/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search: who searches where. Detection (sweep width, lateral range, POD), probability maps, search
 * patterns, and the planner that gives each unit a rectangle and scores the whole plan on the
 * moving particles.
 */
#ifndef CROSSWATCH_SEARCH_H
#define CROSSWATCH_SEARCH_H

#include "drift.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- sweep width -------------------------------------------------------------------------- */

typedef enum cw_platform {                   /* columns of the sweep width tables */
                           CW_PLATFORM_BOAT, /* height of eye 8 or 14 ft */
                           CW_PLATFORM_SHIP, /* merchant ship, IAMSAR volume III */
                           CW_PLATFORM_HELICOPTER,
                           CW_PLATFORM_AIRCRAFT
} cw_platform;
const char *cw_platform_name(cw_platform platform);

typedef struct cw_sweep_table cw_sweep_table; /* opaque; data/sweep_width*.csv */
cw_sweep_table *cw_sweep_table_create(cw_error *err);
void cw_sweep_table_destroy(cw_sweep_table *table);
size_t cw_sweep_object_count(const cw_sweep_table *table);
const char *cw_sweep_object_name(const cw_sweep_table *table, size_t index);
/* By name without regard to case ("Person in Water"); -1 with *err naming the choices. */
int cw_sweep_object_find(const cw_sweep_table *table, const char *name, cw_error *err);

typedef struct cw_sweep_conditions {
    cw_platform platform;
    double height_m;     /* search height, or height of eye for boats */
    double visibility_m; /* meteorological */
    double wind_mps, wave_height_m;
    double search_speed_mps;
    bool fatigue;        /* crew fatigue: x 0.9 */
    bool lifejacket;     /* person in water with flotation: x 4 for aircraft at or below 500 ft */
    double other_factor; /* > 0; sensor, night or training factor stated in the case; 1: none */
} cw_sweep_conditions;

/* How a sweep width came about: every factor, so that the plan can print it. */
typedef struct cw_sweep_width {
    double uncorrected_m, weather_factor, speed_factor, fatigue_factor, flotation_factor,
        other_factor;
    double corrected_m; /* the product */
} cw_sweep_width;

/* Linear between the table's heights, visibilities (Addendum H.3.5.4(a)) and speeds; outside the
 * rows the nearest row stands, but below the least visibility of the table (1 nautical mile; 3 for
 * ships) the width falls in proportion to the visibility. Fails when the object or platform has no
 * row at all. */
bool cw_sweep_width_compute(const cw_sweep_table *table, int object,
                            const cw_sweep_conditions *conditions, cw_sweep_width *width,
                            cw_error *err);

/* ---- detection ---------------------------------------------------------------------------- */

typedef enum cw_detection_law {
    CW_INVERSE_CUBE, /* lateral range p(x) = 1 - exp(-W^2 / (4 pi x^2)) */
    CW_EXPONENTIAL,  /* p(x) = exp(-2 |x| / W) */
    CW_DEFINITE,     /* p(x) = 1 for |x| <= W / 2 */
    CW_RANDOM        /* Koopman's random search: hazard W v / A while inside the searched area */
} cw_detection_law;
const char *cw_detection_law_name(cw_detection_law law);

/* Probability of detection on one straight pass with closest approach `distance_m`. For CW_RANDOM
 * there is no lateral range: returns the inverse cube's. Each integrates to W over -inf..inf. */
double cw_lateral_range(cw_detection_law law, double sweep_width_m, double distance_m);
/* POD of a uniform target in an area searched with coverage C: 1 - exp(-C) (random), inverse cube
 * parallel sweeps erf(sqrt(pi)/2 C), definite min(1, C), exponential parallel sweeps (closed form
 * in docs/search.md). */
double cw_pod_coverage(cw_detection_law law, double coverage);

/* ---- probability maps --------------------------------------------------------------------- */

typedef struct cw_probability_map {
    cw_time time;
    double x0_m, y0_m, cell_m; /* cell (i, j) is [x0 + i cell, x0 + (i+1) cell) x ... */
    size_t nx, ny;
    float *probability;             /* owned, [j * nx + i]; sums to `total` */
    double total;                   /* weight of the particles afloat, or ashore, on the map */
    double waiting, stranded, lost; /* weight not yet adrift, ashore (also in the map), lost */
    /* Smallest sets of cells that hold 50, 90, 99 % of `total`: a cell belongs when its probability
     * is at least the threshold. */
    double threshold[3], area_m2[3];
} cw_probability_map;

/* Places at one time, as columns; NaN places are left out. */
typedef struct cw_cloud {
    cw_time time;
    size_t count;
    const float *x_m, *y_m, *weight; /* borrowed */
    const uint8_t *state;            /* borrowed */
} cw_cloud;
/* `time` must be an output time of the tracks. */
bool cw_tracks_cloud(const cw_tracks *tracks, cw_time time, cw_cloud *cloud, cw_error *err);

/* cell_m 0: chosen from the cloud's spread. The map is smoothed with a Gaussian kernel of
 * `smooth_m` (0: none). */
cw_probability_map *cw_probability_map_create(const cw_cloud *cloud, double cell_m, double smooth_m,
                                              cw_error *err);
void cw_probability_map_destroy(cw_probability_map *map);

typedef struct cw_datum { /* moments of a cloud */
    cw_xy mean;
    double covariance[3];    /* xx, xy, yy, m^2 */
    double probable_error_m; /* half of the probability lies within this of the mean */
    double radius90_m;
} cw_datum;
bool cw_datum_compute(const cw_cloud *cloud, cw_datum *datum, cw_error *err);
/* Share of the cloud's probability inside a zone. */
double cw_zone_share(const cw_cloud *cloud, const cw_zone *zone);

/* ---- survival ----------------------------------------------------------------------------- */

typedef enum cw_immersion { CW_IMMERSION_NONE, CW_IMMERSION_PART, CW_IMMERSION_FULL } cw_immersion;
typedef enum cw_clothing { CW_CLOTHING_ORDINARY, CW_CLOTHING_IMMERSION_SUIT } cw_clothing;
typedef enum cw_flotation { CW_FLOTATION_UNKNOWN, CW_FLOTATION_YES, CW_FLOTATION_NO } cw_flotation;

/* How the people of one search object meet the water; same order as the ensemble's objects. */
typedef struct cw_exposure {
    cw_immersion immersion;
    cw_clothing clothing;
    cw_flotation flotation;
    int people; /* -1: not known */
} cw_exposure;

typedef enum cw_survival_model {
    CW_SURVIVAL_GOLDEN,       /* 50 % points */
    CW_SURVIVAL_HAYWARD,      /* time to cool to 30 degrees: half are alive */
    CW_SURVIVAL_XU_GIESBRECHT /* upper limit: one in twenty is alive */
} cw_survival_model;
enum { CW_SURVIVAL_MODELS = 3 };
typedef enum cw_band { CW_BAND_LOW, CW_BAND_MIDDLE, CW_BAND_HIGH } cw_band;
enum { CW_BANDS = 3 };

/* Survival in water of one temperature, by three models (docs/survival.md). */
typedef struct cw_survival {
    double water_c;
    double time_s[CW_SURVIVAL_MODELS];   /* as the model gives it: 50 % point, or limit */
    double median_s[CW_SURVIVAL_MODELS]; /* half are alive */
    bool outside[CW_SURVIVAL_MODELS];    /* the model's range of validity; or all: immersion suit */
    bool insulated;                      /* immersion suit: the models are only a lower band */
    double log_spread;                   /* standard deviation of the logarithm of the time */
} cw_survival;

/* Figures from data/survival.csv. Fails when the temperature is not a number of water, -3 to 45. */
bool cw_survival_compute(double water_c, cw_clothing clothing, cw_flotation flotation,
                         cw_survival *survival, cw_error *err);
/* Chance to be alive after a time in the water, by one model: log-normal about median_s. */
double cw_survival_model_alive(const cw_survival *survival, cw_survival_model model,
                               double immersed_s);
/* The band: least, middle and greatest of the models at that time. Falls with time, rises with
 * temperature. Cold shock and swim failure are in none of them. */
void cw_survival_alive(const cw_survival *survival, double immersed_s, double alive[CW_BANDS]);
/* When the band falls to one half: the least, middle and greatest median. */
void cw_survival_half(const cw_survival *survival, double half_s[CW_BANDS]);

/* ---- units -------------------------------------------------------------------------------- */

typedef enum cw_unit_kind {
    CW_UNIT_VESSEL,
    CW_UNIT_LIFEBOAT,
    CW_UNIT_HELICOPTER,
    CW_UNIT_AEROPLANE,
    CW_UNIT_DRONE
} cw_unit_kind;
const char *cw_unit_kind_name(cw_unit_kind kind);

typedef struct cw_unit {
    char name[64], nation[32], base[64];
    cw_unit_kind kind;
    cw_platform platform;
    cw_position at;         /* where it is when available */
    cw_position turn_round; /* where it must end: base, port or airfield */
    cw_time available_from, available_to;
    double readiness_s; /* from the order to under way */
    double transit_speed_mps, search_speed_mps;
    double search_height_m; /* flight height, or height of eye */
    double endurance_s;     /* under way in one sortie: out, search and back */
    double turnaround_s;    /* at base between two sorties; 0: it goes out once */
    double turn_s;          /* lost at each turn */
    double least_spacing_m; /* least practical track spacing */
    double other_factor;    /* to sweep width: sensor, training; 1 */
    double night_factor;    /* to sweep width in darkness; 0: cannot search by night */
    bool fatigue;
} cw_unit;

/* ---- agreements --------------------------------------------------------------------------- */

/* Sovereignty is data: a unit of `nation` may be tasked in `zone` (index; any zone: SIZE_MAX),
 * after `delay_s` when entry has to be asked for. Without a rule that allows it, it may not. */
typedef struct cw_agreement_rule {
    char nation[32];
    size_t zone;
    bool allowed;
    bool on_request; /* entry request: delay_s is waited before it crosses */
    double delay_s;
} cw_agreement_rule;

typedef struct cw_agreement {
    char name[64];
    size_t rule_count;
    cw_agreement_rule *rules; /* owned by the case's arena */
    size_t zone_count;
    cw_zone *const *zones; /* borrowed */
} cw_agreement;

/* ---- patterns ----------------------------------------------------------------------------- */

typedef enum cw_pattern_kind {
    CW_PARALLEL_SWEEP,   /* PS: legs along the long axis */
    CW_CREEPING_LINE,    /* CS: legs along the short axis */
    CW_EXPANDING_SQUARE, /* SS */
    CW_SECTOR,           /* VS */
    CW_TRACK_LINE        /* TS: out on one side of a line, back on the other */
} cw_pattern_kind;
const char *cw_pattern_code(cw_pattern_kind kind); /* "PS", "CS", "SS", "VS", "TS" */

/* What a pattern is drawn from, in the plane. */
typedef struct cw_pattern_spec {
    cw_pattern_kind kind;
    cw_xy centre;     /* of the rectangle; datum of SS and VS; middle of the track line */
    double length_m;  /* along the axis: rectangle or track line; VS: leg (radius) */
    double width_m;   /* across the axis */
    double axis_deg;  /* grid bearing of the axis, or of the first leg (SS, VS) */
    double spacing_m; /* track spacing */
    int start_corner; /* 0 to 3: PS, CS: which corner holds the commence search point */
    int repeats;      /* VS: 1 or 2 patterns (the second turned by 30 degrees) */
} cw_pattern_spec;

typedef struct cw_waypoint {
    cw_xy at;
    cw_time time;
} cw_waypoint;

/* A pattern may move with the water: everything in it is then displaced together, by `drift` at the
 * times given there, straight between them and held before the first and after the last. The spec
 * says where it is laid (displacement zero); the points are where the searcher is at their times.
 */
typedef struct cw_pattern {
    cw_pattern_spec spec;
    cw_waypoint *points; /* owned; commence search point first; legs join neighbours */
    size_t count;
    double length_m;    /* of all legs, relative to what the pattern moves with */
    cw_waypoint *drift; /* owned; displacements; NULL: it stands over the ground */
    size_t drift_count;
} cw_pattern;

/* Lays the legs out (no times). IAMSAR volume II chapter 5, USCG Addendum; geometry in
 * docs/search.md. */
bool cw_pattern_create(const cw_pattern_spec *spec, cw_pattern *pattern, cw_error *err);
void cw_pattern_free(cw_pattern *pattern);
/* How far the pattern has been displaced at a time. */
cw_xy cw_pattern_shift(const cw_pattern *pattern, cw_time time);
/* Gives each point its time from `start` at the unit's search speed with turn_s at each turn; cuts
 * the pattern where `end` comes first (the last point then lies on the leg). The speed is relative
 * to what the pattern moves with. Returns time used. */
double cw_pattern_time(cw_pattern *pattern, cw_time start, cw_time end, double speed_mps,
                       double turn_s);

/* ---- plans -------------------------------------------------------------------------------- */

typedef struct cw_search_object { /* what is looked for; same order as the ensemble's objects */
    char name[64];
    int sweep_object; /* in the sweep table */
    bool lifejacket;
} cw_search_object;

typedef struct cw_conditions {
    double visibility_m, wind_mps, wave_height_m;
} cw_conditions;

/* What it turns to: holds from its time on, until the next. */
typedef struct cw_conditions_change {
    cw_time from;
    cw_conditions conditions;
} cw_conditions_change;
enum { CW_MOST_CHANGES = 31 };

/* The sweep width of a unit against an object, by day. */
bool cw_unit_sweep(const cw_sweep_table *table, const cw_unit *unit, const cw_search_object *object,
                   const cw_conditions *conditions, cw_sweep_width *width, cw_error *err);

/* Water that a coordinator has closed, or to which a unit is confined; wherever its area drifts. */
typedef struct cw_limit {
    const cw_zone *zone; /* borrowed */
    size_t unit;         /* SIZE_MAX: all */
    bool confined;    /* its whole area must stay inside, wherever it drifts; else not touch it */
    cw_time from, to; /* holds for areas that are searched in between; both 0: always */
} cw_limit;

typedef struct cw_task cw_task; /* below */

typedef enum cw_objective {             /* what a plan is made for */
                            CW_SUCCESS, /* the probability that they are found */
                            CW_ALIVE    /* people found alive, by the middle band of survival */
} cw_objective;

typedef struct cw_plan_problem {
    const cw_plane *plane;
    const cw_tracks *tracks;       /* optimised on these */
    const cw_tracks *fresh_tracks; /* scored on these; NULL: the same */
    const cw_landmask *mask;       /* NULL: open sea */
    const cw_unit *units;
    size_t unit_count;
    const cw_search_object *objects;
    size_t object_count;
    const cw_sweep_table *table;
    const cw_agreement *agreement;       /* NULL: anyone anywhere */
    cw_conditions conditions;            /* until the first change, if any */
    const cw_conditions_change *changes; /* in the order of time; at most CW_MOST_CHANGES */
    size_t change_count;
    cw_detection_law law;
    cw_objective objective;
    const cw_survival *survival;  /* one an object, borrowed; with CW_ALIVE */
    const cw_exposure *exposures; /* the same */
    cw_time from, to;             /* search window; the order to the units is given at `from` */
    double separation_m;          /* least distance between areas of units at the same height */
    double height_separation_m;   /* aircraft this far apart in height need no other separation */
    size_t most_areas;            /* of one unit, one after the other; 0: 3 */
    bool over_ground;             /* no pattern may move with the water */
    const cw_task *kept; /* borrowed: tasks that stand as they are, whatever rules they break; their
                            units get no others */
    size_t kept_count;
    const struct cw_limit *limits; /* borrowed: water drawn by the coordinator */
    size_t limit_count;
    const bool *excluded; /* unit_count, borrowed; units that take no part; NULL: none */
    uint64_t seed;
    double time_limit_s; /* of the optimiser, wall clock; 0: a fixed number of evaluations */
    size_t evaluations;  /* trials per unit when time_limit_s is 0: deterministic. As many again go
                            to the beginnings that are then dropped. 0: 400 */
    int threads;
    cw_ranks *ranks; /* borrowed; all plan together, each with the same problem; NULL: one alone */
} cw_plan_problem;

typedef enum cw_binding { /* what keeps a unit from doing more */
                          CW_BOUND_NOTHING,
                          CW_BOUND_WINDOW, /* the search window ends */
                          CW_BOUND_ENDURANCE,
                          CW_BOUND_DARKNESS,
                          CW_BOUND_AVAILABILITY,
                          CW_BOUND_TRANSIT,     /* cannot arrive in time */
                          CW_BOUND_AGREEMENT,   /* may not be tasked where the people can be */
                          CW_BOUND_SWEEP_WIDTH, /* sweep width is zero in these conditions */
                          CW_BOUND_EXCLUDED     /* left out by the coordinator */
} cw_binding;

typedef struct cw_width_change { /* sweep widths by day, from a time on */
    cw_time from;
    double sweep_width_m[CW_MOST_OBJECTS];
} cw_width_change;

struct cw_task { /* one area of one unit; a unit may have several, one after the other */
    size_t unit;
    size_t area, areas; /* its place among the unit's areas, from 0, and how many they are */
    size_t sortie;      /* from 0 */
    bool assigned;      /* false: `binding` says why not, `reason` in words */
    cw_binding binding;
    char reason[160];   /* language-neutral facts are in the fields; this is for logs */
    cw_pattern pattern; /* timed */
    /* Leaves base, or the area before; back at base, or on the way to the next area. */
    cw_time under_way, on_scene, off_scene, back;
    double transit_m, return_m; /* from base or the area before; to base: 0 before a next area */
    double entry_delay_s;       /* waited for an entry request; 0: none */
    /* By day; until the first change where the conditions change what it sees. */
    double sweep_width_m[CW_MOST_OBJECTS];
    cw_sweep_width sweep[CW_MOST_OBJECTS];
    cw_width_change changes[CW_MOST_CHANGES]; /* in the order of time */
    size_t change_count;
    double coverage;  /* W L / A for the object that the particles hold most of, W of each leg */
    double poc;       /* share of the probability inside its area at mid search */
    double pos_alone; /* success if this unit searched alone */
    double pos_gain;  /* what the plan would lose without it */
};

/* What no plan of the same units can exceed (docs/bound.md): effort as time per unit, period and
 * cell, limited by reach, launch, return, endurance, light and the agreement, on moving particles.
 * It holds for the problem's detection law: success is at most a concave function of coverage, the
 * random law's own 1 - exp(-C), min(1, C) for the definite range, and for the inverse cube and
 * exponential laws what no legs of that coverage exceed. */
typedef struct cw_bound {
    double upper; /* probability of success that no plan exceeds */
    double lower; /* that of the effort density found: upper - lower is what more work may gain */
    double std_error; /* sampling error of both: they are taken on particles */
    double cell_m, period_s;
    double coverage_a_look;  /* largest W v dt / cell of a unit: loose when far above 0.2 */
    double particles_a_cell; /* mean over cells in use; the bound is loose when few */
    size_t particles;        /* it was taken on */
    size_t sweeps;
    cw_detection_law law;
} cw_bound;

typedef struct cw_plan {
    cw_objective objective; /* what it was made for */
    cw_task
        *tasks; /* owned; by unit, each unit's areas in the order of time; at least one a unit */
    size_t task_count;
    double pos;                            /* probability of success on the scoring particles */
    double pos_std_error;                  /* sampling error of the above */
    double pos_optimised;                  /* on the particles it was optimised on */
    double pos_by_object[CW_MOST_OBJECTS]; /* success given the object */
    double share_by_object[CW_MOST_OBJECTS];
    double *pos_by_hypothesis; /* owned, hypothesis_count */
    double *share_by_hypothesis;
    size_t hypothesis_count;
    size_t evaluations;
    size_t looks;   /* trials that this rank laid, with those that it looked ahead at in vain */
    double seconds; /* spent in the optimiser */
    cw_bound
        bound; /* whoever makes the plan may ask for it (cw_plan_bound); particles 0: not done */
} cw_plan;

/* Sweep width by day at a time. */
double cw_task_width_m(const cw_task *task, size_t object, cw_time time);

/* Sets the sweep widths of all tasks by the problem's conditions (of a plan that was read). */
bool cw_plan_widths(const cw_plan_problem *problem, cw_plan *plan, cw_error *err);
cw_plan *cw_plan_optimise(const cw_plan_problem *problem, cw_error *err);
/* The manual's worksheet (IAMSAR II appendix L, form L-7): one square about the datum, divided
 * among the units by effort; the baseline that the plan is compared with. */
typedef struct cw_worksheet {
    cw_time datum_time;
    double probable_error_m, effort_m2, relative_effort, factor, radius_m, area_m2, coverage;
} cw_worksheet;
cw_plan *cw_plan_worksheet(const cw_plan_problem *problem, cw_worksheet *worksheet, cw_error *err);
void cw_plan_destroy(cw_plan *plan);

/* Scores given tasks (assigned ones with timed patterns) on given tracks. Per particle failure is
 * the product over units and legs of 1 - p. Inverse cube: Koopman's rate of detection, 1 / r^3,
 * summed in closed form along the path of the moving searcher relative to the moving particle; a
 * long leg gives p(closest approach), a leg that ends abeam half its hazard. Exponential: p(closest
 * approach), and a leg that is only part of a pass counts for its share of one, so that a pass
 * broken at a corner is not counted twice. Definite: whatever comes within W / 2. Random: the time
 * inside the area. Derivations in docs/search.md. */
bool cw_plan_score(const cw_plan_problem *problem, const cw_tracks *tracks, cw_plan *plan,
                   cw_error *err);
/* missed[i]: probability that the plan's tasks all miss particle i of the tracks. */
bool cw_plan_missed(const cw_plan_problem *problem, const cw_tracks *tracks, const cw_plan *plan,
                    float *missed, cw_error *err);
/* One particle's probability of being detected by one timed pattern (for tests and calibration). */
double cw_pattern_detects(const cw_plan_problem *problem, const cw_task *task,
                          const cw_tracks *tracks, size_t particle);

/* ---- editing a plan ------------------------------------------------------------------------ */

/* What a task must obey and may break in a coordinator's hands. Bits. */
typedef enum cw_rule {
    CW_RULE_TIME = 1,      /* cannot be there then, or not be back in time */
    CW_RULE_AGREEMENT = 2, /* its area touches water that is closed to the unit's nation */
    CW_RULE_LAND = 4,      /* a vessel's leg crosses land */
    CW_RULE_SEPARATION = 8 /* too near an area of another unit that is there at the same time */
} cw_rule;
/* The rules that a task of the plan breaks; *other: with CW_RULE_SEPARATION a task that it comes
 * too near to. False: out of memory, or the task is none. */
bool cw_plan_check(const cw_plan_problem *problem, const cw_plan *plan, size_t task,
                   unsigned *broken, size_t *other, cw_error *err);

/* A coordinator's change to one area. */
typedef struct cw_edit {
    size_t task;          /* of the plan; may have been unassigned */
    cw_pattern_spec spec; /* as it is laid at the start of its time */
    cw_time start;        /* on scene not before; 0: as soon as the unit can be */
    bool moves;           /* with the people about it */
    bool out; /* taken out, with what the unit does after it; the rest is not looked at */
} cw_edit;

/* A plan held ready on the particles that score it, so that a change is scored at once: only the
 * unit whose area is changed is scored again. */
typedef struct cw_plan_session cw_plan_session;
/* On the problem's fresh tracks (its tracks when it has none); problem and plan are borrowed, and
 * must outlive the session, which changes the plan. */
cw_plan_session *cw_plan_session_create(const cw_plan_problem *problem, cw_plan *plan,
                                        cw_error *err);
void cw_plan_session_destroy(cw_plan_session *session); /* NULL-safe */
/* Lays and times the area (and times anew what the unit does after it), cut where the unit has to
 * leave; scores the plan, as cw_plan_score does to the last bit. The plan is changed whatever rules
 * it breaks (*broken, of the edited area and of those after it, which it moves in time): a
 * coordinator may have reasons. Refused, with nothing
 * changed: a pattern that cannot be laid, a unit that has no time at all, an area before which the
 * unit has none yet. A unit from which an area is taken out goes home after the one before. */
bool cw_plan_session_edit(cw_plan_session *session, const cw_edit *edit, unsigned *broken,
                          cw_error *err);
/* Takes the last edit back; false when there is none. */
bool cw_plan_session_undo(cw_plan_session *session, cw_error *err);

/* ---- people found alive ------------------------------------------------------------------- */

typedef struct cw_alive_step { /* at one time; means over the particles, lower to upper band */
    cw_time time;
    double pos;                       /* found by then */
    double found_alive[CW_BANDS];     /* found by then, and alive when they were */
    double alive_not_found[CW_BANDS]; /* alive and not yet found */
    double in_water;                  /* share of the probability that is in the water */
    double alive_in_water[CW_BANDS];  /* share of those that is alive, found or not; 1: nobody */
} cw_alive_step;

/* What a plan does for the living, step by step. In people where every object says how many they
 * are, else as shares of them. */
typedef struct cw_alive {
    bool counted;          /* people; false: shares */
    double people;         /* expected number in all, at the last step; 1 for shares */
    cw_time immersed_from; /* mean time of entering the water; INT64_MAX: nobody enters it */
    size_t step_count;
    cw_alive_step *steps; /* owned */
} cw_alive;

/* Follows each particle through the outputs of the tracks, then to `until` at the same step as it
 * is at the last output. Time in the water counts from the middle of the interval in which it
 * begins; part immersion counts in full for the lower band, by half for the middle one, not at all
 * for the upper; ashore the clock stands. A leg finds at the output nearest to its middle. `plan`
 * NULL: nobody is found. `survival` and `exposures` are one an object of the tracks. */
cw_alive *cw_alive_score(const cw_plan_problem *problem, const cw_tracks *tracks,
                         const cw_plan *plan, const cw_survival *survival,
                         const cw_exposure *exposures, cw_time until, cw_error *err);
void cw_alive_destroy(cw_alive *alive);
/* Linear between the steps; the first or last beyond them. */
cw_alive_step cw_alive_at(const cw_alive *alive, cw_time time);
/* ---- what was searched, and what it changes -------------------------------------------------- */

typedef struct cw_timed_position {
    cw_position at;
    cw_time time;
} cw_timed_position;

typedef struct cw_track_part { /* of a track: a stretch without a break; or a planned pattern */
    cw_timed_position *points; /* in the order of time */
    size_t count;
    double spacing_m;   /* of the planned pattern; 0: a track */
    cw_waypoint *drift; /* of a planned pattern that moves: as in cw_pattern */
    size_t drift_count;
} cw_track_part;

typedef enum cw_result_kind {
    CW_RESULT_NOTHING_FOUND, /* a unit searched and found nothing */
    CW_RESULT_SIGHTING       /* something was seen that may belong to the case */
} cw_result_kind;

/* One thing that came back from the sea. The pointers are borrowed. */
typedef struct cw_search_result {
    char id[64];
    cw_result_kind kind;
    uint64_t content; /* hash of what it says, its id apart; 0: not known */
    /* a search */
    cw_unit unit;             /* who, with which eyes: height, speed, factors */
    cw_conditions conditions; /* on scene, then; the light is computed */
    cw_track_part *parts;     /* where it really went */
    size_t part_count;
    cw_time from, until; /* only what was searched in between counts */
    bool planned;        /* a planned pattern: at each turn unit.turn_s is lost */
    bool returned;       /* it went home afterwards: as the case describes it once more */
    /* a sighting */
    cw_position at;
    cw_time time;
    double radius_m, confidence; /* it was within radius_m of `at` with this probability */
    int object;                  /* index of the object that was seen; -1: any of them */
    double related;              /* probability that it belongs to the case, before this update */
    double background_m2;        /* an unrelated thing would be anywhere in this area, evenly */
} cw_search_result;

/* What one result did, in the order in which they were applied. */
typedef struct cw_update_step {
    char id[64];
    char unit[64]; /* empty: a sighting */
    cw_result_kind kind;
    uint64_t content;
    cw_time from, to;
    cw_position at;                        /* sighting */
    double pos;                            /* search: chance of having found, given all before */
    double sweep_width_m[CW_MOST_OBJECTS]; /* by day */
    double track_m;                        /* searched, each leg times its factor for the light */
    double related_before, related;        /* sighting: chance that it belongs to the case */
} cw_update_step;

/* Shares before and after; what the searches would have found, given that it is so. */
typedef struct cw_belief {
    double before, after, pos;
    double effective; /* hypotheses: effective number of its particles */
} cw_belief;

/* The posterior on one set of tracks. Read only; owned. */
typedef struct cw_update {
    const cw_plan_problem *problem;
    cw_tracks *tracks;        /* borrowed; weight[] always holds the posterior, its sum 1 */
    double *prior;            /* [particle] sum 1 */
    double *sighted, *missed; /* [particle] products of the likelihoods so far */
    cw_update_step *steps;
    size_t step_count, step_capacity;
    double pos, pos_std_error; /* of all searches together, on the prior and the sightings */
    double effective;          /* particles: (sum w)^2 / sum w^2 */
    cw_belief *hypotheses;     /* hypothesis_count */
    size_t hypothesis_count;
    cw_belief objects[CW_MOST_OBJECTS]; /* what they are at `to` */
    cw_time to;                         /* end of the last result */
} cw_update;

/* `problem` gives plane, objects, sweep width table, law and threads; problem and tracks are
 * borrowed and must outlive the update. The weights of the tracks are the prior. */
cw_update *cw_update_create(const cw_plan_problem *problem, cw_tracks *tracks, cw_error *err);
void cw_update_destroy(cw_update *update);
/* Bayes' rule, in double, over particles of all hypotheses together (docs/update.md):
 *   search:   w_i *= prod over legs (1 - p), as cw_plan_score has it, along the true track;
 *   sighting: w_i *= related N(at; x_i(time), sigma) + (1 - related) / background_m2.
 * Refused, with nothing changed: a result that was applied before (its id, its content, or a search
 * by the same unit at overlapping times); one outside the times of the drift; a certain sighting
 * that no particle comes near; results after which nothing is left. */
bool cw_update_apply(cw_update *update, const cw_search_result *result, cw_error *err);
/* By what factor the ensemble has to grow so that the posterior rests on enough of it; at most 1:
 * it is enough. `baseline` is the share of the tracks' particles that the case asked for. */
double cw_update_growth(const cw_update *update, double baseline);

/* ---- the bound ----------------------------------------------------------------------------- */

typedef struct cw_bound_options {
    double cell_m;    /* 0: chosen from the cloud */
    size_t particles; /* at most; 0: all of the tracks */
    size_t sweeps;    /* over the units, at most; 0: 60 */
    double gap;       /* stop when upper - lower is below; 0: 0.002 */
} cw_bound_options;

/* On the problem's fresh tracks (its tracks when it has none). `options` NULL: defaults. */
bool cw_plan_bound(const cw_plan_problem *problem, const cw_bound_options *options, cw_bound *bound,
                   cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
