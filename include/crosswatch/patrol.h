/* SPDX-License-Identifier: Apache-2.0 */
/*
 * patrol: where should we have been waiting? Units of two nations, the risk in space and time, and
 * what an agreement between them lets them do. For the safety of life at sea: being near in time.
 */
#ifndef CROSSWATCH_PATROL_H
#define CROSSWATCH_PATROL_H

#include "case.h"
#include "picture.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ==== the plan: units, water, risk =========================================================== */

typedef struct cw_sea_speed { /* holds from that wave height on */
    double wave_height_m, speed_mps;
} cw_sea_speed;

typedef struct cw_patrol_unit {
    char name[64], nation[32], base[64];
    cw_unit_kind kind;    /* vessel, lifeboat or helicopter: what lifts people */
    cw_position at;       /* its base */
    double speed_mps;     /* in a calm sea */
    cw_sea_speed *speeds; /* ascending heights */
    size_t speed_count;
    double endurance_s;                /* away from its base in one sortie */
    double crew_s;                     /* away from its base over the horizon; INFINITY: no limit */
    double ready_day_s, ready_night_s; /* from the order to under way, at base */
    double turnaround_s;               /* back at base until ready again */
    double most_wave_m, most_wind_mps, least_visibility_m; /* beyond these it does not go */
    size_t capacity;                                       /* people */
    double sweep_width_m, search_speed_mps;
    double fuel_l_per_h;
    size_t line;
} cw_patrol_unit;

typedef struct cw_patrol_weather { /* from its time until the next */
    cw_time from;
    double wave_height_m, wind_mps, visibility_m;
} cw_patrol_weather;

typedef struct cw_risk_place { /* where a kind of incident comes from, when no file says it */
    cw_position *ring;
    size_t ring_count;
    double share; /* of the kind's incidents; as given */
} cw_risk_place;

typedef struct cw_incident_kind {
    char name[64];
    char *file;          /* a risk.json; NULL: `places` and `per_week` */
    double per_week;     /* expected number; a risk.json's own when NaN */
    double night_factor; /* rate by night over rate by day; NaN: the risk.json's hours */
    double day_spread;   /* standard deviation of the logarithm of the factor of each day, mean 1 */
    cw_risk_place *places;
    size_t place_count;
    size_t people_least, people_most; /* evenly drawn */
    double in_water;    /* share of the incidents in which they are in it at the alert */
    double holds_out_s; /* mean time until the others' craft no longer holds; exponential */
    double position_error_m, drift_error_mps; /* radius of the area to search, and its growth */
    double pick_up_s;                         /* a person */
    cw_clothing clothing;
    cw_flotation flotation;
    size_t line;
} cw_incident_kind;

typedef enum cw_post_kind {
    CW_POST_BASE,    /* on standby at its base */
    CW_POST_STATION, /* waiting at a place at sea */
    CW_POST_LEG,     /* up and down between two places */
    CW_POST_OFF      /* not to be sent */
} cw_post_kind;

typedef struct cw_watch_duty { /* a line of the roster */
    size_t unit;
    cw_post_kind kind;
    cw_position at, to; /* station; leg from and to */
    cw_time from, until;
    size_t line;
} cw_watch_duty;

/* ---- agreements ------------------------------------------------------------------------------ */

typedef struct cw_patrol_rule {
    char nation[32];
    size_t area;    /* of the plan's regions, then of the agreement's zones; SIZE_MAX: anywhere */
    double delay_s; /* from the request to the leave to enter; 0: none is asked */
} cw_patrol_rule;

/* Who may be sent where. Without a rule that allows it a unit may not go; of several that do, the
 * one with the least delay holds. */
typedef struct cw_patrol_agreement {
    cw_arena *arena; /* owns all */
    char name[64], name_fr[64];
    char *text, *text_fr; /* one sentence for people; NULL: none */
    cw_region *zones;     /* common zones of its own; `nation` empty */
    size_t zone_count;
    cw_patrol_rule *rules;
    size_t rule_count;
    size_t *mixed; /* units that carry an officer of the other nation: they may go anywhere */
    size_t mixed_count;
    bool pool_crews;   /* units of one kind share their crew hours */
    double most_share; /* as in the plan, and instead of it; NaN: the plan's */
} cw_patrol_agreement;

typedef struct cw_patrol_plan {
    cw_arena *arena; /* owns all */
    char *path;
    char name[128];
    char *description;
    cw_statement *statements;
    size_t statement_count;
    uint64_t seed;
    size_t weeks; /* simulated horizons */
    cw_time from, to;
    cw_box box;
    double cell_m;
    char *coast_path; /* NULL: GSHHG */
    bool open_sea;
    double mask_cell_m;
    bool tide; /* the bundled streams carry what is adrift; else nothing does */
    double water_c;
    double call_s; /* from the alert to the order */
    cw_patrol_weather *weather;
    size_t weather_count;
    cw_incident_kind *kinds;
    size_t kind_count;
    cw_region *regions;
    size_t region_count;
    cw_region *closed; /* where no vessel waits, nor passes on its way to wait; `nation` empty */
    size_t closed_count;
    cw_patrol_unit *units;
    size_t unit_count;
    double most_share; /* of the hours away, for any nation; 1: no limit */
    cw_watch_duty *duties;
    size_t duty_count;
    cw_patrol_agreement *agreement; /* NULL: anyone anywhere */
} cw_patrol_plan;

enum {
    CW_MOST_PATROL_UNITS = 64,
    CW_MOST_NATIONS = 8,
    CW_NATION_WITHOUT_UNITS = CW_MOST_NATIONS + 1,
    CW_MOST_KINDS = 16,
    CW_MOST_WEEKS = 100000
};
#define CW_MOST_HORIZON_H 168 /* a week */

/* Reads and checks a plan (docs/patrol.md). Errors name file, line and field. */
cw_patrol_plan *cw_patrol_plan_load(const char *path, cw_error *err);
/* The same from memory; `name` stands for the file in messages, `folder` for its place. */
cw_patrol_plan *cw_patrol_plan_parse(const char *text, size_t length, const char *name,
                                     const char *folder, cw_error *err);
void cw_patrol_plan_destroy(cw_patrol_plan *plan);
/* An agreement of its own file, for this plan's units, nations and regions. */
cw_patrol_agreement *cw_patrol_agreement_load(const char *path, const cw_patrol_plan *plan,
                                              cw_error *err);
cw_patrol_agreement *cw_patrol_agreement_parse(const char *text, size_t length, const char *name,
                                               const cw_patrol_plan *plan, cw_error *err);
void cw_patrol_agreement_destroy(cw_patrol_agreement *agreement); /* NULL-safe */
/* The share of the hours away that no nation should exceed under this agreement (NULL: none); 1: no
 * limit. */
double cw_most_share(const cw_patrol_plan *plan, const cw_patrol_agreement *agreement);

/* ==== risk: expected incidents in space and time ============================================== */

typedef struct cw_past_incident {
    cw_time time;
    cw_position at;
} cw_past_incident;

/* How the times of a file are to be read that name no zone of their own. */
typedef enum cw_clock { CW_CLOCK_NONE, CW_CLOCK_UTC, CW_CLOCK_LONDON, CW_CLOCK_PARIS } cw_clock;

typedef struct cw_history {
    cw_past_incident *incidents; /* owned; cw_history_free */
    size_t count, capacity;
    size_t rows;     /* read, of all files */
    size_t damaged;  /* left out: no place, no time, or none that can be */
    size_t doubtful; /* in the hour that a local clock shows twice: taken as summer time */
    size_t twice;    /* of one operation: counted once */
    size_t unwanted; /* that the options leave out by what a column says */
    cw_text notes;   /* the damaged rows, each "FILE, row N: what", the first hundred */
} cw_history;

typedef struct cw_history_options {
    const char *time, *latitude, *longitude, *id; /* columns; NULL: SECMAR's names */
    cw_clock clock;
    /* "COLUMN=TEXT": only rows that say so (of several texts for one column, one of them), and all
     * but those that say so; letters' case does not count. */
    const char *const *kept, *const *excluded;
    size_t kept_count, excluded_count;
} cw_history_options;

/* Adds the incidents of a CSV file with a header line. Damaged rows are counted and named, and no
 * reason to stop; a file without the columns is. */
bool cw_history_read_csv(cw_history *history, const char *path, const cw_history_options *options,
                         cw_error *err);
bool cw_history_parse_csv(cw_history *history, const char *text, size_t length, const char *name,
                          const cw_history_options *options, cw_error *err);
/* Adds the incidents of a record: the first position and time that is told of each. */
bool cw_history_read_record(cw_history *history, const char *path, cw_error *err);
void cw_history_free(cw_history *history); /* NULL-safe */
/* A reading of a local clock as UTC, by the European Union's rule of 1996. False: the clock skips
 * it. *doubtful: it shows it twice. */
bool cw_clock_to_utc(cw_clock clock, cw_time local, cw_time *utc, bool *doubtful);

enum { CW_FACTOR_HOUR, CW_FACTOR_SEASON, CW_FACTOR_TIDE, CW_FACTOR_SEA, CW_FACTORS };
enum { CW_MOST_LEVELS = 8 };
/* Hours of the day by threes, quarters of the year, sixths of the tide from the turn of the stream
 * in mid-strait to the north-east (two hours before high water Dover), and four sea states. */
extern const size_t cw_factor_levels[CW_FACTORS];

typedef struct cw_risk_level {
    double count, exposure_h; /* incidents, and hours of the period, at this level */
    double ratio, low, high;  /* to the mean rate, and its 95 % interval */
    bool few;                 /* fewer than five incidents would be expected here: too few to say */
} cw_risk_level;

typedef struct cw_risk_factor {
    bool fitted; /* the sea's is only when its history is given */
    cw_risk_level levels[CW_MOST_LEVELS];
} cw_risk_factor;

typedef struct cw_risk_cell {
    double share;               /* of all incidents */
    double per_year, low, high; /* expected, and its 95 % credible interval */
    double effective;           /* number of incidents that the figure rests on */
} cw_risk_cell;

/* Meetings whose candidates are counted apart (docs/risk.md). */
typedef enum cw_meeting_counted {
    CW_COUNTED_CROSSING,
    CW_COUNTED_HEAD_ON,
    CW_COUNTED_OVERTAKING,
    CW_MEETINGS_COUNTED
} cw_meeting_counted;

typedef struct cw_traffic_exposure { /* what a risk of collisions rests on */
    size_t ships;                    /* under way in the area; 0: the risk is from history */
    size_t passages;                 /* of a ship through a cell */
    double candidates_per_year[CW_MEETINGS_COUNTED]; /* pairs that would touch if nobody did
                                                        anything */
    double collisions_per_year[CW_MEETINGS_COUNTED];
} cw_traffic_exposure;

/* What history says, or the AIS picture (docs/risk.md). All owned. */
typedef struct cw_risk {
    cw_plane *plane;
    cw_coast *coast; /* NULL: read from a file, or open sea */
    double x0_m, y0_m, cell_m;
    size_t nx, ny;
    cw_risk_cell *cells;  /* [j * nx + i]; land has share 0 */
    size_t incidents;     /* in the area and period */
    size_t outside;       /* of the area or the period: left out */
    cw_time from, to;     /* the period observed */
    double per_hour;      /* mean rate over the area */
    double base_per_hour; /* that times the ratios of a time is its rate */
    double bandwidth_m;   /* of the kernel, by cross-validation */
    double dispersion;    /* variance of daily counts over their mean; 1: Poisson */
    cw_risk_factor factors[CW_FACTORS];
    cw_traffic_exposure exposure;
} cw_risk;

typedef struct cw_risk_options {
    cw_box box;
    double cell_m;
    bool open_sea;
    const char *coast_path; /* NULL: GSHHG */
    cw_time from, to;       /* the period observed; equal: from the first to the last incident */
    const char *sea;        /* CSV with time and wave_height (m) by the hour; NULL: none */
    double prior_sd;        /* of the logarithm of each level; 0: 2 */
    double bandwidth_m;     /* 0: by cross-validation */
} cw_risk_options;

/* Fails with CW_NO when the history holds no incident in the area and period. */
cw_risk *cw_risk_create(const cw_history *history, const cw_risk_options *options,
                        const char *cache_dir, cw_error *err);
/* Collisions to be expected of the traffic that the tracks show; `sea`, `prior_sd` and
 * `bandwidth_m` are not used. Fails with CW_NO when no two ships pass through one cell. */
cw_risk *cw_risk_of_traffic(cw_vessels *vessels, const cw_risk_options *options,
                            const char *cache_dir, cw_error *err);
cw_risk *cw_risk_load(const char *path, cw_error *err); /* a risk.json */
cw_risk *cw_risk_parse(const char *text, size_t length, const char *name, cw_error *err);
void cw_risk_destroy(cw_risk *risk); /* NULL-safe */
/* Share of the incidents in one square metre at a position; 0 outside the grid and on land. */
double cw_risk_share_at(const cw_risk *risk, cw_position at);
/* Expected number over the whole grid in each of `hours` hours; wave heights [hour], NULL or NaN:
 * not known. */
bool cw_risk_rates(const cw_risk *risk, cw_time from, size_t hours, const double *wave_height_m,
                   double *per_hour, cw_error *err);

/* ==== the world: the plan made ready ========================================================== */

/* Where one kind of incident happens, and when: independent of each other. */
typedef struct cw_risk_layer {
    double *share;    /* [cell], sums to 1 */
    double *up_to;    /* [cell], the sum of `share` so far: the last is 1 */
    double *per_hour; /* [hour], expected number */
} cw_risk_layer;

/* Cells of the plane and hours of the horizon. Cell (i, j) is number j * nx + i. All owned. */
typedef struct cw_patrol_world {
    const cw_patrol_plan *plan; /* borrowed; must outlive the world */
    cw_plane *plane;
    cw_coast *coast;   /* NULL in open sea */
    cw_landmask *mask; /* NULL in open sea */
    cw_zone **regions; /* one a region */
    double x0_m, y0_m, cell_m;
    size_t nx, ny, cells;
    bool *sea;    /* [cell]: its centre is water that joins the largest piece of sea */
    bool *closed; /* [cell]: of the plan's closed water; NULL: none */
    size_t hours;
    bool *night;           /* [hour], at the middle of the area and of the hour */
    cw_risk_layer *layers; /* one a kind */
    float *stream_mps;     /* [(hour * cells + cell) * 2], plane axes; NULL: none */
    cw_survival *survival; /* one a kind */
    size_t nation_count;
    char (*nations)[32]; /* in the order of the units */
    size_t *nation;      /* [unit] */
    /* [cell], whose region it is; CW_MOST_NATIONS: nobody's, CW_NATION_WITHOUT_UNITS: of one that
     * has none in the plan. */
    uint8_t *owner;
    /* Ways by sea from the places where units wait; aircraft fly straight. */
    size_t place_count, place_capacity;
    size_t *place_cell;
    float *way_m;      /* [place * cells + cell]; INFINITY: no way by sea */
    size_t *base_cell; /* [unit] */
    double *speed_mps; /* [unit * hours + hour]; 0: it does not go in that weather */
} cw_patrol_world;

cw_patrol_world *cw_patrol_world_create(const cw_patrol_plan *plan, const char *cache_dir,
                                        cw_error *err);
void cw_patrol_world_destroy(cw_patrol_world *world); /* NULL-safe */
cw_xy cw_patrol_cell_centre(const cw_patrol_world *world, size_t cell);
/* The cell that holds a position; SIZE_MAX outside the area. */
size_t cw_patrol_cell_at(const cw_patrol_world *world, cw_position at);
/* The place at a cell of the sea; its ways are computed when it is new. Not for several threads at
 * once. */
bool cw_patrol_place(cw_patrol_world *world, size_t cell, size_t *place, cw_error *err);
/* Way from a place to a cell by sea, or straight for an aircraft. */
double cw_patrol_way_m(const cw_patrol_world *world, size_t place, size_t cell, bool aircraft);

/* ---- the roster: what a planner decides ------------------------------------------------------ */

typedef struct cw_post {
    cw_post_kind kind; /* a leg is the place where it stands in that hour */
    size_t place;
} cw_post;

typedef struct cw_roster {
    size_t units, hours;
    cw_post *posts; /* owned, [unit * hours + hour] */
} cw_roster;
/* How a roster came about: the plan's own lines, those made better by trying, or planned with a
 * bound. */
typedef enum cw_roster_origin {
    CW_ROSTER_GIVEN,
    CW_ROSTER_IMPROVED,
    CW_ROSTER_PLANNED
} cw_roster_origin;
/* All on standby at base, then the plan's duties. */
cw_roster *cw_roster_create(cw_patrol_world *world, cw_error *err);
cw_roster *cw_roster_clone(const cw_roster *roster, cw_error *err);
void cw_roster_destroy(cw_roster *roster);

/* An agreement over this world: how long a unit waits for leave to enter a cell. */
typedef struct cw_permit {
    const cw_patrol_agreement *agreement; /* borrowed; NULL: anyone anywhere */
    float *delay_s;                       /* owned, [unit * cells + cell]; INFINITY: may not */
    size_t *crew;                         /* owned, [unit]: which crew hours it draws on */
} cw_permit;
cw_permit *cw_permit_create(const cw_patrol_world *world, const cw_patrol_agreement *agreement,
                            cw_error *err);
void cw_permit_destroy(cw_permit *permit);
/* Whether the units of the plan's roster may wait where it has them, without asking; the error
 * names the first line that may not. */
bool cw_permit_allows_roster(const cw_patrol_world *world, const cw_permit *permit,
                             const cw_roster *roster, cw_error *err);

/* ==== simulation ===============================================================================
 */

/* What is done to the world to see what it withstands. */
typedef struct cw_stress {
    bool no_aircraft;
    size_t without; /* a unit that has failed; SIZE_MAX: none */
    size_t extra;   /* incidents of kind `extra_kind`, drawn in the night about `extra_hour` */
    size_t extra_kind, extra_hour;
} cw_stress;
#define CW_NO_STRESS ((cw_stress){.without = SIZE_MAX})

typedef struct cw_simulation_options {
    size_t weeks;    /* 0: the plan's */
    uint64_t offset; /* added to the plan's seed: other weeks */
    int threads;     /* 0: all */
    cw_stress stress;
} cw_simulation_options;

/* One simulated horizon. */
typedef struct cw_week {
    uint32_t incidents, reached;    /* reached: somebody came within CW_TOO_LATE_S */
    double people, alive[CW_BANDS]; /* expected people alive when lifted */
    double in_time;      /* sum over incidents: chance to be alive when help has found them */
    double arrival_s;    /* sum over incidents, each at most CW_TOO_LATE_S */
    double no_reserve_s; /* no unit was free to be sent */
    double away_s[CW_MOST_NATIONS], fuel_l[CW_MOST_NATIONS]; /* by nation */
    double lifted[CW_MOST_NATIONS];                          /* people, by who lifted them */
    double crossings; /* units sent into another nation's region */
} cw_week;
#define CW_TOO_LATE_S (24 * 3600.0) /* arrival of nobody, and what any arrival is cut to */

typedef struct cw_unit_load { /* of one unit in one week */
    float away_s, busy_s;     /* on calls, beyond its watches; from the order until ready again */
} cw_unit_load;

typedef struct cw_simulation {
    size_t weeks, arrivals, units;
    double horizon_s;
    cw_week *week;      /* owned */
    float *arrival_s;   /* owned: of each incident, week by week */
    size_t *first;      /* owned, [weeks + 1]: where in it each week begins */
    cw_unit_load *load; /* owned, [week * units + unit] */
} cw_simulation;

/* The same incidents for the same plan, seed and offset whatever the agreement and roster (common
 * random numbers), and the same bits for any number of threads. docs/patrol.md has the model. */
cw_simulation *cw_patrol_simulate(const cw_patrol_world *world, const cw_permit *permit,
                                  const cw_roster *roster, const cw_simulation_options *options,
                                  cw_error *err);
void cw_simulation_destroy(cw_simulation *simulation); /* NULL-safe */

/* ---- figures with their uncertainty ---------------------------------------------------------- */

typedef enum cw_figure_kind {
    CW_FIGURE_IN_TIME,    /* chance that help has found them while they are alive */
    CW_FIGURE_ARRIVAL,    /* mean, seconds */
    CW_FIGURE_ARRIVAL_90, /* 90th percentile, seconds */
    CW_FIGURE_ALIVE_LOW,  /* people a week, by the lowest of the survival models */
    CW_FIGURE_ALIVE,
    CW_FIGURE_ALIVE_HIGH,
    CW_FIGURE_LOST,        /* people a week not alive when lifted, middle of the models */
    CW_FIGURE_NOT_REACHED, /* share of incidents to which nobody came */
    CW_FIGURE_NO_RESERVE,  /* share of the time */
    CW_FIGURE_AWAY,        /* unit hours a week away from base */
    CW_FIGURE_FUEL,        /* litres a week */
    CW_FIGURE_CROSSINGS,   /* units a week sent into another nation's region */
    CW_FIGURES
} cw_figure_kind;

typedef struct cw_figure {
    double value, low, high; /* 95 % confidence interval of the simulation */
} cw_figure;

/* Student's t over weeks; for the 90th percentile over 20 batches of weeks. With fewer than 20
 * weeks the interval is infinite. */
cw_figure cw_figure_of(const cw_simulation *simulation, cw_figure_kind kind);
/* `b` minus `a`, paired by week. Both must have the same weeks. */
cw_figure cw_figure_difference(const cw_simulation *a, const cw_simulation *b, cw_figure_kind kind);
/* The interval is narrower than the difference; so it does not hold zero either. */
bool cw_figure_shown(cw_figure difference);
/* Share of the hours away that units of this nation carry; 0 when there are none. */
double cw_load_share(const cw_simulation *simulation, size_t nation);
/* No nation carries more than the limit of the agreement or plan, to half a per cent. */
bool cw_load_is_fair(const cw_patrol_world *world, const cw_patrol_agreement *agreement,
                     const cw_simulation *simulation);

/* ---- a roster made better by simulation ------------------------------------------------------ */

typedef struct cw_improve_options {
    size_t weeks;  /* each trial is judged on; 0: 100 */
    size_t trials; /* 0: 200 */
    int threads;
} cw_improve_options;

/* Moves single units for single watches (6 h) between base and the stations that the risk
 * suggests; a change stays when fewer people are lost over the same simulated weeks, and the
 * fairness limit holds. A rule, not an optimum: it has no bound. `tried` and `kept` may be NULL. */
bool cw_roster_improve(cw_patrol_world *world, const cw_permit *permit, cw_roster *roster,
                       const cw_improve_options *options, size_t *tried, size_t *kept,
                       cw_error *err);

/* ---- a roster planned with a bound ----------------------------------------------------------- */

typedef struct cw_week_options {
    size_t steps, rounds; /* of the schedule solver below; 0: its own */
    double time_limit_s;  /* 0: none. Reached, the roster depends on the machine */
    double enough;        /* stops at a gap of this share of whom standing by misses; 0: goes on */
    int threads;
    cw_progress progress; /* may be NULL */
    void *context;
    /* Rosters of this world to begin from, such as those under narrower agreements: the answer is
     * no worse than any of them that can be kept. */
    const cw_roster *const *from;
    size_t from_count;
} cw_week_options;

/* What the planner says of its roster, in people expected over the horizon: those whom the best
 * placed unit that is free finds alive and has room for, by itself. */
typedef struct cw_week_plan {
    double expected;     /* in distress */
    double standby;      /* helped with everyone at base */
    double helped;       /* with the roster */
    double value, bound; /* less the costs of sorties and changes; no roster has a higher value */
    double busy;         /* chance that a unit is taken, from simulated weeks of standing by */
    size_t stations, steps, rounds;
} cw_week_plan;

/* Plans who waits where in each hour (docs/patrol.md): the world as a schedule problem, solved with
 * its bound, and the answer laid into the roster. Units that the roster has off stay so; posts at
 * sea in it are places to wait and the schedule to begin from, if it can be kept. `told` may be
 * NULL. */
bool cw_roster_plan(cw_patrol_world *world, const cw_permit *permit, cw_roster *roster,
                    const cw_week_options *options, cw_week_plan *told, cw_error *err);

/* ---- options on the table -------------------------------------------------------------------- */

typedef struct cw_option {
    const cw_patrol_agreement *agreement; /* borrowed */
    cw_permit *permit;
    cw_roster *roster; /* planned for it; NULL: the common one */
    cw_week_plan week; /* when planned */
    cw_simulation *simulation;
    bool fair; /* cw_load_is_fair */
} cw_option;

/* The same fleet and weeks under each agreement, with the same roster, or (`planned` not NULL) each
 * with one planned for it, which begins from that; NULL on failure. */
cw_option *cw_options_compare(cw_patrol_world *world, const cw_roster *roster,
                              const cw_patrol_agreement *const *agreements, size_t count,
                              const cw_simulation_options *options, const cw_week_options *planned,
                              cw_error *err);
void cw_options_free(cw_option *options, size_t count);

/* ==== solvers ================================================================================ */

/* ---- siting: which of the places to wait at -------------------------------------------------- */

/* Demands are served by the nearest of `open` sites. What "near" costs is the caller's: minutes,
 * or minutes times the risk there. */
typedef struct cw_siting {
    size_t demands, sites;
    const double *cost; /* [site * demands + demand]: finite, at least 0 */
    size_t open;        /* how many sites: 1 to `sites` */
    double grain;       /* every cost is a whole multiple of it; 0: of nothing */
} cw_siting;

typedef struct cw_siting_options {
    uint64_t seed;
    double time_limit_s; /* 0: none. Reached, the answer is what was found so far, with its bound,
                            and depends on the machine */
    size_t most_nodes;   /* of the branch and bound; 0: no limit */
} cw_siting_options;

typedef struct cw_siting_answer {
    size_t *sites; /* ascending; cw_siting_answer_free */
    size_t count;
    double value; /* of these sites */
    double bound; /* no choice is better than this; equal to `value` when proven */
    bool proven;
    size_t nodes; /* of the branch and bound, the root among them */
} cw_siting_answer;

/* The p-median problem: the choice of sites with the least sum over the demands of the cost of the
 * nearest. Lagrangian relaxation of "each demand is served once", local search by interchange,
 * and branch and bound (docs/patrol-solvers.md). Fails on bad input and when memory runs out. */
bool cw_median_solve(const cw_siting *problem, const cw_siting_options *options,
                     cw_siting_answer *answer, cw_error *err);
void cw_siting_answer_free(cw_siting_answer *answer); /* NULL-safe */

/* The maximal covering problem (Church and ReVelle 1974): the choice of `open` sites that covers
 * the most weight. It is the p-median problem in which a demand costs its weight where no open site
 * covers it, and is solved as that; `value` is what is covered, `bound` at least as much. */
typedef struct cw_covering {
    size_t demands, sites;
    const double *weight; /* [demand]: finite, at least 0 */
    const bool *covers;   /* [site * demands + demand] */
    size_t open;
    double grain; /* every weight is a whole multiple of it; 0: of nothing */
} cw_covering;
bool cw_cover_solve(const cw_covering *problem, const cw_siting_options *options,
                    cw_siting_answer *answer, cw_error *err);

/* ---- team orienteering: which places to pass on the way ---------------------------------------
 */

/* `routes` ways from the first node to the last, none longer than `longest`; a node's score counts
 * once. */
typedef struct cw_orienteering {
    size_t nodes;           /* at least 2, at most CW_MOST_STOPS */
    const double *distance; /* [node * nodes + node]: symmetric, finite, at least 0 */
    const double *score;    /* [node]: of the first and last not counted */
    size_t routes;          /* 1 to CW_MOST_ROUTES */
    double longest;
} cw_orienteering;
enum { CW_MOST_STOPS = 2000, CW_MOST_ROUTES = 64 };

typedef struct cw_orienteering_options {
    uint64_t seed;
    size_t islands;      /* searches side by side, whose best is taken; 0: 2 */
    size_t iterations;   /* of each; 0: until the time is over */
    double time_limit_s; /* 0: none, then `iterations` must be given. Reached, the answer depends on
                            the machine */
    int threads;         /* 0: all */
} cw_orienteering_options;

typedef struct cw_orienteering_answer {
    size_t *stops;  /* nodes of route after route, without start and end */
    size_t *first;  /* [routes + 1]: where in `stops` each begins */
    double *length; /* [routes] */
    double score;
    size_t iterations; /* of all islands */
} cw_orienteering_answer;

/* Large neighbourhood search under simulated annealing (docs/patrol-solvers.md); a heuristic,
 * without a bound. Same seed, islands and iterations: same answer, for any number of threads. */
bool cw_orienteering_solve(const cw_orienteering *problem, const cw_orienteering_options *options,
                           cw_orienteering_answer *answer, cw_error *err);
void cw_orienteering_answer_free(cw_orienteering_answer *answer); /* NULL-safe */

/* ---- the schedule: who waits where, hour by hour -----------------------------------------------
 */

enum {
    CW_MOST_SCHEDULE_UNITS = 64,
    CW_MOST_SCHEDULE_HOURS = 168,
    CW_MOST_POSTS = 1024,
    CW_MOST_HELPERS = 4
};
#define CW_NO_RESPONSE SIZE_MAX

/* A unit on a sea graph unrolled in time. In each hour it is on standby at its base, away at a
 * post, or at rest. It leaves at a change of watch, is back before its endurance ends and at the
 * end of the horizon, then rests. */
typedef struct cw_schedule_unit {
    size_t base;         /* a post */
    const double *way_m; /* [post * posts + post]: by sea for a vessel, straight for an aircraft;
                            INFINITY: no way. From one hour to the next it gets as far as one
                            hour of its speed */
    const double *speed_mps; /* [hour]; 0: it does not go in that weather and must be at base */
    const size_t *response;  /* [hour]: which matrix of `responses` holds; CW_NO_RESPONSE: cannot be
                                sent in that hour */
    const bool *may_stand;   /* [hour * posts + post]; NULL: anywhere. Base is always allowed */
    size_t endurance_h;      /* away in one sortie; 0: never leaves */
    size_t crew_h;           /* away over the horizon */
    size_t rest_h;           /* from the hour it comes in, which is the least: not to be sent */
    size_t watch_h;          /* leaves in hours that are multiples of it; 0 and 1: any hour */
    size_t nation;           /* below CW_MOST_NATIONS */
} cw_schedule_unit;

/* What is maximised: over hours and cells, the risk times the chance that help is there in time,
 *
 *   sum_t sum_c risk(t, c) * sum_k (1 - busy) busy^(k-1) * p_(k)(t, c)
 *
 * with p_(k) the k-th largest of the units' chances: the k-th best comes when those before it are
 * taken (with the same chance `busy` each, whatever the others do: Daskin 1983); less `move_cost`
 * for each change of post within a sortie and `sortie_cost` for each sortie, which keep the roster
 * one that a person can read. */
typedef struct cw_schedule_problem {
    size_t posts, cells, hours;
    const double *risk;             /* [hour * cells + cell], expected incidents, at least 0 */
    const double *const *responses; /* each [post * cells + cell]: chances, 0 to 1 */
    size_t response_count;
    const cw_schedule_unit *units;
    size_t unit_count;
    double busy;    /* 0 to below 1 */
    size_t helpers; /* how many of the best count: 1 to CW_MOST_HELPERS; with busy = 0: 1 */
    double move_cost, sortie_cost; /* expected incidents reached in time, at least 0 */
    /* Of all hours away and besides, for any nation that has any away; 0 and 1: no limit. */
    double most_share;
    const double *besides_h; /* [CW_MOST_NATIONS]: carried whatever the schedule; NULL: none */
} cw_schedule_problem;

typedef struct cw_schedule_options {
    uint64_t seed;
    size_t steps;         /* of the bound; 0: 300 */
    size_t rounds;        /* of the search; 0: 100 */
    double time_limit_s;  /* 0: none. Reached, the answer depends on the machine */
    double enough;        /* stops at a gap of this share; 0: goes on */
    int threads;          /* 0: all */
    cw_progress progress; /* may be NULL */
    void *context;
    /* A schedule to begin from, as in the answer, checked; the answer is no worse. NULL: none. The
     * one under a narrower agreement or with fewer units keeps a comparison in order. */
    const uint16_t *from_post;
    const uint8_t *from_state;
} cw_schedule_options;

typedef enum cw_duty_state { CW_STANDBY, CW_AWAY, CW_RESTING } cw_duty_state;

typedef struct cw_schedule_answer {
    uint16_t *post; /* [unit * hours + hour]; the base when not away */
    uint8_t *state; /* [unit * hours + hour], cw_duty_state */
    double covered; /* expected incidents reached in time, the sum above without the costs */
    double value;   /* with the costs: what is maximised */
    double bound;   /* no schedule has a higher value */
    double risk;    /* expected incidents, all */
    size_t steps, rounds;
} cw_schedule_answer;

/* Lagrangian relaxation with one longest path a unit for the bound, exact best responses of unit
 * after unit for the schedule (docs/patrol-solvers.md). Same seed, steps and rounds: the same
 * answer for any number of threads. */
bool cw_schedule_solve(const cw_schedule_problem *problem, const cw_schedule_options *options,
                       cw_schedule_answer *answer, cw_error *err);
void cw_schedule_answer_free(cw_schedule_answer *answer); /* NULL-safe */
/* What any schedule is worth; fails, naming unit, hour and reason, where it cannot be done. */
bool cw_schedule_evaluate(const cw_schedule_problem *problem, const uint16_t *post,
                          const uint8_t *state, double *covered, double *value, cw_error *err);

#ifdef __cplusplus
}
#endif
#endif
